//! Segmentation: splits a text into blocks at blank lines, and a block into sentences.
//!
//! Follows the sentence rules of UAX #29, with the tailoring that they leave open: abbreviations,
//! initials, initialisms, list markers, headings and list items without a full stop, hard-wrapped
//! lines, and scripts that end or separate sentences differently (CJK, Thai, Arabic, Devanagari,
//! Greek). A block's sentences depend only on that block's bytes, so equal blocks need no
//! segmentation; only lines that two texts divide differently are divided in both
//! ([`DividedLines`]).
//!
//! Marks without words (`----`, `**`, a lone pipe) are not sentences: like whitespace, they are
//! between sentences ([`is_rule`]).

use std::collections::HashSet;
use std::sync::LazyLock;

use memchr::{memchr, memrchr};

use super::Extent;
use super::hash::{HashedMap, hash_folded, hash_text};
use super::struck::{is_inside, struck};
use crate::lexicon;

/// A sentence and its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SentenceSpan {
    pub(super) extent: Extent,
    /// Whether it begins a paragraph or a line of its own.
    pub(super) opens: bool,
}

/// Returns the sentences of a text, without the surrounding whitespace.
///
/// Headings and list items are sentences too. The text between two sentences, before the first and
/// after the last, is only whitespace and marks that divide or decorate, such as `----`.
pub fn sentences(text: &str) -> Vec<Extent> {
    let mut found = Vec::new();
    for block in blocks(text, 0, text.len()) {
        segment(text, block, &mut found);
    }
    found.into_iter().map(|found| found.extent).collect()
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0B | 0x0C)
}

/// The end of the blank lines after the newline at `newline`; `None` if no blank line follows.
fn blank_after(bytes: &[u8], newline: usize, end: usize) -> Option<usize> {
    let mut at = newline + 1;
    let mut blank = false;
    while at < end {
        match bytes.get(at) {
            Some(b'\n') => blank = true,
            Some(&byte) if is_space(byte) => {}
            _ => break,
        }
        at += 1;
    }
    (blank || at >= end).then_some(at)
}

/// The blocks within `start..end`: runs of lines separated by blank lines, without surrounding
/// ASCII whitespace.
pub(super) fn blocks(text: &str, start: usize, end: usize) -> Vec<Extent> {
    let bytes = text.as_bytes();
    let mut blocks = Vec::new();
    let mut from = start;
    while from < end && bytes.get(from).copied().is_some_and(is_space) {
        from += 1;
    }
    let mut search = from;
    while from < end {
        let newline =
            bytes.get(search..end).and_then(|rest| memchr(b'\n', rest)).map(|at| at + search);
        let (stop, next) = if let Some(newline) = newline {
            let Some(next) = blank_after(bytes, newline, end) else {
                search = newline + 1;
                continue;
            };
            (newline, next)
        } else {
            (end, end)
        };
        blocks.push(Extent::new(from, trim_end(bytes, from, stop)));
        from = next;
        search = next;
    }
    blocks
}

fn trim_end(bytes: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && bytes.get(end - 1).copied().is_some_and(is_space) {
        end -= 1;
    }
    end
}

/// The last position in `..prefix` where a block certainly ends: just before a newline that begins
/// a blank line, with the blank line entirely within the prefix. 0 if there is none.
pub(super) fn cut_before(text: &str, prefix: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = prefix;
    while let Some(second) = bytes.get(..end).and_then(|head| memrchr(b'\n', head)) {
        let mut at = second;
        while at > 0 && matches!(bytes.get(at - 1), Some(b' ' | b'\t' | b'\r' | 0x0B | 0x0C)) {
            at -= 1;
        }
        if at > 0 && bytes.get(at - 1) == Some(&b'\n') {
            return at - 1;
        }
        end = at;
    }
    0
}

/// The first position at or after `suffix` where a block certainly begins: after a blank line that
/// is entirely within the suffix. The text's length if there is none.
pub(super) fn cut_after(text: &str, suffix: usize) -> usize {
    let bytes = text.as_bytes();
    let end = bytes.len();
    let mut search = suffix;
    while let Some(newline) = bytes.get(search..).and_then(|rest| memchr(b'\n', rest)) {
        let newline = newline + search;
        if let Some(next) = blank_after(bytes, newline, end) {
            return next;
        }
        search = newline + 1;
    }
    end
}

