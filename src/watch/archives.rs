//! Other web archives: the lists of their captures, from CDX servers and Memento TimeMaps.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;
use url::Url;

use super::ranges;
use super::state::MementoRow;
use crate::article::timestamp::canonical_text;
use crate::article::{Precision, TimeRange, UnixMicros};

/// A web archive that lists and serves captures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MementoSource {
    /// A CDX server, with the address before the time stamps of its captures.
    Cdx {
        /// The address that lists captures.
        endpoint: Url,
        /// The address of captures: time stamp and URL follow.
        replay: Url,
        /// Whether it is the Wayback Machine's server, which lists in pages.
        is_wayback: bool,
    },
    /// A CDX server that names the WARC file of each capture, with the record's offset and length.
    Records {
        /// The address that lists captures.
        endpoint: Url,
        /// The address of the files; it ends with `/`.
        files: Url,
    },
    /// An archive with TimeMaps: the URL of a page follows this text.
    TimeMap(String),
}

/// Why a text does not name an archive.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not an archive: write wayback, the URL of a CDX server such as \
     https://archive.example/coll/cdx, that of an index of Common Crawl such as \
     https://index.commoncrawl.org/CC-MAIN-2024-10-index, or the start of a TimeMap's URL such as \
     https://archive.example/timemap/link/"
)]
pub struct MementoSourceError(String);

impl FromStr for MementoSource {
    type Err = MementoSourceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || MementoSourceError(text.to_owned());
        let parse = |text: &str| Url::parse(text).map_err(|_| error());
        if text == "wayback" {
            return Ok(Self::Cdx {
                endpoint: parse("https://web.archive.org/cdx/search/cdx")?,
                replay: parse("https://web.archive.org/web/")?,
                is_wayback: true,
            });
        }
        let mut endpoint = parse(text)?;
        if !matches!(endpoint.scheme(), "http" | "https") {
            return Err(error());
        }
        if endpoint.path().contains("/timemap") {
            return Ok(Self::TimeMap(text.to_owned()));
        }
        endpoint.set_query(None);
        // Wayback's servers serve captures elsewhere; pywb's next to the list.
        if let Some(before) = endpoint.path().strip_suffix("/cdx/search/cdx") {
            let replay = endpoint.join(&format!("{before}/web/")).map_err(|_| error())?;
            return Ok(Self::Cdx { endpoint, replay, is_wayback: true });
        }
        if endpoint.path().ends_with("-index") {
            return Ok(Self::Records { endpoint, files: parse(COMMON_CRAWL)? });
        }
        if !endpoint.path().ends_with("cdx") {
            return Err(error());
        }
        let replay = endpoint.join(".").map_err(|_| error())?;
        Ok(Self::Cdx { endpoint, replay, is_wayback: false })
    }
}

/// The files of Common Crawl.
const COMMON_CRAWL: &str = "https://data.commoncrawl.org/";

impl MementoSource {
    /// The same archive, whose captures are records in the files below an address. `None` if it names
    /// no files.
    #[must_use]
    pub fn with_files(self, files: &Url) -> Option<Self> {
        let mut files = files.clone();
        files.set_query(None);
        files.set_fragment(None);
        if !files.path().ends_with('/') {
            let path = format!("{}/", files.path());
            files.set_path(&path);
        }
        match self {
            Self::Cdx { endpoint, is_wayback: false, .. } | Self::Records { endpoint, .. } => {
                Some(Self::Records { endpoint, files })
            }
            Self::Cdx { .. } | Self::TimeMap(_) => None,
        }
    }
}

impl fmt::Display for MementoSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cdx { endpoint, .. } | Self::Records { endpoint, .. } => endpoint.fmt(f),
            Self::TimeMap(prefix) => f.write_str(prefix),
        }
    }
}

/// Which pages are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// One page.
    Page,
    /// All pages whose URL begins like this.
    Prefix,
    /// All pages of a host.
    Host,
}

impl Scope {
    /// Reads what a user asks for: a URL, a URL with `*` at its end, or a host.
    pub(super) fn of(text: &str) -> (Self, String) {
        let text = text.trim();
        if let Some(prefix) = text.strip_suffix('*') {
            return (Self::Prefix, prefix.to_owned());
        }
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        let is_host = !rest.contains(['/', '?', '#']) && !text.contains("://");
        (if is_host { Self::Host } else { Self::Page }, text.to_owned())
    }
}

