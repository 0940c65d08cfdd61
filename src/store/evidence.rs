//! Evidence: a version of the catalog with the proofs that it is in the log.

use super::error::StoreError;
use super::merkle_log::{EntryRow, damaged};
use super::reader::{Snapshot, StoredLook, capture_digest, version_form};
use crate::article::timestamp::canonical_text;
use crate::article::{
    ArticleId, ClockSource, EntryPlace, LogEntry, LogEntryKind, Precision, Setting, Sha256,
    StoredCapture, StoredLocation, StoredVersion, Timestamp, VersionId,
};
use crate::proof::bundle::{Bundle, FORMAT};
use crate::proof::checkpoint::Checkpoint;
use crate::proof::evidence::{
    Bytes, CaptureEvidence, ClockEvidence, Identity, NeighborEvidence, ProvedLocation,
    StampEvidence, VersionEvidence,
};
use crate::proof::look::LookEvidence;
use crate::proof::merkle::leaf_hash;
use crate::proof::question::{NextVersion, ProvedObservation, Question};
use crate::timeline::{InEffect, Timeline};

/// The evidence of a version, and the number of captures that it leaves out.
#[derive(Debug)]
#[non_exhaustive]
pub struct Evidence {
    /// The bundle.
    pub bundle: Bundle,
    /// The number of captures that were added to the log after the checkpoint.
    pub later: usize,
    /// The number of looks that were added to the log after the checkpoint.
    pub later_looks: usize,
}

/// A requested time.
#[derive(Clone, Copy, Debug)]
pub struct AskedTime<'a> {
    /// The time, verbatim.
    pub text: &'a str,
    /// The time as it was parsed.
    pub time: &'a Timestamp,
    /// The zone in which it was parsed, in minutes east of UTC.
    pub offset: i16,
}

/// Why there is no evidence of a version.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The catalog cannot be read, or is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The version's text was redacted.
    #[error(
        "the version was redacted: its text is gone and cannot be proved; `{}` prints \
         the digest of its body, which identifies the text for anyone who has a copy",
        Setting::VersionFields
    )]
    Redacted,
    /// The checkpoint is older than the version.
    #[error(
        "the checkpoint has {size} entries, but the version's first capture is entry {first}; \
         use a newer checkpoint"
    )]
    Later {
        /// The checkpoint's size.
        size: u64,
        /// The index of the first capture's entry.
        first: u64,
    },
    /// The checkpoint is older than a capture that the answer depends on.
    #[error(
        "the checkpoint has {size} entries, but the answer for that time depends on entry {entry}; use a \
         newer checkpoint, or prove the version without a time"
    )]
    LaterObservation {
        /// The checkpoint's size.
        size: u64,
        /// The index of the capture's entry.
        entry: u64,
    },
    /// A capture that the answer depends on was redacted.
    #[error(
        "the answer for that time depends on a capture of version {0}, which was redacted, \
         so it cannot be proved; prove the version without a time"
    )]
    RedactedObservation(VersionId),
}

