//! Rows: a foreign table's columns and values, bounded, as fields of a record.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::super::{Item, Place, Raw, in_units};

/// The most tables and columns that are looked at.
const MOST: usize = 2_000;

/// Why reading ends.
pub(super) enum Stop {
    /// Nobody listens.
    Gone,
    /// The database is at fault.
    Damaged(rusqlite::Error),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Damaged(error)
    }
}

/// A table and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

impl Table {
    /// All of a database; views and virtual tables are none.
    pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Self>> {
        let mut statement = connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name",
        )?;
        let names: Vec<String> =
            statement.query_map([], |row| row.get(0))?.take(MOST).collect::<Result<_, _>>()?;
        names
            .into_iter()
            .map(|name| {
                let mut statement =
                    connection.prepare_cached("SELECT name FROM pragma_table_info(?1)")?;
                let columns = statement
                    .query_map([&name], |row| row.get(0))?
                    .take(MOST)
                    .collect::<Result<_, _>>()?;
                Ok(Self { name, columns })
            })
            .collect()
    }

    pub(super) fn named<'t>(tables: &'t [Self], name: &str) -> Option<&'t Self> {
        tables.iter().find(|table| table.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.eq_ignore_ascii_case(column))
    }

    pub(super) fn has_all(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.has(column))
    }

    /// The columns for a query under the alias `t`, none longer than the limit; before them, how
    /// long they are together.
    pub(super) fn bounded(&self, limit: usize) -> String {
        let limit = limit.to_string();
        let mut sizes = String::from("0");
        let mut values = String::new();
        for column in &self.columns {
            let column = format!("t.{}", quoted(column));
            let length = format!("coalesce(octet_length({column}), 0)");
            sizes.extend([" + ", &length]);
            values.extend([", CASE WHEN ", &length, " <= ", &limit, " THEN ", &column, " END"]);
        }
        format!("{sizes}{values}")
    }
}

/// A name as SQL writes it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A value as JSON has it; bytes that are no text are nothing.
pub(super) fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            std::str::from_utf8(bytes).map_or(Value::Null, Into::into)
        }
    }
}

/// The columns of a row of [`Table::bounded`], from its second on, by name.
pub(super) fn fields(table: &Table, row: &Row<'_>) -> rusqlite::Result<Map<String, Value>> {
    let mut fields = Map::new();
    for (at, column) in table.columns.iter().enumerate() {
        fields.insert(column.clone(), value(row.get_ref(at + 1)?));
    }
    Ok(fields)
}

/// A clock of a program that writes UTC and does not say so.
pub(super) fn utc(claim: &Value) -> Value {
    match claim.as_str().map(str::trim) {
        Some(text) if text.len() >= 16 && text.is_ascii() => {
            let states_zone = text.ends_with(['Z', 'z'])
                || text.get(10..).is_some_and(|time| time.contains(['+', '-']));
            if states_zone { text.into() } else { format!("{text}Z").into() }
        }
        _ => claim.clone(),
    }
}

/// Where records go.
pub(super) struct Out {
    send: SyncSender<Item>,
    input: Arc<str>,
    pub(super) limit: usize,
    record: u64,
}

impl Out {
    pub(super) fn new(send: SyncSender<Item>, input: Arc<str>, limit: usize) -> Self {
        Self { send, input, limit, record: 0 }
    }

    pub(super) fn record(&mut self, fields: Map<String, Value>) -> Result<(), Stop> {
        self.give(Raw::Json(Value::Object(fields).to_string().into_bytes()))
    }

    /// Whether a row of this length is taken; one that is not is told.
    pub(super) fn fits(&mut self, length: i64) -> Result<bool, Stop> {
        if length <= self.limit as i64 {
            return Ok(true);
        }
        let limit = in_units(self.limit);
        self.broken(format!(
            "the row is {length} bytes long; up to {limit} are taken: raise the limit with --max-record"
        ))?;
        Ok(false)
    }

    pub(super) fn broken(&mut self, reason: String) -> Result<(), Stop> {
        self.give(Raw::Broken { reason, bytes: Vec::new() })
    }

    fn give(&mut self, raw: Raw) -> Result<(), Stop> {
        self.record += 1;
        let place = Place { input: Arc::clone(&self.input), record: Some(self.record), offset: 0 };
        self.send.send(Item { place, raw }).map_err(|_| Stop::Gone)
    }
}
