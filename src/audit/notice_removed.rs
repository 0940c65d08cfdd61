//! `notice-removed`: a correction notice that an earlier version had is no longer in the article.
//!
//! It cannot know whether the notice is on another page, such as a list of corrections.

use super::case::Transition;
use super::clocks::{DAY, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::diff::{Class, Op};
use crate::store::Result;

pub(super) struct NoticeRemoved;

/// Some newsrooms show a notice for a limited time.
const LONG: i64 = 30 * DAY;

impl Rule for NoticeRemoved {
    fn name(&self) -> &'static str {
        "notice-removed"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "A correction notice was removed from the article"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Transition { index, ordinal, before, after, outline, .. } = &step;
            let (index, ordinal) = (*index, *ordinal);
            let may = [Op::Removed, Op::Edited, Op::Split, Op::Merged]
                .into_iter()
                .any(|op| outline.op(op).classes.contains(Class::CorrectionNotice));
            // A text that comes back never had the notice: `flip-flop` reports that.
            if !may || step.state.returns_to.is_some() {
                continue;
            }
            let told = case.told(index)?;
            let Some(text) = told.removed_notices.first() else { continue };
            // A notice that was rewritten is still there.
            if !told.notices.is_empty() {
                continue;
            }
            let message = format!("version {ordinal}: the notice was removed: {text}");
            let mut finding = case.finding_on_change(self.name(), message, index);
            if step.state.is_silent() {
                finding.grade(Severity::Alert, "and the publisher's timestamp did not move");
            } else {
                finding.grade(Severity::Warning, "readers of the new version do not learn of it");
            }
            let since = case.earliest(index).zip(case.came_out()).map(|(at, out)| at - out);
            if let Some(since) = since.filter(|since| *since >= LONG) {
                finding.remark(format!(
                    "{} after publication: it may be shown for a limited time",
                    span(since)
                ));
            }
            if told.cut_short {
                finding.doubt("the new text is only the beginning of the old one");
            }
            finding.doubt_reading(before, after);
            finding.evidence = told.evidence();
            case.show_observations(&mut finding, index);
            found.push(finding);
        }
        Ok(())
    }
}
