//! Patterns: wordings as sequences of words with choices and gaps, and searching a text for them.
//!
//! In `this {doc} has|was been? ..2 correct*`, `|` separates choices, `*` matches any ending, `?`
//! makes a choice optional, `..2` skips up to two words, and `{doc}` matches the language's nouns
//! for publications. `^` at the start anchors the pattern to the first word.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Maximum number of bytes of a text that are searched.
const MOST_BYTES: usize = 2_000;
/// Maximum number of words of a text that are searched.
const MOST_WORDS: usize = 320;
/// Capacity estimate: bytes per word, with the space after it.
const WORD_BYTES: usize = 5;
/// Number of letters of a word that are used as the lookup key for patterns.
const KEY_LETTERS: usize = 3;

/// A folded word of a text, with its position.
pub(super) struct FoldedWord<'t> {
    pub(super) text: Cow<'t, str>,
    /// Its first letters.
    key: u64,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Folds a word to lowercase without accents. Words with the same result are treated as equal.
pub(super) fn fold(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        let is_folded = !word.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_folded { word.into() } else { word.to_ascii_lowercase().into() };
    }
    let lower = word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    lower.filter(|c| !is_combining_mark(*c)).collect()
}

/// Returns the words at the beginning of a text: sequences of letters and digits.
pub(super) fn words(text: &str) -> Vec<FoldedWord<'_>> {
    let mut words = Vec::with_capacity(text.len() / WORD_BYTES + 1);
    let mut start = None;
    let mut push = |start: usize, end: usize| {
        let text = text.get(start..end).map(fold).unwrap_or_default();
        words.push(FoldedWord { key: key(&text), text, start, end });
        words.len() >= MOST_WORDS
    };
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c));
        match (is_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                if push(from, at) || at > MOST_BYTES {
                    return words;
                }
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(from, text.len());
    }
    words
}

enum Choice {
    FoldedWord(String),
    Beginning(String),
}

impl Choice {
    fn of(text: &str) -> Self {
        match text.strip_suffix('*') {
            Some(beginning) => Self::Beginning(fold(beginning).into_owned()),
            None => Self::FoldedWord(fold(text).into_owned()),
        }
    }

    fn fits(&self, word: &str) -> bool {
        match self {
            Self::FoldedWord(text) => text == word,
            Self::Beginning(text) => word.starts_with(text.as_str()),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::FoldedWord(text) | Self::Beginning(text) => text,
        }
    }
}

/// The choices for a word.
struct Choices {
    choices: Vec<Choice>,
    /// A bit for the first letters of each choice: most words are rejected by this.
    filter: [u64; 4],
}

impl Choices {
    fn of(choices: Vec<Choice>) -> Self {
        let mut filter = [0; 4];
        for choice in &choices {
            let is_short = choice.text().chars().count() < KEY_LETTERS;
            if is_short && matches!(choice, Choice::Beginning(_)) {
                filter = [u64::MAX; 4];
            } else {
                let (slot, bit) = Self::place(key(choice.text()));
                filter[slot] |= bit;
            }
        }
        Self { choices, filter }
    }

    const fn place(key: u64) -> (usize, u64) {
        let place = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56;
        ((place >> 6) as usize, 1 << (place & 63))
    }

    fn fits(&self, word: &FoldedWord<'_>) -> bool {
        let (slot, bit) = Self::place(word.key);
        self.filter[slot] & bit != 0 && self.choices.iter().any(|choice| choice.fits(&word.text))
    }
}

enum PatternPart {
    One(Choices),
    Maybe(Choices),
    Gap(usize),
}

/// A wording.
pub(super) struct Pattern {
    pieces: Vec<PatternPart>,
    is_first: bool,
}

impl Pattern {
    /// Parses a pattern; `nouns` are the choices for each `{name}`.
    pub(super) fn of(text: &str, nouns: &[(&str, &str)]) -> Self {
        let is_first = text.starts_with('^');
        let pieces = text.trim_start_matches('^').split_whitespace();
        let pieces = pieces.map(|piece| {
            if let Some(gap) = piece.strip_prefix("..") {
                return PatternPart::Gap(gap.parse().unwrap_or(1));
            }
            let (piece, is_optional) = match piece.strip_suffix('?') {
                Some(piece) => (piece, true),
                None => (piece, false),
            };
            let mut choices = Vec::new();
            for choice in piece.split('|') {
                match nouns.iter().find(|(name, _)| *name == choice) {
                    Some((_, list)) => {
                        choices.extend(
                            list.split(['|', ' ', '\n']).filter(|c| !c.is_empty()).map(Choice::of),
                        );
                    }
                    None => choices.push(Choice::of(choice)),
                }
            }
            let choices = Choices::of(choices);
            if is_optional { PatternPart::Maybe(choices) } else { PatternPart::One(choices) }
        });
        Self { pieces: pieces.collect(), is_first }
    }

