//! The writer: writes prepared captures in batches, one transaction each.

mod archive;
mod dictionary;
mod merge;

pub use merge::MergeStatus;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use self::dictionary::Trained;
use super::cache::Cache;
use super::codec::{Dictionary, EXTRA_BLOCK_BYTES, Encoder};
use super::connection::open_to_write;
use super::error::{At as _, Result, StoreError};
use super::merkle_log::{self, AGENT, EventKind, EventOutcome, JournalEvent, NewEntry};
use super::pieces::FramePage;
use super::reader::{SharedNames, capture_kind_code, precision_code};
use super::text::TextReader;
use super::{MAX_DEPTH, MAX_PIECES, PIECE_BITS};
use crate::article::address::own_url;
use crate::article::{
    Capture, Details, EntryPlace, Handles, LogEntry, LogEntryKind, MatchKey, Pointer, Precision,
    Redaction, Sha256, Timestamp, VersionId,
};
use crate::source::SourceLocation;

/// Bytes of texts to cache as bases for the next versions.
const HOT_BYTES: usize = 24 << 20;

/// The maximum number of compression threads: each uses about 10 MB, and the insertion that follows
/// is single-threaded.
const MOST_ENCODERS: usize = 3;

/// The number of match keys, URLs and names whose row ids are cached.
const HOT_NAMES: usize = 40_000;

/// A capture with its digests computed, ready to be written. This work needs no catalog and can run
/// on any thread.
#[derive(Debug)]
pub struct HashedCapture {
    capture: Capture,
    /// Its [details](Details), a JSON object; empty if there are none. Kept as text because parsed
    /// values of foreign JSON take forty times as much memory, and a batch has thousands.
    details: Box<[u8]>,
    body: Option<Arc<String>>,
    body_hash: i64,
    id: VersionId,
    digest: Sha256,
    /// The article's own URL, if the capture was seen under another one.
    own_url: Option<String>,
    place: SourceLocation,
    /// The import that read it, if it is not the writer's own.
    run: Option<i64>,
    handles: Option<Handles>,
    /// Its version's redaction, if the catalog that it comes from has redacted the text.
    redaction: Option<Box<Redaction>>,
}

impl HashedCapture {
    /// Computes the digests in one pass of SHA-256 over the text.
    pub fn new(mut capture: Capture, place: SourceLocation) -> Self {
        let body = capture.version.content.body.take().map(Arc::new);
        let hash = body.as_ref().map(|body| Sha256::of(body.as_bytes()));
        let id = capture.version.id_with(hash.as_ref());
        let body_hash = hash.map_or(0, |hash| hash.prefix64());
        Self { body, body_hash, ..Self::of_known(capture, id, place) }
    }

    /// Creates a capture of a version that is already in the catalog or earlier in the same batch,
    /// so that its body is not needed.
    pub fn of_known(mut capture: Capture, id: VersionId, place: SourceLocation) -> Self {
        let digest = capture.digest(&id);
        let own_url = own_url(&capture.version.key, &capture.url, &capture.labels.extra);
        let details = Details {
            extra: std::mem::take(&mut capture.labels.extra),
            annotations: std::mem::take(&mut capture.annotations),
        };
        // Serializing JSON values to memory cannot fail.
        let details =
            (!details.is_empty()).then(|| serde_json::to_vec(&details).unwrap_or_default());
        let details = details.unwrap_or_default().into();
        Self {
            capture,
            details,
            body: None,
            body_hash: 0,
            id,
            digest,
            own_url,
            place,
            run: None,
            handles: None,
            redaction: None,
        }
    }

    /// Creates a capture with this digest, of a version that was redacted in its source catalog.
    pub fn of_redacted(
        capture: Capture,
        id: VersionId,
        digest: Sha256,
        place: SourceLocation,
        redaction: Box<Redaction>,
    ) -> Self {
        Self { digest, redaction: Some(redaction), ..Self::of_known(capture, id, place) }
    }

    /// Sets the import that read it, if it is not the writer's own.
    #[must_use]
    pub fn of_run(mut self, run: i64) -> Self {
        self.run = Some(run);
        self
    }

    /// Sets the handles by which an archive's other records may point at it.
    #[must_use]
    pub fn with_handles(mut self, handles: Option<Handles>) -> Self {
        self.handles =
            handles.and_then(|handles| Handles::new(handles.names, handles.names_itself));
        self
    }

    /// The version's id.
    pub fn id(&self) -> VersionId {
        self.id
    }

    /// The approximate memory use in bytes.
    pub fn weight(&self) -> usize {
        self.body.as_ref().map_or(0, |body| body.len()) + 512
    }
}

/// A record that points at captures, with its location.
#[derive(Clone, Debug)]
pub struct LocatedPointer {
    /// The redirect or revisit.
    pub pointer: Pointer,
    /// Its location in the input.
    pub place: SourceLocation,
    /// The import that read it, if it is not the writer's own.
    pub run: Option<i64>,
}

