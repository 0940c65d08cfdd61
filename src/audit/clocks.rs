//! Timestamp comparison: which of two timestamps is earlier, within their precision, and whether a
//! time zone could explain the difference.

use crate::article::{Span, Timestamp, ZoneBasis};

/// Microseconds.
pub(super) const MINUTE: i64 = 60_000_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// The maximum distance of a local time from UTC: +14:00 on the Line Islands, −12:00 on Baker
/// Island.
const EAST: i64 = 14 * HOUR;
const WEST: i64 = 12 * HOUR;

/// The distance of one timestamp before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Apart {
    /// From the end of the earlier timestamp's span to the start of the later one's, in
    /// microseconds; 0 or more.
    pub(super) gap: i64,
    /// Whether a time zone that is not stated could make the two equal.
    pub(super) zone_could: bool,
}

/// The distance of `a` before `b`; `None` if `a` is not earlier, or if their precision cannot show
/// it.
pub(super) fn before(a: &Timestamp, b: &Timestamp) -> Option<Apart> {
    let gap = b.micros().saturating_sub(a.end_micros());
    (gap >= 0).then(|| Apart { gap, zone_could: gap < slack(a, b) })
}

/// The distance of one claim of a publisher before another one of the same publisher: like
/// [`before`], but a day is a day in the publisher's zone, as far as the other claim states it.
pub(super) fn before_claim(a: &Timestamp, b: &Timestamp) -> Option<Apart> {
    before(a, b).filter(|_| Span::of(a).is_before_claim(&Span::of(b)))
}

/// The distance between the two: `Ok` if `a` is the earlier one.
pub(super) fn apart(a: &Timestamp, b: &Timestamp) -> Option<Result<Apart, Apart>> {
    before(a, b).map(Ok).or_else(|| before(b, a).map(Err))
}

/// How much of the distance of `a` before `b` their time zones could explain. Two timestamps of one
/// page without a zone are in the same zone, whatever it is.
fn slack(a: &Timestamp, b: &Timestamp) -> i64 {
    let stated = |stamp: &Timestamp| stamp.zone() == ZoneBasis::Stated;
    match (stated(a), stated(b)) {
        (true, true) => 0,
        // Both are in the same unknown zone. Only a date and a time with an assumed zone can differ
        // further.
        (false, false) if a.zone() == b.zone() => 0,
        // `a` may be later than it was read, by the distance from its assumed zone to the
        // westernmost one.
        (false, true) => WEST + shift(a),
        (true, false) => EAST - shift(b),
        (false, false) => DAY,
    }
}

/// The offset that was assumed for a timestamp, in microseconds.
fn shift(stamp: &Timestamp) -> i64 {
    stamp.offset_minutes().map_or(0, |minutes| i64::from(minutes) * MINUTE)
}

/// The day of a timestamp in its own zone, counted from 1970.
pub(super) fn local_day(stamp: &Timestamp) -> i64 {
    (stamp.micros() + shift(stamp)).div_euclid(DAY)
}

/// Whether the difference could be one between time zones: a multiple of a quarter of an hour, and
/// no more than the largest difference between two zones.
pub(super) fn as_zones(gap: i64) -> bool {
    gap <= EAST + WEST && gap % (15 * MINUTE) == 0
}

/// A duration for display: `3 days`, `5 hours`, `40 minutes`, `2 seconds`.
pub(super) fn span(micros: i64) -> String {
    let micros = micros.max(0);
    let (count, unit) = match micros {
        micros if micros >= 2 * 365 * DAY => (micros / (365 * DAY), "year"),
        micros if micros >= 2 * DAY => (micros / DAY, "day"),
        micros if micros >= 2 * HOUR => (micros / HOUR, "hour"),
        micros if micros >= 2 * MINUTE => (micros / MINUTE, "minute"),
        micros => (micros / 1_000_000, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ClockSource, DefaultZone};

    fn stamp(text: &str) -> Timestamp {
        Timestamp::parse(text, &DefaultZone::default(), ClockSource::Field).expect("a time")
    }

    #[track_caller]
    fn check(a: &str, b: &str, gap: Option<i64>, zone_could: bool) {
        let found = before(&stamp(a), &stamp(b));
        assert_eq!(found, gap.map(|gap| Apart { gap, zone_could }), "{a} before {b}");
    }

    #[test]
    fn claims_are_compared_no_finer_than_they_are() {
        check("2024-03-05T08:00:00Z", "2024-03-05T08:00:01Z", Some(0), false);
        check("2024-03-05T08:00Z", "2024-03-05T08:00:59Z", None, false);
        check("2024-03-05", "2024-03-05T23:00:00Z", None, false);
        check("2024-03-05", "2024-03-06", Some(0), false);
        check("2024-03-05T09:00:00Z", "2024-03-05T08:00:00Z", None, false);
        check("2024-03", "2024-04-01", Some(0), false);
    }

    #[test]
    fn a_day_of_a_publisher_is_a_day_in_its_zone() {
        let is_before = |a: &str, b: &str| before_claim(&stamp(a), &stamp(b)).is_some();
        // Eight in the evening in New York is the next day in UTC.
        assert!(!is_before("2021-05-04", "2021-05-04T20:00:00-04:00"));
        assert!(is_before("2021-05-03", "2021-05-04T20:00:00-04:00"));
        assert!(is_before("2021-05-04T19:00:00-04:00", "2021-05-04T20:00:00-04:00"));
    }

    #[test]
    fn a_zone_that_was_not_stated_may_explain_hours() {
        check("2024-03-05T08:00", "2024-03-05T13:01Z", Some(5 * HOUR), true);
        check("2024-03-05T08:00", "2024-03-05T13:01", Some(5 * HOUR), false);
        check("2024-03-05", "2024-03-06T05:00Z", Some(5 * HOUR), true);
        check("2024-03-05", "2024-03-07T05:00Z", Some(29 * HOUR), false);
        check("2024-03-05T08:00Z", "2024-03-06", Some(16 * HOUR - MINUTE), false);
        check("2024-03-05T18:00Z", "2024-03-06", Some(6 * HOUR - MINUTE), true);
    }

    #[test]
    fn lengths_of_time_are_told_in_their_unit() {
        for (micros, told) in [
            (3 * DAY + HOUR, "3 days"),
            (DAY, "24 hours"),
            (HOUR, "60 minutes"),
            (1_000_000, "1 second"),
            (-5, "0 seconds"),
            (800 * DAY, "2 years"),
        ] {
            assert_eq!(span(micros), told);
        }
        assert!(as_zones(5 * HOUR + 30 * MINUTE) && !as_zones(5 * HOUR + MINUTE));
    }
}
