//! `fetch`: requests pages once, archives them and imports them.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::command_error::CommandError;
use super::context::{Context, listen, now};
use super::import::show_changes;
use super::output::{Output, write_json};
use super::rebuild::refresh;
use super::request_args::{RequestArgs, SystemClock, next_to};
use super::{CommandResult, ExitStatus};
use crate::article::timestamp::canonical_text;
use crate::article::{Precision, UnixMicros};
use crate::fetch::check;
use crate::render::{bytes, counted};
use crate::store::{Snapshot, catalog_exists};
use crate::watch::{
    Clock as _, Engine, Message, Observer, PageResult, RunMode, RunReport, RunResult, State,
    WatchError,
};

/// Fetch pages once, archive them and show what changed
///
/// Each response is written byte for byte to a web archive (WARC 1.1), which is then imported. Pages
/// that robots.txt does not allow are not requested. A page that could not be seen is recorded with
/// the reason, and `recension log` shows it.
///
/// Between two requests to one host, including the one for robots.txt, there are at least five
/// seconds. Pauses, robots.txt and the validators of pages are kept from run to run, in the file that
/// `recension watch` uses.
#[derive(Debug, clap::Args)]
pub(super) struct FetchArgs {
    /// URLs of the pages
    #[arg(value_name = "URL", required = true)]
    urls: Vec<String>,
    #[command(flatten)]
    requests: RequestArgs,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &FetchArgs, context: &Context) -> CommandResult {
    let settings = args.requests.settings(context);
    let stop = Arc::new(AtomicBool::new(false));
    listen(&stop)?;
    if catalog_exists(&context.db) {
        refresh(context)?;
    }
    let clock = SystemClock(Arc::clone(&stop));
    let mut urls = Vec::new();
    for text in &args.urls {
        let text = if text.contains("://") { text.clone() } else { format!("https://{text}") };
        let url = check(&text, &settings.policy)
            .map_err(|refusal| CommandError::usage(format!("{text}: {refusal}")))?;
        urls.push(url);
    }
    // The pauses of hosts and the validators of pages are those of the watch.
    let mut state = State::open(&next_to(&context.db, "-watch.db"))?;
    state.lock()?;
    let start = clock.now();
    state.end_choice(start)?;
    for url in &urls {
        state.choose(url, start)?;
    }
    let mut heard = Heard { context, results: Vec::new() };
    let mut engine = Engine::new(state, settings, &clock, &mut heard)?;
    let outcome = engine.run(RunMode::Once, &stop);
    let (mut state, report) = engine.finish();
    let left = state.end_choice(start)?;
    let is_interrupted = stop.load(Ordering::Relaxed);
    for (url, at) in &left {
        let why = if is_interrupted {
            "the run was interrupted".to_owned()
        } else {
            format!("its host may be asked again at {}", canonical_text(at.0, Precision::Second))
        };
        context.warn(&format!("{url}: not fetched: {why}"));
    }
    outcome?;
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &json(&heard.results, &report))?;
        writeln!(out)?;
        out.finish()?;
    } else {
        say_report(&report, context);
        if !report.imports.is_empty() {
            show_changes(&report.imports, context)?;
        }
    }
    let is_whole = report.failed == 0 && report.rejects == 0 && left.is_empty();
    Ok(if is_whole { ExitStatus::Whole } else { ExitStatus::Partly })
}

/// Says what a run did.
pub(super) fn say_report(report: &RunReport, context: &Context) {
    context.say(&format!(
        "{}, {} in total: {} fetched, {} unchanged, {} failed",
        counted(report.requests as i64, "request"),
        bytes(report.bytes as i64),
        report.fetched,
        report.unchanged,
        report.failed,
    ));
    if report.rejects > 0 {
        context.warn(&format!(
            "{} could not be imported; `recension rejects` lists them",
            counted(report.rejects as i64, "page")
        ));
    }
}

/// The report of a run.
pub(super) fn json(results: &[RunResult], report: &RunReport) -> serde_json::Value {
    serde_json::json!({
        "requests": report.requests,
        "fetched": report.fetched,
        "unchanged": report.unchanged,
        "failed": report.failed,
        "bytes": report.bytes,
        "changes": report.changes,
        "rejects": report.rejects,
        "imports": report.imports,
        "archives": report.archives.iter()
            .map(|(path, _)| path.to_string_lossy())
            .collect::<Vec<_>>(),
        "results": results.iter().map(json_of).collect::<Vec<_>>(),
    })
}

/// One result.
pub(super) fn json_of(result: &RunResult) -> serde_json::Value {
    serde_json::json!({
        "url": result.url,
        "result": result.result,
        "status": result.status,
        "why": result.why,
        "bytes": result.bytes,
    })
}

/// Says the result of a request: problems as warnings.
pub(super) fn say_result(result: &RunResult, context: &Context) {
    let status = result.status.map(|status| format!(" {status}")).unwrap_or_default();
    let why = result.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    let line = format!("{}: {}{status}{why}", result.url, result.result.name());
    match result.result {
        PageResult::Failed | PageResult::Disallowed | PageResult::Refused => context.warn(&line),
        PageResult::Fetched | PageResult::Unchanged | PageResult::Redirected => {
            context.say(&format!("{line}, {}", bytes(result.bytes as i64)));
        }
    }
}

/// Keeps the results, and says them.
struct Heard<'c> {
    context: &'c Context,
    results: Vec<RunResult>,
}

impl Observer for Heard<'_> {
    fn requested(&mut self, result: &RunResult) {
        say_result(result, self.context);
        self.results.push(result.clone());
    }

    fn waits(&mut self, host: &str, until: UnixMicros) {
        let seconds = (until.0 - now().0 + 999_999) / 1_000_000;
        if seconds > 0 {
            let pause = counted(seconds, "second");
            self.context.say(&format!("{host} may be asked again in {pause}"));
        }
    }

    fn messages(&mut self, _: &Snapshot, _: UnixMicros) -> Result<Vec<Message>, WatchError> {
        Ok(Vec::new())
    }

    fn deliver(&mut self, _: &Message) -> bool {
        true
    }
}
