//! Articles: the list, with filters, sorting and groups.

use maud::{Markup, html};

use super::failure::Failure;
use super::filters::{self, flag};
use super::layout::{self, Page, Section, short, shown, text};
use super::links::Links;
use super::reply::Reply;
use super::request::{Request, encode};
use super::visit::{PageResult, Visit};
use super::words::{counted, number, time};
use crate::render::{title_or_url, visible_title};
use crate::store::{ArticleRow, ArticleSort, GroupBy, PageCursor, SortKey, SortKeyError};

/// Articles on a page.
const PAGE: u64 = 50;

/// Groups on a page.
const MAX_GROUPS: usize = 200;

const SORTS: [(ArticleSort, &str); 6] = [
    (ArticleSort::Changed, "Last changed"),
    (ArticleSort::Published, "Published"),
    (ArticleSort::Versions, "Most versions"),
    (ArticleSort::Words, "Most words changed"),
    (ArticleSort::Silent, "Most silent edits"),
    (ArticleSort::Url, "Address"),
];

/// Groups of articles.
pub(super) const GROUPS: [(&str, &str, GroupBy); 4] = [
    ("host", "Outlets", GroupBy::Host),
    ("section", "Sections", GroupBy::Section),
    ("byline", "Bylines", GroupBy::Byline),
    ("lang", "Languages", GroupBy::Lang),
];

/// A page of articles.
pub(super) struct ArticleList {
    pub(super) rows: Vec<ArticleRow>,
    /// The cursor of the next page.
    pub(super) next: Option<String>,
    key: SortKey,
}

impl ArticleList {
    /// Reads the articles that the parameters select, in the order that they ask for.
    pub(super) fn read(visit: &Visit<'_>, limit: u64) -> Result<Self, Failure> {
        let (snapshot, request) = (visit.snapshot, visit.request);
        let filter = filters::articles(request)?;
        let sort = request.param("sort").unwrap_or(ArticleSort::Changed.name());
        let key: SortKey =
            sort.parse().map_err(|error: SortKeyError| Failure::bad_request(error.to_string()))?;
        let after = filters::after(request, |text| PageCursor::read(text, &[key]))?;
        let list = snapshot.article_page(&filter, &[key], Some(limit), after.as_ref())?;
        let mut rows = Vec::with_capacity(list.articles.len());
        for article in &list.articles {
            rows.extend(snapshot.article(*article)?);
        }
        Ok(Self { rows, next: list.next.map(|next| next.to_string()), key })
    }
}

/// Shows the articles, or groups of them.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let request = visit.request;
    if let Some(by) = request.param("by") {
        return groups(visit, by);
    }
    let ArticleList { rows, next, key } = ArticleList::read(visit, PAGE)?;
    let next =
        next.map(|next| format!("/articles{}", request.query_with(&[("after", Some(&next))])));
    let query = request.query_with(&[("after", None)]);
    Ok(Reply::html(layout::page(&Page {
        title: "Articles",
        section: Section::Articles,
        next: next.clone(),
        is_wide: true,
        main: html! {
            header.page-head { h1 { "Articles" } }
            (filter_bar(request, key.by))
            (table(&rows, visit.links))
            @if rows.is_empty() { p.empty { "No article matches. " a href="/articles" { "Show all articles" } } }
            (super::changes::pager(next.as_deref(), request.param("after").is_some(), "/articles", request))
            @if !query.is_empty() { p.quiet { "The same list as " a href=(format!("/articles.json{query}")) { "JSON" } "." } }
        },
        ..Page::default()
    })))
}

