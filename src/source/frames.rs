//! Decodes gzip members and zstd frames one after another, and records where each one started.
//!
//! Web archives compress every record separately, so that it can be found by its offset in the
//! file. Their readers get the offsets from the [`MemberOffsets`]. Damage is returned as an error once; after
//! that, reading continues with the next member that starts with an archive record.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::{memchr, memmem};
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation as _, OutBuffer};

use super::window::{BLOCK, Window};

/// Maximum size of a zstd window (2^27 bytes, the default limit of `zstd`): it is held in memory.
pub(super) const ZSTD_WINDOW_LOG: u32 = 27;

/// Number of already read bytes that are kept, to search them again for a member that damage ran
/// into.
const KEPT: usize = 256 << 10;

/// Maximum length of a gzip member's header: its extra field and two names.
const MOST_HEADER: usize = 192 << 10;

/// Maximum length of a zstd archive's dictionary.
const MOST_DICTIONARY: usize = 16 << 20;

/// Maximum number of positions tried after damage: each one costs about 20 µs, and a hostile file
/// can have a million.
const MOST_TRIALS: usize = 20_000;

/// Number of decoded bytes of a member that must look like a record.
const TRIAL_BYTES: usize = 64;

/// The offsets at which members start.
#[derive(Debug, Default)]
pub(super) struct MemberOffsets(Mutex<FrameEntries>);

#[derive(Debug, Default)]
struct FrameEntries {
    is_off: bool,
    /// Offsets in the decoded bytes and in the file.
    starts: VecDeque<(u64, u64)>,
    /// How far the file has been decoded.
    reached: u64,
    /// The offset of the last damaged member.
    damaged: u64,
}

impl MemberOffsets {
    fn entries(&self) -> MutexGuard<'_, FrameEntries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops recording; the offsets are not needed.
    pub(super) fn turn_off(&self) {
        let mut entries = self.entries();
        entries.is_off = true;
        entries.starts = VecDeque::new();
    }

    fn note(&self, decoded: u64, raw: u64) {
        let mut entries = self.entries();
        if entries.is_off {
            return;
        }
        // An empty member does not count.
        if entries.starts.back().is_some_and(|(last, _)| *last == decoded) {
            entries.starts.pop_back();
        }
        entries.starts.push_back((decoded, raw));
    }

    fn reach(&self, raw: u64) {
        self.entries().reached = raw;
    }

    /// How far the file has been decoded.
    pub(super) fn reached(&self) -> u64 {
        self.entries().reached
    }

    /// Returns the file offset of the member in which reading failed last.
    pub(super) fn damaged(&self) -> u64 {
        self.entries().damaged
    }

    /// Returns the file offset of the member that starts at this offset of the decoded bytes.
    /// Earlier members are forgotten.
    pub(super) fn member_at(&self, decoded: u64) -> Option<u64> {
        let mut entries = self.entries();
        while entries.starts.front().is_some_and(|(start, _)| *start < decoded) {
            entries.starts.pop_front();
        }
        entries.starts.front().filter(|(start, _)| *start == decoded).map(|(_, raw)| *raw)
    }

    /// Returns the decoded offsets of members that start after `after` and before `before`.
    pub(super) fn members_within(&self, after: u64, before: u64) -> Vec<u64> {
        let entries = self.entries();
        let starts = entries.starts.iter().map(|(start, _)| *start);
        starts.filter(|start| (after + 1..before).contains(start)).collect()
    }
}

/// The compression format.
enum Compression {
    Gzip { inflate: Decompress, crc: Crc },
    Zstd(Decoder<'static>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrameState {
    /// Before a member, or at the end.
    Between,
    /// In a member's data.
    Inside,
    /// Before the checksum at the end of a gzip member.
    Trailer,
    /// After damage.
    Lost,
    Ended,
}

/// Reads the compressed bytes of a window and returns the decoded ones.
pub(super) struct Frames {
    input: Recent,
    codec: Compression,
    state: FrameState,
    log: Arc<MemberOffsets>,
    /// Number of decoded bytes returned so far.
    given: u64,
    /// The file offset of the current member.
    member: u64,
}

impl Frames {
    pub(super) fn gzip(input: Window, log: Arc<MemberOffsets>) -> Self {
        let codec = Compression::Gzip { inflate: Decompress::new(false), crc: Crc::new() };
        Self::new(input, codec, log)
    }

