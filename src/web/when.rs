//! When: the versions of an article that contain a phrase.

use maud::{Markup, html};

use super::failure::Failure;
use super::filters::flag;
use super::layout::{self, Page, Section, shown, text};
use super::reply::Reply;
use super::visit::{PageResult, Visit};
use super::words::{stamp, version_address};
use crate::catalog::select;
use crate::history::when::{Closeness, Phrase, PhraseRun, PhraseState, phrase_runs};
use crate::timeline::Timeline;

/// Shows when an article contained a phrase.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let (article, phrase) = (request.param("article"), request.param("phrase"));
    let is_fuzzy = flag(request, "fuzzy");
    let closeness = if is_fuzzy { Closeness::Fuzzy } else { Closeness::Exact };
    let mut result = None;
    if let (Some(article), Some(words)) = (article, phrase) {
        let id = select::article(snapshot, article)?;
        let ready = Phrase::new(words, closeness)
            .ok_or_else(|| Failure::bad_request("The phrase has no letters or digits."))?;
        let timeline = snapshot.timeline(id)?;
        let runs = phrase_runs(snapshot, &timeline, &ready)?;
        result = Some((id, timeline, runs));
    }
    Ok(Reply::html(layout::page(&Page {
        title: "When did it say …",
        section: Section::When,
        main: html! {
            header.page-head {
                h1 { "When did it say …" }
                p.lead { "The versions of an article that contain a phrase, and when it was added and removed." }
            }
            form.search action="/when" method="get" {
                label { span { "Article" } input type="text" name="article" value=[shown(request, "article")] required placeholder="address, number or part of the title"; }
                label { span { "Phrase" } input type="search" name="phrase" value=[shown(request, "phrase")] required; }
                label.check { input type="checkbox" name="fuzzy" value="1" checked[is_fuzzy]; " ignore case, accents, quotes and dashes" }
                button type="submit" { "Show" }
            }
            @if let Some((id, timeline, runs)) = &result {
                @let title = snapshot.article(*id)?.and_then(|row| row.title);
                h2.section-head dir="auto" { a href=(format!("/a/{id}")) { (text(title.as_deref().unwrap_or("(no title)"))) } }
                @if runs.is_empty() { p.empty { "No version contains \"" (text(phrase.unwrap_or_default())) "\"." } }
                ol.runs { @for run in runs { (run_item(timeline, run)) } }
                p.quiet { "Nothing is known about the time between two captures: a phrase may have been added and removed in between." }
            }
        },
        ..Page::default()
    })))
}

fn is_present(run: &PhraseRun) -> bool {
    run.phrase == PhraseState::Present
}

fn run_item(timeline: &Timeline, run: &PhraseRun) -> Markup {
    let end = |at: usize| {
        let state = timeline.states().get(at);
        let version = state.and_then(|state| timeline.version_of(state));
        html! {
            @if let (Some(state), Some(version)) = (state, version) {
                a href=(version_address(&version.id)) { "version " (state.version + 1) }
                @if let Some(at) = timeline.dated_by(at) { ", " (stamp(at, None)) }
            }
        }
    };
    html! {
        li.present[is_present(run)].absent[!is_present(run)] {
            strong { @if is_present(run) { "It said so" } @else { "It did not" } }
            p { "from " (end(run.from)) @if run.to != run.from { br; "to " (end(run.to)) } }
        }
    }
}
