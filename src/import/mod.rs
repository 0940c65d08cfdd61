//! The import: reads inputs and stores their versions, through bounded queues.
//!
//! One thread reads and splits the inputs, `jobs` threads extract and hash, and the caller's thread
//! writes in batches. The bytes in flight are bounded, so memory use stays constant for inputs of
//! any size. Records are written in input order, so an interrupted import can be repeated.

mod merge;
mod redirects;
mod rejects;
pub mod reread;

use std::collections::BTreeMap;
use std::path::Path;

use self::redirects::HeldRedirects;
use self::rejects::Rejects;
use crate::article::{ImportNumber, Pointer};
use crate::extract::{self, Extracted};
use crate::pipeline::{self, DrainEvent, Size};
use crate::source::{
    self, Chunk, Format, Input, InputKind, ItemContent, Limits, Skips, SourceLocation,
};
use crate::store::{
    BatchReport, HashedCapture, ImportCounts, LocatedPointer, Rejected, Snapshot, StoreError,
    Writer,
};

pub use crate::pipeline::Progress;
pub use merge::{MergeCounts, MergeReport, merge};

/// The limit on bytes of records in flight between the reader and the writer.
const UNDER_WAY: usize = 32 << 20;

/// The size of a batch, which is written in one transaction: large enough that index pages with
/// random keys are written once for many records, small enough to be held in memory.
const BATCH_BYTES: usize = 16 << 20;
const BATCH_CAPTURES: usize = 8_000;

/// The first batch is larger: a new catalog's dictionary is trained on it.
const FIRST_BATCH_BYTES: usize = 40 << 20;

/// How inputs are read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The format of the inputs.
    pub format: Format,
    /// The maximum sizes of a record and of a page.
    pub limits: Limits,
    /// How fields are read.
    pub options: extract::ExtractOptions,
}

/// The inputs and options of an import.
pub struct Job {
    /// The inputs, in order.
    pub inputs: Vec<Input>,
    /// How they are read.
    pub settings: Settings,
    /// Whether pages are kept as they were captured.
    pub keeps_pages: bool,
    /// The number of threads that extract, and of threads that compress.
    pub jobs: usize,
}

impl Job {
    /// An import of these inputs: formats are detected, limits and options are the defaults, on one
    /// thread.
    pub fn new(inputs: Vec<Input>) -> Self {
        Self { inputs, settings: Settings::default(), keeps_pages: false, jobs: 1 }
    }
}

/// The result of an import.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct ImportReport {
    /// The counts.
    pub counts: ImportCounts,
    /// The import's number; 0 for a dry run, or if no catalog was created.
    pub import: ImportNumber,
    /// Each input with its detected format.
    pub kinds: Vec<(String, InputKind)>,
    /// Inputs that could not be read completely, with the reason and the remedy.
    pub failures: Vec<String>,
    /// What was skipped in each input: files of folders, records of archives.
    pub skips: Vec<(String, Skips)>,
    /// The first rejects, to be shown to the user. All rejects are in the catalog.
    pub rejects: Vec<Rejected>,
    /// Timestamps that could not be read, in records that were imported without them.
    pub unread_clocks: UnreadClocks,
    /// What the form of many records shows, such as a column of times that is not used.
    pub remarks: Remarks,
    /// The number of records whose text was lost or encoded twice before the import, or whose archive
    /// states a wrong digest or date.
    pub damaged: u64,
    /// See [`BatchReport::timeless_returns`].
    pub timeless_returns: u64,
    /// The number of new pages that are kept as they were captured.
    pub kept_pages: u64,
    /// The number of failures that are inputs that do not exist.
    pub missing: usize,
    /// Inputs in which no record was found.
    pub empty: Vec<(String, InputKind)>,
    /// Whether the import was stopped before the end of the inputs.
    pub stopped: bool,
}

/// The maximum number of rejects in a report.
const SHOWN_REJECTS: usize = 5;