    /// A dictionary before the first frame is used for all frames, as in archives of many small
    /// records.
    pub(super) fn zstd(input: Window, log: Arc<MemberOffsets>) -> io::Result<Self> {
        let mut frames = Self::new(input, Compression::Zstd(Decoder::new()?), log);
        let dictionary = frames.dictionary()?;
        let mut decoder = Decoder::with_dictionary(&dictionary)?;
        decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
        frames.codec = Compression::Zstd(decoder);
        Ok(frames)
    }

    fn new(input: Window, codec: Compression, log: Arc<MemberOffsets>) -> Self {
        let input = Recent::new(input);
        Self { input, codec, state: FrameState::Between, log, given: 0, member: 0 }
    }

    /// Returns the content of a frame `5D 2A 4D 18` at the beginning of the file, which the WARC
    /// convention for zstd reserves for the dictionary: raw, or itself a zstd frame.
    fn dictionary(&mut self) -> io::Result<Vec<u8>> {
        let head = self.input.at_least(12)?;
        let Some((length, content)) = head
            .strip_prefix(&[0x5D, 0x2A, 0x4D, 0x18])
            .and_then(|rest| rest.split_first_chunk::<4>())
        else {
            return Ok(Vec::new());
        };
        let is_frame = content.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]);
        let length = u32::from_le_bytes(*length) as usize;
        if !is_frame && !content.starts_with(&[0x37, 0xA4, 0x30, 0xEC]) {
            return Ok(Vec::new());
        }
        if length > MOST_DICTIONARY {
            return Err(invalid("its dictionary is longer than 16 MiB"));
        }
        let bytes = self.input.at_least(length + 8)?.get(8..length + 8);
        let bytes = bytes.ok_or_else(|| invalid("its dictionary is cut off"))?.to_vec();
        self.input.consume(length + 8);
        if !is_frame {
            return Ok(bytes);
        }
        let mut dictionary = Vec::new();
        zstd::stream::read::Decoder::new(bytes.as_slice())?
            .take(MOST_DICTIONARY as u64)
            .read_to_end(&mut dictionary)?;
        Ok(dictionary)
    }

    /// Enters the next member; returns `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        if matches!(self.codec, Compression::Gzip { .. }) {
            self.input.skip_zeros()?;
        }
        self.member = self.input.position();
        let head = self.input.at_least(4)?;
        if head.is_empty() {
            return Ok(false);
        }
        match &mut self.codec {
            Compression::Gzip { inflate, crc } => {
                if !head.starts_with(&[0x1F, 0x8B]) {
                    return Err(invalid("the next bytes are not a gzip member"));
                }
                let length = loop {
                    let have = self.input.data().len();
                    match gzip_header(self.input.data()) {
                        Ok(Some(length)) => break length,
                        Err(what) => return Err(invalid(what)),
                        Ok(None) if have > MOST_HEADER => {
                            return Err(invalid("the gzip header does not end"));
                        }
                        Ok(None) => {
                            if self.input.at_least(have + 1)?.len() == have {
                                return Err(cut_off());
                            }
                        }
                    }
                };
                self.input.consume(length);
                inflate.reset(false);
                crc.reset();
            }
            Compression::Zstd(decoder) => {
                if !is_zstd(head) {
                    return Err(invalid("the next bytes are not a zstd frame"));
                }
                decoder.reinit()?;
            }
        }
        Ok(true)
    }

    /// Decodes some bytes; returns 0 if the member ends without more.
    fn decode(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let data = self.input.at_least(1)?;
            let is_over = data.is_empty();
            let (read, written, is_end) = match &mut self.codec {
                Compression::Gzip { inflate, crc } => {
                    if is_over {
                        return Err(cut_off());
                    }
                    let (before, produced) = (inflate.total_in(), inflate.total_out());
                    let status = inflate.decompress(data, out, FlushDecompress::None);
                    let read = (inflate.total_in() - before) as usize;
                    let Ok(status) = status else {
                        // The bytes before the error are valid.
                        self.input.consume(read);
                        return Err(invalid("corrupt deflate stream"));
                    };
                    let written = (inflate.total_out() - produced) as usize;
                    crc.update(out.get(..written).unwrap_or_default());
                    (read, written, status == Status::StreamEnd)
                }
                Compression::Zstd(decoder) => {
                    let mut input = InBuffer::around(data);
                    let mut output = OutBuffer::around(&mut *out);
                    let hint = decoder.run(&mut input, &mut output)?;
                    if is_over && hint > 0 && output.pos() == 0 {
                        return Err(cut_off());
                    }
                    (input.pos(), output.pos(), hint == 0)
                }
            };
            self.input.consume(read);
            if is_end {
                self.state = match self.codec {
                    Compression::Gzip { .. } => FrameState::Trailer,
                    Compression::Zstd(_) => FrameState::Between,
                };
                return Ok(written);
            }
            if written > 0 {
                return Ok(written);
            }
            if read == 0 && !out.is_empty() {
                return Err(invalid("corrupt data"));
            }
        }
    }

    fn check_trailer(&mut self) -> io::Result<()> {
        let Compression::Gzip { crc, .. } = &self.codec else { return Ok(()) };
        let trailer = self.input.at_least(8)?;
        let Some((sum, amount)) = trailer
            .split_first_chunk::<4>()
            .zip(trailer.get(4..).and_then(|rest| rest.first_chunk()))
        else {
            return Err(cut_off());
        };
        let (sum, amount) = (u32::from_le_bytes(*sum.0), u32::from_le_bytes(*amount));
        if sum != crc.sum() || amount != crc.amount() {
            return Err(invalid("the gzip member's checksum does not match"));
        }
        self.input.consume(8);
        Ok(())
    }

    /// After damage: finds the next member that starts with a record. Returns `false` if there is
    /// none.
    fn search(&mut self) -> io::Result<bool> {
        let magic: &[u8] = match self.codec {
            Compression::Gzip { .. } => &[0x1F, 0x8B, 8],
            Compression::Zstd(_) => &[0x28, 0xB5, 0x2F, 0xFD],
        };
        self.input.rewind(self.member + 1);
        for _ in 0..MOST_TRIALS {
            let Some(candidate) = self.input.find(magic)? else { return Ok(false) };
            let mut head = [0; TRIAL_BYTES];
            if self.begin().unwrap_or(false) {
                self.state = FrameState::Inside;
                let length = self.decode(&mut head).unwrap_or(0);
                if begins_record(head.get(..length).unwrap_or_default()) {
                    self.input.rewind(candidate);
                    self.state = FrameState::Between;
                    return Ok(true);
                }
            }
            self.input.rewind(candidate + 1);
        }
        Ok(false)
    }

    fn step(&mut self, out: &mut [u8]) -> io::Result<Option<usize>> {
        match self.state {
            FrameState::Between => {
                self.state = if self.begin()? { FrameState::Inside } else { FrameState::Ended };
                if self.state == FrameState::Inside {
                    self.log.note(self.given, self.member);
                }
            }
            FrameState::Inside => {
                let count = self.decode(out)?;
                if count > 0 {
                    self.given += count as u64;
                    return Ok(Some(count));
                }
            }
            FrameState::Trailer => {
                self.check_trailer()?;
                self.state = FrameState::Between;
            }
            FrameState::Lost => {
                self.state = if self.search()? { FrameState::Between } else { FrameState::Ended };
            }
            FrameState::Ended => return Ok(Some(0)),
        }
        Ok(None)
    }
}

