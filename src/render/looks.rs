//! Looks as text and JSON: requests that did not return the page.

use serde::Serialize;

use super::safe_line;
use crate::article::{Look, LookReason, MatchKey, Timestamp};

/// A look as JSON.
#[derive(Debug, Serialize)]
pub struct LookJson {
    at: Timestamp,
    reason: LookReason,
    status: Option<u16>,
    url: String,
}

impl From<&Look> for LookJson {
    fn from(look: &Look) -> Self {
        Self {
            at: look.at.clone(),
            reason: look.reason,
            status: look.status,
            url: look.url.clone(),
        }
    }
}

/// Returns one line per group of looks with the same result: when, how often, and the result. The URL
/// is shown if its match key is not `key`.
pub fn look_lines(looks: &[&Look], key: &MatchKey) -> Vec<String> {
    let same = |a: &&Look, b: &&Look| a.outcome() == b.outcome() && a.key == b.key;
    looks
        .chunk_by(same)
        .filter_map(|group| {
            let (first, last) = (group.first()?, group.last()?);
            let when = match group.len() {
                1 => first.at.display(),
                times => format!("{} to {}, {times} times", first.at.display(), last.at.display()),
            };
            let is_own = first.key == *key;
            let url = if is_own { String::new() } else { format!(" ({})", safe_line(&first.url)) };
            Some(format!("{when}: {}{url}", first.outcome()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ClockSource, DefaultZone};

    #[test]
    fn looks_with_the_same_result_are_one_line() {
        let look = |url: &str, at: &str, status: u16| Look {
            url: url.to_owned(),
            key: MatchKey::of(url).expect("a key"),
            at: Timestamp::parse(at, &DefaultZone::default(), ClockSource::Header).expect("a time"),
            reason: LookReason::of_status(status, false).expect("an error"),
            status: Some(status),
        };
        let (url, other) = ("https://a.example/1", "https://a.example/old\u{1b}[2J");
        let looks = [
            look(url, "2024-05-06T09:30:00Z", 404),
            look(url, "2024-05-07T09:30:00Z", 404),
            look(url, "2024-05-08T09:30:00Z", 503),
            look(other, "2024-05-09", 404),
        ];
        let lines = look_lines(&looks.iter().collect::<Vec<_>>(), &looks[0].key);
        let [first, second, third] = lines.try_into().expect("three");
        assert_eq!(
            first,
            "2024-05-06 09:30:00 UTC to 2024-05-07 09:30:00 UTC, 2 times: 404 Not Found"
        );
        assert!(second.ends_with(": 503 Service Unavailable"), "{second}");
        assert!(third.starts_with("2024-05-09: 404 Not Found (https://a.example/old"), "{third}");
        assert!(!third.contains('\u{1b}'), "{third}");
    }
}
