//! A response as it was received: its bytes, and what they say.

use crate::source::http::{self, Chunks, ResponseHeader, Undecodable};

/// Why a response is incomplete, in the words of `WARC-Truncated`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// It is longer than the limit.
    Length,
    /// It did not end in time.
    Time,
    /// The connection ended before the response.
    Disconnect,
}

impl Truncation {
    /// Returns the name in `WARC-Truncated`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
        }
    }
}

/// A response, byte for byte.
#[derive(Clone, Debug)]
pub struct Response {
    bytes: Vec<u8>,
    head: ResponseHeader,
    truncated: Option<Truncation>,
}

impl Response {
    /// Reads what was received. Interim responses before it, and bytes after its end, are not part of
    /// it. `None` if it does not begin with an HTTP header.
    pub fn read(mut bytes: Vec<u8>, truncated: Option<Truncation>) -> Option<Self> {
        let mut head = ResponseHeader::read(&bytes)?;
        while (100..200).contains(&head.status) && head.status != 101 && head.is_ended {
            bytes.drain(..head.length.min(bytes.len()));
            head = ResponseHeader::read(&bytes)?;
        }
        if !head.is_ended {
            return None;
        }
        let end = match end_of_body(&head, bytes.get(head.length..)?) {
            Some(length) => head.length.saturating_add(length),
            None => bytes.len(),
        };
        bytes.truncate(end);
        Some(Self { bytes, head, truncated })
    }

    /// All bytes: the header and the body, with its transfer and content codings.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The header with the empty line that ends it.
    pub fn head_bytes(&self) -> &[u8] {
        self.bytes.get(..self.head.length).unwrap_or_default()
    }

    /// The body as it was transferred.
    pub fn body(&self) -> &[u8] {
        self.bytes.get(self.head.length..).unwrap_or_default()
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.head.status
    }

    /// Why it is incomplete, if it is.
    pub fn truncated(&self) -> Option<Truncation> {
        self.truncated
    }

    /// Returns the first header field with this name, in lowercase.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.fields.get(name)
    }

    /// Returns all header fields with this name, in lowercase.
    pub fn headers<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r str> {
        self.head.fields.all(name)
    }

    /// Returns the media type, in lowercase, without its parameters.
    pub fn mime(&self) -> Option<String> {
        self.head.mime()
    }

    /// Returns the body without its transfer coding: the payload of RFC 9110.
    pub fn payload(&self) -> std::borrow::Cow<'_, [u8]> {
        if self.head.is_chunked()
            && let Chunks::Whole { body, .. } | Chunks::Broken { body, .. } =
                http::dechunk(self.body())
        {
            return body.into();
        }
        self.body().into()
    }

    /// Returns the body without its codings, of at most `limit` bytes; an error says why it cannot be
    /// decoded.
    pub fn decoded(&self, limit: usize) -> Result<Vec<u8>, String> {
        let decoded = http::decode(&self.payload(), &self.head.codings(), limit);
        decoded.map(|decoded| decoded.bytes).map_err(|error| match error {
            Undecodable::TooLong => format!("it unpacks to more than {limit} bytes"),
            Undecodable::Broken(_, why) => format!("its compressed data is damaged ({why})"),
            Undecodable::Unknown(coding) => {
                let coding: String = coding.chars().take(32).collect();
                format!("it has the unknown content coding \"{coding}\"")
            }
        })
    }

    /// Whether the response is a test for bots, by the fields with which Cloudflare and AWS mark
    /// theirs.
    pub fn challenges(&self) -> bool {
        self.head.challenges()
    }
}

/// Returns the length of the body that the header announces; `None` if the body ends with the
/// connection.
fn end_of_body(head: &ResponseHeader, body: &[u8]) -> Option<usize> {
    if matches!(head.status, 204 | 304) {
        return Some(0);
    }
    if head.is_chunked() {
        return match http::dechunk(body) {
            Chunks::Whole { end, .. } => Some(end),
            Chunks::Broken { .. } | Chunks::None => None,
        };
    }
    head.body_length().and_then(|length| usize::try_from(length).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Response {
        Response::read(text.as_bytes().to_vec(), None).expect("a response")
    }

    #[test]
    fn a_response_ends_where_its_header_says() {
        let check = |text: &str, body: &str| assert_eq!(read(text).body(), body.as_bytes());
        check("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "abc");
        check("HTTP/1.1 200 OK\r\n\r\nabcdef", "abcdef");
        check("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "");
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let response = read(&format!("{chunked}3\r\nabc\r\n0\r\n\r\nnext"));
        assert_eq!(response.body(), b"3\r\nabc\r\n0\r\n\r\n");
        assert_eq!(&*response.payload(), b"abc");
    }

    #[test]
    fn interim_responses_are_not_part_of_it() {
        let text = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nc";
        let response = read(text);
        assert_eq!((response.status(), response.header("link")), (200, None));
        assert_eq!(response.bytes(), b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nc");
        assert!(Response::read(b"HTTP/1.1 200 OK\r\nA: b\r\n".to_vec(), None).is_none());
        assert!(Response::read(b"SSH-2.0".to_vec(), None).is_none());
    }

    #[test]
    fn a_body_is_decoded_up_to_a_limit() {
        use std::io::Read as _;
        let mut packed = Vec::new();
        flate2::read::GzEncoder::new(&[b'a'; 5000][..], flate2::Compression::fast())
            .read_to_end(&mut packed)
            .expect("memory");
        let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
        let response = Response::read([head, packed].concat(), None).expect("a response");
        assert_eq!(response.decoded(5000).expect("decoded").len(), 5000);
        assert!(response.decoded(4999).expect_err("too long").contains("more than 4999 bytes"));
    }
}
