//! Tests over the output of other programs: feeds, MHTML, trees, ArchiveBox.

use std::io::{self, Read};
use std::path::Path;

use super::tests::{gzip, items, kind_of, reasons, refusal, short, stream, write};
use super::*;

#[track_caller]
pub(super) fn read(input: Input) -> Vec<Item> {
    items(input, Format::Auto, &Limits::default()).expect("readable")
}

fn rss(items: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<rss><channel><title>T</title>{items}</channel></rss>")
}

#[test]
fn a_feed_is_told_by_its_first_element() {
    for (text, kind) in [
        (rss(""), FeedKind::Rss),
        ("<feed xmlns='http://www.w3.org/2005/Atom'></feed>".to_owned(), FeedKind::Atom),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'></a:feed>".to_owned(), FeedKind::Atom),
        (
            "<!-- a --><!DOCTYPE x [<!ENTITY y '>'>]>\n<RDF xmlns='http://purl.org/rss/1.0/'/>"
                .to_owned(),
            FeedKind::Rdf,
        ),
        ("<CHANNEL HREF='x'></CHANNEL>".to_owned(), FeedKind::Cdf),
        (
            "{\"items\": [{}], \"version\": \"https://jsonfeed.org/version/1.1\"}".to_owned(),
            FeedKind::Json,
        ),
        (format!("<!--{}-->{}", "x".repeat(20_000), rss("")), FeedKind::Rss),
    ] {
        assert_eq!(kind_of(text.clone()), InputKind::Feed(kind), "{text:.60}");
        assert_eq!(kind_of(gzip(text.as_bytes())), InputKind::Feed(kind));
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(kind_of(wide), InputKind::Feed(kind), "UTF-16BE: {text:.60}");
    }
    assert_eq!(kind_of("<urlset></urlset>"), InputKind::Sitemap);
    assert_eq!(
        kind_of("<?xml version='1.0'?>\n<!-- x --><sitemapindex xmlns='x'/>"),
        InputKind::SitemapIndex
    );
    assert!(refusal("<rdf:RDF xmlns:foaf='http://xmlns.com/foaf/0.1/'/>").contains("unknown kind"));
}

#[test]
fn an_index_of_sitemaps_names_each_and_says_which_lie_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "news.xml", "<urlset><url><loc>https://a.example/1</loc></url></urlset>");
    let locations = [
        "https://a.example/maps/news.xml.gz",
        "https://a.example/maps/old.xml?a=1&amp;b=2",
        "<![CDATA[news.xml]]>",
        "https://a.example/..",
        "",
    ];
    let sitemap =
        |location| format!("<sitemap><lastmod>2014</lastmod><loc>{location}</loc></sitemap>");
    let index: String = locations.map(sitemap).concat();
    write(root, "index.xml", format!("<x:sitemapindex>{index}<sitemap/></x:sitemapindex>"));
    for (format, name) in [
        (Format::Auto, root.join("index.xml")),
        (Format::Sitemap, root.join("index.xml")),
        (Format::Auto, root.to_owned()),
    ] {
        let mut source = open(Input::Path(name), format, &Limits::default()).expect("readable");
        let mut articles = 0;
        while let Some(item) = source.next_item().expect("readable") {
            assert!(matches!(item.raw, ItemContent::Entry(_)), "{item:?}");
            articles += 1;
        }
        assert_eq!(articles, u64::from(source.kind() == InputKind::Folder));
        let skips = source.skips().expect("skips");
        let named: Vec<_> = skips
            .named
            .iter()
            .map(|skip| {
                let reason = skip.reason.split(" (").next().unwrap_or_default();
                (skip.place.record, skip.url.as_deref(), reason)
            })
            .collect();
        let (here, elsewhere) = ("listed sitemap in the same folder", "listed sitemap elsewhere");
        assert_eq!(
            named,
            [
                (Some(1), Some("https://a.example/maps/news.xml.gz"), here),
                (Some(2), Some("https://a.example/maps/old.xml?a=1&b=2"), elsewhere),
                (Some(3), Some("news.xml"), here),
                (Some(4), Some("https://a.example/.."), elsewhere),
                (Some(5), None, "listed without a location"),
                (Some(6), None, "listed without a location"),
            ]
        );
        assert_eq!(skips.records, 6);
    }
}

