//! `log`: an article's history.

use std::io::Write as _;

use super::compare::{Comparison, Reader, captures_json};
use super::context::Context;
use super::failure::Failure;
use super::format::{TextFormat, write_rows};
use super::output::{Output, write_json};
use super::{Done, Outcome, select};
use crate::history::{History, place};
use crate::render::diff::{RenderOptions, terminal};
use crate::render::history::{Step, write_head, write_version};
use crate::render::rows::{Cell, Column, Rows};
use crate::render::version::{VersionJson, marks_text};
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
    let mut order: Vec<usize> = (0..history.versions().len()).collect();
    if args.reverse {
        order.reverse();
    }
    match args.format {
        TextFormat::Text => {
            let mut out = Output::paged(context);
            write_head(&history, &catalog.aliases(article)?, context.color, &mut out)?;
            for index in order {
                let step = step(&catalog, &history, index, args, context)?;
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
                write_version_json(&catalog, &history, index, &mut out)?;
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
            let rows = rows(&catalog, &history, &order)?;
            if let Some(format) = args.format.rows() {
                write_rows(&rows, format, context)?;
            }
        }
    }
    Ok(Done::Whole)
}

fn step(
    catalog: &Catalog,
    history: &History,
    index: usize,
    args: &Args,
    context: &Context,
) -> Result<Step, Failure> {
    let Some(before) = index.checked_sub(1) else { return Ok(Step::default()) };
    let comparison = Comparison::of(catalog, history, before, index, Reader::Person)?;
    let diff = comparison.diff();
    let mut step = comparison.step(&diff);
    if args.patch {
        let options = RenderOptions {
            width: context.width,
            color: context.color,
            ..RenderOptions::default()
        };
        terminal::render(&diff, &comparison.from, &comparison.to, &options, &mut step.diff)?;
    }
    Ok(step)
}

fn write_version_json(
    catalog: &Catalog,
    history: &History,
    index: usize,
    out: &mut Output,
) -> Result<(), Failure> {
    let Some(version) = history.versions().get(index) else { return Ok(()) };
    let mut json = VersionJson::new(version, index + 1, history.marks(index));
    if let Some(before) = index.checked_sub(1) {
        let comparison = Comparison::of(catalog, history, before, index, Reader::Person)?;
        json.change = Some(comparison.json(&comparison.diff()));
    }
    json.captures = captures_json(catalog, version)?;
    Ok(write_json(out, &json)?)
}

fn rows(catalog: &Catalog, history: &History, order: &[usize]) -> Result<Rows, Failure> {
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
        let (mut added, mut removed) = (Cell::new(()), Cell::new(()));
        if let Some(before) = index.checked_sub(1) {
            let comparison = Comparison::of(catalog, history, before, index, Reader::Person)?;
            let diff = comparison.diff();
            added = Cell::new(diff.summary().words_added);
            removed = Cell::new(diff.summary().words_removed);
        }
        rows.rows.push(vec![
            Cell::new(index + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(version.published.as_ref()),
            Cell::clock(version.updated.as_ref()),
            Cell::clock(version.captured().next()),
            Cell::new(version.captures.len()),
            added,
            removed,
            Cell::new(marks_text(history.marks(index)).join(", ")),
            Cell::new(version.title.as_deref()),
            Cell::new(version.text.map(|text| text.length)),
            Cell::time(place(version)),
        ]);
    }
    Ok(rows)
}
