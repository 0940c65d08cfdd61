//! Observations: which captures show when a version was seen, and which of them to trust.

use std::collections::HashMap;

use crate::article::{
    CaptureKind, ClockSource, Precision, Sha256, Span, StoredCapture, StoredVersion, Timestamp,
};

/// A capture to be ordered among those of its kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct CaptureItem<'v> {
    /// The version's index in the input.
    pub(super) version: usize,
    /// The capture's index in the version.
    pub(super) index: usize,
    pub(super) stored: &'v StoredVersion,
    pub(super) capture: &'v StoredCapture,
    /// When it was observed; `None` if that is not stated or not trusted.
    pub(super) seen: Option<Span>,
    /// Whether only a file's modification time shows when.
    pub(super) is_weak: bool,
}

impl CaptureItem<'_> {
    /// The publisher's claim for the version: `updated`, or `published` if there is none.
    pub(super) fn claim(&self) -> Option<Span> {
        claim(self.stored)
    }
}

/// The publisher's claim for a version: `updated`, or `published` if there is none.
pub(super) fn claim(version: &StoredVersion) -> Option<Span> {
    claim_stamp(version).map(Span::of)
}

/// See [`claim`].
pub(super) fn claim_stamp(version: &StoredVersion) -> Option<&Timestamp> {
    version.updated.as_ref().or(version.published.as_ref())
}

/// Marks the captures whose page a later version of the extractor has read again.
///
/// Two captures are readings of one page if its bytes, the time and the URL are equal. Linear in
/// the captures.
pub(super) fn mark_superseded(versions: &mut [StoredVersion]) {
    type Page<'v> = (CaptureKind, Sha256, Option<(i64, Precision)>, &'v str);
    fn page(capture: &StoredCapture) -> Option<Page<'_>> {
        let captured = capture.captured.as_ref().map(|at| (at.micros(), at.precision()));
        Some((capture.kind, capture.payload?, captured, &capture.url))
    }
    let version =
        |capture: &StoredCapture| capture.extracted_by.as_ref().map_or(0, |by| by.version);
    if versions.iter().map(|version| version.captures.len()).sum::<usize>() < 2 {
        return;
    }
    let captures = || versions.iter().flat_map(|version| &version.captures);
    let mut latest: HashMap<Page<'_>, u32> = HashMap::new();
    for capture in captures() {
        if let Some(page) = page(capture) {
            let known = latest.entry(page).or_default();
            *known = version(capture).max(*known);
        }
    }
    let is_superseded = |capture| {
        let latest = page(capture).and_then(|page| latest.get(&page));
        latest.is_some_and(|latest| version(capture) < *latest)
    };
    let marks: Vec<bool> = captures().map(is_superseded).collect();
    let captures = versions.iter_mut().flat_map(|version| &mut version.captures);
    for (capture, mark) in captures.zip(marks) {
        capture.is_superseded = mark;
    }
}

/// The captures of one kind: those that are observations, and for versions without an observation,
/// the captures without a time.
///
/// A file's modification time is a weak observation: it counts only if it contradicts no claim and
/// no stated observation. Linear in the captures, after sorting.
pub(super) fn items(
    versions: &[StoredVersion],
    kind: CaptureKind,
) -> (Vec<CaptureItem<'_>>, Vec<CaptureItem<'_>>) {
    let (mut observed, mut weak, mut unobserved) = (Vec::new(), Vec::new(), Vec::new());
    for (version, stored) in versions.iter().enumerate() {
        for (index, capture) in stored.captures.iter().enumerate() {
            if capture.kind != kind || capture.is_superseded {
                continue;
            }
            let seen = capture.captured.as_ref().map(Span::of);
            let is_weak =
                capture.captured.as_ref().is_some_and(|at| at.source() == ClockSource::FileTime);
            let item = CaptureItem { version, index, stored, capture, seen, is_weak };
            match (seen.is_some(), is_weak) {
                (true, false) => observed.push(item),
                (true, true) => weak.push(item),
                (false, _) => unobserved.push(item),
            }
        }
    }
    if !weak.is_empty() {
        let (kept, refused) = believe(&observed, &weak);
        observed.extend(kept);
        unobserved.extend(refused.into_iter().map(|item| CaptureItem { seen: None, ..item }));
    }
    // `version` is an index into `versions`.
    let mut has_observation = vec![false; versions.len()];
    for item in &observed {
        has_observation[item.version] = true;
    }
    unobserved.retain(|item| !has_observation[item.version]);
    (observed, unobserved)
}

/// For each item, the result of `step` over the items before it.
pub(super) fn before_each<'i, I, T: Copy>(
    items: impl IntoIterator<Item = &'i I>,
    step: impl Fn(Option<T>, &I) -> Option<T>,
) -> Vec<Option<T>>
where
    I: 'i,
{
    let carry = |known: &mut Option<T>, item: &I| {
        let next = step(*known, item);
        Some(std::mem::replace(known, next))
    };
    items.into_iter().scan(None, carry).collect()
}

/// For each item, the result of `step` over the items after it, from the last one.
pub(super) fn after_each<I, T: Copy>(
    items: &[I],
    step: impl Fn(Option<T>, &I) -> Option<T>,
) -> Vec<Option<T>> {
    let mut all = before_each(items.iter().rev(), step);
    all.reverse();
    all
}

/// Splits weak observations into those that contradict nothing and the others.
fn believe<'v>(
    stated: &[CaptureItem<'v>],
    weak: &[CaptureItem<'v>],
) -> (Vec<CaptureItem<'v>>, Vec<CaptureItem<'v>>) {
    let mut all: Vec<CaptureItem<'v>> =
        stated.iter().copied().chain(weak.iter().copied()).collect();
    all.sort_by_key(|item| (item.seen.map(|seen| seen.start), item.is_weak, item.version));
    // The latest claim observed before each place, and the earliest one observed after it.
    let latest = |latest: Option<Span>, item: &CaptureItem<'_>| {
        let own = item.claim().filter(|own| latest.is_none_or(|latest| latest.start < own.start));
        own.or(latest)
    };
    let earliest = |earliest: Option<Span>, item: &CaptureItem<'_>| {
        let own = item.claim().filter(|own| earliest.is_none_or(|known| own.end < known.end));
        own.or(earliest)
    };
    // The version of the last stated observation before each place, and of the next one after it.
    let stated = |known: Option<usize>, item: &CaptureItem<'_>| {
        if item.is_weak { known } else { Some(item.version) }
    };
    let (before, after) = (before_each(&all, latest), after_each(&all, earliest));
    let around = before_each(&all, stated).into_iter().zip(after_each(&all, stated));

    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    let places = before.into_iter().zip(after).zip(around);
    for (item, ((before, after), around)) in all.into_iter().zip(places) {
        if !item.is_weak {
            continue;
        }
        let claim = item.claim();
        let own = claim.zip(item.seen).is_some_and(|(claim, seen)| claim.is_after(seen.end));
        let order = claim.is_some_and(|claim| {
            before.is_some_and(|before| claim.is_before_claim(&before))
                || after.is_some_and(|after| after.is_before_claim(&claim))
        });
        let splits = match around {
            (Some(before), Some(after)) => before == after && before != item.version,
            _ => false,
        };
        if own || order || splits { refused.push(item) } else { kept.push(item) }
    }
    (kept, refused)
}
