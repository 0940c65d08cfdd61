//! The domain types: articles, versions, captures, their timestamps and their ids.

pub mod address;
mod annotations;
mod archive;
pub mod canonical;
mod capture;
mod certainty;
mod checked;
mod content;
mod elsewhere;
mod entry;
mod host;
mod ids;
mod instant;
mod json;
mod look;
mod memento;
mod notice;
mod numbering;
mod page;
mod range;
mod setters;
mod setting;
mod span;
mod stored;
pub mod timestamp;
mod unknown_name;
mod url;
pub(crate) mod warc_record;
pub mod zone;

pub use annotations::{Annotations, ClockStatement, ExtractedBy, PublisherClock};
pub use archive::{Handle, Handles, Pointer, Redirect, Revisit};
pub use capture::{Capture, CaptureKind, Labels, Version};
pub use certainty::Certainty;
pub(crate) use checked::{CheckedItem, CheckedPart};
pub use content::Content;
pub use entry::{EntryPlace, LogEntry, LogEntryKind};
pub use host::{HostName, HostNameError};
pub use ids::{
    ArticleId, FindingId, ImportNumber, MIN_ID_PREFIX, NotAnId, Sha256, StateNumber, VersionId,
    VersionNumber,
};
pub use instant::UnixMicros;
pub(crate) use json::{serialize_by_name, to_json};
pub use look::{Look, LookOutcome, LookReason};
pub use memento::Memento;
pub use notice::{ComparableFacts, Cues, Notice, NoticeKind, notice};
pub use numbering::{MAX_NUMBERS, Numbering};
pub(crate) use page::page_bytes;
pub use page::{KeptPage, PageKind};
pub use range::{AsOf, CountRange, RangeError, TimeRange};
pub(crate) use setters::setters;
pub use setting::Setting;
pub(crate) use span::Span;
pub use stored::{
    Details, ExtraRef, Redaction, StoredCapture, StoredLocation, StoredVersion, TextRef,
};
pub use timestamp::{ClockSource, Precision, Timestamp, TimestampError, ZoneBasis};
pub use unknown_name::UnknownName;
pub use url::{Fragment, MatchKey, UrlError, public_url};
pub use zone::{DefaultZone, DisplayZone};
