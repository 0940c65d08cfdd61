//! Compared texts: the facts that changed in a sentence or field, with their words.

use crate::diff::{Change, Class, ClassSet, ClassWitness, Extent, FieldChange, SpanKind, WordSpan};

/// A pair of texts that were compared as one: a sentence or a field.
#[derive(Clone, Copy)]
pub(super) struct ComparedText<'a> {
    pub(super) old_text: &'a str,
    pub(super) old: Extent,
    pub(super) new_text: &'a str,
    pub(super) new: Extent,
    pub(super) classes: ClassSet,
    pub(super) evidence: &'a [ClassWitness],
    pub(super) spans: &'a [WordSpan],
}

impl<'a> ComparedText<'a> {
    /// A changed sentence of two texts.
    pub(super) fn sentence(change: &'a Change, old_text: &'a str, new_text: &'a str) -> Self {
        Self {
            old_text,
            old: change.old.extent(),
            new_text,
            new: change.new.extent(),
            classes: change.classes,
            evidence: &change.evidence,
            spans: &change.spans,
        }
    }

    /// A changed field.
    pub(super) fn field(change: &'a FieldChange) -> Self {
        let old_text = change.old.as_deref().unwrap_or_default();
        let new_text = change.new.as_deref().unwrap_or_default();
        Self {
            old_text,
            old: Extent::new(0, old_text.len()),
            new_text,
            new: Extent::new(0, new_text.len()),
            classes: change.classes,
            evidence: &change.evidence,
            spans: &change.spans,
        }
    }

    /// The facts that changed.
    pub(super) fn facts(&self) -> ClassSet {
        self.classes.iter().filter(|class| class.is_fact()).collect()
    }

    /// The words of an evidence entry on both sides.
    fn sides(&self, one: &ClassWitness) -> (Option<&'a str>, Option<&'a str>) {
        (one.old.map(|at| at.of(self.old_text)), one.new.map(|at| at.of(self.new_text)))
    }

    /// The facts that changed, each with its old and new words and the words around it. `place`
    /// precedes these.
    pub(super) fn fact_words(&self, place: &'static str) -> impl Iterator<Item = FactWords> {
        let facts = self.evidence.iter().filter(|one| one.class.is_fact());
        facts.map(move |one| {
            let (old, new) = self.sides(one);
            let around = match (one.new, one.old) {
                (Some(at), _) => around(self.new_text, self.new, at),
                (None, Some(at)) => around(self.old_text, self.old, at),
                (None, None) => String::new(),
            };
            FactWords {
                class: one.class,
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
                place: format!("{place}“{around}”"),
            }
        })
    }

    /// The letters and digits of the removed or added text, in lower case.
    fn letters(&self, kind: SpanKind) -> String {
        self.changed(kind)
            .flat_map(str::chars)
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    }

    /// The removed, added or equal text.
    pub(super) fn changed(&self, kind: SpanKind) -> impl Iterator<Item = &'a str> {
        let (old, new) = (self.old_text, self.new_text);
        let spans = self.spans.iter().filter(move |span| span.kind == kind);
        spans.map(move |span| match kind {
            SpanKind::Removed => span.old.of(old),
            SpanKind::Added | SpanKind::Equal => span.new.of(new),
        })
    }

    /// Whether only a number, a date, a negation or the words of a quotation changed, as in a
    /// correction.
    pub(super) fn is_pointed(&self, facts: ClassSet) -> bool {
        let words = |kind| -> usize {
            self.changed(kind).map(|text| text.split_whitespace().count()).sum()
        };
        let changed = words(SpanKind::Removed) + words(SpanKind::Added);
        (1..=POINTED_WORDS).contains(&changed)
            && words(SpanKind::Equal) >= changed
            && (facts.contains(Class::Negation)
                || (facts.contains(Class::Quote) && self.is_misquoted())
                || self.is_gainsaid(Class::Number)
                || self.is_gainsaid(Class::Date))
    }

    /// Whether one number or date replaced another. One that was only added or removed adds or
    /// omits information, and "yesterday" for "Monday" is the same day.
    pub(super) fn is_gainsaid(&self, class: Class) -> bool {
        let digits = |text: &str| text.contains(char::is_numeric);
        self.evidence.iter().filter(|one| one.class == class).any(|one| {
            let (Some(old), Some(new)) = self.sides(one) else { return false };
            class != Class::Date || digits(old) == digits(new)
        })
    }

    /// Whether words changed in a text that was a quotation and still is one: more than an article
    /// (a, the) or a letter.
    fn is_misquoted(&self) -> bool {
        const MARKS: [char; 9] = ['"', '“', '”', '„', '«', '»', '「', '」', '‟'];
        let marks = |text: &str, at: Extent| at.of(text).matches(MARKS).count();
        let letters = |kind| self.letters(kind).chars().count();
        marks(self.old_text, self.old) == marks(self.new_text, self.new)
            && letters(SpanKind::Removed) + letters(SpanKind::Added) > 3
    }
}

