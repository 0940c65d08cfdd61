//! A version: its text, its captures and where each of its times was read; and where each sentence
//! comes from.

use std::collections::HashMap;

use maud::{Markup, html};

use super::diff::{find_version, web_link};
use super::failure::Failure;
use super::layout::{self, Page, language, text};
use super::parts::Part;
use super::reply::Reply;
use super::visit::{Format, PageResult, Visit};
use super::words::{address_id, clocks, counted, diff_address, full_time, stamp, version_address};
use crate::article::{Setting, Sha256, StoredCapture, StoredVersion, Timestamp};
use crate::diff::sentences;
use crate::history::blame::{StateBlame, blame_state};
use crate::render::diff::html::divide;
use crate::render::version::{VersionJson, captures_json, file_name, flags_text, redaction_line};
use crate::render::visible_title;
use crate::store::{EvidenceError, Snapshot};
use crate::timeline::Timeline;

/// Captures that the page lists.
const MAX_CAPTURES: usize = 30;

/// Elements of the text on a page; a longer one is in parts.
const MAX_ELEMENTS: usize = 800;

/// Digits from which an address names the same version for ever.
const STABLE_DIGITS: usize = 16;

/// Shows a version.
pub(super) fn page(visit: &Visit<'_>) -> PageResult {
    let snapshot = visit.snapshot;
    let id = visit.segment("id");
    let named = find_version(snapshot, id)?;
    let version = named.version()?;
    match visit.format {
        Format::Json => {
            let body = snapshot.body(version)?;
            let mut json = VersionJson::new(&named.timeline, version, named.index);
            json.body = Some(body.as_deref().map(String::as_str));
            json.captures = captures_json(snapshot, version)?;
            if visit.request.hides_folders {
                json.hide_folders();
            }
            let json = serde_json::to_value(json).map_err(std::io::Error::from)?;
            Ok(Reply::json(&json))
        }
        Format::Text => {
            let body = snapshot.body(version)?.ok_or_else(|| no_text(version))?;
            let reply = Reply::text(body.as_bytes());
            Ok(if id.len() >= STABLE_DIGITS { reply.immutable() } else { reply })
        }
        _ => show(visit, &named.timeline, named.index, None),
    }
}

fn no_text(version: &StoredVersion) -> Failure {
    match &version.redacted {
        Some(redaction) => Failure::new(410, redaction_line(redaction)),
        None => Failure::not_found("This version has no text: its source had only other fields."),
    }
}

