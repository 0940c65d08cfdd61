//! Migrations: brings a catalog's schema to this program's, once, whoever comes first.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::connection::{copy_whole, remove_catalog};
use super::error::{At as _, Result, StoreError};

/// "rcsn": how `file(1)` and other programs tell our SQLite files.
pub const APPLICATION_ID: i32 = 0x7263_736e;

/// The schema's steps, in order; `user_version` counts those that were applied. Never edited once
/// landed.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_catalog.sql"),
    include_str!("../../migrations/0002_views.sql"),
    include_str!("../../migrations/0003_changes.sql"),
    include_str!("../../migrations/0004_search.sql"),
    include_str!("../../migrations/0005_archives.sql"),
    include_str!("../../migrations/0006_list.sql"),
    include_str!("../../migrations/0007_log.sql"),
    include_str!("../../migrations/0008_audit.sql"),
    include_str!("../../migrations/0009_redact.sql"),
];

/// Whose file it is, by its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing in it yet.
    Empty,
    /// Ours, at this step.
    Ours(usize),
}

/// Tells whose file it is, or refuses it.
pub(super) fn standing(connection: &Connection, path: &Path, known: usize) -> Result<Standing> {
    let pragma =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).at(path);
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    if application == i64::from(APPLICATION_ID) {
        return match usize::try_from(version) {
            Ok(version) if version <= known => Ok(Standing::Ours(version)),
            _ => Err(StoreError::Newer {
                path: path.to_owned(),
                found: version,
                known: known as i64,
            }),
        };
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .at(path)?;
    if tables == 0 && application == 0 && version == 0 {
        return Ok(Standing::Empty);
    }
    Err(StoreError::NotACatalog {
        path: path.to_owned(),
        why: format!("an SQLite file of another program, application id {application}"),
    })
}

/// Applies what is missing, in one transaction. `BEGIN IMMEDIATE` comes before `user_version` is
/// read, so that of two processes on a new file the second finds the work done. A catalog that
/// holds something is first copied beside itself (`NAME.schema-N.bak`), and `note` is told its step.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &[&str],
    note: impl FnOnce(&Connection, usize) -> Result<()>,
) -> Result<Option<PathBuf>> {
    if standing(connection, path, migrations.len())? == Standing::Ours(migrations.len()) {
        return Ok(None);
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    let (from, backup) = match standing(&transaction, path, migrations.len())? {
        Standing::Empty => (0, None),
        Standing::Ours(step) if step == migrations.len() => return Ok(None),
        Standing::Ours(step) => (step, Some(keep_copy(path, step)?)),
    };
    transaction.pragma_update(None, "application_id", APPLICATION_ID).at(path)?;
    for step in migrations.iter().skip(from) {
        transaction.execute_batch(step).at(path)?;
    }
    transaction.pragma_update(None, "user_version", migrations.len() as i64).at(path)?;
    if from > 0 {
        note(&transaction, from)?;
    }
    transaction.commit().at(path)?;
    Ok(backup)
}

/// Copies the catalog as it was, through SQLite's own backup so that the write-ahead log is in it. A copy
/// that is there of the same state is enough; one of another state stays, and this one gets a number.
fn keep_copy(path: &Path, step: usize) -> Result<PathBuf> {
    let name = |number: usize| {
        let mut name = path.as_os_str().to_owned();
        name.push(match number {
            1 => format!(".schema-{step}.bak"),
            number => format!(".schema-{step}.{number}.bak"),
        });
        PathBuf::from(name)
    };
    let (mut copy, mut there) = (name(1), Vec::new());
    while copy.exists() {
        there.push(copy);
        copy = name(there.len() + 1);
    }
    let source =
        Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).at(path)?;
    copy_whole(&source, &copy)?;
    for earlier in there {
        if is_equal(&earlier, &copy).unwrap_or(false) {
            remove_catalog(&copy);
            return Ok(earlier);
        }
    }
    Ok(copy)
}

