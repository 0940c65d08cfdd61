//! Reading the facts of a sentence, each with its words and its value.

use std::cell::OnceCell;

use super::super::Extent;
use super::super::hash::combine;
use super::super::words::{TokenKind, WordToken};
use super::class::Class;
use super::context::TextContext;
use super::date::{self, Date};
use super::lexical::{
    self, ATTRIBUTION, DATE, DATE_BESIDE, Flags, GENERIC, Languages, MONTH, NEGATION,
    NEGATION_START, NO_NAME, NUMBER, NUMBERED_LABEL, PHRASE, PLAIN, WEEKDAY, WORD_INDEX,
};
use super::number::{self, Amount, Number, Unit, Value};
use super::quotes::{Quotation, quotations};
use super::regions::{Region, regions};

/// A fact, or the attribution of one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact {
    pub(super) class: Class,
    /// Its tokens: the first, and one past the last.
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) extent: Extent,
    pub(super) value: FactValue,
    /// Whether the words have other meanings too: such a fact counts only if another one replaces it.
    pub(super) weak: bool,
}

/// What a fact says.
#[derive(Clone, Copy, Debug)]
pub(super) enum FactValue {
    Number(Number),
    Date(Date),
    /// A hash of its words: of all of them, and of those that are names.
    Words(u64, u64),
    /// Only that it is there.
    Present,
}

impl FactValue {
    /// Whether two facts of one class say the same.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.is(b),
            (Self::Date(a), Self::Date(b)) => a.is(b),
            (Self::Words(a, x), Self::Words(b, y)) => a == b || (x == y && *x != 0),
            (Self::Present, Self::Present) => true,
            _ => false,
        }
    }
}

/// One side of a comparison, with what is needed to read its facts.
pub(super) struct SentenceReader<'a> {
    pub(super) text: &'a str,
    pub(super) sentence: Extent,
    pub(super) tokens: &'a [WordToken],
    pub(super) context: &'a TextContext<'a>,
    languages: Languages,
    flags: OnceCell<Vec<Flags>>,
    regions: OnceCell<Vec<(Extent, Region)>>,
    quotations: OnceCell<Vec<Quotation>>,
    capitals: OnceCell<Capitals>,
}

/// What a capital letter means in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capitals {
    /// A name, inside a sentence.
    Names,
    /// Nothing: most words have one, as in a headline or a line in capitals.
    Style,
    /// A noun (German).
    Nouns,
}

/// The most days of a series after the first: "3, 4 and 5 May".
const MAX_SERIES: usize = 4;
/// Distinguishes the day of a month that is not named from a number.
const ORDINAL_DAY: u64 = 1 << 32;

/// The distance of the other half of a double negation, in tokens: "no dijo nada".
const MAX_DOUBLE: usize = 6;

/// The longest date and the longest number, in tokens.
const MAX_TOKENS: usize = 16;

impl<'a> SentenceReader<'a> {
    pub(super) fn new(
        text: &'a str,
        sentence: Extent,
        tokens: &'a [WordToken],
        context: &'a TextContext<'a>,
    ) -> Self {
        Self {
            text,
            sentence,
            tokens,
            context,
            languages: context.languages(),
            flags: OnceCell::new(),
            regions: OnceCell::new(),
            quotations: OnceCell::new(),
            capitals: OnceCell::new(),
        }
    }

    pub(super) fn regions(&self) -> &[(Extent, Region)] {
        self.regions.get_or_init(|| {
            if self.context.is_fenced(self.text, self.sentence) {
                return vec![(self.sentence, Region::Code)];
            }
            regions(self.text, self.sentence)
        })
    }

