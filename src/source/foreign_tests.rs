//! Tests over what other programs made: feeds as they are cut, MHTML, trees, ArchiveBox, SQLite.

use std::io::{self, Read};
use std::path::Path;

use rusqlite::Connection;

use super::tests::{gzip, items, kind_of, reasons, refusal, short, stream, write};
use super::*;

#[track_caller]
fn read(input: Input) -> Vec<Item> {
    items(input, Format::Auto, &Limits::default()).expect("readable")
}

fn rss(items: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<rss><channel><title>T</title>{items}</channel></rss>")
}

#[test]
fn a_feed_is_told_by_its_first_element() {
    for (text, kind) in [
        (rss(""), FeedKind::Rss),
        ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>".to_owned(), FeedKind::Atom),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'></a:feed>".to_owned(), FeedKind::Atom),
        (
            "<!-- a --><!DOCTYPE x [<!ENTITY y '>'>]>\n<RDF xmlns='http://purl.org/rss/1.0/'/>"
                .to_owned(),
            FeedKind::Rdf,
        ),
        ("<CHANNEL HREF='x'></CHANNEL>".to_owned(), FeedKind::Cdf),
        (
            "{\"items\": [{}], \"version\": \"https://jsonfeed.org/version/1.1\"}".to_owned(),
            FeedKind::Json,
        ),
        (format!("<!--{}-->{}", "x".repeat(20_000), rss("")), FeedKind::Rss),
    ] {
        assert_eq!(kind_of(text.clone()), Kind::Feed(kind), "{text:.60}");
        assert_eq!(kind_of(gzip(text.as_bytes())), Kind::Feed(kind));
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(kind_of(wide), Kind::Feed(kind), "UTF-16BE: {text:.60}");
    }
    assert_eq!(kind_of("<urlset></urlset>"), Kind::Sitemap);
    assert!(refusal("<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'/>").contains("unknown kind"));
}

#[test]
fn entries_keep_their_places() {
    let text = rss("<item>1</item> <item a='>'/>\n<item><x>é</item>");
    let all = read(stream(text.clone()));
    let texts: Vec<_> = all.iter().map(short).collect();
    assert_eq!(texts, ["1:<item>1</item>", "2:<item a='>'/>", "3:<item><x>é</item>"]);
    for item in &all {
        let Raw::Entry(entry) = &item.raw else { panic!("no entry") };
        let at = item.place.offset as usize;
        assert_eq!(text.as_bytes().get(at..at + entry.bytes.len()), Some(&entry.bytes[..]));
        assert_eq!(entry.head, all[0].place_head());
    }
}

impl Item {
    fn place_head(&self) -> Arc<[u8]> {
        match &self.raw {
            Raw::Entry(entry) => Arc::clone(&entry.head),
            _ => Arc::default(),
        }
    }
}

#[test]
fn a_broken_feed_gives_what_stands_before_the_fault() {
    let whole = rss("<item>1</item><item>2</item>");
    for (cut, entries, says) in [
        (whole.len() - 1, 2, ""),
        (whole.len() - 8, 2, "before its first element is closed"),
        (whole.find("2</item>").expect("there"), 1, "in the middle of this entry"),
        (whole.find("<item>2").expect("there") + 3, 1, "before its first element is closed"),
    ] {
        let all = read(stream(whole.get(..cut).expect("a cut")));
        let found = all.iter().filter(|item| matches!(item.raw, Raw::Entry(_))).count();
        assert_eq!(found, entries, "cut at {cut}");
        match reasons(&all).first() {
            None => assert_eq!(says, ""),
            Some(reason) => {
                assert!(!says.is_empty() && reason.contains(says), "cut at {cut}: {reason}");
                assert!(all.last().expect("the reject").place.offset >= 30);
            }
        }
    }
    let open = read(stream(rss("<item>1</item><item><![CDATA[ ")));
    assert!(reasons(&open)[0].contains("a CDATA section is not closed"), "{:?}", reasons(&open));
    let packed = gzip(rss(&"<item>1</item>".repeat(5000)).as_bytes());
    let torn = read(stream(packed.get(..packed.len() / 2).expect("half")));
    assert!(torn.len() > 100 && reasons(&torn)[0].contains("cut off"), "{:?}", reasons(&torn));
    for (text, format, says) in [
        ("no tags", Format::Feed, "no element is in it"),
        ("<rss><channel><item/></channel></rss>", Format::Sitemap, "its first element is <rss>"),
        ("<html><p>A page</p></html>", Format::Feed, "its first element is <html>"),
    ] {
        let none = items(stream(text), format, &Limits::default()).expect("readable");
        assert_eq!(none.len(), 1);
        let reason = reasons(&none)[0];
        assert!(reason.contains(says) && reason.contains("check --format"), "{reason}");
    }
    assert_eq!(read(stream(rss(""))).len(), 0);
}

