//! The timeline: what the page said, when, and in what order.
//!
//! Computed from what was *observed*, never from the order of import; `docs/timeline.md` explains
//! it with examples. Pure functions over domain types.
//!
//! - An *observation* is a capture whose source states when it was made. A file's modification time
//!   is a weak observation: it counts only if it contradicts no claim and no stated observation.
//! - A *state* is a maximal run of consecutive observations of one version. A text that comes back
//!   is a new state: A, B, A are three states of two versions.
//! - The *order* is that of the observations; if these are equal, that of their sequence, then of
//!   the claims, then of the position in the same input (for observations known only to a day, the
//!   position is first). If only the id decides, the order is unknown. A version that was not
//!   observed is placed after the last state whose claim is not later than its own.
//! - The *effective time* of a state is its claim, limited to the time between the last observation
//!   of the previous state and its own first observation.
//! - A page that a later version of the extractor has read again counts as that reading says. The
//!   earlier reading stays in the catalog, but is no observation, so that a better extractor never
//!   looks like an edit.
//! - Each kind of text (page, conversion, feed entry, sitemap line) has its own states: states of
//!   different kinds are not compared.

mod at;
mod observation;
mod order;
mod state;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use serde::Serialize;

use crate::article::{
    CaptureKind, CheckedItem as _, Precision, StoredCapture, StoredVersion, Timestamp,
    serialize_by_name,
};

pub use at::InEffect;
pub use order::OrderBasis;
pub use state::{ClaimFit, Effective, State};

/// The version of this code and of the diff. Tables derived by another version are derived again.
/// Increase it with every change of results; a test over a fixed corpus checks this.
pub const DERIVATION_VERSION: i64 = 12;

/// An article's versions and states, in order.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    versions: Vec<StoredVersion>,
    states: Vec<State>,
}

/// What the states of a version show together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct VersionFlags {
    /// It was a silent edit.
    pub silent: bool,
    /// The index of the version whose text it repeats.
    pub returns_to: Option<usize>,
    /// How often it was observed again after another version.
    pub seen_again: usize,
    /// The order of one of its states after the previous one is unknown.
    pub order_unknown: bool,
    /// Its text was redacted.
    pub redacted: bool,
}

/// An observation: the index of its state, and the capture.
pub type Observation<'t> = (usize, &'t StoredCapture);

impl Timeline {
    /// The timeline of one article's versions, given in any order.
    pub fn of(mut versions: Vec<StoredVersion>) -> Self {
        // The result must not depend on the order of the input, even if nothing else decides.
        versions.sort_by_key(|version| version.id);
        observation::mark_superseded(&mut versions);
        let kinds = CaptureKind::ALL.map(|kind| state::states(&versions, kind));
        let states = merge(kinds);
        let mut timeline = Self { versions, states };
        timeline.number_versions();
        timeline
    }

    /// The states that may only seem to change their base's text, because the two were read from
    /// their pages in different ways.
    pub fn may_be_read_differently(&self) -> impl Iterator<Item = usize> {
        let states = self.states.iter().enumerate();
        let is_other = |state: &State| {
            let base = self.version_of(self.states.get(state.base?)?)?;
            Some(self.version_of(state)?.read_differently_from(base))
        };
        states.filter(move |(_, state)| is_other(state) == Some(true)).map(|(index, _)| index)
    }

    /// Sets whether it is unknown that the page changed. Only a comparison of the texts shows this,
    /// which is why the timeline does not know it by itself.
    pub fn set_read_differently(&mut self, state: usize, is_so: bool) {
        if let Some(state) = self.states.get_mut(state) {
            state.read_differently = is_so;
        }
    }

    /// The versions, in the order of their first states.
    pub fn versions(&self) -> &[StoredVersion] {
        &self.versions
    }

    /// The states, in order; states of different kinds are ordered by when they took effect.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The zone in which the article's times are shown: the minutes east of UTC of its latest claim.
    pub fn offset_minutes(&self) -> Option<i16> {
        let mut claims = self.versions.iter().rev().filter_map(|version| {
            let claim = version.updated.as_ref().or(version.published.as_ref());
            claim.or_else(|| version.captured().next())
        });
        claims.find_map(Timestamp::offset_minutes)
    }

