//! Looks: requests that did not return a page are shown in the history of their article, and are
//! never versions or deletions.

use std::path::{Path, PathBuf};

use recension::article::{
    ArticleId, ClockSource, DefaultZone, Look, LookReason, MatchKey, Timestamp,
};
use recension::audit::{FindingEvidence, audit, rule};
use recension::proof::bundle::{Bundle, Trust};
use recension::proof::report::BundleVerdict;
use recension::source::SourceLocation;
use recension::store::{Snapshot, Writer};
use serde_json::{Value, json};

use crate::catalogs::dump;
use crate::common::{check_log, history, import, recension, stderr, verify, write};
use crate::evidence::python;
use crate::export_laws::export;

const FERRY: &str = "https://www.example.org/ferry";
const MILL: &str = "https://www.example.org/mill";

fn clock(text: &str) -> Timestamp {
    Timestamp::parse(text, &DefaultZone::default(), ClockSource::Header).unwrap()
}

/// A record of a look, as an export has it.
fn look(url: &str, at: &str, status: u16) -> Value {
    json!({
        "recension": 1,
        "look": LookReason::of_status(status, false).unwrap().name(),
        "status": status,
        "url": url,
        "key": MatchKey::of(url).unwrap().as_str(),
        "at": clock(at),
    })
}

fn seen(url: &str, at: &str) -> Value {
    json!({"url": url, "title": "A title", "body": format!("The text at {url}."), "captured": at})
}

fn catalog(folder: &Path, name: &str, rows: &[Value]) -> PathBuf {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let db = folder.join(format!("{name}.db"));
    import(&db, &[&write(folder, "rows.jsonl", &lines)], 0);
    db
}

/// The findings of the rule in the article at [`FERRY`]: severity and message.
fn found(rows: &[Value]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Snapshot::open(&catalog(folder.path(), "a", rows)).unwrap();
    let ferry = catalog.article_of(&MatchKey::of(FERRY).unwrap()).unwrap().unwrap();
    let timeline = history(&catalog, ferry);
    let found = audit(&catalog, &timeline, &[rule("gone").unwrap()], 0).unwrap();
    for finding in &found {
        let looks = |one: &&FindingEvidence| matches!(one, FindingEvidence::Look { .. });
        assert!(finding.evidence.iter().any(|one| looks(&one)), "{finding:?}");
        assert!(!finding.message.contains("deleted"), "{finding:?}");
    }
    found.iter().map(|one| format!("{} {}", one.severity.name(), one.message)).collect()
}

#[test]
fn gone_is_two_absences_a_day_apart_while_the_host_answers() {
    let (first, second) = ("2024-05-06T09:30:00Z", "2024-05-08T10:00:00Z");
    let ferry = seen(FERRY, "2024-05-01T09:00:00Z");
    let mill = seen(MILL, "2024-05-07T09:00:00Z");
    let both = [ferry.clone(), mill.clone(), look(FERRY, first, 404), look(FERRY, second, 410)];
    assert_eq!(
        found(&both),
        ["warning not found when looked: 404 Not Found at 2024-05-06 09:30:00 UTC, 410 Gone at \
             2024-05-08 10:00:00 UTC; last seen 2024-05-01 09:00:00 UTC"]
    );
    let nothing = |rows: &[&Value], why: &str| {
        let rows: Vec<Value> = rows.iter().map(|row| (*row).clone()).collect();
        assert_eq!(found(&rows), [""; 0], "{why}");
    };
    let (absent, again) = (look(FERRY, first, 404), look(FERRY, second, 404));
    nothing(&[&ferry, &mill, &absent], "once");
    let soon = look(FERRY, "2024-05-07T09:29:00Z", 404);
    nothing(&[&ferry, &mill, &absent, &soon], "less than a day apart");
    nothing(&[&ferry, &absent, &again], "the host was not captured");
    let later = seen(MILL, "2024-05-20T09:00:00Z");
    nothing(&[&ferry, &later, &absent, &again], "the host was captured only later");
    let elsewhere = seen("https://other.example/mill", "2024-05-07T09:00:00Z");
    nothing(&[&ferry, &elsewhere, &absent, &again], "another host was captured");
    let between = seen(FERRY, "2024-05-07T12:00:00Z");
    nothing(&[&ferry, &mill, &absent, &between, &again], "captured in between");
    let failed = [look(FERRY, first, 503), look(FERRY, second, 403)];
    nothing(&[&ferry, &mill, &failed[0], &failed[1]], "no statement that it is absent");
    let day = look(FERRY, "2024-05-07", 404);
    nothing(&[&ferry, &mill, &absent, &day], "a day that may be less than a day later");
    let early = [look(FERRY, "2024-04-01", 404), look(FERRY, "2024-04-09", 404)];
    nothing(&[&ferry, &mill, &early[0], &early[1]], "before it existed");
    // It came back.
    let back = seen(FERRY, "2024-05-30T12:00:00Z");
    let rows = [ferry.clone(), mill.clone(), absent, again, back];
    let [note] = found(&rows).try_into().unwrap();
    assert!(note.starts_with("note not found when looked"), "{note}");
    // One statement of legal reasons is enough.
    let [legal] = found(&[ferry, look(FERRY, first, 451)]).try_into().unwrap();
    assert_eq!(
        legal,
        "warning withheld for legal reasons when looked: 451 Unavailable For Legal Reasons at \
         2024-05-06 09:30:00 UTC; last seen 2024-05-01 09:00:00 UTC"
    );
}

