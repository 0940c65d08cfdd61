//! Merging: adds the content of another catalog to this one, as if its imports had been run here.
//!
//! The content is written in batches, as in an import, so an interrupted merge can be run again. A
//! merge is a union by identity: versions by their ids; captures, rejects and pointers by their
//! digests. Content that both catalogs hold stays unchanged in this one. A capture gains the other
//! catalog's location if that one comes first.

use std::collections::HashMap;

use serde::Serialize;

use super::{Catalogued, ChunkResult, FIRST_BATCH_BYTES, ImportReport, Progress, ResultBatch};
use crate::article::{
    ArticleId, Capture, Content, Details, ImportNumber, KeptPage, Labels, Pointer, StoredCapture,
    StoredVersion, Version,
};
use crate::source::SourceLocation;
use crate::store::{
    HashedCapture, LocatedPointer, RejectRow, Rejected, Snapshot, StoreError, StoredPointer, Writer,
};

/// The number of article numbers that are read from the other catalog at a time.
const ARTICLES: u32 = 1_000;

/// The approximate weight in bytes of a capture without its text, and of a pointer.
const CAPTURE_BYTES: usize = 2 << 10;
const POINTER_BYTES: usize = 512;

/// How many items of one kind the other catalog held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MergeCounts {
    /// Items that this catalog did not have.
    pub new: u64,
    /// Items that this catalog had.
    pub known: u64,
}

impl MergeCounts {
    fn count(&mut self, is_known: bool) {
        if is_known {
            self.known += 1;
        } else {
            self.new += 1;
        }
    }
}

/// The result of a merge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MergeReport {
    /// The articles.
    pub articles: MergeCounts,
    /// The versions.
    pub versions: MergeCounts,
    /// The captures.
    pub captures: MergeCounts,
    /// The imports.
    pub imports: MergeCounts,
    /// The records that could not be imported.
    pub rejects: MergeCounts,
    /// The redirects.
    pub redirects: MergeCounts,
    /// The looks: requests that did not return a page.
    pub looks: MergeCounts,
    /// The revisits whose page was not in the other catalog.
    pub revisits: MergeCounts,
    /// The number of new revisits whose page is not in this catalog either.
    pub waiting: u64,
    /// Whether the merge was stopped before the end.
    pub stopped: bool,
}

/// Merges the content of `other` into the catalog of `writer`. The progress counts articles, and captures as
/// records; canceling it ends the merge early.
/// Completed batches stay committed, also after an error: running the merge again continues it.
pub fn merge(
    other: &Snapshot,
    writer: &mut Writer,
    jobs: usize,
    progress: &Progress,
) -> Result<MergeReport, StoreError> {
    let imports = other.imports(u64::MAX)?;
    let (runs, new) = writer.adopt_imports(&imports)?;
    let mut merge = Merge {
        other,
        sink: Catalogued { writer, jobs: jobs.max(1) },
        runs,
        batch: ResultBatch { full: FIRST_BATCH_BYTES, ..ResultBatch::default() },
        pending: ChunkResult::default(),
        written: ImportReport::default(),
        report: MergeReport {
            imports: MergeCounts { new, known: imports.len() as u64 - new },
            ..MergeReport::default()
        },
    };
    let mut last = ArticleId(0);
    'all: loop {
        let articles = other.articles_behind(last, ARTICLES)?;
        let Some(&newest) = articles.last() else { break };
        for article in articles {
            if progress.is_canceled() {
                break 'all;
            }
            merge.article(article, progress)?;
            progress.add_done(1);
        }
        last = newest;
    }
    merge.stopped_or(progress, |merge| {
        other.each_pointer(|stored| merge.stopped_or(progress, |merge| merge.pointer(stored)))
    })?;
    merge.stopped_or(progress, |merge| {
        other.each_reject(None, None, |reject| {
            merge.stopped_or(progress, |merge| merge.reject(reject))
        })
    })?;
    merge.flush()?;
    merge.report.waiting = merge.written.counts.waiting;
    merge.report.stopped = progress.is_canceled();
    Ok(merge.report)
}

/// A running merge.
struct Merge<'m> {
    other: &'m Snapshot,
    sink: Catalogued<'m>,
    /// The numbers of the other catalog's imports, mapped to their numbers in this catalog.
    runs: HashMap<ImportNumber, ImportNumber>,
    batch: ResultBatch,
    /// Results that are not in a batch yet.
    pending: ChunkResult,
    written: ImportReport,
    report: MergeReport,
}

