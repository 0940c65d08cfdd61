//! Tests over databases of other tools, intact, damaged and hostile.

use std::path::Path;
use std::sync::mpsc::sync_channel;

use rusqlite::Connection;

use super::super::foreign_tests::{json, read};
use super::super::tests::{gzip, items, reasons};
use super::super::{Format, Input, InputKind, ItemContent, Limits, open};
use super::rows::{Out, RowsEnd, TableColumns};
use super::{Database, diffengine, git_history, news_edits, rows};

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
    assert_eq!(source.kind(), InputKind::Database(Database::DiffEngine));
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
    // No files are left next to it.
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
    // The URL is unchanged, the title became null, the body changed.
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

/// Without `--id`, newer versions of git-history write no `_id`.
#[test]
fn a_git_history_database_without_ids_gives_its_rows() {
    let folder = tempfile::tempdir().expect("a folder");
    let items = "CREATE TABLE namespaces (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE commits (id INTEGER PRIMARY KEY, namespace INTEGER, hash TEXT, commit_at TEXT);
        CREATE TABLE item (url TEXT, title TEXT, _commit INTEGER);
        INSERT INTO commits VALUES (1, 1, 'a', '2014-10-19'), (2, 1, 'b', '2014-10-20');
        INSERT INTO item VALUES ('https://a.example/1', 'T', 1), ('https://a.example/2', 'U', 1),
            ('https://a.example/1', 'T2', 2);";
    let all = read(Input::Path(database(folder.path(), "items.db", items)));
    let all: Vec<_> = all.iter().map(json).collect();
    assert_eq!(all.len(), 3);
    assert_eq!((&all[2]["title"], &all[2]["captured"]), (&"T2".into(), &"2014-10-20".into()));
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
    // A row that is too long costs only that row, and is not read.
    let long =
        format!("{DIFFENGINE} UPDATE entryversion SET summary = zeroblob(20000000) WHERE id = 1;");
    let all = read(Input::Path(database(folder.path(), "long.db", &long)));
    assert_eq!(all.len(), 2);
    assert!(reasons(&all)[0].contains("Limits::record_bytes"), "{:?}", reasons(&all));
    // An endless view is not a table.
    let trap = "CREATE VIEW entryversion AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
        SELECT x AS url, x AS title, x AS summary, x AS created FROM n; CREATE TABLE other (x);";
    let path = database(folder.path(), "trap.db", trap);
    let error = items(Input::Path(path), Format::Auto, &Limits::default()).expect_err("no tables");
    assert!(error.to_string().contains("unknown kind"), "{error}");
    // Damage in the middle is reported.
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
        reasons(&all).last().expect("a reason").contains("cannot be read further"),
        "{:?}",
        reasons(&all)
    );
    let bytes = std::fs::read(&path).expect("bytes");
    std::fs::write(&path, &bytes[..100]).expect("written");
    assert!(items(Input::Path(path), Format::Auto, &Limits::default()).is_err());
    // A consumer that stops early does not have to wait.
    let path = database(folder.path(), "early.db", &many);
    let mut source = open(Input::Path(path), Format::Auto, &Limits::default()).expect("readable");
    assert!(source.next_item().expect("readable").is_some());
    drop(source);
    // A compressed database has no pages to look up.
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
    assert!(error.to_string().contains("a recension catalog"), "{error}");
}

/// Returns the steps that EXPLAIN shows for a query.
fn plan(connection: &Connection, query: &str) -> Vec<String> {
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).expect("SQL");
    // The parameters need no values for this.
    let mut rows = statement.raw_query();
    let mut steps = Vec::new();
    while let Some(row) = rows.next().expect("a plan") {
        steps.push(row.get(3).expect("a step"));
    }
    steps
}

