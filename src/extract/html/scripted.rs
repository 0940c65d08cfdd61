//! Finds timestamps in the data of a page's scripts: `"datePublished": "…"`.

use super::claim::Claim;
use crate::article::ClockSource;

/// Property names of timestamps in scripts, in lower case without `_` and `-`. The second value is
/// whether it is the time of an update.
const NAMES: &[(&str, bool)] = &[
    ("datepublished", false),
    ("publishdate", false),
    ("publisheddate", false),
    ("publicationdate", false),
    ("publishedat", false),
    ("publishedon", false),
    ("publishedtime", false),
    ("publishtime", false),
    ("pubdate", false),
    ("firstpublished", false),
    ("firstpublishdate", false),
    ("datepublication", false),
    ("firstpublishedat", false),
    ("firstpublisheddate", false),
    ("firstpublicationdate", false),
    ("publicationtime", false),
    ("publishdatetime", false),
    ("publisheddatetime", false),
    ("articlepublishdate", false),
    ("articlepublisheddate", false),
    ("articlepublished", false),
    ("articlepublicationdate", false),
    ("datemodified", true),
    ("modifieddate", true),
    ("lastmodifieddate", true),
    ("lastupdateddate", true),
    ("updatedat", true),
    ("articlemodifieddate", true),
    ("articleupdateddate", true),
];

/// The most bytes of scripts that are read: more than one article's own data.
const MOST_BYTES: usize = 1 << 20;
/// The most values that are kept: more than one article has timestamps.
const MOST_VALUES: usize = 40;

/// The values found in scripts.
#[derive(Debug, Default)]
pub(super) struct Scripted {
    found: Vec<(bool, String)>,
    /// Times with an explicit offset, under any name.
    zoned: Vec<String>,
    read: usize,
}

impl Scripted {
    /// Reads one script.
    pub(super) fn add(&mut self, script: &str) {
        self.read = self.read.saturating_add(script.len());
        if self.read > MOST_BYTES {
            return;
        }
        let bytes = script.as_bytes();
        for at in memchr::memchr_iter(b':', bytes) {
            let Some(value) = value_behind(script, at + 1) else {
                if let Some(epoch) = epoch_behind(script, at + 1)
                    && let Some(is_update) = name_before(bytes, at)
                    && self.found.len() < MOST_VALUES
                {
                    self.found.push((is_update, epoch));
                }
                continue;
            };
            if let Some(is_update) = name_before(bytes, at)
                && self.found.len() < MOST_VALUES
            {
                self.found.push((is_update, value.to_owned()));
            }
            if value.get(19..).is_some_and(|rest| rest.contains(['+', '-']))
                && self.zoned.len() < MOST_VALUES
                && !self.zoned.iter().any(|known| known == value)
            {
                self.zoned.push(value.to_owned());
            }
        }
    }

    /// Returns times with a stated zone, whatever they refer to: they reveal the publisher's zone.
    pub(super) fn zoned(&self) -> Vec<Claim> {
        let claim = |value: &String| Claim {
            value: value.clone(),
            source: "script",
            clock: ClockSource::Meta,
        };
        self.zoned.iter().map(claim).collect()
    }

    /// Returns the first value of each timestamp, if all its values name the same day. Several days
    /// belong to several articles.
    pub(super) fn finish(self) -> Vec<(bool, Claim)> {
        let mut claims = Vec::new();
        for clock in [false, true] {
            let mut values =
                self.found.iter().filter(|(is_update, _)| *is_update == clock).map(|(_, v)| v);
            let Some(first) = values.next() else { continue };
            if values.all(|value| value.get(..10) == first.get(..10)) {
                let claim =
                    Claim { value: first.clone(), source: "script", clock: ClockSource::Meta };
                claims.push((clock, claim));
            }
        }
        claims
    }
}

