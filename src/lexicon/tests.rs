//! Tests of the lexicon: what each language covers, and the page that shows it.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::{LANGUAGES, WordGroup};

#[test]
fn each_language_states_what_it_covers() {
    for language in LANGUAGES {
        let has_words = |group: &WordGroup| language.count(*group) > 0;
        let covered: Vec<WordGroup> = WordGroup::ALL.into_iter().filter(has_words).collect();
        assert_eq!(language.covers, covered, "{}", language.name);
        assert!(!covered.is_empty(), "{} has no words", language.name);
    }
}

#[test]
fn each_language_is_listed_once() {
    let mut seen = HashSet::new();
    for language in LANGUAGES {
        assert!(seen.insert(language.code), "{} is listed twice", language.code);
        assert!(language.code.len() == 2, "{} is not a two-letter tag", language.code);
    }
}

/// The coverage table in Markdown.
fn table() -> String {
    let mut table = "| Language | Tag |".to_owned();
    for group in WordGroup::ALL {
        let _ = write!(table, " {} |", group.name());
    }
    table.push_str("\n| --- | --- |");
    table.push_str(&" ---: |".repeat(WordGroup::ALL.len()));
    table.push('\n');
    for language in LANGUAGES {
        let _ = write!(table, "| {} | `{}` |", language.name, language.code);
        for group in WordGroup::ALL {
            match language.count(group) {
                0 => table.push_str(" – |"),
                count => drop(write!(table, " {count} |")),
            }
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_page_shows_what_is_covered() {
    let page = include_str!("../../docs/languages.md");
    let table = table();
    assert!(page.contains(&table), "docs/languages.md must contain this table:\n\n{table}");
}