/// Maximum number of changed words in a sentence where one fact is replaced.
const POINTED_WORDS: usize = 6;

/// A fact that changed, with its old and new words.
#[derive(Clone, Debug)]
pub(super) struct FactWords {
    pub(super) class: Class,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
    /// The words around it, in quotation marks.
    place: String,
}

/// The most text around a fact in a message, in characters on each side.
const AROUND: usize = 60;

/// The words around `at` in a sentence, on one line, with `…` where the sentence is longer.
fn around(text: &str, sentence: Extent, at: Extent) -> String {
    let before = Extent::new(sentence.start, at.start).of(text);
    let after = Extent::new(at.end, sentence.end).of(text);
    let start = before.char_indices().rev().nth(AROUND).map_or(0, |(start, _)| start);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(end, _)| end);
    // The words that are cut are left out.
    let start = before[start..].find(char::is_whitespace).map_or(0, |gap| start + gap)
        * usize::from(start > 0);
    let end = match after[..end].rfind(char::is_whitespace) {
        Some(gap) if end < after.len() => gap,
        _ => end,
    };
    let shown = [&before[start..], at.of(text), &after[..end]].concat();
    let words: Vec<&str> = shown.split_whitespace().collect();
    let cut = |is: bool| if is { "…" } else { "" };
    let words = words.join(" ");
    // The message has its own end.
    let line = if end == after.len() { words.trim_end_matches('.') } else { &words };
    format!("{}{line}{}", cut(start > 0), cut(end < after.len()))
}

/// A fact with this many words can be understood alone.
const LONG_FACT: usize = 6;

/// The longest words of a fact in a message, in characters.
const MAX_WORDS: usize = 60;

/// The words that two long texts have in common at their start, but for the last two of them; 0 if the
/// texts are short.
fn common_words(old: &str, new: &str) -> usize {
    let (a, b) = (old.split_whitespace(), new.split_whitespace());
    let common = a.zip(b).take_while(|(a, b)| a == b).count();
    let long = old.chars().count().max(new.chars().count()) > MAX_WORDS;
    if long && common > 4 { common - 2 } else { 0 }
}

