//! A complete version, as JSON and as text.

use std::borrow::Cow;
use std::io;

use anstyle::{Effects, Style};
use serde::Serialize;
use serde_json::{Map, Value};

use super::looks::LookJson;
use super::{bytes, counted, paint};
use crate::article::timestamp::canonical_text;
use crate::article::{
    Annotations, ArticleId, CaptureKind, Certainty, Details, ImportNumber, Precision, Redaction,
    Sha256, StoredCapture, StoredLocation, StoredVersion, Timestamp, VersionId, public_url,
};
use crate::history::looks::Looks;
use crate::store::{Result, Snapshot};
use crate::timeline::{InEffect, State, Timeline, VersionFlags};

/// A version as JSON. `body` is present only if it was requested.
#[derive(Debug, Serialize)]
pub struct VersionJson<'v> {
    /// The article's number in this catalog.
    pub article: ArticleId,
    /// The version's position in the history, from 1.
    pub ordinal: usize,
    /// Its id.
    pub id: VersionId,
    /// When the publisher claims to have published it.
    pub published: Option<&'v Timestamp>,
    /// When the publisher claims to have updated it.
    pub updated: Option<&'v Timestamp>,
    /// The title.
    pub title: Option<&'v str>,
    /// The byline.
    pub byline: Option<&'v str>,
    /// The description.
    pub description: Option<&'v str>,
    /// The body, if it was requested; `null` if the source had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Option<&'v str>>,
    /// The length of the body in bytes.
    pub body_bytes: Option<u64>,
    /// `unknown` if the order of this version and the one before it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<&'static str>,
    /// Whether it is a silent edit.
    pub silent_edit: bool,
    /// The ordinal of the version whose content it repeats.
    pub returns_to: Option<usize>,
    /// How often it was seen again after another version.
    pub seen_again: usize,
    /// The redaction, if its text was deleted from the catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted: Option<RedactionJson<'v>>,
    /// What changed since the version before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeJson>,
    /// Its states in the timeline.
    pub states: Vec<StateJson>,
    /// If the version was selected by a time: how certain it is that it was in effect.
    #[serde(flatten)]
    pub in_effect: Option<InEffectJson>,
    /// Its captures.
    pub captures: Vec<CaptureJson<'v>>,
}

/// A state of the timeline as JSON. Times are RFC 3339 in UTC.
#[derive(Debug, Serialize)]
pub struct StateJson {
    /// Its position in the timeline, from 1.
    pub state: usize,
    /// The kind of text.
    pub kind: &'static str,
    first_seen: Option<String>,
    last_seen: Option<String>,
    captures: usize,
    /// When it took effect.
    effective: Option<String>,
    /// The earliest time at which it can have taken effect.
    earliest: Option<String>,
    /// The latest time at which it can have taken effect.
    latest: Option<String>,
    /// How the publisher's claim fits the observations.
    claim: &'static str,
    /// What orders it after the state before it.
    basis: &'static str,
    /// `unknown` if its order is unknown, otherwise absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<&'static str>,
    /// Whether only modification times of files say when it was seen.
    file_time: bool,
    silent_edit: bool,
    /// The position of the state whose text it has again.
    returns_to: Option<usize>,
    /// The number of redacted versions that may have made a part of its change.
    #[serde(skip_serializing_if = "Option::is_none")]
    after_redacted: Option<usize>,
    /// Requests after its first capture and before the next state that did not return the page. Those
    /// before all captures are with the first state.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    looks: Vec<LookJson>,
}

impl StateJson {
    /// The state with this index.
    pub fn new(timeline: &Timeline, index: usize) -> Option<Self> {
        let state: &State = timeline.states().get(index)?;
        let unknown = state.is_order_unknown();
        Some(Self {
            state: index + 1,
            kind: state.kind.name(),
            first_seen: state.seen.map(|(first, _)| instant(first)),
            last_seen: state.seen.map(|(_, last)| instant(last)),
            captures: state.captures.len(),
            effective: state.effective.at.map(|at| canonical_text(at, state.effective.precision)),
            earliest: state.effective.earliest.map(instant),
            latest: state.effective.latest.map(instant),
            claim: state.claim.name(),
            basis: if unknown { "id" } else { state.order.name() },
            order: unknown.then_some("unknown"),
            file_time: state.is_weak,
            silent_edit: state.is_silent(),
            after_redacted: Some(state.after_redacted).filter(|count| *count > 0),
            returns_to: state.returns_to.map(|earlier| earlier + 1),
            looks: Vec::new(),
        })
    }
}

/// The answer to a time given as VERSION, as JSON.
#[derive(Debug, Serialize)]
pub struct InEffectJson {
    asked: String,
    certainty: Certainty,
    /// The position of the state in effect.
    state: usize,
    observed_before: Option<ObservedJson>,
    observed_after: Option<ObservedJson>,
    /// Whether one of the two is a file's modification time.
    file_time: bool,
}

