//! Audit: findings, by article, in pages. Each page examines a limited number of articles.

use std::collections::HashSet;

use maud::{Markup, html};
use serde_json::json;

use super::failure::Failure;
use super::filters;
use super::layout::{self, Page, Section, shown, text};
use super::reply::Reply;
use super::request::Request;
use super::visit::{Format, PageResult, Visit};
use super::words::{diff_address, full_time, version_address};
use crate::article::{FindingId, Precision};
use crate::audit::{self, Finding, RULES, Rule, Severity};
use crate::store::{ArticleFilter, ArticleSort, PageCursor, Snapshot, SortKey};
use crate::timeline::Timeline;

/// Findings on a page.
const PAGE: usize = 25;

/// Versions that one page examines, about a millisecond each.
const MAX_VERSIONS: usize = 400;

/// Articles that are read at a time.
const STEP: u64 = 10;

/// The findings of a page.
struct Found {
    items: Vec<(Finding, Option<String>)>,
    next: Option<String>,
    examined: usize,
}

/// Shows findings.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let rules: Vec<&'static dyn Rule> = match request.param("rule") {
        None => RULES.to_vec(),
        Some(name) => vec![
            audit::rule(name)
                .ok_or_else(|| Failure::bad_request(format!("There is no rule \"{name}\".")))?,
        ],
    };
    let least = request.param("severity").unwrap_or("warning");
    let least = Severity::ALL.into_iter().find(|severity| severity.name() == least);
    let least = least
        .ok_or_else(|| Failure::bad_request("The value of severity is note, warning or alert."))?;
    let found = find(snapshot, request, &rules, least)?;
    if visit.format == Format::Json {
        let findings: Vec<_> =
            found.items.iter().map(|(finding, _)| finding_json(finding)).collect();
        let next = found
            .next
            .map(|next| format!("/audit.json{}", request.query_with(&[("after", Some(&next))])));
        return Ok(Reply::json(&json!({ "findings": findings, "next": next })));
    }
    let next = found
        .next
        .as_ref()
        .map(|next| format!("/audit{}", request.query_with(&[("after", Some(next))])));
    Ok(Reply::html(layout::page(&Page {
        title: "Audit",
        section: Section::Audit,
        next: next.clone(),
        main: html! {
            header.page-head {
                h1 { "Audit" }
                p.lead { "What the timestamps and texts show, never why. A finding's doubts are its possible innocent causes." }
            }
            (filter_bar(request, least))
            @for (finding, address) in &found.items { (item(finding, address.as_deref())) }
            @if found.items.is_empty() {
                p.empty {
                    @if found.next.is_some() { "No finding in these " (found.examined) " articles." }
                    @else { "No finding." }
                }
            }
            (super::changes::pager(next.as_deref(), request.param("after").is_some(), "/audit", request))
            p.quiet { "Latest changed articles first; this page examined " (found.examined) "." }
        },
        ..Page::default()
    })))
}

/// Finds what the page shows.
fn find(
    snapshot: &Snapshot,
    request: &Request,
    rules: &[&dyn Rule],
    least: Severity,
) -> Result<Found, Failure> {
    let filter = filters::articles(request)?;
    let after = request.param("after").map(|text| PageCursor::read(text, &BY_CHANGE)).transpose();
    let after = after.map_err(|error| Failure::bad_request(error.to_string()))?;
    let acknowledged: HashSet<FindingId> =
        snapshot.acknowledgements()?.into_iter().map(|said| said.finding).collect();
    let mut items = Vec::new();
    let Examined { next, articles } = examine(snapshot, &filter, (after, PAGE), |timeline| {
        let mut own = audit::audit(snapshot, timeline, rules, request.now)?;
        own.retain(|one| one.severity >= least && !acknowledged.contains(&one.id));
        let count = own.len();
        items.extend(own.into_iter().map(|one| {
            let address = address(timeline, &one);
            (one, address)
        }));
        Ok(count)
    })?;
    Ok(Found { items, next, examined: articles })
}

/// The order in which articles are examined.
pub(super) const BY_CHANGE: [SortKey; 1] = [SortKey { by: ArticleSort::Changed, descending: true }];

/// Where a page of findings ended.
pub(super) struct Examined {
    /// The cursor of the next page.
    pub(super) next: Option<String>,
    /// The number of articles that were examined.
    pub(super) articles: usize,
}

