//! Other publishers' feeds, compared with another reader's results for their entries. The data is
//! not part of the project; if it is not available, the tests report that and pass.

use std::path::{Path, PathBuf};

use recension::extract::{self, ExtractOptions, Extraction};
use recension::source::{Format, Input, Limits, open};
use serde_json::Value;

use crate::common::shared;

fn data(name: &str) -> Option<PathBuf> {
    shared(&format!("feeds/{name}"))
}

/// The readable entries, each with whether it has a URL, and the number of rejects.
fn entries(input: Input) -> (Vec<(Extraction, bool)>, usize) {
    let Ok(mut source) = open(input, Format::Feed, &Limits::default()) else {
        return (Vec::new(), 0);
    };
    let (mut read, mut rejects) = (Vec::new(), 0);
    while let Some(item) = source.next_item().unwrap() {
        match extract::extract_lenient(&item, &ExtractOptions::default()) {
            Ok(reading) => read.push(reading),
            Err(problem) => {
                assert_ne!(problem.code, "internal", "{:?}", item.place);
                rejects += 1;
            }
        }
        assert!(read.len() + rejects < 100_000, "no end");
    }
    (read, rejects)
}

/// The instant to the second: the other reader drops fractions.
fn second(time: Option<&str>) -> Option<i64> {
    let time = chrono::DateTime::parse_from_rfc3339(time?).unwrap();
    Some(time.timestamp())
}

#[test]
fn entries_have_the_links_and_times_that_they_should() {
    let Some(truth) = data("dev/truth.jsonl") else { return };
    // For each: correct, total.
    let (mut found, mut links, mut published, mut updated) = ((0, 0), (0, 0), (0, 0), (0, 0));
    let mut invented = 0;
    let count = |counter: &mut (usize, usize), is_right: bool| {
        counter.0 += usize::from(is_right);
        counter.1 += 1;
    };
    for line in std::fs::read_to_string(&truth).unwrap().lines() {
        let feed: Value = serde_json::from_str(line).unwrap();
        let path = truth.with_file_name(feed["file"].as_str().unwrap());
        let (read, _) = entries(Input::Path(path));
        let expected = feed["entries"].as_array().unwrap();
        for (at, expected) in expected.iter().enumerate() {
            count(&mut found, at < read.len());
            let Some((reading, has_url)) = read.get(at) else { continue };
            if let Some(link) = expected["link"].as_str() {
                count(&mut links, *has_url && reading.capture.url == link);
            }
            let version = &reading.capture.version;
            for (name, ours, counter) in [
                ("published", &version.published, &mut published),
                ("updated", &version.updated, &mut updated),
            ] {
                let ours = ours.as_ref().map(|stamp| stamp.micros().div_euclid(1_000_000));
                let theirs = second(expected[name].as_str());
                count(counter, ours == theirs);
                invented += usize::from(ours.is_some() && theirs.is_none());
            }
        }
    }
    eprintln!("found {found:?}, links {links:?}, published {published:?}, updated {updated:?}");
    // Not found: a truncated item. Other links: two relative ones, which we resolve, and one of an
    // enclosure next to an alternate link.
    assert!(found.1 - found.0 <= 1, "found {found:?}");
    assert!(links.1 - links.0 <= 3, "links {links:?}");
    assert_eq!((published.0, updated.0, invented), (published.1, updated.1, 0));
}

#[test]
fn no_feed_of_the_corpus_makes_it_panic() {
    let Some(path) = data("corpus.tar.zst") else { return };
    let packed = std::fs::read(path).unwrap();
    let tar = zstd::decode_all(&packed[..]).unwrap();
    let (mut feeds, mut with_entries, mut read, mut at) = (0, 0, 0, 0);
    // A tar header: the name, the size in octal digits, the type.
    while let Some(header) = tar.get(at..at + 512).filter(|header| header[0] != 0) {
        let field = |from: usize, to: usize| {
            String::from_utf8_lossy(&header[from..to]).trim_end_matches(['\0', ' ']).to_owned()
        };
        let size = usize::from_str_radix(&field(124, 136), 8).unwrap();
        let (name, bytes) = (field(0, 100), &tar[at + 512..at + 512 + size]);
        at += 512 + size.next_multiple_of(512);
        if header[156] != b'0' || Path::new(&name).extension().is_none_or(|end| end != "xml") {
            continue;
        }
        feeds += 1;
        // Also truncate every tenth feed.
        let cut = if feeds % 10 == 0 { size * 2 / 3 } else { 0 };
        for bytes in [bytes, &bytes[..cut]] {
            let input = Input::Stream(Box::new(std::io::Cursor::new(bytes.to_vec())));
            let (entries, _) = entries(input);
            if bytes.len() == size {
                with_entries += usize::from(!entries.is_empty());
                read += entries.len();
            }
        }
    }
    eprintln!("{feeds} feeds, {with_entries} with entries, {read} entries");
    assert!(feeds > 1000 && with_entries * 100 > feeds * 45, "{with_entries} of {feeds}");
}
