//! Content detection: finds out what an input is from its first bytes.
//!
//! The signatures are those of the WHATWG's MIME Sniffing Standard and of `file(1)`.

use std::path::Path;

use memchr::{memchr, memmem};

use super::json_values::{DocumentLayout, Scan};
use super::transcode::{self, Coding};
use super::window::SAMPLE_BYTES;
use super::{FeedKind, Format, InputKind, PageKind, xml};

impl Coding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32Le | Self::Utf32Be => "UTF-32",
        }
    }
}

/// The result of detection: a readable kind, or why the input is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detection {
    Kind(InputKind),
    Empty,
    Refused(Refusal),
    /// Refused, unless the user says that it is damaged or rare input of this format.
    Unclear(Refusal, Format),
}

/// What an unreadable input is, and what to do.
pub(super) type Refusal = (&'static str, &'static str);

/// Detects the encoding from the byte order mark, otherwise from the positions of zero bytes.
pub(super) fn coding(head: &[u8]) -> Coding {
    match head {
        [0xFF, 0xFE, 0, 0, ..] => return Coding::Utf32Le,
        [0, 0, 0xFE, 0xFF, ..] => return Coding::Utf32Be,
        [0xFF, 0xFE, ..] => return Coding::Utf16Le,
        [0xFE, 0xFF, ..] => return Coding::Utf16Be,
        _ => {}
    }
    // Without a mark: markup is detected by its first character (XML 1.0, appendix F), in any
    // script.
    match head {
        [b'<', 0, 0, 0, ..] => return Coding::Utf32Le,
        [0, 0, 0, b'<', ..] => return Coding::Utf32Be,
        [b'<', 0, b'?' | b'!', 0, ..] => return Coding::Utf16Le,
        [0, b'<', 0, b'?' | b'!', ..] => return Coding::Utf16Be,
        _ => {}
    }
    // JSON, tables and other markup start with ASCII letters.
    let mut zeros = [0usize; 2];
    let sample = head.get(..head.len().min(1024) & !1).unwrap_or_default();
    for pair in sample.chunks_exact(2) {
        if let [even, odd] = pair {
            zeros[0] += usize::from(*even == 0);
            zeros[1] += usize::from(*odd == 0);
        }
    }
    let pairs = sample.len() / 2;
    let text_like = |zeros_there: usize, others: usize| {
        pairs >= 4 && others == 0 && zeros_there * 10 >= pairs * 4
    };
    match zeros {
        [even, odd] if text_like(odd, even) => Coding::Utf16Le,
        [even, odd] if text_like(even, odd) => Coding::Utf16Be,
        _ => Coding::Utf8,
    }
}

const IMAGE: Refusal = ("an image", "only text can be imported; save the page as HTML or text");
const MEDIA: Refusal =
    ("an audio or video file", "only text can be imported; save the page as HTML or text");
const CDX: Refusal = (
    "an index of captures (CDX)",
    "it names captures but holds no pages; import the WARC files that it names, or fetch the pages \
     first, for example https://web.archive.org/web/TIMESTAMPid_/URL, and import them",
);
const PACKED: Refusal = ("an archive", "unpack it and import the folder");

/// The first bytes of every Parquet file.
pub(super) const PARQUET_MAGIC: &[u8] = b"PAR1";

