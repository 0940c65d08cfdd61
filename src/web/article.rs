//! An article: its timeline, its versions, and any two of them to compare.

use maud::{Markup, html};

use super::changes::read_page;
use super::diff::web_link;
use super::failure::Failure;
use super::feed::{self, Feed};
use super::layout::{self, Page, Section, headline, language, text};
use super::links::Links;
use super::reply::Reply;
use super::timeline::drawing;
use super::visit::{Format, PageResult, Visit};
use super::words::{self, address_id, clocks, counted, stamp};
use crate::article::{ArticleId, StoredVersion, Timestamp};
use crate::catalog::select;
use crate::history::changes::Changes;
use crate::render::compare::{changed_fields, kind_text};
use crate::render::diff::with_fields;
use crate::render::history::state_notes;
use crate::render::looks::look_lines;
use crate::render::{title_or_url, visible_title};
use crate::store::{ArticleRow, ChangeFilter};
use crate::timeline::Timeline;

/// States that the page lists; the others are on further pages.
const PAGE: usize = 30;

/// Failed requests and addresses that the page lists.
const LINES: usize = 30;

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
        let title = &title_or_url(article.title.as_deref(), &article.url);
        let entries = feed::of_changes(visit, &list.changes)?;
        return feed::reply(visit, &Feed { title, page: &format!("/a/{id}"), entries });
    }
    show(visit, &article, &snapshot.timeline(id)?)
}

