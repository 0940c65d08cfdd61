//! `time-reversal`: `updated` lies before `published`, or ran backwards from one sighting to the next.
//!
//! It cannot know when a text was published: a story finished in the afternoon and put online next
//! morning has such clocks, and so has one whose `published` was renewed.

use std::collections::HashSet;

use super::clocks::{DAY, HOUR, MINUTE, before, span};
use super::{Case, Finding, Rule, Severity};
use crate::article::Timestamp;
use crate::store::Result;

pub(super) struct TimeReversal;

/// Sightings so close are two servers or caches as likely as a change.
const SERVERS: i64 = 15 * MINUTE;

impl Rule for TimeReversal {
    fn name(&self) -> &'static str {
        "time-reversal"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "The updated time lies before the published one, or ran backwards"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        self.before_published(case, found)?;
        self.backwards(case, found)
    }
}

impl TimeReversal {
    /// One finding for each `published` that an `updated` lies before.
    fn before_published(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let mut seen: HashSet<String> = HashSet::new();
        for (index, version) in case.versions().iter().enumerate() {
            let clocks = version.updated.as_ref().zip(version.published.as_ref());
            let Some((updated, published)) = clocks else { continue };
            let Some(apart) = before(updated, published) else { continue };
            if !seen.insert(published.canonical()) {
                continue;
            }
            let message = format!(
                "version {}: `updated` {} lies {} before `published` {}",
                index + 1,
                updated.display(),
                span(published.micros() - updated.micros()),
                published.display()
            );
            let mut finding =
                case.finding_of(self.name(), message, &[index], "updated before published");
            finding.at = case.at(index);
            match apart.gap {
                gap if gap >= 30 * DAY => {
                    finding.grade(Severity::Warning, "by 30 days or more");
                }
                gap if gap >= HOUR => finding.grade(Severity::Note, "by less than 30 days"),
                _ => finding.grade(Severity::Note, "by less than an hour"),
            }
            if apart.zone_could {
                finding.doubt("a zone that was not stated could put them in order");
            }
            if updated.source() != published.source() {
                finding.doubt(format!(
                    "the two were read in different places ({} and {})",
                    updated.source().name(),
                    published.source().name()
                ));
            }
            if case.is_of_event() {
                finding
                    .doubt("its address is that of an event: `published` may be the event's time");
            }
            case.doubt_disputed(&mut finding, index, "updated")?;
            case.doubt_disputed(&mut finding, index, "published")?;
            finding.remark("a text may be finished long before it is put online, and `published` is renewed where a story is run again");
            finding.clock(index, "updated", Some(updated));
            finding.clock(index, "published", Some(published));
            found.push(finding);
        }
        Ok(())
    }

    /// One finding for each step back along the captures.
    fn backwards(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let mut last: Option<(usize, &Timestamp, &Timestamp)> = None;
        let mut seen_before: HashSet<usize> = HashSet::new();
        for sighting in case.history().sightings() {
            let Some(capture) = case.capture(*sighting) else { continue };
            let clocks = capture.updated.as_ref().zip(capture.captured.as_ref());
            let Some((updated, captured)) = clocks else { continue };
            let version = sighting.version;
            let returned = !seen_before.insert(version);
            let Some((other, was, was_seen)) = last.replace((version, updated, captured)) else {
                continue;
            };
            let Some(apart) = before(updated, was) else { continue };
            let message = format!(
                "`updated` ran back by {}: {} on {}, then {} on {}",
                span(was.micros() - updated.micros()),
                was.display(),
                was_seen.display(),
                updated.display(),
                captured.display()
            );
            let which = format!("backwards {}", captured.canonical());
            let mut finding = case.finding_of(self.name(), message, &[version, other], &which);
            finding.at = Some(captured.micros());
            if apart.gap >= HOUR {
                finding.grade(
                    Severity::Alert,
                    "a later sighting states a time earlier by an hour or more",
                );
            } else {
                finding.grade(Severity::Warning, "a later sighting states an earlier time");
            }
            if captured.micros() - was_seen.micros() <= SERVERS {
                finding.doubt(
                    "the sightings are minutes apart: two servers or a cache may have answered",
                );
            }
            if returned {
                finding.doubt(
                    "the version had been seen before: a cache may have served the older page",
                );
            }
            if before(was_seen, captured).is_none() {
                finding.doubt("the captures' own clocks do not tell which sighting was first");
            }
            if apart.zone_could {
                finding.doubt("a zone that was not stated could put them in order");
            }
            if updated.source() != was.source() {
                finding.doubt(format!(
                    "the two were read in different places ({} and {})",
                    was.source().name(),
                    updated.source().name()
                ));
            }
            case.doubt_disputed(&mut finding, version, "updated")?;
            finding.clock(other, "updated", Some(was));
            finding.clock(other, "captured", Some(was_seen));
            finding.clock(version, "updated", Some(updated));
            finding.clock(version, "captured", Some(captured));
            found.push(finding);
        }
        Ok(())
    }
}
