//! Reads many articles on several threads; the results are in the order of the articles.

use std::sync::{Mutex, PoisonError};

use crate::article::ArticleId;
use crate::pipeline::{self, DrainEvent, ItemSender, Size};
use crate::store::{Snapshot, StoreError};

/// The number of articles that a thread reads at a time.
const CHUNK: usize = 16;

/// The number of chunks per thread that are read ahead.
const AHEAD: usize = 4;

/// Calls `work` with every article, on `jobs` threads, each with a snapshot of the same state of the
/// catalog, and `then` with the results, in order, on this thread. Ends with the first error in that
/// order.
///
/// With one thread, or if another process writes the catalog at the same moment, all work is done on
/// this thread.
pub fn in_order<T, E>(
    catalog: &Snapshot,
    articles: &[ArticleId],
    jobs: usize,
    work: impl Fn(&Snapshot, ArticleId) -> Result<T, E> + Sync,
    mut then: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    E: From<StoreError> + Send,
{
    let jobs = jobs.min(articles.len().div_ceil(CHUNK));
    let twins = if jobs > 1 { catalog.twins(jobs)? } else { Vec::new() };
    if twins.len() < 2 {
        return articles.iter().try_for_each(|article| then(work(catalog, *article)?));
    }
    let jobs = twins.len();
    let twins = Mutex::new(twins);
    let lock = || twins.lock().unwrap_or_else(PoisonError::into_inner);
    let feed = |feed: &mut ItemSender<'_, usize>| {
        let _ = (0..articles.len()).step_by(CHUNK).all(|first| feed.put(first, 1));
    };
    let read = |first: usize| -> Vec<Result<T, E>> {
        // There are as many as threads.
        let Some(twin) = lock().pop() else { return Vec::new() };
        let mut results = Vec::with_capacity(CHUNK);
        for article in articles.iter().skip(first).take(CHUNK) {
            results.push(work(&twin, *article));
            if results.last().is_some_and(Result::is_err) {
                break;
            }
        }
        lock().push(twin);
        results
    };
    let ((), outcome) =
        pipeline::run(Size { jobs, bytes: jobs * AHEAD }, feed, read, |event| match event {
            DrainEvent::Done(results) => {
                for result in results {
                    then(result?)?;
                }
                Ok(1)
            }
            DrainEvent::Idle => Ok(0),
        });
    outcome
}
