//! What a page says to crawlers: the feeds that it offers, and whether it may be archived.

use dom_query::Document;
use url::Url;

use super::super::encoding;

/// The most feeds of one page.
const MAX_FEEDS: usize = 50;

/// What a page says to crawlers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageLinks {
    /// The URLs of its feeds, in order.
    pub feeds: Vec<String>,
    /// Whether it asks not to be archived, in a `robots` element.
    pub noarchive: bool,
}

impl PageLinks {
    /// Reads a page. `content_type` is that of its response, `url` its own URL.
    pub fn read(bytes: &[u8], content_type: Option<&str>, url: &Url) -> Self {
        let text = encoding::decode(bytes, content_type).text;
        let document = Document::from(&*text);
        let base = document.select("base[href]").attr("href");
        let base = base.and_then(|href| url.join(href.trim()).ok()).unwrap_or_else(|| url.clone());
        let mut links = Self::default();
        for link in &document.select("link[rel][href]") {
            let (Some(rel), Some(href)) = (link.attr("rel"), link.attr("href")) else { continue };
            let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
            let kind = kind.split(';').next().unwrap_or_default().trim();
            let is_feed = matches!(
                kind,
                "application/rss+xml" | "application/atom+xml" | "application/feed+json"
            );
            let mut words = rel.split_ascii_whitespace();
            if !is_feed || !words.any(|word| word.eq_ignore_ascii_case("alternate")) {
                continue;
            }
            if let Ok(target) = base.join(href.trim())
                && matches!(target.scheme(), "http" | "https")
                && links.feeds.len() < MAX_FEEDS
                && !links.feeds.iter().any(|known| known == target.as_str())
            {
                links.feeds.push(target.into());
            }
        }
        links.noarchive = document.select("meta[name][content]").iter().any(|meta| {
            let name = meta.attr("name").unwrap_or_default().to_ascii_lowercase();
            let content = meta.attr("content").unwrap_or_default().to_ascii_lowercase();
            matches!(&*name, "robots" | "recension")
                && content.split(',').any(|word| matches!(word.trim(), "noarchive" | "none"))
        });
        links
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_and_the_wish_not_to_be_archived_are_found() {
        let page = "<html><head><base href='/de/'><title>x</title>\
            <link rel='alternate' type='application/rss+xml' href='rss.xml'>\
            <link rel='ALTERNATE home' type='application/atom+xml; charset=utf-8' href='/atom'>\
            <link rel='alternate' type='application/rss+xml' href='rss.xml'>\
            <link rel='alternate' type='text/html' href='/m'>\
            <link rel='stylesheet' type='application/rss+xml' href='/style'>\
            <link rel='alternate' type='application/rss+xml' href='javascript:x()'>\
            <meta name='ROBOTS' content='index, NoArchive'></head>";
        let url = Url::parse("https://a.example/x/y").expect("a URL");
        let links = PageLinks::read(page.as_bytes(), Some("text/html"), &url);
        assert_eq!(links.feeds, ["https://a.example/de/rss.xml", "https://a.example/atom"]);
        assert!(links.noarchive);
        let plain = b"<meta name='robots' content='noindex'>";
        assert_eq!(PageLinks::read(plain, None, &url), PageLinks::default());
    }
}
