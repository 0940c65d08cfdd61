//! Rows of a catalog: the answers of the API of `serve`, without a server.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use pyo3::prelude::*;
use serde_json::Value;
use url::form_urlencoded;

use recension::catalog::select;
use recension::pipeline::Progress;
use recension::store::{Snapshot, rebuild};
use recension::web::{Request, handle};

use crate::errors::Failure;
use crate::values::object;
use crate::work::{detached, interruptible};

/// The current time, in microseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// The number of threads: one per core, but at most eight.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(8)
}

/// Opens a catalog, after updating its derived data and, for a search, its index if needed.
pub(crate) fn snapshot(py: Python<'_>, path: &Path, with_words: bool) -> PyResult<Snapshot> {
    let opened = detached(py, || {
        let snapshot = Snapshot::open(path)?;
        let is_current = snapshot.outdated(with_words)?.is_none();
        Ok(is_current.then_some(snapshot))
    })?;
    match opened {
        Some(snapshot) => Ok(snapshot),
        None => interruptible(py, |progress| {
            update(path, with_words, progress)?;
            Ok(Snapshot::open(path)?)
        }),
    }
}

/// Updates derived data. A rebuild of changes does not create an index of words that is missing.
pub(crate) fn update(path: &Path, with_words: bool, progress: &Progress) -> Result<(), Failure> {
    for _ in 0..2 {
        if let Some(what) = Snapshot::open(path)?.outdated(with_words)? {
            rebuild(path, what, cores(), progress)?;
        }
    }
    Ok(())
}

/// Asks for the rows at an address of the API, and returns them with the cursor of the next page.
/// A segment `{article}` is replaced by the number of the named article.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "Python's paths are converted to owned ones")]
pub(crate) fn rows(
    py: Python<'_>,
    path: PathBuf,
    address: Vec<String>,
    query: Vec<(String, String)>,
    article: Option<String>,
    with_words: bool,
) -> PyResult<(Bound<'_, PyAny>, Option<String>)> {
    let snapshot = snapshot(py, &path, with_words)?;
    let (found, next) =
        detached(py, move || answer(&snapshot, &address, &query, article.as_deref()))?;
    Ok((object(py, &found)?, next))
}

fn answer(
    snapshot: &Snapshot,
    address: &[String],
    query: &[(String, String)],
    article: Option<&str>,
) -> Result<(Value, Option<String>), Failure> {
    let article = article.map(|name| select::article(snapshot, name)).transpose()?;
    let mut target = "/api".to_owned();
    for segment in address {
        target.push('/');
        match article.filter(|_| segment == "{article}") {
            Some(number) => target.push_str(&number.to_string()),
            // A form writes a space as a plus sign, which a path does not.
            None => target.extend(
                form_urlencoded::byte_serialize(segment.as_bytes())
                    .map(|part| if part == "+" { "%20" } else { part }),
            ),
        }
    }
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(query);
    let mut request = Request::get(&format!("{target}?{}", encoded.finish()));
    request.now = now();
    let reply = handle(snapshot, &request);
    let body: Value = serde_json::from_slice(&reply.body).map_err(|_| Failure::bug())?;
    if reply.status == 200 {
        return Ok((body, reply.header("link").and_then(cursor)));
    }
    let detail = body.get("detail").and_then(Value::as_str).unwrap_or_default();
    Err(match (reply.status, reply.cause) {
        (_, Some(cause)) => Failure::new("CatalogError", "catalog", cause),
        (404 | 410, None) => Failure::not_found("not-found", detail),
        (503, None) => Failure::new("CatalogError", "too-long", detail),
        _ => Failure::usage(detail),
    })
}

/// The cursor in the link to the next page.
fn cursor(link: &str) -> Option<String> {
    let (target, rest) = link.strip_prefix('<')?.split_once('>')?;
    if !rest.contains("rel=\"next\"") {
        return None;
    }
    Request::get(target).param("after").map(str::to_owned)
}