impl Snapshot {
    /// Returns the evidence that a version is in the log under a checkpoint, which the log must
    /// [extend](super::MerkleLog::extends). `timestamps` are the time stamps of the checkpoint's text.
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
            let row = EntryRow { kind: LogEntryKind::Capture, row: stored.number };
            let missing = || damaged(self.path(), &format!("capture {} is missing", row.row));
            let index = log.entry_of(row)?.ok_or_else(missing)?;
            if index >= checkpoint.size {
                later.push(index);
                continue;
            }
            // Merged from a catalog where the version was redacted, so parts of it are missing.
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
            question: None,
            neighbors: Vec::new(),
            looks: Vec::new(),
            checkpoint: text.to_owned(),
            timestamps,
        };
        Ok(Evidence { bundle, later: later.len(), later_looks: 0 })
    }

    /// Returns the evidence of the version in effect at a time, with the captures that the answer
    /// depends on.
    pub fn evidence_at(
        &self,
        timeline: &Timeline,
        found: &InEffect,
        asked: &AskedTime<'_>,
        checkpoint: &Checkpoint,
        text: &str,
        timestamps: Vec<StampEvidence>,
    ) -> Result<Evidence, EvidenceError> {
        let missing = || damaged(self.path(), "the timeline has no state for that time");
        let state = timeline.states().get(found.state).ok_or_else(missing)?;
        let version = timeline.version_of(state).ok_or_else(missing)?;
        let mut evidence = self.evidence(version, checkpoint, text, timestamps)?;
        let bundle = &mut evidence.bundle;

        let mut cited =
            Citations { catalog: self, timeline, checkpoint, own: version.id, others: Vec::new() };
        let (before, after) = (cited.observation(found.before)?, cited.observation(found.after)?);
        // The state that replaced this one, if it was never observed.
        let is_seen_after =
            found.after.is_some_and(|(after, _)| timeline.is_same_version(after, found.state));
        let ended = found.next.filter(|next| {
            !is_seen_after && timeline.states().get(*next).is_some_and(|next| next.seen.is_none())
        });
        let next = match ended {
            Some(next) => {
                let (version, capture) = cited.capture(next, None)?;
                Some(NextVersion { version, index: capture.index })
            }
            None => None,
        };
        bundle.neighbors = cited.neighbors()?;
        let time = |found: Option<(usize, i64)>| found.map(|(_, at)| at);
        let between = (time(found.before), time(found.after));
        (bundle.looks, evidence.later_looks) =
            self.looks_between(version.article, between, checkpoint)?;
        let (from, until) = Question::stretch(asked.time, asked.offset);
        let instant = |micros: i64| canonical_text(micros, Precision::Second);
        let mut question = Question {
            asked: asked.text.to_owned(),
            from: instant(from),
            until: instant(until),
            offset: asked.offset,
            kind: state.kind,
            certainty: found.certainty,
            before,
            after,
            next,
        };
        // Claim only what the bundle can show. Contradictions are found when the bundle is checked.
        let support = bundle.support(&question).unwrap_or(question.certainty);
        question.certainty = question.certainty.min(support);
        bundle.question = Some(question);
        Ok(evidence)
    }

    /// Returns the looks at an article from one time until another that are under the checkpoint, in
    /// the log's order, and the number of those that were added later.
    fn looks_between(
        &self,
        article: ArticleId,
        (from, until): (Option<i64>, Option<i64>),
        checkpoint: &Checkpoint,
    ) -> Result<(Vec<LookEvidence>, usize), EvidenceError> {
        let mut log = self.log()?;
        let (mut looks, mut later) = (Vec::new(), 0);
        for StoredLook { number, look, place, .. } in self.looks_at(article)? {
            let at = look.at.micros();
            if from.is_some_and(|from| at < from) || until.is_some_and(|until| at >= until) {
                continue;
            }
            let missing = || damaged(self.path(), &format!("look {number} is missing in the log"));
            let row = EntryRow { kind: LogEntryKind::Look, row: number };
            let index = log.entry_of(row)?.ok_or_else(missing)?;
            if index >= checkpoint.size {
                later += 1;
                continue;
            }
            let (input, offset) = (place.input.to_string(), Some(place.offset as i64));
            let mut evidence = LookEvidence {
                url: look.url,
                at: look.at.canonical(),
                precision: look.at.precision().name().to_owned(),
                reason: look.reason.name().to_owned(),
                status: look.status,
                place: ProvedLocation { input, record: None, offset },
                index,
                entry: Bytes(Vec::new()),
                leaf: Sha256::of(&[]),
                proof: log.inclusion(index, checkpoint.size)?,
            };
            let entry = evidence.entry_form().map_err(|why| damaged(self.path(), why))?;
            evidence.leaf = leaf_hash(&entry);
            evidence.entry = Bytes(entry);
            looks.push(evidence);
        }
        looks.sort_unstable_by_key(|look| look.index);
        Ok((looks, later))
    }

    /// Returns the fields that a version's id is computed from; `None` if its text was redacted.
    fn identity(&self, version: &StoredVersion) -> Result<Option<Identity>, StoreError> {
        if version.redacted.is_some() {
            return Ok(None);
        }
        let body = self.body(version)?;
        Ok(Some(Identity {
            key: self.key_of(version.article)?.as_str().to_owned(),
            published: version.published.as_ref().map(Timestamp::canonical),
            updated: version.updated.as_ref().map(Timestamp::canonical),
            title: version.title.clone(),
            byline: version.byline.clone(),
            description: version.description.clone(),
            body_sha256: body.map(|body| Sha256::of(body.as_bytes())),
        }))
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
        let details = self.details(stored)?;
        let text = |label: &Option<std::sync::Arc<str>>| label.as_deref().map(str::to_owned);
        let digest = capture_digest(version, stored, &details);
        let StoredLocation { input, record, offset, .. } = stored.location.clone();
        let place = EntryPlace { input: &input, record, offset };
        let handles = self.first_handles_of(stored.number)?;
        let entry = LogEntry::Capture { digest: &digest, handles: handles.as_ref(), place }.form();
        let mut extra: Vec<_> =
            details.extra.into_iter().map(|(name, value)| (name, value.to_string())).collect();
        extra.sort_unstable();
        Ok(CaptureEvidence {
            kind: stored.kind,
            url: stored.url.clone(),
            published: stored.published.as_ref().map(ClockEvidence::from),
            updated: stored.updated.as_ref().map(ClockEvidence::from),
            captured: stored.captured.as_ref().map(ClockEvidence::from),
            sequence: stored.sequence,
            lang: text(&stored.lang),
            publisher: text(&stored.publisher),
            section: text(&stored.section),
            extra,
            annotations: details.annotations.fields(),
            payload_sha256: stored.payload,
            digest,
            names_itself: handles.as_ref().is_some_and(|handles| handles.names_itself),
            handles: handles.map(|handles| handles.names).unwrap_or_default(),
            place: ProvedLocation { input: input.to_string(), record, offset },
            index,
            leaf: leaf_hash(&entry),
            entry: Bytes(entry),
            proof,
        })
    }
}

