//! WARC 1.1 (ISO 28500:2017): the catalog as records of a web archive, which `recension import` can
//! read back.
//!
//! A capture is a `conversion` record: the text that was found in a page. Its block is the complete
//! JSON of the capture. If the catalog keeps the page itself, that follows as a `resource` record;
//! `Recension-Page-Of` names the capture's record. Redirects, looks and waiting revisits are
//! `metadata` records of their URLs. Record ids are derived from the content, so a capture has the
//! same record id in every archive.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::record::{self, Exported};
use super::{Export, Result, Selection};
use crate::article::timestamp::canonical_text;
use crate::article::{KeptPage, Pointer, Precision, Sha256, StoredCapture, Timestamp};

/// How an archive is written.
#[derive(Clone, Debug)]
pub struct WarcOptions {
    /// Whether to compress each record as its own gzip member.
    pub gzip: bool,
    /// The archive's file name, if it has one.
    pub filename: Option<String>,
    /// When it is written, in microseconds since 1970.
    pub created: i64,
}

/// Returns the export.
pub fn export(options: WarcOptions) -> Export {
    Export::stream("capture", move |selection, out| write(selection, &options, out))
}

fn write(selection: &Selection<'_>, options: &WarcOptions, out: &mut dyn io::Write) -> Result<i64> {
    let created = options.created.div_euclid(1_000_000) * 1_000_000;
    let mut archive = WarcExport {
        out,
        gzip: options.gzip,
        created: canonical_text(created, Precision::Second),
        info: String::new(),
    };
    archive.begin(options.filename.as_deref())?;
    let mut written = 0;
    record::each(selection, |exported| {
        match exported {
            Exported::Capture(capture, record) => {
                // The web archive from which the capture was read holds the complete page.
                let source = record.warc_record_id().filter(|id| is_uri(id));
                let refers_to = source.map(|id| format!("WARC-Refers-To: <{id}>\r\n"));
                let id = archive.json(
                    "conversion",
                    &capture.url,
                    capture.captured.as_ref(),
                    &refers_to.unwrap_or_default(),
                    record,
                )?;
                if let Some(digest) = capture.payload
                    && let Some(page) = selection.catalog.page(&digest)?
                {
                    archive.page(capture, &page, &id)?;
                }
                written += 1;
            }
            Exported::Pointer(pointer, record) => {
                let (url, captured) = match pointer {
                    Pointer::Redirect(redirect) => (&redirect.url, redirect.captured.as_ref()),
                    Pointer::Revisit(revisit) => (&revisit.url, revisit.captured.as_ref()),
                    Pointer::Look(look) => (&look.url, Some(&look.at)),
                };
                archive.json("metadata", url, captured, "", record)?;
            }
        }
        Ok(())
    })?;
    Ok(written)
}

/// An archive that is being written.
struct WarcExport<'w> {
    out: &'w mut dyn io::Write,
    gzip: bool,
    /// When it is written: the date of records without their own date, because a date is mandatory.
    created: String,
    /// The id of the record that describes the archive.
    info: String,
}

impl WarcExport<'_> {
    fn begin(&mut self, filename: Option<&str>) -> io::Result<()> {
        let block = concat!(
            "software: recension/",
            env!("CARGO_PKG_VERSION"),
            "\r\n",
            "format: WARC File Format 1.1\r\n",
            "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
            "description: versions of articles; each conversion record holds a capture as JSON, ",
            "with the text that was found in the page; a resource record after it is the page, ",
            "if the catalog keeps it\r\n",
        );
        let name: String =
            filename.unwrap_or_default().chars().filter(|letter| !letter.is_control()).collect();
        self.info = id_of(&["warcinfo", &self.created, &name, block]);
        let mut fields = format!(
            "WARC-Type: warcinfo\r\nWARC-Record-ID: {}\r\nWARC-Date: {}\r\n",
            self.info, self.created
        );
        if !name.is_empty() {
            push(&mut fields, format_args!("WARC-Filename: {name}\r\n"));
        }
        fields.push_str("Content-Type: application/warc-fields\r\n");
        self.record(&fields, block.as_bytes())
    }

    /// Writes a record of JSON. `more` holds further header fields, each with its line end.
    fn json(
        &mut self,
        kind: &str,
        url: &str,
        captured: Option<&Timestamp>,
        more: &str,
        value: &impl Serialize,
    ) -> io::Result<String> {
        let block = serde_json::to_vec(value).map_err(io::Error::from)?;
        let digest = format!("sha256:{}", base32(&Sha256::of(&block).0));
        let date = captured.map_or_else(|| self.created.clone(), Timestamp::canonical);
        let id = id_of(&[kind, &digest]);
        let fields = format!(
            "WARC-Type: {kind}\r\nWARC-Record-ID: {id}\r\nWARC-Warcinfo-ID: {info}\r\n\
             WARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\n{more}\
             WARC-Block-Digest: {digest}\r\nWARC-Payload-Digest: {digest}\r\n\
             Content-Type: application/json\r\n",
            info = self.info,
            uri = uri(url),
        );
        self.record(&fields, &block)?;
        Ok(id)
    }

    /// Writes a kept page as a record of its own, next to the record `of` its capture.
    fn page(&mut self, capture: &StoredCapture, page: &KeptPage, of: &str) -> io::Result<()> {
        let digest = format!("sha256:{}", base32(&Sha256::of(&page.bytes).0));
        let date =
            capture.captured.as_ref().map_or_else(|| self.created.clone(), Timestamp::canonical);
        let stated = page.content_type.as_deref().filter(|stated| {
            !stated.is_empty() && stated.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        });
        let fields = format!(
            "WARC-Type: resource\r\nWARC-Record-ID: {id}\r\nWARC-Warcinfo-ID: {info}\r\n\
             WARC-Target-URI: {uri}\r\nWARC-Date: {date}\r\nRecension-Page-Of: {of}\r\n\
             WARC-Block-Digest: {digest}\r\nWARC-Payload-Digest: {digest}\r\n\
             Content-Type: {content_type}\r\n",
            id = id_of(&["resource", of, &digest]),
            info = self.info,
            uri = uri(&capture.url),
            content_type = stated.unwrap_or(page.kind.media_type()),
        );
        self.record(&fields, &page.bytes)
    }

    fn record(&mut self, fields: &str, block: &[u8]) -> io::Result<()> {
        let head = format!("WARC/1.1\r\n{fields}Content-Length: {}\r\n\r\n", block.len());
        let parts = [head.as_bytes(), block, b"\r\n\r\n"];
        if self.gzip {
            let mut member = GzEncoder::new(&mut *self.out, Compression::default());
            parts.into_iter().try_for_each(|part| member.write_all(part))?;
            member.finish().map(|_| ())
        } else {
            parts.into_iter().try_for_each(|part| self.out.write_all(part))
        }
    }
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(what);
}

