//! Sources: readers that cut an input into items, each with the place where it stood.
//!
//! A source knows files, containers and record boundaries; it does not know what a field means.
//! That is [`extract`](crate::extract)'s.
//!
//! [`open`] looks into an [`Input`] to see what it is ([`Kind`]) and gives the reader for it. Every
//! reader works in constant memory (at most about twice the longest record that [`Limits`] admit),
//! goes on behind a record that it cannot cut, and hands over what it skipped as [`Raw::Broken`]:
//! nothing is lost silently.

mod archive_box;
mod entries;
mod feed;
mod folder;
mod frames;
mod hint;
mod json_feed;
mod json_lines;
mod json_values;
mod mhtml;
mod open;
mod page;
mod sitemap_index;
mod skips;
mod sniff;
mod sqlite;
mod table;
mod transcode;
pub(crate) mod transfer;
mod tree;
mod wacz;
mod warc;
mod window;
pub(crate) mod xml;

use std::fmt::{self, Write as _};
use std::io::{self, Read};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

pub use feed::{Chunk, FeedReport, feed};
pub use open::open;
pub use skips::{Skip, Skips};
pub use sqlite::Database;

use crate::article::CaptureKind;

/// Where an item stood, so that it can be found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The input as the user named it: a path, or `-`.
    pub input: Arc<str>,
    /// The number of the record in the input, from 1 (for JSON Lines the line, for a table the
    /// row without its header); `None` where the input is one page.
    pub record: Option<u64>,
    /// The offset of the item's first byte in the (decompressed) input; of an archive's record, in
    /// the file as it lies on the disk, where the record begins a compressed member of its own.
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.record, self.offset) {
            (Some(record), _) => write!(f, "{} record {record}", self.input),
            (None, 0) => f.write_str(&self.input),
            (None, offset) => write!(f, "{} at byte {offset}", self.input),
        }
    }
}

/// One record or page, as it was cut from its input.
#[derive(Clone, Debug)]
pub struct Item {
    /// Where it stood.
    pub place: Place,
    /// Its bytes.
    pub raw: Raw,
}

/// The bytes of an item, by kind.
#[derive(Clone, Debug)]
pub enum Raw {
    /// One JSON value's text, as found: neither its syntax nor its encoding has been checked.
    Json(Vec<u8>),
    /// One row of a table.
    Row {
        /// The names of the columns.
        header: Arc<[String]>,
        /// The row's cells; a row may have fewer or more than the header.
        cells: Vec<String>,
    },
    /// One saved page.
    Page(RawPage),
    /// An archive's word that a page was there again, as it was before, without the page itself.
    Revisit(Revisit),
    /// An archive's word that a URL led to another.
    Redirect(Redirect),
    /// One entry of a feed or sitemap.
    Entry(RawEntry),
    /// Something that could not be cut into a record: the reader went on behind it.
    Broken {
        /// What is wrong, and what would mend it.
        reason: String,
        /// Its first bytes (at most [`KEPT_BYTES`]).
        bytes: Vec<u8>,
    },
}

/// One saved page.
#[derive(Clone, Debug)]
pub struct RawPage {
    /// The page as found.
    pub bytes: Vec<u8>,
    /// What the page is.
    pub kind: PageKind,
    /// The `Content-Type` under which it was served, where a container keeps it.
    pub content_type: Option<String>,
    /// The URL that the place suggests (a wget mirror's path), without certainty.
    pub url_hint: Option<String>,
    /// When the file was last written, in seconds since 1970: for a page that says nothing of its
    /// capture, the best there is to know.
    pub written: Option<i64>,
    /// What an archive's record says of the page: its URL and its time are certain.
    pub origin: Option<Box<Origin>>,
}

impl RawPage {
    /// The URL under which it was served, where an archive says so.
    pub fn served_under(&self) -> Option<&str> {
        self.origin.as_deref().map(|origin| origin.url.as_str()).filter(|url| !url.is_empty())
    }
}

