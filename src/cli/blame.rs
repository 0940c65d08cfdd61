//! `blame`: each sentence with the version that added it.

use super::context::Context;
use super::format::{TextFormat, write_rows};
use super::output::Output;
use super::output_args::OutputArgs;
use super::{CommandResult, ExitStatus};
use crate::article::{StoredCapture, Timestamp};
use crate::catalog::select;
use crate::history::blame::{StateBlame, blame_state};
use crate::render;
use crate::render::rows::{Cell, Column, ResultRows};
use crate::render::version::certainty_text;
use crate::timeline::{ClaimFit, Timeline};

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
}

pub(super) fn run(args: &BlameArgs, context: &Context) -> CommandResult {
    let format = args.output.format(args.format, TextFormat::Text)?;
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
    let text = &blamed.text;
    let state_at = |index: usize| {
        let state = history.states().get(index)?;
        Some((state, history.version_of(state)?))
    };
    let mut rows = ResultRows::new(&[
        Column::number("ordinal", "#"),
        Column::text("version", "Version"),
        Column::text("time", "Since"),
        Column::text("moved_by", "Moved"),
        Column::long("sentence", "Sentence"),
        Column::hidden("was"),
        Column::hidden("was_ordinal"),
        Column::hidden("start"),
        Column::hidden("end"),
        Column::hidden("effective"),
        Column::hidden("earliest"),
        Column::hidden("latest"),
        Column::hidden("state"),
        Column::hidden("article"),
        Column::hidden("id"),
        Column::hidden("at"),
    ]);
    let ordinal = |index: usize| state_at(index).map(|(state, _)| state.version + 1);
    for sentence in &blamed.sentences {
        let Some((state, version)) = state_at(sentence.origin) else { continue };
        let dated = history.dated_by(sentence.origin);
        rows.rows.push(vec![
            Cell::new(state.version + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(dated),
            Cell::new(sentence.moved.and_then(ordinal)),
            Cell::new(sentence.extent.of(text)),
            Cell::new(sentence.was.as_ref().map(|was| was.text.as_str())),
            Cell::new(sentence.was.as_ref().and_then(|was| ordinal(was.origin))),
            Cell::new(sentence.extent.start),
            Cell::new(sentence.extent.end),
            Cell::effective(&state.effective),
            Cell::time(state.effective.earliest),
            Cell::time(state.effective.latest),
            Cell::new(sentence.origin + 1),
            Cell::new(version.article.0),
            Cell::new(version.id.to_string()),
            Cell::effective(&state.effective),
        ]);
    }
    if let Some(format) = format.rows() {
        write_rows(&rows, format, context)?;
    } else {
        let lines: Vec<render::blame::BlamedSentence<'_>> = blamed
            .sentences
            .iter()
            .filter_map(|sentence| {
                let (state, version) = state_at(sentence.origin)?;
                Some(render::blame::BlamedSentence {
                    ordinal: state.version + 1,
                    id: version.id.short(),
                    time: since(&history, sentence.origin),
                    is_order_unknown: state.is_order_unknown(),
                    sentence: sentence.extent.of(text),
                    was: sentence
                        .was
                        .as_ref()
                        .and_then(|was| Some((ordinal(was.origin)?, was.text.as_str()))),
                    moved: sentence.moved.and_then(ordinal),
                })
            })
            .collect();
        let mut out = Output::paged(context)?;
        render::blame::write(&lines, context.color, &mut out)?;
        out.finish()?;
    }
    Ok(ExitStatus::Whole)
}

/// Since when a state is in effect: a time, or the two observations between which it began.
fn since(history: &Timeline, index: usize) -> Option<String> {
    let state = history.states().get(index)?;
    let dated = history.dated_by(index).map(Timestamp::display);
    let (before, after) = history.around(index);
    let captured =
        |(_, capture): (usize, &StoredCapture)| capture.captured.as_ref().map(Timestamp::display);
    match before.and_then(captured).zip(after.and_then(captured)) {
        Some((before, after)) if state.claim != ClaimFit::Between => {
            Some(format!("between {before} and {after}"))
        }
        _ => dated,
    }
}
