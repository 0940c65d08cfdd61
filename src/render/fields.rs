//! The fields of a page or record, as JSON.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::article::address::own_url;
use crate::article::{Timestamp, ZoneBasis};
#[cfg(feature = "parquet")]
use crate::extract::{self, ExtractError, ExtractOptions, Extracted};
use crate::extract::{Extraction, Field};
#[cfg(feature = "parquet")]
use crate::render::export::record::{CaptureRecord, PointerRecord};
#[cfg(feature = "parquet")]
use crate::render::rows::{CellType, arrow::ArrowRows};
#[cfg(feature = "parquet")]
use crate::source::ParquetMark;
use crate::source::{Item, ItemContent};
#[cfg(feature = "parquet")]
use serde_json::json;

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

/// The columns that follow them where every item is a row, also one that an import rejects: the
/// article's match key, the record that an import reads instead of the fields (without the texts, which
/// are columns), and why the item is rejected.
#[cfg(feature = "parquet")]
const OUTCOME_COLUMNS: [(&str, CellType); 4] = [
    ("match_key", CellType::Text),
    (ParquetMark::RECORD, CellType::Text),
    ("error", CellType::Text),
    ("message", CellType::Text),
];

/// Returns the columns of [`outcome_row`].
#[cfg(feature = "parquet")]
pub fn outcome_columns() -> Vec<(String, CellType)> {
    let columns = ARROW_COLUMNS.iter().chain(&OUTCOME_COLUMNS);
    columns.map(|(name, of)| ((*name).to_owned(), *of)).collect()
}

/// Reads an item as an import does, and returns its row with [`outcome_columns`]. A rejected item also
/// has the fields that could be read. Redirects, revisits and failed requests have a record and no
/// fields. A panic is an error of the row.
#[cfg(feature = "parquet")]
pub fn outcome_row(item: &Item, options: &ExtractOptions) -> Vec<Value> {
    let location = location(item);
    let read = || match extract::extract(item, options) {
        Ok(Extracted::Capture(reading)) => {
            let fields = FieldsJson::new(Some(&location), &reading, true, true);
            let mut fields = to_value(fields);
            let mut record = to_value(CaptureRecord::of_extraction(&reading, &item.place));
            if let Some(record) = record.as_object_mut() {
                for name in ParquetMark::TEXTS {
                    record.shift_remove(name);
                }
            }
            fields["match_key"] = reading.capture.version.key.as_str().into();
            fields[ParquetMark::RECORD] = record.to_string().into();
            Ok(fields)
        }
        Ok(Extracted::Pointer(pointer)) => Ok(json!({
            "file": location,
            "url": pointer.url(),
            "match_key": pointer.key().as_str(),
            ParquetMark::RECORD: to_value(PointerRecord::of(&pointer)).to_string(),
        })),
        Err(error) => {
            let mut fields = match extract::extract_lenient(item, options) {
                Ok((reading, has_url)) => {
                    to_value(FieldsJson::new(Some(&location), &reading, has_url, true))
                }
                Err(_) => json!({ "file": location }),
            };
            fields["error"] = error.code.into();
            fields["message"] = error.message.into();
            Ok(fields)
        }
    };
    let mut fields = extract::guarded(read).unwrap_or_else(
        |error| json!({ "file": location, "error": error.code, "message": error.message }),
    );
    let names = ARROW_COLUMNS.iter().chain(&OUTCOME_COLUMNS).map(|(name, _)| name);
    names.map(|name| fields.get_mut(name).map(Value::take).unwrap_or_default()).collect()
}

/// Returns the row of an input that cannot be read at all, with [`outcome_columns`].
#[cfg(feature = "parquet")]
pub fn failed_row(error: &ExtractError) -> Vec<Value> {
    let mut row = vec![Value::Null; ARROW_COLUMNS.len() + OUTCOME_COLUMNS.len() - 2];
    row.extend([error.code.into(), error.message.as_str().into()]);
    row
}

/// The conversion cannot fail, because all maps have strings as keys.
#[cfg(feature = "parquet")]
fn to_value(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(feature = "parquet")]
impl FieldsJson<'_> {
    /// Adds the fields to a collection of [`arrow_rows`].
    pub fn push_to(&self, rows: &mut ArrowRows) {
        let value = to_value(self);
        let null = Value::Null;
        rows.push(ARROW_COLUMNS.iter().map(|(name, _)| value.get(name).unwrap_or(&null)));
    }
}

/// The file as given by the user, and the record in it: its number, or in an archive its offset.
pub fn location(item: &Item) -> String {
    match item.place.record {
        Some(record) => format!("{}#{record}", item.place.input),
        None if matches!(&item.raw, ItemContent::Page(page) if page.origin.is_none()) => {
            item.place.input.to_string()
        }
        None => format!("{}@{}", item.place.input, item.place.offset),
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
