//! Claims: what a page says of its story, each with where it says so, best first.

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

use super::address::Addresses;
use super::json_ld::{Linked, addresses, clean};
use crate::article::ClockSource;
use crate::extract::dates::fold;

/// One claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    pub(super) value: String,
    /// What the claim stood in, for people.
    pub(super) source: &'static str,
    /// The same for a clock.
    pub(super) clock: ClockSource,
}

/// The claims of a page, best first in each field.
#[derive(Clone, Debug, Default)]
pub(super) struct Claims {
    pub(super) title: Vec<Claim>,
    pub(super) byline: Vec<Claim>,
    pub(super) description: Vec<Claim>,
    pub(super) published: Vec<Claim>,
    pub(super) updated: Vec<Claim>,
    pub(super) lang: Vec<Claim>,
    pub(super) publisher: Vec<Claim>,
    pub(super) section: Vec<Claim>,
    /// Dates whose clock nothing names: `<time>` elements; and elements named after a date.
    pub(super) unnamed: Vec<Claim>,
    pub(super) dated: Vec<Claim>,
    pub(super) body: Option<String>,
    pub(super) addresses: Addresses,
    /// The first heading of the first rank, which is what the reader takes for the headline.
    pub(super) heading: Option<String>,
}

/// A name of a `<meta>` element and what it tells. The order is the order of trust.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Title,
    Byline,
    Description,
    Published,
    Updated,
    Lang,
    Publisher,
    Section,
}

