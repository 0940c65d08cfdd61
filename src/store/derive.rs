//! Deriving: what follows from an article's versions, written beside them when they arrive, and anew
//! when the code that derives has changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::{OptionalExtension as _, TransactionBehavior, params};

use super::change::{self, StoredChange, StoredOutline};
use super::error::{At as _, Result};
use super::heading;
use super::reader::{articles_behind, versions_of};
use super::words::{self, StoredDoc, Words};
use super::writer::{Batch, Writer};
use crate::article::{ArticleId, StoredVersion};

/// Bytes of versions and bodies that wait to be compared.
const WAITING_BYTES: usize = 8 << 20;

/// What a version without its body takes in memory, about.
const VERSION_BYTES: usize = 1024;

/// Articles that a rebuild derives in one transaction: other writers get their turn between two.
pub(super) const REBUILD_ARTICLES: i64 = 1_000;

/// What `list` shows of an article: derived from its history by a higher room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Distinct versions.
    pub versions: i64,
    /// Sightings.
    pub captures: i64,
    /// The number of the latest version in the article's order.
    pub latest: i64,
    /// The latest version's claim, in microseconds.
    pub published: Option<i64>,
    /// See `published`.
    pub updated: Option<i64>,
    /// The first sighting, in microseconds.
    pub first_captured: Option<i64>,
    /// The last sighting, in microseconds.
    pub last_captured: Option<i64>,
    /// The latest version's place in time: updated, or published, or first captured.
    pub changed: Option<i64>,
    /// Versions whose text changed although `updated` did not move.
    pub silent_edits: i64,
    /// Returns to an earlier text.
    pub returns: i64,
    /// The latest capture's language.
    pub lang: Option<Arc<str>>,
    /// The latest capture's publisher.
    pub publisher: Option<Arc<str>>,
    /// The latest capture's section.
    pub section: Option<Arc<str>>,
}

/// An article's versions in their order, and what the order shows.
#[derive(Clone, Debug, Default)]
pub struct Ordered {
    /// First to last.
    pub versions: Vec<StoredVersion>,
    /// A step for each version.
    pub steps: Vec<Step>,
    /// What `list` shows.
    pub summary: Summary,
}

/// What a version's place in the order shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// When its change happened, in microseconds.
    pub at: Option<i64>,
    /// Whether its content changed although `updated` did not.
    pub silent: bool,
    /// Whether it was seen under none of the URLs of the one before.
    pub url_moved: bool,
}

/// What higher rooms derive from versions: the store keeps it, and does not know how it comes about.
pub trait Derive: Sync {
    /// The version of the code: what another one built is built anew.
    fn built(&self) -> i64;

    /// Orders an article's versions.
    fn order(&self, versions: Vec<StoredVersion>) -> Ordered;

    /// What the content of `after` did to that of the version before, if there is one. The bodies
    /// are empty where a version has none.
    fn compare(
        &self,
        before: Option<(&StoredVersion, &str)>,
        after: (&StoredVersion, &str),
        wanted: Wanted,
    ) -> Compared;
}

/// What is wanted of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The change; of a first version there is none.
    pub outline: bool,
    /// The words of the index.
    pub words: bool,
}

/// What a comparison gave, as far as it was wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The change.
    pub outline: Option<StoredOutline>,
    /// The words.
    pub words: Option<Words>,
}

/// A version to compare with the one before: the article's index, the step's, and the bodies.
struct Pair {
    article: usize,
    step: usize,
    wanted: Wanted,
    old: Arc<String>,
    new: Arc<String>,
}

/// An article on its way: its order, what is stored of its changes, what was compared anew.
struct Article {
    id: i64,
    ordered: Ordered,
    stored: HashMap<i64, StoredChange>,
    /// The index's documents by their versions; `None` where there is no index.
    docs: Option<HashMap<i64, StoredDoc>>,
    compared: HashMap<usize, Compared>,
}

