//! Ranges of times and counts as users write them: `2014-10`, `2014-10-01..2014-11`, `7d`, `>=3`.

use std::str::FromStr;

use chrono::{DateTime, Months, NaiveDate, NaiveTime, TimeDelta, Weekday};

use super::instant::UnixMicros;
use super::timestamp::{ClockSource, Timestamp, ZoneBasis};
use super::zone::DefaultZone;

/// Why a text is not a range, a time or a count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RangeError {
    /// Not a time.
    #[error(
        "cannot read \"{0}\" as a time: use 2014-10-19, 2014-10-19T09:26, a week such as 2014-W42, \
         today, yesterday, or an age such as 7d, 1mo or \"2 days ago\""
    )]
    NotATime(String),
    /// A range where one time is expected.
    #[error("\"{0}\" is a range; give one time")]
    NotOneTime(String),
    /// The end of a range of times is before its beginning.
    #[error("\"{0}\" ends before it begins: write the earlier time first")]
    TimesReversed(String),
    /// The end of a range, given separately, is not after its beginning.
    #[error("the end is before the beginning: nothing can match")]
    Empty,
    /// Not a count.
    #[error("\"{0}\" is not a count; write 3, >=3, <5 or 2..5")]
    NotACount(String),
    /// The greater count of a range is first.
    #[error("\"{0}\" ends before it begins: write the smaller count first")]
    CountsReversed(String),
}

/// A half-open range of instants; the default contains every instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// The first instant in the range.
    pub from: Option<UnixMicros>,
    /// The first instant after the range.
    pub until: Option<UnixMicros>,
}

impl TimeRange {
    /// The range between two instants. An error if nothing can be in it.
    pub fn between(
        from: Option<UnixMicros>,
        until: Option<UnixMicros>,
    ) -> Result<Self, RangeError> {
        match from.zip(until) {
            Some((from, until)) if from >= until => Err(RangeError::Empty),
            _ => Ok(Self { from, until }),
        }
    }

    /// Parses a time (the span that it names), `A..B` (including the span of B), `A..`, `..B`, or an
    /// age before `now` (`7d`, `2 days ago`: since then). Times without a zone are UTC.
    pub fn parse(text: &str, now: UnixMicros) -> Result<Self, RangeError> {
        let Some((from, to)) = text.split_once("..") else {
            let (from, to) = time_span(text, now)?;
            // An age names an instant, and the range begins there.
            return Ok(Self { from: Some(from), until: Some(to).filter(|to| *to > from) });
        };
        let from = if from.is_empty() { None } else { Some(time_span(from, now)?.0) };
        let to = if to.is_empty() { None } else { Some(time_span(to, now)?.1) };
        Self::between(from, to).map_err(|_| RangeError::TimesReversed(text.to_owned()))
    }

    /// Parses one time as the beginning of a range: the start of the span that it names, or an age
    /// before `now`.
    pub fn parse_start(text: &str, now: UnixMicros) -> Result<UnixMicros, RangeError> {
        one_time(text, now).map(|span| span.0)
    }

    /// Parses one time as the end of a range: the end of the span that it names, or an age before
    /// `now`.
    pub fn parse_end(text: &str, now: UnixMicros) -> Result<UnixMicros, RangeError> {
        one_time(text, now).map(|span| span.1)
    }

    /// Whether the range contains the instant. An unknown instant is only in the range of all.
    pub fn contains(&self, at: Option<UnixMicros>) -> bool {
        self.from.is_none_or(|from| at >= Some(from))
            && self.until.is_none_or(|until| at.is_some_and(|at| at < until))
    }
}

/// A time that asks for the text in effect: the text just before its end. A time without a zone is
/// read in the zone in which an article's times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The end of the time, in UTC if it has no zone.
    end: UnixMicros,
    has_zone: bool,
}

impl AsOf {
    /// Parses one time, see [`TimeRange::parse`]. An age, `today` and `yesterday` have a zone.
    pub fn parse(text: &str, now: UnixMicros) -> Result<Self, RangeError> {
        if text.contains("..") {
            return Err(RangeError::NotOneTime(text.to_owned()));
        }
        let ((_, end), has_zone) = span_and_zone(text, now)?;
        Ok(Self { end, has_zone })
    }

    /// The end in the zone with this offset, in minutes east of UTC.
    pub fn end_in(self, offset_minutes: Option<i16>) -> UnixMicros {
        let minutes = offset_minutes.filter(|_| !self.has_zone).unwrap_or_default();
        UnixMicros(self.end.0.saturating_sub(i64::from(minutes) * 60_000_000))
    }
}

/// An instant has a zone.
impl From<UnixMicros> for AsOf {
    fn from(end: UnixMicros) -> Self {
        Self { end, has_zone: true }
    }
}

/// The end of the period that a time names. The zone that was assumed when it was read must be UTC.
impl From<&Timestamp> for AsOf {
    fn from(time: &Timestamp) -> Self {
        Self { end: UnixMicros(time.end_micros()), has_zone: time.zone() == ZoneBasis::Stated }
    }
}

