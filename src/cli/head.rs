//! Checkpoints and keys on the command line, and the check that the catalog extends a checkpoint.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use serde::Serialize;

use super::command_error::CommandError;
use crate::article::Sha256;
use crate::proof::checkpoint::{self, Checkpoint};
use crate::proof::note::{Note, NoteError, Signed, Signer, Verifier};
use crate::store::{Extension, HeadBasis, Snapshot};

/// The maximum size of a key file, in bytes.
const MOST_KEY_BYTES: u64 = 64 << 10;

/// The options of `verify` that check the catalog against a checkpoint.
#[derive(Debug, Default, clap::Args)]
pub(super) struct HeadArgs {
    /// Check that everything recorded up to this checkpoint is still there
    ///
    /// The checkpoint is a file that `log-head` wrote, or SIZE:ROOT.
    #[arg(long, value_name = "CHECKPOINT")]
    head: Option<OsString>,
    /// Public key that must have signed the checkpoint
    ///
    /// A file, or the key itself as NAME+ID+BASE64.
    #[arg(long, value_name = "PUBKEY", requires = "head")]
    key: Option<OsString>,
}

/// The result of checking a checkpoint.
#[derive(Debug, Serialize)]
pub(super) struct HeadFinding {
    /// Whether the catalog extends it and the key, if given, signed it.
    pub(super) holds: bool,
    /// The log's name, as the checkpoint states it.
    pub(super) origin: Option<String>,
    /// The checkpoint's size.
    pub(super) size: u64,
    /// The checkpoint's root.
    pub(super) root: Sha256,
    /// The result as text.
    pub(super) says: String,
}

/// Checks the checkpoint given on the command line, if any.
pub(super) fn check(
    catalog: &Snapshot,
    args: &HeadArgs,
    basis: HeadBasis,
) -> Result<Option<HeadFinding>, CommandError> {
    let Some(name) = &args.head else { return Ok(None) };
    let head = KeptHead::read(name)?;
    let key = args.key.as_deref().map(read_public_key).transpose()?;
    let mut log = catalog.log()?;
    let (size, root) = (head.size, head.root);
    let extension = match &head.checkpoint {
        Some(checkpoint) => log.extends(checkpoint, basis)?,
        None => log.extends_root(size, &root, basis)?,
    };
    let (mut holds, mut says) = told(&extension, size, &root);
    if let Some(key) = &key {
        let signed = head.signed_by(key)?;
        holds &= signed == Signed::Yes;
        says += match signed {
            Signed::Yes => "; the key signed the checkpoint",
            Signed::Forged => "; the key's signature does not match the checkpoint",
            Signed::No => "; the key did not sign the checkpoint",
        };
    }
    let origin = head.checkpoint.map(|checkpoint| checkpoint.origin);
    Ok(Some(HeadFinding { holds, origin, size, root, says }))
}

/// Whether the log extends a checkpoint, and a sentence that says so.
pub(super) fn told(extension: &Extension, size: u64, root: &Sha256) -> (bool, String) {
    match extension {
        Extension::Extends { now } => (
            true,
            format!(
                "the catalog's log has {} entries; the first {size} match the checkpoint",
                now.size
            ),
        ),
        Extension::Shorter { size: now } => (
            false,
            format!(
                "the catalog's log has {now} entries, but the checkpoint has {size}: entries were \
                 removed, an older copy was restored, or this is another catalog"
            ),
        ),
        Extension::Differs { root: now } => (
            false,
            format!(
                "the first {size} entries of the catalog's log have the root {now} instead of {root}: \
                 one of them was altered, or this is another catalog"
            ),
        ),
        Extension::OtherLog { own } => (
            false,
            format!(
                "the checkpoint is from another catalog (this catalog's log is {own}), or the first \
                 entry of this one was altered"
            ),
        ),
    }
}

/// A checkpoint that was stored elsewhere.
pub(super) struct KeptHead {
    pub(super) size: u64,
    pub(super) root: Sha256,
    /// The complete checkpoint, if it was read from a file.
    pub(super) checkpoint: Option<Checkpoint>,
    /// The file's text.
    pub(super) text: Option<String>,
}

impl KeptHead {
    /// Parses `SIZE:ROOT`, or reads the file with this name.
    pub(super) fn read(name: &OsStr) -> Result<Self, CommandError> {
        if let Some((size, root)) = name.to_str().and_then(size_and_root) {
            return Ok(Self { size, root, checkpoint: None, text: None });
        }
        let path = Path::new(name);
        let text = read_text(path, checkpoint::MOST_BYTES as u64)?;
        let (checkpoint, _) = Checkpoint::parse(&text).map_err(|error| refused(path, &error))?;
        Ok(Self {
            size: checkpoint.size,
            root: checkpoint.root,
            checkpoint: Some(checkpoint),
            text: Some(text),
        })
    }

    fn signed_by(&self, key: &Verifier) -> Result<Signed, CommandError> {
        let text = self.text.as_deref().ok_or_else(|| {
            CommandError::usage(
                "SIZE:ROOT has no signature: with --key, give the checkpoint's file",
            )
        })?;
        let note = Note::parse(text).map_err(|error| CommandError::Failed(error.to_string()))?;
        Ok(note.signed_by(key))
    }
}

