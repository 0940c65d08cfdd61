//! `future-timestamp`: a timestamp later than the capture that read it, or than now.
//!
//! It cannot know which clock is wrong, the publisher's or the capturing program's.

use super::clocks::{DAY, HOUR, MINUTE, before, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{ClockSource, Timestamp, ZoneBasis};
use crate::store::Result;

pub(super) struct FutureTimestamp;

/// Clocks that are not synchronized agree within this.
const PATIENCE: i64 = 5 * MINUTE;

/// Articles are announced, scheduled or under embargo for this long.
const SCHEDULED: i64 = 14 * DAY;

impl Rule for FutureTimestamp {
    fn name(&self) -> &'static str {
        "future-timestamp"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "A timestamp of the publisher is later than the capture that read it"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for (number, version) in case.versions().iter().enumerate() {
            let Some(index) = case.timeline().first_state(number) else { continue };
            for clock in ["published", "updated"] {
                let ahead = version.captures.iter().find_map(|capture| {
                    let claim =
                        if clock == "published" { &capture.published } else { &capture.updated };
                    let claim = claim.as_ref()?;
                    let (gap, zone_could) = if let Some(captured) = &capture.captured {
                        let apart = before(captured, claim)?;
                        (apart.gap, apart.zone_could)
                    } else {
                        let gap = claim.micros() - case.now();
                        (gap, claim.zone() != ZoneBasis::Stated && gap <= DAY)
                    };
                    (gap > PATIENCE).then_some((capture, claim, gap, zone_could))
                });
                let Some((capture, claim, gap, zone_could)) = ahead else { continue };
                if repeats(case, index, clock, claim) {
                    continue;
                }
                let seen = capture.captured.as_ref();
                let message = format!(
                    "version {}: `{clock}` {} is {} after {}",
                    number + 1,
                    claim.display(),
                    span(seen.map_or(gap, |seen| claim.micros().saturating_sub(seen.micros()))),
                    seen.map_or_else(
                        || "the time of this audit".to_owned(),
                        |seen| format!("its capture on {}", seen.display())
                    )
                );
                let mut finding = case.finding_of(self.name(), message, &[index], clock);
                finding.at = seen.map(Timestamp::micros).or_else(|| case.at(index));
                match (clock, gap) {
                    ("updated", gap) if gap >= DAY => {
                        finding.grade(Severity::Alert, "by a day or more");
                    }
                    ("updated", _) => finding.grade(Severity::Note, "by less than a day"),
                    (_, gap) if gap <= HOUR => finding.grade(
                        Severity::Note,
                        "by an hour or less: it may have been scheduled, or its offset may ignore \
                         daylight saving time",
                    ),
                    (_, gap) if gap < DAY => finding.grade(Severity::Note, "by less than a day"),
                    (_, gap) if gap <= SCHEDULED => finding.grade(
                        Severity::Note,
                        "by two weeks or less: it may have been scheduled, or be under embargo",
                    ),
                    _ => finding.grade(
                        Severity::Warning,
                        "by more than two weeks: the article was online before then",
                    ),
                }
                if clock == "published" && case.is_of_event() {
                    finding.doubt("the URL is that of an event: the time may be the event's");
                }
                if zone_could {
                    finding.doubt("their order depends on a time zone that is not stated");
                }
                if let Some(seen) = seen {
                    if seen.source() == ClockSource::FileTime {
                        finding.doubt("the capture time is the file's, which copying changes");
                    }
                    if seen.zone() == ZoneBasis::Assumed {
                        finding.remark("the time zone of the capture was assumed");
                    }
                }
                case.doubt_disputed(&mut finding, index, clock)?;
                finding.remark("an event page or an article under embargo may state a future time");
                finding.clock(number + 1, clock, Some(claim));
                finding.clock(number + 1, "captured", seen);
                found.push(finding);
            }
        }
        Ok(())
    }
}

/// Whether the previous version has the same timestamp. If it was already in the future then, it
/// was reported there.
fn repeats(case: &ArticleContext<'_>, index: usize, clock: &str, claim: &Timestamp) -> bool {
    let timeline = case.timeline();
    let previous = timeline.previous(index).and_then(|before| timeline.states().get(before));
    let Some(before) = previous.and_then(|before| timeline.version_of(before)) else {
        return false;
    };
    before.captures.iter().any(|capture| {
        let other = if clock == "published" { &capture.published } else { &capture.updated };
        let ahead = other.as_ref().zip(capture.captured.as_ref()).is_some_and(|(other, seen)| {
            self::before(seen, other).is_some_and(|apart| apart.gap > PATIENCE)
        });
        ahead && other.as_ref().is_some_and(|other| other.canonical() == claim.canonical())
    })
}
