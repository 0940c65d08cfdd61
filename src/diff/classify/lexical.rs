//! Words: what the lexicon says about a word, in the languages that a text may be in.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::super::Extent;
use super::super::hash::{HashedMap, hash_folded};
use super::super::words::{WordToken, tokenise};
use super::number::{NumberWord, Unit};
use crate::lexicon::{self, LANGUAGES, Words};

/// A set of languages: the n-th of [`LANGUAGES`] is bit n.
pub(super) type Languages = u32;

/// Every language.
pub(super) const ALL: Languages = u32::MAX;

/// What a word may be.
pub(super) type Flags = u32;
pub(super) const NUMBER: Flags = 1;
pub(super) const DATE: Flags = 2;
pub(super) const DATE_BESIDE: Flags = 4;
pub(super) const NEGATION: Flags = 8;
/// A negation of several tokens begins with the word.
pub(super) const NEGATION_START: Flags = 16;
pub(super) const ATTRIBUTION: Flags = 32;
/// The word has no capital of its own.
pub(super) const PLAIN: Flags = 64;
/// The word is often capitalized without being a name.
pub(super) const GENERIC: Flags = 128;
/// A boilerplate phrase begins with the word.
pub(super) const PHRASE: Flags = 256;
/// The number of a section follows.
pub(super) const NUMBERED_LABEL: Flags = 512;
pub(super) const UNIT: Flags = 1024;
pub(super) const MONTH: Flags = 2048;
pub(super) const WEEKDAY: Flags = 4096;
pub(super) const COUNTER: Flags = 8192;
/// A phrase that dates or numbers the page begins with the word.
pub(super) const PAGE_DATE: Flags = 16384;
/// The word often opens a sentence without being a name.
pub(super) const OPENING: Flags = 32768;
/// The word is a country, a city or a people.
pub(super) const PLACE: Flags = 65536;
/// The word is a name if it is written in capitals.
pub(super) const ABBREVIATION: Flags = 131_072;
const KINDS: usize = 18;
/// The word is not a name, even with a capital.
pub(super) const NO_NAME: Flags = PLAIN | GENERIC | NUMBER | DATE | NUMBERED_LABEL | ATTRIBUTION;

/// The size of the filter of listed words: 2 to the power of this, in words of 64 bits. One word in
/// twenty that is not listed passes it.
const FILTER_BITS: u32 = 11;

/// The words of all languages.
pub(super) struct WordIndex {
    /// A bit for each word's hash: most words are not listed, and one lookup rejects them.
    filter: Vec<u64>,
    /// The languages in which a word has each flag.
    words: HashedMap<[Languages; KINDS]>,
    /// Phrases by their first word.
    pub(super) phrases: HashedMap<Vec<&'static str>>,
    /// Negations of several tokens, by their first token: their languages, and the other keys.
    negations: HashedMap<Vec<(Languages, Vec<u64>)>>,
    numbers: HashedMap<Vec<(Languages, NumberWord)>>,
    units: HashedMap<Vec<(Languages, Unit)>>,
    months: HashedMap<Vec<(Languages, u8)>>,
    weekdays: HashedMap<Vec<(Languages, u8)>>,
    /// Months of several tokens, by their first token: their languages, their number, and the other
    /// keys.
    long_months: HashedMap<Vec<(Languages, u8, Vec<u64>)>>,
}

pub(super) static WORD_INDEX: LazyLock<WordIndex> = LazyLock::new(WordIndex::new);

/// The keys of a text's tokens.
fn keys(text: &str) -> Vec<u64> {
    let mut tokens = Vec::new();
    tokenise(text, Extent::new(0, text.len()), &mut tokens);
    tokens.iter().map(WordToken::key).collect()
}

/// The keys of the words of a phrase. In scripts without spaces, each sign is a word.
pub(super) fn phrase_keys(phrase: &str) -> Vec<u64> {
    let words = phrase.split([' ', '\'']);
    words
        .flat_map(|word| if word.is_ascii() { vec![hash_folded(word)] } else { keys(word) })
        .collect()
}

