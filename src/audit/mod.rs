//! The audit: findings by rule, each with its severity, the reasons for it, the doubts, and the
//! evidence.
//!
//! A finding reports what the timestamps and texts show, never why. A possible innocent cause
//! (limited precision, an assumed time zone, a late capture, an extraction error) is a *doubt*, and
//! lowers the severity.

mod announcements;
mod arrivals;
mod backdated;
mod capture_gap;
mod case;
mod clocks;
mod correction_unexplained;
mod fact_words;
mod find;
mod flip_flop;
mod future_timestamp;
mod gone;
mod headline_only;
mod listing;
mod markup;
mod notice_removed;
mod notices;
mod phantom_update;
mod published_moved;
mod query;
mod repeats;
mod shrunk;
mod silent_edit;
mod time_reversal;
mod turns;
mod uncorrected_change;
mod url_moved;
mod weight;
mod zone_assumed;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Serialize;

use crate::article::{
    ArticleId, FindingId, LookReason, MatchKey, Timestamp, UnknownName, VersionId,
};
use crate::store::{Result, Snapshot};
use crate::timeline::Timeline;

pub use case::ArticleContext;
pub use find::{FindError, FindingPrefix, NotAFinding, find};
pub use query::{
    Audit, AuditCounts, AuditQuery, FindingEntry, NewestFindings, SeverityCounts, by_article,
};
pub use repeats::{OutletClocks, Repeats};

/// The severity of a finding, from lowest to highest. In SARIF these are note, warning and error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Information.
    Note,
    /// Should be checked.
    Warning,
    /// Should be checked first.
    Alert,
}

impl Severity {
    /// All severities, lowest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Alert];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Alert => "alert",
        }
    }

    /// The next lower severity; a note stays a note.
    #[must_use]
    pub const fn lower(self) -> Self {
        match self {
            Self::Alert => Self::Warning,
            Self::Warning | Self::Note => Self::Note,
        }
    }
}

impl FromStr for Severity {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        UnknownName::find(text, ("a severity", "severities"), Self::ALL, Self::name)
    }
}

/// A version that a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct VersionRef {
    /// Its ordinal in the article's history, from 1.
    pub ordinal: usize,
    /// Its id.
    pub id: VersionId,
}

/// Evidence of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[non_exhaustive]
pub enum FindingEvidence {
    /// A timestamp, as it was read.
    Clock {
        /// The version's ordinal.
        ordinal: usize,
        /// `published`, `updated` or `captured`.
        clock: &'static str,
        /// The timestamp: its text, source, zone and precision.
        value: Timestamp,
    },
    /// A sentence, before and after.
    Sentence {
        /// The operation.
        op: &'static str,
        /// The old text; empty if it was added.
        old: String,
        /// The new text; empty if it was removed.
        new: String,
        /// The kinds of thing that changed.
        classes: Vec<&'static str>,
    },
    /// A field other than the body.
    Field {
        /// The field's name.
        name: &'static str,
        /// The old value.
        old: Option<String>,
        /// The new value.
        new: Option<String>,
    },
    /// A newsroom's notice, with the changes that it explains.
    Notice {
        /// The ordinal of the version that added it.
        ordinal: usize,
        /// Its kind: `correction`, `clarification`, `withdrawal` and so on.
        tells: &'static str,
        /// The number of a news agency's update.
        number: Option<u32>,
        /// The day of the correction, if the notice states it.
        day: Option<String>,
        /// Its text.
        text: String,
        /// The earlier, wrong statement, if the wording gives it.
        wrong: Option<String>,
        /// The corrected statement, if the wording gives it.
        right: Option<String>,
        /// The changes that it explains, at most four.
        explains: Vec<Explained>,
    },
    /// A capture.
    Capture {
        /// The version's ordinal.
        ordinal: usize,
        /// The capture time.
        captured: Option<Timestamp>,
        /// The captured URL.
        url: String,
    },
    /// A request that did not return the page.
    Look {
        /// The time of the request.
        at: Timestamp,
        /// The requested URL.
        url: String,
        /// Why it did not return the page.
        reason: LookReason,
        /// The status of the response, if there was one.
        status: Option<u16>,
    },
}

