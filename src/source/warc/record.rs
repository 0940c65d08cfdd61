//! Records: interprets a record of an archive as a page, a pointer to a page, or neither.

use url::Url;

use super::digest::Stated;
use super::header::{Header, blank_line};
use super::http::{self, Chunks, DecodedBody, ResponseHeader, Undecodable};
use crate::article::{CaptureKind, Setting};
use crate::source::{
    Limits, LookRecord, MOST_PAGE_BYTES, Origin, PageKind, RawPage, RedirectRecord, RevisitRecord,
    in_units, longer_page_remedy, sniff,
};

/// The interpretation of a record.
#[derive(Debug)]
pub(super) enum RecordContent {
    Page(RawPage),
    Revisit(RevisitRecord),
    Redirect(RedirectRecord),
    Look(LookRecord),
    /// A JSON record wrapped by recension's own export.
    Own(Vec<u8>),
    /// A document that may be a feed, a sitemap, an article in plain text or records in JSON, with
    /// its media type.
    Document {
        bytes: Vec<u8>,
        mime: String,
        content_type: Option<String>,
        origin: Box<Origin>,
    },
    /// Not an article, and why.
    Skip(String),
    /// It only describes other records.
    Quiet,
    /// It should be readable but is not.
    Broken(String),
}

/// The start of a record of recension's own export.
const OWN_RECORD: &[u8] = b"{\"recension\":";

/// The evidence for the stated length of a block, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LengthEvidence {
    Against,
    None,
    /// The length stated by the HTTP response.
    For,
    /// A digest.
    Proven,
}

/// The field by which recension's export marks a kept page: it holds the id of the record of the
/// page's capture.
const PAGE_OF_FIELD: &str = "recension-page-of";

/// A record's block, as far as it is available.
pub(super) struct RecordBlock<'b> {
    pub(super) header: &'b Header,
    pub(super) bytes: &'b [u8],
    /// Whether `bytes` is the complete block; if not, only outcomes that need no more bytes are
    /// returned.
    pub(super) is_whole: bool,
    pub(super) limits: &'b Limits,
}

/// The body of a response without its chunks and codings.
struct Payload {
    /// The joined chunks, if there were any.
    joined: Option<Vec<u8>>,
    /// Where the chunks break off.
    broken_at: Option<usize>,
    decoded: Result<DecodedBody, Undecodable>,
}

