//! Tables: CSV and TSV, one record per row (RFC 4180, and the variants that spreadsheets write).
//!
//! The `csv` crate is not used here: after an unclosed quotation mark, it silently reads the rest
//! of the input as one cell. This module rejects such a row and continues with the next line. The
//! tests compare both on well-formed input.

use std::borrow::Cow;
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use memchr::{memchr, memchr2};

use super::stream::Stream;
use super::window::SAMPLE_BYTES;
use super::{InputKind, Item, ItemContent, Source, SourceError};
use crate::article::Setting;

/// Maximum number of columns: a cell takes more memory than its text, and every record has one cell
/// per column.
const MOST_COLUMNS: usize = 10_000;

/// Limits on repeated searching. After an unclosed or misplaced quotation mark, reading continues
/// with the next line, and the bytes already searched for the end of the row are searched again. In
/// total, at most `SEARCHED_RECORDS` times the record limit plus `SEARCHED_TIMES` times the bytes
/// already read may be searched, so that a file full of such marks does not take quadratic time.
const SEARCHED_RECORDS: u64 = 32;
const SEARCHED_TIMES: u64 = 16;

/// The first cells of a row, the number of the others, and the encoding if it was detected.
type RowCells = (Vec<String>, usize, Option<&'static str>);

/// Returns the first `most` cells of a row, and the number of the others.
fn first_cells(row: &str, dialect: TableDialect, most: usize) -> (Vec<String>, usize) {
    let mut cells = split(row.as_bytes(), dialect);
    let text = |cell: Cow<'_, [u8]>| String::from_utf8(cell.into_owned()).unwrap_or_default();
    let first = cells.by_ref().take(most).map(text).collect();
    (first, cells.count())
}

/// Detects the encoding of a table that is not UTF-8.
fn detect(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Splits a table into its rows.
pub(super) struct TableReader {
    stream: Stream,
    dialect: TableDialect,
    header: Arc<[String]>,
    row: u64,
    /// Whether a row has letters in UTF-8 that are not ASCII.
    is_utf8: bool,
    /// The encoding of rows that are not UTF-8, as detected at the first of them.
    encoding: Option<&'static Encoding>,
    /// Number of bytes searched for the ends of rows.
    searched: u64,
    /// Whether too many quotation marks were not closed, so that every line is read as a row.
    by_line: bool,
    done: bool,
}

/// The syntax of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct TableDialect {
    delimiter: u8,
    /// Whether a quotation mark at the start of a cell encloses it; not so in every TSV file.
    quoted: bool,
    /// The byte that ends a row: a line feed, or a carriage return if the table has no line feeds.
    line_end: u8,
}

impl TableReader {
    /// Reads the header.
    pub(super) fn new(mut stream: Stream, delimiter: u8) -> Result<Self, SourceError> {
        stream.window.fill_to(SAMPLE_BYTES);
        let mut delimiter = delimiter;
        if let Some((stated, length)) = separator_line(stream.window.data()) {
            delimiter = stated;
            stream.window.advance(length);
        }
        let line_end = line_end(stream.window.data());
        let mut dialect = TableDialect { delimiter, quoted: true, line_end };
        dialect.quoted = delimiter != b'\t' || quotes_enclose(stream.window.data(), dialect);
        let mut table = Self {
            stream,
            dialect,
            header: Arc::default(),
            row: 0,
            is_utf8: false,
            encoding: None,
            searched: 0,
            by_line: false,
            done: false,
        };
        let refuse = |table: &Self, reason: String| {
            let input = Arc::clone(&table.stream.name);
            SourceError::Damaged { input, reason }
        };
        let length = match table.cut() {
            Some(Cut::Row(length)) => length,
            None | Some(Cut::Torn) => {
                return Err(match table.stream.fault()? {
                    Some(reason) => refuse(&table, reason),
                    None => SourceError::Empty { input: Arc::clone(&table.stream.name) },
                });
            }
            Some(Cut::Open | Cut::TooLong | Cut::Malformed(_)) => {
                let reason = "its header (the first line, with the column names) cannot be read: \
                              a quotation mark is not closed, or the line is too long; correct \
                              it";
                return Err(refuse(&table, reason.to_owned()));
            }
        };
        match table.cells(length, MOST_COLUMNS) {
            Ok((cells, 0, _)) => table.header = cells.into(),
            Ok((cells, more, _)) => {
                let reason = format!(
                    "its header (the first line, with the column names) has {} columns; the limit \
                     is {MOST_COLUMNS}: remove columns that are not about articles, or use \
                     {} if it is not a table",
                    cells.len() + more,
                    Setting::InputFormat
                );
                return Err(refuse(&table, reason));
            }
            Err(reason) => return Err(refuse(&table, format!("in its header, {reason}"))),
        }
        table.stream.window.advance(length);
        Ok(table)
    }

    /// Finds the end of the next row, skipping blank lines; `None` at the end of the input.
    /// Afterwards the window starts with the row.
    fn cut(&mut self) -> Option<Cut> {
        let mut scan = RowScan::new(self.dialect);
        let cut = if self.by_line { self.cut_line(&mut scan) } else { self.cut_with(&mut scan) };
        self.searched += scan.at as u64;
        cut
    }

    /// Skips blank lines; `false` at the end of the input.
    fn skip_blank_lines(&mut self) -> bool {
        let window = &mut self.stream.window;
        loop {
            if window.data().is_empty() && !window.fill() {
                return false;
            }
            match window.data().first() {
                Some(b'\n' | b'\r') => window.advance(1),
                _ => return true,
            }
        }
    }

    /// Like [`cut_with`](Self::cut_with), but no quotation mark reaches beyond its line.
    fn cut_line(&mut self, scan: &mut RowScan) -> Option<Cut> {
        if !self.skip_blank_lines() {
            return None;
        }
        let window = &mut self.stream.window;
        let limit = self.stream.limits.record_bytes;
        let mut searched = 0;
        let length = loop {
            let fresh = window.data().get(searched..).unwrap_or_default();
            if let Some(at) = memchr(self.dialect.line_end, fresh) {
                break searched + at + 1;
            }
            searched = window.data().len();
            if searched > limit {
                return Some(Cut::TooLong);
            }
            if !window.fill() {
                if window.fault().is_some() {
                    return Some(Cut::Torn);
                }
                break window.data().len();
            }
        };
        let line = window.data().get(..length).unwrap_or_default();
        let is_complete = scan.advance(line).is_some();
        Some(match scan.state {
            _ if length > limit => Cut::TooLong,
            _ if scan.malformed => Cut::Malformed(length),
            CellState::Quoted if !is_complete => Cut::Open,
            _ => Cut::Row(length),
        })
    }

    fn cut_with(&mut self, scan: &mut RowScan) -> Option<Cut> {
        if !self.skip_blank_lines() {
            return None;
        }
        let window = &mut self.stream.window;
        let limit = self.stream.limits.record_bytes;
        loop {
            if let Some(length) = scan.advance(window.data()) {
                return Some(match length {
                    _ if scan.malformed => Cut::Malformed(length),
                    _ if length > limit => Cut::TooLong,
                    _ => Cut::Row(length),
                });
            }
            if window.data().len() > limit {
                return Some(if scan.state == CellState::Quoted {
                    Cut::Open
                } else {
                    Cut::TooLong
                });
            }
            if !window.fill() {
                return Some(match scan.state {
                    _ if window.fault().is_some() => Cut::Torn,
                    CellState::Quoted => Cut::Open,
                    _ if scan.malformed => Cut::Malformed(window.data().len()),
                    _ => Cut::Row(window.data().len()),
                });
            }
        }
    }

    /// Returns the first `most` cells of the row of `length` bytes at the start of the window, the
    /// number of cells after them, and the encoding if it was detected.
    ///
    /// Spreadsheets save tables in the encoding of their system. A table that has letters in UTF-8
    /// is UTF-8, and a row that is not is damaged.
    fn cells(&mut self, length: usize, most: usize) -> Result<RowCells, String> {
        let dialect = self.dialect;
        let row = self.stream.window.data().get(..length).unwrap_or_default();
        let error = match std::str::from_utf8(row) {
            Ok(text) => {
                self.is_utf8 |= !text.is_ascii();
                let (first, more) = first_cells(text, dialect, most);
                return Ok((first, more, None));
            }
            Err(error) => error,
        };
        if !self.is_utf8 && self.encoding.is_none() {
            self.stream.window.fill_to(SAMPLE_BYTES);
            let sample = self.stream.window.data();
            self.encoding = Some(detect(sample.get(..SAMPLE_BYTES).unwrap_or(sample)));
        }
        let row = self.stream.window.data().get(..length).unwrap_or_default();
        let decoded = self.encoding.and_then(|encoding| {
            let text = encoding.decode_without_bom_handling_and_without_replacement(row)?;
            let (first, more) = first_cells(&text, dialect, most);
            Some((first, more, Some(encoding.name())))
        });
        decoded.ok_or_else(|| {
            let at = self.stream.window.offset() + error.valid_up_to() as u64;
            format!(
                "invalid UTF-8 at byte {at}: convert the file first, for example with \
                 `iconv -f WINDOWS-1252 -t UTF-8`"
            )
        })
    }

    /// Whether the limits allow reading to continue with the next line.
    fn may_search_again(&self) -> bool {
        let record = self.stream.limits.record_bytes.saturating_add(SAMPLE_BYTES);
        let records = SEARCHED_RECORDS.saturating_mul(record as u64);
        let done = self.stream.window.offset();
        self.searched <= records.saturating_add(SEARCHED_TIMES.saturating_mul(done))
    }

    /// Rejects the line at the start of the window.
    fn give_up_line(&mut self, reason: &str) -> Item {
        let data = self.stream.window.data();
        let length = memchr(self.dialect.line_end, data).map_or(data.len(), |at| at + 1);
        self.give_up(length, reason)
    }

    /// Rejects the rest of the input, which is in the window.
    fn give_up_rest(&mut self, reason: &str) -> Item {
        self.give_up(self.stream.window.data().len(), reason)
    }

    /// Rejects the first `length` bytes of the window.
    fn give_up(&mut self, length: usize, reason: &str) -> Item {
        let window = &mut self.stream.window;
        let offset = window.offset();
        let row = window.data();
        let row = row.get(..length).unwrap_or(row);
        let raw = ItemContent::broken(reason, row);
        window.advance(length);
        self.stream.item(Some(self.row), offset, raw)
    }

    /// Rejects a row that is too long and skips it without holding it. If its first line alone is
    /// too long, its quotation marks are ignored.
    fn give_up_long_row(&mut self) -> Item {
        let window = &mut self.stream.window;
        let offset = window.offset();
        let bytes = super::kept(window.data());
        let is_one_line = self.by_line || memchr(self.dialect.line_end, window.data()).is_none();
        let mut scan = RowScan::new(TableDialect {
            quoted: self.dialect.quoted && !is_one_line,
            ..self.dialect
        });
        loop {
            if let Some(length) = scan.advance(window.data()) {
                window.advance(length);
                break;
            }
            window.advance(usize::MAX);
            scan.at = 0;
            if !window.fill() {
                break;
            }
        }
        let length = window.offset() - offset;
        let reason = self.stream.too_long("row", length);
        let raw = ItemContent::long(reason, bytes, length);
        self.stream.item(Some(self.row), offset, raw)
    }

    /// Whether the lines after the first one are rows of this table, rather than text within a
    /// cell.
    fn rows_follow(&mut self) -> bool {
        let data = self.stream.window.data();
        let first = memchr(self.dialect.line_end, data).map_or(data.len(), |at| at + 1);
        let mut at = first;
        let (mut rows, mut agreeing) = (0, 0);
        while rows < LOOK_AHEAD_ROWS {
            let rest = data.get(at..).unwrap_or_default();
            let rest = rest.get(..rest.len().min(SAMPLE_BYTES)).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let (row, _) = first_row(rest, self.dialect);
            rows += 1;
            let cells = split(row, self.dialect).take(self.header.len() + 1).count();
            agreeing += usize::from(cells == self.header.len());
            at += row.len();
        }
        self.searched += (at - first) as u64;
        rows > 0 && agreeing * 2 >= rows
    }
}

/// Number of rows used to judge whether a table continues after a row.
const LOOK_AHEAD_ROWS: usize = 20;

enum Cut {
    /// A row, including its line end.
    Row(usize),
    /// A row of this length in which text follows a closing quotation mark. That mark may be the
    /// opening one of a later cell, because an earlier mark is missing.
    Malformed(usize),
    /// A quotation mark is not closed before the end of the input or the limit.
    Open,
    /// The row is longer than the limit.
    TooLong,
    /// The input is damaged within the row.
    Torn,
}

impl Source for TableReader {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        if self.done {
            return Ok(None);
        }
        self.row += 1;
        let cut = self.cut();
        let offset = self.stream.window.offset();
        let length = match cut {
            Some(Cut::Row(length)) => length,
            Some(Cut::TooLong) => return Ok(Some(self.give_up_long_row())),
            Some(Cut::Malformed(length)) => {
                let reason = "text follows a closing quotation mark: close the previous quotation \
                              mark, and double quotation marks that are part of the text";
                if self.by_line {
                    return Ok(Some(self.give_up(length, reason)));
                }
                return Ok(Some(if self.may_search_again() && self.rows_follow() {
                    self.give_up_line(reason)
                } else {
                    self.give_up(length, reason)
                }));
            }
            Some(Cut::Open) if self.by_line => {
                let reason = "a quotation mark in this line is not closed: close it, or double it \
                              if it is part of the text (after many unclosed marks, every line is \
                              read as a row)";
                return Ok(Some(self.give_up_line(reason)));
            }
            Some(Cut::Open) if !self.may_search_again() => {
                self.by_line = true;
                let reason = "too many quotation marks are not closed: from here on, every line \
                              is read as a row; correct the file";
                return Ok(Some(self.give_up_line(reason)));
            }
            Some(Cut::Open) => {
                let reason = "a quotation mark in this row is not closed: close it, or double it \
                              if it is part of the text";
                return Ok(Some(if self.rows_follow() {
                    self.give_up_line(reason)
                } else if self.stream.window.ended() {
                    self.give_up_rest(reason)
                } else {
                    self.give_up_long_row()
                }));
            }
            None | Some(Cut::Torn) => {
                self.done = true;
                return self.stream.tail(Some(self.row));
            }
        };
        let raw = match self.cells(length, self.header.len()) {
            Ok((cells, 0, encoding)) if cells.len() == self.header.len() => {
                ItemContent::Row { header: Arc::clone(&self.header), cells, encoding }
            }
            other => {
                let reason = other.map_or_else(
                    |reason| reason,
                    |(cells, more, _)| {
                        format!(
                            "the row has {} cells, the header {}: quote cells that contain the \
                             delimiter, a quotation mark or a line end",
                            cells.len() + more,
                            self.header.len()
                        )
                    },
                );
                let row = self.stream.window.data().get(..length).unwrap_or_default();
                ItemContent::broken(&reason, row)
            }
        };
        self.stream.window.advance(length);
        Ok(Some(self.stream.item(Some(self.row), offset, raw)))
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        InputKind::Table(self.dialect.delimiter)
    }
}

