//! Body: the story's text out of a page.
//!
//! One function per way to find it and one that chooses, so that a way can be added or swapped
//! without touching the rest. What a way finds is a list of blocks; [`prune`] then takes the
//! furniture out of it, by the same rules whatever found it.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use dom_smoothie::{CandidateSelectMode, Config, Readability};

use super::flow::{Block, Kind, blocks, join};
use crate::extract::dates::fold;
use crate::extract::furniture::{self, Furniture};

/// A story's text, and which way found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) source: &'static str,
}

/// What is known of the story from elsewhere in the page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) byline: Option<&'a str>,
    /// JSON-LD's `articleBody`.
    pub(super) told: Option<&'a str>,
}

/// Finds the body. The document is used up; `html` is what it was parsed from.
pub(super) fn find(document: Document, html: &str, known: Known<'_>) -> Option<Body> {
    strip(&document);
    let is_narrowed = narrow(&document);
    let scored = readable(document).map(|blocks| prune(blocks, known)).unwrap_or_default();
    let told = known.told.map(|told| prune(told_blocks(told), known)).unwrap_or_default();
    let scored_size = size(&scored);
    let told_size = size(&told);
    if told_size > 250 && scored_size * 2 < told_size {
        return Some(Body { text: join(&told), source: "json-ld articleBody" });
    }
    // A list of stories, or a few lines, scores as nothing; the main element still says it.
    if is_narrowed && scored_size < 250 {
        let whole = prune(whole_page(html), known);
        if size(&whole) > scored_size * 2 {
            return Some(Body { text: join(&whole), source: "main element" });
        }
    }
    if scored_size > 0 {
        return Some(Body { text: join(&scored), source: "readability" });
    }
    let whole = prune(whole_page(html), known);
    (size(&whole) > 0).then(|| Body { text: join(&whole), source: "whole page" })
}

/// All text of a page that is not furniture by its element.
fn whole_page(html: &str) -> Vec<Block> {
    let document = Document::from(html);
    strip(&document);
    narrow(&document);
    blocks(&document.root(), |_| false)
}

fn size(blocks: &[Block]) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}

fn told_blocks(told: &str) -> Vec<Block> {
    if told.contains("</p>") || told.contains("<br") {
        return blocks(&Document::fragment(told).root(), |_| false);
    }
    let told = if told.contains('&') {
        Document::fragment(told).text().to_string()
    } else {
        told.to_owned()
    };
    told.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|text| Block { text, ..Block::default() })
        .collect()
}

/// Characters that the serializer escapes, and the private ones that stand in for them.
const ESCAPED: [(char, char); 4] =
    [('&', '\u{F8F0}'), ('<', '\u{F8F1}'), ('>', '\u{F8F2}'), ('\u{A0}', '\u{F8F3}')];
/// So many of them in one text are left as they are.
const FEW_ESCAPES: usize = 1_000;
/// Longer attributes carry pictures and scripts, no words.
const LONG_ATTRIBUTE: usize = 2_000;

/// Spares dom_query 0.29's serializer what costs it the square: it escapes in place.
fn ease(document: &Document) -> bool {
    let mut is_eased = false;
    for node in document.root().descendants() {
        if node.is_element() {
            let long: Vec<String> = node.element_ref().map_or_else(Vec::new, |element| {
                let long = element.attrs.iter().filter(|attr| attr.value.len() > LONG_ATTRIBUTE);
                long.map(|attr| attr.name.local.to_string()).collect()
            });
            for name in long {
                node.remove_attr(&name);
            }
        } else if node.is_text() {
            let text = node.text();
            let escapes = text.chars().filter(|c| ESCAPED.iter().any(|(plain, _)| plain == c));
            if text.len() > FEW_ESCAPES && escapes.count() > FEW_ESCAPES {
                let eased = ESCAPED.iter().fold(text.to_string(), |text, (plain, other)| {
                    text.replace(*plain, &other.to_string())
                });
                node.set_text(eased);
                is_eased = true;
            }
        }
    }
    is_eased
}

/// Readability's scoring, by dom_smoothie.
fn readable(document: Document) -> Option<Vec<Block>> {
    let is_eased = ease(&document);
    let config = Config {
        disable_json_ld: true,
        candidate_select_mode: CandidateSelectMode::Readability,
        ..Config::default()
    };
    // A panic inside the crate costs this way only, never the import.
    let content = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let mut readability = Readability::with_document(document, None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    }));
    let content = content.ok().flatten()?;
    let mut found = blocks(&Document::fragment(content).root(), |_| false);
    if is_eased {
        for block in &mut found {
            for (plain, other) in ESCAPED {
                let plain = if plain == '\u{A0}' { ' ' } else { plain };
                block.text = block.text.replace(other, plain.encode_utf8(&mut [0; 4]));
            }
        }
    }
    Some(found)
}

