//! Extraction: turns an input item into a capture by reading its fields and timestamps.

mod address;
mod archive;
mod boilerplate;
mod byline;
mod date_order;
pub mod dates;
mod dos;
pub mod encoding;
mod entry;
mod html;
mod json;
mod language;
mod months;
mod names;
mod non_article;
mod page;
pub mod recension_record;
mod record;
mod text;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

pub(crate) use self::boilerplate::{ends_sentence, is_date_line};
use self::dates::DateContext;
pub use self::html::PageLinks;
pub use self::page::EXTRACTOR_VERSION;
use self::page::Need;
use crate::article::{
    Capture, ClockSource, DefaultZone, Fragment, Handles, MatchKey, Pointer, PublisherClock,
    setters,
};
use crate::source::day_order::DateEvidence;
use crate::source::{Item, ItemContent, SourceLocation};

/// How to read fields that an item leaves ambiguous.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ExtractOptions {
    /// The zone of times that state none.
    pub zone: DefaultZone,
    /// How to read `10/11/2014`.
    pub date_order: DateOrder,
    /// What the input's other dates show about the order of `10/11/2014`: see
    /// [`Chunk::date_evidence`](crate::source::Chunk::date_evidence).
    pub date_evidence: Option<Arc<DateEvidence>>,
    /// The columns that the user maps to fields (`--map`).
    pub map: Vec<(Field, String)>,
    /// Whether a URL's fragment is part of the article's identity.
    pub fragment: Fragment,
    /// Whether to import pages that are not articles (errors, consent forms) or that their archive
    /// holds only in part.
    pub walls: NonArticlePolicy,
    /// The URL given on the command line. For a page it overrides what the page states, because the
    /// user knows where it was saved. A record's own fields are data and take precedence over it.
    pub url: Option<String>,
    /// See `url`.
    pub published: Option<String>,
    /// See `url`.
    pub updated: Option<String>,
    /// See `url`.
    pub captured: Option<String>,
}

setters!(ExtractOptions {
    zone: DefaultZone,
    date_order: DateOrder,
    date_evidence: impl Into<Option<Arc<DateEvidence>>>,
    map: Vec<(Field, String)>,
    fragment: Fragment,
    walls: NonArticlePolicy,
    url: impl Into<Option<String>>,
    published: impl Into<Option<String>>,
    updated: impl Into<Option<String>>,
    captured: impl Into<Option<String>>,
});

/// An option that has no valid value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {reason}", field.name())]
pub struct InvalidOption {
    /// The field that the option sets.
    pub field: Field,
    /// What is wrong with its value.
    pub reason: String,
}

impl ExtractOptions {
    /// Checks the URL and the times, so that an invalid value is one error and does not reject every
    /// record.
    pub fn check(&self) -> Result<(), InvalidOption> {
        let invalid = |field, reason| InvalidOption { field, reason };
        if let Some(url) = &self.url {
            if !may_be_url(url) {
                let reason = format!("\"{url}\" is not a URL: it has no scheme and no host");
                return Err(invalid(Field::Url, reason));
            }
            MatchKey::of(url).map_err(|error| invalid(Field::Url, error.to_string()))?;
        }
        let context = DateContext { zone: &self.zone, order: self.date_order, lang: None };
        for (field, value) in [
            (Field::Published, &self.published),
            (Field::Updated, &self.updated),
            (Field::Captured, &self.captured),
        ] {
            if let Some(value) = value {
                dates::read(value, &context, ClockSource::Flag)
                    .map_err(|error| invalid(field, error.to_string()))?;
            }
        }
        Ok(())
    }
}

/// What to do with a page that is not an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NonArticlePolicy {
    /// Report a problem with the code `not-a-story`: as a version the page would look like an edit.
    #[default]
    Refuse,
    /// Import it, with a note.
    Keep,
}

/// The order of the numbers in a printed date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// Decided by evidence (a number over 12, the page's language and other dates), otherwise month
    /// first for `en-US` and unknown languages, and day first for all others.
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
    /// The URL of the capture.
    Url,
    /// The article's own URL.
    CanonicalUrl,
    /// The title.
    Title,
    /// The authors.
    Byline,
    /// The description, such as a standfirst.
    Description,
    /// The article's text.
    Body,
    /// When the publisher says that the article was published.
    Published,
    /// When the publisher says that the article was updated.
    Updated,
    /// When the capture was made.
    Captured,
    /// The source's sequence number.
    Sequence,
    /// The language tag.
    Lang,
    /// The publisher's name.
    Publisher,
    /// The section or desk.
    Section,
}

impl Field {
    /// All fields.
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

    /// The name of the field in options and output.
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

    /// The publisher's timestamp that this field holds, if it is one.
    fn publisher_clock(self) -> Option<PublisherClock> {
        match self {
            Self::Published => Some(PublisherClock::Published),
            Self::Updated => Some(PublisherClock::Updated),
            _ => None,
        }
    }

