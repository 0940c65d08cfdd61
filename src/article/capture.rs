//! Version and Capture: a distinct state of an article, and one sighting of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Annotations, Content, MatchKey, Sha256, Timestamp, VersionId, canonical};

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

/// What kind of text a capture is of. Texts of different kinds do not replace each other: a feed's
/// entry is not an edit of the page, and a change between them says nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CaptureKind {
    /// A page, or a record of one.
    #[default]
    Page,
    /// A text that somebody made from the page before us: a web archive's `conversion` record (WET).
    Conversion,
    /// An entry of a feed.
    FeedEntry,
    /// A URL of a sitemap.
    SitemapEntry,
}

impl CaptureKind {
    /// All of them. Their places are stored: new ones go to the end.
    pub const ALL: [Self; 4] = [Self::Page, Self::Conversion, Self::FeedEntry, Self::SitemapEntry];

    /// The name in data.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Conversion => "conversion",
            Self::FeedEntry => "feed-entry",
            Self::SitemapEntry => "sitemap-entry",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One sighting of a version, as it was found and before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The version that was seen.
    pub version: Version,
    /// What kind of text it is.
    pub kind: CaptureKind,
    /// The URL as it came, verbatim.
    pub url: String,
    /// Our clock: when it was seen. `None` when the source does not say.
    pub captured: Option<Timestamp>,
    /// The source's own running number of this sighting within the article, which orders
    /// sightings whose clocks are equal or missing.
    pub sequence: Option<i64>,
    /// What the source said about the page beside its text.
    pub labels: Labels,
    /// What was noted when it was read.
    pub annotations: Annotations,
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
            kind: self.kind,
            url: &self.url,
            published: version.published.as_ref(),
            updated: version.updated.as_ref(),
            captured: self.captured.as_ref(),
            sequence: self.sequence,
            labels: &self.labels,
            annotations: &self.annotations,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_everywhere() {
        for kind in CaptureKind::ALL {
            assert_eq!(CaptureKind::from_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).expect("JSON"), kind.name());
        }
        assert_eq!(CaptureKind::from_name("Page"), None);
    }
}