/// The first space or newline after `from` that does not follow an ASCII letter, digit or space.
/// Most strides have none, which a few vector instructions detect.
#[expect(clippy::needless_bitwise_bool, reason = "lets the compiler vectorize it")]
fn space_after_mark(bytes: &[u8], from: usize) -> Option<usize> {
    let found = |before: u8, byte: u8| {
        let plain = ((before | 0x20).wrapping_sub(b'a') < 26)
            | (before.wrapping_sub(b'0') < 10)
            | (before == b' ');
        ((byte == b' ') | (byte == b'\n')) & !plain
    };
    let mut at = from.max(1);
    while let (Some(before), Some(stride)) = (
        bytes.get(at - 1..).and_then(<[u8]>::first_chunk::<STRIDE>),
        bytes.get(at..).and_then(<[u8]>::first_chunk::<STRIDE>),
    ) {
        let told = before.iter().zip(stride).fold(0, |told, (&x, &y)| told | u8::from(found(x, y)));
        if told != 0 {
            break;
        }
        at += STRIDE;
    }
    let rest = bytes.get(at - 1..)?;
    rest.iter().zip(rest.get(1..)?).position(|(&x, &y)| found(x, y)).map(|place| at + place)
}

/// Positions inside a sentence where the other text may show that one ends: whitespace after a
/// punctuation mark. Returns the end of the part before and the start of the part after.
pub(super) fn cuts(text: &str, extent: Extent) -> impl Iterator<Item = (usize, usize)> {
    let body = extent.of(text);
    let struck = struck(text, extent);
    let mut from = 0;
    let spaces = std::iter::from_fn(move || {
        let at = space_after_mark(body.as_bytes(), from)?;
        from = at + 1;
        Some(at)
    });
    let spaces = spaces.filter(move |at| !is_inside(&struck, extent.start + at));
    spaces.filter_map(move |at| {
        let before = body.as_bytes().get(at.checked_sub(1)?)?;
        let word = if before.is_ascii() {
            before.is_ascii_alphanumeric() || before.is_ascii_whitespace()
        } else {
            body.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || c.is_whitespace())
        };
        let rest = if word { "" } else { body.get(at..)?.trim_start() };
        (!rest.is_empty()).then(|| (extent.start + at, extent.end - rest.len()))
    })
}

/// What a byte may begin, for the scan of a block.
const PLAIN: u8 = 0;
const STOP: u8 = 1;
const LINE: u8 = 2;
const WIDE: u8 = 3;

const KINDS: [u8; 256] = {
    let mut kinds = [PLAIN; 256];
    kinds[b'.' as usize] = STOP;
    kinds[b'!' as usize] = STOP;
    kinds[b'?' as usize] = STOP;
    kinds[b';' as usize] = STOP;
    kinds[b'\n' as usize] = LINE;
    // Lead bytes of: Greek ;, ։, ؟, ۔, । and Thai, ። ။ ។, … ‼, 。, ！？．｡
    let leads = [0xCD, 0xD6, 0xD8, 0xDB, 0xE0, 0xE1, 0xE2, 0xE3, 0xEF];
    let mut at = 0;
    while at < leads.len() {
        kinds[leads[at]] = WIDE;
        at += 1;
    }
    kinds
};

/// Bytes checked together.
const STRIDE: usize = 16;

/// The first position in `at..end` whose byte is not plain. Most strides are all plain, which a few
/// vector instructions detect.
#[expect(clippy::needless_bitwise_bool, reason = "lets the compiler vectorize it")]
fn skip_plain(bytes: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        let Some(stride) = bytes.get(at..end).and_then(<[u8]>::first_chunk::<STRIDE>) else {
            break;
        };
        let mut told = 0;
        for &byte in stride {
            told |= u8::from(
                (byte == b'.')
                    | (byte == b'!')
                    | (byte == b'?')
                    | (byte == b';')
                    | (byte == b'\n')
                    | (byte >= 0xC0),
            );
        }
        if told != 0 {
            break;
        }
        at += STRIDE;
    }
    let rest = bytes.get(at..end).unwrap_or_default();
    at + rest.iter().take_while(|&&byte| KINDS[usize::from(byte)] == PLAIN).count()
}

/// How a character ends sentences.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Terminator {
    /// Only if whitespace follows, and then no small letter.
    Spaced,
    /// Always.
    Always,
}

