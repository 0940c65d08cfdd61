//! JSON: rows as objects, in an array or a line each.

use std::io;

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::{Cell, Column, Rows};

struct Object<'r>(&'r [Column], &'r [Cell]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(column.name, &cell.value)?;
        }
        map.end()
    }
}

pub(super) fn write_array(rows: &Rows, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (index, row) in rows.rows.iter().enumerate() {
        out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &Object(&rows.columns, row))?;
    }
    out.write_all(if rows.rows.is_empty() { b"]\n" } else { b"\n]\n" })
}

pub(super) fn write_lines(rows: &Rows, out: &mut dyn io::Write) -> io::Result<()> {
    for row in &rows.rows {
        serde_json::to_writer(&mut *out, &Object(&rows.columns, row))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
