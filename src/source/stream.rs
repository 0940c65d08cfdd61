//! A stream: the decoded bytes of an input, with what is needed for messages about it.

use super::frames::{self, Frames, MemberOffsets, ZSTD_WINDOW_LOG};
use super::transcode::Coding;
use super::transcode::Transcoder;
use super::window;
use super::window::{Meter, Metered, Window};
use super::{Item, ItemContent, Limits, SourceError, SourceLocation};
use crate::article::Setting;
use std::io::{self, Read};
use std::sync::Arc;

/// Says that nothing after the damage can be read; see [`REST_IS_READ`] for the other case.
const BEFORE_IS_IN: &str = "everything before it was imported";
const REST_IS_READ: &str = "everything before it and from the next record on was imported";

/// Changes a reason given by [`Stream::fault`] to say that reading continues after the damage.
pub(super) fn with_the_rest(reason: &str) -> String {
    reason.replacen(BEFORE_IS_IN, REST_IS_READ, 1)
}

/// Maximum depth of nested compression that is undone.
const MAX_LAYERS: usize = 3;

/// An opened file: a window on its decoded bytes, and what is needed for error messages.
pub(super) struct Stream {
    pub(super) window: Window,
    pub(super) name: Arc<str>,
    pub(super) limits: Limits,
    pub(super) size: Option<u64>,
    pub(super) meter: Arc<Meter>,
    /// The outermost layer that can be damaged.
    pub(super) layer: &'static str,
    pub(super) layers: usize,
    /// Offsets of the file's compressed members, if the file has exactly one layer of compression.
    pub(super) members: Option<Arc<MemberOffsets>>,
}

impl Stream {
    pub(super) fn new(
        reader: Box<dyn Read + Send>,
        name: Arc<str>,
        size: Option<u64>,
        limits: Limits,
    ) -> Self {
        let meter = Arc::new(Meter::default());
        let ceiling = limits.record_bytes.saturating_add(2 * super::window::BLOCK);
        let metered = Metered::new(reader, Arc::clone(&meter));
        let mut window = Window::new(Box::new(metered), ceiling);
        window.fill_to(window::SAMPLE_BYTES);
        Self { window, name, limits, size, meter, layer: "", layers: 0, members: None }
    }

    /// Counts offsets from `offset` of the file, where the stream was opened.
    pub(super) fn starting_at(mut self, offset: u64) -> Self {
        self.window.start_at(offset);
        self
    }

