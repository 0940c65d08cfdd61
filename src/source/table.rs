//! Tables: CSV and TSV, a record a row (RFC 4180, and what spreadsheets make of it).
//!
//! Cut here and not by the `csv` crate, because that one takes all the rest of an input for one
//! cell where a quotation mark is not closed, and says nothing. Here such a row is given up and
//! reading goes on with the next line. The tests hold both against each other on whole input.

use std::sync::Arc;

use memchr::{memchr, memchr2};

use super::open::Stream;
use super::{Item, Kind, Raw, Source, SourceError, sniff};

/// Rows with an open quotation mark after which reading goes on. Each may cost a search as long as
/// the limit of a record: a file made of nothing else must not take for ever.
const MAX_RESUMES: u32 = 64;

/// Cuts a table into its rows.
pub(super) struct Table {
    stream: Stream,
    dialect: Dialect,
    header: Arc<[String]>,
    row: u64,
    resumes: u32,
    done: bool,
}

/// How the cells of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Dialect {
    delimiter: u8,
    /// Whether a quotation mark at a cell's beginning encloses it. Not in every TSV file.
    quoted: bool,
}

impl Table {
    /// Reads the header.
    pub(super) fn new(mut stream: Stream, delimiter: u8) -> Result<Self, SourceError> {
        stream.window.fill_to(sniff::SAMPLE_BYTES);
        let mut dialect = Dialect { delimiter, quoted: true };
        dialect.quoted = delimiter != b'\t' || quotes_enclose(stream.window.data(), dialect);
        let mut table =
            Self { stream, dialect, header: Arc::default(), row: 0, resumes: 0, done: false };
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
                let reason = "its header (the first line, with the columns' names) cannot be \
                              read: a quotation mark is not closed, or the line is too long; mend \
                              it";
                return Err(refuse(&table, reason.to_owned()));
            }
        };
        match table.cells(length) {
            Ok(cells) => table.header = cells.into(),
            Err(reason) => return Err(refuse(&table, format!("in its header, {reason}"))),
        }
        table.stream.window.advance(length);
        Ok(table)
    }

    /// Finds the next row's end, behind blank lines; `None` at the input's end. The window then
    /// begins with the row.
    fn cut(&mut self) -> Option<Cut> {
        let window = &mut self.stream.window;
        let limit = self.stream.limits.record_bytes;
        loop {
            if window.data().is_empty() && !window.fill() {
                return None;
            }
            match window.data().first() {
                Some(b'\n' | b'\r') => window.advance(1),
                _ => break,
            }
        }
        let mut scan = RowScan::new(self.dialect);
        loop {
            if let Some(length) = scan.advance(window.data()) {
                return Some(match length {
                    _ if scan.malformed => Cut::Malformed(length),
                    _ if length > limit => Cut::TooLong,
                    _ => Cut::Row(length),
                });
            }
            if window.data().len() > limit {
                return Some(if scan.state == State::Quoted { Cut::Open } else { Cut::TooLong });
            }
            if !window.fill() {
                return Some(match scan.state {
                    _ if window.fault().is_some() => Cut::Torn,
                    State::Quoted => Cut::Open,
                    _ if scan.malformed => Cut::Malformed(window.data().len()),
                    _ => Cut::Row(window.data().len()),
                });
            }
        }
    }

    /// The cells of the row of `length` bytes with which the window begins.
    fn cells(&self, length: usize) -> Result<Vec<String>, String> {
        let bytes = self.stream.window.data().get(..length).unwrap_or_default();
        if let Err(error) = std::str::from_utf8(bytes) {
            let at = self.stream.window.offset() + error.valid_up_to() as u64;
            return Err(format!(
                "byte {at} is no valid UTF-8: convert the file first, as with \
                 `iconv -f WINDOWS-1252 -t UTF-8`"
            ));
        }
        let cells = split(bytes, self.dialect);
        Ok(cells.into_iter().map(|cell| String::from_utf8(cell).unwrap_or_default()).collect())
    }

    /// Hands over the line with which the window begins.
    fn give_up_line(&mut self, reason: &str) -> Item {
        let data = self.stream.window.data();
        let length = memchr(b'\n', data).map_or(data.len(), |at| at + 1);
        self.give_up(length, reason)
    }

    /// Hands over the first `length` bytes as no row.
    fn give_up(&mut self, length: usize, reason: &str) -> Item {
        let window = &mut self.stream.window;
        let offset = window.offset();
        let bytes = super::kept(window.data().get(..length).unwrap_or_default());
        window.advance(length);
        let raw = Raw::Broken { reason: reason.to_owned(), bytes };
        self.stream.item(Some(self.row), offset, raw)
    }

    /// Hands over a row that is too long, and goes behind its end without holding it. Where its
    /// first line alone is too long, quotation marks in it are not trusted.
    fn give_up_long_row(&mut self) -> Item {
        let window = &mut self.stream.window;
        let offset = window.offset();
        let bytes = super::kept(window.data());
        let is_one_line = memchr(b'\n', window.data()).is_none();
        let mut scan =
            RowScan::new(Dialect { quoted: self.dialect.quoted && !is_one_line, ..self.dialect });
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
        self.stream.item(Some(self.row), offset, Raw::Broken { reason, bytes })
    }

    /// Whether the lines behind the first one are rows of this table, rather than text within a
    /// cell.
    fn rows_follow(&self) -> bool {
        let data = self.stream.window.data();
        let mut at = memchr(b'\n', data).map_or(data.len(), |at| at + 1);
        let (mut rows, mut agreeing) = (0, 0);
        while rows < LOOK_AHEAD_ROWS {
            let rest = data.get(at..).unwrap_or_default();
            let rest = rest.get(..rest.len().min(sniff::SAMPLE_BYTES)).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            let (cells, length, _) = first_row(rest, self.dialect);
            rows += 1;
            agreeing += usize::from(cells.len() == self.header.len());
            at += length;
        }
        rows > 0 && agreeing * 2 >= rows
    }
}