fn one_time(text: &str, now: UnixMicros) -> Result<(UnixMicros, UnixMicros), RangeError> {
    if text.contains("..") {
        return Err(RangeError::NotOneTime(text.to_owned()));
    }
    time_span(text, now)
}

/// The span that a time names. An age names an instant, a span without length.
fn time_span(text: &str, now: UnixMicros) -> Result<(UnixMicros, UnixMicros), RangeError> {
    span_and_zone(text, now).map(|(span, _)| span)
}

/// The span that a time names, and whether its zone is certain.
fn span_and_zone(
    text: &str,
    now: UnixMicros,
) -> Result<((UnixMicros, UnixMicros), bool), RangeError> {
    let wrong = || RangeError::NotATime(text.to_owned());
    let words = text.trim().to_ascii_lowercase();
    let today = DateTime::from_timestamp_micros(now.0).map(|now| now.date_naive());
    let days = |first: Option<NaiveDate>, days: i64| {
        let last = first.and_then(|first| first.checked_add_signed(TimeDelta::days(days)));
        first.zip(last).map(|(first, last)| (midnight(first), midnight(last))).ok_or_else(wrong)
    };
    match words.as_str() {
        "now" => return Ok(((now, now), true)),
        "today" => return Ok((days(today, 1)?, true)),
        "yesterday" => return Ok((days(today.and_then(|today| today.pred_opt()), 1)?, true)),
        _ => {}
    }
    if let Some((year, week)) = words.split_once("-w")
        && let (Ok(year), Ok(week)) = (year.parse(), week.parse())
        && words.len() == "2014-w42".len()
    {
        return Ok((days(NaiveDate::from_isoywd_opt(year, week, Weekday::Mon), 7)?, false));
    }
    // An age may have a minus, as in other programs: the time is in the past either way.
    if let Some((count, unit)) = age(words.strip_prefix('-').unwrap_or(&words)) {
        return before(now, count, unit).map(|at| ((at, at), true)).ok_or_else(wrong);
    }
    let time = Timestamp::parse(text, &DefaultZone::default(), ClockSource::Flag);
    let time = time.map_err(|_| wrong())?;
    let AsOf { end, has_zone } = AsOf::from(&time);
    Ok(((UnixMicros(time.micros()), end), has_zone))
}

