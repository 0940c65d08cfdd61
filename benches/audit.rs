//! Usefulness of the audit: its findings compared with the verdicts of a reader.
//!
//! `cargo bench --bench audit`. `tests/labels/findings.jsonl` names findings by their ids, which are
//! the same in every catalog, and gives each a verdict: `useful`, `useless` (true, but nobody would
//! want the warning) or `false`. The measuring data is imported; without it, nothing is compared.
//! `RECENSION_SHOW=1` prints the findings at warning or above that have no verdict, and those with one
//! that are no longer found. With
//! `RECENSION_BENCH=smoke`, only the samples of the tests are audited.

#![allow(clippy::print_stdout)]

mod common;

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use recension::article::UnixMicros;
use recension::audit::{AuditQuery, Severity};
use recension::catalog::Catalog;
use recension::import::{self, Job, Progress};
use recension::source::Input;
use recension::store::{StoreError, Writer};
use serde_json::Value;

/// The time of the audit: 1 December 2026, 0:00 UTC.
const NOW: UnixMicros = UnixMicros(1_796_083_200_000_000);

const WARNING: &str = "warning or above";

/// The catalogs that the findings were drawn from, each with its inputs.
const CATALOGS: [&[&str]; 2] = [
    &["articles/articles_dev.jsonl.zst"],
    &[
        "articles/articles_untimed_dev.jsonl.zst",
        "articles/stress_wikimedia_terms.jsonl.zst",
        "articles/articles_meta_dev.jsonl.zst",
        "html_pairs/dev",
        "trees/demo",
        "feeds",
        "warc",
    ],
];

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = root.join("../shared/data");
    let catalogs: Vec<Vec<PathBuf>> = if common::is_smoke() {
        vec![vec![root.join("tests/samples/newsroom")]]
    } else if data.exists() {
        let inputs = |names: &&[&str]| names.iter().map(|name| data.join(name)).collect();
        CATALOGS.iter().map(inputs).collect()
    } else {
        println!("skipped: the measuring data is not available");
        return Ok(());
    };
    let verdicts = verdicts(&root.join("tests/labels/findings.jsonl"))?;
    let is_shown = std::env::var_os("RECENSION_SHOW").is_some();
    let mut missing = verdicts.clone();
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    for inputs in catalogs {
        for (id, severity, line) in findings(inputs)? {
            missing.remove(&id);
            let verdict = verdicts.get(&id).map_or("no verdict", String::as_str);
            let grade = if severity > Severity::Note { WARNING } else { "note" };
            *counts.entry((grade, verdict)).or_default() += 1;
            if is_shown && grade == WARNING && verdict == "no verdict" {
                println!("no verdict: {id} {line}");
            }
        }
    }
    for (id, verdict) in &missing {
        *counts.entry(("no longer found", verdict)).or_default() += 1;
        if is_shown {
            println!("no longer found, {verdict}: {id}");
        }
    }
    println!(
        "{:<18}{:>10}{:>10}{:>10}{:>14}",
        "findings", "useful", "useless", "false", "no verdict"
    );
    for grade in [WARNING, "note", "no longer found"] {
        let count = |verdict| counts.get(&(grade, verdict)).copied().unwrap_or_default();
        let [useful, useless, wrong, unknown] =
            ["useful", "useless", "false", "no verdict"].map(count);
        println!("{grade:<18}{useful:>10}{useless:>10}{wrong:>10}{unknown:>14}");
        let judged = useful + useless + wrong;
        if grade == WARNING && judged > 0 {
            let share = |part: usize| part as f64 / judged as f64 * 100.0;
            println!(
                "of those with a verdict: {:.0} % useful, {:.0} % false",
                share(useful),
                share(wrong)
            );
        }
    }
    Ok(())
}

/// The verdicts by the ids of the findings.
fn verdicts(path: &Path) -> Result<HashMap<String, String>, Box<dyn Error>> {
    let mut verdicts = HashMap::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: Value = serde_json::from_str(line)?;
        let field = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
        let (Some(finding), Some(verdict)) = (field("finding"), field("verdict")) else {
            return Err(format!("a row lacks a finding or a verdict: {line}").into());
        };
        verdicts.insert(finding, verdict);
    }
    Ok(verdicts)
}

/// The id, severity and message of a finding.
type Found = (String, Severity, String);

/// Imports the inputs and audits the catalog.
fn findings(inputs: Vec<PathBuf>) -> Result<Vec<Found>, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let db = folder.path().join("audit.db");
    let mut writer = Writer::begin(&db, "bench", "[]", 0)?;
    let job = Job::new(inputs.into_iter().map(Input::Path).collect());
    import::run(job, &mut writer, &Progress::default())?;
    writer.finish(1)?;
    let snapshot = Catalog::open(&db)?.snapshot()?;
    let mut findings = Vec::new();
    snapshot.audit(AuditQuery::default(), NOW)?.each::<StoreError>(|entries| {
        findings.extend(entries.iter().map(|entry| {
            let finding = entry.finding;
            let line = format!("{}: {}", finding.rule, finding.message);
            (finding.id.to_string(), finding.severity, line)
        }));
        Ok(())
    })?;
    Ok(findings)
}
