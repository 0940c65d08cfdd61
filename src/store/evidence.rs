//! Evidence: a version of the catalog with all that shows that it is in the log.

use super::error::StoreError;
use super::log::{EntryRow, damaged};
use super::reader::{Catalog, capture_digest, version_form};
use crate::article::{
    EntryKind, EntryPlace, LogEntry, Sha256, StoredCapture, StoredVersion, Timestamp, VersionId,
};
use crate::proof::bundle::{
    Bundle, Bytes, CaptureEvidence, Clock, FORMAT, Place, StampEvidence, VersionEvidence,
};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::merkle::leaf_hash;

/// Evidence, and what of the version it does not hold.
#[derive(Debug)]
pub struct Evidence {
    /// The bundle.
    pub bundle: Bundle,
    /// Captures that came into the log after the checkpoint.
    pub later: usize,
}

/// Why there is no evidence of a version.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// The catalog cannot be read, or is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no text to give evidence of.
    #[error(
        "the version was redacted: nothing is left of its text to give evidence of; `show --format json` \
         gives the digest of its body, by which whoever has the text can show that it is the one"
    )]
    Redacted,
    /// The checkpoint is older than the version.
    #[error(
        "the checkpoint is of {size} entries, and the version's first capture is entry {first}: it \
         came later; take a younger checkpoint"
    )]
    Later {
        /// The checkpoint's size.
        size: u64,
        /// The place of the first capture.
        first: u64,
    },
}

impl Catalog {
    /// The evidence that a version is in the log under a checkpoint, which the log must
    /// [extend](super::Log::extends). The time stamps are those over the checkpoint's text.
    pub fn evidence(
        &self,
        version: &StoredVersion,
        checkpoint: &Checkpoint,
        text: &str,
        timestamps: Vec<StampEvidence>,
    ) -> Result<Evidence, EvidenceError> {
        if version.redacted.is_some() {
            return Err(EvidenceError::Redacted);
        }
        let mut log = self.log()?;
        let mut captures = Vec::new();
        let mut later = Vec::new();
        for stored in &version.captures {
            let row = EntryRow { kind: EntryKind::Capture, row: stored.number };
            let missing = || damaged(self.path(), &format!("capture {} is missing", row.row));
            let index = log.entry_of(row)?.ok_or_else(missing)?;
            if index >= checkpoint.size {
                later.push(index);
                continue;
            }
            // Came from where the version was redacted: what it said is not all here.
            if self.redacted_digest(stored)?.is_some() {
                continue;
            }
            let proof = log.inclusion(index, checkpoint.size)?;
            captures.push(self.capture_evidence(&version.id, stored, index, proof)?);
        }
        if captures.is_empty() {
            let later = later.iter().min().copied();
            return Err(later.map_or(EvidenceError::Redacted, |first| EvidenceError::Later {
                size: checkpoint.size,
                first,
            }));
        }
        captures.sort_unstable_by_key(|capture| capture.index);
        let bundle = Bundle {
            format: FORMAT.to_owned(),
            version: self.version_evidence(version)?,
            captures,
            checkpoint: text.to_owned(),
            timestamps,
        };
        Ok(Evidence { bundle, later: later.len() })
    }

    fn version_evidence(&self, version: &StoredVersion) -> Result<VersionEvidence, StoreError> {
        let key = self.key_of(version.article)?;
        let body = self.body(version)?;
        let body_sha = body.as_ref().map(|body| Sha256::of(body.as_bytes()));
        let form = version_form(&key, version, body_sha.as_ref());
        Ok(VersionEvidence {
            id: version.id,
            key: key.as_str().to_owned(),
            published: version.published.as_ref().map(Timestamp::canonical),
            updated: version.updated.as_ref().map(Timestamp::canonical),
            title: version.title.clone(),
            byline: version.byline.clone(),
            description: version.description.clone(),
            body: body.map(|body| String::clone(&body)),
            form: Bytes(form),
        })
    }

    fn capture_evidence(
        &self,
        version: &VersionId,
        stored: &StoredCapture,
        index: u64,
        proof: Vec<Sha256>,
    ) -> Result<CaptureEvidence, StoreError> {
        let extra = stored.extra.map(|extra| self.extra(extra)).transpose()?.unwrap_or_default();
        let text = |label: &Option<std::sync::Arc<str>>| label.as_deref().map(str::to_owned);
        let digest = capture_digest(version, stored, &extra);
        let (input, record, offset) = (&*stored.input, stored.record, stored.offset);
        let place = EntryPlace { input, record, offset };
        let entry = LogEntry::Capture { digest: &digest, place }.form();
        let mut extra: Vec<_> =
            extra.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        extra.sort_unstable();
        Ok(CaptureEvidence {
            url: stored.url.clone(),
            published: stored.published.as_ref().map(Clock::from),
            updated: stored.updated.as_ref().map(Clock::from),
            captured: stored.captured.as_ref().map(Clock::from),
            sequence: stored.sequence,
            lang: text(&stored.lang),
            publisher: text(&stored.publisher),
            section: text(&stored.section),
            extra,
            payload_sha256: stored.payload,
            digest,
            place: Place { input: input.to_owned(), record, offset },
            index,
            leaf: leaf_hash(&entry),
            entry: Bytes(entry),
            proof,
        })
    }
}
