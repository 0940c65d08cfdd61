//! An article: its timeline, its versions, and any two of them to compare.

use maud::{Markup, html};

use super::changes::read_page;
use super::diff::web_link;
use super::failure::Failure;
use super::feed::{self, Feed};
use super::layout::{self, Page, Section, language, short, text};
use super::reply::Reply;
use super::timeline::drawing;
use super::visit::{Format, PageResult, Visit};
use super::words::{self, address_id, clocks, counted, diff_address, stamp, version_address};
use crate::article::{ArticleId, StoredVersion};
use crate::catalog::select;
use crate::history::changes::Changes;
use crate::render::compare::{changed_fields, kind_text};
use crate::render::diff::with_fields;
use crate::render::looks::look_lines;
use crate::render::version::flags_text;
use crate::store::{ArticleRow, ChangeFilter, Snapshot};
use crate::timeline::Timeline;

/// Versions that the page lists; the others are on further pages.
const PAGE: usize = 40;

/// Failed requests and addresses that the page lists.
const LINES: usize = 50;

/// The changes in an article's feed.
const FEED: u64 = 30;

/// Shows an article by its number, or leads there from a URL or a part of its title.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let name = visit.segment("article");
    let id = select::article(snapshot, name)?;
    if name != id.to_string() {
        return Ok(Reply::redirect(302, &format!("/a/{id}{}", request.query_with(&[]))));
    }
    let article = snapshot.article(id)?;
    let article =
        article.ok_or_else(|| Failure::not_found(format!("There is no article {id}.")))?;
    if visit.format != Format::Html {
        let filter = ChangeFilter { article: Some(id), ..ChangeFilter::default() };
        let list = read_page(snapshot, &filter, FEED)?;
        let title = article.title.as_deref().unwrap_or(&article.url);
        let entries = feed::of_changes(visit, &list.changes)?;
        return feed::reply(visit, &Feed { title, page: &format!("/a/{id}"), entries });
    }
    let timeline = snapshot.timeline(id)?;
    show(snapshot, &article, &timeline, request.param("page"))
}

fn show(
    snapshot: &Snapshot,
    article: &ArticleRow,
    timeline: &Timeline,
    page: Option<&str>,
) -> PageResult {
    let id = article.id;
    let title = article.title.as_deref().unwrap_or("(no title)");
    let aliases = snapshot.aliases(id)?;
    let looks = snapshot.looks_at(id)?;
    let look_lines = look_lines(&looks.iter().collect::<Vec<_>>(), &article.key);
    let host = article.key.host();
    let page = page.and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).max(1);
    let count = timeline.versions().len();
    let silent = timeline.silent_edits();
    let address = format!("/a/{id}");
    let start = page.saturating_sub(1).saturating_mul(PAGE);
    let lang = language(article.lang.as_deref());
    Ok(Reply::html(layout::page(&Page {
        title,
        section: Section::Articles,
        feed: Some((&address, "")),
        main: html! {
            header.page-head {
                p.kicker {
                    (layout::outlet_link(&host, article.publisher.as_deref().unwrap_or(&host)))
                    @if let Some(section) = &article.section { " · " (text(section)) }
                }
                h1 dir="auto" lang=[lang] { (text(title)) }
                @if let Some(byline) = &article.byline { p.byline dir="auto" { (text(byline)) } }
                p.lead {
                    (counted(count as i64, "version")) ", seen " (counted(article.captures, "time"))
                    @if silent > 0 { ", " span.flag.silent { (counted(silent as i64, "silent edit")) } }
                    @if article.returns > 0 { ", " (counted(article.returns, "return")) " to an earlier text" }
                    "."
                }
                p.meta { (web_link(&article.url)) }
            }
            @if page == 1 { @if let Some(drawing) = drawing(timeline, &looks) { (drawing) } }
            (versions(snapshot, timeline, start)?)
            @if count > PAGE {
                nav.pager aria-label="Pages" {
                    @if page > 1 { a href=(format!("{address}?page={}", page - 1)) { "← Earlier versions" } }
                    @if start.saturating_add(PAGE) < count { a.next href=(format!("{address}?page={}", page.saturating_add(1))) { "Later versions →" } }
                }
            }
            @if !look_lines.is_empty() {
                section aria-label="Looks" {
                    h2.section-head { "Looked, but did not get the page" }
                    ul.looks { @for line in look_lines.iter().take(LINES) { li { (text(line)) } } }
                    @if look_lines.len() > LINES { p.quiet { "The first " (LINES) " of " (look_lines.len()) ". " a href=(format!("/api/articles/{id}/timeline")) { "All as JSON" } } }
                    p.quiet { "A request that fails says nothing about whether the article was deleted." }
                }
            }
            (when_form(id))
            @if aliases.len() > 1 {
                details.fold {
                    summary { "Seen under " (counted(aliases.len() as i64, "address").replace("addresss", "addresses")) }
                    ul { @for alias in aliases.iter().take(LINES) { li.id { (web_link(alias)) } } }
                }
            }
            details.fold {
                summary { "Identity and files" }
                dl.facts {
                    dt { "Number in this catalog" } dd { (id) }
                    dt { "Match key" } dd.id { (text(article.key.as_str())) }
                    dt { "Files" } dd { a href=(format!("{address}.json")) { "JSON" } " · " a href=(format!("{address}.atom")) { "Atom" } }
                }
            }
        },
        ..Page::default()
    })))
}

