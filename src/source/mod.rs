//! Sources: readers that split an input into items, each with its location.
//!
//! A source handles files, containers and record boundaries. It does not interpret fields; that is
//! the job of [`extract`](crate::extract).
//!
//! [`open()`] detects what an [`Input`] is ([`InputKind`]) and returns the reader for it. Every
//! reader works in constant memory (at most about twice the longest record that [`Limits`] allow).
//! After a record that it cannot split off, it continues with the next one and returns what it
//! skipped as [`ItemContent::Broken`]: nothing is lost silently.

mod archive_box;
#[cfg(feature = "parquet")]
mod arrow;
pub mod day_order;
mod entries;
mod folder;
mod frames;
mod hint;
mod intake;
mod json_feed;
mod json_lines;
mod json_values;
mod mhtml;
mod open;
mod opener;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod sitemap_index;
mod skips;
mod sniff;
mod sqlite;
mod stream;
mod table;
mod transcode;
pub(crate) mod transfer;
mod tree;
mod wacz;
mod warc;
mod window;
pub(crate) mod xml;

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::{self, Read};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

#[cfg(feature = "parquet")]
pub use arrow::{Batches, PRECISION, ParquetMark};
pub use intake::{Chunk, FeedReport, feed};
pub use open::open;
pub use skips::{Skip, Skips};
pub use sniff::binary_kind;
pub use sqlite::Database;
pub(crate) use warc::http;

pub use crate::article::PageKind;
use crate::article::{CaptureKind, KeptPage, Setting, StoredLocation, setters};

/// What to do if this build has no Parquet and Arrow.
#[cfg(not(feature = "parquet"))]
pub const NO_PARQUET: &str =
    "install a release of recension, or build it with the cargo feature `parquet`";

/// The location of an item, so that it can be found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SourceLocation {
    /// The input as the user named it: a path, or `-`.
    pub input: Arc<str>,
    /// The number of the record in the input, from 1 (for JSON Lines the line, for a table the row
    /// without its header); `None` if the input is one page.
    pub record: Option<u64>,
    /// The offset of the item's first byte in the (decompressed) input. For an archive's record
    /// that starts its own compressed member: the offset in the file on disk.
    pub offset: u64,
}

impl From<&StoredLocation> for SourceLocation {
    fn from(stored: &StoredLocation) -> Self {
        Self {
            input: Arc::clone(&stored.input),
            record: stored.record.map(|record| record as u64),
            offset: stored.offset.unwrap_or_default() as u64,
        }
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.record, self.offset) {
            (Some(record), _) => write!(f, "{} record {record}", self.input),
            (None, 0) => f.write_str(&self.input),
            (None, offset) => write!(f, "{} at byte {offset}", self.input),
        }
    }
}

/// One record or page, as found in its input.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its location.
    pub place: SourceLocation,
    /// Its bytes.
    pub raw: ItemContent,
}

impl Item {
    /// Returns the approximate size in bytes.
    fn weight(&self) -> usize {
        let bytes = match &self.raw {
            ItemContent::Json(bytes) | ItemContent::Broken { bytes, .. } => bytes.len(),
            ItemContent::Row { cells, .. } => cells.iter().map(|cell| cell.len() + 24).sum(),
            ItemContent::Page(page) => page.bytes.len(),
            ItemContent::RevisitRecord(_)
            | ItemContent::RedirectRecord(_)
            | ItemContent::LookRecord(_) => 512,
            ItemContent::Entry(entry) => entry.bytes.len(),
        };
        bytes + 256
    }
}

/// The bytes of an item, by kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ItemContent {
    /// The text of one JSON value, as found: neither its syntax nor its encoding has been checked.
    Json(Vec<u8>),
    /// One row of a table.
    Row {
        /// The names of the columns.
        header: Arc<[String]>,
        /// The row's cells; a row may have fewer or more cells than the header.
        cells: Vec<String>,
        /// The encoding that was detected and that the row was decoded from; `None` for UTF-8.
        encoding: Option<&'static str>,
    },
    /// One saved page.
    Page(RawPage),
    /// An archive record saying that a page was captured again, unchanged, without the page itself.
    RevisitRecord(RevisitRecord),
    /// An archive record saying that a URL redirected to another.
    RedirectRecord(RedirectRecord),
    /// An archive record saying that a request did not return the page.
    LookRecord(LookRecord),
    /// One entry of a feed or sitemap.
    Entry(RawEntry),
    /// Bytes that are not a complete record; the reader continued after them.
    Broken {
        /// What is wrong, and how to fix it.
        reason: String,
        /// Its first bytes (at most [`KEPT_BYTES`]).
        bytes: Vec<u8>,
        /// Its complete length in bytes.
        length: u64,
    },
}