/// A record of a web archive with this response.
fn response(url: &str, at: &str, head: &str, body: &str) -> String {
    let block = format!("HTTP/1.1 {head}\r\nContent-Type: text/html\r\n\r\n{body}");
    format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {at}\r\n\
         Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

/// A page that names this URL as its own.
fn page_of(own: &str) -> String {
    let text = "The ferry sailed on Monday with forty people on board, the county said. ";
    format!(
        "<!DOCTYPE html><title>Ferry</title><link rel=canonical href=\"{own}\">\
         <article><h1>Ferry</h1><p>{}</p></article>",
        text.repeat(4)
    )
}

/// An earlier URL of an article may be gone while the article is at its new one.
#[test]
fn an_old_url_that_is_gone_is_not_the_article() {
    let old = "https://www.example.org/old-ferry";
    let folder = tempfile::tempdir().unwrap();
    let page = |url: &str, at: &str| response(url, at, "200 OK", &page_of(FERRY));
    let archive = folder.path().join("a.warc");
    let pages = [page(old, "2024-05-01T09:00:00Z"), page(FERRY, "2024-05-03T09:00:00Z")];
    std::fs::write(&archive, pages.concat()).unwrap();
    let rows = [
        seen(MILL, "2024-05-07T09:00:00Z"),
        look(old, "2024-05-06T09:30:00Z", 404),
        look(old, "2024-05-08T10:00:00Z", 404),
    ];
    let db = catalog(folder.path(), "a", &rows);
    import(&db, &[&archive], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let ferry = catalog.article_of(&MatchKey::of(FERRY).unwrap()).unwrap().unwrap();
    let timeline = history(&catalog, ferry);
    assert_eq!(catalog.looks_at(ferry).unwrap().len(), 2);
    assert!(audit(&catalog, &timeline, &[rule("gone").unwrap()], 0).unwrap().is_empty());
}

fn run(db: &Path, arguments: &[&str]) -> String {
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The look is imported before the article's first version, after it, or between two.
#[test]
fn the_order_of_import_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        seen(FERRY, "2024-05-01T09:00:00Z"),
        seen(FERRY, "2024-05-09T09:00:00Z"),
        look(FERRY, "2024-05-06T09:30:00Z", 404),
        look("http://example.org/ferry/?utm_source=x", "2024-05-07T09:30:00Z", 404),
        look("https://unknown.example/1", "2024-05-07T09:30:00Z", 404),
    ];
    let mut expected: Option<(Vec<u8>, String)> = None;
    for (number, order) in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]].iter().enumerate() {
        let db = folder.path().join(format!("{number}.db"));
        for index in order {
            let name = format!("{number}-{index}.jsonl");
            import(&db, &[&write(folder.path(), &name, &[rows[*index].to_string()])], 0);
        }
        check_log(&Snapshot::open(&db).unwrap());
        let shown = run(&db, &["log", FERRY]);
        let found = (export(&db, &[]), shown.lines().skip(3).collect::<Vec<_>>().join("\n"));
        match &expected {
            None => expected = Some(found),
            Some(expected) => assert!(*expected == found, "{order:?}: {}", found.1),
        }
    }
    let (records, shown) = expected.unwrap();
    assert!(
        shown.contains(
            "\nlooked 2024-05-06 09:30:00 UTC to 2024-05-07 09:30:00 UTC, 2 times: 404 Not Found"
        ),
        "{shown}"
    );
    // The export of a filter has the looks at its articles only.
    let db = folder.path().join("0.db");
    let looks = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches("\"look\":").count();
    assert_eq!((looks(&records), looks(&export(&db, &["--host", "example.org"]))), (3, 2));
    let stats = Snapshot::open(&db).unwrap().stats(0).unwrap();
    assert_eq!((stats.looks, stats.looks_at_articles, stats.articles), (3, 2, 1));
    // A repeated import adds nothing.
    let before = dump(&db);
    import(&db, &[&folder.path().join("0-2.jsonl")], 0);
    assert_eq!(dump(&db), before);
}

