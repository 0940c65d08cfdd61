//! Pages that are kept as they were captured, and read again.

use std::path::{Path, PathBuf};

use recension::article::{ExtractedBy, PageKind};
use recension::extract::{self, EXTRACTOR_VERSION, ExtractOptions};
use recension::import::Settings;
use recension::import::reread::{RereadJob, reread};
use recension::pipeline::Progress;
use recension::source::{Item, ItemContent, RawPage, SourceLocation};
use recension::store::{ArticleFilter, HashedCapture, Snapshot, Writer};
use serde_json::{Value, json};

use crate::common::{content, import, recension, stderr};

const SECRET: &str = "Quintilla Zephyrhammer";

/// A page in UTF-8 or, with `latin1`, in Latin-1.
fn page(url: &str, headline: &str, paragraph: &str, latin1: bool) -> Vec<u8> {
    let furniture = "<li><a href=\"/section\">A section of the paper</a></li>".repeat(200);
    let charset = if latin1 { "iso-8859-1" } else { "utf-8" };
    let html = format!(
        "<!DOCTYPE html><html lang=\"fr\"><head><meta charset=\"{charset}\"><title>{headline}</title>\
         <link rel=\"canonical\" href=\"{url}\"></head><body><nav><ul>{furniture}</ul></nav><article>\
         <h1>{headline}</h1><p>Le café du port a été fermé mardi après un incendie, a dit la mairie \
         dans un communiqué publié le soir.</p><p>{paragraph}</p><p>Personne n’a été blessé, et le \
         propriétaire compte rouvrir en mars, selon les pompiers de la ville.</p></article></body>\
         </html>"
    );
    if latin1 {
        html.replace('’', "'").chars().map(|char| u8::try_from(char).unwrap()).collect()
    } else {
        html.into_bytes()
    }
}

/// Saves the page as it was on a day of January 2024.
fn save(folder: &Path, name: &str, day: i64, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let time = std::time::UNIX_EPOCH
        + std::time::Duration::from_secs(1_704_067_200 + 86_400 * day.unsigned_abs());
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    path
}

#[track_caller]
fn run(db: &Path, args: &[&str], code: i32) -> (Vec<u8>, String) {
    let output = recension().arg("--db").arg(db).args(args).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
    let said = stderr(&output);
    (output.stdout, said)
}

fn keep(db: &Path, inputs: &[&Path]) -> String {
    let inputs: Vec<_> = inputs.iter().map(|input| input.to_str().unwrap()).collect();
    run(db, &[&["import", "--keep-pages"], inputs.as_slice()].concat(), 0).1
}

fn kept(db: &Path) -> u64 {
    Snapshot::open(db).unwrap().pages().unwrap()
}

/// Three captures of two articles: one article in two versions, and one in Latin-1.
fn saved(folder: &Path) -> [(PathBuf, Vec<u8>); 3] {
    let cafe = "https://www.example.fr/cafe";
    [
        ("1.html", 1, page(cafe, "Café fermé", "Le feu a pris dans la cuisine à 9 h 26.", false)),
        ("2.html", 2, page(cafe, "Café fermé", &format!("Le feu a été vu par {SECRET}."), false)),
        (
            "3.html",
            3,
            page("https://www.example.fr/quai", "Quai fermé", "Le quai reste fermé.", true),
        ),
    ]
    .map(|(name, day, bytes)| (save(folder, name, day, &bytes), bytes))
}

#[test]
fn pages_are_kept_byte_for_byte_and_follow_the_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("c.db");
    let pages = saved(folder.path());
    let inputs = pages.each_ref().map(|(path, _)| path.as_path());
    // Pages of known captures are kept as well.
    import(&db, &inputs[..2], 0);
    assert_eq!(kept(&db), 0);
    let (_, said) = run(&db, &["show", "cafe", "1", "--format", "page"], 4);
    assert!(said.contains("--keep-pages"), "{said}");
    assert!(keep(&db, &inputs).contains("3 pages kept"));
    assert!(!keep(&db, &inputs).contains("kept"), "known pages");
    let check = |db: &Path| {
        assert_eq!(kept(db), 3);
        for (name, version, index) in [("cafe", "1", 0), ("cafe", "2", 1), ("quai", "1", 2)] {
            let (shown, _) = run(db, &["show", name, version, "--format", "page"], 0);
            assert_eq!(shown, pages[index].1, "{name} {version}");
        }
        run(db, &["verify", "--deep"], 0);
    };
    check(&db);
    // A page is stored against the page before it.
    let stored = rusqlite::Connection::open(&db).unwrap();
    let bytes: i64 = stored
        .query_row(
            "SELECT sum(length(data)) FROM _frame
             WHERE frame_id >> 20 IN (SELECT text_id FROM _page WHERE page_no > 1)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert!(bytes < 1000, "two further pages take {bytes} bytes");
    drop(stored);
    // A merge takes the pages along, also those of captures that both have.
    let before = content(&db);
    for known in [false, true] {
        let other = folder.path().join(format!("other-{known}.db"));
        if known {
            import(&other, &inputs, 0);
        }
        run(&other, &["merge", db.to_str().unwrap()], 0);
        check(&other);
        assert_eq!(content(&other), before);
        run(&other, &["optimize", "--level", "19"], 0);
        check(&other);
    }
}

