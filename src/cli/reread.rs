//! `reread`: reads pages again with this version of the extractor.

use crate::article::ImportNumber;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::Arc;

use clap::Parser as _;
use indicatif::ProgressBar;

use super::command_error::CommandError;
use super::context::{Context, arguments, jobs, listen, now};
use super::output::{Output, write_json};
use super::rebuild::refresh;
use super::{Cli, Command, CommandResult, ExitStatus, progress};
use crate::catalog::select;
use crate::extract::EXTRACTOR_VERSION;
use crate::import::Settings;
use crate::import::reread::{Report, RereadJob, reread};
use crate::pipeline::Progress;
use crate::render::counted;
use crate::store::{AGENT, Snapshot, Writer};

/// Read pages again with this version of the extractor
///
/// Pages that an earlier version of recension has read are read again: from the catalog if they
/// were imported with --keep-pages, otherwise from the file that was imported, if it is still in
/// place. The new reading replaces the earlier one in the history of its article. It is never taken
/// for an edit by the publisher, and the earlier reading stays in the catalog.
#[derive(Debug, clap::Args)]
pub(super) struct RereadArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE", required_unless_present = "all", conflicts_with = "all")]
    article: Option<String>,
    /// Read the pages of all articles again
    #[arg(long)]
    all: bool,
    /// Report what would be read differently, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Number of threads [default: one per core, at most 8]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

pub(super) fn run(args: &RereadArgs, context: &Context) -> CommandResult {
    let done = Arc::new(Progress::default());
    listen(done.cancel_flag())?;
    let catalog = context.catalog()?;
    let articles = match &args.article {
        Some(article) => vec![select::article(&catalog, article)?],
        None => catalog.article_ids(&crate::store::ArticleFilter::default())?,
    };
    let settings = settings(&catalog)?;
    let job = RereadJob {
        articles,
        settings: &|import| settings.get(&import).cloned().unwrap_or_default(),
        below: EXTRACTOR_VERSION,
        dry_run: args.dry_run,
        jobs: jobs(args.jobs),
    };
    let mut writer = None;
    if !args.dry_run {
        writer = Some(Writer::begin(&context.db, AGENT, &arguments(), now().0)?);
        refresh(context)?;
    }
    let counted_done = Arc::clone(&done);
    let draw = move |bar: &ProgressBar| {
        bar.set_message(format!("{} captures", counted_done.records()));
    };
    let template = "{spinner} {msg}";
    let report = progress::watched(context, None, template, draw, || {
        reread(&job, &catalog, writer.as_mut(), &done)
    })?;
    if let Some(writer) = writer.as_mut().filter(|_| !report.stopped) {
        writer.finish(now().0)?;
    }
    say(&report, args, context);
    if args.json {
        let mut out = Output::plain(context)?;
        write_json(&mut out, &report)?;
        writeln!(out)?;
        out.finish()?;
    }
    let partly = report.refused + report.missing > 0 || report.stopped;
    Ok(if partly { ExitStatus::Partly } else { ExitStatus::Whole })
}

/// Returns how each import read its inputs, from its stored arguments. An import by other means has
/// the default settings.
fn settings(catalog: &Snapshot) -> Result<HashMap<ImportNumber, Settings>, CommandError> {
    let mut settings = HashMap::new();
    for import in catalog.imports(u64::MAX)? {
        let arguments: Vec<String> = serde_json::from_str(&import.arguments).unwrap_or_default();
        let line = std::iter::once("recension".to_owned()).chain(arguments);
        if let Ok(Cli { command: Command::Import(args), .. }) = Cli::try_parse_from(line) {
            settings.insert(import.id, args.settings()?);
        }
    }
    Ok(settings)
}

fn say(report: &Report, args: &RereadArgs, context: &Context) {
    for problem in &report.problems {
        context.warn(problem);
    }
    if report.captures == 0 {
        context.say("this version of recension has already read all pages");
        return;
    }
    if report.missing > 0 {
        context.warn(&format!(
            "{} neither kept nor in place; `recension import --keep-pages` keeps pages",
            match report.missing {
                1 => "1 page is".to_owned(),
                many => format!("{many} pages are"),
            },
        ));
    }
    if report.refused > 0 {
        context.warn(&format!(
            "{} refused now, and the earlier reading stays",
            match report.refused {
                1 => "1 page is".to_owned(),
                many => format!("{many} pages are"),
            },
        ));
    }
    if report.stopped {
        context.warn("stopped before the end; run it again to read the remaining pages");
    }
    let verb = if args.dry_run { "would read" } else { "read" };
    context.say(&format!(
        "{verb} {} again: {} differently, {} as before",
        counted((report.changed + report.same) as i64, "page"),
        report.changed,
        report.same,
    ));
}
