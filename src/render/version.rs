//! A version whole: as JSON for machines, as a page of text for people.

use std::io;

use anstyle::{Effects, Style};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{bytes, counted, paint};
use crate::article::{Redaction, Sha256, StoredCapture, StoredVersion, Timestamp, VersionId};
use crate::history::Marks;

/// A version for machines. `body` is there only where it was asked for.
#[derive(Debug, Serialize)]
pub struct VersionJson<'v> {
    /// The article's number in this catalog.
    pub article: i64,
    /// The version's place in the history, from 1.
    pub ordinal: usize,
    /// Its id.
    pub id: VersionId,
    /// The publisher's claims.
    pub published: Option<&'v Timestamp>,
    /// See `published`.
    pub updated: Option<&'v Timestamp>,
    /// The headline.
    pub title: Option<&'v str>,
    /// Who signed it.
    pub byline: Option<&'v str>,
    /// The standfirst.
    pub description: Option<&'v str>,
    /// The text, where it was asked for; `null` where the source had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Option<&'v str>>,
    /// The text's length.
    pub body_bytes: Option<u64>,
    /// Whether it is a silent edit.
    pub silent_edit: bool,
    /// The ordinal of the version whose content it repeats.
    pub returns_to: Option<usize>,
    /// How often it was seen again after another version.
    pub seen_again: usize,
    /// That its text had to go from the catalog, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted: Option<RedactionJson<'v>>,
    /// What changed against the version before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeJson>,
    /// Its sightings.
    pub captures: Vec<CaptureJson<'v>>,
}

/// A redaction for machines.
#[derive(Debug, Serialize)]
pub struct RedactionJson<'v> {
    at: String,
    by: &'v str,
    reason: &'v str,
    body_sha256: Option<Sha256>,
}

/// A change in numbers.
#[derive(Debug, Serialize)]
pub struct ChangeJson {
    /// The fields that changed beside the body.
    pub fields: Vec<&'static str>,
    /// Words added to the body.
    pub words_added: usize,
    /// Words removed from it.
    pub words_removed: usize,
    /// The change in a sentence.
    pub summary: String,
}

/// A sighting for machines.
#[derive(Debug, Serialize)]
pub struct CaptureJson<'v> {
    captured: Option<&'v Timestamp>,
    url: &'v str,
    sequence: Option<i64>,
    lang: Option<&'v str>,
    publisher: Option<&'v str>,
    section: Option<&'v str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
    payload_sha256: Option<String>,
    import: i64,
    input: &'v str,
    record: Option<i64>,
    byte_offset: Option<i64>,
}

impl<'v> VersionJson<'v> {
    /// The version without its body, change and captures.
    pub fn new(version: &'v StoredVersion, ordinal: usize, marks: Marks) -> Self {
        Self {
            article: version.article.0,
            ordinal,
            id: version.id,
            published: version.published.as_ref(),
            updated: version.updated.as_ref(),
            title: version.title.as_deref(),
            byline: version.byline.as_deref(),
            description: version.description.as_deref(),
            body: None,
            body_bytes: version.text.map(|text| text.length),
            silent_edit: marks.silent,
            returns_to: marks.returns_to.map(|index| index + 1),
            seen_again: marks.seen_again,
            redacted: version.redacted.as_deref().map(|redaction| RedactionJson {
                at: super::time(redaction.at),
                by: &redaction.who,
                reason: &redaction.reason,
                body_sha256: redaction.body,
            }),
            change: None,
            captures: Vec::new(),
        }
    }
}

impl<'v> CaptureJson<'v> {
    /// The capture, with the other fields of its record.
    pub fn new(capture: &'v StoredCapture, extra: Map<String, Value>) -> Self {
        Self {
            captured: capture.captured.as_ref(),
            url: &capture.url,
            sequence: capture.sequence,
            lang: capture.lang.as_deref(),
            publisher: capture.publisher.as_deref(),
            section: capture.section.as_deref(),
            extra,
            payload_sha256: capture.payload.map(|digest| digest.to_string()),
            import: capture.import,
            input: &capture.input,
            record: capture.record,
            byte_offset: capture.offset,
        }
    }
}

/// The marks of a version, for people.
pub fn marks_text(marks: Marks) -> Vec<String> {
    let mut words = Vec::new();
    if marks.silent {
        words.push("silent edit".to_owned());
    }
    if let Some(index) = marks.returns_to {
        words.push(format!("returns to {}", index + 1));
    }
    if marks.seen_again > 0 {
        words.push("shown again after a later version".to_owned());
    }
    if marks.redacted {
        words.push("redacted".to_owned());
    }
    words
}

/// Writes a version for people: its clocks and names, then its text.
pub fn write_text(
    version: &StoredVersion,
    body: Option<&str>,
    (ordinal, of): (usize, usize),
    marks: Marks,
    color: bool,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let bold = Style::new().effects(Effects::BOLD);
    let dim = Style::new().effects(Effects::DIMMED);
    if let Some(title) = &version.title {
        writeln!(out, "{}", paint(color, bold, title))?;
        writeln!(out)?;
    }
    let mut line = |name: &str, value: Option<&str>| match value {
        Some(value) => {
            let name = paint(color, dim, &format!("{name:<11}"));
            writeln!(out, "{name} {}", super::safe_line(value))
        }
        None => Ok(()),
    };
    let clock = |stamp: Option<&Timestamp>| {
        stamp.map(|stamp| {
            let source = stamp.source().name();
            if stamp.raw() == stamp.local_text() {
                format!("{} ({source})", stamp.display())
            } else {
                format!("{} ({source} \"{}\")", stamp.display(), stamp.raw())
            }
        })
    };
    line("Byline", version.byline.as_deref())?;
    line("Published", clock(version.published.as_ref()).as_deref())?;
    line("Updated", clock(version.updated.as_ref()).as_deref())?;
    for capture in version.captures.iter().take(5) {
        let seen =
            capture.captured.as_ref().map_or("at a time unknown".to_owned(), Timestamp::display);
        let place = match capture.record {
            Some(record) => format!("{} record {record}", capture.input),
            None => capture.input.to_string(),
        };
        line("Captured", Some(&format!("{seen}, {} ({place})", capture.url)))?;
    }
    let more = version.captures.len().saturating_sub(5);
    if more > 0 {
        line("", Some(&format!("and {more} more times")))?;
    }
    line("Version", Some(&format!("{ordinal} of {of}, {}", version.id)))?;
    let marks = marks_text(marks);
    if !marks.is_empty() {
        line("Note", Some(&marks.join(", ")))?;
    }
    line("Standfirst", version.description.as_deref())?;
    writeln!(out)?;
    if let Some(redaction) = &version.redacted {
        let line = redaction_line(redaction);
        return writeln!(
            out,
            "{}",
            paint(color, dim, &format!("(redacted {})", super::safe_line(&line)))
        );
    }
    match body {
        Some(body) => writeln!(out, "{}", super::safe(body).trim_end()),
        None => writeln!(out, "{}", paint(color, dim, "(the source had no body)")),
    }
}

/// When a version was redacted, by whom and why.
pub fn redaction_line(redaction: &Redaction) -> String {
    let Redaction { at, who, reason, .. } = redaction;
    format!("{} by {who}: {reason}", super::time(*at))
}

/// How much a version weighs, for people.
pub fn size_text(version: &StoredVersion) -> String {
    let captures = counted(version.captures.len() as i64, "capture");
    match version.text {
        Some(text) => format!("{captures}, {}", bytes(text.length as i64)),
        None => format!("{captures}, no body"),
    }
}
