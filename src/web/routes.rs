//! The routes: one table of addresses, and how each is cached.

use super::failure::Failure;
use super::links::Links;
use super::parameters::{
    AFTER, ARTICLE, ARTICLE_FILTER, AS_OF, Accepts, BY, CHANGE_FILTER, DIFF_VIEW, FUZZY, HISTORY,
    OF_ARTICLE, PART, PHRASE, Parameters, QUERY, REVERSE, RULES, SCOPE, SEVERITY,
    SHOW_ACKNOWLEDGED, SORT, TWO_VERSIONS, VERSION_VIEW, check,
};
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

/// The addresses of pages. The first pattern that fits answers.
const ROUTES: &[(Route, Accepts)] = &[
    page("/", &[], &[CHANGE_FILTER, REVERSE, AFTER], changes::page),
    page("/changes", FEEDS, &[CHANGE_FILTER, REVERSE, AFTER], changes::page),
    page("/articles", &[], &[ARTICLE_FILTER, SORT, BY, AFTER], articles::page),
    page("/outlet/{host}", FEEDS, &[], outlet::page),
    view("/a/{article}", FEEDS, &[HISTORY], article::page),
    page("/compare", &[], &[TWO_VERSIONS], diff::compare),
    view("/d/{range}", DIFF_FILES, &[DIFF_VIEW, PART], diff::page),
    view("/v/{id}", &[Format::Json, Format::Text], &[VERSION_VIEW, PART], version::page),
    page("/v/{id}/evidence", &[Format::Json], &[], version::evidence),
    page("/v/{id}/page/{digest}", &[], &[], version::kept_page),
    page("/search", FEEDS, &[QUERY, SCOPE, AS_OF, ARTICLE_FILTER, AFTER], search::page),
    page("/when", &[], &[ARTICLE, PHRASE, FUZZY], when::page),
    page("/audit", FEEDS, AUDIT, audit::page),
    page("/stats", &[], &[], stats::page),
    page("/about", &[], &[], about::page),
    (ASSET, Accepts::Form(&[])),
];

/// The formats of lists of changes, hits and findings.
const FEEDS: &[Format] = &[Format::Atom, Format::JsonFeed];

/// The files of a diff.
const DIFF_FILES: &[Format] = &[Format::Json, Format::Text, Format::Patch, Format::Markdown];

const AUDIT: Parameters = &[RULES, SEVERITY, SHOW_ACKNOWLEDGED, OF_ARTICLE, ARTICLE_FILTER, AFTER];

const ASSET: Route = Route {
    pattern: "/assets/{file}",
    formats: &[],
    is_suffixed: false,
    caching: Caching::Own,
    page: files::asset,
};

/// The addresses of the data of pages, of the pages, of the protocols and of the API.
fn all() -> impl Iterator<Item = (&'static Route, Accepts)> {
    let pages = ROUTES.iter().map(|(route, accepts)| (route, *accepts));
    let protocols = [memento::ROUTES, cdx::ROUTES, tiles::ROUTES].into_iter().flatten();
    let protocols = protocols.map(|route| (route, Accepts::Anything));
    api::page_data().chain(pages).chain(protocols).chain(api::routes())
}

/// A page of the catalog.
const fn page(
    pattern: &'static str,
    formats: &'static [Format],
    parameters: Parameters,
    page: fn(&Visit<'_>) -> PageResult,
) -> (Route, Accepts) {
    let route = Route { pattern, formats, is_suffixed: false, caching: Caching::Catalog, page };
    (route, Accepts::Form(parameters))
}

/// A page whose parameters choose what it shows: its files and feeds are whole, and have none.
const fn view(
    pattern: &'static str,
    formats: &'static [Format],
    parameters: Parameters,
    function: fn(&Visit<'_>) -> PageResult,
) -> (Route, Accepts) {
    let (route, _) = page(pattern, formats, parameters, function);
    (route, Accepts::View(parameters))
}

/// What answers a request.
pub(super) struct Found {
    route: &'static Route,
    address: Address,
}

/// Finds the route of a request, and checks its parameters.
pub(super) fn find(request: &Request) -> Result<Found, Failure> {
    if request.target().len() > MAX_TARGET {
        return Err(Failure::new(414, "The address of this page is too long."));
    }
    if request.has_nul() {
        return Err(Failure::new(400, "The address contains the character U+0000."));
    }
    let found = all().find_map(|(route, accepts)| Some((route, accepts, matches(route, request)?)));
    let (route, accepts, address) = found.ok_or_else(|| {
        Failure::not_found(
            "There is no page at this address. It may have been copied incompletely.",
        )
    })?;
    check(request, accepts, address.format)?;
    Ok(Found { route, address })
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
pub(super) fn answer(snapshot: &Snapshot, request: &Request, found: Found) -> PageResult {
    let Found { route, address } = found;
    let links = Links::Served;
    let visit = Visit { snapshot, request, format: address.format, address, links };
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
