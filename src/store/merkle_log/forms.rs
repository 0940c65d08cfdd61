//! Forms: the bytes of entries, computed from their rows.

use std::cell::RefCell;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::journal::each_event;
use super::{EntryRow, damaged};
use crate::article::canonical::CaptureParts;
use crate::article::timestamp::is_storable;
use crate::article::{
    Details, EntryPlace, ImportNumber, Labels, LogEntry, LogEntryKind, Look, Precision, Redirect,
    Sha256, Timestamp,
};
use crate::source::SourceLocation;
use crate::store::codes::{capture_kind, page_kind, precision, version_id};
use crate::store::error::{At as _, Result};
use crate::store::reader::SharedNames;
use crate::store::reader::pointers::stored_handles;
use crate::store::text::TextReader;
use crate::store::writer::reject_digest;

/// The bytes of an entry, computed from its row, and what to check them against.
pub(in crate::store) struct Computed {
    pub(in crate::store) row: i64,
    pub(in crate::store) form: Vec<u8>,
    /// The row's `digest_key`: as stored, and as computed.
    pub(in crate::store) digest: Option<(i64, i64)>,
    /// The import that added the row.
    pub(in crate::store) import: Option<ImportNumber>,
    /// For a capture: its digest in the log.
    pub(in crate::store) capture: Option<Sha256>,
    /// For a redacted capture: the digest of the remaining data.
    pub(in crate::store) left: Option<Sha256>,
    /// A contradiction in the row that no digest shows.
    pub(in crate::store) flaw: Option<&'static str>,
}

impl Computed {
    /// An entry with nothing else to check.
    fn bare(row: i64, form: Vec<u8>, import: Option<ImportNumber>) -> Self {
        Self { row, form, digest: None, import, capture: None, left: None, flaw: None }
    }
}

/// Computes the bytes of entries from their rows.
pub(in crate::store) struct Forms {
    hands: RefCell<RowCache>,
}

pub(super) struct RowCache {
    names: SharedNames,
    texts: TextReader,
    /// The block of extras that was read last.
    extras: Option<(i64, Vec<Details>)>,
}

impl Forms {
    /// Returns the digest of the remaining data of a redacted capture.
    pub(in crate::store) fn left_of(
        &self,
        connection: &Connection,
        capture: i64,
    ) -> Result<Option<Sha256>> {
        let row = EntryRow { kind: LogEntryKind::Capture, row: capture };
        let mut left = None;
        self.each(connection, row, capture, &mut |computed| {
            left = computed.left;
            Ok(())
        })?;
        Ok(left)
    }

    pub(in crate::store) fn new(path: &Path) -> Self {
        let hands =
            RowCache { names: SharedNames::default(), texts: TextReader::new(path), extras: None };
        Self { hands: RefCell::new(hands) }
    }

    /// Calls `give` with the entries of the rows of a kind from `first` to `last`, in order.
    pub(in crate::store) fn each(
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
            LogEntryKind::Location => hands.late_locations(connection, rows, give),
            LogEntryKind::Page => hands.pages(connection, rows, give),
            LogEntryKind::Look => hands.looks(connection, rows, give),
            LogEntryKind::Event => {
                let path = hands.texts.path().to_owned();
                each_event(connection, &path, rows, &mut |event| {
                    let form = event.entry_form();
                    let row = event.number;
                    give(Computed::bare(row, form, None))
                })
            }
        }
    }
}

/// Calls `each` with the rows that `sql` selects between two keys.
fn each_row(
    connection: &Connection,
    path: &Path,
    sql: &str,
    (first, last): (i64, i64),
    mut each: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(sql).at(path)?;
    let mut rows = statement.query([first, last]).at(path)?;
    while let Some(row) = rows.next().at(path)? {
        each(row)?;
    }
    Ok(())
}

pub(super) type Give<'g> = &'g mut dyn FnMut(Computed) -> Result<()>;

