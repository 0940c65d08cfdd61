//! An outlet: its figures, its latest changes and its articles.

use std::collections::BTreeMap;

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
use crate::article::HostName;
use crate::store::{
    ArticleFilter, ArticleSort, ChangeFilter, ChangeMonth, Group, GroupBy, Snapshot, SortKey,
};

/// Latest changes on the page.
const CHANGES: u64 = 10;

/// Changes in the feed.
const FEED: u64 = 30;

/// Articles on the page.
const ARTICLES: u64 = 15;

/// Months that are drawn.
const MONTHS: i64 = 36;

/// The host that names an outlet.
pub(super) fn host_name(host: &str) -> Result<HostName, Failure> {
    host.parse()
        .map_err(|_| Failure::not_found("An outlet is named by its host, such as example.org."))
}

/// What an outlet has: the sum over its articles, and its changes by month, latest first.
pub(super) struct Figures {
    pub(super) sum: Group,
    pub(super) months: Vec<ChangeMonth>,
    /// The publisher that its own articles name, not those of its subdomains.
    pub(super) publisher: Option<String>,
}

impl Figures {
    /// Reads the figures of a host and its subdomains. An error if it has no article.
    pub(super) fn of(snapshot: &Snapshot, name: &HostName) -> Result<Self, Failure> {
        let filter = ArticleFilter { host: Some(name.clone()), ..ArticleFilter::default() };
        let groups = snapshot.groups(&filter, GroupBy::Host)?;
        if groups.is_empty() {
            let what = format!("The catalog has no article from {}.", name.as_str());
            return Err(Failure::not_found(what));
        }
        let sum = Group::sum(&groups);
        let months = snapshot.change_months(&filter)?;
        Ok(Self { sum, months, publisher: snapshot.publisher_of(name)? })
    }

    /// The number of changes.
    pub(super) fn changes(&self) -> i64 {
        self.months.iter().map(|month| month.changes).sum()
    }
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
    let figures = Figures::of(snapshot, &name)?;
    let filter = ArticleFilter { host: Some(name), ..ArticleFilter::default() };
    let list = read_page(snapshot, &changes, CHANGES)?;
    let keys = [SortKey::from(ArticleSort::Changed)];
    let articles = snapshot.article_page(&filter, &keys, Some(ARTICLES), None)?;
    let mut rows = Vec::new();
    for article in articles.articles {
        rows.extend(snapshot.article(article)?);
    }
    let name = figures.publisher.as_deref().unwrap_or(host);
    let silent = figures.months.iter().map(|month| month.silent_edits).sum();
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
                    (counted(figures.sum.articles, "article")) ", "
                    (counted(figures.changes(), "change")) ", "
                    @if silent > 0 { a href=(format!("/changes?host={encoded}&silent=1")) { (counted(silent, "silent edit")) } }
                    @else { "no silent edits" }
                    "."
                }
                @if name != host { p.meta { (text(host)) } }
            }
            (by_month(&figures.months))
            h2.section-head { "Latest changes" }
            (list_of(snapshot, &list.changes)?)
            @if list.changes.is_empty() { p.empty { "No article of this outlet has changed." } }
            @if list.next.is_some() { p { a href=(format!("/changes?host={encoded}")) { "All changes" } } }
            h2.section-head { "Articles" }
            (table(&rows, visit.links))
            p { a href=(format!("/articles?host={encoded}")) { "All articles" } " · " a href=(format!("/audit?host={encoded}")) { "Audit" } }
        },
        ..Page::default()
    })))
}

/// The last months up to the latest with a change, in order, also those without any.
fn consecutive(months: &[ChangeMonth]) -> Vec<ChangeMonth> {
    let known = |month: &ChangeMonth| {
        let (year, number) = month.name.as_deref()?.split_once('-')?;
        Some(year.parse::<i64>().ok()? * 12 + number.parse::<i64>().ok()? - 1)
    };
    let known: BTreeMap<i64, &ChangeMonth> =
        months.iter().filter_map(|month| Some((known(month)?, month))).collect();
    let Some((last, first)) = known.keys().next_back().zip(known.keys().next()) else {
        return Vec::new();
    };
    let first = (*first).max(last - MONTHS + 1);
    let month = |at: i64| match known.get(&at) {
        Some(month) => (*month).clone(),
        None => {
            ChangeMonth::empty(format!("{:04}-{:02}", at.div_euclid(12), at.rem_euclid(12) + 1))
        }
    };
    (first..=*last).map(month).collect()
}

/// The changes of each month.
fn by_month(months: &[ChangeMonth]) -> Markup {
    let shown = consecutive(months);
    let most = shown.iter().map(|month| month.changes).max().unwrap_or_default().max(1);
    let width = 760 / shown.len().max(1) as i64;
    let width = width.clamp(6, 40);
    let (first, last) = (shown.first(), shown.last());
    let word =
        |month: &ChangeMonth| crate::render::in_words(month.name.as_deref().unwrap_or_default());
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
                    "Changes by month"
                    @if let (Some(first), Some(last)) = (first, last) { ", " (word(first)) " to " (word(last)) }
                    ". Most: " (number(most)) "."
                }
            }
        }
    }
}
