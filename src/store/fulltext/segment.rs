//! Segments: sorted lists of postings in blocks of a page, written once and merged later.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::postings::{self, Bytes, Doc, Posting, put_doc, put_number, put_posting};
use crate::store::error::{At as _, Result, StoreError};

/// The number of documents in a block of documents.
const BLOCK_DOCS: usize = 160;

/// The length of a block of postings: with the row's own bytes, it fills a page of 4 KiB.
const BLOCK_BYTES: usize = 4_050;

/// The bytes of a block's checksum.
const CHECK_BYTES: usize = 4;

/// The number of segments of similar size that are merged into one.
const MERGED: usize = 8;

/// A segment of more documents than this is not merged with others, so that no batch waits for the
/// merge of a large catalog.
const MOST_MERGED: u32 = 1 << 18;

/// A segment: documents, newest first, and then the postings of all terms in order, in blocks with
/// consecutive numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Segment {
    pub(super) first: i64,
    pub(super) doc_blocks: i64,
    pub(super) term_blocks: i64,
    pub(in crate::store) docs: u32,
}

impl Segment {
    /// The number of a block of documents. A damaged segment may have any numbers.
    pub(super) fn doc_block(&self, block: i64) -> i64 {
        self.first.saturating_add(block)
    }

    /// The number of a block of postings.
    pub(super) fn term_block(&self, block: i64) -> i64 {
        self.doc_block(self.doc_blocks).saturating_add(block)
    }
}

/// Access to the blocks of a catalog.
#[derive(Clone, Copy)]
pub(in crate::store) struct Blocks<'c> {
    pub(super) connection: &'c Connection,
    pub(super) path: &'c Path,
}

impl Blocks<'_> {
    pub(in crate::store) fn segments(&self) -> Result<Vec<Segment>> {
        self.connection
            .prepare_cached(
                "SELECT first_block, doc_blocks, term_blocks, docs FROM _word_segment
                 ORDER BY first_block",
            )
            .and_then(|mut statement| {
                let segment = |row: &rusqlite::Row<'_>| {
                    Ok(Segment {
                        first: row.get(0)?,
                        doc_blocks: row.get(1)?,
                        term_blocks: row.get(2)?,
                        docs: row.get(3)?,
                    })
                };
                statement.query_map([], segment)?.collect()
            })
            .at(self.path)
    }

    /// Reads a block into `into`, without its checksum.
    fn read(&self, number: i64, into: &mut Vec<u8>) -> Result<()> {
        into.clear();
        let found = self
            .connection
            .prepare_cached("SELECT data FROM _word_block WHERE block_id = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([number], |row| {
                        let data = row.get_ref(0)?.as_blob()?;
                        into.extend_from_slice(data.get(CHECK_BYTES..).unwrap_or_default());
                        Ok(())
                    })
                    .optional()
            })
            .at(self.path)?;
        found.ok_or_else(|| self.damaged(number))
    }

    pub(super) fn damaged(&self, block: i64) -> StoreError {
        StoreError::Damaged {
            path: self.path.to_owned(),
            what: format!("block {block} of the index of words cannot be read"),
        }
    }

    /// Whether a document is the current one of its change.
    pub(super) fn is_current(&self, doc: &Doc) -> Result<bool> {
        self.connection
            .prepare_cached(
                "SELECT 1 FROM _word_doc WHERE version_no = ?1 AND before_no = ?2 AND doc = ?3",
            )
            .and_then(|mut statement| statement.exists([doc.version, doc.before, doc.number]))
            .at(self.path)
    }
}

/// The documents of a segment; keeps the last block.
pub(in crate::store) struct Docs<'c> {
    blocks: Blocks<'c>,
    segment: Segment,
    block: Option<usize>,
    read: Vec<Doc>,
    bytes: Vec<u8>,
}

impl<'c> Docs<'c> {
    pub(in crate::store) fn new(blocks: Blocks<'c>, segment: Segment) -> Self {
        Self { blocks, segment, block: None, read: Vec::new(), bytes: Vec::new() }
    }

