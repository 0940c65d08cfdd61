//! Watching: bytes and requests per page, the delay of found changes, requests per second, and the
//! cost of the schedule.
//!
//! `cargo bench --bench watch [-- PAGES]`, with the number of pages of the schedule. With `RECENSION_BENCH=smoke`, one round on a few pages, only to see
//! that it runs.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod common;
#[path = "../tests/it/newsroom.rs"]
#[allow(dead_code)]
mod newsroom;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use recension::article::UnixMicros;
use recension::store::Snapshot;
use recension::watch::{
    Clock, Engine, Message, Observer, PageResult, RunMode, RunResult, SourceKind, State,
    WatchError, schedule,
};

use newsroom::{Answer, DAY, HOUR, MINUTE, Newsroom, Quiet, START, page};

fn main() {
    let is_smoke = common::is_smoke();
    unchanged(if is_smoke { 2 } else { 40 });
    due_to_diff(if is_smoke { 1 } else { 10 });
    throughput(if is_smoke { 20 } else { 1_000 });
    scheduling(if is_smoke { 500 } else { pages_asked() });
    rules(if is_smoke { 200 } else { 20_000 });
}

/// The number of pages whose schedule is measured: the first argument, otherwise a million.
fn pages_asked() -> usize {
    let mut arguments = std::env::args_os().skip(1).filter_map(|text| text.into_string().ok());
    arguments.find_map(|text| text.parse().ok()).unwrap_or(1_000_000)
}

/// A server's usual fields, so that an answer has a realistic length.
fn usual(answer: Answer) -> Answer {
    answer
        .with("Date", "Tue, 01 Dec 2026 00:00:00 GMT")
        .with("Server", "nginx/1.26.0")
        .with("Cache-Control", "max-age=60, must-revalidate")
        .with("Vary", "Accept-Encoding")
        .with("Strict-Transport-Security", "max-age=31536000")
        .with("X-Cache", "HIT")
}

/// The bytes of a request whose page has not changed.
fn unchanged(pages: usize) {
    let text =
        page("Ferry", &"The ferry sails at nine on Mondays and at ten on Tuesdays. ".repeat(60));
    let room = Newsroom::start(move |asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ => usual(Answer::new(200, text.clone())).tagged(asked, "\"5f3759df-1f40\""),
    });
    for number in 0..pages {
        room.watch(&room.url("a.example", &format!("/story/{number}")), SourceKind::Page);
    }
    let mut quiet = Quiet::default();
    let until = RunMode::Until(Some(UnixMicros(START + 33 * DAY)));
    room.run_as(until, &mut quiet, &room.settings());
    let mut bytes: Vec<u64> = quiet
        .results
        .iter()
        .filter(|result| result.result == PageResult::Unchanged)
        .map(|result| result.bytes)
        .collect();
    bytes.sort_unstable();
    let stories = room.log().into_iter().filter(|asked| asked.path.starts_with("/story"));
    let stories: Vec<_> = stories.collect();
    let conditional =
        stories.iter().filter(|asked| asked.fields.contains_key("if-none-match")).count();
    println!(
        "unchanged page: {} bytes of a request and its answer (median); {:.1} requests per page in \
         32 days, {} % of the repeats conditional",
        bytes[bytes.len() / 2],
        stories.len() as f64 / pages as f64,
        100 * conditional / (stories.len() - pages).max(1),
    );
}

/// The clock of the machine.
struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> UnixMicros {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        UnixMicros(since.as_micros() as i64)
    }

    fn wait(&self, until: UnixMicros) {
        let left = u64::try_from(until.0 - self.now().0).unwrap_or_default();
        std::thread::sleep(Duration::from_micros(left));
    }
}

/// Notes when the first change is known.
struct Stopwatch {
    start: Instant,
    found: Vec<Duration>,
}

impl Observer for Stopwatch {
    fn requested(&mut self, _: &RunResult) {}

    fn messages(
        &mut self,
        catalog: &Snapshot,
        since: UnixMicros,
    ) -> Result<Vec<Message>, WatchError> {
        let range = recension::article::TimeRange { from: Some(since), until: None };
        let filter = recension::store::ChangeFilter::default().captured(range);
        if !catalog.change_page(&filter)?.changes.is_empty() {
            self.found.push(self.start.elapsed());
        }
        Ok(Vec::new())
    }

    fn deliver(&mut self, _: &Message) -> bool {
        true
    }
}

