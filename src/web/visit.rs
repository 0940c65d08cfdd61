//! Visits: a request for a page of a catalog, as the page's function gets it.

use super::failure::Failure;
use super::links::Links;
use super::reply::Reply;
use super::request::Request;
use crate::store::Snapshot;

/// The result of a page.
pub(super) type PageResult = Result<Reply, Failure>;

/// A format of a page, chosen by the suffix of its address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// A page: no suffix.
    #[default]
    Html,
    /// `.json`
    Json,
    /// `.txt`
    Text,
    /// `.patch`: a unified diff.
    Patch,
    /// `.md`
    Markdown,
    /// `.csv`
    Csv,
    /// `.atom`: a feed (RFC 4287).
    Atom,
    /// `.feed.json`: a feed (JSON Feed 1.1).
    JsonFeed,
}

/// How long a reply stays valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caching {
    /// Until the catalog changes: an `ETag` from the head of its log.
    Catalog,
    /// The page sets its own headers.
    Own,
}

/// An address and the function that answers it.
pub(super) struct Route {
    /// Segments separated by `/`: fixed, `{name}` for any one segment, or at the end `{*}` for the
    /// rest of the address with its query.
    pub(super) pattern: &'static str,
    /// The formats of the page besides HTML. The last segment loses its suffix.
    pub(super) formats: &'static [Format],
    /// Whether it answers only addresses with a suffix: the data of a page.
    pub(super) is_suffixed: bool,
    /// How its replies are cached.
    pub(super) caching: Caching,
    /// The function that answers.
    pub(super) page: fn(&Visit<'_>) -> PageResult,
}

/// What an address says.
#[derive(Default)]
pub(super) struct Address {
    /// The format that the suffix asks for.
    pub(super) format: Format,
    /// The decoded values of its segments, by name.
    pub(super) segments: Vec<(&'static str, String)>,
}

/// A request for a page of a catalog.
pub(super) struct Visit<'r> {
    /// The catalog.
    pub(super) snapshot: &'r Snapshot,
    /// The request.
    pub(super) request: &'r Request,
    /// The format that the suffix asks for.
    pub(super) format: Format,
    /// What its address says.
    pub(super) address: Address,
    /// Where the pages are that it links to.
    pub(super) links: Links<'r>,
}

impl Address {
    /// The decoded value of a segment, without the suffix of the format. For `*`, the rest of the
    /// address with its query, as it was sent.
    pub(super) fn segment(&self, name: &str) -> &str {
        let found = self.segments.iter().find(|(own, _)| *own == name);
        found.map_or("", |(_, value)| value)
    }
}

impl Visit<'_> {
    /// See [`Address::segment`].
    pub(super) fn segment(&self, name: &str) -> &str {
        self.address.segment(name)
    }
}
