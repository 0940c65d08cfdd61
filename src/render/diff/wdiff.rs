//! wdiff: the complete text in plain characters, with `[-removed-]` and `{+added+}`.

use std::io;

use super::text::{Mark, named, paragraphs, safe};
use super::{DiffSide, RenderOptions};
use crate::diff::{DocumentDiff, SpanKind};

/// Writes text with GNU wdiff's marks. wdiff has no moves, so a move is a removal and an addition.
pub fn render(
    diff: &DocumentDiff<'_>,
    _from: &DiffSide,
    _to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for field in &diff.fields {
        write!(out, "{}: ", field.field.name())?;
        for span in &field.spans {
            let old = span.old.of(field.old.as_deref().unwrap_or_default());
            let new = span.new.of(field.new.as_deref().unwrap_or_default());
            match span.kind {
                SpanKind::Equal => write!(out, "{}", safe(new))?,
                SpanKind::Removed => write!(out, "[-{}-]", named(old))?,
                SpanKind::Added => write!(out, "{{+{}+}}", named(new))?,
            }
        }
        writeln!(out)?;
    }
    if !diff.fields.is_empty() {
        writeln!(out)?;
    }
    for (at, paragraph) in paragraphs(diff, options).iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        for stretch in &paragraph.stretches {
            match stretch.mark {
                Mark::Equal => write!(out, "{}", safe(stretch.text))?,
                Mark::Removed | Mark::MovedAway(_) => write!(out, "[-{}-]", named(stretch.text))?,
                Mark::Added | Mark::Moved(_) => write!(out, "{{+{}+}}", named(stretch.text))?,
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
