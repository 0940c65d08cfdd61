//! Tests each entry format, and each way in which it can be broken.

use std::io::Cursor;

use super::super::{
    ExtractError, ExtractOptions, Extraction, extract_lenient, extract_with_sources,
};
use crate::article::{ClockSource, Timestamp};
use crate::source::{Format, Input, Item, ItemContent, Limits, open};

fn items(bytes: impl Into<Vec<u8>>, format: Format) -> Vec<Item> {
    let input = Input::Stream(Box::new(Cursor::new(bytes.into())));
    let mut source = open(input, format, &Limits::default()).expect("readable");
    let mut items = Vec::new();
    while let Some(item) = source.next_item().expect("readable") {
        items.push(item);
    }
    items
}

/// Reads all entries of a document; each must be readable.
#[track_caller]
fn readings(bytes: impl Into<Vec<u8>>) -> Vec<Extraction> {
    items(bytes, Format::Auto)
        .iter()
        .map(|item| match extract_with_sources(item, &ExtractOptions::default()) {
            Ok(reading) => reading,
            Err(problem) => panic!("{:?}: {problem}", item.place),
        })
        .collect()
}

#[track_caller]
fn one(bytes: impl Into<Vec<u8>>) -> Extraction {
    let mut all = readings(bytes);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[track_caller]
fn refused(bytes: impl Into<Vec<u8>>) -> ExtractError {
    let items = items(bytes, Format::Auto);
    assert_eq!(items.len(), 1);
    extract_with_sources(&items[0], &ExtractOptions::default()).expect_err("a problem")
}

/// Returns an RSS 2.0 feed around items.
fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>The Gull</title>\
         <link>https://gull.example/news/</link><language>en-gb</language>{items}</channel></rss>"
    )
}

fn atom(entries: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"de\"><title>Der Hafen</title>\
         <link rel=\"self\" href=\"https://hafen.example/feeds/alle.xml\"/>\
         <author><name>Jo Hale</name></author>{entries}</feed>"
    )
}

fn raw(stamp: Option<&Timestamp>) -> Option<&str> {
    stamp.map(Timestamp::raw)
}

#[test]
fn an_rss_item_with_all_its_parts() {
    let reading = one(rss("<item><title>Ferry &amp;#8216;safe&amp;#8217; again</title>\
         <link> https://gull.example/ferry?utm_source=rss </link>\
         <guid isPermaLink=\"false\">77</guid><dc:creator>Ida Brannock and Jo Hale</dc:creator>\
         <pubDate>Sun, 19 Oct 2014 09:26:00 -0400</pubDate><category>Harbour</category>\
         <description>&lt;p&gt;The ferry &amp;amp; its engine.&lt;/p&gt;</description>\
         <content:encoded><![CDATA[<p>It sails.</p><p>It <b>floats</b>, too.</p>]]></content:encoded>\
         </item>"));
    let capture = &reading.capture;
    let content = &capture.version.content;
    assert_eq!(capture.url, "https://gull.example/ferry?utm_source=rss");
    assert_eq!(content.title.as_deref(), Some("Ferry ‘safe’ again"));
    assert_eq!(content.byline.as_deref(), Some("Ida Brannock, Jo Hale"));
    assert_eq!(content.description.as_deref(), Some("The ferry & its engine."));
    assert_eq!(content.body.as_deref(), Some("It sails.\n\nIt floats, too."));
    assert_eq!(raw(capture.version.published.as_ref()), Some("Sun, 19 Oct 2014 09:26:00 -0400"));
    let published = capture.version.published.as_ref().expect("a time");
    assert_eq!(published.local_text(), "2014-10-19T09:26:00-04:00");
    assert_eq!(published.source(), ClockSource::Feed);
    // Never filled from the other timestamp.
    assert_eq!(capture.version.updated, None);
    assert_eq!(capture.labels.lang.as_deref(), Some("en-gb"));
    assert_eq!(capture.labels.publisher.as_deref(), Some("The Gull"));
    assert_eq!(capture.labels.section.as_deref(), Some("Harbour"));
    assert_eq!(capture.labels.extra.get("id").and_then(|id| id.as_str()), Some("77"));
}

