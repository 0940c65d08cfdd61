//! Tests: records of many tools, and records that are refused.

use super::names::{NAMES, meaning};
use super::*;
use crate::article::{ClockSource, DefaultZone, Precision, Timestamp};
use crate::source::day_order::DateEvidence;

fn read(json: &str) -> Result<Capture, ExtractError> {
    read_json(json.as_bytes(), &ExtractOptions::default())
}

#[track_caller]
fn good(json: &str) -> Capture {
    read(json).unwrap_or_else(|problem| panic!("{json}: {problem:?}"))
}

#[track_caller]
fn refused(json: &str, code: &str, says: &[&str]) {
    let problem = read(json).expect_err(json);
    assert_eq!(problem.code, code, "{json}: {problem}");
    for word in says {
        assert!(problem.message.contains(word), "{json}: {problem} lacks {word}");
    }
}

fn clock_text(stamp: Option<&Timestamp>) -> Option<String> {
    stamp.map(Timestamp::canonical)
}

#[test]
fn a_whole_record() {
    let capture = good(
        r#"{"url": "https://www.example.org/a?utm_source=x", "title": " Tïtle ", "byline": "",
            "description": null, "body": "One.\n\nTwo.\u00a0", "published": "2014-10-19T09:26:00-04:00",
            "updated": "2014-10-19", "captured": 1413710760, "seq": 3, "lang": "en",
            "publisher": {"name": "The Example"}, "section": "World", "id": 7, "x": {"y": [1, null]}}"#,
    );
    assert_eq!(capture.url, "https://www.example.org/a?utm_source=x");
    assert_eq!(capture.version.key.as_str(), "org,example)/a");
    let content = &capture.version.content;
    assert_eq!(content.title.as_deref(), Some(" Tïtle "));
    assert_eq!(content.byline.as_deref(), Some(""));
    assert_eq!(content.description, None);
    assert_eq!(content.body.as_deref(), Some("One.\n\nTwo.\u{a0}"));
    let clocks = (&capture.version.published, &capture.version.updated, &capture.captured);
    assert_eq!(clock_text(clocks.0.as_ref()).as_deref(), Some("2014-10-19T13:26:00Z"));
    assert_eq!(clock_text(clocks.1.as_ref()).as_deref(), Some("2014-10-19"));
    assert_eq!(clock_text(clocks.2.as_ref()).as_deref(), Some("2014-10-19T09:26:00Z"));
    assert_eq!(clocks.2.as_ref().map(Timestamp::raw), Some("1413710760"));
    assert_eq!(capture.sequence, Some(3));
    assert_eq!(capture.labels.lang.as_deref(), Some("en"));
    assert_eq!(capture.labels.publisher.as_deref(), Some("The Example"));
    assert_eq!(capture.labels.section.as_deref(), Some("World"));
    let extra = serde_json::to_string(&capture.labels.extra).expect("JSON");
    assert_eq!(extra, r#"{"id":7,"x":{"y":[1,null]}}"#);
}

fn reading(json: &str) -> Extraction {
    match take_json(json.as_bytes(), "", &ExtractOptions::default()) {
        Ok(Extracted::Capture(reading)) => *reading,
        other => panic!("{json}: {other:?}"),
    }
}

#[track_caller]
fn row(header: &[&str], cells: &[&str]) -> Extraction {
    let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    read_row(&own(header), &own(cells), "", &ExtractOptions::default())
        .unwrap_or_else(|problem| panic!("{cells:?}: {problem}"))
}

/// The three timestamps of a record as text, `-` if missing.
fn clocks_of(json: &str) -> String {
    let capture = good(json);
    let clocks = [&capture.version.published, &capture.version.updated, &capture.captured];
    clocks.map(|clock| clock.as_ref().map_or("-".to_owned(), Timestamp::display)).join(", ")
}

