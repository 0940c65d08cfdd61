//! What is derived, derived anew and compared: changes, summaries, headings, and the index of words.
//!
//! An index is built anew in a temporary table and the two are walked beside each other, entry by entry.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::{OptionalExtension as _, params};

use super::{Run, Step, Stop, word};
use crate::article::{ArticleId, StoredVersion};
use crate::store::change::{self, StoredChange};
use crate::store::derive::{Compared, Ordered, REBUILD_ARTICLES, Step as Place, Wanted};
use crate::store::error::{At as _, Result};
use crate::store::heading;
use crate::store::reader::{Names, articles_behind, versions_of};
use crate::store::text::TextReader;
use crate::store::words::{self, StoredDoc};

/// The indexes anew, with the settings of the migrations that make them.
const ANEW: &str = "
DROP TABLE IF EXISTS temp.heading_anew;
DROP TABLE IF EXISTS temp.word_anew;
CREATE VIRTUAL TABLE temp.heading_anew USING fts5(
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
);
CREATE VIRTUAL TABLE temp.word_anew USING fts5(
    first, added, removed,
    content = '', contentless_delete = 1, detail = column, tokenize = 'ascii'
);
DROP TABLE IF EXISTS temp.heading_entries;
DROP TABLE IF EXISTS temp.heading_anew_entries;
DROP TABLE IF EXISTS temp.word_entries;
DROP TABLE IF EXISTS temp.word_anew_entries;
CREATE VIRTUAL TABLE temp.heading_entries USING fts5vocab(main, heading, instance);
CREATE VIRTUAL TABLE temp.heading_anew_entries USING fts5vocab(temp, heading_anew, instance);
CREATE VIRTUAL TABLE temp.word_entries USING fts5vocab(main, word, instance);
CREATE VIRTUAL TABLE temp.word_anew_entries USING fts5vocab(temp, word_anew, instance);
";

/// Documents of an index that are named; the others are counted.
const MOST_NAMED: usize = 100;

/// What is needed to derive.
struct Hands {
    texts: TextReader,
    names: Names,
    has_words: bool,
    /// Articles that could not be derived.
    left_out: u64,
}

