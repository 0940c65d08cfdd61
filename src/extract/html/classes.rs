//! Classifies an element by its classes and attributes, using words that publishers' style sheets
//! share.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use dom_query::Attr;

use super::element::ElementRole;
use super::title_distance::DateLabels;

/// A property of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum ClassHint {
    /// A menu, an ad, a caption: not part of an article.
    Furniture = 1,
    /// Named like content next to an article.
    Unlikely = 1 << 1,
    /// Named like an article's container, whatever its other names.
    Likely = 1 << 2,
    /// Buttons to share the article.
    Share = 1 << 3,
    /// Not shown.
    Hidden = 1 << 4,
    /// A link within the page.
    Anchor = 1 << 5,
    /// Next to the article, according to its role.
    Beside = 1 << 6,
    /// The page's main element.
    Main = 1 << 7,
    /// A table for layout, or of data, according to its attributes.
    Layout = 1 << 8,
    Data = 1 << 9,
    /// Contains the article, according to microdata.
    Story = 1 << 10,
    /// Hidden from screen readers only.
    AriaHidden = 1 << 11,
    /// Struck out by its style.
    Struck = 1 << 12,
    /// A line of its own by its style.
    Line = 1 << 13,
    /// The mark of a footnote, according to its name.
    NoteMark = 1 << 14,
    /// Comments of readers.
    Comment = 1 << 15,
    /// A post of a social network that the article quotes.
    Post = 1 << 16,
    /// The numbers of the lines of a listing.
    LineNumbers = 1 << 17,
}

/// The properties of an element.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClassHints {
    bits: u32,
    /// Readability's weight of the names, in units of 25: −2 to 2.
    pub(super) weight: i8,
    /// What they say about dates in the element.
    pub(super) dates: DateLabels,
    /// A number that is equal for equal classes; 0 means no class.
    pub(super) class: u32,
}

impl ClassHints {
    pub(super) fn has(self, word: ClassHint) -> bool {
        self.bits & word as u32 != 0
    }

    fn add(&mut self, word: ClassHint) {
        self.bits |= word as u32;
    }
}

/// Classifies elements and caches the result of each class: a page repeats a few classes often.
#[derive(Default)]
pub(super) struct Judges {
    known: HashMap<u64, AttributeHints>,
}

/// The properties that one class or id attribute implies.
#[derive(Clone, Copy, Debug, Default)]
struct AttributeHints {
    bits: u32,
    weight: i8,
    dates: DateLabels,
}

/// The most classes that are cached: a page with more uses a new class for each element.
const MOST_CLASSES: usize = 10_000;
/// Longer attributes hold data, not names.
const LONG_ATTRIBUTE: usize = 2_000;

