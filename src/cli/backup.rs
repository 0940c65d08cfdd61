//! `backup`: the catalog copied while others use it.

use std::path::PathBuf;

use super::context::Context;
use super::{Done, Outcome};
use crate::render::bytes;

/// Copy the catalog into a file, whole and consistent, while others may read and import
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file, which must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let length = context.catalog()?.backup(&args.file)?;
    context.say(&format!("{}: {}", args.file.display(), bytes(length as i64)));
    Ok(Done::Whole)
}