impl ItemContent {
    /// Bytes that are not a complete record.
    fn broken(reason: &str, bytes: &[u8]) -> Self {
        let length = bytes.len() as u64;
        Self::Broken { reason: reason.to_owned(), bytes: kept(bytes), length }
    }

    /// Bytes of which only the first are at hand; `bytes` may hold more than these.
    fn long(reason: String, mut bytes: Vec<u8>, length: u64) -> Self {
        bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        Self::Broken { reason, bytes, length }
    }
}

/// One saved page.
#[derive(Clone, Debug)]
pub struct RawPage {
    /// The page as found.
    pub bytes: Vec<u8>,
    /// What the page is.
    pub kind: PageKind,
    /// The `Content-Type` with which the page was served, if a container keeps it.
    pub content_type: Option<String>,
    /// The URL suggested by the file's path (a wget mirror), which may be wrong.
    pub url_hint: Option<String>,
    /// When the file was last modified, in seconds since 1970. Used if the page states no capture
    /// time.
    pub written: Option<i64>,
    /// What an archive's record states about the page: its URL and its time are certain.
    pub origin: Option<Box<Origin>>,
}

impl RawPage {
    /// Returns the part of the page that catalogs keep.
    pub fn into_kept(self) -> KeptPage {
        KeptPage { kind: self.kind, content_type: self.content_type, bytes: Arc::from(self.bytes) }
    }

    /// Returns the URL that the page was served under, if an archive states it.
    pub fn served_under(&self) -> Option<&str> {
        self.origin.as_deref().map(|origin| origin.url.as_str()).filter(|url| !url.is_empty())
    }
}

/// What an archive's record states about its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The requested URL; empty if unknown.
    pub url: String,
    /// The capture time as written in the record; UTC if it states no zone.
    pub date: Option<String>,
    /// The record's id.
    pub record_id: Option<String>,
    /// Digests of the payload as served, as `algorithm:hex`. Revisits refer to the payload by them.
    pub payload: Vec<String>,
    /// Why the record holds less than was served.
    pub truncated: Option<String>,
    /// Whether the stated payload digest is that of the whole block, headers included.
    pub has_block_digest: bool,
    /// What kind of text the record holds.
    pub kind: CaptureKind,
    /// What is wrong with the record, if it is read nevertheless.
    pub damage: Option<String>,
    /// Whether a record with a wrong digest or date is read nevertheless.
    pub keeps_damaged: bool,
}

/// A capture of an unchanged page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisitRecord {
    /// The capture.
    pub origin: Origin,
    /// The URL and the time of the capture that holds the page.
    pub refers_to: Option<(String, String)>,
    /// The id of the record that holds the page.
    pub refers_to_id: Option<String>,
}

/// A capture of a redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectRecord {
    /// The capture.
    pub origin: Origin,
    /// The absolute URL of the target.
    pub target: String,
}

/// A request that did not return the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRecord {
    /// The capture.
    pub origin: Origin,
    /// The HTTP status of the response: an error.
    pub status: u16,
    /// Whether the response is a test for bots.
    pub challenges: bool,
    /// The length of the record in bytes, including the body of the response, which is not kept.
    pub length: u64,
}

/// One entry of a feed or sitemap.
#[derive(Clone, Debug)]
pub struct RawEntry {
    /// The element with its tags, or the JSON object, as found.
    pub bytes: Vec<u8>,
    /// The kind of document that it comes from.
    pub kind: FeedEntryKind,
    /// The part of the document before its first entry: it applies to all entries.
    pub head: Arc<[u8]>,
    /// When the file was last modified, see [`RawPage::written`].
    pub written: Option<i64>,
    /// The capture time that an archive states for the document, as written in its record.
    pub captured: Option<String>,
}

/// The kind of document that an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedEntryKind {
    /// An Atom or RSS feed: an XML element.
    Feed,
    /// A JSON Feed: an object.
    JsonFeed,
    /// A sitemap: an XML element.
    Sitemap,
}

/// Maximum number of bytes kept of a rejected record.
pub const KEPT_BYTES: usize = 64 * 1024;

/// A reader of one input.
pub trait Source: Send {
    /// Returns the next item; `None` at the end of the input. An error also ends the input; the
    /// items before it are valid.
    fn next_item(&mut self) -> Result<Option<Item>, SourceError>;

    /// Bytes of the input read so far, as stored on disk (compressed).
    fn position(&self) -> u64;

    /// The input's size on disk; `None` if it is not known in advance.
    fn size(&self) -> Option<u64> {
        None
    }

    /// The detected kind of the input.
    fn kind(&self) -> InputKind;

