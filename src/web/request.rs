//! Requests: what the pages need to know of them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use url::form_urlencoded;

use crate::proof::note::Signer;
use crate::render::rows::CellEscapes;

/// The methods that a page answers. Nothing changes the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// The reply with its body.
    #[default]
    Get,
    /// Only the headers of the reply.
    Head,
}

/// The maximum length of a request's path and query, in bytes.
pub(super) const MAX_TARGET: usize = 8 << 10;

/// A request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, as it was sent: percent-encoded, beginning with `/`.
    path: String,
    /// The query, as it was sent, without `?`.
    query: Option<String>,
    /// The decoded query, in order.
    params: Vec<(String, String)>,
    /// The scheme, host and port under which the server was asked: `http://127.0.0.1:8750`.
    pub origin: String,
    /// The current time, in microseconds since 1970: ages such as `7d` count from it.
    pub now: i64,
    /// `If-None-Match`.
    pub if_none_match: Option<String>,
    /// `Accept`.
    pub accept: Option<String>,
    /// `Accept-Encoding`.
    pub accept_encoding: Option<String>,
    /// `Accept-Datetime` (RFC 7089).
    pub accept_datetime: Option<String>,
    /// The key that signs checkpoints.
    pub signer: Option<Arc<Signer>>,
    /// What is escaped in cells of CSV.
    pub escapes: CellEscapes,
    /// Whether the paths of imported files are shown without their folders, in JSON too: for answers
    /// that leave this machine. Pages never show folders.
    pub hides_folders: bool,
}

impl Request {
    /// A request for a path with an optional query, percent-encoded: `/changes?class=number`.
    pub fn get(target: &str) -> Self {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (target, None),
        };
        let params = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        Self {
            path: path.to_owned(),
            query: query.map(str::to_owned),
            params: params.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
            origin: "http://127.0.0.1:8750".to_owned(),
            ..Self::default()
        }
    }

    /// Whether the path or a parameter contains U+0000, at which SQLite's search ends a text.
    pub(super) fn has_nul(&self) -> bool {
        let is_cut = |(name, value): &(String, String)| name.contains('\0') || value.contains('\0');
        self.path.contains("%00") || self.params.iter().any(is_cut)
    }

    /// The path, as it was sent.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path and the query, as they were sent.
    pub fn target(&self) -> Cow<'_, str> {
        match &self.query {
            Some(query) => Cow::Owned(format!("{}?{query}", self.path)),
            None => Cow::Borrowed(&self.path),
        }
    }

    /// The query, as it was sent, without `?`.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// The first value of a parameter; `None` if it is missing or empty, as in a form that was left
    /// empty.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// All values of a parameter that are not empty, in order. A value with commas is a list.
    pub fn values<'r>(&'r self, name: &str) -> impl Iterator<Item = &'r str> {
        let found = self.params.iter().filter(move |(own, _)| own == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All parameters that are not empty, in order.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.params.iter().map(|(name, value)| (name.as_str(), value.trim()));
        all.filter(|(_, value)| !value.is_empty())
    }

    /// The query with other values for some parameters; `None` removes one. The result begins with
    /// `?`, or is empty.
    pub fn query_with(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept =
            self.params().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
        query.extend_pairs(kept);
        for (name, value) in changes {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        match query.finish() {
            empty if empty.is_empty() => empty,
            query => format!("?{query}"),
        }
    }

    /// Whether the client reads gzip.
    pub fn accepts_gzip(&self) -> bool {
        let accepted = self.accept_encoding.as_deref().unwrap_or_default();
        accepted.split(',').any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
            is_gzip && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        })
    }

    /// Whether the client asks for CSV and not for JSON.
    pub fn prefers_csv(&self) -> bool {
        let accepted = self.accept.as_deref().unwrap_or_default();
        accepted.contains("text/csv") && !accepted.contains("json")
    }

    /// Whether the client asks for JSON and not for HTML.
    pub fn prefers_json(&self) -> bool {
        let accepted = self.accept.as_deref().unwrap_or_default();
        accepted.contains("json") && !accepted.contains("text/html")
    }
}

/// Decodes one segment of a path. Bytes that are not UTF-8 become the replacement character.
pub(super) fn decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        let digits = rest.as_slice().get(..2).filter(|_| byte == b'%');
        let code = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit())) {
            Some(code) => {
                bytes.extend(u8::from_str_radix(code, 16));
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Encodes text as one segment of a path, or as a value in a query.
pub(super) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a string cannot fail.
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_decoded_once() {
        let check = |text: &str, expected: &str| assert_eq!(decode(text), expected, "{text}");
        check("plain", "plain");
        check("a%20b%2Fc", "a b/c");
        check("%2541", "%41");
        check("100%", "100%");
        check("%zz%4", "%zz%4");
        check("%+1", "%+1");
        check("%e2%82%ac", "€");
        check("%ff", "\u{FFFD}");
        assert_eq!(decode(&encode("ä/é?#&=%")), "ä/é?#&=%");
    }

    #[test]
    fn parameters_are_read_and_replaced() {
        let request = Request::get("/changes?class=number&class=quote&q=&host=a+b");
        assert_eq!(request.values("class").collect::<Vec<_>>(), ["number", "quote"]);
        assert_eq!((request.param("q"), request.param("host")), (None, Some("a b")));
        let other = request.query_with(&[("host", None), ("after", Some("1&2"))]);
        assert_eq!(other, "?class=number&class=quote&after=1%262");
        assert_eq!(Request::get("/?a=1").query_with(&[("a", None)]), "");
    }

    #[test]
    fn gzip_is_used_only_if_it_is_accepted() {
        let check = |accepted: &str, expected: bool| {
            let accept_encoding = Some(accepted.to_owned());
            let request = Request { accept_encoding, ..Request::get("/") };
            assert_eq!(request.accepts_gzip(), expected, "{accepted}");
        };
        check("gzip, br", true);
        check("br, GZIP;q=0.5", true);
        check("gzip;q=0", false);
        check("identity", false);
        check("", false);
    }
}
