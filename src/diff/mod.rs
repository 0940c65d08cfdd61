//! The diff: what changed between two texts, as sentence operations and word spans.
//!
//! A text is read as paragraphs of sentences. Equal text is found first, paragraph by paragraph and
//! then sentence by sentence, by hash and verified byte by byte. What is left over is matched by
//! likeness, in place or across the text; a matched pair that leaves the common order is a *move*.
//! Words are compared only inside pairs. Every change says what kind of thing changed ([`Class`]),
//! with its evidence.
//!
//! ```
//! use recension::diff::{Class, Op, Options, diff};
//!
//! let old = "The mayor resigned. Repairs will take 3 days.";
//! let new = "The mayor resigned. Repairs will take 30 days. No one was hurt.";
//! let diff = diff(old, new, &Options::default());
//!
//! assert_eq!(diff.changes[0].op, Op::Edited);
//! assert!(diff.changes[0].classes.contains(Class::Number));
//! assert_eq!(diff.changes[1].op, Op::Added);
//! assert_eq!(diff.changes[1].new[0].of(new), "No one was hurt.");
//! assert_eq!(diff.script(new).apply(old).as_deref(), Some(new));
//! ```
//!
//! # Laws
//! - [`Diff::pieces`] tile both texts: their old extents, joined, are the old text; their new
//!   extents are the new one. So every byte belongs to exactly one change, or to equal text, or to
//!   the white space between sentences.
//! - What is called equal is equal byte for byte, so that old + operations = new ([`Script`]).
//! - `diff(a, a)` is empty.
//! - The answer depends on the two texts and the options alone. Work is bounded by counting steps,
//!   never by a clock; where the bound cut the search short, [`Diff::coarse`] says so.

mod agree;
mod align;
mod classify;
mod document;
mod fold;
mod hash;
mod likeness;
mod lines;
mod lists;
mod outline;
mod pieces;
mod segment;
mod summary;
mod words;

use std::ops::Deref;

pub use classify::{Class, ClassSet, Evidence};
pub use document::{DocumentDiff, FieldChange, FieldName, Fields, diff_documents, diff_field};
pub use lines::matching_lines;
pub use outline::{BodyChange, FieldSet, OpOutline, Outline};
pub use pieces::{Layout, Piece, PieceKind, Script, Step};
pub use segment::sentences;
pub use summary::Summary;

/// A run of bytes `start..end` in one of the two texts, on character borders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Extent {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Extent {
    /// The extent `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Its length in bytes.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds nothing.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text that it names; empty where `text` is not the one that it was made for.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// How a diff is made.
#[derive(Clone, Debug)]
pub struct Options {
    /// The bound on the work, in elementary comparisons (about a nanosecond each). When it is used
    /// up, what remains is answered more coarsely, and [`Diff::coarse`] is set.
    pub work: u64,
}

impl Default for Options {
    /// 60 million steps: enough for 1 MB pairs in which every sentence was edited.
    fn default() -> Self {
        Self { work: 60_000_000 }
    }
}

/// What happened to a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// A sentence is new.
    Added,
    /// A sentence is gone.
    Removed,
    /// A sentence's words changed.
    Edited,
    /// A sentence stands elsewhere, past others that kept their order.
    Moved,
    /// One sentence became two or more.
    Split,
    /// Two or more sentences became one.
    Merged,
    /// Only quotes, dashes, white space, invisible hyphens or the Unicode form differ.
    Format,
}

impl Op {
    /// All operations, in the order in which summaries name them.
    pub const ALL: [Self; 7] = [
        Self::Added,
        Self::Removed,
        Self::Edited,
        Self::Moved,
        Self::Split,
        Self::Merged,
        Self::Format,
    ];

    /// Its stable name, as machines read it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Edited => "edited",
            Self::Moved => "moved",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Format => "format",
        }
    }
}

/// Neighbouring sentences of one text: none, one, or those that were one or are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences(Held);

/// Up to one sentence, as nearly all changes have, costs no allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    None,
    One([Extent; 1]),
    Several(Box<[Extent]>),
}