#[test]
fn a_time_as_version_says_what_was_found_when_looked() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        seen(FERRY, "2024-05-01T09:00:00Z"),
        look(FERRY, "2024-05-06T09:30:00Z", 404),
        look(FERRY, "2024-06-02T09:30:00Z", 503),
    ];
    let db = catalog(folder.path(), "a", &rows);
    for asked in ["2024-05-10", "latest"] {
        let shown = run(&db, &["show", FERRY, asked]);
        assert!(shown.contains("Looked      2024-05-06 09:30:00 UTC: 404 Not Found\n"), "{shown}");
        assert!(shown.contains(": 503 Service Unavailable\n"), "{shown}");
    }
    let json: Value =
        serde_json::from_str(&run(&db, &["show", FERRY, "--format", "json"])).unwrap();
    let looks = json["states"][0]["looks"].as_array().unwrap();
    assert_eq!(looks.len(), 2);
    assert_eq!(looks[0]["reason"], "not-found");
    assert_eq!(looks[0]["status"], 404);
    let since = run(&db, &["log", FERRY, "--oneline", "--since", "2024-06"]);
    assert_eq!(since, "looked 2024-06-02 09:30:00 UTC: 503 Service Unavailable\n");
    let reverse = run(&db, &["log", FERRY, "--oneline", "--reverse"]);
    let lines: Vec<&str> = reverse.lines().collect();
    assert!(lines[0].ends_with("503 Service Unavailable") && lines[1].ends_with("404 Not Found"));
}

/// A fetcher writes looks that no archive has, and reads them back.
#[test]
fn looks_are_written_without_an_input() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), "a", &[seen(FERRY, "2024-05-01T09:00:00Z")]);
    let looks: Vec<Look> = LookReason::ALL
        .into_iter()
        .enumerate()
        .map(|(number, reason)| Look {
            url: FERRY.to_owned(),
            key: MatchKey::of(FERRY).unwrap(),
            at: clock(&format!("2024-05-02T10:{number:02}:00Z")),
            reason,
            status: reason.is_absence().then_some(404),
        })
        .collect();
    let place = SourceLocation { input: "fetch".into(), record: None, offset: 0 };
    let placed: Vec<_> = looks.iter().map(|look| (look.clone(), place.clone())).collect();
    let mut writer = Writer::begin(&db, "a fetcher", "[]", 1_800_000_000_000_000).unwrap();
    let report = writer.write_looks(placed).unwrap();
    writer.finish(1_800_000_001_000_000).unwrap();
    let count = looks.len() as u64;
    assert_eq!((report.counts.looks, report.counts.records), (count, count));
    let catalog = Snapshot::open(&db).unwrap();
    let read = catalog.looks_at(ArticleId(1)).unwrap();
    let parts = |look: &Look| (look.at.canonical(), look.reason, look.status);
    assert_eq!(
        read.iter().map(|stored| parts(&stored.look)).collect::<Vec<_>>(),
        looks.iter().map(parts).collect::<Vec<_>>()
    );
    assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
    check_log(&catalog);
    // None of them is a version, and `optimize` keeps them.
    assert_eq!(history(&catalog, ArticleId(1)).versions().len(), 1);
    drop(catalog);
    let before = export(&db, &[]);
    run(&db, &["optimize"]);
    assert!(export(&db, &[]) == before);
    let shown = run(&db, &["log", FERRY]);
    assert!(shown.contains("looked 2024-05-02 10:12:00 UTC: host name not resolved\n"), "{shown}");
}

