//! `export`: what the catalog holds, for other programs and other catalogs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;

use super::context::{Context, listen};
use super::destination::Destination;
use super::failure::Failure;
use super::filter::FilterArgs;
use super::output::Output;
use super::rebuild::derived_catalog;
use super::{Done, Outcome};
use crate::render::counted;
use crate::render::export::{Export, ExportError, Form, Selection, csv, jsonl};

/// Write what the catalog holds, for other programs and other catalogs
///
/// As JSON Lines it is a record a capture, with all that is known of it: imported again, it gives an
/// equal catalog, and a record that was altered is refused. As CSV it is a row a version.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    /// Into this file or folder, which must not be there yet, instead of to the standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace what is there: a file, or a folder that an export made
    #[arg(long, requires = "output")]
    force: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    format: ExportFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A record a capture, for `recension import`
    Jsonl,
    /// A row a version
    Csv,
}

impl ExportFormat {
    fn export(self) -> Export {
        match self {
            Self::Jsonl => jsonl::export(),
            Self::Csv => csv::export(),
        }
    }

    /// Its name, as the user gives it.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let export = args.format.export();
    let catalog =
        if args.filter.needs_changes() { derived_catalog(context)? } else { context.catalog()? };
    let stop = Arc::new(AtomicBool::new(false));
    let selection = Selection::of(&catalog, args.filter.filter(), &stop)?;
    let written = match (&args.output, &export.form) {
        (None, Form::Stream(write)) => {
            let mut out = Output::plain();
            let written = write(&selection, &mut out)?;
            out.finish()?;
            written
        }
        (None, form) => {
            let (what, name) = match form {
                Form::Folder(_) => ("a folder", "FOLDER"),
                _ => ("a file", "FILE"),
            };
            return Err(Failure::usage(format!(
                "{} is {what}: name it with --output {name}",
                args.format.name()
            )));
        }
        (Some(path), form) => {
            let folder = matches!(form, Form::Folder(_));
            let place = Destination::new(path, folder, args.force, &context.db)?;
            listen(&stop)?;
            let written = export.write_at(&selection, place.part())?;
            place.keep()?;
            written
        }
    };
    context.say(&format!(
        "exported {} of {}",
        counted(written, export.unit),
        counted(selection.len() as i64, "article")
    ));
    Ok(Done::Whole)
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            ExportError::Output(error) => error.into(),
            ExportError::File { .. } | ExportError::Stopped => Self::Failed(error.to_string()),
        }
    }
}
