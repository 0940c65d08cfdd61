//! Dictionaries: a catalog gets one however it is filled, and its content does not depend on it.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use recension::import::{self, Job, Progress};
use recension::source::Input;
use recension::store::{ArticleFilter, Snapshot, Writer};
use rusqlite::Connection;

use crate::common::{Dice, content, journal, recension, stderr, verify};

/// Pages of one publisher: words recur, sentences do not. One line each, about 3 kB.
fn pages(numbers: std::ops::Range<usize>) -> Vec<String> {
    let mut dice = Dice(17);
    let parts = ["har", "bo", "ran", "tel", "mi", "sto", "ver", "lun", "gat", "ke", "dos", "fi"];
    let word = |dice: &mut Dice| -> String {
        (0..2 + dice.below(3)).map(|_| parts[dice.below(parts.len())]).collect()
    };
    let words: Vec<String> = (0..900).map(|_| word(&mut dice)).collect();
    let phrases: Vec<String> = (0..300)
        .map(|_| {
            let words: Vec<&str> = (0..7).map(|_| &*words[dice.below(words.len())]).collect();
            words.join(" ")
        })
        .collect();
    let line = |number: usize| {
        let mut dice = Dice(number as u64 * 7919 + 3);
        let sentences: Vec<String> = (0..40)
            .map(|_| {
                let phrase = &phrases[dice.below(phrases.len())];
                let mut next = || &*words[dice.below(words.len())];
                format!("The {} of {phrase} said {} {}.", next(), next(), next())
            })
            .collect();
        serde_json::json!({
            "url": format!("https://www.example.org/{number}"),
            "title": format!("Page {number}"),
            "body": sentences.join("\n\n"),
        })
        .to_string()
    };
    numbers.map(line).collect()
}

/// One import of these lines.
fn add(db: &Path, lines: &[String]) {
    let mut writer = Writer::begin(db, "test", "[]", 0).unwrap();
    let lines_in = Cursor::new(lines.join("\n").into_bytes());
    let job = Job::new(vec![Input::Stream(Box::new(lines_in))]);
    let report = import::run(job, &mut writer, &Progress::default()).unwrap();
    assert_eq!(report.counts.records, lines.len() as u64, "{report:?}");
    writer.finish(1).unwrap();
}

fn number(db: &Path, sql: &str) -> i64 {
    Connection::open(db).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn dictionaries(db: &Path) -> i64 {
    number(db, "SELECT count(*) FROM _dictionary")
}

/// The bytes of all texts, including the dictionaries that they use.
fn stored(db: &Path) -> i64 {
    number(
        db,
        "SELECT (SELECT sum(length(data)) FROM _frame)
              + (SELECT coalesce(sum(length(data)), 0) FROM _dictionary)",
    )
}

fn copy(db: &Path, name: &str) -> std::path::PathBuf {
    let path = db.with_file_name(name);
    Snapshot::open(db).unwrap().backup(&path).unwrap();
    path
}

#[track_caller]
fn is_whole(db: &Path) {
    assert_eq!(verify(&Snapshot::open(db).unwrap(), true).damage, Vec::<String>::new());
}

#[test]
fn pages_that_come_one_at_a_time_cost_what_they_cost_together() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    // A dictionary pays off from 384 KiB of text; training is tried in steps of an eighth.
    let first = pages(0..200);
    let mut before = Vec::new();
    drop(Writer::begin(&db, "test", "[]", 0).unwrap());
    for line in &first {
        if dictionaries(&db) > 0 {
            break;
        }
        before.push(line);
        add(&db, std::slice::from_ref(line));
    }
    assert_eq!(dictionaries(&db), 1, "after {} pages", before.len());
    let text = number(&db, "SELECT sum(length) FROM _text");
    assert!((384 << 10..450 << 10).contains(&text), "{text}");
    is_whole(&db);

    let (alone, together) = (copy(&db, "alone.db"), copy(&db, "together.db"));
    let more = pages(1000..1300);
    let was = stored(&db);
    add(&together, &more);
    for line in &more {
        add(&alone, std::slice::from_ref(line));
    }
    let (alone_cost, together_cost) = (stored(&alone) - was, stored(&together) - was);
    eprintln!("300 pages: {together_cost} bytes in one import, {alone_cost} in 300");
    assert!(alone_cost * 100 <= together_cost * 103, "{alone_cost} {together_cost}");
    // Texts stored before there was a dictionary take more.
    let each_before = was / before.len() as i64;
    assert!(alone_cost / 300 * 10 < each_before * 9, "{} {each_before}", alone_cost / 300);
    assert_eq!(content(&alone), content(&together));

    // As a catalog grows, it gets larger dictionaries, and texts that use the first one are still
    // readable.
    add(&alone, &pages(2000..2400));
    assert_eq!(dictionaries(&alone), 2);
    is_whole(&alone);
    let output = recension().arg("--db").arg(&alone).args(["optimize", "-q"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(journal(&alone).last().unwrap(), "compression: success");
    is_whole(&alone);
}

/// Two importers that train dictionaries concurrently lose no text.
#[test]
fn two_that_import_at_once_train_what_both_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let lines = [pages(0..150), pages(150..300)];
    let whole = folder.path().join("whole.db");
    add(&whole, &lines.concat());
    let expected = content(&whole);
    for (name, at_once) in [("batches", 150), ("pages", 1)] {
        let db = folder.path().join(format!("{name}.db"));
        drop(Writer::begin(&db, "test", "[]", 0).unwrap());
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let threads = lines.each_ref().map(|lines| {
                scope.spawn(|| lines.chunks(at_once).for_each(|lines| add(&db, lines)))
            });
            // A concurrent reader finds every text.
            let reader = scope.spawn(|| {
                let mut read = HashSet::new();
                while !done.load(Ordering::Relaxed) {
                    let catalog = Snapshot::open(&db).unwrap();
                    for article in catalog.article_ids(&ArticleFilter::default()).unwrap() {
                        if read.insert(article) {
                            for version in catalog.versions(article).unwrap() {
                                catalog.body(&version).unwrap();
                            }
                        }
                    }
                }
            });
            for thread in threads {
                thread.join().unwrap();
            }
            done.store(true, Ordering::Relaxed);
            reader.join().unwrap();
        });
        assert_eq!(dictionaries(&db), 1, "{name}");
        is_whole(&db);
        assert_eq!(content(&db), expected, "{name}");
    }
}