    /// The version of a state.
    pub fn version_of(&self, state: &State) -> Option<&StoredVersion> {
        self.versions.item(state.version)
    }

    /// Whether a version is only an earlier reading of pages that a later version of the extractor has
    /// read again.
    pub fn is_replaced(&self, version: usize) -> bool {
        let captures = self.versions.get(version).map(|version| &version.captures);
        captures.is_some_and(|captures| {
            !captures.is_empty() && captures.iter().all(|capture| capture.is_superseded)
        })
    }

    /// The number of versions that are not [replaced](Self::is_replaced). They come first.
    pub fn current_readings(&self) -> usize {
        (0..self.versions.len()).filter(|version| !self.is_replaced(*version)).count()
    }

    /// The indexes of a version's states.
    pub fn states_of(&self, version: usize) -> impl Iterator<Item = usize> {
        let states = self.states.iter().enumerate();
        states.filter(move |(_, state)| state.version == version).map(|(index, _)| index)
    }

    /// Whether two states are of one version.
    pub fn is_same_version(&self, one: usize, other: usize) -> bool {
        let version = |state: usize| self.states.get(state).map(|state| state.version);
        version(one) == version(other)
    }

    /// The first state of a version.
    pub fn first_state(&self, version: usize) -> Option<usize> {
        self.states_of(version).next()
    }

    /// The previous state of the same kind.
    pub fn previous(&self, state: usize) -> Option<usize> {
        let kind = self.states.get(state)?.kind;
        self.states.get(..state)?.iter().rposition(|before| before.kind == kind)
    }

    /// The next state of the same kind.
    pub fn next(&self, state: usize) -> Option<usize> {
        let kind = self.states.get(state)?.kind;
        let after = self.states.get(state + 1..)?.iter().position(|after| after.kind == kind)?;
        Some(state + 1 + after)
    }

    /// Whether the state is the first of its kind.
    pub fn is_first(&self, state: usize) -> bool {
        self.states.get(state).is_none_or(|state| state.base.is_none())
    }

