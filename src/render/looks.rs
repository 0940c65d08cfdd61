//! Looks as text and JSON: requests that did not return the page.

use serde::Serialize;

use super::safe_line;
use crate::article::{LookReason, MatchKey, Timestamp, public_url};
use crate::store::StoredLook;

/// The doubt about a look whose time cannot be right.
pub const AFTER_IMPORT: &str = "dated after its import";

/// A look as JSON.
#[derive(Debug, Serialize)]
pub struct LookJson {
    at: Timestamp,
    reason: LookReason,
    status: Option<u16>,
    url: String,
    /// Whether the time is later than the import that read it.
    dated_after_import: bool,
}

impl From<&StoredLook> for LookJson {
    fn from(StoredLook { look, is_after_import, .. }: &StoredLook) -> Self {
        Self {
            at: look.at.clone(),
            reason: look.reason,
            status: look.status,
            url: public_url(&look.url).into_owned(),
            dated_after_import: *is_after_import,
        }
    }
}

/// Returns one line per group of looks with the same result: when, how often, and the result. The URL
/// is shown if its match key is not `key`.
pub fn look_lines(looks: &[&StoredLook], key: &MatchKey) -> Vec<String> {
    let same = |a: &&StoredLook, b: &&StoredLook| {
        a.look.outcome() == b.look.outcome()
            && a.look.key == b.look.key
            && a.is_after_import == b.is_after_import
    };
    looks
        .chunk_by(same)
        .filter_map(|group| {
            let (first, last) = (&group.first()?.look, &group.last()?.look);
            let doubt = group
                .first()?
                .is_after_import
                .then_some(AFTER_IMPORT)
                .map(|why| format!("; {why}"));
            let when = match group.len() {
                1 => first.at.display(),
                times => format!("{} to {}, {times} times", first.at.display(), last.at.display()),
            };
            let is_own = first.key == *key;
            let url = if is_own {
                String::new()
            } else {
                format!(" ({})", safe_line(&public_url(&first.url)))
            };
            Some(format!("{when}: {}{url}{}", first.outcome(), doubt.unwrap_or_default()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ClockSource, DefaultZone, Look};
    use crate::source::SourceLocation;

    #[test]
    fn looks_with_the_same_result_are_one_line() {
        let look = |url: &str, at: &str, status: u16, is_after_import| StoredLook {
            number: 1,
            look: Look {
                url: url.to_owned(),
                key: MatchKey::of(url).expect("a key"),
                at: Timestamp::parse(at, &DefaultZone::default(), ClockSource::Header)
                    .expect("a time"),
                reason: LookReason::of_status(status, false).expect("an error"),
                status: Some(status),
            },
            place: SourceLocation { input: "a.warc".into(), record: None, offset: 0 },
            is_after_import,
        };
        let (url, other) = ("https://a.example/1", "https://a.example/old\u{1b}[2J");
        let looks = [
            look(url, "2024-05-06T09:30:00Z", 404, false),
            look(url, "2024-05-07T09:30:00Z", 404, false),
            look(url, "2024-05-08T09:30:00Z", 503, false),
            look(other, "2024-05-09", 404, false),
            look(url, "2090-05-08T09:30:00Z", 503, true),
        ];
        let lines = look_lines(&looks.iter().collect::<Vec<_>>(), &looks[0].look.key);
        let [first, second, third, fourth] = lines.try_into().expect("four");
        assert_eq!(
            first,
            "2024-05-06 09:30:00 UTC to 2024-05-07 09:30:00 UTC, 2 times: 404 Not Found"
        );
        assert!(second.ends_with(": 503 Service Unavailable"), "{second}");
        assert!(third.starts_with("2024-05-09: 404 Not Found (https://a.example/old"), "{third}");
        assert!(!third.contains('\u{1b}'), "{third}");
        assert!(fourth.ends_with("503 Service Unavailable; dated after its import"), "{fourth}");
    }
}