impl WordIndex {
    fn new() -> Self {
        let mut index = Self {
            filter: vec![0; 1 << FILTER_BITS],
            words: HashedMap::default(),
            phrases: HashedMap::default(),
            negations: HashedMap::default(),
            numbers: HashedMap::default(),
            units: HashedMap::default(),
            months: HashedMap::default(),
            weekdays: HashedMap::default(),
            long_months: HashedMap::default(),
        };
        for (bit, language) in LANGUAGES.into_iter().enumerate() {
            let (facts, languages) = (language.facts, 1 << bit);
            let lists: [(Words, Flags); 12] = [
                (facts.numbers, NUMBER),
                (facts.other_dates, DATE),
                (facts.dates_beside_numbers, DATE_BESIDE),
                (facts.attributions, ATTRIBUTION),
                (facts.common, PLAIN),
                (facts.generic, GENERIC),
                (facts.openings, OPENING),
                (facts.places, PLACE),
                (facts.abbreviations, ABBREVIATION),
                (language.sentences.openers, PLAIN),
                (language.sentences.numbered_labels, NUMBERED_LABEL),
                (language.boilerplate.counters, COUNTER),
            ];
            for (list, flag) in lists {
                for word in list {
                    index.set(hash_folded(word), flag, languages);
                }
            }
            for weekday in language.dates.weekdays {
                index.set(hash_folded(weekday), WEEKDAY, languages);
            }
            for &(word, value) in facts.number_values {
                let key = hash_folded(word);
                index.set(key, NUMBER, languages);
                if let Some(value) = NumberWord::read(value) {
                    index.numbers.entry(key).or_default().push((languages, value));
                }
            }
            for &(word, symbol) in facts.units {
                let key = hash_folded(word);
                index.set(key, UNIT, languages);
                index.units.entry(key).or_default().push((languages, Unit::named(symbol)));
            }
            index.add_months(language, languages);
            for (number, names) in facts.weekdays.iter().enumerate() {
                for name in *names {
                    let tokens = keys(name);
                    let Some((&key, others)) = tokens.split_first() else { continue };
                    // "segunda" alone is "second", and "segunda-feira" a day.
                    if others.is_empty() {
                        index.set(key, DATE, languages);
                    }
                    index.set(key, WEEKDAY, languages);
                    index.weekdays.entry(key).or_default().push((languages, number as u8));
                }
            }
            for negation in facts.negations {
                index.add_negation(negation, languages);
            }
        }
        for phrase in lexicon::words(|language| language.boilerplate.phrases) {
            if let Some(&first) = keys(phrase).first() {
                index.set(first, PHRASE, ALL);
                index.phrases.entry(first).or_default().push(phrase);
            }
        }
        for phrase in lexicon::words(|language| language.boilerplate.page_dates) {
            if let Some(&first) = phrase_keys(phrase).first() {
                index.set(first, PAGE_DATE, ALL);
            }
        }
        for &key in index.words.keys() {
            let (slot, bit) = Self::place(key);
            index.filter[slot] |= bit;
        }
        index
    }

    fn set(&mut self, key: u64, flag: Flags, languages: Languages) {
        let masks = self.words.entry(key).or_insert([0; KINDS]);
        masks[flag.trailing_zeros() as usize] |= languages;
    }

    /// A name that occurs only in printed dates, such as an abbreviation, is a month next to a
    /// number.
    fn add_months(&mut self, language: &lexicon::Language, languages: Languages) {
        for name in language.facts.months.iter().copied().flatten() {
            self.set(hash_folded(name), DATE, languages);
        }
        let listed = language.dates.months.iter().zip(&language.facts.months);
        for (number, (printed, names)) in listed.enumerate() {
            for name in printed.iter().chain(*names) {
                let key = hash_folded(name);
                self.set(key, MONTH, languages);
                self.months.entry(key).or_default().push((languages, number as u8 + 1));
                let keys = if name.is_ascii() { Vec::new() } else { keys(name) };
                if let [first, others @ ..] = keys.as_slice()
                    && !others.is_empty()
                {
                    let month = (languages, number as u8 + 1, others.to_vec());
                    self.long_months.entry(*first).or_default().push(month);
                }
            }
        }
    }

