//! Records of captures, redirects, looks and waiting revisits that `recension import` reads back
//! (`docs/export-format.md`), independent of the container format.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Result, Selection, check};
use crate::article::{
    Annotations, ArticleId, CaptureKind, Details, Handle, Handles, Look, LookReason, MatchKey,
    Pointer, Redirect, Revisit, StoredCapture, StoredVersion, Timestamp, VersionId,
};
use crate::extract::{Extraction, recension_record};
use crate::pipeline::Progress;
use crate::source::SourceLocation;
use crate::store::{Snapshot, StoredPointer};
use crate::timeline::{OrderBasis, Timeline};

/// An item to export as one record.
pub enum Exported<'v> {
    /// A capture with its version.
    Capture(&'v StoredCapture, &'v CaptureRecord<'v>),
    /// A redirect, a look or a waiting revisit.
    Pointer(&'v Pointer, &'v PointerRecord<'v>),
}

/// Calls `write` with everything in a selection, in an order that does not depend on the catalog:
/// the captures article by article, then the redirects, the looks and the waiting revisits. With a
/// filter, only the redirects to and the looks at the selected articles are included, and no revisits, because these belong
/// to no article yet.
pub fn each(
    selection: &Selection<'_>,
    mut write: impl FnMut(Exported<'_>) -> Result<()>,
) -> Result<()> {
    let catalog = selection.catalog;
    let is_all = selection.filter.is_open();
    for article in selection.by_key()? {
        each_of_article(catalog, article, is_all, selection.progress, &mut write)?;
    }
    each_of_none(selection, write)
}

/// Calls `write` with the captures of an article, and unless everything is selected, with the
/// redirects to it and the looks at it.
pub(super) fn each_of_article(
    catalog: &Snapshot,
    article: ArticleId,
    is_all: bool,
    progress: &Progress,
    write: &mut impl FnMut(Exported<'_>) -> Result<()>,
) -> Result<()> {
    let history = catalog.timeline(article)?;
    let key = catalog.key_of(article)?;
    // A redacted version would get another id when it is imported.
    let is_placed = rests_on_position(&history);
    for version in history.versions().iter().filter(|one| one.redacted.is_none()) {
        check(progress)?;
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
        for stored in
            catalog.redirects_to(article)?.into_iter().chain(catalog.stored_looks(article)?)
        {
            write(Exported::Pointer(&stored.pointer, &PointerRecord::of(&stored.pointer)))?;
        }
    }
    Ok(())
}

/// Calls `write` with the redirects, the looks and the waiting revisits, if everything is selected.
pub(super) fn each_of_none(
    selection: &Selection<'_>,
    mut write: impl FnMut(Exported<'_>) -> Result<()>,
) -> Result<()> {
    if !selection.filter.is_open() {
        return Ok(());
    }
    selection.catalog.each_pointer(|stored: StoredPointer| {
        selection.check()?;
        write(Exported::Pointer(&stored.pointer, &PointerRecord::of(&stored.pointer)))
    })
}

/// One capture with its complete version. Importing it restores both.
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

/// The source location of a capture, in a record that must keep the order of its article's
/// versions.
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
        let location = capture.first_location();
        // The standard inputs of different imports are different inputs.
        let input = match &*location.input {
            "-" => format!("-{}", location.import),
            path => path.to_owned(),
        };
        Self { input, record: location.record, offset: location.offset }
    }
}

/// Whether the order of an article's versions depends on their source locations. The export then
/// states the location of each, because they are compared with each other; otherwise the order of the
/// export would be mistaken for evidence.
fn rests_on_position(timeline: &Timeline) -> bool {
    let mut states = timeline.states().iter();
    states.any(|state| matches!(state.order, OrderBasis::Position | OrderBasis::Unknown))
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
        // Captures that differ only in the order of these fields are equal, so the order is
        // normalized.
        extra.sort_keys();
        let (handles, names_itself) =
            handles.map_or((Vec::new(), false), |handles| (handles.names, handles.names_itself));
        Self {
            recension: recension_record::FORM,
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

    /// The record of a capture that was read at `place` and is in no catalog.
    pub fn of_extraction(reading: &'v Extraction, place: &SourceLocation) -> Self {
        let capture = &reading.capture;
        let (version, labels) = (&capture.version, &capture.labels);
        let mut extra = labels.extra.clone();
        extra.sort_keys();
        let (handles, names_itself) = reading
            .handles
            .as_ref()
            .map_or((Vec::new(), false), |handles| (handles.names.clone(), handles.names_itself));
        let place = reading.position.as_ref().unwrap_or(place);
        // A location has one of the two.
        let offset = place.record.is_none().then_some(place.offset as i64);
        let record = place.record.map(|record| record as i64);
        Self {
            recension: recension_record::FORM,
            key: version.key.as_str(),
            id: version.id(),
            kind: capture.kind,
            url: &capture.url,
            published: version.published.as_ref(),
            updated: version.updated.as_ref(),
            captured: capture.captured.as_ref(),
            sequence: capture.sequence,
            title: version.content.title.as_deref(),
            byline: version.content.byline.as_deref(),
            description: version.content.description.as_deref(),
            body: version.content.body.as_deref(),
            lang: labels.lang.as_deref(),
            publisher: labels.publisher.as_deref(),
            section: labels.section.as_deref(),
            payload_sha256: capture.payload.map(|digest| digest.to_string()),
            handles,
            names_itself,
            extra,
            annotations: capture.annotations.clone(),
            position: Some(PositionRecord { input: place.input.to_string(), record, offset }),
        }
    }

    /// The id of the web archive record from which the capture was read.
    pub fn warc_record_id(&self) -> Option<&str> {
        self.annotations.warc_record_id.as_deref()
    }
}

/// A redirect, a look, or a revisit whose page is not in the catalog yet.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum PointerRecord<'v> {
    /// `url` redirected to `redirect`.
    Redirect {
        /// The number of the record format.
        recension: i64,
        /// The target of the redirect.
        redirect: &'v str,
        /// The match key of the URL.
        key: &'v str,
        /// The URL that was requested.
        url: &'v str,
        /// When it was captured.
        captured: Option<&'v Timestamp>,
    },
    /// A request for `url` did not return the page.
    Look {
        /// The number of the record format.
        recension: i64,
        /// Why it did not return the page.
        look: LookReason,
        /// The status of the response, if there was one.
        status: Option<u16>,
        /// The match key of the URL.
        key: &'v str,
        /// The requested URL.
        url: &'v str,
        /// The time of the request.
        at: &'v Timestamp,
    },
    /// The page at `url` was identical to an earlier one.
    Revisit {
        /// The number of the record format.
        recension: i64,
        /// The handles of the earlier page.
        revisit: &'v [Handle],
        /// The URL.
        url: &'v str,
        /// When it was captured.
        captured: Option<&'v Timestamp>,
        /// The id of the archive's record.
        record_id: Option<&'v str>,
        /// The handles by which other records refer to it.
        handles: &'v [Handle],
    },
}

impl<'v> PointerRecord<'v> {
    /// The record of a pointer.
    pub fn of(pointer: &'v Pointer) -> Self {
        let recension = recension_record::FORM;
        match pointer {
            Pointer::Redirect(Redirect { url, key, target, captured, .. }) => Self::Redirect {
                recension,
                redirect: target,
                key: key.as_str(),
                url,
                captured: captured.as_ref(),
            },
            Pointer::Look(Look { url, key, at, reason, status }) => {
                Self::Look { recension, look: *reason, status: *status, key: key.as_str(), url, at }
            }
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
