//! Entries: the elements of an Atom or RSS feed or of a sitemap, split off one by one.
//!
//! This module only finds the first and last byte of each entry, by the names of tags. An entry
//! that is not closed ends where the next one starts or where the feed ends, so that a missing tag
//! loses nothing. An entry cut off by the end of the input is returned as broken: half an article
//! must not look like a shortened one.

use std::sync::Arc;

use super::stream::Stream;
use super::window::Window;
use super::xml::{self, Scanner, XmlToken};
use super::{
    FeedEntryKind, InputKind, Item, ItemContent, RawEntry, Skip, Skips, Source, SourceError,
    SourceLocation,
};
use crate::article::Setting;

/// Maximum number of bytes kept of what precedes the first entry: the title, language and base URL
/// apply to all entries.
const HEAD_BYTES: usize = 32 * 1024;

/// Splits a feed or sitemap into its entries.
pub(super) struct EntryReader {
    stream: Stream,
    kind: InputKind,
    entry_kind: FeedEntryKind,
    written: Option<i64>,
    scanner: Scanner,
    /// The content before the first entry, until one is found.
    before: Vec<u8>,
    head: Option<Arc<[u8]>>,
    /// The document's root element, and whether it was closed.
    root: Vec<u8>,
    is_closed: bool,
    record: u64,
    /// The content since the last entry, or since the beginning.
    between: Between,
    pub(super) skips: Skips,
    done: bool,
}

/// Content that belongs to no entry.
#[derive(Default)]
struct Between {
    offset: u64,
    length: u64,
    /// Its first bytes.
    bytes: Vec<u8>,
    has_text: bool,
    /// Whether an entry's end tag is in it: the entry's start tag is damaged.
    has_end_of_entry: bool,
}

impl Between {
    fn at(offset: u64) -> Self {
        Self { offset, ..Self::default() }
    }

    fn add(&mut self, token: XmlToken, bytes: &[u8]) {
        self.has_text |= matches!(token, XmlToken::Text | XmlToken::CData)
            && bytes.iter().any(|byte| !byte.is_ascii_whitespace());
        self.length += bytes.len() as u64;
        let room = super::KEPT_BYTES.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }
}

/// Where an entry ends.
enum EntryEnd {
    /// After this many bytes.
    Here(usize),
    /// It is longer than the limit; contains the number of bytes scanned.
    TooLong(usize),
    /// The input ends inside the entry.
    CutOff,
}

impl EntryReader {
    pub(super) fn new(stream: Stream, kind: InputKind, written: Option<i64>) -> Self {
        let is_map = matches!(kind, InputKind::Sitemap | InputKind::SitemapIndex);
        let entry_kind = if is_map { FeedEntryKind::Sitemap } else { FeedEntryKind::Feed };
        Self {
            stream,
            kind,
            entry_kind,
            written,
            scanner: Scanner::default(),
            before: Vec::new(),
            head: None,
            root: Vec::new(),
            is_closed: false,
            record: 0,
            between: Between::default(),
            skips: Skips::default(),
            done: false,
        }
    }

    fn is_entry(&self, name: &[u8]) -> bool {
        let is = |wanted: &str| xml::local(name).eq_ignore_ascii_case(wanted.as_bytes());
        match self.entry_kind {
            FeedEntryKind::Sitemap if self.kind == InputKind::SitemapIndex => is("sitemap"),
            FeedEntryKind::Sitemap => is("url"),
            _ if is_named(&self.root, "feed") => is("entry"),
            _ if ["rss", "rdf", "channel"].iter().any(|root| is_named(&self.root, root)) => {
                is("item")
            }
            _ => is("item") || is("entry"),
        }
    }

    /// Whether the document's root element is one of the known roots of feeds or sitemaps.
    fn is_known_root(&self) -> bool {
        let roots: &[&str] = match self.entry_kind {
            FeedEntryKind::Sitemap => &["urlset", "sitemapindex"],
            _ => &["feed", "rss", "rdf", "channel", "entry"],
        };
        roots.iter().any(|root| is_named(&self.root, root))
    }

