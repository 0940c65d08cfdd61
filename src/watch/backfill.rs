//! Backfill: captures of other web archives, imported with their own times and URLs.
//!
//! Captures are listed first, then fetched one after another. A capture whose digest is that of
//! another one is not fetched: it is imported as a revisit of that one. What was done, what failed and
//! when the archive may be asked again is kept, so an interrupted backfill goes on where it was.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::DateTime;
use url::Url;

use super::archives::{MementoSource, Scope};
use super::politeness::backoff;
use super::ranges;
use super::state::{HostPause, MementoResult, MementoRow};
use super::{Clock, EngineSettings, State, WatchError};
use crate::article::{ImportNumber, TimeRange, UnixMicros};
use crate::fetch::{
    Archive, ByteRange, Exchange, Failure, Fetcher, Response, Validators, check, retry_after,
};
use crate::import::{self, Job, Progress};
use crate::source::Input;
use crate::store::{AGENT, Writer};

/// The name of the archives.
const NAME: &str = "backfill";

/// How many captures are fetched before they are imported.
const BATCH: u64 = 200;

/// How often a request is repeated when the archive asks for fewer requests.
const MAX_REPEATS: i64 = 5;

/// After how many failures in a row an archive is not asked for a longer time.
const MAX_FAILURES: i64 = 3;

/// A pause that is announced, in microseconds.
const LONG_PAUSE: i64 = 30_000_000;

/// The most pages of a list that are read.
const MAX_PAGES: usize = 10_000;

/// What to fetch from other archives.
#[derive(Clone, Debug)]
pub struct Backfill {
    /// A URL, the start of URLs with `*` at its end, or a host.
    pub target: String,
    /// The archives.
    pub sources: Vec<MementoSource>,
    /// The times of the captures.
    pub range: TimeRange,
}

/// What a backfill did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BackfillReport {
    /// Captures of pages that were listed.
    pub listed: u64,
    /// How many of them are not known from an earlier run.
    pub new: u64,
    /// How many of these have the digest of another one.
    pub equal: u64,
    /// Other captures in the lists: errors, images, outside the range.
    pub others: u64,
    /// Captures that were fetched.
    pub fetched: u64,
    /// Captures that were imported as revisits.
    pub revisits: u64,
    /// Captures that another archive or an earlier backfill has.
    pub known: u64,
    /// Captures that could not be fetched in this run, each with the reason.
    pub failures: Vec<String>,
    /// Captures that are not imported and are asked for in the next run.
    pub left: u64,
    /// Captures that the archive lists and did not return in several runs.
    pub missing: u64,
    /// The time until which the archive is not asked, during a longer pause.
    pub waits_until: Option<UnixMicros>,
    /// Bytes that were sent and received.
    pub bytes: u64,
    /// The numbers of the imports.
    pub imports: Vec<ImportNumber>,
    /// Records that could not be imported.
    pub rejects: u64,
    /// Archives that could not be asked, each with the reason. The others were.
    pub failed_archives: Vec<FailedArchive>,
    /// Whether it was stopped before the end.
    pub is_stopped: bool,
}

/// An archive that could not be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedArchive {
    /// The archive, as it was named.
    pub archive: String,
    /// The address and the reason.
    pub why: String,
    /// Whether nothing was requested, because the request is not allowed or cannot be made.
    pub is_refused: bool,
}

