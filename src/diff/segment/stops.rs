//! Stops: whether a full stop ends a sentence, by rules for abbreviations, initials and labels.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::hash::hash_folded;
use super::signs::{Terminator, is_arabic, is_opener};
use crate::article::CheckedPart as _;
use crate::lexicon;

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
pub(super) fn ends_sentence(
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
    let before = text.part(start..at);
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
        run: text.part(at..end),
        next,
        bare,
        first,
        word: before.part(word_start..),
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
