//! `sql`: the rows of a statement, while it runs in a thread of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::builder::{BinaryBuilder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema};
use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use recension::store::{SqlLimits, SqlSink, SqlValue, StoreError, query};

use crate::arrow::{ArrowStream, Batches};
use crate::errors::Failure;
use crate::rows::snapshot;
use crate::work::SIGNAL_CHECK;

/// Rows that wait to be read.
const WAITING: usize = 256;

enum Message {
    Columns(Vec<String>),
    Row(Vec<SqlValue>),
    Failed(Failure),
    End,
}

/// The rows of a statement.
#[pyclass(frozen, module = "recension._native")]
pub(crate) struct SqlRows {
    state: Mutex<State>,
    /// Stops the statement when nobody reads its rows any more.
    closed: Arc<AtomicBool>,
}

struct State {
    /// `None` after the last row.
    messages: Option<Receiver<Message>>,
    columns: Vec<Py<PyString>>,
}

/// Why a statement ended early.
enum Stop {
    Closed,
    Failed(Failure),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

struct Sink {
    messages: SyncSender<Message>,
    /// The time that the statement waited for its reader, in microseconds.
    waited: Arc<AtomicU64>,
}

impl Sink {
    fn send(&self, message: Message) -> Result<(), Stop> {
        match self.messages.try_send(message) {
            Ok(()) => Ok(()),
            Err(TrySendError::Disconnected(_)) => Err(Stop::Closed),
            Err(TrySendError::Full(message)) => {
                let since = Instant::now();
                let sent = self.messages.send(message).map_err(|_| Stop::Closed);
                let micros = u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX);
                self.waited.fetch_add(micros, Ordering::Relaxed);
                sent
            }
        }
    }
}

impl SqlSink<Stop> for Sink {
    fn columns(&mut self, names: Vec<String>) -> Result<(), Stop> {
        let is_repeated = |(at, name): (usize, &String)| names.iter().take(at).any(|n| n == name);
        if let Some((_, name)) = names.iter().enumerate().find(|column| is_repeated(*column)) {
            let message = format!("two columns are named \"{name}\"; rename one with AS");
            return Err(Stop::Failed(Failure::usage(message)));
        }
        self.send(Message::Columns(names))
    }

    fn row(&mut self, values: Vec<SqlValue>) -> Result<(), Stop> {
        self.send(Message::Row(values))
    }
}

/// Runs a statement. `timeout` is in seconds.
#[pyfunction]
pub(crate) fn sql(
    py: Python<'_>,
    path: PathBuf,
    statement: String,
    timeout: Option<f64>,
) -> PyResult<SqlRows> {
    let timeout = match timeout {
        None => Duration::MAX,
        Some(seconds) => Duration::try_from_secs_f64(seconds)
            .map_err(|_| Failure::usage("timeout is a number of seconds, or None for no limit"))?,
    };
    drop(snapshot(py, &path, false)?);
    let (sender, messages) = sync_channel(WAITING);
    let closed = Arc::new(AtomicBool::new(false));
    let is_closed = Arc::clone(&closed);
    thread::spawn(move || {
        let waited = Arc::new(AtomicU64::new(0));
        let (start, idle) = (Instant::now(), Arc::clone(&waited));
        let is_over = move || {
            let waited = Duration::from_micros(idle.load(Ordering::Relaxed));
            is_closed.load(Ordering::Relaxed) || start.elapsed().saturating_sub(waited) > timeout
        };
        let limits = SqlLimits { is_over: Box::new(is_over), rows: u64::MAX };
        let mut sink = Sink { messages: sender, waited };
        let last = match query(&[("", &path)], &statement, limits, &mut sink) {
            Ok(_) => Message::End,
            Err(Stop::Failed(failure)) => Message::Failed(failure),
            Err(Stop::Closed) => return,
        };
        // Nobody may be waiting for the end.
        let _ = sink.send(last);
    });
    let state = State { messages: Some(messages), columns: Vec::new() };
    let rows = SqlRows { state: Mutex::new(state), closed };
    // The names of the columns, or why the statement cannot be run.
    match rows.receive(py)? {
        Some(Message::Columns(names)) => {
            let mut state = rows.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.columns = names.iter().map(|name| PyString::intern(py, name).unbind()).collect();
        }
        _ => return Err(Failure::bug().into()),
    }
    Ok(rows)
}

