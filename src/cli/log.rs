//! `log`: the history of an article.

use std::io::Write as _;

use super::command_error::CommandError;
use super::compare::{captures_json, step};
use super::context::Context;
use super::format::{TextFormat, write_rows};
use super::output::{Output, write_json};
use super::{CommandResult, ExitStatus};
use crate::catalog::select;
use crate::history::changes::Changes;
use crate::render::compare::changed_fields;
use crate::render::history::{state_notes, write_head, write_state};
use crate::render::rows::{Cell, Column, ResultRows};
use crate::render::version::{ChangeJson, VersionJson};
use crate::store::Snapshot;
use crate::timeline::Timeline;

/// Show the history of an article
///
/// Lists each text of the article in order: when it was published, updated and captured, and what
/// changed.
#[derive(Debug, clap::Args)]
pub(super) struct LogArgs {
    /// Article: a URL, a number, or a part of its URL or title
    #[arg(value_name = "ARTICLE")]
    article: String,
    /// Show the diff of each change
    #[arg(short, long)]
    patch: bool,
    /// Show the latest version first
    #[arg(long)]
    reverse: bool,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TextFormat,
}

pub(super) fn run(args: &LogArgs, context: &Context) -> CommandResult {
    let catalog = context.catalog()?;
    let article = select::article(&catalog, &args.article)?;
    let history = select::history(&catalog, article)?;
    let changes = Changes::of(&catalog, &history)?;
    let in_order = |count: usize| -> Vec<usize> {
        if args.reverse { (0..count).rev().collect() } else { (0..count).collect() }
    };
    match args.format {
        TextFormat::Text => {
            let mut out = Output::paged(context);
            write_head(&history, &catalog.aliases(article)?, context.color, &mut out)?;
            let patch = args.patch.then(|| context.render_options());
            for index in in_order(history.states().len()) {
                let step = step(&catalog, &history, &changes, index, patch.as_ref())?;
                write_state(&history, index, &step, context.color, &mut out)?;
            }
            out.finish()?;
        }
        // JSON holds more than rows can: every capture with all fields of its source.
        TextFormat::Json | TextFormat::Jsonl => {
            let array = args.format == TextFormat::Json;
            let mut out = Output::plain();
            for (line, index) in in_order(history.versions().len()).into_iter().enumerate() {
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
            let rows = rows(&history, &changes, &in_order(history.states().len()))?;
            if let Some(format) = args.format.rows() {
                write_rows(&rows, format, context)?;
            }
        }
    }
    Ok(ExitStatus::Whole)
}

fn write_version_json(
    catalog: &Snapshot,
    history: &Timeline,
    changes: &Changes<'_>,
    index: usize,
    out: &mut Output,
) -> Result<(), CommandError> {
    let Some(version) = history.versions().get(index) else { return Ok(()) };
    let mut json = VersionJson::new(history, version, index);
    let state = history.first_state(index).unwrap_or(usize::MAX);
    json.change = changes.outline(state)?.map(|outline| ChangeJson {
        fields: changed_fields(&outline, changes.url_moved(state)),
        words_added: outline.words_added,
        words_removed: outline.words_removed,
        summary: outline.to_string(),
    });
    json.captures = captures_json(catalog, version)?;
    Ok(write_json(out, &json)?)
}

fn rows(
    history: &Timeline,
    changes: &Changes<'_>,
    order: &[usize],
) -> Result<ResultRows, CommandError> {
    let mut rows = ResultRows::new(&[
        Column::number("ordinal", "#"),
        Column::text("id", "Version"),
        Column::text("published", "Published"),
        Column::text("updated", "Updated"),
        Column::text("captured", "Captured"),
        Column::number("captures", "Captures"),
        Column::number("words_added", "+"),
        Column::number("words_removed", "−"),
        Column::text("marks", "Note"),
        Column::long("title", "Title"),
        Column::hidden("body_bytes"),
        Column::hidden("time"),
        Column::hidden("state"),
        Column::hidden("kind"),
        Column::hidden("last_seen"),
        Column::hidden("earliest"),
        Column::hidden("latest"),
        Column::hidden("order"),
    ]);
    for &index in order {
        let Some(state) = history.states().get(index) else { continue };
        let Some(version) = history.version_of(state) else { continue };
        let outline = changes.outline(index)?;
        let seen = history.around(index).1.and_then(|(_, capture)| capture.captured.as_ref());
        rows.rows.push(vec![
            Cell::new(state.version + 1),
            Cell::shown(version.id.to_string(), version.id.short()),
            Cell::clock(version.published.as_ref()),
            Cell::clock(version.updated.as_ref()),
            Cell::clock(seen),
            Cell::new(state.captures.len()),
            Cell::new(outline.as_ref().map(|outline| outline.words_added)),
            Cell::new(outline.as_ref().map(|outline| outline.words_removed)),
            Cell::new(state_notes(history, index).join(", ")),
            Cell::new(version.title.as_deref()),
            Cell::new(version.text.map(|text| text.length)),
            Cell::time(state.effective.at),
            Cell::new(index + 1),
            Cell::new(state.kind.name()),
            Cell::time(state.seen.map(|(_, last)| last)),
            Cell::time(state.effective.earliest),
            Cell::time(state.effective.latest),
            Cell::new(if state.is_order_unknown() { "unknown" } else { state.order.name() }),
        ]);
    }
    Ok(rows)
}
