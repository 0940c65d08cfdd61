//! The types of columns, for formats that have types.

use super::Column;

/// The type of a column's cells. Every cell can also be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellType {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// An instant: RFC 3339 in JSON.
    Time,
    /// An instant, or only a day, month or year: the first characters of RFC 3339 in JSON.
    Claim,
    /// A list of texts.
    Texts,
    /// A list of texts, some of which may be null.
    OptionalTexts,
    /// A list of whole numbers.
    Integers,
    /// A list of anything.
    List,
    /// Any JSON value.
    Any,
}

/// The columns with their types. Columns that `types` does not name are texts.
pub fn typed(columns: &[Column], types: &[(&str, CellType)]) -> Vec<(String, CellType)> {
    let of = |name: &str| types.iter().find(|(known, _)| *known == name).map(|(_, of)| *of);
    let typed = |column: &Column| {
        (column.name.clone().into_owned(), of(&column.name).unwrap_or(CellType::Text))
    };
    columns.iter().map(typed).collect()
}
