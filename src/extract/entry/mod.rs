//! Reads the entries of feeds and sitemaps as captures.
//!
//! Fields are assigned by the meaning of their elements, never by their length: `content`,
//! `content:encoded` and related elements are the body; RSS's `description` and Atom's `summary`
//! are the description, because most publishers put a teaser there, and a teaser used as the body
//! would look like an article that was cut. No timestamp is filled from another.

mod element;
mod feed;
mod json;
mod sitemap;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::{Map, Value};
use url::Url;

use super::address::Address;
use super::date_order::{self, DatePlace, OrderDecision};
use super::dates::{self, DateContext};
use super::{
    ExtractError, ExtractOptions, Extraction, Field, UnreadClock, archive, byline, encoding, html,
};
use crate::article::{
    Annotations, Capture, CaptureKind, ClockSource, ClockStatement, Content, Labels, MatchKey,
    Setting, Timestamp, Version,
};
use crate::source::{FeedEntryKind, RawEntry};

/// The contents of an entry: texts are decoded, links and times are as written.
#[derive(Clone, Debug, Default)]
struct Story {
    /// Its own URLs, the most trusted first, with their sources.
    urls: Vec<(String, &'static str)>,
    /// The base URLs for relative URLs, innermost first.
    bases: Vec<String>,
    title: Option<(String, &'static str)>,
    people: Vec<String>,
    byline: &'static str,
    description: Option<(String, &'static str)>,
    body: Option<(String, &'static str)>,
    published: Option<(String, &'static str)>,
    updated: Option<(String, &'static str)>,
    lang: Option<String>,
    publisher: Option<String>,
    section: Option<String>,
    extra: Map<String, Value>,
    notes: Vec<String>,
}

/// Reads an entry.
pub(super) fn read(entry: &RawEntry, options: &ExtractOptions) -> Result<Extraction, ExtractError> {
    let around = FeedContext::of(entry);
    let (story, source) = match entry.kind {
        FeedEntryKind::Feed => {
            (feed::read(&decoded(entry, &around), &around.feed), ClockSource::Feed)
        }
        FeedEntryKind::JsonFeed => (json::read(&entry.bytes, &around.json)?, ClockSource::Feed),
        FeedEntryKind::Sitemap => {
            (sitemap::read(&decoded(entry, &around), &around.feed), ClockSource::Sitemap)
        }
    };
    finish(story, source, entry, options)
}

/// What a document states for all its entries, before the first one.
#[derive(Default)]
struct FeedContext {
    /// The encoding that it declares, in the form of a header.
    header: Option<String>,
    feed: feed::FeedMetadata,
    json: Map<String, Value>,
}

/// The start of a document, its kind, and what it states.
type EntryHeader = (Arc<[u8]>, FeedEntryKind, Rc<FeedContext>);

thread_local! {
    /// The last document's: there are thousands of entries, and the start of a document can be
    /// long.
    static LAST: RefCell<Option<EntryHeader>> = const { RefCell::new(None) };
}

impl FeedContext {
    fn of(entry: &RawEntry) -> Rc<Self> {
        let known = LAST.with_borrow(|last| {
            let (head, kind, around) = last.as_ref()?;
            let is_same = Arc::ptr_eq(head, &entry.head) && *kind == entry.kind;
            is_same.then(|| Rc::clone(around))
        });
        known.unwrap_or_else(|| {
            let around = Rc::new(Self::read(&entry.head, entry.kind));
            let last = (Arc::clone(&entry.head), entry.kind, Rc::clone(&around));
            LAST.set(Some(last));
            around
        })
    }

    fn read(head: &[u8], kind: FeedEntryKind) -> Self {
        if kind == FeedEntryKind::JsonFeed {
            return Self { json: json::feed_of(head), ..Self::default() };
        }
        let label = crate::source::xml::declared_encoding(head);
        // An entry that could be cut out is not UTF-16, whatever the declaration says: it was
        // already decoded.
        let encoding =
            label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())).filter(
                |encoding| encoding.is_ascii_compatible() || *encoding == encoding_rs::ISO_2022_JP,
            );
        let header = encoding.map(|encoding| format!("text/xml; charset={}", encoding.name()));
        let text = encoding::decode(head, header.as_deref()).text;
        Self { feed: feed::FeedMetadata::of(&text), header, ..Self::default() }
    }
}

/// The text of an entry.
struct DecodedEntry {
    entry: String,
    is_damaged: bool,
}

/// Decodes an entry with the encoding that the document declares, unless the bytes contradict it.
fn decoded(entry: &RawEntry, around: &FeedContext) -> DecodedEntry {
    let text = encoding::decode(&entry.bytes, around.header.as_deref());
    DecodedEntry { entry: text.text.into_owned(), is_damaged: text.is_damaged }
}

fn finish(
    mut story: Story,
    source: ClockSource,
    entry: &RawEntry,
    options: &ExtractOptions,
) -> Result<Extraction, ExtractError> {
    let mut explain = Vec::new();
    let mut unread_clocks = Vec::new();
    let mut annotations = Annotations::default();
    let url = match url_of(&story) {
        Some((url, source)) => {
            explain.push((Field::Url, source));
            url
        }
        None => match &options.url {
            Some(url) => {
                explain.push((Field::Url, "flag"));
                url.clone()
            }
            None => return Err(no_url(&story)),
        },
    };
    let address = Address::new(url, None, options).map_err(|error| ExtractError {
        code: "bad-url",
        message: format!("{error}: the entry's link is not the URL of a page"),
    })?;
    let lang = story.lang.clone();
    let context =
        DateContext { zone: &options.zone, order: options.date_order, lang: lang.as_deref() };
    let mut clock = |field: Field, claim: Option<(String, &'static str)>, flag: Option<&String>| {
        if let Some((raw, name)) = claim {
            let text = story.body.as_ref().or(story.description.as_ref());
            let text = text.map_or("", |(text, _)| text.as_str());
            let place = DatePlace { lang: lang.as_deref(), text, ..DatePlace::default() };
            let read = match date_order::decide(&raw, place, options) {
                OrderDecision::Read(order) => {
                    dates::read(&raw, &DateContext { order, ..context }, source)
                        .map_err(|error| error.to_string())
                }
                OrderDecision::ByLanguage { order, reason } => {
                    story.notes.push(reason);
                    dates::read(&raw, &DateContext { order, ..context }, source)
                        .map_err(|error| error.to_string())
                }
                OrderDecision::Contradicts { .. } => {
                    dates::read(&raw, &context, source).map_err(|error| error.to_string())
                }
                OrderDecision::Ambiguous(reason) => Err(reason),
            };
            match read {
                Ok(stamp) => {
                    explain.push((field, name));
                    return Ok(Some(stamp));
                }
                // An entry is worth keeping without its time; the text of the time is kept.
                Err(error) => {
                    let unread = UnreadClock { source: name.to_owned(), reason: error };
                    story.notes.push(unread.to_string());
                    unread_clocks.push(unread);
                    let statement =
                        |clock| ClockStatement { clock, source: name.to_owned(), says: raw };
                    annotations.unread_clocks.extend(field.publisher_clock().map(statement));
                }
            }
        }
        flag.map(|value| flag_clock(field, value, &context, &mut explain)).transpose()
    };
    let published = clock(Field::Published, story.published.take(), options.published.as_ref())?;
    let updated = clock(Field::Updated, story.updated.take(), options.updated.as_ref())?;
    let captured = clock(Field::Captured, None, options.captured.as_ref())?;
    story.notes.extend(address.bad_stamp());
    if captured.is_some() {
        story.notes.extend(address.other_time(captured.as_ref()));
    } else if address.captured().is_some() {
        explain.push((Field::Captured, "archive's address"));
    }
    let captured = captured.or_else(|| address.captured().cloned());
    let captured = captured.or_else(|| archive::time(entry.captured.as_deref()?));
    // As for a page, the file's modification time is the capture time.
    let written =
        entry.written.and_then(|seconds| Timestamp::of_clock(seconds, ClockSource::FileTime));
    let mut text = |field, found: Option<(String, &'static str)>| {
        let (text, name) = found?;
        explain.push((field, name));
        Some(text)
    };
    let title = text(Field::Title, story.title.take());
    let description = text(Field::Description, story.description.take());
    let body = text(Field::Body, story.body.take());
    let byline = text(Field::Byline, byline::byline(&story.people).map(|who| (who, story.byline)));
    Ok(Extraction {
        capture: Capture {
            version: Version {
                key: address.key,
                published,
                updated,
                content: Content { title, byline, description, body },
            },
            kind: match entry.kind {
                FeedEntryKind::Feed | FeedEntryKind::JsonFeed => CaptureKind::FeedEntry,
                FeedEntryKind::Sitemap => CaptureKind::SitemapEntry,
            },
            url: address.url,
            captured: captured.or(written),
            sequence: None,
            labels: Labels {
                lang,
                publisher: story.publisher,
                section: story.section,
                extra: story.extra,
            },
            annotations,
            payload: None,
        },
        explain,
        notes: story.notes,
        unread_clocks,
        remarks: Vec::new(),
        handles: None,
        position: None,
    })
}

fn flag_clock(
    field: Field,
    value: &str,
    context: &DateContext<'_>,
    explain: &mut Vec<(Field, &'static str)>,
) -> Result<Timestamp, ExtractError> {
    let stamp = dates::read(value, context, ClockSource::Flag).map_err(|error| ExtractError {
        code: "bad-date",
        message: format!("`--{}`: {error}", field.name()),
    })?;
    explain.push((field, "flag"));
    Ok(stamp)
}

/// Returns the entry's URL: the first that names a page, absolute or resolved against the base.
fn url_of(story: &Story) -> Option<(String, &'static str)> {
    let base = story.bases.iter().rev().fold(None::<Url>, |outer, base| match outer {
        Some(outer) => outer.join(base).ok().or(Some(outer)),
        None => Url::parse(base).ok(),
    });
    story.urls.iter().find_map(|(text, source)| {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let url = match Url::parse(text) {
            // Keep the URL as written.
            Ok(_) => text.to_owned(),
            Err(url::ParseError::RelativeUrlWithoutBase) => base.as_ref()?.join(text).ok()?.into(),
            Err(_) => return None,
        };
        MatchKey::of(&url).is_ok().then_some((url, *source))
    })
}

/// Whether an identifier is a URL or a web name (`urn:`). A `tag:` identifies an entry in its feed
/// and not a page.
fn is_name(text: &str) -> bool {
    Url::parse(text.trim()).is_ok_and(|url| url.scheme() != "tag") && MatchKey::of(text).is_ok()
}

fn no_url(story: &Story) -> ExtractError {
    let message = match story.urls.first() {
        Some((text, source)) => {
            let text: String = text.trim().chars().take(120).collect();
            format!(
                "the entry's {source} (\"{text}\") is not an absolute URL, and the feed states no \
                 base URL; use {} if all entries are of one article",
                Setting::Url
            )
        }
        None => format!(
            "the entry has no link, so its article is unknown; use {} if all entries are of one \
             article",
            Setting::Url
        ),
    };
    ExtractError { code: "no-url", message }
}

/// Returns the text of markup, one paragraph per block; `None` if there is none.
fn paragraphs(markup: &str) -> Option<String> {
    let text = html::fragment(markup);
    (!text.trim().is_empty()).then_some(text)
}

/// Returns a text as one line.
fn line(text: &str) -> Option<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// Returns a text that may be markup as one line: in one of three feeds, titles are markup.
fn markup_line(text: &str) -> Option<String> {
    let is_markup = text.contains('&')
        || text.match_indices('<').any(|(at, _)| {
            text.get(at + 1..)
                .is_some_and(|rest| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()))
        });
    if is_markup { line(&html::fragment(text)) } else { line(text) }
}

#[cfg(test)]
mod tests;
