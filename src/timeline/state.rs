//! States: what one kind of text said, during which period, and how that is known.

use std::collections::HashMap;

use serde::Serialize;

use super::observation::{CaptureItem, after_each, claim, claim_stamp, items};
use super::order::{self, OrderBasis};
use crate::article::{CaptureKind, CheckedItem as _, Precision, Span, StoredVersion, Timestamp};

/// A maximal run of consecutive observations of one version, or a version that was not observed.
/// Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct State {
    /// The version's index in [`Timeline::versions`](super::Timeline::versions).
    pub version: usize,
    /// The kind of text; states of different kinds are never compared.
    pub kind: CaptureKind,
    /// The indexes of its captures in the version, in order.
    pub captures: Vec<usize>,
    /// When it was first and last observed; `None` if it was not.
    pub seen: Option<(i64, i64)>,
    /// Whether it is observed only by modification times of files.
    pub is_weak: bool,
    /// The reason why it comes after the previous state of its kind.
    pub order: OrderBasis,
    /// When it took effect, as far as is known.
    pub effective: Effective,
    /// How the publisher's claim fits the observations around the change.
    pub claim: ClaimFit,
    /// The state of its kind with which its text is compared: the last one before it that has a
    /// body, or for a state without a body, the last one. `None` for the first.
    pub base: Option<usize>,
    /// Later states without a body that replace a field of the base: title, byline and description.
    pub field_bases: [Option<usize>; 3],
    /// Whether the text for readers differs from that of its base.
    pub is_changed: bool,
    /// Whether it is unknown that the page changed, because the two texts were read in different
    /// ways: see [`Timeline::set_read_differently`](super::Timeline::set_read_differently).
    pub read_differently: bool,
    /// The earlier state of its kind with the same text, if that differs from the text of its base.
    pub returns_to: Option<usize>,
    /// The number of redacted states between it and the earlier states that its text is compared
    /// with; if none of them can be read, since the last state that can. A part of what it changed,
    /// or all of it, may be theirs.
    pub after_redacted: usize,
}

impl State {
    /// Whether the text changed and the publisher's claim is not between the observations around
    /// the change. `false` if the order is unknown, or the texts were read in different ways.
    pub fn is_silent(&self) -> bool {
        let is_contradicted = match self.claim {
            ClaimFit::Earlier => self.seen.is_some(),
            ClaimFit::Unmoved => true,
            ClaimFit::None
            | ClaimFit::Between
            | ClaimFit::Coarse
            | ClaimFit::Later
            | ClaimFit::Redacted => false,
        };
        let is_known = !self.order.is_unknown() && !self.read_differently;
        self.is_changed && is_contradicted && is_known
    }

    /// Whether its order after the previous state is unknown.
    pub fn is_order_unknown(&self) -> bool {
        self.order.is_unknown()
    }
}

/// When a state took effect. Times are microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Effective {
    /// The best estimate: the publisher's claim if it fits, otherwise the first observation.
    pub at: Option<i64>,
    /// The precision of `at`: a day or coarser, or else always a second.
    pub precision: Precision,
    /// The lower bound: the last observation of the previous state. If redacted states come between
    /// it and the state that it is compared with, the last observation before them: one of them may
    /// have made the change.
    pub earliest: Option<i64>,
    /// The upper bound: its first observation, or for a state that was not observed, that of the
    /// next one.
    pub latest: Option<i64>,
}

/// How a state's claim (`updated`, or `published` if there is none) fits the observations around
/// the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimFit {
    /// There is no claim.
    None,
    /// It is between them.
    Between,
    /// It is a day or coarser, and includes the observation before the change: it dates nothing and
    /// contradicts nothing.
    Coarse,
    /// It is earlier than the last observation of the previous text.
    Earlier,
    /// It is later than the first observation of this text.
    Later,
    /// The previous text was not observed, and has the same claim.
    Unmoved,
    /// It is earlier than the last observation of the previous text, which was redacted, but not
    /// than that of the text before: it may be the claim of the redacted text.
    Redacted,
}

impl ClaimFit {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Between => "between",
            Self::Coarse => "coarse",
            Self::Earlier => "earlier",
            Self::Later => "later",
            Self::Unmoved => "unmoved",
            Self::Redacted => "redacted",
        }
    }
}

