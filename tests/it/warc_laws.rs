//! Properties of web archives: whatever the order of the inputs, in one import or several, the
//! catalog is the same; a revisit has the same effect as storing the page again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use recension::article::ArticleId;
use recension::store::{ArticleFilter, Snapshot};

use crate::common::{content, import, recension};

fn record(kind: &str, fields: &str, block: &str) -> String {
    let fields = fields.trim().lines().map(str::trim).collect::<Vec<_>>().join("\r\n");
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\n{fields}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

/// A page about this subject, which may state its own URL.
fn page(url: &str, day: u8, story: &str, canonical: Option<&str>) -> String {
    let link =
        canonical.map_or(String::new(), |url| format!("<link rel=canonical href=\"{url}\">"));
    let html = html(story, &link);
    let fields = format!(
        "WARC-Target-URI: {url}\nWARC-Date: 2024-03-{day:02}T10:00:00Z
         WARC-Record-ID: <urn:page:{url}:{day}>\nContent-Type: application/http; msgtype=response"
    );
    record(
        "response",
        &fields,
        &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}"),
    )
}

fn html(story: &str, link: &str) -> String {
    let paragraphs: Vec<String> = (1..6)
        .map(|number| {
            format!(
                "<p>The council met on {story} for the {number}. time and heard, after a long day \
                 of questions, that the harbour will be rebuilt at the cost of {number} million.</p>"
            )
        })
        .collect();
    let paragraphs = paragraphs.concat();
    format!(
        "<!DOCTYPE html><html><head><title>Harbour: {story}</title>{link}</head><body><article>\
         <h1>Harbour: {story}</h1>{paragraphs}</article></body></html>"
    )
}

/// A revisit of the page; `points` is how it refers to the page.
fn revisit(url: &str, day: u8, points: &str) -> String {
    let fields = format!(
        "WARC-Target-URI: {url}\nWARC-Date: 2024-03-{day:02}T10:00:00Z
         WARC-Record-ID: <urn:page:{url}:{day}>
         WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest
         Content-Type: application/http; msgtype=response\n{points}"
    );
    record("revisit", &fields, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
}

fn redirect(url: &str, day: u8, to: &str) -> String {
    let fields = format!(
        "WARC-Target-URI: {url}\nWARC-Date: 2024-03-{day:02}T10:00:00Z
         Content-Type: application/http; msgtype=response"
    );
    record("response", &fields, &format!("HTTP/1.1 301 Moved\r\nLocation: {to}\r\n\r\n"))
}

/// An error response.
fn error(url: &str, day: u8, status: &str) -> String {
    let fields = format!(
        "WARC-Target-URI: {url}\nWARC-Date: 2024-03-{day:02}T10:00:00Z
         Content-Type: application/http; msgtype=response"
    );
    let block = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n\r\n<p>No.</p>");
    record("response", &fields, &block)
}

const A: &str = "http://www.example.org/a";
const B: &str = "http://www.example.org/b";
const SHORT: &str = "http://short.example/1";
const OLD: &str = "http://www.example.org/old-a";

fn by_date(url: &str, day: u8) -> String {
    format!("WARC-Refers-To-Target-URI: {url}\nWARC-Refers-To-Date: 2024-03-{day:02}T10:00:00Z")
}

/// See [`whole`].
type Whole = (BTreeMap<String, Vec<String>>, Vec<(String, BTreeSet<String>, Vec<String>)>, i64);

/// The catalog's content, with every article's aliases and looks, and the pending pointers.
fn whole(db: &Path) -> Whole {
    let catalog = Snapshot::open(db).unwrap();
    let looks = |article: ArticleId| -> Vec<String> {
        let looks = catalog.looks_at(article).unwrap();
        looks
            .iter()
            .map(|stored| &stored.look)
            .map(|look| format!("{} {} {}", look.url, look.at.canonical(), look.outcome()))
            .collect()
    };
    let mut aliases: Vec<(String, BTreeSet<String>, Vec<String>)> = catalog
        .articles(&ArticleFilter::default())
        .unwrap()
        .iter()
        .map(|row| {
            let aliases = catalog.aliases(row.id).unwrap().into_iter().collect();
            (row.key.to_string(), aliases, looks(row.id))
        })
        .collect();
    aliases.sort();
    (content(db), aliases, catalog.stats(1).unwrap().waiting)
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for next in 0..count {
        all = all
            .iter()
            .flat_map(|order: &Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut order = order.clone();
                    order.insert(at, next);
                    order
                })
            })
            .collect();
    }
    all
}

