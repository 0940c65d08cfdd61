//! SQLite: the databases of other tools that keep versions, read row by row.
//!
//! They are opened read-only and nothing is left beside them. What is in them is another's: the
//! schema is not trusted (no views, no virtual tables, no functions of the schema's), and a row that
//! is longer than a record may be is passed over without being read.
//!
//! The rows are read in a thread of their own, at most [`AHEAD`] records ahead of whoever asks.

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

use self::rows::{Out, Stop, Table};
use super::{Item, Kind, Limits, Source, SourceError, push_percent_encoded};

/// Records that are read before they are asked for.
const AHEAD: usize = 1;

/// Steps of SQLite's machine that reading a schema may take, some ten a table.
const SCHEMA_STEPS: i32 = 50_000;
const STEPS_AT_ONCE: i32 = 500;

/// The memory in which SQLite keeps pages, and sorts.
const CACHE_KIB: i64 = 2_000;

/// What every SQLite database begins with.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// The mark of our own catalogs, at this offset ("rcsn").
const OWN_MARK: (usize, &[u8]) = (68, b"rcsn");

/// Whose database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// diffengine: `entry`, `entryversion`.
    DiffEngine,
    /// git-history: `item`, `item_version`, `commits`.
    GitHistory,
    /// NewsEdits: `split_sentences`.
    NewsEdits,
}

/// Whether these are the first bytes of a catalog of our own.
pub(super) fn is_catalog(head: &[u8]) -> bool {
    let (at, mark) = OWN_MARK;
    head.get(at..at + mark.len()) == Some(mark)
}

/// Gives the rows of a database as records.
pub(super) struct Rows {
    received: Option<Receiver<Item>>,
    thread: Option<JoinHandle<()>>,
    database: Database,
    size: u64,
}

impl Rows {
    /// Opens a database and tells whose it is.
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
        let tables = Table::all(&connection).map_err(damaged)?;
        let Some(database) = recognise(&tables) else {
            return Err(SourceError::Unreadable {
                input: name,
                what: "a SQLite database of an unknown kind",
                remedy: "those of diffengine, git-history and NewsEdits are read; of others, \
                         export the table as CSV or JSON Lines first",
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
            // Whoever is gone need not be told.
            let _ = match read {
                Ok(()) | Err(Stop::Gone) => Ok(()),
                Err(Stop::Refused(reason)) => out.broken(reason),
                Err(Stop::Damaged(error)) => out.broken(format!(
                    "the database cannot be read further: {error}; what came before it is in"
                )),
            };
        };
        let thread = Builder::new().name("sqlite".to_owned()).spawn(work);
        let thread = thread
            .map_err(|error| SourceError::Open { input: path.to_string_lossy().into(), error })?;
        Ok(Self { received: Some(received), thread: Some(thread), database, size })
    }
}

impl Source for Rows {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        let Some(received) = &self.received else { return Ok(None) };
        if let Ok(item) = received.recv() {
            return Ok(Some(item));
        }
        self.received = None;
        Ok(None)
    }

    /// Rows have no place in the file: nothing is read, then all.
    fn position(&self) -> u64 {
        if self.received.is_some() { 0 } else { self.size }
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn kind(&self) -> Kind {
        Kind::Database(self.database)
    }
}

impl Drop for Rows {
    fn drop(&mut self) {
        // The thread ends when nobody listens.
        self.received = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// NewsEdits publishes diffengine's versions too, without diffengine's other tables.
fn recognise(tables: &[Table]) -> Option<Database> {
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
        // Statistics and the schema are read at once, and a log beside the file may have another.
        let mut steps = 0;
        let is_too_long = move || {
            steps += 1;
            steps > SCHEMA_STEPS / STEPS_AT_ONCE
        };
        connection.progress_handler(STEPS_AT_ONCE, Some(is_too_long))?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        connection.progress_handler(0, None::<fn() -> bool>)?;
        // The file itself may ask for any.
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        Ok(connection)
    };
    // A write-ahead log makes SQLite put files beside the database. Where there is none, or where
    // the folder does not let it, the file alone is all there is.
    if has_log(path) {
        return open(path).or_else(|_| open(&immutable(path)));
    }
    open(&immutable(path))
}

/// Whether changes stand in a log or journal beside the file.
fn has_log(path: &Path) -> bool {
    ["-wal", "-journal"]
        .iter()
        .any(|end| std::fs::metadata(beside(path, end)).is_ok_and(|log| log.len() > 0))
}

/// What SQLite puts beside a database.
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