/// Finds the name that ends before a colon, quoted or not.
fn name_before(bytes: &[u8], colon: usize) -> Option<bool> {
    let start = colon.saturating_sub(30);
    let before = bytes.get(start..colon)?.trim_ascii_end();
    let before = before
        .strip_suffix(b"\\\"")
        .or_else(|| before.strip_suffix(b"\""))
        .or_else(|| before.strip_suffix(b"'"))
        .unwrap_or(before);
    let length = before
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        .count();
    if !(7..=24).contains(&length) {
        return None;
    }
    let name: String = before
        .get(before.len() - length..)?
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, is_update)| *is_update)
}

/// Returns the quoted value after a colon if it may be a date that begins with its year.
fn value_behind(script: &str, from: usize) -> Option<&str> {
    let rest = script.get(from..)?.trim_start();
    let (quote, rest) = match rest.strip_prefix("\\\"") {
        Some(rest) => ("\\\"", rest),
        None => match rest.chars().next()? {
            '"' => ("\"", rest.get(1..)?),
            '\'' => ("'", rest.get(1..)?),
            _ => return None,
        },
    };
    let value = rest.get(..rest.find(quote).filter(|length| (10..=40).contains(length))?)?;
    let is_packed = matches!(value.len(), 10 | 12 | 14)
        && value.starts_with("20")
        && value.bytes().all(|b| b.is_ascii_digit());
    let is_iso = value.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
        && value.get(4..5).is_some_and(|mark| matches!(mark, "-" | "/"));
    (is_iso || is_packed).then_some(value)
}

/// Returns the time since 1970 after a colon, in seconds or milliseconds, in ISO 8601.
fn epoch_behind(script: &str, from: usize) -> Option<String> {
    let rest = script.get(from..)?.trim_start().strip_prefix('1')?;
    let digits = 1 + rest.bytes().take_while(u8::is_ascii_digit).count();
    if rest.as_bytes().get(digits - 1) == Some(&b'.') || !matches!(digits, 10 | 13) {
        return None;
    }
    let number: i64 = format!("1{}", rest.get(..digits - 1)?).parse().ok()?;
    let seconds = if digits == 13 { number / 1000 } else { number };
    Some(chrono::DateTime::from_timestamp(seconds, 0)?.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(scripts: &[&str], expected: &[(bool, &str)]) {
        let mut scripted = Scripted::default();
        for script in scripts {
            scripted.add(script);
        }
        let found: Vec<(bool, String)> =
            scripted.finish().into_iter().map(|(clock, claim)| (clock, claim.value)).collect();
        let expected: Vec<(bool, String)> =
            expected.iter().map(|(clock, value)| (*clock, (*value).to_owned())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn values_under_known_names_are_found() {
        check(
            &[
                r#"var a = {"datePublished":"2014-10-19T09:26:00-04:00", 'publish_date' : '2014-10-19'}"#,
            ],
            &[(false, "2014-10-19T09:26:00-04:00")],
        );
        check(
            &[r#"x("{\"updatedAt\":\"2014-10-20T01:00:00Z\"}")"#],
            &[(true, "2014-10-20T01:00:00Z")],
        );
        check(&[r"a = { pubDate: '2014-10-19 09:26' }"], &[(false, "2014-10-19 09:26")]);
        check(&[r#"{"pubDate":"2014-10-19"}"#, r#"{"pubDate":"2014-10-20"}"#], &[]);
        check(
            &[r#"{"pubDate":"yesterday it was"}"#, r#"{"pubDate":20141019}"#, ":", "pubDate:"],
            &[],
        );
        check(&["a={publishedAt:1413725160000,x:1}"], &[(false, "2014-10-19T13:26:00+00:00")]);
        check(&[r#"{"updated_at": 1413725160}"#], &[(true, "2014-10-19T13:26:00+00:00")]);
        check(&["publishedAt:1413725160.5", "publishedAt:14137251"], &[]);
        check(&["größe: 'ü'", "{\"dateOfBirth\":\"1914-10-19\"}"], &[]);
    }
}
