//! ArchiveBox: one folder per page, `archive/TIMESTAMP/`, with the page in several forms.
//!
//! `index.json` states the URL and when each form was made. Only the most readable form is
//! imported: five forms of one page are not five captures.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;
use walkdir::WalkDir;

use super::opener::Opener;
use super::{Format, Limits, Origin, Source, SourceError};
use crate::article::{ClockSource, Timestamp};

/// Maximum number of bytes read from an `index.json`.
const INDEX_BYTES: u64 = 8 * 1024 * 1024;

/// The forms of a page, the best first: the tool that made it, the field with its path, and its
/// usual path if the field is missing.
const FORMS: &[(&str, &str, &str)] = &[
    ("singlefile", "singlefile_path", "singlefile.html"),
    ("dom", "dom_path", "output.html"),
    ("wget", "wget_path", ""),
    ("readability", "readability_path", "readability/content.html"),
    ("mercury", "mercury_path", "mercury/content.html"),
];

/// Other files or folders that ArchiveBox makes from a page, which are not read.
const UNREAD: &[&str] =
    &["output.pdf", "screenshot.png", "htmltotext.txt", "media", "readability", "mercury", "warc"];

/// The file that states a page's URL and how its forms were made.
const INDEX: &str = "index.json";

/// The folder of one page.
pub(super) struct SavedSnapshot {
    folder: PathBuf,
    index: Value,
    /// Why the index cannot be used.
    fault: Option<String>,
}

/// Whether this is the folder of a complete ArchiveBox archive, which also holds lists and logs.
pub(super) fn is_root(folder: &Path) -> bool {
    folder.join("archive").is_dir()
        && (folder.join("ArchiveBox.conf").is_file() || folder.join("index.sqlite3").is_file())
}

/// Returns the page in this folder, detected by the folder's name and its index.
pub(super) fn snapshot(folder: &Path) -> Option<SavedSnapshot> {
    let name = folder.file_name()?.to_str()?;
    let is_stamp =
        name.len() >= 9 && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_stamp {
        return None;
    }
    let folder = folder.to_owned();
    match index(&folder) {
        Ok(index) => Some(SavedSnapshot { folder, index, fault: None }),
        // Outside an ArchiveBox archive, a folder with a number as its name may be anything.
        Err(fault) => {
            let archive = folder.parent().filter(|archive| archive.ends_with("archive"))?;
            let is_here = archive.parent().is_some_and(is_root);
            is_here.then_some(SavedSnapshot { folder, index: Value::Null, fault: Some(fault) })
        }
    }
}

/// Reads a page's index; the error says why it cannot be used.
fn index(folder: &Path) -> Result<Value, String> {
    let told = "the page is imported without its URL and its time; repair the index, or archive \
                the page again";
    let mut text = Vec::new();
    File::open(folder.join(INDEX))
        .and_then(|file| file.take(INDEX_BYTES).read_to_end(&mut text))
        .map_err(|error| format!("the page's index cannot be read ({error}): {told}"))?;
    let index: Value = serde_json::from_slice(&text)
        .map_err(|error| format!("the page's index is not valid JSON ({error}): {told}"))?;
    match index.get("url").and_then(Value::as_str) {
        Some(_) => Ok(index),
        None => Err(format!("the page's index states no URL: {told}")),
    }
}

impl SavedSnapshot {
    /// Opens the page; also returns the path of the selected form. An error if no form is readable.
    pub(super) fn open(
        &self,
        format: Format,
        limits: &Limits,
        opener: Opener,
    ) -> Result<(Box<dyn Source + Send>, PathBuf), SourceError> {
        for (maker, path) in self.forms() {
            if self.fault.is_some() {
                if let Ok(source) = (opener.file)(&path, format, limits) {
                    return Ok((source, path));
                }
                continue;
            }
            let origin = Origin { url: self.url(), date: self.made(maker), ..Origin::default() };
            if let Ok(source) = (opener.page)(&path, format, limits, origin) {
                return Ok((source, path));
            }
        }
        if let Some(path) = self.archives().into_iter().next() {
            return (opener.file)(&path, format, limits).map(|source| (source, path));
        }
        Err(SourceError::Unreadable {
            input: self.folder.to_string_lossy().into(),
            what: "an ArchiveBox page without a readable form",
            remedy: "archive it again as SingleFile, DOM, wget or WARC".into(),
        })
    }

