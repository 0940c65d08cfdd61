//! Weight: how much a changed fact matters to a reader.
//!
//! The diff says which facts differ. Here a fact is weighed by its sentence: a figure that replaced
//! another one in an otherwise equal sentence weighs most, and a reference number, a slip or a new
//! notation weighs little or nothing.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::markup::ComparedText;
use crate::article::notice;
use crate::diff::{Class, ClassWitness, Extent, SpanKind, is_code_sentence, is_telling, nearly};
use crate::lexicon;

/// The weight of a changed fact, from the lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// The same fact in another form, or not a fact of the text: code, the number of a section.
    #[default]
    Form,
    /// A fact was only added or omitted, or is of little weight: a reference number, a slip.
    Minor,
    /// A number or a date replaced another one in a rewritten sentence.
    Replaced,
    /// A name replaced another one in a sentence that is otherwise the same.
    Renamed,
    /// A number, a date, a negation or the words of a quotation changed in a sentence that is
    /// otherwise the same.
    Pointed,
}

/// Maximum number of changed words in a sentence where one fact is replaced.
const POINTED_WORDS: usize = 6;

/// What a sentence is, for the weight of its facts.
#[derive(Clone, Copy)]
pub(super) struct SentenceKind {
    is_code: bool,
    is_announcement: bool,
    /// Whether few words changed, and more are equal.
    is_pointed: bool,
    is_title: bool,
}

impl SentenceKind {
    pub(super) fn of(compared: &ComparedText<'_>, is_title: bool) -> Self {
        let words = |kind| -> usize {
            compared.changed(kind).map(|text| text.split_whitespace().count()).sum()
        };
        let changed = words(SpanKind::Removed) + words(SpanKind::Added);
        let (old, new) = (compared.old_sentence(), compared.new_sentence());
        Self {
            is_code: is_code_sentence(old) || is_code_sentence(new),
            is_announcement: !is_title && announces(compared),
            is_pointed: (1..=POINTED_WORDS).contains(&changed) && words(SpanKind::Equal) >= changed,
            is_title,
        }
    }

    /// Whether it is a title.
    pub(super) const fn is_title(self) -> bool {
        self.is_title
    }

    /// Whether the sentence is code or data, which states nothing.
    pub(super) const fn is_code(self) -> bool {
        self.is_code
    }
}

/// The weight of a changed fact of a sentence or a field.
pub(super) fn weight(
    one: &ClassWitness,
    compared: &ComparedText<'_>,
    kind: SentenceKind,
) -> Weight {
    if kind.is_code {
        return Weight::Form;
    }
    let weight = match one.class {
        Class::Number => number(one, compared, kind),
        Class::Date => date(one, compared, kind),
        Class::Name => name(one, compared, kind),
        Class::Quote => quote(one, compared, kind),
        Class::Negation => negation(one, compared, kind),
        _ => Weight::Form,
    };
    if kind.is_announcement { weight.min(Weight::Minor) } else { weight }
}

fn number(one: &ClassWitness, compared: &ComparedText<'_>, kind: SentenceKind) -> Weight {
    let (Some(old), Some(new)) = (one.old, one.new) else { return one_sided(one, compared) };
    let (old_text, new_text) = (compared.old_text, compared.new_text);
    if is_same_form(old_text, old, new_text, new)
        || (is_section(old_text, old) && is_section(new_text, new))
    {
        return Weight::Form;
    }
    if is_reference(old_text, old) || is_reference(new_text, new) || is_addition(one, compared) {
        return Weight::Minor;
    }
    if kind.is_pointed { Weight::Pointed } else { Weight::Replaced }
}

/// Whether one of two numbers was only added to a list, or removed from it: "1 and 2", "1, 2 and 7".
fn is_addition(one: &ClassWitness, compared: &ComparedText<'_>) -> bool {
    let (Some(old), Some(new)) = compared.sides(one) else { return false };
    let count = |text: &str, number: &str| {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| *word == number).count()
    };
    let (before, after) = (compared.old_sentence(), compared.new_sentence());
    let is_kept = |number: &str| {
        let times = count(before, number);
        times > 0 && times == count(after, number)
    };
    is_kept(old) != is_kept(new)
}

