//! Numbers: the value of a number as it is written, so that `1,200`, `1200` and `1.2 thousand` are
//! one number, and `£1.2m`, `£1.2bn` and `1.2%` are three.

use std::borrow::Cow;

use super::super::hash::{combine, hash_bytes, hash_folded};

/// A unit, a currency or an ordinal: the hash of its symbol. Zero is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Unit(u64);

impl Unit {
    pub(super) const NONE: Self = Self(0);

    /// The unit with this symbol.
    pub(super) fn named(symbol: &str) -> Self {
        if symbol.is_empty() { Self::NONE } else { Self(hash_folded(symbol) | 1) }
    }

    fn ordinal() -> Self {
        Self::named("th")
    }
}

/// A number written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberWord {
    pub(super) value: Value,
    /// Whether the word has other meanings too ("one", "second").
    pub(super) weak: bool,
}

/// The value of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Integer(u32),
    Ordinal(u32),
    Power(i32),
    Fraction(u32, u32),
}

impl NumberWord {
    /// Reads an entry of the lexicon: `12`, `3th`, `e6`, `1/2`, with `?` for a weak one.
    pub(super) fn read(entry: &str) -> Option<Self> {
        let bare = entry.trim_end_matches('?');
        let value = if let Some(power) = bare.strip_prefix('e') {
            Value::Power(power.parse().ok()?)
        } else if let Some(ordinal) = bare.strip_suffix("th") {
            Value::Ordinal(ordinal.parse().ok()?)
        } else if let Some((over, under)) = bare.split_once('/') {
            Value::Fraction(over.parse().ok()?, under.parse().ok()?)
        } else {
            Value::Integer(bare.parse().ok()?)
        };
        Some(Self { value, weak: bare.len() < entry.len() })
    }
}

/// A number with all that makes it what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) negative: bool,
    pub(super) currency: Unit,
    pub(super) amount: Amount,
    pub(super) unit: Unit,
    /// A letter `m` that may be a million or a meter.
    pub(super) million: bool,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// `digits` times a power of ten; the digits do not end in zero.
    Decimal { digits: u128, power: i32 },
    /// A number of several parts, such as a score: the hash of its text.
    Other(u64),
}

impl Amount {
    pub(super) fn of(mut digits: u128, mut power: i32) -> Self {
        if digits == 0 {
            return Self::Decimal { digits, power: 0 };
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            power += 1;
        }
        Self::Decimal { digits, power }
    }

    /// This amount times a power of ten.
    pub(super) fn times(self, by: i32) -> Self {
        match self {
            Self::Decimal { digits, power } if digits > 0 => {
                Self::Decimal { digits, power: power + by }
            }
            Self::Other(hash) if by != 0 => Self::Other(combine(hash, by as u64)),
            other => other,
        }
    }

    /// The value of a whole number.
    pub(super) fn whole(self) -> Option<u128> {
        let Self::Decimal { digits, power } = self else { return None };
        digits.checked_mul(10_u128.checked_pow(u32::try_from(power).ok()?)?)
    }

    /// A fraction; a half and a quarter are decimals too.
    pub(super) fn fraction(over: u32, under: u32) -> Self {
        match (u64::from(over) * 100).checked_rem(under.into()) {
            Some(0) => Self::of(u128::from(over) * 100 / u128::from(under), -2),
            _ => Self::Other(combine(over.into(), under.into())),
        }
    }
}

/// The most years that are an age.
const MOST_YEARS: u128 = 120;

impl Number {
    pub(super) const fn plain(amount: Amount) -> Self {
        Self { negative: false, currency: Unit::NONE, amount, unit: Unit::NONE, million: false }
    }

