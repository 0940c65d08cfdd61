//! Derivation: computes and stores what follows from an article's versions, when they arrive and
//! again when the deriving code has changed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusqlite::{OptionalExtension as _, TransactionBehavior, params};

use super::compare::{self, CompareRequest, CompareResult};
use super::error::{At as _, Result, StoreError};
use super::fulltext::{self, ChangedTerms, DocKey, NewDocs};
use super::reader::{Snapshot, articles_behind, versions_of};
use super::state::{self, StoredChange, StoredState, coarse_code};
use super::title_index::{self, NewTitles};
use super::writer::{WriteTxn, Writer};
use crate::article::{
    ArticleId, CheckedItem as _, Precision, StateNumber, StoredCapture, StoredVersion, Timestamp,
    UnixMicros, VersionNumber,
};
use crate::diff::{ChangeSummary, ClassSet};
use crate::pipeline::Progress;
use crate::timeline::{DERIVATION_VERSION, Timeline};

/// The maximum bytes of versions and bodies that wait to be compared.
const WAITING_BYTES: usize = 8 << 20;

/// The approximate memory use of a version without its body.
const VERSION_BYTES: usize = 1024;

/// The number of articles that a rebuild derives in one transaction; other writers get their turn
/// in between.
pub(super) const REBUILD_ARTICLES: i64 = 1_000;

/// What `list` shows of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArticleSummary {
    /// Number of distinct versions.
    pub versions: i64,
    /// Number of captures.
    pub captures: i64,
    /// The number of the latest version in the article's order.
    pub latest: VersionNumber,
    /// The latest version's claimed time, in microseconds.
    pub published: Option<UnixMicros>,
    /// See `published`.
    pub updated: Option<UnixMicros>,
    /// The time of the first capture, in microseconds.
    pub first_captured: Option<UnixMicros>,
    /// The time of the last capture, in microseconds.
    pub last_captured: Option<UnixMicros>,
    /// When the text last changed, in microseconds. See [`Timeline::last_changed`].
    pub changed: Option<(UnixMicros, Precision)>,
    /// Number of silent edits of the main kind of text. See
    /// [`State::is_silent`](crate::timeline::State::is_silent).
    pub silent_edits: i64,
    /// Number of returns to an earlier text.
    pub returns: i64,
    /// The latest capture's language.
    pub lang: Option<Arc<str>>,
    /// The latest capture's publisher.
    pub publisher: Option<Arc<str>>,
    /// The latest capture's section.
    pub section: Option<Arc<str>>,
}

/// A state to compare with its base: the indexes of the article and the state, and the bodies.
struct StatePair {
    article: usize,
    state: usize,
    wanted: CompareRequest,
    old: Arc<String>,
    new: Arc<String>,
}

/// Entries of the indexes that are written together.
#[derive(Default)]
struct NewEntries {
    words: NewDocs,
    titles: NewTitles,
}

/// An article in progress: its timeline, its stored states, and new comparisons.
struct DerivedArticle {
    id: ArticleId,
    timeline: Timeline,
    stored: Vec<StoredState>,
    /// The index's documents, by the versions that they compare; `None` if there is no index.
    docs: Option<HashMap<DocKey, i64>>,
    /// The last state of each document.
    doc_states: HashMap<DocKey, usize>,
    /// The position in `stored` of the change between two versions.
    outlines: HashMap<(VersionNumber, VersionNumber), usize>,
    compared: HashMap<usize, CompareResult>,
}

