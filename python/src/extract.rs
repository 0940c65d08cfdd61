//! `extract`: the fields of one page or record.

use std::io::Cursor;

use pyo3::prelude::*;
use serde_json::Value;

use recension::extract::{ExtractOptions, extract_lenient, guarded};
use recension::render::fields::FieldsJson;
use recension::source::{self, Format, Input, Limits, SourceError};

use crate::errors::Failure;
use crate::values::object;
use crate::work::detached;

/// Returns the fields, and remarks about the form of a record.
#[pyfunction]
pub(crate) fn extract<'py>(
    py: Python<'py>,
    data: &[u8],
    url: Option<String>,
    captured: Option<String>,
) -> PyResult<(Bound<'py, PyAny>, Vec<String>)> {
    let options = ExtractOptions::default().url(url).captured(captured);
    let (fields, remarks) = detached(py, || read(data, &options))?;
    Ok((object(py, &fields)?, remarks))
}

fn unreadable(error: &SourceError) -> Failure {
    let message = error.to_string();
    // A stream is shown as `-`.
    let message = message.strip_prefix("-:").map(|rest| format!("the data{rest}"));
    Failure::new("ExtractionError", "unreadable", message.unwrap_or_else(|| error.to_string()))
}

fn read(data: &[u8], options: &ExtractOptions) -> Result<(Value, Vec<String>), Failure> {
    options.check()?;
    let input = Input::Stream(Box::new(Cursor::new(data.to_vec())));
    let mut source = source::open(input, Format::Auto, &Limits::default())
        .map_err(|error| unreadable(&error))?;
    let item = source.next_item().map_err(|error| unreadable(&error))?.ok_or_else(|| {
        Failure::new("ExtractionError", "unreadable", "the data has no page or record")
    })?;
    if source.next_item().map_err(|error| unreadable(&error))?.is_some() {
        return Err(Failure::new(
            "ExtractionError",
            "several",
            format!("the data is {} with several records: use Catalog.import_", source.kind()),
        ));
    }
    let (reading, has_url) = guarded(|| extract_lenient(&item, options))?;
    let fields = serde_json::to_value(FieldsJson::new(None, &reading, has_url, true));
    Ok((fields.map_err(|_| Failure::bug())?, reading.remarks))
}
