//! Chooses the URL by which a saved page identifies itself.
//!
//! Addresses in a web archive are judged and chosen as those of the archived pages.

use std::borrow::Cow;

use url::Url;

use crate::article::Memento;

/// What a page states as its own URL, best first within each kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    /// `<link rel=canonical>`.
    pub(super) canonical: Option<String>,
    /// `og:url`.
    pub(super) open_graph: Option<String>,
    /// The `url` and `mainEntityOfPage` of its JSON-LD.
    pub(super) linked: Vec<String>,
    /// The comment of a saving browser.
    pub(super) saved: Option<String>,
    /// The URL suggested by the file's location.
    pub(super) hint: Option<String>,
    /// The URL under which an archive's record says that the page was served.
    pub(super) origin: Option<String>,
}

impl Addresses {
    /// Returns the page's URL and its source. The canonical link is trusted unless it is clearly
    /// wrong: the home page, or a host that every other claim contradicts. If all URLs name the
    /// site's home page, they identify no page, unless the saved-from comment or the file's
    /// location says that it is the home page.
    pub(super) fn choose(&self) -> Option<(String, &'static str)> {
        self.originals().choose_original()
    }

    /// Returns the address in a web archive that the page was saved from, if one is stated.
    pub(super) fn in_archive(&self) -> Option<String> {
        let places = [&self.origin, &self.saved, &self.hint];
        let own = [&self.canonical, &self.open_graph].into_iter().flatten();
        let stated = places.into_iter().flatten().chain(own).chain(&self.linked);
        stated
            .map(|text| absolute(text.trim()))
            .find(|text| Memento::parse(text).is_some())
            .map(Cow::into_owned)
    }

    /// Returns the same addresses without the archives' parts.
    fn originals(&self) -> Self {
        let original = |text: &String| {
            let text = absolute(text.trim());
            Memento::parse(&text).map_or_else(|| text.into_owned(), |memento| memento.url)
        };
        Self {
            canonical: self.canonical.as_ref().map(original),
            open_graph: self.open_graph.as_ref().map(original),
            linked: self.linked.iter().map(original).collect(),
            saved: self.saved.as_ref().map(original),
            hint: self.hint.as_ref().map(original),
            origin: self.origin.as_ref().map(original),
        }
    }

    fn choose_original(&self) -> Option<(String, &'static str)> {
        if let Some(origin) = &self.origin {
            return Some(self.choose_beside(origin));
        }
        let base = self
            .saved
            .as_deref()
            .into_iter()
            .chain(self.open_graph.as_deref())
            .chain(self.linked.iter().map(String::as_str))
            .chain(self.hint.as_deref())
            .find_map(page_url);
        let resolve = |text: &Option<String>| {
            let text = text.as_deref()?.trim();
            page_url(text).or_else(|| {
                let joined = base.as_ref()?.join(text).ok()?;
                (!text.is_empty() && is_page(&joined)).then_some(joined)
            })
        };
        let canonical = resolve(&self.canonical);
        let open_graph = resolve(&self.open_graph);
        let linked = self.linked.iter().find_map(|url| page_url(url));
        let saved = resolve(&self.saved);
        let hint = resolve(&self.hint);
        let is_placed_home = [&saved, &hint].into_iter().flatten().any(is_home);
        let others: Vec<&Url> =
            [&open_graph, &linked, &saved, &hint].into_iter().flatten().collect();
        if let Some(url) = &canonical {
            // A copy in a cache or an archive does not show whose page it is.
            let mut houses = others.iter().filter(|other| !is_copy(other)).peekable();
            let is_denied =
                houses.peek().is_some() && houses.all(|other| house(other) != house(url));
            let is_home = is_home(url)
                && (!is_placed_home || others.iter().any(|other| !is_home(other_url(other))));
            if !is_denied && !is_home && !is_broken(url) {
                return Some((verbatim(self.canonical.as_deref(), url), "link rel=canonical"));
            }
        }
        let choices = [
            (open_graph, self.open_graph.as_deref(), "og:url"),
            (linked, None, "json-ld url"),
            (saved, self.saved.as_deref(), "saved-from comment"),
            (canonical, self.canonical.as_deref(), "link rel=canonical"),
            (hint, self.hint.as_deref(), "place"),
        ];
        let is_good = |url: &Url| !is_home(url) && !is_broken(url);
        let is_own = |url: &Url| is_good(url) && !is_copy(url);
        let find = |good: &dyn Fn(&Url) -> bool| {
            choices.iter().find(|(url, ..)| url.as_ref().is_some_and(good))
        };
        let page = find(&is_own).or_else(|| find(&is_good));
        page.or_else(|| find(&|url: &Url| is_placed_home || !is_home(url)))
            .and_then(|(url, text, source)| url.as_ref().map(|url| (verbatim(*text, url), *source)))
    }

