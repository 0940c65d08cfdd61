//! Memento (RFC 7089): TimeGates, TimeMaps and mementos, with the addresses of the Wayback Machine and
//! pywb.
//!
//! There are two collections: under `/web/`, texts are dated by the timeline's effective times, and
//! under `/published/` by the times that the publisher states, whether they fit the observations or
//! not.

mod moments;
mod time_map;

use std::fmt::Write as _;

use maud::html;

use super::failure::{self, Failure};
use super::layout::{self, Page, text};
use super::reply::Reply;
use super::visit::{Caching, PageResult, Route, Visit};
use super::words::{clocks, stamp as show_stamp, version_address};
use crate::article::{ArticleId, Memento};
use crate::catalog::select;
use crate::render::version::redaction_line;
use crate::render::visible_title;
use crate::store::Snapshot;
use crate::timeline::Timeline;
use moments::{Dating, Moment, Moments, http_date, read_http_date};
pub(super) use moments::{stamp_end, stamp_of, stamp_start};

/// The addresses of the two collections.
pub(super) const ROUTES: &[Route] = &[
    Route {
        pattern: "/web/{*}",
        formats: &[],
        is_suffixed: false,
        caching: Caching::Catalog,
        page: by_observation,
    },
    Route {
        pattern: "/published/{*}",
        formats: &[],
        is_suffixed: false,
        caching: Caching::Catalog,
        page: by_claim,
    },
];

/// Digits of a complete stamp: `YYYYMMDDhhmmss`.
const STAMP_DIGITS: usize = 14;

/// Answers below `/web/`.
fn by_observation(visit: &Visit<'_>) -> PageResult {
    page(visit, Dating::Effective)
}

/// Answers below `/published/`.
fn by_claim(visit: &Visit<'_>) -> PageResult {
    page(visit, Dating::Publisher)
}

fn page(visit: &Visit<'_>, dating: Dating) -> PageResult {
    let rest = visit.segment("*");
    if let Some(rest) = rest.strip_prefix("timemap/") {
        return time_map::page(visit, dating, rest);
    }
    if let Some((first, url)) = rest.split_once('/') {
        if first == "*" {
            let article = Archived::find(visit, dating, url)?.article;
            return Ok(Reply::redirect(302, &format!("/a/{article}")));
        }
        if let Some((digits, flag)) = split_stamp(first) {
            return memento(visit, &Archived::find(visit, dating, url)?, digits, flag);
        }
    }
    time_gate(visit, dating, rest)
}

/// Separates a stamp from the flag that selects how a memento is shown: `2014`, `20141019092600id_`.
fn split_stamp(segment: &str) -> Option<(&str, &str)> {
    let digits = segment.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(segment.len());
    let (digits, flag) = segment.split_at_checked(digits)?;
    let is_flag = |flag: &str| {
        flag.strip_suffix('_').is_some_and(|letters| {
            (2..=4).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_lowercase())
        })
    };
    let is_stamp = (1..=STAMP_DIGITS).contains(&digits.len());
    (is_stamp && (flag.is_empty() || is_flag(flag))).then_some((digits, flag))
}

/// An article, under the URL by which it was asked for.
struct Archived {
    /// The URL of the original resource, safe in a header.
    url: String,
    article: ArticleId,
    timeline: Timeline,
    moments: Moments,
    /// The scheme, host and port of this server.
    origin: String,
    dating: Dating,
}

impl Archived {
    /// Finds the article with a URL, as an address contains it.
    fn find(visit: &Visit<'_>, dating: Dating, target: &str) -> Result<Self, Failure> {
        let url = original(target)?;
        let article = article_of(visit.snapshot, &url)?.ok_or_else(|| {
            Failure::not_found(format!("The catalog has no article with the URL {url}."))
        })?;
        let timeline = visit.snapshot.timeline(article)?;
        let moments = Moments::of(&timeline, dating);
        if moments.is_empty() {
            return Err(Failure::not_found(format!(
                "No version of {url} has a time in this collection, so none can be found by a time. \
                 /a/{article} shows them."
            )));
        }
        let origin = visit.request.origin.clone();
        Ok(Self { url: header_safe(&url), article, timeline, moments, origin, dating })
    }

