//! Evidence: what was checked of a bundle, what that proves and what not, for people and as JSON.

use std::io;

use serde::Serialize;

use super::{counted, safe_line};
use crate::article::{Sha256, VersionId};
use crate::proof::bundle::{Bundle, CaptureEvidence, Check, Report, Verdict};

/// The most captures that are told one by one to a person.
const MOST_CAPTURES: usize = 10;

/// What a bundle proves and what not, in plain words.
struct Statements {
    proven: Vec<String>,
    unproven: Vec<String>,
}

impl Statements {
    fn of(bundle: &Bundle, report: &Report) -> Self {
        let (mut proven, mut unproven) = (Vec::new(), Vec::new());
        let Some(checkpoint) = report.checkpoint.as_ref().filter(|_| report.holds()) else {
            unproven.push("anything: see what fails".to_owned());
            return Self { proven, unproven };
        };
        let version = &bundle.version;
        proven.push(format!(
            "the log of {} held this version of {} when it had {} entries: its clocks, headline, \
             byline, standfirst and text are to the letter what was taken in",
            checkpoint.origin, version.key, checkpoint.size
        ));
        for capture in bundle.captures.iter().take(MOST_CAPTURES) {
            proven.push(format!("entry {} of it says that {}", capture.index, sighting(capture)));
        }
        let more = bundle.captures.len().saturating_sub(MOST_CAPTURES);
        if more > 0 {
            proven.push(format!("{more} more entries say likewise"));
        }
        if report.is_signed {
            proven.push("who holds the key that you named signed that state of the log".to_owned());
        }
        if report.is_kept {
            proven.push("it is the state of the log whose head you kept".to_owned());
        }
        if !report.is_signed && !report.is_kept {
            unproven.push(
                "that this log is the one you trust: anybody can make a log. Check it with --key, or \
                 with --head against a copy that was kept elsewhere"
                    .to_owned(),
            );
        }
        let mut checkers: Vec<&str> =
            report.stamps.iter().filter_map(|stamp| stamp.kind.checker()).collect();
        checkers.dedup();
        unproven.push(if checkers.is_empty() {
            "when: no time stamp vouches for the log's state".to_owned()
        } else {
            let at = report.stamps.iter().find_map(|stamp| stamp.at.as_deref());
            let at = at.map(|at| format!(" and states {at}")).unwrap_or_default();
            format!(
                "when: the time stamp is over this state of the log{at}, but who made it was not \
                 checked; `{}` does that",
                checkers.join("` and `")
            )
        });
        unproven.push(
            "that the publisher published it: the entries are the word of who made the captures"
                .to_owned(),
        );
        Self { proven, unproven }
    }
}

fn sighting(capture: &CaptureEvidence) -> String {
    let seen = capture.captured.as_ref().map_or("at a time unknown", |clock| clock.utc.as_str());
    let place = match (capture.place.record, capture.place.offset) {
        (Some(record), _) => format!("{} record {record}", capture.place.input),
        (None, Some(offset)) => format!("{} byte {offset}", capture.place.input),
        (None, None) => capture.place.input.clone(),
    };
    format!("it was seen {seen} under {} (read from {place})", capture.url)
}

/// Writes the checks, one a line, and what they prove.
pub fn write_text(bundle: &Bundle, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for Check { check, result, says } in &report.checks {
        let result = match result {
            Verdict::Holds => "holds",
            Verdict::Fails => "FAILS",
            Verdict::NotChecked => "not checked",
        };
        writeln!(out, "{result:<12} {check:<11} {}", safe_line(says))?;
    }
    let failed = report.checks.iter().filter(|check| check.result == Verdict::Fails).count() as i64;
    if failed > 0 {
        return writeln!(out, "\nIt proves nothing: {} failed.", counted(failed, "check"));
    }
    let statements = Statements::of(bundle, report);
    for (head, lines) in
        [("It proves that", &statements.proven), ("It does not prove", &statements.unproven)]
    {
        writeln!(out, "\n{head}")?;
        lines.iter().try_for_each(|line| writeln!(out, "- {}", safe_line(line)))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct ReportJson<'r> {
    holds: bool,
    version: VersionId,
    key: &'r str,
    checkpoint: Option<CheckpointJson<'r>>,
    checks: &'r [Check],
    proves: Vec<String>,
    does_not_prove: Vec<String>,
}

#[derive(Serialize)]
struct CheckpointJson<'r> {
    origin: &'r str,
    size: u64,
    root: Sha256,
}

/// Writes the same as one JSON object.
pub fn write_json(bundle: &Bundle, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let statements = Statements::of(bundle, report);
    let json = ReportJson {
        holds: report.holds(),
        version: bundle.version.id,
        key: &bundle.version.key,
        checkpoint: report.checkpoint.as_ref().map(|checkpoint| CheckpointJson {
            origin: &checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root,
        }),
        checks: &report.checks,
        proves: statements.proven,
        does_not_prove: statements.unproven,
    };
    serde_json::to_writer(&mut *out, &json)?;
    writeln!(out)
}
