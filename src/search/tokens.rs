//! Tokens: splits a text into folded words with their positions, and into index terms.

use unicode_normalization::char::{
    compose, decompose_canonical, decompose_compatible, is_combining_mark,
};

/// A word, or a letter of a script written without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SearchToken {
    /// The folded word.
    pub(super) word: String,
    /// Its first byte in the text, and one past its last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it follows another letter of a dense script without a space: the two are a pair.
    pub(super) glued: bool,
    /// Whether it is a single letter of a dense script.
    pub(super) dense: bool,
}

/// Separates the parts of a text: no phrase crosses it (U+001E, the record separator).
pub const PART: char = '\u{1E}';

/// A text prepared for searching.
#[derive(Clone, Debug, Default)]
pub struct SearchText<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<SearchToken>,
}

impl<'t> SearchText<'t> {
    /// Splits the text into tokens.
    pub fn of(text: &'t str) -> Self {
        Self { text, tokens: tokens(text, Marks::Join) }
    }

    /// The number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there are no tokens.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}

/// Whether a letter is of a script written without spaces (UAX #29 has no word boundaries for
/// these, or needs a dictionary), or Hangul, whose words include their particles.
pub fn is_dense(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF      // Thai, Lao
        | 0x1000..=0x109F    // Myanmar
        | 0x1100..=0x11FF    // Hangul letters, of which syllables are composed
        | 0x1780..=0x17FF    // Khmer
        | 0x3005..=0x3007
        | 0x3040..=0x30FF    // Hiragana, Katakana
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xA960..=0xA97F | 0xAC00..=0xD7FB // Hangul syllables, further letters
        | 0x20000..=0x3FFFF)
}

/// Marks that people omit when they type: accents, Hebrew points, Arabic vowels. Other marks are
/// treated like letters.
fn is_dropped(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0300..=0x036F | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x064B..=0x065F | 0x0670 | 0x0640 | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0xFE20..=0xFE2F | 0x00AD | 0x200B..=0x200F)
}

/// Whether a character is no part of a token.
pub(super) fn is_separator(letter: char) -> bool {
    !is_letter(letter) && !is_dropped(letter)
}

fn is_letter(letter: char) -> bool {
    // Dashes and quotation marks are frequent, and the tables of marks are slow.
    let is_punctuation = matches!(letter, '\u{2010}'..='\u{2027}');
    !is_punctuation && (letter.is_alphanumeric() || is_combining_mark(letter))
}

/// Replaces a letter of half width by the common one.
fn full_width(letter: char) -> char {
    let mut folded = letter;
    if matches!(u32::from(letter), 0xFF66..=0xFFDC) {
        decompose_compatible(letter, |letter| folded = letter);
    }
    folded
}

/// Appends a letter of a dense script, composed with the letter or mark before it if a text may
/// have both as one character (NFC).
fn fold_dense(letter: char, word: &mut String) {
    decompose_canonical(letter, |letter| {
        match word.chars().next_back().and_then(|last| Some((last, compose(last, letter)?))) {
            Some((last, composed)) => {
                word.truncate(word.len() - last.len_utf8());
                word.push(composed);
            }
            None if !is_dropped(letter) => word.push(letter),
            None => {}
        }
    });
}

/// Appends the folded letter.
fn fold(letter: char, word: &mut String) {
    let lower = |letter: char| {
        for letter in letter.to_lowercase().filter(|letter| !is_dropped(*letter)) {
            match letter {
                'ß' => word.push_str("ss"),
                'ø' => word.push('o'),
                'ł' => word.push('l'),
                'đ' => word.push('d'),
                'ı' => word.push('i'),
                'ς' => word.push('σ'),
                'æ' => word.push_str("ae"),
                'œ' => word.push_str("oe"),
                letter => word.push(letter),
            }
        }
    };
    decompose_compatible(letter, lower);
}

/// Whether letters of a dense script are pairs if there are only marks between them.
#[derive(Clone, Copy, PartialEq)]
enum Marks {
    /// They are: in texts, from which the index is built.
    Join,
    /// They need not be: in queries, where marks between words do not matter.
    Part,
}

