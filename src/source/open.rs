//! Opens an input: undoes compression and encoding, and selects the reader for the content.

use std::fs::{self, File};
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::entries::EntryReader;
use super::folder::FolderReader;
use super::json_feed::JsonFeed;
use super::json_lines::JsonLines;
use super::json_values::{DocumentLayout, JsonValues};
use super::mhtml::Mhtml;
use super::opener::Opener;
use super::page::Page;
use super::sitemap_index::SitemapIndex;
use super::sniff::{self, Detection};
use super::sqlite;
use super::stream::Stream;
use super::table::TableReader;
use super::transcode::Coding;
use super::transcode::{self};
use super::tree::{self, TermsVersion};
use super::wacz::Wacz;
use super::warc::WarcReader;
use super::window;
use super::{
    FeedKind, Format, Input, InputKind, Limits, Origin, PageKind, Source, SourceError, hint,
};
#[cfg(feature = "parquet")]
use super::{arrow::ArrowRecords, parquet};
use crate::article::Setting;

/// Detects what `input` is, unless `format` says it, and returns its reader.
///
/// Compression (gzip with any number of members, zstd with any number of frames) is detected from
/// the content, not the file name, and undone. UTF-16 and UTF-32 are decoded if the input holds
/// records.
pub fn open(
    input: Input,
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    match input {
        #[cfg(feature = "parquet")]
        Input::Rows(rows) => Ok(Box::new(ArrowRecords::stream(rows, "-".into(), limits))),
        Input::Stream(reader) => open_stream(reader, "-".into(), None, None, format, limits),
        Input::Tail { path, offset } => {
            let name: Arc<str> = path.to_string_lossy().into();
            let failed = |error| SourceError::Open { input: Arc::clone(&name), error };
            let mut file = File::open(&path).map_err(failed)?;
            file.seek(SeekFrom::Start(offset)).map_err(failed)?;
            let size = file.metadata().map_err(failed)?.len().saturating_sub(offset);
            let stream = Stream::new(Box::new(file), name, Some(size), *limits);
            open_content(stream.starting_at(offset), None, format, limits)
        }
        Input::Path(path) => {
            let name: Arc<str> = path.to_string_lossy().into();
            let metadata = fs::metadata(&path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => SourceError::Missing { input: Arc::clone(&name) },
                _ => SourceError::Open { input: Arc::clone(&name), error },
            })?;
            if metadata.is_dir() {
                return Ok(Box::new(FolderReader::open(&path, name, format, limits, OPENER)?));
            }
            open_file(&path, format, limits)
        }
    }
}

/// What readers of folders and packages open their members with.
const OPENER: Opener = Opener { file: open_file, page: open_page, stream: open_stream };

/// Opens a file that is not a folder.
fn open_file(
    path: &Path,
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    let file = Opened::open(path)?;
    if file.size.is_some() && matches!(format, Format::Auto | Format::Wacz) && is_zip(path) {
        // The table of contents is at the end of the package, so it cannot be read as a stream.
        match Wacz::open(path, &file.name, limits, OPENER) {
            Ok(Some(package)) => return Ok(Box::new(package)),
            Err(error) if format == Format::Wacz || is_package(path) => return Err(error),
            Ok(None) if format == Format::Wacz || is_package(path) => {
                return Err(SourceError::Unreadable {
                    input: file.name,
                    what: "a WACZ package without a web archive in it",
                    remedy: "its table of contents lists no .warc or .warc.gz file in the folder \
                             archive/: create the package again"
                        .into(),
                });
            }
            // The first bytes show what it is instead.
            Ok(None) | Err(_) => {}
        }
    }
    open_stream(file.reader, file.name, file.size, Some(path), format, limits)
}

/// Whether the file starts like a zip archive.
fn is_zip(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == *b"PK\x03\x04"
}