/// A change that a notice explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explained {
    /// The ordinal of the version that made the change.
    pub ordinal: usize,
    /// How the two are related: `words` if the notice names what changed. If it names nothing
    /// searchable, `together` if it was added with the change, and `before` if the change was
    /// earlier.
    pub how: &'static str,
    /// The operation.
    pub op: &'static str,
    /// The old text; empty if it was added.
    pub old: String,
    /// The new text; empty if it was removed.
    pub new: String,
}

/// A finding of a rule.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The id, stable across audits and catalogs.
    pub id: FindingId,
    /// The article.
    pub article: ArticleId,
    /// The article's key.
    pub key: MatchKey,
    /// The article's URL.
    pub url: String,
    /// The publisher named by the article's captures.
    pub publisher: Option<String>,
    /// The title of the last version that it is about.
    pub title: Option<String>,
    /// The versions that it is about, in the order in which the message names them.
    pub versions: Vec<VersionRef>,
    /// The index of the state whose change it is about, if any.
    pub change: Option<usize>,
    /// When it happened, in microseconds since 1970, if known.
    pub at: Option<i64>,
    /// The finding, in one sentence.
    pub message: String,
    /// The reasons for its severity.
    pub reasons: Vec<String>,
    /// Possible innocent causes.
    pub doubts: Vec<String>,
    /// The evidence.
    pub evidence: Vec<FindingEvidence>,
    /// Whether the order of the versions is unknown: the finding is then never more than a note.
    pub order_unknown: bool,
    /// The number of redacted versions that may have made the change: see
    /// [`State::after_redacted`](crate::timeline::State::after_redacted).
    pub after_redacted: usize,
    /// What identifies the same change in other articles, if it can be identified.
    #[serde(skip)]
    pub(super) signature: Option<String>,
}

impl Finding {
    /// The publisher of the article, otherwise its host.
    pub fn outlet(&self) -> String {
        let host = || {
            let rest = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
            rest.split('/').next().unwrap_or_default().trim_start_matches("www.").to_owned()
        };
        self.publisher.clone().unwrap_or_else(host)
    }
}

/// A rule: what to look for in an article.
pub trait Rule: Sync {
    /// The stable name; `docs/audit` has a page with this name.
    fn name(&self) -> &'static str;

    /// The highest severity of its findings.
    fn severity(&self) -> Severity;

    /// A one-line description of what it finds.
    fn summary(&self) -> &'static str;

    /// Adds the rule's findings in one article to `found`.
    fn check(&self, case: &ArticleContext<'_>, found: &mut Vec<Finding>) -> Result<()>;
}

/// All rules, in listing order.
pub const RULES: [&dyn Rule; 16] = [
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
    &notice_removed::NoticeRemoved,
    &shrunk::Shrunk,
    &headline_only::HeadlineOnly,
    &url_moved::UrlMoved,
    &capture_gap::CaptureGap,
    &gone::Gone,
];

/// The rule with this name.
pub fn rule(name: &str) -> Option<&'static dyn Rule> {
    RULES.into_iter().find(|rule| rule.name() == name)
}

/// The name of a rule of [`RULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleName(&'static str);

impl RuleName {
    /// The name as text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl FromStr for RuleName {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let rule = UnknownName::find(text, ("a rule", "rules"), RULES, Rule::name)?;
        Ok(Self(rule.name()))
    }
}

/// Returns the findings of the rules in one article, in the order of its history. `now` is the time
/// of the audit, in microseconds since 1970.
///
/// Reads the article's rows, and bodies only for changes whose sentences a rule needs.
pub fn audit(
    catalog: &Snapshot,
    timeline: &Timeline,
    rules: &[&dyn Rule],
    now: i64,
) -> Result<Vec<Finding>> {
    let Some(case) = ArticleContext::of(catalog, timeline, now)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for rule in rules {
        rule.check(&case, &mut found)?;
    }
    for finding in &mut found {
        let state = finding.change.and_then(|change| timeline.states().get(change));
        if state.is_some_and(|state| Some(state.kind) != timeline.main_kind()) {
            finding.severity = Severity::Note;
            finding.remark("the change is in a feed or sitemap, not in the page");
        }
    }
    weigh_texts(&case, &mut found)?;
    refer(&mut found);
    for finding in found.iter_mut().filter(|finding| finding.order_unknown) {
        finding.severity = Severity::Note;
        finding
            .remark("the order of the versions is unknown: the change may be the reverse of this");
    }
    found.sort_by_key(|finding| finding.versions.last().map(|version| version.ordinal));
    if !found.is_empty() {
        case.name_article(&mut found)?;
    }
    Ok(found)
}

