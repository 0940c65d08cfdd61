//! Times of day: `09:26`, `9.26 p.m.`, `09h26`, `上午9时26分`.

use super::parts::{Clocktime, Half};
use super::tokens::{DateToken, TokenCursor};
use super::zones::zone;

/// Reads a time: `09:26`, `9.26 p.m.`, `09h26`, `9 AM`, `09:26:07`, `上午9时26分`. `strict` requires a
/// colon or AM/PM, because no date precedes it.
pub(super) fn clock(cursor: &mut TokenCursor<'_>, strict: bool) -> Option<Clocktime> {
    let start = cursor.at;
    let time = clock_parts(cursor, strict);
    if time.is_none() {
        cursor.at = start;
    }
    time
}

pub(super) fn clock_parts(cursor: &mut TokenCursor<'_>, strict: bool) -> Option<Clocktime> {
    // Only East Asian languages put AM/PM first; `am 19. Oktober` is German.
    let is_latin = cursor.peek().and_then(DateToken::word).is_some_and(str::is_ascii);
    let half_before = if is_latin { None } else { half(cursor) };
    let hour = cursor.number(1..=2)?;
    let mut minute = 0;
    let mut second = None;
    let mut micros = 0;
    let mut has_minute = false;
    let mut has_point = false;
    if cursor.word(|word| matches!(word, "时" | "時" | "点" | "點" | "시")) {
        has_minute = true;
        if let Some(read) = cursor.number(1..=2) {
            minute = read;
            cursor.word(|word| matches!(word, "分" | "분"));
            if let Some(read) = cursor.number(1..=2) {
                second = Some(read);
                cursor.word(|word| matches!(word, "秒" | "초"));
            }
        }
    } else if cursor.is_joined() {
        let mark = cursor.mark(&[':', '.', '：']);
        has_point = mark == Some('.');
        let parted = mark.is_some() || (!strict && cursor.word(|word| matches!(word, "h" | "u")));
        if parted {
            if let Some(read) = cursor.number(2..=2) {
                minute = read;
                has_minute = true;
                if let Some(mark) = mark
                    && cursor.is_joined()
                    && cursor.mark(&[mark]).is_some()
                {
                    second = cursor.number(2..=2);
                    if second.is_some() {
                        micros = fraction(cursor);
                    }
                }
            } else if mark.is_some() {
                return None;
            } else {
                // `9h`
                has_minute = true;
            }
        }
    }
    // `20 h 23`, as written in Canada.
    let start = cursor.at;
    if !strict && !has_minute && cursor.word(|word| word == "h") {
        has_minute = true;
        match cursor.number(2..=2) {
            Some(read) => minute = read,
            None => cursor.at = start + 1,
        }
    }
    let half_after = half(cursor);
    if strict && has_point && half_after.is_none() {
        return None;
    }
    if !has_minute && half_after.is_none() && half_before.is_none() {
        // `9 Uhr`
        if strict || !cursor.word(|word| word == "uhr") {
            return None;
        }
    }
    if hour > 24 || minute > 59 {
        // These numbers are not a time: the date stands alone.
        return None;
    }
    cursor.word(|word| matches!(word, "uhr" | "h" | "hrs" | "hours" | "horas" | "uur" | "min"));
    let zone = zone(cursor);
    Some(Clocktime { hour, minute, second, micros, half: half_after.or(half_before), zone })
}

/// Reads the fraction after the seconds, in microseconds. Some programs write a colon before it:
/// `09:26:07:684`.
fn fraction(cursor: &mut TokenCursor<'_>) -> u32 {
    let start = cursor.at;
    if cursor.is_joined()
        && let Some(mark) = cursor.mark(&['.', ',', ':'])
        && cursor.is_joined()
        && let Some((value, length)) = cursor.number_and_length()
        && (if mark == ':' { length == 3 } else { length <= 9 })
    {
        return match length {
            0..=6 => value * 10_u32.pow(6 - length as u32),
            _ => value / 10_u32.pow(length as u32 - 6),
        };
    }
    cursor.at = start;
    0
}

pub(super) fn half(cursor: &mut TokenCursor<'_>) -> Option<Half> {
    let start = cursor.at;
    let word = cursor.peek()?.word()?;
    cursor.at += 1;
    let found = match word {
        "am" | "पूर्वाह्न" | "오전" | "öö" | "صباحا" | "صباحًا" | "صباحاً" | "ص" => {
            Some(Half::Before)
        }
        "pm" | "अपराह्न" | "오후" | "مساء" | "مساءً" | "م" => {
            Some(Half::After)
        }
        "a" | "p" | "π" | "μ" => {
            let before = matches!(word, "a" | "π");
            cursor.mark(&['.']);
            let ends = cursor.word(|word| matches!(word, "m" | "μ"));
            ends.then(|| {
                cursor.mark(&['.']);
                if before { Half::Before } else { Half::After }
            })
        }
        "上" | "下" | "午" => {
            let second = cursor.peek().and_then(DateToken::word).unwrap_or_default();
            cursor.at += 1;
            match (word, second) {
                ("上", "午") | ("午", "前") => Some(Half::Before),
                ("下", "午") | ("午", "後" | "后") => Some(Half::After),
                _ => None,
            }
        }
        _ => None,
    };
    if found.is_none() {
        cursor.at = start;
    }
    found
}