/// Shows the version with this index in its timeline. An export has its whole text on one page, and
/// `blame` says where its sentences come from, however long the history is.
pub(super) fn show(
    visit: &Visit<'_>,
    timeline: &Timeline,
    index: usize,
    blame: Option<StateBlame>,
) -> PageResult {
    let (snapshot, links) = (visit.snapshot, visit.links);
    let missing = || Failure::not_found("The article has no such version.");
    let version = timeline.versions().get(index).ok_or_else(missing)?;
    let body = snapshot.body(version)?;
    let shows_origins = visit.request.param("view") == Some("origins");
    let text_part = match &body {
        None => html! { p.note { (no_text(version).detail) } },
        Some(_) if shows_origins => origins(visit, timeline, index)?,
        Some(body) => {
            let blame = match blame {
                Some(blame) => Some(blame),
                None => short_blame(snapshot, timeline, index, body)?,
            };
            plain(visit, timeline, blame.as_ref(), body)?
        }
    };
    let (is_served, has_body) = (links.is_served(), body.is_some());
    let count = timeline.versions().len();
    let title = visible_title(version.title.as_deref()).unwrap_or("(no title)");
    let address = version_address(&version.id);
    let at = |index: Option<usize>| {
        let index = index?;
        timeline.versions().get(index).map(|version| links.version(index, &version.id))
    };
    let (previous, next) = (at(index.checked_sub(1)), at(Some(index + 1)));
    let change = timeline.first_state(index).and_then(|state| links.change(timeline, state));
    let lang = version.captures.iter().find_map(|capture| language(capture.lang.as_deref()));
    let clock = |one: Option<&Timestamp>| one.map(|one| stamp(one, None));
    Ok(Reply::html(layout::page(&Page {
        title,
        previous: previous.clone(),
        next: next.clone(),
        links,
        main: html! {
            header.page-head {
                p.kicker {
                    a href=(links.history(version.article)) { "Version " (index + 1) " of " (count) }
                    @for flag in flags_text(timeline.flags(index)) {
                        " " span.flag.silent[flag.contains("silent")] { (flag) }
                    }
                }
                h1 dir="auto" lang=[lang] { (text(title)) }
                @if let Some(description) = &version.description { p.standfirst dir="auto" lang=[lang] { (text(description)) } }
                @if let Some(byline) = &version.byline { p.byline dir="auto" { (text(byline)) } }
                p.meta { (clocks(clock(version.published.as_ref()), clock(version.updated.as_ref()), clock(version.captured().next()))) }
            }
            div.toolbar {
                ul.tabs aria-label="View" {
                    @if is_served { li { a href=(address) aria-current=[(!shows_origins).then_some("true")] { "Text" } } }
                    @if is_served && has_body { li { a href=(format!("{address}?view=origins")) aria-current=[shows_origins.then_some("true")] { "Where each sentence comes from" } } }
                    @if let Some(change) = &change { li { a href=(change) { "What changed" } } }
                }
            }
            article.text dir="auto" lang=[lang] { (text_part) }
            nav.pager aria-label="Versions" {
                @if let Some(previous) = &previous { a rel="prev" href=(previous) { "← Version " (index) } }
                @if let Some(next) = &next { a.next rel="next" href=(next) { "Version " (index + 2) " →" } }
            }
            (captures(visit, version)?)
            (sources(version))
            details.fold {
                summary { @if is_served { "Identity and files" } @else { "Identity" } }
                dl.facts {
                    dt { "Version" } dd.id { (version.id) }
                    @if is_served { dt { "Files" } dd {
                        @if has_body { a href=(format!("{address}.txt")) { "text" } " · " }
                        a href=(format!("{address}.json")) { "JSON" }
                        @if version.redacted.is_none() { " · " a href=(format!("{address}/evidence")) { "evidence bundle" } }
                    } }
                }
            }
        },
        ..Page::default()
    })))
}

/// The name of a sentence in a page's address: of its words, so that it is the same in every version.
fn sentence_name(sentence: &str) -> String {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let digest = Sha256::of(words.join(" ").as_bytes()).to_string();
    format!("s-{}", digest.get(..10).unwrap_or(&digest))
}

/// A sentence, or the part of one that is in a paragraph.
struct Sentence<'t> {
    /// Its name in addresses, where it begins for the first time.
    name: Option<String>,
    text: &'t str,
    /// The version that it comes from, in words.
    origin: Option<&'t String>,
}

/// Where the sentences of a version come from. `None` if the history is so long that only the page of
/// the origins computes it.
fn short_blame(
    snapshot: &Snapshot,
    timeline: &Timeline,
    index: usize,
    body: &str,
) -> Result<Option<StateBlame>, Failure> {
    /// Bytes of text in the history before this version: some 20 ms.
    const MOST: usize = 200_000;
    let state = timeline.first_state(index);
    let state = state.filter(|state| body.len().saturating_mul(state + 1) <= MOST);
    Ok(state.map(|state| blame_state(snapshot, timeline, state)).transpose()?)
}

/// The versions that the sentences of a text come from, in words, by where they begin.
fn origin_words(timeline: &Timeline, blame: &StateBlame) -> HashMap<usize, String> {
    let word = |origin: usize| {
        let version = timeline.states().get(origin)?.version + 1;
        let at = timeline.dated_by(origin).map(|at| full_time(at.micros(), at.precision()));
        let at = at.map_or_else(String::new, |at| format!(", {at}"));
        Some(format!("from version {version}{at}"))
    };
    let words = blame.sentences.iter();
    words.filter_map(|one| Some((one.extent.start, word(one.origin)?))).collect()
}

