//! The state in effect at a given time, and how certain that is.

use super::{ClaimFit, State, Timeline};
use crate::article::Certainty;

/// The state in effect at a given time. Times are microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InEffect {
    /// The state's index in [`Timeline::states`].
    pub state: usize,
    /// How certain that is.
    pub certainty: Certainty,
    /// The last observation at or before the time: the state and when.
    pub before: Option<(usize, i64)>,
    /// The first observation after the time: the state and when.
    pub after: Option<(usize, i64)>,
    /// Whether one of these observations is known only from a file's modification time.
    pub is_weak: bool,
}

impl Timeline {
    /// The state in effect just before `end`, in microseconds since 1970: the last state of the
    /// [main kind](Self::main_kind) that took effect before it. `None` before the first state:
    /// there is no state before the first observation, unless a claim dates one.
    pub fn at(&self, end: i64) -> Option<InEffect> {
        let kind = self.main_kind();
        let states =
            || self.states().iter().enumerate().filter(move |(_, state)| Some(state.kind) == kind);
        let is_in_effect = |state: &State| state.effective.at.is_none_or(|at| at < end);
        let (index, state) = states().rfind(|(_, state)| is_in_effect(state))?;
        let observations = || {
            states().flat_map(|(index, state)| {
                self.observations(state).map(move |(at, is_weak)| (index, at, is_weak))
            })
        };
        let before = observations().rfind(|(_, at, _)| *at < end);
        let after = observations().find(|(_, at, _)| *at >= end);
        let next = states().find(|(other, _)| *other > index).map(|(_, next)| next);
        let is_seen_after = after.is_some_and(|(other, ..)| other == index);
        let is_seen_before = before.is_some_and(|(other, ..)| other == index);
        // A version that has neither a claim nor an observation cannot answer for any time.
        let is_timeless = state.effective.at.is_none() && state.seen.is_none();
        let is_unordered = state.is_order_unknown() || next.is_some_and(State::is_order_unknown);
        let certainty = if is_timeless || is_unordered {
            Certainty::Unknown
        } else if is_seen_before && is_seen_after {
            Certainty::Observed
        } else if is_seen_before {
            // Last observed before `end`: what ended the state?
            match next {
                Some(next) if next.claim == ClaimFit::Between => Certainty::Claimed,
                Some(_) => Certainty::Between,
                None => Certainty::Unknown,
            }
        } else if matches!(state.claim, ClaimFit::Between | ClaimFit::Unmoved)
            || state.seen.is_none()
        {
            match next {
                Some(next) if next.claim != ClaimFit::Between && !is_seen_after => {
                    Certainty::Between
                }
                _ => Certainty::Claimed,
            }
        } else {
            Certainty::Between
        };
        let is_weak = [before, after].into_iter().flatten().any(|(.., is_weak)| is_weak);
        let place = |found: Option<(usize, i64, bool)>| found.map(|(index, at, _)| (index, at));
        Some(InEffect {
            state: index,
            certainty,
            before: place(before),
            after: place(after),
            is_weak,
        })
    }
}
