//! `import`: imports files, folders and streams into the catalog.

use crate::article::ImportNumber;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Write as _, stderr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use super::command_error::CommandError;
use super::compare::{Patch, step};
use super::context::{Context, arguments, jobs, listen, now};
use super::input_args::{ReadingArgs, inputs};
use super::output::{Output, write_json};
use super::progress;
use super::rebuild::refresh;
use super::{CommandResult, ExitStatus};
use crate::catalog::select;
use crate::extract::{ExtractOptions, NonArticlePolicy};
use crate::history::changes::Changes;
use crate::import::{ImportReport, Job, Progress, Settings, dry_run, run as run_import, run_new};
use crate::render::history::{write_head, write_state};
use crate::render::import::json as import_json;
use crate::render::{bytes, counted};
use crate::store::{AGENT, Writer, catalog_exists};

/// Import pages, records, feeds and web archives
///
/// The format of each input is detected from its content, not from the file name. Inputs can be
/// JSON Lines, JSON, CSV and TSV records; HTML pages, pages saved as text, and MHTML; web archives
/// (WARC, ARC, WACZ); feeds and sitemaps; folders of any of these, including those of ArchiveBox
/// and Open Terms Archive; any of these compressed with gzip or zstd; and the databases of
/// diffengine, git-history and NewsEdits.
///
/// Importing the same input twice adds nothing. If an import is interrupted, run it again.
#[derive(Debug, clap::Args)]
#[command(mut_arg("input_format", |arg| arg.alias("format")))]
pub(super) struct ImportArgs {
    /// Files and folders to import; `-` is standard input
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
    /// Also import error pages, consent forms and bot checks
    ///
    /// Also imports pages that a web archive holds only in part.
    #[arg(long)]
    keep_walls: bool,
    /// Keep the pages themselves, not only the text that is read from them
    ///
    /// A kept page is compressed against the page before it. `recension show` prints it, `recension
    /// reread` reads it again, and an export as WARC contains it.
    #[arg(long)]
    keep_pages: bool,
    /// Show what the import changed
    #[arg(long, conflicts_with = "dry_run")]
    changes: bool,
    /// Read everything and report what would be imported, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the report as one JSON object
    #[arg(long, conflicts_with = "changes")]
    json: bool,
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &ImportArgs, context: &Context) -> CommandResult {
    let progress = Arc::new(Progress::default());
    listen(progress.cancel_flag())?;
    let job = job(args)?;
    leave_when_idle(&progress);
    let start = Instant::now();
    let report = if args.dry_run {
        watched(args, context, &progress, || dry_run(job, &context.db, &progress))?
    } else {
        let started = now().0;
        let begin = || Writer::begin(&context.db, AGENT, &arguments(), started);
        let (report, writer) = if catalog_exists(&context.db) {
            let mut writer = begin()?;
            if let Some(copy) = writer.migrated_from() {
                context.say_migrated(copy);
            }
            refresh(context)?;
            let read = || run_import(job, &mut writer, &progress);
            (watched(args, context, &progress, read)?, Some(writer))
        } else {
            watched(args, context, &progress, || run_new(job, begin, &progress))?
        };
        if let Some(mut writer) = writer.filter(|_| !report.stopped) {
            writer.finish(now().0)?;
        }
        report
    };
    tell(&report, args, context, start.elapsed(), &progress);
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &import_json(&report))?;
        writeln!(out)?;
        out.finish()?;
    }
    if args.changes && report.import != ImportNumber::default() {
        show_changes(&[report.import], context)?;
    }
    let nothing = report.counts.records == 0 && !report.failures.is_empty();
    if nothing {
        let message = match report.failures.len() {
            1 => "nothing was imported",
            _ => "nothing was imported: no input could be read",
        };
        return Err(if report.missing == report.failures.len() {
            CommandError::usage(message)
        } else {
            CommandError::Failed(message.to_owned())
        });
    }
    let partly = report.counts.rejects > 0 || !report.failures.is_empty() || report.stopped;
    Ok(if partly { ExitStatus::Partly } else { ExitStatus::Whole })
}

impl ImportArgs {
    /// How the inputs are read.
    pub(super) fn settings(&self) -> Result<Settings, CommandError> {
        let walls = if self.keep_walls { NonArticlePolicy::Keep } else { NonArticlePolicy::Refuse };
        Ok(Settings {
            format: self.reading.input_format,
            limits: self.reading.limits(),
            options: ExtractOptions { walls, ..self.reading.options()? },
        })
    }
}

fn job(args: &ImportArgs) -> Result<Job, CommandError> {
    Ok(Job {
        inputs: inputs(&args.inputs),
        settings: args.settings()?,
        keeps_pages: args.keep_pages,
        jobs: jobs(args.jobs),
    })
}

/// Exits the program if the import was stopped and everything received so far is written. A read
/// from a stream without data and the extraction of a long page cannot be interrupted.
fn leave_when_idle(progress: &Arc<Progress>) {
    let progress = Arc::clone(progress);
    std::thread::spawn(move || {
        let mut silent = 0;
        while silent < 5 {
            std::thread::sleep(Duration::from_millis(100));
            let both = progress.is_canceled() && progress.is_idle();
            silent = if both { silent + 1 } else { 0 };
        }
        let _ = writeln!(stderr(), "{STOPPED}");
        std::process::exit(ExitStatus::Partly as i32);
    });
}

/// The message of an import that ends early.
const STOPPED: &str =
    "stopped before the end; what was read is saved: run the same command again to continue";