    pub(super) fn quotations(&self) -> &[Quotation] {
        self.quotations.get_or_init(|| {
            let mut found = quotations(self.text, self.sentence);
            if !found.is_empty() {
                // The title of a link and the strings of code are no quotations.
                let regions = self.regions();
                found.retain(|one| {
                    let after =
                        regions.partition_point(|(region, _)| region.start <= one.extent.start);
                    let region = after.checked_sub(1).and_then(|at| regions.get(at));
                    region.is_none_or(|(region, _)| region.end <= one.extent.start)
                });
            }
            found
        })
    }

    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.extent().of(self.text))
    }

    pub(super) fn extent(&self, first: usize, end: usize) -> Extent {
        match (self.tokens.get(first), end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) => Extent::new(first.extent().start, last.extent().end),
            _ => Extent::default(),
        }
    }

    /// What the lexicon says about a word.
    pub(super) fn known(&self, at: usize) -> Flags {
        if self.is_word(at) { self.flags(at) } else { 0 }
    }

    /// What the lexicon says about a token.
    pub(super) fn flags(&self, at: usize) -> Flags {
        let all = self.flags.get_or_init(|| {
            let flags = |token: &WordToken| WORD_INDEX.flags(token.key(), self.languages);
            self.tokens.iter().map(flags).collect()
        });
        all.get(at).copied().unwrap_or(0)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(WordToken::is_word)
    }

    /// The region that a token is in, unless it is prose.
    pub(super) fn region(&self, at: usize) -> Option<Region> {
        let extent = self.tokens.get(at)?.extent();
        let regions = self.regions();
        let after = regions.partition_point(|(region, _)| region.start <= extent.start);
        let &(region, kind) = regions.get(after.checked_sub(1)?)?;
        (extent.start < region.end).then_some(kind)
    }

    /// Whether nothing is between a token and the next one.
    fn joined(&self, at: usize) -> bool {
        match (self.tokens.get(at), self.tokens.get(at + 1)) {
            (Some(a), Some(b)) => a.extent().end == b.extent().start,
            _ => false,
        }
    }

    /// The facts of the sentence, in order.
    pub(super) fn facts(&self) -> Vec<Fact> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let flags = self.flags(at);
            let bytes = self.text.as_bytes();
            let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
            let extent = token.extent();
            // Most words are lower case and not listed. Words ending in "t" are checked for "n't".
            let small = token.kind == TokenKind::Word && byte(extent.start).is_ascii_lowercase();
            let plain =
                small && flags & !(PLAIN | PHRASE | GENERIC) == 0 && byte(extent.end - 1) != b't';
            let mark = token.kind == TokenKind::Punctuation
                && flags & (NEGATION | NEGATION_START) == 0
                && !self.word(at).starts_with(['★', '☆', '⭐', '✩', '✭']);
            if plain || mark || self.region(at).is_some() {
                at += 1;
                continue;
            }
            let fact = self
                .date(at)
                .or_else(|| self.number(at))
                .or_else(|| self.negation(at, flags))
                .or_else(|| self.name(at))
                .or_else(|| {
                    let attributed = flags & ATTRIBUTION != 0;
                    attributed.then(|| {
                        self.fact(Class::Attribution, at, at + 1, FactValue::Words(token.folded, 0))
                    })
                });
            match fact {
                Some(fact) => {
                    at = fact.end.max(at + 1);
                    found.push(fact);
                }
                None => at += 1,
            }
        }
        found
    }

    fn fact(&self, class: Class, first: usize, end: usize, value: FactValue) -> Fact {
        Fact { class, first, end, extent: self.extent(first, end), value, weak: false }
    }

    // --- negations -------------------------------------------------------------------------------

    fn negation(&self, at: usize, flags: Flags) -> Option<Fact> {
        let word = self.word(at);
        let present = |end: usize| Some(self.fact(Class::Negation, at, end, FactValue::Present));
        if flags & NEGATION_START != 0
            && let Some(tokens) =
                self.tokens.get(at..).and_then(|rest| WORD_INDEX.negation(rest, self.languages))
        {
            return present(at + tokens);
        }
        if word.len() > 3 && (word.ends_with("n't") || word.ends_with("n’t")) {
            return present(at + 1);
        }
        if flags & NEGATION == 0 {
            return None;
        }
        // "No. 5", "nr. 5" and the code NO; "non-" is part of a thing's name.
        let short = word.chars().count() <= 3;
        let numbered = short
            && (self.is_number(at + 1) || (self.word(at + 1) == "." && self.is_number(at + 2)));
        let code = short
            && word.len() > 1
            && word.chars().all(char::is_uppercase)
            && *self.capitals() != Capitals::Style
            && !word.eq_ignore_ascii_case("not");
        let prefix =
            word.eq_ignore_ascii_case("non") && self.word(at + 1) == "-" && self.joined(at);
        if numbered || code || prefix || self.is_other_word(at, word) {
            return None;
        }
        present(at + 1)
    }

    /// Whether a word that negates is another one here: "un pas" is a step, "nada en el lago" swims.
    fn is_other_word(&self, at: usize, word: &str) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        if word.eq_ignore_ascii_case("pas") {
            let before = before(1).to_lowercase();
            return matches!(
                before.as_str(),
                "un" | "le" | "les" | "des" | "premier" | "petit" | "grand" | "quelques" | "chaque"
            );
        }
        word.eq_ignore_ascii_case("nada")
            && at > 0
            && matches!(self.word(at + 1), "en" | "hacia" | "con" | "por" | "hasta" | "desde")
            && !(1..=MAX_DOUBLE).any(|back| {
                let earlier = at.checked_sub(back);
                earlier.is_some_and(|at| self.known(at) & NEGATION != 0)
            })
            && !matches!(before(1), "de" | "por" | "para" | "," | "casi" | "y")
    }

    // --- dates -----------------------------------------------------------------------------------

    /// The date that begins at a token.
    fn date(&self, at: usize) -> Option<Fact> {
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
                    let short = word.chars().count() <= 3 && flags & DATE == 0;
                    if (doubtful || short) && !numbered {
                        return false;
                    }
                    date.month = WORD_INDEX.month(token.folded, self.languages);
                    return true;
                }
                if flags & WEEKDAY != 0 && flags & (DATE | DATE_BESIDE) != 0 {
                    let doubtful = flags & DATE_BESIDE != 0
                        && (word.chars().count() <= 3 || flags & DATE == 0);
                    if doubtful && !numbered || date.weekday.is_some() {
                        return false;
                    }
                    date.weekday = Some(date::weekday(word));
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
                    date.other = Some(combine(date.other.unwrap_or(0), token.folded));
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
                if matches!(
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
                ) {
                    return within;
                }
                self.chinese_weekday(at, word, date)
            }
        }
    }

    /// 星期三, 礼拜三, 木曜日: each sign is a token.
    fn chinese_weekday(&self, at: usize, word: &str, date: &mut Date) -> bool {
        const SIGNS: [&str; 8] = ["一", "二", "三", "四", "五", "六", "日", "天"];
        // 木曜日.
        const JAPANESE: [&str; 7] = ["日", "月", "火", "水", "木", "金", "土"];
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        if SIGNS.contains(&word)
            && matches!((before(2), before(1)), ("星", "期") | ("礼" | "禮", "拜"))
        {
            date.weekday = Some(date::weekday(word));
            return true;
        }
        let next = (self.word(at + 1), self.word(at + 2));
        if JAPANESE.contains(&word) && next.0 == "曜" {
            date.weekday = Some(date::weekday(word));
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

    /// Reads a token with figures as a part of a date.
    fn date_figure(&self, at: usize, word: &str, within: bool, date: &mut Date) -> bool {
        if self.is_numbered(at) {
            return false;
        }
        // The tokens of "_May 5, 2024_" include the marks of emphasis.
        let word = word.trim_matches('_');
        if let Some(read) =
            date::numeric(word).filter(|_| date.month.is_none() && date.day.is_none())
        {
            *date = Date { weekday: date.weekday, time: date.time, ..read };
            return true;
        }
        if let Some(read) =
            date::clock(word).or_else(|| date::half_day(word)).filter(|_| date.time.is_none())
        {
            (date.time, date.afternoon) = (read.time, read.afternoon);
            return true;
        }
        let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let figures = &word[..word.len() - suffix.len()];
        let Ok(value) = figures.parse::<u16>() else { return false };
        let month = |at: usize| self.month_at(at).is_some();
        let next = self.word(at + 1);
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
        let modern = (1900..2100).contains(&value);
        modern
            || (preposition
                && !matches!(before, "," | "(" | "the" | "to" | "and" | "of" | "de" | "-" | "–"))
    }

    /// Whether a number belongs to a label before it: "Table 14.2.1", "sections 3 and 4".
    pub(super) fn is_numbered(&self, at: usize) -> bool {
        for back in 1..=MAX_LABEL {
            let Some(before) = at.checked_sub(back) else { return false };
            let word = self.word(before);
            if matches!(word, "§" | "§§" | "¶") {
                return true;
            }
            if self.known(before) & NUMBERED_LABEL != 0 {
                // "page 5 ... of 7": a word in between ends the list.
                return true;
            }
            let within = self.is_number(before)
                || matches!(
                    word,
                    "," | "and"
                        | "or"
                        | "to"
                        | "through"
                        | "und"
                        | "et"
                        | "y"
                        | "e"
                        | "-"
                        | "–"
                        | "."
                        | "("
                        | ")"
                        | "&"
                        | "["
                        | "*"
                        | "**"
                );
            if !within {
                return false;
            }
        }
        false
    }

    // --- numbers ---------------------------------------------------------------------------------

    /// The number that begins at a token, with its sign, currency, magnitude and unit.
    fn number(&self, at: usize) -> Option<Fact> {
        let token = self.tokens.get(at)?;
        let mut number = match token.kind {
            TokenKind::Number => {
                let word = self.word(at).trim_matches('_');
                let figures =
                    word.strip_prefix(['v', 'V']).filter(|rest| rest.contains('.')).unwrap_or(word);
                if self.is_numbered(at) || is_identifier(word) {
                    return None;
                }
                number::read(figures)?
            }
            TokenKind::Word => return self.number_in_words(at),
            TokenKind::Punctuation => {
                let stars = self.word(at).chars().filter(|c| matches!(c, '★' | '⭐' | '✭')).count();
                let number = Number::plain(Amount::of(stars as u128, 0));
                return Some(self.fact(Class::Number, at, at + 1, FactValue::Number(number)));
            }
        };
        let mut first = at;
        let mut end = at + 1;
        // "1 200 000".
        while let Some(group) = self.thousands(end) {
            number.amount = match (number.amount, group) {
                (Amount::Decimal { digits, power }, group) if power >= 0 && digits > 0 => {
                    let whole = digits.checked_mul(10u128.checked_pow(power as u32)?)?;
                    Amount::of(whole.checked_mul(1000)?.checked_add(group.into())?, 0)
                }
                (amount, _) => amount,
            };
            end += 1;
        }
        // "−5", "–5", "minus 5", "-£5".
        if let Some(before) = at.checked_sub(1) {
            let word = self.word(before);
            let apart = before.checked_sub(1).is_none_or(|back| !self.joined(back));
            let minus = matches!(word, "-" | "−" | "–") && self.joined(before) && apart;
            if minus || word.eq_ignore_ascii_case("minus") {
                number.negative = true;
                first = before;
            }
            if self.joined(before)
                && matches!(word, "A" | "AU" | "C" | "CA" | "NZ" | "HK" | "S" | "R")
            {
                number.currency = Unit::named(&format!("{word}$"));
                first = before;
            }
            if number.currency == Unit::NONE
                && let Some(unit) = currency_code(word)
            {
                number.currency = unit;
                first = before;
            }
        }
        // "**12** days": the marks of emphasis are between a number and its unit.
        let bare = if matches!(self.word(end), "*" | "**") { end + 1 } else { end };
        let full = self.unit(self.magnitude(bare, &mut number), &mut number);
        if full > bare {
            end = full;
        }
        if number.unit == Unit::named("°") && self.joined(end - 1) {
            let scale = self.word(end);
            if matches!(scale, "C" | "F") {
                number.unit = Unit::named(if scale == "C" { "°C" } else { "°F" });
                end += 1;
            }
        }
        let mut fact = self.fact(Class::Number, first, end, FactValue::Number(number));
        // "#394" refers to something: it counts only if another number replaces it.
        fact.weak = self.word(at).starts_with('#');
        Some(fact)
    }

    /// A group of three figures after a single space.
    fn thousands(&self, at: usize) -> Option<u32> {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Number)?;
        let before = self.tokens.get(at.checked_sub(1)?)?;
        let word = token.extent().of(self.text);
        let gap = Extent::new(before.extent().end, token.extent().start).of(self.text);
        let head = before.extent().of(self.text);
        let grouped = word.len() == 3
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(gap, " " | "\u{A0}" | "\u{202F}" | "\u{2009}")
            && head.chars().rev().take_while(char::is_ascii_digit).count() <= 3
            && head.ends_with(|c: char| c.is_ascii_digit())
            && !head.contains(['.', ',', ':', '/']);
        grouped.then(|| word.parse().ok()).flatten()
    }

    /// Reads "million" after a number.
    fn magnitude(&self, mut at: usize, number: &mut Number) -> usize {
        for _ in 0..2 {
            let mut word = at;
            if self.word(word) == "-" && self.joined(word - 1) && self.joined(word) {
                word += 1;
            }
            let Some(token) = self.tokens.get(word).filter(|token| token.kind == TokenKind::Word)
            else {
                break;
            };
            if self.flags(word) & NUMBER == 0 {
                break;
            }
            let Some(Value::Power(power)) =
                WORD_INDEX.number(token.folded, self.languages).map(|word| word.value)
            else {
                break;
            };
            number.amount = number.amount.times(power);
            at = word + 1;
            // "7 Mio. Euro".
            let abbreviated = self.word(at) == "." && self.joined(word);
            if abbreviated && self.known(at + 1) & lexical::UNIT != 0 {
                at += 1;
            }
        }
        at
    }

    /// Reads a unit after a number: "%", "per cent", "km", "euros".
    fn unit(&self, at: usize, number: &mut Number) -> usize {
        if number.unit != Unit::NONE && !number.million {
            return at;
        }
        let word = self.word(at);
        let next = self.word(at + 1);
        let pair = (word.to_lowercase(), next.to_lowercase());
        if matches!(
            (pair.0.as_str(), pair.1.as_str()),
            ("per" | "pro" | "pour", "cent") | ("por" | "per", "ciento" | "cento")
        ) {
            number.unit = Unit::named("%");
            return at + 2;
        }
        if matches!(word, "%" | "‰" | "°" | "€" | "$" | "£" | "¥" | "₽" | "₹" | "zł" | "kr" | "Kč")
        {
            if word.starts_with(number::is_currency) && number.currency == Unit::NONE {
                number.currency = Unit::named(word);
            } else {
                number.unit = Unit::named(word);
            }
            return at + 1;
        }
        if let Some(unit) = currency_code(word).filter(|_| number.currency == Unit::NONE) {
            number.currency = unit;
            return at + 1;
        }
        let mut place = at;
        if word == "-" && at > 0 && self.joined(at - 1) && self.joined(at) {
            place += 1;
        }
        let Some(token) = self.tokens.get(place).filter(|token| token.is_word()) else { return at };
        let symbol = self.word(place);
        if matches!(
            symbol,
            "km" | "kg"
                | "m"
                | "cm"
                | "mm"
                | "g"
                | "t"
                | "ha"
                | "l"
                | "ft"
                | "mi"
                | "mph"
                | "km/h"
                | "kW"
                | "MW"
                | "GW"
                | "TWh"
                | "GWh"
                | "MWh"
                | "kWh"
                | "kB"
                | "KB"
                | "MB"
                | "GB"
                | "TB"
                | "°C"
                | "°F"
                | "C"
                | "F"
                | "Hz"
                | "kHz"
                | "MHz"
                | "GHz"
        ) && !number.million
        {
            number.unit = Unit::named(symbol);
            return place + 1;
        }
        if self.flags(place) & lexical::UNIT != 0
            && let Some(unit) = WORD_INDEX.unit(token.folded, self.languages)
        {
            let ordinal = number.unit != Unit::NONE;
            if !ordinal {
                number.unit = unit;
            }
            return place + 1;
        }
        at
    }

    /// A number written out: "twelve", "twenty-one", "two hundred", "a dozen".
    fn number_in_words(&self, at: usize) -> Option<Fact> {
        let token = self.tokens.get(at)?;
        let flags = self.flags(at);
        if flags & NUMBER == 0 {
            return None;
        }
        let Some(first) = WORD_INDEX.number(token.folded, self.languages) else {
            // A listed number whose value is not: its letters are its value. Units are none.
            let listed = flags & lexical::UNIT == 0;
            return listed
                .then(|| self.fact(Class::Number, at, at + 1, FactValue::Words(token.folded, 0)));
        };
        let mut weak =
            first.weak || self.word(at).starts_with(char::is_uppercase) && self.is_inside(at);
        let (mut total, mut group, mut ordinal, mut fraction) = (0u128, 0u128, false, None);
        let (mut end, mut place) = (at, at);
        let mut next = Some(first);
        while let Some(word) = next.filter(|_| end < at + MAX_TOKENS) {
            match word.value {
                Value::Integer(value) | Value::Ordinal(value) => {
                    let fits = end == at
                        || group == 0
                        || (group.is_multiple_of(100) && value < 100)
                        || (group.is_multiple_of(10) && group % 100 >= 20 && value < 10);
                    if !fits {
                        break;
                    }
                    group += u128::from(value);
                    ordinal = matches!(word.value, Value::Ordinal(_));
                }
                Value::Power(2) => group = group.max(1) * 100,
                Value::Power(power) => {
                    total += group.max(1) * 10u128.pow(power.unsigned_abs().min(15));
                    group = 0;
                }
                Value::Fraction(..) if end > at => break,
                Value::Fraction(over, under) => fraction = Some((over, under)),
            }
            weak &= word.weak || end == at;
            end = place + 1;
            if ordinal || fraction.is_some() || group > 1_000_000 {
                break;
            }
            place = end;
            if (self.word(place) == "-" && self.joined(place - 1))
                || (self.word(place) == "and" && group >= 100)
            {
                place += 1;
            }
            next = self
                .tokens
                .get(place)
                .filter(|_| self.known(place) & NUMBER != 0)
                .and_then(|token| WORD_INDEX.number(token.folded, self.languages));
        }
        let amount = match fraction {
            Some((over, under)) => Amount::fraction(over, under),
            None => Amount::of(total + group, 0),
        };
        let mut number = Number::plain(amount);
        if ordinal {
            number.unit = Unit::named("th");
        }
        let mut end = end.max(at + 1);
        if !ordinal {
            end = self.unit(end, &mut number);
        }
        // "One of the ships", "no one": a number only if a number replaces it. "One hour" is one.
        let weak = weak && (number.unit == Unit::NONE || ordinal);
        let mut fact = self.fact(Class::Number, at, end, FactValue::Number(number));
        fact.weak = weak;
        Some(fact)
    }

    // --- names -----------------------------------------------------------------------------------

    fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(WordToken::is_word)
            && self.word(at).starts_with(char::is_uppercase)
    }

    /// Whether a token is inside a sentence: no full stop, quotation mark or colon is before it.
    fn is_inside(&self, at: usize) -> bool {
        at > 0
            && (self.is_word(at - 1)
                || !self.word(at - 1).ends_with([
                    '.', '!', '?', ':', '"', '“', '„', '«', '‘', '(', '•', '-', '*', '|', '#', '>',
                    '_', '[', '—', '–', '\'', '¿', '¡', '\\', '…', '~', '/', '+',
                ]))
    }

    fn capitals(&self) -> &Capitals {
        self.capitals.get_or_init(|| {
            let (mut capital, mut small, mut upper, mut words) = (0usize, 0usize, 0usize, 0usize);
            // A heading that is marked as one may be short: "## Our Fees", "## How to Get a Permit".
            let heading = self.word(0).starts_with('#') && !self.is_number(0);
            for (at, token) in self.tokens.iter().enumerate().take(MAX_STYLE) {
                if token.kind != TokenKind::Word {
                    continue;
                }
                let word = self.word(at);
                let mut letters = word.chars();
                let first = letters.next().is_some_and(char::is_uppercase);
                let shout = first && word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
                words += 1;
                // A letter without case, as in Chinese, shows that a capital is a choice.
                let cased = word.starts_with(|c: char| c.is_uppercase() || c.is_lowercase());
                small += usize::from(!cased);
                upper += usize::from(shout);
                let counts =
                    if heading { self.known(at) & PLAIN == 0 } else { word.chars().count() > 3 };
                if cased && counts && self.is_inside(at) {
                    capital += usize::from(first);
                    small += usize::from(!first);
                }
            }
            if words >= 3 && upper * 3 > words * 2 {
                Capitals::Style
            } else if self.context.is_in("de") {
                Capitals::Nouns
            } else if ((capital >= 2 - usize::from(heading) && small == 0)
                || (capital >= 3 && capital * 3 >= (capital + small) * 2))
                && !self.is_prose()
            {
                Capitals::Style
            } else {
                Capitals::Names
            }
        })
    }

    /// Whether the sentence ends like one: a headline has no full stop. A list of names has one.
    fn is_prose(&self) -> bool {
        let end = self.sentence.of(self.text).trim_end_matches(['"', '”', '’', ')', '*', '_', ' ']);
        end.ends_with(['.', ',', ';', '。'])
    }

    /// The name that begins at a token: a run of words with capitals, of which one is a name.
    fn name(&self, at: usize) -> Option<Fact> {
        if !self.name_word(at) {
            return None;
        }
        let mut end = at + 1;
        while end < at + MAX_TOKENS && self.region(end).is_none() {
            if self.name_word(end) {
                end += 1;
            } else if (self.word(end) == "-"
                || self.word(end) == "&"
                || self.word(end) == "." && self.word(end - 1).chars().count() <= 2)
                && self.name_word(end + 1)
            {
                end += 2;
            } else {
                break;
            }
        }
        let mut first = at;
        // "The Guardian", "In London": the first word has its capital from its place.
        while first + 1 < end && !self.is_inside(first) && self.known(first) & PLAIN != 0 {
            first += 1;
        }
        let key = |at: usize| match self.word(at) {
            word if word.ends_with("'s") || word.ends_with("’s") => {
                let bare = word.trim_end_matches('s').trim_end_matches(['\'', '’']);
                super::super::hash::hash_folded(bare)
            }
            _ => self.tokens.get(at).map_or(0, |token| token.folded),
        };
        let (mut all, mut names, mut is_name) = (0, 0, false);
        for at in (first..end).filter(|&at| self.is_word(at)) {
            let key = key(at);
            all = combine(all, key);
            if self.is_proper(at, first, end) {
                (names, is_name) = (combine(names, key), true);
            }
        }
        is_name.then(|| self.fact(Class::Name, first, end, FactValue::Words(all, names)))
    }

    /// Whether a word may be part of a name.
    fn name_word(&self, at: usize) -> bool {
        let word = self.word(at);
        (self.capital(at) || (self.is_number(at) && ends_in_capital(word)))
            && !matches!(
                word,
                "I" | "I'm" | "I’m" | "I'd" | "I'll" | "I've" | "I’d" | "I’ll" | "I’ve"
            )
            && self.known(at) & (NEGATION | MONTH | WEEKDAY) == 0
            && (self.is_inside(at) || self.known(at) & (NUMBER | DATE) == 0)
    }

    /// Whether a word of the run `first..end` of words with capitals is a name.
    fn is_proper(&self, at: usize, first: usize, end: usize) -> bool {
        let word = self.word(at);
        let Some(token) = self.tokens.get(at) else { return false };
        let known = self.known(at);
        if known & NO_NAME != 0
            || word.chars().count() < 2 && end == first + 1
            || is_common_term(word)
        {
            return false;
        }
        let forms = self.context.forms(word, token.folded);
        let acronym = word.chars().count() >= 2
            && word.chars().all(|c| c.is_uppercase() || c == '.' || c.is_numeric());
        let inner = word.chars().skip(1).any(char::is_uppercase) && !acronym;
        match self.capitals() {
            Capitals::Style => forms.capital && !forms.lower,
            Capitals::Nouns => acronym && !forms.lower || self.is_german_name(at, first, end),
            Capitals::Names if forms.lower => false,
            Capitals::Names if acronym && is_roman(word) => false,
            Capitals::Names if self.is_inside(at) || at > first => true,
            // At the start of a sentence: another capital follows, or the text shows the name.
            Capitals::Names => {
                acronym
                    || inner
                    || end > first + 1 && at == first
                    || forms.capital
                    || self.known(at + 1) & ATTRIBUTION != 0
            }
        }
    }

    /// Whether the first word of a sentence may be a name by its look: a word with a capital that
    /// is not listed, is never written with a small letter, and has no ending of common words.
    pub(super) fn may_open_as_name(&self, at: usize, word: &str) -> bool {
        const ENDINGS: [&str; 13] = [
            "s", "x", "ing", "ed", "ly", "ion", "ment", "ness", "ty", "ism", "ure", "ance", "ence",
        ];
        let listed = ["en", "fr", "es"].iter().any(|code| self.context.is_in(code));
        listed
            && *self.capitals() == Capitals::Names
            && self.capital(at)
            && self.region(at).is_none()
            && word.chars().count() > 2
            && word.chars().skip(1).all(char::is_lowercase)
            && !ENDINGS.iter().any(|ending| word.ends_with(ending))
            && self.known(at) & (NO_NAME | NEGATION | MONTH | WEEKDAY) == 0
            && self.is_word(at + 1)
            && !self.capital(at + 1)
            && self
                .tokens
                .get(at)
                .is_some_and(|token| !self.context.forms(word, token.folded).lower)
    }

    /// German nouns have capitals. A name is next to another word with a capital, after "in" or
    /// "nach" without an article, or next to a word of saying.
    fn is_german_name(&self, at: usize, first: usize, end: usize) -> bool {
        const ENDINGS: [&str; 12] = [
            "ung", "heit", "keit", "schaft", "tion", "ismus", "nis", "tum", "chen", "ungen",
            "tionen", "tät",
        ];
        let word = self.word(at);
        if ENDINGS.iter().any(|ending| word.ends_with(ending)) {
            return false;
        }
        let lower =
            |at: Option<usize>| at.map(|at| self.word(at).to_lowercase()).unwrap_or_default();
        if end > first + 1 {
            return self.is_inside(at) || at > first;
        }
        let before = lower(at.checked_sub(1));
        let place = matches!(
            before.as_str(),
            "in" | "nach" | "bei" | "aus" | "herr" | "frau" | "dr" | "prof"
        );
        let said = |at: usize| self.known(at) & ATTRIBUTION != 0;
        (place && self.is_inside(at)) || said(at + 1) || at.checked_sub(1).is_some_and(said)
    }
}

