//! Tests over databases as other tools make them, whole, damaged and hostile.

use std::path::Path;

use rusqlite::Connection;

use super::super::foreign_tests::{json, read};
use super::super::tests::{gzip, items, reasons};
use super::super::{Format, Input, Kind, Limits, open};
use super::Database;

fn database(folder: &Path, name: &str, sql: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    let connection = Connection::open(&path).expect("a database");
    connection.execute_batch(sql).expect("SQL");
    path
}

const DIFFENGINE: &str = "CREATE TABLE entry (id INTEGER PRIMARY KEY, url TEXT, created TEXT, checked TEXT);
CREATE TABLE entryversion (id INTEGER PRIMARY KEY, title TEXT, url TEXT, summary TEXT, created DATETIME,
    archive_url TEXT, entry_id INTEGER);
INSERT INTO entry VALUES (1, 'https://feed.example/1', '2014', '2014');
INSERT INTO entryversion VALUES (1, 'T', 'https://a.example/1', '<p>One &amp; two.</p><p>Three.</p>',
    '2014-10-19 13:26:00.5', 'https://web.archive.org/web/1', 1), (2, 'T2', 'https://a.example/1', '', NULL, NULL, 9);";

#[test]
fn a_diffengine_database_gives_its_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = database(folder.path(), "diff engine?.db", DIFFENGINE);
    let source =
        open(Input::Path(path.clone()), Format::Auto, &Limits::default()).expect("readable");
    assert_eq!(source.kind(), Kind::Database(Database::DiffEngine));
    drop(source);
    let all = read(Input::Path(path));
    assert_eq!(all.len(), 2);
    let first = json(&all[0]);
    assert_eq!(first["url"], "https://a.example/1");
    assert_eq!(first["entry_url"], "https://feed.example/1");
    assert_eq!(first["content_html"], "<p>One &amp; two.</p><p>Three.</p>");
    assert_eq!(first["captured"], "2014-10-19 13:26:00.5Z");
    assert_eq!(all[1].place.record, Some(2));
    assert_eq!(json(&all[1]).get("captured"), None);
    // Nothing is left beside it.
    let beside: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(beside.len(), 1);
}

#[test]
fn a_git_history_database_gives_whole_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    let shared = "CREATE TABLE namespaces (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE commits (id INTEGER PRIMARY KEY, namespace INTEGER, hash TEXT, commit_at TEXT);
        CREATE TABLE columns (id INTEGER PRIMARY KEY, namespace INTEGER, name TEXT);
        CREATE TABLE item (_id INTEGER PRIMARY KEY, _item_id TEXT, url TEXT, title TEXT, body TEXT, _commit INTEGER);
        CREATE TABLE item_changed (item_version INTEGER, \"column\" INTEGER, PRIMARY KEY (item_version, \"column\"));
        INSERT INTO commits VALUES (1, 1, 'a', '2014-10-19T09:26:00-04:00'), (2, 1, 'b', '2014-10-20T00:00:00+00:00');
        INSERT INTO columns VALUES (1, 1, 'url'), (2, 1, 'title'), (3, 1, 'body');";
    let changed = format!(
        "{shared} CREATE TABLE item_version (_id INTEGER PRIMARY KEY, _item INTEGER, _version INTEGER, _commit INTEGER,
            url TEXT, title TEXT, body TEXT, _item_full_hash TEXT);
        INSERT INTO item_version VALUES (1, 1, 1, 1, 'https://a.example/1', 'T', 'B', 'x'),
            (2, 2, 1, 1, 'https://a.example/2', 'U', NULL, 'x'), (3, 1, 2, 2, NULL, NULL, 'B2', 'y');
        INSERT INTO item_changed VALUES (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 2), (3, 3);"
    );
    let path = database(folder.path(), "changed.db", &changed);
    let all: Vec<_> = read(Input::Path(path)).iter().map(json).collect();
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["captured"], "2014-10-19T09:26:00-04:00");
    // The URL stayed, the title became null, the body changed.
    let third = serde_json::json!({"url": "https://a.example/1", "body": "B2", "seq": 2, "captured": "2014-10-20T00:00:00+00:00"});
    assert_eq!(all[1], third);
    assert_eq!((&all[2]["url"], all[2].get("body")), (&"https://a.example/2".into(), None));
    let full = format!(
        "{shared} CREATE TABLE item_version (_id INTEGER PRIMARY KEY, _item INTEGER, _version INTEGER, _commit INTEGER,
            url TEXT, title TEXT);
        INSERT INTO item_version VALUES (1, 1, 1, 1, 'https://a.example/1', 'T'), (2, 1, 2, 2, 'https://a.example/1', NULL);"
    );
    let path = database(folder.path(), "full.db", &full);
    let all: Vec<_> = read(Input::Path(path)).iter().map(json).collect();
    assert_eq!((all.len(), all[1].get("title")), (2, None));
    let items = "CREATE TABLE commits (id INTEGER PRIMARY KEY, hash TEXT, commit_at TEXT);
        CREATE TABLE item (_id INTEGER PRIMARY KEY, url TEXT, _commit INTEGER);
        INSERT INTO commits VALUES (1, 'a', '2014-10-19'); INSERT INTO item VALUES (1, 'https://a.example/1', 1);";
    let all = read(Input::Path(database(folder.path(), "items.db", items)));
    assert_eq!(
        json(&all[0]),
        serde_json::json!({"url": "https://a.example/1", "captured": "2014-10-19"})
    );
}

