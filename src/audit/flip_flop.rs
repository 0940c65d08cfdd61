//! `flip-flop`: the article returned to a text that it had given up.
//!
//! It cannot know whether anybody decided so: two servers, a cache, or a test of two headlines look
//! the same.

use super::case::told_shortly;
use super::clocks::{HOUR, span};
use super::{Case, Finding, Rule, Severity};
use crate::article::Timestamp;
use crate::diff::{BodyChange, FieldName, Outline};
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
            let Some(earlier) = case.history().marks(index).returns_to else { continue };
            let message = format!(
                "version {} says again what version {} said; {}",
                index + 1,
                earlier + 1,
                told_shortly(outline)
            );
            let mut finding = case.finding(self.name(), message, &[earlier, index - 1, index]);
            finding.change = Some(index + 1);
            finding.at = case.at(index);
            weigh(&mut finding, outline);
            let seen = |version: &crate::store::StoredVersion| {
                version.captured().next().map(Timestamp::micros)
            };
            near(&mut finding, seen(before), seen(after));
            finding.evidence = case.told(index)?.evidence();
            for (index, version) in [(index - 1, before), (index, after)] {
                finding.clock(index, "updated", version.updated.as_ref());
                finding.clock(index, "captured", version.captured().next());
            }
            found.push(finding);
        }
        self.seen_again(case, found)
    }
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
                    weigh(&mut finding, outline);
                    finding.change = Some(later + 1);
                    finding.evidence = case.told(later)?.evidence();
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

fn weigh(finding: &mut Finding, outline: &Outline) {
    let only_title = outline.body == BodyChange::Same
        && outline.fields.iter().filter(|field| field.is_text()).all(|f| f == FieldName::Title);
    if outline.noise {
        finding.grade(Severity::Note, "typography or page furniture alone went back");
    } else if only_title {
        finding.grade(Severity::Note, "the headline alone went back");
        finding.remark("sites show two headlines to find the better one");
    } else {
        finding.grade(Severity::Warning, "text that had changed was put back");
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