    /// What the reader has skipped so far: files of a folder, records of an archive.
    fn skips(&self) -> Option<&Skips> {
        None
    }
}

/// What to read.
pub enum Input {
    /// A file or folder.
    Path(PathBuf),
    /// The rest of a file from a byte offset, at which a record of a web archive starts. Locations
    /// count from the beginning of the file.
    Tail {
        /// The file.
        path: PathBuf,
        /// The offset.
        offset: u64,
    },
    /// A stream, such as standard input; shown as `-`.
    Stream(Box<dyn Read + Send>),
    /// Rows that a program has, one record per row; shown as `-`.
    #[cfg(feature = "parquet")]
    Rows(Batches),
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.debug_tuple("Path").field(path).finish(),
            Self::Tail { path, offset } => f.debug_tuple("Tail").field(path).field(offset).finish(),
            Self::Stream(_) => f.write_str("Stream"),
            #[cfg(feature = "parquet")]
            Self::Rows(_) => f.write_str("Rows"),
        }
    }
}

/// Memory limits for single records and pages, and how far a folder reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest record, in bytes.
    pub record_bytes: usize,
    /// The longest page, in bytes.
    pub page_bytes: usize,
    /// Whether the user can raise the limits, so that messages advise it.
    pub has_options: bool,
    /// Whether links out of a folder are followed.
    pub follows_links: bool,
    /// Whether a web archive's records with wrong digests or dates are read, with a note.
    pub keeps_damaged: bool,
}

setters!(Limits {
    record_bytes: usize,
    page_bytes: usize,
    has_options: bool,
    follows_links: bool,
    keeps_damaged: bool,
});

impl Default for Limits {
    fn default() -> Self {
        Self {
            record_bytes: 8 * 1024 * 1024,
            page_bytes: MOST_PAGE_BYTES,
            has_options: true,
            follows_links: false,
            keeps_damaged: false,
        }
    }
}

/// The input format given by the user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Detected from the content.
    #[default]
    Auto,
    /// JSON Lines: one JSON value per line.
    JsonLines,
    /// A JSON array, an object, or several values in sequence.
    Json,
    /// Cells separated by commas or semicolons.
    Csv,
    /// Cells separated by tabs.
    Tsv,
    /// One HTML page per file.
    Html,
    /// One page per file, saved as plain text.
    Text,
    /// A web archive: WARC 0.17 to 1.1.
    Warc,
    /// The predecessor of WARC: ARC 1 and 2.
    Arc,
    /// A zip package of WARCs.
    Wacz,
    /// Entries of an Atom or RSS feed, or of a JSON Feed.
    Feed,
    /// URLs of a sitemap.
    Sitemap,
    /// A page that a browser saved as MHTML.
    Mhtml,
    /// A Parquet file, one record per row.
    Parquet,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 14] = [
        Self::Auto,
        Self::JsonLines,
        Self::Json,
        Self::Csv,
        Self::Tsv,
        Self::Html,
        Self::Text,
        Self::Warc,
        Self::Arc,
        Self::Wacz,
        Self::Feed,
        Self::Sitemap,
        Self::Mhtml,
        Self::Parquet,
    ];

    /// The name of the format on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Html => "html",
            Self::Text => "text",
            Self::Warc => "warc",
            Self::Arc => "arc",
            Self::Wacz => "wacz",
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Mhtml => "mhtml",
            Self::Parquet => "parquet",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_ascii_lowercase();
        match name.as_str() {
            "ndjson" => return Ok(Self::JsonLines),
            "htm" | "xhtml" => return Ok(Self::Html),
            "txt" => return Ok(Self::Text),
            "rss" | "atom" => return Ok(Self::Feed),
            "mht" => return Ok(Self::Mhtml),
            _ => {}
        }
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("unknown input format \"{text}\"; use one of {names}")
        })
    }
}

/// The detected kind of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputKind {
    /// JSON Lines: one JSON value per line.
    JsonLines,
    /// A JSON array, an object, or several values in sequence.
    Json,
    /// A table, with its delimiter.
    Table(u8),
    /// One page.
    Page(PageKind),
    /// A web archive.
    Warc,
    /// An ARC file, the predecessor of WARC.
    Arc,
    /// A zip package of web archives.
    Wacz,
    /// A feed.
    Feed(FeedKind),
    /// A sitemap, of news or of all pages.
    Sitemap,
    /// A list of sitemaps.
    SitemapIndex,
    /// A page that a browser saved with its images in one file.
    Mhtml,
    /// A Parquet file, one record per row.
    Parquet,
    /// A stream of Arrow record batches, one record per row.
    Arrow,
    /// A version in an Open Terms Archive tree.
    Tree,
    /// The SQLite database of another tool.
    Database(Database),
    /// An ArchiveBox folder.
    ArchiveBox,
    /// A folder of inputs of any kind.
    Folder,
}

