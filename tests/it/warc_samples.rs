//! Real web archives: every record of every file is accounted for.
//!
//! The archives are not part of the project: if `../shared/data/warc` is absent, the test reports
//! that and is skipped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use recension::source::{Format, Input, ItemContent, Limits, open};

use crate::common::shared;

/// The outcome for a file's records.
#[derive(Debug, Default)]
struct Tally {
    pages: u64,
    revisits: u64,
    redirects: u64,
    looks: u64,
    skipped: u64,
    describing: u64,
    /// The offsets of feeds and sitemaps, whose entries are items of their own.
    feeds: BTreeSet<u64>,
    broken: Vec<(u64, String)>,
}

impl Tally {
    fn of(path: &Path) -> Self {
        let input = Input::Path(path.to_owned());
        let mut source = open(input, Format::Auto, &Limits::default()).unwrap();
        let mut tally = Self::default();
        while let Some(item) = source.next_item().unwrap() {
            match item.raw {
                ItemContent::Page(_) => tally.pages += 1,
                ItemContent::RevisitRecord(_) => tally.revisits += 1,
                ItemContent::RedirectRecord(_) => tally.redirects += 1,
                ItemContent::LookRecord(_) => tally.looks += 1,
                ItemContent::Entry(_) => drop(tally.feeds.insert(item.place.offset)),
                ItemContent::Broken { .. } if item.place.record.is_some() => {
                    tally.feeds.insert(item.place.offset);
                }
                ItemContent::Broken { reason, .. } => {
                    tally.broken.push((item.place.offset, reason));
                }
                other => panic!("{other:?} in an archive"),
            }
        }
        let skips = source.skips().unwrap();
        (tally.skipped, tally.describing) = (skips.records, skips.quiet);
        assert_eq!(skips.reasons.values().sum::<u64>(), skips.records, "{}", path.display());
        tally
    }

    fn broken_records(&self) -> u64 {
        self.broken.iter().filter(|(_, reason)| !reason.contains("were skipped")).count() as u64
    }

    fn records(&self) -> u64 {
        self.pages
            + self.revisits
            + self.redirects
            + self.looks
            + self.feeds.len() as u64
            + self.skipped
            + self.describing
            + self.broken_records()
    }
}

fn archives() -> Option<(PathBuf, serde_json::Value)> {
    let path = shared("warc/inventory.json")?;
    let inventory = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    Some((path.parent().unwrap().to_owned(), inventory))
}

/// The number of records of each type that another program counted in the file.
fn counted(entry: &serde_json::Value) -> BTreeMap<&str, u64> {
    let records = entry["records"].as_object().unwrap();
    records.iter().map(|(kind, count)| (kind.as_str(), count.as_u64().unwrap())).collect()
}

#[test]
fn every_record_of_every_archive_is_accounted_for() {
    let Some((folder, inventory)) = archives() else { return };
    let mut files = 0;
    for entry in inventory.as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let path = folder.join(name);
        if !name.starts_with("dev/") || !path.exists() {
            continue;
        }
        files += 1;
        let (tally, counted) = (Tally::of(&path), counted(entry));
        let of = |kind: &str| counted.get(kind).copied().unwrap_or(0);
        assert_eq!(tally.records(), counted.values().sum::<u64>(), "{name}: {tally:#?}");
        let describing = ["warcinfo", "arc_header", "request", "metadata"].map(of);
        assert_eq!(tally.describing, describing.iter().sum::<u64>(), "{name}: {tally:#?}");
        // Records that are not HTML pages may be skipped, but not counted as revisits or similar.
        assert!(tally.revisits <= of("revisit"), "{name}: {tally:#?}");
        assert!(tally.pages <= of("response") + of("resource"), "{name}: {tally:#?}");
        // Every defect is explained: by a digest, by a length, or by bytes that are not a record.
        for (offset, reason) in &tally.broken {
            let length = path.metadata().unwrap().len();
            assert!(*offset < length, "{name}: byte {offset} of {length}");
            let is_known = ["digest", "status line", "not a record"];
            assert!(is_known.iter().any(|word| reason.contains(word)), "{name}: {reason}");
        }
    }
    assert!(files >= 30, "only {files} archives are here");
}

#[test]
fn a_broken_archive_gives_what_it_can_and_says_what_it_cannot() {
    let Some((folder, inventory)) = archives() else { return };
    // Files in which another program finds fewer records than there are, or stops.
    let more: &[(&str, u64)] = &[
        ("broken/aut-badexample.arc.gz", 5),
        ("broken/iipc-blackbook-truncated.arc", 9),
        ("broken/warcio-example-bad-non-chunked.warc.gz", 6),
        ("broken/warcio-example-wrong-chunks.warc.gz", 2),
    ];
    for entry in inventory.as_array().unwrap() {
        let name = entry["file"].as_str().unwrap();
        let path = folder.join(name);
        if !name.starts_with("broken/") || !path.exists() {
            continue;
        }
        let tally = Tally::of(&path);
        let more = more.iter().find(|(file, _)| *file == name).map(|(_, count)| *count);
        let expected = more.unwrap_or_else(|| counted(entry).values().sum::<u64>());
        assert_eq!(tally.records(), expected, "{name}: {tally:#?}");
    }
}

#[test]
fn a_package_is_read_and_one_without_archives_is_refused() {
    let Some((folder, _)) = archives() else { return };
    for (name, records) in [
        ("valid_example_1.wacz", 4),
        ("valid_example_2.wacz", 4),
        ("valid_signed_example_1.wacz", 4),
        ("invalid_signed_example_1.wacz", 4),
    ] {
        let tally = Tally::of(&folder.join("wacz").join(name));
        assert_eq!(tally.records(), records, "{name}: {tally:#?}");
        assert!(tally.broken.is_empty() && tally.pages > 0, "{name}: {tally:#?}");
    }
    let input = Input::Path(folder.join("wacz/invalid_example_1.wacz"));
    let error = open(input, Format::Auto, &Limits::default()).err().unwrap();
    assert!(error.to_string().contains("without a web archive"), "{error}");
}

/// The indexes next to the archives were made by another program: the offsets must agree.
#[test]
fn a_page_is_at_the_offset_that_an_index_states() {
    let Some((folder, _)) = archives() else { return };
    let mut compared = 0;
    for (index, archive) in
        [("iana", "pywb-iana"), ("dupes", "pywb-dupes"), ("example", "pywb-example")]
    {
        let path = folder.join(format!("dev/{archive}.warc.gz"));
        let Ok(index) = std::fs::read_to_string(folder.join(format!("cdx/{index}.cdx"))) else {
            continue;
        };
        let mut source = open(Input::Path(path), Format::Auto, &Limits::default()).unwrap();
        let mut pages = BTreeMap::new();
        while let Some(item) = source.next_item().unwrap() {
            if let ItemContent::Page(page) = item.raw {
                pages.insert(item.place.offset, page.origin.unwrap().url);
            }
        }
        for line in index.lines().skip(1) {
            let cells: Vec<&str> = line.split(' ').collect();
            if cells[3] == "text/html" && cells[4] == "200" {
                let offset = cells[9].parse().unwrap();
                assert_eq!(pages.get(&offset).map(String::as_str), Some(cells[2]), "{line}");
                compared += 1;
            }
        }
    }
    assert!(compared >= 15, "only {compared} pages were compared");
}
