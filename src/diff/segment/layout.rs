//! Layout: which line breaks of a block separate sentences, and which only wrap a line.

use std::cell::Cell;

use memchr::memchr;

use super::super::Extent;
use super::super::hash::{HashedMap, hash_text};
use super::is_rule;
use crate::article::CheckedPart as _;

/// The line breaks of a block.
pub(super) struct LineLayout {
    /// Newlines that separate sentences, ascending; empty for a block of one line.
    breaks: Vec<usize>,
    /// The first of them that was not passed yet: newlines are asked for in order.
    next: Cell<usize>,
}

/// A hard-wrapped line is at most this wide, in bytes.
const WRAP_MAX: usize = 120;
/// A block whose widest line is narrower than this is a list or a poem.
const WRAP_MIN: usize = 45;
/// A small letter continues a line in a block that is at least this wide, in bytes; narrower ones are
/// lists of words.
const CONTINUED_MIN: usize = 24;
/// Lines of verse are at most this wide, in bytes.
const VERSE_MAX: usize = 60;
/// Fewer lines are not recognized as verse.
const VERSE_LINES: usize = 4;
/// In a wrapped block, at least one of this many lines continues with a small letter.
const WRAP_SHARE: usize = 4;

/// Lines that both texts have, which their blocks would divide differently: they are divided in both.
/// A line that is the same in both texts is then the same sentence, whatever is around it.
#[derive(Default)]
pub(in crate::diff) struct DividedLines {
    /// By the hash of the line: [`BREAK_BEFORE`] and [`BREAK_AFTER`].
    lines: HashedMap<u8>,
}

const BREAK_BEFORE: u8 = 1;
const BREAK_AFTER: u8 = 2;
const JOIN_BEFORE: u8 = 4;
const JOIN_AFTER: u8 = 8;

impl DividedLines {
    /// The lines of these blocks that the other text divides differently.
    pub(in crate::diff) fn of(
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
    pub(super) fn new(text: &str, block: Extent, divided: &DividedLines) -> Self {
        let body = block.of(text);
        if memchr(b'\n', body.as_bytes()).is_none() {
            return Self { breaks: Vec::new(), next: Cell::new(0) };
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
        let verse = widest <= VERSE_MAX && is_verse(body, widest);
        let mut breaks = Vec::new();
        let mut at = block.start;
        let mut lines = body.split('\n').peekable();
        while let Some(line) = lines.next() {
            at += line.len();
            let Some(next_line) = lines.peek() else { break };
            let trimmed = line.trim_end();
            let next = next_line.trim_start();
            let fits = fits(trimmed, next, widest);
            let continues = is_continued(trimmed, next)
                && widest >= CONTINUED_MIN
                && trimmed.len() * 2 >= widest;
            let soft = !verse
                && !is_marker(next)
                && (continues || (wrapped && !fits))
                && !is_rule(trimmed)
                && !is_rule(next);
            if !soft || divided.divides(line, next_line) {
                breaks.push(at);
            }
            at += 1;
        }
        Self { breaks, next: Cell::new(0) }
    }

    /// Whether a newline separates sentences. Must be asked in the order of the text.
    pub(super) fn breaks(&self, newline: usize) -> bool {
        let rest = self.breaks.part(self.next.get()..);
        let passed = rest.iter().take_while(|at| **at < newline).count();
        self.next.set(self.next.get() + passed);
        rest.get(passed) == Some(&newline)
    }
}

/// Whether the first word of the next line would have fit on a line.
fn fits(line: &str, next: &str, widest: usize) -> bool {
    line.len() + 1 + next.find(' ').unwrap_or(next.len()) <= widest
}

/// Whether the next line continues a sentence, by its small letter.
fn is_continued(line: &str, next: &str) -> bool {
    !line.ends_with(['.', '!', '?', ':', ';']) && next.starts_with(char::is_lowercase)
}

/// Whether the lines of a block end where its writer ended them: several lines continue with a word
/// that would have fit on the line before. Code, lists, tables and prose with full stops are none.
fn is_verse(body: &str, widest: usize) -> bool {
    const OTHER: [char; 17] =
        ['{', '}', '(', ')', '[', ']', '=', '<', '>', '/', '_', '\\', '|', '`', '*', '#', '@'];
    if body.contains(OTHER)
        || body.contains(". ")
        || body.split('\n').count() < VERSE_LINES
        || !body.split('\n').all(|line| line.starts_with(char::is_alphabetic))
    {
        return false;
    }
    let lines = || body.split('\n').map(str::trim);
    let (mut continued, mut fitting) = (0usize, 0usize);
    for (line, next) in lines().zip(lines().skip(1)) {
        if is_continued(line, next) {
            continued += 1;
            fitting += usize::from(fits(line, next, widest));
        }
    }
    fitting >= 2 && fitting * 3 >= continued
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
