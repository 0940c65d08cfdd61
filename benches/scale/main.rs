//! The whole program on catalogs of 10⁴, 10⁵ and 10⁶ versions: speed, size and memory.
//!
//! ```text
//! cargo bench --bench scale                      # 10,000 versions, a minute
//! cargo bench --bench scale -- 1000000 --keep /tmp/scale
//! cargo bench --bench scale -- generate 100000 > versions.jsonl
//! cargo bench --bench scale -- increments 10000  # only imports of 10 captures each
//! ```
//!
//! Reports elapsed time and CPU time; on a machine that does other work, only CPU time is
//! meaningful. `--keep FOLDER` keeps the files, and reuses existing ones. With
//! `RECENSION_BENCH=smoke`, one round on a small catalog, only to see that it runs.

#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

#[path = "../common/mod.rs"]
mod common;
mod generate;
mod increments;

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _, stdout};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use generate::{Lexicon, Random};
use recension::article::{ArticleId, TextRef};
use recension::history::search::{Scope, Search, search};
use recension::search::{Query, SearchText};
use recension::store::{ArticleFilter, Snapshot};
use recension::web::{Request, handle};
use rusqlite::{Connection, params};
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_recension");

/// Number of processes per command, on random articles.
const RUNS: usize = 60;

/// Number of searches of each kind.
const SEARCHES: usize = 300;

/// Number of pages of each kind.
const PAGES: usize = 300;

/// Number of versions to read.
const READS: usize = 20_000;

fn main() {
    let mut versions = if common::is_smoke() { 200 } else { 10_000 };
    let mut keep = None;
    let mut only_generate = false;
    let mut only_increments = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--keep" => keep = arguments.next().map(PathBuf::from),
            "generate" => only_generate = true,
            "increments" => {
                only_increments = true;
                versions = increments::IMPORTS;
            }
            other => versions = other.parse().unwrap_or(versions),
        }
    }
    if only_generate {
        let mut out = BufWriter::new(stdout().lock());
        generate::write(versions, &mut out).expect("written");
        return;
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let folder = keep.unwrap_or_else(|| scratch.path().to_owned());
    std::fs::create_dir_all(&folder).expect("a folder");
    if only_increments {
        return increments::run(&folder, versions);
    }
    Bench { versions, folder: folder.clone() }.run();
    increments::run(&folder, if common::is_smoke() { 20 } else { increments::IMPORTS });
}

struct Bench {
    versions: usize,
    folder: PathBuf,
}

/// The cost of a process.
#[derive(Clone, Copy, Default)]
struct Cost {
    wall: f64,
    cpu: f64,
    peak_mib: f64,
}

impl Bench {
    fn run(&self) {
        let rows = self.rows();
        println!("{} versions; {}", self.versions, load());
        let plain = self.plain(&rows);
        let catalog = self.import(&rows, &plain);
        in_process(&catalog);
        pages(&catalog);
        whole_processes(&catalog);
        single_processes(&catalog);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{}-{name}", self.versions))
    }

    fn rows(&self) -> PathBuf {
        let path = self.path("versions.jsonl");
        if !path.exists() {
            let part = self.path("versions.part");
            let mut out = BufWriter::new(File::create(&part).expect("a file"));
            generate::write(self.versions, &mut out).expect("written");
            out.into_inner().expect("written");
            std::fs::rename(part, &path).expect("renamed");
        }
        path
    }

