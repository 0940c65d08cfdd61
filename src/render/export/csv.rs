//! CSV: one row per version.

use std::io;

use super::{Export, Result, Selection};
use crate::render::rows::{self, Cell, CellEscapes, Column, RowFormat};

/// Returns the export.
pub fn export(escapes: CellEscapes) -> Export {
    Export::stream("version", move |selection, out| write(selection, escapes, out))
}

const COLUMNS: [Column; 17] = [
    Column::hidden("article"),
    Column::hidden("ordinal"),
    Column::hidden("id"),
    Column::hidden("url"),
    Column::hidden("published"),
    Column::hidden("updated"),
    Column::hidden("first_captured"),
    Column::hidden("last_captured"),
    Column::hidden("captures"),
    Column::hidden("silent_edit"),
    Column::hidden("lang"),
    Column::hidden("publisher"),
    Column::hidden("section"),
    Column::hidden("title"),
    Column::hidden("byline"),
    Column::hidden("description"),
    Column::hidden("body"),
];

fn write(selection: &Selection<'_>, escapes: CellEscapes, out: &mut dyn io::Write) -> Result<i64> {
    let mut writer = rows::writer(&COLUMNS, RowFormat::Csv(escapes), usize::MAX, false, out)?;
    let mut written = 0;
    for history in selection.histories() {
        let (article, history) = history?;
        for (index, version) in history.versions().iter().enumerate() {
            selection.check()?;
            let Some(capture) = version.captures.first() else { continue };
            let body = selection.catalog.body(version)?;
            writer.row(&[
                Cell::new(article.0),
                Cell::new(index + 1),
                Cell::new(version.id.to_string()),
                Cell::new(capture.url.as_str()),
                Cell::clock(version.published.as_ref()),
                Cell::clock(version.updated.as_ref()),
                Cell::clock(version.captured().next()),
                Cell::clock(version.captured().next_back()),
                Cell::new(version.captures.len()),
                Cell::new(history.flags(index).silent),
                Cell::new(capture.lang.as_deref()),
                Cell::new(capture.publisher.as_deref()),
                Cell::new(capture.section.as_deref()),
                Cell::new(version.title.as_deref()),
                Cell::new(version.byline.as_deref()),
                Cell::new(version.description.as_deref()),
                Cell::new(body.as_ref().map(|body| body.as_str())),
            ])?;
            written += 1;
        }
    }
    writer.end()?;
    Ok(written)
}
