//! Log heads: the head of this log, and whether the log extends a head that was kept elsewhere.

use super::error::Result;
use super::merkle_log::{LogHead, MerkleLog, damaged};
use crate::article::Sha256;
use crate::proof::checkpoint::{Checkpoint, is_own_origin, own_origin};
use crate::proof::merkle::{Edge, verify_consistency};

/// What the log's roots are computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadBasis {
    /// The roots of the stored tiles, and the rows after the last tile. This is fast, but does not
    /// detect an altered row under an unaltered tile.
    Tiles,
    /// The rows alone. Reads every row.
    Rows,
}

/// How a log relates to a head that was kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// The log begins with all entries of the kept head, unaltered and in the same order.
    Extends {
        /// The current head.
        now: LogHead,
    },
    /// The log has fewer entries.
    Shorter {
        /// The number of entries.
        size: u64,
    },
    /// The first entries are not those of the kept head.
    Differs {
        /// The current root of that many entries.
        root: Sha256,
    },
    /// The head belongs to a log with another name.
    OtherLog {
        /// This log's default name.
        own: String,
    },
}

impl MerkleLog<'_> {
    /// Returns the log's head, computed from the tiles. It must equal the stored head.
    pub fn head(&mut self) -> Result<LogHead> {
        let head = LogHead { size: self.size(), root: self.root(self.size())? };
        if head == self.stored_head()? {
            return Ok(head);
        }
        Err(damaged(self.path, "its tiles and rows do not match the stored log head"))
    }

    /// Returns the log's default name, which derives from its first entry; `None` if the log is
    /// empty.
    pub fn own_origin(&self) -> Result<Option<String>> {
        let mut origin = None;
        if self.size() > 0 {
            self.each_leaf(0, 1, &mut |_, _, leaf| {
                origin = Some(own_origin(&leaf));
                Ok(())
            })?;
        }
        Ok(origin)
    }

    /// Returns the root of the first `size` entries and the root of all entries, computed from the
    /// rows.
    fn roots_of_rows(&self, size: u64) -> Result<(Sha256, Sha256)> {
        let mut edge = Edge::default();
        let mut root = edge.root();
        self.each_leaf(0, self.size(), &mut |_, _, leaf| {
            edge.push(leaf, |_, _| {});
            if edge.size() == size {
                root = edge.root();
            }
            Ok(())
        })?;
        Ok((root, edge.root()))
    }

    /// Checks whether the log extends a head: it has the head's root at the head's size, and the
    /// consistency proof of RFC 9162 leads from there to the current root.
    pub fn extends(&mut self, head: &Checkpoint, basis: HeadBasis) -> Result<Extension> {
        if is_own_origin(&head.origin)
            && let Some(own) = self.own_origin()?.filter(|own| *own != head.origin)
        {
            return Ok(Extension::OtherLog { own });
        }
        self.extends_root(head.size, &head.root, basis)
    }

    /// Like [`extends`](Self::extends), given only the size and the root of a head.
    pub fn extends_root(
        &mut self,
        old: u64,
        old_root: &Sha256,
        basis: HeadBasis,
    ) -> Result<Extension> {
        let size = self.size();
        let Some(proof) = self.consistency(old)? else {
            return Ok(Extension::Shorter { size });
        };
        let tiles = self.root(size)?;
        let (then, now) = match basis {
            HeadBasis::Tiles => (self.root(old)?, tiles),
            HeadBasis::Rows => self.roots_of_rows(old)?,
        };
        if then != *old_root {
            return Ok(Extension::Differs { root: then });
        }
        let head = LogHead { size, root: now };
        let is_whole = now == tiles && head == self.stored_head()?;
        if !is_whole || !verify_consistency(old, old_root, size, &now, &proof) {
            return Err(damaged(
                self.path,
                "its rows, its tiles and the stored log head contradict each other",
            ));
        }
        Ok(Extension::Extends { now: head })
    }
}
