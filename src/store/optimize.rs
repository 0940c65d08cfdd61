//! Optimization: rewrites the catalog to make it smaller, verifies the new one, and replaces the
//! old one if the new one is smaller.
//!
//! The new catalog is created next to the old one while the old one's write lock is held, so that
//! no other process can write in between. Its texts are sorted by article in timeline order,
//! compressed at a higher level with a newly trained dictionary; its tables are packed; derived
//! data is built again. Then every version is read from both catalogs: the bodies must be equal and
//! match the version's id. Only then are the old file's pages replaced, in a single SQLite
//! transaction. If the process is killed at any point, the file is either the old or the new
//! catalog, and complete. Renaming the new file would leave processes that have the old file open
//! with an unlinked file.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::MAX_DEPTH;
use super::codec::{Dictionary, Encoder, pack, train};
use super::connection::open_to_write;
use super::derive::{REBUILD_ARTICLES, Rebuild, rebuild};
use super::error::{At as _, Result, StoreError};
use super::merkle_log::{self, AGENT, EventKind, EventOutcome, JournalEvent};
use super::reader::{SharedNames, Snapshot, articles_behind, versions_of};
use super::text::TextReader;
use super::writer::{
    Caches, DeltaBase, NewText, WriteTxn, encode, insert_redacted_capture, insert_redaction,
};
use crate::article::{ArticleId, Redaction, Sha256, StoredVersion, TextRef};
use crate::proof::merkle::Edge;
use crate::store::copies::TempCatalog;
use crate::timeline::Timeline;

/// The compression levels that `optimize` accepts, which are those of zstd.
pub const OPTIMIZE_LEVELS: std::ops::RangeInclusive<i64> = 1..=22;

/// Bytes of texts to encode at a time.
const BATCH_BYTES: usize = 16 << 20;

/// Bytes of texts to train a dictionary on, sampled from the entire catalog.
const TRAINING_BYTES: i64 = 16 << 20;

/// The number of pages that the swap copies between two progress reports.
const SWAP_PAGES: i32 = 1024;

/// Options of an optimization.
#[derive(Clone, Copy, Debug)]
pub struct OptimizeOptions {
    /// The zstd compression level.
    pub level: i32,
    /// The number of threads that compress and compare.
    pub jobs: usize,
    /// Create and verify the new catalog, but keep the old one.
    pub dry_run: bool,
    /// The time for the journal, in microseconds since 1970.
    pub at: i64,
}

/// A step of an optimization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptimizeStep {
    /// Compresses texts; counted in articles.
    Encode,
    /// Copies and indexes tables; counted in tables.
    Copy,
    /// Derives changes and words; counted in articles.
    Derive,
    /// Reads versions from both catalogs; counted in articles.
    Prove,
    /// Replaces the old catalog with the new one; counted in pages.
    Swap,
}

/// Progress callback `(step, done, total)`; return `false` to cancel.
pub type OptimizeProgress<'p> = dyn FnMut(OptimizeStep, u64, u64) -> bool + 'p;

/// The result of an optimization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct OptimizeReport {
    /// The rewritten catalog, compared with the old one.
    #[serde(flatten)]
    pub rewrite: RewriteReport,
    /// Whether the old catalog is kept because the rewritten one is not smaller.
    pub kept: bool,
}

/// The sizes of a catalog before and after it was rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct RewriteReport {
    /// Bytes of the old file.
    pub bytes_before: u64,
    /// Bytes of the new file.
    pub bytes_after: u64,
    /// Bytes of the compressed texts in the old file.
    pub stored_before: u64,
    /// Bytes of the compressed texts in the new file.
    pub stored_after: u64,
    /// The number of versions that were verified to be equal.
    pub versions: u64,
}

