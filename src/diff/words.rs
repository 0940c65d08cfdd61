//! Words: the tokens of a sentence, and the readable word spans of an edited pair.
//!
//! Tokens are the words of UAX #29, tailored for news text: numbers include their currency,
//! separators and percent sign, scores and dates are one token (`5-4`, `10/19/2014`), and
//! initialisms include their full stop (`U.S.`). Punctuation is separate. Scripts written without
//! spaces have one token per character, with its marks; Thai, Lao, Khmer and Burmese one per
//! syllable or part of one. Whitespace is not a token.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_normalization::char::is_combining_mark;

use super::align;
use super::hash::{combine, hash_bytes, hash_short, hash_word, is_typographic};
use super::struck::{is_inside, struck};
use super::{Extent, SpanKind, StepBudget, WordSpan};
use crate::article::CheckedPart as _;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    /// Contains a digit.
    Number,
    Punctuation,
}

/// A token and its position.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordToken {
    start: u32,
    end: u32,
    /// The hash of its bytes.
    pub(super) hash: u64,
    /// The hash of its letters, ignoring case.
    pub(super) folded: u64,
    pub(super) kind: TokenKind,
    /// The information that it carries: its length in characters, at most [`WEIGHT_MAX`]. Longer
    /// words are rarer and carry more (Piantadosi et al., PNAS 2011); punctuation carries almost
    /// none.
    pub(super) weight: u8,
    /// Whether the text shows it as struck out. Its first hash is another one then.
    pub(super) struck: bool,
}

/// Capacity estimate: bytes per word of prose, including whitespace.
const WORD_BYTES: usize = 5;

/// How many tokens a text may have, for the capacity of lists.
pub(super) fn expected_tokens(text: &str) -> usize {
    let marks = text.bytes().filter(u8::is_ascii_punctuation).count();
    marks + text.len() / WORD_BYTES + 1
}

/// The maximum weight of a word.
const WEIGHT_MAX: usize = 8;

impl WordToken {
    pub(super) fn extent(&self) -> Extent {
        Extent::new(self.start as usize, self.end as usize)
    }

    /// The lookup key for phrases: the hash of its letters, or of a mark's bytes.
    pub(super) fn key(&self) -> u64 {
        if self.is_word() { self.folded } else { self.hash }
    }

    pub(super) fn is_word(&self) -> bool {
        self.kind != TokenKind::Punctuation
    }

    /// Whether it counts as a word of the text.
    pub(super) fn counts(&self) -> bool {
        self.is_word() && !self.struck
    }
}

/// Whether the script is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    c >= '\u{0E01}'
        && (is_syllabic(c)
            || matches!(c,
         '\u{2E80}'..='\u{309F}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'))
}

/// Whether the character is of Thai, Lao, Burmese or Khmer, which have no spaces between words, and
/// signs for vowels around their consonants. Their digits form numbers, as others do.
fn is_syllabic(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
        && !matches!(c,
            '\u{0E50}'..='\u{0E59}' | '\u{0ED0}'..='\u{0ED9}' | '\u{1040}'..='\u{1049}'
            | '\u{1090}'..='\u{1099}' | '\u{17E0}'..='\u{17E9}')
}