/// A record that could not be imported, or several consecutive ones of the same kind.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// The location of the first record.
    pub place: SourceLocation,
    /// The number of records.
    pub records: u64,
    /// A stable name for the kind of problem.
    pub code: String,
    /// What is wrong and how to fix it.
    pub reason: String,
    /// The first bytes.
    pub bytes: Vec<u8>,
    /// The full length in bytes.
    pub length: u64,
    /// The import that read it, if it is not the writer's own.
    pub run: Option<i64>,
}

impl Rejected {
    /// Returns the digest that identifies the reject in a repeated import: the same record of the
    /// same input, rejected for the same reason, is one reject.
    fn digest(&self) -> i64 {
        reject_digest(&self.place, &self.code, self.length, &self.bytes)
    }
}

/// See [`Rejected::digest`].
pub(super) fn reject_digest(place: &SourceLocation, code: &str, length: u64, bytes: &[u8]) -> i64 {
    let mut identity =
        format!("{}\n{:?}\n{}\n{code}\n{length}\n", place.input, place.record, place.offset)
            .into_bytes();
    identity.extend_from_slice(bytes);
    Sha256::of(&identity).prefix64()
}

/// The counts of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
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
    }
}

/// The result of writing a batch.
#[derive(Clone, Debug, Default)]
pub struct BatchReport {
    /// The counts.
    pub counts: ImportCounts,
}