fn when_form(id: ArticleId) -> Markup {
    html! {
        form.inline action="/when" method="get" {
            input type="hidden" name="article" value=(id);
            label { span { "When did it say …" } input type="search" name="phrase" required placeholder="a phrase, a number, a name"; }
            button type="submit" { "Show" }
        }
    }
}

/// The versions as a table with two columns of radio buttons.
fn versions(snapshot: &Snapshot, timeline: &Timeline, start: usize) -> Result<Markup, Failure> {
    let changes = Changes::of(snapshot, timeline)?;
    let all = timeline.versions();
    let shown = all.iter().enumerate().skip(start).take(PAGE);
    let last = start.saturating_add(PAGE).min(all.len()).saturating_sub(1);
    let mut rows = Vec::new();
    for (index, version) in shown {
        rows.push(version_row(timeline, &changes, (index, version), (start, last))?);
    }
    Ok(html! {
        form action="/compare" method="get" {
            section.versions aria-label="Versions" {
                div.row-head {
                    h2 { "Versions" }
                    @if all.len() > 1 { button type="submit" { "Compare the two selected" } }
                }
                ol.versions {
                    @for row in rows { (row) }
                }
                @if all.len() > 8 { p { button type="submit" { "Compare the two selected" } } }
            }
        }
    })
}

fn version_row(
    timeline: &Timeline,
    changes: &Changes<'_>,
    (index, version): (usize, &StoredVersion),
    (first, last): (usize, usize),
) -> Result<Markup, Failure> {
    let state = timeline.first_state(index);
    let found = state.and_then(|state| timeline.states().get(state));
    let outline = state.map(|state| changes.outline(state)).transpose()?.flatten();
    let base = found.and_then(|found| timeline.states().get(found.base?));
    let before = base.and_then(|base| timeline.version_of(base));
    let id = address_id(&version.id);
    let flags = flags_text(timeline.flags(index));
    let seen = version.captured().next();
    let day = timeline.dated_by(state.unwrap_or(usize::MAX)).and_then(|at| words::day(at.micros()));
    let clock = |one: Option<&crate::article::Timestamp>| one.map(|one| stamp(one, day));
    let is_first = index == first && first != last;
    let is_last = index == last;
    let number = index + 1;
    let what = outline.map(|outline| {
        let moved = state.is_some_and(|state| changes.url_moved(state));
        with_fields(&outline.to_string(), &changed_fields(&outline, moved))
    });
    Ok(html! {
        li.version id=(format!("v{number}")) {
            div.radios {
                @if first != last {
                    label { input type="radio" name="from" value=(id) checked[is_first] aria-label=(format!("Compare from version {number}")); }
                    label { input type="radio" name="to" value=(id) checked[is_last] aria-label=(format!("Compare to version {number}")); }
                }
            }
            div.about {
                p.head {
                    a.number href=(version_address(&version.id)) { "Version " (number) }
                    @if let Some(day) = day { " · " span.day-word { (words::short_day(day)) } }
                    " · " (clocks(clock(version.published.as_ref()), clock(version.updated.as_ref()), clock(seen)))
                    @for flag in &flags {
                        " " span.flag.silent[flag.contains("silent")] { (flag) }
                    }
                }
                @if let Some(title) = &version.title {
                    @if before.is_none_or(|before| before.title.as_ref() != Some(title)) {
                        p.headline dir="auto" { (short(title)) }
                    }
                }
                p.meta {
                    @match (&what, before) {
                        (Some(what), Some(before)) => {
                            a href=(diff_address(&before.id, &version.id)) { (text(what)) }
                        }
                        _ => { "first seen as a " (found.map_or("text", |found| kind_text(found.kind))) }
                    }
                    @if version.captures.len() > 1 { " · seen " (counted(version.captures.len() as i64, "time")) }
                }
            }
        }
    })
}
