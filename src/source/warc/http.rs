//! HTTP: responses as stored in archives, with their header, chunks and content codings.

use std::io::Read;

use memchr::memchr;

use super::header::HeaderFields;

/// The header of a response.
#[derive(Clone, Debug)]
pub(crate) struct ResponseHeader {
    pub(crate) status: u16,
    pub(crate) fields: HeaderFields,
    /// The offset of the body.
    pub(crate) length: usize,
    /// Whether the empty line that ends the header is present.
    pub(crate) is_ended: bool,
}

impl ResponseHeader {
    /// Reads the status line and the fields; `None` if this is not an HTTP response.
    pub(crate) fn read(block: &[u8]) -> Option<Self> {
        let end = memchr(b'\n', block).map_or(block.len(), |end| end + 1);
        let line = block.get(..end)?;
        let rest = line.strip_prefix(b"HTTP/").or_else(|| line.strip_prefix(b"http/"))?;
        let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let version = words.next()?;
        if !version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.') {
            return None;
        }
        let status = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
        let (fields, length, is_ended) = HeaderFields::read(block.get(end..)?);
        Some(Self { status, fields, length: end + length, is_ended })
    }

    /// Returns the media type in lowercase, without its parameters.
    pub(crate) fn mime(&self) -> Option<String> {
        self.fields.get("content-type").map(mime)
    }

    /// Returns the stated length of the body.
    pub(crate) fn body_length(&self) -> Option<u64> {
        self.fields.get("content-length").and_then(|length| length.parse().ok())
    }

    /// Whether the body was transferred in chunks.
    pub(crate) fn is_chunked(&self) -> bool {
        let mut codings = self.fields.all("transfer-encoding");
        codings.any(|coding| coding.to_ascii_lowercase().contains("chunked"))
    }

    /// Returns the content codings, in the order in which they were applied.
    pub(crate) fn codings(&self) -> Vec<String> {
        let values = self.fields.all("content-encoding").flat_map(|value| value.split(','));
        values
            .map(|coding| coding.trim().to_ascii_lowercase())
            .filter(|coding| !coding.is_empty() && coding != "identity")
            .take(4)
            .collect()
    }

    /// Whether the response is a test for bots, by the fields with which Cloudflare and AWS mark
    /// theirs.
    pub(crate) fn challenges(&self) -> bool {
        let names = |field: &str, word: &str| {
            self.fields.get(field).is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        names("cf-mitigated", "challenge")
            || ["challenge", "captcha"].iter().any(|word| names("x-amzn-waf-action", word))
    }
}

/// Returns a media type in lowercase, without its parameters.
pub(crate) fn mime(content_type: &str) -> String {
    content_type.split([';', ',']).next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The result of decoding a chunked body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Chunks {
    /// The joined chunks; `end` is the offset after the last one and its trailer.
    Whole { body: Vec<u8>, end: usize },
    /// The body breaks off, or the bytes at `at` are not a chunk.
    Broken { body: Vec<u8>, at: usize },
    /// The body was stored without chunks, despite its header.
    None,
}

/// Joins the chunks (RFC 9112 § 7.1). A body without the final zero-length chunk counts as
/// complete, because archives omit it.
pub(crate) fn dechunk(data: &[u8]) -> Chunks {
    let mut body = Vec::new();
    let mut at = 0;
    while at < data.len() {
        let rest = data.get(at..).unwrap_or_default();
        let Some((size, head)) = chunk_size(rest) else {
            if at == 0 {
                return Chunks::None;
            }
            // Line ends alone are not part of the body.
            return if rest.iter().all(u8::is_ascii_whitespace) {
                Chunks::Whole { body, end: data.len() }
            } else {
                Chunks::Broken { body, at }
            };
        };
        let Some(chunk) = rest.get(head..head.saturating_add(size)) else {
            if body.is_empty() {
                return Chunks::None;
            }
            body.extend_from_slice(rest.get(head..).unwrap_or_default());
            return Chunks::Broken { body, at: data.len() };
        };
        at += head + size;
        if size == 0 {
            let (_, trailer, _) = HeaderFields::read(data.get(at..).unwrap_or_default());
            return Chunks::Whole { body, end: at + trailer };
        }
        body.extend_from_slice(chunk);
        match data.get(at..) {
            Some([b'\r', b'\n', ..]) => at += 2,
            Some([b'\n', ..]) => at += 1,
            _ => {}
        }
    }
    if at == 0 { Chunks::None } else { Chunks::Whole { body, end: at } }
}

/// Returns the size stated in a chunk's first line, and the length of that line.
fn chunk_size(data: &[u8]) -> Option<(usize, usize)> {
    let line = data.get(..data.len().min(256))?;
    let end = memchr(b'\n', line)?;
    let size = line.get(..end)?.split(|byte| *byte == b';').next()?.trim_ascii();
    if size.is_empty() || size.len() > 15 || !size.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(std::str::from_utf8(size).ok()?, 16).ok()?;
    Some((size, end + 1))
}

/// Why a body cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// It decodes to more bytes than allowed.
    TooLong,
    /// The encoded data is damaged; contains what could be decoded.
    Broken(Vec<u8>, String),
    /// An unknown coding.
    Unknown(String),
}

