//! `log-head`: writes a checkpoint of the catalog's log.

use std::io::Write as _;
use std::path::PathBuf;

use super::command_error::CommandError;
use super::context::Context;
use super::head::read_private_key;
use super::output::Output;
use super::output_args::{OutputArgs, PlainFormat};
use super::{CommandResult, ExitStatus};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::note::Signer;
use crate::store::Snapshot;

/// Write a checkpoint of the catalog's log
///
/// Keep a copy where nobody can alter it: a checkpoint is only as trustworthy as the place where
/// its copy is stored.
#[derive(Debug, clap::Args)]
pub(super) struct LogHeadArgs {
    /// Sign the checkpoint with this Ed25519 key
    ///
    /// The file holds the key as PKCS#8 in PEM, or as a signed note's PRIVATE+KEY+….
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Name of the log in the checkpoint
    ///
    /// The default is `recension.catalog/` and a hash of the log's first entry.
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &LogHeadArgs, context: &Context) -> CommandResult {
    args.output.format(None, PlainFormat::Text)?;
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let signer = args.key.as_deref().map(read_private_key).transpose()?;
    let text = make(&catalog, args.origin.as_deref(), signer.as_ref(), context)?;
    let mut out = Output::plain(context)?;
    out.write_all(text.as_bytes())?;
    out.finish()?;
    Ok(ExitStatus::Whole)
}

/// Returns the checkpoint of the log's current state. If it is signed, prints the public key.
pub(super) fn make(
    catalog: &Snapshot,
    origin: Option<&str>,
    signer: Option<&Signer>,
    context: &Context,
) -> Result<String, CommandError> {
    let mut log = catalog.log()?;
    let origin = match origin {
        Some(origin) => Some(origin.to_owned()),
        None => log.own_origin()?,
    };
    let origin = origin.ok_or_else(|| {
        CommandError::usage(format!(
            "the log of {} has no entries yet: import something, or give the log's name with --origin",
            catalog.path().display()
        ))
    })?;
    let head = log.head()?;
    let named = |error: crate::proof::note::NoteError| CommandError::usage(error.to_string());
    let checkpoint = Checkpoint::new(&origin, head.size, head.root).map_err(named)?;
    if let Some(signer) = signer {
        let verifier = signer.verifier(&origin).map_err(named)?;
        context.say(&format!("signed; others can verify it with the public key {verifier}"));
    }
    checkpoint.signed(signer).map_err(named)
}
