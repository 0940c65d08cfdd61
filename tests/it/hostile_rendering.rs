//! One hostile article, through every command and every format: each result is parsed as its reader
//! parses it, and nothing in it runs, is fetched, or is obeyed by a terminal.

#![cfg(unix)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dom_query::Document;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};

use crate::common::{import, recension, skip, stderr};
use crate::every_command::KNOWN;

/// What is in every field.
pub(crate) const ATTACKS: [&str; 14] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![p](http://evil.example/p.png)",
    "[x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "\"><svg onload=alert(1)>",
    "'-alert(1)-'",
    "]]></content><script>alert(2)</script>",
    "--><iframe src=javascript:alert(1)>",
    "\u{1b}]52;c;ZXZpbA==\u{7}",
    "\u{1b}[2J\u{9b}31m\u{9d}0;x\u{9c}\u{8}\u{7f}",
    "\u{202e}gnp.exe\u{2066}x\u{200f}",
    "| a | b |",
    "`<b>` ``` ~~~ <style>*{display:none}</style>",
];

/// Texts that a spreadsheet would run.
const FORMULAS: [&str; 4] = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"];

fn hostile(version: usize) -> String {
    format!("{} version {version} {}", FORMULAS[version % 4], ATTACKS.join(" "))
}

/// A catalog of hostile articles, in a folder and from a file with hostile names.
pub(crate) fn world(folder: &Path) -> PathBuf {
    let db = folder.join("a.db");
    let mut lines = Vec::new();
    for (version, attack) in ATTACKS.iter().enumerate().take(4) {
        let text = hostile(version);
        let paragraphs: Vec<String> = ATTACKS
            .iter()
            .chain(&FORMULAS)
            .map(|attack| format!("{attack} The toll is {version} pounds, {attack} he said."))
            .collect();
        lines.push(json!({
            "url": format!("https://a.example/1?q={}", attack),
            "canonical_url": "https://a.example/1",
            "title": text,
            "byline": text,
            "description": text,
            "publisher": text,
            "section": text,
            "lang": text,
            "desk": text,
            text.clone(): text,
            "published": "2014-10-19T09:26:00Z",
            "updated": "2014-10-19T09:26:00Z",
            "captured": format!("2014-10-2{version}T10:00:00Z"),
            "body": format!("{text}\n\n{}\n\nCorrection: {text}", paragraphs.join("\n\n")),
        }));
    }
    // Articles whose URL is the attack itself, and records that are rejected.
    lines.push(json!({"url": "https://b.example/<script>alert(1)</script>", "title": "=1+1"}));
    lines.push(json!({"url": "javascript:alert(1)", "title": hostile(1)}));
    lines.push(json!({"title": hostile(2)}));
    let name = "\u{1b}]52;c;AA==\u{7}<img src=x onerror=alert(1)>\u{9b}31m.jsonl";
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    let file = folder.join(name.replace('/', "_"));
    std::fs::write(&file, text.join("\n") + "\n{ \u{1b}]52;c;AA\u{7} <script>\n").unwrap();
    import(&db, &[&file], 3);
    db
}

fn run(db: &Path, arguments: &[&str]) -> Output {
    let mut command = recension();
    // A cell that begins with an apostrophe is text.
    command.arg("--safe-csv").arg("--db").arg(db).args(arguments);
    command.output().unwrap()
}

/// The values of `--format`, as the command itself lists them; none if it has no such option.
fn formats(command: &str) -> Vec<String> {
    let output = recension().args([command, "--format", "nonsense"]).output().unwrap();
    let said = stderr(&output);
    let Some((_, values)) = said.split_once("[possible values: ") else { return Vec::new() };
    values.split(']').next().unwrap().split(", ").map(|name| name.trim().to_owned()).collect()
}

/// The arguments of a command, without `--format`.
fn arguments(command: &str, folder: &Path) -> Option<Vec<String>> {
    let bundle = folder.join("bundle.json").to_string_lossy().into_owned();
    let more: Vec<&str> = match command {
        "log" | "show" | "blame" => vec!["1"],
        "diff" => vec!["1", "1..-1"],
        "when" => vec!["1", "toll"],
        "search" => vec!["toll"],
        "sql" => vec!["SELECT * FROM versions JOIN captures USING (version_no)"],
        "prove" => vec!["1", "1"],
        "verify-bundle" => vec![&bundle],
        "list" | "changes" | "audit" | "verify" | "log-head" | "journal" | "rejects" | "stats" => {
            vec![]
        }
        // They write no text of an article to stdout, or are tested below.
        _ => return None,
    };
    Some(std::iter::once(command).chain(more).map(str::to_owned).collect())
}

