//! `verify-bundle`: checks a bundle of evidence without the catalog.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::Context;
use super::destination::Destination;
use super::head::{KeptHead, read_bytes, read_public_key};
use super::log_head::write_whole;
use super::output::Output;
use super::{CommandResult, ExitStatus};
use crate::article::Sha256;
use crate::proof::bundle::{Bundle, MOST_BYTES, Trust};
use crate::render::evidence::{html, json, text};

/// Check a bundle of evidence, without the catalog
///
/// Exits with code 1 if a check fails.
#[derive(Debug, clap::Args)]
pub(super) struct VerifyBundleArgs {
    /// Bundle that `recension prove` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Public key that must have signed the checkpoint
    ///
    /// A file, or the key itself as NAME+ID+BASE64.
    #[arg(long, value_name = "PUBKEY")]
    key: Option<OsString>,
    /// Name of the log that the bundle must be from
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    /// Checkpoint that must be the one in the bundle
    ///
    /// A copy that was stored elsewhere: a file, or SIZE:ROOT.
    #[arg(long, value_name = "CHECKPOINT")]
    head: Option<OsString>,
    /// Format of the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,
    /// Write the report to this file instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// Verdict, article, times, what is proved and what is not, checks, text
    Text,
    /// The same as one self-contained HTML page
    Html,
    /// One JSON object, without the text
    Json,
}

pub(super) fn run(args: &VerifyBundleArgs, context: &Context) -> CommandResult {
    let trust = Trust {
        key: args.key.as_deref().map(read_public_key).transpose()?,
        origin: args.origin.clone(),
        head: match &args.head {
            Some(name) => KeptHead::read(name).map(|head| Some((head.size, head.root)))?,
            None => None,
        },
    };
    if let Some(path) = &args.output {
        drop(Destination::new(path, false, args.force, &context.db)?);
    }
    let bytes = read_bytes(&args.file, MOST_BYTES)?;
    let bundle = Bundle::parse(&bytes)
        .map_err(|error| CommandError::Failed(format!("{}: {error}", args.file.display())))?;
    let sha256 = Sha256::of(&bytes);
    drop(bytes);
    let report = bundle.check(&trust);
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let file = html::CheckedFile { name: &name, sha256 };
    let write = |color: bool, out: &mut dyn std::io::Write| match args.format {
        ReportFormat::Text => text::write(&bundle, &report, color, out),
        ReportFormat::Html => html::write(&bundle, &report, file, out),
        ReportFormat::Json => json::write(&bundle, &report, out),
    };
    if args.output.is_some() {
        let mut written = Vec::new();
        write(false, &mut written)?;
        write_whole(&written, args.output.as_deref(), args.force, context)?;
    } else {
        let is_text = args.format == ReportFormat::Text;
        let mut out = if is_text { Output::paged(context) } else { Output::plain() };
        write(context.color, &mut out)?;
        out.finish()?;
    }
    Ok(if report.holds() { ExitStatus::Whole } else { ExitStatus::Differs })
}
