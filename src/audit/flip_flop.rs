//! `flip-flop`: the article returned to a text that it had given up.
//!
//! It cannot know whether anybody decided so: two servers, a cache, or a test of two headlines look
//! the same.

use super::case::{Told, told_shortly};
use super::clocks::{HOUR, before as earlier_than, span};
use super::{Case, Finding, Rule, Severity};
use crate::article::{StoredVersion, Timestamp};
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
        for (index, before, after, outline) in case.steps() {
            let Some(earlier) = returns_to(case, index) else { continue };
            let message = format!(
                "version {} says again what version {} said; {}",
                index + 1,
                earlier + 1,
                told_shortly(outline)
            );
            let mut finding = case.finding(self.name(), message, &[earlier, index - 1, index]);
            finding.change = Some(index + 1);
            finding.at = case.at(index);
            let told = case.told(index)?;
            weigh(&mut finding, outline, &told);
            let moved = before.updated.as_ref().zip(after.updated.as_ref());
            if case.updated_is_ours() {
                finding.doubt(
                    "`updated` is the time of the capture in every version: whether the publisher put \
                     it back, or serves two texts in turn, it does not tell",
                );
            } else if moved.is_some_and(|(old, new)| earlier_than(old, new).is_some()) {
                finding
                    .reasons
                    .push("`updated` moved on: it was put back at the publisher's".to_owned());
            } else {
                let seen =
                    |version: &StoredVersion| version.captured().next().map(Timestamp::micros);
                near(&mut finding, seen(before), seen(after));
            }
            finding.evidence = told.evidence();
            for (index, version) in [(index - 1, before), (index, after)] {
                finding.clock(index, "updated", version.updated.as_ref());
                finding.clock(index, "captured", version.captured().next());
            }
            found.push(finding);
        }
        self.seen_again(case, found)
    }
}

/// The version whose text this one has again: all that it said, or else its body.
fn returns_to(case: &Case<'_>, index: usize) -> Option<usize> {
    let whole = case.history().marks(index).returns_to;
    whole.or_else(|| {
        let text = |index: usize| case.versions().get(index)?.text;
        let (now, before) = (text(index)?, text(index.checked_sub(1)?)?);
        (now != before).then(|| (0..index).rfind(|&earlier| text(earlier) == Some(now)))?
    })
}

impl FlipFlop {
    /// A version that was seen again after another: one finding each time.
    fn seen_again(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()> {
        let mut seen = vec![false; case.versions().len()];
        let mut last: Option<(usize, Option<&Timestamp>)> = None;
        for sighting in case.history().sightings() {
            let Some(capture) = case.capture(*sighting) else { continue };
            let version = sighting.version;
            let known = seen.get_mut(version).is_some_and(|seen| std::mem::replace(seen, true));
            let captured = capture.captured.as_ref();
            let Some((other, was)) = last.replace((version, captured)) else { continue };
            if other == version || !known {
                continue;
            }
            let on = captured.map_or_else(String::new, |at| format!(" on {}", at.display()));
            let message = format!(
                "version {} was seen again{on}, after version {} had been seen",
                version + 1,
                other + 1
            );
            let which = captured.map_or_else(
                || format!("{} {:?}", capture.url, capture.sequence),
                Timestamp::canonical,
            );
            let mut finding = case.finding_of(self.name(), message, &[version, other], &which);
            finding.title = case.versions().get(version).and_then(|version| version.title.clone());
            finding.at = captured.map(Timestamp::micros).or_else(|| case.at(version));
            // Neighbours have their difference on record; of others it is not known what differs.
            let later = version.max(other);
            let neighbours = version.abs_diff(other) == 1;
            let step = case.steps().find(|(index, ..)| neighbours && *index == later);
            match step {
                Some((.., outline)) => {
                    let told = case.told(later)?;
                    weigh(&mut finding, outline, &told);
                    finding.change = Some(later + 1);
                    finding.evidence = told.evidence();
                }
                None => finding.grade(Severity::Warning, "an older version came back"),
            }
            near(&mut finding, was.map(Timestamp::micros), captured.map(Timestamp::micros));
            finding.sighting(version, capture);
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
