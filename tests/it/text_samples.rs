//! Sample pages that we wrote: saved as text in the style of ten kinds of publishers and as HTML in
//! a dozen languages, each with the article that must be extracted from it.

use std::fs;
use std::path::Path;

use recension::article::Timestamp;
use recension::extract::{self, ExtractOptions};
use recension::source::{Item, ItemContent, PageKind, RawPage, SourceLocation};

/// The errors in the extraction of one page.
fn findings(text: &Path, kind: PageKind) -> Vec<String> {
    let page = fs::read(text).unwrap_or_else(|error| panic!("{}: {error}", text.display()));
    let told = text.with_extension("story");
    let told =
        fs::read_to_string(&told).unwrap_or_else(|error| panic!("{}: {error}", told.display()));
    let (head, story) = told.split_once("\n\n").unwrap_or_else(|| panic!("{}", text.display()));
    let head = |name: &str| {
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned)
    };
    let item = Item {
        place: SourceLocation {
            input: text.display().to_string().as_str().into(),
            record: None,
            offset: 0,
        },
        raw: ItemContent::Page(RawPage {
            written: None,
            bytes: page,
            kind,
            content_type: None,
            url_hint: None,
            origin: None,
        }),
    };
    let options = ExtractOptions::default().url("https://a.example/x".to_owned());
    let (version, labels) = match extract::capture(&item, &options) {
        Ok(capture) => (capture.version, capture.labels),
        Err(problem) => return vec![format!("{}: {problem}", text.display())],
    };
    let shown = |stamp: Option<&Timestamp>| stamp.map(Timestamp::display);
    let mut found = Vec::new();
    // In a text, these can at best be guessed.
    let labels = match kind {
        PageKind::Html => vec![
            ("lang", labels.lang),
            ("publisher", labels.publisher),
            ("section", labels.section),
        ],
        PageKind::Text => Vec::new(),
    };
    let fields = [
        ("title", version.content.title.clone()),
        ("byline", version.content.byline.clone()),
        ("published", shown(version.published.as_ref())),
        ("updated", shown(version.updated.as_ref())),
    ];
    for (name, read) in fields.into_iter().chain(labels) {
        if read != head(name) {
            found.push(format!("{name}: {read:?}, not {:?}", head(name)));
        }
    }
    let body = version.content.body.unwrap_or_default();
    let read: Vec<&str> = body.lines().filter(|line| !line.is_empty()).collect();
    let story: Vec<&str> = story.lines().filter(|line| !line.is_empty()).collect();
    found.extend(
        story.iter().filter(|line| !read.contains(line)).map(|line| format!("lost: {line}")),
    );
    found.extend(
        read.iter().filter(|line| !story.contains(line)).map(|line| format!("kept: {line}")),
    );
    if found.is_empty() && read != story {
        found.push("the lines are in another order".to_owned());
    }
    found.into_iter().map(|what| format!("{}: {what}", text.display())).collect()
}

/// Checks the samples in a folder.
fn check(folder: &str, extension: &str, kind: PageKind, least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{error}"));
    let mut pages: Vec<_> = entries
        .map(|entry| entry.unwrap_or_else(|error| panic!("{error}")).path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    pages.sort();
    assert!(pages.len() >= least, "only {} pages in {}", pages.len(), folder.display());
    let found: Vec<String> = pages.iter().flat_map(|page| findings(page, kind)).collect();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn pages_saved_as_text_give_their_stories() {
    check("text", "txt", PageKind::Text, 10);
}

#[test]
fn pages_of_many_languages_give_their_stories() {
    check("page", "html", PageKind::Html, 12);
}
