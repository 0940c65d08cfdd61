//! Captures of other archives that are to be fetched, so that a backfill that is interrupted goes on
//! where it was.

use rusqlite::{OptionalExtension as _, params};
use url::Url;

use super::super::WatchError;
use super::super::schedule::DAY;
use super::State;
use super::pages::{domain_of, host_id, host_of, refresh_host};
use crate::article::MatchKey;

/// How often a capture that the archive does not return is asked for.
const MAX_MISSING: i64 = 3;

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
    /// Where it is fetched if the archive does not have `address`.
    pub(in crate::watch) fallback: Option<String>,
}

/// What became of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::watch) enum MementoResult {
    Fetched,
    /// It is a revisit of another one.
    Equal,
    /// Another archive or another backfill has it.
    Known,
    /// The request failed: each run repeats it once.
    Failed(String),
    /// The archive does not return this capture: the request is repeated a few times.
    Missing(String),
    /// It must not be requested.
    Refused(String),
}

impl MementoResult {
    fn text(&self) -> String {
        match self {
            Self::Fetched => "fetched".to_owned(),
            Self::Equal => "equal".to_owned(),
            Self::Known => "known".to_owned(),
            Self::Failed(why) => format!("failed: {why}"),
            Self::Missing(why) => format!("missing: {why}"),
            Self::Refused(why) => format!("refused: {why}"),
        }
    }

    /// Why there is no capture.
    pub(in crate::watch) fn why(&self) -> Option<&str> {
        match self {
            Self::Failed(why) | Self::Missing(why) | Self::Refused(why) => Some(why),
            Self::Fetched | Self::Equal | Self::Known => None,
        }
    }
}

/// Captures of a job that are not imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::watch) struct MementoCounts {
    /// They are asked for in the next run.
    pub(in crate::watch) left: i64,
    /// They are not asked for any more.
    pub(in crate::watch) missing: i64,
}

