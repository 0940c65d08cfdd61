//! Facts that changed: their words, old and new, with their weight, and what is said of them.

use super::markup::ComparedText;
use super::weight::{SentenceKind, Weight, weight};
use crate::diff::{Class, ClassSet, ClassWitness, Extent};

/// The facts that changed: those of these words, and those of which no words are kept.
pub(super) fn facts_of(compared: &ComparedText<'_>, words: &[FactWords]) -> ClassSet {
    let is_kept = |class: &Class| {
        words.iter().any(|words| words.class == *class)
            || !compared.evidence.iter().any(|one| one.class == *class)
    };
    compared.classes.iter().filter(|class| class.is_fact()).filter(is_kept).collect()
}

/// The facts that changed, each with its weight, its old and its new words.
pub(super) fn fact_words(compared: &ComparedText<'_>, kind: SentenceKind) -> Vec<FactWords> {
    let facts = compared.evidence.iter().filter(|one| one.class.is_fact());
    let weighed = facts.map(|one| {
        let (old, new) = compared.sides(one);
        FactWords {
            class: one.class,
            weight: weight(one, compared, kind),
            old: old.map(str::to_owned),
            new: new.map(str::to_owned),
            place: place(one, compared, kind),
        }
    });
    weighed.filter(|words| words.weight > Weight::Form).collect()
}

/// The words around a fact, in quotation marks, after the name of the field.
fn place(one: &ClassWitness, compared: &ComparedText<'_>, kind: SentenceKind) -> String {
    let around = match (one.new, one.old) {
        (Some(at), _) => around(compared.new_text, compared.new, at),
        (None, Some(at)) => around(compared.old_text, compared.old, at),
        (None, None) => String::new(),
    };
    let field = if kind.is_title() { "the title " } else { "" };
    format!("{field}“{around}”")
}

/// A fact that changed, with its old and new words.
#[derive(Clone, Debug)]
pub(super) struct FactWords {
    pub(super) class: Class,
    pub(super) weight: Weight,
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

    /// What identifies the change: its class and values, without release numbers' last zeros.
    pub(super) fn signature(&self) -> String {
        let plain = |side: &Option<String>| {
            let text = side.as_deref().unwrap_or_default().to_lowercase();
            text.trim_end_matches(".0").trim().to_owned()
        };
        format!("{} {} {}", self.class.name(), plain(&self.old), plain(&self.new))
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
            let weight = Weight::Pointed;
            let place = String::new();
            let fact = FactWords { class, weight, old: words(old), new: words(new), place };
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
        let words = fact_words(&compared, SentenceKind::of(&compared, false));
        let names: Vec<_> = facts_of(&compared, &words).iter().map(Class::name).collect();
        let is_pointed = words.iter().any(|words| words.weight >= Weight::Pointed);
        assert_eq!((names.join(","), is_pointed), (facts.to_owned(), pointed), "{change:?}");
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
            false,
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