impl WriteTxn<'_> {
    /// Marks the derived data as built by this code if the catalog has no versions, otherwise as
    /// stale if other code built it.
    pub(super) fn begin_derived(&self) -> Result<()> {
        if state::built(self.connection, self.path)? == DERIVATION_VERSION {
            return Ok(());
        }
        // Words added by this code would be mixed with those of other code: the index must be
        // rebuilt.
        if fulltext::built(self.connection, self.path)? != 0 {
            fulltext::set_built(self.connection, self.path, 0)?;
        }
        let empty: bool = self
            .connection
            .query_row("SELECT NOT EXISTS (SELECT 1 FROM _version)", [], |row| row.get(0))
            .at(self.path)?;
        state::set_built(self.connection, self.path, if empty { DERIVATION_VERSION } else { 0 })
    }

    /// Derives what follows from the versions of these articles. `bodies` are texts already in
    /// memory, by their numbers.
    pub(super) fn derive(
        &mut self,
        articles: &[i64],
        bodies: &HashMap<i64, Arc<String>>,
        jobs: usize,
    ) -> Result<()> {
        let trusted = state::built(self.connection, self.path)? == DERIVATION_VERSION;
        let indexed = fulltext::built(self.connection, self.path)?.abs() == DERIVATION_VERSION;
        let mut waiting: Vec<DerivedArticle> = Vec::new();
        let mut pairs: Vec<StatePair> = Vec::new();
        let mut new = NewEntries::default();
        let mut weight = 0;
        for &id in articles {
            let article = self.article_on_its_way(ArticleId(id), indexed)?;
            weight += article.timeline.versions().len() * VERSION_BYTES;
            let index = waiting.len();
            waiting.push(article);
            for state in 0..waiting.last().map_or(0, |last| last.timeline.states().len()) {
                let Some(article) = waiting.item(index) else { continue };
                let Some((before, after)) = article.pair(state) else { continue };
                let wanted = CompareRequest {
                    outline: before.is_some() && !(trusted && article.keeps(state)),
                    words: article.lacks_doc(state),
                    all_words: matches!(before, Some(Cow::Owned(_))),
                };
                if !wanted.outline && !wanted.words {
                    continue;
                }
                let old = match &before {
                    Some(before) => self.body_of(before, bodies)?,
                    None => Arc::default(),
                };
                let new = self.body_of(after, bodies)?;
                weight += old.len() + new.len();
                pairs.push(StatePair { article: index, state, wanted, old, new });
                if weight >= WAITING_BYTES {
                    compare_all(&mut waiting, &mut pairs, jobs);
                    weight = 0;
                }
            }
            if weight >= WAITING_BYTES || pairs.is_empty() {
                compare_all(&mut waiting, &mut pairs, jobs);
                self.put_all(&mut waiting, trusted, &mut new)?;
                weight = 0;
            }
        }
        compare_all(&mut waiting, &mut pairs, jobs);
        self.put_all(&mut waiting, trusted, &mut new)?;
        new.words.write(self.connection, self.path)?;
        new.titles.write(self.connection, self.path)
    }

    fn article_on_its_way(&mut self, id: ArticleId, indexed: bool) -> Result<DerivedArticle> {
        let versions = versions_of(self.connection, self.path, id, self.names)?;
        let docs = if indexed {
            let mut docs = HashMap::new();
            for version in &versions {
                docs.extend(fulltext::stored(self.connection, self.path, version.number.0)?);
            }
            Some(docs)
        } else {
            None
        };
        let stored = state::states_of(self.connection, self.path, id)?;
        Ok(DerivedArticle::new(id, Timeline::of(versions), stored, docs))
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

    fn put_all(
        &mut self,
        articles: &mut Vec<DerivedArticle>,
        trusted: bool,
        new: &mut NewEntries,
    ) -> Result<()> {
        for article in articles.drain(..) {
            self.put(article, trusted, new)?;
        }
        if new.words.is_full() {
            new.words.write(self.connection, self.path)?;
        }
        if new.titles.is_full() {
            new.titles.write(self.connection, self.path)?;
        }
        Ok(())
    }

    /// Writes an article's summary and those of its states that changed.
    fn put(
        &mut self,
        mut article: DerivedArticle,
        trusted: bool,
        new: &mut NewEntries,
    ) -> Result<()> {
        let (mut classes, mut words_changed) = (ClassSet::default(), 0);
        let count = article.timeline.states().len();
        for index in 0..count {
            let CompareResult { outline, words } =
                article.compared.remove(&index).unwrap_or_default();
            if let Some(words) = words {
                article.put_words(index, &words, &mut new.words);
            }
            let outline = outline.or_else(|| article.kept(index).cloned());
            let is_change = article.pair(index).is_some_and(|(before, _)| before.is_some());
            if is_change && outline.is_none() {
                let what = format!("article {}: state {index} was not compared", article.id);
                return Err(StoreError::Bug { path: self.path.to_owned(), what });
            }
            let state = StoredState::settled(&mut article.timeline, index, outline);
            let state = state.ok_or_else(|| StoreError::Bug {
                path: self.path.to_owned(),
                what: format!("article {} has no version for its state {index}", article.id),
            })?;
            if let Some(change) = &state.change {
                classes = classes.union(change.outline.classes());
                words_changed += change.outline.words_added + change.outline.words_removed;
            }
            if article.stored.get(index) != Some(&state) {
                state::put(self.connection, self.path, article.id, &state)?;
            }
        }
        if article.stored.len() > count {
            state::truncate(self.connection, self.path, article.id, count as i64)?;
        }
        self.forget_words(&article)?;
        let titles = &mut new.titles;
        let heading = self.put_heading(article.id, article.timeline.versions(), trusted, titles)?;
        let summary = ArticleSummary::of(&article.timeline);
        self.put_summary(article.id, &summary, classes, words_changed, heading)
    }

    /// Removes the documents of changes that no longer exist.
    fn forget_words(&self, article: &DerivedArticle) -> Result<()> {
        for (key, _) in article.docs.iter().flatten() {
            if !article.doc_states.contains_key(key) {
                fulltext::forget(self.connection, self.path, *key)?;
            }
        }
        Ok(())
    }

    /// Indexes the article's titles, bylines and URLs if they changed. Returns their digest.
    fn put_heading(
        &self,
        article: ArticleId,
        versions: &[StoredVersion],
        trusted: bool,
        titles: &mut NewTitles,
    ) -> Result<i64> {
        let (text, digest) =
            title_index::document(self.connection, self.path, article.0, versions)?;
        let stored: Option<i64> = self
            .connection
            .prepare_cached("SELECT heading FROM _summary WHERE article_id = ?1")
            .and_then(|mut statement| statement.query_row([article], |row| row.get(0)).optional())
            .at(self.path)?;
        if !trusted || stored != Some(digest) {
            titles.put(article.0, text);
        }
        Ok(digest)
    }

    fn put_summary(
        &mut self,
        article: ArticleId,
        summary: &ArticleSummary,
        classes: ClassSet,
        words_changed: usize,
        heading: i64,
    ) -> Result<()> {
        let (lang, publisher, section) = (
            self.label(summary.lang.as_deref())?,
            self.label(summary.publisher.as_deref())?,
            self.label(summary.section.as_deref())?,
        );
        self.insert(
            "INSERT OR REPLACE INTO _summary (article_id, host_id, versions, captures, latest,
                 published_us, updated_us, first_captured_us, last_captured_us, changed_us,
                 changed_precision, silent_edits, returns, words_changed, classes, lang_id,
                 publisher_id, section_id, heading)
             VALUES (?1, (SELECT host_id FROM _article WHERE article_id = ?1), ?2, ?3, ?4, ?5, ?6,
                     ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            params![
                article,
                summary.versions,
                summary.captures,
                summary.latest,
                summary.published,
                summary.updated,
                summary.first_captured,
                summary.last_captured,
                summary.changed.map(|(at, _)| at),
                summary.changed.and_then(|(_, precision)| coarse_code(precision)),
                summary.silent_edits,
                summary.returns,
                words_changed as i64,
                classes.bits(),
                lang,
                publisher,
                section,
                heading,
            ],
        )?;
        Ok(())
    }
}

