//! Printed forms: the orders in which dates are written, in words and in numbers.

use super::DateContext;
use super::label_words::label_at;
use super::parts::{Parts, Zone};
use super::time_of_day::clock;
use super::tokens::{DateToken, TokenCursor};
use super::zones::zone;
use crate::extract::DateOrder;
use crate::extract::months::is_weekday;

/// Reads a date that begins at a token. Returns it and the index of the next token.
pub(super) fn date_at(
    tokens: &[DateToken],
    at: usize,
    context: &DateContext<'_>,
) -> Option<(Parts, usize)> {
    // A number inside a longer word or number (`A4`, `1,234`) does not begin a date.
    let first = tokens.get(at)?;
    if let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) {
        let joined = before.end == first.start;
        // `(BUSINESS WIRE)--March 9, 2021--`
        let is_dash = before.mark() == Some('-')
            && at
                .checked_sub(2)
                .and_then(|at| tokens.get(at))
                .is_some_and(|earlier| earlier.mark() == Some('-') && earlier.end == before.start);
        if joined
            && !is_dash
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
        // `20:47 del 15 feb 2022`, `20:47 Uhr am 15. Februar 2022`
        cursor.word(|word| matches!(word, "del" | "de" | "du" | "of" | "vom" | "am" | "em" | "do"));
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
    skip_weekday_in_parentheses(&mut cursor);
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

/// Skips `(月)`, `（周一）`, `(Mon.)`: a weekday in parentheses, in any language.
fn skip_weekday_in_parentheses(cursor: &mut TokenCursor<'_>) {
    let start = cursor.at;
    if cursor.mark(&['(', '（']).is_none() {
        return;
    }
    let first = cursor.at;
    while cursor.at < first + 3 && cursor.word(|word| word.chars().count() <= 3 || is_weekday(word))
    {
    }
    cursor.mark(&['.']);
    if cursor.at == first || cursor.mark(&[')', '）']).is_none() {
        cursor.at = start;
    }
}

/// Skips marks and words between a date and a time.
pub(super) fn skip_joiners(cursor: &mut TokenCursor<'_>) {
    for _ in 0..6 {
        let marked = cursor
            .mark(&[
                ',', '-', '–', '—', '|', '·', '•', '/', '(', ')', ':', ';', '.', '，', '、', '@',
            ])
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
                        | "r"
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

pub(super) const DATE_MARKS: [char; 4] = ['/', '.', '-', '|'];

pub(super) fn day(cursor: &mut TokenCursor<'_>, context: &DateContext<'_>) -> Option<Parts> {
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

pub(super) fn of(year: u32, month: u32, day: u32) -> Parts {
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
pub(super) fn era(cursor: &mut TokenCursor<'_>) -> Option<u32> {
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
pub(super) fn ideographic(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
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
pub(super) fn year_first(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
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
pub(super) fn numeric(cursor: &mut TokenCursor<'_>, context: &DateContext<'_>) -> Option<Parts> {
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

/// Whether readers of a language read `10/11` as the tenth of November. English without a region
/// and anything that is not a language tag count as American.
pub(super) fn is_day_first(lang: Option<&str>) -> bool {
    tag(lang).is_some_and(|lang| !matches!(lang.as_str(), "en" | "en-us" | "en-ph" | "es-us"))
}

/// Whether a language alone decides the order: English without a region does not.
pub(in crate::extract) fn lang_decides_order(lang: Option<&str>) -> bool {
    tag(lang).is_some_and(|lang| lang != "en")
}

/// Returns a language tag in lower case; `None` for anything else, such as a language's name.
fn tag(lang: Option<&str>) -> Option<String> {
    let lang = lang?.trim().to_ascii_lowercase().replace('_', "-");
    let primary = lang.split('-').next().unwrap_or(&lang);
    let is_tag = matches!(primary.len(), 2 | 3) && primary.bytes().all(|b| b.is_ascii_lowercase());
    is_tag.then_some(lang)
}

/// Expands a two-digit year as RFC 2822 and POSIX do.
pub(super) fn century(year: u32) -> u32 {
    if year < 70 { 2000 + year } else { 1900 + year }
}

/// Reads `19 Oct 2014`, `19. Oktober 2014`, `19 de octubre de 2014`, `Sun, 19-Oct-2014`,
/// `1er mai 2020`
pub(super) fn day_month(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    while cursor.word(is_weekday) {
        cursor.mark(&[',', '.']);
    }
    cursor.word(|word| matches!(word, "the" | "den" | "der" | "le" | "el" | "dnia"));
    let day = cursor.number(1..=2)?;
    cursor.mark(&['.', 'º', '°', '-', '/']);
    cursor.word(|word| matches!(word, "st" | "nd" | "rd" | "th" | "er" | "o" | "e" | "º" | "ª"));
    cursor.mark(&[',']);
    // `9 tháng 3 năm 2021`, `9 tháng 3, 2021`
    if cursor.word(|word| word == "thang") {
        let month = cursor.number(1..=2)?;
        cursor.mark(&[',']);
        cursor.word(|word| word == "nam");
        return cursor.number(4..=4).map(|year| of(year, month, day));
    }
    if cursor.word(|word| matches!(word, "of" | "de" | "di" | "del" | "d")) {
        cursor.mark(&['\'', '’']);
    }
    let month = cursor.month()?;
    year_behind(cursor).map(|year| of(year, month, day))
}

/// Reads `October 19, 2014`, `Oct. 19th 2014`, `October 2014`
pub(super) fn month_day(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
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
        if let Some(mut time) = clock(cursor, true)
            && let Some(year) = cursor.number(4..=4)
        {
            // Git writes the offset after the year.
            if time.zone == Zone::Unstated {
                time.zone = zone(cursor);
            }
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
pub(super) fn year_month_name(cursor: &mut TokenCursor<'_>, _: &DateContext<'_>) -> Option<Parts> {
    let year = cursor.number(4..=4)?;
    cursor.mark(&['.', ',', '-']);
    let month = cursor.month()?;
    cursor.mark(&['.', '-']);
    let day = cursor.number(1..=2)?;
    cursor.mark(&['.']);
    Some(of(year, month, day))
}

pub(super) fn year_behind(cursor: &mut TokenCursor<'_>) -> Option<u32> {
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