fn wide_stop(c: char) -> Option<Terminator> {
    match c {
        '。' | '！' | '？' | '｡' | '．' | '।' | '॥' | '။' | '។' | '៕' | '።' | '፧' => {
            Some(Terminator::Always)
        }
        '؟' | '۔' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '։' | '\u{37E}' => {
            Some(Terminator::Spaced)
        }
        _ => None,
    }
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
            | '*'
            | '_'
            | '~'
    )
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '('
            | '['
            | '{'
            | '“'
            | '‘'
            | '«'
            | '‹'
            | '„'
            | '‚'
            | '¿'
            | '¡'
            | '「'
            | '『'
            | '（'
            | '【'
            | '*'
            | '_'
            | '~'
    )
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0EDF}')
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{6FF}')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}')
}

/// Appends the sentences of one block to `found`.
pub(super) fn segment(text: &str, block: Extent, found: &mut Vec<SentenceSpan>) {
    segment_divided(text, block, &DividedLines::default(), found);
}

/// As [`segment`], with lines that are certainly separate.
pub(super) fn segment_divided(
    text: &str,
    block: Extent,
    divided: &DividedLines,
    found: &mut Vec<SentenceSpan>,
) {
    let lines = LineLayout::new(text, block, divided);
    let struck = struck(text, block);
    let bytes = text.as_bytes();
    let mut start = block.start;
    let mut opens = true;
    let mut at = block.start;
    while at < block.end {
        let Some(&byte) = bytes.get(at) else { break };
        match KINDS[usize::from(byte)] {
            PLAIN => at = skip_plain(bytes, at + 1, block.end),
            LINE => {
                // A list number alone on its line belongs to the next one.
                let numbered = lines.breaks(at) && text.get(start..at).is_some_and(is_bare_number);
                if lines.breaks(at) && !numbered {
                    push(text, start, at, opens, found);
                    start = at + 1;
                    opens = true;
                }
                at += 1;
            }
            kind => {
                let Some(c) = text.get(at..block.end).and_then(|rest| rest.chars().next()) else {
                    at += 1;
                    continue;
                };
                let after = at + c.len_utf8();
                let stop = if kind == STOP { Some(Terminator::Spaced) } else { wide_stop(c) };
                let Some(stop) = stop else {
                    at = thai_space(text, after, block.end, c).map_or(after, |space| {
                        push(text, start, space, opens, found);
                        start = space;
                        opens = false;
                        space
                    });
                    continue;
                };
                let figure = |c: char| c.is_numeric();
                if c == '．'
                    && text.get(start..at).is_some_and(|t| t.ends_with(figure))
                    && text.get(after..block.end).is_some_and(|t| t.starts_with(figure))
                {
                    at = after;
                    continue;
                }
                if c == ';' && !text.get(start..at).is_some_and(|t| t.ends_with(is_greek)) {
                    at = after;
                    continue;
                }
                let (end, stop) = run_end(text, after, block.end, stop);
                if !is_inside(&struck, end) && ends_sentence(text, start, at, end, block.end, stop)
                {
                    push(text, start, end, opens, found);
                    start = end;
                    opens = false;
                }
                at = end;
            }
        }
    }
    push(text, start, block.end, opens, found);
}

fn push(text: &str, start: usize, end: usize, opens: bool, found: &mut Vec<SentenceSpan>) {
    let Some(slice) = text.get(start..end) else { return };
    let trimmed = slice.trim_start();
    let start = end - trimmed.len();
    let end = start + trimmed.trim_end().len();
    if end > start && !is_rule(trimmed) {
        found.push(SentenceSpan { extent: Extent::new(start, end), opens });
    }
}

/// Whether a text is only marks that divide or decorate, such as `----`, `**`, `|---|` and a lone
/// pipe. Like whitespace, they are between sentences.
pub(super) fn is_rule(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '='
                    | '_'
                    | '*'
                    | '#'
                    | '|'
                    | '~'
                    | '+'
                    | '·'
                    | '•'
                    | '–'
                    | '—'
                    | ':'
                    | '\\'
                    | '>'
                    | '`'
            )
    })
}

/// Whether a piece is only the number of a list item, which belongs to the text after it.
fn is_bare_number(piece: &str) -> bool {
    let inner = piece.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>' | '-' | '(' | ')' | '.' | '\\' | '|')
    });
    let stopped = piece.trim_end().ends_with(['.', ')']) || piece.trim_end().ends_with(".**");
    stopped
        && (1..=7).contains(&inner.len())
        && (inner.len() == 1 && inner.is_ascii()
            || inner.split('.').all(|part| {
                (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
            }))
}

