//! `journal`: what was done to the catalog, by which program, and how it ended.

use super::context::Context;
use super::format::{ListFormat, write_rows};
use super::{Done, Outcome};
use crate::render::rows::{Cell, Column, Rows};

/// Show what was done to the catalog: imports, merges, checks, redactions and the like
///
/// Every event is an entry of the catalog's log: none can be changed, taken out or put in between
/// without `verify` finding it. The words are those of PREMIS, the archivists' vocabulary.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let mut rows = Rows::new(&[
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
    write_rows(&rows, args.format, context)?;
    Ok(Done::Whole)
}
