//! Evidence: a version with all that shows that it was in a catalog's log, checked without the catalog.
//!
//! The form is described in `docs/evidence-format.md`, so that another program can check it too.
//! Everything in it is either computed again from what stands beside it, or named as not checked.

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::checkpoint::Checkpoint;
use super::merkle::{leaf_hash, verify_inclusion};
use super::note::{Signed, Verifier};
use super::stamp::{Stamp, StampKind};
use crate::article::canonical::{self, CaptureParts};
use crate::article::{
    ClockSource, Content, EntryPlace, Labels, LogEntry, MatchKey, Sha256, Timestamp, VersionId,
    ZoneBasis,
};

/// The form that is written and read.
pub const FORMAT: &str = "recension-evidence/1";

/// What the names of all forms begin with.
const FORMATS: &str = "recension-evidence/";

/// The most bytes that a bundle may have: eight times the longest record that an import takes unless it
/// is told otherwise.
pub const MOST_BYTES: u64 = 64 << 20;

/// The most other fields of a capture: a tree of them takes far more room than what is read.
const MOST_FIELDS: usize = 100_000;

/// A bundle of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// [`FORMAT`].
    pub format: String,
    /// What was seen.
    pub version: VersionEvidence,
    /// When and where, in the log's order.
    pub captures: Vec<CaptureEvidence>,
    /// The log's head, the file byte for byte.
    pub checkpoint: String,
    /// Time stamps over that file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timestamps: Vec<StampEvidence>,
}

/// A version, with its canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionEvidence {
    /// Its id.
    pub id: VersionId,
    /// Its article's match key.
    pub key: String,
    /// The publisher's claims, in canonical form.
    pub published: Option<String>,
    /// See `published`.
    pub updated: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Who signed it.
    pub byline: Option<String>,
    /// The standfirst.
    pub description: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// The bytes whose SHA-256 is the id.
    pub form: Bytes,
}

/// A capture, with its entry in the log and the proof that it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureEvidence {
    /// The URL, verbatim.
    pub url: String,
    /// The publisher's claims as this capture read them.
    pub published: Option<Clock>,
    /// See `published`.
    pub updated: Option<Clock>,
    /// The collector's clock.
    pub captured: Option<Clock>,
    /// The source's running number.
    pub sequence: Option<i64>,
    /// The language tag.
    pub lang: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The section or desk.
    pub section: Option<String>,
    /// The other fields of the source's record: names in the order of their bytes, and values as
    /// compact JSON.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<(String, String)>,
    /// The page's digest.
    pub payload_sha256: Option<Sha256>,
    /// The digest of all this.
    pub digest: Sha256,
    /// Where it was read.
    pub place: Place,
    /// Its entry's place in the log, from 0.
    pub index: u64,
    /// The bytes of the entry.
    pub entry: Bytes,
    /// Their hash as a leaf of the tree.
    pub leaf: Sha256,
    /// The way from there to the root, lowest node first.
    pub proof: Vec<Sha256>,
}

/// Where a capture was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The input as the user named it.
    pub input: String,
    /// The record's number.
    pub record: Option<i64>,
    /// Its first byte.
    pub offset: Option<i64>,
}

/// A clock as it enters a capture's digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// In canonical form.
    pub utc: String,
    /// Minutes east of UTC at its place.
    pub offset: Option<i16>,
    /// Whether that was stated.
    pub zone: String,
    /// Where it stood.
    pub source: String,
    /// What it was read from.
    pub raw: String,
}

/// A time stamp's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StampEvidence {
    /// What it is.
    pub kind: StampKind,
    /// The file.
    pub data: Bytes,
}

/// Bytes, in base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64::encode_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Base64::decode_vec(&text)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("bytes that are no base64"))
    }
}

impl From<&Timestamp> for Clock {
    fn from(clock: &Timestamp) -> Self {
        Self {
            utc: clock.canonical(),
            offset: clock.offset_minutes(),
            zone: clock.zone().name().to_owned(),
            source: clock.source().name().to_owned(),
            raw: clock.raw().to_owned(),
        }
    }
}

