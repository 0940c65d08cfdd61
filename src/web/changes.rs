//! Changes: the front page. Newest first, with filters in the address, and the facts that changed.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::facts;
use super::failure::Failure;
use super::feed::{self, Feed};
use super::filters::{self, FIELDS, flag};
use super::layout::{self, Page, Section, headline, short, shown, text};
use super::links::Links;
use super::reply::Reply;
use super::request::Request;
use super::visit::{Format, PageResult, Visit};
use super::words::{self, claim, clocks, counted, diff_address, long_day};
use crate::article::Precision;
use crate::diff::{Class, Op};
use crate::render::compare::changed_fields;
use crate::render::diff::with_fields;
use crate::render::history::after_redacted;
use crate::store::{ChangeCursor, ChangeFilter, ChangePage, ChangeRow, Snapshot};

/// Changes on a page, and in a feed.
const PAGE: u64 = 30;

/// Reads one page of changes. Nothing is counted, so that a large catalog answers at once.
pub(super) fn read_page(
    snapshot: &Snapshot,
    filter: &ChangeFilter,
    most: u64,
) -> Result<ChangePage, Failure> {
    let filter = ChangeFilter { limit: Some(most), ..filter.clone() };
    Ok(snapshot.change_page(&filter)?)
}

/// Reads the page of changes that the parameters select.
pub(super) fn list(visit: &Visit<'_>, limit: u64) -> Result<ChangePage, Failure> {
    let mut filter = filters::changes(visit.snapshot, visit.request)?;
    // A feed has the latest first.
    let is_feed = matches!(visit.format, Format::Atom | Format::JsonFeed);
    filter.oldest_first = flag(visit.request, "reverse") && !is_feed;
    let oldest_first = filter.oldest_first;
    filter.after = filters::after(visit.request, |text| ChangeCursor::read(text, oldest_first))?;
    read_page(visit.snapshot, &filter, limit)
}

/// Shows the latest changes.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let list = list(visit, PAGE)?;
    let title = title(request);
    let next = list.next.map(|next| {
        let next = next.to_string();
        format!("/changes{}", request.query_with(&[("after", Some(&next))]))
    });
    if visit.format != Format::Html {
        let entries = feed::of_changes(visit, &list.changes)?;
        return feed::reply(visit, &Feed { title: &title, page: "/changes", entries });
    }
    let query = request.query_with(&[("after", None)]);
    let is_first = request.param("after").is_none();
    Ok(Reply::html(layout::page(&Page {
        title: &title,
        section: Section::Changes,
        feed: Some(("/changes", &query)),
        next: next.clone(),
        main: html! {
            header.page-head {
                h1 { (text(&title)) }
                @if is_first && query.is_empty() {
                    p.lead { "What changed in articles after they were published, latest first." }
                }
            }
            (filter_bar(request))
            (list_of(snapshot, &list.changes)?)
            @if list.changes.is_empty() {
                p.empty { "No change matches. " a href="/changes" { "Show all changes" } }
            }
            (pager(next.as_deref(), !is_first, "/changes", request))
            @if next.is_some() || !is_first {
                @let (other, word) = if flag(request, "reverse") { (None, "Latest changes first") } else { (Some("1"), "Last page: oldest changes first") };
                p.quiet { a href=(format!("/changes{}", request.query_with(&[("reverse", other), ("after", None)]))) { (word) } }
            }
        },
        ..Page::default()
    })))
}

/// Links to the first and the next page.
pub(super) fn pager(
    next: Option<&str>,
    has_earlier: bool,
    address: &str,
    request: &Request,
) -> Markup {
    html! {
        @if has_earlier || next.is_some() {
            nav.pager aria-label="Pages" {
                @if has_earlier {
                    a href=(format!("{address}{}", request.query_with(&[("after", None)]))) {
                        "← First page"
                    }
                }
                @if let Some(next) = next { a.next rel="next" href=(next) { "Next page →" } }
            }
        }
    }
}