#[derive(Debug, Serialize)]
struct ObservedJson {
    state: usize,
    ordinal: usize,
    at: String,
}

impl InEffectJson {
    /// The answer for the time `asked`, as the user wrote it.
    pub fn new(timeline: &Timeline, asked: &str, found: &InEffect) -> Self {
        let observed = |(state, at): (usize, i64)| ObservedJson {
            state: state + 1,
            ordinal: timeline.states().get(state).map_or(0, |state| state.version + 1),
            at: instant(at),
        };
        Self {
            asked: asked.to_owned(),
            certainty: found.certainty,
            state: found.state + 1,
            observed_before: found.before.map(observed),
            observed_after: found.after.map(observed),
            file_time: found.is_weak,
        }
    }
}

/// Formats an instant as RFC 3339 in UTC, with as many digits of a second as it has.
fn instant(micros: i64) -> String {
    canonical_text(micros, Precision::Second)
}

/// Says in a sentence how certain it is that a state was in effect at the requested time.
pub fn certainty_text(timeline: &Timeline, found: &InEffect) -> String {
    let states = timeline.states();
    let at = |observed: Option<(usize, i64)>| {
        observed.map(|(state, at)| {
            let capture = states.get(state).and_then(|state| {
                let mut captures = timeline.captures(state);
                captures.find_map(|c| c.captured.as_ref().filter(|seen| seen.micros() == at))
            });
            (state, capture.map_or_else(|| super::time(at), Timestamp::display))
        })
    };
    let (before, after) = (at(found.before), at(found.after));
    let same = |(state, _): &(usize, String)| timeline.is_same_version(*state, found.state);
    let seen_before = before.filter(|before| same(before)).map(|(_, at)| at);
    let mut text = match found.certainty {
        Certainty::Observed => format!(
            "observed: seen with this text at {} and again at {}",
            seen_before.unwrap_or_default(),
            after.map(|(_, at)| at).unwrap_or_default()
        ),
        Certainty::Claimed => {
            let seen = match (seen_before, after) {
                (Some(before), Some((_, after))) => {
                    format!(
                        "last seen with this text at {before}, next seen as another version at {after}"
                    )
                }
                (Some(before), None) => format!("last seen with this text at {before}"),
                (None, Some(after)) if same(&after) => {
                    format!("first seen with this text at {}", after.1)
                }
                (None, _) => "this text was never observed".to_owned(),
            };
            format!("claimed: the publisher's times say so; {seen}")
        }
        Certainty::Between => match (seen_before, after) {
            (Some(before), Some((_, after))) => format!(
                "between: last seen with this text at {before}, next seen as another version at {after}; \
                 not observed in between"
            ),
            (before, _) => format!(
                "between: it is not known when this text was replaced{}",
                before.map(|at| format!("; last seen with it at {at}")).unwrap_or_default()
            ),
        },
        Certainty::Unknown => match (seen_before, after) {
            (Some(before), None) => {
                format!("unknown: last seen with this text at {before}, not observed since")
            }
            _ => "unknown: the order of the versions around that time is unknown".to_owned(),
        },
    };
    if found.is_weak {
        text.push_str("; one of these times is the modification time of a file");
    }
    text
}

/// A redaction as JSON.
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
    /// The fields other than the body that changed.
    pub fields: Vec<&'static str>,
    /// The number of words added to the body.
    pub words_added: usize,
    /// The number of words removed from the body.
    pub words_removed: usize,
    /// The summary of the change.
    pub summary: String,
}

/// A capture as JSON.
#[derive(Debug, Serialize)]
pub struct CaptureJson<'v> {
    kind: CaptureKind,
    captured: Option<&'v Timestamp>,
    url: Cow<'v, str>,
    sequence: Option<i64>,
    lang: Option<&'v str>,
    publisher: Option<&'v str>,
    section: Option<&'v str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    extra: Map<String, Value>,
    #[serde(skip_serializing_if = "Annotations::is_empty")]
    annotations: Annotations,
    payload_sha256: Option<String>,
    import: ImportNumber,
    input: &'v str,
    record: Option<i64>,
    byte_offset: Option<i64>,
}

