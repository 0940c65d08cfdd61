//! Timestamp: a claimed point in time, with its precision and time zone.
//!
//! A timestamp is an instant in UTC *and* the claim that it was read from: its text, where the text
//! was found, its precision, and whether the zone was stated or assumed. The publisher's local date
//! is never lost in the conversion.

use chrono::{
    DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _, Utc,
};
use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

use super::zone::{DefaultZone, DisplayZone, parse_offset, resolve_in};

/// The precision of a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// `2014`
    Year,
    /// `2014-10`
    Month,
    /// `2014-10-19`
    Day,
    /// `2014-10-19T09:26`
    Minute,
    /// `2014-10-19T09:26:00`, with or without a fraction.
    #[default]
    Second,
}

impl Precision {
    /// All precisions, coarsest first.
    pub const ALL: [Self; 5] = [Self::Year, Self::Month, Self::Day, Self::Minute, Self::Second];

    /// Whether this is a day or coarser.
    pub fn is_coarse(self) -> bool {
        self <= Self::Day
    }

    /// Returns the name, as stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

/// Where the offset from UTC comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ZoneBasis {
    /// The claim states it.
    Stated,
    /// The claim does not state it; the importer's default was used.
    Assumed,
    /// A day or coarser: the zone is ignored, and the instant is midnight UTC of the stated day.
    None,
}

impl ZoneBasis {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Stated, Self::Assumed, Self::None];

    /// Returns the name, as stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Assumed => "assumed",
            Self::None => "none",
        }
    }
}

/// Where a claim was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockSource {
    /// A field of the source's record.
    Field,
    /// JSON-LD in the page.
    JsonLd,
    /// A `<meta>` element.
    Meta,
    /// Microdata or RDFa in the page.
    Microdata,
    /// A `<time>` element.
    TimeElement,
    /// A line of text for readers.
    Text,
    /// A comment written by a browser that saved the page.
    SavedComment,
    /// A command-line option of the importer.
    Flag,
    /// The page's URL.
    Url,
    /// A header of HTTP or of an archive.
    Header,
    /// The modification time of the file that holds the page.
    FileTime,
    /// An entry of a feed.
    Feed,
    /// A sitemap.
    Sitemap,
    /// The file name.
    FileName,
}

impl ClockSource {
    /// All sources.
    pub const ALL: [Self; 14] = [
        Self::Field,
        Self::JsonLd,
        Self::Meta,
        Self::Microdata,
        Self::TimeElement,
        Self::Text,
        Self::SavedComment,
        Self::Flag,
        Self::Url,
        Self::Header,
        Self::FileTime,
        Self::Feed,
        Self::Sitemap,
        Self::FileName,
    ];

    /// Returns the name, as stored and shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::JsonLd => "json-ld",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::TimeElement => "time-element",
            Self::Text => "text",
            Self::SavedComment => "saved-comment",
            Self::Flag => "flag",
            Self::Url => "url",
            Self::Header => "header",
            Self::FileTime => "file-time",
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::FileName => "file-name",
        }
    }
}

/// A claim about time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// Microseconds since 1970-01-01T00:00:00Z.
    micros: i64,
    precision: Precision,
    offset_minutes: Option<i16>,
    zone: ZoneBasis,
    source: ClockSource,
    raw: Box<str>,
}

/// Text that cannot be read as a timestamp.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// The format is unknown.
    #[error("\"{0}\" is not a recognized date or time (example: 2014-10-19T09:26:00-04:00)")]
    Unreadable(String),
    /// The format is known, but the day or the time of day does not exist.
    #[error("\"{0}\" is not a valid date or time")]
    Impossible(String),
    /// The year is outside [`Timestamp::YEARS`].
    #[error("\"{raw}\" is in the year {year}; years from {from} to {to} are accepted", from = Timestamp::YEARS.0, to = Timestamp::YEARS.1)]
    Absurd {
        /// The text.
        raw: String,
        /// The year.
        year: i32,
    },
}

