//! Blame: for each sentence of a version, the version that introduced it, and its text before that.

use std::sync::Arc;

use crate::article::CheckedItem as _;
use crate::diff::{DiffOptions, Extent, Op, PieceKind, diff, sentences};
use crate::store::{Result, Snapshot};
use crate::timeline::{State, Timeline};

/// A sentence and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Blamed {
    /// The extent in the text.
    pub extent: Extent,
    /// The index of the version that introduced its current wording.
    pub origin: usize,
    /// The sentence before that version edited it, if it did.
    pub was: Option<Box<Before>>,
    /// The index of the version that last moved it, if any.
    pub moved: Option<usize>,
}

/// A sentence before its last edit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Before {
    /// The text.
    pub text: String,
    /// The index of the version that introduced it.
    pub origin: usize,
}

/// The text of a state, and the origin of each of its sentences.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct StateBlame {
    /// The text.
    pub text: Arc<String>,
    /// The sentences, in order. The indexes of versions are those of their states.
    pub sentences: Vec<Blamed>,
}

/// Blames the text of a state of the timeline, through the earlier states of the same kind of text.
pub fn blame_state(catalog: &Snapshot, timeline: &Timeline, last: usize) -> Result<StateBlame> {
    let kind = timeline.states().get(last).map(|state| state.kind);
    let states = timeline.states().iter().enumerate();
    let states: Vec<(usize, &State)> =
        states.filter(|(index, state)| Some(state.kind) == kind && *index <= last).collect();
    let (text, mut sentences) = blame(states.len().saturating_sub(1), |at| {
        let version = states.get(at).and_then(|(_, state)| timeline.version_of(state));
        version.map_or(Ok(None), |version| catalog.body(version))
    })?;
    // `blame` only names the states that it was given.
    let state_at = |at: usize| states.get(at).map_or(at, |(index, _)| *index);
    for sentence in &mut sentences {
        sentence.origin = state_at(sentence.origin);
        sentence.moved = sentence.moved.map(state_at);
        if let Some(was) = &mut sentence.was {
            was.origin = state_at(was.origin);
        }
    }
    Ok(StateBlame { text, sentences })
}

/// Blames the text of the version at `index`, following edits and moves back through the previous
/// versions. `text` returns a version's body; versions without one are skipped.
///
/// Linear in the versions and their texts: each is compared with its predecessor once.
pub fn blame<E>(
    index: usize,
    mut text: impl FnMut(usize) -> std::result::Result<Option<Arc<String>>, E>,
) -> std::result::Result<(Arc<String>, Vec<Blamed>), E> {
    let mut current: Option<(Arc<String>, Vec<Blamed>)> = None;
    for version in 0..=index {
        let Some(new) = text(version)? else { continue };
        let blamed = match &current {
            None => sentences(&new)
                .into_iter()
                .map(|extent| Blamed { extent, origin: version, was: None, moved: None })
                .collect(),
            Some((old, blamed)) => step(old, blamed, &new, version),
        };
        current = Some((new, blamed));
    }
    Ok(current.unwrap_or_default())
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
        let (text, blamed) = blame(texts.len() - 1, |index| {
            Ok::<_, ()>(texts[index].map(|text| Arc::new(text.to_owned())))
        })
        .expect("no error");
        blamed
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
