//! Page lines: sentences that say something about the page and nothing about its subject. A line
//! that dates or numbers the page, and a line that only counts.

use std::sync::LazyLock;

use super::super::hash::HashedMap;
use super::lexical::{
    COUNTER, DATE, DATE_BESIDE, MONTH, PAGE_DATE, UNIT, WEEKDAY, phrase_keys, unaccented,
};
use super::reader::SentenceReader;
use crate::article::CheckedPart as _;
use crate::lexicon;

/// What a line says about its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageLine {
    /// Its date or version: "Last updated 4 March 2026".
    Date,
    /// A count, or an age: "12 comments", "3 min read", "2 hours ago".
    Counter,
    /// Another story: "Read also: Three new buses".
    Link,
}

/// The most words of a line that dates the page.
const MAX_WORDS: usize = 24;
/// The most words of a counter.
const MAX_COUNTER: usize = 6;
/// The most words after the date that are no further date.
const MAX_REST: usize = 2;

/// Phrases that open a date line, by the hash of their first word: the hashes of the others.
static PHRASES: LazyLock<HashedMap<Vec<Vec<u64>>>> = LazyLock::new(|| {
    let mut phrases: HashedMap<Vec<Vec<u64>>> = HashedMap::default();
    for phrase in lexicon::words(|language| language.boilerplate.page_dates) {
        let words = phrase_keys(phrase);
        if let Some((&first, others)) = words.split_first() {
            phrases.entry(first).or_default().push(others.to_vec());
        }
    }
    phrases
});

/// What a sentence says about its page, if it says nothing else.
pub(super) fn page_line(reader: &SentenceReader<'_>) -> Option<PageLine> {
    if links_elsewhere(reader.sentence.of(reader.text)) {
        return Some(PageLine::Link);
    }
    // Most sentences have no word of such a line.
    let cues = (0..reader.tokens.len().min(MAX_TOKENS)).fold(0, |all, at| all | reader.flags(at));
    let most = match (cues & PAGE_DATE != 0, cues & COUNTER != 0) {
        (true, _) => MAX_WORDS,
        (false, true) => MAX_COUNTER,
        (false, false) => return None,
    };
    // The prose words; links next to the date ("Archived versions") end the line.
    let mut words: Vec<usize> = Vec::new();
    for at in 0..reader.tokens.len().min(MAX_TOKENS) {
        let token = reader.tokens.get(at)?;
        match reader.region(at) {
            None if token.is_word() => words.push(at),
            // "Effective 1 July | [Archive](…)".
            None if matches!(reader.word(at), "|" | "·" | "•") && words.len() > 1 => break,
            _ => {}
        }
        if words.len() > most {
            return None;
        }
    }
    if words.is_empty() {
        return None;
    }
    if is_counter(reader, &words) {
        return Some(PageLine::Counter);
    }
    dates_page(reader, &words).then_some(PageLine::Date)
}

/// Whether a line names another story after a phrase for it and a colon.
fn links_elsewhere(line: &str) -> bool {
    static HEADS: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.boilerplate.link_heads));
    let start = line.trim_start_matches(['*', '_', '[', '#', '-', '–', '•', '→', '>', ' ']);
    let Some((head, title)) = start.split_once([':', '：']) else { return false };
    if head.len() > LONGEST_HEAD || title.trim().is_empty() {
        return false;
    }
    let mut folded = String::with_capacity(head.len());
    for c in unaccented(head) {
        match c {
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            c => folded.push(c),
        }
    }
    // "Read more about it at" is followed by an address: three words at most after the phrase.
    HEADS.iter().any(|head| {
        folded.strip_prefix(head).is_some_and(|rest| rest.split_whitespace().count() <= 3)
    })
}

/// The longest head of a link, in bytes.
const LONGEST_HEAD: usize = 60;

/// The tokens of a line that are examined.
const MAX_TOKENS: usize = 80;

fn is_counter(reader: &SentenceReader<'_>, words: &[usize]) -> bool {
    if words.len() > MAX_COUNTER {
        return false;
    }
    let (mut counters, mut numbers) = (0, 0);
    for &at in words {
        let opening = PHRASES.contains_key(&key(reader, at));
        if reader.is_number(at) {
            // "1 204 vues": a space groups the figures of one number.
            let is_group = at > 0 && reader.is_number(at - 1) && reader.word(at).len() == 3;
            numbers += usize::from(!is_group);
        } else if reader.known(at) & COUNTER != 0 {
            counters += 1;
        } else if !opening && reader.known(at) & UNIT == 0 {
            return false;
        }
    }
    // "3 days" alone may be an answer; a counter has its noun, or says how long ago.
    let only_units = words.iter().all(|&at| reader.is_number(at) || reader.known(at) & UNIT != 0);
    numbers == 1 && counters > 0 && !only_units
}

fn key(reader: &SentenceReader<'_>, at: usize) -> u64 {
    reader.tokens.get(at).map_or(0, |token| token.folded)
}

/// Whether the words are a phrase that opens a date line, a date or a number, and little more.
fn dates_page(reader: &SentenceReader<'_>, words: &[usize]) -> bool {
    let figure = |at: usize| reader.is_number(at);
    let dated =
        |at: usize| figure(at) || reader.known(at) & (MONTH | WEEKDAY | DATE | DATE_BESIDE) != 0;
    // "This policy was last updated on", "The effective date of these terms is".
    for start in 0..words.len().min(MAX_OPENING) {
        let Some(length) = phrase(reader, words.part(start..)) else { continue };
        // A short phrase must open the line: "effective", "posted", "version".
        if start > 0 && length < 2 {
            continue;
        }
        let mut next = start + length;
        // "on", "is:", "as of", "of these terms is".
        let limit = if start == 0 { next + 3 } else { next + 6 };
        while next < words.len().min(limit) && !words.get(next).is_some_and(|&at| dated(at)) {
            next += 1;
        }
        let mut figures = 0;
        let (mut rest, mut total) = (0, 0);
        for &at in words.part(next..) {
            total += 1;
            if dated(at) {
                figures += usize::from(figure(at));
                rest = 0;
            } else {
                rest += 1;
            }
        }
        let zone = |at: &usize| {
            let word = reader.word(*at);
            word.chars().all(char::is_uppercase)
                || matches!(word, "at" | "on" | "by" | "the" | "and" | "Uhr" | "h")
        };
        let tail = words.iter().rev().take(rest).filter(|at| !zone(at)).count();
        // "The town last updated its plan on 4 May, after the storm" is about the town.
        let most = if length > 1 && start == 0 { MAX_REST } else { 0 };
        if figures > 0 && total > 0 && tail <= most {
            return true;
        }
    }
    false
}

/// The words before the phrase of a date line: "this policy was".
const MAX_OPENING: usize = 6;

/// The number of words of the phrase that begins here.
fn phrase(reader: &SentenceReader<'_>, words: &[usize]) -> Option<usize> {
    let (&first, rest) = words.split_first()?;
    let phrases = PHRASES.get(&key(reader, first))?;
    let begins = |others: &&Vec<u64>| {
        others.len() <= rest.len()
            && others.iter().zip(rest).all(|(&other, &at)| key(reader, at) == other)
    };
    phrases.iter().filter(begins).map(|others| others.len() + 1).max()
}