/// The length of the syllable, or the part of one, at the start of a text in such a script: a vowel
/// written before its consonant, the consonant, its marks, the vowels after it, the consonants
/// below it, and a silent consonant after them.
fn syllable_length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let (mut end, mut last) = (0, '\0');
    // Vowels before the consonant: เ, แ, โ, ใ, ไ.
    let is_before = |c: char| matches!(c, '\u{0E40}'..='\u{0E44}' | '\u{0EC0}'..='\u{0EC4}');
    while let Some((at, c)) = chars
        .next_if(|&(at, c)| at == 0 || (is_before(last) && is_syllabic(c) && c.is_alphabetic()))
    {
        end = at + c.len_utf8();
        last = c;
    }
    loop {
        let is_stacked = matches!(last, '\u{1039}' | '\u{17D2}');
        let is_part = |&(_, c): &(usize, char)| {
            extends(c) || is_vowel_behind(c) || (is_stacked && is_syllabic(c) && c.is_alphabetic())
        };
        let Some((at, c)) = chars.next_if(is_part) else { break };
        end = at + c.len_utf8();
        last = c;
    }
    // A consonant that is not spoken, or that closes the syllable: ร์, က်.
    let rest = text.get(end..).unwrap_or_default();
    let mut behind = rest.char_indices();
    for _ in 0..MAX_CLOSING {
        let Some((_, consonant)) = behind.next() else { break };
        if !is_syllabic(consonant) || !consonant.is_alphabetic() || extends(consonant) {
            break;
        }
        let mut marks = behind.clone().take_while(|(_, c)| extends(*c)).peekable();
        if marks.peek().is_none() {
            continue;
        }
        let (mut is_closed, mut length) = (false, 0);
        for (at, c) in marks {
            is_closed |= matches!(c, '\u{0E4C}' | '\u{0ECC}' | '\u{103A}');
            length = at + c.len_utf8();
        }
        if is_closed {
            end += length;
        }
        break;
    }
    end
}

/// The most consonants that close a syllable: จันทร์.
const MAX_CLOSING: usize = 2;

/// Whether the character is a vowel that is written after its consonant.
fn is_vowel_behind(c: char) -> bool {
    matches!(
        c,
        '\u{0E2F}'
            | '\u{0E30}'
            | '\u{0E32}'
            | '\u{0E33}'
            | '\u{0E45}'
            | '\u{0E46}'
            | '\u{0EB0}'
            | '\u{0EB2}'
            | '\u{0EB3}'
            | '\u{0EC6}'
    )
}

/// Whether the character never begins a token: marks, joiners, variation selectors, skin tones.
fn extends(c: char) -> bool {
    c >= '\u{AD}'
        && (matches!(c, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{200C}' | '\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0020}'..='\u{E007F}')
            || is_combining_mark(c))
}

fn is_regional(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥' | '₹' | '₽' | '₩' | '₺' | '¢')
}

const DIGIT: u8 = 1;
const LETTER: u8 = 2;

/// The kinds of ASCII letters and digits: one table lookup instead of three range checks.
pub(super) const ALPHANUMERIC: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_digit() {
            kinds[byte as usize] = DIGIT;
        } else if byte.is_ascii_alphabetic() {
            kinds[byte as usize] = LETTER;
        }
        byte += 1;
    }
    kinds
};

/// Appends the tokens of `extent` to `tokens`.
pub(super) fn tokenise(text: &str, extent: Extent, tokens: &mut Vec<WordToken>) {
    let bytes = text.as_bytes().part(..extent.end);
    let mut at = extent.start;
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' {
            at += 1;
            continue;
        }
        // A plain ASCII word, as nearly all are: nothing after it can join it.
        let mut kinds = ALPHANUMERIC[usize::from(byte)];
        if kinds != 0 {
            let mut end = at + 1;
            while let Some(&byte) = bytes.get(end) {
                let kind = ALPHANUMERIC[usize::from(byte)];
                if kind == 0 {
                    break;
                }
                kinds |= kind;
                end += 1;
            }
            let number = kinds & DIGIT != 0;
            let plain = match (bytes.get(end), bytes.get(end + 1)) {
                (None | Some(b' ' | b'\n' | b')' | b'(' | b'"' | b'!' | b'?' | b';'), _)
                | (Some(b'.' | b','), None | Some(b' ' | b'\n')) => true,
                (Some(b'-'), Some(next)) => next.is_ascii_alphabetic(),
                _ => false,
            };
            if plain && end - at <= 16 {
                let (hash, folded) = hash_short(text, at, end - at);
                let weight = (end - at).min(WEIGHT_MAX).max(usize::from(number) * 3);
                let kind = if number { TokenKind::Number } else { TokenKind::Word };
                let (start, end) = (at as u32, end as u32);
                let (weight, struck) = (weight as u8, false);
                tokens.push(WordToken { start, end, hash, folded, kind, weight, struck });
                at = end as usize;
                continue;
            }
        }
        if stands_alone(byte, bytes.get(at + 1)) {
            let (hash, folded) = hash_short(text, at, 1);
            let (start, end, kind) = (at as u32, at as u32 + 1, TokenKind::Punctuation);
            tokens.push(WordToken { start, end, hash, folded, kind, weight: 1, struck: false });
            at += 1;
            continue;
        }
        let Some(rest) = text.get(at..extent.end) else { break };
        let Some(first) = rest.chars().next() else { break };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (length, kind) = token(rest, first, text.part(..at));
        let word = rest.get(..length).unwrap_or(rest);
        let (hash, folded) = if kind == TokenKind::Punctuation {
            // A mark has no letters to fold, so both hashes are of its bytes.
            let hash = hash_bytes(text, at, at + word.len());
            (hash, hash)
        } else {
            hash_word(text, at, at + word.len())
        };
        let weight = match kind {
            TokenKind::Punctuation => 1,
            TokenKind::Word | TokenKind::Number => {
                let weight = if word.is_ascii() {
                    word.len().min(WEIGHT_MAX)
                } else if is_unspaced(first) {
                    3
                } else {
                    word.chars().take(WEIGHT_MAX).count()
                };
                weight.max(usize::from(kind == TokenKind::Number) * 3)
            }
        };
        tokens.push(WordToken {
            start: at as u32,
            end: (at + word.len()) as u32,
            hash,
            folded,
            kind,
            weight: weight as u8,
            struck: false,
        });
        at += word.len().max(1);
    }
    strike(text, extent, tokens);
}

