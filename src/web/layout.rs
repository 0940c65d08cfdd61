//! The frame of every page: head, navigation, main part and footer.

use maud::{DOCTYPE, Markup, html};

use super::assets::{PROGRAM, SCRIPT_FILE, STYLESHEET};
use super::links::Links;
use super::request::Request;
use super::words::zone_name;
use crate::render::rows::cut;
use crate::render::safe;
use crate::render::visible_title;

/// The parts of the site, in the order of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Section {
    /// None of them.
    #[default]
    None,
    Changes,
    Articles,
    Search,
    When,
    Audit,
    Stats,
    About,
}

const NAVIGATION: [(Section, &str, &str); 7] = [
    (Section::Changes, "/", "Changes"),
    (Section::Articles, "/articles", "Articles"),
    (Section::Search, "/search", "Search"),
    (Section::When, "/when", "When"),
    (Section::Audit, "/audit", "Audit"),
    (Section::Stats, "/stats", "Figures"),
    (Section::About, "/about", "About"),
];

/// A page.
#[derive(Default)]
pub(super) struct Page<'p> {
    /// The title, without the site's name.
    pub(super) title: &'p str,
    /// The part of the site that it belongs to.
    pub(super) section: Section,
    /// The address of the page's feeds without their suffix, and their query.
    pub(super) feed: Option<(&'p str, &'p str)>,
    /// The pages before and after it, if it is one of a series.
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
    /// A wider measure: tables and two columns.
    pub(super) is_wide: bool,
    /// Where the pages are that it links to.
    pub(super) links: Links<'p>,
    /// The content.
    pub(super) main: Markup,
}

/// A link to an outlet's page; only its name if it has none.
pub(super) fn outlet_link(links: Links<'_>, host: &str, name: &str) -> Markup {
    html! {
        @match links.outlet(host) {
            Some(address) => a href=(address) { (text(name)) },
            None => (text(name)),
        }
    }
}

/// The parts of the site, with their addresses and names. An export has only the index.
fn sections(links: Links<'_>) -> Vec<(Section, &str, &'static str)> {
    match links {
        Links::Served => NAVIGATION.to_vec(),
        Links::Exported { index, .. } => vec![(Section::Articles, index, "Articles")],
    }
}

/// Text of an article, with control characters and marks of direction made visible. `maud` escapes
/// it.
pub(super) fn text(text: &str) -> String {
    let safe = safe(text);
    if safe.chars().any(is_noncharacter) {
        return safe.chars().map(|c| if is_noncharacter(c) { '\u{FFFD}' } else { c }).collect();
    }
    safe
}

/// The width to which texts are cut in lists, in columns.
const SHORT: usize = 300;

/// Text of an article in a list: without what follows its first characters.
pub(super) fn short(text: &str) -> String {
    self::text(&cut(text, SHORT))
}

/// A headline in a list.
pub(super) fn headline(title: Option<&str>) -> String {
    short(visible_title(title).unwrap_or("(no title)"))
}

/// A language tag, if the text is one: a source may state anything.
pub(super) fn language(tag: Option<&str>) -> Option<&str> {
    let is_tag = |tag: &&str| {
        (1..=35).contains(&tag.len())
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    tag.filter(is_tag)
}

/// The value of a parameter, to show it in its form again.
pub(super) fn shown(request: &Request, name: &str) -> Option<String> {
    request.param(name).map(text)
}

/// Whether HTML forbids the character.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Writes the whole page.
pub(super) fn page(page: &Page<'_>) -> Markup {
    let links = page.links;
    let is_served = links.is_served();
    let home = if let Links::Exported { index, .. } = links { index } else { "/" };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if is_served { meta name="robots" content="noindex, noarchive"; }
                title { (short(page.title)) " · recension" }
                link rel="stylesheet" href=(links.asset(&STYLESHEET));
                @if is_served { link rel="icon" href="data:,"; }
                @if let Some((address, query)) = page.feed {
                    link rel="alternate" type="application/atom+xml" title="Atom"
                        href=(format!("{address}.atom{query}"));
                    link rel="alternate" type="application/feed+json" title="JSON Feed"
                        href=(format!("{address}.feed.json{query}"));
                }
                @if let Some(previous) = &page.previous { link rel="prev" href=(previous); }
                @if let Some(next) = &page.next { link rel="next" href=(next); }
                script src=(links.asset(&SCRIPT_FILE)) defer {}
            }
            body.wide[page.is_wide] {
                a.skip href="#main" { "Skip to the content" }
                header.site {
                    a.brand href=(home) { "recension" }
                    nav aria-label="Sections" {
                        ul {
                            @for (section, address, name) in sections(links) {
                                li {
                                    @if section == page.section {
                                        a href=(address) aria-current="page" { (name) }
                                    } @else {
                                        a href=(address) { (name) }
                                    }
                                }
                            }
                        }
                    }
                    @if is_served && page.section != Section::Search {
                        form.quick role="search" action="/search" method="get" {
                            input type="search" name="q" required aria-label="Search all versions" placeholder="Search" autocomplete="off";
                        }
                    }
                }
                main #main { (page.main) }
                footer.site {
                    p {
                        "Every version of every article, and exactly what changed. "
                        "Times are in " (zone_name()) ". "
                        span.nowrap { (PROGRAM) }
                    }
                    @if let Some((address, query)) = page.feed {
                        p {
                            "Subscribe: "
                            a href=(format!("{address}.atom{query}")) { "Atom" }
                            " · "
                            a href=(format!("{address}.feed.json{query}")) { "JSON Feed" }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_safe() {
        assert_eq!(text("a\u{202E}b\u{0}\u{FFFF}"), "a\u{FFFD}b\u{2400}\u{FFFD}");
        let page = page(&Page { title: "<script>alert(1)</script>", ..Page::default() });
        let page = page.into_string();
        assert!(page.contains("<title>&lt;script&gt;alert(1)&lt;/script&gt; · recension</title>"));
    }
}