    /// Returns the lookup keys of the first word.
    fn keys(&self) -> Vec<u64> {
        let first = match self.pieces.first() {
            Some(PatternPart::One(choices)) => choices.choices.as_slice(),
            _ => &[],
        };
        first.iter().map(|choice| key(choice.text())).collect()
    }

    /// Returns all words and word beginnings of the pattern.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let choices = self.pieces.iter().flat_map(|piece| match piece {
            PatternPart::One(choices) | PatternPart::Maybe(choices) => choices.choices.as_slice(),
            PatternPart::Gap(_) => &[],
        });
        choices.map(Choice::text)
    }

    /// Returns the index after the last word, if the pattern matches at the word `at`.
    fn end(&self, words: &[FoldedWord<'_>], at: usize) -> Option<usize> {
        if self.is_first && at > 0 {
            return None;
        }
        fits(&self.pieces, words, at)
    }
}

fn fits(pieces: &[PatternPart], words: &[FoldedWord<'_>], at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(at) };
    let here = |choices: &Choices| words.get(at).is_some_and(|word| choices.fits(word));
    match piece {
        PatternPart::One(choices) if here(choices) => fits(rest, words, at + 1),
        PatternPart::One(_) => None,
        PatternPart::Maybe(choices) if here(choices) => {
            fits(rest, words, at + 1).or_else(|| fits(rest, words, at))
        }
        PatternPart::Maybe(_) => fits(rest, words, at),
        PatternPart::Gap(most) => (0..=*most)
            .take_while(|skipped| at + skipped <= words.len())
            .find_map(|skipped| fits(rest, words, at + skipped)),
    }
}

/// Returns the lookup key of a word: its first letters.
fn key(word: &str) -> u64 {
    word.chars().take(KEY_LETTERS).fold(0, |key, c| key << 21 | u64::from(c))
}

/// The number of words of 64 bits in a filter.
const KEY_SLOTS: usize = 64;

/// A bit for each key of a set.
struct KeyFilter([u64; KEY_SLOTS]);

impl KeyFilter {
    const fn place(key: u64) -> (usize, u64) {
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48;
        ((hash >> 6) as usize % KEY_SLOTS, 1 << (hash & 63))
    }

    fn add(&mut self, key: u64) {
        let (slot, bit) = Self::place(key);
        self.0[slot] |= bit;
    }

    const fn contains(&self, key: u64) -> bool {
        let (slot, bit) = Self::place(key);
        self.0[slot] & bit != 0
    }
}

/// Patterns, indexed by how they begin.
pub(super) struct Patterns<T> {
    list: Vec<(Pattern, T)>,
    by_key: HashMap<u64, Vec<usize>>,
    /// A bit for each key: most words begin no pattern.
    filter: KeyFilter,
}

impl<T: Copy> Patterns<T> {
    pub(super) fn of(patterns: Vec<(Pattern, T)>) -> Self {
        let mut by_key: HashMap<u64, Vec<usize>> = HashMap::new();
        for (index, (pattern, _)) in patterns.iter().enumerate() {
            for key in pattern.keys() {
                let held = by_key.entry(key).or_default();
                if held.last() != Some(&index) {
                    held.push(index);
                }
            }
        }
        let mut filter = KeyFilter([0; KEY_SLOTS]);
        for key in by_key.keys() {
            filter.add(*key);
        }
        Self { list: patterns, by_key, filter }
    }

    /// Calls `found` for every pattern that matches at the word `at`, with the index after its last
    /// word.
    pub(super) fn at(&self, words: &[FoldedWord<'_>], at: usize, mut found: impl FnMut(T, usize)) {
        let Some(word) = words.get(at).filter(|word| self.filter.contains(word.key)) else {
            return;
        };
        let Some(indices) = self.by_key.get(&word.key) else { return };
        for index in indices {
            if let Some((pattern, told)) = self.list.get(*index)
                && let Some(end) = pattern.end(words, at)
            {
                found(*told, end);
            }
        }
    }

    /// Whether any pattern matches anywhere.
    pub(super) fn stands_in(&self, words: &[FoldedWord<'_>]) -> bool {
        let mut stands = false;
        for at in 0..words.len() {
            self.at(words, at, |_, _| stands = true);
        }
        stands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: bool) {
        let patterns =
            Patterns::of(vec![(Pattern::of(pattern, &[("{doc}", "article|story")]), ())]);
        assert_eq!(patterns.stands_in(&words(text)), expected, "{pattern} in {text}");
    }

    #[test]
    fn a_pattern_stands_in_a_text() {
        check("this {doc} has been correct*", "Note: this Story has been corrected.", true);
        check("this {doc} has been correct*", "This train has been corrected.", false);
        check(
            "this {doc} has|was been? ..2 correct*",
            "This article was since then corrected",
            true,
        );
        check(
            "this {doc} has|was been? ..2 correct*",
            "This article was in all its parts corrected",
            false,
        );
        check("^update", "An update", false);
        check("präzis*", "PRA\u{308}ZISIERUNG", true);
        check("a b", "a", false);
        check("a ..3 b", "a", false);
    }
}
