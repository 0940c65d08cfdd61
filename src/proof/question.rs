//! The question of a bundle: which version was in effect at a time, and how far the captures
//! support the answer.
//!
//! The rules are those of `docs/timeline.md`, for what a bundle can show: the observations around
//! the time and the claims of their versions. `docs/evidence-format.md` states them for other
//! programs. Captures that a bundle leaves out can only weaken an answer, so a bundle may state
//! less than its captures support, never more.

use serde::{Deserialize, Serialize};

use super::bundle::{Bundle, BundleReport, CaptureEvidence, Identity, canonical_clock, nullable};
use crate::article::{
    CaptureKind, Certainty, ClockSource, DefaultZone, Precision, Span, Timestamp, VersionId,
};

/// Microseconds per second.
const SECOND: i64 = 1_000_000;

/// Minutes per day: every time zone offset is smaller.
const MAX_OFFSET: i16 = 24 * 60;

/// The time in question, and the answer. Times are canonical, in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The time, verbatim.
    pub asked: String,
    /// The first instant of that time.
    pub from: String,
    /// The first instant after it. The answer is the version in effect just before.
    pub until: String,
    /// The time zone in which it was read, in minutes east of UTC.
    pub offset: i16,
    /// The kind of text that represents the article.
    pub kind: CaptureKind,
    /// How certain the answer is.
    pub certainty: Certainty,
    /// The last observation before `until`.
    #[serde(deserialize_with = "nullable")]
    pub before: Option<ProvedObservation>,
    /// The first observation at or after `until`.
    #[serde(deserialize_with = "nullable")]
    pub after: Option<ProvedObservation>,
    /// The next version, if it was not observed: only its claim dates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<NextVersion>,
}

/// An observation: when a version was captured. The capture is in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedObservation {
    /// The version.
    pub version: VersionId,
    /// When it was captured, in canonical form.
    pub at: String,
    /// The source of that time, as the name of a [`ClockSource`].
    pub source: String,
    /// The index of the capture's log entry.
    pub index: u64,
}

/// A version that was not observed. A capture of it is in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextVersion {
    /// The version.
    pub version: VersionId,
    /// The index of the capture's log entry.
    pub index: u64,
}

/// A capture in a bundle, of its own version or of a neighbor.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'b> {
    /// The captured version.
    pub version: &'b VersionId,
    /// The version's identity; `None` for the bundle's own version and for a redacted one.
    pub identity: Option<&'b Identity>,
    /// The capture.
    pub capture: &'b CaptureEvidence,
}

impl Cited<'_> {
    /// The publisher's latest claim, in canonical form.
    fn claim(&self) -> Option<Span> {
        span_of(&self.capture.claim()?.utc)
    }

    fn seen(&self) -> Option<Span> {
        span_of(&self.capture.captured.as_ref()?.utc)
    }

    fn is_stated(&self) -> bool {
        let captured = self.capture.captured.as_ref();
        captured.is_some_and(|clock| clock.source != ClockSource::FileTime.name())
    }
}

/// The period that a canonical time covers.
fn span_of(text: &str) -> Option<Span> {
    let span = Span::of(&canonical_clock(text)?);
    // The canonical form does not distinguish a minute from its first second.
    let is_minute = !span.is_coarse && span.start % (60 * SECOND) == 0;
    Some(if is_minute { span.until(span.start.saturating_add(60 * SECOND)) } else { span })
}

/// Whether a claim is between the last observation of the previous version and the first one of its
/// own.
fn is_between(claim: &Span, last_seen: Option<i64>, first_seen: Option<Span>) -> bool {
    !first_seen.is_some_and(|seen| claim.is_after(seen.end))
        && last_seen
            .is_none_or(|last| !(claim.is_before(last) || claim.is_coarse && claim.start < last))
}

/// Whether a text is ISO 8601 in a usual form, without a fraction, hour 24 or second 60.
fn is_usual(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    match shape.replacen(' ', "T", 1).strip_prefix("0000-00-00T00:00") {
        Some(rest) => {
            let zone = rest.strip_prefix(":00");
            let second = zone.and_then(|_| text.get(17..19));
            matches!(zone.unwrap_or(rest), "" | "Z" | "+00:00" | "-00:00")
                && text.get(11..13) != Some("24")
                && second != Some("60")
        }
        None => matches!(shape.as_str(), "0000" | "0000-00" | "0000-00-00"),
    }
}

