//! Markdown: rows as a table in GitHub's flavor.

use std::io;

use super::{Cell, Column, RowWriter};
use crate::render::diff::markdown::escape;

/// Writes a table.
pub(super) struct MarkdownTable<'o> {
    columns: Vec<Column>,
    out: &'o mut dyn io::Write,
}

impl<'o> MarkdownTable<'o> {
    pub(super) fn begin(columns: &[Column], out: &'o mut dyn io::Write) -> io::Result<Self> {
        let shown = || columns.iter().filter(|column| column.heading.is_some());
        for column in shown() {
            write!(out, "| {} ", column.shown_heading())?;
        }
        writeln!(out, "|")?;
        for column in shown() {
            out.write_all(if column.right { b"| ---: " } else { b"| --- " })?;
        }
        writeln!(out, "|")?;
        Ok(Self { columns: columns.to_vec(), out })
    }
}

impl RowWriter for MarkdownTable<'_> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for (column, cell) in self.columns.iter().zip(cells) {
            if column.heading.is_some() {
                let text = escape(&cell.for_people());
                write!(self.out, "| {text} ")?;
            }
        }
        writeln!(self.out, "|")
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}
