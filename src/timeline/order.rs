//! Order: the order of the captures of one kind, and the reason for it.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, HashMap};

use super::observation::CaptureItem;
use crate::article::{ImportNumber, StoredLocation};

/// The reason why a state comes after the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderBasis {
    /// It is the first.
    First,
    /// It was observed later.
    Observed,
    /// The source's own sequence number.
    Sequence,
    /// The position in the same input.
    Position,
    /// The publisher's claims.
    Claimed,
    /// None: only the id decides. No conclusion may rely on the order.
    Unknown,
}

impl OrderBasis {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Observed => "observed",
            Self::Sequence => "sequence",
            Self::Position => "position",
            Self::Claimed => "claimed",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the order is unknown.
    pub const fn is_unknown(self) -> bool {
        matches!(self, Self::Unknown)
    }
}

/// An input within which positions can be compared. Another import of the same path is the same
/// input, because files grow. Each standard input is a separate input.
type InputKey<'v> = (&'v str, Option<ImportNumber>);

fn input<'v>(item: &CaptureItem<'v>) -> InputKey<'v> {
    let location: &'v StoredLocation = item.capture.first_location();
    (&location.input, (&*location.input == "-").then_some(location.import))
}

/// The position in the input: the record's number, or its offset if there is none.
fn position(item: &CaptureItem<'_>) -> (Option<i64>, Option<i64>) {
    let location = item.capture.first_location();
    (location.record, location.offset)
}

/// Sorts observations by time, then by sequence. Observations of one instant are sorted by their
/// claims, because a dump of a history states one time for all. Observations of one day are sorted
/// by their position in the input, because they were collected in that order.
pub(super) fn by_observation(items: Vec<CaptureItem<'_>>) -> Vec<CaptureItem<'_>> {
    let key = |item: &CaptureItem<'_>| (item.seen.map(|seen| seen.start), item.capture.sequence);
    sort(items, key, |tie| {
        if tie.iter().any(|item| item.seen.is_some_and(|seen| seen.is_coarse)) {
            arrange(tie)
        } else {
            by_claim(tie.to_vec())
        }
    })
}

/// Sorts captures by their claims, then by sequence, then with [`arrange`]. A claim of a day comes
/// after the instants within it.
pub(super) fn by_claim(items: Vec<CaptureItem<'_>>) -> Vec<CaptureItem<'_>> {
    let key = |item: &CaptureItem<'_>| {
        let claim = item.claim().map(|claim| (claim.end, Reverse(claim.start)));
        (claim, item.capture.sequence)
    };
    sort(items, key, arrange)
}

/// Sorts captures without any time: by sequence, then by position.
pub(super) fn by_sequence(items: Vec<CaptureItem<'_>>) -> Vec<CaptureItem<'_>> {
    sort(items, |item| item.capture.sequence, arrange)
}

/// Sorts captures by a key, and those with equal keys with `tie`.
fn sort<'v, K: Ord>(
    mut items: Vec<CaptureItem<'v>>,
    key: impl Fn(&CaptureItem<'v>) -> K,
    tie: impl Fn(&[CaptureItem<'v>]) -> Vec<CaptureItem<'v>>,
) -> Vec<CaptureItem<'v>> {
    items.sort_by_key(&key);
    items.chunk_by(|a, b| key(a) == key(b)).flat_map(tie).collect()
}

/// Orders captures with equal times and sequences: those of one input by their position; inputs are
/// merged by claims, then ids. All captures of a version stay together, so that a tie never makes a
/// text come back.
fn arrange<'v>(tie: &[CaptureItem<'v>]) -> Vec<CaptureItem<'v>> {
    if let [_] = tie {
        return tie.to_vec();
    }
    let mut by_version: HashMap<usize, Vec<CaptureItem<'v>>> = HashMap::new();
    for item in tie {
        by_version.entry(item.version).or_default().push(*item);
    }
    let mut chains: HashMap<InputKey<'v>, Vec<(usize, CaptureItem<'v>)>> = HashMap::new();
    for (&version, items) in &mut by_version {
        items.sort_by(|a, b| (input(a), position(a)).cmp(&(input(b), position(b))));
        if let Some(first) = items.first() {
            chains.entry(input(first)).or_default().push((version, *first));
        }
    }
    let mut chains: Vec<_> = chains.into_values().collect();
    for chain in &mut chains {
        chain.sort_by_key(|(_, item)| (position(item), item.stored.id));
        chain.reverse();
    }
    let rank =
        |item: &CaptureItem<'_>| Reverse((item.claim().map(|claim| claim.start), item.stored.id));
    let mut heads: BinaryHeap<_> = chains
        .iter()
        .enumerate()
        .filter_map(|(chain, items)| items.last().map(|(_, item)| (rank(item), Reverse(chain))))
        .collect();
    let mut ordered = Vec::with_capacity(tie.len());
    while let Some((_, Reverse(chain))) = heads.pop() {
        let popped = chains.get_mut(chain).and_then(|items| items.pop().map(|last| (items, last)));
        let own = popped
            .and_then(|(items, (version, _))| by_version.remove(&version).map(|own| (items, own)));
        // A chain in the heap has an item, and each version is in one chain.
        debug_assert!(own.is_some(), "chain {chain} lost an item");
        let Some((items, own)) = own else { continue };
        ordered.extend(own);
        if let Some((_, item)) = items.last() {
            heads.push((rank(item), Reverse(chain)));
        }
    }
    ordered
}

