//! Digests: the digests stated by an archive's record, and whether its bytes match them.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

/// A digest as stated in a record: usually `sha1:` and base 32.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    algorithm: Algorithm,
    value: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn of(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => Md5::digest(data).to_vec(),
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha512 => Sha512::digest(data).to_vec(),
        }
    }
}

impl Stated {
    /// Parses `algorithm:value`. The value is in base 32, hex or base 64, recognized by its length.
    /// Returns `None` for an unknown algorithm or an invalid length.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (name, value) = text.split_once(':')?;
        let algorithm = match name.trim().to_ascii_lowercase().replace('-', "").as_str() {
            "md5" => Algorithm::Md5,
            "sha1" => Algorithm::Sha1,
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            _ => return None,
        };
        let value = value.trim().trim_end_matches('=');
        let bits = algorithm.bytes() * 8;
        let value = match value.len() {
            length if length == bits / 4 => decode(value, 4, |digit| match digit {
                b'0'..=b'9' => Some(digit - b'0'),
                b'a'..=b'f' => Some(digit - b'a' + 10),
                b'A'..=b'F' => Some(digit - b'A' + 10),
                _ => None,
            }),
            length if length == bits.div_ceil(5) => decode(value, 5, |digit| match digit {
                b'A'..=b'Z' => Some(digit - b'A'),
                b'a'..=b'z' => Some(digit - b'a'),
                b'2'..=b'7' => Some(digit - b'2' + 26),
                _ => None,
            }),
            length if length == bits.div_ceil(6) => decode(value, 6, |digit| match digit {
                b'A'..=b'Z' => Some(digit - b'A'),
                b'a'..=b'z' => Some(digit - b'a' + 26),
                b'0'..=b'9' => Some(digit - b'0' + 52),
                b'+' | b'-' => Some(62),
                b'/' | b'_' => Some(63),
                _ => None,
            }),
            _ => None,
        }?;
        Some(Self { algorithm, value })
    }

    /// Returns the digest of `data` with which revisits usually identify a payload.
    pub(super) fn sha1_of(data: &[u8]) -> Self {
        Self { algorithm: Algorithm::Sha1, value: Algorithm::Sha1.of(data) }
    }

    /// Whether this is the digest of `data`.
    pub(super) fn is_of(&self, data: &[u8]) -> bool {
        self.algorithm.of(data) == self.value
    }

    /// Returns `algorithm:hex`, regardless of how the digest was written.
    pub(super) fn name(&self) -> String {
        use std::fmt::Write as _;
        let mut name = format!("{}:", self.algorithm.name());
        for byte in &self.value {
            // Writing to a string cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

/// Decodes digits of `bits` bits each into bytes; leftover bits are dropped.
fn decode(text: &str, bits: u32, digit: impl Fn(u8) -> Option<u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(64);
    let (mut held, mut have) = (0_u32, 0);
    for letter in text.bytes() {
        held = held << bits | u32::from(digit(letter)?);
        have += bits;
        if have >= 8 {
            have -= 8;
            bytes.push((held >> have) as u8);
            held &= (1 << have) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_digest_is_one() {
        // The digests of empty input.
        for text in [
            "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
            "SHA-1:3i42h3s6nnfq2msvx7xzkyayscx5qbyj",
            "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
            "md5:d41d8cd98f00b204e9800998ecf8427e",
            "md5:2QOYZWMPACZAJ2MABGMOZ6CCPY======",
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha256:4OYMIQUY7QOBJGX36TEJS35ZEQT24QPEMSNZGTFESWMRW6CSXBKQ====",
        ] {
            let stated = Stated::read(text).unwrap_or_else(|| panic!("{text}"));
            assert!(stated.is_of(b"") && !stated.is_of(b"x"), "{text}");
        }
        let name = Stated::read("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ").unwrap().name();
        assert_eq!(name, Stated::sha1_of(b"").name());
        for text in
            ["", "sha1:", "sha1:zz", "crc32:00000000", "sha1:!!42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"]
        {
            assert_eq!(Stated::read(text), None, "{text}");
        }
    }
}
