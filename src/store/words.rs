//! The index of words: which versions brought or took a word, newest first.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::{At as _, Result};

/// Bits of a document's number that are the version's.
const VERSION_BITS: u32 = 27;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Days from the year 1 to 1970.
const BEFORE_1970: i64 = 719_162;

/// The greatest count of days that a document's number has room for.
const MOST_DAYS: i64 = (1 << (63 - VERSION_BITS)) - 1;

/// The terms of what a version brought and took, each once, parted by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Of the whole version, where none stands before it.
    pub first: String,
    /// Of the sentences that came or were rewritten, as they are now.
    pub added: String,
    /// Of the sentences that went or were rewritten, as they were.
    pub removed: String,
}

/// In which words is looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordColumns {
    /// What any version brought, the first ones' included.
    Brought,
    /// What changes brought.
    Added,
    /// What changes took.
    Removed,
}

impl WordColumns {
    fn filter(self) -> &'static str {
        match self {
            Self::Brought => "{first added}",
            Self::Added => "{added}",
            Self::Removed => "{removed}",
        }
    }
}

/// One word of the index, or all that begin so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexTerm<'t> {
    /// The term.
    pub text: &'t str,
    /// Whether it is the beginning only.
    pub prefix: bool,
}

/// The index's document of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StoredDoc {
    pub(super) doc: i64,
    pub(super) before: i64,
}

/// The number of a version's document. By days: an index keeps the distance from a word's document to
/// the next, which by seconds takes seven bytes, by days two. Measured on 20,000 versions a half minute
/// apart: by seconds 852 bytes a version, by hours 541, by days 410.
pub(super) fn doc_of(at: Option<i64>, version: i64) -> i64 {
    let days = at.map_or(0, |at| (at.div_euclid(DAY) + BEFORE_1970).clamp(1, MOST_DAYS));
    (days << VERSION_BITS) | (version & ((1 << VERSION_BITS) - 1))
}

/// The version of a document.
fn version_of(doc: i64) -> i64 {
    doc & ((1 << VERSION_BITS) - 1)
}

/// By which code the index was built; see the column `derived.words`.
pub(super) fn built(connection: &Connection, path: &Path) -> Result<i64> {
    let built = connection
        .prepare_cached("SELECT words FROM derived WHERE one = 1")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .at(path)?;
    Ok(built.unwrap_or(0))
}

/// Says by which code it was built.
pub(super) fn set_built(connection: &Connection, path: &Path, built: i64) -> Result<()> {
    connection.execute("UPDATE derived SET words = ?1 WHERE one = 1", [built]).at(path)?;
    Ok(())
}

/// Forgets the whole index.
pub(super) fn empty(connection: &Connection, path: &Path) -> Result<()> {
    connection
        .execute_batch("INSERT INTO word (word) VALUES ('delete-all'); DELETE FROM word_doc;")
        .at(path)
}

/// Pages that one step of merging writes, about.
const MERGE_PAGES: i64 = 500;

/// Merges the index's segments into one, step by step: the last step of building it. At one go
/// (`optimize`) the old segments' pages would only be free once the new one is whole, and the file
/// twice as large as it has to be.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<()> {
    let mut merge =
        connection.prepare("INSERT INTO word (word, rank) VALUES ('merge', ?1)").at(path)?;
    // A negative number begins the merging of all segments, positive ones go on with it. Done when
    // nothing but the command itself was written (SQLite's documentation of FTS5, section 6.8).
    let mut pages = -MERGE_PAGES;
    loop {
        let before = connection.total_changes();
        merge.execute([pages]).at(path)?;
        if connection.total_changes() - before < 2 {
            return Ok(());
        }
        pages = MERGE_PAGES;
    }
}

/// The document of a version, if it has one.
pub(super) fn stored(
    connection: &Connection,
    path: &Path,
    version: i64,
) -> Result<Option<StoredDoc>> {
    connection
        .prepare_cached("SELECT doc, before_no FROM word_doc WHERE version_no = ?1")
        .and_then(|mut statement| {
            statement
                .query_row([version], |row| Ok(StoredDoc { doc: row.get(0)?, before: row.get(1)? }))
                .optional()
        })
        .at(path)
}

