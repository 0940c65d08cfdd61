//! `uncorrected-change`: a fact changed in what had been said, and no notice of a correction came.
//!
//! It cannot know whether the first or the second was wrong, or neither: a toll rises, a vote is
//! counted, and the story follows. Nor does it see a notice that stands on another page.

use super::case::{Told, names, updated_moved};
use super::clocks::{DAY, HOUR, span};
use super::{Case, Finding, Rule, Severity};
use crate::diff::{Class, ClassSet, FieldName, Op, Outline};
use crate::store::Result;

pub(super) struct UncorrectedChange;

/// While a story breaks its facts change from hour to hour.
const BREAKING: i64 = 3 * HOUR;

impl Rule for UncorrectedChange {
    fn name(&self) -> &'static str {
        "uncorrected-change"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "A fact changed, and no notice of a correction came with it or later"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let last_notice = last_notice(case)?;
        for (index, before, after, outline) in case.steps() {
            if last_notice.is_some_and(|notice| notice >= index) || !may_matter(outline) {
                continue;
            }
            let told = case.told(index)?;
            if told.facts.is_empty() && told.removed.is_empty() {
                continue;
            }
            let message = format!("version {}: {}", index + 1, what(&told));
            let mut finding = case.finding_on_change(self.name(), message, index);
            let moved = updated_moved(before, after);
            grade(&mut finding, &told, moved);
            if !moved {
                finding.reasons.push(match after.updated {
                    Some(_) => "`updated` did not move".to_owned(),
                    None => "no `updated` is stated".to_owned(),
                });
            }
            let since = case.earliest(index).zip(case.came_out()).map(|(at, out)| at - out);
            match since {
                Some(since) if since < BREAKING => {
                    finding.severity = Severity::Note;
                    finding
                        .remark("it may have come in the story's first hours, when facts change");
                }
                Some(since) if since >= DAY => {
                    finding.reasons.push(format!("{} after it came out", span(since)));
                }
                Some(_) => finding.doubt("it came within a day of the story"),
                None => finding.doubt("it is not known how long after publication it came"),
            }
            if moved {
                finding.remark("`updated` moved: the publisher says that the story is another");
            }
            finding.doubt_reading(before, after);
            if outline.coarse {
                finding.doubt(
                    "too much changed for a full comparison: sentences may be paired wrongly",
                );
            }
            finding.remark("what is told may have changed, and not been wrong");
            finding.evidence = told.evidence();
            found.push(finding);
        }
        Ok(())
    }
}

/// The last version that brought a notice of a correction.
fn last_notice(case: &Case<'_>) -> Result<Option<usize>> {
    let mut last = None;
    for (index, _, _, outline) in case.steps() {
        if has_notice(outline) && !case.told(index)?.notices.is_empty() {
            last = Some(index);
        }
    }
    Ok(last)
}

/// Whether the outline leaves room for a finding: bodies are not read in vain.
fn may_matter(outline: &Outline) -> bool {
    let edited = [Op::Edited, Op::Split, Op::Merged, Op::Removed];
    let classes =
        edited.into_iter().fold(ClassSet::default(), |all, op| all.union(outline.op(op).classes));
    let title = outline.fields.contains(FieldName::Title) && outline.field_classes.has_fact();
    classes.has_fact() || title
}

/// Whether a notice of a correction came or changed with it.
pub(super) fn has_notice(outline: &Outline) -> bool {
    [Op::Added, Op::Edited, Op::Split, Op::Merged]
        .into_iter()
        .any(|op| outline.op(op).classes.contains(Class::CorrectionNotice))
        || outline.field_classes.contains(Class::CorrectionNotice)
}

/// Facts that stand or fall on their own; dates and names change with the telling.
const HARD: [Class; 3] = [Class::Number, Class::Quote, Class::Negation];

fn hard(classes: ClassSet) -> bool {
    HARD.into_iter().any(|class| classes.contains(class))
}

fn what(told: &Told) -> String {
    match (told.facts.is_empty(), told.headline.is_empty()) {
        (true, _) => format!("a sentence with facts was taken out ({})", names(told.removed)),
        (false, true) => format!("{} changed in an edited sentence", names(told.facts)),
        (false, false) => format!("{} changed, in the headline too", names(told.facts)),
    }
}

/// The grade by what changed, and whether the publisher's clock tells of it.
fn grade(finding: &mut Finding, told: &Told, moved: bool) {
    if told.facts.is_empty() {
        let grade = if moved { Severity::Note } else { Severity::Warning };
        finding.grade(grade, "facts went with their sentence, none was put in another's place");
        return;
    }
    let in_headline = told.pointed_headline;
    let grade = match (told.pointed || in_headline, hard(told.facts), moved) {
        (true, _, false) => Severity::Alert,
        (true, _, true) | (false, true, false) => Severity::Warning,
        (false, ..) => Severity::Note,
    };
    let how = match (told.pointed, in_headline) {
        (_, true) => "in the headline",
        (true, _) => "in a sentence that is else the same",
        _ => "in a sentence that was rewritten",
    };
    finding.grade(grade, format!("no notice came, and {} changed {how}", names(told.facts)));
}