impl Clock {
    /// The claim, where it is written in the one way in which it may be.
    fn read(&self) -> Option<Timestamp> {
        let zone = ZoneBasis::ALL.into_iter().find(|zone| zone.name() == self.zone)?;
        let source = ClockSource::ALL.into_iter().find(|source| source.name() == self.source)?;
        let time = canonical_clock(&self.utc)?;
        let (micros, precision) = (time.micros(), time.precision());
        let raw = Some(self.raw.as_str());
        Some(Timestamp::from_stored(micros, precision, self.offset, zone, source, raw))
    }
}

fn canonical_clock(text: &str) -> Option<Timestamp> {
    let time = Timestamp::parse_written(text, ClockSource::Field).ok()?;
    (time.canonical() == text).then_some(time)
}

/// Why a file is no bundle that can be checked.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A bundle of a form that came later.
    #[error(
        "it is evidence in the form \"{0}\", and this program knows {FORMAT}; upgrade recension"
    )]
    Newer(String),
    /// Something else, or damaged beyond reading.
    #[error("it is no bundle of evidence ({0}); `recension prove` writes them")]
    NotABundle(String),
    /// Longer than any that we write.
    #[error("it is longer than {} MiB, as no bundle of evidence is", MOST_BYTES >> 20)]
    TooLong,
}

/// By what a checker tells this catalog's checkpoints from those that anybody can make.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// The key that should have signed.
    pub key: Option<Verifier>,
    /// The log's name.
    pub origin: Option<String>,
    /// A head that was kept elsewhere: its size and root.
    pub head: Option<(u64, Sha256)>,
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    Fails,
    /// Nobody said against what, or it is not done here.
    NotChecked,
}

/// One of the things that are checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Its name.
    pub check: &'static str,
    /// How it went.
    pub result: Verdict,
    /// What was found.
    pub says: String,
}

/// What was checked of a bundle, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The checks, in their order.
    pub checks: Vec<Check>,
    /// The head, if it can be read.
    pub checkpoint: Option<Checkpoint>,
    /// Whether the key that was asked for signed it.
    pub is_signed: bool,
    /// Whether it is the head that was kept elsewhere.
    pub is_kept: bool,
    /// The time stamps that commit to it.
    pub stamps: Vec<Stamp>,
}

impl Report {
    /// Whether nothing failed.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.result != Verdict::Fails)
    }

    fn add(&mut self, check: &'static str, holds: bool, says: impl Into<String>) {
        let result = if holds { Verdict::Holds } else { Verdict::Fails };
        self.checks.push(Check { check, result, says: says.into() });
    }

    fn leave(&mut self, check: &'static str, says: impl Into<String>) {
        self.checks.push(Check { check, result: Verdict::NotChecked, says: says.into() });
    }
}

