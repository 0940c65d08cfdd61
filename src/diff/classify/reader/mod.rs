//! Reading the facts of a sentence, each with its words and its value: negations and attributions
//! here, the others in the files of this folder.

mod dates;
mod names;
mod numbers;

use std::cell::OnceCell;

use super::super::Extent;
use super::super::hash::hash_folded;
use super::super::words::{TokenKind, WordToken};
use super::class::Class;
use super::context::TextContext;
use super::date::Date;
use super::lexical::{
    ABBREVIATION, ALL, ATTRIBUTION, Flags, GENERIC, Languages, NEGATION, NEGATION_START, NUMBER,
    OPENING, PHRASE, PLACE, PLAIN, WORD_INDEX,
};
use super::number::{Amount, Number};
use super::quotes::{Quotation, quotations};
use super::regions::{Region, regions};
use crate::lexicon::{FactWords, LANGUAGES, Words};

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
    /// The year of a date that consists of a year.
    pub(super) fn bare_year(&self) -> Option<u16> {
        let Self::Date(date) = self else { return None };
        (Date { year: date.year, ..Date::default() } == *date).then_some(date.year).flatten()
    }

    /// Whether it is a number with this amount.
    pub(super) fn is_amount(&self, amount: u16) -> bool {
        matches!(self, Self::Number(number) if number.amount == Amount::of(amount.into(), 0))
    }

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
    joined_units: OnceCell<Vec<(&'static str, &'static str)>>,
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

/// The distance of the other half of a double negation, in tokens: "no dijo nada".
const MAX_DOUBLE: usize = 6;

/// The distance of "avant que" from its "ne", in tokens.
const MAX_EXPLETIVE: usize = 5;
/// What the lexicon says about words that are no fact with a small letter.
const NO_FACT: Flags = PLAIN | PHRASE | GENERIC | OPENING | PLACE | ABBREVIATION;

/// The longest date and the longest number, in tokens.
const MAX_TOKENS: usize = 16;