/// The time from a due page to the diff of its change in the catalog, with real requests.
fn due_to_diff(rounds: usize) {
    let count = AtomicUsize::new(0);
    let room = Newsroom::start(move |asked| {
        if asked.path == "/robots.txt" {
            return Answer::new(404, "none");
        }
        let price = count.fetch_add(1, Ordering::SeqCst);
        Answer::new(200, page("Toll", &format!("The toll is {price} pounds a day.")))
    });
    let url = room.url("a.example", "/toll");
    let clock = RealClock;
    let mut settings = room.settings();
    settings.politeness.pause = Duration::from_millis(1);
    let mut times = Vec::new();
    let folder = tempfile::tempdir().unwrap();
    for round in 0..=rounds {
        // A state of its own for each round: the page is due at once.
        let mut state = State::open(&folder.path().join(format!("{round}.db"))).unwrap();
        state.add_source(&url, SourceKind::Page, None, clock.now()).unwrap();
        let mut watch = Stopwatch { start: Instant::now(), found: Vec::new() };
        let mut engine = Engine::new(state, settings.clone(), &clock, &mut watch).unwrap();
        engine.run(RunMode::Once, &std::sync::atomic::AtomicBool::new(false)).unwrap();
        drop(engine);
        if round > 0 {
            times.extend(watch.found);
        }
        // Captures are dated to the second.
        std::thread::sleep(Duration::from_millis(1100));
    }
    times.sort_unstable();
    println!("due to diff: {} ms (median of {})", times[times.len() / 2].as_millis(), times.len());
}

/// Requests per second, with their archives and imports.
fn throughput(hosts: usize) {
    let text =
        page("Ferry", &"The ferry sails at nine on Mondays and at ten on Tuesdays. ".repeat(60));
    let room = Newsroom::start(move |asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ => usual(Answer::new(200, text.replace("Mondays", &asked.host))),
    });
    for number in 0..hosts {
        room.watch(&room.url(&format!("h{number}.example"), "/story"), SourceKind::Page);
    }
    let mut settings = room.settings();
    settings.max_in_flight = 32;
    settings.jobs = 2;
    let start = Instant::now();
    let report = room.run_as(RunMode::Once, &mut Quiet::default(), &settings);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{hosts} hosts: {} requests in {seconds:.1} s, {:.0} requests/s and {:.0} pages/s, imported",
        report.requests,
        report.requests as f64 / seconds,
        report.fetched as f64 / seconds
    );
}

/// The cost of choosing a page and noting its result, without a request.
fn scheduling(pages: usize) {
    let room = Newsroom::start(|_| Answer::new(404, "none"));
    let mut state = room.state();
    let now = room.clock.now();
    let start = Instant::now();
    for number in 0..pages {
        let url = format!("http://h{}.example:1/story/{number}", number % 10_000);
        state.add_source(&url.parse().unwrap(), SourceKind::Page, None, now).unwrap();
    }
    let added = start.elapsed();
    let mut settings = room.settings();
    // No port is allowed: each page is chosen, refused and noted.
    settings.policy.ports.clear();
    let mut quiet = Quiet::default();
    let mut engine = Engine::new(state, settings, &*room.clock, &mut quiet).unwrap();
    let start = Instant::now();
    engine.run(RunMode::Once, &std::sync::atomic::AtomicBool::new(false)).unwrap();
    let took = start.elapsed();
    drop(engine);
    let each = |time: Duration| time.as_secs_f64() * 1e6 / pages as f64;
    assert_eq!(quiet.results.len(), pages);
    println!(
        "{pages} pages: {:.0} µs to add one, {:.0} µs to schedule one; {} MB of memory",
        each(added),
        each(took),
        memory() >> 20
    );
}

/// The most memory of this process, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}

/// Pseudo-random numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// What a rule does for one article: its requests, and the delays of the edits that it finds, each
/// with the age of the article at that time.
#[derive(Default)]
struct Outcome {
    requests: u64,
    transfers: u64,
    edits: u64,
    found: u64,
    delays: Vec<f64>,
}

/// The ages up to which newsdiff's design page states an interval, and the interval.
const NEWSDIFF: [(i64, i64); 4] =
    [(3 * HOUR, 5 * MINUTE), (DAY, 30 * MINUTE), (7 * DAY, 3 * HOUR), (30 * DAY, 12 * HOUR)];

