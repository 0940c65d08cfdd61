//! Reads dates as they are printed for readers.
//!
//! [`read`] reads a text that is only a date; [`find_printed`] finds dates in a line and determines
//! from the words around them which timestamp they are. Relative dates ("2 hours ago", "yesterday")
//! and incomplete dates ("9:26 AM", "19 October") are never guessed.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use unicode_normalization::UnicodeNormalization as _;

use super::DateOrder;
use super::months::{is_weekday, month, month_of_two};
use crate::article::timestamp::parse_offset;
use crate::article::{ClockSource, DefaultZone, Precision, Timestamp, TimestampError};
use crate::lexicon;

/// How to read what a printed date leaves open.
#[derive(Clone, Copy, Debug)]
pub struct DateContext<'a> {
    /// The zone of times that state none.
    pub zone: &'a DefaultZone,
    /// How `10/11/2014` is read.
    pub order: DateOrder,
    /// The language of the text (BCP 47), used if `order` does not decide.
    pub lang: Option<&'a str>,
}

/// Which of the publisher's timestamps a printed date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateRole {
    /// First publication.
    Published,
    /// The last change.
    Updated,
}

/// A date found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Which timestamp the words next to it name, if any.
    pub clock: Option<DateRole>,
    /// The date.
    pub stamp: Timestamp,
    /// Its position in the line: the first byte, and the first byte after it.
    pub span: (usize, usize),
}

/// The most bytes that are examined: no date is longer.
const LONGEST: usize = 512;

/// Reads a date: ISO 8601 and related forms through [`Timestamp::parse`], RFC 2822, HTTP dates, and
/// the forms that newspapers print, in some twenty languages, with or without a time and a zone.
pub fn read(
    raw: &str,
    context: &DateContext<'_>,
    source: ClockSource,
) -> Result<Timestamp, TimestampError> {
    let unreadable = || TimestampError::Unreadable(shorten(raw));
    match Timestamp::parse(raw, context.zone, source) {
        Err(TimestampError::Unreadable(_)) => {}
        answered => return answered,
    }
    if raw.len() > LONGEST {
        return Err(unreadable());
    }
    let tokens = tokens(raw);
    let mut at = 0;
    while at < tokens.len() {
        if let Some((found, after)) = date_at(&tokens, at, context) {
            if tokens.iter().skip(after).any(|token| !token.is_noise()) {
                return Err(unreadable());
            }
            return found.stamp(raw, raw, context, source);
        }
        let skipped = tokens.get(at).is_some_and(|token| {
            token.is_noise() || label_at(&tokens, at).is_some() || token.is_label_filler()
        });
        if !skipped {
            return Err(unreadable());
        }
        at += 1;
    }
    Err(unreadable())
}

/// Finds the dates in one line, and which timestamp the words next to each name.
pub fn find_printed(line: &str, context: &DateContext<'_>, source: ClockSource) -> Vec<Printed> {
    let mut found = Vec::new();
    let line = cut_at(line, LONGEST);
    let tokens = tokens(line);
    // The label seen last, and how many words ago; an inner `None` labels something unrelated.
    let mut named: Option<(Option<DateRole>, usize)> = None;
    let mut at = 0;
    while at < tokens.len() {
        if let Some((date, after)) = date_at(&tokens, at, context) {
            let start = tokens.get(at).map_or(0, |token| token.start);
            let end = tokens.get(after.saturating_sub(1)).map_or(line.len(), |token| token.end);
            let raw = line.get(start..end).unwrap_or_default();
            let told = named.take().map(|(clock, _)| clock);
            let (clock, next) = match told {
                Some(clock) => (clock, after),
                None => match label_behind(&tokens, after, context) {
                    Some((clock, next)) => (Some(clock), next),
                    None => (None, after),
                },
            };
            if told != Some(None)
                && let Ok(stamp) = date.stamp(raw, raw, context, source)
            {
                found.push(Printed { clock, stamp, span: (start, end) });
            }
            at = next.max(at + 1);
            continue;
        }
        if let Some((clock, after)) = label_at(&tokens, at) {
            named = Some((Some(clock), 0));
            at = after;
            continue;
        }
        if tokens.get(at).and_then(DateToken::word).is_some_and(|word| OTHER.have(word)) {
            named = Some((None, 3));
        } else if let Some((clock, words)) = named {
            let is_word =
                matches!(tokens.get(at).map(|token| &token.kind), Some(DateTokenKind::Word(_)));
            let words = words + usize::from(is_word);
            named = (words <= 6).then_some((clock, words));
        }
        at += 1;
    }
    // `Stand: 3.2.2021 | Aktualisiert am 4.2.2021`: of two updates, the last one counts.
    let last = found.iter().filter(|date| date.clock == Some(DateRole::Updated));
    if let Some(last) = last.map(|date| date.stamp.micros()).max() {
        found.retain(|date| date.clock != Some(DateRole::Updated) || date.stamp.micros() == last);
    }
    found
}

/// Finds a label directly after a date, as in languages that put the verb last:
/// `am 3. Mai 2011 veröffentlicht`, `2014年10月19日 公開`. A label followed by another date belongs to
/// that date.
fn label_behind(
    tokens: &[DateToken],
    after: usize,
    context: &DateContext<'_>,
) -> Option<(DateRole, usize)> {
    // `… um %H:%M Uhr veröffentlicht`: a template that was not filled in.
    let mut at = after;
    while at < after + 8
        && tokens.get(at).is_some_and(|token| match token.word() {
            Some(word) => {
                matches!(word, "um" | "uhr" | "h" | "m" | "tarihinde" | "に" | "kl" | "om")
            }
            None => matches!(token.mark(), Some('%' | ':')) && at > after,
        })
    {
        at += 1;
    }
    let (clock, end) = label_at(tokens, at)?;
    // The label may also belong to a relative or bare time: `Updated 2 hours ago`,
    // `Atualizado às 9h`.
    let has_own = (end..tokens.len().min(end + 4)).any(|at| {
        date_at(tokens, at, context).is_some()
            || tokens.get(at).is_some_and(|token| token.number(1..=2).is_some())
    });
    (!has_own).then_some((clock, end))
}

/// Whether a line begins with a label of a timestamp.
pub(super) fn opens_with_label(line: &str) -> bool {
    let tokens = tokens(cut_at(line, LONGEST));
    (0..tokens.len().min(3)).any(|at| label_at(&tokens, at).is_some())
}