/// Optimizes the catalog, or keeps it as it is if the rewritten one is not smaller. `None` if the
/// callback canceled it, which leaves the catalog unchanged.
pub fn optimize(
    path: &Path,
    options: OptimizeOptions,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<OptimizeReport>> {
    let event = |report: &RewriteReport| {
        vec![JournalEvent {
            at: options.at,
            kind: EventKind::Compression,
            agent: AGENT.to_owned(),
            outcome: EventOutcome::Success,
            detail: serde_json::json!({ "level": options.level, "counts": report }),
        }]
    };
    let is_smaller = |report: &RewriteReport| report.bytes_after < report.bytes_before;
    let find = || Ok(Removal::default());
    let report = rewrite(path, options, find, event, is_smaller, progress)?;
    Ok(report.map(|rewrite| OptimizeReport { rewrite, kept: !is_smaller(&rewrite) }))
}

/// What to leave out of the new catalog.
#[derive(Default)]
pub(super) struct Removal {
    /// Versions whose texts are deleted, by number, with the records of their redaction.
    pub(super) versions: HashMap<i64, Redaction>,
    /// Bodies that no other version has.
    pub(super) texts: HashSet<i64>,
    /// Extras to delete: the indexes in each block.
    pub(super) objects: HashMap<i64, HashSet<usize>>,
    /// The captures that had them, with their digests.
    pub(super) captures: Vec<(i64, Sha256)>,
    /// The events for the journal.
    pub(super) events: Vec<JournalEvent>,
}

/// Rewrites the catalog without the items that `find` returns under the write lock, and adds
/// `events` to its journal. The old catalog is replaced only if `install` accepts the new one.
/// `None` if the callback canceled it.
pub(super) fn rewrite(
    path: &Path,
    options: OptimizeOptions,
    find: impl FnOnce() -> Result<Removal>,
    events: impl FnOnce(&RewriteReport) -> Vec<JournalEvent>,
    install: impl FnOnce(&RewriteReport) -> bool,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<RewriteReport>> {
    // Migrates an older catalog, and rejects a file that is not a catalog.
    let (old, _) = open_to_write(path)?;
    old.busy_timeout(std::time::Duration::ZERO).at(path)?;
    // Held until the swap: otherwise another process could add data that the new file lacks.
    old.execute_batch("BEGIN IMMEDIATE").at(path)?;
    let unchanged = data_version(&old, path)?;
    let temporary = TempCatalog::beside(path, ".optimize");
    let beside = temporary.path();

    let gone = find()?;
    let Some(texts) = write_anew(&old, path, beside, options, &gone, progress)? else {
        return Ok(None);
    };
    let mut goes_on = true;
    rebuild(beside, Rebuild::All, options.jobs, &mut |done, total| {
        goes_on = progress(OptimizeStep::Derive, done, total);
        goes_on
    })?;
    if !goes_on {
        return Ok(None);
    }
    settle(beside)?;
    let Some(versions) = prove(path, beside, &texts, &gone, progress)? else { return Ok(None) };
    let mut report = RewriteReport {
        bytes_before: size(&old, path)?,
        bytes_after: length(beside)?,
        stored_before: stored(&old, path)?,
        stored_after: stored(&Connection::open(beside).at(beside)?, beside)?,
        versions,
    };
    if !options.dry_run {
        journal(beside, gone.events.into_iter().chain(events(&report)))?;
        report.bytes_after = length(beside)?;
    }
    old.execute_batch("ROLLBACK").at(path)?;
    let installs = !options.dry_run && install(&report);
    if installs && !swap(&old, path, beside, unchanged, progress)? {
        return Ok(None);
    }
    Ok(Some(report))
}

fn length(path: &Path) -> Result<u64> {
    std::fs::metadata(path)
        .map(|metadata| metadata.len())
        .map_err(|error| StoreError::CannotOpen { path: path.to_owned(), why: error.to_string() })
}

fn one(connection: &Connection, path: &Path, sql: &str) -> Result<i64> {
    connection.query_row(sql, [], |row| row.get(0)).at(path)
}

fn data_version(connection: &Connection, path: &Path) -> Result<i64> {
    one(connection, path, "PRAGMA data_version")
}

fn size(connection: &Connection, path: &Path) -> Result<u64> {
    let pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    one(connection, path, pages).map(|bytes| bytes as u64)
}

fn stored(connection: &Connection, path: &Path) -> Result<u64> {
    one(connection, path, "SELECT coalesce(sum(length(data)), 0) FROM _frame")
        .map(|bytes| bytes as u64)
}

fn damaged(path: &Path, what: impl Into<String>) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), what: what.into() }
}

/// The new number of each text, by its old one; 0 if it has none yet.
struct Renumbered(Vec<i64>);

impl Renumbered {
    fn get(&self, old: i64) -> Option<i64> {
        let new = usize::try_from(old).ok().and_then(|old| self.0.get(old)).copied();
        new.filter(|new| *new != 0)
    }