/// Finds the end of a row, in as many steps as its bytes arrive in.
struct RowScan {
    dialect: TableDialect,
    state: CellState,
    at: usize,
    /// Text followed a closing quotation mark.
    malformed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CellState {
    /// At the start of a cell.
    Begin,
    /// Within an unquoted cell.
    Plain,
    /// Within a quoted cell.
    Quoted,
    /// After a quotation mark within a quoted cell: the second of a pair, or the closing one.
    Closing,
}

impl RowScan {
    fn new(dialect: TableDialect) -> Self {
        Self { dialect, state: CellState::Begin, at: 0, malformed: false }
    }

    /// Returns the length of the row with its line end, once it is complete.
    fn advance(&mut self, data: &[u8]) -> Option<usize> {
        while let Some(rest) = data.get(self.at..) {
            let byte = *rest.first()?;
            match self.state {
                CellState::Quoted => {
                    let Some(found) = memchr(b'"', rest) else {
                        self.at = data.len();
                        return None;
                    };
                    self.at += found + 1;
                    self.state = CellState::Closing;
                }
                CellState::Plain => {
                    let Some(found) = memchr2(self.dialect.delimiter, self.dialect.line_end, rest)
                    else {
                        self.at = data.len();
                        return None;
                    };
                    self.at += found + 1;
                    self.state = CellState::Begin;
                    if rest.get(found) == Some(&self.dialect.line_end) {
                        return Some(self.at);
                    }
                }
                CellState::Begin if byte == b'"' && self.dialect.quoted => {
                    self.at += 1;
                    self.state = CellState::Quoted;
                }
                CellState::Closing if byte == b'"' => {
                    self.at += 1;
                    self.state = CellState::Quoted;
                }
                CellState::Begin | CellState::Closing => {
                    self.malformed |= self.state == CellState::Closing
                        && byte != self.dialect.delimiter
                        && !matches!(byte, b'\n' | b'\r');
                    self.state = CellState::Plain;
                }
            }
        }
        None
    }
}

/// Returns the cells of a row.
fn split(row: &[u8], dialect: TableDialect) -> impl Iterator<Item = Cow<'_, [u8]>> {
    let row = row.strip_suffix(&[dialect.line_end]).unwrap_or(row);
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let mut left = Some(row);
    std::iter::from_fn(move || {
        let mut rest = left.take()?;
        let mut enclosed = Vec::new();
        if let Some(mut inner) = rest.strip_prefix(b"\"").filter(|_| dialect.quoted) {
            while let Some(at) = memchr(b'"', inner) {
                let (text, behind) = inner.split_at(at);
                enclosed.extend_from_slice(text);
                let behind = behind.get(1..).unwrap_or_default();
                inner = behind;
                let Some(next) = behind.strip_prefix(b"\"") else { break };
                enclosed.push(b'"');
                inner = next;
            }
            rest = inner;
        }
        let end = memchr(dialect.delimiter, rest);
        let (text, behind) = rest.split_at(end.unwrap_or(rest.len()));
        left = end.and_then(|_| behind.get(1..));
        Some(if enclosed.is_empty() {
            Cow::Borrowed(text)
        } else {
            enclosed.extend_from_slice(text);
            Cow::Owned(enclosed)
        })
    })
}

