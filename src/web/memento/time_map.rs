//! TimeMaps: lists of an article's mementos as links (RFC 6690), as JSON and as CDXJ.

use serde_json::{Value, json};

use super::Archived;
use super::moments::{Dating, Moment};
use crate::article::Precision;
use crate::article::timestamp::canonical_text;
use crate::web::failure::Failure;
use crate::web::reply::Reply;
use crate::web::visit::{PageResult, Visit};

/// Mementos on one page of a TimeMap.
const PAGE: usize = 1_000;

/// The formats, by their names in addresses.
const FORMATS: [(&str, &str); 3] = [
    ("link", "application/link-format"),
    ("json", "application/json"),
    ("cdxj", "application/cdxj+ors"),
];

/// A page of a TimeMap.
struct TimeMap<'a> {
    found: &'a Archived,
    format: &'static str,
    /// The number of the page, from 1.
    page: usize,
    moments: &'a [Moment],
}

/// Shows a TimeMap: `link/URL`, `json/URL`, `cdxj/URL`, or a later page of it: `link/2/URL`.
pub(super) fn page(visit: &Visit<'_>, dating: Dating, rest: &str) -> PageResult {
    let (name, rest) = rest.split_once('/').unwrap_or_default();
    let (format, content_type) =
        FORMATS.into_iter().find(|(format, _)| *format == name).ok_or_else(|| {
            Failure::not_found(
                "A TimeMap has the address timemap/link/URL, timemap/json/URL or timemap/cdxj/URL.",
            )
        })?;
    let (page, target) = match rest.split_once('/') {
        Some((number, target))
            if number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty() =>
        {
            (number.parse().unwrap_or(0), target)
        }
        _ => (1_usize, rest),
    };
    let found = Archived::find(visit, dating, target)?;
    let first = page.checked_sub(1).and_then(|page| page.checked_mul(PAGE)).unwrap_or(usize::MAX);
    let moments = found.moments.part(first, first.saturating_add(PAGE));
    if moments.is_empty() {
        return Err(Failure::not_found(format!("The TimeMap has no page {page}.")));
    }
    let map = TimeMap { found: &found, format, page, moments };
    let body = match format {
        "json" => map.json(),
        "cdxj" => map.cdxj(),
        _ => map.link_format(),
    };
    // A TimeMap does not depend on Accept-Datetime, so its reply does not vary by it.
    let reply = Reply::of(content_type, body);
    let links = map.page_links();
    Ok(if links.is_empty() { reply } else { reply.with("link", links.join(", ")) })
}

