//! Open Terms Archive: trees of versions of terms, `Service/Type/YYYY-MM-DDTHH-MM-SSZ.md`.
//!
//! The file name is the capture time, its Markdown content the body. Such a tree does not state the
//! URLs of the terms, so each document gets a generated name,
//! `urn:open-terms-archive:COLLECTION:SERVICE:TYPE`, percent-encoded: the same on every machine.
//! The collection is the repository's name in the tree's README (`NAME-versions`); without one,
//! that part is omitted.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::stream::Stream;
use super::{InputKind, Item, ItemContent, Source, SourceError, in_units, push_percent_encoded};
use crate::article::{ClockSource, DefaultZone, Setting, Timestamp};

/// Maximum number of bytes of a README that are searched.
const README_BYTES: u64 = 64 * 1024;

/// Maximum number of folders inspected before deciding that a folder is not a tree.
const MOST_LOOKS: usize = 64;

/// The pattern of a version's name; `0` matches any digit.
const SHAPE: &[u8] = b"0000-00-00T00-00-00Z";

/// Returns why a file is not a version although its name has the right shape: the time does not
/// exist.
pub(super) fn impossible(path: &Path) -> Option<String> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".md")?;
    let has_shape = stem.len() == SHAPE.len()
        && stem.bytes().zip(SHAPE).all(|(byte, shape)| match shape {
            b'0' => byte.is_ascii_digit(),
            _ => byte == *shape,
        });
    (has_shape && stamp(stem).is_none())
        .then(|| format!("its name \"{stem}\" is not a valid time: rename the file"))
}

/// What the path of a version in a tree states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathVersion {
    captured: Timestamp,
    service: String,
    kind: String,
    /// The folder that contains the services.
    root: PathBuf,
}

/// Parses a path that is laid out like a version's.
pub(super) fn named(path: &Path) -> Option<PathVersion> {
    let stem = path.file_name()?.to_str()?.strip_suffix(".md")?;
    let captured = stamp(stem)?;
    let folder = path.parent()?;
    let kind = folder.file_name()?.to_str()?.to_owned();
    let service = folder.parent()?.file_name()?.to_str()?.to_owned();
    let root = folder.parent()?.parent()?.to_owned();
    Some(PathVersion { captured, service, kind, root })
}

/// Parses `2024-01-31T12-30-00Z`, for file systems that do not allow colons.
fn stamp(stem: &str) -> Option<Timestamp> {
    let (day, time) = stem.split_once('T')?;
    let time = time.strip_suffix('Z')?;
    let is_time = time.len() == 8
        && time
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at % 3 == 2 { byte == b'-' } else { byte.is_ascii_digit() });
    if !is_time || day.len() != 10 {
        return None;
    }
    let text = format!("{day}T{}Z", time.replace('-', ":"));
    let read = Timestamp::parse(&text, &DefaultZone::default(), ClockSource::FileName).ok()?;
    Some(read.with_raw(stem))
}

/// Whether this folder contains services.
pub(super) fn is_root(folder: &Path) -> bool {
    let folders = |of: &Path| -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(of) else { return Vec::new() };
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        paths.filter(|path| path.is_dir()).take(MOST_LOOKS).collect()
    };
    let is_version = |path: &Path| named(path).is_some() || impossible(path).is_some();
    let holds_versions = |kind: &PathBuf| {
        let Ok(entries) = std::fs::read_dir(kind) else { return false };
        entries.take(MOST_LOOKS).filter_map(Result::ok).any(|entry| is_version(&entry.path()))
    };
    folders(folder)
        .iter()
        .flat_map(|service| folders(service))
        .take(MOST_LOOKS)
        .any(|kind| holds_versions(&kind))
}

/// Returns the collection's name, as stated in its README.
fn collection(root: &Path) -> Option<String> {
    let mut text = Vec::new();
    File::open(root.join("README.md")).ok()?.take(README_BYTES).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    // The text after a slash, up to the end of a repository name.
    text.split('/').skip(1).find_map(|after| {
        let (name, _) = after.split_once("-versions")?;
        (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
    })
}

impl PathVersion {
    fn url(&self) -> String {
        let mut url = "urn:open-terms-archive".to_owned();
        let parts = [self.service.as_str(), self.kind.as_str()];
        for part in collection(&self.root).as_deref().into_iter().chain(parts) {
            url.push(':');
            push_percent_encoded(&mut url, part.as_bytes(), b"");
        }
        url
    }
}

/// Returns one version.
pub(super) struct TermsVersion {
    stream: Stream,
    named: PathVersion,
    done: bool,
}

impl TermsVersion {
    pub(super) fn new(stream: Stream, named: PathVersion) -> Self {
        Self { stream, named, done: false }
    }
}

impl Source for TermsVersion {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        if std::mem::replace(&mut self.done, true) {
            return Ok(None);
        }
        let limit = self.stream.limits.record_bytes;
        let window = &mut self.stream.window;
        window.fill_to(limit.saturating_add(1));
        let bytes = super::kept(window.data());
        let whole = window.data().len() as u64;
        let broken = |reason, length| ItemContent::long(reason, bytes, length);
        if window.data().len() > limit {
            let reason = format!(
                "the document is longer than {}: raise the limit with {}",
                in_units(limit),
                Setting::RecordLimit
            );
            let length = self.stream.skip_rest();
            return Ok(Some(self.stream.item(None, 0, broken(reason, length))));
        }
        if let Some(broken) = self.stream.tail(None)? {
            return Ok(Some(broken));
        }
        let raw = match String::from_utf8(self.stream.window.take_rest()) {
            Ok(body) => {
                let named = &self.named;
                let record = json!({
                    "url": named.url(),
                    "title": format!("{}: {}", named.service, named.kind),
                    "body": body,
                    "captured": named.captured,
                    "publisher": named.service,
                    "section": named.kind,
                });
                ItemContent::Json(record.to_string().into_bytes())
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let reason =
                    format!("invalid UTF-8 at byte {at} of the document: convert it first");
                broken(reason, whole)
            }
        };
        Ok(Some(self.stream.item(None, 0, raw)))
    }

    fn position(&self) -> u64 {
        self.stream.position()
    }

    fn size(&self) -> Option<u64> {
        self.stream.size
    }

    fn kind(&self) -> InputKind {
        InputKind::Tree
    }
}