fn midnight(day: NaiveDate) -> UnixMicros {
    UnixMicros(day.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
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
fn before(now: UnixMicros, count: u32, unit: &str) -> Option<UnixMicros> {
    const HOUR: i64 = 60 * 60 * 1_000_000;
    let months = |months: u32| {
        let now = DateTime::from_timestamp_micros(now.0)?;
        Some(now.checked_sub_months(Months::new(months))?.timestamp_micros())
    };
    let hours = |micros: i64| now.0.checked_sub(i64::from(count).checked_mul(micros)?);
    let at = match unit {
        "min" => hours(HOUR / 60),
        "h" => hours(HOUR),
        "d" => hours(24 * HOUR),
        "w" => hours(7 * 24 * HOUR),
        "mo" => months(count),
        _ => months(count.checked_mul(12)?),
    }?;
    Some(UnixMicros(at))
}

/// Inclusive bounds of a count; the default contains every count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountRange {
    /// The smallest count in the range.
    pub least: Option<u64>,
    /// The greatest count in the range.
    pub most: Option<u64>,
}

impl CountRange {
    /// The range from this count on.
    pub const fn at_least(count: u64) -> Self {
        Self { least: Some(count), most: None }
    }

    /// The range up to this count.
    pub const fn at_most(count: u64) -> Self {
        Self { least: None, most: Some(count) }
    }

    /// Whether it contains every count.
    pub fn is_open(self) -> bool {
        self == Self::default()
    }
}

impl FromStr for CountRange {
    type Err = RangeError;

    /// Parses `3`, `>=3`, `>2`, `<=5`, `<5` or `2..5`.
    fn from_str(text: &str) -> Result<Self, RangeError> {
        let number = |text: &str| {
            let text = text.trim();
            text.parse::<u64>().map_err(|_| RangeError::NotACount(text.to_owned()))
        };
        let text = text.trim();
        if let Some(rest) = text.strip_prefix(">=") {
            Ok(Self::at_least(number(rest)?))
        } else if let Some(rest) = text.strip_prefix("<=") {
            Ok(Self::at_most(number(rest)?))
        } else if let Some(rest) = text.strip_prefix('>') {
            Ok(Self::at_least(number(rest)?.saturating_add(1)))
        } else if let Some(rest) = text.strip_prefix('<') {
            let most = number(rest)?.checked_sub(1);
            Ok(most.map_or(Self { least: Some(1), most: Some(0) }, Self::at_most))
        } else if let Some((from, to)) = text.split_once("..") {
            let (from, to) = (number(from)?, number(to)?);
            if from > to {
                return Err(RangeError::CountsReversed(text.to_owned()));
            }
            Ok(Self { least: Some(from), most: Some(to) })
        } else {
            let exact = number(text)?;
            Ok(Self { least: Some(exact), most: Some(exact) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1_000_000;

    /// 2026-11-29T20:30:00Z, a Sunday.
    const NOW: UnixMicros = UnixMicros(1_795_984_200_000_000);

    fn before_now(micros: i64) -> UnixMicros {
        UnixMicros(NOW.0 - micros)
    }

    #[test]
    fn ranges_of_time_cover_what_they_name() {
        let parse = |text: &str| TimeRange::parse(text, NOW);
        let range = parse("2014-10-01..2014-10").expect("a range");
        let (from, until) = (range.from.expect("a start"), range.until.expect("an end"));
        assert_eq!((until.0 - from.0) / DAY, 31);
        let until = Some(UnixMicros(1_420_070_400_000_000));
        assert_eq!(parse("..2014"), Ok(TimeRange { from: None, until }));
        let week = TimeRange { from: Some(before_now(7 * DAY)), until: None };
        assert_eq!(parse("1w"), Ok(week));
        let days =
            TimeRange { from: Some(before_now(2 * DAY)), until: Some(before_now(NOW.0 % DAY)) };
        assert_eq!(parse("2 days ago..yesterday"), Ok(days));
        assert!(matches!(parse("soon"), Err(RangeError::NotATime(_))));
        assert!(matches!(parse("today..yesterday"), Err(RangeError::TimesReversed(_))));
    }

    #[test]
    fn a_range_contains_the_instants_between_its_ends() {
        let at = |micros| Some(UnixMicros(micros));
        let range = TimeRange::between(at(2), at(4)).expect("a range");
        let inside: Vec<i64> = (0..6).filter(|micros| range.contains(at(*micros))).collect();
        assert_eq!(inside, [2, 3]);
        assert!(!range.contains(None) && TimeRange::default().contains(None));
        assert!(!TimeRange::between(at(2), None).expect("a range").contains(None));
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
            ("90min", before_now(DAY / 16), before_now(DAY / 16)),
            ("12h", before_now(DAY / 2), before_now(DAY / 2)),
            ("7d", before_now(7 * DAY), before_now(7 * DAY)),
            ("-7d", before_now(7 * DAY), before_now(7 * DAY)),
            ("2 days ago", before_now(2 * DAY), before_now(2 * DAY)),
            ("1 week ago", before_now(7 * DAY), before_now(7 * DAY)),
            // Calendar months: October has 31 days.
            ("1mo", before_now(31 * DAY), before_now(31 * DAY)),
            ("1 month ago", before_now(31 * DAY), before_now(31 * DAY)),
            ("1y", before_now(365 * DAY), before_now(365 * DAY)),
        ] {
            assert_eq!(time_span(text, NOW), Ok((from, to)), "{text}");
        }
        for text in [
            "soon",
            "2 days",
            "2026-W54",
            "2026-W00",
            "d",
            "-",
            "--7d",
            "-2014",
            "3x",
            "99999999999d",
            "ago",
        ] {
            let error = time_span(text, NOW).expect_err(text);
            assert!(error.to_string().starts_with("cannot read "), "{error}");
        }
    }

    #[test]
    fn a_time_without_a_zone_is_in_the_zone_of_the_article() {
        const HOUR: i64 = 60 * 60 * 1_000_000;
        for (text, hours_later) in [
            ("2026-11-28", 4),
            ("2026-11", 4),
            ("2026-W48", 4),
            ("2026-11-28T09:30", 4),
            ("2026-11-28T09:30Z", 0),
            ("2026-11-28T09:30-05:00", 0),
            ("yesterday", 0),
            ("now", 0),
            ("7d", 0),
        ] {
            let as_of = AsOf::parse(text, NOW).expect(text);
            let utc = time_span(text, NOW).expect(text).1;
            assert_eq!(as_of.end_in(None), utc, "{text}");
            assert_eq!(as_of.end_in(Some(-240)).0 - utc.0, hours_later * HOUR, "{text}");
        }
        assert_eq!(
            AsOf::parse("2014..2015", NOW),
            Err(RangeError::NotOneTime("2014..2015".into()))
        );
    }

    #[test]
    fn the_ends_of_a_range_are_single_times() {
        let end = UnixMicros(1_420_070_400_000_000);
        assert_eq!(TimeRange::parse_end("2014", NOW), Ok(end));
        let error = TimeRange::parse_start("2014..2015", NOW);
        assert_eq!(error, Err(RangeError::NotOneTime("2014..2015".to_owned())));
        let at = |micros| Some(UnixMicros(micros));
        assert_eq!(TimeRange::between(at(2), at(1)), Err(RangeError::Empty));
        assert!(TimeRange::between(at(1), None).is_ok());
    }

    #[test]
    fn ranges_of_counts() {
        let check = |text: &str, least, most| {
            assert_eq!(text.parse(), Ok(CountRange { least, most }), "{text}");
        };
        check(">= 3", Some(3), None);
        check("<3", None, Some(2));
        check("2..5", Some(2), Some(5));
        check("4", Some(4), Some(4));
        check("<0", Some(1), Some(0));
        for text in ["many", "-1", ">", "5..2"] {
            assert!(text.parse::<CountRange>().is_err(), "{text}");
        }
    }
}
