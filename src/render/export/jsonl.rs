//! JSON Lines: a record a capture, to be read by other programs and by our own importer.

use std::io;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Export, Result, Selection};
use crate::article::{MatchKey, Timestamp, VersionId};
use crate::extract::own;
use crate::store::{StoredCapture, StoredVersion};

/// The output.
pub fn export() -> Export {
    Export::stream("capture", write)
}

fn write(selection: &Selection<'_>, out: &mut dyn io::Write) -> Result<i64> {
    let catalog = selection.catalog;
    let mut written = 0;
    for history in selection.histories() {
        let (article, history) = history?;
        let key = catalog.key_of(article)?;
        for version in history.versions() {
            selection.check()?;
            let body = catalog.body(version)?;
            for capture in &version.captures {
                let extra = capture.extra.map(|extra| catalog.extra(extra)).transpose()?;
                let body = body.as_ref().map(|body| body.as_str());
                let record =
                    CaptureRecord::new(&key, version, body, capture, extra.unwrap_or_default());
                serde_json::to_writer(&mut *out, &record).map_err(io::Error::from)?;
                out.write_all(b"\n")?;
                written += 1;
            }
        }
    }
    Ok(written)
}

/// One capture with its version whole: imported, it gives both back (`docs/export-format.md`).
#[derive(Debug, Serialize)]
pub struct CaptureRecord<'v> {
    recension: i64,
    key: &'v str,
    id: VersionId,
    url: &'v str,
    published: Option<&'v Timestamp>,
    updated: Option<&'v Timestamp>,
    captured: Option<&'v Timestamp>,
    sequence: Option<i64>,
    title: Option<&'v str>,
    byline: Option<&'v str>,
    description: Option<&'v str>,
    body: Option<&'v str>,
    lang: Option<&'v str>,
    publisher: Option<&'v str>,
    section: Option<&'v str>,
    payload_sha256: Option<String>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
}

impl<'v> CaptureRecord<'v> {
    /// The record of a capture of this version.
    pub fn new(
        key: &'v MatchKey,
        version: &'v StoredVersion,
        body: Option<&'v str>,
        capture: &'v StoredCapture,
        extra: Map<String, Value>,
    ) -> Self {
        Self {
            recension: own::FORM,
            key: key.as_str(),
            id: version.id,
            url: &capture.url,
            published: capture.published.as_ref(),
            updated: capture.updated.as_ref(),
            captured: capture.captured.as_ref(),
            sequence: capture.sequence,
            title: version.title.as_deref(),
            byline: version.byline.as_deref(),
            description: version.description.as_deref(),
            body,
            lang: capture.lang.as_deref(),
            publisher: capture.publisher.as_deref(),
            section: capture.section.as_deref(),
            payload_sha256: capture.payload.map(|digest| digest.to_string()),
            extra,
        }
    }
}
