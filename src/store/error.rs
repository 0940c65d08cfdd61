//! The store's errors, each with its remedy.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::article::Setting;

/// An error of the store. Every message names the catalog and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file does not exist.
    #[error(
        "there is no catalog at {path}; create one with `recension import`, or name another with {}",
        Setting::Catalog
    )]
    Missing {
        /// The catalog.
        path: PathBuf,
    },
    /// The path is a folder, a device or another special file.
    #[error("{path} is not a file; name the catalog's file with {}", Setting::Catalog)]
    NotAFile {
        /// The path that was given.
        path: PathBuf,
    },
    /// A file that is not a recension catalog.
    #[error(
        "{path} is not a recension catalog ({why}) and was left unchanged; name another file with {}",
        Setting::Catalog
    )]
    NotACatalog {
        /// The file.
        path: PathBuf,
        /// Why it is not one.
        why: String,
    },
    /// An empty file, or an SQLite file without content: the creation of a catalog was interrupted
    /// before its first transaction, or the file is something else.
    #[error(
        "{path} is empty: the creation of the catalog was interrupted, or the file is not a catalog; run the import again to create the catalog here, or name another file with {}",
        Setting::Catalog
    )]
    Unfinished {
        /// The file.
        path: PathBuf,
    },
    /// A catalog whose schema is newer than this program.
    #[error(
        "{path} was written by a newer recension (schema {found}; this program supports up to {known}); upgrade recension to open it"
    )]
    Newer {
        /// The catalog.
        path: PathBuf,
        /// Its schema number.
        found: i64,
        /// The newest schema that this program supports.
        known: i64,
    },
    /// A catalog with an older schema that was opened for reading only.
    #[error(
        "{path} has an older schema ({found}; this program's is {known}) and must be migrated first; make it and its folder writable"
    )]
    Older {
        /// The catalog.
        path: PathBuf,
        /// Its schema number.
        found: i64,
        /// The newest schema that this program supports.
        known: i64,
    },
    /// A catalog that was written before file format 1.0.
    #[error(
        "{path} was written before recension 1.0 (schema {found}; the oldest supported is {oldest}) and was left unchanged; export it with the program that wrote it, or import its inputs again"
    )]
    TooOld {
        /// The catalog.
        path: PathBuf,
        /// Its schema number.
        found: i64,
        /// The oldest schema that this program supports.
        oldest: i64,
    },
    /// Another process holds the lock for longer than we wait.
    #[error(
        "{path} is locked by another process; wait until it finishes, then run the command again"
    )]
    Locked {
        /// The catalog.
        path: PathBuf,
    },
    /// The catalog or its folder cannot be written.
    #[error(
        "{path} cannot be written (read-only file or folder, or no permission); make it writable or name another file with {}",
        Setting::Catalog
    )]
    ReadOnly {
        /// The catalog.
        path: PathBuf,
    },
    /// The catalog has a write-ahead log whose index cannot be created.
    #[error(
        "{path} cannot be read where it is: its write-ahead log ({path}-wal) needs an index file, which cannot be created in its folder; make its folder writable, or copy both files to a writable folder"
    )]
    LogNeedsFolder {
        /// The catalog.
        path: PathBuf,
    },
    /// The file to create already exists.
    #[error("{path} already exists; name another file, or remove it first")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file to create cannot be written.
    #[error("{path}: cannot be written: {why}; free disk space or make its folder writable")]
    CannotMake {
        /// The file.
        path: PathBuf,
        /// The system's message.
        why: String,
    },
    /// The file cannot be opened.
    #[error(
        "{path} cannot be opened ({why}); check that its folder exists and that you have permission to read it"
    )]
    CannotOpen {
        /// The catalog.
        path: PathBuf,
        /// SQLite's or the system's message.
        why: String,
    },
    /// The disk is full.
    #[error(
        "the disk that holds {path} is full; committed data is safe: free disk space and run the command again"
    )]
    Full {
        /// The catalog.
        path: PathBuf,
    },
    /// Reading from or writing to the disk failed.
    #[error(
        "the disk that holds {path} failed ({why}); committed data is safe: check that the disk is healthy and has free space, then run the command again"
    )]
    Disk {
        /// The catalog.
        path: PathBuf,
        /// SQLite's message.
        why: String,
    },
    /// Stored data does not decode, or contradicts itself.
    #[error(
        "{path} is damaged: {what}; restore a backup; the rest of the catalog may still be readable"
    )]
    Damaged {
        /// The catalog.
        path: PathBuf,
        /// What is damaged, and where.
        what: String,
    },
    /// This program contradicts itself. The catalog is as it was before.
    #[error(
        "{path}: {what}: this is a bug of recension, not damage of the catalog; nothing was written: report it with the command"
    )]
    Bug {
        /// The catalog.
        path: PathBuf,
        /// What must not happen.
        what: String,
    },
    /// A user's SQL statement that cannot be run, or not to its end.
    #[error("{message}")]
    Statement {
        /// What is wrong, and what to do.
        message: String,
    },
    /// A statement that was stopped because it took too long.
    #[error("reading {path} took too long and was stopped; ask for less, or for a shorter period")]
    Interrupted {
        /// The catalog.
        path: PathBuf,
    },
    /// Any other error from SQLite.
    #[error(
        "{path}: SQLite reports: {}; run the command again, and restore a backup if the error persists",
        first_line(source)
    )]
    Sqlite {
        /// The catalog.
        path: PathBuf,
        /// SQLite's error.
        source: rusqlite::Error,
    },
}

/// The store's result.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Converts SQLite's errors to [`StoreError`], with the catalog's path.
pub(super) trait At<T> {
    /// Adds the catalog's path to the error.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| name(source, path))
    }
}

/// SQLite's message without the statement that it may quote.
fn first_line(error: &rusqlite::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(300).collect()
}

fn name(source: rusqlite::Error, path: &Path) -> StoreError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
        Some(ErrorCode::OperationInterrupted) => StoreError::Interrupted { path },
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::SystemIoFailure) => StoreError::Disk { path, why: first_line(&source) },
        Some(ErrorCode::NotADatabase) => {
            StoreError::NotACatalog { path, why: "it is not an SQLite file".to_owned() }
        }
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, what: source.to_string() },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::CannotOpen { path, why: source.to_string() }
        }
        _ => StoreError::Sqlite { path, source },
    }
}
