//! Properties of rejects: every reject is kept completely, in a number of rows and bytes bounded by
//! the input's size.

use recension::store::Snapshot;

use crate::common::{import, recension};

#[test]
fn a_feed_of_empty_entries_is_rejected_in_few_rows_that_hold_every_byte() {
    const ENTRIES: usize = 20_000;
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let feed = folder.path().join("feed.xml");
    let items = "<item/>".repeat(ENTRIES);
    std::fs::write(&feed, format!("<rss><channel>{items}</channel></rss>")).unwrap();
    let ones = folder.path().join("ones.json");
    let items = "1,".repeat(ENTRIES - 1);
    let head = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[";
    std::fs::write(&ones, format!("{head}{items}1]}}")).unwrap();

    for (input, bytes) in [(&feed, "<item/>"), (&ones, "1")] {
        let said = import(&db, &[input], 3);
        assert!(said.contains(&format!("from {ENTRIES} records")), "{said}");
        assert!(said.contains(&format!("{ENTRIES} rejected")), "{said}");
        let rows = Snapshot::open(&db).unwrap().rejects(None, None).unwrap();
        let rows: Vec<_> = rows
            .into_iter()
            .filter(|row| input.ends_with(row.input.rsplit('/').next().unwrap()))
            .collect();
        assert!((1001..1200).contains(&rows.len()), "{} rows", rows.len());
        let kept: usize = rows
            .iter()
            .map(|row| {
                let text = std::str::from_utf8(&row.bytes).unwrap();
                assert_eq!(row.length, row.bytes.len() as i64);
                assert!(text.lines().all(|line| line == bytes));
                text.lines().count()
            })
            .sum();
        assert_eq!(kept, ENTRIES);
        assert!(rows[999].record == Some(1000) && rows[999].bytes == bytes.as_bytes());
        let last = &rows[rows.len() - 1];
        assert!(last.reason.ends_with(&format!("up to record {ENTRIES}")), "{}", last.reason);
    }

    // A second import, together with another file: the same rows.
    let before = Snapshot::open(&db).unwrap().rejects(None, None).unwrap().len();
    let other = folder.path().join("0.jsonl");
    std::fs::write(&other, "{\"url\":\"https://a.example/1\",\"title\":\"T\"}\n").unwrap();
    let output =
        recension().arg("--db").arg(&db).arg("import").args([&other, &feed, &ones]).output();
    assert_eq!(output.unwrap().status.code(), Some(3));
    assert_eq!(Snapshot::open(&db).unwrap().rejects(None, None).unwrap().len(), before);
}
