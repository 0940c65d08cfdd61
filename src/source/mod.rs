//! Sources: readers that cut an input into items, each with the place where it stood.
//!
//! A source knows files, containers and record boundaries; it does not know what a field means.
//! That is [`extract`](crate::extract)'s.

use std::sync::Arc;

/// Where an item stood, so that it can be found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The input as the user named it: a path, or `-`.
    pub input: Arc<str>,
    /// The number of the record in the input, from 1 (for JSON Lines the line, for a table the
    /// row without its header); `None` where the input is one page.
    pub record: Option<u64>,
    /// The offset of the item's first byte in the (decompressed) input.
    pub offset: u64,
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
    /// One JSON value's text.
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
