//! Optimizing: the catalog written anew, smaller, proved equal, and put in the place of the old one.
//!
//! The new catalog is made beside the old one while the old one's write lock is held, so that nothing
//! comes between. Its texts stand by article in their computed order, encoded at a higher level, on a
//! dictionary trained anew; its tables are packed; what is derived is derived anew. Then every version
//! is read from both: the bodies must be equal and give the version's id. Only then the old file's
//! pages are replaced, in one transaction of SQLite's own: whoever is killed, at whatever point, leaves
//! one catalog or the other, whole. A rename would leave whoever waits for the old file with a file
//! that has no name.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::MAX_DEPTH;
use super::codec::{Dictionary, Encoder, pack, train};
use super::connection::open_to_write;
use super::derive::{Derive, REBUILD_ARTICLES, Rebuild, rebuild};
use super::error::{At as _, Result, StoreError};
use super::log::{self, AGENT, Event, EventKind, Outcome};
use super::reader::{Catalog, Names, articles_behind, versions_of};
use super::text::TextReader;
use super::writer::{
    Base, Batch, Caches, NewText, encode, insert_redacted_capture, insert_redaction,
};
use crate::article::{ArticleId, Redaction, Sha256, StoredVersion, TextRef};
use crate::proof::merkle::Edge;
use crate::timeline::Timeline;

/// The levels that `optimize` may be asked for: zstd's own.
pub const OPTIMIZE_LEVELS: std::ops::RangeInclusive<i64> = 1..=22;

/// Bytes of texts that are encoded at a time.
const BATCH_BYTES: usize = 16 << 20;

/// Bytes of texts that a dictionary is trained on, taken from all over the catalog.
const TRAINING_BYTES: i64 = 16 << 20;

/// Pages that the swap copies between two words about its progress.
const SWAP_PAGES: i32 = 1024;

/// How a catalog is to be optimized.
#[derive(Clone, Copy, Debug)]
pub struct OptimizeOptions {
    /// zstd's level.
    pub level: i32,
    /// Threads that compress and compare.
    pub jobs: usize,
    /// Make the new catalog and prove it, but leave the old one in its place.
    pub dry_run: bool,
    /// When, in microseconds since 1970, for the journal.
    pub at: i64,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptimizeStep {
    /// Texts are encoded; counted in articles.
    Encode,
    /// Tables are copied and indexed; counted in tables.
    Copy,
    /// Changes and words are derived; counted in articles.
    Derive,
    /// Versions are read from both catalogs; counted in articles.
    Prove,
    /// The new catalog takes the old one's place; counted in pages.
    Swap,
}

/// Whoever looks on: told the step, how much of it is done, of how much; answers `false` to end it.
pub type OptimizeProgress<'p> = dyn FnMut(OptimizeStep, u64, u64) -> bool + 'p;

/// What optimizing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct OptimizeReport {
    /// Bytes of the file before.
    pub bytes_before: u64,
    /// Bytes of the new one.
    pub bytes_after: u64,
    /// Bytes of the compressed texts before.
    pub stored_before: u64,
    /// Bytes of the new ones.
    pub stored_after: u64,
    /// Versions that were proved equal.
    pub versions: u64,
}

