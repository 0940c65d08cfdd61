//! Language: words that make a sentence hard to read are not used in docs, help, messages and
//! comments.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tidy::{Views, rust_files};

/// Words and phrases to avoid, in lower case, and what to write instead.
const AVOIDED: [(&str, &str); 20] = [
    ("anew", "again"),
    ("likewise", "also"),
    ("meanwhile", "at the same time"),
    ("lest", "so that … not"),
    ("whoever", "the person or program that"),
    ("so many", "the number"),
    ("at most so", "maximum number of"),
    ("tell", "report, show or detect"),
    ("tells", "reports, shows or detects"),
    ("told", "reported, shown or detected"),
    ("taken in", "imported or accepted"),
    ("as it stands", "unchanged"),
    ("stands for", "is, or means"),
    ("beside", "next to, or with"),
    ("sighting", "capture"),
    ("sightings", "captures"),
    ("furniture", "boilerplate"),
    ("is no file", "is not a file"),
    ("is no url", "is not a URL"),
    ("that that", "a sentence of its own"),
];

/// Modules whose strings are word lists of languages, not messages.
const WORD_LISTS: [&str; 5] =
    ["src/article/notice/", "src/audit/", "src/diff/", "src/extract/", "src/lexicon/"];

#[test]
fn docs_help_messages_and_comments_are_plain() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut findings = Vec::new();
    let pages = markdown_files(root);
    assert!(pages.len() > 60, "only {} pages found: is this the right folder?", pages.len());
    for path in pages {
        findings.extend(avoided(&name(root, &path), &prose(&read(&path))));
    }
    for folder in ["src", "tests/it", "benches"] {
        for path in rust_files(&root.join(folder)) {
            let (name, text) = (name(root, &path), read(&path));
            if name == "tests/it/language.rs" {
                continue;
            }
            findings.extend(avoided(&name, &comments(&text)));
            let has_messages = name.starts_with("src/") && !name.ends_with("tests.rs");
            if has_messages && !WORD_LISTS.iter().any(|list| name.starts_with(list)) {
                let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
                findings.extend(avoided(&name, &messages(code)));
            }
        }
    }
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn name(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/")
}

/// The Markdown files of the project: its front pages, the docs and the transcripts.
fn markdown_files(root: &Path) -> Vec<PathBuf> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                files.push(path);
            }
        }
    }
    let mut files: Vec<_> =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(|name| root.join(name)).into();
    walk(&root.join("docs"), &mut files);
    walk(&root.join("tests/cli"), &mut files);
    files.sort();
    files
}

/// A page without its fenced blocks and code; lines keep their numbers.
fn prose(page: &str) -> String {
    let mut fenced = false;
    let mut prose = String::with_capacity(page.len());
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            // Every second part is between backticks.
            prose.extend(line.split('`').step_by(2));
        }
        prose.push('\n');
    }
    prose
}

/// The comments of a source, without code in backticks; lines keep their numbers.
fn comments(source: &str) -> String {
    let mut comments = String::new();
    for line in source.lines() {
        if let Some(comment) = line.trim_start().strip_prefix("//") {
            comments.extend(comment.split('`').step_by(2));
        }
        comments.push('\n');
    }
    comments
}

/// The lines of a source's strings that can be messages: those of at least three words, without
/// placeholders.
fn messages(code: &str) -> String {
    let mut messages = String::new();
    for line in Views::of(code).strings.lines() {
        let words: String =
            line.split('{').map(|part| part.rsplit('}').next().unwrap_or_default()).collect();
        if words.split_whitespace().count() >= 3 {
            messages.push_str(&words);
        }
        messages.push('\n');
    }
    messages
}

/// The avoided words of a text, one finding per line and word.
fn avoided(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let words: Vec<String> = line
            .split(|c: char| !c.is_alphanumeric() && !"_'’".contains(c))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        for (phrase, instead) in AVOIDED {
            let phrase_words: Vec<&str> = phrase.split(' ').collect();
            let found = words
                .windows(phrase_words.len())
                .any(|found| found.iter().zip(&phrase_words).all(|(a, b)| a == b));
            if found {
                findings.push(format!("{name}:{}: \"{phrase}\": write {instead}", number + 1));
            }
        }
    }
    findings
}

#[test]
fn avoided_words_are_found_where_a_reader_meets_them() {
    let page = "It tells all.\n```\ntold\n```\nRun `tell`.\nNobody is told.\n";
    let found = avoided("a.md", &prose(page));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("a.md:1: \"tells\"") && found[1].starts_with("a.md:6: \"told\""));
    let source = "/// So many rows.\nlet told = 1; // no\n// Anew: `anew`.\n";
    let found = avoided("a.rs", &comments(source));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(avoided("a.rs", "untold tellers"), Vec::<String>::new());
}
