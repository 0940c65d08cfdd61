//! Pages, feeds and sitemaps with their hosts: which is requested next, and what was found.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::Serialize;
use url::Url;

use super::super::WatchError;
use super::super::schedule::DAY;
use super::State;
use crate::article::{MatchKey, UnixMicros};
use crate::fetch::{Claims, Seen, Validators};

/// What a watched URL is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// The first response shows what it is.
    Auto,
    /// A page that is archived.
    Page,
    /// A feed or sitemap.
    List,
    /// A front page, which was read for its feeds.
    Front,
}

impl PageKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Page => "page",
            Self::List => "list",
            Self::Front => "front",
        }
    }

    fn from_name(name: &str) -> Self {
        match name {
            "page" => Self::Page,
            "list" => Self::List,
            "front" => Self::Front,
            _ => Self::Auto,
        }
    }
}

/// The result of the last request for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageResult {
    /// A response with a page.
    Fetched,
    /// The page has not changed.
    Unchanged,
    /// A redirect, which is being followed.
    Redirected,
    /// The server, or the way to it, failed, or it refused the request.
    Failed,
    /// `robots.txt` or the page does not allow it.
    Disallowed,
    /// The request is not sent by our own rules.
    Refused,
}

impl PageResult {
    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fetched => "fetched",
            Self::Unchanged => "unchanged",
            Self::Redirected => "redirected",
            Self::Failed => "failed",
            Self::Disallowed => "disallowed",
            Self::Refused => "refused",
        }
    }
}

/// A page, as `watch status` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageStatus {
    /// The URL.
    pub url: String,
    /// What it is.
    pub kind: PageKind,
    /// When it is requested next.
    pub next: Option<i64>,
    /// When it was requested last.
    pub last: Option<i64>,
    /// The name of the last result, and why.
    pub result: Option<String>,
    /// The status of the last response.
    pub status: Option<u16>,
    /// The number of requests.
    pub visits: i64,
    /// The number of changes that were found.
    pub changes: i64,
    /// The number of bytes that were sent and received.
    pub bytes: i64,
}

/// The numbers of `watch status`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StateCounts {
    /// Sources.
    pub sources: i64,
    /// Hosts.
    pub hosts: i64,
    /// Pages, feeds and sitemaps.
    pub pages: i64,
    /// Those that are requested again.
    pub scheduled: i64,
    /// Those that are due now.
    pub due: i64,
    /// Those whose last request failed.
    pub failing: i64,
    /// Requests so far.
    pub visits: i64,
    /// Changes that were found.
    pub changes: i64,
    /// Bytes that were sent and received.
    pub bytes: i64,
    /// Requests that were put off to the next day because of the daily budget.
    pub postponed: i64,
    /// Ages of pages that passed without a request: no watch ran, the clock was set forward, or
    /// the host had to wait.
    pub missed: i64,
    /// Messages that wait for their delivery.
    pub messages: i64,
}

/// A page with all that decides about its next request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::watch) struct PageRow {
    pub(in crate::watch) id: i64,
    pub(in crate::watch) url: String,
    pub(in crate::watch) kind: Option<PageKind>,
    pub(in crate::watch) source: i64,
    pub(in crate::watch) is_forever: bool,
    pub(in crate::watch) is_once: bool,
    pub(in crate::watch) until: Option<i64>,
    pub(in crate::watch) next: Option<i64>,
    pub(in crate::watch) base: i64,
    pub(in crate::watch) changed: i64,
    pub(in crate::watch) last: Option<i64>,
    pub(in crate::watch) result: Option<String>,
    pub(in crate::watch) status: Option<u16>,
    pub(in crate::watch) hop: Option<String>,
    pub(in crate::watch) hops: u32,
    pub(in crate::watch) moved_to: Option<String>,
    pub(in crate::watch) moved: u32,
    pub(in crate::watch) validators: Validators,
    pub(in crate::watch) seen: Option<Seen>,
    pub(in crate::watch) failures: i64,
    pub(in crate::watch) claims: Option<Claims>,
    pub(in crate::watch) is_triggered: bool,
    pub(in crate::watch) idle_triggers: u32,
    pub(in crate::watch) visits: i64,
    pub(in crate::watch) changes: i64,
    pub(in crate::watch) bytes: i64,
}

impl PageRow {
    /// The URL of the next request.
    pub(in crate::watch) fn target(&self) -> &str {
        self.hop.as_deref().unwrap_or(&self.url)
    }
}

