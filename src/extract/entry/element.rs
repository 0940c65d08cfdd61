//! Splits an entry into its child elements, resolves their names, and reads their text and markup.

use crate::source::xml::{self, Scanner, XmlToken, unescape};

/// The most elements of one entry that are read.
const MOST_CHILDREN: usize = 4096;

/// The depth to which open elements are tracked by name; deeper ones are only counted.
const NAMED_DEPTH: usize = 64;

/// The most unclosed elements that are ended at the next tag.
const MOST_UNCLOSED: usize = 16;

/// An element: its tag and its content, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct XmlElement<'t> {
    pub(super) tag: &'t str,
    pub(super) inner: &'t str,
}

/// The vocabularies with elements that describe an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The document's own: Atom, RSS or the sitemap protocol.
    Core,
    /// Dublin Core's fifteen elements.
    Dc,
    /// Dublin Core's terms.
    DcTerms,
    /// The `content` module of RSS.
    Content,
    /// Yahoo's media module.
    Media,
    /// Apple's podcast vocabulary.
    Itunes,
    /// FeedBurner.
    FeedBurner,
    /// PRISM, used by scholarly publishers.
    Prism,
    /// Google's news sitemap extension.
    News,
    /// XHTML.
    Xhtml,
    /// Any other.
    Other,
}

/// Parts of the vocabularies' names, in lower case; the first match decides.
const SPACES: &[(&str, Space)] = &[
    ("purl.org/dc/elements", Space::Dc),
    ("purl.org/dc/terms", Space::DcTerms),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("purl.org/rss/1.0/modules/dcterms", Space::DcTerms),
    ("purl.org/rss/1.0/modules/", Space::Other),
    ("w3.org/2005/atom", Space::Core),
    ("purl.org/atom", Space::Core),
    ("purl.org/rss/1.0", Space::Core),
    ("purl.org/net/rss", Space::Core),
    ("netscape.com/rdf", Space::Core),
    ("backend.userland.com/rss", Space::Core),
    ("blogs.law.harvard.edu/tech/rss", Space::Core),
    ("sitemaps.org/schemas/sitemap", Space::Core),
    ("google.com/schemas/sitemap-news", Space::News),
    ("google.com/schemas/sitemap/", Space::Core),
    ("search.yahoo.com/mrss", Space::Media),
    ("itunes.com/dtds", Space::Itunes),
    ("feedburner", Space::FeedBurner),
    ("prismstandard.org", Space::Prism),
    ("w3.org/1999/xhtml", Space::Xhtml),
];

/// The meaning of prefixes that are not declared.
const PREFIXES: &[(&str, Space)] = &[
    ("dc", Space::Dc),
    ("dcterms", Space::DcTerms),
    ("content", Space::Content),
    ("media", Space::Media),
    ("itunes", Space::Itunes),
    ("feedburner", Space::FeedBurner),
    ("prism", Space::Prism),
    ("news", Space::News),
    ("xhtml", Space::Xhtml),
    ("atom", Space::Core),
    ("a10", Space::Core),
    ("rss", Space::Core),
];

fn space_of(name: &str) -> Space {
    let name = name.to_ascii_lowercase();
    SPACES.iter().find(|(part, _)| name.contains(part)).map_or(Space::Other, |(_, space)| *space)
}

/// The most prefixes of one tag that are read: they are searched for every element.
const MOST_PREFIXES: usize = 100;

/// The meaning of prefixes: those declared by a tag, then those of the tags around it.
#[derive(Clone, Debug, Default)]
pub(super) struct Spaces<'o> {
    outer: Option<&'o Spaces<'o>>,
    declared: Vec<(String, Space)>,
    /// The prefix of the innermost tag: elements with this prefix are in the document's own
    /// vocabulary.
    own: String,
}