/// A decoded body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DecodedBody {
    pub(crate) bytes: Vec<u8>,
    /// Whether damage would have been detected, by a checksum or by bytes that are not text.
    pub(crate) is_sure: bool,
}

/// Undoes the content codings, up to `limit` bytes. A body that was stored decoded, despite its
/// header, is returned unchanged; one that was stored encoded without a header is decoded.
pub(crate) fn decode(
    body: &[u8],
    codings: &[String],
    limit: usize,
) -> Result<DecodedBody, Undecodable> {
    let mut data = body.to_vec();
    let mut is_sure = true;
    if codings.is_empty() && is_gzip(body) {
        return Ok(DecodedBody { bytes: undo("gzip", &data, limit)?.0, is_sure });
    }
    for coding in codings.iter().rev() {
        if looks_decoded(&data, coding) {
            is_sure &= is_plain(&data);
            break;
        }
        data = match undo(coding, &data, limit) {
            // Invalid from its first byte: the body was not encoded, despite its header.
            Err(Undecodable::Broken(got, _)) if got.is_empty() && is_plain(&data) => data,
            other => {
                let (undone, is_checked) = other?;
                is_sure &= is_checked || is_plain(&undone) && undone.len() + 64 > data.len();
                undone
            }
        };
    }
    if data.len() > limit {
        return Err(Undecodable::TooLong);
    }
    Ok(DecodedBody { bytes: data, is_sure })
}

fn is_gzip(data: &[u8]) -> bool {
    data.starts_with(&[0x1F, 0x8B, 8])
}

/// Whether the stated coding cannot be true.
fn looks_decoded(data: &[u8], coding: &str) -> bool {
    match coding {
        "gzip" | "x-gzip" => !is_gzip(data),
        "zstd" => !super::super::frames::is_zstd(data),
        // These codings have no signature; markup shows that the body is decoded.
        _ => data.trim_ascii_start().starts_with(b"<") && is_text(data),
    }
}

/// Whether the first bytes are text, in any ASCII-compatible encoding.
fn is_text(data: &[u8]) -> bool {
    let head = data.get(..data.len().min(512)).unwrap_or_default();
    let controls =
        head.iter().filter(|byte| matches!(byte, 0..=8 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F)).count();
    controls == 0
}

/// Whether the body is text, and not just a few bytes without a control character.
fn is_plain(data: &[u8]) -> bool {
    is_text(data) && (data.contains(&b'<') || std::str::from_utf8(data).is_ok())
}

/// Undoes one coding; the second value is whether the coding has checksums, which matched.
fn undo(coding: &str, data: &[u8], limit: usize) -> Result<(Vec<u8>, bool), Undecodable> {
    let (undone, is_checked) = match coding {
        "gzip" | "x-gzip" => (gunzip(data, limit), true),
        // RFC 9110 requires the zlib format, but many servers send raw deflate.
        "deflate" | "x-deflate" => match read(flate2::bufread::ZlibDecoder::new(data), limit) {
            Err(Undecodable::Broken(got, _)) if got.is_empty() => {
                let mut decoder = flate2::bufread::DeflateDecoder::new(data);
                let undone = read(&mut decoder, limit);
                let rest = (data.len() as u64).saturating_sub(decoder.total_in());
                // Line ends may follow; more bytes mean that decoding went wrong.
                match undone {
                    Ok(bytes) if rest > 4 => {
                        let error = format!("{rest} bytes follow its end");
                        (Err(Undecodable::Broken(bytes, error)), false)
                    }
                    undone => (undone, false),
                }
            }
            other => (other, true),
        },
        "br" => (read(brotli_decompressor::Decompressor::new(data, 16 << 10), limit), false),
        "zstd" => match zstd::stream::read::Decoder::with_buffer(data) {
            Ok(decoder) => (read(decoder, limit), true),
            Err(error) => (Err(Undecodable::Broken(Vec::new(), error.to_string())), true),
        },
        _ => (Err(Undecodable::Unknown(coding.to_owned())), true),
    };
    undone.map(|bytes| (bytes, is_checked))
}

