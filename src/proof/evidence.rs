//! The parts of a bundle: versions, captures and time stamps, each with the fields that its digest
//! needs.

use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::merkle::{leaf_hash, verify_inclusion};
use super::report::BundleReport;
use super::stamp::StampKind;
use crate::article::canonical::{self, CaptureParts};
use crate::article::timestamp::is_storable;
use crate::article::{
    Annotations, CaptureKind, ClockSource, Content, EntryPlace, Handle, Handles, Labels, LogEntry,
    MatchKey, Precision, Sha256, Timestamp, VersionId, ZoneBasis,
};

/// Maximum number of other fields of a capture: parsed, they take far more memory than the input.
const MOST_FIELDS: usize = 100_000;

/// A version, with its canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionEvidence {
    /// Its id.
    pub id: VersionId,
    /// The article's match key.
    pub key: String,
    /// The publisher's claims, in canonical form.
    #[serde(deserialize_with = "nullable")]
    pub published: Option<String>,
    /// See `published`.
    #[serde(deserialize_with = "nullable")]
    pub updated: Option<String>,
    /// The title.
    #[serde(deserialize_with = "nullable")]
    pub title: Option<String>,
    /// The byline.
    #[serde(deserialize_with = "nullable")]
    pub byline: Option<String>,
    /// The description (standfirst).
    #[serde(deserialize_with = "nullable")]
    pub description: Option<String>,
    /// The body.
    #[serde(deserialize_with = "nullable")]
    pub body: Option<String>,
    /// The bytes whose SHA-256 is the id.
    pub form: Bytes,
}

/// A capture of another version of the article. Its body is not in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeighborEvidence {
    /// The version's id.
    pub version: VersionId,
    /// The fields that determine the id; `None` if the version was redacted.
    #[serde(deserialize_with = "nullable")]
    pub identity: Option<Identity>,
    /// The capture.
    pub capture: CaptureEvidence,
}

/// The fields that determine a version's id, with the body as its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The article's match key.
    pub key: String,
    /// The publisher's claims, in canonical form.
    #[serde(deserialize_with = "nullable")]
    pub published: Option<String>,
    /// See `published`.
    #[serde(deserialize_with = "nullable")]
    pub updated: Option<String>,
    /// The title.
    #[serde(deserialize_with = "nullable")]
    pub title: Option<String>,
    /// The byline.
    #[serde(deserialize_with = "nullable")]
    pub byline: Option<String>,
    /// The description (standfirst).
    #[serde(deserialize_with = "nullable")]
    pub description: Option<String>,
    /// The digest of the body.
    #[serde(deserialize_with = "nullable")]
    pub body_sha256: Option<Sha256>,
}

/// A capture, with its log entry and the proof that the entry is in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaptureEvidence {
    /// The kind of text.
    pub kind: CaptureKind,
    /// The URL, verbatim.
    pub url: String,
    /// The publisher's claims, as read in this capture.
    #[serde(deserialize_with = "nullable")]
    pub published: Option<ClockEvidence>,
    /// See `published`.
    #[serde(deserialize_with = "nullable")]
    pub updated: Option<ClockEvidence>,
    /// The time of the capture.
    #[serde(deserialize_with = "nullable")]
    pub captured: Option<ClockEvidence>,
    /// The source's sequence number.
    #[serde(deserialize_with = "nullable")]
    pub sequence: Option<i64>,
    /// The language tag.
    #[serde(deserialize_with = "nullable")]
    pub lang: Option<String>,
    /// The publisher's name.
    #[serde(deserialize_with = "nullable")]
    pub publisher: Option<String>,
    /// The section or desk.
    #[serde(deserialize_with = "nullable")]
    pub section: Option<String>,
    /// The other fields of the source's record: names sorted by their bytes, and values as compact
    /// JSON.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extra: Vec<(String, String)>,
    /// The annotations made when it was read, in the same form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<(String, String)>,
    /// The digest of the page.
    #[serde(deserialize_with = "nullable")]
    pub payload_sha256: Option<Sha256>,
    /// The digest of all these fields.
    pub digest: Sha256,
    /// The handles by which later records of a web archive refer to it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handles: Vec<Handle>,
    /// Whether the page states its article's URL itself. Known only for captures with handles.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names_itself: bool,
    /// Where it was read.
    pub place: ProvedLocation,
    /// The index of its log entry, from 0.
    pub index: u64,
    /// The bytes of the entry.
    pub entry: Bytes,
    /// The hash of the entry as a leaf of the tree.
    pub leaf: Sha256,
    /// The inclusion proof from the leaf to the root, lowest node first.
    pub proof: Vec<Sha256>,
}