/// Compares rules of when to look, over 32 days, on articles that are edited as published counts say:
/// 35 % are edited, those 1.94 times on average (UGent), 82 % of the edits in the first day (GDELT).
fn rules(articles: usize) {
    let mut dice = Dice(7);
    let stories: Vec<Vec<i64>> = (0..articles)
        .map(|_| {
            let mut edits = Vec::new();
            if dice.fraction() < 0.35 {
                loop {
                    let is_early = dice.fraction() < 0.82;
                    let (from, to) = if is_early { (MINUTE, DAY) } else { (DAY, 7 * DAY) };
                    let (from, to) = (from as f64, to as f64);
                    // Log-uniform: early edits are more frequent than late ones.
                    let at = (from.ln() + dice.fraction() * (to.ln() - from.ln())).exp();
                    edits.push(at as i64);
                    if dice.fraction() > 0.485 {
                        break;
                    }
                }
            }
            edits.sort_unstable();
            edits
        })
        .collect();
    let end = 32 * DAY;
    let ours = |edits: &[i64], outcome: &mut Outcome| {
        let (mut base, mut changed, mut last, mut at) = (0, 0, None, 0);
        visit(edits, outcome, None, 0, true);
        loop {
            let next = schedule::after_unchanged(base, last, at, false).at;
            let mut next = next.unwrap_or(end + 1);
            let is_found =
                last.is_some() && edits.iter().any(|edit| last.unwrap_or(0) < *edit && *edit <= at);
            if is_found {
                (next, base) = (schedule::after_change(changed, at).min(next), at);
                changed = at;
            }
            last = Some(at);
            if next > end {
                break;
            }
            // With a validator, only a changed page is sent.
            visit(edits, outcome, last, next, false);
            at = next;
        }
    };
    // Each with the age up to which an interval holds.
    let by_age = |intervals: &'static [(i64, i64)]| {
        move |edits: &[i64], outcome: &mut Outcome| {
            let (mut at, mut last) = (0, None);
            while let Some((_, step)) = intervals.iter().find(|(until, _)| at < *until) {
                visit(edits, outcome, last, at, true);
                last = Some(at);
                at += step;
            }
        }
    };
    // diffengine, each quarter of an hour from cron: an entry is due if the time since its last check
    // is a fifth of its age or more. Both are `timedelta.seconds`, which wraps at a day.
    let staleness = |wraps: bool| {
        move |edits: &[i64], outcome: &mut Outcome| {
            let seconds = |time: i64| if wraps { time.rem_euclid(DAY) } else { time };
            let mut last = None;
            for at in (0..=end).step_by(15 * MINUTE as usize) {
                let is_due = last.is_none_or(|last| {
                    let age = seconds(at) as f64;
                    age > 0.0 && seconds(at - last) as f64 / age >= 0.2
                });
                if is_due {
                    visit(edits, outcome, last, at, true);
                    last = Some(at);
                }
            }
        }
    };
    println!("rules over 32 days, {articles} articles:");
    println!(
        "| rule | requests per article | full pages per article | edits found | median delay / age |"
    );
    report("recension, with validators", &stories, ours);
    report("diffengine: a fifth of the age", &stories, staleness(false));
    report("diffengine as written: its ages wrap at a day", &stories, staleness(true));
    report("newsdiff's documented intervals", &stories, by_age(&NEWSDIFF));
    report("each 15 minutes for a day (UGent)", &stories, by_age(&[(DAY, 15 * MINUTE)]));
}

/// One request at `at` after one at `last`. Of several edits in between only the last is found.
fn visit(edits: &[i64], outcome: &mut Outcome, last: Option<i64>, at: i64, is_full: bool) {
    outcome.requests += 1;
    let between =
        edits.iter().filter(|edit| last.is_some_and(|last| last < **edit) && **edit <= at);
    let newest = between.max();
    outcome.transfers += u64::from(is_full || newest.is_some());
    if let Some(edit) = newest {
        outcome.found += 1;
        outcome.delays.push((at - edit) as f64 / at as f64);
    }
}

fn report(name: &str, stories: &[Vec<i64>], rule: impl Fn(&[i64], &mut Outcome)) {
    let mut outcome = Outcome::default();
    for edits in stories {
        outcome.edits += edits.len() as u64;
        rule(edits, &mut outcome);
    }
    outcome.delays.sort_by(f64::total_cmp);
    let median = outcome.delays.get(outcome.delays.len() / 2).copied().unwrap_or_default();
    let articles = stories.len() as f64;
    println!(
        "| {name} | {:.1} | {:.1} | {:.0} % | {:.0} % |",
        outcome.requests as f64 / articles,
        outcome.transfers as f64 / articles,
        100.0 * outcome.found as f64 / outcome.edits.max(1) as f64,
        100.0 * median
    );
}
