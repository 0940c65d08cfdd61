//! Properties of exports that can be imported: importing an export gives an equal catalog, which
//! gives the same export.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proptest::prelude::*;
use recension::article::{ClockSource, DefaultZone, MatchKey, Sha256, Timestamp};
use recension::store::Snapshot;
use serde_json::{Value, json};

use crate::catalogs::{dump, entries, make};
use crate::common::{import, recension, skip, stderr, write};

/// Exports, and returns the bytes.
#[track_caller]
pub(crate) fn export(db: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = recension().arg("--db").arg(db).arg("export").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    output.stdout
}

/// Imports into an empty catalog and compares.
#[track_caller]
fn comes_back(folder: &Path, db: &Path, format: &str, name: &str) {
    let file = folder.join(name);
    let _ = std::fs::remove_file(&file);
    let to = file.to_string_lossy();
    export(db, &["--format", format, "--output", &to]);
    let again = folder.join("again.db");
    let _ = std::fs::remove_file(&again);
    let records = export(db, &[]);
    // A catalog without records exports nothing to import.
    if records.is_empty() {
        return;
    }
    import(&again, &[&file], 0);
    let (expected, found) = (dump(db), dump(&again));
    assert!(found == expected, "{format}:\n{expected}\n\nbecame\n\n{found}");
    assert!(export(&again, &[]) == records, "the same catalog gives another export");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn an_export_comes_back_as_an_equal_catalog(runs in entries()) {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        make(&db, "import", &runs);
        for (format, name) in [("jsonl", "out.jsonl"), ("warc", "out.warc.gz")] {
            comes_back(folder.path(), &db, format, name);
        }
    }
}

/// A catalog of the samples: pages, records, and an archive with revisits and redirects, one of
/// them pending.
fn sampled(folder: &Path) -> PathBuf {
    let db = folder.join("samples.db");
    let samples = ["crawl.warc", "story", "records.jsonl", "feed.xml"];
    let samples = samples.map(|name| Path::new("tests/samples").join(name));
    let output = recension().arg("--db").arg(&db).arg("import").args(&samples).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", stderr(&output));
    db
}

/// A filtered export can be imported too, with the URLs that only led to its articles.
#[test]
fn an_article_comes_back_with_the_urls_that_led_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let (story, old, short) =
        ("https://www.example.org/story", "http://example.org/old", "http://short.example/1");
    let lines = [
        json!({"url": story, "title": "A story", "body": "It is told."}),
        json!({"url": "https://other.example/", "title": "Another", "body": "It is told too."}),
        json!({"recension": 1, "redirect": story, "url": old, "key": "org,example)/old"}),
        json!({"recension": 1, "redirect": old, "url": short, "key": "example,short)/1"}),
    ];
    let file = write(folder.path(), "rows.jsonl", &lines.map(|line| line.to_string()));
    import(&db, &[&file], 0);
    let out = folder.path().join("out.jsonl");
    std::fs::write(&out, export(&db, &["--host", "example.org"])).unwrap();
    let again = folder.path().join("again.db");
    import(&again, &[&out], 0);
    let catalog = Snapshot::open(&again).unwrap();
    for url in [story, old, short] {
        let article = catalog.article_of(&MatchKey::of(url).unwrap()).unwrap();
        assert!(article.is_some(), "{url} leads nowhere");
    }
    assert_eq!(catalog.stats(0).unwrap().articles, 1);
}

#[test]
fn pointers_that_were_altered_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let handle = "0".repeat(32);
    let url = "https://example.org/a";
    let at = Timestamp::parse("2024-05-06", &DefaultZone::default(), ClockSource::Header).unwrap();
    let bad = [
        json!({"recension": 1, "redirect": "https://example.org/b", "url": url, "key": "org,example)/c"}),
        json!({"recension": 1, "redirect": "http://", "url": url, "key": "org,example)/a"}),
        json!({"recension": 1, "redirect": 7, "url": url, "key": "org,example)/a"}),
        json!({"recension": 1, "look": "not-found", "url": url, "key": "org,example)/a"}),
        json!({"recension": 1, "look": "deleted", "url": url, "key": "org,example)/a", "at": at}),
        json!({"recension": 1, "look": "gone", "url": url, "key": "org,example)/c", "at": at}),
        json!({"recension": 1, "look": "gone", "url": url, "key": "org,example)/a", "at": at, "status": -1}),
        json!({"recension": 1, "revisit": [], "url": url}),
        json!({"recension": 1, "revisit": ["00"], "url": url}),
        json!({"recension": 1, "revisit": [handle], "url": url, "captured": "2024"}),
        json!({"recension": 1, "revisit": handle, "url": url}),
        json!({"recension": 1, "revisit": [handle]}),
    ];
    let good = json!({"recension": 1, "revisit": [handle], "url": url});
    let lines: Vec<String> = bad.iter().chain([&good]).map(Value::to_string).collect();
    let file = write(folder.path(), "rows.jsonl", &lines);
    let db = folder.path().join("a.db");
    import(&db, &[&file], 3);
    let rejects = Snapshot::open(&db).unwrap().rejects(None, None).unwrap();
    let codes: Vec<&str> = rejects.iter().map(|reject| reject.code.as_str()).collect();
    assert_eq!(codes, vec!["bad-export"; bad.len()]);
    assert_eq!(Snapshot::open(&db).unwrap().stats(0).unwrap().waiting, 1);
}

