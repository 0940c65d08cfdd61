//! Reads pointers: redirects, looks, waiting revisits, and the handles by which records point at captures.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{Result, SharedNames, Snapshot, StoreError};
use crate::article::address::article_key;
use crate::article::{
    ArticleId, ClockSource, Fragment, Handle, Handles, ImportNumber, Look, LookReason, MatchKey,
    Pointer, Precision, Redirect, Revisit, Timestamp, ZoneBasis,
};
use crate::source::SourceLocation;
use crate::store::codes::precision;
use crate::store::error::At as _;
use crate::store::lookup::key_hash;

/// A redirect, a look, or a revisit that waits for its page, with its location.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredPointer {
    /// The redirect, look or revisit.
    pub pointer: Pointer,
    /// The import that read it.
    pub import: ImportNumber,
    /// Its location in the input.
    pub place: SourceLocation,
}

const REDIRECTS: &str = "
SELECT url, target, url_hash, captured_us, input_id, byte_offset FROM _redirect";

pub(super) const LOOKS: &str = "
SELECT url, url_hash, at_us, at_precision, reason, status, input_id, byte_offset FROM _look";

impl Snapshot {
    /// Calls `each` with all redirects, then with all looks and all revisits that wait for their page. The order
    /// is the same in every catalog that contains them.
    pub fn each_pointer<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(StoredPointer) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = format!("{REDIRECTS} ORDER BY digest_key");
        let mut statement = self.connection.prepare_cached(&sql).at(&self.path)?;
        let mut rows = statement.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            each(self.redirect_of(row).at(&self.path)?)?;
        }
        let sql = format!("{LOOKS} ORDER BY digest_key");
        let mut statement = self.connection.prepare_cached(&sql).at(&self.path)?;
        let mut rows = statement.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            each(self.look_of(row).at(&self.path)?)?;
        }
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT url, captured_us, captured_reading, captured_raw, record_id, names, input_id,
                        byte_offset, digest_key
                 FROM _waiting ORDER BY digest_key",
            )
            .at(&self.path)?;
        let mut rows = statement.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let mut stored = {
                let names = &mut self.names.borrow_mut();
                waiting_of(&self.connection, row, names).at(&self.path)?
            };
            if let Pointer::Revisit(revisit) = &mut stored.pointer {
                revisit.points_at = self.waited_for(row.get(8).at(&self.path)?)?;
            }
            each(stored)?;
        }
        Ok(())
    }

    /// Returns the redirects that lead to a URL of the article, in an order that is the same in
    /// every catalog.
    pub fn redirects_to(&self, article: ArticleId) -> Result<Vec<StoredPointer>> {
        let sql = format!("{REDIRECTS} WHERE target_hash = ?1");
        self.pointers_by_key(article, &sql, Self::redirect_of, |pointer| match pointer {
            Pointer::Redirect(redirect) => Some((&redirect.target_key, redirect.digest())),
            _ => None,
        })
    }

    /// Reads the pointers with a match key of the article. `sql` selects them by the key's hash, and
    /// `key_and_order` returns the key itself, because a hash is not an identity, and the order.
    pub(super) fn pointers_by_key<O: Copy + Ord>(
        &self,
        article: ArticleId,
        sql: &str,
        read: fn(&Self, &Row<'_>) -> rusqlite::Result<StoredPointer>,
        key_and_order: fn(&Pointer) -> Option<(&MatchKey, O)>,
    ) -> Result<Vec<StoredPointer>> {
        let mut found = Vec::new();
        for key in &self.keys_of(article)? {
            let mut statement = self.connection.prepare_cached(sql).at(&self.path)?;
            let mut rows = statement.query([key_hash(key)]).at(&self.path)?;
            while let Some(row) = rows.next().at(&self.path)? {
                let stored = read(self, row).at(&self.path)?;
                if let Some((own, order)) = key_and_order(&stored.pointer)
                    && own == key
                {
                    found.push((order, stored));
                }
            }
        }
        found.sort_by_key(|(order, _)| *order);
        Ok(found.into_iter().map(|(_, stored)| stored).collect())
    }

    /// Returns the match keys of an article: its own, and those of its other URLs.
    pub(super) fn keys_of(&self, article: ArticleId) -> Result<HashSet<MatchKey>> {
        let mut keys = HashSet::from([self.key_of(article)?]);
        keys.extend(self.aliases(article)?.iter().filter_map(|url| MatchKey::of(url).ok()));
        Ok(keys)
    }

    /// Returns the handles by which an archive's records may point at this capture, including those
    /// added later.
    pub fn handles_of(&self, capture: i64) -> Result<Option<Handles>> {
        let mut all: Option<Handles> = self.first_handles_of(capture)?;
        for late in late_handles(&self.connection, capture).at(&self.path)? {
            all = match all {
                None => Some(late),
                Some(Handles { mut names, names_itself }) => {
                    names.extend(late.names);
                    Handles::new(names, names_itself || late.names_itself)
                }
            };
        }
        Ok(all)
    }

    /// Returns the handles that the capture was imported with.
    pub(in crate::store) fn first_handles_of(&self, capture: i64) -> Result<Option<Handles>> {
        first_handles(&self.connection, capture).at(&self.path)
    }

    fn redirect_of(&self, row: &Row<'_>) -> rusqlite::Result<StoredPointer> {
        let (url, target): (String, String) = (row.get(0)?, row.get(1)?);
        let captured: Option<i64> = row.get(3)?;
        let (import, input) = self.names.borrow_mut().input(&self.connection, row.get(4)?)?;
        let pointer = Pointer::Redirect(Redirect {
            key: key_of_hash(&url, row.get(2)?),
            target_key: key_or_url(&target),
            url,
            target,
            // Only the time of a redirect is kept, not how it was read.
            captured: captured.map(|micros| {
                let (precision, zone) = (Precision::Second, ZoneBasis::Stated);
                Timestamp::from_stored(micros, precision, Some(0), zone, ClockSource::Header, None)
            }),
        });
        let place = SourceLocation { input, record: None, offset: row.get::<_, i64>(5)? as u64 };
        Ok(StoredPointer { pointer, import, place })
    }

    /// Reads a row of [`LOOKS`].
    pub(super) fn look_of(&self, row: &Row<'_>) -> rusqlite::Result<StoredPointer> {
        let url: String = row.get(0)?;
        let at_precision = precision(row, 3)?;
        let (offset, zone) = if at_precision.is_coarse() {
            (None, ZoneBasis::None)
        } else {
            (Some(0), ZoneBasis::Stated)
        };
        let reason: String = row.get(4)?;
        let reason = LookReason::from_name(&reason).ok_or_else(|| {
            let what = format!("{reason} is not the name of a reason");
            rusqlite::Error::FromSqlConversionFailure(4, Type::Text, what.into())
        })?;
        let (import, input) = self.names.borrow_mut().input(&self.connection, row.get(6)?)?;
        // Only the time of a look is kept, not how it was read.
        let source = ClockSource::Header;
        let at = Timestamp::from_stored(row.get(2)?, at_precision, offset, zone, source, None);
        let (key, status) = (key_of_hash(&url, row.get(1)?), row.get(5)?);
        let place = SourceLocation { input, record: None, offset: row.get::<_, i64>(7)? as u64 };
        let pointer = Pointer::Look(Look { url, key, at, reason, status });
        Ok(StoredPointer { pointer, import, place })
    }

    fn waited_for(&self, waiting: i64) -> Result<Vec<Handle>> {
        self.connection
            .prepare_cached("SELECT handle FROM _waiting_for WHERE digest_key = ?1 ORDER BY handle")
            .and_then(|mut statement| {
                statement.query_map(params![waiting], |row| row.get(0).map(Handle))?.collect()
            })
            .at(&self.path)
    }
}

