//! Optimizing: no imported data changes, whatever interrupts it, at any time.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use recension::article::UnixMicros;
use recension::pipeline::Progress;
use recension::store::{OptimizeOptions, OptimizeStep, Snapshot, StoreError, optimize};
use recension::timeline::DERIVATION_VERSION;
use rusqlite::Connection;

use crate::common::{Dice, content, import, journal, loosen, made_up, recension, stderr, write};

fn options() -> OptimizeOptions {
    OptimizeOptions::new(UnixMicros(7)).jobs(2)
}

fn export(db: &Path) -> Vec<u8> {
    let output = recension().arg("--db").arg(db).arg("export").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    output.stdout
}

/// A catalog of several imports, so that the texts of an article are scattered and in no order,
/// with a word index that the later imports extended.
fn catalog(folder: &Path, articles: usize) -> std::path::PathBuf {
    let db = folder.join("a.db");
    let mut dice = Dice(3);
    let mut lines = made_up(articles, &mut dice);
    dice.shuffle(&mut lines);
    for (number, part) in lines.chunks(lines.len() / 3 + 1).enumerate() {
        import(&db, &[&write(folder, &format!("{number}.jsonl"), part)], 0);
        let output = recension().arg("--db").arg(&db).args(["search", "witness"]).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
    db
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn found(db: &Path) -> String {
    let arguments = ["search", "boats", "-n", "5", "--format", "jsonl"];
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_export_and_all_that_is_shown_stay_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 400);
    // Data that a user added to the file is kept, too.
    Connection::open(&db)
        .unwrap()
        .execute_batch(
            "CREATE TABLE notes (n INTEGER PRIMARY KEY, note TEXT); INSERT INTO notes VALUES (7, 'x');
             CREATE VIEW noted AS SELECT note FROM notes; CREATE INDEX by_note ON notes (note)",
        )
        .unwrap();
    let (exported, shown, hits) = (export(&db), content(&db), found(&db));
    let before = Snapshot::open(&db).unwrap().stats(0).unwrap();
    let report = optimize(&db, options(), &Progress::default()).unwrap().unwrap();
    assert_eq!(export(&db), exported);
    assert_eq!(content(&db), shown);
    assert_eq!(found(&db), hits);
    let catalog = Snapshot::open(&db).unwrap();
    let after = catalog.stats(0).unwrap();
    assert_eq!(
        (catalog.derived_by().unwrap(), catalog.words_by().unwrap()),
        (DERIVATION_VERSION, DERIVATION_VERSION)
    );
    assert_eq!(after.texts, before.texts);
    assert_eq!((report.rewrite.versions as i64, report.kept), (after.versions, false));
    assert!(after.stored_bytes < before.stored_bytes, "{report:?}");
    assert_eq!(report.rewrite.bytes_after as i64, after.file_bytes);
    assert!(report.rewrite.bytes_after < report.rewrite.bytes_before, "{report:?}");
    drop(catalog);
    assert_eq!(journal(&db).last().unwrap(), "compression: success");
    assert!(!files(folder.path()).iter().any(|name| name.contains("optimize")));
    let connection = Connection::open(&db).unwrap();
    let note: String =
        connection.query_row("SELECT note FROM noted", [], |row| row.get(0)).unwrap();
    assert_eq!(note, "x");
    connection.execute("DELETE FROM _frame", []).expect_err("the triggers guard the new rows");
    drop(connection);

    // After more imports, it can be optimized again.
    let more = write(folder.path(), "more.jsonl", &made_up(450, &mut Dice(4)));
    import(&db, &[&more], 0);
    let shown = content(&db);
    let again = optimize(&db, options(), &Progress::default()).unwrap().unwrap();
    assert!(!again.kept, "{again:?}");
    assert_eq!(content(&db), shown);
}

/// A catalog that would become larger is not touched, and the output says so.
#[test]
fn a_larger_catalog_is_never_installed() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 400);
    let first = optimize(&db, options(), &Progress::default()).unwrap().unwrap();
    assert!(!first.kept, "{first:?}");
    let before = std::fs::read(&db).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = recension();
        command.arg("--db").arg(&db).args(["optimize", "--level", "1"]).args(arguments);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        assert!(std::fs::read(&db).unwrap() == before, "{arguments:?}: the catalog was written");
        (String::from_utf8(output.stdout.clone()).unwrap(), stderr(&output))
    };
    let (_, said) = run(&[]);
    assert!(
        said.ends_with("; the old catalog was kept because the new one is not smaller\n"),
        "{said}"
    );
    let (_, said) = run(&["--dry-run"]);
    assert!(said.contains("the old catalog would be kept"), "{said}");
    let (report, _) = run(&["--json"]);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["kept"], true, "{report}");
    assert!(report["bytes_after"].as_u64() >= report["bytes_before"].as_u64(), "{report}");
    assert_eq!(files(folder.path()).iter().filter(|name| name.contains("a.db")).count(), 1);
}

