//! The store compared with plain TEXT rows: versions per second and bytes per version, in one run.
//!
//! `cargo bench --bench store [FILE]`: JSON Lines, compressed with zstd. Without it, uses the real
//! histories of `../shared/data/articles` if present, otherwise generated texts. With
//! `RECENSION_BENCH=smoke`, one round on a few generated texts, only to see that it runs.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use recension::article::{
    Annotations, Capture, CaptureKind, ClockSource, Content, DefaultZone, Labels, MatchKey, Sha256,
    Timestamp, Version,
};
use recension::pipeline::Progress;
use recension::source::SourceLocation;
use recension::store::{HashedCapture, Snapshot, VerifyOptions, Verifying, Writer, verify};
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

const BATCH: usize = 1000;
const ROUNDS: usize = 5;

fn main() {
    let smoke = common::is_smoke();
    let rounds = if smoke { 1 } else { ROUNDS };
    let real = if smoke { None } else { real() };
    let rows = real.unwrap_or_else(|| {
        println!("the real histories are not used or not available: generated texts");
        made(if smoke { 20 } else { 2000 })
    });
    let text: usize = rows.iter().map(|row| row["body"].as_str().map_or(0, str::len)).sum();
    println!("{} rows, {:.1} MB of text", rows.len(), text as f64 / 1e6);
    let folder = tempfile::tempdir().expect("a folder");
    let (mut plain_best, mut ours_best) = (f64::MAX, f64::MAX);
    let mut sizes = (0, 0);
    for round in 0..rounds {
        let path = folder.path().join(format!("plain-{round}.db"));
        let start = Instant::now();
        plain(&path, &rows);
        plain_best = plain_best.min(start.elapsed().as_secs_f64());
        sizes.0 = path.metadata().expect("a file").len();

        let path = folder.path().join(format!("ours-{round}.db"));
        let captures: Vec<Capture> = rows.iter().map(capture).collect();
        let start = Instant::now();
        ours(&path, captures);
        ours_best = ours_best.min(start.elapsed().as_secs_f64());
        sizes.1 = path.metadata().expect("a file").len();
        if round == 0 {
            reading(&path, if smoke { 100 } else { 20_000 });
            verifying(&path, rounds);
        }
    }
    let rate = |seconds: f64| rows.len() as f64 / seconds;
    println!("import, one thread, best of {rounds}:");
    println!("  plain TEXT rows  {:>8.0} versions/s  {:>6.2} s", rate(plain_best), plain_best);
    println!("  recension        {:>8.0} versions/s  {:>6.2} s", rate(ours_best), ours_best);
    println!("  ratio            {:>8.2} (aim: at least 0.25)", plain_best / ours_best);
    println!("file:");
    println!("  plain TEXT rows  {:>8} bytes per version", sizes.0 / rows.len() as u64);
    println!("  recension        {:>8} bytes per version", sizes.1 / rows.len() as u64);
    println!("  file / raw text  {:>8.4} (aim: at most 0.13)", sizes.1 as f64 / text as f64);
}

fn plain(path: &Path, rows: &[Map<String, Value>]) {
    let mut connection = Connection::open(path).expect("a file");
    connection
        .execute_batch(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA wal_autocheckpoint = 16000;
             CREATE TABLE version (url TEXT, title TEXT, byline TEXT, published TEXT,
                                   updated TEXT, captured TEXT, body TEXT, lang TEXT,
                                   publisher TEXT, license TEXT, source_ref TEXT, seq INTEGER);
             CREATE INDEX version_by_url ON version (url);",
        )
        .expect("a table");
    for batch in rows.chunks(BATCH) {
        let transaction = connection.transaction().expect("a transaction");
        let mut insert = transaction
            .prepare("INSERT INTO version VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)")
            .expect("a statement");
        for row in batch {
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            insert
                .execute(params![
                    text("url"),
                    text("title"),
                    text("byline"),
                    text("published"),
                    text("updated"),
                    text("captured"),
                    text("body"),
                    text("lang"),
                    text("publisher"),
                    text("license"),
                    text("source_ref"),
                    row.get("seq").and_then(Value::as_i64),
                ])
                .expect("a row");
        }
        drop(insert);
        transaction.commit().expect("committed");
    }
}

fn ours(path: &Path, captures: Vec<Capture>) {
    let mut writer = Writer::begin(path, "bench", "[]", 0).expect("a catalog");
    let input: Arc<str> = Arc::from("bench");
    let mut captures = captures.into_iter().enumerate();
    // Batches as in the importer: the first one is larger, because the dictionary is trained on it.
    let mut room = 40 << 20;
    loop {
        let mut batch = Vec::new();
        let mut weight = 0;
        while weight < room
            && let Some((index, capture)) = captures.next()
        {
            let record = Some(index as u64 + 1);
            let place = SourceLocation { input: Arc::clone(&input), record, offset: 0 };
            let prepared = HashedCapture::new(capture, place);
            weight += prepared.weight();
            batch.push(prepared);
        }
        room = 16 << 20;
        if batch.is_empty() {
            break;
        }
        writer.write(&batch, &[], 0, 1).expect("a batch");
    }
    writer.finish(0).expect("finished");
}