/// Signatures of recognized but unreadable formats: first bytes, what it is, what to do.
const SIGNATURES: &[(&[u8], Refusal)] = &[
    (
        b"SQLite format 3\0",
        (
            "a recension catalog, not an input",
            "import its original inputs instead, or merge it into another catalog",
        ),
    ),
    (b" CDX ", CDX),
    (b"[[\"urlkey\"", CDX),
    (b"[[\"original\"", CDX),
    (b"%PDF-", ("a PDF document", "convert it first, for example with `pdftotext`")),
    (b"{\\rtf", ("an RTF document", "save it as HTML or text first")),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        ("an Office document", "save it as CSV, HTML or text first"),
    ),
    (b"BZh", ("compressed with bzip2", "unpack it first: `bzip2 -dc FILE | recension import -`")),
    (b"\xFD7zXZ\0", ("compressed with xz", "unpack it first: `xz -dc FILE | recension import -`")),
    (
        b"\x04\x22\x4D\x18",
        ("compressed with lz4", "unpack it first: `lz4 -dc FILE | recension import -`"),
    ),
    (b"7z\xBC\xAF\x27\x1C", PACKED),
    (b"Rar!\x1A\x07", PACKED),
    (b"\x89PNG\r\n\x1A\n", IMAGE),
    (b"\xFF\xD8\xFF", IMAGE),
    (b"GIF87a", IMAGE),
    (b"GIF89a", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"\0\0\x01\0", IMAGE),
    (b"OggS", MEDIA),
    (b"ID3", MEDIA),
    (b"\x1A\x45\xDF\xA3", MEDIA),
    (b"\x7FELF", ("a program", "import a file that contains articles")),
    (b"wOFF", ("a font", "import a file that contains articles")),
    (b"wOF2", ("a font", "import a file that contains articles")),
    (PARQUET_MAGIC, ("a Parquet file", "omit the input format, so that it is detected")),
    (
        b"ARROW1",
        ("an Arrow file, which cannot be read yet", "export it as JSON Lines or CSV first"),
    ),
    (b"Obj\x01", ("an Avro file, which cannot be read yet", "export it as JSON Lines first")),
];

/// Returns the refusal of a format that stays unreadable even if the user forces a format.
pub(super) fn signature(head: &[u8]) -> Option<Refusal> {
    if let Some((_, refusal)) = SIGNATURES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*refusal);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(if memmem::find(head, b"[Content_Types].xml").is_some() {
            ("an Office document", "save it as CSV, HTML or text first")
        } else if names_package(head) {
            (
                "a WACZ package that is compressed or read from a stream",
                "import the file itself: its table of contents is at its end, and a stream cannot \
                 be searched",
            )
        } else {
            ("a zip archive", "unpack it and import the folder")
        });
    }
    if is_cdx_line(head) {
        return Some(CDX);
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", "unpack it and import the folder"));
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some(MEDIA);
    }
    if head.starts_with(b"RIFF") {
        return Some(if head.get(8..12) == Some(b"WEBP") { IMAGE } else { MEDIA });
    }
    None
}

/// Whether the first line is one of an index without a header: a reversed host, 14 digits, and a URL
/// or JSON.
fn is_cdx_line(head: &[u8]) -> bool {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut parts = line.split(|byte| *byte == b' ');
    let (key, time, rest) = (parts.next(), parts.next(), parts.next());
    let is_key = key.is_some_and(|key| key.contains(&b')') && !key.contains(&b'<'));
    let is_time = time.is_some_and(|time| time.len() == 14 && time.iter().all(u8::is_ascii_digit));
    is_key
        && is_time
        && rest.is_some_and(|rest| rest.starts_with(b"{") || rest.starts_with(b"http"))
}

/// Whether the first entries of a zip archive are those of a WACZ package.
pub(super) fn names_package(head: &[u8]) -> bool {
    memmem::find(head, b"datapackage.json").is_some() || memmem::find(head, b"archive/").is_some()
}

/// Whether the input is a JSON Feed. Its items look like records, but their text is HTML.
fn is_json_feed(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"{")
        && memmem::find_iter(head, b"jsonfeed.org/version/").any(|at| {
            let before = head.get(..at).unwrap_or_default();
            let name = before.get(before.len().saturating_sub(40)..).unwrap_or_default();
            memmem::find(name, b"\"version\"").is_some()
        })
}

