//! Atomic output: a file or folder that appears complete or not at all.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::command_error::CommandError;

/// The file that marks a folder as written by an export, so that it may be replaced. It contains
/// the number of files that the export wrote.
const MARK: &str = ".recension-export";

/// A path to be written, and the temporary path next to it that is written first. Dropping it
/// before [`Destination::keep`] deletes what was written.
pub(super) struct Destination {
    path: PathBuf,
    part: PathBuf,
    folder: bool,
    force: bool,
    kept: bool,
}

impl Destination {
    /// Checks that the path may be written, without creating anything. Folders that were not
    /// written by an export, and the catalog itself, are never replaced.
    pub(super) fn new(
        path: &Path,
        folder: bool,
        force: bool,
        catalogs: &[PathBuf],
    ) -> Result<Self, CommandError> {
        let Some(name) = path.file_name() else {
            return Err(CommandError::usage(format!(
                "{}: not a name for a new file or folder; give another path",
                path.display()
            )));
        };
        let this = Self {
            path: path.to_owned(),
            part: path.with_file_name(part_name(name)),
            folder,
            force,
            kept: false,
        };
        this.check(catalogs)?;
        Ok(this)
    }

    fn check(&self, catalogs: &[PathBuf]) -> Result<(), CommandError> {
        let path = self.path.display();
        let found = match fs::symlink_metadata(&self.path) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(self.failed(&error)),
        };
        if !self.force {
            return Err(CommandError::usage(format!(
                "{path} already exists: give another path, remove it, or replace it with --force"
            )));
        }
        if found.is_dir() != self.folder {
            let (found, made) = if self.folder { ("file", "folder") } else { ("folder", "file") };
            return Err(CommandError::usage(format!(
                "{path} is a {found} and cannot be replaced by a {made}: give another path"
            )));
        }
        for catalog in catalogs {
            let (Ok(path), Ok(catalog)) = (self.path.canonicalize(), catalog.canonicalize()) else {
                continue;
            };
            let with = |end: &str| {
                let mut name = catalog.clone().into_os_string();
                name.push(end);
                PathBuf::from(name)
            };
            let is_inside = self.folder && catalog.starts_with(&path);
            if is_inside || ["", "-wal", "-shm"].into_iter().any(|end| with(end) == path) {
                return Err(CommandError::usage(format!(
                    "{} is the catalog or contains it, and is never replaced: give another path",
                    self.path.display()
                )));
            }
        }
        if self.folder && !is_empty(&self.path) {
            let Ok(mark) = fs::read_to_string(self.path.join(MARK)) else {
                return Err(CommandError::usage(format!(
                    "{path} was not written by an export (it has no {MARK}) and is not replaced: give \
                     another path"
                )));
            };
            // Files that somebody else put into the folder must not be deleted.
            let there = count_files(&self.path, mark.trim().parse().unwrap_or(0) + 1);
            if there.map_err(|error| self.failed(&error))?.is_none() {
                return Err(CommandError::usage(format!(
                    "{path} holds files that the export did not write, and is not replaced: move them \
                     away, or give another path"
                )));
            }
        }
        Ok(())
    }

    /// The temporary path to write to. Nothing exists there yet.
    pub(super) fn part(&self) -> &Path {
        &self.part
    }

    /// Moves what was written to its final path.
    pub(super) fn keep(mut self) -> Result<(), CommandError> {
        if self.folder {
            let written = count_files(&self.part, u64::MAX).map_err(|error| self.failed(&error))?;
            let mark = format!("{}\n", written.unwrap_or_default());
            fs::write(self.part.join(MARK), mark).map_err(|error| self.failed(&error))?;
            self.keep_folder()?;
        } else {
            self.keep_file().map_err(|error| self.failed(&error))?;
        }
        self.kept = true;
        Ok(())
    }

    fn keep_file(&self) -> io::Result<()> {
        if self.force {
            return fs::rename(&self.part, &self.path);
        }
        // A rename would replace a file that was created in the meantime; a link does not.
        match fs::hard_link(&self.part, &self.path) {
            Ok(()) => fs::remove_file(&self.part),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
            // Not every file system supports hard links.
            Err(_) => fs::rename(&self.part, &self.path),
        }
    }

    fn keep_folder(&self) -> Result<(), CommandError> {
        // A rename cannot replace a folder: the old one is moved aside until the new one is in
        // place.
        let mut aside = self.part.clone().into_os_string();
        aside.push(".old");
        let aside = PathBuf::from(aside);
        let is_aside = self.force && self.path.exists();
        if is_aside {
            fs::rename(&self.path, &aside).map_err(|error| self.failed(&error))?;
        }
        if let Err(error) = fs::rename(&self.part, &self.path) {
            if is_aside {
                fs::rename(&aside, &self.path).map_err(|error| self.failed(&error))?;
            }
            return Err(self.failed(&error));
        }
        if is_aside {
            fs::remove_dir_all(&aside).map_err(|error| {
                CommandError::Failed(format!(
                    "{}: the export is complete, but the previous one could not be removed: {error}; \
                     remove it yourself",
                    aside.display()
                ))
            })?;
        }
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> CommandError {
        let path = self.path.display();
        match error.kind() {
            ErrorKind::AlreadyExists => CommandError::usage(format!(
                "{path} already exists: it was created while the output was written"
            )),
            _ => CommandError::Failed(format!("{path}: cannot be written: {error}")),
        }
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        if !self.kept {
            let _ = if self.folder {
                fs::remove_dir_all(&self.part)
            } else {
                fs::remove_file(&self.part)
            };
        }
    }
}