#[test]
fn the_records_of_many_tools_are_read_in_full() {
    // news-please
    assert_eq!(
        clocks_of(
            r#"{"url": "https://e.org/a", "title": "T", "maintext": "B", "date_publish": "2021-03-01 09:00:00",
                "date_modify": "2021-03-01 12:00:00", "date_download": "2021-03-02 10:00:00"}"#
        ),
        "2021-03-01 09:00:00 UTC?, 2021-03-01 12:00:00 UTC?, 2021-03-02 10:00:00 UTC?"
    );
    // goose3
    let goose = good(
        r#"{"meta": {"lang": "en"}, "title": "T", "cleaned_text": "B", "authors": [], "publish_date": null,
            "final_url": "https://e.org/a"}"#,
    );
    assert_eq!(goose.version.content.body.as_deref(), Some("B"));
    assert_eq!(goose.url, "https://e.org/a");
    // Readability
    let readable = good(
        r#"{"url": "https://e.org/a", "content": "<p>B</p>", "textContent": "B", "byline": null,
            "siteName": "E", "publishedTime": "2021-03-01T09:00:00Z"}"#,
    );
    assert_eq!(readable.version.content.body.as_deref(), Some("B"));
    // WordPress
    let wordpress = r#"{"id": 7, "date": "2021-03-01T10:00:00", "date_gmt": "2021-03-01T09:00:00",
        "modified": "2021-03-01T11:00:00", "modified_gmt": "2021-03-01T10:00:00", "author": 5,
        "link": "https://e.org/a", "title": {"rendered": "Fish &#8211; chips"},
        "content": {"rendered": "<p>One.</p><p>Two.</p>", "protected": false},
        "excerpt": {"rendered": "<p>Short.</p>"}}"#;
    assert_eq!(clocks_of(wordpress), "2021-03-01 09:00:00 UTC, 2021-03-01 10:00:00 UTC, -");
    let wordpress = good(wordpress);
    assert_eq!(wordpress.version.content.title.as_deref(), Some("Fish – chips"));
    assert_eq!(wordpress.version.content.body.as_deref(), Some("One.\n\nTwo."));
    assert_eq!(wordpress.version.content.description.as_deref(), Some("Short."));
    assert_eq!(wordpress.labels.extra.get("author"), Some(&Value::from(5)));
    // Scrapy
    let scrapy = good(
        r#"{"url": ["https://e.org/a"], "title": ["T"], "body": ["One.", "Two."], "author": ["Ann"],
            "published": ["2021-03-01T09:00:00Z"], "scraped_at": ["2021-03-02T09:00:00Z"]}"#,
    );
    assert_eq!(scrapy.version.content.body.as_deref(), Some("One.\n\nTwo."));
    assert_eq!(scrapy.version.content.byline.as_deref(), Some("Ann"));
    assert!(scrapy.version.published.is_some() && scrapy.captured.is_some());
    // GDELT and the Wayback Machine
    for (json, captured) in [
        (r#""url": "https://e.org/a", "seendate": "20210301T091500Z""#, "2021-03-01 09:15:00 UTC"),
        (
            r#""original": "https://e.org/a", "timestamp": "20210301091500""#,
            "2021-03-01 09:15:00 UTC",
        ),
    ] {
        assert_eq!(
            clocks_of(&format!("{{{json}, \"title\": \"T\"}}")),
            format!("-, -, {captured}")
        );
    }
    for (name, at) in [
        ("published_date", 0),
        ("publishedDate", 0),
        ("published_on", 0),
        ("publish_time", 0),
        ("webPublicationDate", 0),
        ("posted_at", 0),
        ("published_at_utc", 0),
        ("last_updated", 1),
        ("modified_date", 1),
        ("lastModifiedDate", 1),
        ("scraped_at", 2),
        ("crawled_at", 2),
        ("date_scraped", 2),
        ("fetch_time", 2),
    ] {
        let json = format!(
            r#"{{"url": "https://e.org/a", "title": "T", "{name}": "2021-03-01T09:00:00Z"}}"#
        );
        let mut expected = ["-"; 3];
        expected[at] = "2021-03-01 09:00:00 UTC";
        assert_eq!(clocks_of(&json), expected.join(", "), "{name}");
        assert!(reading(&json).remarks.is_empty(), "{name}");
    }
}

#[test]
fn what_states_no_time_is_reported_and_costs_neither_the_record_nor_a_day_in_1970() {
    for value in [
        "0",
        "-1",
        "1",
        "43101",
        "43101.5",
        "20991399",
        "1e300",
        "false",
        "[0]",
        "\"0\"",
        "\"43101\"",
        "\"0000-00-00\"",
        "\"0000-00-00 00:00:00\"",
        "\"0001-01-01\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"1899-12-30T00:00:00\"",
        "\"9999-12-31\"",
        "\"N/A\"",
        "\"n/a\"",
        "\"\\\\N\"",
        "\"-\"",
        "\"—\"",
        "\"unknown\"",
        "\"undefined\"",
        "\"#N/A\"",
        "{\"$date\": 0}",
        "99999999",
        "10000000000",
        "1e400",
    ] {
        for name in ["published", "updated", "captured"] {
            let json =
                format!("{{\"url\": \"https://e.org/\", \"body\": \"b\", \"{name}\": {value}}}");
            assert_eq!(clocks_of(&json), "-, -, -", "{json}");
            let reading = reading(&json);
            let [unread] = reading.unread_clocks.as_slice() else { panic!("{json}: {reading:?}") };
            assert_eq!(unread.source, name);
            let kept = reading.capture.annotations.unread_clocks.len()
                + usize::from(reading.capture.labels.extra.contains_key(name));
            assert_eq!(kept, 1, "{json}");
        }
    }
    // Missing values are not worth a word.
    for value in ["null", "\"\"", "\"null\"", "\"None\"", "\"NaN\"", "NaN", "\"NaT\"", "[]"] {
        let json =
            format!("{{\"url\": \"https://e.org/\", \"body\": \"b\", \"updated\": {value}}}");
        assert_eq!(clocks_of(&json), "-, -, -", "{json}");
        assert!(reading(&json).unread_clocks.is_empty(), "{json}");
    }
    // The next column is used instead.
    let json =
        r#"{"url": "https://e.org/", "body": "b", "published": "N/A", "date": "2021-03-01"}"#;
    assert_eq!(clocks_of(json), "2021-03-01, -, -");
    for (value, expected) in [
        ("2014", "2014"),
        ("20141019", "2014-10-19"),
        ("20141019092600", "2014-10-19 09:26:00 UTC"),
        ("1413710760", "2014-10-19 09:26:00 UTC"),
        ("1413710760.5", "2014-10-19 09:26:00.5 UTC"),
        ("1413710760000", "2014-10-19 09:26:00 UTC"),
        ("1413710760000000", "2014-10-19 09:26:00 UTC"),
        ("1413710760000000000", "2014-10-19 09:26:00 UTC"),
        ("-500000000", "1954-02-26 23:06:40 UTC"),
        ("\"1413710760000000\"", "2014-10-19 09:26:00 UTC"),
        ("\"/Date(1413710760000)/\"", "2014-10-19 09:26:00 UTC"),
        ("\"/Date(1413710760000-0500)/\"", "2014-10-19 09:26:00 UTC"),
        ("\"published 1 March 2021 09:00, updated 14:35\"", "2021-03-01 09:00 UTC?"),
    ] {
        let json =
            format!("{{\"url\": \"https://e.org/\", \"body\": \"b\", \"published\": {value}}}");
        assert_eq!(clocks_of(&json), format!("{expected}, -, -"), "{json}");
    }
}

