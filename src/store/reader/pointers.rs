//! Pointers out of the catalog: redirects, revisits that wait, and the names by which captures are
//! pointed at.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::{Row, params};

use super::{Catalog, Names, Result, StoreError};
use crate::article::{
    ArticleId, ClockSource, Fragment, Handle, Handles, MatchKey, Pointer, Precision, Redirect,
    Revisit, Timestamp, ZoneBasis,
};
use crate::source::Place;
use crate::store::error::At as _;
use crate::store::writer::key_hash;

/// A redirect, or a revisit that waits for its page, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPointer {
    /// What it says.
    pub pointer: Pointer,
    /// The import that met it.
    pub import: i64,
    /// Where it stood.
    pub place: Place,
}

const REDIRECTS: &str = "
SELECT url, target, url_hash, captured, input_id, byte_offset FROM redirect";

impl Catalog {
    /// Hands over all redirects, then the revisits that wait for their page, in an order that is the
    /// same in any catalog that holds them.
    pub fn each_pointer<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(StoredPointer) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = format!("{REDIRECTS} ORDER BY digest");
        let mut statement = self.connection.prepare_cached(&sql).at(&self.path)?;
        let mut rows = statement.query([]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            each(self.redirect_of(row).at(&self.path)?)?;
        }
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT url, captured, captured_reading, captured_raw, record_id, names, input_id,
                        byte_offset, waiting_id
                 FROM waiting ORDER BY digest",
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

    /// The redirects that lead to a URL of the article, in the same order in any catalog.
    pub fn redirects_to(&self, article: ArticleId) -> Result<Vec<StoredPointer>> {
        let mut keys = HashSet::from([self.key_of(article)?]);
        keys.extend(self.aliases(article)?.iter().filter_map(|url| MatchKey::of(url).ok()));
        let sql = format!("{REDIRECTS} WHERE target_hash = ?1");
        let mut found = Vec::new();
        for key in &keys {
            let mut statement = self.connection.prepare_cached(&sql).at(&self.path)?;
            let mut rows = statement.query([key_hash(key)]).at(&self.path)?;
            while let Some(row) = rows.next().at(&self.path)? {
                let stored = self.redirect_of(row).at(&self.path)?;
                // A hash is no identity.
                if let Pointer::Redirect(redirect) = &stored.pointer
                    && redirect.target_key == *key
                {
                    found.push((redirect.digest(), stored));
                }
            }
        }
        found.sort_by_key(|(digest, _)| *digest);
        Ok(found.into_iter().map(|(_, stored)| stored).collect())
    }

    /// The names by which an archive's records may point at the capture of this number.
    pub fn handles_of(&self, capture: i64) -> Result<Option<Handles>> {
        if !self.index_handles()? {
            return Ok(None);
        }
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT handle, names_itself FROM temp.handle_of
                 WHERE capture_no = ?1 ORDER BY handle",
            )
            .at(&self.path)?;
        let mut rows = statement.query([capture]).at(&self.path)?;
        let mut handles = Handles { names: Vec::new(), names_itself: false };
        while let Some(row) = rows.next().at(&self.path)? {
            handles.names.push(Handle(row.get(0).at(&self.path)?));
            handles.names_itself |= row.get::<_, bool>(1).at(&self.path)?;
        }
        Ok((!handles.names.is_empty()).then_some(handles))
    }

    /// The catalog finds captures by their names; who wants the names of captures has them sorted
    /// once, in a table of the connection's own. Whether there are any.
    fn index_handles(&self) -> Result<bool> {
        if let Some(has_handles) = self.has_handles.get() {
            return Ok(has_handles);
        }
        let has_handles: bool = self
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM handle)", [], |row| row.get(0))
            .at(&self.path)?;
        if has_handles {
            self.connection
                .execute_batch(
                    "CREATE TEMP TABLE handle_of (
                         capture_no INTEGER NOT NULL,
                         handle BLOB NOT NULL,
                         names_itself INTEGER NOT NULL,
                         PRIMARY KEY (capture_no, handle)
                     ) STRICT, WITHOUT ROWID;
                     INSERT INTO handle_of (capture_no, handle, names_itself)
                     SELECT capture_no, handle, names_itself FROM main.handle
                     ORDER BY capture_no, handle;",
                )
                .at(&self.path)?;
        }
        self.has_handles.set(Some(has_handles));
        Ok(has_handles)
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
            // Of a redirect's time no more is kept than when it was.
            captured: captured.map(|micros| {
                let (precision, zone) = (Precision::Second, ZoneBasis::Stated);
                Timestamp::from_stored(micros, precision, Some(0), zone, ClockSource::Header, None)
            }),
        });
        let place = Place { input, record: None, offset: row.get::<_, i64>(5)? as u64 };
        Ok(StoredPointer { pointer, import, place })
    }

    fn waited_for(&self, waiting: i64) -> Result<Vec<Handle>> {
        self.connection
            .prepare_cached("SELECT handle FROM waiting_for WHERE waiting_id = ?1 ORDER BY handle")
            .and_then(|mut statement| {
                statement.query_map(params![waiting], |row| row.get(0).map(Handle))?.collect()
            })
            .at(&self.path)
    }
}

/// A row of `waiting`: URL, clock (three columns), record's name, names, input, offset. What it points
/// at is kept elsewhere.
pub(in crate::store) fn waiting_of(
    connection: &rusqlite::Connection,
    row: &Row<'_>,
    names: &mut Names,
) -> rusqlite::Result<StoredPointer> {
    let url: String = row.get(0)?;
    let handles: Vec<u8> = row.get(5)?;
    let (import, input): (i64, Arc<str>) = names.input(connection, row.get(6)?)?;
    let pointer = Pointer::Revisit(Revisit {
        key: key_or_url(&url),
        url,
        captured: names.timestamp(connection, row, 1)?,
        record_id: row.get(4)?,
        points_at: Vec::new(),
        names: handles
            .chunks_exact(16)
            .filter_map(|bytes| bytes.try_into().ok().map(Handle))
            .collect(),
    });
    let place = Place { input, record: None, offset: row.get::<_, i64>(7)? as u64 };
    Ok(StoredPointer { pointer, import, place })
}

fn key_or_url(url: &str) -> MatchKey {
    MatchKey::of(url).unwrap_or_else(|_| MatchKey::from_stored(url.to_owned()))
}

/// The key that has this hash: an import may have kept the URL's fragment.
fn key_of_hash(url: &str, hash: i64) -> MatchKey {
    let key = key_or_url(url);
    if key_hash(&key) == hash {
        return key;
    }
    let kept = MatchKey::with_fragment(url, Fragment::Keep).ok();
    kept.filter(|kept| key_hash(kept) == hash).unwrap_or(key)
}
