//! The writer: writes prepared captures in batches, one transaction each.

mod archive;
mod dictionary;
mod encode;
mod extras;
mod input;
mod insert;
mod merge;
mod pages;
mod plan;
mod redaction;

pub(super) use self::encode::encode;
pub(super) use self::input::reject_digest;
pub use self::input::{HashedCapture, LocatedPointer, Rejected};
pub(super) use self::redaction::{
    RedactedArrival, WithheldCapture, insert_redacted_capture, insert_redaction,
};
pub use merge::MergeStatus;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior, params};

use self::dictionary::Trained;
use self::extras::ExtrasWriter;
use self::insert::entry_place;
use self::pages::PageBase;
use super::cache::Cache;
use super::codec::{Dictionary, Encoder};
use super::connection::open_to_write;
use super::error::{At as _, Result, StoreError};
use super::lookup::{
    REDIRECT, REJECT, WAITING, articles_by_alias, comes_first, find_article, find_capture,
    find_version, has_digest, has_look, has_page, key_hash,
};
use super::merkle_log::{self, EventKind, EventOutcome, JournalEvent, NewEntry};
use super::pieces::FramePage;
use super::reader::SharedNames;
use super::text::TextReader;
use crate::article::{ImportNumber, Look, MatchKey, Pointer, Precision, Timestamp, UnixMicros};
use crate::source::SourceLocation;
use crate::store::codes::precision_code;

/// Bytes of texts to cache as bases for the next versions.
const HOT_BYTES: usize = 24 << 20;

/// The maximum number of compression threads: each uses about 10 MB, and the insertion that follows
/// is single-threaded.
const MOST_ENCODERS: usize = 3;

/// The number of match keys, URLs and names whose row ids are cached.
const HOT_NAMES: usize = 40_000;

/// The counts of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct ImportCounts {
    /// Records and pages read, including rejected ones.
    pub records: u64,
    /// New versions.
    pub versions: u64,
    /// Records of known versions.
    pub known: u64,
    /// New captures, of new or known versions.
    pub captures: u64,
    /// New articles.
    pub articles: u64,
    /// Records that could not be imported.
    pub rejects: u64,
    /// Revisits whose page is not in the catalog yet.
    #[serde(skip_serializing_if = "is_zero")]
    pub waiting: u64,
    /// Redirects, including known ones.
    #[serde(skip_serializing_if = "is_zero")]
    pub redirects: u64,
    /// Looks, including known ones.
    #[serde(skip_serializing_if = "is_zero")]
    pub looks: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde requires this signature")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl ImportCounts {
    /// Adds other counts to these.
    pub fn add(&mut self, other: &Self) {
        self.records += other.records;
        self.versions += other.versions;
        self.known += other.known;
        self.captures += other.captures;
        self.articles += other.articles;
        self.rejects += other.rejects;
        self.waiting += other.waiting;
        self.redirects += other.redirects;
        self.looks += other.looks;
    }
}

/// The result of writing a batch.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct BatchReport {
    /// The counts.
    pub counts: ImportCounts,
    /// The minimum number of records that return to an earlier text of their article without a time
    /// of capture, so that no time of the return can be stored.
    pub timeless_returns: u64,
    /// The number of pages that were kept as they were captured.
    pub kept_pages: u64,
}

/// Writes an import to the catalog.
pub struct Writer {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    migrated_from: Option<PathBuf>,
    pub(super) import: ImportNumber,
    /// The name and version of the program, for the import.
    program: String,
    encoders: Vec<Encoder>,
    pub(super) texts: TextReader,
    dictionary: Option<Arc<Dictionary>>,
    pub(super) caches: Caches,
    pub(super) names: SharedNames,
    /// Whether inputs of other catalogs' imports are recorded in a temporary table.
    pub(super) knows_inputs: bool,
}