#[test]
fn a_summary_is_never_the_body() {
    for (feed, description) in [
        (
            rss(
                "<item><link>https://a.example/1</link><description>A whole story. Of two sentences.</description></item>",
            ),
            "A whole story. Of two sentences.",
        ),
        (
            atom("<entry><link href=\"https://a.example/1\"/><summary>Short.</summary></entry>"),
            "Short.",
        ),
        (
            rss(
                "<item><link>https://a.example/1</link><dc:description>Core.</dc:description></item>",
            ),
            "Core.",
        ),
    ] {
        let content = one(feed).capture.version.content;
        assert_eq!(content.description.as_deref(), Some(description));
        assert_eq!(content.body, None);
    }
}

#[test]
fn an_atom_entry_with_all_its_parts() {
    let reading = one(atom(
        "<entry xml:base=\"https://hafen.example/2014/\"><title type=\"html\">Fähre &amp;lt;sicher&amp;gt;</title>\
         <link rel=\"enclosure\" href=\"https://hafen.example/ton.mp3\"/>\
         <link rel=\"alternate\" type=\"application/json\" href=\"faehre.json\"/>\
         <link rel=\"alternate\" type=\"text/html\" href=\"faehre.html\"/>\
         <id>tag:hafen.example,2014:1</id><published>2014-10-19T09:26:00+02:00</published>\
         <updated>2014-10-19T09:30:00+02:00</updated><author><name>Ida Brannock</name></author>\
         <summary type=\"text\">1 &lt; 2</summary>\
         <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Eins &amp; zwei.</p><p>Drei.</p></div></content>\
         </entry>",
    ));
    let capture = &reading.capture;
    let content = &capture.version.content;
    assert_eq!(capture.url, "https://hafen.example/2014/faehre.html");
    assert_eq!(content.title.as_deref(), Some("Fähre <sicher>"));
    assert_eq!(content.byline.as_deref(), Some("Ida Brannock"));
    assert_eq!(content.description.as_deref(), Some("1 < 2"));
    assert_eq!(content.body.as_deref(), Some("Eins & zwei.\n\nDrei."));
    assert_eq!(raw(capture.version.published.as_ref()), Some("2014-10-19T09:26:00+02:00"));
    assert_eq!(raw(capture.version.updated.as_ref()), Some("2014-10-19T09:30:00+02:00"));
    assert_eq!(capture.labels.lang.as_deref(), Some("de"));
    // The feed's author is the author of entries without one.
    let entry = one(atom("<entry><link href=\"https://a.example/1\"/><title>T</title></entry>"));
    assert_eq!(entry.capture.version.content.byline.as_deref(), Some("Jo Hale"));
}