impl Judges {
    pub(super) fn judge(&mut self, tag: ElementRole, attributes: &[Attr]) -> ClassHints {
        let mut words = ClassHints::default();
        let mut is_hidden = false;
        let mut is_aria_hidden = false;
        let mut is_fallback_image = false;
        match tag {
            ElementRole::Navigation
            | ElementRole::Footer
            | ElementRole::Aside
            | ElementRole::FigureCaption
            | ElementRole::Dialog
            | ElementRole::Button => {
                words.add(ClassHint::Furniture);
            }
            ElementRole::Main => words.add(ClassHint::Main),
            _ => {}
        }
        for attribute in attributes {
            let value: &str = &attribute.value;
            match attribute.name.local.as_ref() {
                name @ ("class" | "id") if value.len() < LONG_ATTRIBUTE && !value.is_empty() => {
                    let hash = hash(value);
                    let known = self.known.get(&hash).copied();
                    let names = known.unwrap_or_else(|| names(value));
                    if known.is_none() && self.known.len() < MOST_CLASSES {
                        self.known.insert(hash, names);
                    }
                    words.bits |= names.bits;
                    words.weight += names.weight;
                    words.dates = words.dates.union(names.dates);
                    if name == "class" {
                        words.class = hash as u32 | 1;
                        is_fallback_image = value.contains("fallback-image");
                    }
                }
                "role" => match value {
                    "navigation" | "complementary" | "banner" | "contentinfo" | "dialog"
                    | "search" | "menu" | "toolbar" | "tooltip" | "menubar" | "alert"
                    | "alertdialog" => {
                        words.add(ClassHint::Furniture);
                        words.add(ClassHint::Beside);
                    }
                    "doc-noteref" => words.add(ClassHint::NoteMark),
                    "main" => words.add(ClassHint::Main),
                    "presentation" if tag == ElementRole::Table => words.add(ClassHint::Layout),
                    _ => {}
                },
                "itemprop" => match value {
                    "caption" | "copyrightHolder" | "comment" => words.add(ClassHint::Furniture),
                    "articleBody" => words.add(ClassHint::Story),
                    _ => {}
                },
                // The browser shows it if a reader searches for its text.
                "hidden" if value.eq_ignore_ascii_case("until-found") => {}
                "hidden" => {
                    is_hidden = true;
                    if !matches!(tag, ElementRole::Paragraph | ElementRole::Section) {
                        words.add(ClassHint::Furniture);
                    }
                }
                "aria-hidden" => is_aria_hidden = value == "true",
                "style" => {
                    is_hidden |= is_invisible(value);
                    if has_style(value, "text-decoration", "line-through") {
                        words.add(ClassHint::Struck);
                    }
                    if has_style(value, "display", "block") {
                        words.add(ClassHint::Line);
                    }
                }
                "href" if tag == ElementRole::Link && value.len() > 1 && value.starts_with('#') => {
                    words.add(ClassHint::Anchor);
                }
                "datatable" if value == "0" => words.add(ClassHint::Layout),
                "summary" if tag == ElementRole::Table => words.add(ClassHint::Data),
                _ => {}
            }
        }
        if is_hidden {
            words.add(ClassHint::Hidden);
        } else if is_aria_hidden && !is_fallback_image {
            words.add(ClassHint::AriaHidden);
        }
        if matches!(
            tag,
            ElementRole::Html | ElementRole::Body | ElementRole::Article | ElementRole::Main
        ) {
            words.bits &= !(ClassHint::Furniture as u32);
        }
        words
    }
}

/// FNV-1a with 64 bits: a collision only causes a wrong classification.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Whether a style hides the element: `display: none`, `visibility: hidden`.
fn is_invisible(style: &str) -> bool {
    if style.len() > LONG_ATTRIBUTE
        || !(style.contains("none") || style.contains("NONE") || style.contains("idden"))
    {
        return false;
    }
    style.split(';').any(|rule| {
        let Some((key, value)) = rule.split_once(':') else { return false };
        let (key, value) = (key.trim(), value.split_whitespace().next().unwrap_or_default());
        (key.eq_ignore_ascii_case("display") && value.eq_ignore_ascii_case("none"))
            || (key.eq_ignore_ascii_case("visibility") && value.eq_ignore_ascii_case("hidden"))
    })
}

/// Whether a style gives a property this value, alone or among others.
fn has_style(style: &str, property: &str, wanted: &str) -> bool {
    // Most styles contain neither.
    style.len() <= LONG_ATTRIBUTE
        && style.split(';').any(|rule| {
            rule.split_once(':').is_some_and(|(key, value)| {
                let key = key.trim();
                let is_key = key.len() >= property.len()
                    && key
                        .get(..property.len())
                        .is_some_and(|start| start.eq_ignore_ascii_case(property))
                    && matches!(key.get(property.len()..), Some("" | "-line"));
                is_key && value.split_whitespace().any(|word| word.eq_ignore_ascii_case(wanted))
            })
        })
}

/// Where a pattern must be in a class to match.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// Anywhere.
    Within,
    /// As a complete name.
    Name,
    /// As one part of a name, between spaces and underscores.
    Part,
    /// Anywhere except in the names of page builders, which wrap each paragraph in a "widget".
    Unbuilt,
}

#[derive(Clone, Copy)]
struct ClassPattern {
    word: Option<ClassHint>,
    /// Whether it counts for or against the element in the weight.
    is_good: bool,
    is_bad: bool,
    bound: Bound,
}

/// All patterns, matched in one pass.
struct ClassPatterns {
    automaton: Option<AhoCorasick>,
    kinds: Vec<ClassPattern>,
}