/// Where a capture was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvedLocation {
    /// The input, as named by the user.
    pub input: String,
    /// The record's number.
    #[serde(deserialize_with = "nullable")]
    pub record: Option<i64>,
    /// The offset of its first byte.
    #[serde(deserialize_with = "nullable")]
    pub offset: Option<i64>,
}

/// A timestamp as included in a capture's digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockEvidence {
    /// The time in canonical form.
    pub utc: String,
    /// The offset of the time zone, in minutes east of UTC.
    #[serde(deserialize_with = "nullable")]
    pub offset: Option<i16>,
    /// Whether the time zone was stated.
    pub zone: String,
    /// `year`, `month`, `day`, `minute` or `second`.
    pub precision: String,
    /// Where it was found.
    pub source: String,
    /// The text that it was read from.
    pub raw: String,
}

/// A time stamp file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StampEvidence {
    /// The kind of file.
    pub kind: StampKind,
    /// The file.
    pub data: Bytes,
}

/// Deserializes a value that may be null, but not missing.
pub(super) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}

/// Bytes, encoded in base64.
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
            .map_err(|_| serde::de::Error::custom("bytes are not base64"))
    }
}

impl From<&Timestamp> for ClockEvidence {
    fn from(clock: &Timestamp) -> Self {
        Self {
            utc: clock.canonical(),
            offset: clock.offset_minutes(),
            zone: clock.zone().name().to_owned(),
            precision: clock.precision().name().to_owned(),
            source: clock.source().name().to_owned(),
            raw: clock.raw().to_owned(),
        }
    }
}

impl ClockEvidence {
    /// The timestamp, if it is in its only canonical form.
    pub fn read(&self) -> Option<Timestamp> {
        let zone = ZoneBasis::ALL.into_iter().find(|zone| zone.name() == self.zone)?;
        let source = ClockSource::ALL.into_iter().find(|source| source.name() == self.source)?;
        let time = canonical_clock(&self.utc)?;
        let precision = Precision::ALL.into_iter().find(|one| one.name() == self.precision)?;
        // The canonical form of a timestamp of minute precision includes seconds.
        let is_same = precision == time.precision()
            || (precision == Precision::Minute && time.precision() == Precision::Second);
        let micros = time.micros();
        if !is_same || !is_storable(micros, precision) {
            return None;
        }
        let raw = Some(self.raw.as_str());
        Some(Timestamp::from_stored(micros, precision, self.offset, zone, source, raw))
    }
}

pub(super) fn canonical_clock(text: &str) -> Option<Timestamp> {
    let time = Timestamp::parse_written(text, ClockSource::Field).ok()?;
    (time.canonical() == text).then_some(time)
}

impl VersionEvidence {
    /// The fields that determine the version's id.
    fn identity(&self) -> Identity {
        Identity {
            key: self.key.clone(),
            published: self.published.clone(),
            updated: self.updated.clone(),
            title: self.title.clone(),
            byline: self.byline.clone(),
            description: self.description.clone(),
            body_sha256: self.body_digest(),
        }
    }

    /// The publisher's latest claim.
    pub fn body_digest(&self) -> Option<Sha256> {
        self.body.as_ref().map(|body| Sha256::of(body.as_bytes()))
    }

    pub(super) fn canonical_form(&self) -> Result<Vec<u8>, &'static str> {
        self.identity().canonical_form()
    }

    /// The publisher's latest claim.
    pub fn claim(&self) -> Option<&str> {
        self.updated.as_deref().or(self.published.as_deref())
    }
}

impl Identity {
    pub(super) fn canonical_form(&self) -> Result<Vec<u8>, &'static str> {
        let clock = |text: &Option<String>| match text {
            Some(text) => canonical_clock(text)
                .map(Some)
                .ok_or("a time of the version is not in canonical form"),
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
            self.body_sha256.as_ref(),
        ))
    }
}

impl NeighborEvidence {
    pub(super) fn check(&self, name: &str, version: &VersionEvidence, report: &mut BundleReport) {
        if self.version == version.id {
            return report.add("neighbor", false, format!("{name}: it is not another version"));
        }
        let Some(identity) = &self.identity else {
            report
                .leave("neighbor", format!("{name}: its text was redacted; only its id is known"));
            return self.capture.check(name, &self.version, report);
        };
        let why = match identity.canonical_form() {
            Err(why) => Some(why),
            Ok(form) if canonical::id_of_form(&form) != self.version => {
                Some("its fields do not match its version's id")
            }
            Ok(_) if identity.key != version.key => Some("it is a version of another article"),
            Ok(_) => None,
        };
        report.add(
            "neighbor",
            why.is_none(),
            match why {
                None => format!("{name}: its fields match its id, and it is of the same article"),
                Some(why) => format!("{name}: {why}"),
            },
        );
        self.capture.check(name, &self.version, report);
    }
}

