//! Parquet and Arrow: what is exported is imported again as an equal catalog; tables of other
//! programs are records; damaged files end with a message.

use std::path::Path;
use std::process::Output;

use crate::common::{import, recension, stderr, write};

fn run(db: &Path, arguments: &[&str]) -> Output {
    recension().arg("--db").arg(db).args(arguments).output().unwrap()
}

#[cfg(not(feature = "parquet"))]
mod absent {
    use super::{import, run, stderr, write};

    #[test]
    fn a_build_without_parquet_says_how_to_get_it() {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("catalog.db");
        let record = r#"{"url": "https://example.org/a", "body": "One."}"#.to_owned();
        import(&db, &[&write(folder.path(), "a.jsonl", &[record])], 0);
        let file = folder.path().join("a.parquet");
        std::fs::write(&file, b"PAR1....PAR1").unwrap();
        let path = file.to_str().unwrap();
        let out = folder.path().join("out").display().to_string();
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/wire.txt");
        for (arguments, code) in [
            (&["export", "--format", "parquet", "-o", &out][..], 2),
            (&["extract", page, "--format", "arrow"], 2),
            (&["import", path], 4),
        ] {
            let output = run(&db, arguments);
            let said = stderr(&output);
            assert!(said.contains("build it with the cargo feature `parquet`"), "{said}");
            assert_eq!(output.status.code(), Some(code), "{said}");
        }
    }
}

#[cfg(feature = "parquet")]
mod present {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs::{self, File};
    use std::path::PathBuf;
    use std::process::Command;
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
    use parquet::arrow::ArrowWriter;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use serde_json::Value;

    use super::*;
    use crate::common::{Dice, made_up, skip};

    /// A catalog of made-up articles, the samples, and an archive with looks and redirects.
    fn catalog(folder: &Path) -> PathBuf {
        let db = folder.join("catalog.db");
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
        let lines = made_up(12, &mut Dice(7));
        let input = write(folder, "made-up.jsonl", &lines);
        import(&db, &[&input, &samples.join("story"), &samples.join("crawl.warc")], 3);
        db
    }

    #[track_caller]
    fn export(db: &Path, name: &str, more: &[&str]) -> PathBuf {
        let path = db.with_file_name(name);
        let output = run(
            db,
            &[&["export", "--format", "parquet", "-o", path.to_str().unwrap()], more].concat(),
        );
        assert!(output.status.success(), "{}", stderr(&output));
        path
    }

