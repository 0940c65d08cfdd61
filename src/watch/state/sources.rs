//! Sources: what the user asked to watch.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::Serialize;
use url::Url;

use super::super::WatchError;
use super::State;
use super::pages::{PageKind, host_of, insert_page, refresh_host};
use crate::article::{MatchKey, UnixMicros};

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A page that is a front page with feeds, a feed, a sitemap or an article: the first response
    /// shows which.
    Auto,
    /// A page.
    Page,
    /// A feed, whose entries are watched.
    Feed,
    /// A sitemap or an index of sitemaps, whose recent pages are watched.
    Sitemap,
    /// A front or section page, whose feeds are watched.
    Front,
}

impl SourceKind {
    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Page => "page",
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Front => "front",
        }
    }

    fn of_row(name: &str, is_front: bool) -> Self {
        match name {
            _ if is_front => Self::Front,
            "page" => Self::Page,
            "feed" => Self::Feed,
            "sitemap" => Self::Sitemap,
            _ => Self::Auto,
        }
    }
}

/// A watched source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The URL that was given.
    pub url: String,
    /// What it is.
    pub kind: SourceKind,
    /// When it was added.
    pub added: UnixMicros,
    /// When watching ends.
    pub until: Option<UnixMicros>,
    /// Whether nothing of it is requested for now.
    pub is_paused: bool,
    /// The number of its pages, feeds and sitemaps.
    pub pages: i64,
    /// The number of changes that were found in them.
    pub changes: i64,
    /// The time of the next request, if one is due.
    pub next: Option<UnixMicros>,
}

/// The result of adding a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedSource {
    /// It is watched now.
    New,
    /// It is watched already; its end is changed.
    Known,
    /// It is watched already as another kind, under this URL: nothing is changed.
    OtherKind(String, SourceKind),
}

