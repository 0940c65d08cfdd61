//! Search: the text of all versions, with the words highlighted.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::failure::Failure;
use super::feed::{self, Feed};
use super::filters;
use super::layout::{self, Page, Section, headline, shown, text};
use super::links::Links;
use super::reply::Reply;
use super::request::Request;
use super::visit::{Format, PageResult, Visit};
use super::words::{counted, diff_address, time, version_address};
use crate::article::{AsOf, public_url};
use crate::history::search::{Findings, Hit, Scope, Search, search};
use crate::render::export::atom::Entry;
use crate::render::history::after_redacted;
use crate::render::search::redacted_line;
use crate::render::version::certainty_text;
use crate::render::{title_or_url, visible_title};
use crate::search::{Query, Snippet};
use crate::timeline::DERIVATION_VERSION;

/// Hits on a page.
const PAGE: usize = 20;

/// The maximum number of hits of a search over all its pages.
const MAX_HITS: usize = 2_000;

/// The length of a snippet, in characters.
const SNIPPET: usize = 220;

/// The scopes: the value of the parameter, and the label.
pub(super) const SCOPES: [(&str, Scope, &str); 5] = [
    ("ever", Scope::Ever, "Ever"),
    ("now", Scope::Latest, "Now"),
    ("gone", Scope::Gone, "Gone"),
    ("added", Scope::Added, "Added"),
    ("removed", Scope::Removed, "Removed"),
];

/// A page of hits.
pub(super) struct HitPage {
    pub(super) hits: Vec<Hit>,
    /// The cursor of the next page: the number of hits before it.
    pub(super) next: Option<String>,
    scope: Scope,
    /// See [`Findings::redacted`].
    redacted: usize,
}

impl HitPage {
    /// Searches as the parameters ask: `q`, `scope` or `as-of`, the filter of articles, `after`.
    pub(super) fn read(visit: &Visit<'_>, limit: usize) -> Result<Self, Failure> {
        let request = visit.request;
        let words = request.param("q");
        let words = words.ok_or_else(|| Failure::bad_request("The parameter q is missing."))?;
        let query = words.parse::<Query>();
        let query = query
            .map_err(|error| Failure::bad_request(format!("The query cannot be read: {error}")))?;
        let scope = scope(request)?;
        let skipped: usize = match request.param("after").map(str::parse) {
            None => 0,
            Some(Ok(skipped)) if skipped < MAX_HITS => skipped,
            Some(_) => {
                let what = format!("The value of after is a number below {MAX_HITS}.");
                return Err(Failure::bad_request(what));
            }
        };
        if visit.snapshot.words_by()? != DERIVATION_VERSION {
            return Err(Failure::new(
                503,
                "The catalog has no current search index. If it can be written, the server builds it \
                 now: search again in a moment.",
            ));
        }
        let wanted = Search {
            query,
            scope,
            filter: filters::articles(request)?,
            limit: skipped + limit.min(MAX_HITS - skipped),
            rank: false,
            snippet: SNIPPET,
        };
        let Findings { mut hits, more, redacted } = search(visit.snapshot.into(), &wanted)?;
        let end = hits.len();
        hits.drain(..skipped.min(end));
        let has_next = more && end < MAX_HITS && !hits.is_empty();
        Ok(Self { hits, next: has_next.then(|| end.to_string()), scope, redacted })
    }
}

/// The scope that a request asks for.
fn scope(request: &Request) -> Result<Scope, Failure> {
    let named = request.param("scope");
    let as_of = filters::time(request, "as-of", AsOf::parse)?;
    if let Some(time) = as_of {
        return match named {
            None | Some("ever") => Ok(Scope::AsOf(time)),
            Some(_) => Err(Failure::bad_request("Give either scope or as-of.")),
        };
    }
    let found = SCOPES.into_iter().find(|(name, ..)| *name == named.unwrap_or("ever"));
    found.map(|(_, scope, _)| scope).ok_or_else(|| {
        Failure::bad_request("The value of scope is ever, now, gone, added or removed.")
    })
}

/// Shows the search form, and the hits.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let request = visit.request;
    let scope = scope(request)?;
    if visit.format != Format::Html {
        return feed_of(visit, &HitPage::read(visit, PAGE)?);
    }
    let result = request.param("q").map(|_| HitPage::read(visit, PAGE)).transpose();
    match result {
        Err(failure) if failure.status >= 500 => Err(failure),
        result => Ok(show(request, scope, &result)),
    }
}

/// Writes hits as a feed.
fn feed_of(visit: &Visit<'_>, found: &HitPage) -> PageResult {
    let imported = feed::last_import(visit.snapshot)?;
    let origin = &visit.request.origin;
    let mut entries = Vec::with_capacity(found.hits.len());
    for hit in &found.hits {
        let state = |index: usize| hit.timeline.states().get(index);
        let of = if found.scope == Scope::Gone { hit.gone_since } else { None };
        let of = of.or(hit.ends().map(|(first, _)| first)).and_then(state);
        let version = of.and_then(|state| hit.timeline.version_of(state));
        let mut id = version.map(|version| version.id.to_string()).unwrap_or_default();
        // The second time that a change happened is another entry than the first.
        let earlier = hit.earlier_times();
        if earlier > 0 && matches!(found.scope, Scope::Added | Scope::Removed) {
            let _ = write!(id, ":{}", earlier + 1);
        }
        let snippet = highlighted(&hit.snippet).into_string();
        let title = title_of(hit);
        entries.push(Entry {
            name: format!("hit:{}:{}:{id}", found.scope.name(), hit.article.id),
            title: title_or_url(title, &hit.article.url).into_owned(),
            updated: of.and_then(|state| state.effective.at).unwrap_or(imported),
            published: None,
            authors: vec![outlet(hit)],
            page: Some(format!("{origin}{}", address(hit, found.scope))),
            article: public_url(&hit.article.url).into_owned(),
            categories: Vec::new(),
            summary: hit.snippet.text.clone(),
            html: format!("<p>{snippet}</p>"),
        });
    }
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.updated));
    let title = format!("Search: {}", visit.request.param("q").unwrap_or_default());
    feed::reply(visit, &Feed { title: &title, page: "/search", entries })
}