    /// The same rows as TEXT, with an index on the URL, for comparison.
    fn plain(&self, rows: &Path) -> Plain {
        let path = self.path("plain.db");
        remove(&path);
        let (start, cpu) = (Instant::now(), own_cpu());
        let mut text = 0;
        {
            let mut connection = Connection::open(&path).expect("a file");
            connection
                .execute_batch(
                    "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                     PRAGMA wal_autocheckpoint = 16000;
                     CREATE TABLE version (url TEXT, title TEXT, byline TEXT, published TEXT,
                         updated TEXT, captured TEXT, body TEXT, lang TEXT, publisher TEXT,
                         section TEXT, seq INTEGER);
                     CREATE INDEX version_by_url ON version (url);",
                )
                .expect("a table");
            let mut lines = BufReader::new(File::open(rows).expect("rows")).lines();
            loop {
                let transaction = connection.transaction().expect("a transaction");
                let mut insert = transaction
                    .prepare("INSERT INTO version VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)")
                    .expect("a statement");
                let mut taken = 0;
                for line in lines.by_ref().take(1000) {
                    let row: Value = serde_json::from_str(&line.expect("a line")).expect("a row");
                    let field = |name: &str| row[name].as_str();
                    text += field("body").map_or(0, str::len);
                    insert
                        .execute(params![
                            field("url"),
                            field("title"),
                            field("byline"),
                            field("published"),
                            field("updated"),
                            field("captured"),
                            field("body"),
                            field("lang"),
                            field("publisher"),
                            field("section"),
                            row["seq"].as_i64(),
                        ])
                        .expect("a row");
                    taken += 1;
                }
                drop(insert);
                transaction.commit().expect("committed");
                if taken == 0 {
                    break;
                }
            }
        }
        let plain = Plain {
            wall: start.elapsed().as_secs_f64(),
            cpu: own_cpu() - cpu,
            bytes: length(&path),
            text,
        };
        println!("{:.0} bytes of text per version", text as f64 / self.versions as f64);
        remove(&path);
        println!("\nplain TEXT rows (one thread, parsing included)");
        self.told(plain.wall, plain.cpu, plain.bytes);
        plain
    }

    fn told(&self, wall: f64, cpu: f64, bytes: u64) {
        let versions = self.versions as f64;
        println!(
            "  {:>7.0} versions/s by the wall, {:>7.0} by the processor; {:.0} bytes per version",
            versions / wall,
            versions / cpu,
            bytes as f64 / versions
        );
    }

    /// Imports with changes, and with the word index kept up to date: the index is created after
    /// the first thousand rows.
    fn import(&self, rows: &Path, plain: &Plain) -> PathBuf {
        let path = self.path("catalog.db");
        if path.exists() {
            println!("\nthe catalog exists: nothing imported");
        } else {
            let input = rows.display().to_string();
            let bare = self.path("bare.db");
            remove(&bare);
            let cost = measured(&bare, &["import", "--jobs", "2", &input]);
            println!("\nimport --jobs 2, with changes, without the word index");
            self.told(cost.wall, cost.cpu, length(&bare));
            println!("  file / rows as TEXT {:.3}", length(&bare) as f64 / plain.bytes as f64);
            println!("  peak memory {:.0} MiB", cost.peak_mib);
            let cost = measured(&bare, &["search", "-n", "1", "nothing"]);
            println!("the first search, which creates the word index");
            self.told(cost.wall, cost.cpu, length(&bare));
            println!("  peak memory {:.0} MiB", cost.peak_mib);
            println!("  file / rows as TEXT {:.3}", length(&bare) as f64 / plain.bytes as f64);
            remove(&bare);

            let first = self.path("first.jsonl");
            let mut out = BufWriter::new(File::create(&first).expect("a file"));
            let lines = BufReader::new(File::open(rows).expect("rows")).lines();
            for line in lines.take(1000) {
                writeln!(out, "{}", line.expect("a line")).expect("written");
            }
            drop(out);
            let part = self.path("catalog.part");
            remove(&part);
            measured(&part, &["import", &first.display().to_string()]);
            measured(&part, &["search", "-n", "1", "nothing"]);
            let cost = measured(&part, &["import", "--jobs", "2", &input]);
            std::fs::rename(&part, &path).expect("renamed");
            println!("import --jobs 2, with changes and the word index");
            self.told(cost.wall, cost.cpu, length(&path));
            println!(
                "  processor time {:.2} × that of plain rows; peak memory {:.0} MiB",
                cost.cpu / plain.cpu,
                cost.peak_mib
            );
        }
        println!(
            "  file / rows as TEXT {:.3}, file / text {:.3}",
            length(&path) as f64 / plain.bytes as f64,
            length(&path) as f64 / plain.text as f64
        );
        path
    }
}

struct Plain {
    wall: f64,
    cpu: f64,
    bytes: u64,
    text: usize,
}

