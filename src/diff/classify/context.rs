//! Context: what both texts show about their words: their language, and which words are also
//! written with a small letter.

use std::cell::OnceCell;
use std::sync::LazyLock;

use super::super::hash::{HashedMap, hash_folded};
use super::lexical::{ALL, Languages};
use crate::lexicon::LANGUAGES;

/// The text examined for its language, in bytes: a longer sample adds nothing.
const SAMPLE: usize = 4_000;
/// The text examined for its words, in bytes, of each side.
const VOCABULARY: usize = 1 << 18;
/// Frequent words that a text must have before its language is concluded.
const ENOUGH: u32 = 3;

/// Two texts that are compared.
pub(in crate::diff) struct TextContext<'t> {
    texts: [&'t str; 2],
    languages: OnceCell<Languages>,
    vocabulary: OnceCell<HashedMap<WordForms>>,
}

/// In which forms a word occurs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordForms {
    /// With a small letter.
    pub(super) lower: bool,
    /// With a capital, after a word with a small letter.
    pub(super) capital: bool,
}

static FREQUENT: LazyLock<HashedMap<Languages>> = LazyLock::new(|| {
    let mut words: HashedMap<Languages> = HashedMap::default();
    for (bit, language) in LANGUAGES.into_iter().enumerate() {
        for word in language.facts.frequent {
            *words.entry(hash_folded(word)).or_insert(0) |= 1 << bit;
        }
    }
    words
});

/// The start of a text, at most `length` bytes.
fn start(text: &str, mut length: usize) -> &str {
    length = length.min(text.len());
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    text.get(..length).unwrap_or_default()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

impl<'t> TextContext<'t> {
    pub(in crate::diff) fn new(old: &'t str, new: &'t str) -> Self {
        Self { texts: [old, new], languages: OnceCell::new(), vocabulary: OnceCell::new() }
    }

    /// The languages that the texts may be in: those whose frequent words they have, and those
    /// without a list of such words.
    pub(super) fn languages(&self) -> Languages {
        *self.languages.get_or_init(|| {
            let mut votes = [0u32; LANGUAGES.len()];
            for word in self.texts.into_iter().flat_map(|text| words(start(text, SAMPLE))) {
                let languages = FREQUENT.get(&hash_folded(word)).copied().unwrap_or(0);
                for (bit, count) in votes.iter_mut().enumerate() {
                    *count += languages >> bit & 1;
                }
            }
            let most = votes.iter().copied().max().unwrap_or(0);
            if most < ENOUGH {
                return ALL;
            }
            let voted = votes.iter().zip(LANGUAGES).enumerate();
            voted
                .filter(|(_, (count, language))| {
                    **count * 2 > most || language.facts.frequent.is_empty()
                })
                .fold(0, |all, (bit, _)| all | 1 << bit)
        })
    }

    /// Whether the texts are in a language with this tag, and surely in no other with such words.
    pub(super) fn is_in(&self, code: &str) -> bool {
        let languages = self.languages();
        let listed = LANGUAGES.into_iter().enumerate();
        languages != ALL
            && listed
                .filter(|(_, language)| !language.facts.frequent.is_empty())
                .all(|(bit, language)| (languages >> bit & 1 == 1) == (language.code == code))
    }

    /// The forms in which a word occurs in the texts.
    pub(super) fn forms(&self, key: u64) -> WordForms {
        let vocabulary = self.vocabulary.get_or_init(|| self.read_vocabulary());
        vocabulary.get(&key).copied().unwrap_or_default()
    }

    fn read_vocabulary(&self) -> HashedMap<WordForms> {
        let mut vocabulary: HashedMap<WordForms> = HashedMap::default();
        for text in self.texts.map(|text| start(text, VOCABULARY)) {
            let mut before = "";
            let mut end = 0;
            let alphanumeric = |c: char| c.is_alphanumeric();
            while let Some(gap) = text.get(end..).and_then(|rest| rest.find(alphanumeric)) {
                let apart = text.get(end..end + gap).unwrap_or_default();
                let rest = text.get(end + gap..).unwrap_or_default();
                let word = rest.get(..rest.find(|c| !alphanumeric(c)).unwrap_or(rest.len()));
                let word = word.unwrap_or_default();
                end += gap + word.len();
                let beside = apart == " ";
                let small = word.starts_with(char::is_lowercase);
                let capital = beside
                    && before.starts_with(char::is_lowercase)
                    && word.starts_with(char::is_uppercase);
                before = word;
                let address = apart.ends_with(['/', '_', '@', '#', '.', '='])
                    && !apart.starts_with(char::is_whitespace)
                    || text
                        .as_bytes()
                        .get(end)
                        .is_some_and(|byte| matches!(byte, b'/' | b'_' | b'@'));
                if address || !(small || capital) {
                    continue;
                }
                let forms = vocabulary.entry(hash_folded(word)).or_default();
                forms.lower |= small;
                forms.capital |= capital;
            }
        }
        vocabulary
    }
}