#[test]
fn fields_in_nested_objects_fill_missing_ones() {
    let goose = good(
        r#"{"final_url":"https://a.example/q","title":"North quay","cleaned_text":"Text.",
            "meta":{"lang":"en","description":"Desc","keywords":"x"},"opengraph":{"site_name":"Alba Day"}}"#,
    );
    assert_eq!(goose.labels.lang.as_deref(), Some("en"));
    assert_eq!(goose.labels.publisher.as_deref(), Some("Alba Day"));
    assert_eq!(goose.version.content.description.as_deref(), Some("Desc"));
    assert!(goose.labels.extra.contains_key("meta"), "the object itself is kept");
    let wordpress = good(
        r#"{"link":"https://a.example/q","title":{"rendered":"North quay"},"content":{"rendered":"<p>Text.</p>"},
            "author":3,"_embedded":{"author":[{"id":3,"name":"Ann Lee"}]}}"#,
    );
    assert_eq!(wordpress.version.content.byline.as_deref(), Some("Ann Lee"));
    let guardian = good(
        r#"{"webTitle":"North quay","webUrl":"https://a.example/q","webPublicationDate":"2021-03-09T10:15:00Z",
            "fields":{"bodyText":"Text.","byline":"Ann Lee","lastModified":"2021-03-11T10:15:00Z"}}"#,
    );
    assert_eq!(guardian.version.content.body.as_deref(), Some("Text."));
    assert_eq!(
        clock_text(guardian.version.updated.as_ref()).as_deref(),
        Some("2021-03-11T10:15:00Z")
    );
    let fundus = good(
        r#"{"title":"North quay","plaintext":"Text.","publishing_date":"2021-03-09 10:15:00+00:00",
            "html":{"requested_url":"https://a.example/q","crawl_date":"2021-03-12 10:00:00"}}"#,
    );
    assert_eq!(fundus.url, "https://a.example/q");
    assert!(fundus.version.published.is_some() && fundus.captured.is_some());
    // The record's own fields come first, and an empty one gives way.
    let own = good(
        r#"{"url":"https://a.example/q","title":"North quay","body":"Text.","lang":"de","meta":{"lang":"en"},
            "summary":"","meta_description":"Desc"}"#,
    );
    assert_eq!(own.labels.lang.as_deref(), Some("de"));
    assert_eq!(own.version.content.description.as_deref(), Some("Desc"));
}

#[test]
fn an_ambiguous_date_is_read_by_other_evidence_or_not_at_all() {
    let read = |lang: &str, evidence: Option<DateEvidence>| {
        let options = ExtractOptions {
            date_evidence: evidence.map(std::sync::Arc::new),
            ..ExtractOptions::default()
        };
        let json = format!(
            r#"{{"url": "https://e.org/", "body": "b", "date": "03/09/2018 12:02", "lang": "{lang}"}}"#
        );
        match take_json(json.as_bytes(), "f", &options) {
            Ok(Extracted::Capture(reading)) => *reading,
            other => panic!("{other:?}"),
        }
    };
    for lang in ["", "en", "English", "unknown language"] {
        let reading = read(lang, None);
        assert_eq!(reading.capture.version.published, None, "{lang}");
        assert!(reading.unread_clocks[0].reason.contains("ExtractOptions::date_order"));
        assert_eq!(reading.capture.annotations.unread_clocks[0].says, "03/09/2018 12:02");
    }
    let published = |reading: Extraction| clock_text(reading.capture.version.published.as_ref());
    let third = Some("2018-09-03T12:02:00Z".to_owned());
    assert_eq!(published(read("en-GB", None)), third);
    assert_eq!(published(read("de", None)), third);
    assert_eq!(published(read("en-US", None)).as_deref(), Some("2018-03-09T12:02:00Z"));
}

#[test]
fn a_column_of_times_that_is_not_used_is_reported() {
    for (name, value, reported) in [
        ("zeitpunkt", "\"2021-03-01T09:00:00Z\"", true),
        ("first_seen", "\"2021-03-01 09:00\"", true),
        ("event_date", "1614589200", true),
        ("likes", "1614589200", false),
        ("sku", "\"2021-03\"", false),
        ("note", "\"2021-03-01 was a Monday\"", false),
        ("deadline", "\"soon\"", false),
        ("timestamp2", "[\"2021-03-01T09:00:00Z\"]", true),
    ] {
        let json = format!("{{\"url\": \"https://e.org/\", \"body\": \"b\", \"{name}\": {value}}}");
        let remarks = reading(&json).remarks;
        assert_eq!(!remarks.is_empty(), reported, "{json}: {remarks:?}");
        assert!(
            remarks
                .iter()
                .all(|remark| remark.contains(name) && remark.contains("ExtractOptions::map"))
        );
    }
}