/// Rules about the text of a change.
const ABOUT_TEXT: [&str; 7] = [
    "silent-edit",
    "backdated",
    "uncorrected-change",
    "notice-removed",
    "headline-only",
    "shrunk",
    "flip-flop",
];

/// Lowers the severity of findings about texts that may not be the article's. Those about a list
/// of headlines are notes: its entries change without an edit.
fn weigh_texts(case: &ArticleContext<'_>, found: &mut [Finding]) -> Result<()> {
    for finding in found.iter_mut() {
        let Some(change) = finding.change else { continue };
        if finding.severity == Severity::Note || !ABOUT_TEXT.contains(&finding.rule) {
            continue;
        }
        case.doubt_texts(finding, change)?;
        if case.told(change)?.is_listing {
            finding.severity = Severity::Note;
            finding.remark(
                "the text is a list of headlines with dates: its entries change without an edit",
            );
        }
    }
    Ok(())
}

/// Whether a rule reported at warning or above that `published` moved in this change, and the
/// finding is about a date, which moved with it.
fn moved_with_published(finding: &Finding, found: &[Finding]) -> bool {
    let is_date = finding.signature.as_ref().is_some_and(|text| text.starts_with("date "));
    is_date
        && finding.rule == "uncorrected-change"
        && found.iter().any(|other| {
            other.rule == "published-moved"
                && other.change == finding.change
                && other.severity > Severity::Note
        })
}

/// Rules about a change, in the order in which they report it. Those that name the facts are
/// [`NAMING`].
const ABOUT_CHANGES: [&str; 11] = [
    "notice-removed",
    "correction-unexplained",
    "silent-edit",
    "backdated",
    "uncorrected-change",
    "headline-only",
    "shrunk",
    "flip-flop",
    "published-moved",
    "phantom-update",
    "capture-gap",
];

/// Rules whose message names the facts that changed.
const NAMING: [&str; 5] =
    ["silent-edit", "backdated", "uncorrected-change", "headline-only", "flip-flop"];

/// Two rules do not alarm about one change: the first one that reports it at warning or above has
/// the highest severity of all, with the reasons of the others, and the others refer to it.
fn refer(found: &mut [Finding]) {
    let is_moved = found
        .iter()
        .any(|other| other.rule == "published-moved" && other.severity > Severity::Note);
    for finding in found.iter_mut().filter(|finding| finding.rule == "future-timestamp") {
        if is_moved && finding.severity == Severity::Warning {
            finding.severity = Severity::Note;
            finding.reasons.push("the change of this time is `published-moved`".to_owned());
        }
    }
    for at in 0..found.len() {
        if found[at].severity > Severity::Note && moved_with_published(&found[at], found) {
            found[at].severity = Severity::Note;
            found[at].reasons.push("the change is reported as `published-moved`".to_owned());
        }
    }
    let rank = |finding: &Finding| {
        let alarms = finding.severity > Severity::Note && !finding.order_unknown;
        let rank = ABOUT_CHANGES.iter().position(|rule| *rule == finding.rule);
        rank.filter(|_| alarms).zip(finding.change)
    };
    let mut by_change: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, finding) in found.iter().enumerate() {
        if let Some((rank, change)) = rank(finding) {
            by_change.entry(change).or_default().push((rank, at));
        }
    }
    for alarms in by_change.values_mut() {
        alarms.sort_unstable();
        let Some((&(_, first), others)) = alarms.split_first() else { continue };
        for &(_, at) in others {
            let pair = found.get_disjoint_mut([first, at]);
            debug_assert!(pair.is_ok(), "findings {first} and {at}");
            let Ok([kept, other]) = pair else { continue };
            kept.severity = kept.severity.max(other.severity);
            let is_named = NAMING.contains(&kept.rule) && NAMING.contains(&other.rule);
            let (_, what) = other.message.split_once(": ").unwrap_or(("", &other.message));
            if !is_named && !kept.message.contains(what) {
                kept.reasons.push(format!("{}: {}", other.rule, other.message));
            }
            for reason in &other.reasons {
                if !kept.reasons.contains(reason) {
                    kept.reasons.push(reason.clone());
                }
            }
            other.severity = Severity::Note;
            other.reasons.push(format!("the same change is reported as `{}`", kept.rule));
        }
    }
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
