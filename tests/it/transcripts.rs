//! Command-line transcripts: every file in `tests/cli`, the README, and the pages of the docs.
//!
//! `TRYCMD=overwrite cargo test --test it transcripts` writes the program's current output.

use std::path::{Path, PathBuf};

/// Runs the commands of one file, in order, on a new catalog.
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

/// The Markdown files of a project folder, by name.
fn pages(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    // Sorted by name without extension: `log` is before `log-head`, but `log.md` is after
    // `log-head.md`.
    files.sort_by_key(|file| file.file_stem().map(ToOwned::to_owned));
    files
}

/// The names of the commands, as listed by `recension --help`.
pub(crate) fn commands() -> Vec<String> {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_recension"))
        .args(["--color", "never", "--help"])
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    // The groups of commands are between the usage and the options.
    let (_, listed) = help.split_once("Usage:").unwrap();
    let (listed, _) = listed.split_once("\nOptions:\n").unwrap();
    listed
        .lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn every_command_says_what_its_transcript_says() {
    let files = pages("tests/cli");
    assert!(files.len() >= 7, "a command has lost its transcript");
    for file in files {
        run(&file);
    }
}

#[test]
fn the_readme_is_true() {
    run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
}

/// A command without a page, a page without a command, and a page with options that differ from the
/// program's are all defects.
#[test]
fn every_command_has_a_page_and_the_page_is_true() {
    let mut commands = commands();
    commands.sort();
    let files = pages("docs/commands");
    let named: Vec<String> =
        files.iter().map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(commands, named, "the commands, and the pages of docs/commands");
    for (file, name) in files.iter().zip(&named) {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.starts_with(&format!("# recension {name}\n")), "{name}: its heading");
        assert!(text.contains(&format!("\n$ recension {name} --help\n")), "{name}: its options");
        run(file);
    }
}

#[test]
fn the_cookbook_is_true() {
    run(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cookbook.md"));
}
