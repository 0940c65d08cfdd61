//! Extras: what records said beyond the known fields, collected into blocks.

use std::sync::Arc;

use super::NewText;
use crate::store::codec::EXTRA_BLOCK_BYTES;

/// Collects extras into blocks, each a JSON array stored as one text because neighboring objects
/// have much in common.
pub(super) struct ExtrasWriter {
    /// The number of the next block.
    next: i64,
    /// A JSON array that is not closed yet.
    block: String,
    count: i64,
    pub(super) closed: Vec<NewText>,
}

impl ExtrasWriter {
    pub(super) fn new(next: i64) -> Self {
        Self { next, block: String::new(), count: 0, closed: Vec::new() }
    }

    /// Adds an object's text. Returns the number of its block and its index there.
    pub(super) fn add(&mut self, extra: &str) -> (i64, i64) {
        if self.block.len() >= EXTRA_BLOCK_BYTES {
            self.close();
        }
        self.block.push(if self.count == 0 { '[' } else { ',' });
        self.block.push_str(extra);
        self.count += 1;
        (self.next, self.count - 1)
    }

    pub(super) fn close(&mut self) {
        if self.count == 0 {
            return;
        }
        self.block.push(']');
        let text = std::mem::take(&mut self.block);
        self.closed.push(NewText { id: self.next, text: Arc::new(text), hash: None, base: None });
        self.next += 1;
        self.count = 0;
    }
}
