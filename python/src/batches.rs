//! `extract_batches`, `extract_files` and `diff_batches`: many pages or texts at once, as Arrow.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema, SchemaRef};
use pyo3::prelude::*;
use serde_json::Value;

use recension::diff::{ChangeSummary, Class, DiffOptions, DocumentDiff, Op, diff as diff_bodies};
use recension::extract::{ExtractError, ExtractOptions, guarded};
use recension::pipeline::{self, DrainEvent, Progress, Size};
use recension::render::diff::{DiffSide, RenderOptions, json};
use recension::render::fields::{failed_row, outcome_columns, outcome_row};
use recension::render::rows::CellType;
use recension::render::rows::arrow::ArrowRows;
use recension::source::{self, Chunk, Format, Input, ItemContent, Limits};

use crate::arrow::{ArrowStream, Batches, Reader, in_parallel, input, unread};
use crate::errors::Failure;
use crate::extract::only_item;
use crate::rows::cores;

/// Rows of a batch.
const BATCH_ROWS: usize = 1_024;

/// Bytes of the texts of a batch, unless one text is longer.
const BATCH_BYTES: usize = 32 << 20;

/// Bytes of files in flight.
const UNDER_WAY: usize = 64 << 20;

/// Batches that wait to be read.
const WAITING: usize = 2;

/// The columns that follow those that are kept, in `diff_batches`.
const DIFF_COLUMNS: [(&str, CellType); 17] = [
    ("changed", CellType::Flag),
    ("summary", CellType::Text),
    ("classes", CellType::Texts),
    ("words_added", CellType::Integer),
    ("words_removed", CellType::Integer),
    ("added", CellType::Integer),
    ("removed", CellType::Integer),
    ("edited", CellType::Integer),
    ("moved", CellType::Integer),
    ("split", CellType::Integer),
    ("merged", CellType::Integer),
    ("format", CellType::Integer),
    ("noise", CellType::Flag),
    ("coarse", CellType::Flag),
    ("operations", CellType::List),
    ("error", CellType::Text),
    ("message", CellType::Text),
];

/// The columns of a table by their names.
struct InputColumns {
    schema: SchemaRef,
}

impl InputColumns {
    fn index(&self, name: &str) -> Result<usize, Failure> {
        self.schema.index_of(name).map_err(|_| {
            let names: Vec<_> = self.schema.fields().iter().map(|field| &**field.name()).collect();
            let names = names.join(", ");
            Failure::usage(format!("the table has no column \"{name}\"; its columns are: {names}"))
        })
    }

    /// A column of texts or bytes.
    fn texts(&self, name: &str) -> Result<usize, Failure> {
        let index = self.index(name)?;
        let of = self.schema.field(index).data_type();
        match of {
            DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::Null => Ok(index),
            other => Err(Failure::usage(format!(
                "the column \"{name}\" has the type {other}: convert it to text or bytes"
            ))),
        }
    }

    /// The columns that are kept, and the result's columns after them.
    fn kept(&self, names: &[String], rows: &ArrowRows) -> Result<(Vec<usize>, SchemaRef), Failure> {
        let mut fields = Vec::new();
        let mut kept = Vec::new();
        for name in names {
            let index = self.index(name)?;
            if rows.schema().index_of(name).is_ok()
                || names.iter().filter(|n| *n == name).count() > 1
            {
                return Err(Failure::usage(format!(
                    "the result has a column \"{name}\" already: rename the table's"
                )));
            }
            kept.push(index);
            fields.push(Arc::clone(&self.schema.fields()[index]));
        }
        fields.extend(rows.schema().fields().iter().cloned());
        Ok((kept, Arc::new(Schema::new(fields))))
    }
}

/// A text or bytes; `None` for null. The second value is whether it is text.
fn bytes(column: &dyn Array, row: usize) -> Option<(&[u8], bool)> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => (column.as_string::<i32>().value(row).as_bytes(), true),
        DataType::LargeUtf8 => (column.as_string::<i64>().value(row).as_bytes(), true),
        DataType::Utf8View => (column.as_string_view().value(row).as_bytes(), true),
        DataType::Binary => (column.as_binary::<i32>().value(row), false),
        DataType::LargeBinary => (column.as_binary::<i64>().value(row), false),
        DataType::BinaryView => (column.as_binary_view().value(row), false),
        _ => return None,
    })
}

fn text(column: &dyn Array, row: usize) -> Option<Result<&str, ExtractError>> {
    let (bytes, _) = bytes(column, row)?;
    Some(
        std::str::from_utf8(bytes)
            .map_err(|_| ExtractError::new("not-utf8", "the text is not UTF-8")),
    )
}

/// Reads a table, and gives one row back per row.
struct MappedRows<W> {
    input: Reader,
    batch: Option<(RecordBatch, usize)>,
    /// The columns with the texts, whose sizes bound a batch.
    texts: Vec<usize>,
    kept: Vec<usize>,
    schema: SchemaRef,
    rows: ArrowRows,
    jobs: usize,
    work: W,
}

