//! Pieces: tiles both texts, and assembles the diff from the results of the other modules.

use std::borrow::Cow;

use serde::Serialize;

use super::align::{self, Mates};
use super::boundary_repair;
use super::classify;
use super::hash::{common_prefix, common_suffix, hash_text};
use super::segment::{self, DividedLines, SentenceSpan};
use super::similarity::{self, AlignElement, Match, SentenceFate, SideElements, Tokens};
use super::words::{self, WordToken};
use super::{Change, Diff, Extent, Op, Sentences, SpanKind, StepBudget};
use crate::article::CheckedItem as _;

/// What happened to the whitespace between two sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WhitespaceChange {
    /// A paragraph was divided: a new break was inserted.
    ParagraphSplit,
    /// Two paragraphs were joined.
    ParagraphJoined,
    /// Other whitespace, or a different number of line breaks.
    Spacing,
    /// Added, removed or changed together with a sentence next to it.
    Edge,
}

impl WhitespaceChange {
    /// The stable, machine-readable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ParagraphSplit => "paragraph-split",
            Self::ParagraphJoined => "paragraph-joined",
            Self::Spacing => "spacing",
            Self::Edge => "edge",
        }
    }
}

/// The kind of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// The same bytes in both texts, in place: sentences and the whitespace between them.
    Equal,
    /// Whitespace between sentences that differs.
    Space(WhitespaceChange),
    /// A change, by its index in [`Diff::changes`]. For a moved sentence the old extent is empty;
    /// for one that was moved and edited, the next change is its move.
    Change(usize),
    /// The old position of a sentence moved by the change with this index.
    MovedFrom(usize),
}

/// A tile: a part of the old text, of the new text, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Tile {
    /// The kind.
    pub kind: PieceKind,
    /// The extent in the old text, possibly empty.
    pub old: Extent,
    /// The extent in the new text, possibly empty.
    pub new: Extent,
}

/// An edit script that makes the new text from the old one. It contains only the parts of the new
/// text that the diff reports as added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The steps, in the order of the new text.
    pub steps: Vec<ScriptStep>,
}

/// One step of a [`Script`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptStep {
    /// Copies these bytes of the old text.
    Copy(Extent),
    /// Inserts this text.
    Insert(String),
}

impl Script {
    /// Returns the new text; `None` if `old` is not the text that the script was made from.
    pub fn apply(&self, old: &str) -> Option<String> {
        let mut out = String::new();
        for step in &self.steps {
            match step {
                ScriptStep::Copy(extent) => out.push_str(old.get(extent.start..extent.end)?),
                ScriptStep::Insert(text) => out.push_str(text),
            }
        }
        Some(out)
    }
}

impl Diff {
    /// The edit script from the old text to `new`, which must be the text that this diff was made
    /// from.
    pub fn script(&self, new: &str) -> Script {
        let mut steps = Vec::new();
        for piece in &self.pieces {
            match piece.kind {
                PieceKind::Equal => steps.push(ScriptStep::Copy(piece.old)),
                PieceKind::Space(_) => steps.push(ScriptStep::Insert(piece.new.of(new).to_owned())),
                PieceKind::MovedFrom(_) => {}
                PieceKind::Change(at) => {
                    let Some(change) = self.changes.item(at) else { continue };
                    if change.op == Op::Moved {
                        steps.push(ScriptStep::Copy(change.old.extent()));
                    }
                    for span in &change.spans {
                        match span.kind {
                            SpanKind::Equal => steps.push(ScriptStep::Copy(span.old)),
                            SpanKind::Added => {
                                steps.push(ScriptStep::Insert(span.new.of(new).to_owned()));
                            }
                            SpanKind::Removed => {}
                        }
                    }
                }
            }
        }
        Script { steps }
    }
}

