//! `flip-flop`: the article returned to an earlier text.
//!
//! It cannot know whether this was intended: two servers, a cache, or a test of two titles looks
//! the same.

use std::collections::BTreeSet;

use super::case::{ChangeFacts, Transition};
use super::clocks::{HOUR, before as earlier_than, span};
use super::turns::Turn;
use super::weight::Weight;
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::Timestamp;
use crate::diff::{BodyChange, ChangeSummary, FieldName, Op};
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

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for turn in case.turns() {
            found.push(in_turn(self.name(), case, turn)?);
        }
        for step in case.steps() {
            let Transition { index, ordinal, base_ordinal, before, after, outline, .. } = &step;
            let (index, ordinal, base_ordinal) = (*index, *ordinal, *base_ordinal);
            let Some(earlier) = step.state.returns_to else { continue };
            let again = case.ordinal(earlier);
            let seen = step.state.seen.map(|(first, _)| first);
            let (was, is) = case.around(index);
            let on = is.and_then(|(_, capture)| capture.captured.as_ref());
            let on = on.map_or_else(String::new, |at| format!(", captured {}", at.display()));
            let told = case.told(index)?;
            let what = told.lead_or(outline);
            let message = if again == ordinal {
                format!("version {ordinal} came back after version {base_ordinal}{on}; {what}")
            } else {
                format!(
                    "version {ordinal} repeats the text of version {again} after version \
                     {base_ordinal}{on}; {what}"
                )
            };
            let on: Vec<usize> =
                [earlier].into_iter().chain(step.state.base).chain([index]).collect();
            let which = seen.map(|seen| seen.to_string()).unwrap_or_default();
            let mut finding = case.finding_of(self.name(), message, &on, &which);
            finding.change = Some(index);
            finding.at = case.at(index);
            finding.order_unknown = step.state.is_order_unknown();
            weigh(&mut finding, outline, &told);
            let moved = before.updated.as_ref().zip(after.updated.as_ref());
            if case.updated_is_ours() {
                finding.doubt(
                    "`updated` is the capture time in every version: it does not show whether the \
                     publisher restored the text or serves two texts in turn",
                );
            } else if again != ordinal
                && moved.is_some_and(|(old, new)| earlier_than(old, new).is_some())
            {
                finding
                    .reasons
                    .push("`updated` moved forward: the publisher restored the text".to_owned());
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

/// The finding of editions served in turn: a note.
fn in_turn(rule: &'static str, case: &ArticleContext<'_>, turn: &Turn) -> Result<Finding> {
    let ordinals: BTreeSet<usize> =
        turn.editions.iter().map(|index| case.ordinal(*index)).collect();
    let ordinals: Vec<String> = ordinals.iter().map(usize::to_string).collect();
    let versions = match ordinals.as_slice() {
        [one] => format!("version {one}"),
        [others @ .., last] => format!("versions {} and {last}", others.join(", ")),
        [] => String::new(),
    };
    let captured = |state: Option<&usize>| {
        let (_, capture) = case.around(*state?).1?;
        Some(capture.captured.as_ref()?.display())
    };
    let (first, last) = (captured(turn.states.first()), captured(turn.states.last()));
    let between = first.zip(last);
    let between = between.map_or_else(String::new, |(a, b)| format!(", captured {a} to {b}"));
    let editions = match turn.editions.len() {
        2 => "two editions".to_owned(),
        many => format!("{many} editions"),
    };
    let message =
        format!("{editions} are served in turn, {} times: {versions}{between}", turn.states.len());
    let which = turn.states.first().and_then(|index| case.at(*index));
    let which = which.map(|at| at.to_string()).unwrap_or_default();
    let mut finding = case.finding_of(rule, message, &turn.editions, &which);
    finding.grade(
        Severity::Note,
        "the texts come back within hours with their old timestamps: an edit has a new one",
    );
    if let Some(stays) = turn.stays {
        let stays = case.ordinal(stays);
        finding.reasons.push(format!("version {stays} stays: its change has findings of its own"));
    }
    finding.remark("two servers, a cache or a test may serve them");
    // What distinguishes the editions.
    if let Some(&index) = turn.editions.iter().find(|index| turn.explains(**index)) {
        finding.change = Some(index);
        finding.evidence = case.told(index)?.evidence();
    }
    finding.at = turn.states.last().and_then(|index| case.at(*index));
    for &index in turn.states.iter().take(MOST_CAPTURES) {
        if let Some((ordinal, capture)) = case.around(index).1 {
            finding.sighting(ordinal, capture);
        }
    }
    Ok(finding)
}

/// The most captures of a turn that are shown.
const MOST_CAPTURES: usize = 4;

/// Adding or removing this many words is minor.
const FEW_WORDS: usize = 3;

fn weigh(finding: &mut Finding, outline: &ChangeSummary, told: &ChangeFacts) {
    let only_title = outline.body == BodyChange::Same
        && outline.fields.iter().filter(|field| field.is_text()).all(|f| f == FieldName::Title);
    let rewritten = [Op::Edited, Op::Split, Op::Merged].iter().any(|op| outline.op(*op).count > 0);
    if outline.noise {
        finding.grade(Severity::Note, "only typography or boilerplate was restored");
    } else if only_title {
        finding.grade(Severity::Note, "only the title was restored");
        finding.remark("some sites test two titles against each other");
    } else if told.weight < Weight::Replaced
        && (outline.words_added + outline.words_removed <= FEW_WORDS
            || !(told.is_reworded || told.has_more_text))
    {
        finding.grade(Severity::Note, "a few words were restored, and no figure or name");
    } else {
        finding.grade(Severity::Warning, "changed text was restored");
        if !rewritten && outline.body == BodyChange::Changed {
            finding.doubt(
                "only whole sentences were added or removed: the extraction may have missed them",
            );
        }
    }
}

fn near(finding: &mut Finding, was: Option<i64>, is: Option<i64>) {
    match was.zip(is).map(|(was, is)| is - was) {
        Some(apart) if apart.abs() < HOUR => finding.doubt(format!(
            "the captures are {} apart: they may come from two servers, a cache or a test",
            span(apart.abs())
        )),
        Some(_) => finding.remark("a cache or another server may have served the older page"),
        None => finding.doubt("the capture times are not known"),
    }
}
