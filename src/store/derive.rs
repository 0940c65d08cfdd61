//! Deriving: what follows from an article's versions, written beside them when they arrive, and anew
//! when the code that derives has changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::{Connection, TransactionBehavior, params};

use super::change::{self, StoredChange, StoredOutline};
use super::error::{At as _, Result};
use super::reader::{StoredVersion, versions_of};
use super::writer::{Batch, Writer};
use crate::article::ArticleId;

/// Bytes of versions and bodies that wait to be compared.
const WAITING_BYTES: usize = 8 << 20;

/// What a version without its body takes in memory, about.
const VERSION_BYTES: usize = 1024;

/// Articles that a rebuild derives in one transaction: other writers get their turn between two.
const REBUILD_ARTICLES: i64 = 1_000;

/// What `list` shows of an article: derived from its history by a higher room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Distinct versions.
    pub versions: i64,
    /// Sightings.
    pub captures: i64,
    /// The number of the latest version in the article's order.
    pub latest: i64,
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

    /// What the content of `after` did to that of `before`. The bodies are empty where the version
    /// has none.
    fn outline(
        &self,
        before: (&StoredVersion, &str),
        after: (&StoredVersion, &str),
    ) -> StoredOutline;
}

/// A pair to compare: the article's index, the step's, and both bodies.
struct Pair {
    article: usize,
    step: usize,
    old: Arc<String>,
    new: Arc<String>,
}

/// An article on its way: its order, what is stored of its changes, what was compared anew.
struct Article {
    id: i64,
    ordered: Ordered,
    stored: HashMap<i64, StoredChange>,
    outlines: HashMap<usize, StoredOutline>,
}

impl Batch<'_> {
    /// In a catalog without versions nothing is derived by other code.
    pub(super) fn begin_derived(&self, derive: &dyn Derive) -> Result<()> {
        if change::built(self.connection, self.path)? == derive.built() {
            return Ok(());
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
        let mut waiting: Vec<Article> = Vec::new();
        let mut pairs: Vec<Pair> = Vec::new();
        let mut weight = 0;
        for &id in articles {
            let versions = versions_of(self.connection, self.path, ArticleId(id), self.names)?;
            weight += versions.len() * VERSION_BYTES;
            let stored = change::changes_of(self.connection, self.path, ArticleId(id))?;
            let stored = stored.into_iter().map(|change| (change.version, change)).collect();
            let ordered = derive.order(versions);
            let steps = 1..ordered.versions.len();
            let index = waiting.len();
            waiting.push(Article { id, ordered, stored, outlines: HashMap::new() });
            for step in steps {
                let Some(article) = waiting.get(index) else { continue };
                let Some((before, after)) = article.pair(step) else { continue };
                if trusted && article.has_stored(before, after) {
                    continue;
                }
                let (old, new) = (self.body_of(before, bodies)?, self.body_of(after, bodies)?);
                weight += old.len() + new.len();
                pairs.push(Pair { article: index, step, old, new });
                if weight >= WAITING_BYTES {
                    compare(&mut waiting, &mut pairs, derive, jobs);
                    weight = 0;
                }
            }
            if weight >= WAITING_BYTES || pairs.is_empty() {
                compare(&mut waiting, &mut pairs, derive, jobs);
                self.put_all(&mut waiting)?;
                weight = 0;
            }
        }
        compare(&mut waiting, &mut pairs, derive, jobs);
        self.put_all(&mut waiting)
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

    fn put_all(&mut self, articles: &mut Vec<Article>) -> Result<()> {
        for article in articles.drain(..) {
            self.put(article)?;
        }
        Ok(())
    }

    /// Writes an article's summary, and those of its changes that are not stored as they are now.
    fn put(&mut self, mut article: Article) -> Result<()> {
        let mut classes = 0;
        for index in 1..article.ordered.versions.len() {
            let Some((before, after)) = article.pair(index) else { continue };
            let (before, version) = (before.number, after.number);
            let step = article.ordered.steps.get(index).copied().unwrap_or_default();
            let stored = article.stored.remove(&version);
            let outline = article
                .outlines
                .remove(&index)
                .or_else(|| stored.as_ref().map(|stored| stored.outline.clone()))
                .unwrap_or_default();
            classes |= outline.classes();
            let Step { at, silent, url_moved } = step;
            let ordinal = index as i64 + 1;
            let change = StoredChange { version, before, ordinal, at, silent, url_moved, outline };
            if stored.as_ref() != Some(&change) {
                change::put(self.connection, self.path, &change)?;
            }
        }
        // What is left is of a version that came to stand first.
        for &version in article.stored.keys() {
            change::forget(self.connection, self.path, version)?;
        }
        self.put_summary(article.id, &article.ordered.summary, classes)
    }

    fn put_summary(&mut self, article: i64, summary: &Summary, classes: i64) -> Result<()> {
        let (lang, publisher, section) = (
            self.label(summary.lang.as_deref())?,
            self.label(summary.publisher.as_deref())?,
            self.label(summary.section.as_deref())?,
        );
        self.insert(
            "INSERT OR REPLACE INTO summary (article_id, versions, captures, latest,
                 first_captured, last_captured, changed, silent_edits, returns, lang_id,
                 publisher_id, section_id, classes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                article,
                summary.versions,
                summary.captures,
                summary.latest,
                summary.first_captured,
                summary.last_captured,
                summary.changed,
                summary.silent_edits,
                summary.returns,
                lang,
                publisher,
                section,
                classes,
            ],
        )?;
        Ok(())
    }
}