    fn set(&mut self, old: i64, new: i64) {
        if let Some(place) = usize::try_from(old).ok().and_then(|old| self.0.get_mut(old)) {
            *place = new;
        }
    }
}

/// Creates the new file with the old one's schema, rows and settings, and compresses its texts
/// again.
fn write_anew(
    old: &Connection,
    path: &Path,
    beside: &Path,
    options: OptimizeOptions,
    gone: &Removal,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<Arc<Renumbered>>> {
    let new = Connection::open(beside).at(beside)?;
    let pragma = |name: &str| one(old, path, &format!("PRAGMA {name}"));
    for name in ["page_size", "application_id", "user_version"] {
        new.pragma_update(None, name, pragma(name)?).at(beside)?;
    }
    // An incomplete file is useless, so syncing it gains nothing.
    new.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )
    .at(beside)?;
    new.execute("ATTACH ?1 AS old", [path.to_string_lossy()]).at(beside)?;
    new.execute_batch("BEGIN").at(beside)?;
    make_tables(&new, beside)?;
    let mut work = Rewriter {
        old,
        gone,
        path,
        new: &new,
        beside,
        texts: TextReader::new(path),
        encoders: (0..options.jobs.clamp(1, 3)).map(|_| Encoder::at(options.level)).collect(),
        dictionary: None,
        renumbered: Renumbered(vec![
            0;
            usize::try_from(one(
                old,
                path,
                "SELECT coalesce(max(text_id), 0) FROM _text"
            )?)
            .unwrap_or_default()
                + 1
        ]),
        next: 1,
        waiting: Vec::new(),
        weight: 0,
    };
    work.train(options.level)?;
    if !work.encode_articles(progress)? {
        return Ok(None);
    }
    work.encode_others()?;
    let renumbered = Arc::new(work.renumbered);
    if !copy_rows(&new, beside, &renumbered, gone, progress)? {
        return Ok(None);
    }
    for (number, redaction) in &gone.versions {
        insert_redaction(&new, *number, redaction).at(beside)?;
    }
    for (number, digest) in &gone.captures {
        insert_redacted_capture(&new, *number, digest).at(beside)?;
    }
    make_the_rest(&new, beside)?;
    new.execute_batch("COMMIT; DETACH old").at(beside)?;
    Ok(Some(renumbered))
}

