//! JSON for people and programs: control characters are escaped, because a terminal would obey them.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Writes a value on one line. DEL and the control characters of C1, which JSON allows in strings,
/// are escaped like those of C0.
pub(crate) fn to_writer(
    out: &mut (impl io::Write + ?Sized),
    value: &impl Serialize,
) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, EscapedControls)).map_err(io::Error::from)
}

/// Writes a value on several lines, with the same escapes.
pub(crate) fn to_vec_pretty(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let json = serde_json::to_string_pretty(value)?;
    let mut out = String::with_capacity(json.len());
    // These characters occur only within strings.
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Ok(out.into_bytes())
}

struct EscapedControls;

impl Formatter for EscapedControls {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(|c| matches!(c, '\u{7f}'..='\u{9f}')) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut chars = from.chars();
            if let Some(control) = chars.next() {
                write!(writer, "\\u{:04x}", u32::from(control))?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn control_characters_are_escaped_and_read_back() {
        let text = "a\u{1b}[31m\u{7f}\u{9b}31m\u{9f}é\u{a0}\"";
        let mut out = Vec::new();
        super::to_writer(&mut out, &text).expect("written");
        let json = String::from_utf8(out).expect("text");
        assert_eq!(json, "\"a\\u001b[31m\\u007f\\u009b31m\\u009fé\u{a0}\\\"\"");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
        assert_eq!(super::to_vec_pretty(&text).expect("JSON"), json.as_bytes());
    }
}
