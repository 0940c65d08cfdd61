//! Parses ranges of times and counts: `2014-10`, `2014-10-01..2014-11`, `7d`, `>=3`.

use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::command_error::CommandError;
use super::context::now;
use crate::article::{ClockSource, DefaultZone, Timestamp};

/// A half-open range of instants, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeRange(pub(super) Option<i64>, pub(super) Option<i64>);

/// Parses a range of times: a time (the span that it names), `A..B` (including the span of B),
/// `A..`, `..B`, or an age (`7d`, `2 days ago`: since then). Times without a zone are UTC.
pub(super) fn time_range(text: &str) -> Result<TimeRange, String> {
    range_at(text, now())
}

/// Parses the value of --since: the start of a time, or an age.
pub(super) fn since_time(text: &str) -> Result<i64, String> {
    one_time(text, now()).map(|span| span.0)
}

/// Parses the value of --until: the end of a time, or an age.
pub(super) fn until_time(text: &str) -> Result<i64, String> {
    one_time(text, now()).map(|span| span.1)
}

/// The bounds of --since and --until, which must leave room for a result.
pub(super) fn bounds(
    since: Option<i64>,
    until: Option<i64>,
) -> Result<(Option<i64>, Option<i64>), CommandError> {
    if since.zip(until).is_some_and(|(since, until)| since >= until) {
        return Err(CommandError::usage("--until is before --since: nothing can match"));
    }
    Ok((since, until))
}

/// The period of --since and --until in words: `since 1 March 2026`, `of 1 March 2026`.
pub(super) fn period(since: Option<i64>, until: Option<i64>) -> Option<String> {
    period_at(since, until, now())
}

