//! WACZ: a zip package of web archives, which are read directly from the package.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Crc;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::opener::Opener;
use super::{
    Format, InputKind, Item, ItemContent, Limits, Skip, Skips, Source, SourceError, SourceLocation,
};

/// Maximum number of entries of a package that are inspected.
const MOST_ENTRIES: usize = 100_000;

/// Maximum length of an entry's header: its name and its extra fields.
const MOST_HEADER: usize = 2 * 65_535;

/// Limits for decompression bombs: an entry is refused if it expands to more than this many bytes
/// and to more than this many bytes per compressed byte.
const BOMB_BYTES: u64 = 2 << 30;
const BOMB_RATIO: u64 = 400;

/// What a package holds besides its archives (WACZ 1.1.1 § 5): nothing in it is an article.
const DEFINED_FOLDERS: [&str; 5] = ["indexes/", "pages/", "logs/", "fuzzy/", "screenshots/"];
const DEFINED_FILES: [&str; 4] =
    ["datapackage.json", "datapackage-digest.json", "fuzzy.json", "webarchive.yaml"];

/// An archive in the package.
struct ArchiveMember {
    name: String,
    method: CompressionMethod,
    start: u64,
    length: u64,
    /// The uncompressed size.
    size: u64,
    crc: u32,
    is_encrypted: bool,
    /// The offset of its local header in the package.
    header: u64,
    /// Why it cannot be read.
    fault: Option<String>,
    /// The SHA-256 that the package's `datapackage.json` states.
    sha256: Option<[u8; 32]>,
}

impl ArchiveMember {
    fn end(&self) -> u64 {
        self.start.saturating_add(self.length)
    }
}

/// Reads one archive after another.
pub(super) struct Wacz {
    path: PathBuf,
    name: Arc<str>,
    limits: Limits,
    opener: Opener,
    entries: std::vec::IntoIter<ArchiveMember>,
    /// The part of the table of contents that could not be read; reported at the end.
    lost: Lost,
    current: Option<Box<dyn Source + Send>>,
    skips: Skips,
    /// Bytes of the archives already read.
    position: u64,
    size: u64,
}

impl Wacz {
    /// Reads the package's table of contents; `None` if it contains no archive.
    pub(super) fn open(
        path: &Path,
        name: &Arc<str>,
        limits: &Limits,
        opener: Opener,
    ) -> Result<Option<Self>, SourceError> {
        let failed = |error| SourceError::Open { input: Arc::clone(name), error };
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let damaged = |error: rawzip::Error| SourceError::Damaged {
            input: Arc::clone(name),
            reason: format!(
                "the package's table of contents, at its end, cannot be read ({error}): the \
                 package is cut off or damaged; fetch the file again"
            ),
        };
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
        let PackageContents { entries, lost, description, others } =
            contents(&archive).map_err(damaged)?;
        if entries.is_empty() {
            return Ok(None);
        }
        let mut package = Self {
            path: path.to_owned(),
            name: Arc::clone(name),
            limits: *limits,
            opener,
            entries: entries.into_iter(),
            lost,
            current: None,
            skips: Skips::default(),
            position: 0,
            size,
        };
        for (member, length) in others {
            package.pass_over(&member, length);
        }
        if let Some(description) = description.filter(|entry| entry.size <= MOST_DESCRIPTION) {
            package.read_digests(&description);
        }
        Ok(Some(package))
    }

    /// Counts an entry that is neither an archive nor defined by the format.
    fn pass_over(&mut self, member: &str, length: u64) {
        let is_defined = DEFINED_FOLDERS.iter().any(|folder| member.starts_with(folder))
            || DEFINED_FILES.contains(&member);
        if is_defined {
            return;
        }
        let input = format!("{}/{member}", self.name).into();
        let place = SourceLocation { input, record: None, offset: 0 };
        let reason = "file of the package that is not a web archive".to_owned();
        self.skips.add_record(Skip { place, url: None, reason, length });
    }

    /// Reads the digests of the archives. A description that cannot be read states none.
    fn read_digests(&mut self, description: &ArchiveMember) {
        let mut text = Vec::new();
        let read = self.member(description).and_then(|member| {
            member.take(MOST_DESCRIPTION).read_to_end(&mut text).map_err(|error| error.to_string())
        });
        if description.fault.is_some() || read.is_err() {
            return;
        }
        let digests = stated_digests(&text);
        let mut entries: Vec<ArchiveMember> = std::mem::take(&mut self.entries).collect();
        for entry in &mut entries {
            entry.sha256 = digests.get(&entry.name).copied();
        }
        self.entries = entries.into_iter();
    }

    /// Opens an archive of the package.
    fn enter(&self, entry: &ArchiveMember) -> Result<Box<dyn Source + Send>, String> {
        let checked = self.member(entry)?;
        let name = self.name_of(entry);
        (self.opener.stream)(
            Box::new(checked),
            Arc::clone(&name),
            None,
            None,
            Format::Auto,
            &self.limits,
        )
        .map_err(|error| super::folder::reason_of(&error))
    }

