//! Tuning: the constants of the similarity search. They were chosen on labeled pairs of real versions
//! (`tests/it/diff_labels.rs`), which fail if a change makes the result worse.

/// Minimum similarity of an edit in the same gap and in order. Two unrelated sentences of one
/// article share their small words, and reach .2 to .25.
pub(super) const IN_PLACE: f32 = 0.30;
/// A pair in place is also an edit if this much of the shorter sentence is in the longer one, in
/// order (a stub that was expanded),
pub(super) const CONTAINED: f32 = 0.62;
/// and the shared part has at least this weight.
pub(super) const TELLING: u32 = 10;
/// A name with a number at the start of both identifies the same entry if it has at least this
/// weight.
pub(super) const NAME: u32 = 8;
/// Labels (a heading, a date, a table cell) have at most this many words and bytes. They are
/// compared letter by letter, with all digits equal, and match if they share the fraction `LABEL`.
pub(super) const LABEL_WORDS: u32 = 3;
pub(super) const LABEL_BYTES: usize = 32;
pub(super) const LABEL: f32 = 0.70;
/// A name with a number is among this many words at the start.
pub(super) const HEAD: usize = 4;
/// A move must be more similar than dissimilar,
pub(super) const ELSEWHERE: f32 = 0.50;
/// and must share words of this weight (three or four long ones),
pub(super) const MOVED: f32 = 18.0;
/// or have this similarity.
pub(super) const MOVED_SHORT: f32 = 0.80;
/// A word that occurs more often than this in the unmatched sentences of both sides weighs less.
pub(super) const COMMON: u32 = 12;
/// A split or merge must explain this fraction of all words involved.
pub(super) const DOUBLE: f32 = 0.60;
/// The outer parts must each be explained to this extent by words that the other parts leave over.
pub(super) const PART: f32 = 0.50;
/// Maximum number of parts of a split or merge, minus one.
pub(super) const PARTS_MAX: usize = 40;
/// A candidate that cannot come within this distance of the best one is skipped.
pub(super) const BEHIND: f32 = 0.35;
/// Postings read per word; for a more common word, only those near the expected position.
pub(super) const POSTINGS: usize = 32;
/// The shared weight, in terms of the first score, is doubled to get a similarity. The first score
/// counts repeated words once, so another half is allowed for repeats; more in a sentence that
/// repeats a word more often.
pub(super) const REPEATS: u32 = 3;
/// Candidates scored per sentence. If equally good ones are left out, the result is coarse.
pub(super) const CANDIDATES: usize = 16;
/// Gaps of at most this many new sentences are scored in full.
pub(super) const SMALL_GAP: usize = 16;
/// Above this many cells the subsequence is not searched, and the bag of words is used instead.
pub(super) const SEQUENCE_CELLS: usize = 1 << 16;

/// Two rows of a table have at least this fraction of their words in common.
pub(super) const ROW: f32 = 0.40;
/// A gap is a table if at least three of this many neighbors are rows.
pub(super) const ROWS_OF: usize = 5;
/// What a common label adds to the similarity of two rows.
pub(super) const ROW_LABEL: f32 = 0.50;
/// Above this many cells the rows of a gap are not aligned, and the result is coarse.
pub(super) const ROW_CELLS: usize = 1 << 20;
/// A short entry has at most this many words. One with the same start is the same entry elsewhere.
pub(super) const ENTRY_WORDS: u32 = 12;
/// The weight of the first two words that identify an entry.
pub(super) const ENTRY_START: u32 = 9;