    /// Undoes all compression found.
    pub(super) fn uncompress(&mut self) -> Result<(), SourceError> {
        for _ in 0..MAX_LAYERS {
            let head = self.window.data();
            if head.starts_with(&[0x1F, 0x8B]) {
                self.layer = "gzip";
                let log = self.new_log();
                self.wrap(|window| Ok(Box::new(Frames::gzip(window, log))))?;
            } else if frames::is_zstd(head) {
                self.layer = "zstd";
                let log = self.new_log();
                self.wrap(|window| Ok(Box::new(Frames::zstd(window, log)?)))?;
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Returns why the first compressed member cannot be read, if a record of an archive follows
    /// it; the window is then at that record. For other inputs, the rest is not searched.
    pub(super) fn lost_beginning(&mut self) -> Result<Option<String>, SourceError> {
        if !self.window.data().is_empty() || self.window.fault().is_none() || self.members.is_none()
        {
            return Ok(None);
        }
        let Some(reason) = self.fault()? else { return Ok(None) };
        self.window.resume();
        self.window.fill_to(window::SAMPLE_BYTES);
        if self.window.data().is_empty() {
            return Err(SourceError::Damaged { input: Arc::clone(&self.name), reason });
        }
        Ok(Some(with_the_rest(&reason)))
    }

    /// Returns a log for the members of the next layer. Only the outermost layer has offsets in the
    /// file.
    pub(super) fn new_log(&mut self) -> Arc<MemberOffsets> {
        let log = Arc::new(MemberOffsets::default());
        if self.layers == 0 {
            self.members = Some(Arc::clone(&log));
        } else {
            log.turn_off();
            self.members = None;
        }
        self.layers += 1;
        log
    }

    /// Converts the content to UTF-8 and removes a byte order mark.
    pub(super) fn decode(&mut self, coding: Coding) {
        if coding != Coding::Utf8 {
            self.layer = coding.name();
            let decoder = |window| -> io::Result<Box<dyn Read + Send>> {
                Ok(Box::new(Transcoder::new(window, coding)))
            };
            // The closure cannot fail, so this cannot either.
            let _ = self.wrap(decoder);
        }
        if self.window.data().starts_with(b"\xEF\xBB\xBF") {
            self.window.advance(3);
        }
    }

    pub(super) fn wrap(
        &mut self,
        decoder: impl FnOnce(Window) -> io::Result<Box<dyn Read + Send>>,
    ) -> Result<(), SourceError> {
        let ceiling = self.limits.record_bytes.saturating_add(2 * super::window::BLOCK);
        let inner =
            std::mem::replace(&mut self.window, Window::new(Box::new(io::empty()), ceiling));
        let reader = decoder(inner)
            .map_err(|error| SourceError::Open { input: Arc::clone(&self.name), error })?;
        self.window = Window::new(reader, ceiling);
        self.window.fill_to(window::SAMPLE_BYTES);
        Ok(())
    }

    /// Bytes read from the file itself.
    pub(super) fn position(&self) -> u64 {
        self.meter.bytes()
    }

    /// Returns why the window ended: `None` if the input is complete, a reason if its content is
    /// damaged, an error if the file could not be read.
    pub(super) fn fault(&self) -> Result<Option<String>, SourceError> {
        let Some(fault) = self.window.fault() else { return Ok(None) };
        if self.meter.failed() {
            return Err(SourceError::Read {
                input: Arc::clone(&self.name),
                offset: self.meter.bytes(),
                error: io::Error::new(fault.kind(), fault.to_string()),
            });
        }
        let layer = self.layer;
        let at = self.window.offset() + self.window.data().len() as u64;
        let at = match &self.members {
            Some(members) if layer != "UTF-16" && layer != "UTF-32" => format!(
                "byte {at} of its content (byte {} of the file, in the member at byte {})",
                members.reached(),
                members.damaged()
            ),
            _ => format!("byte {at} of its content (byte {} of the file)", self.meter.bytes()),
        };
        let text = fault.to_string();
        Ok(Some(if fault.kind() == io::ErrorKind::UnexpectedEof {
            format!("the {layer} data is cut off at {at}: {BEFORE_IS_IN}; fetch the file again")
        } else if text.contains("too much memory") {
            format!(
                "the zstd data needs a window of more than {}: unpack it first, for example with \
                 `zstd -d --long=31`",
                super::in_units(1 << ZSTD_WINDOW_LOG)
            )
        } else {
            format!(
                "the {layer} data is damaged at {at} ({text}): {BEFORE_IS_IN}; fetch the \
                 file again, or test it with `{}`",
                if layer == "zstd" { "zstd -t" } else { "gzip -t" }
            )
        }))
    }

    pub(super) fn item(&self, record: Option<u64>, offset: u64, raw: ItemContent) -> Item {
        Item { place: SourceLocation { input: Arc::clone(&self.name), record, offset }, raw }
    }

    /// Returns what is left after the window has ended: nothing if the input is complete, otherwise
    /// the bytes after the last complete record.
    pub(super) fn tail(&mut self, record: Option<u64>) -> Result<Option<Item>, SourceError> {
        let Some(reason) = self.fault()? else { return Ok(None) };
        let offset = self.window.offset();
        let raw = ItemContent::broken(&reason, self.window.data());
        self.window.advance(usize::MAX);
        Ok(Some(self.item(record, offset, raw)))
    }

    /// Reads to the end of the input and returns the number of bytes that were left.
    pub(super) fn skip_rest(&mut self) -> u64 {
        let start = self.window.offset();
        loop {
            self.window.advance(usize::MAX);
            if !self.window.fill() {
                return self.window.offset() - start;
            }
        }
    }

    /// Returns the reject reason for a record that is too long.
    pub(super) fn too_long(&self, what: &str, length: u64) -> String {
        let limit = super::in_units(self.limits.record_bytes);
        let reason = format!("the {what} is {length} bytes long; the limit is {limit}");
        if self.limits.has_options {
            format!("{reason}: raise it with {}", Setting::RecordLimit)
        } else {
            reason
        }
    }
}
