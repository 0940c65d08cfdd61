//! `flip-flop`: the article returned to a text that it had given up.
//!
//! It cannot know whether anybody decided so: two servers, a cache, or a test of two headlines look
//! the same.

use super::case::{Step, Told, told_shortly};
use super::clocks::{HOUR, before as earlier_than, span};
use super::{Case, Finding, Rule, Severity};
use crate::article::Timestamp;
use crate::diff::{BodyChange, FieldName, Op, Outline};
use crate::store::Result;

pub(super) struct FlipFlop;

impl Rule for FlipFlop {
    fn name(&self) -> &'static str {
        "flip-flop"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The article returned to an earlier text"
    }

    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Step { index, ordinal, base_ordinal, before, after, outline, .. } = &step;
            let (index, ordinal, base_ordinal) = (*index, *ordinal, *base_ordinal);
            let Some(earlier) = step.state.returns_to else { continue };
            let again = case.ordinal(earlier);
            let seen = step.state.seen.map(|(first, _)| first);
            let (was, is) = case.around(index);
            let on = is.and_then(|(_, capture)| capture.captured.as_ref());
            let on = on.map_or_else(String::new, |at| format!(", seen {}", at.display()));
            let message = if again == ordinal {
                format!(
                    "version {ordinal} came back after version {base_ordinal}{on}; {}",
                    told_shortly(outline)
                )
            } else {
                format!(
                    "version {ordinal} repeats version {again} after version {base_ordinal}{on}; {}",
                    told_shortly(outline)
                )
            };
            let on: Vec<usize> =
                [earlier].into_iter().chain(step.state.base).chain([index]).collect();
            let which = seen.map(|seen| seen.to_string()).unwrap_or_default();
            let mut finding = case.finding_of(self.name(), message, &on, &which);
            finding.change = Some(index);
            finding.at = case.at(index);
            finding.order_unknown = step.state.is_order_unknown();
            let told = case.told(index)?;
            weigh(&mut finding, outline, &told);
            let moved = before.updated.as_ref().zip(after.updated.as_ref());
            if case.updated_is_ours() {
                finding.doubt(
                    "`updated` is the time of the capture in every version: whether the publisher put \
                     it back, or serves two texts in turn, it does not tell",
                );
            } else if again != ordinal
                && moved.is_some_and(|(old, new)| earlier_than(old, new).is_some())
            {
                finding
                    .reasons
                    .push("`updated` moved on: it was put back at the publisher's".to_owned());
            } else {
                let last = was.and_then(|(_, capture)| capture.captured.as_ref());
                near(&mut finding, last.map(Timestamp::micros), seen);
            }
            finding.evidence = told.evidence();
            for (ordinal, version) in [(base_ordinal, &**before), (ordinal, *after)] {
                finding.clock(ordinal, "updated", version.updated.as_ref());
            }
            case.show_observations(&mut finding, index);
            found.push(finding);
        }
        Ok(())
    }
}

/// Words whose coming and going is not much.
const FEW_WORDS: usize = 3;

fn weigh(finding: &mut Finding, outline: &Outline, told: &Told) {
    let only_title = outline.body == BodyChange::Same
        && outline.fields.iter().filter(|field| field.is_text()).all(|f| f == FieldName::Title);
    let rewritten = [Op::Edited, Op::Split, Op::Merged].iter().any(|op| outline.op(*op).count > 0);
    if outline.noise {
        finding.grade(Severity::Note, "typography or page furniture alone went back");
    } else if only_title {
        finding.grade(Severity::Note, "the headline alone went back");
        finding.remark("sites show two headlines to find the better one");
    } else if told.facts.is_empty() && outline.words_added + outline.words_removed <= FEW_WORDS {
        finding.grade(Severity::Note, "a few words went back, and no fact");
    } else {
        finding.grade(Severity::Warning, "text that had changed was put back");
        if !rewritten && outline.body == BodyChange::Changed {
            finding.doubt(
                "whole sentences came and went: the reading of the page may have missed them",
            );
        }
    }
}

fn near(finding: &mut Finding, was: Option<i64>, is: Option<i64>) {
    match was.zip(is).map(|(was, is)| is - was) {
        Some(apart) if apart.abs() < HOUR => finding.doubt(format!(
            "the sightings are {} apart: two servers, a cache or a test may have answered",
            span(apart.abs())
        )),
        Some(_) => finding.remark("a cache or another server may have served the older page"),
        None => finding.doubt("it is not known when they were seen"),
    }
}