impl<W: Fn(&RecordBatch, usize) -> Vec<Value> + Sync> MappedRows<W> {
    fn next(&mut self) -> Result<Option<RecordBatch>, Failure> {
        let (batch, start) = loop {
            match self.batch.take() {
                Some((batch, start)) if start < batch.num_rows() => break (batch, start),
                _ => match self.input.next().transpose().map_err(|error| unread(&error))? {
                    Some(batch) => self.batch = Some((batch, 0)),
                    None => return Ok(None),
                },
            }
        };
        let Range { end, .. } = self.range(&batch, start);
        let piece = batch.slice(start, end - start);
        self.batch = Some((batch, end));
        let found = in_parallel(piece.num_rows(), self.jobs, |row| (self.work)(&piece, row));
        for row in found {
            self.rows.push(&row);
        }
        let made = self.rows.finish().map_err(|_| Failure::bug())?;
        let kept = self.kept.iter().map(|index| ArrayRef::clone(piece.column(*index)));
        let columns = kept.chain(made.columns().iter().cloned()).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns);
        batch.map(Some).map_err(|_| Failure::bug())
    }

    /// The rows of the next batch: at least one.
    fn range(&self, batch: &RecordBatch, start: usize) -> Range<usize> {
        let (mut end, mut size) = (start, 0);
        while end < batch.num_rows() && end - start < BATCH_ROWS && size < BATCH_BYTES {
            let texts = self.texts.iter().filter_map(|index| bytes(batch.column(*index), end));
            size += texts.map(|(bytes, _)| bytes.len()).sum::<usize>();
            end += 1;
        }
        start..end
    }
}

/// The number of threads.
fn threads(jobs: Option<usize>) -> usize {
    jobs.unwrap_or_else(cores).clamp(1, 64)
}

/// Reads the page in each row of a table.
#[pyfunction]
pub(crate) fn extract_batches(
    py: Python<'_>,
    table: Py<PyAny>,
    pages: String,
    urls: Option<String>,
    keep: Vec<String>,
    jobs: Option<usize>,
) -> PyResult<ArrowStream> {
    ArrowStream::new(py, move |py| {
        let input = input(table.bind(py))?;
        let columns = InputColumns { schema: input.schema() };
        let page = columns.texts(&pages)?;
        let url = urls.as_deref().map(|name| columns.texts(name)).transpose()?;
        let rows = ArrowRows::new(&outcome_columns());
        let (kept, schema) = columns.kept(&keep, &rows)?;
        let work = move |batch: &RecordBatch, row: usize| {
            guarded(|| read_page(batch, row, page, url)).unwrap_or_else(|error| failed_row(&error))
        };
        let jobs = threads(jobs);
        let mut mapped = MappedRows {
            input,
            batch: None,
            texts: vec![page],
            kept,
            schema: Arc::clone(&schema),
            rows,
            jobs,
            work,
        };
        Ok(Batches::reader(schema, move || mapped.next()))
    })
}

fn read_page(
    batch: &RecordBatch,
    row: usize,
    page: usize,
    url: Option<usize>,
) -> Result<Vec<Value>, ExtractError> {
    let (data, is_text) = bytes(batch.column(page), row)
        .ok_or_else(|| ExtractError::new("empty", "the row has no page"))?;
    let url = url.and_then(|index| text(batch.column(index), row)).transpose()?;
    let options = ExtractOptions::default().url(url.map(str::to_owned));
    options.check().map_err(|error| ExtractError::new("bad-url", error.to_string()))?;
    // What the page says of its encoding was true before it became a text.
    let mark: &[u8] = if is_text && !data.is_ascii() { "\u{feff}".as_bytes() } else { &[] };
    let item = only_item([mark, data].concat())?;
    let mut found = outcome_row(&item, &options);
    // The location, which a row does not have.
    if let Some(file) = found.first_mut() {
        *file = Value::Null;
    }
    Ok(found)
}

/// Reads the pages and records of files, and on request also what refers to pages.
#[pyfunction]
pub(crate) fn extract_files(
    py: Python<'_>,
    paths: Vec<PathBuf>,
    input_format: Option<String>,
    jobs: Option<usize>,
    with_pointers: bool,
) -> PyResult<ArrowStream> {
    let format = input_format.map(|format| format.parse::<Format>()).transpose();
    let format = format.map_err(Failure::usage)?.unwrap_or_default();
    ArrowStream::new(py, move |_| {
        Ok(read_files(paths.clone(), format, threads(jobs), with_pointers))
    })
}