#[test]
fn entries_keep_their_places() {
    let text = rss("<item>1</item> <item a='>'/>\n<item><x>é</item>");
    let all = read(stream(text.clone()));
    let texts: Vec<_> = all.iter().map(short).collect();
    assert_eq!(texts, ["1:<item>1</item>", "2:<item a='>'/>", "3:<item><x>é</item>"]);
    for item in &all {
        let ItemContent::Entry(entry) = &item.raw else { panic!("not an entry") };
        let at = item.place.offset as usize;
        assert_eq!(text.as_bytes().get(at..at + entry.bytes.len()), Some(&entry.bytes[..]));
        assert_eq!(entry.head, all[0].place_head());
    }
}

impl Item {
    fn place_head(&self) -> Arc<[u8]> {
        match &self.raw {
            ItemContent::Entry(entry) => Arc::clone(&entry.head),
            _ => Arc::default(),
        }
    }
}

#[test]
fn a_broken_feed_gives_what_stands_before_the_fault() {
    let whole = rss("<item>1</item><item>2</item>");
    for (cut, entries, says) in [
        (whole.len() - 1, 2, ""),
        (whole.len() - 8, 2, "before its first element is closed"),
        (whole.find("2</item>").expect("there"), 1, "in the middle of this entry"),
        (whole.find("<item>2").expect("there") + 3, 1, "before its first element is closed"),
    ] {
        let all = read(stream(whole.get(..cut).expect("a cut")));
        let found = all.iter().filter(|item| matches!(item.raw, ItemContent::Entry(_))).count();
        assert_eq!(found, entries, "cut at {cut}");
        match reasons(&all).first() {
            None => assert_eq!(says, ""),
            Some(reason) => {
                assert!(!says.is_empty() && reason.contains(says), "cut at {cut}: {reason}");
                assert!(all.last().expect("the reject").place.offset >= 30);
            }
        }
    }
    let open = read(stream(rss("<item>1</item><item><![CDATA[ ")));
    assert!(reasons(&open)[0].contains("a CDATA section is not closed"), "{:?}", reasons(&open));
    let packed = gzip(rss(&"<item>1</item>".repeat(5000)).as_bytes());
    let torn = read(stream(packed.get(..packed.len() / 2).expect("half")));
    assert!(torn.len() > 100 && reasons(&torn)[0].contains("cut off"), "{:?}", reasons(&torn));
    for (text, format, says) in [
        ("no tags", Format::Feed, "it has no elements"),
        ("<rss><channel><item/></channel></rss>", Format::Sitemap, "its first element is <rss>"),
        ("<html><p>A page</p></html>", Format::Feed, "its first element is <html>"),
    ] {
        let none = items(stream(text), format, &Limits::default()).expect("readable");
        assert_eq!(none.len(), 1);
        let reason = reasons(&none)[0];
        assert!(reason.contains(says) && reason.contains("check source::Format"), "{reason}");
    }
    assert_eq!(read(stream(rss(""))).len(), 0);
}

/// A feed with one text element of `left` bytes, generated while reading.
struct Endless {
    head: &'static [u8],
    left: usize,
    tail: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for part in [&mut self.head, &mut self.tail] {
            if !part.is_empty() && (self.left == 0 || part.starts_with(b"<rss")) {
                return part.read(buffer);
            }
            if self.left > 0 {
                let count = buffer.len().min(self.left);
                buffer.get_mut(..count).unwrap_or_default().fill(b'x');
                self.left -= count;
                return Ok(count);
            }
        }
        Ok(0)
    }
}

#[test]
fn an_endless_entry_is_passed_over_in_little_memory() {
    for head in
        [&b"<rss><item>"[..], b"<rss><item><![CDATA[", b"<rss><item><a href='", b"<rss><!--"]
    {
        let input = Input::Stream(Box::new(Endless {
            head,
            left: 100 << 20,
            tail: b"'>]]>--></item><item>2</item></rss>",
        }));
        let limits = Limits { record_bytes: 1 << 20, ..Limits::default() };
        let all = items(input, Format::Auto, &limits).expect("readable");
        assert_eq!(all.last().map(short).as_deref().map(|text| &text[2..]), Some("<item>2</item>"));
        if !head.ends_with(b"--") {
            assert!(reasons(&all)[0].contains("Limits::record_bytes"), "{:?}", reasons(&all));
        }
    }
}

