//! Dates: what a date says, so that `3 May 2019`, `May 3, 2019` and `2019-05-03` are one date.

use super::super::hash::hash_folded;

/// The parts of a date; a part that is not stated is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) day: Option<u8>,
    pub(super) month: Option<u8>,
    pub(super) year: Option<u16>,
    /// Minutes since midnight.
    pub(super) time: Option<u16>,
    pub(super) afternoon: Option<bool>,
    /// The zone of the time: its first letter, as in `ET`, `EST` and `Eastern`.
    pub(super) zone: Option<char>,
    /// The weekday, from 0 for Monday.
    pub(super) weekday: Option<u8>,
    /// The hash of another word, such as "yesterday", or of a numeric date that is ambiguous.
    pub(super) other: Option<u64>,
}

impl Date {
    /// Whether the two say the same. A weekday or a year that is added to an unchanged day is a
    /// detail.
    pub(super) fn is(&self, other: &Self) -> bool {
        let day = |date: &Self| date.day.is_some() && date.month.is_some();
        let both = day(self) && day(other);
        let weekdays = self.weekday == other.weekday
            || (both && (self.weekday.is_none() || other.weekday.is_none()));
        let years =
            self.year == other.year || (both && (self.year.is_none() || other.year.is_none()));
        let zones = self.zone == other.zone || self.zone.is_none() || other.zone.is_none();
        let bare = |date: &Self| Self { weekday: None, year: None, zone: None, ..*date };
        weekdays && years && zones && bare(self).in_minutes() == bare(other).in_minutes()
    }

    /// The date with `9 p.m.` as `21:00`.
    fn in_minutes(mut self) -> Self {
        if let (Some(time), Some(afternoon)) = (self.time, self.afternoon) {
            let hour = time / 60 % 12 + if afternoon { 12 } else { 0 };
            self.time = Some(hour * 60 + time % 60);
            self.afternoon = None;
        }
        self
    }
}

/// The zone that a word after a time names, by its first letter.
pub(super) fn zone(word: &str) -> Option<char> {
    const ZONES: [&str; 22] = [
        "ET", "EST", "EDT", "Eastern", "CT", "CST", "CDT", "Central", "MT", "MST", "MDT",
        "Mountain", "PT", "PST", "PDT", "Pacific", "GMT", "UTC", "BST", "CET", "CEST", "MEZ",
    ];
    ZONES.contains(&word).then(|| word.chars().next()).flatten()
}

fn figures(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The day of a month: `3`, `3rd`, `1er`.
pub(super) fn day(word: &str) -> Option<u8> {
    let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let value = word.strip_suffix(suffix)?.parse().ok()?;
    let known = matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er" | "º");
    ((1..=31).contains(&value) && known).then_some(value)
}

/// The first and the last of several days: `3–5`, `3/4`.
pub(super) fn days(word: &str) -> Option<(u8, u8)> {
    let (first, last) = word.split_once(['-', '–', '‑', '/'])?;
    let (first, last) = (day(first)?, day(last)?);
    (first < last).then_some((first, last))
}

/// Whether a word is a year, from 1500 on.
pub(super) fn is_year(word: &str) -> bool {
    word.len() == 4
        && figures(word)
        && matches!(word.as_bytes(), [b'1', b'5'..=b'9', ..] | [b'2', b'0', ..])
}

/// A time of day with a colon: `9:30`, `21:15:07`, `9:30pm`, or in French `9h30`.
pub(super) fn clock(word: &str) -> Option<Date> {
    let (hours, minutes) = word.split_once([':', 'h'])?;
    let (minutes, rest) = minutes.split_at_checked(2)?;
    let hour: u16 = hours.parse().ok().filter(|hour| *hour < 25)?;
    let minute: u16 = minutes.parse().ok().filter(|minute| *minute < 60)?;
    let afternoon = match rest {
        "am" => Some(false),
        "pm" => Some(true),
        "" => None,
        rest if rest.starts_with(':') => None,
        _ => return None,
    };
    Some(Date { time: Some(hour * 60 + minute), afternoon, ..Date::default() })
}

/// A hour with `am` or `pm`: `9am`, `9.30pm`.
pub(super) fn half_day(word: &str) -> Option<Date> {
    let afternoon = word.ends_with("pm") || word.ends_with("PM");
    let bare = word.strip_suffix(['m', 'M'])?.strip_suffix(['a', 'p', 'A', 'P'])?;
    let (hour, minute) = bare.split_once('.').unwrap_or((bare, "0"));
    let hour: u16 = hour.parse().ok().filter(|hour| (1..13).contains(hour))?;
    let minute: u16 = minute.parse().ok().filter(|minute| *minute < 60)?;
    Some(Date { time: Some(hour * 60 + minute), afternoon: Some(afternoon), ..Date::default() })
}

/// A date in figures: `10/19/2014`, `2014-10-19`, `2014-10-19T09:30Z`, `14.2.2021`, `2019-20`,
/// `1990s`.
#[expect(clippy::many_single_char_names, reason = "the parts of a date in order")]
///
/// `is_day_first` says whether `3/5/2014` is the third of May in the text's language.
pub(super) fn numeric(word: &str, is_day_first: bool) -> Option<Date> {
    let decade = word.trim_end_matches(['s', '’', '\'']);
    if decade.len() < word.len() && word.ends_with('s') {
        let short = decade.len() == 2 && figures(decade) && decade.ends_with('0');
        return (is_year(decade) && decade.ends_with('0') || short)
            .then(|| Date { other: Some(hash_folded(word)), ..Date::default() });
    }
    let (day, time) = word.split_once('T').unwrap_or((word, ""));
    for mark in ['/', '-', '.', '–'] {
        let mut parts = day.split(mark);
        let (Some(a), Some(b), c, None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let Some(c) = c else {
            let range = mark != '.'
                && mark != '/'
                && is_year(a)
                && (is_year(b) || (b.len() == 2 && figures(b)));
            if range {
                return Some(Date { other: Some(hash_folded(word)), ..Date::default() });
            }
            continue;
        };
        if !(figures(a) && figures(b) && figures(c)) {
            continue;
        }
        let number = |part: &str| part.parse::<u16>().ok();
        let (x, y, z) = (number(a)?, number(b)?, number(c)?);
        let date = |day: u16, month: u16, year: u16| Date {
            day: Some(day as u8),
            month: Some(month as u8),
            year: Some(year),
            other: (!time.is_empty()).then(|| hash_folded(time)),
            ..Date::default()
        };
        if is_year(a) && (1..=12).contains(&y) && (1..=31).contains(&z) {
            return Some(date(z, y, x));
        }
        let year = match c.len() {
            4 if is_year(c) => z,
            2 => 2000 + z,
            _ => continue,
        };
        return match (x, y) {
            (13..=31, 1..=12) => Some(date(x, y, year)),
            (1..=12, 13..=31) if mark != '.' => Some(date(y, x, year)),
            (1..=12, 1..=12) if mark == '.' || is_day_first => Some(date(x, y, year)),
            (1..=12, 1..=12) => Some(Date {
                year: Some(year),
                other: Some(u64::from(x) << 8 | u64::from(y)),
                ..Date::default()
            }),
            _ => None,
        };
    }
    None
}
