//! Reads looks: requests for an article's URLs that did not return a page, and whether the host
//! answered for other articles at that time.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{OptionalExtension as _, params};

use super::pointers::{LOOKS, StoredPointer, key_of_hash};
use super::{Result, Snapshot};
use crate::article::{ArticleId, ClockSource, ImportNumber, Look, Pointer};
use crate::source::SourceLocation;
use crate::store::error::At as _;
use crate::store::lookup::{articles_by_alias, find_article, key_hash};

/// Microseconds per hour.
const HOUR: i64 = 3_600_000_000;

/// The maximum number of hosts whose hours are cached.
const HOT_HOSTS: usize = 64;

/// The hours in which articles of a host were captured: two of the articles of each hour.
pub(super) type HostHours = BTreeMap<i64, (i64, Option<i64>)>;

/// The hours of the hosts that were asked for last.
pub(super) type HostCache = HashMap<i64, HostHours>;

/// The time after which a look cannot have been made: the end of its import, with the difference
/// between clocks that are not synchronized and, for a day or less precise time, between time zones.
const PATIENCE: i64 = HOUR / 12;
const PATIENCE_COARSE: i64 = 24 * HOUR;

/// A look at an article, with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredLook {
    /// Its number in the catalog.
    pub number: i64,
    /// The look.
    pub look: Look,
    /// Its location in the input.
    pub place: SourceLocation,
    /// Whether its time is later than the import that read it: the clock of the collector was wrong.
    pub is_after_import: bool,
}

impl Snapshot {
    /// Whether the catalog has any looks.
    pub fn has_looks(&self) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM _look WHERE look_id > 0 LIMIT 1")
            .and_then(|mut statement| statement.exists([]))
            .at(&self.path)
    }

    /// Returns the looks at the URLs of an article, in order of time.
    pub fn looks_at(&self, article: ArticleId) -> Result<Vec<StoredLook>> {
        if !self.has_looks()? {
            return Ok(Vec::new());
        }
        let mut ends: HashMap<ImportNumber, Option<i64>> = HashMap::new();
        let mut looks = Vec::new();
        for StoredPointer { pointer, import, place } in self.stored_looks(article)? {
            let Pointer::Look(look) = pointer else { continue };
            let end = match ends.get(&import) {
                Some(end) => *end,
                None => *ends.entry(import).or_insert(self.end_of_import(import)?),
            };
            let number = self.number_of_look(&look)?;
            let is_coarse = look.at.precision().is_coarse();
            let patience = if is_coarse { PATIENCE_COARSE } else { PATIENCE };
            let is_after_import = end.is_some_and(|end| look.at.micros() > end + patience);
            looks.push(StoredLook { number, look, place, is_after_import });
        }
        Ok(looks)
    }

    fn number_of_look(&self, look: &Look) -> Result<i64> {
        self.connection
            .prepare_cached("SELECT look_id FROM _look WHERE url_hash = ?1 AND digest_key = ?2")
            .and_then(|mut statement| {
                statement.query_row([key_hash(&look.key), look.digest()], |row| row.get(0))
            })
            .at(&self.path)
    }

    /// Returns when an import ended; `None` if it runs, or was interrupted.
    fn end_of_import(&self, import: ImportNumber) -> Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT finished_us FROM _import WHERE import_id = ?1")
            .and_then(|mut statement| statement.query_row([import], |row| row.get(0)))
            .at(&self.path)
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
