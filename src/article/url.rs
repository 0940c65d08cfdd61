//! The match key: the part that all URLs of the same article share.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::num::NonZeroU32;

use serde::{Serialize, Serializer};
use url::Url;

use super::{CheckedPart as _, Sha256};

/// Whether a URL's fragment identifies the article. On nearly every site it names a position in the
/// page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fragment {
    /// The fragment is dropped, except `#!…` and `#/…`, which scripts use as paths.
    #[default]
    Drop,
    /// Every fragment is kept: the source uses fragments to name documents.
    Keep,
}

/// An article's identity derived from its URL: a sortable, SURT-like form without the parts that
/// vary between links to the same page.
///
/// The host's labels are reversed (`com,example)/path?a=1`), so that a domain with its subdomains
/// is one range of keys. Removed: the scheme (of `http` and `https`), user info, a leading `www.`,
/// the default port, the letter case of the host, a trailing slash, `;jsessionid=…`, the fragment
/// (see [`Fragment`]) and tracking parameters. Kept: the path's letter case, and the other query
/// parameters, sorted. Percent-encoding is normalized (RFC 3986 § 6.2.2).
///
/// ```
/// use recension::article::MatchKey;
///
/// let key = MatchKey::of("HTTPS://www.Example.com:443/a/?b=2&utm_source=x&a=1#top").unwrap();
/// assert_eq!(key.as_str(), "com,example)/a?a=1&b=2");
/// assert_eq!(key, MatchKey::of("example.com/a?a=1&b=2").unwrap());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MatchKey(String);

/// Text that does not identify an article on the web.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// Empty or only white space.
    #[error("the URL is empty")]
    Empty,
    /// Longer than [`MatchKey::MAX_URL`].
    #[error("the URL is {0} bytes long; the limit is {max}", max = MatchKey::MAX_URL)]
    TooLong(usize),
    /// Not a URL according to the WHATWG URL Standard.
    #[error("\"{url}\" is not a URL ({reason})")]
    Malformed {
        /// The text, shortened.
        url: String,
        /// The parser's error.
        reason: String,
    },
}

impl MatchKey {
    /// Maximum length of a URL, in bytes.
    pub const MAX_URL: usize = 64 * 1024;

    /// Returns the key of `url`; a missing scheme is treated as `http`.
    pub fn of(url: &str) -> Result<Self, UrlError> {
        Self::with_fragment(url, Fragment::Drop)
    }

    /// Returns the key of `url`, treating the fragment as specified.
    pub fn with_fragment(url: &str, fragment: Fragment) -> Result<Self, UrlError> {
        let text = url.trim();
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        if text.len() > Self::MAX_URL {
            return Err(UrlError::TooLong(text.len()));
        }
        let url = parse(text)?;
        let mut key = String::with_capacity(text.len());
        if matches!(url.scheme(), "http" | "https") {
            push_host(&mut key, &url);
        } else if url.has_host() {
            key.push_str(url.scheme());
            key.push_str("://");
            push_host(&mut key, &url);
        } else {
            // An opaque name (`urn:…`) is kept completely. A closing parenthesis would end a host.
            key.push_str(url.scheme());
            key.push(':');
            key.push_str(&url.path().replace(')', "%29"));
        }
        if url.has_host() {
            push_path(&mut key, url.path());
        }
        push_query(&mut key, url.query());
        if let Some(name) = url.fragment().filter(|name| {
            fragment == Fragment::Keep || name.starts_with('!') || name.starts_with('/')
        }) && !name.is_empty()
        {
            key.push('#');
            push_normalised(&mut key, name);
        }
        Ok(Self(key))
    }

    /// Returns which of `shards` catalogs has the article: the first eight bytes of the key's SHA-256,
    /// as a big-endian number, modulo `shards`. It never changes, on any machine.
    pub fn shard(&self, shards: NonZeroU32) -> u32 {
        let number = Sha256::of(self.0.as_bytes()).prefix64() as u64;
        (number % u64::from(shards.get())) as u32
    }

    /// Wraps a key read from the catalog.
    pub fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// Returns the key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the host as written in the key, with reversed labels, its port and, for schemes
    /// other than `http` and `https`, the scheme (`com,example:8080`); empty if there is no host.
    pub fn host_key(&self) -> &str {
        self.0.split_once(')').map_or("", |(host, _)| host)
    }

    /// Returns what follows the host: `host_key() + path()` is the key.
    pub fn path(&self) -> &str {
        self.0.get(self.host_key().len()..).unwrap_or(&self.0)
    }

