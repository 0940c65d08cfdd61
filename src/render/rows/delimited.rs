//! CSV and TSV: rows with a header, quoted if needed.

use std::io;

use super::{Cell, CellEscapes, Column, RowWriter};

/// Writes one line per row.
pub(super) struct Delimited<'o> {
    writer: csv::Writer<&'o mut dyn io::Write>,
    escapes: CellEscapes,
}

impl<'o> Delimited<'o> {
    pub(super) fn begin(
        columns: &[Column],
        delimiter: u8,
        escapes: CellEscapes,
        out: &'o mut dyn io::Write,
    ) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        let names = columns.iter().map(|column| column.name.as_ref());
        writer.write_record(names).map_err(unwrapped)?;
        Ok(Self { writer, escapes })
    }
}

impl RowWriter for Delimited<'_> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let texts = cells.iter().map(|cell| {
            let is_text = cell.value.is_string();
            self.escapes.apply(cell.delimited(), is_text)
        });
        self.writer.write_record(texts).map_err(unwrapped)
    }

    fn end(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl CellEscapes {
    /// Escapes a cell. Only texts can be formulas: numbers and times are ours.
    fn apply(self, mut cell: String, is_text: bool) -> String {
        // The first characters by which spreadsheets recognize a formula, or skip to one.
        if self.formulas && is_text && cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            cell.insert(0, '\'');
        }
        if self.controls { crate::render::safe(&cell) } else { cell }
    }
}

/// Unwraps the I/O error, so that a closed pipe can be recognized.
pub(crate) fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::rows::{RowFormat, writer};

    #[test]
    fn cells_are_exact_unless_they_are_escaped() {
        let check = |escapes: CellEscapes, text: &str, expected: &str| {
            let mut out = Vec::new();
            let columns = [Column::hidden("n"), Column::hidden("text")];
            let mut rows =
                writer(&columns, RowFormat::Csv(escapes), 80, false, &mut out).expect("a writer");
            rows.row(&[Cell::new(-1), Cell::new(text)]).expect("written");
            rows.end().expect("written");
            drop(rows);
            let out = String::from_utf8(out).expect("text");
            assert_eq!(out, format!("n,text\n-1,{expected}\n"));
        };
        let formulas = CellEscapes { formulas: true, controls: false };
        for text in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            check(CellEscapes::default(), text, text);
            check(formulas, text, &format!("'{text}"));
        }
        check(formulas, "The toll is £4", "The toll is £4");
        let controls = CellEscapes { formulas: false, controls: true };
        check(CellEscapes::default(), "\u{1b}]52;c;x\u{7}", "\u{1b}]52;c;x\u{7}");
        check(controls, "\u{1b}]52;c;x\u{7}\u{9b}", "␛]52;c;x␇\u{fffd}");
    }
}
