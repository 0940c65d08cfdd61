//! The law of bytes, for every reader: the bytes of the items, of the rejects and of the skips with a
//! reason are the bytes of the input, whatever is damaged.
//!
//! Each record of an input holds a mark. After random damage, every mark that is left must be found
//! again: in an item, in the reach of a reject, or in the reach of a skip.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestCaseError};

use super::tests::{gzip, stream};
use super::warc::tests::zip;
use super::*;

/// The same cases in every run.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(14),
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// Bytes that read as part of several formats.
const WRONG: [&str; 34] = [
    "<",
    ">",
    "/",
    "\"",
    "'",
    "=",
    "&",
    "&#x0;",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "</",
    "<item>",
    "</item>",
    "<entry",
    "</url>",
    "\0",
    "\r\n",
    "\n",
    "\r\n\r\n",
    "--",
    "]",
    "}",
    "{",
    ",",
    "0\r\n\r\n",
    "9",
    "1",
    "WARC/1.0\r\n",
    "Content-Length: 5\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "content-type: text/css\r\n",
];

/// One piece of damage: where, in thousandths of the input, and what.
#[derive(Clone, Debug)]
enum Damage {
    Insert(usize, usize),
    Delete(usize, usize),
    Overwrite(usize, u8),
    Cut(usize),
}

fn damage() -> impl Strategy<Value = Vec<Damage>> {
    let one = prop_oneof![
        4 => (0usize..1000, 0..WRONG.len()).prop_map(|(at, what)| Damage::Insert(at, what)),
        2 => (0usize..1000, 1usize..40).prop_map(|(at, length)| Damage::Delete(at, length)),
        2 => (0usize..1000, any::<u8>()).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
        1 => (0usize..1000).prop_map(Damage::Cut),
    ];
    proptest::collection::vec(one, 1..6)
}

fn damaged(bytes: &[u8], damage: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for one in damage {
        let at = |part: usize| bytes.len() * part / 1000;
        match *one {
            Damage::Insert(part, what) => {
                let at = at(part);
                bytes.splice(at..at, WRONG[what].bytes());
            }
            Damage::Delete(part, length) => {
                let at = at(part);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Damage::Overwrite(part, byte) => {
                let at = at(part);
                bytes.splice(at..bytes.len().min(at + 1), [byte]);
            }
            Damage::Cut(part) => bytes.truncate(at(part)),
        }
    }
    bytes
}

/// The marks in these bytes: words that begin with `M0`.
fn marks(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| word.starts_with(b"M0"))
}

/// What a reader gave of an input.
struct Given {
    items: Vec<Item>,
    skips: Skips,
}

impl Given {
    /// Reads an input to its end; `None` if it is refused as a whole.
    fn of(input: Input, format: Format, limits: &Limits) -> Option<Self> {
        let mut source = open(input, format, limits).ok()?;
        let mut items = Vec::new();
        while let Some(item) = source.next_item().expect("readable") {
            items.push(item);
            assert!(items.len() < 100_000, "no end");
        }
        Some(Self { items, skips: source.skips().cloned().unwrap_or_default() })
    }

    /// The bytes of the items.
    fn taken(&self) -> Vec<u8> {
        let mut taken = Vec::new();
        for item in &self.items {
            match &item.raw {
                ItemContent::Json(bytes) => taken.extend_from_slice(bytes),
                ItemContent::Row { header, cells, .. } => {
                    taken.extend_from_slice(header.join(" ").as_bytes());
                    taken.push(b' ');
                    taken.extend_from_slice(cells.join(" ").as_bytes());
                }
                ItemContent::Page(page) => taken.extend_from_slice(&page.bytes),
                ItemContent::Entry(entry) => taken.extend_from_slice(&entry.bytes),
                _ => {}
            }
            taken.push(b' ');
        }
        taken
    }

