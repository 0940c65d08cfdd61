//! Evidence: what a bundle states, what its checks prove and what they do not prove, in plain
//! words.

mod answer;
mod facts;
pub mod html;
pub mod json;
pub mod text;

use super::counted;
use crate::article::{Certainty, Setting};
use crate::proof::answer::Cited;
use crate::proof::bundle::Bundle;
use crate::proof::evidence::CaptureEvidence;
use crate::proof::question::ProvedObservation;
use crate::proof::report::{BundleReport, BundleVerdict, Verdict};

use answer::answer;
pub use answer::answer_text;
use facts::{UNKNOWN_TIME, facts, is_file_time, time_text, urls};

/// The maximum number of captures, and of URLs, that are listed.
const MAX_LISTED: usize = 20;

/// What a bundle states and proves, in plain words. The formats only lay it out.
struct Account<'b> {
    bundle: &'b Bundle,
    report: &'b BundleReport,
    /// The verdict, in a word or two.
    verdict: &'static str,
    /// The reason for the verdict, in a sentence or two.
    because: String,
    /// The facts about the version, with labels. Empty for a damaged bundle.
    facts: Vec<(&'static str, String)>,
    /// The question and the answer, with labels.
    answer: Vec<(&'static str, String)>,
    /// What is proved, or would be proved if the log were genuine.
    proved: Vec<String>,
    /// What is not proved.
    not_proved: Vec<String>,
}

impl<'b> Account<'b> {
    fn of(bundle: &'b Bundle, report: &'b BundleReport) -> Self {
        let standing = report.standing();
        let (verdict, because) = verdict(report);
        let mut account = Self {
            bundle,
            report,
            verdict,
            because,
            facts: Vec::new(),
            answer: Vec::new(),
            proved: Vec::new(),
            not_proved: Vec::new(),
        };
        if standing != BundleVerdict::Damaged {
            account.facts = facts(bundle);
            account.answer =
                bundle.question.as_ref().map(|asked| answer(bundle, asked)).unwrap_or_default();
            account.proved = account.list_proved();
            account.not_proved = account.list_not_proved();
        }
        account
    }

    /// The heading of the list of what is proved.
    fn proved_heading(&self) -> &'static str {
        match self.report.standing() {
            BundleVerdict::Proved => "Proved",
            _ => "Shown by the bundle, if its log is genuine",
        }
    }

    fn list_proved(&self) -> Vec<String> {
        let (bundle, report) = (self.bundle, self.report);
        let Some(checkpoint) = &report.checkpoint else { return Vec::new() };
        let mut proved = vec![format!(
            "The log {} contained this version when it had {}. The text, the title, the byline, the \
             description and the publisher's times are exactly those that were imported.",
            checkpoint.origin,
            entries(checkpoint.size)
        )];
        for capture in bundle.captures.iter().take(MAX_LISTED) {
            proved.push(format!(
                "Entry {} of the log states that this version was captured {}, at {}.",
                capture.index,
                capture.captured.as_ref().map_or_else(|| UNKNOWN_TIME.to_owned(), time_text),
                capture.url
            ));
        }
        let more = bundle.captures.len().saturating_sub(MAX_LISTED);
        if more > 0 {
            proved.push(format!("{more} more entries state the same for other captures."));
        }
        if let Some(question) = &bundle.question {
            let entry = |found: &Option<ProvedObservation>| found.as_ref().map(|found| found.index);
            proved.push(match (entry(&question.before), entry(&question.after)) {
                (Some(before), Some(after)) => format!(
                    "The observations before and after the time of the question are entries {before} and \
                     {after} of the log."
                ),
                (Some(before), None) => format!(
                    "The observation before the time of the question is entry {before} of the log."
                ),
                (None, Some(after)) => format!(
                    "The observation after the time of the question is entry {after} of the log."
                ),
                (None, None) => {
                    "The answer is based only on the publisher's times, as the entries above state them."
                        .to_owned()
                }
            });
        }
        if report.is_signed {
            proved.push(
                "The owner of the key that you named signed this state of the log.".to_owned(),
            );
        }
        if report.is_kept {
            proved.push("This state of the log is the checkpoint that you kept.".to_owned());
        }
        proved
    }

    fn list_not_proved(&self) -> Vec<String> {
        let (bundle, report) = (self.bundle, self.report);
        let mut open = Vec::new();
        if !report.is_signed && !report.is_kept {
            open.push(format!(
                "Whether the log is genuine. Anybody can make a log. Check the bundle with the key of the \
                 log's owner ({}), or with a copy of the checkpoint that was stored elsewhere ({}).",
                Setting::PublicKey,
                Setting::KeptHead
            ));
        }
        if report.is_kept {
            open.push(
                "Whether your copy of the checkpoint is genuine. It is only as trustworthy as the place \
                 where it is stored."
                    .to_owned(),
            );
        }
        if report.is_signed {
            open.push("Who owns the key. You must know that from another source.".to_owned());
        }
        open.push(self.open_time());
        open.push(
            "Whether the publisher published this text. Each entry is a statement of the person or program \
             that made the capture."
                .to_owned(),
        );
        open.extend(extraction(&bundle.captures));
        let by_file = |cited: Cited<'_>| cited.capture.captured.as_ref().is_some_and(is_file_time);
        if bundle.cited().any(by_file) {
            open.push(
                "When the page was seen, if its time is the modification time of a file. Copying a file, or \
                 downloading it with wget, can set that time."
                    .to_owned(),
            );
        }
        match &bundle.question {
            None => open.push(
                "Whether this was the only text. The article may have other versions before or after this \
                 one."
                    .to_owned(),
            ),
            Some(question) => {
                open.extend(match question.certainty {
                    Certainty::Observed => None,
                    Certainty::Claimed => Some(
                        "Whether the publisher's times are right. The answer is based on them.".to_owned(),
                    ),
                    Certainty::Between => Some(
                        "Whether this version was still in effect at that time. It may have been replaced at \
                         any moment between the two observations."
                            .to_owned(),
                    ),
                    Certainty::Unknown => Some(
                        "Whether this version was in effect at that time. The certainty is unknown."
                            .to_owned(),
                    ),
                });
                open.push(
                    "Whether another version was in effect at that time. Captures that are not in the bundle, \
                     or that nobody made, could show one."
                        .to_owned(),
                );
            }
        }
        if !bundle.looks.is_empty() {
            open.push(
                "Whether the article was deleted. A request that did not return the page shows only that \
                 it was not seen then."
                    .to_owned(),
            );
        }
        let redacted = bundle.neighbors.iter().any(|neighbor| neighbor.identity.is_none());
        if redacted {
            open.push(
                "What the other version said. It was redacted; only its id is known.".to_owned(),
            );
        }
        open
    }

    /// States what is not proved about the time of the log's state.
    fn open_time(&self) -> String {
        let stamps = &self.report.stamps;
        let mut checkers: Vec<&str> =
            stamps.iter().filter_map(|stamp| stamp.kind.checker()).collect();
        checkers.dedup();
        if checkers.is_empty() {
            return "When the log had this state. The bundle has no time stamp.".to_owned();
        }
        let at = stamps.iter().find_map(|stamp| stamp.at.as_deref());
        let at = at.map(|at| format!(" that states {at}")).unwrap_or_default();
        format!(
            "When the log had this state. It has a time stamp{at}, but who made the time stamp was not \
             checked. Use `{}`.",
            checkers.join("` and `")
        )
    }
}

