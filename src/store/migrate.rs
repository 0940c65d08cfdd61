//! Migrations: upgrades a catalog's schema to this program's, exactly once even if several
//! processes open it.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::error::{At as _, Result, StoreError};
use crate::store::copies::{copy_whole, remove_catalog};

/// "rcsn": how `file(1)` and other programs recognize catalogs.
pub const APPLICATION_ID: i32 = 0x7263_736e;

/// The migrations of a schema, and its views.
#[derive(Clone, Copy, Debug)]
pub(super) struct Migrations<'s> {
    /// The number of the first migration, which creates all tables in an empty file.
    pub(super) baseline: i64,
    /// In order, the baseline first. `user_version` is the number of the last applied migration.
    /// Never edited once released.
    pub(super) steps: &'s [&'s str],
    /// Drops and creates the views; runs after the last step.
    pub(super) views: &'s str,
}

/// The migrations of this program.
pub(super) const MIGRATIONS: Migrations<'static> = Migrations {
    baseline: 10,
    steps: &[include_str!("../../migrations/0010_baseline.sql")],
    views: include_str!("../../migrations/views.sql"),
};

impl Migrations<'_> {
    /// The `user_version` of a fully migrated catalog.
    pub(super) fn latest(&self) -> i64 {
        self.baseline + self.steps.len() as i64 - 1
    }
}

/// What a file's header says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SchemaState {
    /// An empty database.
    Empty,
    /// A recension catalog with this `user_version`.
    Ours(i64),
}

/// Returns what the file is, or an error if this program cannot use it.
pub(super) fn standing(
    connection: &Connection,
    path: &Path,
    migrations: &Migrations<'_>,
) -> Result<SchemaState> {
    let pragma =
        |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).at(path);
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    if application == i64::from(APPLICATION_ID) {
        let (path, known) = (path.to_owned(), migrations.latest());
        return if version > known {
            Err(StoreError::Newer { path, found: version, known })
        } else if version < migrations.baseline {
            Err(StoreError::TooOld { path, found: version, oldest: migrations.baseline })
        } else {
            Ok(SchemaState::Ours(version))
        };
    }
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .at(path)?;
    if tables == 0 && application == 0 && version == 0 {
        return Ok(SchemaState::Empty);
    }
    Err(StoreError::NotACatalog {
        path: path.to_owned(),
        why: format!("it is an SQLite file of another program, application id {application}"),
    })
}

