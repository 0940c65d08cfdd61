//! The index of words: which changes added or removed a word, newest first.
//!
//! A document is a change, or the first text of a kind. The FTS5 table keeps neither texts nor
//! positions, and nothing can be deleted from it (`contentless_delete` needs SQLite 3.43, and other
//! programs open the catalog with older versions). `_word_doc` lists the valid documents, and a
//! number is never used twice.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter};

use super::error::{At as _, Result};
use super::reader::{HOST, host_values};
use crate::article::HostName;

/// The number of low bits of a document's number that are its serial number.
const SERIAL_BITS: u32 = 27;

/// The maximum serial number; after it the index is built again.
const MAX_SERIAL: i64 = (1 << SERIAL_BITS) - 1;

/// Microseconds per day.
const DAY: i64 = 86_400_000_000;

/// Days from the year 1 to 1970.
const BEFORE_1970: i64 = 719_162;

/// The maximum number of days that fits into a document's number.
const MOST_DAYS: i64 = (1 << (63 - SERIAL_BITS)) - 1;

/// The terms that a change added and removed, each once, separated by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedTerms {
    /// The terms of a first version.
    pub first: String,
    /// The terms of the added and edited sentences, in their new form.
    pub added: String,
    /// The terms of the removed and edited sentences, in their old form, that the new text still
    /// contains.
    pub removed: String,
    /// The terms of the old text that do not occur in the new one.
    pub lost: String,
}

/// Which words to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordColumns {
    /// Words added by any version, including first versions.
    Brought,
    /// Words added by changes.
    Added,
    /// Words removed by changes.
    Removed,
    /// Words that a change removed completely: the new text does not contain them.
    Lost,
}

impl WordColumns {
    fn filter(self) -> &'static str {
        match self {
            Self::Brought => "{first added}",
            Self::Added => "{added}",
            Self::Removed => "{removed lost}",
            Self::Lost => "{lost}",
        }
    }
}

/// A term to search for, or a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexTerm<'t> {
    /// The term.
    pub text: &'t str,
    /// Whether it is a prefix.
    pub prefix: bool,
}

/// The change of a document: the numbers of its version and of the one before it, 0 if there is
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct DocKey {
    pub(super) version: i64,
    pub(super) before: i64,
}

/// A document to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NewDoc {
    pub(super) key: DocKey,
    /// See [`day_of`].
    pub(super) day: i64,
}

/// Returns the day of a change, by which documents are ordered. FTS5 stores the difference between
/// the numbers of a word's consecutive documents: seven bytes with seconds, two with days. Measured
/// on 20,000 versions half a minute apart: seconds 852 bytes per version, hours 541, days 410.
pub(super) fn day_of(at: Option<i64>) -> i64 {
    at.map_or(0, |at| (at.div_euclid(DAY) + BEFORE_1970).clamp(1, MOST_DAYS))
}

/// Returns the day of a document.
pub(super) fn day_of_doc(doc: i64) -> i64 {
    doc >> SERIAL_BITS
}

/// Returns the version of the code that built the index; see the column `_derived.words`.
pub(super) fn built(connection: &Connection, path: &Path) -> Result<i64> {
    let built = connection
        .prepare_cached("SELECT words FROM _derived WHERE one = 1")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .at(path)?;
    Ok(built.unwrap_or(0))
}

/// Stores the version of the code that built the index.
pub(super) fn set_built(connection: &Connection, path: &Path, built: i64) -> Result<()> {
    connection.execute("UPDATE _derived SET words = ?1 WHERE one = 1", [built]).at(path)?;
    Ok(())
}

/// Deletes all entries of the index.
pub(super) fn empty(connection: &Connection, path: &Path) -> Result<()> {
    connection
        .execute_batch(
            "INSERT INTO _word (_word) VALUES ('delete-all');
             DELETE FROM _word_doc;
             UPDATE _derived SET word_docs = 0;",
        )
        .at(path)
}

/// The approximate number of pages that one merge step writes.
const MERGE_PAGES: i64 = 500;

/// Merges the index's segments into one, step by step, as the last step of building it. A single
/// `optimize` command would free the old segments' pages only after the new one is complete, and
/// double the file's size.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<()> {
    let mut merge =
        connection.prepare("INSERT INTO _word (_word, rank) VALUES ('merge', ?1)").at(path)?;
    // A negative number starts merging all segments, a positive one continues. Merging is done when
    // only the command itself was written (SQLite's documentation of FTS5, section 6.8).
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

/// Returns the documents of a version's changes.
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