    /// The version that a state is compared with: the version of its [base](State::base), with the
    /// title, byline and description from later states without a body. `None` for the first state
    /// of a kind, and if only states without a body are between two states of one version, because
    /// then nothing changed.
    pub fn base_of(&self, state: &State) -> Option<Cow<'_, StoredVersion>> {
        let version_of = |at: Option<usize>| self.version_of(self.states.get(at?)?);
        let base = version_of(state.base)?;
        let [title, byline, description] = state.field_bases.map(version_of);
        if title.is_none() && byline.is_none() && description.is_none() {
            let own = self.version_of(state)?;
            return (own.id != base.id).then_some(Cow::Borrowed(base));
        }
        let mut composed = base.clone();
        let given = |from: Option<&StoredVersion>, field: fn(&StoredVersion) -> &Option<String>| {
            from.and_then(|from| field(from).clone())
        };
        composed.title = given(title, |from| &from.title).or(composed.title);
        composed.byline = given(byline, |from| &from.byline).or(composed.byline);
        composed.description =
            given(description, |from| &from.description).or(composed.description);
        let own = self.version_of(state)?;
        let is_same = own.id == base.id
            && (&own.title, &own.byline, &own.description)
                == (&composed.title, &composed.byline, &composed.description);
        (!is_same).then_some(Cow::Owned(composed))
    }

    /// The indexes of the versions of the redacted states that a state's
    /// [`after_redacted`](State::after_redacted) counts, each once, in order.
    pub fn redacted_before(&self, index: usize) -> Vec<usize> {
        let Some(state) = self.states.get(index) else { return Vec::new() };
        let earlier = self.states.iter().take(index).rev();
        let redacted = earlier.filter(|other| {
            let version = self.version_of(other).filter(|_| other.kind == state.kind);
            version.is_some_and(|version| version.redacted.is_some())
        });
        let mut versions: Vec<usize> =
            redacted.take(state.after_redacted).map(|other| other.version).collect();
        versions.sort_unstable();
        versions.dedup();
        versions
    }

    /// The captures of a state, in order.
    pub fn captures<'t>(
        &'t self,
        state: &'t State,
    ) -> impl DoubleEndedIterator<Item = &'t StoredCapture> + 't {
        let version = self.version_of(state);
        state.captures.iter().filter_map(move |&capture| version?.captures.get(capture))
    }

    /// The last observation of the same kind before a state, and the state's own first one: it took
    /// effect between the two. Each with the index of its state.
    pub fn around(&self, index: usize) -> (Option<Observation<'_>>, Option<Observation<'_>>) {
        let Some(state) = self.states.get(index) else { return (None, None) };
        let own = self.captures(state).next().filter(|_| state.seen.is_some());
        let earliest = state.effective.earliest;
        let earlier = self.states.iter().enumerate().take(index).rev();
        let mut earlier = earlier.filter(|(_, other)| other.kind == state.kind);
        let before = earlier.find_map(|(at, other)| {
            let mut captures = self.captures(other).rev().filter(|_| other.seen.is_some());
            let is_last = |capture: &&StoredCapture| {
                capture.captured.as_ref().map(Timestamp::micros) == earliest
            };
            captures.find(is_last).map(|capture| (at, capture))
        });
        (before.filter(|_| earliest.is_some()), own.map(|capture| (index, capture)))
    }

    /// The timestamp that dates a state: the publisher's claim if the state took effect then,
    /// otherwise its first observation. A claim that does not fit is used only if there is nothing
    /// else.
    pub fn dated_by(&self, index: usize) -> Option<&Timestamp> {
        let state = self.states.get(index)?;
        let version = self.version_of(state)?;
        let claim = version.updated.as_ref().or(version.published.as_ref());
        let own = |claim: &&Timestamp| Some(claim.micros()) == state.effective.at;
        let seen = || self.around(index).1.and_then(|(_, capture)| capture.captured.as_ref());
        claim.filter(own).or_else(seen).or(claim)
    }

    /// The kind of text that represents the article: the first kind with a body, in the order of
    /// [`CaptureKind::ALL`]; if there is none, the first kind with any state.
    pub fn main_kind(&self) -> Option<CaptureKind> {
        let with_body = |kind: &CaptureKind| {
            self.states.iter().any(|state| state.kind == *kind && self.had_body(state))
        };
        let any = |kind: &CaptureKind| self.states.iter().any(|state| state.kind == *kind);
        let mut kinds = CaptureKind::ALL.into_iter();
        kinds.clone().find(with_body).or_else(|| kinds.find(any))
    }

    /// Whether a state was read completely: it has a body, or had one before it was redacted.
    fn had_body(&self, state: &State) -> bool {
        let version = self.version_of(state);
        version.is_some_and(|version| version.text.is_some() || version.redacted.is_some())
    }

    /// The current state, as far as is known: the last of the main kind that was read completely;
    /// if there is none, the last.
    pub fn current_state(&self) -> Option<usize> {
        let kind = self.main_kind()?;
        let of_kind = |state: &State| state.kind == kind;
        let is_whole = |state: &State| of_kind(state) && self.had_body(state);
        self.states.iter().rposition(is_whole).or_else(|| self.states.iter().rposition(of_kind))
    }

    /// The current version, as far as is known.
    pub fn current(&self) -> Option<usize> {
        Some(self.states.get(self.current_state()?)?.version)
    }

    /// The first state of the main kind.
    pub fn opening_state(&self) -> Option<usize> {
        let kind = self.main_kind()?;
        self.states.iter().position(|state| state.kind == kind)
    }

    /// The version in effect just before `end`, in microseconds since 1970. See [`at`](Self::at).
    pub fn current_at(&self, end: i64) -> Option<usize> {
        self.at(end).and_then(|found| self.states.get(found.state)).map(|state| state.version)
    }

    /// The flags of a version, from its states.
    pub fn flags(&self, version: usize) -> VersionFlags {
        let mut flags = VersionFlags {
            redacted: self.versions.get(version).is_some_and(|found| found.redacted.is_some()),
            ..VersionFlags::default()
        };
        for (number, state) in self.states_of(version).enumerate() {
            let Some(state) = self.states.item(state) else { continue };
            flags.order_unknown |= state.is_order_unknown();
            let earlier = state.returns_to.and_then(|earlier| self.states.get(earlier));
            if number == 0 {
                flags.silent = state.is_silent();
                flags.returns_to = earlier.map(|earlier| earlier.version);
            } else {
                flags.seen_again += usize::from(earlier.is_some());
            }
        }
        flags
    }

    /// The states of the main kind.
    fn main_states(&self) -> impl Iterator<Item = &State> {
        let kind = self.main_kind();
        self.states.iter().filter(move |state| Some(state.kind) == kind)
    }

    /// The number of states of the main kind that return to an earlier text.
    pub fn returns(&self) -> usize {
        self.main_states().filter(|state| state.returns_to.is_some()).count()
    }

    /// The number of silent edits among the states of the main kind. See [`State::is_silent`].
    pub fn silent_edits(&self) -> usize {
        self.main_states().filter(|state| state.is_silent()).count()
    }

    /// When the text last changed, in microseconds since 1970: the first observation of the last
    /// observed change; if the text never changed, of the first state.
    pub fn last_changed(&self) -> Option<(i64, Precision)> {
        let time = |state: &State| match state.seen {
            None => Some((state.effective.at?, state.effective.precision)),
            Some((first, _)) => {
                let stamp = self.captures(state).find_map(|capture| capture.captured.as_ref());
                let is_coarse =
                    |stamp: &&Timestamp| stamp.micros() == first && stamp.precision().is_coarse();
                let coarse = stamp.filter(is_coarse).map(Timestamp::precision);
                Some((first, coarse.unwrap_or_default()))
            }
        };
        let changed = self.main_states().filter(|state| state.is_changed).filter_map(time).max();
        changed.or_else(|| self.opening_state().and_then(|state| time(self.states.get(state)?)))
    }

    /// Sorts the versions by their first states.
    fn number_versions(&mut self) {
        let mut numbers: Vec<Option<usize>> = vec![None; self.versions.len()];
        let mut order = Vec::with_capacity(self.versions.len());
        for state in &self.states {
            if let Some(number @ None) = numbers.get_mut(state.version) {
                *number = Some(order.len());
                order.push(state.version);
            }
        }
        // A version without a capture is damage, which the store reports; it must not be lost here.
        for (version, number) in numbers.iter_mut().enumerate() {
            if number.is_none() {
                *number = Some(order.len());
                order.push(version);
            }
        }
        for state in &mut self.states {
            if let Some(Some(number)) = numbers.get(state.version) {
                state.version = *number;
            }
        }
        let mut old: Vec<Option<StoredVersion>> =
            std::mem::take(&mut self.versions).into_iter().map(Some).collect();
        let take = |version: usize| old.get_mut(version).and_then(Option::take);
        self.versions = order.into_iter().filter_map(take).collect();
    }
}

