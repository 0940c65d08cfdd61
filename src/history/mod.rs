//! History: an article's versions in their order, and what the order shows.
//!
//! The order is computed from the clocks, never from arrival: (`updated` or `published` or first
//! `captured`, then first `captured`, then the source's sequence, then id), what is missing first.
//! A late import lands where it belongs.

pub mod blame;
pub mod changes;
pub mod search;
pub mod when;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::article::{StoredCapture, StoredVersion, Timestamp};
use crate::store::Summary;

/// The version of this code and of the diff's: what another one derived is derived anew. To be raised
/// with every change of what either gives.
pub const BUILT: i64 = 3;

/// An article's versions, ordered.
#[derive(Clone, Debug)]
pub struct History {
    versions: Vec<StoredVersion>,
    sightings: Vec<Sighting>,
    marks: Vec<Marks>,
}

/// One capture on the article's time line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The version's index.
    pub version: usize,
    /// The capture's index in the version.
    pub capture: usize,
}

/// What a version's place in the history shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// The content differs from the version before, and `updated` does not.
    pub silent: bool,
    /// The content is that of an earlier version, not the one before: its index.
    pub returns_to: Option<usize>,
    /// Sightings of this version after another one was seen.
    pub seen_again: usize,
    /// Its text had to go from the catalog.
    pub redacted: bool,
}

impl History {
    /// Orders the versions.
    pub fn of(mut versions: Vec<StoredVersion>) -> Self {
        versions.sort_by(order);
        let marks = marks(&versions);
        let mut history = Self { versions, sightings: Vec::new(), marks };
        history.sightings = history.time_line();
        history.count_seen_again();
        history
    }

    /// The versions, first to last.
    pub fn versions(&self) -> &[StoredVersion] {
        &self.versions
    }

    /// What the version's place shows.
    pub fn marks(&self, index: usize) -> Marks {
        self.marks.get(index).copied().unwrap_or_default()
    }

    /// Every capture, by our clock; those without one at their version's place in time.
    pub fn sightings(&self) -> &[Sighting] {
        &self.sightings
    }

    /// The version current at an instant: the last whose place in time is before `end`, in
    /// microseconds; of several with one place, which no clock of the publisher tells apart, the one
    /// that was seen last before `end`.
    pub fn current_at(&self, end: i64) -> Option<usize> {
        let is_before = |version: &StoredVersion| place(version).is_none_or(|place| place < end);
        let last = self.versions.iter().rposition(is_before)?;
        let at = self.versions.get(last).and_then(place);
        let seen = |version: &StoredVersion| {
            version.captured().map(Timestamp::micros).filter(|seen| *seen < end).max()
        };
        let same = self.versions.iter().enumerate().filter(|(_, version)| place(version) == at);
        let shown = same.filter_map(|(index, version)| seen(version).map(|seen| (seen, index)));
        Some(shown.max().map_or(last, |(_, index)| index))
    }

    /// The version that the site shows, as far as is known.
    pub fn current(&self) -> Option<usize> {
        self.current_at(i64::MAX)
    }

    /// How often the article returned to an earlier text: by versions that repeat one, and by
    /// sightings of a version after a later one was seen.
    pub fn returns(&self) -> usize {
        self.marks
            .iter()
            .map(|marks| usize::from(marks.returns_to.is_some()) + marks.seen_again)
            .sum()
    }

    /// Versions whose content changed although `updated` did not move.
    pub fn silent_edits(&self) -> usize {
        self.marks.iter().filter(|marks| marks.silent).count()
    }

    /// What `list` shows of the article.
    pub fn summary(&self) -> Summary {
        let captures = || self.versions.iter().flat_map(|version| &version.captures);
        let clocks = || self.versions.iter().flat_map(StoredVersion::captured);
        let latest = self.versions.last();
        // The latest word on a label: of the last version that has one.
        let label = |read: fn(&StoredCapture) -> Option<&Arc<str>>| {
            self.versions
                .iter()
                .rev()
                .find_map(|version| version.captures.iter().rev().find_map(read))
                .cloned()
        };
        Summary {
            versions: self.versions.len() as i64,
            captures: captures().count() as i64,
            latest: latest.map_or(0, |version| version.number),
            published: latest.and_then(|version| version.published.as_ref()).map(Timestamp::micros),
            updated: latest.and_then(|version| version.updated.as_ref()).map(Timestamp::micros),
            first_captured: clocks().map(Timestamp::micros).min(),
            last_captured: clocks().map(Timestamp::micros).max(),
            changed: latest.and_then(place),
            silent_edits: self.silent_edits() as i64,
            returns: self.returns() as i64,
            lang: label(|capture| capture.lang.as_ref()),
            publisher: label(|capture| capture.publisher.as_ref()),
            section: label(|capture| capture.section.as_ref()),
        }
    }