    /// Returns the field with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Why an item could not become a capture: the field, what is wrong and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
#[non_exhaustive]
pub struct ExtractError {
    /// A stable code for the kind of problem: `no-url`, `bad-json`, `bad-date`, …
    pub code: &'static str,
    /// What is wrong and what to do, for people.
    pub message: String,
}

impl ExtractError {
    /// Creates an error, for programs that split their inputs themselves.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// A capture, and how its fields were read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Extraction {
    /// The capture.
    pub capture: Capture,
    /// What each field was read from: `json-ld`, `meta`, `printed line`, `flag`, …
    pub explain: Vec<(Field, &'static str)>,
    /// Anything that a careful reader should know: sources that disagree, characters that were
    /// lost.
    pub notes: Vec<String>,
    /// Timestamps that the source states but that could not be read; each is also in the notes.
    pub unread_clocks: Vec<UnreadClock>,
    /// Anything about the record's form that is worth a warning and is the same in many records, such
    /// as a column of times that is not used.
    pub remarks: Vec<String>,
    /// The handles by which an archive's other records can refer to it.
    pub handles: Option<Handles>,
    /// Where the capture was first read. Only exports state this, when the order of the article's
    /// versions depends on it.
    pub position: Option<SourceLocation>,
}

/// What an item turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extracted {
    /// A capture.
    Capture(Box<Extraction>),
    /// A record that refers to captures without being one.
    Pointer(Pointer),
}

/// A timestamp that could not be read, in a record that is imported without it. Its text is kept in
/// the capture's [annotations](crate::article::Annotations).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnreadClock {
    /// The name of the field or element that holds it.
    pub source: String,
    /// What it says, and why that cannot be read.
    pub reason: String,
}

impl fmt::Display for UnreadClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.reason)
    }
}

/// Reads one item.
///
/// Values from the command line (`options.url`, `.published`, …) override what a page states. In a
/// record, whose fields are data, they only fill missing fields.
pub fn capture(item: &Item, options: &ExtractOptions) -> Result<Capture, ExtractError> {
    extract_needing(item, options, Need::Body).map(|reading| reading.capture)
}

/// Whether a text may be a URL, possibly without its scheme. A word alone is a mistake: the name of a
/// column, or an empty variable of a script.
pub fn may_be_url(text: &str) -> bool {
    text.contains([':', '.', '/'])
}

fn no_page() -> ExtractError {
    let message = "the record refers to a page but does not contain it".to_owned();
    ExtractError { code: "no-page", message }
}

/// Reads one item, including revisits, redirects and looks.
pub fn extract(item: &Item, options: &ExtractOptions) -> Result<Extracted, ExtractError> {
    match &item.raw {
        ItemContent::RevisitRecord(revisit) => {
            archive::revisit(revisit, options).map(Extracted::Pointer)
        }
        ItemContent::RedirectRecord(redirect) => {
            archive::redirect(redirect, options).map(Extracted::Pointer)
        }
        ItemContent::LookRecord(look) => archive::look(look, options).map(Extracted::Pointer),
        ItemContent::Json(bytes) => record::take_json(bytes, &item.place.input, options),
        _ => {
            extract_with_sources(item, options).map(|reading| Extracted::Capture(Box::new(reading)))
        }
    }
}

/// Runs `read` and turns a panic into a problem, so that a parser bug costs one item and not the
/// import. If the item's bytes are kept, a fixed program can read them later.
pub fn guarded<T>(read: impl FnOnce() -> Result<T, ExtractError>) -> Result<T, ExtractError> {
    std::panic::catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        Err(ExtractError {
            code: "internal",
            message: "recension failed on this record: this is a bug; report it with the record"
                .to_owned(),
        })
    })
}

/// Like [`extract_with_sources`], but accepts an item without a URL or article text, and pages that are not
/// articles. The second value is whether the item has a URL; if not, the capture's URL and key are
/// placeholders.
pub fn extract_lenient(
    item: &Item,
    options: &ExtractOptions,
) -> Result<(Extraction, bool), ExtractError> {
    let options = &ExtractOptions { walls: NonArticlePolicy::Keep, ..options.clone() };
    match extract_needing(item, options, Need::Nothing) {
        Err(problem) if problem.code == "no-url" => {
            let placed =
                ExtractOptions { url: Some("http://localhost/".to_owned()), ..options.clone() };
            extract_needing(item, &placed, Need::Nothing).map(|reading| (reading, false))
        }
        other => other.map(|reading| (reading, true)),
    }
}

/// Reads one item like [`capture`], and also returns the source of each field and the notes. A
/// record's fields are its own columns, so their sources are not listed.
pub fn extract_with_sources(
    item: &Item,
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    extract_needing(item, options, Need::Body)
}

fn extract_needing(
    item: &Item,
    options: &ExtractOptions,
    need: Need,
) -> Result<Extraction, ExtractError> {
    match &item.raw {
        ItemContent::Page(page) => page::read(page, options, need),
        ItemContent::Entry(entry) => entry::read(entry, options),
        ItemContent::Row { header, cells, encoding } => {
            let mut reading = record::read_row(header, cells, &item.place.input, options)?;
            if let Some(encoding) = encoding {
                let remark = format!(
                    "the table is not UTF-8 and was read as {encoding}, which was detected: save it as UTF-8 to be certain"
                );
                reading.notes.push(remark.clone());
                reading.remarks.push(remark);
            }
            Ok(reading)
        }
        ItemContent::Json(bytes) => match record::take_json(bytes, &item.place.input, options)? {
            Extracted::Capture(reading) => Ok(*reading),
            Extracted::Pointer(_) => Err(no_page()),
        },
        ItemContent::Broken { reason, .. } => {
            Err(ExtractError { code: "broken", message: reason.clone() })
        }
        ItemContent::RevisitRecord(_)
        | ItemContent::RedirectRecord(_)
        | ItemContent::LookRecord(_) => Err(no_page()),
    }
}
