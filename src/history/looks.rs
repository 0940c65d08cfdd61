//! Looks in an article's history: requests that did not return its page, each with the state after
//! which it was made.

use crate::article::ArticleId;
use crate::store::{Result, Snapshot, StoredLook};
use crate::timeline::{State, Timeline};

/// The looks at an article, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    /// Each with the index of the last state that was seen, or took effect, before it.
    looks: Vec<(Option<usize>, StoredLook)>,
}

impl Looks {
    /// Reads the looks at the article of a timeline.
    pub fn of(catalog: &Snapshot, article: ArticleId, timeline: &Timeline) -> Result<Self> {
        let looks = catalog.looks_at(article)?;
        let time = |state: &State| state.seen.map(|(first, _)| first).or(state.effective.at);
        let place = |stored: StoredLook| {
            let is_before =
                |state: &State| time(state).is_some_and(|at| at <= stored.look.at.micros());
            (timeline.states().iter().rposition(is_before), stored)
        };
        Ok(Self { looks: looks.into_iter().map(place).collect() })
    }

    /// Returns the looks that were made after a state and before the next one; for `None`, those
    /// before the first state.
    pub fn after(&self, state: Option<usize>) -> Vec<&StoredLook> {
        self.looks.iter().filter(|(at, _)| *at == state).map(|(_, look)| look).collect()
    }

    /// Returns the looks between two times, in microseconds.
    pub fn between(&self, from: Option<i64>, until: Option<i64>) -> Vec<&StoredLook> {
        let is_in = |stored: &StoredLook| {
            let at = stored.look.at.micros();
            from.is_none_or(|from| at >= from) && until.is_none_or(|until| at < until)
        };
        self.looks.iter().map(|(_, look)| look).filter(|look| is_in(look)).collect()
    }
}
