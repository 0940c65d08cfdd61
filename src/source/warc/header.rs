//! Headers: the lines before a record's block, in WARC and ARC.
//!
//! Both are read with the variations that occur in practice: line ends with and without a carriage
//! return, white space around names and values, URLs with spaces, WARC 0.17 to 1.1 (ISO 28500), ARC
//! 1 and 2.

use memchr::{memchr, memmem};

/// Maximum length of a header.
pub(super) const MOST_HEADER: usize = 64 << 10;

/// Maximum length of an ARC record's header line.
const MOST_LINE: usize = 16 << 10;

/// The format of record headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WarcDialect {
    Warc,
    Arc,
}

/// `name: value` lines of a WARC record or an HTTP message.
#[derive(Clone, Debug, Default)]
pub(crate) struct HeaderFields(Vec<(String, String)>);

impl HeaderFields {
    /// Reads lines up to an empty one. A line that starts with white space continues the previous
    /// line; a line without a colon is ignored. Returns the fields, the offset after them, and
    /// whether there is an empty line.
    pub(super) fn read(data: &[u8]) -> (Self, usize, bool) {
        let mut fields: Vec<(String, String)> = Vec::new();
        let (mut at, mut is_ended) = (0, false);
        while let Some(rest) = data.get(at..).filter(|rest| !rest.is_empty()) {
            let length = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let line = rest.get(..length).unwrap_or_default();
            at += length;
            let is_folded = line.starts_with(b" ") || line.starts_with(b"\t");
            let line = line.trim_ascii();
            if line.is_empty() {
                is_ended = true;
                break;
            }
            if is_folded && let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(&String::from_utf8_lossy(line));
            } else if let Some(colon) = memchr(b':', line) {
                let (name, value) = line.split_at(colon);
                let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
                let value = value.get(1..).unwrap_or_default().trim_ascii();
                fields.push((name, String::from_utf8_lossy(value).into_owned()));
            }
        }
        (Self(fields), at, is_ended)
    }

    /// Returns the first non-empty value with this lowercase name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        values.find(|(_, value)| !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Returns all non-empty values with this lowercase name.
    pub(crate) fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0
            .iter()
            .filter(move |(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}

/// The header of a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    /// WARC's type in lowercase; for ARC `response` or, for its first record, `warcinfo`.
    pub(super) kind: String,
    pub(super) url: Option<String>,
    pub(super) date: Option<String>,
    pub(super) content_type: Option<String>,
    /// The length of the block in bytes, if it is a valid number.
    pub(super) length: Option<u64>,
    pub(super) fields: HeaderFields,
}

/// The header at the start of some bytes.
pub(super) enum HeaderScan {
    /// A complete header, with its length in bytes.
    Whole(Box<Header>, usize),
    /// More bytes are needed.
    Partial,
    /// There is no header.
    None,
}

impl WarcDialect {
    /// Reads the header at the start of `data`; `ended` is true if no more data follows.
    pub(super) fn header(self, data: &[u8], ended: bool) -> HeaderScan {
        match self {
            Self::Warc => warc_header(data, ended),
            Self::Arc => arc_header(data, ended),
        }
    }

    /// Whether a record starts at the start of `data`.
    pub(super) fn begins(self, data: &[u8]) -> bool {
        match self {
            Self::Warc => warc_line(data).is_some_and(|length| {
                let next = data.get(length..).unwrap_or_default();
                let line = next.split(|byte| *byte == b'\n').next().unwrap_or_default();
                match memchr(b':', line) {
                    Some(colon) => line.get(..colon).is_some_and(|name| {
                        let name = name.trim_ascii();
                        !name.is_empty()
                            && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
                    }),
                    None => next.len() == line.len() && line.len() < 64,
                }
            }),
            Self::Arc => {
                let line = data.get(..data.len().min(MOST_LINE)).unwrap_or_default();
                memchr(b'\n', line)
                    .and_then(|end| line.get(..end))
                    .is_some_and(|line| arc_line(line).is_some())
            }
        }
    }

