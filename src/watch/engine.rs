//! The engine: requests what is due, writes the web archives, imports them and reports changes.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Scope;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use url::Url;

use super::outcome::{self, Outcome};
use super::politeness::{LIST_FLOOR, Politeness, backoff};
use super::schedule::{self, DAY, HOUR};
use super::state::{Claimed, HostRow, PageRow, Trigger};
use super::{Clock, Message, PageKind, PageResult, State, WatchError, listing};
use crate::article::{LookReason, MatchKey, TimeRange, UnixMicros};
use crate::extract::PageLinks;
use crate::fetch::{
    Archive, Exchange, Failure, Fetcher, Names, Policy, Validators, check, max_age, retry_after,
    robots::{MAX_ROBOTS_BYTES, Robots},
};
use crate::import::{self, Job, Progress};
use crate::source::Input;
use crate::store::{AGENT, ChangeFilter, ChangeRow, Snapshot, Writer};

/// How long a host's `robots.txt` is used.
const ROBOTS_AGE: i64 = DAY;

/// The most redirects of a `robots.txt` (RFC 9309 § 2.3.1.2).
const MAX_ROBOTS_HOPS: u32 = 5;

/// How often a permanent redirect must be seen before its target replaces the URL.
const MOVES: u32 = 3;

/// How often a page is requested again when its host asked for fewer requests, before it waits for
/// its next age.
const MAX_OVERLOADS: i64 = 5;

/// When the records that are not imported yet are imported.
const BATCH_RECORDS: usize = 500;
const BATCH_BYTES: u64 = 64 << 20;
const BATCH_TIME: i64 = 1_500_000;

/// The longest time that a run which ends when nothing is due waits for a host.
const LONGEST_WAIT: i64 = 10 * 60_000_000;

/// How long a request is reserved beyond its time limit.
const RESERVE: i64 = 30_000_000;

/// The most messages that are delivered between two requests.
const DELIVERIES: usize = 20;

/// The names of the archives: those of pages are imported, those of feeds, sitemaps and `robots.txt`
/// files are kept next to them.
const PAGES: &str = "pages";
const LISTS: &str = "lists";

/// How the engine works.
#[derive(Clone, Debug)]
pub struct EngineSettings {
    /// The catalog.
    pub catalog: PathBuf,
    /// The folder of the web archives.
    pub folder: PathBuf,
    /// Which requests are sent.
    pub policy: Policy,
    /// How often hosts are asked.
    pub politeness: Politeness,
    /// Finds the addresses of hosts.
    pub names: Arc<dyn Names>,
    /// The most requests at a time, each to another host.
    pub max_in_flight: usize,
    /// Whether pages that ask not to be archived are kept.
    pub keep_noarchive: bool,
    /// The number of threads that extract pages.
    pub jobs: usize,
    /// The arguments of the program, as the JSON that an import keeps.
    pub arguments: String,
}

/// When a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunMode {
    /// When nothing is due that was due at the start, or that was found on the way.
    Once,
    /// When it is canceled, or at this time.
    Until(Option<UnixMicros>),
}

/// The result of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunResult {
    /// The URL.
    pub url: String,
    /// The result.
    pub result: PageResult,
    /// The status of the response.
    pub status: Option<u16>,
    /// Why, or where to.
    pub why: Option<String>,
    /// The number of bytes that were sent and received.
    pub bytes: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunReport {
    /// Requests that were sent, those for `robots.txt` included.
    pub requests: u64,
    /// Responses with a page, a feed or a sitemap.
    pub fetched: u64,
    /// Pages that have not changed.
    pub unchanged: u64,
    /// Requests that failed, or that were not allowed.
    pub failed: u64,
    /// Bytes that were sent and received.
    pub bytes: u64,
    /// Changes that were found.
    pub changes: u64,
    /// Records that could not be imported.
    pub rejects: u64,
    /// The numbers of the imports.
    pub imports: Vec<i64>,
    /// The archives of pages that were written, each with the offset at which this run began.
    pub archives: Vec<(PathBuf, u64)>,
}

/// Receives what happens in a run.
pub trait Observer {
    /// A request has ended.
    fn requested(&mut self, result: &RunResult);

    /// Returns the messages about the changes first seen since a time.
    fn messages(
        &mut self,
        catalog: &Snapshot,
        since: UnixMicros,
    ) -> Result<Vec<Message>, WatchError>;

    /// Delivers a message, and returns whether it arrived.
    fn deliver(&mut self, message: &Message) -> bool;

    /// The run is ready, or still going on.
    fn alive(&mut self) {}
}

/// Runs a watch.
pub struct Engine<'e> {
    state: State,
    settings: EngineSettings,
    clock: &'e dyn Clock,
    observer: &'e mut dyn Observer,
    pages: Option<Archive>,
    lists: Option<Archive>,
    in_flight: HashMap<i64, InFlight>,
    /// Records since the last import: their number, and when the first was written.
    unimported: (usize, Option<i64>),
    /// The pages requested since the last import, by the key of the URL that answered.
    visited: HashMap<String, i64>,
    /// Pages due until then are requested in a run that ends.
    horizon: i64,
    report: RunReport,
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("state", &self.state).finish_non_exhaustive()
    }
}