/// What is known of a host's `robots.txt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::watch) struct RobotsState {
    /// The file; empty if the host has none.
    pub(in crate::watch) file: Option<Vec<u8>>,
    pub(in crate::watch) read: Option<i64>,
    pub(in crate::watch) hop: Option<String>,
    pub(in crate::watch) hops: u32,
}

/// A host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::watch) struct HostRow {
    pub(in crate::watch) id: i64,
    pub(in crate::watch) name: String,
    pub(in crate::watch) not_before: i64,
    pub(in crate::watch) failures: i64,
    pub(in crate::watch) address: Option<String>,
    pub(in crate::watch) robots: RobotsState,
}

/// A reserved request.
#[derive(Clone, Debug)]
pub(in crate::watch) struct Claimed {
    pub(in crate::watch) host: HostRow,
    pub(in crate::watch) page: PageRow,
}

/// A page that a listing lists.
pub(in crate::watch) struct Trigger<'t> {
    pub(in crate::watch) url: &'t Url,
    pub(in crate::watch) claims: &'t Claims,
    pub(in crate::watch) mark: Option<&'t str>,
}

/// How many requests in a row the claims of a listing may cause in vain.
const MAX_IDLE_TRIGGERS: u32 = 3;

/// How many ready hosts are looked at for one that may be asked now.
const MAX_READY: i64 = 64;

/// The latest time that a rule can set: 32 days after an age of 32 days, and a pause of a month.
const LATEST: i64 = 70 * DAY;

const PAGE_COLUMNS: &str = "page_id, page.url, page.kind, page.source_id, is_forever,
    source.is_once, until_us, next_us, base_us, changed_us, last_us, result, status, hop, hops,
    moved_to, moved, etag, last_modified, seen_record, seen_url, seen_date, seen_digest, failures,
    via, title, published, updated, is_triggered, idle_triggers, visits, changes, bytes";

fn page_of(row: &Row<'_>) -> rusqlite::Result<PageRow> {
    let seen = match (row.get(19)?, row.get(20)?, row.get(21)?, row.get(22)?) {
        (Some(record), Some(url), Some(date), Some(digest)) => {
            Some(Seen { record, url, date, digest })
        }
        _ => None,
    };
    let claims = row.get::<_, Option<String>>(24)?.map(|via| {
        Ok::<_, rusqlite::Error>(Claims {
            via,
            title: row.get(25)?,
            published: row.get(26)?,
            updated: row.get(27)?,
        })
    });
    Ok(PageRow {
        id: row.get(0)?,
        url: row.get(1)?,
        kind: Some(PageKind::from_name(&row.get::<_, String>(2)?)),
        source: row.get(3)?,
        is_forever: row.get(4)?,
        is_once: row.get(5)?,
        until: row.get(6)?,
        next: row.get(7)?,
        base: row.get(8)?,
        changed: row.get(9)?,
        last: row.get(10)?,
        result: row.get(11)?,
        status: row.get(12)?,
        hop: row.get(13)?,
        hops: row.get(14)?,
        moved_to: row.get(15)?,
        moved: row.get(16)?,
        validators: Validators { etag: row.get(17)?, last_modified: row.get(18)? },
        seen,
        failures: row.get(23)?,
        claims: claims.transpose()?,
        is_triggered: row.get(28)?,
        idle_triggers: row.get(29)?,
        visits: row.get(30)?,
        changes: row.get(31)?,
        bytes: row.get(32)?,
    })
}

fn host_row(row: &Row<'_>) -> rusqlite::Result<HostRow> {
    Ok(HostRow {
        id: row.get(0)?,
        name: row.get(1)?,
        not_before: row.get(2)?,
        failures: row.get(3)?,
        address: row.get(4)?,
        robots: RobotsState {
            file: row.get(5)?,
            read: row.get(6)?,
            hop: row.get(7)?,
            hops: row.get(8)?,
        },
    })
}

