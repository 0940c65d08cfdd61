//! Compared texts: a sentence or a field before and after, with what the diff says about it.

use crate::diff::{Change, ClassSet, ClassWitness, Extent, FieldChange, SpanKind, WordSpan};

/// A pair of texts that were compared as one: a sentence or a field.
#[derive(Clone, Copy)]
pub(super) struct ComparedText<'a> {
    pub(super) old_text: &'a str,
    pub(super) old: Extent,
    pub(super) new_text: &'a str,
    pub(super) new: Extent,
    pub(super) classes: ClassSet,
    pub(super) evidence: &'a [ClassWitness],
    pub(super) spans: &'a [WordSpan],
}

impl<'a> ComparedText<'a> {
    /// A changed sentence of two texts.
    pub(super) fn sentence(change: &'a Change, old_text: &'a str, new_text: &'a str) -> Self {
        Self {
            old_text,
            old: change.old.extent(),
            new_text,
            new: change.new.extent(),
            classes: change.classes,
            evidence: &change.evidence,
            spans: &change.spans,
        }
    }

    /// A changed field.
    pub(super) fn field(change: &'a FieldChange) -> Self {
        let old_text = change.old.as_deref().unwrap_or_default();
        let new_text = change.new.as_deref().unwrap_or_default();
        Self {
            old_text,
            old: Extent::new(0, old_text.len()),
            new_text,
            new: Extent::new(0, new_text.len()),
            classes: change.classes,
            evidence: &change.evidence,
            spans: &change.spans,
        }
    }

    /// The old sentence or value.
    pub(super) fn old_sentence(&self) -> &'a str {
        self.old.of(self.old_text)
    }

    /// The new sentence or value.
    pub(super) fn new_sentence(&self) -> &'a str {
        self.new.of(self.new_text)
    }

    /// The words of an evidence entry on both sides.
    pub(super) fn sides(&self, one: &ClassWitness) -> (Option<&'a str>, Option<&'a str>) {
        (one.old.map(|at| at.of(self.old_text)), one.new.map(|at| at.of(self.new_text)))
    }

    /// The removed, added or equal text.
    pub(super) fn changed(&self, kind: SpanKind) -> impl Iterator<Item = &'a str> {
        let (old, new) = (self.old_text, self.new_text);
        let spans = self.spans.iter().filter(move |span| span.kind == kind);
        spans.map(move |span| match kind {
            SpanKind::Removed => span.old.of(old),
            SpanKind::Added | SpanKind::Equal => span.new.of(new),
        })
    }
}
