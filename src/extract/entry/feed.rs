//! Reads an Atom entry (0.3, 1.0), an RSS item (0.9x, 1.0, 2.0), or an item of CDF.
//!
//! | field | read from the first of these that has a value |
//! | --- | --- |
//! | URL | `feedburner:origLink`, an alternate link, a `guid` that is a permalink, `rdf:about`, an Atom `id` |
//! | body | Atom's `content`, `content:encoded`, XHTML's `body`, Netscape's `fullitem` |
//! | description | `description`, `summary`, `abstract`, `dc:description`, `itunes:summary`, `media:description` |
//! | published | `published`, `pubDate`, `issued`, `dcterms:issued`, `prism:publicationDate` |
//! | updated | `updated`, `modified`, `dcterms:modified`, `lastmod`, `dc:date`, `prism:modificationDate` |
//!
//! `dc:date` is "a date of an event in the life of the resource". It is the last event if the feed
//! also has `pubDate` or `dcterms:issued`. Without them it is also read as the update, as
//! feedparser has done since 2011, because feeds change it with every update.

use serde_json::Value;

use super::element::{Space, Spaces, XmlElement};
use super::{DecodedEntry, Story, is_name, line, markup_line, paragraphs};
use crate::lexicon::LANGUAGES;

/// Reads an entry.
pub(super) fn read(decoded: &DecodedEntry, feed: &FeedMetadata) -> Story {
    let mut story = Story::default();
    if decoded.is_damaged {
        story.notes.push("encoding: some bytes could not be read and became \u{FFFD}".to_owned());
    }
    let Some(entry) = XmlElement::outermost(&decoded.entry) else { return story };
    let spaces = feed.spaces.inside(entry.tag);
    let children: Vec<(Space, String, XmlElement<'_>)> = entry
        .children()
        .into_iter()
        .map(|child| {
            let (space, name) = spaces.resolve(&child);
            (space, name, child)
        })
        .collect();
    let entry = FeedEntry { element: entry, children, spaces: &spaces };
    entry.urls(&mut story);
    let own_base = entry.element.attribute("xml:base");
    story.bases = own_base.into_iter().chain(feed.bases.iter().cloned()).collect();
    entry.texts(&mut story);
    entry.clocks(&mut story);
    entry.people(&mut story);
    if story.people.is_empty() {
        story.people.clone_from(&feed.people);
    }
    let lang = entry.element.attribute("xml:lang").as_deref().and_then(line);
    story.lang = lang
        .or_else(|| entry.first(&[(Space::Dc, "language"), (Space::Core, "language")]))
        .or_else(|| feed.lang.clone());
    story.publisher = entry
        .first(&[(Space::Dc, "publisher")])
        .or_else(|| entry.source())
        .or_else(|| feed.title.clone());
    entry.labels(&mut story);
    story
}

/// The limits of a feed's name and people, which are repeated with each of its entries.
const LONGEST_NAME: usize = 512;
const MOST_PEOPLE: usize = 20;

/// What a feed states for all its entries.
#[derive(Default)]
pub(super) struct FeedMetadata {
    /// The meaning of the prefixes in the tags around the entries.
    pub(super) spaces: Spaces<'static>,
    /// The base URLs for relative URLs, innermost first.
    bases: Vec<String>,
    title: Option<String>,
    lang: Option<String>,
    people: Vec<String>,
}

impl FeedMetadata {
    /// Reads the part of a document before its first entry. A document that is itself an entry has
    /// none.
    pub(super) fn of(head: &str) -> Self {
        let Some(root) = XmlElement::outermost(head) else { return Self::default() };
        let channel = root.first_inside("channel");
        let around: Vec<XmlElement<'_>> = [root].into_iter().chain(channel).collect();
        let spaces = Spaces::of(around.iter().map(|element| element.tag));
        let mut feed = Self::default();
        let (mut itself, mut site) = (None, None);
        for element in around.iter().rev() {
            feed.bases.extend(element.attribute("xml:base").or_else(|| element.attribute("base")));
            feed.lang = feed.lang.or_else(|| line(&element.attribute("xml:lang")?));
            // In CDF.
            site = site.or_else(|| element.attribute("href"));
        }
        for child in around.last().map(XmlElement::children).unwrap_or_default() {
            let (space, name) = spaces.resolve(&child);
            match (space, name.as_str()) {
                (Space::Core, "title") if feed.title.is_none() => {
                    let title = markup_line(&child.markup());
                    feed.title = title.filter(|title| title.len() <= LONGEST_NAME);
                }
                (Space::Core | Space::Dc, "language") if feed.lang.is_none() => {
                    feed.lang = line(&child.text());
                }
                (Space::Core, "author") if feed.people.len() < MOST_PEOPLE => {
                    feed.people.extend(person(&child, &spaces));
                }
                (Space::Core, "link") => {
                    let link = FeedLink::of(&child);
                    match link.rel.as_str() {
                        "self" => itself = itself.or(Some(link.href)),
                        "" | "alternate" => site = site.or(Some(link.href)),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        // Without a base, links are relative to the document's own URL, otherwise to the site's.
        let whole = |url: &String| url::Url::parse(url.trim()).is_ok();
        feed.bases.extend(itself.filter(whole).or(site.filter(whole)));
        feed.spaces = spaces;
        feed
    }
}

/// A link in Atom or RSS.
struct FeedLink {
    href: String,
    rel: String,
    kind: String,
}

impl FeedLink {
    fn of(element: &XmlElement<'_>) -> Self {
        let href = element.attribute("href").unwrap_or_else(|| element.text());
        // A link's own base applies only to that link.
        let href = match element.attribute("xml:base") {
            Some(base) => url::Url::parse(&base)
                .and_then(|base| base.join(href.trim()))
                .map_or(href, String::from),
            None => href,
        };
        Self { href, rel: element.keyword("rel"), kind: element.keyword("type") }
    }
}

/// Returns the name in an Atom person, or in RSS's `mail (Name)`.
fn person(element: &XmlElement<'_>, spaces: &Spaces<'_>) -> Option<String> {
    let named = element
        .children()
        .into_iter()
        .find(|child| spaces.resolve(child) == (Space::Core, "name".to_owned()));
    if let Some(name) = named {
        return line(&name.text());
    }
    let text = line(&element.text())?;
    match text.split_once('(') {
        Some((mail, name)) if mail.contains('@') => {
            line(name.trim_end().strip_suffix(')').unwrap_or(name))
        }
        _ => Some(text),
    }
}

struct FeedEntry<'e, 't> {
    element: XmlElement<'t>,
    children: Vec<(Space, String, XmlElement<'t>)>,
    spaces: &'e Spaces<'e>,
}

impl<'t> FeedEntry<'_, 't> {
    fn all(&self, wanted: Space, name: &str) -> impl Iterator<Item = &XmlElement<'t>> {
        self.children
            .iter()
            .filter(move |(space, local, _)| *space == wanted && local == name)
            .map(|(_, _, element)| element)
    }

    /// Returns the first line of text under one of these names, in order of preference.
    fn first(&self, names: &[(Space, &str)]) -> Option<String> {
        names.iter().find_map(|(space, name)| {
            self.all(*space, name).find_map(|element| line(&element.text()))
        })
    }

    fn urls(&self, story: &mut Story) {
        let mut add = |url: Option<String>, source| {
            if let Some(url) = url.filter(|url| !url.trim().is_empty()) {
                story.urls.push((url.trim().to_owned(), source));
            }
        };
        add(self.first(&[(Space::FeedBurner, "origlink")]), "feedburner:origLink");
        let links: Vec<FeedLink> = self.all(Space::Core, "link").map(FeedLink::of).collect();
        let is_alternate = |link: &&FeedLink| matches!(link.rel.as_str(), "" | "alternate");
        let is_page = |link: &&FeedLink| link.kind.is_empty() || link.kind.contains("html");
        let page = links.iter().filter(is_alternate).find(is_page);
        add(page.map(|link| link.href.clone()), "link");
        for link in links.iter().filter(is_alternate) {
            add(Some(link.href.clone()), "link");
        }
        // In CDF.
        add(self.element.attribute("href"), "href");
        let permalink = self.all(Space::Core, "guid").find(|guid| {
            !guid.attribute("ispermalink").is_some_and(|is| is.trim().eq_ignore_ascii_case("false"))
        });
        add(permalink.map(XmlElement::text).filter(|text| is_name(text)), "guid");
        add(self.element.attribute("rdf:about").filter(|text| is_name(text)), "rdf:about");
        add(self.first(&[(Space::Core, "id")]).filter(|text| is_name(text)), "id");
    }

    fn texts(&self, story: &mut Story) {
        story.title = self.title();
        const BODIES: [(Space, &str, &str); 5] = [
            (Space::Core, "content", "content"),
            (Space::Content, "encoded", "content:encoded"),
            (Space::Xhtml, "body", "xhtml:body"),
            (Space::Xhtml, "div", "xhtml:div"),
            (Space::Core, "fullitem", "fullitem"),
        ];
        const DESCRIPTIONS: [(Space, &str, &str); 7] = [
            (Space::Core, "description", "description"),
            (Space::Core, "summary", "summary"),
            (Space::Core, "abstract", "abstract"),
            (Space::Dc, "description", "dc:description"),
            (Space::DcTerms, "abstract", "dcterms:abstract"),
            (Space::Itunes, "summary", "itunes:summary"),
            (Space::Media, "description", "media:description"),
        ];
        story.body = self.long(&BODIES);
        story.description = self.long(&DESCRIPTIONS).or_else(|| self.grouped());
    }

    fn title(&self) -> Option<(String, &'static str)> {
        let title = self.all(Space::Core, "title").find_map(|title| match TextMarkup::of(title) {
            TextMarkup::Plain => line(&title.text()),
            TextMarkup::Encoded => line(&base64_text(title)?),
            _ => markup_line(&title.markup()),
        });
        title
            .map(|title| (title, "title"))
            .or_else(|| Some((self.first(&[(Space::Dc, "title")])?, "dc:title")))
            .or_else(|| Some((self.first(&[(Space::Media, "title")])?, "media:title")))
    }

    /// Returns the text of the first of these elements that has one; Atom allows several contents
    /// of one text.
    fn long(&self, names: &[(Space, &str, &'static str)]) -> Option<(String, &'static str)> {
        names.iter().find_map(|(space, name, source)| {
            let text =
                self.all(*space, name).find_map(|element| match TextMarkup::of(element) {
                    TextMarkup::Plain => {
                        let text = element.text();
                        (!text.trim().is_empty()).then(|| text.trim().to_owned())
                    }
                    TextMarkup::Html => paragraphs(&element.markup()),
                    TextMarkup::Encoded => paragraphs(&base64_text(element)?),
                    TextMarkup::Elsewhere => None,
                })?;
            Some((without_appendix(text), *source))
        })
    }

    /// Reads YouTube's `<media:group><media:description>`.
    fn grouped(&self) -> Option<(String, &'static str)> {
        let group = self.all(Space::Media, "group").next()?;
        let inside = group.children();
        let found = inside
            .iter()
            .find(|child| self.spaces.resolve(child) == (Space::Media, "description".to_owned()))?;
        let text = found.text();
        (!text.trim().is_empty()).then(|| (text.trim().to_owned(), "media:description"))
    }

    fn clocks(&self, story: &mut Story) {
        let clock = |names: &[(Space, &str, &'static str)]| {
            names
                .iter()
                .find_map(|(space, name, source)| Some((self.first(&[(*space, name)])?, *source)))
        };
        story.published = clock(&[
            (Space::Core, "published", "published"),
            (Space::Core, "pubdate", "pubDate"),
            (Space::Core, "issued", "issued"),
            (Space::DcTerms, "issued", "dcterms:issued"),
            (Space::Prism, "publicationdate", "prism:publicationDate"),
        ]);
        story.updated = clock(&[
            (Space::Core, "updated", "updated"),
            (Space::Core, "modified", "modified"),
            (Space::DcTerms, "modified", "dcterms:modified"),
            (Space::Core, "lastmod", "lastmod"),
            (Space::Dc, "date", "dc:date"),
            (Space::Prism, "modificationdate", "prism:modificationDate"),
        ]);
        if story.updated.is_none() {
            // In CDF.
            let attribute = self.element.attribute("lastmod").as_deref().and_then(line);
            story.updated = attribute.map(|text| (text, "lastmod"));
        }
        for (space, name, source) in [
            (Space::Core, "created", "created"),
            (Space::DcTerms, "created", "dcterms:created"),
            (Space::DcTerms, "available", "dcterms:available"),
            (Space::Core, "expirationdate", "expirationDate"),
        ] {
            if let Some(text) = self.first(&[(space, name)]) {
                story.extra.insert(source.to_owned(), Value::String(text));
            }
        }
    }

    fn people(&self, story: &mut Story) {
        let authors = |space, name| {
            self.all(space, name).filter_map(|element| person(element, self.spaces)).collect()
        };
        for (space, name, source) in [
            (Space::Core, "author", "author"),
            (Space::Dc, "creator", "dc:creator"),
            (Space::Dc, "author", "dc:author"),
            (Space::Itunes, "author", "itunes:author"),
        ] {
            let people: Vec<String> = authors(space, name);
            // An email address alone is not a byline; the next name may have one.
            if people.iter().any(|who| !who.contains('@')) {
                (story.people, story.byline) = (people, source);
                return;
            }
        }
        // In Atom, the author of the feed that the entry was copied from.
        let source = self.all(Space::Core, "source").flat_map(XmlElement::children);
        let authors = source
            .filter(|child| self.spaces.resolve(child) == (Space::Core, "author".to_owned()))
            .filter_map(|author| person(&author, self.spaces));
        (story.people, story.byline) = (authors.collect(), "author");
    }

    /// Returns the title of the feed that the entry was copied from.
    fn source(&self) -> Option<String> {
        let source = self.all(Space::Core, "source").next()?;
        let title = source
            .children()
            .into_iter()
            .find(|child| self.spaces.resolve(child) == (Space::Core, "title".to_owned()));
        match title {
            Some(title) => markup_line(&title.markup()),
            None if source.inner.contains('<') => None,
            None => line(&source.text()),
        }
    }

    fn labels(&self, story: &mut Story) {
        let categories: Vec<String> = self
            .children
            .iter()
            .filter(|(space, name, _)| {
                matches!((space, name.as_str()), (Space::Core, "category") | (Space::Dc, "subject"))
            })
            .filter_map(|(_, _, element)| {
                let label = element.attribute("label").or_else(|| element.attribute("term"));
                line(&label.unwrap_or_else(|| element.text()))
            })
            .take(100)
            .collect();
        story.section = categories.first().cloned();
        if categories.len() > 1 {
            story.extra.insert("categories".to_owned(), categories.into());
        }
        if let Some(id) = self.first(&[(Space::Core, "guid"), (Space::Core, "id")]) {
            story.extra.insert("id".to_owned(), Value::String(id));
        }
    }
}

/// Removes the sentence that WordPress appends to each feed entry from a text, unless it is the only text.
fn without_appendix(text: String) -> String {
    let Some((story, last)) = text.trim_end().rsplit_once('\n') else { return text };
    let last = last.trim();
    let is_appended = last.len() <= 600
        && last.ends_with('.')
        && LANGUAGES
            .into_iter()
            .flat_map(|language| language.boilerplate.feed_appendices)
            .any(|(start, before_site)| last.starts_with(start) && last.contains(before_site));
    if is_appended && !story.trim().is_empty() { story.trim_end().to_owned() } else { text }
}

/// How an element's text is encoded.
enum TextMarkup {
    /// As plain text.
    Plain,
    /// As HTML, escaped or not.
    Html,
    /// As base64: Atom 0.3's `mode`, and media types that are not text.
    Encoded,
    /// In a linked document, or in another format.
    Elsewhere,
}

impl TextMarkup {
    /// In Atom determined by the `type` (RFC 4287 §§ 3.1.1, 4.1.3.1; Atom 0.3's `mode`), in RSS
    /// always HTML.
    fn of(element: &XmlElement<'_>) -> Self {
        let (kind, mode) = (element.keyword("type"), element.keyword("mode"));
        if mode == "base64" {
            return Self::Encoded;
        }
        let is_atom = element.attribute("type").is_some()
            || element.attribute("src").is_some()
            || !mode.is_empty();
        if !is_atom {
            return Self::Html;
        }
        let has_text = !element.inner.trim().is_empty();
        match kind.as_str() {
            "text" | "text/plain" => Self::Plain,
            _ if kind.contains("html") || kind.is_empty() || kind == "text/xml" => {
                if has_text {
                    Self::Html
                } else {
                    Self::Elsewhere
                }
            }
            // RFC 4287, section 4.1.3.3: any other type that is not text is in base64. Feeds also
            // write markup under such types: it is recognized by its first tag.
            _ if has_text
                && !kind.starts_with("text/")
                && !kind.ends_with("xml")
                && !element.inner.contains(['<', '&']) =>
            {
                Self::Encoded
            }
            _ => Self::Elsewhere,
        }
    }
}

/// Returns the text of a base64 element.
fn base64_text(element: &XmlElement<'_>) -> Option<String> {
    let bytes = crate::source::transfer::base64(element.text().as_bytes());
    let text = String::from_utf8(bytes).ok().filter(|text| !text.trim().is_empty())?;
    // An image or a font may be valid UTF-8 by chance only if it is very short.
    let is_text =
        !text.chars().any(|char| char.is_control() && !matches!(char, '\n' | '\r' | '\t'));
    is_text.then_some(text)
}
