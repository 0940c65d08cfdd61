//! One article: its row, timeline, versions, diffs, blame, phrases and findings.

use serde::Serialize;

use super::lists::finding_rows;
use super::{Asked, address};
use crate::article::ArticleId;
use crate::audit::Severity;
use crate::catalog::select;
use crate::history::blame::blame_state;
use crate::history::changes::Changes;
use crate::history::log::LogQuery;
use crate::history::looks::Looks;
use crate::history::when::{Closeness, Phrase, phrase_runs};
use crate::render::audit::COLUMNS as FINDINGS;
use crate::render::compare::{Audience, Comparison};
use crate::render::diff::{RenderOptions, json as diff_json};
use crate::render::json;
use crate::render::rows::{ResultRows, RowFormat};
use crate::render::version::{InEffectJson, VersionJson, captures_json};
use crate::render::{articles, blame as blame_rows, log as log_rows, when as when_rows};
use crate::timeline::Timeline;
use crate::web::audit::WantedFindings;
use crate::web::failure::Failure;
use crate::web::filters::flag;
use crate::web::reply::Reply;
use crate::web::visit::{PageResult, Visit};
use crate::web::weight::check_weight;

/// The article that the address names, and its timeline.
fn article(visit: &Visit<'_>) -> Result<(ArticleId, Timeline), Failure> {
    let id = select::article(visit.snapshot, visit.segment("article"))?;
    Ok((id, select::history(visit.snapshot, id)?))
}

fn json_reply(value: &impl Serialize) -> PageResult {
    let mut out = Vec::new();
    json::to_writer(&mut out, value)?;
    out.push(b'\n');
    Ok(Reply::of("application/json", out))
}

/// Shows the row of an article.
pub(super) fn row(visit: &Visit<'_>) -> PageResult {
    const PATTERN: &str = "/api/articles/{article}";
    let asked = Asked::of(visit);
    let id = select::article(visit.snapshot, visit.segment("article"))?;
    let row = visit.snapshot.article(id)?;
    let row = row.ok_or_else(|| Failure::not_found(format!("There is no article {id}.")))?;
    let mut rows = ResultRows::new(&articles::COLUMNS);
    rows.rows.push(articles::cells(row));
    let mut out = Vec::new();
    rows.write(RowFormat::JsonLines, usize::MAX, false, &mut out)?;
    let link = |part: &str| {
        let own = address(PATTERN, &id.to_string());
        format!("<{own}/{part}>; rel=\"related\"")
    };
    let links = ["timeline", "versions", "diff", "blame", "findings"].map(link).join(", ");
    Ok(asked.linked(Reply::of("application/json", out), None).with("link", links))
}

/// Lists the states of an article and the looks between them.
pub(super) fn timeline(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (id, history) = article(visit)?;
    let changes = Changes::of(visit.snapshot, &history)?;
    let looks = Looks::of(visit.snapshot, id, &history)?;
    let url = visit.snapshot.aliases(id)?.into_iter().next();
    asked.rows(&log_rows::rows(&changes, &looks, &LogQuery::default(), url.as_deref())?, None)
}

/// Lists the versions of an article.
pub(super) fn versions(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (id, history) = article(visit)?;
    let changes = Changes::of(visit.snapshot, &history)?;
    let looks = Looks::of(visit.snapshot, id, &history)?;
    let first: usize = match asked.after().map(str::parse) {
        None => 0,
        Some(Ok(ordinal)) => ordinal,
        Some(Err(_)) => {
            return Err(Failure::bad_request("The value of after is the ordinal of a version."));
        }
    };
    let end = first.saturating_add(asked.limit() as usize).min(history.versions().len());
    let mut list: Vec<VersionJson<'_>> = Vec::new();
    for index in first..end {
        list.extend(log_rows::version_json(visit.snapshot, &changes, &looks, index)?);
    }
    if visit.request.hides_folders {
        list.iter_mut().for_each(VersionJson::hide_folders);
    }
    let next = (end < history.versions().len()).then(|| end.to_string());
    Ok(asked.linked(json_reply(&list)?, next.as_deref()))
}

/// Shows a version with its text.
pub(super) fn version(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (id, history) = article(visit)?;
    let name = visit.segment("version");
    let chosen = select::version(&history, name)?;
    let index = chosen.version();
    let version = history.versions().get(index);
    let version = version.ok_or_else(|| Failure::not_found("The article has no version."))?;
    let body = visit.snapshot.body(version)?;
    let mut json = VersionJson::new(&history, version, index);
    json.in_effect = chosen.in_effect.map(|found| InEffectJson::new(&history, name, &found));
    json.body = Some(body.as_deref().map(String::as_str));
    json.captures = captures_json(visit.snapshot, version)?;
    if visit.request.hides_folders {
        json.hide_folders();
    }
    json.add_looks(&Looks::of(visit.snapshot, id, &history)?);
    Ok(asked.linked(json_reply(&json)?, None))
}

/// Compares two versions.
pub(super) fn diff(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (_, history) = article(visit)?;
    let range = select::range(&history, visit.request.param("range"), None)?;
    let comparison = Comparison::of_range(visit.snapshot, &history, range, Audience::Machine)?;
    let comparison = comparison
        .ok_or_else(|| Failure::not_found("There is no version before this one to compare."))?;
    check_weight(&comparison)?;
    let options = RenderOptions { compared: comparison.compared(), ..RenderOptions::default() };
    let mut out = Vec::new();
    diff_json::render(&comparison.diff(), &comparison.from, &comparison.to, &options, &mut out)?;
    Ok(asked.linked(Reply::of("application/json", out), None))
}

/// Lists the sentences of a version with their origins.
pub(super) fn blame(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (_, history) = article(visit)?;
    let chosen = select::version(&history, visit.request.param("version").unwrap_or("latest"))?;
    let last = chosen.selected.state.or_else(|| history.first_state(chosen.version()));
    let blamed = last.map(|last| blame_state(visit.snapshot, &history, last)).transpose()?;
    asked.rows(&blame_rows::rows(&history, &blamed.unwrap_or_default()), None)
}

/// Lists the runs of states that contain a phrase.
pub(super) fn when(visit: &Visit<'_>) -> PageResult {
    let name = match visit.segment("article") {
        "" => visit.request.param("article").unwrap_or_default(),
        name => name,
    };
    let asked = Asked::of(visit);
    let id = select::article(visit.snapshot, name)?;
    let history = select::history(visit.snapshot, id)?;
    let is_fuzzy = flag(visit.request, "fuzzy");
    let closeness = if is_fuzzy { Closeness::Fuzzy } else { Closeness::Exact };
    let phrase = Phrase::new(visit.request.param("phrase").unwrap_or_default(), closeness);
    let phrase = phrase.ok_or_else(|| Failure::bad_request("The phrase has no text."))?;
    let url = visit.snapshot.aliases(id)?.into_iter().next();
    let mut rows = ResultRows::new(&when_rows::COLUMNS);
    let runs = phrase_runs(visit.snapshot, &history, &phrase)?;
    rows.rows.extend(runs.iter().filter_map(|run| when_rows::cells(&history, url.as_deref(), run)));
    asked.rows(&rows, None)
}

/// Lists the findings in an article.
pub(super) fn findings(visit: &Visit<'_>) -> PageResult {
    let asked = Asked::of(visit);
    let (_, history) = article(visit)?;
    let wanted = WantedFindings::of(visit.snapshot, visit.request, Severity::Note)?;
    let mut rows = ResultRows::new(&FINDINGS);
    rows.rows = finding_rows(&wanted, visit.snapshot, &history)?;
    asked.rows(&rows, None)
}