/// Writes an import to the catalog.
pub struct Writer {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    migrated_from: Option<PathBuf>,
    pub(super) import: i64,
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
    /// Keyed by import and path.
    inputs: HashMap<(i64, Arc<str>), i64>,
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
            .at(path)?;
        // The journal needs an object, whatever the arguments are.
        let given: serde_json::Value = serde_json::from_str(arguments).unwrap_or_default();
        let event = JournalEvent {
            at: started,
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
            import: 0,
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
    pub fn import(&self) -> i64 {
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
            at: finished,
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
                &withheld.event(merkle_log::now(&transaction, &path)?),
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

struct StoragePlan {
    targets: Vec<Target>,
    /// For each new version: the index of its capture in the batch, its article, its text.
    versions: Vec<(usize, i64, Option<i64>)>,
    texts: Vec<NewText>,
    /// The number of the next text.
    next_text: i64,
    /// Articles that gain a version or a capture.
    touched: Vec<i64>,
}

/// The work in one transaction.
pub(super) struct WriteTxn<'w> {
    pub(super) connection: &'w Connection,
    pub(super) path: &'w Path,
    pub(super) import: i64,
    pub(super) caches: &'w mut Caches,
    pub(super) texts: &'w mut TextReader,
    pub(super) names: &'w mut SharedNames,
    pub(super) knows_inputs: bool,
    /// The entries to add to the log after all rows are inserted.
    pub(super) entries: Vec<NewEntry>,
    /// Redacted versions and captures, for events in the journal.
    pub(super) withheld: Vec<RedactedArrival>,
}

/// Returns the parts of a location that the catalog stores: the record's number or, if there is
/// none, the offset.
fn entry_place(place: &SourceLocation) -> EntryPlace<'_> {
    let record = place.record.map(|record| record as i64);
    EntryPlace {
        input: &place.input,
        record,
        offset: record.is_none().then_some(place.offset as i64),
    }
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
        let damaged = |what| StoreError::Damaged { path: self.path.to_owned(), what };
        let encoded = encode(codec.encoders, &plan.texts, dictionary).map_err(damaged)?;
        let depths = self.insert_texts(&plan.texts, encoded, dictionary)?;
        self.settle_depths(&plan, &depths);
        let versions = self.insert_versions(batch, &plan)?;
        let version = |target: &Target| match target {
            Target::Stored(version) => *version,
            Target::New(index) => versions.get(*index).copied().unwrap_or_default(),
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
        let damaged = |what| StoreError::Damaged { path: self.path.to_owned(), what };
        let encoded = encode(codec.encoders, &extras.closed, None).map_err(damaged)?;
        self.insert_texts(&extras.closed, encoded, None)?;
        let mut added = Vec::new();
        for ((prepared, target), extra) in batch.iter().zip(&plan.targets).zip(places) {
            let (capture, is_new) = self.insert_capture(prepared, version(target), extra)?;
            report.counts.captures += u64::from(is_new);
            // A known capture may have been imported without handles before.
            if let Some(handles) = &prepared.handles
                && (is_new || self.add_late_handles(prepared, handles, capture)?)
            {
                added.push(handles);
            }
        }
        touched.articles.extend(&plan.touched);
        let at_hand = plan.texts.into_iter().map(|text| (text.id, text.text));
        touched.bodies.extend(at_hand);
        let mut released = Vec::new();
        for handles in added {
            released.extend(self.release(handles)?);
        }
        Ok(released)
    }

    /// Assigns each capture to a version, allocates row ids, and chooses each new text's base.
    fn plan(&mut self, batch: &[HashedCapture], report: &mut BatchReport) -> Result<StoragePlan> {
        let mut plan = StoragePlan {
            targets: Vec::new(),
            versions: Vec::new(),
            texts: Vec::new(),
            touched: Vec::new(),
            next_text: 0,
        };
        let mut new_ids: HashMap<VersionId, usize> = HashMap::new();
        let mut new_texts: HashMap<i64, Vec<usize>> = HashMap::new();
        let mut touched = HashSet::new();
        let mut next_text = self.next_text()?;
        for (index, prepared) in batch.iter().enumerate() {
            if let Some(&new) = new_ids.get(&prepared.id) {
                report.counts.known += 1;
                plan.targets.push(Target::New(new));
                continue;
            }
            if let Some((version, article)) = self.stored_version(&prepared.id)? {
                report.counts.known += 1;
                plan.targets.push(Target::Stored(version));
                if self.capture_no(version, prepared.digest.prefix64())?.is_none()
                    && touched.insert(article)
                {
                    plan.touched.push(article);
                }
                continue;
            }
            let key = &prepared.capture.version.key;
            let (article, is_new) = self.article(key)?;
            report.counts.articles += u64::from(is_new);
            let text = match &prepared.body {
                None => None,
                Some(body) => Some(self.plan_text(
                    article,
                    body,
                    prepared.body_hash,
                    &mut next_text,
                    &mut plan.texts,
                    &mut new_texts,
                )?),
            };
            new_ids.insert(prepared.id, plan.versions.len());
            plan.targets.push(Target::New(plan.versions.len()));
            plan.versions.push((index, article, text));
            report.counts.versions += 1;
            if touched.insert(article) {
                plan.touched.push(article);
            }
        }
        plan.next_text = next_text;
        Ok(plan)
    }

    /// Returns the number of `body` if it is stored or already planned in this batch; otherwise
    /// plans it.
    fn plan_text(
        &mut self,
        article: i64,
        body: &Arc<String>,
        hash: i64,
        next: &mut i64,
        texts: &mut Vec<NewText>,
        by_hash: &mut HashMap<i64, Vec<usize>>,
    ) -> Result<i64> {
        let planned = by_hash.entry(hash).or_default();
        for &index in planned.iter() {
            if let Some(text) = texts.get(index).filter(|text| text.text == *body) {
                return Ok(text.id);
            }
        }
        if let Some(id) = self.stored_text(body, hash)? {
            return Ok(id);
        }
        let base = self.base(article)?.filter(|base| base.depth < MAX_DEPTH);
        let id = *next;
        *next += 1;
        let depth = base.as_ref().map_or(0, |base| base.depth + 1);
        planned.push(texts.len());
        texts.push(NewText { id, text: Arc::clone(body), hash: Some(hash), base });
        let hot = DeltaBase { text: Arc::clone(body), id, depth };
        let weight = hot.weight();
        self.caches.hot.put(article, hot, weight);
        Ok(id)
    }

    fn next_text(&self) -> Result<i64> {
        let newest: Option<i64> = self
            .connection
            .query_row("SELECT max(text_id) FROM _text", [], |row| row.get(0))
            .at(self.path)?;
        Ok(newest.unwrap_or(0) + 1)
    }

    fn stored_version(&self, id: &VersionId) -> Result<Option<(i64, i64)>> {
        find_version(self.connection, id).at(self.path)
    }

    fn capture_no(&self, version: i64, digest: i64) -> Result<Option<i64>> {
        find_capture(self.connection, version, digest).at(self.path)
    }

    fn article(&mut self, key: &MatchKey) -> Result<(i64, bool)> {
        if let Some(&id) = self.caches.articles.get(key, |_| 1) {
            return Ok((id, false));
        }
        let found = find_article(self.connection, key).at(self.path)?;
        let (id, is_new) = if let Some(id) = found {
            (id, false)
        } else {
            let host = self.host(key.host_key())?;
            let id = self.insert(
                "INSERT INTO _article (host_id, path) VALUES (?1, ?2)",
                params![host, key.path()],
            )?;
            (id, true)
        };
        self.caches.articles.put(key.clone(), id, 1);
        Ok((id, is_new))
    }

    fn host(&mut self, name: &str) -> Result<i64> {
        self.interned(
            "SELECT host_id FROM _host WHERE name = ?1",
            "INSERT INTO _host (name) VALUES (?1)",
            name,
        )
    }

    fn interned(&self, find: &str, insert: &str, name: &str) -> Result<i64> {
        let found: Option<i64> = self
            .connection
            .prepare_cached(find)
            .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
            .at(self.path)?;
        found.map_or_else(|| self.insert(insert, [name]), Ok)
    }

    /// Returns the stored text that equals `body` byte for byte.
    fn stored_text(&mut self, body: &str, hash: i64) -> Result<Option<i64>> {
        let candidates: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT b.text_id FROM _body b CROSS JOIN _text t USING (text_id)
                 WHERE b.digest_key = ?1 AND t.length = ?2",
            )
            .and_then(|mut statement| {
                statement.query_map(params![hash, body.len() as i64], |row| row.get(0))?.collect()
            })
            .at(self.path)?;
        for id in candidates {
            if self.texts.read(self.connection, id)?.as_str() == body {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Returns the article's last stored text, with the depth of its chain.
    fn base(&mut self, article: i64) -> Result<Option<DeltaBase>> {
        if let Some(base) = self.caches.hot.get(&article, DeltaBase::weight) {
            return Ok(Some(base.clone()));
        }
        let newest: Option<(i64, i64)> = self
            .connection
            .prepare_cached(
                "SELECT t.text_id, t.depth FROM _version v JOIN _text t USING (text_id)
                 WHERE v.article_id = ?1 ORDER BY v.version_no DESC LIMIT 1",
            )
            .and_then(|mut statement| {
                statement.query_row([article], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .at(self.path)?;
        let Some((id, depth)) = newest else { return Ok(None) };
        let text = self.texts.read(self.connection, id)?;
        Ok(Some(DeltaBase { text, id, depth }))
    }

    /// Returns the dictionary that was trained on the batch if a text needs one, otherwise the
    /// newest in the catalog, which another importer may have added.
    fn dictionary(
        &mut self,
        texts: &[NewText],
        trained: Option<&Trained>,
    ) -> Result<Option<Arc<Dictionary>>> {
        let is_needed = texts.iter().any(|text| text.base.is_none());
        let id = match trained.filter(|_| is_needed) {
            Some(trained) => trained.insert(self.connection).at(self.path)?,
            None => None,
        };
        let id: Option<i64> = match id {
            Some(id) => Some(id),
            None => self
                .connection
                .query_row("SELECT max(dictionary_id) FROM _dictionary", [], |row| row.get(0))
                .at(self.path)?,
        };
        id.map(|id| self.texts.dictionary(self.connection, id)).transpose()
    }

    /// Writes texts. Returns their actual depths.
    pub(super) fn insert_texts(
        &mut self,
        texts: &[NewText],
        encoded: Vec<Encoded>,
        dictionary: Option<&Dictionary>,
    ) -> Result<HashMap<i64, i64>> {
        // A planned delta may have become a keyframe: the depths follow what is stored.
        let mut depths: HashMap<i64, i64> = HashMap::new();
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO _text (text_id, length, base_id, depth, dictionary_id)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .at(self.path)?;
        let mut body_statement = self
            .connection
            .prepare_cached("INSERT INTO _body (digest_key, text_id) VALUES (?1, ?2)")
            .at(self.path)?;
        let mut piece_statement = self
            .connection
            .prepare_cached("INSERT INTO _frame (frame_id, data) VALUES (?1, ?2)")
            .at(self.path)?;
        for (text, encoded) in texts.iter().zip(encoded) {
            let base = text.base.as_ref().filter(|_| encoded.delta);
            let depth = base.map_or(0, |base| depths.get(&base.id).unwrap_or(&base.depth) + 1);
            depths.insert(text.id, depth);
            let dictionary = dictionary.filter(|_| !encoded.delta).map(|dictionary| dictionary.id);
            statement
                .execute(params![
                    text.id,
                    text.text.len() as i64,
                    base.map(|base| base.id),
                    depth,
                    dictionary,
                ])
                .at(self.path)?;
            if let Some(hash) = text.hash {
                body_statement.execute(params![hash, text.id]).at(self.path)?;
            }
            let (mut rest, mut number) = (encoded.data.as_slice(), 0);
            while !rest.is_empty() {
                if number >= MAX_PIECES {
                    return Err(
                        self.damaged(format!("a text of {} bytes is too long", text.text.len()))
                    );
                }
                let id = (text.id << PIECE_BITS) + number;
                let (piece, more) = self.caches.leaf.cut(rest, id);
                piece_statement.execute(params![id, piece]).at(self.path)?;
                (rest, number) = (more, number + 1);
            }
        }
        Ok(depths)
    }

    /// Updates the depths of the cached bases to those that were stored.
    fn settle_depths(&mut self, plan: &StoragePlan, depths: &HashMap<i64, i64>) {
        for &(_, article, _) in &plan.versions {
            let Some(base) = self.caches.hot.get(&article, DeltaBase::weight) else { continue };
            let Some(&depth) = depths.get(&base.id).filter(|depth| **depth != base.depth) else {
                continue;
            };
            let base = DeltaBase { depth, ..base.clone() };
            let weight = base.weight();
            self.caches.hot.put(article, base, weight);
        }
    }

    fn insert_versions(&mut self, batch: &[HashedCapture], plan: &StoragePlan) -> Result<Vec<i64>> {
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO _version (id, article_id, published_us, published_precision, updated_us,
                                      updated_precision, title, byline, description, text_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )
            .at(self.path)?;
        let mut numbers = Vec::with_capacity(plan.versions.len());
        for &(index, article, text) in &plan.versions {
            let Some(prepared) = batch.get(index) else { continue };
            let version = &prepared.capture.version;
            let content = &version.content;
            let number = statement
                .insert(params![
                    prepared.id.0.0.as_slice(),
                    article,
                    version.published.as_ref().map(Timestamp::micros),
                    version.published.as_ref().map(grain),
                    version.updated.as_ref().map(Timestamp::micros),
                    version.updated.as_ref().map(grain),
                    content.title,
                    content.byline,
                    content.description,
                    text,
                ])
                .at(self.path)?;
            if let Some(redaction) = &prepared.redaction {
                insert_redaction(self.connection, number, redaction).at(self.path)?;
                self.withheld.push(RedactedArrival {
                    article: version.key.clone(),
                    version: prepared.id,
                    redaction: Some(redaction.as_ref().clone()),
                    captures: Vec::new(),
                });
            }
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// Returns the capture's number and whether it is new. `extra` is the block and index of its
    /// extras.
    fn insert_capture(
        &mut self,
        prepared: &HashedCapture,
        version: i64,
        extra: Option<(i64, i64)>,
    ) -> Result<(i64, bool)> {
        if let Some(known) = self.capture_no(version, prepared.digest.prefix64())? {
            return Ok((known, false));
        }
        let capture = &prepared.capture;
        let redacted = self.is_redacted(version)?;
        let (article, _) = self.article(&capture.version.key)?;
        let (alias, is_new) = self.alias(article, &capture.url)?;
        if is_new {
            self.link_alias(article, alias, &capture.url, &capture.version.key)?;
        }
        if let Some(own) = &prepared.own_url {
            let (alias, is_new) = self.alias(article, own)?;
            if is_new {
                self.link_alias(article, alias, own, &capture.version.key)?;
            }
        }
        let input = self.input(&prepared.place.input, prepared.run)?;
        let (captured, captured_raw) = self.reading(capture.captured.as_ref())?;
        let (published, published_raw) = self.reading(capture.version.published.as_ref())?;
        let (updated, updated_raw) = self.reading(capture.version.updated.as_ref())?;
        let labels = &capture.labels;
        let (lang, publisher, section) = (
            self.label(labels.lang.as_deref())?,
            self.label(labels.publisher.as_deref())?,
            self.label(labels.section.as_deref())?,
        );
        let place = entry_place(&prepared.place);
        let handles = prepared.handles.as_ref();
        self.connection
            .prepare_cached(
                "INSERT INTO _capture (version_no, digest_key, alias_id, captured_us, captured_reading,
                                      captured_raw, published_reading, published_raw,
                                      updated_reading, updated_raw, sequence, lang_id,
                                      publisher_id, section_id, extra_id, extra_index,
                                      payload_sha256,
                                      input_id, record, byte_offset, kind, handles,
                                      names_itself)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                         ?17, ?18, ?19, ?20, ?21, ?22, ?23)",
            )
            .and_then(|mut statement| {
                statement.execute(params![
                    version,
                    prepared.digest.prefix64(),
                    alias,
                    capture.captured.as_ref().map(Timestamp::micros),
                    captured,
                    captured_raw,
                    published,
                    published_raw,
                    updated,
                    updated_raw,
                    capture.sequence,
                    lang,
                    publisher,
                    section,
                    extra.map(|extra| extra.0),
                    extra.map(|extra| extra.1),
                    capture.payload.as_ref().map(|digest| digest.0.as_slice()),
                    input,
                    place.record,
                    place.offset,
                    capture_kind_code(capture.kind),
                    handles.map(Handles::to_bytes),
                    handles.map(|handles| handles.names_itself),
                ])
            })
            .at(self.path)?;
        let number = self.connection.last_insert_rowid();
        let left = (redacted || prepared.redaction.is_some())
            .then(|| capture.digest(&prepared.id))
            .filter(|left| *left != prepared.digest);
        if let Some(left) = left {
            insert_redacted_capture(self.connection, number, &prepared.digest).at(self.path)?;
            self.withhold(prepared, left);
        }
        if let Some(handles) = handles {
            self.index_handles(&handles.names, number)?;
        }
        let entry = LogEntry::Capture { digest: &prepared.digest, handles, place };
        self.entries.push(NewEntry::new(LogEntryKind::Capture, number, &entry));
        Ok((number, true))
    }

    fn withhold(&mut self, prepared: &HashedCapture, left: Sha256) {
        let capture = WithheldCapture { digest: prepared.digest, left };
        let of_version = |one: &&mut RedactedArrival| one.version == prepared.id;
        if let Some(known) = self.withheld.iter_mut().find(of_version) {
            return known.captures.push(capture);
        }
        self.withheld.push(RedactedArrival {
            article: prepared.capture.version.key.clone(),
            version: prepared.id,
            redaction: None,
            captures: vec![capture],
        });
    }

    fn is_redacted(&self, version: i64) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM _redaction WHERE version_no = ?1")
            .and_then(|mut statement| statement.exists([version]))
            .at(self.path)
    }

    /// Returns the alias's number and whether it is new.
    fn alias(&mut self, article: i64, url: &str) -> Result<(i64, bool)> {
        let key = (article, url.to_owned());
        if let Some(&id) = self.caches.aliases.get(&key, |_| 1) {
            return Ok((id, false));
        }
        let found: Option<i64> = self
            .connection
            .prepare_cached("SELECT alias_id FROM _alias WHERE article_id = ?1 AND url = ?2")
            .and_then(|mut statement| {
                statement.query_row(params![article, url], |row| row.get(0)).optional()
            })
            .at(self.path)?;
        let is_new = found.is_none();
        let id = match found {
            Some(id) => id,
            None => self.insert(
                "INSERT INTO _alias (article_id, url) VALUES (?1, ?2)",
                params![article, url],
            )?,
        };
        self.caches.aliases.put(key, id, 1);
        Ok((id, is_new))
    }

    /// Returns the number of an input of the import that read it, or otherwise of the writer's
    /// import.
    fn input(&mut self, path: &Arc<str>, run: Option<i64>) -> Result<i64> {
        let key = (run.unwrap_or(self.import), Arc::clone(path));
        if let Some(&id) = self.caches.inputs.get(&key) {
            return Ok(id);
        }
        let known = if self.knows_inputs { self.known_input(key.0, path)? } else { None };
        let id = if let Some(id) = known {
            id
        } else {
            let id = self.insert(
                "INSERT INTO _input (import_id, path) VALUES (?1, ?2)",
                params![key.0, path.as_ref()],
            )?;
            if self.knows_inputs {
                self.know_input(key.0, path, id)?;
            }
            id
        };
        self.keep_input(key, id);
        Ok(id)
    }

    fn keep_input(&mut self, key: (i64, Arc<str>), id: i64) {
        // Records of one input are consecutive, so a folder of a million pages does not need a
        // million entries.
        if self.caches.inputs.len() >= 1000 {
            self.caches.inputs.clear();
        }
        self.caches.inputs.insert(key, id);
    }

    pub(super) fn label(&mut self, name: Option<&str>) -> Result<Option<i64>> {
        let Some(name) = name else { return Ok(None) };
        if let Some(&id) = self.caches.labels.get(&name.to_owned(), |_| 1) {
            return Ok(Some(id));
        }
        let id = self.interned(
            "SELECT label_id FROM _label WHERE name = ?1",
            "INSERT INTO _label (name) VALUES (?1)",
            name,
        )?;
        self.caches.labels.put(name.to_owned(), id, 1);
        Ok(Some(id))
    }

    /// Returns the number of the way in which a timestamp was read, and its raw text if that does
    /// not follow from the other columns.
    fn reading<'t>(
        &mut self,
        stamp: Option<&'t Timestamp>,
    ) -> Result<(Option<i64>, Option<&'t str>)> {
        let Some(stamp) = stamp else { return Ok((None, None)) };
        let raw = Some(stamp.raw()).filter(|raw| *raw != stamp.local_text());
        // Beyond every real offset; represents "none" in the cache key only.
        let offset = stamp.offset_minutes();
        let key = (
            offset.unwrap_or(i16::MAX),
            stamp.source().name(),
            stamp.zone().name(),
            precision_code(stamp.precision()),
        );
        if let Some(&id) = self.caches.readings.get(&key) {
            return Ok((Some(id), raw));
        }
        let (_, source, zone, precision) = key;
        let found: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT reading_id FROM _reading
                 WHERE source = ?1 AND zone = ?2 AND offset_minutes IS ?3 AND precision = ?4",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(params![source, zone, offset, precision], |row| row.get(0))
                    .optional()
            })
            .at(self.path)?;
        let id = match found {
            Some(id) => id,
            None => self.insert(
                "INSERT INTO _reading (source, zone, offset_minutes, precision)
                 VALUES (?1, ?2, ?3, ?4)",
                params![source, zone, offset, precision],
            )?,
        };
        self.caches.readings.insert(key, id);
        Ok((Some(id), raw))
    }

    fn insert_reject(&mut self, reject: &Rejected) -> Result<()> {
        let (place, digest) = (&reject.place, reject.digest());
        if has_digest(self.connection, REJECT, digest).at(self.path)? {
            return Ok(());
        }
        let input = self.input(&place.input, reject.run)?;
        let number = self.insert(
            "INSERT INTO _reject (input_id, record, byte_offset, code, reason, length, bytes, digest_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                input,
                place.record.map(|record| record as i64),
                place.offset as i64,
                reject.code,
                reject.reason,
                reject.length as i64,
                reject.bytes,
                digest,
            ],
        )?;
        let entry = LogEntry::Reject {
            code: &reject.code,
            reason: &reject.reason,
            length: reject.length as i64,
            bytes: &reject.bytes,
            place: EntryPlace {
                input: &place.input,
                record: place.record.map(|record| record as i64),
                offset: Some(place.offset as i64),
            },
        };
        self.entries.push(NewEntry::new(LogEntryKind::Reject, number, &entry));
        Ok(())
    }

    fn count(&self, counts: &ImportCounts, bytes: u64) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE _import SET records = records + ?2, versions = versions + ?3,
                     known = known + ?4, captures = captures + ?5, articles = articles + ?6,
                     rejects = rejects + ?7, bytes = bytes + ?8, waiting = waiting + ?9,
                     redirects = redirects + ?10
                 WHERE import_id = ?1",
            )
            .and_then(|mut statement| {
                statement.execute(params![
                    self.import,
                    counts.records as i64,
                    counts.versions as i64,
                    counts.known as i64,
                    counts.captures as i64,
                    counts.articles as i64,
                    counts.rejects as i64,
                    bytes as i64,
                    counts.waiting as i64,
                    counts.redirects as i64,
                ])
            })
            .at(self.path)?;
        Ok(())
    }

    fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.to_owned(), what }
    }

    pub(super) fn insert(&self, sql: &str, values: impl rusqlite::Params) -> Result<i64> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.insert(values))
            .at(self.path)
    }
}

