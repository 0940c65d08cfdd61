//! The diff of two versions: inline or side by side, with the facts on top, and as files.

use std::rc::Rc;

use maud::{Markup, PreEscaped, html};

use super::facts;
use super::failure::Failure;
use super::layout::{self, Page, text};
use super::links::Links;
use super::parts::Part;
use super::reply::Reply;
use super::request::Request;
use super::visit::{Format, PageResult, Visit};
use super::weight::check_weight;
use super::words::{self, address_id, clocks, diff_address, stamp, version_address};
use crate::article::{MIN_ID_PREFIX, StoredVersion, VersionId, public_url};
use crate::catalog::select::Selected;
use crate::diff::{Class, ClassSet, DocumentDiff, Op};
use crate::render::compare::{Audience, Comparison};
use crate::render::diff::html::{
    Anchors, ChangedText, Columns, Folds, is_web, lang_of, write_fields,
};
use crate::render::diff::{RenderOptions, fact_lines, json, markdown, unified, wdiff};
use crate::render::diff::{hidden_line, summary_of};
use crate::render::safe_line;
use crate::render::visible_title;
use crate::store::Snapshot;
use crate::timeline::{State, Timeline};

/// Elements of the text on a page; a longer one is in parts, each a page of its own.
const MAX_ELEMENTS: usize = 1_000;

/// Facts on top of a page.
const MAX_FACTS: usize = 25;

/// Digits from which an address names the same two versions for ever.
const STABLE_DIGITS: usize = 16;

/// A version that an address names.
pub(super) struct Named {
    pub(super) timeline: Rc<Timeline>,
    /// The index of the version.
    pub(super) index: usize,
}

impl Named {
    pub(super) fn version(&self) -> Result<&StoredVersion, Failure> {
        self.timeline.versions().get(self.index).ok_or_else(|| unknown_version(""))
    }
}

fn unknown_version(id: &str) -> Failure {
    Failure::not_found(format!("The catalog has no version {id}."))
}

/// Finds the version whose id begins with `prefix`.
pub(super) fn find_version(snapshot: &Snapshot, prefix: &str) -> Result<Named, Failure> {
    let is_hex = prefix.bytes().all(|byte| byte.is_ascii_hexdigit());
    if prefix.len() < MIN_ID_PREFIX || prefix.len() > 64 || !is_hex {
        return Err(Failure::not_found(
            "A version is named by at least 7 hexadecimal digits of its id.",
        ));
    }
    let found = snapshot.versions_by_prefix(&prefix.to_ascii_lowercase(), 2)?;
    let (article, id) = match found.as_slice() {
        [one] => *one,
        [] => return Err(unknown_version(prefix)),
        _ => {
            return Err(Failure::not_found(format!(
                "More than one version begins with {prefix}: give more digits."
            )));
        }
    };
    let timeline = Rc::new(snapshot.timeline(article)?);
    let index = timeline.versions().iter().position(|version| version.id == id);
    let index = index.ok_or_else(|| unknown_version(prefix))?;
    Ok(Named { timeline, index })
}

/// The two versions of an address, and the state whose change it is, if it is one.
pub(super) struct Pair {
    timeline: Rc<Timeline>,
    from: usize,
    to: usize,
    state: Option<usize>,
}

fn pair(snapshot: &Snapshot, range: &str) -> Result<Pair, Failure> {
    let wrong = || Failure::not_found("The address of a diff is /d/ID..ID.");
    let (from, to) = range.split_once("..").ok_or_else(wrong)?;
    let named = find_version(snapshot, to)?;
    let from = from.to_ascii_lowercase();
    let is_prefix = from.len() >= MIN_ID_PREFIX && from.bytes().all(|b| b.is_ascii_hexdigit());
    let versions = named.timeline.versions();
    let mut found = (0..versions.len()).filter(|at| {
        versions.get(*at).is_some_and(|version| version.id.to_string().starts_with(&from))
    });
    let (Some(index), None) = (found.next().filter(|_| is_prefix), found.next()) else {
        return Err(Failure::not_found(format!(
            "The article of version {to} has no version {from}. Only versions of one article are \
             compared."
        )));
    };
    let (timeline, to) = (named.timeline, named.index);
    let state = timeline.states_of(to).find(|state| {
        let base = timeline.states().get(*state).and_then(|state| state.base);
        base.and_then(|base| timeline.states().get(base)).is_some_and(|base| base.version == index)
    });
    Ok(Pair { timeline, from: index, to, state })
}

