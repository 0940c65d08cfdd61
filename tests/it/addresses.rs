//! Addresses: which article a capture belongs to, which of its URLs is shown, and when a web
//! archive captured it, for every source of the address.

use std::path::{Path, PathBuf};

use recension::article::{ClockSource, MatchKey};
use recension::extract::{self, ExtractOptions};
use recension::source::{
    Format, Input, Item, ItemContent, Limits, Origin, PageKind, RawPage, SourceLocation, open,
};
use recension::store::{ArticleFilter, Snapshot};
use rusqlite::Connection;
use serde_json::Value;

use crate::catalogs::dump;
use crate::common::{import, recension, stderr, verify, write};
use crate::export_laws::export;

const TOLL: &str = "https://harbour.example/toll";
const AT: &str = "https://web.archive.org/web/20210504101112";
const TIME: &str = "2021-05-04T10:11:12Z";

/// A page of an article, with this content in its head, after this comment.
fn html(comment: &str, head: &str) -> String {
    let said = "<p>The toll on the harbour bridge will rise in June, the council said on Monday \
                after a debate of five hours.</p>";
    format!(
        "<!DOCTYPE html>\n{comment}<html lang=en><head><title>Toll to rise</title>{head}</head>\
         <body><article><h1>Toll to rise</h1>{}</article></body></html>",
        said.repeat(4)
    )
}

fn page(html: String) -> RawPage {
    RawPage {
        bytes: html.into_bytes(),
        kind: PageKind::Html,
        content_type: None,
        url_hint: None,
        written: Some(1_700_000_000),
        origin: None,
    }
}

/// What is expected of a page: its URL, its article's key, its capture time with the source, and
/// the notes.
struct Expected<'e> {
    url: &'e str,
    key: &'e str,
    captured: (&'e str, ClockSource),
    notes: &'e [&'e str],
}

#[track_caller]
fn check_page(raw: RawPage, options: &ExtractOptions, expected: &Expected<'_>) {
    let place = SourceLocation { input: "page.html".into(), record: None, offset: 0 };
    let item = Item { place, raw: ItemContent::Page(raw) };
    let reading = extract::extract_with_sources(&item, options).unwrap();
    let capture = &reading.capture;
    assert_eq!((capture.url.as_str(), capture.version.key.as_str()), (expected.url, expected.key));
    let captured = capture.captured.as_ref().unwrap();
    assert_eq!((captured.canonical().as_str(), captured.source()), expected.captured);
    let notes: Vec<_> = reading.notes.iter().filter(|note| note.starts_with("captured")).collect();
    assert_eq!(notes, expected.notes);
}

const KEY: &str = "example,harbour)/toll";