impl DerivedArticle {
    fn new(
        id: ArticleId,
        timeline: Timeline,
        stored: Vec<StoredState>,
        docs: Option<HashMap<DocKey, i64>>,
    ) -> Self {
        let mut article = Self {
            id,
            timeline,
            stored,
            docs,
            doc_states: HashMap::new(),
            outlines: HashMap::new(),
            compared: HashMap::new(),
        };
        for state in 0..article.timeline.states().len() {
            // If a change happened more than once, the last one dates the document.
            article.doc_states.extend(article.doc_key(state).map(|key| (key, state)));
        }
        for (number, state) in article.stored.iter().enumerate() {
            if let Some(change) = state.change.as_ref().filter(|change| !change.is_composed) {
                article.outlines.insert((state.version, change.before), number);
            }
        }
        article
    }

    /// Returns the version of this state and the version that it is compared with; `None` if
    /// nothing changed.
    fn pair(&self, state: usize) -> Option<(Option<Cow<'_, StoredVersion>>, &StoredVersion)> {
        let found = self.timeline.states().get(state)?;
        let after = self.timeline.version_of(found)?;
        match self.timeline.base_of(found) {
            None if found.base.is_some() => None,
            before => Some((before, after)),
        }
    }

    /// Returns the stored outline of this state's change, if there is one.
    fn kept(&self, state: usize) -> Option<&ChangeSummary> {
        let (before, after) = self.pair(state)?;
        // A base composed of several states is compared each time: this is rare.
        let Some(Cow::Borrowed(before)) = before else { return None };
        let stored = self.stored.get(*self.outlines.get(&(after.number, before.number))?)?;
        stored.change.as_ref().map(|change| &change.outline)
    }

    fn keeps(&self, state: usize) -> bool {
        self.kept(state).is_some()
    }

