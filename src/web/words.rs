//! Words: how times, ids and sizes are written on pages.

use chrono::{DateTime, FixedOffset, NaiveDate};
use maud::{Markup, html};

use crate::article::timestamp::canonical_text;
use crate::article::{DisplayZone, Precision, Timestamp, VersionId};
use crate::render::in_words;
use crate::timeline::Timeline;

/// Digits of a version's id in addresses: 64 bits, so that no second version has them by accident.
const ID_DIGITS: usize = 16;

/// A version's id, as addresses have it.
pub(super) fn address_id(id: &VersionId) -> String {
    let id = id.to_string();
    id.get(..ID_DIGITS).unwrap_or(&id).to_owned()
}

/// The address of the diff of two versions.
pub(super) fn diff_address(before: &VersionId, after: &VersionId) -> String {
    format!("/d/{}..{}", address_id(before), address_id(after))
}

/// The address of a version.
pub(super) fn version_address(id: &VersionId) -> String {
    format!("/v/{}", address_id(id))
}

/// The offset of the zone in which times are shown, in seconds: UTC, unless another one was chosen.
fn offset(micros: i64) -> i32 {
    DisplayZone::chosen().map_or(0, |zone| i32::from(zone.offset_minutes(micros)) * 60)
}

/// An instant in the zone in which times are shown.
pub(super) fn local(micros: i64) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(offset(micros))?;
    DateTime::from_timestamp_micros(micros).map(|at| at.with_timezone(&zone))
}

/// The name of the zone in which times are shown.
pub(super) fn zone_name() -> String {
    DisplayZone::chosen().map_or_else(|| "UTC".to_owned(), |zone| zone.to_string())
}

/// The day of a time. One that is known only to the day has no zone.
pub(super) fn day(micros: i64, precision: Precision) -> Option<NaiveDate> {
    if precision.is_coarse() {
        return DateTime::from_timestamp_micros(micros).map(|at| at.date_naive());
    }
    local(micros).map(|at| at.date_naive())
}

/// The day of a timestamp.
pub(super) fn day_of(stamp: &Timestamp) -> Option<NaiveDate> {
    day(stamp.micros(), stamp.precision())
}

/// `Sunday 19 October 2014`.
pub(super) fn long_day(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// `19 October 2014`.
pub(super) fn short_day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A time as readers read it: only `09:26` on the day of the page or row, otherwise with its day. A
/// time that is known to the day, month or year is written as such.
pub(super) fn time(micros: i64, precision: Precision, of_day: Option<NaiveDate>) -> Markup {
    let machine = canonical_text(micros, precision);
    let words = if precision.is_coarse() {
        match day(micros, precision) {
            Some(own) if precision == Precision::Day && Some(own) == of_day => {
                "that day".to_owned()
            }
            _ => in_words(&machine),
        }
    } else {
        match local(micros) {
            Some(at) if Some(at.date_naive()) == of_day => at.format("%H:%M").to_string(),
            Some(at) => at.format("%-d %B %Y, %H:%M").to_string(),
            None => machine.clone(),
        }
    };
    let title = full_time(micros, precision);
    html! { time datetime=(machine) title=(title) { (words) } }
}

/// `19 October 2014, 09:26:31 UTC`, or with the offset of the chosen zone.
pub(super) fn full_time(micros: i64, precision: Precision) -> String {
    if precision.is_coarse() {
        return in_words(&canonical_text(micros, precision));
    }
    let zone = if DisplayZone::chosen().is_some() { "%:z" } else { "UTC" };
    let format = format!("%-d %B %Y, %H:%M:%S {zone}");
    let at = local(micros).map(|at| at.format(&format).to_string());
    at.unwrap_or_else(|| canonical_text(micros, precision))
}

/// The precision of an instant of an article. Only the timestamp that it is from says that midnight is
/// a whole day.
pub(super) fn precision_at(timeline: &Timeline, micros: i64) -> Precision {
    const DAY: i64 = 24 * 3_600_000_000;
    if micros.rem_euclid(DAY) != 0 {
        return Precision::Second;
    }
    let versions = timeline.versions().iter();
    let stamps = versions.flat_map(|version| {
        version.published.iter().chain(&version.updated).chain(version.captured())
    });
    let own = stamps.filter(|stamp| stamp.micros() == micros).map(Timestamp::precision);
    own.min().unwrap_or_default()
}

/// A claim as the catalog's rows have it: RFC 3339 in UTC, or only a day, month or year.
pub(super) fn claim(text: &str, of_day: Option<NaiveDate>) -> Markup {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return time(at.timestamp_micros(), Precision::Second, of_day);
    }
    match text.parse::<NaiveDate>() {
        Ok(own) if Some(own) == of_day => html! { time datetime=(text) { "that day" } },
        _ => html! { time datetime=(text) { (in_words(text)) } },
    }
}

/// A timestamp.
pub(super) fn stamp(stamp: &Timestamp, of_day: Option<NaiveDate>) -> Markup {
    time(stamp.micros(), stamp.precision(), of_day)
}

/// `published 09:26 · updated 09:30 · seen 09:31`: the clocks that are known.
pub(super) fn clocks(
    published: Option<Markup>,
    updated: Option<Markup>,
    seen: Option<Markup>,
) -> Markup {
    let known = [("published", published), ("updated", updated), ("seen", seen)];
    let known: Vec<_> =
        known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    html! {
        span.clocks {
            @for (at, (name, value)) in known.iter().enumerate() {
                @if at > 0 { " · " }
                span.clock { (name) " " (value) }
            }
            @if known.is_empty() { "without a time" }
        }
    }
}

/// A whole number with thin spaces between thousands.
pub(super) fn number(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut out = if count < 0 { "−".to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun: `1 version`, `12 345 versions`.
pub(super) fn counted(count: i64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_on_their_own_day() {
        let at = 1_413_725_160_000_000;
        let own = day(at, Precision::Second);
        assert_eq!(own.map(long_day).as_deref(), Some("Sunday 19 October 2014"));
        let check = |markup: Markup, expected: &str| {
            let text = markup.into_string();
            assert!(text.contains(&format!(">{expected}<")), "{text}");
        };
        check(time(at, Precision::Second, own), "13:26");
        check(time(at, Precision::Second, None), "19 October 2014, 13:26");
        check(time(at, Precision::Day, own), "that day");
        check(time(at, Precision::Month, own), "October 2014");
        check(claim("2014-10-19T13:26:00Z", own), "13:26");
        check(claim("2014-10-19", None), "19 October 2014");
        check(claim("2014", None), "2014");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(1_234), "1234");
        assert_eq!(number(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(counted(1, "version"), "1 version");
        assert_eq!(counted(0, "version"), "0 versions");
    }
}
