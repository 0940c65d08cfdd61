//! Habits of the command line: options that mean the same in every command, and earlier names that
//! still work.

use std::path::Path;

use recension::history::search::Search;
use recension::store::{ChangeFilter, Snapshot};

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
fn the_earlier_name_of_the_input_format_works() {
    let folder = tempfile::tempdir().unwrap();
    let records = sample("records.jsonl");
    let help = run(folder.path(), &["import", "--help"]).1;
    assert!(help.contains("--input-format <FORMAT>"), "{help}");
    assert!(!help.contains(" --format"), "{help}");
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

#[test]
fn the_suffix_of_the_output_names_the_format() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    let page = sample("story/1-published.html");
    for (command, file, format) in [
        (&["list"][..], "list.csv", "csv"),
        (&["list"], "list.txt", "text"),
        (&["list"], "list", "text"),
        (&["changes"], "changes.md", "markdown"),
        (&["log", "7"], "log.json", "json"),
        (&["search", "ferry"], "search.tsv", "tsv"),
        (&["show", "7"], "show.json", "json"),
        (&["diff", "7"], "diff.patch", "unified"),
        (&["diff", "7"], "diff.html", "html"),
        (&["blame", "7"], "blame.jsonl", "jsonl"),
        (&["when", "7", "ferry"], "when.CSV", "csv"),
        (&["sql", "SELECT 1 AS one"], "sql.csv", "csv"),
        (&["stats"], "stats.json", "json"),
        (&["journal"], "journal.csv", "csv"),
        (&["rejects"], "rejects.csv", "csv"),
        (&["audit"], "audit.sarif", "sarif"),
        (&["audit", "ack", "--list"], "ack.csv", "csv"),
        (&["verify", "--no-record"], "verify.json", "json"),
        (&["export"], "export.csv", "csv"),
    ] {
        let (code, printed, said) = run(folder, &[command, &["-o", file]].concat());
        assert_eq!((code, printed.as_str()), (Some(0), ""), "{command:?}: {said}");
        let (_, expected, _) = run(folder, &[command, &["--format", format]].concat());
        let written = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(written == expected || format == "sarif", "{command:?}: {written}\n{expected}");
        assert!(!written.is_empty(), "{command:?}");
    }
    let (code, _, said) = run(folder, &["extract", &page, "-o", "page.json"]);
    assert_eq!(code, Some(0), "{said}");
    let written = std::fs::read_to_string(folder.join("page.json")).unwrap();
    assert_eq!(written, run(folder, &["extract", &page]).1);
    let (code, _, said) = run(folder, &["completions", "bash", "-o", "recension.bash"]);
    assert_eq!(code, Some(0), "{said}");
    // What cannot be read leaves no file, and the raw bytes of a reject have any suffix.
    assert_eq!(run(folder, &["extract", "nowhere.html", "-o", "none.jsonl"]).0, Some(2));
    assert_eq!(run(folder, &["diff", "--batch", "nowhere.jsonl", "-o", "none.jsonl"]).0, Some(2));
    assert!(!folder.join("none.jsonl").exists());
    let (_, _, said) = run(folder, &["rejects", "--raw", "999", "-o", "raw.gz"]);
    assert!(said.contains("there is no reject 999"), "{said}");
    // A given format overrules the suffix, and a file never has colors.
    let line = ["log", "7", "--color", "always", "--format", "text", "-o", "log.csv"];
    assert_eq!(run(folder, &line).0, Some(0));
    let written = std::fs::read_to_string(folder.join("log.csv")).unwrap();
    assert_eq!(written, run(folder, &["log", "7"]).1);
    let left = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(left.filter(|name| name.to_string_lossy().ends_with(".part")).count(), 0);
}

#[test]
fn a_suffix_of_another_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    let page = sample("story/1-published.html");
    for (command, file) in [
        (&["list"][..], "a.zst"),
        (&["list"], "a.csv.gz"),
        (&["show", "7"], "a.csv"),
        (&["diff", "7"], "a.csv"),
        (&["changes"], "a.atom"),
        (&["extract", &page], "a.csv"),
        (&["export"], "a.json"),
        (&["export"], "a.jsonl.zst"),
        (&["export"], "a.html"),
    ] {
        let (code, printed, said) = run(folder, &[command, &["-o", file]].concat());
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{command:?} -o {file}: {said}");
        assert!(said.contains("a."), "{said}");
        assert!(!folder.join(file).exists(), "{file}");
    }
    // An existing file is kept.
    std::fs::write(folder.join("mine.csv"), "mine").unwrap();
    let (code, _, said) = run(folder, &["list", "-o", "mine.csv"]);
    assert!(code == Some(2) && said.contains("--force"), "{said}");
    assert_eq!(std::fs::read_to_string(folder.join("mine.csv")).unwrap(), "mine");
    assert_eq!(run(folder, &["list", "-o", "mine.csv", "--force"]).0, Some(0));
    assert!(std::fs::read_to_string(folder.join("mine.csv")).unwrap().starts_with("article,"));
}