/// Collects extras into blocks, each a JSON array stored as one text because neighboring objects
/// have much in common.
struct ExtrasWriter {
    /// The number of the next block.
    next: i64,
    /// A JSON array that is not closed yet.
    block: Vec<u8>,
    count: i64,
    closed: Vec<NewText>,
}

impl ExtrasWriter {
    fn new(next: i64) -> Self {
        Self { next, block: Vec::new(), count: 0, closed: Vec::new() }
    }

    /// Adds an object's text. Returns the number of its block and its index there.
    fn add(&mut self, extra: &[u8]) -> (i64, i64) {
        if self.block.len() >= EXTRA_BLOCK_BYTES {
            self.close();
        }
        self.block.push(if self.count == 0 { b'[' } else { b',' });
        self.block.extend_from_slice(extra);
        self.count += 1;
        (self.next, self.count - 1)
    }

    fn close(&mut self) {
        if self.count == 0 {
            return;
        }
        self.block.push(b']');
        let text = String::from_utf8(std::mem::take(&mut self.block)).unwrap_or_default();
        self.closed.push(NewText { id: self.next, text: Arc::new(text), hash: None, base: None });
        self.next += 1;
        self.count = 0;
    }
}

/// What is missing of a redacted version. Every row of a redaction has its event in the journal;
/// without it the row could hide a manipulation.
pub(super) struct RedactedArrival {
    pub(super) article: MatchKey,
    pub(super) version: VersionId,
    /// The redaction, if the version's text was removed.
    pub(super) redaction: Option<Redaction>,
    /// Its captures that lost data.
    pub(super) captures: Vec<WithheldCapture>,
}

