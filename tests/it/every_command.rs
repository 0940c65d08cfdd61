//! Every command listed in the help, in every faulty environment: it ends, reports what is wrong,
//! and does not panic.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use rusqlite::Connection;

use crate::common::{Dice, import, made_up, recension, stderr, write};
use crate::transcripts::commands;
use crate::works::check_file;

/// A folder with a catalog, and with the files that commands need.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rows = write(folder.path(), "rows.jsonl", &made_up(60, &mut Dice(1)));
        let more = write(folder.path(), "more.jsonl", &made_up(3, &mut Dice(2)));
        import(&folder.path().join("a.db"), &[&rows], 0);
        import(&folder.path().join("other.db"), &[&more], 0);
        let world = Self { folder };
        let bundle = world.path("bundle.json").to_string_lossy().into_owned();
        let prove = ["prove", "1", "1", "-o", &bundle].map(str::to_owned);
        assert!(world.command(&world.path("a.db"), &prove).status().unwrap().success());
        // The first search creates the word index.
        assert!(
            world.command(&world.path("a.db"), &world.usual("search")).status().unwrap().success()
        );
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A typical use of a command; only its name, if the command is not known here.
    pub(crate) fn usual(&self, name: &str) -> Vec<String> {
        let path = |name: &str| self.path(name).to_string_lossy().into_owned();
        let more: Vec<String> = match name {
            "import" | "extract" => vec![path("more.jsonl")],
            "merge" => vec![path("other.db")],
            "log" | "show" | "diff" | "blame" => vec!["1".to_owned()],
            "prove" => ["1", "1", "-o", &path("evidence.json")].map(str::to_owned).to_vec(),
            "verify-bundle" => vec![path("bundle.json")],
            "redact" => ["2", "1", "--reason", "a test"].map(str::to_owned).to_vec(),
            "when" => vec!["1".to_owned(), "boats".to_owned()],
            "search" => vec!["boats".to_owned()],
            "sql" => vec!["SELECT count(*) FROM versions".to_owned()],
            "backup" => vec![path("backup.db")],
            "completions" => vec!["bash".to_owned()],
            "reread" => vec!["--all".to_owned()],
            // Refused without a request: this machine's addresses are not public.
            "fetch" => vec!["http://127.0.0.1:9/".to_owned()],
            "backfill" => ["http://a.example/", "--from", "http://127.0.0.1:9/all/cdx"]
                .map(str::to_owned)
                .to_vec(),
            "watch" => vec!["list".to_owned()],
            _ => Vec::new(),
        };
        std::iter::once(name.to_owned()).chain(more).collect()
    }

    pub(crate) fn command(&self, db: &Path, arguments: &[String]) -> Command {
        for made in ["backup.db", "evidence.json"] {
            let _ = std::fs::remove_file(self.path(made));
        }
        let mut command = recension();
        command.current_dir(self.folder.path()).arg("--db").arg(db).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// Commands that read no catalog.
pub(crate) const WITHOUT: [&str; 4] = ["extract", "verify-bundle", "completions", "man"];

/// Commands that this test knows how to use.
pub(crate) const KNOWN: [&str; 28] = [
    "import",
    "merge",
    "extract",
    "list",
    "log",
    "changes",
    "search",
    "show",
    "diff",
    "blame",
    "when",
    "sql",
    "audit",
    "verify",
    "log-head",
    "prove",
    "verify-bundle",
    "export",
    "journal",
    "rejects",
    "backup",
    "rebuild",
    "reread",
    "optimize",
    "redact",
    "stats",
    "completions",
    "man",
];

/// All commands except `serve`, which runs until it is stopped: see `web_server.rs`.
pub(crate) fn commands_that_end() -> Vec<String> {
    commands().into_iter().filter(|name| name != "serve").collect()
}

#[track_caller]
fn check(output: &Output, what: &str) {
    let said = stderr(output);
    assert!(!said.contains("panicked"), "{what}: {said}");
    let code = output.status.code();
    assert!(matches!(code, Some(0..=4)), "{what}: {:?} {said}", output.status);
    assert!(!matches!(code, Some(2 | 4)) || !said.is_empty(), "{what}: {code:?} without a word");
}

#[test]
fn where_there_is_no_catalog() {
    let world = World::new();
    let whole = std::fs::read(world.path("a.db")).unwrap();
    let half = &whole[..whole.len() / 2];
    let mut holes = whole.clone();
    for page in (3..whole.len() / 4_096).step_by(4) {
        holes[page * 4_096..][..4_096].fill(0xa5);
    }
    let garbage: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let header = [&whole[..100], &garbage[..]].concat();
    std::fs::create_dir(world.path("folder")).unwrap();
    Connection::open(world.path("foreign"))
        .unwrap()
        .execute_batch("CREATE TABLE theirs (x)")
        .unwrap();
    let foreign = std::fs::read(world.path("foreign")).unwrap();
    // The content of the file, and whether it could be a damaged catalog.
    let files: [(&str, &[u8], bool); 6] = [
        ("empty", b"", false),
        ("garbage", &garbage, false),
        ("foreign", &foreign, false),
        ("half", half, true),
        ("holes", &holes, true),
        ("header", &header, true),
    ];
    for name in commands_that_end() {
        let check_on = |db: &str, arguments: &[String]| {
            let output = world.command(&world.path(db), arguments).output().unwrap();
            check(&output, &format!("{arguments:?} on {db}"));
            output.status.code().unwrap_or_default()
        };
        let usual = world.usual(&name);
        let asks = KNOWN.contains(&name.as_str()) && !WITHOUT.contains(&name.as_str());
        check_on("a.db", std::slice::from_ref(&name));
        for (db, codes) in [("folder", [2, 4]), ("missing", [2, 2]), ("no/where.db", [2, 4])] {
            let makes = db == "missing" && ["import", "merge"].contains(&name.as_str());
            let code = check_on(db, &usual);
            assert!(!asks || makes || codes.contains(&code), "{name} on {db}: {code}");
            if !makes {
                assert!(!world.path("missing").exists(), "{name} made a catalog");
            }
            let _ = std::fs::remove_file(world.path("missing"));
        }
        for (db, bytes, is_damaged) in files {
            std::fs::write(world.path(db), bytes).unwrap();
            let code = check_on(db, &usual);
            let makes = db == "empty" && ["import", "merge"].contains(&name.as_str());
            if asks && !makes && !is_damaged {
                // An empty file is a catalog whose creation was interrupted: as if it were missing.
                let expected = if db == "empty" { 2 } else { 4 };
                assert_eq!(code, expected, "{name} on {db}");
                assert!(std::fs::read(world.path(db)).unwrap() == bytes, "{name} wrote to {db}");
            }
            for end in ["", "-wal", "-shm", "-journal"] {
                let _ = std::fs::remove_file(world.path(&format!("{db}{end}")));
            }
        }
        // An input that does not exist, is a folder, or is garbage.
        std::fs::write(world.path("garbage"), &garbage).unwrap();
        for input in ["nothing", "folder", "garbage", "a.db", ""] {
            let input = world.path(input).to_string_lossy().into_owned();
            check_on("a.db", &[name.clone(), input]);
        }
        assert!(check_file(&world.path("a.db")), "{name}");
    }
}

/// A reader that closes the pipe is not an error; a full disk for the output is one, and is
/// reported.
#[test]
fn where_the_output_goes_nowhere() {
    let world = World::new();
    let db = world.path("a.db");
    for name in commands_that_end() {
        let helps = vec![name.clone(), "--help".to_owned()];
        for arguments in [world.usual(&name), helps] {
            let usual = world.command(&db, &arguments).output().unwrap();
            check(&usual, &format!("{arguments:?}"));
            let mut child = world.command(&db, &arguments).spawn().unwrap();
            drop(child.stdout.take());
            let closed = child.wait_with_output().unwrap();
            check(&closed, &format!("{arguments:?} to a closed pipe"));
            assert_eq!(closed.status.code(), usual.status.code(), "{arguments:?}");
            let Ok(full) = File::options().write(true).open("/dev/full") else { continue };
            let full = world.command(&db, &arguments).stdout(full).output().unwrap();
            check(&full, &format!("{arguments:?} to a full disk"));
            if !usual.stdout.is_empty() {
                assert_eq!(full.status.code(), Some(4), "{arguments:?}: {}", stderr(&full));
                let said = stderr(&full);
                assert!(said.contains("cannot write the output"), "{arguments:?}: {said}");
            }
        }
    }
}

/// A command that is interrupted stops, and the catalog is intact.
#[cfg(unix)]
#[test]
fn where_somebody_wants_it_to_stop() {
    let world = World::new();
    let db = world.path("a.db");
    let mut dice = Dice(7);
    for name in commands_that_end() {
        for signal in ["-INT", "-TERM"] {
            let child = world.command(&db, &world.usual(&name)).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(dice.below(20) as u64));
            let id = child.id().to_string();
            Command::new("kill").args([signal, &id]).stderr(Stdio::null()).status().unwrap();
            let output = child.wait_with_output().unwrap();
            assert!(!stderr(&output).contains("panicked"), "{name} {signal}: {}", stderr(&output));
            assert!(check_file(&db), "{name} {signal}");
            assert!(!world.path("a.db.optimize").exists(), "{name} {signal}");
        }
    }
}