    /// Thai and Japanese words, for example, are several tokens.
    fn add_negation(&mut self, negation: &str, languages: Languages) {
        let keys = keys(negation);
        let Some((&first, others)) = keys.split_first() else { return };
        if others.is_empty() {
            self.set(first, NEGATION, languages);
        } else {
            self.set(first, NEGATION_START, languages);
            self.negations.entry(first).or_default().push((languages, others.to_vec()));
        }
    }

    fn place(key: u64) -> (usize, u64) {
        ((key >> 6) as usize & ((1 << FILTER_BITS) - 1), 1 << (key & 63))
    }

    /// The flags of a word in these languages.
    pub(super) fn flags(&self, key: u64, languages: Languages) -> Flags {
        let (slot, bit) = Self::place(key);
        if self.filter[slot] & bit == 0 {
            return 0;
        }
        let Some(masks) = self.words.get(&key) else { return 0 };
        let flag = |(kind, mask): (usize, &Languages)| Flags::from(mask & languages != 0) << kind;
        masks.iter().enumerate().map(flag).fold(0, |all, flag| all | flag)
    }

    /// Whether a negation of several tokens begins with these tokens, and how many they are.
    pub(super) fn negation(&self, tokens: &[WordToken], languages: Languages) -> Option<usize> {
        let (first, rest) = tokens.split_first()?;
        let negations = self.negations.get(&first.key())?;
        let begins = |others: &Vec<u64>| {
            let next = rest.get(..others.len());
            next.is_some_and(|next| next.iter().map(WordToken::key).eq(others.iter().copied()))
        };
        let found = negations.iter().find(|(of, others)| of & languages != 0 && begins(others))?;
        Some(found.1.len() + 1)
    }

    /// The month whose name of several tokens begins with these tokens, and how many they are.
    pub(super) fn long_month(
        &self,
        tokens: &[WordToken],
        languages: Languages,
    ) -> Option<(u8, usize)> {
        let (first, rest) = tokens.split_first()?;
        let months = self.long_months.get(&first.key())?;
        let begins = |others: &Vec<u64>| {
            let next = rest.get(..others.len());
            next.is_some_and(|next| next.iter().map(WordToken::key).eq(others.iter().copied()))
        };
        let found = months.iter().find(|(of, _, others)| of & languages != 0 && begins(others))?;
        Some((found.1, found.2.len() + 1))
    }

    /// The value of a number written out.
    pub(super) fn number(&self, key: u64, languages: Languages) -> Option<NumberWord> {
        first(self.numbers.get(&key)?, languages)
    }

    /// The unit that a word names.
    pub(super) fn unit(&self, key: u64, languages: Languages) -> Option<Unit> {
        first(self.units.get(&key)?, languages)
    }

    /// The weekday that a word names, from 0 for Monday.
    pub(super) fn weekday(&self, key: u64, languages: Languages) -> Option<u8> {
        first(self.weekdays.get(&key)?, languages)
    }

    /// The month that a word names, from 1.
    pub(super) fn month(&self, key: u64, languages: Languages) -> Option<u8> {
        first(self.months.get(&key)?, languages)
    }
}

/// The letters of a text in lower case, without accents.
pub(super) fn unaccented(text: &str) -> impl Iterator<Item = char> {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)
}

/// The part of a word that may be a name, without what an apostrophe joins to it: "Spain" of
/// "Spain's", "Espagne" of "L'Espagne", "Ankara" of "Ankara'da".
pub(super) fn bare_name(word: &str) -> &str {
    let Some((head, tail)) = word.split_once(['\'', '’']) else { return word };
    match head {
        "L" | "D" | "l" | "d" => tail,
        _ if tail.starts_with(char::is_lowercase) && head.chars().nth(2).is_some() => head,
        _ => word,
    }
}

fn first<T: Copy>(listed: &[(Languages, T)], languages: Languages) -> Option<T> {
    listed.iter().find(|(of, _)| of & languages != 0).map(|&(_, value)| value)
}