pub(super) struct Caches {
    articles: Cache<MatchKey, i64>,
    aliases: Cache<(i64, String), i64>,
    /// The article's last stored text, which is the base of the next one.
    hot: Cache<i64, DeltaBase>,
    /// The pages that the next pages are compressed against.
    pages: Cache<PageBase, DeltaBase>,
    /// Keyed by import and path.
    inputs: HashMap<(ImportNumber, Arc<str>), i64>,
    labels: Cache<String, i64>,
    readings: HashMap<(i16, &'static str, &'static str, i64), i64>,
    /// The page that is being filled with rows of frames.
    leaf: FramePage,
}

impl Caches {
    pub(super) fn new() -> Self {
        Self {
            articles: Cache::new(HOT_NAMES),
            aliases: Cache::new(HOT_NAMES),
            hot: Cache::new(HOT_BYTES),
            pages: Cache::new(HOT_BYTES),
            inputs: HashMap::new(),
            labels: Cache::new(HOT_NAMES / 10),
            readings: HashMap::new(),
            leaf: FramePage::unknown(),
        }
    }

    fn clear(&mut self) {
        *self = Self::new();
    }
}

#[derive(Clone)]
pub(super) struct DeltaBase {
    pub(super) text: Arc<String>,
    pub(super) id: i64,
    pub(super) depth: i64,
}

impl DeltaBase {
    fn weight(&self) -> usize {
        self.text.len() + 128
    }
}

/// A text to store: planned in order, compressed on any thread, inserted in order.
pub(super) struct NewText {
    pub(super) id: i64,
    pub(super) text: Arc<String>,
    /// The key in the index of bodies; `None` if the text is not a body.
    pub(super) hash: Option<i64>,
    pub(super) base: Option<DeltaBase>,
}

pub(super) struct Encoded {
    data: Vec<u8>,
    delta: bool,
}

enum Target {
    /// A version that is in the catalog.
    Stored(i64),
    /// The new version of this batch with this index.
    New(usize),
}

