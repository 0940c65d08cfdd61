//! Results as columns and rows, written in the requested format.

#[cfg(feature = "parquet")]
pub mod arrow;
mod delimited;
mod json;
mod markdown;
mod table;
mod types;

pub(super) use json::RowObject;
pub(crate) use table::cut;
pub use types::{CellType, typed};

use std::borrow::Cow;
use std::io;

use serde_json::Value;

/// A format of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowFormat {
    /// Aligned columns, cut to the terminal's width.
    Table,
    /// One JSON array of objects.
    Json,
    /// One JSON object per line.
    JsonLines,
    /// Comma-separated values with a header (RFC 4180).
    Csv(CellEscapes),
    /// Tab-separated values with a header.
    Tsv(CellEscapes),
    /// A Markdown table.
    Markdown,
}

/// What is escaped in the cells of CSV and TSV. The default is nothing: cells are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CellEscapes {
    /// Put an apostrophe before a cell that a spreadsheet would run as a formula.
    pub formulas: bool,
    /// Replace control characters, because a terminal would obey them.
    pub controls: bool,
}

/// A column: its name for programs, its heading for people, and its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name in JSON, CSV and TSV.
    pub name: Cow<'static, str>,
    /// The heading in tables; `None` hides the column there.
    pub heading: Option<Cow<'static, str>>,
    /// Whether it is aligned to the right.
    pub right: bool,
    /// Whether it is cut if the terminal is too narrow.
    pub gives_way: bool,
    /// Whether its cells are times, whose zone is stated after the heading.
    pub has_times: bool,
}

impl Column {
    /// A column of text.
    pub const fn text(name: &'static str, heading: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            heading: Some(Cow::Borrowed(heading)),
            right: false,
            gives_way: false,
            has_times: false,
        }
    }

    /// A column of numbers.
    pub const fn number(name: &'static str, heading: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            heading: Some(Cow::Borrowed(heading)),
            right: true,
            gives_way: false,
            has_times: false,
        }
    }

    /// A column of times.
    pub const fn times(name: &'static str, heading: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            heading: Some(Cow::Borrowed(heading)),
            right: false,
            gives_way: false,
            has_times: true,
        }
    }

    /// The heading in tables.
    fn shown_heading(&self) -> Cow<'_, str> {
        let heading = self.heading.as_deref().unwrap_or_default();
        if !self.has_times {
            return Cow::Borrowed(heading);
        }
        let zone = crate::article::DisplayZone::chosen();
        Cow::Owned(match zone {
            Some(zone) => format!("{heading} ({zone})"),
            None => format!("{heading} (UTC)"),
        })
    }

    /// A column of long text, which is cut if there is not enough space.
    pub const fn long(name: &'static str, heading: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            heading: Some(Cow::Borrowed(heading)),
            right: false,
            gives_way: true,
            has_times: false,
        }
    }

    /// A column with only a name, such as a column of a SQL query.
    pub fn named(name: String) -> Self {
        let heading = Some(Cow::Owned(name.clone()));
        Self { name: Cow::Owned(name), heading, right: false, gives_way: true, has_times: false }
    }

    /// A column that is not shown in tables.
    pub const fn hidden(name: &'static str) -> Self {
        Self {
            name: Cow::Borrowed(name),
            heading: None,
            right: false,
            gives_way: false,
            has_times: false,
        }
    }
}

/// A cell: the value for programs, and its form for people if that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    value: Value,
    shown: Option<String>,
}

impl Cell {
    /// A value with the same form for people and programs.
    pub fn new(value: impl Into<Value>) -> Self {
        Self { value: value.into(), shown: None }
    }

    /// A value with another form for people.
    pub fn shown(value: impl Into<Value>, shown: impl Into<String>) -> Self {
        Self { value: value.into(), shown: Some(shown.into()) }
    }

    /// A timestamp in the publisher's own zone; empty if there is none.
    pub fn clock(stamp: Option<&crate::article::Timestamp>) -> Self {
        stamp
            .map_or_else(|| Self::new(()), |stamp| Self::shown(stamp.local_text(), stamp.display()))
    }

    /// A timestamp in UTC as text (`2014-10-19T13:26:00Z`, `2014-10-19`), cut to the minute for
    /// people.
    pub fn claim(text: Option<String>) -> Self {
        text.map_or_else(
            || Self::new(()),
            |text| {
                let shown = text.get(..16).unwrap_or(&text).replace('T', " ");
                Self::shown(text, shown)
            },
        )
    }

    /// An instant in microseconds: RFC 3339 for programs, cut to the minute for people.
    pub fn time(micros: Option<i64>) -> Self {
        micros.map_or_else(
            || Self::shown(Value::Null, ""),
            |micros| {
                let second = crate::article::Precision::Second;
                let text = crate::article::timestamp::canonical_text(micros, second);
                // The column's heading states the zone.
                let shown = super::time(micros);
                let local = shown.rsplit_once(' ').map_or(shown.as_str(), |(local, _)| local);
                Self::shown(text, local)
            },
        )
    }

