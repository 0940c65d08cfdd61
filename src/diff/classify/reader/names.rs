//! Reading the name that begins at a token, and what a capital letter means in a sentence.

use super::super::super::hash::{combine, hash_folded};
use super::super::super::words::{TokenKind, WordToken};
use super::super::class::Class;
use super::super::lexical::{ATTRIBUTION, DATE, MONTH, NEGATION, NO_NAME, NUMBER, PLAIN, WEEKDAY};
use super::{Capitals, Fact, FactValue, MAX_TOKENS, SentenceReader};

/// The number of tokens examined for the style of a sentence.
const MAX_STYLE: usize = 60;

impl SentenceReader<'_> {
    fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(WordToken::is_word)
            && self.word(at).starts_with(char::is_uppercase)
    }

    /// Whether a token is inside a sentence: no full stop, quotation mark or colon is before it.
    pub(super) fn is_inside(&self, at: usize) -> bool {
        at > 0
            && (self.is_word(at - 1)
                || !self.word(at - 1).ends_with([
                    '.', '!', '?', ':', '"', '“', '„', '«', '‘', '(', '•', '-', '*', '|', '#', '>',
                    '_', '[', '—', '–', '\'', '¿', '¡', '\\', '…', '~', '/', '+',
                ]))
    }

    pub(super) fn capitals(&self) -> &Capitals {
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
    pub(super) fn name(&self, at: usize) -> Option<Fact> {
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
                hash_folded(bare)
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
    pub(in crate::diff::classify) fn may_open_as_name(&self, at: usize, word: &str) -> bool {
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
pub(super) fn ends_in_capital(word: &str) -> bool {
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