impl Writer {
    /// Opens the catalog, creating or migrating it if needed, and starts a new import.
    ///
    /// `started` is in microseconds since 1970; `arguments` is JSON.
    pub fn begin(path: &Path, program: &str, arguments: &str, started: i64) -> Result<Self> {
        let mut writer = Self::open(path)?;
        let transaction =
            writer.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
        let import = transaction
            .prepare_cached(
                "INSERT INTO _import (started_us, program, arguments) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut statement| statement.insert(params![started, program, arguments]))
            .map(ImportNumber)
            .at(path)?;
        // The journal needs an object, whatever the arguments are.
        let given: serde_json::Value = serde_json::from_str(arguments).unwrap_or_default();
        let event = JournalEvent {
            at: UnixMicros(started),
            kind: EventKind::IngestionStart,
            agent: program.to_owned(),
            outcome: EventOutcome::Success,
            detail: serde_json::json!({ "import": import, "arguments": given }),
        };
        merkle_log::record(&transaction, path, &event)?;
        transaction.commit().at(path)?;
        writer.import = import;
        program.clone_into(&mut writer.program);
        Ok(writer)
    }

    /// Opens the catalog, creating or migrating it if needed, without starting an import.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let (mut connection, migrated_from) = open_to_write(path)?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
        merkle_log::catch_up(&transaction, path)?;
        transaction.commit().at(path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            migrated_from,
            import: ImportNumber::default(),
            program: String::new(),
            encoders: vec![Encoder::new()],
            texts: TextReader::new(path),
            dictionary: None,
            caches: Caches::new(),
            names: SharedNames::default(),
            knows_inputs: false,
        })
    }

    /// The path of the backup copy, if the catalog was migrated.
    pub fn migrated_from(&self) -> Option<&Path> {
        self.migrated_from.as_deref()
    }

    /// The number of this import.
    pub fn import(&self) -> ImportNumber {
        self.import
    }

    /// Like [`write_all`](Self::write_all), without pointers.
    pub fn write(
        &mut self,
        batch: &[HashedCapture],
        rejects: &[Rejected],
        bytes: u64,
        jobs: usize,
    ) -> Result<BatchReport> {
        self.write_all(batch, &[], rejects, bytes, jobs)
    }

    /// Writes a batch: all of it, or nothing if there is an error.
    ///
    /// `jobs` threads compress and compare. `derive` computes what follows from an article's
    /// versions.
    pub fn write_all(
        &mut self,
        batch: &[HashedCapture],
        pointers: &[LocatedPointer],
        rejects: &[Rejected],
        bytes: u64,
        jobs: usize,
    ) -> Result<BatchReport> {
        while self.encoders.len() < jobs.min(MOST_ENCODERS) {
            self.encoders.push(Encoder::new());
        }
        let texts = self.newest_text()?;
        let result = self.write_batch(batch, pointers, rejects, bytes, jobs);
        if result.is_ok() {
            // The batch is committed: if training a dictionary fails now, it can be done later.
            let _ = self.train_on_stored(texts);
        } else {
            // Row ids from a batch that was rolled back are invalid.
            self.caches.clear();
            self.texts = TextReader::new(&self.path);
            self.names = SharedNames::default();
            self.dictionary = None;
        }
        result
    }

    /// Writes looks: requests that did not return a page, and where they were made or read.
    /// [`write_all`](Self::write_all) writes them together with captures.
    pub fn write_looks(&mut self, looks: Vec<(Look, SourceLocation)>) -> Result<BatchReport> {
        let pointer =
            |(look, place)| LocatedPointer { pointer: Pointer::Look(look), place, run: None };
        let pointers: Vec<_> = looks.into_iter().map(pointer).collect();
        self.write_all(&[], &pointers, &[], 0, 1)
    }

    /// Records the end of the import, in microseconds since 1970, and its counts.
    pub fn finish(&mut self, finished: i64) -> Result<()> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        transaction
            .execute(
                "UPDATE _import SET finished_us = ?2 WHERE import_id = ?1",
                params![self.import, finished],
            )
            .at(&path)?;
        let counts = import_counts(&transaction, self.import).at(&path)?;
        let bytes: i64 = transaction
            .query_row("SELECT bytes FROM _import WHERE import_id = ?1", [self.import], |row| {
                row.get(0)
            })
            .at(&path)?;
        let event = JournalEvent {
            at: UnixMicros(finished),
            kind: EventKind::IngestionEnd,
            agent: self.program.clone(),
            outcome: if counts.rejects > 0 { EventOutcome::Warning } else { EventOutcome::Success },
            detail: serde_json::json!({
                "import": self.import, "counts": counts, "bytes": bytes,
            }),
        };
        merkle_log::record(&transaction, &path, &event)?;
        transaction.commit().at(&path)
    }

    fn write_batch(
        &mut self,
        batch: &[HashedCapture],
        pointers: &[LocatedPointer],
        rejects: &[Rejected],
        bytes: u64,
        jobs: usize,
    ) -> Result<BatchReport> {
        // Before taking the lock, because it is slow.
        let trained = self.train_on_batch(batch)?;
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        let mut report = BatchReport::default();
        report.counts.rejects = rejects.iter().map(|reject| reject.records).sum();
        report.counts.records = (batch.len() + pointers.len()) as u64 + report.counts.rejects;

        let mut work = WriteTxn {
            connection: &transaction,
            path: &path,
            import: self.import,
            caches: &mut self.caches,
            texts: &mut self.texts,
            names: &mut self.names,
            entries: Vec::new(),
            withheld: Vec::new(),
            knows_inputs: self.knows_inputs,
        };
        work.begin_derived()?;
        let mut codec = FrameCodec {
            encoders: &mut self.encoders,
            dictionary: &mut self.dictionary,
            trained: trained.as_ref(),
        };
        let mut touched = Touched::default();
        let mut released = work.captures(batch, &mut codec, &mut report, &mut touched)?;
        let mut again = Vec::new();
        for placed in pointers {
            match &placed.pointer {
                Pointer::Revisit(revisit) => match work.revisit(revisit, placed)? {
                    Some(prepared) => again.push(prepared),
                    None => report.counts.waiting += 1,
                },
                Pointer::Redirect(redirect) => {
                    touched.articles.extend(work.redirect(redirect, placed)?);
                    report.counts.redirects += 1;
                    // A merge brings the looks of its catalogs.
                    if let (None, Some(look)) = (placed.run, redirect.look()) {
                        work.look(&look, placed)?;
                        report.counts.looks += 1;
                    }
                }
                Pointer::Look(look) => {
                    work.look(look, placed)?;
                    report.counts.looks += 1;
                }
            }
        }
        // A page that was seen again under another URL is a separate version.
        released.extend(work.captures(&again, &mut codec, &mut report, &mut touched)?);
        // A released capture may release others in turn.
        while !released.is_empty() {
            let mut late = BatchReport::default();
            let more = work.captures(&released, &mut codec, &mut late, &mut touched)?;
            // Released revisits are not records of this batch.
            late.counts.known = 0;
            report.counts.add(&late.counts);
            released = more;
        }
        touched.articles.sort_unstable();
        touched.articles.dedup();
        for reject in rejects {
            work.insert_reject(reject)?;
        }
        work.derive(&touched.articles, &touched.bodies, jobs)?;
        work.count(&report.counts, bytes)?;
        merkle_log::append(&transaction, &path, std::mem::take(&mut work.entries))?;
        for withheld in std::mem::take(&mut work.withheld) {
            merkle_log::record(
                &transaction,
                &path,
                &withheld.event(UnixMicros(merkle_log::now(&transaction, &path)?)),
            )?;
        }
        transaction.commit().at(&path)?;
        Ok(report)
    }
}