#[test]
fn each_clock_has_its_own_elements() {
    let clocks = |elements: &str| {
        let feed = format!(
            "<rss xmlns:t=\"http://purl.org/dc/terms/\" xmlns:d=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:a=\"http://www.w3.org/2005/Atom\" xmlns:o=\"urn:other\"><channel><item>\
             <link>https://a.example/1</link>{elements}</item></channel></rss>"
        );
        let version = one(feed).capture.version;
        let show = |stamp: Option<&Timestamp>| raw(stamp).unwrap_or("-").to_owned();
        (show(version.published.as_ref()), show(version.updated.as_ref()))
    };
    let check = |elements: &str, published: &str, updated: &str| {
        assert_eq!(clocks(elements), (published.to_owned(), updated.to_owned()), "{elements}");
    };
    check("<pubDate>2014-10-19</pubDate>", "2014-10-19", "-");
    check("<t:issued>2014-10-19</t:issued>", "2014-10-19", "-");
    check("<t:modified>2014-10-19</t:modified>", "-", "2014-10-19");
    check("<d:date>2014-10-19</d:date>", "-", "2014-10-19");
    check("<a:updated>2014-10-19</a:updated>", "-", "2014-10-19");
    check("<a:published>2014-10-19</a:published>", "2014-10-19", "-");
    check("<issued>2014-10-18</issued><published>2014-10-19</published>", "2014-10-19", "-");
    check("<t:created>2014-10-19</t:created>", "-", "-");
    check("<o:pubDate>2014-10-19</o:pubDate>", "-", "-");
    check("<pubDate>2014-10-18</pubDate><d:date>2014-10-19</d:date>", "2014-10-18", "2014-10-19");
    check("<PUBDATE>2014-10-19</PUBDATE>", "2014-10-19", "-");
    check("<pubDate><![CDATA[ 2014-10-19 ]]></pubDate>", "2014-10-19", "-");
}

#[test]
fn a_time_that_cannot_be_read_does_not_cost_the_entry() {
    let reading = one(rss(
        "<item><link>https://a.example/1</link><title>T</title><pubDate>yesterday</pubDate></item>",
    ));
    assert_eq!(reading.capture.version.published, None);
    let [unread] = reading.capture.annotations.unread_clocks.as_slice() else { panic!("one") };
    assert_eq!((unread.clock.name(), &*unread.source), ("published", "pubDate"));
    assert_eq!(unread.says, "yesterday");
    assert!(reading.notes.iter().any(|note| note.contains("pubDate")), "{:?}", reading.notes);
}

