//! Reading the log: roots, inclusion and consistency proofs, entries.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::append::edge;
use super::forms::{Computed, Forms};
use super::journal::{StoredEvent, each_event};
use super::{EntryRow, LogHead, TILE_HEIGHT, code_of, damaged, kind_of};
use crate::article::{LogEntryKind, Sha256};
use crate::proof::merkle::{self, Edge, Nodes};
use crate::store::error::{At as _, Result, StoreError};
use crate::store::reader::Snapshot;

/// Receives the index, the row and the bytes of an entry.
type EachEntry<'e> = dyn FnMut(u64, EntryRow, &[u8]) -> Result<()> + 'e;

/// The log of an open catalog.
pub struct MerkleLog<'c> {
    connection: &'c Connection,
    pub(in crate::store) path: &'c Path,
    forms: Forms,
    size: u64,
}

impl Snapshot {
    /// Returns the catalog's log.
    pub fn log(&self) -> Result<MerkleLog<'_>> {
        let (connection, path) = self.parts();
        let size = edge(connection, path)?.size();
        Ok(MerkleLog { connection, path, forms: Forms::new(path), size })
    }

    /// Calls `give` with the journal's events, oldest first.
    pub fn each_event(&self, give: &mut dyn FnMut(StoredEvent) -> Result<()>) -> Result<()> {
        let (connection, path) = self.parts();
        each_event(connection, path, (i64::MIN, i64::MAX), give)
    }
}

impl MerkleLog<'_> {
    /// The number of entries.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Returns the stored head; [`root`](Self::root) computes it from the tree.
    pub fn stored_head(&self) -> Result<LogHead> {
        let edge = edge(self.connection, self.path)?;
        Ok(LogHead { size: edge.size(), root: edge.root() })
    }

    /// Returns the root of the first `size` entries, computed from the stored tiles.
    pub fn root(&mut self, size: u64) -> Result<Sha256> {
        if size > self.size {
            return Err(damaged(self.path, &format!("it has fewer than {size} entries")));
        }
        merkle::root_of(self, size)
    }

    /// Returns the proof that an entry is in the log of the first `size` entries.
    pub fn inclusion(&mut self, entry: u64, size: u64) -> Result<Vec<Sha256>> {
        let size = size.min(self.size);
        merkle::inclusion_proof(self, entry, size)?
            .ok_or_else(|| damaged(self.path, &format!("it has no entry {entry}")))
    }

    /// Returns the proof that the log begins with its first `old` entries; `None` if it has fewer.
    pub fn consistency(&mut self, old: u64) -> Result<Option<Vec<Sha256>>> {
        let size = self.size;
        merkle::consistency_proof(self, old, size)
    }

    /// Returns the index of a row's entry in the log.
    pub fn entry_of(&self, row: EntryRow) -> Result<Option<u64>> {
        self.connection
            .prepare_cached(
                "SELECT first_entry + (?2 - first_row) FROM _log_run
                 WHERE kind = ?1 AND ?2 >= first_row AND ?2 < first_row + length",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(params![code_of(row.kind), row.row], |row| row.get::<_, i64>(0))
                    .optional()
            })
            .map(|entry| entry.map(|entry| entry as u64))
            .at(self.path)
    }

    /// Returns the rows of a version's captures.
    pub fn captures_of(&self, version_no: i64) -> Result<Vec<EntryRow>> {
        self.connection
            .prepare_cached(
                "SELECT capture_no FROM _capture WHERE version_no = ?1 ORDER BY capture_no",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([version_no], |row| {
                        Ok(EntryRow { kind: LogEntryKind::Capture, row: row.get(0)? })
                    })?
                    .collect()
            })
            .at(self.path)
    }

    /// Returns the bytes of a row's entry, computed from the row.
    pub fn form(&self, row: EntryRow) -> Result<Vec<u8>> {
        let mut found = None;
        self.forms.each(self.connection, row, row.row, &mut |computed| {
            found = Some(computed.form);
            Ok(())
        })?;
        found.ok_or_else(|| {
            damaged(self.path, &format!("{} {} is missing", row.kind.name(), row.row))
        })
    }

    /// Calls `give` with the index, row and leaf hash of every entry from `first` to before `last`.
    /// The hashes are computed from the rows.
    pub fn each_leaf(
        &self,
        first: u64,
        last: u64,
        give: &mut dyn FnMut(u64, EntryRow, Sha256) -> Result<()>,
    ) -> Result<()> {
        self.each_entry(first, last, &mut |entry, row, form| {
            give(entry, row, merkle::leaf_hash(form))
        })
    }

    /// Calls `give` with the index, row and bytes of every entry from `first` to before `last`. The
    /// bytes are computed from the rows.
    pub fn each_entry(&self, first: u64, last: u64, give: &mut EachEntry<'_>) -> Result<()> {
        let mut at = first;
        while at < last {
            let run: Option<(i64, i64, i64, i64)> = self
                .connection
                .prepare_cached(
                    "SELECT first_entry, kind, first_row, length FROM _log_run
                     WHERE first_entry <= ?1 ORDER BY first_entry DESC LIMIT 1",
                )
                .and_then(|mut statement| {
                    statement
                        .query_row([at as i64], |row| {
                            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                        })
                        .optional()
                })
                .at(self.path)?;
            let missing = |at: u64| damaged(self.path, &format!("entry {at} is missing"));
            let (run_first, code, first_row, length) = run.ok_or_else(|| missing(at))?;
            let kind = kind_of(code).ok_or_else(|| missing(at))?;
            let skipped = at as i64 - run_first;
            let count = length.saturating_sub(skipped).min((last - at) as i64);
            if count <= 0 {
                return Err(missing(at));
            }
            let from = first_row.saturating_add(skipped);
            let (end, mut next) = (from.saturating_add(count - 1), from);
            self.forms.each(
                self.connection,
                EntryRow { kind, row: from },
                end,
                &mut |Computed { row, form, .. }| {
                    if row != next {
                        return Err(missing(at + (next - from) as u64));
                    }
                    next += 1;
                    let entry = at + (row - from) as u64;
                    give(entry, EntryRow { kind, row }, &form)
                },
            )?;
            if next != end + 1 {
                return Err(missing(at + (next - from) as u64));
            }
            at += count as u64;
        }
        Ok(())
    }
}

impl Nodes for MerkleLog<'_> {
    type Error = StoreError;

    fn node(&mut self, height: u32, index: u64) -> Result<Sha256> {
        let mut edge = Edge::default();
        if height < TILE_HEIGHT {
            let first = index << height;
            self.each_leaf(first, first + (1 << height), &mut |_, _, leaf| {
                edge.push(leaf, |_, _| {});
                Ok(())
            })?;
            return Ok(edge.root());
        }
        let above = height - TILE_HEIGHT;
        let first = index << above;
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT root FROM _log_tile WHERE tile_no BETWEEN ?1 AND ?2 ORDER BY tile_no",
            )
            .at(self.path)?;
        let last = first + (1 << above) - 1;
        let mut rows = statement.query([first as i64, last as i64]).at(self.path)?;
        while let Some(row) = rows.next().at(self.path)? {
            edge.push(Sha256(row.get(0).at(self.path)?), |_, _| {});
        }
        if edge.size() != 1 << above {
            return Err(damaged(self.path, "a tile is missing"));
        }
        Ok(edge.root())
    }
}
