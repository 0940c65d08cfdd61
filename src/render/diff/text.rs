//! The inline text that terminal, wdiff, Markdown and HTML output share: a diff as a sequence of
//! marked stretches, split into paragraphs.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::article::CheckedItem as _;
use crate::diff::{
    Change, Class, Diff, DocumentDiff, Extent, Op, PieceKind, SpanKind, WhitespaceChange,
};

use super::RenderOptions;

/// How a stretch of text is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Equal,
    Removed,
    Added,
    /// A moved sentence at its new place, with the index of the change.
    Moved(usize),
    /// A moved sentence at its old place.
    MovedAway(usize),
}

/// A stretch of text with one mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch<'t> {
    pub(super) mark: Mark,
    pub(super) text: &'t str,
    /// Whether it belongs to a change that is shown, also if only whitespace is different.
    pub(super) touched: bool,
}

/// A paragraph, or the rest of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph<'t> {
    pub(super) stretches: Vec<Stretch<'t>>,
    pub(super) changed: bool,
}

/// Returns the complete text, old and new, as marked stretches in reading order. For hidden
/// changes, only the new text appears.
fn stretches<'t>(diff: &DocumentDiff<'t>, options: &RenderOptions) -> Vec<Stretch<'t>> {
    let (old, new) = (diff.old, diff.new);
    let body: &Diff = &diff.body;
    let mut out: Vec<Stretch<'t>> = Vec::new();
    // Their extents: adjacent stretches with the same mark are joined.
    let mut extents: Vec<Extent> = Vec::new();
    let mut push = |mark, text: &'t str, extent: Extent, touched: bool| {
        if extent.is_empty() {
            return;
        }
        // White space between two added sentences is marked as added. Before the first one it is
        // not marked, which reads better.
        if let ([.., before, space], [.., first, last]) = (out.as_slice(), extents.as_slice())
            && (mark, before.mark, space.mark) == (Mark::Added, Mark::Added, Mark::Equal)
            && (first.end, last.end) == (last.start, extent.start)
            && space.text.trim().is_empty()
        {
            out.pop();
            if let (Some(space), Some(first)) = (extents.pop(), extents.last_mut()) {
                first.end = space.end;
            }
        }
        if let (Some(before), Some(last)) = (out.last_mut(), extents.last_mut())
            && (before.mark, before.touched) == (mark, touched)
            && last.end == extent.start
        {
            last.end = extent.end;
            before.text = last.of(text);
        } else {
            extents.push(extent);
            out.push(Stretch { mark, text: extent.of(text), touched });
        }
    };
    for piece in &body.pieces {
        let (x, y): (Extent, Extent) = (piece.old, piece.new);
        match piece.kind {
            PieceKind::Space(WhitespaceChange::Edge) if y.is_empty() => {
                push(Mark::Removed, old, x, false);
            }
            PieceKind::Equal | PieceKind::Space(_) => push(Mark::Equal, new, y, false),
            PieceKind::MovedFrom(at) => {
                if moves(body, at, options) {
                    push(Mark::MovedAway(at), old, x, true);
                }
            }
            PieceKind::Change(at) => {
                let Some(change) = body.changes.item(at) else { continue };
                let moved = moves(body, at, options);
                let still = if moved { Mark::Moved(at) } else { Mark::Equal };
                let touched = options.shows(change);
                if change.spans.is_empty() || !touched {
                    push(still, new, y, touched);
                    continue;
                }
                for span in &change.spans {
                    match span.kind {
                        SpanKind::Equal => push(still, new, span.new, true),
                        // The old sentence is whole at its old place.
                        SpanKind::Removed if moved => {}
                        SpanKind::Removed => push(Mark::Removed, old, span.old, true),
                        SpanKind::Added => push(Mark::Added, new, span.new, true),
                    }
                }
            }
        }
    }
    out
}

/// Whether the change with this index shows a move: its own, or that of an edited sentence, for
/// which the next entry is the move.
fn moves(body: &Diff, at: usize, options: &RenderOptions) -> bool {
    let Some(change) = body.changes.item(at) else { return true };
    let is_move = |other: &Change| other.op == Op::Moved && options.shows(other);
    is_move(change)
        || body
            .changes
            .get(at + 1)
            .is_some_and(|next| is_move(next) && next.new == change.new && next.old == change.old)
}

/// A fact that changed in edited sentences, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FactLine {
    pub(crate) class: Class,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
    pub(crate) count: usize,
}

impl FactLine {
    /// The count, if there is more than one: ` (12 ×)`.
    pub(crate) fn times(&self) -> String {
        if self.count > 1 { format!(" ({} ×)", self.count) } else { String::new() }
    }
}

/// The lines before it that a line of evidence is compared with.
const MAX_LINES: usize = 200;

