//! Figures of the catalog.

use maud::html;

use super::layout::{self, Page, Section, outlet_link};
use super::links::Links;
use super::reply::Reply;
use super::visit::{PageResult, Visit};
use super::words::{number, time};
use crate::article::Precision;
use crate::render::bytes;

/// Hosts on the page.
const HOSTS: usize = 20;

/// Shows the figures.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let stats = visit.snapshot.stats(HOSTS)?;
    let figures = [
        ("Articles", stats.articles),
        ("with two versions or more", stats.articles_with_changes),
        ("Versions", stats.versions),
        ("Captures", stats.captures),
        ("Silent edits", stats.silent_edits),
        ("Returns to an earlier text", stats.returns),
        ("Words added and removed", stats.words_changed),
        ("Imports", stats.imports),
        ("Records that could not be imported", stats.rejects),
    ];
    let most = stats.hosts.iter().map(|host| host.changes).max().unwrap_or_default().max(1);
    Ok(Reply::html(layout::page(&Page {
        title: "Figures",
        section: Section::Stats,
        main: html! {
            header.page-head { h1 { "Figures" } }
            dl.facts.figures {
                @for (name, count) in figures { dt { (name) } dd { (number(count)) } }
                @if let (Some(first), Some(last)) = stats.captured {
                    dt { "Captured" } dd { (time(first, Precision::Day, None)) " to " (time(last, Precision::Day, None)) }
                }
                dt { "Text of all versions" } dd { (bytes(stats.text_bytes)) }
                dt { "Size of the catalog" } dd { (bytes(stats.file_bytes)) }
            }
            h2.section-head { "Outlets" }
            div.scroll tabindex="0" role="group" aria-label="Outlets" {
                table.list {
                    thead { tr { th scope="col" { "Host" } th.num scope="col" { "Articles" } th.num scope="col" { "Changes" } th scope="col" { span.sr { "Changes, drawn" } } } }
                    tbody {
                        @for host in &stats.hosts {
                            @let name = host.name.as_deref().unwrap_or_default();
                            tr {
                                td.title { @if name.is_empty() { "(none)" } @else { (outlet_link(Links::Served, name, name)) } }
                                td.num { (number(host.articles)) }
                                td.num { (number(host.changes)) }
                                td.bar { svg width="120" height="10" aria-hidden="true" { rect.bar width=((host.changes * 120 / most).max(i64::from(host.changes > 0))) height="10" {} } }
                            }
                        }
                    }
                }
            }
            p { a href="/articles?by=host" { "All outlets" } }
        },
        ..Page::default()
    })))
}
