//! Listings: the pages that a feed or sitemap lists, with what it claims about them.

use std::io::Cursor;

use url::Url;

use super::schedule::DAY;
use crate::article::Timestamp;
use crate::extract::{ExtractOptions, extract_with_sources};
use crate::fetch::Claims;
use crate::source::{Format, Input, InputKind, ItemContent, Limits, open};

/// The most pages that are read from one listing.
const MAX_ENTRIES: usize = 50_000;

/// The oldest entry of a sitemap that is watched: a sitemap lists all pages of a site.
const OLDEST: i64 = 32 * DAY;

/// What a document lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listing {
    /// Whether it is a sitemap or an index of sitemaps, not a feed.
    pub(super) is_sitemap: bool,
    /// The pages.
    pub(super) entries: Vec<ListedPage>,
    /// The sitemaps of an index.
    pub(super) sitemaps: Vec<String>,
    /// How long it asks not to be requested again, in seconds.
    pub(super) pause: Option<i64>,
}

/// A listed page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ListedPage {
    pub(super) url: Url,
    pub(super) claims: Claims,
    /// What changes when the listing says that the page changed.
    pub(super) mark: Option<String>,
}

/// Reads a document; `None` if it is not a feed or sitemap. Entries of a sitemap that state no time,
/// or one long before `now`, are left out.
pub(super) fn read(bytes: Vec<u8>, url: &Url, now: i64) -> Option<Listing> {
    let pause = asked_pause(&bytes);
    let input = Input::Stream(Box::new(Cursor::new(bytes)));
    let mut source = open(input, Format::Auto, &Limits::default()).ok()?;
    let is_sitemap = match source.kind() {
        InputKind::Feed(_) => false,
        InputKind::Sitemap | InputKind::SitemapIndex => true,
        _ => return None,
    };
    let mut listing = Listing { is_sitemap, pause, ..Listing::default() };
    let options = ExtractOptions::default();
    // A damaged end costs the entries after it, not those before it.
    while let Ok(Some(item)) = source.next_item() {
        if listing.entries.len() >= MAX_ENTRIES {
            break;
        }
        if !matches!(item.raw, ItemContent::Entry(_)) {
            continue;
        }
        let Ok(reading) = extract_with_sources(&item, &options) else { continue };
        let capture = reading.capture;
        let Ok(target) = url.join(capture.url.trim()) else { continue };
        if !matches!(target.scheme(), "http" | "https") {
            continue;
        }
        let version = capture.version;
        let claimed = version.updated.as_ref().or(version.published.as_ref());
        if is_sitemap && claimed.is_none_or(|at| at.micros() < now - OLDEST) {
            continue;
        }
        let raw = |at: Option<&Timestamp>| at.map(|at| at.raw().to_owned());
        let title = version.content.title.clone();
        listing.entries.push(ListedPage {
            url: target,
            mark: raw(version.updated.as_ref()).or_else(|| title.clone()),
            claims: Claims {
                via: url.as_str().to_owned(),
                title,
                published: raw(version.published.as_ref()),
                updated: raw(version.updated.as_ref()),
            },
        });
    }
    if source.kind() == InputKind::SitemapIndex
        && let Some(skips) = source.skips()
    {
        let listed = skips.named.iter().filter_map(|skip| url.join(skip.url.as_deref()?).ok());
        listing.sitemaps = listed.map(String::from).collect();
    }
    Some(listing)
}

/// Returns how long a feed asks not to be requested again, in seconds: `ttl` of RSS (minutes), or
/// the period of the syndication module.
fn asked_pause(bytes: &[u8]) -> Option<i64> {
    // Both are before the first entry.
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(16 << 10))?).into_owned();
    let text = |name: &str| {
        let (_, rest) = head.split_once(&format!("<{name}>"))?;
        Some(rest.split_once("</")?.0.trim().to_owned())
    };
    let ttl = text("ttl").and_then(|ttl| ttl.parse::<i64>().ok()).map(|minutes| minutes * 60);
    let period = text("sy:updatePeriod").and_then(|period| {
        let seconds = match &*period {
            "hourly" => 3600,
            "daily" => 86_400,
            "weekly" => 7 * 86_400,
            "monthly" => 30 * 86_400,
            "yearly" => 365 * 86_400,
            _ => return None,
        };
        let frequency = text("sy:updateFrequency").and_then(|text| text.parse::<i64>().ok());
        Some(seconds / frequency.unwrap_or(1).max(1))
    });
    ttl.max(period).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::UnixMicros;

    /// 2026-12-01T00:00:00Z.
    const NOW: UnixMicros = UnixMicros(1_796_083_200_000_000);

    fn listing(text: &str) -> Option<Listing> {
        let url = Url::parse("https://a.example/feed").expect("a URL");
        read(text.as_bytes().to_vec(), &url, NOW.0)
    }

    #[test]
    fn a_feed_lists_its_entries_with_its_claims() {
        let feed = "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>\
            <channel><title>A</title><ttl>90</ttl><sy:updatePeriod>daily</sy:updatePeriod>\
            <sy:updateFrequency>4</sy:updateFrequency>\
            <item><title>Ferry</title><link>https://a.example/ferry</link>\
            <pubDate>Mon, 30 Nov 2026 10:00:00 GMT</pubDate></item>\
            <item><title>Mill</title><link>https://b.example/mill</link></item>\
            <item><title>Bad</title><link>javascript:x</link></item></channel></rss>";
        let listing = listing(feed).expect("a feed");
        assert!(!listing.is_sitemap);
        assert_eq!(listing.pause, Some(21_600));
        let [ferry, mill] = &listing.entries[..] else { panic!("{listing:?}") };
        assert_eq!(ferry.url.as_str(), "https://a.example/ferry");
        assert_eq!(ferry.claims.published.as_deref(), Some("Mon, 30 Nov 2026 10:00:00 GMT"));
        assert_eq!(ferry.claims.via, "https://a.example/feed");
        assert_eq!(mill.mark.as_deref(), Some("Mill"));
    }

    #[test]
    fn a_sitemap_lists_recent_pages_and_an_index_sitemaps() {
        let map = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
            <url><loc>https://a.example/new</loc><lastmod>2026-11-30T10:00:00Z</lastmod></url>\
            <url><loc>https://a.example/old</loc><lastmod>2020-01-01</lastmod></url>\
            <url><loc>https://a.example/undated</loc></url></urlset>";
        let found = listing(map).expect("a sitemap");
        assert!(found.is_sitemap);
        let urls: Vec<&str> = found.entries.iter().map(|entry| entry.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/new"]);
        assert_eq!(found.entries[0].mark.as_deref(), Some("2026-11-30T10:00:00Z"));
        let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
            <sitemap><loc>https://a.example/1.xml</loc></sitemap>\
            <sitemap><loc>/2.xml</loc></sitemap></sitemapindex>";
        let found = listing(index).expect("an index");
        assert_eq!(found.sitemaps, ["https://a.example/1.xml", "https://a.example/2.xml"]);
        assert_eq!(listing("<html><body>no feed</body></html>"), None);
        assert_eq!(listing(""), None);
    }
}
