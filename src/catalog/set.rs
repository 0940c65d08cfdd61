//! Several catalogs as one: paths, names, and the queries of a snapshot over all of them.

use std::path::{Path, PathBuf};

use super::select::{self, SelectError};
use super::{ArticleQuery, Sample};
use crate::article::{ArticleId, UnixMicros};
use crate::audit::{Audit, AuditQuery};
use crate::history;
use crate::history::edits::{EditQuery, EditRow};
use crate::history::search::{Findings, Search};
use crate::store::{
    self, ArticleList, ArticleSort, ChangeFilter, ChangeRow, Snapshot, Snapshots, SortKey,
    StoreError,
};
use crate::timeline::Timeline;

/// Catalogs that are read as one, in the order in which they are named.
///
/// Results are merged in the order of the query. An article has the number of
/// [`Numbering`](crate::article::Numbering) in them. Each catalog is one consistent state, but not all
/// of them together: an import into one may be seen before an earlier import into another.
///
/// An article usually is in one catalog. If it is in several, each result has it once per catalog, and
/// counts count it once per catalog: see [`CatalogSet::shared_articles`].
pub struct CatalogSet {
    catalogs: Vec<Snapshot>,
    names: Vec<String>,
}

/// Why catalogs cannot be named together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetError {
    /// The folder has no catalogs.
    #[error(
        "{path} is a folder without catalogs: no file in it ends with .db; name a catalog's file, or \
         another folder"
    )]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// The folder cannot be read.
    #[error("{path}: the folder cannot be read: {why}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The system's message.
        why: String,
    },
    /// One catalog is named twice, so that its articles would be counted twice.
    #[error("{first} and {second} are the same catalog: name it once")]
    Twice {
        /// The name that was given first.
        first: PathBuf,
        /// The name that was given second.
        second: PathBuf,
    },
}

impl CatalogSet {
    /// The catalogs that these paths name: files as they are, folders as their files that end with
    /// `.db`, sorted by name.
    pub fn paths(named: &[PathBuf]) -> Result<Vec<PathBuf>, SetError> {
        let mut paths = Vec::new();
        for path in named {
            if path.is_dir() {
                paths.extend(catalogs_in(path)?);
            } else {
                paths.push(path.clone());
            }
        }
        let mut known: Vec<(PathBuf, &PathBuf)> = Vec::new();
        for path in &paths {
            // A missing file is reported when it is opened.
            let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
            if let Some((_, first)) = known.iter().find(|(other, _)| *other == whole) {
                return Err(SetError::Twice { first: (*first).clone(), second: path.clone() });
            }
            known.push((whole, path));
        }
        Ok(paths)
    }

    /// Reads these snapshots as one. Their paths are their names.
    pub fn new(catalogs: Vec<Snapshot>) -> Result<Self, StoreError> {
        let names = catalogs.iter().map(|one| one.path().display().to_string()).collect();
        Self::named(catalogs, names)
    }

    /// Reads these snapshots as one, under these names.
    pub fn named(catalogs: Vec<Snapshot>, names: Vec<String>) -> Result<Self, StoreError> {
        Snapshots::new(&catalogs)?;
        Ok(Self { catalogs, names })
    }

    /// The snapshots.
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.catalogs
    }

    /// Closes the catalogs.
    pub fn into_snapshots(self) -> Vec<Snapshot> {
        self.catalogs
    }

    /// The names of the catalogs.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether there is more than one catalog, so that numbers are those of
    /// [`Numbering`](crate::article::Numbering).
    pub fn is_several(&self) -> bool {
        self.catalogs.len() > 1
    }

    /// The catalogs, for queries of the store.
    pub fn all(&self) -> Snapshots<'_> {
        Snapshots::of_checked(&self.catalogs)
    }

    /// The name of the catalog that has an article, if there are several catalogs.
    pub fn name_of(&self, article: ArticleId) -> Option<&str> {
        let (index, _) = self.all().position(article).filter(|_| self.is_several())?;
        self.names.get(index).map(String::as_str)
    }

    /// The catalog that has an article, and the article's number there.
    pub fn find(&self, article: ArticleId) -> Result<(&Snapshot, ArticleId), StoreError> {
        self.all().known(article)
    }

    /// Selects an article by its number, its URL, or a part of its URL or title that no other article
    /// has in any of the catalogs. An article that is in several catalogs is ambiguous.
    pub fn select(&self, name: &str) -> Result<ArticleId, SelectError> {
        select::article(self.all(), name)
    }

    /// The timeline of an article. Its versions have their own catalog's numbers.
    pub fn timeline(&self, article: ArticleId) -> Result<Timeline, StoreError> {
        self.all().timeline(article)
    }

    /// Lists articles, see [`Snapshot::list`].
    pub fn list(&self, query: &ArticleQuery) -> Result<ArticleList, StoreError> {
        list(self.all(), query)
    }

    /// Calls `each` with the changes that the filter accepts, or with a sample of them, in the order of
    /// the filter.
    pub fn each_change<E: From<StoreError>>(
        &self,
        filter: &ChangeFilter,
        sample: Option<Sample>,
        each: impl FnMut(ChangeRow) -> Result<(), E>,
    ) -> Result<(), E> {
        history::changes::each_change(self.all(), filter, sample, each)
    }

    /// Calls `each` with the operations on sentences that the query accepts.
    pub fn each_edit<E: From<StoreError>>(
        &self,
        query: &EditQuery,
        each: impl FnMut(EditRow) -> Result<(), E>,
    ) -> Result<(), E> {
        history::edits::each_edit(self.all(), query, each)
    }

    /// Searches the texts of all versions, see [`Snapshot::search`]. Scores are those of all catalogs
    /// together; hits of one day are sorted by catalog.
    pub fn search(&self, search: &Search) -> Result<Findings, StoreError> {
        history::search::search(self.all(), search)
    }

    /// Prepares an audit at the time `now`. Articles of one outlet are compared across the catalogs.
    pub fn audit(&self, query: AuditQuery, now: UnixMicros) -> Result<Audit<'_>, StoreError> {
        Audit::new(self.all(), query, now)
    }

    /// Counts the articles that are in more than one of the catalogs. Reads one index row per article.
    pub fn shared_articles(&self) -> Result<u64, StoreError> {
        self.all().shared_articles()
    }
}

/// The catalogs in a folder, sorted by name.
fn catalogs_in(folder: &Path) -> Result<Vec<PathBuf>, SetError> {
    let failed = |error: std::io::Error| SetError::Folder {
        path: folder.to_owned(),
        why: error.to_string(),
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|end| end == "db") && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort_unstable();
    if paths.is_empty() { Err(SetError::Empty { path: folder.to_owned() }) } else { Ok(paths) }
}

/// Lists articles; the latest changed first, unless the query says otherwise.
pub(super) fn list(catalogs: Snapshots<'_>, query: &ArticleQuery) -> store::Result<ArticleList> {
    let latest = [SortKey::from(ArticleSort::Changed)];
    let sort = if query.sort.is_empty() { latest.as_slice() } else { &query.sort };
    let mut page = catalogs.article_page(&query.filter, sort, query.limit, query.after.as_ref())?;
    if let Some(sample) = query.sample {
        let mut drawn = sample.reservoir();
        for article in page.articles {
            let (catalog, own) = catalogs.known(article)?;
            drawn.offer((Sample::identity(&catalog.key_of(own)?), 0), article);
        }
        page.articles = drawn.into_items();
    }
    Ok(page)
}
