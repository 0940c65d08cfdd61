//! Comparing the facts of two sentences: which of them changed, and what each became.
//!
//! Facts are compared by position, not as bags. Facts on words that both texts have are compared
//! with each other. The others are compared within a changed run of words, and then across the
//! runs, where the same fact counts as kept only if the words next to it are the same: "3 goals to
//! 1" is not "1 goals to 3".

use std::borrow::Cow;

use super::super::Extent;
use super::super::words::{Hunk, TokenKind};
use super::class::Class;
use super::lexical::{PLAIN, unaccented};
use super::reader::{Fact, FactValue, SentenceReader};
use crate::article::CheckedPart as _;

/// A fact that changed: the old one, the new one, or both.
pub(super) type FactChange<'f> = (Option<&'f Fact>, Option<&'f Fact>);

/// The comparison of two sentences.
pub(super) struct FactComparison<'a> {
    pub(super) old: &'a SentenceReader<'a>,
    pub(super) new: &'a SentenceReader<'a>,
    hunks: &'a [Hunk],
    /// Whether only the form of a hunk changed: letter case, markup, spaces between words.
    same_letters: Vec<bool>,
    /// Whether the new sentence says something else in most of its words, as where a stub was
    /// written out. A fact on one side only then came or went with the words around it.
    is_rewritten: bool,
}

/// The tokens of a sentence among which another form of a name is searched for.
const MOST_INFLECTED: usize = 200;
/// The least letters of a name whose other forms are searched for.
const SHORTEST_STEM: usize = 3;

/// Where a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// On a word that the other text has too, at this token.
    Kept(usize),
    /// In a hunk.
    Hunk(usize),
}

/// One side of the facts of a class: the facts, and their places.
struct Side<'f> {
    facts: Vec<&'f Fact>,
    used: Vec<bool>,
}

impl<'f> Side<'f> {
    fn new(facts: &'f [Fact], class: Class) -> Self {
        let facts: Vec<&Fact> = facts.iter().filter(|fact| fact.class == class).collect();
        let used = vec![false; facts.len()];
        Self { facts, used }
    }

    /// The fact at a token.
    fn at(&self, token: usize) -> Option<usize> {
        let after = self.facts.partition_point(|fact| fact.first <= token);
        let at = after.checked_sub(1)?;
        self.facts.get(at).filter(|fact| token < fact.end).map(|_| at)
    }
}

