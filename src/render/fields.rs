//! The fields of a page or record, as JSON for pipelines.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::article::Timestamp;
use crate::extract::Reading;

/// What was read of one item.
#[derive(Debug, Serialize)]
pub struct FieldsJson<'r> {
    file: String,
    url: Option<&'r str>,
    title: Option<&'r str>,
    byline: Option<&'r str>,
    /// RFC 3339 with the publisher's offset, or the day alone.
    published: Option<String>,
    updated: Option<String>,
    captured: Option<String>,
    lang: Option<&'r str>,
    publisher: Option<&'r str>,
    section: Option<&'r str>,
    description: Option<&'r str>,
    body: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<&'r [String]>,
}

impl<'r> FieldsJson<'r> {
    /// The fields; `has_url` is false where the capture's URL is a placeholder.
    pub fn new(file: &str, reading: &'r Reading, has_url: bool, explain: bool) -> Self {
        let capture = &reading.capture;
        let version = &capture.version;
        let sources = || {
            let mut sources = Map::new();
            for (field, source) in &reading.explain {
                sources.insert(field.name().to_owned(), Value::from(*source));
            }
            sources
        };
        Self {
            file: file.to_owned(),
            url: has_url.then_some(capture.url.as_str()),
            title: version.content.title.as_deref(),
            byline: version.content.byline.as_deref(),
            published: version.published.as_ref().map(Timestamp::local_text),
            updated: version.updated.as_ref().map(Timestamp::local_text),
            captured: capture.captured.as_ref().map(Timestamp::local_text),
            lang: capture.labels.lang.as_deref(),
            publisher: capture.labels.publisher.as_deref(),
            section: capture.labels.section.as_deref(),
            description: version.content.description.as_deref(),
            body: version.content.body.as_deref(),
            explain: explain.then(sources),
            notes: explain.then_some(reading.notes.as_slice()),
        }
    }
}
