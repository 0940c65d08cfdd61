//! `changes --edits`: one row per operation on a sentence, for coding by hand.

use super::command_error::CommandError;
use super::compare::state_of;
use super::context::Context;
use super::format::{ListFormat, width};
use super::output::Output;
use super::sample::SampleArgs;
use crate::article::ArticleId;
use crate::catalog::select;
use crate::diff::{Class, ClassSet, DocumentDiff, Extent, Op};
use crate::history::changes::Changes;
use crate::render::rows::{self, Cell, Column};
use crate::store::{ChangeFilter, ChangeRow, Snapshot};
use crate::timeline::Timeline;

const COLUMNS: [Column; 18] = [
    Column::text("at", "Time (UTC)"),
    Column::number("article", "No"),
    Column::number("before_ordinal", "From"),
    Column::number("ordinal", "To"),
    Column::text("op", "Op"),
    Column::text("classes", "Classes"),
    Column::long("old", "Old text"),
    Column::long("new", "New text"),
    Column::hidden("evidence_old"),
    Column::hidden("evidence_new"),
    Column::hidden("evidence_class"),
    Column::hidden("edit"),
    Column::hidden("outlet"),
    Column::hidden("url"),
    Column::hidden("title"),
    Column::hidden("before_id"),
    Column::hidden("id"),
    Column::hidden("silent"),
];

/// Which operations on sentences to write. An empty list means any.
#[derive(Clone, Copy)]
pub(super) struct WantedEdits<'a> {
    pub(super) ops: &'a [Op],
    pub(super) classes: &'a [Class],
    pub(super) sample: &'a SampleArgs,
}

impl WantedEdits<'_> {
    fn accepts(self, op: Op, classes: ClassSet) -> bool {
        (self.ops.is_empty() || self.ops.contains(&op))
            && (self.classes.is_empty()
                || self.classes.iter().any(|class| classes.contains(*class)))
    }
}

/// Writes the rows, and returns whether there are any.
pub(super) fn write(
    wanted: WantedEdits<'_>,
    filter: &ChangeFilter,
    catalog: &Snapshot,
    context: &Context,
    format: ListFormat,
) -> Result<bool, CommandError> {
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    let width = width(format, context);
    let mut writer = rows::writer(&COLUMNS, format.rows(context), width, context.color, &mut out)?;
    let mut sample = wanted.sample.reservoir(context);
    let mut found = false;
    let mut last: Option<(ArticleId, Timeline)> = None;
    catalog.each_change(filter, |row| {
        // Changes of one article often follow each other, so the last history is kept.
        let history = match last.take().filter(|(article, _)| *article == row.article) {
            Some((_, history)) => history,
            None => select::history(catalog, row.article)?,
        };
        let edits = edits(wanted, catalog, &history, &row)?;
        last = Some((row.article, history));
        for (number, cells) in edits.into_iter().enumerate() {
            found = true;
            match &mut sample {
                // Fewer than a million edits per change, so that each has its own identity.
                Some(sample) => {
                    let state = row.state.state as u64;
                    sample.offer((row.article.0, state * 1_000_000 + number as u64), cells);
                }
                None => writer.row(&cells)?,
            }
        }
        Ok::<_, CommandError>(())
    })?;
    for cells in sample.map(super::sample::Reservoir::into_items).unwrap_or_default() {
        writer.row(&cells)?;
    }
    writer.end()?;
    drop(writer);
    out.finish()?;
    Ok(found)
}

/// The rows of one change.
fn edits(
    wanted: WantedEdits<'_>,
    catalog: &Snapshot,
    history: &Timeline,
    row: &ChangeRow,
) -> Result<Vec<Vec<Cell>>, CommandError> {
    let changes = Changes::of(catalog, history)?;
    let Some(index) = state_of(history, row) else { return Ok(Vec::new()) };
    let cells =
        changes.diff(
            index,
            |diff, compared| {
                if compared { rows_of(wanted, diff, row) } else { Vec::new() }
            },
        )?;
    Ok(cells.unwrap_or_default())
}

fn rows_of(wanted: WantedEdits<'_>, diff: &DocumentDiff<'_>, row: &ChangeRow) -> Vec<Vec<Cell>> {
    let text = |extent: Extent, text: &str| Cell::new(extent.of(text));
    let shown = diff.body.changes.iter().enumerate();
    shown
        .filter(|(_, change)| wanted.accepts(change.op, change.classes))
        .map(|(number, change)| {
            let words = |side: fn(&crate::diff::ClassWitness) -> Option<Extent>, text: &str| {
                let words = change.evidence.iter().map(|one| side(one).map(|at| at.of(text)));
                Cell::new(words.collect::<Vec<_>>())
            };
            let names: Vec<&str> = change.classes.iter().map(Class::name).collect();
            let kinds: Vec<&str> = change.evidence.iter().map(|one| one.class.name()).collect();
            let outlet = row.publisher.clone().unwrap_or_else(|| row.key.host());
            vec![
                Cell::time(row.state.effective.at),
                Cell::new(row.article.0),
                Cell::new(row.before_ordinal),
                Cell::new(row.state.ordinal),
                Cell::new(change.op.name()),
                Cell::new(names),
                text(change.old.extent(), diff.old),
                text(change.new.extent(), diff.new),
                words(|one| one.old, diff.old),
                words(|one| one.new, diff.new),
                Cell::new(kinds),
                Cell::new(number + 1),
                Cell::new(outlet),
                Cell::new(row.url.as_str()),
                Cell::new(row.title.as_deref()),
                Cell::new(row.before_id.to_string()),
                Cell::new(row.id.to_string()),
                Cell::new(row.change.silent),
            ]
        })
        .collect()
}
