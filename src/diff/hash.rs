//! Hashing of text, and maps keyed by such hashes.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

const K0: u64 = 0x9E37_79B9_7F4A_7C15;
const K1: u64 = 0xD6E8_FEB8_6659_FD93;
/// Sets the bit by which ASCII capitals differ from small letters.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// The two halves of a 128-bit product, folded (as wyhash does).
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

/// A hash of `bytes`; equal hashes are always checked against the bytes by whoever relies on them.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    hash_with(bytes, 0)
}

/// A hash that letter case and the shape of an apostrophe do not change.
pub(super) fn hash_folded(word: &str) -> u64 {
    let bytes = word.as_bytes();
    if bytes.len() <= 16 && bytes.is_ascii() {
        let mut lower = [0u8; 16];
        if let Some(head) = lower.get_mut(..bytes.len()) {
            head.copy_from_slice(bytes);
        }
        let (low, high) = lower.split_at(8);
        let word = |half: &[u8]| half.iter().rev().fold(0u64, |sum, &b| (sum << 8) | u64::from(b));
        return mix(mix((word(low) | LOWER) ^ bytes.len() as u64, K0) ^ (word(high) | LOWER), K1);
    }
    let mut buffer = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '’' => buffer.push('\''),
            '\u{AD}' => {}
            c => buffer.extend(c.to_lowercase()),
        }
    }
    if buffer.len() <= 16 && buffer.is_ascii() {
        return hash_folded(&buffer);
    }
    hash(buffer.as_bytes())
}

/// A hasher for keys that are hashes already.
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

/// A map from hashes.
pub(super) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<Ready>>;

/// Bytes that `a` and `b` begin with alike.
pub(super) fn common_prefix(a: &[u8], b: &[u8]) -> usize {
    let same =
        a.chunks(64).zip(b.chunks(64)).take_while(|(x, y)| x.len() == 64 && x == y).count() * 64;
    let (x, y) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    same + x.iter().zip(y).take_while(|(x, y)| x == y).count()
}

/// Bytes that `a` and `b` end with alike.
pub(super) fn common_suffix(a: &[u8], b: &[u8]) -> usize {
    let same =
        a.rchunks(64).zip(b.rchunks(64)).take_while(|(x, y)| x.len() == 64 && x == y).count() * 64;
    let head = |text: &[u8]| text.len() - same;
    let (x, y) = (a.get(..head(a)).unwrap_or_default(), b.get(..head(b)).unwrap_or_default());
    same + x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count()
}
