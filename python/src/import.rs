//! `import_`: imports files, or records that a program has.

use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};
use serde_json::Value;

use recension::article::DefaultZone;
use recension::extract::{ExtractOptions, NonArticlePolicy};
use recension::import::{Job, Settings, run, run_new};
use recension::render::import::json;
use recension::source::{Format, Input};
use recension::store::{AGENT, Writer, catalog_exists};

use crate::arrow::{input, unread};
use crate::errors::Failure;
use crate::rows::{cores, now, update};
use crate::values::object;
use crate::work::interruptible;

/// The options of an import.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Options {
    url: Option<String>,
    captured: Option<String>,
    timezone: Option<String>,
    input_format: Option<String>,
    keep_pages: bool,
    keep_walls: bool,
    jobs: Option<usize>,
}

impl Options {
    /// The call as the JSON that the catalog's journal keeps.
    fn arguments(&self, paths: &[PathBuf]) -> String {
        let options = [
            ("url", self.url.clone()),
            ("captured", self.captured.clone()),
            ("timezone", self.timezone.clone()),
            ("input_format", self.input_format.clone()),
            ("keep_pages", self.keep_pages.then(|| "True".to_owned())),
            ("keep_walls", self.keep_walls.then(|| "True".to_owned())),
        ];
        let set =
            options.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
        let paths = paths.iter().map(|path| path.display().to_string());
        let call = std::iter::once("Catalog.import_".to_owned()).chain(paths).chain(set);
        call.collect::<Value>().to_string()
    }
}

/// The error of the caller's iterator.
type Raised = Arc<Mutex<Option<PyErr>>>;

/// The error of the caller's table.
type Unreadable = Arc<Mutex<Option<Failure>>>;

/// Lines of JSON from an iterator of bytes.
struct Lines {
    records: Py<PyIterator>,
    line: Vec<u8>,
    /// The part of the line that was read.
    read: usize,
    raised: Raised,
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read >= self.line.len() {
            let next = Python::attach(|py| {
                let line = self.records.bind(py).clone().next().transpose()?;
                line.map(|line| Ok(line.cast::<PyBytes>()?.as_bytes().to_vec())).transpose()
            });
            match next {
                Ok(Some(line)) => (self.line, self.read) = (line, 0),
                Ok(None) => return Ok(0),
                Err(error) => {
                    *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    return Err(io::Error::other("the iterator of records raised an exception"));
                }
            }
        }
        let left = self.line.get(self.read..).unwrap_or_default();
        let length = left.len().min(buffer.len());
        buffer.iter_mut().zip(left).for_each(|(to, from)| *to = *from);
        self.read += length;
        Ok(length)
    }
}

/// Imports paths, lines of JSON or a table, and returns the report.
#[pyfunction]
#[expect(clippy::needless_pass_by_value, reason = "Python's paths are converted to owned ones")]
pub(crate) fn import_<'py>(
    py: Python<'py>,
    path: PathBuf,
    paths: Vec<PathBuf>,
    lines: Option<Py<PyIterator>>,
    table: Option<Bound<'py, PyAny>>,
    options: Options,
) -> PyResult<Bound<'py, PyAny>> {
    let raised = Raised::default();
    let arguments = options.arguments(&paths);
    let mut job = job(options, paths)?;
    if let Some(lines) = lines {
        let lines =
            Lines { records: lines, line: Vec::new(), read: 0, raised: Arc::clone(&raised) };
        job.settings.format = Format::JsonLines;
        job.inputs.push(Input::Stream(Box::new(lines)));
    }
    let unreadable = Unreadable::default();
    if let Some(table) = table {
        let (rows, found) = (input(&table)?, Arc::clone(&unreadable));
        job.inputs.push(Input::Rows(Box::new(rows.inspect(move |batch| {
            if let Err(error) = batch {
                let failure = unread(error);
                *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
            }
        }))));
    }
    let report = interruptible(py, |progress| {
        let begin = || Writer::begin(&path, AGENT, &arguments, now());
        let (report, writer) = if catalog_exists(&path) {
            let mut writer = begin()?;
            update(&path, false, progress)?;
            (run(job, &mut writer, progress)?, Some(writer))
        } else {
            run_new(job, begin, progress)?
        };
        if let Some(mut writer) = writer.filter(|_| !report.stopped) {
            writer.finish(now())?;
        }
        Ok(report)
    })?;
    if let Some(error) = raised.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(error);
    }
    if let Some(failure) = unreadable.lock().unwrap_or_else(PoisonError::into_inner).take() {
        return Err(failure.into());
    }
    if report.counts.records == 0
        && let Some(first) = report.failures.first()
    {
        let failure = report
            .failures
            .iter()
            .skip(1)
            .fold(Failure::new("ExtractionError", "unreadable", first), |failure, other| {
                failure.hint(other)
            });
        return Err(failure.into());
    }
    object(py, &json(&report))
}

fn job(options: Options, paths: Vec<PathBuf>) -> Result<Job, Failure> {
    let zone = options.timezone.map(|zone| zone.parse::<DefaultZone>()).transpose();
    let format = options.input_format.map(|format| format.parse::<Format>()).transpose();
    let walls = if options.keep_walls { NonArticlePolicy::Keep } else { NonArticlePolicy::Refuse };
    let extract = ExtractOptions::default()
        .zone(zone.map_err(Failure::usage)?.unwrap_or_default())
        .url(options.url)
        .captured(options.captured)
        .walls(walls);
    extract.check()?;
    Ok(Job {
        settings: Settings {
            format: format.map_err(Failure::usage)?.unwrap_or_default(),
            options: extract,
            ..Settings::default()
        },
        keeps_pages: options.keep_pages,
        jobs: options.jobs.unwrap_or_else(cores).clamp(1, 64),
        ..Job::new(paths.into_iter().map(Input::Path).collect())
    })
}
