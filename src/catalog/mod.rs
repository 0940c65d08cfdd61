//! The front door: open a catalog, take a snapshot, select an article, compare its versions.
//!
//! ```no_run
//! use std::path::Path;
//!
//! use recension::catalog::Catalog;
//!
//! let snapshot = Catalog::open(Path::new("recension.db"))?.snapshot()?;
//! let diff = snapshot.select("ferry-fire")?.diff("1..2")?;
//! println!("{}", diff.summary());
//! # Ok::<(), recension::catalog::SelectError>(())
//! ```

pub mod select;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use select::SelectError;

use crate::article::{ArticleId, StoredVersion};
use crate::diff::versions::with_diff;
use crate::diff::{ChangeSummary, DocumentDiff};
use crate::store::{Snapshot, StoreError};
use crate::timeline::Timeline;

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

impl Snapshot {
    /// Selects an article by its number, its URL, or a part of its URL or title that no other article
    /// has.
    pub fn select(&self, name: &str) -> Result<Article<'_>, SelectError> {
        let id = select::article(self, name)?;
        let timeline = select::history(self, id)?;
        Ok(Article { snapshot: self, id, timeline })
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
        let chosen = select::version(&self.timeline, name)?;
        let version = self.timeline.versions().get(chosen.version());
        version.ok_or_else(|| SelectError::NotAVersion { name: name.to_owned() })
    }

    /// The text of a version, verified against its id; `None` if it has no body.
    pub fn body(&self, version: &StoredVersion) -> Result<Option<Arc<String>>, StoreError> {
        self.snapshot.body(version)
    }

    /// Compares two versions: `1..2`, `first..latest`, or one version with the one before it.
    pub fn diff(&self, range: &str) -> Result<VersionDiff, SelectError> {
        let of = |index: usize| {
            let version = self.timeline.versions().get(index).cloned();
            version.ok_or_else(|| SelectError::NotAVersion { name: range.to_owned() })
        };
        let (before, after) = match select::range(&self.timeline, Some(range), None)? {
            select::VersionRange::Between(from, to) => (of(from.version)?, of(to.version)?),
            select::VersionRange::State(state) => {
                let states = self.timeline.states();
                let base = self.timeline.previous(state).and_then(|before| states.get(before));
                let pair = base.zip(states.get(state));
                let (base, state) =
                    pair.ok_or_else(|| SelectError::NotAVersion { name: range.to_owned() })?;
                (of(base.version)?, of(state.version)?)
            }
        };
        let (old, new) = (self.body(&before)?, self.body(&after)?);
        Ok(VersionDiff { before, after, old, new })
    }
}

/// Two versions of an article with their texts.
pub struct VersionDiff {
    /// The old version.
    pub before: StoredVersion,
    /// The new version.
    pub after: StoredVersion,
    old: Option<Arc<String>>,
    new: Option<Arc<String>>,
}

impl VersionDiff {
    /// What changed, in numbers and classes. Its `Display` is one line.
    pub fn summary(&self) -> ChangeSummary {
        self.with(ChangeSummary::of)
    }

    /// Passes the diff of fields and bodies to `then`, and whether there were two bodies to compare.
    pub fn with<T>(&self, then: impl FnOnce(&DocumentDiff<'_>, bool) -> T) -> T {
        let text = |body: &'_ Option<Arc<String>>| body.clone().unwrap_or_default();
        let (old, new) = (text(&self.old), text(&self.new));
        with_diff((&self.before, &old), (&self.after, &new), then)
    }
}