    /// Opens an entry of the package. Its bytes are read from the file on demand, and checked.
    fn member(&self, entry: &ArchiveMember) -> Result<CheckedMember, String> {
        let open = || -> io::Result<io::Take<File>> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(entry.start))?;
            Ok(file.take(entry.length))
        };
        let data = open().map_err(|error| format!("cannot be opened: {error}"))?;
        if entry.is_encrypted {
            return Err("is encrypted; unpack the package with its password first".to_owned());
        }
        let reader: Box<dyn Read + Send> = match entry.method {
            CompressionMethod::STORE => Box::new(data),
            CompressionMethod::DEFLATE => Box::new(flate2::read::DeflateDecoder::new(data)),
            _ => return Err("has an unknown compression method; unpack it first".to_owned()),
        };
        Ok(CheckedMember {
            inner: reader,
            crc: Crc::new(),
            given: 0,
            length: entry.length,
            size: entry.size,
            expected: entry.crc,
            sha256: entry.sha256.map(|stated| (Sha256::new(), stated)),
        })
    }

    fn name_of(&self, entry: &ArchiveMember) -> Arc<str> {
        format!("{}/{}", self.name, entry.name).into()
    }

    fn leave(&mut self) {
        if let Some(done) = self.current.take()
            && let Some(skips) = done.skips()
        {
            self.skips.merge(skips);
        }
    }
}

/// A package's table of contents.
struct PackageContents {
    entries: Vec<ArchiveMember>,
    lost: Lost,
    /// The entry `datapackage.json`, which states digests.
    description: Option<ArchiveMember>,
    /// The other entries: their names and lengths.
    others: Vec<(String, u64)>,
}

/// Maximum size of `datapackage.json`. Without it, no digests are checked.
const MOST_DESCRIPTION: u64 = 4 << 20;

/// Returns the digests that a `datapackage.json` states, by the paths of its resources.
fn stated_digests(description: &[u8]) -> HashMap<String, [u8; 32]> {
    let Ok(description) = serde_json::from_slice::<Value>(description) else {
        return HashMap::new();
    };
    let resources = description.get("resources").and_then(Value::as_array);
    resources
        .into_iter()
        .flatten()
        .filter_map(|resource| {
            let path = resource.get("path")?.as_str()?;
            let hex = resource.get("hash")?.as_str()?.strip_prefix("sha256:")?;
            let mut digest = [0; 32];
            if hex.len() != 64 {
                return None;
            }
            for (at, byte) in digest.iter_mut().enumerate() {
                *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
            }
            Some((path.to_owned(), digest))
        })
        .collect()
}

/// The offset from which a table of contents cannot be read, and why.
type Lost = Option<(u64, String)>;

/// Returns the entries for the archives in the package, and from which offset the rest of the table
/// of contents cannot be read, and why.
///
/// Every entry is checked against its own local header, by offset and name: a wrong offset affects
/// only that entry. Entries that share bytes, which would let a small package expand to a large
/// one, are refused: all entries for the same header except the first, and entries that overlap the
/// header of another.
fn contents(archive: &ZipArchive<FileReader>) -> Result<PackageContents, rawzip::Error> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let mut header = vec![0; MOST_HEADER];
    let mut entries: Vec<ArchiveMember> = Vec::new();
    // Offsets of valid headers, of entries of any kind.
    let mut headers: BTreeSet<u64> = BTreeSet::new();
    let mut lost = None;
    let mut description: Option<ArchiveMember> = None;
    let mut others = Vec::new();
    let mut found = archive.entries(&mut buffer);
    for number in 0.. {
        let table = archive.directory_offset();
        let entry = match found.next_entry() {
            Ok(None) => break,
            Ok(Some(_)) if number == MOST_ENTRIES => {
                let reason = format!(
                    "the package has more than {MOST_ENTRIES} entries: the rest was not read; \
                     unpack it first"
                );
                lost = Some((table, reason));
                break;
            }
            Ok(Some(entry)) => entry,
            Err(error) if number == 0 => return Err(error),
            Err(error) => {
                let reason = format!(
                    "the package's table of contents is damaged after its entry {number} \
                     ({error}): later entries were not read; fetch the file again"
                );
                lost = Some((table, reason));
                break;
            }
        };
        let raw_name = entry.file_path().as_bytes().to_vec();
        let name = String::from_utf8_lossy(&raw_name).into_owned();
        let (way, at) = (entry.wayfinder(), entry.local_header_offset());
        let (place, fault) = match archive.get_entry(way) {
            Ok(local) => {
                let is_its_own = local
                    .local_header(&mut header)
                    .is_ok_and(|local| local.file_path().as_bytes() == raw_name);
                let fault = if !is_its_own {
                    Some(format!(
                        "the header at byte {at} of the package, to which its table of contents \
                         points, belongs to another entry"
                    ))
                } else if !headers.insert(at) {
                    Some(format!(
                        "it shares the header at byte {at} of the package with an earlier entry: \
                         the same bytes are not read twice"
                    ))
                } else {
                    None
                };
                (local.compressed_data_range(), fault)
            }
            Err(error) => {
                let fault = format!(
                    "its table of contents points to byte {at} of the package, where the entry \
                     cannot be read ({error})"
                );
                ((at, at), Some(fault))
            }
        };
        let is_description = name == "datapackage.json" && description.is_none();
        if entry.is_dir() {
            continue;
        }
        if !(is_archive(&name) || is_description) {
            others.push((name, place.1.saturating_sub(place.0)));
            continue;
        }
        let member = ArchiveMember {
            name,
            method: entry.compression_method(),
            start: place.0,
            length: place.1.saturating_sub(place.0),
            size: entry.uncompressed_size_hint(),
            crc: entry.crc32(),
            is_encrypted: entry.flags().is_encrypted(),
            header: at,
            fault,
            sha256: None,
        };
        if is_description {
            description = Some(member);
        } else {
            entries.push(member);
        }
    }
    for entry in &mut entries {
        let over = headers.range(entry.header.saturating_add(1)..).next();
        if entry.fault.is_none()
            && let Some(other) = over.filter(|other| **other < entry.end())
        {
            entry.fault = Some(format!(
                "it overlaps another entry, whose header is at byte {other} of the package: its \
                 length is wrong, or the package is a decompression bomb"
            ));
        }
    }
    Ok(PackageContents { entries, lost, description, others })
}

