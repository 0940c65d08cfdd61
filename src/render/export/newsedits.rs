//! NewsEdits: the sentences of each version, and how they match those of the version before.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use super::{Export, Form, Result, Selection};
use crate::diff::{Change, Diff, DiffOptions, Extent, Op, PieceKind, SpanKind, diff, sentences};
use crate::store::{SentenceMatch, SentenceWriter};

/// Returns the export.
pub fn export() -> Export {
    Export { unit: "version", form: Form::File(Box::new(write)) }
}

fn write(selection: &Selection<'_>, path: &Path) -> Result<i64> {
    let catalog = selection.catalog;
    let out = SentenceWriter::create(path)?;
    let mut written = 0;
    for history in selection.histories() {
        let (_, history) = history?;
        let mut before: Option<(Arc<String>, Vec<Extent>)> = None;
        for (number, version) in history.versions().iter().enumerate() {
            selection.check()?;
            let body = catalog.body(version)?;
            let text = body.as_deref().map_or("", String::as_str);
            let extents = sentences(text);
            let texts: Vec<&str> = extents.iter().map(|extent| extent.of(text)).collect();
            out.version(number, version, &texts)?;
            if let (Some((old, old_extents)), Some(_)) = (&before, &body) {
                let diff = diff(old, text, &DiffOptions::default());
                let found = matches(&diff, (old, old_extents), (text, &extents));
                out.matches(number, version, &found)?;
            }
            before = body.map(|body| (body, extents));
            written += 1;
        }
    }
    selection.check()?;
    out.finish()?;
    Ok(written)
}

/// Returns the pairs of matching sentences, in the order of the old text: sentences that are
/// unchanged, moved or edited, and each part of a split or merge with its counterpart. Added and
/// removed sentences are in no pair.
fn matches(
    diff: &Diff,
    (old, old_sentences): (&str, &[Extent]),
    (new, new_sentences): (&str, &[Extent]),
) -> Vec<SentenceMatch> {
    let starts = |sentences: &[Extent]| -> HashMap<usize, usize> {
        sentences.iter().enumerate().map(|(at, extent)| (extent.start, at)).collect()
    };
    let (old_at, new_at) = (starts(old_sentences), starts(new_sentences));
    let mut found: BTreeMap<(usize, usize), SentenceMatch> = BTreeMap::new();
    let mut pair = |old: usize, new: usize, label, distances: (f64, f64)| {
        if let (Some(&old), Some(&new)) = (old_at.get(&old), new_at.get(&new)) {
            let (old_distance, new_distance) = distances;
            let this = SentenceMatch { old, new, old_distance, new_distance, label };
            found
                .entry((old, new))
                // A moved and edited sentence has two entries; the edit has the distances.
                .and_modify(|known| {
                    known.label = "moved,edited";
                    known.old_distance = known.old_distance.max(old_distance);
                    known.new_distance = known.new_distance.max(new_distance);
                })
                .or_insert(this);
        }
    };
    for piece in &diff.pieces {
        match piece.kind {
            PieceKind::Equal => {
                let first = old_sentences.partition_point(|extent| extent.start < piece.old.start);
                for extent in old_sentences.iter().skip(first) {
                    if extent.start >= piece.old.end {
                        break;
                    }
                    let new = extent.start - piece.old.start + piece.new.start;
                    pair(extent.start, new, "equal", (0.0, 0.0));
                }
            }
            PieceKind::Space(_) | PieceKind::Change(_) | PieceKind::MovedFrom(_) => {}
        }
    }
    for change in &diff.changes {
        if matches!(change.op, Op::Added | Op::Removed) {
            continue;
        }
        let distances = distances(change, old, new);
        for a in change.old.iter() {
            for b in change.new.iter() {
                pair(a.start, b.start, change.op.name(), distances);
            }
        }
    }
    found.into_values().collect()
}

/// Returns the share of each side of a change that the other side does not have, in characters
/// other than white space.
fn distances(change: &Change, old: &str, new: &str) -> (f64, f64) {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let share = |part: usize, sentences: &[Extent], text: &str| {
        let whole: usize = sentences.iter().map(|extent| letters(extent.of(text))).sum();
        if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
    };
    let of = |kind: SpanKind| change.spans.iter().filter(move |span| span.kind == kind);
    let removed = of(SpanKind::Removed).map(|span| letters(span.old.of(old))).sum();
    let added = of(SpanKind::Added).map(|span| letters(span.new.of(new))).sum();
    (share(removed, &change.old, old), share(added, &change.new, new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &[(usize, usize, &str)]) {
        let diff = diff(old, new, &DiffOptions::default());
        let (a, b) = (sentences(old), sentences(new));
        let found = matches(&diff, (old, &a), (new, &b));
        let pairs: Vec<_> = found.iter().map(|pair| (pair.old, pair.new, pair.label)).collect();
        assert_eq!(pairs, expected, "{old}\n{new}");
        for pair in found {
            for distance in [pair.old_distance, pair.new_distance] {
                assert!((0.0..=1.0).contains(&distance), "{pair:?}");
            }
            assert!(pair.label != "equal" || pair.old_distance + pair.new_distance == 0.0);
        }
    }

    #[test]
    fn sentences_match_by_what_happened_to_them() {
        const MAYOR: &str = "The mayor resigned on Monday after a long debate.";
        const BRIDGE: &str = "The bridge over the river will be closed for three days.";
        const SCHOOL: &str = "A new school opens near the harbour in September.";
        let text = |parts: &[&str]| parts.join(" ");
        let all = text(&[MAYOR, BRIDGE, SCHOOL]);
        check("", "", &[]);
        check(&all, &all, &[(0, 0, "equal"), (1, 1, "equal"), (2, 2, "equal")]);
        check(&all, &text(&[MAYOR, SCHOOL]), &[(0, 0, "equal"), (2, 1, "equal")]);
        check(&text(&[MAYOR, SCHOOL]), &all, &[(0, 0, "equal"), (1, 2, "equal")]);
        let longer = BRIDGE.replace("three", "thirty");
        check(
            &all,
            &text(&[MAYOR, &longer, SCHOOL]),
            &[(0, 0, "equal"), (1, 1, "edited"), (2, 2, "equal")],
        );
        check(
            &all,
            &text(&[SCHOOL, MAYOR, BRIDGE]),
            &[(0, 1, "equal"), (1, 2, "equal"), (2, 0, "moved")],
        );
        let one = "The mayor resigned on Monday after a long debate, and the bridge over the river \
                   will be closed for three days.";
        check(&text(&[MAYOR, BRIDGE]), one, &[(0, 0, "merged"), (1, 0, "merged")]);
        check(one, &text(&[MAYOR, BRIDGE]), &[(0, 0, "split"), (0, 1, "split")]);
    }
}