/// The text, with a name for each sentence, and on hover the version that it comes from.
fn plain(
    visit: &Visit<'_>,
    timeline: &Timeline,
    blame: Option<&StateBlame>,
    body: &str,
) -> Result<Markup, Failure> {
    let origins = blame.map(|blame| origin_words(timeline, blame)).unwrap_or_default();
    let limit = if visit.links.is_served() { MAX_ELEMENTS } else { usize::MAX };
    let mut paragraphs: Vec<Vec<Sentence<'_>>> = vec![Vec::new()];
    let mut names = std::collections::HashSet::new();
    let mut end = 0;
    for extent in sentences(body) {
        let between = body.get(end..extent.start).unwrap_or_default();
        if between.contains('\n') {
            paragraphs.push(Vec::new());
        }
        end = extent.end;
        let sentence = extent.of(body);
        let name = Some(sentence_name(sentence)).filter(|name| names.insert(name.clone()));
        // A sentence that contains a line end is in two paragraphs.
        for (at, line) in sentence.split('\n').enumerate() {
            if at > 0 {
                paragraphs.push(Vec::new());
            }
            if let Some(last) = paragraphs.last_mut().filter(|_| !line.trim().is_empty()) {
                let name = name.clone().filter(|_| at == 0);
                last.push(Sentence { name, text: line, origin: origins.get(&extent.start) });
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let most = limit / 2 - 1;
    let pieces: Vec<_> = paragraphs.iter().flat_map(|paragraph| paragraph.chunks(most)).collect();
    let parts = divide(pieces.iter().map(|piece| 2 * piece.len() + 1), limit);
    let part = part_of(visit, &parts)?;
    let shown = pieces.iter().zip(&parts).filter(|(_, own)| **own == part.number);
    Ok(html! {
        (part.note())
        @for (paragraph, _) in shown {
            p dir="auto" {
                @for (at, one) in paragraph.iter().enumerate() {
                    @if at > 0 { " " }
                    span id=[one.name.as_deref()] title=[one.origin] { (text(one.text.trim())) }
                    @if let Some(name) = &one.name { a.permalink href=(format!("#{name}")) aria-label="Link to this sentence" {} }
                }
            }
        }
        (part.pager(visit.request))
    })
}

/// The part that a request asks for, of items that are divided.
fn part_of(visit: &Visit<'_>, parts: &[usize]) -> Result<Part, Failure> {
    Part::of(Part::asked(visit.request), parts.last().copied().unwrap_or(1))
}

/// The sentences, each with the version that wrote it.
fn origins(visit: &Visit<'_>, timeline: &Timeline, index: usize) -> Result<Markup, Failure> {
    /// The most elements of a sentence: its origin, its words with their link, and what they were.
    const OF_SENTENCE: usize = 9;
    let snapshot = visit.snapshot;
    let state = timeline.first_state(index);
    let state = state.ok_or_else(|| Failure::not_found("This version was never seen."))?;
    let blame = blame_state(snapshot, timeline, state)?;
    let mut names = std::collections::HashSet::new();
    let mut before = None;
    let parts = divide(blame.sentences.iter().map(|_| OF_SENTENCE), MAX_ELEMENTS);
    let part = part_of(visit, &parts)?;
    let shown = blame.sentences.iter().zip(&parts).filter(|(_, own)| **own == part.number);
    Ok(html! {
        (part.note())
        ol.origins {
            @for (sentence, _) in shown {
                @let words = sentence.extent.of(&blame.text);
                @let name = sentence_name(words);
                @let is_first = names.insert(name.clone());
                @let is_same = before.replace(sentence.origin) == Some(sentence.origin);
                li id=[is_first.then_some(&name)] {
                    p.origin {
                        @if !is_same { (origin(timeline, sentence.origin)) }
                    }
                    p.words dir="auto" {
                        (text(words.trim()))
                        " " a.permalink href=(format!("#{name}")) aria-label="Link to this sentence" { "#" }
                        @if let Some(was) = &sentence.was {
                            span.was-sentence { span.label { "formerly " } (text(was.text.trim())) }
                        }
                    }
                }
            }
        }
        (part.pager(visit.request))
    })
}

/// The state that introduced a sentence, with a link to what it changed.
fn origin(timeline: &Timeline, state: usize) -> Markup {
    let found = timeline.states().get(state);
    let version = found.and_then(|found| timeline.version_of(found));
    let base = found.and_then(|found| timeline.states().get(found.base?));
    let before = base.and_then(|base| timeline.version_of(base));
    let dated = timeline.dated_by(state);
    html! {
        @if let (Some(found), Some(version)) = (found, version) {
            @let address = before.map_or_else(|| version_address(&version.id), |before| diff_address(&before.id, &version.id));
            a href=(address) { "version " (found.version + 1) }
            @if let Some(dated) = dated { br; (stamp(dated, None)) }
        }
    }
}

fn captures(visit: &Visit<'_>, version: &StoredVersion) -> Result<Markup, Failure> {
    let count = version.captures.len();
    let is_served = visit.links.is_served();
    let mut rows = Vec::new();
    for capture in version.captures.iter().take(MAX_CAPTURES) {
        let kept = match &capture.payload {
            Some(payload) if is_served && visit.snapshot.has_page(payload)? => Some(payload),
            _ => None,
        };
        rows.push(capture_row(version, capture, kept));
    }
    Ok(html! {
        details.fold {
            summary { "Seen " (counted(count as i64, "time")) }
            table {
                thead { tr { th scope="col" { "Seen" } th scope="col" { "As" } th scope="col" { "Address and source" } } }
                tbody {
                    @for row in rows { (row) }
                }
            }
            @if count > MAX_CAPTURES {
                p { @if is_served { "The JSON file lists all." } @else { "And " (count - MAX_CAPTURES) " more times." } }
            }
        }
    })
}

fn capture_row(version: &StoredVersion, capture: &StoredCapture, kept: Option<&Sha256>) -> Markup {
    let location = capture.first_location();
    html! {
        tr {
            td { @match &capture.captured { Some(at) => (stamp(at, None)), None => "not known" } }
            td { (capture.kind.name()) }
            td.id {
                (web_link(&capture.url)) br;
                span.quiet { (text(file_name(&location.input))) @if let Some(record) = location.record { ", record " (record) } }
                @if let Some(payload) = kept {
                    " · " a href=(format!("/v/{}/page/{payload}", address_id(&version.id))) download { "page as captured" }
                }
            }
        }
    }
}

/// Where each of the version's times was read.
fn sources(version: &StoredVersion) -> Markup {
    let captured = version.captured().next();
    let known = [
        ("published", version.published.as_ref()),
        ("updated", version.updated.as_ref()),
        ("first seen", captured),
    ];
    html! {
        details.fold {
            summary { "Where the times were read" }
            table {
                thead { tr { th scope="col" { "Time" } th scope="col" { "As written" } th scope="col" { "Read from" } th scope="col" { "Zone" } } }
                tbody {
                    @for (name, time) in known {
                        @if let Some(time) = time {
                            tr {
                                td { (name) " " (stamp(time, None)) }
                                td.id { (text(time.raw())) }
                                td { (time.source().name()) }
                                td { (time.zone().name()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Sends the evidence that the version is in the log: a bundle that `verify-bundle` checks.
pub(super) fn evidence(visit: &Visit<'_>) -> PageResult {
    let named = find_version(visit.snapshot, visit.segment("id"))?;
    let version = named.version()?;
    let empty = || Failure::not_found("The log has no entries yet.");
    let (checkpoint, text) = super::about::checkpoint(visit.snapshot)?.ok_or_else(empty)?;
    let evidence = visit.snapshot.evidence(version, &checkpoint, &text, Vec::new());
    let evidence = evidence.map_err(|error| match error {
        EvidenceError::Store(error) => error.into(),
        error => Failure::new(410, error.to_string()),
    })?;
    let mut json = serde_json::to_vec_pretty(&evidence.bundle).map_err(std::io::Error::from)?;
    json.push(b'\n');
    let name = format!("evidence-{}.json", address_id(&version.id));
    Ok(Reply::of("application/json", json).download(&name))
}

/// Sends a kept page as a file to save. It is never shown: a stranger wrote it.
pub(super) fn kept_page(visit: &Visit<'_>) -> PageResult {
    let named = find_version(visit.snapshot, visit.segment("id"))?;
    let version = named.version()?;
    let digest = visit.segment("digest");
    let capture = version.captures.iter().find(|capture| {
        capture.payload.as_ref().is_some_and(|payload| payload.to_string() == digest)
    });
    let missing = || {
        let keep = Setting::KeepPages;
        Failure::not_found(format!("This page is not kept. Pages are kept with `{keep}`."))
    };
    let payload = capture.and_then(|capture| capture.payload.as_ref()).ok_or_else(missing)?;
    let page = visit.snapshot.page(payload)?.ok_or_else(missing)?;
    Ok(Reply::of("application/octet-stream", page.bytes.to_vec())
        .download(&format!("{}.page", digest.get(..16).unwrap_or(digest)))
        .with("content-security-policy", "sandbox; default-src 'none'"))
}