/// A state being built: its captures, the first of which represents it.
struct Draft<'v> {
    items: Vec<CaptureItem<'v>>,
}

impl<'v> Draft<'v> {
    fn first(&self) -> Option<&CaptureItem<'v>> {
        self.items.first()
    }

    fn last(&self) -> Option<&CaptureItem<'v>> {
        self.items.last()
    }

    fn version(&self) -> Option<usize> {
        self.first().map(|item| item.version)
    }

    /// When it was first and last observed.
    fn seen(&self) -> Option<(Span, Span)> {
        let first = self.items.iter().find_map(|item| item.seen)?;
        let last = self.items.iter().rev().find_map(|item| item.seen)?;
        Some((first, last))
    }
}

/// The states of one kind, in order; `version` is an index into `versions`.
pub(super) fn states(versions: &[StoredVersion], kind: CaptureKind) -> Vec<State> {
    let (observed, unobserved) = items(versions, kind);
    let mut drafts = runs(order::by_observation(observed));
    let (claimed, timeless): (Vec<_>, Vec<_>) =
        unobserved.into_iter().partition(|item| item.claim().is_some());
    for run in runs(order::by_claim(claimed)) {
        insert_by_claim(&mut drafts, run);
    }
    let timeless = runs(order::by_sequence(timeless));
    if drafts.is_empty() {
        drafts = timeless;
    } else {
        insert_beside(&mut drafts, timeless);
    }
    finish(versions, kind, &drafts)
}

/// Joins neighbors of the same version.
fn runs(items: Vec<CaptureItem<'_>>) -> Vec<Draft<'_>> {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for item in items {
        match drafts.last_mut() {
            Some(draft) if draft.version() == Some(item.version) => draft.items.push(item),
            _ => drafts.push(Draft { items: vec![item] }),
        }
    }
    drafts
}

/// Inserts a state that was not observed after the last state whose claim is not later. For a state
/// without a claim, its first observation must not be later.
fn insert_by_claim<'v>(drafts: &mut Vec<Draft<'v>>, run: Draft<'v>) {
    let Some(own) = run.first().and_then(CaptureItem::claim) else { return };
    let is_not_later = |draft: &Draft<'_>| {
        let Some(item) = draft.first() else { return true };
        match item.claim() {
            Some(claim) => !own.is_before_claim(&claim),
            None => item.seen.is_none_or(|seen| !own.is_before(seen.start)),
        }
    };
    let place = drafts.iter().rposition(is_not_later).map_or(0, |last| last + 1);
    drafts.insert(place, run);
}

/// Inserts states without any time next to their neighbors in the same input; those without
/// neighbors are inserted at the front.
fn insert_beside<'v>(drafts: &mut Vec<Draft<'v>>, timeless: Vec<Draft<'v>>) {
    let mut front = Vec::new();
    for run in timeless {
        let Some(item) = run.items.item(0).copied() else { continue };
        let placed =
            drafts.iter().enumerate().filter_map(|(place, draft)| Some((place, *draft.last()?)));
        match order::place_beside(&item, placed) {
            Some(place) => drafts.insert(place.min(drafts.len()), run),
            None => front.push(run),
        }
    }
    drafts.splice(0..0, front);
}

