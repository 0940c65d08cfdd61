//! What is watched, when it is due, and when each host may be asked again: a SQLite file next to the
//! catalog.
//!
//! A request is reserved before it is sent: if the program is killed, its host is not asked again
//! before the reservation ends. A restart changes no time.

mod mementos;
mod pages;
mod queue;
mod sources;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::WatchError;

pub(super) use mementos::{HostPause, MementoResult, MementoRow};
pub(super) use pages::{Claimed, HostRow, PageRow, Trigger};
pub use pages::{PageKind, PageResult, PageStatus, StateCounts};
pub use queue::Message;
pub use sources::{AddedSource, SourceKind, SourceRow};

/// "rcsw": how the file is recognized.
const APPLICATION_ID: i32 = 0x7263_7377;

/// The version of the schema.
const SCHEMA: i64 = 3;

/// How long a process waits for another's transaction.
const PATIENCE: Duration = Duration::from_secs(20);

/// The file of what is watched.
pub struct State {
    connection: Connection,
    path: PathBuf,
    /// Held while the watch runs.
    lock: Option<File>,
    /// Whether only the pages in the table `chosen` are requested.
    has_choice: bool,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("path", &self.path).finish_non_exhaustive()
    }
}

impl State {
    /// Opens the file, and creates it if it is missing.
    pub fn open(path: &Path) -> Result<Self, WatchError> {
        let connection = Connection::open(path).map_err(|error| failed(path, &error))?;
        Self::prepare(connection, path)
    }

    fn prepare(mut connection: Connection, path: &Path) -> Result<Self, WatchError> {
        let at = |error: rusqlite::Error| failed(path, &error);
        connection.busy_timeout(PATIENCE).map_err(at)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(at)?;
        connection.set_prepared_statement_cache_capacity(64);
        let number = |connection: &Connection, name: &str| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        };
        let application = number(&connection, "application_id").map_err(at)?;
        let is_ours = application == i64::from(APPLICATION_ID);
        if application != 0 && !is_ours {
            return Err(WatchError::NotOurs { path: path.to_owned() });
        }
        connection.pragma_update(None, "journal_mode", "WAL").map_err(at)?;
        // A kill loses nothing; a power failure may lose the last requests' times, not the archive.
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(at)?;
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(at)?;
        let version = number(&transaction, "user_version").map_err(at)?;
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = transaction.query_row(tables, [], |row| row.get(0)).map_err(at)?;
        if version > SCHEMA || (tables > 0 && version == 0) {
            return Err(WatchError::NotOurs { path: path.to_owned() });
        }
        if version == 0 {
            transaction.execute_batch(include_str!("state/schema.sql")).map_err(at)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(at)?;
        } else {
            let steps = [include_str!("state/retries.sql"), include_str!("state/domains.sql")];
            for (from, step) in (1..).zip(steps).filter(|(from, _)| *from >= version) {
                debug_assert!(from < SCHEMA);
                transaction.execute_batch(step).map_err(at)?;
            }
            if version < SCHEMA {
                pages::fill_domains(&transaction).map_err(at)?;
            }
        }
        if version < SCHEMA {
            transaction.pragma_update(None, "user_version", SCHEMA).map_err(at)?;
        }
        transaction.commit().map_err(at)?;
        // Of this connection only: the pages that a run is limited to.
        let chosen = "CREATE TEMP TABLE chosen (page_id INTEGER PRIMARY KEY) STRICT";
        connection.execute_batch(chosen).map_err(at)?;
        Ok(Self { connection, path: path.to_owned(), lock: None, has_choice: false })
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes this process the one that runs the watch, until the state is dropped.
    pub fn lock(&mut self) -> Result<(), WatchError> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let failed = |why: String| WatchError::State { path: path.clone(), why };
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| failed(error.to_string()))?;
        match file.try_lock() {
            Ok(()) => {
                self.lock = Some(file);
                Ok(())
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(WatchError::Running { path: self.path.clone() })
            }
            Err(std::fs::TryLockError::Error(error)) => Err(failed(error.to_string())),
        }
    }

    fn at(&self, error: &rusqlite::Error) -> WatchError {
        failed(&self.path, error)
    }

    /// Runs statements in one transaction.
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, WatchError> {
        let path = self.path.clone();
        let at = |error: rusqlite::Error| failed(&path, &error);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(at)?;
        let result = work(&transaction).map_err(at)?;
        transaction.commit().map_err(at)?;
        Ok(result)
    }
}

fn failed(path: &Path, error: &rusqlite::Error) -> WatchError {
    WatchError::State { path: path.to_owned(), why: error.to_string() }
}
