//! Lists of the whole catalog: articles, changes, edits, hits and findings.

use std::collections::HashMap;

use super::Asked;
use crate::article::FindingId;
use crate::audit::{self, FindingEntry, Rule, Severity};
use crate::diff::{Class, Op};
use crate::history::changes::LastTimeline;
use crate::history::edits::{EditQuery, edits_of};
use crate::history::search::{Scope, Search, search as search_catalog};
use crate::render::audit::{COLUMNS as FINDINGS, cells as finding_cells};
use crate::render::rows::{Cell, ResultRows};
use crate::render::{
    articles as article_rows, changes as change_rows, edits as edit_rows, search as hits,
};
use crate::search::{Query, QueryError};
use crate::store::{
    Acknowledgement, ArticleSort, ChangeCursor, ChangeFilter, PageCursor, Snapshot, SortKey,
};
use crate::timeline::Timeline;
use crate::web::audit::{BY_CHANGE, examine};
use crate::web::failure::Failure;
use crate::web::filters;
use crate::web::filters::flag;
use crate::web::request::Request;
use crate::web::search::SCOPES;
use crate::web::visit::{PageResult, Visit};

/// Length of a snippet, in characters.
const SNIPPET: usize = 220;

/// The maximum number of hits of a search over all its pages.
const MAX_HITS: usize = 2_000;

fn wrong_cursor(error: impl std::fmt::Display) -> Failure {
    Failure::bad_request(format!("The value of after cannot be read: {error}."))
}

/// Lists articles.
pub(super) fn articles(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/articles")?;
    let filter = filters::articles(visit.request)?;
    let sort = visit.request.param("sort").unwrap_or(ArticleSort::Changed.name());
    let key: SortKey = sort
        .parse()
        .map_err(|error: crate::store::SortKeyError| Failure::bad_request(error.to_string()))?;
    let after = asked.after().map(|text| PageCursor::read(text, &[key])).transpose();
    let after = after.map_err(wrong_cursor)?;
    let list = visit.snapshot.article_page(&filter, &[key], Some(asked.limit()), after.as_ref())?;
    let mut rows = ResultRows::new(&article_rows::COLUMNS);
    for article in list.articles {
        let row = visit.snapshot.article(article)?;
        rows.rows.extend(row.map(article_rows::cells));
    }
    let next = list.next.map(|next| next.to_string());
    asked.rows(&rows, next.as_deref())
}

/// The filter of a page of changes.
fn change_filter(asked: &Asked<'_, '_>) -> Result<ChangeFilter, Failure> {
    let mut filter = filters::changes(asked.visit.snapshot, asked.visit.request)?;
    let after = asked.after().map(|text| ChangeCursor::read(text, false)).transpose();
    filter.after = after.map_err(wrong_cursor)?;
    filter.limit = Some(asked.limit());
    Ok(filter)
}

/// Lists changes.
pub(super) fn changes(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/changes")?;
    let page = visit.snapshot.change_page(&change_filter(&asked)?)?;
    let mut rows = ResultRows::new(&change_rows::COLUMNS);
    rows.rows.extend(page.changes.iter().map(change_rows::cells));
    let next = page.next.map(|next| next.to_string());
    asked.rows(&rows, next.as_deref())
}

/// Lists the operations on sentences of changes.
pub(super) fn edits(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/edits")?;
    let page = visit.snapshot.change_page(&change_filter(&asked)?)?;
    let words = |name: &'static str| {
        let values = visit.request.values(name).flat_map(|value| value.split(','));
        values.map(str::trim).collect::<Vec<_>>()
    };
    let op = |word: &str| Op::ALL.into_iter().find(|op| op.name() == word);
    let query = EditQuery {
        changes: ChangeFilter::default(),
        ops: words("op").into_iter().filter_map(op).collect(),
        classes: words("class").into_iter().filter_map(Class::from_name).collect(),
        sample: None,
    };
    let mut rows = ResultRows::new(&edit_rows::COLUMNS);
    let mut last = LastTimeline::default();
    for change in &page.changes {
        let timeline = last.of(visit.snapshot, change.article)?;
        let edits = edits_of(&query, visit.snapshot, timeline, change)?;
        rows.rows.extend(edits.into_iter().map(edit_rows::cells));
    }
    let next = page.next.map(|next| next.to_string());
    asked.rows(&rows, next.as_deref())
}

