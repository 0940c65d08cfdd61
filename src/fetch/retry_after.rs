//! The fields of a response that say when to come back.

use chrono::DateTime;

use super::Response;
use crate::article::UnixMicros;

const SECOND: i64 = 1_000_000;

/// The longest pause that a server can ask for: a month. What is longer is a mistake.
const MAX_PAUSE: i64 = 31 * 24 * 3600 * SECOND;

/// Returns the time that `Retry-After` states, as seconds or as a date (RFC 9110 § 10.2.3).
pub fn retry_after(response: &Response, now: UnixMicros) -> Option<UnixMicros> {
    time_of(response.header("retry-after")?, now)
}

fn time_of(value: &str, now: UnixMicros) -> Option<UnixMicros> {
    let value = value.trim();
    let at = match value.parse::<u64>() {
        Ok(seconds) => now.0.saturating_add(i64::try_from(seconds).ok()?.saturating_mul(SECOND)),
        Err(_) => date(value)?,
    };
    Some(UnixMicros(at.clamp(now.0, now.0.saturating_add(MAX_PAUSE))))
}

/// Returns how long the response may be used without asking again, in seconds: `max-age`, otherwise
/// `Expires` (RFC 9111 § 4.2.1).
pub fn max_age(response: &Response, now: UnixMicros) -> Option<i64> {
    let control = response.header("cache-control").unwrap_or_default().to_ascii_lowercase();
    let stated = control.split(',').find_map(|part| part.trim().strip_prefix("max-age="));
    if let Some(age) = stated.and_then(|age| age.trim_matches('"').parse::<i64>().ok()) {
        return Some(age.clamp(0, MAX_PAUSE / SECOND));
    }
    let at = date(response.header("expires")?.trim())?;
    let from = response.header("date").and_then(|text| date(text.trim())).unwrap_or(now.0);
    Some(((at - from) / SECOND).clamp(0, MAX_PAUSE / SECOND))
}

/// Reads a date of HTTP.
fn date(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc2822(text).ok().map(|at| at.timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read() {
        let now = UnixMicros(date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date"));
        let check = |text: &str, expected: Option<i64>| {
            assert_eq!(time_of(text, now).map(|at| (at.0 - now.0) / SECOND), expected, "{text}");
        };
        check("120", Some(120));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:50:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("99999999999999999999", None);
        check("9999999999999", Some(MAX_PAUSE / SECOND));
        check("-5", None);
        check("soon", None);
    }

    #[test]
    fn the_lifetime_of_a_response_is_read() {
        let now = UnixMicros(0);
        let check = |head: &str, expected: Option<i64>| {
            let bytes = format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").into_bytes();
            let response = Response::read(bytes, None).expect("a response");
            assert_eq!(max_age(&response, now), expected, "{head}");
        };
        check("Cache-Control: public, max-age=600", Some(600));
        check("Cache-Control: no-cache", None);
        check("Expires: Thu, 01 Jan 1970 00:01:00 GMT", Some(60));
        check(
            "Date: Thu, 01 Jan 1970 00:00:30 GMT\r\nExpires: Thu, 01 Jan 1970 00:01:00 GMT",
            Some(30),
        );
        check("Expires: 0", None);
    }
}