/// Opens a database the way its reader does.
fn with_out<T>(
    path: &Path,
    work: impl FnOnce(&Connection, &[TableColumns], &mut Out) -> Result<T, RowsEnd>,
) -> T {
    let connection = super::connect(path).expect("a database");
    let tables = TableColumns::all(&connection).expect("tables");
    let (send, _received) = sync_channel(100);
    let mut out = Out::new(send, "a.db".into(), 1 << 20, 1 << 30);
    work(&connection, &tables, &mut out).ok().expect("whole")
}

#[test]
fn a_look_up_needs_no_index_of_the_database() {
    let folder = tempfile::tempdir().expect("a folder");
    // Statistics that make every scan look cheap, ids of another type, and no key.
    let lie = "CREATE INDEX other ON lied (x); ANALYZE; DELETE FROM sqlite_stat1;
        INSERT INTO sqlite_stat1 SELECT name, NULL, '1' FROM sqlite_schema WHERE type = 'table';";
    let diffengine = format!(
        "CREATE TABLE lied (x); CREATE TABLE entry (id TEXT, url TEXT);
        CREATE TABLE entryversion (title, url, summary, created, entry_id INTEGER);
        INSERT INTO entry VALUES ('1', 'https://feed.example/1');
        INSERT INTO entryversion VALUES ('T', 'https://a.example/1', '', '2014', 1); {lie}"
    );
    let path = database(folder.path(), "d.db", &diffengine);
    assert_eq!(json(&read(Input::Path(path.clone()))[0])["entry_url"], "https://feed.example/1");
    with_out(&path, |connection, tables, out| {
        let table = TableColumns::named(tables, "entryversion").expect("there");
        let query = diffengine::query(connection, tables, table, out)?;
        let plan = plan(connection, &query);
        assert_eq!(plan, ["SCAN t", "SEARCH l USING PRIMARY KEY (k0=?) LEFT-JOIN"]);
        Ok(())
    });
    let git = format!(
        "CREATE TABLE lied (x); CREATE TABLE commits (id TEXT, commit_at);
        CREATE TABLE columns (id, name); CREATE TABLE item_changed (item_version, \"column\");
        CREATE TABLE item_version (_id, _item, _version, _commit INTEGER, url, title, _item_full_hash);
        CREATE INDEX wrong ON item_version (_item, _version, _id);
        INSERT INTO commits VALUES ('1', '2014-10-19'); INSERT INTO columns VALUES (1, 'title');
        INSERT INTO item_changed VALUES (2, '1');
        INSERT INTO item_version VALUES (1, 1, 1, 1, 'https://a.example/1', 'T', 'x'),
            (2, 1, 2, 1, NULL, NULL, 'y'); {lie}"
    );
    let path = database(folder.path(), "g.db", &git);
    let all: Vec<_> = read(Input::Path(path.clone())).iter().map(json).collect();
    assert_eq!((&all[0]["captured"], all[1].get("title")), (&"2014-10-19".into(), None));
    with_out(&path, |connection, tables, out| {
        git_history::keep_shared(connection, tables, out)?;
        let table = TableColumns::named(tables, "item_version").expect("there");
        let found = plan(connection, &git_history::query(table, 100, git_history::ORDER));
        let looked_up = "SEARCH l USING PRIMARY KEY (k0=?)";
        let expected =
            ["SCAN t", &format!("{looked_up} LEFT-JOIN"), "USE TEMP B-TREE FOR ORDER BY"];
        assert_eq!(found, expected);
        let changed = TableColumns::named(tables, "item_changed").expect("there");
        let found = plan(connection, &git_history::changed_query(changed, 100));
        assert_eq!(found, ["SCAN t", looked_up]);
        Ok(())
    });
    let news = format!(
        "CREATE TABLE lied (x); CREATE TABLE articles (entry_id TEXT, version TEXT, url);
        CREATE TABLE split_sentences (entry_id INTEGER, version, sent_idx, sentence);
        INSERT INTO articles VALUES ('7', '1.0', 'https://a.example/7');
        INSERT INTO split_sentences VALUES (7, 1, 0, 'One.'); {lie}"
    );
    let path = database(folder.path(), "n.db", &news);
    assert_eq!(json(&read(Input::Path(path.clone()))[0])["url"], "https://a.example/7");
    with_out(&path, |connection, tables, out| {
        let about = news_edits::About::keep(connection, tables, out)?.expect("there");
        assert_eq!(
            plan(connection, &about.query),
            ["SEARCH temp.about USING PRIMARY KEY (k0=? AND k1=?)"]
        );
        Ok(())
    });
}

/// Makes all children of an inner page the next inner page, and those of the eighth one leaf.
fn share_pages(path: &Path, page_size: usize) {
    let mut bytes = std::fs::read(path).expect("bytes");
    let pages = |bytes: &[u8], kind: u8| -> Vec<u32> {
        let numbered = bytes.chunks(page_size).zip(1u32..).skip(1);
        numbered.filter(|(page, _)| page[0] == kind).map(|(_, number)| number).collect()
    };
    let (inner, leaves) = (pages(&bytes, 5), pages(&bytes, 13));
    let next = inner[1..8].iter().chain(leaves.last());
    for (page, child) in inner[..8].iter().zip(next) {
        let page = bytes.chunks_mut(page_size).nth(*page as usize - 1).expect("a page");
        page[8..12].copy_from_slice(&child.to_be_bytes());
        for cell in 0..usize::from(u16::from_be_bytes([page[3], page[4]])) {
            let at = 12 + 2 * cell;
            let at = usize::from(u16::from_be_bytes([page[at], page[at + 1]]));
            page[at..at + 4].copy_from_slice(&child.to_be_bytes());
        }
    }
    std::fs::write(path, bytes).expect("written");
}

#[test]
fn pages_that_share_their_children_end_the_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let many = "WITH RECURSIVE n(x) AS (SELECT 3 UNION ALL SELECT x + 1 FROM n WHERE x < 200000)";
    let sql = format!(
        "PRAGMA page_size = 512; {DIFFENGINE} {many}
        INSERT INTO entryversion SELECT x, NULL, NULL, 'x', NULL, NULL, NULL FROM n;"
    );
    let path = database(folder.path(), "shared.db", &sql);
    // The intact file can hold all of its rows.
    with_out(&path, |connection, tables, _| {
        let length = std::fs::metadata(&path).expect("there").len();
        let (send, _received) = sync_channel(100);
        let out = Out::new(send, "a.db".into(), 1 << 20, length);
        tables.iter().try_for_each(|table| table.weigh(connection, &out))
    });
    share_pages(&path, 512);
    let all = read(Input::Path(path));
    let reason = reasons(&all)[0];
    assert!(reason.contains("\"entryversion\"") && reason.contains("more than once"), "{reason}");
    assert_eq!(all.len(), 1);
    // The schema is limited too, because SQLite reads it first.
    let sql = format!("CREATE TABLE t (x DEFAULT '{}');", "z".repeat(1 << 20));
    let path = database(folder.path(), "schema.db", &sql);
    let error = items(Input::Path(path), Format::Auto, &Limits::default()).expect_err("too long");
    assert!(error.to_string().contains("schema is longer than 1 MiB"), "{error}");
}

