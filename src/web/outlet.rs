//! An outlet: its figures, its latest changes and its articles.

use maud::{Markup, html};

use super::articles::table;
use super::changes::{list_of, read_page};
use super::failure::Failure;
use super::feed::{self, Feed};
use super::layout::{self, Page, Section, text};
use super::reply::Reply;
use super::request::encode;
use super::visit::{Format, PageResult, Visit};
use super::words::{counted, number};
use crate::article::{HostName, Precision};
use crate::store::{
    ArticleFilter, ArticleSort, ChangeFilter, Group, GroupBy, GroupClock, Snapshot, SortKey,
};

/// Latest changes on the page.
const CHANGES: u64 = 10;

/// Changes in the feed.
const FEED: u64 = 30;

/// Articles on the page.
const ARTICLES: u64 = 15;

/// Months that are drawn.
const MONTHS: usize = 36;

/// The host that names an outlet.
pub(super) fn host_name(host: &str) -> Result<HostName, Failure> {
    host.parse()
        .map_err(|_| Failure::not_found("An outlet is named by its host, such as example.org."))
}

/// The months in which articles of an outlet last changed, latest first. An error if it has none.
pub(super) fn months(
    snapshot: &Snapshot,
    host: &str,
    filter: &ArticleFilter,
) -> Result<Vec<Group>, Failure> {
    let months = snapshot.groups(filter, GroupBy::Time(GroupClock::Changed, Precision::Month))?;
    if months.is_empty() {
        return Err(Failure::not_found(format!("The catalog has no article from {host}.")));
    }
    Ok(months)
}

/// Shows an outlet.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let snapshot = visit.snapshot;
    let host = visit.segment("host");
    let name = host_name(host)?;
    let changes = ChangeFilter { host: Some(name.clone()), ..ChangeFilter::default() };
    let address = format!("/outlet/{}", encode(host));
    if matches!(visit.format, Format::Atom | Format::JsonFeed) {
        let list = read_page(snapshot, &changes, FEED)?;
        let entries = feed::of_changes(visit, &list.changes)?;
        return feed::reply(visit, &Feed { title: host, page: &address, entries });
    }
    let filter = ArticleFilter { host: Some(name), ..ArticleFilter::default() };
    let months = months(snapshot, host, &filter)?;
    let list = read_page(snapshot, &changes, CHANGES)?;
    let keys = [SortKey::from(ArticleSort::Changed)];
    let articles = snapshot.article_page(&filter, &keys, Some(ARTICLES), None)?;
    let mut rows = Vec::new();
    for article in articles.articles {
        rows.extend(snapshot.article(article)?);
    }
    let sum = |pick: fn(&Group) -> i64| months.iter().map(pick).sum::<i64>();
    let name = rows.iter().find_map(|row| row.publisher.as_deref()).unwrap_or(host);
    let silent = sum(|month| month.silent_edits);
    let encoded = encode(host);
    Ok(Reply::html(layout::page(&Page {
        title: name,
        section: Section::Articles,
        feed: Some((&address, "")),
        main: html! {
            header.page-head {
                p.kicker { "Outlet" }
                h1 { (text(name)) }
                p.lead {
                    (counted(sum(|month| month.articles), "article")) ", "
                    (counted(sum(|month| month.changes), "change")) ", "
                    @if silent > 0 { a href=(format!("/changes?host={encoded}&silent=1")) { (counted(silent, "silent edit")) } }
                    @else { "no silent edits" }
                    "."
                }
                @if name != host { p.meta { (text(host)) } }
            }
            (by_month(&months))
            h2.section-head { "Latest changes" }
            (list_of(snapshot, &list.changes)?)
            @if list.changes.is_empty() { p.empty { "No article of this outlet has changed." } }
            @if list.next.is_some() { p { a href=(format!("/changes?host={encoded}")) { "All changes" } } }
            h2.section-head { "Articles" }
            (table(&rows))
            p { a href=(format!("/articles?host={encoded}")) { "All articles" } " · " a href=(format!("/audit?host={encoded}")) { "Audit" } }
        },
        ..Page::default()
    })))
}

/// The articles by the month in which they last changed, and the versions of these.
fn by_month(months: &[Group]) -> Markup {
    let mut shown: Vec<_> =
        months.iter().filter(|month| month.name.is_some()).take(MONTHS).collect();
    shown.reverse();
    let most = shown.iter().map(|month| month.changes).max().unwrap_or_default().max(1);
    let width = 760 / shown.len().max(1) as i64;
    let width = width.clamp(6, 40);
    let (first, last) = (shown.first(), shown.last());
    let word = |month: &Group| crate::render::in_words(month.name.as_deref().unwrap_or_default());
    html! {
        @if shown.len() > 1 {
            figure.months {
                svg viewBox=(format!("0 0 {} 92", width * shown.len() as i64)) width=(width * shown.len() as i64) height="92" role="img" aria-label="Changes by month" {
                    @for (at, month) in shown.iter().enumerate() {
                        @let height = (month.changes * 72 / most).max(i64::from(month.changes > 0));
                        rect.bar x=(at as i64 * width + 1) y=(76 - height) width=(width - 2) height=(height) {
                            title { (word(month)) ": " (counted(month.changes, "change")) }
                        }
                    }
                    line.axis x1="0" x2=(width * shown.len() as i64) y1="76.5" y2="76.5" {}
                }
                figcaption {
                    "Changes of the articles that last changed in each month"
                    @if let (Some(first), Some(last)) = (first, last) { ", " (word(first)) " to " (word(last)) }
                    ". Most: " (number(most)) "."
                }
            }
        }
    }
}
