//! `published-moved`: the publisher's time of first publication changed.
//!
//! It cannot know why: a republished article, an embargo, a corrected date, or another timestamp of
//! the page.

use super::case::Step;
use super::clocks::{DAY, HOUR, apart, as_zones, span};
use super::{Case, Finding, Rule, Severity};
use crate::article::Precision;
use crate::store::Result;

pub(super) struct PublishedMoved;

impl Rule for PublishedMoved {
    fn name(&self) -> &'static str {
        "published-moved"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "The publisher's `published` time changed"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Step { index, ordinal, base_ordinal, before, after, .. } = &step;
            let index = *index;
            // A text that comes back has its old timestamps: `flip-flop` reports that.
            if step.state.returns_to.is_some() {
                continue;
            }
            let clocks = before.published.as_ref().zip(after.published.as_ref());
            let Some((old, new)) = clocks else { continue };
            let Some(apart) = apart(old, new) else { continue };
            let (gap, later) = match apart {
                Ok(apart) => (apart, true),
                Err(apart) => (apart, false),
            };
            let far = (new.micros() - old.micros()).abs();
            let way = if later { "forward" } else { "back" };
            let message = format!(
                "version {}: `published` moved {way} by {} from {} to {}",
                ordinal,
                span(far),
                old.display(),
                new.display()
            );
            let mut finding = case.finding_on_change(self.name(), message, index);
            let by_days = old.precision() <= Precision::Day || new.precision() <= Precision::Day;
            // The distance between two dates is known only to a day.
            match (later, if by_days { gap.gap } else { far }) {
                (true, far) if far >= DAY => finding.grade(
                    Severity::Alert,
                    "later by a day or more: the article looks newer than it is",
                ),
                (true, far) if far >= HOUR => {
                    finding.grade(Severity::Warning, "later by an hour or more");
                }
                (false, far) if far >= DAY => {
                    finding.grade(Severity::Warning, "earlier by a day or more");
                }
                _ => finding
                    .grade(Severity::Note, "less than an hour later, or less than a day earlier"),
            }
            if gap.zone_could || (as_zones(far) && old.zone() != new.zone()) {
                finding.doubt("they may be one time, because a time zone is not stated");
            } else if !by_days && as_zones(far) && far % HOUR == 0 && old.raw() != new.raw() {
                finding.doubt("they differ by whole hours, like one time read in two zones");
            }
            if old.source() != new.source() {
                finding.doubt(format!(
                    "the two timestamps come from different places ({} and {})",
                    old.source().name(),
                    new.source().name()
                ));
            }
            if case.is_of_event() {
                finding.doubt("the URL is that of an event: the time may be the event's");
            }
            case.doubt_disputed(&mut finding, index, "published")?;
            if old.precision() != new.precision() {
                finding.remark("one of the two is more precise than the other");
            }
            finding.clock(*base_ordinal, "published", Some(old));
            finding.clock(*ordinal, "published", Some(new));
            case.show_observations(&mut finding, index);
            found.push(finding);
        }
        Ok(())
    }
}
