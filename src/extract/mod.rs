//! Extraction: an item becomes a capture, its fields read and its clocks understood.

mod address;
mod archive;
mod byline;
pub mod dates;
pub mod encoding;
mod entry;
mod furniture;
mod html;
mod json;
mod language;
mod months;
mod names;
pub mod own;
mod page;
mod record;
mod text;
mod wall;

use std::fmt;
use std::panic::AssertUnwindSafe;

use self::page::Need;
use crate::article::{Capture, DefaultZone, Fragment, Handles, Pointer, PublisherClock};
use crate::source::{Item, Place, Raw};

/// How fields are to be read where the item leaves it open.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The zone of clock times that state none.
    pub zone: DefaultZone,
    /// How `10/11/2014` is read.
    pub date_order: DateOrder,
    /// Names of a record's fields, told by the user.
    pub map: Vec<(Field, String)>,
    /// Whether a URL's fragment names the article.
    pub fragment: Fragment,
    /// Whether a page that stands in a story's place (an error, a consent form), or that its archive
    /// holds in part, is taken, too.
    pub walls: Walls,
    /// The URL told on the command line. For a page it comes before what the page says of itself:
    /// the user knows where it was saved. A record's own fields are data and come before it.
    pub url: Option<String>,
    /// See `url`.
    pub published: Option<String>,
    /// See `url`.
    pub updated: Option<String>,
    /// See `url`.
    pub captured: Option<String>,
}

/// What is done with a page that stands in a story's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Walls {
    /// It is a problem with the code `not-a-story`: as a version it would look like an edit.
    #[default]
    Refuse,
    /// It is taken, with a note.
    Keep,
}

/// How the numbers of a printed date are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// By evidence (a number over 12, the page's language and other dates), else month first for
    /// `en-US` and unknown languages, day first elsewhere.
    #[default]
    Auto,
    /// `10/19/2014`
    MonthFirst,
    /// `19/10/2014`
    DayFirst,
}

/// A field of a capture that a record's column can be mapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// The URL under which it was seen.
    Url,
    /// The article's own URL.
    CanonicalUrl,
    /// The headline.
    Title,
    /// Who signed it.
    Byline,
    /// The standfirst.
    Description,
    /// The story's text.
    Body,
    /// The publisher's first clock.
    Published,
    /// The publisher's second clock.
    Updated,
    /// Our clock.
    Captured,
    /// The source's running number.
    Sequence,
    /// The language tag.
    Lang,
    /// The publisher's name.
    Publisher,
    /// The section or desk.
    Section,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Url,
        Self::CanonicalUrl,
        Self::Title,
        Self::Byline,
        Self::Description,
        Self::Body,
        Self::Published,
        Self::Updated,
        Self::Captured,
        Self::Sequence,
        Self::Lang,
        Self::Publisher,
        Self::Section,
    ];

    /// The name by which the user gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::CanonicalUrl => "canonical_url",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Description => "description",
            Self::Body => "body",
            Self::Published => "published",
            Self::Updated => "updated",
            Self::Captured => "captured",
            Self::Sequence => "sequence",
            Self::Lang => "lang",
            Self::Publisher => "publisher",
            Self::Section => "section",
        }
    }

    /// The publisher's clock that it is, if it is one.
    fn publisher_clock(self) -> Option<PublisherClock> {
        match self {
            Self::Published => Some(PublisherClock::Published),
            Self::Updated => Some(PublisherClock::Updated),
            _ => None,
        }
    }

    /// The field of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Why an item could not become a capture: names the field, what is wrong, and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// A stable word for the kind of problem: `no-url`, `bad-json`, `bad-date`, …
    pub code: &'static str,
    /// What is wrong and what would mend it, for people.
    pub message: String,
}

/// A capture, and how it was come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What was read.
    pub capture: Capture,
    /// What each field was read from, in a few words: `json-ld`, `meta`, `printed line`, `flag`, …
    pub explain: Vec<(Field, &'static str)>,
    /// What a careful reader should know: sources that disagree, characters that were lost.
    pub notes: Vec<String>,
    /// Clocks that the source states and that could not be read; each is among the notes, too.
    pub unread_clocks: Vec<UnreadClock>,
    /// By what an archive's other records may point at it.
    pub handles: Option<Handles>,
    /// Where it was read first, if the source is an export that says so because the order of the article's
    /// versions rests on it.
    pub position: Option<Place>,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A capture.
    Capture(Box<Reading>),
    /// What points at captures without being one.
    Pointer(Pointer),
}