const MHTML: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\n story?x=1\r\n\
Subject: =?utf-8?Q?A?=\r\nDate: Sun, 19 Oct 2014 13:31:00 -0000\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----Boundary--1\"\r\n\r\n\r\n\
------Boundary--1\r\nContent-Type: text/css\r\nContent-Location: cid:css\r\n\r\n<html> p {}\r\n\
------Boundary--1\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <frame-1>\r\n\
Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://a.example/story?x=1\r\n\r\n\
<html>caf=C3=A9 =\r\nau lait</html>\r\n------Boundary--1--\r\n";

#[test]
fn an_mhtml_files_page_is_found_among_its_parts() {
    let page = |text: &str| {
        let all = read(stream(text));
        assert_eq!(all.len(), 1);
        match all.into_iter().next().map(|item| item.raw) {
            Some(ItemContent::Page(page)) => page,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(kind_of(MHTML), InputKind::Mhtml);
    let expected = "<html>café au lait</html>".as_bytes();
    for text in [
        MHTML.to_owned(),
        MHTML.replace("\r\n", "\n"),
        format!("\r\n{MHTML}epilogue"),
        MHTML.replace("Snapshot-", "X-"),
        MHTML.replace("type=\"text/html\";", "start=\"<frame-1>\";"),
    ] {
        let page = page(&text);
        assert_eq!(page.bytes, expected);
        assert_eq!(page.content_type.as_deref(), Some("text/html; charset=utf-8"));
        let origin = page.origin.expect("an origin");
        assert_eq!(origin.url, "https://a.example/story?x=1");
        assert_eq!(origin.date.as_deref(), Some("Sun, 19 Oct 2014 13:31:00 -0000"));
    }
    let packed = MHTML
        .replace("quoted-printable", "base64")
        .replace("<html>caf=C3=A9 =\r\nau lait</html>", "PGh0bWw+Y2Fmw6kg\r\nYXUgbGFpdDwvaHRtbD4=");
    assert_eq!(page(&packed).bytes, expected);
}

#[test]
fn a_broken_mhtml_file_says_what_is_wrong() {
    let end = MHTML.find("au lait").expect("there");
    for (text, says) in [
        (MHTML[..end].to_owned(), "ends before its page does"),
        (MHTML.replace("boundary=", "bound="), "states no boundary"),
        (
            MHTML.replace("text/html; charset", "text/plain; charset"),
            "none of its parts is an HTML page",
        ),
        (
            format!(
                "MIME-Version: 1.0\nContent-Type: multipart/related\n{}",
                "X: y\n".repeat(20_000)
            ),
            "headers do not end",
        ),
    ] {
        let all = items(stream(text), Format::Mhtml, &Limits::default()).expect("readable");
        assert_eq!(all.len(), 1);
        assert!(reasons(&all)[0].contains(says), "{:?} lacks {says}", reasons(&all));
    }
    let limits = Limits { page_bytes: 10, ..Limits::default() };
    let all = items(stream(MHTML), Format::Auto, &limits).expect("readable");
    assert!(reasons(&all)[0].contains("Limits::page_bytes"), "{:?}", reasons(&all));
}

pub(super) fn json(item: &Item) -> serde_json::Value {
    match &item.raw {
        ItemContent::Json(bytes) => serde_json::from_slice(bytes).expect("JSON"),
        other => panic!("not a record: {other:?}"),
    }
}

#[test]
fn a_tree_of_terms_is_told_by_its_layout() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "Gull Air/Privacy Policy/2014-10-19T09-26-00Z.md", "# One\n\nText.\n");
    write(root, "Gull Air/Privacy Policy/2014-10-20T09-26-00Z.md", "# Two\n");
    write(root, "Gull Air/Privacy Policy/notes.md", "no version");
    write(root, "README.md", "[here](https://github.com/OpenTermsArchive/sea-versions/releases)");
    write(root, "LICENSE", "a law");
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a tree");
    assert_eq!(source.kind(), InputKind::Tree);
    let mut all = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        all.push(item);
    }
    assert_eq!((all.len(), source.skips().expect("skips").files), (2, 3));
    let first = json(&all[0]);
    assert_eq!(first["url"], "urn:open-terms-archive:sea:Gull%20Air:Privacy%20Policy");
    assert_eq!(first["title"], "Gull Air: Privacy Policy");
    assert_eq!(first["body"], "# One\n\nText.\n");
    assert_eq!(first["captured"]["time"], "2014-10-19T09:26:00+00:00");
    assert_eq!(first["captured"]["source"], "file-name");
    assert_eq!(first["captured"]["raw"], "2014-10-19T09-26-00Z");
    // A single file is read as in its folder, and so is a folder that only holds such a tree.
    let one = root.join("Gull Air/Privacy Policy/2014-10-19T09-26-00Z.md");
    assert_eq!(json(&read(Input::Path(one))[0]), first);
    std::fs::remove_file(root.join("README.md")).expect("removed");
    let unnamed = json(&read(Input::Path(root.into()))[0]);
    assert_eq!(unnamed["url"], "urn:open-terms-archive:Gull%20Air:Privacy%20Policy");
    for name in [
        "2014-10-19.md",
        "2014-10-19T09-26-00.md",
        "2014-13-19T09-26-00Z.md",
        "é2014-10-19T09-26-00Z.md",
    ] {
        assert_eq!(super::tree::named(&Path::new("a/b").join(name)), None, "{name}");
    }
}

