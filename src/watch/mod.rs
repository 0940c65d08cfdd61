//! Watching pages, feeds and sitemaps: each response goes into a web archive, and the archive is
//! imported into the catalog.
//!
//! What is due, and when each host may be asked again, is in a file of its own next to the catalog
//! (`state`). It is no evidence: the web archive and the catalog are. A program that is killed
//! imports the rest of the archive when it starts again.

mod archives;
mod backfill;
mod clock;
mod engine;
mod error;
mod listing;
mod outcome;
mod politeness;
mod ranges;
pub mod schedule;
mod state;

pub use archives::{MementoSource, MementoSourceError};
pub use backfill::{Backfill, BackfillReport, FailedArchive, backfill};
pub use clock::Clock;
pub use engine::{Engine, EngineSettings, Observer, RunMode, RunReport, RunResult};
pub use error::WatchError;
pub use politeness::Politeness;
pub use state::{
    AddedSource, Message, PageKind, PageResult, PageStatus, SourceKind, SourceRow, State,
    StateCounts,
};
