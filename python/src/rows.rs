//! Rows of a catalog: the answers of the API of `serve`, without a server.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use serde_json::Value;
use url::form_urlencoded;

use recension::catalog::select;
use recension::pipeline::Progress;
use recension::render::rows::arrow::ArrowRows;
use recension::store::{Snapshot, rebuild};
use recension::web::{Request, columns, handle};

use crate::arrow::{ArrowStream, Batches};
use crate::errors::Failure;
use crate::values::object;
use crate::work::{detached, interruptible};

/// Rows of a record batch.
const PAGE: usize = 1_000;

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

/// The same rows as Arrow.
#[pyfunction]
pub(crate) fn rows_arrow(
    py: Python<'_>,
    path: PathBuf,
    address: Vec<String>,
    query: Vec<(String, String)>,
    article: Option<String>,
    with_words: bool,
    limit: Option<usize>,
) -> PyResult<ArrowStream> {
    let columns = columns(&format!("/api/{}", address.join("/"))).ok_or_else(Failure::bug)?;
    ArrowStream::new(py, move |py| {
        let snapshot = snapshot(py, &path, with_words)?;
        let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
        let mut pages = Pages {
            snapshot,
            address: address.clone(),
            query: query.clone(),
            article: article.clone(),
            left: limit,
            after: None,
            names,
            rows: ArrowRows::new(&columns),
        };
        let schema = Arc::clone(pages.rows.schema());
        let mut is_first = true;
        Ok(Batches::reader(schema, move || pages.next(std::mem::take(&mut is_first))))
    })
}

/// The pages of a list, each a record batch.
struct Pages {
    snapshot: Snapshot,
    address: Vec<String>,
    query: Vec<(String, String)>,
    article: Option<String>,
    /// The rows that are still wanted.
    left: Option<usize>,
    after: Option<String>,
    names: Vec<String>,
    rows: ArrowRows,
}

impl Pages {
    fn next(&mut self, is_first: bool) -> Result<Option<RecordBatch>, Failure> {
        if self.left == Some(0) || (self.after.is_none() && !is_first) {
            return Ok(None);
        }
        let mut query = self.query.clone();
        // A timeline has no pages.
        if self.address.last().is_none_or(|last| last != "timeline") {
            query.push(("limit".to_owned(), self.left.unwrap_or(PAGE).min(PAGE).to_string()));
        }
        query.extend(self.after.take().map(|after| ("after".to_owned(), after)));
        let article = self.article.as_deref();
        let (found, next) = answer(&self.snapshot, &self.address, &query, article)?;
        let found = found.as_array().ok_or_else(Failure::bug)?;
        for row in found {
            let null = &Value::Null;
            self.rows.push(self.names.iter().map(|name| row.get(name).unwrap_or(null)));
        }
        self.left = self.left.map(|left| left.saturating_sub(found.len()));
        self.after = next;
        self.rows.finish().map(Some).map_err(|_| Failure::bug())
    }
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
