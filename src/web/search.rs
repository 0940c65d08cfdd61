//! Search: the text of all versions, with the words highlighted.

use maud::{Markup, html};
use serde_json::json;

use super::failure::Failure;
use super::filters;
use super::layout::{self, Page, Section, shown, text};
use super::reply::Reply;
use super::request::Request;
use super::visit::{Format, PageResult, Visit};
use super::words::{counted, diff_address, time, version_address};
use crate::history::search::{Findings, Hit, Scope, Search, search};
use crate::search::{Query, QueryError, Snippet};

/// Hits on a page.
const PAGE: usize = 20;

/// Hits that an address can ask for.
const MAX_HITS: usize = 200;

/// The length of a snippet, in characters.
const SNIPPET: usize = 260;

/// The scopes: the value of the parameter, and the label.
pub(super) const SCOPES: [(&str, Scope, &str); 5] = [
    ("ever", Scope::Ever, "Ever"),
    ("now", Scope::Latest, "Now"),
    ("gone", Scope::Gone, "Gone"),
    ("added", Scope::Added, "Added"),
    ("removed", Scope::Removed, "Removed"),
];

/// Shows the search form, and the hits.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let request = visit.request;
    let scope = request.param("scope").unwrap_or("ever");
    let found = SCOPES.into_iter().find(|(name, ..)| *name == scope);
    let (scope, kind, _) = found.ok_or_else(|| {
        Failure::bad_request("The value of scope is ever, now, gone, added or removed.")
    })?;
    let limit = request.param("n").and_then(|n| n.parse().ok()).unwrap_or(PAGE).clamp(1, MAX_HITS);
    let words = request.param("q");
    let filter = filters::articles(request)?;
    let result = match words.map(str::parse::<Query>) {
        None => Ok(None),
        Some(Err(error)) => Err(error),
        Some(Ok(query)) => {
            let wanted =
                Search { query, scope: kind, filter, limit, rank: false, snippet: SNIPPET };
            Ok(Some(search(visit.snapshot, &wanted)?))
        }
    };
    if visit.format == Format::Json {
        let found = result.map_err(|error| Failure::bad_request(error.to_string()))?;
        let found = found.ok_or_else(|| Failure::bad_request("The parameter q is missing."))?;
        let hits: Vec<_> = found.hits.iter().map(|hit| hit_json(hit, kind)).collect();
        return Ok(Reply::json(&json!({ "hits": hits, "more": found.more })));
    }
    Ok(show(request, words, scope, kind, limit, &result))
}

fn show(
    request: &Request,
    words: Option<&str>,
    scope: &str,
    kind: Scope,
    limit: usize,
    result: &Result<Option<Findings>, QueryError>,
) -> Reply {
    let title = words.map_or_else(|| "Search".to_owned(), |words| format!("Search: {words}"));
    let status = if result.is_err() { 400 } else { 200 };
    let page = layout::page(&Page {
        title: &title,
        section: Section::Search,
        main: html! {
            header.page-head { h1 { "Search" } }
            form.search role="search" action="/search" method="get" {
                label { span.sr { "Words" } input type="search" name="q" value=[shown(request, "q")] required placeholder="Words in any version" autocomplete="off"; }
                @if let Some(host) = shown(request, "host") { input type="hidden" name="host" value=(host); }
                input type="hidden" name="scope" value=(scope);
                button type="submit" { "Search" }
            }
            ul.tabs aria-label="Where the words are" {
                @for (name, _, label) in SCOPES {
                    @let address = format!("/search{}", request.query_with(&[("scope", Some(name)), ("n", None)]));
                    li { a href=(address) aria-current=[(name == scope).then_some("true")] { (label) } }
                }
            }
            p.quiet { (explain(kind)) }
            @match result {
                Err(error) => p.note { "The query cannot be read: " (text(&error.to_string())) },
                Ok(None) => (help()),
                Ok(Some(found)) => (hits(request, found, kind, limit)),
            }
        },
        ..Page::default()
    });
    Reply { status, ..Reply::html(page) }
}

fn explain(kind: Scope) -> &'static str {
    match kind {
        Scope::Ever => "Articles with any version that has the words.",
        Scope::Latest => "Articles whose current text has the words.",
        Scope::Gone => "Articles that had the words once, and no longer have them.",
        Scope::Added => "Changes that added the words.",
        Scope::Removed => "Changes that removed the words.",
    }
}

fn help() -> Markup {
    html! {
        dl.facts.help {
            dt { "two words" } dd { "both occur; case and accents are ignored" }
            dt { "\"a phrase\"" } dd { "these words in this order" }
            dt { "crane -grain" } dd { "crane, but not grain" }
            dt { "fire OR smoke" } dd { "either of them" }
            dt { "begin*" } dd { "all words with that beginning" }
            dt { "NEAR(a b, 5)" } dd { "within five words of each other" }
        }
    }
}