/// Takes out of a page what is no story by its element, role, class or id. What holds a large
/// part of the page's text is left to the scoring: some sites name the story's own box oddly.
fn strip(document: &Document) {
    let root = document.root();
    let mut doomed = Vec::new();
    let mut judged = HashMap::new();
    for node in root.descendants_it() {
        if node.is_element() && is_furniture(&node, &mut judged) {
            doomed.push(node.id);
        }
    }
    if doomed.is_empty() {
        return;
    }
    let whole = document.body().map_or(0, |body| prose_size(&body));
    for id in doomed {
        if let Some(node) = document.tree.get(&id)
            && prose_size(&node) * 3 <= whole
        {
            node.remove_from_parent();
        }
    }
}

/// The least text by which a page's main element is trusted to hold the story.
const MAIN_BYTES: usize = 200;

/// Leaves only the page's main element in its body, where it has exactly one that holds a story.
/// Slides and feeds about it may outweigh a short text.
fn narrow(document: &Document) -> bool {
    let Some(body) = document.body() else { return false };
    let is_main = |node: &NodeRef<'_>| {
        node.has_name("main") || node.attr("role").is_some_and(|role| &*role == "main")
    };
    let mains: Vec<NodeRef<'_>> = body.descendants().into_iter().filter(is_main).collect();
    // Some mark both `<main>` and a `role=main` in it: the outer one.
    let Some(main) = mains.first() else { return false };
    let within = |inner: &NodeRef<'_>| inner.ancestors_it(None).any(|outer| outer.id == main.id);
    if mains.iter().skip(1).any(|other| !within(other)) || main.normalized_char_count() < MAIN_BYTES
    {
        return false;
    }
    let main_id = main.id;
    for child in body.children() {
        if child.id != main_id {
            child.remove_from_parent();
        }
    }
    if let Some(main) = document.tree.get(&main_id) {
        body.append_child(&main);
    }
    true
}

/// The bytes of a subtree's paragraphs.
fn prose_size(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|inner| inner.has_name("p")).map(|p| p.text().trim().len()).sum()
}

/// `judged` holds the classes judged before: a page has few, many times.
fn is_furniture(node: &NodeRef<'_>, judged: &mut HashMap<String, bool>) -> bool {
    let Some(element) = node.element_ref() else { return false };
    let name = element.name.local.as_ref();
    if matches!(name, "html" | "body" | "article" | "main") {
        return false;
    }
    if matches!(name, "nav" | "footer" | "aside" | "figcaption" | "dialog" | "button") {
        return true;
    }
    let attribute = |wanted: &str| {
        element
            .attrs
            .iter()
            .find(|attr| &*attr.name.local == wanted)
            .map(|attr| attr.value.as_ref())
    };
    if attribute("hidden").is_some() && !matches!(name, "p" | "section") {
        return true;
    }
    if matches!(
        attribute("role"),
        Some(
            "navigation"
                | "complementary"
                | "banner"
                | "contentinfo"
                | "dialog"
                | "search"
                | "menu"
                | "toolbar"
                | "tooltip"
        )
    ) {
        return true;
    }
    if matches!(attribute("itemprop"), Some("caption" | "copyrightHolder" | "comment")) {
        return true;
    }
    [attribute("class"), attribute("id")].into_iter().flatten().any(|names| {
        if names.len() >= LONG_ATTRIBUTE {
            return false;
        }
        if let Some(known) = judged.get(names) {
            return *known;
        }
        let found = names.split_ascii_whitespace().any(is_furniture_class);
        judged.insert(names.to_owned(), found);
        found
    })
}

