//! A budget of bytes: whoever takes waits until there is room.

use std::sync::{Condvar, Mutex, PoisonError};

/// Counts what is under way.
pub(super) struct Budget {
    limit: usize,
    state: Mutex<State>,
    room: Condvar,
}

struct State {
    taken: usize,
    open: bool,
}

impl Budget {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, state: Mutex::new(State { taken: 0, open: false }), room: Condvar::new() }
    }

    /// Waits until `weight` fits; a weight above the limit waits until nothing else is under way.
    pub(super) fn take(&self, weight: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.open && state.taken > 0 && state.taken + weight > self.limit {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken += weight;
    }

    pub(super) fn give_back(&self, weight: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.taken = state.taken.saturating_sub(weight);
        self.room.notify_all();
    }

    /// Lets everybody through: nothing that comes will be used.
    pub(super) fn open(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).open = true;
        self.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn never_more_than_the_limit_is_under_way() {
        let budget = Budget::new(10);
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for weight in [3, 7, 4, 10] {
                let (budget, now, most) = (&budget, &now, &most);
                scope.spawn(move || {
                    for _ in 0..200 {
                        budget.take(weight);
                        most.fetch_max(
                            now.fetch_add(weight, Ordering::SeqCst) + weight,
                            Ordering::SeqCst,
                        );
                        now.fetch_sub(weight, Ordering::SeqCst);
                        budget.give_back(weight);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 10);
        // Larger than the whole budget: let through when it is alone.
        budget.take(100);
        budget.give_back(100);
    }
}