/// Old stories that redirect to the front page are not other URLs of the front page, in whatever order
/// the records arrive, nor after a merge or an export.
#[test]
fn a_redirect_to_the_front_page_is_a_look_and_no_alias() {
    const STORY: &str = "https://www.example.org/2024/05/ferry-sinks-in-harbour";
    const FRONT: &str = "https://www.example.org/";
    let folder = tempfile::tempdir().unwrap();
    let leads = |url: &str, at: &str, target: &str| {
        response(url, at, &format!("302 Found\r\nLocation: {target}"), "")
    };
    let records = [
        response(STORY, "2024-05-01T09:00:00Z", "200 OK", &page_of(STORY)),
        response(FRONT, "2024-05-02T09:00:00Z", "200 OK", &page_of(FRONT)),
        leads("http://example.org/ferry-sinks", "2024-05-03T09:00:00Z", STORY),
        leads(STORY, "2024-06-03T09:00:00Z", "/"),
        leads(
            "https://www.example.org/2023/01/mill-to-close-in-may",
            "2024-06-03T09:00:00Z",
            FRONT,
        ),
        leads(FRONT, "2024-06-04T09:00:00Z", "https://www.example.org/index.html"),
    ];
    let mut expected: Option<Vec<u8>> = None;
    for (number, order) in [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]].iter().enumerate() {
        let archive = folder.path().join("a.warc");
        let records: Vec<&str> = order.iter().map(|index| records[*index].as_str()).collect();
        std::fs::write(&archive, records.concat()).unwrap();
        let db = folder.path().join(format!("{number}.db"));
        import(&db, &[&archive], 0);
        let catalog = Snapshot::open(&db).unwrap();
        check_log(&catalog);
        assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
        let aliases = |url: &str| {
            let key = MatchKey::of(url).unwrap();
            catalog.aliases(catalog.article_of(&key).unwrap().unwrap()).unwrap()
        };
        assert_eq!(aliases(STORY), [STORY, "http://example.org/ferry-sinks"]);
        assert_eq!(aliases(FRONT), [FRONT]);
        let found = export(&db, &[]);
        assert!(expected.get_or_insert_with(|| found.clone()) == &found, "{order:?}");
    }
    let db = folder.path().join("0.db");
    let shown = run(&db, &["log", STORY]);
    assert!(
        shown.contains("looked 2024-06-03 09:00:00 UTC: redirected to another page\n"),
        "{shown}"
    );
    let merged = folder.path().join("merged.db");
    run(&merged, &["merge", db.to_str().unwrap()]);
    assert!(export(&merged, &[]) == export(&db, &[]));
    assert_eq!(run(&merged, &["log", STORY]), shown);
    std::fs::write(folder.path().join("a.jsonl"), export(&db, &[])).unwrap();
    let copy = folder.path().join("copy.db");
    import(&copy, &[&folder.path().join("a.jsonl")], 0);
    assert!(export(&copy, &[]) == export(&db, &[]));
}

/// Many old stories that redirect to one page are not other URLs of it, whatever its address.
#[test]
fn a_page_that_many_stories_redirect_to_is_none_of_them() {
    const HUB: &str = "https://www.example.org/our-stories-have-moved";
    let folder = tempfile::tempdir().unwrap();
    let story = |number: usize| format!("https://www.example.org/a/ferry-{number}-sails");
    let moved = format!("301 Moved\r\nLocation: {HUB}");
    for (stories, aliases) in [(7, 8), (8, 1)] {
        let mut records = vec![
            response(&story(0), "2024-05-01T09:00:00Z", "200 OK", &page_of(&story(0))),
            response(HUB, "2024-06-03T09:00:00Z", "200 OK", &page_of(HUB)),
        ];
        records.extend(
            (0..stories).map(|number| response(&story(number), "2024-06-03T09:00:00Z", &moved, "")),
        );
        let mut exports = Vec::new();
        for order in ["forward", "back"] {
            records.reverse();
            let archive = folder.path().join("a.warc");
            std::fs::write(&archive, records.concat()).unwrap();
            let db = folder.path().join(format!("{stories}-{order}.db"));
            let output = recension().arg("--db").arg(&db).arg("import").arg(&archive).output();
            let output = output.unwrap();
            let says = stderr(&output);
            assert_eq!(says.contains("8 URLs of the site redirect to"), aliases == 1, "{says}");
            let catalog = Snapshot::open(&db).unwrap();
            check_log(&catalog);
            assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
            let hub = catalog.article_of(&MatchKey::of(HUB).unwrap()).unwrap().unwrap();
            assert_eq!(catalog.aliases(hub).unwrap().len(), aliases);
            let shown = run(&db, &["log", &story(0)]);
            assert_eq!(shown.contains("redirected to another page"), aliases == 1, "{shown}");
            exports.push(export(&db, &[]));
        }
        assert!(exports[0] == exports[1], "{stories}");
        // An export comes back as it is.
        std::fs::write(folder.path().join("a.jsonl"), &exports[0]).unwrap();
        let copy = folder.path().join(format!("{stories}-copy.db"));
        import(&copy, &[&folder.path().join("a.jsonl")], 0);
        assert!(export(&copy, &[]) == exports[0]);
    }
}