/// The captures on one page of a list, and the address of the next page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MementoList {
    pub(super) rows: Vec<MementoRow>,
    /// Captures that are not pages, or not complete ones.
    pub(super) others: u64,
    pub(super) next: Option<Url>,
    /// Lines of the list that cannot be read, and the first of them.
    pub(super) unread: u64,
    pub(super) first_unread: Option<String>,
}

impl MementoList {
    fn skip(&mut self, line: &str) {
        self.unread += 1;
        self.first_unread.get_or_insert_with(|| excerpt(line));
    }
}

/// The first words of an answer, for messages.
fn excerpt(text: &str) -> String {
    const MAX: usize = 80;
    let words: Vec<&str> = text.split_whitespace().take(MAX).collect();
    words.join(" ").chars().take(MAX).collect()
}

/// How many captures the Wayback Machine lists on a page.
const PAGE_ROWS: &str = "5000";

impl MementoSource {
    /// Returns the address of the first page of the list; `None` if the archive cannot list this.
    pub(super) fn list_address(
        &self,
        scope: Scope,
        target: &str,
        range: &TimeRange,
    ) -> Option<Url> {
        match self {
            Self::Cdx { endpoint, .. } | Self::Records { endpoint, .. } => {
                let mut url = endpoint.clone();
                let stamp = |at: UnixMicros| {
                    canonical_text(at.0, Precision::Second)
                        .replace(|c: char| !c.is_ascii_digit(), "")
                };
                let mut query = url.query_pairs_mut();
                query.append_pair("url", target).append_pair("output", "json");
                match scope {
                    Scope::Page => {}
                    Scope::Prefix => drop(query.append_pair("matchType", "prefix")),
                    Scope::Host => drop(query.append_pair("matchType", "host")),
                }
                if let Some(from) = range.from {
                    query.append_pair("from", &stamp(from));
                }
                if let Some(until) = range.until {
                    query.append_pair("to", &stamp(UnixMicros(until.0 - 1)));
                }
                if matches!(self, Self::Cdx { is_wayback: true, .. }) {
                    query
                        .append_pair("fl", "timestamp,original,mimetype,statuscode,digest")
                        .append_pair("limit", PAGE_ROWS)
                        .append_pair("showResumeKey", "true");
                }
                // Of an index in pages, a list of many URLs has only the one that is asked for.
                if matches!(self, Self::Records { .. }) && scope != Scope::Page {
                    query.append_pair("page", "0");
                }
                drop(query);
                Some(url)
            }
            Self::TimeMap(prefix) if scope == Scope::Page => {
                let scheme = if target.contains("://") { "" } else { "https://" };
                Url::parse(&format!("{prefix}{scheme}{target}")).ok()
            }
            Self::TimeMap(_) => None,
        }
    }

    /// Reads a page of the list. An error says what the archive answered instead of a list.
    pub(super) fn read(
        &self,
        bytes: &[u8],
        address: &Url,
        range: &TimeRange,
    ) -> Result<MementoList, String> {
        let text = String::from_utf8_lossy(bytes);
        let (list, name) = match self {
            Self::Cdx { replay, .. } => {
                (read_cdx(&text, Place::Replay(replay), address), "a CDX list")
            }
            Self::Records { files, .. } => {
                (read_cdx(&text, Place::Files(files), address), "a CDX list")
            }
            Self::TimeMap(_) => (read_timemap(&text, address), "a TimeMap in link format"),
        };
        let mut list = list.ok_or_else(|| {
            let answer = excerpt(&text);
            format!("the archive did not answer with {name}: \"{answer}\"; check its address")
        })?;
        if matches!(self, Self::Records { .. }) && !list.rows.is_empty() {
            list.next = next_page(address);
        }
        let before = list.rows.len();
        list.rows.retain(|row| {
            range.from.is_none_or(|from| row.captured >= from.0)
                && range.until.is_none_or(|until| row.captured < until.0)
        });
        list.others += (before - list.rows.len()) as u64;
        Ok(list)
    }
}

