//! Collects what a page states about its article, each statement with its source, best first.

use dom_query::{Document, NodeRef};
use serde_json::{Map, Value};

use super::address::Addresses;
use super::claim::Claim;
use super::element_names::ElementNames;
use super::json_ld::{Linked, addresses, clean};
use super::scripted::Scripted;
use super::title_distance::{PagePosition, TitlePosition};
use crate::article::{ClockSource, DefaultZone, Memento};
use crate::extract::dates::{self, DateContext, DateRole, fold};
use crate::extract::{DateOrder, boilerplate, byline};

/// The claims of a page; best first in each field.
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
    /// Dates that may or may not be the first publication: `<meta name=date>` and similar.
    pub(super) vague: Vec<Claim>,
    /// Dates that no name identifies, nearest to the headline first: in `<time>` elements, and in
    /// elements named after a date.
    pub(super) unnamed: Vec<Near>,
    pub(super) dated: Vec<Near>,
    /// Timestamps named in the page's scripts, if all of one name agree.
    pub(super) scripted: Vec<(bool, Claim)>,
    /// Times with an offset in the page's scripts, whatever they refer to.
    pub(super) zoned: Vec<Claim>,
    pub(super) body: Option<String>,
    pub(super) addresses: Addresses,
    /// The heading that a reader sees as the headline, and its position.
    pub(super) heading: Option<String>,
    pub(super) head: Option<TitlePosition>,
}

impl Claims {
    /// The values of all dates, as the page states them.
    pub(super) fn dates(&self) -> impl Iterator<Item = &str> {
        let named = self.published.iter().chain(&self.updated).chain(&self.vague);
        let near = self.unnamed.iter().map(|near| &near.claim);
        named.chain(near).chain(&self.zoned).map(|claim| claim.value.as_str())
    }
}

/// A claim in a visible element, and its distance from the headline in elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) claim: Claim,
    pub(super) distance: usize,
}

/// The field that a `<meta>` name states. Names are listed in order of trust.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MetaName {
    Title,
    Byline,
    Description,
    Published,
    /// Published, or something else.
    Vague,
    Updated,
    Lang,
    Publisher,
    Section,
}

