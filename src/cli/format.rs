//! The output formats of commands that write rows.

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::Context;
use super::output::Output;
use crate::render::rows::{CellEscapes, ResultRows, RowFormat};

/// The formats of a result that has only rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// Aligned columns
    #[value(alias = "table")]
    Text,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// A Markdown table
    Markdown,
}

/// What is escaped in cells of CSV and TSV.
pub(super) fn cell_escapes(context: &Context) -> CellEscapes {
    CellEscapes { formulas: context.safe_csv, controls: context.terminal && context.file.is_none() }
}

/// Writes rows to stdout; a table goes through the pager.
pub(super) fn write_rows(
    rows: &ResultRows,
    format: ListFormat,
    context: &Context,
) -> Result<(), CommandError> {
    let mut out = if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
    rows.write(format.rows(context), width(format, context), context.color, &mut out)?;
    out.finish()
}

/// The maximum width of a table. Output that is not shown on a terminal has no limit.
pub(super) fn width(format: ListFormat, context: &Context) -> usize {
    if context.terminal || !format.is_paged() { context.width } else { usize::MAX }
}

impl ListFormat {
    /// The format of the rows.
    pub(super) fn rows(self, context: &Context) -> RowFormat {
        let escapes = cell_escapes(context);
        match self {
            Self::Text => RowFormat::Table,
            Self::Json => RowFormat::Json,
            Self::Jsonl => RowFormat::JsonLines,
            Self::Csv => RowFormat::Csv(escapes),
            Self::Tsv => RowFormat::Tsv(escapes),
            Self::Markdown => RowFormat::Markdown,
        }
    }

    /// Whether the format is meant to be read on a terminal.
    pub(super) fn is_paged(self) -> bool {
        self == Self::Text
    }
}

/// The formats of a result that can also be written as readable text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum TextFormat {
    /// Readable text
    Text,
    /// Aligned columns
    Table,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// A Markdown table
    Markdown,
}

impl TextFormat {
    /// The format of the rows; `None` for readable text.
    pub(super) fn rows(self) -> Option<ListFormat> {
        match self {
            Self::Text => None,
            Self::Table => Some(ListFormat::Text),
            Self::Json => Some(ListFormat::Json),
            Self::Jsonl => Some(ListFormat::Jsonl),
            Self::Csv => Some(ListFormat::Csv),
            Self::Tsv => Some(ListFormat::Tsv),
            Self::Markdown => Some(ListFormat::Markdown),
        }
    }
}
