//! `log-head`: the head of the catalog's log, to be kept elsewhere.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::context::Context;
use super::destination::Destination;
use super::failure::Failure;
use super::head::read_private_key;
use super::output::Output;
use super::{Done, Outcome};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::note::Signer;
use crate::store::Catalog;

/// Write the head of the catalog's log as a checkpoint, to be kept where nobody can alter it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Sign it with this Ed25519 key: PKCS#8 as PEM, or a note's PRIVATE+KEY+…
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The log's name; without one `recension.catalog/` and a hash of its first entry
    #[arg(long, value_name = "LINE")]
    origin: Option<String>,
    /// Write it into this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let signer = args.key.as_deref().map(read_private_key).transpose()?;
    let text = make(&catalog, args.origin.as_deref(), signer.as_ref(), context)?;
    write_whole(text.as_bytes(), args.output.as_deref(), args.force, context)?;
    Ok(Done::Whole)
}

/// The checkpoint of the log as it is now. The key by which others verify it is told.
pub(super) fn make(
    catalog: &Catalog,
    origin: Option<&str>,
    signer: Option<&Signer>,
    context: &Context,
) -> Result<String, Failure> {
    let mut log = catalog.log()?;
    let origin = match origin {
        Some(origin) => Some(origin.to_owned()),
        None => log.own_origin()?,
    };
    let origin = origin.ok_or_else(|| {
        Failure::usage(format!(
            "the log of {} has no entry yet: import something, or name it with --origin",
            catalog.path().display()
        ))
    })?;
    let head = log.head()?;
    let named = |error: crate::proof::note::NoteError| Failure::usage(error.to_string());
    let checkpoint = Checkpoint::new(&origin, head.size, head.root).map_err(named)?;
    if let Some(signer) = signer {
        let verifier = signer.verifier(&origin).map_err(named)?;
        context.say(&format!("signed; others verify it with the key {verifier}"));
    }
    checkpoint.signed(signer).map_err(named)
}

/// Writes a file that appears whole or not at all, or to stdout.
pub(super) fn write_whole(
    bytes: &[u8],
    path: Option<&Path>,
    force: bool,
    context: &Context,
) -> Result<(), Failure> {
    let Some(path) = path else {
        let mut out = Output::plain();
        out.write_all(bytes)?;
        return out.finish();
    };
    let place = Destination::new(path, false, force, &context.db)?;
    std::fs::write(place.part(), bytes).map_err(|error| {
        Failure::Failed(format!("{}: cannot be written: {error}", path.display()))
    })?;
    place.keep()
}