fn is_mhtml(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let top = head.get(..head.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    let is_mail =
        [&b"from:"[..], b"mime-version:", b"subject:", b"content-type:", b"snapshot-content"]
            .iter()
            .any(|name| top.starts_with(name));
    is_mail
        && memmem::find(&top, b"mime-version:").is_some()
        && memmem::find(&top, b"multipart/related").is_some()
}

/// Detects the kind of an input from its beginning, `head`, in UTF-8 if it is text. `whole` is true
/// if it is the complete input. The path's extension decides only if the content is ambiguous.
pub(super) fn recognise(
    head: &[u8],
    whole: bool,
    format: Format,
    path: Option<&Path>,
) -> Detection {
    let text = head.trim_ascii_start();
    if text.is_empty() && whole {
        return Detection::Empty;
    }
    // Archives first: their records may hold anything.
    match format {
        Format::Warc | Format::Wacz => return Detection::Kind(InputKind::Warc),
        Format::Arc => return Detection::Kind(InputKind::Arc),
        Format::Parquet => {
            return Detection::Refused((
                "not a Parquet file",
                "omit the input format, so that it is detected",
            ));
        }
        Format::Auto if text.starts_with(b"WARC/") => return Detection::Kind(InputKind::Warc),
        Format::Auto if is_archive_behind_damage(text) => return Detection::Kind(InputKind::Warc),
        Format::Auto if text.starts_with(b"filedesc://") => return Detection::Kind(InputKind::Arc),
        _ => {}
    }
    if format == Format::Mhtml || format == Format::Auto && is_mhtml(head) {
        return Detection::Kind(InputKind::Mhtml);
    }
    let extension = path.and_then(extension).unwrap_or_default();
    if is_binary(head) {
        // A damaged page is returned as a page, so that it is rejected with its bytes.
        let is_page = is_html(text) || matches!(&*extension, "html" | "htm" | "xhtml" | "shtml");
        match format {
            Format::Auto if is_page => return Detection::Kind(InputKind::Page(PageKind::Html)),
            Format::Html => return Detection::Kind(InputKind::Page(PageKind::Html)),
            Format::Text => return Detection::Kind(InputKind::Page(PageKind::Text)),
            Format::Auto if record_within(head) => return Detection::Kind(InputKind::Warc),
            _ => {}
        }
        // A stated format is believed: a few control characters are damage, which its reader reports.
        if format == Format::Auto {
            let what = "binary data of an unknown kind";
            let remedy = "articles are read from JSON, CSV, TSV, HTML, text, feeds, sitemaps, MHTML, \
                          WARC, ARC, WACZ and SQLite; for a damaged archive,";
            return Detection::Unclear((what, remedy), Format::Warc);
        }
    }
    match format {
        Format::JsonLines => return Detection::Kind(InputKind::JsonLines),
        Format::Json => return Detection::Kind(InputKind::Json),
        Format::Csv => return Detection::Kind(InputKind::Table(csv_delimiter(head))),
        Format::Tsv => return Detection::Kind(InputKind::Table(b'\t')),
        Format::Html => return Detection::Kind(InputKind::Page(PageKind::Html)),
        Format::Text => return Detection::Kind(InputKind::Page(PageKind::Text)),
        Format::Feed => {
            return Detection::Kind(InputKind::Feed(feed_kind(text).unwrap_or(FeedKind::Rss)));
        }
        Format::Sitemap => {
            let is_index = xml::root_name(text).as_deref() == Some(b"sitemapindex");
            return Detection::Kind(if is_index {
                InputKind::SitemapIndex
            } else {
                InputKind::Sitemap
            });
        }
        Format::Auto if is_json_feed(head) => {
            return Detection::Kind(InputKind::Feed(FeedKind::Json));
        }
        Format::Auto
        | Format::Warc
        | Format::Arc
        | Format::Wacz
        | Format::Mhtml
        | Format::Parquet => {}
    }
    if let Some(kind) = json_kind(head, whole, &extension) {
        return Detection::Kind(kind);
    }
    if text.starts_with(b"<")
        && let Some(finding) = markup(text, &extension)
    {
        return finding;
    }
    if is_html(text) {
        return Detection::Kind(InputKind::Page(PageKind::Html));
    }
    if let Some(delimiter) = table_delimiter(head, whole, &extension) {
        return Detection::Kind(InputKind::Table(delimiter));
    }
    if matches!(&*extension, "html" | "htm" | "xhtml" | "shtml") {
        return Detection::Kind(InputKind::Page(PageKind::Html));
    }
    Detection::Kind(InputKind::Page(PageKind::Text))
}

/// Whether a record starts at the beginning of a line and is followed by a header field.
fn record_within(head: &[u8]) -> bool {
    [&b"\nWARC/1."[..], b"\nWARC/0."].iter().any(|magic| {
        memmem::find_iter(head, magic).any(|at| {
            let header = head.get(at + 1..).unwrap_or_default();
            let header = header.get(..header.len().min(1024)).unwrap_or_default();
            memmem::find(header, b"\nWARC-").is_some()
        })
    })
}

/// Whether this is an archive whose first line is damaged: the first paragraph contains header
/// fields, and an intact record follows.
fn is_archive_behind_damage(text: &[u8]) -> bool {
    let top = text.get(..text.len().min(4096)).unwrap_or_default();
    let blanks = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = blanks.into_iter().filter_map(|blank| memmem::find(top, blank)).min();
    let paragraph = end.and_then(|end| top.get(..end)).unwrap_or_default();
    memmem::find(paragraph, b"\nWARC-Type:").is_some() && record_within(text)
}

fn is_html(text: &[u8]) -> bool {
    let top = text.get(..text.len().min(2048)).unwrap_or_default().to_ascii_lowercase();
    memmem::find(&top, b"<!doctype html").is_some()
}

/// Returns the extension in lowercase, ignoring a compression extension.
pub(super) fn extension(path: &Path) -> Option<String> {
    let lower = |path: &Path| path.extension().map(|name| name.to_string_lossy().to_lowercase());
    match lower(path)?.as_str() {
        "gz" | "zst" | "zstd" => lower(Path::new(path.file_stem()?)),
        other => Some(other.to_owned()),
    }
}

/// Returns what content is if it is not text, judged by its first bytes.
pub fn binary_kind(content: &[u8]) -> Option<&'static str> {
    let head = content.get(..content.len().min(SAMPLE_BYTES)).unwrap_or_default();
    let decoded = transcode::sample(head, coding(head));
    let kind = || signature(&decoded).map_or("binary data", |(what, _)| what);
    is_binary(&decoded).then(kind)
}