/// Rows by which is judged whether a table goes on behind a row.
const LOOK_AHEAD_ROWS: usize = 20;

enum Cut {
    /// A row, its line end included.
    Row(usize),
    /// So long, and text follows a closing quotation mark: which may be the opening one of a cell
    /// further down, because one before it is missing.
    Malformed(usize),
    /// A quotation mark is not closed before the input's end or the limit.
    Open,
    /// More than the limit.
    TooLong,
    /// The input is damaged within the row.
    Torn,
}

impl Source for Table {
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
                let reason = "text follows a closing quotation mark: close the one before, and \
                              double those that are part of a text";
                return Ok(Some(if self.rows_follow() {
                    self.give_up_line(reason)
                } else {
                    self.give_up(length, reason)
                }));
            }
            Some(Cut::Open) if self.resumes == MAX_RESUMES => {
                self.done = true;
                let reason = "too many quotation marks are not closed: the rest of the table is \
                              not read; mend the file";
                return Ok(Some(self.give_up(usize::MAX, reason)));
            }
            Some(Cut::Open) if !self.rows_follow() && !self.stream.window.ended() => {
                return Ok(Some(self.give_up_long_row()));
            }
            Some(Cut::Open) => {
                self.resumes += 1;
                let reason = "a quotation mark in this row is not closed: close it, or double it \
                              where it is part of the text";
                return Ok(Some(if self.rows_follow() {
                    self.give_up_line(reason)
                } else {
                    self.give_up(usize::MAX, reason)
                }));
            }
            None | Some(Cut::Torn) => {
                self.done = true;
                return self.stream.tail(Some(self.row));
            }
        };
        let raw = match self.cells(length) {
            Ok(cells) if cells.len() == self.header.len() => {
                Raw::Row { header: Arc::clone(&self.header), cells }
            }
            other => {
                let reason = other.map_or_else(
                    |reason| reason,
                    |cells| {
                        format!(
                            "the row has {} cells, the header {}: quote cells that hold the \
                             delimiter, a quotation mark or a line end",
                            cells.len(),
                            self.header.len()
                        )
                    },
                );
                let row = self.stream.window.data().get(..length).unwrap_or_default();
                Raw::Broken { reason, bytes: super::kept(row) }
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

    fn kind(&self) -> Kind {
        Kind::Table(self.dialect.delimiter)
    }
}

/// Finds the end of a row, in as many steps as its bytes come.
struct RowScan {
    dialect: Dialect,
    state: State,
    at: usize,
    /// Text followed a closing quotation mark.
    malformed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Where a cell begins.
    Begin,
    /// Within a cell that is not enclosed.
    Plain,
    /// Within quotation marks.
    Quoted,
    /// Behind a quotation mark within quotation marks: the second of two, or the closing one.
    Closing,
}

impl RowScan {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, state: State::Begin, at: 0, malformed: false }
    }

    /// The row's length with its line end, once that is there.
    fn advance(&mut self, data: &[u8]) -> Option<usize> {
        while let Some(rest) = data.get(self.at..) {
            let byte = *rest.first()?;
            match self.state {
                State::Quoted => {
                    let Some(found) = memchr(b'"', rest) else {
                        self.at = data.len();
                        return None;
                    };
                    self.at += found + 1;
                    self.state = State::Closing;
                }
                State::Plain => {
                    let Some(found) = memchr2(self.dialect.delimiter, b'\n', rest) else {
                        self.at = data.len();
                        return None;
                    };
                    self.at += found + 1;
                    self.state = State::Begin;
                    if rest.get(found) == Some(&b'\n') {
                        return Some(self.at);
                    }
                }
                State::Begin if byte == b'"' && self.dialect.quoted => {
                    self.at += 1;
                    self.state = State::Quoted;
                }
                State::Closing if byte == b'"' => {
                    self.at += 1;
                    self.state = State::Quoted;
                }
                State::Begin | State::Closing => {
                    self.malformed |= self.state == State::Closing
                        && byte != self.dialect.delimiter
                        && !matches!(byte, b'\n' | b'\r');
                    self.state = State::Plain;
                }
            }
        }
        None
    }
}

