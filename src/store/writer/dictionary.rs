//! Dictionaries: when a catalog gets one, and what it is trained on. Training takes at most a
//! second and holds no lock, so that others can write at the same time.
//!
//! A dictionary only affects storage: which one a catalog has depends on the order of its imports,
//! but its content does not.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::{HashedCapture, Result, Writer, find_version};
use crate::store::codec::{pack, text_for_next, train};
use crate::store::error::At as _;
use crate::store::text::TextReader;

/// The number of versions to sample, evenly spaced, for estimating how much text a catalog has.
const MOST_LOOKED_AT: i64 = 4096;

/// Bytes of stored texts to read for training.
const MOST_READ: i64 = 8 << 20;

/// A trained dictionary that is not stored yet.
pub(super) struct Trained {
    length: usize,
    packed: Vec<u8>,
    basis: Basis,
}

/// The parts of the catalog that must not change between training and storing a dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Basis {
    /// The newest dictionary: another process may have added one.
    newest: Option<i64>,
    /// The number of redacted versions: the dictionary may have been trained on one that has been
    /// redacted since.
    redactions: i64,
}

impl Basis {
    fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let newest =
            connection
                .query_row("SELECT max(dictionary_id) FROM _dictionary", [], |row| row.get(0))?;
        let redactions =
            connection.query_row("SELECT count(*) FROM _redaction", [], |row| row.get(0))?;
        Ok(Self { newest, redactions })
    }

    /// Returns the length of the newest dictionary.
    fn last_length(&self, connection: &Connection) -> rusqlite::Result<Option<usize>> {
        let Some(newest) = self.newest else { return Ok(None) };
        let sql = "SELECT length FROM _dictionary WHERE dictionary_id = ?1";
        let length: i64 = connection.query_row(sql, [newest], |row| row.get(0))?;
        Ok(Some(usize::try_from(length).unwrap_or(usize::MAX)))
    }
}

impl Trained {
    fn on(texts: &[&str], basis: Basis) -> Option<Self> {
        let bytes = train(texts)?;
        Some(Self { length: bytes.len(), packed: pack(&bytes).ok()?, basis })
    }

    /// Stores the dictionary within the caller's transaction; `None` if it is outdated.
    pub(super) fn insert(&self, connection: &Connection) -> rusqlite::Result<Option<i64>> {
        if Basis::of(connection)? != self.basis {
            return Ok(None);
        }
        connection
            .prepare_cached("INSERT INTO _dictionary (length, data) VALUES (?1, ?2)")?
            .insert(params![self.length as i64, self.packed])
            .map(Some)
    }
}

impl Writer {
    /// Trains a dictionary on a batch to be written, if the batch has enough text for the catalog's
    /// first dictionary or a longer one.
    pub(super) fn train_on_batch(&mut self, batch: &[HashedCapture]) -> Result<Option<Trained>> {
        // An article's first text has no base; later ones are based on it.
        let mut keys = HashSet::new();
        let with_body = batch.iter().filter(|one| one.body.is_some());
        let mut first: Vec<&HashedCapture> =
            with_body.filter(|one| keys.insert(&one.capture.version.key)).collect();
        let bytes: usize =
            first.iter().filter_map(|one| one.body.as_ref()).map(|body| body.len()).sum();
        let is_worth = |last| text_for_next(last).is_some_and(|needed| bytes >= needed);
        if !is_worth(self.dictionary.as_ref().map(|dictionary| dictionary.length)) {
            return Ok(None);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .at(&self.path)?;
        let basis = Basis::of(&transaction).at(&self.path)?;
        if !is_worth(basis.last_length(&transaction).at(&self.path)?) {
            return Ok(None);
        }
        // A known version is not stored again, and the text of a redacted one must not come back.
        let mut known = HashSet::new();
        for one in &first {
            if find_version(&transaction, &one.id).at(&self.path)?.is_some() {
                known.insert(one.id);
            }
        }
        drop(transaction);
        first.retain(|one| !known.contains(&one.id));
        let texts: Vec<&str> =
            first.iter().filter_map(|one| one.body.as_ref()).map(|body| body.as_str()).collect();
        Ok(Trained::on(&texts, basis))
    }

    /// Trains a dictionary on stored texts and stores it, if the catalog has grown enough since it
    /// had `before` texts.
    pub(super) fn train_on_stored(&mut self, before: i64) -> Result<()> {
        if self.dictionary.as_ref().is_some_and(|last| text_for_next(Some(last.length)).is_none()) {
            return Ok(());
        }
        let path = self.path.clone();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Deferred).at(&path)?;
        let after = newest_text(&transaction).at(&path)?;
        // Not after every batch: only when the catalog has grown by an eighth.
        if step(before) == step(after) {
            return Ok(());
        }
        let basis = Basis::of(&transaction).at(&path)?;
        let last = basis.last_length(&transaction).at(&path)?;
        let Some(needed) = text_for_next(last) else { return Ok(()) };
        let (texts, bytes) = keyframes(&transaction).at(&path)?;
        if bytes < needed {
            return Ok(());
        }
        let mut reader = TextReader::keeping(&path, 0);
        let texts: Vec<_> =
            texts.into_iter().map(|text| reader.read(&transaction, text)).collect::<Result<_>>()?;
        drop(transaction);
        let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        let Some(trained) = Trained::on(&texts, basis) else { return Ok(()) };
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).at(&path)?;
        trained.insert(&transaction).at(&path)?;
        transaction.commit().at(&path)?;
        // The next batch uses the newest dictionary.
        self.dictionary = None;
        Ok(())
    }

    /// Returns the number of the newest text.
    pub(super) fn newest_text(&self) -> Result<i64> {
        newest_text(&self.connection).at(&self.path)
    }
}

