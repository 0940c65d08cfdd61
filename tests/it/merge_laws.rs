//! Properties of merging: idempotent, commutative and associative in all stored data of articles;
//! data that both catalogs have is unchanged in the target.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use recension::article::{MatchKey, Sha256};
use recension::store::{MigratedCopy, Snapshot};
use rusqlite::Connection;

use crate::catalogs::{dump, entries, make, provenance};
use crate::common::{Dice, import, journal, made_up, recension, stderr, write};
use crate::export_laws::export;

/// Merges, and returns the output.
#[track_caller]
fn merge(into: &Path, other: &Path) -> String {
    let output = recension().arg("--db").arg(into).arg("merge").arg(other).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    stderr(&output)
}

/// A new catalog of these catalogs, merged one after the other.
fn merged(folder: &Path, name: &str, catalogs: &[&PathBuf]) -> PathBuf {
    let db = folder.join(name);
    let _ = std::fs::remove_file(&db);
    for catalog in catalogs {
        merge(&db, catalog);
    }
    db
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn merging_is_a_union(a in entries(), b in entries(), c in entries(), shared in entries()) {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        // Each has a different name, because an import is identified by its arguments.
        let [a, b, c] = [("a.db", a), ("bb.db", b), ("ccc.db", c)].map(|(name, runs)| {
            let db = folder.join(name);
            make(&db, name, &runs);
            make(&db, "shared", &shared);
            db
        });
        let ab = merged(folder, "ab.db", &[&a, &b]);
        let ba = merged(folder, "ba.db", &[&b, &a]);
        let bytes = export(&ab, &[]);
        prop_assert!(is_same(&ba, &ab), "not commutative:\n{}\n\n{}", dump(&ab), dump(&ba));
        prop_assert_eq!(runs_of(&ab), runs_of(&ba));

        let before = provenance(&ab);
        for known in [&a, &b, &ba] {
            let said = merge(&ab, known);
            prop_assert!(said.contains(": 0 articles") && said.contains(" 0 captures"), "{said}");
        }
        prop_assert_eq!(export(&ab, &[]), bytes, "not idempotent");
        prop_assert_eq!(provenance(&ab), before, "not idempotent");

        let abc = merged(folder, "abc.db", &[&ab, &c]);
        let bc = merged(folder, "bc.db", &[&b, &c]);
        let a_bc = merged(folder, "a_bc.db", &[&a, &bc]);
        prop_assert!(is_same(&a_bc, &abc), "not associative:\n{}\n\n{}", dump(&abc), dump(&a_bc));

        // A copy of one catalog is equal in everything, including places and imports.
        let copy = merged(folder, "copy.db", &[&a]);
        prop_assert_eq!(dump(&copy), dump(&a));
        prop_assert_eq!(provenance(&copy), provenance(&a));
    }
}

/// Whether two catalogs contain the same, in the same order.
fn is_same(one: &Path, other: &Path) -> bool {
    export(one, &[]) == export(other, &[]) && dump(one) == dump(other)
}

/// The imports that a catalog knows; a merge creates no new ones.
fn runs_of(db: &Path) -> Vec<String> {
    provenance(db).into_iter().filter(|line| line.contains("recension test")).collect()
}

/// A merge has the same result as importing the other catalog's inputs, including the derived
/// tables and the word index.
#[test]
fn a_merge_is_what_the_imports_would_have_given() {
    let folder = tempfile::tempdir().unwrap();
    let lines = made_up(60, &mut Dice(7));
    let (left, right): (Vec<_>, Vec<_>) =
        lines.into_iter().enumerate().partition(|(number, _)| number % 3 > 0);
    let [left, right] = [("left", left), ("right", right)].map(|(name, lines)| {
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        write(folder.path(), &format!("{name}.jsonl"), &lines)
    });
    let [whole, one, other] = ["whole", "one", "other"].map(|name| folder.path().join(name));
    import(&whole, &[&left, &right], 0);
    import(&one, &[&left], 0);
    import(&other, &[&right], 0);
    let search = |db: &Path| {
        let output = recension()
            .arg("--db")
            .arg(db)
            .args(["search", "sentence", "--format", "csv"])
            .output();
        let output = output.unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let mut lines: Vec<String> =
            String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines.len()
    };
    // The index exists before the merge, which keeps it up to date.
    search(&one);
    let before = std::fs::read(&other).unwrap();
    merge(&one, &other);
    assert_eq!(dump(&one), dump(&whole));
    let told = "information package merging: success";
    assert!(journal(&one).ends_with(&[told.to_owned(), told.to_owned()]), "{:?}", journal(&one));
    assert_eq!(search(&one), search(&whole));
    assert!(std::fs::read(&other).unwrap() == before, "the other catalog was written");
}

#[test]
fn what_cannot_be_merged_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let rows = write(folder.path(), "rows.jsonl", &made_up(5, &mut Dice(1)));
    let db = path("a.db");
    import(&db, &[&rows], 0);
    std::fs::hard_link(&db, path("link.db")).unwrap();
    std::fs::write(path("text.db"), "not a database, but a text of some length\n".repeat(50))
        .unwrap();
    Connection::open(path("foreign.db")).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    import(&path("newer.db"), &[&rows], 0);
    Connection::open(path("newer.db")).unwrap().pragma_update(None, "user_version", 9999).unwrap();
    std::fs::write(path("empty.db"), "").unwrap();
    let check = |other: &str, code: i32, word: &str| {
        let other = path(other);
        let before = std::fs::read(&other).ok();
        let output = recension().arg("--db").arg(&db).arg("merge").arg(&other).output().unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(word) && !said.contains("--db"), "\"{word}\" is not in: {said}");
        assert_eq!(std::fs::read(&other).ok(), before, "{} was written", other.display());
    };
    check("a.db", 2, "the catalog itself");
    check("link.db", 2, "the catalog itself");
    check("missing.db", 2, "no catalog at");
    check("text.db", 4, "not an SQLite file");
    check("foreign.db", 4, "another program");
    check("newer.db", 4, "newer recension");
    check("empty.db", 2, "empty");
    check("", 4, "not a file");
    // No catalog is created if there is nothing to merge.
    let none = path("none.db");
    let output =
        recension().arg("--db").arg(&none).arg("merge").arg(path("text.db")).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(!none.exists());
}