#[test]
fn no_command_passes_on_what_a_reader_would_run() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let db = world(folder);
    let output = run(&db, &["prove", "1", "1"]);
    std::fs::write(folder.join("bundle.json"), &output.stdout).unwrap();
    let mut checked = 0;
    for command in KNOWN {
        let Some(arguments) = arguments(command, folder) else { continue };
        let mut formats = formats(command);
        if formats.is_empty() {
            formats.push(String::new());
        }
        // A page is not kept here, and is printed byte for byte.
        for format in formats.into_iter().filter(|format| format != "page") {
            let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
            if !format.is_empty() {
                all.extend(["--format", &format]);
            }
            // Only text has colors.
            let colors = match format.as_str() {
                "" | "text" | "table" | "side-by-side" => &["never", "always"][..],
                _ => &["never"],
            };
            for color in colors {
                let output = run(&db, &[&["--color", color], &all[..]].concat());
                let what = format!("{} ({color})", all.join(" "));
                assert!(matches!(output.status.code(), Some(0 | 1)), "{what}: {}", stderr(&output));
                let text = String::from_utf8(output.stdout).expect("UTF-8");
                if !text.is_empty() {
                    check(&what, &format, &text);
                    checked += 1;
                }
                terminal(&format!("stderr of {what}"), &stderr_text(&output.stderr));
            }
        }
    }
    assert!(checked > 80, "only {checked} outputs");
}

fn stderr_text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn no_export_passes_on_what_a_reader_would_run() {
    let place = tempfile::tempdir().unwrap();
    let db = world(place.path());
    // A build without Parquet refuses the format.
    let can = |format: &String| cfg!(feature = "parquet") || format != "parquet";
    for format in formats("export").into_iter().filter(can) {
        let to = place.path().join(format!("out-{format}"));
        let to_text = to.to_string_lossy().into_owned();
        let mut arguments = vec!["export", "--format", &format, "--output", &to_text];
        if format == "atom" {
            arguments.extend(["--self-url", "https://feeds.example/"]);
        }
        let output = run(&db, &arguments);
        assert!(output.status.success(), "{format}: {}", stderr(&output));
        let files = if to.is_dir() { files(&to) } else { vec![to] };
        for file in files {
            let what = format!("export {}", file.display());
            let end = file.extension().unwrap_or_default().to_string_lossy().into_owned();
            let format = if file.is_file() && format != "html" && format != "markdown" {
                format.as_str()
            } else if end == "md" {
                "markdown"
            } else {
                end.as_str()
            };
            if let Ok(text) = std::fs::read_to_string(&file) {
                check(&what, format, &text);
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn extracted_fields_are_json() {
    let place = tempfile::tempdir().unwrap();
    world(place.path());
    let file = files(place.path())
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let output = recension().arg("extract").arg(file.unwrap()).output().unwrap();
    check("extract", "jsonl", &String::from_utf8(output.stdout).unwrap());
    terminal("stderr of extract", &stderr_text(&output.stderr));
}

/// Checks an output as the reader of its format reads it.
#[track_caller]
fn check(what: &str, format: &str, text: &str) {
    match format {
        "html" | "htm" => html(what, text),
        "atom" | "xml" => atom(what, text),
        "markdown" | "md" => {
            markdown(what, text);
            no_controls(what, text);
        }
        "json" | "sarif" | "edgi" => {
            serde_json::from_str::<Value>(text).unwrap_or_else(|why| panic!("{what}: {why}"));
            no_controls(what, text);
        }
        "jsonl" => {
            for line in text.lines() {
                serde_json::from_str::<Value>(line).unwrap_or_else(|why| panic!("{what}: {why}"));
            }
            no_controls(what, text);
        }
        "csv" => cells(what, text, b','),
        "tsv" => cells(what, text, b'\t'),
        // Exact by definition: for `patch`, for a program, or the text itself. See the test of
        // terminals below.
        // The others are binary, or the bytes of the sources.
        "unified" | "wdiff" | "body" | "sqlite" | "newsedits" | "warc" | "bagit" | "css" => {}
        _ => terminal(what, text),
    }
}

/// A terminal's state machine: no control but line ends, tabs, and colors.
#[track_caller]
fn terminal(what: &str, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        let behind = &rest[at + 1..];
        let colors = behind.strip_prefix('[').and_then(|behind| behind.split_once('m'));
        let is_color = colors.is_some_and(|(numbers, _)| {
            numbers.len() < 30 && numbers.chars().all(|c| c.is_ascii_digit() || c == ';')
        });
        assert!(is_color, "{what}: an escape sequence: {:?}", &behind.get(..40.min(behind.len())));
        no_controls(what, &rest[..at]);
        rest = colors.unwrap().1;
    }
    no_controls(what, rest);
}

#[track_caller]
pub(crate) fn no_controls(what: &str, text: &str) {
    let is_control = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    // JSON may hold marks of direction: programs read it, and a terminal does not obey them.
    let is_json = text.starts_with(['{', '[']);
    let found = text.char_indices().find(|(_, c)| is_control(*c) && (c.is_control() || !is_json));
    if let Some((at, c)) = found {
        let around: String =
            text[..at].chars().rev().take(60).collect::<Vec<_>>().iter().rev().collect();
        panic!("{what}: U+{:04X} behind {around:?}", u32::from(c));
    }
}

#[track_caller]
fn html(what: &str, text: &str) {
    no_controls(what, text);
    let document = Document::from(text);
    for name in ["script", "iframe", "object", "embed", "base", "img", "svg", "form", "link"] {
        let found = document.select(name);
        let is_own = name == "link"
            && found.iter().all(|link| link.attr("href").is_some_and(|href| !href.contains(':')));
        // The script of our own pages is a constant, without a word of an article; that of exported
        // pages is a file, and their drawings are in a place of their own.
        let is_ours = match name {
            "script" => {
                found.iter().all(|script| {
                    let source = script.attr("src").unwrap_or_default();
                    let is_file = source.trim_start_matches("../").starts_with("assets/script-");
                    is_file && script.text().is_empty()
                        || script.text().starts_with("for(const t of document")
                }) && !found.text().contains("alert")
            }
            "svg" => document.select("figure.timeline > .scroll > svg").length() == found.length(),
            _ => false,
        };
        assert!(found.length() == 0 || is_own || is_ours, "{what}: <{name}>: {}", found.html());
    }
    for element in &document.select("*") {
        for attribute in element.attrs() {
            let (name, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            assert!(!name.starts_with("on"), "{what}: {name}={value}");
            if matches!(name.as_str(), "href" | "src" | "action" | "formaction" | "srcset") {
                let scheme = value.split(['/', '?', '#']).next().unwrap().to_ascii_lowercase();
                let is_safe =
                    !scheme.contains(':') || matches!(scheme.as_str(), "http:" | "https:");
                assert!(is_safe, "{what}: {name}={value}");
            }
            let is_refresh = name == "http-equiv" && value.eq_ignore_ascii_case("refresh");
            assert!(!is_refresh, "{what}: a page that loads another");
        }
    }
    // A style of ours cannot hold text of an article.
    for style in &document.select("style") {
        assert!(
            !style.text().contains("alert(") && !style.text().contains("*{display"),
            "{what}: text in a style"
        );
    }
}

#[track_caller]
pub(crate) fn atom(what: &str, text: &str) {
    no_controls(what, text);
    let document = Document::from(text);
    assert_eq!(
        document.select("script, img, svg, iframe").length(),
        0,
        "{what}: markup in the feed"
    );
    let mut contents = 0;
    for content in &document.select("content[type=html], title[type=html], summary[type=html]") {
        html(&format!("{what}, its content"), &content.text());
        contents += 1;
    }
    assert!(contents > 0, "{what}: no content");
    for link in &document.select("link") {
        let href = link.attr("href").unwrap_or_default().to_string();
        assert!(href.starts_with("https://") || href.starts_with("http://"), "{what}: {href}");
    }
}

#[track_caller]
fn markdown(what: &str, text: &str) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => panic!("{what}: HTML: {html}"),
            Event::Start(Tag::Image { dest_url, .. }) => panic!("{what}: an image: {dest_url}"),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let scheme = dest_url.split(['/', '?', '#']).next().unwrap().to_ascii_lowercase();
                let is_safe =
                    !scheme.contains(':') || matches!(scheme.as_str(), "http:" | "https:");
                assert!(is_safe, "{what}: a link to {dest_url}");
            }
            _ => {}
        }
    }
}

