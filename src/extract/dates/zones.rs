//! Zones: offsets, abbreviations and names after a time of day.

use chrono::FixedOffset;

use super::parts::Zone;
use super::tokens::{DateToken, TokenCursor};
use crate::article::timestamp::parse_offset;

pub(super) fn zone(cursor: &mut TokenCursor<'_>) -> Zone {
    let start = cursor.at;
    let paren = cursor.mark(&['(', ',', '[']).is_some();
    if let Some(name) = cursor.peek().and_then(DateToken::word)
        && let Some(zone) = named_zone(name)
    {
        cursor.at += 1;
        let zone = if matches!(name, "gmt" | "utc") {
            numeric_offset(cursor).map_or(zone, Zone::Offset)
        } else {
            zone
        };
        // `Eastern Time`, `Eastern Daylight Time`
        while cursor.word(|word| matches!(word, "time" | "standard" | "daylight")) {}
        if paren {
            cursor.mark(&[')', ']']);
        } else {
            skip_parenthesis(cursor);
        }
        return zone;
    }
    if !paren && cursor.word(|word| matches!(word, "ist" | "ast")) {
        return Zone::Unstated;
    }
    if !paren && let Some(offset) = numeric_offset(cursor) {
        skip_parenthesis(cursor);
        return Zone::Offset(offset);
    }
    cursor.at = start;
    Zone::Unstated
}

/// Skips the name after an offset, which adds nothing: `GMT-0400 (Eastern Daylight Time)`.
pub(super) fn skip_parenthesis(cursor: &mut TokenCursor<'_>) {
    let start = cursor.at;
    if cursor.mark(&['(']).is_none() {
        return;
    }
    for _ in 0..6 {
        if cursor.mark(&[')']).is_some() {
            return;
        }
        cursor.at += 1;
    }
    cursor.at = start;
}

/// Reads `+0200`, `-04:00`, `+1`
pub(super) fn numeric_offset(cursor: &mut TokenCursor<'_>) -> Option<FixedOffset> {
    let start = cursor.at;
    let read = (|| {
        let sign = cursor.mark(&['+', '-', '\u{2212}'])?;
        if !cursor.is_joined() {
            return None;
        }
        let sign = if sign == '+' { '+' } else { '-' };
        if let Some(packed) = cursor.number(4..=4) {
            return parse_offset(&format!("{sign}{packed:04}"));
        }
        let hours = cursor.number(1..=2)?;
        let mut minutes = 0;
        if cursor.is_joined() && cursor.mark(&[':']).is_some() {
            minutes = cursor.number(2..=2)?;
        }
        parse_offset(&format!("{sign}{hours:02}:{minutes:02}"))
    })();
    if read.is_none() {
        cursor.at = start;
    }
    read
}

/// Returns the zone of an abbreviation that is unambiguous in the press. `IST` (India, Israel,
/// Ireland) and `AST` are ambiguous and count as unstated. `CST` and `BST` are the American and
/// British zones.
pub(super) fn named_zone(name: &str) -> Option<Zone> {
    use chrono_tz::{America, Europe};
    let minutes = match name {
        "z" | "utc" | "gmt" | "wet" => 0,
        "bst" | "cet" | "mez" | "wat" | "west" => 60,
        "cest" | "mesz" | "eet" | "sast" => 120,
        "eest" | "msk" | "мск" | "eat" | "trt" => 180,
        "pkt" => 300,
        "wib" | "ict" => 420,
        "hkt" | "sgt" | "awst" => 480,
        "jst" | "kst" => 540,
        "aest" => 600,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "edt" => -240,
        "est" | "cdt" => -300,
        "cst" | "mdt" => -360,
        "mst" | "pdt" => -420,
        "pst" | "akdt" => -480,
        "akst" => -540,
        "hst" => -600,
        "brt" => -180,
        "et" | "eastern" => return Some(Zone::Place(America::New_York)),
        "ct" | "central" => return Some(Zone::Place(America::Chicago)),
        "mt" | "mountain" => return Some(Zone::Place(America::Denver)),
        "pt" | "pacific" => return Some(Zone::Place(America::Los_Angeles)),
        "msz" => return Some(Zone::Place(Europe::Berlin)),
        _ => return None,
    };
    FixedOffset::east_opt(minutes * 60).map(Zone::Offset)
}
