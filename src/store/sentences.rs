//! Sentence export: the tables of NewsEdits, one row per sentence and one row per pair of matching
//! sentences.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::error::Result;
use super::export_plain::{finish_database, insert, new_database};
use crate::article::{StoredVersion, Timestamp};

/// `split_sentences` and `matched_sentences` are the tables of NewsEdits (Spangher et al., NAACL
/// 2022); its tools show the column `label` if it exists. `article_versions` has the other data of
/// a version.
const TABLES: &str = "
CREATE TABLE split_sentences (
    entry_id INTEGER NOT NULL, version INTEGER NOT NULL, sent_idx INTEGER NOT NULL,
    sentence TEXT NOT NULL
);
CREATE TABLE matched_sentences (
    entry_id INTEGER NOT NULL, version_x INTEGER NOT NULL, version_y INTEGER NOT NULL,
    sent_idx_x INTEGER NOT NULL, sent_idx_y INTEGER NOT NULL,
    avg_sentence_distance_x REAL NOT NULL, avg_sentence_distance_y REAL NOT NULL,
    label TEXT NOT NULL
);
CREATE TABLE article_versions (
    entry_id INTEGER NOT NULL, version INTEGER NOT NULL, id TEXT NOT NULL, url TEXT NOT NULL,
    title TEXT, byline TEXT, description TEXT,
    published TEXT, updated TEXT, captured TEXT,
    lang TEXT, publisher TEXT, section TEXT,
    PRIMARY KEY (entry_id, version)
) WITHOUT ROWID;";

const INDICES: &str = "
CREATE UNIQUE INDEX sentence_by_version ON split_sentences (entry_id, version, sent_idx);
CREATE INDEX match_by_version ON matched_sentences (entry_id, version_x, version_y);";

/// A sentence of a version, and a sentence of the next version that it matches.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SentenceMatch {
    /// The position of the earlier sentence in its version, from 0.
    pub old: usize,
    /// The position of the later sentence.
    pub new: usize,
    /// The share of the earlier sentence that is not in the later one, from 0 to 1.
    pub old_distance: f64,
    /// The share of the later sentence that is not in the earlier one.
    pub new_distance: f64,
    /// What happened to the sentence.
    pub label: &'static str,
}

/// Writes a new database.
pub struct SentenceWriter {
    connection: Connection,
    path: PathBuf,
}

impl SentenceWriter {
    /// Creates the file, which must not exist.
    pub fn create(path: &Path) -> Result<Self> {
        let connection = new_database(path)?;
        super::error::At::at(connection.execute_batch(TABLES), path)?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Writes a version with this number, from 0, as its first capture saw it.
    pub fn version(
        &self,
        number: usize,
        version: &StoredVersion,
        sentences: &[&str],
    ) -> Result<()> {
        let entry = version.article.0;
        let clock = |clock: Option<&Timestamp>| clock.map(Timestamp::local_text);
        let Some(capture) = version.captures.first() else { return Ok(()) };
        self.run(
            "INSERT INTO article_versions VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            params![
                entry,
                number as i64,
                version.id.to_string(),
                capture.url,
                version.title,
                version.byline,
                version.description,
                clock(version.published.as_ref()),
                clock(version.updated.as_ref()),
                clock(capture.captured.as_ref()),
                capture.lang.as_deref(),
                capture.publisher.as_deref(),
                capture.section.as_deref(),
            ],
        )?;
        for (at, sentence) in sentences.iter().enumerate() {
            self.run(
                "INSERT INTO split_sentences VALUES (?1, ?2, ?3, ?4)",
                params![entry, number as i64, at as i64, sentence],
            )?;
        }
        Ok(())
    }

    /// Writes how the sentences of the previous version match those of this one.
    pub fn matches(
        &self,
        number: usize,
        version: &StoredVersion,
        matches: &[SentenceMatch],
    ) -> Result<()> {
        let number = number as i64;
        for pair in matches {
            self.run(
                "INSERT INTO matched_sentences VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    version.article.0,
                    number - 1,
                    number,
                    pair.old as i64,
                    pair.new as i64,
                    pair.old_distance,
                    pair.new_distance,
                    pair.label,
                ],
            )?;
        }
        Ok(())
    }

    /// Creates the indexes, and syncs the file.
    pub fn finish(self) -> Result<()> {
        finish_database(self.connection, &self.path, INDICES)
    }

    fn run(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<()> {
        insert(&self.connection, &self.path, sql, values)
    }
}