    /// Chooses the article's URL if it is certain under which URL the page was served. The page's
    /// own claim counts if it names a page of the same host, because one page may have many URLs. A
    /// host that keeps copies of other pages, or shortens their URLs, has no pages of its own.
    fn choose_beside(&self, origin: &str) -> (String, &'static str) {
        let certain = (origin.to_owned(), "archive");
        let Ok(served) = Url::parse(origin.trim()) else { return certain };
        let told = [(&self.canonical, "link rel=canonical"), (&self.open_graph, "og:url")];
        let told = told.into_iter().find_map(|(text, source)| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
            let url = served.join(text).ok()?;
            let is_same = is_page(&url)
                && !is_broken(&url)
                && (house(&url) == house(&served) || (is_copy(&served) && !is_copy(&url)))
                && (!is_home(&url) || is_home(&served));
            is_same.then(|| (verbatim(Some(text), &url), source))
        });
        told.unwrap_or(certain)
    }
}

/// Returns the canonical URL that a record states next to its page's URL, if it would count as a
/// page's canonical link.
pub(in crate::extract) fn canonical_beside(url: &str, canonical: String) -> Option<String> {
    let origin = Some(url.to_owned());
    let stated = Addresses { canonical: Some(canonical), origin, ..Addresses::default() };
    stated.choose().filter(|(_, source)| *source != "archive").map(|(url, _)| url)
}

/// Completes `/web/20210504101112/https://example.org/`, as the Wayback Machine writes its own
/// links.
fn absolute(text: &str) -> Cow<'_, str> {
    if text.starts_with("/web/") {
        let whole = format!("https://web.archive.org{text}");
        if Memento::parse(&whole).is_some_and(|memento| memento.captured.is_some()) {
            return Cow::Owned(whole);
        }
    }
    Cow::Borrowed(text)
}

fn other_url<'a>(url: &'a &'a Url) -> &'a Url {
    url
}

/// Returns the URL as the page wrote it, if it was absolute.
fn verbatim(text: Option<&str>, url: &Url) -> String {
    let text = text.map(str::trim).unwrap_or_default();
    if page_url(text).is_some() { text.to_owned() } else { url.to_string() }
}

fn page_url(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(is_page)
}

fn is_page(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| host.contains('.'))
}

fn is_home(url: &Url) -> bool {
    let path = url.path().trim_matches('/');
    url.query().is_none()
        && (path.is_empty()
            || matches!(path, "index.html" | "index.php" | "home" | "en" | "de" | "fr"))
}

/// Whether a URL comes from a template that was not filled in: `https://day.example/undefined`.
fn is_broken(url: &Url) -> bool {
    let last = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    matches!(last, "undefined" | "null" | "404" | "error" | "NaN")
        || url.path().contains("%7B%7B")
        || url.path().contains("[object")
}

