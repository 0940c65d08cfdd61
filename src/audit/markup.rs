//! Markup: what of a sentence is address, anchor, list number or date line, where a fact changes
//! without a reader being told otherwise.

use crate::diff::{Change, Class, ClassSet, Extent, SpanKind};

/// The facts of an edited sentence that stand in its words: those that changed in an address, an anchor
/// or a list's number alone are left out.
pub(super) fn facts_in_words(change: &Change, old: &str, new: &str) -> ClassSet {
    let facts = change.classes.iter().filter(|class| class.is_fact());
    facts
        .filter(|class| {
            let mut evidence = change.evidence.iter().filter(|one| one.class == *class).peekable();
            let read = |text: &str, whole: Extent, at: Option<Extent>| {
                at.is_some_and(|at| !is_markup(text, whole, at))
            };
            // Of what has none it is not known where it stands.
            evidence.peek().is_none()
                || evidence.any(|one| {
                    read(old, change.old.extent(), one.old)
                        || read(new, change.new.extent(), one.new)
                })
        })
        .collect()
}

/// Whether words of a sentence stand in an address (`https://…`, `](…)`), an anchor (`{#…}`, `][…]`), or
/// are the number of a list's item.
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
    // A name with a space in it, in a title or a reference that was opened and is not closed yet.
    let open = |start: &str, end: char| {
        before.rfind(start).is_some_and(|at| !before.get(at..).unwrap_or_default().contains(end))
    };
    let is_item = before.trim_matches(['*', '-', '#', '(', ' ', '\\', '\n']).is_empty()
        && follows.starts_with(['.', ')', '\\'])
        && at.len() <= 4
        && at.of(text).bytes().all(|byte| byte.is_ascii_alphanumeric());
    in_address || open("](", ')') || open("{#", '}') || open("][", ']') || is_item
}

/// What the lines of page furniture begin with in which a date or a page's number stands.
const STAMPS: [&str; 16] = [
    "effective date",
    "effective:",
    "effective as of",
    "last modified",
    "last updated",
    "last revised",
    "last reviewed",
    "revision date",
    "revised",
    "updated",
    "posted",
    "published",
    "date:",
    "version",
    "page ",
    "copyright",
];

/// Whether a sentence is a line that dates or numbers the page: `Last updated: 4 March 2026`.
pub(super) fn is_stamp(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    sentence.len() < 80 && STAMPS.iter().any(|stamp| sentence.starts_with(stamp))
}

/// As many words at most change in a sentence in which one fact is put in another's place.
const POINTED_WORDS: usize = 6;

/// Whether a sentence is the same but for a number, a denial or the words of a quotation, as a
/// correction leaves it.
pub(super) fn is_pointed(change: &Change, facts: ClassSet, old: &str, new: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let changed: usize = change
        .spans
        .iter()
        .map(|span| match span.kind {
            SpanKind::Equal => 0,
            SpanKind::Removed => words(span.old.of(old)),
            SpanKind::Added => words(span.new.of(new)),
        })
        .sum();
    let kept: usize = change
        .spans
        .iter()
        .filter(|span| span.kind == SpanKind::Equal)
        .map(|span| words(span.new.of(new)))
        .sum();
    // A number that comes or goes adds to what was said; one in another's place gainsays it.
    let replaced = change
        .evidence
        .iter()
        .any(|one| one.class == Class::Number && one.old.is_some() && one.new.is_some())
        || numbers(change, old, true) && numbers(change, new, false);
    changed > 0
        && changed <= POINTED_WORDS
        && kept >= changed
        && (facts.contains(Class::Negation)
            || facts.contains(Class::Quote)
            || (facts.contains(Class::Number) && replaced))
}

/// Whether what went, or what came, has a digit.
fn numbers(change: &Change, text: &str, went: bool) -> bool {
    change.spans.iter().any(|span| match (span.kind, went) {
        (SpanKind::Removed, true) => span.old.of(text).contains(|c: char| c.is_numeric()),
        (SpanKind::Added, false) => span.new.of(text).contains(|c: char| c.is_numeric()),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Options, diff};

    #[track_caller]
    fn check(old: &str, new: &str, facts: &str, pointed: bool) {
        let diff = diff(old, new, &Options::default());
        let change = diff.changes.first().expect("a change");
        let found = facts_in_words(change, old, new);
        let names: Vec<_> = found.iter().map(Class::name).collect();
        assert_eq!(
            (names.join(","), is_pointed(change, found, old, new)),
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
        check("In our Apps Directory{#anch_84} it is.", "In our Apps Directory it is.", "", false);
    }

    #[test]
    fn a_line_that_dates_the_page() {
        assert!(is_stamp("**Last updated:** 4 March 2026") && is_stamp("Page 1 of 35"));
        assert!(!is_stamp("The bridge was updated in 2014."));
    }
}