/// Whether quotation marks at the start of cells in the sample are closed at the ends of cells.
fn quotes_enclose(sample: &[u8], dialect: TableDialect) -> bool {
    let mut at = 0;
    while let Some(rest) = sample.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(mut inner) = rest.strip_prefix(b"\"") else {
            match memchr2(dialect.delimiter, dialect.line_end, rest) {
                Some(end) => at += end + 1,
                None => break,
            }
            continue;
        };
        loop {
            let Some(end) = memchr(b'"', inner) else {
                return sample.len() == SAMPLE_BYTES;
            };
            inner = inner.get(end + 1..).unwrap_or_default();
            match inner.strip_prefix(b"\"") {
                Some(next) => inner = next,
                None => break,
            }
        }
        match inner.first() {
            None => break,
            Some(byte) if *byte == dialect.delimiter || matches!(byte, b'\n' | b'\r') => {
                at = sample.len() - inner.len() + 1;
            }
            Some(_) => return false,
        }
    }
    true
}

/// Returns the byte that ends the rows: a carriage return if the first line end is one alone, as in
/// tables that spreadsheets save "for the Macintosh".
pub(super) fn line_end(sample: &[u8]) -> u8 {
    match memchr2(b'\n', b'\r', sample) {
        Some(at) if sample.get(at) == Some(&b'\r') => match sample.get(at + 1) {
            Some(b'\n') | None => b'\n',
            Some(_) => b'\r',
        },
        _ => b'\n',
    }
}