    /// The records of a catalog, as JSON Lines in a fixed order.
    #[track_caller]
    fn records(db: &Path) -> String {
        let output = run(db, &["export"]);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn files(folder: &Path) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "parquet") {
                    found.insert(path.strip_prefix(folder).unwrap().display().to_string());
                }
            }
        }
        found
    }

    /// The number of rows of each table.
    fn rows(folder: &Path) -> BTreeMap<String, i64> {
        let mut rows = BTreeMap::new();
        for name in files(folder) {
            let file = File::open(folder.join(&name)).unwrap();
            let found = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
            let table = name.split(['/', '.']).next().unwrap().to_owned();
            *rows.entry(table).or_insert(0) += found.metadata().file_metadata().num_rows();
        }
        rows
    }

    #[test]
    fn an_export_is_imported_as_an_equal_catalog() {
        let folder = tempfile::tempdir().unwrap();
        let db = catalog(folder.path());
        let tables = export(&db, "tables", &[]);
        let expected: BTreeSet<String> =
            ["captures", "changes", "edits", "findings", "looks", "versions"]
                .map(|name| format!("{name}.parquet"))
                .into();
        assert_eq!(files(&tables), expected);
        let again = folder.path().join("again.db");
        let said = import(&again, &[&tables], 0);
        assert!(said.contains("a table of an export without its records"), "{said}");
        let before = records(&db);
        assert!(before.contains("\"look\":") && before.contains("\"redirect\":"), "{before}");
        assert_eq!(records(&again), before);

        // One file is the table of captures.
        let file = export(&db, "only.parquet", &[]);
        let third = folder.path().join("third.db");
        import(&third, &[&file], 0);
        let captures = |text: &str| {
            let lines = text.lines().filter(|line| line.contains("\"id\":"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(captures(&records(&third)), captures(&before));
    }

    #[test]
    fn partitions_hold_the_same_rows() {
        let folder = tempfile::tempdir().unwrap();
        let db = catalog(folder.path());
        let expected = rows(&export(&db, "tables", &[]));
        assert!(expected.values().all(|count| *count > 0), "{expected:?}");
        for by in ["host", "month"] {
            let tables = export(&db, by, &["--by", by]);
            assert_eq!(rows(&tables), expected, "{by}");
            let prefix = format!("versions/{by}=");
            assert!(files(&tables).iter().any(|name| name.starts_with(&prefix)), "{by}");
            let again = folder.path().join(format!("{by}.db"));
            import(&again, &[&tables], 0);
            assert_eq!(records(&again), records(&db), "{by}");
        }
        let some = export(&db, "some", &["--table", "changes", "--table", "edits"]);
        assert_eq!(rows(&some).into_keys().collect::<Vec<_>>(), ["changes", "edits"]);
    }

    #[test]
    fn rows_are_sorted_and_typed() {
        let folder = tempfile::tempdir().unwrap();
        let db = catalog(folder.path());
        let file = File::open(export(&db, "v.parquet", &["--table", "versions"])).unwrap();
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let schema = Arc::clone(builder.schema());
        let of = |name: &str| schema.field_with_name(name).unwrap().data_type().to_string();
        assert_eq!(of("published"), "Timestamp(µs, \"UTC\")");
        assert_eq!(of("published_precision"), "Utf8");
        assert_eq!(of("captures"), "Int64");
        assert_eq!(of("silent_edit"), "Boolean");
        let mut keys = Vec::new();
        for batch in builder.build().unwrap() {
            let batch = batch.unwrap();
            let column = batch.column_by_name("match_key").unwrap();
            let column = column.as_any().downcast_ref::<StringArray>().unwrap();
            keys.extend(column.iter().map(|key| key.unwrap().to_owned()));
        }
        assert!(keys.len() > 12 && keys.is_sorted(), "{keys:?}");
    }

    #[test]
    fn other_programs_read_the_tables_without_a_cast() {
        let folder = tempfile::tempdir().unwrap();
        let db = catalog(folder.path());
        let folders = [
            export(&db, "tables", &[]),
            export(&db, "by-host", &["--by", "host"]),
            export(&db, "by-month", &["--by", "month"]),
        ];
        let records = records(&db);
        let of_2024 = |line: &&str| {
            let record: Value = serde_json::from_str(line).unwrap();
            let at = record["captured"]["utc"].as_str().unwrap_or_default();
            record.get("id").is_some() && at.starts_with("2024-")
        };
        let within = records.lines().filter(of_2024).count();
        let table = run(&db, &["export", "--format", "csv"]).stdout;
        let mut table = csv::Reader::from_reader(table.as_slice());
        let at = table.headers().unwrap().iter().position(|name| name == "silent_edit").unwrap();
        let silent: Vec<bool> = table.records().map(|row| &row.unwrap()[at] == "true").collect();
        let (versions, silent) = (silent.len(), silent.iter().filter(|is| **is).count());
        let expected = format!("{versions},{silent},{within}");
        assert!(within > 0 && silent > 0, "{expected}");

        let own = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools/python/bin/python");
        let python = if own.exists() { own } else { PathBuf::from("python3") };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read_parquet.py");
        let output = match Command::new(python).arg(script).args(&folders).output() {
            Ok(output) => output,
            Err(error) => return skip(&format!("Python cannot be run: {error}")),
        };
        assert!(output.status.success(), "{}", stderr(&output));
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.lines().count(), 3, "{said}");
        for line in said.lines() {
            match line.split_once(' ').unwrap() {
                (reader, "absent") => skip(&format!("{reader} is not installed")),
                (_, found) => assert_eq!(found, [&*expected; 3].join(" "), "{line}"),
            }
        }
    }

    /// A table as another program writes it.
    fn foreign(folder: &Path) -> PathBuf {
        let texts = |texts: &[&str]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
        let times = TimestampMicrosecondArray::from(vec![1_413_725_160_000_000; 2]);
        let batch = RecordBatch::try_from_iter([
            ("link", texts(&["https://example.org/a", "https://example.org/b"])),
            ("fulltext", texts(&["One ferry.", "Two ferries."])),
            ("seen", Arc::new(times.with_timezone("UTC")) as ArrayRef),
            ("score", Arc::new(Int64Array::from(vec![Some(3), None])) as ArrayRef),
        ]);
        let batch = batch.unwrap();
        let path = folder.join("foreign.parquet");
        let mut writer =
            ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        path
    }

    #[test]
    fn a_table_of_another_program_is_records() {
        let folder = tempfile::tempdir().unwrap();
        let path = foreign(folder.path());
        let db = folder.path().join("catalog.db");
        let mapped = ["--map", "url=link", "--map", "body=fulltext", "--map", "captured=seen"];
        let output = run(&db, &[&["import", path.to_str().unwrap()][..], &mapped].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        let found: Vec<Value> =
            records(&db).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0]["body"], "One ferry.");
        assert_eq!(found[0]["captured"]["utc"], "2014-10-19T13:26:00Z");
        assert_eq!(found[0]["captured"]["zone"], "stated");
        assert_eq!(found[0]["extra"]["score"], 3);
        assert_eq!(found[1]["url"], "https://example.org/b");
    }

    #[test]
    fn a_damaged_file_ends_with_a_message() {
        let folder = tempfile::tempdir().unwrap();
        let db = catalog(folder.path());
        let whole = fs::read(export(&db, "whole.parquet", &[])).unwrap();
        let path = folder.path().join("damaged.parquet");
        let mut dice = Dice(11);
        for round in 0..30 {
            let mut bytes = whole.clone();
            if round % 3 == 0 {
                bytes.truncate(4 + dice.below(whole.len() - 4));
            } else {
                for _ in 0..=round {
                    let at = 4 + dice.below(whole.len() - 4);
                    bytes[at] ^= 1 << dice.below(8);
                }
            }
            fs::write(&path, bytes).unwrap();
            let other = folder.path().join(format!("{round}.db"));
            let output = run(&other, &["import", path.to_str().unwrap()]);
            let said = stderr(&output);
            assert!(matches!(output.status.code(), Some(0 | 3 | 4)), "{round}: {said}");
            assert!(!said.contains("panicked"), "{round}: {said}");
        }
        // A stream has no end to begin with.
        let output = recension()
            .arg("--db")
            .arg(&db)
            .args(["import", "-"])
            .stdin(File::open(folder.path().join("whole.parquet")).unwrap())
            .output()
            .unwrap();
        assert!(stderr(&output).contains("read from a stream"), "{}", stderr(&output));
    }

    #[test]
    fn extracted_fields_are_an_arrow_stream() {
        let folder = tempfile::tempdir().unwrap();
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/story");
        let samples = samples.to_str().unwrap();
        let db = folder.path().join("none.db");
        let arrow = run(&db, &["extract", samples, "--format", "arrow", "--jobs", "2"]);
        assert!(arrow.status.success(), "{}", stderr(&arrow));
        let json = run(&db, &["extract", samples]);
        let expected: Vec<Value> = String::from_utf8(json.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let reader = arrow_ipc::reader::StreamReader::try_new(arrow.stdout.as_slice(), None);
        let mut titles = Vec::new();
        for batch in reader.unwrap() {
            let batch = batch.unwrap();
            let column = batch.column_by_name("title").unwrap();
            let column = column.as_any().downcast_ref::<StringArray>().unwrap();
            titles.extend(column.iter().map(|title| title.map(str::to_owned)));
        }
        let expected: Vec<Option<String>> =
            expected.iter().map(|one| one["title"].as_str().map(str::to_owned)).collect();
        assert_eq!(titles, expected);
    }
}
