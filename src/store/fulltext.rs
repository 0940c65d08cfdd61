//! The index of words: which changes added or removed a word, newest first, and how often the new
//! and the old text have it.
//!
//! A document is a change, or the first text of a kind. Documents are written in segments, which
//! are merged as they accumulate and never changed otherwise (a log-structured merge tree, as in
//! Lucene). `_word_doc` lists the current documents; a segment may have others, which a merge
//! drops. A document's number is never used twice.

mod cursor;
mod postings;
mod rank;
mod segment;
mod terms;

use std::hash::{BuildHasher as _, RandomState};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use self::cursor::Cursor;
use self::postings::{ADDED, Doc, FIRST, LOST, Posting, REMOVED};
pub use self::rank::{MOST_RANKED_LEAVES, WordStats};
use self::segment::{Blocks, Docs, Lists, Segment, SegmentWriter, is_whole, merge_all, merge_some};
pub(super) use self::terms::TermTable;
use super::error::{At as _, Result};
use super::reader::{HOST, host_values};
use crate::article::{ArticleId, CheckedItem as _, HostName, VersionNumber};

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

/// The terms that a change added and removed, or all terms of a first text.
#[derive(Clone, Debug, Default)]
pub(super) struct ChangedTerms {
    /// The number of tokens of the new text.
    pub(super) length: u32,
    /// The terms of the change, and others.
    pub(super) terms: TermTable,
    /// What the change did to each term, by its number; `None` if the term is not indexed.
    pub(super) changes: Vec<Option<TermChange>>,
}

impl ChangedTerms {
    /// The terms to index, each once.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, TermChange)> {
        let changed = self.terms.iter().zip(&self.changes);
        changed.filter_map(|(term, change)| Some((term, (*change)?)))
    }
}

/// What a change did to a term.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TermChange {
    columns: u8,
    /// The number of occurrences in the new text.
    pub(super) new: u32,
    /// The number of occurrences in the old text.
    pub(super) old: u32,
}

impl TermChange {
    /// The term is in a first text.
    pub(super) fn set_first(&mut self) {
        self.columns |= FIRST;
    }

    /// The term is in an added or edited sentence, in its new form.
    pub(super) fn set_added(&mut self) {
        self.columns |= ADDED;
    }

    /// The term is in a removed or edited sentence, in its old form, and the new text still has it.
    pub(super) fn set_removed(&mut self) {
        self.columns |= REMOVED;
    }

    /// The term is in the old text and nowhere in the new one.
    pub(super) fn set_lost(&mut self) {
        self.columns = (self.columns | LOST) & !REMOVED;
    }

    /// Whether the term must be indexed: it is in changed sentences, or occurs more often.
    pub(super) fn is_indexed(self) -> bool {
        self.columns != 0 || self.new > self.old
    }
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
    fn bits(self) -> u8 {
        match self {
            Self::Brought => FIRST | ADDED,
            Self::Added => ADDED,
            Self::Removed => REMOVED | LOST,
            Self::Lost => LOST,
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
    pub(super) article: i64,
    /// See [`day_of`].
    pub(super) day: i64,
}

/// Returns the day of a change, by which documents are ordered. A document that is not of another
/// day need not be written again when an earlier capture is imported.
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
            "DELETE FROM _word_segment;
             DELETE FROM _word_block;
             DELETE FROM _word_doc;
             UPDATE _derived SET word_docs = 0;",
        )
        .at(path)
}

