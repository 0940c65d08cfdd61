//! Comparing two versions for the derived tables: the change, and the words of the search index.

use std::collections::HashSet;

use super::fulltext::ChangedTerms;
use crate::article::StoredVersion;
use crate::diff::ChangeSummary;
use crate::diff::versions::{ChangeSide, changed_parts, changed_text, document, with_diff};
use crate::search;

/// What to compute of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CompareRequest {
    /// The change; a first version has none.
    pub(super) outline: bool,
    /// The words of the index.
    pub(super) words: bool,
}

/// The result of a comparison, as far as it was requested.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CompareResult {
    /// The change.
    pub(super) outline: Option<ChangeSummary>,
    /// The words.
    pub(super) words: Option<ChangedTerms>,
}

/// Compares a version with the one before it, if there is one. The body is empty where a version has
/// none.
pub(super) fn compare(
    before: Option<(&StoredVersion, &str)>,
    after: (&StoredVersion, &str),
    wanted: CompareRequest,
) -> CompareResult {
    let Some(before) = before else {
        let first =
            || ChangedTerms { first: terms_of(&document(after)), ..ChangedTerms::default() };
        return CompareResult { outline: None, words: wanted.words.then(first) };
    };
    // The first text after a version without one (a record with only a title, or a redacted
    // version): nothing is known to be added, but the text must be searchable.
    let is_first = before.0.text.is_none() && after.0.text.is_some();
    with_diff(before, after, |diff, compared| CompareResult {
        outline: wanted.outline.then(|| ChangeSummary::of(diff, compared)),
        words: wanted.words.then(|| {
            let parts = changed_parts(diff);
            let lost = lost_terms(before, after);
            let mut removed = search::terms(&changed_text(&parts, ChangeSide::Old));
            removed.retain(|term| !lost.contains(term));
            ChangedTerms {
                first: if is_first { terms_of(&document(after)) } else { String::new() },
                added: terms_of(&changed_text(&parts, ChangeSide::New)),
                removed: joined(&removed),
                lost: joined(&lost),
            }
        }),
    })
}

/// The index terms of the old text that do not occur in the new one. A version without a body does
/// not show that the body's words are gone.
fn lost_terms(before: (&StoredVersion, &str), after: (&StoredVersion, &str)) -> HashSet<String> {
    let body = if after.0.text.is_some() { after.1 } else { before.1 };
    let mut lost = search::terms(&document(before));
    for term in search::terms(&document((after.0, body))) {
        lost.remove(&term);
    }
    lost
}

/// The index terms of a text, each once.
fn terms_of(text: &str) -> String {
    joined(&search::terms(text))
}

/// The terms, separated by spaces.
fn joined(terms: &HashSet<String>) -> String {
    let mut joined = String::with_capacity(terms.iter().map(|term| term.len() + 1).sum());
    for term in terms {
        joined.push_str(term);
        joined.push(' ');
    }
    joined
}
