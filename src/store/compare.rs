//! Comparing two versions for the derived tables: the change, and the words of the search index.

use std::collections::HashMap;

use super::fulltext::{ChangedTerms, TermChange};
use crate::article::StoredVersion;
use crate::diff::ChangeSummary;
use crate::diff::versions::{ChangeSide, changed_parts, changed_text, document, with_diff};
use crate::search::each_term;

/// What to compute of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CompareRequest {
    /// The change; a first version has none.
    pub(super) outline: bool,
    /// The words of the index.
    pub(super) words: bool,
    /// Whether all words of the new text are indexed: the version before is composed of several,
    /// whose own words are not known to the index.
    pub(super) all_words: bool,
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
        let words = wanted.words.then(|| TermCounts::of_first(after).finish(false));
        return CompareResult { outline: None, words };
    };
    with_diff(before, after, |diff, compared| CompareResult {
        outline: wanted.outline.then(|| ChangeSummary::of(diff, compared)),
        words: wanted.words.then(|| {
            let parts = changed_parts(diff);
            let of = |side| changed_text(&parts, side);
            let (removed, added) = (of(ChangeSide::Old), of(ChangeSide::New));
            TermCounts::of_change(before, after, &removed, &added).finish(wanted.all_words)
        }),
    })
}

/// Counts the terms of two texts.
#[derive(Default)]
struct TermCounts {
    length: usize,
    terms: HashMap<Box<str>, TermChange>,
}

impl TermCounts {
    /// The terms of a first text.
    fn of_first(after: (&StoredVersion, &str)) -> Self {
        let mut counts = Self::default();
        counts.length = counts.each(&document(after), |term| {
            term.set_first();
            term.new += 1;
        });
        counts
    }

    fn of_change(
        before: (&StoredVersion, &str),
        after: (&StoredVersion, &str),
        removed: &str,
        added: &str,
    ) -> Self {
        // The first text after a version without one (a record with only a title, or a redacted
        // version): nothing is known to be added, but the text must be searchable.
        let is_first = before.0.text.is_none() && after.0.text.is_some();
        let mut counts = if is_first { Self::of_first(after) } else { Self::default() };
        if !is_first {
            counts.length = counts.each(&document(after), |term| term.new += 1);
        }
        counts.each(&document(before), |term| term.old += 1);
        counts.each(added, TermChange::set_added);
        counts.each(removed, TermChange::set_removed);
        counts.set_lost(before, after);
        counts
    }

    /// Calls `each` with every occurrence of a term in the text. Returns the number of tokens.
    fn each(&mut self, text: &str, mut each: impl FnMut(&mut TermChange)) -> usize {
        each_term(text, |term| match self.terms.get_mut(term) {
            Some(known) => each(known),
            None => each(self.terms.entry(term.into()).or_default()),
        })
    }

    /// Marks the terms of the old text that do not occur in the new one. A version without a body
    /// does not show that the body's words are gone.
    fn set_lost(&mut self, before: (&StoredVersion, &str), after: (&StoredVersion, &str)) {
        let mut kept = Self::default();
        if after.0.text.is_none() {
            kept.each(&document((after.0, before.1)), |_| {});
        }
        for (term, change) in &mut self.terms {
            if change.old > 0 && change.new == 0 && !kept.terms.contains_key(term) {
                change.set_lost();
            }
        }
    }

    /// The terms to index; all terms of the new text with `all`.
    fn finish(self, all: bool) -> ChangedTerms {
        let is_indexed = |change: &TermChange| change.is_indexed() || (all && change.new > 0);
        let terms = self.terms.into_iter().filter(|(_, change)| is_indexed(change));
        ChangedTerms { length: self.length as u32, terms: terms.collect() }
    }
}