/// Merges the index's segments, as the last step of building it.
pub(super) fn settle(connection: &Connection, path: &Path) -> Result<()> {
    merge_all(Blocks { connection, path })
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

/// Documents to write as a segment.
#[derive(Default)]
pub(super) struct NewDocs {
    docs: Vec<(NewDoc, u32)>,
    terms: TermTable,
    /// Each with the number of its term, and the number of its document as its place.
    postings: Vec<(u32, Posting)>,
}

/// The number of postings in memory after which a segment is written.
const MOST_POSTINGS: usize = 1 << 20;

impl NewDocs {
    /// Adds a document, replacing the change's previous one.
    pub(super) fn put(&mut self, new: NewDoc, words: &ChangedTerms) {
        let place = self.docs.len() as u32;
        self.docs.push((new, words.length));
        for (term, TermChange { columns, new, old }) in words.iter() {
            let term = self.terms.add(term) as u32;
            self.postings.push((term, Posting { place, columns, new, old }));
        }
    }

    /// Whether they should be written before more are added.
    pub(super) fn is_full(&self) -> bool {
        self.postings.len() > MOST_POSTINGS
    }

    /// Writes them.
    pub(super) fn write(&mut self, connection: &Connection, path: &Path) -> Result<()> {
        let Self { docs, mut terms, mut postings } = std::mem::take(self);
        if docs.is_empty() {
            return Ok(());
        }
        let count = docs.len() as i64;
        let last: i64 = connection
            .prepare_cached(
                "UPDATE _derived SET word_docs = word_docs + ?1 WHERE one = 1 RETURNING word_docs",
            )
            .and_then(|mut statement| statement.query_row([count], |row| row.get(0)))
            .at(path)?;
        if last > MAX_SERIAL {
            // The next search builds the index again, and serial numbers restart.
            return set_built(connection, path, 0);
        }
        let mut sorted: Vec<(Doc, usize)> = Vec::with_capacity(docs.len());
        for (at, (new, length)) in docs.into_iter().enumerate() {
            let number = (new.day << SERIAL_BITS) | (last - count + 1 + at as i64);
            let NewDoc { key, article, .. } = new;
            let DocKey { version, before } = key;
            connection
                .prepare_cached(
                    "INSERT INTO _word_doc (version_no, before_no, doc) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET doc = excluded.doc",
                )
                .and_then(|mut statement| statement.execute([version, before, number]))
                .at(path)?;
            let host = terms.add(&host_term(connection, path, article)?);
            postings.push((host as u32, host_posting(at as u32)));
            sorted.push((Doc { number, version, before, article, length }, at));
        }
        sorted.sort_unstable_by_key(|(doc, _)| std::cmp::Reverse(doc.number));
        let mut places = vec![0; sorted.len()];
        for (place, (_, at)) in sorted.iter().enumerate() {
            if let Some(new) = places.get_mut(*at) {
                *new = place as u32;
            }
        }
        let mut terms: Vec<(&str, usize)> = terms.iter().zip(0..).collect();
        terms.sort_unstable();
        let mut order = vec![0; terms.len()];
        for (at, (_, term)) in terms.iter().enumerate() {
            order[*term] = at as u32;
        }
        for (term, posting) in &mut postings {
            *term = order[*term as usize];
            posting.place = places.item(posting.place as usize).copied().unwrap_or_default();
        }
        postings.sort_unstable_by_key(|(term, posting)| (*term, posting.place));
        let docs: Vec<Doc> = sorted.into_iter().map(|(doc, _)| doc).collect();
        let blocks = Blocks { connection, path };
        let mut writer = SegmentWriter::new(blocks, &docs)?;
        for (term, posting) in postings {
            writer.push(terms[term as usize].0.as_bytes(), posting)?;
        }
        writer.finish()?;
        merge_some(blocks)
    }
}

/// The term that the documents of an article's host have.
fn host_term(connection: &Connection, path: &Path, article: i64) -> Result<String> {
    let host: i64 = connection
        .prepare_cached("SELECT host_id FROM _article WHERE article_id = ?1")
        .and_then(|mut statement| statement.query_row([article], |row| row.get(0)))
        .at(path)?;
    Ok(term_of_host(host))
}

/// No text has a term with this character.
fn term_of_host(host: i64) -> String {
    format!("\u{1}{host}")
}

fn host_posting(place: u32) -> Posting {
    Posting { place, columns: FIRST, new: 1, old: 0 }
}

/// Removes a document: searches no longer find it.
pub(super) fn forget(connection: &Connection, path: &Path, key: DocKey) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM _word_doc WHERE version_no = ?1 AND before_no = ?2")
        .and_then(|mut statement| statement.execute([key.version, key.before]))
        .at(path)?;
    Ok(())
}