    /// Returns the documents of a block.
    pub(in crate::store) fn block(&mut self, block: usize) -> Result<&[Doc]> {
        if self.block != Some(block) {
            let number = self.segment.doc_block(block as i64);
            self.block = None;
            self.blocks.read(number, &mut self.bytes)?;
            let count = (self.segment.docs as usize).saturating_sub(block * BLOCK_DOCS);
            let (mut bytes, mut last) = (Bytes(&self.bytes), Doc::default());
            self.read.clear();
            for _ in 0..count.min(BLOCK_DOCS) {
                last =
                    postings::doc(&mut bytes, &last).ok_or_else(|| self.blocks.damaged(number))?;
                self.read.push(last);
            }
            if !bytes.0.is_empty() || self.read.is_empty() {
                return Err(self.blocks.damaged(number));
            }
            self.block = Some(block);
        }
        Ok(&self.read)
    }

    pub(super) fn get(&mut self, place: u32) -> Result<Doc> {
        let place = place as usize;
        let (blocks, first) = (self.blocks, self.segment.first);
        let docs = self.block(place / BLOCK_DOCS)?;
        docs.get(place % BLOCK_DOCS).copied().ok_or_else(|| blocks.damaged(first))
    }

    /// Returns all documents.
    pub(in crate::store) fn all(&mut self) -> Result<Vec<Doc>> {
        let mut docs = Vec::new();
        for block in 0..self.segment.doc_blocks {
            docs.extend_from_slice(self.block(block as usize)?);
        }
        if docs.len() != self.segment.docs as usize {
            return Err(self.blocks.damaged(self.segment.first));
        }
        Ok(docs)
    }

    /// Returns the place of the first document with a number below `below`.
    pub(super) fn first_below(&mut self, below: i64) -> Result<u32> {
        if self.get(0)?.number < below {
            return Ok(0);
        }
        let (mut low, mut high) = (1, self.segment.docs);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle)?.number < below {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Ok(low)
    }
}

/// Reads the lists of a segment in order.
pub(in crate::store) struct Lists<'c> {
    blocks: Blocks<'c>,
    segment: Segment,
    /// The block, counted from the first one with postings.
    block: i64,
    bytes: Vec<u8>,
    /// The next byte of the block.
    at: usize,
    /// The term of the current list.
    pub(in crate::store) term: Vec<u8>,
    /// The number of postings that are left of the part of the list in this block.
    left: u64,
    last: u32,
}

impl<'c> Lists<'c> {
    /// Begins at a block.
    pub(super) fn from_block(blocks: Blocks<'c>, segment: Segment, block: i64) -> Result<Self> {
        let mut lists = Self {
            blocks,
            segment,
            block,
            bytes: Vec::new(),
            at: 0,
            term: Vec::new(),
            left: 0,
            last: 0,
        };
        lists.load()?;
        Ok(lists)
    }

