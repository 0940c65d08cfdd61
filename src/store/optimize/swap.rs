//! Replacing the old catalog's pages in one transaction.

use super::{OptimizeStep, damaged, data_version};
use crate::pipeline::Progress;
use crate::store::connection::open_to_write;
use crate::store::error::{At as _, Result, StoreError};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// The number of pages that the swap copies between two progress reports.
pub(super) const SWAP_PAGES: i32 = 1024;

/// Replaces the old catalog's pages with the new one's in one transaction. Returns `false` if the
/// progress was canceled, in which case SQLite rolls back.
pub(super) fn swap(
    old: &Connection,
    path: &Path,
    beside: &Path,
    unchanged: i64,
    progress: &Progress,
) -> Result<bool> {
    let new = Connection::open(beside).at(beside)?;
    let (mut place, _) = open_to_write(path)?;
    let whole = {
        let backup = Backup::new(&new, &mut place).at(path)?;
        let mut locked = false;
        loop {
            let step = backup.step(if locked { SWAP_PAGES } else { 1 }).at(path)?;
            // The first page takes the lock again: check whether another process wrote in between.
            if !std::mem::replace(&mut locked, true) && data_version(old, path)? != unchanged {
                return Err(StoreError::Locked { path: path.to_owned() });
            }
            let told = backup.progress();
            let done = u64::try_from(told.pagecount - told.remaining).unwrap_or_default();
            match step {
                StepResult::Done => break true,
                StepResult::More => {}
                _ => return Err(StoreError::Locked { path: path.to_owned() }),
            }
            if !progress.advance(
                OptimizeStep::Swap.name(),
                done,
                u64::try_from(told.pagecount).unwrap_or_default(),
            ) {
                break false;
            }
        }
    };
    if whole {
        place.busy_timeout(std::time::Duration::ZERO).at(path)?;
        // The file shrinks now if nobody reads it, otherwise when the last reader finishes.
        let _ = place.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    Ok(whole)
}

/// Frees the pages that the derivation left empty, updates the planner's statistics, and runs
/// SQLite's own checks.
pub(super) fn settle(beside: &Path) -> Result<()> {
    let (new, _) = open_to_write(beside)?;
    new.execute_batch("VACUUM; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)").at(beside)?;
    let told: String =
        new.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).at(beside)?;
    if told != "ok" {
        return Err(damaged(beside, told));
    }
    let strays = new
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut statement| statement.exists([]))
        .at(beside)?;
    if strays { Err(damaged(beside, "a row refers to a missing row")) } else { Ok(()) }
}
