//! Several catalogs read as one: their results are those of one catalog with all articles.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use recension::article::{ArticleId, MatchKey};
use recension::catalog::CatalogSet;
use recension::store::Snapshot;
use serde_json::{Value, json};

use crate::common::{Dice, import, recension, stderr, write};

/// The rows of articles whose changes are on different days, so that every order is one of a kind.
fn rows(articles: usize) -> Vec<Value> {
    let mut dice = Dice(7);
    let mut rows = Vec::new();
    for article in 0..articles {
        let mut sentences: Vec<String> = (0..5 + article % 4)
            .map(|at| format!("Witness {} of {article} saw {} boats.", at, dice.below(90)))
            .collect();
        if article % 5 == 0 {
            sentences.push("The lighthouse keeper said nothing about the ferry.".to_owned());
        }
        for version in 0..2 + article % 3 {
            if version > 0 {
                let at = dice.below(5);
                sentences[at] = format!("Pilot {article} counted {} crates.", dice.below(5000));
            }
            if version == 2 {
                sentences.retain(|sentence| !sentence.starts_with("The lighthouse"));
            }
            let day = format!("2024-{:02}-{:02}", 1 + article / 28, 1 + article % 28);
            // Every second article keeps its `updated`: silent edits.
            let updated = if article % 2 == 0 { 8 } else { 8 + version };
            rows.push(json!({
                "url": format!("https://www.paper{}.example/story/{article}", article % 3),
                "title": format!("Story {article} of the harbor"),
                "byline": format!("Writer {}", article % 4),
                "published": format!("{day}T08:00:00Z"),
                "updated": format!("{day}T{updated:02}:00:00Z"),
                "captured": format!("{day}T{:02}:30:00Z", 8 + version),
                "publisher": format!("Paper {}", article % 3),
                "section": if article % 4 == 0 { "News" } else { "Sport" },
                "lang": "en",
                "body": sentences.join("\n\n"),
            }));
        }
    }
    rows
}

/// A catalog of all rows, and three catalogs of parts of them.
struct Split {
    folder: tempfile::TempDir,
    whole: PathBuf,
    shards: PathBuf,
}

const SHARDS: u32 = 3;

fn catalog(folder: &Path, name: &str, rows: &[&Value]) -> PathBuf {
    let lines: Vec<String> = rows.iter().map(ToString::to_string).collect();
    let input = write(folder, &format!("{name}.jsonl"), &lines);
    let db = folder.join(name);
    import(&db, &[&input], 0);
    db
}

impl Split {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rows = rows(45);
        let whole = catalog(folder.path(), "whole.db", &rows.iter().collect::<Vec<_>>());
        let shards = folder.path().join("shards");
        std::fs::create_dir(&shards).unwrap();
        let count = NonZeroU32::new(SHARDS).unwrap();
        for shard in 0..SHARDS {
            let is_here = |row: &&Value| {
                MatchKey::of(row["url"].as_str().unwrap()).unwrap().shard(count) == shard
            };
            let own: Vec<&Value> = rows.iter().filter(is_here).collect();
            assert!(own.len() > 10, "{}", own.len());
            catalog(&shards, &format!("{shard}.db"), &own);
        }
        Self { folder, whole, shards }
    }

    fn run(&self, db: &Path, line: &[&str]) -> (String, String) {
        let output =
            recension().args(line).arg("--db").arg(db).current_dir(&self.folder).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line:?}: {}", stderr(&output));
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// The two outputs of a command, without what names catalogs and numbers articles.
    fn both(&self, line: &[&str]) -> [String; 2] {
        [&self.whole, &self.shards].map(|db| {
            let (out, _) = self.run(db, line);
            let plain: Vec<String> = out.lines().filter_map(without_names).collect();
            plain.join("\n")
        })
    }

    #[track_caller]
    fn check(&self, line: &[&str]) {
        let [whole, shards] = self.both(line);
        assert!(!whole.is_empty(), "{line:?} finds nothing");
        assert_eq!(whole, shards, "{line:?}");
    }

    /// As [`Split::check`], for results without an order over all catalogs.
    #[track_caller]
    fn check_sorted(&self, line: &[&str]) {
        let sorted = |text: &String| {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.sort_unstable();
            lines.join("\n")
        };
        let [whole, shards] = self.both(line);
        assert!(!whole.is_empty(), "{line:?} finds nothing");
        assert_eq!(sorted(&whole), sorted(&shards), "{line:?}");
    }
}