impl Batch<'_> {
    /// In a catalog without versions nothing is derived by other code.
    pub(super) fn begin_derived(&self, derive: &dyn Derive) -> Result<()> {
        if change::built(self.connection, self.path)? == derive.built() {
            return Ok(());
        }
        // Words that this code adds stand beside those of other code: the index is to be built anew.
        if words::built(self.connection, self.path)? != 0 {
            words::set_built(self.connection, self.path, 0)?;
        }
        let empty: bool = self
            .connection
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM version)", [], |row| row.get(0))
            .at(self.path)?;
        change::set_built(self.connection, self.path, if empty { derive.built() } else { 0 })
    }

    /// Derives what follows from the versions of these articles. `bodies` are texts at hand, by
    /// their numbers.
    pub(super) fn derive(
        &mut self,
        articles: &[i64],
        bodies: &HashMap<i64, Arc<String>>,
        derive: &dyn Derive,
        jobs: usize,
    ) -> Result<()> {
        let trusted = change::built(self.connection, self.path)? == derive.built();
        let indexed = words::built(self.connection, self.path)?.abs() == derive.built();
        let mut waiting: Vec<Article> = Vec::new();
        let mut pairs: Vec<Pair> = Vec::new();
        let mut weight = 0;
        for &id in articles {
            let article = self.article_on_its_way(id, derive, indexed)?;
            weight += article.ordered.versions.len() * VERSION_BYTES;
            let index = waiting.len();
            waiting.push(article);
            for step in 0..waiting.last().map_or(0, |last| last.ordered.versions.len()) {
                let Some(article) = waiting.get(index) else { continue };
                let Some((before, after)) = article.pair(step) else { continue };
                let wanted = Wanted {
                    outline: before
                        .is_some_and(|before| !(trusted && article.keeps(before, after))),
                    words: article.lacks_doc(step),
                };
                if wanted == Wanted::default() {
                    continue;
                }
                let old = match before {
                    Some(before) => self.body_of(before, bodies)?,
                    None => Arc::default(),
                };
                let new = self.body_of(after, bodies)?;
                weight += old.len() + new.len();
                pairs.push(Pair { article: index, step, wanted, old, new });
                if weight >= WAITING_BYTES {
                    compare(&mut waiting, &mut pairs, derive, jobs);
                    weight = 0;
                }
            }
            if weight >= WAITING_BYTES || pairs.is_empty() {
                compare(&mut waiting, &mut pairs, derive, jobs);
                self.put_all(&mut waiting, trusted)?;
                weight = 0;
            }
        }
        compare(&mut waiting, &mut pairs, derive, jobs);
        self.put_all(&mut waiting, trusted)
    }

    fn article_on_its_way(
        &mut self,
        id: i64,
        derive: &dyn Derive,
        indexed: bool,
    ) -> Result<Article> {
        let versions = versions_of(self.connection, self.path, ArticleId(id), self.names)?;
        let docs = if indexed {
            let mut docs = HashMap::new();
            for version in &versions {
                let doc = words::stored(self.connection, self.path, version.number)?;
                docs.extend(doc.map(|doc| (version.number, doc)));
            }
            Some(docs)
        } else {
            None
        };
        let stored = change::changes_of(self.connection, self.path, ArticleId(id))?;
        let stored = stored.into_iter().map(|change| (change.version, change)).collect();
        Ok(Article { id, ordered: derive.order(versions), stored, docs, compared: HashMap::new() })
    }

    fn body_of(
        &mut self,
        version: &StoredVersion,
        bodies: &HashMap<i64, Arc<String>>,
    ) -> Result<Arc<String>> {
        let Some(text) = version.text else { return Ok(Arc::default()) };
        match bodies.get(&text.id) {
            Some(body) => Ok(Arc::clone(body)),
            None => self.texts.read(self.connection, text.id),
        }
    }

    fn put_all(&mut self, articles: &mut Vec<Article>, trusted: bool) -> Result<()> {
        for article in articles.drain(..) {
            self.put(article, trusted)?;
        }
        Ok(())
    }

    /// Writes an article's summary, and those of its changes that are not stored as they are now.
    fn put(&mut self, mut article: Article, trusted: bool) -> Result<()> {
        let (mut classes, mut words_changed) = (0, 0);
        for step in 0..article.ordered.versions.len() {
            let Compared { outline, words } = article.compared.remove(&step).unwrap_or_default();
            if let Some(words) = words {
                self.put_words(&article, step, &words)?;
            }
            let Some((Some(before), after)) = article.pair(step) else { continue };
            let (before, version) = (before.number, after.number);
            let Step { at, silent, url_moved } =
                article.ordered.steps.get(step).copied().unwrap_or_default();
            let stored = article.stored.remove(&version);
            let kept = || stored.as_ref().map(|stored| stored.outline.clone());
            let outline = outline.or_else(kept).unwrap_or_default();
            classes |= outline.classes();
            words_changed += outline.words_added + outline.words_removed;
            let ordinal = step as i64 + 1;
            let change = StoredChange { version, before, ordinal, at, silent, url_moved, outline };
            if stored.as_ref() != Some(&change) {
                change::put(self.connection, self.path, &change)?;
            }
        }
        // What is left is of a version that came to stand first.
        for &version in article.stored.keys() {
            change::forget(self.connection, self.path, version)?;
        }
        let heading = self.put_heading(article.id, &article.ordered.versions, trusted)?;
        self.put_summary(article.id, &article.ordered.summary, classes, words_changed, heading)
    }

    fn put_words(&self, article: &Article, step: usize, words: &Words) -> Result<()> {
        let Some((doc, (_, version))) = article.doc(step).zip(article.pair(step)) else {
            return Ok(());
        };
        let old = article.docs.as_ref().and_then(|docs| docs.get(&version.number)).copied();
        words::put(self.connection, self.path, version.number, doc, old, words)
    }

    /// Indexes the article's headings, unless they are as they were; gives their digest.
    fn put_heading(&self, article: i64, versions: &[StoredVersion], trusted: bool) -> Result<i64> {
        let (text, digest) = heading::document(self.connection, self.path, article, versions)?;
        let stored: Option<i64> = self
            .connection
            .prepare_cached("SELECT heading FROM summary WHERE article_id = ?1")
            .and_then(|mut statement| statement.query_row([article], |row| row.get(0)).optional())
            .at(self.path)?;
        if !trusted || stored != Some(digest) {
            heading::put(self.connection, self.path, article, &text)?;
        }
        Ok(digest)
    }

    fn put_summary(
        &mut self,
        article: i64,
        summary: &Summary,
        classes: i64,
        words_changed: i64,
        heading: i64,
    ) -> Result<()> {
        let (lang, publisher, section) = (
            self.label(summary.lang.as_deref())?,
            self.label(summary.publisher.as_deref())?,
            self.label(summary.section.as_deref())?,
        );
        self.insert(
            "INSERT OR REPLACE INTO summary (article_id, host_id, versions, captures, latest,
                 published, updated, first_captured, last_captured, changed, silent_edits, returns,
                 words_changed, classes, lang_id, publisher_id, section_id, heading)
             VALUES (?1, (SELECT host_id FROM article WHERE article_id = ?1), ?2, ?3, ?4, ?5, ?6,
                     ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            params![
                article,
                summary.versions,
                summary.captures,
                summary.latest,
                summary.published,
                summary.updated,
                summary.first_captured,
                summary.last_captured,
                summary.changed,
                summary.silent_edits,
                summary.returns,
                words_changed,
                classes,
                lang,
                publisher,
                section,
                heading,
            ],
        )?;
        Ok(())
    }
}