#[test]
fn every_clock_that_cannot_be_read_is_told() {
    let unread = |document: String| {
        let clocks = one(document).unread_clocks;
        clocks.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let item = |clocks: &str| {
        rss(&format!("<item><link>https://a.example/1</link><title>T</title>{clocks}</item>"))
    };
    assert_eq!(unread(item("<pubDate>2014-02-28</pubDate>")), "");
    assert_eq!(
        unread(item(
            "<pubDate>2014-02-31</pubDate><dcterms:modified>2014-13-01</dcterms:modified>"
        )),
        "pubDate: \"2014-02-31\" is not a valid date or time; \
         dcterms:modified: \"2014-13-01\" is not a valid date or time"
    );
    assert_eq!(
        unread(
            "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":\"1\",\
             \"url\":\"https://a.example/1\",\"date_modified\":\"2014-02-31T25:00:00Z\"}]}"
                .to_owned()
        ),
        "date_modified: \"2014-02-31T25:00:00Z\" is not a valid date or time"
    );
    let map =
        "<urlset><url><loc>https://a.example/1</loc><lastmod>2014-00-01</lastmod></url></urlset>";
    assert_eq!(unread(map.to_owned()), "lastmod: \"2014-00-01\" is not a valid date or time");
}

#[test]
fn the_link_is_found_where_it_is() {
    let url = |feed: String| one(feed).capture.url;
    let item = |inside: &str| rss(&format!("<item><title>T</title>{inside}</item>"));
    // Links are relative to the site if the feed sets no base.
    assert_eq!(url(item("<link>../ferry</link>")), "https://gull.example/ferry");
    assert_eq!(url(item("<guid>https://a.example/1</guid>")), "https://a.example/1");
    assert_eq!(
        url(item(
            "<link>https://proxy.example/~r/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink>"
        )),
        "https://a.example/1"
    );
    assert_eq!(url(item("<link>https://a.example/?a=1&b=2</link>")), "https://a.example/?a=1&b=2");
    assert_eq!(
        url(atom(
            "<entry><title>T</title><id>urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a</id></entry>"
        )),
        "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"
    );
    assert_eq!(
        url("<rss xml:base='https://a.example/x/'><channel><item xml:base='y/'><link>z</link></item></channel></rss>".to_owned()),
        "https://a.example/x/y/z"
    );
    // An entry without a link is reported as such.
    for inside in ["", "<guid isPermaLink=\"false\">https://a.example/1</guid>", "<guid>7</guid>"] {
        let items = items(item(inside), Format::Auto);
        let problem =
            extract_with_sources(&items[0], &ExtractOptions::default()).expect_err("no link");
        assert_eq!(problem.code, "no-url", "{inside}");
        assert!(problem.message.contains("ExtractOptions::url"), "{problem}");
        let (reading, has_url) =
            extract_lenient(&items[0], &ExtractOptions::default()).expect("readable");
        assert!(!has_url);
        assert_eq!(reading.capture.version.content.title.as_deref(), Some("T"));
    }
    let relative = "<rss><channel><item><link>ferry.html</link></item></channel></rss>";
    let problem = refused(relative);
    assert!(problem.message.contains("ferry.html"), "{problem}");
}

#[test]
fn rdf_cdf_and_prefixed_feeds() {
    let rdf = one(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel rdf:about=\"https://a.example/\"><title>Kanal</title>\
         <items><rdf:Seq><rdf:li rdf:resource=\"https://a.example/1\"/></rdf:Seq></items></channel>\
         <item rdf:about=\"https://a.example/1\"><title>Eins</title><dc:date>2014-10-19T09:26Z</dc:date></item></rdf:RDF>",
    );
    assert_eq!(rdf.capture.url, "https://a.example/1");
    assert_eq!(raw(rdf.capture.version.updated.as_ref()), Some("2014-10-19T09:26Z"));
    assert_eq!(rdf.capture.labels.publisher.as_deref(), Some("Kanal"));
    let cdf = one(
        "<CHANNEL BASE=\"https://a.example/\" HREF=\"https://a.example/\"><TITLE>C</TITLE>\
         <ITEM HREF=\"/1\" LASTMOD=\"2004-04-06T23:05:43-05:00\"><TITLE>Eins</TITLE><ABSTRACT>Kurz</ABSTRACT></ITEM></CHANNEL>",
    );
    assert_eq!(cdf.capture.url, "https://a.example/1");
    assert_eq!(raw(cdf.capture.version.updated.as_ref()), Some("2004-04-06T23:05:43-05:00"));
    assert_eq!(cdf.capture.version.content.description.as_deref(), Some("Kurz"));
    let prefixed = one(
        "<r:rss xmlns:r=\"http://backend.userland.com/rss2\" xmlns:o=\"urn:other\"><r:channel><r:item>\
         <o:title>Wrong</o:title><r:title>Right</r:title><r:link>https://a.example/1</r:link></r:item></r:channel></r:rss>",
    );
    assert_eq!(prefixed.capture.version.content.title.as_deref(), Some("Right"));
    let alone = one(
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>Alone</title><link href=\"https://a.example/1\"/></entry>",
    );
    assert_eq!(alone.capture.version.content.title.as_deref(), Some("Alone"));
}

#[test]
fn json_feed_items() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Gull", "language": "en",
        "home_page_url": "https://gull.example/", "authors": [{"name": "Ida Brannock"}], "items": [
        {"id": "1", "url": "ferry", "title": "Ferry", "content_html": "<p>One.</p><p>Two.</p>", "summary": "S",
         "date_published": "2014-10-19T09:26:00-04:00", "tags": ["Harbour", "Sea"]},
        {"id": "https://gull.example/2", "content_text": " plain\n\ntext ", "date_modified": "2014-10-20T00:00:00Z"},
        {"id": "3", "title": "No link"}]}"#;
    let all = items(feed, Format::Auto);
    let read = |at: usize| extract_with_sources(&all[at], &ExtractOptions::default());
    let first = read(0).expect("readable").capture;
    assert_eq!(first.url, "https://gull.example/ferry");
    assert_eq!(first.version.content.body.as_deref(), Some("One.\n\nTwo."));
    assert_eq!(first.version.content.description.as_deref(), Some("S"));
    assert_eq!(first.version.content.byline.as_deref(), Some("Ida Brannock"));
    assert_eq!(raw(first.version.published.as_ref()), Some("2014-10-19T09:26:00-04:00"));
    assert_eq!(first.version.updated, None);
    assert_eq!(first.labels.lang.as_deref(), Some("en"));
    assert_eq!(first.labels.publisher.as_deref(), Some("The Gull"));
    let second = read(1).expect("readable").capture;
    assert_eq!(second.url, "https://gull.example/2");
    assert_eq!(second.version.content.body.as_deref(), Some(" plain\n\ntext "));
    assert_eq!(second.version.published, None);
    assert_eq!(read(2).expect_err("no link").code, "no-url");
    // In any order of fields.
    let turned = r#"{"items": [], "url": 1, "version": "https://jsonfeed.org/version/1"}"#;
    assert_eq!(items(turned, Format::Auto).len(), 0);
    let turned = r#"{"link": "x", "items": [{"id": 1, "url": "https://a.example/1"}, 7], "language": "fr",
        "version": "https://jsonfeed.org/version/1"}"#;
    let turned = items(turned, Format::Auto);
    assert_eq!(turned.len(), 2);
    let first =
        extract_with_sources(&turned[0], &ExtractOptions::default()).expect("readable").capture;
    assert_eq!(
        (first.url.as_str(), first.labels.lang.as_deref()),
        ("https://a.example/1", Some("fr"))
    );
    assert_eq!(turned[1].place.record, Some(2));
    assert_eq!(
        extract_with_sources(&turned[1], &ExtractOptions::default()).expect_err("7").code,
        "not-a-record"
    );
}

