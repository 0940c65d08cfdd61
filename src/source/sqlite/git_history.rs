//! git-history: versions of the items of a file that was kept in git.
//!
//! A namespace `item` has a table `item_version`. Each row holds the columns that changed
//! (`item_changed` lists them, so that a value that became null differs from one that did not
//! change), or all columns with `--full-versions`. The time of a version is that of its commit, its
//! capture time. A file read without `--id` only has `item`, with one row per item and commit.

use std::collections::HashSet;

use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::rows::{
    Out, RowsEnd, TableColumns, bounded, fields, keep, key, quoted, shortened, value,
};

/// Whether a column is git-history's own.
fn is_own(column: &str) -> bool {
    matches!(
        column,
        "_id" | "_item" | "_item_id" | "_version" | "_commit" | "_item_full_hash" | "rowid"
    )
}

const VERSION_COLUMNS: [&str; 4] = ["_id", "_item", "_version", "_commit"];

/// Whether the tables are those of git-history.
pub(super) fn is_one(tables: &[TableColumns]) -> bool {
    TableColumns::named(tables, "commits").is_some_and(|table| table.has_all(&["id", "commit_at"]))
        && tables.iter().any(|table| table.has("_commit"))
}

/// Sends one record per version, with an item's versions in order.
pub(super) fn read(
    connection: &Connection,
    tables: &[TableColumns],
    out: &mut Out,
) -> Result<(), RowsEnd> {
    keep_shared(connection, tables, out)?;
    for table in tables {
        let read = if table.name.ends_with("_version") && table.has_all(&VERSION_COLUMNS) {
            versions(connection, tables, table, out)
        } else if table.has("_commit")
            && !table.has("_version")
            && !table.name.ends_with("_changed")
            && TableColumns::named(tables, &format!("{}_version", table.name)).is_none()
        {
            items(connection, table, out)
        } else {
            Ok(())
        };
        match read {
            // An error in one namespace does not affect the others.
            Err(RowsEnd::Refused(reason)) => out.broken(reason)?,
            read => read?,
        }
    }
    Ok(())
}

/// Keeps the values that all namespaces look up: the times of commits and the names of columns.
pub(super) fn keep_shared(
    connection: &Connection,
    tables: &[TableColumns],
    out: &mut Out,
) -> Result<(), RowsEnd> {
    for (name, kept, column) in
        [("commits", "commit_times", "commit_at"), ("columns", "column_names", "name")]
    {
        let table =
            TableColumns::named(tables, name).filter(|table| table.has_all(&["id", column]));
        if let Some(table) = table {
            table.weigh(connection, out)?;
            let (id, value) = (key("id", out.limit), bounded(column, out.limit));
            let query = format!("SELECT {id}, {value} FROM {}", table.from());
            keep(connection, out, kept, 1, &query)?;
        }
    }
    Ok(())
}

/// Returns the table that lists which columns a version changed.
fn changed<'t>(tables: &'t [TableColumns], table: &TableColumns) -> Option<&'t TableColumns> {
    let namespace = table.name.strip_suffix("_version")?;
    let changed = TableColumns::named(tables, &format!("{namespace}_changed"))?;
    let names = TableColumns::named(tables, "columns")?;
    (table.has("_item_full_hash")
        && changed.has_all(&["item_version", "column"])
        && names.has_all(&["id", "name"]))
    .then_some(changed)
}

/// The query for the names of changed columns, by version.
pub(super) fn changed_query(changed: &TableColumns, limit: usize) -> String {
    format!(
        "SELECT {}, l.v0 FROM {} CROSS JOIN temp.column_names l ON l.k0 = {}",
        key("item_version", limit),
        changed.from(),
        key("\"column\"", limit)
    )
}

const NAMES_OF_VERSION: &str = "SELECT k1 FROM temp.changes WHERE k0 = CAST(?1 AS TEXT)";

