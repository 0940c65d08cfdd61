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

mod blocks;
mod layout;
mod scan;
mod signs;
mod stops;

use super::Extent;
use super::struck::{is_inside, struck};
use crate::article::CheckedPart as _;
pub(super) use blocks::{blocks, cut_after, cut_before};
pub(super) use layout::DividedLines;
use layout::LineLayout;
use scan::{KINDS, LINE, PLAIN, STOP, skip_plain, space_after_mark};
use signs::{Terminator, is_closer, is_greek, is_thai, wide_stop};
use stops::ends_sentence;

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
                let numbered = || text.get(start..at).is_some_and(is_bare_number);
                if lines.breaks(at) && !numbered() {
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
    let rest = text.part(at..end);
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
        // Lines of verse end before a word that would have fit.
        check(
            "The boat goes out to the sea\nand the net goes in\nthe fish go in the net\nand the net comes home",
            &[
                "The boat goes out to the sea",
                "and the net goes in",
                "the fish go in the net",
                "and the net comes home",
            ],
        );
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