/// Applies the missing migrations in one transaction. `BEGIN IMMEDIATE` comes before `user_version`
/// is read, so that if two processes open a new file, the second finds it migrated. A catalog with
/// data is first copied to a file next to it (`NAME.schema-N.bak`), and `note` is called with its
/// old schema number.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    migrations: &Migrations<'_>,
    note: impl FnOnce(&Connection, i64) -> Result<()>,
) -> Result<Option<PathBuf>> {
    let latest = migrations.latest();
    if standing(connection, path, migrations)? == SchemaState::Ours(latest) {
        return Ok(None);
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    let (from, backup) = match standing(&transaction, path, migrations)? {
        SchemaState::Empty => (None, None),
        SchemaState::Ours(version) if version == latest => return Ok(None),
        SchemaState::Ours(version) => (Some(version), Some(keep_copy(path, version)?)),
    };
    let applied =
        from.map_or(0, |version| usize::try_from(version - migrations.baseline + 1).unwrap_or(0));
    transaction.pragma_update(None, "application_id", APPLICATION_ID).at(path)?;
    for sql in migrations.steps.iter().skip(applied).chain([&migrations.views]) {
        transaction.execute_batch(&compact(sql)).at(path)?;
    }
    transaction.pragma_update(None, "user_version", latest).at(path)?;
    if let Some(from) = from {
        note(&transaction, from)?;
    }
    transaction.commit().at(path)?;
    Ok(backup)
}

/// Returns the statements without comments, indentation and columns. SQLite stores the text of the
/// schema: they would take three pages.
fn compact(sql: &str) -> String {
    let lines = sql.lines().map(str::trim).filter(|line| !line.starts_with("--"));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.map(words).collect::<Vec<_>>().join("\n")
}

/// Copies the catalog as it was, with SQLite's backup API so that the write-ahead log is included.
/// If an earlier copy has the same content, it is kept instead; earlier copies with other content
/// stay, and the new copy gets a number.
fn keep_copy(path: &Path, schema: i64) -> Result<PathBuf> {
    let name = |number: usize| {
        let mut name = path.as_os_str().to_owned();
        name.push(match number {
            1 => format!(".schema-{schema}.bak"),
            number => format!(".schema-{schema}.{number}.bak"),
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

/// Whether two files have the same bytes.
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

    /// Migrations of a schema whose first number is 3.
    fn migrations<'s>(steps: &'s [&'s str]) -> Migrations<'s> {
        let views = "DROP VIEW IF EXISTS all_of_a; CREATE VIEW all_of_a AS SELECT * FROM a;";
        Migrations { baseline: 3, steps, views }
    }

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
        assert_eq!(
            migrate(&mut connection, &path, &migrations(&[first]), |_, _| Ok(())).expect("new"),
            None
        );
        let copy = migrate(&mut connection, &path, &migrations(&[first, second]), |_, _| Ok(()))
            .expect("older");
        assert_eq!(count(&connection, "SELECT y FROM b"), 7);
        assert_eq!(count(&connection, "PRAGMA user_version"), 4);
        let copy = Connection::open(copy.expect("a copy")).expect("the copy opens");
        assert_eq!(count(&copy, "SELECT x FROM a"), 7);
        assert_eq!(count(&copy, "PRAGMA user_version"), 3);
        assert_eq!(
            migrate(&mut connection, &path, &migrations(&[first, second]), |_, _| Ok(()))
                .expect("same"),
            None
        );
    }

    /// A catalog that was restored to an older state and then changed is not the copy that an
    /// earlier migration kept.
    #[test]
    fn a_copy_of_another_state_is_no_copy_of_this_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let first = "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);";
        let mut connection = Connection::open(&path).expect("a file");
        migrate(&mut connection, &path, &migrations(&[first]), |_, _| Ok(())).expect("new");
        drop(connection);
        let old = std::fs::read(&path).expect("the old one");
        let migrated = |change: &str| {
            std::fs::write(&path, &old).expect("brought back");
            let mut connection = Connection::open(&path).expect("a file");
            connection.execute_batch(change).expect("a change");
            let copy = migrate(&mut connection, &path, &migrations(&[first, ""]), |_, _| Ok(()))
                .expect("older");
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
        migrate(&mut connection, &path, &migrations(&["CREATE TABLE a (x) STRICT"]), |_, _| Ok(()))
            .expect_err("no type");
        assert_eq!(count(&connection, "SELECT count(*) FROM sqlite_schema"), 0);
        assert_eq!(count(&connection, "PRAGMA user_version"), 0);
    }

    #[test]
    fn the_views_are_made_anew_behind_every_migration() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        let first = "CREATE TABLE a (x INTEGER) STRICT;";
        migrate(&mut connection, &path, &migrations(&[first]), |_, _| Ok(())).expect("new");
        let columns = "SELECT count(*) FROM pragma_table_info('all_of_a')";
        assert_eq!(count(&connection, columns), 1);
        let second = "ALTER TABLE a ADD COLUMN y INTEGER";
        migrate(&mut connection, &path, &migrations(&[first, second]), |_, _| Ok(()))
            .expect("older");
        assert_eq!(count(&connection, columns), 2);
    }

    /// A catalog from before the baseline cannot be migrated and is left unchanged.
    #[test]
    fn a_catalog_from_before_the_baseline_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        connection.execute_batch("CREATE TABLE a (x INTEGER) STRICT").expect("a table");
        connection.pragma_update(None, "application_id", APPLICATION_ID).expect("set");
        for version in [1, 2] {
            connection.pragma_update(None, "user_version", version).expect("set");
            let step = "CREATE TABLE b (x INTEGER) STRICT;";
            let error = migrate(&mut connection, &path, &migrations(&[step]), |_, _| Ok(()))
                .expect_err("too old");
            let is_named =
                matches!(error, StoreError::TooOld { found, oldest: 3, .. } if found == version);
            assert!(is_named, "{error}");
            assert_eq!(count(&connection, "SELECT count(*) FROM sqlite_schema"), 1);
            assert_eq!(count(&connection, "PRAGMA user_version"), version);
        }
    }

    #[test]
    fn a_newer_catalog_and_a_stranger_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        let step = "CREATE TABLE a (x INTEGER) STRICT;";
        migrate(&mut connection, &path, &migrations(&[step, ""]), |_, _| Ok(())).expect("new");
        let error = migrate(&mut connection, &path, &migrations(&[step]), |_, _| Ok(()))
            .expect_err("newer");
        assert!(matches!(error, StoreError::Newer { found: 4, known: 3, .. }), "{error}");

        let path = folder.path().join("b.db");
        let mut connection = Connection::open(&path).expect("a file");
        connection.execute_batch("CREATE TABLE theirs (x)").expect("a table");
        let error = migrate(&mut connection, &path, &migrations(&[step]), |_, _| Ok(()))
            .expect_err("a stranger");
        assert!(matches!(error, StoreError::NotACatalog { .. }), "{error}");
    }
}
