//! Opens catalogs: modes, pragmas, and the checks that reject a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::{At as _, Result, StoreError};
use super::merkle_log;
use super::migrate::{MIGRATIONS, SchemaState, migrate, standing};
use crate::store::copies::folder_of;

/// How long a process waits for another's transaction. An import's batch takes well under a second;
/// the rest is for slow disks.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes per page. An empty table or index takes one page, and a catalog has 60 of them. The log
/// traffic caused by an index's random keys grows with the page size.
pub(super) const PAGE_SIZE: i64 = 4_096;

/// Pages in the write-ahead log before it is checkpointed into the file: 128 MiB. Small checkpoints
/// write the pages of random keys again and again.
const CHECKPOINT_PAGES: i64 = 32_000;

/// Opens the catalog for reading. Never writes the file, not even to migrate it, unless a killed
/// process left a rollback journal.
pub(super) fn open_to_read(path: &Path) -> Result<Connection> {
    must_be_a_file(path)?;
    let known = MIGRATIONS.latest();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = |name: &Path, flags: OpenFlags| {
        let connection = Connection::open_with_flags(name, flags).at(path)?;
        prepare(&connection).at(path)?;
        let standing = standing(&connection, path, &MIGRATIONS)?;
        Ok((connection, standing))
    };
    let opened = match open(path, flags) {
        Err(StoreError::CannotOpen { .. } | StoreError::ReadOnly { .. })
            if is_filled(path, "-journal") =>
        {
            roll_back(path)?;
            open(path, flags)
        }
        other => other,
    };
    let (connection, standing) = match opened {
        // A write-ahead log needs its index file. If that cannot be created, for example on a
        // read-only or full file system, and there is no log, the file alone is the complete
        // catalog.
        Err(
            StoreError::CannotOpen { .. } | StoreError::ReadOnly { .. } | StoreError::Disk { .. },
        ) if !is_filled(path, "-wal") => {
            open(Path::new(&uri(path, "immutable=1")), flags | OpenFlags::SQLITE_OPEN_URI)?
        }
        Err(StoreError::CannotOpen { path, .. } | StoreError::ReadOnly { path })
            if std::fs::File::open(&path).is_ok() =>
        {
            return Err(StoreError::LogNeedsFolder { path });
        }
        other => other?,
    };
    match standing {
        SchemaState::Ours(version) if version == known => Ok(connection),
        SchemaState::Ours(found) => Err(StoreError::Older { path: path.to_owned(), found, known }),
        SchemaState::Empty => Err(StoreError::Unfinished { path: path.to_owned() }),
    }
}

/// Opens an empty database in memory, to which catalogs are attached.
pub(super) fn empty_to_read() -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let nowhere = Path::new(":memory:");
    let connection = Connection::open_with_flags(nowhere, flags).at(nowhere)?;
    prepare(&connection).at(nowhere)?;
    Ok(connection)
}

/// Attaches a catalog for reading, after checking that it can be read.
pub(super) fn attach_to_read(connection: &Connection, path: &Path, name: &str) -> Result<()> {
    drop(open_to_read(path)?);
    let attach = |uri: &str| {
        let sql = format!("ATTACH ?1 AS {name}");
        // Reading finds out whether the write-ahead log can be used.
        let schema = format!("SELECT count(*) FROM {name}.sqlite_schema");
        connection
            .execute(&sql, [uri])
            .and_then(|_| connection.query_row(&schema, [], |_| Ok(())))
            .at(path)
    };
    match attach(&uri(path, "mode=ro")) {
        // As for a catalog that is opened alone.
        Err(
            StoreError::CannotOpen { .. } | StoreError::ReadOnly { .. } | StoreError::Disk { .. },
        ) if !is_filled(path, "-wal") => {
            // It may be attached although it cannot be read.
            let _ = connection.execute(&format!("DETACH {name}"), []);
            attach(&uri(path, "immutable=1"))
        }
        other => other,
    }
}

/// Rolls back what a killed process began in a file without a write-ahead log: the creation of a
/// catalog, or a transaction on a file system without shared memory. Nothing can be read before.
fn roll_back(path: &Path) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).at(path)?;
    connection.busy_timeout(PATIENCE).at(path)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).at(path)
}

/// Whether there is a catalog at `path`, rather than nothing or a file whose creation as a catalog
/// was interrupted. `true` for any other file too; opening it says what is wrong with it.
pub fn catalog_exists(path: &Path) -> bool {
    let opened = open_to_read(path);
    !matches!(opened, Err(StoreError::Missing { .. } | StoreError::Unfinished { .. }))
}

/// Opens the catalog for writing: creates it if it is missing or empty, migrates it if it is older.
/// Returns the path of the backup copy that a migration kept.
pub(super) fn open_to_write(path: &Path) -> Result<(Connection, Option<PathBuf>)> {
    if path.exists() {
        must_be_a_file(path)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || {
        let connection = Connection::open_with_flags(path, flags).at(path)?;
        prepare(&connection).at(path)?;
        // Reject a foreign file before anything is written to it.
        let standing = standing(&connection, path, &MIGRATIONS)?;
        Ok((connection, standing))
    };
    let (mut connection, standing) = open().map_err(|error| match error {
        // The folder exists, so the only obstacle is write permission.
        StoreError::CannotOpen { path, .. } if folder_of(&path).is_dir() => {
            StoreError::ReadOnly { path }
        }
        error => error,
    })?;
    if standing == SchemaState::Empty {
        connection.pragma_update(None, "page_size", PAGE_SIZE).at(path)?;
    }
    if connection.is_readonly("main").at(path)? {
        return Err(StoreError::ReadOnly { path: path.to_owned() });
    }
    write_ahead(&connection, path)?;
    let copy = migrate(&mut connection, path, &MIGRATIONS, |connection, from| {
        merkle_log::note_migration(connection, path, from)
    })?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES).at(path)?;
    connection.pragma_update(None, "synchronous", "FULL").at(path)?;
    Ok((connection, copy))
}

/// Copies a catalog of this or an older schema into a new file.
pub(super) fn copy_of_any(path: &Path, copy: &Path) -> Result<()> {
    must_be_a_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).at(path)?;
    prepare(&connection).at(path)?;
    standing(&connection, path, &MIGRATIONS)?;
    connection.backup("main", copy, None::<fn(rusqlite::backup::Progress)>).at(copy)
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // One plan per statement: SQLite would otherwise plan again for new values, which takes a tenth
    // of an import.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Turns the write-ahead log on. If two processes open a new file, one gets "busy" at once,
/// regardless of the busy timeout, so it retries.
fn write_ahead(connection: &Connection, path: &Path) -> Result<()> {
    let start = Instant::now();
    loop {
        let mode = connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0))
            .at(path);
        match mode {
            Err(StoreError::Locked { .. }) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(20));
            }
            // On a file system without shared memory, SQLite keeps its rollback journal, which is
            // as safe but makes readers wait.
            other => return other.map(|_| ()),
        }
    }
}

fn must_be_a_file(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Ok(()),
        Ok(_) => Err(StoreError::NotAFile { path: path.to_owned() }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(StoreError::Missing { path: path.to_owned() })
        }
        Err(error) => Err(StoreError::CannotOpen { path: path.to_owned(), why: error.to_string() }),
    }
}

/// Whether the file with this suffix next to the catalog has content.
fn is_filled(path: &Path, suffix: &str) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    std::fs::metadata(PathBuf::from(name)).is_ok_and(|file| file.len() > 0)
}

/// The path as a URI, with a parameter.
fn uri(path: &Path, parameter: &str) -> String {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri.push('?');
    uri.push_str(parameter);
    uri
}