/// Checks that the proof of an entry, given by its index and its hash, leads to the checkpoint's root.
pub(super) fn check_inclusion(
    name: &str,
    (index, leaf, proof): (u64, &Sha256, &[Sha256]),
    report: &mut BundleReport,
) {
    let Some(checkpoint) = &report.checkpoint else { return };
    let size = checkpoint.size;
    let is_in = verify_inclusion(leaf, index, size, proof, &checkpoint.root);
    let says = if is_in {
        format!("{name}: it is entry {index} of the {size} under the checkpoint's root")
    } else {
        format!("{name}: the proof does not lead from entry {index} to the checkpoint's root")
    };
    report.add("inclusion", is_in, says);
}

impl CaptureEvidence {
    /// The publisher's latest claim, as read in this capture.
    pub fn claim(&self) -> Option<&ClockEvidence> {
        self.updated.as_ref().or(self.published.as_ref())
    }

    pub(super) fn check(&self, name: &str, version: &VersionId, report: &mut BundleReport) {
        match self.leaf(version) {
            Ok(()) => report.add(
                "capture",
                true,
                format!("{name}: its fields match its digest, its log entry and the entry's hash"),
            ),
            Err(why) => report.add("capture", false, format!("{name}: {why}")),
        }
        check_inclusion(name, (self.index, &self.leaf, &self.proof), report);
    }

    /// The annotations, if they are in their only canonical form.
    pub fn read_annotations(&self) -> Result<Annotations, &'static str> {
        let mut fields = serde_json::Map::new();
        for (name, json) in &self.annotations {
            fields.insert(name.clone(), serde_json::from_str(json).unwrap_or_default());
        }
        serde_json::from_value::<Annotations>(fields.into())
            .ok()
            .filter(|annotations| annotations.fields() == self.annotations)
            .ok_or("its annotations are not in canonical form")
    }

    /// Whether the capture's fields match its digest, its log entry and its leaf hash.
    fn leaf(&self, version: &VersionId) -> Result<(), &'static str> {
        let clock = |clock: &Option<ClockEvidence>| match clock {
            Some(clock) => {
                clock.read().map(Some).ok_or("one of its timestamps is not in canonical form")
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
            return Err("its other fields are not sorted by name, or one occurs twice");
        }
        if self.extra.len() > MOST_FIELDS {
            return Err("it has more than the maximum of 100,000 other fields");
        }
        for (name, json) in &self.extra {
            let is_same = |value: &serde_json::Value| {
                serde_json::to_string(value).is_ok_and(|written| written == *json)
            };
            let value = serde_json::from_str(json)
                .ok()
                .filter(is_same)
                .ok_or("one of its other fields is not compact JSON")?;
            labels.extra.insert(name.clone(), value);
        }
        let annotations = self.read_annotations()?;
        let (published, updated) = (clock(&self.published)?, clock(&self.updated)?);
        let captured = clock(&self.captured)?;
        let digest = CaptureParts {
            version,
            kind: self.kind,
            url: &self.url,
            published: published.as_ref(),
            updated: updated.as_ref(),
            captured: captured.as_ref(),
            sequence: self.sequence,
            labels: &labels,
            annotations: &annotations,
            payload: self.payload_sha256.as_ref(),
        }
        .digest();
        if digest != self.digest {
            return Err("its fields or the version's id do not match its digest");
        }
        let ProvedLocation { input, record, offset } = &self.place;
        let place = EntryPlace { input, record: *record, offset: *offset };
        let handles = Handles::new(self.handles.clone(), self.names_itself);
        let names = handles.as_ref().map(|handles| handles.names.as_slice()).unwrap_or_default();
        if names != self.handles || (self.names_itself && handles.is_none()) {
            return Err("its handles are missing, not sorted, or occur twice");
        }
        let entry = LogEntry::Capture { digest: &digest, handles: handles.as_ref(), place }.form();
        if entry != self.entry.0 {
            return Err("its digest, its handles or its place does not match its entry in the log");
        }
        if leaf_hash(&entry) != self.leaf {
            return Err("its entry does not have the hash that the bundle states");
        }
        Ok(())
    }
}