/// What an archive's record says of the page in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The URL that was asked for; empty where it is not known.
    pub url: String,
    /// When, as the record writes it; it is UTC where it states no zone.
    pub date: Option<String>,
    /// The record's own name.
    pub record_id: Option<String>,
    /// Digests of the payload as it was served, as `algorithm:hex`: by these a revisit names it.
    pub payload: Vec<String>,
    /// Why the record holds less than was served.
    pub truncated: Option<String>,
    /// Whether what the record calls the payload's digest is that of its block, headers and all.
    pub has_block_digest: bool,
    /// What kind of text the record holds.
    pub kind: CaptureKind,
}

/// A sighting of a page that had not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisit {
    /// The sighting.
    pub origin: Origin,
    /// The URL and the time of the capture that holds the page.
    pub refers_to: Option<(String, String)>,
    /// The name of the record that holds the page.
    pub refers_to_id: Option<String>,
}

/// A sighting of a redirect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The sighting.
    pub origin: Origin,
    /// Where it led, absolute.
    pub target: String,
}

/// One entry of a feed or sitemap.
#[derive(Clone, Debug)]
pub struct RawEntry {
    /// The element with its tags, or the JSON object, as found.
    pub bytes: Vec<u8>,
    /// What it is an entry of.
    pub kind: EntryKind,
    /// What stands before the first entry of the document: there it says what holds for all.
    pub head: Arc<[u8]>,
    /// When the file was last written, as of a [`RawPage`].
    pub written: Option<i64>,
}

/// What an entry is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An Atom or RSS feed: an XML element.
    Feed,
    /// A JSON Feed: an object.
    JsonFeed,
    /// A sitemap: an XML element.
    Sitemap,
}

/// What a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageKind {
    /// HTML or XHTML.
    Html,
    /// A page saved as plain text.
    Text,
}

/// The most bytes that a reject keeps of what it could not take.
pub const KEPT_BYTES: usize = 64 * 1024;

/// A reader of one input.
pub trait Source: Send {
    /// The next item; `None` at the input's end. An error ends the input too: what came before it
    /// is good.
    fn next_item(&mut self) -> Result<Option<Item>, SourceError>;

    /// Bytes of the input that have been read, as they lie on the disk (compressed).
    fn position(&self) -> u64;

    /// The input's length on the disk; `None` where it cannot be known beforehand.
    fn size(&self) -> Option<u64> {
        None
    }

    /// What the input turned out to be.
    fn kind(&self) -> Kind;

    /// What the reader passed over until now: files of a folder, records of an archive.
    fn skips(&self) -> Option<&Skips> {
        None
    }
}

/// What to read.
pub enum Input {
    /// A file or folder.
    Path(PathBuf),
    /// A stream, as the shell's standard input; called `-`.
    Stream(Box<dyn Read + Send>),
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.debug_tuple("Path").field(path).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// How much of one thing is taken into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest record, in bytes.
    pub record_bytes: usize,
    /// The longest page, in bytes.
    pub page_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { record_bytes: 8 * 1024 * 1024, page_bytes: MOST_PAGE_BYTES }
    }
}

/// How the user says an input is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// By what it holds.
    #[default]
    Auto,
    /// A JSON value a line.
    JsonLines,
    /// A JSON array, an object, or several after each other.
    Json,
    /// Cells parted by commas or semicolons.
    Csv,
    /// Cells parted by tabs.
    Tsv,
    /// One HTML page a file.
    Html,
    /// One page saved as plain text a file.
    Text,
    /// A web archive: WARC 0.17 to 1.1.
    Warc,
    /// Its predecessor: ARC 1 and 2.
    Arc,
    /// A zip package of WARCs.
    Wacz,
    /// Entries of an Atom or RSS feed, or of a JSON Feed.
    Feed,
    /// URLs of a sitemap.
    Sitemap,
    /// A page that a browser saved as MHTML.
    Mhtml,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 13] = [
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
    ];

    /// The name by which the user gives it.
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
            format!("\"{text}\" is no input format; there are {names}")
        })
    }
}

