//! What each fuzz target does with its bytes. A target fails if it panics, does not end, or breaks a
//! promise that is checked here.
//!
//! `tests/it/fuzz_seeds.rs` runs the same functions over the seeds and over mutations of them.

#![allow(unreachable_pub, reason = "the test includes this file as a private module")]

use std::io::{Cursor, Write as _};

use recension::diff::{DiffOptions, DocumentFields, diff_documents};
use recension::extract::{self, ExtractOptions};
use recension::pipeline::Progress;
use recension::proof::bundle::{Bundle, Trust};
use recension::proof::checkpoint::Checkpoint;
use recension::proof::note::Note;
use recension::proof::stamp::TimestampToken;
use recension::render::diff::{DiffSide, Render, RenderOptions, html, json, terminal, unified};
use recension::source::{self, Format, Input, ItemContent, Limits};

/// Small, so that short inputs reach them.
fn limits() -> Limits {
    Limits::default().record_bytes(4096).page_bytes(8192)
}

/// A reader must end: it gives at most one item per byte, and a few more.
fn read(input: Input, format: Format, length: usize) {
    let options = ExtractOptions::default().url("https://a.example/1".to_owned());
    let Ok(mut source) = source::open(input, format, &limits()) else { return };
    let mut items = 0;
    while let Ok(Some(item)) = source.next_item() {
        items += 1;
        assert!(items <= length + 10, "more items than bytes");
        if let ItemContent::Broken { reason, bytes, length } = &item.raw {
            assert!(!reason.is_empty());
            assert!(bytes.len() as u64 <= *length, "more bytes than its length: {reason}");
        }
        // Not guarded: a panic must be seen.
        let _ = extract::extract_lenient(&item, &options);
    }
    assert!(matches!(source.next_item(), Ok(None)), "the end stays the end");
    let _ = source.skips().map(ToString::to_string);
}

fn stream(data: &[u8]) -> Input {
    Input::Stream(Box::new(Cursor::new(data.to_vec())))
}

/// A file with this content; readers of packages and databases need a path.
fn with_file(data: &[u8], end: &str, run: impl FnOnce(Input)) {
    let file = tempfile::Builder::new().suffix(end).tempfile();
    let Ok(mut file) = file else { return };
    if file.write_all(data).is_ok() {
        run(Input::Path(file.path().to_owned()));
    }
}

/// Web archives, WARC and ARC.
pub fn warc(data: &[u8]) {
    read(stream(data), Format::Warc, data.len());
    read(stream(data), Format::Arc, data.len());
}

/// Compressed inputs: gzip and zstd, of any content.
pub fn frames(data: &[u8]) {
    // A small input may unpack to much more.
    read(stream(data), Format::Auto, 1 << 24);
}

/// Feeds and sitemaps.
pub fn xml(data: &[u8]) {
    read(stream(data), Format::Feed, data.len());
    read(stream(data), Format::Sitemap, data.len());
}

/// Tables and JSON.
pub fn table(data: &[u8]) {
    for format in [Format::Csv, Format::Tsv, Format::Json, Format::JsonLines] {
        read(stream(data), format, data.len());
    }
}

/// Saved pages.
pub fn html(data: &[u8]) {
    read(stream(data), Format::Html, data.len());
}

/// Pages saved as text.
pub fn text(data: &[u8]) {
    read(stream(data), Format::Text, data.len());
}

/// Pages saved as MHTML.
pub fn mhtml(data: &[u8]) {
    read(stream(data), Format::Mhtml, data.len());
}

/// Zip packages.
pub fn zip(data: &[u8]) {
    with_file(data, ".wacz", |input| read(input, Format::Auto, 1 << 24));
}

/// Other tools' SQLite databases, and catalogs.
pub fn database(data: &[u8]) {
    with_file(data, ".db", |input| {
        if let Input::Path(path) = &input
            && let Ok(snapshot) = recension::store::Snapshot::open(path)
        {
            let options = recension::store::VerifyOptions::default();
            let _ = recension::store::verify(&snapshot, options, &Progress::default(), &mut |_| {});
        }
        read(input, Format::Auto, 1 << 24);
    });
}

/// Bundles of evidence, and their time stamps.
pub fn bundle(data: &[u8]) {
    if let Ok(bundle) = Bundle::parse(data) {
        let report = bundle.check(&Trust::default());
        let _ = report.holds();
    }
    let _ = TimestampToken::parse(data);
}

/// Checkpoints and signed notes. What is read is written in the same form.
pub fn note(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let _ = Note::parse(text);
    if let Ok((checkpoint, _)) = Checkpoint::parse(text)
        && let Ok(written) = checkpoint.signed(None)
    {
        let (again, _) = Checkpoint::parse(&written).unwrap();
        assert_eq!(again, checkpoint);
    }
}

/// Two texts, separated by a NUL. The operations give the new text from the old one.
pub fn diff(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (old, new) = text.split_once('\0').unwrap_or((&text, ""));
    let fields =
        DocumentFields { title: Some(new.chars().take(30).collect()), ..Default::default() };
    let diff =
        diff_documents((&fields, old), (&DocumentFields::default(), new), &DiffOptions::default());
    assert!(old != new || diff.body.is_empty(), "equal texts have no changes");
    let renders: [Render; 4] = [html::render, json::render, terminal::render, unified::render];
    for render in renders {
        let side = DiffSide::from_fields("text", &fields);
        let rendered = render(&diff, &side, &side, &RenderOptions::default(), &mut std::io::sink());
        rendered.unwrap();
    }
}

/// Dates, in a record, in a page and in a text.
pub fn dates(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let json = |text: &str| {
        let letters = text.chars().map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if u32::from(c) < 0x20 => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        });
        letters.collect::<String>()
    };
    let record = format!(
        "{{\"url\":\"https://a.example/1\",\"published\":\"{0}\",\"updated\":\"{0}\",\"body\":\"x\"}}",
        json(&text)
    );
    read(stream(record.as_bytes()), Format::JsonLines, record.len());
    let page =
        format!("<title>T</title><h1>T</h1><p class=date>{text}</p><p>{}", "Text. ".repeat(40));
    read(stream(page.as_bytes()), Format::Html, page.len());
    let page = format!("Title\n\n{text}\n\n{}", "Text. ".repeat(40));
    read(stream(page.as_bytes()), Format::Text, page.len());
}
