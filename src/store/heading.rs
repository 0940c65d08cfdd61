//! Headings: where a text may stand in an article's headlines, bylines or URLs, by its sequences of
//! three letters. Whether it does stand there is proved in the texts.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, params};

use super::error::{At as _, Result};
use crate::article::{Sha256, StoredVersion};

/// Letters of an entry of the index.
const LETTERS: usize = 3;

/// Entries that a question asks for: enough to leave few articles over.
const MOST_ENTRIES: usize = 40;

/// A text as it is compared: letter case told apart no more.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// What is indexed of an article, and a digest of it.
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
    // Two line ends, so that no three letters are of two parts: a new part between them takes nothing away.
    let text = parts.into_iter().collect::<Vec<_>>().join("\n\n");
    let digest = Sha256::of(text.as_bytes()).prefix64();
    Ok((text, digest))
}

/// Writes an article's document. Before SQLite 3.43 a table without content can delete nothing, but here
/// nothing needs to be deleted: an article loses no headline, byline or URL, and what is inserted again
/// under its number adds to what the index has of it.
pub(super) fn put(connection: &Connection, path: &Path, article: i64, text: &str) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO _heading (rowid, text) VALUES (?1, ?2)")
        .and_then(|mut statement| statement.execute(params![article, text]))
        .at(path)?;
    Ok(())
}

/// Forgets the whole index.
pub(super) fn empty(connection: &Connection, path: &Path) -> Result<()> {
    connection.execute_batch("INSERT INTO _heading (_heading) VALUES ('delete-all')").at(path)
}

/// Merges the index's segments into one: the last step of building it.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<()> {
    connection.execute_batch("INSERT INTO _heading (_heading) VALUES ('optimize')").at(path)
}

/// What the index is asked for the articles that may have all of these texts, which are folded;
/// `None` where they are too short to be asked for.
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

/// The numbers of the articles that may have what the question asks for; no more than `most`.
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

/// Asks the index.
pub(super) const QUESTION: &str = "SELECT rowid FROM _heading WHERE _heading MATCH ?1 LIMIT ?2";

/// Gives SQL `has_text(text, folded)`: whether a text has another in it, letter case disregarded.
pub(super) fn add_function(connection: &Connection) -> rusqlite::Result<()> {
    let fixed = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("has_text", 2, fixed, |context| {
        let text = context.get_raw(0).as_str_or_null()?;
        let part = context.get_raw(1).as_str()?;
        Ok(text.is_some_and(|text| has_folded(text, part)))
    })
}

/// Whether a text has a folded one in it.
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

    /// SQLite's documentation of FTS5 (section 4.4.3) promises no more than that an insert is one.
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
        put(&connection, path, 1, "the dock").expect("written");
        put(&connection, path, 2, "a dock").expect("written");
        put(&connection, path, 1, "the dock\nthe ferry").expect("written");
        check("in segments");
        connection.execute_batch("BEGIN").expect("begun");
        put(&connection, path, 1, "the dock\nthe ferry").expect("written");
        put(&connection, path, 1, "the dock\nthe ferry").expect("written");
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