/// Builds the diff.
pub(super) fn build(old: &str, new: &str, budget: &mut StepBudget) -> Diff {
    let mut out = Builder::new(old, new);
    if old == new {
        out.equal(old.len(), new.len());
        return out.diff;
    }
    // The common prefix and suffix are equal, back to the last and forward to the first block
    // boundary.
    let head = segment::cut_before(old, common_prefix(old.as_bytes(), new.as_bytes()));
    let (old_rest, new_rest) = (&old.as_bytes()[head..], &new.as_bytes()[head..]);
    let alike = common_suffix(old_rest, new_rest);
    let old_end = segment::cut_after(old, old.len() - alike);
    let new_end = new.len() - (old.len() - old_end);
    out.equal(head, head);

    let (mut old_side, mut new_side, blocks) =
        elements((old, head, old_end), (new, head, new_end), budget);
    let mut mates = blocks.clone();
    exact_sentences(&old_side, &new_side, &mut mates, budget);
    if let Some(blocks) = boundary_repair::part(&mut old_side, &mut new_side, &mates) {
        mates = blocks;
        exact_sentences(&old_side, &new_side, &mut mates, budget);
    }
    let (mut links, mut old_tokens, mut new_tokens) =
        similarity::links(&old_side, &new_side, &mut mates, budget);
    boundary_repair::rejoin(
        (&mut old_side, &mut old_tokens),
        (&mut new_side, &mut new_tokens),
        &mut links,
    );
    out.context.expect(old, old_tokens.all());
    out.context.expect(new, new_tokens.all());
    let places: Vec<(usize, usize)> = links.iter().map(|link| (link.old, link.new)).collect();
    let mut chained = vec![false; links.len()];
    let weight = |at: usize| old_side.elements[links[at].old].extent.len() as u64;
    for at in align::chain_indexes(&places, weight) {
        chained[at] = true;
    }

    let equal = links.iter().filter(|link| link.kind == SentenceFate::Same).count();
    let expected = old_side.elements.len() + new_side.elements.len() - links.len() - equal;
    out.diff.changes.reserve(expected);
    out.diff.pieces.reserve(2 * expected + 1);

    let plan = AssemblyPlan::new(&old_side, &new_side, &old_tokens, &new_tokens, &links, &chained);
    plan.emit(&mut out, budget);
    out.gap(Some(old_end), Some(new_end), (true, true));
    out.equal(old.len(), new.len());
    out.settle();
    out.diff
}

