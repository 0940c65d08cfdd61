//! The form of a WARC 1.1 record (ISO 28500:2017): its bytes, ids, digests and URIs.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Sha256;

/// What every archive says of itself in its first record, as `application/warc-fields`.
pub(crate) const ARCHIVE_INFO: &str = concat!(
    "software: recension/",
    env!("CARGO_PKG_VERSION"),
    "\r\n",
    "format: WARC File Format 1.1\r\n",
    "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n",
);

/// Writes a record, as its own gzip member if `gzip` is set. `fields` holds the header fields without
/// the length, each with its line end.
pub(crate) fn write_record(
    out: &mut dyn io::Write,
    gzip: bool,
    fields: &str,
    block: &[u8],
) -> io::Result<()> {
    let head = format!("WARC/1.1\r\n{fields}Content-Length: {}\r\n\r\n", block.len());
    let parts = [head.as_bytes(), block, b"\r\n\r\n"];
    if gzip {
        let mut member = GzEncoder::new(out, Compression::default());
        parts.into_iter().try_for_each(|part| member.write_all(part))?;
        member.finish().map(|_| ())
    } else {
        parts.into_iter().try_for_each(|part| out.write_all(part))
    }
}

/// Appends to a text.
pub(crate) fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(what);
}

/// Returns a record's id: a UUID of version 8 (RFC 9562 § 5.8) with the bits of a SHA-256.
pub(crate) fn id_of(parts: &[&str]) -> String {
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
pub(crate) fn base32(bytes: &[u8]) -> String {
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
pub(crate) fn uri(url: &str) -> String {
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

/// Whether a text is a URI that a header field can hold.
pub(crate) fn is_uri(text: &str) -> bool {
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