/// Returns the handles that a capture was imported with.
pub(in crate::store) fn first_handles(
    connection: &rusqlite::Connection,
    capture: i64,
) -> rusqlite::Result<Option<Handles>> {
    connection
        .prepare_cached("SELECT handles, names_itself FROM _capture WHERE capture_no = ?1")?
        .query_row([capture], |row| stored_handles(row, 0))
        .optional()
        .map(Option::flatten)
}

/// Returns the handles that a capture was given later, one item per row.
pub(in crate::store) fn late_handles(
    connection: &rusqlite::Connection,
    capture: i64,
) -> rusqlite::Result<Vec<Handles>> {
    connection
        .prepare_cached(
            "SELECT handles, names_itself FROM _late_handles
             WHERE capture_no = ?1 ORDER BY late_handles_id",
        )?
        .query_map([capture], |row| stored_handles(row, 0))?
        .filter_map(rusqlite::Result::transpose)
        .collect()
}

/// Reads two columns: the handles, and whether the page names itself.
pub(in crate::store) fn stored_handles(
    row: &Row<'_>,
    at: usize,
) -> rusqlite::Result<Option<Handles>> {
    let Some(bytes) = row.get_ref(at)?.as_blob_or_null()? else { return Ok(None) };
    let handles = Handles::from_bytes(bytes, row.get(at + 1)?);
    handles.map(Some).ok_or_else(|| {
        let what = format!("{} bytes are not a list of handles", bytes.len());
        rusqlite::Error::FromSqlConversionFailure(at, Type::Blob, what.into())
    })
}

/// Reads a row of `_waiting`: URL, timestamp (three columns), the record's name, names, input,
/// offset. The handles that it points at are in `_waiting_for`.
pub(in crate::store) fn waiting_of(
    connection: &rusqlite::Connection,
    row: &Row<'_>,
    names: &mut SharedNames,
) -> rusqlite::Result<StoredPointer> {
    let url: String = row.get(0)?;
    let handles: Vec<u8> = row.get(5)?;
    let (import, input): (ImportNumber, Arc<str>) = names.input(connection, row.get(6)?)?;
    let pointer = Pointer::Revisit(Revisit {
        key: article_key(&url, Fragment::Drop)
            .unwrap_or_else(|_| MatchKey::from_stored(url.clone())),
        url,
        captured: names.timestamp(connection, row, 1)?,
        record_id: row.get(4)?,
        points_at: Vec::new(),
        names: handles
            .chunks_exact(16)
            .filter_map(|bytes| bytes.try_into().ok().map(Handle))
            .collect(),
    });
    let place = SourceLocation { input, record: None, offset: row.get::<_, i64>(7)? as u64 };
    Ok(StoredPointer { pointer, import, place })
}

fn key_or_url(url: &str) -> MatchKey {
    MatchKey::of(url).unwrap_or_else(|_| MatchKey::from_stored(url.to_owned()))
}

/// Returns the match key of this URL that has this hash: an import may have kept the URL's fragment.
pub(super) fn key_of_hash(url: &str, hash: i64) -> MatchKey {
    let key = key_or_url(url);
    if key_hash(&key) == hash {
        return key;
    }
    // The key of an address in a web archive is that of the archived page.
    let others = [
        MatchKey::with_fragment(url, Fragment::Keep),
        article_key(url, Fragment::Drop),
        article_key(url, Fragment::Keep),
    ];
    let mut others = others.into_iter().flatten();
    others.find(|other| key_hash(other) == hash).unwrap_or(key)
}