/// Whether a zip archive is meant to be a WACZ package, judging by its name or its first entries.
fn is_package(path: &Path) -> bool {
    if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("wacz")) {
        return true;
    }
    let mut head = Vec::new();
    let read = File::open(path)
        .and_then(|file| file.take(window::SAMPLE_BYTES as u64).read_to_end(&mut head));
    read.is_ok()
        && !matches!(sniff::signature(&head), Some(("an Office document", _)))
        && sniff::names_package(&head)
}

/// Opens a page with a known origin; anything other than a page is refused.
fn open_page(
    path: &Path,
    format: Format,
    limits: &Limits,
    origin: Origin,
) -> Result<Box<dyn Source + Send>, SourceError> {
    let file = Opened::open(path)?;
    let mut stream = Stream::new(file.reader, file.name, file.size, *limits);
    stream.uncompress()?;
    let sample = transcode::sample(stream.window.data(), sniff::coding(stream.window.data()));
    let finding = match sniff::signature(&sample) {
        Some(refusal) => Detection::Refused(refusal),
        None => sniff::recognise(&sample, stream.window.ended(), format, Some(path)),
    };
    match finding {
        Detection::Kind(InputKind::Page(kind)) => {
            Ok(Box::new(Page::new(stream, kind, None, written(path)).with_origin(Some(origin))))
        }
        Detection::Empty => Err(SourceError::Empty { input: stream.name }),
        _ => {
            let (what, remedy) = ("not a page", "import it on its own".into());
            Err(SourceError::Unreadable { input: stream.name, what, remedy })
        }
    }
}

/// An opened file with its name and size.
struct Opened {
    reader: Box<dyn Read + Send>,
    name: Arc<str>,
    size: Option<u64>,
}

impl Opened {
    fn open(path: &Path) -> Result<Self, SourceError> {
        let name: Arc<str> = path.to_string_lossy().into();
        let failed = |error| SourceError::Open { input: Arc::clone(&name), error };
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let size = metadata.is_file().then_some(metadata.len());
        Ok(Self { reader: Box::new(file), name, size })
    }
}

fn open_stream(
    reader: Box<dyn Read + Send>,
    name: Arc<str>,
    size: Option<u64>,
    path: Option<&Path>,
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    open_content(Stream::new(reader, name, size, *limits), path, format, limits)
}

