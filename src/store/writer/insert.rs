//! Inserting the rows of a batch.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension as _, params};

use super::input::{HashedCapture, Rejected};
use super::plan::StoragePlan;
use super::redaction::{RedactedArrival, insert_redacted_capture, insert_redaction};
use super::{DeltaBase, Encoded, ImportCounts, NewText, WriteTxn, grain};
use crate::article::{
    Capture, EntryPlace, Handles, ImportNumber, LogEntry, LogEntryKind, Timestamp, VersionNumber,
};
use crate::source::SourceLocation;
use crate::store::codec::Dictionary;
use crate::store::codes::{capture_kind_code, precision_code};
use crate::store::error::{At as _, Result};
use crate::store::lookup::{REJECT, comes_first, has_digest};
use crate::store::merkle_log::NewEntry;
use crate::store::{MAX_PIECES, PIECE_BITS};

/// Returns the parts of a location that the catalog stores: the record's number or, if there is
/// none, the offset.
pub(super) fn entry_place(place: &SourceLocation) -> EntryPlace<'_> {
    let record = place.record.map(|record| record as i64);
    EntryPlace {
        input: &place.input,
        record,
        offset: record.is_none().then_some(place.offset as i64),
    }
}

impl WriteTxn<'_> {
    /// Writes texts. Returns their actual depths.
    pub(in crate::store) fn insert_texts(
        &mut self,
        texts: &[NewText],
        encoded: Vec<Encoded>,
        dictionary: Option<&Dictionary>,
    ) -> Result<HashMap<i64, i64>> {
        // A planned delta may have become a keyframe: the depths follow what is stored.
        let mut depths: HashMap<i64, i64> = HashMap::new();
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO _text (text_id, length, base_id, depth, dictionary_id)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .at(self.path)?;
        let mut body_statement = self
            .connection
            .prepare_cached("INSERT INTO _body (digest_key, text_id) VALUES (?1, ?2)")
            .at(self.path)?;
        let mut piece_statement = self
            .connection
            .prepare_cached("INSERT INTO _frame (frame_id, data) VALUES (?1, ?2)")
            .at(self.path)?;
        for (text, encoded) in texts.iter().zip(encoded) {
            let base = text.base.as_ref().filter(|_| encoded.delta);
            let depth = base.map_or(0, |base| depths.get(&base.id).unwrap_or(&base.depth) + 1);
            depths.insert(text.id, depth);
            let dictionary = dictionary.filter(|_| !encoded.delta).map(|dictionary| dictionary.id);
            statement
                .execute(params![
                    text.id,
                    text.text.len() as i64,
                    base.map(|base| base.id),
                    depth,
                    dictionary,
                ])
                .at(self.path)?;
            if let Some(hash) = text.hash {
                body_statement.execute(params![hash, text.id]).at(self.path)?;
            }
            let (mut rest, mut number) = (encoded.data.as_slice(), 0);
            while !rest.is_empty() {
                if number >= MAX_PIECES {
                    return Err(
                        self.bug(format!("a text of {} bytes is too long", text.text.len()))
                    );
                }
                let id = (text.id << PIECE_BITS) + number;
                let (piece, more) = self.caches.leaf.cut(rest, id);
                piece_statement.execute(params![id, piece]).at(self.path)?;
                (rest, number) = (more, number + 1);
            }
        }
        Ok(depths)
    }

    /// Updates the depths of the cached bases to those that were stored.
    pub(super) fn settle_depths(&mut self, plan: &StoragePlan, depths: &HashMap<i64, i64>) {
        for &(_, article, _) in &plan.versions {
            let Some(base) = self.caches.hot.get(&article, DeltaBase::weight) else { continue };
            let Some(&depth) = depths.get(&base.id).filter(|depth| **depth != base.depth) else {
                continue;
            };
            let base = DeltaBase { depth, ..base.clone() };
            let weight = base.weight();
            self.caches.hot.put(article, base, weight);
        }
    }

    pub(super) fn insert_versions(
        &mut self,
        batch: &[HashedCapture],
        plan: &StoragePlan,
    ) -> Result<Vec<i64>> {
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO _version (id, article_id, published_us, published_precision, updated_us,
                                      updated_precision, title, byline, description, text_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )
            .at(self.path)?;
        let mut numbers = Vec::with_capacity(plan.versions.len());
        for &(index, article, text) in &plan.versions {
            let prepared = batch
                .get(index)
                .ok_or_else(|| self.bug(format!("planned version {index} is not in the batch")))?;
            let version = &prepared.capture.version;
            let content = &version.content;
            let number = statement
                .insert(params![
                    prepared.id.0.0.as_slice(),
                    article,
                    version.published.as_ref().map(Timestamp::micros),
                    version.published.as_ref().map(grain),
                    version.updated.as_ref().map(Timestamp::micros),
                    version.updated.as_ref().map(grain),
                    content.title,
                    content.byline,
                    content.description,
                    text,
                ])
                .at(self.path)?;
            if let Some(redaction) = &prepared.redaction {
                insert_redaction(self.connection, VersionNumber(number), redaction).at(self.path)?;
                self.withheld.push(RedactedArrival {
                    article: version.key.clone(),
                    version: prepared.id,
                    redaction: Some(redaction.as_ref().clone()),
                    captures: Vec::new(),
                });
            }
            numbers.push(number);
        }
        Ok(numbers)
    }

    /// Returns the capture's number and whether it is new. `extra` is the block and index of its
    /// extras.
    pub(super) fn insert_capture(
        &mut self,
        prepared: &HashedCapture,
        version: i64,
        extra: Option<(i64, i64)>,
    ) -> Result<(i64, bool)> {
        if let Some(known) = self.capture_no(version, prepared.digest.prefix64())? {
            return Ok((known, false));
        }
        let capture = &prepared.capture;
        let redacted = self.is_redacted(version)?;
        let (article, _) = self.article(&capture.version.key)?;
        let (alias, is_new) = self.alias(article, &capture.url)?;
        if is_new {
            self.link_alias(article, alias, &capture.url, &capture.version.key)?;
        }
        if let Some(own) = &prepared.own_url {
            let (alias, is_new) = self.alias(article, own)?;
            if is_new {
                self.link_alias(article, alias, own, &capture.version.key)?;
            }
        }
        let input = self.input(&prepared.place.input, prepared.run)?;
        let (captured, captured_raw) = self.reading(capture.captured.as_ref())?;
        let (published, published_raw) = self.reading(capture.version.published.as_ref())?;
        let (updated, updated_raw) = self.reading(capture.version.updated.as_ref())?;
        let labels = &capture.labels;
        let (lang, publisher, section) = (
            self.label(labels.lang.as_deref())?,
            self.label(labels.publisher.as_deref())?,
            self.label(labels.section.as_deref())?,
        );
        let extracted_by = capture.annotations.extracted_by.as_ref().map(ToString::to_string);
        let extracted_by = self.label(extracted_by.as_deref())?;
        let place = entry_place(&prepared.place);
        let handles = prepared.handles.as_ref();
        self.connection
            .prepare_cached(
                "INSERT INTO _capture (version_no, digest_key, alias_id, captured_us, captured_reading,
                                      captured_raw, published_reading, published_raw,
                                      updated_reading, updated_raw, sequence, lang_id,
                                      publisher_id, section_id, extra_id, extra_index,
                                      payload_sha256,
                                      input_id, record, byte_offset, kind, handles,
                                      names_itself, extracted_by_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                         ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)",
            )
            .and_then(|mut statement| {
                statement.execute(params![
                    version,
                    prepared.digest.prefix64(),
                    alias,
                    capture.captured.as_ref().map(Timestamp::micros),
                    captured,
                    captured_raw,
                    published,
                    published_raw,
                    updated,
                    updated_raw,
                    capture.sequence,
                    lang,
                    publisher,
                    section,
                    extra.map(|extra| extra.0),
                    extra.map(|extra| extra.1),
                    capture.payload.as_ref().map(|digest| digest.0.as_slice()),
                    input,
                    place.record,
                    place.offset,
                    capture_kind_code(capture.kind),
                    handles.map(Handles::to_bytes),
                    handles.map(|handles| handles.names_itself),
                    extracted_by,
                ])
            })
            .at(self.path)?;
        let number = self.connection.last_insert_rowid();
        let left = (redacted || prepared.redaction.is_some())
            .then(|| capture.digest(&prepared.id))
            .filter(|left| *left != prepared.digest);
        if let Some(left) = left {
            insert_redacted_capture(self.connection, number, &prepared.digest).at(self.path)?;
            self.withhold(prepared, left);
        }
        if let Some(handles) = handles {
            self.index_handles(&handles.names, number)?;
        }
        let entry = LogEntry::Capture { digest: &prepared.digest, handles, place };
        self.entries.push(NewEntry::new(LogEntryKind::Capture, number, &entry));
        Ok((number, true))
    }

    /// Stores the location of a known capture if it comes before those that are stored; see
    /// [`StoredCapture::first_location`](crate::article::StoredCapture::first_location). Returns
    /// whether it does. The capture's entry in the log does not change: the location is a separate
    /// entry.
    pub(super) fn add_late_location(
        &mut self,
        prepared: &HashedCapture,
        capture: i64,
    ) -> Result<bool> {
        let place = entry_place(&prepared.place);
        let run = prepared.run.unwrap_or(self.import);
        if !comes_first(self.connection, capture, run, &place).at(self.path)? {
            return Ok(false);
        }
        let input = self.input(&prepared.place.input, prepared.run)?;
        let number = self.insert(
            "INSERT INTO _late_location (capture_no, input_id, record, byte_offset)
             VALUES (?1, ?2, ?3, ?4)",
            params![capture, input, place.record, place.offset],
        )?;
        let entry = LogEntry::Location { digest: &prepared.digest, place };
        self.entries.push(NewEntry::new(LogEntryKind::Location, number, &entry));
        Ok(true)
    }

    /// Whether a known capture without a time of capture was read again from the same input, behind
    /// another version of its article. Only the article's newest other version is looked at.
    pub(super) fn is_timeless_return(
        &mut self,
        prepared: &HashedCapture,
        capture: i64,
    ) -> Result<bool> {
        let Capture { version, captured, sequence, .. } = &prepared.capture;
        let is_dated = captured.as_ref().is_some_and(|stamp| !stamp.precision().is_coarse());
        if is_dated || sequence.is_some() {
            return Ok(false);
        }
        let (article, _) = self.article(&version.key)?;
        self.connection
            .prepare_cached(
                "SELECT EXISTS (
                     SELECT 1 FROM _capture c CROSS JOIN _input i USING (input_id)
                     CROSS JOIN _capture o ON o.version_no =
                         (SELECT max(version_no) FROM _version
                          WHERE article_id = ?2 AND version_no <> c.version_no)
                     WHERE c.capture_no = ?1 AND i.import_id = ?3 AND i.path = ?4
                         AND o.input_id = c.input_id AND o.capture_no > c.capture_no)",
            )
            .and_then(|mut statement| {
                let import = prepared.run.unwrap_or(self.import);
                let path = &*prepared.place.input;
                statement.query_row(params![capture, article, import, path], |row| row.get(0))
            })
            .at(self.path)
    }

    /// Returns the alias's number and whether it is new.
    pub(super) fn alias(&mut self, article: i64, url: &str) -> Result<(i64, bool)> {
        let key = (article, url.to_owned());
        if let Some(&id) = self.caches.aliases.get(&key, |_| 1) {
            return Ok((id, false));
        }
        let found: Option<i64> = self
            .connection
            .prepare_cached("SELECT alias_id FROM _alias WHERE article_id = ?1 AND url = ?2")
            .and_then(|mut statement| {
                statement.query_row(params![article, url], |row| row.get(0)).optional()
            })
            .at(self.path)?;
        let is_new = found.is_none();
        let id = match found {
            Some(id) => id,
            None => self.insert(
                "INSERT INTO _alias (article_id, url) VALUES (?1, ?2)",
                params![article, url],
            )?,
        };
        self.caches.aliases.put(key, id, 1);
        Ok((id, is_new))
    }

    /// Returns the number of an input of the import that read it, or otherwise of the writer's
    /// import.
    pub(super) fn input(&mut self, path: &Arc<str>, run: Option<ImportNumber>) -> Result<i64> {
        let key = (run.unwrap_or(self.import), Arc::clone(path));
        if let Some(&id) = self.caches.inputs.get(&key) {
            return Ok(id);
        }
        let known = if self.knows_inputs { self.known_input(key.0, path)? } else { None };
        let id = if let Some(id) = known {
            id
        } else {
            let id = self.insert(
                "INSERT INTO _input (import_id, path) VALUES (?1, ?2)",
                params![key.0, path.as_ref()],
            )?;
            if self.knows_inputs {
                self.know_input(key.0, path, id)?;
            }
            id
        };
        self.keep_input(key, id);
        Ok(id)
    }

    pub(super) fn keep_input(&mut self, key: (ImportNumber, Arc<str>), id: i64) {
        // Records of one input are consecutive, so a folder of a million pages does not need a
        // million entries.
        if self.caches.inputs.len() >= 1000 {
            self.caches.inputs.clear();
        }
        self.caches.inputs.insert(key, id);
    }

    pub(in crate::store) fn label(&mut self, name: Option<&str>) -> Result<Option<i64>> {
        let Some(name) = name else { return Ok(None) };
        if let Some(&id) = self.caches.labels.get(&name.to_owned(), |_| 1) {
            return Ok(Some(id));
        }
        let id = self.interned(
            "SELECT label_id FROM _label WHERE name = ?1",
            "INSERT INTO _label (name) VALUES (?1)",
            name,
        )?;
        self.caches.labels.put(name.to_owned(), id, 1);
        Ok(Some(id))
    }

    /// Returns the number of the way in which a timestamp was read, and its raw text if that does
    /// not follow from the other columns.
    pub(super) fn reading<'t>(
        &mut self,
        stamp: Option<&'t Timestamp>,
    ) -> Result<(Option<i64>, Option<&'t str>)> {
        let Some(stamp) = stamp else { return Ok((None, None)) };
        let raw = Some(stamp.raw()).filter(|raw| *raw != stamp.local_text());
        // Beyond every real offset; represents "none" in the cache key only.
        let offset = stamp.offset_minutes();
        let key = (
            offset.unwrap_or(i16::MAX),
            stamp.source().name(),
            stamp.zone().name(),
            precision_code(stamp.precision()),
        );
        if let Some(&id) = self.caches.readings.get(&key) {
            return Ok((Some(id), raw));
        }
        let (_, source, zone, precision) = key;
        let found: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT reading_id FROM _reading
                 WHERE source = ?1 AND zone = ?2 AND offset_minutes IS ?3 AND precision = ?4",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(params![source, zone, offset, precision], |row| row.get(0))
                    .optional()
            })
            .at(self.path)?;
        let id = match found {
            Some(id) => id,
            None => self.insert(
                "INSERT INTO _reading (source, zone, offset_minutes, precision)
                 VALUES (?1, ?2, ?3, ?4)",
                params![source, zone, offset, precision],
            )?,
        };
        self.caches.readings.insert(key, id);
        Ok((Some(id), raw))
    }

    pub(super) fn insert_reject(&mut self, reject: &Rejected) -> Result<()> {
        let (place, digest) = (&reject.place, reject.digest());
        if has_digest(self.connection, REJECT, digest).at(self.path)? {
            return Ok(());
        }
        let input = self.input(&place.input, reject.run)?;
        let number = self.insert(
            "INSERT INTO _reject (input_id, record, byte_offset, code, reason, length, bytes, digest_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                input,
                place.record.map(|record| record as i64),
                place.offset as i64,
                reject.code,
                reject.reason,
                reject.length as i64,
                reject.bytes,
                digest,
            ],
        )?;
        let entry = LogEntry::Reject {
            code: &reject.code,
            reason: &reject.reason,
            length: reject.length as i64,
            bytes: &reject.bytes,
            place: EntryPlace {
                input: &place.input,
                record: place.record.map(|record| record as i64),
                offset: Some(place.offset as i64),
            },
        };
        self.entries.push(NewEntry::new(LogEntryKind::Reject, number, &entry));
        Ok(())
    }

    pub(super) fn count(&self, counts: &ImportCounts, bytes: u64) -> Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE _import SET records = records + ?2, versions = versions + ?3,
                     known = known + ?4, captures = captures + ?5, articles = articles + ?6,
                     rejects = rejects + ?7, bytes = bytes + ?8, waiting = waiting + ?9,
                     redirects = redirects + ?10, looks = looks + ?11
                 WHERE import_id = ?1",
            )
            .and_then(|mut statement| {
                statement.execute(params![
                    self.import,
                    counts.records as i64,
                    counts.versions as i64,
                    counts.known as i64,
                    counts.captures as i64,
                    counts.articles as i64,
                    counts.rejects as i64,
                    bytes as i64,
                    counts.waiting as i64,
                    counts.redirects as i64,
                    counts.looks as i64,
                ])
            })
            .at(self.path)?;
        Ok(())
    }
}