    /// Begins at the first term that is not below `term`. The first call of
    /// [`next_list`](Self::next_list) may still return earlier terms of the same block.
    pub(super) fn from_term(blocks: Blocks<'c>, segment: Segment, term: &[u8]) -> Result<Self> {
        let mut lists = Self::from_block(blocks, segment, 0)?;
        let (mut low, mut high) = (0, segment.term_blocks);
        while low < high {
            let middle = low + (high - low) / 2;
            lists.go(middle)?;
            if lists.term.as_slice() < term {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        lists.block = (low - 1).max(0);
        lists.load()?;
        Ok(lists)
    }

    /// Goes to the first list of a block.
    fn go(&mut self, block: i64) -> Result<bool> {
        self.block = block;
        self.load()?;
        self.next_part()
    }

    fn number(&self) -> i64 {
        self.segment.term_block(self.block)
    }

    fn load(&mut self) -> Result<()> {
        (self.at, self.left) = (0, 0);
        self.term.clear();
        if self.block >= self.segment.term_blocks {
            self.bytes.clear();
            return Ok(());
        }
        let number = self.number();
        self.blocks.read(number, &mut self.bytes)
    }

    fn damaged(&self) -> StoreError {
        self.blocks.damaged(self.number())
    }

    /// Goes to the next list, or the next part of a list that continues in another block, skipping
    /// what is left of this one. Returns whether there is one.
    pub(in crate::store) fn next_part(&mut self) -> Result<bool> {
        while self.left > 0 {
            self.next_posting()?;
        }
        while self.at >= self.bytes.len() {
            if self.block + 1 >= self.segment.term_blocks {
                return Ok(false);
            }
            self.block += 1;
            self.load()?;
        }
        let bytes = self.bytes.get(self.at..).unwrap_or_default();
        let length = bytes.len();
        let mut bytes = Bytes(bytes);
        let mut header = || {
            let shared = usize::try_from(bytes.number()?).ok()?;
            let rest = usize::try_from(bytes.number()?).ok()?;
            let rest = bytes.take(rest)?;
            (shared <= self.term.len()).then(|| {
                self.term.truncate(shared);
                self.term.extend_from_slice(rest);
            })?;
            bytes.number()
        };
        let left = header().filter(|left| *left > 0);
        let rest = bytes.0.len();
        let Some(left) = left else { return Err(self.damaged()) };
        self.at += length - rest;
        (self.left, self.last) = (left, 0);
        Ok(true)
    }

    /// Returns the next posting of the part.
    #[inline]
    pub(in crate::store) fn next_posting(&mut self) -> Result<Option<Posting>> {
        if self.left == 0 {
            return Ok(None);
        }
        let bytes = self.bytes.get(self.at..).unwrap_or_default();
        let length = bytes.len();
        let mut bytes = Bytes(bytes);
        let found = postings::posting(&mut bytes, self.last);
        let Some(posting) = found.filter(|posting| posting.place < self.segment.docs) else {
            return Err(self.damaged());
        };
        self.at += length - bytes.0.len();
        self.left -= 1;
        self.last = posting.place;
        Ok(Some(posting))
    }

    /// Goes to the part of the term's list in the next block. If the list continues beyond it and
    /// there is nothing at or above `place` before, skips it.
    pub(super) fn continue_list(&mut self, place: u32) -> Result<bool> {
        if self.at < self.bytes.len() || self.left > 0 {
            return Ok(false);
        }
        let term = self.term.clone();
        let mut found = false;
        while self.block + 1 < self.segment.term_blocks {
            let (block, was) = (self.block, found);
            if !self.go(block + 1)? || self.term != term {
                if was {
                    self.go(block)?;
                }
                return Ok(was);
            }
            if was && self.peek()?.is_some_and(|first| first > place) {
                self.go(block)?;
                return Ok(true);
            }
            found = true;
        }
        Ok(found)
    }

    /// Returns the place of the next posting.
    fn peek(&self) -> Result<Option<u32>> {
        if self.left == 0 {
            return Ok(None);
        }
        let bytes = self.bytes.get(self.at..).unwrap_or_default();
        let found = postings::posting(&mut Bytes(bytes), self.last);
        found.map(|posting| Some(posting.place)).ok_or_else(|| self.damaged())
    }
}

/// Writes a segment: its documents, then the postings in the order of terms and places.
pub(super) struct SegmentWriter<'c> {
    blocks: Blocks<'c>,
    segment: Segment,
    block: Vec<u8>,
    /// The last term of the block.
    last_term: Vec<u8>,
    term: Vec<u8>,
    list: Vec<u8>,
    count: u64,
    last: u32,
}

impl<'c> SegmentWriter<'c> {
    /// Begins a segment with these documents, which are sorted by descending number.
    pub(super) fn new(blocks: Blocks<'c>, docs: &[Doc]) -> Result<Self> {
        let next: i64 = blocks
            .connection
            .prepare_cached("SELECT coalesce(max(block_id), 0) + 1 FROM _word_block")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .at(blocks.path)?;
        let mut writer = Self {
            blocks,
            segment: Segment {
                first: next,
                doc_blocks: docs.len().div_ceil(BLOCK_DOCS) as i64,
                term_blocks: 0,
                docs: docs.len() as u32,
            },
            block: Vec::new(),
            last_term: Vec::new(),
            term: Vec::new(),
            list: Vec::new(),
            count: 0,
            last: 0,
        };
        for (number, docs) in docs.chunks(BLOCK_DOCS).enumerate() {
            let mut last = Doc::default();
            writer.block.clear();
            for doc in docs {
                put_doc(&mut writer.block, &last, doc);
                last = *doc;
            }
            writer.insert(next + number as i64)?;
        }
        writer.block.clear();
        Ok(writer)
    }