fn date(one: &ClassWitness, compared: &ComparedText<'_>, kind: SentenceKind) -> Weight {
    let (Some(old), Some(new)) = (one.old, one.new) else { return one_sided(one, compared) };
    let (old_text, new_text) = (compared.old_text, compared.new_text);
    if is_same_form(old_text, old, new_text, new)
        || is_page_date(compared.new_sentence(), new, compared.new.start, new_text)
        || is_page_date(compared.old_sentence(), old, compared.old.start, old_text)
    {
        return Weight::Form;
    }
    if is_reference(old_text, old) || is_reference(new_text, new) {
        return Weight::Minor;
    }
    // "Yesterday" for "Monday" is the same day.
    let digits = |text: &str| text.contains(char::is_numeric);
    if digits(old.of(old_text)) != digits(new.of(new_text)) {
        return Weight::Minor;
    }
    if kind.is_pointed { Weight::Pointed } else { Weight::Replaced }
}

fn name(one: &ClassWitness, compared: &ComparedText<'_>, kind: SentenceKind) -> Weight {
    let (Some(old), Some(new)) = compared.sides(one) else { return one_sided(one, compared) };
    let (a, b) = (letters(old), letters(new));
    if a == b || is_initials(old, new) || is_initials(new, old) {
        return Weight::Form;
    }
    let is_slip = a.contains(&b) || b.contains(&a) || nearly(&a, &b);
    if is_slip || !kind.is_pointed {
        Weight::Minor
    } else if is_another(old, new) {
        Weight::Pointed
    } else {
        Weight::Renamed
    }
}

/// Whether two names of several words have no word in common: "Ann Lee", "Tom Roe". A new surname or
/// another title leaves a word.
fn is_another(old: &str, new: &str) -> bool {
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(letters).collect() };
    let (old, new) = (words(old), words(new));
    old.len() > 1 && new.len() > 1 && !old.iter().any(|word| new.contains(word))
}

fn quote(one: &ClassWitness, compared: &ComparedText<'_>, kind: SentenceKind) -> Weight {
    let (old, new) = compared.sides(one);
    let sides = [old, new];
    // The words between two quotations are not a quotation.
    let is_between = |text: &str| {
        let inner = text.trim_start_matches(QUOTATION_MARKS);
        inner.len() < text.len() && inner.starts_with([' ', '-', '–', '—', ','])
    };
    if sides.into_iter().flatten().any(is_between) {
        return Weight::Form;
    }
    let (Some(old), Some(new)) = (old, new) else {
        let words = letters(sides.into_iter().flatten().next().unwrap_or_default());
        let other =
            if one.old.is_none() { compared.old_sentence() } else { compared.new_sentence() };
        // The same words, in marks of another form.
        let is_kept = letters(other).contains(&words) && other.contains(QUOTATION_MARKS);
        return if is_kept { Weight::Form } else { Weight::Minor };
    };
    if letters(old) == letters(new) {
        return Weight::Form;
    }
    let marks = |text: &str| text.matches(DOUBLE_MARKS).count();
    let is_kept = marks(compared.old_sentence()) == marks(compared.new_sentence());
    let says_something = old.split_whitespace().count().max(new.split_whitespace().count()) > 3
        || !is_worded_in_words(old);
    if is_kept
        && says_something
        && kind.is_pointed
        && !is_slip(compared)
        && (kind.is_title || is_attributed(compared.new_text, compared.new))
    {
        Weight::Pointed
    } else {
        Weight::Minor
    }
}

