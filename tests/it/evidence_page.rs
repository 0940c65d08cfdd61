//! The report of `verify-bundle` for people: as text, and as a self-contained page.

use std::collections::HashSet;
use std::fs::{self, File, FileTimes};
use std::path::Path;
use std::time::{Duration, SystemTime};

use dom_query::Document;
use serde_json::{Value, json};

use crate::common::{import, write};
use crate::evidence::{PRIVATE_KEY, PUBLIC_KEY, run};

/// Creates the bundle of an article's version, and returns the output of `verify-bundle` with these
/// arguments.
fn said_of(folder: &Path, record: &Value, arguments: &[&str]) -> String {
    import(&folder.join("recension.db"), &[&write(folder, "a.jsonl", &[record.to_string()])], 0);
    fs::write(folder.join("key"), PRIVATE_KEY).unwrap();
    let (code, said) =
        run(folder, &["prove", "1", "1", "--key", "key", "-o", "b&.json", "--force"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(folder, &[&["verify-bundle", "b&.json"], arguments].concat());
    assert_eq!(code, Some(0), "{said}");
    said
}

/// Checks what every page must be: one self-contained document with labeled parts.
fn page(html: &str) -> Document {
    let page = Document::from(html);
    assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", &html[..80]);
    for (selector, count) in [
        ("head > title", 1),
        ("head > meta[charset]", 1),
        ("head > meta[name=viewport]", 1),
        ("body > main", 1),
        ("main h1", 1),
        ("main > header > p.verdict", 1),
        ("main > section > h2[id]", page.select("h2").length()),
        ("script, link, img, iframe, object, embed, form, base, svg, [src], [style]", 0),
    ] {
        assert_eq!(page.select(selector).length(), count, "{selector}");
    }
    assert!(!html.contains("@import") && !html.contains("url("), "styles from elsewhere");
    let ids = page.select("[id]");
    let ids: Vec<_> = ids.iter().map(|node| node.attr("id").unwrap().to_string()).collect();
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{ids:?}");
    for node in &page.select("*") {
        let attributes: Vec<_> =
            node.attrs().iter().map(|found| found.name.local.to_string()).collect();
        assert!(!attributes.iter().any(|name| name.starts_with("on")), "{attributes:?}");
    }
    for link in &page.select("a") {
        let target = link.attr("href").unwrap();
        assert!(target.starts_with("http://") || target.starts_with("https://"), "{target}");
        assert_eq!(&*link.attr("rel").unwrap(), "noreferrer nofollow");
    }
    page
}

#[test]
fn the_page_has_the_verdict_the_text_the_times_and_how_to_check() {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/answer.json");
    let room = tempfile::tempdir().unwrap();
    let check = |arguments: &[&str], verdict: &str, headings: &[&str]| {
        let line = ["verify-bundle", bundle.to_str().unwrap(), "--format", "html"];
        let (_, html) = run(room.path(), &[&line, arguments].concat());
        let page = page(&html);
        assert_eq!(&*page.select(".verdict strong").text(), verdict);
        let found = page.select("h2");
        let found: Vec<_> = found.iter().map(|heading| heading.text().to_string()).collect();
        assert_eq!(found, headings);
        page
    };
    let shown = "Shown by the bundle, if its log is genuine";
    let headings = |proved| {
        [
            "The text",
            "Article and times",
            "Question and answer",
            proved,
            "Not proved",
            "Checks",
            "How to check this yourself",
        ]
    };
    check(&[], "Not proved.", &headings(shown));
    check(&["--origin", "example.org"], "Not proved.", &headings(shown));
    let proved = check(&["--key", PUBLIC_KEY], "Proved.", &headings("Proved"));
    let text = proved.select("main").text();
    for part in [
        "Certainty: claimed: the publisher's own times say so",
        "12 people were taken to hospital",
        "https://www.harbour-courier.example/news/ferry-fire",
        "(read from the page's JSON-LD data)",
        "read from the comment of the browser that saved the page",
        "The page itself is not in the bundle, only its SHA-256: 2c9958ee",
        "imported from tests/samples/story/3-corrected.html",
        "verify_bundle.py",
        "only as trustworthy as the place where its copy is stored",
        "recension.example/story",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("example,harbour-courier)"), "the match key is not a URL");

    let mut altered: Value = serde_json::from_slice(&fs::read(&bundle).unwrap()).unwrap();
    altered["version"]["body"] = json!("Another text, which nobody wrote.");
    fs::write(room.path().join("altered.json"), altered.to_string()).unwrap();
    let (code, html) = run(room.path(), &["verify-bundle", "altered.json", "--format", "html"]);
    assert_eq!(code, Some(1));
    let page = page(&html);
    assert_eq!(&*page.select(".verdict strong").text(), "Damaged.");
    assert!(!html.contains("nobody wrote") && page.select("article").length() == 0);
    assert_eq!(page.select("tr.fails").length(), 2, "form and id");
}

/// Everything in a bundle is text: nothing in it becomes markup, a link or a terminal command.
#[test]
fn nothing_in_a_bundle_becomes_markup() {
    let hostile =
        "</p></article></main><script>alert(1)</script><img src=x onerror=alert(1)>\u{1b}[2J\"'&";
    let record = |url: &str| {
        json!({
            "url": url, "title": hostile, "byline": hostile, "description": hostile,
            "body": format!("{hostile}\n\n{hostile}"), "lang": "en\" onclick=\"alert(1)",
            "updated": "2024-01-02T10:00:00Z", "captured": "2024-01-02T11:00:00Z",
        })
    };
    for (url, links) in [
        ("https://example.org/a?b=\"><script>alert(1)</script>", 1),
        ("urn:example:\"><script>", 0),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let html = said_of(folder.path(), &record(url), &["--format", "html"]);
        let found = page(&html);
        assert_eq!(found.select("a").length(), links, "{url}");
        assert!(!html.contains('\u{1b}') && !html.contains("<script"), "{url}");
        assert!(found.select("article").text().contains("<script>alert(1)</script>"), "{url}");
        let text = said_of(folder.path(), &record(url), &["--key", PUBLIC_KEY]);
        assert!(!text.contains('\u{1b}') && text.starts_with("Proved. "), "{text}");
    }
}

/// A file's modification time is identified as such wherever it is shown.
#[test]
fn a_modification_time_is_called_that() {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path();
    for (name, day, body) in [("1.html", 1, "three days"), ("2.html", 3, "thirty days")] {
        let page = format!(
            "<html lang=\"en\"><head><link rel=\"canonical\" href=\"https://example.org/dock\"></head><body>\
             <article><h1>Dock to shut</h1><p>The dock will shut for {body} while its crane is tested by the \
             owner, the canal office said on Monday morning.</p><p>Barges will be sent to the upper lock until \
             the crane is back.</p></article></body></html>"
        );
        let path = room.join(name);
        fs::write(&path, page).unwrap();
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + 86_400 * day);
        let file = File::options().write(true).open(&path).unwrap();
        file.set_times(FileTimes::new().set_modified(at)).unwrap();
    }
    import(&room.join("recension.db"), &[&room.join("1.html"), &room.join("2.html")], 0);
    let (code, said) = run(room, &["prove", "1", "2023-11-16T22:00Z", "-o", "a.json"]);
    assert!(code == Some(0) && said.contains("is the modification time of a file"), "{said}");
    let (_, said) = run(room, &["verify-bundle", "a.json"]);
    for (start, count) in [("Captured", 1), ("Before", 1), ("After", 1)] {
        let lines = said.lines().filter(|line| line.starts_with(start));
        let called = "(modification time of the file: not a statement of when the page was seen)";
        assert_eq!(lines.filter(|line| line.contains(called)).count(), count, "{said}");
    }
    assert!(said.contains("- When the page was seen, if its time is the modification"), "{said}");
}

/// A report is written only to a file that does not exist yet.
#[test]
fn a_report_is_written_to_a_file() {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/answer.json");
    let room = tempfile::tempdir().unwrap();
    let verify = |more: &[&str]| {
        let line = ["verify-bundle", bundle.to_str().unwrap(), "--format", "html", "-o", "a.html"];
        run(room.path(), &[&line, more].concat())
    };
    assert_eq!(verify(&[]), (Some(0), String::new()));
    page(&fs::read_to_string(room.path().join("a.html")).unwrap());
    let (code, said) = verify(&[]);
    assert!(code == Some(2) && said.contains("--force"), "{said}");
    assert_eq!(verify(&["--force", "--origin", "example.org"]), (Some(1), String::new()));
}
