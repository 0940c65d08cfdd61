//! Determines where an element is on the page, and whether it belongs to the article.

use std::collections::HashSet;
use std::sync::LazyLock;

use dom_query::{Element, NodeData, NodeId, NodeRef};

use crate::extract::dates;
use crate::lexicon;

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
            if is_foreign(&node) || is_below_event_heading(&node) {
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
    is_foreign_by(node, |element| {
        let names = element.attrs.iter().filter(|attr| matches!(&*attr.name.local, "class" | "id"));
        names.fold(DateLabels::default(), |all, attr| all.union(DateLabels::of(&attr.value)))
    })
}

/// Like [`is_foreign`], with what the element's classes and id say.
pub(super) fn is_foreign_by(
    node: &NodeRef<'_>,
    labels: impl FnOnce(&Element) -> DateLabels,
) -> bool {
    let Some(element) = node.element_ref() else { return false };
    let is_aside = match element.name.local.as_ref() {
        "table" | "ul" | "ol" | "dl" if is_list_of_events(node) => return true,
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
    let labels = labels(&element);
    if labels.has(DateLabel::Own) || (is_aside && labels.has(DateLabel::Frame)) {
        return false;
    }
    is_aside
        || labels.has(DateLabel::Others)
        // `Published on: 3 May` in a box of a template for events.
        || (labels.has(DateLabel::Events) && !dates::opens_with_label(&squash(&opening(node))))
}

/// The most rows of a list, and siblings before an element, that are examined.
const MOST_ROWS: usize = 40;
/// The most bytes of a row of a list of events. The cells of a layout are longer.
const LONGEST_ROW: usize = 200;

const LISTS: [&str; 4] = ["table", "ul", "ol", "dl"];
/// The most nodes of a list of events.
const MOST_NODES: usize = 600;
/// The most nodes in which an element's text begins.
const OPENING_NODES: usize = 40;

/// Returns the beginning of an element's text.
fn opening(node: &NodeRef<'_>) -> String {
    let mut opening = String::new();
    for inner in node.descendants_it().take(OPENING_NODES).filter(NodeRef::is_text) {
        let text = inner.text();
        opening.extend(text.chars().take(LONGEST_ROW + 1));
        if opening.len() > LONGEST_ROW {
            break;
        }
    }
    opening
}

/// Whether a table or list names several days without saying that they are the article's, or states
/// the time and place of an event.
fn is_list_of_events(node: &NodeRef<'_>) -> bool {
    // A list in a list is a menu, a table in a table lays out the page. This also bounds the work.
    let is_nested = |inner: &NodeRef<'_>| LISTS.iter().any(|name| inner.has_name(name));
    let has_digit = |inner: &NodeRef<'_>| {
        inner.query_or(false, |node| match &node.data {
            NodeData::Text { contents } => contents.bytes().any(|byte| byte.is_ascii_digit()),
            _ => false,
        })
    };
    let mut names_numbers = false;
    for (count, inner) in node.descendants_it().enumerate() {
        if count >= MOST_NODES || is_nested(&inner) {
            return false;
        }
        names_numbers = names_numbers || has_digit(&inner);
    }
    // Most lists are menus: without a figure they name no day.
    if !names_numbers {
        return false;
    }
    let is_definitions = node.has_name("dl");
    let row_name = match (node.has_name("table"), is_definitions) {
        (true, _) => "tr",
        (_, true) => "dt",
        _ => "li",
    };
    let rows: Vec<String> = node
        .descendants_it()
        .filter(|row| row.has_name(row_name))
        .take(MOST_ROWS)
        .map(|row| {
            let text = row.text();
            let value =
                row.next_element_sibling().filter(|next| is_definitions && next.has_name("dd"));
            format!("{text} {}", value.map(|value| value.text()).unwrap_or_default())
        })
        .collect();
    if rows.iter().any(|row| row.len() > LONGEST_ROW) {
        return false;
    }
    let rows: Vec<String> = rows.iter().map(|row| squash(row)).collect();
    let is_labelled = |row: &&String| dates::opens_with_label(row);
    let days = rows.iter().filter(|row| names_a_day(row));
    let is_fact_of_event = |row: &String| begins_with(row, &EVENT_LABELS);
    days.clone().count() >= 2 && !days.clone().any(|row| is_labelled(&row))
        || is_definitions && days.count() >= 1 && rows.iter().any(is_fact_of_event)
}

/// Whether an element follows a heading such as "Upcoming events" or "Opening hours".
fn is_below_event_heading(node: &NodeRef<'_>) -> bool {
    let mut before = node.prev_element_sibling();
    for _ in 0..MOST_ROWS {
        let Some(sibling) = before else { return false };
        if ["h1", "h2", "h3", "h4", "h5", "h6"].iter().any(|name| sibling.has_name(name)) {
            return !sibling.has_name("h1") && heads_events(&opening(&sibling));
        }
        before = sibling.prev_element_sibling();
    }
    false
}

/// Whether a heading announces events or opening hours.
pub(super) fn heads_events(heading: &str) -> bool {
    heading.len() <= LONGEST_ROW && begins_with(&squash(heading), &EVENTS)
}

static EVENTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.dates.events));
static EVENT_LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lexicon::words(|language| language.dates.event_labels));