#[test]
fn a_page_saved_from_an_archive_is_of_the_archived_page() {
    let in_archive = format!("{AT}/{TOLL}");
    let canonical = |url: &str| format!("<link rel=canonical href=\"{url}\">");
    let of_archive =
        |url| Expected { url, key: KEY, captured: (TIME, ClockSource::Url), notes: &[] };
    let none = ExtractOptions::default();
    // From the canonical link, the saved-from comment, or `og:url`.
    for head in [
        canonical(&in_archive),
        canonical(&format!("/web/20210504101112/{TOLL}")),
        format!("<meta property=og:url content=\"{in_archive}\">"),
    ] {
        check_page(page(html("", &head)), &none, &of_archive(&in_archive));
    }
    let saved = format!("{AT}if_/https://m.harbour.example/toll?r=1");
    let comment = format!("<!-- saved from url=(0079){saved} -->\n");
    check_page(page(html(&comment, &canonical(TOLL))), &none, &of_archive(&saved));
    // SingleFile states the time when it was saved.
    let comment = format!(
        "<!--\n Page saved with SingleFile \n url: {in_archive} \n saved date: Sun Nov 19 2023 \
         09:31:00 GMT+0000 (UTC)\n-->\n"
    );
    check_page(
        page(html(&comment, "")),
        &none,
        &Expected {
            notes: &["captured: the page was saved from the archive at 2023-11-19 09:31:00 UTC"],
            ..of_archive(&in_archive)
        },
    );
    // From its location, and from the command line.
    let placed = RawPage { url_hint: Some(in_archive.clone()), ..page(html("", "")) };
    check_page(placed.clone(), &none, &of_archive(&in_archive));
    let placed = RawPage { bytes: html("", &canonical(TOLL)).into_bytes(), ..placed };
    check_page(placed.clone(), &none, &of_archive(&in_archive));
    let told = ExtractOptions::default().url(in_archive.clone());
    check_page(
        page(html("", &canonical("https://other.example/x"))),
        &told,
        &of_archive(&in_archive),
    );
    let told = ExtractOptions::default().url(TOLL.to_owned());
    check_page(placed.clone(), &told, &of_archive(TOLL));
    let told = ExtractOptions::default().captured("2021-06-01".to_owned());
    check_page(
        placed.clone(),
        &told,
        &Expected {
            captured: ("2021-06-01", ClockSource::Flag),
            notes: &["captured: the archive's address says 2021-05-04 10:11:12 UTC"],
            ..of_archive(&in_archive)
        },
    );
    // If the digits are not a time, the file's time is used.
    let bad = format!("https://web.archive.org/web/20211304101112/{TOLL}");
    check_page(
        page(html("", &canonical(&bad))),
        &none,
        &Expected {
            url: &bad,
            key: KEY,
            captured: ("2023-11-14T22:13:20Z", ClockSource::FileTime),
            notes: &["captured: the archive's address says 20211304101112, which is not a time"],
        },
    );
    // A page saved as text: from a line in it, or from its location.
    let text = |text: &str, hint: Option<&str>| RawPage {
        kind: PageKind::Text,
        url_hint: hint.map(str::to_owned),
        ..page(text.to_owned())
    };
    let story = "Toll to rise\n\nThe toll on the harbour bridge will rise in June, the council said \
                 on Monday after a debate of five hours.\n\n";
    check_page(text(story, Some(&in_archive)), &none, &of_archive(&in_archive));
}

#[test]
fn a_page_served_by_an_archive_is_of_the_archived_page() {
    let served = format!("{AT}id_/https://www.harbour.example/toll?utm_source=x");
    let origin = |url: &str, id: Option<&str>| RawPage {
        origin: Some(Box::new(Origin {
            url: url.to_owned(),
            date: Some("2024-03-01T10:00:00Z".to_owned()),
            record_id: id.map(str::to_owned),
            ..Origin::default()
        })),
        ..page(html("", ""))
    };
    let saved: &[&str] =
        &["captured: the page was saved from the archive at 2024-03-01 10:00:00 UTC"];
    let of_archive =
        |url| Expected { url, key: KEY, captured: (TIME, ClockSource::Url), notes: saved };
    // A crawl of the archive, and a browser's MHTML.
    for id in [Some("urn:uuid:1"), None] {
        check_page(origin(&served, id), &ExtractOptions::default(), &of_archive(&served));
    }
    // archive.today's short URL states nothing; the page's link states everything.
    let short = "https://archive.ph/AbCdE";
    let head = format!("<link rel=canonical href=\"https://archive.ph/2021.05.04-101112/{TOLL}\">");
    let raw = RawPage { bytes: html("", &head).into_bytes(), ..origin(short, None) };
    check_page(raw, &ExtractOptions::default(), &of_archive(short));
    // A page that no archive served keeps its own time.
    let live = origin("https://www.harbour.example/toll?id=7", Some("urn:uuid:1"));
    check_page(
        RawPage {
            bytes: html("", &format!("<link rel=canonical href=\"{TOLL}\">")).into(),
            ..live
        },
        &ExtractOptions::default(),
        &Expected {
            url: "https://www.harbour.example/toll?id=7",
            key: KEY,
            captured: ("2024-03-01T10:00:00Z", ClockSource::Header),
            notes: &[],
        },
    );
}

/// Writes a page to a folder.
fn put(root: &Path, path: &str, html: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, html).unwrap();
}