impl State {
    /// Reserves the next request that is due: its host is not asked again before `reserved`, even if
    /// the program is killed. `is_busy` rejects hosts and addresses. A host whose domain's budget of the day
    /// is used up waits for the next day.
    pub(in crate::watch) fn claim(
        &mut self,
        now: UnixMicros,
        reserved: i64,
        daily_budget: i64,
        is_busy: impl Fn(&str, Option<&str>) -> bool,
    ) -> Result<Option<Claimed>, WatchError> {
        let day = now.0.div_euclid(DAY);
        let has_choice = self.has_choice;
        let ready = if has_choice {
            "SELECT host_id, name, address, (SELECT coalesce(sum(other.requests), 0)
                 FROM host AS other WHERE other.domain = host.domain AND other.day = ?2)
             FROM host JOIN page USING (host_id) JOIN chosen USING (page_id)
             WHERE max(next_us, not_before_us) <= ?1
             GROUP BY host_id ORDER BY min(next_us) LIMIT ?3"
        } else {
            "SELECT host_id, name, address, (SELECT coalesce(sum(other.requests), 0)
                 FROM host AS other WHERE other.domain = host.domain AND other.day = ?2)
             FROM host WHERE ready_us <= ?1 ORDER BY ready_us LIMIT ?3"
        };
        self.write(|connection| {
            let mut ready = connection.prepare_cached(ready)?;
            let mut rows = ready.query(params![now.0, day, MAX_READY])?;
            let mut chosen = None;
            while let Some(row) = rows.next()? {
                let (host, name): (i64, String) = (row.get(0)?, row.get(1)?);
                let (address, requests): (Option<String>, i64) = (row.get(2)?, row.get(3)?);
                if requests >= daily_budget {
                    connection.execute(
                        "UPDATE host SET not_before_us = ?2, postponed = postponed + 1
                         WHERE host_id = ?1",
                        params![host, (day + 1) * DAY],
                    )?;
                    refresh_host(connection, host)?;
                } else if !is_busy(&name, address.as_deref()) {
                    chosen = Some(host);
                    break;
                }
            }
            drop(rows);
            let Some(host) = chosen else { return Ok(None) };
            let page = connection
                .prepare_cached(&format!(
                    "SELECT {PAGE_COLUMNS} FROM page JOIN source USING (source_id)
                     WHERE host_id = ?1 AND next_us IS NOT NULL AND CASE WHEN ?2
                         THEN page_id IN (SELECT page_id FROM chosen) ELSE page.is_paused = 0 END
                     ORDER BY next_us LIMIT 1"
                ))?
                .query_row(params![host, has_choice], page_of)
                .optional()?;
            let Some(page) = page else {
                refresh_host(connection, host)?;
                return Ok(None);
            };
            let host = connection
                .prepare_cached(
                    "UPDATE host SET not_before_us = ?2, day = ?3,
                         requests = CASE WHEN day = ?3 THEN requests ELSE 0 END + 1
                     WHERE host_id = ?1
                     RETURNING host_id, name, not_before_us, failures, address, robots, robots_us,
                         robots_hop, robots_hops",
                )?
                .query_row(params![host, reserved, day], host_row)?;
            refresh_host(connection, host.id)?;
            Ok(Some(Claimed { host, page }))
        })
    }

    /// Keeps the result of a reserved request. One that was not sent does not count for the budget.
    pub(in crate::watch) fn save(
        &mut self,
        host: &HostRow,
        page: &PageRow,
        missed: u32,
        is_unsent: bool,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            connection
                .prepare_cached(
                    "UPDATE host SET not_before_us = ?2, failures = ?3, address = ?4, robots = ?5,
                         robots_us = ?6, robots_hop = ?7, robots_hops = ?8, missed = missed + ?9,
                         requests = max(0, requests - ?10)
                     WHERE host_id = ?1",
                )?
                .execute(params![
                    host.id,
                    host.not_before,
                    host.failures,
                    host.address,
                    host.robots.file,
                    host.robots.read,
                    host.robots.hop,
                    host.robots.hops,
                    missed,
                    is_unsent,
                ])?;
            save_page(connection, page, host.id)
        })
    }

    /// Adds the pages of a listing, and makes those due about which it claims something new. A page
    /// that was requested a moment ago waits `least` after its last request.
    pub(in crate::watch) fn add_listed(
        &mut self,
        source: i64,
        listed: &[Trigger<'_>],
        now: i64,
        least: i64,
    ) -> Result<i64, WatchError> {
        self.write(|connection| {
            let mut new = 0;
            if !has_source(connection, source)? {
                return Ok(0);
            }
            for page in listed {
                let Ok(key) = MatchKey::of(page.url.as_str()) else { continue };
                let known = connection
                    .prepare_cached(
                        "SELECT page_id, mark, next_us, last_us, idle_triggers, host_id, hop
                         FROM page JOIN source USING (source_id)
                         WHERE key = ?1 AND is_once = 0",
                    )?
                    .query_row([key.as_str()], |row| {
                        Ok((
                            row.get::<_, i64>(0)?,
                            row.get::<_, Option<String>>(1)?,
                            row.get::<_, Option<i64>>(2)?,
                            row.get::<_, Option<i64>>(3)?,
                            row.get::<_, u32>(4)?,
                            row.get::<_, i64>(5)?,
                            row.get::<_, Option<String>>(6)?,
                        ))
                    })
                    .optional()?;
                let id = match known {
                    None => {
                        new += 1;
                        insert_page(connection, page.url, PageKind::Page, source, false, now)?
                    }
                    Some((_, mark, ..)) if mark.as_deref() == page.mark => continue,
                    Some((id, _, next, last, idle, host, hop)) => {
                        if idle < MAX_IDLE_TRIGGERS && hop.is_none() {
                            let at = last.map_or(now, |last| now.max(last + least));
                            connection.execute(
                                "UPDATE page SET next_us = ?2, is_triggered = 1 WHERE page_id = ?1",
                                params![id, next.map_or(at, |next| next.min(at))],
                            )?;
                            refresh_host(connection, host)?;
                        }
                        id
                    }
                };
                let claims = page.claims;
                connection
                    .prepare_cached(
                        "UPDATE page SET mark = ?2, via = ?3, title = ?4, published = ?5, updated = ?6
                         WHERE page_id = ?1",
                    )?
                    .execute(params![
                        id,
                        page.mark,
                        claims.via,
                        claims.title,
                        claims.published,
                        claims.updated
                    ])?;
            }
            Ok(new)
        })
    }

    /// Adds feeds or sitemaps that a page or an index names.
    pub(in crate::watch) fn add_lists(
        &mut self,
        source: i64,
        urls: &[Url],
        now: i64,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            if has_source(connection, source)? {
                for url in urls {
                    insert_page(connection, url, PageKind::List, source, true, now)?;
                }
            }
            Ok(())
        })
    }

    /// Notes that a change was found in a page by its request at `at`.
    pub(in crate::watch) fn note_change(
        &mut self,
        page: i64,
        at: i64,
        next: impl FnOnce(i64) -> i64,
    ) -> Result<(), WatchError> {
        self.write(|connection| {
            let found = connection
                .query_row(
                    "SELECT changed_us, next_us, host_id, until_us FROM page
                     JOIN source USING (source_id)
                     WHERE page_id = ?1 AND source.is_once = 0 AND hop IS NULL",
                    [page],
                    |row| {
                        Ok((
                            row.get::<_, i64>(0)?,
                            row.get::<_, Option<i64>>(1)?,
                            row.get::<_, i64>(2)?,
                            row.get::<_, Option<i64>>(3)?,
                        ))
                    },
                )
                .optional()?;
            let Some((before, due, host, until)) = found else { return Ok(()) };
            let next = next(before);
            let next = due.map_or(next, |due| due.min(next));
            connection.execute(
                "UPDATE page SET base_us = ?2, changed_us = ?2, next_us = ?3, changes = changes + 1,
                     idle_triggers = 0
                 WHERE page_id = ?1",
                params![page, at, Some(next).filter(|next| until.is_none_or(|until| *next < until))],
            )?;
            refresh_host(connection, host)
        })
    }

    /// Makes pages and hosts due whose times no rule can have set: the clock was set back since.
    pub(in crate::watch) fn forget_impossible_times(
        &mut self,
        now: UnixMicros,
    ) -> Result<(), WatchError> {
        let latest = now.0 + LATEST;
        self.write(|connection| {
            let mut changed = connection.execute(
                "UPDATE page SET next_us = ?1 WHERE next_us > ?2",
                params![now.0, latest],
            )?;
            changed += connection.execute(
                "UPDATE host SET not_before_us = ?1 WHERE not_before_us > ?2",
                params![now.0, latest],
            )?;
            if changed > 0 {
                let mut hosts = connection.prepare("SELECT host_id FROM host")?;
                let hosts: Vec<i64> =
                    hosts.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
                hosts.into_iter().try_for_each(|host| refresh_host(connection, host))?;
            }
            Ok(())
        })
    }

    /// Whether the run is limited to chosen pages.
    pub(in crate::watch) fn has_choice(&self) -> bool {
        self.has_choice
    }

    /// Returns when the next request can be sent, and to which host.
    pub(in crate::watch) fn next_ready(&self) -> Result<Option<(UnixMicros, String)>, WatchError> {
        let next = if self.has_choice {
            "SELECT max(next_us, not_before_us) AS ready, name FROM page
             JOIN chosen USING (page_id) JOIN host USING (host_id)
             WHERE next_us IS NOT NULL ORDER BY ready LIMIT 1"
        } else {
            "SELECT ready_us, name FROM host WHERE ready_us IS NOT NULL ORDER BY ready_us LIMIT 1"
        };
        self.connection
            .query_row(next, [], |row| Ok((UnixMicros(row.get(0)?), row.get(1)?)))
            .optional()
            .map_err(|error| self.at(&error))
    }

    /// Returns the time of the earliest due page, whether or not its host may be asked.
    pub(in crate::watch) fn next_due(&self) -> Result<Option<UnixMicros>, WatchError> {
        let next = if self.has_choice {
            "SELECT min(next_us) FROM page JOIN chosen USING (page_id)"
        } else {
            "SELECT min(next_us) FROM page WHERE next_us IS NOT NULL AND is_paused = 0"
        };
        let next = self.connection.query_row(next, [], |row| row.get::<_, Option<i64>>(0));
        next.map(|at| at.map(UnixMicros)).map_err(|error| self.at(&error))
    }

    /// Returns the pages, those that are due first at the top.
    pub fn pages(&self, limit: i64) -> Result<Vec<PageStatus>, WatchError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(
                "SELECT url, kind, next_us, last_us, result, status, visits, changes, bytes
                 FROM page WHERE source_id NOT IN (SELECT source_id FROM source WHERE is_once = 1)
                 ORDER BY next_us IS NULL, next_us, page_id LIMIT ?1",
            )?;
            let rows = statement.query_map([limit], |row| {
                Ok(PageStatus {
                    url: row.get(0)?,
                    kind: PageKind::from_name(&row.get::<_, String>(1)?),
                    next: row.get(2)?,
                    last: row.get(3)?,
                    result: row.get(4)?,
                    status: row.get(5)?,
                    visits: row.get(6)?,
                    changes: row.get(7)?,
                    bytes: row.get(8)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| self.at(&error))
    }

    /// Returns the numbers of everything that is watched.
    pub fn counts(&self, now: UnixMicros) -> Result<StateCounts, WatchError> {
        self.connection
            .query_row(
                "SELECT (SELECT count(*) FROM source WHERE is_once = 0), count(DISTINCT host_id),
                        count(*), count(next_us), coalesce(sum(next_us <= ?1), 0),
                        coalesce(sum(result LIKE 'failed%' OR result LIKE 'disallowed%'), 0),
                        coalesce(sum(visits), 0), coalesce(sum(changes), 0),
                        coalesce(sum(bytes), 0), (SELECT coalesce(sum(postponed), 0) FROM host),
                        (SELECT coalesce(sum(missed), 0) FROM host),
                        (SELECT count(*) FROM message WHERE next_us IS NOT NULL)
                 FROM page
                 WHERE source_id NOT IN (SELECT source_id FROM source WHERE is_once = 1)",
                [now.0],
                |row| {
                    Ok(StateCounts {
                        sources: row.get(0)?,
                        hosts: row.get(1)?,
                        pages: row.get(2)?,
                        scheduled: row.get(3)?,
                        due: row.get(4)?,
                        failing: row.get(5)?,
                        visits: row.get(6)?,
                        changes: row.get(7)?,
                        bytes: row.get(8)?,
                        postponed: row.get(9)?,
                        missed: row.get(10)?,
                        messages: row.get(11)?,
                    })
                },
            )
            .map_err(|error| self.at(&error))
    }
}

/// Whether a source is still watched: it can be removed while a request is on its way.
fn has_source(connection: &Connection, source: i64) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM source WHERE source_id = ?1)")?
        .query_row([source], |row| row.get(0))
}

