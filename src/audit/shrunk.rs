//! `shrunk`: the article lost more than a third of its text.
//!
//! It cannot know whether the publisher removed it: a paywall, a page in parts, or an extraction
//! error looks the same.

use super::case::Transition;
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::StoredVersion;
use crate::store::Result;

pub(super) struct Shrunk;

/// Texts shorter than this, in bytes, are too short for a share to be meaningful.
const SHORT: u64 = 600;

impl Rule for Shrunk {
    fn name(&self) -> &'static str {
        "shrunk"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The article lost more than a third of its text"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps() {
            let Transition { index, ordinal, before, after, outline, .. } = &step;
            let index = *index;
            let Some((old, new)) = length(before).zip(length(after)) else { continue };
            if old < SHORT || new.saturating_mul(3) >= old.saturating_mul(2) {
                continue;
            }
            let lost = 100 - new.saturating_mul(100) / old.max(1);
            let message = format!(
                "version {}: {lost} % of the text was removed ({} words removed, {} added)",
                ordinal, outline.words_removed, outline.words_added
            );
            let mut finding = case.finding_on_change(self.name(), message, index);
            finding.grade(Severity::Warning, "more than a third of the text was removed");
            let told = case.told(index)?;
            if told.lost_words.saturating_mul(2) < outline.words_removed {
                finding
                    .doubt("most of the removed words are not sentences, or are still in the text");
            }
            if outline.words_added.saturating_mul(2) > outline.words_removed {
                finding.doubt("the text was rewritten: much was added too");
            }
            if case.at(index).is_none() {
                finding.doubt("it is not known when the text was removed");
            }
            if let Some(closure) = &told.closure {
                finding.doubt(format!("the page says that something is over: {closure}"));
            }
            if told.cut_short {
                finding.doubt("only the beginning of the text is left, as with a paywall");
            } else if new.saturating_mul(5) < old {
                finding.doubt(
                    "less than a fifth is left: it may be a different page or an extraction error",
                );
            }
            let later = case.steps().filter(|later| later.index > index).find(|later| {
                length(later.after)
                    .is_some_and(|later| later.saturating_mul(10) >= old.saturating_mul(9))
            });
            if let Some(later) = later {
                finding.doubt(format!("version {} has nearly the old length again", later.ordinal));
            }
            finding.doubt_reading(before, after);
            finding.remark("a paywall or an extraction error may have cut the text");
            finding.evidence = told.evidence();
            found.push(finding);
        }
        Ok(())
    }
}

fn length(version: &StoredVersion) -> Option<u64> {
    version.text.map(|text| text.length)
}
