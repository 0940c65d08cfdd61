//! Reads the JSON-LD blocks of a page, with the tolerance that pages require.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::super::json;
use super::block_text;

/// The structured data of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Linked {
    /// Objects that describe an article, in page order.
    articles: Vec<Map<String, Value>>,
    /// Objects that describe the page around it.
    pages: Vec<Map<String, Value>>,
    /// Objects that describe a video, an episode or a question, which may be the page's only content.
    media: Vec<Map<String, Value>>,
    /// Objects by their `@id`.
    by_id: HashMap<String, Map<String, Value>>,
    /// The number of values read.
    values: usize,
}

/// The most objects read: no legitimate page has more.
const MOST_OBJECTS: usize = 2_000;

/// The most values read: no legitimate page has more. They are held in memory at least twice.
const MOST_VALUES: usize = 100_000;

impl Linked {
    /// Reads one `<script>` block. A block that cannot be parsed is ignored.
    pub(super) fn add(&mut self, block: &str) {
        let values = self.values + json::values(block.as_bytes());
        if values > MOST_VALUES {
            return;
        }
        self.values = values;
        let Some(value) = parse(block) else { return };
        let mut queue = vec![value];
        let mut seen = 0;
        while let Some(value) = queue.pop() {
            seen += 1;
            if seen > MOST_OBJECTS {
                break;
            }
            match value {
                Value::Array(list) => queue.extend(list.into_iter().rev()),
                Value::Object(mut object) => {
                    for key in ["mainEntity", "mainEntityOfPage", "@graph"] {
                        if object
                            .get(key)
                            .is_some_and(|inner| inner.is_array() || inner.is_object())
                        {
                            let inner = if key == "@graph" {
                                object.remove(key)
                            } else {
                                object.get(key).cloned()
                            };
                            queue.extend(inner);
                        }
                    }
                    self.keep(object);
                }
                _ => {}
            }
        }
    }

    fn keep(&mut self, object: Map<String, Value>) {
        let types = types(&object);
        if let Some(id) = object.get("@id").and_then(Value::as_str)
            && object.len() > 1
        {
            self.by_id.entry(id.to_owned()).or_insert_with(|| object.clone());
        }
        if types.iter().any(|name| is_article(name)) {
            self.articles.push(object);
        } else if types.iter().any(|name| {
            matches!(name.as_str(), "WebPage" | "ItemPage" | "CollectionPage" | "AboutPage")
        }) {
            self.pages.push(object);
        } else if types.iter().any(|name| {
            name.ends_with("Object")
                || name.ends_with("Episode")
                || matches!(name.as_str(), "Question" | "QAPage" | "ClaimReview")
        }) {
            self.media.push(object);
        }
    }

    /// Returns the object that describes the page's own article: the one with the page's URL,
    /// otherwise the one whose headline is in the page's title, otherwise the first with a
    /// headline.
    pub(super) fn main(
        &self,
        url: Option<&str>,
        title: Option<&str>,
    ) -> Option<&Map<String, Value>> {
        let mut articles = self.articles.iter();
        articles
            .find(|object| has_address(object, url))
            .or_else(|| self.articles.iter().find(|object| is_named(object, title)))
            .or_else(|| self.articles.iter().find(|object| object.contains_key("headline")))
            .or_else(|| self.articles.first())
    }

    /// Returns the object that describes the page itself: the one with its URL, otherwise the first.
    pub(super) fn page(&self, url: Option<&str>) -> Option<&Map<String, Value>> {
        self.pages.iter().find(|object| has_address(object, url)).or_else(|| self.pages.first())
    }

    /// Returns the video, episode or question that has the page's URL or title.
    pub(super) fn media(
        &self,
        url: Option<&str>,
        title: Option<&str>,
    ) -> Option<&Map<String, Value>> {
        self.media.iter().find(|object| has_address(object, url) || is_named(object, title))
    }

    /// Returns a text of an object, without markup and entities.
    pub(super) fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
        let found = match object.get(key)? {
            Value::String(text) => clean(text),
            Value::Array(list) => list.iter().find_map(Value::as_str).map(clean)?,
            Value::Object(inner) => inner
                .get("@value")
                .or_else(|| inner.get("name"))
                .and_then(Value::as_str)
                .map(clean)?,
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(found).filter(|text| !text.is_empty())
    }

