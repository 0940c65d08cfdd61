//! Schema: measures a database's schema before SQLite reads it.
//!
//! Before the first query, SQLite loads the complete schema into memory, with tens of bytes per
//! byte of its text. This module therefore measures the table that holds it, a tree of pages that
//! starts with the first page (<https://sqlite.org/fileformat2.html>).

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::super::in_units;

/// Maximum length of a schema. Expressions in it take up to fifty times as much memory.
const MOST_BYTES: u64 = 1 << 20;

/// Maximum number of pages in the schema's tree, counting each visit.
const MOST_PAGES: usize = 4096;

/// The file header precedes the header of the first page.
const FILE_HEADER: usize = 100;

const INTERIOR: u8 = 5;
const LEAF: u8 = 13;

/// Returns why the schema of a database is refused. An invalid schema is left to SQLite to report.
pub(super) fn refusal(path: &Path) -> Option<String> {
    let length = File::open(path).and_then(length).ok()?;
    (length > MOST_BYTES).then(|| {
        format!(
            "the database's schema is longer than {}, or its pages are used more than once: no \
             supported tool creates such a schema; export its tables as CSV or JSON Lines",
            in_units(MOST_BYTES as usize)
        )
    })
}

/// Returns the length of the schema's rows; more than the limit if it has too many pages.
fn length(mut file: File) -> io::Result<u64> {
    let mut header = [0; FILE_HEADER];
    file.read_exact(&mut header)?;
    let page_size = match number(&header, 16, 2) {
        1 => 65_536,
        size => size,
    };
    let mut open = vec![1];
    let mut seen = 0;
    let mut total = 0u64;
    let mut page = vec![0; page_size as usize];
    while let Some(at) = open.pop() {
        seen += 1;
        if seen > MOST_PAGES || total > MOST_BYTES {
            return Ok(u64::MAX);
        }
        file.seek(SeekFrom::Start((u64::from(at).saturating_sub(1)).saturating_mul(page_size)))?;
        if file.read_exact(&mut page).is_err() {
            continue;
        }
        let head = if at == 1 { FILE_HEADER } else { 0 };
        let kind = page.get(head).copied().unwrap_or_default();
        let cells = number(&page, head + 3, 2) as usize;
        let pointers = head + if kind == INTERIOR { 12 } else { 8 };
        for cell in 0..cells.min(page.len() / 2) {
            let cell = number(&page, pointers + 2 * cell, 2) as usize;
            match kind {
                LEAF => total = total.saturating_add(varint(page.get(cell..).unwrap_or_default())),
                INTERIOR => open.push(number(&page, cell, 4) as u32),
                _ => {}
            }
        }
        if kind == INTERIOR {
            open.push(number(&page, head + 8, 4) as u32);
        }
        if open.len() > MOST_PAGES {
            return Ok(u64::MAX);
        }
    }
    Ok(total)
}

/// Reads a big-endian number of `length` bytes; 0 if it extends past the end.
fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let bytes = bytes.get(at..at + length).unwrap_or_default();
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// Reads a number of one to nine bytes, with seven bits in each.
fn varint(bytes: &[u8]) -> u64 {
    let mut number = 0u64;
    for byte in bytes.iter().take(9) {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            break;
        }
    }
    number
}