/// Rows that decide the types of the columns.
const SAMPLE_ROWS: usize = 10_000;

/// Rows of a record batch.
const BATCH_ROWS: usize = 1_024;

/// Runs a statement, with the rows as Arrow. `timeout` is in seconds.
#[pyfunction]
pub(crate) fn sql_arrow(
    py: Python<'_>,
    path: PathBuf,
    statement: String,
    timeout: Option<f64>,
) -> PyResult<ArrowStream> {
    ArrowStream::new(py, move |py| {
        let rows = sql(py, path.clone(), statement.clone(), timeout)?;
        let names: Vec<String> = {
            let state = rows.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.columns.iter().map(|name| name.bind(py).extract()).collect::<PyResult<_>>()?
        };
        let mut sample = Vec::new();
        while sample.len() < SAMPLE_ROWS
            && let Some(Message::Row(row)) = rows.receive(py)?
        {
            sample.push(row);
        }
        let kinds: Vec<_> = (0..names.len()).map(|at| SqlColumn::of(at, &sample)).collect();
        let fields = names.iter().zip(&kinds).map(|(name, kind)| kind.field(name));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let (mut waiting, mut number) = (sample.into_iter(), 0);
        let made = Arc::clone(&schema);
        Ok(Batches::reader(schema, move || {
            let mut columns: Vec<SqlColumn> = kinds.iter().map(SqlColumn::empty).collect();
            let mut count = 0;
            while count < BATCH_ROWS {
                let row = match waiting.next() {
                    Some(row) => row,
                    None => match rows.wait()? {
                        Some(row) => row,
                        None => break,
                    },
                };
                number += 1;
                count += 1;
                for ((column, value), name) in columns.iter_mut().zip(row).zip(&names) {
                    column.push(value).map_err(|what| {
                        Failure::usage(format!(
                            "the column \"{name}\" has {what} in row {number}, unlike the rows before \
                             it: give it one type with CAST, or replace NULL with coalesce()"
                        ))
                    })?;
                }
            }
            if count == 0 {
                return Ok(None);
            }
            let arrays = columns.into_iter().map(SqlColumn::finish).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(count));
            let batch = RecordBatch::try_new_with_options(Arc::clone(&made), arrays, &options);
            batch.map(Some).map_err(|_| Failure::bug())
        }))
    })
}

/// A column whose type the first rows decided.
enum SqlColumn {
    Integers(Int64Builder),
    Numbers(Float64Builder),
    Texts(StringBuilder),
    Blobs(BinaryBuilder),
}

impl SqlColumn {
    /// The narrowest type that has the values of all rows. Only NULL is text.
    fn of(at: usize, rows: &[Vec<SqlValue>]) -> Self {
        let (mut integers, mut numbers, mut texts, mut blobs) = (false, false, false, false);
        for value in rows.iter().filter_map(|row| row.get(at)) {
            match value {
                SqlValue::Integer(_) => integers = true,
                SqlValue::Real(_) => numbers = true,
                SqlValue::Text(_) => texts = true,
                SqlValue::Blob(_) => blobs = true,
                _ => {}
            }
        }
        match (integers, numbers, texts, blobs) {
            (_, _, false, true) => Self::Blobs(BinaryBuilder::new()),
            (true, false, false, false) => Self::Integers(Int64Builder::new()),
            (_, true, false, false) => Self::Numbers(Float64Builder::new()),
            _ => Self::Texts(StringBuilder::new()),
        }
    }

    fn empty(&self) -> Self {
        match self {
            Self::Integers(_) => Self::Integers(Int64Builder::new()),
            Self::Numbers(_) => Self::Numbers(Float64Builder::new()),
            Self::Texts(_) => Self::Texts(StringBuilder::new()),
            Self::Blobs(_) => Self::Blobs(BinaryBuilder::new()),
        }
    }

