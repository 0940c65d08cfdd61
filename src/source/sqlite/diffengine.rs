//! diffengine: `entryversion` holds what was seen of a page, `entry` the link by which it was found.
//!
//! `created` is when the version was seen, in UTC; `summary` is the story as HTML paragraphs.
//! NewsEdits' databases have the same table with `entry_id`, `version` and `num_versions`.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::rows::{self, Out, Stop, Table, fields, value};

/// Whether the tables are diffengine's.
pub(super) fn is_one(tables: &[Table]) -> bool {
    Table::named(tables, "entryversion")
        .is_some_and(|table| table.has_all(&["url", "title", "summary", "created"]))
}

/// Gives a record a version, in the order in which they were stored.
pub(super) fn read(connection: &Connection, tables: &[Table], out: &mut Out) -> Result<(), Stop> {
    let Some(table) = Table::named(tables, "entryversion") else { return Ok(()) };
    let entry = Table::named(tables, "entry")
        .filter(|entry| table.has("entry_id") && entry.has_all(&["id", "url"]));
    let link = if entry.is_some() {
        "(SELECT substr(e.url, 1, 65536) FROM entry e WHERE e.id = t.entry_id)"
    } else {
        "NULL"
    };
    let columns = table.bounded(out.limit);
    let query = format!("SELECT {columns}, {link} FROM entryversion t");
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let length: i64 = row.get(0)?;
        if !out.fits(length)? {
            continue;
        }
        let link = value(row.get_ref(table.columns.len() + 1)?);
        let record = record(fields(table, row)?, link);
        out.record(record)?;
    }
    Ok(())
}

fn record(row: Map<String, Value>, link: Value) -> Map<String, Value> {
    let mut record = Map::new();
    for (column, value) in row {
        let (name, value) = match column.to_ascii_lowercase().as_str() {
            "summary" => ("content_html".to_owned(), value),
            "created" => ("captured".to_owned(), rows::utc(&value)),
            "version" => ("seq".to_owned(), value),
            _ => (column, value),
        };
        if !value.is_null() {
            record.insert(name, value);
        }
    }
    // The link of the feed may lead to the page by a redirect.
    if !link.is_null() && record.get("url") != Some(&link) {
        record.insert("entry_url".to_owned(), link);
    }
    record
}