    /// Returns the host in the usual order (`example.com:8080`), without `www.`; empty if there is
    /// none.
    pub fn host(&self) -> String {
        Self::host_of_key(self.host_key())
    }

    /// Converts a [`host_key`](Self::host_key) to the usual order.
    pub fn host_of_key(host: &str) -> String {
        let host = host.split_once("://").map_or(host, |(_, host)| host);
        let (labels, port) = match host.split_once(':') {
            Some((labels, port)) if !host.starts_with('[') => (labels, Some(port)),
            _ => (host, None),
        };
        let mut name = labels.split(',').rev().collect::<Vec<_>>().join(".");
        if let Some(port) = port {
            name.push(':');
            name.push_str(port);
        }
        name
    }

    /// Returns the prefix shared by the host keys of `host` and all its subdomains: the host's own
    /// key ends with it or continues with `:`, those of its subdomains continue with `,`.
    pub fn host_prefix(host: &str) -> String {
        let host = host.trim().trim_matches('.').to_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => {
                (name, format!(":{port}"))
            }
            _ => (host.as_str(), String::new()),
        };
        // As in the URL of an article: an IP address has no hierarchy, and other letters than ASCII
        // are encoded.
        let name = match url::Host::parse(name) {
            Ok(url::Host::Domain(name)) => name,
            Ok(address) => return format!("{address}{port}"),
            Err(_) => name.to_owned(),
        };
        let name = match name.strip_prefix("www.") {
            Some(rest) if rest.contains('.') => rest,
            _ => &name,
        };
        name.split('.').rev().collect::<Vec<_>>().join(",") + &port
    }
}

impl fmt::Display for MatchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for MatchKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A URL as it may be shown to others: without user names and passwords, those of an address inside
/// the address of an archive included.
///
/// ```
/// use recension::article::public_url;
///
/// assert_eq!(public_url("https://ann:secret@example.org/a@b"), "https://example.org/a@b");
/// ```
pub fn public_url(url: &str) -> Cow<'_, str> {
    let is_slash = |letter: char| matches!(letter, '/' | '\\');
    let mut public = String::new();
    let mut kept = 0;
    for (colon, _) in url.match_indices(':') {
        let (before, after) = (url.part(..colon), url.part(colon + 1..));
        let is_scheme = |text: &str| {
            let mut letters = text.trim_start().chars();
            // No scheme is longer.
            text.len() < 64
                && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        };
        let last = |name: &str| {
            before.len().checked_sub(name.len()).is_some_and(|at| {
                before.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(name))
            })
        };
        if !after.starts_with(is_slash) || !(is_scheme(before) || last("http") || last("https")) {
            continue;
        }
        let begin = url.len() - after.trim_start_matches(is_slash).len();
        let rest = url.part(begin..);
        let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        if let Some(at) = authority.rfind('@').filter(|_| begin >= kept) {
            public.push_str(url.part(kept..begin));
            kept = begin + at + 1;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(url);
    }
    public.push_str(url.part(kept..));
    Cow::Owned(public)
}

/// Schemes without a host that name resources (RFC 8141, RFC 4151, RFC 4452 and similar).
const NAMES: &[&str] = &["urn", "tag", "info", "doi", "ark", "hdl"];

fn parse(text: &str) -> Result<Url, UrlError> {
    let malformed =
        |reason: String| UrlError::Malformed { url: text.chars().take(120).collect(), reason };
    let scheme_like = text.split_once(':').is_some_and(|(scheme, rest)| {
        // In `example.com:8080/x`, the colon precedes a port.
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-'))
            && !rest.starts_with(|c: char| c.is_ascii_digit())
    });
    if text.starts_with('/') && !text.starts_with("//") {
        return Err(malformed("a path without a host".to_owned()));
    }
    let url = if scheme_like {
        Url::parse(text)
    } else {
        Url::parse(&format!("http://{}", text.trim_start_matches('/')))
    }
    .map_err(|error| malformed(error.to_string()))?;
    if url.cannot_be_a_base() {
        if !NAMES.contains(&url.scheme()) {
            return Err(malformed(format!("the scheme \"{}:\" is not supported", url.scheme())));
        }
        if url.path().trim().is_empty() {
            return Err(malformed("nothing after the scheme".to_owned()));
        }
    }
    if !url.has_host() && !url.cannot_be_a_base() && url.scheme() != "file" {
        return Err(malformed("no host".to_owned()));
    }
    if matches!(url.scheme(), "http" | "https")
        && url.host_str().is_none_or(|host| host.trim_matches('.').is_empty())
    {
        return Err(malformed("no host".to_owned()));
    }
    Ok(url)
}

