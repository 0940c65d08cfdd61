//! EDGI: the JSON of the Environmental Data & Governance Initiative's web-monitoring diffs,
//! `{"change_count": n, "diff": [[-1|0|1, "text"], …]}`.

use std::io;

use serde_json::{Value, json};

use super::{DiffSide, RenderOptions};
use crate::article::CheckedItem as _;
use crate::diff::{DocumentDiff, PieceKind, SpanKind};

/// Writes one JSON object and a newline. The texts without the removed ones are the new body;
/// without the added ones, they are the old body. A moved sentence is removed at its old place and
/// added at its new place.
pub fn render(
    diff: &DocumentDiff<'_>,
    _from: &DiffSide,
    _to: &DiffSide,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let _ = options;
    let mut parts: Vec<(i8, String)> = Vec::new();
    let mut push = |sign: i8, text: &str| {
        if text.is_empty() {
            return;
        }
        match parts.last_mut() {
            Some((last, sum)) if *last == sign => sum.push_str(text),
            _ => parts.push((sign, text.to_owned())),
        }
    };
    for piece in &diff.body.pieces {
        let (old, new) = (piece.old.of(diff.old), piece.new.of(diff.new));
        let spans = match piece.kind {
            PieceKind::Equal => {
                push(0, new);
                continue;
            }
            PieceKind::Change(at) if !piece.old.is_empty() && !piece.new.is_empty() => {
                diff.body.changes.item(at).map(|change| change.spans.as_slice()).unwrap_or_default()
            }
            _ => &[],
        };
        if spans.is_empty() {
            push(-1, old);
            push(1, new);
        }
        for span in spans {
            match span.kind {
                SpanKind::Equal => push(0, span.new.of(diff.new)),
                SpanKind::Removed => push(-1, span.old.of(diff.old)),
                SpanKind::Added => push(1, span.new.of(diff.new)),
            }
        }
    }
    let count = parts.iter().filter(|(sign, _)| *sign != 0).count();
    let diff: Vec<Value> = parts.into_iter().map(|(sign, text)| json!([sign, text])).collect();
    crate::render::json::to_writer(&mut *out, &json!({ "change_count": count, "diff": diff }))?;
    writeln!(out)
}
