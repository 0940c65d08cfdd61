//! `blame`: each sentence with the version that added it.

use super::context::Context;
use super::format::{TextFormat, write_rows};
use super::output::Output;
use super::output_args::OutputArgs;
use super::timezone_args::TimezoneArgs;
use super::{CommandResult, ExitStatus};
use crate::catalog::select;
use crate::history::blame::{StateBlame, blame_state};
use crate::render::blame::{lines, rows, write};
use crate::render::version::certainty_text;

/// Show which version added each sentence of an article
///
/// A sentence that was edited is shown with its earlier text.
#[derive(Debug, clap::Args)]
pub(super) struct BlameArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Version: an ordinal, first, latest, an id prefix, a state (@3), or a time
    #[arg(value_name = "VERSION", default_value = "latest", allow_hyphen_values = true, value_parser = super::range_args::version_name)]
    version: String,
    /// Format of the output [default: text, or as the suffix of --output says]
    #[arg(long, value_name = "FORMAT")]
    format: Option<TextFormat>,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    timezone: TimezoneArgs,
}

pub(super) fn run(args: &BlameArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
    args.timezone.apply(&format);
    let context = &args.output.context(context)?;
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let chosen = select::version(&history, &args.version)?;
    let last = chosen.selected.state.or_else(|| history.first_state(chosen.version()));
    if let Some(found) = &chosen.in_effect {
        context.say(&certainty_text(&history, found));
    }
    let blamed = match last {
        Some(last) => blame_state(&catalog, &history, last)?,
        None => StateBlame::default(),
    };
    if let Some(format) = format.rows() {
        write_rows(&rows(&history, &blamed), format, context)?;
    } else {
        let lines = lines(&history, &blamed);
        let mut out = Output::paged(context)?;
        write(&lines, context.color, &mut out)?;
        out.finish()?;
    }
    Ok(ExitStatus::Whole)
}