/// The number of tokens examined for the style of a sentence.
const MAX_STYLE: usize = 60;
/// The distance of a number from its label, in tokens: "sections 3, 4 and 5".
const MAX_LABEL: usize = 7;

/// Whether a word with capitals is no name: abbreviations in the plural (`APIs`, `MPs`), quarters
/// (`Q4`), and identifiers of programs (`GetPrivKey`, `Bolt12Invoice`).
fn is_common_term(word: &str) -> bool {
    let capitals = word.strip_suffix(['s']).unwrap_or_default();
    if capitals.len() >= 2 && capitals.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return true;
    }
    if let Some(number) = word.strip_prefix(['Q', 'H']) {
        return matches!(number, "1" | "2" | "3" | "4");
    }
    let pairs = || word.chars().zip(word.chars().skip(1));
    let humps = pairs().filter(|(a, b)| a.is_lowercase() && b.is_uppercase()).count();
    let from_figure = pairs().any(|(a, b)| a.is_ascii_digit() && b.is_uppercase());
    let to_figure = pairs().any(|(a, b)| a.is_lowercase() && b.is_ascii_digit());
    humps >= 2 || (from_figure && to_figure)
}

/// `II`, `XIV`.
fn is_roman(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// Whether figures end in a capital that is not a unit: `18F`, `3D`, `5G`.
fn ends_in_capital(word: &str) -> bool {
    const UNITS: [&str; 18] = [
        "K", "M", "B", "T", "C", "A", "W", "V", "L", "AM", "PM", "BN", "KB", "MB", "GB", "TB",
        "MW", "GW",
    ];
    let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
    suffix.len() < word.len()
        && (1..=2).contains(&suffix.len())
        && suffix.bytes().all(|byte| byte.is_ascii_uppercase())
        && !UNITS.contains(&suffix)
}

/// Whether a word with figures is a name of something and not a number: `COVID-19`, `G20`, `a1b2c3d`.
fn is_identifier(word: &str) -> bool {
    let hex = word.len() >= 7
        && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_lowercase());
    hex || ends_in_capital(word)
        || (word.starts_with(char::is_alphabetic)
            && !(word.starts_with(['v', 'V']) && word.contains('.')))
}

/// The currency that a code or a word before a number names.
fn currency_code(word: &str) -> Option<Unit> {
    const CODES: [(&str, &str); 16] = [
        ("USD", "$"),
        ("US", "$"),
        ("EUR", "€"),
        ("GBP", "£"),
        ("JPY", "¥"),
        ("CHF", "CHF"),
        ("Rs", "₹"),
        ("INR", "₹"),
        ("RUB", "₽"),
        ("PLN", "zł"),
        ("CNY", "CNY"),
        ("CAD", "C$"),
        ("AUD", "A$"),
        ("SEK", "SEK"),
        ("NOK", "NOK"),
        ("DKK", "DKK"),
    ];
    CODES.into_iter().find(|(code, _)| *code == word).map(|(_, symbol)| Unit::named(symbol))
}