impl State {
    /// Adds a source. [`SourceKind::Auto`] agrees with every kind of a known one.
    pub fn add_source(
        &mut self,
        url: &Url,
        kind: SourceKind,
        until: Option<UnixMicros>,
        now: UnixMicros,
    ) -> Result<AddedSource, WatchError> {
        self.write(|connection| {
            let known = connection
                .query_row("SELECT source_id FROM source WHERE url = ?1", [url.as_str()], |row| {
                    row.get::<_, i64>(0)
                })
                .optional()?;
            let key = MatchKey::of(url.as_str());
            let known = match (known, key) {
                // Another spelling of the same page, such as with http instead of https.
                (None, Ok(key)) if matches!(kind, SourceKind::Auto | SourceKind::Page) => {
                    let spelled = connection
                        .query_row(
                            "SELECT source_id, source.url FROM page JOIN source USING (source_id)
                             WHERE key = ?1 AND is_forever = 1 AND is_once = 0",
                            [key.as_str()],
                            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
                        )
                        .optional()?;
                    let is_same = |url: &str| MatchKey::of(url).is_ok_and(|other| other == key);
                    spelled.filter(|(_, url)| is_same(url)).map(|(source, _)| source)
                }
                (known, _) => known,
            };
            if let Some(source) = known {
                let (url, own) = connection.query_row(
                    "SELECT url, kind, is_front FROM source WHERE source_id = ?1",
                    [source],
                    |row| {
                        let name: String = row.get(1)?;
                        Ok((row.get(0)?, SourceKind::of_row(&name, row.get(2)?)))
                    },
                )?;
                if kind != SourceKind::Auto && kind != own {
                    return Ok(AddedSource::OtherKind(url, own));
                }
                connection.execute(
                    "UPDATE source SET until_us = ?2 WHERE source_id = ?1",
                    params![source, until.map(|until| until.0)],
                )?;
                return Ok(AddedSource::Known);
            }
            connection.execute(
                "INSERT INTO source (url, kind, added_us, until_us, is_front)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    url.as_str(),
                    if kind == SourceKind::Front { SourceKind::Auto } else { kind }.name(),
                    now.0,
                    until.map(|until| until.0),
                    kind == SourceKind::Front
                ],
            )?;
            let source = connection.last_insert_rowid();
            let kind = match kind {
                SourceKind::Auto => PageKind::Auto,
                SourceKind::Page => PageKind::Page,
                SourceKind::Feed | SourceKind::Sitemap => PageKind::List,
                SourceKind::Front => PageKind::Front,
            };
            insert_page(connection, url, kind, source, true, now.0)?;
            Ok(AddedSource::New)
        })
    }

    /// Makes a page due now, and limits the run to the pages that are chosen in this way. One that is
    /// not watched is requested once; its validators are kept for the next time.
    pub fn choose(&mut self, url: &Url, now: UnixMicros) -> Result<(), WatchError> {
        self.has_choice = true;
        self.write(|connection| {
            // One source has all pages that are not watched. Its name is not a URL.
            connection.execute(
                "INSERT INTO source (url, kind, added_us, is_once) VALUES ('fetch', 'page', ?1, 1)
                 ON CONFLICT DO NOTHING",
                [now.0],
            )?;
            let source = "SELECT source_id FROM source WHERE url = 'fetch'";
            let source = connection.query_row(source, [], |row| row.get(0))?;
            let page = insert_page(connection, url, PageKind::Page, source, false, now.0)?;
            let host = connection.query_row(
                "UPDATE page SET next_us = ?2 WHERE page_id = ?1 RETURNING host_id",
                params![page, now.0],
                |row| row.get(0),
            )?;
            connection.execute("INSERT OR IGNORE INTO chosen VALUES (?1)", [page])?;
            refresh_host(connection, host)
        })
    }

    /// Returns the chosen pages that were due at `horizon` and not requested, each with the time at
    /// which its host may be asked. A page that is not watched is not requested later.
    pub fn end_choice(
        &mut self,
        horizon: UnixMicros,
    ) -> Result<Vec<(String, UnixMicros)>, WatchError> {
        self.write(|connection| {
            let mut left = connection.prepare(
                "SELECT url, not_before_us, host_id FROM page JOIN chosen USING (page_id)
                 JOIN host USING (host_id) WHERE next_us <= ?1 ORDER BY page_id",
            )?;
            let left = left
                .query_map([horizon.0], |row| {
                    Ok((row.get(0)?, UnixMicros(row.get(1)?), row.get::<_, i64>(2)?))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            connection.execute(
                "UPDATE page SET next_us = NULL, hop = NULL, hops = 0
                 WHERE source_id = (SELECT source_id FROM source WHERE is_once = 1)",
                [],
            )?;
            for (_, _, host) in &left {
                refresh_host(connection, *host)?;
            }
            Ok(left.into_iter().map(|(url, at, _)| (url, at)).collect())
        })
    }

    /// Removes a source with its pages; `false` if there is no such source.
    pub fn remove_source(&mut self, url: &str) -> Result<bool, WatchError> {
        self.write(|connection| {
            let hosts = hosts_of(connection, url)?;
            let removed = connection.execute("DELETE FROM source WHERE url = ?1", [url])?;
            hosts.into_iter().try_for_each(|host| refresh_host(connection, host))?;
            Ok(removed > 0)
        })
    }

    /// Pauses a source or goes on with it; `false` if there is no such source.
    pub fn pause_source(&mut self, url: &str, is_paused: bool) -> Result<bool, WatchError> {
        self.write(|connection| {
            let found = connection.execute(
                "UPDATE source SET is_paused = ?2 WHERE url = ?1",
                params![url, is_paused],
            )?;
            connection.execute(
                "UPDATE page SET is_paused = ?2
                 WHERE source_id = (SELECT source_id FROM source WHERE url = ?1)",
                params![url, is_paused],
            )?;
            let hosts = hosts_of(connection, url)?;
            hosts.into_iter().try_for_each(|host| refresh_host(connection, host))?;
            Ok(found > 0)
        })
    }

    /// Returns all sources, in the order in which they were added.
    pub fn sources(&self) -> Result<Vec<SourceRow>, WatchError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT source.url, source.kind, added_us, until_us, source.is_paused,
                        count(page.page_id), coalesce(sum(page.changes), 0), min(page.next_us),
                        is_front
                 FROM source LEFT JOIN page USING (source_id)
                 WHERE source.is_once = 0
                 GROUP BY source_id ORDER BY source_id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(SourceRow {
                    url: row.get(0)?,
                    kind: SourceKind::of_row(&row.get::<_, String>(1)?, row.get(8)?),
                    added: UnixMicros(row.get(2)?),
                    until: row.get::<_, Option<i64>>(3)?.map(UnixMicros),
                    is_paused: row.get(4)?,
                    pages: row.get(5)?,
                    changes: row.get(6)?,
                    next: row.get::<_, Option<i64>>(7)?.map(UnixMicros),
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.at(&error))
    }

    /// The number of hosts with pages.
    pub fn count_hosts(&self) -> Result<i64, WatchError> {
        let count = "SELECT count(DISTINCT host_id) FROM page JOIN source USING (source_id)
                     WHERE is_once = 0";
        self.connection.query_row(count, [], |row| row.get(0)).map_err(|error| self.at(&error))
    }

    /// The host of a URL, as its pauses are counted: `www.` and the default ports are left out.
    pub fn host_name(url: &Url) -> String {
        host_of(url)
    }
}

fn hosts_of(connection: &Connection, source: &str) -> rusqlite::Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT host_id FROM page JOIN source USING (source_id) WHERE source.url = ?1",
    )?;
    let hosts = statement.query_map([source], |row| row.get(0))?;
    hosts.collect()
}