impl Timestamp {
    /// The accepted years, both included: from Gutenberg's time to years that can only be typing
    /// errors.
    pub const YEARS: (i32, i32) = (1400, 2999);

    /// Parses ISO 8601 and similar formats: RFC 3339, `2014-10-19`, `2014-10`, `2014`,
    /// `2014/10/19 09:26`, a space instead of `T`, a comma as the decimal separator, offsets as
    /// `Z`, `+02`, `+0200`, `+02:00`, `UTC`, `GMT`, and the 14-digit timestamps of web archives
    /// (which are in UTC), also shortened to eight or twelve digits.
    pub fn parse(
        raw: &str,
        zone: &DefaultZone,
        source: ClockSource,
    ) -> Result<Self, TimestampError> {
        Self::parse_within(raw, *zone, source, Self::YEARS)
    }

    /// Parses the output of [`local_text`](Self::local_text). A claim at the edge of
    /// [`YEARS`](Self::YEARS) may be in the adjacent year in another zone, and is accepted.
    pub fn parse_written(text: &str, source: ClockSource) -> Result<Self, TimestampError> {
        let (from, to) = Self::YEARS;
        Self::parse_within(text, DefaultZone::default(), source, (from - 1, to + 1))
    }

    fn parse_within(
        raw: &str,
        zone: DefaultZone,
        source: ClockSource,
        (from, to): (i32, i32),
    ) -> Result<Self, TimestampError> {
        let text = raw.trim();
        let unreadable = || TimestampError::Unreadable(shorten(raw));
        let impossible = || TimestampError::Impossible(shorten(raw));
        if text.len() > 64 || !text.is_ascii() {
            return Err(unreadable());
        }
        let parts = split_iso(text).ok_or_else(unreadable)?;
        let year = parts.year;
        if !(from..=to).contains(&year) {
            return Err(TimestampError::Absurd { raw: shorten(raw), year });
        }
        let date = NaiveDate::from_ymd_opt(year, parts.month.unwrap_or(1), parts.day.unwrap_or(1))
            .ok_or_else(impossible)?;
        let Some((hour, minute, second, micros)) = parts.time else {
            let precision = match (parts.month, parts.day) {
                (None, _) => Precision::Year,
                (_, None) => Precision::Month,
                _ => Precision::Day,
            };
            return Ok(Self::of_day(date, precision, raw, source));
        };
        // RFC 3339 allows leap seconds; SQLite and chrono's instants do not.
        let second_of_minute = second.map(|second| if second == 60 { 59 } else { second });
        let time = NaiveTime::from_hms_micro_opt(
            if hour == 24 { 0 } else { hour },
            minute,
            second_of_minute.unwrap_or(0),
            micros,
        )
        .filter(|time| hour < 24 || (hour == 24 && time.num_seconds_from_midnight() == 0))
        .ok_or_else(impossible)?;
        let date = if hour == 24 { date.succ_opt().ok_or_else(impossible)? } else { date };
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        Ok(Self::of_local(date.and_time(time), precision, parts.offset, &zone, raw, source))
    }

    /// Creates a claim of a day, month or year. `date` is the first day of that period.
    pub fn of_day(date: NaiveDate, precision: Precision, raw: &str, source: ClockSource) -> Self {
        Self {
            micros: date.and_time(NaiveTime::MIN).and_utc().timestamp_micros(),
            precision: precision.min(Precision::Day),
            offset_minutes: None,
            zone: ZoneBasis::None,
            source,
            raw: raw.into(),
        }
    }

    /// Creates a claim of a time of day, in the stated zone, otherwise in the default zone.
    pub fn of_local(
        local: NaiveDateTime,
        precision: Precision,
        stated: Option<FixedOffset>,
        zone: &DefaultZone,
        raw: &str,
        source: ClockSource,
    ) -> Self {
        let (time, basis) = match stated {
            Some(offset) => (resolve_in(&offset, local), ZoneBasis::Stated),
            None => (zone.resolve(local), ZoneBasis::Assumed),
        };
        Self {
            micros: time.timestamp_micros(),
            precision,
            offset_minutes: Some((time.offset().local_minus_utc() / 60) as i16),
            zone: basis,
            source,
            raw: raw.into(),
        }
    }

