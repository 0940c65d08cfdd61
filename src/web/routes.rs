//! The routes: one table of addresses, and how each is cached.

use super::failure::Failure;
use super::reply::Reply;
use super::request::{MAX_TARGET, Request, decode};
use super::visit::{Address, Caching, Format, PageResult, Route, Visit};
use super::{
    about, api, article, articles, assets, audit, cdx, changes, diff, files, memento, outlet,
    search, stats, tiles, version, when,
};
use crate::article::Sha256;
use crate::store::Snapshot;

/// The suffixes; a longer one is before its own ending.
const SUFFIXES: [(&str, Format); 7] = [
    (".feed.json", Format::JsonFeed),
    (".json", Format::Json),
    (".txt", Format::Text),
    (".patch", Format::Patch),
    (".md", Format::Markdown),
    (".csv", Format::Csv),
    (".atom", Format::Atom),
];

/// All addresses. The first pattern that fits answers.
const ROUTES: &[Route] = &[
    route("/", &[], changes::page),
    route("/changes", &[Format::Atom, Format::JsonFeed], changes::page),
    route("/articles", &[], articles::page),
    route("/outlet/{host}", &[Format::Atom, Format::JsonFeed], outlet::page),
    route("/a/{article}", &[Format::Atom, Format::JsonFeed], article::page),
    route("/compare", &[], diff::compare),
    route("/d/{range}", &[Format::Json, Format::Text, Format::Patch, Format::Markdown], diff::page),
    route("/v/{id}", &[Format::Json, Format::Text], version::page),
    route("/v/{id}/evidence", &[Format::Json], version::evidence),
    route("/v/{id}/page/{digest}", &[], version::kept_page),
    route("/search", &[Format::Atom, Format::JsonFeed], search::page),
    route("/when", &[], when::page),
    route("/audit", &[Format::Atom, Format::JsonFeed], audit::page),
    route("/stats", &[], stats::page),
    route("/about", &[], about::page),
    Route { caching: Caching::Own, ..route("/assets/{file}", &[], files::asset) },
];

/// The addresses of the data of pages, of the pages, of the protocols and of the API.
fn all() -> impl Iterator<Item = &'static Route> {
    let pages = [ROUTES, memento::ROUTES, cdx::ROUTES, tiles::ROUTES].into_iter().flatten();
    api::page_data().chain(pages).chain(api::routes())
}

