//! Zones: offsets, abbreviations and names after a time of day.
//!
//! An offset is used wherever one is written; a name next to it adds nothing and is skipped, in any
//! language. A name alone is used if it belongs to one zone. Any other word leaves the zone unstated.

use chrono::FixedOffset;
use chrono_tz::{Africa, America, Asia, Atlantic, Australia, Europe, Pacific, Tz};

use super::parts::Zone;
use super::tokens::{DateToken, DateTokenKind, TokenCursor};
use crate::article::zone::parse_offset;

/// The longest name in parentheses after an offset, in tokens; an ideograph is a token.
const MAX_NAME_TOKENS: usize = 24;

pub(super) fn zone(cursor: &mut TokenCursor<'_>) -> Zone {
    let start = cursor.at;
    let paren = cursor.mark(&['(', ',', '[']).is_some();
    if let Some(zone) = named(cursor) {
        let zone = offset_behind_name(cursor).map_or(zone, Zone::Offset);
        if paren {
            cursor.mark(&[')', ']']);
        } else {
            skip_parenthesis(cursor);
        }
        return zone;
    }
    if !paren && cursor.word(|word| matches!(word, "ist" | "ast")) {
        return offset_behind_name(cursor).map_or(Zone::Unstated, Zone::Offset);
    }
    if let Some(offset) = numeric_offset(cursor) {
        if paren {
            cursor.mark(&[')', ']']);
        } else {
            skip_name(cursor);
        }
        return Zone::Offset(offset);
    }
    cursor.at = start;
    Zone::Unstated
}

/// Reads a name of a zone: `Europe/London`, `Central European Summer Time`, `CEST`.
fn named(cursor: &mut TokenCursor<'_>) -> Option<Zone> {
    if let Some(zone) = iana(cursor).or_else(|| phrase(cursor)) {
        return Some(Zone::Place(zone));
    }
    let token = cursor.peek()?;
    let name = token.word()?;
    if !token.is_upper && LIKE_WORDS.contains(&name) {
        return None;
    }
    let zone = abbreviation(name)?;
    cursor.at += 1;
    // `Eastern Time`, `Eastern Daylight Time`
    while cursor.word(|word| matches!(word, "time" | "standard" | "daylight")) {}
    Some(zone)
}

/// Reads the offset after a name: `GMT-4`, `CET (GMT+1)`, `EST -0500`. After any other name than
/// `GMT` and `UTC` it must have four digits.
fn offset_behind_name(cursor: &mut TokenCursor<'_>) -> Option<FixedOffset> {
    let start = cursor.at;
    let name = start.checked_sub(1).and_then(|at| cursor.tokens.get(at)).and_then(DateToken::word);
    let mut is_utc = name.is_some_and(|name| matches!(name, "gmt" | "utc"));
    let paren = cursor.mark(&['(']).is_some();
    is_utc |= cursor.word(|word| matches!(word, "gmt" | "utc"));
    let first = cursor.at;
    let found =
        numeric_offset(cursor).filter(|_| is_utc || cursor.at > first + 2 || is_packed(cursor));
    if found.is_none() {
        cursor.at = start;
    } else if paren {
        cursor.mark(&[')']);
    }
    found
}

/// Whether the token before the cursor has four digits.
fn is_packed(cursor: &TokenCursor<'_>) -> bool {
    let last = cursor.at.checked_sub(1).and_then(|at| cursor.tokens.get(at));
    last.is_some_and(|token| token.number(4..=4).is_some())
}

/// Skips the name after an offset, which adds nothing: `-0500 EST`, `Z[UTC]`,
/// `GMT-0400 (Eastern Daylight Time)`.
fn skip_name(cursor: &mut TokenCursor<'_>) {
    if iana(cursor).is_none()
        && cursor.peek().is_some_and(|token| {
            token.is_upper && token.word().is_some_and(|word| (2..=5).contains(&word.len()))
        })
    {
        cursor.at += 1;
    }
    skip_parenthesis(cursor);
}

