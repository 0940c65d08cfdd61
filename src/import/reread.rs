//! Reading pages again with this version of the extractor.
//!
//! Each capture whose page an earlier version has read gets a new reading, from the page that the
//! catalog keeps, or from its input if that is still in place. The earlier reading stays; the
//! [timeline](crate::timeline) counts the latest reading of each page, so that a better extractor
//! never looks like an edit.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::Settings;
use crate::article::{
    ArticleId, Capture, ClockSource, Details, ImportNumber, Labels, Sha256, StoredCapture,
    StoredVersion, Timestamp,
};
use crate::extract::{self, ExtractOptions, Extracted, NonArticlePolicy};
use crate::pipeline::Progress;
use crate::source::{self, Input, Item, ItemContent, RawPage, SourceLocation};
use crate::store::{HashedCapture, Snapshot, StoreError, Writer};
use crate::timeline::Timeline;

/// Bytes of new readings to write in one transaction.
const BATCH_BYTES: usize = 16 << 20;

/// The maximum number of problems in a report.
const SHOWN_PROBLEMS: usize = 5;

/// What to read again, and how.
pub struct RereadJob<'j> {
    /// The articles.
    pub articles: Vec<ArticleId>,
    /// Returns how an import read its inputs.
    pub settings: &'j dyn Fn(ImportNumber) -> Settings,
    /// Captures that an earlier version of the extractor than this one has read are read again:
    /// usually [`EXTRACTOR_VERSION`](crate::extract::EXTRACTOR_VERSION).
    pub below: u32,
    /// Only report what would change.
    pub dry_run: bool,
    /// The number of threads that compress and compare.
    pub jobs: usize,
}

/// The counts of a reread, in captures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// Captures of pages that an earlier version of the extractor has read.
    pub captures: u64,
    /// Captures whose text or timestamps are now read differently.
    pub changed: u64,
    /// Captures that are read as before.
    pub same: u64,
    /// Captures whose page is refused now, for example because it is not an article.
    pub refused: u64,
    /// Captures whose page is neither kept nor in its input.
    pub missing: u64,
    /// The first problems, for people.
    pub problems: Vec<String>,
    /// Whether it was stopped before the end.
    pub stopped: bool,
}

impl Report {
    fn problem(&mut self, text: impl FnOnce() -> String) {
        if self.problems.len() < SHOWN_PROBLEMS {
            self.problems.push(text());
        }
    }
}

/// A capture to read again.
struct Candidate {
    version: Arc<StoredVersion>,
    capture: StoredCapture,
}

/// A running reread.
struct Reread<'r> {
    catalog: &'r Snapshot,
    writer: Option<&'r mut Writer>,
    job: &'r RereadJob<'r>,
    batch: Vec<HashedCapture>,
    weight: usize,
    report: Report,
}

/// Reads pages again. `writer` writes to the catalog of `catalog`; it is `None` in a dry run.
/// The progress counts captures as records; canceling it ends the work early.
pub fn reread(
    job: &RereadJob<'_>,
    catalog: &Snapshot,
    writer: Option<&mut Writer>,
    progress: &Progress,
) -> Result<Report, StoreError> {
    let mut run = Reread {
        catalog,
        writer: writer.filter(|_| !job.dry_run),
        job,
        batch: Vec::new(),
        weight: 0,
        report: Report::default(),
    };
    // By input, with the import that read it: the candidates by the digest of their page.
    let mut in_inputs: BTreeMap<(Arc<str>, ImportNumber), HashMap<Sha256, Vec<Candidate>>> =
        BTreeMap::new();
    for &article in &job.articles {
        for candidate in candidates(catalog, article, job.below)? {
            if progress.is_canceled() {
                break;
            }
            run.report.captures += 1;
            progress.add_records(1);
            let Some(digest) = candidate.capture.payload else { continue };
            if let Some(page) = catalog.page(&digest)? {
                let page = RawPage {
                    bytes: page.bytes.to_vec(),
                    kind: page.kind,
                    content_type: page.content_type,
                    url_hint: None,
                    written: None,
                    origin: None,
                };
                run.read(&page, &candidate)?;
            } else {
                let place = &candidate.capture.location;
                let input = (Arc::clone(&place.input), place.import);
                let by_page = in_inputs.entry(input).or_default();
                by_page.entry(digest).or_default().push(candidate);
            }
        }
    }
    for ((input, import), wanted) in in_inputs {
        run.input(&input, import, wanted, progress)?;
    }
    run.write()?;
    run.report.stopped = progress.is_canceled();
    Ok(run.report)
}