/// A page of the catalog.
const fn route(
    pattern: &'static str,
    formats: &'static [Format],
    page: fn(&Visit<'_>) -> PageResult,
) -> Route {
    Route { pattern, formats, is_suffixed: false, caching: Caching::Catalog, page }
}

/// Finds the route of a request.
pub(super) fn find(request: &Request) -> Result<(&'static Route, Address), Failure> {
    if request.target().len() > MAX_TARGET {
        return Err(Failure::new(414, "The address of this page is too long."));
    }
    if request.has_nul() {
        return Err(Failure::new(400, "The address contains the character U+0000."));
    }
    let found = all().find_map(|route| Some((route, matches(route, request)?)));
    found.ok_or_else(|| {
        Failure::not_found(
            "There is no page at this address. It may have been copied incompletely.",
        )
    })
}

fn matches(route: &Route, request: &Request) -> Option<Address> {
    let mut segments = Vec::new();
    let mut format = Format::Html;
    let mut rest = request.path();
    let mut patterns = route.pattern.split('/').skip(1).peekable();
    while let Some(pattern) = patterns.next() {
        rest = rest.strip_prefix('/')?;
        if pattern == "{*}" {
            let query = request.query().map_or_else(String::new, |query| format!("?{query}"));
            segments.push(("*", format!("{rest}{query}")));
            rest = "";
            break;
        }
        let end = rest.find('/').unwrap_or(rest.len());
        let (own, after) = rest.split_at(end);
        rest = after;
        let mut own = own;
        if patterns.peek().is_none() {
            let found = SUFFIXES.into_iter().find(|(suffix, _)| own.ends_with(suffix));
            if let Some((suffix, with)) = found.filter(|(_, with)| route.formats.contains(with)) {
                (own, format) = (own.strip_suffix(suffix).unwrap_or(own), with);
            }
        }
        match pattern.strip_prefix('{').and_then(|pattern| pattern.strip_suffix('}')) {
            Some(name) if !own.is_empty() => segments.push((name, decode(own))),
            None if own == pattern => {}
            _ => return None,
        }
    }
    let fits = rest.is_empty() && !(route.is_suffixed && format == Format::Html);
    fits.then_some(Address { format, segments })
}

/// Calls the page of a route, unless the client already has its current content.
pub(super) fn answer(
    snapshot: &Snapshot,
    request: &Request,
    route: &Route,
    address: Address,
) -> PageResult {
    let visit = Visit { snapshot, request, format: address.format, address };
    if route.caching == Caching::Own {
        return (route.page)(&visit);
    }
    let tag = tag(snapshot, request)?;
    if request.if_none_match.as_deref().is_some_and(|known| has_tag(known, &tag)) {
        let reply = Reply { status: 304, ..Reply::default() };
        return Ok(reply.with("etag", tag).with("vary", "accept-encoding"));
    }
    let reply = (route.page)(&visit)?;
    Ok(if reply.status == 200 { reply.with("etag", tag) } else { reply })
}

/// The validator of a page: it differs if the catalog, the program, the address or the coding
/// differs. A page whose filters are ages also changes with the minute.
fn tag(snapshot: &Snapshot, request: &Request) -> Result<String, Failure> {
    let times = ["since", "until", "captured", "as-of"];
    let is_aging = request.params().any(|(name, _)| times.contains(&name));
    let minute = if is_aging { request.now / 60_000_000 } else { 0 };
    let parts = [
        assets::PROGRAM,
        &assets::STYLESHEET.path,
        &assets::SCRIPT_FILE.path,
        &request.origin,
        &request.target(),
        if request.accepts_gzip() { "gzip" } else { "plain" },
        if request.prefers_csv() { "csv" } else { "any" },
        if request.escapes.formulas { "escaped" } else { "exact" },
        &snapshot.content_tag()?,
        &minute.to_string(),
    ]
    .join("\n");
    let digest = Sha256::of(parts.as_bytes()).to_string();
    Ok(format!("\"{}\"", digest.get(..24).unwrap_or(&digest)))
}

/// Whether `If-None-Match` has a tag.
fn has_tag(header: &str, tag: &str) -> bool {
    let mut known = header.split(',').map(str::trim);
    known.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &'static str, target: &str, expected: Option<(&str, &str, Format)>) {
        let formats = &[Format::Json, Format::JsonFeed, Format::Atom];
        let page = |_: &Visit<'_>| Ok(Reply::text(""));
        let route = Route { pattern, formats, is_suffixed: false, caching: Caching::Own, page };
        let request = Request::get(target);
        let found = matches(&route, &request);
        match (found, expected) {
            (Some(visit), Some((name, value, format))) => {
                assert_eq!((visit.segment(name), visit.format), (value, format), "{target}");
            }
            (found, expected) => assert_eq!(found.is_some(), expected.is_some(), "{target}"),
        }
    }

    #[test]
    fn addresses_match_patterns() {
        check("/", "/", Some(("", "", Format::Html)));
        check("/", "/x", None);
        check("/changes", "/changes.json?a=b", Some(("", "", Format::Json)));
        check("/changes", "/changes.feed.json", Some(("", "", Format::JsonFeed)));
        check("/changes", "/changes.txt", None);
        check("/changes", "/changes/", None);
        check("/v/{id}", "/v/a%2Fb.json", Some(("id", "a/b", Format::Json)));
        check("/v/{id}", "/v/", None);
        check("/v/{id}", "/v/a/b", None);
        check("/v/{id}/raw", "/v/a.json/raw", Some(("id", "a.json", Format::Html)));
        let tail = "/web/2014/https://a.example/x.json?y=%20";
        check("/web/{time}/{*}", tail, Some(("*", "https://a.example/x.json?y=%20", Format::Html)));
        check("/web/{time}/{*}", "/web/2014", None);
    }

    #[test]
    fn validators_are_compared() {
        assert!(has_tag("\"a\", W/\"b\"", "\"b\""));
        assert!(has_tag("*", "\"b\""));
        assert!(!has_tag("\"a\"", "\"b\""));
    }
}
