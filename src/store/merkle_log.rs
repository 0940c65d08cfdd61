//! The log: a Merkle tree over everything that was added to the catalog, stored as ranges of rows
//! and tile roots.
//!
//! The bytes of an entry are not stored but [computed](LogEntry::form) from its row, so that an
//! altered row is an altered leaf. Of the tree, only the root of every perfect subtree of [`TILE`]
//! entries and the right edge are stored: an eighth of a byte per entry.

mod append;
mod forms;
mod journal;
mod read;

use std::path::Path;

pub(super) use self::append::{NewEntry, append, catch_up, edge, note_migration, record};
pub(super) use self::forms::{Computed, Forms};
pub use self::journal::{AGENT, EventKind, EventOutcome, JournalEvent, StoredEvent};
pub(super) use self::journal::{each_event, now};
pub use self::read::MerkleLog;
use super::error::StoreError;
use crate::article::{LogEntryKind, Sha256};

/// The height of the subtrees whose roots are stored.
pub(super) const TILE_HEIGHT: u32 = 8;

/// The number of entries in such a subtree.
pub const TILE: u64 = 1 << TILE_HEIGHT;

/// The state of a log at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct LogHead {
    /// The number of entries.
    pub size: u64,
    /// The root of the tree.
    pub root: Sha256,
}

/// The row that an entry of the log is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryRow {
    /// The kind of entry, which determines the table.
    pub kind: LogEntryKind,
    /// The row's key.
    pub row: i64,
}

pub(super) fn code_of(kind: LogEntryKind) -> i64 {
    LogEntryKind::ALL.iter().position(|known| *known == kind).map_or(0, |index| index as i64 + 1)
}

pub(super) fn kind_of(code: i64) -> Option<LogEntryKind> {
    usize::try_from(code - 1).ok().and_then(|index| LogEntryKind::ALL.get(index).copied())
}

pub(super) fn damaged(path: &Path, what: &str) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), what: format!("the log: {what}") }
}
