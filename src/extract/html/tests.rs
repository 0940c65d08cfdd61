//! Tests with pages written for this project.

use super::*;
use crate::article::DefaultZone;
use crate::extract::{ExtractError, Extraction};
use crate::source::{Item, ItemContent, PageKind, SourceLocation};

const STORY: [&str; 4] = [
    "Dock workers in Port Alba voted on Thursday to extend their strike by a week after talks with the harbour board broke down overnight.",
    "The board said 4,200 containers were waiting to be unloaded, and that two shipping lines had diverted vessels to other ports.",
    "“We asked for a rest day, not for the moon,” said union chair Petra Lindqvist, who has led the talks since March.",
    "The board did not reply. A court is to hear its request for an injunction on Monday, according to the registry.",
];

fn paragraphs() -> String {
    STORY.map(|text| format!("<p>{text}</p>")).concat()
}

fn item(html: impl Into<Vec<u8>>) -> Item {
    Item {
        place: SourceLocation { input: "page.html".into(), record: None, offset: 0 },
        raw: ItemContent::Page(RawPage {
            written: None,
            origin: None,
            bytes: html.into(),
            kind: PageKind::Html,
            content_type: None,
            url_hint: None,
        }),
    }
}

fn try_read(
    html: impl Into<Vec<u8>>,
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    crate::extract::extract_with_sources(&item(html), options)
}

#[track_caller]
fn read(html: impl Into<Vec<u8>>) -> Extraction {
    match try_read(html, &ExtractOptions::default()) {
        Ok(reading) => reading,
        Err(problem) => panic!("{problem}"),
    }
}

fn shown(stamp: Option<&Timestamp>) -> Option<String> {
    stamp.map(|stamp| format!("{} {}", stamp.display(), stamp.source().name()))
}

fn daily(extra_head: &str, before: &str, after: &str) -> String {
    format!(
        r#"<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour strike enters second week - The Alba Day</title>
<link rel="canonical" href="https://day.example/news/harbour-strike">
<meta property="og:site_name" content="The Alba Day">
<meta property="og:title" content="Harbour strike enters second week | The Alba Day">
<meta property="og:description" content="Talks broke down overnight.">
<meta property="article:section" content="Business">
{extra_head}</head><body>
<nav><ul><li><a href="/">Home</a><li><a href="/sport">Sport</a></ul></nav>
{before}
<article><h1>Harbour strike enters second week</h1>
<div class="byline">By <a rel="author" href="/ann">Ann Lee</a></div>
{}
</article>
{after}
<footer><p>© 2019 The Alba Day. All rights reserved. Registered in Port Alba under number 1234.</p></footer>
</body></html>"#,
        paragraphs()
    )
}

const LINKED: &str = r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"WebPage","datePublished":"2001-01-01"},
{"@type":"NewsArticle","headline":"Harbour strike enters second week","datePublished":"2019-03-14T07:05:00Z",
"dateModified":"2019-03-14T12:42:00+01:00","author":[{"@type":"Person","name":"Ann Lee"},{"@type":"Person","name":"Bob Ray"}],
"publisher":{"@type":"Organization","name":"The Alba Day"},"description":"Talks broke down &amp; more.",}]}</script>"#;

#[test]
fn structured_data_is_believed_first() {
    let meta = r#"<meta property="article:published_time" content="2019-03-15T00:00:00Z">"#;
    let reading = read(daily(&format!("{LINKED}{meta}"), "", ""));
    let capture = &reading.capture;
    let content = &capture.version.content;
    assert_eq!(capture.url, "https://day.example/news/harbour-strike");
    assert_eq!(content.title.as_deref(), Some("Harbour strike enters second week"));
    assert_eq!(content.byline.as_deref(), Some("Ann Lee, Bob Ray"));
    assert_eq!(content.description.as_deref(), Some("Talks broke down & more."));
    assert_eq!(content.body.as_deref(), Some(STORY.join("\n\n").as_str()));
    let published = shown(capture.version.published.as_ref());
    assert_eq!(published.as_deref(), Some("2019-03-14 07:05:00 UTC json-ld"));
    let updated = shown(capture.version.updated.as_ref());
    assert_eq!(updated.as_deref(), Some("2019-03-14 12:42:00 +01:00 json-ld"));
    assert_eq!(capture.labels.lang.as_deref(), Some("en-GB"));
    assert_eq!(capture.labels.publisher.as_deref(), Some("The Alba Day"));
    assert_eq!(capture.labels.section.as_deref(), Some("Business"));
    assert!(capture.payload.is_some());
    assert!(reading.explain.contains(&(Field::Published, "json-ld")));
    let says = |note: &String| note.starts_with("published:") && note.contains("2019-03-15");
    assert!(reading.notes.iter().any(says), "{:?}", reading.notes);
}

#[test]
fn published_is_never_copied_into_updated() {
    let meta = r#"<meta property="article:published_time" content="2019-03-14T07:05:00Z">"#;
    let version = read(daily(meta, "", "")).capture.version;
    assert!(version.published.is_some());
    assert_eq!(version.updated, None);
    assert_eq!(version.content.byline.as_deref(), Some("Ann Lee"));
    let meta = r#"<meta property="article:modified_time" content="2019-03-14T07:05:00Z">"#;
    let version = read(daily(meta, "", "")).capture.version;
    assert_eq!(version.published, None);
    assert!(version.updated.is_some());
}

#[test]
fn the_same_story_in_other_furniture_is_the_same_text() {
    let plain = read(daily(LINKED, "", "")).capture;
    let furnished = read(daily(
        LINKED,
        r#"<div class="cookie-banner"><p>We use cookies, and so do our 812 partners, to make this page better for you, they say.</p></div>
           <div class="promo"><a href="/x">Get 50% off a year of The Alba Day</a></div>"#,
        r#"<div class="newsletter-signup"><h3>Sign up for our newsletter</h3><p>All the harbour news, every morning, before the gulls wake up.</p></div>
           <section class="related-articles"><h2>Related stories</h2><ul><li><a href="/a">Crane falls into basin</a><li><a href="/b">Ferry fares to rise</a></ul></section>
           <section id="comments"><h2>12 comments</h2><p>I have worked on those docks for thirty years, and I never saw the like of it, believe me.</p></section>
           <aside><p>The Alba Day is a member of the Harbour Press Association, which hears complaints.</p></aside>"#,
    ))
    .capture;
    assert_eq!(plain.version, furnished.version);
    let inside = daily(LINKED, "", "").replace(
        "<p>The board said",
        r#"<div class="share-bar"><a href="f">Share on Facebook</a></div>
           <figure><img src="x.jpg"><figcaption>Containers at the quay. Photo: Jo Dent</figcaption></figure>
           <p>Advertisement</p><p><strong><a href="/c">READ MORE: How the strike began</a></strong></p><p>The board said"#,
    );
    assert_eq!(read(inside).capture.version, plain.version);
}

#[test]
fn printed_dates_are_read_where_nothing_is_structured() {
    let page = daily(
        "",
        "",
        "",
    )
    .replace("<div class=\"byline\">", "<p>Published: 03/04/2019 07:05 GMT<br>Last updated on 3 April 2019 at 9.30pm BST</p><div class=\"byline\">");
    let version = read(page).capture.version;
    assert_eq!(shown(version.published.as_ref()).as_deref(), Some("2019-04-03 07:05 UTC text"));
    assert_eq!(shown(version.updated.as_ref()).as_deref(), Some("2019-04-03 21:30 +01:00 text"));
    assert_eq!(version.content.body.as_deref(), Some(STORY.join("\n\n").as_str()));
}

#[test]
fn flags_come_before_the_page() {
    let options = ExtractOptions {
        url: Some("https://other.example/y".to_owned()),
        published: Some("1 May 2018 08:00".to_owned()),
        zone: "+02:00".parse::<DefaultZone>().unwrap_or_default(),
        ..ExtractOptions::default()
    };
    let reading = try_read(daily(LINKED, "", ""), &options);
    let capture = reading.as_ref().map(|reading| reading.capture.clone());
    assert_eq!(capture.as_ref().map(|capture| capture.url.as_str()), Ok("https://other.example/y"));
    let published = capture.ok().and_then(|capture| capture.version.published);
    assert_eq!(shown(published.as_ref()).as_deref(), Some("2018-05-01 08:00 +02:00? flag"));
    let options =
        ExtractOptions { updated: Some("yesterday".to_owned()), ..ExtractOptions::default() };
    let problem = try_read(daily(LINKED, "", ""), &options).err();
    assert_eq!(problem.map(|problem| problem.code), Some("bad-date"));
}

