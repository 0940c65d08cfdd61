//! Class: the kinds of thing that a change touches, and sets of them.

use serde::Serialize;

use crate::article::UnknownName;
use crate::diff::Extent;

/// A kind of thing that a change touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// A number, in digits or words. A fact.
    Number,
    /// A date, a year, a weekday or a time of day. A fact.
    Date,
    /// Words in quotation marks, or the marks themselves. A fact.
    Quote,
    /// A capitalized name. A fact.
    Name,
    /// A negation. A fact.
    Negation,
    /// The source of a statement, or how it is known.
    Attribution,
    /// The title.
    Headline,
    /// The byline.
    Byline,
    /// A sentence in which a newsroom says that it changed the text, or that it was wrong.
    CorrectionNotice,
    /// The same word with another spelling.
    Spelling,
    /// Only punctuation.
    Punctuation,
    /// Only whitespace.
    Whitespace,
    /// Boilerplate: subscription calls, share buttons, rights notices, counters.
    Boilerplate,
    /// The date or version of the page itself: "Last updated 4 March", "Version 13".
    DocumentDate,
    /// Invisible marks that identify the origin of the text: a manifest in variation selectors.
    Provenance,
}

impl Class {
    /// All classes, in listing order.
    pub const ALL: [Self; 15] = [
        Self::Number,
        Self::Date,
        Self::Quote,
        Self::Name,
        Self::Negation,
        Self::Attribution,
        Self::Headline,
        Self::Byline,
        Self::CorrectionNotice,
        Self::Spelling,
        Self::Punctuation,
        Self::Whitespace,
        Self::Boilerplate,
        Self::DocumentDate,
        Self::Provenance,
    ];

    /// The stable, machine-readable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Quote => "quote",
            Self::Name => "name",
            Self::Negation => "negation",
            Self::Attribution => "attribution",
            Self::Headline => "headline",
            Self::Byline => "byline",
            Self::CorrectionNotice => "correction-notice",
            Self::Spelling => "spelling",
            Self::Punctuation => "punctuation",
            Self::Whitespace => "whitespace",
            Self::Boilerplate => "boilerplate",
            Self::DocumentDate => "document-date",
            Self::Provenance => "provenance",
        }
    }

    /// The class with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Whether it is a fact. A change of a fact is never noise.
    pub const fn is_fact(self) -> bool {
        matches!(self, Self::Number | Self::Date | Self::Quote | Self::Name | Self::Negation)
    }

    /// Whether a change of only this class may be hidden as noise.
    pub const fn is_noise(self) -> bool {
        matches!(self, Self::Punctuation | Self::Whitespace | Self::Boilerplate | Self::Provenance)
    }
}

impl std::str::FromStr for Class {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        UnknownName::find(text, ("a class", "classes"), Self::ALL, Self::name)
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClassSet(u16);

impl ClassSet {
    /// The set with one class.
    pub const fn only(class: Class) -> Self {
        Self(1 << class as u16)
    }

    /// Adds a class.
    pub const fn insert(&mut self, class: Class) {
        self.0 |= 1 << class as u16;
    }

    /// Whether the set contains the class.
    pub const fn contains(self, class: Class) -> bool {
        self.0 & (1 << class as u16) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the set contains a fact.
    pub fn has_fact(self) -> bool {
        self.iter().any(Class::is_fact)
    }

    /// The union of this set and the other one.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The set as a number: the n-th class of [`Class::ALL`] is bit n.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// The set with these bits; unknown bits are dropped.
    pub const fn from_bits(bits: u16) -> Self {
        Self(bits & ((1 << Class::ALL.len()) - 1))
    }

    /// Their names, separated by commas.
    pub fn names(self) -> String {
        self.iter().map(Class::name).collect::<Vec<_>>().join(", ")
    }

    /// The classes, in the order of [`Class::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL.into_iter().filter(move |&class| self.contains(class))
    }
}

impl FromIterator<Class> for ClassSet {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        classes.into_iter().fold(Self::default(), |all, class| all.union(Self::only(class)))
    }
}

/// The words that a class was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClassWitness {
    /// The class.
    pub class: Class,
    /// The words in the old text, if present there.
    pub old: Option<Extent>,
    /// The words in the new text, if present there.
    pub new: Option<Extent>,
}
