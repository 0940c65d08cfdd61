//! `silent-edit`: the text changed, and the publisher's `updated` did not.
//!
//! It cannot know whether a notice stands where nobody captured it, nor whether the site ever moves
//! its clock for small repairs.

use super::case::{facts, names, told_shortly};
use super::notices::evidence;
use super::{Case, Finding, Rule, Severity};
use crate::article::Precision;
use crate::diff::{BodyChange, Class};
use crate::store::Result;

pub(super) struct SilentEdit;

impl Rule for SilentEdit {
    fn name(&self) -> &'static str {
        "silent-edit"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "The text changed, and the publisher's updated time did not"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for (index, before, after, outline) in case.steps() {
            if !case.history().marks(index).silent {
                continue;
            }
            let clock = match &after.updated {
                Some(clock) => format!("`updated` stayed {}", clock.display()),
                None => "no `updated` was stated".to_owned(),
            };
            let message = format!("version {}: {}; {clock}", index + 1, told_shortly(outline));
            let mut finding = case.finding_on_change(self.name(), message, index);
            if outline.noise {
                finding.grade(Severity::Note, "typography or page furniture alone changed");
            } else {
                let told = case.told(index)?;
                let mut changed = told.facts;
                if told.notices.is_empty() {
                    changed = changed.union(facts(told.headline));
                }
                if changed.is_empty() {
                    finding
                        .grade(Severity::Warning, "words changed, no fact in an edited sentence");
                } else {
                    finding.grade(
                        Severity::Alert,
                        format!(
                            "in an edited sentence or the headline changed: {}",
                            names(changed)
                        ),
                    );
                }
                finding.evidence = told.evidence();
                if !told.notices.is_empty() {
                    finding.doubt(if told.notices.iter().any(|notice| notice.kind.owns_up()) {
                        "a notice tells readers of a correction"
                    } else {
                        "a notice tells readers of an update"
                    });
                    for link in case.links()?.iter().filter(|link| link.step == index) {
                        finding.evidence.extend(evidence(case, link)?);
                    }
                }
            }
            match &after.updated {
                None => finding.doubt(
                    "the publisher states no `updated` for either version: nothing says that it should have moved",
                ),
                Some(clock) if clock.precision() <= Precision::Day => finding.doubt(
                    "`updated` names no more than a day: both versions may be of that day",
                ),
                Some(_) => {}
            }
            case.doubt_disputed(&mut finding, index, "updated")?;
            finding.doubt_reading(before, after);
            if outline.body == BodyChange::Changed
                && outline.classes().contains(Class::Boilerplate)
                && !outline.noise
            {
                finding.remark(
                    "page furniture is among what changed: some of it may be the extractor's",
                );
            }
            if outline.coarse {
                finding.remark("too much changed for a full comparison");
            }
            finding.clock(index - 1, "updated", before.updated.as_ref());
            finding.clock(index, "updated", after.updated.as_ref());
            finding.clock(index - 1, "captured", before.captured().next_back());
            finding.clock(index, "captured", after.captured().next());
            found.push(finding);
        }
        Ok(())
    }
}
