//! Captures of other archives that are to be fetched, so that a backfill that is interrupted goes on
//! where it was.

use rusqlite::{OptionalExtension as _, params};

use super::super::WatchError;
use super::State;

/// A capture of another archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct MementoRow {
    /// The original URL.
    pub(in crate::watch) url: String,
    pub(in crate::watch) captured: i64,
    /// Where it is fetched.
    pub(in crate::watch) address: String,
    /// The digest of its payload, as the archive lists it.
    pub(in crate::watch) digest: Option<String>,
    /// The time of an earlier listed capture of the URL with the same digest: its payload is this
    /// one's, and is not fetched again.
    pub(in crate::watch) equal_to: Option<i64>,
}

impl State {
    /// Adds captures of a job. Returns the number of new ones, and how many of them have the digest
    /// of another capture of the same URL.
    pub(in crate::watch) fn add_mementos(
        &mut self,
        job: &str,
        rows: &[MementoRow],
    ) -> Result<(i64, i64), WatchError> {
        self.write(|connection| {
            let (mut new, mut equal) = (0, 0);
            for row in rows {
                let equal_to: Option<i64> = match &row.digest {
                    Some(digest) => connection
                        .query_row(
                            "SELECT captured_us FROM memento
                             WHERE job = ?1 AND url = ?2 AND digest = ?3 AND equal_us IS NULL
                               AND captured_us <> ?4",
                            params![job, row.url, digest, row.captured],
                            |found| found.get(0),
                        )
                        .optional()?,
                    None => None,
                };
                let added = connection.execute(
                    "INSERT OR IGNORE INTO memento (job, url, captured_us, address, digest, equal_us)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![
                        job,
                        row.url,
                        row.captured,
                        row.address,
                        row.digest,
                        equal_to
                    ],
                )?;
                new += added as i64;
                equal += i64::from(added > 0 && equal_to.is_some());
            }
            Ok((new, equal))
        })
    }

    /// Returns the next capture of a job that is to be fetched.
    pub(in crate::watch) fn next_memento(
        &self,
        job: &str,
    ) -> Result<Option<MementoRow>, WatchError> {
        self.connection
            .query_row(
                "SELECT url, captured_us, address, digest, equal_us FROM memento
                 WHERE job = ?1 AND result IS NULL
                 ORDER BY equal_us IS NOT NULL, url, captured_us LIMIT 1",
                [job],
                |row| {
                    Ok(MementoRow {
                        url: row.get(0)?,
                        captured: row.get(1)?,
                        address: row.get(2)?,
                        digest: row.get(3)?,
                        equal_to: row.get(4)?,
                    })
                },
            )
            .optional()
            .map_err(|error| self.at(&error))
    }

    /// Returns the result of a capture.
    pub(in crate::watch) fn memento_result(
        &self,
        job: &str,
        url: &str,
        captured: i64,
    ) -> Result<Option<String>, WatchError> {
        self.connection
            .query_row(
                "SELECT result FROM memento WHERE job = ?1 AND url = ?2 AND captured_us = ?3",
                params![job, url, captured],
                |row| row.get(0),
            )
            .optional()
            .map(Option::flatten)
            .map_err(|error| self.at(&error))
    }

    /// Notes the result of a capture.
    pub(in crate::watch) fn note_memento(
        &mut self,
        job: &str,
        row: &MementoRow,
        result: &str,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            connection
                .execute(
                    "UPDATE memento SET result = ?4
                     WHERE job = ?1 AND url = ?2 AND captured_us = ?3",
                    params![job, row.url, row.captured, result],
                )
                .map(|_| ())
        })
    }
}
