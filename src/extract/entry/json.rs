//! Reads JSON Feed items of version 1 or 1.1.

use serde_json::{Map, Value};

use super::super::{ExtractError, json};
use super::{Story, is_name, line, paragraphs};

/// Reads an item. `feed` holds the fields of the feed around it.
pub(super) fn read(bytes: &[u8], feed: &Map<String, Value>) -> Result<Story, ExtractError> {
    let problem = |code, message: String| ExtractError { code, message };
    if let Some(problem) = json::too_many_values(bytes) {
        return Err(problem);
    }
    let item: Map<String, Value> = match serde_json::from_slice(bytes) {
        Ok(Value::Object(item)) => item,
        Ok(_) => {
            let message = "an item of a JSON Feed must be an object ({\"id\": …, \"url\": …})";
            return Err(problem("not-a-record", message.to_owned()));
        }
        Err(error) => return Err(problem("bad-json", format!("not JSON: {error}"))),
    };
    let mut story = Story::default();
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    for (name, source) in [("url", "url"), ("id", "id"), ("external_url", "external_url")] {
        // An id need not be a URL, and is not a relative one.
        if let Some(url) = text(name).filter(|url| name != "id" || is_name(url)) {
            story.urls.push((url.to_owned(), source));
        }
    }
    for name in ["home_page_url", "feed_url"] {
        if let Some(base) = feed.get(name).and_then(Value::as_str) {
            story.bases = vec![base.to_owned()];
        }
    }
    story.title = text("title").and_then(line).map(|title| (title, "title"));
    story.description = text("summary").and_then(nonblank).map(|text| (text, "summary"));
    story.body = text("content_html")
        .and_then(paragraphs)
        .map(|body| (body, "content_html"))
        .or_else(|| Some((nonblank(text("content_text")?)?, "content_text")));
    story.published = text("date_published").and_then(line).map(|raw| (raw, "date_published"));
    story.updated = text("date_modified").and_then(line).map(|raw| (raw, "date_modified"));
    story.people = people(&item);
    if story.people.is_empty() {
        story.people = people(feed);
    }
    story.byline = "authors";
    let language = item.get("language").or_else(|| feed.get("language"));
    story.lang = language.and_then(Value::as_str).and_then(line);
    story.publisher = feed.get("title").and_then(Value::as_str).and_then(line);
    if let Some(Value::Array(tags)) = item.get("tags") {
        story.section = tags.iter().find_map(Value::as_str).and_then(line);
    }
    for name in ["id", "external_url", "tags"] {
        if let Some(value) = item.get(name).filter(|value| !value.is_null()) {
            story.extra.insert(name.to_owned(), value.clone());
        }
    }
    Ok(story)
}

/// Reads the feed's own fields from an object that ends before its items.
pub(super) fn feed_of(head: &[u8]) -> Map<String, Value> {
    if json::too_many_values(head).is_some() {
        return Map::new();
    }
    let whole = [head, b"null}"].concat();
    serde_json::from_slice(&whole).unwrap_or_default()
}

fn nonblank(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn people(of: &Map<String, Value>) -> Vec<String> {
    let name = |author: &Value| author.get("name").and_then(Value::as_str).map(str::to_owned);
    match (of.get("authors"), of.get("author")) {
        (Some(Value::Array(authors)), _) => authors.iter().filter_map(name).collect(),
        (_, Some(author)) => name(author).into_iter().collect(),
        _ => Vec::new(),
    }
}