/// Fetches captures of other archives and imports them. `step` is called after each capture and before
/// a longer pause, with the report so far.
pub fn backfill(
    state: &mut State,
    wanted: &Backfill,
    settings: &EngineSettings,
    clock: &dyn Clock,
    stop: &AtomicBool,
    step: &mut dyn FnMut(&BackfillReport),
) -> Result<BackfillReport, WatchError> {
    check_target(&wanted.target)?;
    let mut run = Run {
        state,
        settings,
        clock,
        stop,
        fetcher: Fetcher::new(&settings.policy, std::sync::Arc::clone(&settings.names)),
        step,
        start: clock.now().0,
        archive: None,
        unimported: 0,
        patience: i64::MAX,
        repeats: 0,
        report: BackfillReport::default(),
    };
    // What an interrupted run has left.
    run.import()?;
    // While an archive asks to wait, before or between its captures, the others are asked.
    let mut queue: Vec<Queued<'_>> = wanted.sources.iter().map(Queued::new).collect();
    while !run.is_stopped() {
        let next = queue.iter().enumerate().min_by_key(|(_, queued)| queued.not_before);
        let Some((at, _)) = next else { break };
        let mut queued = queue.remove(at);
        run.patience = if queue.is_empty() { i64::MAX } else { queued.not_before };
        run.repeats = queued.repeats;
        let outcome = run.source(&mut queued, wanted);
        run.import()?;
        let (why, is_refused) = match outcome {
            Ok(IsAsked::Yes) => continue,
            Ok(IsAsked::Later(not_before)) => {
                queue.push(Queued { not_before, repeats: run.repeats, ..queued });
                continue;
            }
            Err(error @ WatchError::Refused { .. }) => (error.to_string(), true),
            Err(error @ WatchError::List { .. }) => (error.to_string(), false),
            Err(error) => return Err(error),
        };
        let archive = queued.source.to_string();
        run.report.failed_archives.push(FailedArchive { archive, why, is_refused });
    }
    run.report.is_stopped = stop.load(Ordering::Relaxed);
    Ok(run.report)
}

/// Refuses a target that is not a web page, a prefix or a host.
fn check_target(target: &str) -> Result<(), WatchError> {
    let text = target.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let is_web = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
    let has_host = rest.starts_with(|first: char| first.is_alphanumeric() || first == '[');
    if is_web && has_host && !rest.contains(char::is_whitespace) {
        return Ok(());
    }
    let why = "archives list captures of web pages: name a URL with http or https, or a host";
    Err(WatchError::Refused { url: target.to_owned(), why: why.to_owned() })
}

/// Whether an archive was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IsAsked {
    Yes,
    /// It asks for a pause until this time, and there are others.
    Later(i64),
}

/// An archive that is not done.
struct Queued<'w> {
    source: &'w MementoSource,
    /// Whether its list was read: what is listed is fetched, and not listed again.
    is_listed: bool,
    /// The page of its list to go on with.
    page: Option<Url>,
    /// When it may be asked, as far as is known.
    not_before: i64,
    /// See [`Run::repeats`].
    repeats: i64,
}

impl<'w> Queued<'w> {
    fn new(source: &'w MementoSource) -> Self {
        Self { source, is_listed: false, page: None, not_before: i64::MIN, repeats: 0 }
    }
}

/// An answer, or why there is none.
enum Asked<T> {
    Answer(T),
    /// The run was stopped.
    Stopped,
    /// The archive asks for a pause until this time, which is longer than the run waits.
    Later(i64),
}

struct Run<'r> {
    state: &'r mut State,
    settings: &'r EngineSettings,
    clock: &'r dyn Clock,
    stop: &'r AtomicBool,
    fetcher: Fetcher,
    step: &'r mut dyn FnMut(&BackfillReport),
    /// When the run began.
    start: i64,
    archive: Option<Archive>,
    unimported: u64,
    /// The time until which it waits for an archive that asks for a long pause.
    patience: i64,
    /// How often the archive answered the request that is made now with a request to wait.
    repeats: i64,
    report: BackfillReport,
}

