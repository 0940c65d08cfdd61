//! `rejects`: what could not be taken, with its place and the reason.

use std::io::Write as _;

use super::context::Context;
use super::failure::Failure;
use super::format::{ListFormat, write_rows};
use super::output::Output;
use super::{Done, Outcome};
use crate::render::rows::{Cell, Column, Rows};

/// List the records that could not be taken, with their places and the reasons
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Of this import only
    #[arg(long, value_name = "NUMBER")]
    import: Option<i64>,
    /// Write this reject's bytes as they came, to be mended and imported again
    #[arg(long, value_name = "NUMBER", conflicts_with = "import")]
    raw: Option<i64>,
    /// At most so many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: ListFormat,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    if let Some(number) = args.raw {
        let rejects = catalog.rejects(None, None)?;
        let Some(reject) = rejects.iter().find(|reject| reject.id == number) else {
            return Err(Failure::usage(format!(
                "there is no reject {number}; `recension rejects` lists them"
            )));
        };
        if (reject.bytes.len() as i64) < reject.length {
            context.warn(&format!(
                "the catalog keeps the first {} of its {} bytes; the rest is at byte {} of {}",
                reject.bytes.len(),
                reject.length,
                reject.offset,
                reject.input
            ));
        }
        let mut out = Output::plain();
        out.write_all(&reject.bytes)?;
        out.finish()?;
        return Ok(Done::Whole);
    }
    let mut rows = Rows::new(&[
        Column::number("reject", "No"),
        Column::number("import", "Import"),
        Column::text("input", "Input"),
        Column::number("record", "Record"),
        Column::hidden("byte_offset"),
        Column::text("code", "Kind"),
        Column::long("reason", "Reason"),
        Column::hidden("length"),
        Column::hidden("bytes"),
    ]);
    for reject in catalog.rejects(args.import, args.limit)? {
        rows.rows.push(vec![
            Cell::new(reject.id),
            Cell::new(reject.import),
            Cell::new(reject.input),
            Cell::new(reject.record),
            Cell::new(reject.offset),
            Cell::new(reject.code),
            Cell::new(reject.reason),
            Cell::new(reject.length),
            Cell::new(String::from_utf8_lossy(&reject.bytes)),
        ]);
    }
    if rows.rows.is_empty() && args.format == ListFormat::Table {
        context.say("nothing was rejected");
        return Ok(Done::Whole);
    }
    write_rows(&rows, args.format, context)?;
    Ok(Done::Whole)
}