/// A token's position and properties, as in [`SearchToken`].
#[derive(Clone, Copy, Default)]
struct Place {
    start: usize,
    end: usize,
    glued: bool,
    dense: bool,
}

/// Splits a text into tokens, in one buffer.
struct Splitter<F> {
    word: String,
    open: Option<Place>,
    /// Whether the last token is not of a dense script, or something that parts follows it.
    parted: bool,
    marks: Marks,
    /// The number of tokens so far.
    count: usize,
    each: F,
}

impl<F: FnMut(&str, Place)> Splitter<F> {
    /// Calls `each` with every token. Returns their number.
    fn split(text: &str, marks: Marks, each: F) -> usize {
        let word = String::with_capacity(64);
        let mut splitter = Self { word, open: None, parted: true, marks, count: 0, each };
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            let run = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric());
            let end = at + run.count();
            if at < end {
                splitter.begin(at, false, |open| !open.dense);
                let start = splitter.word.len();
                splitter.word.push_str(&text[at..end]);
                splitter.word[start..].make_ascii_lowercase();
                splitter.extend(end);
                at = end;
            } else if matches!(byte, b' ' | b'.' | b',' | b'\'' | b'"' | b'-' | b'\n') {
                splitter.separate(char::from(byte));
                at += 1;
            } else if let Some(letter) = text[at..].chars().next() {
                splitter.other(at, letter);
                at += letter.len_utf8();
            }
        }
        splitter.close();
        splitter.count
    }

    /// A character that is not an ASCII letter or digit.
    fn other(&mut self, at: usize, letter: char) {
        let end = at + letter.len_utf8();
        if is_dropped(letter) {
            self.extend(end);
        } else if letter == PART {
            self.close();
            // Matches nothing, so no phrase crosses it.
            (self.each)("", Place { start: at, end, ..Place::default() });
            self.count += 1;
            self.parted = true;
        } else if is_letter(letter) {
            let letter = full_width(letter);
            let dense = is_dense(letter);
            let last = self.word.chars().next_back();
            // A mark of a dense script belongs to its letter, and so does a letter that is composed
            // with it.
            let joins = is_combining_mark(letter)
                || dense && last.is_some_and(|last| compose(last, letter).is_some());
            self.begin(at, dense, |open| if open.dense { joins } else { !dense });
            let fold = if dense { fold_dense } else { fold };
            fold(letter, &mut self.word);
            self.extend(end);
        } else {
            self.separate(letter);
        }
    }

    /// A character that is no part of a token.
    fn separate(&mut self, letter: char) {
        self.close();
        self.parted |= self.marks == Marks::Part
            || letter.is_whitespace()
            || matches!(letter, '–' | '—' | '/' | '…');
    }

    /// Begins a token, unless the open one is continued.
    fn begin(&mut self, start: usize, dense: bool, joins: impl FnOnce(&Place) -> bool) {
        if self.open.as_ref().is_some_and(joins) {
            return;
        }
        self.close();
        let glued = !self.parted && dense;
        self.parted = !dense;
        self.open = Some(Place { start, end: start, glued, dense });
    }

    fn extend(&mut self, end: usize) {
        if let Some(open) = &mut self.open {
            open.end = end;
        }
    }

    fn close(&mut self) {
        if let Some(place) = self.open.take()
            && !self.word.is_empty()
        {
            (self.each)(&self.word, place);
            self.count += 1;
        }
        self.word.clear();
    }
}

/// Splits a word or phrase of a query into tokens.
pub(super) fn query_tokens(text: &str) -> Vec<SearchToken> {
    tokens(text, Marks::Part)
}

fn tokens(text: &str, marks: Marks) -> Vec<SearchToken> {
    let mut tokens: Vec<SearchToken> = Vec::with_capacity(text.len() / 6);
    Splitter::split(text, marks, |word, Place { start, end, glued, dense }| {
        tokens.push(SearchToken { word: word.to_owned(), start, end, glued, dense });
    });
    tokens
}