fn push_host(key: &mut String, url: &Url) {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    match url.host() {
        Some(url::Host::Domain(_)) => {
            let host = match host.strip_prefix("www.") {
                Some(rest) if rest.contains('.') => rest,
                _ => host,
            };
            for (index, label) in host.rsplit('.').enumerate() {
                if index > 0 {
                    key.push(',');
                }
                key.push_str(&label.to_lowercase());
            }
        }
        // An IP address has no hierarchy to reverse.
        _ => key.push_str(host),
    }
    if let Some(port) = url.port() {
        key.push(':');
        key.push_str(&port.to_string());
    }
    key.push(')');
}

fn push_path(key: &mut String, path: &str) {
    let start = key.len();
    let session = path.to_ascii_lowercase().find(";jsessionid=");
    let path = session.map_or(path, |at| path.get(..at).unwrap_or(path));
    push_normalised(key, path);
    while key.len() > start + 1 && key.ends_with('/') {
        key.pop();
    }
    if key.len() == start {
        key.push('/');
    }
}

fn push_query(key: &mut String, query: Option<&str>) {
    let mut kept: Vec<String> = query
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !is_tracking(parameter))
        .map(|parameter| {
            let mut normal = String::with_capacity(parameter.len());
            push_normalised(&mut normal, parameter);
            normal
        })
        .collect();
    kept.sort();
    for (index, parameter) in kept.iter().enumerate() {
        key.push(if index == 0 { '?' } else { '&' });
        key.push_str(parameter);
    }
}

/// Query parameters that track links and never identify an article. Sources: the entries for news
/// sites in the ClearURLs and Brave lists, without names that some sites use for content.
const TRACKING: &[&str] = &[
    "__twitter_impression",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "at_bbc_team",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "at_link_id",
    "at_link_origin",
    "at_link_type",
    "at_medium",
    "at_ptr_name",
    "at_ptr_type",
    "cmp",
    "dclid",
    "dicbo",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "hsctatracking",
    "igsh",
    "igshid",
    "intcmp",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ns_campaign",
    "ns_fee",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "smid",
    "smtyp",
    "srsltid",
    "taid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wprov",
    "wt.mc_id",
    "xtor",
    "yclid",
];

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.binary_search(&name.as_str()).is_ok()
}

