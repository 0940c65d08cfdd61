//! Heads: how a head and a key are named on the command line, and whether the catalog extends one.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use serde::Serialize;

use super::failure::Failure;
use crate::article::Sha256;
use crate::proof::checkpoint::{self, Checkpoint};
use crate::proof::note::{Note, NoteError, Signed, Signer, Verifier};
use crate::store::{Catalog, Extension, HeadBasis};

/// The most bytes that a file with a key may have.
const MOST_KEY_BYTES: u64 = 64 << 10;

/// What `verify` takes to prove that the catalog extends a head.
#[derive(Debug, Default, clap::Args)]
pub(super) struct HeadArgs {
    /// Prove that the catalog begins with all that it held at this head: a file that `log-head`
    /// wrote, or SIZE:ROOT
    #[arg(long, value_name = "HEAD")]
    head: Option<OsString>,
    /// The public key that must have signed the head: a file, or NAME+ID+BASE64 itself
    #[arg(long, value_name = "PUBKEY", requires = "head")]
    key: Option<OsString>,
}

/// What was found of a head.
#[derive(Debug, Serialize)]
pub(super) struct HeadFinding {
    /// Whether the catalog extends it, and the key signed it.
    pub(super) holds: bool,
    /// The log's name, as the head says it.
    pub(super) origin: Option<String>,
    /// The head's size.
    pub(super) size: u64,
    /// The head's root.
    pub(super) root: Sha256,
    /// What was found, for people.
    pub(super) says: String,
}

/// Checks the head that was named, if one was.
pub(super) fn check(
    catalog: &Catalog,
    args: &HeadArgs,
    basis: HeadBasis,
) -> Result<Option<HeadFinding>, Failure> {
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
            Signed::Yes => "; the key signed that head",
            Signed::Forged => "; the head bears a signature of the key that is not its own",
            Signed::No => "; the key did not sign that head",
        };
    }
    let origin = head.checkpoint.map(|checkpoint| checkpoint.origin);
    Ok(Some(HeadFinding { holds, origin, size, root, says }))
}

/// Whether the log extends a head, and a sentence on it.
pub(super) fn told(extension: &Extension, size: u64, root: &Sha256) -> (bool, String) {
    match extension {
        Extension::Extends { now } => (
            true,
            format!(
                "the catalog's log of {} entries begins with the {size} of the head, unaltered",
                now.size
            ),
        ),
        Extension::Shorter { size: now } => (
            false,
            format!(
                "the catalog's log has {now} entries and the head {size}: the catalog was shortened, \
                 or put back to an older copy, or it is another one"
            ),
        ),
        Extension::Differs { root: now } => (
            false,
            format!(
                "the first {size} entries of the catalog's log have the root {now} and not {root}: the \
                 catalog was altered before entry {size}, or it is another one"
            ),
        ),
        Extension::OtherLog { own } => (
            false,
            format!(
                "the head is of another catalog (this one's log is {own}), or the catalog's first \
                 entry was altered"
            ),
        ),
    }
}

/// A head that was kept elsewhere.
pub(super) struct KeptHead {
    pub(super) size: u64,
    pub(super) root: Sha256,
    /// All that it says, where it is a file.
    pub(super) checkpoint: Option<Checkpoint>,
    /// The file's text.
    pub(super) text: Option<String>,
}

impl KeptHead {
    /// Reads `SIZE:ROOT`, or the file of this name.
    pub(super) fn read(name: &OsStr) -> Result<Self, Failure> {
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

    fn signed_by(&self, key: &Verifier) -> Result<Signed, Failure> {
        let text = self.text.as_deref().ok_or_else(|| {
            Failure::usage("SIZE:ROOT bears no signature: with --key name the head's file")
        })?;
        let note = Note::parse(text).map_err(|error| Failure::Failed(error.to_string()))?;
        Ok(note.signed_by(key))
    }
}

fn size_and_root(text: &str) -> Option<(u64, Sha256)> {
    let (size, root) = text.split_once(':')?;
    Some((size.parse().ok()?, root.parse().ok()?))
}

/// Reads a private key's file. What goes wrong is told without any of the key.
pub(super) fn read_private_key(path: &Path) -> Result<Signer, Failure> {
    Signer::parse(&read_text(path, MOST_KEY_BYTES)?).map_err(|error| wrong_key(path, &error))
}

/// Reads a public key: itself, or the file of this name.
pub(super) fn read_public_key(name: &OsStr) -> Result<Verifier, Failure> {
    if let Some(key) = name.to_str().and_then(|text| text.parse().ok()) {
        return Ok(key);
    }
    let path = Path::new(name);
    read_text(path, MOST_KEY_BYTES)?.parse().map_err(|error| wrong_key(path, &error))
}

fn wrong_key(path: &Path, error: &NoteError) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}

fn refused(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Failed(format!("{}: {error}", path.display()))
}

fn read_text(path: &Path, most: u64) -> Result<String, Failure> {
    String::from_utf8(read_bytes(path, most)?)
        .map_err(|_| Failure::Failed(format!("{}: it is no text", path.display())))
}

/// Reads a file of no more than so many bytes.
pub(super) fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) if bytes.len() as u64 > most => Err(Failure::Failed(format!(
            "{}: it is longer than {}, as nothing of its kind is",
            path.display(),
            crate::render::bytes(most as i64)
        ))),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Failure::usage(format!("{}: there is no such file", path.display())))
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
    struct Line {
        #[command(flatten)]
        head: HeadArgs,
    }

    fn args(line: &[&str]) -> HeadArgs {
        Line::try_parse_from([&["verify"], line].concat()).expect("arguments").head
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
            Catalog::open(&path).unwrap()
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
            (&ours, vec!["--head", file], true, "unaltered"),
            (&ours, vec!["--head", file, "--key", PUBLIC_KEY], true, "the key signed that head"),
            (&ours, vec!["--head", file, "--key", OTHER_KEY], false, "did not sign"),
            (&ours, vec!["--head", &pair], true, "unaltered"),
            (&ours, vec!["--head", &longer], false, "shortened"),
            (&ours, vec!["--head", &differs], false, "altered before entry"),
            (&theirs, vec!["--head", file], false, "another catalog"),
            (&theirs, vec!["--head", &pair], false, "altered before entry"),
        ] {
            for basis in [HeadBasis::Tiles, HeadBasis::Rows] {
                let found = check(catalog, &args(&line), basis).unwrap().unwrap();
                assert_eq!(found.holds, holds, "{line:?}: {}", found.says);
                assert!(found.says.contains(says), "{line:?}: {}", found.says);
            }
        }
        for (line, says) in [
            (vec!["--head", "none"], "there is no such file"),
            (vec!["--head", &pair, "--key", PUBLIC_KEY], "bears no signature"),
            (vec!["--head", file, "--key", file], "holds no public key"),
            (vec!["--head", ours.path().to_str().unwrap()], "longer than"),
        ] {
            let why = check(&ours, &args(&line), HeadBasis::Tiles).unwrap_err().to_string();
            assert!(why.contains(says), "{line:?}: {why}");
        }
        assert!(Line::try_parse_from(["verify", "--key", PUBLIC_KEY]).is_err());
    }
}
