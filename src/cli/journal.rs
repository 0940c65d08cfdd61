//! `journal`: the operations on the catalog, with the program and the outcome of each.

use std::collections::VecDeque;

use super::context::Context;
use super::format::{ListFormat, write_rows};
use super::output_args::OutputArgs;
use super::range_args::{bounds, since_time, until_time};
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::article::UnixMicros;
use crate::render::rows::{Cell, Column, ResultRows};

/// Show the journal of imports, merges, checks and redactions
///
/// Every event is an entry of the catalog's log, so `verify` detects an event that was changed,
/// removed or inserted. The event names are those of PREMIS, the vocabulary of archivists.
#[derive(Debug, clap::Args)]
pub(super) struct JournalArgs {
    /// Only events since this time or within this age
    ///
    /// A time such as 2014-10 or 2014-W42, today, yesterday, or an age such as 7d, 1mo or
    /// "2 days ago".
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = since_time)]
    since: Option<UnixMicros>,
    /// Only events until the end of this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = until_time)]
    until: Option<UnixMicros>,
    /// Maximum number of events; the latest are shown
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

pub(super) fn run(args: &JournalArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let at = bounds(args.since, args.until)?;
    let most = args.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    let catalog = context.catalog()?;
    let mut latest = VecDeque::new();
    catalog.each_event(&mut |event| {
        if at.contains(Some(event.at)) {
            if latest.len() == most {
                latest.pop_front();
            }
            latest.push_back(event);
        }
        Ok(())
    })?;
    let mut rows = ResultRows::new(&[
        Column::number("event", "No"),
        Column::times("at", "Time"),
        Column::text("name", "Event"),
        Column::text("outcome", "Outcome"),
        Column::text("agent", "By"),
        Column::long("detail", "Detail"),
        Column::hidden("entry"),
        Column::hidden("log_root"),
    ]);
    for event in latest {
        rows.rows.push(vec![
            Cell::new(event.number),
            Cell::time(Some(event.at.0)),
            Cell::new(event.name),
            Cell::new(event.outcome),
            Cell::new(event.agent),
            Cell::new(event.detail),
            Cell::new(event.entry),
            Cell::new(event.root.to_string()),
        ]);
    }
    write_rows(&rows, format, context)?;
    Ok(ExitStatus::Whole)
}
