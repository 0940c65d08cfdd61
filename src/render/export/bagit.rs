//! BagIt (RFC 8493): another export in a bag, with digests to verify it.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::Digest as _;
use walkdir::WalkDir;

use super::{Export, ExportError, Form, Result, Selection};
use crate::article::timestamp::canonical_text;
use crate::article::{Precision, Sha256};

/// The properties of a bag.
#[derive(Clone, Debug)]
pub struct BagOptions {
    /// The name of the payload in the bag.
    pub payload: String,
    /// Lines of `bag-info.txt` from the user, as label and value.
    pub info: Vec<(String, String)>,
    /// When the bag is created, in microseconds since 1970.
    pub created: i64,
}

/// Labels of `bag-info.txt` that are computed.
const COMPUTED: [&str; 4] = ["Bagging-Date", "Bag-Size", "Bag-Software-Agent", "Payload-Oxum"];

/// Parses `LABEL=VALUE`, a line of `bag-info.txt`.
pub fn info(text: &str) -> std::result::Result<(String, String), String> {
    let Some((label, value)) = text.split_once('=') else {
        return Err("give LABEL=VALUE, for example \"Source-Organization=A library\"".into());
    };
    let (label, value) = (label.trim(), value.trim());
    if label.is_empty() || label.contains(':') || label.chars().any(char::is_control) {
        return Err(format!(
            "\"{}\" is not a label: a label is one line without a colon",
            label.escape_debug()
        ));
    }
    if value.is_empty() || value.chars().any(char::is_control) {
        return Err(format!("the value of {label} must be one line"));
    }
    if let Some(computed) = COMPUTED.iter().find(|computed| computed.eq_ignore_ascii_case(label)) {
        return Err(format!("{computed} is computed: do not give it"));
    }
    Ok((label.to_owned(), value.to_owned()))
}

/// Returns the export: `payload` in a bag.
pub fn export(payload: Export, options: BagOptions) -> Export {
    let unit = payload.unit;
    let write =
        move |selection: &Selection<'_>, bag: &Path| write(&payload, &options, selection, bag);
    Export { unit, form: Form::Folder(Box::new(write)) }
}

fn write(
    payload: &Export,
    options: &BagOptions,
    selection: &Selection<'_>,
    bag: &Path,
) -> Result<i64> {
    let data = bag.join("data");
    fs::create_dir_all(&data).map_err(|source| failed(&data, source))?;
    let written = payload.write_at(selection, &data.join(&options.payload))?;
    let mut manifest = String::new();
    let (mut bytes, mut files) = (0, 0);
    for entry in WalkDir::new(&data).sort_by_file_name() {
        let entry = entry.map_err(|error| failed(&data, error.into()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        selection.check()?;
        let (digest, length) = digest_of(entry.path())?;
        bytes += length;
        files += 1;
        line(&mut manifest, &digest, &name_in(bag, entry.path())?);
    }
    let day = canonical_text(options.created, Precision::Day);
    let mut info = String::new();
    for (label, value) in &options.info {
        // Writing to a string cannot fail.
        let _ = writeln!(info, "{label}: {value}");
    }
    let _ = write!(
        info,
        "Bagging-Date: {day}\nBag-Software-Agent: recension {}\nBag-Size: {}\nPayload-Oxum: {bytes}.{files}\n",
        env!("CARGO_PKG_VERSION"),
        crate::render::bytes(bytes as i64),
    );
    let mut tags = String::new();
    for (name, text) in [
        ("bag-info.txt", info.as_str()),
        ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
        ("manifest-sha256.txt", &manifest),
    ] {
        put(&bag.join(name), text)?;
        line(&mut tags, &Sha256::of(text.as_bytes()), name);
    }
    put(&bag.join("tagmanifest-sha256.txt"), &tags)?;
    Ok(written)
}

fn line(manifest: &mut String, digest: &Sha256, name: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(manifest, "{digest}  {name}");
}

/// Returns the name of a file in a manifest: relative to the bag, separated by `/`, with line
/// breaks and `%` percent-encoded (RFC 8493 § 2.1.3).
fn name_in(bag: &Path, path: &Path) -> Result<String> {
    let inside = path.strip_prefix(bag).unwrap_or(path);
    let mut name = String::new();
    for part in inside.components() {
        let Some(part) = part.as_os_str().to_str() else {
            let why = io::Error::other("its name is not UTF-8, which a manifest requires");
            return Err(failed(path, why));
        };
        if !name.is_empty() {
            name.push('/');
        }
        name.push_str(&part.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D"));
    }
    Ok(name)
}

/// Returns the digest of the file on disk, and its length in bytes.
fn digest_of(path: &Path) -> Result<(Sha256, u64)> {
    let read = || {
        let mut file = File::open(path)?;
        let (mut hasher, mut length) = (sha2::Sha256::new(), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = file.read(&mut buffer)?;
            let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else { break };
            hasher.update(part);
            length += count as u64;
        }
        Ok((Sha256(hasher.finalize().into()), length))
    };
    read().map_err(|source| failed(path, source))
}

fn put(path: &Path, text: &str) -> Result<()> {
    let write = || {
        let mut file = File::create_new(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: io::Error) -> ExportError {
    ExportError::File { path: PathBuf::from(path), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_end_its_line_is_encoded() {
        for (path, expected) in [
            ("/bag/data/a b.jsonl", "data/a b.jsonl"),
            ("/bag/data/100%.txt", "data/100%25.txt"),
            ("/bag/data/a\nb/c\r.txt", "data/a%0Ab/c%0D.txt"),
            ("/bag/data/%0A", "data/%250A"),
        ] {
            assert_eq!(name_in(Path::new("/bag"), Path::new(path)).unwrap(), expected);
        }
    }

    #[test]
    fn lines_of_bag_info_are_checked() {
        let good = info(" Source-Organization = A library = a house ").unwrap();
        assert_eq!(good, ("Source-Organization".into(), "A library = a house".into()));
        for (text, why) in [
            ("Source-Organization", "LABEL=VALUE"),
            ("=x", "not a label"),
            ("A:b=x", "not a label"),
            ("A\nB=x", "not a label"),
            ("A=", "one line"),
            ("A=b\nPayload-Oxum: 1.1", "one line"),
            ("payload-oxum=1.1", "is computed"),
        ] {
            let said = info(text).expect_err(text);
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
