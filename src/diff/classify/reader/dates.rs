//! Reading the date that begins at a token.

use super::super::super::hash::combine;
use super::super::super::words::{TokenKind, WordToken};
use super::super::class::Class;
use super::super::date::{self, Date};
use super::super::lexical::{self, DATE, DATE_BESIDE, MONTH, PLAIN, WEEKDAY, WORD_INDEX};
use super::super::number;
use super::{Fact, FactValue, MAX_TOKENS, SentenceReader};
use crate::lexicon::LANGUAGES;

/// The most days of a series after the first: "3, 4 and 5 May".
const MAX_SERIES: usize = 4;
/// Distinguishes the day of a month that is not named from a number.
const ORDINAL_DAY: u64 = 1 << 32;

impl SentenceReader<'_> {
    /// The date that begins at a token.
    pub(super) fn date(&self, at: usize) -> Option<Fact> {
        let mut date = Date::default();
        let mut end = at;
        let mut next = at;
        while next < at + MAX_TOKENS && self.date_part(next, end > at, &mut date) {
            next += 1;
            end = next;
            // "Sept. 3", "3. Mai", "May 3, 2019", "3 de mayo de 2019", "3rd of May", "May 3 at 9:30".
            let mut gap = next;
            while gap < next + 2
                && matches!(
                    self.word(gap),
                    "." | "," | "of" | "de" | "del" | "at" | "um" | "à" | "the"
                )
            {
                gap += 1;
            }
            let mut probe = date;
            if gap > next && self.date_part(gap, true, &mut probe) {
                next = gap;
            }
        }
        if end == at {
            return None;
        }
        // A day alone is a number.
        let day_alone = Date { day: date.day, ..Date::default() } == date;
        (!day_alone).then(|| self.fact(Class::Date, at, end, FactValue::Date(date)))
    }

    /// Reads a token as a part of a date. `within`: the token before is a part.
    fn date_part(&self, at: usize, within: bool, date: &mut Date) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        if self.region(at).is_some() {
            return false;
        }
        let word = self.word(at);
        let flags = self.flags(at);
        match token.kind {
            TokenKind::Punctuation => false,
            TokenKind::Number => self.date_figure(at, word, within, date),
            TokenKind::Word => {
                let beside = |test: &dyn Fn(usize) -> bool| {
                    at.checked_sub(1).is_some_and(test)
                        || test(at + 1)
                        || (self.word(at + 1) == "." && test(at + 2))
                        || (at > 1
                            && matches!(self.word(at - 1), "." | "," | "of" | "de")
                            && test(at - 2))
                };
                let numbered = beside(&|at| self.is_number(at));
                if flags & MONTH != 0 && date.month.is_none() {
                    let capital = word.starts_with(char::is_uppercase) && self.is_inside(at);
                    let doubtful = flags & DATE_BESIDE != 0 && !capital;
                    // "sept", "mar": such a name is a month in a printed date.
                    let short = flags & DATE == 0;
                    let is_name = capital && self.is_named_like_month(at);
                    if (doubtful || short || is_name) && !numbered {
                        return false;
                    }
                    date.month = WORD_INDEX.month(self.name_key(at), self.languages);
                    return true;
                }
                let is_compound =
                    self.word(at + 1) == "-" && matches!(self.word(at + 2), "feira" | "feiras");
                if flags & WEEKDAY != 0 && (flags & (DATE | DATE_BESIDE) != 0 || is_compound) {
                    let capital = word.starts_with(char::is_uppercase) && self.is_inside(at);
                    let doubtful = flags & DATE_BESIDE != 0
                        && (word.chars().count() <= 3 || flags & DATE == 0 || !capital);
                    let is_name = capital && self.has_small_months();
                    if (doubtful || is_name) && !numbered || date.weekday.is_some() {
                        return false;
                    }
                    date.weekday = WORD_INDEX.weekday(self.name_key(at), self.languages);
                    return true;
                }
                if flags & DATE != 0 && flags & (MONTH | WEEKDAY) == 0 {
                    let half = matches!(word, "a.m." | "p.m." | "a.m" | "p.m");
                    if half {
                        if within && date.time.is_some() {
                            date.afternoon = Some(word.starts_with('p'));
                        }
                        return within && date.time.is_some();
                    }
                    if flags & DATE_BESIDE != 0
                        && word.starts_with(char::is_uppercase)
                        && !numbered
                        && at == 0
                    {
                        return false;
                    }
                    date.other = Some(combine(date.other.unwrap_or(0), self.name_key(at)));
                    return true;
                }
                if within && matches!(word, "am" | "pm" | "AM" | "PM") && date.time.is_some() {
                    date.afternoon = Some(word.eq_ignore_ascii_case("pm"));
                    return true;
                }
                if within
                    && date.time.is_some()
                    && let Some(zone) = date::zone(word)
                {
                    date.zone = Some(zone);
                    return true;
                }
                // "日曜日" is Sunday.
                if self.word(at + 1) != "曜"
                    && matches!(
                        word,
                        "年" | "月"
                            | "日"
                            | "时"
                            | "時"
                            | "分"
                            | "点"
                            | "點"
                            | "号"
                            | "號"
                            | "년"
                            | "월"
                            | "일"
                    )
                {
                    return within;
                }
                self.chinese_weekday(at, word, date)
                    || self.chinese_month_or_day(at, date)
                    || self.long_month(at, date)
            }
        }
    }

    /// Whether the texts are in languages that write months and weekdays with a small letter.
    fn has_small_months(&self) -> bool {
        self.is_in_none_of(&["en", "de", "tr"])
    }

    /// Whether a month with a capital inside a sentence is a name: "Julio Cortázar", "Theresa May".
    fn is_named_like_month(&self, at: usize) -> bool {
        const NO_GIVEN_NAME: lexical::Flags =
            DATE | MONTH | WEEKDAY | PLAIN | lexical::ATTRIBUTION | lexical::GENERIC;
        let before = at.checked_sub(1).filter(|&before| {
            self.is_word(before)
                && self.word(before).starts_with(char::is_uppercase)
                && self.known(before) & NO_GIVEN_NAME == 0
        });
        self.has_small_months()
            || before.is_some_and(|before| {
                self.is_inside(before) || matches!(self.word(before), "Mr" | "Mrs" | "Ms" | "Judge")
            })
    }

    /// Whether the texts are in languages that write the day before the month. English ones may
    /// write either first.
    fn is_day_first(&self) -> bool {
        self.is_in_none_of(&["en", "ja", "zh", "ko"])
    }

    /// Whether the languages of the texts are known, and none of these is among them.
    fn is_in_none_of(&self, codes: &[&str]) -> bool {
        let listed = LANGUAGES.into_iter().enumerate();
        let mut spoken = listed.filter(|(bit, language)| {
            self.languages >> bit & 1 == 1 && !language.facts.frequent.is_empty()
        });
        self.languages != lexical::ALL
            && spoken.all(|(_, language)| !codes.contains(&language.code))
    }

    /// 三月, 十二月, and after it 十五日: each sign is a token. A span has another sign: 三个月, 三月間.
    fn chinese_month_or_day(&self, at: usize, date: &mut Date) -> bool {
        const DIGITS: [&str; 9] = ["一", "二", "三", "四", "五", "六", "七", "八", "九"];
        const MOST_SIGNS: usize = 3;
        let sign = |at: usize| match self.word(at) {
            "十" => Some(10),
            word => DIGITS.iter().position(|digit| *digit == word).map(|digit| digit as u8 + 1),
        };
        if sign(at).is_none() {
            return false;
        }
        let signs = |at: &usize| sign(*at).is_some();
        let start = at - (0..at).rev().take_while(signs).take(MOST_SIGNS).count();
        let end = at + (at..=at + MOST_SIGNS).take_while(signs).count();
        let values: Vec<u8> = (start..end).filter_map(sign).collect();
        let value = match values.as_slice() {
            [units] => *units,
            [10, units] if *units < 10 => 10 + units,
            [tens, 10] if *tens < 10 => tens * 10,
            [tens, 10, units] if *tens < 10 && *units < 10 => tens * 10 + units,
            _ => return false,
        };
        match self.word(end) {
            "月" if (1..=12).contains(&value) && !matches!(self.word(end + 1), "間" | "间") => {
                date.month = Some(value);
                true
            }
            "日" | "号" | "號" if (1..=31).contains(&value) && date.month.is_some() => {
                date.day = Some(value);
                true
            }
            _ => false,
        }
    }

    /// 星期三, 礼拜三, 木曜日: each sign is a token.
    fn chinese_weekday(&self, at: usize, word: &str, date: &mut Date) -> bool {
        // 天 is Sunday too.
        const SIGNS: [&str; 8] = ["一", "二", "三", "四", "五", "六", "日", "天"];
        // 木曜日.
        const JAPANESE: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
        let weekday =
            |signs: &[&str]| signs.iter().position(|sign| *sign == word).map(|at| at.min(6) as u8);
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        if SIGNS.contains(&word)
            && matches!((before(2), before(1)), ("星", "期") | ("礼" | "禮", "拜"))
        {
            date.weekday = weekday(&SIGNS);
            return true;
        }
        let next = (self.word(at + 1), self.word(at + 2));
        if JAPANESE.contains(&word) && next.0 == "曜" {
            date.weekday = weekday(&JAPANESE);
            return true;
        }
        if word == "曜" || (word == "日" && before(1) == "曜") {
            return date.weekday.is_some();
        }
        (matches!(word, "星") && next.0 == "期" && SIGNS.contains(&next.1))
            || (matches!(word, "期" | "拜")
                && SIGNS.contains(&next.0)
                && matches!(before(1), "星" | "礼" | "禮"))
            || (matches!(word, "礼" | "禮") && next.0 == "拜" && SIGNS.contains(&next.1))
    }

    /// The name of a month of several tokens, as in Thai: reads it at its first one.
    fn long_month(&self, at: usize, date: &mut Date) -> bool {
        let begins = |start: usize| {
            let rest = self.tokens.get(start..)?;
            WORD_INDEX.long_month(rest, self.languages)
        };
        if let Some((month, _)) = begins(at).filter(|_| date.month.is_none()) {
            date.month = Some(month);
            return true;
        }
        date.month.is_some()
            && !self.word(at).is_ascii()
            && (1..MAX_TOKENS).any(|back| {
                let start = at.checked_sub(back);
                start.and_then(begins).is_some_and(|(_, length)| back < length)
            })
    }

    /// Reads a token with figures as a part of a date.
    fn date_figure(&self, at: usize, word: &str, within: bool, date: &mut Date) -> bool {
        if self.is_numbered(at) {
            return false;
        }
        // The tokens of "_May 5, 2024_" include the marks of emphasis.
        let word = &*number::ascii_digits(word.trim_matches('_'));
        if let Some(read) = date::numeric(word, self.is_day_first())
            .filter(|_| date.month.is_none() && date.day.is_none())
        {
            *date = Date { weekday: date.weekday, time: date.time, ..read };
            return true;
        }
        // "alle 9.30", "kl. 9.30": a full stop is a colon after such a word.
        let colon = || {
            let before = at.checked_sub(1).map(|before| match self.word(before) {
                "." => before.checked_sub(1).map_or("", |at| self.word(at)),
                word => word,
            });
            let is_clock = before.is_some_and(|word| {
                matches!(
                    word,
                    "alle" | "dalle" | "ore" | "kl" | "kello" | "klo" | "klokken" | "klockan"
                )
            });
            is_clock.then(|| date::clock(&word.replacen('.', ":", 1))).flatten()
        };
        if let Some(read) = date::clock(word)
            .or_else(|| date::half_day(word))
            .or_else(colon)
            .filter(|_| date.time.is_none())
        {
            (date.time, date.afternoon) = (read.time, read.afternoon);
            return true;
        }
        let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let figures = &word[..word.len() - suffix.len()];
        let Ok(value) = figures.parse::<u16>() else { return false };
        let month = |at: usize| self.month_at(at).is_some();
        let next = self.word(at + 1);
        // "3일에": a particle follows the sign.
        match suffix.chars().next() {
            Some('년') => date.year = Some(value),
            Some('월') => date.month = u8::try_from(value).ok(),
            Some('일') if within => date.day = u8::try_from(value).ok(),
            _ => {}
        }
        if suffix.starts_with(['년', '월']) || (within && suffix.starts_with('일')) {
            return true;
        }
        if suffix.is_empty()
            && matches!(
                next,
                "年" | "月" | "日" | "时" | "時" | "点" | "點" | "号" | "號" | "년" | "월" | "일"
            )
        {
            match next {
                "年" | "년" => date.year = Some(value),
                "月" | "월" => date.month = Some(value as u8),
                "日" | "号" | "號" | "일" => date.day = Some(value as u8),
                _ => date.time = Some(value.saturating_mul(60)),
            }
            return true;
        }
        if (1..=31).contains(&value)
            && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "er" | "º")
            && date.day.is_none()
        {
            let follows = month(at + 1)
                || (matches!(next, "." | "of" | "de") && month(at + 2))
                || (next == "." && month(at + 2));
            let before = date.month.is_some() && within;
            if (follows && date.month.is_none()) || before {
                date.day = Some(value as u8);
                return true;
            }
            if !within && let Some(month) = self.month_of_series(at) {
                (date.day, date.month) = (Some(value as u8), Some(month));
                return true;
            }
            if !within && suffix.len() == 2 && self.is_ordinal_day(at) {
                (date.day, date.other) = (Some(value as u8), Some(ORDINAL_DAY));
                return true;
            }
        }
        if let Some((first, last)) = date::days(word)
            && date.day.is_none()
            && ((month(at + 1) && date.month.is_none()) || (date.month.is_some() && within))
        {
            (date.day, date.other) = (Some(first), Some(last.into()));
            return true;
        }
        if matches!(next, "a.m." | "p.m." | "a.m" | "p.m" | "am" | "pm" | "AM" | "PM" | "Uhr")
            && value < 25
            && date.time.is_none()
        {
            let minutes =
                suffix.strip_prefix('.').and_then(|part| part.parse::<u16>().ok()).unwrap_or(0);
            date.time = Some(value * 60 + minutes.min(59));
            return suffix.is_empty() || suffix.starts_with('.');
        }
        if !date::is_year(word) || date.year.is_some() {
            return false;
        }
        let with_month = within && (date.month.is_some() || date.day.is_some());
        if with_month || (!within && self.stands_as_year(at, value)) {
            date.year = Some(value);
            return true;
        }
        false
    }

    /// The month at a token.
    fn month_at(&self, at: usize) -> Option<u8> {
        let flags = self.known(at);
        let certain = flags & DATE_BESIDE == 0
            || self.word(at).starts_with(char::is_uppercase)
            || self.languages != lexical::ALL;
        let token = self.tokens.get(at).filter(|_| flags & MONTH != 0 && certain)?;
        WORD_INDEX.month(token.folded, self.languages)
    }

    /// The month of a day in a series: "3 to 5 May", "3./4. Mai", "May 3 and 4".
    fn month_of_series(&self, at: usize) -> Option<u8> {
        let joins = |at: usize| {
            matches!(
                self.word(at),
                "and"
                    | "to"
                    | "or"
                    | "through"
                    | "until"
                    | "&"
                    | "-"
                    | "–"
                    | "/"
                    | "und"
                    | "bis"
                    | "oder"
                    | "et"
                    | "au"
                    | "ou"
                    | "y"
                    | "al"
                    | "o"
                    | "e"
                    | "i"
                    | "en"
                    | "tot"
            )
        };
        let is_day = |at: usize| {
            self.is_number(at) && date::day(self.word(at)).is_some() && self.region(at).is_none()
        };
        // Forward: days up to the month.
        let (mut place, mut joined) = (at + 1, false);
        for _ in 0..MAX_SERIES {
            place += usize::from(self.word(place) == ".");
            let joins = joins(place);
            if !joins && self.word(place) != "," {
                break;
            }
            joined |= joins;
            place += 1 + usize::from(self.word(place + 1) == "the");
            if !is_day(place) {
                break;
            }
            place += 1;
            let month = place + usize::from(matches!(self.word(place), "." | "of" | "de"));
            if let Some(month) = self.month_at(month) {
                return joined.then_some(month);
            }
        }
        // Back: days after the month. A number of things is followed by its noun.
        let next = at + 1;
        if self.tokens.get(next).is_some_and(WordToken::is_word) && self.known(next) & PLAIN == 0 {
            return None;
        }
        let mut place = at;
        for _ in 0..MAX_SERIES {
            place -= usize::from(place > 0 && self.word(place - 1) == "the");
            place = place.checked_sub(2).filter(|&before| joins(before + 1) && is_day(before))?;
            let month = place.checked_sub(1)?;
            let month = month.saturating_sub(usize::from(self.word(month) == "."));
            if let Some(month) = self.month_at(month) {
                return Some(month);
            }
        }
        None
    }

    /// Whether an ordinal is the day of a month that is not named: "on the 3rd", "Friday the 3rd".
    fn is_ordinal_day(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(2).filter(|_| self.word(at - 1) == "the") else {
            return false;
        };
        let leads = matches!(self.word(before), "on" | "On" | "until" | "by" | "from" | "since")
            || self.known(before) & WEEKDAY != 0;
        leads && (!self.is_word(at + 1) || matches!(self.word(at + 1), "of" | "at" | "and" | "to"))
    }

    /// Whether four figures without a month are a year, and not a number of things.
    fn stands_as_year(&self, at: usize, value: u16) -> bool {
        let before = at.checked_sub(1).map_or("", |at| self.word(at));
        let lower = before.to_lowercase();
        let preposition = matches!(
            lower.as_str(),
            "in" | "since"
                | "by"
                | "of"
                | "until"
                | "till"
                | "from"
                | "during"
                | "early"
                | "late"
                | "mid"
                | "before"
                | "after"
                | "year"
                | "spring"
                | "summer"
                | "autumn"
                | "fall"
                | "winter"
                | "to"
                | "and"
                | "("
                | "c"
                | "circa"
                | "jahr"
                | "jahre"
                | "seit"
                | "bis"
                | "im"
                | "ab"
                | "von"
                | "en"
                | "depuis"
                | "dès"
                | "de"
                | "del"
                | "desde"
                | "dal"
                | "nel"
                | "año"
                | "année"
                | "i"
                | "w"
                | "roku"
                | "v"
                | "в"
                | "с"
                | "у"
                | "-"
                | "–"
                | ","
                | "the"
                | "'"
                | "’"
                | "©"
        );
        let after = self.word(at + 1);
        let counted = self.known(at + 1) & lexical::UNIT != 0
            || (after.len() > 2
                && after.starts_with(char::is_lowercase)
                && after.ends_with('s')
                && !matches!(lower.as_str(), "the" | "in" | "since" | "of"))
            || after == "%";
        if counted && !matches!(after, "year" | "years" | "day") {
            return false;
        }
        // "2000万", "2000人"
        let is_counted = after.starts_with([
            '万', '萬', '億', '亿', '만', '억', '人', '名', '个', '個', '件', '元', '円', '只',
            '辆', '户', '家', '台', '本', '棟', '명', '원', '개',
        ]);
        if is_counted {
            return false;
        }
        let modern = (1900..2100).contains(&value);
        modern
            || (preposition
                && !matches!(before, "," | "(" | "the" | "to" | "and" | "of" | "de" | "-" | "–"))
    }
}
