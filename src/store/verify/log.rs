//! The log: computes every entry from its row and every root from the entries, and finds rows
//! without an entry.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

use super::{CheckResult, CheckStop, VerifyRun, word};
use crate::article::{ImportNumber, LogEntryKind, Sha256};
use crate::proof::merkle::{Edge, leaf_hash};
use crate::store::error::{At as _, StoreError};
use crate::store::merkle_log::{Computed, EntryRow, Forms, LogHead, TILE, code_of, edge, kind_of};

/// The table and its key, by kind of entry.
const TABLES: [(LogEntryKind, &str, &str); 8] = [
    (LogEntryKind::Capture, "_capture", "capture_no"),
    (LogEntryKind::Redirect, "_redirect", "redirect_id"),
    (LogEntryKind::Reject, "_reject", "reject_id"),
    (LogEntryKind::Event, "_event", "event_id"),
    (LogEntryKind::Handles, "_late_handles", "late_handles_id"),
    (LogEntryKind::Location, "_late_location", "late_location_id"),
    (LogEntryKind::Page, "_page", "page_no"),
    (LogEntryKind::Look, "_look", "look_id"),
];

/// Returns the table of a kind.
fn table_of(kind: LogEntryKind) -> &'static str {
    TABLES.iter().find(|(of, _, _)| *of == kind).map_or("", |(_, table, _)| table)
}

/// The tree, as far as it has been computed.
struct Tree {
    /// The edge over the roots of the tiles.
    upper: Edge,
    /// The edge over the leaves of the current tile.
    tile: Edge,
    /// Whether all leaves of the current tile are known.
    is_known: bool,
    /// Whether neither the leaves nor the root of a tile are known, so that no root can be
    /// computed.
    is_broken: bool,
    entry: u64,
}

impl Tree {
    fn root(&self) -> Option<Sha256> {
        self.edge().map(|edge| edge.root())
    }

    fn edge(&self) -> Option<Edge> {
        if self.is_broken || !self.is_known {
            return None;
        }
        let roots = self.upper.roots().iter().chain(self.tile.roots()).copied().collect();
        Edge::new(self.entry, roots)
    }
}

/// A walk through the log.
struct Walk {
    tree: Tree,
    /// `None` while it is in use.
    forms: Option<Forms>,
    /// The entry at which each import started, according to the journal.
    begun: HashMap<ImportNumber, u64>,
    total: u64,
    /// Why the walk stops, if a callback that can only return store errors stopped it.
    stop: Option<CheckStop>,
}

