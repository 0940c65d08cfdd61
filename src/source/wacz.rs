//! WACZ: a zip package of web archives, each read where it lies.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Crc;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive};

use super::open::open_stream;
use super::{Format, Item, Kind, Limits, Place, Raw, Skips, Source, SourceError};

/// The most entries of a package that are looked at.
const MOST_ENTRIES: usize = 100_000;

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
}

/// Reads one archive after the other.
pub(super) struct Wacz {
    path: PathBuf,
    name: Arc<str>,
    limits: Limits,
    entries: std::vec::IntoIter<Entry>,
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
                 ({error}); fetch the file again, whole"
            ),
        };
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
        let mut entries = Vec::new();
        let mut found = archive.entries(&mut buffer);
        for _ in 0..MOST_ENTRIES {
            let Some(entry) = found.next_entry().map_err(damaged)? else { break };
            let name = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
            if entry.is_dir() || !is_archive(&name) {
                continue;
            }
            let (method, crc) = (entry.compression_method(), entry.crc32());
            let is_encrypted = entry.flags().is_encrypted();
            let (way, size) = (entry.wayfinder(), entry.uncompressed_size_hint());
            let (start, end) = archive.get_entry(way).map_err(damaged)?.compressed_data_range();
            entries.push(Entry {
                name,
                method,
                start,
                length: end.saturating_sub(start),
                size,
                crc,
                is_encrypted,
            });
        }
        if entries.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            path: path.to_owned(),
            name: Arc::clone(name),
            limits: *limits,
            entries: entries.into_iter(),
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
            let Some(entry) = self.entries.next() else { return Ok(None) };
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