impl TimeMap<'_> {
    /// The address of a page of this TimeMap in a format.
    fn address(&self, format: &str, page: usize) -> String {
        let map = format!("{}timemap/{format}/", self.found.base());
        if page == 1 {
            return format!("{map}{}", self.found.url);
        }
        format!("{map}{page}/{}", self.found.url)
    }

    fn pages(&self) -> usize {
        self.found.moments.len().div_ceil(PAGE)
    }

    /// The first and the last memento of a page.
    fn period(&self, page: usize) -> Option<(&Moment, &Moment)> {
        let first = page.checked_sub(1)?.checked_mul(PAGE)?;
        let moments = self.found.moments.part(first, first.saturating_add(PAGE));
        moments.first().zip(moments.last())
    }

    /// The links to the other pages, for a header.
    fn page_links(&self) -> Vec<String> {
        let link = |page: usize, rel: &str| {
            format!("<{}>; rel=\"{rel}\"", self.address(self.format, page))
        };
        let next = (self.page < self.pages()).then(|| link(self.page + 1, "next"));
        let previous = (self.page > 1).then(|| link(self.page - 1, "prev"));
        next.into_iter().chain(previous).collect()
    }

    /// The words of `rel` for a memento: the first and the last of all are named.
    fn rel(&self, moment: &Moment) -> &'static str {
        let is = |other: Option<&Moment>| other.is_some_and(|other| other.stamp == moment.stamp);
        let ends = self.found.moments.ends();
        match (is(ends.map(|(first, _)| first)), is(ends.map(|(_, last)| last))) {
            (true, true) => "first last memento",
            (true, false) => "first memento",
            (false, true) => "last memento",
            (false, false) => "memento",
        }
    }

    fn link_format(&self) -> String {
        let kind = "type=\"application/link-format\"";
        let covers = |page: usize| match self.period(page) {
            Some((first, last)) => {
                format!("; from=\"{}\"; until=\"{}\"", first.http_date(), last.http_date())
            }
            None => String::new(),
        };
        let own = self.address("link", self.page);
        let mut links = vec![
            format!("<{}>; rel=\"original\"", self.found.url),
            format!("<{own}>; rel=\"self\"; {kind}{}", covers(self.page)),
            format!("<{}>; rel=\"timegate\"", self.found.time_gate()),
        ];
        let others = (1..=self.pages()).filter(|page| *page != self.page);
        links.extend(others.map(|page| {
            format!("<{}>; rel=\"timemap\"; {kind}{}", self.address("link", page), covers(page))
        }));
        links.extend(self.moments.iter().map(|moment| {
            let (address, date) = (self.found.address(moment), moment.http_date());
            format!("<{address}>; rel=\"{}\"; datetime=\"{date}\"", self.rel(moment))
        }));
        links.join(",\n") + "\n"
    }

    fn maps(&self) -> Value {
        json!({
            "link_format": self.address("link", self.page),
            "json_format": self.address("json", self.page),
            "cdxj_format": self.address("cdxj", self.page),
        })
    }

    fn json(&self) -> String {
        let one = |moment: &Moment| json!({ "datetime": rfc3339(moment), "uri": self.found.address(moment) });
        let ends = self.found.moments.ends();
        let list: Vec<Value> = self.moments.iter().map(one).collect();
        let address = |page: Option<usize>| page.map(|page| self.address("json", page));
        let map = json!({
            "original_uri": self.found.url,
            "self": self.address("json", self.page),
            "mementos": {
                "list": list,
                "first": ends.map(|(first, _)| one(first)),
                "last": ends.map(|(_, last)| one(last)),
            },
            "pages": {
                "count": self.pages(),
                "prev": address(self.page.checked_sub(1).filter(|page| *page > 0)),
                "next": address(Some(self.page + 1).filter(|page| *page <= self.pages())),
            },
            "timemap_uri": self.maps(),
            "timegate_uri": self.found.time_gate(),
            "other_dating_uri": format!(
                "{}{}timemap/json/{}",
                self.found.origin,
                self.found.dating.other().prefix(),
                self.found.url
            ),
        });
        format!("{map}\n")
    }

    fn cdxj(&self) -> String {
        let meta = [
            ("!context", json!(["http://tools.ietf.org/html/rfc7089"])),
            ("!id", json!({ "uri": self.address("cdxj", self.page) })),
            ("!keys", json!(["memento_datetime_YYYYMMDDhhmmss"])),
            ("!meta", json!({ "original_uri": self.found.url })),
            ("!meta", json!({ "timegate_uri": self.found.time_gate() })),
            ("!meta", json!({ "timemap_uri": self.maps() })),
        ];
        let mut lines: Vec<String> =
            meta.iter().map(|(name, value)| format!("{name} {value}")).collect();
        lines.extend(self.moments.iter().map(|moment| {
            let fields = json!({
                "uri": self.found.address(moment),
                "rel": self.rel(moment),
                "datetime": moment.http_date(),
            });
            format!("{} {fields}", moment.stamp)
        }));
        lines.join("\n") + "\n"
    }
}

/// The time in RFC 3339, to the second, as in the address.
fn rfc3339(moment: &Moment) -> String {
    let second = moment.at.div_euclid(1_000_000).saturating_mul(1_000_000);
    canonical_text(second, Precision::Second)
}
