//! `correction-unexplained`: a notice of a correction came, and no change of a fact is kept that it
//! could be about.
//!
//! It cannot know what the article said before it was first captured. A notice that stood in the first
//! version kept is no finding: what it corrected was never seen.

use super::case::facts;
use super::clocks::{HOUR, span};
use super::uncorrected_change::has_notice;
use super::{Case, Finding, Rule, Severity};
use crate::article::Timestamp;
use crate::diff::{BodyChange, Op};
use crate::store::Result;

pub(super) struct CorrectionUnexplained;

/// The first capture came late where the article was out for so long.
const LATE: i64 = HOUR;

impl Rule for CorrectionUnexplained {
    fn name(&self) -> &'static str {
        "correction-unexplained"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A notice of a correction came, and no change of a fact is kept that it explains"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let mut words_changed = false;
        for (index, _, _, outline) in case.steps() {
            if outline.body == BodyChange::NotCompared || !has_notice(outline) {
                // A change of facts explains whatever notice comes after it.
                let edited = [Op::Edited, Op::Split, Op::Merged, Op::Removed];
                if edited.into_iter().any(|op| outline.op(op).classes.has_fact())
                    || outline.field_classes.has_fact()
                {
                    return Ok(());
                }
                words_changed |= !outline.noise && outline.body == BodyChange::Changed;
                continue;
            }
            let told = case.told(index)?;
            if !told.facts.is_empty()
                || !told.removed.is_empty()
                || !facts(outline.field_classes).is_empty()
            {
                return Ok(());
            }
            let beside = std::mem::replace(&mut words_changed, true) || told.beside_notices;
            let corrects = told.notices.iter().filter(|notice| !is_mere_update(notice));
            let Some(notice) = corrects.into_iter().next() else { continue };
            let message = format!(
                "version {} tells of a correction, and no change of a fact is kept: {notice}",
                index + 1
            );
            let mut finding = case.finding_on_change(self.name(), message, index);
            if beside {
                finding.grade(Severity::Note, "words changed, but none that is known for a fact");
            } else {
                finding.grade(Severity::Warning, "nothing else of the text changed");
            }
            let first = case.versions().first();
            let seen = first.and_then(|first| first.captured().next()).map(Timestamp::micros);
            let late = seen.zip(case.came_out()).map(|(seen, out)| seen - out);
            match late {
                Some(late) if late < LATE => {}
                Some(late) => finding.doubt(format!(
                    "the first version was seen {} after it came out: what was wrong may have been put right before",
                    span(late)
                )),
                None => finding.doubt("it is not known when the article came out, nor what it said then"),
            }
            finding.remark("a picture or a caption may have been corrected: they are not kept");
            finding.evidence = told.evidence();
            found.push(finding);
        }
        Ok(())
    }
}

/// Whether a notice only says that the story was updated, which owns up to no mistake.
fn is_mere_update(notice: &str) -> bool {
    let notice = notice.to_lowercase();
    let owns_up = [
        "correct",
        "clarif",
        "earlier version",
        "previous version",
        "amended",
        "error",
        "misstate",
        "misspell",
        "misidentif",
        "editor",
        "korrektur",
        "rectific",
        "errores",
        "更正",
    ];
    !owns_up.iter().any(|word| notice.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_is_no_correction() {
        assert!(is_mere_update("This story has been updated."));
        assert!(is_mere_update("UPDATE: The council met again."));
        assert!(!is_mere_update("This story has been updated to correct a name."));
        assert!(!is_mere_update("An earlier version of this article said 40."));
    }
}
