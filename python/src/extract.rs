//! `extract`: the fields of one page or record.

use std::io::Cursor;

use pyo3::prelude::*;
use serde_json::Value;

use recension::extract::{ExtractError, ExtractOptions, extract_lenient, guarded};
use recension::render::fields::FieldsJson;
use recension::source::{self, Format, Input, Item, Limits, SourceError};

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

fn unreadable(error: &SourceError) -> ExtractError {
    let message = error.to_string();
    // A stream is shown as `-`.
    let named = message.strip_prefix("-:").map(|rest| format!("the data{rest}"));
    ExtractError::new("unreadable", named.unwrap_or(message))
}

/// Reads data that has one page or record.
pub(crate) fn only_item(data: Vec<u8>) -> Result<Item, ExtractError> {
    let input = Input::Stream(Box::new(Cursor::new(data)));
    let mut source = source::open(input, Format::Auto, &Limits::default())
        .map_err(|error| unreadable(&error))?;
    let Some(item) = source.next_item().map_err(|error| unreadable(&error))? else {
        return Err(ExtractError::new("unreadable", "the data has no page or record"));
    };
    if source.next_item().map_err(|error| unreadable(&error))?.is_some() {
        let kind = source.kind();
        let message = format!(
            "the data is {kind} with several records: use Catalog.import_ or extract_files"
        );
        return Err(ExtractError::new("several", message));
    }
    Ok(item)
}

fn read(data: &[u8], options: &ExtractOptions) -> Result<(Value, Vec<String>), Failure> {
    options.check()?;
    let item = only_item(data.to_vec())?;
    let (reading, has_url) = guarded(|| extract_lenient(&item, options))?;
    let fields = serde_json::to_value(FieldsJson::new(None, &reading, has_url, true));
    Ok((fields.map_err(|_| Failure::bug())?, reading.remarks))
}