impl Article {
    /// The version of this step, and the one before.
    fn pair(&self, step: usize) -> Option<(Option<&StoredVersion>, &StoredVersion)> {
        let versions = &self.ordered.versions;
        let before = step.checked_sub(1).and_then(|before| versions.get(before));
        versions.get(step).map(|after| (before, after))
    }

    /// Whether the change between these two is stored.
    fn keeps(&self, before: &StoredVersion, after: &StoredVersion) -> bool {
        self.stored.get(&after.number).is_some_and(|stored| stored.before == before.number)
    }

    /// The document that the version of this step is to have.
    fn doc(&self, step: usize) -> Option<StoredDoc> {
        let (before, after) = self.pair(step)?;
        let at = self.ordered.steps.get(step)?.at;
        Some(StoredDoc {
            doc: words::doc_of(at, after.number),
            before: before.map_or(0, |before| before.number),
        })
    }

    /// Whether there is an index that does not have the version of this step as it is now.
    fn lacks_doc(&self, step: usize) -> bool {
        let (Some(docs), Some((_, after))) = (&self.docs, self.pair(step)) else { return false };
        docs.get(&after.number) != self.doc(step).as_ref()
    }
}

/// Compares the pairs that wait, on as many threads as are asked for.
fn compare(articles: &mut [Article], pairs: &mut Vec<Pair>, derive: &dyn Derive, jobs: usize) {
    let one = |pair: &Pair| {
        let (before, after) = articles.get(pair.article)?.pair(pair.step)?;
        let before = before.map(|before| (before, pair.old.as_str()));
        let compared = derive.compare(before, (after, &pair.new), pair.wanted);
        Some((pair.article, pair.step, compared))
    };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.extend(one(pair));
        }
        done
    };
    let mut all = Vec::with_capacity(pairs.len());
    if pairs.len() < 8 || jobs < 2 {
        all = work();
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                match thread.join() {
                    Ok(done) => all.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
    }
    for (article, step, compared) in all {
        if let Some(article) = articles.get_mut(article) {
            article.compared.insert(step, compared);
        }
    }
    pairs.clear();
}