/// The host of a URL, as its pauses are counted.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let host = match host.strip_prefix("www.") {
        Some(rest) if rest.contains('.') => rest,
        _ => host,
    };
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The name whose hosts share a budget: the registrable domain, or the host if it has none.
pub(super) fn domain_of(url: &Url) -> String {
    match url.host() {
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            psl::domain_str(name).unwrap_or(name).to_owned()
        }
        _ => host_of(url),
    }
}

/// Computes the domains of hosts that have none.
pub(super) fn fill_domains(connection: &Connection) -> rusqlite::Result<()> {
    let mut names = connection.prepare("SELECT host_id, name FROM host WHERE domain = ''")?;
    let mut names = names.query([])?;
    let mut set = connection.prepare("UPDATE host SET domain = ?2 WHERE host_id = ?1")?;
    while let Some(row) = names.next()? {
        let (host, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let domain = Url::parse(&format!("http://{name}/")).map(|url| domain_of(&url));
        set.execute(params![host, domain.unwrap_or(name)])?;
    }
    Ok(())
}

/// Adds a page, unless it is watched; returns its number. One that was requested once becomes a page
/// of this source.
pub(super) fn insert_page(
    connection: &Connection,
    url: &Url,
    kind: PageKind,
    source: i64,
    is_forever: bool,
    now: i64,
) -> rusqlite::Result<i64> {
    let key = match kind {
        PageKind::List | PageKind::Front => url.to_string(),
        PageKind::Auto | PageKind::Page => {
            MatchKey::of(url.as_str()).map_or_else(|_| url.to_string(), |key| key.to_string())
        }
    };
    let host = host_id(connection, url)?;
    connection
        .prepare_cached(
            "INSERT INTO page (key, url, kind, source_id, host_id, next_us, base_us, changed_us,
                 is_forever)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6, ?7)
             ON CONFLICT (key) DO UPDATE SET source_id = excluded.source_id, kind = excluded.kind,
                 next_us = excluded.next_us, base_us = excluded.base_us,
                 changed_us = excluded.changed_us, is_forever = excluded.is_forever
             WHERE source_id IN (SELECT source_id FROM source WHERE is_once = 1)",
        )?
        .execute(params![key, url.as_str(), kind.name(), source, host, now, is_forever])?;
    refresh_host(connection, host)?;
    connection
        .prepare_cached("SELECT page_id FROM page WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
}

