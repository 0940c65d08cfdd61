//! Determines the publisher's calendar day of a timestamp stated in UTC.
//!
//! Many systems write their timestamps in UTC while the page shows the publisher's local time. The
//! instant stays as stated; its offset becomes the publisher's if the page reveals it.

use chrono::{DateTime, FixedOffset, Offset as _, TimeZone as _};
use chrono_tz::Tz;

use crate::article::{Precision, Timestamp, ZoneBasis};

const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Returns the publisher's calendar day of a timestamp.
pub(super) fn of(stamp: &Timestamp) -> String {
    stamp.local_text().chars().take(10).collect()
}

/// What a page reveals about the zone of one of its timestamps.
pub(super) struct Signs<'a> {
    /// Times that the page states, whatever they refer to.
    pub(super) stated: Vec<Timestamp>,
    /// Dates that it shows for this timestamp, nearest to the headline first.
    pub(super) shown: Vec<&'a Timestamp>,
    /// The day in its URL, if it is of this timestamp.
    pub(super) by_url: Option<&'a Timestamp>,
    /// The publication time, if it is already determined.
    pub(super) published: Option<&'a Timestamp>,
    pub(super) lang: Option<&'a str>,
}

impl Signs<'_> {
    /// Gives a time in UTC the publisher's offset.
    pub(super) fn place(&self, stamp: Timestamp) -> Timestamp {
        if stamp.zone() == ZoneBasis::Assumed {
            return self.zoned(&stamp).unwrap_or(stamp);
        }
        if stamp.offset_minutes() != Some(0) || stamp.zone() != ZoneBasis::Stated {
            return stamp;
        }
        let (minutes, zone) = match self.told(&stamp) {
            Some(0) => return stamp,
            Some(minutes) => (minutes, ZoneBasis::Stated),
            // The day is known, but not the publisher's offset from UTC.
            None => match self.day(&stamp).and_then(|day| self.assumed(stamp.micros(), &day)) {
                Some(minutes) => (minutes, ZoneBasis::Assumed),
                None => return stamp,
            },
        };
        Timestamp::from_stored(
            stamp.micros(),
            stamp.precision(),
            Some(minutes),
            zone,
            stamp.source(),
            Some(stamp.raw()),
        )
    }

    /// Gives a time without a zone the zone that the page states for the same time elsewhere.
    fn zoned(&self, stamp: &Timestamp) -> Option<Timestamp> {
        if stamp.precision() < Precision::Minute {
            return None;
        }
        let minute =
            |stamp: &Timestamp| -> String { stamp.local_text().chars().take(16).collect() };
        let own = minute(stamp);
        let same = self.stated.iter().find(|other| {
            other.zone() == ZoneBasis::Stated
                && other.precision() >= Precision::Minute
                && minute(other) == own
        })?;
        let micros = same.micros().div_euclid(MINUTE) * MINUTE + stamp.micros().rem_euclid(MINUTE);
        Some(Timestamp::from_stored(
            micros,
            stamp.precision(),
            same.offset_minutes(),
            ZoneBasis::Stated,
            stamp.source(),
            Some(stamp.raw()),
        ))
    }

    /// Returns the offset, if the page reveals it.
    fn told(&self, stamp: &Timestamp) -> Option<i16> {
        let micros = stamp.micros();
        let offsets = || {
            let stated = self.stated.iter().filter(|stamp| stamp.zone() == ZoneBasis::Stated);
            stated.filter_map(|stamp| {
                Some((stamp.offset_minutes().filter(|offset| *offset != 0)?, stamp))
            })
        };
        let same = offsets().find(|(_, other)| (other.micros() - micros).abs() < MINUTE);
        if let Some((minutes, _)) = same {
            return Some(minutes);
        }
        let fits = |minutes: &i16| is_zone_of(self.lang, *minutes);
        let shown = self.shown.iter().find_map(|shown| shown_offset(shown, micros).filter(fits));
        if shown.is_some() {
            return shown;
        }
        // Within days of publication the publisher does not move, and daylight saving rarely
        // begins.
        if let Some(published) = self.published
            && (published.micros() - micros).abs() < 3 * DAY
            && published.zone() == ZoneBasis::Stated
            && let Some(minutes) = published.offset_minutes()
        {
            return Some(minutes);
        }
        // Use any offset that the page states, if it gives the day that the page names.
        let day = self.day(stamp)?;
        offsets().map(|(minutes, _)| minutes).find(|minutes| day_at(micros, *minutes) == day)
    }

    /// Returns the day that the page names, if it is not the UTC day but next to it.
    fn day(&self, stamp: &Timestamp) -> Option<String> {
        let named = self.by_url.or_else(|| self.shown.first().copied())?;
        let is_next = (named.micros() - stamp.micros()).abs() < 2 * DAY;
        Some(of(named)).filter(|day| is_next && *day != of(stamp))
    }

    /// Returns the offset of the first zone used by the language's press in which the instant falls
    /// on this day.
    fn assumed(&self, micros: i64, day: &str) -> Option<i16> {
        let time = DateTime::from_timestamp_micros(micros)?;
        zones(self.lang).iter().find_map(|zone| {
            let offset = zone.offset_from_utc_datetime(&time.naive_utc()).fix();
            let minutes = i16::try_from(offset.local_minus_utc() / 60).ok()?;
            (day_at(micros, minutes) == day).then_some(minutes)
        })
    }
}

