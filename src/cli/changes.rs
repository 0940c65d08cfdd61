//! `changes`: the changes of all articles.

use std::io::Write as _;

use clap::ValueEnum;

use super::catalogs::{OpenCatalogs, derived_catalogs};
use super::change_rules::ChangeRules;
use super::command_error::CommandError;
use super::compare::{Patch, step};
use super::context::{Context, now};
use super::filter::warn_of_unknown_host;
use super::format::{ListFormat, width};
use super::output::Output;
use super::output_args::OutputArgs;
use super::range_args::{bounds, since_time, time_range, until_time};
use super::sample::SampleArgs;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::{TimeRange, UnixMicros};
use crate::history::changes::{Changes, LastTimeline, state_of};
use crate::history::edits::EditQuery;
use crate::render::changes::{COLUMNS, ChangesHtml, cells};
use crate::render::compare::{Audience, Comparison, changed_fields};
use crate::render::history::{ChangeLine, write_change};
use crate::render::period::period;
use crate::render::rows;
use crate::render::{in_words, time};
use crate::store::{ChangeFilter, ChangeRow, Snapshot};
use crate::timeline::Timeline;

/// Show the changes of all articles, latest first
///
/// A change is a transition from one text of an article to the next, including a return to an
/// earlier text. Its time is the publisher's (`updated`, or `published` if there is none) if that
/// lies between the observations around the change; otherwise, the time when the new text was first
/// seen.
#[derive(Debug, clap::Args)]
pub(super) struct ChangesArgs {
    /// Only this article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: Option<String>,
    /// Only changes since this time or within this age
    ///
    /// A time such as 2014-10 or 2014-W42, today, yesterday, or an age such as 7d, 1mo or
    /// "2 days ago".
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = since_time)]
    since: Option<UnixMicros>,
    /// Only changes until the end of this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = until_time)]
    until: Option<UnixMicros>,
    /// Only changes that were first captured at this time
    ///
    /// A time such as 2014-10, a range such as 2014-10-01..2014-11, or an age such as 7d.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time_range)]
    captured: Option<TimeRange>,
    #[command(flatten)]
    rules: ChangeRules,
    /// Show the oldest change first
    #[arg(long)]
    reverse: bool,
    /// Maximum number of changes
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Show the diff of each change
    #[arg(short, long)]
    patch: bool,
    /// Show one row per operation on a sentence, for coding by hand
    ///
    /// Each row has the old and the new text, the classes, and the words from which they were read.
    /// --sample then draws operations, and --op and --class select them.
    #[arg(long, conflicts_with = "patch")]
    edits: bool,
    #[command(flatten)]
    sample: SampleArgs,
    /// Exit with code 1 if nothing is found
    #[arg(long)]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ChangesFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ChangesFormat {
    /// Readable text
    Text,
    /// Aligned columns
    Table,
    /// One JSON array
    Json,
    /// One JSON object per line
    Jsonl,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// A Markdown table
    Markdown,
    /// One self-contained HTML page, with the diffs
    Html,
}

impl ChangesFormat {
    /// The format of the rows; `None` for readable text and the page.
    fn rows(self) -> Option<ListFormat> {
        match self {
            Self::Text | Self::Html => None,
            Self::Table => Some(ListFormat::Text),
            Self::Json => Some(ListFormat::Json),
            Self::Jsonl => Some(ListFormat::Jsonl),
            Self::Csv => Some(ListFormat::Csv),
            Self::Tsv => Some(ListFormat::Tsv),
            Self::Markdown => Some(ListFormat::Markdown),
        }
    }
}

pub(super) fn run(args: &ChangesArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ChangesFormat::Text)?;
    args.timezone.apply(&format);
    if args.edits && format == ChangesFormat::Html {
        return Err(CommandError::usage(
            "--edits writes rows: use --format csv, or omit --edits for the page",
        ));
    }
    let context = &args.output.context(context)?;
    let catalogs = derived_catalogs(context)?;
    let filter = filter(args, &catalogs, context)?;
    let found = match format.rows() {
        _ if args.edits => {
            let query = EditQuery {
                changes: filter,
                ops: args.rules.op.iter().copied().collect(),
                classes: args.rules.class.iter().copied().collect(),
                sample: args.sample.sample(context),
            };
            let format = format.rows().unwrap_or(ListFormat::Text);
            super::edits::write(&query, &catalogs, context, format)?
        }
        None if format == ChangesFormat::Html => write_html(args, &filter, &catalogs, context)?,
        None => write_text(args, &filter, &catalogs, context)?,
        Some(_) if args.patch => {
            return Err(CommandError::usage(
                "--patch requires the text format; `recension diff --format json` writes one \
                 complete change",
            ));
        }
        Some(format) => {
            let mut out =
                if format.is_paged() { Output::paged(context)? } else { Output::plain(context)? };
            let width = width(format, context);
            let mut found = false;
            let columns = catalogs.columns(&COLUMNS);
            let mut writer =
                rows::writer(&columns, format.rows(context), width, context.color, &mut out)?;
            catalogs.each_change(&filter, args.sample.sample(context), |row| {
                found = true;
                let cells = catalogs.cells(row.article, cells(&row));
                Ok::<_, CommandError>(writer.row(&cells)?)
            })?;
            writer.end()?;
            drop(writer);
            out.finish()?;
            found
        }
    };
    if !found {
        context.say("no change matches");
    }
    Ok(ExitStatus::of_search(found, args.exit_code))
}

