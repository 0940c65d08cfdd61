//! Derived data: computes changes, summaries and the text indexes again and compares them.
//!
//! The index of titles is built again in a temporary table, and the two are compared entry by entry.
//! The documents of the index of words are compared by sums over their entries.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::{OptionalExtension as _, params};

use super::{CheckResult, CheckStop, VerifyRun, word};
use crate::article::{ArticleId, CheckedItem as _, StoredVersion};
use crate::diff::ClassSet;
use crate::store::compare::{self, CompareRequest, CompareResult};
use crate::store::derive::{ArticleSummary, REBUILD_ARTICLES};
use crate::store::error::{At as _, Result};
use crate::store::fulltext::{self, ChangedTerms, DocKey, DocSums};
use crate::store::reader::{SharedNames, articles_behind, versions_of};
use crate::store::state::{self, StoredState, coarse_code};
use crate::store::text::TextReader;
use crate::store::title_index;
use crate::timeline::{DERIVATION_VERSION, Timeline};

/// Creates the temporary index of titles, with the settings of the migration, and the table of the
/// sums of documents.
const ANEW: &str = "
DROP TABLE IF EXISTS temp.heading_anew;
CREATE VIRTUAL TABLE temp.heading_anew USING fts5(
    text, content = '', columnsize = 0, detail = none, tokenize = 'trigram'
);
DROP TABLE IF EXISTS temp.heading_entries;
DROP TABLE IF EXISTS temp.heading_anew_entries;
DROP TABLE IF EXISTS temp.word_sum;
CREATE TEMP TABLE word_sum (doc INTEGER PRIMARY KEY, sum INTEGER NOT NULL);
CREATE VIRTUAL TABLE temp.heading_entries USING fts5vocab(main, _heading, instance);
CREATE VIRTUAL TABLE temp.heading_anew_entries USING fts5vocab(temp, heading_anew, instance);
";

/// The maximum number of documents per index to name; the rest are counted.
const MOST_NAMED: usize = 100;

/// The state needed to derive.
struct DeriveContext {
    texts: TextReader,
    names: SharedNames,
    has_words: bool,
    sums: DocSums,
    /// The number of articles that could not be derived.
    left_out: u64,
}

