//! The states of an article and the looks between them as rows, and its versions as JSON.

use serde_json::Value;

use super::compare::changed_fields;
use super::history::state_notes;
use super::looks::AFTER_IMPORT;
use super::rows::{Cell, CellType, Column, ResultRows};
use super::version::{ChangeJson, VersionJson, captures_json};
use crate::article::public_url;
use crate::history::changes::Changes;
use crate::history::log::{LogLine, LogQuery};
use crate::history::looks::Looks;
use crate::store::{Result, Snapshot, StoredLook};
use crate::timeline::Timeline;

/// A version with what its first state changed and with its captures, without its text; `None` if the
/// timeline has no such version.
pub fn version_json<'t>(
    catalog: &Snapshot,
    changes: &Changes<'t>,
    looks: &Looks,
    index: usize,
) -> Result<Option<VersionJson<'t>>> {
    let history = changes.timeline();
    let Some(version) = history.versions().get(index) else { return Ok(None) };
    let mut json = VersionJson::new(history, version, index);
    let state = history.first_state(index).unwrap_or(usize::MAX);
    json.change = changes.outline(state)?.map(|outline| ChangeJson {
        fields: changed_fields(&outline, changes.url_moved(state)),
        words_added: outline.words_added,
        words_removed: outline.words_removed,
        summary: outline.to_string(),
    });
    json.captures = captures_json(catalog, version)?;
    json.add_looks(looks);
    Ok(Some(json))
}

/// The columns of the rows.
pub const COLUMNS: [Column; 26] = [
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
    Column::hidden("article"),
    Column::hidden("at"),
    Column::hidden("url"),
    Column::hidden("silent"),
    Column::hidden("returns_to_state"),
    Column::hidden("reason"),
    Column::hidden("status"),
    Column::hidden("after_redacted"),
];

/// The types of the columns that are not texts.
pub const TYPES: &[(&str, CellType)] = &[
    ("ordinal", CellType::Integer),
    ("captures", CellType::Integer),
    ("words_added", CellType::Integer),
    ("words_removed", CellType::Integer),
    ("body_bytes", CellType::Integer),
    ("state", CellType::Integer),
    ("article", CellType::Integer),
    ("silent", CellType::Flag),
    ("returns_to_state", CellType::Integer),
    ("status", CellType::Integer),
    ("after_redacted", CellType::Integer),
];

/// The rows of the states and the looks that a query selects: when each state took effect, and what
/// it changed; when each look was made, and why it did not return the page.
pub fn rows(
    changes: &Changes<'_>,
    looks: &Looks,
    query: &LogQuery,
    url: Option<&str>,
) -> Result<ResultRows> {
    let history = changes.timeline();
    let mut rows = ResultRows::new(&COLUMNS);
    for line in query.lines(history, looks) {
        match line {
            LogLine::State(index) => rows.rows.extend(state_row(changes, index, url)?),
            LogLine::Looks(mut found) => {
                if query.reverse {
                    found.reverse();
                }
                rows.rows.extend(found.into_iter().map(|look| look_row(history, look)));
            }
        }
    }
    Ok(rows)
}

fn state_row(changes: &Changes<'_>, index: usize, url: Option<&str>) -> Result<Option<Vec<Cell>>> {
    let history = changes.timeline();
    let Some(state) = history.states().get(index) else { return Ok(None) };
    let Some(version) = history.version_of(state) else { return Ok(None) };
    let outline = changes.outline(index)?;
    let seen = history.around(index).1.and_then(|(_, capture)| capture.captured.as_ref());
    Ok(Some(vec![
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
        Cell::effective(&state.effective),
        Cell::new(index + 1),
        Cell::new(state.kind.name()),
        Cell::time(state.seen.map(|(_, last)| last)),
        Cell::time(state.effective.earliest),
        Cell::time(state.effective.latest),
        Cell::new(state.order.name()),
        Cell::new(version.article.0),
        Cell::effective(&state.effective),
        Cell::new(url.map(public_url)),
        Cell::new(state.is_silent()),
        Cell::new(state.returns_to.map(|earlier| earlier + 1)),
        Cell::new(Value::Null),
        Cell::new(Value::Null),
        Cell::new(state.after_redacted),
    ]))
}

/// A look has no version, so most cells are empty.
fn look_row(history: &Timeline, stored: &StoredLook) -> Vec<Cell> {
    let look = &stored.look;
    let doubt = if stored.is_after_import { format!(", {AFTER_IMPORT}") } else { String::new() };
    let outcome = format!("{}{doubt}", look.outcome());
    let shown = format!("looked {}: {outcome}", look.at.display());
    COLUMNS
        .iter()
        .map(|column| match column.name.as_ref() {
            "marks" => Cell::shown(outcome.clone(), shown.clone()),
            "time" | "at" => Cell::claim(Some(look.at.canonical())),
            "kind" => Cell::new("look"),
            "article" => Cell::new(history.versions().first().map(|version| version.article.0)),
            "url" => Cell::new(public_url(&look.url)),
            "reason" => Cell::new(look.reason.name()),
            "status" => Cell::new(look.status),
            _ => Cell::new(Value::Null),
        })
        .collect()
}