/// Whether an entry's name is that of a web archive.
fn is_archive(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let name = [".gz", ".zst"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "warc" | "arc")
}

impl Source for Wacz {
    fn next_item(&mut self) -> Result<Option<Item>, SourceError> {
        loop {
            if let Some(current) = &mut self.current {
                match current.next_item() {
                    Ok(Some(item)) => return Ok(Some(item)),
                    Ok(None) => self.leave(),
                    Err(error) => {
                        let (input, offset) = match &error {
                            SourceError::Read { input, offset, .. } => (Arc::clone(input), *offset),
                            _ => (Arc::clone(&self.name), 0),
                        };
                        let reason = super::folder::reason_of(&error);
                        self.leave();
                        return Ok(Some(broken(input, offset, reason, 0)));
                    }
                }
            }
            let Some(mut entry) = self.entries.next() else {
                let lost = self.lost.take();
                return Ok(lost.map(|(at, reason)| broken(Arc::clone(&self.name), at, reason, 0)));
            };
            let length = entry.length;
            if let Some(reason) = entry.fault.take() {
                return Ok(Some(broken(self.name_of(&entry), entry.header, reason, length)));
            }
            match self.enter(&entry) {
                Ok(source) if matches!(source.kind(), InputKind::Warc | InputKind::Arc) => {
                    self.current = Some(source);
                }
                Ok(_) => {
                    let reason = "is not a web archive, despite its name".to_owned();
                    return Ok(Some(broken(self.name_of(&entry), 0, reason, length)));
                }
                Err(reason) => return Ok(Some(broken(self.name_of(&entry), 0, reason, length))),
            }
            self.position += entry.length;
        }
    }

    fn position(&self) -> u64 {
        self.position
    }

    fn size(&self) -> Option<u64> {
        Some(self.size)
    }

    fn kind(&self) -> InputKind {
        InputKind::Wacz
    }

    fn skips(&self) -> Option<&Skips> {
        Some(&self.skips)
    }
}

/// Rejects a part of the package whose bytes cannot be shown; `length` is its size in the package.
fn broken(input: Arc<str>, offset: u64, reason: String, length: u64) -> Item {
    let place = SourceLocation { input, record: None, offset };
    Item { place, raw: ItemContent::Broken { reason, bytes: Vec::new(), length } }
}

/// Reads an entry and checks it against the table of contents.
struct CheckedMember {
    inner: Box<dyn Read + Send>,
    crc: Crc,
    given: u64,
    length: u64,
    size: u64,
    expected: u32,
    /// The digest of what was read so far, and the stated one.
    sha256: Option<(Sha256, [u8; 32])>,
}

impl Read for CheckedMember {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.crc.update(read);
        if let Some((sum, _)) = &mut self.sha256 {
            sum.update(read);
        }
        self.given += count as u64;
        let invalid = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what.to_owned()));
        if self.given > BOMB_BYTES && self.given / BOMB_RATIO > self.length {
            return invalid("it expands too much: this is a decompression bomb, not an archive");
        }
        if count == 0 && !buffer.is_empty() {
            if self.given != self.size {
                return invalid("its length differs from the one in its package");
            }
            if self.crc.sum() != self.expected {
                return invalid("its checksum differs from the one in its package");
            }
            if let Some((sum, stated)) = self.sha256.take()
                && sum.finalize().as_slice() != stated
            {
                return invalid(
                    "its SHA-256 differs from the one in the package's datapackage.json",
                );
            }
        }
        Ok(count)
    }
}
