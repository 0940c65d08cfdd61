//! The API: the rows and objects of the commands, under `/api/`.
//!
//! One table lists the endpoints with their parameters and answers. The routes, the check of the
//! parameters and the OpenAPI description come from it.

mod article;
mod catalog;
mod lists;
mod openapi;

use super::parameters::{
    AFTER, ARTICLE, ARTICLE_FILTER, AS_OF, Accepts, BY, CHANGE_FILTER, FUZZY, Kind, LIMIT, PHRASE,
    Parameters, QUERY, RANGE, REVERSE, RULES, SCOPE, SEVERITY, SHOW_ACKNOWLEDGED, SORT, VERSION,
};
use super::reply::Reply;
use super::request::encode;
use super::visit::{Caching, Format, PageResult, Route, Visit};
use crate::render::rows::{CellType, Column, ResultRows, RowFormat, typed};
use crate::render::{articles, audit, blame, changes, edits, log, search, when};

/// An address of the API.
pub(super) struct Endpoint {
    route: Route,
    /// The page with the same content, whose address with a suffix such as `.json` it also answers.
    page: Option<Route>,
    /// What it returns, in one line.
    summary: &'static str,
    parameters: Parameters,
    answer: Answer,
}

/// The shape of an answer.
enum Answer {
    /// Rows, as JSON or CSV: their columns, and the types of those that are not texts.
    Rows(fn() -> Vec<Column>, &'static [(&'static str, CellType)]),
    /// One row as a JSON object.
    Row(fn() -> Vec<Column>, &'static [(&'static str, CellType)]),
    /// A JSON object with at least these members.
    Object(&'static [(&'static str, Kind)]),
    /// A list of such objects.
    Objects(&'static [(&'static str, Kind)]),
}

/// Rows on a page, unless the request says otherwise.
const PAGE: u64 = 100;

/// The formats of rows.
const ROWS: &[Format] = &[Format::Json, Format::Csv];

const NUMBER: Kind = Kind::Integer(i64::MIN, i64::MAX);

const GROUP_KINDS: &[(&str, Kind)] = &[
    ("name", Kind::Any),
    ("articles", NUMBER),
    ("versions", NUMBER),
    ("captures", NUMBER),
    ("changes", NUMBER),
    ("silent_edits", NUMBER),
    ("returns", NUMBER),
    ("words_changed", NUMBER),
];

const VERSION_KINDS: &[(&str, Kind)] = &[
    ("article", NUMBER),
    ("ordinal", NUMBER),
    ("id", Kind::Text),
    ("published", Kind::Stamp),
    ("updated", Kind::Stamp),
    ("title", Kind::Text),
    ("byline", Kind::Text),
    ("description", Kind::Text),
    ("body_bytes", NUMBER),
    ("silent_edit", Kind::Flag),
    ("returns_to", NUMBER),
    ("seen_again", NUMBER),
    ("states", Kind::List),
    ("captures", Kind::List),
];

const fn rows(pattern: &'static str, page: fn(&Visit<'_>) -> PageResult) -> Route {
    Route { pattern, formats: ROWS, is_suffixed: false, caching: Caching::Catalog, page }
}

const fn object(pattern: &'static str, page: fn(&Visit<'_>) -> PageResult) -> Route {
    Route { pattern, formats: &[], is_suffixed: false, caching: Caching::Catalog, page }
}