impl Read for Frames {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            match self.step(out) {
                Ok(None) => {}
                Ok(Some(count)) => {
                    self.log.reach(self.input.position());
                    return Ok(count);
                }
                Err(error) => {
                    self.log.reach(self.input.position());
                    self.log.entries().damaged = self.member;
                    self.state =
                        if self.input.has_failed { FrameState::Ended } else { FrameState::Lost };
                    return Err(error);
                }
            }
        }
    }
}

/// Whether these are the first bytes of a WARC or ARC record.
fn begins_record(head: &[u8]) -> bool {
    if head.starts_with(b"WARC/") {
        return true;
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let scheme = memchr(b':', line).and_then(|at| line.get(..at)).unwrap_or_default();
    (2..=16).contains(&scheme.len()) && scheme.iter().all(u8::is_ascii_lowercase)
}

fn cut_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the data is cut off")
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.to_owned())
}

/// Whether this is a zstd frame or a skippable frame, which `pzstd` and the seekable format put
/// first.
pub(super) fn is_zstd(head: &[u8]) -> bool {
    matches!(head, [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..])
}

/// Returns the length of a member's header (RFC 1952 § 2.3); `None` if more data is needed.
fn gzip_header(data: &[u8]) -> Result<Option<usize>, &'static str> {
    let Some(&[_, _, method, flags, ..]) = data.first_chunk::<10>() else { return Ok(None) };
    if method != 8 {
        return Err("a gzip member with an unknown method");
    }
    if flags & 0xE0 != 0 {
        return Err("a gzip member with unknown flags");
    }
    let mut at = 10;
    if flags & 4 != 0 {
        let Some(&[low, high]) = data.get(at..).and_then(|rest| rest.first_chunk::<2>()) else {
            return Ok(None);
        };
        at += 2 + usize::from(u16::from_le_bytes([low, high]));
    }
    for name in [8, 16] {
        if flags & name != 0 {
            let Some(end) = data.get(at..).and_then(|rest| memchr(0, rest)) else {
                return Ok(None);
            };
            at += end + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    Ok((at <= data.len()).then_some(at))
}

/// The compressed bytes, including the most recently read ones.
struct Recent {
    inner: Window,
    buffer: Vec<u8>,
    at: usize,
    /// The offset of `buffer[0]` in the file.
    base: u64,
    ended: bool,
    has_failed: bool,
}

impl Recent {
    fn new(inner: Window) -> Self {
        let base = inner.offset();
        Self { inner, buffer: Vec::new(), at: 0, base, ended: false, has_failed: false }
    }

    fn data(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    fn position(&self) -> u64 {
        self.base + self.at as u64
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }

    /// Moves back as far as bytes are kept, or forward as far as bytes are available.
    fn rewind(&mut self, position: u64) {
        self.at = (position.saturating_sub(self.base) as usize).min(self.buffer.len());
    }

    /// Returns at least `count` bytes, or what is left.
    fn at_least(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.data().len() < count && !self.ended {
            if self.at >= KEPT + BLOCK {
                let drop = self.at - KEPT;
                self.buffer.drain(..drop);
                self.at -= drop;
                self.base += drop as u64;
            }
            let have = self.buffer.len();
            self.buffer.resize(have + BLOCK, 0);
            let result = loop {
                match self.inner.read(self.buffer.get_mut(have..).unwrap_or_default()) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.buffer.truncate(have + *result.as_ref().unwrap_or(&0));
            if let Err(error) = result {
                (self.ended, self.has_failed) = (true, true);
                return Err(error);
            }
            self.ended = self.buffer.len() == have;
        }
        Ok(self.data())
    }

    /// Skips padding between members.
    fn skip_zeros(&mut self) -> io::Result<()> {
        loop {
            let zeros = self.at_least(1)?.iter().take_while(|byte| **byte == 0).count();
            if zeros == 0 {
                return Ok(());
            }
            self.consume(zeros);
        }
    }

    /// Advances to the next occurrence of these bytes.
    fn find(&mut self, bytes: &[u8]) -> io::Result<Option<u64>> {
        loop {
            let data = self.at_least(bytes.len())?;
            if let Some(found) = memmem::find(data, bytes) {
                self.consume(found);
                return Ok(Some(self.position()));
            }
            let searched = (data.len() + 1).saturating_sub(bytes.len());
            if searched == 0 {
                return Ok(None);
            }
            self.consume(searched);
        }
    }
}