/// Converts both texts to elements: blocks in both texts are kept as one element, all others are
/// segmented.
fn elements<'t>(
    (old, old_start, old_end): (&'t str, usize, usize),
    (new, new_start, new_end): (&'t str, usize, usize),
    budget: &mut StepBudget,
) -> (SideElements<'t>, SideElements<'t>, Mates) {
    let a = segment::blocks(old, old_start, old_end);
    let b = segment::blocks(new, new_start, new_end);
    let hashes = |text: &str, blocks: &[Extent]| -> Vec<u64> {
        blocks.iter().map(|block| hash_text(block.of(text).as_bytes())).collect()
    };
    let (x, y) = (hashes(old, &a), hashes(new, &b));
    let mut pairs = Mates::none(a.len(), b.len());
    align::exact(&x, &y, &mut pairs, false, budget, |i, j| a[i].of(old) == b[j].of(new));
    let divided = {
        let unmated = |blocks: &[Extent], mates: &[u32]| -> Vec<Extent> {
            let left = blocks.iter().zip(mates).filter(|&(_, &mate)| mate == align::NONE);
            left.map(|(block, _)| *block).collect()
        };
        let (a, b) = (unmated(&a, &pairs.old), unmated(&b, &pairs.new));
        let lined = |text: &str, blocks: &[Extent]| {
            blocks.iter().any(|block| memchr::memchr(b'\n', block.of(text).as_bytes()).is_some())
        };
        if !a.is_empty() && !b.is_empty() && (lined(old, &a) || lined(new, &b)) {
            DividedLines::of((old, a.into_iter()), (new, b.into_iter()))
        } else {
            DividedLines::default()
        }
    };
    let (old_elements, old_places) = side(old, &a, &x, &pairs.old, &divided);
    let (new_elements, new_places) = side(new, &b, &y, &pairs.new, &divided);
    let mut mates = Mates::none(old_elements.len(), new_elements.len());
    for (i, j) in pairs.pairs() {
        mates.pair(old_places[i], new_places[j]);
    }
    (
        SideElements { text: old, elements: old_elements },
        SideElements { text: new, elements: new_elements },
        mates,
    )
}

/// Capacity estimate: bytes per sentence.
const SENTENCE_BYTES: usize = 64;

fn side(
    text: &str,
    blocks: &[Extent],
    hashes: &[u64],
    mates: &[u32],
    divided: &DividedLines,
) -> (Vec<AlignElement>, Vec<usize>) {
    let unmated = blocks.iter().zip(mates).filter(|&(_, &mate)| mate == align::NONE);
    let sentences = |block: &Extent| {
        let lines = memchr::memchr_iter(b'\n', block.of(text).as_bytes()).count();
        lines + block.len() / SENTENCE_BYTES
    };
    let expected: usize = unmated.map(|(block, _)| sentences(block)).sum();
    let mut elements = Vec::with_capacity(blocks.len() + expected);
    let mut places = Vec::with_capacity(blocks.len());
    let mut found: Vec<SentenceSpan> = Vec::new();
    for ((&extent, &hash), &mate) in blocks.iter().zip(hashes).zip(mates) {
        places.push(elements.len());
        if mate != align::NONE {
            elements.push(AlignElement { extent, hash, opaque: true, opens: true, parted: false });
            continue;
        }
        found.clear();
        segment::segment_divided(text, extent, divided, &mut found);
        elements.extend(found.iter().map(|found| AlignElement {
            extent: found.extent,
            hash: hash_text(found.extent.of(text).as_bytes()),
            opaque: false,
            opens: found.opens,
            parted: false,
        }));
    }
    (elements, places)
}

fn exact_sentences(
    old: &SideElements<'_>,
    new: &SideElements<'_>,
    mates: &mut Mates,
    budget: &mut StepBudget,
) {
    let hashes = |side: &SideElements<'_>| -> Vec<u64> {
        side.elements.iter().map(|element| element.hash).collect()
    };
    let (x, y) = (hashes(old), hashes(new));
    align::exact(&x, &y, mates, true, budget, |i, j| {
        !old.elements[i].opaque && !new.elements[j].opaque && old.bytes(i) == new.bytes(j)
    });
}

/// Emits the diff, element by element.
struct AssemblyPlan<'a> {
    old: &'a SideElements<'a>,
    new: &'a SideElements<'a>,
    old_tokens: &'a Tokens,
    new_tokens: &'a Tokens,
    links: &'a [Match],
    chained: &'a [bool],
    /// The link that each element begins or belongs to.
    old_link: Vec<u32>,
    new_link: Vec<u32>,
}

impl<'a> AssemblyPlan<'a> {
    fn new(
        old: &'a SideElements<'a>,
        new: &'a SideElements<'a>,
        old_tokens: &'a Tokens,
        new_tokens: &'a Tokens,
        links: &'a [Match],
        chained: &'a [bool],
    ) -> Self {
        let mut old_link = vec![align::NONE; old.elements.len()];
        let mut new_link = vec![align::NONE; new.elements.len()];
        for (at, link) in links.iter().enumerate() {
            let (i, j) = link.last();
            old_link[link.old..=i].fill(at as u32);
            new_link[link.new..=j].fill(at as u32);
        }
        Self { old, new, old_tokens, new_tokens, links, chained, old_link, new_link }
    }

    fn emit(&self, out: &mut Builder<'_>, budget: &mut StepBudget) {
        let (mut i, mut j) = (0, 0);
        let chain = self.links.iter().zip(self.chained).filter(|&(_, &chained)| chained);
        for (link, _) in chain {
            self.between((i, link.old), (j, link.new), out, budget);
            self.in_place(link, out, budget);
            let last = link.last();
            (i, j) = (last.0 + 1, last.1 + 1);
        }
        self.between((i, self.old.elements.len()), (j, self.new.elements.len()), out, budget);
    }

