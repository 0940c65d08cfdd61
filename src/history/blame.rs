//! Blame: for each sentence of a version, the version that introduced it, and its text before that.

use std::collections::HashMap;
use std::sync::Arc;

use crate::article::{CaptureKind, CheckedItem as _};
use crate::diff::{DiffOptions, Extent, Op, PieceKind, diff, sentences};
use crate::store::{Result, Snapshot};
use crate::timeline::Timeline;

/// A sentence and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blamed {
    /// The extent in the text.
    pub extent: Extent,
    /// The index of the state that introduced its current wording.
    pub origin: usize,
    /// The sentence before that state edited it, if it did.
    pub was: Option<Box<Before>>,
    /// The index of the state that last moved it, if any.
    pub moved: Option<usize>,
}

/// A sentence before its last edit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Before {
    /// The text.
    pub text: String,
    /// The index of the state that introduced it.
    pub origin: usize,
}

/// The text of a state, and the origin of each of its sentences.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct StateBlame {
    /// The text.
    pub text: Arc<String>,
    /// The sentences, in order.
    pub sentences: Vec<Blamed>,
}

/// Blames the text of a state of the timeline, through the earlier states of the same kind of text.
///
/// Linear in the states and their texts: each is compared with its predecessor once.
pub fn blame_state(catalog: &Snapshot, timeline: &Timeline, last: usize) -> Result<StateBlame> {
    BlameWalk::new(catalog, timeline).at(last)
}

/// The blame of one state after the other. For states in order, each text is compared with its
/// predecessor once.
pub struct BlameWalk<'c> {
    catalog: &'c Snapshot,
    timeline: &'c Timeline,
    /// For each kind of text, the state that was asked for last, and its blame.
    last: HashMap<CaptureKind, (usize, Option<StateBlame>)>,
}

impl<'c> BlameWalk<'c> {
    /// Begins before the first state.
    pub fn new(catalog: &'c Snapshot, timeline: &'c Timeline) -> Self {
        Self { catalog, timeline, last: HashMap::new() }
    }

    /// Blames the text of a state, as [`blame_state`] does. A state before the one that was asked for
    /// last is blamed from the beginning.
    pub fn at(&mut self, last: usize) -> Result<StateBlame> {
        let states = self.timeline.states();
        let Some(kind) = states.get(last).map(|state| state.kind) else {
            return Ok(StateBlame::default());
        };
        let before = self.last.remove(&kind).filter(|(at, _)| *at <= last);
        let (from, mut blame) = before.map_or((0, None), |(at, blame)| (at + 1, blame));
        for (index, state) in states.iter().enumerate().take(last + 1).skip(from) {
            let version = self.timeline.version_of(state).filter(|_| state.kind == kind);
            let text = version.map(|version| self.catalog.body(version)).transpose()?.flatten();
            if let Some(text) = text {
                blame = Some(next(blame.as_ref(), text, index));
            }
        }
        self.last.insert(kind, (last, blame.clone()));
        Ok(blame.unwrap_or_default())
    }
}

/// The blame of a text, carried over from the text before it.
fn next(before: Option<&StateBlame>, text: Arc<String>, index: usize) -> StateBlame {
    let sentences = match before {
        None => sentences(&text)
            .into_iter()
            .map(|extent| Blamed { extent, origin: index, was: None, moved: None })
            .collect(),
        Some(before) => step(&before.text, &before.sentences, &text, index),
    };
    StateBlame { text, sentences }
}

