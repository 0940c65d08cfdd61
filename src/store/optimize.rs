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

mod copy;
mod encode;
mod prove;
mod swap;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};

use self::copy::{Renumbered, copy_rows, make_tables, make_the_rest};
use self::encode::Rewriter;
use self::prove::prove;
use self::swap::{settle, swap};
use super::codec::Encoder;
use super::connection::open_to_write;
use super::derive::{Rebuild, rebuild};
use super::error::{At as _, Result, StoreError};
use super::merkle_log::{self, AGENT, EventKind, EventOutcome, JournalEvent};
use super::text::TextReader;
use super::writer::{insert_redacted_capture, insert_redaction};
use crate::article::{Redaction, Sha256, UnixMicros, VersionNumber, setters};
use crate::pipeline::Progress;
use crate::store::copies::TempCatalog;

/// The compression levels that `optimize` accepts, which are those of zstd.
pub const OPTIMIZE_LEVELS: std::ops::RangeInclusive<i64> = 1..=22;

/// Options of an optimization.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OptimizeOptions {
    /// The zstd compression level.
    pub level: i32,
    /// The number of threads that compress and compare.
    pub jobs: usize,
    /// Create and verify the new catalog, but keep the old one.
    pub dry_run: bool,
    /// The time for the journal.
    pub at: UnixMicros,
}

setters!(OptimizeOptions { level: i32, jobs: usize, dry_run: bool, at: UnixMicros });

impl OptimizeOptions {
    /// Level 19 on one thread.
    pub fn new(at: UnixMicros) -> Self {
        Self { level: 19, jobs: 1, dry_run: false, at }
    }
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

impl OptimizeStep {
    /// Its name, as [`Progress::step`] reports it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Encode => "compressing",
            Self::Copy => "copying",
            Self::Derive => "deriving",
            Self::Prove => "verifying",
            Self::Swap => "replacing",
        }
    }
}

/// The result of an optimization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct OptimizeReport {
    /// The rewritten catalog, compared with the old one.
    #[serde(flatten)]
    pub rewrite: RewriteReport,
    /// Whether the old catalog is kept because the rewritten one is not smaller.
    pub kept: bool,
}

/// The sizes of a catalog before and after it was rewritten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
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

/// Optimizes the catalog, or keeps it as it is if the rewritten one is not smaller. `None` if
/// it was canceled, which leaves the catalog unchanged.
pub fn optimize(
    path: &Path,
    options: OptimizeOptions,
    progress: &Progress,
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
    pub(super) versions: HashMap<VersionNumber, Redaction>,
    /// Bodies that no other version has, and kept pages.
    pub(super) texts: HashSet<i64>,
    /// How many of `texts` are kept pages.
    pub(super) pages: usize,
    /// Extras to delete: the indexes in each block.
    pub(super) objects: HashMap<i64, HashSet<usize>>,
    /// The captures that had them, with their digests.
    pub(super) captures: Vec<(i64, Sha256)>,
    /// The events for the journal.
    pub(super) events: Vec<JournalEvent>,
}

/// Rewrites the catalog without the items that `find` returns under the write lock, and adds
/// `events` to its journal. The old catalog is replaced only if `install` accepts the new one.
/// `None` if it was canceled.
pub(super) fn rewrite(
    path: &Path,
    options: OptimizeOptions,
    find: impl FnOnce() -> Result<Removal>,
    events: impl FnOnce(&RewriteReport) -> Vec<JournalEvent>,
    install: impl FnOnce(&RewriteReport) -> bool,
    progress: &Progress,
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
    rebuild(beside, Rebuild::All, options.jobs, progress)?;
    if progress.is_canceled() {
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

fn bug(path: &Path, what: impl Into<String>) -> StoreError {
    StoreError::Bug { path: path.to_owned(), what: what.into() }
}

/// Creates the new file with the old one's schema, rows and settings, and compresses its texts
/// again.
fn write_anew(
    old: &Connection,
    path: &Path,
    beside: &Path,
    options: OptimizeOptions,
    gone: &Removal,
    progress: &Progress,
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
    // As bytes, because a path may not be UTF-8.
    let name = ToSqlOutput::Borrowed(ValueRef::Text(path.as_os_str().as_encoded_bytes()));
    new.execute("ATTACH ?1 AS old", [name]).at(beside)?;
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
            .map_err(|_| damaged(path, "a text has a negative number"))?
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
    work.encode_pages()?;
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