/// The facts that changed in edited sentences. A name that was replaced twelve times is one line.
pub(crate) fn fact_lines(diff: &DocumentDiff<'_>, options: &RenderOptions) -> Vec<FactLine> {
    let edits = diff.body.changes.iter().filter(|change| {
        matches!(change.op, Op::Edited | Op::Split | Op::Merged)
            && change.classes.has_fact()
            && options.shows(change)
    });
    let mut lines: Vec<FactLine> = Vec::new();
    let facts = edits.flat_map(|change| &change.evidence).filter(|one| one.class.is_fact());
    for one in facts {
        let words = |at: Option<Extent>, text| at.map(|at: Extent| named(at.of(text)));
        let (old, new) = (words(one.old, diff.old), words(one.new, diff.new));
        let known = lines.iter_mut().rev().take(MAX_LINES);
        let same = |line: &&mut FactLine| {
            line.class == one.class && (&line.old, &line.new) == (&old, &new)
        };
        match known.into_iter().find(same) {
            Some(line) => line.count += 1,
            None => lines.push(FactLine { class: one.class, old, new, count: 1 }),
        }
    }
    lines
}

/// Numbers the moves of a text in the order in which they are shown.
#[derive(Default)]
pub(super) struct MoveNumbers {
    numbers: HashMap<usize, usize>,
    shown: HashSet<(usize, bool)>,
}

impl MoveNumbers {
    /// The number of a move, from 1, by the index of its change, and whether this place, the new or
    /// the old one, is shown for the first time: a moved and edited sentence is several stretches.
    pub(super) fn next(&mut self, change: usize, is_here: bool) -> (usize, bool) {
        let next = self.numbers.len() + 1;
        let number = *self.numbers.entry(change).or_insert(next);
        (number, self.shown.insert((change, is_here)))
    }
}

/// Splits the text into paragraphs at line ends.
pub(super) fn paragraphs<'t>(
    diff: &DocumentDiff<'t>,
    options: &RenderOptions,
) -> Vec<Paragraph<'t>> {
    let mut out: Vec<Paragraph<'t>> = vec![Paragraph::default()];
    for stretch in stretches(diff, options) {
        let mut rest = stretch.text;
        while !rest.is_empty() {
            let (line, after) = match rest.find('\n') {
                Some(at) => (&rest[..at], Some(&rest[at + 1..])),
                None => (rest, None),
            };
            let line = line.strip_suffix('\r').unwrap_or(line);
            if let Some(last) = out.last_mut()
                && !line.is_empty()
            {
                last.changed |=
                    (stretch.mark != Mark::Equal || stretch.touched) && !line.trim().is_empty();
                last.stretches.push(Stretch { text: line, ..stretch });
            }
            rest = after.unwrap_or_default();
            if after.is_some() && out.last().is_some_and(|last| !last.is_blank()) {
                out.push(Paragraph::default());
            }
        }
    }
    out.retain(|paragraph| !paragraph.is_blank());
    out
}

impl Paragraph<'_> {
    fn is_blank(&self) -> bool {
        self.stretches.iter().all(|stretch| stretch.text.trim().is_empty())
    }
}

/// A paragraph to show, or unchanged ones to omit.
pub(super) enum Shown<'a, 't> {
    Paragraph(&'a Paragraph<'t>),
    Folded(&'a [Paragraph<'t>]),
}

/// The changed paragraphs, with `context` unchanged ones around each.
pub(super) fn folded<'a, 't>(
    paragraphs: &'a [Paragraph<'t>],
    context: usize,
) -> Vec<Shown<'a, 't>> {
    let mut near = vec![false; paragraphs.len()];
    for at in (0..paragraphs.len()).filter(|&at| paragraphs[at].changed) {
        let to = (at + context + 1).min(paragraphs.len());
        near[at.saturating_sub(context)..to].fill(true);
    }
    let mut out = Vec::new();
    let mut hidden = 0;
    let folded = |hidden: usize, end: usize| Shown::Folded(&paragraphs[end - hidden..end]);
    for (at, (paragraph, near)) in paragraphs.iter().zip(near).enumerate() {
        if near {
            if hidden > 0 {
                out.push(folded(hidden, at));
                hidden = 0;
            }
            out.push(Shown::Paragraph(paragraph));
        } else {
            hidden += 1;
        }
    }
    if hidden > 0 {
        out.push(folded(hidden, paragraphs.len()));
    }
    out
}

/// Like [`safe`], for text on one line: line breaks are replaced too, so that no title can imitate
/// a line of our output.
pub fn safe_line(text: &str) -> String {
    safe(text).replace('\n', "␊").replace('\t', " ")
}

/// Like [`safe`], for changed text: names the invisible characters, so that the two sides of a change
/// do not look the same.
pub(super) fn named(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        if is_invisible(c) {
            let _ = write!(out, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character has no width and is not part of another one's form.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200C}' | '\u{200E}'
        | '\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether a changed text directly follows another one, so that a space must set them apart.
pub(super) fn collides(before: Option<&Stretch<'_>>, now: &Stretch<'_>) -> bool {
    let gone = |mark| matches!(mark, Mark::Removed | Mark::MovedAway(_));
    before.is_some_and(|before| {
        before.mark != Mark::Equal
            && now.mark != Mark::Equal
            && gone(before.mark) != gone(now.mark)
            && !before.text.ends_with(char::is_whitespace)
            && !now.text.starts_with(char::is_whitespace)
    })
}

/// Makes text safe for a terminal: replaces control characters with their Unicode control pictures,
/// and makes marks that change the direction of writing visible.
pub fn safe(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' => c,
            '\0'..='\x1F' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
            '\x7F' => '␡',
            '\u{80}'..='\u{9F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            c => c,
        })
        .collect()
}
