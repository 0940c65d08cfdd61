//! Folders: every file in them, ordered by name.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::{
    Format, InputKind, Item, ItemContent, Limits, PageKind, Skips, Source, SourceError,
    SourceLocation, archive_box, opener::Opener, sniff, tree,
};
use crate::article::Setting;

/// The program that laid out a folder; it determines which of the files are versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FolderLayout {
    OpenTermsArchive,
    ArchiveBox,
}

impl FolderLayout {
    fn of(folder: &Path) -> Option<Self> {
        if archive_box::is_root(folder) {
            Some(Self::ArchiveBox)
        } else if tree::is_root(folder) {
            Some(Self::OpenTermsArchive)
        } else {
            None
        }
    }
}

/// Files that sites publish for machines, which a mirror copies too.
const FOR_MACHINES: [&str; 9] = [
    "robots.txt",
    "humans.txt",
    "ads.txt",
    "app-ads.txt",
    "security.txt",
    "llms.txt",
    "llms-full.txt",
    "sitemap.txt",
    "urllist.txt",
];

/// Reads one file after another. Hidden files are ignored. Links are followed, but not in loops, and
/// out of the folder only if the user wants it: a link in an untrusted folder may point anywhere.
pub(super) struct FolderReader {
    walk: walkdir::IntoIter,
    format: Format,
    limits: Limits,
    opener: Opener,
    current: Option<Box<dyn Source + Send>>,
    /// The path of the current file, and whether it has given an item.
    current_path: PathBuf,
    has_given: bool,
    skips: Skips,
    /// The folder laid out by another program that contains the current position.
    layout: Option<(PathBuf, FolderLayout)>,
    kind: InputKind,
    /// A file that could not be read but should have been; returned next.
    broken: Option<Item>,
    /// Bytes of the files already read.
    position: u64,
    /// The folder without links in its path.
    root: Option<PathBuf>,
}

impl FolderReader {
    /// Advances to the first readable file, so that a folder without one is refused immediately.
    pub(super) fn open(
        path: &Path,
        name: Arc<str>,
        format: Format,
        limits: &Limits,
        opener: Opener,
    ) -> Result<Self, SourceError> {
        let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
        let mut folder = Self {
            walk,
            format,
            limits: *limits,
            opener,
            current: None,
            current_path: PathBuf::new(),
            has_given: false,
            skips: Skips::default(),
            layout: None,
            kind: InputKind::Folder,
            broken: None,
            position: 0,
            root: path.canonicalize().ok(),
        };
        if format == Format::Auto {
            folder.kind = match FolderLayout::of(path) {
                Some(FolderLayout::ArchiveBox) => InputKind::ArchiveBox,
                Some(FolderLayout::OpenTermsArchive) => InputKind::Tree,
                None => InputKind::Folder,
            };
        }
        folder.advance();
        if folder.current.is_none() && folder.broken.is_none() {
            return Err(SourceError::NothingReadable { input: name, skips: folder.skips });
        }
        Ok(folder)
    }