/// Whether words refer to the page's own article: "This entry was posted on".
pub(super) fn speaks_of_itself(words: &str) -> bool {
    static SELVES: LazyLock<Vec<&str>> =
        LazyLock::new(|| lexicon::words(|language| language.dates.self_references));
    let words = fold(words.trim());
    SELVES.iter().any(|own| words.starts_with(own))
}

/// The parts of a date.
#[derive(Clone, Copy, Debug)]
struct Parts {
    year: i32,
    month: u32,
    /// `None` if the date is only a month.
    day: Option<u32>,
    time: Option<Clocktime>,
}

#[derive(Clone, Copy, Debug)]
struct Clocktime {
    hour: u32,
    minute: u32,
    second: Option<u32>,
    half: Option<Half>,
    zone: Zone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    Before,
    After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    Unstated,
    Offset(FixedOffset),
    Place(chrono_tz::Tz),
}

impl Parts {
    fn stamp(
        self,
        raw: &str,
        shown: &str,
        context: &DateContext<'_>,
        source: ClockSource,
    ) -> Result<Timestamp, TimestampError> {
        let impossible = || TimestampError::Impossible(shorten(shown));
        if !(Timestamp::YEARS.0..=Timestamp::YEARS.1).contains(&self.year) {
            return Err(TimestampError::Absurd { raw: shorten(shown), year: self.year });
        }
        let date = NaiveDate::from_ymd_opt(self.year, self.month, self.day.unwrap_or(1))
            .ok_or_else(impossible)?;
        let Some(time) = self.time else {
            let precision = if self.day.is_some() { Precision::Day } else { Precision::Month };
            return Ok(Timestamp::of_day(date, precision, raw, source));
        };
        let hour = match (time.half, time.hour) {
            (Some(Half::Before), 12) => 0,
            (Some(Half::After), hour) if hour < 12 => hour + 12,
            // `15:04 PM` is an error in the template: use the hour as written.
            (_, hour) => hour,
        };
        let (date, hour) = if hour == 24 && time.minute == 0 {
            (date.succ_opt().ok_or_else(impossible)?, 0)
        } else {
            (date, hour)
        };
        let second = time.second.map(|second| if second == 60 { 59 } else { second });
        let clock = NaiveTime::from_hms_opt(hour, time.minute, second.unwrap_or(0))
            .ok_or_else(impossible)?;
        let local = date.and_time(clock);
        let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
        let offset = time.zone.offset(local);
        Ok(Timestamp::of_local(local, precision, offset, context.zone, raw, source))
    }
}

impl Zone {
    fn offset(self, local: NaiveDateTime) -> Option<FixedOffset> {
        match self {
            Self::Unstated => None,
            Self::Offset(offset) => Some(offset),
            Self::Place(zone) => Some(*DefaultZone::Named(zone).resolve(local).offset()),
        }
    }
}

#[derive(Clone, Debug)]
struct DateToken {
    start: usize,
    end: usize,
    kind: DateTokenKind,
}

#[derive(Clone, Debug)]
enum DateTokenKind {
    /// A run of digits: its value and its length.
    Number(u32, usize),
    /// A run of letters, folded; each ideograph is a word of its own.
    Word(String),
    /// Any other character that is not a space.
    Mark(char),
}

impl DateToken {
    fn word(&self) -> Option<&str> {
        match &self.kind {
            DateTokenKind::Word(word) => Some(word),
            _ => None,
        }
    }

    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.kind {
            DateTokenKind::Number(value, length) if digits.contains(&length) => Some(value),
            _ => None,
        }
    }

    fn mark(&self) -> Option<char> {
        match self.kind {
            DateTokenKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Whether a token may stand around a date without changing its meaning.
    fn is_noise(&self) -> bool {
        match &self.kind {
            DateTokenKind::Mark(_) => true,
            DateTokenKind::Word(word) => {
                is_weekday(word)
                    || matches!(
                        word.as_str(),
                        "uhr"
                            | "h"
                            | "hrs"
                            | "hours"
                            | "time"
                            | "local"
                            | "klo"
                            | "kl"
                            | "г"
                            | "р"
                            | "r"
                            | "року"
                            | "года"
                            | "日"
                            | "น"
                            | "on"
                            | "at"
                            | "the"
                    )
            }
            DateTokenKind::Number(..) => false,
        }
    }

    /// Whether a token is a word that may stand between a label and its date.
    fn is_label_filler(&self) -> bool {
        self.word().is_some_and(|word| {
            matches!(
                word,
                "on" | "at"
                    | "the"
                    | "date"
                    | "am"
                    | "vom"
                    | "von"
                    | "um"
                    | "le"
                    | "la"
                    | "el"
                    | "il"
                    | "em"
                    | "op"
                    | "den"
                    | "d"
                    | "last"
                    | "first"
                    | "zuletzt"
                    | "ultima"
                    | "was"
                    | "a"
                    | "wurde"
                    | "article"
                    | "story"
                    | "this"
                    | "dnia"
                    | "dne"
                    | "pe"
                    | "pada"
                    | "originally"
            )
        })
    }
}

fn tokens(text: &str) -> Vec<DateToken> {
    let mut list: Vec<DateToken> = Vec::new();
    for (start, char) in text.char_indices() {
        let end = start + char.len_utf8();
        if let Some(digit) = digit(char) {
            if let Some(DateToken { end: last, kind: DateTokenKind::Number(value, length), .. }) =
                list.last_mut()
                && *last == start
            {
                *value = value.saturating_mul(10).saturating_add(digit);
                *length += 1;
                *last = end;
                continue;
            }
            list.push(DateToken { start, end, kind: DateTokenKind::Number(digit, 1) });
        } else if is_ideograph(char) {
            list.push(DateToken { start, end, kind: DateTokenKind::Word(char.to_string()) });
        } else if char.is_alphabetic() || is_inner_mark(char) {
            if let Some(DateToken { end: last, kind: DateTokenKind::Word(word), .. }) =
                list.last_mut()
                && *last == start
                && !word.chars().next().is_some_and(is_ideograph)
            {
                word.push(char);
                *last = end;
                continue;
            }
            list.push(DateToken { start, end, kind: DateTokenKind::Word(char.to_string()) });
        } else if !char.is_whitespace() && !is_invisible(char) {
            list.push(DateToken { start, end, kind: DateTokenKind::Mark(char) });
        }
    }
    for token in &mut list {
        if let DateTokenKind::Word(word) = &mut token.kind {
            *word = fold(word);
        }
    }
    list
}

fn digit(char: char) -> Option<u32> {
    let code = u32::from(char);
    let zero = match code {
        0x30..=0x39 => 0x30,
        0x660..=0x669 => 0x660,
        0x6F0..=0x6F9 => 0x6F0,
        0x966..=0x96F => 0x966,
        0xFF10..=0xFF19 => 0xFF10,
        _ => return None,
    };
    Some(code - zero)
}

fn is_ideograph(char: char) -> bool {
    matches!(u32::from(char), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x3005..=0x3007)
}

/// Whether a character is a combining accent or a mark inside Indic and Arabic words that is not a
/// letter.
fn is_inner_mark(char: char) -> bool {
    matches!(u32::from(char), 0x300..=0x36F | 0x900..=0x97F | 0x64B..=0x65F | 0xE31..=0xE4E)
}

fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
}