/// The compression state of a batch.
struct FrameCodec<'w> {
    encoders: &'w mut [Encoder],
    dictionary: &'w mut Option<Arc<Dictionary>>,
    /// The dictionary that was trained on the batch.
    trained: Option<&'w Trained>,
}

/// What a batch touched and must be derived again.
#[derive(Default)]
struct Touched {
    /// Articles that gained a version, a capture or a URL.
    articles: Vec<i64>,
    /// The new texts, by number.
    bodies: HashMap<i64, Arc<String>>,
}

/// The work in one transaction.
pub(super) struct WriteTxn<'w> {
    pub(super) connection: &'w Connection,
    pub(super) path: &'w Path,
    pub(super) import: ImportNumber,
    pub(super) caches: &'w mut Caches,
    pub(super) texts: &'w mut TextReader,
    pub(super) names: &'w mut SharedNames,
    pub(super) knows_inputs: bool,
    /// The entries to add to the log after all rows are inserted.
    pub(super) entries: Vec<NewEntry>,
    /// Redacted versions and captures, for events in the journal.
    pub(super) withheld: Vec<RedactedArrival>,
}

impl WriteTxn<'_> {
    /// Writes captures. Returns the captures of the revisits that waited for them.
    fn captures(
        &mut self,
        batch: &[HashedCapture],
        codec: &mut FrameCodec<'_>,
        report: &mut BatchReport,
        touched: &mut Touched,
    ) -> Result<Vec<HashedCapture>> {
        let plan = self.plan(batch, report)?;
        let has_newer = codec.trained.is_some();
        if (codec.dictionary.is_none() || has_newer) && !plan.texts.is_empty() {
            *codec.dictionary = self.dictionary(&plan.texts, codec.trained)?;
        }
        let dictionary = codec.dictionary.as_deref();
        let encoded =
            encode(codec.encoders, &plan.texts, dictionary).map_err(|what| self.bug(what))?;
        let depths = self.insert_texts(&plan.texts, encoded, dictionary)?;
        self.settle_depths(&plan, &depths);
        let versions = self.insert_versions(batch, &plan)?;
        let version = |target: &Target| match target {
            Target::Stored(version) => *version,
            // One row was inserted for each planned version.
            Target::New(index) => versions[*index],
        };
        // Blocks of extras must be inserted before the captures that refer to them.
        let mut extras = ExtrasWriter::new(plan.next_text);
        let mut places = Vec::with_capacity(batch.len());
        let mut seen = HashSet::new();
        for (prepared, target) in batch.iter().zip(&plan.targets) {
            let key = (version(target), prepared.digest.prefix64());
            let is_kept = !prepared.details.is_empty()
                && seen.insert(key)
                && self.capture_no(key.0, key.1)?.is_none()
                // Never store details of a redacted version again: they could contain its text.
                && !self.is_redacted(key.0)?;
            places.push(is_kept.then(|| extras.add(&prepared.details)));
        }
        extras.close();
        let encoded =
            encode(codec.encoders, &extras.closed, None).map_err(|what| self.bug(what))?;
        self.insert_texts(&extras.closed, encoded, None)?;
        let mut added = Vec::new();
        for ((prepared, target), extra) in batch.iter().zip(&plan.targets).zip(places) {
            let (capture, is_new) = self.insert_capture(prepared, version(target), extra)?;
            report.counts.captures += u64::from(is_new);
            if !is_new {
                if self.add_late_location(prepared, capture)? {
                    touched.articles.push(self.article(&prepared.capture.version.key)?.0);
                }
                let is_return = self.is_timeless_return(prepared, capture)?;
                report.timeless_returns += u64::from(is_return);
            }
            // A known capture may have been imported without handles before.
            if let Some(handles) = &prepared.handles
                && (is_new || self.add_late_handles(prepared, handles, capture)?)
            {
                added.push(handles);
            }
        }
        let kept = batch.iter().zip(plan.targets.iter().map(version));
        report.kept_pages += self.keep_pages(kept, codec.encoders)?;
        touched.articles.extend(&plan.touched);
        let at_hand = plan.texts.into_iter().map(|text| (text.id, text.text));
        touched.bodies.extend(at_hand);
        let mut released = Vec::new();
        for handles in added {
            released.extend(self.release(handles)?);
        }
        Ok(released)
    }

    fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.to_owned(), what }
    }

    fn bug(&self, what: impl Into<String>) -> StoreError {
        StoreError::Bug { path: self.path.to_owned(), what: what.into() }
    }

    pub(super) fn insert(&self, sql: &str, values: impl rusqlite::Params) -> Result<i64> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.insert(values))
            .at(self.path)
    }
}

