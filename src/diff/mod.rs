//! The diff: what changed between two texts, as sentence operations and word spans.
//!
//! A text is split into paragraphs of sentences. Equal text is found first, by paragraph and then
//! by sentence, using hashes verified byte by byte. The remaining sentences are paired by
//! similarity, in place or across the text; a pair that breaks the common order is a *move*. Words
//! are compared only within pairs. Every change lists what kinds of thing changed ([`Class`]), with
//! the evidence.
//!
//! ```
//! use recension::diff::{Class, DiffOptions, Op, diff};
//!
//! let old = "The mayor resigned. Repairs will take 3 days.";
//! let new = "The mayor resigned. Repairs will take 30 days. No one was hurt.";
//! let diff = diff(old, new, &DiffOptions::default());
//!
//! assert_eq!(diff.changes[0].op, Op::Edited);
//! assert!(diff.changes[0].classes.contains(Class::Number));
//! assert_eq!(diff.changes[1].op, Op::Added);
//! assert_eq!(diff.changes[1].new[0].of(new), "No one was hurt.");
//! assert_eq!(diff.script(new).apply(old).as_deref(), Some(new));
//!
//! // Offsets are bytes; operations and classes have their stable names.
//! let json = serde_json::to_value(&diff)?;
//! assert_eq!(json["changes"][0]["op"], "edited");
//! assert_eq!(json["changes"][0]["classes"][0], "number");
//! assert_eq!(json["summary"]["added"], 1);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Laws
//! - [`Diff::pieces`] tile both texts: the old extents, joined, are the old text; the new extents,
//!   joined, are the new text. Every byte belongs to exactly one change, to equal text, or to the
//!   whitespace between sentences.
//! - Text reported as equal is equal byte for byte, so old + operations = new ([`Script`]).
//! - `diff(a, a)` is empty.
//! - The result depends only on the two texts and the options. Work is bounded by counting steps,
//!   never by elapsed time; if the bound cuts the search short, [`Diff::coarse`] is set.

mod align;
mod assemble;
mod boundary_repair;
mod change_summary;
mod classify;
mod document;
mod hash;
mod lines;
mod segment;
mod similarity;
mod struck;
mod summary;
mod typographic_fold;
pub mod versions;
mod words;

use std::ops::Deref;

use serde::{Serialize, Serializer};

use crate::article::{UnknownName, serialize_by_name, setters};

pub use assemble::{PieceKind, Script, ScriptStep, Tile, WhitespaceChange};
pub use change_summary::{BodyChange, ChangeSummary, FieldSet, OpOutline, OpSet};
pub use classify::{Class, ClassSet, ClassWitness};
pub(crate) use classify::{is_code_sentence, is_telling, nearly};
pub use document::{
    DocumentDiff, DocumentFields, FieldChange, FieldName, diff_documents, diff_field,
};
pub use lines::matching_lines;
pub use segment::sentences;
pub use summary::DiffSummary;

/// A byte range `start..end` in one of the two texts, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
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

    /// The length in bytes.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the extent is empty.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text at this extent; empty if the extent does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Options of a diff.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DiffOptions {
    /// The bound on the work, in elementary comparisons (about a nanosecond each). When it is used
    /// up, the rest is compared more coarsely, and [`Diff::coarse`] is set.
    pub work: u64,
}

setters!(DiffOptions { work: u64 });

impl Default for DiffOptions {
    /// 60 million steps: enough for 1 MB pairs in which every sentence was edited.
    fn default() -> Self {
        Self { work: 60_000_000 }
    }
}

/// What happened to a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Op {
    /// A sentence was added.
    Added,
    /// A sentence was removed.
    Removed,
    /// A sentence's words changed.
    Edited,
    /// A sentence is in another place, past sentences that kept their order.
    Moved,
    /// One sentence became two or more.
    Split,
    /// Two or more sentences became one.
    Merged,
    /// Only quotes, dashes, whitespace, invisible hyphens or the Unicode form differ.
    Format,
}

impl Op {
    /// All operations, in the order in which summaries list them.
    pub const ALL: [Self; 7] = [
        Self::Added,
        Self::Removed,
        Self::Edited,
        Self::Moved,
        Self::Split,
        Self::Merged,
        Self::Format,
    ];

    /// The stable, machine-readable name.
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

impl std::str::FromStr for Op {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        UnknownName::find(text, ("an operation", "operations"), Self::ALL, Self::name)
    }
}

