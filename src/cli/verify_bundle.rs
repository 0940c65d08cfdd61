//! `verify-bundle`: evidence checked without the catalog.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;

use super::failure::Failure;
use super::head::{KeptHead, read_bytes, read_public_key};
use super::output::Output;
use super::{Done, Outcome};
use crate::proof::bundle::{Bundle, MOST_BYTES, Trust};
use crate::render::evidence::{write_json, write_text};

/// Check a bundle of evidence that `prove` wrote, without the catalog
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The bundle
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The public key that must have signed its checkpoint: a file, or NAME+ID+BASE64 itself
    #[arg(long, value_name = "PUBKEY")]
    key: Option<OsString>,
    /// The log that it must be of
    #[arg(long, value_name = "LINE")]
    origin: Option<String>,
    /// The head that was kept elsewhere and must be the bundle's: a file, or SIZE:ROOT
    #[arg(long, value_name = "HEAD")]
    head: Option<OsString>,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// The checks, one a line, and what they prove
    Text,
    /// One JSON object
    Json,
}

pub(super) fn run(args: &Args) -> Outcome {
    let trust = Trust {
        key: args.key.as_deref().map(read_public_key).transpose()?,
        origin: args.origin.clone(),
        head: match &args.head {
            Some(name) => KeptHead::read(name).map(|head| Some((head.size, head.root)))?,
            None => None,
        },
    };
    let bytes = read_bytes(&args.file, MOST_BYTES)?;
    let bundle = Bundle::parse(&bytes)
        .map_err(|error| Failure::Failed(format!("{}: {error}", args.file.display())))?;
    drop(bytes);
    let report = bundle.check(&trust);
    let mut out = Output::plain();
    match args.format {
        ReportFormat::Text => write_text(&bundle, &report, &mut out)?,
        ReportFormat::Json => write_json(&bundle, &report, &mut out)?,
    }
    out.finish()?;
    Ok(if report.holds() { Done::Whole } else { Done::Differs })
}