fn size_and_root(text: &str) -> Option<(u64, Sha256)> {
    let (size, root) = text.split_once(':')?;
    Some((size.parse().ok()?, root.parse().ok()?))
}

/// Reads the file of a private key. Error messages never contain parts of the key.
pub(super) fn read_private_key(path: &Path) -> Result<Signer, CommandError> {
    Signer::parse(&read_text(path, MOST_KEY_BYTES)?).map_err(|error| wrong_key(path, &error))
}

/// Parses a public key, or reads the file with this name.
pub(super) fn read_public_key(name: &OsStr) -> Result<Verifier, CommandError> {
    if let Some(key) = name.to_str().and_then(|text| text.parse().ok()) {
        return Ok(key);
    }
    let path = Path::new(name);
    read_text(path, MOST_KEY_BYTES)?.parse().map_err(|error| wrong_key(path, &error))
}

fn wrong_key(path: &Path, error: &NoteError) -> CommandError {
    CommandError::usage(format!("{}: {error}", path.display()))
}

fn refused(path: &Path, error: &dyn std::fmt::Display) -> CommandError {
    CommandError::Failed(format!("{}: {error}", path.display()))
}

fn read_text(path: &Path, most: u64) -> Result<String, CommandError> {
    String::from_utf8(read_bytes(path, most)?)
        .map_err(|_| CommandError::Failed(format!("{}: not a text file", path.display())))
}

/// Reads a file of at most `most` bytes.
pub(super) fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, CommandError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) if bytes.len() as u64 > most => Err(CommandError::Failed(format!(
            "{}: longer than the limit of {}; check that it is the right file",
            path.display(),
            crate::render::bytes(most as i64)
        ))),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(CommandError::usage(format!("{}: there is no such file", path.display())))
        }
        Err(error) => Err(refused(path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::store::Writer;

    #[derive(clap::Parser)]
    struct HeadLine {
        #[command(flatten)]
        head: HeadArgs,
    }

    fn args(line: &[&str]) -> HeadArgs {
        HeadLine::try_parse_from([&["verify"], line].concat()).expect("arguments").head
    }

    const PRIVATE_KEY: &str =
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    const PUBLIC_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const OTHER_KEY: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";

    #[test]
    fn a_head_is_held_against_the_catalog() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = |name: &str, now: i64| {
            let path = folder.path().join(name);
            drop(Writer::begin(&path, "test", "[]", now).unwrap());
            Snapshot::open(&path).unwrap()
        };
        let (ours, theirs) = (catalog("ours.db", 1), catalog("theirs.db", 2));
        let mut log = ours.log().unwrap();
        let (origin, head) = (log.own_origin().unwrap().unwrap(), log.head().unwrap());
        let checkpoint = Checkpoint::new(&origin, head.size, head.root).unwrap();
        let signer = Signer::parse(PRIVATE_KEY).unwrap();
        let file = folder.path().join("head");
        std::fs::write(&file, checkpoint.signed(Some(&signer)).unwrap()).unwrap();
        let file = file.to_str().unwrap();
        let pair = format!("{}:{}", head.size, head.root);
        let longer = format!("{}:{}", head.size + 1, head.root);
        let differs = format!("{}:{}", head.size, Sha256::of(b"x"));

        let unnamed = check(&ours, &args(&[]), HeadBasis::Tiles).unwrap();
        assert!(unnamed.is_none());
        for (catalog, line, holds, says) in [
            (&ours, vec!["--head", file], true, "match the checkpoint"),
            (&ours, vec!["--head", file, "--key", PUBLIC_KEY], true, "the key signed"),
            (&ours, vec!["--head", file, "--key", OTHER_KEY], false, "did not sign"),
            (&ours, vec!["--head", &pair], true, "match the checkpoint"),
            (&ours, vec!["--head", &longer], false, "entries were removed"),
            (&ours, vec!["--head", &differs], false, "one of them was altered"),
            (&theirs, vec!["--head", file], false, "from another catalog"),
            (&theirs, vec!["--head", &pair], false, "one of them was altered"),
        ] {
            for basis in [HeadBasis::Tiles, HeadBasis::Rows] {
                let found = check(catalog, &args(&line), basis).unwrap().unwrap();
                assert_eq!(found.holds, holds, "{line:?}: {}", found.says);
                assert!(found.says.contains(says), "{line:?}: {}", found.says);
            }
        }
        for (line, says) in [
            (vec!["--head", "none"], "there is no such file"),
            (vec!["--head", &pair, "--key", PUBLIC_KEY], "has no signature"),
            (vec!["--head", file, "--key", file], "holds no public key"),
            (vec!["--head", ours.path().to_str().unwrap()], "longer than"),
        ] {
            let why = check(&ours, &args(&line), HeadBasis::Tiles).unwrap_err().to_string();
            assert!(why.contains(says), "{line:?}: {why}");
        }
        assert!(HeadLine::try_parse_from(["verify", "--key", PUBLIC_KEY]).is_err());
    }
}
