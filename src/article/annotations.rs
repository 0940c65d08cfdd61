//! Annotations: notes that recension made about a capture while reading its source. They are kept
//! apart from the source's own fields, so that no field of a source can be mistaken for an
//! annotation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What was noted about a capture when it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Annotations {
    /// The text was partly lost or encoded twice before it was read; describes the damage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// Statements by other parts of the page that contradict a timestamp that was used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed_clocks: Vec<ClockStatement>,
    /// The body may be incomplete, or not the article's text: why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubtful_body: Option<String>,
    /// How the text was read from a page; `None` for a record, whose fields are data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extracted_by: Option<ExtractedBy>,
    /// The page is not an article: what it is instead, such as an error page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_a_story: Option<String>,
    /// Unreadable dates in the timestamps that the source states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread_clocks: Vec<ClockStatement>,
    /// The id of the web archive's record, without brackets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warc_record_id: Option<String>,
    /// Why the web archive's record holds less than was served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warc_truncated: Option<String>,
}

/// How the text of a page was found. If two captures were read in different ways, their texts may
/// differ although the page did not change.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtractedBy {
    /// The version of the extractor. A page that is read again by a later one has a new reading,
    /// which replaces the earlier one in the timeline.
    pub version: u32,
    /// The method that found the body, such as `readability` or `json-ld articleBody`.
    pub method: String,
}

impl fmt::Display for ExtractedBy {
    /// Writes the form in which catalogs store it: the version, a space and the method.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.version, self.method)
    }
}

impl FromStr for ExtractedBy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once(' ')
            .and_then(|(version, method)| {
                let by = Self { version: version.parse().ok()?, method: method.to_owned() };
                (by.to_string() == text).then_some(by)
            })
            .ok_or("it is not a version and a method")
    }
}

/// One of the two timestamps that a publisher sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PublisherClock {
    /// The time of first publication.
    Published,
    /// The time of the last change.
    Updated,
}

impl PublisherClock {
    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Updated => "updated",
        }
    }
}

/// A statement about a timestamp in some part of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockStatement {
    /// The timestamp.
    pub clock: PublisherClock,
    /// Where the statement is: the name of a field or element, or a short description for people.
    pub source: String,
    /// The statement, unchanged.
    pub says: String,
}

impl Annotations {
    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the annotations, sorted by name, each as compact JSON.
    pub fn fields(&self) -> Vec<(String, String)> {
        // The struct serializes to a JSON object.
        let Ok(Value::Object(fields)) = serde_json::to_value(self) else { return Vec::new() };
        let mut fields: Vec<_> =
            fields.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        fields.sort_unstable();
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        let check = |json: &str, fields: &[(&str, &str)]| {
            let read: Annotations = serde_json::from_str(json).expect(json);
            assert_eq!(serde_json::to_string(&read).expect("JSON"), json);
            let found = read.fields();
            let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(found, fields);
            assert_eq!(read.is_empty(), fields.is_empty());
        };
        check("{}", &[]);
        check(r#"{"damage":"x\ny"}"#, &[("damage", r#""x\ny""#)]);
        check(
            r#"{"not_a_story":"a form","unread_clocks":[{"clock":"updated","source":"meta","says":"?"}],"warc_record_id":"urn:x"}"#,
            &[
                ("not_a_story", r#""a form""#),
                ("unread_clocks", r#"[{"clock":"updated","source":"meta","says":"?"}]"#),
                ("warc_record_id", r#""urn:x""#),
            ],
        );
        check(
            r#"{"extracted_by":{"version":1,"method":"main element"}}"#,
            &[("extracted_by", r#"{"version":1,"method":"main element"}"#)],
        );
        for stored in ["1 readability", "12 main element"] {
            assert_eq!(stored.parse().map(|by: ExtractedBy| by.to_string()).as_deref(), Ok(stored));
        }
        for refused in ["", "1", "x readability", "01 readability", "+1 readability"] {
            assert!(refused.parse::<ExtractedBy>().is_err(), "{refused}");
        }
        for refused in [
            r#"{"extracted_by":1}"#,
            r#"{"colour":1}"#,
            r#"{"damage":1}"#,
            r#"{"disputed_clocks":[{"clock":"captured","source":"s","says":"s"}]}"#,
            r#"{"disputed_clocks":[{"clock":"updated"}]}"#,
        ] {
            assert!(serde_json::from_str::<Annotations>(refused).is_err(), "{refused}");
        }
    }
}
