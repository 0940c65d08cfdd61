//! The answer: which version was in effect at the requested time, how certain that is, and why.

use super::MAX_LISTED;
use super::facts::{UNKNOWN_TIME, clock_text, origin_text, place_text, time_text};
use crate::article::{Certainty, ClockSource, Timestamp};
use crate::proof::answer::Cited;
use crate::proof::bundle::Bundle;
use crate::proof::evidence::{CaptureEvidence, ClockEvidence, Identity};
use crate::proof::look::LookEvidence;
use crate::proof::question::{ProvedObservation, Question};

/// If the requested time is a period longer than this (a day or more), the question is about its
/// end.
const HOUR: i64 = 3_600_000_000;

/// Returns the question and the answer, with labels.
pub(super) fn answer(bundle: &Bundle, question: &Question) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("Question", question_text(question)),
        ("Answer", "This version.".to_owned()),
        ("Certainty", format!("{}: {}.", question.certainty.name(), meaning(question.certainty))),
        ("Because", format!("{}.", reasons(bundle, question))),
    ];
    for (name, found) in [("Before", &question.before), ("After", &question.after)] {
        rows.push((
            name,
            match found.as_ref().and_then(|found| bundle.observed(found)) {
                Some(cited) => cited_text(bundle, &cited),
                None => "no observation in the bundle".to_owned(),
            },
        ));
    }
    if let Some(cited) = question.next.as_ref().and_then(|next| bundle.expected_next(next)) {
        rows.push(("Next", cited_text(bundle, &cited)));
    }
    for look in bundle.looks.iter().take(MAX_LISTED) {
        rows.push(("Looked", look_text(look)));
    }
    let more = bundle.looks.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        rows.push(("Looked", format!("{more} more times, without the page")));
    }
    rows
}

/// Describes a request that did not return the page, on one line.
fn look_text(look: &LookEvidence) -> String {
    let at = Timestamp::parse_written(&look.at, ClockSource::Field);
    let at = at.map_or_else(|_| look.at.clone(), |at| at.display());
    let outcome = look.read_reason().map(|reason| reason.outcome(look.status).to_string());
    let outcome = outcome.unwrap_or_else(|| look.reason.clone());
    let place = place_text(&look.place);
    format!(
        "{at}: {outcome} at {}; imported from {place}; entry {} of the log",
        look.url, look.index
    )
}

/// Explains a certainty.
fn meaning(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Observed => "this version was seen before and after that time",
        Certainty::Claimed => {
            "the publisher's own times say so, and no observation in the bundle contradicts them"
        }
        Certainty::Between => {
            "this version is the last one known before that time, and nothing shows when the next \
             one replaced it"
        }
        Certainty::Unknown => "nothing in the bundle shows that it was still in effect",
    }
}

/// Writes the question as a sentence.
fn question_text(question: &Question) -> String {
    let people = |canonical: &str| canonical.replace('T', " ").replace('Z', " UTC");
    let time = |canonical: &str| Timestamp::parse_written(canonical, ClockSource::Field).ok();
    let zone = offset_text(question.offset);
    let span = time(&question.until).zip(time(&question.from));
    let is_long = span.is_some_and(|(until, from)| until.micros() - from.micros() > HOUR);
    if is_long {
        format!(
            "Which version was in effect at the end of {} (time zone {zone}; before {})?",
            question.asked,
            people(&question.until)
        )
    } else {
        format!(
            "Which version was in effect at {} (time zone {zone}; {})?",
            question.asked,
            people(&question.from)
        )
    }
}