#[test]
fn looks_are_rows_of_the_log_in_tables_and_csv() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        seen(FERRY, "2024-05-01T09:00:00Z"),
        look("http://example.org/ferry?utm_source=x", "2024-05-06T09:30:00Z", 404),
        look(FERRY, "2024-05-07", 503),
        seen(FERRY, "2024-05-08T09:00:00Z"),
    ];
    let db = catalog(folder.path(), "a", &rows);
    let csv = run(&db, &["log", FERRY, "--format", "csv"]);
    let mut lines = csv.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let column = |line: &str, name: &str| {
        let at = names.iter().position(|one| *one == name).unwrap();
        line.split(',').nth(at).unwrap().to_owned()
    };
    let found: Vec<Vec<String>> = lines
        .map(|line| {
            ["kind", "at", "reason", "status", "url"].map(|name| column(line, name)).to_vec()
        })
        .collect();
    assert_eq!(
        found,
        [
            ["page", "2024-05-01T09:00:00Z", "", "", FERRY],
            [
                "look",
                "2024-05-06T09:30:00Z",
                "not-found",
                "404",
                "http://example.org/ferry?utm_source=x"
            ],
            ["look", "2024-05-07", "server-error", "503", FERRY],
        ]
    );
    let table = run(&db, &["log", FERRY, "--format", "table", "--reverse"]);
    let lines: Vec<&str> = table.lines().skip(1).collect();
    assert!(lines[0].contains("looked 2024-05-07: 503 Service Unavailable"), "{table}");
    assert!(lines[1].contains("looked 2024-05-06 09:30:00 UTC: 404 Not Found"), "{table}");
    assert!(lines[2].contains("A title"), "{table}");
    let since = run(&db, &["log", FERRY, "--format", "csv", "--since", "2024-05-07"]);
    assert_eq!(since.lines().count(), 2, "{since}");
}

/// The key of a look at an address in a web archive is that of the archived page, which its URL alone
/// does not give.
#[test]
fn a_look_at_an_address_in_a_web_archive_keeps_its_article() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("https://web.archive.org/web/20240506093000id_/{FERRY}");
    let archive = folder.path().join("a.warc");
    std::fs::write(&archive, response(&address, "2025-01-01T00:00:00Z", "404 Not Found", "gone"))
        .unwrap();
    let db = catalog(folder.path(), "a", &[seen(FERRY, "2024-05-01T09:00:00Z")]);
    import(&db, &[&archive], 0);
    let merged = folder.path().join("merged.db");
    run(&merged, &["merge", db.to_str().unwrap()]);
    std::fs::write(folder.path().join("a.jsonl"), export(&db, &[])).unwrap();
    let copy = folder.path().join("copy.db");
    import(&copy, &[&folder.path().join("a.jsonl")], 0);
    for db in [&db, &merged, &copy] {
        let catalog = Snapshot::open(db).unwrap();
        assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
        let article = catalog.article_of(&MatchKey::of(FERRY).unwrap()).unwrap().unwrap();
        let looks = catalog.looks_at(article).unwrap();
        let [found] = looks.as_slice() else { panic!("{}: {looks:?}", db.display()) };
        assert_eq!(found.look.url, address);
        assert_eq!(found.look.at.canonical(), "2024-05-06T09:30:00Z");
    }
    assert!(export(&merged, &[]) == export(&db, &[]) && export(&copy, &[]) == export(&db, &[]));
}