#[test]
fn what_is_not_quite_json_is_mended_and_reported() {
    for (json, title, says) in [
        (r#""title": "a\ud83d""#, "a\u{FFFD}", "half of a character pair"),
        (r#""title": "a", "score": NaN"#, "a", "NaN"),
        (r#""title": "a", "score": 1e400"#, "a", "1e400"),
    ] {
        let reading = reading(&format!("{{\"url\": \"https://e.org/\", {json}}}"));
        assert_eq!(reading.capture.version.content.title.as_deref(), Some(title));
        assert!(
            reading.remarks.iter().any(|remark| remark.contains(says)),
            "{:?}",
            reading.remarks
        );
    }
}

#[test]
fn other_programs_names_are_known() {
    let trafilatura = good(
        r#"{"title": "T", "author": "Ann; Bob", "hostname": "example.org", "date": "2014-10-19",
            "fingerprint": "f", "id": null, "license": null, "comments": "", "raw_text": "R",
            "text": "Body", "language": null, "image": null, "pagetype": null,
            "filedate": "2024-01-02", "source": "https://example.org/a",
            "source-hostname": "Example", "excerpt": "E", "categories": "c", "tags": "t"}"#,
    );
    assert_eq!(trafilatura.url, "https://example.org/a");
    assert_eq!(trafilatura.version.content.body.as_deref(), Some("Body"));
    assert_eq!(trafilatura.version.content.description.as_deref(), Some("E"));
    assert_eq!(trafilatura.labels.extra.get("raw_text"), Some(&Value::from("R")));
    assert_eq!(trafilatura.labels.publisher.as_deref(), Some("Example"));
    assert_eq!(clock_text(trafilatura.captured.as_ref()).as_deref(), Some("2024-01-02"));
    assert_eq!(trafilatura.version.updated, None);

    let newspaper = good(
        r#"{"url": "https://example.org/a", "source_url": "https://example.org", "title": "T",
            "authors": ["Ann", "Bob"], "publish_date": "2014-10-19 09:26:00", "text": "B",
            "keywords": [], "meta_lang": "en", "summary": ""}"#,
    );
    assert_eq!(newspaper.version.content.byline.as_deref(), Some("Ann, Bob"));
    assert_eq!(newspaper.url, "https://example.org/a");
    assert_eq!(newspaper.labels.extra.get("source_url"), Some(&Value::from("https://example.org")));
    assert!(newspaper.version.published.is_some());

    let edgi = good(
        r#"{"page_url": "https://example.gov/a", "capture_time": "2017-02-03T04:05:06Z",
            "title": "T", "body_hash": "h", "source_type": "versionista",
            "source_metadata": {"account": "x"}}"#,
    );
    assert!(edgi.captured.is_some());
    assert_eq!(edgi.labels.extra.len(), 3);

    let schema = good(
        r#"{"@type": "NewsArticle", "url": "https://example.org/a", "headline": "H",
            "articleBody": "B", "datePublished": "2014-10-19T09:26Z",
            "dateModified": "2014-10-19T09:30Z", "author": [{"@type": "Person", "name": "Ann"}, null],
            "publisher": {"@type": "Organization", "name": "P"}}"#,
    );
    assert_eq!(schema.version.content.byline.as_deref(), Some("Ann"));
    assert_eq!(schema.labels.publisher.as_deref(), Some("P"));
    assert!(schema.version.updated.is_some());
}

#[test]
fn the_better_name_wins_and_the_other_is_kept() {
    for json in [
        r#"{"url": "https://e.org/", "text": "no", "body": "yes", "date": "2001", "published": "2014"}"#,
        r#"{"published": "2014", "body": "yes", "date": "2001", "text": "no", "url": "https://e.org/"}"#,
    ] {
        let capture = good(json);
        assert_eq!(capture.version.content.body.as_deref(), Some("yes"));
        assert_eq!(clock_text(capture.version.published.as_ref()).as_deref(), Some("2014"));
        assert_eq!(capture.labels.extra.get("text"), Some(&Value::from("no")));
        assert_eq!(capture.labels.extra.get("date"), Some(&Value::from("2001")));
    }
    // If the better name has no value, the next one is used.
    let capture = good(
        r#"{"URL": "", "Link": "https://e.org/", "title": null, "Head-Line": "H",
            "published": "", "Pub Date": "2014", "updated": "null", "revision": "f00ba2",
            "source": {"name": "CNN"}}"#,
    );
    assert_eq!(capture.url, "https://e.org/");
    assert_eq!(capture.version.content.title.as_deref(), Some("H"));
    assert!(capture.version.published.is_some());
    assert_eq!((capture.version.updated, capture.sequence), (None, None));
    assert_eq!(capture.labels.extra.len(), 2);
    // Of two equal keys the first one wins, and the other is kept.
    let capture = good(r#"{"url":"https://e.org/","body":"1","body":"2"}"#);
    assert_eq!(capture.version.content.body.as_deref(), Some("1"));
    assert_eq!(capture.labels.extra.get("body (2)"), Some(&Value::from("2")));
    let reading =
        row(&["url", "body", "note", "note", "body"], &["https://e.org/", "1", "a", "b", "2"]);
    let extra = serde_json::to_string(&reading.capture.labels.extra).expect("JSON");
    assert_eq!(extra, r#"{"note":"a","note (2)":"b","body (2)":"2"}"#);
    let [remark] = reading.remarks.as_slice() else { panic!("{:?}", reading.remarks) };
    assert!(remark.contains("\"body\", \"note\"") && remark.contains("first is used"), "{remark}");
}

#[test]
fn markup_that_says_it_is_becomes_paragraphs() {
    for name in ["content_html", "bodyHtml", "Content-HTML"] {
        let json = format!(r#"{{"url": "https://e.org/", "{name}": "<p>1 &amp; 2</p><p>3</p>"}}"#);
        assert_eq!(good(&json).version.content.body.as_deref(), Some("1 & 2\n\n3"));
    }
    // Other columns are text, even if they look like markup.
    let json = r#"{"url": "https://e.org/", "content": "<p>1</p>"}"#;
    assert_eq!(good(json).version.content.body.as_deref(), Some("<p>1</p>"));
}

#[test]
fn an_entry_of_a_reading_list_is_dated_by_the_page() {
    let json = r#"{"url": "https://e.org/a", "title": "A", "content": "<p>1</p><p>2</p>", "is_archived": 0,
        "is_starred": 1, "domain_name": "e.org", "reading_time": 1, "published_by": ["Ann Lee"],
        "created_at": "2021-11-05T07:12:00+0100", "updated_at": "2022-02-01T10:00:00+0100",
        "published_at": "2021-11-02T22:40:00+0100"}"#;
    let read = good(json);
    let version = &read.version;
    assert_eq!(version.content.body.as_deref(), Some("1\n\n2"));
    assert_eq!(version.content.byline.as_deref(), Some("Ann Lee"));
    assert!(version.updated.is_none() && version.published.is_some());
    assert!(read.captured.is_some_and(|seen| seen.canonical().starts_with("2021-11-05T06:12")));
}

#[test]
fn columns_have_names_in_other_languages() {
    let json = r#"{"url": "https://e.org/a", "Titel": "A", "inhalt": "Text.", "erschienen": "2021-05-03 14:30",
        "autor": "Ann Lee", "aktualisiert": "2021-05-04 10:00"}"#;
    let version = good(json).version;
    let content = &version.content;
    assert_eq!((content.title.as_deref(), content.body.as_deref()), (Some("A"), Some("Text.")));
    assert!(version.published.is_some() && version.updated.is_some());
}

