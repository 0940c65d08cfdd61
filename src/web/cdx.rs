//! CDX: the captures of articles, one line each, as the Wayback Machine's CDX server lists them.

use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::memento::{article_of, stamp_end, stamp_of, stamp_start};
use super::reply::Reply;
use super::request::Request;
use super::visit::{Caching, PageResult, Route, Visit};
use crate::article::{ArticleId, HostName, HostNameError, Memento, public_url};
use crate::store::{ArticleFilter, ArticleSort, Snapshot};

/// The addresses: the short one, and that of the Wayback Machine.
pub(super) const ROUTES: &[Route] = &[
    Route { pattern: "/cdx", formats: &[], is_suffixed: false, caching: Caching::Catalog, page },
    Route {
        pattern: "/cdx/search/cdx",
        formats: &[],
        is_suffixed: false,
        caching: Caching::Catalog,
        page,
    },
];

/// The maximum number of lines of a reply.
const MAX_LINES: usize = 10_000;

/// The maximum number of articles that a request examines.
const MAX_ARTICLES: u64 = 1_000;

/// The fields, in the order of the Wayback Machine. The digest is the id of the version.
const FIELDS: [&str; 7] =
    ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"];

/// A capture as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    values: [String; FIELDS.len()],
    /// The time, in microseconds.
    at: i64,
}

impl Line {
    fn field(&self, name: usize) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

/// How the URL of a request matches the articles' URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Match {
    Exact,
    Prefix,
    Host,
    Domain,
}

/// A condition on a field: `mimetype:text/html`, `!statuscode:404`, `=timestamp:2014…`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    field: usize,
    value: String,
    is_exact: bool,
    is_negated: bool,
}

impl Condition {
    fn read(text: &str) -> Result<Self, Failure> {
        let (is_negated, rest) = match text.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (is_exact, rest) = match rest.strip_prefix('=') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let (field, value) = rest.split_once(':').ok_or_else(|| {
            Failure::bad_request(format!(
                "The filter \"{text}\" is not a field and a value, such as mimetype:text/html."
            ))
        })?;
        Ok(Self { field: field_of(field)?, value: value.to_owned(), is_exact, is_negated })
    }

    fn accepts(&self, line: &Line) -> bool {
        let value = line.field(self.field);
        let is_met = if self.is_exact { value == self.value } else { value.contains(&self.value) };
        is_met != self.is_negated
    }
}

/// The fields by the names of the Wayback Machine and of pywb.
fn field_of(name: &str) -> Result<usize, Failure> {
    let name = match name {
        "url" => "original",
        "mime" => "mimetype",
        "status" => "statuscode",
        name => name,
    };
    FIELDS.iter().position(|field| *field == name).ok_or_else(|| {
        Failure::bad_request(format!(
            "There is no field {name}; the fields are {}.",
            FIELDS.join(", ")
        ))
    })
}

/// What a request asks for.
struct CdxQuery {
    url: String,
    matches: Match,
    from: Option<i64>,
    to: Option<i64>,
    fields: Vec<usize>,
    conditions: Vec<Condition>,
    collapse: Option<(usize, usize)>,
    order: Order,
    offset: usize,
    limit: Limit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Forward,
    Reverse,
    /// The nearest to a time first.
    Closest(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    First(usize),
    Last(usize),
}

impl CdxQuery {
    fn read(request: &Request) -> Result<Self, Failure> {
        let url = request.param("url").ok_or_else(|| {
            Failure::bad_request(
                "The parameter url is missing: /cdx?url=https://example.org/story.",
            )
        })?;
        let (url, implied) = match (url.strip_prefix("*."), url.strip_suffix('*')) {
            (Some(host), _) => (host, Some(Match::Domain)),
            (None, Some(start)) => (start, Some(Match::Prefix)),
            (None, None) => (url, None),
        };
        let matches = match (request.param("matchType"), implied) {
            (None, implied) => implied.unwrap_or(Match::Exact),
            (Some("exact"), _) => Match::Exact,
            (Some("prefix"), _) => Match::Prefix,
            (Some("host"), _) => Match::Host,
            (Some("domain"), _) => Match::Domain,
            (Some(other), _) => {
                return Err(Failure::bad_request(format!(
                    "\"{other}\" is not a matchType; use exact, prefix, host or domain."
                )));
            }
        };
        let time = |name: &str, read: fn(&str) -> Option<i64>| match request.param(name) {
            None => Ok(None),
            Some(text) => read(text).map(Some).ok_or_else(|| {
                Failure::bad_request(format!(
                    "\"{text}\" is not a time, which {name} needs: write 4 to 14 digits, \
                     YYYYMMDDhhmmss."
                ))
            }),
        };
        let names = request.values("fl").chain(request.values("fields"));
        let mut fields = Vec::new();
        for name in names.flat_map(|names| names.split(',')).map(str::trim) {
            fields.push(field_of(name)?);
        }
        if fields.is_empty() {
            fields.extend(0..FIELDS.len());
        }
        let closest = time("closest", stamp_start)?;
        let order = match (request.param("sort"), closest) {
            (None | Some("regular" | "forward"), _) => Order::Forward,
            (Some("reverse"), _) => Order::Reverse,
            (Some("closest"), Some(at)) => Order::Closest(at),
            (Some("closest"), None) => {
                return Err(Failure::bad_request("sort=closest needs the parameter closest."));
            }
            (Some(other), _) => {
                return Err(Failure::bad_request(format!(
                    "\"{other}\" is not an order; use reverse or closest."
                )));
            }
        };
        let limit = match request.param("limit").map(str::parse::<i64>) {
            None => Limit::First(MAX_LINES),
            Some(Ok(count @ 0..)) => Limit::First((count as usize).min(MAX_LINES)),
            Some(Ok(count)) => Limit::Last((count.unsigned_abs() as usize).min(MAX_LINES)),
            Some(Err(_)) => {
                return Err(Failure::bad_request("The value of limit is not a number."));
            }
        };
        let offset = |name: &str| match request.param(name).map(str::parse::<usize>) {
            None => Ok(0),
            Some(Ok(offset)) => Ok(offset),
            Some(Err(_)) => {
                Err(Failure::bad_request(format!("The value of {name} is not a number.")))
            }
        };
        let conditions = request.values("filter").map(Condition::read);
        Ok(Self {
            url: url.to_owned(),
            matches,
            from: time("from", stamp_start)?,
            to: time("to", stamp_end)?,
            fields,
            conditions: conditions.collect::<Result<_, _>>()?,
            collapse: request.param("collapse").map(collapse).transpose()?,
            order,
            offset: offset("offset")?.saturating_add(offset("resumeKey")?),
            limit,
        })
    }