/// The name of the temporary path: hidden, next to the output, and unique to this process.
fn part_name(name: &std::ffi::OsStr) -> std::ffi::OsString {
    let mut part = std::ffi::OsString::from(".");
    // The name may already have the maximum length, so it is cut before the process id is added.
    let short: String = name.to_string_lossy().chars().take(40).collect();
    part.push(format!("{short}.{}.part", std::process::id()));
    part
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// Counts the files in a folder and its subfolders; `None` if there are more than `most`.
fn count_files(folder: &Path, most: u64) -> io::Result<Option<u64>> {
    let mut count = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut is_empty = true;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            is_empty = false;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                count += 1;
            }
        }
        // An export leaves no empty folders, so an empty one is foreign and counts as a file.
        count += u64::from(is_empty);
        if count > most {
            return Ok(None);
        }
    }
    Ok(Some(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exports `new` over what `prepare` made; returns the failure, if any.
    fn export(
        folder: bool,
        force: bool,
        prepare: impl Fn(&Path),
    ) -> (Result<(), String>, tempfile::TempDir) {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("out");
        prepare(&path);
        let catalog = room.path().join("catalog.db");
        let made = Destination::new(&path, folder, force, &[catalog]).and_then(|place| {
            if folder {
                fs::create_dir(place.part()).unwrap();
                fs::write(place.part().join("page"), "new").unwrap();
            } else {
                fs::write(place.part(), "new").unwrap();
            }
            place.keep()
        });
        (made.map_err(|failure| failure.to_string()), room)
    }

    #[track_caller]
    fn check(folder: bool, force: bool, prepare: impl Fn(&Path), refused: Option<&str>) {
        let (made, room) = export(folder, force, prepare);
        let path = room.path().join("out");
        let page = if folder { path.join("page") } else { path };
        match (made, refused) {
            (Ok(()), None) => assert_eq!(fs::read_to_string(page).unwrap(), "new"),
            (Err(why), Some(part)) => {
                assert!(why.contains(part), "{why}");
                assert_ne!(fs::read_to_string(page).ok().as_deref(), Some("new"));
            }
            (made, refused) => panic!("{made:?}, expected {refused:?}"),
        }
        let left: Vec<_> = fs::read_dir(room.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .filter(|name| name.to_string_lossy().contains(".part"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn what_is_there_stays_unless_it_is_to_be_replaced() {
        let nothing = |_: &Path| ();
        let file = |path: &Path| fs::write(path, "old").unwrap();
        let empty = |path: &Path| fs::create_dir(path).unwrap();
        let foreign = |path: &Path| {
            fs::create_dir(path).unwrap();
            fs::write(path.join("mine"), "").unwrap();
        };
        let ours = |path: &Path| {
            fs::create_dir(path).unwrap();
            fs::write(path.join(MARK), "1\n").unwrap();
            fs::write(path.join("gone"), "").unwrap();
        };
        let theirs_too = |path: &Path| {
            ours(path);
            fs::create_dir(path.join("notes")).unwrap();
        };
        check(false, false, nothing, None);
        check(false, false, file, Some("already exists"));
        check(false, true, file, None);
        check(false, true, empty, Some("is a folder"));
        check(true, false, nothing, None);
        check(true, false, empty, Some("already exists"));
        check(true, false, ours, Some("already exists"));
        check(true, true, nothing, None);
        check(true, true, empty, None);
        check(true, true, foreign, Some("not written by an export"));
        check(true, true, ours, None);
        check(true, true, theirs_too, Some("did not write"));
        check(true, true, file, Some("is a file"));
    }

    #[test]
    fn the_catalog_is_never_replaced() {
        let room = tempfile::tempdir().unwrap();
        let catalog = room.path().join("catalog.db");
        fs::write(&catalog, "").unwrap();
        fs::write(room.path().join("catalog.db-wal"), "").unwrap();
        fs::write(room.path().join(MARK), "").unwrap();
        for (path, folder) in [
            (catalog.clone(), false),
            (room.path().join("catalog.db-wal"), false),
            (room.path().to_owned(), true),
        ] {
            let other = room.path().join("other.db");
            let made = Destination::new(&path, folder, true, &[other, catalog.clone()]);
            let why = made.err().map(|failure| failure.to_string()).unwrap_or_default();
            assert!(why.contains("is the catalog"), "{}: {why}", path.display());
        }
    }

    #[test]
    fn what_is_not_kept_goes() {
        for folder in [false, true] {
            let room = tempfile::tempdir().unwrap();
            let path = room.path().join("out");
            let place = Destination::new(&path, folder, false, &[]).unwrap();
            if folder {
                fs::create_dir(place.part()).unwrap();
                fs::write(place.part().join("page"), "half").unwrap();
            } else {
                fs::write(place.part(), "half").unwrap();
            }
            drop(place);
            assert!(is_empty(room.path()));
        }
    }
}
