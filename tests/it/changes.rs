//! Stored changes: derived when versions are imported, derived again if a late version is inserted
//! or the code differs, and never used while incomplete.

use std::path::Path;

use recension::article::{ArticleId, CountRange, TimeRange, UnixMicros};
use recension::diff::{Class, ClassSet, FieldName, Op};
use recension::pipeline::Progress;
use recension::store::{
    ChangeCursor, ChangeFilter, ChangeRow, Rebuild, Snapshot, StoreError, rebuild,
};
use recension::timeline::DERIVATION_VERSION;
use rusqlite::Connection;
use serde_json::json;

use crate::common::{Dice, content, import, made_up, recension, stderr, write};

fn row(hour: u32, body: &str) -> String {
    json!({
        "url": "https://example.org/story",
        "title": "T",
        "published": "2024-01-01T09:00Z",
        "updated": format!("2024-01-01T{hour}:00Z"),
        "captured": format!("2024-01-01T{hour}:30Z"),
        "body": body,
    })
    .to_string()
}

fn changes(db: &Path) -> Vec<ChangeRow> {
    let mut rows = Vec::new();
    let filter = ChangeFilter::default().oldest_first(true);
    Snapshot::open(db)
        .unwrap()
        .each_change(&filter, |row| {
            rows.push(row);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    rows
}

/// The ordinals, and the numbers of words that each change added and removed.
fn told(db: &Path) -> Vec<(i64, usize, usize)> {
    let words = |row: &ChangeRow| {
        let outline = &row.change.outline;
        (row.state.ordinal, outline.words_added, outline.words_removed)
    };
    changes(db).iter().map(words).collect()
}

#[test]
fn a_late_version_parts_a_change_in_two() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let first = write(folder.path(), "1.jsonl", &[row(10, "One two."), row(14, "One two three.")]);
    import(&db, &[&first], 0);
    assert_eq!(told(&db), [(2, 1, 0)]);
    let late = write(folder.path(), "2.jsonl", &[row(12, "One two three four.")]);
    import(&db, &[&late], 0);
    assert_eq!(told(&db), [(2, 2, 0), (3, 0, 1)]);
    // The former first state now has a change; the new first state has none.
    let early = write(folder.path(), "3.jsonl", &[row(11, "Zero."), row(10, "Nil.")]);
    import(&db, &[&early], 0);
    assert_eq!(changes(&db).iter().map(|row| row.state.ordinal).collect::<Vec<_>>(), [2, 3, 4, 5]);
    content(&db);
}

/// Makes the derived tables look as if another version of the code had written them.
fn spoil(db: &Path, built: i64) {
    let connection = Connection::open(db).unwrap();
    connection
        .execute_batch(&format!(
            "UPDATE _state SET words_added = 7777777 WHERE before_no IS NOT NULL; UPDATE _summary SET classes = 0;
             UPDATE _derived SET built = {built};"
        ))
        .unwrap();
}

#[test]
fn what_other_code_derived_is_derived_anew_by_whatever_needs_it() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "rows.jsonl", &made_up(60, &mut Dice(3)));
    import(&db, &[&rows], 0);
    let expected = changes(&db);
    let run = |arguments: &[&str]| {
        let output = recension().arg("--db").arg(&db).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        (String::from_utf8_lossy(&output.stdout).into_owned(), stderr(&output))
    };
    let listed = run(&["list", "--class", "name,number", "--format", "csv"]).0;
    for built in [0, DERIVATION_VERSION + 1] {
        for command in [&["changes"][..], &["list", "--class", "name"], &["rebuild"]] {
            spoil(&db, built);
            let (_, said) = run(command);
            assert!(said.contains("recomputed"), "{command:?}: {said}");
            assert_eq!(changes(&db), expected, "{command:?}");
            assert_eq!(run(&["list", "--class", "name,number", "--format", "csv"]).0, listed);
        }
    }
    // Commands that need no changes do not wait for them, and do not use them.
    spoil(&db, 0);
    assert!(!run(&["log", "1", "--format", "csv"]).0.contains("7777777"));
    // An import updates everything, not only what it affects.
    let more = write(folder.path(), "more.jsonl", &[row(10, "One.")]);
    import(&db, &[&more], 0);
    content(&db);
}

