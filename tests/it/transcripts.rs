//! The command line as transcripts: every file of `tests/cli`, the README, and the pages of the docs.
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

/// The Markdown files of a folder of the project, by name.
fn pages(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    // By their names alone: `log` stands before `log-head`, and `log.md` behind `log-head.md`.
    files.sort_by_key(|file| file.file_stem().map(ToOwned::to_owned));
    files
}

/// The names of the commands, as `recension --help` lists them.
pub(crate) fn commands() -> Vec<String> {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_recension"))
        .args(["--color", "never", "--help"])
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let (listed, _) = listed.split_once("\n\n").unwrap();
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

/// A command without a page, a page without a command, and a page that shows other options than the
/// program has are all defects.
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