/// The cells of a row.
fn split(row: &[u8], dialect: Dialect) -> Vec<Vec<u8>> {
    let row = row.strip_suffix(b"\n").unwrap_or(row);
    let row = row.strip_suffix(b"\r").unwrap_or(row);
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let mut cell = Vec::new();
        if let Some(mut inner) = rest.strip_prefix(b"\"").filter(|_| dialect.quoted) {
            while let Some(at) = memchr(b'"', inner) {
                let (text, behind) = inner.split_at(at);
                cell.extend_from_slice(text);
                let behind = behind.get(1..).unwrap_or_default();
                inner = behind;
                let Some(next) = behind.strip_prefix(b"\"") else { break };
                cell.push(b'"');
                inner = next;
            }
            rest = inner;
        }
        let end = memchr(dialect.delimiter, rest);
        let (text, behind) = rest.split_at(end.unwrap_or(rest.len()));
        cell.extend_from_slice(text);
        cells.push(cell);
        match behind.get(1..) {
            Some(next) if end.is_some() => rest = next,
            _ => return cells,
        }
    }
}

/// Whether the quotation marks with which cells of the sample begin are closed at cells' ends.
fn quotes_enclose(sample: &[u8], dialect: Dialect) -> bool {
    let mut at = 0;
    while let Some(rest) = sample.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(mut inner) = rest.strip_prefix(b"\"") else {
            match memchr2(dialect.delimiter, b'\n', rest) {
                Some(end) => at += end + 1,
                None => break,
            }
            continue;
        };
        loop {
            let Some(end) = memchr(b'"', inner) else { return sample.len() == sniff::SAMPLE_BYTES };
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

/// The first row's cells, its length, and whether its end is there.
fn first_row(data: &[u8], dialect: Dialect) -> (Vec<Vec<u8>>, usize, bool) {
    let mut scan = RowScan::new(dialect);
    let end = scan.advance(data);
    let length = end.unwrap_or(data.len());
    let row = data.get(..length).unwrap_or_default();
    (split(row, dialect), length, end.is_some())
}

/// The same for what is not known to be a table yet.
pub(super) fn sniff_row(data: &[u8], delimiter: u8) -> (Vec<Vec<u8>>, usize, bool) {
    first_row(data, Dialect { delimiter, quoted: true })
}