    /// The address of the collection: `http://127.0.0.1:8750/web/`.
    fn base(&self) -> String {
        format!("{}{}", self.origin, self.dating.prefix())
    }

    fn time_gate(&self) -> String {
        format!("{}{}", self.base(), self.url)
    }

    fn time_map(&self, format: &str) -> String {
        format!("{}timemap/{format}/{}", self.base(), self.url)
    }

    fn address(&self, moment: &Moment) -> String {
        format!("{}{}/{}", self.base(), moment.stamp, self.url)
    }

    /// The link to the TimeMap, with the period that it covers.
    fn time_map_link(&self) -> String {
        let period = match self.moments.ends() {
            Some((first, last)) => {
                format!("; from=\"{}\"; until=\"{}\"", first.http_date(), last.http_date())
            }
            None => String::new(),
        };
        format!(
            "<{}>; rel=\"timemap\"; type=\"application/link-format\"{period}",
            self.time_map("link")
        )
    }

    /// The links of a TimeGate's reply.
    fn gate_links(&self, chosen: usize) -> String {
        let mut links = vec![format!("<{}>; rel=\"original\"", self.url), self.time_map_link()];
        links.extend(self.neighbors(chosen, None));
        links.join(", ")
    }

    /// The links of a memento. `capture` is the stamp and the time of a capture, if the memento is
    /// asked for by them.
    fn memento_links(&self, own: usize, capture: Option<(&str, i64)>) -> String {
        let mut links = vec![
            format!("<{}>; rel=\"original\"", self.url),
            format!("<{}>; rel=\"timegate\"", self.time_gate()),
            self.time_map_link(),
        ];
        links.extend(self.neighbors(own, capture));
        links.join(", ")
    }

    /// The first, previous, own, next and last memento; one that is several of them is named once.
    /// Before a capture comes the memento of its own state.
    fn neighbors(&self, own: usize, capture: Option<(&str, i64)>) -> Vec<String> {
        let last = self.moments.len().saturating_sub(1);
        let previous = if capture.is_some() { Some(own) } else { own.checked_sub(1) };
        let next = Some(own + 1).filter(|next| *next <= last);
        let mut named: Vec<usize> =
            [Some(0), previous, Some(own), next, Some(last)].into_iter().flatten().collect();
        named.dedup();
        let link = |stamp: &str, rel: &str, date: &str| {
            let address = format!("{}{stamp}/{}", self.base(), self.url);
            format!("<{address}>; rel=\"{rel}\"; datetime=\"{date}\"")
        };
        let links = named.into_iter().filter_map(|at| {
            let moment = self.moments.get(at)?;
            let roles = [
                ("first", at == 0),
                ("prev", Some(at) == previous),
                ("next", Some(at) == next),
                ("last", at == last),
            ];
            let mut rel: Vec<&str> =
                roles.into_iter().filter(|(_, is_so)| *is_so).map(|(role, _)| role).collect();
            rel.push("memento");
            Some(link(&moment.stamp, &rel.join(" "), &moment.http_date()))
        });
        let capture = capture.map(|(stamp, at)| link(stamp, "memento", &http_date(at)));
        links.chain(capture).collect()
    }
}

/// The URL of the original resource in an address, which clients damage: `https:/example.org`.
fn original(target: &str) -> Result<String, Failure> {
    Memento::target(target).ok_or_else(|| {
        Failure::bad_request(
            "The address has no URL of an article: write /web/https://example.org/story.",
        )
    })
}

/// The article with a URL.
pub(super) fn article_of(snapshot: &Snapshot, url: &str) -> Result<Option<ArticleId>, Failure> {
    Ok(select::by_url(snapshot, url)?)
}

