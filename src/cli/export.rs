//! `export`: what the catalog holds, for other programs and other catalogs.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::ValueEnum;

use super::context::{Context, listen, now};
use super::destination::Destination;
use super::failure::Failure;
use super::filter::FilterArgs;
use super::output::Output;
use super::rebuild::derived_catalog;
use super::{Done, Outcome};
use crate::render::counted;
use crate::render::export::{Export, ExportError, Form, Selection, bagit, csv, jsonl, warc};

/// Write what the catalog holds, for other programs and other catalogs
///
/// As JSON Lines it is a record a capture, with all that is known of it: imported again, it gives an
/// equal catalog, and a record that was altered is refused; so it is as WARC, where each is a record of
/// an archive. As CSV it is a row a version. A bag holds any of these with the digests that prove it.
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
    /// What a bag holds [default: jsonl]
    #[arg(long, value_name = "FORMAT")]
    payload: Option<ExportFormat>,
    /// A line of a bag's bag-info.txt: Source-Organization, External-Identifier or any other label;
    /// may be given more than once
    #[arg(long, value_name = "LABEL=VALUE", value_parser = bagit::info)]
    bag_info: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A record a capture, for `recension import`
    Jsonl,
    /// A row a version
    Csv,
    /// A web archive (WARC 1.1) with a record a capture, for `recension import`; gzipped where its
    /// name ends with .gz
    Warc,
    /// A folder by RFC 8493 around another format, see --payload
    Bagit,
}

impl Args {
    fn payload(&self) -> ExportFormat {
        self.payload.unwrap_or(ExportFormat::Jsonl)
    }
}

impl ExportFormat {
    fn export(self, args: &Args) -> Result<Export, Failure> {
        Ok(match self {
            Self::Jsonl => jsonl::export(),
            Self::Csv => csv::export(),
            Self::Warc => warc::export(warc_options(args)),
            Self::Bagit => {
                let payload = args.payload();
                if payload == Self::Bagit {
                    return Err(Failure::usage("a bag holds no bag: name another --payload"));
                }
                let options = bagit::BagOptions {
                    payload: payload.file_name(),
                    info: args.bag_info.clone(),
                    created: now(),
                };
                bagit::export(payload.export(args)?, options)
            }
        })
    }

    /// Its file's name in a bag.
    fn file_name(self) -> String {
        match self {
            Self::Warc => "catalog.warc.gz".to_owned(),
            other => format!("catalog.{}", other.name()),
        }
    }

    /// Its name, as the user gives it.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// An archive in a bag has the bag's name for it; one on the standard output has none.
fn warc_options(args: &Args) -> warc::WarcOptions {
    let filename = if args.format == ExportFormat::Bagit {
        Some(args.payload().file_name())
    } else {
        let name = args.output.as_deref().and_then(std::path::Path::file_name);
        name.map(|name| name.to_string_lossy().into_owned())
    };
    let ends = |name: &String| name.len() >= 3 && name.to_ascii_lowercase().ends_with(".gz");
    warc::WarcOptions { gzip: filename.as_ref().is_some_and(ends), filename, created: now() }
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    if args.format != ExportFormat::Bagit {
        let given =
            [(args.payload.is_some(), "--payload"), (!args.bag_info.is_empty(), "--bag-info")];
        if let Some((_, option)) = given.into_iter().find(|(is_given, _)| *is_given) {
            return Err(Failure::usage(format!("{option} is for a bag: say --format bagit")));
        }
    }
    let export = args.format.export(args)?;
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
