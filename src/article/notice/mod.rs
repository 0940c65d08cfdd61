//! Notices: sentences in which a newsroom says that it changed, corrected or withdrew something.
//!
//! They are recognized by their wording alone, in the languages of the lexicon, and in the style
//! of news agencies: a label at the start (`Correction:`, `CORRECTED-`, `UPDATE 1-`), a line in
//! parentheses (`(Corrects paragraph 3 …)`), or a phrase that no article uses about its own subject
//! (`An earlier version of this article …`). A sentence that says that the police corrected a
//! number is news, not a notice.

mod pattern;
mod reading;
mod wordings;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};

pub use reading::{ComparableFacts, Cues};

use crate::lexicon::{self, LANGUAGES};
use pattern::{FoldedWord, Pattern, Patterns, words};
use wordings::{AGENCY, AGENCY_LINES, AGENCY_TOLD};

/// The kind of a notice.
///
/// The order is that of their weight: a sentence of several kinds has the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeKind {
    /// The article was withdrawn.
    Withdrawal,
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// An agency sent the article again, with an error fixed.
    Refile,
    /// The text was changed, without saying that it was wrong.
    Amendment,
    /// Something was added, or the article is newer.
    Update,
    /// A note of the newsroom without a wording of the other kinds.
    EditorsNote,
    /// A note to the agency's customers.
    Advisory,
}

impl NoticeKind {
    /// All kinds, weightiest first.
    pub const ALL: [Self; 8] = [
        Self::Withdrawal,
        Self::Correction,
        Self::Clarification,
        Self::Refile,
        Self::Amendment,
        Self::Update,
        Self::EditorsNote,
        Self::Advisory,
    ];

    /// Returns the stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Withdrawal => "withdrawal",
            Self::Correction => "correction",
            Self::Clarification => "clarification",
            Self::Refile => "refile",
            Self::Amendment => "amendment",
            Self::Update => "update",
            Self::EditorsNote => "editors-note",
            Self::Advisory => "advisory",
        }
    }

    /// Whether the notice admits that something was changed because it was wrong or unclear. An
    /// update admits nothing.
    pub const fn owns_up(self) -> bool {
        !matches!(self, Self::Update | Self::EditorsNote | Self::Advisory)
    }
}

/// A notice, as recognized by its wording.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Notice {
    /// The kind.
    pub kind: NoticeKind,
    /// The byte range of the words by which it was recognized.
    pub mark: Range<usize>,
    /// Whether it was recognized by a label at the start, which may also apply to the following
    /// sentences.
    pub is_label: bool,
    /// The number of an agency's update: 2 in `UPDATE 2-`.
    pub number: Option<u32>,
}

/// Recognizes a notice in a sentence, a line or a title; `None` if it is not a notice.
///
/// Only the first 2,000 bytes are searched.
///
/// ```
/// use recension::article::{NoticeKind, notice};
///
/// let found = notice("Korrektur: In einer früheren Fassung hieß es, es seien 13.").unwrap();
/// assert_eq!(found.kind, NoticeKind::Correction);
/// assert_eq!(notice("UPDATE 2-Ferry burns off Gull Island").unwrap().number, Some(2));
/// assert_eq!(notice("Police corrected the number of victims to 12."), None);
/// ```
pub fn notice(text: &str) -> Option<Notice> {
    let wordings = &*WORDINGS;
    let head = head(text);
    if wordings.filter.as_ref().is_some_and(|filter| !filter.is_match(head)) {
        return None;
    }
    let words = words(head);
    let mut best: Option<Notice> = None;
    let mut take = |kind: NoticeKind, mark: Range<usize>, is_label: bool, number: Option<u32>| {
        if best.as_ref().is_none_or(|best| kind < best.kind) {
            let (was_label, had) = best.as_ref().map_or((false, None), |b| (b.is_label, b.number));
            best = Some(Notice {
                kind,
                mark,
                is_label: is_label || was_label,
                number: number.or(had),
            });
        } else if let Some(best) = &mut best {
            best.is_label |= is_label;
        }
    };
    if let Some((kind, mark, number)) = agency(head, &words) {
        take(kind, mark, true, number);
    }
    if let Some((kind, mark)) = label(wordings, head, &words) {
        take(kind, mark, true, None);
    }
    let mut is_vetoed = None;
    for at in 0..words.len() {
        wordings.phrases.at(&words, at, |(kind, is_weak), end| {
            let vetoed = *is_vetoed.get_or_insert_with(|| wordings.vetoes.stands_in(&words));
            if !(is_weak && vetoed) {
                take(kind, span(&words, at, end), false, None);
            }
        });
    }
    for (kind, first, others) in wordings.signs_in(head) {
        if let Some((at, sign)) = first_of(head, first)
            && (others.is_empty() || first_of(head, others).is_some())
        {
            take(*kind, at..at + sign.len(), at < 8, None);
        }
    }
    best
}

