//! Renderers: one file per output format. Terminal escape codes are written only here.

pub mod audit;
pub mod blame;
pub mod compare;
pub mod diff;
pub mod evidence;
pub mod export;
pub mod fields;
pub mod history;
pub(crate) mod json;
pub mod rows;
pub mod search;
pub mod stats;
pub mod verify;
pub mod version;

use anstyle::{AnsiColor, Effects, Style};

pub use diff::{safe, safe_line};

/// The kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The command failed.
    Error,
    /// Something is wrong, but the command continues.
    Warning,
}

impl Tone {
    /// The style of its label.
    pub fn style(self) -> Style {
        let color = match self {
            Self::Error => AnsiColor::Red,
            Self::Warning => AnsiColor::Yellow,
        };
        color.on_default().effects(Effects::BOLD)
    }
}

/// Formats one line of text in a style, or without it if `color` is false. Control characters are
/// replaced.
pub fn paint(color: bool, style: Style, text: &str) -> String {
    let text = safe_line(text);
    if color { format!("{style}{text}{style:#}") } else { text }
}

/// Formats an instant in microseconds for people: `2014-10-19 13:26 UTC`.
pub fn time(micros: i64) -> String {
    let text = crate::article::timestamp::canonical_text(micros, crate::article::Precision::Minute);
    let text = text.replace('T', " ");
    format!("{} UTC", text.get(..16).unwrap_or(&text))
}

/// Formats the time when a state took effect, as precisely as it is known.
pub fn effective(effective: &crate::timeline::Effective) -> Option<String> {
    let at = effective.at?;
    Some(match effective.precision {
        precision if precision.is_coarse() => {
            crate::article::timestamp::canonical_text(at, precision)
        }
        _ => time(at),
    })
}

/// Formats a number of bytes with a unit: `48.6 kB`.
pub fn bytes(count: i64) -> String {
    let count = count.max(0) as f64;
    let (value, unit) = match count {
        count if count < 1e3 => return format!("{count} B"),
        count if count < 1e6 => (count / 1e3, "kB"),
        count if count < 1e9 => (count / 1e6, "MB"),
        count => (count / 1e9, "GB"),
    };
    format!("{value:.1} {unit}")
}

/// Formats a count with its noun: `1 version`, `2 versions`.
pub fn counted(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
