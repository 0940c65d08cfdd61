//! Reads the fields of a saved HTML page.
//!
//! Structured data takes precedence over printed text, and the main entity's JSON-LD over all other
//! structured data. Each field keeps the name of its source.

mod address;
mod block_text;
mod body;
mod claim;
mod claims;
mod classes;
mod clocks;
mod confirm;
mod element;
mod element_names;
mod email;
mod hints;
mod json_ld;
mod local_day;
mod main_container;
mod outline;
mod page_links;
mod presanitize;
mod prune;
mod score;
mod script_data;
mod scripted;
mod shadow;
mod signup_boxes;
mod teaser_boxes;
mod title_distance;
mod url_date;

pub(super) use self::address::canonical_beside;
pub use self::page_links::PageLinks;

use dom_query::Document;

use self::claim::Claim;
use self::claims::Claims;
use self::outline::PageOutline;
use super::dates::{self, DateContext};
use super::{
    DateOrder, ExtractError, ExtractOptions, Field, byline, date_order, language as language_of,
    names, non_article,
};
use crate::article::{ClockSource, ClockStatement, PublisherClock, Timestamp};
use crate::source::{RawPage, day_order};

/// The fields of a page, as the page states them.
#[derive(Clone, Debug, Default)]
pub(super) struct PageFields {
    /// The article's own URL.
    pub(super) url: Option<String>,
    /// The address in a web archive that the page was saved from.
    pub(super) in_archive: Option<String>,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) description: Option<String>,
    pub(super) body: Option<String>,
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) captured: Option<Timestamp>,
    pub(super) lang: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) section: Option<String>,
    /// The page's own title, as in its browser window.
    pub(super) own_title: Option<String>,
    /// Whether the article stops after its first lines at a request to subscribe.
    pub(super) stops_at_gate: bool,
    /// Whether the page has more elements than are read; paragraphs beyond the limit run together.
    pub(super) is_flattened: bool,
    /// Why the body may be incomplete or not the article's.
    pub(super) doubt: Option<String>,
    /// What each field was read from.
    pub(super) explain: Vec<(Field, &'static str)>,
    /// Conflicts and doubts.
    pub(super) notes: Vec<String>,
    /// What other sources of the page state for a timestamp.
    pub(super) disputed: Vec<ClockStatement>,
    /// What the page states for a timestamp but cannot be read.
    pub(super) unread: Vec<Unread>,
}

impl PageFields {
    /// Notes the dates whose day and month may be exchanged.
    pub(super) fn doubt_order(&mut self, decided: date_order::PageOrder, options: &ExtractOptions) {
        for (clock, name, stamp) in [
            (PublisherClock::Published, "published", &self.published),
            (PublisherClock::Updated, "updated", &self.updated),
        ] {
            let Some(stamp) = stamp else { continue };
            let by_language = date_order::language_note(stamp, decided);
            self.notes.extend(by_language.map(|note| format!("{name}: {note}")));
            let Some((note, other)) = date_order::doubt(stamp, decided, options) else { continue };
            self.notes.push(format!("{name}: {note}"));
            let (source, says) = ("day and month exchanged".to_owned(), other.canonical());
            self.disputed.push(ClockStatement { clock, source, says });
        }
    }
}

/// A date that cannot be read, of a timestamp that the page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    pub(super) field: Field,
    /// Where it was found, for people.
    pub(super) source: &'static str,
    /// The text found there, verbatim.
    pub(super) says: String,
}

/// The most tags in markup that is parsed. A larger text is not an article, and its tree takes 100
/// bytes or more per tag.
const MOST_TAGS: usize = 100_000;

/// Returns the text of markup that is all article text: one paragraph per block.
pub(super) fn fragment(markup: &str) -> String {
    if memchr::memchr_iter(b'<', markup.as_bytes()).take(MOST_TAGS + 1).count() > MOST_TAGS {
        return without_tags(markup);
    }
    let markup = &email::revealed(markup);
    let Some(tamed) = presanitize::presanitize(markup, usize::MAX) else {
        return without_tags(markup);
    };
    let document = Document::fragment(tamed.as_ref());
    block_text::join(&outline::blocks(&document.root(), |_| false))
}

/// Returns the text between the tags, one line per piece.
fn without_tags(markup: &str) -> String {
    let mut text = String::new();
    for (at, piece) in markup.split('<').enumerate() {
        // The text before the first tag contains no end of a tag.
        let piece =
            if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, rest)| rest) };
        let piece = piece.trim();
        if !piece.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(piece);
        }
    }
    text
}