fn negation(one: &ClassWitness, compared: &ComparedText<'_>, kind: SentenceKind) -> Weight {
    let (text, sentence, at) = match (one.old, one.new) {
        (Some(at), None) => (compared.old_text, compared.old, at),
        (None, Some(at)) => (compared.new_text, compared.new, at),
        _ => return Weight::Minor,
    };
    let body = sentence.of(text).trim();
    // "Do not" is added to each item when a list of prohibited things becomes a list of orders.
    let first = body
        .split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’')
        .find(|word| !word.is_empty());
    let is_order = first.is_some_and(|first| ORDERS.contains(&first.to_lowercase().as_str()))
        && at.start - sentence.start < 16;
    let is_label = compared.changed(SpanKind::Added).any(|span| span.contains(':'));
    let is_question = body.ends_with(['?', '？']);
    let is_heading = !kind.is_title
        && body.split_whitespace().count() <= HEADING_WORDS
        && is_worded_in_words(body)
        && !body.trim_end_matches(QUOTATION_MARKS).ends_with(['.', '!', '…', ';', ',']);
    // "Note quite" and "Not quite", "won't" and "doesn't" are slips and variants.
    let word = at.of(text);
    let (kept, gone) = if one.old.is_none() {
        (SpanKind::Added, SpanKind::Removed)
    } else {
        (SpanKind::Removed, SpanKind::Added)
    };
    let other: Vec<&str> = compared.changed(gone).flat_map(str::split_whitespace).collect();
    let is_variant = other.iter().any(|other| {
        let (a, b) = (letters(word), letters(other));
        let is_start = a.len().min(b.len()) > 2 && (a.starts_with(&b) || b.starts_with(&a));
        let is_short = |text: &str| text.ends_with("'t") || text.ends_with("’t");
        is_start || nearly(&a, &b) || (is_short(word) && is_short(other))
    });
    // A clause with a negation adds something, and reverses nothing.
    let own = compared.changed(kept).flat_map(str::split_whitespace).count();
    let is_reversal = own + other.len() <= REVERSAL_WORDS && !is_variant;
    if kind.is_pointed && is_reversal && !is_order && !is_label && !is_question && !is_heading {
        Weight::Pointed
    } else {
        Weight::Minor
    }
}

/// More changed words are not only a reversal.
const REVERSAL_WORDS: usize = 4;

/// First words of an order not to do something.
const ORDERS: [&str; 7] = ["do", "don't", "don’t", "never", "ne", "nicht", "non"];

/// A line of so few words without a full stop is a heading.
const HEADING_WORDS: usize = 8;

const QUOTATION_MARKS: [char; 14] =
    ['"', '“', '”', '„', '«', '»', '「', '」', '‟', '\'', '‘', '’', '*', '_'];

const DOUBLE_MARKS: [char; 9] = ['"', '“', '”', '„', '«', '»', '「', '」', '‟'];

/// A fact that only one side has. It was not added if the other side has the same words as often.
fn one_sided(one: &ClassWitness, compared: &ComparedText<'_>) -> Weight {
    let (old, new) = compared.sides(one);
    let Some(words) = old.or(new) else { return Weight::Minor };
    let words = plain_form(words);
    let count = |text: &str| plain_form(text).matches(&words).count();
    let (before, after) = (count(compared.old_sentence()), count(compared.new_sentence()));
    if before == after { Weight::Form } else { Weight::Minor }
}

/// The letters and digits of a text, in lower case.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether words are separated by spaces, as in most scripts.
fn is_worded_in_words(text: &str) -> bool {
    !text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
}

/// Whether a name is the initials of another one: "HHS", "Health and Human Services".
fn is_initials(short: &str, long: &str) -> bool {
    let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
    let words = long.split(|c: char| !c.is_alphanumeric());
    let initials: String =
        words.filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    letters.chars().count() > 1 && letters == initials
}