/// Whether the input contains control characters that text does not have (MIME Sniffing, "binary
/// data bytes"); a few of them are tolerated, because they occur in real text.
fn is_binary(head: &[u8]) -> bool {
    let controls = head
        .iter()
        .filter(|byte| matches!(byte, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F))
        .count();
    head.contains(&0) && controls * 200 > head.len() || controls * 20 > head.len()
}

/// Detects the kind of a feed from its first element.
fn feed_kind(text: &[u8]) -> Option<FeedKind> {
    if text.starts_with(b"{") || text.starts_with(b"[") {
        return Some(FeedKind::Json);
    }
    let mentions = |what: &[u8]| memmem::find(text, what).is_some();
    match xml::root_name(text)?.as_slice() {
        b"feed" => Some(FeedKind::Atom),
        b"rss" => Some(FeedKind::Rss),
        // RDF is used for other purposes too.
        b"rdf"
            if [&b"purl.org/rss/"[..], b"purl.org/net/rss", b"netscape.com/rdf", b"<item>"]
                .into_iter()
                .any(mentions) =>
        {
            Some(FeedKind::Rdf)
        }
        b"channel" => Some(FeedKind::Cdf),
        b"entry" if mentions(b"w3.org/2005/Atom") || mentions(b"purl.org/atom") => {
            Some(FeedKind::Atom)
        }
        _ => None,
    }
}

