//! Feeds: every list of changes as Atom (RFC 4287) and as JSON Feed 1.1, with the diff in each entry.

use serde_json::json;

use super::failure::Failure;
use super::layout::text;
use super::reply::Reply;
use super::visit::{Format, PageResult, Visit};
use super::words::diff_address;
use crate::diff::Class;
use crate::render::export::ExportError;
use crate::render::export::atom::{AtomFeed, change_tag, content, instant, summary, write_rows};
use crate::store::ChangeRow;

/// A feed of changes.
pub(super) struct Feed<'f> {
    pub(super) title: String,
    /// The address of the page that it belongs to, without the query.
    pub(super) page: String,
    pub(super) rows: &'f [ChangeRow],
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Store(error) => error.into(),
            error => std::io::Error::other(error).into(),
        }
    }
}

/// Writes the feed in the format of the request.
pub(super) fn reply(visit: &Visit<'_>, feed: &Feed<'_>) -> PageResult {
    let (snapshot, request) = (visit.snapshot, visit.request);
    let own = format!("{}{}", request.origin, request.target());
    let page = format!("{}{}{}", request.origin, feed.page, request.query_with(&[]));
    let atom = AtomFeed {
        title: format!("{} · recension", feed.title),
        self_url: url::Url::parse(&own).ok(),
        limit: feed.rows.len() as u64,
    };
    let page_of =
        |row: &ChangeRow| format!("{}{}", request.origin, diff_address(&row.before_id, &row.id));
    if visit.format == Format::Atom {
        let mut out = Vec::new();
        write_rows(&atom, snapshot, feed.rows, &page_of, &mut out)?;
        return Ok(Reply::of("application/atom+xml; charset=utf-8", out));
    }
    let mut items = Vec::new();
    for row in feed.rows {
        let history = snapshot.timeline(row.article)?;
        let at = row.state.effective.at.map(instant);
        let publisher = row.publisher.clone().unwrap_or_else(|| row.key.host());
        items.push(json!({
            "id": change_tag(&atom, row, &history),
            "url": page_of(row),
            "external_url": row.url,
            "title": text(row.title.as_deref().unwrap_or(&row.url)),
            "summary": summary(row),
            "content_html": content(snapshot, row, &history)?,
            "date_published": at,
            "date_modified": at,
            "authors": [{ "name": publisher }],
            "tags": row.change.outline.classes().iter().map(Class::name).collect::<Vec<_>>(),
        }));
    }
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": atom.title,
        "home_page_url": page,
        "feed_url": own,
        "items": items,
    });
    Ok(Reply::json(&feed).with("content-type", "application/feed+json"))
}