#[test]
fn a_news_edits_database_joins_its_sentences() {
    let folder = tempfile::tempdir().expect("a folder");
    let sentences = "CREATE TABLE split_sentences (entry_id INTEGER, version TEXT, sent_idx INTEGER, sentence TEXT);
        INSERT INTO split_sentences VALUES (7, '10', 0, 'Ten.'), (7, '2', 1, 'Two.</p>'), (7, '2', 0, '<p>One.'), (8, '0', 0, 'Eight.');";
    let path = database(folder.path(), "ap-x.db", sentences);
    let all: Vec<_> = read(Input::Path(path)).iter().map(json).collect();
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["body"], "One.\nTwo.");
    assert_eq!((&all[0]["seq"], &all[0]["url"]), (&2.into(), &"urn:newsedits:ap-x:7".into()));
    assert_eq!((&all[1]["seq"], &all[1]["body"]), (&10.into(), &"Ten.".into()));
    let about = format!(
        "{sentences} CREATE TABLE articles (entry_id INTEGER, version INTEGER, title TEXT, url TEXT, created TEXT);
        INSERT INTO articles VALUES (7, 2, 'T', 'https://a.example/7', '2014-10-19 13:26:00');"
    );
    let path = database(folder.path(), "about.db", &about);
    let all: Vec<_> = read(Input::Path(path)).iter().map(json).collect();
    assert_eq!(all[0]["url"], "https://a.example/7");
    assert_eq!(
        (&all[0]["title"], &all[0]["captured"]),
        (&"T".into(), &"2014-10-19 13:26:00Z".into())
    );
    assert_eq!(all[1]["url"], "urn:newsedits:about:7");
}

#[test]
fn foreign_databases_do_no_harm() {
    let folder = tempfile::tempdir().expect("a folder");
    // A row that is too long costs that row, and is not read.
    let long =
        format!("{DIFFENGINE} UPDATE entryversion SET summary = zeroblob(20000000) WHERE id = 1;");
    let all = read(Input::Path(database(folder.path(), "long.db", &long)));
    assert_eq!(all.len(), 2);
    assert!(reasons(&all)[0].contains("--max-record"), "{:?}", reasons(&all));
    // A view that never ends is no table.
    let trap = "CREATE VIEW entryversion AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
        SELECT x AS url, x AS title, x AS summary, x AS created FROM n; CREATE TABLE other (x);";
    let path = database(folder.path(), "trap.db", trap);
    let error = items(Input::Path(path), Format::Auto, &Limits::default()).expect_err("no tables");
    assert!(error.to_string().contains("unknown kind"), "{error}");
    // Damage in the middle is told.
    let many = format!(
        "{DIFFENGINE} WITH RECURSIVE n(x) AS (SELECT 3 UNION ALL SELECT x + 1 FROM n WHERE x < 3000)
        INSERT INTO entryversion SELECT x, 'T', 'https://a.example/' || x, printf('%200d', x), '2014', NULL, 1 FROM n;"
    );
    let path = database(folder.path(), "damaged.db", &many);
    let mut bytes = std::fs::read(&path).expect("bytes");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 40_000].fill(0xA5);
    std::fs::write(&path, bytes).expect("written");
    let all = read(Input::Path(path.clone()));
    assert!(all.len() > 100 && all.len() < 3001, "{}", all.len());
    assert!(
        reasons(&all).last().expect("a word").contains("cannot be read further"),
        "{:?}",
        reasons(&all)
    );
    let bytes = std::fs::read(&path).expect("bytes");
    std::fs::write(&path, &bytes[..100]).expect("written");
    assert!(items(Input::Path(path), Format::Auto, &Limits::default()).is_err());
    // Whoever stops early is not held up.
    let path = database(folder.path(), "early.db", &many);
    let mut source = open(Input::Path(path), Format::Auto, &Limits::default()).expect("readable");
    assert!(source.next_item().expect("readable").is_some());
    drop(source);
    // Compressed, it has no pages to look into.
    let path = folder.path().join("packed.db.gz");
    std::fs::write(&path, gzip(&std::fs::read(folder.path().join("early.db")).expect("bytes")))
        .expect("written");
    let error = items(Input::Path(path), Format::Auto, &Limits::default()).expect_err("packed");
    assert!(error.to_string().contains("unpack it"), "{error}");
}

#[test]
fn a_database_with_a_log_beside_it_is_read_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wal.db");
    let writer = Connection::open(&path).expect("a database");
    writer.execute_batch(&format!("PRAGMA journal_mode = WAL; {DIFFENGINE}")).expect("SQL");
    assert_eq!(read(Input::Path(path)).len(), 2);
    drop(writer);
}

#[test]
fn our_own_catalog_is_no_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = database(folder.path(), "own.db", DIFFENGINE);
    let connection = Connection::open(&path).expect("a database");
    connection.pragma_update(None, "application_id", 0x7263_736e).expect("set");
    drop(connection);
    let error = items(Input::Path(path), Format::Auto, &Limits::default()).expect_err("ours");
    assert!(error.to_string().contains("a catalog of recension"), "{error}");
}
