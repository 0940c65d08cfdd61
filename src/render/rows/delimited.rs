//! CSV and TSV: rows with a header, quoted if needed.

use std::io;

use super::{Cell, Column, RowWriter};

/// Writes one line per row.
pub(super) struct Delimited<'o>(csv::Writer<&'o mut dyn io::Write>);

impl<'o> Delimited<'o> {
    pub(super) fn begin(
        columns: &[Column],
        delimiter: u8,
        out: &'o mut dyn io::Write,
    ) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        let names = columns.iter().map(|column| column.name.as_ref());
        writer.write_record(names).map_err(unwrapped)?;
        Ok(Self(writer))
    }
}

impl RowWriter for Delimited<'_> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.0.write_record(cells.iter().map(Cell::delimited)).map_err(unwrapped)
    }

    fn end(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Unwraps the I/O error, so that a closed pipe can be recognized.
pub(crate) fn unwrapped(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