#[test]
fn sitemaps_are_urls_with_clocks() {
    let map = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
        xmlns:n=\"http://www.google.com/schemas/sitemap-news/0.9\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">\
        <url><loc>https://a.example/1?a=1&amp;b=2</loc><lastmod>2014-10-20</lastmod>\
        <image:image><image:loc>https://a.example/1.png</image:loc><image:title>Picture</image:title></image:image>\
        <n:news><n:publication><n:name>The Gull</n:name><n:language>en</n:language></n:publication>\
        <n:publication_date>2014-10-19T09:26-04:00</n:publication_date><n:title>Ferry &amp; fire</n:title></n:news></url>\
        <url><loc>https://a.example/2</loc></url></urlset>";
    let all = readings(map);
    assert_eq!(all.len(), 2);
    let news = &all[0].capture;
    assert_eq!(news.url, "https://a.example/1?a=1&b=2");
    assert_eq!(news.version.content.title.as_deref(), Some("Ferry & fire"));
    assert_eq!((&news.version.content.body, &news.version.content.description), (&None, &None));
    assert_eq!(raw(news.version.published.as_ref()), Some("2014-10-19T09:26-04:00"));
    assert_eq!(raw(news.version.updated.as_ref()), Some("2014-10-20"));
    let source = news.version.updated.as_ref().map(Timestamp::source);
    assert_eq!(source, Some(ClockSource::Sitemap));
    assert_eq!(news.labels.publisher.as_deref(), Some("The Gull"));
    assert_eq!(news.labels.lang.as_deref(), Some("en"));
    let bare = &all[1].capture;
    assert!(bare.version.content.is_empty() && bare.version.updated.is_none());
}

