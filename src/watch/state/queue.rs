//! The web archives that are not imported yet, and the messages that are not delivered yet.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, params};

use super::super::WatchError;
use super::super::politeness::backoff;
use super::State;
use crate::article::UnixMicros;

/// A message to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its key: the same change has the same key in every attempt.
    pub key: String,
    /// Its text, JSON.
    pub body: String,
}

/// An archive that is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) struct ArchiveRow {
    pub(in crate::watch) path: PathBuf,
    /// The number of bytes that are imported.
    pub(in crate::watch) imported: i64,
    pub(in crate::watch) is_open: bool,
}

/// The most messages that wait.
const MAX_MESSAGES: i64 = 100_000;

impl State {
    /// Adds an archive that is being written.
    pub(in crate::watch) fn add_archive(
        &mut self,
        name: &str,
        path: &Path,
    ) -> Result<(), WatchError> {
        let Some(path) = path.to_str() else {
            return Err(WatchError::PathNotText { path: path.to_owned() });
        };
        self.write(|connection| {
            connection.execute("UPDATE archive SET is_open = 0 WHERE name = ?1", [name])?;
            connection
                .execute("INSERT INTO archive (name, path) VALUES (?1, ?2)", params![name, path])
                .map(|_| ())
        })
    }

    /// Returns the archives of a name, oldest first.
    pub(in crate::watch) fn archives(&self, name: &str) -> Result<Vec<ArchiveRow>, WatchError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT path, imported, is_open FROM archive WHERE name = ?1 ORDER BY archive_id",
            )?;
            let rows = statement.query_map([name], |row| {
                Ok(ArchiveRow {
                    path: PathBuf::from(row.get::<_, String>(0)?),
                    imported: row.get(1)?,
                    is_open: row.get(2)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.at(&error))
    }

    /// Notes that records since this time are not imported yet; an earlier time stays.
    pub(in crate::watch) fn begin_batch(&mut self, since: i64) -> Result<(), WatchError> {
        self.write(|connection| {
            connection.execute("INSERT OR IGNORE INTO pending VALUES (1, ?1)", [since]).map(|_| ())
        })
    }

    /// Returns since when records are not imported yet.
    pub(in crate::watch) fn batch(&self) -> Result<Option<i64>, WatchError> {
        self.connection
            .query_row("SELECT since_us FROM pending", [], |row| row.get(0))
            .optional()
            .map_err(|error| self.at(&error))
    }

    /// Notes how far archives are imported, with the messages about what the import changed.
    pub(in crate::watch) fn end_batch(
        &mut self,
        imported: &[(PathBuf, i64)],
        messages: &[Message],
        now: UnixMicros,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            note_imported(connection, imported)?;
            for message in messages {
                connection.execute(
                    "INSERT OR IGNORE INTO message (key, body, made_us, next_us)
                     SELECT ?1, ?2, ?3, ?3 WHERE (SELECT count(*) FROM message) < ?4",
                    params![message.key, message.body, now.0, MAX_MESSAGES],
                )?;
            }
            connection.execute("DELETE FROM pending", [])?;
            // A delivered message is remembered for a while: a repeated import makes it again.
            connection.execute(
                "DELETE FROM message WHERE next_us IS NULL AND made_us < ?1",
                [now.0 - 7 * super::super::schedule::DAY],
            )?;
            Ok(())
        })
    }

    /// Notes how far archives are imported.
    pub(in crate::watch) fn note_imported(
        &mut self,
        imported: &[(PathBuf, i64)],
    ) -> Result<(), WatchError> {
        self.write(|connection| note_imported(connection, imported))
    }

    /// Returns the oldest message whose delivery is due.
    pub fn due_message(&self, now: UnixMicros) -> Result<Option<Message>, WatchError> {
        self.connection
            .query_row(
                "SELECT key, body FROM message WHERE next_us <= ?1 ORDER BY message_id LIMIT 1",
                [now.0],
                |row| Ok(Message { key: row.get(0)?, body: row.get(1)? }),
            )
            .optional()
            .map_err(|error| self.at(&error))
    }

    /// The number of messages that are not delivered yet.
    pub fn waiting_messages(&self) -> Result<i64, WatchError> {
        let count = "SELECT count(*) FROM message WHERE next_us IS NOT NULL";
        self.connection.query_row(count, [], |row| row.get(0)).map_err(|error| self.at(&error))
    }

    /// Notes that a message was delivered, or that it failed and is tried again later.
    pub fn note_delivery(
        &mut self,
        key: &str,
        is_delivered: bool,
        now: UnixMicros,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            if is_delivered {
                connection.execute("UPDATE message SET next_us = NULL WHERE key = ?1", [key])?;
                return Ok(());
            }
            let failures: i64 = connection.query_row(
                "UPDATE message SET failures = failures + 1 WHERE key = ?1 RETURNING failures",
                [key],
                |row| row.get(0),
            )?;
            // The first repetition comes soon, the last after hours.
            let pause = backoff(failures, key) / 10;
            connection.execute(
                "UPDATE message SET next_us = ?2 WHERE key = ?1",
                params![key, now.0 + pause],
            )?;
            Ok(())
        })
    }
}

/// Notes how far archives are imported, and forgets those that are closed and imported.
fn note_imported(connection: &Connection, imported: &[(PathBuf, i64)]) -> rusqlite::Result<()> {
    for (path, length) in imported {
        // The path was added as text.
        let path = path.to_str();
        connection
            .execute("UPDATE archive SET imported = ?2 WHERE path = ?1", params![path, length])?;
        connection.execute("DELETE FROM archive WHERE path = ?1 AND is_open = 0", [path])?;
    }
    Ok(())
}
