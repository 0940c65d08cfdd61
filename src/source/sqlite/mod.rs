//! SQLite: reads the databases of other tools that keep versions, row by row.
//!
//! They are opened read-only, and no files are left next to them. The content is untrusted: views,
//! virtual tables and functions of the schema are not used, and a row longer than the record limit
//! is skipped without being read.
//!
//! The rows are read in a separate thread, at most [`AHEAD`] records ahead of the consumer.

mod diffengine;
mod git_history;
mod news_edits;
mod rows;
mod schema;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{Builder, JoinHandle};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use self::rows::{Out, RowsEnd, TableColumns};
use super::{InputKind, Item, Limits, Source, SourceError, push_percent_encoded};

/// Number of records read ahead.
const AHEAD: usize = 1;

/// Maximum number of SQLite VM steps for reading a schema; a table takes about ten.
const SCHEMA_STEPS: i32 = 50_000;
const STEPS_AT_ONCE: i32 = 500;

/// The memory that SQLite uses for cached pages and for sorting.
const CACHE_KIB: i64 = 2_000;

/// The first bytes of every SQLite database.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The application id of recension's own catalogs ("rcsn"), with its offset.
const OWN_MARK: (usize, &[u8]) = (68, b"rcsn");

/// The tool that made a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// diffengine: `entry`, `entryversion`.
    DiffEngine,
    /// git-history: `item`, `item_version`, `commits`.
    GitHistory,
    /// NewsEdits: `split_sentences`.
    NewsEdits,
}

/// Whether these are the first bytes of a recension catalog.
pub(super) fn is_catalog(head: &[u8]) -> bool {
    let (at, mark) = OWN_MARK;
    head.get(at..at + mark.len()) == Some(mark)
}

/// Returns the rows of a database as records.
pub(super) struct DatabaseRecords {
    received: Option<Receiver<Item>>,
    thread: Option<JoinHandle<()>>,
    database: Database,
    size: u64,
}

impl DatabaseRecords {
    /// Opens a database and detects which tool made it.
    pub(super) fn open(path: &Path, name: Arc<str>, limits: &Limits) -> Result<Self, SourceError> {
        let damaged = |error: rusqlite::Error| SourceError::Damaged {
            input: Arc::clone(&name),
            reason: format!(
                "the database cannot be read: {error}; check it with `sqlite3 FILE 'PRAGMA integrity_check'`"
            ),
        };
        if let Some(reason) = schema::refusal(path) {
            return Err(SourceError::Damaged { input: name, reason });
        }
        let connection = connect(path).map_err(damaged)?;
        let tables = TableColumns::all(&connection).map_err(damaged)?;
        let Some(database) = recognise(&tables) else {
            return Err(SourceError::Unreadable {
                input: name,
                what: "a SQLite database of an unknown kind",
                remedy: "only databases of diffengine, git-history and NewsEdits can be imported; \
                         export the table as CSV or JSON Lines first"
                    .into(),
            });
        };
        let length = |path: &Path| std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let size = length(path);
        let (send, received) = sync_channel(AHEAD);
        let logged = length(&beside(path, "-wal"));
        let mut out = Out::new(send, name, limits.record_bytes, size.saturating_add(logged));
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let work = move || {
            let stem = stem.unwrap_or_default();
            let read = match database {
                Database::DiffEngine => diffengine::read(&connection, &tables, &mut out),
                Database::GitHistory => git_history::read(&connection, &tables, &mut out),
                Database::NewsEdits => news_edits::read(&connection, &tables, &stem, &mut out),
            };
            // If the consumer is gone, there is nobody to report to.
            let _ = match read {
                Ok(()) | Err(RowsEnd::Gone) => Ok(()),
                Err(RowsEnd::Refused(reason)) => out.broken(reason),
                Err(RowsEnd::Damaged(error)) => out.broken(format!(
                    "the database cannot be read further: {error}; the records before it were \
                     imported"
                )),
            };
        };
        let thread = Builder::new().name("sqlite".to_owned()).spawn(work);
        let thread = thread
            .map_err(|error| SourceError::Open { input: path.to_string_lossy().into(), error })?;
        Ok(Self { received: Some(received), thread: Some(thread), database, size })
    }
}

impl Source for DatabaseRecords {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        let Some(received) = &self.received else { return Ok(None) };
        if let Ok(item) = received.recv() {
            return Ok(Some(item));
        }
        self.received = None;
        Ok(None)
    }

    /// Rows have no offset in the file: the position is 0, then the complete size.
    fn position(&self) -> u64 {
        if self.received.is_some() { 0 } else { self.size }
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn kind(&self) -> InputKind {
        InputKind::Database(self.database)
    }
}

impl Drop for DatabaseRecords {
    fn drop(&mut self) {
        // The thread ends when the channel is closed.
        self.received = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Detects the tool. NewsEdits also publishes diffengine's versions, without diffengine's other
/// tables.
fn recognise(tables: &[TableColumns]) -> Option<Database> {
    if diffengine::is_one(tables) {
        Some(Database::DiffEngine)
    } else if news_edits::is_one(tables) {
        Some(Database::NewsEdits)
    } else if git_history::is_one(tables) {
        Some(Database::GitHistory)
    } else {
        None
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let open = |uri: &Path| {
        let mut connection = Connection::open_with_flags(uri, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        // SQLite reads the statistics and the schema at once, and a log next to the file may
        // contain others.
        let mut steps = 0;
        let is_too_long = move || {
            steps += 1;
            steps > SCHEMA_STEPS / STEPS_AT_ONCE
        };
        connection.progress_handler(STEPS_AT_ONCE, Some(is_too_long))?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        connection.progress_handler(0, None::<fn() -> bool>)?;
        // The file itself may request any cache size.
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(connection)
    };
    // A write-ahead log makes SQLite create files next to the database. Without a log, or if the
    // folder is not writable, only the file itself is read.
    if has_log(path) {
        return open(path).or_else(|_| open(&immutable(path)));
    }
    open(&immutable(path))
}

/// Whether a log or journal next to the file contains changes.
fn has_log(path: &Path) -> bool {
    ["-wal", "-journal"]
        .iter()
        .any(|end| std::fs::metadata(beside(path, end)).is_ok_and(|log| log.len() > 0))
}

/// Returns the path of a file that SQLite creates next to a database.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn immutable(path: &Path) -> PathBuf {
    let mut uri = "file:".to_owned();
    push_percent_encoded(&mut uri, path.as_os_str().as_encoded_bytes(), b"/");
    uri.push_str("?immutable=1");
    PathBuf::from(uri)
}

#[cfg(test)]
mod tests;