fn in_process(path: &Path) {
    println!("\nin one process, warm, µs                    p50       p99     worst  mean cpu");
    let catalog = Snapshot::open(path).expect("a catalog");
    let mut random = Random::new(3);
    let articles = last_article(&catalog);
    let mut texts: Vec<TextRef> = Vec::new();
    while texts.len() < repeats(READS) {
        let article = ArticleId(1 + random.below(articles) as i64);
        let versions = catalog.versions(article).expect("versions");
        texts.extend(versions.into_iter().filter_map(|version| version.text));
    }
    // The minimum of three rounds, to exclude other work on the machine. A round reads more than
    // any cache of the program holds.
    let mut micros = vec![f64::MAX; texts.len()];
    for _ in 0..3 {
        for (text, least) in texts.iter().zip(&mut micros) {
            *least = least.min(timed(|| drop(catalog.text(*text).expect("a text"))));
        }
    }
    row("read any version", &mut micros, None);
    let lexicon = Lexicon::new();
    check_texts(&catalog, &texts, &lexicon);
    let bands = [("frequent", 0, 60), ("common", 200, 2000), ("rare", 20_000, lexicon.words())];
    let asked_for = |from: usize, to: usize, random: &mut Random| {
        let word = |random: &mut Random| lexicon.word(from + random.below(to - from)).to_owned();
        match random.below(4) {
            0 => format!("{} {}", word(random), word(random)),
            _ => word(random),
        }
    };
    for (name, from, to) in bands {
        for (label, scope, rank, host) in [
            ("newest first", Scope::Ever, false, None),
            ("ranked", Scope::Ever, true, None),
            ("latest", Scope::Latest, false, None),
            ("gone", Scope::Gone, false, None),
            ("added", Scope::Added, false, None),
            ("removed", Scope::Removed, false, None),
            ("one host", Scope::Ever, false, Some(lexicon.host(30).parse().expect("a host"))),
        ] {
            let (mut micros, cpu) = (Vec::new(), own_cpu());
            for _ in 0..repeats(if rank { SEARCHES / 4 } else { SEARCHES }) {
                let query: Query = asked_for(from, to, &mut random).parse().expect("a query");
                let filter = ArticleFilter::default().host(host.clone());
                let asked = Search::new(query).scope(scope).filter(filter).rank(rank).snippet(160);
                micros.push(timed(|| drop(search((&catalog).into(), &asked).expect("found"))));
            }
            let cpu = (own_cpu() - cpu) / micros.len() as f64 * 1e6;
            row(&format!("search, {name} words, {label}"), &mut micros, Some(cpu));
        }
    }
}

/// Whether texts have a word: split into tokens, and as searches do it.
fn check_texts(catalog: &Snapshot, texts: &[TextRef], lexicon: &Lexicon) {
    let bodies: Vec<_> =
        texts.iter().take(2000).map(|text| catalog.text(*text).expect("a text")).collect();
    for (name, number) in [("frequent", 60), ("rare", 20_000)] {
        let query: Query = lexicon.word(number).parse().expect("a query");
        let matcher = query.matcher();
        let mut split: Vec<f64> = Vec::new();
        let mut sought: Vec<f64> = Vec::new();
        for body in &bodies {
            let mut is_split = false;
            split.push(timed(|| is_split = query.matches(&SearchText::of(body))));
            sought.push(timed(|| assert_eq!(matcher.matches(body), is_split)));
        }
        row(&format!("check a text for a {name} word, as tokens"), &mut split, None);
        row(&format!("check a text for a {name} word, as bytes"), &mut sought, None);
    }
}

