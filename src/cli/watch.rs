//! `watch`: requests pages, feeds and sitemaps again and again, and reports changes.

mod deliver;
mod run;
mod service;

use std::io::Write as _;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::command_error::CommandError;
use super::context::{Context, now};
use super::format::{ListFormat, write_rows};
use super::output::{Output, write_json};
use super::range_args::until_time;
use super::request_args::{AllowedArgs, next_to};
use super::{CommandResult, ExitStatus};
use crate::article::timestamp::canonical_text;
use crate::article::{Precision, UnixMicros};
use crate::fetch::{Policy, check};
use crate::render::rows::{Cell, Column, ResultRows};
use crate::render::{bytes, counted, time};
use crate::watch::{AddedSource, PageStatus, SourceKind, State, WatchError};

/// Watch pages, feeds and sitemaps, and keep every version
///
/// A page is requested when its age has doubled: after 15 minutes, 30 minutes, 1, 2, 4, 8 and 16
/// hours, then after 1, 2, 4, 8, 16 and 32 days. A change brings the next request forward, and so
/// does a feed or sitemap that claims an update.
///
/// What is watched is kept in a file next to the catalog. Run `recension watch run` as a service, or
/// `recension watch run --once` from a timer.
#[derive(Debug, clap::Args)]
pub(super) struct WatchArgs {
    #[command(subcommand)]
    command: WatchCommand,
    /// File of what is watched [default: next to the catalog, NAME-watch.db]
    #[arg(long, global = true, value_name = "FILE")]
    state: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum WatchCommand {
    /// Add a page, a feed, a sitemap or a front page with feeds
    Add(AddArgs),
    /// List what is watched
    List(ListArgs),
    /// Stop watching a source; what was found stays in the catalog
    Remove(NameArgs),
    /// Request nothing of a source until it is resumed
    Pause(NameArgs),
    /// Go on with a paused source
    Resume(NameArgs),
    /// Request what is due, import it and report changes
    Run(Box<run::RunArgs>),
    /// Show what is due next, the last results and the errors
    Status(StatusArgs),
}

#[derive(Debug, clap::Args)]
struct AddArgs {
    /// URL of the page, feed, sitemap or front page
    #[arg(value_name = "URL", required = true)]
    urls: Vec<String>,
    /// What the URLs are
    #[arg(long, value_name = "KIND", default_value = "auto")]
    kind: Kind,
    /// Stop watching at the end of this time
    #[arg(long, value_name = "TIME", value_parser = until_time)]
    until: Option<UnixMicros>,
    #[command(flatten)]
    allowed: AllowedArgs,
    /// Print one JSON object per source
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// As the first response shows: a feed, a sitemap, a front page that names feeds, or a page
    Auto,
    /// A page
    Page,
    /// A feed, whose entries are watched
    Feed,
    /// A sitemap or an index of sitemaps, whose pages of the last 32 days are watched
    Sitemap,
    /// A front or section page that names feeds, which are watched
    Front,
}

impl From<Kind> for SourceKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Auto => Self::Auto,
            Kind::Page => Self::Page,
            Kind::Feed => Self::Feed,
            Kind::Sitemap => Self::Sitemap,
            Kind::Front => Self::Front,
        }
    }
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
}

