//! The catalog as a whole: its endpoints, its outlets, its statistics and the head of its log.

use serde_json::json;

use super::{Asked, ENDPOINTS};
use crate::render::stats::json as stats_json;
use crate::web::outlet::{Figures, host_name};
use crate::web::reply::Reply;
use crate::web::tiles::checkpoint_text;
use crate::web::visit::{PageResult, Visit};

/// Hosts in the statistics.
const HOSTS: usize = 10;

/// Lists the endpoints.
#[expect(clippy::unnecessary_wraps, reason = "the type of all pages")]
pub(super) fn index(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let endpoints: Vec<_> = ENDPOINTS
        .iter()
        .map(|one| json!({ "address": one.route.pattern, "summary": one.summary }))
        .collect();
    let reply = Reply::json(&json!({ "openapi": "/api/openapi.json", "endpoints": endpoints }));
    let link = "</api/openapi.json>; rel=\"service-desc\"; type=\"application/json\"";
    Ok(asked.linked(reply, None).with("link", link))
}

/// Shows the figures of an outlet.
pub(super) fn outlet(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let host = visit.segment("host");
    let figures = Figures::of(visit.snapshot, &host_name(host)?)?;
    let sum = &figures.sum;
    let reply = Reply::json(&json!({
        "host": host,
        "publisher": figures.publisher,
        "articles": sum.articles,
        "versions": sum.versions,
        "captures": sum.captures,
        "changes": figures.changes(),
        "silent_edits": sum.silent_edits,
        "returns": sum.returns,
        "words_changed": sum.words_changed,
        "months": serde_json::to_value(&figures.months).map_err(std::io::Error::from)?,
    }));
    Ok(asked.linked(reply, None))
}

/// Shows the statistics.
pub(super) fn stats(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let stats = stats_json(&visit.snapshot.stats(HOSTS)?)?;
    Ok(asked.linked(Reply::json(&stats), None))
}

/// Shows the head of the log.
pub(super) fn checkpoint(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let mut log = visit.snapshot.log()?;
    let (head, origin) = (log.head()?, log.own_origin()?);
    let checkpoint = checkpoint_text(visit)?;
    let reply = Reply::json(&json!({
        "origin": origin,
        "size": head.size,
        "root": head.root.to_string(),
        "checkpoint": checkpoint,
    }));
    Ok(asked.linked(reply, None))
}
