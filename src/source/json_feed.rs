//! JSON Feed (jsonfeed.org): its items, with what the feed says of all of them.

use std::collections::VecDeque;
use std::sync::Arc;

use super::json_values::{JsonValues, Layout, Scan};
use super::open::Stream;
use super::{EntryKind, FeedKind, Item, Kind, Place, Raw, RawEntry, Source, SourceError};

/// Gives the items of a feed.
pub(super) struct JsonFeed {
    values: JsonValues,
    /// The feed's own fields, as the beginning of an object.
    head: Arc<[u8]>,
    wrapped: bool,
    written: Option<i64>,
    /// Items of a feed that had to be read whole.
    ready: VecDeque<Item>,
}

impl JsonFeed {
    pub(super) fn new(stream: Stream, layout: Layout, written: Option<i64>) -> Self {
        let head = match layout {
            Layout::Wrapper { array } => stream.window.data().get(..array).unwrap_or_default(),
            Layout::Values => &[],
        };
        let head = head.into();
        let values = JsonValues::new(stream, layout);
        Self { values, head, wrapped: layout.is_wrapper(), written, ready: VecDeque::new() }
    }

    fn entry(&self, bytes: Vec<u8>, head: Arc<[u8]>) -> Raw {
        Raw::Entry(RawEntry { bytes, kind: EntryKind::JsonFeed, head, written: self.written })
    }

    /// A feed whose items stand in a place where they cannot be cut out: the document is taken
    /// whole, for it is no longer than a record may be.
    fn spread(&mut self, place: &Place, bytes: Vec<u8>) -> Option<Raw> {
        let Some((from, to)) = items_of(&bytes) else {
            // What is wrong with it is told where it is read.
            return Some(self.entry(bytes, Arc::default()));
        };
        // What stands before and behind the items, open as where they are cut out.
        let before = bytes.get(1..from).unwrap_or_default();
        let behind = bytes.get(to..).unwrap_or_default().trim_ascii();
        let behind = behind.strip_suffix(b"}").unwrap_or(behind);
        let head = match behind.strip_prefix(b",") {
            Some(behind) => [b"{", behind, b",", before].concat(),
            None => [b"{", before].concat(),
        };
        let head: Arc<[u8]> = head.into();
        let mut at = from + 1;
        while let Some((start, end)) = next_element(&bytes, at) {
            let record = Some(self.ready.len() as u64 + 1);
            let offset = place.offset + start as u64;
            let item = bytes.get(start..end).unwrap_or_default().to_vec();
            let raw = self.entry(item, Arc::clone(&head));
            self.ready.push_back(Item { place: Place { record, offset, ..place.clone() }, raw });
            at = end;
        }
        None
    }
}

/// Where the array of the name `items` stands in an object.
fn items_of(object: &[u8]) -> Option<(usize, usize)> {
    let mut at = 1;
    loop {
        let (start, end) = next_element(object, at)?;
        let is_items = object.get(start..end)? == b"\"items\"";
        let colon = end + object.get(end..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        if object.get(colon) != Some(&b':') {
            return None;
        }
        let (start, end) = next_element(object, colon + 1)?;
        if is_items {
            return (object.get(start) == Some(&b'[')).then_some((start, end));
        }
        at = end;
    }
}

/// Where the next value stands, behind white space and commas; `None` at a closing bracket.
fn next_element(data: &[u8], from: usize) -> Option<(usize, usize)> {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',';
    let start = from + data.get(from..)?.iter().position(|byte| !blank(byte))?;
    let rest = data.get(start..)?;
    let length = match rest.first()? {
        b']' | b'}' => return None,
        b'{' | b'[' | b'"' => Scan::default().advance(rest)?,
        _ => rest.iter().position(|byte| blank(byte) || matches!(byte, b']' | b'}'))?,
    };
    (length > 0).then_some((start, start + length))
}

impl Source for JsonFeed {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Ok(Some(item));
            }
            let Some(Item { place, raw }) = self.values.next_item()? else { return Ok(None) };
            let raw = match raw {
                Raw::Json(bytes) if self.wrapped => Some(self.entry(bytes, Arc::clone(&self.head))),
                Raw::Json(bytes) => self.spread(&place, bytes),
                other => Some(other),
            };
            if let Some(raw) = raw {
                return Ok(Some(Item { place, raw }));
            }
        }
    }

    fn position(&self) -> u64 {
        self.values.position()
    }

    fn size(&self) -> Option<u64> {
        self.values.size()
    }

    fn kind(&self) -> Kind {
        Kind::Feed(FeedKind::Json)
    }
}
