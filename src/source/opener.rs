//! Opening members: readers of folders and packages open other inputs without knowing all formats.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use super::{Format, Limits, Origin, Source, SourceError};

/// A reader, or why there is none.
pub(super) type OpenResult = Result<Box<dyn Source + Send>, SourceError>;

/// The functions that open a member.
#[derive(Clone, Copy)]
pub(super) struct Opener {
    /// Opens a file that is not a folder.
    pub(super) file: fn(&Path, Format, &Limits) -> OpenResult,
    /// Opens a page with a known origin; anything other than a page is refused.
    pub(super) page: fn(&Path, Format, &Limits, Origin) -> OpenResult,
    /// Opens bytes under a name, with their size and path if they are a file.
    pub(super) stream: OpenStream,
}

type OpenStream =
    fn(Box<dyn Read + Send>, Arc<str>, Option<u64>, Option<&Path>, Format, &Limits) -> OpenResult;