#[test]
fn feeds_in_every_encoding() {
    let text = "<?xml version=\"1.0\" encoding=\"LABEL\"?><rss><channel><item>\
                <link>https://a.example/1</link><title>Straße Ünter</title></item></channel></rss>";
    let title = |bytes: Vec<u8>| one(bytes).capture.version.content.title.expect("a title");
    let labelled = |label: &str| text.replace("LABEL", label);
    let units = |text: &str, big: bool, mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{FEFF}" } else { "" };
        let all: String = [mark, text].concat();
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        all.encode_utf16().flat_map(bytes).collect()
    };
    let latin = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    assert_eq!(title(labelled("utf-8").into_bytes()), "Straße Ünter");
    assert_eq!(title(latin(&labelled("ISO-8859-1"))), "Straße Ünter");
    // The bytes are valid UTF-8, whatever the declaration says.
    assert_eq!(title(labelled("ISO-8859-1").into_bytes()), "Straße Ünter");
    // Bytes declared as UTF-8 that are not valid UTF-8 are detected.
    assert_eq!(title(latin(&labelled("utf-8"))), "Straße Ünter");
    for big in [true, false] {
        for mark in [true, false] {
            assert_eq!(
                title(units(&labelled("utf-16"), big, mark)),
                "Straße Ünter",
                "{big} {mark}"
            );
        }
    }
    assert_eq!(title(labelled("utf-16").into_bytes()), "Straße Ünter");
    let japanese = text.replace("LABEL", "Shift_JIS").replace("Straße Ünter", "表示ソ]ー");
    let bytes = encoding_rs::SHIFT_JIS.encode(&japanese).0.into_owned();
    assert_eq!(title(bytes), "表示ソ]ー");
}

#[test]
fn broken_markup_costs_little() {
    let title = |item: &str| {
        let reading = one(rss(item));
        reading.capture.version.content.title.unwrap_or_default()
    };
    let link = "<link>https://a.example/1</link>";
    assert_eq!(title(&format!("<item>{link}<title>A & B</title></item>")), "A & B");
    assert_eq!(title(&format!("<item>{link}<title>caf&eacute;&nbsp;1</title></item>")), "café 1");
    assert_eq!(title(&format!("<item>{link}<title>a < b</title></item>")), "a < b");
    assert_eq!(title(&format!("<item>{link}<title>T<description>D</description></item>")), "T");
    assert_eq!(
        title(&format!("<item>{link}<p><title>In</title></b></p><title>T</title></item>")),
        "T"
    );
    assert_eq!(title(&format!("<item>{link}<title>&#146;It&#146;s</title></item>")), "’It’s");
    assert_eq!(
        title(&format!("<item>{link}<title>&#0;&#xFFFFFFFF;&bogus;</title></item>")),
        "\u{FFFD}\u{FFFD}&bogus;"
    );
    // An unclosed item ends where the next one begins.
    let two = rss(
        "<item><link>https://a.example/1</link><title>1</title><item><link>https://a.example/2</link></item>",
    );
    assert_eq!(readings(two).len(), 2);
    // The first of several, at the item's own level.
    assert_eq!(
        title(&format!(
            "<item><image><title>Wrong</title></image>{link}<title>Right</title></item>"
        )),
        "Right"
    );
}

#[test]
fn an_entity_bomb_is_harmless() {
    let mut bomb = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"lol\">".to_owned();
    for level in 1..40 {
        let before = format!("&a{};", level - 1).repeat(10);
        bomb.extend(["<!ENTITY a", &level.to_string(), " \"", &before, "\">"]);
    }
    bomb.push_str("]><rss><channel><item><link>https://a.example/1</link><title>&a39;</title></item></channel></rss>");
    let content = one(bomb).capture.version.content;
    assert_eq!(content.title.as_deref(), Some("&a39;"));
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><rss><channel><item>\
                   <link>https://a.example/1</link><title>[&x;]</title></item></channel></rss>";
    assert_eq!(one(outside).capture.version.content.title.as_deref(), Some("[&x;]"));
}

