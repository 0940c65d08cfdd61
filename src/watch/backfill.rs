//! Backfill: captures of other web archives, imported with their own times and URLs.
//!
//! Captures are listed first, then fetched one after another. A capture whose digest is that of
//! another one is not fetched: it is imported as a revisit of that one. What was done is kept, so an
//! interrupted backfill goes on where it was.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::DateTime;
use url::Url;

use super::archives::{MementoSource, Scope};
use super::politeness::backoff;
use super::state::MementoRow;
use super::{Clock, EngineSettings, State, WatchError};
use crate::article::{TimeRange, UnixMicros};
use crate::fetch::{Archive, Exchange, Failure, Fetcher, Response, Validators, check, retry_after};
use crate::import::{self, Job, Progress};
use crate::source::Input;
use crate::store::{AGENT, Writer};

/// The name of the archives.
const NAME: &str = "backfill";

/// How many captures are fetched before they are imported.
const BATCH: u64 = 200;

/// How often a request is repeated when the archive asks for fewer requests.
const MAX_REPEATS: i64 = 5;

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
    /// Captures that could not be fetched, each with the reason.
    pub failures: Vec<String>,
    /// Bytes that were sent and received.
    pub bytes: u64,
    /// The numbers of the imports.
    pub imports: Vec<i64>,
    /// Records that could not be imported.
    pub rejects: u64,
    /// Whether it was stopped before the end.
    pub is_stopped: bool,
}

/// Fetches captures of other archives and imports them. `step` is called after each capture, with the
/// report so far.
pub fn backfill(
    state: &mut State,
    wanted: &Backfill,
    settings: &EngineSettings,
    clock: &dyn Clock,
    stop: &AtomicBool,
    step: &mut dyn FnMut(&BackfillReport),
) -> Result<BackfillReport, WatchError> {
    let mut run = Run {
        state,
        settings,
        clock,
        stop,
        fetcher: Fetcher::new(&settings.policy, std::sync::Arc::clone(&settings.names)),
        not_before: 0,
        archive: None,
        unimported: 0,
        report: BackfillReport::default(),
    };
    // What an interrupted run has left.
    run.import()?;
    for source in &wanted.sources {
        if !stop.load(Ordering::Relaxed) {
            let outcome = run.source(source, wanted, step);
            run.import()?;
            outcome?;
        }
    }
    run.report.is_stopped = stop.load(Ordering::Relaxed);
    Ok(run.report)
}

struct Run<'r> {
    state: &'r mut State,
    settings: &'r EngineSettings,
    clock: &'r dyn Clock,
    stop: &'r AtomicBool,
    fetcher: Fetcher,
    not_before: i64,
    archive: Option<Archive>,
    unimported: u64,
    report: BackfillReport,
}

impl Run<'_> {
    fn source(
        &mut self,
        source: &MementoSource,
        wanted: &Backfill,
        step: &mut dyn FnMut(&BackfillReport),
    ) -> Result<(), WatchError> {
        let (scope, target) = Scope::of(&wanted.target);
        let job = format!("{source} {}", wanted.target);
        let Some(mut address) = source.list_address(scope, &target, &wanted.range) else {
            return Err(WatchError::Refused {
                url: wanted.target.clone(),
                why: format!("{source} lists only single pages: name a URL, or a CDX server"),
            });
        };
        for _ in 0..MAX_PAGES {
            let exchange = self.request(&address)?;
            let Some(body) = body_of(&exchange, self.settings) else {
                let why = why_not(&exchange);
                return Err(WatchError::Refused { url: address.to_string(), why });
            };
            let list = source.read(&body, &address, &wanted.range);
            self.report.others += list.others;
            let (new, equal) = self.state.add_mementos(&job, &list.rows)?;
            self.report.listed += list.rows.len() as u64;
            self.report.new += new as u64;
            self.report.equal += equal as u64;
            match list.next {
                Some(next) if next != address && !self.is_stopped() => address = next,
                _ => break,
            }
        }
        while !self.is_stopped() {
            let Some(row) = self.state.next_memento(&job)? else { break };
            let result = self.memento(&job, &row)?;
            self.state.note_memento(&job, &row, &result)?;
            step(&self.report);
            if self.unimported >= BATCH {
                self.import()?;
            }
        }
        Ok(())
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Writes one capture to the archive, and returns its result.
    fn memento(&mut self, job: &str, row: &MementoRow) -> Result<String, WatchError> {
        if let Some(equal) = row.equal_to
            && self.state.memento_result(job, &row.url, equal)?.as_deref() == Some("fetched")
        {
            let of = UnixMicros(equal);
            self.archive()?.write_equal(&row.url, UnixMicros(row.captured), of)?;
            self.report.revisits += 1;
            self.unimported += 1;
            return Ok("equal".to_owned());
        }
        let failed = |why: String| format!("{}: {why}", row.address);
        let address = match check(&row.address, &self.settings.policy) {
            Ok(address) => address,
            Err(refusal) => {
                self.report.failures.push(failed(refusal.to_string()));
                return Ok(format!("refused: {refusal}"));
            }
        };
        let exchange = self.request(&address)?;
        if self.is_stopped() && exchange.failure.is_some() {
            return Ok("failed: stopped".to_owned());
        }
        let body = body_of(&exchange, self.settings);
        let (Some(_), Some(response)) = (&body, &exchange.response) else {
            let why = why_not(&exchange);
            self.report.failures.push(failed(why.clone()));
            return Ok(format!("failed: {why}"));
        };
        // An archive that does not have this capture leads to the nearest one, which has a time of its
        // own.
        let stated = response.header("memento-datetime");
        let stated = stated.and_then(|text| DateTime::parse_from_rfc2822(text).ok());
        if let Some(stated) = stated.filter(|at| at.timestamp_micros() != row.captured) {
            let why = format!("the archive returned its capture of {stated}");
            self.report.failures.push(failed(why.clone()));
            return Ok(format!("failed: {why}"));
        }
        let at = UnixMicros(row.captured);
        self.archive()?.write_memento(&row.url, at, response, &row.address)?;
        self.report.fetched += 1;
        self.unimported += 1;
        Ok("fetched".to_owned())
    }

    /// Requests an address of the archive, with pauses, and follows its redirects.
    fn request(&mut self, address: &Url) -> Result<Exchange, WatchError> {
        let mut url = address.clone();
        let (mut hops, mut repeats) = (0, 0);
        loop {
            self.clock.wait(UnixMicros(self.not_before));
            if let Err(refusal) = check(url.as_str(), &self.settings.policy) {
                return Ok(Exchange::refused(url, refusal));
            }
            let started = self.clock.now().0;
            let exchange = self.fetcher.get(&url, &Validators::default());
            let now = self.clock.now().0;
            self.report.bytes += exchange.traffic;
            self.not_before = now + self.settings.politeness.pause_after(now - started, None);
            let Some(response) = &exchange.response else { return Ok(exchange) };
            match response.status() {
                429 | 503 if repeats < MAX_REPEATS && !self.is_stopped() => {
                    repeats += 1;
                    let asked = retry_after(response, UnixMicros(now)).map(|at| at.0);
                    let again = asked.unwrap_or_else(|| now + backoff(repeats, url.as_str()));
                    self.not_before = self.not_before.max(again);
                }
                300..=399 if hops < self.settings.policy.max_hops => {
                    hops += 1;
                    let target = response.header("location").and_then(|to| url.join(to).ok());
                    let Some(target) = target else { return Ok(exchange) };
                    url = target;
                }
                _ => return Ok(exchange),
            }
            if self.is_stopped() {
                return Ok(exchange);
            }
        }
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