impl Article {
    /// Whether the change between these two is stored.
    fn has_stored(&self, before: &StoredVersion, after: &StoredVersion) -> bool {
        self.stored.get(&after.number).is_some_and(|stored| stored.before == before.number)
    }

    /// The version of this index, and the one before.
    fn pair(&self, index: usize) -> Option<(&StoredVersion, &StoredVersion)> {
        let versions = &self.ordered.versions;
        versions.get(index.checked_sub(1)?).zip(versions.get(index))
    }
}

/// Compares the pairs that wait, on as many threads as are asked for.
fn compare(articles: &mut [Article], pairs: &mut Vec<Pair>, derive: &dyn Derive, jobs: usize) {
    let one = |pair: &Pair| {
        let (before, after) = articles.get(pair.article)?.pair(pair.step)?;
        let outline = derive.outline((before, &pair.old), (after, &pair.new));
        Some((pair.article, pair.step, outline))
    };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(pair) = pairs.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.extend(one(pair));
        }
        done
    };
    let mut outlines = Vec::with_capacity(pairs.len());
    if pairs.len() < 8 || jobs < 2 {
        outlines = work();
    } else {
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            for thread in threads {
                match thread.join() {
                    Ok(done) => outlines.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
    }
    for (article, step, outline) in outlines {
        if let Some(article) = articles.get_mut(article) {
            article.outlines.insert(step, outline);
        }
    }
    pairs.clear();
}

/// Derives everything in the catalog anew, and gives the copy that was kept if it had to be migrated
/// first. `progress` is told how many articles are done, of how many; where it answers `false` the
/// rebuild ends, and what is derived counts as stale until one is done.
pub fn rebuild(
    path: &Path,
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
    change::set_built(&writer.connection, path, 0)?;
    let (mut done, mut last) = (0, 0);
    while progress(done, total as u64) {
        let articles = writer.derive_behind(last, derive, jobs)?;
        let Some(&newest) = articles.last() else {
            change::set_built(&writer.connection, path, derive.built())?;
            break;
        };
        done += articles.len() as u64;
        last = newest;
    }
    Ok(migrated_from)
}

impl Writer {
    /// Derives some of the articles behind `last`, in one transaction; gives their numbers.
    fn derive_behind(&mut self, last: i64, derive: &dyn Derive, jobs: usize) -> Result<Vec<i64>> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        let articles = articles_behind(&transaction, last).at(&path)?;
        let mut work = Batch {
            connection: &transaction,
            path: &path,
            import: self.import,
            caches: &mut self.caches,
            texts: &mut self.texts,
            names: &mut self.names,
        };
        work.derive(&articles, &HashMap::new(), derive, jobs)?;
        transaction.commit().at(&path)?;
        Ok(articles)
    }
}

fn articles_behind(connection: &Connection, last: i64) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached(
            "SELECT article_id FROM article WHERE article_id > ?1 ORDER BY article_id LIMIT ?2",
        )?
        .query_map([last, REBUILD_ARTICLES], |row| row.get(0))?
        .collect()
}
