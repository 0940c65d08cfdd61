//! Addresses: the article at a URL, and the article's own URL.
//!
//! [`MatchKey::of`] is the key of a URL itself: aliases, redirects and the records of web archives
//! are looked up by it. [`article_key`] is the key of the article at the URL: a URL in a web
//! archive leads to the archived page. Code that assigns a capture to an article uses
//! `article_key`, so that URLs in archives are resolved in one place.

use serde_json::{Map, Value};
use url::Url;

use super::{Fragment, MatchKey, Memento, UrlError};

/// Returns the key of the article at `url`.
pub fn article_key(url: &str, fragment: Fragment) -> Result<MatchKey, UrlError> {
    MatchKey::with_fragment(&Memento::original(url), fragment)
}

/// Resolves a URL stated by a source against `base`. For a URL in a web archive, returns the page's
/// URL. Returns `None` if the text is not a URL.
pub fn resolve(base: &str, text: &str) -> Option<String> {
    let text = text.trim();
    let has_scheme = text.split_once("://").is_some_and(|(scheme, _)| {
        ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    });
    let url = if has_scheme {
        text.to_owned()
    } else if text.starts_with('/') {
        Url::parse(&Memento::original(base)).ok()?.join(text).ok()?.into()
    } else {
        format!("http://{text}")
    };
    Url::parse(&url).ok()?;
    Some(Memento::original(&url).into_owned())
}

/// Maximum length of a field's text that is tried as a URL.
const MAX_STATED: usize = 4096;

/// Returns the article's own URL for a capture under another URL: the page named by a URL in a web
/// archive, otherwise a canonical URL among the source's other fields (`extra`), otherwise the URL
/// built from the article's key.
///
/// It depends only on the capture, so that the same captures give the same URLs in every catalog.
pub fn own_url(key: &MatchKey, url: &str, extra: &Map<String, Value>) -> Option<String> {
    if has_key(url, key) {
        return None;
    }
    let archived = || Some(Memento::parse(url)?.url).filter(|url| has_key(url, key));
    let stated = || {
        let is_url = |text: &&str| {
            text.len() <= MAX_STATED && text.contains('/') && !text.contains(char::is_whitespace)
        };
        let texts = extra.values().filter_map(Value::as_str).map(str::trim).filter(is_url);
        let urls = texts.filter_map(|text| resolve(url, text)).filter(|url| has_key(url, key));
        urls.min_by(|a, b| preference(a).cmp(&preference(b)))
    };
    archived().or_else(stated).or_else(|| url_of_key(key, url))
}

/// Returns a URL with this key. The scheme and `www.` are those of `beside` if it has the same
/// host.
fn url_of_key(key: &MatchKey, beside: &str) -> Option<String> {
    let path = key.path().strip_prefix(')')?;
    let host = key.host();
    let beside = Url::parse(&Memento::original(beside)).ok();
    let beside = beside.filter(|url| {
        MatchKey::of(url.as_str()).is_ok_and(|other| other.host_key() == key.host_key())
    });
    let scheme = match (key.host_key().split_once("://"), &beside) {
        (Some((scheme, _)), _) => scheme,
        (None, Some(beside)) => beside.scheme(),
        (None, None) => "https",
    };
    let has_www =
        beside.as_ref().and_then(Url::host_str).is_some_and(|host| host.starts_with("www."));
    let www = if has_www && !host.starts_with("www.") { "www." } else { "" };
    Some(format!("{scheme}://{www}{host}{path}")).filter(|url| has_key(url, key))
}

/// Whether this key is that of `url` itself.
pub fn has_key(url: &str, key: &MatchKey) -> bool {
    MatchKey::of(url).is_ok_and(|own| own == *key)
        || (url.contains('#')
            && MatchKey::with_fragment(url, Fragment::Keep).is_ok_and(|own| own == *key))
}