/// What an input turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A JSON value a line.
    JsonLines,
    /// A JSON array, an object, or several after each other.
    Json,
    /// A table; the byte parts its cells.
    Table(u8),
    /// One page.
    Page(PageKind),
    /// A web archive.
    Warc,
    /// Its predecessor.
    Arc,
    /// A zip package of web archives.
    Wacz,
    /// A feed.
    Feed(FeedKind),
    /// A sitemap, of news or of all pages.
    Sitemap,
    /// A list of sitemaps.
    SitemapIndex,
    /// A page that a browser saved with its pictures in one file.
    Mhtml,
    /// A version in a tree of Open Terms Archive.
    Tree,
    /// The SQLite database of another tool.
    Database(Database),
    /// A folder of ArchiveBox.
    ArchiveBox,
    /// A folder of all these.
    Folder,
}

/// What a feed is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// Atom 0.3 and 1.0.
    Atom,
    /// RSS 0.9x and 2.0.
    Rss,
    /// RSS 0.90 and 1.0, which are RDF.
    Rdf,
    /// Microsoft's Channel Definition Format, which came before them.
    Cdf,
    /// JSON Feed.
    Json,
}

impl fmt::Display for Kind {
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
            Self::Tree => "Open Terms Archive",
            Self::Database(Database::DiffEngine) => "diffengine database",
            Self::Database(Database::GitHistory) => "git-history database",
            Self::Database(Database::NewsEdits) => "NewsEdits database",
            Self::ArchiveBox => "ArchiveBox",
            Self::Folder => "folder",
        })
    }
}

/// Why an input cannot be read, or not further: names the input and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Nothing has that name.
    #[error("{input}: no such file or folder; check the path")]
    Missing {
        /// The input.
        input: Arc<str>,
    },
    /// It is there, but cannot be opened.
    #[error("{input}: cannot be opened: {error}; check its permissions")]
    Open {
        /// The input.
        input: Arc<str>,
        /// The system's word.
        error: io::Error,
    },
    /// Reading failed underway.
    #[error("{input}: cannot be read at byte {offset}: {error}; what came before it is good")]
    Read {
        /// The input.
        input: Arc<str>,
        /// Where in the (compressed) input.
        offset: u64,
        /// The system's word.
        error: io::Error,
    },
    /// Nothing is in it.
    #[error("{input}: is empty; there is nothing to read in it")]
    Empty {
        /// The input.
        input: Arc<str>,
    },
    /// Compressed, but broken from its beginning.
    #[error("{input}: {reason}")]
    Damaged {
        /// The input.
        input: Arc<str>,
        /// What is wrong, and what would mend it.
        reason: String,
    },
    /// It is something that no reader is for.
    #[error("{input}: is {what}; {remedy}")]
    Unreadable {
        /// The input.
        input: Arc<str>,
        /// What it is, with its article.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A folder in which no file can be read.
    #[error("{input}: holds nothing that can be read ({skips}); pages, records and feeds can")]
    NothingReadable {
        /// The input.
        input: Arc<str>,
        /// What was passed over.
        skips: Skips,
    },
}

/// The first bytes of what could not be taken.
fn kept(bytes: &[u8]) -> Vec<u8> {
    bytes.get(..KEPT_BYTES).unwrap_or(bytes).to_vec()
}

/// Writes bytes into a URL: letters, digits and `-._~` as they are, and those in `kept`.
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

/// The largest page that is read. No story is this long; what is longer is a dump or an attack.
pub const MOST_PAGE_BYTES: usize = 32 * 1024 * 1024;

/// The largest page saved as text that is read: taking one apart needs several times its size.
pub const MOST_TEXT_BYTES: usize = 6 * 1024 * 1024;

/// What would have a page that is longer than a limit be read, where `most` is read of any.
fn longer_page_remedy(limit: usize, most: usize) -> String {
    if limit < most {
        return "raise the limit with --max-page".to_owned();
    }
    format!(
        "of no page more than {} is read; cut it down to the article, or give it as a record with \
         a body",
        in_units(most)
    )
}

/// A number of bytes, for people.
fn in_units(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes / 1024),
        _ => format!("{} MiB", bytes / 1_048_576),
    }
}

#[cfg(test)]
mod foreign_tests;
#[cfg(test)]
mod tests;
