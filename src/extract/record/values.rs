//! Values: texts, names and numbers under a record's columns.

use serde_json::Value;

use crate::article::Setting;
use crate::extract::{ExtractError, html};

pub(super) fn wrong_type(name: &str, wanted: &str, found: &Value) -> ExtractError {
    let message = format!(
        "\"{name}\" should be {wanted}, but is {}; correct the record, or name another column \
         with {}",
        describe(found),
        Setting::ColumnMap
    );
    ExtractError { code: "wrong-type", message }
}

pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text \"{}\"", shorten(text)),
        Value::Array(_) => format!("a list ({})", shorten(&value.to_string())),
        Value::Object(_) => format!("an object ({})", shorten(&value.to_string())),
    }
}

pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns the value in a list of one, as scrapers write every field; otherwise the value itself.
pub(super) fn alone(value: &Value) -> &Value {
    match value {
        Value::Array(list) => match list.as_slice() {
            [one] if !one.is_array() => one,
            _ => value,
        },
        _ => value,
    }
}

/// Takes the value out of a list of one.
fn unlisted(value: Value) -> Value {
    match value {
        Value::Array(mut list) if list.len() == 1 && !list.iter().any(Value::is_array) => {
            list.pop().unwrap_or(Value::Null)
        }
        other => other,
    }
}

pub(super) fn string(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    match unlisted(value) {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        Value::Array(list) if list.is_empty() => Ok(None),
        other => Err(wrong_type(name, "text", &other)),
    }
}

/// Reads a text, or the objects that WordPress and the New York Times write instead of one:
/// `{"rendered": "…"}` is markup, `{"main": "…"}` is text.
pub(super) fn text(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    match unlisted(value) {
        Value::Object(object) => match (object.get("rendered"), object.get("main")) {
            (Some(Value::String(markup)), _) => Ok(Some(html::fragment(markup))),
            (None, Some(Value::String(text))) => Ok(Some(text.clone())),
            _ => Err(wrong_type(name, "text", &Value::Object(object))),
        },
        other => string(name, other),
    }
}

/// Whether a value is a list of paragraphs.
pub(super) fn is_paragraphs(value: &Value) -> bool {
    value.as_array().is_some_and(|list| {
        list.len() > 1
            && list.iter().any(Value::is_string)
            && list.iter().all(|one| one.is_string() || one.is_null())
    })
}

/// Reads a body: a text, or a list of paragraphs.
pub(super) fn body(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    let is_list = is_paragraphs(&value);
    match value {
        Value::Array(list) if is_list => {
            let paragraphs: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            Ok(Some(paragraphs.join("\n\n")))
        }
        other => text(name, other),
    }
}

/// Reads `"CNN"`, `{"name": "CNN"}`, or a name as CSL writes it:
/// `{"given": "Ann", "family": "Lee"}`, `{"literal": "CNN"}`.
pub(super) fn named_string(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    match unlisted(value) {
        Value::Object(object) => {
            let part = |name: &str| object.get(name).and_then(Value::as_str);
            let whole = part("name").or_else(|| part("literal")).map(str::to_owned);
            let parts = ["given", "non-dropping-particle", "family", "suffix"];
            let parts: Vec<&str> = parts.into_iter().filter_map(part).collect();
            match whole.or_else(|| part("family").map(|_| parts.join(" "))) {
                Some(found) => Ok(Some(found)),
                None => Err(wrong_type(name, "text", &Value::Object(object))),
            }
        }
        other => string(name, other),
    }
}

/// Reads one name, or several joined by commas.
pub(super) fn people(name: &str, value: Value) -> Result<Option<String>, ExtractError> {
    let Value::Array(list) = value else { return named_string(name, value) };
    let mut names = Vec::with_capacity(list.len());
    for person in list {
        let found = describe(&person);
        match named_string(name, person) {
            Ok(Some(person)) => names.push(person),
            Ok(None) => {}
            Err(_) => {
                let message = format!(
                    "\"{name}\" should be a name or a list of names, but the list contains \
                     {found}; correct the record, or name another column with {}",
                    Setting::ColumnMap
                );
                return Err(ExtractError { code: "wrong-type", message });
            }
        }
    }
    Ok((!names.is_empty()).then(|| names.join(", ")))
}

pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
