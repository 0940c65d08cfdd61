//! Edits as rows, one per operation on sentences.

use super::rows::{Cell, CellType, Column};
use crate::article::public_url;
use crate::history::edits::EditRow;

/// The columns of a row.
pub const COLUMNS: [Column; 19] = [
    Column::times("at", "Time"),
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
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("article", CellType::Integer),
    ("before_ordinal", CellType::Integer),
    ("ordinal", CellType::Integer),
    ("classes", CellType::Texts),
    ("evidence_old", CellType::OptionalTexts),
    ("evidence_new", CellType::OptionalTexts),
    ("evidence_class", CellType::Texts),
    ("edit", CellType::Integer),
    ("silent", CellType::Flag),
    ("at", CellType::Time),
    ("after_redacted", CellType::Integer),
];

/// The row of an operation.
pub fn cells(edit: EditRow) -> Vec<Cell> {
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
        Cell::new(public_url(&edit.url)),
        Cell::new(edit.title),
        Cell::new(edit.before_id.to_string()),
        Cell::new(edit.id.to_string()),
        Cell::new(edit.silent),
        Cell::new(edit.after_redacted),
    ]
}