/// Marks the tokens at the end of `tokens` that are struck out in `extent`.
fn strike(text: &str, extent: Extent, tokens: &mut [WordToken]) {
    let struck = struck(text, extent);
    if struck.is_empty() {
        return;
    }
    let here = tokens.iter_mut().rev().take_while(|token| token.start as usize >= extent.start);
    for token in here {
        // The marks are parts of the struck text, too.
        if is_inside(&struck, token.end as usize - 1) {
            token.struck = true;
            token.hash = combine(token.hash, 1);
        }
    }
}

/// Whether an ASCII mark is certainly a token: nothing joins it, and it is not the sign of a
/// number.
fn stands_alone(byte: u8, next: Option<&u8>) -> bool {
    byte.is_ascii_punctuation()
        && byte != b'_'
        && match next {
            None | Some(b' ' | b'\n') => true,
            Some(&next) => {
                next.is_ascii() && next != byte && !matches!(byte, b'$' | b'-' | b'+' | b'#' | b'.')
            }
        }
}

/// The length in bytes and the kind of the token at the start of `rest`.
fn token(rest: &str, first: char, before: &str) -> (usize, TokenKind) {
    let mut after = rest.chars();
    after.next();
    let second = after.next();
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    if is_currency(first) && (digit(second) || second == Some('.') && digit(after.clone().next())) {
        return (first.len_utf8() + word_length(&rest[first.len_utf8()..]).0, TokenKind::Number);
    }
    if matches!(first, '-' | '+' | '−' | '#' | '.')
        && digit(second)
        && !before
            .ends_with(|c: char| c.is_alphanumeric() || c == first || matches!(c, ')' | '.' | '-'))
    {
        return (first.len_utf8() + word_length(&rest[first.len_utf8()..]).0, TokenKind::Number);
    }
    if !is_typographic(first) && (first.is_alphanumeric() || first == '_') {
        return word_length(rest);
    }
    // A punctuation mark; a run of the same one is one token ("...", "--", "***").
    let mut length = 0;
    let mut joined = false;
    for (at, c) in rest.char_indices() {
        let same = c == first
            && !is_regional(c)
            && !matches!(c, '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}');
        // Two regional indicators are a flag.
        let flag = at == first.len_utf8() && is_regional(first) && is_regional(c);
        if at > 0 && !same && !flag && !joined && !extends(c) {
            break;
        }
        joined = c == '\u{200D}';
        length = at + c.len_utf8();
    }
    (length, TokenKind::Punctuation)
}

