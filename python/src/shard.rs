//! `shard`: which of several catalogs has an article.

use std::num::NonZeroU32;

use pyo3::prelude::*;

use recension::article::MatchKey;

use crate::errors::Failure;

/// Returns the number of the catalog for a match key or a URL; articles without one are in the first.
#[pyfunction]
#[pyo3(signature = (url, shards, *, is_key=false))]
pub(crate) fn shard(url: Option<&str>, shards: u32, is_key: bool) -> PyResult<u32> {
    let shards = NonZeroU32::new(shards)
        .ok_or_else(|| Failure::usage("the number of shards is at least 1"))?;
    let key = url.map(|url| {
        if is_key { Some(MatchKey::from_stored(url.to_owned())) } else { MatchKey::of(url).ok() }
    });
    Ok(key.flatten().map_or(0, |key| key.shard(shards)))
}