/// Maximum number of hosts that a search looks up in the index.
const MOST_HOSTS: usize = 64;

/// The numbers of the host and its subdomains; `None` if they are too many to look up.
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

/// Finds the documents of a segment that have all terms of at least one set, of one of the hosts if
/// there are any.
fn cursor_of<'c>(
    blocks: Blocks<'c>,
    segment: Segment,
    sets: &[Vec<IndexTerm<'_>>],
    columns: WordColumns,
    hosts: &[i64],
) -> Result<Cursor<'c>> {
    let any = |terms: &[Vec<IndexTerm<'_>>], bits| {
        let mut any = Vec::with_capacity(terms.len());
        for set in terms {
            let all = set.iter().map(|term| Cursor::of(blocks, segment, *term, bits));
            any.push(Cursor::All(all.collect::<Result<_>>()?));
        }
        Ok(Cursor::Any(any))
    };
    let found = any(sets, columns.bits())?;
    if hosts.is_empty() {
        return Ok(found);
    }
    let hosts: Vec<String> = hosts.iter().map(|host| term_of_host(*host)).collect();
    let hosts: Vec<_> = hosts.iter().map(|text| vec![IndexTerm { text, prefix: false }]).collect();
    Ok(Cursor::All(vec![any(&hosts, FIRST)?, found]))
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
    let blocks = Blocks { connection, path };
    let mut count = 0;
    for segment in blocks.segments()? {
        let mut cursor = cursor_of(blocks, segment, &[terms.to_vec()], columns, hosts)?;
        let mut place = 0;
        while let Some(found) = cursor.seek(place)? {
            place = found + 1;
            count += 1;
            if count >= most {
                return Ok(count);
            }
        }
    }
    Ok(count)
}

/// A change that the index found, with its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchHit {
    /// The document's number; the next search continues below it.
    pub doc: i64,
    /// The version's number.
    pub version: VersionNumber,
    /// The number of the version before, if there is one.
    pub before: Option<VersionNumber>,
    /// The article's number.
    pub article: ArticleId,
}

impl SearchHit {
    /// Returns the number that the document would have if its change had happened at this time: its
    /// place among the documents.
    pub fn doc_at(&self, at: Option<i64>) -> i64 {
        (day_of(at) << SERIAL_BITS) | (self.doc & MAX_SERIAL)
    }

    /// The day of its change, by which documents of several catalogs are sorted.
    pub fn day(&self) -> i64 {
        Self::day_of(self.doc)
    }

    /// The day of a place among the documents, see [`SearchHit::doc_at`].
    pub fn day_of(doc: i64) -> i64 {
        day_of_doc(doc)
    }

    fn of(doc: &Doc) -> Self {
        let Doc { number, version, before, article, .. } = *doc;
        let before = (before != 0).then_some(VersionNumber(before));
        let (version, article) = (VersionNumber(version), ArticleId(article));
        Self { doc: number, version, before, article }
    }
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
    let blocks = Blocks { connection, path };
    let mut segments = Vec::new();
    for segment in blocks.segments()? {
        let mut docs = Docs::new(blocks, segment);
        let mut cursor = cursor_of(blocks, segment, sets, columns, hosts)?;
        let next = match cursor.seek(docs.first_below(below)?)? {
            Some(place) => (place, docs.get(place)?),
            None => continue,
        };
        segments.push((docs, cursor, next));
    }
    let mut found = Vec::new();
    while found.len() < most {
        let newest = segments.iter().enumerate().max_by_key(|(_, (_, _, (_, doc)))| doc.number);
        let Some(newest) = newest.map(|(number, _)| number) else { break };
        let Some((docs, cursor, (place, doc))) = segments.get_mut(newest) else { break };
        if blocks.is_current(doc)? {
            found.push(SearchHit::of(doc));
        }
        match cursor.seek(*place + 1)? {
            Some(next) => (*place, *doc) = (next, docs.get(next)?),
            None => drop(segments.swap_remove(newest)),
        }
    }
    Ok(found)
}

