//! Pages for publication: `changes --format html` and `audit --format html` are self-contained,
//! have contents, counts and diffs, and refer to what exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::common::{import, recension, stderr, write};
use crate::exports::tags;

/// Two articles of a German and an English outlet: two silent edits, one with a moved sentence.
fn catalog(folder: &Path) -> PathBuf {
    let row = |host: &str, lang: &str, title: &str, hour: u32, body: &str| {
        json!({
            "url": format!("https://{host}/story?a=1&b=2"),
            "title": title,
            "published": "2024-03-04T08:00:00Z",
            "updated": "2024-03-04T08:00:00Z",
            "captured": format!("2024-03-04T{hour:02}:30:00Z"),
            "lang": lang,
            "body": body,
        })
        .to_string()
    };
    let (moved, first, last) = (
        "All residents with a yearly pass will go on paying half of it.",
        "The toll on the bridge will be £4 from June on.",
        "The trust took over the bridge two years ago.",
    );
    let rows = [
        row("gull.example", "en", "Toll <to> rise", 9, &[moved, first, last].join("\n\n")),
        row(
            "gull.example",
            "en",
            "Toll <to> rise",
            17,
            &[&first.replace('4', "5"), last, moved].join("\n\n"),
        ),
        row("moewe.example", "de", "Brücke zu", 9, "Die Brücke ist bis zum 3. Mai gesperrt."),
        row("moewe.example", "de", "Brücke zu", 17, "Die Brücke ist bis zum 9. Mai gesperrt."),
    ];
    let db = folder.join("a.db");
    import(&db, &[&write(folder, "a.jsonl", &rows)], 0);
    db
}

fn page(db: &Path, arguments: &[&str]) -> String {
    let mut command = recension();
    let output = command.arg("--db").arg(db).args(arguments).args(["--format", "html"]).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The page loads nothing, has no id twice, and its links within the page lead somewhere.
#[track_caller]
fn check(page: &str) {
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{page}");
    assert!(page.contains("name=\"viewport\"") && page.contains("default-src 'none'"), "{page}");
    // The script has no tags in it.
    let (markup, script) = page.split_once("<script>").unwrap();
    let (script, end) = script.split_once("</script>").unwrap();
    assert!(!script.contains("http") && script.len() < 1_500, "{script}");
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    for (tag, attributes) in tags(&format!("{markup}{end}")) {
        assert!(!matches!(tag.as_str(), "img" | "link" | "iframe" | "object"), "{tag}");
        for (name, value) in attributes {
            assert!(!name.starts_with("on") && name != "src", "{name}");
            match name.as_str() {
                "id" => assert!(ids.insert(value.clone()), "{value} twice"),
                "href" => links.push(value),
                _ => {}
            }
        }
    }
    for link in links {
        match link.strip_prefix('#') {
            Some(target) => assert!(ids.contains(target), "{link} leads nowhere"),
            None => assert!(link.starts_with("https://"), "{link}"),
        }
    }
}

#[test]
fn the_silent_edits_of_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let day = ["--since", "2024-03-04", "--until", "2024-03-04"];
    let page = page(&db, &[&["changes", "--silent-edits"], &day[..]].concat());
    check(&page);
    for part in [
        "<title>Silent edits of 4 March 2024</title>",
        "2 changes, 2 silent edits",
        "Outlets: gull.example 1, moewe.example 1",
        // The contents, with the numbers to sort by.
        "<a href=\"#c1\">",
        "<a href=\"#c2\">",
        "<td data-key=\"2\">+1 −1</td>",
        // The head of a change.
        "<h2 dir=\"auto\" lang=\"en\"><a rel=\"noreferrer\" \
         href=\"https://gull.example/story?a=1&amp;b=2\">Toll &lt;to&gt; rise</a></h2>",
        "<strong class=\"silent\">silent edit</strong>",
        "published 4 March 2024, 08:00:00 UTC",
        "4 March 2024, 17:30:00 UTC</a>",
        "<li dir=\"auto\">number: <del>£4</del> → <ins>£5</ins></li>",
        "<li dir=\"auto\">date: <del>3. Mai</del> → <ins>9. Mai</ins></li>",
        "<details open><summary>What changed</summary>",
        "<div dir=\"auto\" lang=\"de\">",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    // The two places of the moved sentence have one number, and lead to each other.
    let number = page.split("-from1\" href=\"#").nth(1).unwrap();
    assert!(number.starts_with('c') && number.contains("-to1\" class=\"moved\""), "{number}");
    assert_eq!(page.matches("<sup>1</sup>").count(), 2, "{page}");
}

#[test]
fn the_findings_of_a_day() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let page = page(&db, &["audit", "--since", "2024-03-04", "--until", "2024-03-04"]);
    check(&page);
    for part in [
        "<title>Findings of 4 March 2024</title>",
        "Rules: silent-edit 2",
        "“£4” became “£5” in “The toll on the bridge will be £5 from June on”",
        "silent-edit</strong> · 4 March 2024, 17:30 UTC",
        "<details open><summary>version 1 of 2 → version 2 of 2</summary>",
        "<li dir=\"auto\">number: <del>£4</del> → <ins>£5</ins></li>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

/// Notes about the times of an outlet are one section; programs get each of them.
#[test]
fn notes_about_times_are_summarized_per_outlet() {
    let folder = tempfile::tempdir().unwrap();
    let row = |host: &str, name: u32| {
        json!({
            "url": format!("https://{host}/{name}"),
            "title": format!("Story {name}"),
            "published": "2024-03-04T10:00:00Z",
            "captured": "2024-03-04T08:30:00Z",
            "body": "The toll on the bridge will be £4 from June on.",
        })
        .to_string()
    };
    let rows: Vec<String> = (1..=3).map(|name| row("gull.example", name)).collect();
    let rows = [rows, vec![row("weir.example", 9)]].concat();
    let db = folder.path().join("a.db");
    import(&db, &[&write(folder.path(), "a.jsonl", &rows)], 0);
    let audit = |format: &str| {
        let output = recension()
            .arg("--db")
            .arg(&db)
            .args(["audit", "--severity", "note", "--format", format])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let told = "3 articles of gull.example state a time later than their capture, by 90 minutes";
    for format in ["text", "html"] {
        let printed = audit(format);
        assert!(printed.contains(told), "{printed}");
        // A single note is shown as it is.
        assert!(printed.contains("https://weir.example/9"), "{printed}");
    }
    check(&audit("html"));
    assert_eq!(audit("jsonl").lines().count(), 2);
    assert_eq!(audit("sarif").matches("\"ruleId\"").count(), 2);
}