    /// The parts of the input that are rejected, and those that are skipped with a reason.
    fn left_out(&self) -> Vec<(&SourceLocation, u64, &str, &[u8])> {
        let rejects = self.items.iter().filter_map(|item| match &item.raw {
            ItemContent::Broken { reason, bytes, length } => {
                Some((&item.place, *length, reason.as_str(), bytes.as_slice()))
            }
            // Of an error response, only that it was one is kept.
            ItemContent::LookRecord(look) => Some((&item.place, look.length, "look", &b""[..])),
            _ => None,
        });
        let skips = self.skips.named.iter();
        rejects
            .chain(skips.map(|skip| (&skip.place, skip.length, skip.reason.as_str(), &b""[..])))
            .collect()
    }
}

/// Checks the law for an input that is read as a stream.
fn nothing_is_lost(bytes: &[u8], format: Format, limits: &Limits) -> Result<(), TestCaseError> {
    let Some(given) = Given::of(stream(bytes.to_vec()), format, limits) else { return Ok(()) };
    let mut kept = given.taken();
    for (place, length, reason, head) in given.left_out() {
        let start = place.offset as usize;
        let reach = bytes.get(start..start + length as usize);
        prop_assert!(reach.is_some(), "{start}+{length} of {}: {reason}", bytes.len());
        let reach = reach.unwrap_or_default();
        prop_assert!(!reason.is_empty());
        prop_assert!(reach.starts_with(head), "the reject at {start} has other bytes: {reason}");
        kept.extend_from_slice(reach);
        kept.push(b' ');
    }
    for mark in marks(bytes) {
        prop_assert!(
            memchr::memmem::find(&kept, mark).is_some(),
            "{} is lost of:\n{}\nleft out: {:?}",
            String::from_utf8_lossy(mark),
            String::from_utf8_lossy(bytes),
            given
                .left_out()
                .iter()
                .map(|(place, length, why, _)| (place.offset, length, why))
                .collect::<Vec<_>>(),
        );
    }
    Ok(())
}

fn repeated(record: &str, count: usize) -> String {
    (0..count).map(|number| record.replace('#', &format!("{number:02}"))).collect()
}

/// Feeds and sitemaps. What precedes the first entry describes the feed, so the first has no mark.
fn feeds() -> Vec<(Format, String)> {
    let rss = "<item><title>M0#</title><link>https://a.example/M0#l</link>\
               <description><![CDATA[<p>M0#d</p>]]></description></item>\n";
    let atom = "<entry><id>tag:M0#</id><title type='html'>M0#t &amp; more</title>\
                <link href=\"https://a.example/M0#l\"/><content>M0#c</content></entry>\n";
    let url = "<url><loc>https://a.example/M0#</loc><news:title>M0#t</news:title></url>\n";
    let json = "{\"id\": \"M0#\", \"content_text\": \"M0#c\"},\n";
    let first = |entry: &str| entry.replace("M0#", "x");
    vec![
        (
            Format::Feed,
            format!(
                "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>T</title>\n{}{}\
                 </channel></rss>\n",
                first(rss),
                repeated(rss, 12)
            ),
        ),
        (
            Format::Feed,
            format!(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title>\n{}{}</feed>",
                first(atom),
                repeated(atom, 12)
            ),
        ),
        (
            Format::Sitemap,
            format!("<urlset xmlns=\"x\">\n{}{}</urlset>\n", first(url), repeated(url, 20)),
        ),
        (
            Format::Feed,
            format!(
                "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [\n{}{}{{}}], \
                 \"title\": \"T\"}}",
                first(json),
                repeated(json, 20)
            ),
        ),
        (Format::Json, format!("{{\"articles\": [\n{}{}{{}}]}}", first(json), repeated(json, 20))),
    ]
}

