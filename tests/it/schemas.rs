//! Catalogs of every earlier schema, made by the programs of their time (`tests/samples/catalogs`), are
//! migrated and hold what those programs showed.

use std::path::{Path, PathBuf};

use recension::store::Catalog;
use rusqlite::Connection;
use serde_json::Value;

use crate::common::{content, history, import, recension, stderr};
use crate::works::check_file;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/catalogs")
}

/// A catalog of this schema.
pub(crate) fn fixture(schema: i64) -> Vec<u8> {
    let file = std::fs::File::open(folder().join(format!("schema-{schema}.db.zst"))).unwrap();
    zstd::decode_all(file).unwrap()
}

/// The inputs of a fixture, and what its program showed of each version: web archives came with the
/// fifth schema.
fn made_of(schema: i64) -> (Vec<PathBuf>, Vec<Value>) {
    let (inputs, shown) = match schema {
        ..5 => (vec!["ledger.jsonl"], "ledger.expected.jsonl"),
        _ => (vec!["ledger.jsonl", "../crawl.warc"], "archive.expected.jsonl"),
    };
    let shown = std::fs::read_to_string(folder().join(shown)).unwrap();
    let inputs = inputs.into_iter().map(|name| folder().join(name)).collect();
    (inputs, shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn schema_of(db: &Path) -> i64 {
    let connection = Connection::open(db).unwrap();
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// All that must hold of a catalog, whoever made it: SQLite's checks, every version's id, the log, and
/// what is derived.
fn verify(db: &Path) {
    assert!(check_file(db));
    content(db);
}

/// Whether `now` says all that `then` says; it may say more.
fn says(now: &Value, then: &Value) -> bool {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => {
            then.iter().all(|(name, value)| now.get(name).is_some_and(|now| says(now, value)))
        }
        (Value::Array(now), Value::Array(then)) => {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| says(now, then))
        }
        _ => now == then,
    }
}

fn check(schema: i64) -> i64 {
    let place = tempfile::tempdir().unwrap();
    let db = place.path().join("a.db");
    std::fs::write(&db, fixture(schema)).unwrap();
    assert_eq!(schema_of(&db), schema);
    let output = recension().arg("--db").arg(&db).args(["list", "--count"]).output().unwrap();
    assert!(output.status.success(), "schema {schema}: {}", stderr(&output));
    let known = schema_of(&db);
    let kept = place.path().join(format!("a.db.schema-{schema}.bak"));
    assert_eq!(kept.exists(), schema < known);
    if kept.exists() {
        assert!(stderr(&output).contains("migrated"), "{}", stderr(&output));
        assert!(check_file(&kept));
        assert_eq!(schema_of(&kept), schema);
        let rows = |db: &Path| -> Vec<(Vec<u8>, i64)> {
            let connection = Connection::open(db).unwrap();
            let mut statement = connection.prepare("SELECT id, version_no FROM version").unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        };
        assert_eq!(rows(&kept), rows(&db));
    }
    verify(&db);

    let (inputs, shown) = made_of(schema);
    let catalog = Catalog::open(&db).unwrap();
    let stats = catalog.stats(0).unwrap();
    assert_eq!(stats.versions as usize, shown.len());
    let mut log = Vec::new();
    for (article, then) in shown.iter().map(|then| (then["article"].as_i64().unwrap(), then)) {
        if !log.iter().any(|now: &Value| now["article"] == article) {
            let asked = ["log", &article.to_string(), "--format", "jsonl"];
            let output = recension().arg("--db").arg(&db).args(asked).output().unwrap();
            assert!(output.status.success(), "{}", stderr(&output));
            let lines = String::from_utf8(output.stdout).unwrap();
            log.extend(lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
        }
        let now = log.iter().find(|now| now["id"] == then["id"]).unwrap();
        // A log has no bodies: the library is asked for them.
        let (mut then, ordinal) = (then.clone(), then["ordinal"].as_u64().unwrap());
        let text = then.as_object_mut().unwrap().remove("body").unwrap();
        assert!(says(now, &then), "schema {schema}\nthen: {then}\nnow:  {now}");
        let history = history(&catalog, recension::article::ArticleId(article));
        let version = &history.versions()[ordinal as usize - 1];
        let body = catalog.body(version).unwrap();
        assert_eq!(body.as_ref().map(|body| body.as_str()), text.as_str());
    }
    drop(catalog);

    // Imported again, nothing is added; and it is what an import of today gives.
    let before = content(&db);
    let again: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    let said = import(&db, &again, 3);
    assert!(said.contains("added 0 versions"), "schema {schema}: {said}");
    assert_eq!(content(&db), before);
    let fresh = place.path().join("fresh.db");
    import(&fresh, &again, 3);
    assert_eq!(content(&fresh), before, "schema {schema}");
    verify(&db);
    known
}

#[test]
fn every_earlier_schema_is_migrated() {
    let (mut schema, mut known) = (1, 1);
    while folder().join(format!("schema-{schema}.db.zst")).exists() {
        known = check(schema);
        schema += 1;
    }
    assert!(
        schema > 1 && schema >= known,
        "schema {schema} has no catalog in tests/samples/catalogs"
    );
}
