//! JSON Lines: one record per line.

use memchr::memchr;

use super::stream::Stream;
use super::window::Window;
use super::{InputKind, Item, ItemContent, KEPT_BYTES, Source, SourceError};

/// Splits an input at its line ends. Whether a line is valid JSON is not checked here.
pub(super) struct JsonLines {
    stream: Stream,
    line: u64,
    done: bool,
}

impl JsonLines {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream, line: 0, done: false }
    }
}

impl Source for JsonLines {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        while !self.done {
            let limit = self.stream.limits.record_bytes;
            let window = &mut self.stream.window;
            let offset = window.offset();
            self.line += 1;
            match find_line(window, limit) {
                ReadLine::Whole { length, ended } => {
                    let bytes = window.data().get(..length).unwrap_or_default();
                    if ended && window.fault().is_some() {
                        break;
                    }
                    let raw = (!bytes.trim_ascii().is_empty()).then(|| {
                        ItemContent::Json(bytes.strip_suffix(b"\r").unwrap_or(bytes).to_vec())
                    });
                    self.stream.window.advance(length + 1);
                    self.done = ended;
                    if let Some(raw) = raw {
                        return Ok(Some(self.stream.item(Some(self.line), offset, raw)));
                    }
                }
                ReadLine::TooLong => {
                    let bytes = super::kept(window.data());
                    let length = skip_line(window);
                    let reason = self.stream.too_long("line", length);
                    let raw = ItemContent::long(reason, bytes, length);
                    return Ok(Some(self.stream.item(Some(self.line), offset, raw)));
                }
            }
        }
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        self.stream.tail(Some(self.line))
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        InputKind::JsonLines
    }
}

enum ReadLine {
    /// A line without its end; `ended` is true if it is the last one.
    Whole { length: usize, ended: bool },
    /// A line longer than the limit.
    TooLong,
}

fn find_line(window: &mut Window, limit: usize) -> ReadLine {
    let mut searched = 0;
    loop {
        let fresh = window.data().get(searched..).unwrap_or_default();
        if let Some(at) = memchr(b'\n', fresh) {
            let length = searched + at;
            return if length > limit {
                ReadLine::TooLong
            } else {
                ReadLine::Whole { length, ended: false }
            };
        }
        searched = window.data().len();
        if searched > limit.max(KEPT_BYTES) {
            return ReadLine::TooLong;
        }
        if !window.fill() {
            return if searched > limit {
                ReadLine::TooLong
            } else {
                ReadLine::Whole { length: searched, ended: true }
            };
        }
    }
}

/// Skips to the next line; returns the length of the skipped line.
fn skip_line(window: &mut Window) -> u64 {
    let start = window.offset();
    loop {
        if let Some(at) = memchr(b'\n', window.data()) {
            window.advance(at + 1);
            return window.offset() - start - 1;
        }
        window.advance(usize::MAX);
        if !window.fill() {
            return window.offset() - start;
        }
    }
}