/// A capture that lost data.
#[derive(Clone, Copy, serde::Serialize)]
pub(super) struct WithheldCapture {
    /// Its original digest, which the log has.
    pub(super) digest: Sha256,
    /// The digest of the remaining data, by which it can still be verified.
    pub(super) left: Sha256,
}

impl RedactedArrival {
    /// Returns the event for the journal.
    pub(super) fn event(&self, at: i64) -> JournalEvent {
        let redaction = self.redaction.as_ref();
        JournalEvent {
            at,
            kind: EventKind::Redaction,
            agent: AGENT.to_owned(),
            outcome: EventOutcome::Success,
            detail: serde_json::json!({
                "article": self.article.as_str(),
                "version": self.version,
                "text": redaction.is_some(),
                "body_sha256": redaction.and_then(|redaction| redaction.body),
                "by": redaction.map(|redaction| &redaction.who),
                "reason": redaction.map(|redaction| &redaction.reason),
                "at": redaction.map(|redaction| redaction.at),
                "captures": self.captures,
            }),
        }
    }
}

/// Stores the redaction of a version.
pub(super) fn insert_redaction(
    connection: &Connection,
    version: i64,
    redaction: &Redaction,
) -> rusqlite::Result<()> {
    let Redaction { at, who, reason, body } = redaction;
    connection
        .prepare_cached(
            "INSERT INTO _redaction (version_no, at_us, who, reason, body_sha256)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![version, at, who, reason, body.map(|body| body.0)])
        .map(|_| ())
}

/// Stores the original digest of a redacted capture.
pub(super) fn insert_redacted_capture(
    connection: &Connection,
    capture: i64,
    digest: &Sha256,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO _redacted_capture (capture_no, digest) VALUES (?1, ?2)")?
        .execute(params![capture, digest.0])
        .map(|_| ())
}

/// Returns an import's counts from its row.
pub(super) fn import_counts(
    connection: &Connection,
    import: i64,
) -> rusqlite::Result<ImportCounts> {
    connection.query_row(
        "SELECT records, versions, known, captures, articles, rejects, waiting, redirects
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
            })
        },
    )
}