/// The publisher of a hit's article, otherwise its host.
fn outlet(hit: &Hit) -> String {
    hit.article.publisher.clone().unwrap_or_else(|| hit.article.key.host())
}

fn show(request: &Request, scope: Scope, result: &Result<Option<HitPage>, Failure>) -> Reply {
    let words = request.param("q");
    let title = words.map_or_else(|| "Search".to_owned(), |words| format!("Search: {words}"));
    let status = result.as_ref().err().map_or(200, |failure| failure.status);
    let query = request.query_with(&[("after", None)]);
    let has_hits = matches!(result, Ok(Some(_)));
    let page = layout::page(&Page {
        title: &title,
        section: Section::Search,
        feed: has_hits.then_some(("/search", query.as_str())),
        main: html! {
            header.page-head { h1 { "Search" } }
            form.search role="search" action="/search" method="get" {
                label { span.sr { "Words" } input type="search" name="q" value=[shown(request, "q")] required placeholder="Words in any version" autocomplete="off"; }
                label { span { "As of" } input type="text" name="as-of" value=[shown(request, "as-of")] placeholder="2014-10-19" autocomplete="off"; }
                @if let Some(host) = shown(request, "host") { input type="hidden" name="host" value=(host); }
                @if request.param("as-of").is_none() { input type="hidden" name="scope" value=[shown(request, "scope")]; }
                button type="submit" { "Search" }
            }
            ul.tabs aria-label="Where the words are" {
                @for (name, own, label) in SCOPES {
                    @let address = format!("/search{}", request.query_with(&[("scope", Some(name)), ("as-of", None), ("after", None)]));
                    li { a href=(address) aria-current=[(own == scope).then_some("true")] { (label) } }
                }
            }
            p.quiet { (explain(scope)) }
            @match result {
                Err(failure) => p.note { (text(&failure.detail)) },
                Ok(None) => (help()),
                Ok(Some(found)) => (hits(request, found)),
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
        Scope::AsOf(_) => "Articles whose text in effect at the end of that time has the words.",
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

fn hits(request: &Request, found: &HitPage) -> Markup {
    html! {
        p.count role="status" {
            @if found.hits.is_empty() { "Nothing matches." }
            @else { (counted(found.hits.len() as i64, "hit")) @if found.next.is_some() { " on this page" } "." }
        }
        @if found.redacted > 0 { p.note { (redacted_line(found.redacted)) "." } }
        @for hit in &found.hits { (item(hit, found.scope)) }
        @let next = found.next.as_ref().map(|next| format!("/search{}", request.query_with(&[("after", Some(next))])));
        (super::changes::pager(next.as_deref(), request.param("after").is_some(), "/search", request))
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

/// The title of the version that a hit is in, otherwise the article's.
fn title_of(hit: &Hit) -> Option<&str> {
    let title = hit.version().and_then(|version| visible_title(version.title.as_deref()));
    title.or(hit.article.title.as_deref())
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
    let title = title_of(hit);
    let ordinal = |at: usize| state(at).map_or(0, |state| state.version + 1);
    html! {
        article.change.hit {
            p.kicker {
                (layout::outlet_link(Links::Served, &host, &outlet(hit)))
                @if let Some((from, to)) = hit.ends() {
                    " · "
                    @if ordinal(from) == ordinal(to) { "version " (ordinal(from)) } @else { "versions " (ordinal(from)) " to " (ordinal(to)) }
                    " of " (hit.timeline.versions().len())
                    @if let Some(at) = when(from) { " · " (at) }
                }
                @match kind {
                    Scope::Added => { " " span.flag.quiet { "added here" } }
                    Scope::Removed => { " " span.flag { "removed here" } }
                    _ if hit.now => { " " span.flag.quiet { "current" } }
                    _ => {}
                }
                @if let Some(note) = hit.ends().and_then(|(from, _)| state(from)).and_then(|state| after_redacted(state.after_redacted)) {
                    " " span.flag { (note) }
                }
                @if let Some(gone) = hit.gone_since { " " span.flag { "gone" @if let Some(at) = when(gone) { " since " (at) } } }
            }
            h2 dir="auto" { a href=(address(hit, kind)) { (headline(title)) } }
            p.snippet dir="auto" {
                @if kind == Scope::Removed { del { span.sr { "removed: " } (highlighted(&hit.snippet)) } }
                @else { (highlighted(&hit.snippet)) }
            }
            @if let Some(found) = &hit.in_effect { p.quiet { (certainty_text(&hit.timeline, found)) "." } }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_highlighted() {
        let snippet = Snippet { text: "a <b> c".to_owned(), marks: vec![(2, 5), (6, 99)] };
        assert_eq!(highlighted(&snippet).into_string(), "a <mark>&lt;b&gt;</mark> c");
    }
}
