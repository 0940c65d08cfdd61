//! Rows of other tools' databases, as imported into the catalog.

use recension::extract;
use recension::source::{Format, Input, Limits, open};
use rusqlite::Connection;

const DIFFENGINE: &str =
    "CREATE TABLE entryversion (id INTEGER PRIMARY KEY, title, url, summary, created);
    INSERT INTO entryversion VALUES (1, 'T', 'https://a.example/1', '<p>One.</p>', '2014-02-30 13:26:00'),
        (2, 'T', 'https://a.example/1', '<p>One.</p>', '2014-10-19 13:26:00');";
const GIT_HISTORY: &str =
    "CREATE TABLE commits (id INTEGER PRIMARY KEY, commit_at);
    CREATE TABLE item (_id INTEGER PRIMARY KEY, url, title, _commit);
    INSERT INTO commits VALUES (1, '2014-13-01T00:00:00+00:00'), (2, '2014-10-19T00:00:00+00:00');
    INSERT INTO item VALUES (1, 'https://a.example/1', 'T', 1), (2, 'https://a.example/2', 'U', 2);";
const NEWS_EDITS: &str = "CREATE TABLE split_sentences (entry_id, version, sent_idx, sentence);
    CREATE TABLE articles (entry_id, version, url, created);
    INSERT INTO split_sentences VALUES (7, 1, 0, 'One.'), (7, 2, 0, 'Two.');
    INSERT INTO articles VALUES (7, 1, 'https://a.example/7', '0000-00-00 00:00:00'),
        (7, 2, 'https://a.example/7', '2014-10-19 00:00:00');";

#[test]
fn a_time_that_cannot_be_is_told_and_costs_its_row() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, sql) in
        [("diffengine", DIFFENGINE), ("git-history", GIT_HISTORY), ("news-edits", NEWS_EDITS)]
    {
        let path = folder.path().join(name);
        Connection::open(&path).expect("a database").execute_batch(sql).expect("SQL");
        let mut source =
            open(Input::Path(path), Format::Auto, &Limits::default()).expect("readable");
        let mut read = Vec::new();
        while let Some(item) = source.next_item().expect("readable") {
            read.push(extract::capture(&item, &extract::ExtractOptions::default()));
        }
        assert_eq!(read.len(), 2, "{name}");
        match &read[0] {
            Err(problem) => assert_eq!(problem.code, "bad-date", "{name}: {}", problem.message),
            // A zero date is a placeholder: the row is read without a time, and keeps the text.
            Ok(capture) => {
                let kept = capture.labels.extra.get("captured").and_then(|text| text.as_str());
                assert!(capture.captured.is_none(), "{name}");
                assert!(kept.is_some_and(|text| text.starts_with("0000-00-00")), "{name}");
            }
        }
        assert!(read[1].as_ref().expect(name).captured.is_some(), "{name}");
    }
}