impl Merge<'_> {
    fn stopped_or(
        &mut self,
        progress: &Progress,
        work: impl FnOnce(&mut Self) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if progress.is_canceled() { Ok(()) } else { work(self) }
    }

    fn run(&self, import: ImportNumber) -> Result<ImportNumber, StoreError> {
        self.runs.get(&import).copied().ok_or_else(|| StoreError::Damaged {
            path: self.other.path().to_owned(),
            what: format!("import {import} is missing"),
        })
    }

    fn article(&mut self, article: ArticleId, progress: &Progress) -> Result<(), StoreError> {
        let key = self.other.key_of(article)?;
        self.report.articles.count(self.sink.writer.has_article(&key)?);
        for version in self.other.versions(article)? {
            progress.add_records(version.captures.len() as u64);
            self.version(&version)?;
            self.settle()?;
        }
        Ok(())
    }

    fn version(&mut self, version: &StoredVersion) -> Result<(), StoreError> {
        let known = self.sink.writer.known(&version.id)?;
        self.report.versions.count(known.is_some());
        // The first capture carries the text, which the version's id verifies.
        let mut body = match known {
            Some(_) => None,
            None => self.other.body(version)?,
        };
        let mut is_first = known.is_none();
        for stored in &version.captures {
            let is_known = match known {
                Some(known) => self.sink.writer.has_capture(known, stored.digest)?,
                None => false,
            };
            self.report.captures.count(is_known);
            let handles = self.other.handles_of(stored.number)?;
            let page = self.page(version, stored)?;
            // A known capture may lack handles, a page or a location that the other catalog has.
            let has_all = is_known && handles.is_none() && page.is_none();
            if let Some(known) = known.filter(|_| has_all) {
                let first = stored.first_location();
                let run = self.run(first.import)?;
                if !self.sink.writer.comes_first(known, stored.digest, run, first)? {
                    continue;
                }
            }
            for location in std::iter::once(&stored.location).chain(&stored.late_locations) {
                let body = body.take().map(|body| body.to_string());
                let capture = self.capture(version, stored, body)?;
                let place = SourceLocation::from(location);
                let prepared = if let Some(redaction) = &version.redacted {
                    let digest = self.other.redacted_digest(stored)?;
                    let digest = digest.unwrap_or_else(|| capture.digest(&version.id));
                    HashedCapture::of_redacted(
                        capture,
                        version.id,
                        digest,
                        place,
                        redaction.clone(),
                    )
                } else if std::mem::take(&mut is_first) {
                    HashedCapture::new(capture, place)
                } else {
                    HashedCapture::of_known(capture, version.id, place)
                };
                let run = self.run(location.import)?;
                self.pending.weight += prepared.weight() + CAPTURE_BYTES;
                let prepared = prepared.with_handles(handles.clone()).with_page(page.clone());
                self.pending.captures.push(prepared.of_run(run));
            }
        }
        Ok(())
    }

    /// Returns the page that a capture was read from, if only the other catalog keeps it.
    fn page(
        &self,
        version: &StoredVersion,
        stored: &StoredCapture,
    ) -> Result<Option<KeptPage>, StoreError> {
        match stored.payload.filter(|_| version.redacted.is_none()) {
            Some(digest) if !self.sink.writer.has_page(&digest)? => self.other.page(&digest),
            _ => Ok(None),
        }
    }

    fn capture(
        &self,
        version: &StoredVersion,
        stored: &StoredCapture,
        body: Option<String>,
    ) -> Result<Capture, StoreError> {
        let Details { extra, annotations } = self.other.proved_details(version, stored)?;
        let text = |text: &Option<std::sync::Arc<str>>| text.as_deref().map(str::to_owned);
        Ok(Capture {
            version: Version {
                key: self.other.key_of(version.article)?,
                published: stored.published.clone(),
                updated: stored.updated.clone(),
                content: Content {
                    title: version.title.clone(),
                    byline: version.byline.clone(),
                    description: version.description.clone(),
                    body,
                },
            },
            kind: stored.kind,
            url: stored.url.clone(),
            captured: stored.captured.clone(),
            sequence: stored.sequence,
            labels: Labels {
                lang: text(&stored.lang),
                publisher: text(&stored.publisher),
                section: text(&stored.section),
                extra,
            },
            annotations,
            payload: stored.payload,
        })
    }

    fn pointer(&mut self, stored: StoredPointer) -> Result<(), StoreError> {
        let StoredPointer { pointer, import, place } = stored;
        let is_known = self.sink.writer.has_pointer(&pointer)?;
        match &pointer {
            Pointer::Redirect(_) => self.report.redirects.count(is_known),
            Pointer::Look(_) => self.report.looks.count(is_known),
            Pointer::Revisit(_) => self.report.revisits.count(is_known),
        }
        if is_known {
            return Ok(());
        }
        let run = Some(self.run(import)?);
        self.pending.pointers.push(LocatedPointer { pointer, place, run });
        self.pending.weight += POINTER_BYTES;
        self.settle()
    }

    fn reject(&mut self, row: RejectRow) -> Result<(), StoreError> {
        let run = Some(self.run(row.import)?);
        let rejected = Rejected {
            records: 1,
            place: SourceLocation {
                input: row.input.into(),
                record: row.record.map(|record| record as u64),
                offset: row.offset as u64,
            },
            code: row.code,
            reason: row.reason,
            length: row.length as u64,
            bytes: row.bytes,
            run,
        };
        let is_known = self.sink.writer.has_reject(&rejected)?;
        self.report.rejects.count(is_known);
        if is_known {
            return Ok(());
        }
        self.pending.weight += rejected.bytes.len() + POINTER_BYTES;
        self.pending.rejects.push(rejected);
        self.settle()
    }

    /// Moves the pending results into the batch, and writes the batch if it is full.
    fn settle(&mut self) -> Result<(), StoreError> {
        self.batch.add(std::mem::take(&mut self.pending));
        if self.batch.is_full() { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.batch.add(std::mem::take(&mut self.pending));
        self.batch.write(&mut self.sink, &Progress::default(), &mut self.written).map(|_| ())
    }
}