/// A line of output without the number of the article and the catalog.
fn without_names(line: &str) -> Option<String> {
    if let Ok(Value::Object(mut row)) = serde_json::from_str(line) {
        let article = row.remove("article");
        assert_eq!(
            row.remove("catalog").is_some(),
            article.is_some_and(|number| number.as_i64().unwrap() > 1_000_000_000_000),
            "{line}"
        );
        return Some(Value::from(row).to_string());
    }
    // Text names the article in the middle of a line, and the catalog on its own line.
    if line.trim_start().starts_with('/') {
        return None;
    }
    let Some((before, after)) = line.split_once("article ") else { return Some(line.to_owned()) };
    Some(format!("{before}article{}", after.trim_start_matches(|c: char| c.is_ascii_digit())))
}

const LINES: [&str; 2] = ["--format", "jsonl"];

#[test]
fn lists_over_shards_are_those_of_one_catalog() {
    let split = Split::new();
    let check = |line: &[&str]| split.check(&[line, &LINES].concat());
    check(&["changes"]);
    check(&["changes", "--reverse"]);
    check(&["changes", "-n", "7"]);
    check(&["changes", "--silent-edits", "--host", "paper1.example"]);
    check(&["changes", "--class", "number", "--since", "2024-01-10", "--until", "2024-02"]);
    check(&["changes", "--sample", "9", "--seed", "3"]);
    check(&["changes", "--edits"]);
    check(&["changes", "--edits", "--sample", "6", "--seed", "4"]);
    check(&["changes", "https://www.paper1.example/story/4"]);
    split.check(&["changes"]);
    split.check(&["changes", "-p", "-n", "4"]);

    check(&["list"]);
    check(&["list", "--sort", "changed:asc"]);
    check(&["list", "--sort", "versions,url"]);
    check(&["list", "--sort", "url:desc", "-n", "8"]);
    check(&["list", "--sort", "words,published"]);
    check(&["list", "story 1", "--section", "sport"]);
    check(&["list", "--sample", "5", "--seed", "9"]);
    check(&["list", "--count"]);
    check(&["list", "--count", "--silent-edits"]);
    check(&["list", "--by", "host"]);
    check(&["list", "--by", "byline", "-n", "2"]);
    check(&["list", "--by", "month", "--clock", "captured"]);

    check(&["search", "boats", "-n", "100"]);
    check(&["search", "boats", "-n", "5"]);
    check(&["search", "lighthouse"]);
    check(&["search", "lighthouse", "--gone"]);
    check(&["search", "lighthouse", "--removed"]);
    check(&["search", "crates", "--added", "-n", "6"]);
    check(&["search", "lighthouse OR pilot", "--latest", "--host", "paper0.example"]);
    check(&["search", "lighthouse", "--as-of", "2024-01-26T09:00"]);
    check(&["search", "lighthouse OR \"witness 3\"", "--rank", "-n", "30"]);
    check(&["search", "crates", "--rank", "-n", "3"]);
    split.check(&["search", "lighthouse"]);

    check(&["stats", "--by", "publisher"]);
    split.check(&["stats", "--by", "month"]);

    let audit = |line: &[&str]| split.check_sorted(&[line, &LINES].concat());
    audit(&["audit"]);
    audit(&["audit", "--rule", "silent-edit"]);
    split.check(&["audit", "--severity", "note"]);
    split.check(&["audit", "--severity", "note", "-n", "3"]);
}

#[test]
fn a_list_continues_over_all_catalogs() {
    let split = Split::new();
    for sort in ["changed", "changed:asc", "versions", "url", "number"] {
        let all = split.run(&split.shards, &["list", "--sort", sort, "--format", "csv"]).0;
        let mut pages = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let mut line = vec!["list", "--sort", sort, "--format", "csv", "-n", "7"];
            line.extend(after.iter().flat_map(|after| ["--after", after.as_str()]));
            let (out, said) = split.run(&split.shards, &line);
            pages.extend(out.lines().skip(1).map(str::to_owned));
            let next = said.split_once("--after ").map(|(_, next)| next.trim().to_owned());
            match next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(pages, all.lines().skip(1).collect::<Vec<_>>(), "{sort}");
        let output = recension()
            .args(["list", "--sort", sort, "--after", &after.unwrap(), "--db"])
            .arg(&split.whole)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.contains("is for a list of 3 catalogs, not of 1"), "{said}");
    }
}

