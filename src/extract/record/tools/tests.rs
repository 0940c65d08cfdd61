//! Tests: exports of reading lists, feed readers and other tools, as their exporters write them.

use super::super::{read_row, take_json};
use crate::article::{Precision, Timestamp};
use crate::extract::{ExtractOptions, Extracted, Extraction};

#[track_caller]
fn json(text: &str) -> Extraction {
    match take_json(text.as_bytes(), "", &ExtractOptions::default()) {
        Ok(Extracted::Capture(reading)) => *reading,
        other => panic!("{text}: {other:?}"),
    }
}

#[track_caller]
fn row(header: &str, cells: &[&str]) -> Extraction {
    let header: Vec<String> = header.split(',').map(str::to_owned).collect();
    let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
    assert_eq!(header.len(), cells.len());
    read_row(&header, &cells, "", &ExtractOptions::default())
        .unwrap_or_else(|problem| panic!("{cells:?}: {problem}"))
}

/// The three timestamps as text, `-` if missing.
fn clocks(reading: &Extraction) -> String {
    let version = &reading.capture.version;
    let clocks = [&version.published, &version.updated, &reading.capture.captured];
    clocks.map(|clock| clock.as_ref().map_or("-".to_owned(), Timestamp::display)).join(", ")
}

fn body(reading: &Extraction) -> Option<&str> {
    reading.capture.version.content.body.as_deref()
}

#[track_caller]
fn says(reading: &Extraction, what: &str) {
    let remarks = &reading.remarks;
    assert!(remarks.iter().any(|remark| remark.contains(what)), "{remarks:?} lacks {what}");
}

#[test]
fn wallabag() {
    let reading = json(
        r#"{"is_archived":1,"is_starred":0,"tags":["quay"],"is_public":false,"id":7,"uid":null,
            "title":"Hafen","url":"https://e.example/a","hashed_url":"x","origin_url":null,
            "given_url":"https://e.example/a?x","archived_at":"2021-03-20T08:00:00+0100",
            "content":"<p>Eins.</p><p>Zwei.</p>","created_at":"2021-03-10T08:00:00+0100",
            "updated_at":"2021-03-21T08:00:00+0100","published_at":"2021-03-09T10:15:00+0100",
            "published_by":["Ann Lee"],"starred_at":null,"annotations":[],"mimetype":"text/html",
            "language":"fr_FR","reading_time":2,"domain_name":"e.example"}"#,
    );
    assert_eq!(body(&reading), Some("Eins.\n\nZwei."));
    assert_eq!(clocks(&reading), "2021-03-09 10:15:00 +01:00, -, 2021-03-10 08:00:00 +01:00");
    assert_eq!(reading.capture.labels.lang.as_deref(), Some("fr-FR"));
    assert_eq!(reading.capture.version.content.byline.as_deref(), Some("Ann Lee"));
    assert_eq!(reading.capture.labels.extra["updated_at"], "2021-03-21T08:00:00+0100");
    assert!(reading.remarks.is_empty(), "{:?}", reading.remarks);
    // What cannot be read has its own name in the message.
    let reading = json(
        r#"{"is_archived":1,"is_starred":0,"title":"Hafen","url":"https://e.example/a","content":"<p>Eins.</p>",
            "created_at":"0000-00-00","reading_time":2,"domain_name":"e.example"}"#,
    );
    assert_eq!(reading.unread_clocks[0].source, "created_at");

    // Its table has day first, and hours from 1 to 12.
    let header = "Title,URL,Content,Tags,MIME Type,Language,Creation date";
    let reading = row(
        header,
        &[
            "Quay",
            "https://e.example/a",
            "<p>One.</p><p>Two &amp; three.</p>",
            "",
            "text/html",
            "fr_FR",
            "09/03/2021 10:15:00",
        ],
    );
    assert_eq!(body(&reading), Some("One.\n\nTwo & three."));
    assert_eq!(clocks(&reading), "-, -, 2021-03-09");
    let captured = reading.capture.captured.as_ref().expect("captured");
    assert_eq!((captured.precision(), captured.raw()), (Precision::Day, "09/03/2021 10:15:00"));
    assert_eq!(reading.capture.labels.lang.as_deref(), Some("fr-FR"));
    says(&reading, "column \"Creation date\" has hours without morning or afternoon");
}

