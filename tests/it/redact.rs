//! Redaction: nothing of the text remains, and everything else does.

use std::path::Path;

use recension::article::{Sha256, UnixMicros};
use recension::pipeline::Progress;
use recension::store::{
    ArticleFilter, OptimizeOptions, RedactOptions, RedactReport, Snapshot, redact,
};
use rusqlite::Connection;

use crate::catalogs::dump;
use crate::common::{check_log, content, import, journal, loosen, recension, stderr, write};

const SECRET: &str = "Quintilla Zephyrhammer";

/// Three versions of one article, and other articles. The second version names a person in every
/// field. The texts are long enough for deltas to depend on each other.
fn lines() -> Vec<String> {
    let body = |number: usize| {
        (0..40)
            .map(|at| match (number, at) {
                (1, 3) => {
                    format!("The neighbour, {SECRET}, was seen at the harbour office at noon.")
                }
                (2, 30) => "A late paragraph was added in the evening.".to_owned(),
                _ => format!("Paragraph {at} says what the harbour office said on day {}.", at * 7),
            })
            .collect::<Vec<_>>()
            .join("\n\n")
    };
    let mut lines: Vec<String> = (0..3)
        .map(|number| {
            let named = number == 1;
            serde_json::json!({
                "url": "https://www.example.org/harbour",
                "title": if named { format!("{SECRET} seen at harbour") } else { "Harbour".into() },
                "byline": if named { format!("By a friend of {SECRET}") } else { "A. Writer".into() },
                "description": if named { SECRET.to_owned() } else { "What was seen".into() },
                "published": "2024-03-01T09:00:00Z",
                "updated": format!("2024-03-01T1{number}:00:00Z"),
                "captured": format!("2024-03-01T1{number}:05:00Z"),
                "body": body(number),
                "keywords": if named { SECRET } else { "harbour" },
            })
            .to_string()
        })
        .collect();
    for other in 0..20 {
        lines.push(
            serde_json::json!({
                "url": format!("https://www.example.org/other/{other}"),
                "title": format!("Other {other}"),
                "captured": "2024-03-01T10:00:00Z",
                "body": format!("Body of the other article, number {other}.\n\n{}", body(0)),
                "keywords": "other",
            })
            .to_string(),
        );
    }
    lines
}

fn catalog(folder: &Path) -> std::path::PathBuf {
    let db = folder.join("a.db");
    import(&db, &[&write(folder, "rows.jsonl", &lines())], 0);
    let output = recension().arg("--db").arg(&db).args(["search", "harbour"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    db
}

/// Redacts the versions of the article that name the person.
fn redact_named(db: &Path) -> RedactReport {
    let catalog = Snapshot::open(db).unwrap();
    let article = catalog.article_ids(&ArticleFilter::default()).unwrap();
    let named = article.into_iter().flat_map(|article| catalog.versions(article).unwrap());
    let named = named
        .filter(|version| version.title.as_ref().is_some_and(|title| title.contains(SECRET)))
        .map(|version| (version.article, version.id))
        .collect();
    drop(catalog);
    let rewrite = OptimizeOptions::new(UnixMicros(1_700_000_000_000_000)).level(3).jobs(2);
    let options = RedactOptions::new(named, "the court", "order 12/34", rewrite);
    redact(db, &options, &Progress::default()).unwrap().unwrap()
}

/// Everything that can be read from the file: its bytes, every value of every table, every text.
fn whole(db: &Path) -> Vec<u8> {
    let connection = Connection::open(db).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let mut said = std::fs::read(db).unwrap();
    let catalog = Snapshot::open(db).unwrap();
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for table in tables {
        // A contentless index has rows without values.
        let Ok(mut statement) = connection.prepare(&format!("SELECT * FROM \"{table}\"")) else {
            continue;
        };
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Ok(Some(row)) = rows.next() {
            for column in 0..columns {
                let value = row.get_ref(column).unwrap();
                if let Ok(bytes) = value.as_bytes() {
                    said.extend_from_slice(bytes);
                }
            }
        }
    }
    let texts: Vec<i64> = connection
        .prepare("SELECT text_id FROM _text")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for id in texts {
        let text = recension::article::TextRef { id, length: 0 };
        said.extend_from_slice(catalog.text(text).unwrap().as_bytes());
    }
    let dictionaries: Vec<(i64, Vec<u8>)> = connection
        .prepare("SELECT length, data FROM _dictionary")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (length, data) in dictionaries {
        said.extend(zstd::bulk::decompress(&data, length as usize).unwrap());
    }
    said
}

/// Every version and capture with removed data has its event.
fn check_vouched(db: &Path) {
    let connection = Connection::open(db).unwrap();
    for sql in [
        "SELECT count(*) FROM _redaction JOIN _version v USING (version_no) WHERE NOT EXISTS (
             SELECT 1 FROM _event WHERE name = 'redaction' AND json_extract(detail, '$.text')
             AND json_extract(detail, '$.version') = lower(hex(v.id)))",
        "SELECT count(*) FROM _redacted_capture c WHERE NOT EXISTS (
             SELECT 1 FROM _event, json_each(detail, '$.captures') WHERE name = 'redaction'
             AND json_extract(value, '$.digest') = lower(hex(c.digest)))",
    ] {
        let missing: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(missing, 0, "{sql}");
    }
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    let lower: Vec<u8> = haystack.iter().map(u8::to_ascii_lowercase).collect();
    let needle = needle.to_lowercase();
    lower.windows(needle.len()).any(|window| window == needle.as_bytes())
}

