//! The domain's types: articles, versions, captures, their clocks and their identities.

mod archive;
pub mod canonical;
mod capture;
mod content;
mod entry;
mod ids;
mod notice;
mod stored;
pub mod timestamp;
mod url;

pub use archive::{Handle, Handles, Pointer, Redirect, Revisit, record_fields};
pub use capture::{Capture, Labels, Version};
pub use content::Content;
pub use entry::{EntryKind, EntryPlace, LogEntry};
pub use ids::{ArticleId, FindingId, MIN_ID_PREFIX, NotAnId, Sha256, VersionId};
pub use notice::{Cues, Notice, NoticeKind, Told, notice};
pub use stored::{ExtraRef, Redaction, StoredCapture, StoredVersion, TextRef};
pub use timestamp::{ClockSource, DefaultZone, Precision, Timestamp, TimestampError, ZoneBasis};
pub use url::{Fragment, MatchKey, UrlError};