impl VerifyRun<'_> {
    pub(super) fn log(&mut self) -> CheckResult {
        let head = match edge(self.connection, self.path) {
            Ok(edge) => Some(edge),
            Err(error) => {
                self.damage(word(&error), Some(("_log_head", None)))?;
                None
            }
        };
        let total = head.as_ref().map_or(0, Edge::size);
        let mut walk = Walk {
            tree: Tree {
                upper: Edge::default(),
                tile: Edge::default(),
                is_known: true,
                is_broken: false,
                entry: 0,
            },
            forms: None,
            begun: HashMap::new(),
            total,
            stop: None,
        };
        let begun = self.begun(&mut walk.begun);
        self.or_finding("_event", begun)?;
        self.scan(
            "_log_run",
            "SELECT first_entry, kind, first_row, length FROM _log_run
             WHERE first_entry >= ?1 ORDER BY first_entry",
            &mut |run, first, row| {
                let of = |at: usize| row.get::<_, i64>(at).at(run.path);
                let (code, first_row, length) = (of(1)?, of(2)?, of(3)?);
                run.walk_run(&mut walk, first, code, first_row, length)
            },
        )?;
        self.now.count = walk.tree.entry;
        self.end(&walk.tree, head.as_ref())?;
        let is_begun = total > 0 || walk.tree.entry > 0;
        for (kind, table, key) in TABLES {
            let covered = self.cover(&mut walk, kind, table, key, is_begun);
            self.or_finding(table, covered)?;
        }
        if !is_begun && self.number("SELECT EXISTS (SELECT 1 FROM _capture)")? != 0 {
            self.notice("the log is empty: the next import adds the existing rows", None)?;
        }
        Ok(())
    }

    /// Finds the log positions at which imports started.
    fn begun(&mut self, begun: &mut HashMap<ImportNumber, u64>) -> CheckResult {
        self.rows(
            "SELECT json_extract(detail, '$.import'), log_size FROM _event
             WHERE name = 'ingestion start' AND json_type(detail, '$.import') = 'integer'",
            [],
            &mut |run, row| {
                let (import, at): (ImportNumber, i64) =
                    (row.get(0).at(run.path)?, row.get(1).at(run.path)?);
                begun.insert(import, u64::try_from(at).unwrap_or(0));
                Ok(())
            },
        )
    }

    fn walk_run(
        &mut self,
        walk: &mut Walk,
        first: i64,
        code: i64,
        first_row: i64,
        length: i64,
    ) -> CheckResult {
        let (Some(kind), Ok(at), Ok(length)) =
            (kind_of(code), u64::try_from(first), u64::try_from(length))
        else {
            return self.row("_log_run", first, "it does not refer to any rows");
        };
        let entry = walk.tree.entry;
        if at < entry {
            return self.row("_log_run", first, "its entries overlap another run");
        }
        if at > entry {
            let what = format!("no run covers the entries {entry} to {}", at - 1);
            self.damage(what, Some(("_log_run", None)))?;
            self.skip(walk, at - entry)?;
        }
        let last = first_row.saturating_add(i64::try_from(length - 1).unwrap_or(i64::MAX));
        let (mut next, mut far) = (first_row, 1);
        let end = at.saturating_add(length);
        while next <= last {
            let connection = self.connection;
            let from = EntryRow { kind, row: next };
            let walked = {
                let forms = walk.forms.take().unwrap_or_else(|| Forms::new(self.path));
                let walked = forms.each(connection, from, last, &mut |computed| {
                    let row = computed.row;
                    let done = self.entry(walk, kind, &mut next, &computed);
                    far = 1;
                    if let Err(stop) = done {
                        next = row.saturating_add(1);
                        return Err(walk.hold(stop));
                    }
                    Ok(())
                });
                walk.forms = Some(forms);
                walked
            };
            match (walk.stop.take(), walked) {
                (Some(CheckStop::Ended), _) => return Err(CheckStop::Ended),
                (_, Ok(())) => break,
                (_, Err(error)) => {
                    if far == 1 {
                        let what = format!("its log entry cannot be computed: {}", word(&error));
                        self.row(table_of(kind), next, what)?;
                    }
                    // Skip the row that failed; after further failures, skip ahead by doubling
                    // distances.
                    let step = far.min(last.saturating_sub(next).saturating_add(1));
                    self.skip(walk, u64::try_from(step).unwrap_or(1))?;
                    next = next.saturating_add(step);
                    far = far.saturating_mul(2);
                }
            }
        }
        if walk.tree.entry < end {
            let missing = end - walk.tree.entry;
            let what = missing_rows(kind, next, missing);
            self.damage(what, Some((table_of(kind), Some(next))))?;
            self.skip(walk, missing)?;
        }
        Ok(())
    }

    /// Processes an entry that was computed from its row.
    fn entry(
        &mut self,
        walk: &mut Walk,
        kind: LogEntryKind,
        next: &mut i64,
        computed: &Computed,
    ) -> CheckResult {
        let row = computed.row;
        if let Some(missing) = row.checked_sub(*next).filter(|missing| *missing > 0) {
            let missing = u64::try_from(missing).unwrap_or(1);
            let what = missing_rows(kind, *next, missing);
            self.damage(what, Some((table_of(kind), Some(*next))))?;
            self.skip(walk, missing)?;
        }
        *next = row.saturating_add(1);
        let entry = walk.tree.entry;
        self.progress(entry, walk.total)?;
        self.row_of(kind, computed)?;
        let begun = computed.import.and_then(|import| walk.begun.get(&import));
        if begun.is_some_and(|begun| entry < *begun) {
            self.row(table_of(kind), row, "its log entry is older than its import")?;
        }
        if kind == LogEntryKind::Event {
            self.event(walk, row)?;
        }
        if walk.tree.is_known {
            walk.tree.tile.push(leaf_hash(&computed.form), |_, _| {});
        }
        walk.tree.entry += 1;
        self.complete(walk)
    }

    /// Checks a row against its own digest.
    fn row_of(&mut self, kind: LogEntryKind, computed: &Computed) -> CheckResult {
        if let Some((stored, found)) = computed.digest
            && stored != found
        {
            self.row(table_of(kind), computed.row, "its stored data does not match its digest")?;
        }
        match computed.flaw {
            Some(flaw) => self.row(table_of(kind), computed.row, flaw),
            None => Ok(()),
        }
    }

    /// Checks the log position and root that an event states.
    fn event(&mut self, walk: &Walk, number: i64) -> CheckResult {
        let (size, root): (i64, [u8; 32]) = self
            .connection
            .prepare_cached("SELECT log_size, log_root FROM _event WHERE event_id = ?1")
            .and_then(|mut statement| {
                statement.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
            })
            .at(self.path)?;
        if u64::try_from(size).ok() != Some(walk.tree.entry) {
            self.row(
                "_event",
                number,
                format!("it is entry {} of the log, not {size}", walk.tree.entry),
            )?;
        }
        if walk.tree.root().is_some_and(|now| now.0 != root) {
            let what = "the log before it does not match the root that it states";
            self.row("_event", number, what)?;
        }
        Ok(())
    }

    /// Skips entries that cannot be computed.
    fn skip(&mut self, walk: &mut Walk, mut count: u64) -> CheckResult {
        while count > 0 {
            let tree = &mut walk.tree;
            tree.is_known = false;
            let room = TILE - tree.entry % TILE;
            let step = if tree.is_broken { count } else { count.min(room) };
            tree.entry = tree.entry.saturating_add(step);
            count -= step;
            self.complete(walk)?;
        }
        Ok(())
    }

    /// At the end of a tile, compares its root.
    fn complete(&mut self, walk: &mut Walk) -> CheckResult {
        let tree = &mut walk.tree;
        if !tree.entry.is_multiple_of(TILE) || tree.entry == 0 {
            return Ok(());
        }
        let number = tree.entry / TILE - 1;
        let computed = tree.is_known.then(|| tree.tile.root());
        tree.tile = Edge::default();
        tree.is_known = true;
        let stored: Option<[u8; 32]> = self
            .connection
            .prepare_cached("SELECT root FROM _log_tile WHERE tile_no = ?1")
            .and_then(|mut statement| {
                statement.query_row([number as i64], |row| row.get(0)).optional()
            })
            .at(self.path)?;
        let (first, last) = (number * TILE, number * TILE + TILE - 1);
        match (stored.map(Sha256), computed) {
            (Some(stored), computed) => {
                tree.upper.push(stored, |_, _| {});
                if computed.is_some_and(|computed| computed != stored) {
                    let what = format!("a row of the log entries {first} to {last} was altered");
                    self.row("_log_tile", number as i64, what)?;
                }
                Ok(())
            }
            (None, computed) => {
                match computed {
                    Some(root) => tree.upper.push(root, |_, _| {}),
                    None => tree.is_broken = true,
                }
                let what = format!("the root of the log entries {first} to {last} is missing");
                self.row("_log_tile", number as i64, what)
            }
        }
    }

    /// Compares the number of tiles and the stored head with the tree.
    fn end(&mut self, tree: &Tree, head: Option<&Edge>) -> CheckResult {
        let tiles = self.number("SELECT count(*) FROM _log_tile")?;
        let expected = tree.entry / TILE;
        if u64::try_from(tiles).ok() != Some(expected) {
            let what = format!("there are {tiles} tile roots for {} entries", tree.entry);
            self.damage(what, Some(("_log_tile", None)))?;
        }
        let Some(head) = head else { return Ok(()) };
        if head.size() != tree.entry {
            let what = format!("it counts {} entries; there are {}", head.size(), tree.entry);
            return self.damage(what, Some(("_log_head", Some(1))));
        }
        match tree.edge() {
            Some(edge) if edge == *head => {
                self.verified.log = Some(LogHead { size: edge.size(), root: edge.root() });
                Ok(())
            }
            Some(_) => self.row("_log_head", 1, "its edge does not match the tree"),
            None => Ok(()),
        }
    }

    /// Checks that each row of a kind is exactly one entry.
    fn cover(
        &mut self,
        walk: &mut Walk,
        kind: LogEntryKind,
        table: &str,
        key: &str,
        is_begun: bool,
    ) -> CheckResult {
        let mut next = i64::MIN;
        self.rows(
            "SELECT first_row, length FROM _log_run WHERE kind = ?1 ORDER BY first_row",
            [code_of(kind)],
            &mut |run, row| {
                let (first, length): (i64, i64) =
                    (row.get(0).at(run.path)?, row.get(1).at(run.path)?);
                if first < next {
                    run.row(table, first, "it is in the log twice")?;
                } else if let Some(before) = first.checked_sub(1) {
                    run.outside(walk, kind, (table, key), (next, before), is_begun)?;
                }
                next = next.max(first.saturating_add(length.max(0)));
                Ok(())
            },
        )?;
        self.outside(walk, kind, (table, key), (next, i64::MAX), is_begun)
    }

    /// Reports rows that are not entries.
    fn outside(
        &mut self,
        walk: &mut Walk,
        kind: LogEntryKind,
        (table, key): (&str, &str),
        (first, last): (i64, i64),
        is_begun: bool,
    ) -> CheckResult {
        if first > last {
            return Ok(());
        }
        if is_begun || kind == LogEntryKind::Event {
            let sql = format!("SELECT {key} FROM {table} WHERE {key} BETWEEN ?1 AND ?2 ORDER BY 1");
            return self.rows(&sql, [first, last], &mut |run, row| {
                let row: i64 = row.get(0).at(run.path)?;
                run.row(table, row, "it is not in the log: recension did not add it")
            });
        }
        let connection: &Connection = self.connection;
        let forms = walk.forms.take().unwrap_or_else(|| Forms::new(self.path));
        let from = EntryRow { kind, row: first };
        let walked = forms.each(connection, from, last, &mut |computed| {
            self.row_of(kind, &computed).map_err(|stop| walk.hold(stop))
        });
        walk.forms = Some(forms);
        match (walk.stop.take(), walked) {
            (Some(stop), _) => Err(stop),
            (None, walked) => Ok(walked?),
        }
    }
}

impl Walk {
    /// Stores why a walk stops. Returns an error that stops it.
    fn hold(&mut self, stop: CheckStop) -> StoreError {
        match stop {
            CheckStop::Failed(error) => error,
            CheckStop::Ended => {
                self.stop = Some(CheckStop::Ended);
                StoreError::Statement { message: String::new() }
            }
        }
    }
}

fn missing_rows(kind: LogEntryKind, first: i64, count: u64) -> String {
    let name = kind.name();
    let which = if count == 1 {
        "it is".to_owned()
    } else {
        format!("{count} rows starting with {first} are")
    };
    match kind {
        LogEntryKind::Capture => {
            format!("{which} missing or refers to missing data, but the log has the {name}")
        }
        _ => format!("{which} missing, but the log has the {name}"),
    }
}
