//! Redacted versions and captures that arrive again or from another catalog.

use rusqlite::{Connection, params};

use super::WriteTxn;
use super::input::HashedCapture;
use crate::article::{MatchKey, Redaction, Sha256, UnixMicros, VersionId, VersionNumber};
use crate::store::error::{At as _, Result};
use crate::store::merkle_log::{AGENT, EventKind, EventOutcome, JournalEvent};

/// What is missing of a redacted version. Every row of a redaction has its event in the journal;
/// without it the row could hide a manipulation.
pub(in crate::store) struct RedactedArrival {
    pub(in crate::store) article: MatchKey,
    pub(in crate::store) version: VersionId,
    /// The redaction, if the version's text was removed.
    pub(in crate::store) redaction: Option<Redaction>,
    /// Its captures that lost data.
    pub(in crate::store) captures: Vec<WithheldCapture>,
}

/// A capture that lost data.
#[derive(Clone, Copy, serde::Serialize)]
pub(in crate::store) struct WithheldCapture {
    /// Its original digest, which the log has.
    pub(in crate::store) digest: Sha256,
    /// The digest of the remaining data, by which it can still be verified.
    pub(in crate::store) left: Sha256,
}

impl RedactedArrival {
    /// Returns the event for the journal.
    pub(in crate::store) fn event(&self, at: UnixMicros) -> JournalEvent {
        let redaction = self.redaction.as_ref();
        JournalEvent {
            at,
            kind: EventKind::Redaction,
            agent: AGENT.to_owned(),
            outcome: EventOutcome::Success,
            detail: serde_json::json!({
                "article": self.article.as_str(),
                "version": self.version,
                "text": redaction.is_some(),
                "body_sha256": redaction.and_then(|redaction| redaction.body),
                "by": redaction.map(|redaction| &redaction.who),
                "reason": redaction.map(|redaction| &redaction.reason),
                "at": redaction.map(|redaction| redaction.at.0),
                "captures": self.captures,
            }),
        }
    }
}

/// Stores the redaction of a version.
pub(in crate::store) fn insert_redaction(
    connection: &Connection,
    version: VersionNumber,
    redaction: &Redaction,
) -> rusqlite::Result<()> {
    let Redaction { at, who, reason, body } = redaction;
    connection
        .prepare_cached(
            "INSERT INTO _redaction (version_no, at_us, who, reason, body_sha256)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![version, at.0, who, reason, body.map(|body| body.0)])
        .map(|_| ())
}

/// Stores the original digest of a redacted capture.
pub(in crate::store) fn insert_redacted_capture(
    connection: &Connection,
    capture: i64,
    digest: &Sha256,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO _redacted_capture (capture_no, digest) VALUES (?1, ?2)")?
        .execute(params![capture, digest.0])
        .map(|_| ())
}

impl WriteTxn<'_> {
    pub(super) fn withhold(&mut self, prepared: &HashedCapture, left: Sha256) {
        let capture = WithheldCapture { digest: prepared.digest, left };
        let of_version = |one: &&mut RedactedArrival| one.version == prepared.id;
        if let Some(known) = self.withheld.iter_mut().find(of_version) {
            return known.captures.push(capture);
        }
        self.withheld.push(RedactedArrival {
            article: prepared.capture.version.key.clone(),
            version: prepared.id,
            redaction: None,
            captures: vec![capture],
        });
    }

    pub(super) fn is_redacted(&self, version: i64) -> Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM _redaction WHERE version_no = ?1")
            .and_then(|mut statement| statement.exists([version]))
            .at(self.path)
    }
}
