//! Tokens: numbers, folded words and marks, and a cursor over them.

use unicode_normalization::UnicodeNormalization as _;

use crate::extract::months::{is_weekday, month, month_of_two};

#[derive(Clone, Debug)]
pub(super) struct DateToken {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it is a word in capital letters, as the abbreviations of zones are.
    pub(super) is_upper: bool,
    pub(super) kind: DateTokenKind,
}

#[derive(Clone, Debug)]
pub(super) enum DateTokenKind {
    /// A run of digits: its value and its length.
    Number(u32, usize),
    /// A run of letters, folded; each ideograph is a word of its own.
    Word(String),
    /// Any other character that is not a space.
    Mark(char),
}

impl DateToken {
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            DateTokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.kind {
            DateTokenKind::Number(value, length) if digits.contains(&length) => Some(value),
            _ => None,
        }
    }

    pub(super) fn mark(&self) -> Option<char> {
        match self.kind {
            DateTokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Whether a token may stand around a date without changing its meaning.
    pub(super) fn is_noise(&self) -> bool {
        match &self.kind {
            DateTokenKind::Mark(_) => true,
            DateTokenKind::Word(word) => {
                is_weekday(word)
                    || matches!(
                        word.as_str(),
                        "uhr"
                            | "h"
                            | "hrs"
                            | "hours"
                            | "time"
                            | "local"
                            | "klo"
                            | "kl"
                            | "г"
                            | "р"
                            | "r"
                            | "року"
                            | "года"
                            | "日"
                            | "น"
                            | "on"
                            | "at"
                            | "the"
                    )
            }
            DateTokenKind::Number(..) => false,
        }
    }

    /// Whether a token is a word that may stand between a label and its date.
    pub(super) fn is_label_filler(&self) -> bool {
        self.word().is_some_and(|word| {
            matches!(
                word,
                "on" | "at"
                    | "the"
                    | "date"
                    | "am"
                    | "vom"
                    | "von"
                    | "um"
                    | "le"
                    | "la"
                    | "el"
                    | "il"
                    | "em"
                    | "op"
                    | "den"
                    | "d"
                    | "last"
                    | "first"
                    | "zuletzt"
                    | "ultima"
                    | "was"
                    | "a"
                    | "wurde"
                    | "article"
                    | "story"
                    | "this"
                    | "dnia"
                    | "dne"
                    | "pe"
                    | "pada"
                    | "originally"
            )
        })
    }
}

pub(super) fn tokens(text: &str) -> Vec<DateToken> {
    let mut list: Vec<DateToken> = Vec::new();
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        if let Some(digit) = digit(char) {
            if let Some(DateToken { end: last, kind: DateTokenKind::Number(value, length), .. }) =
                list.last_mut()
                && *last == start
            {
                *value = value.saturating_mul(10).saturating_add(digit);
                *length += 1;
                *last = end;
                continue;
            }
            list.push(DateToken {
                start,
                end,
                is_upper: false,
                kind: DateTokenKind::Number(digit, 1),
            });
        } else if is_ideograph(char) {
            list.push(DateToken {
                start,
                end,
                is_upper: false,
                kind: DateTokenKind::Word(char.to_string()),
            });
        } else if char.is_alphabetic() || is_inner_mark(char) {
            if let Some(DateToken { end: last, kind: DateTokenKind::Word(word), .. }) =
                list.last_mut()
                && *last == start
                && !word.chars().next().is_some_and(is_ideograph)
            {
                word.push(char);
                *last = end;
                continue;
            }
            list.push(DateToken {
                start,
                end,
                is_upper: false,
                kind: DateTokenKind::Word(char.to_string()),
            });
        } else if !char.is_whitespace() && !is_invisible(char) {
            list.push(DateToken { start, end, is_upper: false, kind: DateTokenKind::Mark(char) });
        }
    }
    for token in &mut list {
        if let DateTokenKind::Word(word) = &mut token.kind {
            token.is_upper = word.chars().all(char::is_uppercase);
            *word = fold(word);
        }
    }
    list
}

