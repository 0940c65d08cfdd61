//! When: the versions of an article that contain a phrase.

use maud::{Markup, html};

use super::failure::Failure;
use super::filters::flag;
use super::layout::{self, Page, Section, headline, shown, text};
use super::reply::Reply;
use super::request::encode;
use super::visit::{PageResult, Visit};
use super::words::{stamp, time, version_address};
use crate::article::ArticleId;
use crate::catalog::select;
use crate::history::when::{Closeness, Phrase, PhraseRun, PhraseState, phrase_runs};
use crate::timeline::{State, Timeline};

/// Where an article contained a phrase.
struct Answer {
    id: ArticleId,
    title: Option<String>,
    timeline: Timeline,
    runs: Vec<PhraseRun>,
}

/// Looks for the phrase; `None` if nothing is asked yet.
fn answer(visit: &Visit<'_>, closeness: Closeness) -> Result<Option<Answer>, Failure> {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let (article, words) = match (request.param("article"), request.param("phrase")) {
        (None, None) => return Ok(None),
        (Some(article), Some(words)) => (article, words),
        (None, Some(_)) => {
            return Err(Failure::bad_request(
                "Name the article: its address, its number, or a part of its title. The search finds \
                 a phrase in all articles.",
            ));
        }
        (Some(_), None) => return Err(Failure::bad_request("Write the phrase to look for.")),
    };
    let id = select::article(snapshot, article)?;
    let ready = Phrase::new(words, closeness)
        .ok_or_else(|| Failure::bad_request("The phrase has no letters or digits."))?;
    let timeline = snapshot.timeline(id)?;
    let runs = phrase_runs(snapshot, &timeline, &ready)?;
    let title = snapshot.article(id)?.and_then(|row| row.title);
    Ok(Some(Answer { id, title, timeline, runs }))
}

/// Shows when an article contained a phrase.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let request = visit.request;
    let is_fuzzy = flag(request, "fuzzy");
    let closeness = if is_fuzzy { Closeness::Fuzzy } else { Closeness::Exact };
    let found = match answer(visit, closeness) {
        Err(failure) if failure.status >= 500 => return Err(failure),
        found => found,
    };
    let status = found.as_ref().err().map_or(200, |failure| failure.status);
    let page = layout::page(&Page {
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
            @match &found {
                Err(failure) => p.note role="alert" {
                    (text(&failure.detail))
                    @if let (None, Some(words)) = (request.param("article"), request.param("phrase")) {
                        " " a href=(format!("/search?q={}", encode(words))) { "Search all articles" }
                    }
                },
                Ok(None) => {}
                Ok(Some(answer)) => (result(answer, request.param("phrase").unwrap_or_default())),
            }
        },
        ..Page::default()
    });
    Ok(Reply { status, ..Reply::html(page) })
}

/// Runs on the page.
const MAX_RUNS: usize = 100;

fn result(answer: &Answer, phrase: &str) -> Markup {
    let Answer { id, title, timeline, runs } = answer;
    html! {
        h2.section-head dir="auto" { a href=(format!("/a/{id}")) { (headline(title.as_deref())) } }
        @if runs.is_empty() { p.empty { "No version contains \"" (text(phrase)) "\"." } }
        ol.runs { @for (at, run) in runs.iter().enumerate().take(MAX_RUNS) { (run_item(timeline, run, runs.get(at + 1))) } }
        @if runs.len() > MAX_RUNS {
            p.quiet { "The first " (MAX_RUNS) " of " (runs.len()) ". " a href=(format!("/when.json?article={id}&phrase={}", encode(phrase))) { "All as JSON" } }
        }
        p.quiet { "Nothing is known about the time between two captures: a phrase may have been added and removed in between." }
    }
}

/// One period with the phrase or without it: when it began, and when the next one did.
fn run_item(timeline: &Timeline, run: &PhraseRun, next: Option<&PhraseRun>) -> Markup {
    let is_present = run.phrase == PhraseState::Present;
    let state = |at: usize| timeline.states().get(at);
    let version = |state: &State| {
        let version = timeline.version_of(state);
        html! {
            @if let Some(version) = version {
                a href=(version_address(&version.id)) { "version " (state.version + 1) }
            }
        }
    };
    let effective = |state: &State| {
        let at = state.effective.at.map(|at| time(at, state.effective.precision, None));
        at.unwrap_or_else(|| html! { "an unknown time" })
    };
    let seen = |state: &State, is_last: bool| {
        let mut captures = timeline.captures(state).filter(|_| state.seen.is_some());
        let capture = if is_last { captures.next_back() } else { captures.next() };
        capture.and_then(|capture| capture.captured.as_ref()).map(|at| stamp(at, None))
    };
    html! {
        li.present[is_present].absent[!is_present] {
            strong { @if is_present { "It said so" } @else { "It did not" } }
            dl.facts {
                @if let Some(from) = state(run.from) {
                    dt { "Start" }
                    dd {
                        (effective(from)) ", " (version(from))
                        @if let Some(seen) = seen(from, false) { ", first seen " (seen) }
                        @if from.is_order_unknown() { " " span.flag { "order unknown" } }
                    }
                }
                @if let Some(to) = state(run.to) {
                    dt { "End" }
                    dd {
                        @match next.and_then(|next| state(next.from)) {
                            Some(after) => { (effective(after)) ", replaced by " (version(after)) },
                            None => "not known: the latest text is the same in this",
                        }
                        @if let Some(seen) = seen(to, true) { "; last seen " (seen) ", " (version(to)) }
                    }
                }
            }
        }
    }
}
