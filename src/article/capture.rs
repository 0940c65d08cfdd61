//! Version and Capture: a distinct state of an article, and one sighting of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Content, MatchKey, Sha256, Timestamp, VersionId, canonical};

/// A distinct state of an article: what it said, and when its publisher claims to have said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The article's identity.
    pub key: MatchKey,
    /// The publisher's claim of first publication.
    pub published: Option<Timestamp>,
    /// The publisher's claim of the last change. Never filled from `published`.
    pub updated: Option<Timestamp>,
    /// What it says.
    pub content: Content,
}

impl Version {
    /// The version's id, from its [canonical form](canonical).
    pub fn id(&self) -> VersionId {
        self.id_with(self.content.body.as_ref().map(|body| Sha256::of(body.as_bytes())).as_ref())
    }

    /// The same where the body's digest is known: `content.body` is not looked at.
    pub fn id_with(&self, body: Option<&Sha256>) -> VersionId {
        canonical::id_of_form(&canonical::form_of_digest(
            &self.key,
            self.published.as_ref(),
            self.updated.as_ref(),
            &self.content,
            body,
        ))
    }
}

/// One sighting of a version, as it was found and before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The version that was seen.
    pub version: Version,
    /// The URL as it came, verbatim.
    pub url: String,
    /// Our clock: when it was seen. `None` when the source does not say.
    pub captured: Option<Timestamp>,
    /// The source's own running number of this sighting within the article, which orders
    /// sightings whose clocks are equal or missing.
    pub sequence: Option<i64>,
    /// What the source said about the page beside its text.
    pub labels: Labels,
    /// The digest of the page's bytes; `None` for a record, whose fields are the payload.
    pub payload: Option<Sha256>,
}

impl Capture {
    /// The digest by which two sightings are one: of everything in it save where it was read.
    /// `id` is the version's, which costs a pass over the text: compute it once.
    pub fn digest(&self, id: &VersionId) -> Sha256 {
        let version = &self.version;
        canonical::CaptureParts {
            version: id,
            url: &self.url,
            published: version.published.as_ref(),
            updated: version.updated.as_ref(),
            captured: self.captured.as_ref(),
            sequence: self.sequence,
            labels: &self.labels,
            payload: self.payload.as_ref(),
        }
        .digest()
    }
}

/// What a source said of a capture beside the version's text. Kept, searchable, and no part of the
/// version's identity: a collector's label must not make a silent edit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// The language as the source tags it (BCP 47).
    pub lang: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The section or desk.
    pub section: Option<String>,
    /// Every other field of the source's record, under its own name.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}