    /// Returns the path of the index and what is wrong with it.
    pub(super) fn fault(&self) -> Option<(PathBuf, &str)> {
        self.fault.as_deref().map(|fault| (self.folder.join(INDEX), fault))
    }

    /// Returns the files of the folder that were not read, each with the reason: all except the
    /// index and the selected form.
    pub(super) fn others(&self, taken: Option<&Path>) -> Vec<(PathBuf, String)> {
        let name = taken.and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        let page = match taken {
            Some(_) => format!("the page read from {name}"),
            None => "a page without a readable form".to_owned(),
        };
        let mut forms: Vec<PathBuf> = self.forms().map(|(_, path)| path).collect();
        forms.extend(UNREAD.iter().map(|name| self.folder.join(name)));
        let walk = WalkDir::new(&self.folder).sort_by_file_name().into_iter();
        let files = walk.filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
        let files = files.map(walkdir::DirEntry::into_path);
        let unread =
            files.filter(|path| Some(&**path) != taken && *path != self.folder.join(INDEX));
        unread
            .map(|path| {
                let is_form = forms.iter().any(|form| path.starts_with(form));
                let what = if is_form { "is another form of" } else { "is an auxiliary file of" };
                (path, format!("{what} {page}"))
            })
            .collect()
    }

    /// Returns the tool and the path of each existing form, the best first.
    fn forms(&self) -> impl Iterator<Item = (&'static str, PathBuf)> {
        FORMS.iter().filter_map(|(maker, field, usual)| {
            let told = self.index.get("canonical").and_then(|paths| paths.get(field));
            let told = told.and_then(Value::as_str).filter(|path| !path.is_empty());
            let made = self.done(maker).and_then(|run| run.get("output")).and_then(Value::as_str);
            let path = [told, Some(*usual), made]
                .into_iter()
                .flatten()
                .find_map(|path| self.inside(path))?;
            Some((*maker, path))
        })
    }

    fn archives(&self) -> Vec<PathBuf> {
        let archives = std::fs::read_dir(self.folder.join("warc"));
        let mut archives: Vec<PathBuf> =
            archives.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
        archives.sort();
        archives
    }

    fn url(&self) -> String {
        self.index.get("url").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Returns a path inside this folder, if it is a file.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        use std::path::Component;
        let relative = Path::new(path);
        let stays = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let path = self.folder.join(relative);
        (stays && !path.as_os_str().is_empty() && path.is_file()).then_some(path)
    }

    /// Returns the last successful run of a tool.
    fn done(&self, maker: &str) -> Option<&Value> {
        let runs = self.index.get("history")?.get(maker)?.as_array()?;
        let is_done = |run: &&Value| run.get("status").and_then(Value::as_str) == Some("succeeded");
        runs.iter().rev().find(is_done)
    }

    /// Returns when a form was made, otherwise the page's own timestamp, which may be that of a
    /// bookmark.
    fn made(&self, maker: &str) -> Option<String> {
        let start =
            self.done(maker).and_then(|run| Some(run.get("start_ts")?.as_str()?.to_owned()));
        start.or_else(|| {
            let stamp = self.index.get("timestamp")?;
            let seconds = match stamp {
                Value::String(text) => text.split('.').next()?.parse().ok()?,
                other => other.as_f64().filter(|seconds| seconds.abs() < 1e12)? as i64,
            };
            Timestamp::of_clock(seconds, ClockSource::Header).map(|stamp| stamp.canonical())
        })
    }
}
