//! Copying the rows of all tables except the texts, which get new numbers.

use super::{OptimizeStep, Removal};
use crate::pipeline::Progress;
use crate::store::error::{At as _, Result};
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

/// The new number of each text, by its old one; 0 if it has none yet.
pub(super) struct Renumbered(pub(super) Vec<i64>);

impl Renumbered {
    pub(super) fn get(&self, old: i64) -> Option<i64> {
        let new = usize::try_from(old).ok().and_then(|old| self.0.get(old)).copied();
        new.filter(|new| *new != 0)
    }

    pub(super) fn set(&mut self, old: i64, new: i64) {
        if let Some(place) = usize::try_from(old).ok().and_then(|old| self.0.get_mut(old)) {
            *place = new;
        }
    }
}

/// Returns the statements of the old schema in their original order, except that virtual tables
/// come first because they create their shadow tables themselves.
pub(super) fn statements(
    new: &Connection,
    beside: &Path,
    is_table: bool,
) -> Result<Vec<(String, String)>> {
    new.prepare(
        "SELECT name, sql FROM old.sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (type = 'table') = ?1
         ORDER BY type = 'trigger', sql NOT LIKE 'CREATE VIRTUAL %', rowid",
    )
    .and_then(|mut statement| {
        statement.query_map([is_table], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    })
    .at(beside)
}

pub(super) fn make_tables(new: &Connection, beside: &Path) -> Result<()> {
    for (name, sql) in statements(new, beside, true)? {
        // Shadow tables were created with their virtual table.
        let there = new
            .prepare_cached("SELECT 1 FROM main.sqlite_schema WHERE name = ?1")
            .and_then(|mut statement| statement.exists([&name]))
            .at(beside)?;
        if !there {
            new.execute_batch(&sql).at(beside)?;
        }
    }
    Ok(())
}

/// Creates indexes, views and triggers; after the rows, so that indexes are sorted and packed.
pub(super) fn make_the_rest(new: &Connection, beside: &Path) -> Result<()> {
    for (_, sql) in statements(new, beside, false)? {
        new.execute_batch(&sql).at(beside)?;
    }
    Ok(())
}

/// Copies all rows except those of texts, in the order of their keys.
pub(super) fn copy_rows(
    new: &Connection,
    beside: &Path,
    renumbered: &Arc<Renumbered>,
    gone: &Removal,
    progress: &Progress,
) -> Result<bool> {
    let renumbered = Arc::clone(renumbered);
    new.create_scalar_function("renumbered", 1, FunctionFlags::SQLITE_UTF8, move |arguments| {
        let old: Option<i64> = arguments.get(0)?;
        // A text without a new number becomes NULL, which the verification finds.
        Ok(old.and_then(|old| renumbered.get(old)))
    })
    .at(beside)?;
    new.execute_batch(
        "CREATE TEMP TABLE gone_version (version_no INTEGER PRIMARY KEY);
         CREATE TEMP TABLE gone_capture (capture_no INTEGER PRIMARY KEY);
         CREATE TEMP TABLE gone_text (text_id INTEGER PRIMARY KEY);",
    )
    .at(beside)?;
    for number in gone.versions.keys() {
        new.execute("INSERT INTO temp.gone_version VALUES (?1)", [number]).at(beside)?;
    }
    for (number, _) in &gone.captures {
        new.execute("INSERT INTO temp.gone_capture VALUES (?1)", [number]).at(beside)?;
    }
    for text in &gone.texts {
        new.execute("INSERT INTO temp.gone_text VALUES (?1)", [text]).at(beside)?;
    }
    let tables: Vec<String> = new
        .prepare(
            "SELECT name FROM pragma_table_list
             WHERE schema = 'old' AND type IN ('table', 'shadow')
               AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
               AND name NOT IN ('_text', '_frame', '_dictionary')",
        )
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .at(beside)?;
    for (number, table) in tables.iter().enumerate() {
        if !progress.advance(OptimizeStep::Copy.name(), number as u64, tables.len() as u64) {
            return Ok(false);
        }
        let columns: Vec<String> = new
            .prepare("SELECT name FROM pragma_table_info(?1, 'old')")
            .and_then(|mut statement| statement.query_map([table], |row| row.get(0))?.collect())
            .at(beside)?;
        let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let named: Vec<_> = columns.iter().map(|name| quoted(name)).collect();
        let values: Vec<_> = columns
            .iter()
            .map(|name| {
                let value = match name.as_str() {
                    "text_id" | "extra_id" => format!("renumbered({name})"),
                    _ => quoted(name),
                };
                match (table.as_str(), name.as_str()) {
                    ("_version", "title" | "byline" | "description" | "text_id") => format!(
                        "iif(version_no IN (SELECT version_no FROM temp.gone_version), NULL, {value})"
                    ),
                    ("_capture", "extra_id" | "extra_index") => format!(
                        "iif(capture_no IN (SELECT capture_no FROM temp.gone_capture), NULL, {value})"
                    ),
                    _ => value,
                }
            })
            .collect();
        let kept = match table.as_str() {
            "_body" => "WHERE text_id NOT IN (SELECT text_id FROM temp.gone_text)",
            _ => "",
        };
        let table = quoted(table);
        new.execute_batch(&format!(
            "DELETE FROM main.{table};
             INSERT INTO main.{table} ({}) SELECT {} FROM old.{table} {kept}",
            named.join(", "),
            values.join(", ")
        ))
        .at(beside)?;
    }
    Ok(true)
}

/// Returns a block of extras with the objects at these indexes emptied.
pub(super) fn emptied(block: &str, places: &HashSet<usize>) -> Option<String> {
    let mut objects: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(block).ok()?;
    for &place in places {
        objects.get_mut(place)?.clear();
    }
    serde_json::to_string(&objects).ok()
}