#[test]
fn nothing_of_the_text_is_left_and_all_else_stays() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    // Check that the test would detect it.
    let before = whole(&db);
    for part in SECRET.split(' ') {
        assert!(holds(&before, part), "{part}");
    }
    let (old, shown) = (Snapshot::open(&db).unwrap(), content(&db));
    let head = old.log().unwrap().stored_head().unwrap();
    drop(old);

    let report = redact_named(&db);
    check_vouched(&db);
    assert_eq!(report.versions.len(), 1);
    assert!(report.versions[0].same_body.is_empty() && !report.pages_left);
    let after = whole(&db);
    for part in SECRET.split(' ') {
        assert!(!holds(&after, part), "{part} is still there");
    }
    let catalog = Snapshot::open(&db).unwrap();
    // The log still proves all that it proved; the event was appended.
    check_log(&catalog);
    let mut log = catalog.log().unwrap();
    assert_eq!(log.root(head.size).unwrap(), head.root);
    assert_eq!(journal(&db).last().unwrap(), "redaction: success");
    // All other texts are shown as before, word for word.
    let mut kept = 0;
    for (key, versions) in &content(&db) {
        let old = shown.iter().find(|(old, _)| *old == key).unwrap().1;
        for line in versions {
            kept += usize::from(old.contains(line));
        }
        assert_eq!(versions.len(), old.len());
    }
    let all: usize = shown.values().map(Vec::len).sum();
    assert_eq!(kept, all - 1, "{:#?}", content(&db));
    let article = catalog.article_ids(&ArticleFilter::default()).unwrap();
    let versions: Vec<_> =
        article.into_iter().flat_map(|article| catalog.versions(article).unwrap()).collect();
    let [redacted] = versions.iter().filter(|one| one.redacted.is_some()).collect::<Vec<_>>()[..]
    else {
        panic!("one is redacted")
    };
    assert_eq!(catalog.body(redacted).unwrap(), None);
    let kept = redacted.redacted.as_ref().unwrap();
    let line: serde_json::Value = serde_json::from_str(&lines()[1]).unwrap();
    assert_eq!(kept.body, Some(Sha256::of(line["body"].as_str().unwrap().as_bytes())));
    assert_eq!((kept.who.as_str(), kept.reason.as_str()), ("the court", "order 12/34"));
    assert!(redacted.updated.is_some() && redacted.captures.len() == 1);
}

