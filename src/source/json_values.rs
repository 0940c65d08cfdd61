//! JSON documents: the elements of an array, values in sequence, or one object that wraps an array
//! of records.

use memchr::memchr3;

use super::stream::Stream;
use super::{InputKind, Item, ItemContent, Source, SourceError};

/// Splits a document into its records and holds one of them at a time. It only tracks brackets and
/// strings: it does not check whether a value is well-formed.
pub(super) struct JsonValues {
    stream: Stream,
    within: Within,
    /// The number of objects around the array.
    wrappers: u64,
    record: u64,
    done: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Values in sequence.
    Sequence,
    /// An array of records.
    Array,
    /// The rest of a wrapper after its array.
    WrapperRest,
}

impl JsonValues {
    pub(super) fn new(mut stream: Stream, layout: DocumentLayout) -> Self {
        let (within, wrappers) = match layout {
            DocumentLayout::Values => (Within::Sequence, 0),
            DocumentLayout::Wrapper { array, depth } => {
                stream.window.advance(array + 1);
                (Within::Array, depth)
            }
        };
        Self { stream, within, wrappers, record: 0, done: false }
    }

    /// Advances to the next byte that is not white space (and, between elements, not a comma).
    fn next_byte(&mut self) -> Option<u8> {
        let comma = self.within == Within::Array;
        loop {
            let data = self.stream.window.data();
            let blank = |byte: &u8| byte.is_ascii_whitespace() || (comma && *byte == b',');
            if let Some(at) = data.iter().position(|byte| !blank(byte)) {
                let byte = data.get(at).copied();
                self.stream.window.advance(at);
                return byte;
            }
            self.stream.window.advance(usize::MAX);
            if !self.stream.window.fill() {
                return None;
            }
        }
    }

    /// Splits off the value that starts here.
    fn value(&mut self, first: u8) -> Result<Option<Item>, SourceError> {
        self.record += 1;
        let mut end = if matches!(first, b'{' | b'[' | b'"') {
            ValueEnd::Balanced(Scan::default())
        } else {
            ValueEnd::Token { array: self.within == Within::Array, at: 0 }
        };
        let limit = self.stream.limits.record_bytes;
        let window = &mut self.stream.window;
        let offset = window.offset();
        let length = loop {
            if let Some(length) = end.find(window.data()) {
                break length;
            }
            if window.data().len() > limit {
                break limit + 1;
            }
            if !window.fill() {
                if matches!(end, ValueEnd::Token { .. }) && window.fault().is_none() {
                    break window.data().len();
                }
                return self.cut_short("ends in the middle of this value");
            }
        };
        if length > limit {
            let bytes = super::kept(window.data());
            let ended = loop {
                if let Some(length) = end.find(window.data()) {
                    window.advance(length);
                    break false;
                }
                window.advance(usize::MAX);
                end.restart();
                if !window.fill() {
                    break true;
                }
            };
            let length = window.offset() - offset;
            let mut reason = self.stream.too_long("value", length);
            if ended {
                reason.push_str(
                    "; it runs to the end of the input: a bracket or quotation mark is not closed",
                );
            }
            let raw = ItemContent::long(reason, bytes, length);
            return Ok(Some(self.stream.item(Some(self.record), offset, raw)));
        }
        let bytes = window.data().get(..length).unwrap_or_default().trim_ascii_end().to_vec();
        window.advance(length);
        Ok(Some(self.stream.item(Some(self.record), offset, ItemContent::Json(bytes))))
    }

    /// Handles an unexpected end of the input.
    fn cut_short(&mut self, what: &str) -> Result<Option<Item>, SourceError> {
        self.done = true;
        let record = Some(self.record.max(1));
        if let Some(broken) = self.stream.tail(record)? {
            return Ok(Some(broken));
        }
        let reason = format!(
            "the JSON {what}: the values before it were imported; the input was cut short, or a \
             bracket or quotation mark is not closed"
        );
        let offset = self.stream.window.offset();
        let raw = ItemContent::broken(&reason, self.stream.window.data());
        self.stream.window.advance(usize::MAX);
        Ok(Some(self.stream.item(record, offset, raw)))
    }