impl Spaces<'_> {
    /// Reads the declarations of these tags, outermost first.
    pub(super) fn of<'t>(tags: impl Iterator<Item = &'t str>) -> Spaces<'static> {
        let mut spaces = Spaces::default();
        for tag in tags {
            spaces.declare(tag);
        }
        spaces
    }

    /// Adds the declarations of an inner tag.
    pub(super) fn inside(&self, tag: &str) -> Spaces<'_> {
        let mut spaces = Spaces { outer: Some(self), ..Spaces::default() };
        spaces.declare(tag);
        spaces
    }

    fn declare(&mut self, tag: &str) {
        let prefixes = xml::attributes(tag.as_bytes())
            .filter_map(|(name, value)| Some((name.strip_prefix(b"xmlns:")?, value)));
        for (prefix, value) in prefixes.take(MOST_PREFIXES) {
            let prefix = String::from_utf8_lossy(prefix).into_owned();
            self.declared.push((prefix, space_of(&String::from_utf8_lossy(value))));
        }
        prefix(name(tag)).clone_into(&mut self.own);
    }

    fn declared(&self, prefix: &str) -> Option<Space> {
        let here = self.declared.iter().rev();
        let found = here.clone().find(|(known, _)| known.eq_ignore_ascii_case(prefix));
        found.map(|(_, space)| *space).or_else(|| self.outer?.declared(prefix))
    }

    /// Returns an element's vocabulary and its local name in lower case.
    pub(super) fn resolve(&self, element: &XmlElement<'_>) -> (Space, String) {
        let name = name(element.tag);
        let local = xml::local(name.as_bytes());
        let local = String::from_utf8_lossy(local).to_ascii_lowercase();
        let prefix = prefix(name);
        if prefix.is_empty() {
            let declared = element.attribute("xmlns").map(|name| space_of(&name));
            return (declared.filter(|space| *space == Space::Xhtml).unwrap_or(Space::Core), local);
        }
        if prefix.eq_ignore_ascii_case(&self.own) {
            return (Space::Core, local);
        }
        let own = format!("xmlns:{prefix}");
        let space = element
            .attribute(&own)
            .map(|name| space_of(&name))
            .or_else(|| self.declared(prefix))
            .or_else(|| {
                let usual = PREFIXES.iter().find(|(known, _)| prefix.eq_ignore_ascii_case(known));
                usual.map(|(_, space)| *space)
            });
        (space.unwrap_or(Space::Other), local)
    }
}

fn name(tag: &str) -> &str {
    std::str::from_utf8(xml::name(tag.as_bytes())).unwrap_or_default()
}

fn prefix(name: &str) -> &str {
    name.rsplit_once(':').map_or("", |(prefix, _)| prefix)
}

impl<'t> XmlElement<'t> {
    /// Returns the element that `text` begins with, up to its end or the end of the text.
    pub(super) fn outermost(text: &'t str) -> Option<Self> {
        let (from, to) = xml::root(text.as_bytes())?;
        let tag = text.get(from..to)?;
        let inner = text.get(to..).unwrap_or_default();
        let end = inner.trim_end().strip_suffix('>').and_then(|inner| inner.rfind("</"));
        let is_own = |at: &usize| {
            let name_here = inner.get(*at..).map(name).unwrap_or_default();
            name_here.eq_ignore_ascii_case(name(tag))
        };
        let end = end.filter(is_own).unwrap_or(inner.len());
        Some(Self { tag, inner: inner.get(..end).unwrap_or_default() })
    }

    /// Returns the first inner element with this local name; it may not be closed yet.
    pub(super) fn first_inside(&self, local: &str) -> Option<Self> {
        let is_it = |tag: &str| {
            let name = xml::local(xml::name(tag.as_bytes()));
            name.eq_ignore_ascii_case(local.as_bytes())
        };
        let mut found: Option<(&str, usize)> = None;
        let mut at = 0;
        let mut end = self.inner.len();
        self.pieces(|token, piece| {
            match (token, found) {
                (XmlToken::Start { .. }, None) if is_it(piece) => {
                    found = Some((piece, at + piece.len()));
                }
                (XmlToken::End, Some(_)) if is_it(piece) => end = end.min(at),
                _ => {}
            }
            at += piece.len();
        });
        let (tag, from) = found?;
        Some(Self { tag, inner: self.inner.get(from..end).unwrap_or_default() })
    }