#[rustfmt::skip]
const META: &[(MetaName, &[&str])] = &[
    (MetaName::Title, &["og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "headline"]),
    (MetaName::Byline, &["author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.contributor", "citation_author", "citation_authors", "byl", "cxenseparse:author", "article:author", "og:article:author", "twitter:data1"]),
    (MetaName::Description, &["og:description", "description", "twitter:description", "dc.description", "dcterms.description", "sailthru.description"]),
    (MetaName::Published, &[
        "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate", "parsely-pub-date", "sailthru.date",
        "datepublished", "dcterms.issued", "dc.date.issued", "dcterms.available", "dc.date.available", "dcterms.published", "dc.date.published",
        "citation_publication_date", "citation_online_date", "prism.publicationdate", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "cxense:publishtime",
        "bt:pubdate", "pubdate", "pub_date", "pub-date", "publishdate", "publish-date", "publish_date", "publisheddate", "published-date", "published_date",
        "published_at", "published_on", "published-on", "publishedon", "publishedat", "published_time", "publication_date", "publication-date", "publicationdate", "publishtime", "publish_time", "date_published", "date-published", "article.published", "article_date_original",
        "article_publish_date", "article:publish_date", "article:publicationdate", "article:published_date", "article:pubdate", "originalpublicationdate", "originalpublishdate", "firstpublished", "first_published", "rnews:datepublished", "schema:datepublished",
        "weibo:article:create_at", "article:first_published", "article:originally_published", "eomportal-initialpublication", "shareaholic:article_published_time", "iptc.issuedate", "mediator_published_time", "vr:published_time", "nrbi:published", "dateposted", "date_posted", "post_date",
        "swt-published", "gsa-publishdate", "tweetmeme-pubdate", "hdl_pub_date", "release_date", "date.issued", "dateissued", "content_create_date", "datepublie", "fecha_publicacion",
    ]),
    (MetaName::Vague, &[
        "datecreated", "dcterms.created", "dc.date.created", "article.created", "article:created", "article:created_time", "og:release_date", "video:release_date", "created", "date", "dc.date", "dcterms.date",
        "dc.date.x-metadatalastmodified", "citation_date", "displaydate", "doc_date", "ptime", "last-published", "timestamp", "content_date", "pagedate", "article:post_date", "creation_date", "creation-date", "create_date", "date.created", "date-creation-yyyymmdd", "datum", "fecha",
    ]),
    (MetaName::Updated, &[
        "article:modified_time", "article:modified", "article:updated_time", "article:updated", "article:modified_date", "og:article:modified_time", "og:article:updated_time",
        "datemodified", "dateupdated", "dcterms.modified", "dc.date.modified", "dc.modified", "dcterms.updated", "dc.date.updated",
        "parsely-metadata-modified", "og:modified_time", "modified_time", "cxenseparse:recs:modifiedtime", "cxense:modifiedtime", "bt:moddate", "lastmod", "last_updated_date", "last-updated", "last_updated", "lastupdated", "lastupdate", "last-update", "last_update",
        "last_modified", "lastmodified", "lastmodifieddate", "date_modified", "date-modified", "date_updated", "updated_at", "updated_time", "update_date", "updated", "updateddate",
        "revision_date", "article.updated", "rnews:datemodified", "schema:datemodified", "modificationdate", "modification_date", "moddate", "mod_date", "modified", "modifieddate", "eomportal-lastupdate", "shareaholic:article_modified_time",
        "og:updated_time", "lp.article:modified_time", "last-modified", "revised", "prism.modificationdate", "swt-modified", "mediator_modified_time", "date.modified", "utime",
    ]),
    (MetaName::Lang, &["og:locale", "content-language", "language", "dc.language", "dcterms.language"]),
    (MetaName::Publisher, &["og:site_name", "article:publisher_name", "publisher", "dc.publisher", "dcterms.publisher", "citation_journal_title", "application-name", "cre", "shareaholic:site_name"]),
    (MetaName::Section, &["article:section", "parsely-section", "og:section", "section", "cxenseparse:category", "dc.subject.section"]),
];

impl Claims {
    /// Collects the claims of a parsed page; `given_url` is its URL if it is known from elsewhere.
    pub(super) fn collect(document: &Document, given_url: Option<&str>) -> Self {
        let mut collector = Collector::default();
        for node in document.root().descendants_it() {
            if node.is_element() {
                collector.take(&node);
            }
        }
        collector.finish(given_url)
    }
}

#[derive(Default)]
struct Collector {
    claims: Claims,
    linked: Linked,
    /// The claims in `<meta>` elements, with their rank.
    meta: Vec<(MetaName, usize, Claim)>,
    micro: Claims,
    /// Timestamps in visible elements, in page order.
    seen: Vec<VisibleDate>,
    scripts: Scripted,
    page_title: Option<String>,
    html_lang: Option<String>,
    headings: Vec<Heading>,
    rel_authors: Vec<(String, PagePosition)>,
    micro_authors: Vec<(String, PagePosition)>,
    signatures: Vec<(String, PagePosition)>,
    /// The number of elements that were read.
    at: usize,
    /// The number of paragraphs of text that were read.
    paragraphs: usize,
    /// The number of them before the headline.
    heading_paragraphs: usize,
}

/// A heading of one of the first three levels.
struct Heading {
    /// The number of paragraphs before it.
    paragraphs: usize,
    text: String,
    rank: u8,
    /// Whether it is a link to the site's front page.
    is_home: bool,
    head: TitlePosition,
}

/// A timestamp in a visible element.
struct VisibleDate {
    role: Role,
    claim: Claim,
    place: PagePosition,
    /// The number of paragraphs before it.
    paragraphs: usize,
}

/// What the element says about its timestamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    MicroPublished,
    MicroUpdated,
    Published,
    Updated,
    /// Called an update only by its class, as in hAtom.
    ClassedUpdate,
    Unnamed,
    Dated,
    /// The same, without a class that names a date.
    Bare,
}

/// The rank of an element that is not a heading, but named after the headline. Its text must be the
/// page's title.
const NAMED_RANK: u8 = 7;

/// The most elements between the headline and a byline.
const NEAR: usize = 120;
/// The most elements between the headline and its date in a box that is named like others.
const WEAKLY_NEAR: usize = 30;
/// The same if the date is not in a `<time>` element.
const WEAKLY_NEAR_DATED: usize = 4;
/// The most elements between the headline and its date in an element without a name.
const BARE_NEAR: usize = 15;
/// The paragraphs after the headline with which the article's text has begun.
const PARAGRAPHS: usize = 2;
/// The bytes that a paragraph of text has.
const PARAGRAPH: usize = 80;
/// The most elements between the headline and a `<time>` with a label, if another date is near.
const LABELED_NEAR: usize = 150;
/// The most elements between two authors of one article.
const TOGETHER: usize = 30;
/// The most claims of one kind: more are a list of articles.
const MOST: usize = 60;

impl Collector {
    fn take(&mut self, node: &NodeRef<'_>) {
        let Some(element) = node.element_ref() else { return };
        self.at += 1;
        let attribute = |wanted: &str| {
            element
                .attrs
                .iter()
                .find(|attr| &*attr.name.local == wanted)
                .map(|attr| attr.value.trim())
                .filter(|value| !value.is_empty())
        };
        let names =
            ["class", "id"].map(|name| ElementNames::new(attribute(name).unwrap_or_default()));
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
                self.take_meta(node, &attribute);
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
                } else if attribute("src").is_none() {
                    self.scripts.add(&node.text());
                }
                return;
            }
            rank @ ("h1" | "h2" | "h3") => {
                self.take_heading_of(node, rank.as_bytes().get(1).map_or(1, |digit| digit - b'0'));
            }
            "time" | "relative-time" | "local-time" | "time-ago" | "amp-timeago" => self.take_time(
                node,
                // Some pages write `datetime="2 days ago"`.
                attribute("datetime")
                    .filter(|value| value.bytes().filter(u8::is_ascii_digit).count() >= 4)
                    .or_else(|| attribute("title").filter(is_stamp)),
                attribute("class"),
                attribute("itemprop").or_else(|| attribute("property")),
            ),
            "a" if self.rel_authors.len() < MOST
                && attribute("rel")
                    .is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel == "author")) =>
            {
                self.rel_authors.push((seen_text(node), PagePosition::of(node, self.at)));
            }
            name @ ("span" | "div" | "p" | "em" | "small" | "b" | "li" | "td" | "abbr" | "h6"
            | "strong" | "i" | "dd" | "a") => {
                self.paragraphs += usize::from(name == "p" && is_paragraph(node));
                if names.iter().any(|names| names.are_of_headline()) {
                    self.take_heading_of(node, NAMED_RANK);
                }
                if names.iter().any(|names| names.are_of_date() || names.are_of_update()) {
                    self.take_dated(node, &attribute);
                } else if name != "a" {
                    self.take_bare(node, &attribute);
                }
            }
            _ => {}
        }
        if names.iter().any(|names| names.are_of_author()) {
            self.take_signature(node);
        }
        if let Some(property) = attribute("itemprop").or_else(|| attribute("property")) {
            self.take_property(
                node,
                property,
                attribute("content").or_else(|| attribute("datetime")),
            );
        }
    }

    fn take_heading_of(&mut self, node: &NodeRef<'_>, rank: u8) {
        if self.headings.len() >= MOST * 2 {
            return;
        }
        let text = seen_text(node);
        if !text.is_empty() {
            self.headings.push(Heading {
                paragraphs: self.paragraphs,
                text,
                rank,
                is_home: links_home(node),
                head: TitlePosition::of(node, self.at),
            });
        }
    }

    fn take_meta<'a>(&mut self, node: &NodeRef<'_>, attribute: &impl Fn(&str) -> Option<&'a str>) {
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
                // Parse.ly's older form: all fields in one JSON object.
                if name == "parsely-page"
                    && let Ok(Value::Object(page)) = serde_json::from_str(content)
                    && let Some(claim) = linked_claim(&page, "pub_date", META_SOURCE)
                {
                    let claim = Claim { clock: ClockSource::Meta, ..claim };
                    self.meta.push((MetaName::Published, usize::MAX, claim));
                }
                // The server's timestamps are not the publisher's.
                if key == "http-equiv" && name != "content-language" {
                    continue;
                }
                if key == "itemprop" {
                    self.micro_claim(node, &name, content);
                    continue;
                }
                // `five_hundred:date_published`: a publisher's own prefix.
                let bare = name.rsplit([':', '.']).next().filter(|bare| {
                    bare.len() >= 10 && bare.len() < name.len() && bare.contains(['b', 'f', 'p'])
                });
                for (told, list) in META {
                    let is_clock = matches!(told, MetaName::Published | MetaName::Updated);
                    let rank = list.iter().position(|known| *known == name).or_else(|| {
                        let bare = bare.filter(|_| is_clock)?;
                        let rank = list.iter().position(|known| *known == bare)?;
                        Some(list.len() + rank)
                    });
                    if let Some(rank) = rank
                        && self.meta.len() < 400
                    {
                        let value = match told {
                            MetaName::Byline => byline::given_name_first(content, &name),
                            _ => content.to_owned(),
                        };
                        let claim = Claim { value, source: META_SOURCE, clock: ClockSource::Meta };
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
            // RDFa, as Drupal writes it.
            let name = match name {
                "dc.date" | "dc.created" | "dcterms.created" | "dcterms.issued" => "datecreated",
                "dc.modified" | "dcterms.modified" => "datemodified",
                name => name,
            };
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
                None => seen_text(node),
            };
            if value.len() <= 2_000 {
                self.micro_claim(node, name, &value);
            }
        }
    }

    fn micro_claim(&mut self, node: &NodeRef<'_>, name: &str, value: &str) {
        let claim = Claim {
            value: value.trim().to_owned(),
            source: "microdata",
            clock: ClockSource::Microdata,
        };
        let list = match name {
            "datepublished" | "datecreated" => {
                return self.see(node, Role::MicroPublished, claim);
            }
            "datemodified" | "dateupdated" | "dateupdate" => {
                return self.see(node, Role::MicroUpdated, claim);
            }
            "headline" => &mut self.micro.title,
            "author" | "creator" => {
                if self.micro_authors.len() < MOST && !claim.value.is_empty() {
                    self.micro_authors.push((claim.value, PagePosition::of(node, self.at)));
                }
                return;
            }
            "articlesection" => &mut self.micro.section,
            _ => return,
        };
        if list.len() < MOST && !claim.value.is_empty() {
            list.push(claim);
        }
    }

    fn see(&mut self, node: &NodeRef<'_>, role: Role, claim: Claim) {
        let same = self.seen.iter().filter(|seen| seen.role == role).count();
        if same < MOST && !claim.value.is_empty() {
            let place = PagePosition::of(node, self.at);
            self.seen.push(VisibleDate { role, claim, place, paragraphs: self.paragraphs });
        }
    }

    fn take_time(
        &mut self,
        node: &NodeRef<'_>,
        datetime: Option<&str>,
        class: Option<&str>,
        property: Option<&str>,
    ) {
        let value = datetime.map_or_else(|| clean(&node.text()), str::to_owned);
        if is_in_sentence(node) {
            return;
        }
        // Microdata's dates are read as properties. Those of comments are not the article's.
        let is_property = property.is_some_and(|property| {
            let property = property.to_ascii_lowercase();
            property.contains("date") || property.contains("comment")
        });
        if value.len() > 200 || is_property {
            return;
        }
        let class = class.map(str::to_ascii_lowercase).unwrap_or_default();
        let claim = Claim { value, source: "time element", clock: ClockSource::TimeElement };
        let has = |words: &[&str]| words.iter().any(|word| class.contains(word));
        // Blogs write `entry-date updated` even if there is only one date.
        let role = if has(&["updated", "modified", "update"])
            && !has(&["publish", "entry-date", "post-date", "date-post"])
        {
            if ElementNames::new(&class).are_of_update() && is_unlabeled(node) {
                Role::ClassedUpdate
            } else {
                Role::Updated
            }
        } else if has(&["publish", "pubdate"]) || node.has_attr("pubdate") {
            Role::Published
        } else {
            match label_before(node) {
                Some(Some(DateRole::Updated)) => Role::Updated,
                Some(Some(DateRole::Published)) => Role::Published,
                // The label is of something else, such as an event.
                Some(None) => return,
                None => Role::Unnamed,
            }
        };
        if has(&["expir", "event", "deadline", "valid"]) {
            return;
        }
        self.see(node, role, claim);
    }

    /// Reads an element that is named after an author and contains little more than names.
    fn take_signature(&mut self, node: &NodeRef<'_>) {
        if self.signatures.len() >= MOST || node.descendants_it().take(30).count() >= 30 {
            return;
        }
        let value = author_lines(node);
        if (3..=120).contains(&value.len()) {
            self.signatures.push((value, PagePosition::of(node, self.at)));
        }
    }

    /// Reads an element that is named after a date and contains little more than one, in its text
    /// or in an attribute for scripts.
    fn take_dated<'a>(&mut self, node: &NodeRef<'_>, attribute: &impl Fn(&str) -> Option<&'a str>) {
        let stated = ["title", "datetime"].into_iter().chain(STAMP_ATTRIBUTES);
        let stated = stated.into_iter().find_map(|name| attribute(name).filter(is_stamp));
        if let Some(told) = stated {
            let class = attribute("class").unwrap_or_default().to_ascii_lowercase();
            let words = || class.split_ascii_whitespace();
            let role = if ElementNames::new(&class).are_of_update() {
                if is_unlabeled(node) { Role::ClassedUpdate } else { Role::Updated }
            } else if words().any(|word| word == "published") {
                Role::Published
            } else {
                Role::Unnamed
            };
            let claim =
                Claim { value: told.to_owned(), source: "dated element", clock: ClockSource::Text };
            return self.see(node, role, claim);
        }
        if node.descendants_it().take(12).count() >= 12
            || attribute("class")
                .map(ElementNames::new)
                .is_some_and(|names| names.are_of_update() && !names.are_of_date())
        {
            return;
        }
        // `<span>Mar</span><span>9</span>`: the style separates them.
        let mut value = String::new();
        for text in node.descendants_it().filter(NodeRef::is_text) {
            value.push_str(&text.text());
            value.push(' ');
        }
        let value = clean(&value);
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        if value.len() <= 100 && digits >= 3 {
            let claim = Claim { value, source: "dated element", clock: ClockSource::Text };
            self.see(node, Role::Dated, claim);
        }
    }

    /// Reads an element without a name that contains only a date, in an attribute for scripts or as
    /// its text.
    fn take_bare<'a>(&mut self, node: &NodeRef<'_>, attribute: &impl Fn(&str) -> Option<&'a str>) {
        let Some(only) =
            node.first_child().filter(|child| child.is_text() && child.next_sibling().is_none())
        else {
            return;
        };
        let text = only.text();
        let text = text.trim();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if text.len() > 40 || digits == 0 {
            return;
        }
        let stated = STAMP_ATTRIBUTES.into_iter().find_map(|name| attribute(name).filter(is_stamp));
        let zone = DefaultZone::default();
        let context = DateContext { zone: &zone, order: DateOrder::Auto, lang: None };
        let is_date = || digits >= 4 && dates::read(text, &context, ClockSource::Text).is_ok();
        let value = match stated {
            Some(stated) => stated.to_owned(),
            None if is_date() => text.to_owned(),
            None => return,
        };
        if label_before(node).is_some() || dates::opens_with_label(text) {
            return;
        }
        let claim = Claim { value, source: "dated element", clock: ClockSource::Text };
        self.see(node, Role::Bare, claim);
    }

    fn finish(mut self, given_url: Option<&str>) -> Claims {
        let mut claims = std::mem::take(&mut self.claims);
        let url = claims.addresses.canonical.as_ref().or(claims.addresses.open_graph.as_ref());
        let url = url.map(String::as_str).or(given_url);
        let url = url.map(|url| Memento::original(url).into_owned());
        let heading = self.headings.iter().find(|heading| heading.rank == 1);
        let heading = heading.map(|heading| heading.text.clone());
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
        let mut byline_rank = None;
        for (told, rank, claim) in std::mem::take(&mut self.meta) {
            match told {
                MetaName::Title => claims.title.push(claim),
                // The same tag once per author.
                MetaName::Byline => match claims.byline.last_mut() {
                    Some(before) if byline_rank == Some(rank) => {
                        add_author(&mut before.value, &claim.value);
                    }
                    _ => {
                        byline_rank = Some(rank);
                        claims.byline.push(claim);
                    }
                },
                MetaName::Description => claims.description.push(claim),
                MetaName::Published => claims.published.push(claim),
                MetaName::Vague => claims.vague.push(claim),
                MetaName::Updated => claims.updated.push(claim),
                MetaName::Lang => claims.lang.push(claim),
                MetaName::Publisher => claims.publisher.push(claim),
                MetaName::Section => claims.section.push(claim),
            }
        }
        self.take_heading(&mut claims);
        let mut seen = self.take_seen(claims.head.as_ref(), &claims);
        claims.published.append(&mut seen.published);
        claims.updated.append(&mut seen.updated);
        claims.section.append(&mut self.micro.section);
        if claims.title.is_empty() {
            claims.title.append(&mut self.micro.title);
        }
        let micro_authors = std::mem::take(&mut self.micro_authors);
        claims.byline.extend(
            together(micro_authors, claims.head.as_ref()).into_iter().map(|value| Claim {
                value,
                source: "microdata",
                clock: ClockSource::Microdata,
            }),
        );
        if let Some(page) = self.linked.page(url.as_deref()) {
            claims.published.extend(linked_claim(page, "datePublished", "json-ld WebPage"));
            claims.updated.extend(linked_claim(page, "dateModified", "json-ld WebPage"));
            claims.lang.extend(linked_claim(page, "inLanguage", "json-ld WebPage"));
            claims.addresses.linked.extend(addresses(page));
        }
        if let Some(main) = &main {
            for key in ["dateCreated", "uploadDate"] {
                claims.vague.extend(linked_claim(main, key, "json-ld"));
            }
        }
        if let Some(media) = self.linked.media(url.as_deref(), seen_title.as_deref()) {
            for key in ["datePublished", "uploadDate", "dateCreated"] {
                claims.vague.extend(linked_claim(media, key, "json-ld"));
            }
        }
        claims.published.append(&mut seen.timed_published);
        claims.updated.append(&mut seen.timed_updated);
        claims.unnamed = seen.unnamed;
        claims.dated = seen.dated;
        let scripts = std::mem::take(&mut self.scripts);
        claims.zoned = scripts.zoned();
        claims.scripted = scripts.finish();
        let element = |value: String, source| Claim { value, source, clock: ClockSource::Meta };
        let head = claims.head.as_ref();
        let authors = std::mem::take(&mut self.rel_authors);
        let is_own = |(_, place): &(String, PagePosition)| place.distance(head).is_some();
        let authors = together(authors.into_iter().filter(is_own).collect(), head).into_iter();
        claims.byline.extend(authors.map(|value| element(value, "rel=author")));
        let mut signatures: Vec<(usize, String)> = std::mem::take(&mut self.signatures)
            .into_iter()
            .filter_map(|(value, place)| Some((place.distance(head)?, value)))
            .filter(|(distance, _)| head.is_some() && *distance <= NEAR)
            .collect();
        signatures.sort_by_key(|(distance, _)| *distance);
        let signatures = signatures.into_iter().map(|(_, value)| value);
        claims.byline.extend(signatures.map(|value| element(value, SIGNATURE)));
        claims.title.extend(claims.heading.clone().map(|value| element(value, "h1")));
        claims.title.extend(self.page_title.map(|value| element(value, "title element")));
        if let Some(lang) = self.html_lang {
            claims.lang.insert(0, element(lang, "html lang"));
        }
        claims
    }

    /// Chooses the headline: the heading that the title repeats, the highest level first, otherwise
    /// the only first-level heading.
    fn take_heading(&mut self, claims: &mut Claims) {
        let mut titles: Vec<String> = self.page_title.iter().map(|title| fold(title)).collect();
        titles.extend(claims.title.iter().map(|claim| fold(&clean(&claim.value))));
        let own = self.page_title.iter().flat_map(|title| title.split(TITLE_MARKS));
        titles.extend(own.map(|part| fold(part.trim())));
        let is_repeated = |heading: &&Heading| {
            let text = fold(&heading.text);
            // A heading may have a label of its own after the title: "Subscribers".
            let extends =
                |title: &String| title.chars().count() > 20 && text.starts_with(title.as_str());
            text.len() > 8 && titles.iter().any(|title| title.contains(&text) || extends(title))
        };
        let named = |rank: u8, is_wanted: &dyn Fn(&Heading) -> bool| {
            let of_rank = self.headings.iter().filter(move |heading| heading.rank == rank);
            of_rank.filter(|heading| is_wanted(heading)).find(is_repeated)
        };
        // A heading that links to the front page, or that the title repeats at its end, is the
        // site's name.
        let is_own = |heading: &Heading| {
            !heading.is_home
                && !self.page_title.as_deref().is_some_and(|title| ends_in(title, &heading.text))
        };
        let repeated = (1..=3)
            .find_map(|rank| named(rank, &is_own))
            .or_else(|| (1..=3).find_map(|rank| named(rank, &|heading| !heading.is_home)));
        let mut first = self.headings.iter().filter(|heading| heading.rank == 1 && is_own(heading));
        let only = first.next().filter(|_| first.next().is_none());
        if let Some(heading) = repeated.or(only) {
            claims.heading = Some(heading.text.clone());
            claims.head = Some(heading.head.clone());
            self.heading_paragraphs = heading.paragraphs;
        } else if let Some(heading) = named(NAMED_RANK, &is_own) {
            claims.head = Some(heading.head.clone());
            self.heading_paragraphs = heading.paragraphs;
        }
    }

    /// Returns the timestamps of visible elements that belong to the article, nearest to the
    /// headline first.
    fn take_seen(&mut self, head: Option<&TitlePosition>, stated: &Claims) -> SeenClaims {
        let mut weak: Vec<(usize, VisibleDate)> = Vec::new();
        let mut own: Vec<(usize, VisibleDate)> = std::mem::take(&mut self.seen)
            .into_iter()
            .filter_map(|seen| {
                if let Some(distance) = seen.place.distance(head) {
                    return Some((distance, seen));
                }
                let distance = seen.place.weak_distance(head)?;
                weak.push((distance, seen));
                None
            })
            .collect();
        // The article's own date in a box named like others, if no other date is a candidate.
        if own.iter().all(|(_, seen)| {
            matches!(
                seen.role,
                Role::Updated | Role::MicroUpdated | Role::ClassedUpdate | Role::Bare
            )
        }) {
            weak.retain(|(distance, seen)| match seen.role {
                Role::Bare => false,
                Role::Dated => *distance <= WEAKLY_NEAR_DATED,
                _ => *distance <= WEAKLY_NEAR,
            });
            // Several are those of a list.
            if weak.len() == 1 {
                own.append(&mut weak);
            }
        }
        own.sort_by_key(|(distance, _)| *distance);
        // Dates after the text that name several days are those of a list of articles or comments.
        let begun = self.heading_paragraphs + PARAGRAPHS;
        let is_after = |seen: &VisibleDate| {
            seen.paragraphs >= begun && matches!(seen.role, Role::Unnamed | Role::Dated)
        };
        let mut after =
            own.iter().filter(|(_, seen)| is_after(seen)).map(|(_, seen)| &seen.claim.value);
        let is_list = head.is_some()
            && after
                .next()
                .is_some_and(|first| after.any(|other| other.get(..10) != first.get(..10)));
        own.retain(|(distance, seen)| match seen.role {
            Role::Bare => *distance <= BARE_NEAR && (head.is_none() || seen.paragraphs < begun),
            _ => !(is_list && is_after(seen)),
        });
        // hAtom: an entry without a publication date has that of its update. A page with more dates
        // means an update.
        let is_update = |value: &str| {
            stated.updated.iter().any(|claim| claim.value.get(..10) == value.get(..10))
        };
        let mut classed = own.iter().filter(|(_, seen)| seen.role == Role::ClassedUpdate);
        let is_only = stated.published.is_empty()
            && classed.next().is_some_and(|(_, seen)| !is_update(&seen.claim.value))
            && own.iter().all(|(_, seen)| matches!(seen.role, Role::ClassedUpdate | Role::Bare));
        // A labeled time far away is that of another article, if one is near the headline.
        let has_near = own.iter().any(|(distance, seen)| {
            matches!(seen.role, Role::Unnamed | Role::Dated) && *distance <= WEAKLY_NEAR
        });
        own.retain(|(distance, seen)| {
            let is_labeled = matches!(seen.role, Role::Published | Role::Updated);
            !(has_near && is_labeled && *distance > LABELED_NEAR)
        });
        let mut claims = SeenClaims::default();
        for (distance, VisibleDate { role, claim, .. }) in own {
            let list = match role {
                Role::MicroPublished => &mut claims.published,
                Role::MicroUpdated => &mut claims.updated,
                Role::Published => &mut claims.timed_published,
                Role::Updated => &mut claims.timed_updated,
                Role::ClassedUpdate if !is_only => &mut claims.timed_updated,
                Role::Unnamed | Role::ClassedUpdate => {
                    claims.unnamed.push(Near { claim, distance });
                    continue;
                }
                Role::Dated | Role::Bare => {
                    claims.dated.push(Near { claim, distance });
                    continue;
                }
            };
            // More distant ones belong to other articles or comments.
            if list.is_empty() {
                list.push(claim);
            }
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
        // The publisher's own name is not a byline.
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

/// The marks that separate a page's title from the site's name.
const TITLE_MARKS: [char; 6] = ['|', '–', '—', '»', '·', '•'];

/// The timestamps in visible elements.
#[derive(Default)]
struct SeenClaims {
    published: Vec<Claim>,
    updated: Vec<Claim>,
    timed_published: Vec<Claim>,
    timed_updated: Vec<Claim>,
    unnamed: Vec<Near>,
    dated: Vec<Near>,
}

const META_SOURCE: &str = "meta";
/// The source name of a byline found in an element named after an author.
pub(super) const SIGNATURE: &str = "author element";

fn linked_claim(object: &Map<String, Value>, key: &str, source: &'static str) -> Option<Claim> {
    Linked::text(object, key).map(|value| Claim { value, source, clock: ClockSource::JsonLd })
}

/// Returns the text of a small element as a reader sees it: lines and blocks are separated.
fn seen_text(node: &NodeRef<'_>) -> String {
    let blocks = super::outline::blocks(node, |_| false);
    let text: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
    clean(&text.join(" "))
}

/// Returns the text of a byline: a name and a job title on lines of their own are separated by a
/// comma, but not a short word such as "By" from the name.
fn author_lines(node: &NodeRef<'_>) -> String {
    let mut text = String::new();
    for block in super::outline::blocks(node, |_| false) {
        for line in block.text.lines().map(clean).filter(|line| !line.is_empty()) {
            let is_opener = text.ends_with([':', ',']) || (text.len() <= 12 && !text.contains(' '));
            if !text.is_empty() {
                text.push_str(if is_opener { " " } else { ", " });
            }
            text.push_str(&line);
        }
    }
    text
}

/// Whether an element is a link to the site's front page.
fn links_home(node: &NodeRef<'_>) -> bool {
    let is_home = |link: &NodeRef<'_>| {
        link.has_name("a")
            && link.attr("href").is_some_and(|href| {
                let path = match href.split_once("://") {
                    Some((_, rest)) => rest.split_once('/').map_or("", |(_, path)| path),
                    None if href.starts_with('/') => href.trim_start_matches('/'),
                    None => return matches!(href.trim(), "index.html" | "index.php" | "./" | "."),
                };
                let path = path.split(['?', '#']).next().unwrap_or_default();
                matches!(path, "" | "index.html" | "index.php")
            })
    };
    node.descendants_it().take(8).any(|inner| is_home(&inner))
        || node.parent().is_some_and(|parent| is_home(&parent))
}

/// Whether a page's title ends or begins with this text after or before a mark, and has more
/// than it.
fn ends_in(title: &str, text: &str) -> bool {
    let text = fold(text);
    let mut parts: Vec<String> = title
        .split(TITLE_MARKS)
        .flat_map(|part| part.split(" - "))
        .map(|part| fold(part.trim()))
        .collect();
    parts.retain(|part| !part.is_empty());
    let longest = parts.iter().map(|part| part.chars().count()).max().unwrap_or_default();
    parts.len() > 1 && parts.last() == Some(&text) && text.chars().count() < longest
}

/// Adds an author to a list of them, unless it is already in it.
fn add_author(authors: &mut String, author: &str) {
    if authors.len() < 2_000 && !authors.split("; ").any(|known| known == author) {
        authors.push_str("; ");
        authors.push_str(author);
    }
}

/// Returns the first author on the page and those directly after, as one list; the others
/// separately.
fn together(authors: Vec<(String, PagePosition)>, head: Option<&TitlePosition>) -> Vec<String> {
    let mut lists: Vec<String> = Vec::new();
    let mut last = None;
    // If a box around all of them is named like others, they are the article's nevertheless.
    let is_own = |place: &PagePosition| place.distance(head).is_some();
    let has_own = authors.iter().any(|(_, place)| is_own(place));
    for (author, place) in authors {
        if has_own && !is_own(&place) {
            continue;
        }
        let is_next = last.is_some_and(|last: usize| place.at.saturating_sub(last) <= TOGETHER);
        match lists.last_mut().filter(|_| is_next && byline::is_person(&author)) {
            Some(list) => add_author(list, &author),
            None => lists.push(author),
        }
        last = Some(place.at);
    }
    lists
}

/// The most characters of text before a time that may be its label.
const LONGEST_LABEL: usize = 60;
/// The most ancestors in which the text before and after a time is searched.
const MOST_AROUND: usize = 4;

/// Returns the text directly before an element, in the elements around it.
fn text_before(node: &NodeRef<'_>) -> String {
    let mut at = *node;
    for _ in 0..MOST_AROUND {
        let mut parts: Vec<String> = Vec::new();
        let mut before = at.prev_sibling();
        while let Some(sibling) = before.filter(|_| parts.len() < 4) {
            if sibling.has_name("script") || sibling.has_name("style") {
                break;
            }
            let text = sibling.text();
            let skipped = text.chars().count().saturating_sub(LONGEST_LABEL);
            parts.push(text.chars().skip(skipped).collect());
            before = sibling.prev_sibling();
        }
        parts.reverse();
        let text = parts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().any(char::is_alphanumeric) {
            return text;
        }
        match at.parent() {
            Some(parent) if !is_block(&parent) => at = parent,
            Some(parent) => return term_before(&parent),
            None => break,
        }
    }
    String::new()
}

/// Returns the text of the term that a definition belongs to, or of the cell before a cell.
fn term_before(node: &NodeRef<'_>) -> String {
    let is_pair = |term: &NodeRef<'_>| {
        (node.has_name("dd") && term.has_name("dt"))
            || (node.has_name("td") && (term.has_name("th") || term.has_name("td")))
    };
    let text = node.prev_element_sibling().filter(is_pair).map(|term| seen_text(&term));
    text.filter(|text| text.chars().count() <= LONGEST_LABEL).unwrap_or_default()
}