#[test]
fn mirrors_of_an_archive_are_of_the_archived_pages() {
    let check = |path: &str, url: &str, time: Option<&str>| {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), path, &html("", ""));
        let input = Input::Path(folder.path().to_owned());
        let mut source = open(input, Format::Auto, &Limits::default()).unwrap();
        let item = source.next_item().unwrap().unwrap();
        let capture = extract::capture(&item, &ExtractOptions::default()).unwrap();
        assert_eq!((capture.url.as_str(), capture.version.key.as_str()), (url, KEY), "{path}");
        let captured = capture.captured.unwrap();
        assert_eq!(captured.source() == ClockSource::Url, time.is_some(), "{path}");
        if let Some(time) = time {
            assert_eq!(captured.canonical(), time, "{path}");
        }
    };
    const STAMPED: &str = "web.archive.org/web/20210504101112";
    let wget = format!("{STAMPED}/https:/harbour.example/toll/index.html");
    check(&wget, &format!("{AT}/https:/harbour.example/toll/"), Some(TIME));
    let wget = format!("{STAMPED}id_/http%3A/www.harbour.example/toll");
    check(&wget, &format!("{AT}id_/http%3A/www.harbour.example/toll"), Some(TIME));
    let downloaded = "websites/harbour.example/20210504101112/toll/index.html";
    check(downloaded, &format!("{AT}id_/{TOLL}/"), Some(TIME));
    let downloaded = "websites/harbour.example/toll/index.html";
    check(downloaded, "https://harbour.example/toll/", None);
}

fn rows(folder: &Path, name: &str, records: &[Value]) -> PathBuf {
    write(folder, name, &records.iter().map(Value::to_string).collect::<Vec<_>>())
}

fn records() -> Vec<Value> {
    let record = |url: &str, more: &str, month: &str, day: u8| {
        let mut record: Value = serde_json::from_str(&format!("{{{more}}}")).unwrap();
        record["url"] = url.into();
        record["title"] = "Toll to rise".into();
        record["body"] = format!("The toll will rise in {month}.").into();
        if day > 0 {
            record["captured"] = format!("2021-05-{day:02}T09:00:00Z").into();
        }
        record
    };
    let own = "\"canonical_url\": \"https://harbour.example/toll\"";
    vec![
        record("https://t.co/x", own, "June", 1),
        record("https://m.harbour.example/toll?referrer=&_r=0", own, "July", 2),
        record(&format!("{AT}/{TOLL}"), "", "August", 0),
        record("http://harbour.example/toll", "", "May", 6),
        record("https://harbour.example/toll?utm_source=x", "", "March", 7),
        record("https://harbour.example/toll/amp", own, "April", 8),
    ]
}

#[test]
fn every_address_leads_to_the_article_and_one_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = rows(folder.path(), "a.jsonl", &records());
    let db = folder.path().join("a.db");
    import(&db, &[&file], 0);
    let run = |arguments: &[&str]| {
        let output = recension().arg("--db").arg(&db).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let mut addresses: Vec<String> =
        records().iter().map(|record| record["url"].as_str().unwrap().to_owned()).collect();
    addresses.push(TOLL.to_owned());
    addresses.push("harbour.example/toll".to_owned());
    // URLs that no capture has.
    addresses.push(format!("https://archive.ph/2020/{TOLL}"));
    addresses.push("web.archive.org/web/https:/harbour.example/toll#top".to_owned());
    for address in &addresses {
        let shown = run(&["log", address]);
        assert_eq!(shown.lines().nth(1), Some(TOLL), "{address}: {shown}");
        assert!(shown.contains("6 versions, 6 captures"), "{address}: {shown}");
    }
    for arguments in [
        &["list", "--format", "jsonl"][..],
        &["changes", "--format", "jsonl"],
        &["search", "toll", "--format", "jsonl"],
        &["when", TOLL, "toll", "--format", "jsonl"],
        &["audit", "--format", "jsonl"],
    ] {
        let shown = run(arguments);
        assert!(!shown.is_empty(), "{arguments:?} shows nothing");
        for line in shown.lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            assert_eq!(row["url"], TOLL, "{arguments:?}");
        }
    }
    let json: Value =
        serde_json::from_str(&run(&["show", TOLL, "2021-05-04T10:11:12Z", "--format", "json"]))
            .unwrap();
    let capture = &json["captures"][0];
    assert_eq!(capture["url"], format!("{AT}/{TOLL}"), "{json}");
    assert_eq!(capture["captured"]["source"], "url", "{json}");
}

