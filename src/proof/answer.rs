//! The answer in a bundle: what the captures in it show about the question.

use super::bundle::Bundle;
use super::evidence::{CaptureEvidence, ClockEvidence, Identity, canonical_clock, check_inclusion};
use super::question::{MAX_OFFSET, NextVersion, ProvedObservation, Question, SECOND};
use super::report::BundleReport;
use crate::article::address::article_key;
use crate::article::{Certainty, ClockSource, Fragment, Precision, Span, VersionId};

/// A capture in a bundle, of its own version or of a neighbor.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
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

    /// Checks the looks: each is in the log, and was made between the two observations of the
    /// question.
    pub(super) fn check_looks(&self, report: &mut BundleReport) {
        if self.looks.is_empty() {
            return;
        }
        let Some(question) = &self.question else {
            return report.add("looks", false, "there are looks, but no question");
        };
        if !self.looks.is_sorted_by(|a, b| a.index < b.index) {
            report.add("looks", false, "they are not in the order of the log, or occur twice");
        }
        let time = |found: &Option<ProvedObservation>| {
            found.as_ref().and_then(|found| canonical_clock(&found.at)).map(|time| time.micros())
        };
        let (before, after) = (time(&question.before), time(&question.after));
        let key = |url: &str| article_key(url, Fragment::Drop).ok();
        let is_own = |url: &str| {
            key(url).is_some_and(|asked| {
                let captured = |cited: Cited<'_>| key(&cited.capture.url).as_ref() == Some(&asked);
                asked.as_str() == self.version.key || self.cited().any(captured)
            })
        };
        for (number, look) in self.looks.iter().enumerate() {
            let name = format!("look {} of {}", number + 1, self.looks.len());
            let is_between = look.micros().is_some_and(|at| {
                before.is_none_or(|before| at >= before) && after.is_none_or(|after| at < after)
            });
            let found = look.check_leaf().and_then(|()| {
                is_between.then_some(()).ok_or("it is not between the two observations")
            });
            report.add(
                "look",
                found.is_ok(),
                match found {
                    Ok(()) => {
                        format!("{name}: its fields match its log entry and the entry's hash")
                    }
                    Err(why) => format!("{name}: {why}"),
                },
            );
            if !is_own(&look.url) {
                let says = format!(
                    "{name}: that its URL led to the article: no capture in the bundle has this URL"
                );
                report.leave("look", says);
            }
            check_inclusion(&name, (look.index, &look.leaf, &look.proof), report);
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
            let is_same =
                |clock: &&ClockEvidence| clock.utc == found.at && clock.source == found.source;
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