/// The title of the list, from its filter.
fn title(request: &Request) -> String {
    let what = if flag(request, "silent") { "Silent edits" } else { "Changes" };
    let values = |name: &str| request.values(name).collect::<Vec<_>>().join(", ");
    let mut title = what.to_owned();
    for (name, word) in
        [("class", "of a "), ("field", "of the "), ("op", "with sentences "), ("host", "on ")]
    {
        let values = values(name);
        if !values.is_empty() {
            title.extend([" ", word, &values]);
        }
    }
    if let Some(article) = request.param("article") {
        title.extend([" of article ", article]);
    }
    if flag(request, "reverse") {
        title.push_str(", oldest first");
    }
    for (name, word) in [("since", "since"), ("until", "until")] {
        if let Some(value) = request.param(name) {
            title.extend([" ", word, " ", &crate::render::in_words(value)]);
        }
    }
    title
}

/// Shortcuts, and a form with all filters.
fn filter_bar(request: &Request) -> Markup {
    let presets = [
        ("All", None),
        ("Silent edits", Some(("silent", "1"))),
        ("Headlines", Some(("field", "title"))),
        ("Numbers", Some(("class", "number"))),
        ("Names", Some(("class", "name"))),
        ("Quotes", Some(("class", "quote"))),
        ("Removed sentences", Some(("op", "removed"))),
    ];
    // A preset replaces the kind of change, and keeps the outlet and the period.
    let presets = presets.map(|(name, preset)| {
        let value = |own: &str| preset.filter(|(name, _)| *name == own).map(|(_, value)| value);
        let kinds = ["silent", "field", "class", "op", "reverse"].map(|own| (own, value(own)));
        (name, request.query_with(&[&kinds[..], &[("after", None)]].concat()))
    });
    let query = request.query_with(&[("after", None)]);
    let is_other = presets.iter().all(|(_, preset)| *preset != query)
        || ["host", "since", "until", "min-words"].iter().any(|name| request.param(name).is_some());
    let has = |name: &str, value: &str| request.values(name).any(|own| own == value);
    html! {
        div.filters {
            ul.tabs aria-label="Kinds of change" {
                @for (name, preset) in &presets {
                    li {
                        @if *preset == query {
                            a href=(format!("/changes{preset}")) aria-current="true" { (name) }
                        } @else {
                            a href=(format!("/changes{preset}")) { (name) }
                        }
                    }
                }
            }
            details.more open[is_other] {
                summary { "More filters" }
                form action="/changes" method="get" {
                    div.fields {
                        label { span { "Outlet (host)" } input type="text" name="host" value=[shown(request, "host")] placeholder="example.org" autocomplete="off"; }
                        label { span { "From" } input type="text" name="since" value=[shown(request, "since")] placeholder="2014-10-19" autocomplete="off"; }
                        label { span { "To" } input type="text" name="until" value=[shown(request, "until")] placeholder="2014-10" autocomplete="off"; }
                        label { span { "At least … words" } input type="number" name="min-words" min="0" value=[shown(request, "min-words")]; }
                        label { span { "Field" }
                            select name="field" {
                                option value="" { "any" }
                                @for field in FIELDS { option value=(field.name()) selected[has("field", field.name())] { (field.name()) } }
                            }
                        }
                        label { span { "Sentences" }
                            select name="op" {
                                option value="" { "any" }
                                @for op in Op::ALL { option value=(op.name()) selected[has("op", op.name())] { (op.name()) } }
                            }
                        }
                        label { span { "What changed" }
                            select name="class" {
                                option value="" { "anything" }
                                @for class in Class::ALL { option value=(class.name()) selected[has("class", class.name())] { (class.name()) } }
                            }
                        }
                    }
                    div.checks {
                        label { input type="checkbox" name="silent" value="1" checked[flag(request, "silent")]; " only silent edits" }
                        label { input type="checkbox" name="no-noise" value="1" checked[flag(request, "no-noise")]; " without typography and boilerplate" }
                        button type="submit" { "Show" }
                    }
                }
            }
        }
    }
}

