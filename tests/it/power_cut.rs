//! A simulated power cut: `tests/faults/write_log.c`, preloaded into the program, records all writes
//! to a catalog. The test replays them up to each synchronization, loses or tears what was not
//! synchronized then, and opens the result.
//!
//! The model of the disk: a synchronized file holds all that was written to it before. Of later
//! writes and truncations any subset is there, and any sectors of a write. Names (files created,
//! renamed, deleted) are durable once the folder is synchronized; later changes of names are lost
//! from some point on.

#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use recension::store::Snapshot;
use rusqlite::Connection;

use crate::common::{Dice, import, made_up, recension, stderr, verify, write};
use crate::failing_calls::shim;
use crate::works::{at_length, check_file, ids, real};

/// A disk writes sectors of this many bytes as a whole.
const SECTOR: usize = 512;

#[derive(Debug)]
enum Event {
    Write { path: String, offset: usize, data: Vec<u8> },
    Truncate { path: String, size: usize },
    Sync { path: String },
    Create { path: String },
    Rename { from: String, to: String },
    Unlink { path: String },
}

/// Reads a log; see `write_log.c`.
fn parse(log: &[u8]) -> Vec<Event> {
    let mut rest = log;
    let mut events = Vec::new();
    while let Some((&what, behind)) = rest.split_first() {
        let number =
            |at: usize| u64::from_ne_bytes(behind[at * 8..at * 8 + 8].try_into().unwrap()) as usize;
        let (path_length, length, offset) = (number(0), number(1), number(2));
        let (path, behind) = behind[24..].split_at(path_length);
        let (data, behind) = behind.split_at(length);
        let path = String::from_utf8(path.to_vec()).unwrap();
        events.push(match what {
            b'w' => Event::Write { path, offset, data: data.to_vec() },
            b't' => Event::Truncate { path, size: offset },
            b's' => Event::Sync { path },
            b'c' => Event::Create { path },
            b'r' => Event::Rename { from: path, to: String::from_utf8(data.to_vec()).unwrap() },
            b'u' => Event::Unlink { path },
            other => panic!("{other} is no event"),
        });
        rest = behind;
    }
    events
}

/// A change to a file's content.
#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Write(offset, data) => {
                if content.len() < offset + data.len() {
                    content.resize(offset + data.len(), 0);
                }
                content[*offset..offset + data.len()].copy_from_slice(data);
            }
            Self::Truncate(size) => content.resize(*size, 0),
        }
    }

    /// Applies some sectors of a write, or the truncation or nothing.
    fn apply_in_part(&self, content: &mut Vec<u8>, dice: &mut Dice) {
        match self {
            Self::Write(offset, data) => {
                for (number, sector) in data.chunks(SECTOR).enumerate() {
                    if dice.below(2) == 0 {
                        let change = Self::Write(offset + number * SECTOR, sector.to_vec());
                        change.apply(content);
                    }
                }
            }
            Self::Truncate(_) if dice.below(2) == 0 => self.apply(content),
            Self::Truncate(_) => {}
        }
    }
}

#[derive(Clone, Default)]
struct File {
    /// What is on the disk for certain.
    durable: Vec<u8>,
    pending: Vec<Change>,
}

/// What happens to the changes that were not synchronized.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Lost,
    Kept,
    /// Some are kept, some lost, some torn.
    Torn(u64),
}

/// A disk with a cache.
#[derive(Default)]
struct Disk {
    files: Vec<File>,
    /// The names in the cache, and on the disk.
    names: BTreeMap<String, usize>,
    durable_names: BTreeMap<String, usize>,
    /// The states of the names since they were last synchronized.
    pending_names: Vec<BTreeMap<String, usize>>,
}

impl Disk {
    fn apply(&mut self, event: &Event, folder: &str) {
        match event {
            Event::Write { path, offset, data } => {
                self.change(path, Change::Write(*offset, data.clone()));
            }
            Event::Truncate { path, size } => self.change(path, Change::Truncate(*size)),
            Event::Sync { path } if path == folder => {
                self.durable_names = self.names.clone();
                self.pending_names.clear();
            }
            Event::Sync { path } => {
                // A file that was deleted while it was open has no name.
                if let Some(id) = self.names.get(path) {
                    let file = &mut self.files[*id];
                    for change in file.pending.drain(..) {
                        change.apply(&mut file.durable);
                    }
                }
            }
            Event::Create { path } => {
                self.files.push(File::default());
                self.names.insert(path.clone(), self.files.len() - 1);
                self.pending_names.push(self.names.clone());
            }
            Event::Rename { from, to } => {
                if let Some(id) = self.names.remove(from) {
                    self.names.insert(to.clone(), id);
                    self.pending_names.push(self.names.clone());
                }
            }
            Event::Unlink { path } => {
                self.names.remove(path);
                self.pending_names.push(self.names.clone());
            }
        }
    }

    fn change(&mut self, path: &str, change: Change) {
        if let Some(id) = self.names.get(path) {
            self.files[*id].pending.push(change);
        }
    }

    /// Writes to a folder what is on the disk after the power was cut.
    fn after_a_cut(&self, fate: Fate, folder: &Path) {
        let mut dice = Dice(match fate {
            Fate::Torn(seed) => seed,
            Fate::Lost | Fate::Kept => 0,
        });
        let names = match fate {
            Fate::Lost => &self.durable_names,
            Fate::Kept => &self.names,
            Fate::Torn(_) => match dice.below(self.pending_names.len() + 1) {
                0 => &self.durable_names,
                number => &self.pending_names[number - 1],
            },
        };
        for (path, id) in names {
            let file = &self.files[*id];
            let mut content = file.durable.clone();
            for change in &file.pending {
                match fate {
                    Fate::Lost => {}
                    Fate::Kept => change.apply(&mut content),
                    Fate::Torn(_) => match dice.below(3) {
                        0 => change.apply(&mut content),
                        1 => change.apply_in_part(&mut content, &mut dice),
                        _ => {}
                    },
                }
            }
            let name = Path::new(path).file_name().unwrap();
            // The index of the write-ahead log is memory: it does not survive.
            if !name.to_string_lossy().ends_with("-shm") {
                std::fs::write(folder.join(name), content).unwrap();
            }
        }
    }
}

