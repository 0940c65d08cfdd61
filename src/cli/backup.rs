//! `backup`: copies the catalog while others use it.

use std::path::PathBuf;

use super::context::Context;
use super::{CommandResult, ExitStatus};
use crate::render::bytes;

/// Copy the catalog to a file, even while it is in use
///
/// The copy is complete and consistent. Others can read and import while it is made.
#[derive(Debug, clap::Args)]
pub(super) struct BackupArgs {
    /// File to write, which must not exist yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(args: &BackupArgs, context: &Context) -> CommandResult {
    let length = context.catalog()?.backup(&args.file)?;
    context.say(&format!("{}: {}", args.file.display(), bytes(length as i64)));
    Ok(ExitStatus::Whole)
}
