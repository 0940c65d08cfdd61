//! Converts UTF-16 and UTF-32 to UTF-8.

use std::borrow::Cow;
use std::io::{self, BufRead as _, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::window::Window;

/// The encoding of an input's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// UTF-8, or no other known encoding.
    Utf8,
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

/// Reads one encoding and returns another. Invalid input is an error, never a replacement
/// character: the text is kept exactly as found.
pub(super) struct Transcoder {
    inner: Window,
    decode: Decode,
    ready: Vec<u8>,
    given: usize,
    done: bool,
    /// The error that follows `ready`.
    fault: Option<io::Error>,
}

enum Decode {
    Utf16(Decoder),
    Utf32 { big: bool },
}

impl Transcoder {
    pub(super) fn new(inner: Window, coding: Coding) -> Self {
        let decode = match coding {
            Coding::Utf32Le => Decode::Utf32 { big: false },
            Coding::Utf32Be => Decode::Utf32 { big: true },
            Coding::Utf16Be => {
                Decode::Utf16(encoding_rs::UTF_16BE.new_decoder_without_bom_handling())
            }
            _ => Decode::Utf16(encoding_rs::UTF_16LE.new_decoder_without_bom_handling()),
        };
        Self { inner, decode, ready: Vec::new(), given: 0, done: false, fault: None }
    }

    fn more(&mut self) -> io::Result<()> {
        self.ready.clear();
        self.given = 0;
        let at = self.inner.offset();
        match &mut self.decode {
            Decode::Utf16(decoder) => {
                let data = self.inner.fill_buf()?;
                let last = data.is_empty();
                // Three output bytes per two input bytes, plus room for what the decoder holds
                // back.
                let mut out = vec![0; data.len() / 2 * 3 + 16];
                let (result, read, written) =
                    decoder.decode_to_utf8_without_replacement(data, &mut out, last);
                out.truncate(written);
                self.ready = out;
                self.inner.advance(read);
                self.done = last;
                if let DecoderResult::Malformed(..) = result {
                    self.fault = Some(invalid("UTF-16", at + read as u64));
                }
            }
            Decode::Utf32 { big } => {
                let big = *big;
                self.inner.fill_to(4);
                if self.inner.data().is_empty() {
                    // Reports an error of the layer below.
                    self.inner.fill_buf()?;
                }
                let data = self.inner.data();
                self.done = data.is_empty();
                let mut units = data.chunks_exact(4);
                let mut read = 0;
                for unit in units.by_ref() {
                    let unit: [u8; 4] = unit.try_into().unwrap_or_default();
                    let code =
                        if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
                    let Some(letter) = char::from_u32(code) else {
                        self.fault = Some(invalid("UTF-32", at + read as u64));
                        break;
                    };
                    self.ready.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    read += 4;
                }
                if read == 0 && !self.done && self.fault.is_none() {
                    self.fault = Some(invalid("UTF-32", at));
                }
                self.inner.advance(read);
            }
        }
        Ok(())
    }
}

fn invalid(encoding: &str, offset: u64) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("invalid {encoding} at byte {offset}"))
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if let Some(fault) = self.fault.take() {
                self.done = true;
                return Err(fault);
            }
            if self.done {
                return Ok(0);
            }
            self.more()?;
        }
        let ready = self.ready.get(self.given..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}

/// Returns the first bytes of an input as UTF-8, for content detection.
pub(super) fn sample(head: &[u8], coding: Coding) -> Cow<'_, [u8]> {
    let letters: String = match coding {
        Coding::Utf8 => {
            return Cow::Borrowed(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
        }
        Coding::Utf16Le => encoding_rs::UTF_16LE.decode(head).0.into_owned(),
        Coding::Utf16Be => encoding_rs::UTF_16BE.decode(head).0.into_owned(),
        Coding::Utf32Le | Coding::Utf32Be => head
            .chunks_exact(4)
            .filter_map(|unit| {
                let unit: [u8; 4] = unit.try_into().ok()?;
                char::from_u32(match coding {
                    Coding::Utf32Be => u32::from_be_bytes(unit),
                    _ => u32::from_le_bytes(unit),
                })
            })
            .collect(),
    };
    Cow::Owned(letters.trim_start_matches('\u{FEFF}').as_bytes().to_vec())
}
