//! Reading pages that are kept as they were captured.

use std::sync::Arc;

use rusqlite::OptionalExtension as _;

use super::super::error::{At as _, Result};
use super::Snapshot;
use crate::article::{KeptPage, Sha256, page_bytes};
use crate::store::codes::page_kind;

impl Snapshot {
    /// Returns the page with this digest, which is the payload of its captures, after verifying it;
    /// `None` if it is not kept, or was redacted.
    pub fn page(&self, digest: &Sha256) -> Result<Option<KeptPage>> {
        let found = self
            .connection
            .prepare_cached(
                "SELECT media, content_type, latin1, text_id FROM _page
                 WHERE sha256 = ?1 AND text_id IS NOT NULL",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([digest.0.as_slice()], |row| {
                        Ok((page_kind(row, 0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?))
                    })
                    .optional()
            })
            .at(&self.path)?;
        let Some((kind, content_type, is_latin1, text)) = found else { return Ok(None) };
        let text = self.texts.borrow_mut().read(&self.connection, text)?;
        let bytes = page_bytes(&text, is_latin1).filter(|bytes| Sha256::of(bytes) == *digest);
        let bytes = bytes.ok_or_else(|| {
            self.damaged(format!("the kept page {digest} does not match its digest"))
        })?;
        Ok(Some(KeptPage { kind, content_type, bytes: Arc::from(bytes) }))
    }

    /// Whether the page with this digest is kept, without reading it.
    pub fn has_page(&self, digest: &Sha256) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM _page WHERE sha256 = ?1 AND text_id IS NOT NULL")
            .and_then(|mut statement| statement.exists([digest.0.as_slice()]))
            .at(&self.path)
    }

    /// Returns the number of pages that are kept.
    pub fn pages(&self) -> Result<u64> {
        self.connection
            .query_row("SELECT count(*) FROM _page WHERE text_id IS NOT NULL", [], |row| row.get(0))
            .map(i64::unsigned_abs)
            .at(&self.path)
    }
}