/// The data of a page.
const fn data(
    pattern: &'static str,
    formats: &'static [Format],
    page: fn(&Visit<'_>) -> PageResult,
) -> Route {
    Route { pattern, formats, is_suffixed: true, caching: Caching::Catalog, page }
}

/// All endpoints.
static ENDPOINTS: [Endpoint; 20] = [
    Endpoint {
        route: object("/api", catalog::index),
        page: None,
        summary: "The endpoints of this API",
        parameters: &[],
        answer: Answer::Object(&[("endpoints", Kind::List), ("openapi", Kind::Text)]),
    },
    Endpoint {
        route: object("/api/openapi.json", openapi::page),
        page: None,
        summary: "This description of the API",
        parameters: &[],
        answer: Answer::Object(&[
            ("openapi", Kind::Text),
            ("info", Kind::Any),
            ("paths", Kind::Any),
            ("components", Kind::Any),
        ]),
    },
    Endpoint {
        route: rows("/api/articles", lists::articles),
        page: Some(data("/articles", ROWS, lists::articles)),
        summary: "The articles, as `recension list` lists them",
        parameters: &[ARTICLE_FILTER, SORT, LIMIT, AFTER],
        answer: Answer::Rows(|| articles::COLUMNS.to_vec(), articles::TYPES),
    },
    Endpoint {
        route: object("/api/articles/{article}", article::row),
        page: None,
        summary: "One article",
        parameters: &[],
        answer: Answer::Row(|| articles::COLUMNS.to_vec(), articles::TYPES),
    },
    Endpoint {
        route: rows("/api/articles/{article}/timeline", article::timeline),
        page: None,
        summary: "The states of an article and the looks between them, in order, as `recension log` lists them",
        parameters: &[],
        answer: Answer::Rows(|| log::COLUMNS.to_vec(), log::TYPES),
    },
    Endpoint {
        route: object("/api/articles/{article}/versions", article::versions),
        page: Some(data("/a/{article}", &[Format::Json], article::versions)),
        summary: "The versions of an article with their captures, without their texts",
        parameters: &[LIMIT, AFTER],
        answer: Answer::Objects(VERSION_KINDS),
    },
    Endpoint {
        route: object("/api/articles/{article}/versions/{version}", article::version),
        page: None,
        summary: "One version with its text, as `recension show` prints it",
        parameters: &[],
        answer: Answer::Object(VERSION_KINDS),
    },
    Endpoint {
        route: object("/api/articles/{article}/diff", article::diff),
        page: None,
        summary: "What changed between two versions, as docs/diff-format.md describes it",
        parameters: &[RANGE],
        answer: Answer::Object(&[]),
    },
    Endpoint {
        route: rows("/api/articles/{article}/blame", article::blame),
        page: None,
        summary: "The sentences of a version, each with the version that wrote it",
        parameters: &[VERSION],
        answer: Answer::Rows(|| blame::COLUMNS.to_vec(), blame::TYPES),
    },
    Endpoint {
        route: rows("/api/articles/{article}/when", article::when),
        page: None,
        summary: "The versions of an article that contain a phrase",
        parameters: &[PHRASE, FUZZY],
        answer: Answer::Rows(|| when::COLUMNS.to_vec(), when::TYPES),
    },
    Endpoint {
        route: rows("/api/when", article::when),
        page: Some(data("/when", ROWS, article::when)),
        summary: "The same, with the article as a parameter",
        parameters: &[ARTICLE, PHRASE, FUZZY],
        answer: Answer::Rows(|| when::COLUMNS.to_vec(), when::TYPES),
    },
    Endpoint {
        route: object("/api/groups", lists::groups),
        page: None,
        summary: "The figures of groups of articles",
        parameters: &[BY, ARTICLE_FILTER],
        answer: Answer::Objects(GROUP_KINDS),
    },
    Endpoint {
        route: object("/api/outlets/{host}", catalog::outlet),
        page: Some(data("/outlet/{host}", &[Format::Json], catalog::outlet)),
        summary: "The figures of an outlet, and its changes by month",
        parameters: &[],
        answer: Answer::Object(&[
            ("host", Kind::Text),
            ("publisher", Kind::Any),
            ("articles", NUMBER),
            ("changes", NUMBER),
            ("silent_edits", NUMBER),
            ("months", Kind::List),
        ]),
    },
    Endpoint {
        route: rows("/api/articles/{article}/findings", article::findings),
        page: None,
        summary: "The findings of the audit in one article",
        parameters: &[RULES, SEVERITY, SHOW_ACKNOWLEDGED],
        answer: Answer::Rows(|| audit::COLUMNS.to_vec(), audit::TYPES),
    },
    Endpoint {
        route: rows("/api/changes", lists::changes),
        page: Some(data("/changes", ROWS, lists::changes)),
        summary: "The changes of all articles, latest first",
        parameters: &[CHANGE_FILTER, REVERSE, LIMIT, AFTER],
        answer: Answer::Rows(|| changes::COLUMNS.to_vec(), changes::TYPES),
    },
    Endpoint {
        route: rows("/api/edits", lists::edits),
        page: None,
        summary: "The operations on sentences of all changes, latest first; limit counts changes",
        parameters: &[CHANGE_FILTER, REVERSE, LIMIT, AFTER],
        answer: Answer::Rows(|| edits::COLUMNS.to_vec(), edits::TYPES),
    },
    Endpoint {
        route: rows("/api/search", lists::search),
        page: Some(data("/search", ROWS, lists::search)),
        summary: "A search in the text of all versions",
        parameters: &[QUERY, SCOPE, AS_OF, ARTICLE_FILTER, LIMIT, AFTER],
        answer: Answer::Rows(|| search::COLUMNS.to_vec(), search::TYPES),
    },
    Endpoint {
        route: rows("/api/findings", lists::findings),
        page: Some(data("/audit", ROWS, lists::findings)),
        summary: "The findings of the audit, by article; a page may be empty and have a next one",
        parameters: &[RULES, SEVERITY, SHOW_ACKNOWLEDGED, ARTICLE_FILTER, LIMIT, AFTER],
        answer: Answer::Rows(|| audit::COLUMNS.to_vec(), audit::TYPES),
    },
    Endpoint {
        route: object("/api/stats", catalog::stats),
        page: Some(data("/stats", &[Format::Json], catalog::stats)),
        summary: "The size and contents of the catalog",
        parameters: &[],
        answer: Answer::Object(&[
            ("articles", NUMBER),
            ("versions", NUMBER),
            ("captures", NUMBER),
            ("captured", Kind::List),
            ("hosts", Kind::List),
        ]),
    },
    Endpoint {
        route: object("/api/checkpoint", catalog::checkpoint),
        page: Some(data("/about", &[Format::Json], catalog::checkpoint)),
        summary: "The head of the log",
        parameters: &[],
        answer: Answer::Object(&[
            ("origin", Kind::Text),
            ("size", NUMBER),
            ("root", Kind::Text),
            ("checkpoint", Kind::Text),
        ]),
    },
];

/// The addresses of pages with a suffix: their data.
pub(super) fn page_data() -> impl Iterator<Item = (&'static Route, Accepts)> {
    ENDPOINTS.iter().filter_map(|one| Some((one.page.as_ref()?, Accepts::Call(one.parameters))))
}

/// The routes of the endpoints.
pub(super) fn routes() -> impl Iterator<Item = (&'static Route, Accepts)> {
    ENDPOINTS.iter().map(|one| (&one.route, Accepts::Call(one.parameters)))
}

/// The columns of the rows at an endpoint such as `/api/articles/{article}/versions`, with their
/// types; `None` if it has no rows.
pub fn columns(pattern: &str) -> Option<Vec<(String, CellType)>> {
    let endpoint = ENDPOINTS.iter().find(|one| one.route.pattern == pattern)?;
    Some(match endpoint.answer {
        Answer::Rows(columns, types) => typed(&columns(), types),
        Answer::Objects(kinds) => {
            kinds.iter().map(|(name, kind)| ((*name).to_owned(), kind.into())).collect()
        }
        Answer::Row(..) | Answer::Object(_) => return None,
    })
}

/// A request to an endpoint.
struct Asked<'v, 'r> {
    visit: &'v Visit<'r>,
}

impl<'v, 'r> Asked<'v, 'r> {
    fn of(visit: &'v Visit<'r>) -> Self {
        Self { visit }
    }

    fn limit(&self) -> u64 {
        self.visit.request.param("limit").and_then(|limit| limit.parse().ok()).unwrap_or(PAGE)
    }

    fn after(&self) -> Option<&'v str> {
        self.visit.request.param("after")
    }

    /// The rows in the format that the address or the client asks for. `next` is the cursor of the
    /// next page.
    fn rows(&self, rows: &ResultRows, next: Option<&str>) -> PageResult {
        let is_csv = match self.visit.format {
            Format::Csv => true,
            Format::Json => false,
            _ => self.visit.request.prefers_csv(),
        };
        let (format, content_type) = if is_csv {
            (RowFormat::Csv(self.visit.request.escapes), "text/csv; charset=utf-8; header=present")
        } else {
            (RowFormat::Json, "application/json")
        };
        let mut out = Vec::new();
        rows.write(format, usize::MAX, false, &mut out)?;
        Ok(self.linked(Reply::of(content_type, out), next))
    }

    /// Adds the link to the next page.
    fn linked(&self, reply: Reply, next: Option<&str>) -> Reply {
        let request = self.visit.request;
        let reply = reply.with("vary", "accept, accept-encoding");
        let Some(next) = next else { return reply };
        let query = request.query_with(&[("after", Some(next))]);
        reply.with("link", format!("<{}{query}>; rel=\"next\"", request.path()))
    }
}

/// The address of an endpoint with its first segment filled in.
fn address(pattern: &str, segment: &str) -> String {
    let parts = pattern
        .split('/')
        .map(|part| if part.starts_with('{') { encode(segment) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("/")
}
