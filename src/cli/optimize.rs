//! `optimize`: rewrites the catalog to make it smaller.

use super::command_error::CommandError;
use super::context::{Context, jobs, listen, now};
use super::output::{Output, write_json};
use super::progress::steps_bar;
use super::{CommandResult, ExitStatus};
use crate::pipeline::Progress;
use crate::render::{bytes, counted};
use crate::store::{OPTIMIZE_LEVELS, OptimizeOptions, StoreError, optimize};

/// Rewrite the catalog to make it smaller
///
/// The old file is replaced only if the new one is smaller, and only after it is verified: every
/// version is read from both catalogs and must be the same. If the program is killed at any point, the catalog is intact.
///
/// Texts are compressed harder, with a newly trained dictionary, and sorted by article; indexes are
/// packed, and derived data is recomputed. While the command runs, the catalog can be read, but
/// imports must wait. It needs free space for twice the new catalog on the same disk.
#[derive(Debug, clap::Args)]
pub(super) struct OptimizeArgs {
    /// Compression level from 1 to 22
    ///
    /// Levels above 19 gain little and need much memory.
    #[arg(long, value_name = "LEVEL", default_value_t = 19,
          value_parser = clap::value_parser!(i32).range(OPTIMIZE_LEVELS))]
    level: i32,
    /// Do everything and report the gain, but do not change the catalog
    #[arg(long)]
    dry_run: bool,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &OptimizeArgs, context: &Context) -> CommandResult {
    // A missing catalog must not be created.
    drop(context.catalog()?);
    let options = OptimizeOptions {
        level: args.level,
        jobs: jobs(args.jobs),
        dry_run: args.dry_run,
        at: now(),
    };
    let report = stepwise(context, |progress| optimize(&context.db, options, progress))?;
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &report)?;
        out.finish()?;
        return Ok(ExitStatus::Whole);
    }
    let kept = report.kept;
    let report = report.rewrite;
    let share = report.bytes_after as f64 / report.bytes_before.max(1) as f64;
    context.say(&format!(
        "{} to {} ({:.0} %), texts {} to {}; {} verified as equal{}",
        bytes(report.bytes_before as i64),
        bytes(report.bytes_after as i64),
        share * 100.0,
        bytes(report.stored_before as i64),
        bytes(report.stored_after as i64),
        counted(report.versions as i64, "version"),
        match (kept, args.dry_run) {
            (true, false) => "; the old catalog was kept because the new one is not smaller",
            (true, true) => "; the old catalog would be kept because the new one is not smaller",
            (false, true) => "; the catalog was not changed",
            (false, false) => "",
        },
    ));
    Ok(ExitStatus::Whole)
}

/// Runs work that reports its steps, with a progress bar on a terminal. Ctrl-C cancels it.
pub(super) fn stepwise<T>(
    context: &Context,
    run: impl FnOnce(&Progress) -> Result<Option<T>, StoreError>,
) -> Result<T, CommandError> {
    let (bar, progress) = steps_bar(context);
    listen(progress.cancel_flag())?;
    let done = run(&progress);
    bar.finish_and_clear();
    done?.ok_or_else(|| CommandError::Failed("canceled; the catalog was not changed".to_owned()))
}