/// The reason why `b` comes after `a`, the capture before it.
pub(super) fn basis(a: &CaptureItem<'_>, b: &CaptureItem<'_>) -> OrderBasis {
    if let Some((a, b)) = a.seen.zip(b.seen)
        && a.end <= b.start
    {
        return OrderBasis::Observed;
    }
    let claims = match a.claim().zip(b.claim()) {
        Some((a, b)) if a.is_before_claim(&b) => Some(Ordering::Less),
        Some((a, b)) if b.is_before_claim(&a) => Some(Ordering::Greater),
        _ => None,
    };
    let is_observed = a.seen.is_some() && b.seen.is_some();
    let is_of_one_day = [a, b].iter().all(|item| item.seen.is_some_and(|seen| seen.is_coarse));
    // If one text has no claim, its observation is compared with the other's claim.
    let is_fitted = match (a.claim(), b.claim()) {
        (None, Some(claim)) => a.seen.is_some_and(|seen| !claim.is_before(seen.start)),
        (Some(claim), None) => b.seen.is_some_and(|seen| claim.is_before(seen.start)),
        _ => claims == Some(Ordering::Less),
    };
    if !is_observed && is_fitted {
        return OrderBasis::Claimed;
    }
    if let Some((a, b)) = a.capture.sequence.zip(b.capture.sequence)
        && a < b
    {
        return OrderBasis::Sequence;
    }
    if claims == Some(Ordering::Less) && !is_of_one_day {
        return OrderBasis::Claimed;
    }
    // A file may list its rows newest first, so a position that contradicts the claims decides
    // nothing.
    if input(a) == input(b) && position(a) < position(b) && claims != Some(Ordering::Greater) {
        return OrderBasis::Position;
    }
    if claims == Some(Ordering::Less) { OrderBasis::Claimed } else { OrderBasis::Unknown }
}

/// The index for a capture without any time among placed ones: after the nearest one before it in
/// the same input, otherwise before the nearest one after it; `None` if no other is from its input.
pub(super) fn place_beside<'v>(
    item: &CaptureItem<'v>,
    placed: impl Iterator<Item = (usize, CaptureItem<'v>)>,
) -> Option<usize> {
    let (mut before, mut after) = (None, None);
    for (place, other) in placed {
        if input(&other) != input(item) {
            continue;
        }
        let at = position(&other);
        if at < position(item) {
            if before.is_none_or(|(best, _)| best <= at) {
                before = Some((at, place + 1));
            }
        } else if after.is_none_or(|(best, _)| at < best) {
            after = Some((at, place));
        }
    }
    before.or(after).map(|(_, place)| place)
}
