//! Memento: splits the address of a page in a web archive into the page's own address and the
//! capture time.
//!
//! Memento archives (RFC 7089) put the time and the archived address into the path:
//! `https://web.archive.org/web/20210504101112id_/https://example.org/story`. The time is in UTC,
//! with up to 14 digits (`YYYYMMDDhhmmss`) and an optional flag that selects how the page is shown.

use std::borrow::Cow;

use chrono::{FixedOffset, NaiveDate};
use url::Url;

use super::{ClockSource, DefaultZone, MatchKey, Precision, Timestamp};

/// The parts of an address in a web archive.
///
/// ```
/// use recension::article::Memento;
///
/// let address = "https://web.archive.org/web/20210504101112id_/https://example.org/story";
/// let memento = Memento::parse(address).unwrap();
/// assert_eq!(memento.url, "https://example.org/story");
/// assert_eq!(memento.captured.unwrap().canonical(), "2021-05-04T10:11:12Z");
/// assert_eq!(Memento::parse("https://example.org/2021/05/04/story"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Memento {
    /// The address of the archived page.
    pub url: String,
    /// When the archive captured it, with the precision of the address.
    pub captured: Option<Timestamp>,
    /// The digits in the position of the time, if they are not a valid time.
    pub bad_stamp: Option<String>,
}

/// Maximum nesting of archived addresses inside archived addresses.
const MAX_NESTED: usize = 8;

/// The first year of the web.
const FIRST_YEAR: i32 = 1991;

/// The last year of a timestamp on a host that is not a known archive.
const LAST_LIKELY_YEAR: i32 = 2100;

/// Number of digits in a complete timestamp.
const STAMP_DIGITS: usize = 14;

/// Minimum number of digits: fewer only mean "the oldest" or "the newest".
const MIN_STAMP_DIGITS: usize = 4;

/// Maximum number of path segments before the timestamp, on a host that is not a known archive.
const MAX_PREFIX: usize = 6;

/// Known archives: the host without `www.`, and the paths before the timestamp; `*` matches any one
/// segment. On these hosts, truncated timestamps, addresses without a timestamp and addresses
/// without a scheme are recognized. Addresses of other archives must be complete.
const ARCHIVES: &[(&str, &[&str])] = &[
    ("web.archive.org", &["web", "save", "save/_embed", ""]),
    ("archive.org", &["web"]),
    ("wayback.archive.org", &["web"]),
    ("web-beta.archive.org", &["web"]),
    ("classic-web.archive.org", &["web"]),
    ("replay.waybackmachine.org", &[""]),
    ("archive.today", ARCHIVE_TODAY),
    ("archive.fo", ARCHIVE_TODAY),
    ("archive.is", ARCHIVE_TODAY),
    ("archive.li", ARCHIVE_TODAY),
    ("archive.md", ARCHIVE_TODAY),
    ("archive.ph", ARCHIVE_TODAY),
    ("archive.vn", ARCHIVE_TODAY),
    ("arquivo.pt", &["wayback", "noFrame/replay"]),
    ("collection.europarchive.org", &["*"]),
    ("conifer.rhizome.org", &["*/*"]),
    ("perma-archives.org", &["warc"]),
    ("swap.stanford.edu", &["was", ""]),
    ("timetravel.mementoweb.org", &["memento", "reconstruct", "timegate"]),
    ("wayback.archive-it.org", &["*"]),
    ("wayback.vefsafn.is", &["wayback"]),
    ("wayback.webarchiv.cz", &["wayback"]),
    ("web.archive.bibalex.org", &["web"]),
    ("webarchive.loc.gov", &["*"]),
    ("webarchive.nationalarchives.gov.uk", &["ukgwa", "tna", "+", ""]),
    ("webarchive.nla.gov.au", &["awa"]),
    ("webarchive.org.uk", &["wayback/archive", "wayback/*/archive"]),
    ("webarchive.parliament.uk", &[""]),
    ("webarchive.proni.gov.uk", &[""]),
    ("webrecorder.io", &["*/*"]),
];

const ARCHIVE_TODAY: &[&str] = &["newest", "oldest", "o/*", ""];