/// The position of a space between two Thai letters: Thai separates sentences and clauses with
/// spaces.
fn thai_space(text: &str, after: usize, end: usize, c: char) -> Option<usize> {
    if !is_thai(c) {
        return None;
    }
    let rest = text.get(after..end)?;
    let next = rest.strip_prefix(' ')?.trim_start_matches(' ');
    // The repetition mark is separated from its word by spaces, and does not end a sentence.
    (c != 'ๆ' && next.starts_with(is_thai) && !next.starts_with('ๆ')).then_some(after)
}

/// The end of a run of stops and closing marks that begins before `at`.
fn run_end(text: &str, mut at: usize, end: usize, mut stop: Terminator) -> (usize, Terminator) {
    let rest = text.get(at..end).unwrap_or_default();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        let wide = wide_stop(c);
        // A mark that opens in other languages closes between a stop and a space (German, Danish).
        let closes = || chars.clone().next().is_none_or(char::is_whitespace);
        if !(matches!(c, '.' | '!' | '?')
            || wide.is_some()
            || is_closer(c)
            || (matches!(c, '“' | '‘' | '«' | '‹') && closes()))
        {
            break;
        }
        if wide == Some(Terminator::Always) {
            stop = Terminator::Always;
        }
        at += c.len_utf8();
    }
    (link_end(text, at, end).or_else(|| french_closer(text, at, end)).unwrap_or(at), stop)
}

/// The end of a link's target after a bracket that closes its text at `at`: `[Ask us.](/ask)`.
fn link_end(text: &str, at: usize, end: usize) -> Option<usize> {
    if !text.get(..at)?.ends_with(']') {
        return None;
    }
    let mut limit = end.min(at + LINK_MAX);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let rest = text.get(at..limit)?;
    let close = match rest.as_bytes().first()? {
        b'(' => ')',
        b'[' => ']',
        _ => return None,
    };
    let target = rest.find(close)?;
    let after = rest.get(target + 1..)?;
    let closers = after.len() - after.trim_start_matches(is_closer).len();
    Some(at + target + 1 + closers)
}

/// The longest target of a link, in bytes.
const LINK_MAX: usize = 1_000;

/// The end of a closing guillemet separated by a space from the stop at `at`, as in French. A
/// guillemet followed by a word is an opening one.
fn french_closer(text: &str, at: usize, end: usize) -> Option<usize> {
    let rest = text.get(at..end)?;
    let mark = rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let after = mark.strip_prefix('»')?;
    let closes = mark.len() < rest.len()
        && after.chars().next().is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
    closes.then(|| end - after.len())
}

/// The longest word in the lists, in bytes.
const LONGEST: usize = 9;

/// A word list, with the word lengths by first and by last letter. Nearly every word looked up is
/// in no list; comparing it with all 200 entries took a quarter of segmentation's time.
struct Abbreviations {
    words: Vec<&'static str>,
    first: [u16; 32],
    last: [u16; 32],
}

impl Abbreviations {
    fn new(words: Vec<&'static str>) -> Self {
        let (mut first, mut last) = ([0; 32], [0; 32]);
        for bytes in words.iter().map(|word| word.as_bytes()) {
            if let ([start, ..], [.., end]) = (bytes, bytes) {
                first[usize::from(start & 31)] |= 1 << bytes.len();
                last[usize::from(end & 31)] |= 1 << bytes.len();
            }
        }
        Self { words, first, last }
    }

    fn contains(&self, word: &str) -> bool {
        let (Some(&first), Some(&last)) = (word.as_bytes().first(), word.as_bytes().last()) else {
            return false;
        };
        let lengths = self.first[usize::from(first & 31)] & self.last[usize::from(last & 31)];
        word.len() <= LONGEST
            && lengths & (1 << word.len()) != 0
            && self.words.iter().any(|entry| entry.eq_ignore_ascii_case(word))
    }
}

static MONTHS_BEHIND_ORDINALS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.sentences.months_behind_ordinals));
static TITLES: LazyLock<Abbreviations> =
    LazyLock::new(|| Abbreviations::new(lexicon::words(|language| language.sentences.titles)));
static SHORTENINGS: LazyLock<Abbreviations> =
    LazyLock::new(|| Abbreviations::new(lexicon::words(|language| language.sentences.shortenings)));
static BEFORE_NUMBERS: LazyLock<Abbreviations> = LazyLock::new(|| {
    Abbreviations::new(lexicon::words(|language| language.sentences.before_numbers))
});
static OPENERS: LazyLock<Abbreviations> =
    LazyLock::new(|| Abbreviations::new(lexicon::words(|language| language.sentences.openers)));