impl MementoSource {
    /// Whether an answer without a list says that there are no more captures: an index answers 404
    /// if it has none, and an error for the page after the last one.
    pub(super) fn is_end(&self, status: u16, bytes: &[u8], address: &Url) -> bool {
        let page = address.query_pairs().find(|(name, _)| name == "page");
        let is_after_first = page.is_some_and(|(_, page)| page != "0");
        let has_none = String::from_utf8_lossy(bytes).contains("No Captures found");
        let is_refused = matches!(status, 400 | 404);
        matches!(self, Self::Records { .. }) && is_refused && (is_after_first || has_none)
    }
}

/// The address of the next page of an index in pages.
fn next_page(address: &Url) -> Option<Url> {
    let pairs: Vec<(String, String)> =
        address.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
    let page = pairs.iter().find(|(name, _)| name == "page")?.1.parse::<u64>().ok()?;
    let mut next = address.clone();
    let kept = pairs.iter().filter(|(name, _)| name != "page");
    next.query_pairs_mut().clear().extend_pairs(kept).append_pair("page", &(page + 1).to_string());
    Some(next)
}

/// Where the captures of a list are.
#[derive(Clone, Copy)]
enum Place<'u> {
    /// Below this address, by time stamp and URL.
    Replay(&'u Url),
    /// In files below this address.
    Files(&'u Url),
}

/// The columns of a CDX list in plain text, in OpenWayback's order (` CDX N b a m s k …`).
const PLAIN_COLUMNS: [&str; 6] =
    ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"];

/// Reads the answer of a CDX server: one array of arrays (Wayback), one object per line (pywb, Common
/// Crawl), or one line of words per capture (OpenWayback). `None` if it is none of them.
fn read_cdx(text: &str, place: Place<'_>, address: &Url) -> Option<MementoList> {
    let mut list = MementoList::default();
    if text.trim_start().starts_with('[') {
        let rows: Vec<Vec<Value>> = serde_json::from_str(text).ok()?;
        let word = |value: &Value| value.as_str().map(str::to_owned);
        let Some((names, rows)) = rows.split_first() else { return Some(list) };
        let names: Vec<String> = names.iter().filter_map(word).collect();
        if !names.iter().any(|name| name == "timestamp") {
            return None;
        }
        let mut key = None;
        for row in rows {
            if row.len() == 1 {
                key = row.first().and_then(word);
            } else if !row.is_empty() {
                list.add(place, &|wanted| {
                    let at = names.iter().position(|name| wanted.contains(&name.as_str()))?;
                    row.get(at).and_then(word)
                });
            }
        }
        list.next = key.map(|key| {
            let mut next = address.clone();
            let kept: Vec<(String, String)> = address
                .query_pairs()
                .filter(|(name, _)| name != "resumeKey")
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            next.query_pairs_mut().clear().extend_pairs(kept).append_pair("resumeKey", &key);
            next
        });
        return Some(list);
    }
    let (mut is_list, mut is_empty) = (false, true);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        is_empty = false;
        // The first line of a plain list names its columns.
        if line.trim_start().starts_with("CDX ") || list.read_line(line, place).is_some() {
            is_list = true;
        } else {
            list.skip(line);
        }
    }
    (is_list || is_empty).then_some(list)
}

impl MementoList {
    /// Adds the capture on a line of a CDX list; `None` if the line has none.
    fn read_line(&mut self, line: &str, place: Place<'_>) -> Option<()> {
        let Some(at) = line.find('{').filter(|_| line.trim_end().ends_with('}')) else {
            let words: Vec<&str> = line.split_whitespace().collect();
            words.get(PLAIN_COLUMNS.len() - 1)?;
            // Lists with other columns have something else here.
            words.get(2).filter(|url| url.contains(':'))?;
            words.get(1).and_then(|stamp| time_of_stamp(stamp))?;
            self.add(place, &|wanted| {
                let at = PLAIN_COLUMNS.iter().position(|name| wanted.contains(name))?;
                words.get(at).map(|word| (*word).to_owned())
            });
            return Some(());
        };
        // CDXJ has the key and the time before the object.
        let object: Value = serde_json::from_str(line.get(at..)?).ok()?;
        let stamp = line.get(..at)?.split_whitespace().nth(1).map(str::to_owned);
        let field = |wanted: &[&str]| {
            let found = wanted.iter().find_map(|name| match object.get(*name)? {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            });
            found.or_else(|| stamp.clone().filter(|_| wanted.contains(&"timestamp")))
        };
        time_of_stamp(&field(&["timestamp"])?)?;
        self.add(place, &field);
        Some(())
    }

