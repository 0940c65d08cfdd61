//! Spans of time: which of two statements about time is earlier, as far as their precision allows.

use super::{Precision, Timestamp, ZoneBasis};

/// Microseconds per hour.
const HOUR: i64 = 3_600_000_000;

/// Local time is at most this far ahead of UTC (+14:00, Line Islands).
const EAST: i64 = 14 * HOUR;

/// Local time is at most this far behind UTC (−12:00, Baker Island).
const WEST: i64 = 12 * HOUR;

/// The period that a timestamp covers, in microseconds since 1970: `start` included, `end`
/// excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
    /// Minutes east of UTC, if a time of day was stated with its zone.
    offset: Option<i64>,
    /// Whether it is a day, a month or a year, in an unknown zone.
    pub(crate) is_coarse: bool,
}

impl Span {
    pub(crate) fn of(stamp: &Timestamp) -> Self {
        let stated = stamp.offset_minutes().filter(|_| stamp.zone() == ZoneBasis::Stated);
        Self {
            start: stamp.micros(),
            end: stamp.end_micros().max(stamp.micros().saturating_add(1)),
            offset: stated.map(i64::from),
            is_coarse: stamp.precision() <= Precision::Day,
        }
    }

    /// Returns the same span with another end.
    pub(crate) fn until(self, end: i64) -> Self {
        Self { end, ..self }
    }

    /// Whether this is a day, a month or a year that lasts beyond `time`: what happened in it may have
    /// happened later than `time`.
    pub(crate) fn is_coarse_beyond(&self, time: i64) -> bool {
        self.is_coarse && self.end > time
    }

    /// Whether this publisher's claim is certainly earlier than another claim of the same
    /// publisher.
    ///
    /// A claim of a day does not contradict a time within that day. The publisher's days are days
    /// in the publisher's zone: a stated offset of the other claim determines that zone.
    pub(crate) fn is_before_claim(&self, other: &Self) -> bool {
        match (self.is_coarse, other.is_coarse) {
            (true, false) => match other.offset {
                Some(minutes) => self.end <= other.start.saturating_add(minutes * HOUR / 60),
                None => self.end.saturating_add(WEST) <= other.start,
            },
            (false, true) => match self.offset {
                Some(minutes) => self.end.saturating_add(minutes * HOUR / 60) <= other.start,
                None => self.end <= other.start.saturating_sub(EAST),
            },
            _ => self.end <= other.start,
        }
    }

    /// Whether this claim is certainly earlier than an observation, which is never in the claim's
    /// zone.
    pub(crate) fn is_before(&self, observation: i64) -> bool {
        let end = if self.is_coarse { self.end.saturating_add(WEST) } else { self.end };
        end <= observation
    }

    /// Whether this claim is certainly later than an observation that ends at `end`.
    pub(crate) fn is_after(&self, end: i64) -> bool {
        let start = if self.is_coarse { self.start.saturating_sub(EAST) } else { self.start };
        start >= end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ClockSource, DefaultZone};

    fn span(text: &str) -> Span {
        let zone = DefaultZone::default();
        Span::of(&Timestamp::parse(text, &zone, ClockSource::Field).expect("a time"))
    }

    #[track_caller]
    fn check(earlier: &str, later: &str, expected: bool) {
        assert_eq!(span(earlier).is_before_claim(&span(later)), expected, "{earlier} {later}");
    }

    #[test]
    fn a_day_contradicts_nothing_within_it() {
        check("2021-05-03T09:00:00Z", "2021-05-03T09:00:01Z", true);
        check("2021-05-03T09:00:01Z", "2021-05-03T09:00:00Z", false);
        check("2021-05-03T09:00Z", "2021-05-03T09:00:30Z", false);
        check("2021-05-03", "2021-05-03T23:00:00Z", false);
        check("2021-05-03T01:00:00Z", "2021-05-03", false);
        check("2021-05-03", "2021-05-04", true);
        check("2021-05", "2021-05-20", false);
        // Half past three in the morning in UTC is still May 3 in New York.
        check("2021-05-03", "2021-05-03T23:30:00-04:00", false);
        check("2021-05-03", "2021-05-04T00:30:00-04:00", true);
    }

    #[test]
    fn observations_are_in_no_zone_of_the_publisher() {
        let at = |text: &str| span(text).start;
        assert!(!span("2021-05-03").is_before(at("2021-05-04T11:59:00Z")));
        assert!(span("2021-05-03").is_before(at("2021-05-04T12:00:00Z")));
        assert!(span("2021-05-03T09:30:00Z").is_before(at("2021-05-03T09:30:01Z")));
        assert!(span("2021-05-03T09:30:00Z").is_after(at("2021-05-03T09:29:59Z")));
        assert!(!span("2021-05-04").is_after(at("2021-05-03T20:00:00Z")));
    }
}
