//! Runs work without Python's lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

use recension::pipeline::Progress;

use crate::errors::Failure;

/// How often a wait looks for Ctrl-C.
pub(crate) const SIGNAL_CHECK: Duration = Duration::from_millis(50);

/// Runs work without Python's lock. A panic is an error.
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let result = py.detach(|| caught(work));
    result.map_err(PyErr::from)
}

/// Runs long work in a thread of its own. Ctrl-C cancels it, and is raised when it has ended.
pub(crate) fn interruptible<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(&Progress) -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let progress = Progress::default();
    thread::scope(|scope| {
        let (sender, receiver) = channel();
        // So that the wait may run without Python's lock.
        let receiver = Mutex::new(receiver);
        let watched = &progress;
        scope.spawn(move || {
            // The caller waits for the result, so the send cannot fail.
            let _ = sender.send(caught(|| work(watched)));
        });
        let mut signal = Ok(());
        loop {
            let received = py.detach(|| {
                let receiver = receiver.lock().unwrap_or_else(PoisonError::into_inner);
                receiver.recv_timeout(SIGNAL_CHECK)
            });
            match received {
                Ok(result) => return signal.and(result.map_err(PyErr::from)),
                Err(RecvTimeoutError::Disconnected) => return Err(Failure::bug().into()),
                Err(RecvTimeoutError::Timeout) if signal.is_ok() => {
                    signal = py.check_signals();
                    if signal.is_err() {
                        progress.cancel();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    })
}

fn caught<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Failure::bug()))
}
