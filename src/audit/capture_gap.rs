//! `capture-gap`: the text changed during a long gap between captures.
//!
//! It says nothing about the publisher. When the text changed in the gap, and whether it had
//! further versions, is not known.

use super::clocks::{DAY, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{Precision, Timestamp};
use crate::store::Result;

pub(super) struct CaptureGap;

/// A gap has at least this length,
const LEAST: i64 = 7 * DAY;
/// and at least this many times the median interval.
const TIMES: i64 = 10;
/// With fewer intervals than this, the median is not meaningful.
const INTERVALS: usize = 4;

impl Rule for CaptureGap {
    fn name(&self) -> &'static str {
        "capture-gap"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn summary(&self) -> &'static str {
        "The text changed during a long gap between captures"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        // Captures of the main kind of text: the state and the time.
        let kind = case.timeline().main_kind();
        let states = case.timeline().states().iter().enumerate();
        let states = states.filter(|(_, state)| Some(state.kind) == kind && state.seen.is_some());
        let seen: Vec<(usize, &Timestamp)> = states
            .flat_map(|(index, state)| {
                let captures = case.timeline().captures(state);
                captures.filter_map(move |capture| Some((index, capture.captured.as_ref()?)))
            })
            .collect();
        let pairs = || seen.iter().zip(seen.iter().skip(1));
        let mut intervals: Vec<i64> = pairs()
            .map(|((_, a), (_, b))| b.micros() - a.micros())
            .filter(|gap| *gap > 0)
            .collect();
        intervals.sort_unstable();
        let Some(&median) = intervals.get(intervals.len() / 2) else { return Ok(()) };
        // If no capture found the text unchanged, the collector keeps only changes, and nothing
        // shows whether it looked in between.
        let version = |index: usize| {
            let state = case.timeline().states().get(index)?;
            case.timeline().version_of(state)
        };
        let text = |index: usize| version(index).and_then(|version| version.text);
        let looks = pairs().any(|((from, _), (to, _))| text(*from) == text(*to));
        if intervals.len() < INTERVALS || !looks {
            return Ok(());
        }
        for ((from, was), (to, is)) in pairs() {
            let gap = is.micros() - was.micros();
            if gap < LEAST || gap < median.saturating_mul(TIMES) || text(*from) == text(*to) {
                continue;
            }
            let message = format!(
                "the text changed during {} without captures, from {} to {} (median interval {})",
                span(gap),
                was.display(),
                is.display(),
                span(median)
            );
            let which = was.canonical();
            let mut finding = case.finding_of(self.name(), message, &[*from, *to], &which);
            finding.change = Some(*to);
            finding.at = Some(is.micros());
            let claim = version(*to).and_then(|version| version.updated.as_ref());
            let told = claim.filter(|claim| {
                claim.precision() >= Precision::Day
                    && claim.micros() >= was.micros()
                    && claim.micros() <= is.micros()
            });
            if told.is_some() {
                finding.grade(Severity::Note, "`updated` states when in the gap it changed");
            } else {
                finding.grade(Severity::Note, "nothing shows when in the gap it changed");
            }
            finding.clock(case.ordinal(*from), "captured", Some(was));
            finding.clock(case.ordinal(*to), "captured", Some(is));
            finding.clock(case.ordinal(*to), "updated", claim);
            found.push(finding);
        }
        Ok(())
    }
}