#[test]
fn it_does_not_come_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    redact_named(&db);
    let dumped = dump(&db);
    // The same input again, and another capture of the same version.
    import(&db, &[&folder.path().join("rows.jsonl")], 0);
    assert_eq!(dump(&db), dumped);
    let again = lines()[1].replace("T11:05:00Z", "T23:05:00Z");
    import(&db, &[&write(folder.path(), "again.jsonl", &[again])], 0);
    assert!(!holds(&whole(&db), "Zephyrhammer"));
    check_vouched(&db);
    let catalog = Snapshot::open(&db).unwrap();
    check_log(&catalog);
    drop(catalog);
    assert_eq!(redact_named(&db).versions.len(), 0);
    // An optimized catalog can be redacted as before.
    loosen(&db);
    let output = recension().arg("--db").arg(&db).arg("optimize").output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(journal(&db).last().unwrap(), "compression: success");
    check_log(&Snapshot::open(&db).unwrap());
    assert_eq!(Snapshot::open(&db).unwrap().redactions().unwrap(), 1);
}

/// A merge copies redacted versions as they are, and redacts nothing in the target.
#[test]
fn a_merge_keeps_what_each_has() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    std::fs::create_dir(&one).unwrap();
    std::fs::create_dir(&two).unwrap();
    let (redacted, whole_one) = (catalog(&one), catalog(&two));
    redact_named(&redacted);
    let merge = |into: &Path, other: &Path| {
        let output = recension().arg("--db").arg(into).arg("merge").arg(other).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        check_log(&Snapshot::open(into).unwrap());
        check_vouched(into);
    };
    let fresh = folder.path().join("fresh.db");
    merge(&fresh, &redacted);
    assert_eq!(dump(&fresh), dump(&redacted));
    assert_eq!(Snapshot::open(&fresh).unwrap().redactions().unwrap(), 1);
    assert!(!holds(&whole(&fresh), "Zephyrhammer"));
    let before = (dump(&redacted), dump(&whole_one));
    merge(&redacted, &whole_one);
    assert_eq!(dump(&redacted), before.0);
    merge(&whole_one, &redacted);
    assert_eq!(dump(&whole_one), before.1);
}

/// The rest of a redacted version is still proved: its timestamps and its captures.
#[test]
fn what_is_left_cannot_be_altered() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    redact_named(&db);
    let whole = std::fs::read(&db).unwrap();
    for edit in [
        "UPDATE _version SET updated_us = updated_us - 86400000000 WHERE version_no = 2",
        "UPDATE _capture SET captured_us = captured_us - 86400000000 WHERE version_no = 2",
        "UPDATE _capture SET updated_raw = 'yesterday' WHERE version_no = 2",
        "UPDATE _capture SET payload_sha256 = zeroblob(32) WHERE version_no = 2",
        "UPDATE _redaction SET reason = 'another'",
        "DELETE FROM _redaction",
    ] {
        let forged = folder.path().join("forged.db");
        std::fs::write(&forged, &whole).unwrap();
        let connection = Connection::open(&forged).unwrap();
        let triggers: Vec<(String, String)> = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        assert!(connection.execute(edit, []).unwrap() > 0, "{edit}");
        for (_, sql) in &triggers {
            connection.execute_batch(sql).unwrap();
        }
        drop(connection);
        let found = crate::common::verify(&Snapshot::open(&forged).unwrap(), false);
        assert!(!found.damage.is_empty(), "{edit}: unnoticed");
    }
}

/// Runs a command on the catalog and returns its output.
fn output(db: &Path, arguments: &[&str]) -> String {
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output)
}