/// A page in an archive has not moved there.
#[test]
fn an_archived_page_has_not_moved() {
    let folder = tempfile::tempdir().unwrap();
    let record = |(day, url): (usize, String)| {
        let body = format!("The toll will rise on the {day}. of June.");
        let captured = format!("2021-05-{:02}T09:00:00Z", day + 1);
        serde_json::json!({"url": url, "body": body, "captured": captured})
    };
    let urls =
        [TOLL.to_owned(), format!("{AT}/{TOLL}"), format!("{AT}id_/{TOLL}"), TOLL.to_owned()];
    let mut records: Vec<Value> = urls.into_iter().enumerate().map(record).collect();
    for moves in [0, 1] {
        let file = rows(folder.path(), &format!("{moves}.jsonl"), &records);
        let db = file.with_extension("db");
        import(&db, &[&file], 0);
        let run = |command: &str| {
            let output =
                recension().arg("--db").arg(&db).args([command, "--format", "jsonl"]).output();
            String::from_utf8(output.unwrap().stdout).unwrap()
        };
        assert_eq!(run("audit").matches("\"rule\":\"url-moved\"").count(), moves);
        let changes = run("changes");
        assert_eq!(changes.lines().count(), records.len() - 1, "{changes}");
        assert_eq!(changes.matches("url changed").count(), moves, "{changes}");
        // Another page of the site, archived.
        records.push(record((9, format!("{AT}/https://www.harbour.example/fee"))));
        records.last_mut().unwrap()["canonical_url"] = TOLL.into();
    }
}

/// A URL that only leads to the article is shown only if there is no other.
#[test]
fn the_articles_own_url_is_shown() {
    let check = |urls: &[(&str, Option<&str>)], expected: &str| {
        let folder = tempfile::tempdir().unwrap();
        let record = |(at, (url, canonical)): (usize, &(&str, Option<&str>))| {
            let mut record = serde_json::json!({"url": url, "body": format!("Text {at}.")});
            if let Some(canonical) = canonical {
                record["canonical_url"] = (*canonical).into();
            }
            record
        };
        let mut records: Vec<Value> = urls.iter().enumerate().map(record).collect();
        for name in ["a.jsonl", "b.jsonl"] {
            let file = rows(folder.path(), name, &records);
            let db = file.with_extension("db");
            import(&db, &[&file], 0);
            let articles =
                Snapshot::open(&db).unwrap().articles(&ArticleFilter::default()).unwrap();
            let shown: Vec<_> = articles.iter().map(|row| row.url.as_str()).collect();
            assert_eq!(shown, [expected], "{urls:?}");
            records.reverse();
        }
    };
    let own = Some(TOLL);
    check(&[(TOLL, None), ("http://harbour.example/toll", None)], TOLL);
    check(&[("https://harbour.example/toll?fbclid=1", None), (TOLL, None)], TOLL);
    check(&[("https://www.harbour.example/toll", None)], "https://www.harbour.example/toll");
    check(&[("https://bit.ly/1", own)], TOLL);
    check(
        &[("https://bit.ly/1", Some("http://www.harbour.example/toll"))],
        "http://www.harbour.example/toll",
    );
    check(
        &[
            ("https://harbour.example/t", Some("/toll")),
            ("http://harbour.example/t", Some("/toll")),
        ],
        TOLL,
    );
    let archived = format!("{AT}/http://harbour.example/toll");
    check(&[(&archived, None)], "http://harbour.example/toll");
    check(&[(&archived, Some("https://www.harbour.example/toll"))], "http://harbour.example/toll");
    check(&[("https://bit.ly/1", None)], "https://bit.ly/1");
}

