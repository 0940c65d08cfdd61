//! `correction-unexplained`: a correction notice was added, and no stored change of a fact matches
//! it.
//!
//! It cannot know what the article said before its first capture. A notice in the first stored
//! version is not a finding: the text that it corrects was never captured.

use super::arrivals::Ground;
use super::clocks::{HOUR, span};
use super::notices::evidence;
use super::{ArticleContext, Finding, FindingEvidence, Rule, Severity};
use crate::article::{NoticeKind, Timestamp};
use crate::diff::{BodyChange, ChangeSummary, Op};
use crate::store::Result;

pub(super) struct CorrectionUnexplained;

/// The first capture is late if the article was already published for this long.
const LATE: i64 = HOUR;

impl Rule for CorrectionUnexplained {
    fn name(&self) -> &'static str {
        "correction-unexplained"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A correction notice was added, and no stored change of a fact matches it"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let links = case.links()?;
        let mut last = None;
        for link in links.iter() {
            // A withdrawn article need not have any changed fact.
            let is_correction = link.kind.owns_up() && link.kind != NoticeKind::Withdrawal;
            let index = link.step;
            if !is_correction || link.ground != Ground::Nothing || last == Some(index) {
                continue;
            }
            let before: Vec<_> = case.steps().take_while(|step| step.index <= index).collect();
            let compared =
                before.last().is_some_and(|step| step.outline.body != BodyChange::NotCompared);
            if !compared {
                continue;
            }
            let told = case.told(index)?;
            let Some(notice) = evidence(case, link)? else { continue };
            let FindingEvidence::Notice { text, .. } = &notice else { continue };
            let facts = before.iter().any(|step| has_facts(step.outline))
                && (!told.facts.is_empty()
                    || !told.removed.is_empty()
                    || before.iter().any(|step| step.index < index && has_facts(step.outline)));
            let words = told.beside_notices
                || before.iter().any(|step| {
                    step.index < index
                        && !step.outline.noise
                        && step.outline.body == BodyChange::Changed
                });
            last = Some(index);
            let what =
                if facts { "no stored change matches it" } else { "no change of a fact is stored" };
            let message =
                format!("version {} reports a correction, but {what}: {text}", case.ordinal(index));
            let mut finding = case.finding_on_change(self.name(), message, index);
            if facts {
                finding.grade(
                    Severity::Note,
                    "facts changed, but none shares a number, name or quotation with the notice",
                );
            } else if words {
                finding.grade(Severity::Note, "words changed, but no recognized fact");
            } else {
                finding.grade(Severity::Warning, "nothing else in the text changed");
            }
            let first = case.versions().first();
            let seen = first.and_then(|first| first.captured().next()).map(Timestamp::micros);
            let late = seen.zip(case.came_out()).map(|(seen, out)| seen - out);
            match late {
                Some(late) if late < LATE => {}
                Some(late) => finding.doubt(format!(
                    "the first capture was {} after publication: the error may have been corrected \
                     before it",
                    span(late)
                )),
                None => finding
                    .doubt("it is not known when the article was published, or what it said then"),
            }
            finding.remark("an image or a caption may have been corrected: they are not stored");
            finding.evidence.push(notice);
            finding.evidence.extend(told.evidence());
            found.push(finding);
        }
        Ok(())
    }
}

/// Whether a fact changed in existing text.
fn has_facts(outline: &ChangeSummary) -> bool {
    let edited = [Op::Edited, Op::Split, Op::Merged, Op::Removed];
    edited.into_iter().any(|op| outline.op(op).classes.has_fact())
        || outline.field_classes.has_fact()
}
