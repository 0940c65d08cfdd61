//! The command line as transcripts: every file of `tests/cli`, and the README.
//!
//! `TRYCMD=overwrite cargo test --test it transcripts` writes what the program says now.

use std::path::{Path, PathBuf};

/// Runs one file's commands, in order, on a catalog of their own.
fn run(file: &Path) {
    let folder = tempfile::tempdir().unwrap();
    trycmd::TestCases::new()
        .env("RECENSION_DB", folder.path().join("recension.db").to_string_lossy())
        .env("TZ", "UTC")
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .case(file)
        .run();
}

#[test]
fn every_command_says_what_its_transcript_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    files.sort();
    assert!(files.len() >= 7, "a command has lost its transcript");
    for file in files {
        run(&file);
    }
}

#[test]
fn the_readme_is_true() {
    run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
}