/// Skips names in parentheses, of any language.
fn skip_parenthesis(cursor: &mut TokenCursor<'_>) {
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）'), ('[', ']')] {
        let start = cursor.at;
        if cursor.mark(&[open]).is_none() {
            continue;
        }
        let end = (cursor.at..cursor.at + MAX_NAME_TOKENS)
            .find(|at| cursor.tokens.get(*at).is_some_and(|token| token.mark() == Some(close)));
        cursor.at = end.map_or(start, |end| end + 1);
    }
}

/// Reads `+0200`, `-04:00`, `+1`
fn numeric_offset(cursor: &mut TokenCursor<'_>) -> Option<FixedOffset> {
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

/// Reads a name of the IANA database: `America/New_York`.
fn iana(cursor: &mut TokenCursor<'_>) -> Option<Tz> {
    let first = cursor.peek()?;
    let slash = cursor.tokens.get(cursor.at + 1)?;
    if slash.mark() != Some('/') || first.end != slash.start {
        return None;
    }
    let mut name = first.word()?.to_owned();
    let mut found = None;
    let mut end = first.end;
    for (at, token) in cursor.tokens.iter().enumerate().skip(cursor.at + 1).take(MAX_NAME_TOKENS) {
        if token.start != end {
            break;
        }
        end = token.end;
        match &token.kind {
            DateTokenKind::Word(word) => name.push_str(word),
            DateTokenKind::Number(value, _) => name.push_str(&value.to_string()),
            DateTokenKind::Mark(mark @ ('/' | '_' | '-' | '+')) => {
                name.push(*mark);
                continue;
            }
            DateTokenKind::Mark(_) => break,
        }
        if let Ok(zone) = Tz::from_str_insensitive(&name) {
            found = Some((zone, at + 1));
        }
    }
    let (zone, after) = found?;
    cursor.at = after;
    Some(zone)
}

/// Reads the full name of a zone in English. The name of a place decides, so that "standard" in
/// summer is read as the place's time, as it is meant.
fn phrase(cursor: &mut TokenCursor<'_>) -> Option<Tz> {
    for (words, zone) in PHRASES {
        let ends = words.split(' ').enumerate().all(|(at, wanted)| {
            cursor.tokens.get(cursor.at + at).and_then(DateToken::word) == Some(wanted)
        });
        if !ends {
            continue;
        }
        let start = cursor.at;
        cursor.at += words.split(' ').count();
        while cursor.word(|word| matches!(word, "standard" | "daylight" | "summer" | "mean")) {}
        if cursor.word(|word| word == "time") {
            return Some(*zone);
        }
        cursor.at = start;
    }
    None
}

/// The names before "(Standard|Daylight|Summer) Time", longer ones first.
const PHRASES: &[(&str, Tz)] = &[
    ("central european", Europe::Berlin),
    ("middle european", Europe::Berlin),
    ("eastern european", Europe::Helsinki),
    ("western european", Europe::Lisbon),
    ("british", Europe::London),
    ("irish", Europe::Dublin),
    ("greenwich", Tz::UTC),
    ("coordinated universal", Tz::UTC),
    ("moscow", Europe::Moscow),
    ("turkey", Europe::Istanbul),
    ("israel", Asia::Jerusalem),
    ("central africa", Africa::Maputo),
    ("east africa", Africa::Nairobi),
    ("eastern africa", Africa::Nairobi),
    ("west africa", Africa::Lagos),
    ("south africa", Africa::Johannesburg),
    ("india", Asia::Kolkata),
    ("indian", Asia::Kolkata),
    ("pakistan", Asia::Karachi),
    ("bangladesh", Asia::Dhaka),
    ("nepal", Asia::Kathmandu),
    ("indochina", Asia::Bangkok),
    ("western indonesia", Asia::Jakarta),
    ("central indonesia", Asia::Makassar),
    ("eastern indonesia", Asia::Jayapura),
    ("china", Asia::Shanghai),
    ("hong kong", Asia::Hong_Kong),
    ("singapore", Asia::Singapore),
    ("malaysia", Asia::Kuala_Lumpur),
    ("philippine", Asia::Manila),
    ("japan", Asia::Tokyo),
    ("korea", Asia::Seoul),
    ("korean", Asia::Seoul),
    ("gulf", Asia::Dubai),
    ("australian eastern", Australia::Sydney),
    ("australian central", Australia::Adelaide),
    ("australian western", Australia::Perth),
    ("new zealand", Pacific::Auckland),
    ("newfoundland", America::St_Johns),
    ("atlantic", America::Halifax),
    ("eastern", America::New_York),
    ("central", America::Chicago),
    ("mountain", America::Denver),
    ("pacific", America::Los_Angeles),
    ("alaska", America::Anchorage),
    ("hawaii", Pacific::Honolulu),
    ("brasilia", America::Sao_Paulo),
    ("argentina", America::Buenos_Aires),
    ("azores", Atlantic::Azores),
];

/// Abbreviations that are also words of a language, at least before a comma or a full stop: they are
/// zones only in capital letters.
const LIKE_WORDS: [&str; 31] = [
    "est", "eat", "wat", "cat", "met", "mest", "west", "wet", "art", "pet", "bot", "cot", "vet",
    "wit", "ut", "hat", "har", "haa", "hae", "hac", "hap", "hna", "hne", "hnc", "hnr", "hnp",
    "hnt", "mt", "ct", "central", "pacific",
];

/// Returns the zone of an abbreviation that is unambiguous in the press. `IST` (India, Israel,
/// Ireland), `AST` (Atlantic, Arabia) and `GST` are ambiguous and count as unstated. `CST` and `BST`
/// are the American and British zones. `HNE`, `HAE` and the others are the Canadian zones in French.
fn abbreviation(name: &str) -> Option<Zone> {
    let minutes = match name {
        "z" | "ut" | "utc" | "gmt" | "wet" => 0,
        "bst" | "cet" | "mez" | "met" | "wat" | "west" | "wez" => 60,
        "cest" | "mesz" | "mest" | "eet" | "oez" | "sast" | "cat" => 120,
        "eest" | "oesz" | "msk" | "мск" | "eat" | "trt" | "idt" => 180,
        "irst" => 210,
        "msd" => 240,
        "pkt" => 300,
        "npt" => 345,
        "wib" | "ict" => 420,
        "hkt" | "sgt" | "awst" | "wita" | "myt" | "pht" => 480,
        "jst" | "kst" | "wit" => 540,
        "acst" => 570,
        "aest" => 600,
        "acdt" => 630,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "ndt" | "hat" => -150,
        "nst" | "hnt" => -210,
        "brst" => -120,
        "brt" | "art" | "uyt" | "adt" | "haa" | "clst" => -180,
        "edt" | "hae" | "hna" | "bot" | "vet" | "clt" => -240,
        "est" | "cdt" | "hne" | "hac" | "cot" | "pet" => -300,
        "cst" | "mdt" | "hnc" | "har" => -360,
        "mst" | "pdt" | "hnr" | "hap" => -420,
        "pst" | "akdt" | "hnp" => -480,
        "akst" | "hdt" => -540,
        "hst" => -600,
        "et" | "eastern" => return Some(Zone::Place(America::New_York)),
        "ct" | "central" => return Some(Zone::Place(America::Chicago)),
        "mt" | "mountain" => return Some(Zone::Place(America::Denver)),
        "pt" | "pacific" => return Some(Zone::Place(America::Los_Angeles)),
        "msz" => return Some(Zone::Place(Europe::Berlin)),
        _ => return None,
    };
    FixedOffset::east_opt(minutes * 60).map(Zone::Offset)
}