    /// Returns the entry whose start tag, `length` bytes long, is at the start of the window.
    fn entry(&mut self, length: usize, empty: bool) -> Result<Option<Item>, SourceError> {
        self.record += 1;
        let offset = self.stream.window.offset();
        let tag = self.stream.window.data().get(..length).unwrap_or_default();
        let name = xml::name(tag).to_vec();
        let end = if empty { EntryEnd::Here(length) } else { self.end(&name, length) };
        match end {
            EntryEnd::Here(end) => {
                let bytes = self.stream.window.data().get(..end).unwrap_or_default().to_vec();
                self.stream.window.advance(end);
                self.between = Between::at(self.stream.window.offset());
                let head = self.head();
                let entry = RawEntry {
                    bytes,
                    kind: self.entry_kind,
                    head,
                    written: self.written,
                    captured: None,
                };
                Ok(Some(self.stream.item(Some(self.record), offset, ItemContent::Entry(entry))))
            }
            EntryEnd::TooLong(scanned) => {
                let bytes = super::kept(self.stream.window.data());
                self.stream.window.advance(scanned);
                self.skip(&name);
                self.between = Between::at(self.stream.window.offset());
                let length = self.stream.window.offset() - offset;
                let reason = self.stream.too_long("entry", length);
                let raw = ItemContent::long(reason, bytes, length);
                Ok(Some(self.stream.item(Some(self.record), offset, raw)))
            }
            EntryEnd::CutOff => {
                self.done = true;
                self.cut_off("in the middle of this entry").map(Some)
            }
        }
    }

    fn end(&mut self, name: &[u8], from: usize) -> EntryEnd {
        let limit = self.stream.limits.record_bytes;
        let mut at = from;
        loop {
            let window = &self.stream.window;
            let rest = window.data().get(at..).unwrap_or_default();
            let Some((token, length)) = self.scanner.next(rest, window.ended()) else {
                if window.data().len() > limit.saturating_add(HEAD_BYTES * 4) {
                    return EntryEnd::TooLong(at);
                }
                let window = &mut self.stream.window;
                if !window.fill() && window.data().get(at..).is_none_or(<[u8]>::is_empty) {
                    return EntryEnd::CutOff;
                }
                continue;
            };
            match ends(token, rest.get(..length).unwrap_or_default(), name, &self.root) {
                Some(Ending::Behind) if at + length > limit => return EntryEnd::TooLong(at),
                Some(Ending::Behind) => return EntryEnd::Here(at + length),
                Some(Ending::Before) => return EntryEnd::Here(at),
                None => at += length,
            }
            if at > limit {
                return EntryEnd::TooLong(at);
            }
        }
    }

    /// Skips the rest of an entry that is too long.
    fn skip(&mut self, name: &[u8]) {
        // The entry may have ended with the part already scanned.
        loop {
            let window = &mut self.stream.window;
            match self.scanner.next(window.data(), window.ended()) {
                Some((token, length)) => {
                    let bytes = window.data().get(..length).unwrap_or_default();
                    match ends(token, bytes, name, &self.root) {
                        Some(Ending::Before) => return,
                        Some(Ending::Behind) => {
                            window.advance(length);
                            return;
                        }
                        None => window.advance(length),
                    }
                }
                None => {
                    if !window.fill() && window.data().is_empty() {
                        return;
                    }
                }
            }
        }
    }

    fn head(&mut self) -> Arc<[u8]> {
        let before = &mut self.before;
        let head = self.head.get_or_insert_with(|| std::mem::take(before).into());
        Arc::clone(head)
    }

    /// Advances past content that is not an entry.
    fn pass(&mut self, token: XmlToken, length: usize) {
        let bytes = self.stream.window.data().get(..length).unwrap_or_default();
        self.between.add(token, bytes);
        self.between.has_end_of_entry |= token == XmlToken::End
            && self.is_entry(xml::name(bytes))
            && !same(xml::name(bytes), &self.root);
        match token {
            XmlToken::Start { empty } if self.root.is_empty() => {
                self.root = xml::name(bytes).to_vec();
                self.is_closed = empty;
            }
            XmlToken::End if same(xml::name(bytes), &self.root) => self.is_closed = true,
            _ => {}
        }
        if self.head.is_none() {
            let room = HEAD_BYTES.saturating_sub(self.before.len());
            self.before.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        }
        self.stream.window.advance(length);
    }

    /// Reports the content since the last entry, if any of it may be an entry's. Content before the
    /// first entry describes the feed.
    fn close_between(&mut self) -> Option<Item> {
        let between = std::mem::take(&mut self.between);
        let Between { offset, length, bytes, has_text, has_end_of_entry } = between;
        if has_end_of_entry {
            self.record += 1;
            let reason =
                "an entry ends here that has no start tag: the feed is damaged; fetch it again";
            let raw = ItemContent::long(reason.to_owned(), bytes, length);
            return Some(self.stream.item(Some(self.record), offset, raw));
        }
        if has_text && self.record > 0 {
            let input = Arc::clone(&self.stream.name);
            let place = SourceLocation { input, record: None, offset };
            let reason = "text between entries".to_owned();
            self.skips.add_record(Skip { place, url: None, reason, length });
        }
        None
    }

