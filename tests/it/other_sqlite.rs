//! Other programs: the SQLite of the system's Python can read a catalog, as Datasette does.

use std::process::Command;

use crate::common::skip;
use crate::tamper;

/// Reads every table and view completely; queries the index of titles instead. Views show no blobs.
const SCRIPT: &str = r#"
import sqlite3, sys
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
names = db.execute(
    "SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name").fetchall()
rows = 0
for name, kind in names:
    if name == "_heading":  # without sizes, it answers questions only
        continue
    for row in db.execute(f'SELECT * FROM "{name}"'):
        rows += 1
        if kind == "view":
            assert not any(isinstance(value, bytes) for value in row), f"{name}: a blob"
assert db.execute("SELECT rowid FROM _heading WHERE _heading MATCH 'exa'").fetchall()
public = [name for name, kind in names if not name.startswith(("_", "sqlite_"))]
assert all(kind == "view" for name, kind in names if name in public), public
print(sqlite3.sqlite_version, len(names), rows)
"#;

#[test]
fn every_table_and_view_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let db = tamper::catalog(folder.path(), 3);
    let mut read = 0;
    for python in ["/usr/bin/python3", "python3"] {
        let has_sqlite = Command::new(python).args(["-c", "import sqlite3"]).output();
        if !has_sqlite.is_ok_and(|output| output.status.success()) {
            continue;
        }
        let output = Command::new(python).args(["-c", SCRIPT]).arg(&db).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{python}: {said}");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        eprintln!("{python}: SQLite, tables and views, rows: {}", told.trim_end());
        let rows: u64 = told.split_whitespace().last().unwrap().parse().unwrap();
        assert!(rows > 300, "{told}");
        read += 1;
    }
    if read == 0 {
        skip("there is no python3 with sqlite3 here");
    }
}
