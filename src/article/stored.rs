//! Versions and captures as a catalog keeps them: numbered, with their body apart.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Annotations, ArticleId, CaptureKind, Memento, Sha256, Timestamp, VersionId};

/// A stored body: its number and its length in bytes. Within one catalog two bodies are equal if
/// and only if their numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextRef {
    /// The text's number.
    pub id: i64,
    /// Its length in bytes.
    pub length: u64,
}

/// A version as stored, with all its captures; the body is fetched apart.
#[derive(Clone, Debug)]
pub struct StoredVersion {
    /// The number of its arrival in this catalog.
    pub number: i64,
    /// Its id.
    pub id: VersionId,
    /// Its article.
    pub article: ArticleId,
    /// The publisher's claims, as its first capture read them.
    pub published: Option<Timestamp>,
    /// See `published`.
    pub updated: Option<Timestamp>,
    /// The headline.
    pub title: Option<String>,
    /// Who signed it.
    pub byline: Option<String>,
    /// The standfirst.
    pub description: Option<String>,
    /// The body, if the source had one.
    pub text: Option<TextRef>,
    /// That its text had to go, and why: then there is neither a body nor any of the three above.
    pub redacted: Option<Box<Redaction>>,
    /// Every sighting, earliest first; those without a clock before the others.
    pub captures: Vec<StoredCapture>,
}

/// What is kept of a version's redaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// Who ordered or did it.
    pub who: String,
    /// Why.
    pub reason: String,
    /// The SHA-256 of the body that was there.
    pub body: Option<Sha256>,
}

/// What is kept of a capture beside its columns, as a block of extras holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Details {
    /// The other fields of the source's record, under the names that the source gave them.
    #[serde(rename = "source", skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// What was noted when it was read.
    #[serde(skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
}

impl Details {
    /// Whether there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.extra.is_empty() && self.annotations.is_empty()
    }
}

/// Where a capture's [details](Details) are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraRef {
    /// The block's number.
    pub block: i64,
    /// The place in it.
    pub index: usize,
}

impl StoredVersion {
    /// When it was seen, earliest first, where that is known.
    pub fn captured(&self) -> impl DoubleEndedIterator<Item = &Timestamp> {
        self.captures.iter().filter_map(|capture| capture.captured.as_ref())
    }

    /// Whether it was not seen under the URL under which the other version was seen first. A page in a web
    /// archive was seen under the page's own URL.
    pub fn url_moved_from(&self, before: &Self) -> bool {
        let url = before.captures.first().map(|capture| Memento::original(&capture.url));
        !self.captures.iter().any(|capture| Some(Memento::original(&capture.url)) == url)
    }
}

/// One sighting as stored.
#[derive(Clone, Debug)]
pub struct StoredCapture {
    /// The number of its arrival in this catalog.
    pub number: i64,
    /// The digest by which it is known again.
    pub digest: i64,
    /// What kind of text it is.
    pub kind: CaptureKind,
    /// The URL, verbatim.
    pub url: String,
    /// Our clock.
    pub captured: Option<Timestamp>,
    /// The publisher's claims as this capture read them.
    pub published: Option<Timestamp>,
    /// See `published`.
    pub updated: Option<Timestamp>,
    /// The source's running number.
    pub sequence: Option<i64>,
    /// The language tag.
    pub lang: Option<Arc<str>>,
    /// The publisher's name.
    pub publisher: Option<Arc<str>>,
    /// The section or desk.
    pub section: Option<Arc<str>>,
    /// Where the other fields of the source's record and our annotations are kept, see
    /// [`Catalog::details`](crate::store::Catalog::details).
    pub extra: Option<ExtraRef>,
    /// The page's digest.
    pub payload: Option<Sha256>,
    /// The import that brought it.
    pub import: i64,
    /// The input as the user named it.
    pub input: Arc<str>,
    /// The record's number in the input.
    pub record: Option<i64>,
    /// The first byte in the input, where the record has no number.
    pub offset: Option<i64>,
}