/// What a rebuild builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuild {
    /// The changes and summaries, and the index of words where there is one.
    All,
    /// The index of words, made where there is none.
    Words,
}

/// Derives anew, and gives the copy that was kept of the catalog if it had to be migrated first.
/// `progress` is told how many articles are done, of how many; where it answers `false` the rebuild
/// ends, and what is derived counts as stale until one is done.
///
/// Importers may go on meanwhile: what they add they derive themselves.
pub fn rebuild(
    path: &Path,
    what: Rebuild,
    derive: &dyn Derive,
    jobs: usize,
    progress: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<Option<PathBuf>> {
    let mut writer = Writer::open(path)?;
    let migrated_from = writer.migrated_from().map(Path::to_owned);
    let total: i64 = writer
        .connection
        .query_row("SELECT count(*) FROM article", [], |row| row.get(0))
        .at(path)?;
    // What is there is no longer trusted: broken off here, all is to be done again.
    let indexed = writer.begin_rebuild(what, derive)?;
    let (mut done, mut last) = (0, 0);
    while progress(done, total as u64) {
        let articles = writer.derive_behind(last, derive, jobs)?;
        let Some(&newest) = articles.last() else {
            writer.end_rebuild(what, indexed, derive)?;
            break;
        };
        done += articles.len() as u64;
        last = newest;
    }
    Ok(migrated_from)
}

impl Writer {
    /// Says that what is to be built is not there; whether the index of words is among it.
    fn begin_rebuild(&mut self, what: Rebuild, derive: &dyn Derive) -> Result<bool> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        if what == Rebuild::All {
            change::set_built(&transaction, &path, 0)?;
            heading::empty(&transaction, &path)?;
        }
        let indexed = what == Rebuild::Words || words::built(&transaction, &path)? != 0;
        if indexed {
            words::empty(&transaction, &path)?;
            words::set_built(&transaction, &path, -derive.built())?;
        }
        transaction.commit().at(&path)?;
        Ok(indexed)
    }

    /// Says that it is there.
    fn end_rebuild(&mut self, what: Rebuild, indexed: bool, derive: &dyn Derive) -> Result<()> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        if what == Rebuild::All {
            heading::settle(&transaction, &path)?;
            change::set_built(&transaction, &path, derive.built())?;
        }
        if indexed {
            words::settle(&transaction, &path)?;
            words::set_built(&transaction, &path, derive.built())?;
        }
        transaction.commit().at(&path)
    }

    /// Derives some of the articles behind `last`, in one transaction; gives their numbers.
    fn derive_behind(&mut self, last: i64, derive: &dyn Derive, jobs: usize) -> Result<Vec<i64>> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        let articles = articles_behind(&transaction, last, REBUILD_ARTICLES).at(&path)?;
        let mut work = Batch {
            entries: Vec::new(),
            withheld: Vec::new(),
            connection: &transaction,
            path: &path,
            import: self.import,
            caches: &mut self.caches,
            texts: &mut self.texts,
            names: &mut self.names,
            knows_inputs: self.knows_inputs,
        };
        work.derive(&articles, &HashMap::new(), derive, jobs)?;
        transaction.commit().at(&path)?;
        Ok(articles)
    }
}
