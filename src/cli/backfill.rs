//! `backfill`: imports captures of other web archives.

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use url::Url;

use super::command_error::CommandError;
use super::context::{Context, listen};
use super::output::{Output, write_json};
use super::range_args::{bounds, since_time, until_time};
use super::rebuild::refresh;
use super::request_args::{RequestArgs, SystemClock, next_to};
use super::{CommandResult, ExitStatus};
use crate::article::timestamp::canonical_text;
use crate::article::{Precision, UnixMicros};
use crate::render::{bytes, counted};
use crate::store::catalog_exists;
use crate::watch::{Backfill, BackfillReport, MementoSource, State, backfill};

/// Import earlier captures of pages from other web archives
///
/// The captures are listed by the archive and fetched one after another, in the form in which they
/// were captured if the archive offers it. They keep their own times and URLs. Captures with the
/// same digest are fetched once. If a backfill is interrupted, run it again: it continues where it
/// was.
#[derive(Debug, clap::Args)]
pub(super) struct BackfillArgs {
    /// A URL, the start of URLs followed by `*`, or a host
    #[arg(value_name = "URL|PREFIX|HOST")]
    target: String,
    /// Archive to ask; repeat it for several
    ///
    /// `wayback` for the Wayback Machine, the URL of a CDX server (`https://archive.example/coll/cdx`)
    /// or of an index of Common Crawl, or the start of a TimeMap's URL
    /// (`https://archive.example/timemap/link/`), which lists only single pages. If one fails, the
    /// others are asked nevertheless.
    #[arg(long, value_name = "ARCHIVE", default_value = "wayback")]
    from: Vec<MementoSource>,
    /// Fetch listed captures from the WARC files below this address
    ///
    /// The list must name `filename`, `offset` and `length` of each capture. For an index of Common
    /// Crawl (`https://index.commoncrawl.org/CC-MAIN-2024-10-index`), it is
    /// https://data.commoncrawl.org/ without this option.
    #[arg(long, value_name = "URL", value_parser = files)]
    files: Option<Url>,
    /// Only captures since this time or within this age
    #[arg(long, value_name = "TIME", value_parser = since_time)]
    since: Option<UnixMicros>,
    /// Only captures until the end of this time
    #[arg(long, value_name = "TIME", value_parser = until_time)]
    until: Option<UnixMicros>,
    #[command(flatten)]
    requests: RequestArgs,
    /// File of what is already done [default: next to the catalog, NAME-watch.db]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
}

fn files(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "give a URL such as https://data.commoncrawl.org/".to_owned())
}

/// The most failures that are listed.
const SHOWN_FAILURES: usize = 5;

pub(super) fn run(args: &BackfillArgs, context: &Context) -> CommandResult {
    let range = bounds(args.since, args.until)?;
    let path = args.state.clone().unwrap_or_else(|| next_to(&context.db, "-watch.db"));
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop)?;
    if catalog_exists(&context.db) {
        refresh(context)?;
    }
    let mut state = State::open(&path)?;
    let clock = SystemClock(Arc::clone(&stop));
    let source = |source: &MementoSource| match &args.files {
        None => Ok(source.clone()),
        Some(files) => source.clone().with_files(files).ok_or_else(|| {
            CommandError::usage(format!(
                "{source}: --files is an option of CDX servers: leave it out"
            ))
        }),
    };
    let sources = args.from.iter().map(source).collect::<Result<Vec<_>, _>>()?;
    let wanted = Backfill { target: args.target.clone(), sources, range };
    let mut announced = None;
    let mut step = |report: &BackfillReport| {
        if let Some(until) = report.waits_until {
            if announced.replace(until) != Some(until) {
                let until = canonical_text(until.0, Precision::Second);
                context.say(&format!("the archive is not asked before {until}: waiting"));
            }
            return;
        }
        let done = report.fetched + report.revisits + report.known + report.failures.len() as u64;
        if context.verbose || done.is_multiple_of(100) {
            context.say(&format!("{done} captures of {}", report.new));
        }
    };
    let settings = args.requests.settings(context);
    let report = backfill(&mut state, &wanted, &settings, &clock, &stop, &mut step)?;
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &json(&report))?;
        writeln!(out)?;
        out.finish()?;
    }
    for failure in report.failures.iter().take(SHOWN_FAILURES) {
        context.warn(failure);
    }
    context.say(&format!(
        "{} listed, {} new: {} fetched, {} imported as revisits of equal ones, {} failed; {}",
        counted(report.listed as i64, "capture"),
        report.new,
        report.fetched,
        report.revisits,
        report.failures.len(),
        bytes(report.bytes as i64),
    ));
    if report.known > 0 {
        context.say(&format!(
            "{} known from another archive",
            counted(report.known as i64, "capture")
        ));
    }
    if report.missing > 0 {
        context.warn(&format!(
            "{} not returned by the archive that lists it, and not asked for again",
            counted(report.missing as i64, "capture")
        ));
    }
    if report.left > 0 && !report.is_stopped {
        context.warn(&format!(
            "{} not imported yet: run the same command again later",
            counted(report.left as i64, "capture")
        ));
    }
    if let Some(until) = report.waits_until {
        let until = canonical_text(until.0, Precision::Second);
        context.warn(&format!("the archive is not asked before {until}"));
    }
    if report.is_stopped {
        context.warn("stopped before the end: run the same command again to continue");
    }
    if !report.failed_archives.is_empty() {
        let whys: Vec<&str> = report.failed_archives.iter().map(|one| one.why.as_str()).collect();
        let message = whys.join("; ");
        let is_refused = report.failed_archives.iter().all(|one| one.is_refused);
        return Err(if is_refused {
            CommandError::usage(message)
        } else {
            CommandError::Failed(message)
        });
    }
    let is_empty = report.listed == 0 && report.others == 0 && report.failures.is_empty();
    if is_empty && !report.is_stopped {
        return Err(CommandError::usage(format!("{}: no captures are listed", args.target)));
    }
    let is_whole = report.failures.is_empty()
        && report.left + report.missing + report.rejects == 0
        && !report.is_stopped;
    Ok(if is_whole { ExitStatus::Whole } else { ExitStatus::Partly })
}

fn json(report: &BackfillReport) -> serde_json::Value {
    serde_json::json!({
        "listed": report.listed,
        "new": report.new,
        "equal": report.equal,
        "others": report.others,
        "fetched": report.fetched,
        "revisits": report.revisits,
        "known": report.known,
        "failures": report.failures,
        "left": report.left,
        "missing": report.missing,
        "bytes": report.bytes,
        "imports": report.imports,
        "rejects": report.rejects,
        "failed_archives": report.failed_archives.iter().map(|one| {
            serde_json::json!({"archive": one.archive, "why": one.why})
        }).collect::<Vec<_>>(),
        "stopped": report.is_stopped,
    })
}
