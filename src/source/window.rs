//! A sliding window over an input, through which the readers see the bytes regardless of the layers
//! below.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Number of bytes that are inspected.
pub(super) const SAMPLE_BYTES: usize = 64 * 1024;

/// Number of bytes requested from the input at once.
pub(super) const BLOCK: usize = 256 * 1024;

/// The state of the innermost reader, visible from outside all layers.
#[derive(Debug, Default)]
pub(super) struct Meter {
    bytes: AtomicU64,
    failed: AtomicBool,
}

impl Meter {
    /// Bytes read from the file itself, still compressed.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Whether the file itself could not be read, as opposed to damaged content.
    pub(super) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }
}

/// The innermost reader, which reports to a [`Meter`].
pub(super) struct Metered<R> {
    inner: R,
    meter: Arc<Meter>,
}

impl<R> Metered<R> {
    pub(super) fn new(inner: R, meter: Arc<Meter>) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = self.inner.read(buffer);
        match &result {
            Ok(count) => {
                self.meter.bytes.fetch_add(*count as u64, Ordering::Relaxed);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.meter.failed.store(true, Ordering::Relaxed),
        }
        result
    }
}

/// The unread bytes of an input: the window grows as a record needs it, and slides when the record
/// is consumed.
pub(super) struct Window {
    reader: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The offset of `buffer[start]` in the input.
    offset: u64,
    /// Beyond this length the buffer grows by one block at a time, so that the longest allowed
    /// record does not take twice its length.
    ceiling: usize,
    ended: bool,
    fault: Option<io::Error>,
}

impl Window {
    pub(super) fn new(reader: Box<dyn Read + Send>, ceiling: usize) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            offset: 0,
            ceiling,
            ended: false,
            fault: None,
        }
    }

    /// The bytes that are available and not yet consumed.
    pub(super) fn data(&self) -> &[u8] {
        self.buffer.get(self.start..self.end).unwrap_or_default()
    }

    /// Sets the offset of the first byte, before anything is consumed.
    pub(super) fn start_at(&mut self, offset: u64) {
        self.offset = offset;
    }

    /// The offset of `data()[0]` in the input.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads more bytes after `data()`. Returns `false` at the end of the input, or if it cannot be
    /// read further: see [`fault`](Self::fault).
    pub(super) fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.make_room();
        loop {
            let room = self.buffer.get_mut(self.end..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.fault = Some(error);
                    self.ended = true;
                }
            }
            return !self.ended;
        }
    }

    /// Reads until `length` bytes are available or the input ends.
    pub(super) fn fill_to(&mut self, length: usize) {
        while self.data().len() < length && self.fill() {}
    }

    /// Why the input ended early.
    pub(super) fn fault(&self) -> Option<&io::Error> {
        self.fault.as_ref()
    }

    /// Tries to read on after a [`fault`](Self::fault).
    pub(super) fn resume(&mut self) {
        self.ended = false;
        self.fault = None;
    }

    /// Whether no more bytes will follow `data()`.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Consumes the first `count` bytes of `data()`.
    pub(super) fn advance(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.offset += count as u64;
    }

    /// Returns all of `data()`, without a copy if possible.
    pub(super) fn take_rest(&mut self) -> Vec<u8> {
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.truncate(self.end);
        bytes.drain(..self.start);
        self.offset += bytes.len() as u64;
        (self.start, self.end) = (0, 0);
        bytes.shrink_to_fit();
        bytes
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        if self.buffer.len() - self.end >= BLOCK / 4 && !self.buffer.is_empty() {
            return;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.buffer.len() - self.end < BLOCK / 2 {
            let doubled = (self.buffer.len() * 2).min(self.ceiling);
            let length = doubled.max(self.end + BLOCK);
            self.buffer.reserve_exact(length - self.buffer.len());
            self.buffer.resize(length, 0);
        }
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.advance(count);
        Ok(count)
    }
}

/// Lets a decoder read directly from the window.
impl BufRead for Window {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.data().is_empty()
            && !self.fill()
            && let Some(fault) = &self.fault
        {
            return Err(io::Error::new(fault.kind(), fault.to_string()));
        }
        Ok(self.data())
    }

    fn consume(&mut self, count: usize) {
        self.advance(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns one byte, then two, then three, …
    struct Dribble {
        left: Vec<u8>,
        next: usize,
    }

    impl Read for Dribble {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.next += 1;
            let count = self.next.min(buffer.len()).min(self.left.len());
            for (to, from) in buffer.iter_mut().zip(self.left.drain(..count)) {
                *to = from;
            }
            Ok(count)
        }
    }

    #[test]
    fn it_slides_without_losing_a_byte() {
        let all: Vec<u8> = (0..1_000_000u32).map(|number| (number % 251) as u8).collect();
        let mut window = Window::new(Box::new(Dribble { left: all.clone(), next: 0 }), BLOCK * 2);
        let mut got = Vec::new();
        let mut step = 1;
        loop {
            assert_eq!(window.offset(), got.len() as u64);
            let take = window.data().len().min(step);
            got.extend_from_slice(&window.data()[..take]);
            window.advance(take);
            step = step * 3 % 70_001 + 1;
            if !window.fill() && window.data().is_empty() {
                break;
            }
        }
        assert!(got == all);
    }
}