    /// Emits the elements between two neighbors of the chain: first the removed, then the added
    /// ones.
    fn between(
        &self,
        (mut i, old_end): (usize, usize),
        (mut j, new_end): (usize, usize),
        out: &mut Builder<'_>,
        budget: &mut StepBudget,
    ) {
        while i < old_end {
            let element = self.old.elements[i];
            let at = self.old_link[i];
            let Some(link) = self.links.get(at as usize) else {
                let tokens = self.tokens_of_old(i, i);
                out.removed(element.extent, &tokens);
                i += 1;
                continue;
            };
            if element.opaque {
                let mut found = Vec::new();
                segment::segment(self.old.text, element.extent, &mut found);
                for (nth, found) in found.iter().enumerate() {
                    out.moved_from(found.extent, at, nth);
                }
            } else {
                let last = link.last().0;
                let extent = Extent::new(element.extent.start, self.old.elements[last].extent.end);
                out.moved_from(extent, at, 0);
                i = last;
            }
            i += 1;
        }
        while j < new_end {
            let element = self.new.elements[j];
            let at = self.new_link[j];
            let Some(link) = self.links.get(at as usize) else {
                let tokens = self.tokens_of_new(j, j);
                out.added(element.extent, &tokens);
                j += 1;
                continue;
            };
            out.moves.push((at, out.diff.changes.len()));
            out.gap(None, Some(element.extent.start), (false, element.opens));
            if element.opaque {
                self.moved_block(link, out);
            } else {
                let (old, new) = self.sentences(link);
                let extent = new.extent();
                let change = out.diff.changes.len();
                out.piece(PieceKind::Change(change), out.at.0, extent.end);
                if link.kind != SentenceFate::Same {
                    let change = self.compared(link, out, budget);
                    out.change(change);
                }
                if matches!(
                    link.kind,
                    SentenceFate::Same | SentenceFate::Format | SentenceFate::Edited
                ) {
                    out.change(moved(old, new));
                }
                j = link.last().1;
            }
            j += 1;
        }
    }

    fn moved_block(&self, link: &Match, out: &mut Builder<'_>) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        segment::segment(self.old.text, self.old.elements[link.old].extent, &mut old);
        segment::segment(self.new.text, self.new.elements[link.new].extent, &mut new);
        for (old, new) in old.iter().zip(&new) {
            out.gap(None, Some(new.extent.start), (false, new.opens));
            out.piece(PieceKind::Change(out.diff.changes.len()), out.at.0, new.extent.end);
            out.change(moved(Sentences::one(old.extent), Sentences::one(new.extent)));
        }
    }

    fn in_place(&self, link: &Match, out: &mut Builder<'_>, budget: &mut StepBudget) {
        let (old, new) = self.sentences(link);
        let opens = (self.old.elements[link.old].opens, self.new.elements[link.new].opens);
        let (x, y) = (old.extent(), new.extent());
        out.gap(Some(x.start), Some(y.start), opens);
        if link.kind == SentenceFate::Same {
            out.equal(x.end, y.end);
        } else {
            let change = self.compared(link, out, budget);
            out.piece(PieceKind::Change(out.diff.changes.len()), x.end, y.end);
            out.change(change);
        }
        out.beside = true;
    }

