//! Words that label a timestamp: "Published", "aktualisiert", "更新".

use std::collections::HashSet;
use std::sync::LazyLock;

use super::DateRole;
use super::tokens::DateToken;
use crate::lexicon;

/// Reads a label of a timestamp at a token. Returns it and the index of the next token.
pub(super) fn label_at(tokens: &[DateToken], at: usize) -> Option<(DateRole, usize)> {
    let word = tokens.get(at)?.word()?;
    let next = tokens.get(at + 1);
    let after = tokens.get(at + 2).and_then(DateToken::word);
    match word {
        // Words that are labels only if a date or colon follows.
        "stand" => {
            let labels =
                next.is_some_and(|next| next.mark() == Some(':') || next.number(1..=4).is_some());
            return labels.then_some((DateRole::Updated, at + 1));
        }
        "mis" | "mise" => {
            // "Mis à jour le …", "mis en ligne le …"
            return match (next.and_then(DateToken::word), after) {
                (Some("a"), Some("jour")) => Some((DateRole::Updated, at + 3)),
                (Some("en"), Some("ligne")) => Some((DateRole::Published, at + 3)),
                _ => None,
            };
        }
        "更" if next.and_then(DateToken::word) == Some("新") => {
            return Some((DateRole::Updated, at + 2));
        }
        "发" | "發" | "公" | "掲" | "刊"
            if next
                .and_then(DateToken::word)
                .is_some_and(|next| matches!(next, "布" | "佈" | "表" | "開" | "載" | "登")) =>
        {
            return Some((DateRole::Published, at + 2));
        }
        _ => {}
    }
    if UPDATED.have(word) {
        Some((DateRole::Updated, at + 1))
    } else if PUBLISHED.have(word) {
        Some((DateRole::Published, at + 1))
    } else {
        None
    }
}

/// A set of words and stems for lookup.
pub(super) struct WordSet {
    whole: HashSet<&'static str>,
    stems: Vec<&'static str>,
}

impl WordSet {
    /// Builds the set from words; one that ends in `*` is a stem.
    fn new(words: Vec<&'static str>) -> Self {
        let (stems, whole) = words.into_iter().partition::<Vec<_>, _>(|word| word.ends_with('*'));
        let stems = stems.into_iter().map(|stem| stem.trim_end_matches('*')).collect();
        Self { whole: whole.into_iter().collect(), stems }
    }

    pub(super) fn have(&self, word: &str) -> bool {
        self.whole.contains(word) || self.stems.iter().any(|stem| word.starts_with(stem))
    }
}

pub(super) static OTHER: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.unrelated)));
pub(super) static PUBLISHED: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.published)));
pub(super) static UPDATED: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.updated)));