/// Undoes gzip, member by member; bytes after the last member are not part of the page.
fn gunzip(data: &[u8], limit: usize) -> Result<Vec<u8>, Undecodable> {
    let (mut bytes, mut rest) = (Vec::new(), data);
    loop {
        let mut decoder = flate2::bufread::GzDecoder::new(rest);
        match read(&mut decoder, limit.saturating_sub(bytes.len())) {
            Ok(more) => bytes.extend(more),
            Err(Undecodable::Broken(more, error)) => {
                bytes.extend(more);
                return Err(Undecodable::Broken(bytes, error));
            }
            Err(other) => return Err(other),
        }
        rest = decoder.into_inner();
        if !is_gzip(rest) {
            return Ok(bytes);
        }
    }
}

fn read(decoder: impl Read, limit: usize) -> Result<Vec<u8>, Undecodable> {
    let mut bytes = Vec::new();
    let result = decoder.take(limit as u64 + 1).read_to_end(&mut bytes);
    match result {
        _ if bytes.len() > limit => Err(Undecodable::TooLong),
        Ok(_) => Ok(bytes),
        Err(error) => Err(Undecodable::Broken(bytes, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_line_is_read_with_or_without_a_reason() {
        let check = |text: &str, status: Option<u16>| {
            let head = ResponseHeader::read(text.as_bytes());
            assert_eq!(head.map(|head| head.status), status, "{text}");
        };
        check("HTTP/1.1 200 OK\r\n\r\nx", Some(200));
        check("HTTP/1.1 404\n\n", Some(404));
        check("HTTP/2 301 \r\n", Some(301));
        check("HTTPX/1.1 200 OK\r\n\r\n", None);
        check("HTTP/1.1 OK\r\n\r\n", None);
        check("<html>", None);
        check("", None);
    }

    #[test]
    fn chunks_are_joined_and_their_absence_is_seen() {
        let whole = |text: &str| match dechunk(text.as_bytes()) {
            Chunks::Whole { body, .. } => String::from_utf8(body).unwrap(),
            other => format!("{other:?}"),
        };
        assert_eq!(whole("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: x\r\n\r\n"), "abcde");
        assert_eq!(whole("3\nabc\n0\n\n"), "abc");
        assert_eq!(whole("3\r\nabc\r\n"), "abc");
        assert_eq!(whole("3\r\nabc"), "abc");
        assert_eq!(dechunk(b"<html>stored joined"), Chunks::None);
        assert_eq!(dechunk(b""), Chunks::None);
        assert_eq!(dechunk(b"ffffffffffffff\r\nabc"), Chunks::None);
        let broken = |text: &str| matches!(dechunk(text.as_bytes()), Chunks::Broken { .. });
        assert!(broken("3\r\nabc\r\n9\r\nde"));
        assert!(broken("3\r\nabc\r\nno size\r\nde"));
    }

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        flate2::read::GzEncoder::new(data, flate2::Compression::fast())
            .read_to_end(&mut out)
            .unwrap();
        out
    }

    #[test]
    fn codings_are_undone_and_false_labels_seen() {
        let page = b"<html><p>story".as_slice();
        let check = |data: &[u8], labels: &[&str]| {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            let decoded = decode(data, &labels, 1000).expect("a page");
            assert_eq!(decoded.bytes, page, "{labels:?}");
        };
        check(page, &[]);
        for label in ["gzip", "x-gzip", "deflate", "br", "zstd"] {
            check(page, &[label]);
        }
        check(&gzip(page), &["gzip"]);
        check(&gzip(page), &[]);
        // Consecutive members, with other bytes after them.
        check(&[gzip(b"<html>"), gzip(b"<p>story"), b"\r\njunk".to_vec()].concat(), &["gzip"]);
        check(&gzip(&gzip(page)), &["gzip", "gzip"]);
        let mut zlib = Vec::new();
        let level = flate2::Compression::fast();
        flate2::read::ZlibEncoder::new(page, level).read_to_end(&mut zlib).unwrap();
        check(&zlib, &["deflate"]);
        let mut bare = Vec::new();
        flate2::read::DeflateEncoder::new(page, level).read_to_end(&mut bare).unwrap();
        check(&bare, &["deflate"]);
        check(&zstd::encode_all(page, 1).unwrap(), &["zstd"]);
        // `<html><p>story` in one uncompressed block of a brotli stream (RFC 7932 § 9.2).
        let mut brotli = vec![0x8B, 0x06, 0x80];
        brotli.extend_from_slice(page);
        brotli.push(3);
        check(&brotli, &["br"]);
        assert!(matches!(decode(b"\x00\x01", &["magic".into()], 9), Err(Undecodable::Unknown(_))));
    }

    #[test]
    fn a_bomb_is_cut_at_the_limit() {
        let bomb = gzip(&vec![b'a'; 1 << 20]);
        assert_eq!(decode(&bomb, &["gzip".into()], 1000), Err(Undecodable::TooLong));
    }
}