/// The order in which URLs of the same key are preferred: `https`, then the shortest, which has no
/// tracking parameters, then alphabetical order. The store uses the same order in SQL.
fn preference(url: &str) -> (bool, usize, &str) {
    let is_secure = url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
    (!is_secure, url.chars().count(), url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_that_of_the_archived_page() {
        for url in [
            "https://harbour.example/toll",
            "https://web.archive.org/web/20210504101112/https://harbour.example/toll",
            "https://web.archive.org/web/20210505101112id_/http://www.harbour.example:80/toll/?utm_source=x",
        ] {
            let key = article_key(url, Fragment::Drop).expect(url);
            assert_eq!(key.as_str(), "example,harbour)/toll", "{url}");
        }
        let own = MatchKey::of("https://web.archive.org/web/2021/https://a.example/x");
        assert_eq!(own.expect("a key").host(), "web.archive.org");
    }

    #[test]
    fn a_stated_url_is_made_absolute() {
        let base = "https://web.archive.org/web/2021/https://m.harbour.example/toll?r=1";
        for (text, expected) in [
            ("https://harbour.example/toll", Some("https://harbour.example/toll")),
            (" HTTP://harbour.example/toll ", Some("HTTP://harbour.example/toll")),
            ("/toll", Some("https://m.harbour.example/toll")),
            ("//harbour.example/toll", Some("https://harbour.example/toll")),
            ("harbour.example/toll", Some("http://harbour.example/toll")),
            (
                "https://web.archive.org/web/2021/https://harbour.example/toll",
                Some("https://harbour.example/toll"),
            ),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(resolve(base, text).as_deref(), expected, "{text}");
        }
        assert_eq!(resolve("no url", "/toll"), None);
    }

    #[test]
    fn the_articles_own_url_follows_from_a_capture_under_another() {
        let check = |url: &str, extra: &str, expected: Option<&str>| {
            let key = MatchKey::of("https://harbour.example/toll").expect("a key");
            let extra = serde_json::from_str(extra).expect("an object");
            assert_eq!(own_url(&key, url, &extra).as_deref(), expected, "{url} {extra:?}");
        };
        let own = "https://harbour.example/toll";
        let amp = "https://harbour.example/toll/amp";
        check(own, r#"{"canonical_url": "http://harbour.example/toll"}"#, None);
        check(
            "https://web.archive.org/web/2021/http://harbour.example:80/toll",
            "{}",
            Some("http://harbour.example:80/toll"),
        );
        check(
            amp,
            r#"{"canonical_url": "http://www.harbour.example/toll"}"#,
            Some("http://www.harbour.example/toll"),
        );
        check(amp, r#"{"canonical": "/toll"}"#, Some(own));
        let several = r#"{"a": "http://harbour.example/toll", "b": "https://www.harbour.example/toll",
                          "c": "https://harbour.example/toll?utm_source=x"}"#;
        check(amp, several, Some("https://www.harbour.example/toll"));
        // Built from the key alone.
        check(
            amp,
            r#"{"a": "https://harbour.example/other", "b": 5, "c": "not/a url"}"#,
            Some(own),
        );
        check(
            "http://www.harbour.example/toll?id=7",
            "{}",
            Some("http://www.harbour.example/toll"),
        );
        check("http://m.harbour.example/toll", "{}", Some(own));
        check("https://t.co/x", "{}", Some(own));
    }

    #[test]
    fn a_keys_url_has_the_key() {
        for (url, expected) in [
            ("https://example.org", Some("https://example.org/")),
            (
                "https://www.example.org:8080/A/b/?z=1&a=%7e#top",
                Some("https://example.org:8080/A/b?a=~&z=1"),
            ),
            ("https://[::1]:81/a", Some("https://[::1]:81/a")),
            ("https://example.org/#!/story", Some("https://example.org/#!/story")),
            ("ftp://example.org/a", Some("ftp://example.org/a")),
            ("urn:isbn:0451450523", None),
        ] {
            let key = MatchKey::of(url).expect(url);
            assert_eq!(url_of_key(&key, "https://other.example/").as_deref(), expected, "{url}");
        }
        let key =
            MatchKey::with_fragment("https://example.org/a#b", Fragment::Keep).expect("a key");
        assert_eq!(url_of_key(&key, "").as_deref(), Some("https://example.org/a#b"));
    }
}