/// Whether a host keeps copies of other publishers' pages, or only links to them.
fn is_copy(url: &Url) -> bool {
    const COPIES: &[&str] = &[
        "cdn.ampproject.org",
        "archive.org",
        "archive.is",
        "archive.ph",
        "archive.today",
        "archive.li",
        "archive.vn",
        "archive.md",
        "webcache.googleusercontent.com",
        "translate.goog",
        "translate.google.com",
        "perma.cc",
        "freezepage.com",
        // URL shorteners, and readers that link to articles through their own host.
        "apple.news",
        "bit.ly",
        "buff.ly",
        "dlvr.it",
        "feedproxy.google.com",
        "flip.it",
        "goo.gl",
        "ift.tt",
        "is.gd",
        "lnkd.in",
        "news.google.com",
        "ow.ly",
        "t.co",
        "tinyurl.com",
        "trib.al",
    ];
    let host = url.host_str().unwrap_or_default();
    let is_of = |copy: &&str| {
        host.strip_suffix(copy).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    COPIES.iter().any(is_of) || (host.starts_with("www.google.") && url.path().starts_with("/amp/"))
}

/// Returns the part of a host that identifies its publisher: its editions (`m.`, `amp.`,
/// `edition.`) are one. If many publishers share a domain, the label before it is included.
fn house(url: &Url) -> &str {
    const SHARED: &[&str] = &[
        "blogspot.com",
        "wordpress.com",
        "tumblr.com",
        "substack.com",
        "github.io",
        "medium.com",
        "typepad.com",
        "livejournal.com",
        "over-blog.com",
        "canalblog.com",
        "jimdo.com",
        "wixsite.com",
        "weebly.com",
        "blogs.com",
        "hatenablog.com",
        "ghost.io",
        "netlify.app",
    ];
    let host = url.host_str().unwrap_or_default();
    let labels = host.split('.').count();
    let is_second_level = |label: &str| {
        matches!(
            label,
            "co" | "com"
                | "org"
                | "net"
                | "gov"
                | "ac"
                | "edu"
                | "or"
                | "ne"
                | "gob"
                | "gouv"
                | "go"
        )
    };
    let mut kept = 2;
    let mut ends = host.rsplit('.');
    let (top, second) = (ends.next().unwrap_or_default(), ends.next().unwrap_or_default());
    let is_shared = SHARED.iter().any(|shared| host.ends_with(shared))
        || second == "blogspot"
        || (top.len() <= 3 && ends.next() == Some("blogspot"));
    if (top.len() == 2 && is_second_level(second)) || is_shared {
        kept = 3;
    }
    let skipped = labels.saturating_sub(kept);
    let start = host.match_indices('.').nth(skipped.wrapping_sub(1)).map_or(0, |(at, _)| at + 1);
    if skipped == 0 { host } else { host.get(start..).unwrap_or(host) }
}

/// Reads what a saving browser or SingleFile wrote at the top of the page: the URL, and when it was
/// saved.
pub(super) fn saved_comment(html: &str) -> (Option<String>, Option<String>) {
    let mut end = html.len().min(16 * 1024);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let head = html.get(..end).unwrap_or_default();
    if let Some((_, rest)) = head.split_once("Page saved with SingleFile") {
        let comment = rest.split("-->").next().unwrap_or_default();
        let value = |name: &str| {
            comment
                .lines()
                .find_map(|line| line.trim().strip_prefix(name))
                .map(|value| value.trim().to_owned())
        };
        return (value("url:"), value("saved date:"));
    }
    if let Some((_, rest)) = head.split_once("<!-- saved from url=(") {
        let url = rest
            .split_once(')')
            .map(|(_, rest)| rest.split("-->").next().unwrap_or_default().trim().to_owned());
        return (url.filter(|url| url.starts_with("http")), None);
    }
    (None, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps)]
    fn text(url: &str) -> Option<String> {
        Some(url.to_owned())
    }

    #[track_caller]
    fn check(addresses: &Addresses, expected: Option<(&str, &'static str)>) {
        let chosen = addresses.choose();
        assert_eq!(chosen.as_ref().map(|(url, source)| (url.as_str(), *source)), expected);
    }

    #[test]
    fn the_canonical_link_is_trusted_unless_plainly_wrong() {
        let mut addresses =
            Addresses { canonical: text("https://a.example/story"), ..Addresses::default() };
        check(&addresses, Some(("https://a.example/story", "link rel=canonical")));
        addresses.open_graph = text("https://www.a.example/story?x=1");
        check(&addresses, Some(("https://a.example/story", "link rel=canonical")));
        addresses.canonical = text("https://a.example/");
        check(&addresses, Some(("https://www.a.example/story?x=1", "og:url")));
        addresses.canonical = text("https://other.example/story");
        check(&addresses, Some(("https://www.a.example/story?x=1", "og:url")));
        addresses.canonical = text("/story");
        check(&addresses, Some(("https://www.a.example/story", "link rel=canonical")));
        addresses.canonical = text("https://m.a.example/story");
        check(&addresses, Some(("https://m.a.example/story", "link rel=canonical")));
        addresses.canonical = text("https://a.example/undefined");
        check(&addresses, Some(("https://www.a.example/story?x=1", "og:url")));
        check(&Addresses { canonical: text("/story"), ..Addresses::default() }, None);
        check(&Addresses { canonical: text("https://a.example/"), ..Addresses::default() }, None);
        let home = text("https://a.example/");
        let all = Addresses {
            canonical: home.clone(),
            open_graph: home.clone(),
            linked: vec!["https://a.example/index.html".to_owned()],
            ..Addresses::default()
        };
        check(&all, None);
        check(
            &Addresses { saved: home, ..all },
            Some(("https://a.example/", "link rel=canonical")),
        );
    }

    #[test]
    fn a_copy_names_its_original() {
        let mut addresses = Addresses {
            canonical: text("https://www.a.example/story"),
            saved: text("https://www-a-example.cdn.ampproject.org/c/s/www.a.example/amp/story"),
            ..Addresses::default()
        };
        check(&addresses, Some(("https://www.a.example/story", "link rel=canonical")));
        // An article written by another publisher is this publisher's page here.
        addresses.saved = text("https://b.example/wire/story");
        check(&addresses, Some(("https://b.example/wire/story", "saved-from comment")));
        addresses.canonical = None;
        addresses.saved = text("https://web.archive.org/web/2014/https://a.example/story");
        addresses.linked = vec!["https://a.example/story".to_owned()];
        check(&addresses, Some(("https://a.example/story", "json-ld url")));
    }

    #[test]
    fn a_house_is_told_by_its_host() {
        for (one, other, expected) in [
            ("https://edition.cnn.example/a", "https://www.cnn.example/b", true),
            ("https://m.bbc.co.uk/a", "https://www.bbc.co.uk/b", true),
            ("https://a.co.uk/a", "https://b.co.uk/b", false),
            ("https://ann.blogspot.com/a", "https://bob.blogspot.com/b", false),
            ("https://ann.blogspot.com/a", "https://ann.blogspot.de/a", false),
            ("https://ann.wordpress.com/a", "https://ann.wordpress.com/b", true),
            ("https://en.m.wikipedia.org/a", "https://en.wikipedia.org/a", true),
            ("https://localhost.x/a", "https://localhost.x/b", true),
        ] {
            let parse = |text: &str| Url::parse(text).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(house(&parse(one)) == house(&parse(other)), expected, "{one} {other}");
        }
    }

    #[test]
    fn saving_browsers_leave_the_url() {
        let single = "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://a.example/x \n saved date: Sun Oct 19 2014 09:31:00 GMT-0400 (Eastern Daylight Time)\n-->";
        assert_eq!(
            saved_comment(single),
            (
                text("https://a.example/x"),
                text("Sun Oct 19 2014 09:31:00 GMT-0400 (Eastern Daylight Time)")
            )
        );
        let browser = "<!DOCTYPE html>\n<!-- saved from url=(0019)https://a.example/x -->\n<html>";
        assert_eq!(saved_comment(browser), (text("https://a.example/x"), None));
        assert_eq!(saved_comment("<!-- saved from url=(0014)about:internet -->"), (None, None));
    }

    #[test]
    fn beside_the_url_that_an_archive_states_only_a_page_of_the_same_host_counts() {
        let served = "http://www.a.example/story?ref=x";
        let of = |canonical: &str, open_graph: &str| Addresses {
            origin: text(served),
            canonical: Some(canonical.to_owned()).filter(|url| !url.is_empty()),
            open_graph: Some(open_graph.to_owned()).filter(|url| !url.is_empty()),
            // Other URLs in the page and the file's location do not count.
            linked: vec!["https://a.example/linked".to_owned()],
            hint: text("https://hint.example/"),
            ..Addresses::default()
        };
        let whole = "https://a.example/story";
        check(&of(whole, ""), Some((whole, "link rel=canonical")));
        check(&of("/story", ""), Some(("http://www.a.example/story", "link rel=canonical")));
        check(&of("", whole), Some((whole, "og:url")));
        check(&of("https://b.example/story", whole), Some((whole, "og:url")));
        for other in ["", "https://b.example/story", "https://a.example/", "http://[", "tel:1"] {
            check(&of(other, other), Some((served, "archive")));
        }
        check(&of("/undefined", ""), Some((served, "archive")));
        let home = Addresses { origin: text("http://a.example/"), ..of("https://a.example/", "") };
        check(&home, Some(("https://a.example/", "link rel=canonical")));
        // A copy or a short URL is not the page's own.
        for served in
            ["https://www-a-example.cdn.ampproject.org/c/s/a.example/amp", "https://t.co/x"]
        {
            let copy = Addresses { origin: text(served), ..of(whole, "") };
            check(&copy, Some((whole, "link rel=canonical")));
            let copy = Addresses { origin: text(served), ..of("https://bit.ly/x", "") };
            check(&copy, Some((served, "archive")));
        }
    }

    #[test]
    fn addresses_in_a_web_archive_are_those_of_its_pages() {
        const AT: &str = "https://web.archive.org/web/20210504101112";
        let wrapped = |url: &str| text(&format!("{AT}/{url}"));
        let story = "https://a.example/story";
        let check = |addresses: Addresses, url: &str, source: &'static str, seen: &str| {
            assert_eq!(
                addresses.in_archive().as_deref(),
                Some(seen).filter(|seen| !seen.is_empty())
            );
            check(&addresses, Some((url, source)));
        };
        let one = Addresses::default;
        let at_story = format!("{AT}/{story}");
        check(
            Addresses { canonical: wrapped(story), ..one() },
            story,
            "link rel=canonical",
            &at_story,
        );
        check(
            Addresses { canonical: text(&format!("/web/20210504101112/{story}")), ..one() },
            story,
            "link rel=canonical",
            &at_story,
        );
        // The address that the page was saved from comes first, with its flags.
        let saved = format!("{AT}if_/https://m.a.example/story");
        check(
            Addresses { canonical: wrapped(story), saved: text(&saved), ..one() },
            story,
            "link rel=canonical",
            &saved,
        );
        check(
            Addresses { canonical: text("/story"), saved: text(&saved), ..one() },
            "https://m.a.example/story",
            "link rel=canonical",
            &saved,
        );
        // Whether a URL is a home page or another site's page depends on the archived pages, not on
        // the archive.
        check(
            Addresses { canonical: wrapped("https://a.example/"), saved: text(&at_story), ..one() },
            story,
            "saved-from comment",
            &at_story,
        );
        check(
            Addresses {
                canonical: wrapped("https://b.example/x"),
                saved: text(&at_story),
                ..one()
            },
            story,
            "saved-from comment",
            &at_story,
        );
        check(
            Addresses {
                canonical: wrapped(story),
                origin: wrapped("https://a.example/story?r=1"),
                ..one()
            },
            story,
            "link rel=canonical",
            &format!("{AT}/https://a.example/story?r=1"),
        );
        check(
            Addresses { canonical: text(story), origin: wrapped("https://b.example/x"), ..one() },
            "https://b.example/x",
            "archive",
            &format!("{AT}/https://b.example/x"),
        );
        check(Addresses { canonical: text(story), ..one() }, story, "link rel=canonical", "");
    }

    #[test]
    fn a_records_canonical_url_counts_as_a_pages() {
        let check = |url: &str, canonical: &str, expected: Option<&str>| {
            let found = canonical_beside(url, canonical.to_owned());
            assert_eq!(found.as_deref(), expected, "{url} {canonical}");
        };
        let own = "https://a.example/story";
        check("https://m.a.example/story?r=1", own, Some(own));
        check("https://t.co/x", own, Some(own));
        check("https://web.archive.org/web/2021/https://www.a.example/story?r=1", own, Some(own));
        check(own, "https://a.example/", None);
        check("https://b.example/story", own, None);
        check(own, "https://a.example/undefined", None);
    }
}