#[test]
fn a_map_goes_before_all_names() {
    let map = |pairs: &[(Field, &str)]| ExtractOptions {
        map: pairs.iter().map(|(field, column)| (*field, (*column).to_owned())).collect(),
        ..ExtractOptions::default()
    };
    let json = br#"{"url": "https://e.org/", "body": "no", "Full_Text": "yes", "first": "2014",
                    "date": "2001", "t": {"rendered": "T"}}"#;
    let options = map(&[
        (Field::Body, "full text"),
        (Field::Published, "nothing"),
        (Field::Title, "t.rendered"),
    ]);
    let capture = read_json(json, &options).expect("a good record");
    assert_eq!(capture.version.content.body.as_deref(), Some("yes"));
    assert_eq!(capture.version.content.title.as_deref(), Some("T"));
    assert_eq!(capture.version.published, None, "a map is not mixed with guesses");
    assert_eq!(capture.labels.extra.get("body"), Some(&Value::from("no")));
    assert_eq!(capture.labels.extra.get("date"), Some(&Value::from("2001")));

    // One column may serve two fields, and a field may have a second choice.
    let options_two = map(&[(Field::Title, "a"), (Field::Title, "b"), (Field::Description, "b")]);
    let json = br#"{"url": "https://e.org/", "a": null, "b": "x"}"#;
    let capture = read_json(json, &options_two).expect("a good record");
    assert_eq!(capture.version.content.title.as_deref(), Some("x"));
    assert_eq!(capture.version.content.description.as_deref(), Some("x"));
    assert!(capture.labels.extra.is_empty(), "{:?}", capture.labels.extra);

    let header = ["url", "headline"].map(str::to_owned);
    let cells = ["https://e.org/", "H"].map(str::to_owned);
    let problem = read_row(&header, &cells, "", &options).expect_err("no such column");
    assert_eq!(problem.code, "no-column");
    assert!(problem.message.contains("full text") && problem.message.contains("headline"));
}

#[test]
fn a_row_is_a_record_too() {
    let header = ["URL", "Title", "Author", "Date", "Modified", "note"].map(str::to_owned);
    let cells = ["https://e.org/", "", "Ann", "1413710760", "", " n "].map(str::to_owned);
    let capture =
        read_row(&header, &cells, "", &ExtractOptions::default()).expect("a good row").capture;
    assert_eq!(capture.version.content.title.as_deref(), Some(""));
    assert_eq!(capture.version.content.body, None);
    assert_eq!(
        clock_text(capture.version.published.as_ref()).as_deref(),
        Some("2014-10-19T09:26:00Z")
    );
    assert_eq!(capture.version.updated, None);
    assert_eq!(capture.labels.extra.get("note"), Some(&Value::from(" n ")));
}