impl Sentences {
    /// No sentence: the old side of what was added, the new side of what was removed.
    pub const NONE: Self = Self(Held::None);

    /// One sentence.
    pub const fn one(extent: Extent) -> Self {
        Self(Held::One([extent]))
    }

    /// Neighbouring sentences, in the text's order.
    fn several(extents: impl Iterator<Item = Extent>) -> Self {
        Self(Held::Several(extents.collect()))
    }

    /// From the first sentence's start to the last one's end.
    pub fn extent(&self) -> Extent {
        match (self.first(), self.last()) {
            (Some(first), Some(last)) => Extent::new(first.start, last.end),
            _ => Extent::default(),
        }
    }
}

impl Default for Sentences {
    fn default() -> Self {
        Self::NONE
    }
}

impl Deref for Sentences {
    type Target = [Extent];

    fn deref(&self) -> &[Extent] {
        match &self.0 {
            Held::None => &[],
            Held::One(extent) => extent,
            Held::Several(extents) => extents,
        }
    }
}

/// What a span of words inside a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpanKind {
    /// The same bytes in both texts.
    Equal,
    /// In the old text only.
    Removed,
    /// In the new text only.
    Added,
}

/// A run of whole words inside a change. The spans of a change tile its extent on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What it is.
    pub kind: SpanKind,
    /// Its place in the old text; empty when added.
    pub old: Extent,
    /// Its place in the new text; empty when removed.
    pub new: Extent,
}

/// One operation on one sentence (or on several that were one, or are).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub op: Op,
    /// The old sentences: none when added, two or more when merged.
    pub old: Sentences,
    /// The new sentences: none when removed, two or more when split.
    pub new: Sentences,
    /// What kinds of thing changed.
    pub classes: ClassSet,
    /// What the classes were read from.
    pub evidence: Vec<Evidence>,
    /// The words. Empty for [`Op::Moved`]: a sentence both moved and edited has two entries with the
    /// same sentences, and the edit's holds the words.
    pub spans: Vec<Span>,
}

impl Change {
    /// Whether no fact changed and what did is typography or page furniture.
    pub fn is_noise(&self) -> bool {
        !self.classes.has_fact()
            && (self.op == Op::Format
                || (!self.classes.is_empty() && self.classes.iter().all(Class::is_noise)))
    }
}

/// The changes between two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The operations, in reading order. Equal sentences are left out.
    pub changes: Vec<Change>,
    /// Both texts, tiled.
    pub pieces: Vec<Piece>,
    /// Counts.
    pub summary: Summary,
    /// Whether the bound on the work cut the search short: what is shown is true, but a sentence may
    /// be called removed and added that a longer search would have paired.
    pub coarse: bool,
}

impl Diff {
    /// Whether the two texts are the same, byte for byte.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.kind == PieceKind::Equal)
    }

    /// Paragraph breaks that came or went, and other white space between sentences that changed on
    /// its own: reported apart from the sentences, which are the same.
    pub fn layout(&self) -> impl Iterator<Item = (Layout, &Piece)> {
        self.pieces.iter().filter_map(|piece| match piece.kind {
            PieceKind::Space(Layout::Edge) => None,
            PieceKind::Space(layout) => Some((layout, piece)),
            _ => None,
        })
    }
}

/// The changes from `old` to `new`, two bodies of text.
///
/// Takes linear memory, and time that `options` bounds. Never fails: any two strings have a diff.
pub fn diff(old: &str, new: &str, options: &Options) -> Diff {
    let mut budget = Budget { left: options.work, coarse: false };
    let mut diff = pieces::build(old, new, &mut budget);
    diff.coarse = budget.coarse;
    diff
}

/// What a cell of `similar`'s Myers search costs at worst, in steps (measured).
const MYERS_COST: u64 = 8;

/// Steps left. Every search charges what it may cost before it starts.
struct Budget {
    left: u64,
    coarse: bool,
}

impl Budget {
    /// Whether `cost` steps could be paid; if not, the answer becomes coarse.
    fn pay(&mut self, cost: u64) -> bool {
        if cost <= self.left {
            self.left -= cost;
            true
        } else {
            self.coarse = true;
            false
        }
    }
}