impl Bundle {
    /// Reads a bundle; nothing of it is believed yet.
    pub fn parse(bytes: &[u8]) -> Result<Self, BundleError> {
        #[derive(Deserialize)]
        struct Named {
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
        let named = serde_json::from_slice::<Named>(bytes).ok().map(|named| named.format);
        match named.filter(|format| format != FORMAT) {
            Some(format) if format.starts_with(FORMATS) => {
                Err(BundleError::Newer(format.chars().take(80).collect()))
            }
            other => Err(BundleError::NotABundle(match (other, broken) {
                (None, Some(why)) => why,
                _ => "its form has another name".to_owned(),
            })),
        }
    }

    /// Checks all that can be checked without the catalog.
    pub fn check(&self, trust: &Trust) -> Report {
        let mut report = Report {
            checks: Vec::new(),
            checkpoint: None,
            is_signed: false,
            is_kept: false,
            stamps: Vec::new(),
        };
        self.check_version(&mut report);
        self.check_checkpoint(trust, &mut report);
        self.check_captures(&mut report);
        self.check_stamps(&mut report);
        report
    }

    fn check_version(&self, report: &mut Report) {
        match self.version.canonical_form() {
            Ok(form) => {
                let id = canonical::id_of_form(&form);
                report.add(
                    "form",
                    form == self.version.form.0,
                    if form == self.version.form.0 {
                        "the fields and the text give the canonical form"
                    } else {
                        "the fields or the text are not those of the canonical form"
                    },
                );
                report.add(
                    "id",
                    id == self.version.id,
                    if id == self.version.id {
                        format!("its SHA-256 is the version's id, {id}")
                    } else {
                        format!(
                            "the fields give the id {id}, and the bundle says {}",
                            self.version.id
                        )
                    },
                );
            }
            Err(why) => report.add("form", false, why),
        }
    }

    fn check_checkpoint(&self, trust: &Trust, report: &mut Report) {
        let (checkpoint, note) = match Checkpoint::parse(&self.checkpoint) {
            Ok(read) => read,
            Err(why) => return report.add("checkpoint", false, why.to_string()),
        };
        report.add(
            "checkpoint",
            true,
            format!(
                "the log of {} had {} entries and the root {}",
                checkpoint.origin, checkpoint.size, checkpoint.root
            ),
        );
        report.checkpoint = Some(checkpoint.clone());
        match &trust.origin {
            Some(origin) if *origin == checkpoint.origin => {
                report.add("origin", true, "it is the log that was named");
            }
            Some(origin) => report.add("origin", false, format!("it is not the log of {origin}")),
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
                        "it is the head that was kept".to_owned()
                    } else {
                        format!(
                            "it is not the head that was kept, of {size} entries and root {root}"
                        )
                    },
                );
            }
            None => report.leave("head", "no head was given to compare it with"),
        }
        let count = note.signatures.len();
        let (holds, says) = match &trust.key {
            Some(key) => match note.signed_by(key) {
                Signed::Yes => (true, format!("the key {key} signed it")),
                Signed::Forged => {
                    (false, format!("it bears a signature of {key} that is not its own"))
                }
                Signed::No => (false, format!("the key {key} did not sign it")),
            },
            None if count == 0 => return report.leave("signature", "it is not signed"),
            None => {
                let names: Vec<String> = note
                    .signatures
                    .iter()
                    .map(|signature| format!("{}+{}", signature.name, signature.key_id()))
                    .collect();
                let names = names.join(", ");
                let says = format!("no key was given; it says that {names} signed it");
                return report.leave("signature", says);
            }
        };
        report.is_signed = holds;
        report.add("signature", holds, says);
    }

    fn check_captures(&self, report: &mut Report) {
        if self.captures.is_empty() {
            report.add("captures", false, "there is none: nothing ties the version to the log");
        }
        if !self.captures.is_sorted_by(|a, b| a.index < b.index) {
            report.add("captures", false, "they do not stand in the log's order, each once");
        }
        for (number, capture) in self.captures.iter().enumerate() {
            let name = format!("capture {} of {}", number + 1, self.captures.len());
            match capture.leaf(&self.version.id) {
                Ok(()) => report.add("capture", true, format!(
                    "{name}: what it says gives its digest, its entry in the log and that entry's hash"
                )),
                Err(why) => report.add("capture", false, format!("{name}: {why}")),
            }
            let Some(checkpoint) = &report.checkpoint else { continue };
            let (size, index) = (checkpoint.size, capture.index);
            let is_in =
                verify_inclusion(&capture.leaf, index, size, &capture.proof, &checkpoint.root);
            report.add("inclusion", is_in, if is_in {
                format!("{name}: it is entry {index} of the {size} under the checkpoint's root")
            } else {
                format!("{name}: the proof does not lead from entry {index} to the checkpoint's root")
            });
        }
    }

    fn check_stamps(&self, report: &mut Report) {
        let digest = Sha256::of(self.checkpoint.as_bytes());
        for StampEvidence { kind, data } in &self.timestamps {
            let name = kind.name();
            match Stamp::parse(&data.0) {
                Ok(stamp) if stamp.kind != *kind => {
                    report.add("timestamp", false, format!("it is no {name}: it is another file"));
                }
                Ok(stamp) if stamp.digest != digest => report.add(
                    "timestamp",
                    false,
                    format!(
                        "the {name} commits to {}, and the checkpoint is {digest}",
                        stamp.digest
                    ),
                ),
                Ok(stamp) => {
                    report.add("timestamp", true, format!("the {name} commits to the checkpoint"));
                    if let Some(checker) = kind.checker() {
                        let at = stamp.at.as_deref();
                        let at = at.map(|at| format!(", which states {at}")).unwrap_or_default();
                        report.leave(
                            "authority",
                            format!("who made the {name}{at}; `{checker}` checks it"),
                        );
                    }
                    report.stamps.push(stamp);
                }
                Err(why) => report.add("timestamp", false, format!("the {name}: {why}")),
            }
        }
        if self.timestamps.is_empty() {
            report.leave("timestamp", "there is none");
        }
    }
}

