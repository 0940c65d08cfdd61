//! Context: what both texts show about their words: their language, and which words are also
//! written with a small letter.

use std::cell::{OnceCell, RefCell};
use std::sync::LazyLock;

use super::super::Extent;
use super::super::hash::{HashedMap, common_prefix, common_suffix, hash_folded, hash_folded_at};
use super::super::words::{ALPHANUMERIC, WordToken};
use super::lexical::{ALL, Languages};
use crate::lexicon::LANGUAGES;

/// The text examined for its language, in bytes: a longer sample adds nothing.
const SAMPLE: usize = 4_000;
/// The text examined for its words, in bytes, of each side.
const VOCABULARY: usize = 1 << 18;
/// Frequent words that a text must have before its language is concluded.
const ENOUGH: u32 = 3;

/// After this number of frequent words, the language of most texts is clear.
const CLEAR: u32 = 24;

/// Whether only one language has the most votes, or half of them.
fn is_clear(votes: &[u32]) -> bool {
    let most = votes.iter().copied().max().unwrap_or(0);
    votes.iter().filter(|votes| **votes * 2 > most).count() == 1
}

/// Two texts that are compared.
pub(in crate::diff) struct TextContext<'t> {
    texts: [&'t str; 2],
    languages: OnceCell<Languages>,
    words: RefCell<Vocabulary>,
}

/// The words whose forms are known or wanted, and how often the texts were read for them.
struct Vocabulary {
    wanted: WantedWords,
    reads: u32,
}

/// In which forms a word occurs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordForms {
    /// With a small letter.
    pub(super) lower: bool,
    /// With a capital, after a word with a small letter.
    pub(super) capital: bool,
}

/// The frequent words of all languages.
struct FrequentWords {
    words: HashedMap<Languages>,
    /// The length of the longest one, in bytes.
    longest: usize,
}

static FREQUENT: LazyLock<FrequentWords> = LazyLock::new(|| {
    let mut frequent = FrequentWords { words: HashedMap::default(), longest: 0 };
    for (bit, language) in LANGUAGES.into_iter().enumerate() {
        for word in language.facts.frequent {
            *frequent.words.entry(hash_folded(word)).or_insert(0) |= 1 << bit;
            frequent.longest = frequent.longest.max(word.len());
        }
    }
    frequent
});

/// The start of a text, at most `length` bytes.
fn start(text: &str, mut length: usize) -> &str {
    length = length.min(text.len());
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    text.get(..length).unwrap_or_default()
}

