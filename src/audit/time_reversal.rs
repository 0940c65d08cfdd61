//! `time-reversal`: `updated` is before `published`, or moved back from one capture to the next.
//!
//! It cannot know when a text was published: an article finished in the afternoon and put online
//! the next morning has such timestamps, and so has one whose `published` was reset.

use std::collections::HashSet;

use super::clocks::{DAY, HOUR, MINUTE, before_claim, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::StoredCapture;
use crate::store::Result;

pub(super) struct TimeReversal;

/// Captures this close are as likely to come from two servers or caches as from a change.
const SERVERS: i64 = 15 * MINUTE;

impl Rule for TimeReversal {
    fn name(&self) -> &'static str {
        "time-reversal"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The `updated` time is before the `published` one, or moved back"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        self.before_published(case, found)?;
        self.backwards(case, found)
    }
}

impl TimeReversal {
    /// Adds one finding for each `published` that is later than an `updated`.
    fn before_published(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let mut seen: HashSet<String> = HashSet::new();
        for (number, version) in case.versions().iter().enumerate() {
            let Some(index) = case.timeline().first_state(number) else { continue };
            let clocks = version.updated.as_ref().zip(version.published.as_ref());
            let Some((updated, published)) = clocks else { continue };
            let Some(apart) = before_claim(updated, published) else { continue };
            if !seen.insert(published.canonical()) {
                continue;
            }
            let message = format!(
                "version {}: `updated` {} is {} before `published` {}",
                number + 1,
                updated.display(),
                span(published.micros() - updated.micros()),
                published.display()
            );
            let mut finding =
                case.finding_of(self.name(), message, &[index], "updated before published");
            finding.at = case.at(index);
            match apart.gap {
                gap if gap >= DAY => finding.grade(
                    Severity::Note,
                    "by a day or more: the text was finished before it was put online",
                ),
                gap if gap >= HOUR => finding.grade(Severity::Note, "by less than a day"),
                _ => finding.grade(Severity::Note, "by less than an hour"),
            }
            if apart.zone_could {
                finding.doubt("their order depends on a time zone that is not stated");
            }
            if updated.source() != published.source() {
                finding.doubt(format!(
                    "the two timestamps come from different places ({} and {})",
                    updated.source().name(),
                    published.source().name()
                ));
            }
            if case.is_of_event() {
                finding.doubt("the URL is that of an event: `published` may be the event's time");
            }
            case.doubt_disputed(&mut finding, index, "updated")?;
            case.doubt_disputed(&mut finding, index, "published")?;
            finding.remark(
                "a text may be finished long before it is put online, and `published` may be reset \
                 when it is republished",
            );
            finding.clock(number + 1, "updated", Some(updated));
            finding.clock(number + 1, "published", Some(published));
            found.push(finding);
        }
        Ok(())
    }

    /// Adds one finding for each state whose `updated` is earlier than that of the state captured
    /// before it.
    fn backwards(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for (index, state) in case.timeline().states().iter().enumerate() {
            // Editions served in turn have timestamps of their own: `flip-flop` reports them.
            if case.is_served_in_turn(index) {
                continue;
            }
            let (Some((was_ordinal, was)), Some((ordinal, is))) = case.around(index) else {
                continue;
            };
            let updated = |capture: &'_ StoredCapture| capture.updated.clone();
            let Some((old, new)) = updated(was).zip(updated(is)) else { continue };
            let Some((was_seen, captured)) = was.captured.as_ref().zip(is.captured.as_ref()) else {
                continue;
            };
            let Some(apart) = before_claim(&new, &old) else { continue };
            let returned = state.returns_to.is_some();
            let message = format!(
                "`updated` moved back by {}: {} in the capture of {}, then {} in that of {}",
                span(old.micros() - new.micros()),
                old.display(),
                was_seen.display(),
                new.display(),
                captured.display()
            );
            let which = format!("backwards {}", captured.canonical());
            let base = case.timeline().previous(index);
            let on: Vec<usize> = base.into_iter().chain([index]).collect();
            let mut finding = case.finding_of(self.name(), message, &on, &which);
            finding.at = Some(captured.micros());
            finding.order_unknown = state.is_order_unknown();
            if state.is_changed && !returned {
                finding.grade(Severity::Note, "the text changed too: see `backdated`");
            } else if apart.gap >= DAY {
                finding.grade(
                    Severity::Warning,
                    "a later capture states a time that is a day or more earlier",
                );
            } else {
                finding.grade(
                    Severity::Note,
                    "a later capture states an earlier time, by less than a day",
                );
            }
            if let Some(ordinal) = case.restores(index, "updated", &new) {
                finding.doubt(format!("version {ordinal} had this time already: it was restored"));
            }
            if captured.micros() - was_seen.micros() <= SERVERS {
                finding.doubt(
                    "the captures are minutes apart: they may come from two servers or a cache",
                );
            }
            if returned {
                finding
                    .doubt("the text was captured before: a cache may have served the older page");
            }
            if apart.zone_could {
                finding.doubt("their order depends on a time zone that is not stated");
            }
            if new.source() != old.source() {
                finding.doubt(format!(
                    "the two timestamps come from different places ({} and {})",
                    old.source().name(),
                    new.source().name()
                ));
            }
            case.doubt_disputed(&mut finding, index, "updated")?;
            finding.clock(was_ordinal, "updated", Some(&old));
            finding.clock(was_ordinal, "captured", Some(was_seen));
            finding.clock(ordinal, "updated", Some(&new));
            finding.clock(ordinal, "captured", Some(captured));
            found.push(finding);
        }
        Ok(())
    }
}