/// A clock that could not be read, of a record that is worth more without it than lost: what it said
/// is kept among the capture's [annotations](crate::article::Annotations).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadClock {
    /// What said it: the name of its field or element.
    pub source: String,
    /// What it said, and why that is no time.
    pub reason: String,
}

impl fmt::Display for UnreadClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.reason)
    }
}

/// Reads one item.
///
/// A value of the command line (`options.url`, `.published`, …) is what the user knows better:
/// for a page it comes before the page's own. For a record, whose fields are data, it only fills
/// what the record lacks.
pub fn read(item: &Item, options: &Options) -> Result<Capture, Problem> {
    match &item.raw {
        Raw::Json(bytes) => record::read_json(bytes, options),
        Raw::Row { header, cells } => {
            record::read_row(header, cells, options).map(|reading| reading.capture)
        }
        Raw::Page(page) => page::read(page, options, Need::Body).map(|reading| reading.capture),
        Raw::Entry(entry) => entry::read(entry, options).map(|reading| reading.capture),
        Raw::Broken { reason, .. } => Err(Problem { code: "broken", message: reason.clone() }),
        Raw::Revisit(_) | Raw::Redirect(_) => Err(no_page()),
    }
}

fn no_page() -> Problem {
    let message = "the record names a page but does not hold it".to_owned();
    Problem { code: "no-page", message }
}

/// Reads one item, whatever it is.
pub fn take(item: &Item, options: &Options) -> Result<Taken, Problem> {
    match &item.raw {
        Raw::Revisit(revisit) => archive::revisit(revisit, options).map(Taken::Pointer),
        Raw::Redirect(redirect) => archive::redirect(redirect, options).map(Taken::Pointer),
        Raw::Json(bytes) => record::take_json(bytes, options),
        _ => explain(item, options).map(|reading| Taken::Capture(Box::new(reading))),
    }
}

/// Runs a reading so that a panic in a parser costs one item, not the run: it becomes a problem, and
/// whoever keeps the item's bytes can try again with a mended program.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    std::panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(Problem {
            code: "internal",
            message: "recension failed on this record: a bug; please report it with the record"
                .to_owned(),
        })
    })
}

/// As [`explain`], for an item that may do without a URL or a story's text, or stand in a story's
/// place: the second value is whether it has a URL. Where it has none, the capture's URL and key are a placeholder.
pub fn explain_anywhere(item: &Item, options: &Options) -> Result<(Reading, bool), Problem> {
    let options = &Options { walls: Walls::Keep, ..options.clone() };
    match explain_with(item, options, Need::Nothing) {
        Err(problem) if problem.code == "no-url" => {
            let placed = Options { url: Some("http://localhost/".to_owned()), ..options.clone() };
            explain_with(item, &placed, Need::Nothing).map(|reading| (reading, false))
        }
        other => other.map(|reading| (reading, true)),
    }
}

/// Reads one item and tells how: the same capture as [`read`] gives, with the source of each field
/// and what a careful reader should know. A record's fields are its own columns and need no
/// telling.
pub fn explain(item: &Item, options: &Options) -> Result<Reading, Problem> {
    explain_with(item, options, Need::Body)
}

fn explain_with(item: &Item, options: &Options, need: Need) -> Result<Reading, Problem> {
    match &item.raw {
        Raw::Page(page) => page::read(page, options, need),
        Raw::Entry(entry) => entry::read(entry, options),
        Raw::Row { header, cells } => record::read_row(header, cells, options),
        Raw::Json(bytes) => match record::take_json(bytes, options)? {
            Taken::Capture(reading) => Ok(*reading),
            Taken::Pointer(_) => Err(no_page()),
        },
        Raw::Broken { reason, .. } => Err(Problem { code: "broken", message: reason.clone() }),
        Raw::Revisit(_) | Raw::Redirect(_) => Err(no_page()),
    }
}