    fn field(&self, name: &str) -> Field {
        let of = match self {
            Self::Integers(_) => DataType::Int64,
            Self::Numbers(_) => DataType::Float64,
            Self::Texts(_) => DataType::Utf8,
            Self::Blobs(_) => DataType::Binary,
        };
        Field::new(name, of, true)
    }

    /// Adds a value; an error says what it is.
    fn push(&mut self, value: SqlValue) -> Result<(), &'static str> {
        match (self, value) {
            (Self::Integers(all), SqlValue::Null) => all.append_null(),
            (Self::Integers(all), SqlValue::Integer(number)) => all.append_value(number),
            (Self::Numbers(all), SqlValue::Null) => all.append_null(),
            (Self::Numbers(all), SqlValue::Integer(number)) => all.append_value(number as f64),
            (Self::Numbers(all), SqlValue::Real(number)) => all.append_value(number),
            (Self::Texts(all), SqlValue::Null) => all.append_null(),
            (Self::Texts(all), SqlValue::Text(text)) => all.append_value(text),
            (Self::Blobs(all), SqlValue::Null) => all.append_null(),
            (Self::Blobs(all), SqlValue::Blob(bytes)) => all.append_value(bytes),
            (_, SqlValue::Integer(_)) => return Err("an integer"),
            (_, SqlValue::Real(_)) => return Err("a number"),
            (_, SqlValue::Text(_)) => return Err("a text"),
            (_, SqlValue::Blob(_)) => return Err("bytes"),
            _ => return Err("a value of another type"),
        }
        Ok(())
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Integers(mut all) => Arc::new(all.finish()),
            Self::Numbers(mut all) => Arc::new(all.finish()),
            Self::Texts(mut all) => Arc::new(all.finish()),
            Self::Blobs(mut all) => Arc::new(all.finish()),
        }
    }
}

impl SqlRows {
    /// Waits for the next row without Python; `None` after the end.
    fn wait(&self) -> Result<Option<Vec<SqlValue>>, Failure> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = match state.messages.as_ref().map(Receiver::recv) {
            Some(Ok(Message::Row(row))) => return Ok(Some(row)),
            None | Some(Ok(Message::End | Message::Columns(_))) => Ok(None),
            Some(Ok(Message::Failed(failure))) => Err(failure),
            Some(Err(_)) => Err(Failure::bug()),
        };
        state.messages = None;
        ended
    }

    /// Waits for the next message; `None` after the end.
    fn receive(&self, py: Python<'_>) -> PyResult<Option<Message>> {
        loop {
            let received = py.detach(|| {
                let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.messages.as_ref().map(|messages| messages.recv_timeout(SIGNAL_CHECK))
            });
            let ended = match received {
                None => return Ok(None),
                Some(Err(RecvTimeoutError::Timeout)) => {
                    py.check_signals()?;
                    continue;
                }
                Some(Ok(Message::End)) => Ok(None),
                Some(Ok(Message::Failed(failure))) => Err(failure.into()),
                Some(Err(RecvTimeoutError::Disconnected)) => Err(Failure::bug().into()),
                Some(Ok(message)) => return Ok(Some(message)),
            };
            self.state.lock().unwrap_or_else(PoisonError::into_inner).messages = None;
            return ended;
        }
    }
}

#[pymethods]
impl SqlRows {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(Message::Row(values)) = self.receive(py)? else { return Ok(None) };
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let row = PyDict::new(py);
        for (name, value) in state.columns.iter().zip(values) {
            let value = match value {
                SqlValue::Integer(number) => number.into_bound_py_any(py)?,
                SqlValue::Real(number) => number.into_bound_py_any(py)?,
                SqlValue::Text(text) => PyString::new(py, &text).into_any(),
                SqlValue::Blob(bytes) => PyBytes::new(py, &bytes).into_any(),
                _ => py.None().into_bound(py),
            };
            row.set_item(name, value)?;
        }
        Ok(Some(row))
    }
}

impl Drop for SqlRows {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}