/// The pages of `serve`, without its sockets.
fn pages(path: &Path) {
    println!("\npages of serve, warm, µs                    p50       p99     worst  mean cpu");
    let catalog = Snapshot::open(path).expect("a catalog");
    let articles = last_article(&catalog);
    let mut random = Random::new(5);
    let lexicon = Lexicon::new();
    let mut diffs = Vec::new();
    while diffs.len() < repeats(PAGES) {
        let timeline = catalog.timeline(ArticleId(1 + random.below(articles) as i64));
        let timeline = timeline.expect("a timeline");
        let ids: Vec<String> =
            timeline.versions().iter().map(|version| version.id.to_string()).collect();
        if let [.., before, last] = ids.as_slice() {
            diffs.push(format!("/d/{}..{}", &before[..16], &last[..16]));
        }
    }
    let mut make = |kind: &str, at: usize| match kind {
        "history" => format!("/a/{}", 1 + random.below(articles)),
        "diff" => diffs[at].clone(),
        "search" => format!("/search?q={}", lexicon.word(random.below(2000))),
        other => other.to_owned(),
    };
    for (name, kind) in [
        ("changes", "/"),
        ("articles", "/articles"),
        ("article", "history"),
        ("diff", "diff"),
        ("search", "search"),
        ("feed", "/changes.atom"),
    ] {
        let targets: Vec<String> = (0..repeats(PAGES)).map(|at| make(kind, at)).collect();
        let (mut micros, cpu) = (Vec::new(), own_cpu());
        let (mut bytes, mut tag) = (0, None);
        for target in &targets {
            let request = Request::get(target);
            micros.push(timed(|| {
                let reply = handle(&catalog, &request);
                assert_eq!(reply.status, 200, "{target}");
                bytes += reply.body.len();
                tag = reply.header("etag").map(str::to_owned);
            }));
        }
        let cpu = (own_cpu() - cpu) / micros.len() as f64 * 1e6;
        row(&format!("{name}, {} bytes", bytes / targets.len()), &mut micros, Some(cpu));
        if kind == "diff" {
            let mut request = Request::get(targets.last().expect("a page"));
            request.if_none_match = tag;
            let cpu = own_cpu();
            let mut micros: Vec<f64> = (0..targets.len())
                .map(|_| timed(|| assert_eq!(handle(&catalog, &request).status, 304)))
                .collect();
            let cpu = (own_cpu() - cpu) / micros.len() as f64 * 1e6;
            row("diff, unchanged (304)", &mut micros, Some(cpu));
        }
    }
}

/// The time that users wait: a command from start to end, on random articles.
fn whole_processes(path: &Path) {
    println!("\nwhole processes, ms                  p50 wall     worst    mean cpu");
    let catalog = Snapshot::open(path).expect("a catalog");
    let articles = last_article(&catalog);
    drop(catalog);
    let by_article: [(&str, &[&str]); 8] = [
        ("log", &["log"]),
        ("log -p", &["log", "-p"]),
        ("show", &["show"]),
        ("diff", &["diff"]),
        ("diff --format json", &["diff", "--format", "json"]),
        ("blame", &["blame"]),
        ("changes ARTICLE", &["changes"]),
        ("when ARTICLE PHRASE", &["when"]),
    ];
    let mut random = Random::new(4);
    for (name, arguments) in by_article {
        let mut walls = Vec::new();
        let cpu = children_cpu();
        for _ in 0..repeats(RUNS) {
            let article = (1 + random.below(articles)).to_string();
            let mut arguments = arguments.to_vec();
            arguments.push(&article);
            if name.starts_with("when") {
                arguments.push("the");
            }
            walls.push(timed(|| run(path, &arguments)) / 1000.0);
        }
        process_row(name, &mut walls, (children_cpu() - cpu) / repeats(RUNS) as f64);
    }
}

