//! Records: captures, redirects and waiting revisits as our own importer reads them back
//! (`docs/export-format.md`), whatever they are wrapped in.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Result, Selection};
use crate::article::{
    Annotations, CaptureKind, Details, Handle, Handles, MatchKey, Pointer, Redirect, Revisit,
    StoredCapture, StoredVersion, Timestamp, VersionId,
};
use crate::extract::own;
use crate::store::StoredPointer;
use crate::timeline::{OrderBasis, Timeline};

/// What is written, a record each.
pub enum Exported<'v> {
    /// A capture, with its version.
    Capture(&'v StoredCapture, &'v CaptureRecord<'v>),
    /// What points at captures.
    Pointer(&'v Pointer, &'v PointerRecord<'v>),
}

/// Hands over all that a selection holds, in the same order whatever the catalog's own: the captures
/// article by article, then the redirects and the revisits that wait. Of a selection by a filter it is
/// the redirects that lead to its articles, and no revisit, which belongs to none yet.
pub fn each(
    selection: &Selection<'_>,
    mut write: impl FnMut(Exported<'_>) -> Result<()>,
) -> Result<()> {
    let catalog = selection.catalog;
    let is_all = selection.filter.is_open();
    for history in selection.histories_by_key()? {
        let (article, history) = history?;
        let key = catalog.key_of(article)?;
        // A redacted version, read back, would be another one.
        let versions = history.versions().iter().enumerate();
        for (index, version) in versions.filter(|(_, one)| one.redacted.is_none()) {
            selection.check()?;
            let is_placed = rests_on_position(&history, index);
            let body = catalog.body(version)?;
            for capture in &version.captures {
                let details = catalog.proved_details(version, capture)?;
                let body = body.as_ref().map(|body| body.as_str());
                let handles = catalog.handles_of(capture.number)?;
                let mut record = CaptureRecord::new(&key, version, body, capture, details, handles);
                record.position = is_placed.then(|| PositionRecord::of(capture));
                write(Exported::Capture(capture, &record))?;
            }
        }
        if !is_all {
            for stored in catalog.redirects_to(article)? {
                write(Exported::Pointer(&stored.pointer, &PointerRecord::of(&stored)))?;
            }
        }
    }
    if is_all {
        catalog.each_pointer(|stored: StoredPointer| {
            selection.check()?;
            write(Exported::Pointer(&stored.pointer, &PointerRecord::of(&stored)))
        })?;
    }
    Ok(())
}

/// One capture with its version whole: imported, it gives both back.
#[derive(Debug, Serialize)]
pub struct CaptureRecord<'v> {
    recension: i64,
    key: &'v str,
    id: VersionId,
    kind: CaptureKind,
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    handles: Vec<Handle>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    names_itself: bool,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
    #[serde(skip_serializing_if = "Annotations::is_empty")]
    annotations: Annotations,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<PositionRecord>,
}

/// Where a capture was read, in a record that is to keep the order of its article's versions.
#[derive(Debug, Serialize)]
struct PositionRecord {
    input: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
}

impl PositionRecord {
    fn of(capture: &StoredCapture) -> Self {
        // Each standard input is one of its own.
        let input = match &*capture.input {
            "-" => format!("-{}", capture.import),
            path => path.to_owned(),
        };
        Self { input, record: capture.record, offset: capture.offset }
    }
}

/// Whether the place of a version in its timeline rests on where it was read: then an export says so, or
/// the export's own order would pass for evidence.
fn rests_on_position(timeline: &Timeline, version: usize) -> bool {
    let rests = |state: Option<usize>| {
        let state = state.and_then(|state| timeline.states().get(state));
        state.is_some_and(|state| matches!(state.order, OrderBasis::Position | OrderBasis::Unknown))
    };
    timeline.states_of(version).any(|state| rests(Some(state)) || rests(timeline.next(state)))
}

impl<'v> CaptureRecord<'v> {
    /// The record of a capture of this version.
    pub fn new(
        key: &'v MatchKey,
        version: &'v StoredVersion,
        body: Option<&'v str>,
        capture: &'v StoredCapture,
        details: Details,
        handles: Option<Handles>,
    ) -> Self {
        let Details { mut extra, annotations } = details;
        // Two captures that differ in the order of these alone are one: written in one order.
        extra.sort_keys();
        let (handles, names_itself) =
            handles.map_or((Vec::new(), false), |handles| (handles.names, handles.names_itself));
        Self {
            recension: own::FORM,
            key: key.as_str(),
            id: version.id,
            kind: capture.kind,
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
            handles,
            names_itself,
            extra,
            annotations,
            position: None,
        }
    }

    /// The name of the web archive's record from which the capture was read.
    pub fn warc_record_id(&self) -> Option<&str> {
        self.annotations.warc_record_id.as_deref()
    }
}

/// A redirect, or a revisit that waits for its page.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum PointerRecord<'v> {
    /// Whoever asked for `url` was led to `redirect`.
    Redirect {
        /// The form's number.
        recension: i64,
        /// Where it led.
        redirect: &'v str,
        /// The URL's match key.
        key: &'v str,
        /// The URL that was asked for.
        url: &'v str,
        /// When.
        captured: Option<&'v Timestamp>,
    },
    /// The page at `url` was what an earlier one had been.
    Revisit {
        /// The form's number.
        recension: i64,
        /// What it points at.
        revisit: &'v [Handle],
        /// The URL.
        url: &'v str,
        /// When.
        captured: Option<&'v Timestamp>,
        /// The archive's name for it.
        record_id: Option<&'v str>,
        /// By what others point at it.
        handles: &'v [Handle],
    },
}

impl<'v> PointerRecord<'v> {
    /// The record of a pointer.
    pub fn of(stored: &'v StoredPointer) -> Self {
        let recension = own::FORM;
        match &stored.pointer {
            Pointer::Redirect(Redirect { url, key, target, captured, .. }) => Self::Redirect {
                recension,
                redirect: target,
                key: key.as_str(),
                url,
                captured: captured.as_ref(),
            },
            Pointer::Revisit(Revisit { url, captured, record_id, points_at, names, .. }) => {
                Self::Revisit {
                    recension,
                    revisit: points_at,
                    url,
                    captured: captured.as_ref(),
                    record_id: record_id.as_deref(),
                    handles: names,
                }
            }
        }
    }
}
