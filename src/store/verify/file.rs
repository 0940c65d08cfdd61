//! The file: SQLite's own check of its pages, and the schema against the one that the migrations make.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Run, Step, Weight};
use crate::store::error::{At as _, Result};
use crate::store::migrate::{MIGRATIONS, migrate};

/// Complaints of SQLite that are passed on: one damaged page gives many.
const MOST_COMPLAINTS: usize = 100;

impl Run<'_> {
    pub(super) fn file(&mut self) -> Step {
        self.progress(0, 0)?;
        let check = if self.deep { "integrity_check" } else { "quick_check" };
        self.rows(&format!("PRAGMA {check}({MOST_COMPLAINTS})"), [], &mut |run, row| {
            let told: String = row.get(0).at(run.path)?;
            if told == "ok" { Ok(()) } else { run.damage(format!("SQLite says: {told}"), None) }
        })?;
        self.now.count = u64::try_from(self.number("PRAGMA page_count")?).unwrap_or(0);
        Ok(())
    }

    /// A trigger that is not there guards nothing; a view that is another shows something else.
    pub(super) fn schema(&mut self) -> Step {
        let fresh = fresh(self.path)?;
        let mut wanted = schema_of(&fresh, self.path)?;
        let stored = schema_of(self.connection, self.path)?;
        self.now.count = stored.len() as u64;
        for ((name, kind), sql) in stored {
            match wanted.remove(&(name.clone(), kind.clone())) {
                Some(wanted) if wanted == sql => {}
                Some(_) => {
                    self.damage(
                        format!("the {kind} is not as the program makes it"),
                        Some((&name, None)),
                    )?;
                }
                // A trigger may alter what is written; other additions are the owner's own affair.
                None => {
                    let weight = if kind == "trigger" { Weight::Damage } else { Weight::Notice };
                    let what = format!("its {kind} is none that the program makes");
                    self.finding(weight, what, Some((&name, None)))?;
                }
            }
        }
        for (name, kind) in wanted.into_keys() {
            self.damage(format!("the {kind} is missing"), Some((&name, None)))?;
        }
        self.bits(&fresh)
    }

    /// What the migrations themselves put into tables.
    fn bits(&mut self, fresh: &Connection) -> Step {
        let read = |connection: &Connection| -> Result<Vec<(String, i64, String)>> {
            connection
                .prepare("SELECT kind, bit, name FROM change_bit ORDER BY kind, bit")
                .and_then(|mut statement| {
                    statement
                        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                        .collect()
                })
                .at(self.path)
        };
        if read(fresh)? != read(self.connection)? {
            let what = "its rows are not those that the program makes";
            self.damage(what, Some(("change_bit", None)))?;
        }
        for table in ["derived", "log_head"] {
            let ones: Vec<i64> = self
                .connection
                .prepare(&format!("SELECT one FROM {table}"))
                .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
                .at(self.path)?;
            if ones != [1] {
                self.damage("it does not have its one row", Some((table, None)))?;
            }
        }
        Ok(())
    }
}

/// An empty catalog in memory.
fn fresh(path: &std::path::Path) -> Result<Connection> {
    let mut fresh = Connection::open_in_memory().at(path)?;
    migrate(&mut fresh, path, MIGRATIONS)?;
    Ok(fresh)
}

type Schema = BTreeMap<(String, String), Option<String>>;

/// By name and type. What SQLite keeps for itself (its statistics) is its own affair.
fn schema_of(connection: &Connection, path: &std::path::Path) -> Result<Schema> {
    connection
        .prepare(
            "SELECT name, type, sql || ' on ' || tbl_name FROM main.sqlite_schema
             WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'",
        )
        .and_then(|mut statement| {
            statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?.collect()
        })
        .at(path)
}