    fn sentences(&self, link: &Match) -> (Sentences, Sentences) {
        let of = |side: &SideElements<'_>, first: usize, last: usize| {
            if first == last {
                return Sentences::one(side.elements[first].extent);
            }
            Sentences::several(side.elements[first..=last].iter().map(|element| element.extent))
        };
        let (i, j) = link.last();
        (of(self.old, link.old, i), of(self.new, link.new, j))
    }

    fn tokens_of_old(&self, from: usize, to: usize) -> Cow<'_, [WordToken]> {
        tokens(self.old, self.old_tokens, from, to)
    }

    fn tokens_of_new(&self, from: usize, to: usize) -> Cow<'_, [WordToken]> {
        tokens(self.new, self.new_tokens, from, to)
    }

    /// Compares a pair word by word.
    fn compared(&self, link: &Match, out: &mut Builder<'_>, budget: &mut StepBudget) -> Change {
        let (old, new) = self.sentences(link);
        let (i, j) = link.last();
        let (a, b) = (self.tokens_of_old(link.old, i), self.tokens_of_new(link.new, j));
        let hunks = words::hunks(&a, &b, budget);
        let spans = words::spans(
            (self.old.text, old.extent(), &a),
            (self.new.text, new.extent(), &b),
            &hunks,
        );
        let op = match link.kind {
            SentenceFate::Format => Op::Format,
            SentenceFate::Split => Op::Split,
            SentenceFate::Merged => Op::Merged,
            SentenceFate::Edited | SentenceFate::Same => Op::Edited,
        };
        let pair = classify::SentencePair {
            old_text: self.old.text,
            old: old.extent(),
            old_tokens: &a,
            new_text: self.new.text,
            new: new.extent(),
            new_tokens: &b,
        };
        let (classes, evidence) = classify::compared(&pair, op, &hunks, &spans, &out.context);
        if op != Op::Format {
            let words = |tokens: &[WordToken]| tokens.iter().filter(|token| token.counts()).count();
            for hunk in &hunks {
                out.diff.summary.words_removed += words(&a[hunk.old.0..hunk.old.1]);
                out.diff.summary.words_added += words(&b[hunk.new.0..hunk.new.1]);
            }
        }
        Change { op, old, new, classes, evidence, spans }
    }
}

fn tokens<'a>(
    side: &SideElements<'_>,
    tokens: &'a Tokens,
    from: usize,
    to: usize,
) -> Cow<'a, [WordToken]> {
    if let Some(known) = tokens.known(from, to) {
        return Cow::Borrowed(known);
    }
    let (first, last) = (side.elements[from].extent, side.elements[to].extent);
    let extent = Extent::new(first.start, last.end);
    let mut out = Vec::with_capacity(words::expected_tokens(extent.of(side.text)));
    words::tokenise(side.text, extent, &mut out);
    Cow::Owned(out)
}

fn moved(old: Sentences, new: Sentences) -> Change {
    let classes = classify::ClassSet::default();
    Change { op: Op::Moved, old, new, classes, evidence: Vec::new(), spans: Vec::new() }
}

/// Appends pieces so that they tile both texts.
struct Builder<'t> {
    old: &'t str,
    new: &'t str,
    /// How far both texts are tiled.
    at: (usize, usize),
    /// Whether the last sentence was in place in both texts.
    beside: bool,
    /// Moved links and their first change.
    moves: Vec<(u32, usize)>,
    /// Pieces whose change is not known yet: piece, link, and which of the link's changes it is.
    waiting: Vec<(usize, u32, usize)>,
    context: classify::TextContext<'t>,
    diff: Diff,
}

impl<'t> Builder<'t> {
    fn new(old: &'t str, new: &'t str) -> Self {
        Self {
            old,
            new,
            at: (0, 0),
            beside: true,
            moves: Vec::new(),
            waiting: Vec::new(),
            context: classify::TextContext::new(old, new),
            diff: Diff::default(),
        }
    }

    fn piece(&mut self, kind: PieceKind, x: usize, y: usize) {
        let (old, new) = (Extent::new(self.at.0, x), Extent::new(self.at.1, y));
        self.at = (x, y);
        if old.is_empty() && new.is_empty() {
            return;
        }
        if kind == PieceKind::Equal
            && let Some(last) = self.diff.pieces.last_mut()
            && last.kind == PieceKind::Equal
        {
            last.old.end = x;
            last.new.end = y;
            return;
        }
        self.diff.pieces.push(Tile { kind, old, new });
    }

    fn equal(&mut self, x: usize, y: usize) {
        self.piece(PieceKind::Equal, x, y);
    }

    /// Emits the whitespace before a sentence, on the sides that have the sentence.
    fn gap(&mut self, old: Option<usize>, new: Option<usize>, opens: (bool, bool)) {
        let (x, y) = (old.unwrap_or(self.at.0), new.unwrap_or(self.at.1));
        let both = old.is_some() && new.is_some();
        let before = Extent::new(self.at.0, x).of(self.old);
        let after = Extent::new(self.at.1, y).of(self.new);
        if both && before == after {
            self.equal(x, y);
            return;
        }
        let layout = match (both && self.beside, opens) {
            (false, _) => WhitespaceChange::Edge,
            (true, (false, true)) => WhitespaceChange::ParagraphSplit,
            (true, (true, false)) => WhitespaceChange::ParagraphJoined,
            (true, _) => WhitespaceChange::Spacing,
        };
        self.diff.summary.layout += usize::from(layout != WhitespaceChange::Edge);
        self.piece(PieceKind::Space(layout), x, y);
    }

