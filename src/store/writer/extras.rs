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
    block: Vec<u8>,
    count: i64,
    pub(super) closed: Vec<NewText>,
}

impl ExtrasWriter {
    pub(super) fn new(next: i64) -> Self {
        Self { next, block: Vec::new(), count: 0, closed: Vec::new() }
    }

    /// Adds an object's text. Returns the number of its block and its index there.
    pub(super) fn add(&mut self, extra: &[u8]) -> (i64, i64) {
        if self.block.len() >= EXTRA_BLOCK_BYTES {
            self.close();
        }
        self.block.push(if self.count == 0 { b'[' } else { b',' });
        self.block.extend_from_slice(extra);
        self.count += 1;
        (self.next, self.count - 1)
    }

    pub(super) fn close(&mut self) {
        if self.count == 0 {
            return;
        }
        self.block.push(b']');
        let text = String::from_utf8(std::mem::take(&mut self.block)).unwrap_or_default();
        self.closed.push(NewText { id: self.next, text: Arc::new(text), hash: None, base: None });
        self.next += 1;
        self.count = 0;
    }
}
