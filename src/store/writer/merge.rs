//! Merge support in the writer: numbers the other catalog's imports in this one, and checks what is
//! already known.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params, params_from_iter};
use serde_json::{Value, json};

use super::{
    REDIRECT, REJECT, Rejected, Result, WAITING, WriteTxn, Writer, comes_first, find_article,
    find_capture, find_version, has_digest, has_look, has_page,
};
use crate::article::{
    EntryPlace, ImportNumber, MatchKey, Pointer, Sha256, StoredLocation, UnixMicros, VersionId,
};
use crate::store::ImportRow;
use crate::store::error::At as _;
use crate::store::merkle_log::{self, AGENT, EventKind, EventOutcome, JournalEvent};
use crate::store::reader::Snapshot;

/// A version of another catalog that this catalog has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MergeStatus(i64);

impl Writer {
    /// Opens the catalog, creating or migrating it if needed, to merge another one's content
    /// without starting an import. `at` is in microseconds since 1970.
    pub fn begin_merge(path: &Path, other: &Snapshot, at: i64) -> Result<Self> {
        let mut writer = Self::open(path)?;
        let head = other.log()?.stored_head()?;
        let from = other.path().to_string_lossy();
        writer.note_merge(at, EventOutcome::Success, json!({ "from": from, "head": head }))?;
        Ok(writer)
    }

    /// Records the end of the merge and its counts.
    pub fn finish_merge(&mut self, at: i64, whole: bool, counts: &Value) -> Result<()> {
        let outcome = if whole { EventOutcome::Success } else { EventOutcome::Warning };
        self.note_merge(at, outcome, json!({ "counts": counts }))
    }

    fn note_merge(&mut self, at: i64, outcome: EventOutcome, detail: Value) -> Result<()> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .at(&self.path)?;
        let event = JournalEvent {
            at: UnixMicros(at),
            kind: EventKind::Merging,
            agent: AGENT.to_owned(),
            outcome,
            detail,
        };
        merkle_log::record(&transaction, &self.path, &event)?;
        transaction.commit().at(&self.path)
    }

    /// Copies the imports of another catalog. Returns their numbers here by those there, and how
    /// many were new. An import that both catalogs have (started at the same microsecond with the
    /// same program and arguments) is one import, with the larger of its counts.
    pub fn adopt_imports(
        &mut self,
        imports: &[ImportRow],
    ) -> Result<(HashMap<ImportNumber, ImportNumber>, u64)> {
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        let mut held: HashMap<(i64, String, String), ImportNumber> = transaction
            .prepare("SELECT started_us, program, arguments, import_id FROM _import")
            .and_then(|mut statement| {
                statement
                    .query_map([], |row| {
                        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
                    })?
                    .collect()
            })
            .at(&path)?;
        // Inputs have no index by name: those of imports in both catalogs get one for the duration
        // of the merge.
        transaction
            .execute_batch(
                "CREATE TEMP TABLE IF NOT EXISTS known_input (
                     import_id INTEGER NOT NULL,
                     path TEXT NOT NULL,
                     input_id INTEGER NOT NULL,
                     PRIMARY KEY (import_id, path)
                 ) STRICT, WITHOUT ROWID;",
            )
            .at(&path)?;
        let mut numbers = HashMap::new();
        let mut new = 0;
        for import in imports.iter().rev() {
            let identity = (import.started.0, import.program.clone(), import.arguments.clone());
            let number = if let Some(&number) = held.get(&identity) {
                raise(&transaction, number, import).at(&path)?;
                number
            } else {
                let number = ImportNumber(insert(&transaction, import).at(&path)?);
                held.insert(identity, number);
                new += 1;
                number
            };
            numbers.insert(import.id, number);
        }
        transaction.commit().at(&path)?;
        self.knows_inputs = true;
        Ok((numbers, new))
    }

    /// Whether the catalog has the article with this match key.
    pub fn has_article(&self, key: &MatchKey) -> Result<bool> {
        find_article(&self.connection, key).map(|found| found.is_some()).at(&self.path)
    }

    /// Returns the version with this id, if the catalog has it.
    pub fn known(&self, id: &VersionId) -> Result<Option<MergeStatus>> {
        find_version(&self.connection, id)
            .map(|found| found.map(|(no, _)| MergeStatus(no)))
            .at(&self.path)
    }

    /// Whether the catalog has the version's capture with this digest.
    pub fn has_capture(&self, version: MergeStatus, digest: i64) -> Result<bool> {
        find_capture(&self.connection, version.0, digest)
            .map(|found| found.is_some())
            .at(&self.path)
    }

    /// Whether the catalog keeps the page with this digest, or kept it before it was redacted.
    pub fn has_page(&self, digest: &Sha256) -> Result<bool> {
        has_page(&self.connection, digest).at(&self.path)
    }

    /// Whether a location of a known capture comes before all that the catalog has; see
    /// [`StoredCapture::first_location`](crate::article::StoredCapture::first_location).
    pub fn comes_first(
        &self,
        version: MergeStatus,
        digest: i64,
        import: ImportNumber,
        location: &StoredLocation,
    ) -> Result<bool> {
        let StoredLocation { input, record, offset, .. } = location;
        let place = EntryPlace { input, record: *record, offset: *offset };
        find_capture(&self.connection, version.0, digest)
            .and_then(|capture| match capture {
                Some(capture) => comes_first(&self.connection, capture, import, &place),
                None => Ok(false),
            })
            .at(&self.path)
    }

    /// Whether the catalog has a reject.
    pub fn has_reject(&self, reject: &Rejected) -> Result<bool> {
        has_digest(&self.connection, REJECT, reject.digest()).at(&self.path)
    }

    /// Whether the catalog has a redirect, a look or a waiting revisit.
    pub fn has_pointer(&self, pointer: &Pointer) -> Result<bool> {
        let (sql, digest) = match pointer {
            Pointer::Redirect(redirect) => (REDIRECT, redirect.digest()),
            Pointer::Revisit(revisit) => (WAITING, revisit.digest()),
            Pointer::Look(look) => return has_look(&self.connection, look).at(&self.path),
        };
        has_digest(&self.connection, sql, digest).at(&self.path)
    }
}