/// Normalizes escapes (RFC 3986 § 6.2.2): those of unreserved characters are decoded, the others
/// written in uppercase.
fn push_normalised(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let code = escape.get(1..3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let Some(code) = code else {
            out.push('%');
            rest = escape.get(1..).unwrap_or_default();
            continue;
        };
        if code.is_ascii_alphanumeric() || matches!(code, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(code));
        } else {
            push_escape(out, code);
        }
        rest = escape.get(3..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Appends a percent-encoded byte.
fn push_escape(out: &mut String, byte: u8) {
    // Writing to a string cannot fail.
    let _ = write!(out, "%{byte:02X}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: &str) {
        assert_eq!(MatchKey::of(url).map(|key| key.0).as_deref(), Ok(expected), "{url}");
    }

    #[test]
    fn a_public_url_has_no_password() {
        for (url, expected) in [
            ("https://example.org/a?b=c@d", "https://example.org/a?b=c@d"),
            ("https://u:p@example.org/a", "https://example.org/a"),
            ("HTTPS:\\\\u:p@example.org\\a@b", "HTTPS:\\\\example.org\\a@b"),
            ("https://u:p@q@example.org", "https://example.org"),
            ("https://u@example.org?x", "https://example.org?x"),
            ("ftp://u:p@example.org/a", "ftp://example.org/a"),
            (
                "https://v:w@web.archive.org/web/2020/http://u:p@example.org/a",
                "https://web.archive.org/web/2020/http://example.org/a",
            ),
            (
                "https://archive.example/2020/https:/u:p@example.org/",
                "https://archive.example/2020/https:/example.org/",
            ),
            ("https://example.org//@ann/story", "https://example.org//@ann/story"),
            ("https://example.org/a:/b@c", "https://example.org/a:/b@c"),
            ("mailto:a@example.org", "mailto:a@example.org"),
            ("tag:ann@example.org,2026:1", "tag:ann@example.org,2026:1"),
            ("https://é:ü@example.org/ß", "https://example.org/ß"),
            ("https://", "https://"),
            ("", ""),
        ] {
            assert_eq!(public_url(url), expected, "{url}");
        }
    }

    #[test]
    fn the_shard_of_a_key_never_changes() {
        let of = |url, shards| {
            let shards = NonZeroU32::new(shards).expect("not zero");
            MatchKey::of(url).map(|key| key.shard(shards))
        };
        // printf %s 'com,example)/a' | sha256sum, the first 16 digits
        let first: u64 = 0x745c_3e4e_538b_56cf;
        for shards in [1, 2, 7, 1 << 31] {
            assert_eq!(
                of("https://www.example.com/a/#top", shards),
                Ok((first % u64::from(shards)) as u32)
            );
        }
    }

    #[test]
    fn what_varies_between_links_is_removed() {
        check("http://example.com", "com,example)/");
        check("https://EXAMPLE.com:443/", "com,example)/");
        check("  www.example.com/A/b/  ", "com,example)/A/b");
        check("//example.com/a", "com,example)/a");
        check("https://user:pw@example.com/a#part", "com,example)/a");
        check("https://example.com/a?utm_medium=x&fbclid=y", "com,example)/a");
        check("https://example.com/a;jsessionid=1F?b=1", "com,example)/a?b=1");
        check("https://example.com./a", "com,example)/a");
        check("https://www.com/a", "com,www)/a");
        check("https://youtube/Data%20Agreement", "youtube)/Data%20Agreement");
    }

    #[test]
    fn what_names_the_article_is_kept() {
        check("https://example.com/a?id=7&B=2&a=1", "com,example)/a?B=2&a=1&id=7");
        check("https://example.com:8080/a", "com,example:8080)/a");
        check("example.com:8080/a", "com,example:8080)/a");
        check("https://example.com/#!/story/7", "com,example)/#!/story/7");
        check("https://127.0.0.1/a", "127.0.0.1)/a");
        check("https://[::1]:81/a", "[::1]:81)/a");
        check("urn:isbn:0451450523", "urn:isbn:0451450523");
        check("ftp://example.com/a", "ftp://com,example)/a");
    }

    #[test]
    fn percent_encoding_is_normalised() {
        check("https://example.com/%7euser/%e4%b8%ad/中", "com,example)/~user/%E4%B8%AD/%E4%B8%AD");
        check("https://example.com/100%", "com,example)/100%");
        check("https://bücher.example/ü", "example,xn--bcher-kva)/%C3%BC");
    }

    #[test]
    fn a_source_may_name_documents_by_fragment() {
        let url = "https://example.com/wiki#Terms_of_Use";
        let key = MatchKey::with_fragment(url, Fragment::Keep).expect("a good URL");
        assert_eq!(key.as_str(), "com,example)/wiki#Terms_of_Use");
    }

    #[test]
    fn nonsense_is_refused_with_a_word() {
        assert_eq!(MatchKey::of(" \n"), Err(UrlError::Empty));
        for bad in [
            "http://",
            "https:///",
            "http://a b/c",
            "http://[",
            "mailto:",
            "mailto:a@b.c",
            "://",
            "/",
            "/path",
            "javascript:x()",
        ] {
            let error = MatchKey::of(bad).expect_err(bad);
            assert!(matches!(error, UrlError::Malformed { .. }), "{bad}: {error:?}");
        }
        assert!(matches!(MatchKey::of(&"a".repeat(70_000)), Err(UrlError::TooLong(70_000))));
    }

    #[test]
    fn a_host_and_its_subdomains_are_one_range() {
        assert_eq!(MatchKey::host_prefix("www.BBC.co.uk"), "uk,co,bbc");
        for url in [
            "https://news.example.org/a",
            "https://news.example.org:8080/a",
            "http://192.0.2.7/a",
            "http://192.0.2.7:81/a",
            "http://[2001:db8::1]/a",
            "http://[2001:db8::1]:81/a",
            "https://bücher.example/a",
            "https://www.com/a",
            "https://localhost/a",
            "https://_dmarc.example/a",
        ] {
            let key = MatchKey::of(url).expect("a good URL");
            assert_eq!(MatchKey::host_prefix(&key.host()), key.host_key(), "{url}");
        }
        assert_eq!(MatchKey::host_prefix("Bücher.example"), "example,xn--bcher-kva");
        assert_eq!(MatchKey::host_prefix("org"), "org");
        let key = MatchKey::of("https://news.bbc.co.uk:81/x").expect("a good URL");
        assert!(key.as_str().starts_with("uk,co,bbc"));
        assert_eq!(key.host(), "news.bbc.co.uk:81");
        assert_eq!(MatchKey::of("http://[::1]/x").expect("a good URL").host(), "[::1]");
    }

    #[test]
    fn the_list_of_tracking_parameters_is_sorted_for_its_search() {
        assert!(TRACKING.is_sorted());
    }
}
