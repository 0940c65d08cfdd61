//! Prepares changes for the commands that show them.

use super::command_error::CommandError;
use crate::history::changes::Changes;
use crate::render::compare::{Audience, Comparison, changed_fields};
use crate::render::diff::{Render, RenderOptions, stat, terminal};
use crate::render::history::ChangeLine;
use crate::store::Snapshot;
use crate::timeline::Timeline;

/// What is shown of a change below its summary.
pub(super) enum Patch {
    None,
    /// The diff.
    Diff(RenderOptions),
    /// One line with the counts.
    Stat(RenderOptions),
}

/// Returns what the state with this index changed, and its diff if `patch` asks for it. The first
/// state of its kind has no change.
pub(super) fn step(
    catalog: &Snapshot,
    history: &Timeline,
    changes: &Changes<'_>,
    index: usize,
    patch: &Patch,
) -> Result<ChangeLine, CommandError> {
    let Some(outline) = changes.outline(index)? else { return Ok(ChangeLine::default()) };
    let mut step = ChangeLine {
        summary: outline.to_string(),
        fields: changed_fields(&outline, changes.url_moved(index)),
        diff: Vec::new(),
    };
    let (render, options): (Render, _) = match patch {
        Patch::None => return Ok(step),
        Patch::Diff(options) => (terminal::render, options),
        Patch::Stat(options) => (stat::render, options),
    };
    let comparison = Comparison::of_state(catalog, history, index, Audience::Person)?;
    let Some(comparison) = comparison else { return Ok(step) };
    let options = RenderOptions { compared: comparison.compared(), ..options.clone() };
    let (diff, from, to) = (comparison.diff(), &comparison.from, &comparison.to);
    render(&diff, from, to, &options, &mut step.diff)?;
    Ok(step)
}
