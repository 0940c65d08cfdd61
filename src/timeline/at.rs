//! The state in effect at a given time, and how certain that is.

use serde::Serialize;

use super::observation::claim;
use super::{ClaimFit, State, Timeline};
use crate::article::{Certainty, ClockSource, Span};

/// The state in effect at a given time. Times are microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct InEffect {
    /// The state's index in [`Timeline::states`].
    pub state: usize,
    /// How certain that is.
    pub certainty: Certainty,
    /// The last observation at or before the time: the state and when.
    pub before: Option<(usize, i64)>,
    /// The first observation after the time: the state and when.
    pub after: Option<(usize, i64)>,
    /// The next dated state of another version.
    pub next: Option<usize>,
    /// Whether one of these observations is known only from a file's modification time.
    pub is_weak: bool,
}

/// An observation around the time asked for.
#[derive(Clone, Copy)]
struct Around {
    state: usize,
    at: i64,
    is_weak: bool,
    span: Span,
}

impl Timeline {
    /// Returns the state in effect just before `end`, in microseconds since 1970: the state of the
    /// [main kind](Self::main_kind) that took effect last before it. Returns `None` before the
    /// first state: a text is not the answer before it was observed, unless its claim says so.
    ///
    /// A state without a body between two states of one version does not interrupt that version. A
    /// state that was never observed answers only if its claim fits the observations around it.
    pub fn at(&self, end: i64) -> Option<InEffect> {
        let kind = self.main_kind();
        let of_kind =
            || self.states().iter().enumerate().filter(move |(_, state)| Some(state.kind) == kind);
        // The states with a body: their indexes and versions.
        let whole: Vec<(usize, usize)> = of_kind()
            .filter(|(_, state)| self.had_body(state))
            .map(|(index, state)| (index, state.version))
            .collect();
        let is_aside = |index: usize| {
            let behind = whole.partition_point(|(at, _)| *at < index);
            let version = |at: Option<usize>| Some(whole.get(at?)?.1);
            let (before, after) = (version(behind.checked_sub(1)), version(Some(behind)));
            before.is_some() && before == after
        };
        let states =
            || of_kind().filter(|(index, state)| self.had_body(state) || !is_aside(*index));
        let is_dated = |state: &State| {
            let fits =
                matches!(state.claim, ClaimFit::Between | ClaimFit::Coarse | ClaimFit::Unmoved);
            state.effective.at.is_some() && (state.seen.is_some() || fits)
        };
        if !states().any(|(_, state)| is_dated(state)) {
            // Nothing states when any of them existed.
            let (state, _) = states().next_back()?;
            let certainty = Certainty::Unknown;
            return Some(InEffect {
                state,
                certainty,
                before: None,
                after: None,
                next: None,
                is_weak: false,
            });
        }
        let dated = || states().filter(|(_, state)| is_dated(state));
        let is_in_effect = |state: &State| state.effective.at.is_some_and(|at| at < end);
        let (index, state) = dated().rfind(|(_, state)| is_in_effect(state))?;
        let observations = || dated().flat_map(|(index, state)| self.observations_of(index, state));
        let before = observations().rfind(|found| found.at < end);
        let after = observations().find(|found| found.at >= end);
        // Of several at the same instant, the state's own one.
        let own = |found: Around| {
            observations()
                .find(|other| other.state == index && other.at == found.at)
                .or(Some(found))
        };
        let (before, after) = (before.and_then(own), after.and_then(own));
        let next = dated().find(|(other, next)| *other > index && next.version != state.version);
        let is_own = |found: Option<Around>| {
            found.is_some_and(|found| self.is_same_version(found.state, index))
        };
        // An unknown order counts only after a state that could answer itself.
        let is_unordered = |(index, state): (usize, &State)| {
            let previous = self.previous(index);
            state.is_order_unknown()
                && previous.is_some_and(|at| dated().any(|(dated, _)| dated == at))
        };
        // A capture of a day may have been taken after the time within that day.
        let is_blurred = before.is_some_and(|before| before.span.is_coarse_beyond(end));
        let certainty = if is_unordered((index, state)) || is_blurred {
            Certainty::Unknown
        } else if is_own(before) && is_own(after) {
            Certainty::Observed
        } else if next.is_some_and(is_unordered) {
            Certainty::Unknown
        } else if is_own(before) {
            // It was last seen before that time; what ended it?
            match next {
                Some((_, next)) if next.claim == ClaimFit::Between => Certainty::Claimed,
                Some(_) => Certainty::Between,
                None => Certainty::Unknown,
            }
        } else if matches!(state.claim, ClaimFit::Between | ClaimFit::Unmoved)
            || state.seen.is_none()
        {
            let claim = self.version_of(state).and_then(claim);
            let is_blurred = claim.is_some_and(|claim| claim.is_coarse_beyond(end));
            match next {
                _ if is_blurred => Certainty::Between,
                Some((_, next)) if next.claim != ClaimFit::Between && !is_own(after) => {
                    Certainty::Between
                }
                _ => Certainty::Claimed,
            }
        } else {
            Certainty::Between
        };
        let is_weak = [before, after].into_iter().flatten().any(|found| found.is_weak);
        let place = |found: Option<Around>| found.map(|found| (found.state, found.at));
        Some(InEffect {
            state: index,
            certainty,
            before: place(before),
            after: place(after),
            next: next.map(|(next, _)| next),
            is_weak,
        })
    }

    /// The observations of a state, with the periods of coarse ones.
    fn observations_of<'t>(
        &'t self,
        index: usize,
        state: &'t State,
    ) -> impl DoubleEndedIterator<Item = Around> + 't {
        let captures = self.captures(state).filter(|_| state.seen.is_some());
        captures.filter_map(move |capture| {
            let seen = capture.captured.as_ref()?;
            let (at, is_weak) = (seen.micros(), seen.source() == ClockSource::FileTime);
            Some(Around { state: index, at, is_weak, span: Span::of(seen) })
        })
    }
}