    /// A derived time, as precisely as it is known.
    pub fn dated(micros: Option<i64>, precision: crate::article::Precision) -> Self {
        if !precision.is_coarse() {
            return Self::time(micros);
        }
        Self::claim(micros.map(|at| crate::article::timestamp::canonical_text(at, precision)))
    }

    /// The time when a state took effect.
    pub fn effective(effective: &crate::timeline::Effective) -> Self {
        Self::dated(effective.at, effective.precision)
    }

    /// The value as text, for formats without types.
    fn plain(&self) -> String {
        match &self.value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Array(items) => items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join(","),
            other => other.to_string(),
        }
    }

    /// The value for CSV and TSV: a list is a JSON array, so that no separator is ambiguous.
    fn delimited(&self) -> String {
        match &self.value {
            Value::Array(_) => self.value.to_string(),
            _ => self.plain(),
        }
    }

    fn for_people(&self) -> String {
        super::safe(self.shown.as_deref().unwrap_or(&self.plain())).replace(['\n', '\r', '\t'], " ")
    }
}

/// A result.
#[derive(Clone, Debug, Default)]
pub struct ResultRows {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, each with one cell per column.
    pub rows: Vec<Vec<Cell>>,
}

impl ResultRows {
    /// Creates a result without rows.
    pub fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Writes the rows.
    pub fn write(
        &self,
        format: RowFormat,
        width: usize,
        color: bool,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let mut writer = writer(&self.columns, format, width, color, out)?;
        for row in &self.rows {
            writer.row(row)?;
        }
        writer.end()
    }
}

/// Writes rows one by one, so that a result of any length needs only constant memory.
pub trait RowWriter {
    /// Writes a row with one cell per column.
    fn row(&mut self, cells: &[Cell]) -> io::Result<()>;

    /// Writes what follows the last row.
    fn end(&mut self) -> io::Result<()>;
}

/// Creates a writer for this format.
pub fn writer<'o>(
    columns: &[Column],
    format: RowFormat,
    width: usize,
    color: bool,
    out: &'o mut dyn io::Write,
) -> io::Result<Box<dyn RowWriter + 'o>> {
    Ok(match format {
        RowFormat::Table => Box::new(table::AlignedTable::new(columns, width, color, out)),
        RowFormat::Json => Box::new(json::Array::begin(columns, out)?),
        RowFormat::JsonLines => Box::new(json::JsonLinesWriter { columns: columns.to_vec(), out }),
        RowFormat::Csv(escapes) => {
            Box::new(delimited::Delimited::begin(columns, b',', escapes, out)?)
        }
        RowFormat::Tsv(escapes) => {
            Box::new(delimited::Delimited::begin(columns, b'\t', escapes, out)?)
        }
        RowFormat::Markdown => Box::new(markdown::MarkdownTable::begin(columns, out)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> ResultRows {
        let mut rows = ResultRows::new(&[
            Column::number("n", "No"),
            Column::long("title", "Title"),
            Column::hidden("key"),
        ]);
        rows.rows.push(vec![Cell::new(1), Cell::new("A \"b\", c|d"), Cell::new("k1")]);
        rows.rows.push(vec![
            Cell::new(22),
            Cell::new("\u{1b}[31mlong 中文 text"),
            Cell::new(Value::Null),
        ]);
        rows
    }

    #[track_caller]
    fn check(format: RowFormat, width: usize, expected: &str) {
        let mut out = Vec::new();
        sample().write(format, width, false, &mut out).expect("written");
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }

    #[test]
    fn every_format() {
        check(RowFormat::Table, 80, "No  Title\n 1  A \"b\", c|d\n22  ␛[31mlong 中文 text\n");
        check(RowFormat::Table, 17, "No  Title\n 1  A \"b\", c|d\n22  ␛[31mlong 中…\n");
        check(
            RowFormat::Json,
            80,
            "[\n{\"n\":1,\"title\":\"A \\\"b\\\", c|d\",\"key\":\"k1\"},\n\
             {\"n\":22,\"title\":\"\\u001b[31mlong 中文 text\",\"key\":null}\n]\n",
        );
        check(
            RowFormat::JsonLines,
            80,
            "{\"n\":1,\"title\":\"A \\\"b\\\", c|d\",\"key\":\"k1\"}\n\
             {\"n\":22,\"title\":\"\\u001b[31mlong 中文 text\",\"key\":null}\n",
        );
        check(
            RowFormat::Csv(CellEscapes::default()),
            80,
            "n,title,key\n1,\"A \"\"b\"\", c|d\",k1\n22,\u{1b}[31mlong 中文 text,\n",
        );
        check(
            RowFormat::Markdown,
            80,
            "| No | Title |\n| ---: | --- |\n| 1 | A \"b\", c\\|d |\n| 22 | ␛\\[31mlong 中文 text |\n",
        );
    }
}
