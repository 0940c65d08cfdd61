//! Exports of a catalog for other programs: one file per format, each an [`Export`].

pub mod atom;
pub mod bagit;
pub mod csv;
pub mod jsonl;
pub mod markdown;
pub mod newsedits;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod record;
pub mod sqlite;
pub mod warc;

pub(crate) mod tree;

use std::io;
use std::path::{Path, PathBuf};

use crate::article::{ArticleId, setters};
use crate::pipeline::Progress;
use crate::store::{ArticleFilter, ArticleSort, Snapshot, StoreError};
use crate::timeline::Timeline;

/// The error of an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The catalog could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The output could not be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// A file of the output could not be written.
    #[error("{path}: cannot be written: {source}; free disk space, or make it writable")]
    File {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A page of an article could not be made.
    #[error("{url}: its page cannot be written: {reason}")]
    Page {
        /// The article.
        url: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The user canceled it.
    #[error("stopped before the end; the incomplete export was deleted")]
    Stopped,
}

/// The result of an export.
pub type Result<T> = std::result::Result<T, ExportError>;

/// The articles to export: those that pass a filter, in the order of their numbers.
pub struct Selection<'c> {
    /// The catalog.
    pub catalog: &'c Snapshot,
    /// The filter.
    pub filter: ArticleFilter,
    articles: Vec<ArticleId>,
    progress: &'c Progress,
    jobs: usize,
}

impl<'c> Selection<'c> {
    /// Selects the articles. The export ends with [`ExportError::Stopped`] soon after `progress` is
    /// canceled.
    pub fn of(
        catalog: &'c Snapshot,
        filter: ArticleFilter,
        progress: &'c Progress,
    ) -> Result<Self> {
        let filter = ArticleFilter { sort: ArticleSort::Number, ..filter };
        let articles = catalog.article_ids(&filter)?;
        Ok(Self { catalog, filter, articles, progress, jobs: 1 })
    }

    /// Sets the number of threads that read the catalog, for formats that use several.
    #[must_use]
    pub fn jobs(self, jobs: usize) -> Self {
        Self { jobs, ..self }
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there are no articles.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The histories, one in memory at a time.
    pub fn histories(&self) -> impl Iterator<Item = Result<(ArticleId, Timeline)>> {
        self.histories_of(&self.articles)
    }

    /// The histories of these articles, one in memory at a time.
    fn histories_of(
        &self,
        articles: &[ArticleId],
    ) -> impl Iterator<Item = Result<(ArticleId, Timeline)>> {
        articles.iter().map(|&article| {
            self.check()?;
            Ok((article, self.catalog.timeline(article)?))
        })
    }

    /// The articles in the order of their last change, the latest first.
    fn newest_first(&self) -> Result<Vec<ArticleId>> {
        let filter = ArticleFilter { sort: ArticleSort::Changed, ..self.filter.clone() };
        Ok(self.catalog.article_ids(&filter)?)
    }

    /// The articles in the order of their keys, which is the same in every catalog.
    pub fn by_key(&self) -> Result<Vec<ArticleId>> {
        let filter = ArticleFilter { sort: ArticleSort::Url, ..self.filter.clone() };
        Ok(self.catalog.article_ids(&filter)?)
    }

    /// Fails if the export was stopped. Called at least once per version.
    pub fn check(&self) -> Result<()> {
        check(self.progress)
    }
}

fn check(progress: &Progress) -> Result<()> {
    if progress.is_canceled() { Err(ExportError::Stopped) } else { Ok(()) }
}

/// A table of the Parquet export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParquetTable {
    /// One row per version, with its text.
    Versions,
    /// One row per capture, with all that an import needs.
    Captures,
    /// One row per change.
    Changes,
    /// One row per operation on sentences.
    Edits,
    /// One row per finding of the audit.
    Findings,
    /// One row per look, redirect and waiting revisit, with all that an import needs.
    Looks,
}

impl ParquetTable {
    /// All tables.
    pub const ALL: [Self; 6] =
        [Self::Versions, Self::Captures, Self::Changes, Self::Edits, Self::Findings, Self::Looks];

    /// Its name in options and names of files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Versions => "versions",
            Self::Captures => "captures",
            Self::Changes => "changes",
            Self::Edits => "edits",
            Self::Findings => "findings",
            Self::Looks => "looks",
        }
    }
}

/// What the folders of a partitioned Parquet export are named after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PartitionBy {
    /// The article's host.
    Host,
    /// The month, in UTC: of the first capture of a version, of a capture, change or finding.
    Month,
}

impl PartitionBy {
    /// Its name in options and names of folders.
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Month => "month",
        }
    }
}

/// Options of the Parquet export.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ParquetOptions {
    /// The tables to write; an empty list means all.
    pub tables: Vec<ParquetTable>,
    /// Writes one folder per host or month.
    pub by: Option<PartitionBy>,
    /// The time of the audit that gives the findings, in microseconds since 1970.
    pub now: i64,
}

setters!(ParquetOptions {
    tables: Vec<ParquetTable>,
    by: impl Into<Option<PartitionBy>>,
    now: i64,
});

impl ParquetOptions {
    /// The tables to write.
    pub fn chosen(&self) -> Vec<ParquetTable> {
        if self.tables.is_empty() { ParquetTable::ALL.to_vec() } else { self.tables.clone() }
    }
}

/// Writes a selection as a stream; returns the number of units.
pub type ToStream = dyn Fn(&Selection<'_>, &mut dyn io::Write) -> Result<i64>;

/// Writes a selection to a new file or folder; returns the number of units.
pub type ToPath = dyn Fn(&Selection<'_>, &Path) -> Result<i64>;

/// How an export is written.
pub enum Form {
    /// As a stream of bytes, to a file or to standard output.
    Stream(Box<ToStream>),
    /// As one file that is not written sequentially.
    File(Box<ToPath>),
    /// As a folder of files.
    Folder(Box<ToPath>),
}

/// An export: its unit, and how it is written.
pub struct Export {
    /// The noun of what is counted, in the singular, such as `version`.
    pub unit: &'static str,
    /// How it is written.
    pub form: Form,
}

impl Export {
    /// Creates an export that is a stream.
    pub fn stream(
        unit: &'static str,
        write: impl Fn(&Selection<'_>, &mut dyn io::Write) -> Result<i64> + 'static,
    ) -> Self {
        Self { unit, form: Form::Stream(Box::new(write)) }
    }

    /// Writes the export to a new file or folder; returns the number of units.
    pub fn write_at(&self, selection: &Selection<'_>, path: &Path) -> Result<i64> {
        match &self.form {
            Form::File(write) | Form::Folder(write) => write(selection, path),
            Form::Stream(write) => {
                let failed = |source| ExportError::File { path: path.to_owned(), source };
                let file = std::fs::File::create_new(path).map_err(failed)?;
                let mut out = io::BufWriter::with_capacity(1 << 16, file);
                let written = write(selection, &mut out).map_err(|error| match error {
                    ExportError::Output(source) => failed(source),
                    other => other,
                })?;
                let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
                file.sync_all().map_err(failed)?;
                Ok(written)
            }
        }
    }
}
