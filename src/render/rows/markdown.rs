//! Markdown: rows as a table of GitHub's flavour.

use std::io;

use super::Rows;

pub(super) fn write(rows: &Rows, out: &mut dyn io::Write) -> io::Result<()> {
    let shown = || rows.columns.iter().filter(|column| column.heading.is_some());
    for column in shown() {
        write!(out, "| {} ", column.heading.unwrap_or_default())?;
    }
    writeln!(out, "|")?;
    for column in shown() {
        out.write_all(if column.right { b"| ---: " } else { b"| --- " })?;
    }
    writeln!(out, "|")?;
    for row in &rows.rows {
        for (column, cell) in rows.columns.iter().zip(row) {
            if column.heading.is_some() {
                let text = cell.for_people().replace('\\', "\\\\").replace('|', "\\|");
                write!(out, "| {text} ")?;
            }
        }
        writeln!(out, "|")?;
    }
    Ok(())
}
