//! Checkpoints: a log's head in the format of <https://c2sp.org/tlog-checkpoint>.

use std::fmt;

use base64ct::{Base64, Encoding as _};

use super::note::{Note, NoteError, is_name};
use crate::article::Sha256;

/// Maximum size of a checkpoint file, in bytes: far more than a hundred signatures take.
pub const MOST_BYTES: usize = 64 << 10;

/// The prefix of a log's default name. The leaf hash of the log's first entry follows, which
/// distinguishes the logs of two catalogs.
const OWN_ORIGIN: &str = "recension.catalog/";

/// The number of hash digits in the name.
const OWN_DIGITS: usize = 16;

/// The default name of a log, from the leaf hash of its first entry.
pub fn own_origin(first_leaf: &Sha256) -> String {
    let mut digits = first_leaf.to_string();
    digits.truncate(OWN_DIGITS);
    format!("{OWN_ORIGIN}{digits}")
}

/// Whether it is a default name.
pub fn is_own_origin(origin: &str) -> bool {
    origin.starts_with(OWN_ORIGIN)
}

/// A log's head: its number of entries, and the root of the tree over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root of the tree.
    pub root: Sha256,
    /// Further lines, which are ignored.
    pub extensions: Vec<String>,
}

/// Why a text is not a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It is not a note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// It is a note, but not a checkpoint.
    #[error(
        "not a checkpoint: {0}; a checkpoint, as `recension log-head` writes it, has a line with \
         the log's name, one with its size, and one with its root in base64"
    )]
    NotACheckpoint(&'static str),
}

impl Checkpoint {
    /// Creates the head of a log with this name.
    pub fn new(origin: &str, size: u64, root: Sha256) -> Result<Self, NoteError> {
        if !is_name(origin) {
            return Err(NoteError::BadName(origin.chars().take(100).collect()));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// Parses the text of a file, with or without signatures. Also returns it as a note.
    pub fn parse(text: &str) -> Result<(Self, Note<'_>), CheckpointError> {
        let not = CheckpointError::NotACheckpoint;
        if text.len() > MOST_BYTES {
            return Err(not("it is longer than 64 KiB"));
        }
        let note = Note::parse(text)?;
        let mut lines = note.text.lines();
        let origin = lines.next().filter(|line| !line.is_empty());
        let origin = origin.ok_or_else(|| not("it has no name"))?.to_owned();
        let size = lines.next().and_then(decimal).ok_or_else(|| not("its size is not a number"))?;
        let root = lines.next().and_then(root_of).ok_or_else(|| not("its root is not a hash"))?;
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(not("one of its lines is empty"));
        }
        Ok((Self { origin, size, root, extensions }, note))
    }

    /// The checkpoint as text, signed if a key is given.
    pub fn signed(&self, signer: Option<&super::note::Signer>) -> Result<String, NoteError> {
        let text = self.to_string();
        match signer {
            Some(signer) => signer.sign(&text, &self.origin),
            None => Ok(text),
        }
    }
}

impl fmt::Display for Checkpoint {
    /// The text to sign.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = Base64::encode_string(&self.root.0);
        writeln!(f, "{}\n{}\n{root}", self.origin, self.size)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Parses a number, which must be in its only canonical form.
fn decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

fn root_of(text: &str) -> Option<Sha256> {
    let mut root = [0; 32];
    let read = Base64::decode(text, &mut root).ok()?.len();
    (read == 32).then_some(Sha256(root))
}

#[cfg(test)]
mod tests {
    use super::super::note::Signer;
    use super::*;

    /// The example of the specification.
    const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
        — example.com/behind-the-sofa \
        Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

    #[test]
    fn the_example_of_the_specification_is_read_and_written() {
        let (checkpoint, note) = Checkpoint::parse(EXAMPLE).expect("a checkpoint");
        assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
        assert_eq!(checkpoint.size, 20_852_163);
        assert_eq!(
            checkpoint.root.to_string(),
            "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62",
        );
        assert_eq!(note.signatures.len(), 1);
        assert_eq!(note.signatures[0].key_id(), "033de0ae");
        assert_eq!(checkpoint.to_string(), note.text);
        let again = Checkpoint::new(&checkpoint.origin, checkpoint.size, checkpoint.root);
        assert_eq!(again, Ok(checkpoint));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let key = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let signer = Signer::parse(key).expect("a key");
        for size in [0, 1, 10, u64::MAX] {
            let mut checkpoint =
                Checkpoint::new("a.example/b", size, Sha256::of(b"x")).expect("a name");
            for _ in 0..2 {
                for signer in [None, Some(&signer)] {
                    let text = checkpoint.signed(signer).expect("a name");
                    let (read, note) = Checkpoint::parse(&text).expect("a checkpoint");
                    assert_eq!(read, checkpoint);
                    assert_eq!(note.signatures.len(), usize::from(signer.is_some()));
                }
                checkpoint.extensions.push("more".to_owned());
            }
        }
    }

    #[test]
    fn what_is_no_checkpoint_is_refused() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        for text in [
            String::new(),
            "a\n".to_owned(),
            "a\n1\n".to_owned(),
            format!("\n1\n{root}\n"),
            format!("a\n01\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n-1\n{root}\n"),
            format!("a\n18446744073709551616\n{root}\n"),
            format!("a\n1\n{root}"),
            format!("a\n1\n{}\n", &root[1..]),
            format!("a\n1\n{}\n", root.trim_end_matches('=')),
            format!("a\n1\n{root}=\n"),
            // Unused bits that are set.
            format!("a\n1\n{}\n", root.replace("q2I=", "q2J=")),
            format!("a\n1\n{root}\n\nmore\n"),
            format!("a\n1\n{root}\n{}", "x\n".repeat(MOST_BYTES)),
        ] {
            assert!(Checkpoint::parse(&text).is_err(), "{text:?}");
        }
        for origin in ["", "a b", "a+b", "a\nb", "a\u{a0}b"] {
            assert!(Checkpoint::new(origin, 1, Sha256::of(b"")).is_err(), "{origin:?}");
        }
    }

    #[test]
    fn a_log_has_a_name_by_itself() {
        let name = own_origin(&Sha256([0xab; 32]));
        assert_eq!(name, "recension.catalog/abababababababab");
        assert!(is_own_origin(&name) && !is_own_origin("example.org/log"));
    }
}
