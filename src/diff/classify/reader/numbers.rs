//! Reading the number that begins at a token, in figures or written out.

use super::super::super::Extent;
use super::super::super::hash::hash_folded;
use super::super::super::words::TokenKind;
use super::super::class::Class;
use super::super::lexical::{self, NUMBER, NUMBERED_LABEL, WORD_INDEX};
use super::super::number::{self, Amount, Number, Unit, Value};
use super::names::ends_in_capital;
use super::{Fact, FactValue, MAX_TOKENS, SentenceReader};

/// The distance of a number from its label, in tokens: "sections 3, 4 and 5".
const MAX_LABEL: usize = 7;

impl SentenceReader<'_> {
    /// Whether a number belongs to a label before it: "Table 14.2.1", "sections 3 and 4", "D.9".
    pub(super) fn is_numbered(&self, at: usize) -> bool {
        if self.is_lettered(at) {
            return true;
        }
        for back in 1..=MAX_LABEL {
            let Some(before) = at.checked_sub(back) else { return false };
            let word = self.word(before);
            if matches!(word, "§" | "§§" | "¶" | "ISBN" | "ISSN" | "DOI" | "PMID" | "IBAN") {
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
                        | "—"
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

    /// Whether a number is that of a part named by a letter: "D.9", "B.2.1".
    fn is_lettered(&self, at: usize) -> bool {
        let Some((letter, point)) = at.checked_sub(2).zip(at.checked_sub(1)) else { return false };
        self.is_number(at)
            && self.word(point) == "."
            && self.joined(letter)
            && self.joined(point)
            && self.word(letter).len() == 1
            && self.word(letter).bytes().all(|byte| byte.is_ascii_uppercase())
            && letter.checked_sub(1).is_none_or(|before| {
                !self.joined(before) || matches!(self.word(before), "(" | "[" | "§")
            })
    }

    /// The number that begins at a token, with its sign, currency, magnitude and unit.
    pub(super) fn number(&self, at: usize) -> Option<Fact> {
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
            TokenKind::Word => return self.century(at).or_else(|| self.number_in_words(at)),
            TokenKind::Punctuation => {
                let stars = self.word(at).chars().filter(|c| matches!(c, '★' | '⭐' | '✭')).count();
                let number = Number::plain(Amount::of(stars as u128, 0));
                return Some(self.fact(Class::Number, at, at + 1, FactValue::Number(number)));
            }
        };
        let mut first = at;
        let mut end = at + 1;
        // "1 200 000".
        while let Some((group, after)) = self.thousands(end) {
            number.amount = match (number.amount, group) {
                (Amount::Decimal { digits, power }, group) if power >= 0 && digits > 0 => {
                    let whole = digits.checked_mul(10u128.checked_pow(power as u32)?)?;
                    Amount::of(whole.checked_mul(1000)?.checked_add(group.into())?, 0)
                }
                (amount, _) => amount,
            };
            end = after;
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
            // "€ 40", and not "5 € 40 minutes".
            let is_sign = || {
                word.starts_with(number::is_currency)
                    && word.chars().count() == 1
                    && !before.checked_sub(1).is_some_and(|back| self.is_number(back))
            };
            if number.currency == Unit::NONE
                && let Some(unit) =
                    number::currency_code(word).or_else(|| is_sign().then(|| Unit::named(word)))
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

    /// A group of three figures after a single space or an apostrophe, and the token after it.
    fn thousands(&self, at: usize) -> Option<(u32, usize)> {
        let last = at.checked_sub(1)?;
        let marked = matches!(self.word(at), "'" | "’") && self.joined(last) && self.joined(at);
        let at = at + usize::from(marked);
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Number)?;
        let before = self.tokens.get(last)?;
        let word = token.extent().of(self.text);
        let gap = Extent::new(before.extent().end, token.extent().start).of(self.text);
        let head = before.extent().of(self.text);
        let grouped = word.len() == 3
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && matches!(gap, " " | "\u{A0}" | "\u{202F}" | "\u{2009}" | "'" | "’")
            && head.chars().rev().take_while(char::is_ascii_digit).count() <= 3
            && head.ends_with(|c: char| c.is_ascii_digit())
            && !head.contains(['.', ',', ':', '/']);
        let group = grouped.then(|| word.parse().ok()).flatten()?;
        Some((group, at + 1))
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
            // "1万2000": the rest of the number.
            if power >= 4
                && let Some((amount, end)) = self.rest_of_number(at, number.amount, power)
            {
                number.amount = amount;
                at = end;
                break;
            }
            // "7 Mio. Euro".
            let abbreviated = self.word(at) == "." && self.joined(word);
            if abbreviated && self.known(at + 1) & lexical::UNIT != 0 {
                at += 1;
            }
        }
        at
    }

    /// The sum of a number of ten thousands and the figures that follow it, and the token after it.
    fn rest_of_number(&self, at: usize, amount: Amount, power: i32) -> Option<(Amount, usize)> {
        let before = at.checked_sub(1)?;
        if !self.word(before).starts_with(['万', '萬', '億', '亿', '만', '억'])
            || !self.joined(before)
            || !self.is_number(at)
        {
            return None;
        }
        let whole = amount.whole()?;
        let rest = number::read(self.word(at)).filter(|rest| rest.unit == Unit::NONE)?;
        let rest = rest.amount.whole()?;
        (rest < 10_u128.checked_pow(power.unsigned_abs())?)
            .then(|| (Amount::of(whole + rest, 0), at + 1))
    }

    /// A Roman numeral next to the word for a century: "siglo XVI", "XVIe siècle", "XX wiek".
    fn century(&self, at: usize) -> Option<Fact> {
        const BEFORE: [&str; 6] = ["siglo", "siglos", "secolo", "século", "veacul", "segle"];
        const AFTER: [&str; 9] =
            ["siècle", "siècles", "secolo", "wiek", "wieku", "век", "века", "веке", "століття"];
        let word = self.word(at);
        let numeral = word.trim_end_matches(['e', 'è', 'm', 's']);
        let value_of = |c| match c {
            'I' | 'І' => Some(1),
            'V' => Some(5),
            'X' | 'Х' => Some(10),
            _ => None,
        };
        // A smaller sign before a greater one is taken away: "XIX".
        let (mut value, mut last) = (0u128, 0u128);
        for sign in numeral.chars().rev() {
            let sign = value_of(sign)?;
            value = if sign < last { value.saturating_sub(sign) } else { value + sign };
            last = last.max(sign);
        }
        let before = || at.checked_sub(1).map(|at| self.word(at).to_lowercase());
        let is_one = !numeral.is_empty()
            && (AFTER.contains(&self.word(at + 1))
                || before().is_some_and(|before| BEFORE.contains(&before.as_str())));
        is_one.then(|| {
            let number = FactValue::Number(Number::plain(Amount::of(value, 0)));
            self.fact(Class::Number, at, at + 1, number)
        })
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
        if let Some(end) = self.percentage_points(at) {
            number.unit = Unit::named("pp");
            return end;
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
        if let Some(unit) = number::currency_code(word).filter(|_| number.currency == Unit::NONE) {
            number.currency = unit;
            return at + 1;
        }
        let mut place = at;
        if word == "-" && at > 0 && self.joined(at - 1) && self.joined(at) {
            place += 1;
        }
        let Some(token) = self.tokens.get(place).filter(|token| token.is_word()) else { return at };
        let symbol = self.word(place);
        let is_symbol =
            || number::is_metric(symbol) || (number::is_octets(symbol) && self.context.is_in("fr"));
        if !number.million && is_symbol() {
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
        // "34-jährig".
        if place > at
            && let Some(("", unit)) = self.joined_unit(symbol)
        {
            number.unit = Unit::named(unit);
            return place + 1;
        }
        at
    }

    /// The end of the words for percentage points that begin at a token, if they do.
    fn percentage_points(&self, at: usize) -> Option<usize> {
        const WORDS: [&str; 7] = [
            "percentage point",
            "percentage points",
            "puntos porcentuales",
            "punti percentuali",
            "pontos percentuais",
            "punkty procentowe",
            "punktów procentowych",
        ];
        let first = self.word(at);
        let words = format!("{first} {}", self.word(at + 1)).to_lowercase();
        if WORDS.contains(&words.as_str()) {
            return Some(at + 2);
        }
        let pourcentage = ["point", "points"].contains(&first)
            && self.word(at + 1) == "de"
            && self.word(at + 2) == "pourcentage";
        pourcentage.then_some(at + 3)
    }

    /// A number written out that is joined to its unit: "dreitägig".
    fn number_with_unit(&self, at: usize) -> Option<Fact> {
        if !self.has_joined_unit(at) {
            return None;
        }
        let word = self.word(at).to_lowercase();
        let (stem, unit) = self.joined_unit(&word)?;
        let value = WORD_INDEX.number(hash_folded(stem), self.languages)?.value;
        let Value::Integer(value) = value else { return None };
        let mut number = Number::plain(Amount::of(value.into(), 0));
        number.unit = Unit::named(unit);
        Some(self.fact(Class::Number, at, at + 1, FactValue::Number(number)))
    }

    /// Whether a word may be a number that is joined to its unit.
    pub(super) fn has_joined_unit(&self, at: usize) -> bool {
        self.word(at).len() >= SHORTEST_JOINED
            && self.joined_unit(self.word(at)).is_some_and(|(stem, _)| !stem.is_empty())
    }

    /// The stem of a word before a unit, which may be empty, and the unit's symbol.
    fn joined_unit<'w>(&self, word: &'w str) -> Option<(&'w str, &'static str)> {
        const ENDINGS: [&str; 6] = ["", "e", "er", "es", "en", "em"];
        self.joined_units().iter().find_map(|(unit, symbol)| {
            ENDINGS
                .iter()
                .find_map(|ending| Some((word.strip_suffix(ending)?.strip_suffix(unit)?, *symbol)))
        })
    }

    /// A number in Chinese signs, and the token after it: "十二", "三百零五", "二千万". One sign alone
    /// may be part of another word, and is read as other words are.
    fn chinese_number(&self, at: usize) -> Option<(Amount, usize)> {
        let (mut total, mut part, mut digit) = (0_u64, 0_u64, None::<u64>);
        let mut end = at;
        while end < at + MAX_TOKENS && (end == at || self.joined(end - 1)) {
            match sign_value(self.word(end)) {
                Some(SignValue::Digit(value)) if digit.is_none() => digit = Some(value),
                // "二〇一四" is a year, and "三四" an estimate.
                Some(SignValue::Digit(_)) => return None,
                Some(SignValue::Zero) if digit.is_none() => {}
                Some(SignValue::Power(power @ 1..=3)) => {
                    let tens = digit.take().unwrap_or(1) * 10_u64.pow(power);
                    part = part.checked_add(tens)?;
                }
                Some(SignValue::Power(power)) if end > at => {
                    let unit = 10_u64.pow(power);
                    part += digit.take().unwrap_or(0);
                    total = if total < unit {
                        total.checked_add(part)?.max(1).checked_mul(unit)?
                    } else {
                        total.checked_add(part.max(1).checked_mul(unit)?)?
                    };
                    part = 0;
                }
                _ => break,
            }
            end += 1;
        }
        let value = total.checked_add(part)?.checked_add(digit.unwrap_or(0))?;
        (end > at + 1).then(|| (Amount::of(value.into(), 0), end))
    }

    /// A number written out: "twelve", "twenty-one", "two hundred", "a dozen".
    fn number_in_words(&self, at: usize) -> Option<Fact> {
        let token = self.tokens.get(at)?;
        let flags = self.flags(at);
        if flags & NUMBER == 0 {
            return self.number_with_unit(at);
        }
        if let Some((amount, end)) = self.chinese_number(at) {
            let mut number = Number::plain(amount);
            let end = self.unit(end, &mut number);
            return Some(self.fact(Class::Number, at, end, FactValue::Number(number)));
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
}

/// The shortest number that is joined to its unit, in bytes.
const SHORTEST_JOINED: usize = 7;

/// What a Chinese sign adds to a number.
enum SignValue {
    Zero,
    Digit(u64),
    Power(u32),
}

fn sign_value(sign: &str) -> Option<SignValue> {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    Some(match sign {
        "〇" | "零" => SignValue::Zero,
        "两" | "兩" => SignValue::Digit(2),
        "十" => SignValue::Power(1),
        "百" => SignValue::Power(2),
        "千" => SignValue::Power(3),
        "万" | "萬" => SignValue::Power(4),
        "亿" | "億" => SignValue::Power(8),
        sign => {
            let digit = DIGITS.iter().position(|digit| *digit == sign).filter(|at| *at > 0)?;
            SignValue::Digit(digit as u64)
        }
    })
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
