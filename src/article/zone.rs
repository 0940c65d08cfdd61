//! Time zones: of claims that do not state one, and of times that are shown to people.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use chrono::{
    DateTime, FixedOffset, Local, MappedLocalTime, NaiveDateTime, Offset as _, TimeDelta, TimeZone,
};
use chrono_tz::Tz;

/// The zone of claims that do not state one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultZone {
    /// An IANA zone, including its daylight saving time.
    Named(Tz),
    /// A fixed offset.
    Fixed(FixedOffset),
}

impl Default for DefaultZone {
    fn default() -> Self {
        Self::Named(Tz::UTC)
    }
}

impl fmt::Display for DefaultZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(zone) => f.write_str(zone.name()),
            Self::Fixed(offset) => offset.fmt(f),
        }
    }
}

impl FromStr for DefaultZone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Ok(zone) = Tz::from_str_insensitive(text) {
            return Ok(Self::Named(zone));
        }
        if text.eq_ignore_ascii_case("z") {
            return Ok(Self::default());
        }
        parse_offset(text).map(Self::Fixed).ok_or_else(|| {
            format!("\"{text}\" is not a time zone; examples: America/New_York, UTC, -05:00")
        })
    }
}

impl DefaultZone {
    /// Converts a local time to an instant. If the local time occurs twice, the earlier instant is
    /// used; if it is skipped by daylight saving time, it is read as if there had been no change.
    pub fn resolve(&self, local: NaiveDateTime) -> DateTime<FixedOffset> {
        match self {
            Self::Fixed(offset) => resolve_in(offset, local),
            Self::Named(zone) => resolve_in(zone, local),
        }
    }
}

/// Converts a local time in a zone, as [`DefaultZone::resolve`] does.
pub(super) fn resolve_in<Z: TimeZone>(zone: &Z, local: NaiveDateTime) -> DateTime<FixedOffset> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(time) | MappedLocalTime::Ambiguous(time, _) => time.fixed_offset(),
        MappedLocalTime::None => {
            let before = zone.offset_from_utc_datetime(&(local - TimeDelta::hours(3))).fix();
            let utc = local - TimeDelta::seconds(i64::from(before.local_minus_utc()));
            before.from_utc_datetime(&utc)
        }
    }
}

/// Parses `+02`, `+0200`, `+02:00`, `-5`.
pub fn parse_offset(text: &str) -> Option<FixedOffset> {
    let (sign, digits) = match text.strip_prefix('-').or_else(|| text.strip_prefix('\u{2212}')) {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(pair) => pair,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    if !(1..=2).contains(&hours.len()) || !(1..=2).contains(&minutes.len()) {
        return None;
    }
    let number = |digits: &str| {
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i32>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 15 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

/// A zone in which times are shown. Without one, a timestamp is shown in the zone that its source
/// states, and all other times in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayZone {
    /// An IANA zone or a fixed offset.
    Stated(DefaultZone),
    /// The zone of this machine.
    Local,
}

static CHOSEN: OnceLock<DisplayZone> = OnceLock::new();

impl DisplayZone {
    /// Shows all times of this process in this zone, where people read them; values for programs stay
    /// as they are. Only the first call has an effect.
    pub fn show_all(self) {
        // A second call is harmless: times already have a zone.
        let _ = CHOSEN.set(self);
    }

    /// The zone of [`show_all`](Self::show_all), if there is one.
    pub fn chosen() -> Option<Self> {
        CHOSEN.get().copied()
    }

    /// The offset from UTC at an instant, in whole minutes; greater to the east.
    pub fn offset_minutes(self, micros: i64) -> i16 {
        let at = DateTime::from_timestamp_micros(micros).unwrap_or_default().naive_utc();
        let offset = match self {
            Self::Stated(DefaultZone::Named(zone)) => zone.offset_from_utc_datetime(&at).fix(),
            Self::Stated(DefaultZone::Fixed(offset)) => offset,
            Self::Local => Local.offset_from_utc_datetime(&at),
        };
        (offset.local_minus_utc() / 60) as i16
    }
}

impl fmt::Display for DisplayZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stated(zone) => zone.fmt(f),
            Self::Local => f.write_str("local"),
        }
    }
}

impl FromStr for DisplayZone {
    type Err = String;

    /// Parses an IANA name, an offset, or `local`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.trim().eq_ignore_ascii_case("local") {
            return Ok(Self::Local);
        }
        text.parse().map(Self::Stated).map_err(|error: String| format!("{error}, local"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_has_its_offset_at_each_instant() {
        let (winter, summer) = (1_705_320_000_000_000, 1_721_044_800_000_000);
        for (zone, offsets) in [
            ("Europe/London", (0, 60)),
            ("america/new_york", (-300, -240)),
            ("Asia/Kolkata", (330, 330)),
            ("UTC", (0, 0)),
            ("-03:30", (-210, -210)),
        ] {
            let zone: DisplayZone = zone.parse().expect("a zone");
            assert_eq!((zone.offset_minutes(winter), zone.offset_minutes(summer)), offsets);
        }
        assert_eq!("Local".parse(), Ok(DisplayZone::Local));
        let error = "Mars/Base".parse::<DisplayZone>().expect_err("not on Earth");
        assert!(error.contains("\"Mars/Base\" is not a time zone"), "{error}");
    }
}