/// Maximum number of bytes of a text that are searched.
const MOST_BYTES: usize = 2_000;

fn head(text: &str) -> &str {
    let mut end = text.len().min(MOST_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

fn span(words: &[FoldedWord<'_>], from: usize, to: usize) -> Range<usize> {
    let start = words.get(from).map_or(0, |word| word.start);
    let end = to.checked_sub(1).and_then(|last| words.get(last)).map_or(start, |word| word.end);
    start..end.max(start)
}

fn first_of<'s>(text: &str, signs: &'s str) -> Option<(usize, &'s str)> {
    let places = signs.split('|').filter_map(|sign| text.find(sign).map(|at| (at, sign)));
    places.min_by_key(|(at, _)| *at)
}

type Sign = (NoticeKind, &'static str, &'static str);

struct Wordings {
    /// Finds word parts, one of which every notice contains; it rules out most sentences.
    filter: Option<AhoCorasick>,
    labels: Patterns<NoticeKind>,
    phrases: Patterns<(NoticeKind, bool)>,
    vetoes: Patterns<()>,
    /// Signs of a notice, and signs of which one must also be present, if any.
    signs: Vec<Sign>,
    /// Finds the signs of a notice; none of them is ASCII.
    sign_filter: Option<AhoCorasick>,
    /// All words of the wordings: they do not show what a notice is about.
    known: HashSet<String>,
}

impl Wordings {
    /// The signs to look for in a text: none in most texts.
    fn signs_in(&self, text: &str) -> &[Sign] {
        let may = !text.is_ascii()
            && self.sign_filter.as_ref().is_none_or(|filter| filter.is_match(text));
        if may { &self.signs } else { &[] }
    }
}

static WORDINGS: LazyLock<Wordings> = LazyLock::new(|| {
    let (mut labels, mut phrases, mut vetoes) = (Vec::new(), Vec::new(), Vec::new());
    let mut stems: Vec<String> = Vec::new();
    let mut stem = |stem: &str| {
        // The automaton only folds the case of ASCII letters.
        stems.push(stem.to_owned());
        if !stem.is_ascii() {
            let mut letters = stem.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            stems.push(first.chain(letters).collect());
            stems.push(stem.to_uppercase());
        }
    };
    for part in lexicon::words(|language| language.notices.stems) {
        stem(part);
    }
    let mut signs = Vec::new();
    for language in LANGUAGES {
        for (kind, pairs) in wordings::signs(&language.notices) {
            signs.extend(pairs.iter().map(|(first, others)| (kind, *first, *others)));
        }
    }
    for (_, first, _) in &signs {
        first.split('|').for_each(&mut stem);
    }
    for words in LANGUAGES.map(|language| &language.notices) {
        for (kind, list) in wordings::labels(words) {
            for label in list {
                labels.push((Pattern::of(&format!("^{label}"), &[]), kind));
            }
        }
        for (kind, list) in wordings::phrases(words) {
            for phrase in list {
                // Thanks may also mention an earlier version.
                let (text, is_weak) = match phrase.strip_prefix("weak ") {
                    Some(text) => (text, true),
                    None => (*phrase, false),
                };
                phrases.push((Pattern::of(text, words.nouns), (kind, is_weak)));
            }
        }
        vetoes.extend(words.vetoes.iter().map(|text| (Pattern::of(text, words.nouns), ())));
    }
    let all = labels.iter().map(|(pattern, _)| pattern);
    let all = all.chain(phrases.iter().map(|(pattern, _)| pattern));
    let known = all.flat_map(Pattern::texts).map(str::to_owned).collect();
    // Most sentences are searched and have none, so the faster automaton is worth its size.
    let filter = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(&stems);
    let sign_filter = AhoCorasick::new(signs.iter().flat_map(|(_, first, _)| first.split('|')));
    Wordings {
        filter: filter.ok(),
        sign_filter: sign_filter.ok(),
        labels: Patterns::of(labels),
        phrases: Patterns::of(phrases),
        vetoes: Patterns::of(vetoes),
        signs,
        known,
    }
});

/// Finds a label at the start: its kind and its byte range.
fn label(
    wordings: &Wordings,
    text: &str,
    words: &[FoldedWord<'_>],
) -> Option<(NoticeKind, Range<usize>)> {
    let first = words.first()?;
    let lead = text.get(..first.start)?;
    // A list item names what the list is about, such as a right or a setting.
    if lead.trim_start().starts_with(['-', '*', '•', '·', '–'])
        && lead.ends_with(char::is_whitespace)
    {
        return None;
    }
    let mut best: Option<(NoticeKind, usize)> = None;
    wordings.labels.at(words, 0, |kind, end| {
        if best.is_none_or(|(_, longest)| end > longest) {
            best = Some((kind, end));
        }
    });
    let (kind, end) = best?;
    let mark = span(words, 0, end);
    let rest =
        text.get(mark.end..)?.trim_start_matches(['*', '_', '.', ']', ')', '"', '»', '\u{a0}']);
    let is_loud = text.get(mark.clone())?.chars().all(|c| !c.is_lowercase());
    let speaks_to_reader =
        words.iter().skip(end).take(6).any(|word| matches!(word.text.as_ref(), "you" | "your"));
    let follows = rest.trim_start();
    let is_matter = words.get(end - 1).is_some_and(|word| MATTER.contains(&word.text.as_ref()));
    let is_closed = if is_matter && end > 1 {
        names_matter(rest)
    } else if follows.is_empty() {
        is_loud || end > 1
    } else if kind == NoticeKind::Update {
        is_dated(follows)
    } else {
        follows.starts_with([':', '：'])
            || (follows.starts_with(['—', '–', '|', '-']) && rest.starts_with(char::is_whitespace))
            || is_dated(follows)
    };
    (is_closed && !speaks_to_reader).then_some((kind, mark))
}

/// Words that lead from a label to what it is about.
static MATTER: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.notices.matter_words));

/// Whether a few words and a colon follow: `Correction about the weir: in last week's …`.
fn names_matter(text: &str) -> bool {
    let Some((matter, _)) = text.split_once([':', '：']) else { return false };
    matter.chars().count() <= 60 && matter.split_whitespace().count() <= 8 && !matter.contains(". ")
}

/// Maximum number of characters of a date or time between a label and its colon.
const LONGEST_DATE: usize = 48;

/// Words that may precede a label's date or time.
static BEFORE_DATES: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.notices.before_dates));