#[test]
fn options_fill_only_what_is_lacking() {
    let options = ExtractOptions {
        url: Some("https://e.org/x".to_owned()),
        published: Some("2001".to_owned()),
        updated: Some("2002".to_owned()),
        captured: Some("soon".to_owned()),
        ..ExtractOptions::default()
    };
    let json = br#"{"body": "b", "published": "2014", "captured": "2015"}"#;
    let capture = read_json(json, &options).expect("a good record");
    assert_eq!(capture.url, "https://e.org/x");
    assert_eq!(clock_text(capture.version.published.as_ref()).as_deref(), Some("2014"));
    assert_eq!(clock_text(capture.version.updated.as_ref()).as_deref(), Some("2002"));
    assert_eq!(capture.version.updated.map(|stamp| stamp.source()), Some(ClockSource::Flag));
    let problem = read_json(br#"{"body": "b"}"#, &options).expect_err("a bad flag");
    assert!(problem.message.contains("--captured") && problem.message.contains("soon"));
}

#[test]
fn our_own_clocks_come_back_whole() {
    let zone: DefaultZone = "America/New_York".parse().expect("a zone");
    let local = "2014-10-19T09:26:00".parse().expect("a time");
    let stamps = [
        Timestamp::of_local(
            local,
            Precision::Minute,
            None,
            &zone,
            "10/19/2014, 09:26 AM",
            ClockSource::Text,
        ),
        Timestamp::parse("2014-10", &zone, ClockSource::Meta).expect("a month"),
        Timestamp::parse("2014-10-19T09:26:01.5Z", &zone, ClockSource::JsonLd).expect("a time"),
    ];
    for stamp in stamps {
        let claim = serde_json::to_value(&stamp).expect("JSON");
        let json = serde_json::json!({"url": "https://e.org/", "body": "", "published": claim});
        assert_eq!(good(&json.to_string()).version.published, Some(stamp));
    }
    // MongoDB's extended JSON.
    for date in [r#""2014-10-19T09:26:00Z""#, r#"{"$numberLong": "1413710760000"}"#] {
        let json =
            format!(r#"{{"url": "https://e.org/", "body": "", "date": {{"$date": {date}}}}}"#);
        let published = good(&json).version.published;
        assert_eq!(clock_text(published.as_ref()).as_deref(), Some("2014-10-19T09:26:00Z"));
    }
    refused(r#"{"url": "x.org", "body": "", "date": {"$date": {}}}"#, "wrong-type", &["date"]);
    // Anything less than the complete form is read as a date's text.
    let json =
        r#"{"url": "https://e.org/", "body": "", "updated": {"time": "2014-10-19", "zone": "?"}}"#;
    assert_eq!(clock_text(good(json).version.updated.as_ref()).as_deref(), Some("2014-10-19"));
}

#[test]
fn a_canonical_url_names_the_article_as_a_pages_would() {
    let own = "example,harbour)/toll";
    let check = |json: &str, url: &str, key: &str, kept: Option<(&str, &str)>| {
        let json = format!("{{\"body\": \"b\", {json}}}");
        let capture = good(&json);
        assert_eq!((capture.url.as_str(), capture.version.key.as_str()), (url, key), "{json}");
        let extra: Vec<_> =
            capture.labels.extra.iter().map(|(name, value)| (name.as_str(), value)).collect();
        let kept: Vec<_> = kept.iter().map(|(name, value)| (*name, Value::from(*value))).collect();
        let kept: Vec<_> = kept.iter().map(|(name, value)| (*name, value)).collect();
        assert_eq!(extra, kept, "{json}");
    };
    let (mobile, amp) = ("https://m.harbour.example/toll?_r=0", "https://harbour.example/toll/amp");
    for (url, name, canonical) in [
        (mobile, "canonical_url", "https://harbour.example/toll"),
        (mobile, "canonicalUrl", "https://www.harbour.example/toll/?utm_source=x"),
        (mobile, "canonical_link", "//harbour.example/toll"),
        (mobile, "rel-canonical", "harbour.example/toll"),
        (mobile, "amp_canonical", "https://harbour.example/toll#top"),
        (mobile, "canonical_url", "https://web.archive.org/web/2021/https://harbour.example/toll"),
        (amp, "canonical", "/toll"),
        ("harbour.example/toll/amp", "canonical", "/toll"),
        ("harbour.example/toll/amp", "canonical", "https://harbour.example/toll"),
    ] {
        let json = format!("\"url\": \"{url}\", \"{name}\": \"{canonical}\"");
        check(&json, url, own, Some((name, canonical)));
    }
    // Another site's, the home page, or not a URL.
    for (name, canonical) in [
        ("canonical_url", "https://other.example/toll"),
        ("canonical_url", "https://harbour.example/"),
        ("canonical_url", "https://harbour.example/undefined"),
        ("canonical", "yes"),
        ("canonical", "see the page / the app"),
    ] {
        let json = format!("\"url\": \"{amp}\", \"{name}\": \"{canonical}\"");
        check(&json, amp, "example,harbour)/toll/amp", Some((name, canonical)));
    }
    let json = format!("\"url\": \"{amp}\", \"canonical_url\": \"\"");
    check(&json, amp, "example,harbour)/toll/amp", None);
    // A URL shortener and a copy have no pages of their own.
    for url in ["https://t.co/x", "https://harbour-example.cdn.ampproject.org/c/s/x"] {
        let canonical = "https://harbour.example/toll";
        let json = format!("\"url\": \"{url}\", \"canonical_url\": \"{canonical}\"");
        check(&json, url, own, Some(("canonical_url", canonical)));
    }
    // On its own it is the URL, and it wins over a site's URL.
    let canonical = "\"canonical_url\": \"https://harbour.example/toll\"";
    check(canonical, "https://harbour.example/toll", own, None);
    let json = format!("{canonical}, \"source_url\": \"https://harbour.example\"");
    let kept = ("source_url", "https://harbour.example");
    check(&json, "https://harbour.example/toll", own, Some(kept));
    let options = ExtractOptions {
        map: vec![(Field::CanonicalUrl, "own".to_owned())],
        ..ExtractOptions::default()
    };
    let json = format!(
        "{{\"body\": \"b\", \"url\": \"{amp}\", \"own\": \"https://harbour.example/toll\"}}"
    );
    let capture = read_json(json.as_bytes(), &options).expect("a good record");
    assert_eq!((capture.url.as_str(), capture.version.key.as_str()), (amp, own));
    assert_eq!(capture.labels.extra.get("own"), Some(&"https://harbour.example/toll".into()));
}

#[test]
fn an_archives_address_gives_the_page_and_the_time() {
    const AT: &str = "https://web.archive.org/web";
    let check =
        |json: &str, flag: Option<&str>, captured: Option<(&str, ClockSource)>, notes: &[&str]| {
            let options = ExtractOptions {
                captured: flag.map(str::to_owned),
                url: flag.map(|_| format!("{AT}/20210504101112/https://harbour.example/toll")),
                ..ExtractOptions::default()
            };
            let json = format!("{{\"body\": \"b\", {json}}}");
            let taken = take_json(json.as_bytes(), "", &options).expect("a good record");
            let Extracted::Capture(reading) = taken else { panic!("a pointer") };
            let capture = &reading.capture;
            assert_eq!(capture.version.key.as_str(), "example,harbour)/toll", "{json}");
            assert!(capture.url.starts_with(AT), "{json}");
            let found = capture.captured.as_ref().map(|stamp| (stamp.canonical(), stamp.source()));
            let captured = captured.map(|(time, source)| (time.to_owned(), source));
            assert_eq!(found, captured, "{json}");
            assert_eq!(reading.notes, notes, "{json}");
        };
    let of_url = |time| Some((time, ClockSource::Url));
    let url = |rest: &str| format!("\"url\": \"{AT}/{rest}\"");
    let toll = "https://harbour.example/toll";
    check(&url(&format!("20210504101112/{toll}")), None, of_url("2021-05-04T10:11:12Z"), &[]);
    check(&url(&format!("20210504101112id_/{toll}")), None, of_url("2021-05-04T10:11:12Z"), &[]);
    check(&url(&format!("202105/{toll}")), None, of_url("2021-05"), &[]);
    check(&url(&format!("*/{toll}")), None, None, &[]);
    check(
        &url(&format!("20211304101112/{toll}")),
        None,
        None,
        &["captured: the archive's address says 20211304101112, which is not a time"],
    );
    let field = |time| Some((time, ClockSource::Field));
    let record = url(&format!("20210504101112/{toll}"));
    check(
        &format!("{record}, \"captured\": \"2021-05-06T09:00:00Z\""),
        None,
        field("2021-05-06T09:00:00Z"),
        &["captured: the archive's address says 2021-05-04 10:11:12 UTC"],
    );
    check(
        &format!("{record}, \"captured\": \"2021-05-04T12:11:12+02:00\""),
        None,
        field("2021-05-04T10:11:12Z"),
        &[],
    );
    check(&format!("{record}, \"captured\": null"), None, of_url("2021-05-04T10:11:12Z"), &[]);
    // The record's own address takes precedence over the command line's time, which takes
    // precedence over the command line's address.
    check(&record, Some("2020"), of_url("2021-05-04T10:11:12Z"), &[]);
    check(
        "\"title\": \"t\"",
        Some("2020"),
        Some(("2020", ClockSource::Flag)),
        &["captured: the archive's address says 2021-05-04 10:11:12 UTC"],
    );
    // The archived address may have a canonical URL next to it.
    let json = url("20210504101112/https://m.harbour.example/toll?r=1")
        + ", \"canonical_url\": \"https://harbour.example/toll\"";
    check(&json, None, of_url("2021-05-04T10:11:12Z"), &[]);
}

#[test]
fn text_that_was_encoded_twice_is_marked() {
    let record =
        good(r#"{"url": "https://e.org/", "title": "CafÃ© Ã©tÃ©", "body": "dÃ©jÃ\u00a0"}"#);
    let damage = record.annotations.damage;
    assert!(damage.as_ref().is_some_and(|damage| damage.contains("encoded twice")), "{damage:?}");
    assert_eq!(record.version.content.title.as_deref(), Some("CafÃ© Ã©tÃ©"));
    let record = good(r#"{"url": "https://e.org/", "title": "Café été", "body": "déjà"}"#);
    assert_eq!(record.annotations.damage, None);
}

#[test]
fn a_page_in_a_record_without_a_body_is_read() {
    let said = "Dock workers voted on Thursday to go on with their strike after talks broke down.";
    let page = format!(
        "<html lang=en><title>Strike</title><article><h1>Strike</h1><p>{said}</p><p>{said}</p></article></html>"
    );
    let record = |page: &str| {
        serde_json::json!({"url": "https://e.org/a", "title": "T", "html": page}).to_string()
    };
    let read = good(&record(&page));
    assert_eq!(read.version.content.title.as_deref(), Some("T"));
    assert!(read.version.content.body.is_some_and(|body| body.starts_with(said)));
    assert!(!read.labels.extra.contains_key("html"));
    // Markup without an article is kept unchanged.
    let read = good(&record("<p></p>"));
    assert_eq!(read.version.content.body, None);
    assert_eq!(read.labels.extra.get("html"), Some(&"<p></p>".into()));
}

#[test]
fn wrong_input_is_refused_with_a_word() {
    refused("", "bad-json", &["column"]);
    refused(r#"{"url": "https://e.org/", "body": "b""#, "bad-json", &["cut short"]);
    refused("{\n\"url\": oops}", "bad-json", &["line 2"]);
    refused(r#"{"title": "a"} x"#, "bad-json", &["trailing"]);
    refused("{\"title\": \"a\nb\"}", "bad-json", &["control character"]);
    refused(&format!("{{\"a\": {}", "[".repeat(100_000)), "bad-json", &["recursion"]);
    refused("[1, 2]", "not-a-record", &["a list ([1,2])"]);
    refused("7", "not-a-record", &["the number 7"]);
    refused("null", "not-a-record", &["null"]);
    refused(r#"{"title": "t"}"#, "no-url", &["ExtractOptions::map url=", "ExtractOptions::url"]);
    refused(r#"{"url": " ", "title": "t"}"#, "no-url", &[]);
    refused(r#"{"url": 5, "title": "t"}"#, "wrong-type", &["\"url\"", "the number 5"]);
    refused(
        r#"{"url": "notaurl", "title": "t"}"#,
        "bad-url",
        &["notaurl", "ExtractOptions::map url="],
    );
    refused(r#"{"url": "http://", "title": "t"}"#, "bad-url", &["http://"]);
    refused(r#"{"url": "https://e.org/"}"#, "no-text", &["body"]);
    refused(r#"{"url": "https://e.org/", "title": null}"#, "no-text", &[]);
    refused(r#"{"url": "https://e.org/", "title": 5}"#, "wrong-type", &["title", "number 5"]);
    refused(r#"{"url": "https://e.org/", "body": {"a": 1}}"#, "wrong-type", &["body", "object"]);
    refused(r#"{"url": "https://e.org/", "body": ["a", 1]}"#, "wrong-type", &["body", "list"]);
    refused(r#"{"url": "https://e.org/", "title": ["a", "b"]}"#, "wrong-type", &["title", "list"]);
    refused(r#"{"url": "https://e.org/", "authors": ["a", 5]}"#, "wrong-type", &["authors", "5"]);
    refused(r#"{"url": "https://e.org/", "title": "", "seq": "x"}"#, "wrong-type", &["seq"]);
    for (date, says) in [
        ("\"0000-01-01\"", "year 0"),
        ("\"2014-05-32\"", "2014-05-32"),
        ("\"9999-01-01\"", "9999"),
        ("\"yesterday\"", "ExtractOptions::date_order"),
        ("true", "true"),
        ("{}", "an object"),
        ("[2014, 2015]", "a list"),
    ] {
        let json = format!("{{\"url\": \"https://e.org/\", \"body\": \"\", \"pub_date\": {date}}}");
        let problem = read(&json).expect_err(&json);
        assert!(matches!(problem.code, "bad-date" | "wrong-type"), "{problem:?}");
        assert!(problem.message.contains("\"pub_date\""), "{problem}");
        assert!(problem.message.contains(says), "{problem} lacks {says}");
    }
    let problem =
        read_json(b"{\"title\": \"\xE9\"}", &ExtractOptions::default()).expect_err("Latin-1");
    assert!(problem.message.contains("byte 11"), "{problem}");
}

#[test]
fn the_names_are_squeezed_and_none_is_there_twice() {
    for (at, (name, ..)) in NAMES.iter().enumerate() {
        let is_squeezed = name.bytes().all(|byte| !byte.is_ascii() || byte.is_ascii_lowercase());
        assert!(is_squeezed, "{name}");
        assert_eq!(NAMES.iter().position(|(other, ..)| other == name), Some(at), "{name}");
    }
}

#[test]
fn names_in_many_languages_are_known() {
    for (name, field) in [
        ("adres", Field::Url),
        ("indirizzo", Field::Url),
        ("Endereço", Field::Url),
        ("ссылка", Field::Url),
        ("Adresse", Field::Url),
        ("链接", Field::Url),
        ("ÜBERSCHRIFT", Field::Title),
        ("제목", Field::Title),
        ("Başlık", Field::Title),
        ("Τίτλος", Field::Title),
        ("العنوان", Field::Title),
        ("शीर्षक", Field::Title),
        ("Cím", Field::Title),
        ("corpo", Field::Body),
        ("本文", Field::Body),
        ("正文", Field::Body),
        ("brødtekst", Field::Body),
        ("Conținut", Field::Body),
        ("Publicado em", Field::Published),
        ("Publié le", Field::Published),
        ("Дата публикации", Field::Published),
        ("公開日", Field::Published),
        ("发布时间", Field::Published),
        ("게시일", Field::Published),
        ("Yayınlanma tarihi", Field::Published),
        ("Zveřejněno", Field::Published),
        ("MIS_A_JOUR", Field::Updated),
        ("Güncelleme", Field::Updated),
        ("Szerző", Field::Byline),
        ("język", Field::Lang),
        ("言語", Field::Lang),
    ] {
        assert_eq!(meaning(name).map(|meant| meant.field), Some(field), "{name}");
    }
    // No name of a language has two meanings.
    for language in crate::lexicon::LANGUAGES {
        for word in language.columns.published {
            let meant = meaning(word).map(|meant| meant.field);
            assert_eq!(meant, Some(Field::Published), "{word}");
        }
        for word in language.columns.titles {
            assert_eq!(meaning(word).map(|meant| meant.field), Some(Field::Title), "{word}");
        }
    }
    let paragraphs = good(r#"{"lien": "https://e.org/", "texte": ["Un.", "Deux."]}"#);
    assert_eq!(paragraphs.version.content.body.as_deref(), Some("Un.\n\nDeux."));
    // The day of publication comes before that of the row.
    assert_eq!(
        clocks_of(
            r#"{"url": "https://e.org/", "body": "b", "created_at": "2022", "Erschienen am": "2021"}"#
        ),
        "2021, -, -"
    );
}

#[test]
fn an_unreadable_time_is_never_dropped_silently() {
    for name in [
        "published",
        "date",
        "erschienen",
        "fecha",
        "опубликовано",
        "publié le",
        "公開日",
        "aktualisiert",
        "abgerufen am",
    ] {
        refused(
            &format!(r#"{{"url": "https://e.org/", "body": "b", "{name}": "gestern früh"}}"#),
            "bad-date",
            &[name, "gestern früh"],
        );
        let header = ["url", "body", name];
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let problem = read_row(
            &own(&header),
            &own(&["https://e.org/", "b", "31.02.2021"]),
            "",
            &ExtractOptions::default(),
        )
        .expect_err(name);
        assert_eq!(problem.code, "bad-date");
    }
    // Names that are used for other things, too: the record is kept, with a report.
    for name in ["posted", "datetime", "edited", "timestamp", "data", "accessed"] {
        let json = format!(r#"{{"url": "https://e.org/", "body": "b", "{name}": "gestern früh"}}"#);
        let reading = reading(&json);
        assert_eq!(reading.unread_clocks.len(), 1, "{name}");
        assert!(reading.unread_clocks[0].reason.contains("gestern früh"), "{name}");
    }
    // An answer, another type or a long text is not meant as a time, and a field that has a value
    // needs no other.
    for other in [
        r#""edited": "yes""#,
        r#""edited": true"#,
        r#""data": {"a": 1}"#,
        r#""fecha": {"inicio": "2021"}"#,
        r#""published": "2021", "datetime": "gestern""#,
        r#""published": "2021", "fecha": "el sábado""#,
    ] {
        let reading = reading(&format!(r#"{{"url": "https://e.org/", "body": "b", {other}}}"#));
        assert!(reading.unread_clocks.is_empty(), "{other}: {:?}", reading.unread_clocks);
        assert_eq!(reading.capture.labels.extra.len(), 1, "{other}");
    }
}

proptest::proptest! {
    #[test]
    fn no_record_makes_it_panic(
        fields in proptest::collection::vec(
            (
                proptest::sample::select(NAMES.iter().map(|(name, ..)| *name).collect::<Vec<_>>()),
                proptest::sample::select(vec![
                    "null", "true", "5", "-1", "1e99", "20141019", "1413710760", "\"\"", "\"x\"",
                    "\"2014-10-19\"", "\"https://e.org/\"", "[]", "[\"a\"]", "[[1]]", "{}",
                    "{\"name\": \"n\"}", "{\"raw\": 1}", "{\"$date\": {\"$date\": 1}}",
                ]),
            ),
            0..8,
        ),
    ) {
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
        match read(&format!("{{{}}}", fields.join(", "))) {
            Ok(capture) => proptest::prop_assert!(!capture.url.is_empty()),
            Err(problem) => proptest::prop_assert!(!problem.message.is_empty()),
        }
    }
}