/// The changes, under a heading for each day.
pub(super) fn list_of(snapshot: &Snapshot, rows: &[ChangeRow]) -> Result<Markup, Failure> {
    let mut groups: Vec<(Option<NaiveDate>, Vec<Markup>)> = Vec::new();
    for row in rows {
        let effective = &row.state.effective;
        let day = effective.at.and_then(|at| words::day(at, effective.precision));
        let item = item(snapshot, row, day)?;
        match groups.last_mut() {
            Some((last, items)) if *last == day => items.push(item),
            _ => groups.push((day, vec![item])),
        }
    }
    Ok(html! {
        @for (day, items) in groups {
            section.day {
                h2.day-head {
                    @match day { Some(day) => (long_day(day)), None => "Without a time" }
                }
                @for item in items { (item) }
            }
        }
    })
}

/// The publisher of a change's article, otherwise its host.
pub(super) fn outlet(row: &ChangeRow) -> String {
    row.publisher.clone().unwrap_or_else(|| row.key.host())
}

/// What a change did, in one line.
pub(super) fn what(row: &ChangeRow) -> String {
    let outline = &row.change.outline;
    with_fields(&outline.to_string(), &changed_fields(outline, row.change.url_moved))
}

/// Labels of a change that a reader should not miss.
fn flags(row: &ChangeRow) -> Markup {
    let outline = &row.change.outline;
    html! {
        @if row.change.silent {
            span.flag.silent title="The text changed, and no time of the publisher is between the observations before and after it." { "silent edit" }
        }
        @if row.state.returns_to.is_some() { span.flag { "returned to an earlier text" } }
        @if row.state.order.is_unknown() { span.flag { "order unknown" } }
        @if let Some(note) = after_redacted(row.change.after_redacted) { span.flag { (note) } }
        @if outline.read_differently { span.flag { "read differently" } }
        @if outline.noise { span.flag.quiet { "typography or boilerplate" } }
    }
}

/// When a change was first seen. The row does not say how precisely that is known.
fn seen(
    snapshot: &Snapshot,
    row: &ChangeRow,
    first: i64,
    day: Option<NaiveDate>,
) -> Result<Markup, Failure> {
    const DAY: i64 = 24 * 3_600_000_000;
    let precision = if first.rem_euclid(DAY) == 0 {
        words::precision_at(&snapshot.timeline(row.article)?, first)
    } else {
        Precision::Second
    };
    Ok(words::time(first, precision, day))
}

fn item(snapshot: &Snapshot, row: &ChangeRow, day: Option<NaiveDate>) -> Result<Markup, Failure> {
    let facts = facts::of_row(snapshot, row)?;
    let address = diff_address(&row.before_id, &row.id);
    let at = row.state.effective.at.map(|at| words::time(at, row.state.effective.precision, day));
    let seen = row.state.seen.map(|(first, _)| seen(snapshot, row, first, day)).transpose()?;
    let clock = |text: &Option<String>| text.as_ref().map(|text| claim(text, day));
    let (published, updated) = (clock(&row.published), clock(&row.updated));
    let outline = &row.change.outline;
    Ok(html! {
        article.change {
            p.kicker {
                (layout::outlet_link(Links::Served, &row.key.host(), &outlet(row)))
                @if let Some(at) = at { span.sep { " · " } (at) }
                (flags(row))
            }
            h3 dir="auto" {
                a href=(address) { (headline(row.title.as_deref())) }
            }
            @if let Some(old) = facts.old_headline() {
                p.was dir="auto" { span.label { "formerly " } del { (short(old)) } }
            }
            (facts.list())
            p.meta.what {
                (text(&what(row)))
                @if outline.words_added + outline.words_removed > 0 && !outline.to_string().contains("word") {
                    ", " (counted((outline.words_added + outline.words_removed) as i64, "word"))
                }
            }
            p.meta { (clocks(published, updated, seen)) " · "
                a href=(format!("/a/{}", row.article.0)) { "history" } }
        }
    })
}
