//! The index of titles, bylines and URLs. It finds the articles that may contain a text by its
//! trigrams; the caller checks the matches against the stored fields.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, params};

use super::error::{At as _, Result};
use crate::article::{Sha256, StoredVersion};

/// Letters per index entry.
const LETTERS: usize = 3;

/// The maximum number of entries in a query: enough to leave few false candidates.
const MOST_ENTRIES: usize = 40;

/// Folds letter case for comparison.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Returns an article's document in the index, and its digest.
pub(super) fn document(
    connection: &Connection,
    path: &Path,
    article: i64,
    versions: &[StoredVersion],
) -> Result<(String, i64)> {
    let mut parts: BTreeSet<String> = BTreeSet::new();
    for version in versions {
        parts.extend([&version.title, &version.byline].into_iter().flatten().map(|s| folded(s)));
    }
    let urls: Vec<String> = connection
        .prepare_cached("SELECT url FROM _alias WHERE article_id = ?1")
        .and_then(|mut statement| statement.query_map([article], |row| row.get(0))?.collect())
        .at(path)?;
    parts.extend(urls.iter().map(|url| folded(url)));
    // Two line breaks, so that no trigram spans two parts: a part added between them removes no
    // entry.
    let text = parts.into_iter().collect::<Vec<_>>().join("\n\n");
    let digest = Sha256::of(text.as_bytes()).prefix64();
    Ok((text, digest))
}

/// Documents that are written together: FTS5 writes what it has in memory before each statement that
/// can be undone, so that a document among other statements would cost a write of its own.
#[derive(Default)]
pub(super) struct NewTitles {
    documents: Vec<(i64, String)>,
    bytes: usize,
}

impl NewTitles {
    /// The bytes of documents after which they should be written.
    const MOST_BYTES: usize = 4 << 20;

    /// Adds an article's document.
    pub(super) fn put(&mut self, article: i64, text: String) {
        self.bytes += text.len();
        self.documents.push((article, text));
    }

    /// Whether they should be written before more are added.
    pub(super) const fn is_full(&self) -> bool {
        self.bytes > Self::MOST_BYTES
    }

    /// Writes them. Before SQLite 3.43 a contentless table cannot delete, but nothing needs to be
    /// deleted here: an article loses no title, byline or URL, and a document inserted again under
    /// the same number adds to its entries in the index.
    pub(super) fn write(&mut self, connection: &Connection, path: &Path) -> Result<()> {
        let Self { mut documents, .. } = std::mem::take(self);
        // A document with a lower number than the one before also causes a write.
        documents.sort_by_key(|(article, _)| *article);
        if documents.is_empty() {
            return Ok(());
        }
        let rows = serde_json::json!(documents).to_string();
        connection
            .prepare_cached(
                "INSERT INTO _heading (rowid, text)
                 SELECT value ->> 0, value ->> 1 FROM json_each(?1)",
            )
            .and_then(|mut statement| statement.execute([rows]))
            .at(path)?;
        Ok(())
    }
}

/// Deletes all entries of the index.
pub(super) fn empty(connection: &Connection, path: &Path) -> Result<()> {
    connection.execute_batch("INSERT INTO _heading (_heading) VALUES ('delete-all')").at(path)
}

/// Merges the index's segments into one, as the last step of building it.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<()> {
    connection.execute_batch("INSERT INTO _heading (_heading) VALUES ('optimize')").at(path)
}

