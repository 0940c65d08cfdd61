//! The file: SQLite's own check of its pages, and the schema against the one that the migrations make.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

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
        let Wanted { schema, bits } = wanted(self.path)?;
        let mut wanted = schema.clone();
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
        self.bits(bits)
    }

    /// What the migrations themselves put into tables.
    fn bits(&mut self, wanted: &[Bit]) -> Step {
        if bits_of(self.connection, self.path)? != wanted {
            let what = "its rows are not those that the program makes";
            self.damage(what, Some(("_change_bit", None)))?;
        }
        for table in ["_derived", "_log_head"] {
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

/// What the migrations make of an empty file.
struct Wanted {
    schema: Schema,
    bits: Vec<Bit>,
}

/// The same for every catalog: made once.
fn wanted(path: &Path) -> Result<&'static Wanted> {
    static WANTED: OnceLock<Wanted> = OnceLock::new();
    if let Some(wanted) = WANTED.get() {
        return Ok(wanted);
    }
    let mut fresh = Connection::open_in_memory().at(path)?;
    migrate(&mut fresh, path, &MIGRATIONS, |_, _| Ok(()))?;
    let wanted = Wanted { schema: schema_of(&fresh, path)?, bits: bits_of(&fresh, path)? };
    Ok(WANTED.get_or_init(|| wanted))
}

/// A row of `_change_bit`.
type Bit = (String, i64, String);

fn bits_of(connection: &Connection, path: &Path) -> Result<Vec<Bit>> {
    connection
        .prepare("SELECT kind, bit, name FROM _change_bit ORDER BY kind, bit")
        .and_then(|mut statement| {
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
        })
        .at(path)
}

type Schema = BTreeMap<(String, String), Option<String>>;

/// By name and type. What SQLite keeps for itself (its statistics) is its own affair.
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