/// The format of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeedKind {
    /// Atom 0.3 and 1.0.
    Atom,
    /// RSS 0.9x and 2.0.
    Rss,
    /// RSS 0.90 and 1.0, which are RDF.
    Rdf,
    /// Microsoft's Channel Definition Format, which predates RSS.
    Cdf,
    /// JSON Feed.
    Json,
}

impl fmt::Display for InputKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JsonLines => "JSON Lines",
            Self::Json => "JSON",
            Self::Table(b'\t') => "TSV",
            Self::Table(b';') => "CSV (semicolons)",
            Self::Table(_) => "CSV",
            Self::Page(PageKind::Html) => "HTML",
            Self::Page(PageKind::Text) => "text",
            Self::Warc => "WARC",
            Self::Arc => "ARC",
            Self::Wacz => "WACZ",
            Self::Feed(FeedKind::Atom) => "Atom feed",
            Self::Feed(FeedKind::Rss) => "RSS feed",
            Self::Feed(FeedKind::Rdf) => "RSS 1.0 feed",
            Self::Feed(FeedKind::Cdf) => "CDF feed",
            Self::Feed(FeedKind::Json) => "JSON Feed",
            Self::Sitemap => "sitemap",
            Self::SitemapIndex => "sitemap index",
            Self::Mhtml => "MHTML",
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow",
            Self::Tree => "Open Terms Archive",
            Self::Database(Database::DiffEngine) => "diffengine database",
            Self::Database(Database::GitHistory) => "git-history database",
            Self::Database(Database::NewsEdits) => "NewsEdits database",
            Self::ArchiveBox => "ArchiveBox",
            Self::Folder => "folder",
        })
    }
}

/// Why an input cannot be read, or not to its end. Names the input and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// No file or folder has this name.
    #[error("{input}: no such file or folder; check the path")]
    Missing {
        /// The input.
        input: Arc<str>,
    },
    /// The input exists but cannot be opened.
    #[error("{input}: cannot be opened: {error}; check its permissions")]
    Open {
        /// The input.
        input: Arc<str>,
        /// The operating system's error.
        error: io::Error,
    },
    /// Reading failed partway.
    #[error("{input}: cannot be read at byte {offset}: {error}; everything before it was read")]
    Read {
        /// The input.
        input: Arc<str>,
        /// The offset in the (compressed) input.
        offset: u64,
        /// The operating system's error.
        error: io::Error,
    },
    /// The input is empty.
    #[error("{input}: is empty; check the file")]
    Empty {
        /// The input.
        input: Arc<str>,
    },
    /// The input is damaged from its beginning.
    #[error("{input}: {reason}")]
    Damaged {
        /// The input.
        input: Arc<str>,
        /// What is wrong, and how to fix it.
        reason: String,
    },
    /// No reader supports this input.
    #[error("{input}: is {what}; {remedy}")]
    Unreadable {
        /// The input.
        input: Arc<str>,
        /// What the input is, with an article.
        what: &'static str,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// A folder without readable files.
    #[error("{input}: no readable files ({skips}); import pages, records or feeds")]
    NothingReadable {
        /// The input.
        input: Arc<str>,
        /// What was skipped.
        skips: Skips,
    },
}

/// Returns the first bytes of a rejected record.
fn kept(bytes: &[u8]) -> Vec<u8> {
    bytes.get(..KEPT_BYTES).unwrap_or(bytes).to_vec()
}

/// Appends bytes to a URL: letters, digits, `-._~` and the bytes in `kept` unchanged, all others
/// percent-encoded.
fn push_percent_encoded(url: &mut String, bytes: &[u8], kept: &[u8]) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) || kept.contains(byte) {
            url.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(url, "%{byte:02X}");
        }
    }
}

/// Maximum size of a page. No article is this long; a longer page is a dump or an attack.
pub const MOST_PAGE_BYTES: usize = 32 * 1024 * 1024;

/// Maximum size of a page saved as text: extraction needs several times its size.
pub const MOST_TEXT_BYTES: usize = 6 * 1024 * 1024;

/// What to do about a page longer than `limit`; `most` is the highest possible limit.
fn longer_page_remedy(limit: usize, most: usize) -> String {
    if limit < most {
        return format!("raise the limit with {}", Setting::PageLimit);
    }
    format!(
        "pages of more than {} are never read; cut it down to the article, or import a record with \
         a body",
        in_units(most)
    )
}

/// Formats a number of bytes for people.
fn in_units(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

#[cfg(test)]
mod byte_law_tests;
#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod tests;