/// A stop that may end a sentence, with the text around it.
struct StopContext<'t> {
    /// The sentence up to the stop, without marks that open it.
    before: &'t str,
    /// The run of stops and closing marks.
    run: &'t str,
    /// The text after the run, without whitespace.
    next: &'t str,
    /// The same, without opening marks; it begins with `first`.
    bare: &'t str,
    first: char,
    /// The word before the stop, and where it begins in `before`.
    word: &'t str,
    word_start: usize,
}

impl<'t> StopContext<'t> {
    /// The first word after the stop.
    fn next_word(&self) -> &'t str {
        let end = |c: char| !(c.is_alphanumeric() || c == '\'' || c == '’');
        self.bare.split(end).next().unwrap_or_default()
    }

    /// Whether the word after the stop more often opens a sentence than follows an abbreviation.
    /// Evaluated only for abbreviations: most stops follow a plain word and do not need it.
    fn opens(&self) -> bool {
        let next_word = self.next_word();
        // "Smith. J. Jones": an initial is followed by a name or another initial, not by a common
        // word.
        let initial_next =
            self.bare.get(next_word.len()..).is_some_and(|rest| rest.starts_with('.'))
                && next_word.chars().count() == 1;
        OPENERS.contains(next_word) && !initial_next
    }
}

/// A rule: whether the stop ends the sentence; `None` if the rule does not apply.
type StopRule = fn(&StopContext<'_>) -> Option<bool>;

/// The rules for a stop that whitespace follows, by name; the first one that applies decides. If
/// none applies, the stop ends the sentence.
const STOP_RULES: [(&str, StopRule); 12] = [
    ("a small letter continues", small_letter_continues),
    ("a dash or comma continues", dash_continues),
    ("only a full stop is ambiguous", other_stop_ends),
    ("no word before the stop", no_word_ends),
    ("the number of a list item", list_number_continues),
    ("the label of a clause", clause_label_continues),
    ("a closing mark after the stop", closing_mark_ends),
    ("the day of a month", ordinal_day_continues),
    ("an initial", initial_continues),
    ("a title", title_continues),
    ("an abbreviation before numbers", number_continues),
    ("an initialism or other abbreviation", abbreviation_decides),
];

fn small_letter_continues(stop: &StopContext<'_>) -> Option<bool> {
    stop.first.is_lowercase().then(|| {
        starts_lowercase_name(stop.bare)
            && !stop.run.starts_with('…')
            && !stop.run.starts_with("..")
    })
}

/// "He asked: 'Why?' – and left."
fn dash_continues(stop: &StopContext<'_>) -> Option<bool> {
    let continues = matches!(stop.first, '–' | '—' | ',' | ';' | ':')
        || (stop.first == '-' && !stop.next.starts_with("- "));
    continues.then_some(false)
}

fn other_stop_ends(stop: &StopContext<'_>) -> Option<bool> {
    (!stop.run.starts_with('.') || stop.run.starts_with("..")).then_some(true)
}

fn no_word_ends(stop: &StopContext<'_>) -> Option<bool> {
    stop.word.is_empty().then_some(true)
}

/// "1. First", "a. First", "10.1. First".
fn list_number_continues(stop: &StopContext<'_>) -> Option<bool> {
    let number = |part: &str| part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    let marker = stop.word_start == 0
        && (stop.word.len() == 1 || (stop.word.len() <= 12 && stop.word.split('.').all(number)));
    marker.then_some(false)
}

/// "Article 3. Members", "§ 4. Boats", "Step 2. Row".
fn clause_label_continues(stop: &StopContext<'_>) -> Option<bool> {
    if stop.word_start == 0 || stop.word.len() > 8 || stop.word.matches('.').count() > 1 {
        return None;
    }
    let roman = |word: &str| word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L'));
    let figures = stop.word.starts_with(|c: char| c.is_ascii_digit());
    if !(figures || roman(stop.word)) {
        return None;
    }
    let label = stop.before.get(..stop.word_start)?.trim_end();
    let bare = label.trim_end_matches('.');
    (matches!(bare, "§" | "§§") || is_numbered_label(bare)).then_some(false)
}

/// A closing mark follows, so the stop does not belong to an abbreviation.
fn closing_mark_ends(stop: &StopContext<'_>) -> Option<bool> {
    (stop.run.len() > 1 && !stop.run.ends_with(')')).then_some(true)
}

/// "Am 3. Oktober".
fn ordinal_day_continues(stop: &StopContext<'_>) -> Option<bool> {
    let day = stop.word.len() <= 2 && stop.word.bytes().all(|byte| byte.is_ascii_digit());
    let next_word = stop.bare.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    (day && MONTHS_BEHIND_ORDINALS.contains(&next_word)).then_some(false)
}

/// A single letter: "J. Smith", "z. B.", "9 h. 30".
fn initial_continues(stop: &StopContext<'_>) -> Option<bool> {
    let mut letters = stop.word.chars();
    let (Some(only), None) = (letters.next(), letters.next()) else { return None };
    // Not an initial: "Q&A.", "C++.", a numeral.
    let stands_alone = stop.before.get(..stop.word_start).is_none_or(|before| {
        before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || is_opener(c))
    });
    let shortened = only.is_lowercase()
        && (TITLES.contains(stop.word)
            || stop.first.is_numeric()
            || stop.bare.get(stop.first.len_utf8()..).is_some_and(|rest| rest.starts_with('.')));
    let initial = only.is_uppercase() || is_arabic(only) || shortened;
    Some(!initial || !stands_alone || stop.opens())
}

