//! `log`: the history of an article.

use std::collections::HashSet;
use std::io::Write as _;

use super::command_error::CommandError;
use super::compare::{Patch, captures_json, step};
use super::context::Context;
use super::format::{TextFormat, write_rows};
use super::output::{Output, write_json};
use super::output_args::OutputArgs;
use super::range_args::{bounds, since_time, until_time};
use super::{CommandResult, ExitStatus};
use crate::article::MatchKey;
use crate::catalog::select;
use crate::history::changes::Changes;
use crate::history::looks::Looks;
use crate::render::compare::changed_fields;
use crate::render::history::{state_notes, write_head, write_looks, write_state, write_state_line};
use crate::render::looks::look_lines;
use crate::render::rows::{Cell, Column, ResultRows};
use crate::render::version::{ChangeJson, VersionJson};
use crate::store::Snapshot;
use crate::timeline::Timeline;

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
    #[arg(long, value_name = "TIME", value_parser = since_time)]
    since: Option<i64>,
    /// Only versions until the end of this time
    #[arg(long, value_name = "TIME", value_parser = until_time)]
    until: Option<i64>,
    /// Maximum number of versions; the latest are shown
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Show the latest version first
    #[arg(long)]
    reverse: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<TextFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

impl LogArgs {
    /// Whether --since and --until include a time.
    fn includes(&self, at: i64) -> bool {
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }
}

pub(super) fn run(args: &LogArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let changes = Changes::of(&catalog, &history)?;
    let states = selected_states(args, &history)?;
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
            let looks = Looks::of(&catalog, article, &history)?;
            for line in lines(args, &history, &states, &looks, &catalog.key_of(article)?) {
                match line {
                    LogLine::Looks(lines) => {
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
                write_version_json(&catalog, &history, (&changes, &looks), index, &mut out)?;
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
            let rows = rows(&history, &changes, &states, url.as_deref())?;
            if let Some(format) = format.rows() {
                write_rows(&rows, format, context)?;
            }
        }
    }
    Ok(ExitStatus::Whole)
}

/// The states that are shown, in order: those between --since and --until, and of these the latest.
/// Without a time, a state is shown only if no time is asked for.
fn selected_states(args: &LogArgs, history: &Timeline) -> Result<Vec<usize>, CommandError> {
    let (since, until) = bounds(args.since, args.until)?;
    let states = history.states().iter().enumerate();
    let mut shown: Vec<usize> = states
        .filter(|(_, state)| match state.effective.at {
            Some(at) => {
                since.is_none_or(|since| at >= since) && until.is_none_or(|until| at < until)
            }
            None => since.is_none() && until.is_none(),
        })
        .map(|(index, _)| index)
        .collect();
    let most = args.limit.map_or(usize::MAX, |limit| limit as usize);
    shown.drain(..shown.len().saturating_sub(most));
    if args.reverse {
        shown.reverse();
    }
    Ok(shown)
}

/// A part of the text.
enum LogLine {
    /// The state with this index.
    State(usize),
    /// Requests that did not return the page.
    Looks(Vec<String>),
}

/// Returns the states that are shown and the looks between them, in the order of the output. With a
/// limit, looks before the first of these states are not shown.
fn lines(
    args: &LogArgs,
    history: &Timeline,
    states: &[usize],
    looks: &Looks,
    key: &MatchKey,
) -> Vec<LogLine> {
    let shown = |state: Option<usize>| {
        let mut found = looks.after(state);
        found.retain(|look| args.includes(look.at.micros()));
        let mut lines = look_lines(&found, key);
        if args.reverse {
            lines.reverse();
        }
        LogLine::Looks(lines)
    };
    let first = states.iter().min().filter(|_| args.limit.is_some());
    let from = first.copied().unwrap_or_default();
    let before = (from == 0).then(|| shown(None));
    let rest = (from..history.states().len()).flat_map(|index| {
        let state = states.contains(&index).then_some(LogLine::State(index));
        state.into_iter().chain([shown(Some(index))])
    });
    let mut lines: Vec<LogLine> = before.into_iter().chain(rest).collect();
    if args.reverse {
        lines.reverse();
    }
    lines
}

/// The versions of these states, each once.
fn versions_of(history: &Timeline, states: &[usize]) -> Vec<usize> {
    let mut versions: Vec<usize> = states
        .iter()
        .filter_map(|state| history.states().get(*state))
        .map(|state| state.version)
        .collect();
    let mut known = HashSet::new();
    versions.retain(|version| known.insert(*version));
    versions
}

fn write_version_json(
    catalog: &Snapshot,
    history: &Timeline,
    (changes, looks): (&Changes<'_>, &Looks),
    index: usize,
    out: &mut Output,
) -> Result<(), CommandError> {
    let Some(version) = history.versions().get(index) else { return Ok(()) };
    let mut json = VersionJson::new(history, version, index);
    let state = history.first_state(index).unwrap_or(usize::MAX);
    json.change = changes.outline(state)?.map(|outline| ChangeJson {
        fields: changed_fields(&outline, changes.url_moved(state)),
        words_added: outline.words_added,
        words_removed: outline.words_removed,
        summary: outline.to_string(),
    });
    json.captures = captures_json(catalog, version)?;
    json.add_looks(looks);
    Ok(write_json(out, &json)?)
}

fn rows(
    history: &Timeline,
    changes: &Changes<'_>,
    order: &[usize],
    url: Option<&str>,
) -> Result<ResultRows, CommandError> {
    let mut rows = ResultRows::new(&[
        Column::number("ordinal", "#"),
        Column::text("id", "Version"),
        Column::text("published", "Published"),
        Column::text("updated", "Updated"),
        Column::text("captured", "Captured"),
        Column::number("captures", "Captures"),
        Column::number("words_added", "+"),
        Column::number("words_removed", "−"),
        Column::text("marks", "Note"),
        Column::long("title", "Title"),
        Column::hidden("body_bytes"),
        Column::hidden("time"),
        Column::hidden("state"),
        Column::hidden("kind"),
        Column::hidden("last_seen"),
        Column::hidden("earliest"),
        Column::hidden("latest"),
        Column::hidden("order"),
        Column::hidden("article"),
        Column::hidden("at"),
        Column::hidden("url"),
        Column::hidden("silent"),
        Column::hidden("returns_to_state"),
    ]);
    for &index in order {
        let Some(state) = history.states().get(index) else { continue };
        let Some(version) = history.version_of(state) else { continue };
        let outline = changes.outline(index)?;
        let seen = history.around(index).1.and_then(|(_, capture)| capture.captured.as_ref());
        rows.rows.push(vec![
            Cell::new(state.version + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(version.published.as_ref()),
            Cell::clock(version.updated.as_ref()),
            Cell::clock(seen),
            Cell::new(state.captures.len()),
            Cell::new(outline.as_ref().map(|outline| outline.words_added)),
            Cell::new(outline.as_ref().map(|outline| outline.words_removed)),
            Cell::new(state_notes(history, index).join(", ")),
            Cell::new(version.title.as_deref()),
            Cell::new(version.text.map(|text| text.length)),
            Cell::effective(&state.effective),
            Cell::new(index + 1),
            Cell::new(state.kind.name()),
            Cell::time(state.seen.map(|(_, last)| last)),
            Cell::time(state.effective.earliest),
            Cell::time(state.effective.latest),
            Cell::new(state.order.name()),
            Cell::new(version.article.0),
            Cell::effective(&state.effective),
            Cell::new(url),
            Cell::new(state.is_silent()),
            Cell::new(state.returns_to.map(|earlier| earlier + 1)),
        ]);
    }
    Ok(rows)
}
