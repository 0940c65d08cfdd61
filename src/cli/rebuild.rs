//! `rebuild`: what is derived from the versions, derived anew.

use std::io::{IsTerminal as _, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget};

use super::context::{Context, jobs};
use super::failure::Failure;
use super::{Done, Outcome};
use crate::history::changes::Deriver;
use crate::render::counted;
use crate::store::{self, Catalog, Rebuild};
use crate::timeline::DERIVATION_VERSION;

/// Derive the changes and summaries anew from the stored versions
///
/// Nothing that was imported is touched. A catalog that an older recension wrote is brought up to
/// date by the first command that needs it; this one does it when you say so.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Threads that compare [default: one a core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    // A rebuild makes no catalog where there is none.
    drop(context.catalog()?);
    let articles = rebuild(context, Rebuild::All, jobs(args.jobs))?;
    context.say(&format!("derived the changes of {}", counted(articles as i64, "article")));
    Ok(Done::Whole)
}

/// Opens the catalog for reading, with what is derived up to date.
pub(super) fn derived_catalog(context: &Context) -> Result<Catalog, Failure> {
    let catalog = context.catalog()?;
    if catalog.derived_by()? == DERIVATION_VERSION {
        return Ok(catalog);
    }
    drop(catalog);
    refresh(context)?;
    context.catalog()
}

/// Opens the catalog for reading, with an index of words that is up to date.
pub(super) fn indexed_catalog(context: &Context) -> Result<Catalog, Failure> {
    let catalog = derived_catalog(context)?;
    if catalog.words_by()? == DERIVATION_VERSION {
        return Ok(catalog);
    }
    drop(catalog);
    context.say("making the index of words; from now on imports keep it up to date");
    rebuild(context, Rebuild::Words, jobs(None))?;
    context.catalog()
}

/// Brings what is derived up to date.
pub(super) fn refresh(context: &Context) -> Result<(), Failure> {
    if Catalog::open(&context.db)?.derived_by()? != DERIVATION_VERSION {
        let articles = rebuild(context, Rebuild::All, jobs(None))?;
        if articles > 0 {
            context.say(&format!(
                "what is derived was not up to date: the changes of {} were derived anew",
                counted(articles as i64, "article")
            ));
        }
    }
    Ok(())
}

/// Derives, with a bar if a person looks on; gives the number of articles.
fn rebuild(context: &Context, what: Rebuild, jobs: usize) -> Result<u64, Failure> {
    let bar = if context.quiet || !stderr().is_terminal() {
        ProgressBar::hidden()
    } else {
        ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
    };
    let mut articles = 0;
    let copy = store::rebuild(&context.db, what, &Deriver, jobs, &mut |done, total| {
        articles = total;
        bar.set_length(total);
        bar.set_position(done);
        true
    })?;
    bar.finish_and_clear();
    if let Some(copy) = copy {
        context.say_migrated(&copy);
    }
    Ok(articles)
}