/// The length of the word at the start of `rest`, and whether it contains a digit.
fn word_length(rest: &str) -> (usize, TokenKind) {
    if rest.starts_with(is_syllabic) {
        return (syllable_length(rest), TokenKind::Word);
    }
    let bytes = rest.as_bytes();
    let mut kind = TokenKind::Word;
    let mut at = 0;
    // The last character read, and the number of letters since the last full stop in the word.
    let mut last = '\0';
    let mut since_stop = 0usize;
    let mut initials = 0usize;
    loop {
        // A fast path for ASCII letters and digits, by far the most common.
        let (from, before) = (at, kind);
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            if byte.is_ascii_digit() {
                kind = TokenKind::Number;
            }
            at += 1;
        }
        if at > from {
            if from > 0 && is_unspaced(last) {
                // The figures are the next token.
                (at, kind) = (from, before);
                break;
            }
            since_stop += at - from;
            last = bytes.get(at - 1).map_or('\0', |&byte| char::from(byte));
        }
        let Some(&byte) = bytes.get(at) else { break };
        let (c, size) = if byte < 0x80 {
            (char::from(byte), 1)
        } else {
            match rest.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) => (c, c.len_utf8()),
                None => break,
            }
        };
        if !is_typographic(c) && (c.is_alphanumeric() || c == '_') {
            if at > 0 && is_unspaced(c) != is_unspaced(last) {
                break;
            }
            if at > 0 && is_unspaced(c) {
                break;
            }
            if c.is_numeric() {
                kind = TokenKind::Number;
            }
            last = c;
            at += size;
            since_stop += 1;
            continue;
        }
        if at > 0 && extends(c) {
            at += size;
            continue;
        }
        let next = rest.get(at + size..).and_then(|rest| rest.chars().next());
        let joins = next.is_some_and(|next| match c {
            '\'' | '’' | 'ʼ' | '`' => last.is_alphabetic() && next.is_alphabetic(),
            '.' => {
                // "ended.Then" has lost a space; "Node.js", "Ph.D" and "U.S." have not.
                let glued = since_stop > 2 && last.is_lowercase() && next.is_uppercase();
                (last.is_numeric() && next.is_numeric())
                    || (last.is_alphabetic() && next.is_alphabetic() && !glued)
            }
            ',' | ':' | '/' | '٫' | '٬' => last.is_numeric() && next.is_numeric(),
            '-' | '–' | '‑' => next.is_numeric() && (last.is_numeric() || last.is_alphabetic()),
            _ => false,
        }) && !is_unspaced(last);
        if !joins {
            if c == '.' && initials > 0 && since_stop == 1 {
                at += 1;
            } else if matches!(c, '%' | '‰' | '°') && last.is_numeric() {
                at += size;
            }
            break;
        }
        if c == '.' && since_stop == 1 && last.is_alphabetic() {
            initials += 1;
        }
        since_stop = 0;
        last = c;
        at += size;
    }
    (at, kind)
}

/// A run of changed tokens: `old` tokens were replaced by `new` ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    /// Token indexes.
    pub(super) old: (usize, usize),
    /// Token indexes.
    pub(super) new: (usize, usize),
}

/// Above this many cells, the exact table is replaced by `similar`'s bounded Myers search.
const TABLE_CELLS: usize = 1 << 14;
/// Above this many cells, rare words are used as anchors first.
const MYERS_CELLS: usize = 1 << 19;

/// The changed runs between two token lists, cleaned up for reading.
pub(super) fn hunks(old: &[WordToken], new: &[WordToken], budget: &mut StepBudget) -> Vec<Hunk> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a.hash == b.hash).count();
    let suffix = old[prefix..]
        .iter()
        .rev()
        .zip(new[prefix..].iter().rev())
        .take_while(|(a, b)| a.hash == b.hash)
        .count();
    let a = &old[prefix..old.len() - suffix];
    let b = &new[prefix..new.len() - suffix];
    let cells = a.len().saturating_mul(b.len());
    let pairs = if a.is_empty() || b.is_empty() {
        Vec::new()
    } else if cells <= TABLE_CELLS && budget.pay(cells as u64) {
        table(a, b)
    } else if cells <= MYERS_CELLS && budget.pay(cells as u64 * super::MYERS_COST) {
        myers(a, b)
    } else if a.iter().any(WordToken::is_word) && b.iter().any(WordToken::is_word) {
        anchored(a, b, budget)
    } else {
        // Hundreds of marks without a word: which of them stayed says nothing.
        Vec::new()
    };
    let mut hunks = between(&pairs, prefix, (a.len(), b.len()));
    absorb(&mut hunks, old, new);
    slide(&mut hunks, old, new);
    hunks
}