/// Formats an offset from UTC for people.
fn offset_text(minutes: i16) -> String {
    match minutes {
        0 => "UTC".to_owned(),
        minutes => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}

/// Describes the text of a capture: this text, the same text with other times, or another text.
fn text_name(bundle: &Bundle, cited: &Cited<'_>) -> &'static str {
    let own = &bundle.version;
    let is_same = |identity: &Identity| {
        (&identity.title, &identity.byline, &identity.description, identity.body_sha256)
            == (&own.title, &own.byline, &own.description, own.body_digest())
    };
    match cited.identity {
        _ if *cited.version == own.id => "this text",
        Some(identity) if is_same(identity) => "the same text with other times",
        Some(_) => "another text",
        None => "a text that was redacted",
    }
}

/// Describes an observation on which the answer is based, on one line.
fn cited_text(bundle: &Bundle, cited: &Cited<'_>) -> String {
    let capture = cited.capture;
    let seen = capture.captured.as_ref().map_or_else(|| UNKNOWN_TIME.to_owned(), clock_text);
    let title = cited.identity.and_then(|identity| identity.title.as_deref());
    let title = title.map(|title| format!(", \"{title}\"")).unwrap_or_default();
    // The times of the bundle's own version are among its facts.
    let is_other = *cited.version != bundle.version.id;
    let claim = |name: &str, clock: &Option<ClockEvidence>| {
        let clock = clock.as_ref().filter(|_| is_other);
        clock.map(|clock| format!("; {name} {}", clock_text(clock))).unwrap_or_default()
    };
    format!(
        "{seen}: {}{title}{}{}; version {}{}",
        text_name(bundle, cited),
        claim("published", &capture.published),
        claim("updated", &capture.updated),
        cited.version.short(),
        origin_text(capture)
    )
}

/// Says how certain the answer is and why, in a sentence that begins with the certainty.
pub fn answer_text(bundle: &Bundle, question: &Question) -> String {
    format!("{}: {}", question.certainty.name(), reasons(bundle, question))
}

/// Lists what the answer is based on.
fn reasons(bundle: &Bundle, question: &Question) -> String {
    let observed = |found: &Option<ProvedObservation>| {
        let cited = bundle.observed(found.as_ref()?)?;
        let at = cited.capture.captured.as_ref().map(time_text)?;
        Some((cited, text_name(bundle, &cited), at))
    };
    let (before, after) = (observed(&question.before), observed(&question.after));
    let next = question.next.as_ref().and_then(|next| bundle.expected_next(next));
    let is_own = |cited: &Cited<'_>| *cited.version == bundle.version.id;
    let is_before_own = before.as_ref().is_some_and(|(cited, ..)| is_own(cited));
    let mut seen = Vec::new();
    if let Some((_, name, at)) = &before {
        seen.push(format!("last seen with {name} at {at}"));
    }
    if let Some((cited, name, at)) = &after {
        seen.push(match (is_own(cited), is_before_own) {
            (true, true) => format!("seen with it again at {at}"),
            (true, false) => format!("first seen with {name} at {at}"),
            (false, _) => format!("next seen with {name} at {at}"),
        });
    }
    let mut parts = vec![seen.join(", ")];
    let claim = |clock: Option<&ClockEvidence>| clock.map(time_text).unwrap_or_default();
    let own_claim = claim(bundle.captures.first().and_then(CaptureEvidence::claim));
    let next_claim = next.or(after.map(|(cited, ..)| cited)).and_then(|next| next.capture.claim());
    parts.push(match question.certainty {
        Certainty::Observed => String::new(),
        Certainty::Claimed if is_before_own => {
            format!("the publisher dates the next version {}", claim(next_claim))
        }
        Certainty::Claimed => format!("the publisher dates this version {own_claim}"),
        Certainty::Between if is_before_own => {
            "nothing shows when in between it changed".to_owned()
        }
        Certainty::Between => format!(
            "the publisher dates this version {own_claim}, and nothing shows when it was replaced"
        ),
        Certainty::Unknown if question.after.is_none() => "not observed after that time".to_owned(),
        Certainty::Unknown => "the order of the versions around that time is unknown".to_owned(),
    });
    let mut observations = [&question.before, &question.after].into_iter().flatten();
    if observations.any(|found| found.source == ClockSource::FileTime.name()) {
        parts.push("one of these times is the modification time of a file".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}
