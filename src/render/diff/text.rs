//! The inline text that terminal, wdiff, Markdown and HTML output share: a diff as a sequence of
//! marked stretches, split into paragraphs.

use crate::diff::{Change, Diff, DocumentDiff, Extent, Op, PieceKind, SpanKind, WhitespaceChange};

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
    let mut push = |mark, text: &'t str, extent: Extent| {
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
            && before.mark == mark
            && last.end == extent.start
        {
            last.end = extent.end;
            before.text = last.of(text);
        } else {
            extents.push(extent);
            out.push(Stretch { mark, text: extent.of(text) });
        }
    };
    for piece in &body.pieces {
        let (x, y): (Extent, Extent) = (piece.old, piece.new);
        match piece.kind {
            PieceKind::Space(WhitespaceChange::Edge) if y.is_empty() => push(Mark::Removed, old, x),
            PieceKind::Equal | PieceKind::Space(_) => push(Mark::Equal, new, y),
            PieceKind::MovedFrom(at) => {
                if moves(body, at, options) {
                    push(Mark::MovedAway(at), old, x);
                }
            }
            PieceKind::Change(at) => {
                let Some(change) = body.changes.get(at) else { continue };
                let still = if moves(body, at, options) { Mark::Moved(at) } else { Mark::Equal };
                if change.spans.is_empty() || !options.shows(change) {
                    push(still, new, y);
                    continue;
                }
                for span in &change.spans {
                    match span.kind {
                        SpanKind::Equal => push(still, new, span.new),
                        SpanKind::Removed => push(Mark::Removed, old, span.old),
                        SpanKind::Added => push(Mark::Added, new, span.new),
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
    let Some(change) = body.changes.get(at) else { return true };
    let is_move = |other: &Change| other.op == Op::Moved && options.shows(other);
    is_move(change)
        || body
            .changes
            .get(at + 1)
            .is_some_and(|next| is_move(next) && next.new == change.new && next.old == change.old)
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
                last.changed |= stretch.mark != Mark::Equal && !line.trim().is_empty();
                last.stretches.push(Stretch { mark: stretch.mark, text: line });
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

/// A paragraph to show, or the number of omitted unchanged paragraphs.
pub(super) enum Shown<'a, 't> {
    Paragraph(&'a Paragraph<'t>),
    Folded(usize),
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
    for (paragraph, near) in paragraphs.iter().zip(near) {
        if near {
            if hidden > 0 {
                out.push(Shown::Folded(hidden));
                hidden = 0;
            }
            out.push(Shown::Paragraph(paragraph));
        } else {
            hidden += 1;
        }
    }
    if hidden > 0 {
        out.push(Shown::Folded(hidden));
    }
    out
}

/// Like [`safe`], for text on one line: line breaks are replaced too, so that no title can imitate
/// a line of our output.
pub fn safe_line(text: &str) -> String {
    safe(text).replace('\n', "␊").replace('\t', " ")
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