impl<'a> FactComparison<'a> {
    pub(super) fn new(
        old: &'a SentenceReader<'a>,
        new: &'a SentenceReader<'a>,
        hunks: &'a [Hunk],
    ) -> Self {
        let same = |hunk: &Hunk| {
            let struck = |reader: &SentenceReader<'_>, (start, end): (usize, usize)| {
                reader.tokens[start..end].iter().any(|token| token.struck)
            };
            if struck(old, hunk.old) || struck(new, hunk.new) {
                return false;
            }
            let (a, b) = (old.extent(hunk.old.0, hunk.old.1), new.extent(hunk.new.0, hunk.new.1));
            let (a, b) = (letters(a.of(old.text)), letters(b.of(new.text)));
            (!a.is_empty() && a == b)
                || is_abbreviated((old, hunk.old), (new, hunk.new))
                || is_abbreviated((new, hunk.new), (old, hunk.old))
        };
        let same_letters = hunks.iter().map(same).collect();
        let is_rewritten = is_rewritten(old, new, hunks);
        Self { old, new, hunks, same_letters, is_rewritten }
    }

    /// The place of an old token.
    fn place_of_old(&self, token: usize) -> Place {
        let after = self.hunks.partition_point(|hunk| hunk.old.1 <= token);
        match self.hunks.get(after) {
            Some(hunk) if hunk.old.0 <= token => Place::Hunk(after),
            _ => {
                let (old, new) = self.ends(after);
                Place::Kept(token - old + new)
            }
        }
    }

    /// The place of a new token.
    fn place_of_new(&self, token: usize) -> Place {
        let after = self.hunks.partition_point(|hunk| hunk.new.1 <= token);
        match self.hunks.get(after) {
            Some(hunk) if hunk.new.0 <= token => Place::Hunk(after),
            _ => {
                let (old, new) = self.ends(after);
                Place::Kept(token - new + old)
            }
        }
    }

    /// The ends of the hunk before the hunk `at`.
    fn ends(&self, at: usize) -> (usize, usize) {
        let before = at.checked_sub(1).and_then(|at| self.hunks.get(at));
        before.map_or((0, 0), |hunk| (hunk.old.1, hunk.new.1))
    }

    /// The hunk that a fact is in or next to, if it touches one.
    fn hunk_of(&self, fact: &Fact, place: impl Fn(&Self, usize) -> Place) -> Option<usize> {
        (fact.first..fact.end).find_map(|token| match place(self, token) {
            Place::Hunk(at) => Some(at),
            Place::Kept(_) => None,
        })
    }

    /// Whether a hunk is so short that what was in it became what is in it.
    fn is_short(&self, hunk: usize) -> bool {
        self.hunks.get(hunk).is_some_and(|hunk| {
            hunk.old.1 - hunk.old.0 <= SHORT_HUNK && hunk.new.1 - hunk.new.0 <= SHORT_HUNK
        })
    }

    /// The facts of one class that changed.
    pub(super) fn changes<'f>(
        &self,
        class: Class,
        old: &'f [Fact],
        new: &'f [Fact],
    ) -> Vec<FactChange<'f>> {
        let mut a = Side::new(old, class);
        let mut b = Side::new(new, class);
        let mut changes: Vec<(usize, FactChange<'f>)> = Vec::new();
        // Facts that share a kept word.
        for i in 0..a.facts.len() {
            let fact = a.facts[i];
            let partner = (fact.first..fact.end).find_map(|token| match self.place_of_old(token) {
                Place::Kept(token) => b.at(token).filter(|&j| !b.used[j]),
                Place::Hunk(_) => None,
            });
            let Some(j) = partner else { continue };
            (a.used[i], b.used[j]) = (true, true);
            let other = b.facts[j];
            if !fact.value.is(&other.value) && !self.is_form(fact, other) {
                changes.push((other.first, (Some(fact), Some(other))));
            }
        }
        // The others, by hunk.
        let old_hunk = |fact: &Fact| self.hunk_of(fact, Self::place_of_old);
        let new_hunk = |fact: &Fact| self.hunk_of(fact, Self::place_of_new);
        let form = |hunk: Option<usize>| hunk.is_none_or(|at| self.same_letters[at]);
        let rest =
            |side: &Side<'f>, hunk: &dyn Fn(&Fact) -> Option<usize>| -> Vec<(usize, usize)> {
                let free = (0..side.facts.len()).filter(|&at| !side.used[at]);
                free.filter_map(|at| {
                    let hunk = hunk(side.facts[at]);
                    (!form(hunk)).then(|| (hunk.unwrap_or(0), at))
                })
                .collect()
            };
        let mut went = rest(&a, &old_hunk);
        let mut came = rest(&b, &new_hunk);
        Self::take_within_hunks((&a, &mut went), (&b, &mut came));
        self.take_moved((&a, &mut went), (&b, &mut came));
        // What is left in a hunk became what is left of the other side there.
        let mut next = 0;
        let mut single = Vec::new();
        for &(hunk, i) in &went {
            while next < came.len() && came[next].0 < hunk {
                single.push((None, Some(came[next].1)));
                next += 1;
            }
            if next < came.len() && came[next].0 == hunk {
                let (old, new) = (a.facts[i], b.facts[came[next].1]);
                let apart = class == Class::Name && self.is_rewritten && !self.is_short(hunk);
                if !apart && !self.is_form(old, new) {
                    changes.push((new.first, (Some(old), Some(new))));
                }
                next += 1;
            } else {
                single.push((Some(i), None));
            }
        }
        single.extend(came[next..].iter().map(|&(_, j)| (None, Some(j))));
        self.add_single(class, (&a, &b), &single, &mut changes);
        changes.sort_by_key(|(at, _)| *at);
        changes.into_iter().map(|(_, change)| change).collect()
    }

    /// Adds facts that were only removed or only added. If the same values are on both sides, they
    /// changed places: then each fact became the one in its place.
    fn add_single<'f>(
        &self,
        class: Class,
        (a, b): (&Side<'f>, &Side<'f>),
        single: &[(Option<usize>, Option<usize>)],
        changes: &mut Vec<(usize, FactChange<'f>)>,
    ) {
        if self.is_rewritten {
            return;
        }
        let swapped = single.len() <= MAX_LOOK
            && single.iter().any(|(went, _)| {
                went.is_some_and(|i| {
                    single.iter().any(|(_, came)| {
                        came.is_some_and(|j| a.facts[i].value.is(&b.facts[j].value))
                    })
                })
            });
        if swapped && a.facts.len() == b.facts.len() && a.facts.len() <= MAX_SWAPPED {
            for (&old, &new) in a.facts.iter().zip(&b.facts) {
                if !old.value.is(&new.value) {
                    changes.push((new.first, (Some(old), Some(new))));
                }
            }
            return;
        }
        let is_on = |side: &Side<'_>, fact: &Fact| {
            side.facts.len() <= MAX_LOOK
                && side.facts.iter().any(|other| other.value.is(&fact.value))
        };
        for &(went, came) in single {
            let fact = (went.map(|i| a.facts[i]), came.map(|j| b.facts[j]));
            // A name that the other sentence has too is only repeated.
            let repeated = fact.0.is_some_and(|fact| is_on(b, fact))
                || fact.1.is_some_and(|fact| is_on(a, fact));
            if class == Class::Name && repeated {
                continue;
            }
            if matches!(class, Class::Name | Class::Attribution) && self.is_slip(fact) {
                continue;
            }
            if class == Class::Name && self.is_inflected(fact) {
                continue;
            }
            // A word with other meanings that only came or went: "one of the", "first".
            let weak = fact.0.or(fact.1).is_some_and(|fact| fact.weak);
            if weak && matches!(class, Class::Number | Class::Name) {
                continue;
            }
            let at = fact
                .1
                .map_or_else(|| fact.0.map_or(0, |old| self.new_position(old)), |new| new.first);
            changes.push((at, fact));
        }
    }

    /// A fact that only one side has, after its side and the other one.
    fn single<'f>(
        &self,
        change: FactChange<'f>,
    ) -> Option<(&'a SentenceReader<'a>, &'a SentenceReader<'a>, &'f Fact)> {
        match change {
            (Some(old), None) => Some((self.old, self.new, old)),
            (None, Some(new)) => Some((self.new, self.old, new)),
            _ => None,
        }
    }

    /// Whether a word that only one side counts as a fact is a slip or a variant of a word in its
    /// place on the other side: "argus" and "argues".
    fn is_slip(&self, change: FactChange<'_>) -> bool {
        let Some((reader, other, fact)) = self.single(change) else { return false };
        let is_old = std::ptr::eq(reader, self.old);
        let place =
            if is_old { self.place_of_old(fact.first) } else { self.place_of_new(fact.first) };
        let Place::Hunk(at) = place else { return false };
        let Some(hunk) = self.hunks.get(at) else { return false };
        let (from, to) = if is_old { hunk.new } else { hunk.old };
        let words = reader.word(fact.first);
        fact.end == fact.first + 1
            && (from..to.min(from + MAX_LOOK))
                .any(|at| super::spelling::nearly(words, other.word(at)))
    }

    /// The position in the new sentence that corresponds to an old fact.
    fn new_position(&self, fact: &Fact) -> usize {
        match self.place_of_old(fact.first) {
            Place::Kept(token) => token,
            Place::Hunk(at) => self.hunks.get(at).map_or(0, |hunk| hunk.new.0),
        }
    }

    /// Takes out facts that are the same, in order, within a hunk.
    fn take_within_hunks(
        (a, went): (&Side<'_>, &mut Vec<(usize, usize)>),
        (b, came): (&Side<'_>, &mut Vec<(usize, usize)>),
    ) {
        let mut kept: Vec<(usize, usize)> = Vec::new();
        let mut start = 0;
        for (place, &(hunk, i)) in went.iter().enumerate() {
            while start < came.len() && came[start].0 < hunk {
                start += 1;
            }
            let near = came
                .iter()
                .enumerate()
                .skip(start)
                .take(MAX_LOOK)
                .take_while(|(_, (at, _))| *at == hunk);
            let same = near
                .filter(|(_, (_, j))| a.facts[i].value.is(&b.facts[*j].value))
                .map(|(at, _)| at)
                .next();
            if let Some(at) = same {
                kept.push((place, at));
                start = at + 1;
            }
        }
        remove(went, came, &kept);
    }

    /// Takes out facts that moved with the words next to them.
    fn take_moved(
        &self,
        (a, went): (&Side<'_>, &mut Vec<(usize, usize)>),
        (b, came): (&Side<'_>, &mut Vec<(usize, usize)>),
    ) {
        let mut taken = vec![false; came.len()];
        let mut kept = Vec::new();
        if went.len() > MAX_LOOK || came.len() > MAX_LOOK {
            return;
        }
        let as_many = a.facts.len() == b.facts.len();
        for (place, &(_, i)) in went.iter().enumerate() {
            let found = came.iter().enumerate().position(|(at, &(_, j))| {
                let (old, new) = (a.facts[i], b.facts[j]);
                // It passed no other fact of its class, or it kept a telling word next to it.
                let stays = (as_many && i == j) || a.facts.len() == 1 || b.facts.len() == 1;
                // "From 12 boats to 21 boats": the places kept their words, the facts changed places.
                let swapped = as_many && i != j && self.keep_place(old, b.facts[i]);
                !taken[at]
                    && old.value.is(&new.value)
                    && (self.is_list(old, new)
                        || !swapped && (stays || self.keep_company(old, new)))
            });
            if let Some(at) = found {
                taken[at] = true;
                kept.push((place, at));
            }
        }
        kept.sort_by_key(|(_, at)| *at);
        remove(went, came, &kept);
    }

    /// Whether a telling word is next to both facts.
    fn keep_company(&self, old: &Fact, new: &Fact) -> bool {
        let (a, b) = (self.old.beside(old), self.new.beside(new));
        let same = |x: Option<u64>, y: Option<u64>| x.is_some() && x == y;
        same(a.0, b.0) || same(a.1, b.1)
    }

    /// Whether the telling words next to both facts are the same, as far as there are any.
    fn keep_place(&self, old: &Fact, new: &Fact) -> bool {
        let (a, b) = (self.old.beside(old), self.new.beside(new));
        let differ = |x: Option<u64>, y: Option<u64>| x.is_some() && y.is_some() && x != y;
        self.keep_company(old, new) && !differ(a.0, b.0) && !differ(a.1, b.1)
    }

    /// Whether two facts are members of a list whose order changed: "Anna and Ben".
    fn is_list(&self, old: &Fact, new: &Fact) -> bool {
        let member = |reader: &SentenceReader<'_>, fact: &Fact| {
            let before =
                |back: usize| fact.first.checked_sub(back).map_or("", |at| reader.word(at));
            // "Canada and the US".
            let article = fact.first.checked_sub(1).is_some_and(|at| reader.known(at) & PLAIN != 0);
            reader.is_and(before(1))
                || (article && reader.is_and(before(2)))
                || reader.is_and(reader.word(fact.end))
        };
        old.class == Class::Name && member(self.old, old) && member(self.new, new)
    }

    /// Whether two names differ only in their form: the same letters, a slip or a variant of the
    /// spelling, the plural.
    fn is_form(&self, old: &Fact, new: &Fact) -> bool {
        let (a, b) = (old.extent.of(self.old.text), new.extent.of(self.new.text));
        // "BOLT 12" and "BOLT12": the figures of the one are the next token of the other.
        let joined = |reader: &SentenceReader<'_>, fact: &Fact, whole: &str| {
            reader.is_number(fact.end)
                && letters(reader.extent(fact.first, fact.end + 1).of(reader.text))
                    == letters(whole)
        };
        old.class == Class::Name
            && (stem(a) == stem(b)
                || joined(self.old, old, b)
                || joined(self.new, new, a)
                || self.is_same_person(old, new)
                || (variants(a, b) && !is_other_name(a, b)))
    }

    /// Whether two names are one next to a German noun that has another place in the other sentence:
    /// "Petra Sommers Antrag" and "der Antrag von Petra Sommer".
    fn is_same_person(&self, old: &Fact, new: &Fact) -> bool {
        if !(self.old.is_german() && self.new.is_german()) {
            return false;
        }
        let own =
            |reader: &SentenceReader<'_>, fact: &Fact, other: &SentenceReader<'_>| -> String {
                let words = (fact.first..fact.end).map(|at| reader.word(at));
                words.filter(|word| !other.has_noun(word)).map(stem).collect()
            };
        let name = own(self.old, old, self.new);
        !name.is_empty() && name == own(self.new, new, self.old)
    }

    /// Whether a name that is on one side only has another form on the other side, wherever it is:
    /// "Femkes voorstel" and "het voorstel van Femke".
    fn is_inflected(&self, change: FactChange<'_>) -> bool {
        let Some((reader, other, fact)) = self.single(change) else { return false };
        let has = |stem_of_name: &String| {
            let words = (0..other.tokens.len()).take(MOST_INFLECTED).map(|at| other.word(at));
            let mut names = words.filter(|word| word.starts_with(char::is_uppercase));
            names.any(|word| stem(word) == *stem_of_name)
        };
        let stems: Vec<String> = (fact.first..fact.end).map(|at| stem(reader.word(at))).collect();
        stems.iter().all(|stem| stem.len() >= SHORTEST_STEM && has(stem))
    }

    /// Makes a year a number where the other side has the same figure as a number: "2 000 people" and
    /// "2000 people".
    pub(super) fn agree_on_years(a: &mut [Fact], b: &mut [Fact]) {
        let numbers = |facts: &[Fact]| -> Vec<FactValue> {
            facts
                .iter()
                .map(|fact| fact.value)
                .filter(|value| matches!(value, FactValue::Number(_)))
                .collect()
        };
        let (old, new) = (numbers(a), numbers(b));
        for (facts, others) in [(a, new), (b, old)] {
            for fact in facts.iter_mut() {
                if let Some(number) = fact.value.bare_year()
                    && let Some(other) = others.iter().find(|other| other.is_amount(number))
                {
                    (fact.class, fact.value) = (Class::Number, *other);
                }
            }
        }
    }

    /// Adds names where a capital alone does not show one, at the start of a sentence ("Berlin paid"
    /// and "Vienna paid") and in a heading: words that may be names are, if they replace each other
    /// or a name that is certain.
    pub(super) fn add_possible_names(&self, a: &mut Vec<Fact>, b: &mut Vec<Fact>) {
        let styled = self.old.is_styled() && self.new.is_styled();
        for hunk in self.hunks.iter().take(MAX_LOOK) {
            let opens = self.old.opens(hunk.old.0) && self.new.opens(hunk.new.0);
            if !(opens || styled) {
                return;
            }
            let old = possible_names(self.old, a, hunk.old);
            let new = possible_names(self.new, b, hunk.new);
            let (added_old, added_new) = match (old, new) {
                (Possible::Certain, Possible::Maybe(new)) => (None, Some(new)),
                (Possible::Maybe(old), Possible::Certain) => (Some(old), None),
                (Possible::Maybe(old), Possible::Maybe(new)) => {
                    let several = |fact: &Fact| fact.end > fact.first + 1;
                    let are_names = if styled {
                        several(&old) && several(&new)
                    } else {
                        let single = !several(&old) && !several(&new);
                        single
                            && (self.old.opens_with_names(old.first)
                                || self.new.opens_with_names(new.first))
                    };
                    if !are_names {
                        continue;
                    }
                    (Some(old), Some(new))
                }
                _ => continue,
            };
            for (facts, added) in [(&mut *a, added_old), (&mut *b, added_new)] {
                if let Some(fact) = added {
                    let at = facts.partition_point(|other| other.first < fact.first);
                    facts.insert(at, fact);
                }
            }
        }
    }

    /// The quotations that changed. Letter case, other marks and variants of spelling are no change
    /// of a quotation.
    pub(super) fn quotations(&self) -> Vec<(Option<Extent>, Option<Extent>)> {
        let (a, b) = (self.old.quotations(), self.new.quotations());
        let said = |reader: &SentenceReader<'_>, extent: Extent| letters(&reader.prose(extent));
        // The letters are read only where the bytes differ: most quotations are unchanged.
        let same = |i: usize, j: usize| {
            let (old, new) = (a[i].extent, b[j].extent);
            old.of(self.old.text) == new.of(self.new.text)
                || said(self.old, old) == said(self.new, new)
        };
        let (n, m) = (a.len(), b.len());
        let shorter = n.min(m);
        let prefix = (0..shorter).take_while(|&at| same(at, at)).count();
        let suffix = (1..=shorter - prefix).take_while(|&back| same(n - back, m - back)).count();
        let mut went: Vec<usize> = (prefix..n - suffix).collect();
        let mut came: Vec<usize> = (prefix..m - suffix).collect();
        if went.len() <= MAX_LOOK && came.len() <= MAX_LOOK {
            // A quotation that moved is the same.
            went.retain(|&i| {
                let found = came.iter().position(|&j| same(i, j));
                found.map(|at| came.remove(at)).is_none()
            });
        }
        let mut changes = Vec::new();
        for at in 0..went.len().max(came.len()) {
            let (old, new) =
                (went.get(at).map(|&i| a[i].extent), came.get(at).map(|&j| b[j].extent));
            if let (Some(old), Some(new)) = (old, new) {
                let (old, new) = (self.old.prose(old), self.new.prose(new));
                if variants(&old, &new) {
                    continue;
                }
            }
            changes.push((old, new));
            // More are not kept as evidence.
            if changes.len() >= super::EVIDENCE_MAX {
                break;
            }
        }
        changes
    }

    /// The words of a changed fact: of a number without the unit that both have.
    pub(super) fn core(
        &self,
        class: Class,
        old: Option<&Fact>,
        new: Option<&Fact>,
    ) -> (Option<Extent>, Option<Extent>) {
        let (Some(a), Some(b)) = (old, new) else {
            return (old.map(|fact| fact.extent), new.map(|fact| fact.extent));
        };
        let (mut x, mut y) = (a.end, b.end);
        while class == Class::Number
            && x > a.first + 1
            && y > b.first + 1
            && self.old.tokens[x - 1].hash == self.new.tokens[y - 1].hash
        {
            (x, y) = (x - 1, y - 1);
        }
        (Some(self.old.extent(a.first, x)), Some(self.new.extent(b.first, y)))
    }

    /// Whether the words of both sentences are the same but for their form.
    pub(super) fn is_form_only(&self) -> bool {
        !self.hunks.is_empty() && self.same_letters.iter().all(|same| *same)
    }
}

/// The name in a hunk.
enum Possible {
    No,
    /// One that is among the facts.
    Certain,
    /// One that may be a name by its look.
    Maybe(Fact),
}

fn possible_names(
    reader: &SentenceReader<'_>,
    facts: &[Fact],
    (first, end): (usize, usize),
) -> Possible {
    let mut within = facts.iter().filter(|fact| first <= fact.first && fact.end <= end).peekable();
    if within.peek().is_none() {
        return reader.possible_name(first, end).map_or(Possible::No, Possible::Maybe);
    }
    let name = within.next().is_some_and(|fact| fact.class == Class::Name);
    if name { Possible::Certain } else { Possible::No }
}

/// Whether fewer than two fifths of the words of the longer sentence are in both. A short sentence is
/// never rewritten: each of its words counts.
fn is_rewritten(old: &SentenceReader<'_>, new: &SentenceReader<'_>, hunks: &[Hunk]) -> bool {
    let words = |reader: &SentenceReader<'_>, (start, end): (usize, usize)| {
        reader.tokens[start..end].iter().filter(|token| token.is_word()).count()
    };
    // A text that was struck out is still there.
    if old.tokens.iter().chain(new.tokens).any(|token| token.struck) {
        return false;
    }
    let (all_old, all_new) = (words(old, (0, old.tokens.len())), words(new, (0, new.tokens.len())));
    let changed: usize = hunks.iter().map(|hunk| words(old, hunk.old)).sum();
    let (kept, most) = (all_old.saturating_sub(changed), all_old.max(all_new));
    most >= LEAST_REWRITTEN && kept * 5 < most * 2
}