#[test]
fn an_archive_of_the_catalog_contains_the_pages() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("c.db");
    let pages = saved(folder.path());
    keep(&db, &pages.each_ref().map(|(path, _)| path.as_path()));
    let warc = folder.path().join("c.warc");
    run(&db, &["export", "--format", "warc", "-o", warc.to_str().unwrap()], 0);
    let archive = std::fs::read(&warc).unwrap();
    let holds = |part: &[u8]| archive.windows(part.len()).any(|window| window == part);
    for (path, page) in &pages {
        assert!(holds(page), "{}", path.display());
    }
    let resource = b"WARC-Type: resource\r\n";
    assert_eq!(archive.windows(resource.len()).filter(|at| at == resource).count(), 3);
    // The pages are not captures of their own.
    let other = folder.path().join("d.db");
    import(&other, &[&warc], 0);
    assert_eq!(content(&other), content(&db));
}

#[test]
fn a_redaction_deletes_the_page_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("c.db");
    let pages = saved(folder.path());
    keep(&db, &pages.each_ref().map(|(path, _)| path.as_path()));
    let args = ["redact", "cafe", "2", "--reason", "a court order", "--by", "The clerk"];
    run(&db, &args, 0);
    assert_eq!(kept(&db), 2);
    let (_, said) = run(&db, &["show", "cafe", "2", "--format", "page"], 4);
    assert!(said.contains("was redacted"), "{said}");
    for (name, index) in [("cafe", 0), ("quai", 2)] {
        assert_eq!(run(&db, &["show", name, "1", "--format", "page"], 0).0, pages[index].1);
    }
    run(&db, &["verify", "--deep"], 0);
    // Nothing brings it back.
    keep(&db, &[&pages[1].0]);
    assert_eq!(kept(&db), 2);
    for text in texts(&db) {
        assert!(!text.contains(SECRET));
    }
}

/// All stored texts.
fn texts(db: &Path) -> Vec<String> {
    let catalog = Snapshot::open(db).unwrap();
    let stored = rusqlite::Connection::open(db).unwrap();
    let mut statement = stored.prepare("SELECT text_id FROM _text").unwrap();
    let ids: Vec<i64> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let text = |id| catalog.text(recension::article::TextRef { id, length: 0 }).unwrap();
    ids.into_iter().map(|id| text(id).to_string()).collect()
}

/// A catalog that keeps a page, captured on 10 January and read by this version of the extractor.
/// Version 0 has read the same page, as `body` or in the same way, on `day` of January.
fn read_early(folder: &Path, day: i64, body: Option<&str>) -> PathBuf {
    let db = folder.join("c.db");
    let url = "https://www.example.fr/cafe";
    let bytes = page(url, "Café fermé", "Le feu a pris dans la cuisine à 9 h 26.", false);
    keep(&db, &[&save(folder, "page.html", 9, &bytes)]);
    let place = SourceLocation { input: "early.html".into(), record: None, offset: 0 };
    let raw = ItemContent::Page(RawPage {
        bytes,
        kind: PageKind::Html,
        content_type: None,
        url_hint: None,
        written: Some(1_704_067_200 + 86_400 * (day - 1)),
        origin: None,
    });
    let item = Item { place: place.clone(), raw };
    let mut capture = extract::capture(&item, &ExtractOptions::default()).unwrap();
    if let Some(body) = body {
        capture.version.content.body = Some(body.to_owned());
    }
    let method = "readability".to_owned();
    capture.annotations.extracted_by = Some(ExtractedBy { version: 0, method });
    let mut writer = Writer::begin(&db, "test", "[]", 0).unwrap();
    writer.write(&[HashedCapture::new(capture, place)], &[], 0, 1).unwrap();
    writer.finish(1).unwrap();
    db
}

const EARLY: &str = "Le café du port a été fermé mardi après un incendie, a dit la mairie dans un \
                     communiqué publié le soir.";