/// Folds to lower case, and removes the accents of Latin and Greek letters.
pub(super) fn fold(word: &str) -> String {
    let lower = word.to_lowercase();
    if lower.is_ascii() {
        return lower;
    }
    let mut folded = String::with_capacity(lower.len());
    for char in lower.chars() {
        match char {
            'ı' => folded.push('i'),
            'ł' => folded.push('l'),
            'ς' => folded.push('σ'),
            '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{3FF}' | '\u{1E00}'..='\u{1FFF}' => {
                folded.extend(std::iter::once(char).nfd().filter(|c| !is_accent(*c)));
            }
            accent if is_accent(accent) => {}
            plain => folded.push(plain),
        }
    }
    // The tables write a final sigma as in the middle of a word.
    folded
}

fn is_accent(char: char) -> bool {
    matches!(u32::from(char), 0x300..=0x36F)
}

/// Reads tokens from a position on.
struct TokenCursor<'a> {
    tokens: &'a [DateToken],
    at: usize,
}

impl<'a> TokenCursor<'a> {
    fn peek(&self) -> Option<&'a DateToken> {
        self.tokens.get(self.at)
    }

    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        let number = self.peek()?.number(digits)?;
        self.at += 1;
        Some(number)
    }

    fn word(&mut self, wanted: impl Fn(&str) -> bool) -> bool {
        let found = self.peek().and_then(DateToken::word).is_some_and(wanted);
        self.at += usize::from(found);
        found
    }

    fn mark(&mut self, wanted: &[char]) -> Option<char> {
        let mark = self.peek()?.mark().filter(|mark| wanted.contains(mark))?;
        self.at += 1;
        Some(mark)
    }

    /// Whether the next token directly follows the previous one, without a space.
    fn is_joined(&self) -> bool {
        match (self.at.checked_sub(1).and_then(|before| self.tokens.get(before)), self.peek()) {
            (Some(before), Some(next)) => before.end == next.start,
            _ => false,
        }
    }

    fn month(&mut self) -> Option<u32> {
        let word = self.peek()?.word()?;
        let second = self.tokens.get(self.at + 1).and_then(DateToken::word).unwrap_or_default();
        if let Some(number) = month_of_two(word, second) {
            self.at += 2;
            return Some(number);
        }
        let number = month(word)?;
        self.at += 1;
        Some(number)
    }
}

/// Reads a date that begins at a token. Returns it and the index of the next token.
fn date_at(tokens: &[DateToken], at: usize, context: &DateContext<'_>) -> Option<(Parts, usize)> {
    // A number inside a longer word or number (`A4`, `1,234`) does not begin a date.
    let first = tokens.get(at)?;
    if let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) {
        let joined = before.end == first.start;
        if joined
            && (before.number(1..=99).is_some()
                || matches!(before.mark(), Some('/' | '-' | '.' | '_')))
        {
            return None;
        }
        // `Updated21:22`: two elements without a space between them.
        let is_label = || at.checked_sub(1).is_some_and(|at| label_at(tokens, at).is_some());
        if joined && before.word().is_some_and(str::is_ascii) && !is_label() {
            return None;
        }
    }
    let mut cursor = TokenCursor { tokens, at };
    // `9:26 AM EDT, Sun October 19, 2014`
    if let Some(time) = clock(&mut cursor, true) {
        skip_joiners(&mut cursor);
        while cursor.word(is_weekday) {
            cursor.mark(&['.', ',']);
        }
        if let Some((mut parts, after)) = day(&mut cursor, context).map(|parts| (parts, cursor.at))
        {
            parts.time = Some(time);
            return Some((parts, after));
        }
    }
    cursor.at = at;
    let mut parts = day(&mut cursor, context)?;
    if parts.time.is_some() {
        return Some((parts, cursor.at));
    }
    let after = cursor.at;
    skip_joiners(&mut cursor);
    if cursor.word(is_weekday) {
        skip_joiners(&mut cursor);
    }
    match clock(&mut cursor, false) {
        Some(time) if parts.day.is_some() => {
            parts.time = Some(time);
            Some((parts, cursor.at))
        }
        _ => Some((parts, after)),
    }
}

/// Skips marks and words between a date and a time.
fn skip_joiners(cursor: &mut TokenCursor<'_>) {
    for _ in 0..4 {
        let marked = cursor
            .mark(&[',', '-', '–', '—', '|', '·', '•', '/', '(', ')', ':', ';', '.', '，', '、'])
            .is_some();
        let worded = !marked
            && cursor.word(|word| {
                matches!(
                    word,
                    "at" | "t"
                        | "um"
                        | "a"
                        | "alle"
                        | "ore"
                        | "kl"
                        | "klo"
                        | "as"
                        | "las"
                        | "o"
                        | "godz"
                        | "godzinie"
                        | "в"
                        | "о"
                        | "στισ"
                        | "σε"
                        | "saat"
                        | "kello"
                        | "ora"
                        | "om"
                        | "pukul"
                        | "jam"
                        | "on"
                        | "ч"
                        | "u"
                        | "um."
                        | "the"
                        | "г"
                        | "р"
                        | "года"
                        | "року"
                        | "dan"
                        | "from"
                        | "v"
                        | "ve"
                        | "الساعة"
                        | "الساعه"
                        | "في"
                        | "בשעה"
                        | "เวลา"
                )
            });
        if !marked && !worded {
            break;
        }
    }
}