/// The URL without characters that end a link in a header or in a TimeMap.
fn header_safe(url: &str) -> String {
    let mut safe = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0..=b' ' | 127.. => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "%{byte:02X}");
            }
            byte => safe.push(char::from(byte)),
        }
    }
    safe
}

/// Leads to the memento of the time that the client prefers.
fn time_gate(visit: &Visit<'_>, dating: Dating, target: &str) -> PageResult {
    let request = visit.request;
    let varies = |reply: Reply| reply.with("vary", "accept-datetime");
    let found = match Archived::find(visit, dating, target) {
        Ok(found) => found,
        Err(refused) => {
            let url = original(target).map(|url| header_safe(&url));
            let reply = varies(failure::reply(request, &refused));
            return Ok(match url {
                Ok(url) => reply.with("link", format!("<{url}>; rel=\"original\"")),
                Err(_) => reply,
            });
        }
    };
    let asked = request.accept_datetime.as_deref().map(read_http_date);
    if asked == Some(None) {
        let refused = Failure::bad_request(
            "Accept-Datetime is not a date in the form \"Sun, 19 Oct 2014 09:26:00 GMT\".",
        );
        let link = format!("<{}>; rel=\"original\", {}", found.url, found.time_map_link());
        return Ok(varies(failure::reply(request, &refused)).with("link", link));
    }
    let last = found.moments.len().saturating_sub(1);
    // A state is dated to the second, and is in effect within that second.
    let chosen = asked
        .flatten()
        .map_or(last, |at| found.moments.chosen(&found.timeline, at.saturating_add(1_000_000)));
    let Some(moment) = found.moments.get(chosen) else {
        return Err(Failure::not_found("The article has no version."));
    };
    let reply = Reply::redirect(302, &found.address(moment));
    Ok(varies(reply).with("link", found.gate_links(chosen)))
}

/// Shows the memento of a stamp, or leads to the one that is in effect at that time.
fn memento(visit: &Visit<'_>, found: &Archived, digits: &str, flag: &str) -> PageResult {
    let exact = found.moments.exact(&found.timeline, digits);
    let Some((chosen, at)) = exact else {
        let chosen = match digits {
            // Fewer digits than a year has: the oldest or the newest.
            digits if digits.len() < 4 && digits.starts_with(['0', '1']) => 0,
            digits if digits.len() < 4 => found.moments.len().saturating_sub(1),
            digits => {
                let end = stamp_end(digits).ok_or_else(|| {
                    Failure::bad_request(format!(
                        "{digits} is not a time: write up to 14 digits, YYYYMMDDhhmmss."
                    ))
                })?;
                found.moments.chosen(&found.timeline, end)
            }
        };
        let Some(moment) = found.moments.get(chosen) else {
            return Err(Failure::not_found("The article has no version."));
        };
        let to = format!("{}{}{flag}/{}", found.base(), moment.stamp, found.url);
        return Ok(Reply::redirect(302, &to).with("link", found.memento_links(chosen, None)));
    };
    let reply = match show(visit, found, chosen, flag) {
        Ok(reply) => reply,
        Err(refused) => failure::reply(visit.request, &refused),
    };
    let is_own = found.moments.get(chosen).is_some_and(|moment| moment.stamp == digits);
    let capture = (!is_own).then_some((digits, at));
    Ok(reply
        .with("memento-datetime", http_date(at))
        .with("link", found.memento_links(chosen, capture)))
}

