//! Finds an article's text in the data that a page keeps for its scripts, such as `__NEXT_DATA__`.

use serde_json::Value;

use super::super::json;
use crate::extract::boilerplate;
use crate::extract::dates::fold;

/// The most bytes of one script that are read.
const MOST_BYTES: usize = 4 << 20;
/// The most values of one script that are read.
const MOST_VALUES: usize = 100_000;
/// The most scripts of a page that are read.
const MOST_SCRIPTS: usize = 40;
/// A text of fewer bytes is not an article.
const LEAST_STORY: usize = 400;
/// The least paragraphs in a list of them, and the least bytes of one.
const LEAST_PARAGRAPHS: usize = 3;
const LEAST_PARAGRAPH: usize = 40;

/// Returns the longest text in the scripts' data that also name the title.
pub(super) fn story(page: &str, title: &str) -> Option<String> {
    let title = fold(title);
    let mut best = String::new();
    for data in scripts(page).take(MOST_SCRIPTS) {
        if data.len() > MOST_BYTES || json::values(data.as_bytes()) > MOST_VALUES {
            continue;
        }
        // Code may follow the data.
        let mut values = serde_json::Deserializer::from_str(data).into_iter::<Value>();
        let Some(Ok(value)) = values.next() else { continue };
        if names(&value, &title) {
            longest(&value, &mut best);
        }
    }
    (best.len() >= LEAST_STORY).then_some(best)
}

/// Returns the JSON of each script: a script of data, or the first object that one assigns.
fn scripts(page: &str) -> impl Iterator<Item = &str> {
    let starts = memchr::memmem::find_iter(page.as_bytes(), b"<script");
    starts.filter_map(|at| {
        let rest = page.get(at..)?;
        let (tag, rest) = rest.split_once('>')?;
        let script = rest.split_once("</script").map_or(rest, |(script, _)| script).trim();
        if tag.contains("json") {
            return (!tag.contains("ld+json")).then_some(script);
        }
        let (name, value) = script.split_once('=')?;
        let is_global = name.len() <= 80 && name.trim_start().starts_with("window");
        Some(value.trim_start()).filter(|value| is_global && value.starts_with(['{', '[']))
    })
}

/// The least bytes of a text that may be the title without the site's name.
const LEAST_TITLE: usize = 15;

/// Whether a text of the data is the title, which may also have the site's name.
fn names(value: &Value, title: &str) -> bool {
    match value {
        Value::String(text) if text.len() <= 500 => {
            let text = fold(text.trim());
            text == title || (text.len() >= LEAST_TITLE && title.starts_with(&text))
        }
        Value::Array(list) => list.iter().any(|value| names(value, title)),
        Value::Object(fields) => fields.values().any(|value| names(value, title)),
        _ => false,
    }
}

/// Finds the longest text: one string of several paragraphs, or a list of them.
fn longest(value: &Value, best: &mut String) {
    match value {
        Value::String(text) => {
            let is_parted = ["</p>", "<br", "\n\n"].iter().any(|mark| text.contains(mark));
            if is_parted && text.len() > best.len() {
                best.clone_from(text);
            }
        }
        Value::Array(list) => {
            let paragraphs: Vec<String> = list.iter().filter_map(paragraph).collect();
            let prose = paragraphs
                .iter()
                .filter(|text| text.len() >= LEAST_PARAGRAPH && boilerplate::ends_sentence(text));
            if prose.count() >= LEAST_PARAGRAPHS {
                let markup: String =
                    paragraphs.iter().flat_map(|text| ["<p>", text, "</p>"]).collect();
                if markup.len() > best.len() {
                    *best = markup;
                }
            }
            for value in list {
                longest(value, best);
            }
        }
        Value::Object(fields) => {
            for value in fields.values() {
                longest(value, best);
            }
        }
        _ => {}
    }
}

/// Returns the text of one paragraph: a string, or the text of an object.
fn paragraph(value: &Value) -> Option<String> {
    let text =
        match value {
            Value::String(text) => text.clone(),
            Value::Object(fields) => ["text", "content", "html", "value", "children"]
                .iter()
                .find_map(|key| match fields.get(*key)? {
                    Value::String(text) => Some(text.clone()),
                    Value::Array(parts) => Some(parts.iter().filter_map(paragraph).collect()),
                    _ => None,
                })?,
            _ => return None,
        };
    (!text.trim().is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPHS: [&str; 4] = [
        "The harbour board will repair the north quay this summer, after stones of its wall moved in the storms.",
        "It agreed on Monday to spend 4.2 million on the work, more than twice what was planned a year ago.",
        "The ferry has to land somewhere, said the chair of the board, and it cannot wait for another winter.",
        "Residents of Quay Street had asked for a hearing, which is now to be held in the town hall in May.",
    ];

    #[test]
    fn texts_in_data_are_found() {
        let html: String = PARAGRAPHS.map(|text| format!("<p>{text}</p>")).concat();
        let listed: Vec<Value> =
            PARAGRAPHS.map(|text| serde_json::json!({"type": "p", "text": text})).to_vec();
        let rich: Vec<Value> = PARAGRAPHS
            .map(|text| serde_json::json!({"_type": "block", "children": [{"text": text}]}))
            .to_vec();
        for data in [
            serde_json::json!({"props": {"title": "North quay", "body": html}}),
            serde_json::json!({"props": {"headline": "North quay", "elements": listed}}),
            serde_json::json!([{"t": "north quay"}, {"blocks": rich}]),
        ] {
            for page in [
                format!("<script id=__NEXT_DATA__ type=\"application/json\">{data}</script>"),
                format!("<script>window.__STATE__ = {data}; run()</script>"),
            ] {
                let found = story(&page, "North quay");
                assert_eq!(found.as_deref(), Some(html.as_str()), "{page}");
            }
        }
    }

    #[test]
    fn other_data_is_not_an_article() {
        let text = "<p>A long text.</p>".repeat(40);
        let other = serde_json::json!({"title": "South quay", "body": text});
        let short = serde_json::json!({"title": "North quay", "body": "<p>Short.</p>"});
        for page in [
            format!("<script type=\"application/json\">{other}</script>"),
            format!("<script type=\"application/json\">{short}</script>"),
            "<script>window.x = function() {}</script><script type=\"application/json\">{".into(),
        ] {
            assert_eq!(story(&page, "North quay"), None, "{page}");
        }
    }
}
