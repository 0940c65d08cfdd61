//! Evidence as JSON: the verdict, the checks, and what they prove and do not prove, in one object.

use std::io;

use serde::Serialize;

use super::{Account, urls};
use crate::article::{Sha256, VersionId};
use crate::proof::bundle::Bundle;
use crate::proof::question::Question;
use crate::proof::report::{BundleCheck, BundleReport, BundleVerdict};

#[derive(Serialize)]
struct ReportJson<'r> {
    verdict: BundleVerdict,
    because: String,
    holds: bool,
    version: VersionId,
    key: &'r str,
    urls: Vec<&'r str>,
    question: Option<&'r Question>,
    checkpoint: Option<CheckpointJson<'r>>,
    checks: &'r [BundleCheck],
    /// What is proved.
    proves: Vec<String>,
    /// What would be proved if the log were genuine.
    shows: Vec<String>,
    does_not_prove: Vec<String>,
}

#[derive(Serialize)]
struct CheckpointJson<'r> {
    origin: &'r str,
    size: u64,
    root: Sha256,
}

/// Writes the report on a bundle as one JSON object.
pub fn write(bundle: &Bundle, report: &BundleReport, out: &mut dyn io::Write) -> io::Result<()> {
    let account = Account::of(bundle, report);
    let (proves, shows) = match report.standing() {
        BundleVerdict::Proved => (account.proved, Vec::new()),
        _ => (Vec::new(), account.proved),
    };
    let json = ReportJson {
        verdict: report.standing(),
        because: account.because,
        holds: report.holds(),
        version: bundle.version.id,
        key: &bundle.version.key,
        urls: urls(bundle),
        question: bundle.question.as_ref(),
        checkpoint: report.checkpoint.as_ref().map(|checkpoint| CheckpointJson {
            origin: &checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root,
        }),
        checks: &report.checks,
        proves,
        shows,
        does_not_prove: account.not_proved,
    };
    crate::render::json::to_writer(&mut *out, &json)?;
    writeln!(out)
}
