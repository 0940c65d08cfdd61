//! Plain export: articles, versions and changes as ordinary SQLite tables, bodies as text, for any
//! tool.
//!
//! `docs/export-format.md` describes the tables. The file is not a catalog: it has other tables and
//! no application id, and is written once.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::error::{At as _, Result};
use super::reader::ArticleRow;
use super::state::{StoredChange, StoredState};
use crate::article::timestamp::canonical_text;
use crate::article::{Details, Precision, StoredCapture, StoredVersion, Timestamp, to_json};
use crate::diff::Op;

/// The tables. Indexes are created after filling them, because they would slow it down.
const TABLES: &str = "
CREATE TABLE articles (
    article_id INTEGER PRIMARY KEY,
    match_key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    title TEXT, byline TEXT, lang TEXT, publisher TEXT, section TEXT,
    published TEXT, updated TEXT, first_captured TEXT, last_captured TEXT,
    versions INTEGER NOT NULL, captures INTEGER NOT NULL,
    silent_edits INTEGER NOT NULL, returns INTEGER NOT NULL
);
CREATE TABLE aliases (
    alias_id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (article_id),
    url TEXT NOT NULL,
    first_captured TEXT, last_captured TEXT,
    captures INTEGER NOT NULL
);
CREATE TABLE versions (
    version_no INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (article_id),
    ordinal INTEGER NOT NULL,
    id TEXT NOT NULL,
    published TEXT, updated TEXT, first_captured TEXT, last_captured TEXT,
    captures INTEGER NOT NULL,
    silent_edit INTEGER NOT NULL,
    returns_to INTEGER,
    title TEXT, byline TEXT, description TEXT, body TEXT
);
CREATE TABLE captures (
    capture_no INTEGER PRIMARY KEY,
    version_no INTEGER NOT NULL REFERENCES versions (version_no),
    article_id INTEGER NOT NULL REFERENCES articles (article_id),
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    captured TEXT, published TEXT, updated TEXT,
    sequence INTEGER,
    lang TEXT, publisher TEXT, section TEXT,
    extra TEXT, annotations TEXT,
    payload_sha256 TEXT,
    import INTEGER NOT NULL, input TEXT NOT NULL, record INTEGER, byte_offset INTEGER
);
CREATE TABLE states (
    article_id INTEGER NOT NULL REFERENCES articles (article_id),
    state INTEGER NOT NULL,
    version_no INTEGER NOT NULL REFERENCES versions (version_no),
    kind TEXT NOT NULL,
    first_seen TEXT, last_seen TEXT, captures INTEGER NOT NULL,
    effective TEXT, earliest TEXT, latest TEXT,
    claim TEXT NOT NULL, ordered_by TEXT NOT NULL, file_time INTEGER NOT NULL,
    returns_to INTEGER,
    PRIMARY KEY (article_id, state)
);
CREATE TABLE changes (
    change_id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (article_id),
    state INTEGER NOT NULL,
    version_no INTEGER NOT NULL REFERENCES versions (version_no),
    before_no INTEGER NOT NULL REFERENCES versions (version_no),
    ordinal INTEGER NOT NULL,
    at TEXT, earliest TEXT, latest TEXT,
    order_unknown INTEGER NOT NULL,
    returns_to INTEGER,
    silent INTEGER NOT NULL, url_moved INTEGER NOT NULL,
    summary TEXT NOT NULL,
    fields TEXT NOT NULL, classes TEXT NOT NULL,
    added INTEGER NOT NULL, removed INTEGER NOT NULL, edited INTEGER NOT NULL,
    moved INTEGER NOT NULL, split INTEGER NOT NULL, merged INTEGER NOT NULL,
    format INTEGER NOT NULL,
    words_added INTEGER NOT NULL, words_removed INTEGER NOT NULL, layout INTEGER NOT NULL,
    noise INTEGER NOT NULL, coarse INTEGER NOT NULL, read_differently INTEGER NOT NULL,
    after_redacted INTEGER NOT NULL
);
CREATE VIRTUAL TABLE versions_fts USING fts5 (
    title, byline, description, body,
    content = 'versions', content_rowid = 'version_no',
    tokenize = 'unicode61 remove_diacritics 2'
);";