/// Returns the index key of a match key. It is not an identity: the text is always compared.
pub(super) fn key_hash(key: &MatchKey) -> i64 {
    Sha256::of(key.as_str().as_bytes()).prefix64()
}

/// Statements that check for a row with a digest.
const REJECT: &str = "SELECT 1 FROM _reject WHERE digest_key = ?1";
const REDIRECT: &str = "SELECT 1 FROM _redirect WHERE digest_key = ?1";
const WAITING: &str = "SELECT 1 FROM _waiting WHERE digest_key = ?1";

fn has_digest(connection: &Connection, sql: &str, digest: i64) -> rusqlite::Result<bool> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.exists([digest]))
}

/// Returns the number of the version with this id, and of its article.
fn find_version(connection: &Connection, id: &VersionId) -> rusqlite::Result<Option<(i64, i64)>> {
    connection
        .prepare_cached(
            "SELECT version_no, article_id FROM _version
             WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1",
        )?
        .query_row(params![id.0.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

/// Returns the number of the version's capture with this digest.
fn find_capture(
    connection: &Connection,
    version: i64,
    digest: i64,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT capture_no FROM _capture WHERE version_no = ?1 AND digest_key = ?2",
        )?
        .query_row(params![version, digest], |row| row.get(0))
        .optional()
}

/// Returns the number of the article with this match key.
pub(super) fn find_article(
    connection: &Connection,
    key: &MatchKey,
) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "SELECT article_id FROM _article
             WHERE host_id = (SELECT host_id FROM _host WHERE name = ?1) AND path = ?2",
        )?
        .query_row(params![key.host_key(), key.path()], |row| row.get(0))
        .optional()
}

