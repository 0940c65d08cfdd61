//! Version and Capture: a distinct state of an article, and one capture of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Annotations, Content, MatchKey, Sha256, Timestamp};

/// A distinct state of an article: its text, and the publisher's timestamps for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The article's identity.
    pub key: MatchKey,
    /// The time of first publication, as claimed by the publisher.
    pub published: Option<Timestamp>,
    /// The time of the last change, as claimed by the publisher. Never filled from `published`.
    pub updated: Option<Timestamp>,
    /// The text.
    pub content: Content,
}

/// The kind of text that was captured. Texts of different kinds do not replace each other: a feed
/// entry is not an edit of the page, and a change between them means nothing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum CaptureKind {
    /// A page, or a record about one.
    #[default]
    Page,
    /// Text that somebody else converted from the page: a web archive's `conversion` record (WET).
    Conversion,
    /// An entry of a feed.
    FeedEntry,
    /// A URL of a sitemap.
    SitemapEntry,
}

impl CaptureKind {
    /// All kinds. Their positions are stored: new kinds go to the end.
    pub const ALL: [Self; 4] = [Self::Page, Self::Conversion, Self::FeedEntry, Self::SitemapEntry];

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Conversion => "conversion",
            Self::FeedEntry => "feed-entry",
            Self::SitemapEntry => "sitemap-entry",
        }
    }

    /// Returns the kind with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One capture of a version, as found and before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The captured version.
    pub version: Version,
    /// The kind of text.
    pub kind: CaptureKind,
    /// The URL as found, unchanged.
    pub url: String,
    /// The capture time; `None` if the source does not state it.
    pub captured: Option<Timestamp>,
    /// The source's own sequence number of this capture within the article. It orders captures
    /// whose timestamps are equal or missing.
    pub sequence: Option<i64>,
    /// What the source stated about the page besides its text.
    pub labels: Labels,
    /// What was noted while reading it.
    pub annotations: Annotations,
    /// The digest of the page's bytes; `None` for a record, whose fields are the payload.
    pub payload: Option<Sha256>,
}

/// What a source stated about a capture besides the version's text. It is kept and searchable, but
/// not part of the version's identity: a collector's label must not cause a silent edit.
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