static PATTERNS: LazyLock<ClassPatterns> = LazyLock::new(|| {
    let mut texts: Vec<&'static str> = Vec::new();
    let mut kinds = Vec::new();
    let plain = ClassPattern { word: None, is_good: false, is_bad: false, bound: Bound::Within };
    let mut add = |list: &[&'static str], kind: ClassPattern| {
        for text in list {
            texts.push(text);
            kinds.push(kind);
        }
    };
    add(FURNITURE, ClassPattern { word: Some(ClassHint::Furniture), ..plain });
    add(
        FURNITURE_NAMES,
        ClassPattern { word: Some(ClassHint::Furniture), bound: Bound::Name, ..plain },
    );
    add(UNLIKELY, ClassPattern { word: Some(ClassHint::Unlikely), ..plain });
    add(LIKELY, ClassPattern { word: Some(ClassHint::Likely), ..plain });
    add(SHARE, ClassPattern { word: Some(ClassHint::Share), bound: Bound::Part, ..plain });
    add(GOOD, ClassPattern { is_good: true, ..plain });
    add(BAD, ClassPattern { is_bad: true, ..plain });
    add(BAD_NAMES, ClassPattern { is_bad: true, bound: Bound::Name, ..plain });
    add(WIDGET, ClassPattern { is_bad: true, bound: Bound::Unbuilt, ..plain });
    add(COMMENTS, ClassPattern { word: Some(ClassHint::Comment), ..plain });
    add(POSTS, ClassPattern { word: Some(ClassHint::Post), bound: Bound::Name, ..plain });
    add(NOTE_MARKS, ClassPattern { word: Some(ClassHint::NoteMark), ..plain });
    add(
        LINE_NUMBERS,
        ClassPattern { word: Some(ClassHint::LineNumbers), bound: Bound::Name, ..plain },
    );
    let automaton = AhoCorasickBuilder::new()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(&texts)
        .ok();
    ClassPatterns { automaton, kinds }
});

fn names(text: &str) -> AttributeHints {
    let mut names = AttributeHints { dates: DateLabels::of(text), ..AttributeHints::default() };
    let (mut is_good, mut is_bad) = (false, false);
    let patterns = &*PATTERNS;
    let Some(automaton) = &patterns.automaton else { return names };
    let bytes = text.as_bytes();
    for found in automaton.find_overlapping_iter(text) {
        let Some(kind) = patterns.kinds.get(found.pattern().as_usize()) else { continue };
        let before = found.start().checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(found.end());
        let stands =
            |is_edge: fn(&u8) -> bool| before.is_none_or(is_edge) && after.is_none_or(is_edge);
        let fits = match kind.bound {
            Bound::Within => true,
            Bound::Name => stands(u8::is_ascii_whitespace),
            Bound::Part => stands(|byte| byte.is_ascii_whitespace() || *byte == b'_'),
            Bound::Unbuilt => !is_built(bytes.get(..found.start()).unwrap_or_default()),
        };
        if fits {
            names.bits |= kind.word.map_or(0, |word| word as u32);
            is_good |= kind.is_good;
            is_bad |= kind.is_bad;
        }
    }
    names.weight = i8::from(is_good) - i8::from(is_bad);
    names
}

/// Parts of names that indicate boilerplate anywhere in a name.
#[rustfmt::skip]
const FURNITURE: &[&str] = &[
    "newsletter", "sharedaddy", "addthis", "addtoany", "outbrain", "taboola", "disqus", "jp-relatedposts",
    "breadcrumb", "social-share", "share-bar", "sharebar", "share-button", "sharebuttons", "share-tools", "sharing",
    "social-media-share", "related-articles", "related-posts", "relatedposts", "related-stories", "related-content",
    "relatedarticles", "related-links", "read-more-box", "recommended-", "most-read", "mostread", "most-popular",
    "comments-area", "comment-list", "commentlist", "comments-section", "cookie-", "advertisement", "ad-container",
    "adsbygoogle", "ad-slot", "adslot", "wp-caption-text", "image-caption", "photo-caption", "img-caption",
    "caption-text", "image-credit", "photo-credit", "imagecredit", "photocredit", "figure-caption", "media-caption",
    "picture-caption", "caption__", "gallery-caption", "visually-hidden", "visuallyhidden", "sr-only",
    "screen-reader", "screenreader", "skip-link", "print-only", "paywall-prompt", "paywall-offer", "paywall-cta", "paywall-banner",
    "subscribe-box", "subscribe-offer", "subscription-", "embed-consent", "embed-placeholder", "consent-placeholder",
    "embed-privacy",
    "hovercard", "hover-card", "editsection", "popover", "autorenbox", "autor-box", "author-card", "author-bio", "authorbio", "author-box", "about-author", "about-the-author", "pagination",
    "kg-signup", "signup-card", "postprofile", "vjs-no-js",
];

