//! The facts that a bundle states about its version, each time with its source.

use std::collections::HashSet;

use super::MAX_LISTED;
use crate::article::{CaptureKind, ClockSource, ZoneBasis};
use crate::proof::bundle::Bundle;
use crate::proof::evidence::{CaptureEvidence, ClockEvidence, ProvedLocation};
use crate::render::counted;

/// The text for an unknown time.
pub(super) const UNKNOWN_TIME: &str = "at an unknown time";

/// Returns the facts about the version, with labels.
pub(super) fn facts(bundle: &Bundle) -> Vec<(&'static str, String)> {
    let version = &bundle.version;
    let mut facts = Vec::new();
    let urls = urls(bundle);
    for (number, url) in urls.iter().take(MAX_LISTED).enumerate() {
        facts.push((if number == 0 { "Article" } else { "Also at" }, (*url).to_owned()));
    }
    let more = urls.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        facts.push(("Also at", counted(more as i64, "more URL")));
    }
    let texts = [
        ("Title", &version.title),
        ("Byline", &version.byline),
        ("Description", &version.description),
    ];
    facts.extend(texts.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))));
    let published = bundle.captures.iter().find_map(|capture| capture.published.as_ref());
    let updated = bundle.captures.iter().find_map(|capture| capture.updated.as_ref());
    let claims = [("Published", published), ("Updated", updated)];
    facts.extend(claims.into_iter().filter_map(|(name, clock)| Some((name, clock_text(clock?)))));
    for capture in bundle.captures.iter().take(MAX_LISTED) {
        facts.push(("Captured", capture_text(capture)));
    }
    let more = bundle.captures.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        facts.push(("Captured", format!("{more} more times")));
    }
    facts.extend(notes(bundle).into_iter().map(|note| ("Note", note)));
    facts.push(("Version", version.id.to_string()));
    facts
}

/// Returns the notes of the import about the captures, without duplicates.
fn notes(bundle: &Bundle) -> Vec<String> {
    let mut notes = Vec::new();
    for capture in bundle.captures.iter().take(MAX_LISTED) {
        let Ok(noted) = capture.read_annotations() else { continue };
        for said in noted.disputed_clocks {
            let (clock, source, says) = (said.clock.name(), said.source, said.says);
            notes.push(format!("another source gives another {clock} time: \"{says}\" ({source})"));
        }
        for said in noted.unread_clocks {
            let (clock, source, says) = (said.clock.name(), said.source, said.says);
            notes.push(format!("a {clock} time could not be read: \"{says}\" ({source})"));
        }
        let found = [
            ("the text was damaged before it was imported", noted.damage),
            ("the text may be incomplete or wrong", noted.doubtful_body),
            ("the page is not an article", noted.not_a_story),
            ("the web archive holds only a part of the page", noted.warc_truncated),
            ("record of the web archive", noted.warc_record_id),
        ];
        notes.extend(
            found.into_iter().filter_map(|(what, noted)| Some(format!("{what}: {}", noted?))),
        );
    }
    let mut known = HashSet::new();
    notes.retain(|note| known.insert(note.clone()));
    notes
}

/// Returns the URLs under which the version was seen, unchanged and without duplicates.
pub(super) fn urls(bundle: &Bundle) -> Vec<&str> {
    let mut urls: Vec<&str> = Vec::new();
    for capture in &bundle.captures {
        // There are few URLs, mostly one. Only as many as are listed are collected.
        if urls.len() <= MAX_LISTED && !urls.contains(&capture.url.as_str()) {
            urls.push(&capture.url);
        }
    }
    urls
}

/// Says when a version was seen, and from what it was imported.
pub(super) fn capture_text(capture: &CaptureEvidence) -> String {
    let seen = capture.captured.as_ref().map_or_else(|| UNKNOWN_TIME.to_owned(), clock_text);
    seen + &origin_text(capture)
}

/// Says the kind of text of a capture, from what it was imported, and its entry in the log.
pub(super) fn origin_text(capture: &CaptureEvidence) -> String {
    let what = match capture.kind {
        CaptureKind::Page => "",
        CaptureKind::Conversion => ", a text that another program made from the page",
        CaptureKind::FeedEntry => ", an entry of a feed",
        CaptureKind::SitemapEntry => ", an entry of a sitemap",
    };
    format!(
        "{what}; imported from {}; entry {} of the log",
        place_text(&capture.place),
        capture.index
    )
}

pub(super) fn place_text(place: &ProvedLocation) -> String {
    match (place.record, place.offset) {
        (Some(record), _) => format!("{}, record {record}", place.input),
        (None, Some(offset)) if offset > 0 => format!("{}, byte {offset}", place.input),
        (None, _) => place.input.clone(),
    }
}

/// Formats a time with its source.
pub(super) fn clock_text(clock: &ClockEvidence) -> String {
    let Some(time) = clock.read() else { return clock.utc.clone() };
    let is_derived = time.raw() == time.local_text() || time.raw() == clock.utc;
    let raw = if is_derived { String::new() } else { format!(": \"{}\"", time.raw()) };
    let is_assumed = time.zone() == ZoneBasis::Assumed;
    let zone = if is_assumed { "; the time zone is assumed" } else { "" };
    format!("{} ({}{raw}{zone})", time_text(clock), source_text(time.source()))
}

/// Formats a time for people, in its own zone.
pub(super) fn time_text(clock: &ClockEvidence) -> String {
    let text = clock.read().map_or_else(|| clock.utc.clone(), |time| time.display());
    text.trim_end_matches('?').to_owned()
}

/// Describes the source of a time.
pub(super) fn source_text(source: ClockSource) -> &'static str {
    match source {
        ClockSource::Field => "read from a field of the imported record",
        ClockSource::JsonLd => "read from the page's JSON-LD data",
        ClockSource::Meta => "read from a meta element of the page",
        ClockSource::Microdata => "read from the page's microdata",
        ClockSource::TimeElement => "read from a time element of the page",
        ClockSource::Text => "read from a line printed on the page",
        ClockSource::SavedComment => "read from the comment of the browser that saved the page",
        ClockSource::Flag => "given on the command line of the import",
        ClockSource::Url => "read from the page's URL",
        ClockSource::Header => "read from a header of the response or of the archive's record",
        ClockSource::FileTime => {
            "modification time of the file: not a statement of when the page was seen"
        }
        ClockSource::Feed => "read from the feed",
        ClockSource::Sitemap => "read from the sitemap",
        ClockSource::FileName => "read from the name of the file",
    }
}

pub(super) fn is_file_time(clock: &ClockEvidence) -> bool {
    clock.source == ClockSource::FileTime.name()
}
