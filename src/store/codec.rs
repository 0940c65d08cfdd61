//! The codec: stores texts as zstd frames, each compressed against an earlier text or a trained
//! dictionary.
//!
//! Every frame is a standard zstd frame (RFC 8878) with its content size. A *delta* uses another
//! text as a raw-content dictionary; a *keyframe* uses a trained dictionary or none.

use std::sync::OnceLock;

use zstd::zstd_safe::{
    CCtx, CDict, CParameter, DCtx, DDict, ErrorCode, find_frame_compressed_size,
    get_dict_id_from_frame, get_error_name, get_frame_content_size,
};

/// zstd's level for deltas. Measured on real histories: level 3 is 8 % larger and takes three
/// quarters of the time, level 9 is 1 % smaller and takes twice the time.
const DELTA_LEVEL: i32 = 6;

/// zstd's level for keyframes. Measured on real histories: level 3 is 7 % larger and takes two
/// fifths of the time, level 9 is 2 % smaller and takes one and a half times the time.
const KEYFRAME_LEVEL: i32 = 6;

/// zstd's level for dictionaries; there are only a few.
const DICTIONARY_LEVEL: i32 = 12;

/// The largest trained dictionary, in bytes. Measured on real histories, keyframes and dictionary
/// together: 110 KiB 10.2 MB, 256 KiB 9.6 MB, 384 KiB 9.5 MB, 512 KiB 9.4 MB.
const DICTIONARY_BYTES: usize = 384 << 10;

/// The ratio of training text to dictionary size: a larger dictionary is mostly a copy of the text.
const DICTIONARY_SHARE: usize = 12;

/// The smallest dictionary that is worth its space.
const LEAST_DICTIONARY: usize = 32 << 10;

/// The maximum bytes of samples: training takes linear time, and more samples gain little.
const SAMPLE_BYTES: usize = 3 << 20;

/// The length of a sample. Many short pieces of texts are better samples than few long ones.
const SAMPLE_EACH: usize = 2 << 10;

/// A block of extras is closed when it has this many bytes: reading one takes about 30 µs.
pub(super) const EXTRA_BLOCK_BYTES: usize = 32 << 10;

/// A dictionary of the catalog, prepared for compression and decompression.
pub(super) struct Dictionary {
    pub(super) id: i64,
    pub(super) length: usize,
    bytes: Vec<u8>,
    level: i32,
    /// Prepared by the first keyframe: readers need none, and it takes some milliseconds.
    compress: OnceLock<Option<CDict<'static>>>,
    expand: DDict<'static>,
}

impl Dictionary {
    /// Prepares the stored bytes; `None` if they are not a dictionary.
    pub(super) fn new(id: i64, bytes: &[u8]) -> Option<Self> {
        Self::at(id, bytes, KEYFRAME_LEVEL)
    }

    /// Prepares the stored bytes for keyframes of this level.
    pub(super) fn at(id: i64, bytes: &[u8], level: i32) -> Option<Self> {
        Some(Self {
            id,
            length: bytes.len(),
            bytes: bytes.to_vec(),
            level,
            compress: OnceLock::new(),
            expand: DDict::try_create(bytes)?,
        })
    }

    fn compress(&self) -> Result<&CDict<'static>, String> {
        let made = self.compress.get_or_init(|| CDict::try_create(&self.bytes, self.level));
        made.as_ref().ok_or_else(|| "there is not enough memory for a dictionary".to_owned())
    }
}

/// A catalog gets another dictionary when its keyframes have this many times the text that the last
/// one was trained on. Measured on 28.9 MB of keyframes, including the dictionaries: factor 2 9.9
/// MB, 4 9.8 MB, 8 10.0 MB, a single dictionary 10.4 MB.
const DICTIONARY_GROWTH: usize = 4;

/// Returns how much text is needed for the next dictionary, given the length of the last one, if
/// any; `None` if that has the maximum length.
pub(super) fn text_for_next(last: Option<usize>) -> Option<usize> {
    match last {
        None => Some(LEAST_DICTIONARY * DICTIONARY_SHARE),
        Some(length) if length >= DICTIONARY_BYTES => None,
        Some(length) => Some(length.saturating_mul(DICTIONARY_SHARE * DICTIONARY_GROWTH)),
    }
}