#[test]
fn statistics_are_sums() {
    let split = Split::new();
    let [whole, shards] = [&split.whole, &split.shards].map(|db| {
        let (out, said) = split.run(db, &["stats", "--format", "json"]);
        assert_eq!(said, "");
        serde_json::from_str::<Value>(&out).unwrap()
    });
    for (name, value) in whole.as_object().unwrap() {
        match name.as_str() {
            // Each file has its own dictionaries, tables and log.
            "file_bytes" | "stored_bytes" | "tables" | "keyframes" => {
                assert_ne!(shards[name], Value::Null, "{name}");
            }
            "imports" => assert_eq!(shards[name], SHARDS, "{name}"),
            _ => assert_eq!(&shards[name], value, "{name}"),
        }
    }
}

#[test]
fn statements_read_all_catalogs() {
    let split = Split::new();
    for sql in [
        "SELECT count(*) AS n, sum(versions) AS v, max(published) AS p FROM articles",
        "SELECT publisher, avg(versions) AS v FROM articles GROUP BY publisher ORDER BY publisher",
        // Numbers of different catalogs are different numbers.
        "SELECT a.url, count(*) AS n FROM articles a JOIN versions v USING (article_id)
         GROUP BY a.article_id ORDER BY a.url",
        "SELECT count(*) AS n FROM captures c JOIN versions v USING (version_no)",
        "SELECT count(DISTINCT article_id) AS n FROM changes WHERE silent",
        "SELECT c.before_id, c.id, diff_stat(c.before_no, c.version_no) AS stat
         FROM changes c ORDER BY c.id",
        "SELECT id, body(version_no) AS body FROM versions ORDER BY id",
        "SELECT id, field, op, old_text, new_text FROM edits ORDER BY id, field, old_text, new_text",
        "SELECT url, rank() OVER (ORDER BY words_changed DESC, url) AS place FROM articles
         ORDER BY place LIMIT 5",
    ] {
        split.check(&["sql", sql, "--format", "jsonl"]);
    }
    // Every view has the column, and numbers of the catalog's own size.
    for view in
        ["articles", "aliases", "versions", "captures", "changes", "states", "imports", "edits"]
    {
        let sql = format!("SELECT catalog, count(*) AS n FROM {view} GROUP BY catalog ORDER BY 1");
        let (out, _) = split.run(&split.shards, &["sql", &sql, "--format", "csv"]);
        let names: Vec<&str> =
            out.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        let expected: Vec<String> = (0..SHARDS)
            .map(|shard| split.shards.join(format!("{shard}.db")).display().to_string())
            .collect();
        assert_eq!(names, expected, "{view}");
    }
}

#[test]
fn every_number_of_a_view_is_told_apart() {
    let split = Split::new();
    let sql = "SELECT m.name AS view, t.name AS column_name
               FROM c1.sqlite_schema m JOIN pragma_table_info(m.name, 'c1') t
               WHERE m.type = 'view' AND m.name NOT LIKE '\\_%' ESCAPE '\\'
                 AND (t.name LIKE '%\\_id' ESCAPE '\\' OR t.name LIKE '%\\_no' ESCAPE '\\')";
    let (out, _) = split.run(&split.shards, &["sql", sql, "--format", "csv"]);
    let mut seen = 0;
    for line in out.lines().skip(1) {
        let (view, column) = line.split_once(',').unwrap();
        let sql = format!("SELECT DISTINCT typeof({column}), {column} / 1000000000000 FROM {view}");
        let (found, _) = split.run(&split.shards, &["sql", &sql, "--format", "csv"]);
        for row in found.lines().skip(1) {
            let (kind, position) = row.split_once(',').unwrap();
            assert!(kind != "integer" || matches!(position, "1" | "2" | "3"), "{line}: {row}");
            seen += usize::from(kind == "integer");
        }
    }
    assert!(seen >= 3 * 10, "{seen}");
}