#[derive(Debug, clap::Args)]
struct NameArgs {
    /// URL of the source, as `recension watch list` shows it
    #[arg(value_name = "URL", required = true)]
    urls: Vec<String>,
    /// Print one JSON object per source
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
struct StatusArgs {
    /// Maximum number of pages
    #[arg(
        short = 'n',
        long,
        value_name = "N",
        default_value = "20",
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    limit: u32,
    /// Format of the list of pages
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,
    /// Print the counts and the pages as one JSON object
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

pub(super) fn run(args: &WatchArgs, context: &Context) -> CommandResult {
    let path = args.state.clone().unwrap_or_else(|| next_to(&context.db, "-watch.db"));
    if !matches!(args.command, WatchCommand::Add(_)) && !path.exists() {
        return Err(CommandError::usage(format!(
            "nothing is watched: {} does not exist; add a source with `recension watch add URL`",
            path.display()
        )));
    }
    let mut state = State::open(&path)?;
    match &args.command {
        WatchCommand::Add(args) => add(args, &mut state, context),
        WatchCommand::List(args) => list(args, &state, context),
        WatchCommand::Remove(args) => {
            change(args, context, "removed", |url| state.remove_source(url))
        }
        WatchCommand::Pause(args) => {
            change(args, context, "paused", |url| state.pause_source(url, true))
        }
        WatchCommand::Resume(args) => {
            change(args, context, "resumed", |url| state.pause_source(url, false))
        }
        WatchCommand::Run(args) => run::run(args, state, context),
        WatchCommand::Status(args) => status(args, &state, context),
    }
}

/// The URL that a text names; without a scheme, https is meant.
fn normal(text: &str) -> Result<url::Url, CommandError> {
    let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    // Which addresses and ports are allowed is decided when requests are sent.
    let mut lax = Policy::new(None);
    lax.ports = (1..=u16::MAX).collect();
    lax.allowed_addresses =
        ["0.0.0.0/0", "::/0"].iter().filter_map(|all| all.parse().ok()).collect();
    check(&full, &lax).map_err(|refusal| CommandError::usage(format!("{text}: {refusal}")))
}

fn add(args: &AddArgs, state: &mut State, context: &Context) -> CommandResult {
    let mut out = Output::plain(context)?;
    let policy = args.allowed.policy(Policy::new(None));
    if args.until.is_some_and(|until| until <= now()) {
        return Err(CommandError::usage(
            "--until: this time has passed; give one in the future, or leave the option out",
        ));
    }
    let urls = args.urls.iter().map(|text| normal(text)).collect::<Result<Vec<_>, _>>()?;
    for url in &urls {
        check(url.as_str(), &policy).map_err(|refusal| CommandError::Usage {
            message: format!("{url}: {refusal}"),
            hints: vec!["`recension watch run` needs the same option".to_owned()],
        })?;
    }
    let kind = SourceKind::from(args.kind);
    let mut others = Vec::new();
    for url in urls {
        let added = state.add_source(&url, kind, args.until, now())?;
        if let AddedSource::OtherKind(known, own) = added {
            others.push((known, own));
        } else if args.json {
            let is_new = added == AddedSource::New;
            write_json(&mut out, &serde_json::json!({"url": url.as_str(), "added": is_new}))?;
            writeln!(out)?;
        } else {
            let what =
                if added == AddedSource::New { "is watched now" } else { "is watched already" };
            context.say(&format!("{url} {what}"));
        }
    }
    out.finish()?;
    if others.is_empty() {
        return Ok(ExitStatus::Whole);
    }
    let one = |(url, own): &(String, SourceKind)| {
        format!("{url} is watched already, with --kind {}", own.name())
    };
    let hint = |(url, _): &(String, SourceKind)| {
        format!(
            "to change it: `recension watch remove {url}`, then add it with --kind {}",
            kind.name()
        )
    };
    Err(CommandError::Usage {
        message: others.iter().map(one).collect::<Vec<_>>().join("; "),
        hints: others.iter().map(hint).collect(),
    })
}

fn change(
    args: &NameArgs,
    context: &Context,
    what: &str,
    mut change: impl FnMut(&str) -> Result<bool, WatchError>,
) -> CommandResult {
    let mut out = Output::plain(context)?;
    for text in &args.urls {
        let url = normal(text)?;
        if !change(url.as_str())? {
            return Err(CommandError::Usage {
                message: format!("{url} is not a source"),
                hints: vec!["`recension watch list` shows all sources".to_owned()],
            });
        }
        if args.json {
            write_json(&mut out, &serde_json::json!({"url": url.as_str(), "change": what}))?;
            writeln!(out)?;
        } else {
            context.say(&format!("{url} is {what}"));
        }
    }
    out.finish()?;
    Ok(ExitStatus::Whole)
}

/// A time: to the second in data, to the minute for people.
fn instant(at: Option<i64>) -> Cell {
    match at {
        Some(at) => {
            Cell::shown(canonical_text(at, Precision::Second), time(at).replace(" UTC", ""))
        }
        None => Cell::new(None::<String>),
    }
}

fn list(args: &ListArgs, state: &State, context: &Context) -> CommandResult {
    let mut rows = ResultRows::new(&[
        Column::text("url", "Source"),
        Column::text("kind", "Kind"),
        Column::number("pages", "Pages"),
        Column::number("changes", "Changes"),
        Column::text("next", "Next request (UTC)"),
        Column::text("until", "Until (UTC)"),
        Column::text("paused", "Paused"),
    ]);
    for source in state.sources()? {
        rows.rows.push(vec![
            Cell::new(source.url),
            Cell::new(source.kind.name()),
            Cell::new(source.pages),
            Cell::new(source.changes),
            instant(source.next.filter(|_| !source.is_paused).map(|at| at.0)),
            instant(source.until.map(|at| at.0)),
            Cell::shown(source.is_paused, if source.is_paused { "yes" } else { "" }),
        ]);
    }
    write_rows(&rows, args.format, context)?;
    Ok(ExitStatus::Whole)
}

/// A page, with its times as in all data.
fn json_of_page(page: &PageStatus) -> serde_json::Value {
    let text = |at: Option<i64>| at.map(|at| canonical_text(at, Precision::Second));
    serde_json::json!({
        "url": page.url,
        "kind": page.kind,
        "next": text(page.next),
        "last": text(page.last),
        "result": page.result,
        "status": page.status,
        "visits": page.visits,
        "changes": page.changes,
        "bytes": page.bytes,
    })
}

fn status(args: &StatusArgs, state: &State, context: &Context) -> CommandResult {
    let counts = state.counts(now())?;
    let pages = state.pages(i64::from(args.limit))?;
    if args.json {
        let pages: Vec<_> = pages.iter().map(json_of_page).collect();
        let mut out = Output::plain(context)?;
        write_json(&mut out, &serde_json::json!({"counts": counts, "pages": pages}))?;
        writeln!(out)?;
        out.finish()?;
        return Ok(ExitStatus::Whole);
    }
    let mut rows = ResultRows::new(&[
        Column::text("next", "Next request (UTC)"),
        Column::text("last", "Last request (UTC)"),
        Column::text("result", "Result"),
        Column::number("status", "Status"),
        Column::number("visits", "Requests"),
        Column::number("changes", "Changes"),
        Column::number("bytes", "Bytes"),
        Column::text("url", "URL"),
    ]);
    for page in pages {
        rows.rows.push(vec![
            instant(page.next),
            instant(page.last),
            Cell::new(page.result),
            Cell::new(page.status),
            Cell::new(page.visits),
            Cell::new(page.changes),
            Cell::new(page.bytes),
            Cell::new(page.url),
        ]);
    }
    write_rows(&rows, args.format, context)?;
    context.say(&format!(
        "{} with {} on {}: {} scheduled, {} due, {} failing; {} so far, {}; {} found",
        counted(counts.sources, "source"),
        counted(counts.pages, "page"),
        counted(counts.hosts, "host"),
        counts.scheduled,
        counts.due,
        counts.failing,
        counted(counts.visits, "request"),
        bytes(counts.bytes),
        counted(counts.changes, "change"),
    ));
    if counts.postponed > 0 {
        context.warn(&format!(
            "the daily budget of a domain was used up {}; the rest of its requests waited for the \
             next day",
            counted(counts.postponed, "time")
        ));
    }
    if counts.missed > 0 {
        context.warn(&format!(
            "{} not sent in time: no watch was running, the clock was set forward, or a host \
             had to wait",
            match counts.missed {
                1 => "1 request was".to_owned(),
                many => format!("{many} requests were"),
            }
        ));
    }
    if counts.messages > 0 {
        context.say(&format!("{} wait for their delivery", counted(counts.messages, "message")));
    }
    Ok(ExitStatus::Whole)
}
