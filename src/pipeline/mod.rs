//! An ordered pipeline: one thread feeds items, several threads process them, and the caller's
//! thread receives the results in input order. The bytes in flight are bounded, so memory use stays
//! constant for a stream of any length. A panic in any of them ends the pipeline and is passed on to
//! the caller.

mod progress;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{RecvTimeoutError, Sender, bounded};

pub use progress::Progress;

/// The number of worker threads, and the limit on bytes in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The number of worker threads.
    pub jobs: usize,
    /// The maximum number of bytes that were fed and not yet released by the drain.
    pub bytes: usize,
}

/// An event for the drain.
pub enum DrainEvent<U> {
    /// The next result, in input order.
    Done(U),
    /// No result arrived for a while: the input is slow, or the feed waits for bytes that the drain
    /// holds.
    Idle,
}

/// How long the pipeline waits for a result before it sends [`DrainEvent::Idle`].
const IDLE: Duration = Duration::from_millis(250);

/// The sending end of the pipeline.
pub struct ItemSender<'p, T> {
    to_workers: Sender<Numbered<T>>,
    budget: &'p ByteBudget,
    number: u64,
}

struct Numbered<T> {
    number: u64,
    item: T,
}

impl<T> ItemSender<'_, T> {
    /// Sends an item. Blocks until its `weight` in bytes fits the budget; the drain must release
    /// the same weight. Returns `false` if the drain has failed and no more items are needed.
    pub fn put(&mut self, item: T, weight: usize) -> bool {
        if !self.budget.take(weight) {
            return false;
        }
        let number = self.number;
        self.number += 1;
        self.to_workers.send(Numbered { number, item }).is_ok()
    }
}

/// Runs `feed` on its own thread, `work` on `size.jobs` threads, and `drain` on the calling thread,
/// with the results in order. `drain` returns the weight that it releases; its first error ends the
/// pipeline. Returns the result of `feed` and the outcome of the drain. If one of them panics, so does
/// `run`, once the others have ended.
pub fn run<T, U, R, E>(
    size: Size,
    feed: impl FnOnce(&mut ItemSender<'_, T>) -> R + Send,
    work: impl Fn(T) -> U + Sync,
    mut drain: impl FnMut(DrainEvent<U>) -> Result<usize, E>,
) -> (R, Result<(), E>)
where
    T: Send,
    U: Send,
    R: Send,
{
    let jobs = size.jobs.max(1);
    let budget = ByteBudget::new(size.bytes);
    let (to_workers, items) = bounded::<Numbered<T>>(jobs * 2);
    let (to_drain, done) = bounded::<Numbered<thread::Result<U>>>(jobs * 2);
    thread::scope(|scope| {
        // Both end the other threads if the drain panics: nothing waits for a receiver that is gone.
        let (done, _closing) = (done, CloseOnDrop(&budget));
        let feeder = scope.spawn(|| {
            let mut feed_end = ItemSender { to_workers, budget: &budget, number: 0 };
            feed(&mut feed_end)
        });
        for _ in 0..jobs {
            let (items, to_drain, work) = (items.clone(), to_drain.clone(), &work);
            scope.spawn(move || {
                for Numbered { number, item } in items {
                    // A worker that ended would leave a gap in the results that the drain waits for.
                    let item = catch_unwind(AssertUnwindSafe(|| work(item)));
                    if to_drain.send(Numbered { number, item }).is_err() {
                        return;
                    }
                }
            });
        }
        drop((items, to_drain));

        let mut early: BTreeMap<u64, U> = BTreeMap::new();
        let mut panic = None;
        let mut next = 0;
        let mut outcome = Ok(());
        'results: loop {
            let event = match done.recv_timeout(IDLE) {
                Ok(Numbered { number, item: Ok(item) }) => {
                    early.insert(number, item);
                    None
                }
                Ok(Numbered { item: Err(caught), .. }) => {
                    panic = Some(caught);
                    break;
                }
                Err(RecvTimeoutError::Timeout) => Some(DrainEvent::Idle),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            let mut events = event.into_iter().collect::<Vec<_>>();
            while let Some(item) = early.remove(&next) {
                next += 1;
                events.push(DrainEvent::Done(item));
            }
            for event in events {
                match drain(event) {
                    Ok(weight) => budget.give_back(weight),
                    Err(error) => {
                        outcome = Err(error);
                        break 'results;
                    }
                }
            }
        }
        budget.close();
        // Unblock workers that wait to send a result.
        while done.recv().is_ok() {}
        match (feeder.join(), panic) {
            (Ok(fed), None) => (fed, outcome),
            (Err(panic), _) | (_, Some(panic)) => resume_unwind(panic),
        }
    })
}

/// Closes the budget, also if the drain panics: the feed must not wait for bytes that nothing
/// releases.
struct CloseOnDrop<'b>(&'b ByteBudget);

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Counts the bytes in flight.
struct ByteBudget {
    limit: usize,
    state: Mutex<SharedState>,
    room: Condvar,
}