const DATE_MARKS: [char; 4] = ['/', '.', '-', '|'];

fn day(cursor: &mut TokenCursor<'_>, context: &DateContext<'_>) -> Option<Parts> {
    let start = cursor.at;
    for form in [ideographic, year_first, numeric, day_month, month_day, year_month_name] {
        cursor.at = start;
        if let Some(parts) = form(cursor, context) {
            let words = cursor.tokens.get(start..cursor.at).unwrap_or_default();
            return Some(parts.as_counted(words.iter().filter_map(DateToken::word), context.lang));
        }
    }
    cursor.at = start;
    None
}

fn of(year: u32, month: u32, day: u32) -> Parts {
    Parts { year: i32::try_from(year).unwrap_or(i32::MAX), month, day: Some(day), time: None }
}

impl Parts {
    /// Applies local calendars: Thailand counts years from 543 BC; `listopad` is October in Croatia
    /// and November in Poland.
    fn as_counted<'w>(mut self, words: impl Iterator<Item = &'w str>, lang: Option<&str>) -> Self {
        let is_lang = |tag: &str| {
            lang.is_some_and(|lang| lang.split(['-', '_']).next().is_some_and(|own| own == tag))
        };
        let is_thai =
            |word: &str| word.starts_with(|c: char| (0xE00..=0xE7F).contains(&u32::from(c)));
        let (mut thai, mut croatian) = (is_lang("th"), false);
        for word in words {
            thai |= is_thai(word);
            croatian |= is_lang("hr") && matches!(word, "listopad" | "listopada");
        }
        if thai && (2400..=2700).contains(&self.year) {
            self.year -= 543;
        }
        if croatian {
            self.month = 10;
        }
        self
    }
}

/// Reads a Japanese era and its year: `令和2年` is 2020.
fn era(cursor: &mut TokenCursor<'_>) -> Option<u32> {
    let (first, second) = (cursor.peek()?.word()?, cursor.tokens.get(cursor.at + 1)?.word()?);
    let before = match (first, second) {
        ("令", "和") => 2018,
        ("平", "成") => 1988,
        ("昭", "和") => 1925,
        _ => return None,
    };
    cursor.at += 2;
    if cursor.word(|word| word == "元") {
        return Some(before + 1);
    }
    cursor.number(1..=2).map(|year| before + year)
}

/// Reads `2014年10月19日`, `令和2年3月4日`, `2014년 10월 19일`
fn ideographic(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    let year = match era(cursor) {
        Some(year) => year,
        None => cursor.number(4..=4)?,
    };
    if !cursor.word(|word| matches!(word, "年" | "년")) {
        return None;
    }
    let month = cursor.number(1..=2)?;
    if !cursor.word(|word| matches!(word, "月" | "월")) {
        return None;
    }
    let day = cursor.number(1..=2)?;
    cursor.word(|word| matches!(word, "日" | "号" | "號" | "일")).then(|| of(year, month, day))
}

/// Reads `2014-10-19`, `2014/10/19`, `2014. 10. 19.`
fn year_first(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    let year = cursor.number(4..=4)?;
    let mark = cursor.mark(&DATE_MARKS)?;
    let month = cursor.number(1..=2)?;
    cursor.mark(&[mark])?;
    let day = cursor.number(1..=2)?;
    if cursor.is_joined() {
        // `2014-10-19T09:26`
        cursor.word(|word| word == "t");
    }
    Some(of(year, month, day))
}

/// Reads `10/19/2014`, `19.10.2014`, `19-10-14`
fn numeric(cursor: &mut TokenCursor<'_>, context: &DateContext<'_>) -> Option<Parts> {
    let first = cursor.number(1..=2)?;
    let mark = cursor.mark(&DATE_MARKS)?;
    let second = cursor.number(1..=2)?;
    cursor.mark(&[mark])?;
    // A two-digit year must directly follow its mark, so that `8. 9. 10 people` is not a date.
    let year = match cursor.number(4..=4) {
        Some(year) => year,
        None if cursor.is_joined() => century(cursor.number(2..=2)?),
        None => return None,
    };
    let day_first = match context.order {
        DateOrder::DayFirst => second <= 12 || first > 12,
        DateOrder::MonthFirst => first > 12 && second <= 12,
        DateOrder::Auto if first > 12 => true,
        DateOrder::Auto if second > 12 => false,
        DateOrder::Auto => mark == '.' || is_day_first(context.lang),
    };
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    Some(of(year, month, day))
}

/// Whether readers of a language read `10/11` as the tenth of November.
fn is_day_first(lang: Option<&str>) -> bool {
    let Some(lang) = lang else { return false };
    let lang = lang.to_ascii_lowercase().replace('_', "-");
    !matches!(lang.as_str(), "" | "en" | "en-us" | "en-ph" | "es-us")
}

/// Expands a two-digit year as RFC 2822 and POSIX do.
fn century(year: u32) -> u32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Reads `19 Oct 2014`, `19. Oktober 2014`, `19 de octubre de 2014`, `Sun, 19-Oct-2014`,
/// `1er mai 2020`
fn day_month(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    while cursor.word(is_weekday) {
        cursor.mark(&[',', '.']);
    }
    cursor.word(|word| matches!(word, "the" | "den" | "der" | "le" | "el" | "dnia"));
    let day = cursor.number(1..=2)?;
    cursor.mark(&['.', 'º', '°', '-', '/']);
    cursor.word(|word| matches!(word, "st" | "nd" | "rd" | "th" | "er" | "o" | "e" | "º" | "ª"));
    cursor.mark(&[',']);
    if cursor.word(|word| matches!(word, "of" | "de" | "di" | "del" | "d")) {
        cursor.mark(&['\'', '’']);
    }
    let month = cursor.month()?;
    year_behind(cursor).map(|year| of(year, month, day))
}

