//! Appending entries: their leaves, the stored tile roots, the right edge, and events of the journal.

use std::path::Path;

use rusqlite::{Connection, params};

use super::forms::{Computed, Forms};
use super::journal::{AGENT, EventKind, EventOutcome, JournalEvent, now};
use super::{EntryRow, TILE_HEIGHT, code_of, damaged};
use crate::article::{LogEntry, LogEntryKind, Sha256, UnixMicros};
use crate::proof::merkle::{self, Edge};
use crate::store::error::{At as _, Result, StoreError};

/// An entry to be added to the log.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct NewEntry {
    pub(in crate::store) row: EntryRow,
    pub(in crate::store) leaf: Sha256,
}

impl NewEntry {
    pub(in crate::store) fn new(kind: LogEntryKind, row: i64, entry: &LogEntry<'_>) -> Self {
        Self { row: EntryRow { kind, row }, leaf: merkle::leaf_hash(&entry.form()) }
    }
}

/// Adds entries in the order of kind and row, within the caller's transaction.
pub(in crate::store) fn append(
    connection: &Connection,
    path: &Path,
    mut entries: Vec<NewEntry>,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    entries.sort_unstable_by_key(|entry| entry.row);
    let mut appender = Appender::new(connection, path)?;
    for entry in entries {
        appender.push(entry)?;
    }
    appender.finish()
}

/// Adds entries to the log one after another.
pub(super) struct Appender<'c> {
    connection: &'c Connection,
    path: &'c Path,
    edge: Edge,
    /// The current run of consecutive rows: its first entry, its first row, its length.
    run: Option<(u64, EntryRow, u64)>,
}

impl<'c> Appender<'c> {
    fn new(connection: &'c Connection, path: &'c Path) -> Result<Self> {
        Ok(Self { connection, path, edge: edge(connection, path)?, run: None })
    }

    fn push(&mut self, entry: NewEntry) -> Result<()> {
        let at = self.edge.size();
        let follows = |(_, first, length): &(u64, EntryRow, u64)| {
            first.kind == entry.row.kind && first.row + *length as i64 == entry.row.row
        };
        match &mut self.run {
            Some(run) if follows(run) => run.2 += 1,
            _ => {
                self.close_run()?;
                self.run = Some((at, entry.row, 1));
            }
        }
        let mut tile = None;
        self.edge.push(entry.leaf, |height, root| {
            if height == TILE_HEIGHT {
                tile = Some(*root);
            }
        });
        if let Some(root) = tile {
            self.connection
                .prepare_cached("INSERT INTO _log_tile (tile_no, root) VALUES (?1, ?2)")
                .and_then(|mut statement| {
                    statement.execute(params![(at >> TILE_HEIGHT) as i64, root.0])
                })
                .at(self.path)?;
        }
        Ok(())
    }

    fn close_run(&mut self) -> Result<()> {
        let Some((at, first, length)) = self.run.take() else { return Ok(()) };
        self.connection
            .prepare_cached(
                "INSERT INTO _log_run (first_entry, kind, first_row, length)
                 VALUES (?1, ?2, ?3, ?4)",
            )
            .and_then(|mut statement| {
                statement.execute(params![at as i64, code_of(first.kind), first.row, length as i64])
            })
            .at(self.path)?;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.close_run()?;
        let edge: Vec<u8> = self.edge.roots().iter().flat_map(|root| root.0).collect();
        self.connection
            .prepare_cached("UPDATE _log_head SET size = ?1, edge = ?2 WHERE one = 1")
            .and_then(|mut statement| statement.execute(params![self.edge.size() as i64, edge]))
            .at(self.path)?;
        Ok(())
    }
}

/// Adds the entries of a catalog of an older schema to the log, once, within the caller's
/// transaction.
pub(in crate::store) fn catch_up(connection: &Connection, path: &Path) -> Result<()> {
    let mut appender = Appender::new(connection, path)?;
    if appender.edge.size() > 0 {
        return Ok(());
    }
    let forms = Forms::new(path);
    for kind in LogEntryKind::ALL.into_iter().filter(|kind| *kind != LogEntryKind::Event) {
        let first = EntryRow { kind, row: i64::MIN };
        forms.each(connection, first, i64::MAX, &mut |Computed { row, form, .. }| {
            let leaf = merkle::leaf_hash(&form);
            appender.push(NewEntry { row: EntryRow { kind, row }, leaf })
        })?;
    }
    if appender.edge.size() > 0 { appender.finish() } else { Ok(()) }
}

/// Returns the stored right edge of the tree.
pub(in crate::store) fn edge(connection: &Connection, path: &Path) -> Result<Edge> {
    let (size, edge): (i64, Vec<u8>) = connection
        .prepare_cached("SELECT size, edge FROM _log_head WHERE one = 1")
        .and_then(|mut statement| statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))))
        .at(path)?;
    let (roots, rest) = edge.as_chunks::<32>();
    let roots = roots.iter().map(|root| Sha256(*root)).collect();
    let size = u64::try_from(size).unwrap_or(u64::MAX);
    Some(roots)
        .filter(|_| rest.is_empty())
        .and_then(|roots| Edge::new(size, roots))
        .ok_or_else(|| damaged(path, "the stored edge does not match the stored size"))
}

/// Writes an event to the journal and to the log, within the caller's transaction.
pub(in crate::store) fn record(
    connection: &Connection,
    path: &Path,
    event: &JournalEvent,
) -> Result<()> {
    let before = edge(connection, path)?;
    let (detail, root) = (event.detail.to_string(), before.root());
    let number = connection
        .prepare_cached(
            "INSERT INTO _event (at_us, name, agent, outcome, detail, log_size, log_root)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut statement| {
            statement.insert(params![
                event.at,
                event.kind.name(),
                event.agent,
                event.outcome.name(),
                detail,
                before.size() as i64,
                root.0,
            ])
        })
        .at(path)?;
    let entry = LogEntry::Event {
        at: event.at.0,
        name: event.kind.name(),
        agent: &event.agent,
        outcome: event.outcome.name(),
        detail: &detail,
        root: &root,
    };
    append(connection, path, vec![NewEntry::new(LogEntryKind::Event, number, &entry)])
}

/// Adds the entries of a migrated catalog to the log, and an event for the migration, within the
/// migration's transaction. If the catalog is damaged, neither is added: it can still be read, and
/// writing to it reports the damage.
pub(in crate::store) fn note_migration(
    connection: &Connection,
    path: &Path,
    from: i64,
) -> Result<()> {
    connection.execute_batch("SAVEPOINT log").at(path)?;
    let noted = catch_up(connection, path).and_then(|()| {
        let to: i64 =
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).at(path)?;
        let event = JournalEvent {
            at: UnixMicros(now(connection, path)?),
            kind: EventKind::Migration,
            agent: AGENT.to_owned(),
            outcome: EventOutcome::Success,
            detail: serde_json::json!({ "from": from, "to": to }),
        };
        record(connection, path, &event)
    });
    let end = match noted {
        Ok(()) => "RELEASE log",
        Err(StoreError::Damaged { .. }) => "ROLLBACK TO log; RELEASE log",
        Err(error) => return Err(error),
    };
    connection.execute_batch(end).at(path)
}