    /// Opens the next readable file.
    fn advance(&mut self) {
        if let Some(done) = self.current.take() {
            self.position += done.position();
            let skips = done.skips().cloned().unwrap_or_default();
            if !self.has_given && skips.is_empty() {
                let reason = format!("has no records; it was read as {}", done.kind());
                self.skips.add(&self.current_path, reason);
            }
            self.skips.merge(&skips);
        }
        while let Some(entry) = self.walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(Path::new("")).to_owned();
                    if error.loop_ancestor().is_some() {
                        self.skips.add(&path, "is a link to a folder above it".to_owned());
                        continue;
                    }
                    // A broken link is not a file.
                    if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
                    {
                        self.skips.add(&path, "is a broken link".to_owned());
                        continue;
                    }
                    self.broken = Some(broken(&path, format!("cannot be opened: {error}")));
                    return;
                }
            };
            if entry.depth() > 0 && entry.path_is_symlink() && self.leads_out(entry.path()) {
                let follow = Setting::FollowLinks;
                let reason = format!("is a link out of the folder; use {follow} to read it");
                self.skips.add(entry.path(), reason);
                if entry.file_type().is_dir() {
                    self.walk.skip_current_dir();
                }
                continue;
            }
            let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
            if entry.file_type().is_dir() {
                if hidden {
                    self.walk.skip_current_dir();
                } else if self.format == Format::Auto && self.enter(entry.path()) {
                    return;
                }
                continue;
            }
            if hidden {
                continue;
            }
            let path = entry.path();
            if !entry.file_type().is_file() {
                // Opening a pipe would wait for its writer.
                self.skips.add(path, "is not a regular file".to_owned());
                continue;
            }
            if self.is_in_terms(path)
                && let Some(reason) = tree::impossible(path)
            {
                self.broken = Some(broken(path, reason));
                return;
            }
            if let Some(reason) = self.outside(path) {
                self.skips.add(path, reason.to_owned());
            } else if self.format == Format::Auto && is_of_a_bag(path) {
                self.skips.add(path, "is one of the bag's own files (BagIt)".to_owned());
            } else if self.format == Format::Auto && is_original_of_another(path) {
                self.skips.add(path, "is wget's unconverted copy of another page".to_owned());
            } else if self.take(path, (self.opener.file)(path, self.format, &self.limits)) {
                return;
            }
        }
    }

    /// Whether a link leads to something outside the folder that must not be read.
    fn leads_out(&self, link: &Path) -> bool {
        let is_inside = match (&self.root, link.canonicalize()) {
            (Some(root), Ok(target)) => target.starts_with(root),
            _ => false,
        };
        !is_inside && !self.limits.follows_links
    }

    /// Continues with what was opened. Returns whether there is now an item to return.
    fn take(&mut self, path: &Path, opened: Result<Box<dyn Source + Send>, SourceError>) -> bool {
        match opened {
            Ok(source) => match self.unwanted(path, source.kind()) {
                None => {
                    self.current = Some(source);
                    path.clone_into(&mut self.current_path);
                    self.has_given = false;
                    return true;
                }
                Some(reason) => self.skips.add(path, reason),
            },
            Err(SourceError::Unreadable { what, .. }) => {
                self.skips.add(path, format!("is {what}"));
            }
            Err(SourceError::Empty { .. }) => self.skips.add(path, "is empty".to_owned()),
            Err(error) => {
                self.broken = Some(broken(path, reason_of(&error)));
                return true;
            }
        }
        false
    }

    /// Inspects a folder during the walk. Returns whether it was a single unit and is now open.
    fn enter(&mut self, path: &Path) -> bool {
        if is_beside_its_page(path) {
            self.skips.add(path, "holds the images and scripts of a saved page".to_owned());
            self.walk.skip_current_dir();
            return false;
        }
        if let Some(snapshot) = archive_box::snapshot(path) {
            self.walk.skip_current_dir();
            let opened = snapshot.open(self.format, &self.limits, self.opener);
            let form = opened.as_ref().ok().map(|(_, form)| form.as_path());
            for (other, reason) in snapshot.others(form) {
                self.skips.add(&other, reason);
            }
            if let Some((index, fault)) = snapshot.fault() {
                let page = form.unwrap_or(path).to_owned();
                if self.take(&page, opened.map(|(source, _)| source)) && self.broken.is_some() {
                    return true;
                }
                self.broken = Some(broken(&index, fault.to_owned()));
                return true;
            }
            return self.take(path, opened.map(|(source, _)| source));
        }
        let is_inside =
            self.layout.as_ref().is_some_and(|(root, _)| path.starts_with(root) && path != root);
        if !is_inside {
            self.layout = FolderLayout::of(path).map(|layout| (path.to_owned(), layout));
        }
        false
    }

    fn is_in_terms(&self, path: &Path) -> bool {
        let layout = self.layout.as_ref();
        layout.is_some_and(|(root, layout)| {
            *layout == FolderLayout::OpenTermsArchive && path.starts_with(root)
        })
    }

    /// Returns why a file is not one of the versions that a program laid out here.
    fn outside(&self, path: &Path) -> Option<&'static str> {
        let (root, layout) = self.layout.as_ref()?;
        if !path.starts_with(root) {
            return None;
        }
        match layout {
            FolderLayout::OpenTermsArchive => {
                tree::named(path).is_none().then_some("is not a version of this tree's documents")
            }
            // The folders of its pages were read as units.
            FolderLayout::ArchiveBox => Some("is one of ArchiveBox's own files"),
        }
    }

    /// A folder holds files that the user did not name: scripts and style sheets are text, but not
    /// pages.
    fn unwanted(&self, path: &Path, kind: InputKind) -> Option<String> {
        if self.format != Format::Auto || kind != InputKind::Page(PageKind::Text) {
            return None;
        }
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        if FOR_MACHINES.contains(&&*name) {
            return Some("is written for machines, not readers: import it on its own".into());
        }
        let extension = sniff::extension(path)?;
        let is_text = matches!(extension.as_str(), "txt" | "text" | "md" | "markdown" | "asc");
        (!is_text).then(|| {
            format!(
                "is text, but its name ends in .{extension}: import it alone, or use {} text",
                Setting::InputFormat
            )
        })
    }
}