#[test]
fn times_in_words_are_read_by_every_since_and_until() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    for command in [&["changes"][..], &["log", "7"], &["audit"]] {
        let lines = |options: &[&str]| {
            let (code, printed, said) =
                run(folder, &[command, &["--format", "jsonl"], options].concat());
            assert_eq!(code, Some(0), "{command:?} {options:?}: {said}");
            printed.lines().count()
        };
        let all = lines(&[]);
        assert!(all > 0, "{command:?}");
        for time in ["today", "yesterday", "2 days ago", "7d", "1mo", "2025-W48"] {
            assert_eq!(lines(&["--since", time]), 0, "{command:?} --since {time}");
            assert_eq!(lines(&["--until", time]), all, "{command:?} --until {time}");
        }
        let (code, _, said) = run(folder, &[command, &["--since", "soonish"]].concat());
        assert!(code == Some(2) && said.contains("cannot read \"soonish\" as a time"), "{said}");
        let line = [command, &["--since", "2015", "--until", "2014"]].concat();
        assert_eq!(run(folder, &line).0, Some(2), "{command:?}");
    }
    // The events of the journal are of now.
    let events = |options: &[&str]| -> Vec<i64> {
        let (code, printed, said) =
            run(folder, &[&["journal", "--format", "jsonl"], options].concat());
        assert_eq!(code, Some(0), "{options:?}: {said}");
        let number = |line: &str| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["event"].as_i64().unwrap()
        };
        printed.lines().map(number).collect()
    };
    let all = events(&[]);
    assert!(all.len() > 1, "{all:?}");
    assert_eq!(events(&["--since", "-1d"]), all);
    assert_eq!(events(&["--until", "yesterday"]), Vec::<i64>::new());
    assert_eq!(events(&["-n", "1"]), all[all.len() - 1..]);
}

#[test]
fn a_log_can_be_cut_and_shortened() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    let ordinals = |options: &[&str]| -> Vec<String> {
        let (code, printed, said) =
            run(folder, &[&["log", "7", "--format", "csv"], options].concat());
        assert_eq!(code, Some(0), "{options:?}: {said}");
        let lines = printed.lines().skip(1);
        lines.map(|line| line.split(',').next().unwrap().to_owned()).collect()
    };
    let all = ordinals(&[]);
    assert!(all.len() > 2, "{all:?}");
    assert_eq!(ordinals(&["-n", "2"]), all[all.len() - 2..]);
    let mut latest = ordinals(&["-n", "2", "--reverse"]);
    latest.reverse();
    assert_eq!(latest, ordinals(&["-n", "2"]));
    let (_, lines, _) = run(folder, &["log", "7", "--oneline"]);
    assert_eq!(lines.lines().count(), all.len(), "{lines}");
    let (_, stat, _) = run(folder, &["log", "7", "--oneline", "--stat"]);
    // The first version has no change.
    assert_eq!(stat.lines().count(), 2 * all.len() - 1, "{stat}");
    assert!(stat.contains(" | "), "{stat}");
    assert_eq!(run(folder, &["log", "7", "--oneline", "--format", "csv"]).0, Some(2));
}

#[test]
fn two_versions_are_a_range() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    let range = run(folder, &["diff", "7", "1..2"]);
    assert!(range.0 == Some(0) && !range.1.is_empty(), "{}", range.2);
    assert_eq!(run(folder, &["diff", "7", "1", "2"]), range);
    assert_eq!(run(folder, &["diff", "7", "1...2"]), range);
    assert_eq!(run(folder, &["diff", "7", "-2", "-1"]), run(folder, &["diff", "7", "-2..-1"]));
    assert_eq!(run(folder, &["diff", "7", "1..2", "3"]).0, Some(2));
    assert_eq!(run(folder, &["diff", "7", "1", "2", "3"]).0, Some(2));
    for command in ["diff", "show", "blame", "prove"] {
        for wrong in ["--stta", "-x"] {
            let (code, _, said) = run(folder, &[command, "7", wrong]);
            assert_eq!(code, Some(2));
            assert!(said.contains("is not an option"), "{command} {wrong}: {said}");
        }
    }
}