/// A feed with one text element of so many bytes, which is nowhere in memory.
struct Endless {
    head: &'static [u8],
    left: usize,
    tail: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for part in [&mut self.head, &mut self.tail] {
            if !part.is_empty() && (self.left == 0 || part.starts_with(b"<rss")) {
                return part.read(buffer);
            }
            if self.left > 0 {
                let count = buffer.len().min(self.left);
                buffer.get_mut(..count).unwrap_or_default().fill(b'x');
                self.left -= count;
                return Ok(count);
            }
        }
        Ok(0)
    }
}

#[test]
fn an_endless_entry_is_passed_over_in_little_memory() {
    for head in
        [&b"<rss><item>"[..], b"<rss><item><![CDATA[", b"<rss><item><a href='", b"<rss><!--"]
    {
        let input = Input::Stream(Box::new(Endless {
            head,
            left: 100 << 20,
            tail: b"'>]]>--></item><item>2</item></rss>",
        }));
        let limits = Limits { record_bytes: 1 << 20, ..Limits::default() };
        let all = items(input, Format::Auto, &limits).expect("readable");
        assert_eq!(all.last().map(short).as_deref().map(|text| &text[2..]), Some("<item>2</item>"));
        if !head.ends_with(b"--") {
            assert!(reasons(&all)[0].contains("--max-record"), "{:?}", reasons(&all));
        }
    }
}

const MHTML: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\n story?x=1\r\n\
Subject: =?utf-8?Q?A?=\r\nDate: Sun, 19 Oct 2014 13:31:00 -0000\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----Boundary--1\"\r\n\r\n\r\n\
------Boundary--1\r\nContent-Type: text/css\r\nContent-Location: cid:css\r\n\r\n<html> p {}\r\n\
------Boundary--1\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <frame-1>\r\n\
Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.example/story?x=1\r\n\r\n\
<html>caf=C3=A9 =\r\nau lait</html>\r\n------Boundary--1--\r\n";

#[test]
fn an_mhtml_files_page_is_found_among_its_parts() {
    let page = |text: &str| {
        let all = read(stream(text));
        assert_eq!(all.len(), 1);
        match all.into_iter().next().map(|item| item.raw) {
            Some(Raw::Page(page)) => page,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(kind_of(MHTML), Kind::Mhtml);
    let expected = "<html>café au lait</html>".as_bytes();
    for text in [
        MHTML.to_owned(),
        MHTML.replace("\r\n", "\n"),
        format!("\r\n{MHTML}epilogue"),
        MHTML.replace("Snapshot-", "X-"),
        MHTML.replace("type=\"text/html\";", "start=\"<frame-1>\";"),
    ] {
        let page = page(&text);
        assert_eq!(page.bytes, expected);
        assert_eq!(page.content_type.as_deref(), Some("text/html; charset=utf-8"));
        let origin = page.origin.expect("an origin");
        assert_eq!(origin.url, "https://a.example/story?x=1");
        assert_eq!(origin.date.as_deref(), Some("Sun, 19 Oct 2014 13:31:00 -0000"));
    }
    let packed = MHTML
        .replace("quoted-printable", "base64")
        .replace("<html>caf=C3=A9 =\r\nau lait</html>", "PGh0bWw+Y2Fmw6kg\r\nYXUgbGFpdDwvaHRtbD4=");
    assert_eq!(page(&packed).bytes, expected);
}

#[test]
fn a_broken_mhtml_file_says_what_is_wrong() {
    let end = MHTML.find("au lait").expect("there");
    for (text, says) in [
        (MHTML[..end].to_owned(), "ends before the page in it does"),
        (MHTML.replace("boundary=", "bound="), "names no boundary"),
        (
            MHTML.replace("text/html; charset", "text/plain; charset"),
            "no part of it is an HTML page",
        ),
        (
            format!("MIME-Version: 1.0\nmultipart/related\n{}", "X: y\n".repeat(20_000)),
            "headers do not end",
        ),
    ] {
        let all = items(stream(text), Format::Mhtml, &Limits::default()).expect("readable");
        assert_eq!(all.len(), 1);
        assert!(reasons(&all)[0].contains(says), "{:?} lacks {says}", reasons(&all));
    }
    let limits = Limits { page_bytes: 10, ..Limits::default() };
    let all = items(stream(MHTML), Format::Auto, &limits).expect("readable");
    assert!(reasons(&all)[0].contains("--max-page"), "{:?}", reasons(&all));
}

fn json(item: &Item) -> serde_json::Value {
    match &item.raw {
        Raw::Json(bytes) => serde_json::from_slice(bytes).expect("JSON"),
        other => panic!("no record: {other:?}"),
    }
}

#[test]
fn a_tree_of_terms_is_told_by_its_layout() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "Gull Air/Privacy Policy/2014-10-19T09-26-00Z.md", "# One\n\nText.\n");
    write(root, "Gull Air/Privacy Policy/2014-10-20T09-26-00Z.md", "# Two\n");
    write(root, "Gull Air/Privacy Policy/notes.md", "no version");
    write(root, "README.md", "[here](https://github.com/OpenTermsArchive/sea-versions/releases)");
    write(root, "LICENSE", "a law");
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a tree");
    assert_eq!(source.kind(), Kind::Tree);
    let mut all = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        all.push(item);
    }
    assert_eq!((all.len(), source.skips().expect("skips").count), (2, 3));
    let first = json(&all[0]);
    assert_eq!(first["url"], "urn:open-terms-archive:sea:Gull%20Air:Privacy%20Policy");
    assert_eq!(first["title"], "Gull Air: Privacy Policy");
    assert_eq!(first["body"], "# One\n\nText.\n");
    assert_eq!(first["captured"]["time"], "2014-10-19T09:26:00+00:00");
    assert_eq!(first["captured"]["source"], "file-name");
    assert_eq!(first["captured"]["raw"], "2014-10-19T09-26-00Z");
    // One file is what it is in its folder; a folder that only holds such a tree too.
    let one = root.join("Gull Air/Privacy Policy/2014-10-19T09-26-00Z.md");
    assert_eq!(json(&read(Input::Path(one))[0]), first);
    std::fs::remove_file(root.join("README.md")).expect("removed");
    let unnamed = json(&read(Input::Path(root.into()))[0]);
    assert_eq!(unnamed["url"], "urn:open-terms-archive:Gull%20Air:Privacy%20Policy");
    for name in [
        "2014-10-19.md",
        "2014-10-19T09-26-00.md",
        "2014-13-19T09-26-00Z.md",
        "é2014-10-19T09-26-00Z.md",
    ] {
        assert_eq!(super::tree::named(&Path::new("a/b").join(name)), None, "{name}");
    }
}

