//! Text hashing, and maps keyed by the hashes.

use crate::article::CheckedPart as _;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::{UnicodeNormalization, is_nfc};

const K0: u64 = 0x9E37_79B9_7F4A_7C15;
const K1: u64 = 0xD6E8_FEB8_6659_FD93;
/// The bit that distinguishes ASCII capitals from small letters, for 8 bytes.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// XORs the two halves of a 128-bit product (as wyhash does).
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ ((product >> 64) as u64)
}

fn hash_with(bytes: &[u8], or: u64) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut hash = K1 ^ bytes.len() as u64;
    for chunk in chunks {
        hash = mix(hash ^ u64::from_le_bytes(*chunk) ^ or, K0) ^ (hash >> 3);
    }
    let mut tail = 0u64;
    for &byte in rest {
        tail = (tail << 8) | u64::from(byte);
    }
    mix(hash ^ tail, K0 ^ hash.rotate_left(31))
}

/// Hashes `bytes`. Callers must compare the bytes of equal hashes.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    hash_with(bytes, 0)
}

/// As [`hash`], for sentences and blocks: computes two independent 16-byte products, instead of
/// 8-byte products that each wait for the previous one (a quarter of the time for 250 bytes).
pub(super) fn hash_text(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<32>();
    let (mut a, mut b) = (K0, K1);
    for chunk in chunks {
        if let ([w, x, y, z], _) = chunk.as_chunks::<8>() {
            let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
            a = mix(word(w) ^ K1, word(x) ^ a);
            b = mix(word(y) ^ K0, word(z) ^ b);
        }
    }
    mix(hash(rest) ^ a, b ^ bytes.len() as u64 ^ K0)
}

/// Loads 16 bytes at `start` as two little-endian words, with zeros past `len`.
fn load(text: &[u8], start: usize, len: usize) -> (u64, u64) {
    let mut spare = [0u8; 16];
    let bytes = text.get(start..start + 16).unwrap_or_else(|| {
        let rest = text.part(start..);
        for (to, from) in spare.iter_mut().zip(rest) {
            *to = *from;
        }
        &spare
    });
    let ([low, high], _) = bytes.as_chunks::<8>() else { return (0, 0) };
    let mask = |len: usize| if len >= 8 { u64::MAX } else { (1 << (8 * len)) - 1 };
    (u64::from_le_bytes(*low) & mask(len), u64::from_le_bytes(*high) & mask(len.saturating_sub(8)))
}

/// [`hash_word`] for a word known to be ASCII and at most 16 bytes long.
pub(super) fn hash_short(text: &str, start: usize, len: usize) -> (u64, u64) {
    let (low, high) = load(text.as_bytes(), start, len);
    let (small_low, small_high) = (low | LOWER, high | LOWER);
    let folded = mix(mix(small_low ^ len as u64, K0) ^ small_high, K1);
    // The bits that folding sets distinguish the unfolded words.
    let capitals = (small_low ^ low).wrapping_mul(K0) ^ (small_high ^ high).wrapping_mul(K1);
    (folded ^ capitals, folded)
}

/// Returns two hashes of the word `start..end` of `text`: one of its bytes, and one that ignores
/// letter case, the shape of apostrophes and dashes, soft hyphens and the Unicode form.
pub(super) fn hash_word(text: &str, start: usize, end: usize) -> (u64, u64) {
    let len = end - start;
    let word = text.part(start..end);
    if len <= 16 && word.is_ascii() {
        return hash_short(text, start, len);
    }
    (hash(word.as_bytes()), hash_folded(word))
}

/// The second hash of [`hash_word`]. Faster than [`hash_folded`] of the word alone, because bytes
/// after the word can be loaded.
pub(super) fn hash_folded_at(text: &str, start: usize, end: usize) -> u64 {
    let word = text.part(start..end);
    if word.len() <= 16 && word.is_ascii() {
        return hash_short(text, start, word.len()).1;
    }
    hash_folded(word)
}

/// The first hash of [`hash_word`].
pub(super) fn hash_bytes(text: &str, start: usize, end: usize) -> u64 {
    let word = text.part(start..end);
    if word.len() <= 16 && word.is_ascii() {
        return hash_short(text, start, word.len()).0;
    }
    hash(word.as_bytes())
}

/// Whether a text contains only characters that are certainly composed: those before the combining
/// marks, and typographic quotes and dashes. Covers nearly all Latin text; the full tables are
/// slow.
pub(super) fn surely_nfc(text: &str) -> bool {
    text.chars().all(|c| c < '\u{300}' || is_typographic(c))
}

/// Dashes, quotation marks, bullets, ellipses.
pub(super) fn is_typographic(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}')
}

/// The second hash of [`hash_word`].
pub(super) fn hash_folded(word: &str) -> u64 {
    if word.len() <= 16 && word.is_ascii() {
        return hash_word(word, 0, word.len()).1;
    }
    let mut buffer = String::with_capacity(word.len());
    let mut push = |c: char| match c {
        '’' | 'ʼ' => buffer.push('\''),
        '‐' | '‑' | '‒' | '–' | '−' => buffer.push('-'),
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => {}
        c if c.is_ascii() => buffer.push(c.to_ascii_lowercase()),
        c => buffer.extend(c.to_lowercase()),
    };
    if surely_nfc(word) || is_nfc(word) {
        word.chars().for_each(&mut push);
    } else {
        word.nfc().for_each(push);
    }
    if buffer.len() <= 16 && buffer.is_ascii() {
        return hash_word(&buffer, 0, buffer.len()).1;
    }
    hash(buffer.as_bytes())
}

/// A hasher for keys that already are hashes.
#[derive(Default)]
pub(super) struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= hash(bytes);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// A map keyed by hashes.
pub(super) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<Ready>>;

/// Combines a running hash with the next one.
pub(super) fn combine(sum: u64, next: u64) -> u64 {
    mix(sum ^ next, K0)
}

/// Chunk sizes for comparing: large ones first, then smaller ones near the difference.
const CHUNKS: [usize; 2] = [512, 16];

/// The number of bytes in the common prefix of `a` and `b`.
pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let mut same = 0;
    for chunk in CHUNKS {
        let (x, y) = (a.part(same..), b.part(same..));
        let chunks = x.chunks_exact(chunk).zip(y.chunks_exact(chunk));
        same += chunks.take_while(|(x, y)| x == y).count() * chunk;
    }
    let (x, y) = (a.part(same..), b.part(same..));
    same + x.iter().zip(y).take_while(|(x, y)| x == y).count()
}

/// The number of bytes in the common suffix of `a` and `b`.
pub(super) fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    let mut same = 0;
    for chunk in CHUNKS {
        let (x, y) = (head(a, same), head(b, same));
        let chunks = x.rchunks_exact(chunk).zip(y.rchunks_exact(chunk));
        same += chunks.take_while(|(x, y)| x == y).count() * chunk;
    }
    let (x, y) = (head(a, same), head(b, same));
    same + x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count()
}

/// All but the last `tail` bytes.
fn head(bytes: &[u8], tail: usize) -> &[u8] {
    bytes.part(..bytes.len() - tail)
}