/// Reads every version in a scattered order and reports the times.
fn reading(path: &Path, reads: usize) {
    let catalog = Snapshot::open(path).expect("a catalog");
    for table in catalog.stats(1).expect("stats").tables {
        println!("  {:<28} {:>10} bytes", table.name, table.bytes);
    }
    let stats = catalog.stats(1).expect("stats");
    println!(
        "payload / raw text {:.4}; {} of {} texts are keyframes",
        stats.stored_bytes as f64 / stats.text_bytes as f64,
        stats.keyframes,
        stats.texts
    );
    let mut texts = Vec::new();
    for article in 1..=stats.articles {
        let versions = catalog.versions(recension::article::ArticleId(article)).expect("versions");
        texts.extend(versions.into_iter().filter_map(|version| version.text));
    }
    let mut state = 7_u64;
    let mut micros: Vec<f64> = (0..reads)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
            let text = texts[(state >> 33) as usize % texts.len()];
            let start = Instant::now();
            std::hint::black_box(catalog.text(text).expect("a text"));
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[(micros.len() as f64 * share) as usize];
    println!("reading any version: p50 {:.0} µs, p99 {:.0} µs", at(0.5), at(0.99));
}

/// Verifies the catalog on one thread and on one per core, and separately hashes the same text.
fn verifying(path: &Path, rounds: usize) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for jobs in if cores > 1 { vec![1, cores] } else { vec![1] } {
        verifying_on(jobs, path, rounds);
    }
}

fn verifying_on(jobs: usize, path: &Path, rounds: usize) {
    let catalog = Snapshot::open(path).expect("a catalog");
    let mut best = (f64::MAX, f64::MAX);
    let mut bytes = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        let options = VerifyOptions::default().jobs(jobs);
        let mut parts = Vec::new();
        let verified = verify(&catalog, options, &Progress::default(), &mut |told| {
            if let Verifying::Done(checked) = told {
                parts.push(format!(
                    "{} {:.0}",
                    checked.check.name(),
                    start.elapsed().as_secs_f64() * 1e3
                ));
            }
        })
        .expect("not ended");
        println!("verified up to, ms: {}", parts.join(", "));
        best.0 = best.0.min(start.elapsed().as_secs_f64());
        assert_eq!(verified.damage(), 0, "what was just written is whole");
        bytes = verified.bytes();
        let text = vec![b'x'; 16 << 10];
        let start = Instant::now();
        for _ in 0..bytes / text.len() as u64 {
            std::hint::black_box(Sha256::of(std::hint::black_box(&text)));
        }
        best.1 = best.1.min(start.elapsed().as_secs_f64());
    }
    let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
    println!(
        "verifying: {:.0} MB of text/s on {jobs} threads (aim: at least 400); {:.2} x the time of SHA-256 alone",
        rate(best.0),
        best.0 / best.1
    );
}

fn capture(row: &Map<String, Value>) -> Capture {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    let clock = |name: &str| {
        let raw = row.get(name)?.as_str()?;
        Timestamp::parse(raw, &DefaultZone::default(), ClockSource::Field).ok()
    };
    let url = text("url").expect("a url");
    let mut extra = Map::new();
    for name in ["license", "source_ref"] {
        extra.extend(row.get(name).map(|value| (name.to_owned(), value.clone())));
    }
    Capture {
        version: Version {
            key: MatchKey::of(&url).expect("a key"),
            published: clock("published"),
            updated: clock("updated"),
            content: Content {
                title: text("title"),
                byline: text("byline"),
                description: None,
                body: text("body"),
            },
        },
        kind: CaptureKind::Page,
        url,
        captured: clock("captured"),
        sequence: row.get("seq").and_then(Value::as_i64),
        labels: Labels { lang: text("lang"), publisher: text("publisher"), section: None, extra },
        annotations: Annotations::default(),
        payload: None,
    }
}

fn real() -> Option<Vec<Map<String, Value>>> {
    const FILE: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/articles/articles_dev.jsonl.zst");
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let file = std::fs::File::open(named.as_deref().unwrap_or(FILE)).ok()?;
    let lines = BufReader::new(zstd::Decoder::new(file).ok()?);
    Some(
        lines
            .lines()
            .map(|line| serde_json::from_str(&line.expect("a line")).expect("a row"))
            .collect(),
    )
}

/// Articles of generated sentences, with three versions each.
fn made(articles: usize) -> Vec<Map<String, Value>> {
    let words: Vec<String> =
        (0..3000).map(|number| format!("w{:x}", number * 7919 % 65_536)).collect();
    let mut state = 1_u64;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
        (state >> 33) as usize % below
    };
    let mut rows = Vec::new();
    for article in 0..articles {
        let mut sentences: Vec<String> = (0..25)
            .map(|_| (0..20).map(|_| words[random(3000)].as_str()).collect::<Vec<_>>().join(" "))
            .collect();
        for version in 0..3 {
            sentences[random(25)] = format!("edited {version} {}", words[random(3000)]);
            let value = serde_json::json!({
                "url": format!("https://example.org/{article}"),
                "title": format!("Article {article}"),
                "byline": "A Writer",
                "published": "2024-01-01T00:00:00Z",
                "updated": format!("2024-01-01T0{version}:00:00Z"),
                "captured": format!("2024-01-01T0{version}:05:00Z"),
                "body": sentences.join(". "),
                "lang": "en",
                "publisher": "Example",
                "seq": version,
            });
            rows.extend(value.as_object().cloned());
        }
    }
    rows
}
