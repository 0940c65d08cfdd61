//! Determines where an element is on the page, and whether it belongs to the article.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use dom_query::{NodeId, NodeRef};

/// The position of an element on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PagePosition {
    /// The number of elements that begin before it.
    pub(super) at: usize,
    /// The outermost element around it that contains other articles, comments or menus.
    pub(super) foreign: Option<NodeId>,
    /// Whether all such elements are only boxes that a template may also use for the article's own
    /// date: sidebars, teasers.
    pub(super) is_weak: bool,
    /// The outermost `<header>` around it.
    pub(super) header: Option<NodeId>,
}

/// The position of the headline.
#[derive(Clone, Debug, Default)]
pub(super) struct TitlePosition {
    /// The number of elements that begin before it.
    pub(super) at: usize,
    /// The elements around it: they belong to the article, whatever their names.
    pub(super) around: HashSet<NodeId>,
}

/// The deepest nesting that is followed: pages nest deeper only by mistake.
const DEEPEST: usize = 200;

impl PagePosition {
    /// Returns the position of an element, before which `at` others begin.
    pub(super) fn of(node: &NodeRef<'_>, at: usize) -> Self {
        let mut place = Self { at, is_weak: true, ..Self::default() };
        for node in std::iter::once(*node).chain(node.ancestors_it(Some(DEEPEST))) {
            if is_foreign(&node) {
                place.foreign = Some(node.id);
                place.is_weak &= is_weak(&node);
            }
            if node.has_name("header") {
                place.header = Some(node.id);
            }
        }
        place
    }

    /// Returns the distance from the headline after it, in elements, if the element is in a box that
    /// a template may also use for the article's own date.
    pub(super) fn weak_distance(&self, head: Option<&TitlePosition>) -> Option<usize> {
        let head = head.filter(|_| self.foreign.is_some() && self.is_weak)?;
        self.at.checked_sub(head.at)
    }

    /// Returns the distance from the headline, in elements. Distances before the headline count
    /// more than those after it. `None` if the element belongs to something else.
    pub(super) fn distance(&self, head: Option<&TitlePosition>) -> Option<usize> {
        let Some(head) = head else { return self.foreign.is_none().then_some(self.at) };
        if self.foreign.is_some_and(|node| !head.around.contains(&node)) {
            return None;
        }
        // A header before the article's own is the site's: its date is that of the visit.
        if self.at < head.at && self.header.is_some_and(|node| !head.around.contains(&node)) {
            return None;
        }
        Some(if self.at >= head.at { self.at - head.at } else { (head.at - self.at) * 3 })
    }
}

impl TitlePosition {
    /// Returns the position of the headline.
    pub(super) fn of(node: &NodeRef<'_>, at: usize) -> Self {
        Self { at, around: node.ancestors_it(Some(DEEPEST)).map(|node| node.id).collect() }
    }
}

/// Whether an element contains other articles, comments or menus, judged by its tag, classes and
/// id.
pub(super) fn is_foreign(node: &NodeRef<'_>) -> bool {
    let Some(element) = node.element_ref() else { return false };
    let is_aside = match element.name.local.as_ref() {
        // A quotation or an embedded post, and a picture's caption, have dates of their own.
        // A page of ASP.NET is one form.
        "form" => {
            let action = element.attrs.iter().find(|attr| &*attr.name.local == "action");
            return !action.is_some_and(|attr| attr.value.contains(".aspx"));
        }
        "nav" | "select" | "blockquote" | "figcaption" => return true,
        "html" | "body" | "main" => return false,
        name => name == "aside",
    };
    let names = element
        .attrs
        .iter()
        .filter(|attr| matches!(&*attr.name.local, "class" | "id"))
        .filter(|attr| attr.value.len() <= 400)
        .flat_map(|attr| attr.value.split_ascii_whitespace());
    let mut is_other = is_aside;
    for name in names {
        match told_by(name) {
            DateLabel::Own => return false,
            DateLabel::Frame if is_aside => return false,
            DateLabel::Others => is_other = true,
            DateLabel::Frame | DateLabel::Nothing => {}
        }
    }
    is_other
}

/// Whether an element is a box that a template may also use for the article's own parts, and no
/// list of other articles or comments.
fn is_weak(node: &NodeRef<'_>) -> bool {
    const WEAK: &[&str] = &["sidebar", "widget", "widgets", "teaser", "promo", "comment"];
    let Some(element) = node.element_ref() else { return false };
    if matches!(
        element.name.local.as_ref(),
        "nav" | "select" | "form" | "blockquote" | "figcaption"
    ) {
        return false;
    }
    let names = element
        .attrs
        .iter()
        .filter(|attr| matches!(&*attr.name.local, "class" | "id"))
        .filter(|attr| attr.value.len() <= 400)
        .flat_map(|attr| attr.value.split_ascii_whitespace());
    let mut others = names.filter(|name| told_by(name) == DateLabel::Others).peekable();
    // An `<aside>` without a name.
    others.peek().is_some()
        && others.all(|name| {
            let name = name.to_ascii_lowercase();
            // `Comment` alone names a section; `comment-5`, `comments` are comments.
            name == "comment"
                || (WEAK.iter().any(|weak| *weak != "comment" && name.contains(weak))
                    && !["comment", "related", "recommend", "popular", "recent", "latest"]
                        .iter()
                        .any(|word| name.contains(word)))
        })
}

/// What a class or id says about an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DateLabel {
    /// It contains a complete article.
    Own,
    /// It is a part of the page's layout, or of the article's boilerplate.
    Frame,
    /// It contains other articles, comments or menus.
    Others,
    Nothing,
}

