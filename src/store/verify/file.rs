//! The file: runs SQLite's own check of its pages, and compares the schema with that of the
//! migrations.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use rusqlite::Connection;

use super::{CheckResult, VerifyRun, Weight};
use crate::store::error::{At as _, Result};
use crate::store::migrate::{MIGRATIONS, migrate};

/// The maximum number of SQLite errors to report: one damaged page causes many.
const MOST_COMPLAINTS: usize = 100;

impl VerifyRun<'_> {
    pub(super) fn file(&mut self) -> CheckResult {
        self.progress(0, 0)?;
        let check = if self.deep { "integrity_check" } else { "quick_check" };
        self.rows(&format!("PRAGMA {check}({MOST_COMPLAINTS})"), [], &mut |run, row| {
            let told: String = row.get(0).at(run.path)?;
            if told == "ok" { Ok(()) } else { run.damage(format!("SQLite reports: {told}"), None) }
        })?;
        self.now.count = u64::try_from(self.number("PRAGMA page_count")?).unwrap_or(0);
        Ok(())
    }

    /// Checks the schema: a missing trigger protects nothing, and an altered view shows wrong data.
    pub(super) fn schema(&mut self) -> CheckResult {
        let mut wanted = wanted(self.path)?.clone();
        let stored = schema_of(self.connection, self.path)?;
        self.now.count = stored.len() as u64;
        for ((name, kind), sql) in stored {
            match wanted.remove(&(name.clone(), kind.clone())) {
                Some(wanted) if wanted == sql => {}
                Some(_) => {
                    self.damage(
                        format!("the {kind} differs from the one that recension creates"),
                        Some((&name, None)),
                    )?;
                }
                // A trigger may alter data as it is written; other additions are harmless.
                None => {
                    let weight = if kind == "trigger" { Weight::Damage } else { Weight::Notice };
                    let what = format!("the {kind} was not created by recension");
                    self.finding(weight, what, Some((&name, None)))?;
                }
            }
        }
        for (name, kind) in wanted.into_keys() {
            self.damage(format!("the {kind} is missing"), Some((&name, None)))?;
        }
        // The rows that the migrations insert.
        for table in ["_derived", "_log_head"] {
            let ones: Vec<i64> = self
                .connection
                .prepare(&format!("SELECT one FROM {table}"))
                .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
                .at(self.path)?;
            if ones != [1] {
                self.damage("it does not have exactly one row", Some((table, None)))?;
            }
        }
        Ok(())
    }
}

/// Returns the expected schema, which is the same for every catalog and computed once.
fn wanted(path: &Path) -> Result<&'static Schema> {
    static WANTED: OnceLock<Schema> = OnceLock::new();
    if let Some(wanted) = WANTED.get() {
        return Ok(wanted);
    }
    let mut fresh = Connection::open_in_memory().at(path)?;
    migrate(&mut fresh, path, &MIGRATIONS, |_, _| Ok(()))?;
    let wanted = schema_of(&fresh, path)?;
    Ok(WANTED.get_or_init(|| wanted))
}

type Schema = BTreeMap<(String, String), Option<String>>;

/// Returns the schema by name and type, without SQLite's own tables for statistics.
fn schema_of(connection: &Connection, path: &Path) -> Result<Schema> {
    connection
        .prepare(
            "SELECT name, type, coalesce(sql, 'index') || ' on ' || tbl_name FROM main.sqlite_schema
             WHERE coalesce(sql, '') NOT IN (
                 'CREATE TABLE sqlite_stat1(tbl,idx,stat)',
                 'CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)')",
        )
        .and_then(|mut statement| {
            statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?.collect()
        })
        .at(path)
}
