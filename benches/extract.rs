//! Extraction speed: pages per second of CPU time, complete extraction compared with dom_smoothie
//! alone, in one run.
//!
//! `cargo bench --bench extract [FOLDER]`: saved pages, `.html` or `.html.gz`. With
//! `RECENSION_BENCH=smoke`, one round on the pages of the tests, only to see that it runs.

#![allow(clippy::print_stdout)]

mod common;

use std::fs;
use std::hint::black_box;
use std::io::Read as _;
use std::path::Path;

use flate2::read::MultiGzDecoder;
use recension::extract::{self, ExtractOptions};
use recension::source::{Item, ItemContent, PageKind, RawPage, SourceLocation};

const FOLDER: &str = "../shared/data/extract/scrapinghub/html";
/// Pages in the repository.
const SMOKE_FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/story");
/// How often each of the two reads all pages, alternating.
const ROUNDS: usize = 8;

fn main() {
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let smoke = common::is_smoke();
    let rounds = if smoke { 1 } else { ROUNDS };
    let folder = if smoke { SMOKE_FOLDER } else { named.as_deref().unwrap_or(FOLDER) };
    let pages = pages(Path::new(folder));
    if pages.is_empty() {
        assert!(!smoke, "no pages in {folder}");
        println!("skipped: no pages in {folder}");
        return;
    }
    let (mut ours, mut theirs) = (0.0, 0.0);
    for _ in 0..rounds {
        ours += timed(|| {
            for page in &pages {
                let item = item(page);
                let _ = black_box(extract::extract_lenient(&item, &ExtractOptions::default()));
            }
        });
        theirs += timed(|| {
            for page in &pages {
                let html = String::from_utf8_lossy(page);
                let reader = dom_smoothie::Readability::new(html.as_ref(), None, None);
                let _ = black_box(reader.ok().and_then(|mut reader| reader.parse().ok()));
            }
        });
    }
    let read = (pages.len() * rounds) as f64;
    println!("{} pages, {rounds} rounds", pages.len());
    println!("recension extract   {:>6.0} pages/s of CPU", read / ours);
    println!("dom_smoothie alone  {:>6.0} pages/s of CPU", read / theirs);
    println!("ratio               {:>6.2}", theirs / ours);
}

fn pages(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().filter_map(|path| read(path)).collect()
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let bytes = fs::read(path).ok()?;
    if !bytes.starts_with(&[0x1F, 0x8B]) {
        return Some(bytes);
    }
    let mut page = Vec::new();
    MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut page).ok()?;
    Some(page)
}

fn item(page: &[u8]) -> Item {
    let page = RawPage {
        written: None,
        bytes: page.to_vec(),
        kind: PageKind::Html,
        content_type: None,
        url_hint: None,
        origin: None,
    };
    Item {
        place: SourceLocation { input: "page.html".into(), record: None, offset: 0 },
        raw: ItemContent::Page(page),
    }
}

/// Seconds of CPU time if the system reports them, otherwise of elapsed time.
fn timed(run: impl FnOnce()) -> f64 {
    let (before, start) = (cpu(), std::time::Instant::now());
    run();
    match (before, cpu()) {
        (Some(before), Some(after)) if after > before => after - before,
        _ => start.elapsed().as_secs_f64(),
    }
}

/// This process's user and system time, in hundredths of a second, from Linux.
fn cpu() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}