    /// Whether the two are one number.
    pub(super) fn is(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        if self.negative != other.negative {
            return false;
        }
        // "29" and "29th" are forms of a date.
        let ordinal = |number: &Self| Self { unit: Unit::NONE, ..*number };
        let th = Unit::ordinal();
        if (self.unit == th && other.unit == Unit::NONE)
            || (self.unit == Unit::NONE && other.unit == th)
        {
            return ordinal(self) == ordinal(other);
        }
        // "a 34-year-old" and "aged 34".
        let years = Unit::named("year");
        let is_age = |number: &Self| {
            number.unit == years && matches!(number.amount.whole(), Some(1..=MOST_YEARS))
        };
        if (is_age(self) && other.unit == Unit::NONE) || (is_age(other) && self.unit == Unit::NONE)
        {
            return ordinal(self) == ordinal(other);
        }
        // "$5" and "5 dollars".
        let money = |number: &Self| (number.currency, number.unit);
        let (a, b) = (money(self), money(other));
        let is_crown =
            |unit: Unit| ["SEK", "NOK", "DKK"].into_iter().any(|code| unit == Unit::named(code));
        let is_named =
            |code: Unit, word: Unit| code == word || (is_crown(code) && word == Unit::named("kr"));
        let same_unit = a == b
            || (a.1 == Unit::NONE && b.0 == Unit::NONE && is_named(a.0, b.1))
            || (b.1 == Unit::NONE && a.0 == Unit::NONE && is_named(b.0, a.1));
        let meters = |number: &Self| number.million && number.unit == Unit::named("m");
        let million = |short: &Self, long: &Self| {
            meters(short)
                && short.currency == long.currency
                && long.unit == Unit::NONE
                && short.amount.times(6) == long.amount
        };
        (same_unit && self.amount == other.amount) || million(self, other) || million(other, self)
    }
}

/// What a token with digits says: `$1.5`, `1,200`, `30%`, `5-4`, `3rd`, `12m`.
pub(super) fn read(token: &str) -> Option<Number> {
    let mut rest = token;
    let mut number = Number::plain(Amount::Other(0));
    rest = rest.trim_start_matches('#');
    for sign in ['-', '−', '–', '+'] {
        if let Some(bare) = rest.strip_prefix(sign) {
            number.negative = sign != '+';
            rest = bare;
            break;
        }
    }
    if let Some(sign) = rest.chars().next().filter(|c| is_currency(*c)) {
        let (symbol, bare) = rest.split_at(sign.len_utf8());
        number.currency = Unit::named(symbol);
        rest = bare;
    }
    let first = rest.chars().next()?;
    if !(first.is_numeric() || first == '.') {
        return None;
    }
    let length = rest.find(|c: char| !(c.is_numeric() || is_joint(c))).unwrap_or(rest.len());
    let (figure, suffix) = rest.split_at(length);
    let joints = figure.trim_end_matches(is_joint);
    let suffix = if joints.len() < figure.len() { "" } else { suffix };
    number.amount = amount(joints);
    let suffix = suffix.trim_start_matches(['-', '–', '\u{AD}']);
    suffix_of(suffix, &mut number);
    Some(number)
}

pub(super) fn is_currency(c: char) -> bool {
    matches!(c, '$' | '£' | '€' | '¥' | '₹' | '₽' | '₩' | '₺' | '¢' | '₴' | '₦' | '฿' | '₫' | '₪')
}

/// Whether a word is the symbol of a number of bytes in French: "Mo".
pub(super) fn is_octets(symbol: &str) -> bool {
    matches!(symbol, "ko" | "Mo" | "Go" | "To")
}

/// Whether a word is the symbol of a metric unit, with its prefix: "µg", "kPa", "GWh".
pub(super) fn is_metric(symbol: &str) -> bool {
    const UNITS: [(&str, &[&str]); 17] = [
        ("m", &["", "k", "c", "d", "m", "µ", "μ", "n", "h"]),
        ("g", &["", "k", "m", "µ", "μ", "n"]),
        ("t", &["", "k", "M", "G"]),
        ("l", &["", "c", "d", "m", "h", "µ", "μ"]),
        ("L", &["", "m", "c", "d"]),
        ("s", &["m", "µ", "μ", "n"]),
        ("W", &["", "k", "M", "G", "T", "m"]),
        ("Wh", &["", "k", "M", "G", "T"]),
        ("Wp", &["", "k", "M", "G"]),
        ("V", &["", "k", "M", "m"]),
        ("A", &["k", "m"]),
        ("J", &["k", "M", "G", "T"]),
        ("Hz", &["", "k", "M", "G", "T"]),
        ("Pa", &["", "h", "k", "M", "G"]),
        ("B", &["k", "K", "M", "G", "T", "P", "d"]),
        ("bit", &["", "k", "M", "G", "T"]),
        ("cal", &["", "k"]),
    ];
    const OTHERS: [&str; 13] =
        ["ha", "ft", "mi", "pp", "mph", "km/h", "m/s", "°C", "°F", "C", "F", "Bq", "mSv"];
    let has_prefix = |unit: &str, prefixes: &[&str]| {
        symbol.strip_suffix(unit).is_some_and(|prefix| prefixes.contains(&prefix))
    };
    OTHERS.contains(&symbol) || UNITS.iter().any(|(unit, prefixes)| has_prefix(unit, prefixes))
}

