//! NewsEdits: `split_sentences` holds the sentences of each version of an article.
//!
//! A version's body is its sentences, a line each, for the corpus no longer knows the paragraphs.
//! Title, URL and time come from a table beside it, where there is one that has them. Where no
//! table says the URL, an article is named `urn:newsedits:DATABASE:ENTRY`, after the file.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::rows::{self, Out, Stop, Table, fields, quoted, value};

/// Tables that may know of an article or a version what the sentences do not say.
const ABOUT: [&str; 7] =
    ["entryversion", "article_versions", "articles", "article", "entries", "entry", "metadata"];

/// Whether the tables are NewsEdits'.
pub(super) fn is_one(tables: &[Table]) -> bool {
    Table::named(tables, "split_sentences")
        .is_some_and(|table| table.has_all(&["entry_id", "version", "sent_idx", "sentence"]))
}

/// Gives a record a version.
pub(super) fn read(
    connection: &Connection,
    tables: &[Table],
    stem: &str,
    out: &mut Out,
) -> Result<(), Stop> {
    let about = ABOUT.iter().filter_map(|name| Table::named(tables, name)).find(|table| {
        (table.has("entry_id") || table.has("id")) && (table.has("url") || table.has("title"))
    });
    let limit = out.limit;
    // Versions are numbers written as text here and there.
    let query = format!(
        "SELECT entry_id, CAST(version AS INTEGER) AS number, octet_length(sentence), \
         CASE WHEN octet_length(sentence) <= {limit} THEN sentence END \
         FROM split_sentences ORDER BY entry_id, number, CAST(sent_idx AS INTEGER)"
    );
    let mut statement = connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    let mut open: Option<Version> = None;
    while let Some(row) = rows.next()? {
        let (entry, number) = (value(row.get_ref(0)?), row.get(1)?);
        let length = row.get::<_, Option<i64>>(2)?.unwrap_or_default();
        let sentence = value(row.get_ref(3)?);
        let is_same =
            open.as_ref().is_some_and(|open| open.entry == entry && open.number == number);
        if !is_same {
            if let Some(done) = open.take() {
                done.give(connection, about, stem, out)?;
            }
            open = Some(Version { entry, number, body: String::new(), length: 0 });
        }
        if let Some(version) = &mut open {
            version.length += length + 1;
            if version.length <= limit as i64 {
                version.add(sentence.as_str().unwrap_or_default());
            }
        }
    }
    if let Some(done) = open {
        done.give(connection, about, stem, out)?;
    }
    Ok(())
}

/// A version whose sentences are being gathered.
struct Version {
    entry: Value,
    number: i64,
    body: String,
    /// Its length, sentences that were passed over included.
    length: i64,
}

impl Version {
    fn add(&mut self, sentence: &str) {
        let sentence = sentence.replace("<p>", "").replace("</p>", "");
        let sentence = sentence.trim();
        if !sentence.is_empty() {
            if !self.body.is_empty() {
                self.body.push('\n');
            }
            self.body.push_str(sentence);
        }
    }

    fn give(
        self,
        connection: &Connection,
        about: Option<&Table>,
        stem: &str,
        out: &mut Out,
    ) -> Result<(), Stop> {
        if !out.fits(self.length)? {
            return Ok(());
        }
        let entry = match &self.entry {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mut record = Map::new();
        if let Some(table) = about {
            self.look_up(connection, table, out.limit, &mut record)?;
        }
        let has_url = record.get("url").and_then(Value::as_str).is_some_and(|url| !url.is_empty());
        if !has_url {
            let letters = |text: &str| -> String {
                let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
                text.chars().map(plain).collect()
            };
            let name = format!("urn:newsedits:{}:{}", letters(stem), letters(&entry));
            record.insert("url".to_owned(), name.into());
        }
        record.insert("body".to_owned(), self.body.into());
        record.insert("seq".to_owned(), self.number.into());
        record.insert("entry_id".to_owned(), self.entry);
        out.record(record)
    }

    /// What another table says of this version, or of its article.
    fn look_up(
        &self,
        connection: &Connection,
        table: &Table,
        limit: usize,
        record: &mut Map<String, Value>,
    ) -> Result<(), Stop> {
        let id = if table.has("entry_id") { "entry_id" } else { "id" };
        let version = if table.has("version") {
            "AND CAST(t.version AS INTEGER) = ?2"
        } else {
            "AND ?2 = ?2"
        };
        let query = format!(
            "SELECT {} FROM {} t WHERE t.{id} = ?1 {version} LIMIT 1",
            table.bounded(limit),
            quoted(&table.name)
        );
        let mut statement = connection.prepare_cached(&query)?;
        let entry = match &self.entry {
            Value::Number(number) => {
                rusqlite::types::Value::Integer(number.as_i64().unwrap_or_default())
            }
            Value::String(text) => rusqlite::types::Value::Text(text.clone()),
            _ => return Ok(()),
        };
        let mut rows = statement.query(rusqlite::params![entry, self.number])?;
        let Some(row) = rows.next()? else { return Ok(()) };
        if row.get::<_, i64>(0)? > limit as i64 {
            return Ok(());
        }
        for (column, value) in fields(table, row)? {
            let name = match column.to_ascii_lowercase().as_str() {
                // Of the version, or of the row.
                "version" | "entry_id" | "id" => continue,
                "created" => "captured".to_owned(),
                "url" => "url".to_owned(),
                _ => column,
            };
            let value = if name == "captured" { rows::utc(&value) } else { value };
            if !value.is_null() {
                record.insert(name, value);
            }
        }
        Ok(())
    }
}