/// Writes a document, replacing the change's previous one.
pub(super) fn put(
    connection: &Connection,
    path: &Path,
    new: NewDoc,
    old: Option<i64>,
    words: &ChangedTerms,
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
        // The next search builds the index again, and serial numbers restart.
        return set_built(connection, path, 0);
    }
    let doc = (new.day << SERIAL_BITS) | serial;
    write(connection, path, "_word", doc, new.key.version, words)?;
    connection
        .prepare_cached("INSERT INTO _word_doc (doc, version_no, before_no) VALUES (?1, ?2, ?3)")
        .and_then(|mut statement| statement.execute([doc, new.key.version, new.key.before]))
        .at(path)?;
    Ok(())
}

/// Inserts a document's terms into `table`, which has the columns of `_word`.
pub(super) fn write(
    connection: &Connection,
    path: &Path,
    table: &str,
    doc: i64,
    version: i64,
    words: &ChangedTerms,
) -> Result<()> {
    let sql = format!(
        "INSERT INTO {table} (rowid, first, added, removed, lost, host)
         SELECT ?1, ?2, ?3, ?4, ?5, '{HOST_TERM}' || a.host_id
         FROM _version v JOIN _article a USING (article_id) WHERE v.version_no = ?6"
    );
    let ChangedTerms { first, added, removed, lost } = words;
    connection
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            statement.execute(params![doc, first, added, removed, lost, version])
        })
        .at(path)?;
    Ok(())
}

/// Removes a document: searches no longer find it.
pub(super) fn forget(connection: &Connection, path: &Path, doc: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM _word_doc WHERE doc = ?1")
        .and_then(|mut statement| statement.execute([doc]))
        .at(path)?;
    Ok(())
}

/// What a host's number follows in the column `host`.
const HOST_TERM: &str = "h";

/// Maximum number of hosts in one FTS5 expression.
const MOST_HOSTS: usize = 64;

/// The numbers of the host and its subdomains; `None` if they are too many for an expression.
pub(super) fn hosts(
    connection: &Connection,
    path: &Path,
    host: &HostName,
) -> Result<Option<Vec<i64>>> {
    let sql = format!("SELECT h.host_id FROM _host h WHERE {HOST} LIMIT {}", MOST_HOSTS + 1);
    let hosts: Vec<i64> = connection
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            let values = params_from_iter(host_values(host));
            statement.query_map(values, |row| row.get(0))?.collect()
        })
        .at(path)?;
    Ok((hosts.len() <= MOST_HOSTS).then_some(hosts))
}

/// Returns the FTS5 expression that matches documents with all terms of at least one set, of one of
/// the hosts if there are any.
fn expression(sets: &[Vec<IndexTerm<'_>>], columns: WordColumns, hosts: &[i64]) -> String {
    let mut text = String::new();
    for (number, host) in hosts.iter().enumerate() {
        let or = if number == 0 { "({host} : (" } else { " OR " };
        let _ = write!(text, "{or}\"{HOST_TERM}{host}\"");
    }
    if !hosts.is_empty() {
        text.push_str(")) AND ");
    }
    let _ = write!(text, "({} : (", columns.filter());
    for (number, set) in sets.iter().enumerate() {
        text.push_str(if number == 0 { "(" } else { " OR (" });
        for (number, term) in set.iter().enumerate() {
            let and = if number == 0 { "" } else { " AND " };
            let star = if term.prefix { " *" } else { "" };
            let _ = write!(text, "{and}\"{}\"{star}", term.text.replace('"', "\"\""));
        }
        text.push(')');
    }
    text.push_str("))");
    text
}

/// Counts the documents that contain all of these terms, of these hosts if there are any, up to
/// `most`.
pub(super) fn count(
    connection: &Connection,
    path: &Path,
    terms: &[IndexTerm<'_>],
    columns: WordColumns,
    hosts: &[i64],
    most: usize,
) -> Result<usize> {
    let expression = expression(&[terms.to_vec()], columns, hosts);
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

/// A change that the index found, with its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchHit {
    /// The document's number; the next search continues below it.
    pub doc: i64,
    /// The version's number.
    pub version: i64,
    /// The number of the version before; 0 if there is none.
    pub before: i64,
    /// The article's number.
    pub article: i64,
}

/// Returns at most `most` documents below `below` that contain all terms of at least one set, of
/// these hosts if there are any, newest first.
pub(super) fn found(
    connection: &Connection,
    path: &Path,
    sets: &[Vec<IndexTerm<'_>>],
    columns: WordColumns,
    hosts: &[i64],
    (below, most): (i64, usize),
) -> Result<Vec<SearchHit>> {
    let expression = expression(sets, columns, hosts);
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
                    Ok(SearchHit {
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
            expression(&sets, WordColumns::Brought, &[]),
            "({first added} : ((\"a\"\"b\" AND \"c\" *) OR (\"d\")))"
        );
        assert_eq!(
            expression(&[vec![term("d", false)]], WordColumns::Lost, &[3, 14]),
            "({host} : (\"h3\" OR \"h14\")) AND ({lost} : ((\"d\")))"
        );
    }
}
