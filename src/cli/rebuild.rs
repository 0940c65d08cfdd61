//! `rebuild`: recomputes the data that is derived from the versions.

use super::command_error::CommandError;
use super::context::{Context, jobs};
use super::progress::steps_bar;
use super::{CommandResult, ExitStatus};
use crate::render::counted;
use crate::store::{self, Rebuild, Snapshot};
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
    let articles = rebuild(context, Rebuild::All, jobs(args.jobs))?;
    context.say(&format!("recomputed the changes of {}", counted(articles as i64, "article")));
    Ok(ExitStatus::Whole)
}

/// Opens the catalog for reading, after updating its derived data if needed.
pub(super) fn derived_catalog(context: &Context) -> Result<Snapshot, CommandError> {
    let catalog = context.catalog()?;
    if catalog.derived_by()? == DERIVATION_VERSION {
        return Ok(catalog);
    }
    drop(catalog);
    refresh(context)?;
    context.catalog()
}

/// Opens the catalog for reading, after updating its search index if needed.
pub(super) fn indexed_catalog(context: &Context) -> Result<Snapshot, CommandError> {
    let catalog = derived_catalog(context)?;
    if catalog.words_by()? == DERIVATION_VERSION {
        return Ok(catalog);
    }
    drop(catalog);
    context.say("building the search index; imports will keep it up to date");
    rebuild(context, Rebuild::Words, jobs(None))?;
    context.catalog()
}

/// Updates the derived data if it is out of date.
pub(super) fn refresh(context: &Context) -> Result<(), CommandError> {
    if Snapshot::open(&context.db)?.derived_by()? != DERIVATION_VERSION {
        let articles = rebuild(context, Rebuild::All, jobs(None))?;
        if articles > 0 {
            context.say(&format!(
                "derived data was out of date: recomputed the changes of {}",
                counted(articles as i64, "article")
            ));
        }
    }
    Ok(())
}

/// Recomputes derived data, with a progress bar on a terminal. Returns the number of articles.
fn rebuild(context: &Context, what: Rebuild, jobs: usize) -> Result<u64, CommandError> {
    let (bar, progress) = steps_bar(context);
    let copy = store::rebuild(&context.db, what, jobs, &progress)?;
    bar.finish_and_clear();
    if let Some(copy) = copy {
        context.say_migrated(&copy);
    }
    Ok(progress.total())
}