/// Whether a `<p>` has enough text of its own to be a paragraph of an article.
fn is_paragraph(node: &NodeRef<'_>) -> bool {
    let texts = node.children_it(false).filter(NodeRef::is_text);
    texts.map(|text| text.text().len()).sum::<usize>() >= PARAGRAPH
}

/// Attributes in which scripts keep a time.
const STAMP_ATTRIBUTES: [&str; 8] = [
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-utime",
    "data-epoch",
    "data-published",
    "data-pubdate",
];

/// Whether an attribute's value may be a time.
fn is_stamp(value: &&str) -> bool {
    value.len() <= 40 && value.bytes().filter(u8::is_ascii_digit).count() >= 8
}

/// Whether neither the words before a date nor its own call it an update.
fn is_unlabeled(node: &NodeRef<'_>) -> bool {
    let text = node.text();
    label_before(node) != Some(Some(DateRole::Updated))
        && (text.len() > 200 || !dates::opens_with_label(&text))
}

/// Whether an element ends a line of text.
fn is_block(node: &NodeRef<'_>) -> bool {
    [
        "p",
        "li",
        "td",
        "th",
        "dd",
        "dt",
        "blockquote",
        "article",
        "section",
        "main",
        "body",
        "header",
        "ul",
        "table",
    ]
    .iter()
    .any(|name| node.has_name(name))
}