/// Starts a thread that reads files while the batches are used. It ends when nobody reads them.
fn read_files(paths: Vec<PathBuf>, format: Format, jobs: usize, with_pointers: bool) -> Reader {
    let schema = Arc::clone(ArrowRows::new(&outcome_columns()).schema());
    let (sender, batches) = sync_channel(WAITING);
    // The first batch starts it, so that only the columns can be asked for.
    let mut paths = Some((paths, sender));
    Batches::reader(schema, move || {
        if let Some((paths, sender)) = paths.take() {
            thread::spawn(move || {
                let inputs = paths.into_iter().map(Input::Path).collect();
                let progress = Progress::default();
                let (fed, outcome) = pipeline::run(
                    Size { jobs, bytes: UNDER_WAY },
                    |feed| source::feed(inputs, format, &Limits::default(), feed, &progress),
                    |chunk| read_chunk(chunk, with_pointers),
                    |event| match event {
                        DrainEvent::Done((batch, weight)) => {
                            let is_empty = batch
                                .as_ref()
                                .is_ok_and(|batch: &RecordBatch| batch.num_rows() == 0);
                            if is_empty {
                                return Ok(weight);
                            }
                            sender.send(batch).map(|()| weight).map_err(|_| {
                                progress.cancel();
                            })
                        }
                        DrainEvent::Idle => Ok(0),
                    },
                );
                // A file that cannot be read to its end is a row, too.
                if outcome.is_ok() && !fed.failures.is_empty() {
                    let mut rows = ArrowRows::new(&outcome_columns());
                    for failure in fed.failures {
                        rows.push(&failed_row(&ExtractError::new("unreadable", failure)));
                    }
                    // Nobody may be reading any more.
                    let _ = sender.send(rows.finish().map_err(|_| Failure::bug()));
                }
            });
        }
        // The sender is gone after the last batch.
        batches.recv().ok().transpose()
    })
}

fn read_chunk(chunk: Chunk, with_pointers: bool) -> (Result<RecordBatch, Failure>, usize) {
    let mut rows = ArrowRows::new(&outcome_columns());
    let Chunk { items, weight, date_evidence, .. } = chunk;
    let options = ExtractOptions::default().date_evidence(date_evidence);
    for item in items {
        // They refer to pages but contain none.
        let is_pointer = matches!(
            item.raw,
            ItemContent::RevisitRecord(_)
                | ItemContent::RedirectRecord(_)
                | ItemContent::LookRecord(_)
        );
        if with_pointers || !is_pointer {
            rows.push(&outcome_row(&item, &options));
        }
    }
    (rows.finish().map_err(|_| Failure::bug()), weight)
}

/// Compares two texts in each row of a table.
#[pyfunction]
pub(crate) fn diff_batches(
    py: Python<'_>,
    table: Py<PyAny>,
    old: String,
    new: String,
    keep: Vec<String>,
    jobs: Option<usize>,
) -> PyResult<ArrowStream> {
    ArrowStream::new(py, move |py| {
        let input = input(table.bind(py))?;
        let columns = InputColumns { schema: input.schema() };
        let (old, new) = (columns.texts(&old)?, columns.texts(&new)?);
        let rows = ArrowRows::new(&DIFF_COLUMNS.map(|(name, of)| (name.to_owned(), of)));
        let (kept, schema) = columns.kept(&keep, &rows)?;
        let work = move |batch: &RecordBatch, row: usize| {
            guarded(|| compare(batch.column(old), batch.column(new), row)).unwrap_or_else(|error| {
                let mut row = vec![Value::Null; DIFF_COLUMNS.len() - 2];
                row.extend([error.code.into(), error.message.into()]);
                row
            })
        };
        let mut mapped = MappedRows {
            input,
            batch: None,
            texts: vec![old, new],
            kept,
            schema: Arc::clone(&schema),
            rows,
            jobs: threads(jobs),
            work,
        };
        Ok(Batches::reader(schema, move || mapped.next()))
    })
}

fn compare(old: &dyn Array, new: &dyn Array, row: usize) -> Result<Vec<Value>, ExtractError> {
    let read = |column, side: &str| {
        text(column, row)
            .unwrap_or_else(|| Err(ExtractError::new("empty", format!("the {side} text is null"))))
    };
    let (old, new) = (read(old, "old")?, read(new, "new")?);
    let body = diff_bodies(old, new, &DiffOptions::default());
    let document = DocumentDiff::new((old, new), Vec::new(), body);
    let summary = ChangeSummary::of(&document, true);
    let mut page = Vec::new();
    let (side, options) = (DiffSide::default(), RenderOptions::default().compared(true));
    let operations = json::render(&document, &side, &side, &options, &mut page)
        .ok()
        .and_then(|()| serde_json::from_slice::<Value>(&page).ok())
        .and_then(|mut whole| whole.get_mut("changes").map(Value::take));
    let classes: Vec<_> = summary.classes().iter().map(Class::name).collect();
    let mut row = vec![
        (!document.body.is_empty()).into(),
        summary.to_string().into(),
        classes.into(),
        summary.words_added.into(),
        summary.words_removed.into(),
    ];
    row.extend(Op::ALL.map(|op| Value::from(summary.op(op).count)));
    row.extend([summary.noise.into(), summary.coarse.into(), operations.unwrap_or_default()]);
    Ok(row)
}
