//! NewsEdits: `split_sentences` holds the sentences of each version of an article.
//!
//! A version's body is its sentences, one per line, because the corpus does not record paragraphs.
//! Title, URL and time come from another table, if one has them. If no table states the URL, the
//! article is named `urn:newsedits:DATABASE:ENTRY`, after the file.

use rusqlite::Connection;
use serde_json::{Map, Value};

use super::rows::{self, Out, RowsEnd, TableColumns, bounded, fields, keep, key, shortened, value};

/// Tables that may contain data about an article or a version that the sentences lack.
const ABOUT: [&str; 7] =
    ["entryversion", "article_versions", "articles", "article", "entries", "entry", "metadata"];

/// Whether the tables are those of NewsEdits.
pub(super) fn is_one(tables: &[TableColumns]) -> bool {
    TableColumns::named(tables, "split_sentences")
        .is_some_and(|table| table.has_all(&["entry_id", "version", "sent_idx", "sentence"]))
}

/// Sends one record per version.
pub(super) fn read(
    connection: &Connection,
    tables: &[TableColumns],
    stem: &str,
    out: &mut Out,
) -> Result<(), RowsEnd> {
    let Some(sentences) = TableColumns::named(tables, "split_sentences") else { return Ok(()) };
    sentences.weigh(connection, out)?;
    let about = About::keep(connection, tables, out)?;
    let mut statement = connection.prepare(&query(sentences, out.limit))?;
    let mut rows = statement.query([])?;
    let mut open: Option<PartialVersion> = None;
    while let Some(row) = rows.next()? {
        let length = row.get::<_, Option<i64>>(3)?.unwrap_or_default();
        let (entry, version) = (value(row.get_ref(0)?), value(row.get_ref(1)?));
        let number = version.as_ref().and_then(whole);
        let (Some(entry), Some(number)) = (entry.filter(|entry| !entry.is_null()), number) else {
            out.broken(format!(
                "the row of the table \"split_sentences\" belongs to no version: its \"entry_id\" is \
                 null, or its \"version\", {}, is not a whole number",
                version.map_or("not text".to_owned(), |version| shortened(&version.to_string()))
            ))?;
            continue;
        };
        let is_same =
            open.as_ref().is_some_and(|open| open.entry == entry && open.number == number);
        if !is_same {
            if let Some(done) = open.take() {
                done.give(about.as_ref(), stem, out)?;
            }
            open = Some(PartialVersion {
                entry,
                number,
                body: String::new(),
                length: 0,
                is_text: true,
            });
        }
        if let Some(version) = &mut open {
            version.length = version.length.saturating_add(length).saturating_add(1);
            if version.length <= out.limit as i64 {
                match value(row.get_ref(4)?) {
                    Some(sentence) => version.add(sentence.as_str().unwrap_or_default()),
                    None => version.is_text = false,
                }
            }
        }
    }
    if let Some(done) = open {
        done.give(about.as_ref(), stem, out)?;
    }
    Ok(())
}

/// The query for the sentences in order. Some databases store version numbers as text.
pub(super) fn query(sentences: &TableColumns, limit: usize) -> String {
    format!(
        "SELECT {}, {version}, CAST({version} AS INTEGER), octet_length(t.sentence), {} FROM {} \
         ORDER BY 1 COLLATE BINARY, 3, CAST({} AS INTEGER)",
        bounded("entry_id", limit),
        bounded("sentence", limit),
        sentences.from(),
        bounded("sent_idx", limit),
        version = bounded("version", limit),
    )
}

/// Returns a whole number, written as a number or as text.
fn whole(value: &Value) -> Option<i64> {
    let of_real = |real: f64| (real.fract() == 0.0 && real.abs() < 1e15).then_some(real as i64);
    match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(of_real)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse().ok().and_then(of_real))
        }
        _ => None,
    }
}

/// The data that another table has about versions or articles.
pub(super) struct About<'a> {
    connection: &'a Connection,
    table: &'a TableColumns,
    /// Looks up by entry and version; the version is empty if the table has no versions.
    pub(super) query: String,
    knows_versions: bool,
}

impl<'a> About<'a> {
    pub(super) fn keep(
        connection: &'a Connection,
        tables: &'a [TableColumns],
        out: &mut Out,
    ) -> Result<Option<Self>, RowsEnd> {
        let table =
            ABOUT.iter().filter_map(|name| TableColumns::named(tables, name)).find(|table| {
                (table.has("entry_id") || table.has("id"))
                    && (table.has("url") || table.has("title"))
            });
        let Some(table) = table else { return Ok(None) };
        table.weigh(connection, out)?;
        let knows_versions = table.has("version");
        keep(connection, out, "about", 2, &Self::source(table, out.limit))?;
        let values: Vec<_> = (0..=table.columns.len()).map(|at| format!("v{at}")).collect();
        let query =
            format!("SELECT {} FROM temp.about WHERE k0 = ?1 AND k1 = ?2", values.join(", "));
        Ok(Some(Self { connection, table, query, knows_versions }))
    }

    fn source(table: &TableColumns, limit: usize) -> String {
        let id = key(if table.has("entry_id") { "entry_id" } else { "id" }, limit);
        let version = if table.has("version") {
            format!("CAST(CAST({} AS INTEGER) AS TEXT)", bounded("version", limit))
        } else {
            "''".to_owned()
        };
        format!("SELECT {id}, {version}, {} FROM {}", table.bounded(limit), table.from())
    }

    /// Adds the data about a version to its record; returns whether it could be read.
    fn add(
        &self,
        entry: &str,
        number: i64,
        record: &mut Map<String, Value>,
        out: &mut Out,
    ) -> Result<bool, RowsEnd> {
        let mut statement = self.connection.prepare_cached(&self.query)?;
        let version = if self.knows_versions { number.to_string() } else { String::new() };
        let mut rows = statement.query([entry, &version])?;
        let Some(row) = rows.next()? else { return Ok(true) };
        if !out.fits(row.get(0)?)? {
            return Ok(false);
        }
        let Some(fields) = fields(self.table, row, out)? else { return Ok(false) };
        for (column, value) in fields {
            let name = match column.to_ascii_lowercase().as_str() {
                // Columns about the version or the row itself.
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
        Ok(true)
    }
}

/// A version whose sentences are being collected.
struct PartialVersion {
    entry: Value,
    number: i64,
    body: String,
    /// The length of the body, including skipped sentences.
    length: i64,
    /// Whether all sentences are text.
    is_text: bool,
}

impl PartialVersion {
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

    fn give(self, about: Option<&About<'_>>, stem: &str, out: &mut Out) -> Result<(), RowsEnd> {
        if !out.fits(self.length)? {
            return Ok(());
        }
        if !self.is_text {
            return out.not_text("split_sentences", "sentence");
        }
        let entry = match &self.entry {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mut record = Map::new();
        if let Some(about) = about
            && !about.add(&entry, self.number, &mut record, out)?
        {
            return Ok(());
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
}
