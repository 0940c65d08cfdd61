//! Reads looks: requests for an article's URLs that did not return a page, and whether the host
//! answered for other articles at that time.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{OptionalExtension as _, params};

use super::pointers::{LOOKS, StoredPointer, key_of_hash};
use super::{Result, Snapshot};
use crate::article::{ArticleId, ClockSource, Look, Pointer};
use crate::store::error::At as _;
use crate::store::lookup::{articles_by_alias, find_article};

/// Microseconds per hour.
const HOUR: i64 = 3_600_000_000;

/// The maximum number of hosts whose hours are cached.
const HOT_HOSTS: usize = 64;

/// The hours in which articles of a host were captured: two of the articles of each hour.
pub(super) type HostHours = BTreeMap<i64, (i64, Option<i64>)>;

/// The hours of the hosts that were asked for last.
pub(super) type HostCache = HashMap<i64, HostHours>;

impl Snapshot {
    /// Whether the catalog has any looks.
    pub fn has_looks(&self) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM _look WHERE look_id > 0 LIMIT 1")
            .and_then(|mut statement| statement.exists([]))
            .at(&self.path)
    }

    /// Returns the looks at the URLs of an article, in order of time.
    pub fn looks_at(&self, article: ArticleId) -> Result<Vec<Look>> {
        if !self.has_looks()? {
            return Ok(Vec::new());
        }
        let look = |stored: StoredPointer| match stored.pointer {
            Pointer::Look(look) => Some(look),
            _ => None,
        };
        Ok(self.stored_looks(article)?.into_iter().filter_map(look).collect())
    }

    /// Returns the same looks, with their locations.
    pub fn stored_looks(&self, article: ArticleId) -> Result<Vec<StoredPointer>> {
        let sql = format!("{LOOKS} WHERE url_hash = ?1");
        self.pointers_by_key(article, &sql, Self::look_of, |pointer| match pointer {
            Pointer::Look(look) => Some((&look.key, (look.at.micros(), look.digest()))),
            _ => None,
        })
    }

    /// Returns the number of looks at URLs of articles in the catalog.
    pub(super) fn count_looks_at_articles(&self) -> Result<i64> {
        let mut count = 0;
        let mut statement = self.connection.prepare_cached(LOOKS).at(&self.path)?;
        let mut rows = statement.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let url: String = row.get(0).at(&self.path)?;
            let key = key_of_hash(&url, row.get(1).at(&self.path)?);
            let is_known = find_article(&self.connection, &key).at(&self.path)?.is_some()
                || !articles_by_alias(&self.connection, &key).at(&self.path)?.is_empty();
            count += i64::from(is_known);
        }
        Ok(count)
    }

    /// Whether another article of the same host was captured between two times, in microseconds, to
    /// the hour. The modification times of files do not count.
    pub fn captured_on_host(&self, article: ArticleId, from: i64, until: i64) -> Result<bool> {
        let host: Option<i64> = self
            .connection
            .prepare_cached("SELECT host_id FROM _article WHERE article_id = ?1")
            .and_then(|mut statement| statement.query_row([article.0], |row| row.get(0)).optional())
            .at(&self.path)?;
        let Some(host) = host else { return Ok(false) };
        let mut cache = self.hosts.borrow_mut();
        if !cache.contains_key(&host) {
            if cache.len() >= HOT_HOSTS {
                cache.clear();
            }
            cache.insert(host, self.hours_of(host)?);
        }
        let hours = cache.get(&host).into_iter();
        let span = from.div_euclid(HOUR)..=until.max(from).div_euclid(HOUR);
        let mut captured = hours.flat_map(|hours| hours.range(span.clone()));
        Ok(captured.any(|(_, (one, another))| *one != article.0 || another.is_some()))
    }

    fn hours_of(&self, host: i64) -> Result<HostHours> {
        let mut hours = HostHours::new();
        let mut statement = self
            .connection
            .prepare_cached(
                // CROSS JOIN fixes the join order: from the host outward.
                "SELECT c.captured_us, a.article_id
                 FROM _article a CROSS JOIN _version v USING (article_id)
                 CROSS JOIN _capture c USING (version_no)
                 CROSS JOIN _reading r ON r.reading_id = c.captured_reading
                 WHERE a.host_id = ?1 AND r.source <> ?2",
            )
            .at(&self.path)?;
        let source = ClockSource::FileTime.name();
        let mut rows = statement.query(params![host, source]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let (at, article): (i64, i64) =
                (row.get(0).at(&self.path)?, row.get(1).at(&self.path)?);
            let hour = hours.entry(at.div_euclid(HOUR)).or_insert((article, None));
            if article != hour.0 {
                hour.1 = Some(article);
            }
        }
        Ok(hours)
    }
}