/// Optimizes the catalog; `None` where whoever looks on ended it: the catalog is as it was.
pub fn optimize(
    path: &Path,
    options: OptimizeOptions,
    derive: &dyn Derive,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<OptimizeReport>> {
    let event = |report: &OptimizeReport| {
        vec![Event {
            at: options.at,
            kind: EventKind::Compression,
            agent: AGENT.to_owned(),
            outcome: Outcome::Success,
            detail: serde_json::json!({ "level": options.level, "counts": report }),
        }]
    };
    rewrite(path, options, || Ok(Gone::default()), event, derive, progress)
}

/// What is not to be in the new catalog.
#[derive(Default)]
pub(super) struct Gone {
    /// Versions whose texts go, by their numbers, with what is kept of them.
    pub(super) versions: HashMap<i64, Redaction>,
    /// The bodies that no other version has.
    pub(super) texts: HashSet<i64>,
    /// What sources said of them beyond our fields: the places in each block.
    pub(super) objects: HashMap<i64, HashSet<usize>>,
    /// The digests of the captures that said it.
    pub(super) captures: Vec<(i64, Sha256)>,
    /// What the journal is to say of it.
    pub(super) events: Vec<Event>,
}

/// Writes the catalog anew, without what `find` names while nobody else can write, and with `events`
/// in its journal; `None` where whoever looks on ended it.
pub(super) fn rewrite(
    path: &Path,
    options: OptimizeOptions,
    find: impl FnOnce() -> Result<Gone>,
    events: impl FnOnce(&OptimizeReport) -> Vec<Event>,
    derive: &dyn Derive,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<OptimizeReport>> {
    // Migrates what is older, and refuses what is none.
    let (old, _) = open_to_write(path)?;
    old.busy_timeout(std::time::Duration::ZERO).at(path)?;
    // Held until the swap: nobody adds what would not be in the new file.
    old.execute_batch("BEGIN IMMEDIATE").at(path)?;
    let unchanged = data_version(&old, path)?;
    let beside = name_with(path, ".optimize");
    let leftover = Beside(beside.clone());
    leftover.remove();

    let gone = find()?;
    let Some(texts) = write_anew(&old, path, &beside, options, &gone, progress)? else {
        return Ok(None);
    };
    let mut goes_on = true;
    rebuild(&beside, Rebuild::All, derive, options.jobs, &mut |done, total| {
        goes_on = progress(OptimizeStep::Derive, done, total);
        goes_on
    })?;
    if !goes_on {
        return Ok(None);
    }
    settle(&beside)?;
    let Some(versions) = prove(path, &beside, &texts, &gone, progress)? else { return Ok(None) };
    let mut report = OptimizeReport {
        bytes_before: size(&old, path)?,
        bytes_after: length(&beside)?,
        stored_before: stored(&old, path)?,
        stored_after: stored(&Connection::open(&beside).at(&beside)?, &beside)?,
        versions,
    };
    if !options.dry_run {
        journal(&beside, gone.events.into_iter().chain(events(&report)))?;
        report.bytes_after = length(&beside)?;
    }
    old.execute_batch("ROLLBACK").at(path)?;
    if !options.dry_run && !swap(&old, path, &beside, unchanged, progress)? {
        return Ok(None);
    }
    Ok(Some(report))
}

/// The file in the making; taken away however the work ends.
struct Beside(PathBuf);

impl Beside {
    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(name_with(&self.0, end));
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.remove();
    }
}

fn name_with(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
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

/// Where each text went: its new number, by its old one; 0 where it has none yet.
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

/// Makes the new file: the old one's schema, rows and settings, its texts encoded anew.
fn write_anew(
    old: &Connection,
    path: &Path,
    beside: &Path,
    options: OptimizeOptions,
    gone: &Gone,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<Arc<Renumbered>>> {
    let new = Connection::open(beside).at(beside)?;
    let pragma = |name: &str| one(old, path, &format!("PRAGMA {name}"));
    for name in ["page_size", "application_id", "user_version"] {
        new.pragma_update(None, name, pragma(name)?).at(beside)?;
    }
    // A half-made file is worth nothing, whether it was synchronised or not.
    new.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;
         PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;",
    )
    .at(beside)?;
    new.execute("ATTACH ?1 AS old", [path.to_string_lossy()]).at(beside)?;
    new.execute_batch("BEGIN").at(beside)?;
    make_tables(&new, beside)?;
    let mut work = Anew {
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

/// Statements of the old schema, in the order in which they were given, save that virtual tables come
/// first: they make the tables behind them themselves.
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
        // The tables behind a virtual one came with it.
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

/// Indexes, views, triggers: behind the rows, so that an index is sorted and packed.
fn make_the_rest(new: &Connection, beside: &Path) -> Result<()> {
    for (_, sql) in statements(new, beside, false)? {
        new.execute_batch(&sql).at(beside)?;
    }
    Ok(())
}

/// Copies all rows but those of texts, in the order of their keys.
fn copy_rows(
    new: &Connection,
    beside: &Path,
    renumbered: &Arc<Renumbered>,
    gone: &Gone,
    progress: &mut OptimizeProgress<'_>,
) -> Result<bool> {
    let renumbered = Arc::clone(renumbered);
    new.create_scalar_function("renumbered", 1, FunctionFlags::SQLITE_UTF8, move |arguments| {
        let old: Option<i64> = arguments.get(0)?;
        // What has no new number would be lost: NULL, which the proof meets.
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

/// The texts on their way.
struct Anew<'o> {
    old: &'o Connection,
    gone: &'o Gone,
    path: &'o Path,
    new: &'o Connection,
    beside: &'o Path,
    texts: TextReader,
    encoders: Vec<Encoder>,
    dictionary: Option<Dictionary>,
    renumbered: Renumbered,
    /// The number that the next text has.
    next: i64,
    waiting: Vec<NewText>,
    weight: usize,
}

impl Anew<'_> {
    /// Trains a dictionary on first texts of articles from all over the catalog.
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
        // Another generation: its number was never in use.
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

    /// Bodies by article, in the order that the clocks give: neighbours lean on each other.
    fn encode_articles(&mut self, progress: &mut OptimizeProgress<'_>) -> Result<bool> {
        let total = one(self.old, self.path, "SELECT count(*) FROM _article")? as u64;
        let (mut done, mut last) = (0, 0);
        let mut names = Names::default();
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
                let mut base: Option<Base> = None;
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

    /// What is no version's body: blocks of what sources said beyond the fields that we know.
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

    fn add(&mut self, old: i64, base: Option<Base>) -> Result<Base> {
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
        Ok(Base { text, id, depth })
    }

    /// Encodes and writes what waits.
    fn insert(&mut self, bodies: bool) -> Result<()> {
        let dictionary = self.dictionary.as_ref().filter(|_| bodies);
        let texts = std::mem::take(&mut self.waiting);
        self.weight = 0;
        let encoded = encode(&mut self.encoders, &texts, dictionary)
            .map_err(|what| damaged(self.path, what))?;
        let mut batch = Batch {
            knows_inputs: false,
            entries: Vec::new(),
            withheld: Vec::new(),
            connection: self.new,
            path: self.beside,
            import: 0,
            caches: &mut Caches::new(),
            texts: &mut self.texts,
            names: &mut Names::default(),
        };
        batch.insert_texts(&texts, encoded, dictionary).map(|_| ())
    }
}

/// Pages that the deriving left empty given back, the planner's statistics, and SQLite's own check.
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
    if strays { Err(damaged(beside, "a row points at one that is not there")) } else { Ok(()) }
}

/// Reads every version from both catalogs: the bodies must be equal, and give the version's id. Gives
/// how many there are.
fn prove(
    path: &Path,
    beside: &Path,
    texts: &Renumbered,
    gone: &Gone,
    progress: &mut OptimizeProgress<'_>,
) -> Result<Option<u64>> {
    let (old, new) = (Catalog::open(path)?, Catalog::open(beside)?);
    let unequal = |what: String| damaged(path, format!("{what} is not the same when written anew"));
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
        let read = |catalog: &Catalog, id| catalog.text(TextRef { id, length: 0 });
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

/// A version as it is when its text is gone.
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

/// A block of what sources said beyond our fields, with nothing at these places.
fn emptied(block: &str, places: &HashSet<usize>) -> Option<String> {
    let mut objects: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(block).ok()?;
    for &place in places {
        objects.get_mut(place)?.clear();
    }
    serde_json::to_string(&objects).ok()
}

/// The log, its leaves computed from the new rows, is that of the old ones.
fn same_log(old: &Catalog, new: &Catalog) -> Result<()> {
    let (head, log) = (old.log()?.stored_head()?, new.log()?);
    let mut edge = Edge::default();
    log.each_leaf(0, log.size(), &mut |_, _, leaf| {
        edge.push(leaf, |_, _| {});
        Ok(())
    })?;
    if (edge.size(), edge.root()) == (head.size, head.root) {
        return Ok(());
    }
    Err(damaged(old.path(), "the log is not the same when its rows are written anew"))
}

/// Enters into the new catalog what was done.
fn journal(beside: &Path, events: impl Iterator<Item = Event>) -> Result<()> {
    let (new, _) = open_to_write(beside)?;
    new.execute_batch("BEGIN IMMEDIATE").at(beside)?;
    log::catch_up(&new, beside)?;
    for event in events {
        log::record(&new, beside, &event)?;
    }
    new.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").at(beside)
}

/// Whether all but the numbers of their texts is the same.
fn is_same(before: &StoredVersion, after: &StoredVersion) -> bool {
    let shown = |version: &StoredVersion| {
        let mut version = StoredVersion { text: None, ..version.clone() };
        let extras: Vec<_> = version.captures.iter_mut().map(|at| at.extra.take()).collect();
        let has_extra: Vec<_> = extras.iter().map(Option::is_some).collect();
        format!("{version:?} {has_extra:?}")
    };
    shown(before) == shown(after)
}

/// The schema is the same, and every table of what was imported has as many rows.
fn same_rows(old: &Catalog, new: &Catalog, gone: &Gone) -> Result<()> {
    let of = |catalog: &Catalog| -> Result<Vec<(String, Option<String>)>> {
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
        return Err(damaged(new.path(), "its schema is not the old one's"));
    }
    for (name, sql) in schema {
        let is_table = sql.is_some_and(|sql| sql.starts_with("CREATE TABLE"));
        // Texts are proved one by one, dictionaries are new, and what is derived was derived anew.
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
            let what = format!("of {before} rows of {name}, {after} were written anew");
            return Err(damaged(new.path(), what));
        }
    }
    Ok(())
}

/// Puts the new catalog's pages in the place of the old one's, in one transaction. `false` where
/// whoever looks on ended it: SQLite takes back what was written.
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
            // With its first page the lock is ours again: did anybody write while it was not?
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
        // The file shrinks now where nobody reads it, else when the last reader leaves.
        let _ = place.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    Ok(whole)
}
