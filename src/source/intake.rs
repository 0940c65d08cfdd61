//! Reads inputs one after another and passes their items on in chunks.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::{Format, Input, InputKind, Item, ItemContent, Limits, Skips, open};
use crate::pipeline::ItemSender;

/// Limits of a chunk passed between threads: enough items to make passing it cheap.
const CHUNK_BYTES: usize = 512 << 10;
const CHUNK_ITEMS: usize = 256;

/// Items on their way to a worker.
#[derive(Debug)]
pub struct Chunk {
    /// The items, in order.
    pub items: Vec<Item>,
    /// The approximate size of the items in bytes.
    pub weight: usize,
    /// Bytes of the inputs that had been read when the chunk was made, as stored on disk.
    pub position: u64,
}

/// What was read, and what could not be read.
#[derive(Debug, Default)]
pub struct FeedReport {
    /// Each input with its detected kind.
    pub kinds: Vec<(String, InputKind)>,
    /// Inputs that could not be read to their end, with the reason and what to do.
    pub failures: Vec<String>,
    /// What was skipped, per input: files of folders, records of archives.
    pub skips: Vec<(String, Skips)>,
    /// Feeds and sitemaps without entries.
    pub empty: Vec<String>,
}

/// Reads the inputs and puts their items into the pipeline. An input that cannot be read is
/// reported and does not stop the others. `bytes` is updated with the position; setting `stop` ends
/// the import early.
pub fn feed(
    inputs: Vec<Input>,
    format: Format,
    limits: &Limits,
    feed: &mut ItemSender<'_, Chunk>,
    bytes: &AtomicU64,
    stop: &AtomicBool,
) -> FeedReport {
    let mut report = FeedReport::default();
    let mut cutter =
        ChunkCutter { feed, bytes, stop, refused: false, before: 0, items: Vec::new(), weight: 0 };
    for input in inputs {
        if cutter.is_over() {
            break;
        }
        let name = match &input {
            Input::Path(path) => path.display().to_string(),
            Input::Stream(_) => "-".to_owned(),
        };
        let mut source = match open(input, format, limits) {
            Ok(source) => source,
            Err(error) => {
                report.failures.push(error.to_string());
                continue;
            }
        };
        report.kinds.push((name.clone(), source.kind()));
        let mut is_empty = matches!(source.kind(), InputKind::Feed(_) | InputKind::Sitemap);
        while !cutter.is_over() {
            match source.next_item() {
                Ok(Some(item)) => {
                    is_empty = false;
                    cutter.push(item, source.position());
                }
                Ok(None) => {
                    if is_empty {
                        report.empty.push(name.clone());
                    }
                    break;
                }
                Err(error) => {
                    report.failures.push(error.to_string());
                    break;
                }
            }
        }
        cutter.flush(source.position());
        cutter.before += source.position();
        if let Some(skips) = source.skips().filter(|skips| !skips.is_empty()) {
            report.skips.push((name, skips.clone()));
        }
    }
    report
}

/// Splits the stream of items into chunks.
struct ChunkCutter<'f, 'p> {
    feed: &'f mut ItemSender<'p, Chunk>,
    bytes: &'f AtomicU64,
    stop: &'f AtomicBool,
    /// The receiver accepts no more chunks.
    refused: bool,
    /// Bytes of the previous inputs.
    before: u64,
    items: Vec<Item>,
    weight: usize,
}

impl ChunkCutter<'_, '_> {
    fn is_over(&self) -> bool {
        self.refused || self.stop.load(Ordering::Relaxed)
    }

    fn push(&mut self, item: Item, position: u64) {
        // Records of another input start a new chunk: where an input is split must not depend on
        // the inputs before it.
        let is_other = |last: &Item| last.place.input != item.place.input;
        if item.place.record.is_some() && self.items.last().is_some_and(is_other) {
            self.flush(position);
        }
        self.weight += weight(&item);
        self.items.push(item);
        if self.weight >= CHUNK_BYTES || self.items.len() >= CHUNK_ITEMS {
            self.flush(position);
        }
    }

    fn flush(&mut self, position: u64) {
        let position = self.before + position;
        self.bytes.store(position, Ordering::Relaxed);
        if self.items.is_empty() {
            return;
        }
        let items = std::mem::take(&mut self.items);
        let weight = std::mem::take(&mut self.weight);
        self.refused |= !self.feed.put(Chunk { items, weight, position }, weight);
    }
}

/// Returns the approximate size of an item in bytes.
fn weight(item: &Item) -> usize {
    let bytes = match &item.raw {
        ItemContent::Json(bytes) | ItemContent::Broken { bytes, .. } => bytes.len(),
        ItemContent::Row { cells, .. } => cells.iter().map(|cell| cell.len() + 24).sum(),
        ItemContent::Page(page) => page.bytes.len(),
        ItemContent::RevisitRecord(_) | ItemContent::RedirectRecord(_) => 512,
        ItemContent::Entry(entry) => entry.bytes.len(),
    };
    bytes + 256
}
