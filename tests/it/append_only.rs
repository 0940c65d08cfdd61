//! Append-only: no plain SQL statement can rewrite or delete stored data.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;

use crate::tamper;

/// Tables that are rewritten by design, and why.
const REWRITTEN: [(&str, &str); 8] = [
    ("_waiting", "a queue"),
    ("_waiting_for", "a queue"),
    ("_derived", "derived"),
    ("_state", "derived"),
    ("_summary", "derived"),
    ("_word_segment", "derived"),
    ("_word_block", "derived"),
    ("_word_doc", "derived"),
];

/// Keys that triggers guard and no index declares.
const UNDECLARED: [(&str, &[&str]); 2] =
    [("_version", &["id"]), ("_reading", &["source", "zone", "offset_minutes", "precision"])];

struct Table {
    name: String,
    columns: Vec<(String, String)>,
    /// The columns of each key: the primary key first, then those of unique indexes.
    keys: Vec<Vec<String>>,
    /// How many of them are declared.
    declared: usize,
}

impl Table {
    fn of(connection: &Connection, name: &str) -> Self {
        let list = |sql: &str, of: &str| -> Vec<(String, String)> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([of], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let first =
            |pairs: Vec<(String, String)>| pairs.into_iter().map(|pair| pair.0).collect::<Vec<_>>();
        let columns = list("SELECT name, type FROM pragma_table_info(?1)", name);
        let primary = "SELECT name, type FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk";
        let mut keys = vec![first(list(primary, name))];
        let unique =
            "SELECT name, origin FROM pragma_index_list(?1) WHERE \"unique\" AND origin <> 'pk'";
        for (index, _) in list(unique, name) {
            keys.push(first(list("SELECT name, '' FROM pragma_index_info(?1)", &index)));
        }
        let declared = keys.len();
        let more = UNDECLARED.iter().filter(|(table, _)| *table == name);
        keys.extend(more.map(|(_, key)| key.iter().map(|&column| column.to_owned()).collect()));
        Self { name: name.to_owned(), columns, keys, declared }
    }

    /// Inserts a row that conflicts with an existing one in this key, and in no other key.
    fn again(&self, verb: &str, key: &[String]) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let values: Vec<String> =
            self.columns
                .iter()
                .map(|(name, kind)| {
                    // Changing one column is enough to make a different key.
                    let in_another = self.keys.iter().filter(|other| *other != key).any(|other| {
                        other.iter().find(|column| !key.contains(column)) == Some(name)
                    });
                    match (in_another, kind.as_str()) {
                        (true, "INTEGER") => {
                            format!("(SELECT max(\"{name}\") FROM {}) + 1000", self.name)
                        }
                        (true, "TEXT") => format!("\"{name}\" || 'x'"),
                        (true, _) => format!("randomblob(length(\"{name}\"))"),
                        (false, _) => format!("\"{name}\""),
                    }
                })
                .collect();
        format!(
            "{verb} INTO {} ({}) SELECT {} FROM {} WHERE true LIMIT 1",
            self.name,
            names.join(", "),
            values.join(", "),
            self.name
        )
    }

    fn attempts(&self) -> Vec<String> {
        let mut all = vec![format!("DELETE FROM {}", self.name)];
        for (number, key) in self.keys.iter().enumerate() {
            for verb in ["REPLACE", "INSERT OR REPLACE", "INSERT OR IGNORE", "INSERT"] {
                all.push(self.again(verb, key));
            }
            if number < self.declared {
                let (column, key_list) = (&self.columns.last().unwrap().0, key.join(", "));
                // An upsert does not allow LIMIT, so the existing row is selected by its key.
                let insert = self.again("INSERT", key).replace(
                    " WHERE true LIMIT 1",
                    " WHERE rowid_or_key IS (SELECT rowid_or_key FROM it LIMIT 1)",
                );
                let insert = insert
                    .replace("rowid_or_key", &self.keys[0][0])
                    .replace("FROM it", &format!("FROM {}", self.name));
                all.push(format!(
                    "{insert} ON CONFLICT ({key_list}) DO UPDATE SET \"{column}\" = excluded.\"{column}\""
                ));
            }
        }
        for (column, kind) in &self.columns {
            for verb in ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"] {
                let other = match (self.name.as_str(), kind.as_str()) {
                    // Its counts may increase.
                    ("_import", "INTEGER") => format!("\"{column}\" - 1"),
                    ("_import", _) => format!("\"{column}\" || ' '"),
                    _ => format!("\"{column}\""),
                };
                all.push(format!("{verb} {} SET \"{column}\" = {other}", self.name));
            }
        }
        all
    }
}