#[rustfmt::skip]
const META: &[(Told, &[&str])] = &[
    (Told::Title, &["og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "headline"]),
    (Told::Byline, &["author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.contributor", "citation_author", "byl", "cxenseparse:author", "article:author", "og:article:author", "twitter:data1"]),
    (Told::Description, &["og:description", "description", "twitter:description", "dc.description", "dcterms.description", "sailthru.description"]),
    (Told::Published, &[
        "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate", "parsely-pub-date", "sailthru.date",
        "datepublished", "datecreated", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dcterms.available",
        "citation_publication_date", "citation_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "bt:pubdate", "pubdate", "publishdate",
        "publish-date", "publish_date", "published-date", "published_date", "publication_date", "publication-date", "publicationdate", "date_published",
        "article.published", "article.created", "originalpublicationdate", "displaydate", "date", "rnews:datepublished", "weibo:article:create_at", "article_date_original",
        "eomportal-initialpublication", "pub_date", "created", "doc_date", "ptime", "shareaholic:article_published_time", "iptc.issuedate", "last-published", "timestamp",
    ]),
    (Told::Updated, &[
        "article:modified_time", "article:modified", "article:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified", "dc.date.modified", "dc.modified",
        "parsely-metadata-modified", "og:modified_time", "modified_time", "cxenseparse:recs:modifiedtime", "bt:moddate", "lastmod", "last_updated_date", "last-updated", "lastupdated",
        "revision_date", "article.updated", "rnews:datemodified", "modificationdate", "moddate", "modified", "eomportal-lastupdate", "shareaholic:article_modified_time",
        "og:updated_time", "lp.article:modified_time", "last-modified", "revised",
    ]),
    (Told::Lang, &["og:locale", "content-language", "language", "dc.language", "dcterms.language"]),
    (Told::Publisher, &["og:site_name", "article:publisher_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title", "application-name", "cre", "shareaholic:site_name"]),
    (Told::Section, &["article:section", "parsely-section", "og:section", "section", "cxenseparse:category", "dc.subject.section"]),
];

impl Claims {
    /// Collects the claims of a parsed page.
    pub(super) fn collect(document: &Document) -> Self {
        let mut collector = Collector::default();
        for node in document.root().descendants_it() {
            if node.is_element() {
                collector.take(&node);
            }
        }
        collector.finish()
    }
}

#[derive(Default)]
struct Collector {
    claims: Claims,
    linked: Linked,
    /// `<meta>` claims with their rank.
    meta: Vec<(Told, usize, Claim)>,
    micro: Claims,
    time: Claims,
    dated: Vec<Claim>,
    page_title: Option<String>,
    html_lang: Option<String>,
    headings: Vec<String>,
    rel_authors: Vec<String>,
}

/// More claims of one kind are a list of stories, not a story's.
const MOST: usize = 60;

impl Collector {
    fn take(&mut self, node: &NodeRef<'_>) {
        let Some(element) = node.element_ref() else { return };
        let attribute = |wanted: &str| {
            element
                .attrs
                .iter()
                .find(|attr| &*attr.name.local == wanted)
                .map(|attr| attr.value.trim())
                .filter(|value| !value.is_empty())
        };
        match element.name.local.as_ref() {
            "html" => {
                self.html_lang =
                    attribute("lang").or_else(|| attribute("xml:lang")).map(str::to_owned);
                return;
            }
            "title" => {
                if self.page_title.is_none()
                    && node.parent().is_none_or(|parent| !parent.has_name("svg"))
                {
                    self.page_title = Some(clean(&node.text())).filter(|title| !title.is_empty());
                }
                return;
            }
            "meta" => {
                self.take_meta(&attribute);
                return;
            }
            "link" => {
                if attribute("rel").is_some_and(|rel| {
                    rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("canonical"))
                }) && self.claims.addresses.canonical.is_none()
                {
                    self.claims.addresses.canonical = attribute("href").map(str::to_owned);
                }
                return;
            }
            "script" => {
                if attribute("type").is_some_and(|kind| {
                    kind.to_ascii_lowercase().starts_with("application/ld+json")
                }) {
                    self.linked.add(&node.text());
                }
                return;
            }
            "h1" => {
                let text = node.text().split_whitespace().collect::<Vec<_>>().join(" ");
                if !text.is_empty() && self.headings.len() < MOST {
                    self.headings.push(text);
                }
            }
            "time" => self.take_time(
                node,
                attribute("datetime"),
                attribute("class"),
                attribute("itemprop").or_else(|| attribute("property")),
            ),
            "a" if self.rel_authors.len() < MOST
                && attribute("rel")
                    .is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel == "author")) =>
            {
                self.rel_authors.push(clean(&node.text()));
            }
            "span" | "div" | "p" | "em" | "small" | "b" | "li" | "td" | "abbr" | "h6"
            | "strong"
                if [attribute("class"), attribute("id")]
                    .into_iter()
                    .flatten()
                    .any(names_a_date) =>
            {
                self.take_dated(node);
            }
            _ => {}
        }
        if let Some(property) = attribute("itemprop").or_else(|| attribute("property")) {
            self.take_property(
                node,
                property,
                attribute("content").or_else(|| attribute("datetime")),
            );
        }
    }

    fn take_meta<'a>(&mut self, attribute: &impl Fn(&str) -> Option<&'a str>) {
        let Some(content) = attribute("content") else { return };
        let keys = ["property", "name", "itemprop", "http-equiv"]
            .into_iter()
            .filter_map(|key| attribute(key).map(|name| (key, name)));
        for (key, names) in keys {
            for name in names.split_ascii_whitespace() {
                let name = normal_key(name);
                if name == "og:url" && self.claims.addresses.open_graph.is_none() {
                    self.claims.addresses.open_graph = Some(content.to_owned());
                }
                // The server's clock, not the publisher's.
                if key == "http-equiv" && name != "content-language" {
                    continue;
                }
                if key == "itemprop" {
                    self.micro_claim(&name, content);
                    continue;
                }
                for (told, list) in META {
                    if let Some(rank) = list.iter().position(|known| *known == name)
                        && self.meta.len() < 400
                    {
                        let claim = Claim {
                            value: content.to_owned(),
                            source: META_SOURCE,
                            clock: ClockSource::Meta,
                        };
                        self.meta.push((*told, rank, claim));
                    }
                }
            }
        }
    }

    fn take_property(&mut self, node: &NodeRef<'_>, property: &str, content: Option<&str>) {
        for name in property.split_ascii_whitespace() {
            let name = normal_key(name);
            let name = name.rsplit(':').next().unwrap_or_default();
            if !matches!(
                name,
                "datepublished"
                    | "datemodified"
                    | "datecreated"
                    | "dateupdated"
                    | "headline"
                    | "author"
                    | "creator"
                    | "articlebody"
                    | "articlesection"
            ) {
                continue;
            }
            let value = match content {
                Some(content) => content.to_owned(),
                None if name == "author" || name == "creator" => author_text(node),
                None => clean(&node.text()),
            };
            if value.len() <= 2_000 {
                self.micro_claim(name, &value);
            }
        }
    }

    fn micro_claim(&mut self, name: &str, value: &str) {
        let list = match name {
            "datepublished" | "datecreated" => &mut self.micro.published,
            "datemodified" | "dateupdated" => &mut self.micro.updated,
            "headline" => &mut self.micro.title,
            "author" | "creator" => &mut self.micro.byline,
            "articlesection" => &mut self.micro.section,
            _ => return,
        };
        if list.len() < MOST && !value.trim().is_empty() {
            list.push(Claim {
                value: value.trim().to_owned(),
                source: "microdata",
                clock: ClockSource::Microdata,
            });
        }
    }

    fn take_time(
        &mut self,
        node: &NodeRef<'_>,
        datetime: Option<&str>,
        class: Option<&str>,
        property: Option<&str>,
    ) {
        let text = clean(&node.text());
        let value = match datetime {
            Some(datetime) => datetime.to_owned(),
            None => text,
        };
        if value.is_empty() || value.len() > 200 || property.is_some() {
            return;
        }
        let class = class.map(str::to_ascii_lowercase).unwrap_or_default();
        let claim = Claim { value, source: "time element", clock: ClockSource::TimeElement };
        let list = if ["updated", "modified", "update"].iter().any(|word| class.contains(word))
            && !class.contains("published")
        {
            &mut self.time.updated
        } else if class.contains("publish") || class.contains("pubdate") || node.has_attr("pubdate")
        {
            &mut self.time.published
        } else {
            &mut self.time.unnamed
        };
        if list.len() < MOST {
            list.push(claim);
        }
    }

    /// An element that is named after a date and holds little more than one.
    fn take_dated(&mut self, node: &NodeRef<'_>) {
        if self.dated.len() >= MOST || node.descendants_it().take(12).count() >= 12 {
            return;
        }
        let value = clean(&node.text());
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if value.len() <= 100 && digits >= 3 {
            self.dated.push(Claim { value, source: "dated element", clock: ClockSource::Text });
        }
    }

    fn finish(mut self) -> Claims {
        let mut claims = std::mem::take(&mut self.claims);
        let url =
            claims.addresses.canonical.clone().or_else(|| claims.addresses.open_graph.clone());
        let heading = self.headings.first().cloned();
        let seen_title = match (&self.page_title, &heading) {
            (Some(title), Some(heading)) => Some(format!("{} {heading}", clean(title))),
            (Some(title), None) => Some(title.clone()),
            (None, heading) => heading.clone(),
        };
        let main = self.linked.main(url.as_deref(), seen_title.as_deref()).cloned();
        if let Some(main) = &main {
            self.take_main(main, &mut claims);
        }
        self.meta.sort_by_key(|(_, rank, _)| *rank);
        for (told, _, claim) in std::mem::take(&mut self.meta) {
            match told {
                Told::Title => claims.title.push(claim),
                Told::Byline => claims.byline.push(claim),
                Told::Description => claims.description.push(claim),
                Told::Published => claims.published.push(claim),
                Told::Updated => claims.updated.push(claim),
                Told::Lang => claims.lang.push(claim),
                Told::Publisher => claims.publisher.push(claim),
                Told::Section => claims.section.push(claim),
            }
        }
        claims.published.append(&mut self.micro.published);
        claims.updated.append(&mut self.micro.updated);
        claims.section.append(&mut self.micro.section);
        if claims.title.is_empty() {
            claims.title.append(&mut self.micro.title);
        }
        claims.byline.append(&mut self.micro.byline);
        if let Some(page) = self.linked.page() {
            claims.published.extend(linked_claim(page, "datePublished", "json-ld WebPage"));
            claims.updated.extend(linked_claim(page, "dateModified", "json-ld WebPage"));
            claims.lang.extend(linked_claim(page, "inLanguage", "json-ld WebPage"));
            claims.addresses.linked.extend(addresses(page));
        }
        claims.published.append(&mut self.time.published);
        claims.updated.append(&mut self.time.updated);
        claims.unnamed.append(&mut self.time.unnamed);
        claims.dated.append(&mut self.dated);
        let element = |value: String, source| Claim { value, source, clock: ClockSource::Meta };
        claims
            .byline
            .extend(self.rel_authors.into_iter().map(|value| element(value, "rel=author")));
        // One `<h1>` is the headline; of several, the one that the title repeats.
        let title = self.page_title.as_deref().map(fold).unwrap_or_default();
        let heading = self
            .headings
            .iter()
            .find(|heading| title.contains(&fold(heading)) && heading.len() > 8)
            .or_else(|| self.headings.first().filter(|_| self.headings.len() == 1))
            .cloned();
        claims.title.extend(heading.clone().map(|value| element(value, "h1")));
        claims.heading = heading;
        claims.title.extend(self.page_title.map(|value| element(value, "title element")));
        if let Some(lang) = self.html_lang {
            claims.lang.insert(0, element(lang, "html lang"));
        }
        claims
    }

    fn take_main(&self, main: &Map<String, Value>, claims: &mut Claims) {
        let source = "json-ld";
        claims.title.extend(
            linked_claim(main, "headline", source).or_else(|| linked_claim(main, "name", source)),
        );
        claims.description.extend(linked_claim(main, "description", source));
        claims.published.extend(linked_claim(main, "datePublished", source));
        claims.updated.extend(linked_claim(main, "dateModified", source));
        claims.section.extend(linked_claim(main, "articleSection", source));
        claims.lang.extend(linked_claim(main, "inLanguage", source));
        claims.addresses.linked.extend(addresses(main));
        claims.body = match main.get("articleBody") {
            Some(Value::String(body)) => Some(body.clone()).filter(|body| !body.trim().is_empty()),
            _ => None,
        };
        let publishers = self.linked.names(main, "publisher");
        if let Some(publisher) = publishers.first() {
            claims.publisher.push(Claim {
                value: publisher.name.clone(),
                source,
                clock: ClockSource::JsonLd,
            });
        }
        let mut authors = self.linked.names(main, "author");
        if authors.is_empty() {
            authors = self.linked.names(main, "creator");
        }
        // The house's own name is no signature.
        authors.retain(|author| {
            author.is_person
                || publishers.iter().all(|publisher| fold(&publisher.name) != fold(&author.name))
        });
        if !authors.is_empty() {
            let value =
                authors.into_iter().map(|author| author.name).collect::<Vec<_>>().join("; ");
            claims.byline.push(Claim { value, source, clock: ClockSource::JsonLd });
        }
    }
}