    /// Reads seconds since 1970, or milliseconds if the number has 11 digits or more. In UTC by
    /// definition.
    pub fn of_epoch(number: f64, raw: &str, source: ClockSource) -> Result<Self, TimestampError> {
        let unreadable = || TimestampError::Unreadable(shorten(raw));
        let seconds = if number.abs() >= 1e10 { number / 1e3 } else { number };
        if !seconds.is_finite() || seconds.abs() > 1e11 {
            return Err(unreadable());
        }
        let micros = (seconds * 1e6).round() as i64;
        let time = DateTime::<Utc>::from_timestamp_micros(micros).ok_or_else(unreadable)?;
        let year = time.year();
        if !(Self::YEARS.0..=Self::YEARS.1).contains(&year) {
            return Err(TimestampError::Absurd { raw: shorten(raw), year });
        }
        Ok(Self {
            micros,
            precision: Precision::Second,
            offset_minutes: Some(0),
            zone: ZoneBasis::Stated,
            source,
            raw: raw.into(),
        })
    }

    /// Creates a timestamp from a system clock, to the second; `None` outside
    /// [`YEARS`](Self::YEARS).
    pub fn of_clock(seconds: i64, source: ClockSource) -> Option<Self> {
        let micros = seconds.checked_mul(1_000_000)?;
        let year = DateTime::<Utc>::from_timestamp_micros(micros)?.year();
        let taken = (Self::YEARS.0..=Self::YEARS.1).contains(&year);
        taken.then(|| {
            let (precision, zone) = (Precision::Second, ZoneBasis::Stated);
            Self::from_stored(micros, precision, Some(0), zone, source, None)
        })
    }

    /// Creates a timestamp from its stored parts. `raw` is `None` if the claim's text was that of
    /// [`local_text`](Self::local_text).
    pub fn from_stored(
        micros: i64,
        precision: Precision,
        offset_minutes: Option<i16>,
        zone: ZoneBasis,
        source: ClockSource,
        raw: Option<&str>,
    ) -> Self {
        let mut stamp =
            Self { micros, precision, offset_minutes, zone, source, raw: Box::default() };
        stamp.raw = raw.map_or_else(|| stamp.local_text().into(), Into::into);
        stamp
    }

    /// Returns the same timestamp with another source.
    #[must_use]
    pub fn with_source(mut self, source: ClockSource) -> Self {
        self.source = source;
        self
    }

    /// Returns the same timestamp with another text of the claim.
    #[must_use]
    pub fn with_raw(mut self, raw: &str) -> Self {
        self.raw = raw.into();
        self
    }

    /// Microseconds since 1970-01-01T00:00:00Z; for a day or coarser, those of its first midnight
    /// in UTC.
    pub fn micros(&self) -> i64 {
        self.micros
    }

    /// The precision of the claim.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Minutes east of UTC in the claim's zone; `None` for a day or coarser.
    pub fn offset_minutes(&self) -> Option<i16> {
        self.offset_minutes
    }

    /// Whether the zone was stated or assumed.
    pub fn zone(&self) -> ZoneBasis {
        self.zone
    }

    /// Where the claim was found.
    pub fn source(&self) -> ClockSource {
        self.source
    }

    /// The text that the claim was read from, unchanged.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Returns the claim without its provenance, as it is used in a version's identity: an instant
    /// in UTC (`2014-10-19T13:26:00Z`, with a fraction only if it is not zero), or just the day,
    /// month or year. Two sources that state the same instant in different zones, or with and
    /// without `:00` seconds, give the same text.
    pub fn canonical(&self) -> String {
        canonical_text(self.micros, self.precision)
    }