fn tables(connection: &Connection) -> Vec<Table> {
    let mut statement = connection
        .prepare(
            "SELECT name FROM pragma_table_list
             WHERE schema = 'main' AND type = 'table' AND name LIKE '\\_%' ESCAPE '\\'",
        )
        .unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    for (name, _) in REWRITTEN {
        assert!(names.iter().any(|known| known == name), "{name} is no table");
    }
    let kept = names.iter().filter(|name| !REWRITTEN.iter().any(|(known, _)| known == name));
    kept.map(|name| Table::of(connection, name)).collect()
}

fn content(connection: &Connection, table: &str) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = statement.column_count();
    let rows = statement
        .query_map([], |row| (0..columns).map(|column| row.get(column)).collect())
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn catalog(folder: &Path) -> Connection {
    let db = tamper::catalog(folder, 3);
    let connection = Connection::open(db).unwrap();
    // Without foreign keys, only the triggers refuse the statements.
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF").unwrap();
    // A small catalog does not have enough text for a dictionary.
    connection.execute("INSERT INTO _dictionary (length, data) VALUES (1, x'00')", []).unwrap();
    connection
}

#[test]
fn what_is_kept_is_neither_rewritten_nor_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let connection = catalog(folder.path());
    let tables = tables(&connection);
    assert!(tables.len() >= 20, "only {} tables", tables.len());
    let mut refused = 0;
    for table in &tables {
        let before = content(&connection, &table.name);
        assert!(!before.is_empty(), "{} has no rows: the test needs one in each", table.name);
        for sql in table.attempts() {
            let result = connection.execute(&sql, []);
            let error = result.expect_err(&sql).to_string();
            assert!(error.contains("append-only"), "{sql}: {error}");
            refused += 1;
        }
        assert!(content(&connection, &table.name) == before, "{} was rewritten", table.name);
    }
    eprintln!("{} tables, {refused} statements refused", tables.len());
}

/// Without the triggers, the refused statements would rewrite or delete rows.
#[test]
fn the_triggers_are_what_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let connection = catalog(folder.path());
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let tables = tables(&connection);
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    for table in &tables {
        let before = content(&connection, &table.name).len();
        for (number, key) in table.keys.iter().enumerate().take(table.declared) {
            connection.execute_batch("SAVEPOINT one").unwrap();
            let sql = table.again("INSERT OR REPLACE", key);
            let changed =
                connection.execute(&sql, []).unwrap_or_else(|error| panic!("{sql}: {error}"));
            let after = content(&connection, &table.name).len();
            assert_eq!((changed, after), (1, before), "key {number} of {}: {sql}", table.name);
            connection.execute_batch("ROLLBACK TO one; RELEASE one").unwrap();
        }
    }
}

/// If SQLite chooses a row's number, it is not yet set when a trigger reads it.
#[test]
fn rows_without_a_number_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let connection = catalog(folder.path());
    for name in ["one", "two"] {
        connection.execute("INSERT INTO _label (name) VALUES (?1)", [name]).unwrap();
        connection.execute("INSERT OR REPLACE INTO _host (name) VALUES (?1)", [name]).unwrap();
    }
    let negative = "INSERT INTO _label (label_id, name) VALUES (-1, 'three')";
    let error = connection.execute(negative, []).unwrap_err().to_string();
    assert!(error.contains("CHECK"), "{error}");
}