impl Run<'_> {
    /// Asks an archive for its list, and then for its captures.
    fn source(
        &mut self,
        queued: &mut Queued<'_>,
        wanted: &Backfill,
    ) -> Result<IsAsked, WatchError> {
        let source = queued.source;
        let job = format!("{source} {}", wanted.target);
        if !queued.is_listed {
            if let IsAsked::Later(at) = self.list(queued, wanted, &job)? {
                return Ok(IsAsked::Later(at));
            }
            queued.is_listed = true;
        }
        while !self.is_stopped() {
            let Some(row) = self.state.next_memento(&job, self.start)? else { break };
            let result = match self.memento(&job, &row)? {
                Asked::Answer(result) => result,
                Asked::Stopped => break,
                Asked::Later(at) => return Ok(IsAsked::Later(at)),
            };
            let now = self.clock.now().0;
            self.state.note_memento(&job, &row, &result, now)?;
            if let Some(why) = result.why() {
                self.report.failures.push(format!("{}: {why}", row.address));
            }
            (self.step)(&self.report);
            if self.unimported >= BATCH {
                self.import()?;
            }
        }
        let counts = self.state.count_mementos(&job)?;
        self.report.left += counts.left as u64;
        self.report.missing += counts.missing as u64;
        Ok(IsAsked::Yes)
    }

    /// Reads the list of an archive.
    fn list(
        &mut self,
        queued: &mut Queued<'_>,
        wanted: &Backfill,
        job: &str,
    ) -> Result<IsAsked, WatchError> {
        let source = queued.source;
        let (scope, target) = Scope::of(&wanted.target);
        let first = || source.list_address(scope, &target, &wanted.range);
        let Some(mut address) = queued.page.take().or_else(first) else {
            return Err(WatchError::Refused {
                url: wanted.target.clone(),
                why: format!("{source} lists only single pages: name a URL, or a CDX server"),
            });
        };
        let mut before = Vec::new();
        for _ in 0..MAX_PAGES {
            let exchange = match self.request(&address, None)? {
                Asked::Answer(exchange) => exchange,
                Asked::Stopped => break,
                Asked::Later(at) => {
                    queued.page = Some(address);
                    return Ok(IsAsked::Later(at));
                }
            };
            let Some(body) = body_of(&exchange, self.settings) else {
                let response = exchange.response.as_ref();
                if response.is_some_and(|it| source.is_end(it.status(), it.body(), &address)) {
                    break;
                }
                let (url, why) = (address.to_string(), why_not(&exchange));
                return Err(match exchange.failure {
                    Some(Failure::Refused(_)) => WatchError::Refused { url, why },
                    _ => WatchError::List { url, why },
                });
            };
            let list = source
                .read(&body, &address, &wanted.range)
                .map_err(|why| WatchError::List { url: address.to_string(), why })?;
            if let Some(line) = &list.first_unread {
                let lines = list.unread;
                let why =
                    format!("{lines} lines of the list cannot be read, the first: \"{line}\"");
                self.report.failures.push(format!("{address}: {why}"));
            }
            // A server that does not list in pages returns the same list again.
            if list.rows == before {
                break;
            }
            self.report.others += list.others;
            let (new, equal) = self.state.add_mementos(job, &list.rows)?;
            self.report.listed += list.rows.len() as u64;
            self.report.new += new as u64;
            self.report.equal += equal as u64;
            before = list.rows;
            match list.next {
                Some(next) if next != address && !self.is_stopped() => address = next,
                _ => break,
            }
        }
        Ok(IsAsked::Yes)
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Writes one capture to the archive, and returns its result.
    fn memento(&mut self, job: &str, row: &MementoRow) -> Result<Asked<MementoResult>, WatchError> {
        if self.state.is_known(job, row)? {
            self.report.known += 1;
            return Ok(Asked::Answer(MementoResult::Known));
        }
        if let Some(equal) = row.equal_to
            && self.state.is_fetched(job, &row.url, equal)?
        {
            return self.write_equal(row, equal).map(Asked::Answer);
        }
        let addresses = std::iter::once(&row.address).chain(&row.fallback);
        let mut result = MementoResult::Missing("there is no address".to_owned());
        for address in addresses {
            result = match check(address, &self.settings.policy) {
                Err(refusal) => MementoResult::Refused(refusal.to_string()),
                Ok(url) => {
                    let range = ranges::range_of(address);
                    let exchange = match self.request(&url, range)? {
                        Asked::Answer(exchange) => exchange,
                        Asked::Stopped => return Ok(Asked::Stopped),
                        Asked::Later(at) => return Ok(Asked::Later(at)),
                    };
                    match range {
                        Some(_) => self.record(row, address, &exchange)?,
                        None => self.answer(job, row, address, &exchange)?,
                    }
                }
            };
            // An archive without this form of the address may have the other one.
            if !matches!(result, MementoResult::Missing(_)) {
                break;
            }
        }
        Ok(Asked::Answer(result))
    }

    /// Reads an answer to the request for a capture, and writes the capture to the archive.
    fn answer(
        &mut self,
        job: &str,
        row: &MementoRow,
        address: &str,
        exchange: &Exchange,
    ) -> Result<MementoResult, WatchError> {
        if let Some(result) = unanswered(exchange) {
            return Ok(result);
        }
        // An archive that does not have this capture leads to the nearest one, which has a time of its
        // own.
        let response = exchange.response.as_ref();
        let stated = response.and_then(|response| response.header("memento-datetime"));
        let stated = stated.and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        let other = stated.filter(|at| at.timestamp_micros() != row.captured);
        // The capture is an answer 304: the page was the same as in the capture that is named.
        if let (Some(304), Some(at)) = (response.map(Response::status), &other)
            && self.state.is_fetched(job, &row.url, at.timestamp_micros())?
        {
            return self.write_equal(row, at.timestamp_micros());
        }
        let (Some(_), Some(response)) = (body_of(exchange, self.settings), response) else {
            return Ok(MementoResult::Missing(why_not(exchange)));
        };
        if let Some(at) = other {
            return Ok(MementoResult::Missing(format!("the archive returned its capture of {at}")));
        }
        let at = UnixMicros(row.captured);
        self.archive()?.write_memento(&row.url, at, response, address)?;
        self.report.fetched += 1;
        self.unimported += 1;
        Ok(MementoResult::Fetched)
    }

    /// Reads an answer to the request for a part of a WARC file, and copies its record.
    fn record(
        &mut self,
        row: &MementoRow,
        address: &str,
        exchange: &Exchange,
    ) -> Result<MementoResult, WatchError> {
        if let Some(result) = unanswered(exchange) {
            return Ok(result);
        }
        let response = match (&exchange.failure, &exchange.response) {
            (None, Some(response)) if response.status() == 206 => response,
            (None, Some(response)) if response.status() == 200 => {
                let why = "the archive does not return parts of files";
                return Ok(MementoResult::Missing(why.to_owned()));
            }
            _ => return Ok(MementoResult::Missing(why_not(exchange))),
        };
        let member = response.payload();
        let limit = self.settings.policy.most_decoded(member.len());
        match ranges::check_record(&member, row, limit) {
            Ok(id) => {
                let at = UnixMicros(row.captured);
                self.archive()?.copy_record(&member, (&row.url, at, id.as_deref()), address)?;
                self.report.fetched += 1;
                self.unimported += 1;
                Ok(MementoResult::Fetched)
            }
            Err(why) => Ok(MementoResult::Missing(why)),
        }
    }

    fn write_equal(&mut self, row: &MementoRow, of: i64) -> Result<MementoResult, WatchError> {
        self.archive()?.write_equal(&row.url, UnixMicros(row.captured), UnixMicros(of))?;
        self.report.revisits += 1;
        self.unimported += 1;
        Ok(MementoResult::Equal)
    }

    /// Requests an address of the archive, or a part of it, with pauses, and follows its redirects.
    fn request(
        &mut self,
        address: &Url,
        range: Option<ByteRange>,
    ) -> Result<Asked<Exchange>, WatchError> {
        let mut url = address.clone();
        let mut hops = 0;
        loop {
            if let Err(refusal) = check(url.as_str(), &self.settings.policy) {
                return Ok(Asked::Answer(Exchange::refused(url, refusal)));
            }
            let failures = match self.wait_for(&url)? {
                Asked::Answer(failures) => failures,
                Asked::Stopped => return Ok(Asked::Stopped),
                Asked::Later(at) => return Ok(Asked::Later(at)),
            };
            let started = self.clock.now().0;
            // A program that is killed during the request keeps the pause, too.
            let not_before = started + self.settings.politeness.pause_after(0, None);
            self.state.note_host_pause(&url, HostPause { not_before, failures })?;
            self.state.count_request(&url, started)?;
            let exchange = match range {
                Some(range) => self.fetcher.get_range(&url, range),
                None => self.fetcher.get(&url, &Validators::default()),
            };
            self.report.bytes += exchange.traffic;
            let pause = self.pause_after(&exchange, started, failures);
            self.state.note_host_pause(&url, pause)?;
            let response = exchange.response.as_ref();
            let target = match response.map(Response::status) {
                Some(429 | 503) if self.repeats < MAX_REPEATS => {
                    self.repeats += 1;
                    continue;
                }
                Some(300..=399) if hops < self.settings.policy.max_hops => {
                    let target = response.and_then(|response| response.header("location"));
                    target.and_then(|to| url.join(to).ok())
                }
                _ => None,
            };
            let Some(target) = target else {
                self.repeats = 0;
                return Ok(Asked::Answer(exchange));
            };
            hops += 1;
            url = target;
        }
    }

    /// Waits until a host may be asked, also after the budget of its day, and returns how often it
    /// failed in a row.
    fn wait_for(&mut self, url: &Url) -> Result<Asked<i64>, WatchError> {
        loop {
            if self.is_stopped() {
                return Ok(Asked::Stopped);
            }
            let budget = i64::from(self.settings.politeness.daily_budget);
            let pause = self.state.host_pause(url, self.clock.now().0, budget)?;
            let until = UnixMicros(pause.not_before);
            let left = until.0 - self.clock.now().0;
            if left <= 0 {
                self.report.waits_until = None;
                return Ok(Asked::Answer(pause.failures));
            }
            if left > LONG_PAUSE && until.0 > self.patience {
                return Ok(Asked::Later(until.0));
            }
            if left > LONG_PAUSE && self.report.waits_until != Some(until) {
                self.report.waits_until = Some(until);
                (self.step)(&self.report);
            }
            self.clock.wait(until);
        }
    }

    /// Returns when a host may be asked after an exchange that began at `started`.
    fn pause_after(&self, exchange: &Exchange, started: i64, failures: i64) -> HostPause {
        let now = self.clock.now().0;
        let mut not_before = now + self.settings.politeness.pause_after(now - started, None);
        if !is_failing(exchange) {
            return HostPause { not_before, failures: 0 };
        }
        let failures = failures + 1;
        let seed = exchange.url.as_str();
        let response = exchange.response.as_ref();
        let asked = response.and_then(|response| retry_after(response, UnixMicros(now)));
        if let Some(asked) = asked {
            not_before = not_before.max(asked.0);
        } else if response.is_some_and(|response| matches!(response.status(), 429 | 503)) {
            not_before = not_before.max(now + backoff(failures, seed));
        } else if failures >= MAX_FAILURES {
            not_before = not_before.max(now + backoff(failures - MAX_FAILURES + 1, seed));
        }
        HostPause { not_before, failures }
    }

    fn archive(&mut self) -> Result<&mut Archive, WatchError> {
        let now = self.clock.now();
        if self.archive.as_ref().is_none_or(|archive| archive.is_over(now)) {
            let archive = Archive::create(&self.settings.folder, NAME, now)?;
            let path = std::path::absolute(archive.path()).unwrap_or(archive.path().to_owned());
            self.state.add_archive(NAME, &path)?;
            self.archive = Some(archive);
        }
        // It was put there a line before.
        self.archive.as_mut().ok_or_else(|| WatchError::State {
            path: self.settings.folder.clone(),
            why: "there is no archive".to_owned(),
        })
    }

    /// Imports what is written since the last import.
    fn import(&mut self) -> Result<(), WatchError> {
        if let Some(archive) = &self.archive {
            archive.sync()?;
        }
        let (mut inputs, mut done): (Vec<Input>, Vec<(PathBuf, i64)>) = (Vec::new(), Vec::new());
        for row in self.state.archives(NAME)? {
            let is_ours = self.archive.as_ref().is_some_and(|archive| {
                std::path::absolute(archive.path()).is_ok_and(|path| path == row.path)
            });
            // A run that was killed may have left a record that is cut off.
            let length = match (row.path.exists(), is_ours) {
                (true, false) => crate::fetch::repair(&row.path, row.imported as u64).ok(),
                (true, true) => self.archive.as_ref().map(Archive::length),
                (false, _) => None,
            };
            let Some(length) = length.map(|length| length as i64) else { continue };
            if length > row.imported {
                let offset = row.imported as u64;
                inputs.push(Input::Tail { path: row.path.clone(), offset });
                done.push((row.path, length));
            }
        }
        if inputs.is_empty() {
            return Ok(());
        }
        let (catalog, arguments) = (&self.settings.catalog, &self.settings.arguments);
        let mut writer = Writer::begin(catalog, AGENT, arguments, self.clock.now().0)?;
        let job = Job { jobs: self.settings.jobs, ..Job::new(inputs) };
        let report = import::run(job, &mut writer, &Progress::default())?;
        writer.finish(self.clock.now().0)?;
        if !report.failures.is_empty() {
            return Err(WatchError::Import(report.failures));
        }
        self.report.imports.push(report.import);
        self.report.rejects += report.counts.rejects;
        self.state.note_imported(&done)?;
        self.unimported = 0;
        Ok(())
    }
}