/// Runs the work with a progress bar, in bytes if the length of all inputs is known.
fn watched<T>(
    args: &ImportArgs,
    context: &Context,
    progress: &Progress,
    work: impl FnOnce() -> T,
) -> T {
    let sizes: Option<u64> = args
        .inputs
        .iter()
        .map(|path| std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file))
        .map(|metadata| metadata.map(|metadata| metadata.len()))
        .sum();
    let template = if sizes.is_some() {
        "{bar:24} {percent:>3} %  {bytes}  {msg}  eta {eta}"
    } else {
        "{spinner} {bytes}  {msg}  {elapsed}"
    };
    let start = Instant::now();
    let draw = |bar: &ProgressBar| {
        let records = progress.records();
        let rejects = progress.rejects();
        let rate = records as f64 / start.elapsed().as_secs_f64().max(0.001);
        bar.set_position(progress.done());
        bar.set_message(format!("{records} records ({rate:.0}/s), {rejects} rejected"));
    };
    progress::watched(context, sizes, template, draw, work)
}

fn tell(
    report: &ImportReport,
    args: &ImportArgs,
    context: &Context,
    elapsed: Duration,
    progress: &Progress,
) {
    let many = report.kinds.len() > 5 && !context.verbose;
    for (input, kind) in report.kinds.iter().take(if many { 5 } else { usize::MAX }) {
        context.say(&format!("{input}: read as {kind}"));
    }
    if many {
        context.say(&format!("and {} more inputs", report.kinds.len() - 5));
    }
    for (input, skips) in &report.skips {
        context.say_skips(input, skips);
    }
    for failure in &report.failures {
        context.warn(failure);
    }
    for reject in &report.rejects {
        context.warn(&format!("{}: {} [{}]", reject.place, reject.reason, reject.code));
    }
    let counts = &report.counts;
    if counts.rejects > report.rejects.len() as u64 && !args.dry_run {
        context.warn(&format!(
            "{} records were rejected in total; `recension rejects` lists them",
            counts.rejects
        ));
    }
    context
        .warn_unread("the record is imported without it, its text is kept", &report.unread_clocks);
    for line in report.remarks.lines() {
        context.warn(&line);
    }
    if report.damaged > 0 {
        context.warn(&format!(
            "{}: text was lost or encoded twice before the import, or an archive states a wrong digest \
             or date; the text is kept unchanged and marked `damage`",
            counted(report.damaged as i64, "damaged record"),
        ));
    }
    if report.timeless_returns > 0 {
        context.warn(&format!(
            "at least {} to an earlier text of the article without a time of capture: when the \
             text came back is unknown, and only its first record is kept; give `captured` as a \
             time, or `sequence`",
            match report.timeless_returns {
                1 => "1 record returns".to_owned(),
                many => format!("{many} records return"),
            },
        ));
    }
    context.say_empty(&report.empty);
    if report.stopped {
        context.warn(STOPPED);
    }
    let verb = if args.dry_run { "would add" } else { "added" };
    let mut line = format!(
        "{verb} {} from {}",
        counted(counts.versions as i64, "version"),
        counted(counts.records as i64, "record"),
    );
    if !args.dry_run {
        let _ = write!(line, ", {}", counted(counts.articles as i64, "new article"));
    }
    if counts.known > 0 {
        let _ = write!(line, ", {} known", counts.known);
    }
    if report.kept_pages > 0 {
        let _ = write!(line, ", {} kept", counted(report.kept_pages as i64, "page"));
    }
    if counts.waiting > 0 {
        let revisits = counted(counts.waiting as i64, "revisit");
        let _ = write!(line, ", {revisits} of pages that are not in the catalog yet");
    }
    if counts.redirects > 0 {
        let _ = write!(line, ", {}", counted(counts.redirects as i64, "redirect"));
    }
    if counts.looks > 0 {
        let _ = write!(line, ", {}", counted(counts.looks as i64, "failed request"));
    }
    if counts.rejects > 0 {
        let _ = write!(line, ", {} rejected", counts.rejects);
    }
    let read = bytes(progress.done() as i64);
    let _ = write!(line, "; read {read}");
    let seconds = elapsed.as_secs_f64();
    // The rate of a short import shows little, and would be different in each run.
    if seconds >= 30.0 {
        let rate = counts.records as f64 / seconds;
        let _ = write!(line, " in {seconds:.1} s ({rate:.0} records/s)");
    }
    context.say(&line);
}

/// Shows each article whose timeline these imports changed, with the diff of every new state,
/// including returns to an earlier text.
pub(super) fn show_changes(
    imports: &[ImportNumber],
    context: &Context,
) -> Result<(), CommandError> {
    let catalog = context.catalog()?;
    let mut out = Output::paged(context)?;
    let options = Patch::Diff(context.render_options());
    let mut is_first = true;
    let mut articles = BTreeSet::new();
    for import in imports {
        catalog.each_article_of_import(*import, |article| {
            articles.insert(article);
            Ok::<_, CommandError>(())
        })?;
    }
    for article in articles {
        let history = select::history(&catalog, article)?;
        let changes = Changes::of(&catalog, &history)?;
        // A state is new if its first capture is from this import.
        let is_new = |index: &usize| {
            let state = history.states().get(*index);
            let first = state.and_then(|state| history.captures(state).next());
            first.is_some_and(|capture| imports.contains(&capture.location.import))
        };
        let new: Vec<usize> = (0..history.states().len()).filter(is_new).collect();
        if new.is_empty() {
            continue;
        }
        if !std::mem::take(&mut is_first) {
            writeln!(out)?;
        }
        write_head(&history, &catalog.aliases(article)?, context.color, &mut out)?;
        for index in new {
            let step = step(&catalog, &history, &changes, index, &options)?;
            write_state(&history, index, &step, context.color, &mut out)?;
        }
    }
    out.finish()
}