/// Detects the content of a stream, and returns its reader.
fn open_content(
    mut stream: Stream,
    path: Option<&Path>,
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    stream.uncompress()?;
    let lost = stream.lost_beginning()?;
    let head = stream.window.data();
    if head.starts_with(sqlite::MAGIC) && !sqlite::is_catalog(head) {
        return match path.filter(|_| stream.layer.is_empty()) {
            Some(path) => Ok(Box::new(sqlite::DatabaseRecords::open(path, stream.name, limits)?)),
            None => Err(SourceError::Unreadable {
                input: stream.name,
                what: "a SQLite database that is compressed or read from a stream",
                remedy: "its rows are not read in order: unpack it to a file and import the file"
                    .into(),
            }),
        };
    }
    if head.starts_with(sniff::PARQUET_MAGIC) && matches!(format, Format::Auto | Format::Parquet) {
        return open_parquet(stream, path, limits);
    }
    let coding = sniff::coding(head);
    let decoded = transcode::sample(head, coding);
    let whole = stream.window.ended();
    let finding = match sniff::signature(&decoded) {
        Some(refusal) => Detection::Refused(refusal),
        // After a lost beginning, the input continues with a record of an archive.
        None if lost.is_some() && matches!(format, Format::Auto | Format::Warc | Format::Arc) => {
            let is_warc = head.starts_with(b"WARC/");
            Detection::Kind(if is_warc { InputKind::Warc } else { InputKind::Arc })
        }
        None => sniff::recognise(&decoded, whole, format, path),
    };
    let kind = match finding {
        Detection::Kind(kind) => kind,
        // A stream that fails immediately has no content to detect.
        _ if head.is_empty() && stream.window.fault().is_some() => {
            return Err(stream
                .fault()?
                .map_or(SourceError::Empty { input: Arc::clone(&stream.name) }, |reason| {
                    SourceError::Damaged { input: Arc::clone(&stream.name), reason }
                }));
        }
        Detection::Empty => return Err(SourceError::Empty { input: stream.name }),
        Detection::Refused((what, remedy)) => {
            return Err(SourceError::Unreadable {
                input: stream.name,
                what,
                remedy: remedy.into(),
            });
        }
        Detection::Unclear((what, remedy), format) => {
            let remedy = format!("{remedy} use {} {}", Setting::InputFormat, format.name());
            return Err(SourceError::Unreadable {
                input: stream.name,
                what,
                remedy: remedy.into(),
            });
        }
    };
    if !matches!(kind, InputKind::Warc | InputKind::Arc)
        && let Some(members) = &stream.members
    {
        members.turn_off();
    }
    // A file named like a version of Open Terms Archive is one, whatever its content.
    if !matches!(kind, InputKind::Warc | InputKind::Arc | InputKind::Mhtml)
        && format == Format::Auto
        && let Some(named) = path.and_then(tree::named)
    {
        stream.decode(coding);
        return Ok(Box::new(TermsVersion::new(stream, named)));
    }
    let layout = matches!(kind, InputKind::Json | InputKind::Feed(FeedKind::Json))
        .then(|| DocumentLayout::of(&decoded));
    // A page is kept in its original encoding, which extraction detects; only UTF-32 is decoded,
    // because no web standard supports it.
    if !matches!(kind, InputKind::Page(_) | InputKind::Warc | InputKind::Arc)
        || matches!(coding, Coding::Utf32Le | Coding::Utf32Be)
    {
        stream.decode(coding);
    }
    let page = |stream, kind: PageKind| {
        Page::new(stream, kind, path.and_then(hint::url_of), path.and_then(written))
    };
    Ok(match kind {
        InputKind::Json => Box::new(JsonValues::new(stream, layout.unwrap_or_default())),
        InputKind::Table(delimiter) => Box::new(TableReader::new(stream, delimiter)?),
        InputKind::Page(kind) => Box::new(page(stream, kind)),
        InputKind::Warc | InputKind::Arc => Box::new(WarcReader::new(stream, kind, lost, OPENER)),
        InputKind::Feed(FeedKind::Json) => {
            Box::new(JsonFeed::new(stream, layout.unwrap_or_default(), path.and_then(written)))
        }
        InputKind::Feed(_) | InputKind::Sitemap => {
            Box::new(EntryReader::new(stream, kind, path.and_then(written)))
        }
        InputKind::SitemapIndex => {
            Box::new(SitemapIndex::new(EntryReader::new(stream, kind, None), path))
        }
        InputKind::Mhtml => Box::new(Mhtml::new(stream, path.and_then(written))),
        InputKind::JsonLines
        | InputKind::Wacz
        | InputKind::Tree
        | InputKind::Database(_)
        | InputKind::ArchiveBox
        | InputKind::Parquet
        | InputKind::Arrow
        | InputKind::Folder => Box::new(JsonLines::new(stream)),
    })
}

/// Opens a Parquet file. Its description is at its end.
#[cfg(feature = "parquet")]
fn open_parquet(
    stream: Stream,
    path: Option<&Path>,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    let path = path.filter(|_| stream.layer.is_empty());
    match path.zip(stream.size) {
        Some((path, size)) => Ok(Box::new(parquet::open(path, stream.name, limits, size)?)),
        None => Err(SourceError::Unreadable {
            input: stream.name,
            what: "a Parquet file that is compressed or read from a stream",
            remedy: "its description is at its end: unpack it to a file and import the file".into(),
        }),
    }
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(
    stream: Stream,
    _path: Option<&Path>,
    _limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    Err(SourceError::Unreadable {
        input: stream.name,
        what: "a Parquet file, which this build cannot read",
        remedy: format!("{}, or export the file as JSON Lines", super::NO_PARQUET).into(),
    })
}

/// When the file was last modified, in seconds since 1970.
fn written(path: &Path) -> Option<i64> {
    let time = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}
