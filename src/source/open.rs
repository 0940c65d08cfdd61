//! Opens an input: undoes compression and encoding, and selects the reader for the content.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::entries::EntryReader;
use super::folder::FolderReader;
use super::frames::{self, Frames, MemberOffsets, ZSTD_WINDOW_LOG};
use super::json_feed::JsonFeed;
use super::json_lines::JsonLines;
use super::json_values::{DocumentLayout, JsonValues};
use super::mhtml::Mhtml;
use super::page::Page;
use super::sitemap_index::SitemapIndex;
use super::sniff::{self, Coding, Detection};
use super::sqlite;
use super::table::TableReader;
use super::transcode::{self, Transcoder};
use super::tree::{self, TermsVersion};
use super::wacz::Wacz;
use super::warc::WarcReader;
use super::window::{Meter, Metered, Window};
use super::{
    FeedKind, Format, Input, InputKind, Item, ItemContent, Limits, Origin, PageKind, Source,
    SourceError, SourceLocation, hint,
};

/// Says that nothing after the damage can be read; see [`REST_IS_READ`] for the other case.
const BEFORE_IS_IN: &str = "everything before it was imported";
const REST_IS_READ: &str = "everything before it and from the next record on was imported";

/// Changes a reason given by [`Stream::fault`] to say that reading continues after the damage.
pub(super) fn with_the_rest(reason: &str) -> String {
    reason.replacen(BEFORE_IS_IN, REST_IS_READ, 1)
}

/// Maximum depth of nested compression that is undone.
const MAX_LAYERS: usize = 3;

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
        Input::Stream(reader) => open_stream(reader, "-".into(), None, None, format, limits),
        Input::Path(path) => {
            let name: Arc<str> = path.to_string_lossy().into();
            let metadata = fs::metadata(&path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => SourceError::Missing { input: Arc::clone(&name) },
                _ => SourceError::Open { input: Arc::clone(&name), error },
            })?;
            if metadata.is_dir() {
                return Ok(Box::new(FolderReader::open(&path, name, format, limits)?));
            }
            open_file(&path, format, limits)
        }
    }
}