    fn time_line(&self) -> Vec<Sighting> {
        let mut sightings: Vec<_> = self
            .versions
            .iter()
            .enumerate()
            .flat_map(|(version, stored)| {
                (0..stored.captures.len()).map(move |capture| Sighting { version, capture })
            })
            .collect();
        sightings.sort_by_key(|sighting| {
            let version = self.versions.get(sighting.version);
            let capture = version.and_then(|version| version.captures.get(sighting.capture));
            let seen = capture.and_then(|capture| capture.captured.as_ref());
            let time = seen.map(Timestamp::micros).or_else(|| version.and_then(place));
            let sequence = capture.and_then(|capture| capture.sequence);
            (time, sequence, sighting.version, sighting.capture)
        });
        sightings
    }

    /// A→B→A in one version's captures: the site showed an older state again.
    fn count_seen_again(&mut self) {
        let mut seen = vec![false; self.versions.len()];
        let mut last = None;
        for sighting in &self.sightings {
            let version = sighting.version;
            if last.is_some_and(|last| last != version)
                && seen.get(version).copied().unwrap_or_default()
                && let Some(marks) = self.marks.get_mut(version)
            {
                marks.seen_again += 1;
            }
            if let Some(seen) = seen.get_mut(version) {
                *seen = true;
            }
            last = Some(version);
        }
    }
}

/// A version's place in time, in microseconds.
pub fn place(version: &StoredVersion) -> Option<i64> {
    let claim = version.updated.as_ref().or(version.published.as_ref());
    claim.map(Timestamp::micros).or_else(|| first_captured(version))
}

/// The claim that gives a version its place: `updated`, or `published`, or when it was first seen.
pub fn clock(version: &StoredVersion) -> Option<&Timestamp> {
    let claim = version.updated.as_ref().or(version.published.as_ref());
    claim.or_else(|| version.captured().next())
}

fn first_captured(version: &StoredVersion) -> Option<i64> {
    version.captured().map(Timestamp::micros).min()
}

fn first_sequence(version: &StoredVersion) -> Option<i64> {
    version.captures.iter().filter_map(|capture| capture.sequence).min()
}

fn order(a: &StoredVersion, b: &StoredVersion) -> Ordering {
    let key = |version: &StoredVersion| {
        (place(version), first_captured(version), first_sequence(version), version.id)
    };
    key(a).cmp(&key(b))
}

/// What a reader sees: the fields whose change is an edit.
type Seen<'v> = (Option<&'v str>, Option<&'v str>, Option<&'v str>, Option<i64>);

fn seen(version: &StoredVersion) -> Seen<'_> {
    (
        version.title.as_deref(),
        version.byline.as_deref(),
        version.description.as_deref(),
        version.text.map(|text| text.id),
    )
}

/// Whether a reader sees a difference. A field that one of the two did not capture tells nothing.
fn differs(a: &Seen<'_>, b: &Seen<'_>) -> bool {
    fn field<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        a.zip(b).is_some_and(|(a, b)| a != b)
    }
    field(a.0, b.0) || field(a.1, b.1) || field(a.2, b.2) || field(a.3, b.3)
}

fn marks(versions: &[StoredVersion]) -> Vec<Marks> {
    let mut last_with: HashMap<Seen<'_>, usize> = HashMap::new();
    let mut marks = Vec::with_capacity(versions.len());
    for (index, version) in versions.iter().enumerate() {
        let content = seen(version);
        let before = index.checked_sub(1).and_then(|before| versions.get(before));
        let changed = before.is_some_and(|before| differs(&seen(before), &content));
        let same_clock = before.is_some_and(|before| {
            let clock =
                |version: &StoredVersion| version.updated.as_ref().map(Timestamp::canonical);
            // Where the publisher states no `updated`, nothing says that it should have moved:
            // it is silent all the same, for the page tells its readers of no change.
            clock(before) == clock(version)
                && (version.updated.is_some() || version.published.is_some())
        });
        let returns_to = if changed { last_with.get(&content).copied() } else { None };
        marks.push(Marks {
            silent: changed && same_clock,
            returns_to,
            seen_again: 0,
            redacted: version.redacted.is_some(),
        });
        last_with.insert(content, index);
    }
    marks
}
