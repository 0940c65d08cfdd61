//! Four writers and eight readers use one catalog concurrently: nobody gets an error, every reader
//! sees a consistent state, and at the end everything that was imported is there.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use recension::store::{ArticleFilter, Snapshot, StoreError};

use crate::common::{
    Dice, check_states, content, history, import, made_up, recension, stderr, write,
};
use crate::works::{at_length, check_file};

/// The message of `optimize` while another process writes: it does not wait.
const BUSY: &str = "is locked by another process";

/// Rows, some of which all writers import, and some only this writer.
fn rows(folder: &Path, writer: usize, round: usize) -> PathBuf {
    let at = |host: String, seed| {
        let rows = made_up(3, &mut Dice(seed)).into_iter();
        rows.map(move |row| row.replace("www.example.org", &host))
    };
    let mut lines: Vec<String> = at(format!("r{round}.example.org"), round as u64)
        .chain(at(format!("w{writer}r{round}.example.org"), (writer * 1000 + round) as u64))
        .collect();
    Dice(writer as u64).shuffle(&mut lines);
    write(folder, &format!("{writer}-{round}.jsonl"), &lines)
}

/// Runs a command and requires success; `optimize` may report that another process writes.
fn run(db: &Path, arguments: &[&str], busy: &AtomicUsize) -> Vec<u8> {
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    let said = stderr(&output);
    if arguments[0] == "optimize" && said.contains(BUSY) {
        assert_eq!(output.status.code(), Some(4), "{said}");
        busy.fetch_add(1, Relaxed);
    } else {
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
    }
    output.stdout
}

/// Checks that a state is consistent while others write: its counts agree, its texts match their
/// ids, its changes follow from its versions, and its log from its rows.
fn look(db: &Path, dice: &mut Dice) -> Result<i64, StoreError> {
    let catalog = Snapshot::open(db)?;
    let before = catalog.stats(0)?;
    let articles = catalog.article_ids(&ArticleFilter::default())?;
    assert_eq!(articles.len() as i64, before.articles);
    for _ in 0..5 {
        let history = history(&catalog, articles[dice.below(articles.len())]);
        for version in history.versions() {
            catalog.body(version)?;
        }
        check_states(&catalog, &history);
    }
    let mut log = catalog.log()?;
    let head = log.stored_head()?;
    assert_eq!((head.size, head.root), (log.size(), log.root(head.size)?));
    let after = catalog.stats(0)?;
    assert_eq!(
        (before.versions, before.captures, before.texts),
        (after.versions, after.captures, after.texts)
    );
    Ok(after.versions)
}

/// Runs a user's command and checks that it prints complete lines of JSON.
fn ask(db: &Path, dice: &mut Dice, busy: &AtomicUsize) {
    let article = (1 + dice.below(5)).to_string();
    let questions: [&[&str]; 6] = [
        &["list", "-n", "20", "--format", "jsonl"],
        &["search", "witness", "-n", "5", "--format", "jsonl"],
        &["changes", "-n", "20", "--format", "jsonl"],
        &["log", &article, "--format", "jsonl"],
        &["show", &article, "--format", "json"],
        &["blame", &article, "--format", "jsonl"],
    ];
    let told = run(db, questions[dice.below(questions.len())], busy);
    for line in String::from_utf8(told).unwrap().lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn four_write_and_eight_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let db = folder.join("a.db");
    let duration = Duration::from_secs(if at_length() { 120 } else { 10 });
    import(&db, &[&rows(folder, 0, 0)], 0);
    let (over, busy) = (AtomicBool::new(false), AtomicUsize::new(0));
    let (rounds, states, questions) =
        (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let start = Instant::now();
    std::thread::scope(|scope| {
        // A panic in one thread ends all, through the guard.
        struct Ends<'a>(&'a AtomicBool);
        impl Drop for Ends<'_> {
            fn drop(&mut self) {
                self.0.store(true, Relaxed);
            }
        }
        let goes_on = || !over.load(Relaxed) && start.elapsed() < duration;
        let (db, busy, rounds) = (&db, &busy, &rounds);
        for writer in 0..4 {
            let over = &over;
            scope.spawn(move || {
                let _ends = Ends(over);
                let mut round = 0;
                while goes_on() {
                    let file = rows(folder, writer, round);
                    let file = file.to_string_lossy();
                    match (writer, round % 8) {
                        (3, _) => {
                            let other = folder.join("other.db");
                            run(&other, &["import", &file], busy);
                            run(db, &["merge", &other.to_string_lossy()], busy);
                        }
                        (2, 5) => {
                            run(db, &["optimize", "--level", "3"], busy);
                            run(db, &["import", &file], busy);
                        }
                        _ => {
                            run(db, &["import", &file], busy);
                        }
                    }
                    round += 1;
                    rounds.fetch_add(1, Relaxed);
                }
            });
        }
        for reader in 0..8 {
            let (over, states, questions) = (&over, &states, &questions);
            scope.spawn(move || {
                let _ends = Ends(over);
                let (mut dice, mut last) = (Dice(reader), 0);
                while goes_on() {
                    if reader % 2 == 0 {
                        let versions = look(db, &mut dice).unwrap();
                        assert!(versions >= last, "{versions} versions after {last}");
                        last = versions;
                        states.fetch_add(1, Relaxed);
                    } else {
                        ask(db, &mut dice, busy);
                        questions.fetch_add(1, Relaxed);
                    }
                }
            });
        }
    });
    // Everything from every file is there.
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .collect();
    files.sort();
    let union = folder.join("union.db");
    for files in files.chunks(100) {
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        import(&union, &files, 0);
    }
    assert!(check_file(&db));
    let (crowd, alone) = (content(&db), content(&union));
    eprintln!(
        "{duration:?}: {rounds:?} writes, {states:?} states read, {questions:?} questions, {busy:?} \
         times no optimize; {} articles",
        crowd.len()
    );
    assert!(crowd == alone, "the crowd's catalog has another content");
}