impl Source for FolderReader {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        loop {
            if let Some(item) = self.broken.take() {
                // A page with a broken index is still read.
                if self.current.is_none() {
                    self.advance();
                }
                return Ok(Some(item));
            }
            let Some(current) = &mut self.current else { return Ok(None) };
            match current.next_item() {
                Ok(Some(item)) => {
                    self.has_given = true;
                    return Ok(Some(item));
                }
                Ok(None) => self.advance(),
                Err(error) => {
                    let input = match &error {
                        SourceError::Read { input, .. } => Arc::clone(input),
                        _ => Arc::default(),
                    };
                    let item = broken(Path::new(&*input), reason_of(&error));
                    self.has_given = true;
                    self.advance();
                    return Ok(Some(item));
                }
            }
        }
    }

    fn position(&self) -> u64 {
        self.position + self.current.as_ref().map_or(0, |source| source.position())
    }

    fn kind(&self) -> InputKind {
        self.kind
    }

    fn skips(&self) -> Option<&Skips> {
        Some(&self.skips)
    }
}

/// Whether a folder like `story_files/` next to `story.html` holds what a browser saved with a
/// page, including the pages of its advertisements.
fn is_beside_its_page(folder: &Path) -> bool {
    let Some(stem) = folder.file_name().and_then(|name| name.to_str()?.strip_suffix("_files"))
    else {
        return false;
    };
    ["html", "htm", "xhtml"]
        .iter()
        .any(|end| folder.with_file_name(format!("{stem}.{end}")).is_file())
}

/// Whether a file like `story.html.orig` next to `story.html` is the copy that `wget -K` keeps of a
/// page whose links it converted.
fn is_original_of_another(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "orig") && path.with_extension("").is_file()
}

/// Whether a file belongs to a BagIt bag (RFC 8493) itself, and not to its content.
fn is_of_a_bag(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_tag_file = matches!(name, "bagit.txt" | "bag-info.txt" | "fetch.txt")
        || ((name.starts_with("manifest-") || name.starts_with("tagmanifest-"))
            && path.extension().is_some_and(|end| end == "txt"));
    is_tag_file && path.with_file_name("bagit.txt").is_file()
}

fn broken(path: &Path, reason: String) -> Item {
    let input: Arc<str> = path.to_string_lossy().into();
    Item {
        place: SourceLocation { input, record: None, offset: 0 },
        raw: ItemContent::Broken { reason, bytes: Vec::new(), length: 0 },
    }
}

/// Returns an error's text without the input's name, which is in the item's location.
pub(super) fn reason_of(error: &SourceError) -> String {
    let text = error.to_string();
    match error {
        SourceError::Missing { input }
        | SourceError::Open { input, .. }
        | SourceError::Read { input, .. }
        | SourceError::Damaged { input, .. } => {
            text.strip_prefix(&format!("{input}: ")).map_or(text.clone(), str::to_owned)
        }
        _ => text,
    }
}