struct SharedState {
    taken: usize,
    closed: bool,
}

impl ByteBudget {
    fn new(limit: usize) -> Self {
        let state = Mutex::new(SharedState { taken: 0, closed: false });
        Self { limit, state, room: Condvar::new() }
    }

    /// Waits until `weight` fits. A weight above the limit waits until nothing else is in flight.
    /// Returns `false` once the budget is closed.
    fn take(&self, weight: usize) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.closed && state.taken > 0 && state.taken + weight > self.limit {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.taken += weight;
        !state.closed
    }

    fn give_back(&self, weight: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.taken = state.taken.saturating_sub(weight);
        self.room.notify_all();
    }

    /// Closes the budget and wakes up all waiting threads.
    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_feed() {
        let size = Size { jobs: 4, bytes: 100 };
        let mut got = Vec::new();
        let feed = |feed: &mut ItemSender<'_, usize>| (0..500).all(|item| feed.put(item, 10));
        let work = |item: usize| {
            if item.is_multiple_of(7) {
                std::thread::yield_now();
            }
            item * 2
        };
        let (fed, outcome) = run(size, feed, work, |event| {
            if let DrainEvent::Done(item) = event {
                got.push(item);
                return Ok::<_, ()>(10);
            }
            Ok(0)
        });
        assert!(fed);
        assert_eq!(outcome, Ok(()));
        assert_eq!(got, (0..500).map(|item| item * 2).collect::<Vec<_>>());
    }

    /// A drain that holds bytes gets an idle event; an item above the limit passes alone.
    #[test]
    fn an_item_above_the_budget_passes_when_it_is_alone() {
        let size = Size { jobs: 2, bytes: 10 };
        let mut held = 0;
        let feed = |feed: &mut ItemSender<'_, usize>| feed.put(3, 3) && feed.put(100, 100);
        let (fed, outcome) = run(
            size,
            feed,
            |item| item,
            |event| match event {
                DrainEvent::Done(weight) => {
                    held += weight;
                    Ok::<_, ()>(0)
                }
                DrainEvent::Idle => Ok(std::mem::take(&mut held)),
            },
        );
        assert!(fed);
        assert_eq!(outcome, Ok(()));
    }

    #[test]
    fn an_error_of_the_drain_ends_it_all() {
        let size = Size { jobs: 3, bytes: 1 << 20 };
        let fed = AtomicUsize::new(0);
        let feed = |feed: &mut ItemSender<'_, usize>| {
            while feed.put(1, 1) {
                fed.fetch_add(1, Ordering::Relaxed);
            }
        };
        let mut drained = 0;
        let ((), outcome) = run(
            size,
            feed,
            |item| item,
            |_| {
                drained += 1;
                if drained == 5 { Err("full") } else { Ok(1) }
            },
        );
        assert_eq!(outcome, Err("full"));
    }

    /// A panic in any stage ends the pipeline; it must not hang.
    #[test]
    fn a_panic_in_any_stage_is_passed_on() {
        for stage in ["feed", "work", "last work", "drain"] {
            for jobs in [1, 3] {
                let size = Size { jobs, bytes: 50 };
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    run(
                        size,
                        |feed: &mut ItemSender<'_, usize>| {
                            for item in 0..200 {
                                assert!(stage != "feed" || item < 20, "in the feed");
                                if !feed.put(item, 10) {
                                    return;
                                }
                            }
                        },
                        |item| {
                            assert!(stage != "work" || item != 30, "in the work");
                            assert!(stage != "last work" || item != 199, "in the work");
                            item
                        },
                        |event| {
                            let is_late = matches!(event, DrainEvent::Done(40..));
                            assert!(stage != "drain" || !is_late, "in the drain");
                            Ok::<_, ()>(10)
                        },
                    )
                }));
                let panic = caught.expect_err(stage);
                let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
                let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
                let stage = stage.trim_start_matches("last ");
                assert_eq!(said.as_deref(), Some(format!("in the {stage}").as_str()));
            }
        }
    }
}