#[test]
fn a_look_that_is_dated_after_its_import_is_doubted() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        seen(FERRY, "2024-05-01T09:00:00Z"),
        seen(MILL, "2999-01-02T09:00:00Z"),
        look(FERRY, "2024-05-06T09:30:00Z", 404),
        look(FERRY, "2999-01-01T09:30:00Z", 404),
        look(FERRY, "2999-01-03T09:30:00Z", 404),
    ];
    // Two absences a day apart, while the host answers, but they cannot have been seen.
    assert_eq!(found(&rows), [""; 0]);
    let db = catalog(folder.path(), "a", &rows);
    let shown = run(&db, &["log", FERRY]);
    assert!(shown.contains("looked 2024-05-06 09:30:00 UTC: 404 Not Found\n"), "{shown}");
    assert!(shown.contains("2 times: 404 Not Found; dated after its import\n"), "{shown}");
    let csv = run(&db, &["log", FERRY, "--format", "csv"]);
    assert_eq!(csv.matches("404 Not Found, dated after its import").count(), 2, "{csv}");
    let json: Value = serde_json::from_str(&run(&db, &["log", FERRY, "--format", "json"])).unwrap();
    let looks = json[0]["states"][0]["looks"].as_array().unwrap();
    let doubted: Vec<bool> =
        looks.iter().map(|look| look["dated_after_import"].as_bool().unwrap()).collect();
    assert_eq!(doubted, [false, true, true]);
}

#[test]
fn a_proof_at_a_time_has_the_looks_between_the_observations() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        look(FERRY, "2024-04-06T09:30:00Z", 503),
        seen(FERRY, "2024-05-01T09:00:00Z"),
        look(FERRY, "2024-05-06", 404),
        look(FERRY, "2024-05-07T09:30:00.5Z", 410),
        json!({"url": FERRY, "title": "Back", "body": "It is back.", "captured": "2024-05-09T09:00:00Z"}),
        look(FERRY, "2024-06-02T09:30:00Z", 503),
    ];
    let db = catalog(folder.path(), "a", &rows);
    let file = folder.path().join("bundle.json");
    let prove = |version: &str| -> Bundle {
        let bundle = run(&db, &["prove", FERRY, version]);
        std::fs::write(&file, &bundle).unwrap();
        Bundle::parse(bundle.as_bytes()).unwrap()
    };
    assert!(prove("1").looks.is_empty(), "without a time");
    let bundle = prove("2024-05-08");
    let looks = |bundle: &Bundle| -> Vec<String> {
        bundle.looks.iter().map(|look| format!("{} {}", look.at, look.reason)).collect()
    };
    assert_eq!(looks(&bundle), ["2024-05-06 not-found", "2024-05-07T09:30:00.5Z gone"]);
    let shown = run(&db, &["verify-bundle", file.to_str().unwrap()]);
    assert!(shown.contains("Looked      2024-05-06: 404 Not Found at "), "{shown}");
    assert_eq!(looks(&prove("2024-06-10")), ["2024-06-02T09:30:00Z server-error"]);

    let check = |alter: fn(&mut Bundle), expected: bool| {
        let mut bundle = bundle.clone();
        alter(&mut bundle);
        let report = bundle.check(&Trust::default());
        assert_eq!(report.standing() != BundleVerdict::Damaged, expected, "{:?}", report.checks);
        std::fs::write(&file, serde_json::to_vec(&bundle).unwrap()).unwrap();
        if let Some((holds, said)) = python(&file, None) {
            assert_eq!(holds, expected, "{said}");
        }
    };
    check(|_| {}, true);
    check(|b| b.looks.clear(), true);
    check(|b| b.looks[0].status = Some(200), false);
    check(|b| b.looks[0].reason = "gone".to_owned(), false);
    check(|b| b.looks[0].at = "2024-05-05".to_owned(), false);
    check(|b| b.looks[1].precision = "minute".to_owned(), false);
    check(|b| b.looks[1].url.push('x'), false);
    check(|b| b.looks[1].place.offset = Some(7), false);
    check(|b| b.looks[0].index += 1, false);
    check(|b| b.looks[0].leaf.0[0] ^= 1, false);
    check(|b| b.looks.reverse(), false);
    check(|b| b.looks.push(b.looks[1].clone()), false);
    check(|b| (b.question, b.neighbors) = (None, Vec::new()), false);
    // A look from outside the two observations is in the log, but not between them.
    let other = prove("2024-06-10");
    let mut bundle = bundle.clone();
    bundle.looks.push(other.looks[0].clone());
    assert_eq!(bundle.check(&Trust::default()).standing(), BundleVerdict::Damaged);
}