    /// Adds the capture with these columns, if it is a page.
    fn add(&mut self, place: Place<'_>, field: &dyn Fn(&[&str]) -> Option<String>) {
        let (Some(stamp), Some(url)) = (field(&["timestamp"]), field(&["original", "url"])) else {
            self.others += 1;
            return;
        };
        let status = field(&["statuscode", "status"]).unwrap_or_default();
        let mime = field(&["mimetype", "mime"]).unwrap_or_default();
        let is_page = matches!(&*status, "" | "-" | "200")
            && (mime.contains("html") || matches!(&*mime, "" | "-" | "unk" | "warc/revisit"));
        let address = match place {
            Place::Replay(replay) => Some(format!("{replay}{stamp}id_/{url}")),
            Place::Files(files) => {
                let file = (field(&["filename"]), field(&["offset"]), field(&["length"]));
                match file {
                    (Some(file), Some(offset), Some(length)) => {
                        ranges::address(files, &file, &offset, &length)
                    }
                    _ => None,
                }
            }
        };
        match time_of_stamp(&stamp).filter(|_| is_page).zip(address) {
            Some((captured, address)) => self.rows.push(MementoRow {
                address,
                url,
                captured,
                digest: field(&["digest"]).filter(|digest| digest.len() > 3),
                equal_to: None,
                fallback: None,
            }),
            None => self.others += 1,
        }
    }
}

/// Reads a TimeMap in link format (RFC 7089 § 5). `None` if it is not one.
fn read_timemap(text: &str, address: &Url) -> Option<MementoList> {
    let mut list = MementoList::default();
    let links = links(text);
    let has = |rel: &str, word: &str| rel.split_ascii_whitespace().any(|found| found == word);
    let is_list =
        |link: &Link| ["original", "memento", "self"].iter().any(|rel| has(&link.rel, rel));
    if !text.trim().is_empty() && !links.iter().any(is_list) {
        return None;
    }
    let original =
        links.iter().find(|link| has(&link.rel, "original")).map(|link| link.target.clone());
    for link in links {
        if has(&link.rel, "memento") {
            let at =
                link.datetime.as_deref().and_then(|text| DateTime::parse_from_rfc2822(text).ok());
            match (at, &original) {
                (Some(at), Some(original)) => {
                    let raw = raw_form(&link.target);
                    list.rows.push(MementoRow {
                        url: original.clone(),
                        captured: at.timestamp_micros(),
                        fallback: raw.is_some().then(|| link.target.clone()),
                        address: raw.unwrap_or(link.target),
                        digest: None,
                        equal_to: None,
                    });
                }
                _ => list.skip(&link.target),
            }
        } else if has(&link.rel, "next") && has(&link.rel, "timemap") {
            list.next = address.join(&link.target).ok();
        }
    }
    Some(list)
}

struct Link {
    target: String,
    rel: String,
    datetime: Option<String>,
}

fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((target, after)) = after.split_once('>') else { break };
        // Parameters end at a comma outside quotation marks.
        let (mut is_quoted, mut end) = (false, after.len());
        for (at, letter) in after.char_indices() {
            match letter {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let (parameters, after) = after.split_at(end);
        rest = after;
        let parameter = |name: &str| {
            parameters.split(';').find_map(|part| {
                let (found, value) = part.split_once('=')?;
                let is_it = found.trim().eq_ignore_ascii_case(name);
                is_it.then(|| value.trim().trim_matches('"').to_owned())
            })
        };
        links.push(Link {
            target: target.trim().to_owned(),
            rel: parameter("rel").unwrap_or_default(),
            datetime: parameter("datetime"),
        });
    }
    links
}

