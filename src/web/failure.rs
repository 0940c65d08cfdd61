//! Failures: why a page cannot be shown, as a page or as problem JSON (RFC 9457).

use maud::html;
use serde_json::json;

use super::layout::{self, Page};
use super::reply::Reply;
use super::request::Request;
use crate::catalog::SelectError;
use crate::store::StoreError;

/// Why a request has no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The status of the reply.
    pub status: u16,
    /// What is wrong, and what to do.
    pub detail: String,
    /// For the owner of the server: what went wrong, with paths.
    pub cause: Option<String>,
}

impl Failure {
    /// A failure with any status.
    pub fn new(status: u16, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), cause: None }
    }

    /// Nothing has this address.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(404, detail)
    }

    /// A parameter cannot be read.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(400, detail)
    }

    /// The name of its status.
    pub fn title(&self) -> &'static str {
        match self.status {
            400 => "Bad request",
            401 => "Unauthorized",
            404 => "Not found",
            405 => "Method not allowed",
            406 => "Not acceptable",
            410 => "Gone",
            414 => "Address too long",
            421 => "Misdirected request",
            503 => "Busy",
            _ => "Error",
        }
    }
}

/// What readers learn about an error of the server.
const UNREADABLE: &str = "The page cannot be read. The server's own output has the reason.";

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        // The messages name files of the server, which are not for its readers.
        match error {
            StoreError::Interrupted { .. } => Self::new(
                503,
                "This page takes too long to compute. Choose a shorter period or fewer articles.",
            ),
            StoreError::Locked { .. } => {
                Self::new(503, "The catalog is locked. Load the page again in a moment.")
            }
            error => Self { cause: Some(error.to_string()), ..Self::new(500, UNREADABLE) },
        }
    }
}

impl From<SelectError> for Failure {
    fn from(error: SelectError) -> Self {
        match error {
            SelectError::Store(error) => error.into(),
            SelectError::NoArticle { name, .. } => {
                Self::not_found(format!("No article matches \"{name}\"."))
            }
            SelectError::Ambiguous { name, .. } => Self::not_found(format!(
                "\"{name}\" matches more than one article; use the number or the URL of one."
            )),
            error => Self::not_found(error.to_string()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self { cause: Some(error.to_string()), ..Self::new(500, UNREADABLE) }
    }
}

/// The reply that shows a failure.
pub(super) fn reply(request: &Request, failure: &Failure) -> Reply {
    let is_machine = ["/api", "/web/", "/cdx", "/timemap", "/tile", "/checkpoint"]
        .iter()
        .any(|start| request.path().starts_with(start));
    let is_json = request.path().rsplit('.').next() == Some("json") || request.prefers_json();
    let mut reply = if is_machine || is_json {
        let problem = json!({
            "type": "about:blank",
            "title": failure.title(),
            "status": failure.status,
            "detail": failure.detail,
            "instance": request.path(),
        });
        Reply::json(&problem).with("content-type", "application/problem+json")
    } else {
        Reply::html(layout::page(&Page {
            title: failure.title(),
            main: html! {
                header.page-head { h1 { (failure.title()) } }
                p.lead { (layout::text(&failure.detail)) }
                p { a href="/" { "Latest changes" } " · " a href="/search" { "Search" } }
            },
            ..Page::default()
        }))
    };
    reply.status = failure.status;
    reply.cause.clone_from(&failure.cause);
    let reply = reply.with("cache-control", "no-store");
    if failure.status == 503 { reply.with("retry-after", "2") } else { reply }
}