    /// Returns where the next record starts, searching from `from`.
    pub(super) fn find(self, data: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = data.get(at..)?;
            let found = match self {
                Self::Warc => at + memmem::find(rest, b"WARC/")?,
                // ARC header lines have no fixed prefix: every line is checked.
                Self::Arc => at,
            };
            let rest_of_it = data.get(found..).unwrap_or_default();
            let is_line = found == 0 || data.get(found - 1) == Some(&b'\n');
            // A record that was cut off is not followed by a line end.
            if (is_line || is_followed_by_a_field(rest_of_it)) && self.begins(rest_of_it) {
                return Some(found);
            }
            at = match self {
                Self::Warc => found + 5,
                Self::Arc => found + memchr(b'\n', rest)? + 1,
            };
        }
    }
}

/// Returns the length of the line `WARC/1.0`.
fn warc_line(data: &[u8]) -> Option<usize> {
    let rest = data.strip_prefix(b"WARC/")?;
    let line = rest.get(..rest.len().min(16)).unwrap_or_default();
    let end = memchr(b'\n', line)?;
    let version = line.get(..end)?.trim_ascii();
    let is_version = version.len() >= 3
        && version.contains(&b'.')
        && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    is_version.then_some(5 + end + 1)
}

/// Whether the first line is followed by a `WARC-` field.
fn is_followed_by_a_field(data: &[u8]) -> bool {
    let next = warc_line(data).and_then(|length| data.get(length..)).unwrap_or_default();
    next.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"warc-"))
}

/// Returns the offset after the empty line that ends a header.
pub(super) fn blank_line(data: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'\n', data).find_map(|at| match data.get(at + 1..)? {
        [b'\n', ..] => Some(at + 2),
        [b'\r', b'\n', ..] => Some(at + 3),
        // Line ends that were converted twice.
        [b'\r', b'\r', b'\n', ..] => Some(at + 4),
        _ => None,
    })
}

fn warc_header(data: &[u8], ended: bool) -> HeaderScan {
    let Some(first) = warc_line(data) else {
        return if data.len() < 24 && !ended { HeaderScan::Partial } else { HeaderScan::None };
    };
    let whole = data.get(..data.len().min(MOST_HEADER)).unwrap_or_default();
    // A header without its end does not continue in the next header.
    let next = WarcDialect::Warc.find(whole, first);
    let head = whole.get(..next.unwrap_or(whole.len())).unwrap_or_default();
    // The search includes the line end before the fields, because a header may have no fields.
    let Some(end) = head.get(first - 1..).and_then(blank_line).map(|end| first - 1 + end) else {
        let may_go_on = next.is_none() && whole.len() < MOST_HEADER && !ended;
        return if may_go_on { HeaderScan::Partial } else { HeaderScan::None };
    };
    let head = head.get(..end).unwrap_or_default();
    let (fields, ..) = HeaderFields::read(head.get(first..).unwrap_or_default());
    let unbracketed = |name: &str| {
        let value = fields.get(name)?;
        let inner = value.strip_prefix('<').and_then(|value| value.strip_suffix('>'));
        Some(inner.unwrap_or(value).trim().to_owned()).filter(|value| !value.is_empty())
    };
    let header = Header {
        kind: fields.get("warc-type").unwrap_or_default().to_ascii_lowercase(),
        url: unbracketed("warc-target-uri"),
        date: fields.get("warc-date").map(str::to_owned),
        content_type: fields.get("content-type").map(str::to_owned),
        length: fields.get("content-length").and_then(|length| length.parse().ok()),
        fields,
    };
    HeaderScan::Whole(Box::new(header), end)
}

fn arc_header(data: &[u8], ended: bool) -> HeaderScan {
    let line = data.get(..data.len().min(MOST_LINE)).unwrap_or_default();
    let Some(end) = memchr(b'\n', line) else {
        return if line.len() < MOST_LINE && !ended {
            HeaderScan::Partial
        } else {
            HeaderScan::None
        };
    };
    match line.get(..end).and_then(arc_line) {
        Some(header) => HeaderScan::Whole(Box::new(header), end + 1),
        None => HeaderScan::None,
    }
}