impl Run<'_> {
    pub(super) fn derived(&mut self) -> Step {
        let built = self.number("SELECT built FROM derived")?;
        if built != self.derive.built() {
            let what = "what is derived is of another program's making, or to be derived anew; it was \
                        not compared";
            return self.notice(what, Some(("derived", Some(1))));
        }
        let words = self.number("SELECT words FROM derived")?;
        self.connection.execute_batch(ANEW).at(self.path)?;
        let mut hands = Hands {
            texts: TextReader::new(self.path),
            names: Names::default(),
            has_words: words == self.derive.built(),
            left_out: 0,
        };
        if words != 0 && !hands.has_words {
            let what = "the index of words is of another program's making, or half made; it was not \
                        compared";
            self.notice(what, Some(("derived", Some(1))))?;
        }
        let total = u64::try_from(self.number("SELECT count(*) FROM article")?).unwrap_or(0);
        let mut last = 0;
        loop {
            let articles = articles_behind(self.connection, last, REBUILD_ARTICLES).at(self.path)?;
            let Some(&newest) = articles.last() else { break };
            last = newest;
            for article in articles {
                self.progress(self.now.count, total)?;
                self.now.count += 1;
                match self.article(article, &mut hands) {
                    Err(Stop::Failed(error)) => {
                        hands.left_out += 1;
                        let what =
                            format!("what is derived of it cannot be compared: {}", word(&error));
                        self.notice(what, Some(("article", Some(article))))?;
                    }
                    other => other?,
                }
            }
        }
        let loose = self.rows(
            "SELECT version_no FROM change WHERE version_no NOT IN (SELECT version_no FROM version)",
            [],
            &mut |run, row| {
                let version: i64 = row.get(0).at(run.path)?;
                run.row("change", version, "a change of a version that is not there")
            },
        );
        self.or_finding("change", loose)?;
        if hands.left_out > 0 {
            return Ok(());
        }
        let headings = self.index("heading");
        self.or_finding("heading", headings)?;
        if hands.has_words {
            let words = self.index("word");
            self.or_finding("word", words)?;
        }
        Ok(())
    }

    fn article(&mut self, article: i64, hands: &mut Hands) -> Step {
        let (connection, path) = (self.connection, self.path);
        let id = ArticleId(article);
        let versions = versions_of(connection, path, id, &mut hands.names)?;
        let stored = change::changes_of(connection, path, id)?;
        let mut stored: HashMap<i64, StoredChange> =
            stored.into_iter().map(|change| (change.version, change)).collect();
        let ordered = self.derive.order(versions);
        let (mut classes, mut words_changed) = (0, 0_i64);
        let mut before: Option<(&StoredVersion, Arc<String>)> = None;
        for (index, version) in ordered.versions.iter().enumerate() {
            let body = match version.text {
                Some(text) => hands.texts.read(connection, text.id)?,
                None => Arc::default(),
            };
            let wanted = Wanted { outline: before.is_some(), words: hands.has_words };
            let Compared { outline, words } = self.derive.compare(
                before.as_ref().map(|(version, body)| (*version, body.as_str())),
                (version, &body),
                wanted,
            );
            let place = ordered.steps.get(index).copied().unwrap_or_default();
            let before_no = before.as_ref().map_or(0, |(version, _)| version.number);
            if let (true, Some(outline)) = (before_no != 0, outline) {
                classes |= outline.classes();
                words_changed += outline.words_added + outline.words_removed;
                let Place { at, silent, url_moved } = place;
                let expected = StoredChange {
                    version: version.number,
                    before: before_no,
                    ordinal: index as i64 + 1,
                    at,
                    silent,
                    url_moved,
                    outline,
                };
                if stored.remove(&version.number).as_ref() != Some(&expected) {
                    let what = "it is not what its version did to the one before";
                    self.row("change", version.number, what)?;
                }
            }
            if let Some(words) = words {
                let doc =
                    StoredDoc { doc: words::doc_of(place.at, version.number), before: before_no };
                if words::stored(connection, path, version.number)? != Some(doc) {
                    let what = "it is not the version's document";
                    self.row("word_doc", version.number, what)?;
                }
                connection
                    .prepare_cached(
                        "INSERT INTO temp.word_anew (rowid, first, added, removed)
                         VALUES (?1, ?2, ?3, ?4)",
                    )
                    .and_then(|mut statement| {
                        statement.execute(params![doc.doc, words.first, words.added, words.removed])
                    })
                    .at(path)?;
            }
            before = Some((version, body));
        }
        for version in stored.into_keys() {
            self.row("change", version, "a change of a version that is the first of its article")?;
        }
        self.summary(article, &ordered, classes, words_changed)
    }

    fn summary(
        &mut self,
        article: i64,
        ordered: &Ordered,
        classes: i64,
        words_changed: i64,
    ) -> Step {
        let (connection, path) = (self.connection, self.path);
        let (text, heading) = heading::document(connection, path, article, &ordered.versions)?;
        connection
            .prepare_cached("INSERT INTO temp.heading_anew (rowid, text) VALUES (?1, ?2)")
            .and_then(|mut statement| statement.execute(params![article, text]))
            .at(path)?;
        let summary = &ordered.summary;
        let agrees: Option<bool> = connection
            .prepare_cached(
                "SELECT (s.host_id, s.versions, s.captures, s.latest, s.silent_edits, s.returns,
                         s.words_changed, s.classes, s.heading)
                      = (a.host_id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                    AND s.published IS ?10 AND s.updated IS ?11 AND s.first_captured IS ?12
                    AND s.last_captured IS ?13 AND s.changed IS ?14
                    AND (SELECT name FROM label WHERE label_id = s.lang_id) IS ?15
                    AND (SELECT name FROM label WHERE label_id = s.publisher_id) IS ?16
                    AND (SELECT name FROM label WHERE label_id = s.section_id) IS ?17
                 FROM summary s JOIN article a USING (article_id) WHERE s.article_id = ?1",
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
                            words_changed,
                            classes,
                            heading,
                            summary.published,
                            summary.updated,
                            summary.first_captured,
                            summary.last_captured,
                            summary.changed,
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
        self.row("summary", article, "it is not what the article's versions give")
    }

    /// Compares an index with the one that was made anew.
    fn index(&mut self, index: &str) -> Step {
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
            self.row(index, doc, "the index holds other entries of it than it says")?;
        }
        if more > 0 {
            self.damage(format!("{more} more entries are wrong"), Some((index, None)))?;
        }
        compared?;
        // Lengths and sums by which hits are ranked.
        for part in [
            "SELECT id, sz FROM {}_docsize ORDER BY id",
            "SELECT id, block FROM {}_data WHERE id = 1",
        ] {
            let of = |name: &str| part.replace("{}", name);
            if !self.is_same(&of(&format!("main.{index}")), &of(&format!("temp.{index}_anew")))? {
                self.damage(
                    "the lengths of its documents are not what they are",
                    Some((index, None)),
                )?;
            }
        }
        Ok(())
    }

    /// Whether two statements give the same rows of a number and a blob.
    fn is_same(&self, one: &str, other: &str) -> Step<bool> {
        let connection = self.connection;
        let mut one = connection.prepare(one).at(self.path)?;
        let mut other = connection.prepare(other).at(self.path)?;
        let (mut ones, mut others) = (one.query([]).at(self.path)?, other.query([]).at(self.path)?);
        loop {
            let a = ones.next().and_then(|row| row.map(id_and_blob).transpose()).at(self.path)?;
            let b = others.next().and_then(|row| row.map(id_and_blob).transpose()).at(self.path)?;
            match (a, b) {
                (None, None) => return Ok(true),
                (a, b) if a != b => return Ok(false),
                _ => {}
            }
        }
    }

    /// Walks both, in the order of their entries; tells of what document each is that only one has.
    fn compare(&mut self, index: &str, wrong: &mut dyn FnMut(i64)) -> Step {
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

fn id_and_blob(row: &rusqlite::Row<'_>) -> rusqlite::Result<(i64, Vec<u8>)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// An entry of an index: the term's bytes, the document, the column.
type Entry = (Vec<u8>, i64, Option<String>);

fn entry(
    row: rusqlite::Result<Option<&rusqlite::Row<'_>>>,
    path: &std::path::Path,
) -> Result<Option<Entry>> {
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get_ref(0)?.as_bytes()?.to_vec(), row.get(1)?, row.get(2)?))
    };
    row.and_then(|row| row.map(read).transpose()).at(path)
}