#[test]
fn a_version_of_terms_at_an_impossible_time_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "Gull Air/Terms/2014-02-30T09-26-00Z.md", "# One");
    write(root, "Gull Air/Terms/2014-10-19T99-26-00Z.md", "# Two");
    let all = read(Input::Path(root.into()));
    assert_eq!((all.len(), reasons(&all).len()), (2, 2));
    write(root, "Gull Air/Terms/2014-10-19T09-26-00Z.md", "<div>Three</div>");
    write(root, "Gull Air/Terms/2014-10-20T09-26-00Z.md", "a,b\nc,d\n");
    let all = read(Input::Path(root.into()));
    assert_eq!((all.len(), reasons(&all).len()), (4, 2));
    assert!(all[0].place.input.ends_with("2014-02-30T09-26-00Z.md"), "{}", all[0].place);
    assert!(
        reasons(&all)[0].contains("\"2014-02-30T09-26-00Z\" is not a valid time"),
        "{:?}",
        reasons(&all)
    );
    // The content of a version is Markdown, whatever it looks like.
    assert_eq!(json(&all[1])["body"], "<div>Three</div>");
    assert_eq!(json(&all[3])["body"], "a,b\nc,d\n");
}

#[test]
fn an_archive_box_page_is_read_once_in_its_best_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let index = |stamp: &str, history: &str| {
        format!(
            "{{\"url\": \"https://a.example/{stamp}\", \"timestamp\": \"{stamp}.0\", \"history\": {history}, \
                 \"canonical\": {{\"wget_path\": \"a.example/x.html\", \"dom_path\": \"../../secret.html\"}}}}"
        )
    };
    let history = "{\"singlefile\": [{\"status\": \"succeeded\", \"start_ts\": \"2014-10-19T13:31:00+00:00\"}, \
                    {\"status\": \"failed\", \"start_ts\": \"2015-01-01T00:00:00+00:00\"}]}";
    write(root, "ArchiveBox.conf", "[SERVER_CONFIG]");
    write(root, "index.html", "<html>list");
    write(root, "secret.html", "<html>secret");
    write(root, "archive/1413725460/index.json", index("1413725460", history));
    write(root, "archive/1413725460/singlefile.html", "<html>single");
    write(root, "archive/1413725460/output.html", "<html>dom");
    write(root, "archive/1413725460/a.example/x.html", "<html>wget");
    write(root, "archive/1413725460/output.pdf", "%PDF-1.4");
    write(root, "archive/1413725460/headers.json", "{}");
    write(root, "archive/1413725461/index.json", index("1413725461", "{}"));
    write(root, "archive/1413725461/a.example/x.html", "<html>wget");
    write(root, "archive/1413725462/index.json", index("1413725462", "{}"));
    write(root, "archive/1413725462/favicon.ico", b"\0\0\x01\0");
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a box");
    assert_eq!(source.kind(), InputKind::ArchiveBox);
    let mut found = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        let ItemContent::Page(page) = item.raw else { panic!("not a page") };
        let origin = page.origin.expect("an origin");
        found.push((
            String::from_utf8(page.bytes).expect("text"),
            origin.url,
            origin.date.expect("a date"),
        ));
    }
    let expected = [
        ("<html>single", "https://a.example/1413725460", "2014-10-19T13:31:00+00:00"),
        ("<html>wget", "https://a.example/1413725461", "2014-10-19T13:31:01Z"),
    ];
    let expected =
        expected.map(|(text, url, date)| (text.to_owned(), url.to_owned(), date.to_owned()));
    assert_eq!(found, expected);
    let skips: Vec<_> =
        source.skips().expect("skips").named.iter().map(|skip| skip.reason.as_str()).collect();
    assert_eq!(skips.len(), 9, "{skips:?}");
    // Every other form of the page, with the selected one.
    let others = skips
        .iter()
        .filter(|reason| reason.ends_with("form of the page read from singlefile.html"));
    assert_eq!(others.count(), 3, "{skips:?}");
    let lost = skips.iter().filter(|reason| reason.contains("page without a readable form"));
    assert_eq!(lost.count(), 2, "{skips:?}");
    let words = skips.iter().filter(|reason| reason.contains("is an auxiliary file of the page"));
    assert_eq!(words.count(), 1, "{skips:?}");
}