/// A request that was sent.
struct InFlight {
    claimed: Claimed,
    is_robots: bool,
}

/// A request for a worker.
struct Order {
    host: i64,
    url: Url,
    validators: Validators,
}

/// What a worker returns.
struct Done {
    host: i64,
    exchange: Exchange,
    started: i64,
    ended: i64,
}

impl<'e> Engine<'e> {
    /// Creates an engine for what `state` holds, and repairs archives that were cut off.
    pub fn new(
        state: State,
        settings: EngineSettings,
        clock: &'e dyn Clock,
        observer: &'e mut dyn Observer,
    ) -> Result<Self, WatchError> {
        let mut engine = Self {
            state,
            settings,
            clock,
            observer,
            pages: None,
            lists: None,
            in_flight: HashMap::new(),
            unimported: (0, None),
            visited: HashMap::new(),
            horizon: 0,
            report: RunReport::default(),
        };
        engine.pages = engine.reopen(PAGES)?;
        engine.lists = engine.reopen(LISTS)?;
        Ok(engine)
    }

    /// Opens the archive that was written last, if its day is not over.
    fn reopen(&mut self, name: &str) -> Result<Option<Archive>, WatchError> {
        let now = self.clock.now();
        let Some(row) = self.state.archives(name)?.into_iter().find(|row| row.is_open) else {
            return Ok(None);
        };
        // An archive that was moved away is imported from where it was, or not at all.
        if !row.path.exists() {
            return Ok(None);
        }
        let archive = Archive::append(&row.path, row.imported as u64, now)?;
        self.report.archives.push((row.path, archive.length()));
        Ok(Some(archive).filter(|archive| !archive.is_over(now)))
    }

    /// Returns the state, and what the run did.
    pub fn finish(self) -> (State, RunReport) {
        (self.state, self.report)
    }

    /// Requests what is due until the run ends or `stop` is set. What was fetched is imported in any
    /// case.
    pub fn run(&mut self, mode: RunMode, stop: &AtomicBool) -> Result<(), WatchError> {
        // Records that were written before the program was killed.
        if self.state.batch()?.is_some() || self.has_unimported()? {
            self.import()?;
        }
        self.horizon = self.clock.now().0;
        let (orders, taken) = unbounded::<Order>();
        let (returned, results) = unbounded::<Done>();
        let clock = self.clock;
        std::thread::scope(|scope| {
            let mut workers = Workers { scope, taken, returned, clock, count: 0 };
            let outcome = self.work(mode, stop, &orders, &results, &mut workers);
            drop(orders);
            // What is on its way is worth keeping, whatever else failed.
            while !self.in_flight.is_empty() {
                let Ok(done) = results.recv() else { break };
                self.complete(&done)?;
            }
            outcome
        })?;
        self.import()
    }