const INDICES: &str = "
CREATE UNIQUE INDEX version_by_id ON versions (id);
CREATE UNIQUE INDEX version_by_article ON versions (article_id, ordinal);
CREATE INDEX version_by_updated ON versions (updated);
CREATE INDEX alias_by_article ON aliases (article_id);
CREATE INDEX alias_by_url ON aliases (url);
CREATE INDEX capture_by_version ON captures (version_no);
CREATE INDEX capture_by_article ON captures (article_id);
CREATE INDEX capture_by_time ON captures (captured);
CREATE INDEX change_by_article ON changes (article_id);
CREATE INDEX change_by_version ON changes (version_no);
CREATE INDEX change_by_before ON changes (before_no);
CREATE INDEX state_by_version ON states (version_no);
CREATE INDEX change_by_time ON changes (at);
CREATE INDEX article_by_publisher ON articles (publisher);
ANALYZE;";

/// A version's row, with data that the version itself does not have.
#[derive(Clone, Copy, Debug)]
pub struct PlainVersion<'v> {
    /// Its position in the history, from 1.
    pub ordinal: usize,
    /// The version.
    pub version: &'v StoredVersion,
    /// Its body.
    pub body: Option<&'v str>,
    /// Whether it is a silent edit.
    pub silent: bool,
    /// The ordinal of the version whose content it repeats.
    pub returns_to: Option<usize>,
}

/// A change's row, with names instead of bits.
#[derive(Clone, Debug)]
pub struct PlainChange<'c> {
    /// The change; the version numbers in it are not used.
    pub change: &'c StoredChange,
    /// The ordinal of the previous version.
    pub before: usize,
    /// A summary in one line.
    pub summary: &'c str,
    /// The fields that changed.
    pub fields: &'c [&'c str],
    /// The classes of the change.
    pub classes: &'c [&'c str],
}

/// Writes a new database.
pub struct PlainWriter {
    connection: Connection,
    path: PathBuf,
    versions: i64,
}

impl PlainWriter {
    /// Creates the file, which must not exist.
    pub fn create(path: &Path) -> Result<Self> {
        let connection = new_database(path)?;
        connection.execute_batch(TABLES).at(path)?;
        Ok(Self { connection, path: path.to_owned(), versions: 0 })
    }

