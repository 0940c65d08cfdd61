//! Copies of whole catalogs, and the removal of those that this program created.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::error::{At as _, Result, StoreError};

/// Copies an open catalog into a file atomically: the file is complete and synced, or does not
/// exist. Returns its size in bytes. A partial copy left by an interrupted run is overwritten.
pub(super) fn copy_whole(connection: &Connection, to: &Path) -> Result<u64> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    remove_catalog(&part);
    let copied = connection
        .backup("main", &part, None::<fn(rusqlite::backup::Progress)>)
        .at(&part)
        .map_err(|error| match error {
            StoreError::CannotOpen { why, .. } => {
                StoreError::CannotMake { path: to.to_owned(), why }
            }
            other => other,
        })
        .and_then(|()| {
            let fixed = || {
                std::fs::File::open(&part)?.sync_all()?;
                std::fs::rename(&part, to)?;
                // Sync the new name too; not every system allows syncing a folder.
                let _ = std::fs::File::open(folder_of(to)).and_then(|folder| folder.sync_all());
                std::fs::metadata(to).map(|metadata| metadata.len())
            };
            fixed().map_err(|error| StoreError::CannotMake {
                path: to.to_owned(),
                why: error.to_string(),
            })
        });
    if copied.is_err() {
        remove_catalog(&part);
    }
    copied
}

/// Removes a catalog that this program created, if it exists, with SQLite's files next to it.
pub(super) fn remove_catalog(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(name);
    }
}

/// A temporary catalog next to another one; removed on drop.
pub(super) struct TempCatalog(PathBuf);

impl TempCatalog {
    /// Reserves the path of `catalog` with this suffix. A file left by an interrupted run is
    /// removed.
    pub(super) fn beside(catalog: &Path, suffix: &str) -> Self {
        let mut name = catalog.as_os_str().to_owned();
        name.push(suffix);
        let path = PathBuf::from(name);
        remove_catalog(&path);
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempCatalog {
    fn drop(&mut self) {
        remove_catalog(&self.0);
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
