//! Proofs in the format of <https://c2sp.org/tlog-proof>: an entry's place in the log, the hashes that
//! lead to the root, and the checkpoint.

use std::fmt;

use base64ct::{Base64, Encoding as _};

use crate::article::Sha256;

/// The first line.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The proof that an entry is in the log under a checkpoint. Its `Display` is the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlogProof<'p> {
    /// The bytes of the entry, from which its leaf hash is computed. They are not authenticated by
    /// themselves, but by the proof.
    pub extra: &'p [u8],
    /// The index of the entry.
    pub index: u64,
    /// The hashes from the leaf's sibling up to the root's child.
    pub path: &'p [Sha256],
    /// The checkpoint's text, unchanged.
    pub checkpoint: &'p str,
}

impl fmt::Display for TlogProof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", Base64::encode_string(self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        for hash in self.path {
            writeln!(f, "{}", Base64::encode_string(&hash.0))?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_the_lines_of_the_specification() {
        let path = [Sha256([0; 32]), Sha256([255; 32])];
        let checkpoint = "example.org/log\n3\nAAAA\n";
        let proof = TlogProof { extra: b"entry", index: 0, path: &path, checkpoint };
        let (zeros, ones) = ("A".repeat(43) + "=", "/".repeat(42) + "8=");
        assert_eq!(
            proof.to_string(),
            format!(
                "c2sp.org/tlog-proof@v1\nextra ZW50cnk=\nindex 0\n{zeros}\n{ones}\n\n{checkpoint}"
            )
        );
        let bare = TlogProof { extra: b"", index: 7, path: &[], checkpoint };
        assert_eq!(bare.to_string(), format!("c2sp.org/tlog-proof@v1\nindex 7\n\n{checkpoint}"));
    }
}