    /// Returns the claim in the publisher's own zone, as RFC 3339: `2014-10-19T09:26:00-04:00`,
    /// `2014-10-19T13:26:00+00:00`, a day as `2014-10-19`. Minutes are written with `:00` seconds,
    /// as the format requires; see [`precision`](Self::precision).
    pub fn local_text(&self) -> String {
        let Some(minutes) = self.offset_minutes else { return self.canonical() };
        let local = clock_text(self.micros.saturating_add(i64::from(minutes) * 60_000_000));
        local + &offset_text(minutes)
    }

    /// Returns the claim for people: `2014-10-19 09:26 -04:00`, with `UTC` for offset 0, and `?`
    /// after an assumed zone. A [`DisplayZone`] changes the zone, but not the instant.
    pub fn display(&self) -> String {
        let Some(minutes) = self.offset_minutes else { return self.canonical() };
        let text = text_for_people(self.micros, self.precision, minutes);
        if self.zone == ZoneBasis::Assumed { text + "?" } else { text }
    }

    /// Returns the first microsecond after the period that the claim covers.
    pub fn end_micros(&self) -> i64 {
        const MINUTE: i64 = 60_000_000;
        let date = instant(self.micros).date_naive();
        let first_of = |date: Option<NaiveDate>| {
            date.map_or(i64::MAX, |date| date.and_time(NaiveTime::MIN).and_utc().timestamp_micros())
        };
        match self.precision {
            Precision::Year => first_of(NaiveDate::from_ymd_opt(date.year() + 1, 1, 1)),
            Precision::Month => first_of(date.checked_add_months(chrono::Months::new(1))),
            Precision::Day => self.micros.saturating_add(24 * 60 * MINUTE),
            Precision::Minute => self.micros.saturating_add(MINUTE),
            Precision::Second => self.micros.saturating_add(1_000_000),
        }
    }
}

/// Serializes as an object with `time`, `utc`, `precision`, `zone`, `source` and `raw`.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Timestamp", 6)?;
        object.serialize_field("time", &self.local_text())?;
        object.serialize_field("utc", &self.canonical())?;
        object.serialize_field("precision", &self.precision)?;
        object.serialize_field("zone", &self.zone)?;
        object.serialize_field("source", &self.source)?;
        object.serialize_field("raw", &self.raw)?;
        object.end()
    }
}

/// Formats an instant for people, in the zone with this offset or in the chosen [`DisplayZone`]:
/// `2014-10-19 09:26 -04:00`.
pub fn text_for_people(micros: i64, precision: Precision, minutes: i16) -> String {
    let minutes = DisplayZone::chosen().map_or(minutes, |zone| zone.offset_minutes(micros));
    let local =
        clock_text(micros.saturating_add(i64::from(minutes) * 60_000_000)).replace('T', " ");
    let local = match precision {
        Precision::Minute => local.get(..16).unwrap_or(&local),
        _ => &local,
    };
    let zone = if minutes == 0 { "UTC".to_owned() } else { offset_text(minutes) };
    format!("{local} {zone}")
}

/// Returns the [canonical](Timestamp::canonical) text of an instant at a precision.
pub fn canonical_text(micros: i64, precision: Precision) -> String {
    let mut text = clock_text(micros);
    match precision {
        Precision::Year => text.truncate(4),
        Precision::Month => text.truncate(7),
        Precision::Day => text.truncate(10),
        Precision::Minute | Precision::Second => text.push('Z'),
    }
    text
}

/// Whether a claim of this precision can be stored as this number: a day or coarser is the first
/// midnight of its period, and the year is within the accepted ones.
pub fn is_storable(micros: i64, precision: Precision) -> bool {
    let Some(time) = DateTime::<Utc>::from_timestamp_micros(micros) else { return false };
    let (from, to) = Timestamp::YEARS;
    let whole_days = micros.rem_euclid(24 * 60 * 60 * 1_000_000) == 0;
    (from - 1..=to + 1).contains(&time.year())
        && match precision {
            Precision::Year => whole_days && time.day() == 1 && time.month() == 1,
            Precision::Month => whole_days && time.day() == 1,
            Precision::Day => whole_days,
            Precision::Minute | Precision::Second => true,
        }
}

fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// Formats `2014-10-19T13:26:00`, with a fraction if it is not zero. This does not use a format
/// string, which takes three times as long: every capture formats about ten timestamps during an
/// import.
fn clock_text(micros: i64) -> String {
    let time = instant(micros);
    let mut text = String::with_capacity(32);
    let year = time.year().unsigned_abs();
    push_two(&mut text, year / 100);
    push_two(&mut text, year % 100);
    for (mark, number) in [
        ('-', time.month()),
        ('-', time.day()),
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ] {
        text.push(mark);
        push_two(&mut text, number);
    }
    let fraction = time.timestamp_subsec_micros();
    if fraction != 0 {
        text.push_str(format!(".{fraction:06}").trim_end_matches('0'));
    }
    text
}

/// Appends a number below 100 with two digits.
fn push_two(text: &mut String, number: u32) {
    for digit in [number / 10 % 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

fn offset_text(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

fn shorten(raw: &str) -> String {
    raw.trim().chars().take(80).collect()
}

struct IsoParts {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    /// Hour, minute, second if stated, microsecond.
    time: Option<(u32, u32, Option<u32>, u32)>,
    offset: Option<FixedOffset>,
}

fn split_iso(text: &str) -> Option<IsoParts> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, text.len()) {
        (8 | 12 | 14, length) if length == digits => return Some(compact(text, None)),
        (8, _) if matches!(text.as_bytes().get(8), Some(b'T' | b't')) => {
            let (clock, offset) = split_offset(text.get(9..)?)?;
            // `20141019T09:26:00Z`: date and time in different formats.
            let clock = match clock.as_bytes() {
                [_, _, b':', _, _] | [_, _, b':', _, _, b':', _, _] => clock.replace(':', ""),
                _ => clock.to_owned(),
            };
            if !matches!(clock.len(), 4 | 6) || !clock.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let mut parts = compact(&format!("{}{clock}", text.get(..8)?), offset);
            parts.offset = offset;
            return Some(parts);
        }
        (4, _) => {}
        _ => return None,
    }
    let mut parts = IsoParts {
        year: number(text.get(..4)?)?,
        month: None,
        day: None,
        time: None,
        offset: None,
    };
    let rest = text.get(4..)?;
    let Some(mark) = rest.chars().next() else { return Some(parts) };
    if !matches!(mark, '-' | '/' | '.') {
        return None;
    }
    let rest = rest.get(1..)?;
    let (month, rest) = take_number(rest, 2)?;
    parts.month = Some(month);
    let Some(rest) = rest.strip_prefix(mark) else {
        return rest.is_empty().then_some(parts);
    };
    let (day, rest) = take_number(rest, 2)?;
    parts.day = Some(day);
    if rest.is_empty() {
        return Some(parts);
    }
    // `2014-10-19Z`: a day with a zone is a day.
    if matches!(rest, "Z" | "z") {
        return Some(parts);
    }
    let clock = rest.strip_prefix(['T', 't', ' ', ','])?.trim_start();
    let (clock, offset) = split_offset(clock)?;
    parts.offset = offset;
    let (hour, rest) = take_number(clock, 2)?;
    let (minute, rest) = take_number(rest.strip_prefix(':')?, 2)?;
    let Some(rest) = rest.strip_prefix(':') else {
        parts.time = Some((hour, minute, None, 0));
        return rest.is_empty().then_some(parts);
    };
    let (second, rest) = take_number(rest, 2)?;
    let micros = match rest.strip_prefix(['.', ',']) {
        None if rest.is_empty() => 0,
        Some(fraction)
            if !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
            number(&six)? as u32
        }
        _ => return None,
    };
    parts.time = Some((hour, minute, Some(second), micros));
    Some(parts)
}