    /// Skips the fields after the array. Returns a reject if the object around it does not end.
    fn wrapper_rest(&mut self) -> Result<Option<Item>, SourceError> {
        let offset = self.stream.window.offset();
        let kept = super::kept(self.stream.window.data());
        if self.skip_wrapper_rest() {
            return Ok(None);
        }
        self.done = true;
        let reason = self.stream.fault()?.unwrap_or_else(|| {
            "the JSON ends inside the object around its array: the values before it were imported; \
             the input was cut short, or a bracket or quotation mark is not closed"
                .to_owned()
        });
        let raw = ItemContent::long(reason, kept, self.stream.window.offset() - offset);
        Ok(Some(self.stream.item(Some(self.record.max(1)), offset, raw)))
    }

    /// Whether the array around the records ends with the bracket that was read: another field of
    /// the object or the object's end follows. If not, the bracket is damage.
    fn is_end_of_wrapped_array(&mut self) -> bool {
        self.stream.window.fill_to(super::window::SAMPLE_BYTES);
        let rest = self.stream.window.data().trim_ascii_start();
        match rest.strip_prefix(b",") {
            Some(rest) => matches!(rest.trim_ascii_start().first(), Some(b'"') | None),
            None => matches!(rest.first(), Some(b'}') | None),
        }
    }

    fn skip_wrapper_rest(&mut self) -> bool {
        let mut scan = Scan::inside(std::mem::take(&mut self.wrappers));
        loop {
            let window = &mut self.stream.window;
            if let Some(end) = scan.advance(window.data()) {
                window.advance(end);
                return true;
            }
            window.advance(usize::MAX);
            scan.at = 0;
            if !window.fill() {
                return false;
            }
        }
    }
}

impl Source for JsonValues {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        while !self.done {
            if self.within == Within::WrapperRest {
                if let Some(reject) = self.wrapper_rest()? {
                    return Ok(Some(reject));
                }
                self.within = Within::Sequence;
            }
            match (self.within, self.next_byte()) {
                (Within::Array, None) => {
                    self.record += 1;
                    return self.cut_short("ends inside its array");
                }
                (_, None) => {
                    self.done = true;
                    return self.stream.tail(Some(self.record + 1));
                }
                (Within::Array, Some(b']')) => {
                    self.stream.window.advance(1);
                    self.within = if self.wrappers > 0 && self.is_end_of_wrapped_array() {
                        Within::WrapperRest
                    } else {
                        self.wrappers = 0;
                        Within::Sequence
                    };
                }
                (Within::Sequence, Some(b'[')) => {
                    self.stream.window.advance(1);
                    self.within = Within::Array;
                }
                (_, Some(first)) => return self.value(first),
            }
        }
        Ok(None)
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        InputKind::Json
    }
}

/// How the end of a value is found.
enum ValueEnd {
    /// At the closing bracket or quotation mark.
    Balanced(Scan),
    /// A number, a keyword or invalid JSON: at the end of the line or, in an array, at the comma.
    Token { array: bool, at: usize },
}

impl ValueEnd {
    fn find(&mut self, data: &[u8]) -> Option<usize> {
        match self {
            Self::Balanced(scan) => scan.advance(data),
            Self::Token { array, at } => {
                let is_end = |byte: &u8| *byte == b'\n' || (*array && matches!(*byte, b',' | b']'));
                let found = data.get(*at..)?.iter().position(is_end).map(|found| *at + found);
                *at = data.len();
                found
            }
        }
    }

    /// Restarts the position after the searched data was consumed.
    fn restart(&mut self) {
        match self {
            Self::Balanced(scan) => scan.at = 0,
            Self::Token { at, .. } => *at = 0,
        }
    }
}

/// Finds the end of one value, in as many steps as the bytes arrive in.
///
/// A string ends at the end of its line at the latest, because JSON strings cannot contain line
/// ends. A missing quotation mark therefore costs one record, not all records after it.
#[derive(Default)]
pub(super) struct Scan {
    depth: u64,
    in_string: bool,
    escaped: bool,
    at: usize,
}

