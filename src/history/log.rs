//! Log: which states of an article to show.

use std::collections::HashSet;

use crate::article::{TimeRange, UnixMicros};
use crate::timeline::Timeline;

/// Which states of a timeline to show; the default is all, in order.
#[derive(Clone, Debug, Default)]
pub struct LogQuery {
    /// The time when the state took effect. A state without a time is only in the range of all.
    pub at: TimeRange,
    /// Maximum number of states; the latest are kept.
    pub limit: Option<usize>,
    /// Returns the latest state first.
    pub reverse: bool,
}

impl LogQuery {
    /// The indexes of the states.
    pub fn states(&self, timeline: &Timeline) -> Vec<usize> {
        let states = timeline.states().iter().enumerate();
        let mut states: Vec<usize> = states
            .filter(|(_, state)| self.at.contains(state.effective.at.map(UnixMicros)))
            .map(|(index, _)| index)
            .collect();
        let most = self.limit.unwrap_or(usize::MAX);
        states.drain(..states.len().saturating_sub(most));
        if self.reverse {
            states.reverse();
        }
        states
    }
}

/// The indexes of the versions of these states, each once.
pub fn versions_of(timeline: &Timeline, states: &[usize]) -> Vec<usize> {
    let mut known = HashSet::new();
    states
        .iter()
        .filter_map(|state| timeline.states().get(*state))
        .map(|state| state.version)
        .filter(|version| known.insert(*version))
        .collect()
}