/// Whether two numbers or dates have one value in two forms: `7-8` and `07-08`, `10:30 - 10:40` and
/// `10:30-10:40`, `5 minutes` and `5 min`.
fn is_same_form(old_text: &str, old: Extent, new_text: &str, new: Extent) -> bool {
    let (a, b) = (plain_form(old.of(old_text)), plain_form(new.of(new_text)));
    if a == b {
        return true;
    }
    let digits = |text: &str| text.trim_end_matches(char::is_alphabetic).to_owned();
    let unit = |text: &str, at: Extent, form: &str| -> String {
        let own: String = form.chars().rev().take_while(|c| c.is_alphabetic()).collect();
        if !own.is_empty() {
            return own.chars().rev().collect();
        }
        let rest = text.get(at.end..).unwrap_or_default().trim_start_matches(' ');
        rest.chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    };
    let (of_a, of_b) = (unit(old_text, old, &a), unit(new_text, new, &b));
    let shorter = of_a.chars().count().min(of_b.chars().count());
    digits(&a) == digits(&b) && shorter >= 3 && (of_a.starts_with(&of_b) || of_b.starts_with(&of_a))
}

/// A number or date without spaces, marks of emphasis and leading zeros, with one kind of dash.
fn plain_form(text: &str) -> String {
    let mut form = String::with_capacity(text.len());
    let mut is_in_number = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() || matches!(c, '*' | '_' | '\\') => continue,
            '–' | '—' | '‑' | '−' => form.push('-'),
            '0' if !is_in_number && chars.peek().is_some_and(char::is_ascii_digit) => continue,
            c => form.extend(c.to_lowercase()),
        }
        is_in_number = c.is_numeric() || matches!(c, '.' | ',');
    }
    form
}

/// Whether a number is that of a section: `8.1` before a title or at the start of a line.
fn is_section(text: &str, at: Extent) -> bool {
    let number = at.of(text).trim_end_matches('.');
    let is_dotted = number.contains('.')
        && number.split('.').all(|part| {
            !part.is_empty() && part.len() < 3 && part.bytes().all(|b| b.is_ascii_digit())
        });
    let before = text.get(..at.start).unwrap_or_default().chars().next_back();
    let rest = text.get(at.end..).unwrap_or_default();
    // The item of a list: "(8) Other goods", "（十二）", "二、".
    let before_all = text.get(..at.start).unwrap_or_default().trim_end_matches(CJK_NUMERALS);
    let rest_all = rest.trim_start_matches(CJK_NUMERALS);
    if (before_all.ends_with(['(', '（']) && rest_all.starts_with([')', '）']))
        || (rest_all.starts_with('、')
            && before_all.chars().next_back().is_none_or(|c| !c.is_alphanumeric()))
    {
        return true;
    }
    let next = rest.trim_start_matches([' ', '.', '*', '_']).chars().next();
    is_dotted
        && before.is_none_or(|c| matches!(c, '\n' | '*' | '>' | '.' | '#' | '_'))
        && next.is_some_and(|c| c.is_uppercase() || !c.is_ascii())
}

const CJK_NUMERALS: [char; 11] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百'];

/// Words before a number that refers to something: a request, an issue, a newsletter.
const REFERENCES: [&str; 16] = [
    "request",
    "requests",
    "pr",
    "prs",
    "pull",
    "issue",
    "issues",
    "bug",
    "ticket",
    "newsletter",
    "rfc",
    "cve",
    "bip",
    "bips",
    "bolt",
    "commit",
];

static REFERENCE_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let labels = lexicon::words(|language| language.sentences.numbered_labels);
    labels.into_iter().chain(REFERENCES).collect()
});

/// Whether a number refers to something: `#394`, "pull request 394", "section 4".
fn is_reference(text: &str, at: Extent) -> bool {
    let before = text.get(..at.start).unwrap_or_default();
    if at.of(text).contains('#') || before.ends_with(['#', '-', '/', '№', '§']) {
        return true;
    }
    let before = before.trim_end_matches([' ', '.', '[', '(']);
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric())
        .last()
        .map_or(before.len(), |(start, _)| start);
    let word = before.get(start..).unwrap_or_default().to_lowercase();
    REFERENCE_WORDS.contains(word.as_str())
}