fn filter(
    args: &ChangesArgs,
    catalogs: &OpenCatalogs,
    context: &Context,
) -> Result<ChangeFilter, CommandError> {
    warn_of_unknown_host(args.rules.host.as_ref(), catalogs.snapshots(), context)?;
    let article = args.article.as_deref().map(|name| catalogs.select(name));
    Ok(ChangeFilter {
        article: article.transpose()?,
        at: bounds(args.since, args.until)?,
        captured: args.captured.unwrap_or_default(),
        oldest_first: args.reverse,
        limit: args.limit,
        ..args.rules.filter()
    })
}

fn write_text(
    args: &ChangesArgs,
    filter: &ChangeFilter,
    catalogs: &OpenCatalogs,
    context: &Context,
) -> Result<bool, CommandError> {
    let patch_options =
        if args.patch { Patch::Diff(context.render_options()) } else { Patch::None };
    let mut out = Output::paged(context)?;
    let mut found = false;
    let mut last = LastTimeline::default();
    catalogs.each_change(filter, args.sample.sample(context), |row| {
        if std::mem::replace(&mut found, true) {
            writeln!(out)?;
        }
        let step = if args.patch {
            let (catalog, _) = catalogs.find(row.article)?;
            patch(catalog, last.of(catalogs.all(), row.article)?, &row, &patch_options)?
        } else {
            let outline = &row.change.outline;
            let fields = changed_fields(outline, row.change.url_moved);
            ChangeLine { summary: outline.to_string(), fields, diff: Vec::new() }
        };
        Ok::<_, CommandError>(write_change(
            &row,
            catalogs.name_of(row.article),
            &step,
            context.color,
            &mut out,
        )?)
    })?;
    out.finish()?;
    Ok(found)
}

/// The most changes on a page, if no limit is given.
const PAGE_CHANGES: usize = 500;

/// Writes the changes as one page.
fn write_html(
    args: &ChangesArgs,
    filter: &ChangeFilter,
    catalogs: &OpenCatalogs,
    context: &Context,
) -> Result<bool, CommandError> {
    let limit = if filter.limit.is_some() { usize::MAX } else { PAGE_CHANGES };
    let (mut rows, mut more) = (Vec::new(), 0);
    catalogs.each_change(filter, args.sample.sample(context), |row| {
        if rows.len() < limit {
            rows.push(row);
        } else {
            more += 1;
        }
        Ok::<_, CommandError>(())
    })?;
    let footer = match more {
        0 => String::new(),
        more => format!("{more} more changes are not shown; -n N sets how many are."),
    };
    let mut out = Output::plain(context)?;
    let about = [
        format!("From {}, {}.", catalogs.in_words(), in_words(&time(now().0))),
        "A silent edit changed the text, and no time that the publisher states is between the \
         observations before and after it. Times are those of the publisher and of the archive that \
         saw the page."
            .to_owned(),
    ];
    let mut page = ChangesHtml::begin(&page_title(args), &about, &rows, &mut out)?;
    let mut last = LastTimeline::default();
    for row in &rows {
        let (catalog, _) = catalogs.find(row.article)?;
        let history = last.of(catalogs.all(), row.article)?;
        let comparison = match state_of(history, row) {
            Some(index) => Comparison::of_state(catalog, history, index, Audience::Reader)?,
            None => None,
        };
        page.change(row, comparison.as_ref(), &context.render_options())?;
    }
    page.end(&footer)?;
    out.finish()?;
    Ok(!rows.is_empty())
}

/// `Silent edits of 30 November 2026`.
fn page_title(args: &ChangesArgs) -> String {
    let what = if args.rules.silent_edits { "Silent edits" } else { "Changes" };
    let host = args.rules.host.as_ref().map(|host| format!("on {host}"));
    let range = TimeRange { from: args.since, until: args.until };
    let parts = [Some(what.to_owned()), host, period(&range, now())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns one change with its diff.
fn patch(
    catalog: &Snapshot,
    history: &Timeline,
    row: &ChangeRow,
    options: &Patch,
) -> Result<ChangeLine, CommandError> {
    let changes = Changes::of(catalog, history)?;
    match state_of(history, row) {
        Some(index) => step(catalog, history, &changes, index, options),
        None => Ok(ChangeLine::default()),
    }
}