    /// The articles whose captures are listed.
    fn articles(&self, snapshot: &Snapshot) -> Result<Vec<ArticleId>, Failure> {
        let url = Memento::target(&self.url).ok_or_else(|| {
            Failure::bad_request(format!("\"{}\" is not the URL of an article.", self.url))
        })?;
        if self.matches == Match::Exact {
            return Ok(article_of(snapshot, &url)?.into_iter().collect());
        }
        let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        let host: HostName = host
            .trim_start_matches("www.")
            .parse()
            .map_err(|error: HostNameError| Failure::bad_request(error.to_string()))?;
        let filter = ArticleFilter {
            host: Some(host),
            sort: ArticleSort::Url,
            limit: Some(MAX_ARTICLES),
            ..ArticleFilter::default()
        };
        Ok(snapshot.article_ids(&filter)?)
    }

    /// The lines of the articles, in order.
    fn lines(&self, snapshot: &Snapshot) -> Result<Vec<Line>, Failure> {
        let prefix = Memento::target(&self.url).map(|url| urlkey(&url)).unwrap_or_default();
        let mut lines = Vec::new();
        for article in self.articles(snapshot)? {
            for line in captures(snapshot, article)? {
                let key = line.field(0);
                let is_url = match self.matches {
                    Match::Exact | Match::Domain => true,
                    Match::Prefix => key.starts_with(&prefix),
                    Match::Host => key.split(')').next() == prefix.split(')').next(),
                };
                let is_time = self.from.is_none_or(|from| line.at >= from)
                    && self.to.is_none_or(|to| line.at < to);
                if is_url && is_time && self.conditions.iter().all(|one| one.accepts(&line)) {
                    lines.push(line);
                }
            }
        }
        lines.sort_by(|a, b| (a.field(0), a.at).cmp(&(b.field(0), b.at)));
        if let Some((field, length)) = self.collapse {
            let cut = |line: &Line| -> String { line.field(field).chars().take(length).collect() };
            lines.dedup_by(|next, kept| cut(next) == cut(kept));
        }
        match self.order {
            Order::Forward => {}
            Order::Reverse => lines.reverse(),
            Order::Closest(at) => lines.sort_by_key(|line| line.at.abs_diff(at)),
        }
        Ok(lines)
    }
}

/// Reads `digest` or `timestamp:8`: a field, and the number of characters that are compared.
fn collapse(text: &str) -> Result<(usize, usize), Failure> {
    let (name, length) = match text.split_once(':') {
        Some((name, length)) => {
            let length = length.parse().map_err(|_| {
                Failure::bad_request(format!(
                    "\"{text}\" is not a field and a number of characters."
                ))
            })?;
            (name, length)
        }
        None => (text, usize::MAX),
    };
    Ok((field_of(name)?, length))
}

/// The captures of an article whose time is known.
fn captures(snapshot: &Snapshot, article: ArticleId) -> Result<Vec<Line>, Failure> {
    let timeline = snapshot.timeline(article)?;
    let mut lines = Vec::new();
    for version in timeline.versions() {
        let length = version.text.map_or_else(|| "-".to_owned(), |text| text.length.to_string());
        for capture in version.captures.iter().filter(|capture| !capture.is_superseded) {
            let Some(at) = capture.captured.as_ref().map(crate::article::Timestamp::micros) else {
                continue;
            };
            let Some(stamp) = stamp_of(at) else { continue };
            let public = public_url(&capture.url);
            let url = Memento::original(&public);
            let (media, status) = match version.redacted {
                Some(_) => ("-", "410"),
                None => ("text/html", "200"),
            };
            lines.push(Line {
                values: [
                    urlkey(&url),
                    stamp,
                    url.replace(' ', "%20"),
                    media.to_owned(),
                    status.to_owned(),
                    format!("sha256:{}", version.id),
                    length.clone(),
                ],
                at,
            });
        }
    }
    lines.dedup();
    Ok(lines)
}

/// The sort key of a URL: `example,news)/story?a=1`.
fn urlkey(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let (name, port) = host.split_once(':').unwrap_or((&host, ""));
    let name = name.strip_prefix("www.").unwrap_or(name);
    let mut labels: Vec<&str> = name.split('.').collect();
    labels.reverse();
    let port = match port {
        "" | "80" | "443" => String::new(),
        port => format!(":{port}"),
    };
    let path = path.replace(' ', "%20").to_ascii_lowercase();
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    format!("{}{port}){path}", labels.join(","))
}

/// Lists captures.
fn page(visit: &Visit<'_>) -> PageResult {
    let request = visit.request;
    let query = CdxQuery::read(request)?;
    let output = request.param("output").unwrap_or("text");
    if !matches!(output, "text" | "json" | "cdxj") {
        return Err(Failure::bad_request(format!(
            "\"{output}\" is not an output; use text, json or cdxj."
        )));
    }
    let lines = query.lines(visit.snapshot)?;
    let total = lines.len();
    let lines: Vec<&Line> = match query.limit {
        Limit::First(most) => lines.iter().skip(query.offset).take(most).collect(),
        Limit::Last(most) => lines.iter().skip(total.saturating_sub(most)).collect(),
    };
    let end = query.offset.saturating_add(lines.len());
    let is_asked = request.param("showResumeKey").is_some_and(|value| value != "false");
    let is_cut = matches!(query.limit, Limit::First(_)) && end < total;
    let resume = (is_asked && is_cut).then(|| end.to_string());
    let values = |line: &Line| -> Vec<String> {
        query.fields.iter().map(|field| line.field(*field).to_owned()).collect()
    };
    if output == "json" {
        let names: Vec<&str> =
            query.fields.iter().filter_map(|field| FIELDS.get(*field).copied()).collect();
        let mut rows = Vec::with_capacity(lines.len() + 1);
        if !lines.is_empty() {
            rows.push(json!(names));
        }
        rows.extend(lines.iter().map(|line| json!(values(line))));
        if let Some(resume) = resume {
            rows.extend([json!([]), json!([resume])]);
        }
        return Ok(Reply::json(&Value::Array(rows)));
    }
    let mut text: Vec<String> = Vec::with_capacity(lines.len() + 1);
    for line in lines {
        if output == "cdxj" {
            let names = [("original", "url"), ("mimetype", "mime"), ("statuscode", "status")];
            let fields = FIELDS.iter().enumerate().skip(2).map(|(index, field)| {
                let name = names.iter().find(|(name, _)| name == field);
                let name = name.map_or(*field, |(_, short)| *short);
                (name.to_owned(), Value::from(line.field(index)))
            });
            let fields: Map<String, Value> = fields.collect();
            text.push(format!("{} {} {}\n", line.field(0), line.field(1), Value::from(fields)));
        } else {
            text.push(values(line).join(" ") + "\n");
        }
    }
    if let Some(resume) = resume {
        text.push(format!("\n{resume}\n"));
    }
    Ok(Reply::text(text.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sort_by_host() {
        let check = |url: &str, expected: &str| assert_eq!(urlkey(url), expected, "{url}");
        check("https://www.Harbour.example/Toll?A=1#x", "example,harbour)/toll?a=1");
        check("http://user@news.harbour.example:8080", "example,harbour,news:8080)/");
        check("https://harbour.example:443?x", "example,harbour)/?x");
    }

    #[test]
    fn conditions_are_read() {
        let accepts = |filter: &str| {
            let mut line = Line { values: Default::default(), at: 0 };
            line.values[4] = "200".to_owned();
            Condition::read(filter).map(|one| one.accepts(&line)).map_err(|wrong| wrong.status)
        };
        assert_eq!(accepts("statuscode:200"), Ok(true));
        assert_eq!(accepts("!statuscode:200"), Ok(false));
        assert_eq!(accepts("status:20"), Ok(true));
        assert_eq!(accepts("=status:20"), Ok(false));
        assert_eq!(accepts("!=status:20"), Ok(true));
        assert_eq!(accepts("nonsense:20"), Err(400));
        assert_eq!(accepts("statuscode"), Err(400));
    }
}
