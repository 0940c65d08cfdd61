//! Results as Arrow streams, which pyarrow, polars and DuckDB read without a copy.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::FromPyArrow as _;
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors::Failure;

/// A stream of record batches.
pub(crate) type Reader = Box<dyn RecordBatchReader + Send>;

/// Starts a stream from its beginning.
type Start = Box<dyn Fn(Python<'_>) -> PyResult<Reader> + Send + Sync>;

/// A result as an Arrow stream.
#[pyclass(frozen, module = "recension")]
pub(crate) struct ArrowStream {
    schema: SchemaRef,
    /// The stream that was started to learn its columns.
    started: Mutex<Option<Reader>>,
    start: Start,
}

impl ArrowStream {
    /// Starts the stream, so that errors are raised here, and starts it again each time it is read.
    pub(crate) fn new(
        py: Python<'_>,
        start: impl Fn(Python<'_>) -> PyResult<Reader> + Send + Sync + 'static,
    ) -> PyResult<Self> {
        let reader = start(py)?;
        let schema = reader.schema();
        Ok(Self { schema, started: Mutex::new(Some(reader)), start: Box::new(start) })
    }
}

#[pymethods]
impl ArrowStream {
    /// The columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.schema).map_err(|_| Failure::bug())?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The rows. No other schema than the result's own is offered.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let started = self.started.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = started.map_or_else(|| (self.start)(py), Ok)?;
        let stream = FFI_ArrowArrayStream::new(reader);
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __repr__(&self) -> String {
        let names: Vec<_> = self.schema.fields().iter().map(|field| &**field.name()).collect();
        format!("<ArrowStream: {}>", names.join(", "))
    }
}

/// Record batches from a function that returns `None` after the last one.
pub(crate) struct Batches<F> {
    pub(crate) schema: SchemaRef,
    pub(crate) next: F,
    pub(crate) ended: bool,
}

impl<F> Batches<F>
where
    F: FnMut() -> Result<Option<RecordBatch>, Failure> + Send + 'static,
{
    pub(crate) fn reader(schema: SchemaRef, next: F) -> Reader {
        Box::new(Self { schema, next, ended: false })
    }
}

impl<F: FnMut() -> Result<Option<RecordBatch>, Failure>> Iterator for Batches<F> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        // A panic must not reach the caller, which is C.
        let next = catch_unwind(AssertUnwindSafe(&mut self.next));
        match next.unwrap_or_else(|_| Err(Failure::bug())) {
            Ok(Some(batch)) => Some(Ok(batch)),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(failure) => {
                self.ended = true;
                Some(Err(ArrowError::ExternalError(failure.into_text().into())))
            }
        }
    }
}

impl<F: FnMut() -> Result<Option<RecordBatch>, Failure>> RecordBatchReader for Batches<F> {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

/// Reads a table or stream of another library.
pub(crate) fn input(table: &Bound<'_, PyAny>) -> PyResult<Reader> {
    if !table.hasattr("__arrow_c_stream__")? {
        let name = table.get_type().name()?;
        let message = format!(
            "a table is an object with the method __arrow_c_stream__, such as a table of pyarrow, \
             polars or DuckDB, not {name}"
        );
        return Err(pyo3::exceptions::PyTypeError::new_err(message));
    }
    Ok(Box::new(RecordBatchStreamReader::from_pyarrow_bound(table)?))
}

/// An error of a table that another library reads.
pub(crate) fn unread(error: &ArrowError) -> Failure {
    Failure::new("ExtractionError", "unreadable", format!("the table cannot be read: {error}"))
}

/// The results of `work` for `0..count`, in order, made by `jobs` threads.
pub(crate) fn in_parallel<T: Send>(
    count: usize,
    jobs: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let part = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return done;
            }
            done.push((index, work(index)));
        }
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..jobs.min(count)).map(|_| scope.spawn(part)).collect();
        let mut all = part();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_unstable_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, result)| result).collect()
}