impl Memento {
    /// Splits an address; `None` if it is not the address of a page in an archive.
    ///
    /// If the archived address is itself one in an archive, the innermost page is the page, and the
    /// outermost time is its capture time.
    pub fn parse(address: &str) -> Option<Self> {
        let mut found = parse_once(address)?;
        for _ in 0..MAX_NESTED {
            let Some(inner) = parse_once(&found.url) else { break };
            let has_stamp = found.captured.is_some() || found.bad_stamp.is_some();
            found = if has_stamp { Self { url: inner.url, ..found } } else { inner };
        }
        Some(found)
    }

    /// Returns the address of a page that follows the time in an archive's address. It may have lost
    /// its scheme, or a part of it.
    pub fn target(text: &str) -> Option<String> {
        page(text).or_else(|| bare_page(text))
    }

    /// Returns the address of the page itself: the archived one for an address in an archive,
    /// otherwise `address`.
    pub fn original(address: &str) -> Cow<'_, str> {
        Self::parse(address).map_or(Cow::Borrowed(address), |memento| Cow::Owned(memento.url))
    }
}

/// The content of the path segment in the position of the time.
enum TimeSegment<'a> {
    Time(Timestamp),
    /// Digits that are not a valid time.
    Bad(&'a str),
    /// `*`, or too few digits.
    Unspecified,
}

impl TimeSegment<'_> {
    fn of(self, url: String) -> Memento {
        match self {
            Self::Time(time) => Memento { url, captured: Some(time), bad_stamp: None },
            Self::Bad(digits) => Memento { url, captured: None, bad_stamp: Some(digits.into()) },
            Self::Unspecified => Memento { url, captured: None, bad_stamp: None },
        }
    }
}

fn parse_once(address: &str) -> Option<Memento> {
    let text = address.trim();
    if text.len() > MatchKey::MAX_URL {
        return None;
    }
    let (host, path) = without_scheme(text).split_once('/')?;
    let host = host_name(host)?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let known = ARCHIVES.iter().find(|(archive, _)| *archive == host);
    let prefixes = known.map_or(&[][..], |(_, prefixes)| prefixes);
    let rests = prefixes.iter().filter_map(|prefix| Some((*prefix, after_prefix(path, prefix)?)));
    rests.into_iter().find_map(|(prefix, rest)| of_archive(rest, prefix)).or_else(|| anywhere(path))
}

fn without_scheme(text: &str) -> &str {
    let (scheme, rest) = text.split_once("//").unwrap_or(("", text));
    let is_scheme = ["", "http:", "https:"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    if is_scheme { rest } else { text }
}

/// Returns a host without its port.
fn host_name(host: &str) -> Option<&str> {
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
        && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = name.contains('.') || name.eq_ignore_ascii_case("localhost") || !port.is_empty();
    (is_name && is_host).then_some(name)
}

/// Returns what follows these path segments.
fn after_prefix<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = path;
    for wanted in prefix.split('/').filter(|wanted| !wanted.is_empty()) {
        let (segment, after) = rest.split_once('/')?;
        if segment != wanted && (wanted != "*" || stamp(segment).is_some()) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// Parses a path in a known archive, starting at its timestamp.
fn of_archive(rest: &str, prefix: &str) -> Option<Memento> {
    if let Some((segment, target)) = rest.split_once('/')
        && let Some(stamp) = stamp(segment)
    {
        return page(target).or_else(|| bare_page(target)).map(|url| stamp.of(url));
    }
    // A page without a time is the newest one, or a list of all captures.
    let bare = || if prefix.is_empty() { None } else { bare_page(rest) };
    page(rest).or_else(bare).map(|url| TimeSegment::Unspecified.of(url))
}

/// Parses an unambiguous path on any host: 14 digits that are a valid time, followed by a URL with
/// a scheme.
fn anywhere(path: &str) -> Option<Memento> {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let mut from = 0;
    for _ in 0..=MAX_PREFIX {
        let (segment, rest) = path.get(from..end)?.split_once('/')?;
        let target = path.get(end - rest.len()..)?;
        let is_whole = segment.bytes().take_while(u8::is_ascii_digit).count() == STAMP_DIGITS;
        let has_scheme = ["http://", "https://"].iter().any(|scheme| {
            target.get(..scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme))
        });
        if is_whole
            && has_scheme
            && let Some(TimeSegment::Time(time)) = stamp(segment)
            && time.canonical().get(..4)?.parse::<i32>().ok()? <= LAST_LIKELY_YEAR
        {
            return page(target).map(|url| TimeSegment::Time(time).of(url));
        }
        from = end - rest.len();
    }
    None
}

/// Parses a segment in the position of the time: `20210504101112`, `20210504101112id_`, `2021`,
/// `2021*`, `*`, or `2021.05.04-101112`, as archive.today writes it.
fn stamp(segment: &str) -> Option<TimeSegment<'_>> {
    let digits = segment.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = segment.split_at_checked(digits)?;
    if rest == "*" {
        return Some(TimeSegment::Unspecified);
    }
    if let [b'.', _, _, b'.', _, _, b'-', ..] = rest.as_bytes() {
        let number: String = segment.chars().filter(char::is_ascii_digit).collect();
        let is_whole = digits == 4 && number.len() + 3 == segment.len();
        let time = time(&number, segment).filter(|_| is_whole && number.len() <= STAMP_DIGITS);
        return time.map(TimeSegment::Time);
    }
    if digits == 0 || digits > STAMP_DIGITS || !is_flags(rest) {
        return None;
    }
    if digits < MIN_STAMP_DIGITS {
        return Some(TimeSegment::Unspecified);
    }
    Some(time(number, number).map_or(TimeSegment::Bad(number), TimeSegment::Time))
}