#[test]
fn lists_of_saved_pages() {
    for (header, cells, expected) in [
        // Pocket
        (
            "title,url,time_added,tags,status",
            vec!["Quay", "https://e.example/a", "1614589200", "", "unread"],
            "-, -, 2021-03-01 09:00:00 UTC",
        ),
        // Instapaper
        (
            "URL,Title,Selection,Folder,Timestamp,Tags",
            vec!["https://e.example/a", "Quay", "", "Unread", "1614589200", "[]"],
            "-, -, 2021-03-01 09:00:00 UTC",
        ),
        // Raindrop
        (
            "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite",
            vec![
                "1",
                "Quay",
                "",
                "Short.",
                "https://e.example/a",
                "Unsorted",
                "",
                "2021-03-01T09:00:00.000Z",
                "",
                "",
                "false",
            ],
            "-, -, 2021-03-01 09:00:00 UTC",
        ),
        // Readwise Reader
        (
            "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen",
            vec![
                "Quay",
                "https://e.example/a",
                "01x",
                "[]",
                "2021-03-01 09:00:00+00:00",
                "0.1",
                "new",
                "True",
            ],
            "-, -, 2021-03-01 09:00:00 UTC",
        ),
        // Zotero: dates of the entry are not those of the article.
        (
            "Key,Item Type,Publication Year,Author,Title,Publication Title,Url,Abstract Note,Date,\
             Date Added,Date Modified,Access Date",
            vec![
                "ABC",
                "newspaperArticle",
                "2021",
                "Lee, Ann",
                "Quay",
                "The Gull",
                "https://e.example/a",
                "Short.",
                "2021-03-01",
                "2022-01-01 10:00:00",
                "2022-01-02 10:00:00",
                "2021-12-31 10:00:00",
            ],
            "2021-03-01, -, 2021-12-31 10:00:00 UTC?",
        ),
        // GDELT: when the article was seen.
        (
            "URL,MobileURL,Date,Title",
            vec!["https://e.example/a", "", "2021-03-01 09:00:00", "Quay"],
            "-, -, 2021-03-01 09:00:00 UTC?",
        ),
    ] {
        let reading = row(header, &cells);
        assert_eq!(clocks(&reading), expected, "{header}");
        assert_eq!(reading.capture.version.content.title.as_deref(), Some("Quay"));
        assert_eq!(body(&reading), None);
        says(&reading, "no texts");
        assert_eq!(reading.remarks.len(), 1, "{:?}", reading.remarks);
        if header.starts_with("Key") {
            assert_eq!(reading.capture.labels.publisher.as_deref(), Some("The Gull"));
            assert_eq!(reading.capture.version.content.description.as_deref(), Some("Short."));
        }
    }
    let omnivore = json(
        r#"{"id":"x","slug":"quay","title":"Quay","description":"Short.","author":"Ann Lee",
            "url":"https://e.example/a","state":"Archived","readingProgress":3,"thumbnail":"","labels":[],
            "savedAt":"2021-03-10T08:00:00.000Z","updatedAt":"2024-03-10T08:00:00.000Z",
            "publishedAt":"2021-03-09T08:00:00.000Z"}"#,
    );
    assert_eq!(clocks(&omnivore), "2021-03-09 08:00:00 UTC, -, 2021-03-10 08:00:00 UTC");
    let archive_box = json(
        r#"{"timestamp":"1614589200.0","url":"https://e.example/a","title":"Quay","tags":null,"sources":[],
            "archive_path":"archive/1614589200.0","base_url":"e.example/a","updated":"2024-01-01 10:00:00",
            "bookmarked_date":"2021-03-01 09:00","updated_date":"2024-01-01 10:00",
            "oldest_archive_date":"2021-03-01T09:01:00+00:00",
            "newest_archive_date":"2021-03-02T09:01:00+00:00"}"#,
    );
    assert_eq!(clocks(&archive_box), "-, -, 2021-03-02 09:01:00 UTC");
    says(&archive_box, "WARC");
}

#[test]
fn readwise_reader_and_feed_readers() {
    let readwise = json(
        r#"{"id":"01x","url":"https://read.readwise.example/01x","source_url":"https://e.example/a","title":"Quay",
            "author":"Ann Lee","source":"Reader RSS","category":"article","location":"new","tags":{},
            "site_name":"The Gull","created_at":"2021-03-10T08:00:00Z","updated_at":"2021-04-10T08:00:00Z",
            "published_date":"2021-03-09","summary":"Short.","content":null,"parent_id":null,
            "reading_progress":0.1,"saved_at":"2021-03-10T08:00:00Z","last_moved_at":"2021-03-11T08:00:00Z"}"#,
    );
    assert_eq!(readwise.capture.url, "https://e.example/a");
    assert_eq!(clocks(&readwise), "2021-03-09, -, 2021-03-10 08:00:00 UTC");
    let miniflux = json(
        r#"{"id":7,"user_id":1,"feed_id":3,"title":"Quay","url":"https://e.example/a","comments_url":"",
            "author":"Ann Lee","content":"<p>One.</p><p>Two.</p>","hash":"x","status":"read","starred":false,
            "published_at":"2021-03-09T08:00:00Z","created_at":"2021-03-09T09:00:00Z",
            "changed_at":"2021-05-09T09:00:00Z","reading_time":1,"feed":{"id":3,"title":"The Gull"}}"#,
    );
    assert_eq!(clocks(&miniflux), "2021-03-09 08:00:00 UTC, -, 2021-03-09 09:00:00 UTC");
    assert_eq!(body(&miniflux), Some("One.\n\nTwo."));
    assert_eq!(miniflux.capture.labels.publisher.as_deref(), Some("The Gull"));
    for text in ["summary", "content"] {
        let reading = json(&format!(
            r#"{{"id":"tag:google.com,2005:reader/item/1","crawlTimeMsec":"1615280400000",
                "timestampUsec":"1615280400000000","published":1615276800,"title":"Quay",
                "canonical":[{{"href":"https://e.example/a"}}],
                "alternate":[{{"href":"https://e.example/a","type":"text/html"}}],
                "categories":["user/-/state/com.google/read"],"author":"Ann Lee",
                "origin":{{"streamId":"feed/1","htmlUrl":"https://e.example/","title":"The Gull"}},
                "{text}":{{"direction":"ltr","content":"<p>One.</p><p>Two.</p>"}}}}"#
        ));
        assert_eq!(reading.capture.url, "https://e.example/a");
        assert_eq!(clocks(&reading), "2021-03-09 08:00:00 UTC, -, 2021-03-09 09:00:00 UTC");
        assert_eq!(body(&reading), Some("One.\n\nTwo."), "{text}");
        assert_eq!(reading.capture.labels.publisher.as_deref(), Some("The Gull"));
    }
}