/// When an archive's host may be asked, and how often it failed in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::watch) struct HostPause {
    pub(in crate::watch) not_before: i64,
    pub(in crate::watch) failures: i64,
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
                    "INSERT OR IGNORE INTO memento (job, url, captured_us, address, digest, equal_us,
                         fallback)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        job,
                        row.url,
                        row.captured,
                        row.address,
                        row.digest,
                        equal_to,
                        row.fallback
                    ],
                )?;
                new += added as i64;
                equal += i64::from(added > 0 && equal_to.is_some());
            }
            Ok((new, equal))
        })
    }

    /// Returns the next capture of a job that is to be fetched. A capture that failed is asked for
    /// once in a run, which began at `start`.
    pub(in crate::watch) fn next_memento(
        &self,
        job: &str,
        start: i64,
    ) -> Result<Option<MementoRow>, WatchError> {
        self.connection
            .query_row(
                "SELECT url, captured_us, address, digest, equal_us, fallback FROM memento
                 WHERE job = ?1 AND (result IS NULL OR asked_us < ?2 AND (
                     result LIKE 'failed:%' OR result LIKE 'refused:%'
                     OR result LIKE 'missing:%' AND failures < ?3))
                 ORDER BY result IS NOT NULL, equal_us IS NOT NULL, url, captured_us LIMIT 1",
                params![job, start, MAX_MISSING],
                |row| {
                    Ok(MementoRow {
                        url: row.get(0)?,
                        captured: row.get(1)?,
                        address: row.get(2)?,
                        digest: row.get(3)?,
                        equal_to: row.get(4)?,
                        fallback: row.get(5)?,
                    })
                },
            )
            .optional()
            .map_err(|error| self.at(&error))
    }

    /// Counts the captures of a job that are not imported.
    pub(in crate::watch) fn count_mementos(&self, job: &str) -> Result<MementoCounts, WatchError> {
        self.connection
            .query_row(
                "SELECT count(*) FILTER (WHERE result IS NULL OR result LIKE 'failed:%'
                            OR result LIKE 'refused:%'
                            OR result LIKE 'missing:%' AND failures < ?2),
                        count(*) FILTER (WHERE result LIKE 'missing:%' AND failures >= ?2)
                 FROM memento WHERE job = ?1",
                params![job, MAX_MISSING],
                |row| Ok(MementoCounts { left: row.get(0)?, missing: row.get(1)? }),
            )
            .map_err(|error| self.at(&error))
    }

    /// Whether the capture of a page at this time was fetched from the archive.
    pub(in crate::watch) fn is_fetched(
        &self,
        job: &str,
        url: &str,
        captured: i64,
    ) -> Result<bool, WatchError> {
        self.connection
            .query_row(
                "SELECT count(*) > 0 FROM memento
                 WHERE job = ?1 AND url = ?2 AND captured_us = ?3 AND result = 'fetched'",
                params![job, url, captured],
                |row| row.get(0),
            )
            .map_err(|error| self.at(&error))
    }

    /// Whether another job has a capture of the same page at this time.
    pub(in crate::watch) fn is_known(
        &self,
        job: &str,
        row: &MementoRow,
    ) -> Result<bool, WatchError> {
        let key =
            |url: &str| MatchKey::of(url).map_or_else(|_| url.to_owned(), |key| key.to_string());
        let wanted = key(&row.url);
        let found = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT url FROM memento
                 WHERE captured_us = ?2 AND job <> ?1 AND result IN ('fetched', 'equal')",
            )?;
            let urls = statement.query_map(params![job, row.captured], |row| row.get(0))?;
            urls.collect::<rusqlite::Result<Vec<String>>>()
        };
        let urls = found().map_err(|error| self.at(&error))?;
        Ok(urls.iter().any(|url| key(url) == wanted))
    }

    /// Notes the result of a capture.
    pub(in crate::watch) fn note_memento(
        &mut self,
        job: &str,
        row: &MementoRow,
        result: &MementoResult,
        now: i64,
    ) -> Result<(), WatchError> {
        // Only answers that the capture is missing count: an archive that was down says nothing.
        let is_missing = matches!(result, MementoResult::Missing(_));
        self.write(|connection| {
            connection
                .execute(
                    "UPDATE memento SET result = ?4, asked_us = ?5, failures = failures + ?6
                     WHERE job = ?1 AND url = ?2 AND captured_us = ?3",
                    params![job, row.url, row.captured, result.text(), now, is_missing],
                )
                .map(|_| ())
        })
    }

    /// Returns when the host of a URL may be asked: on the next day, if the requests of this one to the
    /// hosts of its domain have reached the budget.
    pub(in crate::watch) fn host_pause(
        &self,
        url: &Url,
        now: i64,
        daily_budget: i64,
    ) -> Result<HostPause, WatchError> {
        let day = now.div_euclid(DAY);
        let read = || {
            let requests: i64 = self.connection.query_row(
                "SELECT coalesce(sum(requests), 0) FROM host WHERE domain = ?1 AND day = ?2",
                params![domain_of(url), day],
                |row| row.get(0),
            )?;
            let pause = self
                .connection
                .query_row(
                    "SELECT not_before_us, failures FROM host WHERE name = ?1",
                    [host_of(url)],
                    |row| Ok(HostPause { not_before: row.get(0)?, failures: row.get(1)? }),
                )
                .optional()?;
            let mut pause = pause.unwrap_or_default();
            if requests >= daily_budget {
                pause.not_before = pause.not_before.max((day + 1) * DAY);
            }
            Ok(pause)
        };
        read().map_err(|error: rusqlite::Error| self.at(&error))
    }

    /// Counts a request to the host of a URL for the budget of its day.
    pub(in crate::watch) fn count_request(
        &mut self,
        url: &Url,
        now: i64,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            let host = host_id(connection, url)?;
            connection
                .execute(
                    "UPDATE host SET day = ?2,
                         requests = CASE WHEN day = ?2 THEN requests ELSE 0 END + 1
                     WHERE host_id = ?1",
                    params![host, now.div_euclid(DAY)],
                )
                .map(|_| ())
        })
    }

    /// Notes when the host of a URL may be asked again.
    pub(in crate::watch) fn note_host_pause(
        &mut self,
        url: &Url,
        pause: HostPause,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            let host = host_id(connection, url)?;
            connection.execute(
                "UPDATE host SET not_before_us = max(not_before_us, ?2), failures = ?3
                 WHERE host_id = ?1",
                params![host, pause.not_before, pause.failures],
            )?;
            refresh_host(connection, host)
        })
    }
}
