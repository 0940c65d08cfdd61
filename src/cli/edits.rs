//! `changes --edits`: one row per operation on a sentence, for coding by hand.

use super::catalogs::OpenCatalogs;
use super::command_error::CommandError;
use super::context::Context;
use super::format::{ListFormat, width};
use super::output::Output;
use crate::history::edits::EditQuery;
use crate::render::edits::{COLUMNS, cells};
use crate::render::rows;

/// Writes the rows, and returns whether there are any.
pub(super) fn write(
    query: &EditQuery,
    catalogs: &OpenCatalogs,
    context: &Context,
    format: ListFormat,
) -> Result<bool, CommandError> {
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    let width = width(format, context);
    let columns = catalogs.columns(&COLUMNS);
    let mut writer = rows::writer(&columns, format.rows(context), width, context.color, &mut out)?;
    let mut found = false;
    catalogs.each_edit(query, |edit| {
        found = true;
        let cells = catalogs.cells(edit.article, cells(edit));
        Ok::<_, CommandError>(writer.row(&cells)?)
    })?;
    writer.end()?;
    drop(writer);
    out.finish()?;
    Ok(found)
}
