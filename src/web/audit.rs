//! Audit: findings, by article, in pages. Each page examines a limited number of articles.

use std::collections::{BTreeMap, HashMap, HashSet};

use maud::{Markup, PreEscaped, html};

use super::diff::written;
use super::failure::Failure;
use super::feed::{self, Feed};
use super::filters;
use super::layout::{self, Page, Section, headline, shown, text};
use super::links::Links;
use super::reply::Reply;
use super::request::Request;
use super::visit::{Format, PageResult, Visit};
use super::weight::check_weight;
use super::words::{counted, diff_address, precision_at, time, version_address};
use crate::article::{FindingId, Precision, public_url};
use crate::audit::{self, Finding, RULES, Rule, Severity};
use crate::catalog::select;
use crate::render::compare::{Audience, Comparison};
use crate::render::diff::RenderOptions;
use crate::render::diff::html::{Anchors, ChangedText, Columns, Folds, write_fields};
use crate::render::export::atom::{Entry, content};
use crate::render::rows::cut;
use crate::render::title_or_url;
use crate::store::{Acknowledgement, ArticleSort, PageCursor, Snapshot, SortKey};
use crate::timeline::Timeline;

/// Findings on a page.
const PAGE: usize = 20;

/// Findings of one article on a page of all articles.
const OF_ARTICLE: usize = 5;

/// Versions that one page examines, about a millisecond each.
const MAX_VERSIONS: usize = 400;

/// Articles that are read at a time.
const STEP: u64 = 10;

/// Elements of the text and of the fields in the diff of a finding.
const DIFF_ELEMENTS: usize = 20;

/// Outlets whose findings are counted on the page.
const MAX_OUTLETS: usize = 10;

/// The width to which the reasons and doubts of a finding are cut, in columns.
const LINE: usize = 1_000;

/// Which findings a request asks for.
pub(super) struct WantedFindings {
    rules: Vec<&'static dyn Rule>,
    /// The least severity.
    pub(super) least: Severity,
    /// What was acknowledged, by finding.
    pub(super) acknowledged: HashMap<FindingId, Acknowledgement>,
    has_acknowledged: bool,
    now: i64,
}

impl WantedFindings {
    /// Reads the parameters. Without a severity, the findings have at least `least`.
    pub(super) fn of(
        snapshot: &Snapshot,
        request: &Request,
        least: Severity,
    ) -> Result<Self, Failure> {
        let names = filters::list(request, "rule", audit::rule)?;
        let least = request.param("severity").unwrap_or(least.name());
        let least = Severity::ALL.into_iter().find(|severity| severity.name() == least);
        let said = snapshot.acknowledgements()?.into_iter();
        Ok(Self {
            rules: if names.is_empty() { RULES.to_vec() } else { names },
            least: least.ok_or_else(|| {
                Failure::bad_request("The value of severity is note, warning or alert.")
            })?,
            acknowledged: said.map(|said| (said.finding, said)).collect(),
            has_acknowledged: filters::flag(request, "all"),
            now: request.now,
        })
    }

    /// The findings of an article.
    pub(super) fn find(
        &self,
        snapshot: &Snapshot,
        timeline: &Timeline,
    ) -> Result<Vec<Finding>, Failure> {
        let mut found = audit::audit(snapshot, timeline, &self.rules, self.now)?;
        found.retain(|finding| {
            let is_shown = self.has_acknowledged || !self.acknowledged.contains_key(&finding.id);
            finding.severity >= self.least && is_shown
        });
        Ok(found)
    }
}

/// A finding on the page.
struct Item {
    finding: Finding,
    /// The diff or the version that it is about.
    address: Option<String>,
    /// The precision of its time.
    precision: Precision,
    /// What changed, as HTML, unless another finding on the page shows it.
    diff: Option<String>,
    /// The findings of its article that follow it and are not on the page.
    more: usize,
}

impl Item {
    fn of(timeline: &Timeline, finding: Finding) -> Self {
        let precision = finding.at.map(|at| precision_at(timeline, at)).unwrap_or_default();
        Self { address: address(timeline, &finding), finding, precision, diff: None, more: 0 }
    }