/// Whether two files hold the same bytes.
fn is_equal(one: &Path, other: &Path) -> io::Result<bool> {
    let (one, other) = (File::open(one)?, File::open(other)?);
    if one.metadata()?.len() != other.metadata()?.len() {
        return Ok(false);
    }
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (left, right) = (one.fill_buf()?, other.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        if left.get(..length) != right.get(..length) {
            return Ok(false);
        }
        one.consume(length);
        other.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(connection: &Connection, sql: &str) -> i64 {
        connection.query_row(sql, [], |row| row.get(0)).expect("a count")
    }

    #[test]
    fn an_older_catalog_is_copied_then_migrated() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        let first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);";
        let second = "CREATE TABLE b (y INTEGER) STRICT; INSERT INTO b SELECT x FROM a;";
        assert_eq!(migrate(&mut connection, &path, &[first], |_, _| Ok(())).expect("new"), None);
        let copy = migrate(&mut connection, &path, &[first, second], |_, _| Ok(())).expect("older");
        assert_eq!(count(&connection, "SELECT y FROM b"), 7);
        let copy = Connection::open(copy.expect("a copy")).expect("the copy opens");
        assert_eq!(count(&copy, "SELECT x FROM a"), 7);
        assert_eq!(count(&copy, "PRAGMA user_version"), 1);
        assert_eq!(
            migrate(&mut connection, &path, &[first, second], |_, _| Ok(())).expect("same"),
            None
        );
    }

    /// An older state, brought back and gone on with, is not the copy that an earlier migration kept.
    #[test]
    fn a_copy_of_another_state_is_no_copy_of_this_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);";
        let mut connection = Connection::open(&path).expect("a file");
        migrate(&mut connection, &path, &[first], |_, _| Ok(())).expect("new");
        drop(connection);
        let old = std::fs::read(&path).expect("the old one");
        let migrated = |change: &str| {
            std::fs::write(&path, &old).expect("brought back");
            let mut connection = Connection::open(&path).expect("a file");
            connection.execute_batch(change).expect("a change");
            let copy = migrate(&mut connection, &path, &[first, ""], |_, _| Ok(())).expect("older");
            let copy = copy.expect("a copy");
            let rows = count(&Connection::open(&copy).expect("it opens"), "SELECT count(*) FROM a");
            (copy, rows)
        };
        let (one, rows) = migrated("");
        assert_eq!(rows, 1);
        assert_eq!(migrated(""), (one.clone(), 1));
        let (two, rows) = migrated("INSERT INTO a VALUES (8)");
        assert_eq!(rows, 2);
        assert_eq!(migrated("INSERT INTO a VALUES (8)"), (two.clone(), 2));
        assert_eq!(migrated(""), (one.clone(), 1));
        assert_ne!(one, two);
    }

    #[test]
    fn a_step_that_fails_leaves_the_catalog_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        migrate(&mut connection, &path, &["CREATE TABLE a (x) STRICT"], |_, _| Ok(()))
            .expect_err("no type");
        assert_eq!(count(&connection, "SELECT count(*) FROM sqlite_schema"), 0);
        assert_eq!(count(&connection, "PRAGMA user_version"), 0);
    }

    #[test]
    fn a_newer_catalog_and_a_stranger_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        let step = "CREATE TABLE a (x INTEGER) STRICT;";
        migrate(&mut connection, &path, &[step, ""], |_, _| Ok(())).expect("new");
        let error = migrate(&mut connection, &path, &[step], |_, _| Ok(())).expect_err("newer");
        assert!(matches!(error, StoreError::Newer { found: 2, known: 1, .. }), "{error}");

        let path = folder.path().join("b.db");
        let mut connection = Connection::open(&path).expect("a file");
        connection.execute_batch("CREATE TABLE theirs (x)").expect("a table");
        let error =
            migrate(&mut connection, &path, &[step], |_, _| Ok(())).expect_err("a stranger");
        assert!(matches!(error, StoreError::NotACatalog { .. }), "{error}");
    }
}