/// Whether the sentence says that the page was updated: it opens with such a label, or one was
/// added to it.
fn announces(compared: &ComparedText<'_>) -> bool {
    let is_labeled = |text: &str| notice(text.trim_start_matches(['(', '[', '*', '_', ' ']));
    is_labeled(compared.new_sentence()).is_some_and(|notice| notice.is_label)
        || compared
            .changed(SpanKind::Added)
            .any(|span| is_labeled(span).is_some_and(|notice| notice.is_label))
}

/// Whether a date in a sentence that starts at `start` is that of the page: the sentence says
/// nothing else, or "(Effective as of 4 March 2026)", "These terms apply with effect from 4 March
/// 2026".
pub(super) fn is_page_date(sentence: &str, date: Extent, start: usize, text: &str) -> bool {
    letters(sentence) == letters(date.of(text))
        || dates_page(sentence, date.start.saturating_sub(start))
}

fn dates_page(sentence: &str, date: usize) -> bool {
    let Some(head) = sentence.get(..date) else { return false };
    let words: Vec<String> = head
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.len() > PAGE_DATE_WORDS {
        return false;
    }
    let head = words.join(" ");
    let rest = sentence.get(date..).unwrap_or_default();
    let rest = rest.split(['[', '|', '(']).next().unwrap_or_default();
    let is_short = rest.split_whitespace().count() <= PAGE_DATE_REST;
    PAGE_DATES.iter().any(|phrase| match head.split_once(phrase) {
        Some((before, after)) => {
            let is_whole = before.is_empty() || before.ends_with(' ');
            let is_long = phrase.contains(' ');
            is_whole
                && (before.is_empty() || is_long)
                && after.split(' ').filter(|word| !word.is_empty()).count() <= 3
                && is_short
        }
        None => false,
    })
}

/// The most words before the date of a page.
const PAGE_DATE_WORDS: usize = 12;
/// The most words of that date and after it, outside links.
const PAGE_DATE_REST: usize = 10;

/// Phrases before the date of a page. Those of two words may be anywhere before it.
static PAGE_DATES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let phrases = lexicon::words(|language| language.boilerplate.page_dates);
    phrases.into_iter().chain(["apply with effect from", "applies with effect from"]).collect()
});

/// Bytes around a sentence in which a quotation's source is looked for.
const SOURCE_BYTES: usize = 400;

static ATTRIBUTIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.facts.attributions).into_iter().collect());

/// Whether the sentence, or its paragraph, names the source of a statement: "he said".
fn is_attributed(text: &str, sentence: Extent) -> bool {
    if !is_worded_in_words(sentence.of(text)) {
        return true;
    }
    let before = text.get(..sentence.start).unwrap_or_default();
    let behind = text.get(sentence.end..).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = sentence.end + behind.find('\n').unwrap_or(behind.len());
    let near = |at: usize| at.abs_diff(sentence.start) <= SOURCE_BYTES || sentence.end > at;
    let paragraph = text.get(start..end).unwrap_or_default();
    let mut at = start;
    paragraph.split(|c: char| !c.is_alphabetic()).any(|word| {
        let here = at;
        at += word.len() + 1;
        near(here) && ATTRIBUTIONS.contains(word.to_lowercase().as_str())
    })
}

/// Whether the changed words are only slips: few letters, or nearly the same word.
fn is_slip(compared: &ComparedText<'_>) -> bool {
    let side = |kind| compared.changed(kind).map(letters).collect::<String>();
    let (old, new) = (side(SpanKind::Removed), side(SpanKind::Added));
    let (a, b) = (old.chars().count(), new.chars().count());
    if a + b <= 4 {
        return true;
    }
    let is_start =
        a.min(b) >= 2 && a.abs_diff(b) <= 3 && (old.starts_with(&new) || new.starts_with(&old));
    is_start || nearly(&old, &new)
}

/// Fewer letters of replaced words are a slip or a detail.
const OTHER_LETTERS: usize = 4;