/// The result of a request for a capture that the archive did not answer.
fn unanswered(exchange: &Exchange) -> Option<MementoResult> {
    if is_failing(exchange) {
        return Some(MementoResult::Failed(why_not(exchange)));
    }
    match &exchange.failure {
        Some(Failure::Refused(refusal)) => Some(MementoResult::Refused(refusal.to_string())),
        _ => None,
    }
}

/// Whether the archive did not answer, or failed, or asks for fewer requests: the same request may
/// succeed later.
fn is_failing(exchange: &Exchange) -> bool {
    match (&exchange.failure, &exchange.response) {
        (Some(Failure::Failed(..)), _) => true,
        (_, Some(response)) => matches!(response.status(), 408 | 425 | 429 | 500..=599),
        _ => false,
    }
}

/// The decoded body of a complete response with a page or a list.
fn body_of(exchange: &Exchange, settings: &EngineSettings) -> Option<Vec<u8>> {
    let response = exchange.response.as_ref().filter(|_| exchange.failure.is_none())?;
    let is_whole = response.status() == 200 && response.truncated().is_none();
    let limit = settings.policy.most_decoded(response.body().len());
    is_whole.then(|| response.decoded(limit).ok())?
}

fn why_not(exchange: &Exchange) -> String {
    match (&exchange.failure, &exchange.response) {
        (Some(Failure::Refused(refusal)), _) => refusal.to_string(),
        (Some(failure), _) => failure.to_string(),
        (None, Some(response)) => why_of(response),
        (None, None) => "there is no response".to_owned(),
    }
}

fn why_of(response: &Response) -> String {
    match (response.status(), response.truncated()) {
        (200, Some(truncated)) => {
            format!("the response is incomplete ({}): ask for a shorter time", truncated.name())
        }
        (200, None) => "the response cannot be decoded".to_owned(),
        (status, _) => format!("the archive answered {status}"),
    }
}