impl<'v> VersionJson<'v> {
    /// The version without its body, change and captures.
    pub fn new(timeline: &'v Timeline, version: &'v StoredVersion, index: usize) -> Self {
        let flags = timeline.flags(index);
        let states = timeline.states_of(index);
        Self {
            article: version.article,
            ordinal: index + 1,
            id: version.id,
            published: version.published.as_ref(),
            updated: version.updated.as_ref(),
            title: version.title.as_deref(),
            byline: version.byline.as_deref(),
            description: version.description.as_deref(),
            body: None,
            body_bytes: version.text.map(|text| text.length),
            order: flags.order_unknown.then_some("unknown"),
            silent_edit: flags.silent,
            returns_to: flags.returns_to.map(|index| index + 1),
            seen_again: flags.seen_again,
            redacted: version.redacted.as_deref().map(|redaction| RedactionJson {
                at: super::time(redaction.at.0),
                by: &redaction.who,
                reason: &redaction.reason,
                body_sha256: redaction.body,
            }),
            change: None,
            states: states.filter_map(|state| StateJson::new(timeline, state)).collect(),
            in_effect: None,
            captures: Vec::new(),
        }
    }

    /// Leaves only the names of the files that the captures were read from, without their folders.
    pub fn hide_folders(&mut self) {
        for capture in &mut self.captures {
            capture.input = file_name(capture.input);
        }
    }

    /// Adds the looks to the states after which they were made.
    pub fn add_looks(&mut self, looks: &Looks) {
        for state in &mut self.states {
            let index = state.state - 1;
            let before = if index == 0 { looks.after(None) } else { Vec::new() };
            let all = before.into_iter().chain(looks.after(Some(index)));
            state.looks = all.map(LookJson::from).collect();
        }
    }
}

impl<'v> CaptureJson<'v> {
    /// The capture, with the other fields of its record and the annotations of the import.
    pub fn new(capture: &'v StoredCapture, details: Details) -> Self {
        let Details { extra, annotations } = details;
        Self {
            kind: capture.kind,
            captured: capture.captured.as_ref(),
            url: public_url(&capture.url),
            sequence: capture.sequence,
            lang: capture.lang.as_deref(),
            publisher: capture.publisher.as_deref(),
            section: capture.section.as_deref(),
            extra,
            annotations,
            payload_sha256: capture.payload.map(|digest| digest.to_string()),
            import: capture.location.import,
            input: &capture.location.input,
            record: capture.location.record,
            byte_offset: capture.location.offset,
        }
    }
}

/// The name of an input's file, without its folders.
pub fn file_name(input: &str) -> &str {
    let trimmed = input.trim_end_matches(['/', '\\']);
    trimmed.rsplit(['/', '\\']).next().unwrap_or(trimmed)
}

/// The captures of a version, each with its details.
pub fn captures_json<'v>(
    catalog: &Snapshot,
    version: &'v StoredVersion,
) -> Result<Vec<CaptureJson<'v>>> {
    let one = |capture: &'v StoredCapture| {
        Ok(CaptureJson::new(capture, catalog.proved_details(version, capture)?))
    };
    version.captures.iter().map(one).collect()
}

/// Formats the flags of a version as notes.
pub fn flags_text(marks: VersionFlags) -> Vec<String> {
    let mut words = Vec::new();
    if marks.silent {
        words.push("silent edit".to_owned());
    }
    if let Some(index) = marks.returns_to {
        words.push(format!("returns to {}", index + 1));
    }
    if marks.seen_again > 0 {
        words.push("seen again after another version".to_owned());
    }
    if marks.order_unknown {
        words.push("order unknown".to_owned());
    }
    if marks.redacted {
        words.push("redacted".to_owned());
    }
    words
}

/// Writes a version as text: its timestamps and other fields, then its body.
pub fn write_text(
    version: &StoredVersion,
    body: Option<&str>,
    (ordinal, of): (usize, usize),
    marks: VersionFlags,
    notes: &[(&str, String)],
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
            capture.captured.as_ref().map_or("at an unknown time".to_owned(), Timestamp::display);
        let StoredLocation { input, record, .. } = &capture.location;
        let place = match record {
            Some(record) => format!("{input} record {record}"),
            None => input.to_string(),
        };
        line("Captured", Some(&format!("{seen}, {} ({place})", public_url(&capture.url))))?;
    }
    let more = version.captures.len().saturating_sub(5);
    if more > 0 {
        line("", Some(&format!("and {more} more times")))?;
    }
    line("Version", Some(&format!("{ordinal} of {of}, {}", version.id)))?;
    let marks = flags_text(marks);
    if !marks.is_empty() {
        line("Note", Some(&marks.join(", ")))?;
    }
    for (name, note) in notes {
        line(name, Some(note))?;
    }
    line("Description", version.description.as_deref())?;
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

/// Formats when a version was redacted, by whom and why.
pub fn redaction_line(redaction: &Redaction) -> String {
    let Redaction { at, who, reason, .. } = redaction;
    format!("{} by {who}: {reason}", super::time(at.0))
}

/// Formats how often a version was captured, and how long its body is.
pub fn size_text(version: &StoredVersion, captures: usize) -> String {
    let captures = counted(captures as i64, "capture");
    match version.text {
        Some(text) => format!("{captures}, {}", bytes(text.length as i64)),
        None => format!("{captures}, no body"),
    }
}