/// The most bytes read of a page without its scripts, styles and pictures. No article is longer,
/// and the parsed tree takes several times the size of its text.
const MOST_TAMED_BYTES: usize = 6 << 20;

/// Reads a page.
pub(super) fn read(
    text: &str,
    page: &RawPage,
    options: &ExtractOptions,
) -> Result<PageFields, ExtractError> {
    let text = &email::revealed(text);
    let Some((tamed, is_flattened)) = presanitize::bounded(text, MOST_TAMED_BYTES) else {
        return Err(ExtractError {
            code: "page-too-large",
            message: format!(
                "the page has more than the limit of {MOST_TAMED_BYTES} bytes of text and tags; cut it down to the article"
            ),
        });
    };
    let document = Document::from(tamed.as_ref());
    shadow::flatten(&document, &tamed);
    drop(tamed);
    let given_url = options.url.as_deref().or_else(|| page.served_under());
    let mut claims = Claims::collect(&document, given_url);
    let mut fields = PageFields { is_flattened, ..PageFields::default() };
    let (saved_url, saved_date) = address::saved_comment(text);
    claims.addresses.saved = saved_url;
    claims.addresses.hint.clone_from(&page.url_hint);
    claims.addresses.origin = page.served_under().map(str::to_owned);
    if let Some((url, source)) = claims.addresses.choose() {
        fields.url = Some(url);
        fields.explain.push((Field::Url, source));
    }
    fields.in_archive = claims.addresses.in_archive();
    fields.lang =
        pick(&claims.lang, &mut fields.explain, Field::Lang, |claim| language(&claim.value));
    fields.publisher = pick(&claims.publisher, &mut fields.explain, Field::Publisher, |claim| {
        // Some systems write the complete page title into this field.
        let name = plain(&claim.value)?;
        let marks = ['|', '-', '–', '—', '·', '»'];
        let rest = claims.heading.as_deref().and_then(|heading| name.strip_prefix(heading));
        let rest = rest.and_then(|rest| rest.trim_start().strip_prefix(marks)).map(str::trim);
        Some(rest.filter(|rest| !rest.is_empty()).map_or_else(|| name.clone(), str::to_owned))
    });
    fields.section =
        pick(&claims.section, &mut fields.explain, Field::Section, |claim| section(&claim.value));
    fields.description =
        pick(&claims.description, &mut fields.explain, Field::Description, |claim| {
            plain(&claim.value)
        });
    let host = fields
        .url
        .as_deref()
        .and_then(|url| url::Url::parse(url).ok())
        .and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned()));
    let titles: Vec<&str> = claims.title.iter().map(|claim| claim.value.as_str()).collect();
    let shared =
        claims.heading.as_deref().and_then(|heading| names::behind_heading(&titles, heading));
    let site: Vec<&str> = claims
        .publisher
        .iter()
        .map(|claim| claim.value.as_str())
        .chain(host.as_deref())
        .chain(shared.as_deref())
        .collect();
    fields.title = title(&claims, &site, &mut fields.explain);
    let own_title = claims.title.iter().find(|claim| claim.source == "title element");
    fields.own_title = own_title.map(|claim| names::title(&claim.value, &site));
    let read_byline = |claim: &Claim| {
        let named = byline::byline([json_ld::clean(&claim.value)])?;
        // A site's own name is not a byline, unless it is a person's name. An element named after
        // an author may contain anything.
        let is_taken = match claim.source {
            claims::SIGNATURE => named.split(", ").all(byline::is_person),
            "json-ld" => byline::is_person(&named) || !names::is_site(&named, &site),
            _ => !names::is_site(&named, &site),
        };
        // `Ann Lee, The Day`: remove the name of the publisher.
        let people: Vec<&str> =
            named.split(", ").filter(|name| !names::is_site(name, &site)).collect();
        let people = if people.is_empty() { named.clone() } else { people.join(", ") };
        is_taken.then_some(people)
    };
    // A desk is the byline only if structured data names no person.
    let is_named = |claim: &Claim, people: &str| {
        claim.source != claims::SIGNATURE && people.split(", ").all(byline::is_person)
    };
    let first = claims.byline.iter().find_map(read_byline);
    let is_desk = first.as_deref().is_some_and(byline::is_desk);
    let person = claims.byline.iter().filter(|_| is_desk).find_map(|claim| {
        let people = read_byline(claim).filter(|people| is_named(claim, people))?;
        Some((people, claim.source))
    });
    fields.byline = match person {
        Some((people, source)) => {
            fields.explain.push((Field::Byline, source));
            Some(people)
        }
        None => pick(&claims.byline, &mut fields.explain, Field::Byline, read_byline),
    };
    let outline = PageOutline::new(&document);
    let container = main_container::frame(&outline, fields.title.as_deref(), host.as_deref());
    if fields.byline.is_none() {
        fields.byline = body::signature(&outline, &container);
        if fields.byline.is_some() {
            fields.explain.push((Field::Byline, "printed line"));
        }
    }
    let lang = fields.lang.clone();
    let mut dates = Vec::new();
    if options.date_order == DateOrder::Auto {
        outline.each_text(|text| dates.extend(day_order::orders_in(text)));
    }
    let is_open = lang.is_none()
        && dates.iter().any(|date| matches!(date, day_order::OrderOfDate::Ambiguous(..)));
    let by_url = [fields.url.as_deref(), given_url].into_iter().flatten().find_map(url_date::read);
    let decided = {
        let host = given_url.or(fields.url.as_deref()).and_then(day_order::host_in);
        // `<html lang=en>` has no region, but `og:locale` may.
        let regions = claims.lang.iter().filter_map(|claim| language(&claim.value));
        let mut regions = regions.filter(|region| region.starts_with("en-"));
        let region = regions.next().filter(|_| lang.as_deref() == Some("en"));
        let stated = claims.dates().map(str::to_owned);
        let days = stated.chain(by_url.iter().map(Timestamp::local_text));
        let signs = date_order::PageSigns {
            lang: region.as_deref().or(lang.as_deref()),
            host: host.as_deref(),
            days: days.filter_map(|text| date_order::iso_day(&text)).collect(),
            text_lang: is_open.then(|| language_of_text(&outline)).flatten(),
        };
        date_order::of_page(dates, &signs, options)
    };
    let context = DateContext { zone: &options.zone, order: decided.order, lang: lang.as_deref() };
    // The browser adds the zone's name in its language.
    let saved_date = saved_date.as_deref().map(|date| date.split(" (").next().unwrap_or(date));
    fields.captured =
        saved_date.and_then(|date| dates::read(date, &context, ClockSource::SavedComment).ok());
    if fields.captured.is_some() {
        fields.explain.push((Field::Captured, "saved-from comment"));
    }
    clocks::read(&outline, &claims, by_url.as_ref(), &context, &mut fields);
    fields.doubt_order(decided, options);
    let known = hints::BodyHints {
        title: fields.title.as_deref(),
        byline: fields.byline.as_deref(),
        description: fields.description.as_deref(),
        told: claims.body.as_deref(),
    };
    let body = body::find(&outline, container, known);
    let body = body::in_noscript(&document, body, known);
    let body = body::in_script_data(text, body, known);
    if let Some(body) = body {
        fields.stops_at_gate = body.text.len() < 250
            && non_article::stops_at_gate(
                &body.text,
                &block_text::join(&outline::blocks(&document.root(), |node| {
                    node.is("script, style")
                })),
            );
        fields.body = Some(body.text);
        fields.doubt = body.doubt;
        fields.explain.push((Field::Body, body.source));
    }
    if fields.lang.is_none()
        && let Some(lang) = fields.body.as_deref().and_then(language_of::detect)
    {
        fields.lang = Some(lang.to_owned());
        fields.explain.push((Field::Lang, "detection"));
    }
    Ok(fields)
}