    /// Adds the diff of the change that the finding is about.
    fn with_diff(mut self, snapshot: &Snapshot, timeline: &Timeline) -> Result<Self, Failure> {
        let (Some(change), Some(address)) = (self.finding.change, &self.address) else {
            return Ok(self);
        };
        let comparison = Comparison::of_state(snapshot, timeline, change, Audience::Reader)?;
        let Some(comparison) = comparison.filter(|one| check_weight(one).is_ok()) else {
            return Ok(self);
        };
        let options = RenderOptions { compared: comparison.compared(), ..RenderOptions::default() };
        let diff = comparison.diff();
        let prefix = format!("{}-", self.finding.id);
        let changed = ChangedText {
            diff: &diff,
            options: &options,
            anchors: Anchors::Named(&prefix),
            folds: Folds::Lines,
            columns: Columns::Inline,
            most: DIFF_ELEMENTS,
        };
        let fields = written(|out| write_fields(&diff, out))?;
        let text = written(|out| changed.write_part(1, &|_| address.clone(), out).map(drop))?;
        let is_short = fields.matches('<').count() <= 2 * DIFF_ELEMENTS;
        self.diff = Some(if is_short { fields + &text } else { text });
        Ok(self)
    }
}

/// How many findings each rule and each outlet has.
#[derive(Default)]
struct Tally {
    rules: BTreeMap<&'static str, usize>,
    /// By host, with the name of the outlet.
    outlets: BTreeMap<String, (String, usize)>,
}

impl Tally {
    fn add(&mut self, findings: &[Finding]) {
        for finding in findings {
            *self.rules.entry(finding.rule).or_default() += 1;
            let own = || (finding.outlet(), 0);
            self.outlets.entry(finding.key.host()).or_insert_with(own).1 += 1;
        }
    }

    /// The counts. They are those of the articles that the page examined, and say so.
    fn lists(&self, request: &Request, scope: &Markup) -> Markup {
        let mut outlets: Vec<_> = self.outlets.iter().collect();
        outlets.sort_by_key(|(_, (_, count))| std::cmp::Reverse(*count));
        let to = |name: &str, value: &str| {
            format!("/audit{}", request.query_with(&[(name, Some(value)), ("after", None)]))
        };
        html! {
            @if !self.rules.is_empty() {
                @let all = self.rules.values().sum::<usize>();
                p.count { (counted(all as i64, "finding")) " in " (scope) "." }
                dl.facts {
                    dt { "By rule" }
                    dd { @for (at, (rule, count)) in self.rules.iter().enumerate() { @if at > 0 { " · " } a href=(to("rule", rule)) { (rule) } " " (count) } }
                    @if outlets.len() > 1 {
                        dt { "By outlet" }
                        dd {
                            @for (at, (host, (name, count))) in outlets.iter().take(MAX_OUTLETS).enumerate() {
                                @if at > 0 { " · " }
                                @if host.is_empty() { (text(name)) } @else { a href=(to("host", host)) { (text(name)) } } " " (count)
                            }
                            @if outlets.len() > MAX_OUTLETS { " and " (outlets.len() - MAX_OUTLETS) " more" }
                        }
                    }
                }
            }
        }
    }
}

/// The findings of a page.
struct Found {
    items: Vec<Item>,
    /// Of all that were found, also those that the page does not show.
    tally: Tally,
    next: Option<String>,
    examined: usize,
    /// Whether the page has the findings of one article.
    is_of_article: bool,
}

impl Found {
    /// The articles that the page examined, in words.
    fn scope(&self, request: &Request) -> Markup {
        let articles = counted(self.examined as i64, "article");
        let has_others = self.next.is_some() || request.param("after").is_some();
        html! {
            @if self.is_of_article { "this article" }
            @else if has_others { "the " (articles) " that this page examined; those of the other pages are not counted" }
            @else { "the " (articles) @if self.examined == 1 { " that matches" } @else { " that match" } }
        }
    }
}

