//! Heads: the log's own, and whether it extends one that was kept elsewhere.

use super::error::Result;
use super::log::{Log, LogHead, damaged};
use crate::article::Sha256;
use crate::proof::checkpoint::{Checkpoint, is_own_origin, own_origin};
use crate::proof::merkle::{Edge, verify_consistency};

/// From what the log's roots are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadBasis {
    /// From the roots of tiles that are stored, and the rows behind the last one: a moment's work. A row
    /// that was altered behind an unaltered tile is not seen.
    Tiles,
    /// From the rows alone: every one of them is read.
    Rows,
}

/// How a log stands to a head that was kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extension {
    /// It begins with all that was in it, unaltered and in the same order.
    Extends {
        /// The log now.
        now: LogHead,
    },
    /// It has fewer entries.
    Shorter {
        /// How many.
        size: u64,
    },
    /// The first entries are not those of the head.
    Differs {
        /// The root of as many entries now.
        root: Sha256,
    },
    /// The head is of a log with another name.
    OtherLog {
        /// The name that this log has by itself.
        own: String,
    },
}

impl Log<'_> {
    /// The log's head, computed from the tiles; what is stored beside them must be the same.
    pub fn head(&mut self) -> Result<LogHead> {
        let head = LogHead { size: self.size(), root: self.root(self.size())? };
        if head == self.stored_head()? {
            return Ok(head);
        }
        Err(damaged(self.path, "its tiles and rows do not give the root that is kept beside them"))
    }

    /// The name that the log has by itself, made of its first entry; `None` where it has no entry.
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

    /// The root of the first `size` entries, and that of all, computed from the rows.
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

    /// Whether the log extends a head: has its root at its size, and the consistency proof of RFC 9162
    /// leads from there to the root of today.
    pub fn extends(&mut self, head: &Checkpoint, basis: HeadBasis) -> Result<Extension> {
        if is_own_origin(&head.origin)
            && let Some(own) = self.own_origin()?.filter(|own| *own != head.origin)
        {
            return Ok(Extension::OtherLog { own });
        }
        self.extends_root(head.size, &head.root, basis)
    }

    /// The same for a head of which nothing but size and root was kept.
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
                "its rows, its tiles and the root that is kept beside them contradict each other",
            ));
        }
        Ok(Extension::Extends { now: head })
    }
}
