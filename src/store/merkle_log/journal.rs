//! The journal: what was done to the catalog, as events that are entries of the log.

use std::path::Path;

use rusqlite::Connection;

use crate::article::{LogEntry, Sha256, UnixMicros};
use crate::store::error::{At as _, Result};

/// The name of this program in the journal.
pub const AGENT: &str = concat!("recension ", env!("CARGO_PKG_VERSION"));

/// An event for the catalog's journal.
#[derive(Clone, Debug)]
pub struct JournalEvent {
    /// When it happened.
    pub at: UnixMicros,
    /// What was done.
    pub kind: EventKind,
    /// The program and its version.
    pub agent: String,
    /// How it ended.
    pub outcome: EventOutcome,
    /// Further details, a JSON object.
    pub detail: serde_json::Value,
}

/// The outcome of an event, named as in PREMIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventOutcome {
    /// It succeeded.
    Success,
    /// It succeeded, with warnings.
    Warning,
    /// It failed.
    Fail,
}

impl EventOutcome {
    /// Its name in PREMIS.
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Fail => "fail",
        }
    }
}

/// The kinds of events that this program records, named as in the vocabulary at
/// <https://id.loc.gov/vocabulary/preservation/eventType>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// An import started.
    IngestionStart,
    /// An import ended.
    IngestionEnd,
    /// Stored data was compared with its digests.
    FixityCheck,
    /// The catalog's schema was migrated to this program's.
    Migration,
    /// The texts were compressed again.
    Compression,
    /// Another catalog was merged into this one.
    Merging,
    /// A text was deleted.
    Redaction,
    /// Findings were acknowledged.
    MetadataModification,
}

impl EventKind {
    /// Its name in PREMIS.
    pub fn name(self) -> &'static str {
        match self {
            Self::IngestionStart => "ingestion start",
            Self::IngestionEnd => "ingestion end",
            Self::FixityCheck => "fixity check",
            Self::Migration => "migration",
            Self::Compression => "compression",
            Self::Merging => "information package merging",
            Self::Redaction => "redaction",
            Self::MetadataModification => "metadata modification",
        }
    }
}

/// An event as stored in the journal.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct StoredEvent {
    /// Its number.
    pub number: i64,
    /// When it happened.
    pub at: UnixMicros,
    /// What was done.
    pub name: String,
    /// The program and its version.
    pub agent: String,
    /// How it ended.
    pub outcome: String,
    /// Further details, a JSON object.
    pub detail: String,
    /// The index of its entry in the log: the number of entries before it.
    pub entry: u64,
    /// The log's root before this entry.
    pub root: Sha256,
}

impl StoredEvent {
    /// Returns the bytes of its entry in the log.
    pub fn entry_form(&self) -> Vec<u8> {
        LogEntry::Event {
            at: self.at.0,
            name: &self.name,
            agent: &self.agent,
            outcome: &self.outcome,
            detail: &self.detail,
            root: &self.root,
        }
        .form()
    }
}

/// Returns SQLite's current time, in microseconds since 1970, for events without a time from the
/// caller.
pub(in crate::store) fn now(connection: &Connection, path: &Path) -> Result<i64> {
    let sql = "SELECT CAST(unixepoch('subsec') * 1e6 AS INTEGER)";
    connection.query_row(sql, [], |row| row.get(0)).at(path)
}

pub(in crate::store) fn each_event(
    connection: &Connection,
    path: &Path,
    (first, last): (i64, i64),
    give: &mut dyn FnMut(StoredEvent) -> Result<()>,
) -> Result<()> {
    let mut statement = connection
        .prepare_cached(
            "SELECT event_id, at_us, name, agent, outcome, detail, log_size, log_root FROM _event
             WHERE event_id BETWEEN ?1 AND ?2 ORDER BY event_id",
        )
        .at(path)?;
    let mut rows = statement.query([first, last]).at(path)?;
    while let Some(row) = rows.next().at(path)? {
        let event = || {
            Ok(StoredEvent {
                number: row.get(0)?,
                at: row.get(1)?,
                name: row.get(2)?,
                agent: row.get(3)?,
                outcome: row.get(4)?,
                detail: row.get(5)?,
                entry: row.get::<_, i64>(6)? as u64,
                root: Sha256(row.get(7)?),
            })
        };
        give(event().at(path)?)?;
    }
    Ok(())
}