/// Whether the text is a sequence of flags such as `id_`, `if_`, `im_`, `js_`, `cs_`, `fw_`, `oe_`
/// or `mp_`.
fn is_flags(text: &str) -> bool {
    text.split_inclusive('_').all(|flag| {
        flag.strip_suffix('_').is_some_and(|letters| {
            (2..=4).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_lowercase())
        })
    })
}

/// Returns the time that digits state, with their precision. If they are cut off inside a field,
/// the time ends with the field before it; if they are cut off after the hour, it is a day.
fn time(digits: &str, raw: &str) -> Option<Timestamp> {
    let field = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let source = ClockSource::Url;
    let year = digits
        .get(..4)?
        .parse()
        .ok()
        .filter(|year| (FIRST_YEAR..=Timestamp::YEARS.1).contains(year))?;
    let first = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let Some(month) = field(4, 6) else {
        return Some(Timestamp::of_day(first(1, 1)?, Precision::Year, raw, source));
    };
    let Some(day) = field(6, 8) else {
        return Some(Timestamp::of_day(first(month, 1)?, Precision::Month, raw, source));
    };
    let date = first(month, day)?;
    let hour = field(8, 10);
    let (Some(hour), Some(minute)) = (hour, field(10, 12)) else {
        let is_hour = hour.is_none_or(|hour| hour < 24);
        return is_hour.then(|| Timestamp::of_day(date, Precision::Day, raw, source));
    };
    let second = field(12, 14);
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    let local = date.and_hms_opt(hour, minute, second.unwrap_or(0))?;
    let (utc, zone) = (FixedOffset::east_opt(0), DefaultZone::default());
    Some(Timestamp::of_local(local, precision, utc, &zone, raw, source))
}

/// Returns a page's address with its scheme, which a path may have damaged: `https:/example.org`,
/// `https%3A/example.org`, `https%3A%2F%2Fexample.org`.
fn page(text: &str) -> Option<String> {
    let text = text.trim_start_matches('/');
    let scheme = ["https", "http", "ftp"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|t| t.eq_ignore_ascii_case(scheme)))?;
    let rest = text.get(scheme.len()..)?;
    if let Some(rest) = rest.strip_prefix(':') {
        let url = match rest.strip_prefix("//") {
            Some(after) if !after.starts_with('/') => text.to_owned(),
            _ => format!("{scheme}://{}", rest.strip_prefix('/')?.trim_start_matches('/')),
        };
        return Some(url).filter(|url| is_page(url));
    }
    let is_escaped = |text: &str, escape: &str| {
        text.get(..escape.len()).is_some_and(|t| t.eq_ignore_ascii_case(escape))
    };
    if !is_escaped(rest, "%3A") {
        return None;
    }
    let rest = rest.get(3..)?;
    if is_escaped(rest, "%2F") {
        // The complete address was escaped.
        return page(&unescaped(text)?);
    }
    page(&format!("{scheme}:{rest}"))
}

