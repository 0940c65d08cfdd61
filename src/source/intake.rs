//! Reads inputs one after another and passes their items on in chunks.

use std::path::Path;
use std::sync::Arc;

use super::day_order::{DateEvidence, LookAhead};
use super::{Format, Input, InputKind, Item, Limits, Skips, SourceError, open};
use crate::pipeline::{ItemSender, Progress};

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
    /// In which order the input writes day and month.
    pub date_evidence: Option<Arc<DateEvidence>>,
}

/// What was read, and what could not be read.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct FeedReport {
    /// Each input with its detected kind.
    pub kinds: Vec<(String, InputKind)>,
    /// Inputs that could not be read to their end, with the reason and what to do.
    pub failures: Vec<String>,
    /// What was skipped, per input: files of folders, records of archives.
    pub skips: Vec<(String, Skips)>,
    /// The number of failures that are inputs that do not exist.
    pub missing: usize,
    /// Inputs in which no record was found, nor anything else that is reported.
    pub empty: Vec<(String, InputKind)>,
}

/// Reads the inputs and puts their items into the pipeline. An input that cannot be read is
/// reported and does not stop the others. The progress is the position in bytes; canceling it ends
/// the import early.
pub fn feed(
    inputs: Vec<Input>,
    format: Format,
    limits: &Limits,
    feed: &mut ItemSender<'_, Chunk>,
    progress: &Progress,
) -> FeedReport {
    let mut report = FeedReport::default();
    let mut cutter = ChunkCutter {
        feed,
        progress,
        refused: false,
        before: 0,
        items: Vec::new(),
        weight: 0,
        date_evidence: None,
    };
    for input in inputs {
        if cutter.is_over() {
            break;
        }
        let name = match &input {
            Input::Path(path) | Input::Tail { path, .. } => path.display().to_string(),
            Input::Stream(_) => "-".to_owned(),
            #[cfg(feature = "parquet")]
            Input::Rows(_) => "-".to_owned(),
        };
        let path = match &input {
            Input::Path(path) => Some(path.clone()),
            Input::Tail { .. } | Input::Stream(_) => None,
            #[cfg(feature = "parquet")]
            Input::Rows(_) => None,
        };
        let mut source = match open(input, format, limits) {
            Ok(source) => source,
            Err(error) => {
                report.missing += usize::from(matches!(error, SourceError::Missing { .. }));
                report.failures.push(error.to_string());
                continue;
            }
        };
        report.kinds.push((name.clone(), source.kind()));
        let mut is_empty = true;
        let mut ahead = LookAhead::default();
        while !cutter.is_over() {
            match source.next_item() {
                Ok(Some(item)) => {
                    is_empty = false;
                    let position = source.position();
                    if let Some(item) = ahead.take(item, position) {
                        cutter.push(item, position);
                    }
                    if ahead.is_full() {
                        if ahead.needs_more()
                            && let Some(path) = &path
                        {
                            read_dates(path, format, limits, &mut ahead, progress);
                        }
                        cutter.release(&mut ahead, position);
                    }
                }
                Ok(None) => {
                    let is_told = source.skips().is_some_and(|skips| !skips.is_empty());
                    if is_empty && !is_told {
                        report.empty.push((name.clone(), source.kind()));
                    }
                    break;
                }
                Err(error) => {
                    report.failures.push(error.to_string());
                    break;
                }
            }
        }
        cutter.release(&mut ahead, source.position());
        cutter.flush(source.position());
        cutter.date_evidence = None;
        cutter.before += source.position();
        if let Some(skips) = source.skips().filter(|skips| !skips.is_empty()) {
            report.skips.push((name, skips.clone()));
        }
    }
    report
}

/// Reads the complete input once more, only for the order of its dates.
fn read_dates(
    path: &Path,
    format: Format,
    limits: &Limits,
    ahead: &mut LookAhead,
    progress: &Progress,
) {
    // If the input cannot be opened again, what was read so far decides.
    let Ok(mut source) = open(Input::Path(path.to_owned()), format, limits) else { return };
    ahead.restart();
    while !progress.is_canceled()
        && let Ok(Some(item)) = source.next_item()
    {
        ahead.count(&item);
    }
}

/// Splits the stream of items into chunks.
struct ChunkCutter<'f, 'p> {
    feed: &'f mut ItemSender<'p, Chunk>,
    progress: &'f Progress,
    /// The receiver accepts no more chunks.
    refused: bool,
    /// Bytes of the previous inputs.
    before: u64,
    items: Vec<Item>,
    weight: usize,
    date_evidence: Option<Arc<DateEvidence>>,
}

impl ChunkCutter<'_, '_> {
    fn is_over(&self) -> bool {
        self.refused || self.progress.is_canceled()
    }

    /// Passes on the items that the look-ahead held, with its evidence.
    fn release(&mut self, ahead: &mut LookAhead, position: u64) {
        let (evidence, held) = ahead.close();
        if let Some(evidence) = evidence {
            self.flush(held.front().map_or(position, |(_, position)| *position));
            self.date_evidence = Some(evidence);
        }
        for (item, position) in held {
            self.push(item, position);
        }
    }

    fn push(&mut self, item: Item, position: u64) {
        // Records of another input start a new chunk: where an input is split must not depend on
        // the inputs before it.
        let is_other = |last: &Item| last.place.input != item.place.input;
        if item.place.record.is_some() && self.items.last().is_some_and(is_other) {
            self.flush(position);
        }
        self.weight += item.weight();
        self.items.push(item);
        if self.weight >= CHUNK_BYTES || self.items.len() >= CHUNK_ITEMS {
            self.flush(position);
        }
    }

    fn flush(&mut self, position: u64) {
        let position = self.before + position;
        self.progress.set_done(position);
        if self.items.is_empty() {
            return;
        }
        let items = std::mem::take(&mut self.items);
        let weight = std::mem::take(&mut self.weight);
        let date_evidence = self.date_evidence.clone();
        self.refused |= !self.feed.put(Chunk { items, weight, position, date_evidence }, weight);
    }
}