/// Returns the captures of an article whose page only earlier versions of the extractor have read.
fn candidates(
    catalog: &Snapshot,
    article: ArticleId,
    below: u32,
) -> Result<Vec<Candidate>, StoreError> {
    let timeline = Timeline::of(catalog.versions(article)?);
    let mut found = Vec::new();
    for version in timeline.versions().iter().filter(|version| version.redacted.is_none()) {
        let version = Arc::new(version.clone());
        for capture in version.captures.iter().filter(|capture| !capture.is_superseded) {
            let by = capture.extracted_by.as_ref().map_or(0, |by| by.version);
            if capture.payload.is_some() && by < below {
                found.push(Candidate { version: Arc::clone(&version), capture: capture.clone() });
            }
        }
    }
    Ok(found)
}

impl Reread<'_> {
    /// Reads the pages of an input that is still in place.
    fn input(
        &mut self,
        input: &str,
        import: ImportNumber,
        mut wanted: HashMap<Sha256, Vec<Candidate>>,
        progress: &Progress,
    ) -> Result<(), StoreError> {
        let settings = (self.job.settings)(import);
        let path = PathBuf::from(input);
        let opened = source::open(Input::Path(path), settings.format, &settings.limits);
        match opened {
            Ok(mut reader) => loop {
                if wanted.is_empty() || progress.is_canceled() {
                    break;
                }
                let item = match reader.next_item() {
                    Ok(Some(item)) => item,
                    Ok(None) => break,
                    Err(error) => {
                        self.report.problem(|| error.to_string());
                        break;
                    }
                };
                let ItemContent::Page(page) = &item.raw else { continue };
                for candidate in wanted.remove(&Sha256::of(&page.bytes)).unwrap_or_default() {
                    self.read(page, &candidate)?;
                }
            },
            Err(error) => self.report.problem(|| error.to_string()),
        }
        self.report.missing += wanted.values().map(|left| left.len() as u64).sum::<u64>();
        Ok(())
    }

    /// Reads a page again and adds the new reading to the batch.
    fn read(&mut self, page: &RawPage, candidate: &Candidate) -> Result<(), StoreError> {
        let Candidate { version, capture } = candidate;
        let details = self.catalog.proved_details(version, capture)?;
        let settings = (self.job.settings)(capture.location.import);
        let is_wall = details.annotations.not_a_story.is_some();
        let options = ExtractOptions {
            url: Some(capture.url.clone()),
            published: None,
            updated: None,
            captured: None,
            walls: if is_wall { NonArticlePolicy::Keep } else { NonArticlePolicy::Refuse },
            ..settings.options
        };
        let place = SourceLocation::from(&capture.location);
        let page = RawPage { origin: None, ..page.clone() };
        let item = Item { place: place.clone(), raw: ItemContent::Page(page) };
        let found = extract::guarded(|| extract::extract(&item, &options));
        let reading = match found {
            Ok(Extracted::Capture(reading)) => reading.capture,
            Ok(Extracted::Pointer(_)) => return Ok(()),
            Err(problem) => {
                self.report.refused += 1;
                self.report.problem(|| format!("{place}: {problem} [{}]", problem.code));
                return Ok(());
            }
        };
        let key = self.catalog.key_of(version.article)?;
        let mut again = renewed(reading, capture, details);
        again.version.key = key;
        let handles = self.catalog.handles_of(capture.number)?;
        let prepared = HashedCapture::new(again, place).with_handles(handles);
        if prepared.id() == version.id {
            self.report.same += 1;
        } else {
            self.report.changed += 1;
        }
        self.weight += prepared.weight();
        self.batch.push(prepared);
        if self.weight >= BATCH_BYTES { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<(), StoreError> {
        let batch = std::mem::take(&mut self.batch);
        self.weight = 0;
        if let Some(writer) = self.writer.as_deref_mut().filter(|_| !batch.is_empty()) {
            writer.write(&batch, &[], 0, self.job.jobs)?;
        }
        Ok(())
    }
}

/// Returns the new reading of a stored capture: what the source stated about the capture stays, and
/// so does a timestamp that the user gave.
fn renewed(reading: Capture, stored: &StoredCapture, details: Details) -> Capture {
    let given = |new: Option<Timestamp>, old: &Option<Timestamp>| match old {
        Some(old) if old.source() == ClockSource::Flag => Some(old.clone()),
        _ => new,
    };
    let label = |new: Option<String>, old: &Option<Arc<str>>| {
        new.or_else(|| old.as_deref().map(str::to_owned))
    };
    let mut again = reading;
    again.kind = stored.kind;
    again.url.clone_from(&stored.url);
    again.captured.clone_from(&stored.captured);
    again.sequence = stored.sequence;
    again.version.published = given(again.version.published, &stored.published);
    again.version.updated = given(again.version.updated, &stored.updated);
    again.labels = Labels {
        lang: label(again.labels.lang, &stored.lang),
        publisher: label(again.labels.publisher, &stored.publisher),
        section: label(again.labels.section, &stored.section),
        extra: details.extra,
    };
    again.annotations.warc_record_id = details.annotations.warc_record_id;
    again.annotations.warc_truncated = details.annotations.warc_truncated;
    again
}