#[test]
fn a_saving_browsers_comment_gives_url_and_captured() {
    let page = format!(
        "<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: https://day.example/z \n saved date: Sun Oct 19 2014 09:31:00 GMT-0400 (Eastern Daylight Time)\n--><body><h1>Strike</h1>{}",
        paragraphs()
    );
    let capture = read(page).capture;
    assert_eq!(capture.url, "https://day.example/z");
    assert_eq!(
        shown(capture.captured.as_ref()).as_deref(),
        Some("2014-10-19 09:31:00 -04:00 saved-comment")
    );
}

#[test]
fn each_problem_names_its_remedy() {
    let story = paragraphs();
    let flagged = ExtractOptions {
        url: Some("https://day.example/z".to_owned()),
        ..ExtractOptions::default()
    };
    for (page, options, code, remedy) in [
        (story.clone().into_bytes(), &ExtractOptions::default(), "no-url", "ExtractOptions::url"),
        (Vec::new(), &flagged, "empty-page", "save it again"),
        (b"\x89PNG\0\0\x01\x02\x03\0\0\0\0".to_vec(), &flagged, "not-text", "import the page"),
        (
            b"<html><body><script>1</script></body></html>".to_vec(),
            &flagged,
            "no-article",
            "as text",
        ),
        (vec![b' '; 40 * 1024 * 1024], &flagged, "page-too-large", "cut it down"),
    ] {
        let problem = try_read(page, options).err();
        assert_eq!(problem.as_ref().map(|problem| problem.code), Some(code));
        assert!(problem.is_some_and(|problem| problem.message.contains(remedy)), "{code}");
    }
}

#[test]
fn article_body_stands_in_where_the_page_is_a_shell() {
    let body = STORY.join("\\n\\n").replace('"', "\\\"");
    let page = format!(
        r#"<link rel=canonical href="https://day.example/z"><script type="application/ld+json">{{"@type":"NewsArticle","headline":"Strike","articleBody":"{body}"}}</script><div id=app><p>Loading…</p></div>"#
    );
    let content = read(page).capture.version.content;
    assert_eq!(content.body.as_deref(), Some(STORY.join("\n\n").as_str()));
}

#[test]
fn hostile_pages_are_read_in_time() {
    let tail = format!("<article>{}</article>", paragraphs());
    let pages = [
        format!("{}{tail}", "<div>".repeat(100_000)),
        format!("{}{tail}", "<b>".repeat(100_000)),
        format!("{}{tail}", "<table><tr><td>".repeat(20_000)),
        format!(
            "{}{tail}",
            (0..20_000).fold(String::new(), |all, n| all + &format!("<p><font color={n}>x"))
        ),
        format!(
            "<p {}>{tail}",
            (0..100_000).fold(String::new(), |all, n| all + &format!(" a{n}=1"))
        ),
        format!("<p>{}</p>{tail}", "& ".repeat(300_000)),
        format!("<script type='application/ld+json'>{}</script>{tail}", "[".repeat(100_000)),
        format!("<!--{tail}"),
        format!("<p title=\"{tail}"),
    ];
    let options = ExtractOptions {
        url: Some("https://day.example/z".to_owned()),
        ..ExtractOptions::default()
    };
    for page in pages {
        let start = page.chars().take(20).collect::<String>();
        let began = std::time::Instant::now();
        let _ = try_read(page, &options);
        assert!(began.elapsed().as_secs() < 20, "{start}");
    }
}

