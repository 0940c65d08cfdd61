//! The front door: open a catalog, take a snapshot, select an article, compare its versions.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use recension::catalog::Catalog;
//!
//! let snapshot = Catalog::open(Path::new("recension.db"))?.snapshot()?;
//! let article = snapshot.select("ferry-fire")?;
//! let diff = article.diff("1..2")?;
//! println!("{}", diff.summary());
//! # Ok::<(), recension::catalog::SelectError>(())
//! ```

pub mod select;
mod set;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use select::SelectError;
pub use set::{CatalogSet, SetError};

use crate::article::{ArticleId, StoredVersion, UnixMicros, setters};
use crate::audit::{Audit, AuditQuery};
use crate::history;
use crate::history::blame::{StateBlame, blame_state};
use crate::history::changes::{Changes, VersionDiff};
use crate::history::edits::{EditQuery, EditRow};
use crate::history::sample::Sample;
use crate::history::search::{Findings, Search};
use crate::history::when::{Phrase, PhraseRun, phrase_runs};
use crate::store::{ArticleFilter, ArticleList, PageCursor, Snapshot, SortKey, StoreError};
use crate::timeline::Timeline;
use select::VersionRange;

/// A catalog: one SQLite file. Cheap to keep: nothing is locked until a snapshot is taken.
#[derive(Clone, Debug)]
pub struct Catalog {
    path: PathBuf,
}

impl Catalog {
    /// Opens a catalog that exists. Fails if the file is missing, is not a catalog, or needs a newer
    /// or older program.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Snapshot::open(path)?;
        Ok(Self { path: path.to_owned() })
    }

    /// The catalog's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Takes a snapshot: one consistent state of the catalog, whatever is imported later. Drop it soon
    /// in a long-running program: while it exists, the write-ahead log cannot shrink.
    pub fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Snapshot::open(&self.path)
    }
}

/// Which articles to list, and in which order; the default is all, the latest changed first.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ArticleQuery {
    /// The articles; the filter's own order and limit are ignored.
    pub filter: ArticleFilter,
    /// The sort keys; empty for the latest changed first.
    pub sort: Vec<SortKey>,
    /// Maximum number of articles on the page.
    pub limit: Option<u64>,
    /// The end of the previous page.
    pub after: Option<PageCursor>,
    /// Returns a random sample of the articles on the page.
    pub sample: Option<Sample>,
}

setters!(ArticleQuery {
    filter: ArticleFilter,
    sort: Vec<SortKey>,
    limit: impl Into<Option<u64>>,
    after: impl Into<Option<PageCursor>>,
    sample: impl Into<Option<Sample>>,
});

impl Snapshot {
    /// Selects an article by its number, its URL, or a part of its URL or title that no other article
    /// has.
    pub fn select(&self, name: &str) -> Result<Article<'_>, SelectError> {
        let id = select::article(self, name)?;
        let timeline = select::history(self, id)?;
        Ok(Article { snapshot: self, id, timeline })
    }

    /// Lists articles. [`Snapshot::article`] reads one of them.
    pub fn list(&self, query: &ArticleQuery) -> Result<ArticleList, StoreError> {
        set::list(self.into(), query)
    }

    /// Searches the texts of all versions. The index of words must be up to date, see
    /// [`rebuild`](crate::store::rebuild).
    pub fn search(&self, search: &Search) -> Result<Findings, StoreError> {
        history::search::search(self.into(), search)
    }

    /// Prepares an audit at the time `now`.
    pub fn audit(&self, query: AuditQuery, now: UnixMicros) -> Result<Audit<'_>, StoreError> {
        Audit::new(self.into(), query, now)
    }

    /// Calls `each` with the operations on sentences that the query accepts.
    pub fn each_edit<E: From<StoreError>>(
        &self,
        query: &EditQuery,
        each: impl FnMut(EditRow) -> Result<(), E>,
    ) -> Result<(), E> {
        history::edits::each_edit(self.into(), query, each)
    }
}

/// An article of a snapshot, with its timeline.
pub struct Article<'s> {
    snapshot: &'s Snapshot,
    id: ArticleId,
    timeline: Timeline,
}

impl Article<'_> {
    /// The article's number in its catalog.
    pub fn id(&self) -> ArticleId {
        self.id
    }

    /// Its versions and states, in order.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// Selects a version: an ordinal (`1`, `-1`), `first`, `latest`, an id prefix, a state (`@3`) or a
    /// time.
    pub fn version(&self, name: &str) -> Result<&StoredVersion, SelectError> {
        self.version_at(select::version(&self.timeline, name)?.version(), name)
    }

    fn version_at(&self, index: usize, name: &str) -> Result<&StoredVersion, SelectError> {
        let version = self.timeline.versions().get(index);
        version.ok_or_else(|| SelectError::NotAVersion { name: name.to_owned() })
    }

    /// The text of a version, verified against its id; `None` if it has no body.
    pub fn body(&self, version: &StoredVersion) -> Result<Option<Arc<String>>, StoreError> {
        self.snapshot.body(version)
    }

    /// What each state of the article changed.
    pub fn changes(&self) -> Result<Changes<'_>, StoreError> {
        Changes::of(self.snapshot, &self.timeline)
    }

    /// Compares two versions: `1..2`, `first..latest`, or one version with the one before it.
    pub fn diff(&self, range: &str) -> Result<VersionDiff<'_>, SelectError> {
        match select::range(&self.timeline, Some(range), None)? {
            VersionRange::Between(from, to) => {
                let before = self.version_at(from.version, range)?;
                let after = self.version_at(to.version, range)?;
                Ok(VersionDiff::of(self.snapshot, before, after)?)
            }
            VersionRange::State(state) => {
                let versions = self.changes()?.versions(state)?;
                versions.ok_or_else(|| SelectError::NotAVersion { name: range.to_owned() })
            }
        }
    }

    /// The text of a version, and which version added each sentence.
    pub fn blame(&self, version: &str) -> Result<StateBlame, SelectError> {
        let selected = select::version(&self.timeline, version)?.selected;
        let state = selected.state.or_else(|| self.timeline.first_state(selected.version));
        let state = state.ok_or_else(|| SelectError::NotAVersion { name: version.to_owned() })?;
        Ok(blame_state(self.snapshot, &self.timeline, state)?)
    }

    /// The states that contain a phrase, and those from which it was absent afterwards.
    pub fn when(&self, phrase: &Phrase) -> Result<Vec<PhraseRun>, StoreError> {
        phrase_runs(self.snapshot, &self.timeline, phrase)
    }
}