/// Parses a compact form: eight digits are a day, twelve or fourteen a timestamp of a web archive,
/// in UTC.
fn compact(digits: &str, offset: Option<FixedOffset>) -> IsoParts {
    let part = |range: std::ops::Range<usize>| {
        digits.get(range).and_then(number).map(|number| number as u32)
    };
    let time = part(8..10).zip(part(10..12)).map(|(hour, minute)| (hour, minute, part(12..14), 0));
    IsoParts {
        year: part(0..4).unwrap_or(0) as i32,
        month: part(4..6),
        day: part(6..8),
        offset: time.and(offset.or(FixedOffset::east_opt(0))),
        time,
    }
}

fn number(digits: &str) -> Option<i32> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn take_number(text: &str, most: usize) -> Option<(u32, &str)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    Some((digits.parse().ok()?, rest))
}

/// Splits the zone from the end of a time of day.
fn split_offset(clock: &str) -> Option<(&str, Option<FixedOffset>)> {
    let at = clock
        .find(|c: char| matches!(c, '+' | '-') || c.is_ascii_alphabetic() || c == ' ')
        .unwrap_or(clock.len());
    let (time, zone) = clock.split_at_checked(at)?;
    let zone = zone.trim();
    if zone.is_empty() {
        return Some((time, None));
    }
    let utc = matches!(zone, "Z" | "z" | "UTC" | "GMT" | "utc" | "gmt");
    let offset = if utc { FixedOffset::east_opt(0) } else { parse_offset(zone) };
    offset.map(|offset| (time, Some(offset)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Result<Timestamp, TimestampError> {
        Timestamp::parse(raw, &DefaultZone::default(), ClockSource::Field)
    }

    #[track_caller]
    fn check(raw: &str, local: &str, canonical: &str) {
        let stamp = read(raw).expect(raw);
        assert_eq!(stamp.local_text(), local, "{raw}");
        assert_eq!(stamp.canonical(), canonical, "{raw}");
        assert_eq!(stamp.raw(), raw);
    }

    #[test]
    fn iso_and_its_kin() {
        check("2014-10-19T09:26:00-04:00", "2014-10-19T09:26:00-04:00", "2014-10-19T13:26:00Z");
        check("2014-10-19 09:26", "2014-10-19T09:26:00+00:00", "2014-10-19T09:26:00Z");
        check(
            "2014-10-19T09:26:07.1230Z",
            "2014-10-19T09:26:07.123+00:00",
            "2014-10-19T09:26:07.123Z",
        );
        check("2014/10/19 9:26:07 GMT", "2014-10-19T09:26:07+00:00", "2014-10-19T09:26:07Z");
        check(
            "2014-10-19T09:26:07,5+0530",
            "2014-10-19T09:26:07.5+05:30",
            "2014-10-19T03:56:07.5Z",
        );
        check("20141019092600", "2014-10-19T09:26:00+00:00", "2014-10-19T09:26:00Z");
        check("20141019T092600Z", "2014-10-19T09:26:00+00:00", "2014-10-19T09:26:00Z");
        check("20141019T09:26:00Z", "2014-10-19T09:26:00+00:00", "2014-10-19T09:26:00Z");
        check("20141019T09:26+0200", "2014-10-19T09:26:00+02:00", "2014-10-19T07:26:00Z");
        check("20141019", "2014-10-19", "2014-10-19");
        check("2014-10-19", "2014-10-19", "2014-10-19");
        check("2014-10", "2014-10", "2014-10");
        check("2014", "2014", "2014");
        check("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", "2016-12-31T23:59:59Z");
        check("2016-12-31T24:00Z", "2017-01-01T00:00:00+00:00", "2017-01-01T00:00:00Z");
    }

    #[test]
    fn precision_and_zone_are_told_apart() {
        let stamp = read("2014-10-19 09:26").expect("readable");
        assert_eq!((stamp.precision(), stamp.zone()), (Precision::Minute, ZoneBasis::Assumed));
        assert_eq!(stamp.display(), "2014-10-19 09:26 UTC?");
        let stamp = read("2014-10-19T09:26:00+02").expect("readable");
        assert_eq!((stamp.precision(), stamp.zone()), (Precision::Second, ZoneBasis::Stated));
        assert_eq!(stamp.display(), "2014-10-19 09:26:00 +02:00");
        let stamp = read("2014-10-19").expect("readable");
        assert_eq!((stamp.zone(), stamp.offset_minutes()), (ZoneBasis::None, None));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in [
            "",
            "yesterday",
            "10/19/2014",
            "2014-10-19T",
            "2014-10-19T09",
            "2014-10-19T09:26:00+99",
            "2014-1019",
            "20141",
            "٢٠١٤-١٠-١٩",
            "2014-10-19T09:26:00.Z",
        ] {
            assert!(matches!(read(bad), Err(TimestampError::Unreadable(_))), "{bad}");
        }
        for bad in ["2014-05-32", "2014-13-01", "2015-02-29", "2014-10-19T25:00", "20141319"] {
            assert!(matches!(read(bad), Err(TimestampError::Impossible(_))), "{bad}");
        }
        for bad in ["0000-01-01", "9999-12-31T23:59:59Z", "0001-01-01"] {
            assert!(matches!(read(bad), Err(TimestampError::Absurd { .. })), "{bad}");
        }
    }

    #[test]
    fn the_default_zone_has_its_summer_time() {
        let zone: DefaultZone = "America/New_York".parse().expect("a zone");
        let read = |raw| Timestamp::parse(raw, &zone, ClockSource::Text).expect("readable");
        assert_eq!(read("2014-10-19 09:26").canonical(), "2014-10-19T13:26:00Z");
        assert_eq!(read("2014-12-19 09:26").canonical(), "2014-12-19T14:26:00Z");
        // Set back: the earlier of two instants. Set forward: as if there had been no change.
        assert_eq!(read("2014-11-02 01:30").canonical(), "2014-11-02T05:30:00Z");
        assert_eq!(read("2014-03-09 02:30").canonical(), "2014-03-09T07:30:00Z");
        assert!("Mars/Base".parse::<DefaultZone>().is_err());
        assert_eq!(
            "-05:00".parse::<DefaultZone>().map(|zone| zone.to_string()),
            Ok("-05:00".into())
        );
    }

    #[test]
    fn epochs_in_seconds_and_milliseconds() {
        let read = |number| Timestamp::of_epoch(number, "n", ClockSource::Field);
        let expected = Ok("2014-10-19T09:26:00Z".to_owned());
        assert_eq!(read(1_413_710_760.0).map(|stamp| stamp.canonical()), expected);
        assert_eq!(read(1_413_710_760_000.0).map(|stamp| stamp.canonical()), expected);
        for bad in [f64::NAN, f64::INFINITY, 1e30, -1e30] {
            assert!(read(bad).is_err());
        }
    }

    #[test]
    fn a_claim_covers_a_span() {
        let span = |raw| {
            let stamp = read(raw).expect("readable");
            canonical_text(stamp.end_micros(), Precision::Second)
        };
        assert_eq!(span("2014"), "2015-01-01T00:00:00Z");
        assert_eq!(span("2014-12"), "2015-01-01T00:00:00Z");
        assert_eq!(span("2014-10-19"), "2014-10-20T00:00:00Z");
        assert_eq!(span("2014-10-19T09:26Z"), "2014-10-19T09:27:00Z");
    }

    #[test]
    fn a_stored_stamp_comes_back() {
        for raw in ["2014-10-19T09:26:00-04:00", "2014-10-19 09:26", "2014", "20141019092600"] {
            let stamp = read(raw).expect("readable");
            let kept = (stamp.raw() != stamp.local_text()).then(|| stamp.raw().to_owned());
            let back = Timestamp::from_stored(
                stamp.micros(),
                stamp.precision(),
                stamp.offset_minutes(),
                stamp.zone(),
                stamp.source(),
                kept.as_deref(),
            );
            assert_eq!(back, stamp);
        }
    }
}
