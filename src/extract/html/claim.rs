//! A claim: a statement of a page about its article.

use crate::article::ClockSource;

/// A statement of a page about its article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) value: String,
    /// Where it was found, for people.
    pub(super) source: &'static str,
    /// The same for a timestamp.
    pub(super) clock: ClockSource,
}
