//! Versions and captures as stored in a catalog: numbered, with their bodies stored separately.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    Annotations, ArticleId, CaptureKind, ExtractedBy, ImportNumber, Memento, Sha256, Timestamp,
    UnixMicros, VersionId, VersionNumber,
};

/// A reference to a stored body: its number and its length in bytes. Within one catalog, two bodies
/// are equal if and only if their numbers are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TextRef {
    /// The body's number.
    pub id: i64,
    /// Its length in bytes.
    pub length: u64,
}

/// A stored version with all its captures; the body is fetched separately.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StoredVersion {
    /// Its number in this catalog, in order of arrival.
    pub number: VersionNumber,
    /// Its id.
    pub id: VersionId,
    /// Its article.
    pub article: ArticleId,
    /// The publisher's timestamps, as read by its first capture.
    pub published: Option<Timestamp>,
    /// See `published`.
    pub updated: Option<Timestamp>,
    /// The title (headline).
    pub title: Option<String>,
    /// The byline.
    pub byline: Option<String>,
    /// The description (standfirst).
    pub description: Option<String>,
    /// The body, if the source had one.
    pub text: Option<TextRef>,
    /// The redaction, if the text was deleted; then the body and the three fields above are
    /// missing.
    pub redacted: Option<Box<Redaction>>,
    /// All captures, earliest first; those without a capture time come before the others.
    pub captures: Vec<StoredCapture>,
}

/// What is kept about a version's redaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Redaction {
    /// The time.
    pub at: UnixMicros,
    /// Who ordered or performed it.
    pub who: String,
    /// The reason.
    pub reason: String,
    /// The SHA-256 of the deleted body.
    pub body: Option<Sha256>,
}

/// The other fields of a capture's record, and what was noted while reading it. They are stored in
/// a block of extras, except [`Annotations::extracted_by`], which is a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Details {
    /// The other fields of the source's record, with their original names.
    #[serde(rename = "source", skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// What was noted while reading it.
    #[serde(skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
}

impl Details {
    /// Whether all parts are empty.
    pub fn is_empty(&self) -> bool {
        self.extra.is_empty() && self.annotations.is_empty()
    }
}

/// Where a capture's [details](Details) are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ExtraRef {
    /// The block's number.
    pub block: i64,
    /// The index in the block.
    pub index: usize,
}

impl StoredVersion {
    /// Returns the known capture times, earliest first.
    pub fn captured(&self) -> impl DoubleEndedIterator<Item = &Timestamp> {
        self.captures.iter().filter_map(|capture| capture.captured.as_ref())
    }

    /// Whether the two versions were read from their pages in different ways: no capture of one was
    /// read by the version of the extractor and the method that read a capture of the other.
    pub fn read_differently_from(&self, before: &Self) -> bool {
        let (own, other) = (self.ways_of_reading(), before.ways_of_reading());
        !own.is_empty() && !other.is_empty() && own.is_disjoint(&other)
    }

    fn ways_of_reading(&self) -> HashSet<&ExtractedBy> {
        let readings = self.captures.iter().filter(|capture| !capture.is_superseded);
        readings.filter_map(|capture| capture.extracted_by.as_ref()).collect()
    }

    /// Whether this version was never captured under the URL of the other version's first capture.
    /// A page in a web archive counts as captured under the page's own URL.
    pub fn url_moved_from(&self, before: &Self) -> bool {
        let url = before.captures.first().map(|capture| Memento::original(&capture.url));
        !self.captures.iter().any(|capture| Some(Memento::original(&capture.url)) == url)
    }
}

/// A stored capture.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct StoredCapture {
    /// Its number in this catalog, in order of arrival.
    pub number: i64,
    /// The digest that identifies it in a repeated import.
    pub digest: i64,
    /// The kind of text.
    pub kind: CaptureKind,
    /// The URL, unchanged.
    pub url: String,
    /// The capture time.
    pub captured: Option<Timestamp>,
    /// The publisher's timestamps, as read by this capture.
    pub published: Option<Timestamp>,
    /// See `published`.
    pub updated: Option<Timestamp>,
    /// The source's own sequence number.
    pub sequence: Option<i64>,
    /// The language tag.
    pub lang: Option<Arc<str>>,
    /// The publisher's name.
    pub publisher: Option<Arc<str>>,
    /// The section or desk.
    pub section: Option<Arc<str>>,
    /// Where the other fields of the source's record and the annotations are stored, see
    /// [`Snapshot::details`](crate::store::Snapshot::details).
    pub extra: Option<ExtraRef>,
    /// How the text was read from the page.
    pub extracted_by: Option<ExtractedBy>,
    /// Whether a later version of the extractor read the same page again: then that reading counts,
    /// and this one is no observation. Set by the [timeline](crate::timeline).
    pub is_superseded: bool,
    /// The page's digest.
    pub payload: Option<Sha256>,
    /// Where it was read first.
    pub location: StoredLocation,
    /// Where it was read again, if that comes before all locations known until then; see
    /// [`first_location`](Self::first_location). In order of arrival.
    pub late_locations: Vec<StoredLocation>,
}

impl StoredCapture {
    /// Returns the location that comes first: by the input's path, then by the start of the import,
    /// then by the position. It does not depend on which input was imported first.
    pub fn first_location(&self) -> &StoredLocation {
        self.late_locations.last().unwrap_or(&self.location)
    }
}

/// Where a stored record was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StoredLocation {
    /// The number of the import.
    pub import: ImportNumber,
    /// The input as the user named it.
    pub input: Arc<str>,
    /// The record's number in the input.
    pub record: Option<i64>,
    /// The offset of its first byte in the input, if the record has no number.
    pub offset: Option<i64>,
}
