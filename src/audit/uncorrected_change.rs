//! `uncorrected-change`: a fact changed in existing text, and no correction notice explains it.
//!
//! It cannot know which version was wrong, or whether any was: a death toll rises, a vote is
//! counted, and the article follows. It also does not see a notice on another page.

use super::arrivals::ExplainedNotice;
use super::case::{Transition, names, updated_moved};
use super::clocks::{DAY, HOUR, span};
use super::notices::{Facts, evidence};
use super::weight::Weight;
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::NoticeKind;
use crate::diff::{ChangeSummary, ClassSet, FieldName, Op};
use crate::store::Result;

pub(super) struct UncorrectedChange;

/// In an article's first hours its facts change frequently.
const BREAKING: i64 = 3 * HOUR;

impl Rule for UncorrectedChange {
    fn name(&self) -> &'static str {
        "uncorrected-change"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "A fact changed, and no correction notice, with it or later, mentions it"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let links = case.links()?;
        for step in case.steps() {
            let Transition { index, ordinal, before, after, outline, .. } = &step;
            let (index, ordinal, outline) = (*index, *ordinal, *outline);
            if !may_matter(outline) {
                continue;
            }
            let owning = |link: &&ExplainedNotice| link.kind.owns_up();
            if links.iter().filter(owning).any(|link| link.covers(index)) {
                continue;
            }
            let told = case.told(index)?;
            let left = Facts::unexplained(&told, index, &links);
            if left.is_empty() {
                continue;
            }
            let lead = told.lead().filter(|_| !left.edited.is_empty());
            let notice = if links.iter().any(|link| link.step >= index) {
                "no notice mentions it"
            } else if told.announcement.is_some() {
                "the page says that it was updated, and not that this was wrong"
            } else if told.page_date.is_some() {
                "the page has a new date, and no notice"
            } else {
                "there is no notice"
            };
            let what = lead.unwrap_or_else(|| what(left));
            let message = format!("version {ordinal}: {what}; {notice}");
            let mut finding = case.finding_on_change(self.name(), message, index);
            finding.evidence = told.evidence();
            let moved = updated_moved(before, after);
            let clock = match (moved, &after.updated) {
                (true, _) => UpdatedClock::Moved,
                (false, Some(_)) => UpdatedClock::Unmoved,
                (false, None) => UpdatedClock::Unstated,
            };
            // The first notice that could be about it.
            let other = links.iter().filter(owning).find(|link| link.step >= index);
            let lesser = links.iter().find(|link| link.step == index && !link.kind.owns_up());
            grade(&mut finding, left, clock, notice);
            if let Some(link) = other {
                finding.doubt(format!(
                    "a notice in version {} names other things, but may be about this too",
                    case.ordinal(link.step)
                ));
            } else if let Some(link) = lesser {
                finding.doubt(match link.kind {
                    NoticeKind::Update => "the page reports an update, not an error",
                    _ => "the newsroom added a note, which is not recognized as a correction",
                });
            }
            if let Some(link) = other.or(lesser) {
                finding.evidence.extend(evidence(case, link)?);
            } else if let Some(announced) = told.announced() {
                // A new date of the page does not say what changed.
                if told.announcement.is_some() || left.weight < Weight::Pointed {
                    finding.doubt(announced);
                } else {
                    finding.remark(announced);
                }
            }
            match clock {
                UpdatedClock::Moved => {}
                UpdatedClock::Unmoved => finding.reasons.push("`updated` did not move".to_owned()),
                UpdatedClock::Unstated => finding.reasons.push("no `updated` is stated".to_owned()),
            }
            finding.signature = told.signature();
            let since = case.earliest(index).zip(case.came_out()).map(|(at, out)| at - out);
            match since {
                Some(since) if since < BREAKING => {
                    finding.severity = Severity::Note;
                    finding.remark(
                        "it may have changed in the article's first hours, when facts change often",
                    );
                }
                Some(since) if since >= DAY => {
                    finding.reasons.push(format!("{} after publication", span(since)));
                }
                Some(_) => finding.doubt("it changed within a day of publication"),
                None => finding.doubt("it is not known how long after publication it changed"),
            }
            if moved {
                finding.remark("`updated` moved: the publisher states that the article changed");
            }
            finding.doubt_reading(before, after);
            if outline.coarse {
                finding.doubt(
                    "too much changed for a full comparison: sentences may be paired wrongly",
                );
            }
            finding.remark("the facts themselves may have changed, and not been wrong");
            found.push(finding);
        }
        Ok(())
    }
}

/// Whether the outline allows a finding, so that bodies are not read unnecessarily.
fn may_matter(outline: &ChangeSummary) -> bool {
    let edited = [Op::Edited, Op::Split, Op::Merged, Op::Removed];
    let classes =
        edited.into_iter().fold(ClassSet::default(), |all, op| all.union(outline.op(op).classes));
    let title = outline.fields.contains(FieldName::Title) && outline.field_classes.has_fact();
    classes.has_fact() || title
}

fn what(left: Facts) -> String {
    match (left.edited.is_empty(), left.headline.is_empty()) {
        (true, _) => format!("a sentence with facts was removed ({})", names(left.removed)),
        (false, true) => format!("{} changed in an edited sentence", names(left.edited)),
        (false, false) => format!("{} changed, also in the title", names(left.edited)),
    }
}

/// What the publisher's `updated` says about a change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum UpdatedClock {
    Moved,
    Unmoved,
    Unstated,
}

/// Sets the severity, from what changed and whether the publisher's timestamp moved.
fn grade(finding: &mut Finding, left: Facts, clock: UpdatedClock, notice: &str) {
    if left.edited.is_empty() {
        let is_unmoved = clock == UpdatedClock::Unmoved;
        let grade = if is_unmoved { Severity::Warning } else { Severity::Note };
        finding.grade(grade, "facts were removed with their sentence, and none was replaced");
        return;
    }
    // A fact of the title weighs more than one of a rewritten sentence.
    let weight = match left.weight {
        Weight::Replaced if left.headline_weight >= Weight::Replaced => Weight::Renamed,
        weight => weight,
    };
    let grade = match (weight, clock) {
        (Weight::Pointed, UpdatedClock::Unmoved) => Severity::Alert,
        (Weight::Pointed, _)
        | (Weight::Renamed | Weight::Replaced, UpdatedClock::Unmoved)
        | (Weight::Renamed, UpdatedClock::Unstated) => Severity::Warning,
        _ => Severity::Note,
    };
    let how = match (left.weight, left.headline_weight >= Weight::Replaced) {
        (_, true) => "in the title",
        (Weight::Pointed | Weight::Renamed, _) => "in an otherwise unchanged sentence",
        (Weight::Replaced, _) => "in a rewritten sentence",
        _ => "as an addition, an omission or a detail",
    };
    finding.grade(grade, format!("{notice}, and {} changed {how}", names(left.edited)));
}