fn day_at(micros: i64, minutes: i16) -> String {
    DateTime::from_timestamp_micros(micros.saturating_add(i64::from(minutes) * MINUTE))
        .map(|time| time.date_naive().to_string())
        .unwrap_or_default()
}

/// Returns the offset, in minutes, at which a time shown without a zone is this instant.
fn shown_offset(shown: &Timestamp, micros: i64) -> Option<i16> {
    let offset = match (shown.precision(), shown.zone()) {
        // A day alone, if the claim is its midnight in a zone east of Greenwich.
        (Precision::Day, _) if micros < shown.micros() => 0,
        (Precision::Minute | Precision::Second, ZoneBasis::Assumed) => shown.offset_minutes()?,
        _ => return None,
    };
    let offset = FixedOffset::east_opt(i32::from(offset) * 60)?;
    let local =
        DateTime::from_timestamp_micros(shown.micros())?.with_timezone(&offset).naive_local();
    let ahead = local.and_utc().timestamp_micros().div_euclid(MINUTE) - micros.div_euclid(MINUTE);
    let minutes = i16::try_from(ahead).ok()?;
    let part = minutes.rem_euclid(60);
    // The zones with half or quarter hours: Newfoundland, Iran, Afghanistan, India, Nepal, Burma,
    // Australia.
    let is_zone = (-12 * 60..=14 * 60).contains(&minutes)
        && (part == 0 || matches!(minutes, -210 | -150 | 210 | 270 | 330 | 345 | 390 | 570 | 630));
    is_zone.then_some(minutes)
}

fn primary(lang: Option<&str>) -> &str {
    lang.and_then(|lang| lang.split('-').next()).unwrap_or_default()
}

/// Whether a language's press uses this offset; for languages spoken in many zones, any offset is
/// accepted.
fn is_zone_of(lang: Option<&str>, minutes: i16) -> bool {
    let zones = match primary(lang) {
        "de" | "it" | "nl" | "pl" | "cs" | "sk" | "sl" | "hr" | "hu" | "da" | "sv" | "nb"
        | "nn" | "no" | "ca" => 60..=120,
        "fi" | "el" | "ro" | "bg" | "uk" | "et" | "lv" | "lt" | "tr" | "he" => 120..=180,
        "ja" | "ko" => 540..=540,
        "hi" | "ta" | "te" | "mr" => 330..=330,
        "th" | "vi" => 420..=420,
        _ => return true,
    };
    minutes == 0 || zones.contains(&minutes)
}