/// Returns the statements of the old schema in their original order, except that virtual tables
/// come first because they create their shadow tables themselves.
fn statements(new: &Connection, beside: &Path, is_table: bool) -> Result<Vec<(String, String)>> {
    new.prepare(
        "SELECT name, sql FROM old.sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (type = 'table') = ?1
         ORDER BY type = 'trigger', sql NOT LIKE 'CREATE VIRTUAL %', rowid",
    )
    .and_then(|mut statement| {
        statement.query_map([is_table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    })
    .at(beside)
}

fn make_tables(new: &Connection, beside: &Path) -> Result<()> {
    for (name, sql) in statements(new, beside, true)? {
        // Shadow tables were created with their virtual table.
        let there = new
            .prepare_cached("SELECT 1 FROM main.sqlite_schema WHERE name = ?1")
            .and_then(|mut statement| statement.exists([&name]))
            .at(beside)?;
        if !there {
            new.execute_batch(&sql).at(beside)?;
        }
    }
    Ok(())
}

/// Creates indexes, views and triggers; after the rows, so that indexes are sorted and packed.
fn make_the_rest(new: &Connection, beside: &Path) -> Result<()> {
    for (_, sql) in statements(new, beside, false)? {
        new.execute_batch(&sql).at(beside)?;
    }
    Ok(())
}

/// Copies all rows except those of texts, in the order of their keys.
fn copy_rows(
    new: &Connection,
    beside: &Path,
    renumbered: &Arc<Renumbered>,
    gone: &Removal,
    progress: &mut OptimizeProgress<'_>,
) -> Result<bool> {
    let renumbered = Arc::clone(renumbered);
    new.create_scalar_function("renumbered", 1, FunctionFlags::SQLITE_UTF8, move |arguments| {
        let old: Option<i64> = arguments.get(0)?;
        // A text without a new number becomes NULL, which the verification finds.
        Ok(old.and_then(|old| renumbered.get(old)))
    })
    .at(beside)?;
    new.execute_batch(
        "CREATE TEMP TABLE gone_version (version_no INTEGER PRIMARY KEY);
         CREATE TEMP TABLE gone_capture (capture_no INTEGER PRIMARY KEY);
         CREATE TEMP TABLE gone_text (text_id INTEGER PRIMARY KEY);",
    )
    .at(beside)?;
    for number in gone.versions.keys() {
        new.execute("INSERT INTO temp.gone_version VALUES (?1)", [number]).at(beside)?;
    }
    for (number, _) in &gone.captures {
        new.execute("INSERT INTO temp.gone_capture VALUES (?1)", [number]).at(beside)?;
    }
    for text in &gone.texts {
        new.execute("INSERT INTO temp.gone_text VALUES (?1)", [text]).at(beside)?;
    }
    let tables: Vec<String> = new
        .prepare(
            "SELECT name FROM pragma_table_list
             WHERE schema = 'old' AND type IN ('table', 'shadow')
               AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
               AND name NOT IN ('_text', '_frame', '_dictionary')",
        )
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .at(beside)?;
    for (number, table) in tables.iter().enumerate() {
        if !progress(OptimizeStep::Copy, number as u64, tables.len() as u64) {
            return Ok(false);
        }
        let columns: Vec<String> = new
            .prepare("SELECT name FROM pragma_table_info(?1, 'old')")
            .and_then(|mut statement| statement.query_map([table], |row| row.get(0))?.collect())
            .at(beside)?;
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let named: Vec<_> = columns.iter().map(|name| quoted(name)).collect();
        let values: Vec<_> = columns
            .iter()
            .map(|name| {
                let value = match name.as_str() {
                    "text_id" | "extra_id" => format!("renumbered({name})"),
                    _ => quoted(name),
                };
                match (table.as_str(), name.as_str()) {
                    ("_version", "title" | "byline" | "description" | "text_id") => format!(
                        "iif(version_no IN (SELECT version_no FROM temp.gone_version), NULL, {value})"
                    ),
                    ("_capture", "extra_id" | "extra_index") => format!(
                        "iif(capture_no IN (SELECT capture_no FROM temp.gone_capture), NULL, {value})"
                    ),
                    _ => value,
                }
            })
            .collect();
        let kept = match table.as_str() {
            "_body" => "WHERE text_id NOT IN (SELECT text_id FROM temp.gone_text)",
            _ => "",
        };
        let table = quoted(table);
        new.execute_batch(&format!(
            "DELETE FROM main.{table};
             INSERT INTO main.{table} ({}) SELECT {} FROM old.{table} {kept}",
            named.join(", "),
            values.join(", ")
        ))
        .at(beside)?;
    }
    Ok(true)
}

/// Rewrites the texts.
struct Rewriter<'o> {
    old: &'o Connection,
    gone: &'o Removal,
    path: &'o Path,
    new: &'o Connection,
    beside: &'o Path,
    texts: TextReader,
    encoders: Vec<Encoder>,
    dictionary: Option<Dictionary>,
    renumbered: Renumbered,
    /// The number of the next text.
    next: i64,
    waiting: Vec<NewText>,
    weight: usize,
}

impl Rewriter<'_> {
    /// Trains a dictionary on the first texts of articles from the entire catalog.
    fn train(&mut self, level: i32) -> Result<()> {
        let bytes = "SELECT coalesce(sum(length), 0) FROM _text WHERE base_id IS NULL";
        let step = one(self.old, self.path, bytes)? / TRAINING_BYTES + 1;
        let first: Vec<i64> = self
            .old
            .prepare(
                "SELECT (SELECT text_id FROM _version v
                         WHERE v.article_id = a.article_id AND text_id IS NOT NULL
                         ORDER BY version_no LIMIT 1) AS first
                 FROM _article a WHERE article_id % ?1 = 0 AND first IS NOT NULL",
            )
            .and_then(|mut statement| statement.query_map([step], |row| row.get(0))?.collect())
            .at(self.path)?;
        let first = first.into_iter().filter(|text| !self.gone.texts.contains(text));
        let texts: Vec<Arc<String>> =
            first.map(|text| self.texts.read(self.old, text)).collect::<Result<_>>()?;
        let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        let Some(bytes) = train(&texts) else { return Ok(()) };
        let newest: Option<i64> = self
            .old
            .query_row("SELECT max(dictionary_id) FROM _dictionary", [], |row| row.get(0))
            .optional()
            .at(self.path)?
            .flatten();
        // A new generation: its number was never used.
        let id = newest.unwrap_or(0) + 1;
        let packed = pack(&bytes).map_err(|what| damaged(self.path, what))?;
        self.new
            .execute(
                "INSERT INTO main._dictionary (dictionary_id, length, data) VALUES (?1, ?2, ?3)",
                params![id, bytes.len() as i64, packed],
            )
            .at(self.beside)?;
        self.dictionary = Dictionary::at(id, &bytes, level);
        Ok(())
    }

    /// Encodes bodies by article in timeline order: neighbors are compressed against each other.
    fn encode_articles(&mut self, progress: &mut OptimizeProgress<'_>) -> Result<bool> {
        let total = one(self.old, self.path, "SELECT count(*) FROM _article")? as u64;
        let (mut done, mut last) = (0, 0);
        let mut names = SharedNames::default();
        while progress(OptimizeStep::Encode, done, total) {
            let articles = articles_behind(self.old, last, REBUILD_ARTICLES).at(self.path)?;
            let Some(&newest) = articles.last() else {
                self.insert(true)?;
                return Ok(true);
            };
            done += articles.len() as u64;
            last = newest;
            for article in articles {
                let versions = versions_of(self.old, self.path, ArticleId(article), &mut names)?;
                let mut base: Option<DeltaBase> = None;
                for version in Timeline::of(versions).versions() {
                    let Some(text) = version.text.map(|text| text.id) else { continue };
                    if self.renumbered.get(text).is_some() || self.gone.texts.contains(&text) {
                        continue;
                    }
                    let lean = base.take().filter(|base| base.depth < MAX_DEPTH);
                    base = Some(self.add(text, lean)?);
                }
                if self.weight >= BATCH_BYTES {
                    self.insert(true)?;
                }
            }
        }
        Ok(false)
    }

    /// Encodes texts that are not bodies: the blocks of extras.
    fn encode_others(&mut self) -> Result<()> {
        let texts: Vec<i64> = self
            .old
            .prepare("SELECT text_id FROM _text ORDER BY text_id")
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
                let is_left =
                    |id: &i64| self.renumbered.get(*id).is_none() && !self.gone.texts.contains(id);
                rows.filter(|id| id.as_ref().map_or(true, is_left)).collect()
            })
            .at(self.path)?;
        for text in texts {
            self.add(text, None)?;
            if self.weight >= BATCH_BYTES {
                self.insert(false)?;
            }
        }
        self.insert(false)
    }

    fn add(&mut self, old: i64, base: Option<DeltaBase>) -> Result<DeltaBase> {
        let mut text = self.texts.read(self.old, old)?;
        if let Some(objects) = self.gone.objects.get(&old) {
            text = Arc::new(
                emptied(&text, objects)
                    .ok_or_else(|| damaged(self.path, format!("extra {old} cannot be read")))?,
            );
        }
        let id = self.next;
        self.next += 1;
        self.renumbered.set(old, id);
        self.weight += text.len() + 128;
        let depth = base.as_ref().map_or(0, |base| base.depth + 1);
        self.waiting.push(NewText { id, text: Arc::clone(&text), hash: None, base });
        Ok(DeltaBase { text, id, depth })
    }

    /// Compresses and writes the waiting texts.
    fn insert(&mut self, bodies: bool) -> Result<()> {
        let dictionary = self.dictionary.as_ref().filter(|_| bodies);
        let texts = std::mem::take(&mut self.waiting);
        self.weight = 0;
        let encoded = encode(&mut self.encoders, &texts, dictionary)
            .map_err(|what| damaged(self.path, what))?;
        let mut batch = WriteTxn {
            knows_inputs: false,
            entries: Vec::new(),
            withheld: Vec::new(),
            connection: self.new,
            path: self.beside,
            import: 0,
            caches: &mut Caches::new(),
            texts: &mut self.texts,
            names: &mut SharedNames::default(),
        };
        batch.insert_texts(&texts, encoded, dictionary).map(|_| ())
    }
}