#[test]
fn a_row_that_cannot_be_understood_costs_that_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let news = "CREATE TABLE split_sentences (entry_id, version, sent_idx, sentence);
        INSERT INTO split_sentences VALUES (7, 0, 0, 'One.'), (7, NULL, 1, 'Lost.'), (NULL, 0, 1, 'Lost.'),
            (7, 'x', 2, 'Lost.'), (7, 0, 3, 'Two.'), (7, 1, 0, x'ff'), (7, 1, 1, 'Half.'), (8, ' 2 ', 0, 'Three.');";
    let all = read(Input::Path(database(folder.path(), "n.db", news)));
    let bodies: Vec<_> = all
        .iter()
        .filter(|item| matches!(item.raw, ItemContent::Json(_)))
        .map(|item| json(item)["body"].clone())
        .collect();
    assert_eq!(bodies, ["One.\nTwo.", "Three."]);
    let told = reasons(&all);
    assert_eq!(told.len(), 4, "{told:?}");
    assert_eq!(told.iter().filter(|reason| reason.contains("not a whole number")).count(), 3);
    assert!(told.iter().any(|reason| reason.contains("invalid UTF-8 in \"sentence\"")), "{told:?}");

    let git = "CREATE TABLE commits (id INTEGER PRIMARY KEY, commit_at);
        CREATE TABLE item (_id INTEGER PRIMARY KEY, url, _commit);
        INSERT INTO commits VALUES (1, x'ff00'), (2, '2014-10-19'), (3, x'32303134');
        INSERT INTO item VALUES (1, 'https://a.example/1', 1), (2, 'https://a.example/2', 2),
            (3, 'https://a.example/3', 3), (4, CAST(x'ff' AS TEXT), 2), (5, 'https://a.example/5', 9);";
    let all = read(Input::Path(database(folder.path(), "g.db", git)));
    assert_eq!((all.len(), reasons(&all).len()), (5, 2), "{:?}", reasons(&all));
    assert!(reasons(&all)[0].contains("\"commit_at\""), "{:?}", reasons(&all));
    assert_eq!(json(&all[2])["captured"], "2014");
    assert_eq!(json(&all[4]).get("captured"), None);
}