/// Returns the zones of a language's press, the largest part first.
fn zones(lang: Option<&str>) -> &'static [Tz] {
    use chrono_tz::{Africa, America, Asia, Australia, Europe};
    match primary(lang) {
        "en" | "" => &[
            America::New_York,
            America::Chicago,
            America::Denver,
            America::Los_Angeles,
            Europe::London,
            Asia::Kolkata,
            Australia::Sydney,
        ],
        "es" => &[
            Europe::Madrid,
            America::Argentina::Buenos_Aires,
            America::Bogota,
            America::Mexico_City,
        ],
        "pt" => &[America::Sao_Paulo, Europe::Lisbon],
        "fr" => &[Europe::Paris, America::Montreal],
        "de" | "it" | "nl" | "pl" | "cs" | "sk" | "sl" | "hr" | "hu" | "da" | "sv" | "nb"
        | "nn" | "no" | "ca" => &[Europe::Berlin],
        "fi" | "et" | "lv" | "lt" => &[Europe::Helsinki],
        "el" | "ro" | "bg" => &[Europe::Athens],
        "uk" => &[Europe::Kyiv],
        "ru" => &[Europe::Moscow],
        "tr" => &[Europe::Istanbul],
        "ar" => &[Africa::Cairo, Asia::Dubai],
        "fa" => &[Asia::Tehran],
        "hi" | "ta" | "te" | "mr" => &[Asia::Kolkata],
        "id" => &[Asia::Jakarta],
        "vi" | "th" => &[Asia::Bangkok],
        "zh" => &[Asia::Shanghai],
        "ja" => &[Asia::Tokyo],
        "ko" => &[Asia::Seoul],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ClockSource;
    use crate::extract::DateOrder;
    use crate::extract::dates::{self, DateContext};

    fn stamp(raw: &str) -> Timestamp {
        let zone = crate::article::DefaultZone::default();
        let context = DateContext { zone: &zone, order: DateOrder::Auto, lang: None };
        dates::read(raw, &context, ClockSource::Text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_shown_time_tells_the_offset() {
        let instant = stamp("2020-02-25T02:25:54Z").micros();
        for (raw, expected) in [
            ("February 24, 2020 9:25 PM", Some(-300)),
            ("February 25, 2020 2:25", Some(0)),
            ("25 February 2020 07:55", Some(330)),
            ("25 February 2020 07:40", None),
            ("25 February 2020 07:56", None),
            ("25 February 2020", None),
            ("26 February 2020", None),
            ("25 February 2020 21:25", None),
            ("25 February 2020 03:25 CET", None),
        ] {
            assert_eq!(shown_offset(&stamp(raw), instant), expected, "{raw}");
        }
        // A day that was stored as its midnight.
        let instant = stamp("2021-11-04T23:00:00Z").micros();
        assert_eq!(shown_offset(&stamp("5. November 2021"), instant), Some(60));
        assert_eq!(shown_offset(&stamp("4. November 2021"), instant), None);
    }

    #[test]
    fn a_language_lives_by_its_clocks() {
        assert!(is_zone_of(Some("de-CH"), 120) && !is_zone_of(Some("de"), 540));
        assert!(is_zone_of(Some("en-GB"), 540) && is_zone_of(None, -300));
    }

    #[test]
    fn the_publishers_day_is_kept() {
        let check = |raw: &str,
                     stated: &[&str],
                     shown: &[&str],
                     url: Option<&str>,
                     lang: &str,
                     expected: &str| {
            let shown: Vec<Timestamp> = shown.iter().map(|raw| stamp(raw)).collect();
            let url = url.map(stamp);
            let signs = Signs {
                stated: stated.iter().map(|raw| stamp(raw)).collect(),
                shown: shown.iter().collect(),
                by_url: url.as_ref(),
                published: None,
                lang: Some(lang),
            };
            assert_eq!(signs.place(stamp(raw)).display(), expected);
        };
        let utc = "2019-11-19T04:58:46Z";
        check(utc, &[], &[], None, "en", "2019-11-19 04:58:46 UTC");
        check(utc, &["2019-11-18T20:58:46-08:00"], &[], None, "en", "2019-11-18 20:58:46 -08:00");
        check(utc, &[], &["November 18, 2019 8:58 PM"], None, "en", "2019-11-18 20:58:46 -08:00");
        check(
            utc,
            &["2019-11-21T10:00:00-07:00"],
            &[],
            Some("2019-11-18"),
            "en",
            "2019-11-18 21:58:46 -07:00",
        );
        // The day is stated but not the zone: one is assumed and marked as such.
        check(utc, &[], &[], Some("2019-11-18"), "en", "2019-11-18 23:58:46 -05:00?");
        check(utc, &[], &["November 18, 2019"], None, "en-US", "2019-11-18 23:58:46 -05:00?");
        // In no zone of the language is it that day.
        check(utc, &[], &[], Some("2019-11-18"), "de", "2019-11-19 04:58:46 UTC");
        check(utc, &[], &[], Some("2019-11-10"), "en", "2019-11-19 04:58:46 UTC");
        check(
            "2019-11-18T23:10:00Z",
            &[],
            &["19. November 2019"],
            None,
            "de",
            "2019-11-19 00:10:00 +01:00?",
        );
        // A stated offset is kept.
        check(
            "2019-11-19T04:58:46+01:00",
            &[],
            &[],
            Some("2019-11-18"),
            "en",
            "2019-11-19 04:58:46 +01:00",
        );
    }
}
