//! `backdated`: the text changed, and its timestamps moved back, disappeared or became less
//! precise.
//!
//! It cannot know whether this was intended: a content system that restores an older record, or a
//! page that shows its date differently, looks the same.

use super::case::Transition;
use super::clocks::{DAY, HOUR, before as earlier, before_claim, local_day, span};
use super::weight::Weight;
use super::{ArticleContext, Finding, Rule, Severity};
use crate::article::{Precision, StoredVersion, Timestamp};
use crate::store::Result;

pub(super) struct Backdated;

/// How a version's timestamps changed compared with the version before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backdating {
    /// This timestamp moved back by this many microseconds.
    Back(&'static str, i64),
    /// This timestamp was an instant and is now a day or coarser.
    Coarser(&'static str),
    /// This timestamp is no longer stated.
    Vanished(&'static str),
}

/// Whether a timestamp moved back, became less precise or disappeared: checks `updated` first, then
/// `published`.
pub(super) fn backdating(before: &StoredVersion, after: &StoredVersion) -> Option<Backdating> {
    let times = [
        ("updated", before.updated.as_ref(), after.updated.as_ref()),
        ("published", before.published.as_ref(), after.published.as_ref()),
    ];
    let back = times.iter().find_map(|(name, old, new)| {
        let (old, new) = ((*old)?, (*new)?);
        before_claim(new, old).map(|_| Backdating::Back(name, old.micros() - new.micros()))
    });
    let coarser = || {
        times.iter().find_map(|(name, old, new)| {
            let (old, new) = ((*old)?, (*new)?);
            (old.precision() > Precision::Day && new.precision() <= Precision::Day)
                .then_some(Backdating::Coarser(name))
        })
    };
    let vanished = || {
        let gone = times.iter().find(|(_, old, new)| old.is_some() && new.is_none());
        gone.map(|(name, ..)| Backdating::Vanished(name))
    };
    back.or_else(coarser).or_else(vanished)
}

/// What the publisher's timestamps say about a change, as a clause of a sentence.
pub(super) fn claim_sentence(before: &StoredVersion, after: &StoredVersion) -> String {
    match (&before.updated, &after.updated) {
        (_, None) => match &after.published {
            Some(published) => {
                format!("no `updated` is stated, and `published` is {}", published.display())
            }
            None => "no `updated` is stated".to_owned(),
        },
        (Some(old), Some(new)) if old.canonical() == new.canonical() => {
            format!("`updated` is still {}", new.display())
        }
        (_, Some(new)) => {
            format!("`updated` is {}, before the old text was last seen", new.display())
        }
    }
}

/// Why a change of the timestamps presents nothing as older than it is, if there is such a reason.
fn excuse(
    case: &ArticleContext<'_>,
    index: usize,
    backdating: Backdating,
    before: &StoredVersion,
    after: &StoredVersion,
) -> Option<String> {
    let (Backdating::Back(name, _) | Backdating::Coarser(name) | Backdating::Vanished(name)) =
        backdating;
    let is_updated = name == "updated";
    let time = |version: &'_ StoredVersion, is_updated: bool| {
        if is_updated { version.updated.clone() } else { version.published.clone() }
    };
    let other = if is_updated { "published" } else { "updated" };
    let others = time(before, !is_updated).zip(time(after, !is_updated));
    if others.is_some_and(|(old, new)| before_claim(&old, &new).is_some()) {
        return Some(format!("`{other}` moved forward: the page does not look older"));
    }
    let old = time(before, is_updated)?;
    let new = time(after, is_updated);
    if let Some(new) = &new
        && matches!(backdating, Backdating::Coarser(_))
        && local_day(&old) == local_day(new)
    {
        return Some("the day is the same".to_owned());
    }
    if let Some(seen) = before.captured().last()
        && earlier(seen, &old).is_some()
    {
        return Some("the earlier time was in the future, and was corrected".to_owned());
    }
    if let Some(ordinal) = new.and_then(|new| case.restores(index, name, &new)) {
        return Some(format!("version {ordinal} had this time already: it was restored"));
    }
    let published = after.published.as_ref().or(before.published.as_ref())?;
    let is_draft = before.captured().last().is_some_and(|seen| earlier(seen, published).is_some())
        || before.updated.as_ref().is_some_and(|was| before_claim(was, published).is_some());
    is_draft.then(|| "the old text is from before the publication date".to_owned())
}

impl Rule for Backdated {
    fn name(&self) -> &'static str {
        "backdated"
    }

    fn severity(&self) -> Severity {
        Severity::Alert
    }

    fn summary(&self) -> &'static str {
        "The text changed, and its timestamps moved back, disappeared or became less precise"
    }

    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()> {
        for step in case.steps().filter(|step| step.state.is_changed) {
            let Transition { index, ordinal, base_ordinal, before, after, outline, .. } = &step;
            let (index, ordinal) = (*index, *ordinal);
            // A text that comes back has its old timestamps: `flip-flop` reports that.
            if step.state.returns_to.is_some() {
                continue;
            }
            let Some(backdating) = backdating(before, after) else { continue };
            let time = |version: &StoredVersion, name: &str| {
                let time = if name == "updated" { &version.updated } else { &version.published };
                time.as_ref().map(Timestamp::display).unwrap_or_default()
            };
            let (name, what) = match backdating {
                Backdating::Back(name, by) => (
                    name,
                    format!(
                        "`{name}` moved back by {} from {} to {}",
                        span(by),
                        time(before, name),
                        time(after, name)
                    ),
                ),
                Backdating::Coarser(name) => (
                    name,
                    format!(
                        "`{name}` was {} and is now only {}",
                        time(before, name),
                        time(after, name)
                    ),
                ),
                Backdating::Vanished(name) => {
                    (name, format!("`{name}` was {} and is no longer stated", time(before, name)))
                }
            };
            let told = case.told(index)?;
            let message = format!("version {ordinal}: {}; {what}", told.lead_or(outline));
            let mut finding = case.finding_on_change(self.name(), message, index);
            let weight = told.weight.max(told.headline_weight);
            match backdating {
                _ if outline.noise => {
                    finding.grade(Severity::Note, "only typography or boilerplate changed");
                }
                Backdating::Back(_, by) if by >= HOUR && weight >= Weight::Replaced => {
                    finding.grade(Severity::Alert, "a fact changed, and the timestamp moved back");
                }
                Backdating::Back(_, by) if by >= HOUR && weight >= Weight::Minor => {
                    finding.grade(
                        Severity::Warning,
                        "facts were added, removed or reworded, and the timestamp moved back",
                    );
                }
                Backdating::Back(_, by) if by >= DAY && told.is_reworded => {
                    finding.grade(Severity::Warning, "words changed, and the timestamp moved back");
                }
                _ if weight >= Weight::Renamed => {
                    finding.grade(
                        Severity::Warning,
                        "a fact changed; the timestamp is a bit earlier, less precise or missing",
                    );
                }
                _ => finding.grade(
                    Severity::Note,
                    "no fact changed, or the timestamp is a bit earlier, less precise or missing",
                ),
            }
            if let Some(excuse) = excuse(case, index, backdating, before, after) {
                finding.severity = Severity::Note;
                finding.remark(excuse);
            }
            if !told.notices.is_empty() {
                finding.doubt("a notice informs readers of the change");
            } else if let Some(announced) = told.announced() {
                finding.doubt(announced);
            }
            let times = if name == "updated" {
                before.updated.as_ref().zip(after.updated.as_ref())
            } else {
                before.published.as_ref().zip(after.published.as_ref())
            };
            if let Some((old, new)) = times {
                if before_claim(new, old).is_some_and(|apart| apart.zone_could) {
                    finding.doubt("their order depends on a time zone that is not stated");
                }
                if old.source() != new.source() {
                    finding.doubt(format!(
                        "the two timestamps come from different places ({} and {})",
                        old.source().name(),
                        new.source().name()
                    ));
                }
            }
            case.doubt_disputed(&mut finding, index, name)?;
            finding.doubt_reading(before, after);
            finding.signature = told.signature();
            finding.evidence = told.evidence();
            for (ordinal, version) in [(*base_ordinal, &**before), (ordinal, *after)] {
                finding.clock(ordinal, "updated", version.updated.as_ref());
                finding.clock(ordinal, "published", version.published.as_ref());
            }
            case.show_observations(&mut finding, index);
            found.push(finding);
        }
        Ok(())
    }
}