/// Timestamps that could not be read. Their text is kept with the capture, as `unread_clocks`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadClocks {
    /// Their number.
    pub count: u64,
    /// The first of them, each with its location, its source and its text.
    pub first: Vec<String>,
}

/// The maximum number of unread timestamps that are listed.
const SHOWN_CLOCKS: usize = 3;

impl UnreadClocks {
    /// Adds those of a record.
    pub fn add(&mut self, place: &SourceLocation, clocks: &[extract::UnreadClock]) {
        self.count += clocks.len() as u64;
        for clock in clocks {
            if self.first.len() < SHOWN_CLOCKS {
                self.first.push(format!("{place}: {clock}"));
            }
        }
    }

    /// Adds those of later records.
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        let room = SHOWN_CLOCKS.saturating_sub(self.first.len());
        self.first.extend(other.first.into_iter().take(room));
    }
}

/// Remarks about the form of records: each once, with the number of records and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    by_text: BTreeMap<String, (u64, SourceLocation)>,
    /// Remarks of further kinds, which are not listed.
    more: u64,
}

/// The maximum number of different remarks that are listed.
const MOST_REMARKS: usize = 100;

impl Remarks {
    /// Adds those of a record.
    pub fn add(&mut self, place: &SourceLocation, remarks: &[String]) {
        for remark in remarks {
            self.count(remark.clone(), 1, place.clone());
        }
    }

    /// Adds those of later records.
    pub fn merge(&mut self, other: Self) {
        for (remark, (count, place)) in other.by_text {
            self.count(remark, count, place);
        }
        self.more += other.more;
    }

    fn count(&mut self, remark: String, count: u64, place: SourceLocation) {
        if let Some((known, _)) = self.by_text.get_mut(&remark) {
            *known += count;
        } else if self.by_text.len() < MOST_REMARKS {
            self.by_text.insert(remark, (count, place));
        } else {
            self.more += count;
        }
    }

    /// Returns one line per remark.
    pub fn lines(&self) -> Vec<String> {
        let line = |(remark, (count, place)): (&String, &(u64, SourceLocation))| match count {
            1 => format!("{place}: {remark}"),
            _ => format!("{place} and {} more records: {remark}", count - 1),
        };
        let mut lines: Vec<String> = self.by_text.iter().map(line).collect();
        if self.more > 0 {
            lines.push(format!("{} more remarks of other kinds are not listed", self.more));
        }
        lines
    }
}

/// The destination of batches.
trait Sink {
    fn write(
        &mut self,
        batch: Vec<HashedCapture>,
        pointers: &[LocatedPointer],
        rejects: &[Rejected],
        bytes: u64,
    ) -> Result<BatchReport, StoreError>;
}

/// Imports into the catalog of `writer`. Canceling `progress` ends the import early and commits all
/// complete records.
pub fn run(job: Job, writer: &mut Writer, progress: &Progress) -> Result<ImportReport, StoreError> {
    let jobs = job.jobs.max(1);
    let report = run_pipeline(job, &mut Catalogued { writer, jobs }, progress)?;
    Ok(ImportReport { import: writer.import(), ..report })
}

/// Imports into a catalog that `begin` creates when there is something to store, or when all inputs
/// are read without a failure. Otherwise nothing is created, and there is no writer.
pub fn run_new(
    job: Job,
    begin: impl FnMut() -> Result<Writer, StoreError>,
    progress: &Progress,
) -> Result<(ImportReport, Option<Writer>), StoreError> {
    let mut sink = NewCatalog { begin, writer: None, jobs: job.jobs.max(1) };
    let mut report = run_pipeline(job, &mut sink, progress)?;
    if report.failures.is_empty() {
        sink.writer()?;
    }
    report.import = sink.writer.as_ref().map(Writer::import).unwrap_or_default();
    Ok((report, sink.writer))
}