/// Passes the timelines of articles to `count`, which returns the number of findings, until a page
/// has `most` of them or has examined many versions.
pub(super) fn examine(
    snapshot: &Snapshot,
    filter: &ArticleFilter,
    (mut after, most): (Option<PageCursor>, usize),
    mut count: impl FnMut(&Timeline) -> Result<usize, Failure>,
) -> Result<Examined, Failure> {
    let (mut findings, mut versions, mut articles) = (0, 0, 0);
    while findings < most && versions < MAX_VERSIONS {
        let list = snapshot.article_page(filter, &BY_CHANGE, Some(STEP), after.as_ref())?;
        for article in &list.articles {
            let timeline = snapshot.timeline(*article)?;
            articles += 1;
            versions += timeline.versions().len();
            findings += count(&timeline)?;
        }
        after = list.next;
        if after.is_none() {
            break;
        }
    }
    Ok(Examined { next: after.map(|after| after.to_string()), articles })
}

/// The diff or the version that a finding is about.
fn address(timeline: &Timeline, finding: &Finding) -> Option<String> {
    let state = finding.change.and_then(|change| timeline.states().get(change));
    let pair = state.and_then(|state| {
        let base = timeline.version_of(timeline.states().get(state.base?)?)?;
        Some(diff_address(&base.id, &timeline.version_of(state)?.id))
    });
    pair.or_else(|| finding.versions.last().map(|version| version_address(&version.id)))
}

fn filter_bar(request: &Request, least: Severity) -> Markup {
    let rule = request.param("rule");
    html! {
        div.filters {
            ul.tabs aria-label="Severity" {
                @for (severity, name) in [(Severity::Alert, "Alerts"), (Severity::Warning, "Warnings and alerts"), (Severity::Note, "All")] {
                    @let address = format!("/audit{}", request.query_with(&[("severity", Some(severity.name())), ("after", None)]));
                    li { a href=(address) aria-current=[(severity == least).then_some("true")] { (name) } }
                }
            }
            form.inline action="/audit" method="get" {
                input type="hidden" name="severity" value=(least.name());
                label { span { "Rule" }
                    select name="rule" {
                        option value="" { "all rules" }
                        @for one in RULES { option value=(one.name()) selected[rule == Some(one.name())] { (one.name()) } }
                    }
                }
                label { span { "Outlet (host)" } input type="text" name="host" value=[shown(request, "host")] placeholder="example.org"; }
                button type="submit" { "Show" }
            }
            @if let Some(rule) = rule.and_then(audit::rule) { p.quiet { (rule.summary()) } }
        }
    }
}

fn item(finding: &Finding, address: Option<&str>) -> Markup {
    let outlet = finding.outlet();
    html! {
        article.change.finding id=(format!("f-{}", finding.id)) {
            p.kicker {
                span.flag.silent[finding.severity == Severity::Alert].quiet[finding.severity == Severity::Note] { (finding.severity.name()) }
                " " a href=(format!("/audit?rule={}", finding.rule)) { (finding.rule) }
                " · " (layout::outlet_link(&finding.key.host(), &outlet))
                @if let Some(at) = finding.at { " · " (full_time(at, Precision::Second)) }
            }
            h2 dir="auto" {
                @let title = text(finding.title.as_deref().unwrap_or("(no title)"));
                @match address { Some(address) => { a href=(address) { (title) } }, None => (title) }
            }
            p { (text(&finding.message)) "." }
            @if !finding.reasons.is_empty() { ul.reasons { @for reason in &finding.reasons { li { (text(reason)) } } } }
            @if !finding.doubts.is_empty() {
                p.doubts { strong { "Doubts: " } (text(&finding.doubts.join("; "))) "." }
            }
            p.meta { a href=(format!("/a/{}", finding.article)) { "history" } }
        }
    }
}

fn finding_json(finding: &Finding) -> serde_json::Value {
    json!({
        "id": finding.id.to_string(),
        "rule": finding.rule,
        "severity": finding.severity.name(),
        "article": finding.article.0,
        "url": finding.url,
        "publisher": finding.publisher,
        "title": finding.title,
        "versions": finding.versions,
        "at": finding.at.map(crate::render::export::atom::instant),
        "message": finding.message,
        "reasons": finding.reasons,
        "doubts": finding.doubts,
        "evidence": finding.evidence,
        "order_unknown": finding.order_unknown,
    })
}
