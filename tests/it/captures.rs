//! The other fields of a capture: they are the same wherever they are shown, and on every way by
//! which a capture is copied.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use recension::store::Snapshot;
use serde_json::{Value, json};

use crate::common::{
    check_log, content, import, journal, loosen, recension, stderr, verify, write,
};

/// Runs a command on the catalog and returns its output.
#[track_caller]
fn run(db: &Path, arguments: &[&str]) -> String {
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The values of a key for the captures of each URL, as the commands print them.
fn shown(db: &Path, key: &str) -> BTreeMap<String, Value> {
    let lines = |arguments: &[&str]| -> Vec<Value> {
        run(db, arguments).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let mut found = BTreeMap::new();
    for row in lines(&["sql", "--format", "jsonl", "SELECT article_id FROM articles"]) {
        let article = row["article_id"].to_string();
        for version in lines(&["log", &article, "--format", "jsonl"]) {
            let ordinal = version["ordinal"].to_string();
            let whole = run(db, &["show", &article, &ordinal, "--format", "json"]);
            let whole: Value = serde_json::from_str(&whole).unwrap();
            assert_eq!(whole["captures"], version["captures"]);
            for capture in whole["captures"].as_array().unwrap() {
                let (url, value) = (capture["url"].as_str().unwrap(), &capture[key]);
                let known = found.insert(url.to_owned(), value.clone());
                assert!(known.is_none_or(|known| known == *value), "{url}: {value}");
            }
        }
    }
    found
}

/// Copies of the catalog, made in every way by which captures are copied.
fn copies(folder: &Path, db: &Path) -> Vec<PathBuf> {
    let lines = folder.join("export.jsonl");
    std::fs::write(&lines, run(db, &["export"])).unwrap();
    let archive = folder.join("export.warc");
    run(db, &["export", "--format", "warc", "-o", archive.to_str().unwrap()]);
    let [of_lines, of_archive, merged, optimized] =
        ["lines.db", "archive.db", "merged.db", "optimized.db"].map(|name| folder.join(name));
    import(&of_lines, &[&lines], 0);
    import(&of_archive, &[&archive], 0);
    run(&merged, &["merge", db.to_str().unwrap()]);
    run(db, &["backup", optimized.to_str().unwrap()]);
    loosen(&optimized);
    run(&optimized, &["optimize", "-q"]);
    assert_eq!(journal(&optimized).last().unwrap(), "compression: success");
    vec![of_lines, of_archive, merged, optimized]
}

fn warc_record(kind: &str, url: &str, media_type: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n\
         WARC-Date: 2024-03-01T10:00:00Z\r\nWARC-Record-ID: <urn:x:{url}>\r\n\
         Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

const STORY: &str = "The ferry sailed on Monday with forty people on board, the county said. ";

#[test]
fn a_capture_keeps_its_kind_on_every_way() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let html = format!(
        "<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1><p>{}</p></article>",
        STORY.repeat(4)
    );
    let served = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
    let plain = format!("Ferry\n\n{}\n\n{}", STORY.repeat(4), STORY.repeat(3));
    let archive = [
        warc_record(
            "response",
            "http://a.example/response",
            "application/http; msgtype=response",
            &served,
        ),
        warc_record("resource", "http://a.example/resource", "text/html", &html),
        warc_record("conversion", "http://a.example/wet", "text/plain", &plain),
        warc_record("conversion", "http://a.example/xhtml", "application/xhtml+xml", &html),
    ];
    std::fs::write(folder.join("crawl.warc"), archive.concat()).unwrap();
    std::fs::write(
        folder.join("rss.xml"),
        "<rss version=\"2.0\"><channel><title>T</title><item><link>http://a.example/rss</link>\
         <title>R</title><description>D</description></item></channel></rss>",
    )
    .unwrap();
    std::fs::write(
        folder.join("feed.json"),
        "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": \
         [{\"id\": \"1\", \"url\": \"http://a.example/json-feed\", \"content_text\": \"C\"}]}",
    )
    .unwrap();
    std::fs::write(
        folder.join("sitemap.xml"),
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url>\
         <loc>http://a.example/sitemap</loc><lastmod>2024-03-01</lastmod></url></urlset>",
    )
    .unwrap();
    // A record's own column with this name is not an annotation.
    let record = |url: &str, more: &str| {
        format!("{{\"url\": \"http://a.example/{url}\", \"title\": \"T\", \"body\": \"B\"{more}}}")
    };
    write(
        folder,
        "rows.jsonl",
        &[
            record("record", ""),
            record("foreign", ", \"kind\": \"feed-entry\", \"capture_kind\": \"sitemap-entry\""),
        ],
    );
    let inputs = ["crawl.warc", "rss.xml", "feed.json", "sitemap.xml", "rows.jsonl"];
    let inputs = inputs.map(|name| folder.join(name));
    let db = folder.join("a.db");
    import(&db, &inputs.each_ref().map(PathBuf::as_path), 0);

    let expected: BTreeMap<String, Value> = [
        ("response", "page"),
        ("resource", "page"),
        ("wet", "conversion"),
        ("xhtml", "conversion"),
        ("rss", "feed-entry"),
        ("json-feed", "feed-entry"),
        ("sitemap", "sitemap-entry"),
        ("record", "page"),
        ("foreign", "page"),
    ]
    .into_iter()
    .map(|(name, kind)| (format!("http://a.example/{name}"), Value::from(kind)))
    .collect();
    assert_eq!(shown(&db, "kind"), expected);
    let in_view = |db: &Path| -> BTreeMap<String, Value> {
        let rows = run(db, &["sql", "--format", "jsonl", "SELECT url, kind FROM captures"]);
        let rows = rows.lines().map(|row| serde_json::from_str::<Value>(row).unwrap());
        rows.map(|row| (row["url"].as_str().unwrap().to_owned(), row["kind"].clone())).collect()
    };
    assert_eq!(in_view(&db), expected);
    let extra = &shown(&db, "extra")["http://a.example/foreign"];
    assert_eq!(extra["kind"], "feed-entry", "its own field, under its own name");

    let whole = content(&db);
    for copy in copies(folder, &db) {
        assert_eq!(shown(&copy, "kind"), expected, "{}", copy.display());
        assert_eq!(content(&copy), whole, "{}", copy.display());
    }
}

/// Annotations are ours: source columns with the same names belong to the source and have no
/// meaning here.
#[test]
fn a_sources_fields_do_not_pass_for_annotations() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Columns with the names of annotations, as in other programs.
    let foreign = serde_json::json!({
        "damage": "bent in the post",
        "disputed_clocks": [{"clock": "updated", "source": "meta", "says": "2024-03-09"}],
        "not_a_story": "an error page",
        "unread_updated": "soon",
        "warc_record_id": "<urn:x:1>",
        "annotations": {"damage": "all of it"},
    });
    let row = |hour: u8, people: u8| {
        let mut row = serde_json::json!({
            "url": "https://a.example/ferry", "title": "Ferry",
            "body": format!("The ferry sailed on Monday with {people} people on board. It was late."),
            "updated": "2024-03-01T09:00:00Z", "captured": format!("2024-03-01T{hour}:00:00Z"),
        });
        row.as_object_mut().unwrap().extend(foreign.as_object().unwrap().clone());
        row.to_string()
    };
    let rows = write(folder, "rows.jsonl", &[row(10, 40), row(11, 14)]);
    let db = folder.join("a.db");
    let said = import(&db, &[&rows], 0);
    assert!(!said.contains("lost or encoded twice"), "{said}");
    assert_eq!(shown(&db, "extra").into_values().collect::<Vec<_>>(), [foreign]);
    assert_eq!(shown(&db, "annotations").into_values().collect::<Vec<_>>(), [Value::Null]);
    assert!(!doubts(&db).contains("elsewhere"), "{}", doubts(&db));

    // If a page states something in two ways, that is annotated, and is a doubt.
    let page = |people: u8| {
        let story = format!("<p>The ferry sailed on Monday with {people} people on board.</p>");
        format!(
            "<html><head><title>Ferry</title><link rel=canonical href=\"https://b.example/ferry\">
             <meta name=\"dcterms.modified\" content=\"2024-03-09T09:00:00Z\">
             <script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"headline\": \"Ferry\",
             \"dateModified\": \"2024-03-01T09:00:00Z\"}}</script></head>
             <body><article><h1>Ferry</h1>{story}{}</article></body></html>",
            format!("<p>{STORY}</p>").repeat(4)
        )
    };
    let pages = folder.join("pages.db");
    for (people, captured) in [(40, "2024-03-10T10:00:00Z"), (14, "2024-03-10T11:00:00Z")] {
        let path = folder.join(format!("{people}.html"));
        std::fs::write(&path, page(people)).unwrap();
        let path = path.to_str().unwrap();
        run(&pages, &["import", "-q", "--captured", captured, path]);
    }
    let noted = shown(&pages, "annotations").into_values().next().unwrap();
    assert_eq!(noted["disputed_clocks"][0]["clock"], "updated", "{noted}");
    assert_eq!(noted["disputed_clocks"][0]["says"], "2024-03-09T09:00:00Z", "{noted}");
    assert_eq!(shown(&pages, "extra").into_values().collect::<Vec<_>>(), [Value::Null]);
    assert!(
        doubts(&pages).contains("states a different `updated` elsewhere"),
        "{}",
        doubts(&pages)
    );

    // Text that was encoded twice is counted, even if a column has the annotation's name.
    let row = r#"{"url": "https://c.example/1", "title": "CafÃ© Ã©tÃ©", "damage": "none"}"#;
    let damaged = folder.join("damaged.db");
    let said = import(&damaged, &[&write(folder, "damaged.jsonl", &[row.to_owned()])], 0);
    assert!(said.contains("lost or encoded twice"), "{said}");
    assert_eq!(shown(&damaged, "extra").into_values().next().unwrap()["damage"], "none");

    for db in [&db, &pages, &damaged] {
        let (whole, noted) = (content(db), shown(db, "annotations"));
        let folder = tempfile::tempdir().unwrap();
        for copy in copies(folder.path(), db) {
            assert_eq!(content(&copy), whole, "{}", copy.display());
            assert_eq!(shown(&copy, "annotations"), noted, "{}", copy.display());
        }
    }
}

/// All doubts of an audit.
fn doubts(db: &Path) -> String {
    let found = run(db, &["audit", "--format", "jsonl"]);
    assert!(!found.is_empty(), "nothing was found");
    let doubts = found.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    doubts.map(|finding| finding["doubts"].to_string()).collect()
}

/// Handles added to a capture later get their own log entry; the capture's log entry does not
/// change.
#[test]
fn handles_that_come_late_are_found_and_logged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let url = "http://a.example/ferry";
    let html = format!(
        "<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1><p>{}</p></article>",
        STORY.repeat(4)
    );
    let served = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
    let page = folder.join("page.warc");
    std::fs::write(
        &page,
        warc_record("response", url, "application/http; msgtype=response", &served),
    )
    .unwrap();
    let revisit = folder.join("revisit.warc");
    std::fs::write(
        &revisit,
        format!(
            "WARC/1.0\r\nWARC-Type: revisit\r\nWARC-Target-URI: {url}\r\n\
             WARC-Date: 2024-03-02T10:00:00Z\r\nWARC-Record-ID: <urn:x:2>\r\n\
             WARC-Refers-To: <urn:x:{url}>\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
        ),
    )
    .unwrap();
    let whole = folder.join("whole.db");
    import(&whole, &[&page, &revisit], 0);
    // The capture without its handles, as another program may pass it on.
    let first = folder.join("first.db");
    import(&first, &[&page], 0);
    let lines: Vec<String> = run(&first, &["export"])
        .lines()
        .map(|line| {
            let mut record: Value = serde_json::from_str(line).unwrap();
            let record = record.as_object_mut().unwrap();
            assert!(record.remove("handles").is_some() && record.remove("names_itself").is_none());
            Value::from(record.clone()).to_string()
        })
        .collect();
    let lines = write(folder, "bare.jsonl", &lines);

    let entries = |db: &Path| -> BTreeMap<&'static str, u64> {
        let mut entries = BTreeMap::new();
        let catalog = Snapshot::open(db).unwrap();
        let log = catalog.log().unwrap();
        log.each_leaf(0, log.size(), &mut |_, row, _| {
            *entries.entry(row.kind.name()).or_default() += 1;
            Ok(())
        })
        .unwrap();
        entries
    };
    // A later import of the archive, and a merge with a catalog that contains it.
    for way in ["import", "merge"] {
        let db = folder.join(format!("{way}.db"));
        import(&db, &[&lines], 0);
        let head = Snapshot::open(&db).unwrap().log().unwrap().stored_head().unwrap();
        assert_eq!(entries(&db).get("handles"), None);
        let add = || match way {
            "import" => drop(import(&db, &[&page], 0)),
            _ => drop(run(&db, &["merge", first.to_str().unwrap()])),
        };
        add();
        assert_eq!((entries(&db)["capture"], entries(&db)["handles"]), (1, 1), "{way}");
        add();
        assert_eq!((entries(&db)["capture"], entries(&db)["handles"]), (1, 1), "{way}");
        let root = Snapshot::open(&db).unwrap().log().unwrap().root(head.size).unwrap();
        assert_eq!(root, head.root, "{way}: what was logged is another");
        assert_eq!(verify(&Snapshot::open(&db).unwrap(), true).damage, Vec::<String>::new());
        // A revisit finds the page by its handles.
        import(&db, &[&revisit], 0);
        assert_eq!(content(&db), content(&whole), "{way}");
        assert_eq!(run(&db, &["export"]), run(&whole, &["export"]), "{way}");
        loosen(&db);
        run(&db, &["optimize", "-q"]);
        assert_eq!(journal(&db).last().unwrap(), "compression: success");
        assert_eq!(entries(&db)["handles"], 1);
        assert_eq!(content(&db), content(&whole), "{way}");

        // A forged handle is found, whatever else is forged.
        for forgery in [
            "UPDATE _late_handles SET handles = zeroblob(16)",
            "UPDATE _late_handles SET names_itself = 1 - names_itself",
            "UPDATE _late_handles SET capture_no = 2",
            "DELETE FROM _late_handles",
            "INSERT INTO _late_handles SELECT 9, capture_no, zeroblob(16), 0, input_id, record,
                 byte_offset FROM _late_handles",
            "UPDATE _capture SET handles = zeroblob(16), names_itself = 0 WHERE capture_no = 1",
            "UPDATE _capture SET handles = NULL, names_itself = NULL WHERE capture_no = 2",
            "INSERT INTO _handle VALUES (7, 1)",
            "DELETE FROM _handle WHERE capture_no = 1",
        ] {
            let forged = folder.join("forged.db");
            let _ = std::fs::remove_file(&forged);
            Snapshot::open(&db).unwrap().backup(&forged).unwrap();
            let connection = rusqlite::Connection::open(&forged).unwrap();
            connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
            let triggers: Vec<String> = connection
                .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
                .unwrap()
                .query_map([], |row| row.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            for trigger in triggers {
                connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
            }
            assert!(connection.execute(forgery, []).unwrap() > 0, "{forgery}");
            // Make the index of the handles match the forgery.
            if !forgery.contains("_handle ") {
                connection
                    .execute_batch(
                        "DELETE FROM _handle;
                         CREATE TEMP VIEW named AS
                         SELECT capture_no, handles FROM _capture WHERE handles IS NOT NULL
                         UNION ALL SELECT capture_no, handles FROM _late_handles;",
                    )
                    .unwrap();
                let named: Vec<(i64, Vec<u8>)> = connection
                    .prepare("SELECT capture_no, handles FROM named")
                    .unwrap()
                    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
                    .unwrap()
                    .collect::<Result<_, _>>()
                    .unwrap();
                for (capture, handles) in named {
                    for handle in handles.chunks(16) {
                        let key = i64::from_be_bytes(handle[..8].try_into().unwrap());
                        connection
                            .execute("INSERT INTO _handle VALUES (?1, ?2)", [key, capture])
                            .unwrap();
                    }
                }
            }
            drop(connection);
            let found = verify(&Snapshot::open(&forged).unwrap(), false).damage;
            let about = |name: &str| found.iter().any(|line| line.contains(name));
            assert!(about("handle") || about("log_"), "{forgery}: {found:?}");
        }
    }
}

/// The order of texts without times does not depend on which file was imported first: a location
/// that comes before the stored one is kept and logged.
#[test]
fn locations_that_come_late_order_texts_and_are_logged() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let row = |text: &str| {
        let body = format!("{text} {STORY}");
        json!({"url": "https://a.example/ferry", "title": "Ferry", "body": body}).to_string()
    };
    let [one, other] = ["The toll is four pounds.", "The toll is five pounds."].map(row);
    let [a, b] = [("a.jsonl", vec![one.clone(), other.clone()]), ("b.jsonl", vec![other, one])]
        .map(|(name, lines)| write(folder, name, &lines));
    let [forth, back] = [("forth.db", [&a, &b]), ("back.db", [&b, &a])].map(|(name, inputs)| {
        let db = folder.join(name);
        for input in inputs {
            import(&db, &[input], 0);
        }
        db
    });
    assert_eq!(run(&forth, &["export"]), run(&back, &["export"]));
    assert_eq!(content(&forth), content(&back));
    let late = |db: &Path| {
        let connection = rusqlite::Connection::open(db).unwrap();
        let count = "SELECT count(*) FROM _late_location";
        connection.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((late(&forth), late(&back)), (0, 2));
    import(&back, &[&b, &a], 0);
    assert_eq!(late(&back), 2, "a known location is stored once");
    for (name, others) in [("back-forth.db", [&back, &forth]), ("forth-back.db", [&forth, &back])] {
        let merged = folder.join(name);
        for other in others {
            run(&merged, &["merge", other.to_str().unwrap()]);
        }
        assert_eq!(run(&merged, &["export"]), run(&forth, &["export"]));
    }
    loosen(&back);
    run(&back, &["optimize", "-q"]);
    check_log(&Snapshot::open(&back).unwrap());
    assert_eq!(verify(&Snapshot::open(&back).unwrap(), true).damage, Vec::<String>::new());

    for forgery in [
        "UPDATE _late_location SET record = 7",
        "UPDATE _late_location SET capture_no = 2",
        "DELETE FROM _late_location",
        "INSERT INTO _late_location SELECT 9, capture_no, input_id, 8, NULL FROM _late_location LIMIT 1",
    ] {
        let forged = folder.join("forged.db");
        let _ = std::fs::remove_file(&forged);
        Snapshot::open(&back).unwrap().backup(&forged).unwrap();
        let connection = rusqlite::Connection::open(&forged).unwrap();
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF; DROP TRIGGER late_location_is_new;
                 DROP TRIGGER late_location_is_fixed; DROP TRIGGER late_location_is_kept",
            )
            .unwrap();
        assert!(connection.execute(forgery, []).unwrap() > 0, "{forgery}");
        drop(connection);
        let found = verify(&Snapshot::open(&forged).unwrap(), false).damage;
        assert!(found.iter().any(|line| line.contains("log")), "{forgery}: {found:?}");
    }
}
