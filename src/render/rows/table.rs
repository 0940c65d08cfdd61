//! Table: aligned columns for a terminal, the long ones cut to its width.

use std::io;

use anstyle::{Effects, Style};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::Rows;

const GAP: usize = 2;
const LEAST: usize = 12;

pub(super) fn write(
    rows: &Rows,
    width: usize,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let shown: Vec<usize> = (0..rows.columns.len())
        .filter(|&index| rows.columns.get(index).is_some_and(|column| column.heading.is_some()))
        .collect();
    let cells: Vec<Vec<String>> = rows
        .rows
        .iter()
        .map(|row| {
            shown
                .iter()
                .map(|&index| row.get(index).map_or_else(String::new, super::Cell::for_people))
                .collect()
        })
        .collect();
    let columns: Vec<_> = shown.iter().filter_map(|&index| rows.columns.get(index)).collect();
    let mut widths: Vec<usize> =
        columns.iter().map(|column| column.heading.unwrap_or_default().width()).collect();
    for row in &cells {
        for (most, cell) in widths.iter_mut().zip(row) {
            *most = (*most).max(cell.width());
        }
    }
    let gives: Vec<bool> = columns.iter().map(|column| column.gives_way).collect();
    shrink(&mut widths, &gives, width);

    let header: Vec<String> =
        columns.iter().map(|column| column.heading.unwrap_or_default().to_owned()).collect();
    let bold = Style::new().effects(Effects::BOLD);
    let rights: Vec<bool> = columns.iter().map(|column| column.right).collect();
    let line = line(&header, &widths, &rights);
    writeln!(out, "{}", if color { format!("{bold}{line}{bold:#}") } else { line })?;
    for row in &cells {
        writeln!(out, "{}", self::line(row, &widths, &rights))?;
    }
    Ok(())
}

/// Takes from the columns that give way, the widest first, until the line fits.
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

/// Cuts between graphemes, with `…` where something is missing.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut room = width.saturating_sub(1);
    for grapheme in text.graphemes(true) {
        let Some(rest) = room.checked_sub(grapheme.width()) else { break };
        room = rest;
        kept.push_str(grapheme);
    }
    kept.push('…');
    kept
}