fn files(folder: &Path, archives: &[String]) -> Vec<PathBuf> {
    archives
        .iter()
        .enumerate()
        .map(|(number, text)| {
            let path = folder.join(format!("{number}.warc"));
            std::fs::write(&path, text).unwrap();
            path
        })
        .collect()
}

#[test]
fn any_order_of_archives_gives_the_same_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let archives = [
        [page(A, 1, "Monday", None), page(A, 9, "Tuesday", None)].concat(),
        [
            // By URL and date; of a revisit; by the record's name; under another URL.
            revisit(A, 2, &by_date(A, 1)),
            revisit(A, 4, &by_date(A, 3)),
            revisit(A, 5, "WARC-Refers-To: <urn:page:http://www.example.org/a:9>"),
            revisit(B, 6, &by_date(A, 1)),
        ]
        .concat(),
        [revisit(A, 3, &by_date(A, 2)), redirect(SHORT, 1, OLD)].concat(),
        [
            error(A, 7, "404 Not Found"),
            error(SHORT, 8, "410 Gone"),
            redirect(OLD, 1, "/a"),
            page("http://www.example.org/c?x=1", 1, "Friday", Some("/c")),
        ]
        .concat(),
        [redirect("http://short.example/2", 2, "http://www.example.org/c?x=1")].concat(),
    ];
    let files = files(folder.path(), &archives);
    let mut expected = None;
    for (number, order) in permutations(files.len()).into_iter().enumerate() {
        // All orders in one import, and every fourth of them also in separate imports.
        let inputs: Vec<&Path> = order.iter().map(|index| files[*index].as_path()).collect();
        let db = folder.path().join(format!("{number}.db"));
        if number % 4 == 1 {
            for input in &inputs {
                import(&db, &[input], 0);
            }
        } else {
            import(&db, &inputs, 0);
        }
        if number % 16 == 0 {
            import(&db, &inputs, 0);
        }
        let found = whole(&db);
        assert_eq!(found.2, 0, "{order:?}: something waits");
        match &expected {
            None => expected = Some(found),
            Some(expected) => assert!(found == *expected, "{order:?}: {found:#?}\n{expected:#?}"),
        }
        std::fs::remove_file(&db).unwrap();
    }
    let (_, aliases, _) = expected.unwrap();
    let of = |key: &str| {
        let found = aliases.iter().find(|(known, ..)| known == key);
        found.map(|(_, urls, _)| urls.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(of("org,example)/a").unwrap(), [SHORT, A, OLD]);
    let looks = aliases.iter().find(|(known, ..)| known == "org,example)/a").unwrap();
    assert_eq!(
        looks.2,
        [
            format!("{A} 2024-03-07T10:00:00Z 404 Not Found"),
            format!("{SHORT} 2024-03-08T10:00:00Z 410 Gone")
        ]
    );
    assert_eq!(of("org,example)/b").unwrap(), [B]);
    assert_eq!(
        of("org,example)/c").unwrap(),
        ["http://short.example/2", "http://www.example.org/c", "http://www.example.org/c?x=1"]
    );
}

/// A crawler that stores a page once and then only revisits must give the same catalog as one that
/// stores the page every time.
#[test]
fn a_revisit_is_what_the_page_kept_again_would_have_been() {
    let folder = tempfile::tempdir().unwrap();
    for canonical in [None, Some("/a")] {
        let kept: String =
            [(A, 1), (A, 2), (B, 3)].map(|(url, day)| page(url, day, "Monday", canonical)).concat();
        let once = [
            page(A, 1, "Monday", canonical),
            revisit(A, 2, &by_date(A, 1)),
            revisit(B, 3, &by_date(A, 1)),
        ]
        .concat();
        let files = files(folder.path(), &[kept, once]);
        let catalogs: Vec<PathBuf> =
            ["kept", "once"].map(|name| folder.path().join(format!("{name}.db"))).into();
        for (db, file) in catalogs.iter().zip(&files) {
            import(db, &[file], 0);
        }
        assert_eq!(whole(&catalogs[0]), whole(&catalogs[1]));
        let articles = content(&catalogs[0]).len();
        assert_eq!(articles, if canonical.is_some() { 1 } else { 2 });
        for db in catalogs {
            std::fs::remove_file(db).unwrap();
        }
    }
}

/// The JSON report of an import.
fn report(db: &Path, archive: &Path) -> serde_json::Value {
    let mut command = recension();
    let output = command.arg("--db").arg(db).args(["import", "--json"]).arg(archive).output();
    serde_json::from_slice(&output.unwrap().stdout).unwrap()
}

/// A page revisited under another URL is a version of its own, and does not count as known.
#[test]
fn a_revisit_is_counted_once() {
    let folder = tempfile::tempdir().unwrap();
    let archive =
        [page(A, 1, "Monday", None), revisit(A, 2, &by_date(A, 1)), revisit(B, 3, &by_date(A, 1))];
    let files = files(folder.path(), &[archive.concat()]);
    let db = folder.path().join("a.db");
    for (versions, known) in [(2, 1), (0, 3)] {
        let report = report(&db, &files[0]);
        let counts = &report["counts"];
        assert_eq!(counts["records"], 3, "{report}");
        assert_eq!((&counts["versions"], &counts["known"]), (&versions.into(), &known.into()));
    }
}

/// A wrong length is reported in the messages and in the JSON report.
#[test]
fn a_repaired_length_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let whole = page(A, 1, "Monday", None);
    let at = whole.find("Content-Length: ").unwrap() + 16;
    let length: usize = whole[at..].split('\r').next().unwrap().parse().unwrap();
    let wrong = whole.replacen(&length.to_string(), &(length - 7).to_string(), 1);
    let files = files(folder.path(), &[[wrong, page(B, 1, "Friday", None)].concat()]);
    let db = folder.path().join("a.db");
    let said = import(&db, &[&files[0]], 0);
    assert!(said.contains("read 1 record in spite of a wrong length"), "{said}");
    assert!(said.contains(&format!("its length of {} bytes is wrong", length - 7)), "{said}");
    let report = report(&db, &files[0]);
    assert_eq!(report["skipped_records"][0]["repaired_lengths"], 1, "{report}");
}