impl FactWords {
    /// Whether two changes are the same, at different places.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.class == other.class && self.old == other.old && self.new == other.new
    }

    /// The change as a clause, with the words around it: `“£4” became “£5” in “The toll is £5”`. A
    /// long quotation needs no other words.
    pub(super) fn clause_in_place(&self) -> String {
        let words =
            |side: &Option<String>| side.as_ref().map_or(0, |side| side.split_whitespace().count());
        let clause = self.clause();
        if words(&self.old).max(words(&self.new)) >= LONG_FACT {
            return clause;
        }
        format!("{clause} in {}", self.place)
    }

    /// The change as a clause: `“£4” became “£5”`.
    pub(super) fn clause(&self) -> String {
        // Two long quotations with the same beginning are shown from where they differ.
        let common = match (&self.old, &self.new) {
            (Some(old), Some(new)) => common_words(old, new),
            _ => 0,
        };
        let shown = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().skip(common).collect();
            let line = words.join(" ");
            let line = line.trim_matches(['"', '“', '”', '„', '«', '»']).to_owned();
            let start = if common > 0 { "…" } else { "" };
            match line.char_indices().nth(MAX_WORDS) {
                Some((end, _)) => format!("“{start}{}…”", &line[..end]),
                None => format!("“{start}{line}”"),
            }
        };
        let class = self.class.name();
        // A mark without words is not a quotation: the words next to it were there before, or after.
        let is_worded =
            |text: &&str| self.class != Class::Quote || text.chars().any(char::is_alphanumeric);
        let [old, new] = [&self.old, &self.new].map(|side| side.as_deref().filter(is_worded));
        match (old, new) {
            (Some(old), Some(new)) if self.class == Class::Quote => {
                format!("the quotation {} became {}", shown(old), shown(new))
            }
            (Some(old), Some(new)) => format!("{} became {}", shown(old), shown(new)),
            (Some(old), None) => format!("the {class} {} was removed", shown(old)),
            (None, Some(new)) => format!("the {class} {} was added", shown(new)),
            (None, None) => format!("a {class} changed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{DiffOptions, diff};

    #[test]
    fn a_fact_is_said_in_one_clause() {
        let check = |class: Class, old: &str, new: &str, expected: &str| {
            let words = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let place = String::new();
            let fact = FactWords { class, old: words(old), new: words(new), place };
            assert_eq!(fact.clause(), expected);
        };
        check(Class::Number, "£4", "£5", "“£4” became “£5”");
        check(Class::Number, "", "£5", "the number “£5” was added");
        check(Class::Quote, "“He left”", "“He ran”", "the quotation “He left” became “He ran”");
        check(Class::Quote, "\"", "“He ran”", "the quote “He ran” was added");
        check(Class::Quote, "“He left”", "", "the quote “He left” was removed");
    }

    #[test]
    fn a_fact_is_shown_with_the_words_around_it() {
        let check = |text: &str, fact: &str, expected: &str| {
            let at = text.find(fact).expect("the fact");
            let all = Extent::new(0, text.len());
            assert_eq!(around(text, all, Extent::new(at, at + fact.len())), expected);
        };
        check("The toll\nis £5 now.", "£5", "The toll is £5 now");
        let long = format!("{}the toll is £5 {}.", "far and ".repeat(20), "near ".repeat(20));
        let found = {
            let at = long.find("£5").expect("the fact");
            around(&long, Extent::new(0, long.len()), Extent::new(at, at + 3))
        };
        assert!(found.starts_with('…') && found.ends_with('…'), "{found}");
        assert!(found.contains("far and the toll is £5 near near"), "{found}");
        assert!(found.chars().count() < 2 * AROUND + 6, "{found}");
        check("é".repeat(200).as_str(), "éé", &format!("{}…", "é".repeat(62)));
    }

    #[track_caller]
    fn check(old: &str, new: &str, facts: &str, pointed: bool) {
        let diff = diff(old, new, &DiffOptions::default());
        let change = diff.changes.first().expect("a change");
        let compared = ComparedText::sentence(change, old, new);
        let found = compared.facts();
        let names: Vec<_> = found.iter().map(Class::name).collect();
        assert_eq!(
            (names.join(","), compared.is_pointed(found)),
            (facts.to_owned(), pointed),
            "{change:?}"
        );
    }

    #[test]
    fn facts_count_where_a_reader_meets_them() {
        check("The dock will shut for 3 days.", "The dock will shut for 30 days.", "number", true);
        check(
            "The vote was a fraud, he said.",
            "The vote was not a fraud, he said.",
            "negation",
            true,
        );
        check(
            "See the [guide](https://example.org/a/12?x=1) for more of it.",
            "See the [guide](https://example.org/b/77?x=2) for more of it.",
            "",
            false,
        );
        check("2. Applied Sciences of the north", "1. Applied Sciences of the north", "", false);
        check(
            "It is our Intellectual Property there.",
            "It is our intellectual property there.",
            "",
            false,
        );
        check("You can not use it in a house.", "You cannot use it in a house.", "", false);
        check(
            "He called it a “grave mistake” then.",
            "He called it a “mistake” then.",
            "quote",
            true,
        );
        check("Now take v12.21.0 of the program.", "Now take 12.21.0 of the program.", "", false);
        check("It cost $1.5 million to build.", "It cost $15 million to build.", "number", true);
        check("It cost 5 million to build it.", "It cost 5 billion to build it.", "number", true);
        check(
            "It has a lifespan of 7 days in all.",
            "It has a lifespan of seven days in all.",
            "",
            false,
        );
        check(
            "Some 76% of all adults own one now.",
            "Some 76 percent of all adults own one now.",
            "",
            false,
        );
        check(
            "Part of Dependencies series, as it is.",
            "Part of \"Dependencies\", as it is.",
            "quote",
            false,
        );
        check("In our Apps Directory{#anch_84} it is.", "In our Apps Directory it is.", "", false);
    }
}