/// Returns a record's id: a UUID of version 8 (RFC 9562 § 5.8) with the bits of a SHA-256.
fn id_of(parts: &[&str]) -> String {
    let mut bytes = Sha256::of(format!("recension warc\n{}", parts.join("\n")).as_bytes()).0;
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let mut id = "<urn:uuid:".to_owned();
    for (at, byte) in bytes.iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        push(&mut id, format_args!("{byte:02x}"));
    }
    id.push('>');
    id
}

/// Encodes bytes in base 32 (RFC 4648 § 6), as web archives write digests.
fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut have) = (0_u32, 0);
    let digit = |bits: u32| char::from(DIGITS.get(bits as usize & 31).copied().unwrap_or(b'A'));
    for byte in bytes {
        held = held << 8 & 0xFFFF | u32::from(*byte);
        have += 8;
        while have >= 5 {
            have -= 5;
            text.push(digit(held >> have));
        }
    }
    if have > 0 {
        text.push(digit(held << (5 - have)));
    }
    while !text.len().is_multiple_of(8) {
        text.push('=');
    }
    text
}

/// Converts a URL to a URI (RFC 3986): adds a missing scheme and percent-encodes invalid bytes. The
/// block holds the original URL.
fn uri(url: &str) -> String {
    let has_scheme = url.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-".contains(&byte))
            && !rest.starts_with(|first: char| first.is_ascii_digit())
    });
    let mut uri = if has_scheme { String::new() } else { "http://".to_owned() };
    for byte in url.trim().trim_start_matches(if has_scheme { "" } else { "/" }).bytes() {
        if is_uri_byte(byte) {
            uri.push(char::from(byte));
        } else {
            push(&mut uri, format_args!("%{byte:02X}"));
        }
    }
    uri
}

fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn is_uri(text: &str) -> bool {
    text.len() <= 1000 && text.contains(':') && text.bytes().all(is_uri_byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_in_base_32() {
        // RFC 4648 § 10.
        for (text, expected) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(base32(text.as_bytes()), expected);
        }
    }

    #[test]
    fn a_url_becomes_a_uri_of_one_line() {
        for (url, expected) in [
            ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
            ("a.example/b", "http://a.example/b"),
            ("//a.example/b", "http://a.example/b"),
            ("a.example:8080/b", "http://a.example:8080/b"),
            ("urn:isbn:0451450523", "urn:isbn:0451450523"),
            (
                "http://a.example/é b\r\nX: y%20<>",
                "http://a.example/%C3%A9%20b%0D%0AX:%20y%20%3C%3E",
            ),
        ] {
            assert_eq!(uri(url), expected, "{url}");
        }
    }

    #[test]
    fn an_id_is_a_uuid_of_its_record() {
        let id = id_of(&["conversion", "sha256:x"]);
        assert_eq!(id, id_of(&["conversion", "sha256:x"]));
        assert_ne!(id, id_of(&["metadata", "sha256:x"]));
        let inner = id.strip_prefix("<urn:uuid:").and_then(|id| id.strip_suffix('>')).expect("one");
        let groups: Vec<usize> = inner.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!(inner.as_bytes()[14], b'8');
        assert!(matches!(inner.as_bytes()[19], b'8' | b'9' | b'a' | b'b'));
    }
}