/// Folds a text, with white space collapsed.
fn squash(text: &str) -> String {
    dates::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a folded text is one of these phrases, with a mark or at most two more words.
fn begins_with(text: &str, phrases: &[&str]) -> bool {
    const MOST_MORE: usize = 2;
    phrases.iter().any(|phrase| {
        text.strip_prefix(phrase).is_some_and(|rest| {
            let is_whole = !rest.starts_with(char::is_alphanumeric);
            let is_parted = rest.trim_start().starts_with([':', '–', '-']);
            is_whole && (is_parted || rest.split_whitespace().count() <= MOST_MORE)
        })
    })
}

/// Whether a text names a year with another number, or a day and a month in figures.
fn names_a_day(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let is_year =
        |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let has_day = numbers.clone().any(|part| part.len() <= 2);
    let has_marks = || {
        text.as_bytes().windows(3).any(|window| {
            matches!(window, [one, b'.' | b'/', other] if one.is_ascii_digit() && other.is_ascii_digit())
        })
    };
    (has_day && numbers.clone().any(is_year)) || has_marks()
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

/// What a class or id says about the dates in an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum DateLabel {
    Nothing = 0,
    /// It contains a complete article.
    Own = 1,
    /// It is a part of the page's layout, or of the article's boilerplate.
    Frame = 1 << 1,
    /// It contains other articles, comments or menus.
    Others = 1 << 2,
    /// It contains events or opening hours.
    Events = 1 << 3,
}

/// What all names of an element say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DateLabels(u8);

impl DateLabels {
    /// Reads the names in a class or id. A longer one holds data.
    pub(super) fn of(names: &str) -> Self {
        const LONGEST: usize = 400;
        let names = names.split_ascii_whitespace().filter(|_| names.len() <= LONGEST);
        Self(names.fold(0, |all, name| all | told_by(name) as u8))
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn has(self, label: DateLabel) -> bool {
        self.0 & label as u8 != 0
    }
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
        "comentario",
        "comentarios",
        "comentários",
        "commenti",
        "kommentarer",
        "kommentit",
        "komentarze",
        "komentare",
        "reacties",
        "yorumlar",
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
    // Words for calendars, events and opening hours: a date in them is not a publication.
    const EVENTS: &[&str] = &[
        "calendar",
        "calendrier",
        "calendario",
        "kalender",
        "event",
        "events",
        "evento",
        "eventos",
        "eventi",
        "evenement",
        "evenements",
        "evenementen",
        "veranstaltung",
        "veranstaltungen",
        "termin",
        "termine",
        "agenda",
        "fixtures",
        "timetable",
        "hours",
        "openinghours",
        "opentimes",
        "oeffnungszeiten",
        "openingstijden",
        "horaires",
        "horarios",
    ];
    const DATES: &[&str] = &["date", "time", "info", "meta"];
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
    // Sorted, because each name of each element is looked up.
    static WORDS: LazyLock<Vec<(&str, DateLabel)>> = LazyLock::new(|| {
        let lists = [
            (OTHERS, DateLabel::Others),
            (EVENTS, DateLabel::Events),
            (FRAMES, DateLabel::Frame),
            (OWN, DateLabel::Own),
        ];
        let words = lists.iter().flat_map(|(words, told)| words.iter().map(|word| (*word, *told)));
        let mut words: Vec<_> = words.collect();
        words.sort_unstable_by_key(|(word, _)| *word);
        words
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
        let word = name.get(start..end).unwrap_or_default();
        start = end;
        let lower = || word.bytes().map(|byte| byte.to_ascii_lowercase());
        let known = WORDS.binary_search_by(|(known, _)| known.bytes().cmp(lower()));
        match known.ok().and_then(|at| WORDS.get(at)).map(|(_, told)| told) {
            Some(DateLabel::Own) => return DateLabel::Own,
            // `event-date` is the date of an event, `content-sidebar` a layout.
            Some(DateLabel::Frame)
                if told == DateLabel::Events
                    && DATES.iter().any(|date| date.eq_ignore_ascii_case(word)) => {}
            Some(DateLabel::Frame) => told = DateLabel::Frame,
            Some(other) if told == DateLabel::Nothing => told = *other,
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
            ("event-date", DateLabel::Events),
            ("tribe_events_calendar", DateLabel::Events),
            ("eventbox-event__headline", DateLabel::Frame),
            ("opening-paragraph", DateLabel::Nothing),
            ("eventful", DateLabel::Nothing),
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
    fn headings_announce_events() {
        for (heading, expected) in [
            ("Termine", true),
            ("Öffnungszeiten:", true),
            ("Upcoming events in May", true),
            ("Agenda – avril 2023", true),
            ("イベント", true),
            ("Eventually the wall fell", false),
            ("Events that led to the crash of the bank", false),
            ("The agenda", false),
            ("", false),
        ] {
            assert_eq!(heads_events(heading), expected, "{heading}");
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
            ("<table><tr><td>12.04.2023<td>Sitzung<tr><td>14.05.2023<td>Markt</table>", true),
            ("<ul><li>12 April 2023: Council<li>14 May 2023: Market</ul>", true),
            ("<dl><dt>Date<dd>12 April 2023<dt>Venue<dd>Town hall</dl>", true),
            ("<dl><dt>Date<dd>12 April 2023<dt>Author<dd>Ann Lee</dl>", false),
            ("<ul><li>Published 12 April 2023<li>Updated 14 May 2023</ul>", false),
            ("<ul><li>12 April 2023<li>Ann Lee</ul>", false),
            ("<div class=event>12 April 2023</div>", true),
            ("<div class=event>Published on: 12 April 2023</div>", false),
            ("<ul><li>Datum: 12. April 2023<li>Ausgabejahr: 2023</ul>", false),
        ] {
            let document = dom_query::Document::fragment(html);
            let found = document.root().descendants_it().any(|node| is_foreign(&node));
            assert_eq!(found, expected, "{html}");
        }
    }
}