/// Reads what ranking needs, see [`WordStats`].
pub(super) fn stats(
    connection: &Connection,
    path: &Path,
    leaves: &[Vec<IndexTerm<'_>>],
    sets: &[Vec<IndexTerm<'_>>],
    columns: WordColumns,
    hosts: &[i64],
) -> Result<WordStats> {
    rank::stats(Blocks { connection, path }, leaves, sets, columns, hosts)
}

/// Compares the documents of an index with those that are computed again, by sums of their entries'
/// hashes. The hashes are keyed at random, so that no entries can be made to cancel out.
#[derive(Default)]
pub(super) struct DocSums(RandomState);

impl DocSums {
    /// The sum for a document as it is computed.
    pub(super) fn of_new(
        &self,
        connection: &Connection,
        path: &Path,
        new: NewDoc,
        number: i64,
        words: &ChangedTerms,
    ) -> Result<i64> {
        let NewDoc { key: DocKey { version, before }, article, .. } = new;
        let doc = Doc { number, version, before, article, length: words.length };
        let host = host_term(connection, path, article)?;
        let mut sum = self.of_doc(&doc);
        sum = sum.wrapping_add(self.of_entry(host.as_bytes(), number, host_posting(0)));
        for (term, TermChange { columns, new, old }) in words.iter() {
            let posting = Posting { place: 0, columns, new, old };
            sum = sum.wrapping_add(self.of_entry(term.as_bytes(), number, posting));
        }
        Ok(sum)
    }

    /// Calls `each` with every stored document that is current, and its sum.
    pub(super) fn each_stored<E: From<super::StoreError>>(
        &self,
        connection: &Connection,
        path: &Path,
        mut each: impl FnMut(i64, DocKey, i64) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let blocks = Blocks { connection, path };
        for segment in blocks.segments()? {
            let docs = Docs::new(blocks, segment).all()?;
            let mut sums: Vec<i64> = docs.iter().map(|doc| self.of_doc(doc)).collect();
            let mut lists = Lists::from_block(blocks, segment, 0)?;
            while lists.next_part()? {
                while let Some(posting) = lists.next_posting()? {
                    let place = posting.place as usize;
                    if let Some((doc, sum)) = docs.get(place).zip(sums.get_mut(place)) {
                        let entry = self.of_entry(&lists.term, doc.number, posting);
                        *sum = sum.wrapping_add(entry);
                    }
                }
            }
            for (doc, sum) in docs.iter().zip(sums) {
                if !blocks.is_current(doc)? {
                    continue;
                }
                each(doc.number, DocKey { version: doc.version, before: doc.before }, sum)?;
            }
        }
        Ok(())
    }

    fn of_doc(&self, doc: &Doc) -> i64 {
        self.0.hash_one((doc.number, doc.version, doc.before, doc.article, doc.length)) as i64
    }

    fn of_entry(&self, term: &[u8], doc: i64, posting: Posting) -> i64 {
        self.0.hash_one((term, doc, posting.columns, posting.new, posting.old)) as i64
    }
}

/// Calls `wrong` with every block that is damaged or belongs to no segment, and every missing one.
pub(super) fn check_blocks<E: From<super::StoreError>>(
    connection: &Connection,
    path: &Path,
    wrong: &mut dyn FnMut(i64) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut expected = Vec::new();
    for Segment { first, doc_blocks, term_blocks, .. } in
        (Blocks { connection, path }).segments()?
    {
        expected.push(first..first.saturating_add(doc_blocks).saturating_add(term_blocks));
    }
    let mut expected = expected.into_iter().flatten().peekable();
    let mut statement =
        connection.prepare("SELECT block_id, data FROM _word_block ORDER BY block_id").at(path)?;
    let mut rows = statement.query([]).at(path)?;
    while let Some(row) = rows.next().at(path)? {
        let block: i64 = row.get(0).at(path)?;
        while let Some(missing) = expected.next_if(|expected| *expected < block) {
            wrong(missing)?;
        }
        let is_expected = expected.next_if_eq(&block).is_some();
        if !is_expected || !row.get_ref(1).at(path)?.as_blob().is_ok_and(is_whole) {
            wrong(block)?;
        }
    }
    expected.next().map_or(Ok(()), wrong)
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
}