impl RecordBlock<'_> {
    /// Interprets the record.
    pub(super) fn read(&self) -> (RecordContent, LengthEvidence) {
        if let Some(own) = self.own() {
            return own;
        }
        match self.header.kind.as_str() {
            "warcinfo" | "request" | "metadata" => (RecordContent::Quiet, self.quiet_evidence()),
            // A page in recension's own export, next to the record of its capture.
            "resource" if self.header.fields.get(PAGE_OF_FIELD).is_some() => {
                let what = "kept page of another catalog: `recension merge` copies it";
                (RecordContent::Skip(what.into()), self.quiet_evidence())
            }
            "response" => self.response(),
            "resource" | "conversion" => self.resource(),
            "revisit" => self.revisit(),
            "continuation" => {
                (RecordContent::Skip("part of a segmented record".into()), LengthEvidence::None)
            }
            "" => (
                RecordContent::Broken("the record has no WARC-Type: its kind is unknown".into()),
                LengthEvidence::None,
            ),
            _ => (RecordContent::Skip("record of an unknown type".into()), LengthEvidence::None),
        }
    }

    /// For a record that is too long to be held: whether a record that starts inside its block is
    /// probably part of it, because its lengths agree or its type may contain archives.
    pub(super) fn may_hold_records(&self) -> bool {
        let stated = self.header.length;
        let head = ResponseHeader::read(self.bytes);
        if let Some(length) = head.as_ref().and_then(|head| {
            head.body_length().map(|length| (head.length as u64).saturating_add(length))
        }) {
            return stated == Some(length);
        }
        let mime = head.and_then(|head| head.mime());
        let mime = mime.or_else(|| self.header.content_type.as_deref().map(http::mime));
        let mime = mime.unwrap_or_default();
        ["warc", "arc", "tar", "zip", "octet-stream"].iter().any(|part| mime.contains(part))
    }

    fn origin(&self) -> Origin {
        let header = self.header;
        let id = header.fields.get("warc-record-id");
        Origin {
            url: header.url.clone().unwrap_or_default(),
            date: header.date.clone(),
            record_id: id.map(unbracketed),
            payload: Vec::new(),
            truncated: header.fields.get("warc-truncated").map(str::to_owned),
            has_block_digest: false,
            kind: match header.kind.as_str() {
                "conversion" => CaptureKind::Conversion,
                _ => CaptureKind::Page,
            },
            damage: None,
            keeps_damaged: self.limits.keeps_damaged,
        }
    }

    /// Returns an outcome if the record's URL is not that of a page; `None` if it may be.
    fn foreign(&self) -> Option<RecordContent> {
        let Some(url) = &self.header.url else {
            return Some(RecordContent::Broken(
                "the record has no WARC-Target-URI: the page's URL is unknown".into(),
            ));
        };
        let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
        match scheme.as_str() {
            "http" | "https" => None,
            _ if scheme.len() <= 16 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                Some(RecordContent::Skip(format!("{scheme}: address")))
            }
            _ => Some(RecordContent::Skip("not a web address".into())),
        }
    }

    /// Evidence for records that only describe others: their fields, and a request's header, end
    /// with a line end.
    fn quiet_evidence(&self) -> LengthEvidence {
        let has_body = self.header.kind == "request" && blank_line(self.bytes).is_some();
        if self.bytes.ends_with(b"\n") {
            LengthEvidence::For
        } else if has_body || self.bytes.is_empty() || !self.is_whole {
            LengthEvidence::None
        } else {
            LengthEvidence::Against
        }
    }

    fn response(&self) -> (RecordContent, LengthEvidence) {
        if let Some(foreign) = self.foreign() {
            return (foreign, LengthEvidence::None);
        }
        let Some(head) = ResponseHeader::read(self.bytes) else {
            let says_http =
                self.header.content_type.as_deref().is_some_and(|kind| kind.contains("http"));
            let reason = match self.bytes.is_empty() {
                true => "the response is empty: it has no status line",
                false if says_http => "the response does not start with an HTTP status line",
                false => "the response is not an HTTP response",
            };
            return (RecordContent::Broken(reason.into()), LengthEvidence::Against);
        };
        let body = without_line_ends(&head, self.bytes.get(head.length..).unwrap_or_default());
        let length =
            if self.is_whole { length_evidence(&head, body) } else { LengthEvidence::None };
        match self.by_status(&head) {
            Some(RecordContent::Look(look)) => return self.checked(look, &head, body, length),
            Some(outcome) => return (outcome, length),
            None => {}
        }
        let kind = match page_kind(head.mime().as_deref(), body, false) {
            Ok(kind) => Ok(kind),
            Err(mime) if is_document_type(&mime) => Err(mime),
            Err(why) => return (RecordContent::Skip(why), length),
        };
        if let Some(part) = self.first_segment() {
            return (part, LengthEvidence::None);
        }
        if !self.is_whole {
            return (self.too_long(), LengthEvidence::None);
        }
        let payload = self.payload(&head, body);
        let mut origin = self.origin();
        let evidence = match self.payload_evidence(&payload, body, length, &mut origin) {
            Ok(evidence) => evidence,
            Err(reason) => return (RecordContent::Broken(reason), LengthEvidence::Against),
        };
        let Payload { joined, broken_at, decoded } = payload;
        let entity = joined.as_deref().unwrap_or(body);
        if origin.payload.is_empty() {
            origin.payload.push(Stated::sha1_of(entity).name());
        }
        let is_truncated = origin.truncated.is_some();
        if let Some(at) = broken_at.filter(|_| !is_truncated) {
            let at = head.length + at;
            let reason = format!(
                "the page's chunks break off at byte {at} of the record's block: the page is \
                 incomplete"
            );
            return (RecordContent::Broken(reason), evidence);
        }
        let (bytes, is_sure) = match decoded {
            Ok(decoded) => (decoded.bytes, decoded.is_sure),
            Err(Undecodable::Broken(bytes, _)) if is_truncated && !bytes.is_empty() => {
                (bytes, true)
            }
            Err(undecodable) => {
                return (RecordContent::Broken(self.undecodable(undecodable)), evidence);
            }
        };
        let kind = match kind {
            Ok(kind) => kind,
            Err(mime) => {
                let content_type = head.fields.get("content-type").map(str::to_owned);
                let origin = Box::new(origin);
                return (RecordContent::Document { bytes, mime, content_type, origin }, evidence);
            }
        };
        // Damage that no checksum detects can make a page look like something else.
        let is_short = bytes.len() + 64 < entity.len();
        let is_page = !is_short && is_html(&bytes);
        if !is_sure && !entity.is_empty() && !is_page && sniff::signature(&bytes).is_none() {
            let error = "it does not unpack to a page".to_owned();
            let reason = self.undecodable(Undecodable::Broken(bytes, error));
            return (RecordContent::Broken(reason), evidence);
        }
        let content_type = head.fields.get("content-type").map(str::to_owned);
        (page(bytes, kind, content_type, origin), evidence)
    }

    /// For a page stored in several records: only the first record has the page's type, and none is
    /// complete.
    fn first_segment(&self) -> Option<RecordContent> {
        self.header.fields.get("warc-segment-number")?;
        Some(RecordContent::Broken(
            "the record is the first segment of a page whose rest is in continuation records, \
             which are not joined: rewrite the archive with complete records"
                .into(),
        ))
    }

    /// Returns the outcome that follows from the status alone; `None` if the body must be
    /// inspected.
    fn by_status(&self, head: &ResponseHeader) -> Option<RecordContent> {
        Some(match head.status {
            204 | 205 => RecordContent::Skip("HTTP without content".into()),
            206 => RecordContent::Skip("HTTP 206, part of a page".into()),
            200..=299 => return None,
            300..=399 if head.status != 304 => match self.target(head) {
                Some(target) => {
                    RecordContent::Redirect(RedirectRecord { origin: self.origin(), target })
                }
                None => RecordContent::Skip(format!("HTTP {} without a valid target", head.status)),
            },
            status => match self.look(head) {
                Some(look) => RecordContent::Look(look),
                None => RecordContent::Skip(format!("HTTP {status}")),
            },
        })
    }

    /// Rejects a look whose record does not have the digest that it states.
    fn checked(
        &self,
        look: LookRecord,
        head: &ResponseHeader,
        body: &[u8],
        length: LengthEvidence,
    ) -> (RecordContent, LengthEvidence) {
        if !self.is_whole {
            return (RecordContent::Look(look), length);
        }
        let payload = self.payload(head, body);
        match self.payload_evidence(&payload, body, length, &mut self.origin()) {
            Ok(evidence) => (RecordContent::Look(look), evidence),
            Err(reason) => (RecordContent::Broken(reason), LengthEvidence::Against),
        }
    }

    /// Undoes the chunks and codings of a response's body.
    fn payload(&self, head: &ResponseHeader, body: &[u8]) -> Payload {
        let chunks = if head.is_chunked() { http::dechunk(body) } else { Chunks::None };
        let (joined, broken_at) = match chunks {
            Chunks::Whole { body, .. } => (Some(body), None),
            Chunks::Broken { body, at } => (Some(body), Some(at)),
            Chunks::None => (None, None),
        };
        let entity = joined.as_deref().unwrap_or(body);
        let decoded = http::decode(entity, &head.codings(), self.limits.page_bytes);
        Payload { joined, broken_at, decoded }
    }

    /// Compares the payload, in each of its forms, with the digests that the record states, and
    /// returns the better of this evidence and `length`. An error is the reason of the reject.
    fn payload_evidence(
        &self,
        payload: &Payload,
        body: &[u8],
        length: LengthEvidence,
        origin: &mut Origin,
    ) -> Result<LengthEvidence, String> {
        let expanded = payload.decoded.as_ref().ok().map(|decoded| decoded.bytes.as_slice());
        let digests = self.digests(&[Some(body), payload.joined.as_deref(), expanded], origin)?;
        Ok(if digests == LengthEvidence::Proven { digests } else { length })
    }

    /// Returns the look that an error response records; `None` if it is not about a page: a crawl
    /// also asks for images and scripts. Servers answer for a page that is gone with any other type.
    fn look(&self, head: &ResponseHeader) -> Option<LookRecord> {
        self.header.date.as_ref()?;
        let is_error = (400..=599).contains(&head.status);
        let url = Url::parse(self.header.url.as_deref()?).ok()?;
        let is_asset = head.mime().is_some_and(|mime| {
            ["image/", "audio/", "video/", "font/"].iter().any(|kind| mime.starts_with(kind))
                || mime.ends_with("css")
                || mime.ends_with("javascript")
        });
        (is_error && !is_asset && !is_part_of_a_page(url.path())).then(|| LookRecord {
            origin: self.origin(),
            status: head.status,
            challenges: head.challenges(),
            length: 0,
        })
    }

    fn target(&self, head: &ResponseHeader) -> Option<String> {
        let base = Url::parse(self.header.url.as_deref()?).ok()?;
        let target = base.join(head.fields.get("location")?).ok()?;
        matches!(target.scheme(), "http" | "https").then(|| target.into())
    }

    /// Returns a record wrapped by recension's own export. It is recognized by its first bytes,
    /// because it states its own URL, with any scheme.
    fn own(&self) -> Option<(RecordContent, LengthEvidence)> {
        let may_be = matches!(self.header.kind.as_str(), "conversion" | "resource" | "metadata");
        let mime = self.header.content_type.as_deref().map(http::mime);
        if !may_be
            || mime.as_deref() != Some("application/json")
            || !self.bytes.starts_with(OWN_RECORD)
        {
            return None;
        }
        if !self.is_whole || self.bytes.len() > self.limits.page_bytes {
            return Some((self.too_long(), LengthEvidence::None));
        }
        Some(match self.digests(&[Some(self.bytes)], &mut self.origin()) {
            Ok(evidence) => (RecordContent::Own(self.bytes.to_vec()), evidence),
            Err(reason) => (RecordContent::Broken(reason), LengthEvidence::Against),
        })
    }

    fn resource(&self) -> (RecordContent, LengthEvidence) {
        if let Some(foreign) = self.foreign() {
            return (foreign, LengthEvidence::None);
        }
        // Crawlers convert documents to text and store the result as a conversion.
        let may_be_text = self.header.kind == "conversion";
        let mime = self.header.content_type.as_deref().map(http::mime);
        let kind = match page_kind(mime.as_deref(), self.bytes, may_be_text) {
            Ok(kind) => Ok(kind),
            Err(mime) if is_document_type(&mime) => Err(mime),
            Err(why) => return (RecordContent::Skip(why), LengthEvidence::None),
        };
        if let Some(part) = self.first_segment() {
            return (part, LengthEvidence::None);
        }
        if !self.is_whole || self.bytes.len() > self.limits.page_bytes {
            return (self.too_long(), LengthEvidence::None);
        }
        let mut origin = self.origin();
        let evidence = match self.digests(&[Some(self.bytes)], &mut origin) {
            Ok(evidence) => evidence,
            Err(reason) => return (RecordContent::Broken(reason), LengthEvidence::Against),
        };
        let kind = match kind {
            Ok(kind) => kind,
            Err(mime) => {
                let bytes = self.bytes.to_vec();
                let content_type = self.header.content_type.clone();
                let origin = Box::new(origin);
                return (RecordContent::Document { bytes, mime, content_type, origin }, evidence);
            }
        };
        if origin.payload.is_empty() {
            origin.payload.push(Stated::sha1_of(self.bytes).name());
        }
        (page(self.bytes.to_vec(), kind, self.header.content_type.clone(), origin), evidence)
    }

    fn revisit(&self) -> (RecordContent, LengthEvidence) {
        if let Some(foreign) = self.foreign() {
            return (foreign, LengthEvidence::None);
        }
        let fields = &self.header.fields;
        let head = ResponseHeader::read(self.bytes);
        let evidence = match (fields.get("warc-block-digest").and_then(Stated::read), &head) {
            (Some(stated), _) if stated.is_of(self.bytes) => LengthEvidence::Proven,
            // The record contains a header and nothing else.
            (_, Some(head)) if head.is_ended => LengthEvidence::For,
            (_, Some(_)) => LengthEvidence::Against,
            _ => LengthEvidence::None,
        };
        if let Some(head) = &head {
            // A revisit is not necessarily of a page.
            if head.status != 304
                && let Some(outcome) = self.by_status(head)
            {
                return (outcome, evidence);
            }
            if let Some(mime) = head.mime()
                && let Err(why) = page_kind(Some(&mime), b"<", false)
            {
                return (RecordContent::Skip(why), evidence);
            }
        }
        let mut origin = self.origin();
        origin.truncated = None;
        let stated = fields.get("warc-payload-digest").and_then(Stated::read);
        // The digest of an unmodified page is not this record's: it has no payload.
        let is_unmodified =
            fields.get("warc-profile").is_some_and(|profile| profile.contains("not-modified"));
        if !is_unmodified {
            origin.payload.extend(stated.map(|stated| stated.name()));
        }
        let url = fields.get("warc-refers-to-target-uri").map(unbracketed);
        let url = url.or_else(|| self.header.url.clone());
        let refers_to = url.zip(fields.get("warc-refers-to-date").map(str::to_owned));
        let refers_to_id = fields.get("warc-refers-to").map(unbracketed);
        if origin.payload.is_empty() && refers_to.is_none() && refers_to_id.is_none() {
            let why = if is_unmodified {
                "not modified, without a reference to a capture"
            } else {
                "revisit without a reference to a capture"
            };
            return (RecordContent::Skip(why.into()), evidence);
        }
        (RecordContent::Revisit(RevisitRecord { origin, refers_to, refers_to_id }), evidence)
    }

    /// Checks the digests that the record states. Matching payload digests become the names by
    /// which other records refer to this one. The standard does not say whether a payload digest is
    /// computed before or after its codings are undone.
    fn digests(
        &self,
        payloads: &[Option<&[u8]>],
        origin: &mut Origin,
    ) -> Result<LengthEvidence, String> {
        let mut evidence = LengthEvidence::None;
        for text in self.header.fields.all("warc-payload-digest") {
            let Some(stated) = Stated::read(text) else { continue };
            if !payloads.iter().flatten().any(|payload| stated.is_of(payload)) {
                // Nutch and crawlers based on it compute the payload digest over the complete
                // block, headers included. That proves the bytes, but no revisit will refer to such
                // a digest.
                if stated.is_of(self.bytes) {
                    origin.has_block_digest = true;
                    evidence = LengthEvidence::Proven;
                    continue;
                }
                if self.limits.keeps_damaged {
                    origin.damage = Some(wrong_digest("payload", text));
                    continue;
                }
                return Err(mismatch("payload", text));
            }
            origin.payload.push(stated.name());
            evidence = LengthEvidence::Proven;
        }
        for text in self.header.fields.all("warc-block-digest") {
            let Some(stated) = Stated::read(text) else { continue };
            if !stated.is_of(self.bytes) {
                if self.limits.keeps_damaged {
                    origin.damage = Some(wrong_digest("block", text));
                    continue;
                }
                return Err(mismatch("block", text));
            }
            evidence = LengthEvidence::Proven;
        }
        Ok(evidence)
    }

    fn too_long(&self) -> RecordContent {
        RecordContent::Broken(format!(
            "the page is longer than {}: {}",
            in_units(self.limits.page_bytes),
            longer_page_remedy(self.limits.page_bytes, MOST_PAGE_BYTES)
        ))
    }

    fn undecodable(&self, why: Undecodable) -> String {
        match why {
            Undecodable::TooLong => format!(
                "the page unpacks to more than {}: {}",
                in_units(self.limits.page_bytes),
                longer_page_remedy(self.limits.page_bytes, MOST_PAGE_BYTES)
            ),
            Undecodable::Broken(_, error) => format!(
                "the page's compressed data is damaged ({error}): its text would be incomplete"
            ),
            Undecodable::Unknown(coding) => {
                let coding: String = coding.chars().take(32).collect();
                format!("the page has the unknown content coding \"{coding}\": decode it first")
            }
        }
    }
}