    /// Writes an article and its aliases: URLs with the times of their captures.
    pub fn article(&self, row: &ArticleRow, aliases: &[(String, Vec<Option<i64>>)]) -> Result<()> {
        self.run(
            "INSERT INTO articles VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            params![
                row.id.0,
                row.key.as_str(),
                row.url,
                row.title,
                row.byline,
                row.lang,
                row.publisher,
                row.section,
                row.published,
                row.updated,
                second(row.first_captured.map(|at| at.0)),
                second(row.last_captured.map(|at| at.0)),
                row.versions,
                row.captures,
                row.silent_edits,
                row.returns,
            ],
        )?;
        for (url, seen) in aliases {
            let times = || seen.iter().flatten().copied();
            self.run(
                "INSERT INTO aliases (article_id, url, first_captured, last_captured, captures)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    row.id.0,
                    url,
                    second(times().min()),
                    second(times().max()),
                    seen.len() as i64
                ],
            )?;
        }
        Ok(())
    }

    /// Writes the article's next version.
    pub fn version(&mut self, row: &PlainVersion<'_>) -> Result<()> {
        self.versions += 1;
        let number = self.versions;
        let version = row.version;
        let claim = |claim: &Option<Timestamp>| claim.as_ref().map(Timestamp::canonical);
        self.run(
            "INSERT INTO versions VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            params![
                number,
                version.article.0,
                row.ordinal as i64,
                version.id.to_string(),
                claim(&version.published),
                claim(&version.updated),
                second(version.captured().map(Timestamp::micros).min()),
                second(version.captured().map(Timestamp::micros).max()),
                version.captures.len() as i64,
                row.silent,
                row.returns_to.map(|ordinal| ordinal as i64),
                version.title,
                version.byline,
                version.description,
                row.body,
            ],
        )?;
        self.run(
            "INSERT INTO versions_fts (rowid, title, byline, description, body)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![number, version.title, version.byline, version.description, row.body],
        )?;
        Ok(())
    }

    /// Writes a state and its change. `versions` is the article's number of versions, which must
    /// have been written last.
    pub fn state(
        &self,
        article: i64,
        versions: usize,
        state: &StoredState,
        change: Option<&PlainChange<'_>>,
    ) -> Result<()> {
        let first = self.versions - versions as i64;
        let number = first + state.ordinal;
        self.run(
            "INSERT INTO states VALUES
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            params![
                article,
                state.state,
                number,
                state.kind.name(),
                second(state.seen.map(|(first, _)| first)),
                second(state.seen.map(|(_, last)| last)),
                state.captures,
                state.effective.at.map(|at| canonical_text(at, state.effective.precision)),
                second(state.effective.earliest),
                second(state.effective.latest),
                state.claim.name(),
                state.order.name(),
                state.is_weak,
                state.returns_to,
            ],
        )?;
        let Some(row) = change else { return Ok(()) };
        let change = row.change;
        let ops: [i64; Op::ALL.len()] = change.outline.ops.map(|op| op.count as i64);
        let [added, removed, edited, moved, split, merged, format] = ops;
        self.run(
            "INSERT INTO changes VALUES
             (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
              ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)",
            params![
                article,
                state.state,
                number,
                first + row.before as i64,
                state.ordinal,
                state.effective.at.map(|at| canonical_text(at, state.effective.precision)),
                second(state.effective.earliest),
                second(state.effective.latest),
                state.order.is_unknown(),
                state.returns_to,
                change.silent,
                change.url_moved,
                row.summary,
                row.fields.join(","),
                row.classes.join(","),
                added,
                removed,
                edited,
                moved,
                split,
                merged,
                format,
                change.outline.words_added as i64,
                change.outline.words_removed as i64,
                change.outline.layout as i64,
                change.outline.noise,
                change.outline.coarse,
                change.outline.read_differently,
                change.after_redacted as i64,
            ],
        )
    }

    /// Writes a capture of the version that was written last, with the other fields of its record
    /// and the annotations, each as JSON.
    pub fn capture(
        &self,
        version: &StoredVersion,
        capture: &StoredCapture,
        details: &Details,
    ) -> Result<()> {
        // Serializing JSON values to memory cannot fail.
        let extra = to_json(&details.extra);
        let annotations = to_json(&details.annotations);
        let clock = |clock: &Option<Timestamp>| clock.as_ref().map(Timestamp::local_text);
        self.run(
            "INSERT INTO captures (version_no, article_id, kind, url, captured, published, updated,
                                   sequence, lang, publisher, section, extra, annotations,
                                   payload_sha256, import, input, record, byte_offset)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                     ?18)",
            params![
                self.versions,
                version.article.0,
                capture.kind.name(),
                capture.url,
                // In UTC like `first_captured`, because the column is sorted.
                second(capture.captured.as_ref().map(Timestamp::micros)),
                clock(&capture.published),
                clock(&capture.updated),
                capture.sequence,
                capture.lang.as_deref(),
                capture.publisher.as_deref(),
                capture.section.as_deref(),
                (!details.extra.is_empty()).then_some(extra),
                (!details.annotations.is_empty()).then_some(annotations),
                capture.payload.map(|digest| digest.to_string()),
                capture.location.import,
                &*capture.location.input,
                capture.location.record,
                capture.location.offset,
            ],
        )
    }

    /// Creates the indexes, and syncs the file.
    pub fn finish(self) -> Result<()> {
        finish_database(self.connection, &self.path, INDICES)
    }

    fn run(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<()> {
        insert(&self.connection, &self.path, sql, values)
    }
}

/// Creates a database that is filled in one go. Nobody uses it until it is complete, so it needs no
/// journal.
pub(super) fn new_database(path: &Path) -> Result<Connection> {
    let file = std::fs::File::create_new(path);
    file.map_err(|error| cannot_write(path, &error))?;
    let connection = Connection::open(path).at(path)?;
    connection.pragma_update(None, "page_size", 8_192).at(path)?;
    connection.pragma_update(None, "journal_mode", "OFF").at(path)?;
    connection.pragma_update(None, "synchronous", "OFF").at(path)?;
    connection.pragma_update(None, "cache_size", -32_768).at(path)?;
    // References only point to earlier rows; checking each would cost a lookup.
    connection.pragma_update(None, "foreign_keys", false).at(path)?;
    connection.set_prepared_statement_cache_capacity(16);
    connection.execute_batch("BEGIN").at(path)?;
    Ok(connection)
}

/// Creates the indexes in `last`, commits and syncs.
pub(super) fn finish_database(connection: Connection, path: &Path, last: &str) -> Result<()> {
    connection.execute_batch(last).at(path)?;
    connection.execute_batch("COMMIT").at(path)?;
    connection.close().map_err(|(_, error)| error).at(path)?;
    let synced = std::fs::File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| cannot_write(path, &error))
}

pub(super) fn insert(
    connection: &Connection,
    path: &Path,
    sql: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<()> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).at(path)?;
    Ok(())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> super::StoreError {
    super::StoreError::CannotMake { path: path.to_owned(), why: error.to_string() }
}

fn second(micros: Option<i64>) -> Option<String> {
    micros.map(|micros| canonical_text(micros, Precision::Second))
}