fn title_continues(stop: &StopContext<'_>) -> Option<bool> {
    TITLES.contains(stop.word).then_some(false)
}

fn number_continues(stop: &StopContext<'_>) -> Option<bool> {
    BEFORE_NUMBERS.contains(stop.word).then(|| !stop.first.is_numeric())
}

fn abbreviation_decides(stop: &StopContext<'_>) -> Option<bool> {
    let letters = |part: &str| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic);
    let initialism = stop.word.contains('.') && stop.word.split('.').all(letters);
    (initialism || SHORTENINGS.contains(stop.word)).then(|| stop.opens())
}

/// Whether a text is a word that labels numbered parts: "Article", "Art", "Step".
fn is_numbered_label(text: &str) -> bool {
    static LABELS: LazyLock<HashSet<u64>> = LazyLock::new(|| {
        let labels = lexicon::words(|language| language.sentences.numbered_labels);
        labels.into_iter().map(hash_folded).collect()
    });
    !text.is_empty() && text.len() <= 40 && LABELS.contains(&hash_folded(text))
}

/// Whether the stop at `at` ends the sentence that began at `start`. `end` is the end of the stop's
/// run of stops and closing marks.
fn ends_sentence(
    text: &str,
    start: usize,
    at: usize,
    end: usize,
    limit: usize,
    stop: Terminator,
) -> bool {
    let Some(rest) = text.get(end..limit) else { return false };
    if rest.is_empty() || stop == Terminator::Always {
        return true;
    }
    let next = rest.trim_start();
    if next.len() == rest.len() {
        return false;
    }
    let bare = next.trim_start_matches(is_opener);
    let Some(first) = bare.chars().next() else { return true };
    let before = text.get(start..at).unwrap_or_default();
    // "2\\. Definitions" is an escaped list number.
    let before = before
        .trim_start()
        .trim_start_matches(['*', '_', '#', '>', ' ', '['])
        .trim_end_matches('\\');
    let word_start = before
        .char_indices()
        .rev()
        .take_while(|&(_, c)| c.is_alphanumeric() || c == '.' || c == '\'' || c == '’')
        .last()
        .map_or(before.len(), |(at, _)| at);
    let context = StopContext {
        before,
        run: text.get(at..end).unwrap_or_default(),
        next,
        bare,
        first,
        word: before.get(word_start..).unwrap_or_default(),
        word_start,
    };
    STOP_RULES.iter().find_map(|(_, rule)| rule(&context)).unwrap_or(true)
}

/// Whether a word starting with a small letter may begin a sentence: a name such as "iPhone", or an
/// identifier.
fn starts_lowercase_name(rest: &str) -> bool {
    let word = rest.split(char::is_whitespace).next().unwrap_or_default();
    let inner = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    inner.chars().skip(1).any(|c| c.is_uppercase() || matches!(c, '_' | '/' | '(' | ':' | '.'))
}

/// The line breaks of a block.
struct LineLayout {
    /// Newlines that separate sentences, ascending; empty for a block of one line.
    breaks: Vec<usize>,
}

/// A hard-wrapped line is at most this wide, in bytes.
const WRAP_MAX: usize = 120;
/// A block whose widest line is narrower than this is a list or a poem.
const WRAP_MIN: usize = 45;
/// A small letter continues a line in a block that is at least this wide, in bytes; narrower ones are
/// lists of words.
const CONTINUED_MIN: usize = 24;
/// In a wrapped block, at least one of this many lines continues with a small letter.
const WRAP_SHARE: usize = 4;

