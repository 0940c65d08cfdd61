//! Serves the embedded files.

use super::assets;
use super::failure::Failure;
use super::reply::Reply;
use super::visit::{PageResult, Visit};

/// Sends an embedded file, which every cache may keep for ever: its address has its digest.
pub(super) fn asset(visit: &Visit<'_>) -> PageResult {
    let found = assets::find(visit.request.path()).ok_or_else(|| {
        Failure::not_found(
            "This file belongs to another version of recension: load the page again.",
        )
    })?;
    Ok(Reply::of(found.content_type, found.content)
        .with("cache-control", "public, max-age=31536000, immutable"))
}