/// Returns the articles that have an alias with this match key, although it is not their own.
pub(super) fn articles_by_alias(
    connection: &Connection,
    key: &MatchKey,
) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT a.article_id, a.url
         FROM _alias_key k CROSS JOIN _alias a USING (alias_id)
         WHERE k.key_hash = ?1 ORDER BY a.article_id",
    )?;
    let mut rows = statement.query([key_hash(key)])?;
    let mut articles = Vec::new();
    while let Some(row) = rows.next()? {
        // A hash is not an identity.
        if MatchKey::of(row.get_ref(1)?.as_str()?).is_ok_and(|own| own == *key) {
            articles.push(row.get(0)?);
        }
    }
    articles.dedup();
    Ok(articles)
}

/// Returns the precision that is part of a version's identity: minutes and seconds count as one.
fn grain(stamp: &Timestamp) -> i64 {
    precision_code(stamp.precision()).min(precision_code(Precision::Minute))
}

/// Compresses the new texts with one thread per encoder. Returns the results in order.
pub(super) fn encode(
    encoders: &mut [Encoder],
    texts: &[NewText],
    dictionary: Option<&Dictionary>,
) -> std::result::Result<Vec<Encoded>, String> {
    let next = AtomicUsize::new(0);
    let work = |encoder: &mut Encoder| {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(text) = texts.get(index) else { return Ok::<_, String>(done) };
            done.push((index, encode_one(encoder, text, dictionary)?));
        }
    };
    let mut all = Vec::with_capacity(texts.len());
    if texts.len() < 8 {
        if let Some(encoder) = encoders.first_mut() {
            all = work(encoder)?;
        }
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                encoders.iter_mut().map(|encoder| scope.spawn(|| work(encoder))).collect();
            for thread in threads {
                let part =
                    thread.join().map_err(|_| "a compression thread panicked".to_owned())??;
                all.extend(part);
            }
            Ok::<_, String>(())
        })?;
        all.sort_unstable_by_key(|(index, _)| *index);
    }
    Ok(all.into_iter().map(|(_, encoded)| encoded).collect())
}

fn encode_one(
    encoder: &mut Encoder,
    text: &NewText,
    dictionary: Option<&Dictionary>,
) -> std::result::Result<Encoded, String> {
    if let Some(base) = &text.base {
        let data = encoder.delta(&text.text, &base.text)?;
        // A delta this small beats any keyframe; a larger one may be against an unrelated text.
        if data.len() * 5 <= text.text.len() {
            return Ok(Encoded { data, delta: true });
        }
        let keyframe = encoder.keyframe(&text.text, dictionary)?;
        if data.len() <= keyframe.len() {
            return Ok(Encoded { data, delta: true });
        }
        return Ok(Encoded { data: keyframe, delta: false });
    }
    Ok(Encoded { data: encoder.keyframe(&text.text, dictionary)?, delta: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Annotations, CaptureKind, Content, Labels, MatchKey, Version};

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
        assert!(*prepared.details == *expected.as_bytes(), "{} bytes", prepared.details.len());
        assert_eq!(prepared.digest.prefix64(), digest);
    }
}