impl Question {
    /// The first instant of a time, and the first one after it, in microseconds since 1970. A day
    /// is in the time zone with this offset.
    pub fn stretch(time: &Timestamp, offset: i16) -> (i64, i64) {
        let is_coarse = time.precision() <= Precision::Day;
        let shift = if is_coarse { i64::from(offset) * 60 * SECOND } else { 0 };
        (time.micros().saturating_sub(shift), time.end_micros().saturating_sub(shift))
    }

    /// Whether `asked` is the time from `from` until `until`; `None` if its form is not a usual
    /// one.
    fn is_read_right(&self, from: i64, until: i64) -> Option<bool> {
        let (text, offset) = (self.asked.as_str(), self.offset);
        is_usual(text).then(|| {
            let zone =
                chrono::FixedOffset::east_opt(i32::from(offset) * 60).map(DefaultZone::Fixed);
            let time = zone.and_then(|zone| Timestamp::parse(text, &zone, ClockSource::Flag).ok());
            time.is_some_and(|time| {
                let is_zone = time.offset_minutes().is_none_or(|minutes| minutes == offset);
                is_zone && Self::stretch(&time, offset) == (from, until)
            })
        })
    }
}

impl Bundle {
    /// All captures in a bundle, of its own version and of its neighbors.
    pub fn cited(&self) -> impl Iterator<Item = Cited<'_>> {
        let own = self.captures.iter();
        let version = &self.version.id;
        let own = own.map(move |capture| Cited { version, identity: None, capture });
        own.chain(self.neighbors.iter().map(|neighbor| Cited {
            version: &neighbor.version,
            identity: neighbor.identity.as_ref(),
            capture: &neighbor.capture,
        }))
    }

    /// The capture of this version with this entry index.
    fn capture_at(&self, version: &VersionId, index: u64) -> Option<Cited<'_>> {
        self.cited().find(|cited| cited.version == version && cited.capture.index == index)
    }

    /// The capture of an observation.
    pub fn observed(&self, observation: &ProvedObservation) -> Option<Cited<'_>> {
        self.capture_at(&observation.version, observation.index)
    }

    /// The capture of the next version, which was not observed.
    pub fn expected_next(&self, next: &NextVersion) -> Option<Cited<'_>> {
        self.capture_at(&next.version, next.index)
    }

    /// Returns the strongest certainty that the captures support, or why they contradict the
    /// answer.
    pub fn support(&self, question: &Question) -> Result<Certainty, &'static str> {
        let until = span_of(&question.until).ok_or("a time of the question cannot be read")?.start;
        let own = self.version.id;
        let observed =
            |found: &Option<ProvedObservation>| found.as_ref().and_then(|f| self.observed(f));
        let (before, after) = (observed(&question.before), observed(&question.after));
        let is_own = |cited: &Cited<'_>| *cited.version == own;
        let last_seen = before.and_then(|before| before.seen()).map(|seen| seen.start);
        let (before_own, after_own) = (
            before.is_some_and(|before| is_own(&before)),
            after.is_some_and(|cited| is_own(&cited)),
        );
        // A capture of a day may have been taken after the time within that day.
        if before.and_then(|before| before.seen()).is_some_and(|seen| seen.is_coarse_beyond(until))
        {
            return Ok(Certainty::Unknown);
        }
        if before_own && after_own {
            return Ok(Certainty::Observed);
        }
        // The claim of the next version, and its first observation.
        let expected = question.next.as_ref().and_then(|next| self.expected_next(next));
        let next = expected
            .map(|next| (next.claim(), None))
            .or_else(|| after.filter(|_| !after_own).map(|after| (after.claim(), after.seen())));
        let ended = |(claim, first_seen): (Option<Span>, Option<Span>)| match claim {
            Some(claim) if is_between(&claim, last_seen, first_seen) => {
                if claim.start >= until {
                    Ok(Certainty::Claimed)
                } else if last_seen.is_none_or(|last| last <= claim.start) {
                    Err("by its own claim, another version was already in effect")
                } else {
                    Ok(Certainty::Between)
                }
            }
            // A claim that contradicts the observations dates nothing, and nobody saw that version.
            _ if first_seen.is_none() => Ok(Certainty::Unknown),
            _ => Ok(Certainty::Between),
        };
        if before_own {
            return next.map_or(Ok(Certainty::Unknown), ended);
        }
        // It was not observed before that time: only its claim can date it.
        let Some(claim) = self.version.claim().and_then(span_of) else {
            let why =
                "the version was first captured after that time, and nothing shows that it existed";
            return if after_own { Err(why) } else { Ok(Certainty::Unknown) };
        };
        if claim.start >= until {
            return Err("by its own claim, the version took effect after that time");
        }
        if after_own {
            let first_seen = after.and_then(|after| after.seen());
            let why = "the version was first captured after that time, and its claim contradicts \
                       an earlier observation";
            return if is_between(&claim, last_seen, first_seen) {
                Ok(if claim.is_coarse_beyond(until) {
                    Certainty::Between
                } else {
                    Certainty::Claimed
                })
            } else {
                Err(why)
            };
        }
        match next {
            _ if claim.is_coarse_beyond(until) => Ok(Certainty::Between),
            None => Ok(Certainty::Claimed),
            // If both versions have the same claim, nothing shows when the second one took effect.
            Some((Some(next), _)) if !next.is_coarse && next == claim => Ok(Certainty::Between),
            Some(next) => ended(next),
        }
    }

    pub(super) fn check_question(&self, report: &mut BundleReport) {
        let Some(question) = &self.question else {
            if !self.neighbors.is_empty() {
                report.add("question", false, "there are neighbors, but no question");
            }
            return;
        };
        let instant = |text: &str| {
            let time = canonical_clock(text)?;
            (time.precision() == Precision::Second).then(|| time.micros())
        };
        let times = instant(&question.from).zip(instant(&question.until));
        let is_zone = (-MAX_OFFSET..=MAX_OFFSET).contains(&question.offset);
        let Some((from, until)) = times.filter(|(from, until)| from < until && is_zone) else {
            return report.add("question", false, "its time or its time zone cannot be read");
        };
        let asked = &question.asked;
        let is_read = format!("{} until {}", question.from, question.until);
        match question.is_read_right(from, until) {
            Some(true) => report.add("question", true, format!("\"{asked}\" is {is_read}")),
            Some(false) => report.add("question", false, format!("\"{asked}\" is not {is_read}")),
            None => {
                report.leave("question", format!("compare yourself: \"{asked}\" is {is_read}"));
            }
        }
        match self.check_observations(question, until) {
            Ok(says) => report.add("observations", true, says),
            Err(why) => return report.add("observations", false, why),
        }
        let stated = question.certainty;
        match self.support(question) {
            Err(why) => report.add("certainty", false, why),
            Ok(support) if support == stated => report.add(
                "certainty",
                true,
                format!("the captures in the bundle support the certainty \"{}\"", stated.name()),
            ),
            Ok(support) if support < stated => report.add(
                "certainty",
                false,
                format!(
                    "the captures in the bundle support the certainty \"{}\", but it states \"{}\"",
                    support.name(),
                    stated.name()
                ),
            ),
            Ok(support) => report.leave(
                "certainty",
                format!(
                    "it states \"{}\", and its captures alone would support \"{}\": the catalog \
                     had others that made the answer less certain",
                    stated.name(),
                    support.name()
                ),
            ),
        }
    }

    /// Checks that the observations are captures in the bundle, before and after the time, with
    /// none between them.
    fn check_observations(&self, question: &Question, until: i64) -> Result<String, &'static str> {
        let find = |found: &Option<ProvedObservation>| -> Result<Option<i64>, &'static str> {
            let Some(found) = found else { return Ok(None) };
            let cited =
                self.observed(found).ok_or("an observation is not a capture in the bundle")?;
            let clock = cited.capture.captured.as_ref();
            let is_same = |clock: &&super::bundle::ClockEvidence| {
                clock.utc == found.at && clock.source == found.source
            };
            if !clock.as_ref().is_some_and(is_same) {
                return Err("the time of an observation does not match its capture");
            }
            if cited.capture.kind != question.kind {
                return Err("an observation is of another kind of text");
            }
            cited.seen().map(|seen| Some(seen.start)).ok_or("a time cannot be read")
        };
        let (before, after) = (find(&question.before)?, find(&question.after)?);
        if before.is_some_and(|before| before >= until) || after.is_some_and(|after| after < until)
        {
            return Err("the observations are not before and after the time");
        }
        let next = question.next.as_ref().map(|next| self.expected_next(next));
        let next = next.map(|next| next.ok_or("the next version has no capture in the bundle"));
        if let Some(next) = next.transpose()? {
            if *next.version == self.version.id {
                return Err("the next version is the same version");
            }
            if next.capture.kind != question.kind {
                return Err("the next version is of another kind of text");
            }
        }
        if !self.captures.iter().any(|capture| capture.kind == question.kind) {
            return Err("the version has no capture of the kind of text in the question");
        }
        let is_missed = |cited: Cited<'_>| {
            let is_after = |at: i64| before.is_none_or(|before| at > before);
            let is_before = |at: i64| after.is_none_or(|after| at < after);
            cited.capture.kind == question.kind
                && cited.is_stated()
                && cited.seen().is_some_and(|seen| is_after(seen.start) && is_before(seen.start))
        };
        if self.cited().any(is_missed) {
            return Err("a capture in the bundle is between the two observations");
        }
        let observed = [&question.before, &question.after].into_iter().flatten();
        let observed = observed.map(|found| found.index);
        let named: Vec<u64> =
            observed.chain(question.next.as_ref().map(|next| next.index)).collect();
        if self.neighbors.iter().any(|neighbor| !named.contains(&neighbor.capture.index)) {
            return Err("the question does not name one of the neighbors");
        }
        Ok(match (before, after) {
            (Some(_), Some(_)) => {
                "both observations are captures in the bundle, and no other capture is between them"
            }
            (Some(_), None) => {
                "the observation before that time is a capture in the bundle; it has none after that time"
            }
            (None, Some(_)) => {
                "the observation after that time is a capture in the bundle; it has none before that time"
            }
            (None, None) => "the bundle has no observation around that time",
        }
        .to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_in_a_usual_form_is_read_again() {
        let check = |asked: &str, offset: i16, stretch: (&str, &str), expected: Option<bool>| {
            let question = Question {
                asked: asked.to_owned(),
                from: stretch.0.to_owned(),
                until: stretch.1.to_owned(),
                offset,
                kind: CaptureKind::Page,
                certainty: Certainty::Unknown,
                before: None,
                after: None,
                next: None,
            };
            let micros = |text: &str| canonical_clock(text).expect("a time").micros();
            let found = question.is_read_right(micros(stretch.0), micros(stretch.1));
            assert_eq!(found, expected, "{asked} {offset}");
        };
        let minute = ("2014-10-19T20:50:00Z", "2014-10-19T20:51:00Z");
        let second = ("2014-10-19T20:50:00Z", "2014-10-19T20:50:01Z");
        let day = ("2014-10-19T04:00:00Z", "2014-10-20T04:00:00Z");
        let right = Some(true);
        check("2014-10-19T16:50", -240, minute, right);
        check("2014-10-19 16:50", -240, minute, right);
        check("2014-10-19T16:50-04:00", -240, minute, right);
        check("2014-10-19T20:50Z", 0, minute, right);
        check("2014-10-19T16:50:00", -240, second, right);
        check("2014-10-19", -240, day, right);
        check("2014-12", 60, ("2014-11-30T23:00:00Z", "2014-12-31T23:00:00Z"), right);
        check("2014", 0, ("2014-01-01T00:00:00Z", "2015-01-01T00:00:00Z"), right);

        let wrong = Some(false);
        check("2014-10-19T16:50", 0, minute, wrong);
        check("2014-10-19T16:51", -240, minute, wrong);
        check("2014-10-19T16:50", -240, second, wrong);
        check("2014-10-19", 0, day, wrong);
        // A stated zone is the one in which the time was read.
        check("2014-10-19T16:50-04:00", 0, minute, wrong);
        check("2014-13-01", -240, day, wrong);

        for other in ["2014/10/19", "20141019", "2014-10-19T16", "2014-10-19T16:50:00.5", "today"] {
            check(other, -240, day, None);
        }
        check("2014-10-18T24:00", -240, day, None);
        check("2014-10-18T23:59:60", -240, day, None);
        check("2014-10-18T23:60", -240, day, wrong);
    }

    #[test]
    fn a_claim_fits_between_two_observations_or_not() {
        let check = |claim: &str, last: Option<&str>, first: Option<&str>, expected: bool| {
            let span = |text: &str| span_of(text).expect("a time");
            let last_seen = last.map(|last| span(last).start);
            let found = is_between(&span(claim), last_seen, first.map(span));
            assert_eq!(found, expected, "{claim} {last:?} {first:?}");
        };
        let (nine, noon) = (Some("2020-05-03T09:00:00Z"), Some("2020-05-03T12:00:00Z"));
        check("2020-05-03T10:00:00Z", nine, noon, true);
        check("2020-05-03T10:00:00Z", None, None, true);
        check("2020-05-03T08:59:00Z", nine, noon, false);
        check("2020-05-03T09:00:00Z", nine, noon, true);
        check("2020-05-03T12:00:30Z", nine, noon, true);
        check("2020-05-03T12:01:00Z", nine, noon, false);
        check("2020-05-03T12:00:30Z", nine, Some("2020-05-03T12:00:10Z"), false);
        // A day that includes the earlier observation dates nothing.
        check("2020-05-03", nine, noon, false);
        check("2020-05-03", None, noon, true);
        check("2020-05-04", None, noon, true);
        check("2020-05-05", None, noon, false);
    }
}