/// Canceled at any progress report, the catalog is unchanged and accepts imports.
#[test]
fn ended_at_any_step_the_catalog_is_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 60);
    let (shown, names) = (content(&db), files(folder.path()));
    let met = Arc::new(Mutex::new(BTreeSet::new()));
    for last in 0.. {
        let (reports, steps) = (AtomicUsize::new(0), Arc::clone(&met));
        let progress = Progress::watched_by(move |progress| {
            steps.lock().unwrap().insert(progress.step());
            if reports.fetch_add(1, Ordering::Relaxed) >= last {
                progress.cancel();
            }
        });
        let done = optimize(&db, options(), &progress);
        assert_eq!(content(&db), shown, "after {last}");
        if done.unwrap().is_some() {
            break;
        }
        assert_eq!(files(folder.path()), names);
    }
    use OptimizeStep::{Copy, Derive, Encode, Prove};
    let met = met.lock().unwrap();
    assert!([Encode, Copy, Derive, Prove].iter().all(|step| met.contains(step.name())), "{met:?}");
}

#[test]
fn while_another_writes_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 60);
    let shown = content(&db);
    let holder = Connection::open(&db).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let output = recension().arg("--db").arg(&db).arg("optimize").output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("locked by another process"), "{}", stderr(&output));
    holder.execute_batch("ROLLBACK").unwrap();
    drop(holder);

    // A write between the verification and the swap is not overwritten.
    let late = Mutex::new(Connection::open(&db).unwrap());
    let tried = Arc::new(AtomicUsize::new(0));
    let tries = Arc::clone(&tried);
    let progress = Progress::watched_by(move |progress| {
        if progress.step() == OptimizeStep::Prove.name() && progress.done() == progress.total() {
            // The lock is held: a writer waits.
            late.lock().unwrap().execute_batch("BEGIN IMMEDIATE").expect_err("locked");
            tries.fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(optimize(&db, options(), &progress).unwrap().is_some());
    assert!(tried.load(Ordering::Relaxed) > 0);
    drop(progress);
    assert_eq!(content(&db), shown);
    // A reader that started before sees the old data, and blocks nobody.
    loosen(&db);
    let reader = Snapshot::open(&db).unwrap();
    let versions = reader.stats(0).unwrap().versions;
    let report = optimize(&db, options(), &Progress::default()).unwrap().unwrap();
    assert!(!report.kept, "{report:?}");
    assert_eq!(reader.stats(0).unwrap().versions, versions);
    drop(reader);
    assert_eq!(content(&db), shown);
}

/// A version that does not match its id is not rewritten as if it did.
#[test]
fn what_is_damaged_is_not_optimized() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 60);
    Connection::open(&db)
        .unwrap()
        .execute_batch(
            "DROP TRIGGER version_is_fixed; UPDATE _version SET title = 'Forged' WHERE version_no = 9",
        )
        .unwrap();
    let before = std::fs::read(&db).unwrap();
    let error = optimize(&db, options(), &Progress::default()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("does not match its id"), "{error}");
    assert_eq!(std::fs::read(&db).unwrap(), before);
}