    /// Adds a posting.
    pub(super) fn push(&mut self, term: &[u8], posting: Posting) -> Result<()> {
        if self.term != term || self.count == 0 {
            self.close_list();
            self.term.clear();
            self.term.extend_from_slice(term);
            if self.is_full() {
                self.close_block()?;
            }
        }
        let length = self.list.len();
        put_posting(&mut self.list, self.last, posting);
        if self.is_full() && self.count > 0 {
            self.list.truncate(length);
            self.close_list();
            self.close_block()?;
            put_posting(&mut self.list, 0, posting);
        }
        self.last = posting.place;
        self.count += 1;
        Ok(())
    }

    /// Whether the open list leaves no space for another posting: a list's header takes at most
    /// eight bytes in addition to the term, and a posting sixteen.
    fn is_full(&self) -> bool {
        self.block.len() + self.list.len() + self.term.len() + 24 > BLOCK_BYTES
    }

    fn close_list(&mut self) {
        if self.count == 0 {
            return;
        }
        let shared =
            self.last_term.iter().zip(&self.term).take_while(|(last, own)| last == own).count();
        put_number(&mut self.block, shared as u64);
        put_number(&mut self.block, (self.term.len() - shared) as u64);
        self.block.extend_from_slice(self.term.get(shared..).unwrap_or_default());
        put_number(&mut self.block, self.count);
        self.block.append(&mut self.list);
        self.last_term.clone_from(&self.term);
        (self.count, self.last) = (0, 0);
    }

    fn close_block(&mut self) -> Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let number = self.segment.term_block(self.segment.term_blocks);
        self.insert(number)?;
        self.segment.term_blocks += 1;
        self.block.clear();
        self.last_term.clear();
        Ok(())
    }

    fn insert(&mut self, number: i64) -> Result<()> {
        let check = checksum(&self.block);
        self.block.splice(0..0, check);
        self.blocks
            .connection
            .prepare_cached("INSERT INTO _word_block (block_id, data) VALUES (?1, ?2)")
            .and_then(|mut statement| statement.execute(params![number, self.block]))
            .at(self.blocks.path)?;
        Ok(())
    }

    /// Completes the segment.
    pub(super) fn finish(mut self) -> Result<()> {
        self.close_list();
        self.close_block()?;
        let Segment { first, doc_blocks, term_blocks, docs } = self.segment;
        self.blocks
            .connection
            .prepare_cached(
                "INSERT INTO _word_segment (first_block, doc_blocks, term_blocks, docs)
                 VALUES (?1, ?2, ?3, ?4)",
            )
            .and_then(|mut statement| {
                statement.execute(params![first, doc_blocks, term_blocks, docs])
            })
            .at(self.blocks.path)?;
        Ok(())
    }
}

/// Four bytes that change with every byte of a block (FNV-1a, 64 bits folded to 32).
pub(super) fn checksum(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
    }
    (((hash >> 32) ^ hash) as u32).to_le_bytes()
}

/// Checks a stored block's checksum.
pub(in crate::store) fn is_whole(block: &[u8]) -> bool {
    block.split_at_checked(CHECK_BYTES).is_some_and(|(check, data)| check == checksum(data))
}

/// The power of eight in a segment's number of documents.
fn tier(segment: &Segment) -> u32 {
    segment.docs.max(1).ilog2() / 3
}

/// Merges segments of similar size if there are many.
pub(super) fn merge_some(blocks: Blocks<'_>) -> Result<()> {
    let segments = blocks.segments()?;
    let mut all: Vec<Segment> =
        segments.into_iter().filter(|segment| segment.docs < MOST_MERGED).collect();
    all.sort_by_key(|segment| segment.docs);
    let most = all.iter().map(tier).max().unwrap_or(0);
    for size in 0..=most {
        let (small, _) = all.split_at(all.partition_point(|segment| tier(segment) <= size));
        if small.len() >= MERGED {
            merge(blocks, small)?;
            return merge_some(blocks);
        }
    }
    Ok(())
}

