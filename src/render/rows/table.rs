//! Table: aligned columns for a terminal; long columns are cut to its width.

use std::io;

use anstyle::{Effects, Style};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{Cell, Column, RowWriter};

const GAP: usize = 2;
const LEAST: usize = 12;

/// The maximum number of rows that determine the widths of the columns. Cells of later rows are cut
/// to fit.
const LOOKED_AT: usize = 1000;

/// The maximum number of bytes in these rows, because a cell may be long.
const LOOKED_AT_BYTES: usize = 4 << 20;

/// Writes aligned lines.
pub(super) struct AlignedTable<'o> {
    columns: Vec<Column>,
    width: usize,
    color: bool,
    out: &'o mut dyn io::Write,
    /// Rows that are held until the widths are set.
    waiting: Vec<Vec<String>>,
    waiting_bytes: usize,
    /// Set when the first rows are written.
    widths: Option<Vec<usize>>,
}

impl<'o> AlignedTable<'o> {
    pub(super) fn new(
        columns: &[Column],
        width: usize,
        color: bool,
        out: &'o mut dyn io::Write,
    ) -> Self {
        Self {
            columns: columns.to_vec(),
            width,
            color,
            out,
            waiting: Vec::new(),
            waiting_bytes: 0,
            widths: None,
        }
    }

    fn shown(&self) -> impl Iterator<Item = (usize, &Column)> {
        let columns = self.columns.iter().enumerate();
        columns.filter(|(_, column)| column.heading.is_some())
    }

    fn rights(&self) -> Vec<bool> {
        self.shown().map(|(_, column)| column.right).collect()
    }

    /// Computes the widths from the waiting rows, and writes the headings and these rows.
    fn set(&mut self) -> io::Result<Vec<usize>> {
        let header: Vec<String> =
            self.shown().map(|(_, column)| column.shown_heading().into_owned()).collect();
        let mut widths: Vec<usize> = header.iter().map(|heading| heading.width()).collect();
        for row in &self.waiting {
            for (most, cell) in widths.iter_mut().zip(row) {
                *most = (*most).max(cell.width());
            }
        }
        let gives: Vec<bool> = self.shown().map(|(_, column)| column.gives_way).collect();
        shrink(&mut widths, &gives, self.width);
        let rights = self.rights();
        let bold = Style::new().effects(Effects::BOLD);
        let line = line(&header, &widths, &rights);
        writeln!(self.out, "{}", if self.color { format!("{bold}{line}{bold:#}") } else { line })?;
        for row in std::mem::take(&mut self.waiting) {
            writeln!(self.out, "{}", self::line(&row, &widths, &rights))?;
        }
        Ok(widths)
    }
}

impl RowWriter for AlignedTable<'_> {
    fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let row: Vec<String> = self
            .shown()
            .map(|(index, _)| cells.get(index).map_or_else(String::new, Cell::for_people))
            .collect();
        if let Some(widths) = &self.widths {
            let line = line(&row, widths, &self.rights());
            return writeln!(self.out, "{line}");
        }
        self.waiting_bytes += row.iter().map(String::len).sum::<usize>();
        self.waiting.push(row);
        if self.waiting.len() >= LOOKED_AT || self.waiting_bytes >= LOOKED_AT_BYTES {
            self.widths = Some(self.set()?);
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if self.widths.is_none() {
            self.set()?;
        }
        Ok(())
    }
}

/// Narrows the columns that may be cut, the widest first, until the line fits.
fn shrink(widths: &mut [usize], gives: &[bool], width: usize) {
    let gaps = GAP * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let widest = widths
            .iter_mut()
            .zip(gives)
            .filter(|(width, gives)| **gives && **width > LEAST)
            .map(|(width, _)| width)
            .max();
        match widest {
            Some(widest) => *widest -= 1,
            None => return,
        }
    }
}

fn line(cells: &[String], widths: &[usize], rights: &[bool]) -> String {
    let mut line = String::new();
    for (index, ((cell, &width), &right)) in cells.iter().zip(widths).zip(rights).enumerate() {
        if index > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        let cell = cut(cell, width);
        let fill = " ".repeat(width.saturating_sub(cell.width()));
        if right {
            line.push_str(&fill);
            line.push_str(&cell);
        } else {
            line.push_str(&cell);
            line.push_str(&fill);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// The bytes that a column of width may take: a grapheme can have any number of combining marks.
const MAX_BYTES: usize = 32;

/// Cuts text to a width between graphemes, and appends `…` if something was cut.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let max_bytes = width.saturating_mul(MAX_BYTES);
    if text.len() <= max_bytes && text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut room = width.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let Some(rest) = room.checked_sub(grapheme.width()) else { break };
        if kept.len() + grapheme.len() > max_bytes {
            break;
        }
        room = rest;
        kept.push_str(grapheme);
    }
    kept.push('…');
    kept
}