/// Returns an import's counts from its row.
pub(super) fn import_counts(
    connection: &Connection,
    import: ImportNumber,
) -> rusqlite::Result<ImportCounts> {
    connection.query_row(
        "SELECT records, versions, known, captures, articles, rejects, waiting, redirects, looks
         FROM _import WHERE import_id = ?1",
        [import],
        |row| {
            let count = |at: usize| row.get::<_, i64>(at).map(|count| count as u64);
            Ok(ImportCounts {
                records: count(0)?,
                versions: count(1)?,
                known: count(2)?,
                captures: count(3)?,
                articles: count(4)?,
                rejects: count(5)?,
                waiting: count(6)?,
                redirects: count(7)?,
                looks: count(8)?,
            })
        },
    )
}

/// Returns the precision that is part of a version's identity: minutes and seconds count as one.
fn grain(stamp: &Timestamp) -> i64 {
    precision_code(stamp.precision()).min(precision_code(Precision::Minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Capture;
    use crate::article::{Annotations, CaptureKind, Content, Labels, MatchKey, Version};
    use crate::source::SourceLocation;

    #[test]
    fn extras_travel_as_text_and_not_as_values() {
        let url = "https://a.example/1".to_owned();
        let key = MatchKey::of(&url).expect("a key");
        let values = format!("{{\"z\":[{}{{}}]}}", "{},".repeat(50_000));
        let extra = serde_json::from_str(&values).expect("an object");
        let labels = Labels { extra, ..Labels::default() };
        let version = Version { key, published: None, updated: None, content: Content::default() };
        let capture = Capture {
            version,
            kind: CaptureKind::Page,
            url,
            captured: None,
            sequence: None,
            labels,
            annotations: Annotations::default(),
            payload: None,
        };
        let place = SourceLocation { input: "f".into(), record: Some(1), offset: 0 };
        let digest = capture.digest(&capture.version.id()).prefix64();
        let prepared = HashedCapture::new(capture, place);
        assert!(prepared.capture.labels.extra.is_empty());
        let expected = format!("{{\"source\":{values}}}");
        assert!(*prepared.details == *expected, "{} bytes", prepared.details.len());
        assert_eq!(prepared.digest.prefix64(), digest);
    }
}