fn wrong_digest(of: &str, stated: &str) -> String {
    let stated: String = stated.chars().take(140).collect();
    format!("the {of} does not match the digest that its record states ({stated})")
}

fn mismatch(of: &str, stated: &str) -> String {
    format!(
        "{}: it was changed or damaged; fetch the archive again, and if the digest still does not \
         match, the archive's writer may have computed it differently: import it with \
         `{}`",
        wrong_digest(of, stated),
        Setting::KeepDamaged
    )
}

/// Returns the body without the line ends that a wrong length has added to it.
fn without_line_ends<'b>(head: &ResponseHeader, body: &'b [u8]) -> &'b [u8] {
    let length = head.body_length().filter(|_| !head.is_chunked());
    let stated = length.and_then(|length| body.split_at_checked(usize::try_from(length).ok()?));
    match stated {
        Some((stated, rest))
            if rest.len() <= 4 && rest.iter().all(|byte| matches!(byte, b'\r' | b'\n')) =>
        {
            stated
        }
        _ => body,
    }
}

/// Compares the length of the HTTP response with its stated length.
fn length_evidence(head: &ResponseHeader, body: &[u8]) -> LengthEvidence {
    if !head.is_ended {
        return LengthEvidence::Against;
    }
    if matches!(head.status, 204 | 304) {
        return if body.is_empty() { LengthEvidence::For } else { LengthEvidence::None };
    }
    if head.is_chunked() {
        return match http::dechunk(body) {
            Chunks::Whole { end, .. } if end == body.len() => LengthEvidence::For,
            Chunks::Broken { .. } => LengthEvidence::Against,
            _ => LengthEvidence::None,
        };
    }
    match head.body_length() {
        Some(length) if length == body.len() as u64 => LengthEvidence::For,
        Some(length) if length > body.len() as u64 => LengthEvidence::Against,
        _ => LengthEvidence::None,
    }
}

