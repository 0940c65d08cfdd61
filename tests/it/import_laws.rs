//! Properties of imports: any order, split or repetition gives the same catalog, and exporting
//! returns what was imported.

use std::path::Path;
use std::process::Stdio;

use recension::store::Snapshot;
use serde_json::Value;

use crate::common::{Dice, content, history, import, made_up, recension, shared, stderr, write};

/// Imports the lines in several orders and splits, and compares the results.
fn any_order_gives_the_same_content(folder: &Path, lines: &[String]) {
    let mut dice = Dice(11);
    let whole = write(folder, "whole.jsonl", lines);
    let db = folder.join("whole.db");
    import(&db, &[&whole], 0);
    let expected = content(&db);

    // A second import adds nothing.
    let said = import(&db, &[&whole], 0);
    assert!(said.contains("added 0 versions"), "{said}");
    assert_eq!(content(&db), expected);

    let mut shuffled = lines.to_vec();
    dice.shuffle(&mut shuffled);
    let reversed: Vec<String> = lines.iter().rev().cloned().collect();
    for (name, lines) in [("shuffled", shuffled.clone()), ("reversed", reversed)] {
        let file = write(folder, &format!("{name}.jsonl"), &lines);
        let db = folder.join(format!("{name}.db"));
        import(&db, &[&file], 0);
        same(&content(&db), &expected, name);
    }

    // Importing an export gives the same catalog.
    let exported = folder.join("exported.jsonl");
    let output = recension()
        .arg("--db")
        .arg(folder.join("whole.db"))
        .args(["export", "--output"])
        .arg(&exported)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let db = folder.join("again.db");
    import(&db, &[&exported], 0);
    assert!(content(&db) == expected, "an export gave another content");

    // Two concurrent importers, each with half of the shuffled rows.
    let (left, right) = shuffled.split_at(shuffled.len() / 2);
    let db = folder.join("split.db");
    let importers: Vec<_> = [("left", left), ("right", right)]
        .into_iter()
        .map(|(name, lines)| {
            let file = write(folder, &format!("{name}.jsonl"), lines);
            recension()
                .arg("--db")
                .arg(&db)
                .arg("import")
                .arg(file)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for importer in importers {
        let output = importer.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert!(content(&db) == expected, "two importers gave another content");
}

/// Requires equal content, and names the first article that differs.
#[track_caller]
fn same(
    found: &std::collections::BTreeMap<String, Vec<String>>,
    expected: &std::collections::BTreeMap<String, Vec<String>>,
    name: &str,
) {
    let differs = expected.iter().find(|(key, versions)| found.get(*key) != Some(versions));
    if let Some((key, versions)) = differs {
        panic!("{name} gave another content of {key}: {versions:#?}\n\n{:#?}", found.get(key));
    }
    assert_eq!(found.len(), expected.len(), "{name}");
}

#[test]
fn any_order_of_made_up_rows_gives_the_same_content() {
    let folder = tempfile::tempdir().unwrap();
    let lines = made_up(400, &mut Dice(3));
    any_order_gives_the_same_content(folder.path(), &lines);
}

#[test]
fn any_order_of_real_rows_gives_the_same_content() {
    for name in ["articles_dev", "articles_meta_dev"] {
        let Some(path) = shared(&format!("articles/{name}.jsonl.zst")) else { return };
        let folder = tempfile::tempdir().unwrap();
        // All rows of some articles: all articles would take minutes.
        let mut lines = rows(&path);
        lines.retain(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            row["url"].as_str().unwrap().bytes().map(u32::from).sum::<u32>() % 5 == 0
        });
        any_order_gives_the_same_content(folder.path(), &lines);
    }
}

fn rows(path: &Path) -> Vec<String> {
    let text = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    String::from_utf8(text).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn what_goes_in_comes_out_byte_for_byte() {
    for name in ["articles_dev", "articles_meta_dev", "articles_untimed_dev"] {
        let Some(path) = shared(&format!("articles/{name}.jsonl.zst")) else { return };
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        let said = import(&db, &[&path], 0);
        assert!(!said.contains("rejected"), "{said}");
        let catalog = Snapshot::open(&db).unwrap();
        for line in rows(&path) {
            let row: Value = serde_json::from_str(&line).unwrap();
            let text = |name: &str| row.get(name).and_then(Value::as_str);
            let key = recension::article::MatchKey::of(text("url").unwrap()).unwrap();
            let article = catalog.article_of(&key).unwrap().unwrap();
            let history = history(&catalog, article);
            let found = history.versions().iter().any(|version| {
                version.title.as_deref() == text("title")
                    && version.byline.as_deref() == text("byline")
                    && version.text.map(|text| catalog.text(text).unwrap().to_string()).as_deref()
                        == text("body")
                    && version.updated.as_ref().map(recension::article::Timestamp::raw)
                        == text("updated")
                    && version.captures.iter().any(|capture| {
                        capture.sequence == row.get("seq").and_then(Value::as_i64)
                            && Some(capture.url.as_str()) == text("url")
                    })
            });
            assert!(found, "{name}: seq {:?} of {:?} did not come out", row["seq"], text("url"));
        }
    }
}

/// The returns in the sample: versions with the text of an earlier one.
#[test]
fn real_flips_are_kept_and_found() {
    let Some(path) = shared("articles/stress_wikimedia_terms.jsonl.zst") else { return };
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let output = recension()
        .arg("--db")
        .arg(&db)
        .args(["import", "--keep-fragments"])
        .arg(&path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let stats = Snapshot::open(&db).unwrap().stats(1).unwrap();
    assert_eq!((stats.articles, stats.captures), (4, 1719));
    assert!(stats.returns >= 200, "{} returns", stats.returns);
}
