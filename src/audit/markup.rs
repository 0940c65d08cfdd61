//! Markup: recognizes URLs, anchors, list numbers and date lines in a sentence. Facts may change
//! there without a change of meaning for the reader.

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

    /// The facts that changed in the text that a reader sees. Leaves out facts that are only in a
    /// URL, an anchor or a list number, names and quotations in which only letter case or marks
    /// changed, and negations whose number is unchanged (`can not`, `cannot`).
    pub(super) fn facts(&self) -> ClassSet {
        let words = |text: &'a str, at: Extent| at.of(text).split_whitespace();
        if words(self.old_text, self.old).eq(words(self.new_text, self.new)) {
            return ClassSet::default();
        }
        let same_letters = self.letters(SpanKind::Removed) == self.letters(SpanKind::Added);
        let is_there = |class: Class| {
            let mut evidence = self.evidence.iter().filter(|one| one.class == class).peekable();
            // Without evidence, the position is unknown.
            if evidence.peek().is_none() {
                return true;
            }
            let read = |text: &str, whole: Extent, at: Option<Extent>| {
                at.is_some_and(|at| !is_markup(text, whole, at))
            };
            if matches!(class, Class::Number | Class::Date) {
                let digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
                let told = evidence.clone().flat_map(|one| {
                    [one.old.map(|at| at.of(self.old_text)), one.new.map(|at| at.of(self.new_text))]
                });
                let (went, came) = (self.figures(SpanKind::Removed), self.figures(SpanKind::Added));
                if !went.is_empty() && went == came && told.flatten().all(digits) {
                    return false;
                }
            }
            if class == Class::Negation {
                let (mut old, mut new) = (0, 0);
                // `non-` is part of a thing's name.
                let denies = |one: &&ClassWitness| {
                    let sides = [
                        one.old.map(|at| at.of(self.old_text)),
                        one.new.map(|at| at.of(self.new_text)),
                    ];
                    sides.into_iter().flatten().all(|text| !text.to_lowercase().starts_with("non"))
                };
                for one in evidence.filter(denies) {
                    old += usize::from(one.old.is_some());
                    new += usize::from(one.new.is_some());
                }
                return old != new;
            }
            !(same_letters && matches!(class, Class::Name | Class::Quote))
                && evidence.any(|one| {
                    read(self.old_text, self.old, one.old) || read(self.new_text, self.new, one.new)
                })
        };
        self.classes.iter().filter(|class| class.is_fact() && is_there(*class)).collect()
    }

    /// The letters and digits of the removed or added text, in lower case.
    fn letters(&self, kind: SpanKind) -> String {
        self.changed(kind)
            .flat_map(str::chars)
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    }

    /// The numbers in the removed or added text: `v12.21.0` and `12.21.0` have the same.
    fn figures(&self, kind: SpanKind) -> Vec<&'a str> {
        self.changed(kind)
            .flat_map(|text| text.split(|c: char| !(c.is_ascii_digit() || ".,".contains(c))))
            .map(|figure| figure.trim_matches(['.', ',']))
            .filter(|figure| !figure.is_empty())
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

    /// Whether only a number, a negation or the words of a quotation changed, as in a correction.
    pub(super) fn is_pointed(&self, facts: ClassSet) -> bool {
        let words = |kind| -> usize {
            self.changed(kind).map(|text| text.split_whitespace().count()).sum()
        };
        let changed = words(SpanKind::Removed) + words(SpanKind::Added);
        (1..=POINTED_WORDS).contains(&changed)
            && words(SpanKind::Equal) >= changed
            && (facts.contains(Class::Negation)
                || (facts.contains(Class::Quote) && self.is_misquoted())
                || (facts.contains(Class::Number) && self.is_gainsaid()))
    }

    /// Whether one number replaced another. A number only added or removed adds or omits
    /// information; `seven` for `7` and `76 percent` for `76%` are the same.
    fn is_gainsaid(&self) -> bool {
        let (went, came) = (self.figures(SpanKind::Removed), self.figures(SpanKind::Added));
        if !went.is_empty() || !came.is_empty() {
            let within = |a: &[&str], b: &[&str]| a.iter().all(|figure| b.contains(figure));
            return !within(&went, &came) && !within(&came, &went);
        }
        let in_words = |text: &str| {
            let text = text.to_lowercase();
            !text.contains(char::is_numeric) && !text.contains('%') && !text.contains("per")
        };
        self.evidence.iter().filter(|one| one.class == Class::Number).any(|one| {
            one.old.zip(one.new).is_some_and(|(old, new)| {
                in_words(old.of(self.old_text)) && in_words(new.of(self.new_text))
            })
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

/// Whether words of a sentence are in a URL (`https://…`, `](…)`) or an anchor (`{#…}`, `][…]`), or
/// are the number of a list item.
fn is_markup(text: &str, sentence: Extent, at: Extent) -> bool {
    let before = text.get(sentence.start..at.start).unwrap_or_default();
    let after = text.get(at.end..sentence.end).unwrap_or_default();
    let chunk_start = before.rfind(char::is_whitespace).map_or(0, |space| space + 1);
    let chunk = before.get(chunk_start..).unwrap_or_default();
    let follows = after.split(char::is_whitespace).next().unwrap_or_default();
    let in_address = ["://", "www.", "](", "][", "{#", "{.", "=\"", "@"]
        .into_iter()
        .any(|mark| chunk.contains(mark))
        || at.of(text).contains("://");
    // A link title or reference with a space in it, opened and not closed yet.
    let open = |start: &str, end: char| {
        before.rfind(start).is_some_and(|at| !before.get(at..).unwrap_or_default().contains(end))
    };
    let marks = before.trim_end_matches(['*', '-', '#', '(', '|', ' ', '\\', '\n']);
    let is_item = (marks.is_empty() || marks.ends_with('>'))
        && follows.starts_with(['.', ')', '\\'])
        && at.len() <= 4
        && at.of(text).bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    in_address || open("](", ')') || open("{#", '}') || open("][", ']') || is_item
}

/// How lines begin that date or number the page.
const STAMPS: [&str; 8] =
    ["effective", "revision date", "revised", "posted", "published", "date:", "version", "page "];

/// Phrases in such lines.
const STAMPED: [&str; 10] = [
    "last updated",
    "last modified",
    "last revised",
    "last reviewed",
    "effective date",
    "effective as of",
    "effect from",
    "updates as of",
    " kb",
    " mb",
];

/// Maximum length of such a line in bytes: its links are long.
const STAMP_LETTERS: usize = 200;

/// Whether a sentence is a line that dates, numbers or measures the page or a file on it: `Last
/// updated: 4 March 2026`, `(PDF, 207 KB)`.
pub(super) fn is_stamp(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let short = sentence.len() < STAMP_LETTERS / 2;
    (short && STAMPS.iter().any(|stamp| sentence.starts_with(stamp)))
        || (sentence.len() < STAMP_LETTERS && STAMPED.iter().any(|stamp| sentence.contains(stamp)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{DiffOptions, diff};

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
            "number",
            false,
        );
        check(
            "Some 76% of all adults own one now.",
            "Some 76 percent of all adults own one now.",
            "number",
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

    #[test]
    fn a_line_that_dates_the_page() {
        assert!(is_stamp("**Last updated:** 4 March 2026") && is_stamp("Page 1 of 35"));
        assert!(is_stamp("This page was last updated on January 6, 2026."));
        assert!(!is_stamp("The bridge was updated in 2014."));
    }
}