/// Returns the number of a URL's host, and adds the host if it is new.
pub(super) fn host_id(connection: &Connection, url: &Url) -> rusqlite::Result<i64> {
    let name = host_of(url);
    connection
        .prepare_cached("INSERT INTO host (name, domain) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute([&name, &domain_of(url)])?;
    connection
        .prepare_cached("SELECT host_id FROM host WHERE name = ?1")?
        .query_row([&name], |row| row.get(0))
}

/// Computes when the next page of a host can be requested.
pub(super) fn refresh_host(connection: &Connection, host: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE host SET ready_us = (
                 SELECT max(next_us, host.not_before_us) FROM page
                 WHERE page.host_id = host.host_id AND next_us IS NOT NULL AND is_paused = 0
                 ORDER BY next_us LIMIT 1)
             WHERE host_id = ?1",
        )?
        .execute([host])
        .map(|_| ())
}

/// Writes a page back; `from` is the host from which it was requested.
fn save_page(connection: &Connection, page: &PageRow, from: i64) -> rusqlite::Result<()> {
    let host = match Url::parse(page.target()) {
        Ok(url) => host_id(connection, &url)?,
        Err(_) => from,
    };
    let until = page.until;
    let next = page.next.filter(|next| until.is_none_or(|until| *next < until));
    let seen = page.seen.as_ref();
    connection
        .prepare_cached(
            "UPDATE page SET url = ?2, kind = ?3, host_id = ?4, next_us = ?5, base_us = ?6,
                 changed_us = ?7, last_us = ?8, result = ?9, status = ?10, hop = ?11, hops = ?12,
                 moved_to = ?13, moved = ?14, etag = ?15, last_modified = ?16, seen_record = ?17,
                 seen_url = ?18, seen_date = ?19, seen_digest = ?20, failures = ?21,
                 is_triggered = ?22, idle_triggers = ?23, visits = ?24, bytes = ?25
             WHERE page_id = ?1",
        )?
        .execute(params![
            page.id,
            page.url,
            page.kind.unwrap_or(PageKind::Auto).name(),
            host,
            next,
            page.base,
            page.changed,
            page.last,
            page.result,
            page.status,
            page.hop,
            page.hops,
            page.moved_to,
            page.moved,
            page.validators.etag,
            page.validators.last_modified,
            seen.map(|seen| &seen.record),
            seen.map(|seen| &seen.url),
            seen.map(|seen| &seen.date),
            seen.map(|seen| &seen.digest),
            page.failures,
            page.is_triggered,
            page.idle_triggers,
            page.visits,
            page.bytes,
        ])?;
    refresh_host(connection, from)?;
    if host == from { Ok(()) } else { refresh_host(connection, host) }
}