/// Reads `October 19, 2014`, `Oct. 19th 2014`, `October 2014`
fn month_day(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    while cursor.word(is_weekday) {
        cursor.mark(&[',', '.']);
    }
    let month = cursor.month()?;
    cursor.mark(&['.']);
    cursor.mark(&[',']);
    let start = cursor.at;
    if let Some(day) = cursor.number(1..=2) {
        // `Sun Oct 19 09:26:07 CEST 2014`, as written by Unix and Java.
        let behind_day = cursor.at;
        if let Some(time) = clock(cursor, true)
            && let Some(year) = cursor.number(4..=4)
        {
            return Some(Parts { time: Some(time), ..of(year, month, day) });
        }
        cursor.at = behind_day;
        cursor.mark(&['.']);
        cursor.word(|word| matches!(word, "st" | "nd" | "rd" | "th"));
        return year_behind(cursor).map(|year| of(year, month, day));
    }
    cursor.at = start;
    cursor.word(|word| matches!(word, "of" | "de"));
    let year = cursor.number(4..=4)?;
    Some(Parts { day: None, ..of(year, month, 1) })
}

/// Reads `2014. október 19.`, `2014 October 19`
fn year_month_name(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    let year = cursor.number(4..=4)?;
    cursor.mark(&['.', ',', '-']);
    let month = cursor.month()?;
    cursor.mark(&['.', '-']);
    let day = cursor.number(1..=2)?;
    cursor.mark(&['.']);
    Some(of(year, month, day))
}

fn year_behind(cursor: &mut TokenCursor<'_>) -> Option<u32> {
    // `12 مارس/ آذار 2020`: the month's second name.
    if cursor.mark(&['.', '-', '/']) == Some('/') {
        cursor.month();
    }
    cursor.mark(&[',']);
    // `พ.ศ. 2563`
    if cursor.word(|word| word == "พ") {
        cursor.mark(&['.']);
        cursor.word(|word| word == "ศ");
        cursor.mark(&['.']);
    }
    cursor.word(|word| matches!(word, "de" | "of" | "del" | "d"));
    let apostrophe = cursor.mark(&['\'', '’']).is_some();
    let start = cursor.at;
    if let Some(year) = cursor.number(4..=4) {
        return Some(year);
    }
    // Two digits: `19 Oct 14`, but not the hour of `19 October 14:05`.
    let year = cursor.number(2..=2)?;
    if !apostrophe
        && cursor.peek().is_some_and(|next| next.mark() == Some(':') || next.word() == Some("h"))
    {
        cursor.at = start;
        return None;
    }
    Some(century(year))
}

/// Reads a time: `09:26`, `9.26 p.m.`, `09h26`, `9 AM`, `09:26:07`, `上午9时26分`. `strict` requires a
/// colon or AM/PM, because no date precedes it.
fn clock(cursor: &mut TokenCursor<'_>, strict: bool) -> Option<Clocktime> {
    let start = cursor.at;
    let time = clock_parts(cursor, strict);
    if time.is_none() {
        cursor.at = start;
    }
    time
}

fn clock_parts(cursor: &mut TokenCursor<'_>, strict: bool) -> Option<Clocktime> {
    // Only East Asian languages put AM/PM first; `am 19. Oktober` is German.
    let is_latin = cursor.peek().and_then(DateToken::word).is_some_and(str::is_ascii);
    let half_before = if is_latin { None } else { half(cursor) };
    let hour = cursor.number(1..=2)?;
    let mut minute = 0;
    let mut second = None;
    let mut has_minute = false;
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
        let marks: &[char] = if strict { &[':', '：'] } else { &[':', '.', '：'] };
        let mark = cursor.mark(marks);
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
                    if second.is_some() && cursor.is_joined() && cursor.mark(&['.']).is_some() {
                        cursor.number(1..=9);
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
    Some(Clocktime { hour, minute, second, half: half_after.or(half_before), zone })
}

fn half(cursor: &mut TokenCursor<'_>) -> Option<Half> {
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

fn zone(cursor: &mut TokenCursor<'_>) -> Zone {
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
fn skip_parenthesis(cursor: &mut TokenCursor<'_>) {
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

/// Returns the zone of an abbreviation that is unambiguous in the press. `IST` (India, Israel,
/// Ireland) and `AST` are ambiguous and count as unstated. `CST` and `BST` are the American and
/// British zones.
fn named_zone(name: &str) -> Option<Zone> {
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

/// Reads a label of a timestamp at a token. Returns it and the index of the next token.
fn label_at(tokens: &[DateToken], at: usize) -> Option<(DateRole, usize)> {
    let word = tokens.get(at)?.word()?;
    let next = tokens.get(at + 1);
    let after = tokens.get(at + 2).and_then(DateToken::word);
    match word {
        // Words that are labels only if a date or colon follows.
        "stand" => {
            let labels =
                next.is_some_and(|next| next.mark() == Some(':') || next.number(1..=4).is_some());
            return labels.then_some((DateRole::Updated, at + 1));
        }
        "mis" | "mise" => {
            // "Mis à jour le …", "mis en ligne le …"
            return match (next.and_then(DateToken::word), after) {
                (Some("a"), Some("jour")) => Some((DateRole::Updated, at + 3)),
                (Some("en"), Some("ligne")) => Some((DateRole::Published, at + 3)),
                _ => None,
            };
        }
        "更" if next.and_then(DateToken::word) == Some("新") => {
            return Some((DateRole::Updated, at + 2));
        }
        "发" | "發" | "公" | "掲" | "刊"
            if next
                .and_then(DateToken::word)
                .is_some_and(|next| matches!(next, "布" | "佈" | "表" | "開" | "載" | "登")) =>
        {
            return Some((DateRole::Published, at + 2));
        }
        _ => {}
    }
    if UPDATED.have(word) {
        Some((DateRole::Updated, at + 1))
    } else if PUBLISHED.have(word) {
        Some((DateRole::Published, at + 1))
    } else {
        None
    }
}

/// A set of words and stems for lookup.
struct WordSet {
    whole: HashSet<&'static str>,
    stems: Vec<&'static str>,
}

impl WordSet {
    /// Builds the set from words; one that ends in `*` is a stem.
    fn new(words: Vec<&'static str>) -> Self {
        let (stems, whole) = words.into_iter().partition::<Vec<_>, _>(|word| word.ends_with('*'));
        let stems = stems.into_iter().map(|stem| stem.trim_end_matches('*')).collect();
        Self { whole: whole.into_iter().collect(), stems }
    }

    fn have(&self, word: &str) -> bool {
        self.whole.contains(word) || self.stems.iter().any(|stem| word.starts_with(stem))
    }
}

static OTHER: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.unrelated)));
static PUBLISHED: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.published)));
static UPDATED: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::new(lexicon::words(|language| language.dates.updated)));