impl Pair {
    /// What a state changed. `None` if it is the first of its kind.
    pub(super) fn of_state(timeline: &Rc<Timeline>, state: usize) -> Option<Self> {
        let found = timeline.states().get(state)?;
        let base = timeline.states().get(found.base?)?;
        timeline.base_of(found)?;
        let (from, to) = (base.version, found.version);
        Some(Self { timeline: Rc::clone(timeline), from, to, state: Some(state) })
    }

    fn compare(&self, snapshot: &Snapshot, audience: Audience) -> Result<Comparison, Failure> {
        let made = if let Some(state) = self.state {
            Comparison::of_state(snapshot, &self.timeline, state, audience)?
        } else {
            let selected = |version: usize| Selected { version, state: None };
            let (from, to) = (selected(self.from), selected(self.to));
            Comparison::of(snapshot, &self.timeline, from, to, audience)?
        };
        made.ok_or_else(|| Failure::not_found("The two versions have the same text."))
    }

    /// The state with which a state is compared.
    fn base_of(&self, state: usize) -> Option<usize> {
        self.timeline.states().get(state)?.base
    }

    fn ids(&self) -> Option<(VersionId, VersionId)> {
        let versions = self.timeline.versions();
        Some((versions.get(self.from)?.id, versions.get(self.to)?.id))
    }

    /// The address of the change of the state before or after this one.
    fn neighbor(
        &self,
        links: Links<'_>,
        step: impl Fn(&Timeline, usize) -> Option<usize>,
    ) -> Option<String> {
        let mut state = self.state?;
        // A state that changed nothing has no diff.
        loop {
            state = step(&self.timeline, state)?;
            let found = self.timeline.states().get(state)?;
            let base = self.timeline.states().get(found.base?)?;
            if base.version != found.version {
                return links.change(&self.timeline, state);
            }
        }
    }
}

/// What the reader chose to see.
struct View {
    columns: Columns,
    is_whole: bool,
    hides_format: bool,
}

impl View {
    fn of(request: &Request) -> Self {
        Self {
            columns: match request.param("view") {
                Some("side") => Columns::Two,
                _ => Columns::Inline,
            },
            is_whole: request.param("text") == Some("whole"),
            hides_format: request.param("format") == Some("hide"),
        }
    }

    fn options(&self, compared: bool) -> RenderOptions {
        let mut options = RenderOptions { compared, ..RenderOptions::default() };
        if self.is_whole {
            options.context = usize::MAX / 2;
        }
        if self.hides_format {
            options.ignore_ops = vec![Op::Format];
            options.ignore_classes =
                [Class::Punctuation, Class::Whitespace].into_iter().collect::<ClassSet>();
        }
        options
    }
}

/// Shows a diff.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let range = visit.segment("range");
    let pair = pair(visit.snapshot, range)?;
    if visit.format != Format::Html {
        return file(visit, &pair, range);
    }
    show(visit, &pair)
}