impl Scan {
    /// Returns a scan that starts after an opening bracket.
    fn inside(depth: u64) -> Self {
        Self { depth, ..Self::default() }
    }

    /// Returns the length of the value at the start of `data`, once it is complete. Call again with
    /// more `data`.
    pub(super) fn advance(&mut self, data: &[u8]) -> Option<usize> {
        while let Some(rest) = data.get(self.at..).filter(|rest| !rest.is_empty()) {
            if self.escaped {
                self.escaped = false;
                self.at += 1;
            } else if self.in_string {
                let Some(found) = memchr3(b'"', b'\\', b'\n', rest) else {
                    self.at = data.len();
                    return None;
                };
                self.at += found + 1;
                self.escaped = rest.get(found) == Some(&b'\\');
                self.in_string = self.escaped;
                if !self.in_string && self.depth == 0 {
                    return Some(self.at);
                }
            } else {
                for byte in rest {
                    self.at += 1;
                    match byte {
                        b'"' => {
                            self.in_string = true;
                            break;
                        }
                        b'{' | b'[' => self.depth += 1,
                        b'}' | b']' => {
                            self.depth = self.depth.saturating_sub(1);
                            if self.depth == 0 {
                                return Some(self.at);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        None
    }
}

/// How a document holds its records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DocumentLayout {
    /// An array of records, or records in sequence.
    #[default]
    Values,
    /// `{"articles": […]}`
    Wrapper {
        /// The offset of the `[`.
        array: usize,
        /// The number of objects around it.
        depth: u64,
    },
}

/// Names of fields in which an object wraps its records.
const WRAPPERS: &[&str] = &[
    "articles",
    "captures",
    "data",
    "docs",
    "documents",
    "entries",
    "items",
    "news",
    "objects",
    "ordereditems",
    "pages",
    "posts",
    "records",
    "results",
    "rows",
    "stories",
    "versions",
];

/// Names of fields whose object has such a field, as in the answers of search interfaces.
const ENVELOPES: &[&str] = &["data", "response", "result"];

/// Names of fields that mark the object itself as a record if they come first.
const OF_A_RECORD: &[&str] = &["body", "content", "headline", "link", "text", "url"];

impl DocumentLayout {
    /// Detects the layout from the first bytes of a document.
    pub(super) fn of(head: &[u8]) -> Self {
        Self::wrapper(head).unwrap_or_default()
    }

    pub(super) fn is_wrapper(self) -> bool {
        self != Self::Values
    }

    fn wrapper(head: &[u8]) -> Option<Self> {
        let skip_blank = |at: usize| {
            let rest = head.get(at..)?;
            Some(at + rest.iter().position(|byte| !byte.is_ascii_whitespace())?)
        };
        let mut at = skip_blank(0)?;
        if head.get(at) != Some(&b'{') {
            return None;
        }
        at += 1;
        let mut depth = 1;
        loop {
            at = skip_blank(at)?;
            if head.get(at) != Some(&b'"') {
                return None;
            }
            let length = Scan::default().advance(head.get(at..)?)?;
            let name = head.get(at + 1..(at + length).checked_sub(1)?)?;
            let name = std::str::from_utf8(name).ok()?.to_ascii_lowercase();
            at = skip_blank(at + length)?;
            if head.get(at) != Some(&b':') || OF_A_RECORD.contains(&name.as_str()) {
                return None;
            }
            at = skip_blank(at + 1)?;
            let first = *head.get(at)?;
            let wraps = first == b'[' && WRAPPERS.contains(&name.as_str());
            if wraps && skip_blank(at + 1).and_then(|at| head.get(at)) == Some(&b'{') {
                return Some(Self::Wrapper { array: at, depth });
            }
            if first == b'{' && ENVELOPES.contains(&name.as_str()) {
                at += 1;
                depth += 1;
                continue;
            }
            at += if matches!(first, b'{' | b'[' | b'"') {
                Scan::default().advance(head.get(at..)?)?
            } else {
                head.get(at..)?.iter().position(|byte| matches!(byte, b',' | b'}'))?
            };
            at = skip_blank(at)?;
            if head.get(at) != Some(&b',') {
                return None;
            }
            at += 1;
        }
    }
}
