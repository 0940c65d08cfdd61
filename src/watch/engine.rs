//! The engine: requests what is due, writes the web archives, imports them and reports changes.

mod records;
mod responses;

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Scope;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use url::Url;

use self::records::{LISTS, PAGES};
use super::politeness::Politeness;
use super::schedule::{DAY, HOUR};
use super::state::{Claimed, HostRow};
use super::{Clock, Message, PageResult, State, WatchError};
use crate::article::{ImportNumber, UnixMicros};
use crate::fetch::robots::Robots;
use crate::fetch::{Archive, Exchange, Fetcher, Names, Policy, Validators, check};
use crate::store::Snapshot;

/// How long a host's `robots.txt` is used.
const ROBOTS_AGE: i64 = DAY;

/// The longest time that a run which ends when nothing is due waits for a host.
const LONGEST_WAIT: i64 = 10 * 60_000_000;

/// How long a request is reserved beyond its time limit.
const RESERVE: i64 = 30_000_000;

/// The most messages that are delivered between two requests.
const DELIVERIES: usize = 20;

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
    pub imports: Vec<ImportNumber>,
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

    /// Nothing can be requested before this time, when the host may be asked again.
    fn waits(&mut self, _host: &str, _until: UnixMicros) {}

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
    unimported: Unimported,
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

/// The records since the last import.
#[derive(Default)]
struct Unimported {
    records: usize,
    bytes: u64,
    /// When the first was written.
    since: Option<i64>,
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
            unimported: Unimported::default(),
            visited: HashMap::new(),
            horizon: 0,
            report: RunReport::default(),
        };
        engine.pages = engine.reopen(PAGES)?;
        engine.lists = engine.reopen(LISTS)?;
        Ok(engine)
    }

    /// Returns the state, and what the run did.
    pub fn finish(self) -> (State, RunReport) {
        (self.state, self.report)
    }

    /// Requests what is due until the run ends or `stop` is set. What was fetched is imported in any
    /// case.
    pub fn run(&mut self, mode: RunMode, stop: &AtomicBool) -> Result<(), WatchError> {
        self.state.forget_impossible_times(self.clock.now())?;
        let interrupted = self.state.batch()?.filter(|_| self.state.has_choice());
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
        self.import()?;
        // The messages about what an interrupted watch requested are the watch's.
        interrupted.map_or(Ok(()), |since| self.state.begin_batch(since))
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
            if !self.state.has_choice() {
                self.deliver()?;
            }
            let now = self.clock.now();
            let ready = self.state.next_ready()?;
            match mode {
                RunMode::Once => {
                    let due = self.state.next_due()?;
                    if due.is_none_or(|due| due.0 > self.horizon) {
                        break;
                    }
                    match ready {
                        Some((ready, host)) if ready.0 <= now.0 + LONGEST_WAIT => {
                            self.observer.waits(&host, ready);
                            self.clock.wait(ready);
                        }
                        _ => break,
                    }
                }
                RunMode::Until(end) => {
                    if end.is_some_and(|end| now >= end) {
                        break;
                    }
                    // Another process may add a source.
                    let soon = now.0 + if end.is_some() { HOUR } else { 5_000_000 };
                    let next = ready.map_or(soon, |(ready, _)| ready.0.min(soon));
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
                let mut fetcher = None;
                for order in taken {
                    let started = clock.now().0;
                    let fetched = catch_unwind(AssertUnwindSafe(|| {
                        fetcher
                            .get_or_insert_with(|| Fetcher::new(&policy, Arc::clone(&names)))
                            .get(&order.url, &order.validators)
                    }));
                    // A request without a result would keep the run waiting.
                    let exchange = fetched.unwrap_or_else(|_| {
                        fetcher = None;
                        Exchange::broken(&order.url)
                    });
                    let ended = clock.now().0.max(started);
                    if returned.send(Done { host: order.host, exchange, started, ended }).is_err() {
                        break;
                    }
                }
            });
        }
    }
}
