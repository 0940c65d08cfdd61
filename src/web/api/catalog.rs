//! The catalog as a whole: its endpoints, its outlets, its statistics and the head of its log.

use serde_json::json;

use super::{Asked, ENDPOINTS};
use crate::render::stats::json as stats_json;
use crate::store::{ArticleFilter, ArticleSort, Group, SortKey};
use crate::web::outlet::{host_name, months};
use crate::web::reply::Reply;
use crate::web::tiles::checkpoint_text;
use crate::web::visit::{PageResult, Visit};

/// Hosts in the statistics.
const HOSTS: usize = 10;

/// Lists the endpoints.
pub(super) fn index(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api")?;
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
    let asked = Asked::of(visit, "/api/outlets/{host}")?;
    let host = visit.segment("host");
    let filter = ArticleFilter { host: Some(host_name(host)?), ..ArticleFilter::default() };
    let months = months(visit.snapshot, host, &filter)?;
    let latest = [SortKey::from(ArticleSort::Changed)];
    let latest = visit.snapshot.article_page(&filter, &latest, Some(1), None)?;
    let latest = latest.articles.first().map(|article| visit.snapshot.article(*article));
    let sum = |pick: fn(&Group) -> i64| months.iter().map(pick).sum::<i64>();
    let reply = Reply::json(&json!({
        "host": host,
        "publisher": latest.transpose()?.flatten().and_then(|row| row.publisher),
        "articles": sum(|month| month.articles),
        "versions": sum(|month| month.versions),
        "captures": sum(|month| month.captures),
        "changes": sum(|month| month.changes),
        "silent_edits": sum(|month| month.silent_edits),
        "returns": sum(|month| month.returns),
        "words_changed": sum(|month| month.words_changed),
        "months": serde_json::to_value(&months).map_err(std::io::Error::from)?,
    }));
    Ok(asked.linked(reply, None))
}

/// Shows the statistics.
pub(super) fn stats(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/stats")?;
    let stats = stats_json(&visit.snapshot.stats(HOSTS)?)?;
    Ok(asked.linked(Reply::json(&stats), None))
}

/// Shows the head of the log.
pub(super) fn checkpoint(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit, "/api/checkpoint")?;
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