/// The currency that a code or a word before a number names.
pub(super) fn currency_code(word: &str) -> Option<Unit> {
    const CODES: [(&str, &str); 23] = [
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
        ("CZK", "Kč"),
        ("HUF", "HUF"),
        ("TRY", "₺"),
        ("UAH", "₴"),
        ("BRL", "R$"),
        ("NZD", "NZ$"),
        ("HKD", "HK$"),
    ];
    CODES.into_iter().find(|(code, _)| *code == word).map(|(_, symbol)| Unit::named(symbol))
}

const fn is_joint(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ':'
            | '/'
            | '-'
            | '–'
            | '‑'
            | '٫'
            | '٬'
            | '\''
            | '’'
            | ' '
            | '\u{A0}'
            | '\u{202F}'
            | '\u{2009}'
    )
}

/// Reads a suffix without a space: a unit, a magnitude or an ordinal.
fn suffix_of(suffix: &str, number: &mut Number) {
    match suffix {
        "" => {}
        "st" | "nd" | "rd" | "th" | "º" | "ª" | "er" | "ère" | "e" | "ème" => {
            number.unit = Unit::ordinal();
        }
        "k" | "K" => number.amount = number.amount.times(3),
        "bn" | "Bn" | "BN" | "b" | "B" => number.amount = number.amount.times(9),
        "tn" | "trn" | "T" => number.amount = number.amount.times(12),
        "mn" | "mln" | "mil" | "mio" | "Mio" | "M" => number.amount = number.amount.times(6),
        "m" if number.currency != Unit::NONE => number.amount = number.amount.times(6),
        "m" => {
            number.million = true;
            number.unit = Unit::named("m");
        }
        "p" => number.unit = Unit::named("cent"),
        "percent" => number.unit = Unit::named("%"),
        "hr" | "hrs" => number.unit = Unit::named("h"),
        other => {
            let (magnitude, unit) = match other.as_bytes() {
                [b'm', ..] if number.currency != Unit::NONE => (6, other.get(1..)),
                [b'k' | b'K', ..] if number.currency != Unit::NONE => (3, other.get(1..)),
                _ => (0, Some(other)),
            };
            number.amount = number.amount.times(magnitude);
            number.unit = Unit::named(unit.unwrap_or_default());
        }
    }
}

/// The amount that figures and the marks between them are.
fn amount(figure: &str) -> Amount {
    if let Some(value) = vulgar(figure) {
        return value;
    }
    let plain = |c: char| {
        c.is_ascii_digit()
            || matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}')
    };
    if figure.chars().all(plain) {
        if let Some(value) = decimal(figure) {
            return value;
        }
    } else if let Some((over, under)) = figure.split_once('/')
        && let (Ok(over), Ok(under @ 2..=99)) = (over.parse::<u32>(), under.parse::<u32>())
        && over < under
    {
        return Amount::fraction(over, under);
    }
    other(figure)
}

/// A number of several parts: figures of all scripts as digits, and one kind of dash.
fn other(figure: &str) -> Amount {
    let mut text = String::with_capacity(figure.len());
    for c in figure.chars() {
        match c {
            '–' | '‑' => text.push('-'),
            c => match digit(c) {
                Some(value) => text.push(char::from(b'0' + value)),
                None => text.push(c),
            },
        }
    }
    if !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && let Some(value) = decimal(&text)
    {
        return value;
    }
    Amount::Other(hash_bytes(&text, 0, text.len()) | 1)
}

/// A text with the digits of all scripts in ASCII.
pub(super) fn ascii_digits(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| digit(c).is_some_and(|_| !c.is_ascii())) {
        return Cow::Borrowed(text);
    }
    let ascii = |c| digit(c).map_or(c, |value| char::from(b'0' + value));
    Cow::Owned(text.chars().map(ascii).collect())
}

/// The value of a decimal digit of another script.
fn digit(c: char) -> Option<u8> {
    // ASCII, Arabic, Persian, Hindi, Bengali, Punjabi, Gujarati, Oriya, Tamil, Telugu, Kannada,
    // Malayalam, Thai, Lao, Tibetan, Burmese, Khmer, and wide digits.
    const ZEROS: [u32; 18] = [
        0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50,
        0xED0, 0xF20, 0x1040, 0x17E0, 0xFF10,
    ];
    let code = u32::from(c);
    ZEROS
        .into_iter()
        .find(|zero| (*zero..zero + 10).contains(&code))
        .map(|zero| (code - zero) as u8)
}