/// Lines that both texts have, which their blocks would divide differently: they are divided in both.
/// A line that is the same in both texts is then the same sentence, whatever is around it.
#[derive(Default)]
pub(super) struct DividedLines {
    /// By the hash of the line: [`BREAK_BEFORE`] and [`BREAK_AFTER`].
    lines: HashedMap<u8>,
}

const BREAK_BEFORE: u8 = 1;
const BREAK_AFTER: u8 = 2;
const JOIN_BEFORE: u8 = 4;
const JOIN_AFTER: u8 = 8;

impl DividedLines {
    /// The lines of these blocks that the other text divides differently.
    pub(super) fn of(
        (old, old_blocks): (&str, impl Iterator<Item = Extent>),
        (new, new_blocks): (&str, impl Iterator<Item = Extent>),
    ) -> Self {
        let mut before: HashedMap<u8> = HashedMap::default();
        let mut after: HashedMap<u8> = HashedMap::default();
        for block in old_blocks {
            Self::note(old, block, &mut before);
        }
        if before.is_empty() {
            return Self::default();
        }
        for block in new_blocks {
            Self::note(new, block, &mut after);
        }
        let mut lines: HashedMap<u8> = HashedMap::default();
        for (line, sides) in after {
            let all = sides | before.get(&line).copied().unwrap_or(0);
            let mut divided = 0;
            for (apart, joined) in [(BREAK_BEFORE, JOIN_BEFORE), (BREAK_AFTER, JOIN_AFTER)] {
                if before.contains_key(&line) && all & apart != 0 && all & joined != 0 {
                    divided |= apart;
                }
            }
            if divided != 0 {
                lines.insert(line, divided);
            }
        }
        Self { lines }
    }

    /// Notes how the lines of a block are divided.
    fn note(text: &str, block: Extent, lines: &mut HashedMap<u8>) {
        let layout = LineLayout::new(text, block, &Self::default());
        let body = block.of(text);
        if memchr(b'\n', body.as_bytes()).is_none() {
            // A block of one line is divided on both sides.
            *lines.entry(line_hash(body)).or_insert(0) |= BREAK_BEFORE | BREAK_AFTER;
            return;
        }
        let mut at = block.start;
        let mut broken = true;
        for line in body.split('\n') {
            let end = at + line.len();
            let ends = end >= block.end || layout.breaks(end);
            *lines.entry(line_hash(line)).or_insert(0) |=
                if broken { BREAK_BEFORE } else { JOIN_BEFORE }
                    | if ends { BREAK_AFTER } else { JOIN_AFTER };
            broken = ends;
            at = end + 1;
        }
    }

    /// Whether two lines are divided, if the block would join them.
    fn divides(&self, line: &str, next: &str) -> bool {
        let has = |line: &str, side: u8| {
            self.lines.get(&line_hash(line)).is_some_and(|sides| sides & side != 0)
        };
        !self.lines.is_empty() && (has(line, BREAK_AFTER) || has(next, BREAK_BEFORE))
    }
}

fn line_hash(line: &str) -> u64 {
    hash_text(line.trim().as_bytes())
}

impl LineLayout {
    /// A newline is a soft wrap if the next line continues with a small letter, or if the next
    /// line's first word would not have fit. Otherwise the lines are separate.
    fn new(text: &str, block: Extent, divided: &DividedLines) -> Self {
        let body = block.of(text);
        if memchr(b'\n', body.as_bytes()).is_none() {
            return Self { breaks: Vec::new() };
        }
        let (mut widest, mut count, mut small) = (0, 0, 0);
        for line in body.split('\n') {
            widest = widest.max(line.trim_end().len());
            small += usize::from(count > 0 && line.trim_start().starts_with(char::is_lowercase));
            count += 1;
        }
        // Lines that were wrapped break inside sentences: some continue with a small letter.
        let wrapped =
            (WRAP_MIN..=WRAP_MAX).contains(&widest) && small * WRAP_SHARE >= (count - 1).max(1);
        let mut breaks = Vec::new();
        let mut at = block.start;
        let mut lines = body.split('\n').peekable();
        while let Some(line) = lines.next() {
            at += line.len();
            let Some(next_line) = lines.peek() else { break };
            let trimmed = line.trim_end();
            let next = next_line.trim_start();
            let fits = trimmed.len() + 1 + next.find(' ').unwrap_or(next.len()) <= widest;
            let continues = !trimmed.ends_with(['.', '!', '?', ':', ';'])
                && next.starts_with(char::is_lowercase)
                && widest >= CONTINUED_MIN
                && trimmed.len() * 2 >= widest;
            let soft = !is_marker(next)
                && (continues || (wrapped && !fits))
                && !is_rule(trimmed)
                && !is_rule(next);
            if !soft || divided.divides(line, next_line) {
                breaks.push(at);
            }
            at += 1;
        }
        Self { breaks }
    }