#[test]
fn news_services_and_networks() {
    let catcher = json(
        r#"{"title":"Quay","author":"Ann Lee","published_date":"2021-03-09 08:00:00",
            "published_date_precision":"full","link":"https://e.example/a","clean_url":"e.example",
            "excerpt":"Short.","summary":"One.\nTwo.","rights":"e.example","rank":5,"topic":"news",
            "language":"en","authors":["Ann Lee"],"media":"https://e.example/a.jpg"}"#,
    );
    assert_eq!(body(&catcher), Some("One.\nTwo."));
    assert_eq!(catcher.capture.version.content.description.as_deref(), Some("Short."));
    let api = json(
        r#"{"source":{"id":null,"name":"The Gull"},"author":"Ann Lee","title":"Quay","description":"Short.",
            "url":"https://e.example/a","urlToImage":null,"publishedAt":"2021-03-09T08:00:00Z",
            "content":"The quay was closed on Mon… [+1234 chars]"}"#,
    );
    assert_eq!(api.capture.labels.publisher.as_deref(), Some("The Gull"));
    says(&api, "the text is cut off");
    let mastodon = json(
        r#"{"id":"1","created_at":"2021-03-09T08:00:00.000Z","in_reply_to_id":null,"visibility":"public",
            "language":"en","uri":"https://e.example/users/ann/statuses/1","url":"https://e.example/@ann/1",
            "edited_at":"2021-03-09T09:00:00.000Z","content":"<p>One.</p><p>Two.</p>",
            "account":{"acct":"ann","display_name":"Ann Lee"}}"#,
    );
    assert_eq!(clocks(&mastodon), "2021-03-09 08:00:00 UTC, 2021-03-09 09:00:00 UTC, -");
    assert_eq!(body(&mastodon), Some("One.\n\nTwo."));
    assert_eq!(mastodon.capture.version.content.byline.as_deref(), Some("Ann Lee"));
    let activity = json(
        r#"{"id":"https://e.example/users/ann/statuses/1/activity","type":"Create",
            "actor":"https://e.example/users/ann","published":"2021-03-09T08:00:00Z",
            "object":{"id":"https://e.example/users/ann/statuses/1","type":"Note","summary":null,
            "published":"2021-03-09T08:00:00Z","url":"https://e.example/@ann/1",
            "attributedTo":"https://e.example/users/ann","content":"<p>One.</p><p>Two.</p>"}}"#,
    );
    assert_eq!(activity.capture.url, "https://e.example/@ann/1");
    assert_eq!(body(&activity), Some("One.\n\nTwo."));
    // CSL, with numbers as texts too.
    let csl = json(
        r#"{"id":"lee","type":"article-newspaper","container-title":"The Gull","title":"Quay",
            "URL":"https://e.example/a","author":[{"family":"Lee","given":"Ann"},{"literal":"The Desk"}],
            "issued":{"date-parts":[["2021",3,9]]},"accessed":{"date-parts":[[2021,12]]}}"#,
    );
    assert_eq!(clocks(&csl), "2021-03-09, -, 2021-12");
    assert_eq!(csl.capture.version.content.byline.as_deref(), Some("Ann Lee, The Desk"));
    assert_eq!(csl.capture.labels.publisher.as_deref(), Some("The Gull"));
    // Press databases
    for date in ["March 9, 2021 Tuesday", "March 9, 2021 Tuesday 8:00 AM GMT", "Mar 9, 2021"] {
        let reading = row(
            "Title,Authors,pubdate,pubtitle,DocumentURL,FullText",
            &["Quay", "Lee, Ann", date, "The Gull", "https://e.example/a", "Text."],
        );
        assert!(clocks(&reading).starts_with("2021-03-09"), "{date}: {}", clocks(&reading));
        assert_eq!(reading.capture.labels.publisher.as_deref(), Some("The Gull"));
    }
}

#[test]
fn other_records_with_such_names_are_left_alone() {
    let reading = json(
        r#"{"url":"https://e.example/a","title":"Quay","created_at":"2021-03-09","content":"<p>a",
            "type":"Create","object":{"url":"https://e.example/b"}}"#,
    );
    assert_eq!(clocks(&reading), "2021-03-09, -, -");
    assert_eq!(body(&reading), Some("<p>a"));
    assert_eq!(reading.capture.url, "https://e.example/a");
}
