//! `uncorrected-change`: a fact changed in what had been said, and no notice of a correction explains it.
//!
//! It cannot know whether the first or the second was wrong, or neither: a toll rises, a vote is
//! counted, and the story follows. Nor does it see a notice that stands on another page.

use super::case::{Step, names, updated_moved};
use super::clocks::{DAY, HOUR, span};
use super::notices::{Facts, Link, evidence};
use super::{Case, Finding, Rule, Severity};
use crate::article::NoticeKind;
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
        "A fact changed, and no notice of a correction, with it or later, speaks of it"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let links = case.links()?;
        for step in case.steps() {
            let Step { index, ordinal, before, after, outline, .. } = &step;
            let (index, ordinal, outline) = (*index, *ordinal, *outline);
            if !may_matter(outline) {
                continue;
            }
            let owning = |link: &&Link| link.kind.owns_up();
            if links.iter().filter(owning).any(|link| link.covers(index)) {
                continue;
            }
            let told = case.told(index)?;
            let left = Facts::unexplained(&told, index, &links);
            if left.is_empty() {
                continue;
            }
            let message = format!("version {ordinal}: {}", what(left));
            let mut finding = case.finding_on_change(self.name(), message, index);
            finding.evidence = told.evidence();
            let moved = updated_moved(before, after);
            // The first that could be about it.
            let other = links.iter().filter(owning).find(|link| link.step >= index);
            let lesser = links.iter().find(|link| link.step == index && !link.kind.owns_up());
            grade(&mut finding, left, moved, other.is_some() || lesser.is_some());
            if let Some(link) = other {
                finding.doubt(format!(
                    "a notice came with version {}: it names other things, but may be about this too",
                    case.ordinal(link.step)
                ));
            } else if let Some(link) = lesser {
                finding.doubt(match link.kind {
                    NoticeKind::Update => "the page says that it was updated, not that it had been wrong",
                    _ => "a note of the newsroom came with it, in words that are not known here for a correction",
                });
            }
            if let Some(link) = other.or(lesser) {
                finding.evidence.extend(evidence(case, link)?);
            }
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
            found.push(finding);
        }
        Ok(())
    }
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

fn what(left: Facts) -> String {
    match (left.edited.is_empty(), left.headline.is_empty()) {
        (true, _) => format!("a sentence with facts was taken out ({})", names(left.removed)),
        (false, true) => format!("{} changed in an edited sentence", names(left.edited)),
        (false, false) => format!("{} changed, in the headline too", names(left.edited)),
    }
}

/// The grade by what changed, and whether the publisher's clock tells of it.
fn grade(finding: &mut Finding, left: Facts, moved: bool, is_told_otherwise: bool) {
    if left.edited.is_empty() {
        let grade = if moved { Severity::Note } else { Severity::Warning };
        finding.grade(grade, "facts went with their sentence, none was put in another's place");
        return;
    }
    let in_headline = left.is_pointed_headline;
    let grade = match (left.is_pointed || in_headline, hard(left.edited), moved) {
        (true, _, false) => Severity::Alert,
        (true, _, true) | (false, true, false) => Severity::Warning,
        (false, ..) => Severity::Note,
    };
    let how = match (left.is_pointed, in_headline) {
        (_, true) => "in the headline",
        (true, _) => "in a sentence that is else the same",
        _ => "in a sentence that was rewritten",
    };
    let notice = if is_told_otherwise { "no notice speaks of it" } else { "no notice came" };
    finding.grade(grade, format!("{notice}, and {} changed {how}", names(left.edited)));
}