/// Shows what changed between two versions. An export has the whole text on one page.
pub(super) fn show(visit: &Visit<'_>, pair: &Pair) -> PageResult {
    let (snapshot, request, links) = (visit.snapshot, visit.request, visit.links);
    let is_served = links.is_served();
    let comparison = pair.compare(snapshot, Audience::Reader)?;
    if is_served {
        check_weight(&comparison)?;
    }
    let view = View::of(request);
    let options = view.options(comparison.compared());
    let diff = comparison.diff();
    let versions = pair.timeline.versions();
    let (Some(before), Some(after)) = (versions.get(pair.from), versions.get(pair.to)) else {
        return Err(unknown_version(""));
    };
    let previous = pair.neighbor(links, Timeline::previous);
    let next = pair.neighbor(links, Timeline::next);
    let title = visible_title(after.title.as_deref()).or(visible_title(before.title.as_deref()));
    let title = title.unwrap_or("(no title)");
    let fields = written(|out| write_fields(&diff, out))?;
    let most = if is_served { MAX_ELEMENTS } else { usize::MAX };
    let body = Body::of(&diff, &options, view.columns, most, request)?;
    let lang = lang_of((&comparison.from, &comparison.to));
    let address = diff_address(&before.id, &after.id);
    let notes = comparison.notes().iter().cloned().chain(comparison.without_body());
    let state = pair.state.and_then(|state| pair.timeline.states().get(state));
    let is_backward = pair.from > pair.to && pair.state.is_none();
    Ok(Reply::html(layout::page(&Page {
        title: &format!("What changed: {title}"),
        is_wide: view.columns == Columns::Two,
        previous: previous.clone(),
        next: next.clone(),
        links,
        main: html! {
            header.page-head {
                p.kicker {
                    @if let Some(outlet) = &comparison.to.outlet {
                        (layout::outlet_link(links, &snapshot.key_of(after.article)?.host(), outlet))
                        " · "
                    }
                    a href=(links.history(after.article)) { "all versions" }
                    @if state.is_some_and(State::is_silent) {
                        " " span.flag.silent { "silent edit" }
                    }
                    @if state.is_some_and(|state| state.returns_to.is_some()) {
                        " " span.flag { "returned to an earlier text" }
                    }
                }
                h1 dir="auto" { (text(title)) }
                p.lead { (summary_of(&diff, &options)) "." }
                @if state.is_some_and(State::is_silent) {
                    p.explain { "The text changed, and no time that the publisher states is between the observations before and after the change." }
                }
                @if is_backward { p.explain { "The version on the right is the earlier one." } }
            }
            (sides(pair, (before, after), links))
            @for note in notes { p.note { "Note: " (text(&note)) "." } }
            (facts_of(&diff, &options, is_served.then_some(&address)))
            @if is_served { (toolbar(request, &view, &diff)) }
            @else { div.toolbar { (KEYS) } }
            @if let Some(hidden) = hidden_line(&diff, &options) {
                p.note { (hidden) ". " a href=(request.query_with(&[("format", None)]).replacen('?', &format!("{address}?"), 1)) { "Show all" } }
            }
            @if body.part.number == 1 { div.fields-diff { (PreEscaped(fields)) } }
            (body.part.note())
            @match view.columns {
                Columns::Inline => {
                    (PreEscaped(format!("<article class=\"text diff\" dir=\"auto\"{lang}>")))
                    (PreEscaped(&body.html)) (PreEscaped("</article>"))
                }
                Columns::Two => {
                    (PreEscaped(format!("<article class=\"text diff columns\" dir=\"auto\"{lang}>")))
                    div.pair.heads { p.old { "Before" } p.new { "After" } }
                    (PreEscaped(&body.html)) (PreEscaped("</article>"))
                }
            }
            (body.part.pager(request))
            nav.pager aria-label="Changes of this article" {
                @if let Some(previous) = &previous { a rel="prev" href=(previous) { "← Previous change" } }
                @if let Some(next) = &next { a.next rel="next" href=(next) { "Next change →" } }
            }
            (citation(visit, pair, &address, (before, after))?)
        },
        ..Page::default()
    })))
}

