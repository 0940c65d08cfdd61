//! `notice-removed`: a correction notice that an earlier version had is no longer in the article.
//!
//! It cannot know whether the notice is on another page, such as a list of corrections.

use super::case::{SeenVersion, Transition, updated_moved};
use super::clocks::{DAY, HOUR, span};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::diff::{Class, Op};
use crate::store::Result;

pub(super) struct NoticeRemoved;

/// Whether the text came back with the `updated` that it had before the notice, or within an hour:
/// the page is an older one, which `flip-flop` reports.
fn is_older_page(case: &ArticleContext<'_>, step: &Transition<'_>) -> bool {
    let state = step.state.returns_to.and_then(|earlier| case.timeline().states().get(earlier));
    let earlier = state.and_then(|state| case.timeline().version_of(state));
    let Some(earlier) = earlier.filter(|earlier| !updated_moved(earlier, step.after)) else {
        return false;
    };
    let (before, after) = case.around(step.index);
    let captured = |seen: Option<SeenVersion<'_>>| Some(seen?.1.captured.as_ref()?.micros());
    let apart = captured(before).zip(captured(after)).map(|(before, after)| after - before);
    earlier.updated.is_none()
        || updated_moved(&step.before, step.after)
        || apart.is_none_or(|apart| apart < HOUR)
}

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
            if !may || is_older_page(case, &step) {
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
