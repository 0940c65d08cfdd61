//! Limits JSON input before it is parsed: parsed values take up to a hundred times the memory of
//! their text.

use memchr::memchr2;
use serde_json::{Map, Value};

/// The most values accepted in one record: at least 140 bytes each (measured), some 30 MB.
const MOST_VALUES: usize = 200_000;

/// A shorter text cannot hold too many values.
const FEW_BYTES: usize = MOST_VALUES;

/// Estimates how many values a text holds: opening brackets, commas and colons outside strings.
pub(super) fn values(text: &[u8]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'[' | b'{' | b',' | b':' => count += 1,
            b'"' => at = end_of_string(text, at),
            _ => {}
        }
    }
    count
}

/// Returns the position after the closing quotation mark of a string that begins at `at`.
fn end_of_string(text: &[u8], mut at: usize) -> usize {
    while let Some(found) = memchr2(b'"', b'\\', text.get(at..).unwrap_or_default()) {
        let is_end = text.get(at + found) == Some(&b'"');
        at += found + if is_end { 1 } else { 2 };
        if is_end {
            return at;
        }
    }
    text.len()
}

/// The deepest nesting accepted in a record's other fields. The JSON parser accepts 128 levels, and
/// stored or exported records nest these fields deeper than the original record.
const MOST_LEVELS: usize = 100;

/// Returns a problem if the record's other fields are nested too deeply.
pub(super) fn too_deep(fields: &Map<String, Value>) -> Option<super::ExtractError> {
    fields.values().any(|value| levels(value) > MOST_LEVELS).then(|| super::ExtractError {
        code: "too-deep",
        message: format!(
            "the record's fields are nested more than {MOST_LEVELS} deep; remove fields that are \
             not part of the article"
        ),
    })
}

fn levels(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(levels).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

/// Returns a problem if the record holds too many values.
pub(super) fn too_many_values(text: &[u8]) -> Option<super::ExtractError> {
    if text.len() < FEW_BYTES || values(text) <= MOST_VALUES {
        return None;
    }
    Some(super::ExtractError {
        code: "too-many-values",
        message: format!(
            "the record holds more than {MOST_VALUES} values; remove fields that are not part of \
             the article"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_of_strings() {
        assert_eq!(values(br#"{"a": [1, 2], "b,c:[": "x\",y"}"#), 1 + 1 + 1 + 1 + 1 + 1);
        assert_eq!(values(br#""unclosed, ["#), 0);
        assert_eq!(values(b"\"\\"), 0);
    }

    #[test]
    fn fields_are_nested_so_deep_and_no_deeper() {
        let nested = |levels: usize| {
            let text = format!("{{\"x\": {}7{}}}", "[".repeat(levels), "]".repeat(levels));
            serde_json::from_str(&text).expect("JSON")
        };
        assert!(too_deep(&nested(MOST_LEVELS)).is_none());
        assert!(too_deep(&nested(MOST_LEVELS + 1)).is_some());
    }

    #[test]
    fn a_flood_of_values_is_refused_and_a_long_story_is_not() {
        let flood = format!("{{\"a\": [{}1]}}", "[[]],".repeat(200_000));
        assert!(too_many_values(flood.as_bytes()).is_some());
        let story = format!("{{\"body\": \"{}\"}}", "One, two: three. [4] ".repeat(100_000));
        assert!(too_many_values(story.as_bytes()).is_none());
    }
}