/// With `--safe-csv`, no text is a formula. Numbers and times are ours.
#[track_caller]
fn cells(what: &str, text: &str, delimiter: u8) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(false)
        .from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.unwrap_or_else(|why| panic!("{what}: {why}"));
        for cell in &record {
            let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
            assert!(!is_formula || cell.parse::<f64>().is_ok(), "{what}: a formula: {cell}");
        }
    }
}

/// On a terminal, no format passes a control on, not even those that are exact elsewhere.
#[test]
fn no_terminal_is_given_controls() {
    let place = tempfile::tempdir().unwrap();
    let db = world(place.path());
    if Command::new("script").arg("--version").output().is_err() {
        skip("there is no `script` here, which makes a terminal");
        return;
    }
    let program = env!("CARGO_BIN_EXE_recension");
    for arguments in [
        "list --format csv",
        "list --format tsv",
        "list --format json",
        "list",
        "changes --format csv",
        "sql --format csv 'SELECT title FROM versions'",
        "export --format csv",
        "export --format jsonl",
        "show 1 --format body",
        "show 1",
        "diff 1 1..2 --format unified",
        "diff 1 1..2 --format wdiff",
        "diff 1 1..2",
        "rejects",
    ] {
        let line = format!("{program} --db '{}' --no-pager {arguments}", db.display());
        let output = Command::new("script")
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("TERM", "xterm")
            .env("TZ", "UTC")
            .env("LC_ALL", "C.UTF-8")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
        // `script` echoes the end of its own input.
        let text = text.trim_start_matches("^D").trim_start_matches('\u{8}');
        assert!(text.len() > 20, "{arguments}: {text}");
        terminal(arguments, text);
    }
}
