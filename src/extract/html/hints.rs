//! Hints: what the metadata of a page says about its article.

/// What other parts of the page say about the article.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct BodyHints<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) byline: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    /// JSON-LD's `articleBody`.
    pub(super) told: Option<&'a str>,
}
