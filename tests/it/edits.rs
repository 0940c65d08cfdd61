//! `changes --edits`: one row per operation on a sentence, for coding by hand.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::common::{import, recension, stderr, write};

/// A catalog with two articles, whose changes are five operations.
fn catalog(folder: &Path) -> PathBuf {
    let row = |url: &str, day: u32, body: &str| {
        json!({
            "url": format!("https://example.org/{url}"),
            "title": "Toll, \"again\"",
            "published": "2024-03-01T09:00Z",
            "updated": "2024-03-01T09:00Z",
            "captured": format!("2024-03-0{day}T12:00Z"),
            "publisher": "Gull Post",
            "body": body,
        })
        .to_string()
    };
    let rows = [
        row("toll", 1, "The toll is £4, said Ann Lee.\n\nThe bridge, “a wreck”, is old."),
        row(
            "toll",
            2,
            "The toll is £5, said Ann Reed.\n\nThe bridge is old.\n\nIt will shut on 3 May.",
        ),
        row("boat", 1, "The boat leaves at nine o'clock.\n\nNo dogs are let on board of it."),
        row("boat", 2, "The boat leaves at ten o'clock.\n\nDogs are let on board of it."),
    ];
    let db = folder.join("a.db");
    import(&db, &[&write(folder, "a.jsonl", &rows)], 0);
    db
}

fn run(db: &Path, arguments: &[&str]) -> String {
    let mut command = recension();
    let output = command.arg("--db").arg(db).args(["changes", "--edits"]).args(arguments).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

fn json_rows(db: &Path, arguments: &[&str]) -> Vec<Value> {
    let printed = run(db, &[&["--format", "jsonl"], arguments].concat());
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The rows of a CSV, by column.
fn csv_rows(printed: &str) -> Vec<serde_json::Map<String, Value>> {
    let mut reader = csv::Reader::from_reader(printed.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        names.iter().zip(&record).map(|(name, cell)| (name.to_owned(), json!(cell))).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

#[test]
fn each_operation_is_a_row() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let rows = json_rows(&db, &["https://example.org/toll"]);
    let told: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!([
                row["op"],
                row["old"],
                row["new"],
                row["classes"],
                row["evidence_old"],
                row["evidence_new"]
            ])
        })
        .collect();
    assert_eq!(
        told,
        [
            json!([
                "edited",
                "The toll is £4, said Ann Lee.",
                "The toll is £5, said Ann Reed.",
                ["number", "name"],
                ["£4", "Ann Lee"],
                ["£5", "Ann Reed"]
            ]),
            json!([
                "edited",
                "The bridge, “a wreck”, is old.",
                "The bridge is old.",
                ["quote"],
                ["“a wreck”"],
                [null]
            ]),
            json!(["added", "", "It will shut on 3 May.", ["date"], [null], ["3 May"]]),
        ]
    );
    let first = &rows[0];
    let columns = [
        ("article", json!(1)),
        ("outlet", json!("Gull Post")),
        ("url", json!("https://example.org/toll")),
        ("title", json!("Toll, \"again\"")),
        ("before_ordinal", json!(1)),
        ("ordinal", json!(2)),
        ("at", json!("2024-03-02T12:00:00Z")),
        ("edit", json!(1)),
        ("silent", json!(true)),
        ("evidence_class", json!(["number", "name"])),
    ];
    for (name, value) in columns {
        assert_eq!(first[name], value, "{name}");
    }
}

/// In CSV and TSV, lists are JSON, so that no text of a source can be mistaken for a separator.
#[test]
fn cells_that_hold_lists_are_json() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let (lines, printed) = (json_rows(&db, &[]), run(&db, &["--format", "csv"]));
    let rows = csv_rows(&printed);
    assert_eq!((rows.len(), lines.len()), (5, 5), "{printed}");
    for (row, line) in rows.iter().zip(&lines) {
        for name in ["classes", "evidence_old", "evidence_new", "evidence_class"] {
            let list: Value = serde_json::from_str(row[name].as_str().unwrap()).unwrap();
            assert!(list.is_array(), "{name}: {list}");
            assert_eq!(list, line[name], "{name}");
        }
        assert_eq!(row["old"], line["old"]);
        assert_eq!(row["new"], line["new"]);
    }
    // The columns are the keys, in the same order.
    let keys: Vec<&String> = lines[0].as_object().unwrap().keys().collect();
    let header: Vec<&str> = printed.lines().next().unwrap().split(',').collect();
    assert_eq!(keys, header);
}

#[test]
fn a_sample_of_operations_can_be_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let all = json_rows(&db, &[]);
    let draw = |seed: &str| json_rows(&db, &["--sample", "2", "--seed", seed]);
    let seeds: Vec<String> = (0..12).map(|seed| seed.to_string()).collect();
    let samples: Vec<Vec<Value>> = seeds.iter().map(|seed| draw(seed)).collect();
    for (seed, sample) in seeds.iter().zip(&samples) {
        assert_eq!(sample.len(), 2);
        assert_eq!(*sample, draw(seed), "the same seed draws the same rows");
        let places: Vec<usize> =
            sample.iter().map(|row| all.iter().position(|other| other == row).unwrap()).collect();
        assert!(places.is_sorted(), "in the usual order: {places:?}");
        let csv = csv_rows(&run(&db, &["--format", "csv", "--sample", "2", "--seed", seed]));
        let olds = |rows: &[Value]| rows.iter().map(|row| row["old"].clone()).collect::<Vec<_>>();
        let of_csv: Vec<Value> = csv.iter().map(|row| row["old"].clone()).collect();
        assert_eq!(of_csv, olds(sample), "the format does not change the sample");
    }
    assert!(samples.iter().any(|sample| *sample != samples[0]), "another seed draws others");
    assert_eq!(json_rows(&db, &["--sample", "99", "--seed", "1"]), all);
}

#[test]
fn operations_and_classes_select_rows() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let count = |arguments: &[&str]| json_rows(&db, arguments).len();
    assert_eq!(count(&["--op", "added"]), 1);
    assert_eq!(count(&["--op", "edited"]), 4);
    assert_eq!(count(&["--class", "negation"]), 1);
    assert_eq!(count(&["--class", "number,date", "--op", "added"]), 1);
    let output = recension()
        .arg("--db")
        .arg(&db)
        .args(["changes", "--edits", "--format", "html"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--edits writes rows"), "{}", stderr(&output));
}