/// The least words of a sentence that can be rewritten.
const LEAST_REWRITTEN: usize = 10;
/// The most tokens of a hunk in which one name became another, if the sentence was rewritten.
const SHORT_HUNK: usize = 6;
/// The most facts of a class that are searched pair by pair.
const MAX_LOOK: usize = 64;
/// The most facts of a class that may have changed places.
const MAX_SWAPPED: usize = 64;

/// Removes the pairs of positions `kept`, ascending on both sides.
fn remove(went: &mut Vec<(usize, usize)>, came: &mut Vec<(usize, usize)>, kept: &[(usize, usize)]) {
    let strike = |list: &mut Vec<(usize, usize)>, places: Vec<usize>| {
        let mut at = 0;
        list.retain(|_| {
            at += 1;
            places.binary_search(&(at - 1)).is_err()
        });
    };
    let mut old: Vec<usize> = kept.iter().map(|(place, _)| *place).collect();
    old.sort_unstable();
    let mut new: Vec<usize> = kept.iter().map(|(_, place)| *place).collect();
    new.sort_unstable();
    strike(went, old);
    strike(came, new);
}

/// Whether the words `short` are the abbreviation of the words `long`: `EPA` of the `Environmental
/// Protection Agency`, `Sen.` of `Senator`. Articles and prepositions do not count.
fn is_abbreviated(
    (reader, short): (&SentenceReader<'_>, (usize, usize)),
    (other, long): (&SentenceReader<'_>, (usize, usize)),
) -> bool {
    if long.1 - long.0 > MAX_WRITTEN_OUT {
        return false;
    }
    let words = |reader: &SentenceReader<'_>, (start, end): (usize, usize)| -> Vec<usize> {
        let upper = |word: &str| word.len() > 1 && word.chars().all(char::is_uppercase);
        let is_small = |at: usize| reader.known(at) & PLAIN != 0 && !upper(reader.word(at));
        (start..end).filter(|&at| reader.tokens[at].is_word() && !is_small(at)).collect()
    };
    let ([short], long) = (&words(reader, short)[..], words(other, long)) else { return false };
    let bare = reader.word(*short).trim_end_matches('.');
    if let [whole] = long[..] {
        // The full stop after both words is that of the sentence.
        let both = reader.word(short + 1) == "." && other.word(whole + 1) == ".";
        let whole = other.word(whole);
        let stopped =
            reader.word(*short).ends_with('.') || (reader.word(short + 1) == "." && !both);
        let shortens = whole.starts_with(bare) || is_contracted(bare, whole);
        return stopped && bare.len() >= 2 && whole.len() > bare.len() && shortens;
    }
    let acronym: Vec<char> = bare.chars().filter(|&c| c != '.').collect();
    let long: Vec<Vec<char>> = long
        .iter()
        .map(|&at| other.word(at).chars().flat_map(char::to_uppercase).collect())
        .collect();
    acronym.len() <= MAX_ACRONYM && is_written_out(&acronym, &long)
}

/// Whether a word is the first and last letters of another one, as "Mt" of "Mount".
fn is_contracted(short: &str, whole: &str) -> bool {
    let mut letters = whole.chars();
    short.chars().next() == whole.chars().next()
        && short.chars().next_back() == whole.chars().next_back()
        && short.chars().all(|c| letters.any(|letter| letter == c))
}

/// Whether letters are the initials of words, with letters of compounds: `EZB` of the `Europäische
/// Zentralbank`.
fn is_written_out(acronym: &[char], words: &[Vec<char>]) -> bool {
    let Some((word, words)) = words.split_first() else { return acronym.is_empty() };
    let (Some((initial, mut rest)), Some((first, mut letters))) =
        (acronym.split_first(), word.split_first())
    else {
        return false;
    };
    if initial != first {
        return false;
    }
    loop {
        if is_written_out(rest, words) {
            return true;
        }
        let next = rest.first().and_then(|next| letters.iter().position(|letter| letter == next));
        let Some(at) = next.filter(|_| word.len() >= COMPOUND) else { return false };
        (rest, letters) = (rest.part(1..), letters.part(at + 1..));
    }
}

/// The least letters of a word that may be a compound.
const COMPOUND: usize = 9;
/// The most letters of an acronym.
const MAX_ACRONYM: usize = 8;
/// The most tokens of an abbreviation that is written out.
const MAX_WRITTEN_OUT: usize = 16;

/// The letters and figures of a text, in lower case, without spaces and marks. Marks between two
/// figures are kept: `5-4` is not `54`.
fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = String::new();
    let mut figure = false;
    // Whether a letter or figure directly precedes the gap: "COVID-19".
    let mut bound = false;
    // An entity that a page shows as it is written.
    let text = if text.contains("&amp;") {
        Cow::Owned(text.replace("&amp;", "&"))
    } else {
        Cow::Borrowed(text)
    };
    for c in text.chars() {
        if c.is_alphanumeric() {
            // The sign or the point of a number: "-5", ".5".
            let sign = gap.chars().next_back().filter(|c| matches!(c, '-' | '−' | '–' | '.'));
            if let Some(sign) = sign.filter(|_| !figure && c.is_numeric() && !bound) {
                out.push(sign);
            }
            bound = true;
            if figure && c.is_numeric() {
                out.push_str(if gap.chars().all(char::is_whitespace) && !gap.is_empty() {
                    " "
                } else {
                    &gap
                });
            }
            gap.clear();
            figure = c.is_numeric();
            out.extend(c.to_lowercase());
        } else if c == '%' || super::number::is_currency(c) || super::form::is_telling(c) {
            out.push(c);
            gap.clear();
            figure = false;
        } else if matches!(c, '–' | '‑') {
            gap.push('-');
        // Thin spaces around the dash of a range.
        } else if !matches!(c, '\\' | '*' | '_' | '#' | '`' | '\u{2009}' | '\u{200A}' | '\u{202F}')
        {
            bound &= !c.is_whitespace();
            gap.push(c);
        }
    }
    out
}