fn page(
    bytes: Vec<u8>,
    kind: PageKind,
    content_type: Option<String>,
    origin: Origin,
) -> RecordContent {
    // Servers often label script data, one-pixel images or nothing at all as HTML.
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return RecordContent::Skip("empty page".into());
    }
    if kind == PageKind::Html {
        if let Some((what, _)) = sniff::signature(&bytes) {
            return RecordContent::Skip(format!("labeled HTML, but {what}"));
        }
        let has_markup = bytes.iter().take(16 << 10).any(|byte| *byte == b'<');
        if !has_markup {
            return RecordContent::Skip("labeled HTML, but without markup".into());
        }
    }
    let origin = Some(Box::new(origin));
    RecordContent::Page(RawPage {
        bytes,
        kind,
        content_type,
        url_hint: None,
        written: None,
        origin,
    })
}

/// Whether the bytes start like an HTML page; for UTF-16, the byte order mark is enough.
fn is_html(bytes: &[u8]) -> bool {
    if [&b"\xFF\xFE"[..], b"\xFE\xFF"].iter().any(|mark| bytes.starts_with(mark)) {
        return true;
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default().to_ascii_lowercase();
    head.trim_ascii_start().starts_with(b"<")
        && [&b"<html"[..], b"<!doctype html", b"<head", b"<body", b"<p", b"<title"]
            .iter()
            .any(|tag| memchr::memmem::find(&head, tag).is_some())
}

/// Returns the kind of page for a media type, otherwise the skip reason.
fn page_kind(mime: Option<&str>, body: &[u8], may_be_text: bool) -> Result<PageKind, String> {
    match mime.filter(|mime| !mime.is_empty()) {
        Some("text/html" | "application/xhtml+xml" | "application/xhtml" | "text/xhtml") => {
            Ok(PageKind::Html)
        }
        Some("text/plain") if may_be_text => Ok(PageKind::Text),
        Some(mime) => {
            let is_type = mime.len() <= 80
                && mime.bytes().all(|byte| byte.is_ascii_graphic())
                && mime.contains('/');
            Err(if is_type { mime.to_owned() } else { "invalid content type".to_owned() })
        }
        None if is_html(body) => Ok(PageKind::Html),
        None => Err("no content type".to_owned()),
    }
}

/// Whether a URL's path ends like those of images, scripts, data and other files that are not pages.
fn is_part_of_a_page(path: &str) -> bool {
    const ENDINGS: [&str; 38] = [
        "avif", "bmp", "css", "csv", "eot", "flv", "gif", "gz", "ico", "jpeg", "jpg", "js", "json",
        "m3u8", "m4a", "m4v", "map", "mjs", "mov", "mp3", "mp4", "mpd", "ogg", "otf", "pdf", "png",
        "rss", "svg", "swf", "ttf", "txt", "wav", "webm", "webp", "woff", "woff2", "xml", "zip",
    ];
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, ending)) = name.rsplit_once('.') else { return false };
    ENDINGS.binary_search(&ending.to_ascii_lowercase().as_str()).is_ok()
}

/// Whether a media type is that of feeds and sitemaps. The content shows whether it is one.
fn is_feed_type(mime: &str) -> bool {
    matches!(
        mime,
        "application/rss+xml"
            | "application/atom+xml"
            | "application/rdf+xml"
            | "application/feed+json"
            | "application/xml"
            | "text/xml"
            | "text/rss+xml"
            | "text/rss"
    )
}

/// Whether a media type is one of documents whose content shows whether they are articles.
fn is_document_type(mime: &str) -> bool {
    is_feed_type(mime) || mime == "text/plain" || is_json_type(mime)
}

/// Whether a media type is that of JSON.
pub(super) fn is_json_type(mime: &str) -> bool {
    matches!(mime, "application/json" | "text/json" | "application/ld+json")
        || (mime.starts_with("application/") && mime.ends_with("+json"))
}

fn unbracketed(text: &str) -> String {
    let inner = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
    inner.unwrap_or(text).trim().to_owned()
}