/// Opens a file that is not a folder.
pub(super) fn open_file(
    path: &Path,
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    let file = Opened::open(path)?;
    if file.size.is_some() && matches!(format, Format::Auto | Format::Wacz) && is_zip(path) {
        // The table of contents is at the end of the package, so it cannot be read as a stream.
        match Wacz::open(path, &file.name, limits) {
            Ok(Some(package)) => return Ok(Box::new(package)),
            Err(error) if format == Format::Wacz || is_package(path) => return Err(error),
            Ok(None) if format == Format::Wacz || is_package(path) => {
                return Err(SourceError::Unreadable {
                    input: file.name,
                    what: "a WACZ package without a web archive in it",
                    remedy: "its table of contents lists no .warc or .warc.gz file in the folder \
                             archive/: create the package again",
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
        .and_then(|file| file.take(sniff::SAMPLE_BYTES as u64).read_to_end(&mut head));
    read.is_ok()
        && !matches!(sniff::signature(&head), Some(("an Office document", _)))
        && sniff::names_package(&head)
}

/// Opens a page with a known origin; anything other than a page is refused.
pub(super) fn open_page(
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
            let (what, remedy) = ("not a page", "import it on its own");
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

pub(super) fn open_stream(
    reader: Box<dyn Read + Send>,
    name: Arc<str>,
    size: Option<u64>,
    path: Option<&Path>,
    format: Format,
    limits: &Limits,
) -> Result<Box<dyn Source + Send>, SourceError> {
    let mut stream = Stream::new(reader, name, size, *limits);
    stream.uncompress()?;
    let lost = stream.lost_beginning()?;
    let head = stream.window.data();
    if head.starts_with(sqlite::MAGIC) && !sqlite::is_catalog(head) {
        return match path.filter(|_| stream.layer.is_empty()) {
            Some(path) => Ok(Box::new(sqlite::DatabaseRecords::open(path, stream.name, limits)?)),
            None => Err(SourceError::Unreadable {
                input: stream.name,
                what: "a SQLite database that is compressed or read from a stream",
                remedy: "its rows are not read in order: unpack it to a file and import the file",
            }),
        };
    }
    let coding = sniff::coding(head);
    let decoded = transcode::sample(head, coding);
    let whole = stream.window.ended();
    let finding = match sniff::signature(&decoded) {
        Some(refusal) => Detection::Refused(refusal),
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
            return Err(SourceError::Unreadable { input: stream.name, what, remedy });
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
        InputKind::Warc | InputKind::Arc => Box::new(WarcReader::new(stream, kind, lost)),
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
        | InputKind::Folder => Box::new(JsonLines::new(stream)),
    })
}

/// When the file was last modified, in seconds since 1970.
fn written(path: &Path) -> Option<i64> {
    let time = fs::metadata(path).and_then(|metadata| metadata.modified()).ok()?;
    let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

/// An opened file: a window on its decoded bytes, and what is needed for error messages.
pub(super) struct Stream {
    pub(super) window: Window,
    pub(super) name: Arc<str>,
    pub(super) limits: Limits,
    pub(super) size: Option<u64>,
    meter: Arc<Meter>,
    /// The outermost layer that can be damaged.
    layer: &'static str,
    layers: usize,
    /// Offsets of the file's compressed members, if the file has exactly one layer of compression.
    pub(super) members: Option<Arc<MemberOffsets>>,
}

impl Stream {
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        name: Arc<str>,
        size: Option<u64>,
        limits: Limits,
    ) -> Self {
        let meter = Arc::new(Meter::default());
        let ceiling = limits.record_bytes.saturating_add(2 * super::window::BLOCK);
        let metered = Metered::new(reader, Arc::clone(&meter));
        let mut window = Window::new(Box::new(metered), ceiling);
        window.fill_to(sniff::SAMPLE_BYTES);
        Self { window, name, limits, size, meter, layer: "", layers: 0, members: None }
    }

    /// Undoes all compression found.
    fn uncompress(&mut self) -> Result<(), SourceError> {
        for _ in 0..MAX_LAYERS {
            let head = self.window.data();
            if head.starts_with(&[0x1F, 0x8B]) {
                self.layer = "gzip";
                let log = self.new_log();
                self.wrap(|window| Ok(Box::new(Frames::gzip(window, log))))?;
            } else if frames::is_zstd(head) {
                self.layer = "zstd";
                let log = self.new_log();
                self.wrap(|window| Ok(Box::new(Frames::zstd(window, log)?)))?;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Returns why the first compressed member cannot be read, if a record of an archive follows
    /// it; the window is then at that record. For other inputs, the rest is not searched.
    fn lost_beginning(&mut self) -> Result<Option<String>, SourceError> {
        if !self.window.data().is_empty() || self.window.fault().is_none() || self.members.is_none()
        {
            return Ok(None);
        }
        let Some(reason) = self.fault()? else { return Ok(None) };
        self.window.resume();
        self.window.fill_to(sniff::SAMPLE_BYTES);
        if self.window.data().is_empty() {
            return Err(SourceError::Damaged { input: Arc::clone(&self.name), reason });
        }
        Ok(Some(with_the_rest(&reason)))
    }

    /// Returns a log for the members of the next layer. Only the outermost layer has offsets in the
    /// file.
    fn new_log(&mut self) -> Arc<MemberOffsets> {
        let log = Arc::new(MemberOffsets::default());
        if self.layers == 0 {
            self.members = Some(Arc::clone(&log));
        } else {
            log.turn_off();
            self.members = None;
        }
        self.layers += 1;
        log
    }

    /// Converts the content to UTF-8 and removes a byte order mark.
    fn decode(&mut self, coding: Coding) {
        if coding != Coding::Utf8 {
            self.layer = coding.name();
            let decoder = |window| -> io::Result<Box<dyn Read + Send>> {
                Ok(Box::new(Transcoder::new(window, coding)))
            };
            // The closure cannot fail, so this cannot either.
            let _ = self.wrap(decoder);
        }
        if self.window.data().starts_with(b"\xEF\xBB\xBF") {
            self.window.advance(3);
        }
    }

    fn wrap(
        &mut self,
        decoder: impl FnOnce(Window) -> io::Result<Box<dyn Read + Send>>,
    ) -> Result<(), SourceError> {
        let ceiling = self.limits.record_bytes.saturating_add(2 * super::window::BLOCK);
        let inner =
            std::mem::replace(&mut self.window, Window::new(Box::new(io::empty()), ceiling));
        let reader = decoder(inner)
            .map_err(|error| SourceError::Open { input: Arc::clone(&self.name), error })?;
        self.window = Window::new(reader, ceiling);
        self.window.fill_to(sniff::SAMPLE_BYTES);
        Ok(())
    }

    /// Bytes read from the file itself.
    pub(super) fn position(&self) -> u64 {
        self.meter.bytes()
    }

    /// Returns why the window ended: `None` if the input is complete, a reason if its content is
    /// damaged, an error if the file could not be read.
    pub(super) fn fault(&self) -> Result<Option<String>, SourceError> {
        let Some(fault) = self.window.fault() else { return Ok(None) };
        if self.meter.failed() {
            return Err(SourceError::Read {
                input: Arc::clone(&self.name),
                offset: self.meter.bytes(),
                error: io::Error::new(fault.kind(), fault.to_string()),
            });
        }
        let layer = self.layer;
        let at = self.window.offset() + self.window.data().len() as u64;
        let at = match &self.members {
            Some(members) if layer != "UTF-16" && layer != "UTF-32" => format!(
                "byte {at} of its content (byte {} of the file, in the member at byte {})",
                members.reached(),
                members.damaged()
            ),
            _ => format!("byte {at} of its content (byte {} of the file)", self.meter.bytes()),
        };
        let text = fault.to_string();
        Ok(Some(if fault.kind() == io::ErrorKind::UnexpectedEof {
            format!("the {layer} data is cut off at {at}: {BEFORE_IS_IN}; fetch the file again")
        } else if text.contains("too much memory") {
            format!(
                "the zstd data needs a window of more than {}: unpack it first, for example with \
                 `zstd -d --long=31`",
                super::in_units(1 << ZSTD_WINDOW_LOG)
            )
        } else {
            format!(
                "the {layer} data is damaged at {at} ({text}): {BEFORE_IS_IN}; fetch the \
                 file again, or test it with `{}`",
                if layer == "zstd" { "zstd -t" } else { "gzip -t" }
            )
        }))
    }

    pub(super) fn item(&self, record: Option<u64>, offset: u64, raw: ItemContent) -> Item {
        Item { place: SourceLocation { input: Arc::clone(&self.name), record, offset }, raw }
    }

    /// Returns what is left after the window has ended: nothing if the input is complete, otherwise
    /// the bytes after the last complete record.
    pub(super) fn tail(&mut self, record: Option<u64>) -> Result<Option<Item>, SourceError> {
        let Some(reason) = self.fault()? else { return Ok(None) };
        let offset = self.window.offset();
        let raw = ItemContent::broken(&reason, self.window.data());
        self.window.advance(usize::MAX);
        Ok(Some(self.item(record, offset, raw)))
    }

    /// Reads to the end of the input and returns the number of bytes that were left.
    pub(super) fn skip_rest(&mut self) -> u64 {
        let start = self.window.offset();
        loop {
            self.window.advance(usize::MAX);
            if !self.window.fill() {
                return self.window.offset() - start;
            }
        }
    }

    /// Returns the reject reason for a record that is too long.
    pub(super) fn too_long(&self, what: &str, length: u64) -> String {
        let advice = if self.limits.has_options { ": raise it with --max-record" } else { "" };
        format!(
            "the {what} is {length} bytes long; the limit is {}{advice}",
            super::in_units(self.limits.record_bytes)
        )
    }
}
