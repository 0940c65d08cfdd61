//! JSON: rows as objects, in one array or one per line.

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::{Cell, Column, RowWriter};

/// A row as an object: the columns and their cells.
pub(in crate::render) struct RowObject<'r>(
    pub(in crate::render) &'r [Column],
    pub(in crate::render) &'r [Cell],
);

impl Serialize for RowObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(&column.name, &cell.value)?;
        }
        map.end()
    }
}

/// Writes one array of objects.
pub(super) struct Array<'o> {
    columns: Vec<Column>,
    out: &'o mut dyn io::Write,
    begun: bool,
}

impl<'o> Array<'o> {
    pub(super) fn begin(columns: &[Column], out: &'o mut dyn io::Write) -> io::Result<Self> {
        out.write_all(b"[")?;
        Ok(Self { columns: columns.to_vec(), out, begun: false })
    }
}

impl RowWriter for Array<'_> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.out.write_all(if self.begun { b",\n" } else { b"\n" })?;
        self.begun = true;
        crate::render::json::to_writer(&mut *self.out, &RowObject(&self.columns, cells))
    }

    fn end(&mut self) -> io::Result<()> {
        self.out.write_all(if self.begun { b"\n]\n" } else { b"]\n" })
    }
}

/// Writes one object per line.
pub(super) struct JsonLinesWriter<'o> {
    pub(super) columns: Vec<Column>,
    pub(super) out: &'o mut dyn io::Write,
}

impl RowWriter for JsonLinesWriter<'_> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        crate::render::json::to_writer(&mut *self.out, &RowObject(&self.columns, cells))?;
        self.out.write_all(b"\n")
    }

    fn end(&mut self) -> io::Result<()> {
        Ok(())
    }
}