    /// Returns the versions of the state's document: its own, and the one before it.
    fn doc_key(&self, state: usize) -> Option<DocKey> {
        let (before, after) = self.pair(state)?;
        let before = before.map_or(0, |before| before.number.0);
        Some(DocKey { version: after.number.0, before })
    }

    /// Adds the document of a state's change.
    fn put_words(&self, state: usize, words: &ChangedTerms, docs: &mut NewDocs) {
        if let Some(key) = self.doc_key(state).filter(|_| self.docs.is_some()) {
            docs.put(fulltext::NewDoc { key, article: self.id.0, day: self.doc_day(state) }, words);
        }
    }

    /// Returns the day of the state's document.
    fn doc_day(&self, state: usize) -> i64 {
        fulltext::day_of(self.timeline.states().get(state).and_then(|state| state.effective.at))
    }

    /// Whether there is an index, and it lacks this state's change or has it under another day.
    fn lacks_doc(&self, state: usize) -> bool {
        let (Some(docs), Some(key)) = (&self.docs, self.doc_key(state)) else { return false };
        if self.doc_states.get(&key) != Some(&state) {
            return false;
        }
        docs.get(&key).is_none_or(|doc| fulltext::day_of_doc(*doc) != self.doc_day(state))
    }
}

impl StoredState {
    /// Returns a state as it is stored, after deciding by the outline of its change whether it was
    /// only [read differently](Timeline::set_read_differently).
    pub(super) fn settled(
        timeline: &mut Timeline,
        index: usize,
        outline: Option<ChangeSummary>,
    ) -> Option<Self> {
        let state = timeline.states().get(index);
        let pair = state.and_then(|state| timeline.base_of(state).zip(timeline.version_of(state)));
        let outline = match (outline, pair) {
            (Some(outline), Some((before, after))) => Some(outline.of_readings(&before, after)),
            (outline, _) => outline,
        };
        let is_so = outline.as_ref().is_some_and(|outline| outline.read_differently);
        timeline.set_read_differently(index, is_so);
        Self::of(timeline, index, outline)
    }

    /// Returns a state as it is stored, with the outline of its change; `None` if the timeline has no
    /// state at `index`.
    pub fn of(timeline: &Timeline, index: usize, outline: Option<ChangeSummary>) -> Option<Self> {
        let state = timeline.states().get(index)?;
        let version = timeline.version_of(state)?;
        let before = timeline.base_of(state);
        // Only a state with a base has a version that it is compared with.
        let change = before.zip(state.base).map(|(before, base)| StoredChange {
            before: before.number,
            before_state: StateNumber::of_index(base),
            is_composed: matches!(before, Cow::Owned(_)),
            silent: state.is_silent(),
            url_moved: version.url_moved_from(&before),
            after_redacted: state.after_redacted,
            outline: outline.unwrap_or_default(),
        });
        Some(Self {
            state: StateNumber::of_index(index),
            version: version.number,
            ordinal: state.version as i64 + 1,
            kind: state.kind,
            seen: state.seen,
            captures: state.captures.len() as i64,
            is_weak: state.is_weak,
            order: state.order,
            claim: state.claim,
            effective: state.effective,
            returns_to: state.returns_to.map(StateNumber::of_index),
            change,
        })
    }
}

/// Returns the latest label of an article, preferring the captures of its current version.
pub fn latest_label(
    timeline: &Timeline,
    read: fn(&StoredCapture) -> Option<&Arc<str>>,
) -> Option<&Arc<str>> {
    let versions = timeline.versions();
    let current = timeline.current().and_then(|current| versions.get(current));
    let latest = current.into_iter().chain(versions.iter().rev());
    latest.flat_map(|version| version.captures.iter().rev()).find_map(read)
}

impl ArticleSummary {
    /// Returns the summary of an article.
    pub fn of(timeline: &Timeline) -> Self {
        let versions = timeline.versions();
        let clocks = || versions.iter().flat_map(StoredVersion::captured).map(Timestamp::micros);
        let current = timeline.current().and_then(|current| versions.get(current));
        let instant = |claim: Option<&Timestamp>| claim.map(|claim| UnixMicros(claim.micros()));
        let label = |read| latest_label(timeline, read).cloned();
        Self {
            versions: versions.len() as i64,
            captures: versions.iter().map(|version| version.captures.len() as i64).sum(),
            latest: current.map(|version| version.number).unwrap_or_default(),
            published: instant(current.and_then(|v| v.published.as_ref())),
            updated: instant(current.and_then(|v| v.updated.as_ref())),
            first_captured: clocks().min().map(UnixMicros),
            last_captured: clocks().max().map(UnixMicros),
            changed: timeline.last_changed().map(|(at, precision)| (UnixMicros(at), precision)),
            silent_edits: timeline.silent_edits() as i64,
            returns: timeline.returns() as i64,
            lang: label(|capture| capture.lang.as_ref()),
            publisher: label(|capture| capture.publisher.as_ref()),
            section: label(|capture| capture.section.as_ref()),
        }
    }
}

