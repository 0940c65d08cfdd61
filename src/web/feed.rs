//! Feeds: lists as Atom (RFC 4287) and as JSON Feed 1.1. An entry of a change has its diff.

use serde_json::json;

use super::failure::Failure;
use super::layout::text;
use super::reply::Reply;
use super::visit::{Format, PageResult, Visit};
use super::words::diff_address;
use crate::render::export::ExportError;
use crate::render::export::atom::{AtomFeed, Entry, change_entry, instant, write_feed};
use crate::store::{ChangeRow, Snapshot};

/// A feed.
pub(super) struct Feed<'f> {
    pub(super) title: &'f str,
    /// The address of the page that it belongs to, without the query.
    pub(super) page: &'f str,
    /// Latest first.
    pub(super) entries: Vec<Entry>,
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            error => std::io::Error::other(error).into(),
        }
    }
}

/// The start of the last import, in microseconds since 1970: the time of an entry without one.
pub(super) fn last_import(snapshot: &Snapshot) -> Result<i64, Failure> {
    Ok(snapshot.imports(1)?.first().map_or(0, |import| import.started.0))
}

/// The entries of changes.
pub(super) fn of_changes(visit: &Visit<'_>, rows: &[ChangeRow]) -> Result<Vec<Entry>, Failure> {
    let imported = last_import(visit.snapshot)?;
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let page = format!("{}{}", visit.request.origin, diff_address(&row.before_id, &row.id));
        let history = visit.snapshot.timeline(row.article)?;
        entries.extend(change_entry(visit.snapshot, row, &history, imported, Some(page))?);
    }
    Ok(entries)
}

/// Writes the feed in the format of the request.
pub(super) fn reply(visit: &Visit<'_>, feed: &Feed<'_>) -> PageResult {
    let request = visit.request;
    let own = format!("{}{}", request.origin, request.target());
    let page = format!("{}{}{}", request.origin, feed.page, request.query_with(&[]));
    let atom = AtomFeed {
        title: format!("{} · recension", feed.title),
        self_url: url::Url::parse(&own).ok(),
        served_at: Some(request.target().into_owned()),
        limit: feed.entries.len() as u64,
    };
    if visit.format == Format::Atom {
        let mut out = Vec::new();
        write_feed(&atom, &feed.entries, last_import(visit.snapshot)?, &mut out)?;
        return Ok(Reply::of("application/atom+xml; charset=utf-8", out));
    }
    let items: Vec<_> = feed.entries.iter().map(|entry| item(&atom, entry)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": atom.title,
        "home_page_url": page,
        "feed_url": own,
        "items": items,
    });
    Ok(Reply::json(&feed).with("content-type", "application/feed+json"))
}

fn item(feed: &AtomFeed, entry: &Entry) -> serde_json::Value {
    let at = instant(entry.updated);
    let authors: Vec<_> = entry.authors.iter().map(|name| json!({ "name": name })).collect();
    json!({
        "id": entry.id(feed),
        "url": entry.page,
        "external_url": entry.article,
        "title": text(&entry.heading()),
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": at,
        "date_modified": at,
        "authors": authors,
        "tags": entry.categories,
    })
}