/// Calls `each` with the word of every token.
pub(super) fn each_word(text: &str, mut each: impl FnMut(&str)) {
    Splitter::split(text, Marks::Join, |word, _| {
        if !word.is_empty() {
            each(word);
        }
    });
}

/// Calls `each` with every occurrence of an index term: the words, and for scripts without spaces,
/// the pairs of neighboring letters and the last letter of each run. Returns the number of tokens.
pub fn each_term(text: &str, mut each: impl FnMut(&str)) -> usize {
    let mut term = |term: &str| {
        if !term.is_empty() && term.len() <= LONGEST_TERM {
            each(term);
        }
    };
    // The letter that may begin a pair.
    let mut last = String::new();
    let count = Splitter::split(text, Marks::Join, |word, place| {
        if !last.is_empty() {
            if place.glued {
                last.push_str(word);
            }
            term(&last);
            last.clear();
        }
        if place.dense {
            last.push_str(word);
        } else {
            term(word);
        }
    });
    term(&last);
    count
}

/// Maximum length of a term. A longer one is not a word, and would only enlarge the index.
pub(super) const LONGEST_TERM: usize = 96;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words: Vec<String> = tokens(text, Marks::Join)
            .iter()
            .map(|token| format!("{}{}", if token.glued { "+" } else { "" }, token.word))
            .collect();
        assert_eq!(words.join(" "), expected, "{text}");
    }

    #[test]
    fn words_are_folded_and_know_their_neighbours() {
        check("The Mayor’s $1.5 million", "the mayor s 1 5 million");
        check("Café ÉTÉ Straße Łódź", "cafe ete strasse lodz");
        check("don't stop—now", "don t stop now");
        check("e\u{301}te\u{301} co\u{AD}operate", "ete cooperate");
        check("ﬁne １２", "fine 12");
        check("東京は雨", "東 +京 +は +雨");
        check("東京 2020年", "東 +京 2020 年");
        check("สวัสดี", "ส +วั +ส +ดี");
        check("هَذَا", "هذا");
        check("हिन्दी में", "हिन्दी में");
        check("서울은", "서 +울 +은");
        check("東、京 東", "東 +京 東");
        check("... – !", "");
    }

    /// A text with composed characters has the words of the same text with letters and marks.
    #[test]
    fn composed_and_decomposed_texts_have_the_same_tokens() {
        use unicode_normalization::UnicodeNormalization as _;
        for text in [
            "서울은 값이 닭",
            "ガラスとパン、ヴぐ",
            "Café Ångström Việt Łódź Ελλάδα йод",
            "\u{F900}ガヮ ﬁé",
            "ဦး ক্ষণে ো हिन्दी क़लम เที่ยว",
        ] {
            let words = |text: &str| -> Vec<(String, bool)> {
                let tokens = tokens(text, Marks::Join).into_iter();
                tokens.map(|token| (token.word, token.glued)).collect()
            };
            let composed: String = text.nfc().collect();
            let decomposed: String = text.nfd().collect();
            assert_ne!(composed, decomposed);
            assert_eq!(words(&decomposed), words(&composed), "{text}");
            assert_eq!(words(text), words(&composed), "{text}");
        }
        check("ｶﾞﾗｽ", "ガ +ラ +ス");
        let decomposed = "\u{1109}\u{1165}\u{110B}\u{116E}\u{11AF}";
        check(decomposed, "서 +울");
        let ends: Vec<usize> =
            tokens(decomposed, Marks::Join).iter().map(|token| token.end).collect();
        assert_eq!(ends, [6, 15], "the places are those of the text");
    }

    #[test]
    fn terms_are_words_and_pairs() {
        let mut seen = Vec::new();
        let count = each_term("東京都 is is Tokyo", |term| seen.push(term.to_owned()));
        assert_eq!(seen, ["東京", "京都", "都", "is", "is", "tokyo"]);
        assert_eq!(count, SearchText::of("東京都 is is Tokyo").len());
    }
}