#[test]
fn addresses_come_back_by_export_and_merge_in_any_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = records();
    let [a, b] = ["a", "b"].map(|name| {
        let file = rows(folder.path(), &format!("{name}.jsonl"), &records);
        let db = folder.path().join(format!("{name}.db"));
        import(&db, &[&file], 0);
        records.reverse();
        db
    });
    let expected = dump(&a);
    let own = format!("alias Text(\"{KEY}\") Text(\"{TOLL}\") Null Null Integer(0)");
    assert!(expected.contains(&own), "{expected}");
    assert_eq!(dump(&b), expected);
    let exported = folder.path().join("e.jsonl");
    std::fs::write(&exported, export(&a, &[])).unwrap();
    let back = folder.path().join("back.db");
    import(&back, &[&exported], 0);
    assert_eq!(dump(&back), expected);
    let merged = folder.path().join("merged.db");
    let output = recension().arg("--db").arg(&merged).arg("merge").arg(&b).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(dump(&merged), expected);
    // The second time, it is known.
    let file = folder.path().join("a.jsonl");
    import(&a, &[&file], 0);
    assert_eq!(dump(&a), expected);
}

/// An alias that no capture states is damage, even if its key is the article's.
#[test]
fn a_forged_own_url_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let record = serde_json::json!({
        "url": "https://harbour.example/toll/amp", "canonical_url": TOLL, "body": "Text."
    });
    let file = rows(folder.path(), "a.jsonl", &[record]);
    let db = folder.path().join("a.db");
    import(&db, &[&file], 0);
    let damage = || verify(&Snapshot::open(&db).unwrap(), false).damage;
    assert_eq!(damage(), Vec::<String>::new());
    Connection::open(&db)
        .unwrap()
        .execute_batch(
            "DROP TRIGGER alias_is_fixed;
             UPDATE _alias SET url = 'http://harbour.example/toll?utm_source=x'
             WHERE url = 'https://harbour.example/toll'",
        )
        .unwrap();
    let found = damage();
    assert!(found.iter().any(|line| line.contains("it has no captures")), "{found:?}");
}

fn warc(kind: &str, fields: &str, block: &str) -> String {
    let fields = fields.trim().lines().map(str::trim).collect::<Vec<_>>().join("\r\n");
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\n{fields}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

/// A crawl of an archive: a page, the same page again, and a redirect to it.
#[test]
fn a_crawl_of_an_archive_is_of_the_archived_pages() {
    let folder = tempfile::tempdir().unwrap();
    let served = format!("{AT}/{TOLL}");
    let head = |url: &str, hour: u8| {
        format!(
            "WARC-Target-URI: {url}\nWARC-Date: 2024-03-01T{hour:02}:00:00Z
             WARC-Record-ID: <urn:x:{hour}>\nContent-Type: application/http; msgtype=response"
        )
    };
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
    let page = warc("response", &head(&served, 10), &format!("{ok}{}", html("", "")));
    let points =
        format!("\nWARC-Refers-To-Target-URI: {served}\nWARC-Refers-To-Date: 2024-03-01T10:00:00Z");
    let again = warc("revisit", &(head(&served, 11) + &points), ok);
    let year = format!("https://web.archive.org/web/2021/{TOLL}");
    let moved = format!("HTTP/1.1 302 Found\r\nLocation: {served}\r\n\r\n");
    let redirect = warc("response", &head(&year, 9), &moved);
    for (number, parts) in
        [[&page, &again, &redirect], [&redirect, &again, &page], [&again, &page, &redirect]]
            .into_iter()
            .enumerate()
    {
        let file = folder.path().join(format!("{number}.warc"));
        std::fs::write(&file, parts.map(String::as_str).concat()).unwrap();
        let db = file.with_extension("db");
        import(&db, &[&file], 0);
        let catalog = Snapshot::open(&db).unwrap();
        let articles = catalog.articles(&ArticleFilter::default()).unwrap();
        let shown: Vec<_> =
            articles.iter().map(|row| (row.key.as_str(), row.url.as_str(), row.captures)).collect();
        assert_eq!(shown, [(KEY, TOLL, 2)]);
        let article = articles[0].id;
        let times: Vec<_> = catalog.versions(article).unwrap()[0]
            .captures
            .iter()
            .map(|capture| capture.captured.as_ref().unwrap().canonical())
            .collect();
        assert_eq!(times, [TIME, TIME]);
        let mut aliases = catalog.aliases(article).unwrap();
        aliases.sort();
        assert_eq!(aliases, [TOLL.to_owned(), year.clone(), served.clone()]);
        for url in [&year, &served] {
            let key = MatchKey::of(url).unwrap();
            assert_eq!(catalog.article_of(&key).unwrap(), Some(article), "{url}");
        }
    }
}