/// Searches the text of all versions.
pub(super) fn search(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/search")?;
    let request = visit.request;
    let query: Query = request
        .param("q")
        .unwrap_or_default()
        .parse()
        .map_err(|error: QueryError| Failure::bad_request(error.to_string()))?;
    // The parameter was checked against the same names.
    let scope = request.param("scope").and_then(|name| SCOPES.iter().find(|one| one.0 == name));
    let scope = scope.map_or(Scope::Ever, |(_, scope, _)| *scope);
    let skipped: usize = match asked.after().map(str::parse) {
        None => 0,
        Some(Ok(skipped)) if skipped < MAX_HITS => skipped,
        Some(_) => return Err(wrong_cursor(format!("it is a number below {MAX_HITS}"))),
    };
    let limit = (asked.limit() as usize).min(MAX_HITS - skipped);
    let wanted = Search {
        query,
        scope,
        filter: filters::articles(request)?,
        limit: skipped + limit,
        rank: false,
        snippet: SNIPPET,
    };
    let mut found = search_catalog(visit.snapshot, &wanted)?;
    let is_last = !found.more || found.hits.len() >= MAX_HITS;
    let end = found.hits.len();
    found.hits.drain(..skipped.min(end));
    let next = (!is_last && !found.hits.is_empty()).then(|| end.to_string());
    asked.rows(&hits::rows(&found.hits), next.as_deref())
}

/// Lists findings of all articles.
pub(super) fn findings(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/findings")?;
    let wanted = WantedFindings::of(visit.snapshot, visit.request)?;
    let filter = filters::articles(visit.request)?;
    let after = asked.after().map(|text| PageCursor::read(text, &BY_CHANGE)).transpose();
    let after = after.map_err(wrong_cursor)?;
    let mut rows = ResultRows::new(&FINDINGS);
    let limit = asked.limit() as usize;
    let examined = examine(visit.snapshot, &filter, (after, limit), |timeline| {
        let found = wanted.rows(visit.snapshot, timeline)?;
        let count = found.len();
        rows.rows.extend(found);
        Ok(count)
    })?;
    asked.rows(&rows, examined.next.as_deref())
}

/// Which findings a request asks for.
pub(super) struct WantedFindings {
    rules: Vec<&'static dyn Rule>,
    least: Severity,
    acknowledged: HashMap<FindingId, Acknowledgement>,
    has_acknowledged: bool,
    now: i64,
}

impl WantedFindings {
    /// Reads the parameters.
    pub(super) fn of(snapshot: &Snapshot, request: &Request) -> Result<Self, Failure> {
        let names: Vec<&str> =
            request.values("rule").flat_map(|names| names.split(',')).map(str::trim).collect();
        let is_asked = |rule: &&'static dyn Rule| names.is_empty() || names.contains(&rule.name());
        let least = request
            .param("severity")
            .and_then(|name| Severity::ALL.into_iter().find(|severity| severity.name() == name));
        let said = snapshot.acknowledgements()?.into_iter();
        Ok(Self {
            rules: audit::RULES.into_iter().filter(is_asked).collect(),
            least: least.unwrap_or(Severity::Note),
            acknowledged: said.map(|said| (said.finding, said)).collect(),
            has_acknowledged: flag(request, "all"),
            now: request.now,
        })
    }

    /// The rows of an article's findings.
    pub(super) fn rows(
        &self,
        snapshot: &Snapshot,
        timeline: &Timeline,
    ) -> Result<Vec<Vec<Cell>>, Failure> {
        let found = audit::audit(snapshot, timeline, &self.rules, self.now)?;
        let found = found.iter().filter(|finding| finding.severity >= self.least);
        let entries = found.filter_map(|finding| {
            let acknowledged = self.acknowledged.get(&finding.id);
            let is_shown = acknowledged.is_none() || self.has_acknowledged;
            is_shown.then_some(FindingEntry { finding, acknowledged })
        });
        Ok(entries.map(|entry| finding_cells(&entry)).collect())
    }
}
