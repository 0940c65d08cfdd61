//! Scanning: walks a table by its key, past rows and pages that cannot be read.

use rusqlite::{Connection, Params, Row, Statement};

use super::{CheckResult, CheckStop, VerifyRun, word};
use crate::store::error::{At as _, StoreError};

/// After an unreadable row, skip ahead by doubling distances, up to this one.
const FARTHEST: i64 = 1 << 44;

impl<'r> VerifyRun<'r> {
    /// Walks a table. `sql` returns the rows from the key `?1` on in key order, with the key in the
    /// first column; `each` is called for every row. An unreadable row becomes a finding, and the
    /// walk continues after it.
    pub(super) fn scan(
        &mut self,
        table: &str,
        sql: &str,
        each: &mut dyn FnMut(&mut Self, i64, &Row<'_>) -> CheckResult,
    ) -> CheckResult {
        let connection: &'r Connection = self.connection;
        let mut statement = connection.prepare(sql).at(self.path)?;
        let (mut from, mut far) = (i64::MIN, 1);
        loop {
            match self.walk(&mut statement, &mut from, &mut far, each) {
                Ok(()) => return Ok(()),
                Err(CheckStop::Failed(error)) => {
                    if far == 1 {
                        let what = format!("it cannot be read: {}", word(&error));
                        let row = (from > i64::MIN).then_some(from);
                        self.damage(what, Some((table, row)))?;
                    }
                    // Doubling distances from the lowest possible key would not reach the first
                    // row.
                    from = if from == i64::MIN { 0 } else { from.saturating_add(far) };
                    far *= 2;
                    if far > FARTHEST || from == i64::MAX {
                        return Ok(());
                    }
                }
                Err(ended) => return Err(ended),
            }
        }
    }

    fn walk(
        &mut self,
        statement: &mut Statement<'_>,
        from: &mut i64,
        far: &mut i64,
        each: &mut dyn FnMut(&mut Self, i64, &Row<'_>) -> CheckResult,
    ) -> CheckResult {
        let mut rows = statement.query([*from]).at(self.path)?;
        while let Some(row) = rows.next().at(self.path)? {
            let key: i64 = row.get(0).at(self.path)?;
            // A damaged b-tree may return rows before the requested key, which would never end.
            if key < *from {
                let what = format!("row {key} follows row {}", from.saturating_sub(1));
                return Err(StoreError::Damaged { path: self.path.to_owned(), what }.into());
            }
            *from = key;
            each(self, key, row)?;
            *far = 1;
            let Some(next) = key.checked_add(1) else { return Ok(()) };
            *from = next;
        }
        Ok(())
    }

    /// Calls `each` with every row of a statement.
    pub(super) fn rows(
        &mut self,
        sql: &str,
        values: impl Params,
        each: &mut dyn FnMut(&mut Self, &Row<'_>) -> CheckResult,
    ) -> CheckResult {
        let connection: &'r Connection = self.connection;
        let mut statement = connection.prepare(sql).at(self.path)?;
        let mut rows = statement.query(values).at(self.path)?;
        while let Some(row) = rows.next().at(self.path)? {
            each(self, row)?;
        }
        Ok(())
    }

    /// Turns an error into a finding about the table, so that the verification continues.
    pub(super) fn or_finding(&mut self, table: &str, done: CheckResult) -> CheckResult {
        match done {
            Err(CheckStop::Failed(error)) => {
                self.damage(format!("it cannot be read: {}", word(&error)), Some((table, None)))
            }
            other => other,
        }
    }
}