fn warc_record(kind: &str, fields: &str, block: &str) -> String {
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\n{fields}WARC-Date: 2024-03-01T10:00:00Z\r\n\
         Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

/// The records of an archive: pages with and without a length, a digest and chunks, a page of another
/// type, and records that describe others.
fn warc_records() -> Vec<String> {
    let mut records = vec![warc_record("warcinfo", "", "software: a test\r\n")];
    for number in 0..6 {
        let fields = format!(
            "WARC-Target-URI: http://a.example/{number}\r\n\
             Content-Type: application/http; msgtype=response\r\n"
        );
        let page = format!("<html><p>M0{number:02} one.\r\n\r\n<p>M0{number:02}b two.</html>");
        let (half, rest) = page.split_at(page.len() / 2);
        let (head, body, extra) = match number % 4 {
            0 => (format!("Content-Length: {}\r\n", page.len()), page.clone(), ""),
            1 => (String::new(), page.clone(), ""),
            2 => (
                "Transfer-Encoding: chunked\r\n".to_owned(),
                format!("{:x}\r\n{half}\r\n{:x}\r\n{rest}\r\n0\r\n\r\n", half.len(), rest.len()),
                "",
            ),
            _ => (String::new(), page.clone(), "WARC-Truncated: length\r\n"),
        };
        let kind = if number == 4 { "image/svg" } else { "text/html" };
        let block = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{head}\r\n{body}");
        records.push(warc_record("response", &format!("{fields}{extra}"), &block));
        records.push(warc_record("request", &fields, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"));
    }
    records
}

fn arc_records() -> Vec<String> {
    let version = "1 0 A test\nURL IP-address Archive-date Content-type Archive-length\n";
    let record = |url: &str, mime: &str, block: &str| {
        format!("{url} 1.2.3.4 20240301100000 {mime} {}\n{block}\n", block.len())
    };
    let mut records = vec![record("filedesc://a.arc", "text/plain", version)];
    for number in 0..8 {
        let page = format!("<html><p>M0{number:02} one.\n<p>M0{number:02}b two.</html>");
        let block = format!("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        records.push(record(&format!("http://a.example/{number}"), "text/html", &block));
    }
    records
}

fn mhtml(encoding: &str) -> String {
    let part = |kind: &str, place: &str, encoding: &str, body: &str| {
        format!(
            "--b0\r\nContent-Type: {kind}\r\nContent-Location: {place}\r\n\
             Content-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
        )
    };
    let page = format!("<html>\r\n{}</html>", repeated("<p>M0# and=20more</p>\r\n", 20));
    format!(
        "From: <Saved>\r\nSnapshot-Content-Location: https://a.example/1\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; type=\"text/html\"; boundary=\"b0\"\r\n\r\n{}{}{}--b0--\r\n",
        part("text/html", "https://a.example/1", encoding, &page),
        part("image/png", "https://a.example/i", "base64", "aWYgaXQgd2VyZQ=="),
        part("text/html", "https://a.example/frame", "8bit", "<p>A frame.</p>"),
    )
}

fn all_marked() -> Vec<(Format, String)> {
    let mut inputs = feeds();
    inputs.extend([
        (Format::Warc, warc_records().concat()),
        (Format::Arc, arc_records().concat()),
        (Format::Mhtml, mhtml("8bit")),
        (Format::Mhtml, mhtml("quoted-printable")),
        (Format::Html, format!("<!doctype html>{}", repeated("<p>M0#</p>", 20))),
        (Format::Text, repeated("M0# is a line.\n", 20)),
    ]);
    inputs
}

/// Without damage, nothing is left out but the feed's first entry, records that describe others, and
/// what is not a page.
#[test]
fn undamaged_inputs_are_taken() {
    for (format, text) in all_marked() {
        let given = Given::of(stream(text.clone()), format, &Limits::default()).expect("readable");
        let left_out = given.left_out();
        let known = ["image/svg", "a frame of the saved page"];
        assert!(
            left_out.iter().all(|(_, _, why, _)| known.contains(why)),
            "{format:?} {left_out:?}"
        );
        nothing_is_lost(text.as_bytes(), format, &Limits::default()).expect("the law");
    }
}

proptest! {
    #![proptest_config(config(96))]

    #[test]
    fn no_reader_loses_bytes(damage in damage(), small in any::<bool>()) {
        let limits = if small {
            Limits { record_bytes: 150, page_bytes: 400, ..Limits::default() }
        } else {
            Limits::default()
        };
        for (format, text) in all_marked() {
            let bytes = damaged(text.as_bytes(), &damage);
            nothing_is_lost(&bytes, format, &limits)?;
        }
    }

    /// Each record is a member of its own: damage costs the member, which a reject names, and no
    /// member that a later item shows to be readable.
    #[test]
    fn no_member_is_lost(damage in damage()) {
        for records in [warc_records(), arc_records()] {
            let members: Vec<Vec<u8>> = records.iter().map(|text| gzip(text.as_bytes())).collect();
            let bytes = damaged(&members.concat(), &damage);
            let Some(given) = Given::of(stream(bytes), Format::Auto, &Limits::default()) else {
                continue;
            };
            let has_reject = !given.left_out().is_empty();
            let taken = given.taken();
            for mark in records.iter().flat_map(|text| marks(text.as_bytes())) {
                let is_there = memchr::memmem::find(&taken, mark).is_some();
                prop_assert!(is_there || has_reject, "{}", String::from_utf8_lossy(mark));
            }
        }
    }

}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn no_part_of_a_package_is_lost(damage in damage(), deflate in any::<bool>()) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.wacz");
        let archives = [warc_records().concat(), arc_records().concat()];
        let whole = zip(&[
            ("datapackage.json", true, b"{}"),
            ("archive/1.warc", deflate, archives[0].as_bytes()),
            ("archive/2.arc", deflate, archives[1].as_bytes()),
        ]);
        std::fs::write(&path, damaged(&whole, &damage)).expect("a file");
        let Some(given) = Given::of(Input::Path(path), Format::Wacz, &Limits::default()) else {
            return Ok(());
        };
        let taken = given.taken();
        for archive in &archives {
            let lost = marks(archive.as_bytes())
                .find(|mark| memchr::memmem::find(&taken, mark).is_none());
            if let Some(mark) = lost.filter(|_| given.left_out().is_empty()) {
                prop_assert!(false, "{}: {:?}", String::from_utf8_lossy(mark), given.skips);
            }
        }
    }

    /// Every file of a folder gives items, or a reject or a skip that names it.
    #[test]
    fn no_file_of_a_folder_is_lost(damage in damage(), names in any::<u64>()) {
        let folder = tempfile::tempdir().expect("a folder");
        let ends = ["jsonl", "xml", "html", "txt", "warc", "dat", "csv", "mhtml", "gz"];
        let mut inputs = all_marked();
        inputs.push((Format::Csv, format!("url,title\n{}", repeated("https://a.example/M0#,t\n", 9))));
        let mut files = Vec::new();
        for (number, (_, text)) in inputs.iter().enumerate() {
            let end = ends[(names >> (number * 3)) as usize % ends.len()];
            let inside = if number % 3 == 0 { "inside/" } else { "" };
            let path = folder.path().join(format!("{inside}{number}.{end}"));
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let bytes = damaged(text.as_bytes(), &damage);
            std::fs::write(&path, &bytes).expect("a file");
            files.push((path, bytes));
        }
        let input = Input::Path(folder.path().to_owned());
        let Some(given) = Given::of(input, Format::Auto, &Limits::default()) else { return Ok(()) };
        let is_of = |place: &SourceLocation, path: &Path| Path::new(&*place.input) == path;
        for (path, bytes) in &files {
            let is_named = given.left_out().iter().any(|(place, ..)| is_of(place, path));
            let items = given.items.iter().filter(|item| is_of(&item.place, path));
            let of_file =
                Given { items: items.cloned().collect(), skips: Skips::default() };
            let taken = of_file.taken();
            let lost = marks(bytes).find(|mark| memchr::memmem::find(&taken, mark).is_none());
            if let Some(mark) = lost.filter(|_| !is_named) {
                let mark = String::from_utf8_lossy(mark);
                prop_assert!(false, "{mark} of {}: {:?}", path.display(), given.skips);
            }
        }
    }
}