/// Runs an import without writing: reads and extracts everything, and reports what would be added.
pub fn dry_run(job: Job, catalog: &Path, progress: &Progress) -> Result<ImportReport, StoreError> {
    let catalog = match Snapshot::open(catalog) {
        Ok(catalog) => Some(catalog),
        Err(StoreError::Missing { .. } | StoreError::Unfinished { .. }) => None,
        Err(error) => return Err(error),
    };
    let mut sink = Rehearsal { catalog, ids: std::collections::HashSet::new() };
    run_pipeline(job, &mut sink, progress)
}

struct Catalogued<'w> {
    writer: &'w mut Writer,
    jobs: usize,
}

impl Sink for Catalogued<'_> {
    fn write(
        &mut self,
        batch: Vec<HashedCapture>,
        pointers: &[LocatedPointer],
        rejects: &[Rejected],
        bytes: u64,
    ) -> Result<BatchReport, StoreError> {
        self.writer.write_all(&batch, pointers, rejects, bytes, self.jobs)
    }
}

/// A catalog that is created by the first batch.
struct NewCatalog<B> {
    begin: B,
    writer: Option<Writer>,
    jobs: usize,
}

impl<B: FnMut() -> Result<Writer, StoreError>> NewCatalog<B> {
    fn writer(&mut self) -> Result<&mut Writer, StoreError> {
        match &mut self.writer {
            Some(writer) => Ok(writer),
            none => Ok(none.insert((self.begin)()?)),
        }
    }
}

impl<B: FnMut() -> Result<Writer, StoreError>> Sink for NewCatalog<B> {
    fn write(
        &mut self,
        batch: Vec<HashedCapture>,
        pointers: &[LocatedPointer],
        rejects: &[Rejected],
        bytes: u64,
    ) -> Result<BatchReport, StoreError> {
        let jobs = self.jobs;
        self.writer()?.write_all(&batch, pointers, rejects, bytes, jobs)
    }
}

struct Rehearsal {
    catalog: Option<Snapshot>,
    /// The first eight bytes of each id seen. They only serve a count, so collisions do no harm.
    ids: std::collections::HashSet<i64>,
}

impl Sink for Rehearsal {
    fn write(
        &mut self,
        batch: Vec<HashedCapture>,
        pointers: &[LocatedPointer],
        rejects: &[Rejected],
        _bytes: u64,
    ) -> Result<BatchReport, StoreError> {
        let mut report = BatchReport::default();
        report.counts.rejects = rejects.iter().map(|reject| reject.records).sum();
        report.counts.records = (batch.len() + pointers.len()) as u64 + report.counts.rejects;
        // Whether a revisit's page is in the catalog is known only after writing.
        for placed in pointers {
            match &placed.pointer {
                Pointer::Revisit(_) => report.counts.known += 1,
                Pointer::Redirect(redirect) => {
                    report.counts.redirects += 1;
                    report.counts.looks += u64::from(redirect.look().is_some());
                }
                Pointer::Look(_) => report.counts.looks += 1,
            }
        }
        for prepared in batch {
            let id = prepared.id();
            let known = match &self.catalog {
                Some(catalog) => catalog.has_version(&id)?,
                None => false,
            };
            if known || !self.ids.insert(id.0.prefix64()) {
                report.counts.known += 1;
            } else {
                report.counts.versions += 1;
            }
        }
        Ok(report)
    }
}

/// The results of a chunk.
#[derive(Default)]
struct ChunkResult {
    captures: Vec<HashedCapture>,
    pointers: Vec<LocatedPointer>,
    /// The redirects of web archives.
    redirects: Vec<LocatedPointer>,
    rejects: Vec<Rejected>,
    unread_clocks: UnreadClocks,
    remarks: Remarks,
    damaged: u64,
    weight: usize,
    position: u64,
}

