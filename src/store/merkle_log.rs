//! The log: a Merkle tree over everything that was added to the catalog, stored as ranges of rows
//! and tile roots.
//!
//! The bytes of an entry are not stored but [computed](LogEntry::form) from its row, so that an
//! altered row is an altered leaf. Of the tree, only the root of every perfect subtree of [`TILE`]
//! entries and the right edge are stored: an eighth of a byte per entry.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::error::{At as _, Result, StoreError};
use super::reader::pointers::stored_handles;
use super::reader::{SharedNames, Snapshot, capture_kind, version_id};
use super::text::TextReader;
use super::writer::reject_digest;
use crate::article::canonical::CaptureParts;
use crate::article::timestamp::is_storable;
use crate::article::{
    Details, EntryPlace, Labels, LogEntry, LogEntryKind, Redirect, Sha256, Timestamp,
};
use crate::proof::merkle::{self, Edge, Nodes};
use crate::source::SourceLocation;

/// The name of this program in the journal.
pub const AGENT: &str = concat!("recension ", env!("CARGO_PKG_VERSION"));

/// The height of the subtrees whose roots are stored.
pub(super) const TILE_HEIGHT: u32 = 8;

/// The number of entries in such a subtree.
pub const TILE: u64 = 1 << TILE_HEIGHT;

/// The state of a log at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
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

/// An event for the catalog's journal. Times are microseconds since 1970.
#[derive(Clone, Debug)]
pub struct JournalEvent {
    /// When it happened.
    pub at: i64,
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
pub struct StoredEvent {
    /// Its number.
    pub number: i64,
    /// When it happened, in microseconds since 1970.
    pub at: i64,
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
            at: self.at,
            name: &self.name,
            agent: &self.agent,
            outcome: &self.outcome,
            detail: &self.detail,
            root: &self.root,
        }
        .form()
    }
}

/// An entry to be added to the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewEntry {
    pub(super) row: EntryRow,
    pub(super) leaf: Sha256,
}

