//! `blame`: each sentence with the version that brought it.

use super::context::Context;
use super::failure::Failure;
use super::format::{TextFormat, write_rows};
use super::output::Output;
use super::{Done, Outcome, select};
use crate::article::Timestamp;
use crate::history::blame::{Blamed, blame};
use crate::history::{History, clock};
use crate::render;
use crate::render::rows::{Cell, Column, Rows};

/// Show each sentence of an article with the version that brought it, and what it was before
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article: a URL, a number, or a part of its URL or headline
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// The version: an ordinal, first, latest, an id's prefix, or a time
    #[arg(value_name = "VERSION", default_value = "latest", allow_hyphen_values = true)]
    version: String,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextFormat,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let index = select::version(&history, &args.version)?;
    let (text, blamed) = blame(index, |index| {
        history.versions().get(index).map_or(Ok(None), |version| catalog.body(version))
    })?;
    let mut rows = Rows::new(&[
        Column::number("ordinal", "#"),
        Column::text("version", "Version"),
        Column::text("time", "Since"),
        Column::text("moved_by", "Moved"),
        Column::long("sentence", "Sentence"),
        Column::hidden("was"),
        Column::hidden("was_ordinal"),
        Column::hidden("start"),
        Column::hidden("end"),
    ]);
    for sentence in &blamed {
        let Some(version) = history.versions().get(sentence.origin) else { continue };
        rows.rows.push(vec![
            Cell::new(sentence.origin + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(clock(version)),
            Cell::new(sentence.moved.map(|moved| moved + 1)),
            Cell::new(sentence.extent.of(&text)),
            Cell::new(sentence.was.as_ref().map(|was| was.text.as_str())),
            Cell::new(sentence.was.as_ref().map(|was| was.origin + 1)),
            Cell::new(sentence.extent.start),
            Cell::new(sentence.extent.end),
        ]);
    }
    if let Some(format) = args.format.rows() {
        write_rows(&rows, format, context)?;
    } else {
        let mut out = Output::paged(context);
        write_text(&history, &text, &blamed, context, &mut out)?;
        out.finish()?;
    }
    Ok(Done::Whole)
}

fn write_text(
    history: &History,
    text: &str,
    blamed: &[Blamed],
    context: &Context,
    out: &mut Output,
) -> Result<(), Failure> {
    let lines: Vec<render::blame::Line<'_>> = blamed
        .iter()
        .filter_map(|sentence| {
            let version = history.versions().get(sentence.origin)?;
            Some(render::blame::Line {
                ordinal: sentence.origin + 1,
                id: version.id.short(),
                time: clock(version).map(Timestamp::display),
                sentence: sentence.extent.of(text),
                was: sentence.was.as_ref().map(|was| (was.origin + 1, was.text.as_str())),
                moved: sentence.moved.map(|moved| moved + 1),
            })
        })
        .collect();
    render::blame::write(&lines, context.color, out)?;
    Ok(())
}