fn run_pipeline(
    job: Job,
    sink: &mut dyn Sink,
    progress: &Progress,
) -> Result<ImportReport, StoreError> {
    let size = Size { jobs: job.jobs, bytes: UNDER_WAY };
    let Job { inputs, settings: Settings { format, limits, options }, keeps_pages, .. } = job;
    let mut report = ImportReport::default();
    let mut batch = ResultBatch { full: FIRST_BATCH_BYTES, ..ResultBatch::default() };
    let mut held = HeldRedirects::default();
    let (reader, outcome) = pipeline::run(
        size,
        |feed| source::feed(inputs, format, &limits, feed, progress),
        |chunk| work(chunk, &options, keeps_pages),
        |event| match event {
            DrainEvent::Done(mut done) => {
                progress.set_idle(false);
                let redirects = std::mem::take(&mut done.redirects);
                batch.add(done);
                batch.pointers.extend(held.take(redirects));
                if held.is_full() {
                    batch.pointers.extend(held.release(&mut batch.remarks));
                }
                if batch.is_full() { batch.write(sink, progress, &mut report) } else { Ok(0) }
            }
            DrainEvent::Idle => {
                let written = batch.write(sink, progress, &mut report);
                progress.set_idle(true);
                written
            }
        },
    );
    progress.set_idle(false);
    outcome?;
    batch.pointers.extend(held.release(&mut batch.remarks));
    batch.write(sink, progress, &mut report)?;
    report.unread_clocks = batch.unread_clocks;
    report.remarks = batch.remarks;
    report.damaged = batch.damaged;
    report.missing = reader.missing;
    report.empty = reader.empty;
    report.kinds = reader.kinds;
    report.failures = reader.failures;
    report.skips = reader.skips;
    report.stopped = progress.is_canceled();
    Ok(report)
}

fn work(chunk: Chunk, options: &extract::ExtractOptions, keeps_pages: bool) -> ChunkResult {
    let mut done = ChunkResult {
        captures: Vec::with_capacity(chunk.items.len()),
        pointers: Vec::new(),
        redirects: Vec::new(),
        rejects: Vec::new(),
        unread_clocks: UnreadClocks::default(),
        remarks: Remarks::default(),
        damaged: 0,
        weight: chunk.weight,
        position: chunk.position,
    };
    let options =
        &extract::ExtractOptions { date_evidence: chunk.date_evidence, ..options.clone() };
    let mut rejects = Rejects::default();
    for item in chunk.items {
        // Hashing is guarded too: a panic anywhere costs one record, not the import.
        let read = extract::guarded(|| {
            Ok(match extract::extract(&item, options)? {
                Extracted::Capture(reading) => {
                    done.unread_clocks.add(&item.place, &reading.unread_clocks);
                    done.remarks.add(&item.place, &reading.remarks);
                    done.damaged += u64::from(reading.capture.annotations.damage.is_some());
                    let place = reading.position.unwrap_or_else(|| item.place.clone());
                    let prepared = HashedCapture::new(reading.capture, place);
                    done.captures.push(prepared.with_handles(reading.handles));
                    None
                }
                Extracted::Pointer(pointer) => Some(pointer),
            })
        });
        match read {
            Ok(None) => {
                if keeps_pages
                    && let ItemContent::Page(page) = item.raw
                    && let Some(last) = done.captures.pop()
                {
                    done.captures.push(last.with_page(Some(page.into_kept())));
                }
            }
            Ok(Some(pointer)) => {
                let is_redirect = matches!(item.raw, ItemContent::RedirectRecord(_));
                let list = if is_redirect { &mut done.redirects } else { &mut done.pointers };
                list.push(LocatedPointer { pointer, place: item.place, run: None });
            }
            Err(problem) => rejects.add(item, problem),
        }
    }
    done.rejects = rejects.finish();
    done
}

/// Results to be written in one transaction.
#[derive(Default)]
struct ResultBatch {
    captures: Vec<HashedCapture>,
    pointers: Vec<LocatedPointer>,
    rejects: Vec<Rejected>,
    unread_clocks: UnreadClocks,
    remarks: Remarks,
    damaged: u64,
    /// The weight to release when the batch is written.
    weight: usize,
    position: u64,
    written: u64,
    /// The weight at which the batch is written.
    full: usize,
}