/// The letters of a name, without the ending of a plural or genitive.
fn stem(name: &str) -> String {
    let mut letters = letters(name);
    letters.truncate(letters.trim_end_matches('s').len());
    letters
}

/// Whether two names differ by another letter, as `Smith` and `Smyth`. British and American
/// spellings are one name.
fn is_other_name(old: &str, new: &str) -> bool {
    // Without accents, which are often left out: "Müller" is not "Möller", "Gonzalez" is "González".
    let (a, b): (Vec<char>, Vec<char>) = (unaccented(old).collect(), unaccented(new).collect());
    // "Gwynee" and "Gwynne": the wrong letter was doubled.
    let single = |mut letters: Vec<char>| {
        letters.dedup();
        letters
    };
    if single(a.clone()) == single(b.clone()) {
        return false;
    }
    let mut others = a.iter().zip(&b).filter(|(x, y)| x != y);
    let plain = |c: &char| c.is_lowercase();
    match (others.next(), others.next()) {
        (Some((x, y)), None) => {
            a.len() == b.len() && plain(x) && plain(y) && !matches!((x, y), ('s', 'z') | ('z', 's'))
        }
        _ => false,
    }
}

/// Whether two quotations differ only in the spelling of their words.
fn variants(old: &str, new: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| c.is_whitespace() || c == '-');
        words.map(letters).filter(|word| !word.is_empty()).collect()
    };
    // "daß" is the older spelling of "dass".
    let words =
        |text| words(text).into_iter().map(|word| word.replace('ß', "ss")).collect::<Vec<_>>();
    let (x, y) = (words(old), words(new));
    // A sign of a script without spaces is a word of its own.
    let exact = |word: &String| {
        word.contains(|c: char| c.is_numeric() || ('\u{2E80}'..'\u{A000}').contains(&c))
    };
    x.len() == y.len()
        && x.iter()
            .zip(&y)
            .all(|(a, b)| a == b || (!exact(a) && !exact(b) && super::spelling::nearly(a, b)))
}

