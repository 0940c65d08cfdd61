//! The result of checking a bundle.

use serde::Serialize;

use super::checkpoint::Checkpoint;
use super::stamp::TimestampToken;

/// The checks against what the checker trusts; all others concern only the bundle.
const TRUST_CHECKS: [&str; 3] = ["origin", "head", "signature"];

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The check passed.
    Holds,
    /// The check failed.
    Fails,
    /// Not checked, because nothing to compare with was given, or because it is not checked here.
    NotChecked,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BundleCheck {
    /// The name.
    pub check: &'static str,
    /// The result.
    pub result: Verdict,
    /// The details.
    pub says: String,
}

/// The checks of a bundle and their results.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BundleReport {
    /// The checks, in order.
    pub checks: Vec<BundleCheck>,
    /// The head, if it can be parsed.
    pub checkpoint: Option<Checkpoint>,
    /// Whether the given key signed it.
    pub is_signed: bool,
    /// Whether it is the given head.
    pub is_kept: bool,
    /// The time stamps that commit to it.
    pub stamps: Vec<TimestampToken>,
}

/// The overall result of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BundleVerdict {
    /// Everything is consistent, and the log is the one that the checker trusts.
    Proved,
    /// Everything is consistent, but the log is another one, or the checker gave nothing to trust.
    NotProved,
    /// The bundle contradicts itself.
    Damaged,
}

impl BundleReport {
    /// The overall result.
    pub fn standing(&self) -> BundleVerdict {
        let mut failing = self.checks.iter().filter(|check| check.result == Verdict::Fails);
        if failing.any(|check| !TRUST_CHECKS.contains(&check.check)) {
            BundleVerdict::Damaged
        } else if self.holds() && (self.is_signed || self.is_kept) {
            BundleVerdict::Proved
        } else {
            BundleVerdict::NotProved
        }
    }

    /// Whether nothing failed.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.result != Verdict::Fails)
    }

    pub(super) fn add(&mut self, check: &'static str, holds: bool, says: impl Into<String>) {
        let result = if holds { Verdict::Holds } else { Verdict::Fails };
        self.checks.push(BundleCheck { check, result, says: says.into() });
    }

    pub(super) fn leave(&mut self, check: &'static str, says: impl Into<String>) {
        self.checks.push(BundleCheck { check, result: Verdict::NotChecked, says: says.into() });
    }
}