fn cut_at(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

fn shorten(raw: &str) -> String {
    raw.trim().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ZoneBasis;

    fn context(lang: Option<&str>) -> DateContext<'_> {
        const UTC: DefaultZone = DefaultZone::Named(chrono_tz::Tz::UTC);
        DateContext { zone: &UTC, order: DateOrder::Auto, lang }
    }

    #[track_caller]
    fn check(lang: &str, raw: &str, expected: &str) {
        let stamp =
            read(raw, &context(Some(lang).filter(|lang| !lang.is_empty())), ClockSource::Text)
                .unwrap_or_else(|error| panic!("{raw}: {error}"));
        assert_eq!(stamp.display(), expected, "{raw}");
        assert_eq!(stamp.raw(), raw);
    }

    #[test]
    fn the_forms_of_the_press() {
        check("", "10/19/2014, 09:26 AM", "2014-10-19 09:26 UTC?");
        check("", "10/19/2014, 09:26 PM", "2014-10-19 21:26 UTC?");
        check("de", "19.10.2014 09:26 Uhr", "2014-10-19 09:26 UTC?");
        check("de", "19.10.2014, 9 Uhr", "2014-10-19 09:00 UTC?");
        check("en", "October 19, 2014 9:26 a.m. EDT", "2014-10-19 09:26 -04:00");
        check("en", "October 19, 2014 at 9:26 p.m. ET", "2014-10-19 21:26 -04:00");
        check("en", "December 19, 2014 at 9:26 p.m. ET", "2014-12-19 21:26 -05:00");
        check("en-GB", "19 Oct 2014 09:26 BST", "2014-10-19 09:26 +01:00");
        check("en-GB", "Sun 19 Oct 2014 09.26", "2014-10-19 09:26 UTC?");
        check("en-GB", "Sun 19 Oct 2014 09.26 BST", "2014-10-19 09:26 +01:00");
        check("zh", "2014年10月19日 09:26", "2014-10-19 09:26 UTC?");
        check("zh", "2014年10月19日下午3时05分", "2014-10-19 15:05 UTC?");
        check("ja", "2014年10月19日 午前9時26分", "2014-10-19 09:26 UTC?");
        check("ko", "2014년 10월 19일 오후 3시 5분", "2014-10-19 15:05 UTC?");
        check("en", "Sun, 19 Oct 2014 09:26:07 GMT", "2014-10-19 09:26:07 UTC");
        check("en", "Sun, 19 Oct 2014 09:26:07 -0400", "2014-10-19 09:26:07 -04:00");
        check(
            "en",
            "Sun Oct 19 2014 09:31:00 GMT-0400 (Eastern Daylight Time)",
            "2014-10-19 09:31:00 -04:00",
        );
        check("en", "Sunday, 19-Oct-14 09:26:07 GMT", "2014-10-19 09:26:07 UTC");
        check("en", "9:26 AM EDT, Sun October 19, 2014", "2014-10-19 09:26 -04:00");
        check("en", "19 October 2014 09:26 GMT+1", "2014-10-19 09:26 +01:00");
        check("en", "Oct. 19, 2014", "2014-10-19");
        check("de", "Sun Oct 19 09:26:07 CEST 2014", "2014-10-19 09:26:07 +02:00");
        check("", "Sun Oct 19 09:26:07 2014", "2014-10-19 09:26:07 UTC?");
        check("fr-CA", "19 octobre 2014 à 9 h 26", "2014-10-19 09:26 UTC?");
        check("fr-CA", "19 octobre 2014 à 9 h", "2014-10-19 09:00 UTC?");
        check("de", "26 | 01 | 2022", "2022-01-26");
        check("en", "Published on October 19th, 2014", "2014-10-19");
        check("en", "October 2014", "2014-10");
        check("en", "12:05 a.m. October 19, 2014", "2014-10-19 00:05 UTC?");
        check("en", "19 October 2014 09:26 IST", "2014-10-19 09:26 UTC?".trim());
        check("fr", "19/10/2014 à 09h26", "2014-10-19 09:26 UTC?");
        check("fr", "le 1er mai 2020 à 9h05", "2020-05-01 09:05 UTC?");
        check("ja", "2014/10/19 09:26 JST", "2014-10-19 09:26 +09:00");
        check("hu", "2014. október 19. 09:26", "2014-10-19 09:26 UTC?");
    }

    #[test]
    fn month_names_of_many_languages() {
        for (lang, raw) in [
            ("en", "19 October 2014"),
            ("de", "19. Oktober 2014"),
            ("fr", "19 octobre 2014"),
            ("es", "19 de octubre de 2014"),
            ("it", "19 ottobre 2014"),
            ("pt", "19 de outubro de 2014"),
            ("nl", "19 oktober 2014"),
            ("sv", "den 19 oktober 2014"),
            ("da", "19. okt. 2014"),
            ("fi", "19. lokakuuta 2014"),
            ("pl", "19 października 2014"),
            ("cs", "19. října 2014"),
            ("ru", "19 октября 2014 г."),
            ("uk", "19 жовтня 2014 року"),
            ("tr", "19 Ekim 2014"),
            ("el", "19 Οκτωβρίου 2014"),
            ("ro", "19 octombrie 2014"),
            ("hu", "2014. október 19."),
            ("id", "Minggu, 19 Oktober 2014"),
            ("ca", "19 d'octubre de 2014"),
            ("ar", "19 أكتوبر 2014"),
            ("ar", "١٩ أكتوبر ٢٠١٤"),
            ("hi", "19 अक्टूबर 2014"),
        ] {
            check(lang, raw, "2014-10-19");
        }
        for (lang, raw) in [
            ("he", "3 במרץ 2020"),
            ("hr", "3. ožujka 2020."),
            ("ca", "3 de març de 2020"),
            ("bg", "3 март 2020 г."),
            ("th", "3 มีนาคม 2563"),
            ("th", "3 มีนาคม พ.ศ. 2563"),
            ("th", "3/3/2563"),
            ("ar", "3 آذار 2020"),
            ("ar", "3 مارس/ آذار 2020"),
            ("ja", "令和2年3月3日"),
        ] {
            check(lang, raw, "2020-03-03");
        }
        check("th", "5 กุมภาพันธ์ 2563", "2020-02-05");
        check("ar", "5 كانون الثاني 2020", "2020-01-05");
        check("ar", "5 كانون الأول 2020", "2020-12-05");
        check("ar", "5 تشرين الأول 2020", "2020-10-05");
        check("hr", "5. listopada 2020.", "2020-10-05");
        check("pl", "5 listopada 2020", "2020-11-05");
        check("ja", "令和元年5月1日", "2019-05-01");
        check("ja", "平成31年4月30日", "2019-04-30");
        check("cs", "3. února 2020 v 10:15", "2020-02-03 10:15 UTC?");
        check("ar", "3 مارس 2020 الساعة 10:30", "2020-03-03 10:30 UTC?");
        check("ar", "3 مارس 2020 - 10:30 مساء", "2020-03-03 22:30 UTC?");
        check("th", "3 มีนาคม 2563 เวลา 10:15 น.", "2020-03-03 10:15 UTC?");
        check("fr", "3 août 2019", "2019-08-03");
        check("tr", "3 Ağustos 2019", "2019-08-03");
        check("de", "3. März 2019", "2019-03-03");
        check("el", "3 Μαρτίου 2019", "2019-03-03");
        check("cs", "3. září 2019", "2019-09-03");
    }

    #[test]
    fn the_order_of_numbers_is_decided_by_evidence_then_language() {
        check("", "10/11/2014", "2014-10-11");
        check("en-US", "10/11/2014", "2014-10-11");
        check("en-GB", "10/11/2014", "2014-11-10");
        check("fr", "10/11/2014", "2014-11-10");
        check("en-GB", "10/19/2014", "2014-10-19");
        check("", "19/10/2014", "2014-10-19");
        check("", "10.11.2014", "2014-11-10");
        let zone = DefaultZone::default();
        let day_first = DateContext { zone: &zone, order: DateOrder::DayFirst, lang: None };
        let stamp = read("10/11/2014", &day_first, ClockSource::Text).map(|stamp| stamp.display());
        assert_eq!(stamp, Ok("2014-11-10".to_owned()));
    }

    #[test]
    fn nothing_is_guessed() {
        for raw in [
            "2 hours ago",
            "yesterday",
            "today",
            "vor 3 Stunden",
            "il y a 2 heures",
            "9:26 AM",
            "19 October",
            "just now",
            "",
            "…",
            "Updated",
            "last October",
            "chapter 4.5.6 of the book",
            "19 October 2014 years later",
        ] {
            let read = read(raw, &context(Some("en")), ClockSource::Text);
            assert!(matches!(read, Err(TimestampError::Unreadable(_))), "{raw}: {read:?}");
        }
        for raw in ["32 May 2014", "30/02/2014", "February 29, 2015", "13/13/2014"] {
            let read = read(raw, &context(Some("en")), ClockSource::Text);
            assert!(matches!(read, Err(TimestampError::Impossible(_))), "{raw}: {read:?}");
        }
        let read = read("1 May 0020", &context(None), ClockSource::Text);
        assert!(matches!(read, Err(TimestampError::Absurd { year: 20, .. })), "{read:?}");
    }

    #[track_caller]
    fn check_line(lang: &str, line: &str, expected: &[(Option<DateRole>, &str)]) {
        let found = find_printed(line, &context(Some(lang)), ClockSource::Text);
        let found: Vec<_> =
            found.iter().map(|found| (found.clock, found.stamp.display())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(clock, text)| (*clock, (*text).to_owned())).collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn printed_lines_tell_their_clock() {
        use DateRole::{Published, Updated};
        let published = Some(Published);
        let updated = Some(Updated);
        check_line("en", "Published 10/19/2014, 09:26 AM", &[(published, "2014-10-19 09:26 UTC?")]);
        check_line(
            "en",
            "Last updated on October 19, 2014 at 09:30 GMT",
            &[(updated, "2014-10-19 09:30 UTC")],
        );
        check_line("en", "Updated: 19 Oct 2014 09:30", &[(updated, "2014-10-19 09:30 UTC?")]);
        check_line(
            "de",
            "Aktualisiert am 19.10.2014 um 09:30 Uhr",
            &[(updated, "2014-10-19 09:30 UTC?")],
        );
        check_line("de", "Stand: 19.10.2014 09:30 Uhr", &[(updated, "2014-10-19 09:30 UTC?")]);
        check_line(
            "de",
            "Stand: 03.02.2021, 18:04 Uhr | Aktualisiert am 04.02.2021 um 07:15 Uhr",
            &[(updated, "2021-02-04 07:15 UTC?")],
        );
        check_line("bg", "Обновено: 3 март 2020, 10:05", &[(updated, "2020-03-03 10:05 UTC?")]);
        check_line("bg", "Публикувано на 3 март 2020", &[(published, "2020-03-03")]);
        check_line("hi", "अपडेटेड 3 मार्च 2020", &[(updated, "2020-03-03")]);
        check_line("de", "Veröffentlicht am 19. Oktober 2014", &[(published, "2014-10-19")]);
        check_line(
            "fr",
            "Publié le 19/10/2014 à 09:26, modifié le 19/10/2014 à 09h30",
            &[(published, "2014-10-19 09:26 UTC?"), (updated, "2014-10-19 09:30 UTC?")],
        );
        check_line(
            "fr",
            "Mis à jour le 19 octobre 2014 à 9h30",
            &[(updated, "2014-10-19 09:30 UTC?")],
        );
        check_line("es", "Publicado el 19 de octubre de 2014", &[(published, "2014-10-19")]);
        check_line("es", "Actualizado: 19/10/2014 09:30 h", &[(updated, "2014-10-19 09:30 UTC?")]);
        check_line("zh", "更新时间：2014年10月19日 09:30", &[(updated, "2014-10-19 09:30 UTC?")]);
        check_line(
            "en",
            "PUBLISHED: 09:26 GMT, 19 October 2014 | UPDATED: 09:30 GMT, 19 October 2014",
            &[(published, "2014-10-19 09:26 UTC"), (updated, "2014-10-19 09:30 UTC")],
        );
        check_line("en", "Sunday, October 19, 2014", &[(None, "2014-10-19")]);
        check_line("en", "By Ann Lee | 19 Oct 2014", &[(None, "2014-10-19")]);
        check_line("en", "Updated 2 hours ago", &[]);
        check_line("en", "Updated21:22, 6 OCT 2020", &[(updated, "2020-10-06 21:22 UTC?")]);
        check_line(
            "de",
            "Dieser Beitrag wurde am Samstag, 3. Dezember 2011 um %H:%M Uhr veröffentlicht.",
            &[(published, "2011-12-03")],
        );
        check_line("ja", "2014年10月19日 09:26 更新", &[(updated, "2014-10-19 09:26 UTC?")]);
        check_line(
            "en",
            "19 Oct 2014 Updated 20 Oct 2014",
            &[(None, "2014-10-19"), (updated, "2014-10-20")],
        );
        check_line("de", "Registriert: 18.09.2008, 05:56", &[]);
        check_line(
            "en",
            "Joined 19 Oct 2014 | Published 20 Oct 2014",
            &[(published, "2014-10-20")],
        );
        check_line(
            "en",
            "Posted 2014-10-19T09:26:00-04:00 by Ann",
            &[(published, "2014-10-19 09:26:00 -04:00")],
        );
    }

    #[test]
    fn labels_of_many_languages() {
        use DateRole::{Published, Updated};
        for (lang, published, updated) in [
            ("en", "Published 19 October 2014", "Last updated: 19 October 2014"),
            ("de", "Veröffentlicht am 19. Oktober 2014", "Zuletzt aktualisiert: 19. Oktober 2014"),
            ("fr", "Publié le 19 octobre 2014", "Mis à jour le 19 octobre 2014"),
            ("es", "Publicado el 19 de octubre de 2014", "Actualizado el 19 de octubre de 2014"),
            ("it", "Pubblicato il 19 ottobre 2014", "Aggiornato il 19 ottobre 2014"),
            ("pt", "Publicado em 19 de outubro de 2014", "Atualizado em 19 de outubro de 2014"),
            ("nl", "Gepubliceerd op 19 oktober 2014", "Bijgewerkt op 19 oktober 2014"),
            ("sv", "Publicerad 19 oktober 2014", "Uppdaterad 19 oktober 2014"),
            ("da", "Udgivet 19. oktober 2014", "Opdateret 19. oktober 2014"),
            ("nb", "Publisert 19. oktober 2014", "Oppdatert 19. oktober 2014"),
            ("fi", "Julkaistu 19. lokakuuta 2014", "Päivitetty 19. lokakuuta 2014"),
            ("pl", "Opublikowano 19 października 2014", "Zaktualizowano 19 października 2014"),
            ("cs", "Publikováno 19. října 2014", "Aktualizováno 19. října 2014"),
            ("ru", "Опубликовано 19 октября 2014", "Обновлено 19 октября 2014"),
            ("uk", "Опубліковано 19 жовтня 2014", "Оновлено 19 жовтня 2014"),
            ("tr", "Yayınlanma: 19 Ekim 2014", "Güncelleme: 19 Ekim 2014"),
            ("el", "Δημοσιεύθηκε 19 Οκτωβρίου 2014", "Ενημερώθηκε 19 Οκτωβρίου 2014"),
            ("ro", "Publicat 19 octombrie 2014", "Actualizat 19 octombrie 2014"),
            ("hu", "Megjelent: 2014. október 19.", "Frissítve: 2014. október 19."),
            ("id", "Diterbitkan 19 Oktober 2014", "Diperbarui 19 Oktober 2014"),
            ("ar", "نشر في 19 أكتوبر 2014", "تحديث 19 أكتوبر 2014"),
            ("hi", "प्रकाशित 19 अक्टूबर 2014", "अपडेट 19 अक्टूबर 2014"),
            ("zh", "发布时间：2014年10月19日", "更新时间：2014年10月19日"),
            ("ja", "公開日 2014年10月19日", "更新日 2014年10月19日"),
            ("ko", "입력 2014년 10월 19일", "수정 2014년 10월 19일"),
        ] {
            check_line(lang, published, &[(Some(Published), "2014-10-19")]);
            check_line(lang, updated, &[(Some(Updated), "2014-10-19")]);
        }
    }

    #[test]
    fn zone_names_and_offsets() {
        for (zone, expected) in [
            ("ET", "-04:00"),
            ("EDT", "-04:00"),
            ("EST", "-05:00"),
            ("Eastern Daylight Time", "-04:00"),
            ("PT", "-07:00"),
            ("BST", "+01:00"),
            ("CET", "+01:00"),
            ("CEST", "+02:00"),
            ("MESZ", "+02:00"),
            ("GMT+1", "+01:00"),
            ("UTC-3", "-03:00"),
            ("(GMT+5:30)", "+05:30"),
            ("JST", "+09:00"),
            ("AEST", "+10:00"),
            ("MSK", "+03:00"),
            ("GMT", "UTC"),
            // India, Israel or Ireland; Atlantic or Arabia.
            ("IST", "UTC?"),
            ("AST", "UTC?"),
        ] {
            check(
                "en",
                &format!("19 October 2014 09:26 {zone}"),
                &format!("2014-10-19 09:26 {expected}"),
            );
        }
    }

    #[test]
    fn relative_dates_are_never_guessed() {
        for line in [
            "Updated 2 hours ago",
            "Published yesterday at 9:26 AM",
            "Posted 5 mins ago",
            "vor 3 Stunden",
            "Aktualisiert heute, 09:26 Uhr",
            "il y a 2 heures",
            "Publié hier à 9h26",
            "hace 3 horas",
            "Actualizado ayer a las 9:26",
            "3 ore fa",
            "há 2 horas",
            "2 uur geleden",
            "för 3 timmar sedan",
            "2 godziny temu",
            "2 часа назад",
            "Обновлено вчера в 09:26",
            "2時間前",
            "3小时前",
            "1시간 전",
            "منذ ساعتين",
            "2 saat önce",
            "πριν 2 ώρες",
        ] {
            check_line("en", line, &[]);
        }
    }

    #[test]
    fn a_stated_zone_is_told_from_an_assumed_one() {
        let read = |raw| read(raw, &context(None), ClockSource::Text).map(|stamp| stamp.zone());
        assert_eq!(read("19 Oct 2014 09:26 CEST"), Ok(ZoneBasis::Stated));
        assert_eq!(read("19 Oct 2014 09:26"), Ok(ZoneBasis::Assumed));
        assert_eq!(read("19 Oct 2014"), Ok(ZoneBasis::None));
    }
}
