//! `verify-bundle`: checks a bundle of evidence without the catalog.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::ValueEnum;

use super::command_error::CommandError;
use super::context::Context;
use super::head::{KeptHead, read_bytes, read_public_key};
use super::output::Output;
use super::output_args::OutputArgs;
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
    /// Format of the report [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ReportFormat>,
    #[command(flatten)]
    output: OutputArgs,
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
    let format = args.output.format(args.format, ReportFormat::Text)?;
    let context = &args.output.context(context)?;
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
        .map_err(|error| CommandError::Failed(format!("{}: {error}", args.file.display())))?;
    let sha256 = Sha256::of(&bytes);
    drop(bytes);
    let report = bundle.check(&trust);
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let file = html::CheckedFile { name: &name, sha256 };
    let is_text = format == ReportFormat::Text;
    let mut out = if is_text { Output::paged(context)? } else { Output::plain(context)? };
    match format {
        ReportFormat::Text => text::write(&bundle, &report, context.color, &mut out),
        ReportFormat::Html => html::write(&bundle, &report, file, &mut out),
        ReportFormat::Json => json::write(&bundle, &report, &mut out),
    }?;
    out.finish()?;
    Ok(if report.holds() { ExitStatus::Whole } else { ExitStatus::Differs })
}