/// Parses `URL IP-address Archive-date Content-type … Archive-length`. The URL may contain spaces,
/// so the line is split at a date that follows an address.
fn arc_line(line: &[u8]) -> Option<Header> {
    let line = std::str::from_utf8(line.trim_ascii_end()).ok()?;
    let (scheme, _) = line.split_once(':')?;
    let is_scheme = (2..=16).contains(&scheme.len())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !is_scheme {
        return None;
    }
    let words: Vec<&str> = line.split(' ').collect();
    let is_date =
        |word: &str| (12..=18).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let is_address = |word: &str| {
        word == "-"
            || word.contains(['.', ':'])
                && word.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b':'))
    };
    let at = (2..words.len().saturating_sub(2)).find(|at| {
        words.get(*at).is_some_and(|word| is_date(word))
            && words.get(at - 1).is_some_and(|word| is_address(word))
    })?;
    let url = words.get(..at - 1)?.join(" ");
    let kind = if url.starts_with("filedesc:") { "warcinfo" } else { "response" };
    let mime = words.get(at + 1)?.trim_end_matches(';');
    Some(Header {
        kind: kind.to_owned(),
        url: Some(url),
        date: words.get(at).and_then(|date| date.get(..date.len().min(14))).map(str::to_owned),
        content_type: Some(mime.to_owned()).filter(|mime| mime.contains('/')),
        length: words.last()?.parse().ok(),
        fields: HeaderFields::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(dialect: WarcDialect, text: &str) -> Header {
        match dialect.header(text.as_bytes(), true) {
            HeaderScan::Whole(header, _) => *header,
            _ => panic!("no header in {text:?}"),
        }
    }

    #[test]
    fn a_header_is_read_with_either_line_end() {
        for end in ["\r\n", "\n"] {
            let text = "WARC/1.0\nWARC-Type: Response \nWARC-Target-URI: <http://a.example/>\n\
                        content-length:  12\nX: a\n  b\nno colon\n\nblock"
                .replace('\n', end);
            let found = header(WarcDialect::Warc, &text);
            assert_eq!(found.kind, "response");
            assert_eq!(found.url.as_deref(), Some("http://a.example/"));
            assert_eq!(found.length, Some(12));
            assert_eq!(found.fields.get("x"), Some("a b"));
        }
    }

    #[test]
    fn an_arc_line_may_have_spaces_in_its_url() {
        let check = |line: &str, url: &str, date: &str, length: Option<u64>| {
            let found = header(WarcDialect::Arc, &format!("{line}\nblock"));
            assert_eq!(found.url.as_deref(), Some(url), "{line}");
            assert_eq!(found.date.as_deref(), Some(date), "{line}");
            assert_eq!(found.length, length, "{line}");
        };
        check(
            "http://a.example/x 1.2.3.4 20140216050221 text/html 15",
            "http://a.example/x",
            "20140216050221",
            Some(15),
        );
        check(
            "http://a.example/?t=The Live Web&b=1 1.2.3.4 20140216050221 text/html 15",
            "http://a.example/?t=The Live Web&b=1",
            "20140216050221",
            Some(15),
        );
        check(
            "http://a.example/ ::1 201404010000000000 text/html 200 - - 9 a.arc 7",
            "http://a.example/",
            "20140401000000",
            Some(7),
        );
        check(
            "http://a.example/ 1.2.3.4 20140102000000 text/html abc",
            "http://a.example/",
            "20140102000000",
            None,
        );
        for line in
            ["HTTP/1.1 200 OK", "a: b c d e", "http://a.example/ is a fine page of 12 words"]
        {
            assert!(!WarcDialect::Arc.begins(format!("{line}\n").as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_record_is_found_behind_what_is_none() {
        let data =
            b"WARC/ WARC/1.0 x\nWARC/1.0\r\nprose follows\nWARC/1.0\r\nWARC-Type: response\r\n";
        assert_eq!(WarcDialect::Warc.find(data, 0), Some(41));
        assert_eq!(WarcDialect::Warc.find(b"WARC/1.0\nA: b", 0), Some(0));
        assert_eq!(WarcDialect::Warc.find(b"", 0), None);
    }
}
