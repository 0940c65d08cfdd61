//! Log: which states of an article to show.

use std::collections::HashSet;

use super::looks::Looks;
use crate::article::{TimeRange, UnixMicros, setters};
use crate::store::StoredLook;
use crate::timeline::Timeline;

/// Which states of a timeline to show; the default is all, in order.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct LogQuery {
    /// The time when the state took effect. A state without a time is only in the range of all.
    pub at: TimeRange,
    /// Maximum number of states; the latest are kept.
    pub limit: Option<usize>,
    /// Returns the latest state first.
    pub reverse: bool,
}

setters!(LogQuery {
    at: TimeRange,
    limit: impl Into<Option<usize>>,
    reverse: bool,
});

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

    /// The states and the looks between them, in the order of [`LogQuery::states`]. With a limit,
    /// looks before the first of these states are left out.
    pub fn lines<'l>(&self, timeline: &Timeline, looks: &'l Looks) -> Vec<LogLine<'l>> {
        let states = self.states(timeline);
        let shown = |state: Option<usize>| {
            let mut found = looks.after(state);
            found.retain(|one| self.at.contains(Some(UnixMicros(one.look.at.micros()))));
            LogLine::Looks(found)
        };
        let first = states.iter().min().filter(|_| self.limit.is_some());
        let from = first.copied().unwrap_or_default();
        let before = (from == 0).then(|| shown(None));
        let rest = (from..timeline.states().len()).flat_map(|index| {
            let state = states.contains(&index).then_some(LogLine::State(index));
            state.into_iter().chain([shown(Some(index))])
        });
        let mut lines: Vec<LogLine<'l>> = before.into_iter().chain(rest).collect();
        if self.reverse {
            lines.reverse();
        }
        lines
    }
}

/// A part of a log.
#[derive(Clone, Debug)]
pub enum LogLine<'l> {
    /// The state with this index.
    State(usize),
    /// Requests between two states that did not return the page.
    Looks(Vec<&'l StoredLook>),
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