/// The runs of letters and digits in a text.
fn runs(text: &str) -> impl Iterator<Item = Extent> {
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
            (ALPHANUMERIC[usize::from(byte)] != 0, 1)
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

/// The text examined at once for beginnings of words, in bytes.
const BLOCK: usize = 256;

/// Calls `each` with the positions where a run of letters and digits may begin: at a letter or digit
/// in ASCII after anything else, and at every other character. Without a branch per byte, it takes a
/// quarter of the time of reading word by word.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a branch")]
fn each_beginning(bytes: &[u8], mut each: impl FnMut(usize)) {
    let mut found = [0u32; BLOCK];
    let mut within = false;
    for (nth, block) in bytes.chunks(BLOCK).enumerate() {
        let mut count = 0;
        for (at, &byte) in block.iter().enumerate() {
            let is_letter = ALPHANUMERIC[usize::from(byte)] != 0;
            if let Some(place) = found.get_mut(count) {
                *place = at as u32;
            }
            count += usize::from((is_letter & !within) | (byte >= 0xC0));
            within = is_letter;
        }
        for &at in found.get(..count).unwrap_or_default() {
            each(nth * BLOCK + at as usize);
        }
    }
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

/// Words whose forms are wanted.
struct WantedWords {
    /// What is known of each, by its key.
    forms: HashedMap<WordForms>,
    /// The lengths of the words, as bits, by the first letter if it is ASCII. Most words of a text are
    /// rejected by this, and are not hashed.
    lengths: [u64; 32],
    /// Whether a word begins with another letter.
    wide: bool,
    /// Whether every word is wanted.
    all: bool,
}

impl WantedWords {
    fn new() -> Self {
        Self { forms: HashedMap::default(), lengths: [0; 32], wide: false, all: false }
    }

    fn add(&mut self, word: &str, key: u64) {
        self.forms.entry(key).or_default();
        match word.as_bytes().first() {
            Some(first) if first.is_ascii() => {
                let length = if word.is_ascii() { 1 << word.len().min(63) } else { u64::MAX };
                self.lengths[usize::from(first & 31)] |= length;
            }
            _ => self.wide = true,
        }
    }

    /// Adds the forms of the words in `text`.
    fn read(&mut self, text: &str) {
        each_beginning(text.as_bytes(), |start| self.read_word(text, start));
    }

    /// Adds the form of the word that may begin at `start`.
    fn read_word(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let Some(&first) = bytes.get(start) else { return };
        let lengths = self.lengths[usize::from(first & 31)];
        let wanted = if first.is_ascii() { lengths != 0 } else { self.wide };
        if !(wanted || self.all) {
            return;
        }
        let (small, upper) = letter_case(text, start);
        let before = text.get(..start).unwrap_or_default();
        if !(small || upper) || before.ends_with(char::is_alphanumeric) {
            return;
        }
        let end = run_end(text, start, true);
        let is_ascii = bytes.get(start..end).is_some_and(<[u8]>::is_ascii);
        if is_ascii && !self.all && lengths & (1 << (end - start).min(63)) == 0 {
            return;
        }
        let gap = before.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let apart = before.get(gap..).unwrap_or_default();
        let after_small = || {
            let word = before.get(..gap).unwrap_or_default();
            letter_case(text, word.trim_end_matches(char::is_alphanumeric).len()).0
        };
        let capital = upper && apart == " " && after_small();
        let address = apart.ends_with(['/', '_', '@', '#', '.', '='])
            && !apart.starts_with(char::is_whitespace)
            || matches!(bytes.get(end), Some(b'/' | b'_' | b'@'));
        if address || !(small || capital) {
            return;
        }
        let key = hash_folded_at(text, start, end);
        let forms = if self.all {
            Some(self.forms.entry(key).or_default())
        } else {
            self.forms.get_mut(&key)
        };
        if let Some(forms) = forms {
            forms.lower |= small;
            forms.capital |= capital;
        }
    }
}

impl<'t> TextContext<'t> {
    pub(in crate::diff) fn new(old: &'t str, new: &'t str) -> Self {
        let words = RefCell::new(Vocabulary { wanted: WantedWords::new(), reads: 0 });
        Self { texts: [old, new], languages: OnceCell::new(), words }
    }

    /// The languages that the texts may be in: those whose frequent words they have, and those
    /// without a list of such words.
    pub(super) fn languages(&self) -> Languages {
        *self.languages.get_or_init(|| {
            let mut votes = [0u32; LANGUAGES.len()];
            let mut voters = 0;
            let [old, new] = self.texts.map(|text| start(text, SAMPLE));
            // Two texts that begin with the same words vote the same.
            let (sample, weight) = if old == new { (&[old][..], 2) } else { (&[old, new][..], 1) };
            for &text in sample {
                for Extent { start, end } in runs(text) {
                    if end - start > FREQUENT.longest {
                        continue;
                    }
                    let key = hash_folded_at(text, start, end);
                    let mut languages = FREQUENT.words.get(&key).copied().unwrap_or(0);
                    if languages != 0 {
                        voters += 1;
                        if voters % CLEAR == 0 && is_clear(&votes) {
                            break;
                        }
                    }
                    while languages != 0 {
                        if let Some(count) = votes.get_mut(languages.trailing_zeros() as usize) {
                            *count += weight;
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

    /// Announces tokens whose forms may be asked for, so that the texts are read once for all.
    pub(in crate::diff) fn expect(&self, text: &str, tokens: &[WordToken]) {
        let mut words = self.words.borrow_mut();
        if words.reads > 0 {
            return;
        }
        for token in tokens.iter().filter(|token| token.is_word()) {
            let word = token.extent().of(text);
            if word.starts_with(char::is_uppercase) {
                words.wanted.add(word, token.folded);
            }
        }
    }

    /// The forms in which a word occurs in the texts.
    pub(super) fn forms(&self, word: &str, key: u64) -> WordForms {
        let mut words = self.words.borrow_mut();
        let is_wanted = words.wanted.all || words.wanted.forms.contains_key(&key);
        if words.reads == 0 || !is_wanted {
            // A word that was not announced. After a few of them, all words are read.
            words.reads += 1;
            words.wanted.all |= words.reads > MAX_READS;
            words.wanted.add(word, key);
            let [old, new] = self.texts.map(|text| start(text, VOCABULARY));
            words.wanted.read(old);
            words.wanted.read(changed_lines(old, new));
        }
        words.wanted.forms.get(&key).copied().unwrap_or_default()
    }
}

/// The most times that the texts are read for words that were not announced.
const MAX_READS: u32 = 4;

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