/// Shows an article. An export has all states on one page.
pub(super) fn show(visit: &Visit<'_>, article: &ArticleRow, timeline: &Timeline) -> PageResult {
    let (snapshot, links, id) = (visit.snapshot, visit.links, article.id);
    let is_served = links.is_served();
    let address = format!("/a/{id}");
    let list = &StateList::of(timeline, &address, visit)?;
    let lines = if is_served { LINES } else { usize::MAX };
    let changes = Changes::of(snapshot, timeline)?;
    let title = visible_title(article.title.as_deref()).unwrap_or("(no title)");
    let aliases = snapshot.aliases(id)?;
    let looks = snapshot.looks_at(id)?;
    let look_lines = look_lines(&looks.iter().collect::<Vec<_>>(), &article.key);
    let host = article.key.host();
    let count = timeline.versions().len();
    let silent = timeline.silent_edits();
    let lang = language(article.lang.as_deref());
    Ok(Reply::html(layout::page(&Page {
        title,
        section: Section::Articles,
        feed: is_served.then_some((&address, "")),
        links,
        main: html! {
            header.page-head {
                p.kicker {
                    (layout::outlet_link(links, &host, article.publisher.as_deref().unwrap_or(&host)))
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
            @if list.page == 1 { @if let Some(drawing) = drawing(timeline, &looks, links) { (drawing) } }
            (history(&changes, list)?)
            (list.pager())
            @if !look_lines.is_empty() {
                section aria-label="Looks" {
                    h2.section-head { "Looked, but did not get the page" }
                    ul.looks { @for line in look_lines.iter().take(lines) { li { (text(line)) } } }
                    @if look_lines.len() > lines { p.quiet { "The first " (LINES) " of " (look_lines.len()) ". " a href=(format!("/api/articles/{id}/timeline")) { "All as JSON" } } }
                    p.quiet { "A request that fails says nothing about whether the article was deleted." }
                }
            }
            @if is_served { (when_form(id)) }
            @if aliases.len() > 1 {
                details.fold {
                    summary { "Seen under " (counted(aliases.len() as i64, "address").replace("addresss", "addresses")) }
                    ul { @for alias in aliases.iter().take(lines) { li.id { (web_link(alias)) } } }
                }
            }
            details.fold {
                summary { @if is_served { "Identity and files" } @else { "Identity" } }
                dl.facts {
                    @if is_served { dt { "Number in this catalog" } dd { (id) } }
                    dt { "Match key" } dd.id { (text(article.key.as_str())) }
                    @if is_served { dt { "Files" } dd { a href=(format!("{address}.json")) { "JSON" } " · " a href=(format!("{address}.atom")) { "Atom" } } }
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

/// The history as a list with two columns of radio buttons: one entry per state, as `recension log`
/// lists them, so that a text that came back is where it came back.
fn history(changes: &Changes<'_>, list: &StateList<'_>) -> Result<Markup, Failure> {
    let timeline = changes.timeline();
    let mut rows = Vec::new();
    for index in list.shown() {
        rows.push(state_row(changes, index, list)?);
    }
    let can_compare = list.links.is_served() && timeline.versions().len() > 1;
    let versions = html! {
        section.versions aria-label="Versions" {
            div.row-head {
                h2 { "Versions" }
                @if can_compare { button type="submit" { "Compare the two selected" } }
            }
            @if let Some((number, id)) = &list.chosen {
                p.note {
                    label { input type="radio" name="from" value=(id) checked; " Compare with version " (number) }
                    " · " a href=(format!("/v/{id}")) { "show it" }
                    " · " a href=(list.address(list.page, None)) { "choose another" }
                }
            }
            ol.versions {
                @for row in rows { (row) }
            }
            @if list.shown().len() > 8 && can_compare { p { button type="submit" { "Compare the two selected" } } }
        }
    };
    Ok(html! {
        @if list.links.is_served() { form action="/compare" method="get" { (versions) } }
        @else { (versions) }
    })
}

/// One page of an article's states.
struct StateList<'t> {
    timeline: &'t Timeline,
    /// The address of the article.
    address: &'t str,
    links: Links<'t>,
    /// From 1.
    page: usize,
    /// States on a page.
    most: usize,
    /// The number and the id of the version with which others are compared, chosen on any page.
    chosen: Option<(usize, String)>,
}

impl<'t> StateList<'t> {
    fn of(timeline: &'t Timeline, address: &'t str, visit: &Visit<'t>) -> Result<Self, Failure> {
        let (request, links) = (visit.request, visit.links);
        let page = request.param("page").map_or(Some(1), |page| page.parse::<usize>().ok());
        let chosen = request.param("from").map(|id| {
            let id = id.to_ascii_lowercase();
            let is_own = |version: &StoredVersion| address_id(&version.id).starts_with(&id);
            let at = timeline.versions().iter().position(is_own);
            let at =
                at.ok_or_else(|| Failure::not_found(format!("This article has no version {id}.")))?;
            let version = timeline.versions().get(at).map(|version| address_id(&version.id));
            Ok::<_, Failure>((at + 1, version.unwrap_or(id)))
        });
        let chosen = chosen.transpose()?;
        let most = if links.is_served() { PAGE } else { timeline.states().len().max(1) };
        let list = Self { timeline, address, links, page: 1, most, chosen };
        let page = page.filter(|page| (1..=list.pages()).contains(page)).ok_or_else(|| {
            let pages = list.pages();
            let noun = if pages == 1 { "page" } else { "pages" };
            Failure::not_found(format!("The history of this article has {pages} {noun}."))
        })?;
        Ok(Self { page, ..list })
    }

    fn pages(&self) -> usize {
        self.timeline.states().len().div_ceil(self.most).max(1)
    }

    fn shown(&self) -> std::ops::Range<usize> {
        let start = (self.page - 1) * self.most;
        start..(start + self.most).min(self.timeline.states().len())
    }

    /// The address of a page of the list, with the version to compare with.
    fn address(&self, page: usize, chosen: Option<&str>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        if let Some(chosen) = chosen {
            query.append_pair("from", chosen);
        }
        match query.finish() {
            empty if empty.is_empty() => self.address.to_owned(),
            query => format!("{}?{query}", self.address),
        }
    }

    fn pager(&self) -> Markup {
        let (page, pages) = (self.page, self.pages());
        let chosen = self.chosen.as_ref().map(|(_, id)| id.as_str());
        let to = |page: usize| self.address(page, chosen);
        html! {
            @if pages > 1 {
                nav.pager aria-label="Pages" {
                    @if page > 2 { a href=(to(1)) { "First page" } }
                    @if page > 1 { a rel="prev" href=(to(page - 1)) { "← Earlier versions" } }
                    span.quiet { "Page " (page) " of " (pages) }
                    @if page < pages { a rel="next" href=(to(page + 1)) { "Later versions →" } }
                    @if page + 1 < pages { a href=(to(pages)) { "Last page" } }
                }
            }
        }
    }
}

fn state_row(changes: &Changes<'_>, index: usize, list: &StateList<'_>) -> Result<Markup, Failure> {
    let timeline = changes.timeline();
    let missing = || Failure::not_found("The article has no such state.");
    let state = timeline.states().get(index).ok_or_else(missing)?;
    let version = timeline.version_of(state).ok_or_else(missing)?;
    let outline = changes.outline(index)?;
    let base = state.base.and_then(|base| timeline.states().get(base));
    let before = base.and_then(|base| timeline.version_of(base));
    let is_again = timeline.first_state(state.version) != Some(index);
    let id = address_id(&version.id);
    let mut seen = timeline.captures(state).filter_map(|capture| capture.captured.as_ref());
    let (first_seen, last_seen) = (seen.next(), seen.next_back());
    let day = timeline.dated_by(index).and_then(words::day_of);
    let clock = |one: Option<&Timestamp>| one.map(|one| stamp(one, day));
    let claim = |one: Option<&Timestamp>| clock(one.filter(|_| !is_again));
    let shown = list.shown();
    let (is_first, is_last) = (index == shown.start, index + 1 == shown.end);
    let has_choice = list.links.is_served() && (shown.len() > 1 || list.chosen.is_some());
    let change = list.links.change(timeline, index);
    let number = state.version + 1;
    let name = format!("version {number}{}", if is_again { " again" } else { "" });
    let what = outline.map(|outline| {
        with_fields(&outline.to_string(), &changed_fields(&outline, changes.url_moved(index)))
    });
    let anchor = if is_again { format!("s{}", index + 1) } else { format!("v{number}") };
    Ok(html! {
        li.version id=(anchor) {
            div.radios {
                @if has_choice {
                    label { input type="radio" name="from" value=(id) checked[is_first && list.chosen.is_none()] aria-label=(format!("Compare from {name}")); }
                    label { input type="radio" name="to" value=(id) checked[is_last] aria-label=(format!("Compare to {name}")); }
                }
            }
            div.about {
                p.head {
                    a.number href=(list.links.version(state.version, &version.id)) { "Version " (number) }
                    @if is_again { " again" }
                    @if let Some(day) = day { " · " span.day-word { (words::short_day(day)) } }
                    " · " (clocks(claim(version.published.as_ref()), claim(version.updated.as_ref()), clock(first_seen)))
                    @if state.is_weak { " (file time)" }
                    @for note in state_notes(timeline, index) {
                        " " span.flag.silent[note == "silent edit"] { (note) }
                    }
                }
                @if let Some(title) = &version.title {
                    @if before.is_none_or(|before| before.title.as_ref() != Some(title)) {
                        p.headline dir="auto" { (headline(Some(title))) }
                    }
                }
                p.meta {
                    @match (&what, before) {
                        (Some(what), Some(_)) => { a href=[&change] { (text(what)) } }
                        (None, Some(_)) => "nothing changed",
                        _ => { "first seen as a " (kind_text(state.kind)) }
                    }
                    @if state.captures.len() > 1 { " · seen " (counted(state.captures.len() as i64, "time")) }
                    @if let Some(last) = last_seen { ", last " (stamp(last, day)) }
                    @match &list.chosen {
                        Some((own, _)) if *own == number => {}
                        Some((own, other)) => {
                            @let address = if *own < number { format!("/d/{other}..{id}") } else { format!("/d/{id}..{other}") };
                            " · " a href=(address) { "compare with version " (own) }
                        }
                        None if list.pages() > 1 => { " · " a href=(list.address(list.page, Some(&id))) { "compare with …" } }
                        None => {}
                    }
                }
            }
        }
    })
}