/// Returns what the words before a time say that it is; `Some(None)` if it is something other than
/// the article's.
#[allow(clippy::option_option)]
fn label_before(node: &NodeRef<'_>) -> Option<Option<DateRole>> {
    let before = text_before(node);
    let skipped = before.chars().count().saturating_sub(LONGEST_LABEL);
    let before: String = before.chars().skip(skipped).collect();
    if before.is_empty() {
        return None;
    }
    let zone = DefaultZone::default();
    let context = DateContext { zone: &zone, order: DateOrder::Auto, lang: None };
    // Any date: only the words before it count.
    let line = format!("{before} 2014-10-19");
    let found = dates::find_printed(&line, &context, ClockSource::Text);
    match found.last().filter(|found| found.span.1 == line.len()) {
        Some(found) => found.clock.map(Some),
        None => Some(None),
    }
}

/// Whether a time is part of a sentence of the article, such as the day of a meeting.
fn is_in_sentence(node: &NodeRef<'_>) -> bool {
    let block = node.ancestors_it(Some(MOST_AROUND)).find(is_block);
    let Some(block) = block.filter(|block| {
        ["p", "li", "td", "dd", "blockquote"].iter().any(|name| block.has_name(name))
    }) else {
        return false;
    };
    let before = text_before(node);
    let text = block.text();
    if before.split_whitespace().count() < 2 || text.len() > 20_000 {
        return false;
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    boilerplate::ends_sentence(&line)
        && !dates::opens_with_label(&before)
        && !dates::speaks_of_itself(&before)
        && !byline::is_signature(&line)
}

/// Normalizes a name: `DC.Date`, `dc:date` and `DC_date` are the same.
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

/// Reads a microdata author, which may be a name or an element that contains `itemprop=name`.
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
        None => author_lines(node),
    }
}
