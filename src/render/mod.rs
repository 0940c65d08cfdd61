//! Renderers: one file per output format. Terminal escape codes are written only here.

pub mod articles;
pub mod audit;
pub mod blame;
pub mod changes;
pub mod compare;
pub mod diff;
pub mod edits;
pub mod evidence;
pub mod export;
pub mod fields;
pub mod history;
pub mod import;
pub(crate) mod json;
pub mod log;
pub mod looks;
pub mod period;
pub mod report;
pub mod rows;
pub mod search;
pub mod stats;
pub mod verify;
pub mod version;
pub mod when;

use std::borrow::Cow;

use anstyle::{AnsiColor, Effects, Style};
use unicode_width::UnicodeWidthStr as _;

pub use diff::{safe, safe_line};

use crate::article::public_url;

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

/// A title, unless nothing of it can be seen: white space, and characters without a width.
pub(crate) fn visible_title(title: Option<&str>) -> Option<&str> {
    let is_blank = |letter: char| letter.is_whitespace() || letter == '\u{2800}';
    title.filter(|title| title.trim_matches(is_blank).width() > 0)
}

/// The name of an article in a list: its title, otherwise its URL.
pub(crate) fn title_or_url<'t>(title: Option<&'t str>, url: &'t str) -> Cow<'t, str> {
    visible_title(title).map_or_else(|| public_url(url), Cow::Borrowed)
}

/// Formats an instant in microseconds for people: `2014-10-19 13:26 UTC`, or in the chosen
/// [`DisplayZone`](crate::article::DisplayZone).
pub fn time(micros: i64) -> String {
    crate::article::timestamp::text_for_people(micros, crate::article::Precision::Minute, 0)
}

/// Writes the day of a formatted time in words: `2014-10-19 09:26 -04:00` becomes `19 October 2014,
/// 09:26 -04:00`, and `2014-10` becomes `October 2014`. Other texts stay as they are.
pub fn in_words(time: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (day, rest) = match time.split_once([' ', 'T']) {
        Some((day, rest)) => (day, format!(", {rest}")),
        None => (time, String::new()),
    };
    let mut parts = day.split('-');
    let (Some(year), Some(month), day, None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return time.to_owned();
    };
    let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    match (name, day.map(str::parse::<u8>)) {
        (Some(name), Some(Ok(day))) => format!("{day} {name} {year}{rest}"),
        (Some(name), None) => format!("{name} {year}{rest}"),
        _ => time.to_owned(),
    }
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

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn days_are_written_in_words() {
        let check = |time: &str, expected: &str| assert_eq!(in_words(time), expected);
        check("2014-10-19 09:26 -04:00", "19 October 2014, 09:26 -04:00");
        check("2014-10-09", "9 October 2014");
        check("2014-10", "October 2014");
        check("2014", "2014");
        check("at 2014-10-19", "at 2014-10-19");
        check("2014-13-01", "2014-13-01");
    }
}