fn pick<T>(
    claims: &[Claim],
    explain: &mut Vec<(Field, &'static str)>,
    field: Field,
    read: impl Fn(&Claim) -> Option<T>,
) -> Option<T> {
    let (value, source) = claims.iter().find_map(|claim| Some((read(claim)?, claim.source)))?;
    explain.push((field, source));
    Some(value)
}

fn plain(text: &str) -> Option<String> {
    Some(json_ld::clean(text)).filter(|text| !text.is_empty())
}

/// Returns the language of the texts of a page.
fn language_of_text(outline: &PageOutline<'_>) -> Option<&'static str> {
    let mut all = String::new();
    outline.each_text(|text| {
        // Menus are not sentences.
        if all.len() < language_of::MOST_BYTES && text.len() >= 40 {
            all.push_str(text);
            all.push(' ');
        }
    });
    language_of::detect(&all)
}

/// Returns the name of a section; the first of a list of labels.
fn section(text: &str) -> Option<String> {
    let text = plain(text)?;
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '|' | '>'));
    let first = if text.chars().count() > 60 { text.split(',').next()?.trim() } else { text };
    let is_sentence =
        first.chars().count() > 60 || (first.ends_with('.') && first.split(' ').count() > 4);
    (!is_sentence && !first.is_empty()).then(|| first.to_owned())
}