/// Neighboring sentences of one text: none, one, or the several sides of a split or merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentences(Held);

/// Holding at most one sentence, as in nearly all changes, costs no allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    None,
    One([Extent; 1]),
    Several(Box<[Extent]>),
}

impl Sentences {
    /// No sentence: the old side of an addition, the new side of a removal.
    pub const NONE: Self = Self(Held::None);

    /// One sentence.
    pub const fn one(extent: Extent) -> Self {
        Self(Held::One([extent]))
    }

    /// Neighboring sentences, in text order.
    fn several(extents: impl Iterator<Item = Extent>) -> Self {
        Self(Held::Several(extents.collect()))
    }

    /// The extent from the start of the first sentence to the end of the last one.
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

/// The kind of a span of words inside a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SpanKind {
    /// The same bytes in both texts.
    Equal,
    /// In the old text only.
    Removed,
    /// In the new text only.
    Added,
}

/// A run of whole words inside a change. The spans of a change tile its extent on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WordSpan {
    /// The kind.
    pub kind: SpanKind,
    /// The extent in the old text; empty when added.
    pub old: Extent,
    /// The extent in the new text; empty when removed.
    pub new: Extent,
}

/// One operation on one sentence, or on several if a sentence was split or merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The operation.
    pub op: Op,
    /// The old sentences: none when added, two or more when merged.
    pub old: Sentences,
    /// The new sentences: none when removed, two or more when split.
    pub new: Sentences,
    /// The kinds of thing that changed.
    pub classes: ClassSet,
    /// The evidence for the classes.
    pub evidence: Vec<ClassWitness>,
    /// The word spans. Empty for [`Op::Moved`]: a sentence both moved and edited has two entries
    /// with the same sentences, and the edit's entry holds the words.
    pub spans: Vec<WordSpan>,
}

impl Change {
    /// Whether no fact changed and the change is only typography or boilerplate.
    pub fn is_noise(&self) -> bool {
        !self.classes.has_fact()
            && (self.op == Op::Format
                || (!self.classes.is_empty() && self.classes.iter().all(Class::is_noise)))
    }
}

/// The changes between two texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diff {
    /// The operations, in reading order. Equal sentences are left out.
    pub changes: Vec<Change>,
    /// Pieces that tile both texts.
    pub pieces: Vec<Tile>,
    /// Counts.
    pub summary: DiffSummary,
    /// Whether the bound on the work cut the search short. The diff is still correct, but a
    /// sentence may be reported as removed and added that a longer search would have paired.
    pub coarse: bool,
}

impl Diff {
    /// Whether the two texts are the same, byte for byte.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.kind == PieceKind::Equal)
    }

    /// Added or removed paragraph breaks, and other whitespace between sentences that changed on
    /// its own. They are reported separately because the sentences are the same.
    pub fn layout(&self) -> impl Iterator<Item = (WhitespaceChange, &Tile)> {
        self.pieces.iter().filter_map(|piece| match piece.kind {
            PieceKind::Space(WhitespaceChange::Edge) => None,
            PieceKind::Space(layout) => Some((layout, piece)),
            _ => None,
        })
    }
}

/// Returns the changes from `old` to `new`, the texts of two bodies.
///
/// Uses linear memory, and time bounded by `options`. Never fails: any two strings have a diff.
pub fn diff(old: &str, new: &str, options: &DiffOptions) -> Diff {
    let mut budget = StepBudget { left: options.work, coarse: false };
    let mut diff = assemble::build(old, new, &mut budget);
    diff.coarse = budget.coarse;
    diff
}

/// Worst-case cost of a cell of `similar`'s Myers search, in steps (measured).
const MYERS_COST: u64 = 8;

/// The remaining steps. Every search charges its maximum cost before it starts.
struct StepBudget {
    left: u64,
    coarse: bool,
}

impl StepBudget {
    /// Charges `cost` steps. Returns `false` and marks the result as coarse if too few are left.
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

serialize_by_name!(Op, Class, FieldName, WhitespaceChange);

impl Serialize for Sentences {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for ClassSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl Serialize for DiffSummary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let counts = Op::ALL.map(|op| (op.name(), self.count(op)));
        let words = [
            ("words_added", self.words_added),
            ("words_removed", self.words_removed),
            ("layout", self.layout),
        ];
        serializer.collect_map(counts.into_iter().chain(words))
    }
}