const META_SOURCE: &str = "meta";

fn linked_claim(object: &Map<String, Value>, key: &str, source: &'static str) -> Option<Claim> {
    Linked::text(object, key).map(|value| Claim { value, source, clock: ClockSource::JsonLd })
}

fn names_a_date(names: &str) -> bool {
    if names.len() > 300 {
        return false;
    }
    let names = names.to_ascii_lowercase();
    [
        "date",
        "datum",
        "publi",
        "posted",
        "timestamp",
        "pubtime",
        "time",
        "fecha",
        "meta",
        "byline",
        "topline",
    ]
    .iter()
    .any(|word| names.contains(word))
        && !["update", "modif", "event", "comment", "related", "sidebar", "footer"]
            .iter()
            .any(|word| names.contains(word))
}

/// `DC.Date`, `dc:date` and `DC_date` are one.
fn normal_key(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    for prefix in ["dc", "dcterms"] {
        if let Some(rest) = lower.strip_prefix(prefix)
            && let Some(rest) = rest.strip_prefix([':', '.', '_', '-'])
        {
            return format!("{prefix}.{}", rest.replace(':', "."));
        }
    }
    lower
}

/// A microdata author may be a name or an element that holds `itemprop=name`.
fn author_text(node: &NodeRef<'_>) -> String {
    let name = node.descendants_it().take(60).find(|inner| {
        inner.is_element()
            && inner
                .attr("itemprop")
                .is_some_and(|property| property.split_ascii_whitespace().any(|p| p == "name"))
    });
    match name {
        Some(name) => {
            name.attr("content").map_or_else(|| clean(&name.text()), |content| clean(&content))
        }
        None => clean(&node.text()),
    }
}
