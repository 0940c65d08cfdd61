//! Words that label a timestamp: "Published", "aktualisiert", "更新".

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::DateRole;
use super::tokens::DateToken;
use crate::lexicon;

/// Reads a label of a timestamp at a token. Returns it and the index of the next token.
pub(super) fn label_at(tokens: &[DateToken], at: usize) -> Option<(DateRole, usize)> {
    let word = tokens.get(at)?.word()?;
    // A label only if a date or colon follows.
    if word == "stand" {
        let next = tokens.get(at + 1);
        let labels =
            next.is_some_and(|next| next.mark() == Some(':') || next.number(1..=4).is_some());
        return labels.then_some((DateRole::Updated, at + 1));
    }
    let updated = UPDATED.end_at(tokens, at).map(|end| (DateRole::Updated, end));
    updated.or_else(|| PUBLISHED.end_at(tokens, at).map(|end| (DateRole::Published, end)))
}

/// A set of words, stems and phrases for lookup.
pub(super) struct WordSet {
    whole: HashSet<&'static str>,
    stems: Vec<&'static str>,
    /// Phrases by their first word.
    phrases: HashMap<&'static str, Vec<Vec<&'static str>>>,
}

impl WordSet {
    /// Builds the set from words and phrases; a word that ends in `*` is a stem.
    fn new(entries: Vec<&'static str>) -> Self {
        let (phrases, words) =
            entries.into_iter().partition::<Vec<_>, _>(|entry| entry.contains(' '));
        let (stems, whole) = words.into_iter().partition::<Vec<_>, _>(|word| word.ends_with('*'));
        let stems = stems.into_iter().map(|stem| stem.trim_end_matches('*')).collect();
        let mut by_first: HashMap<&str, Vec<Vec<&str>>> = HashMap::new();
        for phrase in phrases {
            if let Some((first, rest)) = phrase.split_once(' ') {
                by_first.entry(first).or_default().push(rest.split(' ').collect());
            }
        }
        Self { whole: whole.into_iter().collect(), stems, phrases: by_first }
    }

    pub(super) fn have(&self, word: &str) -> bool {
        self.whole.contains(word) || self.stems.iter().any(|stem| word.starts_with(stem))
    }

    /// Returns the index of the token after a phrase or word of the set that begins at a token.
    fn end_at(&self, tokens: &[DateToken], at: usize) -> Option<usize> {
        let first = tokens.get(at)?.word()?;
        let is_at = |rest: &&Vec<&str>| {
            let words = tokens.iter().skip(at + 1).map(DateToken::word);
            rest.iter().map(|word| Some(*word)).eq(words.take(rest.len()))
        };
        let phrase = self.phrases.get(first).and_then(|phrases| phrases.iter().find(is_at));
        let words = match phrase {
            Some(rest) => 1 + rest.len(),
            None => usize::from(self.have(first)),
        };
        (words > 0).then_some(at + words)
    }
}

pub(super) static OTHER: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.unrelated)));
pub(super) static PUBLISHED: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.published)));
pub(super) static UPDATED: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.updated)));