#[test]
fn a_page_with_a_damaged_index_is_read_and_the_index_a_reject() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "ArchiveBox.conf", "[SERVER_CONFIG]");
    write(root, "archive/1413725460/index.json", "{broken");
    write(root, "archive/1413725460/output.html", "<html>dom");
    write(root, "archive/1413725461/index.json", "{}");
    write(root, "archive/1413725461/output.pdf", "%PDF-1.4");
    write(root, "archive/1413725462/output.html", "<html>bare");
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a box");
    let mut all = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        all.push(item);
    }
    let pages: Vec<String> =
        all.iter().filter(|item| matches!(item.raw, ItemContent::Page(_))).map(short).collect();
    assert_eq!(pages, ["Html:<html>dom", "Html:<html>bare"]);
    let reasons = reasons(&all);
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    for (reason, word) in reasons.iter().zip(["not valid", "states no URL", "cannot be read"]) {
        assert!(reason.contains(word), "{reason}");
    }
    let skips: Vec<_> =
        source.skips().expect("skips").named.iter().map(|skip| skip.reason.as_str()).collect();
    // The list, the unread form, and its folder.
    assert_eq!(skips.len(), 3, "{skips:?}");
    assert_eq!(skips.iter().filter(|reason| reason.contains("own files")).count(), 1, "{skips:?}");
}

#[test]
fn what_a_mirror_holds_for_machines_is_no_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "a.example/story.txt", "The ferry sailed.");
    for name in ["robots.txt", "Humans.txt", "ads.txt", "security.txt"] {
        write(root, &format!("a.example/{name}"), "User-agent: *\nDisallow: /mice\n");
    }
    let read = |path: &Path| {
        let mut source =
            open(Input::Path(path.into()), Format::Auto, &Limits::default()).expect("readable");
        let mut count = 0;
        while source.next_item().expect("readable").is_some() {
            count += 1;
        }
        let reasons = source.skips().map_or(vec![], |skips| {
            skips.named.iter().map(|skip| skip.reason.clone()).collect::<Vec<_>>()
        });
        (count, reasons)
    };
    let (count, reasons) = read(root);
    assert_eq!((count, reasons.len()), (1, 4), "{reasons:?}");
    assert!(reasons.iter().all(|reason| reason.contains("for machines")), "{reasons:?}");
    // A file that the user names is imported.
    assert_eq!(read(&root.join("a.example/robots.txt")).0, 1);
}

#[test]
fn a_page_that_was_saved_with_its_parts_is_one_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "story.html", "<html>story");
    write(root, "story_files/ad.html", "<html>ad");
    write(root, "case_files/1.html", "<html>a case");
    write(root, "a.example/x.html", "<html>converted");
    write(root, "a.example/x.html.orig", "<html>original");
    let mut source =
        open(Input::Path(root.into()), Format::Auto, &Limits::default()).expect("a folder");
    let mut texts = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        texts.push(short(&item));
    }
    assert_eq!(texts, ["Html:<html>converted", "Html:<html>a case", "Html:<html>story"]);
    assert_eq!(source.skips().expect("skips").files, 2);
}
