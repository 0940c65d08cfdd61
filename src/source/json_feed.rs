//! JSON Feed (jsonfeed.org): its items, with the feed's own fields.

use std::sync::Arc;

use super::json_values::{DocumentLayout, JsonValues, Scan};
use super::stream::Stream;
use super::{
    FeedEntryKind, FeedKind, InputKind, Item, ItemContent, RawEntry, Source, SourceError,
    SourceLocation,
};

/// Returns the items of a feed.
pub(super) struct JsonFeed {
    values: JsonValues,
    /// The feed's own fields, as the beginning of an object.
    head: Arc<[u8]>,
    wrapped: bool,
    written: Option<i64>,
    /// A feed that had to be read completely, with items left.
    whole: Option<Whole>,
}

/// A feed held completely in memory. Its items are split off on demand: all at once they would take
/// a hundred times the bytes of a feed of short items.
struct Whole {
    bytes: Vec<u8>,
    /// Where the search for the next item starts.
    at: usize,
    /// Number of items returned so far.
    cut: u64,
    head: Arc<[u8]>,
    place: SourceLocation,
}

impl JsonFeed {
    pub(super) fn new(stream: Stream, layout: DocumentLayout, written: Option<i64>) -> Self {
        let head = match layout {
            DocumentLayout::Wrapper { array, .. } => {
                stream.window.data().get(..array).unwrap_or_default()
            }
            DocumentLayout::Values => &[],
        };
        let head = head.into();
        let values = JsonValues::new(stream, layout);
        Self { values, head, wrapped: layout.is_wrapper(), written, whole: None }
    }

    fn entry(&self, bytes: Vec<u8>, head: Arc<[u8]>) -> ItemContent {
        ItemContent::Entry(RawEntry {
            bytes,
            kind: FeedEntryKind::JsonFeed,
            head,
            written: self.written,
            captured: None,
        })
    }

    /// Handles a feed whose items cannot be split off while reading: the complete document is held,
    /// because it is no longer than a record may be.
    fn spread(&mut self, place: &SourceLocation, bytes: Vec<u8>) -> Option<ItemContent> {
        let Some((from, to)) = items_of(&bytes) else {
            // The error is reported when the entry is extracted.
            return Some(self.entry(bytes, Arc::default()));
        };
        // The fields before and after the items, left open as in a feed that is split while
        // reading.
        let before = bytes.get(1..from).unwrap_or_default();
        let behind = bytes.get(to..).unwrap_or_default().trim_ascii();
        let behind = behind.strip_suffix(b"}").unwrap_or(behind);
        let head = match behind.strip_prefix(b",") {
            Some(behind) => [b"{", behind, b",", before].concat(),
            None => [b"{", before].concat(),
        };
        let (head, at, place) = (head.into(), from + 1, place.clone());
        self.whole = Some(Whole { bytes, at, cut: 0, head, place });
        None
    }

    /// Returns the next item of a feed that is held completely.
    fn next_of_whole(&mut self) -> Option<Item> {
        let whole = self.whole.as_mut()?;
        let Some((start, end)) = next_element(&whole.bytes, whole.at) else {
            self.whole = None;
            return None;
        };
        whole.at = end;
        whole.cut += 1;
        let (record, offset) = (Some(whole.cut), whole.place.offset + start as u64);
        let place = SourceLocation { record, offset, ..whole.place.clone() };
        let item = whole.bytes.get(start..end).unwrap_or_default().to_vec();
        let head = Arc::clone(&whole.head);
        Some(Item { place, raw: self.entry(item, head) })
    }
}

/// Returns the position of the array named `items` in an object.
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
            // An array that ends with another bracket is damaged: what follows would be lost.
            let is_array = object.get(start) == Some(&b'[') && object.get(end - 1) == Some(&b']');
            return is_array.then_some((start, end));
        }
        at = end;
    }
}

/// Returns the position of the next value, after white space and commas; `None` at a closing
/// bracket.
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
            if let Some(item) = self.next_of_whole() {
                return Ok(Some(item));
            }
            let Some(Item { place, raw }) = self.values.next_item()? else { return Ok(None) };
            let raw = match raw {
                ItemContent::Json(bytes) if self.wrapped => {
                    Some(self.entry(bytes, Arc::clone(&self.head)))
                }
                ItemContent::Json(bytes) => self.spread(&place, bytes),
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

    fn kind(&self) -> InputKind {
        InputKind::Feed(FeedKind::Json)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Limits;
    use super::*;

    #[test]
    fn items_of_a_feed_held_whole_are_cut_when_they_are_asked_for() {
        let document = format!("{{\"items\":[{}9],\"title\":\"T\"}}", "1,".repeat(50_000));
        let reader = Box::new(std::io::Cursor::new(document));
        let stream = Stream::new(reader, "f".into(), None, Limits::default());
        let mut feed = JsonFeed::new(stream, DocumentLayout::Values, None);
        let mut given = 0;
        while let Some(item) = feed.next_item().expect("readable") {
            given += 1;
            assert_eq!(item.place.record, Some(given));
            assert_eq!(item.place.offset, 10 + 2 * (given - 1));
            assert!(
                matches!(&item.raw, ItemContent::Entry(entry) if entry.head.ends_with(b"\"T\",\"items\":"))
            );
            assert_eq!(feed.whole.as_ref().map(|whole| whole.cut), Some(given));
        }
        assert_eq!(given, 50_001);
    }
}
