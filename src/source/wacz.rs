//! WACZ: a zip package of web archives, each read where it lies.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Crc;
use rawzip::{CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, ZipArchive};

use super::open::open_stream;
use super::{Format, Item, Kind, Limits, Place, Raw, Skips, Source, SourceError};

/// The most entries of a package that are looked at.
const MOST_ENTRIES: usize = 100_000;

/// The longest header of an entry: its name and its extra fields.
const MOST_HEADER: usize = 2 * 65_535;

/// A bomb: so many bytes of an entry, and so many for each of the package's.
const BOMB_BYTES: u64 = 2 << 30;
const BOMB_RATIO: u64 = 400;

/// An archive in the package.
struct Entry {
    name: String,
    method: CompressionMethod,
    start: u64,
    length: u64,
    /// What it is to become.
    size: u64,
    crc: u32,
    is_encrypted: bool,
    /// Where its own header stands in the package.
    header: u64,
    /// Why it cannot be read.
    fault: Option<String>,
}

impl Entry {
    fn end(&self) -> u64 {
        self.start.saturating_add(self.length)
    }
}

/// Reads one archive after the other.
pub(super) struct Wacz {
    path: PathBuf,
    name: Arc<str>,
    limits: Limits,
    entries: std::vec::IntoIter<Entry>,
    /// What of the table of contents could not be read; told at the end.
    lost: Lost,
    current: Option<Box<dyn Source + Send>>,
    skips: Skips,
    /// Bytes of the archives that are done.
    position: u64,
    size: u64,
}

impl Wacz {
    /// Reads the package's table of contents; `None` where no archive is in it.
    pub(super) fn open(
        path: &Path,
        name: &Arc<str>,
        limits: &Limits,
    ) -> Result<Option<Self>, SourceError> {
        let failed = |error| SourceError::Open { input: Arc::clone(name), error };
        let file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let damaged = |error: rawzip::Error| SourceError::Damaged {
            input: Arc::clone(name),
            reason: format!(
                "the package's table of contents, which stands at its end, cannot be read \
                 ({error}): the package is cut off or damaged; fetch the file again, whole"
            ),
        };
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
        let (entries, lost) = contents(&archive).map_err(damaged)?;
        if entries.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            path: path.to_owned(),
            name: Arc::clone(name),
            limits: *limits,
            entries: entries.into_iter(),
            lost,
            current: None,
            skips: Skips::default(),
            position: 0,
            size,
        }))
    }

    /// Opens an archive of the package: its bytes are read from the file as they are asked for.
    fn enter(&self, entry: &Entry) -> Result<Box<dyn Source + Send>, String> {
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
            _ => return Err("is compressed in a way that is not known; unpack it first".to_owned()),
        };
        let checked = Checked {
            inner: reader,
            crc: Crc::new(),
            given: 0,
            length: entry.length,
            size: entry.size,
            expected: entry.crc,
        };
        let name = self.name_of(entry);
        open_stream(Box::new(checked), Arc::clone(&name), None, None, Format::Auto, &self.limits)
            .map_err(|error| super::folder::reason_of(&error))
    }

    fn name_of(&self, entry: &Entry) -> Arc<str> {
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

/// From which byte on a table of contents cannot be read, and why.
type Lost = Option<(u64, String)>;

/// What the table of contents says of the archives in the package; and from which byte on, and why,
/// the rest of it cannot be read.
///
/// Every entry is held to its own header, by its offset and by its name: one that lies elsewhere
/// costs no other one. Entries that share bytes, by which a small package becomes a large one, are
/// refused: all of a header's but the first, and those that run over the header of another.
fn contents(archive: &ZipArchive<FileReader>) -> Result<(Vec<Entry>, Lost), rawzip::Error> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let mut header = vec![0; MOST_HEADER];
    let mut entries: Vec<Entry> = Vec::new();
    // Where entries that are theirs begin, whatever they hold.
    let mut headers: BTreeSet<u64> = BTreeSet::new();
    let mut lost = None;
    let mut found = archive.entries(&mut buffer);
    for number in 0.. {
        let table = archive.directory_offset();
        let entry = match found.next_entry() {
            Ok(None) => break,
            Ok(Some(_)) if number == MOST_ENTRIES => {
                let reason = format!(
                    "the package has more than {MOST_ENTRIES} entries: the rest is not read, \
                     unpack it first"
                );
                lost = Some((table, reason));
                break;
            }
            Ok(Some(entry)) => entry,
            Err(error) if number == 0 => return Err(error),
            Err(error) => {
                let reason = format!(
                    "the package's table of contents is damaged behind its entry {number} \
                     ({error}): what it names after that is not read; fetch the file again, whole"
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
                         points, is another entry's"
                    ))
                } else if !headers.insert(at) {
                    Some(format!(
                        "it shares the header at byte {at} of the package with an entry before it: \
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
        if entry.is_dir() || !is_archive(&name) {
            continue;
        }
        entries.push(Entry {
            name,
            method: entry.compression_method(),
            start: place.0,
            length: place.1.saturating_sub(place.0),
            size: entry.uncompressed_size_hint(),
            crc: entry.crc32(),
            is_encrypted: entry.flags().is_encrypted(),
            header: at,
            fault,
        });
    }
    for entry in &mut entries {
        let over = headers.range(entry.header.saturating_add(1)..).next();
        if entry.fault.is_none()
            && let Some(other) = over.filter(|other| **other < entry.end())
        {
            entry.fault = Some(format!(
                "it runs over another entry, whose header stands at byte {other} of the package: \
                 its length is wrong, or this is a bomb"
            ));
        }
    }
    Ok((entries, lost))
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
                        return Ok(Some(broken(input, offset, reason)));
                    }
                }
            }
            let Some(mut entry) = self.entries.next() else {
                let lost = self.lost.take();
                return Ok(lost.map(|(at, reason)| broken(Arc::clone(&self.name), at, reason)));
            };
            if let Some(reason) = entry.fault.take() {
                return Ok(Some(broken(self.name_of(&entry), entry.header, reason)));
            }
            match self.enter(&entry) {
                Ok(source) if matches!(source.kind(), Kind::Warc | Kind::Arc) => {
                    self.current = Some(source);
                }
                Ok(_) => {
                    let reason = "is no web archive, though its name says so".to_owned();
                    return Ok(Some(broken(self.name_of(&entry), 0, reason)));
                }
                Err(reason) => return Ok(Some(broken(self.name_of(&entry), 0, reason))),
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

    fn kind(&self) -> Kind {
        Kind::Wacz
    }

    fn skips(&self) -> Option<&Skips> {
        Some(&self.skips)
    }
}

fn broken(input: Arc<str>, offset: u64, reason: String) -> Item {
    let place = Place { input, record: None, offset };
    Item { place, raw: Raw::Broken { reason, bytes: Vec::new() } }
}

/// Reads an entry, and holds it to what the table of contents says of it.
struct Checked {
    inner: Box<dyn Read + Send>,
    crc: Crc,
    given: u64,
    length: u64,
    size: u64,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(buffer.get(..count).unwrap_or_default());
        self.given += count as u64;
        let invalid = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidData, what.to_owned()));
        if self.given > BOMB_BYTES && self.given / BOMB_RATIO > self.length {
            return invalid("so little has become so much: this is no archive but a bomb");
        }
        if count == 0 && !buffer.is_empty() {
            if self.given != self.size {
                return invalid("it has not the length that its package states");
            }
            if self.crc.sum() != self.expected {
                return invalid("it has not the check sum that its package states");
            }
        }
        Ok(count)
    }
}
