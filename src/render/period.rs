//! A range of times in words: `since 1 March 2026`, `of 1 March 2026`.

use chrono::{DateTime, NaiveDate};

use super::{in_words, time};
use crate::article::{TimeRange, UnixMicros};

/// Writes a range of times in words; `None` if it contains every time.
pub fn period(range: &TimeRange, now: UnixMicros) -> Option<String> {
    let is_start = |at: UnixMicros| day(at).is_some_and(|day| midnight(day) == at.0);
    // The time that is excluded from the end of a range is not named.
    let words = |at: UnixMicros, is_end: bool| {
        let shown = if is_end && is_start(at) { at.0 - 1 } else { at.0 };
        let text = time(shown);
        let text = if is_start(at) { text.get(..10).unwrap_or(&text) } else { &text };
        in_words(text)
    };
    match (range.from, range.until) {
        (None, None) => None,
        (None, Some(until)) => Some(format!("until {}", words(until, true))),
        // A day that is not over yet is meant as a whole.
        (Some(since), None) if is_start(since) && day(since) == day(now) => {
            Some(format!("of {}", words(since, false)))
        }
        (Some(since), None) => Some(format!("since {}", words(since, false))),
        (Some(since), Some(until)) => {
            let (first, last) = (words(since, false), words(until, true));
            let is_day = is_start(since) && is_start(until) && first == last;
            Some(if is_day { format!("of {first}") } else { format!("from {first} to {last}") })
        }
    }
}

fn day(at: UnixMicros) -> Option<NaiveDate> {
    DateTime::from_timestamp_micros(at.0).map(|at| at.date_naive())
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_written_in_words() {
        let zero = UnixMicros(0);
        let now = TimeRange::parse_start("2026-11-30T15:00", zero).expect("a time");
        let check = |since: Option<&str>, until: Option<&str>, expected: &str| {
            let since = since.map(|text| TimeRange::parse_start(text, zero).expect("a time"));
            let until = until.map(|text| TimeRange::parse_end(text, zero).expect("a time"));
            let range = TimeRange::between(since, until).expect("a range");
            assert_eq!(period(&range, now).unwrap_or_default(), expected);
        };
        check(None, None, "");
        check(Some("2026-11-30"), None, "of 30 November 2026");
        check(Some("2026-11-29"), None, "since 29 November 2026");
        check(Some("2026-11-29"), Some("2026-11-29"), "of 29 November 2026");
        check(Some("2026-11-28"), Some("2026-11-29"), "from 28 November 2026 to 29 November 2026");
        check(None, Some("2026-11"), "until 30 November 2026");
        check(Some("2026-11-29T12:30"), None, "since 29 November 2026, 12:30 UTC");
    }
}