/// Raises the counts of an import in both catalogs to the larger ones, and records its inputs.
fn raise(
    connection: &Connection,
    number: ImportNumber,
    import: &ImportRow,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE _import SET finished_us = max(coalesce(finished_us, ?2), coalesce(?2, finished_us)),
                 bytes = max(bytes, ?3), records = max(records, ?4), versions = max(versions, ?5),
                 known = max(known, ?6), captures = max(captures, ?7),
                 articles = max(articles, ?8), rejects = max(rejects, ?9),
                 waiting = max(waiting, ?10), redirects = max(redirects, ?11), looks = max(looks, ?12)
             WHERE import_id = ?1",
        )?
        .execute(params_from_iter(std::iter::once(Some(number.0)).chain(counts(import))))?;
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO temp.known_input (import_id, path, input_id)
             SELECT import_id, path, input_id FROM main._input WHERE import_id = ?1
             ORDER BY input_id",
        )?
        .execute([number])?;
    Ok(())
}

fn insert(connection: &Connection, import: &ImportRow) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("INSERT INTO _import (started_us, program, arguments) VALUES (?1, ?2, ?3)")?
        .execute(params![import.started, import.program, import.arguments])?;
    let number = connection.last_insert_rowid();
    raise(connection, ImportNumber(number), import)?;
    Ok(number)
}

fn counts(import: &ImportRow) -> [Option<i64>; 11] {
    let counts = &import.counts;
    let count = |count: u64| Some(count as i64);
    [
        import.finished.map(|at| at.0),
        Some(import.bytes),
        count(counts.records),
        count(counts.versions),
        count(counts.known),
        count(counts.captures),
        count(counts.articles),
        count(counts.rejects),
        count(counts.waiting),
        count(counts.redirects),
        count(counts.looks),
    ]
}

impl WriteTxn<'_> {
    /// Returns the input that was recorded under this import and path.
    pub(super) fn known_input(&self, import: ImportNumber, path: &str) -> Result<Option<i64>> {
        self.connection
            .prepare_cached(
                "SELECT input_id FROM temp.known_input WHERE import_id = ?1 AND path = ?2",
            )
            .and_then(|mut statement| {
                statement.query_row(params![import, path], |row| row.get(0)).optional()
            })
            .at(self.path)
    }

    pub(super) fn know_input(&self, import: ImportNumber, path: &str, id: i64) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO temp.known_input (import_id, path, input_id)
                 VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut statement| statement.execute(params![import, path, id]))
            .at(self.path)?;
        Ok(())
    }
}