    fn breaks(&self, newline: usize) -> bool {
        self.breaks.binary_search(&newline).is_ok()
    }
}

/// Whether a line begins like a list item.
fn is_marker(line: &str) -> bool {
    let mut chars = line.chars();
    match chars.next() {
        Some('-' | '*' | '•' | '–' | '·' | '▪' | '‣' | '+' | '#' | '>') => {
            chars.next().is_none_or(|c| c.is_whitespace() || c == '#')
        }
        Some(c) if c.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.starts_with(['.', ')']) && rest[1..].starts_with(' ')
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|extent| extent.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn abbreviations_initials_and_decimals() {
        check(
            "Mr. J. Smith paid $1.5 million. He left.",
            &["Mr. J. Smith paid $1.5 million.", "He left."],
        );
        check("It was Sept. 22. Then it rained.", &["It was Sept. 22.", "Then it rained."]);
        check(
            "He lives in the U.S. The rest do not.",
            &["He lives in the U.S.", "The rest do not."],
        );
        check(
            "The U.S. Senate met at 9 a.m. Tuesday.",
            &["The U.S. Senate met at 9 a.m. Tuesday."],
        );
        check(
            "It links to C. A key aspect is Q&A. Note 1.12.1. Rust is out.",
            &["It links to C.", "A key aspect is Q&A.", "Note 1.12.1.", "Rust is out."],
        );
        check("It was J. A. Smith.", &["It was J. A. Smith."]);
        check("See No. 5, e.g. Apples. Good.", &["See No. 5, e.g. Apples.", "Good."]);
    }

    #[test]
    fn quotes_and_ellipses() {
        check(
            "“Stop!” she said. “Why?” “Because.”",
            &["“Stop!” she said.", "“Why?”", "“Because.”"],
        );
        check("Well... it goes on. Or… Not.", &["Well... it goes on.", "Or…", "Not."]);
        check("(See below.) Next one.", &["(See below.)", "Next one."]);
    }

    #[test]
    fn other_scripts() {
        check("今天下雨。明天晴！好吗？好。", &["今天下雨。", "明天晴！", "好吗？", "好。"]);
        check("यह एक है। यह दो है।", &["यह एक है।", "यह दो है।"]);
        check("هل هذا صحيح؟ نعم.", &["هل هذا صحيح؟", "نعم."]);
        check("Τι ώρα είναι; Δεν ξέρω.", &["Τι ώρα είναι;", "Δεν ξέρω."]);
        check("ฝนตกหนัก ถนนปิด", &["ฝนตกหนัก", "ถนนปิด"]);
    }

    #[test]
    fn lines_lists_and_wraps() {
        check(
            "Headline here\n\nBody one. Body two.\r\n\r\n",
            &["Headline here", "Body one.", "Body two."],
        );
        check("- first item\n- second item", &["- first item", "- second item"]);
        check("1. Buy milk\n2. Go home", &["1. Buy milk", "2. Go home"]);
        check(
            "This line was wrapped by a program at a width of some sixty\nCharacters in all, and it goes on in\nthe last line.",
            &[
                "This line was wrapped by a program at a width of some sixty\nCharacters in all, and it goes on in\nthe last line.",
            ],
        );
        check("Apples\nPears\nPlums", &["Apples", "Pears", "Plums"]);
        check("\n\n \n", &[]);
    }

    #[test]
    fn labels_links_and_rules() {
        check("Article 3. Members may row.", &["Article 3. Members may row."]);
        check("§ 4. Boats pay. Dogs do not.", &["§ 4. Boats pay.", "Dogs do not."]);
        check("10.1. Boats pay here.", &["10.1. Boats pay here."]);
        check("**2\\. Definitions**", &["**2\\. Definitions**"]);
        check("[Ask us.](/ask) Nobody is there.", &["[Ask us.](/ask)", "Nobody is there."]);
        check(
            "Fares\n-----\n\n***\n\n| a | b |\n|---|---|\n| 1 | 2 |",
            &["Fares", "| a | b |", "| 1 | 2 |"],
        );
        check("1.\nBoats pay.", &["1.\nBoats pay."]);
    }
}