fn finish(versions: &[StoredVersion], kind: CaptureKind, drafts: &[Draft<'_>]) -> Vec<State> {
    let mut states: Vec<State> = Vec::with_capacity(drafts.len());
    let mut bases = Bases::default();
    // The last observation so far, the last one at an earlier time, and the last effective time.
    let mut observed: (Option<i64>, Option<i64>) = (None, None);
    let mut reached: Option<i64> = None;
    // For each state, the first observation of the next observed state.
    let next_seen =
        after_each(drafts, |next, draft| draft.seen().map_or(next, |(first, _)| Some(first.start)));
    let mut before: Option<CaptureItem<'_>> = None;
    for (draft, next_seen) in drafts.iter().zip(next_seen) {
        // A draft has at least one item.
        let Some(first) = draft.items.item(0) else { continue };
        let version = first.version;
        let Some(stored) = versions.item(version) else { continue };
        let seen = draft.seen();
        // Two texts observed at the same instant do not date each other.
        let own = seen.map(|(first, _)| first.start);
        let last_seen = if own.is_some() && own == observed.0 { observed.1 } else { observed.0 };
        let (base, field_bases) = bases.of(stored);
        let latest = seen.map_or(next_seen, |(first, _)| Some(first.start));
        let base_state = base.and_then(|base| states.get(base));
        let mut fit = fit(stored, first, last_seen, base_state, versions);
        let (after_redacted, first_redacted) = bases.redacted_since(stored, versions, &states);
        let mut since = last_seen;
        if let Some(redacted) = first_redacted.and_then(|at| states.get(at)) {
            since = redacted.effective.earliest;
            let is_contradicted =
                since.zip(claim(stored)).is_some_and(|(at, own)| own.is_before(at));
            if fit == ClaimFit::Earlier && !is_contradicted {
                fit = ClaimFit::Redacted;
            }
        }
        let dated_by = match (fit, claim_stamp(stored)) {
            (ClaimFit::Between, Some(claim)) => Some(claim),
            // Not observed: the claim is the only date, limited by the observations around it.
            (_, Some(claim)) if seen.is_none() => Some(claim),
            _ => draft
                .items
                .iter()
                .find(|item| item.seen.is_some())
                .and_then(|item| item.capture.captured.as_ref()),
        };
        let at = dated_by.map(Timestamp::micros);
        // Limited by the observations: not before the previous state, not after its own
        // observation.
        let at = at.map(|at| at.max(last_seen.unwrap_or(at)).max(reached.unwrap_or(at)));
        let at = at.map(|at| latest.map_or(at, |latest| at.min(latest)));
        let at = at.map(|at| reached.map_or(at, |reached| at.max(reached)));
        let precision = dated_by
            .filter(|stamp| Some(stamp.micros()) == at && stamp.precision().is_coarse())
            .map_or(Precision::Second, Timestamp::precision);
        let order = before.map_or(OrderBasis::First, |before| order::basis(&before, first));
        let index = states.len();
        let (is_changed, returns_to) = bases.enter(index, stored, versions, &states);
        states.push(State {
            version,
            kind,
            captures: draft.items.iter().map(|item| item.index).collect(),
            seen: seen.map(|(first, last)| (first.start, last.start)),
            is_weak: seen.is_some() && draft.items.iter().all(|item| item.is_weak),
            order,
            effective: Effective { at, precision, earliest: since, latest },
            claim: fit,
            base,
            field_bases,
            is_changed,
            read_differently: false,
            returns_to,
            after_redacted,
        });
        reached = at.or(reached);
        for item in &draft.items {
            let at = item.seen.map(|seen| seen.start);
            if at.is_some() && at != observed.0 {
                observed = (at, observed.0);
            }
        }
        before = draft.last().copied();
    }
    states
}

/// How the claim fits; `last_seen` is the last observation before the state, `base` the state that
/// it is compared with.
fn fit(
    stored: &StoredVersion,
    first: &CaptureItem<'_>,
    last_seen: Option<i64>,
    base: Option<&State>,
    versions: &[StoredVersion],
) -> ClaimFit {
    let Some(own) = claim(stored) else { return ClaimFit::None };
    if let Some(seen) = first.seen
        && own.is_after(seen.end)
    {
        return ClaimFit::Later;
    }
    if let Some(last_seen) = last_seen {
        if own.is_before(last_seen) {
            return ClaimFit::Earlier;
        }
        // The day began before the observation, so the text may have changed after it.
        if own.is_coarse && own.start < last_seen {
            return ClaimFit::Coarse;
        }
    }
    // If the previous text was not observed, only its claim shows when it was online.
    let unobserved = base.filter(|base| base.seen.is_none());
    let other = unobserved.and_then(|base| versions.get(base.version)).and_then(claim);
    match other {
        Some(other) if !own.is_coarse && (other.start, other.end) == (own.start, own.end) => {
            ClaimFit::Unmoved
        }
        _ => ClaimFit::Between,
    }
}

/// The text of a version for readers.
type VisibleText<'v> = ([Option<&'v str>; 3], Option<i64>);

fn text(version: &StoredVersion) -> VisibleText<'_> {
    (
        [version.title.as_deref(), version.byline.as_deref(), version.description.as_deref()],
        version.text.map(|text| text.id),
    )
}