fn filter_bar(request: &Request, sort: ArticleSort) -> Markup {
    html! {
        div.filters {
            ul.tabs aria-label="Order" {
                li.word { "Sort:" }
                @for (by, name) in SORTS {
                    @let address = format!("/articles{}", request.query_with(&[("sort", Some(by.name())), ("after", None)]));
                    li { a href=(address) aria-current=[(by == sort).then_some("true")] { (name) } }
                }
            }
            ul.tabs aria-label="Groups" {
                li.word { "Group by:" }
                @for (by, name, _) in GROUPS {
                    li { a href=(format!("/articles?by={by}")) { (name) } }
                }
            }
            details.more open[!request.query_with(&[("after", None), ("sort", None)]).is_empty()] {
                summary { "Filters" }
                form action="/articles" method="get" {
                    input type="hidden" name="sort" value=(sort.name());
                    div.fields {
                        label { span { "Outlet (host)" } input type="text" name="host" value=[shown(request, "host")] placeholder="example.org" autocomplete="off"; }
                        label { span { "In title, byline or address" } input type="text" name="text" value=[shown(request, "text")]; }
                        label { span { "Byline" } input type="text" name="byline" value=[shown(request, "byline")]; }
                        label { span { "Section" } input type="text" name="section" value=[shown(request, "section")]; }
                        label { span { "Language" } input type="text" name="lang" value=[shown(request, "lang")] placeholder="en"; }
                        label { span { "At least … versions" } input type="number" name="min-versions" min="1" value=[shown(request, "min-versions")]; }
                    }
                    div.checks {
                        label { input type="checkbox" name="silent" value="1" checked[flag(request, "silent")]; " with a silent edit" }
                        label { input type="checkbox" name="returns" value="1" checked[flag(request, "returns")]; " returned to an earlier text" }
                        button type="submit" { "Show" }
                    }
                }
            }
        }
    }
}

/// Articles as a table.
pub(super) fn table(rows: &[ArticleRow], links: Links<'_>) -> Markup {
    html! {
        @if !rows.is_empty() {
            div.scroll tabindex="0" role="group" aria-label="Articles" {
                table.list {
                    thead { tr { th scope="col" { "Article" } th scope="col" { "Outlet" } th scope="col" { "Last changed" } th.num scope="col" { "Versions" } th.num scope="col" { "Silent edits" } } }
                    tbody {
                        @for row in rows {
                            tr {
                                td.title dir="auto" { a href=(links.article(row)) { (short(&title_or_url(row.title.as_deref(), &row.url))) } }
                                @let host = row.key.host();
                                td { (layout::outlet_link(links, &host, row.publisher.as_deref().unwrap_or(&host))) }
                                td.when { @if let Some(at) = row.changed { (time(at.0, row.changed_precision, None)) } }
                                td.num { (number(row.versions)) }
                                td.num { @if row.silent_edits > 0 { span.flag.silent { (number(row.silent_edits)) } } @else { "0" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The groups that a parameter names.
pub(super) fn group_by(by: &str) -> Result<(&'static str, &'static str, GroupBy), Failure> {
    let group = GROUPS.into_iter().find(|(name, ..)| *name == by);
    group.ok_or_else(|| {
        Failure::bad_request("Articles are grouped by host, section, byline or lang.")
    })
}

/// Shows groups of articles, with a bar for the changes of each.
fn groups(visit: &Visit<'_>, by: &str) -> PageResult {
    let (name, title, by) = group_by(by)?;
    let filter = filters::articles(visit.request)?;
    let groups = visit.snapshot.groups(&filter, by)?;
    let most = groups.iter().map(|group| group.changes).max().unwrap_or_default().max(1);
    Ok(Reply::html(layout::page(&Page {
        title,
        section: Section::Articles,
        is_wide: true,
        main: html! {
            header.page-head { h1 { (title) } p.lead { a href="/articles" { "All articles" } } }
            div.scroll tabindex="0" role="group" aria-label=(title) {
                table.list {
                    thead { tr { th scope="col" { "Name" } th.num scope="col" { "Articles" } th.num scope="col" { "Changes" } th scope="col" { span.sr { "Changes, drawn" } } th.num scope="col" { "Silent edits" } } }
                    tbody {
                        @for group in groups.iter().take(MAX_GROUPS) {
                            @let own = visible_title(group.name.as_deref());
                            @let address = own.and_then(|own| match name {
                                "host" => Links::Served.outlet(own),
                                _ => Some(format!("/articles?{name}={}", encode(own))),
                            });
                            tr {
                                td.title { @match (own, address) { (Some(own), Some(address)) => { a href=(address) { (text(own)) } }, _ => "(none)" } }
                                td.num { (number(group.articles)) }
                                td.num { (number(group.changes)) }
                                td.bar { svg width="120" height="10" aria-hidden="true" { rect.bar width=((group.changes * 120 / most).max(i64::from(group.changes > 0))) height="10" {} } }
                                td.num { (number(group.silent_edits)) }
                            }
                        }
                    }
                }
            }
            @if groups.len() > MAX_GROUPS { p.quiet { "The " (MAX_GROUPS) " largest of " (counted(groups.len() as i64, "group")) ". " a href=(format!("/api/groups?by={name}")) { "All as JSON" } } }
        },
        ..Page::default()
    })))
}
