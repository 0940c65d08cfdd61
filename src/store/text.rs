//! Reads texts: follows a chain of frames back to its keyframe and decompresses it forward.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _};

use super::cache::Cache;
use super::codec::{DecodeBase, Decoder, Dictionary, unpack};
use super::error::{At as _, Result, StoreError};
use super::{MAX_DEPTH, MAX_PIECES, PIECE_BITS};

/// Bytes of decompressed texts to cache: neighbors in a history are based on each other.
pub(super) const KEPT_BYTES: usize = 16 << 20;

/// The number of dictionaries to cache: a catalog has one or two.
const KEPT_DICTIONARIES: usize = 8;

/// The maximum length of a text, in bytes. Imports accept records up to 8 MiB and pages up to 32
/// MiB.
const LONGEST_TEXT: i64 = 1 << 28;

/// The maximum length of a dictionary, in bytes.
const LONGEST_DICTIONARY: i64 = 1 << 22;

/// A decoder with its caches of dictionaries and texts.
pub(super) struct TextReader {
    path: PathBuf,
    decoder: Decoder,
    dictionaries: HashMap<i64, Arc<Dictionary>>,
    kept: Cache<i64, Arc<String>>,
    /// The number of pieces of the text that was decompressed last.
    pieces: i64,
}

struct TextFrame {
    id: i64,
    length: i64,
    base: Option<i64>,
    dictionary: Option<i64>,
    data: Vec<u8>,
    pieces: i64,
}

impl TextReader {
    pub(super) fn new(path: &Path) -> Self {
        Self::keeping(path, KEPT_BYTES)
    }

    /// Creates a reader that caches about `bytes` bytes of texts, but always the last one.
    pub(super) fn keeping(path: &Path, bytes: usize) -> Self {
        Self {
            path: path.to_owned(),
            decoder: Decoder::new(),
            dictionaries: HashMap::new(),
            kept: Cache::new(bytes),
            pieces: 0,
        }
    }

    /// The path of the catalog that it reads.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the dictionary with this number.
    pub(super) fn dictionary(
        &mut self,
        connection: &Connection,
        id: i64,
    ) -> Result<Arc<Dictionary>> {
        if let Some(dictionary) = self.dictionaries.get(&id) {
            return Ok(Arc::clone(dictionary));
        }
        let found: Option<(i64, Vec<u8>)> = connection
            .query_row(
                "SELECT length, data FROM _dictionary WHERE dictionary_id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .at(&self.path)?;
        let (length, data) =
            found.ok_or_else(|| self.damaged(format!("dictionary {id} is missing")))?;
        let bytes = bounded(length, LONGEST_DICTIONARY)
            .and_then(|length| unpack(&data, length))
            .map_err(|why| self.damaged(format!("dictionary {id} cannot be read: {why}")))?;
        let dictionary = Dictionary::new(id, &bytes)
            .ok_or_else(|| self.damaged(format!("dictionary {id} is not a valid dictionary")))?;
        let dictionary = Arc::new(dictionary);
        if self.dictionaries.len() >= KEPT_DICTIONARIES {
            self.dictionaries.clear();
        }
        self.dictionaries.insert(id, Arc::clone(&dictionary));
        Ok(dictionary)
    }

    /// Returns the text with this number, and the number of pieces of its frame.
    pub(super) fn read_counted(
        &mut self,
        connection: &Connection,
        id: i64,
    ) -> Result<(Arc<String>, i64)> {
        self.pieces = 0;
        let text = self.read(connection, id)?;
        Ok((text, self.pieces))
    }

    /// Returns the text with this number.
    pub(super) fn read(&mut self, connection: &Connection, id: i64) -> Result<Arc<String>> {
        let mut frames: Vec<TextFrame> = Vec::new();
        let mut below: Option<Arc<String>> = None;
        let mut wanted = Some(id);
        while let Some(id) = wanted {
            if let Some(text) = self.kept.get(&id, |text| text.len() + 64) {
                below = Some(Arc::clone(text));
                break;
            }
            if frames.len() as i64 > MAX_DEPTH {
                return Err(
                    self.damaged(format!("text {id} has a chain of more than {MAX_DEPTH} bases"))
                );
            }
            let frame = self.frame(connection, id)?;
            wanted = frame.base;
            frames.push(frame);
        }
        while let Some(frame) = frames.pop() {
            let dictionary = match frame.dictionary {
                Some(id) => Some(self.dictionary(connection, id)?),
                None => None,
            };
            let lean = match (&below, &dictionary) {
                (Some(base), _) => DecodeBase::Text(base),
                (None, Some(dictionary)) => DecodeBase::Dictionary(dictionary),
                (None, None) => DecodeBase::Nothing,
            };
            let text = bounded(frame.length, LONGEST_TEXT)
                .and_then(|length| self.decoder.expand(&frame.data, &lean, length))
                .map_err(|why| self.damaged(format!("text {} cannot be read: {why}", frame.id)))?;
            let text = Arc::new(text);
            self.pieces = frame.pieces;
            self.kept.put(frame.id, Arc::clone(&text), text.len() + 64);
            below = Some(text);
        }
        below.ok_or_else(|| self.damaged(format!("text {id} is missing")))
    }

    fn frame(&self, connection: &Connection, id: i64) -> Result<TextFrame> {
        let mut frame = connection
            .prepare_cached(
                "SELECT text_id, length, base_id, dictionary_id FROM _text WHERE text_id = ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([id], |row| {
                        Ok(TextFrame {
                            id: row.get(0)?,
                            length: row.get(1)?,
                            base: row.get(2)?,
                            dictionary: row.get(3)?,
                            data: Vec::new(),
                            pieces: 0,
                        })
                    })
                    .optional()
            })
            .at(&self.path)?
            .ok_or_else(|| self.damaged(format!("text {id} is missing")))?;
        let mut pieces = connection
            .prepare_cached(
                "SELECT data, frame_id FROM _frame WHERE frame_id BETWEEN ?1 AND ?2
                 ORDER BY frame_id",
            )
            .at(&self.path)?;
        let mut next = id << PIECE_BITS;
        let mut rows = pieces.query([next, next | (MAX_PIECES - 1)]).at(&self.path)?;
        while let Some(row) = rows.next().at(&self.path)? {
            let Ok(piece) = row.get_ref(0).at(&self.path)?.as_blob() else {
                return Err(self.damaged(format!("a piece of text {id} is not a blob")));
            };
            frame.data.extend_from_slice(piece);
            if row.get::<_, i64>(1).at(&self.path)? != next {
                return Err(self.damaged(format!("a piece of text {id} is missing")));
            }
            next = next.saturating_add(1);
        }
        frame.pieces = next.saturating_sub(id << PIECE_BITS);
        Ok(frame)
    }

    fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), what }
    }
}

/// Rejects a stored length that is out of range, so that a damaged one cannot cause a huge
/// allocation.
fn bounded(length: i64, most: i64) -> std::result::Result<usize, String> {
    usize::try_from(length)
        .ok()
        .filter(|_| length <= most)
        .ok_or_else(|| format!("its row has an invalid length of {length} bytes"))
}
