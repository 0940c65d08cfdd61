//! Articles as rows, one per article of a list.

use super::rows::{Cell, CellType, Column};
use crate::article::public_url;
use crate::store::ArticleRow;

/// The columns of a row.
pub const COLUMNS: [Column; 18] = [
    Column::number("article", "No"),
    Column::number("versions", "Vers"),
    Column::hidden("captures"),
    Column::hidden("silent_edits"),
    Column::hidden("returns"),
    Column::hidden("words_changed"),
    Column::hidden("published"),
    Column::hidden("updated"),
    Column::times("changed", "Changed"),
    Column::hidden("first_captured"),
    Column::hidden("last_captured"),
    Column::long("title", "Title"),
    Column::hidden("byline"),
    Column::hidden("lang"),
    Column::hidden("publisher"),
    Column::hidden("section"),
    Column::long("url", "URL"),
    Column::hidden("match_key"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("article", CellType::Integer),
    ("versions", CellType::Integer),
    ("captures", CellType::Integer),
    ("silent_edits", CellType::Integer),
    ("returns", CellType::Integer),
    ("words_changed", CellType::Integer),
    ("published", CellType::Claim),
    ("updated", CellType::Claim),
    ("changed", CellType::Time),
    ("first_captured", CellType::Time),
    ("last_captured", CellType::Time),
];

/// The row of an article.
pub fn cells(row: ArticleRow) -> Vec<Cell> {
    vec![
        Cell::new(row.id.0),
        Cell::new(row.versions),
        Cell::new(row.captures),
        Cell::new(row.silent_edits),
        Cell::new(row.returns),
        Cell::new(row.words_changed),
        Cell::claim(row.published),
        Cell::claim(row.updated),
        Cell::dated(row.changed.map(|at| at.0), row.changed_precision),
        Cell::time(row.first_captured.map(|at| at.0)),
        Cell::time(row.last_captured.map(|at| at.0)),
        Cell::new(row.title),
        Cell::new(row.byline),
        Cell::new(row.lang),
        Cell::new(row.publisher),
        Cell::new(row.section),
        Cell::new(public_url(&row.url)),
        Cell::new(row.key.as_str()),
    ]
}