fn markup(text: &[u8], extension: &str) -> Option<Detection> {
    if let Some(kind) = feed_kind(text) {
        return Some(Detection::Kind(InputKind::Feed(kind)));
    }
    let root = xml::root_name(text);
    match root.as_deref() {
        Some(b"urlset") => return Some(Detection::Kind(InputKind::Sitemap)),
        Some(b"sitemapindex") => return Some(Detection::Kind(InputKind::SitemapIndex)),
        Some(b"mediawiki") => {
            return Some(Detection::Refused((
                "a MediaWiki export, which cannot be read yet",
                "convert it to JSON Lines first",
            )));
        }
        Some(b"svg") => return Some(Detection::Refused(IMAGE)),
        _ => {}
    }
    let mut top = text.get(..text.len().min(4096)).unwrap_or_default().to_ascii_lowercase();
    // Prologs and comments are ignored.
    loop {
        let trimmed = top.trim_ascii_start();
        let end = if trimmed.starts_with(b"<!--") {
            memmem::find(trimmed, b"-->").map(|at| at + 3)
        } else if trimmed.starts_with(b"<?") {
            memmem::find(trimmed, b"?>").map(|at| at + 2)
        } else if trimmed.starts_with(b"<!doctype") && !trimmed.starts_with(b"<!doctype html") {
            memmem::find(trimmed, b">").map(|at| at + 1)
        } else {
            None
        };
        let rest = end.and_then(|end| trimmed.get(end..));
        let done = rest.is_none();
        top = rest.unwrap_or(trimmed).to_vec();
        if done {
            break;
        }
    }
    let starts = |tag: &str| {
        top.strip_prefix(tag.as_bytes())
            .is_some_and(|rest| rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric()))
    };
    const HTML: &[&str] = &[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<title",
        "<meta",
        "<link",
        "<script",
        "<style",
        "<div",
        "<p",
        "<article",
        "<main",
        "<section",
        "<header",
        "<h1",
        "<h2",
        "<h3",
        "<table",
        "<a",
        "<b",
        "<i",
        "<br",
        "<img",
        "<span",
        "<ul",
        "<ol",
        "<font",
        "<iframe",
        "<!--",
        "<base",
        "<time",
        "<nav",
        "<noscript",
        "<center",
        "<blockquote",
        "<figure",
    ];
    if HTML.iter().any(|tag| starts(tag)) || memmem::find(text, b"<html").is_some() {
        return Some(Detection::Kind(InputKind::Page(PageKind::Html)));
    }
    let named_xml = matches!(extension, "xml" | "rss" | "atom" | "rdf" | "xsl");
    let is_rdf = root.as_deref() == Some(b"rdf");
    (named_xml || is_rdf || text.starts_with(b"<?xml")).then_some(Detection::Unclear(
        (
            "an XML document of an unknown kind",
            "convert it to JSON Lines or HTML first; if it is a page,",
        ),
        Format::Html,
    ))
}

/// Detects JSON Lines or a JSON document.
fn json_kind(head: &[u8], whole: bool, extension: &str) -> Option<InputKind> {
    let text = head.trim_ascii_start();
    let (mut objects, mut others) = (0usize, 0usize);
    let mut lines = text.split(|byte| *byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_ascii();
        if line.is_empty() || (lines.peek().is_none() && !whole) {
            continue;
        }
        match line {
            [b'{', .., b'}'] => objects += 1,
            _ => others += 1,
        }
    }
    let by_name = matches!(extension, "jsonl" | "ndjson" | "jsonlines");
    match text.first()? {
        // Text may also start with `[link]: …` or `[Photo]`. A list on the first line, with objects
        // on the following lines, is a bad line before good ones.
        b'[' if objects > 0
            && text
                .split(|byte| *byte == b'\n')
                .next()
                .is_some_and(|line| line.trim_ascii().ends_with(b"]")) =>
        {
            return Some(InputKind::JsonLines);
        }
        b'[' => {
            let rest = text.get(1..).unwrap_or_default().trim_ascii_start();
            let json = matches!(rest.first(), None | Some(b'{' | b'[' | b']' | b'"'))
                || extension == "json";
            return json.then_some(InputKind::Json);
        }
        b'{' => {}
        // A bad line before good ones.
        _ => {
            let mostly = objects > others || (by_name && objects > 0);
            return mostly.then_some(InputKind::JsonLines);
        }
    }
    if objects + others > 1 {
        // An object on several lines has few lines that are complete objects.
        return Some(if objects > others || (by_name && objects > 0) {
            InputKind::JsonLines
        } else {
            InputKind::Json
        });
    }
    let wraps = DocumentLayout::of(head).is_wrapper();
    let one_line = if let Some(end) = Scan::default().advance(text) {
        // Several values may follow each other without a line end.
        let rest = text.get(end..).unwrap_or_default();
        rest.split(|byte| *byte == b'\n').next().is_none_or(|rest| rest.trim_ascii().is_empty())
    } else {
        // A line longer than the sample, or an object on several lines.
        memchr(b'\n', text).is_none()
    };
    Some(if by_name || (one_line && !wraps) { InputKind::JsonLines } else { InputKind::Json })
}

