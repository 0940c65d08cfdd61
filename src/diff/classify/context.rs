//! Context: what both texts show about their words: their language, and which words are also
//! written with a small letter.

use std::cell::OnceCell;
use std::sync::LazyLock;

use super::super::Extent;
use super::super::hash::{HashedMap, common_prefix, common_suffix, hash_folded, hash_folded_at};
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

/// The words of a text: runs of letters and digits, as byte ranges.
fn words(text: &str) -> impl Iterator<Item = Extent> {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = run_end(text, end, false);
        end = run_end(text, start, true);
        (start < end).then_some(Extent::new(start, end))
    })
}

/// The end of the run of characters from `at` that are letters or digits, or that are neither.
fn run_end(text: &str, mut at: usize, alphanumeric: bool) -> usize {
    while let Some(&byte) = text.as_bytes().get(at) {
        let (is, size) = if byte.is_ascii() {
            (byte.is_ascii_alphanumeric(), 1)
        } else {
            let c = text.get(at..).and_then(|rest| rest.chars().next());
            c.map_or((!alphanumeric, 1), |c| (c.is_alphanumeric(), c.len_utf8()))
        };
        if is != alphanumeric {
            break;
        }
        at += size;
    }
    at
}

/// Whether the character at `at` is a small letter, and whether it is a capital.
fn letter_case(text: &str, at: usize) -> (bool, bool) {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => (byte.is_ascii_lowercase(), byte.is_ascii_uppercase()),
        _ => {
            let c = text.get(at..).and_then(|rest| rest.chars().next());
            c.map_or((false, false), |c| (c.is_lowercase(), c.is_uppercase()))
        }
    }
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
            for text in self.texts.map(|text| start(text, SAMPLE)) {
                for word in words(text) {
                    let key = hash_folded_at(text, word.start, word.end);
                    let mut languages = FREQUENT.get(&key).copied().unwrap_or(0);
                    while languages != 0 {
                        if let Some(count) = votes.get_mut(languages.trailing_zeros() as usize) {
                            *count += 1;
                        }
                        languages &= languages - 1;
                    }
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
        let [old, new] = self.texts.map(|text| start(text, VOCABULARY));
        vocabulary.reserve(old.len() / WORD_BYTES);
        add_forms(old, &mut vocabulary);
        add_forms(changed_lines(old, new), &mut vocabulary);
        vocabulary
    }
}

/// The lines of `new` after those that both texts begin with, and before those that both end with.
fn changed_lines<'n>(old: &str, new: &'n str) -> &'n str {
    let prefix = common_prefix(old.as_bytes(), new.as_bytes());
    let line = memchr::memrchr(b'\n', new.as_bytes().get(..prefix).unwrap_or_default());
    let before = line.and_then(|line| new.get(..line)).unwrap_or_default();
    // What stands between a word and the one before it is needed whole.
    let from = before.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let (old_rest, new_rest) = (old.as_bytes().get(from..), new.as_bytes().get(from..));
    let suffix = common_suffix(old_rest.unwrap_or_default(), new_rest.unwrap_or_default());
    let after = new.len() - suffix;
    let line = new.as_bytes().get(after..).and_then(|after| memchr::memchr(b'\n', after));
    let to = line.map_or(new.len(), |line| after + line);
    new.get(from..to).unwrap_or(new)
}

/// Capacity estimate: bytes of text per different word.
const WORD_BYTES: usize = 16;

/// Adds the forms of the words in `text`.
fn add_forms(text: &str, vocabulary: &mut HashedMap<WordForms>) {
    let (mut end, mut after_small) = (0, false);
    for word in words(text) {
        let apart = Extent::new(end, word.start).of(text);
        end = word.end;
        let (small, upper) = letter_case(text, word.start);
        let capital = upper && after_small && apart == " ";
        after_small = small;
        if !(small || capital) {
            continue;
        }
        let address = apart.ends_with(['/', '_', '@', '#', '.', '='])
            && !apart.starts_with(char::is_whitespace)
            || matches!(text.as_bytes().get(end), Some(b'/' | b'_' | b'@'));
        if address {
            continue;
        }
        let key = hash_folded_at(text, word.start, word.end);
        let forms = vocabulary.entry(key).or_default();
        forms.lower |= small;
        forms.capital |= capital;
    }
}
