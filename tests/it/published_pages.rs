//! Pages for publication: `changes --format html` and `audit --format html` are self-contained,
//! have contents, counts and diffs, and refer to what exists.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::common::{import, recension, stderr, write};
use crate::exports::tags;
use crate::web::{Site, body, crawl_each, json_of};

const PASSWORD: &str = "hunter2";

/// Articles with odd hosts and paths, titles that nobody sees, a password in their URLs, and a version
/// that was redacted. The catalog was imported from a folder with its complete path.
fn odd_site() -> Site {
    let urls = [
        format!("https://ann:{PASSWORD}@paper.example/a/../b//c;d=e?x=1&y=%2F#part"),
        format!(
            "https://web.archive.org/web/20200101000000/https://ann:{PASSWORD}@paper.example/z"
        ),
        "http://Paper.example:8080/ü/ö?q=a b&r='<\">".to_owned(),
        "https://例え.jp/ニュース".to_owned(),
        "https://[2001:db8::1]/story".to_owned(),
        "http://192.0.2.7/%2e%2e/%00/x".to_owned(),
        "urn:newsedits:ap:7".to_owned(),
        "https://con/nul".to_owned(),
        "https://paper.example/a..b/.json".to_owned(),
    ];
    let titles =
        ["Toll", "", " \u{a0}", "\u{200b}", "\u{2060}\u{feff}", ".", "\t", "#", "\u{2800}"];
    let rows = urls.iter().zip(titles).enumerate().flat_map(|(number, (url, title))| {
        [4, 5].map(|coins| {
            json!({
                "url": url, "title": title, "captured": format!("2024-03-0{coins}T0{number}:00:00Z"),
                "body": format!("The toll {number} is {coins} coins.\n\nThe bridge is open."),
            })
        })
    });
    let site = Site::of(&rows.collect::<Vec<_>>());
    let mut command = recension();
    let order = ["redact", "1", "1", "--reason", "a test"];
    let output = command.arg("--db").arg(&site.db).args(order).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    site
}

/// Every address that a page links to is answered, and no answer has a password or a local path.
/// Evidence and the entries of the log are proofs of what was imported: they have both.
#[test]
fn every_address_of_odd_articles_is_answered() {
    let site = odd_site();
    let folder = site.folder.path().display().to_string();
    let rows = json_of(&site, "/articles.json");
    assert_eq!(rows.as_array().unwrap().len(), 9);
    let statuses = crawl_each(&site, 2_000, |target, reply| {
        let is_proof = target.ends_with("/evidence") || target.starts_with("/tile/");
        let text = String::from_utf8_lossy(&reply.body);
        for secret in [PASSWORD, folder.as_str()] {
            assert!(is_proof || !text.contains(secret), "{target} has {secret}: {text}");
        }
    });
    assert!(statuses.len() > 150 && statuses.len() < 2_000, "{} pages", statuses.len());
    for start in ["/outlet/xn--", "/outlet/paper.example%3A8080", "/outlet/%5B2001", "/a/9", "/d/"]
    {
        assert!(
            statuses.keys().any(|page| page.starts_with(start)),
            "no page {start}: {statuses:?}"
        );
    }
    for target in
        ["/api/changes", "/api/articles/2/timeline", "/changes.atom", "/changes.feed.json"]
    {
        let reply = site.get(target);
        assert_eq!(reply.status, 200, "{target}");
        assert!(!body(&reply).contains(PASSWORD), "{target}");
    }
    let memento = "/web/timemap/link/https://ann:x@paper.example/z";
    assert!(!body(&site.get(memento)).contains(PASSWORD));
}

/// The same for the pages that `export` writes. The index has the latest change first.
#[test]
fn exported_pages_have_no_passwords_and_no_paths() {
    let site = odd_site();
    let folder = site.folder.path().display().to_string();
    for format in ["html", "markdown", "atom"] {
        let out = site.folder.path().join(format!("out-{format}"));
        let mut command = recension();
        command.arg("--db").arg(&site.db).args(["export", "--format", format, "-o"]).arg(&out);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        let files: Vec<PathBuf> = walkdir::WalkDir::new(&out)
            .into_iter()
            .map(|entry| entry.unwrap().into_path())
            .filter(|path| path.is_file())
            .collect();
        assert_eq!(files.len() > 30, format != "atom", "{}", files.len());
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for secret in [PASSWORD, folder.as_str()] {
                assert!(!text.contains(secret), "{} has {secret}", file.display());
            }
        }
    }
    let index = std::fs::read_to_string(site.folder.path().join("out-html/index.html")).unwrap();
    let page = dom_query::Document::from(index);
    let shown: Vec<String> =
        page.select("td.title a").iter().map(|link| link.text().trim().to_owned()).collect();
    assert_eq!(
        shown,
        [
            "https://paper.example/a..b/.json",
            "#",
            "urn:newsedits:ap:7",
            ".",
            "https://[2001:db8::1]/story",
            "https://例え.jp/ニュース",
            "http://Paper.example:8080/ü/ö?q=a b&r='<\">",
            "https://paper.example/z",
            "Toll",
        ]
    );
    for link in &page.select("td.title a") {
        let file = site.folder.path().join("out-html").join(link.attr("href").unwrap().to_string());
        let history = dom_query::Document::from(std::fs::read_to_string(&file).unwrap());
        let version =
            file.with_file_name(history.select("a.number").attr("href").unwrap().to_string());
        let text = std::fs::read_to_string(&version).unwrap();
        // The name of the input's file, and where the sentences come from.
        assert!(text.contains("records.jsonl"), "{}", version.display());
    }
}

/// Where a sentence comes from is the same whether it is asked for one page or for all in order.
#[test]
fn exported_versions_say_where_their_sentences_come_from() {
    let rows = (1..=6).map(|day| {
        let kept: Vec<String> =
            (1..=day).map(|at| format!("On day {at} the gauge read {}.", at * 11)).collect();
        json!({
            "url": "https://paper.example/gauge", "title": "Gauge",
            "captured": format!("2024-03-0{day}T09:00:00Z"), "body": kept.join("\n\n"),
        })
    });
    let site = Site::of(&rows.collect::<Vec<_>>());
    let out = site.folder.path().join("out");
    let mut command = recension();
    command.arg("--db").arg(&site.db).args(["export", "--format", "html", "-o"]).arg(&out);
    assert!(command.output().unwrap().status.success());
    let index = dom_query::Document::from(std::fs::read_to_string(out.join("index.html")).unwrap());
    let history = out.join(index.select("td.title a").attr("href").unwrap().to_string());
    let titles = |text: String| -> Vec<String> {
        let page = dom_query::Document::from(text);
        let spans = page.select("article.text span[title]");
        spans.iter().map(|span| span.attr("title").unwrap().to_string()).collect()
    };
    let versions = json_of(&site, "/a/1.json");
    for number in 1..=6 {
        let exported = history.with_file_name(format!("version-{number}.html"));
        let exported = titles(std::fs::read_to_string(exported).unwrap());
        let id = versions[number - 1]["id"].as_str().unwrap();
        assert_eq!(exported, titles(body(&site.get(&format!("/v/{id}")))));
        let expected: Vec<String> = (1..=number).map(|at| format!("from version {at}, ")).collect();
        let starts = exported.iter().zip(&expected).all(|(one, start)| one.starts_with(start));
        assert!(exported.len() == number && starts, "{number}: {exported:?}");
    }
}

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