fn show(visit: &Visit<'_>, found: &Archived, chosen: usize, flag: &str) -> PageResult {
    let missing = || Failure::not_found("The article has no version at this time.");
    let moment = found.moments.get(chosen).ok_or_else(missing)?;
    let version = found.timeline.versions().get(moment.version).ok_or_else(missing)?;
    if let Some(redaction) = &version.redacted {
        return Err(Failure::new(410, redaction_line(redaction)));
    }
    let body = visit.snapshot.body(version)?;
    if flag == "id_" {
        for digest in version.captures.iter().filter_map(|capture| capture.payload) {
            if let Some(page) = visit.snapshot.page(&digest)? {
                // The page is foreign: it is saved, and nothing in it runs.
                return Ok(Reply::of("text/html", page.bytes.to_vec())
                    .with("content-type", page.kind.media_type())
                    .with("content-disposition", "attachment")
                    .with("content-security-policy", "sandbox; default-src 'none'"));
            }
        }
        return Ok(Reply::text(body.map(|body| body.as_bytes().to_vec()).unwrap_or_default()));
    }
    let title = visible_title(version.title.as_deref()).unwrap_or("(no title)");
    let lang = version.captures.iter().find_map(|capture| capture.lang.as_deref());
    let neighbor = |at: Option<usize>| {
        let moment = found.moments.get(at?)?;
        Some(format!("{}{}/{}", found.dating.prefix(), moment.stamp, found.url))
    };
    let (previous, next) = (neighbor(chosen.checked_sub(1)), neighbor(Some(chosen + 1)));
    let stamp = |one: Option<&crate::article::Timestamp>| one.map(|one| show_stamp(one, None));
    Ok(Reply::html(layout::page(&Page {
        title,
        previous: previous.clone(),
        next: next.clone(),
        main: html! {
            header.page-head {
                p.kicker {
                    "Archived text · "
                    a href=(version_address(&version.id)) {
                        "version " (moment.version + 1) " of " (found.timeline.versions().len())
                    }
                }
                h1 dir="auto" lang=[lang] { (text(title)) }
                @if let Some(description) = &version.description {
                    p.standfirst dir="auto" lang=[lang] { (text(description)) }
                }
                @if let Some(byline) = &version.byline { p.byline dir="auto" { (text(byline)) } }
                p.meta {
                    (clocks(
                        stamp(version.published.as_ref()),
                        stamp(version.updated.as_ref()),
                        stamp(version.captured().next()),
                    ))
                }
            }
            article.text dir="auto" lang=[lang] {
                @match &body {
                    Some(body) => {
                        @for lines in paragraphs(body) { p dir="auto" { (text(&lines)) } }
                    }
                    None => p.note { "This version has no text: its source had only other fields." }
                }
            }
            nav.pager aria-label="Mementos" {
                @if let Some(previous) = &previous { a rel="prev" href=(previous) { "← Earlier text" } }
                @if let Some(next) = &next { a.next rel="next" href=(next) { "Later text →" } }
            }
        },
        ..Page::default()
    })))
}

/// The lines of a text, of which several are one paragraph if there are very many: the address has no
/// room for a part, and a page has a limited number of elements.
fn paragraphs(body: &str) -> Vec<String> {
    const MOST: usize = 1_000;
    let lines: Vec<&str> = body.lines().filter(|line| !line.trim().is_empty()).collect();
    let of_each = lines.len().div_ceil(MOST).max(1);
    lines.chunks(of_each).map(|lines| lines.join("\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_told_from_urls() {
        assert_eq!(split_stamp("2014"), Some(("2014", "")));
        assert_eq!(split_stamp("20141019092600id_"), Some(("20141019092600", "id_")));
        assert_eq!(split_stamp("20141019092600mp_"), Some(("20141019092600", "mp_")));
        for text in ["", "https:", "example.org", "201410190926001", "2014id", "2014_", "2014ID_"] {
            assert_eq!(split_stamp(text), None, "{text}");
        }
    }

    #[test]
    fn no_url_ends_a_link_early() {
        assert_eq!(
            header_safe("https://a.example/<x>?\"ä "),
            "https://a.example/%3Cx%3E?%22%C3%A4%20"
        );
        assert_eq!(header_safe("https://a.example/%3C?a=1,2;3"), "https://a.example/%3C?a=1,2;3");
    }
}