/// The bytes of a binary page are kept with the reject: for a single file, in a folder, and in an
/// archive.
#[test]
fn a_page_of_nuls_is_rejected_with_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let nuls = format!("<!DOCTYPE html><html><p>{}</html>", "\0\0a story\0".repeat(400));
    std::fs::create_dir(folder.path().join("pages")).unwrap();
    let file = folder.path().join("pages/nul.html");
    std::fs::write(&file, &nuls).unwrap();
    std::fs::write(folder.path().join("pages/good.html"), html("Monday", "")).unwrap();
    let fields = format!("WARC-Target-URI: {A}\nWARC-Date: 2024-03-01T10:00:00Z");
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{nuls}");
    let archive = files(folder.path(), &[record("response", &fields, &block)]).remove(0);
    for (number, input) in [file, folder.path().join("pages"), archive].iter().enumerate() {
        let db = folder.path().join(format!("{number}.db"));
        import(&db, &[input.as_path()], 3);
        let rejects = Snapshot::open(&db).unwrap().rejects(None, None).unwrap();
        let reject = rejects.iter().find(|reject| reject.code == "not-text").unwrap();
        assert!(nuls.as_bytes().starts_with(&reject.bytes) && !reject.bytes.is_empty());
        assert_eq!(reject.length as usize, nuls.len(), "{}", input.display());
    }
}

#[test]
fn a_revisit_waits_for_its_page_and_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let archives = [revisit(A, 2, &by_date(A, 1)), page(A, 1, "Monday", None)];
    let files = files(folder.path(), &archives);
    let db = folder.path().join("a.db");
    for _ in 0..2 {
        let said = import(&db, &[&files[0]], 0);
        assert!(said.contains("1 revisit of pages that are not in the catalog yet"), "{said}");
        assert_eq!(whole(&db).2, 1);
    }
    import(&db, &[&files[1]], 0);
    assert_eq!(whole(&db).2, 0);
    let said = import(&db, &[&files[0]], 0);
    assert!(said.contains("1 known"), "{said}");
    let catalog = Snapshot::open(&db).unwrap();
    assert_eq!(catalog.stats(1).unwrap().captures, 2);
}