/// Runs an external program; reports it and returns `None` if it is not installed.
fn outside(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.code() != Some(127) => Some(output),
        _ => {
            skip(&format!("{program} is not here"));
            None
        }
    }
}

/// Whether Python has a module.
fn has_module(module: &str) -> bool {
    let found = outside("python3", &["-c", &format!("import {module}")]);
    let is_there = found.as_ref().is_some_and(|output| output.status.success());
    if found.is_some() && !is_there {
        skip(&format!("python3 has no module {module}"));
    }
    is_there
}

/// Another program finds our records and verifies their digests.
#[test]
fn warcio_reads_the_archive() {
    let folder = tempfile::tempdir().unwrap();
    let db = sampled(folder.path());
    comes_back(folder.path(), &db, "warc", "plain.warc");
    let records = String::from_utf8(export(&db, &[])).unwrap().lines().count();
    for (name, magic) in [("out.warc", &b"WARC/1.1\r\n"[..]), ("out.warc.gz", b"\x1f\x8b")] {
        let path = folder.path().join(name);
        let path = path.to_string_lossy();
        export(&db, &["--format", "warc", "--output", &path]);
        assert!(std::fs::read(&*path).unwrap().starts_with(magic), "{name}");
        if !has_module("warcio") {
            return;
        }
        let script = "import sys, json
from warcio.archiveiterator import ArchiveIterator
types = []
with open(sys.argv[1], 'rb') as archive:
    records = ArchiveIterator(archive, check_digests='raise')
    for record in records:
        types.append(record.rec_type)
        block = record.content_stream().read()
        assert record.rec_headers.protocol == 'WARC/1.1', record.rec_headers.protocol
        if record.rec_type != 'warcinfo':
            assert json.loads(block)['recension'] == 1
assert types[0] == 'warcinfo' and types.count('warcinfo') == 1
print(len(types) - 1)";
        let output = outside("python3", &["-c", script, &path]).unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), records.to_string());
        let output = outside("python3", &["-m", "warcio.cli", "check", &path]).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}

/// A bag is valid by its own manifests, and contains the same as the plain output.
#[test]
fn a_bag_is_proved_by_its_manifests() {
    let folder = tempfile::tempdir().unwrap();
    let db = sampled(folder.path());
    let bag = folder.path().join("a bag");
    let path = bag.to_string_lossy();
    export(
        &db,
        &[
            "--format",
            "bagit",
            "--output",
            &path,
            "--bag-info",
            "Source-Organization=A library",
            "--bag-info",
            "External-Identifier=x:1",
        ],
    );
    let read = |name: &str| std::fs::read_to_string(bag.join(name)).unwrap();
    assert_eq!(read("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    assert_eq!(read("data/catalog.jsonl").into_bytes(), export(&db, &[]));
    let info = read("bag-info.txt");
    let octets = std::fs::metadata(bag.join("data/catalog.jsonl")).unwrap().len();
    for line in [
        "Source-Organization: A library\n",
        "External-Identifier: x:1\n",
        &format!("Payload-Oxum: {octets}.1\n"),
        "Bagging-Date: 2",
    ] {
        assert!(info.contains(line), "{line:?} is not in {info}");
    }
    for (manifest, files) in [
        ("manifest-sha256.txt", vec!["data/catalog.jsonl"]),
        ("tagmanifest-sha256.txt", vec!["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]),
    ] {
        let text = read(manifest);
        let lines: Vec<(&str, &str)> =
            text.lines().map(|line| line.split_once("  ").unwrap()).collect();
        assert_eq!(lines.iter().map(|(_, name)| *name).collect::<Vec<_>>(), files);
        for (digest, name) in lines {
            let bytes = std::fs::read(bag.join(name)).unwrap();
            assert_eq!(Sha256::of(&bytes).to_string(), digest, "{name}");
        }
    }
    // An existing bag is kept; with `--force`, it is replaced by one that contains an archive.
    let again = |more: &[&str]| {
        let mut command = recension();
        command.arg("--db").arg(&db).args(["export", "--format", "bagit", "--output", &path]);
        command.args(more).output().unwrap()
    };
    assert_eq!(again(&[]).status.code(), Some(2));
    let output = again(&["--force", "--payload", "warc"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(!bag.join("data/catalog.jsonl").exists());
    let back = folder.path().join("back.db");
    import(&back, &[&bag.join("data/catalog.warc.gz")], 0);
    assert_eq!(dump(&back), dump(&db));
    if has_module("bagit") {
        let output = outside("python3", &["-m", "bagit", "--validate", &path]).unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        // The check can fail.
        std::fs::write(bag.join("data/catalog.warc.gz"), "altered").unwrap();
        let output = outside("python3", &["-m", "bagit", "--validate", &path]).unwrap();
        assert!(!output.status.success());
    }
}