/// Shows findings of all articles, or of one.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let wanted = WantedFindings::of(snapshot, request, Severity::Warning)?;
    let is_feed = visit.format != Format::Html;
    let found = match request.param("article") {
        Some(name) => of_article(visit, &wanted, name)?,
        None => of_all(visit, &wanted, if is_feed { PAGE } else { OF_ARTICLE })?,
    };
    let title = match request.param("rule") {
        Some(rule) => format!("Audit: {rule}"),
        None => "Audit".to_owned(),
    };
    if is_feed {
        return feed_of(visit, &title, found);
    }
    let next = found
        .next
        .as_ref()
        .map(|next| format!("/audit{}", request.query_with(&[("after", Some(next))])));
    let query = request.query_with(&[("after", None)]);
    Ok(Reply::html(layout::page(&Page {
        title: &title,
        section: Section::Audit,
        feed: Some(("/audit", &query)),
        next: next.clone(),
        main: html! {
            header.page-head {
                h1 { (text(&title)) }
                p.lead { "What the timestamps and texts show, never why. A finding's doubts are its possible innocent causes." }
            }
            (filter_bar(request, wanted.least))
            (found.tally.lists(request, &found.scope(request)))
            @for one in &found.items { (item(request, one)) }
            @if found.items.is_empty() {
                p.empty { "No finding in " (found.scope(request)) "." }
            }
            (super::changes::pager(next.as_deref(), request.param("after").is_some(), "/audit", request))
            p.quiet { "Latest changed articles first." }
        },
        ..Page::default()
    })))
}

/// Finds what the page of all articles shows: the first findings of each.
fn of_all(visit: &Visit<'_>, wanted: &WantedFindings, of_article: usize) -> Result<Found, Failure> {
    let snapshot = visit.snapshot;
    let (mut items, mut tally) = (Vec::new(), Tally::default());
    let Examined { next, articles } = examine(snapshot, visit.request, PAGE, |timeline| {
        let found = wanted.find(snapshot, timeline)?;
        tally.add(&found);
        let shown = found.len().min(of_article);
        let more = found.len() - shown;
        items.extend(items_of(visit, timeline, found.into_iter().take(of_article))?);
        if let Some(last) = items.last_mut().filter(|_| more > 0) {
            last.more = more;
        }
        Ok(shown)
    })?;
    Ok(Found { items, tally, next, examined: articles, is_of_article: false })
}

/// The findings of an article, on the page each change with its diff once. A feed has diffs of its own.
fn items_of(
    visit: &Visit<'_>,
    timeline: &Timeline,
    findings: impl Iterator<Item = Finding>,
) -> Result<Vec<Item>, Failure> {
    let mut shown = HashSet::new();
    let item = |finding: Finding| {
        let is_new = finding.change.is_some_and(|change| shown.insert(change));
        let item = Item::of(timeline, finding);
        let has_diff = is_new && visit.format == Format::Html;
        if has_diff { item.with_diff(visit.snapshot, timeline) } else { Ok(item) }
    };
    findings.map(item).collect()
}

/// Finds what the page of one article shows. Its cursor is the number of findings before it.
fn of_article(visit: &Visit<'_>, wanted: &WantedFindings, name: &str) -> Result<Found, Failure> {
    let skipped = match visit.request.param("after").map(str::parse::<usize>) {
        None => 0,
        Some(Ok(skipped)) => skipped,
        Some(Err(_)) => return Err(Failure::bad_request("The value of after is a number.")),
    };
    let id = select::article(visit.snapshot, name)?;
    let timeline = visit.snapshot.timeline(id)?;
    let found = wanted.find(visit.snapshot, &timeline)?;
    let end = skipped.saturating_add(PAGE);
    let next = (end < found.len()).then(|| end.to_string());
    let mut tally = Tally::default();
    tally.add(&found);
    let shown = found.into_iter().skip(skipped).take(PAGE);
    let items = items_of(visit, &timeline, shown)?;
    Ok(Found { items, tally, next, examined: 1, is_of_article: true })
}

