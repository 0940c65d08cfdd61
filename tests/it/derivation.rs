//! What is derived from fixed samples, and by which derivation. A catalog decides by the
//! derivation's number whether its derived data must be derived again, so the number must increase
//! with every change of results.

use std::fmt::Write as _;
use std::path::Path;

use recension::article::Sha256;
use recension::timeline::DERIVATION_VERSION;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::common::{import, recension, stderr};

/// The derivation's number, and the digest of its results for the samples.
const DERIVED: (i64, &str) =
    (12, "638a8c209414385d1774c2f3e7694ec5088987ef9709f395d53dbe73a68b4cd1");

/// The results for the samples, one row per line.
const ROWS: [&str; 5] = [
    "SELECT * FROM _state ORDER BY article_id, state",
    "SELECT * FROM _summary ORDER BY article_id",
    "SELECT * FROM _word_doc ORDER BY doc",
    "SELECT * FROM _word_segment ORDER BY first_block",
    "SELECT * FROM _word_block ORDER BY block_id",
];

#[test]
fn what_is_derived_changes_with_its_number_alone() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let samples = ["newsroom/pages.jsonl", "records.jsonl", "story"];
    for sample in samples {
        import(&db, &[&Path::new("tests/samples").join(sample)], 0);
    }
    let output = recension().arg("--db").arg(&db).args(["search", "ferry"]).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let connection = Connection::open(&db).unwrap();
    let mut lines = String::new();
    for sql in ROWS {
        let mut statement = connection.prepare(sql).unwrap();
        let count = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let before = lines.len();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..count {
                write!(lines, "{:?} ", row.get::<_, Value>(column).unwrap()).unwrap();
            }
            lines.push('\n');
        }
        assert!(lines.len() > before, "no row: {sql}");
    }
    let digest = Sha256::of(lines.as_bytes()).to_string();
    assert_eq!(
        (DERIVATION_VERSION, digest.as_str()),
        DERIVED,
        "what is derived from the samples is not what it was: catalogs must derive it anew. Raise \
         DERIVATION_VERSION, then write both here"
    );
}