#[test]
fn a_rebuild_that_is_broken_off_leaves_nothing_to_be_trusted() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "rows.jsonl", &made_up(40, &mut Dice(5)));
    import(&db, &[&rows], 0);
    let interrupted = Progress::watched_by(|progress| {
        if progress.done() > 0 {
            progress.cancel();
        }
    });
    rebuild(&db, Rebuild::All, 1, &interrupted).unwrap();
    assert!(interrupted.is_canceled());
    assert_eq!(Snapshot::open(&db).unwrap().derived_by().unwrap(), 0);
    rebuild(&db, Rebuild::All, 2, &Progress::default()).unwrap();
    assert_eq!(Snapshot::open(&db).unwrap().derived_by().unwrap(), DERIVATION_VERSION);
    content(&db);
}

/// A search for recent changes must find an edit that no timestamp of the publisher shows.
#[test]
fn a_silent_edit_happened_when_it_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let seen = |day: u32, body: &str| {
        json!({
            "url": "https://example.org/story",
            "updated": "2024-01-01T09:00Z",
            "captured": format!("2024-02-{day:02}T09:00Z"),
            "body": body,
        })
        .to_string()
    };
    let rows = write(folder.path(), "a.jsonl", &[seen(1, "It holds 3."), seen(9, "It holds 30.")]);
    import(&db, &[&rows], 0);
    let found = changes(&db);
    assert!(found[0].change.silent);
    assert_eq!(found[0].state.effective.at, found[0].state.seen.map(|(first, _)| first));
}

#[test]
fn filters_combine() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = [
        row(10, "The dam holds 3 lakes. It is old."),
        // A number was edited.
        row(11, "The dam holds 30 lakes. It is old."),
        // A number in an added sentence.
        row(12, "The dam holds 30 lakes. It is old. It cost 9 crowns to build in all."),
        // Typography.
        row(13, "The dam holds 30 lakes. It is old.\n\nIt cost 9 crowns to build in all."),
    ];
    let file = write(folder.path(), "rows.jsonl", &rows);
    import(&db, &[&file], 0);
    let check = |filter: ChangeFilter, expected: &[i64]| {
        let mut found = Vec::new();
        let catalog = Snapshot::open(&db).unwrap();
        catalog
            .each_change(&filter, |row| {
                found.push(row.state.ordinal);
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert_eq!(found, expected, "{filter:?}");
    };
    let all = ChangeFilter::default;
    let number = ClassSet::only(Class::Number);
    let ops = |op: Op| std::iter::once(op).collect();
    let fields = |field: FieldName| std::iter::once(field).collect();
    check(all(), &[4, 3, 2]);
    check(all().classes(number), &[3, 2]);
    check(all().classes(number).ops(ops(Op::Edited)), &[2]);
    check(all().classes(number).ops(ops(Op::Added)), &[3]);
    check(all().without_noise(true), &[3, 2]);
    check(all().words(CountRange::at_least(3)), &[3]);
    check(all().words(CountRange::at_most(2)).limit(1), &[4]);
    check(all().host(Some("example.org".parse().unwrap())).oldest_first(true), &[2, 3, 4]);
    check(all().host(Some("other.org".parse().unwrap())), &[]);
    check(all().article(ArticleId(1)).silent(true), &[]);
    check(all().fields(fields(FieldName::Updated)), &[4, 3, 2]);
    check(all().fields(fields(FieldName::Title)), &[]);
    let catalog = Snapshot::open(&db).unwrap();
    // Pages of any size are the whole list, in both orders.
    for oldest_first in [false, true] {
        for size in 1..4 {
            let (mut paged, mut after) = (Vec::new(), None);
            loop {
                let limit = Some(size);
                let filter = all().after(after).limit(limit).oldest_first(oldest_first);
                let page = catalog.change_page(&filter).unwrap();
                assert!(page.changes.len() <= size as usize);
                paged.extend(page.changes);
                let Some(next) = page.next else { break };
                let text = next.to_string();
                after = Some(ChangeCursor::read(&text, oldest_first).unwrap());
            }
            let mut expected = changes(&db);
            if !oldest_first {
                expected.reverse();
            }
            assert_eq!(paged, expected, "{size} {oldest_first}");
        }
    }
    let at = changes(&db)[1].state.effective.at.map(UnixMicros);
    let (since, until) = (TimeRange { from: at, until: None }, TimeRange { from: None, until: at });
    check(all().at(since), &[4, 3]);
    check(all().at(until), &[2]);
    check(all().captured(since), &[4, 3]);
}
