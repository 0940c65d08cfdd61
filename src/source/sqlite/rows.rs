//! Rows: the columns and values of a foreign table, limited in size, as fields of a record.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::super::{Item, ItemContent, SourceLocation, in_units};
use crate::article::Setting;

/// Maximum number of columns of a table. SQLite allows 2,000 in a result, and the queries add a
/// few.
pub(super) const MOST_COLUMNS: usize = 1_990;

/// Number of terms in a sum without parentheses: SQLite refuses expressions that are 1,000 levels
/// deep.
const SUMMANDS: usize = 400;

/// Minimum number of bytes that a row takes in a file, including its cell pointer: a table leaf
/// cell (<https://sqlite.org/fileformat2.html#b_tree_pages>) has six, four of them its own.
const ROW_BYTES: u64 = 4;

/// How much longer than its file the text of a table may be: numbers are shorter in the file than
/// as text, and the default value of a column is stored only once.
const MOST_WEIGHT: u64 = 16;

/// Limits for decompression bombs: records of git-history and NewsEdits repeat what the rows share.
/// A database whose records exceed both this many times its size and this many bytes is refused,
/// because it might never end.
const BOMB_RATIO: u64 = 1_000;
const BOMB_BYTES: u64 = 1 << 30;

/// Why reading stops.
pub(super) enum RowsEnd {
    /// The consumer is gone.
    Gone,
    /// The database is damaged.
    Damaged(rusqlite::Error),
    /// The database exceeds a limit.
    Refused(String),
}

impl From<rusqlite::Error> for RowsEnd {
    fn from(error: rusqlite::Error) -> Self {
        Self::Damaged(error)
    }
}

/// A table and its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TableColumns {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

impl TableColumns {
    /// Returns all tables of a database, excluding views and virtual tables.
    pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Self>> {
        let mut statement = connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name",
        )?;
        let names: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        names
            .into_iter()
            .map(|name| {
                let mut statement =
                    connection.prepare_cached("SELECT name FROM pragma_table_info(?1, 'main')")?;
                let columns =
                    statement.query_map([&name], |row| row.get(0))?.collect::<Result<_, _>>()?;
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

    /// Returns the table for a query, under the alias `t`. Indexes are not used, because a foreign
    /// index may be missing or wrong.
    pub(super) fn from(&self) -> String {
        format!("main.{} t NOT INDEXED", quoted(&self.name))
    }

    /// The SQL expression for the total length of the columns.
    fn sizes(&self) -> String {
        let size = |column: &String| format!("coalesce(octet_length(t.{}), 0)", quoted(column));
        let sum = |some: &[String]| {
            let sizes: Vec<_> = some.iter().map(size).collect();
            format!("({})", sizes.join(" + "))
        };
        self.columns.chunks(SUMMANDS).map(sum).collect::<Vec<_>>().join(" + ")
    }

    /// The columns for a query, each limited to `limit` bytes, preceded by their total length.
    pub(super) fn bounded(&self, limit: usize) -> String {
        let values = self.columns.iter().map(|column| bounded(&quoted(column), limit));
        std::iter::once(self.sizes()).chain(values).collect::<Vec<_>>().join(", ")
    }

    /// Refuses a table with more rows or more text than its file can hold, before any of it is
    /// sorted or kept: pages that are used more than once would multiply it. Only reads the headers
    /// of rows. For a damaged table, the readable part is measured.
    pub(super) fn weigh(&self, connection: &Connection, out: &Out) -> Result<(), RowsEnd> {
        let name = shortened(&self.name);
        if self.columns.len() > MOST_COLUMNS {
            return Err(RowsEnd::Refused(format!(
                "the table \"{name}\" has {} columns; the limit is {MOST_COLUMNS}: export it as \
                 CSV or JSON Lines with fewer columns",
                self.columns.len()
            )));
        }
        let query = format!("SELECT {} FROM {}", self.sizes(), self.from());
        let mut statement = connection.prepare(&query)?;
        let mut rows = statement.query([])?;
        let (mut count, mut weight) = (0, 0u64);
        while let Ok(Some(row)) = rows.next() {
            count += 1;
            let length = row.get::<_, i64>(0)?.unsigned_abs();
            weight = weight.saturating_add(length).saturating_add(self.columns.len() as u64);
            if count > out.size / ROW_BYTES || weight > out.size.saturating_mul(MOST_WEIGHT) {
                return Err(RowsEnd::Refused(format!(
                    "the table \"{name}\" has more rows or text than a file of {} can hold: its \
                     pages are used more than once; check it with `sqlite3 FILE 'PRAGMA \
                     integrity_check'`",
                    in_units(usize::try_from(out.size).unwrap_or(usize::MAX))
                )));
            }
        }
        Ok(())
    }
}

/// The SQL expression for a column, null if its value is longer than the limit.
pub(super) fn bounded(column: &str, limit: usize) -> String {
    format!("CASE WHEN octet_length(t.{column}) <= {limit} THEN t.{column} END")
}

/// The SQL expression for a column as a key of [`keep`]: numbers also match the same number as
/// text.
pub(super) fn key(column: &str, limit: usize) -> String {
    format!("CAST({} AS TEXT)", bounded(column, limit))
}

/// Stores the rows of a query in a temporary table, with the first `keys` columns as keys `k0`… and
/// the others as `v0`…. The table's own primary key keeps the cost of a lookup the same, regardless
/// of the indexes and statistics of the foreign database. Of rows with equal keys the first is
/// stored; of a damaged table, the rows before the damage.
pub(super) fn keep(
    connection: &Connection,
    out: &mut Out,
    name: &str,
    keys: usize,
    query: &str,
) -> Result<(), RowsEnd> {
    let mut statement = connection.prepare(query)?;
    let columns = statement.column_count();
    let key_names: Vec<_> = (0..keys).map(|at| format!("k{at}")).collect();
    let key_names = key_names.join(", ");
    let definitions: Vec<_> = (0..columns)
        .map(|at| match at.checked_sub(keys) {
            None => format!("k{at} TEXT"),
            Some(value) => format!("v{value}"),
        })
        .collect();
    let definitions = definitions.join(", ");
    let marks = vec!["?"; columns].join(", ");
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS temp.{name};
         CREATE TEMP TABLE {name} ({definitions}, PRIMARY KEY ({key_names})) WITHOUT ROWID;"
    ))?;
    let transaction = connection.unchecked_transaction()?;
    let mut insert =
        transaction.prepare(&format!("INSERT OR IGNORE INTO temp.{name} VALUES ({marks})"))?;
    let mut rows = statement.query([])?;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                out.broken(format!(
                    "the database cannot be read further while {name} are loaded: {error}; \
                     versions may lack them"
                ))?;
                break;
            }
        };
        for at in 0..columns {
            insert.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(row.get_ref(at)?))?;
        }
        insert.raw_execute()?;
    }
    drop((rows, insert));
    transaction.commit()?;
    Ok(())
}

