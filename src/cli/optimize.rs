//! `optimize`: the catalog written anew, smaller, and proved equal.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::context::{Context, jobs, listen, now};
use super::failure::Failure;
use super::output::{Output, write_json};
use super::watch::steps_bar;
use super::{Done, Outcome};
use crate::history::changes::Deriver;
use crate::render::{bytes, counted};
use crate::store::{
    OPTIMIZE_LEVELS, OptimizeOptions, OptimizeProgress, OptimizeStep, StoreError, optimize,
};

/// Write the catalog anew, smaller and in better order, and put it in its own place once it is proved
///
/// Texts are compressed harder, with a dictionary trained anew, an article's beside each other; indexes
/// are packed, what is derived is derived anew. Every version is read from both catalogs and must be
/// the same before the new one takes the old one's place; killed at any point, the catalog is as it
/// was. While it runs nobody can import; reading goes on. It needs room for twice the new catalog on
/// the same disk.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How hard to compress, from 1 to 22; beyond 19 it gains little and takes much memory
    #[arg(long, value_name = "LEVEL", default_value_t = 19,
          value_parser = clap::value_parser!(i32).range(OPTIMIZE_LEVELS))]
    level: i32,
    /// Do all of it, say what it gains, and leave the catalog as it is
    #[arg(long)]
    dry_run: bool,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Threads that compress and compare [default: one a core]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    // No catalog is made where there is none.
    drop(context.catalog()?);
    let options = OptimizeOptions {
        level: args.level,
        jobs: jobs(args.jobs),
        dry_run: args.dry_run,
        at: now(),
    };
    let report = stepwise(context, |progress| optimize(&context.db, options, &Deriver, progress))?;
    if args.json {
        let mut out = Output::plain();
        write_json(&mut out, &report)?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    let share = report.bytes_after as f64 / report.bytes_before.max(1) as f64;
    context.say(&format!(
        "{} to {} ({:.0} %), texts {} to {}; {} proved equal{}",
        bytes(report.bytes_before as i64),
        bytes(report.bytes_after as i64),
        share * 100.0,
        bytes(report.stored_before as i64),
        bytes(report.stored_after as i64),
        counted(report.versions as i64, "version"),
        if args.dry_run { "; the catalog was left as it is" } else { "" },
    ));
    Ok(Done::Whole)
}

/// Runs what tells its steps, with a bar where somebody looks on; Ctrl-C ends it.
pub(super) fn stepwise<T>(
    context: &Context,
    run: impl FnOnce(&mut OptimizeProgress<'_>) -> Result<Option<T>, StoreError>,
) -> Result<T, Failure> {
    let bar = steps_bar(context);
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop)?;
    let mut at = None;
    let done = run(&mut |step, done, total| {
        if at.replace(step) != Some(step) {
            bar.reset();
            bar.set_message(word(step));
        }
        bar.set_length(total);
        bar.set_position(done);
        !stop.load(Ordering::Relaxed)
    });
    bar.finish_and_clear();
    done?.ok_or_else(|| Failure::Failed("it was ended; the catalog is as it was".to_owned()))
}

fn word(step: OptimizeStep) -> &'static str {
    match step {
        OptimizeStep::Encode => "compressing",
        OptimizeStep::Copy => "copying",
        OptimizeStep::Derive => "deriving",
        OptimizeStep::Prove => "proving",
        OptimizeStep::Swap => "replacing",
    }
}
