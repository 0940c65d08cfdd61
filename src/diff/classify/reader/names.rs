//! Reading the name that begins at a token, and what a capital letter means in a sentence.

use super::super::super::hash::{combine, hash_folded};
use super::super::super::words::{TokenKind, WordToken};
use super::super::class::Class;
use super::super::lexical::{
    ABBREVIATION, ALL, ATTRIBUTION, DATE, Flags, MONTH, NEGATION, NO_NAME, NUMBER, NUMBERED_LABEL,
    OPENING, PLACE, PLAIN, WEEKDAY, WORD_INDEX, bare_name,
};
use super::super::number::currency_code;
use super::super::vocabulary::WordForms;
use super::{Capitals, Fact, FactValue, MAX_TOKENS, SentenceReader};

/// The number of tokens examined for the style of a sentence.
const MAX_STYLE: usize = 60;
/// The longest abbreviation that is one even if the text has the same word in small letters.
const MAX_ABBREVIATION: usize = 5;
/// The most tokens that may be a name by their look.
const MAX_POSSIBLE: usize = 5;

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
            // The runs of words with capitals: one alone is a name, as in "Notice of the Open Archive".
            let (mut runs, mut within) = (0usize, false);
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
                    runs += usize::from(first && !within);
                    within = first;
                }
            }
            if words >= 3 && upper * 3 > words * 2 {
                Capitals::Style
            } else if self.context.is_in("de") {
                Capitals::Nouns
            } else if ((capital >= 2 - usize::from(heading) && small == 0)
                || (capital >= 3 && runs > 1 && capital * 3 >= (capital + small) * 2))
                && !self.is_prose()
            {
                Capitals::Style
            } else {
                Capitals::Names
            }
        })
    }

    /// Whether nouns have capitals.
    pub(in crate::diff::classify) fn is_german(&self) -> bool {
        *self.capitals() == Capitals::Nouns
    }

    /// Whether the sentence ends like one: a headline has no full stop. A list of names has one.
    fn is_prose(&self) -> bool {
        let end = self.sentence.of(self.text).trim_end_matches(['"', '”', '’', ')', '*', '_', ' ']);
        end.ends_with(['.', ',', ';', '。'])
    }

    /// The name that begins at a token: a run of words with capitals, of which one is a name.
    pub(super) fn name(&self, at: usize) -> Option<Fact> {
        if !self.name_word(at) {
            return self.titled_name(at);
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
        if self.is_styled() {
            // All words have capitals: those around a name that are other words do not belong to it.
            let belongs = |&at: &usize| {
                self.proper(at, first, end) == Proper::Name
                    || (self.is_unlisted(at) && !self.is_noun(at))
            };
            let named = (first..end).find(belongs)?;
            end = (first..end).rev().find(belongs)? + 1;
            first = named;
        }
        let (mut all, mut names, mut is_name, mut weak) = (0, 0, false, true);
        for at in (first..end).filter(|&at| self.is_word(at)) {
            let key = self.name_key(at);
            all = combine(all, key);
            match self.proper(at, first, end) {
                Proper::Name => (names, is_name, weak) = (combine(names, key), true, false),
                Proper::Weak => (names, is_name) = (combine(names, key), true),
                Proper::Numeral => names = combine(names, key),
                Proper::No => {}
            }
        }
        is_name.then(|| Fact {
            weak,
            ..self.fact(Class::Name, first, end, FactValue::Words(all, names))
        })
    }

    /// The name that begins at a token and ends before a title, in a script without capitals:
    /// 石原さん, 김민수 씨.
    fn titled_name(&self, at: usize) -> Option<Fact> {
        // A run of such letters begins a name only at its start.
        let letter = |at: usize| self.is_word(at) && self.word(at).starts_with(is_uncased_letter);
        if !letter(at) || (at > 0 && letter(at - 1) && self.joined(at - 1)) {
            return None;
        }
        for end in at + 1..=at + MAX_POSSIBLE {
            let rest = self.text.get(self.tokens.get(end)?.extent().start..)?;
            let title = self.listed(|facts| facts.honorifics).find(|title| rest.starts_with(title));
            if let Some(title) = title {
                let name = self.extent(at, end).of(self.text);
                // "母さん", "副首相": one sign before a title of several is part of the title.
                let is_common = self.listed(|facts| facts.generic).any(|word| word == name)
                    || (name.chars().count() == 1 && title.starts_with(is_uncased_letter));
                let key = (at..end).map(|at| self.name_key(at)).fold(0, combine);
                return (!is_common)
                    .then(|| self.fact(Class::Name, at, end, FactValue::Words(key, key)));
            }
            if !letter(end) || !self.joined(end - 1) {
                return None;
            }
        }
        None
    }

    /// The key of the part of a word that may be a name.
    pub(super) fn name_key(&self, at: usize) -> u64 {
        let word = self.word(at);
        let bare = bare_name(word);
        match self.tokens.get(at) {
            Some(token) if bare.len() == word.len() => token.folded,
            _ => hash_folded(bare),
        }
    }

    /// What the lexicon says about the part of a word that may be a name: "Londons" is a place too.
    fn known_name(&self, at: usize) -> Flags {
        let word = self.word(at);
        let known = self.known(at);
        let bare = bare_name(word);
        if bare.len() < word.len() {
            return known | WORD_INDEX.flags(self.name_key(at), self.languages);
        }
        match bare.strip_suffix('s') {
            Some(stem) if known == 0 => WORD_INDEX.flags(hash_folded(stem), self.languages) & PLACE,
            _ => known,
        }
    }

    /// The forms in which the part of a word that may be a name occurs in the texts.
    fn name_forms(&self, at: usize) -> WordForms {
        self.context.forms(bare_name(self.word(at)), self.name_key(at))
    }

    /// Whether a word may be part of a name.
    fn name_word(&self, at: usize) -> bool {
        let word = self.word(at);
        (self.capital(at) || (self.is_number(at) && ends_in_capital(word)))
            && (word != "I" || self.is_first(at))
            // "EUR 5 million".
            && !(self.is_number(at + 1) && currency_code(word).is_some())
            && !matches!(word, "I'm" | "I’m" | "I'd" | "I'll" | "I've" | "I’d" | "I’ll" | "I’ve")
            && self.known(at) & (NEGATION | MONTH | WEEKDAY) == 0
            && (self.is_inside(at) || self.known(at) & (NUMBER | DATE) == 0)
            // The capital is polite: "Bringen Sie Ihre Karte".
            && !(self.is_inside(at) && self.known(at) & PLAIN != 0 && self.is_german())
    }

    /// Whether the letter "I" is the numeral of a name: "World War I", "Charles I was tried", and not
    /// "In London I saw".
    fn is_first(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|&before| self.capital(before)) else {
            return false;
        };
        let plain = NO_NAME | NEGATION | MONTH | WEEKDAY;
        let is_plain = |at: usize| self.known(at) & plain != 0;
        let start = (0..before).rev().take_while(|&at| self.capital(at)).last().unwrap_or(before);
        let is_common = start == before && self.is_noun(before);
        let opens = !(self.is_inside(start) || is_common || (start..at).any(is_plain));
        !self.is_word(at + 1) || self.word(before) == "War" || opens
    }

    /// What a word of the run `first..end` of words with capitals is.
    fn proper(&self, at: usize, first: usize, end: usize) -> Proper {
        let word = self.word(at);
        let is_acronym = word.chars().count() >= 2
            && word.chars().all(|c| c.is_uppercase() || c == '.' || c.is_numeric());
        let is_styled = *self.capitals() == Capitals::Style;
        let known = self.known_name(at);
        if is_acronym && !is_styled && known & ABBREVIATION != 0 {
            return Proper::Name;
        }
        // "You must ALWAYS ask": a word in capitals may only be stressed.
        if known & NO_NAME != 0
            || is_acronym && known & OPENING != 0
            || word.chars().count() < 2 && end == first + 1
            || is_common_term(word)
        {
            return Proper::No;
        }
        if is_roman(word) && !is_styled {
            let named = at > first && self.known(at - 1) & NUMBERED_LABEL == 0;
            return if named { Proper::Numeral } else { Proper::No };
        }
        let forms = self.name_forms(at);
        if forms.lower {
            // "AI" is a name, whatever "ai" is, if it is not only stressed.
            let short = is_acronym && !is_styled && word.chars().count() <= MAX_ABBREVIATION;
            return if short { Proper::Weak } else { Proper::No };
        }
        let inner = word.chars().skip(1).any(char::is_uppercase) && !is_acronym;
        let is_name = match self.capitals() {
            Capitals::Style => forms.capital || known & PLACE != 0,
            Capitals::Nouns => {
                is_acronym
                    || known & PLACE != 0
                    || self.is_german_name(at, first, end)
                    // "Müller trat zurück", after "Anna Müller" elsewhere in the text.
                    || (forms.second && !self.is_noun(at))
            }
            Capitals::Names if self.is_inside(at) || at > first => true,
            // At the start of a sentence: another capital follows, or the text shows the name.
            Capitals::Names => {
                is_acronym
                    || inner
                    || end > first + 1 && at == first
                    || forms.capital
                    || forms.second
                    || known & PLACE != 0
                    || self.has_said(at)
            }
        };
        if is_name { Proper::Name } else { Proper::No }
    }

    /// Whether the word after the first one says that somebody said something, and the first one
    /// may be a name: "Hansen said", and not "Doctors said".
    fn has_said(&self, at: usize) -> bool {
        // "Mathilde a dit": the verb may follow a short auxiliary.
        let has = self.known(at + 1) & PLAIN != 0 && self.word(at + 1).chars().count() <= 4;
        let said = at + 1 + usize::from(has);
        let is_verb = self.known(said) & ATTRIBUTION != 0 && self.known(said) & OPENING == 0;
        is_verb && !self.is_noun(at)
    }

    /// Whether a first word is listed as another word than a name, or ends like one.
    fn is_noun(&self, at: usize) -> bool {
        let bare = bare_name(self.word(at));
        self.known_name(at) & OPENING != 0
            || self.listed(|facts| facts.noun_endings).any(|ending| bare.ends_with(ending))
    }

    /// Whether no word is before a token.
    pub(in crate::diff::classify) fn opens(&self, at: usize) -> bool {
        !self.tokens.iter().take(at).any(WordToken::is_word)
    }

    /// Whether capitals show nothing in the sentence.
    pub(in crate::diff::classify) fn is_styled(&self) -> bool {
        *self.capitals() == Capitals::Style
    }

    /// The words `first..end`, if they may be a name by their look: words with a capital that are
    /// not listed, are never written with a small letter, and have no ending of common words.
    pub(in crate::diff::classify) fn possible_name(
        &self,
        first: usize,
        end: usize,
    ) -> Option<Fact> {
        let may_be = self.languages != ALL
            && first < end
            && end <= first + MAX_POSSIBLE
            && (first..end).all(|at| self.may_be_name(at) || (self.word(at) == "-" && at > first))
            && (first..end).any(|at| self.is_word(at) && !self.is_noun(at))
            && (self.is_styled()
                || (self.is_word(end) && !self.capital(end))
                || self.has_relative(end));
        let key = (first..end).map(|at| self.name_key(at)).fold(0, combine);
        may_be.then(|| self.fact(Class::Name, first, end, FactValue::Words(key, key)))
    }

    /// Whether a clause about a person follows, or an age: "Hansen, who", "Hansen, 43".
    fn has_relative(&self, at: usize) -> bool {
        self.word(at) == ","
            && (self.is_number(at + 1)
                || matches!(
                    self.word(at + 1),
                    "who" | "whose" | "qui" | "quien" | "die" | "der" | "som" | "który" | "która"
                ))
    }

    fn may_be_name(&self, at: usize) -> bool {
        let letters = || bare_name(self.word(at)).chars();
        self.capital(at)
            && self.region(at).is_none()
            && letters().count() > 2
            && letters().skip(1).all(char::is_lowercase)
            && self.is_unlisted(at)
    }

    /// Whether neither the lexicon nor the texts show a word as another one than a name.
    fn is_unlisted(&self, at: usize) -> bool {
        const LISTED: Flags = NO_NAME | NEGATION | MONTH | WEEKDAY;
        self.known_name(at) & LISTED == 0 && !self.name_forms(at).lower
    }

    /// Whether a sentence opens like an instruction or an item of a list: "Restart the server".
    fn is_instruction(&self, at: usize) -> bool {
        let item = at > 0 && matches!(self.word(0), "-" | "*" | "•" | "+" | "–");
        item || self.listed(|facts| facts.articles).any(|article| self.word(at + 1) == article)
    }

    /// Whether two possible names at the start of a sentence are names: in languages in which most
    /// sentences open with an article or a name, or if one is the second word of a name elsewhere.
    pub(in crate::diff::classify) fn opens_with_names(&self, at: usize) -> bool {
        const WITH_ARTICLES: [&str; 6] = ["en", "fr", "es", "it", "nl", "sv"];
        let listed = WITH_ARTICLES.iter().any(|code| self.context.is_in(code));
        (listed && !self.is_instruction(at)) || self.name_forms(at).second
    }

    /// German nouns have capitals. A name is next to another word with a capital, after "in" or
    /// "nach" without an article, or next to a word of saying.
    fn is_german_name(&self, at: usize, first: usize, end: usize) -> bool {
        if self.is_noun(at) {
            return false;
        }
        let lower =
            |at: Option<usize>| at.map(|at| self.word(at).to_lowercase()).unwrap_or_default();
        if end > first + 1 {
            // "Das Thema Radfahren": a name comes after the noun that says what it is.
            let last = self.known_name(end - 1) & PLACE == 0 && self.is_noun(end - 1);
            return !last && (self.is_inside(at) || at > first);
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

/// What a word with a capital is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proper {
    No,
    Name,
    /// A name only if another name replaces it.
    Weak,
    /// The numeral of a name: "Charles II".
    Numeral,
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

/// Whether a letter is from a script without capitals in which titles follow names: Han, Katakana,
/// Hangul.
fn is_uncased_letter(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// `II`, `XIV`.
fn is_roman(word: &str) -> bool {
    word.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
}

/// Whether figures end in a capital that is not a unit: `18F`, `3D`, `5G`.
pub(super) fn ends_in_capital(word: &str) -> bool {
    const UNITS: [&str; 19] = [
        "K", "M", "B", "T", "C", "F", "A", "W", "V", "L", "AM", "PM", "BN", "KB", "MB", "GB", "TB",
        "MW", "GW",
    ];
    let suffix = word.trim_start_matches(|c: char| c.is_ascii_digit());
    suffix.len() < word.len()
        && (1..=2).contains(&suffix.len())
        && suffix.bytes().all(|byte| byte.is_ascii_uppercase())
        && !UNITS.contains(&suffix)
}
