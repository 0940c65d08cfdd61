//! Filters: the parameters of addresses that select changes and articles, with the names of the
//! command line's options.

use super::failure::Failure;
use super::request::Request;
use crate::article::{CountRange, HostName, HostNameError, RangeError, TimeRange, UnixMicros};
use crate::catalog::select;
use crate::diff::{Class, FieldName, Op};
use crate::store::{ArticleFilter, ChangeFilter, Snapshot};

/// The fields that are stored with a change.
pub(super) const FIELDS: [FieldName; 5] = [
    FieldName::Title,
    FieldName::Byline,
    FieldName::Description,
    FieldName::Published,
    FieldName::Updated,
];

/// Values of a list parameter: repeated, or with commas.
pub(super) fn list<T>(
    request: &Request,
    name: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Failure> {
    let words = request.values(name).flat_map(|value| value.split(','));
    let words = words.map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            read(word).ok_or_else(|| {
                Failure::bad_request(format!("\"{word}\" is not a value of {name}."))
            })
        })
        .collect()
}

/// Whether a flag is set: present with any value but `0` and `no`.
pub(super) fn flag(request: &Request, name: &str) -> bool {
    request.param(name).is_some_and(|value| !matches!(value, "0" | "no" | "false"))
}

/// A time that a parameter names, as a part of a range.
pub(super) fn time<T>(
    request: &Request,
    name: &str,
    read: fn(&str, UnixMicros) -> Result<T, RangeError>,
) -> Result<Option<T>, Failure> {
    let found = request.param(name).map(|text| read(text, UnixMicros(request.now)));
    found.transpose().map_err(|error| Failure::bad_request(error.to_string()))
}

/// The least count that a parameter names.
fn count(request: &Request, name: &str) -> Result<CountRange, Failure> {
    let Some(text) = request.param(name) else { return Ok(CountRange::default()) };
    text.parse().map(CountRange::at_least).map_err(|_| {
        Failure::bad_request(format!("\"{text}\" is not a number, which {name} needs."))
    })
}

/// The cursor of a page: what follows it is on the page.
pub(super) fn after<T, E: std::fmt::Display>(
    request: &Request,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, Failure> {
    let cursor = request.param("after").map(read).transpose();
    cursor.map_err(|error| {
        Failure::bad_request(format!("The value of after cannot be read: {error}."))
    })
}

/// The host that a parameter names.
fn host(request: &Request) -> Result<Option<HostName>, Failure> {
    let host = request.param("host").map(str::parse);
    host.transpose().map_err(|error: HostNameError| Failure::bad_request(error.to_string()))
}

/// The filter of changes.
pub(super) fn changes(snapshot: &Snapshot, request: &Request) -> Result<ChangeFilter, Failure> {
    let article = request.param("article").map(|name| select::article(snapshot, name));
    let since = time(request, "since", TimeRange::parse_start)?;
    let until = time(request, "until", TimeRange::parse_end)?;
    let at = TimeRange::between(since, until);
    let at = at.map_err(|error| Failure::bad_request(error.to_string()))?;
    Ok(ChangeFilter {
        article: article.transpose()?,
        host: host(request)?,
        at,
        ops: list(request, "op", |word| Op::ALL.into_iter().find(|op| op.name() == word))?
            .into_iter()
            .collect(),
        classes: list(request, "class", Class::from_name)?.into_iter().collect(),
        fields: list(request, "field", |word| {
            FIELDS.into_iter().find(|field| field.name() == word)
        })?
        .into_iter()
        .collect(),
        words: count(request, "min-words")?,
        silent: flag(request, "silent"),
        without_noise: flag(request, "no-noise"),
        ..ChangeFilter::default()
    })
}

/// The filter of articles.
pub(super) fn articles(request: &Request) -> Result<ArticleFilter, Failure> {
    let text = |name: &str| request.param(name).map(str::to_owned);
    Ok(ArticleFilter {
        host: host(request)?,
        text: text("text"),
        title: text("title"),
        byline: text("byline"),
        publisher: text("publisher"),
        section: text("section"),
        lang: text("lang"),
        versions: count(request, "min-versions")?,
        classes: list(request, "class", Class::from_name)?.into_iter().collect(),
        silent: flag(request, "silent"),
        returns: flag(request, "returns"),
        ..ArticleFilter::default()
    })
}