#[test]
fn depth_and_floods_are_taken() {
    let link = "<link>https://a.example/1</link>";
    for inside in [
        format!("{}{}", "<b>".repeat(100_000), "</b>".repeat(100_000)),
        "<b>".repeat(200_000),
        "</b>".repeat(200_000),
        format!("<description>{}x</description>", "<div>".repeat(100_000)),
        format!("<content:encoded><![CDATA[{}x]]></content:encoded>", "<div>".repeat(100_000)),
        format!("<a {}/>", "x=\"y\" ".repeat(100_000)),
        format!("<link {} href=\"https://a.example/2\"/>", "x=\"y\" ".repeat(5_000)),
        "<link rel=\"alternate\" href=\"https://a.example/2\"/>".repeat(20_000),
        "&amp;".repeat(200_000),
        "<![CDATA[x]]>".repeat(50_000),
        "<!-- -->".repeat(50_000),
        "<category>x</category>".repeat(20_000),
    ] {
        let item = format!("<item>{link}{inside}</item>");
        let items = items(rss(&item), Format::Auto);
        let kinds = items.iter().filter(|item| matches!(item.raw, ItemContent::Entry(_))).count();
        assert_eq!(kinds, 1, "{}", &inside[..20]);
        let reading =
            extract_with_sources(&items[0], &ExtractOptions::default()).expect("readable");
        assert_eq!(reading.capture.url, "https://a.example/1", "{}", &inside[..20]);
    }
}

/// The start of the document has 32 KiB and ten thousand entries follow: reading it for each would
/// take a third of a gigabyte.
#[test]
fn what_a_feed_says_holds_for_its_entries_and_no_others() {
    let filler = "<x:y xmlns:x='urn:x'/>".repeat(1_500);
    let feed = |title: &str| {
        let items = "<item><link>https://a.example/1</link></item>".repeat(10_000);
        format!("<rss><channel><title>{title}</title>{filler}{items}</channel></rss>")
    };
    let (one, other) = (items(feed("One"), Format::Auto), items(feed("Other"), Format::Auto));
    assert_eq!((one.len(), other.len()), (10_000, 10_000));
    for (first, second) in one.iter().zip(&other) {
        for (item, title) in [(first, "One"), (second, "Other")] {
            if item.place.record.is_some_and(|record| record % 1_000 == 0) || title == "One" {
                let reading =
                    extract_with_sources(item, &ExtractOptions::default()).expect("readable");
                assert_eq!(reading.capture.labels.publisher.as_deref(), Some(title));
            }
        }
    }
}

#[test]
fn markup_with_too_many_tags_still_says_its_words() {
    let many = "<p>a</p>".repeat(100_000);
    let feed = rss(&format!(
        "<item><link>https://a.example/1</link><content:encoded><![CDATA[One <b>{many} &amp; two]]></content:encoded></item>"
    ));
    let body = one(feed).capture.version.content.body.expect("a body");
    assert!(body.starts_with("One\na\na\n") && body.ends_with("a\n&amp; two"), "{body:.40}");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    /// Pieces of feeds in any order: nothing panics, and nothing is lost silently.
    #[test]
    fn no_feed_makes_it_panic(
        pieces in proptest::collection::vec(
            proptest::sample::select(vec![
                "<rss>", "<channel>", "<item>", "</item>", "<item/>", "</channel>", "</rss>", "<feed>",
                "<entry>", "</entry>", "</feed>", "<link>", "</link>", "<link href='/a'/>", "https://a.example/é",
                "<title>", "</title>", "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE x [", "]>", "&amp;", "&#x41;",
                "&#99999999;", "&", "<", ">", "\"", "'", "<pubDate>", "2014-10-19", "</pubDate>", "<?xml encoding='x'?>",
                " xml:base='//'", "\u{0}", "é", "<url>", "</url>", "<urlset>", "<loc>", "</", "<a b='", "{", "\"items\":[",
            ]),
            0..40,
        ),
    ) {
        let text = pieces.concat();
        for format in [Format::Feed, Format::Sitemap, Format::Mhtml, Format::Auto] {
            let input = Input::Stream(Box::new(Cursor::new(text.clone().into_bytes())));
            let Ok(mut source) = open(input, format, &Limits::default()) else { continue };
            let mut count = 0;
            while let Ok(Some(item)) = source.next_item() {
                count += 1;
                proptest::prop_assert!(count < 200);
                proptest::prop_assert!(item.place.offset <= text.len() as u64);
                match extract_lenient(&item, &ExtractOptions::default()) {
                    Ok((reading, _)) => proptest::prop_assert!(!reading.capture.url.is_empty()),
                    Err(problem) => proptest::prop_assert!(!problem.message.is_empty()),
                }
            }
        }
    }
}