fn single_processes(path: &Path) {
    println!("\nsingle commands                            wall ms   cpu ms   peak MiB");
    let lists: [&[&str]; 14] = [
        &[],
        &["--host", "example"],
        &["--title", "stea"],
        &["--byline", "stea"],
        &["--publisher", "stea"],
        &["--lang", "en-GB"],
        &["--published", "2024-01"],
        &["--updated", "2024-01"],
        &["--captured", "2024-01"],
        &["--versions", ">=3"],
        &["--class", "number"],
        &["--silent"],
        &["--flip"],
        &["--sort", "versions"],
    ];
    for filter in lists {
        let mut arguments = vec!["list", "--limit", "50"];
        arguments.extend(filter);
        command(path, &arguments);
    }
    let others: [&[&str]; 17] = [
        &["list", "--count"],
        &["list", "--format", "jsonl"],
        &["changes", "--limit", "50"],
        &["changes", "--limit", "50", "--class", "quote"],
        &["changes", "--limit", "50", "--silent"],
        &["changes", "--limit", "50", "--host", "example"],
        &["changes", "--format", "jsonl"],
        &["search", "the"],
        &["search", "--rank", "the", "of"],
        &["search", "--gone", "said"],
        &["sql", "SELECT count(*) FROM versions"],
        &["sql", "SELECT * FROM articles LIMIT 50"],
        &["sql", "SELECT * FROM changes ORDER BY at DESC LIMIT 50"],
        &["when", "--all", "told reporters"],
        &["stats"],
        &["export", "--format", "jsonl"],
        &["export", "--format", "csv"],
    ];
    for arguments in others {
        command(path, arguments);
    }
}

fn command(path: &Path, arguments: &[&str]) {
    let cost = measured(path, arguments);
    println!(
        "{:<40} {:>9.0} {:>8.0} {:>10.0}",
        arguments.join(" "),
        cost.wall * 1000.0,
        cost.cpu * 1000.0,
        cost.peak_mib
    );
}

/// How often to repeat a measurement that is usually repeated this often.
fn repeats(usual: usize) -> usize {
    if common::is_smoke() { usual / 60 } else { usual }
}

fn last_article(catalog: &Snapshot) -> usize {
    let filter = ArticleFilter::default();
    catalog.count_articles(&filter).expect("a count").max(1) as usize
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1e6
}

fn row(name: &str, micros: &mut [f64], mean_cpu: Option<f64>) {
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize];
    let cpu = mean_cpu.map_or_else(String::new, |cpu| format!("{cpu:.0}"));
    println!("{name:<40} {:>9.0} {:>9.0} {:>9.0} {cpu:>9}", at(0.5), at(0.99), at(1.0));
}

fn process_row(name: &str, walls: &mut [f64], cpu: f64) {
    walls.sort_by(f64::total_cmp);
    let at = |share: f64| walls[((walls.len() - 1) as f64 * share) as usize];
    println!("{name:<34} {:>9.1} {:>10.1} {:>10.1}", at(0.5), at(1.0), cpu * 1000.0);
}

/// Runs the program to its end and discards its output.
fn run(path: &Path, arguments: &[&str]) {
    let status = Command::new(PROGRAM)
        .arg("--quiet")
        .arg("--db")
        .arg(path)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("it runs");
    // 2 is "nothing found".
    assert!(matches!(status.code(), Some(0 | 2)), "{arguments:?}: {status}");
}

/// Runs the program under `time`, which reports its CPU time and peak memory.
fn measured(path: &Path, arguments: &[&str]) -> Cost {
    let start = Instant::now();
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%U %S %M", PROGRAM, "--quiet", "--db"])
        .arg(path)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output();
    let wall = start.elapsed().as_secs_f64();
    let Ok(output) = output else {
        run(path, arguments);
        return Cost { wall, ..Cost::default() };
    };
    let text = String::from_utf8_lossy(&output.stderr);
    let numbers: Vec<f64> = text
        .lines()
        .last()
        .unwrap_or_default()
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    let [user, system, peak] = numbers[..] else { panic!("{arguments:?}: {text}") };
    Cost { wall, cpu: user + system, peak_mib: peak / 1024.0 }
}

/// CPU seconds of this process and of its finished children, from `/proc`.
fn times() -> Option<[f64; 4]> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    // A tick is a hundredth of a second on every current Linux.
    let tick = |at: usize| fields.get(at)?.parse::<f64>().ok().map(|ticks| ticks / 100.0);
    Some([tick(11)?, tick(12)?, tick(13)?, tick(14)?])
}

fn own_cpu() -> f64 {
    times().map_or(0.0, |times| times[0] + times[1])
}

fn children_cpu() -> f64 {
    times().map_or(0.0, |times| times[2] + times[3])
}

fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load {}", load.split(' ').next().unwrap_or("unknown"))
}

fn length(path: &Path) -> u64 {
    path.metadata().expect("a file").len()
}

fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}