/// The heaviest common subsequence, where tokens that stay adjacent weigh more: an exact table, for
/// pairs of ordinary sentences.
fn table(a: &[WordToken], b: &[WordToken]) -> Vec<(usize, usize)> {
    const SKIP_OLD: u8 = 1;
    const SKIP_NEW: u8 = 2;
    const CHAINED: u8 = 4;
    const TAKE: u8 = 8;
    let width = b.len() + 1;
    let mut moves = vec![0u8; (a.len() + 1) * width];
    // The last row, by column after the first: the best weight up to here, and the best that ends
    // in a pair here.
    let mut row = vec![(0u32, 0u32); b.len()];
    for (x, steps) in a.iter().zip(moves.chunks_exact_mut(width).skip(1)) {
        let mut diagonal = (0, 0);
        let mut left = 0;
        for ((cell, step), y) in row.iter_mut().zip(&mut steps[1..]).zip(b) {
            let mut here = 0;
            if x.hash == y.hash {
                let weight = u32::from(x.weight) * 4;
                let (best, run) = diagonal;
                let chained = if run > 0 { run + weight + 5 } else { 0 };
                let fresh = best + weight;
                here = fresh.max(chained);
                if chained >= fresh {
                    *step |= CHAINED;
                }
            }
            let up = cell.0;
            let most = here.max(up).max(left);
            *step |= if here > 0 && here == most {
                TAKE
            } else if up == most {
                SKIP_OLD
            } else {
                SKIP_NEW
            };
            diagonal = *cell;
            *cell = (most, here);
            left = most;
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut pairs = Vec::new();
    let mut must_take = false;
    while i > 0 && j > 0 {
        let step = moves[i * width + j];
        if must_take || step & TAKE != 0 {
            pairs.push((i - 1, j - 1));
            must_take = step & CHAINED != 0;
            i -= 1;
            j -= 1;
        } else if step & SKIP_OLD != 0 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}

fn myers(a: &[WordToken], b: &[WordToken]) -> Vec<(usize, usize)> {
    let old: Vec<u64> = a.iter().map(|token| token.hash).collect();
    let new: Vec<u64> = b.iter().map(|token| token.hash).collect();
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend((old_index..old_index + len).zip(new_index..new_index + len));
        }
    }
    pairs
}

/// For sentences of thousands of words: words that occur once on both sides are anchors, and the
/// gaps between them are searched as far as the budget allows.
fn anchored(a: &[WordToken], b: &[WordToken], budget: &mut StepBudget) -> Vec<(usize, usize)> {
    let old: Vec<u64> = a.iter().map(|token| token.hash).collect();
    let new: Vec<u64> = b.iter().map(|token| token.hash).collect();
    align::in_order(&old, &new, budget)
}

/// The gaps between matched pairs, counted from `start`.
fn between(pairs: &[(usize, usize)], start: usize, lengths: (usize, usize)) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let (mut i, mut j) = (0, 0);
    for &(x, y) in pairs.iter().chain([&lengths]) {
        if x > i || y > j {
            let place = |from: usize, to: usize| (start + from, start + to);
            hunks.push(Hunk { old: place(i, x), new: place(j, y) });
        }
        (i, j) = (x + 1, y + 1);
    }
    hunks
}

fn weigh(tokens: &[WordToken]) -> u32 {
    tokens.iter().map(|token| u32::from(token.weight)).sum()
}

