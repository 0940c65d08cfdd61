//! Vocabulary: in which forms words occur in a text, with a small letter or with a capital.
//!
//! Whole texts are read for a few words, so that nearly all of their words must be rejected without
//! a branch per byte: the beginnings of words are found 64 bytes at a time, and most of them differ
//! from every wanted word in their first eight letters.

use super::super::hash::{HashedMap, combine, hash_folded, hash_folded_at};
use super::super::words::ALPHANUMERIC;
use super::lexical::{ALL, NO_NAME, OPENING, UNIT, WORD_INDEX};
use crate::article::CheckedPart as _;

/// In which forms a word occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WordForms {
    /// With a small letter.
    pub(super) lower: bool,
    /// With a capital, after a word with a small letter. Not examined once a small letter is found.
    pub(super) capital: bool,
    /// With a capital, after a word with a capital inside a sentence, as "Ole Hansen" in "says Ole
    /// Hansen".
    pub(super) second: bool,
}

/// The end of the run of characters from `at` that are letters or digits, or that are neither.
pub(super) fn run_end(text: &str, mut at: usize, alphanumeric: bool) -> usize {
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

/// The highest bit of each of eight bytes.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The same byte, eight times.
const fn each(byte: u8) -> u64 {
    0x0101_0101_0101_0101 * byte as u64
}

/// The letters and digits in ASCII of a chunk, each marked by its highest bit, and the letters alone.
const fn alphanumerics(chunk: u64) -> (u64, u64) {
    let low = chunk & !HIGH;
    // A sum has its highest bit if the byte is at least the character.
    let folded = low | each(0x20);
    let letters = (folded + each(0x80 - b'a')) & !(folded + each(0x80 - b'z' - 1));
    let digits = (low + each(0x80 - b'0')) & !(low + each(0x80 - b'9' - 1));
    ((letters | digits) & !chunk & HIGH, letters)
}

/// The bytes of a chunk that may begin a word: letters in ASCII after anything that is neither letter
/// nor digit in ASCII, and the first bytes of other characters. Each is marked by its highest bit.
struct Beginnings {
    ascii: u64,
    wide: u64,
    /// Marks whether the last byte is a letter or digit, for the next chunk.
    last: u64,
}

impl Beginnings {
    /// `before` marks whether the byte before the chunk is a letter or digit.
    const fn of(chunk: u64, before: u64) -> Self {
        let (within, letters) = alphanumerics(chunk);
        let ascii = letters & within & !(within << 8 | before);
        Self { ascii, wide: chunk & (chunk << 1) & HIGH, last: within >> 56 }
    }
}

/// The number of bytes whose marks fit in one word.
const BLOCK: usize = 64;

/// The highest bits of the bytes of a chunk, as its lowest eight bits.
const fn bits(marks: u64) -> u64 {
    (marks >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Whether the line that a text ends with is marked as a heading. Its capitals show nothing.
fn is_heading(before: &str) -> bool {
    let line = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |newline| newline + 1);
    before.get(line..).is_some_and(|line| line.starts_with('#'))
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

/// Whether the word with a capital from `start` to the end of the text is inside a sentence, and is
/// neither a measure nor a word without a capital of its own: "in Millionen Euro", "wenn Sie Post".
fn is_first_name(text: &str, start: usize) -> bool {
    let (before, word) = text.split_at_checked(start).unwrap_or_default();
    let gap = before.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    let inside = before.get(gap..) == Some(" ") && {
        let earlier = before.part(..gap);
        letter_case(text, earlier.trim_end_matches(char::is_alphanumeric).len()).0
    };
    inside && WORD_INDEX.flags(hash_folded(word), ALL) & (NO_NAME | OPENING | UNIT) == 0
}

/// The first three letters of words, without their case: a bit for each combination.
struct Prefixes(Vec<u64>);

/// The number of bits that show a letter without its case.
const LETTER_BITS: u32 = 5;

impl Prefixes {
    const fn letter(byte: u8) -> usize {
        (byte & ((1 << LETTER_BITS) - 1)) as usize
    }

    /// Adds a word that begins with a letter in ASCII.
    fn add(&mut self, word: &str) {
        self.0.resize(1 << (3 * LETTER_BITS - 6), 0);
        let any = 0..1usize << LETTER_BITS;
        let choices = |at: usize| match word.as_bytes().get(at) {
            Some(&byte) if byte.is_ascii() => Self::letter(byte)..Self::letter(byte) + 1,
            _ => any.clone(),
        };
        for third in choices(2) {
            for second in choices(1) {
                for first in choices(0) {
                    let place = first | second << LETTER_BITS | third << (2 * LETTER_BITS);
                    if let Some(bits) = self.0.get_mut(place >> 6) {
                        *bits |= 1 << (place & 63);
                    }
                }
            }
        }
    }

    /// Whether a word that was added may begin at `start`. A letter that is not ASCII may be written
    /// in several ways.
    fn may_begin(&self, bytes: &[u8], start: usize) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let Some(&[a, b, c]) = bytes.get(start..).and_then(|rest| rest.first_chunk()) else {
            return true;
        };
        let place =
            Self::letter(a) | Self::letter(b) << LETTER_BITS | Self::letter(c) << (2 * LETTER_BITS);
        self.0.get(place >> 6).is_some_and(|bits| bits >> (place & 63) & 1 == 1)
            || !(b | c).is_ascii()
    }
}

/// The first eight letters of words in ASCII, without their case: a bit for the hash of each.
struct Starts(Vec<u64>);

/// The size of the filter: 2 to the power of this, in words of 64 bits.
const START_BITS: u32 = 9;

/// How a word begins.
enum Start {
    /// With these letters and digits in ASCII: all of them, or the first eight.
    Ascii(u64),
    /// Another character is among or after the first ones.
    Wide,
}

impl Start {
    /// The start of the run of letters and digits at `start`.
    fn of(bytes: &[u8], start: usize) -> Self {
        let rest = bytes.part(start..);
        let mut chunk = [0; 8];
        match rest.first_chunk() {
            Some(first) => chunk = *first,
            None => {
                for (to, from) in chunk.iter_mut().zip(rest) {
                    *to = *from;
                }
            }
        }
        let chunk = u64::from_le_bytes(chunk);
        let outside = !alphanumerics(chunk).0 & HIGH;
        if outside == 0 {
            return Self::Ascii(chunk | each(0x20));
        }
        let length = outside.trailing_zeros() & !7;
        if chunk >> length & 0x80 != 0 {
            return Self::Wide;
        }
        Self::Ascii((chunk | each(0x20)) & ((1 << length) - 1))
    }
}

impl Starts {
    fn place(start: u64) -> (usize, u64) {
        let hash = combine(0, start);
        ((hash >> (64 - START_BITS)) as usize, 1 << (hash & 63))
    }

    fn add(&mut self, start: u64) {
        self.0.resize(1 << START_BITS, 0);
        let (slot, bit) = Self::place(start);
        if let Some(bits) = self.0.get_mut(slot) {
            *bits |= bit;
        }
    }

    fn contains(&self, start: u64) -> bool {
        let (slot, bit) = Self::place(start);
        self.0.get(slot).is_some_and(|bits| bits & bit != 0)
    }
}

/// Words whose forms are wanted.
pub(super) struct WantedWords {
    /// What is known of each, by its key.
    forms: HashedMap<WordForms>,
    /// Of the words in ASCII.
    starts: Starts,
    /// Of the others. They may be written in ASCII too: a soft hyphen is no letter.
    others: Prefixes,
    /// Of all words. One in ASCII may be written with other characters: "K" is also the sign of kelvin.
    prefixes: Prefixes,
    /// The lengths of the words, as bits, by the first letter if it is ASCII.
    lengths: [u64; 32],
    /// Whether a word begins with another letter.
    wide: bool,
    /// Whether every word is wanted.
    all: bool,
}

impl WantedWords {
    pub(super) fn new() -> Self {
        Self {
            forms: HashedMap::default(),
            starts: Starts(Vec::new()),
            others: Prefixes(Vec::new()),
            prefixes: Prefixes(Vec::new()),
            lengths: [0; 32],
            wide: false,
            all: false,
        }
    }

    /// Adds a word, by the hash of its letters.
    pub(super) fn add(&mut self, word: &str, key: u64) {
        if self.forms.insert(key, WordForms::default()).is_some() {
            return;
        }
        match word.as_bytes().first() {
            Some(first) if first.is_ascii() => {
                let length = if word.is_ascii() { 1 << word.len().min(63) } else { u64::MAX };
                self.lengths[usize::from(first & 31)] |= length;
                self.prefixes.add(word);
                match Start::of(word.as_bytes(), 0) {
                    Start::Ascii(start) if word.is_ascii() => self.starts.add(start),
                    _ => self.others.add(word),
                }
            }
            _ => self.wide = true,
        }
    }

    /// Adds every word.
    pub(super) fn add_all(&mut self) {
        self.all = true;
    }

    /// Whether the words that were read include this one.
    pub(super) fn includes(&self, key: u64) -> bool {
        self.all || self.forms.contains_key(&key)
    }

    /// What is known of a word.
    pub(super) fn forms(&self, key: u64) -> WordForms {
        self.forms.get(&key).copied().unwrap_or_default()
    }

    /// Adds the forms of the words in `text`.
    pub(super) fn read(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let wide = if self.wide || self.all { HIGH } else { 0 };
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        let mut last = [0; BLOCK];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        let mut before = 0;
        for (nth, block) in blocks.iter().chain([&last]).enumerate() {
            // A bit for each byte of the block: fewer loops end than with a loop for each chunk.
            let mut places = 0;
            for (nth, chunk) in block.as_chunks::<8>().0.iter().enumerate() {
                let found = Beginnings::of(u64::from_le_bytes(*chunk), before);
                before = found.last;
                places |= bits(found.ascii | found.wide & wide) << (8 * nth);
            }
            while places != 0 {
                let start = nth * BLOCK + places.trailing_zeros() as usize;
                places &= places - 1;
                if self.all || !bytes[start].is_ascii() || self.may_begin(bytes, start) {
                    self.read_word(text, start);
                }
            }
        }
    }

    /// Whether a wanted word may begin at `start`, with a letter in ASCII.
    fn may_begin(&self, bytes: &[u8], start: usize) -> bool {
        match Start::of(bytes, start) {
            Start::Ascii(word) => self.starts.contains(word) || self.others.may_begin(bytes, start),
            Start::Wide => self.prefixes.may_begin(bytes, start),
        }
    }

    /// Adds the form of the word that may begin at `start`.
    fn read_word(&mut self, text: &str, start: usize) {
        let bytes = text.as_bytes();
        let Some(&first) = bytes.get(start) else { return };
        let (small, upper) = letter_case(text, start);
        let before = text.part(..start);
        if !(small || upper) || before.ends_with(char::is_alphanumeric) {
            return;
        }
        let end = run_end(text, start, true);
        let is_ascii = bytes.get(start..end).is_some_and(<[u8]>::is_ascii);
        let lengths = self.lengths[usize::from(first & 31)];
        if is_ascii && !self.all && lengths & (1 << (end - start).min(63)) == 0 {
            return;
        }
        let key = hash_folded_at(text, start, end);
        let is_done = match self.forms.get(&key) {
            Some(forms) => forms.lower || (upper && forms.capital && forms.second),
            None => !self.all,
        };
        if is_done {
            return;
        }
        let gap = before.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        let apart = before.part(gap..);
        let (mut capital, mut second) = (false, false);
        if upper && apart == " " && !is_heading(before) {
            let after = before.part(..gap);
            let start = after.trim_end_matches(char::is_alphanumeric).len();
            let case = letter_case(text, start);
            capital = case.0;
            second = case.1 && is_first_name(after, start);
        }
        let address = apart.ends_with(['/', '_', '@', '#', '.', '='])
            && !apart.starts_with(char::is_whitespace)
            || matches!(bytes.get(end), Some(b'/' | b'_' | b'@'));
        if address || !(small || capital || second) {
            return;
        }
        let forms = self.forms.entry(key).or_default();
        forms.lower |= small;
        forms.capital |= capital;
        forms.second |= second;
    }
}

#[cfg(test)]
mod tests {
    use super::{WantedWords, WordForms, hash_folded};

    #[track_caller]
    fn check(word: &str, text: &str, lower: bool, capital: bool) {
        check_forms(word, text, WordForms { lower, capital, second: false });
    }

    #[track_caller]
    fn check_forms(word: &str, text: &str, expected: WordForms) {
        for all in [false, true] {
            let mut wanted = WantedWords::new();
            wanted.add(word, hash_folded(word));
            if all {
                wanted.add_all();
            }
            wanted.read(text);
            assert_eq!(wanted.forms(hash_folded(word)), expected, "{word} in {text}, all: {all}");
        }
    }

    #[test]
    fn forms_of_words() {
        check("Rose", "She met Rose.", false, true);
        check("Rose", "Rose left.", false, false);
        check("Rose", "It rose.", true, false);
        check("Rose", "## How to Rose", false, false);
        check("Rose", "prose and 4rose and roses", false, false);
        check("Rose", "See a/rose or a.rose.", false, false);
        check("Us", "Tell us.", true, false);
        check("A", "It is a", true, false);
        check("Éric", "Il voit Éric.", false, true);
        check("Éric", "Il voit éric.", true, false);
        check("Jürgen", "Er sah Jürgen", false, true);
        check("Иван", "это иван", true, false);
        check("Switzerland", "in switzerlandé, switzerland", true, false);
        check("Switzerlandé", "in switzerland, switzerlandé", true, false);
        check("Switzer\u{AD}land", "in switzerland", true, false);
        check("Asking", "It is as\u{212A}ing", true, false);
    }

    #[test]
    fn words_after_a_word_with_a_capital() {
        let second = |word: &str, text: &str, second: bool| {
            check_forms(word, text, WordForms { lower: false, capital: false, second });
        };
        second("Hansen", "It was built by Ole Hansen in a year.", true);
        second("Hansen", "Ole Hansen built it.", false);
        second("Post", "Es gilt, wenn Sie Post bekommen.", false);
        second("Menschen", "Das trifft zwei Millionen Menschen.", false);
    }

    #[test]
    fn beginnings_at_every_place_of_a_chunk() {
        for before in 0..2 * super::BLOCK {
            check("Rose", &format!("{} rose", "é".repeat(before)), true, false);
            check("Rose", &format!("{}rose", "x".repeat(before.max(1))), false, false);
        }
    }
}