/// Shortens text from the input for a message.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(64).collect()
}

/// Quotes a name for SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Converts a value to JSON; `None` if its bytes are not UTF-8 text.
pub(super) fn value(found: ValueRef<'_>) -> Option<Value> {
    Some(match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) if number.is_finite() => number.into(),
        // JSON has no infinity.
        ValueRef::Real(number) => number.to_string().into(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => std::str::from_utf8(bytes).ok()?.into(),
    })
}

/// Returns the columns of a row of [`TableColumns::bounded`] by name, starting with the second column. A
/// row with bytes that are not text is reported, and the result is `None`.
pub(super) fn fields(
    table: &TableColumns,
    row: &Row<'_>,
    out: &mut Out,
) -> Result<Option<Map<String, Value>>, RowsEnd> {
    let mut fields = Map::new();
    for (at, column) in table.columns.iter().enumerate() {
        let Some(value) = value(row.get_ref(at + 1)?) else {
            out.not_text(&table.name, column)?;
            return Ok(None);
        };
        fields.insert(column.clone(), value);
    }
    Ok(Some(fields))
}

/// Converts a timestamp of a program that writes UTC without a zone.
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

/// The receiver of records.
pub(super) struct Out {
    send: SyncSender<Item>,
    input: Arc<str>,
    pub(super) limit: usize,
    /// The size of the database.
    size: u64,
    record: u64,
    /// Total size of all records sent.
    given: u64,
}

impl Out {
    pub(super) fn new(send: SyncSender<Item>, input: Arc<str>, limit: usize, size: u64) -> Self {
        Self { send, input, limit, size, record: 0, given: 0 }
    }

    pub(super) fn record(&mut self, fields: Map<String, Value>) -> Result<(), RowsEnd> {
        // Escaping makes text longer.
        let mut bounded = Bounded { bytes: Vec::new(), limit: self.limit };
        if serde_json::to_writer(&mut bounded, &fields).is_err() {
            let limit = in_units(self.limit);
            return self.broken(format!(
                "the record is longer than {limit} as JSON: raise the limit with {}",
                Setting::RecordLimit
            ));
        }
        // The consumer may be slow, and one copy in memory is enough.
        drop(fields);
        self.given = self.given.saturating_add(bounded.bytes.len() as u64);
        if self.given > BOMB_BYTES && self.given / BOMB_RATIO > self.size {
            return Err(RowsEnd::Refused(format!(
                "its records are more than {BOMB_RATIO} times as long as the database: the records \
                 before were imported; export the rest as JSON Lines"
            )));
        }
        self.give(ItemContent::Json(bounded.bytes))
    }

    /// Whether a row of this length is accepted; if not, it is reported.
    pub(super) fn fits(&mut self, length: i64) -> Result<bool, RowsEnd> {
        if length <= self.limit as i64 {
            return Ok(true);
        }
        let limit = in_units(self.limit);
        self.broken(format!(
            "the row is {length} bytes long; the limit is {limit}: raise it with {}",
            Setting::RecordLimit
        ))?;
        Ok(false)
    }

    /// Reports a row with bytes that are not text.
    pub(super) fn not_text(&mut self, table: &str, column: &str) -> Result<(), RowsEnd> {
        let (table, column) = (shortened(table), shortened(column));
        self.broken(format!(
            "the row of the table \"{table}\" has invalid UTF-8 in \"{column}\": correct it, or \
             export the table without that column"
        ))
    }

    pub(super) fn broken(&mut self, reason: String) -> Result<(), RowsEnd> {
        self.give(ItemContent::Broken { reason, bytes: Vec::new(), length: 0 })
    }

    fn give(&mut self, raw: ItemContent) -> Result<(), RowsEnd> {
        self.record += 1;
        let place =
            SourceLocation { input: Arc::clone(&self.input), record: Some(self.record), offset: 0 };
        self.send.send(Item { place, raw }).map_err(|_| RowsEnd::Gone)
    }
}

/// A byte buffer with a limit.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