fn period_at(since: Option<i64>, until: Option<i64>, now: i64) -> Option<String> {
    let day = |at: i64| DateTime::from_timestamp_micros(at).map(|at| at.date_naive());
    let is_start = |at: i64| day(at).is_some_and(|day| midnight(day) == at);
    // The time that is excluded from the end of a range is not named.
    let words = |at: i64, is_end: bool| {
        let shown = if is_end && is_start(at) { at - 1 } else { at };
        let text = crate::render::time(shown);
        let text = if is_start(at) { text.get(..10).unwrap_or(&text) } else { &text };
        crate::render::in_words(text)
    };
    match (since, until) {
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

fn one_time(text: &str, now: i64) -> Result<(i64, i64), String> {
    if text.contains("..") {
        return Err(format!(
            "\"{text}\" is a range; give one time, and the other end with --since or --until"
        ));
    }
    time_span(text, now)
}

fn range_at(text: &str, now: i64) -> Result<TimeRange, String> {
    let Some((from, to)) = text.split_once("..") else {
        let (from, to) = time_span(text, now)?;
        // An age names an instant, and the range begins there.
        return Ok(TimeRange(Some(from), Some(to).filter(|to| *to > from)));
    };
    let from = if from.is_empty() { None } else { Some(time_span(from, now)?.0) };
    let to = if to.is_empty() { None } else { Some(time_span(to, now)?.1) };
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        return Err(format!("\"{text}\" ends before it begins: write the earlier time first"));
    }
    Ok(TimeRange(from, to))
}

/// The span that a time names, in microseconds. An age names an instant, a span without length.
fn time_span(text: &str, now: i64) -> Result<(i64, i64), String> {
    let wrong = || {
        format!(
            "cannot read \"{text}\" as a time: use 2014-10-19, 2014-10-19T09:26, a week such as \
             2014-W42, today, yesterday, or an age such as 7d, 1mo or \"2 days ago\""
        )
    };
    let words = text.trim().to_ascii_lowercase();
    let today = DateTime::from_timestamp_micros(now).map(|now| now.date_naive());
    let days = |first: Option<NaiveDate>, days: i64| {
        let last = first.and_then(|first| first.checked_add_signed(TimeDelta::days(days)));
        first.zip(last).map(|(first, last)| (midnight(first), midnight(last))).ok_or_else(wrong)
    };
    match words.as_str() {
        "now" => return Ok((now, now)),
        "today" => return days(today, 1),
        "yesterday" => return days(today.and_then(|today| today.pred_opt()), 1),
        _ => {}
    }
    if let Some((year, week)) = words.split_once("-w")
        && let (Ok(year), Ok(week)) = (year.parse(), week.parse())
        && words.len() == "2014-w42".len()
    {
        return days(NaiveDate::from_isoywd_opt(year, week, Weekday::Mon), 7);
    }
    if let Some((count, unit)) = age(&words) {
        return before(now, count, unit).map(|at| (at, at)).ok_or_else(wrong);
    }
    let time = Timestamp::parse(text, &DefaultZone::default(), ClockSource::Flag);
    time.map(|time| (time.micros(), time.end_micros())).map_err(|_| wrong())
}

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

/// Parses an age, such as `7d`, `1mo`, `2 days ago`: a count and its unit.
fn age(words: &str) -> Option<(u32, &str)> {
    let (words, is_ago) = match words.strip_suffix(" ago") {
        Some(words) => (words, true),
        None => (words, false),
    };
    let digits = words.find(|letter: char| !letter.is_ascii_digit())?;
    let (count, unit) = words.split_at_checked(digits)?;
    let unit = unit.trim();
    let name = match unit.strip_suffix('s').filter(|unit| unit.len() > 1).unwrap_or(unit) {
        "min" | "minute" => "min",
        "h" | "hour" => "h",
        "d" | "day" => "d",
        "w" | "week" => "w",
        "mo" | "month" => "mo",
        "y" | "year" => "y",
        _ => return None,
    };
    // A unit that is spelled out needs `ago`, as in English.
    let is_short = unit == name;
    (is_ago || is_short).then_some((count.parse().ok()?, name))
}

/// The instant so long before another. Months and years are those of the calendar.
fn before(now: i64, count: u32, unit: &str) -> Option<i64> {
    const HOUR: i64 = 60 * 60 * 1_000_000;
    let months = |months: u32| {
        let now = DateTime::from_timestamp_micros(now)?;
        Some(now.checked_sub_months(Months::new(months))?.timestamp_micros())
    };
    let hours = |micros: i64| now.checked_sub(i64::from(count).checked_mul(micros)?);
    match unit {
        "min" => hours(HOUR / 60),
        "h" => hours(HOUR),
        "d" => hours(24 * HOUR),
        "w" => hours(7 * 24 * HOUR),
        "mo" => months(count),
        _ => months(count.checked_mul(12)?),
    }
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

/// Parses the name of a version or range. Text with a minus is a number counted from the end, or
/// else an option that does not exist.
pub(super) fn version_name(text: &str) -> Result<String, String> {
    let is_number = |rest: &str| rest.starts_with(|letter: char| letter.is_ascii_digit());
    match text.strip_prefix('-') {
        Some(rest) if !is_number(rest) => {
            Err(format!("{text} is not an option of this command; --help lists the options"))
        }
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1_000_000;

    /// 2026-11-29T20:30:00Z, a Sunday.
    const NOW: i64 = 1_795_984_200_000_000;

    #[test]
    fn periods_are_written_in_words() {
        let at = |text: &str| one_time(text, 0).expect("a time");
        let now = at("2026-11-30T15:00").0;
        let check = |since: Option<&str>, until: Option<&str>, expected: &str| {
            let (since, until) = (since.map(|text| at(text).0), until.map(|text| at(text).1));
            assert_eq!(period_at(since, until, now).unwrap_or_default(), expected);
        };
        check(None, None, "");
        check(Some("2026-11-30"), None, "of 30 November 2026");
        check(Some("2026-11-29"), None, "since 29 November 2026");
        check(Some("2026-11-29"), Some("2026-11-29"), "of 29 November 2026");
        check(Some("2026-11-28"), Some("2026-11-29"), "from 28 November 2026 to 29 November 2026");
        check(None, Some("2026-11"), "until 30 November 2026");
        check(Some("2026-11-29T12:30"), None, "since 29 November 2026, 12:30 UTC");
    }

    #[test]
    fn ranges_of_time_cover_what_they_name() {
        let range = range_at("2014-10-01..2014-10", NOW).expect("a range");
        let (from, to) = (range.0.expect("a start"), range.1.expect("an end"));
        assert_eq!((to - from) / DAY, 31);
        assert_eq!(range_at("..2014", NOW), Ok(TimeRange(None, Some(1_420_070_400_000_000))));
        assert_eq!(range_at("1w", NOW), Ok(TimeRange(Some(NOW - 7 * DAY), None)));
        let week = range_at("2 days ago..yesterday", NOW).expect("a range");
        assert_eq!(week, TimeRange(Some(NOW - 2 * DAY), Some(NOW - NOW % DAY)));
        assert!(range_at("soon", NOW).is_err());
        assert!(range_at("today..yesterday", NOW).is_err());
    }

    #[test]
    fn times_in_words_name_spans() {
        let day = |text: &str| time_span(text, NOW).expect("a day").0;
        for (text, from, to) in [
            ("today", day("2026-11-29"), day("2026-11-30")),
            ("Yesterday", day("2026-11-28"), day("2026-11-29")),
            ("2026-W48", day("2026-11-23"), day("2026-11-30")),
            ("2026-w01", day("2025-12-29"), day("2026-01-05")),
            ("2026-11-28", day("2026-11-28"), day("2026-11-29")),
            ("now", NOW, NOW),
            ("90min", NOW - DAY / 16, NOW - DAY / 16),
            ("12h", NOW - DAY / 2, NOW - DAY / 2),
            ("7d", NOW - 7 * DAY, NOW - 7 * DAY),
            ("2 days ago", NOW - 2 * DAY, NOW - 2 * DAY),
            ("1 week ago", NOW - 7 * DAY, NOW - 7 * DAY),
            // Calendar months: October has 31 days.
            ("1mo", NOW - 31 * DAY, NOW - 31 * DAY),
            ("1 month ago", NOW - 31 * DAY, NOW - 31 * DAY),
            ("1y", NOW - 365 * DAY, NOW - 365 * DAY),
        ] {
            assert_eq!(time_span(text, NOW), Ok((from, to)), "{text}");
        }
        for text in ["soon", "2 days", "2026-W54", "2026-W00", "d", "3x", "99999999999d", "ago"] {
            let error = time_span(text, NOW).expect_err(text);
            assert!(error.starts_with("cannot read "), "{error}");
        }
    }

    #[test]
    fn since_and_until_take_one_time() {
        assert_eq!(one_time("2014", NOW).map(|span| span.1), Ok(1_420_070_400_000_000));
        assert!(one_time("2014..2015", NOW).is_err());
        assert!(bounds(Some(2), Some(1)).is_err() && bounds(Some(1), None).is_ok());
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
