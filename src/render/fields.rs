//! The fields of a page or record, as JSON.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::article::address::own_url;
use crate::article::{Timestamp, ZoneBasis};
use crate::extract::{Extraction, Field};
#[cfg(feature = "parquet")]
use crate::render::rows::{CellType, arrow::ArrowRows};

/// The fields of one item.
#[derive(Debug, Serialize)]
pub struct FieldsJson<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'r str>,
    url: Option<&'r str>,
    /// The article's own URL, if it differs from `url`.
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<String>,
    title: Option<&'r str>,
    byline: Option<&'r str>,
    /// RFC 3339 with the publisher's offset, or only the day; see [`stamp`].
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
    /// The fields of an item. `file` is `None` if the item was not read from a file, and `has_url` is
    /// false if the capture's URL is a placeholder.
    pub fn new(
        file: Option<&'r str>,
        reading: &'r Extraction,
        has_url: bool,
        explain: bool,
    ) -> Self {
        let capture = &reading.capture;
        let version = &capture.version;
        let sources = || {
            let mut sources = Map::new();
            for (field, source) in &reading.explain {
                let clock = match field {
                    Field::Published => version.published.as_ref(),
                    Field::Updated => version.updated.as_ref(),
                    Field::Captured => capture.captured.as_ref(),
                    _ => None,
                };
                let source = match clock {
                    Some(clock) if is_assumed(clock) => format!("{source}, zone assumed"),
                    _ => (*source).to_owned(),
                };
                sources.insert(field.name().to_owned(), Value::from(source));
            }
            sources
        };
        Self {
            file,
            url: has_url.then_some(capture.url.as_str()),
            canonical_url: own_url(&version.key, &capture.url, &capture.labels.extra)
                .filter(|_| has_url),
            title: version.content.title.as_deref(),
            byline: version.content.byline.as_deref(),
            published: version.published.as_ref().map(stamp),
            updated: version.updated.as_ref().map(stamp),
            captured: capture.captured.as_ref().map(stamp),
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

/// The columns of the fields in Arrow.
#[cfg(feature = "parquet")]
const ARROW_COLUMNS: [(&str, CellType); 15] = [
    ("file", CellType::Text),
    ("url", CellType::Text),
    ("canonical_url", CellType::Text),
    ("title", CellType::Text),
    ("byline", CellType::Text),
    ("published", CellType::Claim),
    ("updated", CellType::Claim),
    ("captured", CellType::Claim),
    ("lang", CellType::Text),
    ("publisher", CellType::Text),
    ("section", CellType::Text),
    ("description", CellType::Text),
    ("body", CellType::Text),
    ("explain", CellType::Any),
    ("notes", CellType::Texts),
];

/// Returns an empty collection of fields as Arrow.
#[cfg(feature = "parquet")]
pub fn arrow_rows() -> ArrowRows {
    ArrowRows::new(&ARROW_COLUMNS.map(|(name, of)| (name.to_owned(), of)))
}

#[cfg(feature = "parquet")]
impl FieldsJson<'_> {
    /// Adds the fields to a collection of [`arrow_rows`].
    pub fn push_to(&self, rows: &mut ArrowRows) {
        // The conversion cannot fail, because all maps have strings as keys.
        let value = serde_json::to_value(self).unwrap_or_default();
        let null = Value::Null;
        rows.push(ARROW_COLUMNS.iter().map(|(name, _)| value.get(name).unwrap_or(&null)));
    }
}

fn is_assumed(stamp: &Timestamp) -> bool {
    stamp.zone() == ZoneBasis::Assumed && stamp.offset_minutes().is_some()
}

/// Formats a timestamp as RFC 3339, in the publisher's zone. If no zone is stated and UTC was
/// assumed, the offset is `-00:00`, which RFC 3339 (section 4.3) defines as an unknown local
/// offset. The day and the instant stay the same, and the assumption is not mistaken for the
/// publisher's statement.
fn stamp(stamp: &Timestamp) -> String {
    let text = stamp.local_text();
    match text.strip_suffix("+00:00") {
        Some(time) if is_assumed(stamp) => format!("{time}-00:00"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ClockSource;

    #[test]
    fn an_assumed_zone_is_not_taken_for_a_stated_one() {
        let micros = 1_413_725_160_000_000;
        for (offset, zone, expected) in [
            (Some(0), ZoneBasis::Stated, "2014-10-19T13:26:00+00:00"),
            (Some(0), ZoneBasis::Assumed, "2014-10-19T13:26:00-00:00"),
            (Some(-240), ZoneBasis::Stated, "2014-10-19T09:26:00-04:00"),
            (Some(-240), ZoneBasis::Assumed, "2014-10-19T09:26:00-04:00"),
        ] {
            let read = Timestamp::from_stored(
                micros,
                crate::article::Precision::Second,
                offset,
                zone,
                ClockSource::Text,
                None,
            );
            assert_eq!(stamp(&read), expected);
        }
    }
}
