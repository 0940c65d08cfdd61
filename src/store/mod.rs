//! The store: one SQLite file, and the only SQL of the program.
//!
//! # The file
//!
//! `docs/schema.md` describes it for a second reader. In short: a *version*'s short fields are
//! plain rows; its body is a *text*, stored once however many versions share it, as a zstd frame
//! that leans on the article's text before it (at most [`MAX_DEPTH`] frames deep) or on a
//! dictionary trained on this catalog. Rows are added and never rewritten: triggers guard it. What
//! can be computed again (`summary`, `change`) is apart and may be.
//!
//! # Locking
//!
//! The write-ahead log lets any number read while one writes. A writer takes the lock for a batch
//! and gives it back, so that several importers take turns. Ids that a batch allots are valid once
//! it is committed; on any error the batch is rolled back and the caches are emptied.
//!
//! # Durability
//!
//! `synchronous=FULL`: a batch that was committed survives a power cut.

mod acknowledge;
mod article_url;
mod cache;
mod codec;
mod connection;
mod derive;
mod error;
mod evidence;
mod heading;
mod heads;
mod log;
mod migrate;
mod optimize;
mod pieces;
mod plain;
#[cfg(test)]
mod plans;
mod reader;
mod redact;
mod sentences;
mod sql;
mod state;
mod text;
mod verify;
mod words;
mod writer;

pub use acknowledge::{Acknowledgement, acknowledge};
pub use derive::{Compared, Derive, Rebuild, Summary, Wanted, latest_label, rebuild};
pub use error::{Result, StoreError};
pub use evidence::{AskedTime, Evidence, EvidenceError};
pub use heads::{Extension, HeadBasis};
pub use log::{AGENT, EntryRow, Event, EventKind, Log, LogHead, Outcome, StoredEvent, TILE};
pub use migrate::APPLICATION_ID;
pub use optimize::{
    OPTIMIZE_LEVELS, OptimizeOptions, OptimizeProgress, OptimizeReport, OptimizeStep, optimize,
};
pub use plain::{PlainChange, PlainVersion, PlainWriter};
pub use reader::pointers::StoredPointer;
pub use reader::{
    ArticleFilter, ArticlePage, ArticleRow, ArticleSort, Catalog, CatalogStats, Cursor,
    CursorError, Group, GroupBy, GroupClock, ImportRow, RejectRow, SortKey, SortKeyError,
    TableSize,
};
pub use redact::{RedactOptions, RedactReport, RedactedVersion, redact};
pub use sentences::{SentenceMatch, SentenceWriter};
pub use sql::{SqlFunctions, SqlLimits, SqlSink, SqlValue, query};
pub use state::{
    CHANGE_OPS, ChangeFilter, ChangeRow, StoredChange, StoredOp, StoredOutline, StoredState,
};
pub use verify::{
    Check, Checked, DamagedVersion, Readable, RowPlace, Verified, VerifyFinding, VerifyOptions,
    VerifyWatch, Verifying, Weight, record_fixity_check, verify,
};
pub use words::{Found, IndexTerm, WordColumns, Words};
pub use writer::{BatchReport, ImportCounts, Known, Placed, Prepared, Rejected, Writer};

/// The deepest chain of frames that a text's reading walks, its keyframe not counted.
pub const MAX_DEPTH: i64 = 15;

/// A frame's pieces are the rows `text_id << PIECE_BITS` and on.
const PIECE_BITS: u32 = 20;

/// The most pieces of a frame.
const MAX_PIECES: i64 = 1 << PIECE_BITS;
