//! `changes --edits`: one row per operation on a sentence, for coding by hand.

use super::command_error::CommandError;
use super::context::Context;
use super::format::{ListFormat, width};
use super::output::Output;
use crate::history::edits::{EditQuery, EditRow};
use crate::render::rows::{self, Cell, Column};
use crate::store::Snapshot;

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

/// Writes the rows, and returns whether there are any.
pub(super) fn write(
    query: &EditQuery,
    catalog: &Snapshot,
    context: &Context,
    format: ListFormat,
) -> Result<bool, CommandError> {
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    let width = width(format, context);
    let mut writer = rows::writer(&COLUMNS, format.rows(context), width, context.color, &mut out)?;
    let mut found = false;
    catalog.each_edit(query, |edit| {
        found = true;
        Ok::<_, CommandError>(writer.row(&cells(edit))?)
    })?;
    writer.end()?;
    drop(writer);
    out.finish()?;
    Ok(found)
}

fn cells(edit: EditRow) -> Vec<Cell> {
    vec![
        Cell::time(edit.at.map(|at| at.0)),
        Cell::new(edit.article.0),
        Cell::new(edit.before_ordinal),
        Cell::new(edit.ordinal),
        Cell::new(edit.op),
        Cell::new(edit.classes),
        Cell::new(edit.old),
        Cell::new(edit.new),
        Cell::new(edit.evidence_old),
        Cell::new(edit.evidence_new),
        Cell::new(edit.evidence_class),
        Cell::new(edit.edit),
        Cell::new(edit.outlet),
        Cell::new(edit.url),
        Cell::new(edit.title),
        Cell::new(edit.before_id.to_string()),
        Cell::new(edit.id.to_string()),
        Cell::new(edit.silent),
    ]
}
