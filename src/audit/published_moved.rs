//! `published-moved`: the publisher's time of first publication changed.
//!
//! It cannot know why: a republished article, an embargo, a corrected date, or another timestamp of
//! the page.

use super::case::Transition;
use super::clocks::{DAY, HOUR, apart, as_zones, before as earlier, local_day, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{Precision, Timestamp};
use crate::store::Result;

pub(super) struct PublishedMoved;

/// A move by less than this is one of a few hours.
const HALF_DAY: i64 = 12 * HOUR;

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

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Transition { index, ordinal, base_ordinal, before, after, .. } = &step;
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
            let far = if by_days { gap.gap } else { far };
            let day = local_day(new);
            let first = case.first_capture();
            let is_first_day =
                first.is_some_and(|first| local_day(first) == day) || case.url_day() == Some(day);
            let was_online = first
                .and_then(|first| earlier(first, new))
                .is_some_and(|apart| apart.gap >= HALF_DAY);
            let was_ahead =
                before.captured().next().is_some_and(|seen| earlier(seen, old).is_some());
            if let Some(ordinal) = case.restores(index, "published", new) {
                finding.grade(
                    Severity::Note,
                    format!("version {ordinal} had this time already: it was restored"),
                );
            } else if later && far >= DAY && is_first_day {
                finding.grade(
                    Severity::Note,
                    "later by a day or more, to the day of the URL or of the first capture: a wrong \
                     date was corrected",
                );
            } else if later && far >= DAY && !was_online {
                finding.grade(
                    Severity::Note,
                    "later by a day or more, but no capture shows that the article was online half a day before",
                );
            } else if later && far >= DAY {
                let online = first.map(Timestamp::display).unwrap_or_default();
                finding.grade(
                    Severity::Alert,
                    format!(
                        "later by a day or more: the article looks newer than it is, it was online \
                         on {online}"
                    ),
                );
            } else if later && far >= HALF_DAY && local_day(old) != day && was_online {
                finding.grade(Severity::Warning, "later by hours, on another day");
            } else if !later && far >= DAY && was_ahead {
                finding.grade(
                    Severity::Note,
                    "earlier by a day or more, and the old date was in the future when it was \
                     captured: a wrong date was corrected",
                );
            } else if !later && far >= DAY && !is_first_day {
                finding.grade(Severity::Warning, "earlier by a day or more");
            } else {
                finding.grade(
                    Severity::Note,
                    "on the same day, or by less than a day, or to the day of the first capture",
                );
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
                finding.severity = Severity::Note;
                finding.remark("the URL is that of an event: the time may be the event's");
            }
            let told = case.told(index)?;
            let announced = if told.notices.is_empty() {
                told.announced()
            } else {
                Some("a notice informs readers of the change".to_owned())
            };
            // Who reads the page knows that it is not new.
            if let Some(announced) = announced {
                finding.severity = Severity::Note;
                finding.remark(announced);
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