/// Whether a label is followed by a date or time and a colon or dash: `, 4:45 p.m.: An earlier …`.
/// A number alone is not a date: `Update npm to 6.13.1`, `UPDATE 2.0 - …`.
fn is_dated(text: &str) -> bool {
    let near = text
        .char_indices()
        .nth(LONGEST_DATE)
        .map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    // The first colon that is not followed by a digit: times contain colons too.
    let mut ends = near.char_indices().filter(|(at, c)| {
        let next = near.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        match c {
            ':' | '：' | '—' => next.is_none_or(|c| !c.is_ascii_digit()),
            '–' | '-' | ')' | ']' => next.is_none_or(char::is_whitespace),
            _ => false,
        }
    });
    let Some(date) = ends.next().and_then(|(at, _)| near.get(..at)) else { return false };
    if date.contains(['%', '$', '€', '£', '¥', '"', '“', '#', '@']) {
        return false;
    }
    let parts = date.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | '['));
    let mut parts = parts.filter(|part| !part.is_empty()).peekable();
    while parts.next_if(|part| BEFORE_DATES.contains(&part.trim_end_matches('.'))).is_some() {}
    let is_named = |part: &&str| {
        part.starts_with(char::is_uppercase)
            && part.chars().all(|c| c.is_alphabetic() || c == '.')
            && part.chars().count() <= 12
    };
    let (mut names, mut words) = (0, 0);
    while parts.next_if(is_named).is_some() {
        names += 1;
    }
    let Some(figure) = parts.next() else { return false };
    for part in parts {
        let part = part.trim_end_matches('.');
        let is_word = part.chars().filter(|c| c.is_alphabetic()).count() > 2;
        words += usize::from(is_word && part != "p.m" && part != "a.m" && !ZONES.contains(&part));
    }
    names <= 2 && words <= 1 && is_day_or_hour(figure) && (names + words > 0 || is_whole(figure))
}

