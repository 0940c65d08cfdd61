//! `merge`: adds the content of another catalog to this one.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use indicatif::ProgressBar;

use super::command_error::CommandError;
use super::context::{Context, jobs, listen, now};
use super::output::{Output, write_json};
use super::progress::watched;
use super::rebuild::refresh;
use super::{CommandResult, ExitStatus};
use crate::import::{MergeCounts, MergeReport, merge};
use crate::pipeline::Progress;
use crate::render::counted;
use crate::store::{MigratedCopy, Snapshot, StoreError, Writer};

/// Merge another catalog into this one
///
/// Afterwards, this catalog holds the content of both. Versions are matched by id; captures,
/// redirects and rejects by digest; imports by start time and arguments. Merging the same catalog
/// twice adds nothing, and the order of merges does not affect what is exported. The other catalog
/// is only read; if it has an older schema, a temporary copy is made next to this catalog.
#[derive(Debug, clap::Args)]
pub(super) struct MergeArgs {
    /// File of the other catalog
    #[arg(value_name = "OTHER")]
    other: PathBuf,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &MergeArgs, context: &Context) -> CommandResult {
    if is_same_file(&args.other, &context.db) {
        return Err(CommandError::usage(format!(
            "{} is the catalog itself: give another catalog to merge",
            args.other.display()
        )));
    }
    let progress = Progress::default();
    listen(progress.cancel_flag())?;
    let copy;
    let opened;
    let other: &Snapshot = match Snapshot::open(&args.other) {
        Err(StoreError::Missing { path }) => {
            return Err(CommandError::usage(format!(
                "there is no catalog at {}: check the path",
                path.display()
            )));
        }
        Err(StoreError::Unfinished { path }) => {
            return Err(CommandError::usage(format!(
                "{} is empty: it is not a catalog, or its creation was interrupted; check the path",
                path.display()
            )));
        }
        Err(StoreError::Older { found, known, .. }) => {
            context.say(&format!(
                "{} has an older schema ({found}; this program's is {known}): a migrated copy is read, \
                 and the catalog itself is not changed",
                args.other.display()
            ));
            copy = MigratedCopy::open(&args.other, &context.db)?;
            &copy
        }
        // The messages of these errors suggest --db, which is wrong for the other catalog.
        Err(StoreError::NotACatalog { path, why }) => {
            return Err(CommandError::Failed(format!(
                "{} is not a recension catalog ({why}) and was not changed; use `recension import` for \
                 other files",
                path.display()
            )));
        }
        Err(StoreError::NotAFile { path }) => {
            return Err(CommandError::Failed(format!(
                "{} is not a file: give the file of the other catalog",
                path.display()
            )));
        }
        other => {
            opened = other?;
            &opened
        }
    };
    let report = take_in(other, args, context, &progress)?;
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &report)?;
        writeln!(out)?;
        out.finish()?;
    }
    Ok(if report.stopped { ExitStatus::Partly } else { ExitStatus::Whole })
}

fn take_in(
    other: &Snapshot,
    args: &MergeArgs,
    context: &Context,
    progress: &Progress,
) -> Result<MergeReport, CommandError> {
    let articles = other.article_count()?;
    let mut writer = Writer::begin_merge(&context.db, other, now().0)?;
    if let Some(copy) = writer.migrated_from() {
        context.say_migrated(copy);
    }
    refresh(context)?;
    let start = Instant::now();
    let draw = |bar: &ProgressBar| {
        let captures = progress.records();
        let rate = captures as f64 / start.elapsed().as_secs_f64().max(0.001);
        bar.set_position(progress.done());
        bar.set_message(format!("{captures} captures ({rate:.0}/s)"));
    };
    let template = "{bar:24} {percent:>3} %  {pos}/{len} articles  {msg}  eta {eta}";
    let report = watched(context, Some(articles), template, draw, || {
        let report = merge(other, &mut writer, jobs(args.jobs), progress)?;
        let counts = serde_json::to_value(report).unwrap_or_default();
        writer.finish_merge(now().0, !report.stopped, &counts)?;
        Ok::<_, StoreError>(report)
    })?;
    tell(&report, &args.other, context);
    Ok(report)
}

fn tell(report: &MergeReport, other: &Path, context: &Context) {
    if report.stopped {
        context.warn(
            "stopped before the end; what was read is saved: run the same command again to continue",
        );
    }
    let told = |tally: MergeCounts, what: &str| {
        let known =
            if tally.known > 0 { format!(" ({} known)", tally.known) } else { String::new() };
        format!("{}{known}", counted(tally.new as i64, what))
    };
    let mut parts = vec![
        told(report.articles, "article"),
        told(report.versions, "version"),
        told(report.captures, "capture"),
        told(report.imports, "import"),
    ];
    for (tally, what) in [
        (report.redirects, "redirect"),
        (report.looks, "failed request"),
        (report.revisits, "waiting revisit"),
        (report.rejects, "reject"),
    ] {
        if tally != MergeCounts::default() {
            parts.push(told(tally, what));
        }
    }
    context.say(&format!("added from {}: {}", other.display(), parts.join(", ")));
}

/// Whether two paths lead to the same file, through any links.
fn is_same_file(one: &Path, other: &Path) -> bool {
    let canonical = |path: &Path| std::fs::canonicalize(path).ok();
    if canonical(one).is_some_and(|one| Some(one) == canonical(other)) {
        return true;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let identity =
            |path: &Path| std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
        identity(one).is_some_and(|one| Some(one) == identity(other))
    }
    #[cfg(not(unix))]
    false
}