fn json(db: &Path, arguments: &[&str]) -> Vec<serde_json::Value> {
    let arguments = [arguments, &["--format", "json"]].concat();
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The change of a redacted version is found at the next one. Nothing says that the next one made
/// it, although the claim of both is older than the last capture of the redacted version.
#[test]
fn a_change_is_not_blamed_on_the_version_after_a_redacted_one() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let line = |hour: u8, updated: u8, body: &str| {
        let (day, url) = ("2024-03-01T", "https://www.example.org/ferry");
        serde_json::json!({
            "url": url, "title": "Ferry fire", "body": body,
            "updated": format!("{day}{updated:02}:00:00Z"),
            "captured": format!("{day}{hour:02}:00:00Z"),
        })
        .to_string()
    };
    let lines = [
        line(9, 8, "The ferry caught fire. Two people were hurt. The harbour is open."),
        line(11, 10, "The ferry caught fire. Five people were hurt. Jo Doe was held."),
        line(13, 10, "The ferry caught fire. Five people were hurt. A man was held."),
        line(15, 14, "The ferry caught fire. Six people were hurt. A man was held."),
    ];
    import(&db, &[&write(folder.path(), "rows.jsonl", &lines)], 0);
    output(&db, &["redact", "ferry", "2", "--reason", "order 1"]);

    let changes = json(&db, &["changes", "--reverse"]);
    let of = |name: &str| changes.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("ordinal"), [2, 3, 4]);
    assert_eq!(of("after_redacted"), [0, 1, 0]);
    assert_eq!(of("silent"), [false, false, false], "the claim may be that of version 2");
    let hours = ["2024-03-01T09:00:00Z", "2024-03-01T09:00:00Z", "2024-03-01T13:00:00Z"];
    assert_eq!(of("earliest"), hours, "the change began before version 2");
    let edits = json(&db, &["changes", "--edits", "--reverse"]);
    assert!(edits.iter().any(|row| row["ordinal"] == 3 && row["after_redacted"] == 1));
    let states = json(&db, &["log", "ferry"]);
    assert_eq!(states[2]["states"][0]["claim"], "redacted");
    assert_eq!(states[2]["states"][0]["after_redacted"], 1);
    let blamed = json(&db, &["blame", "ferry", "3"]);
    let blamed = |part: &str| {
        blamed.iter().find(|row| row["sentence"].as_str().unwrap().contains(part)).unwrap().clone()
    };
    assert_eq!(blamed("Five")["after_redacted"], 1);
    assert_eq!(blamed("caught")["after_redacted"], 0);

    for (arguments, part) in [
        (["changes", "ferry"].as_slice(), "version 3 [..]  [after a redacted version]"),
        (&["log", "ferry"], "3 [..]  1 capture, 61 B  [after a redacted version]"),
        (&["log", "ferry", "--oneline"], "3 [..]  [after a redacted version]"),
        (&["blame", "ferry", "3"], "3 [..] UTC, or the redacted version before it"),
        (&["diff", "ferry", "1..3"], "version 2 between them was redacted: it may have made"),
        (&["diff", "ferry", "3"], "version 2 between them was redacted: it may have made"),
        (&["search", "--added", "Five"], "[..]added it, [..]  [after a redacted version]"),
        (&["search", "--as-of", "2024-03-01T12:00", "people"], "1 article: the text in effect"),
        (&["changes", "--format", "html"], "version 2 between them was redacted"),
    ] {
        let said = output(&db, arguments);
        let is_said = said.lines().any(|line| {
            let mut rest = Some(line);
            part.split("[..]").for_each(|word| {
                rest = rest.and_then(|rest| rest.split_once(word)).map(|(_, rest)| rest);
            });
            rest.is_some()
        });
        assert!(is_said, "{arguments:?} does not say \"{part}\": {said}");
    }

    let findings = json(&db, &["audit", "--severity", "note"]);
    assert!(findings.iter().all(|row| row["rule"] != "silent-edit"), "{findings:?}");
    let on_third: Vec<_> = findings
        .iter()
        .filter(|row| row["message"].as_str().unwrap().starts_with("version 3"))
        .collect();
    assert!(!on_third.is_empty());
    for finding in on_third {
        let message = finding["message"].as_str().unwrap();
        assert!(message.ends_with("; version 2 was redacted and may have made this change"));
        assert_eq!(finding["after_redacted"], 1);
    }
}

/// A claim that is older than the last capture before the redacted version is no honest claim of
/// either.
#[test]
fn a_claim_from_before_a_redacted_version_stays_silent() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let line = |hour: u8, body: &str| {
        format!(
            r#"{{"url":"https://a.example/1","title":"T","body":"{body} were hurt.","updated":"2024-03-01T08:00:00Z","captured":"2024-03-01T{hour:02}:00:00Z"}}"#
        )
    };
    let lines = [line(9, "Two"), line(11, "Jo Doe and two"), line(13, "Seven")];
    import(&db, &[&write(folder.path(), "rows.jsonl", &lines)], 0);
    output(&db, &["redact", "1", "2", "--reason", "order 1"]);
    let changes = json(&db, &["changes", "--silent"]);
    assert_eq!(changes.len(), 1);
    assert_eq!((&changes[0]["ordinal"], &changes[0]["after_redacted"]), (&3.into(), &1.into()));
}
