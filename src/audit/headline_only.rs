//! `headline-only`: the title changed, and the body did not.
//!
//! It cannot know whether an editor or a test of two titles chose it.

use super::arrivals::cut;
use super::case::{Transition, names};
use super::weight::{Weight, letters};
use super::{ArticleContext, Finding, Rule, Severity};
use crate::diff::{BodyChange, Class, FieldName};
use crate::store::Result;

pub(super) struct HeadlineOnly;

/// Facts that matter in a title also if they were only added or omitted.
const HARD: [Class; 4] = [Class::Number, Class::Date, Class::Quote, Class::Negation];

impl Rule for HeadlineOnly {
    fn name(&self) -> &'static str {
        "headline-only"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The title changed, and the body did not"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Transition { index, ordinal, before, after, outline, .. } = &step;
            let index = *index;
            if outline.body != BodyChange::Same || !outline.fields.contains(FieldName::Title) {
                continue;
            }
            let Some((old, new)) = before.title.as_deref().zip(after.title.as_deref()) else {
                continue;
            };
            let told = case.told(index)?;
            let message = format!(
                "version {ordinal}: the title “{}” became “{}”; the body did not change",
                cut(old),
                cut(new)
            );
            let mut finding = case.finding_on_change(self.name(), message, index);
            // Names also come and go with the wording.
            let is_hard = HARD.into_iter().any(|class| told.headline.contains(class));
            let (a, b) = (letters(old), letters(new));
            if a == b {
                finding.grade(Severity::Note, "only typography or letter case changed");
            } else if a.starts_with(&b) || b.starts_with(&a) {
                finding.grade(Severity::Note, "one title is the beginning of the other");
                finding.remark("the site's name may have been added or removed");
            } else if told.headline.is_empty() {
                finding.grade(Severity::Note, "no fact changed in the title");
            } else if told.headline_weight < Weight::Renamed && !is_hard {
                finding.grade(
                    Severity::Note,
                    format!("added, removed or reworded in the title: {}", names(told.headline)),
                );
            } else {
                finding.grade(
                    Severity::Warning,
                    format!("changed in the title: {}", names(told.headline)),
                );
            }
            finding.remark("some sites test two titles against each other");
            finding.signature = told.signature();
            finding.evidence = told.evidence();
            found.push(finding);
        }
        Ok(())
    }
}
