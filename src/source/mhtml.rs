//! MHTML (RFC 2557): a page that a browser saved with its images in one file.
//!
//! The page is the part that the message names as its start, otherwise the first HTML part. Only
//! the page is held in memory, not its images. Its URL comes from the message or the part, and its
//! capture time is the date of the message.

use super::stream::Stream;
use super::{
    InputKind, Item, ItemContent, MOST_PAGE_BYTES, Origin, PageKind, RawPage, Skip, Skips, Source,
    SourceError, SourceLocation, in_units, longer_page_remedy, transfer,
};

/// Maximum number of bytes in the headers of a message or part.
const MAX_HEADERS: usize = 64 * 1024;

/// Line ends that may follow the last boundary.
const LINE_ENDS: u64 = 8;

/// Maximum number of parts that are inspected.
const MAX_PARTS: usize = 10_000;

/// The beginnings of the types of parts that are never the page's text.
const RESOURCES: [&str; 9] = [
    "image/",
    "font/",
    "audio/",
    "video/",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "application/font",
];

/// Returns the page of a message.
pub(super) struct Mhtml {
    stream: Stream,
    written: Option<i64>,
    skips: Skips,
    done: bool,
}

/// Header fields, with names in lowercase and values unfolded.
struct Headers(Vec<(String, String)>);