/// Returns the address of the page as it was captured, without the archive's banner: `id_` after the
/// time stamp, which Wayback and pywb understand, in place of another mark such as `mp_`. `None` if
/// the address has no time stamp, or is this form.
fn raw_form(address: &str) -> Option<String> {
    let mut at = 0;
    for part in address.split('/') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (stamp, mark) = part.split_at(digits);
        let is_mark = mark.strip_suffix('_').is_some_and(|letters| {
            letters.len() == 2 && letters.bytes().all(|letter| letter.is_ascii_lowercase())
        });
        if stamp.len() == 14 && (mark.is_empty() || is_mark) {
            let before = address.get(..at + digits)?;
            let after = address.get(at + part.len()..)?;
            return (mark != "id_").then(|| format!("{before}id_{after}"));
        }
        at += part.len() + 1;
    }
    None
}

/// Reads a time stamp of 14 digits.
fn time_of_stamp(stamp: &str) -> Option<i64> {
    let time = NaiveDateTime::parse_from_str(stamp, "%Y%m%d%H%M%S").ok()?;
    Some(time.and_utc().timestamp_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALWAYS: TimeRange = TimeRange { from: None, until: None };

    fn source(text: &str) -> MementoSource {
        text.parse().expect(text)
    }

    #[test]
    fn archives_are_named_by_their_addresses() {
        let MementoSource::Cdx { replay, is_wayback, .. } = source("wayback") else { panic!() };
        assert_eq!((replay.as_str(), is_wayback), ("https://web.archive.org/web/", true));
        let MementoSource::Cdx { replay, is_wayback, .. } = source("http://a.example:80/all/cdx?x")
        else {
            panic!()
        };
        assert_eq!((replay.as_str(), is_wayback), ("http://a.example/all/", false));
        let map = "https://a.example/timemap/link/";
        assert_eq!(source(map), MementoSource::TimeMap(map.to_owned()));
        for bad in ["", "way", "ftp://a.example/cdx", "https://a.example/"] {
            let error = bad.parse::<MementoSource>().expect_err(bad).to_string();
            assert!(error.contains("CDX server"), "{error}");
        }
    }

    #[test]
    fn a_url_a_prefix_and_a_host_are_told_apart() {
        assert_eq!(Scope::of("https://a.example/x").0, Scope::Page);
        assert_eq!(Scope::of("a.example/x").0, Scope::Page);
        assert_eq!(
            Scope::of("https://a.example/x*"),
            (Scope::Prefix, "https://a.example/x".into())
        );
        assert_eq!(Scope::of("a.example").0, Scope::Host);
        assert_eq!(Scope::of("https://a.example").0, Scope::Page);
    }

    #[test]
    fn the_lists_of_cdx_servers_are_read() {
        let wayback = source("wayback");
        let address = wayback
            .list_address(
                Scope::Prefix,
                "a.example/x",
                &TimeRange { from: Some(UnixMicros(0)), until: Some(UnixMicros(86_400_000_000)) },
            )
            .expect("an address");
        let query = address.query().expect("a query");
        assert!(query.contains("from=19700101000000&to=19700101235959"), "{query}");
        assert!(query.contains("matchType=prefix"), "{query}");
        let text = r#"[["timestamp","original","mimetype","statuscode","digest"],
            ["20240301100000","http://a.example/x","text/html","200","AAAA"],
            ["20240302100000","http://a.example/x","warc/revisit","-","AAAA"],
            ["20240303100000","http://a.example/x","text/html","404","BBBB"],
            ["20240303100000","http://a.example/i.png","image/png","200","CCCC"],
            [], ["com,example)/x 2024"]]"#;
        let list = wayback.read(text.as_bytes(), &address, &ALWAYS).expect("a list");
        assert_eq!((list.rows.len(), list.others), (2, 2));
        assert_eq!(
            list.rows[0].address,
            "https://web.archive.org/web/20240301100000id_/http://a.example/x"
        );
        assert_eq!(list.rows[0].captured, 1_709_287_200_000_000);
        assert!(
            list.next.expect("more").query().expect("a query").contains("resumeKey=com%2Cexample")
        );
        let pywb = source("http://localhost/all/cdx");
        let lines = "{\"timestamp\": \"20240301100000\", \"url\": \"http://a.example/x\", \
                     \"mime\": \"text/html\", \"status\": 200, \"digest\": \"sha1:AAAA\"}\n\
                     com,example)/x 20240302100000 {\"url\": \"http://a.example/x\", \"mime\": \"text/html\"}\n";
        let list = pywb.read(lines.as_bytes(), &address, &ALWAYS).expect("a list");
        assert_eq!((list.rows.len(), list.others, list.next), (2, 0, None));
        assert_eq!(
            list.rows[1].address,
            "http://localhost/all/20240302100000id_/http://a.example/x"
        );
    }

    #[test]
    fn a_timemap_is_read() {
        let map = source("https://a.example/timemap/link/");
        let address = map.list_address(Scope::Page, "n.example/x,y", &ALWAYS).expect("an address");
        assert_eq!(address.as_str(), "https://a.example/timemap/link/https://n.example/x,y");
        assert_eq!(map.list_address(Scope::Host, "n.example", &ALWAYS), None);
        let text = "<https://n.example/x,y>; rel=\"original\",\n\
            <https://a.example/timemap/link/2/https://n.example/x,y>; rel=\"next timemap\",\n\
            <https://a.example/web/20240301100000/https://n.example/x,y>; rel=\"first memento\"; \
            datetime=\"Fri, 01 Mar 2024 10:00:00 GMT\",\n\
            <https://a.example/m/2>; rel=memento; datetime=\"Sat, 02 Mar 2024 10:00:00 GMT\"\n";
        let list = map.read(text.as_bytes(), &address, &ALWAYS).expect("a list");
        let addresses: Vec<&str> = list.rows.iter().map(|row| row.address.as_str()).collect();
        assert_eq!(
            addresses,
            [
                "https://a.example/web/20240301100000id_/https://n.example/x,y",
                "https://a.example/m/2"
            ]
        );
        assert_eq!(list.rows[0].captured, 1_709_287_200_000_000);
        assert!(list.next.is_some());
        let late = TimeRange { from: Some(UnixMicros(1_709_300_000_000_000)), until: None };
        let list = map.read(text.as_bytes(), &address, &late).expect("a list");
        assert_eq!(list.rows.len(), 1);
    }

    #[test]
    fn an_answer_that_is_not_a_list_is_an_error() {
        let address = Url::parse("http://a.example/all/cdx").expect("an address");
        for archive in ["http://a.example/all/cdx", "http://a.example/timemap/link/"] {
            let archive = source(archive);
            let empty = archive.read(b" \n", &address, &ALWAYS).expect("an empty list");
            assert_eq!(empty, MementoList::default());
            for answer in [
                "<!doctype html>\n<html><head><link rel=\"original\"></head>Log in</html>",
                "Too many requests",
                "{\"error\": \"no access\"}",
                "[\"no access\"]",
                "[[\"error\"], [\"no access\"]]",
            ] {
                let why = archive.read(answer.as_bytes(), &address, &ALWAYS).expect_err(answer);
                assert!(why.contains(&excerpt(answer)), "{why}");
            }
        }
    }

    #[test]
    fn plain_cdx_lists_are_read_and_other_lines_are_reported() {
        let archive = source("http://a.example/all/cdx");
        let address = Url::parse("http://a.example/all/cdx").expect("an address");
        let text = " CDX N b a m s k r M S V g\n\
            example,a)/x 20240301100000 http://a.example/x text/html 200 AAAA - - 99 7 a.warc.gz\n\
            example,a)/i 20240301100000 http://a.example/i image/png 200 BBBB - - 99 7 a.warc.gz\n\
            java.lang.RuntimeException: the list ends here\n";
        let list = archive.read(text.as_bytes(), &address, &ALWAYS).expect("a list");
        assert_eq!((list.rows.len(), list.others, list.unread), (1, 1, 1));
        assert_eq!(
            list.rows[0].address,
            "http://a.example/all/20240301100000id_/http://a.example/x"
        );
        assert!(list.first_unread.expect("a line").starts_with("java.lang"));
    }

    #[test]
    fn the_raw_form_is_asked_for() {
        for (address, expected) in [
            ("https://a.example/web/20240301100000/https://n.example/", Some("https://n.example/")),
            (
                "https://a.example/web/20240301100000mp_/http://n.example/x",
                Some("http://n.example/x"),
            ),
            ("https://a.example/web/20240301100000id_/http://n.example/x", None),
            ("https://a.example/m/2", None),
            ("https://a.example/20240301100000-x/2", None),
        ] {
            let expected =
                expected.map(|url| format!("https://a.example/web/20240301100000id_/{url}"));
            assert_eq!(raw_form(address), expected, "{address}");
        }
    }
}
