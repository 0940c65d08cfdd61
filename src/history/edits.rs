//! Edits: one row per operation on a sentence, for coding changes by hand.

use serde::Serialize;

use super::changes::{Changes, LastTimeline, state_of};
use super::sample::Sample;
use crate::article::{ArticleId, UnixMicros, VersionId, setters};
use crate::diff::{ClassSet, ClassWitness, DocumentDiff, Extent, Op, OpSet};
use crate::store::{ChangeFilter, ChangeRow, Result, Snapshot, Snapshots, StoreError};
use crate::timeline::Timeline;

/// Which operations to return. Every condition that is set must hold; the default is everything.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct EditQuery {
    /// The changes whose operations are returned.
    pub changes: ChangeFilter,
    /// Only these operations; an empty set means any.
    pub ops: OpSet,
    /// Only operations with one of these classes; an empty set means any.
    pub classes: ClassSet,
    /// Returns a random sample of the operations instead of all of them.
    pub sample: Option<Sample>,
}

setters!(EditQuery {
    changes: ChangeFilter,
    ops: OpSet,
    classes: ClassSet,
    sample: impl Into<Option<Sample>>,
});

impl EditQuery {
    fn accepts(&self, op: Op, classes: ClassSet) -> bool {
        (self.ops.is_empty() || self.ops.contains(op))
            && (self.classes.is_empty() || self.classes.iter().any(|class| classes.contains(class)))
    }
}

/// An operation on sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EditRow {
    /// When the change took effect, if known.
    pub at: Option<UnixMicros>,
    /// The article.
    pub article: ArticleId,
    /// The position of the previous version among the article's versions, from 1.
    pub before_ordinal: u64,
    /// The position of the version, from 1.
    pub ordinal: u64,
    /// The operation.
    pub op: &'static str,
    /// The classes of what changed.
    pub classes: Vec<&'static str>,
    /// The old sentences; empty if they were added.
    pub old: String,
    /// The new sentences; empty if they were removed.
    pub new: String,
    /// The old words that each class was read from, in the order of `evidence_class`.
    pub evidence_old: Vec<Option<String>>,
    /// The new words that each class was read from.
    pub evidence_new: Vec<Option<String>>,
    /// The classes that were read from words.
    pub evidence_class: Vec<&'static str>,
    /// The number of the operation in its change, from 1.
    pub edit: usize,
    /// The publisher, otherwise the host.
    pub outlet: String,
    /// The article's URL.
    pub url: String,
    /// The version's title.
    pub title: Option<String>,
    /// The previous version.
    pub before_id: VersionId,
    /// The version.
    pub id: VersionId,
    /// Whether the change is a silent edit.
    pub silent: bool,
    /// The number of redacted versions that may have made the change.
    pub after_redacted: usize,
}

/// Calls `each` with the operations, in the order of their changes.
pub fn each_edit<E: From<StoreError>>(
    catalogs: Snapshots<'_>,
    query: &EditQuery,
    mut each: impl FnMut(EditRow) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut sample = query.sample.map(Sample::reservoir);
    let mut last = LastTimeline::default();
    catalogs.each_change(&query.changes, |row| {
        let (catalog, _) = catalogs.known(row.article)?;
        let timeline = last.of(catalogs, row.article)?;
        for (number, edit) in edits_of(query, catalog, timeline, &row)?.into_iter().enumerate() {
            match &mut sample {
                // Fewer than a million edits per change, so that each has its own identity.
                Some(sample) => {
                    let state = row.state.state.0 as u64;
                    let article = Sample::identity(&row.key);
                    sample.offer((article, state * 1_000_000 + number as u64), edit);
                }
                None => each(edit)?,
            }
        }
        Ok::<_, E>(())
    })?;
    match sample {
        Some(sample) => sample.into_items().into_iter().try_for_each(each),
        None => Ok(()),
    }
}

/// The operations of one change of an article with this timeline. The query's filter of changes and
/// its sample are ignored.
pub fn edits_of(
    query: &EditQuery,
    catalog: &Snapshot,
    timeline: &Timeline,
    row: &ChangeRow,
) -> Result<Vec<EditRow>> {
    let Some(index) = state_of(timeline, row) else { return Ok(Vec::new()) };
    let edits = Changes::of(catalog, timeline)?.diff(index, |diff, compared| {
        if compared { rows_of(query, diff, row) } else { Vec::new() }
    })?;
    Ok(edits.unwrap_or_default())
}

fn rows_of(query: &EditQuery, diff: &DocumentDiff<'_>, row: &ChangeRow) -> Vec<EditRow> {
    let changes = diff.body.changes.iter().enumerate();
    let changes = changes.filter(|(_, change)| query.accepts(change.op, change.classes));
    changes
        .map(|(number, change)| {
            let words = |side: fn(&ClassWitness) -> Option<Extent>, text: &str| {
                let words = change.evidence.iter();
                words.map(|one| side(one).map(|at| at.of(text).to_owned())).collect()
            };
            EditRow {
                at: row.state.effective.at.map(UnixMicros),
                article: row.article,
                before_ordinal: row.before_ordinal as u64,
                ordinal: row.state.ordinal as u64,
                op: change.op.name(),
                classes: change.classes.iter().map(crate::diff::Class::name).collect(),
                old: change.old.extent().of(diff.old).to_owned(),
                new: change.new.extent().of(diff.new).to_owned(),
                evidence_old: words(|one| one.old, diff.old),
                evidence_new: words(|one| one.new, diff.new),
                evidence_class: change.evidence.iter().map(|one| one.class.name()).collect(),
                edit: number + 1,
                outlet: row.publisher.clone().unwrap_or_else(|| row.key.host()),
                url: row.url.clone(),
                title: row.title.clone(),
                before_id: row.before_id,
                id: row.id,
                silent: row.change.silent,
                after_redacted: row.change.after_redacted,
            }
        })
        .collect()
}
