//! `rebuild`: recomputes the data that is derived from the versions.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::command_error::CommandError;
use super::context::{Context, jobs};
use super::progress::steps_bar;
use super::{CommandResult, ExitStatus};
use crate::render::{bytes, counted};
use crate::store::{self, Rebuild, Snapshot, StoreError};
use crate::timeline::DERIVATION_VERSION;

/// Recompute changes and summaries from the stored versions
///
/// Imported data is not changed. The first command that needs derived data updates a catalog that
/// an older recension wrote; this command recomputes it at any time.
#[derive(Debug, clap::Args)]
pub(super) struct RebuildArgs {
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &RebuildArgs, context: &Context) -> CommandResult {
    // A rebuild must not create a missing catalog.
    drop(context.catalog()?);
    let articles = rebuild(context, &context.db, Rebuild::All, jobs(args.jobs))?;
    context.say(&format!("recomputed the changes of {}", counted(articles as i64, "article")));
    Ok(ExitStatus::Whole)
}

/// A catalog that is opened for reading.
pub(super) struct OpenCatalog {
    catalog: Snapshot,
    /// The folder of the copy that is read instead of a catalog that cannot be updated; removed after
    /// the copy is closed.
    copy: Option<TempDir>,
}

impl From<Snapshot> for OpenCatalog {
    fn from(catalog: Snapshot) -> Self {
        Self { catalog, copy: None }
    }
}

impl OpenCatalog {
    /// The catalog, and its folder if it is a temporary copy.
    pub(super) fn into_parts(self) -> (Snapshot, Option<TempDir>) {
        (self.catalog, self.copy)
    }

    /// Closes the catalog. Returns its path, and its folder if it is a temporary copy.
    pub(super) fn close(self) -> (PathBuf, Option<TempDir>) {
        (self.catalog.path().to_owned(), self.copy)
    }
}

impl Deref for OpenCatalog {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.catalog
    }
}

/// The largest catalog that is copied because it cannot be updated where it is.
const MAX_COPY_BYTES: u64 = 1 << 30;

/// Opens the catalog for reading, after updating its derived data if needed.
pub(super) fn derived_catalog(context: &Context) -> Result<OpenCatalog, CommandError> {
    updated_catalog(context, false)
}

/// Opens the catalog for reading, after updating its derived data and, if it is asked for, its search
/// index.
pub(super) fn updated_catalog(
    context: &Context,
    with_words: bool,
) -> Result<OpenCatalog, CommandError> {
    let catalog = context.catalog()?;
    let Some(what) = catalog.outdated(with_words)? else {
        return Ok(catalog.into());
    };
    drop(catalog);
    match update(context, &context.db, what, with_words) {
        Ok(()) => Ok(context.catalog()?.into()),
        Err(StoreError::ReadOnly { .. }) => updated_copy(context, what, with_words),
        Err(error) => Err(error.into()),
    }
}

/// Updates a temporary copy of a catalog that cannot be written, and opens the copy.
fn updated_copy(
    context: &Context,
    what: Rebuild,
    with_words: bool,
) -> Result<OpenCatalog, CommandError> {
    let path = context.db.display();
    let lacks = match what {
        Rebuild::All => "its derived data is out of date",
        Rebuild::Words => "it has no search index",
    };
    let size = std::fs::metadata(&context.db).map_or(0, |metadata| metadata.len());
    if size > MAX_COPY_BYTES {
        return Err(CommandError::Failed(format!(
            "{path} cannot be written and {lacks}; it is too large for a temporary copy ({}, limit \
             {}): copy it to a folder where you can write, and use the copy",
            bytes(size as i64),
            bytes(MAX_COPY_BYTES as i64),
        )));
    }
    context.warn(&format!(
        "{path} cannot be written and {lacks}: this command reads a temporary copy; to avoid this, \
         copy the catalog to a folder where you can write"
    ));
    let folder = tempfile::tempdir().map_err(|error| {
        CommandError::Failed(format!("cannot create a folder for a temporary copy: {error}"))
    })?;
    let copy = folder.path().join("copy.db");
    context.catalog()?.backup(&copy)?;
    update(context, &copy, what, with_words)?;
    Ok(OpenCatalog { catalog: Snapshot::open(&copy)?, copy: Some(folder) })
}

/// Updates the search index of the catalog at `path`, without a temporary copy.
pub(super) fn build_index(context: &Context, path: &Path) -> Result<(), StoreError> {
    match Snapshot::open(path)?.outdated(true)? {
        Some(what) => update(context, path, what, true),
        None => Ok(()),
    }
}

/// Rebuilds what is outdated in the catalog at `path`.
fn update(
    context: &Context,
    path: &Path,
    what: Rebuild,
    with_words: bool,
) -> Result<(), StoreError> {
    if what == Rebuild::All {
        say_refreshed(context, rebuild(context, path, Rebuild::All, jobs(None))?);
    }
    if with_words && Snapshot::open(path)?.words_by()? != DERIVATION_VERSION {
        if path == context.db {
            context.say("building the search index; imports will keep it up to date");
        }
        rebuild(context, path, Rebuild::Words, jobs(None))?;
    }
    Ok(())
}

/// Updates the derived data if it is out of date.
pub(super) fn refresh(context: &Context) -> Result<(), CommandError> {
    if Snapshot::open(&context.db)?.derived_by()? != DERIVATION_VERSION {
        say_refreshed(context, rebuild(context, &context.db, Rebuild::All, jobs(None))?);
    }
    Ok(())
}

fn say_refreshed(context: &Context, articles: u64) {
    if articles > 0 {
        context.say(&format!(
            "derived data was out of date: recomputed the changes of {}",
            counted(articles as i64, "article")
        ));
    }
}

/// Recomputes derived data of the catalog at `path`, with a progress bar on a terminal. Returns the
/// number of articles.
fn rebuild(context: &Context, path: &Path, what: Rebuild, jobs: usize) -> Result<u64, StoreError> {
    let (bar, progress) = steps_bar(context);
    let copy = store::rebuild(path, what, jobs, &progress)?;
    bar.finish_and_clear();
    if let Some(copy) = copy {
        context.say_migrated(&copy);
    }
    Ok(progress.total())
}
