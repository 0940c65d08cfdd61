//! Evidence: a version with everything needed to check, without the catalog, that it was in its
//! log.
//!
//! The format is described in `docs/evidence-format.md`, so that other programs can check it too.
//! Everything in a bundle is either computed again from the other fields, or reported as not
//! checked.

use serde::{Deserialize, Serialize};

use super::checkpoint::Checkpoint;
use super::evidence::{CaptureEvidence, NeighborEvidence, StampEvidence, VersionEvidence};
use super::look::LookEvidence;
use super::note::{Signed, Verifier};
use super::question::Question;
use super::report::BundleReport;
use super::stamp::TimestampToken;
use crate::article::canonical::{self};
use crate::article::{Setting, Sha256, setters};

/// The format that is written and read.
pub const FORMAT: &str = "recension-evidence/2";

/// Formats of earlier releases.
const OLD_FORMATS: [&str; 1] = ["recension-evidence/1"];

/// The prefix of all format names.
const FORMATS: &str = "recension-evidence/";

/// Maximum size of a bundle, in bytes: eight times the default maximum size of an imported record.
pub const MOST_BYTES: u64 = 64 << 20;

/// A bundle of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`FORMAT`].
    pub format: String,
    /// The version that was captured.
    pub version: VersionEvidence,
    /// Its captures, in log order.
    pub captures: Vec<CaptureEvidence>,
    /// The time in question, and the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// The captures of other versions that the answer depends on, in log order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub neighbors: Vec<NeighborEvidence>,
    /// The requests between the two observations that did not return the page, in log order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looks: Vec<LookEvidence>,
    /// The log's head: the checkpoint file, byte for byte.
    pub checkpoint: String,
    /// Time stamps of that file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timestamps: Vec<StampEvidence>,
}

/// Why a file is not a bundle that can be checked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// A bundle in a later format.
    #[error("its format is \"{0}\", but this program reads {FORMAT}; upgrade recension")]
    Newer(String),
    /// A bundle in an earlier format.
    #[error(
        "its format is \"{0}\", but this program reads {FORMAT}; check it with the release of \
         recension that wrote it, or write it again with `recension prove`"
    )]
    Older(String),
    /// Another file, or a damaged bundle that cannot be parsed.
    #[error("not a bundle of evidence ({0}); `recension prove` writes bundles")]
    NotABundle(String),
    /// Longer than any bundle that is written.
    #[error("it is longer than {} MiB, the maximum size of a bundle of evidence", MOST_BYTES >> 20)]
    TooLong,
}

/// What the checker trusts, to distinguish this catalog's checkpoints from ones that anybody can
/// make.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Trust {
    /// The key that must have signed.
    pub key: Option<Verifier>,
    /// The log's name.
    pub origin: Option<String>,
    /// A head stored elsewhere: its size and root.
    pub head: Option<(u64, Sha256)>,
}

setters!(Trust {
    key: impl Into<Option<Verifier>>,
    origin: impl Into<Option<String>>,
    head: impl Into<Option<(u64, Sha256)>>,
});

