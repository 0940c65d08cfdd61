//! Acknowledgements: audit findings that somebody has reviewed, with a note.

use std::path::{Path, PathBuf};

use rusqlite::{TransactionBehavior, params};

use super::connection::open_to_write;
use super::error::{At as _, Result};
use super::merkle_log::{self, AGENT, EventKind, EventOutcome, JournalEvent};
use super::reader::Snapshot;
use crate::article::{ArticleId, FindingId, MatchKey, UnixMicros};

/// A note about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The finding.
    pub finding: FindingId,
    /// The rule that found it.
    pub rule: String,
    /// Its article.
    pub article: ArticleId,
    /// The time of the acknowledgement.
    pub at: UnixMicros,
    /// Who acknowledged it.
    pub who: String,
    /// The note.
    pub note: String,
}

/// Stores an acknowledgement and its event in the journal; `key` is the article's match key.
/// Returns the path of the backup copy if an older catalog was migrated.
pub fn acknowledge(path: &Path, key: &MatchKey, said: &Acknowledgement) -> Result<Option<PathBuf>> {
    // Fails if there is no catalog, instead of creating one.
    drop(Snapshot::open(path)?);
    let (mut connection, copy) = open_to_write(path)?;
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    merkle_log::catch_up(&transaction, path)?;
    transaction
        .execute(
            "INSERT INTO _acknowledgement (finding_id, rule, article_id, at_us, who, note)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                said.finding.0.as_slice(),
                said.rule,
                said.article.0,
                said.at,
                said.who,
                said.note
            ],
        )
        .at(path)?;
    let event = JournalEvent {
        at: said.at,
        kind: EventKind::MetadataModification,
        agent: AGENT.to_owned(),
        outcome: EventOutcome::Success,
        detail: serde_json::json!({
            "acknowledged": said.finding.to_string(),
            "rule": said.rule,
            "article": key.as_str(),
            "by": said.who,
            "note": said.note,
        }),
    };
    merkle_log::record(&transaction, path, &event)?;
    transaction.commit().at(path)?;
    Ok(copy)
}

impl Snapshot {
    /// Returns all acknowledgements, oldest first. Their number is small, because people typed
    /// them.
    pub fn acknowledgements(&self) -> Result<Vec<Acknowledgement>> {
        let (connection, path) = self.parts();
        connection
            .prepare_cached(
                "SELECT finding_id, rule, article_id, at_us, who, note FROM _acknowledgement
                 ORDER BY acknowledgement_id",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([], |row| {
                        Ok(Acknowledgement {
                            finding: FindingId(row.get(0)?),
                            rule: row.get(1)?,
                            article: ArticleId(row.get(2)?),
                            at: row.get(3)?,
                            who: row.get(4)?,
                            note: row.get(5)?,
                        })
                    })?
                    .collect()
            })
            .at(path)
    }
}
