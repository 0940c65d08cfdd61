//! Reads sitemap entries: a URL with its timestamps, and the article's fields in a news sitemap.

use serde_json::Value;

use super::element::{Space, Spaces, XmlElement};
use super::feed::FeedMetadata;
use super::{DecodedEntry, Story, line};

/// Reads a `<url>` element (sitemaps.org's protocol, and Google's news extension).
pub(super) fn read(decoded: &DecodedEntry, map: &FeedMetadata) -> Story {
    let mut story = Story::default();
    if decoded.is_damaged {
        story.notes.push("encoding: some bytes could not be read and became \u{FFFD}".to_owned());
    }
    let Some(entry) = XmlElement::outermost(&decoded.entry) else { return story };
    let spaces = map.spaces.inside(entry.tag);
    for child in entry.children() {
        match spaces.resolve(&child) {
            (Space::Core, name) if name == "loc" => story.urls.push((child.text(), "loc")),
            (Space::Core, name) if name == "lastmod" => {
                story.updated = line(&child.text()).map(|text| (text, "lastmod"));
            }
            (Space::News, name) if name == "news" => news(&child, &spaces, &mut story),
            _ => {}
        }
    }
    story
}

fn news(news: &XmlElement<'_>, spaces: &Spaces<'_>, story: &mut Story) {
    for child in news.children() {
        let (space, name) = spaces.resolve(&child);
        if space != Space::News {
            continue;
        }
        match name.as_str() {
            "publication" => {
                for part in child.children() {
                    match spaces.resolve(&part).1.as_str() {
                        "name" => story.publisher = line(&part.text()),
                        "language" => story.lang = line(&part.text()),
                        _ => {}
                    }
                }
            }
            "publication_date" => {
                story.published = line(&child.text()).map(|text| (text, "news:publication_date"));
            }
            "title" => story.title = line(&child.text()).map(|text| (text, "news:title")),
            "keywords" | "genres" | "access" | "stock_tickers" => {
                if let Some(text) = line(&child.text()) {
                    story.extra.insert(format!("news:{name}"), Value::String(text));
                }
            }
            _ => {}
        }
    }
}