/// Writes a version's document in the place of the one that it had.
pub(super) fn put(
    connection: &Connection,
    path: &Path,
    version: i64,
    new: StoredDoc,
    old: Option<StoredDoc>,
    words: &Words,
) -> Result<()> {
    if let Some(old) = old {
        connection
            .prepare_cached("DELETE FROM word WHERE rowid = ?1")
            .and_then(|mut statement| statement.execute([old.doc]))
            .at(path)?;
    }
    connection
        .prepare_cached("INSERT INTO word (rowid, first, added, removed) VALUES (?1, ?2, ?3, ?4)")
        .and_then(|mut statement| {
            statement.execute(params![new.doc, words.first, words.added, words.removed])
        })
        .at(path)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO word_doc (version_no, doc, before_no) VALUES (?1, ?2, ?3)",
        )
        .and_then(|mut statement| statement.execute([version, new.doc, new.before]))
        .at(path)?;
    Ok(())
}

/// The expression that FTS5 is asked: any of the sets, all terms of it.
fn expression(sets: &[Vec<IndexTerm<'_>>], columns: WordColumns) -> String {
    let mut text = format!("{} : (", columns.filter());
    for (number, set) in sets.iter().enumerate() {
        text.push_str(if number == 0 { "(" } else { " OR (" });
        for (number, term) in set.iter().enumerate() {
            let and = if number == 0 { "" } else { " AND " };
            let star = if term.prefix { " *" } else { "" };
            let _ = write!(text, "{and}\"{}\"{star}", term.text.replace('"', "\"\""));
        }
        text.push(')');
    }
    text.push(')');
    text
}

/// How many documents hold all of these terms; counts no further than `most`.
pub(super) fn count(
    connection: &Connection,
    path: &Path,
    terms: &[IndexTerm<'_>],
    columns: WordColumns,
    most: usize,
) -> Result<usize> {
    let expression = expression(&[terms.to_vec()], columns);
    connection
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM word WHERE word MATCH ?1 LIMIT ?2)")
        .and_then(|mut statement| {
            statement.query_row(params![expression, most as i64], |row| row.get::<_, i64>(0))
        })
        .map(|count| count as usize)
        .at(path)
}

/// A version that the index found, and its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The document's number: what is asked for next begins below it.
    pub doc: i64,
    /// The version's number.
    pub version: i64,
    /// Its article's.
    pub article: i64,
}

/// The documents that hold all terms of one of the sets, newest first, those below `below`.
pub(super) fn found(
    connection: &Connection,
    path: &Path,
    sets: &[Vec<IndexTerm<'_>>],
    columns: WordColumns,
    below: i64,
    most: usize,
) -> Result<Vec<Found>> {
    let expression = expression(sets, columns);
    let docs: Vec<i64> = connection
        .prepare_cached(
            "SELECT rowid FROM word WHERE word MATCH ?1 AND rowid < ?2 ORDER BY rowid DESC LIMIT ?3",
        )
        .and_then(|mut statement| {
            statement
                .query_map(params![expression, below, most as i64], |row| row.get(0))?
                .collect()
        })
        .at(path)?;
    let mut article = connection
        .prepare_cached("SELECT article_id FROM version WHERE version_no = ?1")
        .at(path)?;
    docs.into_iter()
        .map(|doc| {
            let version = version_of(doc);
            let article = article.query_row([version], |row| row.get(0)).at(path)?;
            Ok(Found { doc, version, article })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_ordered_by_their_day() {
        let early = doc_of(Some(-5 * DAY), 9);
        let late = doc_of(Some(1_413_725_160_000_000), 3);
        assert!(0 < doc_of(None, 1) && doc_of(None, 1) < early && early < late);
        assert!(late < doc_of(Some(1_413_725_159_000_000), 4), "of one day, by arrival");
        assert_eq!((version_of(early), version_of(late)), (9, 3));
        assert!(doc_of(Some(i64::MAX), 1) > late && doc_of(Some(i64::MIN), 1) > 0);
    }

    #[test]
    fn terms_are_quoted() {
        let term = |text, prefix| IndexTerm { text, prefix };
        let sets = [vec![term("a\"b", false), term("c", true)], vec![term("d", false)]];
        assert_eq!(
            expression(&sets, WordColumns::Brought),
            "{first added} : ((\"a\"\"b\" AND \"c\" *) OR (\"d\"))"
        );
    }
}