    fn change(&mut self, change: Change) {
        self.diff.summary.add(&change);
        self.diff.changes.push(change);
        self.beside = false;
    }

    fn removed(&mut self, extent: Extent, tokens: &[WordToken]) {
        self.gap(Some(extent.start), None, (false, false));
        self.piece(PieceKind::Change(self.diff.changes.len()), extent.end, self.at.1);
        self.diff.summary.words_removed += tokens.iter().filter(|token| token.counts()).count();
        let (classes, evidence) =
            classify::alone(self.old, extent, tokens, SpanKind::Removed, &self.context);
        let empty = Extent::new(self.at.1, self.at.1);
        self.change(Change {
            op: Op::Removed,
            old: Sentences::one(extent),
            new: Sentences::NONE,
            classes,
            evidence,
            spans: vec![super::WordSpan { kind: SpanKind::Removed, old: extent, new: empty }],
        });
    }

    fn added(&mut self, extent: Extent, tokens: &[WordToken]) {
        self.gap(None, Some(extent.start), (false, false));
        self.piece(PieceKind::Change(self.diff.changes.len()), self.at.0, extent.end);
        self.diff.summary.words_added += tokens.iter().filter(|token| token.counts()).count();
        let (classes, evidence) =
            classify::alone(self.new, extent, tokens, SpanKind::Added, &self.context);
        let empty = Extent::new(self.at.0, self.at.0);
        self.change(Change {
            op: Op::Added,
            old: Sentences::NONE,
            new: Sentences::one(extent),
            classes,
            evidence,
            spans: vec![super::WordSpan { kind: SpanKind::Added, old: empty, new: extent }],
        });
    }

    fn moved_from(&mut self, extent: Extent, link: u32, nth: usize) {
        self.gap(Some(extent.start), None, (false, false));
        self.waiting.push((self.diff.pieces.len(), link, nth));
        self.piece(PieceKind::MovedFrom(0), extent.end, self.at.1);
        self.beside = false;
    }

    /// Sets the change index of the pieces that are old positions of moved sentences.
    fn settle(&mut self) {
        self.moves.sort_unstable();
        for &(piece, link, nth) in &self.waiting {
            let Ok(at) = self.moves.binary_search_by_key(&link, |&(link, _)| link) else {
                continue;
            };
            let (Some(piece), Some(&(_, change))) =
                (self.diff.pieces.get_mut(piece), self.moves.get(at))
            else {
                continue;
            };
            piece.kind = PieceKind::MovedFrom(change + nth);
        }
    }
}

/// Compares two short texts word by word, each as one sentence.
pub(super) fn as_one(
    old: &str,
    new: &str,
    context: &classify::TextContext<'_>,
    options: &super::DiffOptions,
) -> (Vec<super::WordSpan>, classify::ClassSet, Vec<classify::ClassWitness>) {
    let (x, y) = (Extent::new(0, old.len()), Extent::new(0, new.len()));
    let (mut a, mut b) = (Vec::new(), Vec::new());
    words::tokenise(old, x, &mut a);
    words::tokenise(new, y, &mut b);
    context.expect(old, &a);
    context.expect(new, &b);
    let mut budget = StepBudget { left: options.work, coarse: false };
    let hunks = words::hunks(&a, &b, &mut budget);
    let spans = words::spans((old, x, &a), (new, y, &b), &hunks);
    let pair = classify::SentencePair {
        old_text: old,
        old: x,
        old_tokens: &a,
        new_text: new,
        new: y,
        new_tokens: &b,
    };
    let (classes, evidence) = classify::compared(&pair, Op::Edited, &hunks, &spans, context);
    (spans, classes, evidence)
}
