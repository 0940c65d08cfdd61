//! The question of a bundle: which version was in effect at a time, and how far the captures
//! support the answer.
//!
//! The rules are those of `docs/timeline.md`, for what a bundle can show: the observations around
//! the time and the claims of their versions. `docs/evidence-format.md` states them for other
//! programs. Captures that a bundle leaves out can only weaken an answer, so a bundle may state
//! less than its captures support, never more.

use serde::{Deserialize, Serialize};

use super::evidence::nullable;
use crate::article::{
    CaptureKind, Certainty, ClockSource, DefaultZone, Precision, Timestamp, VersionId,
};

/// Microseconds per second.
pub(super) const SECOND: i64 = 1_000_000;

/// Minutes per day: every time zone offset is smaller.
pub(super) const MAX_OFFSET: i16 = 24 * 60;

/// The time in question, and the answer. Times are canonical, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The time, verbatim.
    pub asked: String,
    /// The first instant of that time.
    pub from: String,
    /// The first instant after it. The answer is the version in effect just before.
    pub until: String,
    /// The time zone in which it was read, in minutes east of UTC.
    pub offset: i16,
    /// The kind of text that represents the article.
    pub kind: CaptureKind,
    /// How certain the answer is.
    pub certainty: Certainty,
    /// The last observation before `until`.
    #[serde(deserialize_with = "nullable")]
    pub before: Option<ProvedObservation>,
    /// The first observation at or after `until`.
    #[serde(deserialize_with = "nullable")]
    pub after: Option<ProvedObservation>,
    /// The next version, if it was not observed: only its claim dates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextVersion>,
}

/// An observation: when a version was captured. The capture is in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedObservation {
    /// The version.
    pub version: VersionId,
    /// When it was captured, in canonical form.
    pub at: String,
    /// The source of that time, as the name of a [`ClockSource`].
    pub source: String,
    /// The index of the capture's log entry.
    pub index: u64,
}

/// A version that was not observed. A capture of it is in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextVersion {
    /// The version.
    pub version: VersionId,
    /// The index of the capture's log entry.
    pub index: u64,
}

impl Question {
    /// The first instant of a time, and the first one after it, in microseconds since 1970. A day
    /// is in the time zone with this offset.
    pub fn stretch(time: &Timestamp, offset: i16) -> (i64, i64) {
        let is_coarse = time.precision() <= Precision::Day;
        let shift = if is_coarse { i64::from(offset) * 60 * SECOND } else { 0 };
        (time.micros().saturating_sub(shift), time.end_micros().saturating_sub(shift))
    }

    /// Whether `asked` is the time from `from` until `until`; `None` if its form is not a usual
    /// one.
    pub(super) fn is_read_right(&self, from: i64, until: i64) -> Option<bool> {
        let (text, offset) = (self.asked.as_str(), self.offset);
        is_usual(text).then(|| {
            let zone =
                chrono::FixedOffset::east_opt(i32::from(offset) * 60).map(DefaultZone::Fixed);
            let time = zone.and_then(|zone| Timestamp::parse(text, &zone, ClockSource::Flag).ok());
            time.is_some_and(|time| {
                let is_zone = time.offset_minutes().is_none_or(|minutes| minutes == offset);
                is_zone && Self::stretch(&time, offset) == (from, until)
            })
        })
    }
}

/// Whether a text is ISO 8601 in a usual form, without a fraction, hour 24 or second 60.
fn is_usual(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    match shape.replacen(' ', "T", 1).strip_prefix("0000-00-00T00:00") {
        Some(rest) => {
            let zone = rest.strip_prefix(":00");
            let second = zone.and_then(|_| text.get(17..19));
            matches!(zone.unwrap_or(rest), "" | "Z" | "+00:00" | "-00:00")
                && text.get(11..13) != Some("24")
                && second != Some("60")
        }
        None => matches!(shape.as_str(), "0000" | "0000-00" | "0000-00-00"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::evidence::canonical_clock;

    #[test]
    fn a_time_in_a_usual_form_is_read_again() {
        let check = |asked: &str, offset: i16, stretch: (&str, &str), expected: Option<bool>| {
            let question = Question {
                asked: asked.to_owned(),
                from: stretch.0.to_owned(),
                until: stretch.1.to_owned(),
                offset,
                kind: CaptureKind::Page,
                certainty: Certainty::Unknown,
                before: None,
                after: None,
                next: None,
            };
            let micros = |text: &str| canonical_clock(text).expect("a time").micros();
            let found = question.is_read_right(micros(stretch.0), micros(stretch.1));
            assert_eq!(found, expected, "{asked} {offset}");
        };
        let minute = ("2014-10-19T20:50:00Z", "2014-10-19T20:51:00Z");
        let second = ("2014-10-19T20:50:00Z", "2014-10-19T20:50:01Z");
        let day = ("2014-10-19T04:00:00Z", "2014-10-20T04:00:00Z");
        let right = Some(true);
        check("2014-10-19T16:50", -240, minute, right);
        check("2014-10-19 16:50", -240, minute, right);
        check("2014-10-19T16:50-04:00", -240, minute, right);
        check("2014-10-19T20:50Z", 0, minute, right);
        check("2014-10-19T16:50:00", -240, second, right);
        check("2014-10-19", -240, day, right);
        check("2014-12", 60, ("2014-11-30T23:00:00Z", "2014-12-31T23:00:00Z"), right);
        check("2014", 0, ("2014-01-01T00:00:00Z", "2015-01-01T00:00:00Z"), right);

        let wrong = Some(false);
        check("2014-10-19T16:50", 0, minute, wrong);
        check("2014-10-19T16:51", -240, minute, wrong);
        check("2014-10-19T16:50", -240, second, wrong);
        check("2014-10-19", 0, day, wrong);
        // A stated zone is the one in which the time was read.
        check("2014-10-19T16:50-04:00", 0, minute, wrong);
        check("2014-13-01", -240, day, wrong);

        for other in ["2014/10/19", "20141019", "2014-10-19T16", "2014-10-19T16:50:00.5", "today"] {
            check(other, -240, day, None);
        }
        check("2014-10-18T24:00", -240, day, None);
        check("2014-10-18T23:59:60", -240, day, None);
        check("2014-10-18T23:60", -240, day, wrong);
    }
}
