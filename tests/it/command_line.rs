//! Habits of the command line: options that mean the same in every command, and earlier names that
//! still work.

use std::path::Path;

use crate::common::{recension, stderr};

/// A catalog of the test story and some records.
fn catalog(folder: &Path) {
    let (code, _, said) =
        run(folder, &["import", &sample("newsroom"), &sample("story"), &sample("records.jsonl")]);
    assert!(matches!(code, Some(0 | 3)), "{said}");
}

fn sample(name: &str) -> String {
    format!("{}/tests/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in a folder: the exit code, and both outputs.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = recension().current_dir(folder).args(arguments).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), printed, stderr(&output))
}

/// Requires that both command lines succeed and print the same, and that the help of the command
/// lists `listed` and not `hidden`.
#[track_caller]
fn check_alias(folder: &Path, old: &[&str], new: &[&str], hidden: &str, listed: &str) {
    let (before, after) = (run(folder, old), run(folder, new));
    assert_eq!(before.0, Some(0), "{old:?}: {}", before.2);
    assert_eq!(before.1, after.1, "{old:?}");
    assert!(!before.1.is_empty(), "{old:?} prints nothing");
    let command = if new[..2] == ["audit", "ack"] { &new[..2] } else { &new[..1] };
    let help = run(folder, &[command, &["--help"]].concat()).1;
    let words: Vec<&str> = help.split_whitespace().collect();
    assert!(words.contains(&listed), "{command:?} --help lists {listed}");
    assert!(!words.contains(&hidden), "{command:?} --help lists {hidden}");
}

#[test]
fn earlier_names_of_input_formats_work() {
    let folder = tempfile::tempdir().unwrap();
    let (page, records) = (sample("story/1-published.html"), sample("records.jsonl"));
    let help = |command| run(folder.path(), &[command, "--help"]).1;
    for command in ["import", "extract"] {
        assert!(help(command).contains("--input-format <FORMAT>"), "{command}");
        assert!(!help(command).contains(" --format"), "{command}");
    }
    let old = run(folder.path(), &["extract", &page, "--format", "html"]);
    assert_eq!(old, run(folder.path(), &["extract", &page, "--input-format", "html"]));
    assert!(old.1.starts_with('{'), "{}", old.2);
    for option in ["--format", "--input-format"] {
        let (code, _, said) =
            run(folder.path(), &["import", &records, option, "html", "--dry-run"]);
        assert!(said.contains("read as HTML"), "{option}: {code:?} {said}");
    }
}

#[test]
fn the_format_for_people_is_text_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    for command in [&["list"][..], &["when", "1", "a"], &["sql", "SELECT 1"], &["journal"]] {
        let with = |format| [command, &["--format", format]].concat();
        check_alias(folder, &with("table"), &with("text"), "table:", "text:");
    }
    let with = |format| ["diff", "7", "--format", format];
    check_alias(folder, &with("terminal"), &with("text"), "terminal:", "text:");
    for command in [&["rejects"][..], &["audit", "ack", "--list"]] {
        for format in ["table", "text"] {
            let (code, _, said) = run(folder, &[command, &["--format", format]].concat());
            assert_eq!(code, Some(0), "{said}");
        }
    }
    // The commands with a text of their own accept both.
    for command in [&["log", "1"][..], &["changes"], &["search", "a"], &["blame", "1"], &["stats"]]
    {
        for format in ["table", "text"] {
            let (code, _, said) = run(folder, &[command, &["--format", format]].concat());
            assert_eq!(code, Some(0), "{said}");
        }
    }
}