/// Returns the verdict and the reason for it.
fn verdict(report: &BundleReport) -> (&'static str, String) {
    let failing = || report.checks.iter().filter(|check| check.result == Verdict::Fails);
    match report.standing() {
        BundleVerdict::Proved => {
            let by = match (report.is_signed, report.is_kept) {
                (true, true) => {
                    "is the checkpoint that you kept, signed with the key that you named"
                }
                (true, false) => "is signed with the key that you named",
                _ => "is the checkpoint that you kept",
            };
            ("Proved", format!("This version is in the log, and the log's state {by}."))
        }
        BundleVerdict::NotProved if report.holds() => (
            "Not proved",
            format!(
                "Everything in the bundle fits together, but nothing shows that its log is genuine. \
                 Check it with {} or {}.",
                Setting::PublicKey,
                Setting::KeptHead
            ),
        ),
        BundleVerdict::NotProved => {
            let why: Vec<&str> = failing().map(|check| check.says.as_str()).collect();
            (
                "Not proved",
                format!(
                    "Everything in the bundle fits together, but its log is not the one that you named: \
                     {}.",
                    why.join("; ")
                ),
            )
        }
        BundleVerdict::Damaged => (
            "Damaged",
            format!(
                "The bundle proves nothing: {} failed. Its text is not shown.",
                counted(failing().count() as i64, "check")
            ),
        ),
    }
}

fn entries(size: u64) -> String {
    if size == 1 { "1 entry".to_owned() } else { format!("{size} entries") }
}

/// States what is not proved about the extraction of the text.
fn extraction(captures: &[CaptureEvidence]) -> Vec<String> {
    let mut digests = Vec::new();
    for digest in captures.iter().filter_map(|capture| capture.payload_sha256) {
        if digests.len() < MAX_LISTED && !digests.contains(&digest) {
            digests.push(digest);
        }
    }
    let mut open = Vec::new();
    if !digests.is_empty() {
        let digests: Vec<String> = digests.iter().map(ToString::to_string).collect();
        open.push(format!(
            "Whether the text is complete and was read correctly. A program extracted it from a page. The \
             page itself is not in the bundle, only its SHA-256: {}. If you have the page, compare it.",
            digests.join(", ")
        ));
    }
    if captures.iter().any(|capture| capture.payload_sha256.is_none()) {
        open.push(
            "Whether the text is what a page said. It was a field of an imported record, and the bundle has \
             no digest of a page."
                .to_owned(),
        );
    }
    open
}
