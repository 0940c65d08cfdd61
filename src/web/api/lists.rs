//! Lists of the whole catalog: articles, changes, edits, hits and findings.

use super::Asked;
use crate::audit::{FindingEntry, Severity};
use crate::diff::{Class, Op};
use crate::history::changes::LastTimeline;
use crate::history::edits::{EditQuery, edits_of};
use crate::render::audit::{COLUMNS as FINDINGS, cells as finding_cells};
use crate::render::rows::{Cell, ResultRows};
use crate::render::{
    articles as article_rows, changes as change_rows, edits as edit_rows, search as hits,
};
use crate::store::{ChangeFilter, Snapshot};
use crate::timeline::Timeline;
use crate::web::articles::{ArticleList, group_by};
use crate::web::audit::{WantedFindings, examine};
use crate::web::changes::list as list_changes;
use crate::web::failure::Failure;
use crate::web::filters;
use crate::web::reply::Reply;
use crate::web::search::HitPage;
use crate::web::visit::{PageResult, Visit};

/// Lists articles.
pub(super) fn articles(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let list = ArticleList::read(visit, asked.limit())?;
    let mut rows = ResultRows::new(&article_rows::COLUMNS);
    rows.rows.extend(list.rows.into_iter().map(article_rows::cells));
    asked.rows(&rows, list.next.as_deref())
}

/// Lists groups of articles.
pub(super) fn groups(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (_, _, by) = group_by(visit.request.param("by").unwrap_or_default())?;
    let groups = visit.snapshot.groups(&filters::articles(visit.request)?, by)?;
    let groups = serde_json::to_value(groups).map_err(std::io::Error::from)?;
    Ok(asked.linked(Reply::json(&groups), None))
}

/// Lists changes.
pub(super) fn changes(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let page = list_changes(visit, asked.limit())?;
    let mut rows = ResultRows::new(&change_rows::COLUMNS);
    rows.rows.extend(page.changes.iter().map(change_rows::cells));
    let next = page.next.map(|next| next.to_string());
    asked.rows(&rows, next.as_deref())
}

/// Lists the operations on sentences of changes.
pub(super) fn edits(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let page = list_changes(visit, asked.limit())?;
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
        let timeline = last.of(visit.snapshot.into(), change.article)?;
        let edits = edits_of(&query, visit.snapshot, timeline, change)?;
        rows.rows.extend(edits.into_iter().map(edit_rows::cells));
    }
    let next = page.next.map(|next| next.to_string());
    asked.rows(&rows, next.as_deref())
}

/// Searches the text of all versions.
pub(super) fn search(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let found = HitPage::read(visit, asked.limit() as usize)?;
    asked.rows(&hits::rows(&found.hits), found.next.as_deref())
}

/// Lists findings of all articles.
pub(super) fn findings(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let wanted = WantedFindings::of(visit.snapshot, visit.request, Severity::Warning)?;
    let mut rows = ResultRows::new(&FINDINGS);
    let examined = examine(visit.snapshot, visit.request, asked.limit() as usize, |timeline| {
        let found = finding_rows(&wanted, visit.snapshot, timeline)?;
        let count = found.len();
        rows.rows.extend(found);
        Ok(count)
    })?;
    asked.rows(&rows, examined.next.as_deref())
}

/// The rows of an article's findings.
pub(super) fn finding_rows(
    wanted: &WantedFindings,
    snapshot: &Snapshot,
    timeline: &Timeline,
) -> Result<Vec<Vec<Cell>>, Failure> {
    let found = wanted.find(snapshot, timeline)?;
    let entries = found.iter().map(|finding| FindingEntry {
        finding,
        acknowledged: wanted.acknowledged.get(&finding.id),
    });
    Ok(entries.map(|entry| finding_cells(&entry)).collect())
}