    fn work<'scope>(
        &mut self,
        mode: RunMode,
        stop: &AtomicBool,
        orders: &Sender<Order>,
        results: &Receiver<Done>,
        workers: &mut Workers<'scope, '_>,
    ) -> Result<(), WatchError>
    where
        'e: 'scope,
    {
        while !stop.load(Ordering::Relaxed) {
            self.observer.alive();
            while self.in_flight.len() < self.settings.max_in_flight {
                let Some(order) = self.next_order()? else { break };
                workers.employ(self.in_flight.len(), &self.settings);
                // The workers are there as long as the scope.
                let _ = orders.send(order);
            }
            if self.is_batch_full() {
                self.import()?;
            }
            if !self.in_flight.is_empty() {
                match results.recv_timeout(Duration::from_millis(500)) {
                    Ok(done) => self.complete(&done)?,
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
                continue;
            }
            self.import()?;
            self.deliver()?;
            let now = self.clock.now();
            let ready = self.state.next_ready()?;
            match mode {
                RunMode::Once => {
                    let due = self.state.next_due()?;
                    if due.is_none_or(|due| due.0 > self.horizon) {
                        break;
                    }
                    match ready {
                        Some(ready) if ready.0 <= now.0 + LONGEST_WAIT => self.clock.wait(ready),
                        _ => break,
                    }
                }
                RunMode::Until(end) => {
                    if end.is_some_and(|end| now >= end) {
                        break;
                    }
                    // Another process may add a source.
                    let soon = now.0 + if end.is_some() { HOUR } else { 5_000_000 };
                    let next = ready.map_or(soon, |ready| ready.0.min(soon));
                    let next = end.map_or(next, |end| next.min(end.0));
                    self.clock.wait(UnixMicros(next.max(now.0 + 1)));
                }
            }
        }
        Ok(())
    }

    /// Reserves the next request, unless it is decided without one.
    fn next_order(&mut self) -> Result<Option<Order>, WatchError> {
        loop {
            let now = self.clock.now();
            let limit = i64::try_from(self.settings.policy.timeout.as_micros()).unwrap_or(HOUR);
            let reserved = now.0 + limit + RESERVE;
            let (mut hosts, mut addresses) = (HashSet::new(), HashSet::new());
            for flight in self.in_flight.values() {
                hosts.insert(flight.claimed.host.name.clone());
                addresses.extend(flight.claimed.host.address.clone());
            }
            let is_busy = |host: &str, address: Option<&str>| {
                hosts.contains(host) || address.is_some_and(|address| addresses.contains(address))
            };
            let budget = i64::from(self.settings.politeness.daily_budget);
            let Some(claimed) = self.state.claim(now, reserved, budget, is_busy)? else {
                return Ok(None);
            };
            if let Some(order) = self.judge(claimed, now.0)? {
                return Ok(Some(order));
            }
        }
    }

    /// Decides what is requested for a page: its host's `robots.txt`, or the page, or nothing.
    fn judge(&mut self, mut claimed: Claimed, now: i64) -> Result<Option<Order>, WatchError> {
        let policy = &self.settings.policy;
        let target = claimed.page.target().to_owned();
        let url = match check(&target, policy) {
            Ok(url) => url,
            Err(refusal) => {
                claimed.host.not_before = now;
                self.refuse(&mut claimed, &target, &refusal.to_string(), now)?;
                return Ok(None);
            }
        };
        let robots = &claimed.host.robots;
        let host = claimed.host.id;
        if robots.read.is_none_or(|read| now - read >= ROBOTS_AGE || now < read) {
            let hop = robots.hop.as_deref().and_then(|hop| check(hop, policy).ok());
            let file = hop.or_else(|| url.join("/robots.txt").ok()).unwrap_or(url);
            self.in_flight.insert(host, InFlight { claimed, is_robots: true });
            return Ok(Some(Order { host, url: file, validators: Validators::default() }));
        }
        if !self.robots_of(&claimed.host).allows(path_of(&url)) {
            claimed.host.not_before = now;
            self.disallow(&mut claimed, &url, "robots.txt does not allow it", now, 0)?;
            return Ok(None);
        }
        // A validator belongs to the URL that it came from.
        let seen = claimed.page.seen.as_ref();
        let is_theirs = seen.is_some_and(|seen| seen.url == url.as_str());
        let validators =
            if is_theirs { claimed.page.validators.clone() } else { Validators::default() };
        self.in_flight.insert(host, InFlight { claimed, is_robots: false });
        Ok(Some(Order { host, url, validators }))
    }

    fn robots_of(&self, host: &HostRow) -> Robots {
        let file = host.robots.file.as_deref().unwrap_or_default();
        Robots::read(file, &self.settings.policy.product)
    }

    /// Handles a response.
    fn complete(&mut self, done: &Done) -> Result<(), WatchError> {
        let Some(InFlight { mut claimed, is_robots }) = self.in_flight.remove(&done.host) else {
            return Ok(());
        };
        let (exchange, now) = (&done.exchange, done.ended);
        self.report.requests += 1;
        self.report.bytes += exchange.traffic;
        claimed.page.bytes += exchange.traffic as i64;
        let delay = self.robots_of(&claimed.host).crawl_delay();
        let pause = self.settings.politeness.pause_after(now - done.started, delay);
        claimed.host.not_before = now + pause;
        claimed.host.address = exchange.address.map(|address| address.to_string());
        if is_robots {
            self.complete_robots(claimed, exchange, now)
        } else {
            self.complete_page(claimed, exchange, (done.started, now))
        }
    }

    fn complete_robots(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        now: i64,
    ) -> Result<(), WatchError> {
        let policy = &self.settings.policy;
        let robots = &mut claimed.host.robots;
        let response = exchange.response.as_ref().filter(|_| exchange.failure.is_none());
        let status = response.map(crate::fetch::Response::status);
        let redirect = response.filter(|_| matches!(status, Some(300..=399))).map(|response| {
            let target = response.header("location").and_then(|to| exchange.url.join(to).ok());
            let target = target.and_then(|target| check(target.as_str(), policy).ok());
            target.filter(|target| State::host_name(target) == claimed.host.name)
        });
        match (redirect, status) {
            // A file that is moved to another host, or around in circles, is not available.
            (Some(None), _) => (robots.file, robots.read) = (None, Some(now)),
            (Some(Some(target)), _) => {
                robots.hops += 1;
                robots.hop = Some(target.into());
                if robots.hops > MAX_ROBOTS_HOPS {
                    (robots.file, robots.read) = (None, Some(now));
                }
            }
            (None, Some(200..=299)) => {
                let body = response.and_then(|response| {
                    response.decoded(MAX_ROBOTS_BYTES.max(response.body().len())).ok()
                });
                let mut body = body.unwrap_or_default();
                body.truncate(MAX_ROBOTS_BYTES);
                (robots.file, robots.read) = (Some(body), Some(now));
            }
            (None, Some(status)) if (400..500).contains(&status) && status != 429 => {
                (robots.file, robots.read) = (None, Some(now));
            }
            // RFC 9309 § 2.3.1.4: the host is unreachable, so nothing may be requested.
            _ => {
                (robots.hop, robots.hops) = (None, 0);
                let reason = match (&exchange.failure, status) {
                    (Some(Failure::Failed(reason, _)), _) => *reason,
                    (_, Some(status)) => {
                        LookReason::of_status(status, false).unwrap_or(LookReason::Connection)
                    }
                    _ => LookReason::Connection,
                };
                note_overload(&mut claimed.host, exchange, now);
                self.write_list(exchange, now)?;
                if let Some(Failure::Refused(refusal)) = &exchange.failure {
                    let target = claimed.page.target().to_owned();
                    return self.refuse(&mut claimed, &target, &refusal.to_string(), now);
                }
                let why = "robots.txt is not available";
                let url =
                    Url::parse(claimed.page.target()).unwrap_or_else(|_| exchange.url.clone());
                return self.fail(&mut claimed, &url, reason, why, now, exchange.traffic);
            }
        }
        if robots.read.is_some() {
            (robots.hop, robots.hops) = (None, 0);
            claimed.host.failures = 0;
        }
        let delay = self.robots_of(&claimed.host).crawl_delay();
        let pause = self.settings.politeness.pause_after(0, delay);
        claimed.host.not_before = claimed.host.not_before.max(now + pause);
        self.write_list(exchange, now)?;
        self.state.save(&claimed.host, &claimed.page, 0, false)
    }

    fn complete_page(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let outcome = outcome::read(exchange, claimed.page.hops, &self.settings.policy);
        let page = &mut claimed.page;
        page.visits += 1;
        let before = page.status;
        page.status = exchange.response.as_ref().map(crate::fetch::Response::status);
        let is_list = page.kind == Some(PageKind::List);
        if !matches!(outcome, Outcome::Overload | Outcome::Failed(..)) {
            claimed.host.failures = 0;
        }
        let url = &exchange.url;
        match outcome {
            Outcome::Document(body) => self.document(claimed, exchange, &body, (started, now)),
            Outcome::Unchanged => {
                if is_list {
                    self.write_list(exchange, started)?;
                } else {
                    self.write_page(page, exchange, started)?;
                }
                page.failures = 0;
                self.schedule(&mut claimed, exchange, PageResult::Unchanged, None, now)
            }
            Outcome::Redirect { target, is_permanent } => {
                let is_first = page.hop.is_none();
                if is_list {
                    self.write_list(exchange, started)?;
                } else {
                    self.write_page(page, exchange, started)?;
                }
                if is_first && is_permanent {
                    let is_same = page.moved_to.as_deref() == Some(target.as_str());
                    page.moved = if is_same { page.moved + 1 } else { 1 };
                    page.moved_to = Some(target.to_string());
                    if page.moved >= MOVES {
                        page.url = target.to_string();
                        (page.moved, page.moved_to) = (0, None);
                    }
                }
                page.hops += 1;
                page.hop = Some(target.to_string()).filter(|target| *target != page.url);
                page.result = Some(PageResult::Redirected.name().to_owned());
                self.tell(exchange, PageResult::Redirected, Some(target.into()));
                self.state.save(&claimed.host, &claimed.page, 0, false)
            }
            // The importer would take the other page for the article.
            Outcome::Elsewhere => {
                self.write_list(exchange, started)?;
                let why = "redirected to the front page";
                let traffic = exchange.traffic;
                self.fail(
                    &mut claimed,
                    &url.clone(),
                    LookReason::RedirectedElsewhere,
                    why,
                    now,
                    traffic,
                )
            }
            Outcome::Blocked(why) => {
                self.write_list(exchange, started)?;
                let reason = LookReason::RedirectedElsewhere;
                self.fail(&mut claimed, &url.clone(), reason, &why, now, exchange.traffic)
            }
            Outcome::Overload => {
                note_overload(&mut claimed.host, exchange, now);
                self.write_any(is_list, page, exchange, started)?;
                page.failures += 1;
                let (again, is_once) = (claimed.host.not_before, page.is_once);
                let is_retried = page.failures <= MAX_OVERLOADS && !is_once;
                self.schedule(&mut claimed, exchange, PageResult::Failed, None, now)?;
                if is_retried {
                    claimed.page.next = Some(again);
                    self.state.save(&claimed.host, &claimed.page, 0, false)?;
                }
                Ok(())
            }
            Outcome::Error(reason) => {
                self.write_any(is_list, page, exchange, started)?;
                page.failures += 1;
                let is_gone_twice =
                    before == Some(410) && page.last.is_some_and(|last| now - last >= DAY);
                let status = page.status;
                let failures = page.failures;
                self.schedule(&mut claimed, exchange, PageResult::Failed, None, now)?;
                let page = &mut claimed.page;
                match (reason, status) {
                    // Seen twice a day apart, it is not requested again.
                    (LookReason::Gone, _) if is_gone_twice => page.next = None,
                    (LookReason::Gone, _) if !page.is_once => page.next = Some(now + DAY + HOUR),
                    (LookReason::ServerError, _) if !page.is_once && failures <= MAX_OVERLOADS => {
                        let again = now + backoff(failures, &page.url);
                        page.next = Some(page.next.map_or(again, |next| next.min(again)));
                    }
                    _ => return Ok(()),
                }
                self.state.save(&claimed.host, &claimed.page, 0, false)
            }
            Outcome::Failed(reason, why) => {
                note_overload(&mut claimed.host, exchange, now);
                if exchange.response.is_some() {
                    self.write_any(is_list, page, exchange, started)?;
                }
                self.fail(&mut claimed, &url.clone(), reason, &why, now, exchange.traffic)
            }
            Outcome::Undecodable(why) => {
                self.write_any(is_list, page, exchange, started)?;
                page.failures += 1;
                let again = now + backoff(page.failures, &page.url);
                let is_retried = page.failures <= MAX_OVERLOADS && !page.is_once;
                self.schedule(&mut claimed, exchange, PageResult::Failed, Some(why), now)?;
                if is_retried {
                    let next = claimed.page.next;
                    claimed.page.next = Some(next.map_or(again, |next| next.min(again)));
                    self.state.save(&claimed.host, &claimed.page, 0, false)?;
                }
                Ok(())
            }
            Outcome::Refused(refusal) => {
                let target = url.to_string();
                self.refuse(&mut claimed, &target, &refusal.to_string(), now)
            }
            Outcome::Empty => {
                self.write_any(is_list, page, exchange, started)?;
                let why = Some("the response has no content".to_owned());
                self.schedule(&mut claimed, exchange, PageResult::Failed, why, now)
            }
        }
    }

    /// Handles a response with a document: a page, a feed or a sitemap.
    fn document(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        body: &[u8],
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let Some(response) = &exchange.response else { return Ok(()) };
        let page = &mut claimed.page;
        let kind = page.kind.unwrap_or(PageKind::Auto);
        let is_html = response.mime().is_none_or(|mime| mime.contains("html"));
        if matches!(kind, PageKind::List | PageKind::Auto)
            && (!is_html || kind == PageKind::List)
            && let Some(listing) = listing::read(body.to_vec(), &exchange.url, now)
        {
            return self.list(claimed, exchange, &listing, (started, now));
        }
        if kind == PageKind::List {
            self.write_list(exchange, started)?;
            let why = Some("it is not a feed or a sitemap".to_owned());
            return self.schedule(&mut claimed, exchange, PageResult::Failed, why, now);
        }
        let links = if is_html {
            PageLinks::read(body, response.header("content-type"), &exchange.url)
        } else {
            PageLinks::default()
        };
        if kind == PageKind::Auto && exchange.url.path() == "/" && !links.feeds.is_empty() {
            let feeds: Vec<Url> =
                links.feeds.iter().filter_map(|feed| Url::parse(feed).ok()).collect();
            self.state.add_lists(page.source, &feeds, now)?;
            self.horizon = self.horizon.max(now);
            self.write_list(exchange, started)?;
            page.kind = Some(PageKind::Front);
            let why = Some(format!("its {} feeds are watched", feeds.len()));
            return self.schedule(&mut claimed, exchange, PageResult::Fetched, why, now);
        }
        if kind == PageKind::Front {
            self.write_list(exchange, started)?;
            return self.schedule(&mut claimed, exchange, PageResult::Fetched, None, now);
        }
        page.kind = Some(PageKind::Page);
        let fields = response.headers("x-robots-tag");
        let product = &self.settings.policy.product;
        let is_forbidden = links.noarchive || outcome::asks_not_to_archive(fields, product);
        if is_forbidden && !self.settings.keep_noarchive {
            let why = "the page asks not to be archived";
            return self.disallow(&mut claimed, &exchange.url, why, now, exchange.traffic);
        }
        page.failures = 0;
        let is_known = self.write_page(page, exchange, started)?;
        let result = if is_known { PageResult::Unchanged } else { PageResult::Fetched };
        self.schedule(&mut claimed, exchange, result, None, now)
    }

    /// Handles a feed or sitemap.
    fn list(
        &mut self,
        mut claimed: Claimed,
        exchange: &Exchange,
        listing: &listing::Listing,
        (started, now): (i64, i64),
    ) -> Result<(), WatchError> {
        let page = &mut claimed.page;
        (page.kind, page.failures) = (Some(PageKind::List), 0);
        if let Some(response) = &exchange.response {
            self.write_list(exchange, started)?;
            // A list is not archived as a page, so nothing refers to its record: only its URL counts.
            page.validators = Validators::of(response);
            page.seen = Some(crate::fetch::Seen {
                record: String::new(),
                url: exchange.url.to_string(),
                date: String::new(),
                digest: String::new(),
            });
        }
        let triggers: Vec<Trigger<'_>> = listing
            .entries
            .iter()
            .filter(|entry| check(entry.url.as_str(), &self.settings.policy).is_ok())
            .map(|entry| Trigger {
                url: &entry.url,
                claims: &entry.claims,
                mark: entry.mark.as_deref(),
            })
            .collect();
        let new = self.state.add_listed(page.source, &triggers, now, LIST_FLOOR)?;
        let maps: Vec<Url> =
            listing.sitemaps.iter().filter_map(|map| Url::parse(map).ok()).collect();
        self.state.add_lists(page.source, &maps, now)?;
        self.horizon = self.horizon.max(now);
        let why = Some(format!("{} pages, {new} new", listing.entries.len()));
        let asked = exchange
            .response
            .as_ref()
            .and_then(|response| max_age(response, UnixMicros(now)).max(listing.pause));
        let pause = self.settings.politeness.list_pause(asked);
        self.schedule(&mut claimed, exchange, PageResult::Fetched, why, now)?;
        claimed.page.next = (!claimed.page.is_once).then_some(now + pause);
        self.state.save(&claimed.host, &claimed.page, 0, false)
    }

    /// Notes a page's result, and when it is requested again.
    fn schedule(
        &mut self,
        claimed: &mut Claimed,
        exchange: &Exchange,
        result: PageResult,
        why: Option<String>,
        now: i64,
    ) -> Result<(), WatchError> {
        let missed = plan(&mut claimed.page, result, why.as_deref(), now, &self.settings);
        self.tell(exchange, result, why);
        self.state.save(&claimed.host, &claimed.page, missed, false)
    }

    /// Notes a request without a page, as a look.
    fn fail(
        &mut self,
        claimed: &mut Claimed,
        url: &Url,
        reason: LookReason,
        why: &str,
        now: i64,
        bytes: u64,
    ) -> Result<(), WatchError> {
        let is_page = matches!(claimed.page.kind, Some(PageKind::Page | PageKind::Auto) | None);
        if is_page {
            self.look(url, reason, now)?;
        }
        claimed.page.failures += 1;
        let missed = plan(&mut claimed.page, PageResult::Failed, Some(why), now, &self.settings);
        self.tell_of(url.as_str(), PageResult::Failed, None, Some(why.to_owned()), bytes);
        self.state.save(&claimed.host, &claimed.page, missed, false)
    }

    /// Notes a request that the site does not allow. `bytes` is 0 if it was not sent.
    fn disallow(
        &mut self,
        claimed: &mut Claimed,
        url: &Url,
        why: &str,
        now: i64,
        bytes: u64,
    ) -> Result<(), WatchError> {
        if claimed.page.kind != Some(PageKind::List) {
            self.look(url, LookReason::Robots, now)?;
        }
        let result = PageResult::Disallowed;
        let missed = plan(&mut claimed.page, result, Some(why), now, &self.settings);
        self.tell_of(url.as_str(), result, None, Some(why.to_owned()), bytes);
        self.state.save(&claimed.host, &claimed.page, missed, bytes == 0)
    }

    /// Notes a request that our own rules do not allow; it is not repeated.
    fn refuse(
        &mut self,
        claimed: &mut Claimed,
        url: &str,
        why: &str,
        now: i64,
    ) -> Result<(), WatchError> {
        plan(&mut claimed.page, PageResult::Refused, Some(why), now, &self.settings);
        claimed.page.next = None;
        self.tell_of(url, PageResult::Refused, None, Some(why.to_owned()), 0);
        self.state.save(&claimed.host, &claimed.page, 0, true)
    }

    fn tell(&mut self, exchange: &Exchange, result: PageResult, why: Option<String>) {
        let status = exchange.response.as_ref().map(crate::fetch::Response::status);
        let url = exchange.url.to_string();
        self.tell_of(&url, result, status, why, exchange.traffic);
    }

    fn tell_of(
        &mut self,
        url: &str,
        result: PageResult,
        status: Option<u16>,
        why: Option<String>,
        bytes: u64,
    ) {
        match result {
            PageResult::Fetched => self.report.fetched += 1,
            PageResult::Unchanged => self.report.unchanged += 1,
            PageResult::Redirected => {}
            PageResult::Failed | PageResult::Disallowed | PageResult::Refused => {
                self.report.failed += 1;
            }
        }
        self.observer.requested(&RunResult { url: url.to_owned(), result, status, why, bytes });
    }

    fn write_any(
        &mut self,
        is_list: bool,
        page: &mut PageRow,
        exchange: &Exchange,
        at: i64,
    ) -> Result<(), WatchError> {
        if is_list {
            self.write_list(exchange, at)
        } else {
            self.write_page(page, exchange, at).map(|_| ())
        }
    }

    /// Writes the record of a page; returns whether it refers to an earlier one.
    fn write_page(
        &mut self,
        page: &mut PageRow,
        exchange: &Exchange,
        at: i64,
    ) -> Result<bool, WatchError> {
        self.begin_record(at)?;
        let seen = page.seen.clone().filter(|seen| seen.url == exchange.url.as_str());
        let claims = page.claims.clone();
        let archive = self.archive(PAGES)?;
        let written = archive.write(exchange, UnixMicros(at), seen.as_ref(), claims.as_ref())?;
        if let Ok(key) = MatchKey::of(exchange.url.as_str()) {
            self.visited.insert(key.to_string(), page.id);
        }
        let Some(response) = &exchange.response else { return Ok(false) };
        let is_whole = response.status() == 200 && response.truncated().is_none();
        let is_known = is_whole && written.is_none();
        if let Some(written) = written {
            // The state has the URL as it is requested, and the archive as a URI.
            page.seen = Some(crate::fetch::Seen { url: exchange.url.to_string(), ..written });
        }
        if is_whole || response.status() == 304 {
            let fresh = Validators::of(response);
            // A 304 without a field confirms the earlier one.
            if is_whole || fresh.etag.is_some() {
                page.validators.etag = fresh.etag;
            }
            if is_whole || fresh.last_modified.is_some() {
                page.validators.last_modified = fresh.last_modified;
            }
        }
        Ok(is_known)
    }

    fn write_list(&mut self, exchange: &Exchange, at: i64) -> Result<(), WatchError> {
        self.archive(LISTS)?.write(exchange, UnixMicros(at), None, None)?;
        Ok(())
    }

    fn look(&mut self, url: &Url, reason: LookReason, at: i64) -> Result<(), WatchError> {
        self.begin_record(at)?;
        self.archive(PAGES)?.write_look(url.as_str(), reason, UnixMicros(at))?;
        Ok(())
    }

    fn begin_record(&mut self, at: i64) -> Result<(), WatchError> {
        if self.unimported.1.is_none() {
            // Times in archives are whole seconds.
            self.state.begin_batch(at.div_euclid(1_000_000) * 1_000_000)?;
        }
        self.unimported = (self.unimported.0 + 1, self.unimported.1.or(Some(at)));
        Ok(())
    }

    /// Returns the archive of this name, and begins a new one when the last one is over.
    fn archive(&mut self, name: &'static str) -> Result<&mut Archive, WatchError> {
        let now = self.clock.now();
        let held = if name == PAGES { &mut self.pages } else { &mut self.lists };
        if held.as_ref().is_none_or(|archive| archive.is_over(now)) {
            let archive = Archive::create(&self.settings.folder, name, now)?;
            let path = std::path::absolute(archive.path()).unwrap_or(archive.path().to_owned());
            self.state.add_archive(name, &path)?;
            if name == PAGES {
                self.report.archives.push((archive.path().to_owned(), 0));
            }
            *held = Some(archive);
        }
        // It was put there a line before.
        held.as_mut().ok_or_else(|| WatchError::State {
            path: self.settings.folder.clone(),
            why: "there is no archive".to_owned(),
        })
    }

    fn is_batch_full(&self) -> bool {
        let (records, since) = self.unimported;
        let written = self.pages.as_ref().map_or(0, Archive::length);
        let is_old = since.is_some_and(|since| self.clock.now().0 - since >= BATCH_TIME);
        records >= BATCH_RECORDS
            || (records > 0 && is_old)
            || written >= BATCH_BYTES && records > 100
    }

    fn has_unimported(&self) -> Result<bool, WatchError> {
        let length =
            |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len() as i64);
        Ok(self.state.archives(PAGES)?.iter().any(|row| length(&row.path) > row.imported))
    }

    /// Imports what is written since the last import, and queues the messages about its changes.
    fn import(&mut self) -> Result<(), WatchError> {
        if self.unimported.0 == 0 && self.state.batch()?.is_none() && !self.has_unimported()? {
            return Ok(());
        }
        if let Some(archive) = &self.pages {
            archive.sync()?;
        }
        if let Some(archive) = &self.lists {
            archive.sync()?;
        }
        let now = self.clock.now();
        let (mut inputs, mut done) = (Vec::new(), Vec::new());
        for row in self.state.archives(PAGES)? {
            let length =
                std::fs::metadata(&row.path).map_or(row.imported, |file| file.len() as i64);
            if length > row.imported {
                inputs.push(Input::Tail { path: row.path.clone(), offset: row.imported as u64 });
                done.push((row.path, length));
            }
        }
        let catalog = &self.settings.catalog;
        if !inputs.is_empty() {
            let mut writer = Writer::begin(catalog, AGENT, &self.settings.arguments, now.0)?;
            let job = Job { jobs: self.settings.jobs, ..Job::new(inputs) };
            let report = import::run(job, &mut writer, &Progress::default())?;
            writer.finish(self.clock.now().0)?;
            self.report.rejects += report.counts.rejects;
            self.report.imports.push(report.import);
            if !report.failures.is_empty() {
                return Err(WatchError::Import(report.failures));
            }
        }
        let since = self.state.batch()?;
        let messages = match since {
            Some(since) if catalog.exists() => {
                let snapshot = Snapshot::open(catalog)?;
                self.note_changes(&snapshot, since)?;
                self.observer.messages(&snapshot, UnixMicros(since))?
            }
            _ => Vec::new(),
        };
        self.state.end_batch(&done, &messages, now)?;
        self.unimported = (0, None);
        self.visited.clear();
        Ok(())
    }

    /// Pulls the next requests of the pages that changed.
    fn note_changes(&mut self, snapshot: &Snapshot, since: i64) -> Result<(), WatchError> {
        let mut filter = ChangeFilter {
            captured: TimeRange { from: Some(UnixMicros(since)), until: None },
            oldest_first: true,
            limit: Some(500),
            ..ChangeFilter::default()
        };
        loop {
            let found = snapshot.change_page(&filter)?;
            for row in &found.changes {
                self.report.changes += 1;
                if let Some(page) = self.page_of(row)
                    && let Some((at, _)) = row.state.seen
                {
                    self.state
                        .note_change(page, at, |before| schedule::after_change(before, at))?;
                }
            }
            match found.next {
                Some(next) => filter.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn page_of(&self, row: &ChangeRow) -> Option<i64> {
        let by_url = || self.visited.get(MatchKey::of(&row.url).ok()?.as_str());
        self.visited.get(row.key.as_str()).or_else(by_url).copied()
    }

    /// Delivers messages that are due. After one that does not arrive, the others wait, too.
    fn deliver(&mut self) -> Result<(), WatchError> {
        for _ in 0..DELIVERIES {
            let now = self.clock.now();
            let Some(message) = self.state.due_message(now)? else { break };
            let is_delivered = self.observer.deliver(&message);
            self.state.note_delivery(&message.key, is_delivered, self.clock.now())?;
            if !is_delivered {
                break;
            }
        }
        Ok(())
    }
}

/// Sets the result of a page and its next request; returns the number of missed ages.
fn plan(
    page: &mut PageRow,
    result: PageResult,
    why: Option<&str>,
    now: i64,
    settings: &EngineSettings,
) -> u32 {
    let before = page.last;
    let due = page.next;
    page.last = Some(now);
    page.result = Some(match why {
        Some(why) => format!("{}: {why}", result.name()),
        None => result.name().to_owned(),
    });
    (page.hop, page.hops) = (None, 0);
    if std::mem::take(&mut page.is_triggered) {
        page.idle_triggers += 1;
    }
    if page.is_once {
        page.next = None;
        return 0;
    }
    match page.kind {
        Some(PageKind::List) => {
            // The pause that it asked for, if it was requested before.
            let asked = before.zip(due).map(|(before, due)| (due - before) / 1_000_000);
            let pause = settings.politeness.list_pause(asked);
            let pause = match result {
                PageResult::Failed => pause.max(backoff(page.failures, &page.url)),
                _ => pause,
            };
            page.next = Some(now + pause);
            0
        }
        Some(PageKind::Front) => {
            page.next = Some(now + 7 * DAY);
            0
        }
        _ => {
            let next = schedule::after_unchanged(page.base, before, now, page.is_forever);
            page.next = next.at;
            next.missed
        }
    }
}

/// Makes a host wait after a failure: for as long as it asks, otherwise longer each time.
fn note_overload(host: &mut HostRow, exchange: &Exchange, now: i64) {
    host.failures += 1;
    let response = exchange.response.as_ref();
    let asked = response.and_then(|response| retry_after(response, UnixMicros(now)));
    let until = asked.map_or_else(|| now + backoff(host.failures, &host.name), |at| at.0);
    host.not_before = host.not_before.max(until);
}

/// The path and the query of a URL, to which the rules of `robots.txt` apply.
fn path_of(url: &Url) -> &str {
    url.as_str().get(url[..url::Position::BeforePath].len()..).unwrap_or("/")
}

/// The threads that send requests.
struct Workers<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    taken: Receiver<Order>,
    returned: Sender<Done>,
    clock: &'scope dyn Clock,
    count: usize,
}

impl Workers<'_, '_> {
    /// Makes sure that there is a thread for each request in flight.
    fn employ(&mut self, needed: usize, settings: &EngineSettings) {
        while self.count < needed {
            self.count += 1;
            let (taken, returned) = (self.taken.clone(), self.returned.clone());
            let (policy, names) = (settings.policy.clone(), Arc::clone(&settings.names));
            let clock = self.clock;
            self.scope.spawn(move || {
                let fetcher = Fetcher::new(&policy, names);
                for order in taken {
                    let started = clock.now().0;
                    let exchange = fetcher.get(&order.url, &order.validators);
                    let ended = clock.now().0.max(started);
                    if returned.send(Done { host: order.host, exchange, started, ended }).is_err() {
                        break;
                    }
                }
            });
        }
    }
}