/// Whether a class or id names furniture. Its words are compared whole (`share`, not `shareholder`).
fn is_furniture_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    // Words that tell by themselves wherever they stand in the name.
    const ANY: &[&str] = &[
        "newsletter",
        "sharedaddy",
        "addthis",
        "addtoany",
        "outbrain",
        "taboola",
        "disqus",
        "jp-relatedposts",
        "breadcrumb",
        "social-share",
        "share-bar",
        "sharebar",
        "share-button",
        "sharebuttons",
        "share-tools",
        "sharing",
        "social-media-share",
        "related-articles",
        "related-posts",
        "relatedposts",
        "related-stories",
        "related-content",
        "relatedarticles",
        "related-links",
        "read-more-box",
        "recommended-",
        "most-read",
        "mostread",
        "most-popular",
        "comments-area",
        "comment-list",
        "commentlist",
        "comments-section",
        "cookie-",
        "advertisement",
        "ad-container",
        "adsbygoogle",
        "ad-slot",
        "adslot",
        "wp-caption-text",
        "image-caption",
        "photo-caption",
        "img-caption",
        "caption-text",
        "image-credit",
        "photo-credit",
        "imagecredit",
        "photocredit",
        "figure-caption",
        "media-caption",
        "picture-caption",
        "caption__",
        "gallery-caption",
        "visually-hidden",
        "visuallyhidden",
        "sr-only",
        "screen-reader",
        "screenreader",
        "skip-link",
        "print-only",
        "paywall-prompt",
        "subscribe-box",
        "subscription-",
        "author-bio",
        "authorbio",
        "author-box",
        "about-author",
        "about-the-author",
        "pagination",
    ];
    if ANY.iter().any(|words| class.contains(words)) {
        return true;
    }
    const ALONE: &[&str] = &[
        "caption",
        "credit",
        "share",
        "social",
        "comments",
        "related",
        "advert",
        "promo",
        "sidebar",
        "menu",
        "tags",
        "footer",
        "copyright",
        "ad",
        "ads",
        "tooltip",
    ];
    ALONE.contains(&class.as_str())
}

/// The most blocks at the head that may be headline, byline, dateline lines before the story.
const HEAD_BLOCKS: usize = 12;

/// Takes the furniture out of blocks.
pub(super) fn prune(mut blocks: Vec<Block>, known: Known<'_>) -> Vec<Block> {
    // Where links are most of it, the links are what the page says.
    let linked = blocks.iter().filter(|block| block.linked * 10 >= block.text.len() * 9).count();
    let is_listing = linked * 2 > blocks.len();
    blocks.retain(|block| !is_noise(block) && (is_listing || !is_link(block)));
    if !is_listing {
        blocks = without_head(blocks, known);
    }
    blocks = without_tail(blocks);
    blocks
}

/// Whether a block is furniture wherever it stands.
fn is_noise(block: &Block) -> bool {
    let text = block.text.as_str();
    if !text.chars().any(char::is_alphanumeric) {
        return true;
    }
    match furniture::judge(text) {
        Some(Furniture::Related) => {
            // "Read more: …" is a link; "Watch: …" may be a heading of the story's own.
            block.linked * 3 > text.len() || block.kind != Kind::Heading
        }
        Some(_) => true,
        None => false,
    }
}

/// Whether a block is nothing but a link, without a sentence's end.
fn is_link(block: &Block) -> bool {
    let text = block.text.as_str();
    block.linked * 10 >= text.len() * 9
        && text.len() < 200
        && (block.kind == Kind::Item || !furniture::ends_sentence(text))
}

fn squash(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Cuts what stands between the headline and the story.
fn without_head(blocks: Vec<Block>, known: Known<'_>) -> Vec<Block> {
    let title = known.title.map(squash).filter(|title| !title.is_empty());
    let byline = known.byline.map(squash).filter(|byline| byline.len() > 3);
    let mut kept = Vec::with_capacity(blocks.len());
    let mut is_head = true;
    for (index, block) in blocks.into_iter().enumerate() {
        if !is_head || index >= HEAD_BLOCKS {
            // A standfirst may stand above the date.
            let is_date = index < HEAD_BLOCKS && furniture::is_date_line(&block.text);
            if !is_date {
                kept.push(block);
            }
            continue;
        }
        let squashed = squash(&block.text);
        let is_title = title.as_deref().is_some_and(|title| title == squashed);
        let is_byline = block.text.len() < 200
            && (byline.as_deref().is_some_and(|byline| {
                squashed == byline
                    || squashed.strip_prefix("by") == Some(byline)
                    || squashed.strip_prefix("von") == Some(byline)
            }) || furniture::is_byline_line(&block.text));
        if is_title || is_byline || furniture::is_date_line(&block.text) {
            continue;
        }
        // The story begins with its first sentence.
        if block.text.len() > 120 && furniture::ends_sentence(&block.text) {
            is_head = false;
        }
        kept.push(block);
    }
    kept
}

/// Cuts headings that nothing follows, and what stands behind a heading that opens other things.
fn without_tail(mut blocks: Vec<Block>) -> Vec<Block> {
    // Behind "Related stories" or "Comments" there is no story, if most of it is before.
    let total = size(&blocks);
    let mut before = 0;
    let mut end = blocks.len();
    for (index, block) in blocks.iter().enumerate() {
        if before * 2 > total && block.text.len() < 80 && furniture::ends_story(&block.text) {
            end = index;
            break;
        }
        before += block.text.len();
    }
    blocks.truncate(end);
    while blocks.last().is_some_and(|block| block.kind == Kind::Heading && blocks.len() > 1) {
        blocks.pop();
    }
    blocks
}
