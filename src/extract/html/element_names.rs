//! What a class or an id says about an element: a headline, a byline, a date.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

/// Parts of names, by what they indicate.
#[derive(Clone, Copy)]
#[repr(u8)]
enum NamePart {
    Date = 1,
    Update = 1 << 1,
    /// A date of its own, although it may also be called an update.
    Entry = 1 << 2,
    /// A date of something else.
    OtherDate = 1 << 3,
    Author = 1 << 4,
    /// A box about the author.
    OtherAuthor = 1 << 5,
    Headline = 1 << 6,
}

#[rustfmt::skip]
const PARTS: &[(NamePart, &[&str])] = &[
    (NamePart::Date, &[
        "date", "datum", "publi", "posted", "timestamp", "pubtime", "time", "fecha", "meta", "byline", "topline",
    ]),
    (NamePart::Update, &["update"]),
    (NamePart::Entry, &["post_date", "post-date", "entry-date"]),
    (NamePart::OtherDate, &["modif", "event", "comment", "related", "sidebar", "footer"]),
    (NamePart::Author, AUTHORS),
    (NamePart::OtherAuthor, &[
        "bio", "about", "image", "avatar", "photo", "social", "follow", "comment", "box", "more", "icon", "twitter",
        "desc",
    ]),
    (NamePart::Headline, &[HEADLINE]),
];

/// Complete words that name a byline.
#[rustfmt::skip]
const AUTHORS: &[&str] = &[
    "byline", "author", "authors", "autor", "autoren", "auteur", "autore", "byl", "writer", "reporter",
];

const HEADLINE: &str = "headline";

/// All parts, matched in one pass: elements with names are most of a page.
static MATCHER: LazyLock<Option<(AhoCorasick, Vec<u8>)>> = LazyLock::new(|| {
    let parts = || PARTS.iter().flat_map(|(kind, texts)| texts.iter().map(|text| (*kind, *text)));
    let automaton = AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .build(parts().map(|(_, text)| text))
        .ok()?;
    Some((automaton, parts().map(|(kind, _)| kind as u8).collect()))
});

/// A class or an id, with the parts that it contains.
#[derive(Clone, Copy, Debug)]
pub(super) struct ElementNames<'a> {
    names: &'a str,
    parts: u8,
}

impl<'a> ElementNames<'a> {
    pub(super) fn new(names: &'a str) -> Self {
        let mut parts = 0;
        // A longer attribute holds data.
        if let Some((automaton, kinds)) = &*MATCHER
            && names.len() <= LONGEST
        {
            for found in automaton.find_overlapping_iter(names) {
                parts |= kinds.get(found.pattern().as_usize()).copied().unwrap_or_default();
            }
        }
        Self { names, parts }
    }

    fn has(self, part: NamePart) -> bool {
        self.parts & part as u8 != 0
    }

    /// Whether it names the headline.
    pub(super) fn are_of_headline(self) -> bool {
        let is_headline = |word: &str| {
            let end = word.len().checked_sub(HEADLINE.len()).and_then(|at| word.get(at..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(HEADLINE))
        };
        self.has(NamePart::Headline) && self.names.len() <= LONG && self.words().any(is_headline)
    }

    /// Whether it names a byline, and not a box about the author.
    pub(super) fn are_of_author(self) -> bool {
        self.has(NamePart::Author)
            && !self.has(NamePart::OtherAuthor)
            && self.names.len() <= LONG
            && self.words().any(|word| AUTHORS.iter().any(|own| word.eq_ignore_ascii_case(own)))
    }

    /// Whether it is hAtom's class for the date of an entry's update.
    pub(super) fn are_of_update(self) -> bool {
        let mut names = self.names.split_ascii_whitespace();
        (self.has(NamePart::Update) || self.names.len() > LONGEST)
            && names.any(|word| word.eq_ignore_ascii_case("updated"))
    }

    /// Whether it names a date that is not an update.
    pub(super) fn are_of_date(self) -> bool {
        self.has(NamePart::Date)
            && (!self.has(NamePart::Update) || self.has(NamePart::Entry))
            && !self.has(NamePart::OtherDate)
    }

    fn words(self) -> impl Iterator<Item = &'a str> {
        self.names.split(|c: char| !c.is_ascii_alphanumeric())
    }
}

/// The most bytes of names in which a date, and a byline or headline, is searched for.
const LONGEST: usize = 300;
const LONG: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_an_element_contains() {
        for (names, expected) in [
            ("entry-date updated", "date update"),
            ("post-updated", ""),
            ("Updated", "update"),
            ("Article__Date", "date"),
            ("event-date", ""),
            ("byline", "author date"),
            ("Autor", "author"),
            ("author-bio", ""),
            ("coauthors", ""),
            ("c-storyHeadline main", "headline"),
            ("headlines", ""),
            ("", ""),
        ] {
            let read = ElementNames::new(names);
            let all = [
                (read.are_of_headline(), "headline"),
                (read.are_of_author(), "author"),
                (read.are_of_date(), "date"),
                (read.are_of_update(), "update"),
            ];
            let found: Vec<&str> =
                all.into_iter().filter(|(is, _)| *is).map(|(_, it)| it).collect();
            assert_eq!(found.join(" "), expected, "{names}");
        }
    }
}