/// The captures that an answer depends on, collected as they are found.
struct Citations<'c> {
    catalog: &'c Snapshot,
    timeline: &'c Timeline,
    checkpoint: &'c Checkpoint,
    own: VersionId,
    /// The captures of other versions.
    others: Vec<(VersionId, CaptureEvidence)>,
}

impl Citations<'_> {
    fn observation(
        &mut self,
        observed: Option<(usize, i64)>,
    ) -> Result<Option<ProvedObservation>, EvidenceError> {
        let Some((state, at)) = observed else { return Ok(None) };
        let (version, capture) = self.capture(state, Some(at))?;
        let clock = capture.captured.ok_or_else(|| self.missing())?;
        let (at, source, index) = (clock.utc, clock.source, capture.index);
        Ok(Some(ProvedObservation { version, at, source, index }))
    }

    /// Returns a capture of this state seen at this time, preferring one that states its time.
    fn capture(
        &mut self,
        state: usize,
        seen: Option<i64>,
    ) -> Result<(VersionId, CaptureEvidence), EvidenceError> {
        let missing = || self.missing();
        let state = self.timeline.states().get(state).ok_or_else(missing)?;
        let version = self.timeline.version_of(state).ok_or_else(missing)?;
        let at = |capture: &StoredCapture| capture.captured.as_ref().map(Timestamp::micros);
        let fits = |capture: &&StoredCapture| seen.is_none() || at(capture) == seen;
        let mut fitting: Vec<_> = self.timeline.captures(state).filter(fits).collect();
        fitting.sort_by_key(|capture| {
            let source = capture.captured.as_ref().map(Timestamp::source);
            source == Some(ClockSource::FileTime)
        });
        let mut why_not = EvidenceError::Store(missing());
        for stored in fitting {
            match self.prove(version, stored) {
                Ok(capture) => {
                    let is_known =
                        self.others.iter().any(|(_, other)| other.index == capture.index);
                    if version.id != self.own && !is_known {
                        self.others.push((version.id, capture.clone()));
                    }
                    return Ok((version.id, capture));
                }
                Err(error @ EvidenceError::Store(_)) => return Err(error),
                Err(error) => why_not = error,
            }
        }
        Err(why_not)
    }

    fn prove(
        &self,
        version: &StoredVersion,
        stored: &StoredCapture,
    ) -> Result<CaptureEvidence, EvidenceError> {
        let mut log = self.catalog.log()?;
        let row = EntryRow { kind: LogEntryKind::Capture, row: stored.number };
        let (entry, size) =
            (log.entry_of(row)?.ok_or_else(|| self.missing())?, self.checkpoint.size);
        if entry >= size {
            return Err(EvidenceError::LaterObservation { size, entry });
        }
        if self.catalog.redacted_digest(stored)?.is_some() {
            return Err(EvidenceError::RedactedObservation(version.id));
        }
        let proof = log.inclusion(entry, size)?;
        Ok(self.catalog.capture_evidence(&version.id, stored, entry, proof)?)
    }

    /// Returns the captures of other versions, in the log's order.
    fn neighbors(mut self) -> Result<Vec<NeighborEvidence>, EvidenceError> {
        self.others.sort_unstable_by_key(|(_, capture)| capture.index);
        let others = std::mem::take(&mut self.others).into_iter();
        others
            .map(|(id, capture)| {
                let version = self.timeline.versions().iter().find(|version| version.id == id);
                let identity = self.catalog.identity(version.ok_or_else(|| self.missing())?)?;
                Ok(NeighborEvidence { version: id, identity, capture })
            })
            .collect()
    }

    fn missing(&self) -> StoreError {
        damaged(self.catalog.path(), "a capture of the timeline is missing")
    }
}