/// Avoids scattered fragments: an equal run of up to two words, or only punctuation, between two
/// changes that both weigh more (twice as much, if it has words) is absorbed, and the two become
/// one change. A number is never absorbed, because it would look changed.
fn absorb(hunks: &mut Vec<Hunk>, old: &[WordToken], new: &[WordToken]) {
    if hunks.len() < 2 {
        return;
    }
    // Each hunk with the weights of both sides, so that none is weighed twice.
    let mut out: Vec<(Hunk, u32, u32)> = Vec::with_capacity(hunks.len());
    for &hunk in hunks.iter() {
        let mut next =
            (hunk, weigh(&old[hunk.old.0..hunk.old.1]), weigh(&new[hunk.new.0..hunk.new.1]));
        while let Some(&(last, a, b)) = out.last() {
            let island = &old[last.old.1..next.0.old.0];
            if island.len() > ISLAND_MAX {
                break;
            }
            let words = island.iter().filter(|token| token.is_word()).count();
            let number = island.iter().any(|token| token.kind == TokenKind::Number);
            let weight = weigh(island);
            let edits = a.max(b).min(next.1.max(next.2));
            if words > 2 || number || weight * (1 + u32::from(words > 0)) > edits {
                break;
            }
            next = (
                Hunk { old: (last.old.0, next.0.old.1), new: (last.new.0, next.0.new.1) },
                next.1 + a + weight,
                next.2 + b + weight,
            );
            out.pop();
        }
        out.push(next);
    }
    hunks.clear();
    hunks.extend(out.into_iter().map(|(hunk, ..)| hunk));
}

/// An equal run of more tokens than this is never absorbed.
const ISLAND_MAX: usize = 6;

/// Moves pure insertions and deletions that fit at several positions to the most readable one:
/// directly after a punctuation mark, or ending with one.
fn slide(hunks: &mut [Hunk], old: &[WordToken], new: &[WordToken]) {
    for at in 0..hunks.len() {
        let floor =
            at.checked_sub(1).map_or((0, 0), |before| (hunks[before].old.1, hunks[before].new.1));
        let hunk = hunks[at];
        let (tokens, (start, end), low) = if hunk.old.0 == hunk.old.1 {
            (new, hunk.new, floor.1)
        } else if hunk.new.0 == hunk.new.1 {
            (old, hunk.old, floor.0)
        } else {
            continue;
        };
        // The previous island must keep its length on the other side, too.
        let room = (start - low).min(24);
        let score = |shift: usize| {
            let (start, end) = (start - shift, end - shift);
            let mark = |at: usize| tokens.get(at).is_some_and(|token| !token.is_word());
            let opens = start == 0 || mark(start - 1);
            let closes = end == tokens.len() || mark(end - 1);
            let starts_mark = mark(start);
            (u8::from(opens && closes), u8::from(closes || opens) + u8::from(starts_mark && !opens))
        };
        let mut best = (score(0), 0);
        for shift in 1..=room {
            if tokens[start - shift].hash != tokens[end - shift].hash {
                break;
            }
            if score(shift) > best.0 {
                best = (score(shift), shift);
            }
        }
        let shift = best.1;
        let hunk = &mut hunks[at];
        hunk.old = (hunk.old.0 - shift, hunk.old.1 - shift);
        hunk.new = (hunk.new.0 - shift, hunk.new.1 - shift);
    }
}