/// Writes findings as a feed, latest first.
fn feed_of(visit: &Visit<'_>, title: &str, found: Found) -> PageResult {
    let imported = feed::last_import(visit.snapshot)?;
    let origin = &visit.request.origin;
    let mut items = found.items;
    items.sort_by_key(|item| std::cmp::Reverse(item.finding.at));
    let mut entries = Vec::with_capacity(items.len());
    for Item { finding, address, .. } in items {
        let timeline = visit.snapshot.timeline(finding.article)?;
        let html = match finding.change {
            Some(change) => content(visit.snapshot, &timeline, change, &finding.message)?,
            None => html! { p { strong { (text(&finding.message)) } } }.into_string(),
        };
        let title = title_or_url(finding.title.as_deref(), &finding.url);
        entries.push(Entry {
            name: format!("finding:{}", finding.id),
            title: format!("{title} · {}", finding.rule),
            updated: finding.at.unwrap_or(imported),
            published: None,
            authors: vec![finding.outlet()],
            page: address.map(|address| format!("{origin}{address}")),
            article: public_url(&finding.url).into_owned(),
            categories: vec![finding.rule, finding.severity.name()],
            summary: finding.message.clone(),
            html,
        });
    }
    feed::reply(visit, &Feed { title, page: "/audit", entries })
}

/// The order in which articles are examined.
const BY_CHANGE: [SortKey; 1] = [SortKey { by: ArticleSort::Changed, descending: true }];

/// Where a page of findings ended.
pub(super) struct Examined {
    /// The cursor of the next page.
    pub(super) next: Option<String>,
    /// The number of articles that were examined.
    pub(super) articles: usize,
}

/// Passes the timelines of the articles that a request selects to `count`, which returns the number of findings, until a page
/// has `most` of them or has examined many versions.
pub(super) fn examine(
    snapshot: &Snapshot,
    request: &Request,
    most: usize,
    mut count: impl FnMut(&Timeline) -> Result<usize, Failure>,
) -> Result<Examined, Failure> {
    let filter = filters::articles(request)?;
    let mut after = filters::after(request, |text| PageCursor::read(text, &BY_CHANGE))?;
    let (mut findings, mut versions, mut articles) = (0, 0, 0);
    while findings < most && versions < MAX_VERSIONS {
        let list = snapshot.article_page(&filter, &BY_CHANGE, Some(STEP), after.as_ref())?;
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

fn item(request: &Request, item: &Item) -> Markup {
    let Item { finding, address, precision, diff, more } = item;
    let outlet = finding.outlet();
    html! {
        article.change.finding id=(format!("f-{}", finding.id)) {
            p.kicker {
                span.flag.silent[finding.severity == Severity::Alert].quiet[finding.severity == Severity::Note] { (finding.severity.name()) }
                " " a href=(format!("/audit?rule={}", finding.rule)) { (finding.rule) }
                " · " (layout::outlet_link(Links::Served, &finding.key.host(), &outlet))
                @if let Some(at) = finding.at { " · " (time(at, *precision, None)) }
            }
            h2 dir="auto" {
                @let title = headline(finding.title.as_deref());
                @match address { Some(address) => { a href=(address) { (title) } }, None => (title) }
            }
            p { (text(&cut(&finding.message, LINE))) "." }
            @if !finding.reasons.is_empty() { ul.reasons { @for reason in &finding.reasons { li { (text(&cut(reason, LINE))) } } } }
            @if !finding.doubts.is_empty() {
                p.doubts { strong { "Doubts: " } (text(&cut(&finding.doubts.join("; "), LINE))) "." }
            }
            @if let (Some(diff), Some(address)) = (diff, address) {
                details.fold {
                    summary { "What changed" }
                    div.text.diff dir="auto" { (PreEscaped(diff)) }
                    p { a href=(address) { "The whole diff" } }
                }
            }
            p.meta { a href=(format!("/a/{}", finding.article)) { "history" } }
        }
        @if *more > 0 {
            @let article = finding.article.to_string();
            p.more { a href=(format!("/audit{}", request.query_with(&[("article", Some(&article)), ("after", None)]))) { (counted(*more as i64, "more finding")) " of this article" } }
        }
    }
}