fn newest_text(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT coalesce(max(text_id), 0) FROM _text")?
        .query_row([], |row| row.get(0))
}

/// Returns bodies without a base from evenly spaced versions, up to the bytes to read, and the
/// estimated total bytes of such bodies in all versions.
fn keyframes(connection: &Connection) -> rusqlite::Result<(Vec<i64>, usize)> {
    let versions: i64 = connection
        .prepare_cached("SELECT coalesce(max(version_no), 0) FROM _version")?
        .query_row([], |row| row.get(0))?;
    let looked_at = versions.min(MOST_LOOKED_AT);
    let mut statement = connection.prepare_cached(
        "SELECT t.text_id, t.length FROM _version v CROSS JOIN _text t USING (text_id)
         WHERE v.version_no = ?1 AND t.base_id IS NULL",
    )?;
    let (mut found, mut bytes) = (Vec::new(), 0_i64);
    for number in 0..looked_at {
        let version = number * versions / looked_at + 1;
        let body =
            statement.query_row([version], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((text, length)): Option<(i64, i64)> = body else { continue };
        found.push(text);
        bytes = bytes.saturating_add(length);
    }
    let every = usize::try_from(bytes / MOST_READ + 1).unwrap_or(1);
    let all = bytes.saturating_mul(versions) / looked_at.max(1);
    Ok((found.into_iter().step_by(every).collect(), usize::try_from(all).unwrap_or(0)))
}

/// Returns the step of a number: numbers of one step agree in their highest four bits, so they are
/// within an eighth of each other.
fn step(number: i64) -> i64 {
    let Some(log) = number.checked_ilog2() else { return 0 };
    i64::from(log) * 8 + (number >> log.saturating_sub(3)) % 8 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_an_eighth_at_the_most() {
        let mut steps = Vec::new();
        for number in 0..=1_i64 << 14 {
            if steps.last().is_none_or(|(last, _)| *last != step(number)) {
                steps.push((step(number), number));
            }
        }
        assert!(steps.is_sorted_by(|a, b| a.0 < b.0), "{steps:?}");
        let far = steps.iter().filter(|(_, number)| *number >= 16);
        for pair in far.collect::<Vec<_>>().windows(2) {
            assert!(pair[1].1 * 8 <= pair[0].1 * 9, "{pair:?}");
        }
    }

    #[test]
    fn a_dictionary_is_stored_where_nothing_came_between() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut writer =
            Writer::begin(&folder.path().join("a.db"), "test", "[]", 0).expect("a catalog");
        let connection = &writer.connection;
        let trained = |basis| Trained { length: 1, packed: vec![0], basis };
        let basis = || Basis::of(connection).expect("asked");
        let (early, none) = (trained(basis()), Basis { newest: None, redactions: 0 });
        assert_eq!(early.basis, none);
        assert!(early.insert(connection).expect("asked").is_some());
        assert_eq!(early.insert(connection).expect("asked"), None, "another one was stored first");
        let next = trained(basis());
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 INSERT INTO _redaction (version_no, at_us, who, reason) VALUES (9, 0, '', '');",
            )
            .expect("a redaction");
        assert_eq!(next.insert(connection).expect("asked"), None, "it may contain a redacted text");
        assert!(trained(basis()).insert(connection).expect("asked").is_some());
        assert!(writer.train_on_stored(0).is_ok(), "an empty catalog has nothing to train on");
    }
}