#[test]
fn a_later_reading_replaces_an_earlier_one_and_is_no_edit() {
    let folder = tempfile::tempdir().unwrap();
    let db = read_early(folder.path(), 10, Some(EARLY));
    let log = String::from_utf8(run(&db, &["log", "cafe"], 0).0).unwrap();
    assert!(!log.contains("removed") && !log.contains("added"), "{log}");
    assert_eq!(run(&db, &["changes", "--format", "jsonl"], 0).0, b"");
    run(&db, &["verify", "--deep"], 0);
    // The earlier reading is still there.
    let (shown, _) = run(&db, &["show", "cafe", "2", "--format", "body"], 0);
    assert_eq!(String::from_utf8(shown).unwrap(), EARLY);
    let (_, said) = run(&db, &["reread", "--all"], 0);
    assert!(said.contains("already read all pages"), "{said}");
}

#[test]
fn texts_that_were_read_differently_are_no_edit_of_the_publisher() {
    let folder = tempfile::tempdir().unwrap();
    let db = read_early(folder.path(), 20, Some(EARLY));
    let log = String::from_utf8(run(&db, &["log", "cafe"], 0).0).unwrap();
    assert!(log.contains("read differently") && !log.contains("silent edit"), "{log}");
    let (_, said) = run(&db, &["diff", "cafe"], 0);
    assert!(said.contains("read differently"), "{said}");
    let changes = run(&db, &["changes", "--format", "jsonl"], 0).0;
    let change: Value = serde_json::from_slice(&changes).unwrap();
    assert_eq!((&change["read_differently"], &change["silent"]), (&json!(true), &json!(false)));
    assert_eq!(run(&db, &["changes", "--no-noise", "--format", "jsonl"], 0).0, b"");
    assert_eq!(run(&db, &["audit", "--severity", "note", "--format", "jsonl"], 0).0, b"");
    run(&db, &["verify", "--deep"], 0);

    // Read again, both captures are of one text.
    let (report, _) = run(&db, &["reread", "cafe", "--dry-run", "--json"], 0);
    let report: Value = serde_json::from_slice(&report).unwrap();
    assert_eq!((&report["captures"], &report["changed"]), (&json!(1), &json!(1)));
    assert_ne!(run(&db, &["changes", "--format", "jsonl"], 0).0, b"", "a dry run writes nothing");
    let (_, said) = run(&db, &["reread", "cafe"], 0);
    assert!(said.contains("1 differently"), "{said}");
    assert_eq!(run(&db, &["changes", "--format", "jsonl"], 0).0, b"");
    let log = String::from_utf8(run(&db, &["log", "cafe"], 0).0).unwrap();
    assert!(log.contains("2024-01-20"), "the later capture is an observation: {log}");
    assert!(run(&db, &["reread", "--all"], 0).1.contains("already read all pages"));
    run(&db, &["verify", "--deep"], 0);

    // The earlier reading is a version of its own, which nobody takes for the last one.
    let shown = |version: &str| {
        String::from_utf8(run(&db, &["show", "cafe", version, "--format", "body"], 0).0).unwrap()
    };
    assert_eq!(shown("2"), EARLY);
    assert_eq!(shown("-1"), shown("1"));
    let text = String::from_utf8(run(&db, &["show", "cafe", "2"], 0).0).unwrap();
    assert!(text.contains("replaced"), "{text}");
    // It has the text of the page, and is redacted with it.
    let (_, said) = run(&db, &["redact", "cafe", "1", "--reason", "a court order"], 0);
    assert!(said.contains("1 kept page deleted"), "{said}");
    assert!(texts(&db).iter().all(|text| !text.contains("mairie")));
    run(&db, &["verify", "--deep"], 0);
}

#[test]
fn a_page_that_is_read_as_before_is_read_again_once() {
    let folder = tempfile::tempdir().unwrap();
    let db = read_early(folder.path(), 20, None);
    let (_, said) = run(&db, &["reread", "--all"], 0);
    assert!(said.contains("0 differently, 1 as before"), "{said}");
    let (_, said) = run(&db, &["reread", "--all"], 0);
    assert!(said.contains("already read all pages"), "{said}");
}

#[test]
fn a_page_that_is_not_kept_is_read_from_its_input() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("c.db");
    let pages = saved(folder.path());
    import(&db, &pages.each_ref().map(|(path, _)| path.as_path()), 0);
    let again = || {
        let catalog = Snapshot::open(&db).unwrap();
        let job = RereadJob {
            articles: catalog.article_ids(&ArticleFilter::default()).unwrap(),
            settings: &|_| Settings::default(),
            below: EXTRACTOR_VERSION + 1,
            dry_run: true,
            jobs: 1,
        };
        reread(&job, &catalog, None, &Progress::default()).unwrap()
    };
    let report = again();
    assert_eq!((report.captures, report.same, report.missing), (3, 3, 0), "{report:?}");
    std::fs::remove_file(&pages[0].0).unwrap();
    std::fs::write(&pages[1].0, b"<p>another page</p>").unwrap();
    let report = again();
    assert_eq!((report.captures, report.same, report.missing), (3, 1, 2), "{report:?}");
}
