//! The audit: findings by rule, each with its grade, the reasons for it, the doubts, and evidence.
//!
//! A finding says what the clocks and texts show, never why. What could be the clock's precision, an
//! assumed zone, a late capture or the extractor's noise is told as a *doubt*, and lowers the grade.

mod backdated;
mod capture_gap;
mod case;
mod clocks;
mod correction_unexplained;
mod flip_flop;
mod future_timestamp;
mod headline_only;
mod markup;
mod notices;
mod phantom_update;
mod published_moved;
mod shrunk;
mod silent_edit;
mod time_reversal;
mod uncorrected_change;
mod url_moved;
mod zone_assumed;

use serde::Serialize;

use crate::article::{ArticleId, FindingId, MatchKey, Timestamp, VersionId};
use crate::store::{Catalog, Result};
use crate::timeline::Timeline;

pub use case::Case;

/// How much a finding matters: in SARIF's words note, warning and error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// To be known.
    Note,
    /// To be looked at.
    Warning,
    /// To be looked at first.
    Alert,
}

impl Severity {
    /// All, lowest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Alert];

    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Alert => "alert",
        }
    }

    /// One grade lower; a note stays one.
    #[must_use]
    pub const fn lower(self) -> Self {
        match self {
            Self::Alert => Self::Warning,
            Self::Warning | Self::Note => Self::Note,
        }
    }
}

/// A version that a finding concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct VersionRef {
    /// Its place in the article's history, from 1.
    pub ordinal: usize,
    /// Its id.
    pub id: VersionId,
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Evidence {
    /// A clock as it was read.
    Clock {
        /// The version's ordinal.
        ordinal: usize,
        /// `published`, `updated` or `captured`.
        clock: &'static str,
        /// The reading: its text, source, zone and precision.
        value: Timestamp,
    },
    /// A sentence, before and after.
    Sentence {
        /// What happened to it.
        op: &'static str,
        /// What it said; empty where it is new.
        old: String,
        /// What it says; empty where it is gone.
        new: String,
        /// What kinds of thing changed.
        classes: Vec<&'static str>,
    },
    /// A field beside the body.
    Field {
        /// Its name.
        name: &'static str,
        /// What it said.
        old: Option<String>,
        /// What it says.
        new: Option<String>,
    },
    /// A notice of the newsroom, with what it explains.
    Notice {
        /// The ordinal of the version that brought it.
        ordinal: usize,
        /// What it tells of: `correction`, `clarification`, `withdrawal` and so on.
        tells: &'static str,
        /// The number of an agency's update.
        number: Option<u32>,
        /// The day of the correction, if it names one.
        day: Option<String>,
        /// Its words.
        text: String,
        /// What it says was said, where its wording tells.
        wrong: Option<String>,
        /// What it says is so, where its wording tells.
        right: Option<String>,
        /// The changes that it explains, at most four of them.
        explains: Vec<Explained>,
    },
    /// A sighting.
    Capture {
        /// The version's ordinal.
        ordinal: usize,
        /// When it was seen.
        captured: Option<Timestamp>,
        /// Under which URL.
        url: String,
    },
}

/// A change that a notice explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The ordinal of the version that brought the change.
    pub ordinal: usize,
    /// What ties the two: `words` where the notice names what changed; where it names nothing that could
    /// be looked for, `together` if it came with the change and `before` if the change came earlier.
    pub how: &'static str,
    /// What happened to the sentence.
    pub op: &'static str,
    /// What it said; empty where it is new.
    pub old: String,
    /// What it says; empty where it is gone.
    pub new: String,
}

/// What a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The grade.
    pub severity: Severity,
    /// Stable across runs and catalogs.
    pub id: FindingId,
    /// The article.
    pub article: ArticleId,
    /// Its identity.
    pub key: MatchKey,
    /// Its own URL.
    pub url: String,
    /// The publisher that the article's captures name.
    pub publisher: Option<String>,
    /// The headline of the last version concerned.
    pub title: Option<String>,
    /// The versions concerned, as the message tells of them.
    pub versions: Vec<VersionRef>,
    /// The index of the state whose change it is about, if it is about one.
    pub change: Option<usize>,
    /// When it happened, in microseconds since 1970, as far as is known.
    pub at: Option<i64>,
    /// What was found, in one sentence.
    pub message: String,
    /// Why it has this grade.
    pub reasons: Vec<String>,
    /// What innocent cause it could have.
    pub doubts: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// Whether the order of the versions is unknown: then it is never more than a note.
    pub order_unknown: bool,
}

/// A rule: what it looks for in an article.
pub trait Rule: Sync {
    /// Its stable name; `docs/audit` has a page of this name.
    fn name(&self) -> &'static str;

    /// The highest grade that it gives.
    fn severity(&self) -> Severity;

    /// What it finds, in one line.
    fn summary(&self) -> &'static str;

    /// Adds what it finds.
    fn check(&self, case: &Case<'_>, found: &mut Vec<Finding>) -> Result<()>;
}

/// The rules, in the order in which they are listed.
pub const RULES: [&dyn Rule; 14] = [
    &silent_edit::SilentEdit,
    &backdated::Backdated,
    &phantom_update::PhantomUpdate,
    &time_reversal::TimeReversal,
    &published_moved::PublishedMoved,
    &future_timestamp::FutureTimestamp,
    &zone_assumed::ZoneAssumed,
    &flip_flop::FlipFlop,
    &uncorrected_change::UncorrectedChange,
    &correction_unexplained::CorrectionUnexplained,
    &shrunk::Shrunk,
    &headline_only::HeadlineOnly,
    &url_moved::UrlMoved,
    &capture_gap::CaptureGap,
];

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static dyn Rule> {
    RULES.into_iter().find(|rule| rule.name() == name)
}

/// What the rules find in one article, in the order of its history. `now` is the time of the audit, in
/// microseconds since 1970.
///
/// Reads the article's rows; bodies only of those changes that a rule needs sentences of.
pub fn audit(
    catalog: &Catalog,
    timeline: &Timeline,
    rules: &[&dyn Rule],
    now: i64,
) -> Result<Vec<Finding>> {
    let Some(case) = Case::of(catalog, timeline, now)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for rule in rules {
        rule.check(&case, &mut found)?;
    }
    for finding in &mut found {
        let state = finding.change.and_then(|change| timeline.states().get(change));
        if state.is_some_and(|state| Some(state.kind) != timeline.main_kind()) {
            finding.severity = Severity::Note;
            finding.remark("it is a change of a feed or sitemap, not of the page");
        }
    }
    for finding in found.iter_mut().filter(|finding| finding.order_unknown) {
        finding.severity = Severity::Note;
        finding
            .remark("the order of the versions is unknown: the change may have gone the other way");
    }
    found.sort_by_key(|finding| finding.versions.last().map(|version| version.ordinal));
    if !found.is_empty() {
        case.name_article(&mut found)?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_have_names_of_their_own() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(RULES.iter().skip(index + 1).all(|other| other.name() != rule.name()));
            assert!(super::rule(rule.name()).is_some() && !rule.summary().is_empty());
        }
    }

    #[test]
    fn grades_are_ordered() {
        assert!(Severity::Note < Severity::Warning && Severity::Warning < Severity::Alert);
        assert_eq!(
            Severity::ALL.map(Severity::lower),
            [Severity::Note, Severity::Note, Severity::Warning]
        );
    }
}