impl RowCache {
    fn captures(
        &mut self,
        connection: &Connection,
        range: (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        // CROSS JOIN fixes the join order: capture by capture.
        let sql = "SELECT c.captured_us, c.captured_reading, c.captured_raw,
                        v.published_us, c.published_reading, c.published_raw,
                        v.updated_us, c.updated_reading, c.updated_raw,
                        v.id, a.url, c.sequence, c.lang_id, c.publisher_id, c.section_id,
                        c.payload_sha256, c.extra_id, c.extra_index, c.input_id, c.record, c.byte_offset,
                        c.capture_no, c.digest_key, a.article_id IS v.article_id, r.digest, c.kind,
                        c.handles, c.names_itself, c.extracted_by_id
                 FROM _capture c CROSS JOIN _version v USING (version_no)
                 CROSS JOIN _alias a USING (alias_id)
                 LEFT JOIN _redacted_capture r USING (capture_no)
                 WHERE c.capture_no BETWEEN ?1 AND ?2 ORDER BY c.capture_no";
        each_row(connection, &path, sql, range, |row| {
            let extra = row.get::<_, Option<i64>>(16).at(&path)?;
            let Details { extra, mut annotations } = match extra {
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
                annotations.extracted_by = names.extracted_by(connection, row, 28)?;
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
            give(form().at(&path)?)
        })
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
        range: (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let sql = "SELECT redirect_id, url, target, captured_us, input_id, byte_offset, digest_key
                 FROM _redirect
                 WHERE redirect_id BETWEEN ?1 AND ?2 ORDER BY redirect_id";
        each_row(connection, &path, sql, range, |row| {
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
            give(form().at(&path)?)
        })
    }

    fn looks(&mut self, connection: &Connection, range: (i64, i64), give: Give<'_>) -> Result<()> {
        let path = self.texts.path().to_owned();
        let sql = "SELECT look_id, url, at_us, at_precision, reason, status, input_id, byte_offset,
                        digest_key
                 FROM _look WHERE look_id BETWEEN ?1 AND ?2 ORDER BY look_id";
        each_row(connection, &path, sql, range, |row| {
            let mut form = || {
                let (import, input) = self.names.input(connection, row.get(6)?)?;
                let (url, reason) = (row.get_ref(1)?.as_str()?, row.get_ref(4)?.as_str()?);
                let (at, precision): (i64, Precision) = (row.get(2)?, precision(row, 3)?);
                let status = row.get(5)?;
                let place = EntryPlace { input: &input, record: None, offset: row.get(7)? };
                let digest = Look::digest_of(url, (at, precision.name()), reason, status);
                let flaw = "its time does not fit its precision";
                Ok(Computed {
                    row: row.get(0)?,
                    form: LogEntry::Look { url, at, precision, reason, status, place }.form(),
                    digest: Some((row.get(8)?, digest)),
                    import: Some(import),
                    capture: None,
                    left: None,
                    flaw: (!is_storable(at, precision)).then_some(flaw),
                })
            };
            give(form().at(&path)?)
        })
    }

    fn rejects(
        &mut self,
        connection: &Connection,
        range: (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let sql = "SELECT reject_id, code, reason, length, bytes, input_id, record, byte_offset,
                        digest_key
                 FROM _reject WHERE reject_id BETWEEN ?1 AND ?2 ORDER BY reject_id";
        each_row(connection, &path, sql, range, |row| {
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
            give(form().at(&path)?)
        })
    }

    fn late_handles(
        &mut self,
        connection: &Connection,
        range: (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let sql = "SELECT late_handles_id, capture_no, handles, names_itself, input_id, record,
                        byte_offset
                 FROM _late_handles
                 WHERE late_handles_id BETWEEN ?1 AND ?2 ORDER BY late_handles_id";
        each_row(connection, &path, sql, range, |row| {
            let (number, capture): (i64, i64) = (row.get(0).at(&path)?, row.get(1).at(&path)?);
            let missing = |what: &str| damaged(&path, &format!("handles {number}: {what}"));
            let digest = self.capture_digest(connection, capture)?;
            let digest = digest.ok_or_else(|| missing("their capture is missing"))?;
            let handles = stored_handles(row, 2).at(&path)?;
            let handles = handles.ok_or_else(|| missing("there are none"))?;
            let (import, input) = self.names.input(connection, row.get(4).at(&path)?).at(&path)?;
            let (record, offset) = (row.get(5).at(&path)?, row.get(6).at(&path)?);
            let place = EntryPlace { input: &input, record, offset };
            let form = LogEntry::Handles { digest: &digest, handles: &handles, place }.form();
            give(Computed::bare(number, form, Some(import)))
        })
    }

    fn late_locations(
        &mut self,
        connection: &Connection,
        range: (i64, i64),
        give: Give<'_>,
    ) -> Result<()> {
        let path = self.texts.path().to_owned();
        let sql = "SELECT late_location_id, capture_no, input_id, record, byte_offset
                 FROM _late_location
                 WHERE late_location_id BETWEEN ?1 AND ?2 ORDER BY late_location_id";
        each_row(connection, &path, sql, range, |row| {
            let (number, capture): (i64, i64) = (row.get(0).at(&path)?, row.get(1).at(&path)?);
            let digest = self.capture_digest(connection, capture)?.ok_or_else(|| {
                damaged(&path, &format!("location {number}: its capture is missing"))
            })?;
            let (import, input) = self.names.input(connection, row.get(2).at(&path)?).at(&path)?;
            let (record, offset) = (row.get(3).at(&path)?, row.get(4).at(&path)?);
            let place = EntryPlace { input: &input, record, offset };
            let form = LogEntry::Location { digest: &digest, place }.form();
            give(Computed::bare(number, form, Some(import)))
        })
    }

    fn pages(&mut self, connection: &Connection, range: (i64, i64), give: Give<'_>) -> Result<()> {
        let path = self.texts.path().to_owned();
        let sql = "SELECT page_no, sha256, media, content_type FROM _page
                 WHERE page_no BETWEEN ?1 AND ?2 ORDER BY page_no";
        each_row(connection, &path, sql, range, |row| {
            let form = || {
                let (digest, content_type) =
                    (Sha256(row.get(1)?), row.get::<_, Option<String>>(3)?);
                let kind = page_kind(row, 2)?;
                let content_type = content_type.as_deref();
                Ok(LogEntry::Page { digest: &digest, kind, content_type }.form())
            };
            give(Computed::bare(row.get(0).at(&path)?, form().at(&path)?, None))
        })
    }

    /// Returns the digest of a capture in the log.
    fn capture_digest(&mut self, connection: &Connection, capture: i64) -> Result<Option<Sha256>> {
        let mut digest = None;
        self.captures(connection, (capture, capture), &mut |computed| {
            digest = computed.capture;
            Ok(())
        })?;
        Ok(digest)
    }
}

/// Returns a contradiction in a capture that no digest shows. `clocks` are the timestamps read from
/// its columns.
pub(super) fn capture_flaw(
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