impl VerifyRun<'_> {
    pub(super) fn derived(&mut self) -> CheckResult {
        let built = self.number("SELECT built FROM _derived")?;
        if built != DERIVATION_VERSION {
            let what = "the derived data was built by another version of recension, or must be rebuilt; it was \
                        not compared";
            return self.notice(what, Some(("_derived", Some(1))));
        }
        let words = self.number("SELECT words FROM _derived")?;
        self.connection.execute_batch(ANEW).at(self.path)?;
        let mut hands = DeriveContext {
            texts: TextReader::new(self.path),
            names: SharedNames::default(),
            has_words: words == DERIVATION_VERSION,
            sums: DocSums::default(),
            left_out: 0,
        };
        if words != 0 && !hands.has_words {
            let what = "the index of words was built by another version of recension, or is incomplete; it was not \
                        compared";
            self.notice(what, Some(("_derived", Some(1))))?;
        }
        let total = u64::try_from(self.number("SELECT count(*) FROM _article")?).unwrap_or(0);
        let mut last = 0;
        loop {
            let articles = articles_behind(self.connection, last, REBUILD_ARTICLES).at(self.path)?;
            let Some(&newest) = articles.last() else { break };
            last = newest;
            for article in articles {
                self.progress(self.now.count, total)?;
                self.now.count += 1;
                match self.article(article, &mut hands) {
                    Err(CheckStop::Failed(error)) => {
                        hands.left_out += 1;
                        let what = format!("its derived data cannot be compared: {}", word(&error));
                        self.notice(what, Some(("_article", Some(article))))?;
                    }
                    other => other?,
                }
            }
        }
        let loose = self.rows(
            "SELECT article_id, state FROM _state
             WHERE article_id NOT IN (SELECT article_id FROM _article)
                OR version_no NOT IN (SELECT version_no FROM _version)",
            [],
            &mut |run, row| {
                let article: i64 = row.get(0).at(run.path)?;
                run.row("_state", article, "a state of a missing article or version")
            },
        );
        self.or_finding("_state", loose)?;
        if hands.left_out > 0 {
            return Ok(());
        }
        let headings = self.index("heading");
        self.or_finding("_heading", headings)?;
        if hands.has_words {
            let words = self.word_sums(&hands.sums);
            self.or_finding("_word_block", words)?;
        }
        Ok(())
    }

    fn article(&mut self, article: i64, hands: &mut DeriveContext) -> CheckResult {
        let (connection, path) = (self.connection, self.path);
        let id = ArticleId(article);
        let mut timeline = Timeline::of(versions_of(connection, path, id, &mut hands.names)?);
        let stored = state::states_of(connection, path, id)?;
        let (mut classes, mut words_changed) = (ClassSet::default(), 0);
        let mut docs: HashMap<DocKey, (i64, ChangedTerms)> = HashMap::new();
        for index in 0..timeline.states().len() {
            let Some(found) = timeline.states().item(index) else { continue };
            let Some(after) = timeline.version_of(found) else { continue };
            let before = timeline.base_of(found);
            let is_same = before.is_none() && found.base.is_some();
            let mut body = |version: &StoredVersion| match version.text {
                Some(text) => hands.texts.read(connection, text.id),
                None => Ok(Arc::default()),
            };
            let wanted = CompareRequest {
                outline: before.is_some(),
                words: hands.has_words && !is_same,
                all_words: matches!(before, Some(Cow::Owned(_))),
            };
            let (old, new) = match &before {
                Some(before) => (body(before)?, body(after)?),
                None => (Arc::default(), body(after)?),
            };
            let CompareResult { outline, words } = compare::compare(
                before.as_deref().map(|before| (before, old.as_str())),
                (after, &new),
                wanted,
            );
            let before_no = before.as_ref().map_or(0, |before| before.number.0);
            let after_no = after.number.0;
            let Some(expected) = StoredState::settled(&mut timeline, index, outline) else {
                self.row("_state", article, "the version of a state is missing")?;
                continue;
            };
            if let Some(change) = &expected.change {
                classes = classes.union(change.outline.classes());
                words_changed += change.outline.words_added + change.outline.words_removed;
            }
            if stored.get(index) != Some(&expected) {
                self.row(
                    "_state",
                    article,
                    "it differs from the state that the article's captures yield",
                )?;
            }
            if let Some(words) = words {
                let key = DocKey { version: after_no, before: before_no };
                docs.insert(key, (fulltext::day_of(expected.effective.at), words));
            }
        }
        if stored.len() > timeline.states().len() {
            self.row("_state", article, "it has more states than the article's captures yield")?;
        }
        self.words(&timeline, docs, &hands.sums)?;
        self.summary(article, &timeline, classes, words_changed)
    }

    /// Compares the documents of an article's changes, and adds their sums to the temporary table.
    fn words(
        &mut self,
        timeline: &Timeline,
        docs: HashMap<DocKey, (i64, ChangedTerms)>,
        sums: &DocSums,
    ) -> CheckResult {
        let (connection, path) = (self.connection, self.path);
        let mut docs = docs;
        if docs.is_empty() {
            return Ok(());
        }
        for version in timeline.versions() {
            for (key, doc) in fulltext::stored(connection, path, version.number.0)? {
                let found = docs.remove(&key).filter(|(day, _)| *day == fulltext::day_of_doc(doc));
                let Some((day, words)) = found else {
                    self.row("_word_doc", key.version, "it does not belong to a change")?;
                    continue;
                };
                let new = fulltext::NewDoc { key, article: version.article.0, day };
                let sum = sums.of_new(connection, path, new, doc, &words)?;
                connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO temp.word_sum (doc, sum) VALUES (?1, ?2)",
                    )
                    .and_then(|mut statement| statement.execute([doc, sum]))
                    .at(path)?;
            }
        }
        for key in docs.into_keys() {
            self.row("_version", key.version, "the index of words has no document for its change")?;
        }
        Ok(())
    }

    fn summary(
        &mut self,
        article: i64,
        timeline: &Timeline,
        classes: ClassSet,
        words_changed: usize,
    ) -> CheckResult {
        let (connection, path) = (self.connection, self.path);
        let (text, heading) =
            title_index::document(connection, path, article, timeline.versions())?;
        connection
            .prepare_cached("INSERT INTO temp.heading_anew (rowid, text) VALUES (?1, ?2)")
            .and_then(|mut statement| statement.execute(params![article, text]))
            .at(path)?;
        let summary = ArticleSummary::of(timeline);
        let agrees: Option<bool> = connection
            .prepare_cached(
                "SELECT (s.host_id, s.versions, s.captures, s.latest, s.silent_edits, s.returns,
                         s.words_changed, s.classes, s.heading)
                      = (a.host_id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                    AND s.published_us IS ?10 AND s.updated_us IS ?11 AND s.first_captured_us IS ?12
                    AND s.last_captured_us IS ?13 AND s.changed_us IS ?14
                    AND s.changed_precision IS ?15
                    AND (SELECT name FROM _label WHERE label_id = s.lang_id) IS ?16
                    AND (SELECT name FROM _label WHERE label_id = s.publisher_id) IS ?17
                    AND (SELECT name FROM _label WHERE label_id = s.section_id) IS ?18
                 FROM _summary s JOIN _article a USING (article_id) WHERE s.article_id = ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(
                        params![
                            article,
                            summary.versions,
                            summary.captures,
                            summary.latest,
                            summary.silent_edits,
                            summary.returns,
                            words_changed as i64,
                            classes.bits(),
                            heading,
                            summary.published,
                            summary.updated,
                            summary.first_captured,
                            summary.last_captured,
                            summary.changed.map(|(at, _)| at),
                            summary.changed.and_then(|(_, precision)| coarse_code(precision)),
                            summary.lang.as_deref(),
                            summary.publisher.as_deref(),
                            summary.section.as_deref(),
                        ],
                        |row| row.get(0),
                    )
                    .optional()
            })
            .at(path)?;
        if agrees == Some(true) {
            return Ok(());
        }
        self.row(
            "_summary",
            article,
            "it differs from the summary that the article's versions yield",
        )
    }

    /// Compares the documents of the index of words with the sums.
    fn word_sums(&mut self, sums: &DocSums) -> CheckResult {
        let (connection, path) = (self.connection, self.path);
        fulltext::check_blocks(connection, path, &mut |block| {
            self.row("_word_block", block, "it is damaged, missing, or belongs to no segment")
        })?;
        let mut equals = connection
            .prepare("DELETE FROM temp.word_sum WHERE doc = ?1 RETURNING sum = ?2")
            .at(path)?;
        let mut walked = 0;
        sums.each_stored(connection, path, |doc, DocKey { version, .. }, sum| {
            walked += 1;
            self.progress(walked, 0)?;
            let is_equal = equals.query_row([doc, sum], |row| row.get(0)).optional().at(path)?;
            if is_equal == Some(true) {
                return Ok(());
            }
            self.row("_version", version, "its entries in the index of words differ from its text")
        })?;
        let wrong = "SELECT d.version_no FROM temp.word_sum s JOIN _word_doc d USING (doc)";
        self.rows(wrong, [], &mut |run, row| {
            let version: i64 = row.get(0).at(run.path)?;
            run.row("_version", version, "the index of words lacks entries of its text")
        })
    }

    /// Compares an index with the one that was built again.
    fn index(&mut self, index: &str) -> CheckResult {
        let table = &format!("_{index}");
        let mut wrong: BTreeSet<i64> = BTreeSet::new();
        let mut more = 0_u64;
        let compared = self.compare(index, &mut |doc| {
            if wrong.len() < MOST_NAMED || wrong.contains(&doc) {
                wrong.insert(doc);
            } else {
                more += 1;
            }
        });
        for doc in wrong {
            self.row(table, doc, "its entries in the index differ from its text")?;
        }
        if more > 0 {
            self.damage(format!("{more} more entries are wrong"), Some((table, None)))?;
        }
        compared
    }

    /// Walks both indexes in order. Calls `wrong` with the document of every entry that only one of
    /// them has.
    fn compare(&mut self, index: &str, wrong: &mut dyn FnMut(i64)) -> CheckResult {
        let connection = self.connection;
        let of = |name: &str| format!("SELECT term, doc, col FROM temp.{name}_entries");
        let mut stored = connection.prepare(&of(index)).at(self.path)?;
        let mut anew = connection.prepare(&of(&format!("{index}_anew"))).at(self.path)?;
        let (mut stored, mut anew) =
            (stored.query([]).at(self.path)?, anew.query([]).at(self.path)?);
        let mut next_stored = entry(stored.next(), self.path)?;
        let mut next_anew = entry(anew.next(), self.path)?;
        let mut walked = 0;
        loop {
            walked += 1;
            self.progress(walked, 0)?;
            let order = match (&next_stored, &next_anew) {
                (None, None) => return Ok(()),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(stored), Some(anew)) => stored.cmp(anew),
            };
            if order.is_le() {
                if let (true, Some((_, doc, _))) = (order.is_lt(), &next_stored) {
                    wrong(*doc);
                }
                next_stored = entry(stored.next(), self.path)?;
            }
            if order.is_ge() {
                if let (true, Some((_, doc, _))) = (order.is_gt(), &next_anew) {
                    wrong(*doc);
                }
                next_anew = entry(anew.next(), self.path)?;
            }
        }
    }
}

/// An entry of an index: the term's bytes, the document, the column.
type IndexEntry = (Vec<u8>, i64, Option<String>);

fn entry(
    row: rusqlite::Result<Option<&rusqlite::Row<'_>>>,
    path: &std::path::Path,
) -> Result<Option<IndexEntry>> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get_ref(0)?.as_bytes()?.to_vec(), row.get(1)?, row.get(2)?))
    };
    row.and_then(|row| row.map(read).transpose()).at(path)
}
