//! Summary: a diff in numbers.

use super::{Change, Op};

/// How much changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    ops: [usize; Op::ALL.len()],
    /// Words that stand in the new text only; moved ones are not among them.
    pub words_added: usize,
    /// Words that stand in the old text only.
    pub words_removed: usize,
    /// Paragraph breaks and other white space between sentences that changed on their own.
    pub layout: usize,
}

impl Summary {
    /// How many changes of one operation there are. What was moved and edited counts as both.
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
