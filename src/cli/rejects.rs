//! `rejects`: the records that could not be imported, with their locations and the reasons.

use crate::article::ImportNumber;
use std::io::Write as _;

use super::command_error::CommandError;
use super::context::Context;
use super::format::{ListFormat, write_rows};
use super::output::Output;
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::render::rows::{Cell, Column, ResultRows};

/// List the records that could not be imported, and why
#[derive(Debug, clap::Args)]
pub(super) struct RejectsArgs {
    /// Only rejects of this import
    #[arg(long, value_name = "NUMBER")]
    import: Option<i64>,
    /// Write the raw bytes of this reject, to fix and import them again
    #[arg(long, value_name = "NUMBER", conflicts_with = "import")]
    raw: Option<i64>,
    /// Maximum number of rejects
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Exit with code 1 if there are none
    #[arg(long, conflicts_with = "raw")]
    exit_code: bool,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ListFormat>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &RejectsArgs, context: &Context) -> CommandResult {
    // The raw bytes are in the format of their source, whatever the file is called.
    let given = args.raw.map(|_| ListFormat::Text).or(args.format);
    let format = args.output.format(given, ListFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    if let Some(number) = args.raw {
        let rejects = catalog.rejects(None, None)?;
        let Some(reject) = rejects.iter().find(|reject| reject.id == number) else {
            return Err(CommandError::usage(format!(
                "there is no reject {number}; `recension rejects` lists them"
            )));
        };
        if (reject.bytes.len() as i64) < reject.length {
            context.warn(&format!(
                "the catalog holds only the first {} of {} bytes; the record begins at byte {} of {}",
                reject.bytes.len(),
                reject.length,
                reject.offset,
                reject.input
            ));
        }
        let mut out = Output::plain(context)?;
        out.write_all(&reject.bytes)?;
        out.finish()?;
        return Ok(ExitStatus::Whole);
    }
    if let Some(import) = args.import {
        let imports = catalog.imports(u64::MAX)?;
        if !imports.iter().any(|row| row.id.0 == import) {
            return Err(CommandError::usage(match imports.first() {
                Some(last) => format!("there is no import {import}; the last one is {}", last.id),
                None => format!("there is no import {import}: nothing was imported yet"),
            }));
        }
    }
    let mut rows = ResultRows::new(&[
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
    for reject in catalog.rejects(args.import.map(ImportNumber), args.limit)? {
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
    if rows.rows.is_empty() && format == ListFormat::Text && context.file.is_none() {
        context.say("there are no rejects");
        return Ok(ExitStatus::of_search(false, args.exit_code));
    }
    let is_found = !rows.rows.is_empty();
    write_rows(&rows, format, context)?;
    Ok(ExitStatus::of_search(is_found, args.exit_code))
}
