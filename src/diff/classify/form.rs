//! Form: punctuation and whitespace, and the signs that are neither because they mean something.

use super::super::words::{Hunk, WordToken};
use super::super::{Op, SpanKind, WordSpan};
use super::class::Class;
use super::{ClassEvidence, SentencePair};

/// Whether a sign carries meaning like a word: a question mark, a comparison, a currency, a star, a
/// tick, an emoji.
#[expect(clippy::match_same_arms, reason = "each range has its own comment")]
pub(crate) fn is_telling(c: char) -> bool {
    match c {
        '?' | '？' | '؟' | '<' | '>' | '=' | '%' | '‰' | '+' | '$' => true,
        _ if c.is_ascii() || c.is_alphanumeric() || c.is_whitespace() => false,
        // Latin-1: section, degree, currencies, plus-minus, fractions.
        '\u{A0}'..='\u{FF}' => matches!(c, '¢' | '£' | '¤' | '¥' | '±' | '×' | '÷' | '¬'),
        // Combining marks, general and CJK punctuation, and invisible characters.
        '\u{300}'..='\u{36F}' | '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{303F}' => false,
        '\u{FE00}'..='\u{FE6F}'
        | '\u{FEFF}'
        | '\u{FF00}'..='\u{FF0F}'
        | '\u{E0000}'..='\u{E01EF}' => false,
        // Bullets of lists, box drawing and blocks.
        '\u{2500}'..='\u{259F}'
        | '■'
        | '□'
        | '▪'
        | '▫'
        | '●'
        | '○'
        | '◦'
        | '►'
        | '▶'
        | '▸'
        | '◆'
        | '◇'
        | '➤'
        | '➔'
        | '→'
        | '⟶' => false,
        // Currency signs, letterlike signs, arrows, mathematics, symbols, emoji.
        '\u{20A0}'..='\u{20CF}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}' => true,
        _ => false,
    }
}

/// A run of more selectors than this is a manifest: text that states its own origin (C2PA).
const MANIFEST: usize = 8;

/// Whether a text has a run of variation selectors that encodes data.
pub(super) fn has_manifest(text: &str) -> bool {
    let mut run = 0;
    // Each selector is three or four bytes, and begins with EF or F3.
    memchr::memchr2(0xEF, 0xF3, text.as_bytes()).is_some()
        && text.chars().any(|c| {
            run = if is_selector(c) { run + 1 } else { 0 };
            run > MANIFEST
        })
}

pub(super) const fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Adds the punctuation and whitespace classes, if no word changed.
pub(super) fn form(
    pair: &SentencePair<'_>,
    op: Op,
    hunks: &[Hunk],
    spans: &[WordSpan],
    found: &mut ClassEvidence,
) {
    let changed = || {
        spans.iter().filter_map(|span| match span.kind {
            SpanKind::Equal => None,
            SpanKind::Removed => Some((span.old, span.old.of(pair.old_text), true)),
            SpanKind::Added => Some((span.new, span.new.of(pair.new_text), false)),
        })
    };
    if let Some((extent, _, old)) = changed().find(|(_, text, _)| has_manifest(text)) {
        let (old, new) = if old { (Some(extent), None) } else { (None, Some(extent)) };
        found.add(Class::Provenance, old, new);
    }
    let words = hunks.iter().any(|hunk| {
        let is_word = WordToken::is_word;
        pair.old_tokens[hunk.old.0..hunk.old.1].iter().any(is_word)
            || pair.new_tokens[hunk.new.0..hunk.new.1].iter().any(is_word)
    });
    if words && op != Op::Format {
        return;
    }
    let silent = op == Op::Format || changed().all(|(_, text, _)| !text.contains(is_telling));
    if !hunks.is_empty() && silent {
        found.classes.insert(Class::Punctuation);
    }
    let white = hunks.is_empty()
        || changed().any(|(_, text, _)| !text.is_empty() && text.chars().all(char::is_whitespace));
    if white {
        found.classes.insert(Class::Whitespace);
    }
}
