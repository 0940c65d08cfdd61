//! `gone`: the article's URL was not found when it was requested, repeatedly, while its host answered
//! for other articles.
//!
//! It cannot know that the article was deleted, only that it was not at its URL.

use super::clocks::{DAY, before};
use super::{ArticleContext, Finding, FindingEvidence, Rule, Severity};
use crate::article::{Fragment, Look, LookReason, MatchKey, StoredCapture, address, public_url};
use crate::store::Result;

pub(super) struct Gone;

impl Rule for Gone {
    fn name(&self) -> &'static str {
        "gone"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The article's URL was not found when it was requested"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let looks = case.looks()?;
        if looks.is_empty() {
            return Ok(());
        }
        // The captures in order of time, each with its state.
        let states = case.timeline().states().iter().enumerate();
        let mut seen: Vec<(usize, &StoredCapture, i64)> = states
            .flat_map(|(index, state)| {
                let captures = case.timeline().captures(state);
                captures.filter_map(move |capture| {
                    Some((index, capture, capture.captured.as_ref()?.micros()))
                })
            })
            .collect();
        seen.sort_by_key(|(index, _, at)| (*at, *index));
        for (number, (index, capture, from)) in seen.iter().enumerate() {
            let until = seen.get(number + 1).map(|(_, _, at)| *at);
            let key = key_of(&capture.url);
            let between: Vec<&Look> = looks
                .iter()
                .filter(|look| look.at.micros() >= *from)
                .filter(|look| until.is_none_or(|until| look.at.end_micros() <= until))
                // An earlier URL of the article may be gone although the article is not.
                .filter(|look| key.as_ref().is_none_or(|key| *key == look.key))
                .collect();
            let gap = Gap { index: *index, capture, ended: until };
            found.extend(self.withheld(case, &gap, &between));
            found.extend(self.not_found(case, &gap, &between)?);
        }
        Ok(())
    }
}

/// The time between two captures, or after the last one.
struct Gap<'c> {
    /// The state of the capture before it.
    index: usize,
    /// The capture before it.
    capture: &'c StoredCapture,
    /// The time of the capture after it.
    ended: Option<i64>,
}

impl Gone {
    /// Returns a finding if the server said that it withholds the page for legal reasons.
    fn withheld(
        &self,
        case: &ArticleContext<'_>,
        gap: &Gap<'_>,
        looks: &[&Look],
    ) -> Option<Finding> {
        let legal = |look: &&&Look| look.reason == LookReason::Legal;
        let first = looks.iter().find(legal)?;
        let last = looks.iter().rfind(legal).filter(|last| last.at != first.at);
        let message =
            format!("withheld for legal reasons when looked: {}", told(first, last.copied()));
        let mut finding = self.finding(case, gap, &message, "legal");
        let reason = "the server states that it withholds the page for legal reasons (451)";
        finding.grade(Severity::Warning, reason);
        finding.remark("the server may withhold it only in the country of the request");
        conclude(&mut finding, case, gap, first, last.copied());
        Some(finding)
    }

    /// Returns a finding if the page was not found twice, a day or more apart, while the host
    /// answered for another article.
    fn not_found(
        &self,
        case: &ArticleContext<'_>,
        gap: &Gap<'_>,
        looks: &[&Look],
    ) -> Result<Option<Finding>> {
        let absent = |look: &&&Look| look.reason.is_absence();
        let ends = looks.iter().find(absent).zip(looks.iter().rfind(absent));
        let Some((first, last)) = ends else { return Ok(None) };
        if before(&first.at, &last.at).is_none_or(|apart| apart.gap < DAY) {
            return Ok(None);
        }
        let (from, until) = (first.at.micros() - DAY, last.at.end_micros() + DAY);
        if !case.captured_on_host(from, until)? {
            return Ok(None);
        }
        let message = format!("not found when looked: {}", told(first, Some(last)));
        let mut finding = self.finding(case, gap, &message, "absent");
        finding.grade(Severity::Warning, "its host answered for other articles in that time");
        finding.remark("the article may be at another URL, which no capture shows");
        conclude(&mut finding, case, gap, first, Some(last));
        Ok(Some(finding))
    }

    fn finding(
        &self,
        case: &ArticleContext<'_>,
        gap: &Gap<'_>,
        message: &str,
        what: &str,
    ) -> Finding {
        let seen = gap.capture.captured.as_ref();
        let which = seen.map(|seen| format!("{what} {}", seen.canonical())).unwrap_or_default();
        let seen = seen.map(|seen| format!("; last seen {}", seen.display())).unwrap_or_default();
        case.finding_of(self.name(), format!("{message}{seen}"), &[gap.index], &which)
    }
}

/// Adds what the looks and the captures around them show.
fn conclude(
    finding: &mut Finding,
    case: &ArticleContext<'_>,
    gap: &Gap<'_>,
    first: &Look,
    last: Option<&Look>,
) {
    finding.at = Some(first.at.micros());
    if gap.ended.is_some() {
        finding.grade(Severity::Note, "a later capture shows the article again");
    }
    finding.sighting(case.ordinal(gap.index), gap.capture);
    for look in std::iter::once(first).chain(last) {
        finding.evidence.push(FindingEvidence::Look {
            at: look.at.clone(),
            url: public_url(&look.url).into_owned(),
            reason: look.reason,
            status: look.status,
        });
    }
}

/// Describes one or two looks: `404 Not Found on 6 May, and 410 Gone on 8 May`.
fn told(first: &Look, last: Option<&Look>) -> String {
    let one = |look: &Look| format!("{} at {}", look.outcome(), look.at.display());
    match last {
        Some(last) if last.outcome() == first.outcome() => {
            format!("{} and again at {}", one(first), last.at.display())
        }
        Some(last) => format!("{}, {}", one(first), one(last)),
        None => one(first),
    }
}

fn key_of(url: &str) -> Option<MatchKey> {
    address::article_key(url, Fragment::Drop).ok()
}