/// Carries the blame of `old` over to `new`, the text of `version`.
fn step(old: &str, blamed: &[Blamed], new: &str, version: usize) -> Vec<Blamed> {
    let diff = diff(old, new, &DiffOptions::default());
    let mut carried = Vec::with_capacity(blamed.len());
    for piece in &diff.pieces {
        match piece.kind {
            PieceKind::Equal => carry(blamed, piece.old, piece.new, None, &mut carried),
            PieceKind::Space(_) | PieceKind::MovedFrom(_) => {}
            PieceKind::Change(at) => {
                let Some(change) = diff.changes.item(at) else { continue };
                match change.op {
                    Op::Removed => {}
                    Op::Moved => {
                        for (from, to) in change.old.iter().zip(change.new.iter()) {
                            carry(blamed, *from, *to, Some(version), &mut carried);
                        }
                    }
                    // Only quotes or dashes changed: the words keep their origin.
                    Op::Format => {
                        let origin = origin_at(blamed, change.old.extent());
                        carried.extend(change.new.iter().map(|extent| Blamed {
                            extent: *extent,
                            origin: origin.map_or(version, |blamed| blamed.origin),
                            was: origin.and_then(|blamed| blamed.was.clone()),
                            moved: origin.and_then(|blamed| blamed.moved),
                        }));
                    }
                    Op::Added | Op::Edited | Op::Split | Op::Merged => {
                        let was = origin_at(blamed, change.old.extent()).map(|before| {
                            let text = change.old.extent().of(old).to_owned();
                            Box::new(Before { text, origin: before.origin })
                        });
                        carried.extend(change.new.iter().map(|extent| Blamed {
                            extent: *extent,
                            origin: version,
                            was: was.clone(),
                            moved: None,
                        }));
                    }
                }
            }
        }
    }
    carried
}

/// The sentence at the start of the extent.
fn origin_at(blamed: &[Blamed], extent: Extent) -> Option<&Blamed> {
    if extent.is_empty() {
        return None;
    }
    let after = blamed.partition_point(|sentence| sentence.extent.start <= extent.start);
    after.checked_sub(1).and_then(|at| blamed.get(at))
}

/// Copies the sentences of `from` to the position of the same bytes in the new text.
fn carry(
    blamed: &[Blamed],
    from: Extent,
    to: Extent,
    moved: Option<usize>,
    carried: &mut Vec<Blamed>,
) {
    let first = blamed.partition_point(|sentence| sentence.extent.end <= from.start);
    for sentence in blamed.iter().skip(first) {
        if sentence.extent.start >= from.end {
            break;
        }
        let start = sentence.extent.start.max(from.start) - from.start + to.start;
        let end = sentence.extent.end.min(from.end) - from.start + to.start;
        let mut sentence = sentence.clone();
        sentence.extent = Extent::new(start, end);
        sentence.moved = moved.or(sentence.moved);
        carried.push(sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Formats as `origin:text`, followed by `<was` and `~moved`.
    fn shown(texts: &[Option<&str>]) -> Vec<String> {
        let mut blame: Option<StateBlame> = None;
        for (index, text) in texts.iter().enumerate() {
            if let Some(text) = text {
                blame = Some(next(blame.as_ref(), Arc::new((*text).to_owned()), index));
            }
        }
        let StateBlame { text, sentences } = blame.unwrap_or_default();
        sentences
            .iter()
            .map(|sentence| {
                let was = sentence
                    .was
                    .as_ref()
                    .map_or(String::new(), |was| format!(" <{}:{}", was.origin, was.text));
                let moved = sentence.moved.map_or(String::new(), |version| format!(" ~{version}"));
                format!("{}:{}{was}{moved}", sentence.origin, sentence.extent.of(&text))
            })
            .collect()
    }

    #[test]
    fn sentences_are_followed_through_edits_and_moves() {
        let one = "The mayor of the town resigned on Monday. Repairs to the bridge take 3 days. \
                   No one was hurt in the fire.";
        let two = "The mayor of the town resigned on Monday. Repairs to the bridge take 30 days. \
                   A new sentence came in. No one was hurt in the fire.";
        let three = "No one was hurt in the fire. The mayor of the town resigned on Monday. \
                     Repairs to the bridge take 30 days. A new sentence came in.";
        assert_eq!(
            shown(&[Some(one), None, Some(two), Some(three)]),
            [
                "0:No one was hurt in the fire. ~3",
                "0:The mayor of the town resigned on Monday.",
                "2:Repairs to the bridge take 30 days. <0:Repairs to the bridge take 3 days.",
                "2:A new sentence came in.",
            ]
        );
    }

    #[test]
    fn other_quotes_leave_a_sentence_whose_it_was() {
        let shown = shown(&[
            Some("He said \"no\" twice. So be it."),
            Some("He said “no” twice. So be it."),
        ]);
        assert_eq!(shown, ["0:He said “no” twice.", "0:So be it."]);
    }

    #[test]
    fn no_text_has_no_sentences() {
        assert!(shown(&[None]).is_empty());
        assert!(shown(&[Some("A b."), Some("")]).is_empty());
    }
}
