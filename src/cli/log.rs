//! `log`: an article's history.

use std::io::Write as _;

use super::compare::{captures_json, step};
use super::context::Context;
use super::failure::Failure;
use super::format::{TextFormat, write_rows};
use super::output::{Output, write_json};
use super::{Done, Outcome, select};
use crate::history::changes::Changes;
use crate::history::{History, place};
use crate::render::compare::changed_fields;
use crate::render::diff::summary_line;
use crate::render::history::{write_head, write_version};
use crate::render::rows::{Cell, Column, Rows};
use crate::render::version::{ChangeJson, VersionJson, marks_text};
use crate::store::Catalog;

/// Show an article's history: its versions in order, and what each changed
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The article: a URL, a number, or a part of its URL or headline
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// With the diff of each step
    #[arg(short, long)]
    patch: bool,
    /// Latest version first
    #[arg(long)]
    reverse: bool,
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextFormat,
}

pub(super) fn run(args: &Args, context: &Context) -> Outcome {
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let changes = Changes::of(&catalog, &history)?;
    let mut order: Vec<usize> = (0..history.versions().len()).collect();
    if args.reverse {
        order.reverse();
    }
    match args.format {
        TextFormat::Text => {
            let mut out = Output::paged(context);
            write_head(&history, &catalog.aliases(article)?, context.color, &mut out)?;
            let patch = args.patch.then(|| context.render_options());
            for index in order {
                let step = step(&catalog, &history, &changes, index, patch.as_ref())?;
                write_version(&history, index, &step, context.color, &mut out)?;
            }
            out.finish()?;
        }
        // More than rows can hold: every capture with all that its source said.
        TextFormat::Json | TextFormat::Jsonl => {
            let array = args.format == TextFormat::Json;
            let mut out = Output::plain();
            for (line, index) in order.into_iter().enumerate() {
                if array {
                    out.write_all(if line == 0 { b"[\n" } else { b",\n" })?;
                }
                write_version_json(&catalog, &history, &changes, index, &mut out)?;
                if !array {
                    writeln!(out)?;
                }
            }
            if array {
                out.write_all(b"\n]\n")?;
            }
            out.finish()?;
        }
        TextFormat::Table | TextFormat::Csv | TextFormat::Tsv | TextFormat::Markdown => {
            let rows = rows(&history, &changes, &order)?;
            if let Some(format) = args.format.rows() {
                write_rows(&rows, format, context)?;
            }
        }
    }
    Ok(Done::Whole)
}

fn write_version_json(
    catalog: &Catalog,
    history: &History,
    changes: &Changes<'_>,
    index: usize,
    out: &mut Output,
) -> Result<(), Failure> {
    let Some(version) = history.versions().get(index) else { return Ok(()) };
    let mut json = VersionJson::new(version, index + 1, history.marks(index));
    json.change = changes.outline(index)?.map(|outline| ChangeJson {
        fields: changed_fields(&outline, changes.url_moved(index)),
        words_added: outline.words_added,
        words_removed: outline.words_removed,
        summary: summary_line(&outline),
    });
    json.captures = captures_json(catalog, version)?;
    Ok(write_json(out, &json)?)
}

fn rows(history: &History, changes: &Changes<'_>, order: &[usize]) -> Result<Rows, Failure> {
    let mut rows = Rows::new(&[
        Column::number("ordinal", "#"),
        Column::text("id", "Version"),
        Column::text("published", "Published"),
        Column::text("updated", "Updated"),
        Column::text("captured", "Captured"),
        Column::number("captures", "Captures"),
        Column::number("words_added", "+"),
        Column::number("words_removed", "−"),
        Column::text("marks", "Note"),
        Column::long("title", "Headline"),
        Column::hidden("body_bytes"),
        Column::hidden("time"),
    ]);
    for &index in order {
        let Some(version) = history.versions().get(index) else { continue };
        let outline = changes.outline(index)?;
        rows.rows.push(vec![
            Cell::new(index + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(version.published.as_ref()),
            Cell::clock(version.updated.as_ref()),
            Cell::clock(version.captured().next()),
            Cell::new(version.captures.len()),
            Cell::new(outline.as_ref().map(|outline| outline.words_added)),
            Cell::new(outline.as_ref().map(|outline| outline.words_removed)),
            Cell::new(marks_text(history.marks(index)).join(", ")),
            Cell::new(version.title.as_deref()),
            Cell::new(version.text.map(|text| text.length)),
            Cell::time(place(version)),
        ]);
    }
    Ok(rows)
}