/// Trains a dictionary on texts; `None` if they are too few or too similar.
pub(super) fn train(texts: &[&str]) -> Option<Vec<u8>> {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let size = (bytes / DICTIONARY_SHARE).min(DICTIONARY_BYTES);
    if size < LEAST_DICTIONARY {
        return None;
    }
    let (mut samples, mut sizes) = (Vec::new(), Vec::new());
    let pieces = texts.iter().flat_map(|text| text.as_bytes().chunks(SAMPLE_EACH));
    for piece in pieces.step_by(bytes / SAMPLE_BYTES + 1).filter(|piece| piece.len() >= 64) {
        samples.extend_from_slice(piece);
        sizes.push(piece.len());
    }
    let mut dictionary = Vec::with_capacity(size);
    zstd::zstd_safe::train_from_buffer(&mut dictionary, &samples, &sizes).ok()?;
    Some(dictionary)
}

/// Compresses data that is seldom written, such as dictionaries, into a frame without a dictionary.
/// The frame has a checksum, because no id covers its content.
pub(super) fn pack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let packed = || {
        let mut compressor = zstd::bulk::Compressor::new(DICTIONARY_LEVEL)?;
        compressor.include_checksum(true)?;
        compressor.compress(bytes)
    };
    packed().map_err(|error: std::io::Error| error.to_string())
}

/// Decompresses such a frame, which must yield `length` bytes.
pub(super) fn unpack(frame: &[u8], length: usize) -> Result<Vec<u8>, String> {
    one_frame(frame, length)?;
    let bytes = zstd::bulk::decompress(frame, length).map_err(|error| error.to_string())?;
    if bytes.len() != length {
        return Err(format!("it decompresses to {} bytes instead of {length}", bytes.len()));
    }
    Ok(bytes)
}

/// Checks that the data is exactly one frame with a content size of `length` bytes. The stored
/// length bounds the work, so that a damaged row cannot cause a huge allocation.
fn one_frame(frame: &[u8], length: usize) -> Result<(), String> {
    if get_frame_content_size(frame).ok().flatten() != Some(length as u64) {
        return Err("the length in its frame differs from the length in its row".to_owned());
    }
    if find_frame_compressed_size(frame) != Ok(frame.len()) {
        return Err("its frame is truncated or followed by other bytes".to_owned());
    }
    Ok(())
}

/// Compresses texts; one per thread. Reuses its memory from text to text.
pub(super) struct Encoder {
    context: CCtx<'static>,
    /// The levels for deltas and for keyframes without a dictionary; a dictionary has its own.
    levels: (i32, i32),
    /// Space for the largest frame so far; returned frames are copied at their exact length.
    room: Vec<u8>,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self { context: CCtx::create(), levels: (DELTA_LEVEL, KEYFRAME_LEVEL), room: Vec::new() }
    }

    /// Creates an encoder with a given level.
    pub(super) fn at(level: i32) -> Self {
        Self { levels: (level, level), ..Self::new() }
    }

    /// Returns a frame that is compressed against `base`.
    pub(super) fn delta(&mut self, text: &str, base: &str) -> Result<Vec<u8>, String> {
        self.make_room(text);
        self.context
            .compress_using_dict(&mut self.room, text.as_bytes(), base.as_bytes(), self.levels.0)
            .map_err(word)?;
        Ok(self.room.as_slice().to_vec())
    }

    /// Returns a frame that is compressed with the trained dictionary, if there is one.
    pub(super) fn keyframe(
        &mut self,
        text: &str,
        dictionary: Option<&Dictionary>,
    ) -> Result<Vec<u8>, String> {
        self.make_room(text);
        if let Some(dictionary) = dictionary {
            let dictionary = dictionary.compress()?;
            self.context.compress_using_cdict(&mut self.room, text.as_bytes(), dictionary)
        } else {
            self.context
                .set_parameter(CParameter::CompressionLevel(self.levels.1))
                .map_err(word)?;
            self.context.compress2(&mut self.room, text.as_bytes())
        }
        .map_err(word)?;
        Ok(self.room.as_slice().to_vec())
    }

    fn make_room(&mut self, text: &str) {
        self.room.clear();
        self.room.reserve(zstd::zstd_safe::compress_bound(text.len()));
    }
}