#[test]
fn what_follows_a_lost_change_is_no_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let git = "CREATE TABLE commits (id INTEGER PRIMARY KEY, commit_at);
        CREATE TABLE columns (id INTEGER PRIMARY KEY, name); CREATE TABLE item_changed (item_version, \"column\");
        CREATE TABLE item_version (_id INTEGER PRIMARY KEY, _item, _version, _commit, url, title, body, _item_full_hash);
        INSERT INTO item_version VALUES (1, 1, 1, 1, 'https://a.example/1', 'T', 'B', 'x'),
            (2, 1, 2, 1, NULL, NULL, x'ff', 'y'), (3, 1, 3, 1, NULL, 'T3', NULL, 'z'),
            (4, 2, 1, 1, 'https://a.example/2', 'U', 'C', 'x');";
    let all = read(Input::Path(database(folder.path(), "g.db", git)));
    let told = reasons(&all);
    assert_eq!((all.len(), told.len()), (4, 2), "{told:?}");
    assert!(told[1].contains("an earlier version of item 1"), "{told:?}");
    assert_eq!(json(&all[3])["title"], "U");
}

#[test]
fn a_table_of_many_columns_is_read_or_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (count, rows) in [(1_500, 1), (rows::MOST_COLUMNS - 5, 1), (1_995, 0)] {
        let columns: Vec<_> = (0..count).map(|at| format!("c{at}")).collect();
        let sql = format!(
            "CREATE TABLE entryversion (url, title, summary, created, {});
            INSERT INTO entryversion (url, title, c9) VALUES ('https://a.example/1', 'T', 'nine');",
            columns.join(", ")
        );
        let all = read(Input::Path(database(folder.path(), &format!("{count}.db"), &sql)));
        assert_eq!((all.len(), reasons(&all).len()), (1, 1 - rows), "{:?}", reasons(&all));
        if rows == 1 {
            assert_eq!(json(&all[0])["c9"], "nine");
        } else {
            let reason = reasons(&all)[0];
            assert!(reason.contains("version\" has 1999 columns; the limit is 1990"), "{reason}");
            assert!(all[0].place.input.ends_with("1995.db"));
        }
    }
}

#[test]
fn text_that_grows_as_json_is_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let sql = format!(
        "{DIFFENGINE} UPDATE entryversion SET summary = replace(hex(zeroblob(2000000)), '00', char(1)) WHERE id = 1;"
    );
    let all = read(Input::Path(database(folder.path(), "grows.db", &sql)));
    assert_eq!(all.len(), 2);
    assert!(reasons(&all)[0].contains("as JSON"), "{:?}", reasons(&all));
}
