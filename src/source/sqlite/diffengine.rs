//! diffengine: `entryversion` holds the captured versions of a page, `entry` the link from the
//! feed.
//!
//! `created` is the capture time in UTC; `summary` is the article as HTML paragraphs. NewsEdits'
//! databases have the same table with `entry_id`, `version` and `num_versions`.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::rows::{self, Out, RowsEnd, TableColumns, bounded, fields, keep, key, value};

/// Whether the tables are those of diffengine.
pub(super) fn is_one(tables: &[TableColumns]) -> bool {
    TableColumns::named(tables, "entryversion")
        .is_some_and(|table| table.has_all(&["url", "title", "summary", "created"]))
}

/// Sends one record per version, in the order in which they were stored.
pub(super) fn read(
    connection: &Connection,
    tables: &[TableColumns],
    out: &mut Out,
) -> Result<(), RowsEnd> {
    let Some(table) = TableColumns::named(tables, "entryversion") else { return Ok(()) };
    let query = query(connection, tables, table, out)?;
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let length: i64 = row.get(0)?;
        if !out.fits(length)? {
            continue;
        }
        let Some(link) = value(row.get_ref(table.columns.len() + 1)?) else {
            out.not_text("entry", "url")?;
            continue;
        };
        if let Some(fields) = fields(table, row, out)? {
            out.record(record(fields, link))?;
        }
    }
    Ok(())
}

/// The query for the versions with their links.
pub(super) fn query(
    connection: &Connection,
    tables: &[TableColumns],
    table: &TableColumns,
    out: &mut Out,
) -> Result<String, RowsEnd> {
    table.weigh(connection, out)?;
    let (columns, from) = (table.bounded(out.limit), table.from());
    let entry = TableColumns::named(tables, "entry")
        .filter(|entry| table.has("entry_id") && entry.has_all(&["id", "url"]));
    let Some(entry) = entry else { return Ok(format!("SELECT {columns}, NULL FROM {from}")) };
    entry.weigh(connection, out)?;
    let (id, url) = (key("id", out.limit), bounded("url", out.limit));
    keep(connection, out, "links", 1, &format!("SELECT {id}, {url} FROM {}", entry.from()))?;
    let id = key("entry_id", out.limit);
    Ok(format!("SELECT {columns}, l.v0 FROM {from} LEFT JOIN temp.links l ON l.k0 = {id}"))
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
    // The link in the feed may redirect to the page.
    if !link.is_null() && record.get("url") != Some(&link) {
        record.insert("entry_url".to_owned(), link);
    }
    record
}