/// Whether an edited sentence says something else: a word replaced another one, or several words
/// that are not in parentheses were removed.
pub(super) fn is_reworded(compared: &ComparedText<'_>) -> bool {
    let signs = |kind| -> String {
        compared
            .changed(kind)
            .flat_map(str::chars)
            .filter(|c| !c.is_ascii() && is_telling(*c))
            .collect()
    };
    if signs(SpanKind::Removed) != signs(SpanKind::Added) {
        return true;
    }
    let words = |kind| -> Vec<String> {
        let spans = compared.changed(kind).flat_map(str::split_whitespace);
        spans.map(letters).filter(|word| word.chars().count() > 2).collect()
    };
    // Figures are facts, or count something about the page: "1,204 views".
    let length = |word: &String| word.chars().filter(|c| c.is_alphabetic()).count();
    let (old, new) = (words(SpanKind::Removed), words(SpanKind::Added));
    if !new.is_empty() {
        let is_other =
            |word: &&String| !new.iter().any(|other| other == *word || nearly(other, word));
        let letters: usize = old.iter().filter(is_other).map(length).sum();
        return letters >= OTHER_LETTERS && old.concat() != new.concat();
    }
    let has_brackets = compared.changed(SpanKind::Removed).all(|span| {
        let span = span.trim();
        span.starts_with(['(', '[']) || span.ends_with([')', ']', '(']) || span.contains("=\"")
    });
    old.len() >= 3 && !has_brackets
}

/// Whether two titles differ only in the name of the site: one is the other with a name before or
/// after it, as in "Bill read | House Desk", or both have one.
pub(super) fn is_site_name(old: &str, new: &str) -> bool {
    let cuts = |title: &str| -> Vec<String> {
        let cut = |at: usize, length: usize| {
            let (before, after) = (title.get(..at)?, title.get(at + length..)?);
            let is_bar = BARS.iter().any(|bar| title.get(at..at + length) == Some(*bar));
            let behind = may_be_site(after, is_bar).then(|| letters(before));
            behind.or_else(|| may_be_site(before, is_bar).then(|| letters(after)))
        };
        let separators = BARS.iter().chain(&DASHES);
        let places = separators.flat_map(|sign| title.match_indices(sign));
        let cuts = places.filter_map(|(at, sign)| cut(at, sign.len()));
        cuts.chain([letters(title)]).filter(|rest| !rest.is_empty()).collect()
    };
    let (olds, news) = (cuts(old), cuts(new));
    letters(old) != letters(new) && olds.iter().any(|rest| news.contains(rest))
}

/// Signs that set a site's name off in a title, with the spaces around them.
const BARS: [&str; 6] = [" | ", " · ", " :: ", " » ", " « ", " • "];
/// The same, which are also used within a title.
const DASHES: [&str; 3] = [" - ", " – ", " — "];
/// The most words of a site's name.
const SITE_WORDS: usize = 5;
/// A word of a name that is no longer than this may begin with a small letter: "the", "of", "und".
const SMALL_WORD: usize = 3;