impl VersionEvidence {
    fn canonical_form(&self) -> Result<Vec<u8>, &'static str> {
        let clock = |text: &Option<String>| match text {
            Some(text) => canonical_clock(text)
                .map(Some)
                .ok_or("one of the version's clocks is none as they are written"),
            None => Ok(None),
        };
        let content = Content {
            title: self.title.clone(),
            byline: self.byline.clone(),
            description: self.description.clone(),
            body: None,
        };
        Ok(canonical::form_of_digest(
            &MatchKey::from_stored(self.key.clone()),
            clock(&self.published)?.as_ref(),
            clock(&self.updated)?.as_ref(),
            &content,
            self.body.as_ref().map(|body| Sha256::of(body.as_bytes())).as_ref(),
        ))
    }
}

impl CaptureEvidence {
    /// Whether what the capture says gives its digest, its entry and its leaf.
    fn leaf(&self, version: &VersionId) -> Result<(), &'static str> {
        let clock = |clock: &Option<Clock>| match clock {
            Some(clock) => {
                clock.read().map(Some).ok_or("one of its clocks is none as they are written")
            }
            None => Ok(None),
        };
        let mut labels = Labels {
            lang: self.lang.clone(),
            publisher: self.publisher.clone(),
            section: self.section.clone(),
            extra: serde_json::Map::new(),
        };
        if !self.extra.is_sorted_by(|a, b| a.0.as_bytes() < b.0.as_bytes()) {
            return Err("its other fields do not stand in the order of their names, each once");
        }
        if self.extra.len() > MOST_FIELDS {
            return Err("it has more than 100,000 other fields, as no record has");
        }
        for (name, json) in &self.extra {
            // Names stand in the digest's form without their lengths.
            if name.contains('\n') {
                return Err(
                    "the name of one of its other fields has a line break: the digest does \
                            not tell what is name and what is value",
                );
            }
            let is_same = |value: &serde_json::Value| {
                serde_json::to_string(value).is_ok_and(|written| written == *json)
            };
            let value = serde_json::from_str(json)
                .ok()
                .filter(is_same)
                .ok_or("one of its other fields is no compact JSON")?;
            labels.extra.insert(name.clone(), value);
        }
        let (published, updated) = (clock(&self.published)?, clock(&self.updated)?);
        let captured = clock(&self.captured)?;
        let digest = CaptureParts {
            version,
            url: &self.url,
            published: published.as_ref(),
            updated: updated.as_ref(),
            captured: captured.as_ref(),
            sequence: self.sequence,
            labels: &labels,
            payload: self.payload_sha256.as_ref(),
        }
        .digest();
        if digest != self.digest {
            return Err("what it says, or the version's id, is not that of its digest");
        }
        let Place { input, record, offset } = &self.place;
        let place = EntryPlace { input, record: *record, offset: *offset };
        let entry = LogEntry::Capture { digest: &digest, place }.form();
        if entry != self.entry.0 {
            return Err("its digest and its place are not those of its entry in the log");
        }
        if leaf_hash(&entry) != self.leaf {
            return Err("its entry does not have the hash that the bundle says");
        }
        Ok(())
    }
}