    /// Returns the names of people or organizations under a key, and follows references.
    pub(super) fn names(&self, object: &Map<String, Value>, key: &str) -> Vec<JsonLdName> {
        let mut names = Vec::new();
        self.collect_names(object.get(key), 0, &mut names);
        names
    }

    fn collect_names(&self, value: Option<&Value>, depth: usize, names: &mut Vec<JsonLdName>) {
        if depth > 4 || names.len() > 50 {
            return;
        }
        match value {
            Some(Value::String(text)) => {
                names.push(JsonLdName { name: clean(text), is_person: true });
            }
            Some(Value::Array(list)) => {
                for item in list {
                    self.collect_names(Some(item), depth + 1, names);
                }
            }
            Some(Value::Object(object)) => {
                let is_person = !types(object).iter().any(|name| name.ends_with("Organization"));
                match object.get("name") {
                    Some(Value::String(name)) => {
                        names.push(JsonLdName { name: clean(name), is_person });
                    }
                    Some(Value::Array(list)) => {
                        for name in list.iter().filter_map(Value::as_str) {
                            names.push(JsonLdName { name: clean(name), is_person });
                        }
                    }
                    _ => {
                        if let Some(target) = object
                            .get("@id")
                            .and_then(Value::as_str)
                            .and_then(|id| self.by_id.get(id))
                        {
                            let target = Value::Object(target.clone());
                            self.collect_names(Some(&target), depth + 1, names);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// A name, and whether it may be a person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JsonLdName {
    pub(super) name: String,
    pub(super) is_person: bool,
}

/// Whether an object states this URL for itself.
fn has_address(object: &Map<String, Value>, url: Option<&str>) -> bool {
    url.is_some_and(|url| addresses(object).iter().any(|address| same_address(address, url)))
}

/// Whether the page's title contains an object's headline.
fn is_named(object: &Map<String, Value>, title: Option<&str>) -> bool {
    let headline = object.get("headline").or_else(|| object.get("name")).and_then(Value::as_str);
    title.zip(headline).is_some_and(|(title, headline)| {
        let headline = clean(headline);
        headline.len() > 8 && title.contains(headline.as_str())
    })
}

/// Returns the URLs that an object states for itself.
pub(super) fn addresses(object: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["url", "mainEntityOfPage", "@id"] {
        match object.get(key) {
            Some(Value::String(url)) => found.push(url.trim().to_owned()),
            Some(Value::Object(inner)) => {
                for key in ["@id", "url"] {
                    found.extend(
                        inner.get(key).and_then(Value::as_str).map(|url| url.trim().to_owned()),
                    );
                }
            }
            _ => {}
        }
    }
    found.retain(|url| url.starts_with("http://") || url.starts_with("https://"));
    found
}

fn same_address(a: &str, b: &str) -> bool {
    fn bare(url: &str) -> &str {
        let url = url.split('#').next().unwrap_or(url);
        let url =
            url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
        url.strip_prefix("www.").unwrap_or(url).trim_end_matches('/')
    }
    bare(a) == bare(b)
}

fn types(object: &Map<String, Value>) -> Vec<String> {
    let short = |name: &str| name.rsplit(['/', '#', ':']).next().unwrap_or(name).trim().to_owned();
    match object.get("@type").or_else(|| object.get("type")) {
        Some(Value::String(name)) => vec![short(name)],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(short).collect(),
        _ => Vec::new(),
    }
}

/// Whether a type is one of schema.org's article types, or one that sites use for articles.
pub(super) fn is_article(name: &str) -> bool {
    name.ends_with("Article")
        || name.ends_with("Posting")
        || matches!(
            name,
            "Report"
                | "Review"
                | "CriticReview"
                | "Recipe"
                | "CreativeWork"
                | "Interview"
                | "HowTo"
                | "PressRelease"
        )
}

/// Removes markup, resolves entities and collapses white space.
pub(super) fn clean(text: &str) -> String {
    let mut text = std::borrow::Cow::Borrowed(text);
    // Doubly escaped text (`&amp;#8217;`) is common.
    for _ in 0..2 {
        if text.len() <= LONGEST_MARKUP && (text.contains('&') || text.contains('<')) {
            text = with_topics(&text).into();
            // A line break or a block separates words.
            let document = dom_query::Document::fragment(text.as_ref());
            let separated = text.contains('<')
                && document
                    .root()
                    .descendants_it()
                    .any(|node| ["br", "p", "div", "li"].iter().any(|name| node.has_name(name)));
            text = if separated {
                block_text::join(&super::outline::blocks(&document.root(), |_| false)).into()
            } else {
                document.text().to_string().into()
            };
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains(is_unseen) { text.replace(is_unseen, "") } else { text }
}

/// A longer text is not a field with markup.
const LONGEST_MARKUP: usize = 20_000;

/// Escapes what a text speaks of and does not use: a tag that nothing closes, as in "Why <marquee>
/// still works", and a space that is written as a word, as in "What &nbsp; does to your page".
fn with_topics(text: &str) -> String {
    const ALONE: [&str; 7] = ["br", "p", "hr", "wbr", "img", "li", "div"];
    const SPACES: [&str; 7] =
        ["&nbsp;", "&#160;", "&ensp;", "&emsp;", "&thinsp;", "&shy;", "&zwnj;"];
    let name_of = |tag: &str| -> String {
        tag.chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .take(LONGEST_TAG)
            .collect()
    };
    let closed: HashSet<String> = text.split("</").skip(1).map(name_of).collect();
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let (before, rest) = text.split_at(at);
        match c {
            '<' => {
                let name = name_of(rest.get(1..).unwrap_or_default());
                let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
                let is_markup = !is_tag || ALONE.contains(&&*name) || closed.contains(&name);
                escaped.push_str(if is_markup { "<" } else { "&lt;" });
            }
            '&' => {
                let behind = SPACES.iter().find_map(|space| rest.strip_prefix(space));
                let is_word = before.ends_with(char::is_whitespace)
                    && behind.is_some_and(|behind| behind.starts_with(char::is_whitespace));
                escaped.push_str(if is_word { "&amp;" } else { "&" });
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// The most letters of a tag's name that are compared.
const LONGEST_TAG: usize = 20;

/// Whether a character is not shown: it only says where a word may be broken.
fn is_unseen(char: char) -> bool {
    matches!(char, '\u{AD}' | '\u{200B}' | '\u{FEFF}' | '\u{2060}')
}

fn parse(block: &str) -> Option<Value> {
    let mut text = block.trim();
    for (open, close) in [
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ] {
        text = text.strip_prefix(open).unwrap_or(text).trim();
        text = text.strip_suffix(close).unwrap_or(text).trim();
    }
    let text = text.trim_end_matches(';').trim_end();
    if text.is_empty() {
        return None;
    }
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let unescaped = if text.starts_with("{&quot;") || text.starts_with("[{&quot;") {
        std::borrow::Cow::Owned(text.replace("&quot;", "\"").replace("&amp;", "&"))
    } else {
        std::borrow::Cow::Borrowed(text)
    };
    let unescaped = json::mend(&unescaped).map_or(unescaped, |mended| mended.text.into());
    let mended = mend(&unescaped);
    if let Ok(value) = serde_json::from_str(&mended) {
        return Some(value);
    }
    // Trailing data after the first value: several values in a row, or a stray brace.
    let mut values = serde_json::Deserializer::from_str(&mended).into_iter::<Value>();
    let mut read = Vec::new();
    while let Some(Ok(value)) = values.next() {
        read.push(value);
    }
    (!read.is_empty()).then_some(Value::Array(read))
}

/// Escapes raw control characters and invalid escapes inside strings, and removes comments and
/// commas before a closing bracket.
fn mend(text: &str) -> String {
    let mut mended = String::with_capacity(text.len() + 16);
    let mut inside = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if inside {
            match char {
                '"' => {
                    inside = false;
                    mended.push('"');
                }
                '\\' => match chars.next() {
                    Some(next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => {
                        mended.push('\\');
                        mended.push(next);
                    }
                    Some('\n') => mended.push_str("\\n"),
                    Some(next) => mended.push(next),
                    None => {}
                },
                '\n' => mended.push_str("\\n"),
                char if char < ' ' => mended.push(' '),
                char => mended.push(char),
            }
            continue;
        }
        match char {
            '"' => {
                inside = true;
                mended.push('"');
            }
            ',' => {
                while chars.next_if(|next| next.is_whitespace() || *next == ',').is_some() {}
                if !matches!(chars.peek(), Some('}' | ']') | None) {
                    mended.push(',');
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                let mut before = ' ';
                for next in chars.by_ref() {
                    if before == '*' && next == '/' {
                        break;
                    }
                    before = next;
                }
            }
            char => mended.push(char),
        }
    }
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main_headline(blocks: &[&str], url: Option<&str>) -> Option<String> {
        let mut linked = Linked::default();
        for block in blocks {
            linked.add(block);
        }
        linked.main(url, None).and_then(|object| Linked::text(object, "headline"))
    }

    #[test]
    fn a_text_about_markup_keeps_it() {
        let check = |text: &str, expected: &str| assert_eq!(clean(text), expected, "{text}");
        check("Why <marquee> still works", "Why <marquee> still works");
        check("Why &lt;marquee> still works", "Why <marquee> still works");
        check("What &nbsp; does to a page", "What &nbsp; does to a page");
        check("A <i>Hamlet</i> of 10&nbsp;hours<br>in Leeds", "A Hamlet of 10 hours in Leeds");
        check(
            "Minister&amp;#8217;s dinner at Marks &amp;amp; Lowe",
            "Minister’s dinner at Marks & Lowe",
        );
        check("5 < 6 & 7 > 6", "5 < 6 & 7 > 6");
    }

    #[test]
    fn articles_are_found_wherever_they_hide() {
        let expected = Some("A & B".to_owned());
        for block in [
            r#"{"@type":"NewsArticle","headline":"A &amp; B"}"#,
            r#"[{"@type":"Organization","name":"x"},{"@type":["Thing","ReportageNewsArticle"],"headline":"A & B"}]"#,
            r#"{"@graph":[{"@type":"WebSite"},{"@type":"https://schema.org/BlogPosting","headline":"A & B"}]}"#,
            r#"{"@type":"WebPage","mainEntity":{"@type":"Article","headline":"A & B"}}"#,
            "<!-- {\"@type\":\"NewsArticle\",\"headline\":\"A\n & B\",} -->",
            "//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"A & B\",\"x\":[1,2,],}\n//]]>",
            "{\"@type\":\"NewsArticle\",\"headline\":\"A \\& B\"};",
            "{\"@type\":\"NewsArticle\",\"headline\":\"A & B\"}}",
        ] {
            assert_eq!(main_headline(&[block], None), expected, "{block}");
        }
        for block in ["", "{", "null", "\"x\"", "[[[[", "{\"@type\":5}"] {
            assert_eq!(main_headline(&[block], None), None, "{block}");
        }
    }

    #[test]
    fn the_main_entity_is_the_one_with_the_pages_url() {
        let other = r#"{"@type":"NewsArticle","headline":"Other","url":"https://a.example/other"}"#;
        let own = r#"{"@type":"NewsArticle","headline":"Own","mainEntityOfPage":{"@id":"https://www.a.example/own/"}}"#;
        assert_eq!(
            main_headline(&[other, own], Some("https://a.example/own")),
            Some("Own".to_owned())
        );
        assert_eq!(main_headline(&[other, own], None), Some("Other".to_owned()));
    }

    #[test]
    fn names_follow_references() {
        let mut linked = Linked::default();
        linked.add(
            r##"{"@graph":[{"@type":"Article","author":[{"@id":"#a"},"Bob Ray"],"publisher":{"@type":"NewsMediaOrganization","name":"The Day"}},
                {"@type":"Person","@id":"#a","name":"Ann Lee"}]}"##,
        );
        let main = linked.main(None, None).cloned().unwrap_or_default();
        let names: Vec<_> =
            linked.names(&main, "author").into_iter().map(|named| named.name).collect();
        assert_eq!(names, ["Ann Lee", "Bob Ray"]);
        assert_eq!(
            linked.names(&main, "publisher"),
            [JsonLdName { name: "The Day".into(), is_person: false }]
        );
    }
}
