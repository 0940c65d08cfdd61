//! git-history: versions of the items of a file that was kept in git.
//!
//! A namespace `item` has `item_version` with, in each row, the columns that changed
//! (`item_changed` says which, so that a value that became null is told from one that stayed), or
//! with `--full-versions` all of them. The time of a version is its commit's: when it was seen.
//! A file read without `--id` has `item` alone, a row an item and commit.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::rows::{Out, Stop, Table, fields, quoted, value};

/// git-history's own columns.
fn is_own(column: &str) -> bool {
    matches!(
        column,
        "_id" | "_item" | "_item_id" | "_version" | "_commit" | "_item_full_hash" | "rowid"
    )
}

const VERSION_COLUMNS: [&str; 4] = ["_id", "_item", "_version", "_commit"];

/// Whether the tables are git-history's.
pub(super) fn is_one(tables: &[Table]) -> bool {
    Table::named(tables, "commits").is_some_and(|table| table.has_all(&["id", "commit_at"]))
        && tables.iter().any(|table| table.has("_commit"))
}

/// Gives a record a version, an item's versions in their order.
pub(super) fn read(connection: &Connection, tables: &[Table], out: &mut Out) -> Result<(), Stop> {
    for table in tables {
        if table.name.ends_with("_version") && table.has_all(&VERSION_COLUMNS) {
            versions(connection, tables, table, out)?;
        } else if table.has_all(&["_id", "_commit"])
            && !table.has("_version")
            && Table::named(tables, &format!("{}_version", table.name)).is_none()
        {
            items(connection, table, out)?;
        }
    }
    Ok(())
}

fn versions(
    connection: &Connection,
    tables: &[Table],
    table: &Table,
    out: &mut Out,
) -> Result<(), Stop> {
    let changed = table
        .name
        .strip_suffix("_version")
        .and_then(|namespace| Table::named(tables, &format!("{namespace}_changed")))
        .filter(|changed| {
            table.has("_item_full_hash")
                && changed.has_all(&["item_version", "column"])
                && Table::named(tables, "columns")
                    .is_some_and(|names| names.has_all(&["id", "name"]))
        });
    let names = changed.map(|changed| {
        format!(
            "SELECT c.name FROM {} m JOIN columns c ON c.id = m.\"column\" WHERE m.item_version = ?1",
            quoted(&changed.name)
        )
    });
    let query = query(table, out.limit, " ORDER BY t._item, t._version, t._id");
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    // What the item is as of the version before.
    let mut item = Value::Null;
    let mut state = Map::new();
    while let Some(row) = rows.next()? {
        let length: i64 = row.get(0)?;
        let commit = at_commit(table, row)?;
        let mut version = fields(table, row)?;
        let id = version.remove("_id").unwrap_or_default();
        let (of, number) = (version.remove("_item"), version.remove("_version"));
        if of.as_ref() != Some(&item) {
            item = of.unwrap_or_default();
            state.clear();
        }
        if !out.fits(length)? {
            continue;
        }
        let mut set: Vec<&String> = Vec::new();
        if let Some(query) = &names {
            let mut statement = connection.prepare_cached(query)?;
            let mut named = statement.query([id.as_i64().unwrap_or_default()])?;
            while let Some(row) = named.next()? {
                // Names of no column of the table's would only take memory.
                let name = value(row.get_ref(0)?);
                let column = table.columns.iter().find(|column| name == column.as_str());
                set.extend(column.filter(|column| !set.contains(column)));
            }
        }
        for (column, value) in version {
            if !is_own(&column) && (names.is_none() || !value.is_null() || set.contains(&&column)) {
                state.insert(column, value);
            }
        }
        let held: usize = state.iter().map(|(name, value)| name.len() + text_length(value)).sum();
        if !out.fits(held as i64)? {
            continue;
        }
        let mut record = state.clone();
        record.retain(|_, value| !value.is_null());
        record.insert("seq".to_owned(), number.unwrap_or_default());
        record.extend(commit);
        out.record(record)?;
    }
    Ok(())
}

fn items(connection: &Connection, table: &Table, out: &mut Out) -> Result<(), Stop> {
    let mut statement = connection.prepare(&query(table, out.limit, ""))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let length: i64 = row.get(0)?;
        if !out.fits(length)? {
            continue;
        }
        let commit = at_commit(table, row)?;
        let mut record = fields(table, row)?;
        record.retain(|column, value| !is_own(column) && !value.is_null());
        record.extend(commit);
        out.record(record)?;
    }
    Ok(())
}

/// The rows of a table with their commits.
fn query(table: &Table, limit: usize, order: &str) -> String {
    format!(
        "SELECT {}, substr(commits.commit_at, 1, 100) FROM {} t \
         LEFT JOIN commits ON commits.id = t._commit{order}",
        table.bounded(limit),
        quoted(&table.name),
    )
}

/// When a row's commit was made.
fn at_commit(table: &Table, row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<(String, Value)>> {
    let at: Option<String> = row.get(table.columns.len() + 1)?;
    Ok(at.map(|at| ("captured".to_owned(), at.into())))
}

fn text_length(value: &Value) -> usize {
    value.as_str().map_or(8, str::len)
}