#[test]
fn an_article_in_two_catalogs_is_counted_for_each_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows(6);
    let of = |articles: &[usize]| -> Vec<&Value> {
        let ends: Vec<String> = articles.iter().map(|one| format!("/story/{one}")).collect();
        let is_one =
            |row: &&Value| ends.iter().any(|end| row["url"].as_str().unwrap().ends_with(end));
        rows.iter().filter(is_one).collect()
    };
    let one = catalog(folder.path(), "one.db", &of(&[0, 1, 2, 3]));
    let two = catalog(folder.path(), "two.db", &of(&[2, 3, 4]));
    let run = |line: &[&str]| {
        let output =
            recension().args(line).arg("--db").arg(&one).arg("--db").arg(&two).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), {
            String::from_utf8(output.stderr).unwrap()
        })
    };
    let shared = "2 articles are in more than one of the catalogs, and counted once for each";
    for (line, count) in [
        (vec!["list", "--count", "--format", "csv"], "articles\n7\n"),
        (vec!["sql", "SELECT count(*) AS n FROM articles", "--format", "csv"], "n\n7\n"),
        (vec!["list", "--by", "lang", "--format", "csv"], "en,7,"),
        (vec!["stats"], "articles     7 (7 with"),
        (vec!["stats", "--by", "lang", "--format", "csv"], "en,7,"),
    ] {
        let (code, out, said) = run(&line);
        assert_eq!(code, Some(0), "{said}");
        assert!(out.contains(count), "{line:?}: {out}");
        assert!(said.contains(shared), "{line:?}: {said}");
    }
    // A list has it once per catalog.
    let (_, out, _) = run(&["list", "story 2 ", "--format", "jsonl"]);
    let rows: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<(&str, i64)> = rows
        .iter()
        .map(|row| (row["catalog"].as_str().unwrap(), row["article"].as_i64().unwrap()))
        .collect();
    let names = [one.display().to_string(), two.display().to_string()];
    assert_eq!(places, [(names[1].as_str(), 2_000_000_000_001), (&names[0], 1_000_000_000_003)]);
    for scope in
        [&["search", "\"witness 1 of 2\""][..], &["search", "\"witness 1 of 2\"", "--rank"]]
    {
        let (_, out, said) = run(&[scope, &LINES].concat());
        assert_eq!(out.lines().count(), 2, "{said}");
    }
    // A name that both have is ambiguous, and a number is not.
    let url = rows[0]["url"].as_str().unwrap();
    let (code, _, said) = run(&["changes", url]);
    assert_eq!(code, Some(2));
    for name in [&names[0], &names[1], "1000000000003", "2000000000001"] {
        assert!(said.contains(name), "{said}");
    }
    let (code, out, _) = run(&["changes", "2000000000001", "--format", "jsonl"]);
    assert_eq!(code, Some(0));
    assert!(!out.is_empty() && out.lines().all(|line| line.contains(url)), "{out}");
    // The same finding in both is reported for both.
    let (_, out, _) = run(&["audit", "--rule", "silent-edit", "--format", "jsonl"]);
    let severity = |catalog: &str| -> Vec<String> {
        let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let own = rows.filter(|row| row["catalog"] == catalog && row["url"] == url);
        own.map(|row| row["severity"].to_string()).collect()
    };
    assert!(!severity(&names[0]).is_empty());
    assert_eq!(severity(&names[0]), severity(&names[1]));
}

#[test]
fn findings_about_an_outlet_are_of_all_catalogs() {
    let folder = tempfile::tempdir().unwrap();
    let row = |number: usize| {
        json!({
            "url": format!("https://clocks.example/{number}"),
            "title": format!("Story {number}"),
            "published": format!("2024-01-{number:02}T08:00:00"),
            "captured": format!("2024-01-{number:02}T09:00:00Z"),
            "body": format!("Text of {number}."),
        })
    };
    let rows: Vec<Value> = (1..=4).map(row).collect();
    let one = catalog(folder.path(), "one.db", &[&rows[0], &rows[1]]);
    let two = catalog(folder.path(), "two.db", &[&rows[2], &rows[3]]);
    let output = recension()
        .args(["audit", "--severity", "note", "--format", "jsonl", "--db"])
        .arg(&one)
        .arg("--db")
        .arg(&two)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let zone: Vec<&str> = out.lines().filter(|line| line.contains("zone-assumed")).collect();
    assert_eq!(zone.len(), 1, "{out}");
    assert!(zone[0].contains("4 articles of clocks.example"), "{out}");
}