/// Whether a part of a title may be a site's name. Next to a dash it must be written like one.
fn may_be_site(part: &str, is_bar: bool) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_capital = |word: &&str| word.chars().next().is_some_and(|c| !c.is_lowercase());
    let is_small = |word: &&str| word.chars().count() <= SMALL_WORD;
    let is_name =
        words.iter().all(|word| is_capital(word) || is_small(word)) && words.iter().any(is_capital);
    (1..=SITE_WORDS).contains(&words.len())
        && !part.contains(char::is_numeric)
        && (is_bar || is_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{DiffOptions, diff};

    #[test]
    fn a_site_may_put_its_name_into_titles() {
        for (old, new) in [
            ("Bill on rivers read", "Bill on rivers read | House Desk"),
            ("Bill on rivers read - House Desk", "Bill on rivers read"),
            ("Bill on rivers read - House Desk", "Bill on rivers read | Desk of the House"),
            ("Bill on rivers read", "House Desk – Bill on rivers read"),
        ] {
            assert!(is_site_name(old, new), "{old} / {new}");
        }
        for (old, new) in [
            ("Bill read", "Bill read – 14 dead"),
            ("Bill read", "Bill read - and sent back"),
            ("Bill read | House Desk", "Bill sent back | House Desk"),
            ("Bill read", "Bill read"),
            ("Bill read", "BILL READ"),
        ] {
            assert!(!is_site_name(old, new), "{old} / {new}");
        }
    }

    /// The highest weight in the first change between two texts.
    #[track_caller]
    fn check(old: &str, new: &str, expected: Weight) {
        let diff = diff(old, new, &DiffOptions::default());
        let change = diff.changes.first().expect("a change");
        let compared = ComparedText::sentence(change, old, new);
        let kind = SentenceKind::of(&compared, false);
        let found = change.evidence.iter().map(|one| weight(one, &compared, kind)).max();
        assert_eq!(found.unwrap_or_default(), expected, "{change:#?}");
    }

    #[test]
    fn a_replaced_figure_weighs_most() {
        let pairs = [
            ("The toll at Low Weir is £4 from May.", "The toll at Low Weir is £5 from May."),
            ("The bridge cost £1.2m to build then.", "The bridge cost £1.2bn to build then."),
            (
                "Proposals are due Friday, 4 February 2022.",
                "Proposals are due Tuesday, 8 February 2022.",
            ),
            ("The mayor knew of the leak in May.", "The mayor did not know of the leak in May."),
            (
                "“We will close the dock for good this year,” he said.",
                "“We will repair the dock for good this year,” he said.",
            ),
            ("It lasts for 12 days in all there.", "It lasts for 12 hours in all there."),
            ("The fine was 1,005 marks in the end.", "The fine was 1,05 marks in the end."),
        ];
        for (old, new) in pairs {
            check(old, new, Weight::Pointed);
        }
        check(
            "The dock was sold to Ann Lee last week.",
            "The dock was sold to Tom Roe last week.",
            Weight::Pointed,
        );
        check(
            "The dock was sold to Ann Lee last week.",
            "The dock was sold to Ann Roe last week.",
            Weight::Renamed,
        );
    }

    #[test]
    fn another_form_weighs_nothing() {
        let pairs = [
            ("The break lasts 5 minutes for all of us.", "The break lasts 5 min for all of us."),
            ("10:30 - 10:40 Arrivals at the old dock", "10:30-10:40 Arrivals at the old dock"),
            (
                "The fair is on June 7-8, 2022 at the dock.",
                "The fair is on June 07-08, 2022 at the dock.",
            ),
            (
                "Then (Effective as of 14 October 2025) [Archive](https://example.org/a)",
                "Then (Effective as of 30 July 2026) [Archive](https://example.org/a)",
            ),
            (
                "{ \"tag\": \"<b>\", \"size\": 1, \"end\": \"x\" }",
                "{ \"tag\": \"<b>\", \"size\": 2, \"end\": \"y\" }",
            ),
        ];
        for (old, new) in pairs {
            check(old, new, Weight::Form);
        }
    }

    #[test]
    fn references_slips_and_labels_weigh_little() {
        let pairs = [
            (
                "The fix is in the dock manual, pull request 2022.",
                "The fix is in the dock manual, pull request 2002.",
            ),
            (
                "“It works on whatever device you’re visit it on,” he said.",
                "“It works on whatever device you visit it on,” he said.",
            ),
            ("What content is not recommended?", "What content is recommended?"),
            (
                "Share the home address of another person.",
                "Do not share the home address of another person.",
            ),
            (
                "You must be a member of the club.",
                "**No exclusivity**: You must be a member of the club.",
            ),
        ];
        for (old, new) in pairs {
            let diff = diff(old, new, &DiffOptions::default());
            let change = diff.changes.first().expect("a change");
            let compared = ComparedText::sentence(change, old, new);
            let kind = SentenceKind::of(&compared, false);
            let found = change.evidence.iter().map(|one| weight(one, &compared, kind)).max();
            assert!(found.unwrap_or_default() <= Weight::Minor, "{change:#?}");
        }
    }
}