/// Runs a renderer that writes bytes.
pub(super) fn written(
    write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
) -> Result<String, Failure> {
    let mut out = Vec::new();
    write(&mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// The changed text, or a part of it.
struct Body {
    html: String,
    part: Part,
}

impl Body {
    fn of(
        diff: &DocumentDiff<'_>,
        options: &RenderOptions,
        columns: Columns,
        most: usize,
        request: &Request,
    ) -> Result<Self, Failure> {
        let whole = [("text", Some("whole")), ("part", None)];
        let whole = format!("{}{}", request.path(), request.query_with(&whole));
        let text = ChangedText {
            diff,
            options,
            anchors: Anchors::Named(""),
            folds: Folds::OpenOr(&whole),
            columns,
            most,
        };
        let number = Part::asked(request);
        let mut count = 1;
        let html = written(|out| {
            count = text.write_part(number, &|part| Part::address(request, part), out)?;
            Ok(())
        })?;
        Ok(Self { html, part: Part::of(number, count)? })
    }
}

/// The two versions and their times.
fn sides(
    pair: &Pair,
    (before, after): (&StoredVersion, &StoredVersion),
    links: Links<'_>,
) -> Markup {
    let count = pair.timeline.versions().len();
    let (to_state, from_state) = (pair.state, pair.state.and_then(|state| pair.base_of(state)));
    let side = |index: usize, version: &StoredVersion, state: Option<usize>, name: &str| {
        // A text that came back was seen again: the time is that of the state.
        let captures = state.and_then(|state| pair.timeline.states().get(state));
        let seen = captures.and_then(|state| {
            pair.timeline.captures(state).find_map(|capture| capture.captured.as_ref())
        });
        let seen = seen.or_else(|| version.captured().next());
        let latest = version.updated.as_ref().or(version.published.as_ref()).or(seen);
        let day = latest.and_then(words::day_of);
        let clock = |one: Option<&crate::article::Timestamp>| one.map(|one| stamp(one, day));
        html! {
            div.side {
                h2 { (name) ": " a href=(links.version(index, &version.id)) { "version " (index + 1) } " of " (count) }
                @if let Some(day) = day { p.day-word { (words::short_day(day)) } }
                p { (clocks(clock(version.published.as_ref()), clock(version.updated.as_ref()), clock(seen))) }
            }
        }
    };
    html! {
        section.sides aria-label="The two versions" {
            (side(pair.from, before, from_state, "Before"))
            (side(pair.to, after, to_state, "After"))
        }
    }
}

/// The facts that changed: all, or the first of them if the page has an address with the others.
fn facts_of(diff: &DocumentDiff<'_>, options: &RenderOptions, address: Option<&String>) -> Markup {
    let lines = fact_lines(diff, options);
    let most = if address.is_some() { MAX_FACTS } else { usize::MAX };
    html! {
        @if !lines.is_empty() {
            section.facts-box aria-label="Facts that changed" {
                h2 { "Facts that changed" }
                ul.chips {
                    @for line in lines.iter().take(most) {
                        li dir="auto" {
                            (facts::pair(line.class, line.old.as_deref(), line.new.as_deref(), line.count))
                        }
                    }
                    @if let Some(address) = address && lines.len() > MAX_FACTS { li.more { "and " (lines.len() - MAX_FACTS) " more, in " a href=(format!("{address}.json")) { "the JSON file" } } }
                }
            }
        }
    }
}

/// Choices of the view, and the files.
fn toolbar(request: &Request, view: &View, diff: &DocumentDiff<'_>) -> Markup {
    let to = |name: &str, value: Option<&str>| {
        format!("{}{}", request.path(), request.query_with(&[(name, value), ("part", None)]))
    };
    let choice = |name: &str, address: String, is_current: bool| {
        html! {
            @if is_current { a href=(address) aria-current="true" { (name) } }
            @else { a href=(address) { (name) } }
        }
    };
    let has_format = diff.body.changes.iter().any(|change| change.op == Op::Format);
    let is_side = view.columns == Columns::Two;
    html! {
        div.toolbar {
            ul.tabs aria-label="View" {
                li { (choice("Inline", to("view", None), !is_side)) }
                li { (choice("Side by side", to("view", Some("side")), is_side)) }
            }
            ul.tabs aria-label="Text" {
                li { (choice("Changes", to("text", None), !view.is_whole)) }
                li { (choice("Whole text", to("text", Some("whole")), view.is_whole)) }
            }
            @if has_format || view.hides_format {
                ul.tabs aria-label="Formatting" {
                    li { (choice("With formatting", to("format", None), !view.hides_format)) }
                    li { (choice("Without", to("format", Some("hide")), view.hides_format)) }
                }
            }
            (KEYS)
        }
    }
}

/// The keys of the script.
const KEYS: PreEscaped<&str> =
    PreEscaped("<p class=\"keys\"><kbd>j</kbd> <kbd>k</kbd> next and previous difference</p>");

/// How to cite the diff, and its files.
fn citation(
    visit: &Visit<'_>,
    pair: &Pair,
    address: &str,
    (before, after): (&StoredVersion, &StoredVersion),
) -> Result<Markup, Failure> {
    let links = visit.links;
    // Every import changes the log: an export would have no page that stays the same.
    let head = if links.is_served() { Some(visit.snapshot.log()?.stored_head()?) } else { None };
    Ok(html! {
        details.fold.cite {
            summary { @if head.is_some() { "Cite and download" } @else { "Cite" } }
            dl.facts {
                @if head.is_some() { dt { "Address" } dd.id { (visit.request.origin) (address) } }
                dt { "Version before" } dd.id { a href=(links.version(pair.from, &before.id)) { (before.id) } }
                dt { "Version after" } dd.id { a href=(links.version(pair.to, &after.id)) { (after.id) } }
                @if let Some(head) = &head {
                    dt { "Log" } dd { (words::counted(head.size as i64, "entry").replace("entrys", "entries")) ", root " span.id { (head.root) } }
                }
                @if let Some(capture) = after.captures.first() {
                    dt { "Page" } dd.id { (web_link(&capture.url)) }
                }
            }
            @if head.is_some() {
                p { "Download: "
                    a href=(format!("{address}.txt")) { "text" } " · "
                    a href=(format!("{address}.patch")) { "unified patch" } " · "
                    a href=(format!("{address}.md")) { "Markdown" } " · "
                    a href=(format!("{address}.json")) { "JSON" }
                }
            }
        }
    })
}

/// A link to a page of the web. Other addresses are only text.
pub(super) fn web_link(url: &str) -> Markup {
    let url = public_url(url);
    html! {
        @if is_web(&url) { a rel="noreferrer nofollow" href=(url) { (text(&url)) } }
        @else { (text(&url)) }
    }
}

/// The diff as a file.
fn file(visit: &Visit<'_>, pair: &Pair, range: &str) -> PageResult {
    let comparison = pair.compare(visit.snapshot, Audience::Machine)?;
    check_weight(&comparison)?;
    let options = RenderOptions { compared: comparison.compared(), ..RenderOptions::default() };
    let diff = comparison.diff();
    let (render, content_type): (crate::render::diff::Render, _) = match visit.format {
        Format::Json => (json::render, "application/json"),
        Format::Patch => (unified::render, "text/x-diff; charset=utf-8"),
        Format::Markdown => (markdown::render, "text/markdown; charset=utf-8"),
        _ => (wdiff::render, "text/plain; charset=utf-8"),
    };
    let mut out = identity(visit.format, &comparison);
    render(&diff, &comparison.from, &comparison.to, &options, &mut out)?;
    let reply = Reply::of(content_type, out);
    let reply = match (visit.format, pair.ids()) {
        (Format::Patch | Format::Markdown, Some((from, to))) => {
            let suffix = if visit.format == Format::Patch { "patch" } else { "md" };
            reply.download(&format!("{}-{}.{suffix}", address_id(&from), address_id(&to)))
        }
        _ => reply,
    };
    let (from, to) = range.split_once("..").unwrap_or_default();
    let is_stable = from.len() >= STABLE_DIGITS && to.len() >= STABLE_DIGITS;
    Ok(if is_stable { reply.immutable() } else { reply })
}

/// What a file is about, in its first lines: the article's URL, and the ids and times of both versions.
/// JSON has them in its members. `patch` ignores lines before the first `---`.
fn identity(format: Format, comparison: &Comparison) -> Vec<u8> {
    let mark = match format {
        Format::Json => return Vec::new(),
        Format::Patch => "# ",
        Format::Markdown => "- ",
        _ => "",
    };
    let word = |text: &str| match format {
        Format::Markdown => format!("`{}`", safe_line(text).replace('`', "'")),
        _ => safe_line(text),
    };
    let (from, to) = (&comparison.from, &comparison.to);
    let mut lines = Vec::new();
    for url in [to.url.as_deref(), from.url.as_deref()].into_iter().flatten().take(1) {
        lines.push(format!("{mark}Article: {}", word(url)));
    }
    for (name, side) in [("Before", from), ("After", to)] {
        let label = side.label.as_deref().unwrap_or("version");
        let times =
            [("published", &side.published), ("updated", &side.updated), ("seen", &side.captured)];
        let times = times.into_iter().filter_map(|(name, at)| Some((name, at.as_deref()?)));
        let mut line = format!("{mark}{name}: {label}, ");
        line.push_str(&word(side.id.as_deref().unwrap_or_default()));
        for (name, at) in times {
            line.extend([", ", name, " ", &word(at)]);
        }
        lines.push(line);
    }
    format!("{}\n\n", lines.join("\n")).into_bytes()
}

/// Leads from a form with two versions to their diff.
pub(super) fn compare(visit: &Visit<'_>) -> PageResult {
    let one = |name: &str| {
        let id = visit.request.param(name);
        let id = id.ok_or_else(|| Failure::bad_request("Choose two versions to compare."))?;
        Ok::<_, Failure>(find_version(visit.snapshot, id)?.version()?.id)
    };
    let (from, to) = (one("from")?, one("to")?);
    if from == to {
        return Ok(Reply::redirect(303, &version_address(&to)));
    }
    Ok(Reply::redirect(303, &diff_address(&from, &to)))
}
