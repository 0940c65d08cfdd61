//! Summary: the counts of a diff.

use super::{Change, Op};

/// The counts of a diff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffSummary {
    ops: [usize; Op::ALL.len()],
    /// Words that are only in the new text; moved words do not count.
    pub words_added: usize,
    /// Words that are only in the old text.
    pub words_removed: usize,
    /// Paragraph breaks and other whitespace between sentences that changed on their own.
    pub layout: usize,
}

impl DiffSummary {
    /// The number of changes with one operation. A sentence both moved and edited counts as both.
    pub fn count(&self, op: Op) -> usize {
        Op::ALL.iter().zip(self.ops).find(|(other, _)| **other == op).map_or(0, |(_, n)| n)
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.ops.iter().all(|&count| count == 0) && self.layout == 0
    }

    pub(super) fn add(&mut self, change: &Change) {
        for (op, count) in Op::ALL.iter().zip(&mut self.ops) {
            *count += usize::from(*op == change.op);
        }
    }
}
