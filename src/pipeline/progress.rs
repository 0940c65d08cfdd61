//! The progress of long work, and the way to cancel it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The progress of long work, updated while it runs. Another thread can read it and cancel the work,
/// which then ends soon and leaves everything consistent.
#[derive(Default)]
pub struct Progress {
    canceled: Arc<AtomicBool>,
    step: Mutex<&'static str>,
    done: AtomicU64,
    total: AtomicU64,
    records: AtomicU64,
    rejects: AtomicU64,
    idle: AtomicBool,
    watch: Option<Box<Watch>>,
}

type Watch = dyn Fn(&Progress) + Send + Sync;

impl Progress {
    /// Progress that calls `watch` whenever a step has advanced, in the thread that works.
    pub fn watched_by(watch: impl Fn(&Self) + Send + Sync + 'static) -> Self {
        Self { watch: Some(Box::new(watch)), ..Self::default() }
    }

    /// Cancels the work.
    pub fn cancel(&self) {
        self.canceled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was canceled.
    pub fn is_canceled(&self) -> bool {
        self.canceled.load(Ordering::Relaxed)
    }

    /// The flag that cancels the work if it is set, for signal handlers.
    pub fn cancel_flag(&self) -> &Arc<AtomicBool> {
        &self.canceled
    }

    /// What is being done, if the work has several steps: `copying`.
    pub fn step(&self) -> &'static str {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How much of the step is done: articles, tables, pages; bytes of the inputs of an import.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// How much there is to do, in the unit of [`Progress::done`]; 0 if unknown.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// The number of records that were imported, merged or read again.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }

    /// The number of records that were rejected.
    pub fn rejects(&self) -> u64 {
        self.rejects.load(Ordering::Relaxed)
    }

    /// Whether no input arrived for a while and everything read so far is written.
    pub fn is_idle(&self) -> bool {
        self.idle.load(Ordering::Relaxed)
    }

    /// Reports a step. Returns whether the work continues.
    pub(crate) fn advance(&self, step: &'static str, done: u64, total: u64) -> bool {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = step;
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        if let Some(watch) = &self.watch {
            watch(self);
        }
        !self.is_canceled()
    }

    pub(crate) fn set_done(&self, done: u64) {
        self.done.store(done, Ordering::Relaxed);
    }

    pub(crate) fn add_done(&self, count: u64) {
        self.done.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn add_records(&self, count: u64) {
        self.records.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn add_rejects(&self, count: u64) {
        self.rejects.fetch_add(count, Ordering::Relaxed);
    }

    pub(crate) fn set_idle(&self, idle: bool) {
        self.idle.store(idle, Ordering::Relaxed);
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("canceled", &self.is_canceled())
            .field("step", &self.step())
            .field("done", &self.done())
            .field("total", &self.total())
            .field("records", &self.records())
            .field("rejects", &self.rejects())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_watches_can_cancel() {
        let progress = Progress::watched_by(|progress| {
            if progress.step() == "copying" && progress.done() == 2 {
                progress.cancel();
            }
        });
        let steps =
            ["encoding", "copying"].into_iter().flat_map(|step| (0..5).map(move |n| (step, n)));
        let made: Vec<_> =
            steps.take_while(|(step, done)| progress.advance(step, *done, 5)).collect();
        assert_eq!(made.last(), Some(&("copying", 1)));
        assert!(progress.is_canceled() && progress.total() == 5);
    }
}