#[test]
fn what_other_sources_say_of_a_clock_is_kept_with_the_capture() {
    let meta = r#"<meta property="article:published_time" content="2019-03-12T09:00:00Z">"#;
    let linked = LINKED.replace(",\"datePublished\":\"2001-01-01\"", "");
    let capture = read(daily(&format!("{linked}{meta}"), "", "")).capture;
    let disputed = serde_json::to_string(&capture.annotations.disputed_clocks);
    assert_eq!(
        disputed.ok().as_deref(),
        Some(r#"[{"clock":"published","source":"meta","says":"2019-03-12T09:00:00Z"}]"#)
    );
    let agreeing =
        r#"<meta property="article:published_time" content="2019-03-14T08:05:30+01:00">"#;
    let capture = read(daily(&format!("{linked}{agreeing}"), "", "")).capture;
    assert_eq!(capture.annotations.disputed_clocks, []);
}

#[test]
fn an_update_that_repeats_the_publication_gives_way() {
    let linked = LINKED.replace("2019-03-14T12:42:00+01:00", "2019-03-14T07:05:00Z");
    let meta = r#"<meta property="article:modified_time" content="2019-03-14T11:42:00Z">"#;
    let updated = |head: &str| {
        shown(read(daily(head, "", "")).capture.version.updated.as_ref()).unwrap_or_default()
    };
    assert_eq!(updated(&linked), "2019-03-14 07:05:00 UTC json-ld");
    assert_eq!(updated(&format!("{linked}{meta}")), "2019-03-14 11:42:00 UTC meta");
    assert_eq!(updated(&format!("{LINKED}{meta}")), "2019-03-14 12:42:00 +01:00 json-ld");
}

#[test]
fn dates_of_other_stories_and_comments_are_none() {
    let others = r#"<aside><time datetime="2020-01-02T10:00:00Z">2 January 2020</time></aside>
        <div class="related-stories"><p>3 January 2020</p><span class="date">4 January 2020</span></div>
        <div id="comments"><p>Posted 5 January 2020</p><time class="published" datetime="2020-01-06">x</time></div>"#;
    let version = read(daily("", others, others)).capture.version;
    assert_eq!((version.published, version.updated), (None, None));
    let own = daily("", others, others).replace(
        "<div class=\"byline\">",
        "<time datetime=\"2019-03-14T07:05:00Z\">14 March</time><div class=\"byline\">",
    );
    let version = read(own).capture.version;
    let published = shown(version.published.as_ref());
    assert_eq!(published.as_deref(), Some("2019-03-14 07:05:00 UTC time-element"));
}

#[test]
fn a_vague_date_gives_way_to_the_one_shown_at_the_headline() {
    let meta = r#"<meta name="date" content="2019-03-20">"#;
    let published =
        |page: String| shown(read(page).capture.version.published.as_ref()).unwrap_or_default();
    assert_eq!(published(daily(meta, "", "")), "2019-03-20 meta");
    let page = daily(meta, "", "")
        .replace("<div class=\"byline\">", "<p>14.03.2019 | Port Alba</p><div class=\"byline\">");
    assert_eq!(published(page), "2019-03-14 text");
}

#[test]
fn a_page_without_a_story_gives_what_it_has() {
    let page = item(
        r#"<html lang="de"><head><link rel="canonical" href="https://a.example/x">
        <meta property="og:title" content="Nur ein Titel"></head><body></body></html>"#,
    );
    let code =
        crate::extract::capture(&page, &ExtractOptions::default()).map_err(|problem| problem.code);
    assert_eq!(code.err(), Some("no-article"));
    let read = crate::extract::extract_lenient(&page, &ExtractOptions::default());
    let (reading, has_url) = read.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(has_url);
    assert_eq!(reading.capture.version.content.title.as_deref(), Some("Nur ein Titel"));
    assert_eq!(reading.capture.version.content.body, None);
    assert!(reading.notes.iter().any(|note| note.starts_with("body: no article")));
}

#[test]
fn a_shown_signature_near_the_headline_is_read() {
    let page = daily("", "", "<div class=\"author\">Carl Orr</div>").replace(
        "<div class=\"byline\">By <a rel=\"author\" href=\"/ann\">Ann Lee</a></div>",
        "<p class=\"article-byline\">By Ann Lee, Staff Writer</p>",
    );
    let byline = read(page).capture.version.content.byline;
    assert_eq!(byline.as_deref(), Some("Ann Lee"));
}

#[test]
fn a_date_that_cannot_be_read_is_told_and_kept() {
    let meta = |published: &str, updated: &str| {
        format!(
            r#"<meta property="article:published_time" content="{published}">
               <meta property="article:modified_time" content="{updated}">"#
        )
    };
    let page = |published: &str, updated: &str| read(daily(&meta(published, updated), "", ""));
    // The timestamp is missing: the unreadable date is always reported.
    for says in ["2019-02-31T10:00:00Z", "2019-13-01", "0019-03-01", "{{date}}"] {
        let reading = page("2019-03-14T10:00:00+01:00", says);
        assert_eq!(reading.unread_clocks.len(), 1, "{says}: {:?}", reading.unread_clocks);
        assert_eq!(reading.capture.version.updated, None, "{says}");
        let [unread] = reading.capture.annotations.unread_clocks.as_slice() else { panic!("one") };
        assert_eq!((unread.clock.name(), unread.says.as_str()), ("updated", says));
        assert!(reading.capture.version.content.body.is_some());
    }
    // Another source has the timestamp: an unfilled template is ignored, but a date that does not
    // exist is reported.
    let other = r#"<meta name="dcterms.modified" content="2019-03-15T10:00:00+01:00">"#;
    for (says, told) in [("{{date}}", 0), ("2019-02-31", 1)] {
        let meta = meta("2019-03-14T10:00:00+01:00", says);
        let reading = read(daily(&format!("{meta}{other}"), "", ""));
        assert_eq!(reading.unread_clocks.len(), told, "{says}: {:?}", reading.unread_clocks);
        assert!(reading.capture.version.updated.is_some());
    }
    let reading = page("2019-03-14T10:00:00+01:00", "2019-03-14T11:00:00+01:00");
    assert!(reading.unread_clocks.is_empty(), "{:?}", reading.unread_clocks);
}

#[test]
fn a_text_is_bounded_by_a_limit_of_its_own() {
    let mut item = item("Gulls at the weir said nothing. ".repeat(200_000));
    let ItemContent::Page(page) = &mut item.raw else { unreachable!() };
    page.kind = PageKind::Text;
    let problem = crate::extract::extract_with_sources(&item, &ExtractOptions::default()).err();
    let problem = problem.map(|problem| (problem.code, problem.message)).unwrap_or_default();
    assert_eq!(problem.0, "page-too-large");
    assert!(problem.1.contains("6291456") && problem.1.contains("record with a body"));
}

#[test]
fn a_page_in_a_house_of_its_own_encoding_is_bounded_too() {
    let mut bytes = b"<title>x</title><p>".to_vec();
    bytes.resize(11 << 20, 0x80);
    let problem = try_read(bytes, &ExtractOptions::default()).err().map(|problem| problem.code);
    assert_eq!(problem, Some("page-too-large"));
}

#[test]
fn what_a_page_prints_and_does_not_declare_is_read() {
    let page = |lines: &str| {
        read(format!(
            r#"<link rel=canonical href="https://day.example/z"><title>Strike in the harbour</title><article><h1>Strike in the harbour</h1>{lines}{}</article>"#,
            paragraphs()
        ))
        .capture
    };
    for (lines, byline) in [
        ("<p>By Tim Ostler</p>", Some("Tim Ostler")),
        ("<p>By Tim Ostler · 3 hours ago · 5 min read</p>", Some("Tim Ostler")),
        ("<p>Par Élodie Crépin</p><p>Il y a 2 heures</p>", Some("Élodie Crépin")),
        ("<div class=author>Tim Ostler, Transport Correspondent</div>", Some("Tim Ostler")),
        ("<p>Updated 3 hours ago</p>", None),
    ] {
        let capture = page(lines);
        assert_eq!(capture.version.content.byline.as_deref(), byline, "{lines}");
        assert_eq!(
            capture.version.content.body.as_deref(),
            Some(STORY.join("\n\n").as_str()),
            "{lines}"
        );
        assert_eq!(capture.labels.lang.as_deref(), Some("en"), "{lines}");
    }
}

#[test]
fn elements_beyond_the_bound_are_told() {
    let crowd = "<p>One more line of the list.</p>".repeat(80_000);
    let page =
        format!(r#"<link rel=canonical href="https://day.example/z">{}{crowd}"#, paragraphs());
    let reading = read(page);
    assert!(reading.notes.iter().any(|note| note.contains("more or deeper elements")));
    assert!(reading.capture.annotations.doubtful_body.is_some());
    // A script behind the limit hides nothing, and the text behind it is read.
    let page = format!(
        r#"<link rel=canonical href="https://day.example/z">{}{}<script>var x = 1</script><p>The end of the page.</p>"#,
        paragraphs(),
        "<p>One more line of the list.</p>".repeat(160_000)
    );
    let body = read(page).capture.version.content.body.unwrap_or_default();
    assert!(body.contains("The end of the page.") && !body.contains("var x"));
}

#[test]
fn markup_that_nests_without_end_is_read_in_time() {
    for unit in ["<li><dd>", "<dd><li><dt>", "<optgroup>", "<option><optgroup>"] {
        let page = format!(
            r#"<link rel=canonical href="https://day.example/z"><div>{}</div>{}"#,
            unit.repeat(20_000),
            paragraphs()
        );
        let start = std::time::Instant::now();
        let body = read(page).capture.version.content.body.unwrap_or_default();
        assert!(body.contains("A court is to hear its request"), "{unit}");
        assert!(start.elapsed().as_secs() < 20, "{unit}: {:?}", start.elapsed());
    }
    let attributes =
        (0..20_000).fold(String::new(), |all, n| all + "<body a" + &n.to_string() + "=1>");
    let page =
        format!(r#"<link rel=canonical href="https://day.example/z">{attributes}{}"#, paragraphs());
    assert!(read(page).capture.version.content.body.is_some());
    let page = format!(
        r#"<link rel=canonical href="https://day.example/z">{}{}"#,
        "<?xml:namespace prefix = o />".repeat(3_000),
        paragraphs()
    );
    let body = read(page).capture.version.content.body.unwrap_or_default();
    assert!(!body.contains("namespace"));
}

#[track_caller]
fn check_published(before: &str, within: &str, expected: Option<&str>) {
    let page = daily("", before, "")
        .replace("<div class=\"byline\">", &format!("{within}<div class=\"byline\">"));
    let published = read(page).capture.version.published;
    let day = published.map(|stamp| stamp.display().chars().take(16).collect::<String>());
    let day = day.as_deref().map(str::trim_end);
    assert!(
        match (day, expected) {
            (Some(day), Some(expected)) => day.starts_with(expected),
            (None, None) => true,
            _ => false,
        },
        "{before}{within}: {day:?}, not {expected:?}"
    );
}

#[test]
fn a_date_needs_a_place_or_a_label() {
    let own = "<p class=date>14 March 2019</p>";
    for (before, within, expected) in [
        // The day of the visit.
        (
            "<div class=masthead><span class=today>Sunday, 29 November 2026</span></div>",
            own,
            Some("2019-03-14"),
        ),
        ("<div class=masthead><span class=today>Sunday, 29 November 2026</span></div>", "", None),
        ("<header><time datetime=2026-11-29>Sunday</time></header>", own, Some("2019-03-14")),
        ("<header><time datetime=2026-11-29>Sunday</time></header>", "", None),
        ("<div class=weather-box><p>29 November 2026</p></div>", own, Some("2019-03-14")),
        // A day in a sentence.
        (
            "",
            "<p class=date>14 March 2019</p><p>The board will meet on <time datetime=2019-05-02T10:00>2 May</time> at ten.</p>",
            Some("2019-03-14"),
        ),
        (
            "",
            "<p>Das Gericht tagt am <time datetime=2019-05-02>2. Mai</time> in der Hafenstraße.</p>",
            None,
        ),
        ("", "<p>She died on 3 May 2022.</p>", None),
        ("", "<p>Die nächste Sitzung ist am 5. Januar 2027.</p>", None),
        // Labels.
        ("", "<p>Updated <time datetime=2019-03-15T10:00:00Z>15 March</time></p>", None),
        (
            "",
            "<p><span>Aktualisiert:</span> <time datetime=2019-03-15T10:00:00Z>15.03.</time></p>",
            None,
        ),
        (
            "",
            "<p>Published <time datetime=2019-03-14T10:00:00Z>x</time> Updated <time datetime=2019-03-15T10:00:00Z>y</time></p>",
            Some("2019-03-14"),
        ),
        ("", "<p>Offer expires <time datetime=2019-04-30>30 April</time></p>", None),
        // An embedded post.
        (
            "",
            "<blockquote class=twitter-tweet><p>Out on strike.</p><time datetime=2018-01-02T10:00:00Z>2 January 2018</time></blockquote>",
            None,
        ),
        (
            "",
            "<div class='fb-post social-embed'><b>Port Alba</b> <time datetime=2018-01-02T10:00:00Z>x</time></div>",
            None,
        ),
        // Boxes of page builders, and a box with an odd name.
        (
            "",
            "<div class='elementor-widget elementor-widget-post-info'><time datetime=2019-03-14T09:00:00Z>x</time></div>",
            Some("2019-03-14"),
        ),
        (
            "",
            "<div class=article-teaser-box><time datetime=2019-03-14T09:00:00Z>x</time></div>",
            Some("2019-03-14"),
        ),
        ("", "<div class=related><time datetime=2019-03-10T09:00:00Z>x</time></div>", None),
    ] {
        check_published(before, within, expected);
    }
    let meta = r#"<meta name="published_on" content="2019-03-14T07:05:00Z">"#;
    assert!(read(daily(meta, "", "")).capture.version.published.is_some());
}

#[test]
fn a_date_next_to_the_headline_is_read_in_any_element() {
    for within in [
        // A byline of spans without spaces between them.
        "<div><span>Ann Lee</span><span>Follow</span><span>14 March 2019</span><span>4 min read</span></div>",
        // Times in attributes.
        "<time title='2019-03-14T07:05:00Z'>2 days ago</time>",
        "<time datetime='2 days ago' title='14 March 2019 07:05'>2 days ago</time>",
        "<span class=ago data-time=1552547100>2 days ago</span>",
        "<span data-published='2019-03-14T07:05:00Z'>2 days ago</span>",
        "<time datetime='2019-03-14T07:05:07:684Z'>14 March</time>",
        // hAtom: the update is the only date of the entry.
        "<span class=updated title='2019-03-14T07:05:00Z'></span>",
        // Drupal.
        "<span property='dc:date dc:created' content='2019-03-14T07:05:00+00:00'>Submitted by ann</span>",
        "<p>Submitted by ann on 14 March 2019</p>",
        // Boxes that are named like others.
        "<div class='sidebar article-sidebar'><p class=date>14 March 2019</p></div>",
        "<div class='teaser teaser--hero'><span class=teaser__date>14 March 2019</span></div>",
        "<div class=Comment><span class=date>14 March 2019</span></div>",
        // Labels.
        "<p>Erstveröffentlichung: 14.03.2019, letzte Aktualisierung: 15.03.2019</p>",
        "<p>Letzte Änderung: 15.03.2019 | Erstellt am 14.03.2019</p>",
    ] {
        check_published("", within, Some("2019-03-14"));
    }
    for update in [
        "<p>Letzte Änderung: 15.03.2019</p>",
        "<p>Zuletzt bearbeitet am 15.03.2019</p>",
        "<p>Dernière modification : 15/03/2019</p>",
        "<p>Ultima modifica: 15/03/2019</p>",
        "<p>최종수정 2019.03.15 10:20</p>",
        "<p>Cập nhật: 15/03/2019</p>",
        "<p>Aangepast op 15 maart 2019</p>",
        "<time class=updated datetime=2019-03-15>Updated 15 March 2019</time>",
    ] {
        check_published("", update, None);
    }
    let within = "<time class=updated datetime=2019-03-15>15 March 2019</time>";
    let meta = r#"<meta property="article:published_time" content="2019-03-14T07:05:00Z">"#;
    let page = daily(meta, "", "").replace("<div class=\"byline\">", within);
    let version = read(page).capture.version;
    assert_eq!(version.updated.map(|stamp| stamp.display()).as_deref(), Some("2019-03-15"));
}

#[test]
fn dates_of_other_things_are_not_used() {
    for within in [
        "<p>Beginn: 2. Mai 2019, 19:00 Uhr</p>",
        "<p>Anmeldefrist: 02.05.2019</p>",
        "<p>When: 2 May 2019</p>",
        "<p>Version 2.1 (2 May 2019)</p>",
        "<ul><li>2 May 1961</li><li>Port Alba</li></ul>",
        "<div class=video data-timestamp=1552547100>Play</div>",
        // Events, calendars and opening hours.
        "<div class=event><span class=date>2 May 2019</span> Concert</div>",
        "<div class=event-date>Thursday 2 May 2019, 7pm</div>",
        "<div class=kalender><time datetime=2019-05-02>2 May</time> Concert</div>",
        "<table><tr><td>2 May 2019, 19:00<td>Concert<tr><td>9 June 2019<td>Market</table>",
        "<ul><li>2 May 2019: Concert</li><li>9 June 2019: Market</li></ul>",
        "<dl><dt>Date<dd>2 May 2019<dt>Venue<dd>Town hall</dl>",
        "<h2>Termine</h2><p>02.05.2019</p><p>Konzert</p>",
        "<h3>Agenda</h3><p><time datetime=2019-05-02>2 mai</time> Concert</p>",
        "<h3>Opening hours</h3><p>2 May 2019: 9:00 - 12:00</p>",
    ] {
        check_published("", within, None);
    }
    // A table of the page's own dates, and an article in a section for events.
    let own = "<table><tr><td>Published:<td>14 March 2019<tr><td>Updated:<td>15 March 2019</table>";
    check_published("", own, Some("2019-03-14"));
    check_published("<h2>Events</h2>", "<p class=date>14 March 2019</p>", Some("2019-03-14"));
    for after in [
        "<div><h3>More news</h3><ul><li><a href=/x>Another story of the day</a> <time datetime=2019-03-09>9 March</time></li><li><a href=/y>One more story of the day</a> <time datetime=2019-03-08>8 March</time></li></ul></div>",
        "<div><h3>2 comments</h3><div><b>Ann</b> <span>9 May 2019 at 10:15</span><p>Nice work.</p></div><div><b>Bob</b> <span>10 May 2019 at 11:15</span><p>Thanks.</p></div></div>",
        "<div class=comment><span class=date>9 May 2019</span><p>Nice work.</p></div>",
    ] {
        let published = read(daily("", "", after)).capture.version.published;
        assert_eq!(published, None, "{after}");
    }
    // A label far away gives way to a date at the headline.
    let after = "<ul><li><p>Another story</p></li></ul>".repeat(80)
        + "<p><time pubdate datetime=2019-09-24>24 September</time></p>";
    let within =
        "<p class=when><time datetime=2019-03-14>14 March</time></p><div class=\"byline\">";
    let page = daily("", "", &after).replace("<div class=\"byline\">", within);
    let published = read(page).capture.version.published;
    assert_eq!(published.map(|stamp| stamp.display()).as_deref(), Some("2019-03-14"));
}

#[test]
fn claims_that_differ_are_decided_by_what_readers_see() {
    let meta = r#"<meta property="article:published_time" content="2019-03-16T07:05:00Z">"#;
    let shown = "<p class=date>16 March 2019</p><div class=\"byline\">";
    let page = daily(&format!("{LINKED}{meta}"), "", "");
    let published = read(page.as_str()).capture.version.published.map(|stamp| stamp.display());
    assert_eq!(published.as_deref(), Some("2019-03-14 07:05:00 UTC"));
    let page = page.replace("<div class=\"byline\">", shown);
    let published = read(page).capture.version.published.map(|stamp| stamp.display());
    assert_eq!(published.as_deref(), Some("2019-03-16 07:05:00 UTC"));
}

#[test]
fn a_url_that_is_given_names_the_day() {
    let page = daily("", "", "").replace("rel=\"canonical\"", "rel=\"icon\"");
    let url = "https://day.example/2019/03/14/harbour-strike".to_owned();
    let options = ExtractOptions { url: Some(url), ..ExtractOptions::default() };
    let reading = try_read(page, &options).unwrap();
    let published = reading.capture.version.published.map(|stamp| stamp.display());
    assert_eq!(published.as_deref(), Some("2019-03-14"));
}

#[test]
fn structured_dates_of_videos_and_questions_are_read() {
    for (head, expected) in [
        (
            r#"<script type="application/ld+json">{"@type":"VideoObject","name":"Harbour strike enters second week","uploadDate":"2019-03-14"}</script>"#,
            Some("2019-03-14"),
        ),
        (
            r#"<script type="application/ld+json">{"@type":"QAPage","mainEntity":{"@type":"Question","name":"Harbour strike enters second week","dateCreated":"2019-03-14"}}</script>"#,
            Some("2019-03-14"),
        ),
        (
            r#"<script type="application/ld+json">{"@type":"VideoObject","name":"Another clip of the harbour","uploadDate":"2019-03-10"}</script>"#,
            None,
        ),
        (
            r#"<meta name="parsely-page" content='{"title":"x","pub_date":"2019-03-14T07:05:00Z"}'>"#,
            Some("2019-03-14"),
        ),
        (
            r#"<meta property="article:created_time" content="2019-03-14T07:05:00Z">"#,
            Some("2019-03-14"),
        ),
    ] {
        let published = read(daily(head, "", "")).capture.version.published;
        let day = published.map(|stamp| stamp.display().chars().take(10).collect::<String>());
        assert_eq!(day.as_deref(), expected, "{head}");
    }
}

#[test]
fn a_time_without_a_zone_takes_the_one_stated_elsewhere() {
    let bare = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour strike enters second week","datePublished":"2019-03-14T07:05:30"}</script>"#;
    let published = |more: &str| {
        let stamp = read(daily(&format!("{bare}{more}"), "", "")).capture.version.published;
        stamp.map(|stamp| stamp.display()).unwrap_or_default()
    };
    let meta =
        |value: &str| format!(r#"<meta property="article:published_time" content="{value}">"#);
    assert_eq!(published(&meta("2019-03-14T07:05:00-05:00")), "2019-03-14 07:05:30 -05:00");
    assert!(!published(&meta("2019-03-14T09:05:00-05:00")).contains("-05:00"));
}

#[test]
fn line_numbers_of_a_listing_are_no_text() {
    let listing = |numbers: &str, code: &str| {
        let page = daily("", "", "");
        let table = format!("<table><tr><td>{numbers}</td><td>{code}</td></tr></table><p>");
        read(page.replacen("<p>", &table, 1)).capture.version.content.body.unwrap_or_default()
    };
    let code = "<pre>let a = 1;\nlet b = 2;</pre>";
    let body = listing("<pre class=lineno>1\n2\n</pre>", code);
    assert!(body.contains("let a = 1;\nlet b = 2;") && !body.contains("1\n2"), "{body}");
    let body = listing("<pre class='gutter'><span>1</span><br><span>2</span></pre>", code);
    assert!(body.contains("let a = 1;") && !body.contains("1\n2"), "{body}");
    // The listing itself may have such a name.
    let body = listing("", &code.replace("<pre>", "<pre class=line-numbers>"));
    assert!(body.contains("let a = 1;"), "{body}");
}

#[test]
fn an_article_that_only_the_structured_data_has_is_read() {
    let comments = "<section class=kommentarer><p>It was high time that somebody did something about \
                    that old bridge, it has been a shame for years.</p><p>I think that the money \
                    should have gone to the schools instead of to this.</p></section>";
    let sentences = [
        "The town builds a new footbridge over the river, the council decided on Tuesday.",
        "The old bridge was condemned after the spring flood and has been closed since then.",
        "It costs two million and is to be ready when the schools open again in autumn.",
        "A small ferry runs twice an hour until then.",
    ];
    let page = |body: &str| {
        format!(
            r#"<html><head><title>New footbridge</title>
            <link rel=canonical href="https://day.example/z"><script type="application/ld+json">
            {{"@type": "NewsArticle", "headline": "New footbridge", "articleBody": "{}"}}</script>
            </head><body><div id=app>{body}</div></body></html>"#,
            sentences.join("\\n\\n")
        )
    };
    let read = |body: &str| read(page(body)).capture.version.content.body.unwrap_or_default();
    for body in [
        comments,
        "<p>We value your privacy. We and our partners store data on your device. \
                           You can change your choices at any time.</p>",
    ] {
        assert_eq!(read(body), sentences.join("\n\n"));
    }
    // A page that shows the article is read itself.
    let shown = sentences.map(|sentence| format!("<p>{sentence}</p>")).concat();
    let more = format!(
        "<article>{shown}<p>The mayor opened the works with a spade on Friday.</p></article>"
    );
    assert!(read(&more).ends_with("a spade on Friday."));
}

#[test]
fn dates_of_comments_are_not_the_articles() {
    let box_of = |property: &str| {
        format!(
            "<div itemprop=comment><time itemprop={property} datetime=2021-03-04T18:00:00Z>4 March</time> Well done!</div>"
        )
    };
    for property in ["commentTime", "dateCreated"] {
        let page = format!(
            "<html><head><title>Ferry stays</title><link rel=canonical href='https://day.example/z'></head><body><h1>Ferry stays</h1>{}<section id=comentarios>{}</section></body></html>",
            paragraphs(),
            box_of(property)
        );
        assert_eq!(read(page).capture.version.published, None, "{property}");
    }
}

#[test]
fn titles_and_bylines_keep_their_words_apart() {
    let title = |h1: &str| {
        let page = format!(
            r#"<html><head><title>Ferry stays in port for a third day | Alba Post</title>
            <link rel=canonical href="https://day.example/z"></head><body>{h1}{}</body></html>"#,
            paragraphs()
        );
        read(page).capture.version.content.title.unwrap_or_default()
    };
    let expected = "Ferry stays in port for a third day";
    for h1 in [
        "<h1>Ferry stays in port<br>for a third day</h1>",
        "<h1><div>Ferry stays in port</div><div>for a third day</div></h1>",
        "<h1><span style='display: block'>Ferry stays in port</span><span style='display: block'>for a third day</span></h1>",
        "<h1>Ferry stays in po\u{AD}rt for a third day</h1>",
        // The site's name.
        "<h1><a href='/'>Alba Post</a></h1><h2>Ferry stays in port for a third day</h2>",
        "<div><h1>Alba Post</h1></div><h2>Ferry stays in port for a third day</h2>",
        "<header><h1>Alba Post</h1></header><h1>Ferry stays in port for a third day</h1>",
    ] {
        assert_eq!(title(h1), expected, "{h1}");
    }
    let byline = |head: &str, within: &str| {
        let page = daily(head, "", "").replace(
            r#"<div class="byline">By <a rel="author" href="/ann">Ann Lee</a></div>"#,
            within,
        );
        read(page).capture.version.content.byline.unwrap_or_default()
    };
    for name in ["author", "article:author", "parsely-author", "dc.creator", "citation_author"] {
        let head =
            format!("<meta name='{name}' content='Ann Lee'><meta name='{name}' content='Bob Ray'>");
        assert_eq!(byline(&head, ""), "Ann Lee, Bob Ray", "{name}");
    }
    let links = "<p><a rel=author href=/a>Ann Lee</a> and <a rel=author href=/b>Bob Ray</a></p>";
    assert_eq!(byline("", links), "Ann Lee, Bob Ray");
    let lines = "<div class=byline><div>Ann Lee</div><div>Transport Correspondent</div></div>";
    assert_eq!(byline("", lines), "Ann Lee");
    for other in ["9 minutes", "View more posts", "Alle Beiträge", "See all articles by"] {
        assert_eq!(byline(&format!("<meta name=author content='{other}'>"), ""), "", "{other}");
    }
    let lang =
        read(daily("", "", "").replace("lang=\"en-GB\"", "lang=\"utf-8\"")).capture.labels.lang;
    assert_eq!(lang.as_deref(), Some("en"));
}

#[test]
fn a_story_without_scripts_is_read_from_noscript() {
    let page = format!(
        r#"<html><head><title>Harbour strike</title><link rel=canonical href="https://day.example/z"></head>
        <body><div id=app>Loading</div><noscript><div>{}</div></noscript></body></html>"#,
        paragraphs()
    );
    let body = read(page).capture.version.content.body.unwrap_or_default();
    assert!(body.starts_with(STORY[0]) && body.ends_with(STORY[3]), "{body}");
}

#[test]
fn the_saving_browser_names_its_zone_in_its_language() {
    for zone in
        ["heure normale d’Europe centrale", "Ora standard dell’Europa centrale", "中欧标准时间"]
    {
        let comment = format!(
            "<!--\n Page saved with SingleFile\n url: https://day.example/z\n saved date: Mon Mar 01 2021 09:15:00 GMT+0100 ({zone})\n-->"
        );
        let captured = read(format!("{comment}{}", paragraphs())).capture.captured;
        assert_eq!(
            shown(captured.as_ref()).as_deref(),
            Some("2021-03-01 09:15:00 +01:00 saved-comment"),
            "{zone}"
        );
    }
}

/// One certain heading inside the article shows that those like it are, too.
#[test]
fn linked_headings_between_paragraphs_are_kept() {
    let heading = |text: &str| format!("<h3><a href=/topic>{text}</a></h3>");
    let [one, two, three, four] = STORY.map(|text| format!("<p>{text}</p>"));
    let body = |inner: &str| {
        let page = format!(
            "<link rel=canonical href='https://day.example/z'><title>Strike</title><article>\
             <h1>Strike</h1>{inner}</article>"
        );
        read(page).capture.version.content.body.unwrap_or_default()
    };
    let (alone, pair, last) = (heading("The vote"), heading("The board"), heading("The court"));
    let kept = body(&format!("{one}{two}{alone}{three}{pair}{four}{two}{last}{one}"));
    for name in ["The vote", "The board", "The court"] {
        assert!(kept.contains(&format!("\n\n{name}\n\n")), "{name}: {kept}");
    }
    // Two after the article, each with one paragraph, are teasers.
    let teasers = [&last, &three, &alone, &one].map(String::as_str).concat();
    let kept = body(&format!("{one}{two}{pair}{four}{two}{teasers}"));
    assert!(kept.contains("The board") && !kept.contains("The court"), "{kept}");
}

/// Pages of ASP.NET: a form around a table around the article, with line breaks for paragraphs, and a
/// headline that is not a heading.
#[test]
fn a_table_that_lays_out_a_page_is_no_table() {
    let lines = STORY.join("<br><br>");
    let page = format!(
        "<link rel=canonical href='https://day.example/z'><title>Strike goes on</title>\
         <form action='Story.aspx?id=1' method=post><table>\
         <tr><td colspan=3><a href=Default.aspx>The Alba Day</a></td></tr>\
         <tr><td><a href=News.aspx>News</a><br><a href=Sport.aspx>Sport</a></td>\
         <td><span class=headline>Strike goes on</span><br><span class=byline>By Ann Lee</span><br>\
         <span class=pubdate>Posted: Thursday, March 14, 2019 7:30:00 AM</span><div><span>{lines}</span></div></td>\
         <td><b>Most read</b><br><a href=Story.aspx?id=2>Fares rise</a></td></tr></table></form>"
    );
    let capture = read(page).capture;
    let content = &capture.version.content;
    assert_eq!(content.body.as_deref(), Some(STORY.join("\n\n").as_str()));
    assert_eq!(content.byline.as_deref(), Some("Ann Lee"));
    let published = capture.version.published.map(|stamp| stamp.canonical());
    assert_eq!(published.as_deref(), Some("2019-03-14T07:30:00Z"));
    // A table of the article is one, whatever its cells hold.
    let [one, two, ..] = STORY;
    let table = format!(
        "<link rel=canonical href='https://day.example/z'><title>Strike</title><article><h1>Strike</h1>\
         <p>{one}<p>{two}<table><tr><th>Port<th>Days<tr><td>Alba<td>7</table><p>{one}</article>"
    );
    let body = read(table).capture.version.content.body.unwrap_or_default();
    assert!(body.contains("Port Days\nAlba 7"), "{body}");
}

/// The order of day and month is that of the page's other dates, then that of the host's country and
/// of the language. A date that nothing decides is marked.
#[test]
fn the_dates_of_a_page_show_their_order() {
    let on = |host: &str, head: &str, line: &str, expected: &str, other: Option<&str>| {
        let page = format!(
            "<html lang=en><link rel=canonical href='https://{host}/z'>{head}<title>Strike</title>\
             <article><h1>Strike</h1><p class=date>{line}</p>{}</article>",
            paragraphs()
        );
        let found = read(page);
        let published = found.capture.version.published.expect("a time");
        assert_eq!(published.canonical(), expected, "{host} {line}");
        let disputed = &found.capture.annotations.disputed_clocks;
        let others: Vec<&str> = disputed.iter().map(|other| other.says.as_str()).collect();
        assert_eq!(others, Vec::from_iter(other), "{host} {line}");
        let is_noted = found.notes.iter().any(|note| note.contains("may be"));
        assert_eq!(is_noted, other.is_some(), "{:?}", found.notes);
    };
    let open = "Published: 03/04/2021";
    on("day.example", "", open, "2021-03-04", Some("2021-04-03"));
    on("day.co.uk", "", open, "2021-04-03", None);
    on("day.com.au", "", open, "2021-04-03", None);
    on("town.gov", "", open, "2021-03-04", None);
    on("day.example", "<meta property=og:locale content=en_GB>", open, "2021-04-03", None);
    let same_day = "<meta name=date content=2021-04-03>";
    on("day.example", same_day, "3/4/2021", "2021-04-03", None);
    let check = |line: &str, expected: &str| {
        let page = format!(
            "<html lang=en><link rel=canonical href='https://day.example/z'><title>Strike</title><article>\
             <h1>Strike</h1><p class=date>{line}</p>{}</article>",
            paragraphs()
        );
        let published = read(page).capture.version.published.expect("a time");
        assert_eq!(published.canonical(), expected, "{line}");
    };
    check("Published: 03/04/2021 09:15. Updated: 25/04/2021 10:20", "2021-04-03T09:15:00Z");
    check("Published: 03/04/2021 09:15. Updated: 04/25/2021 10:20", "2021-03-04T09:15:00Z");
    check("Published: 03/04/2021 09:15", "2021-03-04T09:15:00Z");
}

#[test]
fn teasers_behind_a_short_story_are_not_its_text() {
    let story = [
        "The city shut the bridge over the river on Sunday, the mayor said.",
        "Repairs will take three months and cost $40 million, he said.",
    ];
    let own = story.map(|text| format!("<p>{text}</p>")).concat();
    let teaser = "<div><h3><a href=x>Another story of another day</a></h3><p>This is a long teaser of the other story that goes on and on, with commas, and more.</p></div>";
    let page = |behind: &str| {
        let page = format!(
            r#"<link rel=canonical href="https://day.example/z"><title>Bridge shut</title><article><h1>Bridge shut</h1>{own}</article>{behind}"#
        );
        read(page).capture.version.content.body.unwrap_or_default()
    };
    for head in ["Recommended", "You may also like", "Mehr zum Thema", "Related stories"] {
        let behind = format!("<section><h2>{head}</h2>{}</section>", teaser.repeat(8));
        assert_eq!(page(&behind), story.join("\n\n"), "{head}");
    }
    // A section that belongs to the article is kept, whatever its heading.
    let rest =
        "<p>The council will vote on the plan in June, and the traders want to be heard.</p>";
    let body = page(&format!("<section><h2>Related stories</h2>{}</section>", rest.repeat(6)));
    assert!(body.contains("traders"), "{body}");
}

/// The paragraphs of the other half of the article.
fn second_half() -> String {
    STORY.map(|text| format!("<p>{}</p>", text.replace("board", "council"))).concat()
}

fn headed(inner: &str) -> String {
    const TITLE: &str = "Harbour strike goes on for a week";
    format!(
        "<html lang=en><head><title>{TITLE}</title><link rel=canonical href='https://day.example/strike'>\
         </head><body><h1>{TITLE}</h1>{inner}</body></html>"
    )
}

fn boxes(host: &str) -> String {
    let of = |number: usize| {
        format!(
            "<div class=card><h3><a href='{host}/{number}'>Story {number}</a></h3><p>The bakery on Mill \
             Lane has won the prize of the county for loaf number {number} of the year.</p>\
             <a href='{host}/{number}'>more</a></div>"
        )
    };
    (1..=4).map(of).collect()
}

#[test]
fn boxes_that_lead_to_other_articles_are_not_text() {
    let body = |boxes: &str| {
        let page =
            headed(&format!("<div>{}{}<div>{boxes}</div></div>", paragraphs(), second_half()));
        read(page).capture.version.content.body.expect("a body")
    };
    assert!(!body(&boxes("/news")).contains("bakery"));
    assert!(body(&boxes("/news")).contains("The council did not reply."));
    // A list of products in an article leads to other sites.
    assert!(body(&boxes("https://shop.example")).contains("bakery"));
}

#[test]
fn a_request_for_consent_longer_than_the_article_is_left_out() {
    let consent = "<p>We and our 812 partners store and access cookies on a device, and process personal \
                   data. You can withdraw your consent at any time, as the privacy notice describes.</p>";
    let page = headed(&format!(
        "<div class=layer><h2>Your choices</h2>{}</div><article><p>{}</p><p>{}</p></article>",
        consent.repeat(3),
        STORY[0],
        STORY[1]
    ));
    let reading = read(page);
    assert_eq!(reading.capture.version.content.body, Some(format!("{}\n\n{}", STORY[0], STORY[1])));
    assert_eq!(reading.capture.annotations.not_a_story, None);
}

#[test]
fn a_text_that_may_be_a_part_is_doubtful() {
    let (first, second) = (paragraphs(), second_half());
    let few = format!("<p>{}</p><p>{}</p>", STORY[0], STORY[1]);
    let gate = "<div class=paywall><p>Subscribe to continue reading. Already a subscriber? Log in.</p></div>";
    for (page, expected) in [
        (
            format!("<article>{first}</article><div>{second}</div>"),
            Some("directly before or after"),
        ),
        (format!("<main>{first}<div style='display:none'>{second}</div></main>"), Some("hidden")),
        (format!("<article>{few}{gate}</article>"), Some("asks for a subscription")),
        (format!("<main>{}</main>", boxes("/news")), Some("may be an index")),
        (format!("<main>{first}{second}</main>"), None),
        (format!("<article>{first}{second}</article><div><p>{}</p></div>", STORY[0]), None),
        (format!("<main>{first}<div hidden=until-found>{second}</div></main>"), None),
    ] {
        let doubt = read(headed(&page)).capture.annotations.doubtful_body;
        let is_expected = expected.map_or(doubt.is_none(), |part| {
            doubt.as_deref().is_some_and(|doubt| doubt.contains(part))
        });
        assert!(is_expected, "{page}: {doubt:?}");
    }
}

#[test]
fn a_label_may_be_in_the_cell_or_line_before() {
    for dates in [
        "<dl><dt>Published</dt><dd>3 May 2021</dd><dt>Last updated</dt><dd>12 May 2021</dd></dl>",
        "<dl><dt>Updated</dt><dd><time datetime=2021-05-12>then</time></dd><dt>Published</dt>\
         <dd><time datetime=2021-05-03>then</time></dd></dl>",
        "<table><tr><th>Page last updated:</th><td><time datetime=2021-05-12>then</time></td></tr><tr>\
         <th>Published:</th><td><time datetime=2021-05-03>then</time></td></tr></table>",
        "<div>Published on</div><div>3 May 2021</div><div>Updated</div><div>12 May 2021</div>",
    ] {
        let version = read(headed(&format!("{dates}{}", paragraphs()))).capture.version;
        let day = |stamp: Option<&Timestamp>| stamp.map(Timestamp::local_text);
        assert_eq!(day(version.published.as_ref()).as_deref(), Some("2021-05-03"), "{dates}");
        assert_eq!(day(version.updated.as_ref()).as_deref(), Some("2021-05-12"), "{dates}");
    }
}

#[test]
fn a_heading_in_a_box_named_like_a_header_is_kept() {
    let heading = "<div class=header><h3 class=header__text>Who may come</h3></div>";
    let page =
        headed(&format!("<main><div>{}{heading}{}</div></main>", paragraphs(), second_half()));
    let body = read(page).capture.version.content.body.expect("a body");
    assert!(body.contains("\n\nWho may come\n\n"), "{body}");
}

#[test]
fn placeholders_of_videos_are_not_text() {
    for (lang, placeholder) in [
        (
            "en",
            "To view this video please enable JavaScript, and consider upgrading to a web browser that \
             supports HTML5 video. If the video does not start within a few seconds, reload the page or \
             install another browser on this device.",
        ),
        ("it", "Per vedere questo video abilita JavaScript e valuta di aggiornare il browser."),
        ("fr", "Pour voir cette vidéo, activez JavaScript dans votre navigateur."),
    ] {
        let video = format!("<div lang={lang} class=player><p>{placeholder}</p></div>");
        let page = headed(&format!("<main>{}{video}{}</main>", paragraphs(), second_half()));
        let body = read(page).capture.version.content.body.expect("a body");
        assert!(!body.contains("JavaScript"), "{body}");
    }
}

const CONSENT: &str = "We and our 812 partners store and access cookies on your device, and process personal data. \
                       You can withdraw your consent at any time, as the privacy notice describes.";

#[test]
fn a_request_for_consent_next_to_the_article_is_left_out() {
    let story = paragraphs();
    let body = |page: &str| read(headed(page)).capture.version.content.body;
    let expected = Some(STORY.join("\n\n"));
    for page in [
        format!("<div><p>{CONSENT}</p></div><div>{story}</div>"),
        format!("<div>{story}</div><div><p>{CONSENT}</p></div>"),
        format!(
            "<div><h2>Your choices</h2><p>{CONSENT}</p><button>OK</button></div><div>{story}</div>"
        ),
        format!("<div>{CONSENT}</div><div>{}</div>", STORY.join("</div><div>")),
        format!("<main><p>{CONSENT}</p>{story}</main>"),
        format!("<div>{}</div><div>{story}</div>", format!("<p>{CONSENT}</p>").repeat(9)),
    ] {
        assert_eq!(body(&page), expected, "{page}");
    }
    // A paragraph next to it with one such word is the article's.
    let partner = "Her partner, who runs the other boat, said on Monday that he had seen nothing of the kind.";
    let page = format!("<div><p>{CONSENT}</p></div><div><p>{partner}</p>{story}</div>");
    assert_eq!(body(&page), Some(format!("{partner}\n\n{}", STORY.join("\n\n"))));
    // An article about consent, and a policy, keep their sentences.
    let law = "A court ruled on Monday that a cookie may not be set without consent, and that personal data shared \
               with partners needs a privacy notice that readers understand.";
    let policy = "If you agree, we and our partners store cookies. Your consent to the use of personal data is \
                  described in this privacy notice, which you can read at any time.";
    for (first, rest) in [
        (law, STORY[0]),
        (policy, "You agree to keep the quay free, and to moor your boat only where a ring is."),
    ] {
        let text = body(&format!("<main><p>{first}</p><p>{rest}</p></main>"));
        assert_eq!(text, Some(format!("{first}\n\n{rest}")));
    }
}

#[test]
fn a_page_with_only_a_request_for_consent_is_doubtful() {
    let consent = format!("Welcome back to our pages. {CONSENT}");
    for consent in [consent.clone(), [consent.as_str(); 12].join("</p><p>")] {
        let doubt = read(headed(&format!("<div><p>{consent}</p></div>")));
        let doubt = doubt.capture.annotations.doubtful_body;
        assert!(doubt.as_deref().is_some_and(|doubt| doubt.contains("consent")), "{doubt:?}");
    }
}

#[test]
fn shadow_roots_are_read_in_place() {
    let [first, second, third, fourth] = STORY.map(|text| format!("<p>{text}</p>"));
    let root = |mode: &str, inner: &str| format!("<template {mode}>{inner}</template>");
    let expected = Some(STORY.join("\n\n"));
    for (page, expected) in [
        (
            format!(
                "<main><day-text>{}</day-text>{third}{fourth}</main>",
                root("shadowrootmode=open", &format!("{first}{second}"))
            ),
            &expected,
        ),
        (
            format!(
                "<day-page>{}</day-page>",
                root("shadowrootmode=CLOSED", &[&*first, &second, &third, &fourth].concat())
            ),
            &expected,
        ),
        // The element's own children are in the slots that take them.
        (
            format!(
                "<main><day-text>{}<div slot=end>{fourth}</div>{second}{third}</day-text></main>",
                root(
                    "shadowrootmode=open",
                    &format!("{first}<div><slot>Loading</slot></div><slot name=end></slot>")
                )
            ),
            &expected,
        ),
        // One root in another.
        (
            format!(
                "<day-page>{}{third}{fourth}</day-page>",
                root(
                    "shadowrootmode=open",
                    &format!(
                        "{first}<day-text>{}<slot></slot></day-text>",
                        root("shadowrootmode=open", &format!("{second}<div><slot></slot></div>"))
                    )
                )
            ),
            &expected,
        ),
        // Only the first template of an element is its root, and others are not shown.
        (
            format!(
                "<main><day-text>{}{}</day-text>{}</main>",
                root("shadowrootmode=open", &[&*first, &second, &third, &fourth].concat()),
                root(
                    "shadowrootmode=open",
                    "<p>The second root of this element is not shown, whatever it says.</p>"
                ),
                root(
                    "id=row",
                    "<p>A template that a script copies is not shown, whatever it says.</p>"
                ),
            ),
            &expected,
        ),
    ] {
        let reading = read(headed(&page));
        assert_eq!(&reading.capture.version.content.body, expected, "{page}");
    }
    // A slot without content shows its own, and children without a slot are not shown.
    let page = headed(&format!(
        "<main><day-text>{}<p>Your browser is too old for this element of the page.</p></day-text>{third}{fourth}</main>",
        root("shadowrootmode=open", &format!("{first}<slot name=more>{second}</slot>"))
    ));
    assert_eq!(read(page).capture.version.content.body, expected);
}

#[test]
fn embedded_posts_are_quoted_and_their_dates_are_not_the_articles() {
    let said = "We are standing on the quay, and it is raining.";
    for post in [
        format!(
            "<blockquote class=twitter-tweet><p lang=en dir=ltr>{said}</p>&mdash; Quay Watch (@quaywatch) \
             <a href='https://twitter.com/quaywatch/status/1'>May 5, 2020</a></blockquote>"
        ),
        format!(
            "<blockquote class=instagram-media data-instgrm-captioned><div><a href='https://www.instagram.com/p/x/'>View \
             this post on Instagram</a><p><a href='https://www.instagram.com/p/x/'>{said}</a></p><p>A post shared by Ida \
             Brannock (@ida) on <time datetime='2020-05-05T13:00:00+00:00'>May 5, 2020</time></p></div></blockquote>"
        ),
        format!(
            "<blockquote class=tiktok-embed cite='https://www.tiktok.com/@ida/video/1'><section><a \
             href='https://www.tiktok.com/@ida'>@ida</a> <p>{said}</p><a href=x>♬ original sound</a></section></blockquote>"
        ),
        format!(
            "<blockquote class=bluesky-embed><p lang=en>{said}</p>&mdash; Ida Brannock (<a href=x>@ida.example</a>) <a \
             href=y>May 5, 2020 at 3:04 PM</a></blockquote>"
        ),
        format!(
            "<blockquote class=mastodon-embed><p>{said}</p><a href=x>Post by @ida@quay.example</a><time \
             datetime=2020-05-05T13:00:00Z>May 5, 2020</time></blockquote>"
        ),
    ] {
        for story in
            [format!("{}{post}{}", paragraphs(), second_half()), format!("{post}{}", paragraphs())]
        {
            let version = read(headed(&format!("<main><div>{story}</div></main>"))).capture.version;
            assert_eq!((version.published, version.updated), (None, None), "{post}");
            let body = version.content.body.unwrap_or_default();
            assert!(body.contains(said) && body.contains(STORY[3]), "{body}");
        }
    }
}

#[test]
fn a_dateline_may_open_a_long_paragraph() {
    let text = STORY.join(" ");
    let page = headed(&format!("<main><p>Alba, (9.3.2021). {text}</p><p>{}</p></main>", STORY[0]));
    let published = read(page).capture.version.published.map(|stamp| stamp.local_text());
    assert_eq!(published.as_deref(), Some("2021-03-09"));
}

#[test]
fn headings_of_the_article_sound_like_others() {
    let [first, second, third, fourth] = STORY.map(|text| format!("<p>{text}</p>"));
    let page = headed(&format!(
        "<main><div>{first}{second}{third}<h2>Comments</h2>{}<h2>Recommended</h2>{fourth}{second}</div></main>",
        second_half()
    ));
    let body = read(page).capture.version.content.body.expect("a body");
    assert!(body.contains("\n\nComments\n\n") && body.contains("\n\nRecommended\n\n"), "{body}");
    // Comments have authors, and teasers links.
    let page = headed(&format!(
        "<main><div>{first}{second}{third}{fourth}<h2>Comments</h2><p>Ida</p><p>{}</p><p>Ole</p><p>{}</p></div></main>",
        "I was there on Monday and saw nobody at the quay, whatever the board says about it.",
        "You were at the other quay, I think, because we all stood there from five to nine.",
    ));
    let body = read(page).capture.version.content.body.expect("a body");
    assert_eq!(body, STORY.join("\n\n"));
}

#[test]
fn questions_of_an_accordion_are_headings() {
    let answer = |question: &str, text: &str| {
        format!(
            "<div class=faq-row><h3 class=faq-header><button aria-expanded=false>{question}</button></h3>\
             <div class=faq-panel><p>{text}</p></div></div>"
        )
    };
    let rows = [
        answer("Who votes?", STORY[0]),
        answer("What waits?", STORY[1]),
        answer("Who replies?", STORY[3]),
    ];
    let page = headed(&format!("<main><div><p>{}</p>{}</div></main>", STORY[2], rows.concat()));
    let body = read(page).capture.version.content.body.expect("a body");
    for question in ["Who votes?", "What waits?", "Who replies?"] {
        assert!(body.contains(&format!("\n\n{question}\n\n")), "{body}");
    }
}

#[test]
fn a_time_may_precede_its_day() {
    for line in
        ["Actualizado a las 20:47 del 15 feb 2022", "Aktualisiert um 20:47 Uhr am 15. Februar 2022"]
    {
        let page = headed(&format!("<main><p>14.02.2022</p><p>{line}</p>{}</main>", paragraphs()));
        let updated = read(page).capture.version.updated.map(|stamp| stamp.local_text());
        assert!(updated.is_some_and(|told| told.starts_with("2022-02-15T20:47")), "{line}");
    }
}

#[test]
fn a_box_that_asks_for_an_address_is_not_the_article() {
    let body = |html: &str| read(html).capture.version.content.body.unwrap_or_default();
    let [first, second, third, fourth] = STORY;
    let plain = STORY.join("\n\n");
    for (title, text, button) in [
        (
            "Få nyheterna i mejlen",
            "Varje morgon sammanfattar vi det viktigaste från kusten.",
            "Skicka",
        ),
        ("Newsletter abonnieren", "Jeden Morgen das Wichtigste von der Küste, kostenlos.", "Los"),
        (
            "Hírek az e-mailben",
            "Minden reggel elküldjük a legfontosabb híreket a partról.",
            "Kérem",
        ),
        ("ニュースをメールで", "毎朝、海岸の重要なニュースをお届けします。", "登録"),
        ("Port notes", "Every Friday, from our reporter at the quay.", "Go"),
    ] {
        for field in
            ["<input type=email>", "<input type=text name=EMAIL>", "<input placeholder='E-Mail'>"]
        {
            for form in [
                format!(
                    "<div class=c1><h3>{title}</h3><p>{text}</p><form action=/x><div>{field}</div><button>{button}</button></form></div>"
                ),
                format!(
                    "<div class=c1><form action=/x><p><b>{title}</b></p><p>{text}</p>{field}<input type=submit value={button}></form></div>"
                ),
            ] {
                let page = format!(
                    "<html><head><link rel=canonical href=https://alba.example/a><title>Port strike goes on</title></head><body><article><h1>Port strike goes on</h1>\
                     <p>{first}</p><p>{second}</p>{form}<p>{third}</p><p>{fourth}</p></article></body></html>"
                );
                assert_eq!(body(&page), plain, "{form}");
            }
        }
    }
    // A field in the same element as the article costs nothing of it.
    let page = format!(
        "<html><head><link rel=canonical href=https://alba.example/a><title>Port strike goes on</title></head><body><div><h1>Port strike goes on</h1>{}\
         <form><input type=email></form></div></body></html>",
        paragraphs()
    );
    assert_eq!(body(&page), plain);
}

#[test]
fn a_hidden_address_is_part_of_the_text() {
    let [first, second, third, _] = STORY;
    let page = format!(
        "<html><head><link rel=canonical href=https://alba.example/a><title>Port strike goes on</title></head><body><article><h1>Port strike goes on</h1>\
         <p>{first}</p><p>{second}</p><p>{third}</p><p>Do you work at the port and know more? Write to \
         <a href=\"/cdn-cgi/l/email-protection\" class=\"__cf_email__\" data-cfemail=\"076669694760726b6b2962ff\
         \">[email&#160;protected]</a> or call the desk.</p></article></body></html>"
    );
    // The last byte makes it no text: the placeholder stays.
    assert!(read(page.clone()).capture.version.content.body.unwrap_or_default().contains("[email"));
    let page = page.replace("2962ff", "2962");
    let body = read(page).capture.version.content.body.unwrap_or_default();
    assert!(body.ends_with("Write to ann@gull.e or call the desk."), "{body}");
}

#[test]
fn the_language_of_a_page_decides_the_order_of_its_date_last() {
    const GERMAN: [&str; 2] = [
        "Die Schleuse wird für sechs Wochen geschlossen, und die Müller müssen auf den Winter warten.",
        "Das ist nicht das, worauf sie sich gefreut haben, sagt der Meister, der auch die Brücke wartet.",
    ];
    let page = |lang: &str, text: [&str; 2]| {
        format!(
            "<html{lang}><head><link rel=canonical href=https://alba.example/a><title>Schleuse zu</title></head><body><article><h1>Schleuse zu</h1>\
             <p class=date>Published 03/04/2021</p><p>{}</p><p>{}</p></article></body></html>",
            text[0], text[1]
        )
    };
    let reading = read(page("", GERMAN));
    assert_eq!(
        reading.capture.version.published.as_ref().map(Timestamp::canonical).as_deref(),
        Some("2021-04-03")
    );
    assert!(
        reading.notes.iter().any(|note| note.contains("only the language of the text (de)")),
        "{:?}",
        reading.notes
    );
    // A stated language needs no note, and English decides nothing.
    let reading = read(page(" lang=de", GERMAN));
    assert!(!reading.notes.iter().any(|note| note.contains("language of the text")));
    let reading = read(page("", [STORY[0], STORY[1]]));
    assert!(reading.notes.iter().any(|note| note.contains("may be")), "{:?}", reading.notes);
}