/// Words that may follow a time.
const ZONES: &[&str] = &[
    "UTC", "GMT", "BST", "CET", "CEST", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT",
    "Uhr",
];

/// Whether the text is digits with the punctuation of dates and times, optionally followed by
/// letters: `2020-12-16`, `3rd`, `14h30`.
fn is_day_or_hour(part: &str) -> bool {
    let dots: Vec<&str> = part.trim_end_matches('.').split('.').collect();
    let is_version = dots.len() > 1
        && dots
            .last()
            .is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()) && last.len() < 2);
    part.starts_with(|c: char| c.is_ascii_digit()) && !is_version && dots.len() <= 4
}

/// Whether a figure alone is a date or a time, not just a number.
fn is_whole(part: &str) -> bool {
    part.chars().filter(char::is_ascii_digit).count() >= 3 || part.contains([':', 'h', '年', '月'])
}

/// Recognizes what agencies put before a title, or write in parentheses above an article.
fn agency(text: &str, words: &[FoldedWord<'_>]) -> Option<(NoticeKind, Range<usize>, Option<u32>)> {
    prefix(text, words).or_else(|| line(text, words).map(|(kind, mark)| (kind, mark, None)))
}

/// Recognizes `CORRECTED-`, `UPDATE 2-`, `REFILE-UPDATE 1-`.
fn prefix(text: &str, words: &[FoldedWord<'_>]) -> Option<(NoticeKind, Range<usize>, Option<u32>)> {
    let (mut at, mut kind, mut number, mut end) = (0, None, None, 0);
    while let Some(word) = words.get(at) {
        let raw = text.get(word.start..word.end)?;
        let Some((_, found, is_numbered)) = AGENCY.iter().find(|(name, ..)| *name == raw) else {
            break;
        };
        let mut last = word;
        let mut told = None;
        if *is_numbered {
            let (next, figure) = words.get(at + 1).and_then(|next| {
                let figure = next.text.parse::<u32>().ok().filter(|_| next.text.len() <= 2);
                figure.map(|figure| (next, figure))
            })?;
            (last, told) = (next, Some(figure));
            at += 1;
        }
        let behind = text.get(last.end..)?;
        let trimmed = behind.trim_start();
        let is_closed = trimmed.starts_with(['-', '–', '—'])
            || (trimmed.starts_with([':', ')', ']']) && *found != Some(NoticeKind::Advisory));
        if !is_closed {
            break;
        }
        number = number.or(told);
        if let Some(found) = *found {
            kind = Some(kind.map_or(found, |kind: NoticeKind| kind.min(found)));
            end = last.end;
        }
        at += 1;
    }
    let start = words.first()?.start;
    kind.map(|kind| (kind, start..end.max(start), number))
}

/// Recognizes `(Corrects paragraph 3 to say …)`, `EDS: RECASTS with …`.
fn line(text: &str, words: &[FoldedWord<'_>]) -> Option<(NoticeKind, Range<usize>)> {
    let first = words.first()?;
    let lead = text.get(..first.start)?;
    let tells = || {
        let told = |word: &FoldedWord<'_>| AGENCY_TOLD.contains(&word.text.as_ref());
        words.iter().skip(1).take(30).any(told)
    };
    let verb = |word: &FoldedWord<'_>| {
        AGENCY_LINES.iter().find(|(verbs, ..)| verbs.split('|').any(|verb| verb == word.text))
    };
    if matches!(first.text.as_ref(), "eds" | "editors") && words.len() > 1 {
        let behind = text.get(first.end..)?.trim_start_matches('.');
        if behind.starts_with([':', ';']) || (first.text == "eds" && behind.starts_with(',')) {
            let kinds = words.iter().skip(1).take(12).filter_map(verb).map(|(_, kind, _)| *kind);
            let kind = kinds.min().unwrap_or(NoticeKind::Advisory);
            return Some((kind, first.start..first.end));
        }
        return None;
    }
    let (_, kind, is_plain) = verb(first)?;
    let raw = text.get(first.start..first.end)?;
    let is_bracketed = lead.ends_with(['(', '[', '（']);
    let opens = raw.starts_with(char::is_uppercase);
    let is_notice = match (*is_plain, is_bracketed) {
        (true, true) => true,
        (false, true) | (true, false) => opens && tells(),
        (false, false) => false,
    };
    is_notice.then_some((*kind, first.start..first.end))
}

#[cfg(test)]
mod tests;