    /// Returns an attribute's value in lower case, without surrounding white space; empty if
    /// missing.
    pub(super) fn keyword(&self, name: &str) -> String {
        self.attribute(name).map(|value| value.trim().to_ascii_lowercase()).unwrap_or_default()
    }

    /// Returns an attribute's value, with its entities resolved.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let value = xml::attribute(self.tag.as_bytes(), name)?;
        Some(unescape(&String::from_utf8_lossy(value)).into_owned())
    }

    /// Returns the direct child elements.
    pub(super) fn children(&self) -> Vec<XmlElement<'t>> {
        let mut found = Vec::new();
        let mut rest = self.inner;
        for attempt in 0..=MOST_UNCLOSED {
            match walk(rest, &mut found) {
                // An unclosed element ends at the next tag.
                Some((tag, inner)) => {
                    let end = inner.find('<').unwrap_or(inner.len());
                    let whole = attempt == MOST_UNCLOSED;
                    let text = if whole { inner } else { inner.get(..end).unwrap_or_default() };
                    found.push(XmlElement { tag, inner: text });
                    rest = inner.get(end..).unwrap_or_default();
                }
                None => break,
            }
        }
        found
    }

    /// Returns the text without tags, with its entities resolved.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.pieces(|token, piece| match token {
            XmlToken::Text => text.push_str(&unescape(piece)),
            XmlToken::CData => text.push_str(piece),
            _ => {}
        });
        text
    }

    /// Returns the content as markup, whether it is written out, escaped or in CDATA.
    pub(super) fn markup(&self) -> String {
        let mut has_tags = false;
        self.pieces(|token, _| has_tags |= matches!(token, XmlToken::Start { .. }));
        let mut text = String::new();
        self.pieces(|token, piece| match token {
            XmlToken::Text if !has_tags => text.push_str(&unescape(piece)),
            XmlToken::Other => {}
            _ => text.push_str(piece),
        });
        text
    }

    fn pieces(&self, mut take: impl FnMut(XmlToken, &'t str)) {
        let mut scanner = Scanner::default();
        let mut rest = self.inner;
        while let Some((token, length)) = scanner.next(rest.as_bytes(), true) {
            // Tokens end at ASCII bytes or at the end of the text.
            let Some((piece, after)) = rest.split_at_checked(length) else { break };
            take(token, piece);
            rest = after;
        }
    }
}

/// Cuts a text into elements. If the last one is not closed, returns its tag and what follows it.
fn walk<'t>(text: &'t str, found: &mut Vec<XmlElement<'t>>) -> Option<(&'t str, &'t str)> {
    let mut scanner = Scanner::default();
    let mut open: Vec<&[u8]> = Vec::new();
    let mut deeper = 0_usize;
    // The tag of the current element, and where its content begins.
    let mut current = ("", 0);
    let mut at = 0;
    while let Some((token, length)) = scanner.next(text.as_bytes().get(at..)?, true) {
        let piece = text.get(at..at + length)?;
        let behind = at + length;
        let name = xml::name(piece.as_bytes());
        match token {
            XmlToken::Start { empty } if open.is_empty() => {
                if found.len() >= MOST_CHILDREN {
                    return None;
                }
                if empty {
                    found.push(XmlElement { tag: piece, inner: "" });
                } else {
                    current = (piece, behind);
                    open.push(name);
                }
            }
            XmlToken::Start { empty: false } if open.len() < NAMED_DEPTH => open.push(name),
            XmlToken::Start { empty: false } => deeper += 1,
            XmlToken::End if deeper > 0 => deeper -= 1,
            XmlToken::End => {
                let depth = open.iter().rposition(|open| open.eq_ignore_ascii_case(name));
                if let Some(depth) = depth {
                    open.truncate(depth);
                    if depth == 0 {
                        let inner = text.get(current.1..at).unwrap_or_default();
                        found.push(XmlElement { tag: current.0, inner });
                    }
                }
            }
            _ => {}
        }
        at = behind;
    }
    (!open.is_empty()).then(|| (current.0, text.get(current.1..).unwrap_or_default()))
}
