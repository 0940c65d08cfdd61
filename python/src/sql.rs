//! `sql`: the rows of a statement, while it runs in a thread of its own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use recension::store::{SqlLimits, SqlSink, SqlValue, StoreError, query};

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
        let last = match query(&path, &statement, limits, &mut sink) {
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

impl SqlRows {
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
