//! Stat: a diff on one line, with a bar and the changed fields.

use std::io;

use super::text::safe;
use super::{DiffSide, RenderOptions, hidden_line, summary_of};
use crate::diff::DocumentDiff;

/// The maximum width of the bar, in columns.
const BAR: usize = 40;

/// Writes one line: both names, a bar of words added and removed, the summary, and the changed
/// fields.
pub fn render(
    diff: &DocumentDiff<'_>,
    from: &DiffSide,
    to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let summary = diff.summary();
    let total = summary.words_added + summary.words_removed;
    let scale = |words: usize| {
        if total <= BAR { words } else { (words * BAR).div_ceil(total) }
    };
    let bar = format!(
        "{}{}",
        "+".repeat(scale(summary.words_added)),
        "-".repeat(scale(summary.words_removed))
    );
    write!(
        out,
        "{} → {} | {total} {bar} | {}",
        safe(from.name()),
        safe(to.name()),
        summary_of(diff, options)
    )?;
    if !diff.fields.is_empty() {
        let names: Vec<&str> = diff.fields.iter().map(|field| field.field.name()).collect();
        write!(out, "; {} changed", names.join(", "))?;
    }
    if let Some(hidden) = hidden_line(diff, options) {
        write!(out, "; {hidden}")?;
    }
    writeln!(out)
}