/// Judges a class or id by complete words, because `commentary` and `latestnews-article` are not
/// comments and latest news.
fn told_by(name: &str) -> DateLabel {
    const OWN: &[&str] = &["single", "detail", "blog", "blog1", "hfeed", "singular"];
    const OTHERS: &[&str] = &[
        "comment",
        "comments",
        "kommentar",
        "kommentare",
        "commentlist",
        "commentaires",
        "disqus",
        "reply",
        "replies",
        "forum",
        "related",
        "relateds",
        "recommended",
        "recommendations",
        "recommendation",
        "sidebar",
        "widget",
        "widgets",
        "popular",
        "trending",
        "mostread",
        "latest",
        "recent",
        "teaser",
        "teasers",
        "newsticker",
        "ticker",
        "livefeed",
        "promo",
        "promos",
        "carousel",
        "slider",
        "archive",
        "archives",
        "calendar",
        "events",
        "menu",
        "navbar",
        "breadcrumb",
        "breadcrumbs",
        "outbrain",
        "taboola",
        "newsletter",
        "relatedposts",
        "similar",
        "upnext",
        "readmore",
        "masthead",
        "topbar",
        "weather",
        "today",
        "currentdate",
        "tweet",
        "twitter",
        "instagram",
        "facebook",
        "fb",
        "tiktok",
        "youtube",
        "telegram",
        "mastodon",
        "bluesky",
        "embed",
        "embeds",
        "embedded",
    ];
    // Words for parts of a page's layout (`content-sidebar-wrap`) and their style.
    const FRAMES: &[&str] = &[
        "content",
        "main",
        "wrap",
        "wrapper",
        "page",
        "site",
        "layout",
        "no",
        "has",
        "with",
        "col",
        "container",
        "article",
        "entry",
        "count",
        "link",
        "number",
        "header",
        "headline",
        "row",
        "grid",
        "left",
        "right",
        "story",
        "body",
        "meta",
        "info",
        "date",
        "time",
        "open",
        "icon",
        "post",
        "closed",
        "enabled",
        "off",
        "hide",
        "byline",
        "author",
    ];
    static WORDS: LazyLock<HashMap<&str, DateLabel>> = LazyLock::new(|| {
        let lists =
            [(OTHERS, DateLabel::Others), (FRAMES, DateLabel::Frame), (OWN, DateLabel::Own)];
        lists.iter().flat_map(|(words, told)| words.iter().map(|word| (*word, *told))).collect()
    });
    // A page builder calls each part of a page a widget.
    const BUILDERS: [&str; 8] = [
        "elementor",
        "siteorigin-",
        "so-widget",
        "fusion-",
        "brz-",
        "panel-widget",
        "fl-",
        "et_pb",
    ];
    if BUILDERS.iter().any(|builder| name.starts_with(builder)) {
        return DateLabel::Nothing;
    }
    // The toolbar that a web archive adds.
    if name.starts_with("wm-ipp") {
        return DateLabel::Others;
    }
    let mut told = DateLabel::Nothing;
    let mut start = 0;
    let bytes = name.as_bytes();
    for end in 1..=bytes.len() {
        let cuts = match (bytes.get(end - 1), bytes.get(end)) {
            (Some(before), Some(next)) => {
                !next.is_ascii_alphanumeric()
                    || !before.is_ascii_alphanumeric()
                    || (before.is_ascii_lowercase() && next.is_ascii_uppercase())
            }
            _ => true,
        };
        if !cuts {
            continue;
        }
        let word = name.get(start..end).unwrap_or_default().to_ascii_lowercase();
        start = end;
        let word = word.as_str();
        match WORDS.get(word) {
            Some(DateLabel::Own) => return DateLabel::Own,
            Some(DateLabel::Frame) => told = DateLabel::Frame,
            Some(DateLabel::Others) if told == DateLabel::Nothing => told = DateLabel::Others,
            _ => {}
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_told_by_whole_words() {
        for (name, expected) in [
            ("comments", DateLabel::Others),
            ("comment-list", DateLabel::Others),
            ("sidebar", DateLabel::Others),
            ("relatedStories", DateLabel::Others),
            ("widget_area", DateLabel::Others),
            ("teaserTyp3", DateLabel::Others),
            ("newsSingle", DateLabel::Own),
            ("content-sidebar-wrap", DateLabel::Frame),
            ("no-sidebar", DateLabel::Frame),
            ("comment-count", DateLabel::Frame),
            ("story", DateLabel::Frame),
            ("commentary", DateLabel::Nothing),
            ("latestnewsarticle", DateLabel::Nothing),
            ("größe", DateLabel::Nothing),
            ("", DateLabel::Nothing),
            ("-", DateLabel::Nothing),
        ] {
            assert_eq!(told_by(name), expected, "{name}");
        }
    }

    #[test]
    fn an_element_is_judged_by_all_its_names() {
        for (html, expected) in [
            ("<div class='related'>x</div>", true),
            ("<div class='widget Blog'>x</div>", false),
            ("<aside>x</aside>", true),
            ("<aside class='article-meta'>x</aside>", false),
            ("<div class='teaserTyp3 newsSingle'>x</div>", false),
            ("<nav class='single'>x</nav>", true),
            ("<div>x</div>", false),
        ] {
            let document = dom_query::Document::fragment(html);
            let found = document.root().descendants_it().any(|node| is_foreign(&node));
            assert_eq!(found, expected, "{html}");
        }
    }
}