fn versions(
    connection: &Connection,
    tables: &[TableColumns],
    table: &TableColumns,
    out: &mut Out,
) -> Result<(), RowsEnd> {
    table.weigh(connection, out)?;
    let changed = changed(tables, table);
    if let Some(changed) = changed {
        changed.weigh(connection, out)?;
        keep(connection, out, "changes", 2, &changed_query(changed, out.limit))?;
    }
    let columns: HashSet<&str> = table.columns.iter().map(String::as_str).collect();
    let query = query(table, out.limit, ORDER);
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    // The item's values as of the previous version.
    let mut item = Value::Null;
    let mut state = Map::new();
    // Whether a change of the item is missing: later values would be a state that never existed.
    let mut torn = false;
    while let Some(row) = rows.next()? {
        let length: i64 = row.get(0)?;
        let of = item_of(table, row)?;
        let Some(of) = of.filter(|of| !of.is_null()) else {
            out.broken(format!(
                "the row of the table \"{}\" has no item: its \"_item\" is null or not text",
                shortened(&table.name)
            ))?;
            continue;
        };
        if of != item {
            item = of;
            state.clear();
            torn = false;
        }
        let fields = if out.fits(length)? { fields(table, row, out)? } else { None };
        let Some(mut version) = fields else {
            torn = changed.is_some();
            continue;
        };
        if torn {
            out.broken(format!(
                "an earlier version of item {} could not be imported, so this one, which only \
                 states what changed, is incomplete",
                shortened(&item.to_string())
            ))?;
            continue;
        }
        let id = version.remove("_id").unwrap_or_default();
        let number = version.remove("_version");
        let mut set: HashSet<&str> = HashSet::new();
        if changed.is_some() {
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            let mut statement = connection.prepare_cached(NAMES_OF_VERSION)?;
            let mut named = statement.query([id])?;
            while let Some(row) = named.next()? {
                // Names that are not columns of the table would only use memory.
                let name = value(row.get_ref(0)?);
                let name = name.as_ref().and_then(Value::as_str);
                set.extend(name.and_then(|name| columns.get(name)));
            }
        }
        for (column, value) in version {
            if !is_own(&column)
                && (changed.is_none() || !value.is_null() || set.contains(column.as_str()))
            {
                state.insert(column, value);
            }
        }
        let held: usize = state.iter().map(|(name, value)| name.len() + text_length(value)).sum();
        if !out.fits(held as i64)? {
            state.clear();
            torn = changed.is_some();
            continue;
        }
        let mut record = state.clone();
        record.retain(|_, value| !value.is_null());
        record.insert("seq".to_owned(), number.unwrap_or_default());
        give(table, row, record, out)?;
    }
    Ok(())
}

fn items(connection: &Connection, table: &TableColumns, out: &mut Out) -> Result<(), RowsEnd> {
    table.weigh(connection, out)?;
    let mut statement = connection.prepare(&query(table, out.limit, ""))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let length: i64 = row.get(0)?;
        if !out.fits(length)? {
            continue;
        }
        let Some(mut record) = fields(table, row, out)? else { continue };
        record.retain(|column, value| !is_own(column) && !value.is_null());
        give(table, row, record, out)?;
    }
    Ok(())
}

/// Orders the versions of an item.
pub(super) const ORDER: &str =
    " ORDER BY t._item COLLATE BINARY, t._version COLLATE BINARY, t._id COLLATE BINARY";

/// The query for the rows of a table with the times of their commits.
pub(super) fn query(table: &TableColumns, limit: usize, order: &str) -> String {
    format!(
        "SELECT {}, l.v0 FROM {} LEFT JOIN temp.commit_times l ON l.k0 = {}{order}",
        table.bounded(limit),
        table.from(),
        key(&quoted("_commit"), limit)
    )
}

/// Returns the item that a row belongs to; `None` if its name is not text.
fn item_of(table: &TableColumns, row: &Row<'_>) -> Result<Option<Value>, RowsEnd> {
    let at = table.columns.iter().position(|column| column.eq_ignore_ascii_case("_item"));
    Ok(match at {
        Some(at) => value(row.get_ref(at + 1)?),
        None => None,
    })
}

/// Sends a record with the time of its row's commit.
fn give(
    table: &TableColumns,
    row: &Row<'_>,
    mut record: Map<String, Value>,
    out: &mut Out,
) -> Result<(), RowsEnd> {
    let Some(at) = value(row.get_ref(table.columns.len() + 1)?) else {
        return out.not_text("commits", "commit_at");
    };
    if !at.is_null() {
        record.insert("captured".to_owned(), at);
    }
    out.record(record)
}

fn text_length(value: &Value) -> usize {
    value.as_str().map_or(8, str::len)
}