impl Bundle {
    /// Parses a bundle. Nothing in it is trusted yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        #[derive(Deserialize)]
        struct NamedValue {
            format: String,
        }
        if bytes.len() as u64 > MOST_BYTES {
            return Err(BundleError::TooLong);
        }
        let broken = match serde_json::from_slice::<Self>(bytes) {
            Ok(bundle) if bundle.format == FORMAT => return Ok(bundle),
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        };
        let named = serde_json::from_slice::<NamedValue>(bytes).ok().map(|named| named.format);
        match named.filter(|format| format != FORMAT) {
            Some(format) if OLD_FORMATS.contains(&format.as_str()) => {
                Err(BundleError::Older(format))
            }
            Some(format) if format.starts_with(FORMATS) => {
                Err(BundleError::Newer(format.chars().take(80).collect()))
            }
            other => Err(BundleError::NotABundle(match (other, broken) {
                (None, Some(why)) => why,
                _ => "its format has another name".to_owned(),
            })),
        }
    }

    /// Checks everything that can be checked without the catalog.
    pub fn check(&self, trust: &Trust) -> BundleReport {
        let mut report = BundleReport {
            checks: Vec::new(),
            checkpoint: None,
            is_signed: false,
            is_kept: false,
            stamps: Vec::new(),
        };
        self.check_version(&mut report);
        self.check_checkpoint(trust, &mut report);
        self.check_captures(&mut report);
        self.check_question(&mut report);
        self.check_looks(&mut report);
        self.check_stamps(&mut report);
        report
    }

    fn check_version(&self, report: &mut BundleReport) {
        let form = match self.version.canonical_form() {
            Ok(form) => form,
            Err(why) => return report.add("form", false, why),
        };
        let is_same = form == self.version.form.0;
        report.add(
            "form",
            is_same,
            if is_same {
                "the text, the title and the times match the canonical form"
            } else {
                "the text, the title or a time does not match the canonical form"
            },
        );
        let id = canonical::id_of_form(&form);
        let says = if id == self.version.id {
            format!("the SHA-256 of the canonical form is the version's id, {id}")
        } else {
            format!("the canonical form has the id {id}, but the bundle states {}", self.version.id)
        };
        report.add("id", id == self.version.id, says);
    }

    fn check_checkpoint(&self, trust: &Trust, report: &mut BundleReport) {
        let (checkpoint, note) = match Checkpoint::parse(&self.checkpoint) {
            Ok(read) => read,
            Err(why) => return report.add("checkpoint", false, why.to_string()),
        };
        report.add(
            "checkpoint",
            true,
            format!(
                "the log {} had {} entries and the root {}",
                checkpoint.origin, checkpoint.size, checkpoint.root
            ),
        );
        report.checkpoint = Some(checkpoint.clone());
        match &trust.origin {
            Some(origin) if *origin == checkpoint.origin => {
                report.add("origin", true, "it is the log that you named");
            }
            Some(origin) => report.add("origin", false, format!("it is not the log {origin}")),
            None => {}
        }
        match &trust.head {
            Some((size, root)) => {
                let is_same = *size == checkpoint.size && *root == checkpoint.root;
                report.is_kept = is_same;
                report.add(
                    "head",
                    is_same,
                    if is_same {
                        "it is the checkpoint that you kept".to_owned()
                    } else {
                        format!(
                            "it is not the checkpoint that you kept, which has {size} entries and the \
                             root {root}"
                        )
                    },
                );
            }
            None => report.leave(
                "head",
                format!("you gave no checkpoint to compare it with ({})", Setting::KeptHead),
            ),
        }
        let count = note.signatures.len();
        let (holds, says) = match &trust.key {
            Some(key) => match note.signed_by(key) {
                Signed::Yes => (true, format!("the key {key} signed the checkpoint")),
                Signed::Forged => {
                    (false, format!("a signature claims to be from the key {key}, but is not"))
                }
                Signed::No => (false, format!("the key {key} did not sign the checkpoint")),
            },
            None if count == 0 => {
                return report.leave("signature", "the checkpoint is not signed");
            }
            None => {
                let names: Vec<String> = note
                    .signatures
                    .iter()
                    .map(|signature| format!("{}+{}", signature.name, signature.key_id()))
                    .collect();
                let names = names.join(", ");
                let key = Setting::PublicKey;
                let says =
                    format!("you gave no key to check it with ({key}); it names {names} as signer");
                return report.leave("signature", says);
            }
        };
        report.is_signed = holds;
        report.add("signature", holds, says);
    }

    fn check_captures(&self, report: &mut BundleReport) {
        if self.captures.is_empty() {
            report.add("captures", false, "there is none: nothing connects the version to the log");
        }
        let is_sorted = self.captures.is_sorted_by(|a, b| a.index < b.index)
            && self.neighbors.is_sorted_by(|a, b| a.capture.index < b.capture.index);
        if !is_sorted {
            report.add("captures", false, "they are not in the order of the log, or occur twice");
        }
        for (number, capture) in self.captures.iter().enumerate() {
            let name = format!("capture {} of {}", number + 1, self.captures.len());
            capture.check(&name, &self.version.id, report);
        }
        for (number, neighbor) in self.neighbors.iter().enumerate() {
            let name = format!("neighbor {} of {}", number + 1, self.neighbors.len());
            neighbor.check(&name, &self.version, report);
        }
    }

    fn check_stamps(&self, report: &mut BundleReport) {
        let digest = Sha256::of(self.checkpoint.as_bytes());
        for StampEvidence { kind, data } in &self.timestamps {
            let name = kind.name();
            match TimestampToken::parse(&data.0) {
                Ok(stamp) if stamp.kind != *kind => {
                    report.add("timestamp", false, format!("it is not an {name}"));
                }
                Ok(stamp) if stamp.digest != digest => report.add(
                    "timestamp",
                    false,
                    format!(
                        "the {name} covers a file with the SHA-256 {}, but the checkpoint has \
                         {digest}",
                        stamp.digest
                    ),
                ),
                Ok(stamp) => {
                    report.add("timestamp", true, format!("the {name} covers the checkpoint"));
                    if let Some(checker) = kind.checker() {
                        let at = stamp.at.as_deref();
                        let at = at.map(|at| format!(", which states {at}")).unwrap_or_default();
                        report.leave(
                            "authority",
                            format!("who made the {name}{at}: use `{checker}`"),
                        );
                    }
                    report.stamps.push(stamp);
                }
                Err(why) => report.add("timestamp", false, format!("the {name}: {why}")),
            }
        }
        if self.timestamps.is_empty() {
            report.leave("timestamp", "the bundle has no time stamp");
        }
    }
}