#[test]
fn silent_edits_have_one_name() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    for command in [&["list"][..], &["changes"], &["search", "ferry"]] {
        let with = |option| [command, &[option]].concat();
        check_alias(
            folder.path(),
            &with("--silent"),
            &with("--silent-edits"),
            "--silent",
            "--silent-edits",
        );
    }
}

#[test]
fn a_sample_is_reproducible() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    for command in ["list", "changes"] {
        let lines = |options: &[&str]| -> Vec<String> {
            let (code, printed, said) =
                run(folder, &[&[command, "--format", "jsonl"], options].concat());
            assert_eq!(code, Some(0), "{command} {options:?}: {said}");
            printed.lines().map(str::to_owned).collect()
        };
        let all = lines(&[]);
        assert!(all.len() > 4, "{command}: {}", all.len());
        let drawn = lines(&["--sample", "3", "--seed", "1"]);
        assert_eq!(drawn.len(), 3);
        assert_eq!(drawn, lines(&["--sample", "3", "--seed", "1"]));
        // In the order of the complete result.
        let places: Vec<_> =
            drawn.iter().map(|line| all.iter().position(|other| other == line).unwrap()).collect();
        assert!(places.is_sorted(), "{places:?}");
        let others = (2..20).map(|seed| lines(&["--sample", "3", "--seed", &seed.to_string()]));
        assert!(others.into_iter().any(|other| other != drawn), "{command}");
        assert_eq!(lines(&["--sample", "1000", "--seed", "1"]), all);
        let (code, _, said) = run(folder, &[command, "--sample", "2"]);
        assert!(code == Some(0) && said.contains("--seed "), "{said}");
        assert_eq!(run(folder, &[command, "--seed", "1"]).0, Some(2));
        assert_eq!(run(folder, &[command, "--sample", "2", "-n", "1"]).0, Some(2));
    }
}

#[test]
fn a_word_that_is_search_changes_nothing_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"url":"https://a.example/search","title":"A search","body":"Text.","captured":"2014-10-19T09:00:00Z"}"#;
    std::fs::write(folder.path().join("a.jsonl"), line).unwrap();
    assert_eq!(run(folder.path(), &["import", "a.jsonl"]).0, Some(0));
    let (code, printed, said) = run(folder.path(), &["log", "search", "-p"]);
    assert!(code == Some(0) && printed.contains("A search"), "{said}");
    let (_, printed, _) =
        run(folder.path(), &["--db", "recension.db", "search", "text", "-search"]);
    assert_eq!(printed, "");
    assert!(!run(folder.path(), &["search", "text", "-other"]).1.is_empty());
}

#[test]
fn nothing_found_is_an_exit_code_only_if_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    for (nothing, something) in [
        (&["search", "zzzz"][..], &["search", "ferry"][..]),
        (&["when", "7", "zzzz"], &["when", "7", "ferry"]),
        (&["list", "zzzz"], &["list"]),
        (&["list", "zzzz", "--count"], &["list", "--count"]),
        (&["list", "--title", "zzzz", "--by", "host"], &["list", "--by", "host"]),
        (&["changes", "--host", "zzzz.example"], &["changes"]),
    ] {
        for format in ["text", "jsonl"] {
            let code = |line: &[&str]| run(folder, &[line, &["--format", format]].concat()).0;
            assert_eq!(code(nothing), Some(0), "{nothing:?}");
            assert_eq!(code(&[nothing, &["--exit-code"]].concat()), Some(1), "{nothing:?}");
            assert_eq!(code(&[something, &["--exit-code"]].concat()), Some(0), "{something:?}");
        }
    }
}