/// Whether a word begins with an elided "ne": "n’a".
fn is_elided(word: &str) -> bool {
    let rest = word.strip_prefix(['n', 'N']).and_then(|rest| rest.strip_prefix(['\'', '’']));
    rest.is_some_and(|rest| !rest.is_empty())
}

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
            joined_units: OnceCell::new(),
            flags: OnceCell::new(),
            regions: OnceCell::new(),
            quotations: OnceCell::new(),
            capitals: OnceCell::new(),
        }
    }

    pub(super) fn regions(&self) -> &[(Extent, Region)] {
        self.regions.get_or_init(|| {
            if self.context.is_code(self.text, self.sentence) {
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

    /// The extent of the tokens `first..end`; empty if there are none.
    pub(super) fn extent(&self, first: usize, end: usize) -> Extent {
        let tokens = self.tokens.get(first..end).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
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
            let flags = |token: &WordToken| {
                let flags = WORD_INDEX.flags(token.key(), self.languages);
                // "Sunday's" is a day, as "Sunday" is.
                let owner = token.extent().of(self.text).strip_suffix("s");
                match owner.and_then(|owner| owner.strip_suffix(['\'', '’'])) {
                    Some(owner) if flags == 0 => {
                        WORD_INDEX.flags(hash_folded(owner), self.languages)
                    }
                    _ => flags,
                }
            };
            self.tokens.iter().map(flags).collect()
        });
        all.get(at).copied().unwrap_or(0)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Number)
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
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
    pub(super) fn joined(&self, at: usize) -> bool {
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
            let plain = small
                && flags & !NO_FACT == 0
                && byte(extent.end - 1) != b't'
                && !(byte(extent.start) == b'n' && is_elided(self.word(at)))
                && !self.has_joined_unit(at);
            let mark = token.kind == TokenKind::Punctuation
                && flags & (NEGATION | NEGATION_START) == 0
                && !self.word(at).starts_with(['★', '☆', '⭐', '✩', '✭']);
            if plain || mark || self.region(at).is_some() {
                at += 1;
                continue;
            }
            let attribution = || {
                let is_one = flags & ATTRIBUTION != 0;
                let value = FactValue::Words(token.folded, 0);
                is_one.then(|| self.fact(Class::Attribution, at, at + 1, value))
            };
            let source = || if self.is_according(at) { attribution() } else { None };
            let fact = self
                .date(at)
                .or_else(source)
                .or_else(|| self.number(at))
                .or_else(|| self.negation(at, flags))
                // "Laut Gemeinde": the first word has its capital from its place.
                .or_else(|| if self.is_inside(at) { self.name(at) } else { attribution() })
                .or_else(|| if self.is_inside(at) { attribution() } else { self.name(at) });
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

    /// Whether "segundo" or "secondo" names a source, and does not count: "secondo il sindaco", and not
    /// "il secondo", "o segundo turno".
    fn is_according(&self, at: usize) -> bool {
        if !matches!(self.word(at), "segundo" | "secondo" | "Segundo" | "Secondo") {
            return false;
        }
        let next = self.word(at + 1).to_lowercase();
        let elided = next.starts_with("l'") || next.starts_with("l’");
        let before = at.checked_sub(1).map_or("", |at| self.word(at)).to_lowercase();
        let counted = matches!(
            before.as_str(),
            "il" | "o" | "un" | "um" | "del" | "al" | "do" | "no" | "nel"
        );
        !counted
            && (elided
                || self.word(at + 1).starts_with(char::is_uppercase)
                || matches!(
                    next.as_str(),
                    "o" | "a"
                        | "os"
                        | "as"
                        | "um"
                        | "uma"
                        | "il"
                        | "lo"
                        | "la"
                        | "i"
                        | "gli"
                        | "le"
                        | "un"
                        | "una"
                        | "fontes"
                        | "fonti"
                        | "dados"
                        | "dati"
                ))
    }

    fn fact(&self, class: Class, first: usize, end: usize, value: FactValue) -> Fact {
        Fact { class, first, end, extent: self.extent(first, end), value, weak: false }
    }

    fn negation(&self, at: usize, flags: Flags) -> Option<Fact> {
        let word = self.word(at);
        let present = |end: usize| Some(self.fact(Class::Negation, at, end, FactValue::Present));
        if flags & NEGATION_START != 0
            && !self.is_in_other_word(at)
            && let Some(tokens) =
                self.tokens.get(at..).and_then(|rest| WORD_INDEX.negation(rest, self.languages))
        {
            return present(at + tokens);
        }
        if word.len() > 3 && (word.ends_with("n't") || word.ends_with("n’t")) {
            return present(at + 1);
        }
        // "n’a", of "personne n’a".
        if is_elided(word)
            && self.listed(|facts| facts.negations).any(|negation| negation == "ne")
            && !self.is_expletive(at, "ne")
        {
            return present(at + 1);
        }
        if self.begins_with_negation(word) {
            return (!self.is_in_other_word(at)).then(|| present(at + 1)).flatten();
        }
        if flags & NEGATION == 0 || self.is_in_other_word(at) {
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
        if numbered || code || prefix || self.is_other_word(at, word) || self.is_expletive(at, word)
        {
            return None;
        }
        present(at + 1)
    }

    /// The units that are joined to a number, in the languages that the texts may be in; none if these
    /// may be all.
    fn joined_units(&self) -> &[(&'static str, &'static str)] {
        self.joined_units.get_or_init(|| {
            if self.languages == ALL {
                return Vec::new();
            }
            let listed = LANGUAGES.into_iter().enumerate();
            let spoken = listed.filter(|(bit, _)| self.languages >> bit & 1 == 1);
            spoken.flat_map(|(_, language)| language.facts.joined_units.iter().copied()).collect()
        })
    }

    /// The words of a kind in the languages that the texts may be in.
    fn listed(
        &self,
        kind: impl Fn(&'static FactWords) -> Words,
    ) -> impl Iterator<Item = &'static str> {
        let languages = self.languages;
        let listed = LANGUAGES.into_iter().enumerate();
        listed
            .filter(move |(bit, _)| languages >> bit & 1 == 1)
            .flat_map(move |(_, language)| kind(&language.facts).iter().copied())
    }

    /// Whether a word is the other one with an affix that negates: "nepodepsal" and "podepsal".
    pub(super) fn negates_word(&self, word: &str, other: &str) -> bool {
        /// The least bytes of the other word, so that its affix is no accident.
        const LEAST: usize = 4;
        if self.languages == ALL || other.len() < LEAST || word.len() <= other.len() {
            return false;
        }
        // Few languages negate a verb with an affix.
        let prefixes = || self.listed(|facts| facts.negating_prefixes);
        let infixes = || self.listed(|facts| facts.negating_infixes);
        if prefixes().chain(infixes()).next().is_none() {
            return false;
        }
        let (word, other) = (word.to_lowercase(), other.to_lowercase());
        let has_prefix = |prefix: &str| word.strip_prefix(prefix) == Some(&*other);
        let has_infix = |infix: &str| {
            word.match_indices(infix).any(|(at, _)| {
                at > 1
                    && at + infix.len() + 1 < word.len()
                    && other.strip_prefix(&word[..at]) == Some(&word[at + infix.len()..])
            })
        };
        prefixes().any(has_prefix) || infixes().any(has_infix)
    }

    /// Whether a word is a negation with an ending: "않는다고".
    fn begins_with_negation(&self, word: &str) -> bool {
        !word.is_ascii()
            && self.listed(|facts| facts.negation_stems).any(|stem| word.starts_with(stem))
    }

    /// Whether a negation is part of a word that does not negate: "未来" is the future.
    fn is_in_other_word(&self, at: usize) -> bool {
        let Some(extent) = self.tokens.get(at).map(WordToken::extent) else { return false };
        let word = extent.of(self.text).to_lowercase();
        let word = word.as_str();
        self.listed(|facts| facts.no_negations).any(|other| {
            // The token is a part of that word, or that word with an ending.
            let mut places = other.match_indices(word).map(|(place, _)| place);
            let covers = |place: usize| {
                let start = extent.start.checked_sub(place);
                start
                    .and_then(|start| self.text.get(start..))
                    .and_then(|rest| rest.get(..other.len()))
                    .is_some_and(|rest| rest == other || rest.to_lowercase() == other)
            };
            places.any(covers) || word.starts_with(other)
        })
    }

    /// Whether "ne" only goes with a conjunction, and negates nothing: "avant qu'il ne parte".
    fn is_expletive(&self, at: usize, word: &str) -> bool {
        if !word.eq_ignore_ascii_case("ne") {
            return false;
        }
        let conjunction = (1..=MAX_EXPLETIVE).any(|back| {
            at.checked_sub(back).is_some_and(|before| {
                matches!(
                    self.word(before),
                    "avant" | "moins" | "crainte" | "peur" | "plus" | "autre"
                ) && self.word(before + 1).starts_with("qu")
            })
        });
        let negated = (at + 1..at + MAX_DOUBLE).any(|after| {
            matches!(
                self.word(after),
                "pas"
                    | "jamais"
                    | "rien"
                    | "plus"
                    | "aucun"
                    | "aucune"
                    | "personne"
                    | "point"
                    | "guère"
            )
        });
        conjunction && !negated
    }

    /// Whether a word that negates is another one here: "un pas" is a step, "nada en el lago" swims.
    fn is_other_word(&self, at: usize, word: &str) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.word(at));
        if word.eq_ignore_ascii_case("pas") {
            let counted = at > 0 && (self.known(at - 1) & NUMBER != 0 || self.is_number(at - 1));
            let before = before(1).to_lowercase();
            return counted
                || matches!(
                    before.as_str(),
                    "un" | "le"
                        | "les"
                        | "au"
                        | "aux"
                        | "des"
                        | "de"
                        | "ses"
                        | "leurs"
                        | "ces"
                        | "faux"
                        | "premier"
                        | "premiers"
                        | "dernier"
                        | "petit"
                        | "petits"
                        | "grand"
                        | "grands"
                        | "quelques"
                        | "chaque"
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
}