impl Headers {
    fn parse(block: &[u8]) -> Self {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in String::from_utf8_lossy(block).lines() {
            if line.starts_with([' ', '\t']) {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            } else if let Some((name, value)) = line.split_once(':') {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
        Self(fields)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, value)| known == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// Returns a parameter of the content type.
    fn parameter(&self, name: &str) -> Option<String> {
        let mut rest = self.get("content-type")?;
        loop {
            let (_, after) = rest.split_once(';')?;
            rest = after.trim_start();
            let Some((key, value)) = rest.split_once('=') else { continue };
            let value = value.trim_start();
            let is_wanted = key.trim().eq_ignore_ascii_case(name);
            if let Some(quoted) = value.strip_prefix('"') {
                let end = quoted.find('"').unwrap_or(quoted.len());
                if is_wanted {
                    return quoted.get(..end).map(str::to_owned);
                }
                rest = quoted.get(end..)?;
            } else if is_wanted {
                return Some(value.split(';').next().unwrap_or_default().trim().to_owned());
            }
        }
    }

    fn kind(&self) -> String {
        let kind = self.get("content-type").unwrap_or_default();
        kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Returns a URL; folded lines are joined without the spaces of the fold.
    fn url(&self, name: &str) -> Option<String> {
        let url: String = self.get(name)?.split_whitespace().collect();
        url.contains("://").then_some(url)
    }
}

/// Whether a line is a header field or the rest of a folded one (RFC 5322 § 2.2).
fn is_header_line(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_field = name.len() < line.len()
        && !name.is_empty()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    is_field || line.starts_with(b" ") || line.starts_with(b"\t")
}

/// Why reading stops.
enum MhtmlEnd {
    /// The message is invalid.
    Broken(String),
    /// The input ends, or cannot be read further.
    CutOff,
}

impl Mhtml {
    pub(super) fn new(stream: Stream, written: Option<i64>) -> Self {
        Self { stream, written, skips: Skips::default(), done: false }
    }

    /// Reads the headers that start here and the empty line after them.
    fn headers(&mut self) -> Result<Headers, MhtmlEnd> {
        let window = &mut self.stream.window;
        // A message may start with empty lines.
        loop {
            if window.data().is_empty() && !window.fill() {
                return Err(MhtmlEnd::CutOff);
            }
            match window.data().first() {
                Some(b'\r' | b'\n') => window.advance(1),
                _ => break,
            }
        }
        self.block()
    }

    /// Reads header lines, up to an empty line or one that cannot be a header's: where that line is
    /// missing, the part's content must not be taken for headers.
    fn block(&mut self) -> Result<Headers, MhtmlEnd> {
        let window = &mut self.stream.window;
        let mut at = 0;
        loop {
            let rest = window.data().get(at..).unwrap_or_default();
            if let Some(end) = memchr::memchr(b'\n', rest) {
                let line = rest.get(..end).unwrap_or_default();
                let line = line.strip_suffix(b"\r").unwrap_or(line);
                if line.is_empty() || !is_header_line(line) {
                    let headers = Headers::parse(window.data().get(..at).unwrap_or_default());
                    window.advance(if line.is_empty() { at + end + 1 } else { at });
                    return Ok(headers);
                }
                at += end + 1;
            } else if rest.len() > MAX_HEADERS {
                at = rest.len();
            } else if !window.fill() {
                return Err(MhtmlEnd::CutOff);
            }
            if at > MAX_HEADERS {
                let reason = "its headers do not end: it is not an MHTML page, or it is damaged";
                return Err(MhtmlEnd::Broken(reason.to_owned()));
            }
        }
    }

    /// Advances past the next boundary; returns the bytes before it if they are wanted, and `false`
    /// if it was the last boundary.
    fn until(&mut self, boundary: &[u8], wanted: bool) -> Result<(Vec<u8>, bool), MhtmlEnd> {
        let limit = self.stream.limits.page_bytes;
        let mark = [b"--", boundary].concat();
        let mut taken = Vec::new();
        let mut at_line_start = true;
        loop {
            let window = &mut self.stream.window;
            // A boundary and the bytes that mark the last one.
            window.fill_to(mark.len() + 4);
            let data = window.data();
            if data.is_empty() {
                return Err(MhtmlEnd::CutOff);
            }
            if at_line_start && data.starts_with(&mark) {
                let behind = data.get(mark.len()..).unwrap_or_default();
                let is_last = behind.starts_with(b"--");
                let is_boundary = is_last
                    || behind.is_empty()
                    || behind.first().is_some_and(u8::is_ascii_whitespace);
                if is_boundary {
                    window.advance(mark.len());
                    self.line_end();
                    // The line end before a boundary belongs to the boundary.
                    if taken.last() == Some(&b'\n') {
                        taken.pop();
                        if taken.last() == Some(&b'\r') {
                            taken.pop();
                        }
                    }
                    return Ok((taken, !is_last));
                }
            }
            let end = memchr::memchr(b'\n', data).map_or(data.len(), |at| at + 1);
            at_line_start = data.get(end - 1) == Some(&b'\n');
            if wanted {
                if taken.len() + end > limit {
                    return Err(MhtmlEnd::Broken(format!(
                        "its page is longer than {}: {}",
                        in_units(limit),
                        longer_page_remedy(limit, MOST_PAGE_BYTES)
                    )));
                }
                taken.extend_from_slice(data.get(..end).unwrap_or_default());
            }
            window.advance(end);
        }
    }

    /// Advances past the end of the line.
    fn line_end(&mut self) {
        let window = &mut self.stream.window;
        loop {
            if let Some(at) = memchr::memchr(b'\n', window.data()) {
                window.advance(at + 1);
                return;
            }
            window.advance(usize::MAX);
            if !window.fill() {
                return;
            }
        }
    }

    fn page(&mut self) -> Result<(RawPage, u64), MhtmlEnd> {
        let message = self.headers()?;
        let Some(boundary) = message.parameter("boundary").filter(|text| !text.is_empty()) else {
            return Err(MhtmlEnd::Broken("it states no boundary between its parts".to_owned()));
        };
        let start = message.parameter("start");
        let mut from = self.stream.window.offset();
        let (before, mut goes_on) = self.until(boundary.as_bytes(), true)?;
        if !before.trim_ascii().is_empty() {
            self.pass_over(from, None, "text before the first part");
        }
        let mut page = None;
        for _ in 0..MAX_PARTS {
            from = self.stream.window.offset();
            if !goes_on {
                break;
            }
            match self.part(&message, start.as_deref(), boundary.as_bytes(), page.is_none()) {
                Ok((found, more)) => {
                    page = page.or(found);
                    goes_on = more;
                }
                // The page is complete, whatever is wrong behind it.
                Err(_) if page.is_some() => break,
                Err(end) => return Err(end),
            }
        }
        self.stream.skip_rest();
        if self.stream.window.offset() > from + LINE_ENDS {
            self.pass_over(from, None, "bytes behind the last part");
        }
        page.ok_or_else(|| MhtmlEnd::Broken("none of its parts is an HTML page".to_owned()))
    }

    /// Reads a part. Returns the page, if the part is the wanted page, and whether parts follow.
    fn part(
        &mut self,
        message: &Headers,
        start: Option<&str>,
        boundary: &[u8],
        is_page_wanted: bool,
    ) -> Result<(Option<(RawPage, u64)>, bool), MhtmlEnd> {
        let from = self.stream.window.offset();
        let part = self.block()?;
        let offset = self.stream.window.offset();
        let is_html = matches!(part.kind().as_str(), "text/html" | "application/xhtml+xml");
        let is_page = is_page_wanted
            && match (start, part.get("content-id")) {
                (Some(start), Some(id)) => start == id,
                _ => is_html,
            };
        let (bytes, more) = self.until(boundary, is_page)?;
        if is_page {
            return Ok((Some((self.found(message, &part, &bytes), offset)), more));
        }
        let kind = part.kind();
        let is_resource = RESOURCES.iter().any(|start| kind.starts_with(start));
        if is_resource && !kind.is_empty() {
            self.skips.quiet += 1;
        } else {
            let reason =
                if is_html { "a frame of the saved page" } else { "a part that is not the page" };
            self.pass_over(from, part.url("content-location"), reason);
        }
        Ok((None, more))
    }

    /// Counts what was read since this offset as skipped.
    fn pass_over(&mut self, from: u64, url: Option<String>, reason: &str) {
        let input = std::sync::Arc::clone(&self.stream.name);
        let place = SourceLocation { input, record: None, offset: from };
        let length = self.stream.window.offset() - from;
        self.skips.add_record(Skip { place, url, reason: reason.to_owned(), length });
    }

    fn found(&self, message: &Headers, part: &Headers, bytes: &[u8]) -> RawPage {
        let encoding = part.get("content-transfer-encoding").unwrap_or_default();
        let bytes = match encoding.to_ascii_lowercase().as_str() {
            "quoted-printable" => transfer::quoted_printable(bytes),
            "base64" => transfer::base64(bytes),
            _ => bytes.to_vec(),
        };
        let url = message
            .url("snapshot-content-location")
            .or_else(|| part.url("content-location"))
            .or_else(|| message.url("content-location"));
        let date = message.get("date").map(str::to_owned);
        let origin = Origin { url: url.unwrap_or_default(), date, ..Origin::default() };
        RawPage {
            bytes,
            kind: PageKind::Html,
            content_type: part.get("content-type").map(str::to_owned),
            url_hint: None,
            written: self.written,
            origin: Some(Box::new(origin)),
        }
    }
}

impl Source for Mhtml {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let kept = super::kept(self.stream.window.data());
        let reason = match self.page() {
            Ok((page, offset)) => {
                return Ok(Some(self.stream.item(None, offset, ItemContent::Page(page))));
            }
            Err(MhtmlEnd::Broken(reason)) => format!("the MHTML file cannot be read: {reason}"),
            Err(MhtmlEnd::CutOff) => self.stream.fault()?.unwrap_or_else(|| {
                "the MHTML file ends before its page does; save the page again".to_owned()
            }),
        };
        self.stream.skip_rest();
        let length = self.stream.window.offset();
        let raw = ItemContent::long(reason, kept, length);
        Ok(Some(self.stream.item(None, 0, raw)))
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        InputKind::Mhtml
    }

    fn skips(&self) -> Option<&Skips> {
        Some(&self.skips)
    }
}
