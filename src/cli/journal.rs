//! `journal`: the operations on the catalog, with the program and the outcome of each.

use super::context::Context;
use super::format::{ListFormat, write_rows};
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::render::rows::{Cell, Column, ResultRows};

/// Show the journal of imports, merges, checks and redactions
///
/// Every event is an entry of the catalog's log, so `verify` detects an event that was changed,
/// removed or inserted. The event names are those of PREMIS, the vocabulary of archivists.
#[derive(Debug, clap::Args)]
pub(super) struct JournalArgs {
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &JournalArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, ListFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let mut rows = ResultRows::new(&[
        Column::number("event", "No"),
        Column::text("at", "Time (UTC)"),
        Column::text("name", "Event"),
        Column::text("outcome", "Outcome"),
        Column::text("agent", "By"),
        Column::long("detail", "Detail"),
        Column::hidden("entry"),
        Column::hidden("log_root"),
    ]);
    catalog.each_event(&mut |event| {
        rows.rows.push(vec![
            Cell::new(event.number),
            Cell::time(Some(event.at)),
            Cell::new(event.name),
            Cell::new(event.outcome),
            Cell::new(event.agent),
            Cell::new(event.detail),
            Cell::new(event.entry),
            Cell::new(event.root.to_string()),
        ]);
        Ok(())
    })?;
    write_rows(&rows, format, context)?;
    Ok(ExitStatus::Whole)
}