/// Detects the delimiter of a table that the user declared as CSV.
fn csv_delimiter(head: &[u8]) -> u8 {
    if let Some((delimiter, _)) = super::table::separator_line(head) {
        return delimiter;
    }
    let line_end = super::table::line_end(head);
    let line = head.split(|byte| *byte == line_end).next().unwrap_or(head);
    let count = |delimiter: u8| {
        let mut quoted = false;
        let mut count = 0usize;
        for byte in line {
            quoted ^= *byte == b'"';
            count += usize::from(*byte == delimiter && !quoted);
        }
        count
    };
    // On a tie, the first delimiter wins.
    let mut best = (b',', count(b','));
    for delimiter in [b';', b'\t'] {
        let found = count(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

/// Number of rows of a sample that are inspected.
const SAMPLE_ROWS: usize = 20;

/// Detects the delimiter of a table, from its extension or from a header and rows that match it.
fn table_delimiter(head: &[u8], whole: bool, extension: &str) -> Option<u8> {
    match extension {
        "csv" => return Some(csv_delimiter(head)),
        "tsv" | "tab" => return Some(b'\t'),
        _ if super::table::separator_line(head).is_some() => return Some(csv_delimiter(head)),
        // Spreadsheets export "Unicode text" with tabs.
        "txt" if names_urls(head) && is_table(head, whole, b'\t') => return Some(b'\t'),
        // Prose has commas too.
        "txt" | "text" | "md" | "markdown" | "html" | "htm" => return None,
        _ => {}
    }
    [b'\t', b',', b';'].into_iter().find(|delimiter| is_table(head, whole, *delimiter))
}

/// Whether a column between tabs has the name of a URL.
fn names_urls(head: &[u8]) -> bool {
    let (cells, ..) = super::table::sniff_row(head, b'\t');
    let is_url = |cell: &[u8]| {
        ["url", "link", "uri"].iter().any(|name| cell.eq_ignore_ascii_case(name.as_bytes()))
    };
    cells.len() > 2 && cells.iter().any(|cell| is_url(cell))
}

fn is_table(head: &[u8], whole: bool, delimiter: u8) -> bool {
    let mut rows = Vec::new();
    let mut rest = head;
    while rows.len() < SAMPLE_ROWS && !rest.is_empty() {
        let (cells, length, complete) = super::table::sniff_row(rest, delimiter);
        if !complete && !whole {
            break;
        }
        rest = rest.get(length..).unwrap_or_default();
        if cells.len() > 1 || cells.first().is_some_and(|cell| !cell.is_empty()) {
            rows.push(cells);
        }
    }
    let Some((header, rows)) = rows.split_first() else { return false };
    let agreeing = rows.iter().filter(|row| row.len() == header.len()).count();
    header.len() > 1
        && header.iter().all(|name| is_column_name(name))
        && !rows.is_empty()
        && agreeing * 10 >= rows.len() * 8
}

/// Whether a cell could be a column name: short and without punctuation; a space after a comma
/// indicates prose.
fn is_column_name(cell: &[u8]) -> bool {
    let Ok(name) = std::str::from_utf8(cell) else { return false };
    !name.is_empty()
        && name.len() <= 48
        && !name.starts_with(' ')
        && name.split(' ').count() <= 4
        && name.chars().all(|letter| {
            letter.is_alphanumeric()
                || matches!(letter, '_' | '-' | ' ' | '.' | ':' | '/' | '(' | ')' | '#')
        })
        && name.chars().any(char::is_alphabetic)
}
