//! Context: what both texts show about their words: their language, and which words are also
//! written with a small letter.

use std::cell::{OnceCell, RefCell};
use std::sync::LazyLock;

use super::super::Extent;
use super::super::hash::{HashedMap, common_prefix, common_suffix, hash_folded, hash_folded_at};
use super::super::words::WordToken;
use super::code;
use super::lexical::{ALL, Languages, NO_NAME, WORD_INDEX, bare_name};
use super::vocabulary::{WantedWords, WordForms, run_end};
use crate::article::CheckedPart as _;
use crate::lexicon::LANGUAGES;

/// The text examined for its language, in bytes: a longer sample adds nothing.
const SAMPLE: usize = 4_000;
/// The text examined for its words, in bytes, of each side.
const VOCABULARY: usize = 1 << 18;
/// Frequent words that a text must have before its language is concluded.
const ENOUGH: u32 = 3;

/// Fewer votes are those of a short text.
const FEW: u32 = 12;

/// After this number of frequent words, the language of most texts is clear.
const CLEAR: u32 = 24;

/// Whether a language with these votes may be that of the text: it has more than two thirds of the
/// most, or half of them in a short text. Related languages share many frequent words.
fn is_likely(votes: u32, most: u32) -> bool {
    if most < FEW { votes * 2 > most } else { votes * 3 > most * 2 }
}

/// Whether only one language is likely.
fn is_clear(votes: &[u32]) -> bool {
    let most = votes.iter().copied().max().unwrap_or(0);
    votes.iter().filter(|votes| is_likely(**votes, most)).count() == 1
}

/// Two texts that are compared.
pub(in crate::diff) struct TextContext<'t> {
    texts: [&'t str; 2],
    /// The blocks of code of each text.
    code: [OnceCell<Vec<Extent>>; 2],
    languages: OnceCell<Languages>,
    words: RefCell<Vocabulary>,
}

/// The words whose forms are known or wanted, and how often the texts were read for them.
struct Vocabulary {
    wanted: WantedWords,
    reads: u32,
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
    text.part(..length)
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

impl<'t> TextContext<'t> {
    pub(in crate::diff) fn new(old: &'t str, new: &'t str) -> Self {
        let words = RefCell::new(Vocabulary { wanted: WantedWords::new(), reads: 0 });
        let code = [OnceCell::new(), OnceCell::new()];
        Self { texts: [old, new], code, languages: OnceCell::new(), words }
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
                    is_likely(**count, most) || language.facts.frequent.is_empty()
                })
                .fold(0, |all, (bit, _)| all | 1 << bit)
        })
    }

    /// Whether a sentence of one of the texts is in a block of code.
    pub(super) fn is_code(&self, text: &str, sentence: Extent) -> bool {
        let mut sides = self.texts.iter().zip(&self.code);
        let Some((text, blocks)) = sides.find(|(own, _)| std::ptr::eq(**own, text)) else {
            return false;
        };
        let blocks = blocks.get_or_init(|| code::blocks(text));
        let after = blocks.partition_point(|block| block.start <= sentence.start);
        let block = after.checked_sub(1).and_then(|at| blocks.get(at));
        block.is_some_and(|block| sentence.start < block.end)
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
            let whole = token.extent().of(text);
            let word = bare_name(whole);
            let key = if word.len() == whole.len() { token.folded } else { hash_folded(word) };
            let may_be_name = !word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.starts_with(char::is_uppercase)
                && WORD_INDEX.flags(key, self.languages()) & NO_NAME == 0;
            if may_be_name {
                words.wanted.add(word, key);
            }
        }
    }

    /// The forms in which a word occurs in the texts.
    pub(super) fn forms(&self, word: &str, key: u64) -> WordForms {
        let mut words = self.words.borrow_mut();
        if words.reads == 0 || !words.wanted.includes(key) {
            // A word that was not announced. After a few of them, all words are read.
            words.reads += 1;
            if words.reads > MAX_READS {
                words.wanted.add_all();
            }
            words.wanted.add(word, key);
            let [old, new] = self.texts.map(|text| start(text, VOCABULARY));
            words.wanted.read(old);
            words.wanted.read(changed_lines(old, new));
        }
        words.wanted.forms(key)
    }
}

/// The most times that the texts are read for words that were not announced.
const MAX_READS: u32 = 4;

/// The lines of `new` after those that both texts begin with, and before those that both end with.
fn changed_lines<'n>(old: &str, new: &'n str) -> &'n str {
    let prefix = common_prefix(old.as_bytes(), new.as_bytes());
    let line = memchr::memrchr(b'\n', new.as_bytes().part(..prefix));
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