    /// Handles an unexpected end of the input.
    fn cut_off(&mut self, place: &str) -> Result<Item, SourceError> {
        let record = Some(self.record.max(1));
        let open = self.scanner.open();
        let open = open.map(|what| format!(", {what} is not closed")).unwrap_or_default();
        let reason = format!(
            "the {} ends {place}{open}: the entries before it were imported; fetch it again",
            if self.entry_kind == FeedEntryKind::Sitemap { "sitemap" } else { "feed" },
        );
        let reason = self.stream.fault()?.unwrap_or(reason);
        // All that follows the last complete entry.
        let Between { length, mut bytes, .. } = std::mem::take(&mut self.between);
        let offset = self.stream.window.offset() - length;
        let rest = self.stream.window.data();
        bytes.extend_from_slice(&super::kept(rest));
        bytes.truncate(super::KEPT_BYTES);
        let raw = ItemContent::long(reason, bytes, length + rest.len() as u64);
        self.stream.window.advance(usize::MAX);
        Ok(self.stream.item(record, offset, raw))
    }

    fn finish(&mut self) -> Result<Option<Item>, SourceError> {
        if self.is_known_root()
            && self.between.has_end_of_entry
            && let Some(reject) = self.close_between()
        {
            return Ok(Some(reject));
        }
        self.done = true;
        if self.stream.window.fault().is_some() {
            self.record += 1;
            return self.cut_off("early").map(Some);
        }
        let record = Some(self.record + 1);
        if self.record == 0 && !self.is_known_root() {
            let format = Setting::InputFormat;
            let reason = match std::str::from_utf8(&self.root) {
                Ok(name) if !name.is_empty() => {
                    format!("its first element is <{name}>, and it has no entries: check {format}")
                }
                _ => format!("it has no elements: check {format}"),
            };
            let bytes = super::kept(&std::mem::take(&mut self.before));
            let length = self.stream.window.offset();
            let raw = ItemContent::long(reason, bytes, length);
            return Ok(Some(self.stream.item(record, 0, raw)));
        }
        if self.is_closed {
            return Ok(self.close_between());
        }
        self.record += 1;
        self.cut_off("before its first element is closed").map(Some)
    }
}

impl Source for EntryReader {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        while !self.done {
            let window: &mut Window = &mut self.stream.window;
            match self.scanner.next(window.data(), window.ended()) {
                Some((XmlToken::Start { empty }, length)) => {
                    let name = xml::name(window.data().get(..length).unwrap_or_default());
                    // A document may be a single entry.
                    let is_root = self.root.is_empty() && self.entry_kind == FeedEntryKind::Feed;
                    if is_root && is_named(name, "entry") {
                        self.root = name.to_vec();
                        self.is_closed = true;
                        return self.entry(length, empty);
                    }
                    let name = name.to_vec();
                    if !self.root.is_empty() && self.is_entry(&name) {
                        if let Some(reject) = self.close_between() {
                            return Ok(Some(reject));
                        }
                        return self.entry(length, empty);
                    }
                    self.pass(XmlToken::Start { empty }, length);
                }
                Some((token, length)) => self.pass(token, length),
                None => {
                    if !window.fill() && window.data().is_empty() {
                        return self.finish();
                    }
                }
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
        self.kind
    }

    fn skips(&self) -> Option<&Skips> {
        Some(&self.skips)
    }
}

/// How a token ends an entry.
enum Ending {
    /// The token is the last one of the entry.
    Behind,
    /// The token belongs to what follows.
    Before,
}

fn ends(token: XmlToken, bytes: &[u8], name: &[u8], root: &[u8]) -> Option<Ending> {
    match token {
        XmlToken::End if same(xml::name(bytes), name) => Some(Ending::Behind),
        XmlToken::End if same(xml::name(bytes), root) => Some(Ending::Before),
        // An entry inside an entry: the outer one was not closed.
        XmlToken::Start { .. } if same(xml::name(bytes), name) => Some(Ending::Before),
        _ => None,
    }
}

fn same(name: &[u8], other: &[u8]) -> bool {
    !name.is_empty() && name.eq_ignore_ascii_case(other)
}

fn is_named(name: &[u8], wanted: &str) -> bool {
    xml::local(name).eq_ignore_ascii_case(wanted.as_bytes())
}
