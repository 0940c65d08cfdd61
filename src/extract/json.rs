//! Reads JSON: limits it before it is parsed, because parsed values take up to a hundred times the
//! memory of their text, keeps all values of a repeated name, and mends what programs write although
//! JSON does not have it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;

use memchr::memchr2;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
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

/// An object whose repeated names are numbered: the first keeps its name, the second becomes
/// `name (2)`.
#[derive(Debug, Default)]
pub(super) struct Numbered {
    pub(super) map: Map<String, Value>,
    /// The names that occurred again.
    pub(super) repeated: Vec<String>,
    counts: HashMap<String, usize>,
}

impl Numbered {
    /// Adds a field.
    pub(super) fn insert(&mut self, name: String, value: Value) {
        if !self.map.contains_key(&name) {
            self.map.insert(name, value);
            return;
        }
        let count = self.counts.entry(name.clone()).or_insert(1);
        let numbered = loop {
            *count += 1;
            let numbered = format!("{name} ({count})");
            if !self.map.contains_key(&numbered) {
                break numbered;
            }
        };
        self.map.insert(numbered, value);
        self.repeated.push(name);
    }
}

/// Parses an object. Unlike `serde_json`, it keeps all values of a repeated name, at any depth.
/// Returns the object and the repeated names.
pub(super) fn object(text: &str) -> Result<(Map<String, Value>, Vec<String>), serde_json::Error> {
    let repeated = RefCell::new(Vec::new());
    let mut reader = serde_json::Deserializer::from_str(text);
    let fields = ObjectSeed(&repeated).deserialize(&mut reader)?;
    reader.end()?;
    Ok((fields, repeated.into_inner()))
}

/// Reads an object, and refuses anything else.
struct ObjectSeed<'r>(&'r RefCell<Vec<String>>);

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut fields = Numbered::default();
        while let Some(name) = access.next_key::<String>()? {
            fields.insert(name, access.next_value_seed(ValueSeed(self.0))?);
        }
        self.0.borrow_mut().extend(fields.repeated);
        Ok(fields.map)
    }
}

/// Reads any value.
struct ValueSeed<'r>(&'r RefCell<Vec<String>>);

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = access.next_element_seed(ValueSeed(self.0))? {
            list.push(value);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        ObjectSeed(self.0).visit_map(access).map(Value::Object)
    }
}

/// A text that was mended, and the number of each kind of mistake.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) text: String,
    /// Halves of a surrogate pair, which are replaced with U+FFFD.
    pub(super) halves: usize,
    /// `NaN` and `Infinity`, which are replaced with `null`.
    pub(super) not_numbers: usize,
    /// Numbers that are too large, which are put in quotation marks.
    pub(super) too_large: usize,
}

/// Mends what programs write although JSON does not have it, or not in a form that can be read:
/// `"\ud83d"` (JavaScript), `NaN` (Python), `1e400`. Returns `None` if nothing was mended.
pub(super) fn mend(text: &str) -> Option<Mended> {
    let mut mended = Mended { text: String::with_capacity(text.len()), ..Mended::default() };
    let bytes = text.as_bytes();
    let (mut at, mut copied) = (0, 0);
    let replace = |mended: &mut Mended, copied: &mut usize, from: usize, to: usize, with: &str| {
        mended.text.push_str(text.get(*copied..from).unwrap_or_default());
        mended.text.push_str(with);
        *copied = to;
    };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(found) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
                    at += found;
                    if bytes.get(at) == Some(&b'"') {
                        break;
                    }
                    let unit = escaped_unit(bytes, at);
                    match unit {
                        Some(0xD800..=0xDBFF)
                            if matches!(escaped_unit(bytes, at + 6), Some(0xDC00..=0xDFFF)) =>
                        {
                            at += 12;
                        }
                        Some(0xD800..=0xDFFF) => {
                            replace(&mut mended, &mut copied, at, at + 6, "\\ufffd");
                            mended.halves += 1;
                            at += 6;
                        }
                        _ => at += 2,
                    }
                }
                at += 1;
            }
            b'-' | b'0'..=b'9' | b'N' | b'I' => {
                let length = bytes
                    .get(at..)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
                    })
                    .count();
                let token = text.get(at..at + length).unwrap_or_default();
                if matches!(token, "NaN" | "-NaN" | "Infinity" | "-Infinity") {
                    replace(&mut mended, &mut copied, at, at + length, "null");
                    mended.not_numbers += 1;
                } else if token.parse::<f64>().is_ok_and(f64::is_infinite)
                    && token.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
                {
                    replace(&mut mended, &mut copied, at, at + length, &format!("\"{token}\""));
                    mended.too_large += 1;
                }
                at += length.max(1);
            }
            _ => at += 1,
        }
    }
    if mended.halves + mended.not_numbers + mended.too_large == 0 {
        return None;
    }
    mended.text.push_str(text.get(copied..).unwrap_or_default());
    Some(mended)
}

/// Returns the UTF-16 unit of the escape `\uXXXX` at a position.
fn escaped_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(escape).ok()?;
    digits
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit())
        .then(|| u16::from_str_radix(digits, 16).ok())?
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

    #[test]
    fn repeated_names_are_numbered_at_any_depth() {
        let (fields, repeated) =
            object(r#"{"a": 1, "a": 2, "a (2)": 3, "b": {"c": [], "c": [{"d": 1.5, "d": null}]}}"#)
                .expect("JSON");
        let text = serde_json::to_string(&fields).expect("JSON");
        assert_eq!(
            text,
            r#"{"a":1,"a (2)":2,"a (2) (2)":3,"b":{"c":[],"c (2)":[{"d":1.5,"d (2)":null}]}}"#
        );
        assert_eq!(repeated, ["d", "c", "a", "a (2)"]);
        for refused in ["[1]", "7", "{} x", "{\"a\": }", ""] {
            assert!(object(refused).is_err(), "{refused}");
        }
        let many = format!("{{{}\"z\": 1}}", "\"a\": 1,".repeat(50_000));
        assert_eq!(object(&many).expect("JSON").1.len(), 49_999);
    }

    #[test]
    fn what_programs_write_is_mended() {
        for (text, expected) in [
            (r#"{"a": "x\ud83d y"}"#, r#"{"a": "x\ufffd y"}"#),
            (r#"{"a": "\udc20"}"#, r#"{"a": "\ufffd"}"#),
            (r#"{"a": "\ud83d\ud83d\udc20"}"#, r#"{"a": "\ufffd\ud83d\udc20"}"#),
            (r#"{"a": NaN, "b": [-Infinity]}"#, r#"{"a": null, "b": [null]}"#),
            (r#"{"a": 1e400, "b": "NaN 1e400"}"#, r#"{"a": "1e400", "b": "NaN 1e400"}"#),
        ] {
            assert_eq!(mend(text).map(|mended| mended.text).as_deref(), Some(expected), "{text}");
        }
        for text in [r#"{"a": "\ud83d\udc20", "n": 1.5e3}"#, r#"{"a": "\\ud83d"}"#, "{\"a", "\\"] {
            assert_eq!(mend(text), None, "{text}");
        }
    }
}
