//! Forms that only programs write: ordinal and week dates, compact times, the dates of PDF files.

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::DateContext;
use crate::article::{ClockSource, Timestamp, TimestampError};

/// Reads one of these forms; `None` if the text has none of them.
pub(super) fn read(
    raw: &str,
    context: &DateContext<'_>,
    source: ClockSource,
) -> Option<Result<Timestamp, TimestampError>> {
    let text = raw.trim();
    if text.len() > 32 || !text.is_ascii() {
        return None;
    }
    let iso =
        ordinal(text).or_else(|| week(text)).or_else(|| compact(text)).or_else(|| pdf(text))?;
    let read = Timestamp::parse(&iso, context.zone, source);
    Some(read.map(|stamp| stamp.with_raw(raw)))
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let all = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok())?
}

/// Reads `2021-060` (ISO 8601, ordinal dates).
fn ordinal(text: &str) -> Option<String> {
    let (year, day) = text.split_once('-')?;
    let (year, day) = (digits(year, 4)?, digits(day, 3)?);
    Some(NaiveDate::from_yo_opt(i32::try_from(year).ok()?, day)?.to_string())
}

/// Reads `2021-W09-1`, `2021W091` (ISO 8601, week dates). A week without a day is not a date.
fn week(text: &str) -> Option<String> {
    let (year, rest) = text.split_at_checked(4)?;
    let year = i32::try_from(digits(year, 4)?).ok()?;
    let rest = rest.strip_prefix('-').unwrap_or(rest).strip_prefix(['W', 'w'])?;
    let (week, day) = rest.split_at_checked(2)?;
    let week = digits(week, 2)?;
    let day = digits(day.strip_prefix('-').unwrap_or(day), 1)?;
    let day = Weekday::try_from(u8::try_from(day).ok()?.checked_sub(1)?).ok()?;
    let date = NaiveDate::from_isoywd_opt(year, week, day)?;
    (date.year() > 0).then(|| date.to_string())
}

/// Reads `20210301 090000`, `20210301 09:00`.
fn compact(text: &str) -> Option<String> {
    let (day, time) = text.split_once([' ', '_', '-'])?;
    digits(day, 8)?;
    let has_hour = time.len() >= 4 && time.bytes().take(2).all(|byte| byte.is_ascii_digit());
    has_hour.then(|| format!("{day}T{time}"))
}

/// Reads `D:20210301090000-05'00'` (PDF 1.7, section 7.9.4).
fn pdf(text: &str) -> Option<String> {
    let text = text.strip_prefix("D:")?;
    let (day, rest) = text.split_at_checked(8)?;
    digits(day, 8)?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (time, zone) = rest.split_at_checked(length)?;
    match time.len() {
        0 => Some(day.to_owned()),
        4 | 6 => Some(format!("{day}T{time}{}", zone.trim_end_matches('\'').replace('\'', ":"))),
        _ => None,
    }
}
