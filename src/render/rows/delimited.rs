//! CSV and TSV: rows with a header, quoted where it is needed.

use std::io;

use super::Rows;

pub(super) fn write(rows: &Rows, delimiter: u8, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(rows.columns.iter().map(|column| column.name))?;
    for row in &rows.rows {
        writer.write_record(row.iter().map(super::Cell::plain))?;
    }
    writer.flush()
}