/// The names that mean the same in every command, and the times: RFC 3339 in UTC.
#[test]
fn a_column_has_one_name_in_every_command() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    let first = |command: &[&str], format| {
        let (code, printed, said) = run(folder, &[command, &["--format", format]].concat());
        assert_eq!(code, Some(0), "{command:?}: {said}");
        printed.lines().next().unwrap().to_owned()
    };
    let history = ["article", "at", "earliest", "latest", "order", "id", "ordinal", "state"];
    for (command, columns) in [
        (&["changes"][..], &history[..]),
        (&["log", "7"], &history),
        (&["blame", "7"], &["article", "at", "earliest", "latest", "id", "ordinal", "state"]),
        (&["search", "ferry"], &["article", "from_id", "to_id", "from_at", "to_at"]),
        (&["when", "7", "ferry"], &["article", "from_id", "to_id", "from_at", "to_at"]),
        (&["journal"], &["at"]),
        (&["list"], &["article", "url", "title"]),
    ] {
        let header = first(command, "csv");
        let header: Vec<&str> = header.split(',').collect();
        assert_eq!(first(command, "tsv").split('\t').collect::<Vec<_>>(), header, "{command:?}");
        for column in columns {
            assert!(header.contains(column), "{command:?} has no {column}: {header:?}");
        }
        if command[0] == "log" {
            continue;
        }
        // JSON has the same fields with the same values, and times are RFC 3339 in UTC, or a date if
        // only the day is known.
        let json: serde_json::Value = serde_json::from_str(&first(command, "jsonl")).unwrap();
        let object = json.as_object().unwrap();
        assert_eq!(object.keys().collect::<Vec<_>>(), header, "{command:?}");
        for column in columns.iter().filter(|column| **column == "at" || column.ends_with("_at")) {
            let time = object[*column].as_str().unwrap();
            assert!(
                time.len() == 10 || time.find('T') == Some(10) && time.ends_with('Z'),
                "{command:?} {column}: {time}"
            );
        }
    }
}

/// An input that does not exist is wrong usage (exit code 2) in every command, and is named.
#[test]
fn a_missing_input_has_one_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    for arguments in [
        &["import", "gone.jsonl"][..],
        &["import", "--dry-run", "gone.jsonl"],
        &["extract", "gone.jsonl"],
        &["merge", "gone.db"],
        &["verify-bundle", "gone.json"],
        &["verify-bundle", "--head", "gone.note", "gone.json"],
        &["diff", "--no-index", "gone.txt", "gone.html"],
        &["diff", "--batch", "gone.jsonl"],
        &["verify", "--head", "gone.note"],
        &["prove", "1", "1", "--head", "gone.note"],
        &["log-head", "--key", "gone.key"],
        &["--db", "gone.db", "list"],
        &["--db", "gone.db", "verify"],
        &["--db", "gone.db", "export"],
        &["--db", "gone.db", "sql", "SELECT 1"],
    ] {
        let (code, _, said) = run(folder.path(), arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains("gone."), "{arguments:?}: {said}");
    }
}

/// An import whose inputs all fail creates no catalog; one that stores a reject does.
#[test]
fn a_failed_first_import_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    std::fs::write(folder.join("binary"), b"\0\x01\x02\x03".repeat(300)).unwrap();
    std::fs::write(folder.join("bad.jsonl"), "{\"url\": \"https://example.org/a\"}\n{\n").unwrap();
    for arguments in [
        &["import", "binary"][..],
        &["import", "gone.jsonl", "binary", "--json"],
        &["import", "gone.jsonl"],
    ] {
        let (code, _, said) = run(folder, arguments);
        assert!(matches!(code, Some(2 | 4)), "{arguments:?}: {said}");
        assert!(!folder.join("recension.db").exists(), "{arguments:?}: {said}");
    }
    let (code, _, said) = run(folder, &["import", "binary", "bad.jsonl"]);
    assert_eq!(code, Some(3), "{said}");
    let (_, rejects, _) = run(folder, &["rejects", "--format", "jsonl"]);
    assert!(!rejects.is_empty(), "{said}");
}