/// Compares the waiting pairs, on `jobs` threads.
fn compare_all(articles: &mut [DerivedArticle], pairs: &mut Vec<StatePair>, jobs: usize) {
    let one = |pair: &StatePair| {
        let (before, after) = articles.get(pair.article)?.pair(pair.state)?;
        let before = before.as_deref().map(|before| (before, pair.old.as_str()));
        let compared = compare::compare(before, (after, &pair.new), pair.wanted);
        Some((pair.article, pair.state, compared))
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

/// What to rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuild {
    /// The changes and summaries, and the index of words if there is one.
    All,
    /// The index of words; created if there is none.
    Words,
}

impl Snapshot {
    /// Returns what must be [rebuilt](rebuild) before changes are read, if anything; with
    /// `with_words` also before a search.
    pub fn outdated(&self, with_words: bool) -> Result<Option<Rebuild>> {
        if self.derived_by()? != DERIVATION_VERSION {
            return Ok(Some(Rebuild::All));
        }
        let lacks_words = with_words && self.words_by()? != DERIVATION_VERSION;
        Ok(lacks_words.then_some(Rebuild::Words))
    }
}

/// Rebuilds derived data. Returns the path of the backup copy if the catalog had to be migrated
/// first. The progress counts articles; if it is canceled, the rebuild stops, and the derived data
/// counts as stale until a rebuild completes.
///
/// Imports may run at the same time: they derive what they add.
pub fn rebuild(
    path: &Path,
    what: Rebuild,
    jobs: usize,
    progress: &Progress,
) -> Result<Option<PathBuf>> {
    let mut writer = Writer::open(path)?;
    let migrated_from = writer.migrated_from().map(Path::to_owned);
    let total: i64 = writer
        .connection
        .query_row("SELECT count(*) FROM _article", [], |row| row.get(0))
        .at(path)?;
    // Existing data is no longer trusted: after an interruption everything must be done again.
    let indexed = writer.begin_rebuild(what)?;
    let (mut done, mut last) = (0, 0);
    while progress.advance("deriving", done, total as u64) {
        let articles = writer.derive_behind(last, jobs)?;
        let Some(&newest) = articles.last() else {
            writer.end_rebuild(what, indexed)?;
            break;
        };
        done += articles.len() as u64;
        last = newest;
    }
    Ok(migrated_from)
}

impl Writer {
    /// Marks what will be rebuilt as missing. Returns whether that includes the index of words.
    fn begin_rebuild(&mut self, what: Rebuild) -> Result<bool> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        if what == Rebuild::All {
            state::set_built(&transaction, &path, 0)?;
            title_index::empty(&transaction, &path)?;
        }
        let indexed = what == Rebuild::Words || fulltext::built(&transaction, &path)? != 0;
        if indexed {
            fulltext::empty(&transaction, &path)?;
            fulltext::set_built(&transaction, &path, -DERIVATION_VERSION)?;
        }
        transaction.commit().at(&path)?;
        Ok(indexed)
    }

    /// Marks it as built.
    fn end_rebuild(&mut self, what: Rebuild, indexed: bool) -> Result<()> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        if what == Rebuild::All {
            title_index::settle(&transaction, &path)?;
            state::set_built(&transaction, &path, DERIVATION_VERSION)?;
        }
        if indexed {
            fulltext::settle(&transaction, &path)?;
            fulltext::set_built(&transaction, &path, DERIVATION_VERSION)?;
        }
        transaction.commit().at(&path)
    }

    /// Derives some of the articles after `last`, in one transaction. Returns their numbers.
    fn derive_behind(&mut self, last: i64, jobs: usize) -> Result<Vec<i64>> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        let articles = articles_behind(&transaction, last, REBUILD_ARTICLES).at(&path)?;
        let mut work = WriteTxn {
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
        work.derive(&articles, &HashMap::new(), jobs)?;
        transaction.commit().at(&path)?;
        Ok(articles)
    }
}
