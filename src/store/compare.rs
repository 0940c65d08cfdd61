//! Comparing two versions for the derived tables: the change, and the words of the search index.

use super::fulltext::{ChangedTerms, TermChange, TermTable};
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
#[derive(Clone, Debug, Default)]
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
        let words = wanted.words.then(|| TermCounts::of_first(&document(after)).finish(false));
        return CompareResult { outline: None, words };
    };
    with_diff(before, after, |diff, compared| CompareResult {
        outline: wanted.outline.then(|| ChangeSummary::of(diff, compared)),
        words: wanted.words.then(|| {
            let parts = changed_parts(diff);
            let of = |side| changed_text(&parts, side);
            let (removed, added) = (of(ChangeSide::Old), of(ChangeSide::New));
            TermCounts::of_change(before, after, (&removed, &added), wanted.all_words)
                .finish(wanted.all_words)
        }),
    })
}

/// Counts the terms of two texts.
#[derive(Default)]
struct TermCounts {
    length: usize,
    terms: TermTable,
    /// By the numbers of the terms.
    changes: Vec<TermChange>,
}

impl TermCounts {
    /// The terms of a first text.
    fn of_first(text: &str) -> Self {
        let mut counts = Self::default();
        counts.length = counts.each(text, |_, term| {
            term.set_first();
            term.new += 1;
        });
        counts
    }

    /// The terms of two texts; all terms of the new one with `all`.
    fn of_change(
        before: (&StoredVersion, &str),
        after: (&StoredVersion, &str),
        parts: (&str, &str),
        all: bool,
    ) -> Self {
        // The first text after a version without one (a record with only a title, or a redacted
        // version): nothing is known to be added, but the text must be searchable.
        let is_first = before.0.text.is_none() && after.0.text.is_some();
        let (old, new) = (document(before), document(after));
        let few = if all || is_first { None } else { Self::of_parts((&old, &new), parts) };
        let mut counts = few.unwrap_or_else(|| Self::of_texts((&old, &new), parts, is_first));
        counts.set_lost(before, after);
        counts
    }

    /// The terms of both texts.
    fn of_texts((old, new): (&str, &str), (removed, added): (&str, &str), is_first: bool) -> Self {
        let mut counts = if is_first { Self::of_first(new) } else { Self::default() };
        if !is_first {
            counts.length = counts.each(new, |_, term| term.new += 1);
        }
        counts.each(old, |_, term| term.old += 1);
        counts.each(added, |_, term| term.set_added());
        counts.each(removed, |_, term| term.set_removed());
        counts
    }

    /// The terms of the changed parts alone, if both texts have each other term equally often. No
    /// other term is indexed then.
    fn of_parts((old, new): (&str, &str), (removed, added): (&str, &str)) -> Option<Self> {
        let mut counts = Self::default();
        // What the new text has more than the old one, and not in the changed parts, as a sum of
        // hashes that are keyed at random.
        let mut more = 0u64;
        counts.each(added, |hash, term| {
            more = more.wrapping_sub(hash);
            term.set_added();
        });
        counts.each(removed, |hash, term| {
            more = more.wrapping_add(hash);
            term.set_removed();
        });
        counts.length = counts.each_known(new, |hash, term| {
            more = more.wrapping_add(hash);
            if let Some(term) = term {
                term.new += 1;
            }
        });
        counts.each_known(old, |hash, term| {
            more = more.wrapping_sub(hash);
            if let Some(term) = term {
                term.old += 1;
            }
        });
        (more == 0).then_some(counts)
    }

    /// Calls `each` with every occurrence of a term in the text, and its hash. Returns the number of
    /// tokens.
    fn each(&mut self, text: &str, mut each: impl FnMut(u64, &mut TermChange)) -> usize {
        let Self { terms, changes, .. } = self;
        each_term(text, |term| {
            let hash = terms.hash(term);
            let number = terms.add_hashed(term, hash);
            if number == changes.len() {
                changes.push(TermChange::default());
            }
            each(hash, &mut changes[number]);
        })
    }

    /// As [`each`](Self::each), without adding terms.
    fn each_known(
        &mut self,
        text: &str,
        mut each: impl FnMut(u64, Option<&mut TermChange>),
    ) -> usize {
        let Self { terms, changes, .. } = self;
        each_term(text, |term| {
            let hash = terms.hash(term);
            each(hash, terms.find(term, hash).map(|number| &mut changes[number]));
        })
    }

    /// Marks the terms of the old text that do not occur in the new one. A version without a body
    /// does not show that the body's words are gone.
    fn set_lost(&mut self, before: (&StoredVersion, &str), after: (&StoredVersion, &str)) {
        let mut kept = TermTable::default();
        if after.0.text.is_none() {
            each_term(&document((after.0, before.1)), |term| {
                kept.add(term);
            });
        }
        for (term, change) in self.terms.iter().zip(&mut self.changes) {
            if change.old > 0 && change.new == 0 && kept.find(term, kept.hash(term)).is_none() {
                change.set_lost();
            }
        }
    }

    /// The terms to index; all terms of the new text with `all`.
    fn finish(self, all: bool) -> ChangedTerms {
        let is_indexed = |change: &TermChange| change.is_indexed() || (all && change.new > 0);
        let changes = self.changes.into_iter().map(|change| Some(change).filter(is_indexed));
        ChangedTerms { length: self.length as u32, terms: self.terms, changes: changes.collect() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diff::{DiffOptions, DocumentFields, diff_documents};

    /// The indexed terms of a change between two bodies, sorted.
    fn sorted(counts: TermCounts) -> (u32, Vec<(String, TermChange)>) {
        let found = counts.finish(false);
        let mut terms: Vec<_> =
            found.iter().map(|(term, change)| (term.to_owned(), change)).collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        (found.length, terms)
    }

    proptest! {
        /// Reading only the changed parts finds the same terms as reading both texts.
        #[test]
        fn changed_parts_have_the_terms_of_the_change(
            old in "([ab](c|é|北)? ?[.\n]? ){0,12}",
            new in "([ab](c|é|北)? ?[.\n]? ){0,12}",
        ) {
            let none = DocumentFields::default();
            let diff = diff_documents((&none, &old), (&none, &new), &DiffOptions::default());
            let parts = changed_parts(&diff);
            let of = |side| changed_text(&parts, side);
            let (removed, added) = (of(ChangeSide::Old), of(ChangeSide::New));
            let parts = (removed.as_str(), added.as_str());
            let all = TermCounts::of_texts((&old, &new), parts, false);
            if let Some(found) = TermCounts::of_parts((&old, &new), parts) {
                prop_assert_eq!(sorted(found), sorted(all));
            }
        }
    }
}
