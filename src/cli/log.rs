//! `log`: the history of an article.

use std::io::Write as _;

use super::command_error::CommandError;
use super::compare::{Patch, step};
use super::context::Context;
use super::format::{TextFormat, write_rows};
use super::output::{Output, write_json};
use super::output_args::OutputArgs;
use super::range_args::{bounds, since_time, until_time};
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::UnixMicros;
use crate::catalog::select;
use crate::history::changes::Changes;
use crate::history::log::{LogLine, LogQuery, versions_of};
use crate::history::looks::Looks;
use crate::render::history::{write_head, write_looks, write_state, write_state_line};
use crate::render::log::{rows, version_json};
use crate::render::looks::look_lines;

/// Show the history of an article
///
/// Lists each text of the article in order: when it was published, updated and captured, and what
/// changed. Requests that did not return the page are shown between the texts.
#[derive(Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Show the diff of each change
    #[arg(short, long)]
    patch: bool,
    /// Show each version on one line
    #[arg(long, conflicts_with = "patch")]
    oneline: bool,
    /// Show the size of each change as a bar
    #[arg(long, conflicts_with = "patch")]
    stat: bool,
    /// Only versions since this time or within this age
    ///
    /// A time such as 2014-10 or 2014-W42, today, yesterday, or an age such as 7d, 1mo or
    /// "2 days ago".
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = since_time)]
    since: Option<UnixMicros>,
    /// Only versions until the end of this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = until_time)]
    until: Option<UnixMicros>,
    /// Maximum number of versions; the latest are shown
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Show the latest version first
    #[arg(long)]
    reverse: bool,
    /// Exit with code 1 if nothing is found
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<TextFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

pub(super) fn run(args: &LogArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let changes = Changes::of(&catalog, &history)?;
    let query = LogQuery {
        at: bounds(args.since, args.until)?,
        limit: args.limit.map(|limit| limit as usize),
        reverse: args.reverse,
    };
    let states = query.states(&history);
    if states.is_empty() {
        context.say("no version matches");
    }
    if (args.oneline || args.stat) && format != TextFormat::Text {
        return Err(CommandError::usage("--oneline and --stat require the text format"));
    }
    match format {
        TextFormat::Text => {
            let mut out = Output::paged(context)?;
            let patch = match (args.patch, args.stat) {
                (true, _) => Patch::Diff(context.render_options()),
                (_, true) => Patch::Stat(context.render_options()),
                _ => Patch::None,
            };
            if !args.oneline {
                write_head(&history, &catalog.aliases(article)?, context.color, &mut out)?;
            }
            let (looks, key) = (Looks::of(&catalog, article, &history)?, catalog.key_of(article)?);
            for line in query.lines(&history, &looks) {
                match line {
                    LogLine::Looks(looks) => {
                        let mut lines = look_lines(&looks, &key);
                        if args.reverse {
                            lines.reverse();
                        }
                        write_looks(&lines, args.oneline, context.color, &mut out)?;
                    }
                    LogLine::State(index) => {
                        let step = step(&catalog, &history, &changes, index, &patch)?;
                        let write = if args.oneline { write_state_line } else { write_state };
                        write(&history, index, &step, context.color, &mut out)?;
                    }
                }
            }
            out.finish()?;
        }
        // JSON holds more than rows can: every capture with all fields of its source.
        TextFormat::Json | TextFormat::Jsonl => {
            let array = format == TextFormat::Json;
            let looks = Looks::of(&catalog, article, &history)?;
            let mut out = Output::plain(context)?;
            for (line, index) in versions_of(&history, &states).into_iter().enumerate() {
                if array {
                    out.write_all(if line == 0 { b"[\n" } else { b",\n" })?;
                }
                if let Some(json) = version_json(&catalog, &changes, &looks, index)? {
                    write_json(&mut out, &json)?;
                }
                if !array {
                    writeln!(out)?;
                }
            }
            if array {
                out.write_all(b"\n]\n")?;
            }
            out.finish()?;
        }
        TextFormat::Table | TextFormat::Csv | TextFormat::Tsv | TextFormat::Markdown => {
            let url = catalog.aliases(article)?.into_iter().next();
            let looks = Looks::of(&catalog, article, &history)?;
            let rows = rows(&changes, &looks, &query, url.as_deref())?;
            if let Some(format) = format.rows() {
                write_rows(&rows, format, context)?;
            }
        }
    }
    Ok(ExitStatus::of_search(!states.is_empty(), args.exit_code))
}