impl NewEntry {
    pub(super) fn new(kind: LogEntryKind, row: i64, entry: &LogEntry<'_>) -> Self {
        Self { row: EntryRow { kind, row }, leaf: merkle::leaf_hash(&entry.form()) }
    }
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

/// Returns the stored right edge of the tree.
pub(super) fn edge(connection: &Connection, path: &Path) -> Result<Edge> {
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

/// Adds entries in the order of kind and row, within the caller's transaction.
pub(super) fn append(
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
struct Appender<'c> {
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

/// Writes an event to the journal and to the log, within the caller's transaction.
pub(super) fn record(connection: &Connection, path: &Path, event: &JournalEvent) -> Result<()> {
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
        at: event.at,
        name: event.kind.name(),
        agent: &event.agent,
        outcome: event.outcome.name(),
        detail: &detail,
        root: &root,
    };
    append(connection, path, vec![NewEntry::new(LogEntryKind::Event, number, &entry)])
}

/// Adds the entries of a catalog of an older schema to the log, once, within the caller's
/// transaction.
pub(super) fn catch_up(connection: &Connection, path: &Path) -> Result<()> {
    let mut appender = Appender::new(connection, path)?;
    if appender.edge.size() > 0 {
        return Ok(());
    }
    let forms = Forms::new(path);
    for kind in
        [LogEntryKind::Capture, LogEntryKind::Redirect, LogEntryKind::Reject, LogEntryKind::Handles]
    {
        let first = EntryRow { kind, row: i64::MIN };
        forms.each(connection, first, i64::MAX, &mut |Computed { row, form, .. }| {
            let leaf = merkle::leaf_hash(&form);
            appender.push(NewEntry { row: EntryRow { kind, row }, leaf })
        })?;
    }
    if appender.edge.size() > 0 { appender.finish() } else { Ok(()) }
}

/// Adds the entries of a migrated catalog to the log, and an event for the migration, within the
/// migration's transaction. If the catalog is damaged, neither is added: it can still be read, and
/// writing to it reports the damage.
pub(super) fn note_migration(connection: &Connection, path: &Path, from: i64) -> Result<()> {
    connection.execute_batch("SAVEPOINT log").at(path)?;
    let noted = catch_up(connection, path).and_then(|()| {
        let to: i64 =
            connection.pragma_query_value(None, "user_version", |row| row.get(0)).at(path)?;
        let event = JournalEvent {
            at: now(connection, path)?,
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

/// Returns SQLite's current time, in microseconds since 1970, for events without a time from the
/// caller.
pub(super) fn now(connection: &Connection, path: &Path) -> Result<i64> {
    let sql = "SELECT CAST(unixepoch('subsec') * 1e6 AS INTEGER)";
    connection.query_row(sql, [], |row| row.get(0)).at(path)
}

/// The bytes of an entry, computed from its row, and what to check them against.
pub(super) struct Computed {
    pub(super) row: i64,
    pub(super) form: Vec<u8>,
    /// The row's `digest_key`: as stored, and as computed.
    pub(super) digest: Option<(i64, i64)>,
    /// The import that added the row.
    pub(super) import: Option<i64>,
    /// For a capture: its digest in the log.
    pub(super) capture: Option<Sha256>,
    /// For a redacted capture: the digest of the remaining data.
    pub(super) left: Option<Sha256>,
    /// A contradiction in the row that no digest shows.
    pub(super) flaw: Option<&'static str>,
}

/// Computes the bytes of entries from their rows.
pub(super) struct Forms {
    hands: RefCell<RowCache>,
}

struct RowCache {
    names: SharedNames,
    texts: TextReader,
    /// The block of extras that was read last.
    extras: Option<(i64, Vec<Details>)>,
}

impl Forms {
    /// Returns the digest of the remaining data of a redacted capture.
    pub(super) fn left_of(&self, connection: &Connection, capture: i64) -> Result<Option<Sha256>> {
        let row = EntryRow { kind: LogEntryKind::Capture, row: capture };
        let mut left = None;
        self.each(connection, row, capture, &mut |computed| {
            left = computed.left;
            Ok(())
        })?;
        Ok(left)
    }

    pub(super) fn new(path: &Path) -> Self {
        let hands =
            RowCache { names: SharedNames::default(), texts: TextReader::new(path), extras: None };
        Self { hands: RefCell::new(hands) }
    }

    /// Calls `give` with the entries of the rows of a kind from `first` to `last`, in order.
    pub(super) fn each(
        &self,
        connection: &Connection,
        first: EntryRow,
        last: i64,
        give: Give<'_>,
    ) -> Result<()> {
        let hands = &mut *self.hands.borrow_mut();
        let rows = (first.row, last);
        match first.kind {
            LogEntryKind::Capture => hands.captures(connection, rows, give),
            LogEntryKind::Redirect => hands.redirects(connection, rows, give),
            LogEntryKind::Reject => hands.rejects(connection, rows, give),
            LogEntryKind::Handles => hands.late_handles(connection, rows, give),
            LogEntryKind::Event => {
                let path = hands.texts.path().to_owned();
                each_event(connection, &path, rows, &mut |event| {
                    let form = event.entry_form();
                    let row = event.number;
                    give(Computed {
                        row,
                        form,
                        digest: None,
                        import: None,
                        capture: None,
                        left: None,
                        flaw: None,
                    })
                })
            }
        }
    }
}

type Give<'g> = &'g mut dyn FnMut(Computed) -> Result<()>;

impl RowCache {
    fn captures(
        &mut self,
        connection: &Connection,
        (first, last): (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let mut statement = connection
            .prepare_cached(
                // CROSS JOIN fixes the join order: capture by capture.
                "SELECT c.captured_us, c.captured_reading, c.captured_raw,
                        v.published_us, c.published_reading, c.published_raw,
                        v.updated_us, c.updated_reading, c.updated_raw,
                        v.id, a.url, c.sequence, c.lang_id, c.publisher_id, c.section_id,
                        c.payload_sha256, c.extra_id, c.extra_index, c.input_id, c.record, c.byte_offset,
                        c.capture_no, c.digest_key, a.article_id IS v.article_id, r.digest, c.kind,
                        c.handles, c.names_itself
                 FROM _capture c CROSS JOIN _version v USING (version_no)
                 CROSS JOIN _alias a USING (alias_id)
                 LEFT JOIN _redacted_capture r USING (capture_no)
                 WHERE c.capture_no BETWEEN ?1 AND ?2 ORDER BY c.capture_no",
            )
            .at(&path)?;
        let mut rows = statement.query([first, last]).at(&path)?;
        while let Some(row) = rows.next().at(&path)? {
            let extra = row.get::<_, Option<i64>>(16).at(&path)?;
            let Details { extra, annotations } = match extra {
                Some(block) => self.details(connection, block, row.get(17).at(&path)?)?,
                None => Details::default(),
            };
            let names = &mut self.names;
            let form = || {
                let mut label = |at: usize| {
                    let label = names.label(connection, row.get(at)?)?;
                    Ok::<_, rusqlite::Error>(label.map(|label| label.to_string()))
                };
                let labels =
                    Labels { lang: label(12)?, publisher: label(13)?, section: label(14)?, extra };
                let captured = names.timestamp(connection, row, 0)?;
                let published = names.timestamp(connection, row, 3)?;
                let updated = names.timestamp(connection, row, 6)?;
                let payload = row.get::<_, Option<[u8; 32]>>(15)?.map(Sha256);
                let digest = CaptureParts {
                    version: &version_id(row, 9)?,
                    kind: capture_kind(row, 25)?,
                    url: row.get_ref(10)?.as_str()?,
                    published: published.as_ref(),
                    updated: updated.as_ref(),
                    captured: captured.as_ref(),
                    sequence: row.get(11)?,
                    labels: &labels,
                    annotations: &annotations,
                    payload: payload.as_ref(),
                }
                .digest();
                let whole = row.get::<_, Option<[u8; 32]>>(24)?.map(Sha256);
                let (left, digest) = (whole.map(|_| digest), whole.unwrap_or(digest));
                let (import, input) = names.input(connection, row.get(18)?)?;
                let handles = stored_handles(row, 26)?;
                let place =
                    EntryPlace { input: &input, record: row.get(19)?, offset: row.get(20)? };
                Ok(Computed {
                    row: row.get(21)?,
                    form: LogEntry::Capture { digest: &digest, handles: handles.as_ref(), place }
                        .form(),
                    digest: Some((row.get(22)?, digest.prefix64())),
                    import: Some(import),
                    capture: Some(digest),
                    left,
                    flaw: capture_flaw(row, [&captured, &published, &updated])?,
                })
            };
            give(form().at(&path)?)?;
        }
        Ok(())
    }

    fn details(&mut self, connection: &Connection, block: i64, index: i64) -> Result<Details> {
        if self.extras.as_ref().is_none_or(|(kept, _)| *kept != block) {
            let json = self.texts.read(connection, block)?;
            let objects = serde_json::from_str(&json).map_err(|why| {
                damaged(self.texts.path(), &format!("extra {block} cannot be read: {why}"))
            })?;
            self.extras = Some((block, objects));
        }
        self.extras
            .as_ref()
            .and_then(|(_, objects)| objects.get(usize::try_from(index).ok()?).cloned())
            .ok_or_else(|| damaged(self.texts.path(), &format!("extra {block}.{index} is missing")))
    }

    fn redirects(
        &mut self,
        connection: &Connection,
        (first, last): (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let mut statement = connection
            .prepare_cached(
                "SELECT redirect_id, url, target, captured_us, input_id, byte_offset, digest_key
                 FROM _redirect
                 WHERE redirect_id BETWEEN ?1 AND ?2 ORDER BY redirect_id",
            )
            .at(&path)?;
        let mut rows = statement.query([first, last]).at(&path)?;
        while let Some(row) = rows.next().at(&path)? {
            let mut form = || {
                let (import, input) = self.names.input(connection, row.get(4)?)?;
                let (url, target) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
                let captured = row.get(3)?;
                let place = EntryPlace { input: &input, record: None, offset: row.get(5)? };
                Ok(Computed {
                    row: row.get(0)?,
                    form: LogEntry::Redirect { url, target, captured, place }.form(),
                    digest: Some((row.get(6)?, Redirect::digest_of(url, target, captured))),
                    import: Some(import),
                    capture: None,
                    left: None,
                    flaw: None,
                })
            };
            give(form().at(&path)?)?;
        }
        Ok(())
    }

    fn rejects(
        &mut self,
        connection: &Connection,
        (first, last): (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let mut statement = connection
            .prepare_cached(
                "SELECT reject_id, code, reason, length, bytes, input_id, record, byte_offset,
                        digest_key
                 FROM _reject WHERE reject_id BETWEEN ?1 AND ?2 ORDER BY reject_id",
            )
            .at(&path)?;
        let mut rows = statement.query([first, last]).at(&path)?;
        while let Some(row) = rows.next().at(&path)? {
            let mut form = || {
                let (import, input) = self.names.input(connection, row.get(5)?)?;
                let (record, offset): (Option<i64>, Option<i64>) = (row.get(6)?, row.get(7)?);
                let (code, length) = (row.get_ref(1)?.as_str()?, row.get::<_, i64>(3)?);
                let bytes = row.get_ref(4)?.as_blob()?;
                let entry = LogEntry::Reject {
                    code,
                    reason: row.get_ref(2)?.as_str()?,
                    length,
                    bytes,
                    place: EntryPlace { input: &input, record, offset },
                };
                let form = entry.form();
                let place = SourceLocation {
                    input,
                    record: record.map(|record| record as u64),
                    offset: offset.unwrap_or_default() as u64,
                };
                Ok(Computed {
                    row: row.get(0)?,
                    form,
                    digest: Some((row.get(8)?, reject_digest(&place, code, length as u64, bytes))),
                    import: Some(import),
                    capture: None,
                    left: None,
                    flaw: None,
                })
            };
            give(form().at(&path)?)?;
        }
        Ok(())
    }

    fn late_handles(
        &mut self,
        connection: &Connection,
        (first, last): (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let mut statement = connection
            .prepare_cached(
                "SELECT late_handles_id, capture_no, handles, names_itself, input_id, record,
                        byte_offset
                 FROM _late_handles
                 WHERE late_handles_id BETWEEN ?1 AND ?2 ORDER BY late_handles_id",
            )
            .at(&path)?;
        let mut rows = statement.query([first, last]).at(&path)?;
        while let Some(row) = rows.next().at(&path)? {
            let (number, capture): (i64, i64) = (row.get(0).at(&path)?, row.get(1).at(&path)?);
            let missing = |what: &str| damaged(&path, &format!("handles {number}: {what}"));
            let mut digest = None;
            self.captures(connection, (capture, capture), &mut |computed| {
                digest = computed.capture;
                Ok(())
            })?;
            let digest = digest.ok_or_else(|| missing("their capture is missing"))?;
            let handles = stored_handles(row, 2).at(&path)?;
            let handles = handles.ok_or_else(|| missing("there are none"))?;
            let (import, input) = self.names.input(connection, row.get(4).at(&path)?).at(&path)?;
            let (record, offset) = (row.get(5).at(&path)?, row.get(6).at(&path)?);
            let place = EntryPlace { input: &input, record, offset };
            give(Computed {
                row: number,
                form: LogEntry::Handles { digest: &digest, handles: &handles, place }.form(),
                digest: None,
                import: Some(import),
                capture: None,
                left: None,
                flaw: None,
            })?;
        }
        Ok(())
    }
}

/// Returns a contradiction in a capture that no digest shows. `clocks` are the timestamps read from
/// its columns.
fn capture_flaw(
    row: &Row<'_>,
    clocks: [&Option<Timestamp>; 3],
) -> rusqlite::Result<Option<&'static str>> {
    if !row.get::<_, bool>(23)? {
        return Ok(Some("its URL belongs to another article"));
    }
    for (clock, at) in clocks.into_iter().zip([0, 3, 6]) {
        let is_there = |at: usize| row.get_ref(at).map(|value| value != ValueRef::Null);
        match clock {
            Some(clock) if !is_storable(clock.micros(), clock.precision()) => {
                return Ok(Some("one of its timestamps does not fit its precision"));
            }
            None if is_there(at)? || is_there(at + 1)? || is_there(at + 2)? => {
                return Ok(Some("it has reading details for a missing timestamp"));
            }
            _ => {}
        }
    }
    Ok(None)
}

pub(super) fn each_event(
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

/// The log of an open catalog.
pub struct MerkleLog<'c> {
    connection: &'c Connection,
    pub(super) path: &'c Path,
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
                    give(entry, EntryRow { kind, row }, merkle::leaf_hash(&form))
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