/// `½`, `1½`.
fn vulgar(figure: &str) -> Option<Amount> {
    let last = figure.chars().next_back()?;
    let hundredths = match last {
        '½' => 50,
        '¼' => 25,
        '¾' => 75,
        '⅓' | '⅔' => {
            return Some(if figure.chars().count() == 1 {
                Amount::fraction(if last == '⅓' { 1 } else { 2 }, 3)
            } else {
                Amount::Other(hash_bytes(figure, 0, figure.len()) | 1)
            });
        }
        '⅛' => return Some(Amount::of(125, -3)),
        _ => return None,
    };
    let whole = figure.trim_end_matches(last);
    let whole: u128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    Some(Amount::of(whole.checked_mul(100)? + hundredths, -2))
}

fn head_is_short(groups: &[&str]) -> bool {
    groups.first().is_some_and(|head| head.len() <= 2)
}

/// A decimal number with separators. Three figures behind each separator are a group of thousands,
/// and otherwise the last separator is the decimal mark.
fn decimal(figure: &str) -> Option<Amount> {
    let mark = |c: char| !c.is_ascii_digit();
    let groups: Vec<&str> = figure.split(mark).collect();
    let marks: Vec<char> = figure.chars().filter(|c| mark(*c)).collect();
    let thousands = |groups: &[&str]| {
        let head = groups.first().is_some_and(|head| (1..=3).contains(&head.len()));
        let thousands = groups.iter().skip(1).all(|group| group.len() == 3);
        // "1,50,000": lakhs and crores are groups of two figures.
        let lakhs = groups.split_last().is_some_and(|(last, rest)| {
            let pairs = rest.iter().skip(1).all(|group| group.len() == 2);
            last.len() == 3 && rest.len() > 1 && pairs && head_is_short(groups)
        });
        head && (thousands || lakhs && marks.iter().all(|mark| *mark == ','))
    };
    let zero_head = groups.first().is_some_and(|head| *head == "0" || head.is_empty());
    let (whole, part) = match groups.split_last() {
        Some((_, [])) => (figure.to_owned(), ""),
        // `0.125` is no group of thousands, nor is the last part of `1.200,125`.
        Some((last, rest)) => {
            let same = marks.iter().all(|mark| Some(mark) == marks.first());
            if thousands(&groups)
                && !zero_head
                && (same || !matches!(marks.last(), Some('.' | ',')))
            {
                (groups.concat(), "")
            } else if (rest.len() == 1 || thousands(rest))
                && matches!(marks.last(), Some('.' | ','))
            {
                (rest.concat(), *last)
            } else {
                return None;
            }
        }
        None => return None,
    };
    let digits = whole + part;
    if digits.is_empty() || digits.len() > 36 {
        return None;
    }
    Some(Amount::of(digits.parse().ok()?, -(part.len() as i32)))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[track_caller]
    fn check(a: &str, b: &str, same: bool) {
        let (x, y) = (read(a).expect("a number"), read(b).expect("a number"));
        assert_eq!(x.is(&y), same, "{a} {b}: {x:?} {y:?}");
        assert_eq!(y.is(&x), same, "{b} {a}");
    }

    #[test]
    fn one_number_in_several_forms() {
        for (a, b) in [
            ("1,200", "1200"),
            ("1.200.000", "1,200,000"),
            ("1'200", "1200"),
            ("1.50", "1.5"),
            ("1,5", "1.5"),
            ("#394", "394"),
            ("½", "1/2"),
            ("½", "0.5"),
            ("1½", "1.5"),
            ("5–4", "5-4"),
            ("$3K", "$3k"),
            ("£2bn", "£2,000m"),
            ("٣", "3"),
            ("+5", "5"),
            ("1,50,000", "150,000"),
            ("34-year", "34"),
        ] {
            check(a, b, true);
        }
    }

    #[test]
    fn other_numbers() {
        for (a, b) in [
            ("$1.5", "$15"),
            ("£1.2m", "£1.2bn"),
            ("5%", "5"),
            ("5", "-5"),
            ("$5", "€5"),
            ("5-4", "54"),
            ("5km", "5kg"),
            ("3", "4th"),
            ("0.125", "125"),
            ("1.200,5", "1.2005"),
            ("½", "¼"),
            ("1/3", "2/3"),
            ("12.21.0", "12.21.1"),
            ("1,50,00", "1,500"),
        ] {
            check(a, b, false);
        }
    }
}
