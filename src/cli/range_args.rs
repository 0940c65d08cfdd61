//! Parses ranges of times and counts: `2014-10`, `2014-10-01..2014-11`, `7d`, `>=3`.

use super::context::now;
use crate::article::{ClockSource, DefaultZone, Timestamp};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// A half-open range of instants, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeRange(pub(super) Option<i64>, pub(super) Option<i64>);

/// Parses a range of times: a time (the span that it names), `A..B` (including the span of B),
/// `A..`, `..B`, or an age (`7d`, `12h`, `2w`: since then). Times without a zone are UTC.
pub(super) fn time_range(text: &str) -> Result<TimeRange, String> {
    if let Some(span) = ago(text) {
        return Ok(TimeRange(Some(now() - span), None));
    }
    let read = |text: &str| {
        Timestamp::parse(text, &DefaultZone::default(), ClockSource::Flag)
            .map_err(|error| error.to_string())
    };
    let Some((from, to)) = text.split_once("..") else {
        let time = read(text)?;
        return Ok(TimeRange(Some(time.micros()), Some(time.end_micros())));
    };
    let from = if from.is_empty() { None } else { Some(read(from)?.micros()) };
    let to = if to.is_empty() { None } else { Some(read(to)?.end_micros()) };
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        return Err(format!("\"{text}\" ends before it begins: write the earlier time first"));
    }
    Ok(TimeRange(from, to))
}

fn ago(text: &str) -> Option<i64> {
    let (unit, count) = match text.chars().next_back()? {
        'h' => (DAY / 24, text.strip_suffix('h')?),
        'd' => (DAY, text.strip_suffix('d')?),
        'w' => (7 * DAY, text.strip_suffix('w')?),
        _ => return None,
    };
    count
        .parse::<i64>()
        .ok()
        .filter(|count| (0..=1_000_000).contains(count))
        .map(|count| count * unit)
}

/// Inclusive bounds of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CountRange(pub(super) Option<i64>, pub(super) Option<i64>);

/// Parses `3`, `>=3`, `>2`, `<=5`, `<5` or `2..5`.
pub(super) fn count_range(text: &str) -> Result<CountRange, String> {
    let number = |text: &str| {
        text.trim()
            .parse::<i64>()
            .map_err(|_| format!("\"{text}\" is not a count; write 3, >=3, <5 or 2..5"))
    };
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(">=") {
        Ok(CountRange(Some(number(rest)?), None))
    } else if let Some(rest) = text.strip_prefix("<=") {
        Ok(CountRange(None, Some(number(rest)?)))
    } else if let Some(rest) = text.strip_prefix('>') {
        Ok(CountRange(Some(number(rest)?.saturating_add(1)), None))
    } else if let Some(rest) = text.strip_prefix('<') {
        Ok(CountRange(None, Some(number(rest)?.saturating_sub(1))))
    } else if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (number(from)?, number(to)?);
        if from > to {
            return Err(format!("\"{text}\" ends before it begins: write the smaller count first"));
        }
        Ok(CountRange(Some(from), Some(to)))
    } else {
        let exact = number(text)?;
        Ok(CountRange(Some(exact), Some(exact)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_time_cover_what_they_name() {
        let range = time_range("2014-10-01..2014-10").expect("a range");
        let (from, to) = (range.0.expect("a start"), range.1.expect("an end"));
        assert_eq!((to - from) / DAY, 31);
        assert_eq!(time_range("..2014"), Ok(TimeRange(None, Some(1_420_070_400_000_000))));
        let week = time_range("1w").expect("a span");
        assert!(week.0.is_some_and(|from| from < now() - 6 * DAY) && week.1.is_none());
        assert!(time_range("soon").is_err());
    }

    #[test]
    fn ranges_of_counts() {
        assert_eq!(count_range(">= 3"), Ok(CountRange(Some(3), None)));
        assert_eq!(count_range("<3"), Ok(CountRange(None, Some(2))));
        assert_eq!(count_range("2..5"), Ok(CountRange(Some(2), Some(5))));
        assert_eq!(count_range("4"), Ok(CountRange(Some(4), Some(4))));
        assert!(count_range("many").is_err());
    }
}