/// A body that does not match its version's id is damage, and is not copied.
#[test]
fn damage_of_the_other_catalog_is_not_taken_in() {
    let folder = tempfile::tempdir().unwrap();
    let rows = write(folder.path(), "rows.jsonl", &made_up(5, &mut Dice(1)));
    let (db, other) = (folder.path().join("a.db"), folder.path().join("b.db"));
    import(&other, &[&rows], 0);
    let connection = Connection::open(&other).unwrap();
    connection
        .execute_batch("DROP TRIGGER version_is_fixed; UPDATE _version SET title = 'Forged'")
        .unwrap();
    drop(connection);
    let output = recension().arg("--db").arg(&db).arg("merge").arg(&other).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("b.db is damaged"), "{said}");
    assert_eq!(Snapshot::open(&db).unwrap().stats(0).unwrap().versions, 0);
}

/// A capture that does not match its digest is damage, and is not copied by merge, export or show.
#[test]
fn a_forged_capture_is_not_passed_on() {
    let folder = tempfile::tempdir().unwrap();
    let rows = write(folder.path(), "rows.jsonl", &made_up(5, &mut Dice(1)));
    let (db, other) = (folder.path().join("a.db"), folder.path().join("b.db"));
    import(&other, &[&rows], 0);
    let connection = Connection::open(&other).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER capture_is_fixed;
             UPDATE _capture SET captured_us = captured_us - 86400000000 WHERE capture_no = 1",
        )
        .unwrap();
    drop(connection);
    for (catalog, arguments) in [
        (&db, vec!["merge", other.to_str().unwrap()]),
        (&other, vec!["export"]),
        (&other, vec!["show", "1", "1"]),
        (&other, vec!["log", "1", "--format", "json"]),
    ] {
        let output = recension().arg("--db").arg(catalog).args(&arguments).output().unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(4), "{arguments:?}: {said}");
        assert!(said.contains("does not match its digest"), "{arguments:?}: {said}");
    }
}

/// The copy that a merge makes of an older catalog is the only catalog that is ever removed: both
/// catalogs stay as they are, also if the copy cannot be made.
#[test]
fn only_the_temporary_copy_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let rows = write(folder.path(), "rows.jsonl", &made_up(5, &mut Dice(1)));
    let (db, other) = (folder.path().join("a.db"), folder.path().join("b.db"));
    import(&db, &[&rows], 0);
    import(&other, &[&rows], 0);
    let before = [&db, &other].map(|path| std::fs::read(path).unwrap());
    let temporary = folder.path().join("a.db.merging");
    std::fs::write(&temporary, "left by an interrupted merge").unwrap();

    let copy = MigratedCopy::open(&other, &db).unwrap();
    assert_eq!(copy.path(), temporary);
    assert_eq!(copy.stats(0).unwrap().articles, 5);
    assert!(temporary.exists());
    drop(copy);
    let strange = folder.path().join("strange.db");
    std::fs::write(&strange, "not a catalog").unwrap();
    assert!(MigratedCopy::open(&strange, &db).is_err());

    assert_eq!([&db, &other].map(|path| std::fs::read(path).unwrap()), before);
    assert_eq!(std::fs::read(&strange).unwrap(), b"not a catalog");
    let left = std::fs::read_dir(folder.path()).unwrap();
    let left = left.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let left: Vec<_> = left.filter(|name| name.contains("merging")).collect();
    assert_eq!(left, Vec::<String>::new());
}

/// Records can be imported on several machines: shards by the article's key, merged in any order,
/// equal one import, byte for byte in the export.
#[test]
fn merged_shards_equal_one_import() {
    const SHARDS: u64 = 5;
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let lines = made_up(60, &mut Dice(23));
    let whole = folder.join("whole.db");
    import(&whole, &[&write(folder, "whole.jsonl", &lines)], 0);

    let mut shards = vec![Vec::new(); SHARDS as usize];
    for line in lines {
        let record: serde_json::Value = serde_json::from_str(&line).unwrap();
        let key = MatchKey::of(record["url"].as_str().unwrap()).unwrap();
        let digest = Sha256::of(key.as_str().as_bytes()).to_string();
        let shard = u64::from_str_radix(&digest[..8], 16).unwrap() % SHARDS;
        shards[shard as usize].push(line);
    }
    let mut catalogs = Vec::new();
    for (number, lines) in shards.iter().enumerate() {
        assert!(!lines.is_empty(), "the hash leaves shard {number} without articles");
        let db = folder.join(format!("shard-{number}.db"));
        import(&db, &[&write(folder, &format!("shard-{number}.jsonl"), lines)], 0);
        catalogs.push(db);
    }
    let digest = |db: &Path| Sha256::of(&export(db, &[])).to_string();
    let expected = digest(&whole);
    let forward: Vec<&PathBuf> = catalogs.iter().collect();
    let backward: Vec<&PathBuf> = catalogs.iter().rev().collect();
    for (name, order) in [("forward.db", forward), ("backward.db", backward)] {
        let db = merged(folder, name, &order);
        assert_eq!(digest(&db), expected, "{name}");
    }
}
