//! The clock of the schedule: tests run it faster.

use crate::article::UnixMicros;

/// Returns the time, and waits.
pub trait Clock: Sync {
    /// The current time.
    fn now(&self) -> UnixMicros;

    /// Waits until a time, or a part of the way: the caller checks the time again.
    fn wait(&self, until: UnixMicros);
}