impl ResultBatch {
    fn add(&mut self, chunk: ChunkResult) {
        self.captures.extend(chunk.captures);
        self.pointers.extend(chunk.pointers);
        self.rejects.extend(chunk.rejects);
        self.unread_clocks.merge(chunk.unread_clocks);
        self.remarks.merge(chunk.remarks);
        self.damaged += chunk.damaged;
        self.weight += chunk.weight;
        self.position = chunk.position;
    }

    fn is_full(&self) -> bool {
        let records = self.captures.len() + self.pointers.len() + self.rejects.len();
        self.weight >= self.full || records >= BATCH_CAPTURES
    }

    /// Writes the batch and returns the weight that it releases.
    fn write(
        &mut self,
        sink: &mut dyn Sink,
        progress: &Progress,
        report: &mut ImportReport,
    ) -> Result<usize, StoreError> {
        if self.captures.is_empty() && self.pointers.is_empty() && self.rejects.is_empty() {
            return Ok(std::mem::take(&mut self.weight));
        }
        let bytes = self.position.saturating_sub(self.written);
        let captures = std::mem::take(&mut self.captures);
        let pointers = std::mem::take(&mut self.pointers);
        let written = sink.write(captures, &pointers, &self.rejects, bytes)?;
        self.written = self.position;
        self.full = BATCH_BYTES;
        progress.add_records(written.counts.records);
        progress.add_rejects(written.counts.rejects);
        report.counts.add(&written.counts);
        report.timeless_returns += written.timeless_returns;
        report.kept_pages += written.kept_pages;
        let room = SHOWN_REJECTS.saturating_sub(report.rejects.len());
        report.rejects.extend(self.rejects.drain(..).take(room));
        self.rejects.clear();
        Ok(std::mem::take(&mut self.weight))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    struct Panics;

    impl Read for Panics {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            panic!("in the reader")
        }
    }

    struct TestSink {
        panics: bool,
        records: usize,
    }

    impl Sink for TestSink {
        fn write(
            &mut self,
            batch: Vec<HashedCapture>,
            _: &[LocatedPointer],
            _: &[Rejected],
            _: u64,
        ) -> Result<BatchReport, StoreError> {
            assert!(!self.panics, "in the writer");
            self.records += batch.len();
            Ok(BatchReport::default())
        }
    }

    /// A panic while reading or writing reaches the caller; it must not hang. A panic in the
    /// extraction of a record makes it a reject, see [`extract::guarded`].
    #[test]
    fn a_panic_in_any_stage_is_passed_on() {
        let rows = (0..3_000).fold(String::new(), |rows, number| {
            rows + &format!("{{\"url\":\"https://a.example/{number}\",\"body\":\"Text.\"}}\n")
        });
        for jobs in [1, 3] {
            for stage in ["reader", "writer", "none"] {
                let mut sink = TestSink { panics: stage == "writer", records: 0 };
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    let input = match stage {
                        "reader" => Input::Stream(Box::new(Panics)),
                        _ => Input::Stream(Box::new(Cursor::new(rows.clone()))),
                    };
                    let job = Job { jobs, ..Job::new(vec![input]) };
                    run_pipeline(job, &mut sink, &Progress::default()).map(drop)
                }));
                if stage == "none" {
                    assert!(matches!(caught, Ok(Ok(()))));
                    assert_eq!(sink.records, 3_000);
                    continue;
                }
                let panic = caught.expect_err(stage);
                let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
                let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
                assert_eq!(said, Some(format!("in the {stage}")));
            }
        }
        let caught = extract::guarded(|| -> Result<(), _> { panic!("in the extraction") });
        assert_eq!(caught.expect_err("a reject").code, "internal");
    }
}