fn hits(request: &Request, found: &Findings, kind: Scope, limit: usize) -> Markup {
    html! {
        p.count role="status" {
            @if found.hits.is_empty() { "Nothing matches." }
            @else { (counted(found.hits.len() as i64, "hit")) @if found.more { ", and there may be more" } "." }
        }
        @for hit in &found.hits { (item(hit, kind)) }
        @if found.more && limit < MAX_HITS {
            @let more = (limit * 2).min(MAX_HITS).to_string();
            nav.pager aria-label="Pages" { a.next href=(format!("/search{}", request.query_with(&[("n", Some(&more))]))) { "Show more" } }
        }
    }
}

/// The address of what a hit shows: the change that it is, or the version with the words.
fn address(hit: &Hit, kind: Scope) -> String {
    let state = hit.states.last().and_then(|state| hit.timeline.states().get(*state));
    let own = state.and_then(|state| hit.timeline.version_of(state));
    if matches!(kind, Scope::Added | Scope::Removed) {
        let base = state.and_then(|state| hit.timeline.states().get(state.base?));
        let base = base.and_then(|base| hit.timeline.version_of(base));
        if let (Some(base), Some(own)) = (base, own) {
            return diff_address(&base.id, &own.id);
        }
    }
    match hit.version().or(own) {
        Some(version) => version_address(&version.id),
        None => format!("/a/{}", hit.article.id),
    }
}

fn item(hit: &Hit, kind: Scope) -> Markup {
    let state = |at: usize| hit.timeline.states().get(at);
    let when = |at: usize| {
        state(at).and_then(|state| {
            let at = state.effective.at?;
            Some(time(at, state.effective.precision, None))
        })
    };
    let host = hit.article.key.host();
    let title = hit.version().and_then(|version| version.title.as_deref());
    let title = title.or(hit.article.title.as_deref()).unwrap_or("(no title)");
    let ordinal = |at: usize| state(at).map_or(0, |state| state.version + 1);
    html! {
        article.change.hit {
            p.kicker {
                (layout::outlet_link(&host, hit.article.publisher.as_deref().unwrap_or(&host)))
                @if let Some((from, to)) = hit.ends() {
                    " · "
                    @if from == to { "version " (ordinal(from)) } @else { "versions " (ordinal(from)) " to " (ordinal(to)) }
                    " of " (hit.timeline.versions().len())
                    @if let Some(at) = when(from) { " · " (at) }
                }
                @if hit.now { " " span.flag.quiet { "current" } }
                @if let Some(gone) = hit.gone_since { " " span.flag { "gone" @if let Some(at) = when(gone) { " since " (at) } } }
            }
            h2 dir="auto" { a href=(address(hit, kind)) { (text(title)) } }
            p.snippet dir="auto" { (highlighted(&hit.snippet)) }
            p.meta { a href=(format!("/a/{}", hit.article.id)) { "history" } }
        }
    }
}

/// The snippet with its matches marked.
fn highlighted(snippet: &Snippet) -> Markup {
    let whole = snippet.text.as_str();
    let mut parts: Vec<(bool, &str)> = Vec::new();
    let mut at = 0;
    for (from, to) in &snippet.marks {
        let (Some(before), Some(mark)) = (whole.get(at..*from), whole.get(*from..*to)) else {
            continue;
        };
        parts.extend([(false, before), (true, mark)]);
        at = *to;
    }
    parts.push((false, whole.get(at..).unwrap_or_default()));
    html! {
        @for (is_mark, part) in parts {
            @if is_mark { mark { (text(part)) } } @else { (text(part)) }
        }
    }
}

fn hit_json(hit: &Hit, kind: Scope) -> serde_json::Value {
    let id = |at: usize| {
        let state = hit.timeline.states().get(at)?;
        hit.timeline.version_of(state).map(|version| version.id.to_string())
    };
    let ends = hit.ends();
    json!({
        "article": hit.article.id.0,
        "url": hit.article.url,
        "title": hit.version().and_then(|version| version.title.as_deref()),
        "publisher": hit.article.publisher,
        "from_id": ends.and_then(|(from, _)| id(from)),
        "to_id": ends.and_then(|(_, to)| id(to)),
        "now": hit.now,
        "snippet": hit.snippet.text,
        "marks": hit.snippet.marks.iter().map(|(from, to)| [*from, *to]).collect::<Vec<_>>(),
        "page": address(hit, kind),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_highlighted() {
        let snippet = Snippet { text: "a <b> c".to_owned(), marks: vec![(2, 5), (6, 99)] };
        assert_eq!(highlighted(&snippet).into_string(), "a <mark>&lt;b&gt;</mark> c");
    }
}
