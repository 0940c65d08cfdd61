//! The store: one SQLite file. This is the only module of the program that runs SQL.
//!
//! # The file
//!
//! `docs/schema.md` describes the format for other readers. In short: a *version*'s short fields
//! are plain columns. Its body is a *text*, stored once even if many versions share it, as a zstd
//! frame. The frame is compressed against the article's previous text (in chains of at most
//! [`MAX_DEPTH`] frames) or against a dictionary trained on this catalog. Rows are added and never
//! rewritten; triggers enforce this. Derived data (`_summary`, `_state` and the indexes) is kept in
//! separate tables and may be rewritten.
//!
//! # Locking
//!
//! The write-ahead log allows any number of readers next to one writer. A writer takes the lock for
//! one batch and releases it, so that several importers take turns. Ids that a batch allocates are
//! valid once it is committed. On any error the batch is rolled back and the caches are cleared.
//!
//! # Durability
//!
//! `synchronous=FULL`: a committed batch survives a power failure.

mod acknowledge;
mod article_url;
mod cache;
mod change_cursor;
mod codec;
mod codes;
mod compare;
mod connection;
mod copies;
mod derive;
mod edit_list;
mod error;
mod evidence;
mod export_plain;
mod fulltext;
mod heads;
mod lookup;
mod merkle_log;
mod migrate;
mod optimize;
mod pieces;
#[cfg(test)]
mod query_plan_tests;
mod reader;
mod redact;
mod sentences;
mod sql;
mod state;
mod text;
mod title_index;
mod verify;
mod writer;

pub use acknowledge::{Acknowledgement, acknowledge};
pub use change_cursor::ChangeCursor;
pub use connection::catalog_exists;
pub use derive::{ArticleSummary, Rebuild, latest_label, rebuild};
pub use error::{Result, StoreError};
pub use evidence::{AskedTime, Evidence, EvidenceError};
pub use export_plain::{PlainChange, PlainVersion, PlainWriter};
pub use fulltext::{IndexTerm, MOST_RANKED_LEAVES, SearchHit, WordColumns, WordStats};
pub use heads::{Extension, HeadBasis};
pub use merkle_log::{
    AGENT, EntryRow, EventKind, EventOutcome, JournalEvent, LogHead, MerkleLog, StoredEvent, TILE,
};
pub use migrate::APPLICATION_ID;
pub use optimize::{
    OPTIMIZE_LEVELS, OptimizeOptions, OptimizeReport, OptimizeStep, RewriteReport, optimize,
};
pub use reader::pointers::StoredPointer;
pub use reader::{
    ArticleFilter, ArticleList, ArticleRow, ArticleSort, CatalogStats, ChangeMonth, CursorError,
    Group, GroupBy, GroupClock, ImportRow, MigratedCopy, PageCursor, RejectRow, Snapshot,
    Snapshots, SortKey, SortKeyError, StoredLook, TableSize,
};
pub use redact::{RedactOptions, RedactReport, RedactedVersion, redact};
pub use sentences::{SentenceMatch, SentenceWriter};
pub use sql::{SqlLimits, SqlSink, SqlValue, query};
pub use state::{ChangeFilter, ChangePage, ChangeRow, StoredChange, StoredState};
pub use verify::{
    CompletedCheck, DamagedVersion, Readable, RowPlace, Verified, VerifyCheck, VerifyFinding,
    VerifyOptions, VerifyWatch, Verifying, Weight, record_fixity_check, verify,
};
pub use writer::{
    BatchReport, HashedCapture, ImportCounts, LocatedPointer, MergeStatus, Rejected, Writer,
};

/// The longest chain of frames that reading a text follows, not counting its keyframe.
pub const MAX_DEPTH: i64 = 15;

/// The pieces of a frame are the rows from `text_id << PIECE_BITS` on.
const PIECE_BITS: u32 = 20;

/// The maximum number of pieces in a frame.
const MAX_PIECES: i64 = 1 << PIECE_BITS;
