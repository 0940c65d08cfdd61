//! Identifiers: newtypes for the ids and numbers of articles, versions, states and imports, and for
//! digests.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Digest as _;

/// Minimum length of a version-id prefix, in hex digits.
pub const MIN_ID_PREFIX: usize = 7;

/// Defines a number that identifies a row of one catalog, or a position in one timeline.
macro_rules! number {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for serde_json::Value {
            fn from(number: $name) -> Self {
                number.0.into()
            }
        }
    };
}

number! {
    /// An article's number in one catalog. It is not portable: other catalogs number their articles
    /// differently.
    ArticleId
}

number! {
    /// A version's number in one catalog, in order of arrival. It is not portable, unlike
    /// [`VersionId`].
    VersionNumber
}

number! {
    /// An import's number in one catalog, in order of their starts.
    ImportNumber
}

number! {
    /// A state's position in its article's timeline, from 1. A later import can move it.
    StateNumber
}

impl StateNumber {
    /// Returns the number of the state at this index of the timeline.
    pub fn of_index(index: usize) -> Self {
        Self(index as i64 + 1)
    }

    /// Returns the state's index in the timeline; `None` if it is no position.
    pub fn index(self) -> Option<usize> {
        usize::try_from(self.0.checked_sub(1)?).ok()
    }
}

/// A SHA-256 digest (FIPS 180-4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// Computes the digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Returns the first eight bytes, big-endian, as SQLite's signed integer: an index key, never
    /// an identity.
    pub fn prefix64(&self) -> i64 {
        self.0.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not `write!` per byte, which takes as long as hashing a page: every digest of a digest
        // hashes this text.
        let mut hex = [b'0'; 64];
        let digit = |half: u8| if half < 10 { b'0' + half } else { b'a' + half - 10 };
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        f.write_str(std::str::from_utf8(&hex).unwrap_or_default())
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A version's identity: the SHA-256 of its [canonical form](super::canonical).
/// Stable across machines, catalogs and the order of imports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionId(pub Sha256);

impl VersionId {
    /// Returns the short id shown to people: its first ten hex digits.
    pub fn short(&self) -> String {
        let mut hex = self.to_string();
        hex.truncate(10);
        hex
    }
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VersionId({})", self.0)
    }
}

impl FromStr for VersionId {
    type Err = NotAnId;

    /// Parses 64 hex digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl FromStr for Sha256 {
    type Err = NotAnId;

    /// Parses 64 hex digits.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        bytes_of_hex(text).map(Self).ok_or(NotAnId)
    }
}

/// Parses exactly two hex digits per byte.
pub(super) fn bytes_of_hex<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0u8; BYTES];
    if text.len() != 2 * BYTES || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// The id of an audit finding: the first eight bytes of a SHA-256, the same in every audit and
/// every catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(pub [u8; 8]);

impl FindingId {
    /// Computes the id from these parts, each terminated by a line feed.
    pub fn of<'p>(parts: impl IntoIterator<Item = &'p str>) -> Self {
        let mut text = String::new();
        for part in parts {
            text.push_str(part);
            text.push('\n');
        }
        Self(Sha256::of(text.as_bytes()).prefix64().to_be_bytes())
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Serialize for FindingId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not 64 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version id: expected 64 hex digits")]
pub struct NotAnId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_own_text() {
        let id = VersionId(Sha256::of(b"abc"));
        // FIPS 180-4's own test vector.
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(id.to_string(), hex);
        assert_eq!(hex.parse(), Ok(id));
        assert_eq!(id.short(), "ba7816bf8f");
        assert_eq!("ba78".parse::<VersionId>(), Err(NotAnId));
        assert_eq!("é".repeat(32).parse::<VersionId>(), Err(NotAnId));
    }
}