#[test]
fn an_archive_box_page_is_read_once_in_its_best_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let index = |stamp: &str, history: &str| {
        format!(
            "{{\"url\": \"https://a.example/{stamp}\", \"timestamp\": \"{stamp}.0\", \"history\": {history}, \
                 \"canonical\": {{\"wget_path\": \"a.example/x.html\", \"dom_path\": \"../../secret.html\"}}}}"
        )
    };
    let history = "{\"singlefile\": [{\"status\": \"succeeded\", \"start_ts\": \"2014-10-19T13:31:00+00:00\"}, \
                    {\"status\": \"failed\", \"start_ts\": \"2015-01-01T00:00:00+00:00\"}]}";
    write(root, "ArchiveBox.conf", "[SERVER_CONFIG]");
    write(root, "index.html", "<html>list");
    write(root, "secret.html", "<html>secret");
    write(root, "archive/1413725460/index.json", index("1413725460", history));
    write(root, "archive/1413725460/singlefile.html", "<html>single");
    write(root, "archive/1413725460/output.html", "<html>dom");
    write(root, "archive/1413725460/a.example/x.html", "<html>wget");
    write(root, "archive/1413725461/index.json", index("1413725461", "{}"));
    write(root, "archive/1413725461/a.example/x.html", "<html>wget");
    write(root, "archive/1413725462/index.json", index("1413725462", "{}"));
    write(root, "archive/1413725462/favicon.ico", b"\0\0\x01\0");
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a box");
    assert_eq!(source.kind(), Kind::ArchiveBox);
    let mut found = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        let Raw::Page(page) = item.raw else { panic!("no page") };
        let origin = page.origin.expect("an origin");
        found.push((
            String::from_utf8(page.bytes).expect("text"),
            origin.url,
            origin.date.expect("a date"),
        ));
    }
    let expected = [
        ("<html>single", "https://a.example/1413725460", "2014-10-19T13:31:00+00:00"),
        ("<html>wget", "https://a.example/1413725461", "2014-10-19T13:31:01Z"),
    ];
    let expected =
        expected.map(|(text, url, date)| (text.to_owned(), url.to_owned(), date.to_owned()));
    assert_eq!(found, expected);
    let skips: Vec<_> =
        source.skips().expect("skips").named.iter().map(|skip| skip.reason.as_str()).collect();
    assert_eq!(skips.len(), 4, "{skips:?}");
    assert!(skips.iter().any(|reason| reason.contains("no form that can be read")), "{skips:?}");
}

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
