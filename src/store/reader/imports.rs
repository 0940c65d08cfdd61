//! Stored imports and rejects.

use rusqlite::{Row, params};
use serde::Serialize;

use super::Snapshot;
use crate::article::{ImportNumber, UnixMicros};
use crate::store::ImportCounts;
use crate::store::error::{At as _, Result, StoreError};

/// An import.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct ImportRow {
    /// The import's number.
    pub id: ImportNumber,
    /// When it started.
    pub started: UnixMicros,
    /// When it ended; `None` if it was interrupted or is still running.
    pub finished: Option<UnixMicros>,
    /// The program and its version.
    pub program: String,
    /// Its arguments, as JSON.
    pub arguments: String,
    /// Its counts.
    pub counts: ImportCounts,
    /// Bytes read.
    pub bytes: i64,
}

/// A reject: one or several records that could not be imported.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RejectRow {
    /// The reject's number.
    pub id: i64,
    /// The import that read it.
    pub import: ImportNumber,
    /// The input's path.
    pub input: String,
    /// The record's number.
    pub record: Option<i64>,
    /// Its first byte in the input.
    pub offset: i64,
    /// The kind of problem.
    pub code: String,
    /// What is wrong and how to fix it.
    pub reason: String,
    /// Its full length in bytes.
    pub length: i64,
    /// Its first bytes.
    pub bytes: Vec<u8>,
}

impl Snapshot {
    /// Returns the imports, latest first.
    pub fn imports(&self, limit: u64) -> Result<Vec<ImportRow>> {
        self.connection
            .prepare_cached(
                "SELECT import_id, started_us, finished_us, program, arguments, records, versions,
                        known, captures, articles, rejects, bytes, waiting, redirects, looks
                 FROM _import ORDER BY import_id DESC LIMIT ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([i64::try_from(limit).unwrap_or(-1)], |row| {
                        let count = |index| row.get::<_, i64>(index).map(|count| count as u64);
                        Ok(ImportRow {
                            id: row.get(0)?,
                            started: row.get(1)?,
                            finished: row.get(2)?,
                            program: row.get(3)?,
                            arguments: row.get(4)?,
                            counts: ImportCounts {
                                records: count(5)?,
                                versions: count(6)?,
                                known: count(7)?,
                                captures: count(8)?,
                                articles: count(9)?,
                                rejects: count(10)?,
                                waiting: count(12)?,
                                redirects: count(13)?,
                                looks: count(14)?,
                            },
                            bytes: row.get(11)?,
                        })
                    })?
                    .collect()
            })
            .at(&self.path)
    }

    /// Returns the rejects of one import or of all, oldest first.
    pub fn rejects(
        &self,
        import: Option<ImportNumber>,
        limit: Option<u64>,
    ) -> Result<Vec<RejectRow>> {
        let mut rejects = Vec::new();
        self.each_reject(import, limit, |reject| {
            rejects.push(reject);
            Ok::<(), StoreError>(())
        })?;
        Ok(rejects)
    }

    /// Calls `each` with the rejects of one import or of all, oldest first.
    pub fn each_reject<E: From<StoreError>>(
        &self,
        import: Option<ImportNumber>,
        limit: Option<u64>,
        mut each: impl FnMut(RejectRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let sql = "SELECT r.reject_id, i.import_id, i.path, r.record, r.byte_offset, r.code,
                          r.reason, r.length, r.bytes
                   FROM _reject r JOIN _input i USING (input_id)
                   WHERE ?1 IS NULL OR i.import_id = ?1 ORDER BY r.reject_id LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql).at(&self.path)?;
        let mut rows = statement.query(params![import, limit]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            each(reject_row(row).at(&self.path)?)?;
        }
        Ok(())
    }
}

fn reject_row(row: &Row<'_>) -> rusqlite::Result<RejectRow> {
    Ok(RejectRow {
        id: row.get(0)?,
        import: row.get(1)?,
        input: row.get(2)?,
        record: row.get(3)?,
        offset: row.get(4)?,
        code: row.get(5)?,
        reason: row.get(6)?,
        length: row.get(7)?,
        bytes: row.get(8)?,
    })
}
