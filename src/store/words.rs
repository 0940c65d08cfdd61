//! The index of words: which changes brought or took a word, newest first.
//!
//! A document is a change, or the first text of a kind. FTS5 keeps neither texts nor positions, and nothing
//! can be deleted from it (`contentless_delete` needs SQLite 3.43, and other programs open the catalog with
//! older ones): `_word_doc` lists the documents that count, and a number is never used twice.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::error::{At as _, Result};

/// Bits of a document's number that are its running number.
const SERIAL_BITS: u32 = 27;

/// The greatest running number; behind it the index is built again.
const MAX_SERIAL: i64 = (1 << SERIAL_BITS) - 1;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Days from the year 1 to 1970.
const BEFORE_1970: i64 = 719_162;

/// The greatest count of days that a document's number has room for.
const MOST_DAYS: i64 = (1 << (63 - SERIAL_BITS)) - 1;

/// The terms of what a change brought and took, each once, parted by spaces.
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

/// Of which change a document is: the numbers of its version and of the one before it, 0 for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct DocKey {
    pub(super) version: i64,
    pub(super) before: i64,
}

/// A document to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NewDoc {
    pub(super) key: DocKey,
    /// See [`day_of`].
    pub(super) day: i64,
}

/// The day of a change, by which documents are ordered. By days: an index keeps the distance from a
/// word's document to the next, which by seconds takes seven bytes, by days two. Measured on 20,000
/// versions a half minute apart: by seconds 852 bytes per version, by hours 541, by days 410.
pub(super) fn day_of(at: Option<i64>) -> i64 {
    at.map_or(0, |at| (at.div_euclid(DAY) + BEFORE_1970).clamp(1, MOST_DAYS))
}

/// The day of a document.
pub(super) fn day_of_doc(doc: i64) -> i64 {
    doc >> SERIAL_BITS
}

/// By which code the index was built; see the column `_derived.words`.
pub(super) fn built(connection: &Connection, path: &Path) -> Result<i64> {
    let built = connection
        .prepare_cached("SELECT words FROM _derived WHERE one = 1")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .at(path)?;
    Ok(built.unwrap_or(0))
}

/// Says by which code it was built.
pub(super) fn set_built(connection: &Connection, path: &Path, built: i64) -> Result<()> {
    connection.execute("UPDATE _derived SET words = ?1 WHERE one = 1", [built]).at(path)?;
    Ok(())
}

/// Forgets the whole index.
pub(super) fn empty(connection: &Connection, path: &Path) -> Result<()> {
    connection
        .execute_batch(
            "INSERT INTO _word (_word) VALUES ('delete-all');
             DELETE FROM _word_doc;
             UPDATE _derived SET word_docs = 0;",
        )
        .at(path)
}

/// Pages that one step of merging writes, about.
const MERGE_PAGES: i64 = 500;

/// Merges the index's segments into one, step by step: the last step of building it. At one go
/// (`optimize`) the old segments' pages would only be free once the new one is whole, and the file
/// twice as large as it has to be.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<()> {
    let mut merge =
        connection.prepare("INSERT INTO _word (_word, rank) VALUES ('merge', ?1)").at(path)?;
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

/// The documents of a version's changes.
pub(super) fn stored(
    connection: &Connection,
    path: &Path,
    version: i64,
) -> Result<Vec<(DocKey, i64)>> {
    connection
        .prepare_cached("SELECT before_no, doc FROM _word_doc WHERE version_no = ?1")
        .and_then(|mut statement| {
            let key = |before| DocKey { version, before };
            statement.query_map([version], |row| Ok((key(row.get(0)?), row.get(1)?)))?.collect()
        })
        .at(path)
}

/// Writes a document, in the place of the one that its change had.
pub(super) fn put(
    connection: &Connection,
    path: &Path,
    new: NewDoc,
    old: Option<i64>,
    words: &Words,
) -> Result<()> {
    if let Some(old) = old {
        forget(connection, path, old)?;
    }
    let serial: i64 = connection
        .prepare_cached(
            "UPDATE _derived SET word_docs = word_docs + 1 WHERE one = 1 RETURNING word_docs",
        )
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
        .at(path)?;
    if serial > MAX_SERIAL {
        // The next search builds the index again, and numbers begin anew.
        return set_built(connection, path, 0);
    }
    let doc = (new.day << SERIAL_BITS) | serial;
    connection
        .prepare_cached("INSERT INTO _word (rowid, first, added, removed) VALUES (?1, ?2, ?3, ?4)")
        .and_then(|mut statement| {
            statement.execute(params![doc, words.first, words.added, words.removed])
        })
        .at(path)?;
    connection
        .prepare_cached("INSERT INTO _word_doc (doc, version_no, before_no) VALUES (?1, ?2, ?3)")
        .and_then(|mut statement| statement.execute([doc, new.key.version, new.key.before]))
        .at(path)?;
    Ok(())
}

/// Forgets a document: no search finds it any more.
pub(super) fn forget(connection: &Connection, path: &Path, doc: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM _word_doc WHERE doc = ?1")
        .and_then(|mut statement| statement.execute([doc]))
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
        .prepare_cached(
            "SELECT count(*) FROM (
                 SELECT 1 FROM _word w CROSS JOIN _word_doc d ON d.doc = w.rowid
                 WHERE _word MATCH ?1 LIMIT ?2)",
        )
        .and_then(|mut statement| {
            statement.query_row(params![expression, most as i64], |row| row.get::<_, i64>(0))
        })
        .map(|count| count as usize)
        .at(path)
}

/// A change that the index found, and its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The document's number: what is asked for next begins below it.
    pub doc: i64,
    /// The version's number.
    pub version: i64,
    /// The number of the version before; 0 for none.
    pub before: i64,
    /// The article's number.
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
    connection
        .prepare_cached(
            "SELECT w.rowid, d.version_no, d.before_no, v.article_id
             FROM _word w
             CROSS JOIN _word_doc d ON d.doc = w.rowid
             CROSS JOIN _version v ON v.version_no = d.version_no
             WHERE _word MATCH ?1 AND w.rowid < ?2 ORDER BY w.rowid DESC LIMIT ?3",
        )
        .and_then(|mut statement| {
            statement
                .query_map(params![expression, below, most as i64], |row| {
                    Ok(Found {
                        doc: row.get(0)?,
                        version: row.get(1)?,
                        before: row.get(2)?,
                        article: row.get(3)?,
                    })
                })?
                .collect()
        })
        .at(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_ordered_by_their_day() {
        let early = day_of(Some(-5 * DAY));
        let late = day_of(Some(1_413_725_160_000_000));
        assert!(day_of(None) < early && early < late);
        assert_eq!(day_of(Some(1_413_725_159_000_000)), late);
        let doc = |day: i64| (day << SERIAL_BITS) | MAX_SERIAL;
        assert_eq!(day_of_doc(doc(late)), late);
        assert!(doc(day_of(Some(i64::MAX))) > doc(late) && doc(day_of(Some(i64::MIN))) > 0);
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