impl SentenceReader<'_> {
    /// Whether a word with a capital is in the sentence and not next to another one.
    fn has_noun(&self, noun: &str) -> bool {
        let is_capital = |at: usize| {
            self.word(at).starts_with(char::is_uppercase) && self.known(at) & PLAIN == 0
        };
        (0..self.tokens.len()).take(MOST_INFLECTED).any(|at| {
            self.word(at) == noun
                && is_capital(at)
                && !at.checked_sub(1).is_some_and(is_capital)
                && !is_capital(at + 1)
        })
    }

    /// Whether a word joins the members of a list. Some such words are prepositions in other
    /// languages.
    fn is_and(&self, word: &str) -> bool {
        let is_in = |codes: &[&str]| codes.iter().any(|code| self.context.is_in(code));
        match word {
            "and" | "und" | "och" | "og" | "и" | "і" | "ve" | "și" | "&" | "," | "or" | "oder" => {
                true
            }
            "et" | "ou" => is_in(&["fr"]),
            "y" => is_in(&["es"]),
            "e" => is_in(&["it", "pt"]),
            "en" => is_in(&["nl"]),
            "i" => is_in(&["pl", "hr", "ca"]),
            "a" => is_in(&["cs"]),
            _ => false,
        }
    }

    /// The text of an extent without the regions that are not prose.
    fn prose(&self, extent: Extent) -> String {
        let mut out = String::with_capacity(extent.len());
        let mut at = extent.start;
        let first = self.regions().partition_point(|(region, _)| region.end <= extent.start);
        for (region, _) in self.regions().part(first..) {
            if region.start >= extent.end {
                break;
            }
            out.push_str(Extent::new(at, region.start.max(at)).of(self.text));
            at = region.end.min(extent.end);
        }
        out.push_str(Extent::new(at, extent.end).of(self.text));
        out
    }

    /// The telling words before and after a fact, if there are any.
    fn beside(&self, fact: &Fact) -> (Option<u64>, Option<u64>) {
        let telling = |at: usize| {
            let token = self.tokens.get(at)?;
            let long = usize::from(token.weight) >= TELLING_LETTERS;
            (token.kind == TokenKind::Word && long && self.known(at) & PLAIN == 0)
                .then_some(token.folded)
        };
        (fact.first.checked_sub(1).and_then(telling), telling(fact.end))
    }
}

/// A word of at least this many letters shows what a number next to it counts.
const TELLING_LETTERS: usize = 4;
