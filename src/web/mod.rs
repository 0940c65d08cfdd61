//! The pages of `recension serve`: requests become bytes. Synchronous and pure, without a socket, so
//! that every page is tested as a function.
//!
//! [`handle`] finds the route of a request in one table, compares its validator, calls the page's
//! function and adds the headers that protect the reader. Nothing here writes the catalog.

mod about;
mod api;
mod article;
mod articles;
mod assets;
mod audit;
mod cdx;
mod changes;
mod diff;
mod facts;
mod failure;
mod feed;
mod files;
mod filters;
mod layout;
mod links;
mod memento;
mod outlet;
mod parameters;
mod parts;
mod reply;
mod request;
mod routes;
mod search;
pub mod site;
mod stats;
mod tiles;
mod timeline;
mod version;
mod visit;
mod weight;
mod when;
mod words;

pub use api::columns;
pub use failure::Failure;
pub use reply::Reply;
pub use request::{Method, Request};

use crate::store::Snapshot;

/// Answers a request. Every failure is a reply, too: a page, or problem JSON (RFC 9457).
pub fn handle(snapshot: &Snapshot, request: &Request) -> Reply {
    let reply = match routes::find(request) {
        Ok(found) => routes::answer(snapshot, request, found),
        Err(failure) => Err(failure),
    };
    finish(request, reply.unwrap_or_else(|failure| failure::reply(request, &failure)))
}

/// Whether the page of a request may read much of the catalog.
pub fn is_heavy(request: &Request) -> bool {
    const HEAVY: [&str; 5] = ["/audit", "/search", "/when", "/api/findings", "/api/search"];
    HEAVY.iter().any(|path| request.path().starts_with(path))
}

/// Answers a request that reaches no page: another host's name, too many requests, a missing
/// catalog.
pub fn refuse(request: &Request, failure: &Failure) -> Reply {
    finish(request, failure::reply(request, failure))
}

/// Compresses the body, adds the headers that every reply has, and drops the body for `HEAD`.
fn finish(request: &Request, mut reply: Reply) -> Reply {
    reply.compress(request.accepts_gzip());
    reply.protect();
    if request.method == Method::Head {
        reply.drop_body();
    }
    reply
}