/// The ids of a catalog's versions, read from a copy: reading must not write to the original.
fn ids_of_copy(folder: &Path) -> BTreeSet<String> {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    ids(&copy.path().join("a.db"))
}

/// The commands, each of which acknowledges its work when it ends.
fn commands(inputs: &Path) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let path = |path: &PathBuf| path.to_string_lossy().into_owned();
    for number in 0..3 {
        let lines = made_up(6, &mut Dice(20 + number));
        let lines: Vec<String> = lines
            .iter()
            .map(|line| line.replace("example.org", &format!("n{number}.example")))
            .collect();
        let file = write(inputs, &format!("{number}.jsonl"), &lines);
        commands.push(vec!["import".to_owned(), path(&file)]);
    }
    let other = inputs.join("other.db");
    let lines = made_up(6, &mut Dice(30));
    import(&other, &[&write(inputs, "other.jsonl", &lines)], 0);
    commands.insert(1, vec!["merge".to_owned(), path(&other)]);
    commands.insert(3, vec!["optimize".to_owned()]);
    commands
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let (tools, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let inputs = tempfile::tempdir().unwrap();
    let Some(library) = shim(tools.path(), "write_log.c") else { return };
    let folder = real(&place);
    let log = tools.path().join("log");
    let db = folder.join("a.db");
    // The number of events at the end of each command, and what the catalog then held.
    let mut acknowledged: Vec<(usize, BTreeSet<String>)> = Vec::new();
    let commands = commands(inputs.path());
    for arguments in &commands {
        let output = recension()
            .arg("--db")
            .arg(&db)
            .args(arguments)
            .args(["--jobs", "1"])
            .env("LD_PRELOAD", &library)
            .env("WRITES_UNDER", &folder)
            .env("WRITES_LOG", &log)
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        acknowledged.push((parse(&std::fs::read(&log).unwrap()).len(), ids_of_copy(&folder)));
    }
    let events = parse(&std::fs::read(&log).unwrap());
    let barriers: Vec<usize> = events
        .iter()
        .enumerate()
        .filter(|(_, event)| matches!(event, Event::Sync { .. }))
        .map(|(number, _)| number)
        .collect();
    assert!(barriers.len() > 20, "only {} synchronizations", barriers.len());
    assert!(acknowledged.is_sorted_by(|a, b| a.0 < b.0 && a.1.len() <= b.1.len()));

    let seeds = if at_length() { 8 } else { 1 };
    let (mut disk, mut images, mut empty) = (Disk::default(), 0, 0);
    let folder_name = folder.to_string_lossy().into_owned();
    for (number, event) in events.iter().enumerate() {
        let is_barrier = matches!(event, Event::Sync { .. });
        // Just before a barrier, most is pending.
        let is_tried = is_barrier && (at_length() || number % 4 == 0);
        if is_tried || number + 1 == events.len() {
            let torn = (0..seeds).map(|seed| Fate::Torn(number as u64 * 100 + seed));
            for fate in [Fate::Lost, Fate::Kept].into_iter().chain(torn) {
                let image = tempfile::tempdir().unwrap();
                disk.after_a_cut(fate, image.path());
                let known = acknowledged.iter().rfind(|(end, _)| *end <= number);
                let what = format!("{fate:?} before event {number} of {}", events.len());
                empty +=
                    usize::from(!check_image(image.path(), known.map(|known| &known.1), &what));
                images += 1;
            }
        }
        disk.apply(event, &folder_name);
    }
    // At the end, the model of the disk agrees with the files.
    let image = tempfile::tempdir().unwrap();
    disk.after_a_cut(Fate::Kept, image.path());
    for entry in std::fs::read_dir(image.path()).unwrap() {
        let entry = entry.unwrap();
        let original = std::fs::read(folder.join(entry.file_name())).unwrap();
        assert!(std::fs::read(entry.path()).unwrap() == original, "{:?}", entry.file_name());
    }
    eprintln!(
        "{images} images at {} synchronizations, {} events; {empty} without a catalog yet",
        barriers.len(),
        events.len()
    );
    assert!(images > 20);
}

/// Checks what a power cut has left: the catalog opens, holds all that was acknowledged, is
/// consistent, and an import completes. Returns whether there is a catalog.
#[track_caller]
fn check_image(folder: &Path, known: Option<&BTreeSet<String>>, what: &str) -> bool {
    let db = folder.join("a.db");
    let is_there = db.exists() && check_file(&db);
    assert!(is_there || known.is_none(), "{what}: the catalog is gone");
    if is_there {
        if let Some(known) = known {
            assert!(ids(&db).is_superset(known), "{what}: something is lost");
        }
        let catalog = Snapshot::open(&db).unwrap_or_else(|why| panic!("{what}: {why}"));
        assert_eq!(verify(&catalog, false).damage, Vec::<String>::new(), "{what}");
    } else if db.exists() {
        // An incomplete first import: the next one starts again.
        let tables: i64 = Connection::open(&db)
            .unwrap()
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0, "{what}");
    }
    let more = write(folder, "more.jsonl", &made_up(1, &mut Dice(3)));
    let output = recension().arg("--db").arg(&db).arg("import").arg(&more).output().unwrap();
    assert!(output.status.success(), "{what}: {}", stderr(&output));
    is_there
}