/// Binary files are not compared as texts, whatever their encoding would be.
#[test]
fn a_diff_of_binary_files_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let utf16: Vec<u8> = "Zażółć gęślą jaźń\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, content) in [
        ("a.pdf", [b"%PDF-1.7\n".to_vec(), (0..=255).collect()].concat()),
        ("a.bin", (0..=255).collect()),
        ("a.txt", "A text with ć and a form feed.\x0c\n".as_bytes().to_vec()),
        ("utf16.txt", [b"\xff\xfe".to_vec(), utf16].concat()),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
    }
    for (old, new, named) in
        [("a.pdf", "a.txt", "a.pdf"), ("a.txt", "a.bin", "a.bin"), ("a.bin", "a.bin", "a.bin")]
    {
        let (code, printed, said) = run(folder, &["diff", "--no-index", old, new]);
        assert_eq!((code, printed.as_str()), (Some(2), ""), "{said}");
        assert!(said.contains(named) && said.contains("not text"), "{said}");
    }
    let (code, printed, said) = run(folder, &["diff", "--no-index", "a.txt", "utf16.txt"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(printed.contains("Zażółć"), "{printed}");
}

/// `--timezone` changes how times are shown to people, and nothing that programs read.
#[test]
fn times_are_shown_in_a_chosen_zone() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let folder = folder.path();
    let zoned = |line: &[&str], zone| run(folder, &[line, &["--timezone", zone]].concat());
    let (code, shown, said) = zoned(&["log", "7", "--oneline"], "Asia/Kolkata");
    assert_eq!(code, Some(0), "{said}");
    assert!(shown.contains("2014-10-19 18:56 +05:30") && !shown.contains("UTC"), "{shown}");
    let (_, shown, _) = zoned(&["list", "ferry", "--captured", "2014"], "+01:00");
    assert!(shown.contains("Changed (+01:00)") && shown.contains("2014-10-20 13:12"), "{shown}");
    let (_, shown, _) = zoned(&["list", "--by", "day"], "Asia/Kolkata");
    assert!(shown.contains("Day (UTC)"), "{shown}");
    let (_, page, _) = zoned(&["diff", "7", "--format", "html"], "Asia/Kolkata");
    assert!(page.contains("19 October 2014, 18:56:00 +05:30"), "{page}");
    let (code, _, said) = zoned(&["export", "--format", "html", "-o", "site"], "Asia/Kolkata");
    assert_eq!(code, Some(0), "{said}");
    let pages: Vec<String> = walkdir::WalkDir::new(folder.join("site"))
        .into_iter()
        .filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok())
        .collect();
    let has = |text: &str| pages.iter().any(|page| page.contains(text));
    assert!(has(">19 October 2014, 18:56</time>") && has("Times are in Asia/Kolkata. "));
    assert!(has("title=\"19 October 2014, 18:56:00 +05:30\"") && !has("00 UTC\""));
    // TZ is UTC in tests.
    let (_, shown, _) = zoned(&["log", "7", "--oneline"], "local");
    assert!(shown.contains("2014-10-19 13:26 UTC"), "{shown}");
    for line in [
        &["log", "7", "--format", "jsonl"][..],
        &["log", "7", "--format", "csv"],
        &["list", "--format", "json"],
        &["changes", "--format", "csv"],
        &["audit", "--severity", "note", "--format", "jsonl"],
        &["diff", "7", "--format", "json"],
        &["export"],
    ] {
        let plain = run(folder, line);
        assert!(!plain.1.is_empty(), "{line:?}: {}", plain.2);
        assert_eq!(zoned(line, "Asia/Kolkata"), plain, "{line:?}");
    }
    let set = recension()
        .current_dir(folder)
        .env("RECENSION_TIMEZONE", "Asia/Kolkata")
        .args(["log", "7", "--oneline"])
        .output()
        .unwrap();
    let (_, shown, _) = zoned(&["log", "7", "--oneline"], "Asia/Kolkata");
    assert_eq!(String::from_utf8_lossy(&set.stdout), shown);
    let (code, _, said) = zoned(&["list"], "Mars/Base");
    assert_eq!(code, Some(2));
    assert!(said.contains("is not a time zone"), "{said}");
}

/// The library's results serialize as the rows of the command line.
#[test]
fn changes_and_hits_serialize_as_their_rows() {
    let folder = tempfile::tempdir().unwrap();
    catalog(folder.path());
    let rows = |line: &[&str]| -> Vec<serde_json::Value> {
        let (code, printed, said) = run(folder.path(), &[line, &["--format", "jsonl"]].concat());
        assert_eq!(code, Some(0), "{line:?}: {said}");
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (changes, hits) = (rows(&["changes"]), rows(&["search", "ferry"]));
    assert!(changes.len() > 1 && hits.len() > 1);
    let snapshot = Snapshot::open(&folder.path().join("recension.db")).unwrap();
    let page = snapshot.change_page(&ChangeFilter::default()).unwrap();
    assert_eq!(serde_json::to_value(&page.changes).unwrap(), serde_json::Value::from(changes));
    let search = Search::new("ferry".parse().unwrap());
    let found = snapshot.search(&search).unwrap();
    assert_eq!(serde_json::to_value(&found.hits).unwrap(), serde_json::Value::from(hits));
}