/// Returns a page's address that has no scheme, with `http` added.
fn bare_page(text: &str) -> Option<String> {
    let text = text.trim_start_matches('/');
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let host = host_name(text.get(..end)?)?;
    let top = host.rsplit('.').next()?;
    let is_top = top.chars().count() >= 2
        && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--"))
        && !FILE_ENDINGS.contains(&top.to_ascii_lowercase().as_str());
    let url = format!("http://{text}");
    (host.contains('.') && is_top && is_page(&url)).then_some(url)
}

/// File name extensions that look like top-level domains.
const FILE_ENDINGS: &[&str] = &[
    "asp", "aspx", "cgi", "css", "gif", "htm", "html", "ico", "jpeg", "jpg", "js", "json", "jsp",
    "pdf", "php", "png", "svg", "txt", "xml",
];

fn is_page(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        url.host_str()
            .is_some_and(|host| host.contains('.') || host == "localhost" || host.starts_with('['))
    })
}

fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(code) = code.filter(|_| first == b'%') {
            bytes.push(code);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://harbour.example/toll";

    /// Compares the page and the time, or the digits in its position that are not a valid time.
    #[track_caller]
    fn check(address: &str, expected: Option<(&str, &str)>) {
        let found = Memento::parse(address);
        let found = found.as_ref().map(|memento| {
            let time = memento.captured.as_ref().map(Timestamp::canonical);
            let bad = memento.bad_stamp.as_ref().map(|bad| format!("bad {bad}"));
            (memento.url.as_str(), time.or(bad).unwrap_or_default())
        });
        let found = found.as_ref().map(|(url, time)| (*url, time.as_str()));
        assert_eq!(found, expected, "{address}");
    }

    #[test]
    fn an_archives_address_names_the_page_and_the_time() {
        const TIME: &str = "2021-05-04T10:11:12Z";
        for address in [
            "https://web.archive.org/web/20210504101112/https://harbour.example/toll",
            "http://web.archive.org/web/20210504101112/https://harbour.example/toll",
            "HTTPS://Web.Archive.Org/web/20210504101112/https://harbour.example/toll",
            "https://web.archive.org:443/web/20210504101112/https://harbour.example/toll",
            "//web.archive.org/web/20210504101112/https://harbour.example/toll",
            "web.archive.org/web/20210504101112/https://harbour.example/toll",
            "  https://web.archive.org/web/20210504101112/https://harbour.example/toll\n",
            "https://web.archive.org/20210504101112/https://harbour.example/toll",
            "https://archive.org/web/20210504101112/https://harbour.example/toll",
            "https://www.archive.org/web/20210504101112/https://harbour.example/toll",
            "https://webarchive.nationalarchives.gov.uk/ukgwa/20210504101112/https://harbour.example/toll",
            "https://webarchive.nationalarchives.gov.uk/20210504101112/https://harbour.example/toll",
            "https://arquivo.pt/wayback/20210504101112/https://harbour.example/toll",
            "https://arquivo.pt/noFrame/replay/20210504101112/https://harbour.example/toll",
            "https://www.webarchive.org.uk/wayback/archive/20210504101112/https://harbour.example/toll",
            "https://www.webarchive.org.uk/wayback/en/archive/20210504101112/https://harbour.example/toll",
            "https://wayback.archive-it.org/1234/20210504101112/https://harbour.example/toll",
            "https://wayback.archive-it.org/all/20210504101112/https://harbour.example/toll",
            "https://webarchive.loc.gov/all/20210504101112/https://harbour.example/toll",
            "https://perma-archives.org/warc/20210504101112/https://harbour.example/toll",
            "https://archive.ph/20210504101112/https://harbour.example/toll",
            "https://archive.today/2021.05.04-101112/https://harbour.example/toll",
            // Unknown hosts.
            "http://localhost:8080/coll/20210504101112/https://harbour.example/toll",
            "http://archive.library.example/a/b/20210504101112mp_/https://harbour.example/toll",
            "https://archive.library.example/20210504101112/HTTPS://harbour.example/toll",
        ] {
            let page = if address.contains("HTTPS://harbour") {
                "HTTPS://harbour.example/toll"
            } else {
                PAGE
            };
            check(address, Some((page, TIME)));
        }
        for flag in ["id_", "if_", "im_", "js_", "cs_", "fw_", "oe_", "mp_", "wkrf_", "id_mp_"] {
            let address = format!("https://web.archive.org/web/20210504101112{flag}/{PAGE}");
            check(&address, Some((PAGE, TIME)));
        }
        for flag in ["id", "_", "i_", "ID_", "-", "id_x", "idnow_"] {
            let address = format!("https://web.archive.org/web/20210504101112{flag}/{PAGE}");
            check(&address, None);
        }
    }

    #[test]
    fn the_pages_address_is_kept_as_it_is() {
        for page in [
            "http://www.harbour.example:80/Toll/?b=2&a=1#part",
            "https://harbour.example/toll?next=https://other.example/20200101000000/x",
            "https://harbour.example/a%20b/%C3%A9",
            "https://häfen.example/zoll",
            "ftp://harbour.example/toll.txt",
            "http://192.0.2.7/toll",
        ] {
            let address = format!("https://web.archive.org/web/20210504101112/{page}");
            check(&address, Some((page, "2021-05-04T10:11:12Z")));
        }
    }

    #[test]
    fn a_damaged_address_is_repaired() {
        for (target, page) in [
            ("https:/harbour.example/toll", PAGE),
            ("https:///harbour.example/toll", PAGE),
            ("https%3A/harbour.example/toll", PAGE),
            ("https%3a//harbour.example/toll", PAGE),
            ("https%3A%2F%2Fharbour.example%2Ftoll", PAGE),
            ("https%3A%2F%2Fharbour.example%2Ftoll%3Fa%3D1", "https://harbour.example/toll?a=1"),
            ("/https://harbour.example/toll", PAGE),
            ("harbour.example/toll", "http://harbour.example/toll"),
            ("//harbour.example/toll", "http://harbour.example/toll"),
            ("www.harbour.example", "http://www.harbour.example"),
            ("harbour.example:8080/toll?a=1", "http://harbour.example:8080/toll?a=1"),
        ] {
            let address = format!("https://web.archive.org/web/20210504101112/{target}");
            check(&address, Some((page, "2021-05-04T10:11:12Z")));
        }
    }

    #[test]
    fn a_stamp_is_as_precise_as_it_is_long() {
        for (stamp, time) in [
            ("2021", "2021"),
            ("20210", "2021"),
            ("202105", "2021-05"),
            ("2021050", "2021-05"),
            ("20210504", "2021-05-04"),
            ("2021050410", "2021-05-04"),
            ("20210504101", "2021-05-04"),
            ("202105041011", "2021-05-04T10:11:00Z"),
            ("2021050410111", "2021-05-04T10:11:00Z"),
            ("2021id_", "2021"),
            ("20240229000000", "2024-02-29T00:00:00Z"),
            // Not a valid time.
            ("20211304101112", "bad 20211304101112"),
            ("20210230101112", "bad 20210230101112"),
            ("20210504251112", "bad 20210504251112"),
            ("2021050425", "bad 2021050425"),
            ("20210504106012", "bad 20210504106012"),
            ("00000000000000", "bad 00000000000000"),
            ("1413", "bad 1413"),
            ("202113id_", "bad 202113"),
            // The newest, the oldest, all.
            ("2", ""),
            ("0", ""),
            ("*", ""),
            ("2021*", ""),
            ("20210504101112*", ""),
        ] {
            check(&format!("https://web.archive.org/web/{stamp}/{PAGE}"), Some((PAGE, time)));
        }
        let memento = Memento::parse(&format!("web.archive.org/web/2021050410/{PAGE}"));
        let time = memento.and_then(|memento| memento.captured).expect("a time");
        assert_eq!((time.raw(), time.source()), ("2021050410", ClockSource::Url));
    }

    #[test]
    fn an_address_without_a_time_names_the_page() {
        for address in [
            "https://web.archive.org/web/https://harbour.example/toll",
            "https://web.archive.org/save/https://harbour.example/toll",
            "https://web.archive.org/save/_embed/https://harbour.example/toll",
            "https://web.archive.org/https://harbour.example/toll",
            "https://archive.ph/newest/https://harbour.example/toll",
            "https://archive.ph/o/AbCdE/https://harbour.example/toll",
            "https://archive.ph/https://harbour.example/toll",
            "https://webarchive.nationalarchives.gov.uk/+/https://harbour.example/toll",
        ] {
            check(address, Some((PAGE, "")));
        }
        check(
            "https://web.archive.org/web/harbour.example/toll",
            Some(("http://harbour.example/toll", "")),
        );
    }

    #[test]
    fn nested_addresses_are_taken_apart_to_the_page() {
        let inner = format!("https://web.archive.org/web/20190101000000/{PAGE}");
        for (address, time) in [
            (format!("https://archive.ph/20210504101112/{inner}"), "2021-05-04T10:11:12Z"),
            (format!("https://web.archive.org/save/{inner}"), "2019-01-01T00:00:00Z"),
            (format!("https://web.archive.org/web/20211304101112/{inner}"), "bad 20211304101112"),
        ] {
            check(&address, Some((PAGE, time)));
        }
        let deep = "https://web.archive.org/web/20210504101112/".repeat(MAX_NESTED + 1) + PAGE;
        check(&deep, Some((PAGE, "2021-05-04T10:11:12Z")));
    }

    #[test]
    fn other_addresses_are_left_alone() {
        for address in [
            "",
            " ",
            "/",
            "https://",
            PAGE,
            "https://harbour.example/2021/05/04/toll",
            "https://harbour.example/20210504101112/toll",
            "https://harbour.example/20210504101112/harbour.example/toll",
            "https://harbour.example/20211304101112/https://other.example/",
            "https://harbour.example/2021/https://other.example/",
            "https://harbour.example/20210504101112/https:/other.example/",
            "https://harbour.example/00010504101112/https://other.example/",
            "https://harbour.example/toll?u=https://web.archive.org/web/20210504101112/https://a.example/",
            "https://harbour.example/?u=/20210504101112/https://other.example/",
            "https://harbour.example/#/20210504101112/https://other.example/",
            "https://harbour.example/a/b/c/d/e/f/g/20210504101112/https://other.example/",
            "https://web.archive.org/",
            "https://web.archive.org/web/",
            "https://web.archive.org/web/20210504101112/",
            "https://web.archive.org/web/20210504101112/https://",
            "https://web.archive.org/web/20210504101112/toll",
            "https://web.archive.org/web/submit?url=https://harbour.example/toll",
            "https://archive.org/web/web.php",
            "https://archive.org/details/https://harbour.example/toll",
            "https://archive.ph/AbCdE",
            "https://notarchive.org/web/2021/https://harbour.example/toll",
            "https://web.archive.org.evil.example/web/2021/https://harbour.example/toll",
            "file:///mirror/20210504101112/https://harbour.example/toll",
            "urn:isbn:0451450523",
            "mailto:a@b.example",
        ] {
            check(address, None);
            assert_eq!(Memento::original(address), address);
        }
        check(&format!("https://web.archive.org/web/{}", "a".repeat(70_000)), None);
    }

    proptest::proptest! {
        #[test]
        fn no_address_makes_it_panic(
            parts in proptest::collection::vec(
                proptest::sample::select(vec![
                    "https://", "web.archive.org", "archive.ph", "/", "web", "20210504101112", "2021",
                    "id_", "*", "http:", "https%3A%2F%2F", "%", "harbour.example", "ä", "?", "#", ":", ".",
                    "-101112", "o", "save",
                ]),
                0..12,
            ),
        ) {
            let address = parts.concat();
            if let Some(memento) = Memento::parse(&address) {
                proptest::prop_assert!(Url::parse(&memento.url).is_ok(), "{}", address);
            }
        }
    }
}
