//! What can go wrong with a catalog, each with its remedy.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// An error of the store. Every text names the catalog and says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such file.
    #[error(
        "there is no catalog at {path}; `recension import` makes one, or name another with --db FILE"
    )]
    Missing {
        /// The catalog.
        path: PathBuf,
    },
    /// A folder, device or the like.
    #[error("{path} is not a file; name the catalog's file with --db FILE")]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// A file that is no catalog of ours.
    #[error(
        "{path} is not a recension catalog ({why}); it was left untouched: name another file with --db FILE"
    )]
    NotACatalog {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// A catalog whose schema is newer than this program.
    #[error(
        "{path} was written by a newer recension (schema {found}, this program knows {known}); upgrade recension to open it"
    )]
    Newer {
        /// The catalog.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A catalog of an older schema that was opened for reading only.
    #[error(
        "{path} has an older schema ({found}; this program's is {known}) and is to be migrated first; make it and its folder writable"
    )]
    Older {
        /// The catalog.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// A catalog that was written before the file format 1.0.
    #[error(
        "{path} was written before recension 1.0 (schema {found}; the oldest that is read is {oldest}); it was left untouched: export it with the program that wrote it, or import its inputs again"
    )]
    TooOld {
        /// The catalog.
        path: PathBuf,
        /// Its schema's number.
        found: i64,
        /// The oldest that this program reads.
        oldest: i64,
    },
    /// Another process holds the catalog longer than we wait.
    #[error(
        "{path} is locked by another process and stayed so; wait until it is done, then run the command again"
    )]
    Locked {
        /// The catalog.
        path: PathBuf,
    },
    /// The catalog or its folder cannot be written.
    #[error(
        "{path} cannot be written (read-only file or folder, or no permission); make it writable or name another with --db FILE"
    )]
    ReadOnly {
        /// The catalog.
        path: PathBuf,
    },
    /// The catalog has a write-ahead log whose index cannot be made.
    #[error(
        "{path} cannot be read where it is: it has a write-ahead log beside it ({path}-wal), whose index cannot be made in its folder; make its folder writable, or copy both files to one that is"
    )]
    LogNeedsFolder {
        /// The catalog.
        path: PathBuf,
    },
    /// A file that was to be made is there.
    #[error("{path} is there already; name another file, or remove it first")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file that was to be made cannot be.
    #[error("{path}: cannot be written: {why}; make room there, or make its folder writable")]
    CannotMake {
        /// The file.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// The file cannot be opened.
    #[error(
        "{path} cannot be opened ({why}); check that its folder exists and that you may read it"
    )]
    CannotOpen {
        /// The catalog.
        path: PathBuf,
        /// SQLite's or the system's word.
        why: String,
    },
    /// The disk is full.
    #[error(
        "the disk that holds {path} is full; what was committed is safe: make room and run the command again"
    )]
    Full {
        /// The catalog.
        path: PathBuf,
    },
    /// The disk does not read or write what it should.
    #[error(
        "the disk that holds {path} failed ({why}); what was committed is safe: check that the disk is sound and has room, then run the command again"
    )]
    Disk {
        /// The catalog.
        path: PathBuf,
        /// SQLite's word.
        why: String,
    },
    /// Something stored does not decode, or contradicts itself.
    #[error(
        "{path} is damaged: {what}; restore a backup of it, the rest of the catalog may still be read"
    )]
    Damaged {
        /// The catalog.
        path: PathBuf,
        /// What and where.
        what: String,
    },
    /// A statement of the user's that cannot be run, or not to its end.
    #[error("{message}")]
    Statement {
        /// What is wrong, and what to do.
        message: String,
    },
    /// Anything else that SQLite says.
    #[error(
        "{path}: SQLite says: {}; run the command again, and restore a backup of it if that stays",
        first_line(source)
    )]
    Sqlite {
        /// The catalog.
        path: PathBuf,
        /// SQLite's word.
        source: rusqlite::Error,
    },
}

/// The store's result.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Gives SQLite's errors their names, with the catalog's path.
pub(super) trait At<T> {
    /// Names the catalog in the error.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| name(source, path))
    }
}

/// SQLite's word without the statement that it may quote.
fn first_line(error: &rusqlite::Error) -> String {
    error.to_string().lines().next().unwrap_or_default().chars().take(300).collect()
}

fn name(source: rusqlite::Error, path: &Path) -> StoreError {
    let path = path.to_owned();
    match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked { path },
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly { path },
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::SystemIoFailure) => StoreError::Disk { path, why: first_line(&source) },
        Some(ErrorCode::NotADatabase) => {
            StoreError::NotACatalog { path, why: "it is no SQLite file".to_owned() }
        }
        Some(ErrorCode::DatabaseCorrupt) => StoreError::Damaged { path, what: source.to_string() },
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::CannotOpen { path, why: source.to_string() }
        }
        _ => StoreError::Sqlite { path, source },
    }
}