/// The spans that tile `old_extent` and `new_extent`, whose tokens differ by `hunks`.
///
/// The whitespace before a token goes with it, unless both sides of a replacement begin with the
/// same whitespace.
pub(super) fn spans(
    (old_text, old_extent, old): (&str, Extent, &[WordToken]),
    (new_text, new_extent, new): (&str, Extent, &[WordToken]),
    hunks: &[Hunk],
) -> Vec<WordSpan> {
    let mut out =
        Tiling { old_text, new_text, at: (old_extent.start, new_extent.start), done: Vec::new() };
    let end_of = |tokens: &[WordToken], at: usize, from: usize| {
        at.checked_sub(1).and_then(|at| tokens.get(at)).map_or(from, |token| token.end as usize)
    };
    let (mut i, mut j) = (0, 0);
    let whole = Hunk { old: (old.len(), old.len()), new: (new.len(), new.len()) };
    for hunk in hunks.iter().chain([&whole]) {
        // The equal tokens before the hunk, as one run while the whitespace is equal too.
        while i < hunk.old.0 && j < hunk.new.0 {
            let (x, y) = (old[i].extent(), new[j].extent());
            out.both(x.start, y.start);
            out.equal(x.end, y.end);
            i += 1;
            j += 1;
        }
        let (x, y) =
            (end_of(old, hunk.old.1, old_extent.start), end_of(new, hunk.new.1, new_extent.start));
        let starts = (old.get(hunk.old.0), new.get(hunk.new.0));
        let (gone, come) = (hunk.old.1 > hunk.old.0, hunk.new.1 > hunk.new.0);
        if let (Some(a), Some(b)) = starts
            && gone
            && come
        {
            out.both(a.start as usize, b.start as usize);
        }
        let next = (old.get(hunk.old.1), new.get(hunk.new.1));
        if let ((Some(a), Some(b)), (Some(c), Some(d))) = (starts, next)
            && gone != come
            && out.same(a.start as usize, b.start as usize)
            && Extent::new(x, c.start as usize).of(old_text)
                != Extent::new(y, d.start as usize).of(new_text)
        {
            // "your [site" / "your site": the space before stays, the whitespace after is part of
            // the change.
            out.both(a.start as usize, b.start as usize);
            out.change(c.start as usize, d.start as usize);
            (i, j) = (hunk.old.1, hunk.new.1);
            continue;
        }
        out.change(x, y);
        (i, j) = (hunk.old.1, hunk.new.1);
    }
    out.both(old_extent.end, new_extent.end);
    out.done
}

struct Tiling<'t> {
    old_text: &'t str,
    new_text: &'t str,
    at: (usize, usize),
    done: Vec<WordSpan>,
}

impl Tiling<'_> {
    /// Whether the whitespace up to the given positions is equal.
    fn same(&self, x: usize, y: usize) -> bool {
        Extent::new(self.at.0, x).of(self.old_text) == Extent::new(self.at.1, y).of(self.new_text)
    }

    /// Emits the whitespace up to the given positions, as equal or as changed.
    fn both(&mut self, x: usize, y: usize) {
        if self.same(x, y) { self.equal(x, y) } else { self.change(x, y) }
    }

    fn equal(&mut self, x: usize, y: usize) {
        self.push(SpanKind::Equal, x, y);
    }

    fn change(&mut self, x: usize, y: usize) {
        let at = self.at;
        self.push(SpanKind::Removed, x, at.1);
        self.push(SpanKind::Added, x, y);
    }

    fn push(&mut self, kind: SpanKind, x: usize, y: usize) {
        let (old, new) = (Extent::new(self.at.0, x), Extent::new(self.at.1, y));
        self.at = (x, y);
        if old.is_empty() && new.is_empty() {
            return;
        }
        // Adjacent changes are merged: "-a", "+b", "-c" becomes "-a c", "+b".
        let len = self.done.len();
        for back in 1..=2.min(if kind == SpanKind::Equal { len.min(1) } else { len }) {
            let last = self.done[len - back].kind;
            if last == kind {
                let span = &mut self.done[len - back];
                span.old.end = span.old.end.max(old.end);
                span.new.end = span.new.end.max(new.end);
                if back == 2 {
                    // The span in between now comes after the whole of this one.
                    let between = &mut self.done[len - 1];
                    match kind {
                        SpanKind::Removed => between.old = Extent::new(old.end, old.end),
                        _ => between.new = Extent::new(new.end, new.end),
                    }
                }
                return;
            }
            if last == SpanKind::Equal {
                break;
            }
        }
        // The removed span comes before its replacement.
        if let (SpanKind::Removed, Some(last)) = (kind, self.done.last_mut())
            && last.kind == SpanKind::Added
        {
            last.old = Extent::new(old.end, old.end);
            let new = Extent::new(last.new.start, last.new.start);
            self.done.insert(len - 1, WordSpan { kind, old, new });
            return;
        }
        self.done.push(WordSpan { kind, old, new });
    }
}

#[cfg(test)]
mod tests {
    use super::{Extent, SpanKind, StepBudget, WordToken, hunks, spans, tokenise};

    fn tokens(text: &str) -> Vec<WordToken> {
        let mut tokens = Vec::new();
        tokenise(text, Extent::new(0, text.len()), &mut tokens);
        tokens
    }