/// Returns a language tag, with its first two parts in the letter case of BCP 47.
pub(super) fn language(text: &str) -> Option<String> {
    let tag = text.trim().split([',', ';', ' ']).next()?.replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next()?.to_ascii_lowercase();
    if !(2..=3).contains(&primary.len()) || !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    // An encoding, or a code for an unknown language.
    if matches!(primary.as_str(), "utf" | "iso" | "und" | "mul" | "mis" | "zxx" | "xx" | "xxx") {
        return None;
    }
    let mut language = primary;
    for part in parts.take(3) {
        if part.is_empty()
            || part.len() > 8
            || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            break;
        }
        language.push('-');
        match part.len() {
            2 => language.push_str(&part.to_ascii_uppercase()),
            _ => language.push_str(part),
        }
    }
    Some(language)
}

fn title(
    claims: &Claims,
    site: &[&str],
    explain: &mut Vec<(Field, &'static str)>,
) -> Option<String> {
    let candidates: Vec<(String, &'static str)> = claims
        .title
        .iter()
        .filter_map(|claim| Some((names::title(&plain(&claim.value)?, site), claim.source)))
        .collect();
    // The site's name alone is a title only if there is no other.
    let own = candidates.iter().find(|(title, _)| !names::is_site(title, site));
    let (first, source) = own.or(candidates.first())?;
    // A title shortened for search engines: use the title that begins with it.
    let stem = first.trim_end_matches(['…', '.', ' ']);
    let longer = candidates.iter().find(|(other, _)| {
        (first.ends_with('…') || first.ends_with("...") || first.chars().count() >= 100)
            && other.len() > first.len()
            && other.starts_with(stem)
    });
    let (title, source) = longer.map_or((first, source), |(title, source)| (title, source));
    // `Headline | Desk | Unknown name of the site`: the heading shows where the headline ends.
    if let Some(heading) = &claims.heading
        && heading.chars().count() >= 15
        && let Some(rest) = title.strip_prefix(heading.as_str())
        && rest.trim_start().starts_with(['|', '-', '–', '—', '•', '·', '›', '»', ':'])
        && rest.starts_with(' ')
        && (*source == "title element" || is_behind_title(rest))
    {
        explain.push((Field::Title, "h1"));
        return Some(heading.clone());
    }
    explain.push((Field::Title, source));
    Some(without_desk(title, source, claims.heading.as_deref()).to_owned())
}

/// Whether the text after a heading in a title is not part of the headline.
fn is_behind_title(rest: &str) -> bool {
    let rest = rest.trim_start();
    let behind = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    rest.starts_with(['|', '•', '·', '›', '»'])
        || behind.is_empty()
        || behind.bytes().filter(u8::is_ascii_digit).count() >= 6
}

/// Removes parts of a page's title that its heading does not have: `Headline | Desk`, if the
/// heading begins with the headline. If the title comes from the title element, also removes the
/// site's name after the last bar.
fn without_desk<'t>(title: &'t str, source: &str, heading: Option<&str>) -> &'t str {
    let is_long = |part: &str| part.chars().count() >= 15;
    if heading.is_some_and(|heading| heading.starts_with(title)) {
        return title;
    }
    for mark in [" | ", " - ", " – ", " — ", " • ", " · ", " » "] {
        if let Some((part, _)) = title.split_once(mark)
            && is_long(part)
            && heading.is_some_and(|heading| heading.starts_with(part))
        {
            return part;
        }
    }
    match title.rsplit_once(" | ") {
        Some((part, name))
            if source == "title element"
                && is_long(part)
                && name.split_whitespace().count() <= 5 =>
        {
            part.trim_end()
        }
        _ => title,
    }
}

#[cfg(test)]
mod tests;