/// Returns the query for the articles that may have all of these folded texts, or `None` if the
/// texts are too short to be searched.
pub(super) fn question<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<String> {
    let mut entries = BTreeSet::new();
    for text in texts {
        let letters: Vec<char> = text.chars().collect();
        entries.extend(letters.windows(LETTERS).map(|letters| letters.iter().collect::<String>()));
    }
    let quoted = entries.iter().take(MOST_ENTRIES);
    let quoted: Vec<String> =
        quoted.map(|entry| format!("\"{}\"", entry.replace('"', "\"\""))).collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

/// Returns the numbers of at most `most` articles that may match the query.
pub(super) fn candidates(
    connection: &Connection,
    path: &Path,
    question: &str,
    most: usize,
) -> Result<Vec<i64>> {
    connection
        .prepare_cached(QUESTION)
        .and_then(|mut statement| {
            statement.query_map(params![question, most as i64], |row| row.get(0))?.collect()
        })
        .at(path)
}

/// The SQL that queries the index.
pub(super) const QUESTION: &str = "SELECT rowid FROM _heading WHERE _heading MATCH ?1 LIMIT ?2";

/// Adds the SQL function `has_text(text, folded)`: whether a text contains another, ignoring case.
pub(super) fn add_function(connection: &Connection) -> rusqlite::Result<()> {
    let fixed = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("has_text", 2, fixed, |context| {
        let text = context.get_raw(0).as_str_or_null()?;
        let part = context.get_raw(1).as_str()?;
        Ok(text.is_some_and(|text| has_folded(text, part)))
    })
}

/// Whether a text contains a folded text.
fn has_folded(text: &str, part: &str) -> bool {
    if text.is_ascii() && part.len() > text.len() {
        return false;
    }
    folded(text).contains(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_is_disregarded_in_any_script() {
        assert!(has_folded("Straße nach ÅRHUS", &folded("århus")));
        assert!(has_folded("ΟΔΟΣ ΑΘΗΝΑ", &folded("οδοσ")));
        assert!(!has_folded("dock", &folded("docks")));
    }

    /// The documentation of FTS5 (section 4.4.3) does not guarantee this.
    #[test]
    fn a_document_that_is_written_again_adds_to_the_one_before() {
        let connection = Connection::open_in_memory().expect("a database");
        let path = Path::new("a.db");
        connection
            .execute_batch(
                "CREATE VIRTUAL TABLE _heading USING fts5(
                     text, content = '', columnsize = 0, detail = none, tokenize = 'trigram'
                 );
                 CREATE VIRTUAL TABLE entries USING fts5vocab(_heading, instance);",
            )
            .expect("an index");
        let found = |text: &str| {
            let question = question([text]).expect("long enough");
            candidates(&connection, path, &question, 9).expect("asked")
        };
        let check = |step: &str| {
            assert_eq!((found("dock"), found("ferry")), (vec![1, 2], vec![1]), "{step}");
            let twice = "SELECT count(*) FROM (SELECT 1 FROM entries GROUP BY term, doc HAVING count(*) > 1)";
            let twice: i64 = connection.query_row(twice, [], |row| row.get(0)).expect("counted");
            assert_eq!(twice, 0, "{step}");
            connection
                .execute("INSERT INTO _heading (_heading) VALUES ('integrity-check')", [])
                .expect("whole");
        };
        let put = |documents: &[(i64, &str)]| {
            let mut new = NewTitles::default();
            for (article, text) in documents {
                new.put(*article, (*text).to_owned());
            }
            new.write(&connection, path).expect("written");
        };
        put(&[(1, "the dock")]);
        put(&[(2, "a dock"), (1, "the dock\nthe ferry")]);
        check("in segments");
        connection.execute_batch("BEGIN").expect("begun");
        put(&[(1, "the dock\nthe ferry"), (1, "the dock\nthe ferry")]);
        put(&[(1, "the dock\nthe ferry")]);
        connection.execute_batch("COMMIT").expect("committed");
        check("twice in a transaction");
        settle(&connection, path).expect("merged");
        check("merged");
        empty(&connection, path).expect("emptied");
        assert_eq!(found("dock"), Vec::<i64>::new());
    }

    #[test]
    fn a_question_holds_what_every_match_holds() {
        assert_eq!(question(["ab"]), None);
        assert_eq!(question(["a\"bc"]).as_deref(), Some("\"\"\"bc\" AND \"a\"\"b\""));
        assert_eq!(question(["dock", "oc"]).as_deref(), Some("\"doc\" AND \"ock\""));
    }
}