#[test]
fn what_wordpress_appends_is_no_part_of_the_story() {
    for (sentence, is_kept) in [
        ("The post Gulls appeared first on Weir News.", false),
        ("Der Beitrag Möwen erschien zuerst auf Wehr.", false),
        ("The post office appeared first on the map in 1911", true),
        ("The mayor spoke last.", true),
    ] {
        let item = format!(
            "<item><link>https://w.example/1</link><content:encoded><![CDATA[<p>Gulls at the weir.</p><p>{sentence}</p>]]></content:encoded></item>"
        );
        let feed = format!(
            r#"<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>{item}</channel></rss>"#
        );
        let body = one(feed).capture.version.content.body;
        let expected = if is_kept {
            format!("Gulls at the weir.\n\n{sentence}")
        } else {
            "Gulls at the weir.".to_owned()
        };
        assert_eq!(body.as_deref(), Some(expected.as_str()), "{sentence}");
    }
}

#[test]
fn an_entry_that_only_its_feed_can_name_is_a_reject() {
    let feed = |id: &str| {
        format!(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><author><name>Ann Lee</name></author><entry><id>{id}</id><title>T</title></entry></feed>"#
        )
    };
    assert_eq!(refused(feed("tag:w.example,2021:5")).code, "no-url");
    let named = one(feed("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6")).capture;
    // RFC 4287: the feed's author applies to entries without one.
    assert_eq!(named.version.content.byline.as_deref(), Some("Ann Lee"));
}

#[test]
fn content_in_base64_is_read() {
    // "The ferry sails again." and a few bytes of an image.
    for (kind, content, body) in [
        (
            "application/octet-stream",
            "VGhlIGZlcnJ5IHNhaWxz\nIGFnYWluLg==",
            Some("The ferry sails again."),
        ),
        ("image/png", "iVBORw0KGgo=", None),
        ("text/markdown", "VGhlIGZlcnJ5", None),
    ] {
        let document = format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title>\
             <link href='https://e.org/a'/><content type='{kind}'>{content}</content></entry></feed>"
        );
        assert_eq!(one(document).capture.version.content.body.as_deref(), body, "{kind}");
    }
}

#[test]
fn a_flood_of_ampersands_takes_linear_time() {
    let document = format!(
        "<rss version='2.0'><channel><item><title>{}</title><link>https://e.org/a</link></item>\
         </channel></rss>",
        "&".repeat(400_000)
    );
    let started = std::time::Instant::now();
    one(document);
    assert!(started.elapsed().as_secs() < 60);
}

#[test]
fn an_ambiguous_date_of_a_feed_is_left_empty() {
    let document = |lang: &str| {
        format!(
            "<rss version='2.0'><channel><language>{lang}</language><item><title>T</title>\
             <link>https://e.org/a</link><pubDate>03/09/2018 12:02</pubDate></item></channel></rss>"
        )
    };
    let reading = one(document("en"));
    assert_eq!(reading.capture.version.published, None);
    assert!(reading.unread_clocks[0].reason.contains("ExtractOptions::date_order"));
    let published = one(document("fr")).capture.version.published;
    assert_eq!(published.map(|stamp| stamp.display()).as_deref(), Some("2018-09-03 12:02 UTC?"));
}