/// Reads a first line that names the delimiter for Excel: `sep=;`, also in quotation marks. Returns
/// the delimiter and the length of the line.
pub(super) fn separator_line(sample: &[u8]) -> Option<(u8, usize)> {
    let start = sample.len() - sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample).len();
    let text = sample.get(start..)?;
    let length = memchr2(b'\n', b'\r', text)?;
    let line = text.get(..length)?;
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, delimiter) = line.split_at_checked(4)?;
    let delimiter = match delimiter {
        [one] if !one.is_ascii_alphanumeric() && one.is_ascii() => *one,
        b"\\t" => b'\t',
        _ => return None,
    };
    name.eq_ignore_ascii_case(b"sep=").then_some((delimiter, start + length))
}

/// Returns the first row, and whether its end is included.
fn first_row(data: &[u8], dialect: TableDialect) -> (&[u8], bool) {
    let mut scan = RowScan::new(dialect);
    let end = scan.advance(data);
    (data.get(..end.unwrap_or(data.len())).unwrap_or_default(), end.is_some())
}

/// Returns the cells of the first row of a possible table, the length of the row, and whether its
/// end is included.
pub(super) fn sniff_row(data: &[u8], delimiter: u8) -> (Vec<Cow<'_, [u8]>>, usize, bool) {
    let dialect = TableDialect { delimiter, quoted: true, line_end: line_end(data) };
    let (row, is_whole) = first_row(data, dialect);
    (split(row, dialect).collect(), row.len(), is_whole)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Cursor;

    use super::super::Limits;
    use super::*;

    fn table(text: String, record_bytes: usize) -> Result<TableReader, SourceError> {
        let limits = Limits { record_bytes, ..Limits::default() };
        let size = Some(text.len() as u64);
        TableReader::new(Stream::new(Box::new(Cursor::new(text)), "t".into(), size, limits), b',')
    }

    /// Every line opens a cell that the next line closes in the wrong place, and the lines after it
    /// look like rows.
    fn hostile(lines: usize) -> String {
        let line = "\"b\",\"cd\n";
        let columns = SAMPLE_BYTES / line.len() + 1;
        format!("{}a\n{}\"b\"\n", "a,".repeat(columns - 1), line.repeat(lines))
    }

    #[test]
    fn wrong_quotation_marks_do_not_make_the_search_square() {
        for (lines, limit) in [(40_000, 1 << 20), (40_000, 100_000), (120_000, 100_000)] {
            let text = hostile(lines);
            let size = text.len() as u64;
            let mut table = table(text, limit).expect("a table");
            let mut given = 0_u64;
            while let Some(item) = table.next_item().expect("readable") {
                assert!(matches!(item.raw, ItemContent::Broken { .. }));
                given += 1;
            }
            assert!(given > 4, "reading went on {given} times");
            // One more search may cover its row and the rows after it.
            let most = SEARCHED_RECORDS * (limit + SAMPLE_BYTES) as u64
                + (SEARCHED_TIMES + 1) * size
                + limit as u64
                + (LOOK_AHEAD_ROWS * SAMPLE_BYTES) as u64
                + 4 * super::super::window::BLOCK as u64;
            assert!(table.searched <= most, "{} of {size}", table.searched);
        }
    }

    #[test]
    fn rows_behind_unclosed_quotation_marks_are_not_lost() {
        let bad = 20_000_u64;
        let mut text = "url,title,body\n".to_owned();
        for row in 0..bad {
            let _ = writeln!(text, "https://a.example/{row},\"T,x");
        }
        let bad_bytes = text.len() as u64 - "url,title,body\n".len() as u64;
        for row in 0..500 {
            let _ = writeln!(text, "https://b.example/{row},T,good row");
        }
        let mut table = table(text, 100_000).expect("a table");
        let (mut rows, mut broken, mut rejected) = (0, 0, 0);
        let mut said = false;
        let mut last = 0;
        while let Some(item) = table.next_item().expect("readable") {
            assert!(item.place.offset >= last);
            last = item.place.offset;
            match item.raw {
                ItemContent::Row { .. } => rows += 1,
                ItemContent::Broken { reason, length, .. } => {
                    said |= reason.contains("every line is read as a row");
                    broken += 1;
                    rejected += length;
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(said);
        assert!(broken > bad / 2);
        assert_eq!((rows, rejected), (500, bad_bytes));
    }

    #[test]
    fn a_table_that_is_cut_in_a_cell_is_rejected_with_its_bytes() {
        let text = "url,title,body\na,T,fine\nb,T,\"The text begins\nand never closes\n";
        let mut table = table(text.to_owned(), 1 << 20).expect("a table");
        assert!(matches!(table.next_item(), Ok(Some(Item { raw: ItemContent::Row { .. }, .. }))));
        match table.next_item() {
            Ok(Some(Item { raw: ItemContent::Broken { bytes, length, .. }, .. })) => {
                assert_eq!(bytes, b"b,T,\"The text begins\nand never closes\n");
                assert_eq!(length, bytes.len() as u64);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn line_ends_and_separator_lines() {
        for text in [
            "url,body\ra,x\rb,\"y\rz\"",
            "url,body\r\na,x\r\nb,\"y\rz\"\r\n",
            "sep=;\nurl;body\na;x\nb;\"y\rz\"",
            "\"sep=;\"\r\nurl;body\r\na;x\r\nb;\"y\rz\"",
            "SEP=\t\rurl\tbody\ra\tx\rb\t\"y\rz\"",
            "sep=|\n\nurl|body\na|x\nb|\"y\rz\"",
        ] {
            let mut table = table(text.to_owned(), 1 << 20).expect("a table");
            assert_eq!(&*table.header, ["url", "body"], "{text}");
            let mut rows = Vec::new();
            while let Some(item) = table.next_item().expect("readable") {
                let ItemContent::Row { cells, .. } = item.raw else { panic!("{text}: {item:?}") };
                rows.push(cells.join("|"));
            }
            assert_eq!(rows, ["a|x", "b|y\rz"], "{text}");
        }
        for line in ["sep=x\na", "sep=;;\na", "separator\na", "sep=", ""] {
            assert_eq!(separator_line(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_table_has_so_many_columns_and_a_row_no_more_cells() {
        let header = |columns: usize| "a,".repeat(columns - 1) + "a\n";
        assert!(table(header(MOST_COLUMNS), 1 << 20).is_ok());
        let Err(error) = table(header(MOST_COLUMNS + 1), 1 << 20) else { panic!("taken") };
        let error = error.to_string();
        assert!(error.starts_with("t: its header") && error.contains("10001 columns"), "{error}");

        let mut wide = table("a,b\n".to_owned() + &header(20_000), 1 << 20).expect("a table");
        let (cells, more, _) = wide.cells(40_000, 2).expect("text");
        assert_eq!((cells.len(), more), (2, 19_998));
        assert!(cells.capacity() < 10);
        match wide.next_item() {
            Ok(Some(Item { raw: ItemContent::Broken { reason, .. }, .. })) => {
                assert!(reason.starts_with("the row has 20000 cells, the header 2"), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }
}