#[test]
fn wrong_catalogs_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows(3);
    let all: Vec<&Value> = rows.iter().collect();
    let a = catalog(folder.path(), "a.db", &all[..2]);
    let b = catalog(folder.path(), "b.db", &all[2..]);
    let inner = folder.path().join("empty");
    std::fs::create_dir(&inner).unwrap();
    let check = |line: &[&str], dbs: &[&Path], parts: &[&str]| {
        let mut command = recension();
        command.args(line);
        for db in dbs {
            command.arg("--db").arg(db);
        }
        let output = command.current_dir(folder.path()).output().unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{line:?}: {said}");
        for part in parts {
            assert!(said.contains(part), "{line:?}: {said}");
        }
    };
    let several = "works on one catalog, but --db names 2";
    for line in [
        &["import", "a.db.jsonl"][..],
        &["redact", "1", "1", "--reason", "x"],
        &["log", "1"],
        &["verify"],
        &["optimize"],
        &["export"],
        &["audit", "ack", "abcdefabcdef", "--note", "x"],
    ] {
        check(line, &[&a, &b], &[several, line[0]]);
    }
    check(&["list"], &[&a, &a], &["are the same catalog: name it once"]);
    check(&["list"], &[folder.path(), &b], &["are the same catalog"]);
    check(&["list"], &[&inner], &["is a folder without catalogs"]);
    check(&["list"], &[&a, &folder.path().join("none.db")], &["there is no catalog at", "none.db"]);
    check(&["changes", "9"], &[&a, &b], &["no article in", "and 1 other catalog matches \"9\""]);
    let numbers = ["more than one article", "1000000000001", "2000000000001", "a.db", "b.db"];
    check(&["changes", "1"], &[&a, &b], &numbers);
    // Before and after the command.
    let before = recension().arg("--db").arg(&a).arg("list").arg("--db").arg(&b).output().unwrap();
    assert_eq!(before.status.code(), Some(2));
    assert!(stderr(&before).contains("name all catalogs in one place"), "{}", stderr(&before));
    // A file of results does not replace one of the catalogs.
    let text = b.display().to_string();
    check(&["list", "-o", &text, "--force", "--format", "csv"], &[&a, &b], &["is the catalog"]);
    // All before the command, or all after it.
    let output =
        recension().arg("--db").arg(&a).arg("--db").arg(&b).args(["list", "--count"]).output();
    assert_eq!(output.unwrap().stdout, b"Articles\n       3\n");
}

#[test]
fn a_statement_reads_as_many_catalogs_as_sqlite_attaches() {
    let folder = tempfile::tempdir().unwrap();
    let rows = rows(11);
    let shards = folder.path().join("shards");
    std::fs::create_dir(&shards).unwrap();
    for number in 0..11 {
        let end = format!("/story/{number}");
        let own: Vec<&Value> =
            rows.iter().filter(|row| row["url"].as_str().unwrap().ends_with(&end)).collect();
        catalog(&shards, &format!("{number:02}.db"), &own);
    }
    let count = |db: &Path| {
        let sql = "SELECT count(*) AS n, sum(length(body(version_no)) > 9) AS v FROM versions";
        recension().args(["sql", sql, "--format", "csv", "--db"]).arg(db).output().unwrap()
    };
    let output = count(&shards);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("at most 10 catalogs at a time, and there are 11"), "{said}");
    assert!(said.contains("recension merge"), "{said}");
    // The other commands have no such limit.
    let listed = recension().args(["list", "--count", "--db"]).arg(&shards).output().unwrap();
    assert_eq!(listed.stdout, b"Articles\n      11\n");
    std::fs::remove_file(shards.join("10.db")).unwrap();
    let versions =
        rows.len() - rows.iter().filter(|row| row["title"] == "Story 10 of the harbor").count();
    assert_eq!(count(&shards).stdout, format!("n,v\n{versions},{versions}\n").into_bytes());
}

#[test]
fn a_program_reads_several_catalogs() {
    let split = Split::new();
    let paths = CatalogSet::paths(std::slice::from_ref(&split.shards)).unwrap();
    let snapshots = paths.iter().map(|path| Snapshot::open(path).unwrap()).collect();
    let set = CatalogSet::new(snapshots).unwrap();
    assert!(set.is_several() && set.names().len() == SHARDS as usize);
    let article = set.select("https://www.paper1.example/story/4").unwrap();
    let (catalog, own) = set.find(article).unwrap();
    assert!(catalog.key_of(own).unwrap().path().ends_with("/story/4"));
    assert_eq!(set.timeline(article).unwrap().versions().len(), 3);
    assert_eq!(set.name_of(article), Some(catalog.path().display().to_string().as_str()));
    assert!(set.find(ArticleId(own.0)).is_err() && set.find(ArticleId(i64::MAX)).is_err());
    assert_eq!(set.shared_articles().unwrap(), 0);
}