/// Complete names that indicate boilerplate.
#[rustfmt::skip]
const FURNITURE_NAMES: &[&str] = &[
    "caption", "credit", "share", "social", "comments", "related", "advert", "promo", "sidebar", "menu", "tags",
    "footer", "copyright", "ad", "ads", "tooltip", "message-user",
];

// The lists below are Readability's, as in Mozilla's version and dom_smoothie 0.19.

#[rustfmt::skip]
const UNLIKELY: &[&str] = &[
    "-ad-", "ai2html", "banner", "breadcrumbs", "combx", "comment", "community", "cover-wrap", "disqus", "extra",
    "footer", "gdpr", "header", "legends", "menu", "related", "remark", "replies", "rss", "shoutbox", "sidebar",
    "skyscraper", "social", "sponsor", "supplemental", "ad-break", "agegate", "pagination", "pager", "popup",
    "yom-remote",
];

const LIKELY: &[&str] =
    &["and", "article", "body", "column", "content", "layout", "main", "mathjax", "shadow"];

const SHARE: &[&str] = &["share", "sharedaddy"];

#[rustfmt::skip]
const GOOD: &[&str] = &[
    "article", "body", "content", "entry", "hentry", "h-entry", "main", "page", "post", "text", "blog", "story",
];

#[rustfmt::skip]
const BAD: &[&str] = &[
    "-ad-", "hidden", "banner", "combx", "comment", "com-", "contact", "footer", "gdpr", "masthead", "media", "meta",
    "outbrain", "promo", "related", "scroll", "share", "shoutbox", "sidebar", "skyscraper", "sponsor", "shopping",
    "tags",
];

const WIDGET: &[&str] = &["widget"];

/// What page builders write before "widget".
#[rustfmt::skip]
const BUILDERS: &[&str] = &[
    "elementor-", "panel-", "so-", "siteorigin-", "fusion-", "kc-", "themify_", "brz-", "bricks-", "builder-",
    "builder_", "oxy-", "fl-", "tdm-", "vc_",
];

/// Whether a name of a page builder ends here.
fn is_built(before: &[u8]) -> bool {
    BUILDERS.iter().any(|builder| {
        before
            .get(before.len().saturating_sub(builder.len())..)
            .is_some_and(|end| end.eq_ignore_ascii_case(builder.as_bytes()))
    })
}

/// Parts of names of a footnote's mark.
const NOTE_MARKS: &[&str] =
    &["footnote", "noteref", "fnref", "fn-ref", "endnote", "cite_ref", "reference", "note-ref"];

/// Parts of names of readers' comments.
const COMMENTS: &[&str] = &[
    "comment",
    "kommentar",
    "commentaire",
    "komentar",
    "commenti",
    "kommentti",
    "yorum",
    "comentario",
    "comentário",
    "komentář",
    "kommentointi",
    "reacties",
    "hozzaszolas",
    "disqus",
    "reader-reaction",
    "leserbrief",
    "replies",
    "discussion",
    "forum-post",
];

/// Names that highlighters of code give to the numbers of lines: Rouge, Pygments, Hexo, highlight.js,
/// Prism, GitHub.
const LINE_NUMBERS: &[&str] = &[
    "lineno",
    "linenos",
    "linenodiv",
    "linenumber",
    "linenumbers",
    "line-number",
    "line-numbers",
    "line-numbers-rows",
    "gutter",
    "rouge-gutter",
    "hljs-ln-numbers",
    "blob-num",
    "code-line-numbers",
    "crayon-nums",
];

/// Classes of the quotations that social networks offer for embedding.
#[rustfmt::skip]
const POSTS: &[&str] = &[
    "twitter-tweet", "twitter-video", "instagram-media", "tiktok-embed", "bluesky-embed", "mastodon-embed",
    "text-post-media", "fb-xfbml-parse-ignore", "fb-post", "truthsocial-embed",
];

const BAD_NAMES: &[&str] = &["hid"];