/// Merges all segments except large ones.
pub(super) fn merge_all(blocks: Blocks<'_>) -> Result<()> {
    let mut segments = blocks.segments()?;
    segments.retain(|segment| segment.docs < MOST_MERGED);
    if segments.len() < 2 { Ok(()) } else { merge(blocks, &segments) }
}

/// A segment while it is merged.
struct Source<'c> {
    lists: Lists<'c>,
    /// The new places of the documents; `None` for documents that are not current.
    places: Vec<Option<u32>>,
    is_done: bool,
}

/// Replaces segments by one, without the documents that are not current. Reads and deletes their
/// blocks in order, so that the new ones take their pages.
fn merge(blocks: Blocks<'_>, segments: &[Segment]) -> Result<()> {
    let mut docs: Vec<(Doc, usize, usize)> = Vec::new();
    let mut sources = Vec::new();
    for (number, segment) in segments.iter().enumerate() {
        let all = Docs::new(blocks, *segment).all()?;
        sources.push(Source {
            lists: Lists::from_block(blocks, *segment, 0)?,
            places: vec![None; all.len()],
            is_done: false,
        });
        for (place, doc) in all.into_iter().enumerate() {
            if blocks.is_current(&doc)? {
                docs.push((doc, number, place));
            }
        }
    }
    docs.sort_by_key(|(doc, ..)| Reverse(doc.number));
    for (new, (_, number, place)) in docs.iter().enumerate() {
        let place = sources.get_mut(*number).and_then(|source| source.places.get_mut(*place));
        if let Some(place) = place {
            *place = Some(new as u32);
        }
    }
    let docs: Vec<Doc> = docs.into_iter().map(|(doc, ..)| doc).collect();
    let mut writer = SegmentWriter::new(blocks, &docs)?;
    let mut next: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
    let advance = |number: usize,
                   source: &mut Source<'_>,
                   next: &mut BTreeMap<Vec<u8>, Vec<usize>>|
     -> Result<()> {
        let before = source.lists.block;
        if source.lists.next_part()? {
            next.entry(source.lists.term.clone()).or_default().push(number);
        } else {
            source.is_done = true;
        }
        let after =
            if source.is_done { source.lists.segment.term_blocks } else { source.lists.block };
        if after > before {
            let number = |block| source.lists.segment.term_block(block);
            delete(blocks, number(before), number(after))?;
        }
        Ok(())
    };
    for (number, source) in sources.iter_mut().enumerate() {
        advance(number, source, &mut next)?;
    }
    let mut postings: Vec<Posting> = Vec::new();
    while let Some((term, mut having)) = next.pop_first() {
        postings.clear();
        // A list may continue in the next block of its segment.
        while let Some(number) = having.pop() {
            let Some(source) = sources.get_mut(number) else { continue };
            while let Some(posting) = source.lists.next_posting()? {
                let place = source.places.get(posting.place as usize).copied().flatten();
                postings.extend(place.map(|place| Posting { place, ..posting }));
            }
            advance(number, source, &mut next)?;
            if let Some(more) = next.remove(&term) {
                having.extend(more);
            }
        }
        postings.sort_unstable_by_key(|posting| posting.place);
        for posting in &postings {
            writer.push(&term, *posting)?;
        }
    }
    for segment in segments {
        delete(blocks, segment.first, segment.doc_block(segment.doc_blocks))?;
        blocks
            .connection
            .prepare_cached("DELETE FROM _word_segment WHERE first_block = ?1")
            .and_then(|mut statement| statement.execute([segment.first]))
            .at(blocks.path)?;
    }
    if docs.is_empty() { Ok(()) } else { writer.finish() }
}

/// Deletes the blocks from `first` up to, but not including, `end`.
fn delete(blocks: Blocks<'_>, first: i64, end: i64) -> Result<()> {
    blocks
        .connection
        .prepare_cached("DELETE FROM _word_block WHERE block_id >= ?1 AND block_id < ?2")
        .and_then(|mut statement| statement.execute([first, end]))
        .at(blocks.path)?;
    Ok(())
}
