//! The pool of snapshots: each is used by one request at a time, and sees the catalog as it is then.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::store::{Snapshot, StoreError};

/// Bytes of pages and texts that a snapshot caches. The system caches the file, too.
const MEMORY: usize = 4 << 20;

/// Snapshots that no request uses at the moment.
pub(super) struct Pool {
    path: PathBuf,
    most: usize,
    idle: Mutex<Vec<Snapshot>>,
}

impl Pool {
    /// A pool that keeps at most `most` snapshots.
    pub(super) fn new(path: PathBuf, most: usize) -> Self {
        Self { path, most, idle: Mutex::new(Vec::new()) }
    }

    /// Calls `then` with a snapshot of the catalog as it is now. `is_over` stops long statements.
    pub(super) fn with<T>(
        &self,
        is_over: impl Fn() -> bool + Send + 'static,
        then: impl FnOnce(&Snapshot) -> T,
    ) -> Result<T, StoreError> {
        let mut snapshot = self.take()?;
        snapshot.interrupt_when(Some(Box::new(is_over)))?;
        let result = then(&snapshot);
        // A snapshot that cannot be returned is dropped: the next request opens another one.
        if snapshot.interrupt_when(None).and_then(|()| snapshot.release()).is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < self.most {
                idle.push(snapshot);
            }
        }
        Ok(result)
    }

    fn take(&self) -> Result<Snapshot, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut snapshot) = idle
            && let Ok(true) = snapshot.renew()
        {
            return Ok(snapshot);
        }
        let mut snapshot = Snapshot::open(&self.path)?;
        snapshot.limit_memory(MEMORY)?;
        snapshot.renew()?;
        Ok(snapshot)
    }
}
