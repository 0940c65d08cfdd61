//! The commands that write a catalog, prepared to be disturbed: the initial state, the command, and
//! what must hold however it ends.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use recension::store::{Snapshot, StoreError};
use recension::timeline::DERIVATION_VERSION;
use rusqlite::Connection;

use crate::catalogs::dump;
use crate::common::{Dice, import, made_up, recension, stderr, write};

/// Whether to try every point, as `docs/reliability.md` reports, instead of only some.
pub(crate) fn at_length() -> bool {
    std::env::var_os("RECENSION_FAULTS").is_some_and(|value| value == "all")
}

/// Every error must contain one of these remedies.
const REMEDIES: [&str; 7] = [
    "free disk space",
    "run the command again",
    "run the same command again",
    "make it writable",
    "make its folder writable",
    "check that",
    "restore a backup",
];

/// A command that writes a catalog.
pub(crate) struct Work {
    pub(crate) name: &'static str,
    /// The folder with the initial catalog, and one with inputs.
    before: tempfile::TempDir,
    inputs: tempfile::TempDir,
    arguments: Vec<String>,
    /// The exit code of an undisturbed run.
    code: i32,
    known: BTreeSet<String>,
    after: State,
}

/// All stored data of a catalog.
#[derive(PartialEq)]
struct State {
    content: String,
    rejects: Vec<String>,
}

impl State {
    fn of(db: &Path) -> Self {
        let rejects = Snapshot::open(db).unwrap().rejects(None, None).unwrap();
        let mut rejects: Vec<_> = rejects
            .iter()
            .map(|reject| format!("{:?} {} {:?}", reject.record, reject.reason, reject.bytes))
            .collect();
        rejects.sort_unstable();
        Self { content: dump(db), rejects }
    }
}

impl Work {
    /// The work with this name, on catalogs of this many articles.
    pub(crate) fn new(name: &'static str, articles: usize) -> Self {
        let (before, inputs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let db = before.path().join("a.db");
        let mut lines = made_up(articles, &mut Dice(5));
        Dice(6).shuffle(&mut lines);
        lines.push("{\"title\":\"without a URL\"}".to_owned());
        let whole = write(inputs.path(), "whole.jsonl", &lines);
        let (first, _) = lines.split_at(lines.len() / 2);
        let first = write(inputs.path(), "first.jsonl", first);
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let with_words = || {
            import(&db, &[&first], 0);
            run(&db, &["search", "witness"]);
        };
        let (arguments, code): (Vec<String>, _) = match name {
            "first import" => (vec!["import".to_owned(), path(&whole)], 3),
            "later import" => {
                with_words();
                (vec!["import".to_owned(), path(&whole)], 3)
            }
            "merge" => {
                with_words();
                let other = inputs.path().join("other.db");
                import(&other, &[&whole], 3);
                (vec!["merge".to_owned(), path(&other)], 0)
            }
            "optimize" => {
                with_words();
                import(&db, &[&whole], 3);
                (vec!["optimize".to_owned()], 0)
            }
            other => panic!("{other} is no work"),
        };
        let known = if db.exists() { ids(&db) } else { BTreeSet::new() };
        let mut work = Self {
            name,
            before,
            inputs,
            arguments,
            code,
            known,
            after: State { content: String::new(), rejects: Vec::new() },
        };
        let folder = tempfile::tempdir().unwrap();
        let output = work.command(folder.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{name}: {}", stderr(&output));
        work.after = State::of(&folder.path().join("a.db"));
        work
    }

    /// The command, on a copy of the catalog in this folder, which is emptied first.
    pub(crate) fn command(&self, folder: &Path) -> Command {
        for entry in std::fs::read_dir(folder).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for entry in std::fs::read_dir(self.before.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
        self.again(folder)
    }

    /// The command on the existing files. Uses one thread, so that the calls have a fixed order.
    fn again(&self, folder: &Path) -> Command {
        let mut command = recension();
        command.arg("--db").arg(folder.join("a.db")).args(&self.arguments).args(["--jobs", "1"]);
        command
    }

    /// Checks the end of a run: an error that names the catalog and the remedy, success, or a kill.
    #[track_caller]
    pub(crate) fn check_words(&self, output: &Output) {
        let (said, name) = (stderr(output), self.name);
        assert!(!said.contains("panicked"), "{name}: {said}");
        match output.status.code() {
            None => {}
            Some(4) => {
                assert!(said.contains("a.db"), "{name} does not name the catalog: {said}");
                let helps = REMEDIES.iter().any(|remedy| said.contains(remedy));
                assert!(helps, "{name} does not say what to do: {said}");
            }
            code => assert_eq!(code, Some(self.code), "{name}: {said}"),
        }
    }

    /// Checks that the catalog opens and is intact, that nothing in it was lost, and that running
    /// the work again ends in the same state as an undisturbed run and leaves no files behind.
    #[track_caller]
    pub(crate) fn check_catalog(&self, folder: &Path) {
        let (name, db) = (self.name, folder.join("a.db"));
        // Read as a user would, before SQLite repairs anything for a connection that may write.
        match Snapshot::open(&db) {
            Ok(_) => {}
            Err(StoreError::Missing { .. } | StoreError::Unfinished { .. }) => {
                assert!(self.known.is_empty(), "{name}: the catalog is gone");
            }
            Err(why) => panic!("{name}: {why}"),
        }
        let is_there = db.exists() && check_file(&db);
        assert!(is_there || self.known.is_empty(), "{name}: the catalog is gone");
        if is_there {
            assert!(ids(&db).is_superset(&self.known), "{name}: something is lost");
            let catalog = Snapshot::open(&db);
            // Derived data is derived by the first command after an interrupted one.
            if catalog.is_ok_and(|catalog| catalog.derived_by().unwrap() == DERIVATION_VERSION) {
                State::of(&db);
            }
        }
        let output = self.again(folder).output().unwrap();
        assert_eq!(output.status.code(), Some(self.code), "{name}, again: {}", stderr(&output));
        check_file(&db);
        let now = State::of(&db);
        assert!(now.content == self.after.content, "{name}, again: another content");
        assert_eq!(now.rejects, self.after.rejects, "{name}, again: other rejects");
        for file in files(folder) {
            let belongs = ["a.db", "a.db-wal", "a.db-shm"].contains(&file.as_str());
            assert!(belongs, "{name}, again: {file} is left behind");
        }
    }

    /// The folder of its inputs, which must outlive it.
    pub(crate) fn inputs(&self) -> &Path {
        self.inputs.path()
    }
}

fn run(db: &Path, arguments: &[&str]) {
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

fn files(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}

/// Runs SQLite's own checks of a file. `false` if the file is empty.
#[track_caller]
pub(crate) fn check_file(db: &Path) -> bool {
    let connection = Connection::open(db).unwrap();
    let told: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(told, "ok", "{}", db.display());
    let strays = connection.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
    assert!(!strays, "{}: a row points at one that is not there", db.display());
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    version > 0
}

/// The ids of a catalog's versions.
pub(crate) fn ids(db: &Path) -> BTreeSet<String> {
    let connection = Connection::open(db).unwrap();
    let mut statement = connection.prepare("SELECT hex(id) FROM _version").unwrap();
    let ids = statement.query_map([], |row| row.get(0)).unwrap();
    ids.map(Result::unwrap).collect()
}

/// The path of a folder without links in it, as the system names its open files.
pub(crate) fn real(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().canonicalize().unwrap()
}
