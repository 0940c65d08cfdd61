//! A disk that fails at any of SQLite's calls: `tests/faults/shim.c`, preloaded into the program,
//! makes the n-th call that changes a file fail, or kills the process there.

#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::common::{recension, skip, stderr};
use crate::works::{Work, at_length, real};

/// How a call fails, and at how many calls this is tried in an ordinary test run: `eio` is a bad
/// disk, `full` a full one, once or from then on; `kill` ends the process.
const HOWS: [(&str, usize); 5] =
    [("kill", 8), ("eio-once", 6), ("eio-on", 4), ("full-once", 4), ("full-on", 4)];

/// Builds a library to preload from a source in `tests/faults`.
pub(crate) fn shim(folder: &Path, source: &str) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults").join(source);
    let library = folder.join("shim.so");
    let made = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"])
        .arg(&library)
        .arg(source)
        .output();
    match made {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(library)
        }
        Err(error) => {
            skip(&format!("there is no cc here: {error}"));
            None
        }
    }
}

/// Runs the work with the n-th call failing in this way. Returns the number of calls, if it
/// survived.
fn disturbed(work: &Work, shim: &Path, folder: &Path, how: &str, n: usize) -> (Output, usize) {
    let told = work.inputs().join("told");
    let _ = std::fs::remove_file(&told);
    let output = work
        .command(folder)
        .env("LD_PRELOAD", shim)
        .env("FAULTS_UNDER", folder)
        .env("FAULTS_HOW", how)
        .env("FAULTS_AT", n.to_string())
        .env("FAULTS_TOLD", &told)
        .output()
        .unwrap();
    let calls = std::fs::read_to_string(told).ok().and_then(|calls| calls.parse().ok());
    (output, calls.unwrap_or_default())
}

fn check(name: &'static str) {
    let (tools, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let Some(shim) = shim(tools.path(), "shim.c") else { return };
    let (work, folder) = (Work::new(name, 4), real(&place));
    for (how, some) in HOWS {
        let (undisturbed, calls) = disturbed(&work, &shim, &folder, how, usize::MAX >> 1);
        work.check_words(&undisturbed);
        assert!(calls > 30, "{name}: {calls} calls are too few to be all");
        // All of them and a few more, because a run may make a different number of calls.
        let points: Vec<usize> = if at_length() {
            (1..calls + 5).collect()
        } else {
            (0..some).map(|part| 1 + part * (calls - 1) / (some - 1)).collect()
        };
        let (mut failed, mut killed) = (0, 0);
        for &n in &points {
            let (output, _) = disturbed(&work, &shim, &folder, how, n);
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                work.check_words(&output);
                work.check_catalog(&folder);
            }));
            assert!(outcome.is_ok(), "{name}, {how} at call {n} of {calls}");
            killed += usize::from(output.status.code().is_none());
            failed += usize::from(output.status.code() == Some(4));
        }
        eprintln!(
            "{name}, {how}: {} of {calls} calls; {killed} killed, {failed} errors, {} done",
            points.len(),
            points.len() - killed - failed
        );
        assert!(killed + failed > 0, "{name}, {how}: nothing failed");
    }
}

#[test]
fn a_first_import_on_a_failing_disk() {
    check("first import");
}

/// Killed at any call that creates the catalog: the file left behind is not taken for another
/// program's. Commands that read say what happened, and those that write create the catalog there.
#[test]
fn the_creation_of_a_catalog_can_be_killed() {
    let (tools, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let Some(shim) = shim(tools.path(), "shim.c") else { return };
    let (work, folder) = (Work::new("first import", 2), real(&place));
    let db = folder.join("a.db");
    let list = || recension().arg("--db").arg(&db).arg("list").output().unwrap();
    let (mut unfinished, mut tried) = (0, 0);
    loop {
        let (output, _) = disturbed(&work, &shim, &folder, "kill", tried + 1);
        assert_eq!(output.status.code(), None, "call {tried} is not in the creation");
        tried += 1;
        let listed = list();
        match listed.status.code() {
            Some(0) => break,
            code => assert_eq!(code, Some(2), "call {tried}: {}", stderr(&listed)),
        }
        let said = stderr(&listed);
        if db.exists() {
            assert!(said.contains("creation of the catalog was interrupted"), "{said}");
            assert!(said.contains("run the import again"), "{said}");
            unfinished += 1;
        }
        work.check_catalog(&folder);
        assert_eq!(list().status.code(), Some(0), "call {tried}: {}", stderr(&list()));
    }
    assert!(unfinished > 5, "{unfinished} of {tried} left a file without a catalog");
}

#[test]
fn a_later_import_on_a_failing_disk() {
    check("later import");
}

#[test]
fn a_merge_on_a_failing_disk() {
    check("merge");
}

#[test]
fn an_optimize_on_a_failing_disk() {
    check("optimize");
}
