//! Replies: status, headers and body.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::assets;
use super::request::encode;

/// Bodies below this many bytes are not compressed: they fit into one packet.
const MIN_COMPRESSED: usize = 1_000;

/// A year: for addresses whose content never changes.
const IMMUTABLE: &str = "private, max-age=31536000, immutable";

/// What a page may load and do. Nothing inline runs, nothing is loaded from other hosts, and no other
/// site may frame it.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'; require-trusted-types-for 'script'";

/// A reply.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The status: 200, 304, 404, …
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// For the owner of the server: why the page failed.
    pub cause: Option<String>,
}

impl Reply {
    /// A reply with status 200.
    pub fn of(content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, body: body.into(), ..Self::default() }
            .with("content-type", content_type)
    }

    /// A page.
    pub fn html(markup: maud::Markup) -> Self {
        Self::of("text/html; charset=utf-8", markup.into_string())
    }

    /// Plain text.
    pub fn text(text: impl Into<Vec<u8>>) -> Self {
        Self::of("text/plain; charset=utf-8", text)
    }

    /// JSON.
    pub fn json(value: &serde_json::Value) -> Self {
        let mut body = value.to_string();
        body.push('\n');
        Self::of("application/json", body)
    }

    /// A redirection. The address must be percent-encoded.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self { status, ..Self::default() }.with("location", to)
    }

    /// The same reply with one more header, or another value for it. Control characters are encoded,
    /// so that no value can add a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let value = value.into();
        let is_safe = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        let value = if is_safe { value } else { printable(&value) };
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value));
        self
    }

    /// The same reply as a file to save.
    #[must_use]
    pub fn download(self, name: &str) -> Self {
        self.with("content-disposition", format!("attachment; filename*=UTF-8''{}", encode(name)))
    }

    /// The same reply for an address whose content never changes. Only the reader's own cache keeps
    /// it: a redacted text must not stay in one that is shared.
    #[must_use]
    pub fn immutable(self) -> Self {
        self.with("cache-control", IMMUTABLE)
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Adds a header unless the page has set it.
    fn default_header(&mut self, name: &'static str, value: &str) {
        if self.header(name).is_none() {
            self.headers.push((name, value.to_owned()));
        }
    }

    /// Compresses a body of text if the client accepts that.
    pub(super) fn compress(&mut self, accepts_gzip: bool) {
        let kind = self.header("content-type").unwrap_or_default();
        let is_text = ["text/html", "text/css", "text/javascript", "text/plain", "image/svg"]
            .iter()
            .any(|text| kind.starts_with(text))
            || kind.contains("json")
            || kind.contains("atom+xml");
        if !is_text || self.header("content-encoding").is_some() {
            return;
        }
        self.default_header("vary", "accept-encoding");
        if !accepts_gzip || self.body.len() < MIN_COMPRESSED {
            return;
        }
        let mut gzip = GzEncoder::new(Vec::with_capacity(self.body.len() / 3), Compression::new(4));
        let packed = gzip.write_all(&self.body).and_then(|()| gzip.finish());
        // Writing to memory cannot fail; if it did, the body is sent as it is.
        if let Ok(packed) = packed {
            self.body = packed;
            self.headers.push(("content-encoding", "gzip".to_owned()));
        }
    }

    /// Adds the headers that every reply has.
    pub(super) fn protect(&mut self) {
        self.default_header("cache-control", "no-cache");
        self.default_header("content-security-policy", CONTENT_SECURITY_POLICY);
        self.default_header("x-content-type-options", "nosniff");
        self.default_header("referrer-policy", "no-referrer");
        self.default_header("cross-origin-opener-policy", "same-origin");
        self.default_header("cross-origin-resource-policy", "same-origin");
        self.default_header("x-robots-tag", "noindex, noarchive");
        self.default_header("server", assets::PROGRAM);
    }

    /// Drops the body, and states its length.
    pub(super) fn drop_body(&mut self) {
        let length = self.body.len().to_string();
        self.default_header("content-length", &length);
        self.body.clear();
    }
}

/// The text with everything outside printable ASCII percent-encoded.
fn printable(value: &str) -> String {
    let encoded = value.bytes().map(|byte| match byte {
        b' '..=b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_adds_a_header() {
        let reply = Reply::redirect(302, "/a\r\nset-cookie: b=1").with("link", "</ä>");
        assert_eq!(reply.header("location"), Some("/a%0D%0Aset-cookie: b=1"));
        assert_eq!(reply.header("link"), Some("</%C3%A4>"));
        let file = Reply::text("").download("../a\"\r\n.txt");
        let expected = "attachment; filename*=UTF-8''..%2Fa%22%0D%0A.txt";
        assert_eq!(file.header("content-disposition"), Some(expected));
    }

    #[test]
    fn the_last_value_of_a_header_counts() {
        let reply = Reply::text("").immutable().with("cache-control", "no-store");
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.headers.iter().filter(|(name, _)| *name == "cache-control").count(), 1);
    }
}