/// Frees the pages that the derivation left empty, updates the planner's statistics, and runs
/// SQLite's own checks.
fn settle(beside: &Path) -> Result<()> {
    let (new, _) = open_to_write(beside)?;
    new.execute_batch("VACUUM; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)").at(beside)?;
    let told: String =
        new.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).at(beside)?;
    if told != "ok" {
        return Err(damaged(beside, told));
    }
    let strays = new
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut statement| statement.exists([]))
        .at(beside)?;
    if strays { Err(damaged(beside, "a row refers to a missing row")) } else { Ok(()) }
}

/// Reads every version from both catalogs: the bodies must be equal and match the version's id.
/// Returns the number of versions.
fn prove(
    path: &Path,
    beside: &Path,
    texts: &Renumbered,
    gone: &Removal,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<u64>> {
    let (old, new) = (Snapshot::open(path)?, Snapshot::open(beside)?);
    let unequal = |what: String| damaged(path, format!("{what} differs in the rewritten catalog"));
    same_rows(&old, &new, gone)?;
    same_log(&old, &new)?;
    let total = one(old.connection(), path, "SELECT count(*) FROM _article")? as u64;
    let (mut done, mut last, mut proved) = (0, 0, 0);
    let mut bodies = HashSet::new();
    loop {
        if !progress(OptimizeStep::Prove, done, total) {
            return Ok(None);
        }
        let articles = articles_behind(old.connection(), last, REBUILD_ARTICLES).at(path)?;
        let Some(&newest) = articles.last() else { break };
        last = newest;
        for article in articles {
            done += 1;
            let (before, after) =
                (old.versions(ArticleId(article))?, new.versions(ArticleId(article))?);
            if before.len() != after.len() {
                return Err(unequal(format!("article {article}")));
            }
            for (before, after) in before.iter().zip(&after) {
                if let Some(redaction) = gone.versions.get(&before.number) {
                    if !is_same(&redacted(before, redaction), after) || new.body(after)?.is_some() {
                        return Err(unequal(format!("version {}", before.id)));
                    }
                    continue;
                }
                if !is_same(before, after) || old.body(before)? != new.body(after)? {
                    return Err(unequal(format!("version {}", before.id)));
                }
                bodies.extend(before.text.map(|text| text.id));
                proved += 1;
            }
        }
    }
    let others: Vec<i64> = old
        .connection()
        .prepare("SELECT text_id FROM _text")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .at(path)?;
    let is_other = |id: &i64| !bodies.contains(id) && !gone.texts.contains(id);
    for id in others.into_iter().filter(is_other) {
        let read = |catalog: &Snapshot, id| catalog.text(TextRef { id, length: 0 });
        let renumbered = texts.get(id).ok_or_else(|| unequal(format!("text {id}")))?;
        let mut before = read(&old, id)?;
        if let Some(objects) = gone.objects.get(&id) {
            let text = emptied(&before, objects);
            before = Arc::new(text.ok_or_else(|| unequal(format!("text {id}")))?);
        }
        if before != read(&new, renumbered)? {
            return Err(unequal(format!("text {id}")));
        }
    }
    Ok(Some(proved))
}

/// Returns a version as it is after its redaction.
fn redacted(version: &StoredVersion, redaction: &Redaction) -> StoredVersion {
    let mut version = version.clone();
    for capture in &mut version.captures {
        capture.extra = None;
    }
    StoredVersion {
        title: None,
        byline: None,
        description: None,
        text: None,
        redacted: Some(Box::new(redaction.clone())),
        ..version
    }
}

/// Returns a block of extras with the objects at these indexes emptied.
fn emptied(block: &str, places: &HashSet<usize>) -> Option<String> {
    let mut objects: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(block).ok()?;
    for &place in places {
        objects.get_mut(place)?.clear();
    }
    serde_json::to_string(&objects).ok()
}

/// Checks that the log, with leaves computed from the new rows, equals the old one.
fn same_log(old: &Snapshot, new: &Snapshot) -> Result<()> {
    let (head, log) = (old.log()?.stored_head()?, new.log()?);
    let mut edge = Edge::default();
    log.each_leaf(0, log.size(), &mut |_, _, leaf| {
        edge.push(leaf, |_, _| {});
        Ok(())
    })?;
    if (edge.size(), edge.root()) == (head.size, head.root) {
        return Ok(());
    }
    Err(damaged(old.path(), "the log differs in the rewritten catalog"))
}

/// Adds events to the journal of the new catalog.
fn journal(beside: &Path, events: impl Iterator<Item = JournalEvent>) -> Result<()> {
    let (new, _) = open_to_write(beside)?;
    new.execute_batch("BEGIN IMMEDIATE").at(beside)?;
    merkle_log::catch_up(&new, beside)?;
    for event in events {
        merkle_log::record(&new, beside, &event)?;
    }
    new.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").at(beside)
}

/// Whether two versions are equal except for the numbers of their texts.
fn is_same(before: &StoredVersion, after: &StoredVersion) -> bool {
    let shown = |version: &StoredVersion| {
        let mut version = StoredVersion { text: None, ..version.clone() };
        let extras: Vec<_> = version.captures.iter_mut().map(|at| at.extra.take()).collect();
        let has_extra: Vec<_> = extras.iter().map(Option::is_some).collect();
        format!("{version:?} {has_extra:?}")
    };
    shown(before) == shown(after)
}

/// Checks that the schema is the same, and that every table of imported data has the expected
/// number of rows.
fn same_rows(old: &Snapshot, new: &Snapshot, gone: &Removal) -> Result<()> {
    let of = |catalog: &Snapshot| -> Result<Vec<(String, Option<String>)>> {
        catalog
            .connection()
            .prepare(
                "SELECT name, sql FROM sqlite_schema
                 WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
            )
            .and_then(|mut statement| {
                statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .at(catalog.path())
    };
    let schema = of(old)?;
    if schema != of(new)? {
        return Err(damaged(new.path(), "its schema differs from the old one's"));
    }
    for (name, sql) in schema {
        let is_table = sql.is_some_and(|sql| sql.starts_with("CREATE TABLE"));
        // Texts are verified one by one, dictionaries are new, and derived data was built again.
        let is_derived = matches!(name.as_str(), "_dictionary" | "_frame" | "_summary" | "_state")
            || ["_word", "_heading"].iter().any(|index| name.starts_with(index));
        if !is_table || is_derived {
            continue;
        }
        let count = format!("SELECT count(*) FROM \"{}\"", name.replace('"', "\"\""));
        let less = match name.as_str() {
            "_text" | "_body" => gone.texts.len() as i64,
            "_redaction" => -(gone.versions.len() as i64),
            "_redacted_capture" => -(gone.captures.len() as i64),
            _ => 0,
        };
        let (before, after) = (
            one(old.connection(), old.path(), &count)?,
            one(new.connection(), new.path(), &count)?,
        );
        if before - less != after {
            let what = format!("{name} had {before} rows, but the rewritten catalog has {after}");
            return Err(damaged(new.path(), what));
        }
    }
    Ok(())
}

/// Replaces the old catalog's pages with the new one's in one transaction. Returns `false` if the
/// callback canceled it, in which case SQLite rolls back.
fn swap(
    old: &Connection,
    path: &Path,
    beside: &Path,
    unchanged: i64,
    progress: &mut OptimizeProgress<'_>,
) -> Result<bool> {
    let new = Connection::open(beside).at(beside)?;
    let (mut place, _) = open_to_write(path)?;
    let whole = {
        let backup = Backup::new(&new, &mut place).at(path)?;
        let mut locked = false;
        loop {
            let step = backup.step(if locked { SWAP_PAGES } else { 1 }).at(path)?;
            // The first page takes the lock again: check whether another process wrote in between.
            if !std::mem::replace(&mut locked, true) && data_version(old, path)? != unchanged {
                return Err(StoreError::Locked { path: path.to_owned() });
            }
            let told = backup.progress();
            let done = u64::try_from(told.pagecount - told.remaining).unwrap_or_default();
            match step {
                StepResult::Done => break true,
                StepResult::More => {}
                _ => return Err(StoreError::Locked { path: path.to_owned() }),
            }
            if !progress(
                OptimizeStep::Swap,
                done,
                u64::try_from(told.pagecount).unwrap_or_default(),
            ) {
                break false;
            }
        }
    };
    if whole {
        place.busy_timeout(std::time::Duration::ZERO).at(path)?;
        // The file shrinks now if nobody reads it, otherwise when the last reader finishes.
        let _ = place.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    Ok(whole)
}
