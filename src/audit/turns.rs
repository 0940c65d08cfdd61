//! Turns: two or more editions of a page that are served in turn. A text that comes back within
//! minutes with its old timestamps was not edited: two servers, a cache or a test serve both.

use std::collections::HashMap;

use super::clocks::{DAY, HOUR};
use crate::article::{CaptureKind, StoredVersion, Timestamp};
use crate::timeline::{State, Timeline};

/// Editions served in turn. An *index* is the index of a state in the timeline.
#[derive(Debug)]
pub(super) struct Turn {
    /// The states that the turn begins with, continues and ends with, in order.
    pub(super) states: Vec<usize>,
    /// The first state of each edition.
    pub(super) editions: Vec<usize>,
    /// The first state of the edition that stays, if it is not the one that the turn begins with:
    /// the page was edited, and the old edition was still served for some time.
    pub(super) stays: Option<usize>,
}

impl Turn {
    /// Whether the change to the state with this index is a change of editions, not an edit.
    pub(super) fn explains(&self, index: usize) -> bool {
        self.stays != Some(index) && self.states.iter().skip(1).any(|state| *state == index)
    }
}

/// Fewer returns are a text that came back.
const LEAST_RETURNS: usize = 2;
/// Editions with the same timestamps come back within this time.
const SOON: i64 = HOUR;
/// Editions whose timestamps come back with them do so within this time.
const SOON_WITH_CLOCKS: i64 = DAY;
/// An edition that is observed for this long at the end of a turn stays.
const STAYS: i64 = HOUR;

/// The turns of an article. `updated_is_ours` is whether `updated` comes from the collector.
pub(super) fn turns(timeline: &Timeline, updated_is_ours: bool) -> Vec<Turn> {
    let mut turns = Vec::new();
    for kind in CaptureKind::ALL {
        let states = timeline.states().iter().enumerate();
        let of_kind = states.filter(|(_, state)| state.kind == kind);
        let states: Vec<(usize, &State)> = of_kind.collect();
        turns.extend(turns_of(timeline, &states, updated_is_ours));
    }
    turns
}

/// A turn being found, by positions among the states of its kind.
struct Draft {
    first: usize,
    last: usize,
    returns: usize,
}

fn turns_of(timeline: &Timeline, states: &[(usize, &State)], updated_is_ours: bool) -> Vec<Turn> {
    let positions: HashMap<usize, usize> =
        states.iter().enumerate().map(|(position, (index, _))| (*index, position)).collect();
    // The position of the first state of each state's edition.
    let mut editions: Vec<usize> = Vec::with_capacity(states.len());
    let mut last_of_version: HashMap<usize, usize> = HashMap::new();
    let mut drafts: Vec<Draft> = Vec::new();
    for (position, (_, state)) in states.iter().enumerate() {
        let same_version = last_of_version.insert(state.version, position);
        let same_text = state.returns_to.and_then(|earlier| positions.get(&earlier).copied());
        let earlier = same_version.or(same_text);
        editions.push(earlier.and_then(|at| editions.get(at).copied()).unwrap_or(position));
        let Some(earlier) = earlier else { continue };
        let between = states.get(earlier).zip(states.get(position.wrapping_sub(1)));
        let is_in_turn = between.is_some_and(|((_, earlier), (_, before))| {
            is_served_again(timeline, [*earlier, *before, *state], updated_is_ours)
        });
        if !is_in_turn {
            continue;
        }
        match drafts.last_mut() {
            // Both editions of a page may be edited: then two others are served in turn.
            Some(draft) if earlier <= draft.last => {
                draft.first = draft.first.min(earlier);
                draft.last = position;
                draft.returns += 1;
            }
            _ => drafts.push(Draft { first: earlier, last: position, returns: 1 }),
        }
    }
    let drafts = drafts.into_iter().filter(|draft| draft.returns >= LEAST_RETURNS);
    drafts.filter_map(|draft| turn(states, &editions, &draft)).collect()
}

fn turn(states: &[(usize, &State)], editions: &[usize], draft: &Draft) -> Option<Turn> {
    let range = draft.first..=draft.last;
    let states = states.get(range.clone())?;
    let editions = editions.get(range)?;
    let first_of = |edition: &usize| {
        let position = editions.iter().position(|other| other == edition)?;
        Some(states.get(position)?.0)
    };
    let mut seen: Vec<usize> = editions.iter().filter_map(first_of).collect();
    seen.sort_unstable();
    seen.dedup();
    let (_, last) = states.last()?;
    let stays = last.seen.is_some_and(|(first, last)| last - first >= STAYS)
        && editions.first() != editions.last();
    Some(Turn {
        states: states.iter().map(|(index, _)| *index).collect(),
        editions: seen,
        stays: editions.last().filter(|_| stays).and_then(first_of),
    })
}

/// Whether a state is an edition that is served again: it follows soon after the state before it,
/// and has the timestamps that its text had earlier.
fn is_served_again(timeline: &Timeline, states: [&State; 3], updated_is_ours: bool) -> bool {
    let [earlier, before, state] = states;
    let versions = states.map(|state| timeline.version_of(state));
    let [Some(was), Some(between), Some(is)] = versions else { return false };
    let seen = before.seen.zip(state.seen);
    let Some(apart) = seen.map(|((_, last), (first, _))| first - last) else { return false };
    if state.read_differently || state.is_order_unknown() || earlier.seen.is_none() {
        return false;
    }
    let is_restored = clocks(was) == clocks(is);
    let alternate = is_restored && clocks(between) != clocks(is);
    ((is_restored || updated_is_ours) && apart < SOON) || (alternate && apart < SOON_WITH_CLOCKS)
}

fn clocks(version: &StoredVersion) -> [Option<String>; 2] {
    [&version.published, &version.updated].map(|clock| clock.as_ref().map(Timestamp::canonical))
}