/// The states that the next one is compared with, field by field.
///
/// A state with a body was read completely: a field that it lacks does not exist. A state without
/// one (a feed entry, a sitemap line, a record with only a title) shows only the fields that it
/// has.
#[derive(Default)]
struct Bases<'v> {
    /// The last state with a body.
    whole: Option<usize>,
    /// The last state.
    last: Option<usize>,
    /// Later states without a body that have the field.
    fields: [Option<usize>; 3],
    /// The last state of each complete text.
    known: HashMap<VisibleText<'v>, usize>,
    /// The last state of each body.
    bodies: HashMap<i64, usize>,
    /// The last state that is not redacted.
    readable: Option<usize>,
    /// The redacted states.
    redacted: Vec<usize>,
}

impl<'v> Bases<'v> {
    fn of(&self, stored: &StoredVersion) -> (Option<usize>, [Option<usize>; 3]) {
        let is_whole = stored.text.is_some();
        let base = if is_whole { self.whole.or(self.last) } else { self.last };
        (base, self.fields)
    }

    /// Returns the number of redacted states after the earliest state that supplies a text which the
    /// new state is compared with, and the first of them; if no state supplies one, after the last
    /// state that can be read. A redacted state itself is compared with nothing.
    fn redacted_since(
        &self,
        stored: &StoredVersion,
        versions: &[StoredVersion],
        states: &[State],
    ) -> (usize, Option<usize>) {
        if stored.redacted.is_some() {
            return (0, None);
        }
        let fallback = self.whole.or(self.last);
        let (names, body) = text(stored);
        let names = names.into_iter().zip(self.fields);
        let sources = names.filter_map(|(own, field)| own.and(field.or(fallback)));
        let is_readable = |state: &usize| {
            let version = states.get(*state).and_then(|state| versions.get(state.version));
            version.is_some_and(|version| version.redacted.is_none())
        };
        let start = sources.chain(body.and(fallback)).filter(is_readable).min();
        let start = start.or(self.readable);
        let before = start.map_or(0, |start| self.redacted.partition_point(|at| *at < start));
        let between = self.redacted.get(before..).unwrap_or_default();
        (between.len(), between.first().copied().filter(|_| start.is_some()))
    }

    /// Whether the state's text differs from the one before, and which earlier state it repeats.
    /// Records the state for the following ones.
    fn enter(
        &mut self,
        index: usize,
        stored: &'v StoredVersion,
        versions: &'v [StoredVersion],
        states: &[State],
    ) -> (bool, Option<usize>) {
        let own = text(stored);
        let (base, fields) = self.of(stored);
        let version_of = |state: Option<usize>| versions.get(states.get(state?)?.version);
        let whole = version_of(self.whole).filter(|whole| whole.redacted.is_none());
        let is_redacted = stored.redacted.is_some();
        let is_whole = stored.text.is_some();
        let body = whole.and_then(|whole| whole.text).map(|text| text.id);
        let mut is_changed = own.1.zip(body).is_some_and(|(own, body)| own != body);
        let names = own.0.into_iter().zip(fields).enumerate();
        for (number, (own, field)) in names {
            let from = version_of(field).or_else(|| version_of(self.whole.or(self.last)));
            let was = from.and_then(|from| text(from).0.get(number).copied().flatten());
            // A field that one of the two lacks shows nothing: it may not have been read.
            let differs = was.zip(own).is_some_and(|(was, own)| was != own);
            is_changed |= differs && base.is_some();
        }
        is_changed &= !is_redacted;
        let by_text = || self.known.get(&own).copied();
        let by_body = || {
            let id = own.1.filter(|own| body.is_some_and(|body| *own != body))?;
            self.bodies.get(&id).copied()
        };
        let returns_to = if is_changed && is_whole { by_text().or_else(by_body) } else { None };
        if is_whole {
            self.known.insert(own, index);
            self.bodies.extend(own.1.map(|id| (id, index)));
            self.whole = Some(index);
            self.fields = [None; 3];
        } else {
            for (field, own) in self.fields.iter_mut().zip(own.0) {
                if own.is_some() {
                    *field = Some(index);
                }
            }
        }
        if is_redacted {
            self.redacted.push(index);
        } else {
            self.readable = Some(index);
        }
        self.last = Some(index);
        (is_changed, returns_to)
    }
}