/// Decompresses texts; one per thread.
pub(super) struct Decoder {
    context: DCtx<'static>,
}

/// What a frame is compressed against.
pub(super) enum DecodeBase<'a> {
    Nothing,
    Text(&'a str),
    Dictionary(&'a Dictionary),
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self { context: DCtx::create() }
    }

    /// Returns the text of a frame, which must be `length` bytes of UTF-8.
    pub(super) fn expand(
        &mut self,
        frame: &[u8],
        lean: &DecodeBase<'_>,
        length: usize,
    ) -> Result<String, String> {
        one_frame(frame, length)?;
        let dictionary = match lean {
            DecodeBase::Dictionary(dictionary) => dictionary.expand.get_dict_id(),
            DecodeBase::Nothing | DecodeBase::Text(_) => None,
        };
        if get_dict_id_from_frame(frame) != dictionary {
            return Err("its frame uses a different dictionary than its row names".to_owned());
        }
        let mut text = Vec::new();
        text.try_reserve_exact(length).map_err(|error| error.to_string())?;
        match lean {
            DecodeBase::Nothing => self.context.decompress(&mut text, frame),
            DecodeBase::Text(base) => {
                self.context.decompress_using_dict(&mut text, frame, base.as_bytes())
            }
            DecodeBase::Dictionary(dictionary) => {
                self.context.decompress_using_ddict(&mut text, frame, &dictionary.expand)
            }
        }
        .map_err(word)?;
        if text.len() != length {
            return Err(format!("it decompresses to {} bytes instead of {length}", text.len()));
        }
        String::from_utf8(text).map_err(|error| error.to_string())
    }
}

fn word(code: ErrorCode) -> String {
    get_error_name(code).to_owned()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn story(seed: usize) -> String {
        let mut text = String::new();
        for line in 0..80 {
            let _ = writeln!(text, "Line {line} of story {seed}: the mayor said {}.", line * seed);
        }
        text
    }

    #[test]
    fn texts_come_back_whatever_they_lean_on() {
        let stories: Vec<_> = (0..400).map(story).collect();
        let stories: Vec<_> = stories.iter().map(String::as_str).collect();
        let bytes = train(&stories).expect("enough to learn from");
        assert!(bytes.len() <= DICTIONARY_BYTES);
        let packed = pack(&bytes).expect("packed");
        assert_eq!(unpack(&packed, bytes.len()).as_ref(), Ok(&bytes));
        assert!(unpack(&packed, bytes.len() + 1).is_err());
        let dictionary = Dictionary::new(1, &bytes).expect("a dictionary");
        let (mut encoder, mut decoder) = (Encoder::new(), Decoder::new());
        for text in ["", "é", "\0", &story(401), &"x".repeat(3 << 20)] {
            let base = story(400);
            let delta = encoder.delta(text, &base).expect("a delta");
            let plain = encoder.keyframe(text, None).expect("a keyframe");
            let trained = encoder.keyframe(text, Some(&dictionary)).expect("a keyframe");
            for (frame, lean) in [
                (&delta, DecodeBase::Text(&base)),
                (&plain, DecodeBase::Nothing),
                (&trained, DecodeBase::Dictionary(&dictionary)),
            ] {
                assert_eq!(decoder.expand(frame, &lean, text.len()).as_deref(), Ok(text));
                assert!(decoder.expand(frame, &lean, text.len() + 1).is_err());
            }
        }
        let text = story(401);
        let delta = encoder.delta(&text, &story(401)).expect("a delta");
        assert!(delta.len() < 64, "a delta against the same text takes {} bytes", delta.len());
        assert!(
            decoder
                .expand(&delta, &DecodeBase::Text(&story(7)), text.len())
                .is_err_and(|why| !why.is_empty())
                || decoder
                    .expand(&delta, &DecodeBase::Text(&story(7)), text.len())
                    .is_ok_and(|other| other != text)
        );
        assert!(decoder.expand(b"garbage", &DecodeBase::Nothing, 7).is_err());
    }

    #[test]
    fn too_little_trains_no_dictionary() {
        assert!(train(&[]).is_none());
        assert!(train(&["short"; 50]).is_none());
    }
}