/// Merges the states of all kinds by when they took effect; the order within a kind is kept.
fn merge<const KINDS: usize>(kinds: [Vec<State>; KINDS]) -> Vec<State> {
    let time = |state: &State| state.effective.at.or(state.seen.map(|(first, _)| first));
    let total = kinds.iter().map(Vec::len).sum();
    let mut merged: Vec<State> = Vec::with_capacity(total);
    // The new indexes of each kind's states.
    let mut places: Vec<Vec<usize>> = kinds.iter().map(|_| Vec::new()).collect();
    let mut rest: Vec<_> = kinds.into_iter().map(|states| states.into_iter().peekable()).collect();
    let mut heads = BinaryHeap::new();
    for (kind, states) in rest.iter_mut().enumerate() {
        heads.extend(states.peek().map(|state| Reverse((time(state), kind))));
    }
    while let Some(Reverse((_, kind))) = heads.pop() {
        let lists = rest.get_mut(kind).zip(places.get_mut(kind));
        debug_assert!(lists.is_some(), "kind {kind} of {KINDS}");
        let Some((states, places)) = lists else { continue };
        if let Some(mut state) = states.next() {
            let moved = |at: usize| places.get(at).copied();
            state.base = state.base.and_then(moved);
            state.returns_to = state.returns_to.and_then(moved);
            state.field_bases = state.field_bases.map(|at| at.and_then(moved));
            places.push(merged.len());
            merged.push(state);
        }
        heads.extend(states.peek().map(|state| Reverse((time(state), kind))));
    }
    merged
}

#[cfg(test)]
mod tests;

serialize_by_name!(OrderBasis, ClaimFit);