/// The zeros of the digits that dates are written with: ASCII, Arabic, Persian, Devanagari, Bengali,
/// Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam, Thai, Lao, Burmese, Khmer, full width.
const DIGIT_ZEROS: [u32; 17] = [
    0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50,
    0xED0, 0x1040, 0x17E0, 0xFF10,
];

fn digit(char: char) -> Option<u32> {
    let code = u32::from(char);
    DIGIT_ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code)).map(|zero| code - zero)
}

pub(super) fn is_ideograph(char: char) -> bool {
    matches!(u32::from(char), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x3005..=0x3007)
}

/// Whether a character is a combining accent or a mark inside Indic and Arabic words that is not a
/// letter.
pub(super) fn is_inner_mark(char: char) -> bool {
    matches!(u32::from(char), 0x300..=0x36F | 0x900..=0x97F | 0x64B..=0x65F | 0xE31..=0xE4E)
}

pub(super) fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

/// Folds to lower case, and removes the accents of Latin and Greek letters.
pub(in crate::extract) fn fold(word: &str) -> String {
    let lower = word.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let mut folded = String::with_capacity(lower.len());
    for char in lower.chars() {
        match char {
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ς' => folded.push('σ'),
            '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{3FF}' | '\u{1E00}'..='\u{1FFF}' => {
                folded.extend(std::iter::once(char).nfd().filter(|c| !is_accent(*c)));
            }
            accent if is_accent(accent) => {}
            plain => folded.push(plain),
        }
    }
    // The tables write a final sigma as in the middle of a word.
    folded
}

pub(super) fn is_accent(char: char) -> bool {
    matches!(u32::from(char), 0x300..=0x36F)
}

/// Reads tokens from a position on.
pub(super) struct TokenCursor<'a> {
    pub(super) tokens: &'a [DateToken],
    pub(super) at: usize,
}

impl<'a> TokenCursor<'a> {
    pub(super) fn peek(&self) -> Option<&'a DateToken> {
        self.tokens.get(self.at)
    }

    pub(super) fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let number = self.peek()?.number(digits)?;
        self.at += 1;
        Some(number)
    }

    /// Returns the next number of any length, with its length.
    pub(super) fn number_and_length(&mut self) -> Option<(u32, usize)> {
        let DateTokenKind::Number(value, length) = self.peek()?.kind else { return None };
        self.at += 1;
        Some((value, length))
    }

    pub(super) fn word(&mut self, wanted: impl Fn(&str) -> bool) -> bool {
        let found = self.peek().and_then(DateToken::word).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    pub(super) fn mark(&mut self, wanted: &[char]) -> Option<char> {
        let mark = self.peek()?.mark().filter(|mark| wanted.contains(mark))?;
        self.at += 1;
        Some(mark)
    }

    /// Whether the next token directly follows the previous one, without a space.
    pub(super) fn is_joined(&self) -> bool {
        match (self.at.checked_sub(1).and_then(|before| self.tokens.get(before)), self.peek()) {
            (Some(before), Some(next)) => before.end == next.start,
            _ => false,
        }
    }

    pub(super) fn month(&mut self) -> Option<u32> {
        let word = self.peek()?.word()?;
        let second = self.tokens.get(self.at + 1).and_then(DateToken::word).unwrap_or_default();
        if let Some(number) = month_of_two(word, second) {
            self.at += 2;
            return Some(number);
        }
        if let Some(number) = month(word) {
            self.at += 1;
            return Some(number);
        }
        // Thai abbreviations have two parts: `มี.ค.`
        let is_point = |at: usize| self.tokens.get(at).and_then(DateToken::mark) == Some('.');
        let last = self.tokens.get(self.at + 2).and_then(DateToken::word)?;
        let number = month(&format!("{word}.{last}")).filter(|_| is_point(self.at + 1))?;
        self.at += 3;
        Some(number)
    }
}
