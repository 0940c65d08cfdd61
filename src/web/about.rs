//! About: the catalog's checkpoint, its journal and its imports.

use std::collections::VecDeque;

use maud::html;

use super::failure::Failure;
use super::layout::{self, Page, Section, text};
use super::reply::Reply;
use super::visit::{PageResult, Visit};
use super::words::time;
use crate::article::Precision;
use crate::proof::checkpoint::Checkpoint;
use crate::store::{Snapshot, StoredEvent};

/// Events of the journal on the page.
const EVENTS: usize = 20;

/// Returns the unsigned checkpoint of the log as it is now; `None` if the log is empty.
pub(super) fn checkpoint(snapshot: &Snapshot) -> Result<Option<(Checkpoint, String)>, Failure> {
    let log = snapshot.log()?;
    let Some(origin) = log.own_origin()? else { return Ok(None) };
    let head = log.stored_head()?;
    let named = |error: crate::proof::note::NoteError| Failure::new(500, error.to_string());
    let checkpoint = Checkpoint::new(&origin, head.size, head.root).map_err(named)?;
    let text = checkpoint.signed(None).map_err(named)?;
    Ok(Some((checkpoint, text)))
}

/// Shows what the catalog is, and what was done to it.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let checkpoint = checkpoint(visit.snapshot)?;
    let mut events: VecDeque<StoredEvent> = VecDeque::with_capacity(EVENTS + 1);
    visit.snapshot.each_event(&mut |event| {
        events.push_front(event);
        events.truncate(EVENTS);
        Ok(())
    })?;
    Ok(Reply::html(layout::page(&Page {
        title: "About this catalog",
        section: Section::About,
        main: html! {
            header.page-head {
                h1 { "About this catalog" }
                p.lead { "It keeps every version of every article, with every capture, and shows what changed. Nothing on these pages changes it." }
            }
            h2.section-head { "How to read it" }
            dl.facts {
                dt { "published, updated" } dd { "What the publisher stated, at the time of that version." }
                dt { "seen" } dd { "When a capture saw this text. Nothing is known about the time between two captures." }
                dt { "silent edit" } dd { "The text changed, and no time that the publisher states is between the observations before and after the change." }
                dt { "returned" } dd { "The text is one that the article had before." }
                dt { "read differently" } dd { "The two texts were read from their pages in different ways: it is unknown whether the page changed." }
            }
            h2.section-head { "Checkpoint" }
            p { "Every capture is an entry of a log that only grows. If you keep a checkpoint, you can show later that nothing recorded up to it was removed or altered." }
            @match &checkpoint {
                Some((_, text_of)) => { pre.checkpoint tabindex="0" { (text(text_of)) } }
                None => { p.empty { "The log has no entries yet." } }
            }
            h2.section-head { "Journal" }
            div.scroll tabindex="0" role="group" aria-label="Journal" {
                table {
                    thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "By" } th scope="col" { "Result" } } }
                    tbody {
                        @for event in &events {
                            tr {
                                td { (time(event.at.0, Precision::Second, None)) }
                                td { (text(&event.name)) }
                                td { (text(&event.agent)) }
                                td { (text(&event.outcome)) }
                            }
                        }
                    }
                }
            }
        },
        ..Page::default()
    })))
}