    fn words(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.extent().of(text)).collect()
    }

    fn marked(old: &str, new: &str) -> String {
        let (a, b) = (tokens(old), tokens(new));
        let mut budget = StepBudget { left: 1 << 30, coarse: false };
        let hunks = hunks(&a, &b, &mut budget);
        let all = |text: &str| Extent::new(0, text.len());
        spans((old, all(old), &a), (new, all(new), &b), &hunks)
            .iter()
            .map(|span| match span.kind {
                SpanKind::Equal => span.old.of(old).to_owned(),
                SpanKind::Removed => format!("[-{}-]", span.old.of(old)),
                SpanKind::Added => format!("{{+{}+}}", span.new.of(new)),
            })
            .collect()
    }

    #[test]
    fn scripts_without_spaces_have_syllables() {
        assert_eq!(words("วันจันทร์ไม่มี"), ["วั", "น", "จั", "นทร์", "ไม่", "มี"]);
        assert_eq!(words("๑๒ คน12"), ["๑๒", "ค", "น", "12"]);
        assert_eq!(words("មនុស្ស១២"), ["ម", "នុ", "ស្ស", "១២"]);
        assert_eq!(words("မြန်မာ ၁၂"), ["မြန်", "မာ", "၁၂"]);
        assert_eq!(words("เ ແ"), ["เ", "ແ"]);
        assert_eq!(marked("เมื่อวันจันทร์นี้", "เมื่อวันศุกร์นี้"), "เมื่อวัน[-จันทร์-]{+ศุกร์+}นี้");
    }

    #[test]
    fn tokens_are_whole() {
        assert_eq!(
            words(
                "He don’t pay $1.5 million, 1,200 or 30% (5-4) in the U.S. at 9:30 a.m. on 10/19/2014."
            ),
            [
                "He",
                "don’t",
                "pay",
                "$1.5",
                "million",
                ",",
                "1,200",
                "or",
                "30%",
                "(",
                "5-4",
                ")",
                "in",
                "the",
                "U.S.",
                "at",
                "9:30",
                "a.m.",
                "on",
                "10/19/2014",
                "."
            ]
        );
        assert_eq!(
            words("end-to-end COVID-19 -5 …"),
            ["end", "-", "to", "-", "end", "COVID-19", "-5", "…"]
        );
        assert_eq!(
            words("It ended.Then Node.js and a Ph.D came"),
            ["It", "ended", ".", "Then", "Node.js", "and", "a", "Ph.D", "came"]
        );
        assert_eq!(words("今天 👩‍👩‍👧 🇩🇪🇫🇷"), ["今", "天", "👩‍👩‍👧", "🇩🇪", "🇫🇷"]);
        assert_eq!(words("हिन्दी cafe\u{301}"), ["हिन्दी", "cafe\u{301}"]);
    }

    #[test]
    fn spans_read_well() {
        assert_eq!(marked("Takes 3 days.", "Takes 30 days."), "Takes [-3-]{+30+} days.");
        assert_eq!(
            marked("It cost $1.5 million.", "It cost $15 million."),
            "It cost [-$1.5-]{+$15+} million."
        );
        assert_eq!(
            marked("He made a false claim.", "He made a joke."),
            "He made a [-false claim-]{+joke+}."
        );
        assert_eq!(marked("The old man sat.", "The man sat."), "The[- old-] man sat.");
        assert_eq!(
            marked(
                "We met staff and left, tired, at noon.",
                "We met staff, tired, and left at noon."
            ),
            "We met staff[- and left-], tired,{+ and left+} at noon."
        );
        assert_eq!(
            marked("Break down your [site visits](()) well.", "Break down your site visits well."),
            "Break down your [-[-]site visits[-](())-] well."
        );
        assert_eq!(marked("So it is… NOW.", "So it is ... NOW."), "So it is[-…-]{+ ...+} NOW.");
        assert_eq!(marked("Use the tool.", "Use the (new) tool."), "Use the{+ (new)+} tool.");
        assert_eq!(marked("Use the tool.", "Use the “tool."), "Use the {+“+}tool.");
    }
}
