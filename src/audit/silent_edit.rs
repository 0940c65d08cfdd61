//! `silent-edit`: the text changed, and the publisher's timestamp is not between the captures
//! before and after the change.
//!
//! It cannot know whether there is a notice that was not captured, or whether the site ever updates
//! its timestamp for small changes.

use super::backdated::{backdating, claim_sentence};
use super::case::{Transition, facts, names};
use super::clocks::{HOUR, before as earlier};
use super::notices::evidence;
use super::weight::Weight;
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{Precision, StoredVersion};
use crate::diff::{BodyChange, Class};
use crate::store::Result;

pub(super) struct SilentEdit;

/// Whether an edit left a timestamp that is no later than the last capture of the old text. The
/// timeline allows a claim at the instant of that capture; one that did not move is not a claim
/// about this edit.
fn is_unmoved(case: &ArticleContext<'_>, step: &Transition<'_>) -> bool {
    let (before, after) = (&step.before.updated, &step.after.updated);
    let (Some(old), Some(new)) = (before, after) else { return false };
    let seen = case.around(step.index).0.and_then(|(_, capture)| capture.captured.as_ref());
    step.state.is_changed
        && step.state.returns_to.is_none()
        && old.canonical() == new.canonical()
        && new.precision() > Precision::Day
        && seen
            .is_some_and(|seen| seen.precision() > Precision::Day && seen.micros() >= new.micros())
}

fn has_title(version: &StoredVersion) -> bool {
    version.title.as_deref().is_some_and(|title| !title.is_empty())
}

/// How long a cache may keep serving a replaced text.
const CACHE_LAG: i64 = HOUR;

impl Rule for SilentEdit {
    fn name(&self) -> &'static str {
        "silent-edit"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "The text changed between two captures, and the publisher's timestamp is not between them"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps().filter(|step| step.state.is_silent() || is_unmoved(case, step)) {
            let Transition { index, ordinal, base_ordinal, before, after, outline, .. } = &step;
            let (index, ordinal, outline) = (*index, *ordinal, *outline);
            // `backdated` reports timestamps that moved back, disappeared or became less precise.
            if backdating(before, after).is_some() {
                continue;
            }
            let claim = claim_sentence(before, after);
            let told = case.told(index)?;
            let notice =
                if told.notices.is_empty() && told.has_facts() { "; no notice" } else { "" };
            let message = format!("version {ordinal}: {}; {claim}{notice}", told.lead_or(outline));
            let mut finding = case.finding_on_change(self.name(), message, index);
            if outline.noise {
                finding.grade(Severity::Note, "only typography or boilerplate changed");
            } else if !told.beside_page_dates {
                finding.grade(Severity::Note, "only the date or version of the page changed");
                finding.evidence = told.evidence();
            } else {
                let mut changed = told.facts;
                if told.notices.is_empty() {
                    changed = changed.union(facts(told.headline));
                }
                let weight = told.weight.max(told.headline_weight);
                if weight >= Weight::Replaced {
                    finding.grade(
                        Severity::Alert,
                        format!("changed in an edited sentence or the title: {}", names(changed)),
                    );
                } else if !changed.is_empty() {
                    finding.grade(
                        Severity::Warning,
                        format!("added, removed or changed in a detail: {}", names(changed)),
                    );
                } else if told.is_reworded {
                    finding.grade(
                        Severity::Warning,
                        "words were replaced or sentences removed, but no fact in an edited one",
                    );
                } else if told.has_more_text {
                    finding.grade(Severity::Warning, "sentences were added");
                } else {
                    finding.grade(Severity::Note, "only a slip, a heading or a detail changed");
                }
                finding.evidence = told.evidence();
                if !told.notices.is_empty() {
                    finding.doubt(if told.notices.iter().any(|notice| notice.kind.owns_up()) {
                        "a notice informs readers of a correction"
                    } else {
                        "a notice informs readers of an update"
                    });
                    for link in case.links()?.iter().filter(|link| link.step == index) {
                        finding.evidence.extend(evidence(case, link)?);
                    }
                } else if let Some(announced) = told.announced() {
                    finding.doubt(announced);
                }
            }
            match &after.updated {
                None => finding.doubt(
                    "neither version has an `updated`, so there is none that should have moved",
                ),
                Some(clock) if clock.precision() <= Precision::Day => finding.doubt(
                    "`updated` is no more precise than a day: both versions may be from that day",
                ),
                Some(clock) => {
                    let moved = before.updated.as_ref().and_then(|was| earlier(was, clock));
                    let lag = case.timeline().states().get(index).and_then(|state| {
                        state.effective.earliest.map(|seen| seen - clock.end_micros())
                    });
                    if moved.is_some() && lag.is_some_and(|lag| lag < CACHE_LAG) {
                        finding.doubt(
                            "`updated` moved to shortly before the last capture of the old text: a \
                             cache may have served that text",
                        );
                    }
                }
            }
            if has_title(before) && !has_title(after) {
                finding.doubt(
                    "the new version has no title: it may be another page or an extraction error",
                );
            }
            case.doubt_disputed(&mut finding, index, "updated")?;
            finding.doubt_reading(before, after);
            if outline.body == BodyChange::Changed
                && outline.classes().contains(Class::Boilerplate)
                && !outline.noise
            {
                finding.remark("boilerplate changed too: some of it may be an extraction error");
            }
            if outline.coarse {
                finding.remark("too much changed for a full comparison");
            }
            finding.signature = told.signature();
            finding.clock(*base_ordinal, "updated", before.updated.as_ref());
            finding.clock(ordinal, "updated", after.updated.as_ref());
            case.show_observations(&mut finding, index);
            found.push(finding);
        }
        Ok(())
    }
}
