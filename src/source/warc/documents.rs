//! Articles in an archive's documents that are not pages: plain text, and records in JSON.

use serde_json::{Map, Value};

use crate::source::Origin;

/// The last part of URLs of plain texts that are made for programs.
const TEXTS_FOR_PROGRAMS: [&str; 8] = [
    "robots.txt",
    "ads.txt",
    "app-ads.txt",
    "security.txt",
    "humans.txt",
    "llms.txt",
    "llms-full.txt",
    "license.txt",
];
/// The least bytes of a paragraph.
const LEAST_PARAGRAPH: usize = 80;
/// The least paragraphs of an article.
const LEAST_PARAGRAPHS: usize = 2;
/// The least bytes of the text in a record.
const LEAST_TEXT: usize = 200;
/// The levels of a response at which records are searched for.
const MOST_LEVELS: usize = 4;
/// The most records of one response.
const MOST_RECORDS: usize = 10_000;

/// Whether a plain text is an article, and not data: it has paragraphs of words.
pub(super) fn is_article(url: &str, bytes: &[u8]) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    if TEXTS_FOR_PROGRAMS.iter().any(|name| path.ends_with(name)) {
        return false;
    }
    let text = String::from_utf8_lossy(bytes);
    let paragraphs = text.split("\n\n").flat_map(|part| part.split("\r\n\r\n")).filter(|part| {
        let part = part.trim();
        // A CJK text has no spaces.
        let letters = part.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()).count();
        part.len() >= LEAST_PARAGRAPH
            && letters * 10 >= part.chars().count() * 8
            && part
                .trim_end_matches(['"', '”', '»', '\'', ')'])
                .ends_with(['.', '!', '?', '。', '…'])
    });
    paragraphs.take(LEAST_PARAGRAPHS).count() == LEAST_PARAGRAPHS
}

/// Returns the records of articles in a response: objects that have a title and a text. A record
/// without a URL or a capture time has those of the response.
pub(super) fn records(bytes: &[u8], origin: &Origin) -> Vec<Vec<u8>> {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Vec::new() };
    let mut found = Vec::new();
    collect(value, 0, &mut found);
    let is_only = found.len() == 1;
    let mut records = Vec::with_capacity(found.len());
    for mut fields in found {
        let has = |names: &[&str]| names.iter().any(|name| fields.contains_key(*name));
        let has_url = has(&["url", "link", "canonical_url", "article_url", "source_url"]);
        if !has_url && !is_only {
            continue;
        }
        if !has_url {
            fields.insert("url".to_owned(), origin.url.clone().into());
        }
        if let Some(date) = origin.date.as_ref().filter(|_| !fields.contains_key("captured")) {
            fields.insert("captured".to_owned(), date.clone().into());
        }
        records.extend(serde_json::to_vec(&fields));
    }
    records
}

fn collect(value: Value, level: usize, found: &mut Vec<Map<String, Value>>) {
    if level > MOST_LEVELS || found.len() >= MOST_RECORDS {
        return;
    }
    match value {
        Value::Object(fields) if is_record(&fields) => found.push(fields),
        Value::Object(fields) => {
            fields.into_iter().for_each(|(_, value)| collect(value, level + 1, found));
        }
        Value::Array(list) => list.into_iter().for_each(|value| collect(value, level + 1, found)),
        _ => {}
    }
}

/// Whether an object has a title and a text.
fn is_record(fields: &Map<String, Value>) -> bool {
    let text = |names: &[&str]| {
        names.iter().find_map(|name| match fields.get(*name)? {
            Value::String(text) => Some(text.as_str()),
            // WordPress.
            Value::Object(inner) => inner.get("rendered")?.as_str(),
            _ => None,
        })
    };
    let title = text(&["title", "headline", "name"]);
    let body = text(&["body", "content", "text", "articleBody", "article_body", "maintext"]);
    title.is_some_and(|title| !title.trim().is_empty())
        && body.is_some_and(|body| body.len() >= LEAST_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The harbour board will repair the north quay this summer, after stones of its wall moved.\n\nIt agreed on Monday to spend more on the work than was planned, because of cavities under the road.\n\n“The ferry has to land somewhere,” said the chair of the board, who had asked for a decision.”";

    #[test]
    fn a_text_with_paragraphs_is_an_article() {
        for (url, text, expected) in [
            ("https://a.example/quay.txt", TEXT, true),
            ("https://a.example/robots.txt", TEXT, false),
            ("https://a.example/data", "a,b,c\n1,2,3\n", false),
            ("https://a.example/x", "ok", false),
        ] {
            assert_eq!(is_article(url, text.as_bytes()), expected, "{url}");
        }
    }

    #[test]
    fn records_have_a_title_and_a_text() {
        let origin = Origin {
            url: "https://a.example/api/quay".to_owned(),
            date: Some("2024-03-01T10:00:00Z".to_owned()),
            ..Origin::default()
        };
        let found = |json: Value| -> Vec<Value> {
            let records = records(json.to_string().as_bytes(), &origin);
            records.iter().map(|json| serde_json::from_slice(json).expect("JSON")).collect()
        };
        let one = found(serde_json::json!({"data": {"title": "North quay", "body": TEXT}}));
        let [one] = one.as_slice() else { panic!("{one:?}") };
        assert_eq!(one["url"], "https://a.example/api/quay");
        assert_eq!(one["captured"], "2024-03-01T10:00:00Z");
        let post = |link: &str| serde_json::json!({"link": link, "title": {"rendered": "Quay"}, "content": {"rendered": TEXT}});
        let two =
            found(serde_json::json!([post("https://a.example/1"), post("https://a.example/2")]));
        assert_eq!(two.len(), 2);
        assert!(two.iter().all(|record| record.get("url").is_none()), "{two:?}");
        assert_eq!(found(serde_json::json!({"title": "Settings", "text": "on"})), [Value::Null; 0]);
        let unnamed = serde_json::json!({"title": "Quay", "text": TEXT});
        assert_eq!(found(serde_json::json!([unnamed, unnamed])), [Value::Null; 0]);
    }
}
