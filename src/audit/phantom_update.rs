//! `phantom-update`: `updated` changed, and the text did not, or only in typography.
//!
//! It cannot know about content that is not stored: images, captions, links, embedded players,
//! comments.

use super::case::{Transition, is_capture_time, same_text, told_shortly};
use super::clocks::{DAY, as_zones, before as earlier, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::diff::{BodyChange, Op};
use crate::store::Result;

pub(super) struct PhantomUpdate;

impl Rule for PhantomUpdate {
    fn name(&self) -> &'static str {
        "phantom-update"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The publisher's `updated` time moved, and the text did not change"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Transition { index, ordinal, base_ordinal, before, after, outline, .. } = &step;
            let (index, outline) = (*index, *outline);
            // The text may have changed in a redacted version, and back.
            if step.state.after_redacted > 0 {
                continue;
            }
            let same = same_text(outline);
            let noise = outline.noise && outline.body == BodyChange::Changed;
            let clocks = before.updated.as_ref().zip(after.updated.as_ref());
            let Some((old, new)) = clocks.filter(|_| same || noise) else { continue };
            let Some(apart) = earlier(old, new) else { continue };
            if is_capture_time(before) && is_capture_time(after) {
                continue;
            }
            let message = format!(
                "version {}: `updated` moved forward by {} from {} to {}; {}",
                ordinal,
                span(new.micros() - old.micros()),
                old.display(),
                new.display(),
                told_shortly(outline)
            );
            let mut finding = case.finding_on_change(self.name(), message, index);
            if noise {
                finding.grade(Severity::Note, "only typography or boilerplate changed");
                let moved = outline.op(Op::Moved).count > 0;
                if !moved {
                    finding.evidence = case.told(index)?.evidence();
                }
            } else if apart.gap >= DAY {
                finding.grade(
                    Severity::Warning,
                    "the text is the same, and the timestamp is a day or more later",
                );
            } else {
                finding.grade(Severity::Note, "the timestamp moved by less than a day");
            }
            let whole_hours = as_zones(new.micros() - old.micros());
            if apart.zone_could || (whole_hours && old.zone() != new.zone()) {
                finding.doubt("they may be one time, because a time zone is not stated");
            }
            if before.published.is_some() && old.raw() == new.raw() {
                finding.doubt("the page states the same time: it was read in another time zone");
            }
            finding
                .remark("images, captions and links are not stored: one of them may have changed");
            finding.clock(*base_ordinal, "updated", Some(old));
            finding.clock(*ordinal, "updated", Some(new));
            case.show_observations(&mut finding, index);
            found.push(finding);
        }
        Ok(())
    }
}
