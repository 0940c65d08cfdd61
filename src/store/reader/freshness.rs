//! Keeping a snapshot for many requests: ends its transaction in between, sees what other processes
//! wrote, and stops statements that take too long.

use std::path::Path;

use super::{SharedNames, Snapshot, TextReader};
use crate::store::error::{At as _, Result};

/// The number of SQLite virtual machine steps between two calls of the function that stops a
/// statement.
const STEPS: i32 = 4_000;

/// The size of a twin's page cache, in KiB, as a negative number.
const TWIN_CACHE: i64 = -8_192;

/// Bytes of texts that a twin caches: it reads one history after the other.
const TWIN_TEXTS: usize = 4 << 20;

/// A file as the operating system identifies it: a path can lead to another file later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity(u64, u64);

impl FileIdentity {
    /// The identity of the file at `path`; `None` if the system has none, or the file does not
    /// exist.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        std::fs::metadata(path).ok().map(|found| Self(found.dev(), found.ino()))
    }

    /// The identity of the file at `path`: none on this system, which does not replace open files.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Option<Self> {
        None
    }
}

impl Snapshot {
    /// Ends the snapshot's transaction, so that the write-ahead log can shrink while the snapshot is
    /// not used. Call [`renew`](Self::renew) before you read again.
    pub fn release(&mut self) -> Result<()> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("COMMIT").at(&self.path)
    }

    /// Begins a new snapshot on the same connection: the catalog as it is now. Caches are dropped
    /// if another process wrote the catalog since the last one. Returns `false` if the path now leads
    /// to another file; then open it again.
    pub fn renew(&mut self) -> Result<bool> {
        if FileIdentity::of(&self.path) != self.file {
            return Ok(false);
        }
        self.release()?;
        // The version is read inside the transaction: a write between the two would be missed.
        self.connection.execute_batch("BEGIN").at(&self.path)?;
        let version = self
            .connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)))
            .at(&self.path)?;
        if self.data_version.replace(version) != Some(version) {
            self.texts.replace(TextReader::keeping(&self.path, self.kept_texts));
            self.names.replace(SharedNames::default());
            self.extras.replace(None);
            self.key.replace(None);
            self.hosts.take();
        }
        Ok(true)
    }

    /// Limits the memory for pages of the file and for texts, together, in bytes. By default it is 48 MiB, which is too much for many snapshots at a time.
    pub fn limit_memory(&mut self, bytes: usize) -> Result<()> {
        self.kept_texts = bytes / 2;
        self.texts.replace(TextReader::keeping(&self.path, self.kept_texts));
        let kibibytes = i64::try_from(bytes / 2 / 1024).unwrap_or(i64::MAX);
        self.connection.pragma_update(None, "cache_size", -kibibytes.max(64)).at(&self.path)
    }

    /// Stops statements for which `is_over` returns `true`, which is asked between their steps. They
    /// fail with [`StoreError::Interrupted`](crate::store::StoreError::Interrupted). `None` removes
    /// the limit.
    pub fn interrupt_when(
        &mut self,
        is_over: Option<Box<dyn FnMut() -> bool + Send>>,
    ) -> Result<()> {
        self.connection.progress_handler(STEPS, is_over).at(&self.path)
    }

    /// Opens `count` further snapshots of the same state of the catalog, for other threads. They are
    /// fewer if another process wrote the catalog since this one was opened.
    pub fn twins(&self, count: usize) -> Result<Vec<Self>> {
        let tag = self.content_tag()?;
        let mut twins = Vec::with_capacity(count);
        for _ in 0..count {
            let twin = Self::open(&self.path)?;
            twin.connection.pragma_update(None, "cache_size", TWIN_CACHE).at(&self.path)?;
            twin.texts.replace(TextReader::keeping(&self.path, TWIN_TEXTS));
            if twin.file != self.file || twin.content_tag()? != tag {
                break;
            }
            twins.push(twin);
        }
        Ok(twins)
    }

    /// A text that differs whenever the content of the catalog differs: its log, its derived data and
    /// its acknowledgements. Reading it takes a few microseconds.
    pub fn content_tag(&self) -> Result<String> {
        let head = self.log()?.stored_head()?;
        let (acknowledged, redacted): (i64, i64) = self
            .connection
            .prepare_cached(
                "SELECT (SELECT ifnull(max(acknowledgement_id), 0) FROM _acknowledgement),
                        (SELECT count(*) FROM _redaction)",
            )
            .and_then(|mut statement| statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))))
            .at(&self.path)?;
        let (derived, words) = (self.derived_by()?, self.words_by()?);
        Ok(format!("{}-{}-{derived}-{words}-{acknowledged}-{redacted}", head.size, head.root))
    }
}
