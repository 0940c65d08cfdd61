//! The reader: articles, versions and captures out of the catalog, typed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};
use serde::Serialize;
use serde_json::Map;

use super::change::{self, ChangeFilter, ChangeRow, StoredChange};
use super::connection::{open_to_read, open_to_write};
use super::error::{At as _, Result, StoreError};
use super::text::TextReader;
use super::words::{self, Found, IndexTerm, WordColumns};
use super::writer::{articles_by_alias, find_article};
use crate::article::timestamp::canonical_text;
use crate::article::{
    ArticleId, ClockSource, Content, MatchKey, Precision, Sha256, Timestamp, VersionId, ZoneBasis,
    canonical,
};

/// A catalog, open for reading.
pub struct Catalog {
    connection: Connection,
    path: PathBuf,
    texts: RefCell<TextReader>,
    /// The block of extras that was read last: neighbours share it.
    extras: RefCell<Option<(i64, Vec<Extra>)>>,
    names: RefCell<Names>,
    /// The key of the article that was read last.
    key: RefCell<Option<(ArticleId, MatchKey)>>,
}

/// The other fields of a source's record.
type Extra = Map<String, serde_json::Value>;

/// A stored body: its number and its length in bytes. Within one catalog two bodies are equal if
/// and only if their numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextRef {
    /// The text's number.
    pub id: i64,
    /// Its length in bytes.
    pub length: u64,
}

/// A version as stored, with all its captures; the body is fetched apart.
#[derive(Clone, Debug)]
pub struct StoredVersion {
    /// The number of its arrival in this catalog.
    pub number: i64,
    /// Its id.
    pub id: VersionId,
    /// Its article.
    pub article: ArticleId,
    /// The publisher's claims, as its first capture read them.
    pub published: Option<Timestamp>,
    /// See `published`.
    pub updated: Option<Timestamp>,
    /// The headline.
    pub title: Option<String>,
    /// Who signed it.
    pub byline: Option<String>,
    /// The standfirst.
    pub description: Option<String>,
    /// The body, if the source had one.
    pub text: Option<TextRef>,
    /// Every sighting, earliest first; those without a clock before the others.
    pub captures: Vec<StoredCapture>,
}

/// Where a capture's other fields are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExtraRef {
    block: i64,
    index: usize,
}

impl StoredVersion {
    /// When it was seen, earliest first, where that is known.
    pub fn captured(&self) -> impl DoubleEndedIterator<Item = &Timestamp> {
        self.captures.iter().filter_map(|capture| capture.captured.as_ref())
    }
}

/// One sighting as stored.
#[derive(Clone, Debug)]
pub struct StoredCapture {
    /// The digest by which it is known again.
    pub digest: i64,
    /// The URL, verbatim.
    pub url: String,
    /// Our clock.
    pub captured: Option<Timestamp>,
    /// The publisher's claims as this capture read them.
    pub published: Option<Timestamp>,
    /// See `published`.
    pub updated: Option<Timestamp>,
    /// The source's running number.
    pub sequence: Option<i64>,
    /// The language tag.
    pub lang: Option<Arc<str>>,
    /// The publisher's name.
    pub publisher: Option<Arc<str>>,
    /// The section or desk.
    pub section: Option<Arc<str>>,
    /// Where the other fields of the source's record are kept, see [`Catalog::extra`].
    pub extra: Option<ExtraRef>,
    /// The page's digest.
    pub payload: Option<Sha256>,
    /// The import that brought it.
    pub import: i64,
    /// The input as the user named it.
    pub input: Arc<str>,
    /// The record's number in the input.
    pub record: Option<i64>,
    /// The first byte in the input, where the record has no number.
    pub offset: Option<i64>,
}

/// A line of `list`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    /// Its number in this catalog.
    pub id: ArticleId,
    /// Its identity.
    pub key: MatchKey,
    /// The shortest URL under which it was seen.
    pub url: String,
    /// The latest headline.
    pub title: Option<String>,
    /// The latest byline.
    pub byline: Option<String>,
    /// The latest version's claims, in UTC: see [`Timestamp::canonical`].
    pub published: Option<String>,
    /// See `published`.
    pub updated: Option<String>,
    /// The first sighting, in microseconds.
    pub first_captured: Option<i64>,
    /// The last sighting, in microseconds.
    pub last_captured: Option<i64>,
    /// Distinct versions.
    pub versions: i64,
    /// Sightings.
    pub captures: i64,
    /// Versions whose text changed although `updated` did not move.
    pub silent_edits: i64,
    /// Returns to an earlier text.
    pub returns: i64,
    /// The language tag.
    pub lang: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The section.
    pub section: Option<String>,
}

/// What `list` asks for. Every condition that is set must hold; the default is everything.
#[derive(Clone, Debug, Default)]
pub struct ArticleFilter {
    /// The host or one of its subdomains.
    pub host: Option<String>,
    /// Text in a title, byline or URL, of any version; letter case is ignored (ASCII's only).
    pub text: Option<String>,
    /// Text in a title of any version.
    pub title: Option<String>,
    /// Text in a byline of any version.
    pub byline: Option<String>,
    /// The publisher's name has this text.
    pub publisher: Option<String>,
    /// The language tag, or its primary part.
    pub lang: Option<String>,
    /// Half-open range of the latest `published`, in microseconds.
    pub published: (Option<i64>, Option<i64>),
    /// Half-open range of the latest `updated`, in microseconds.
    pub updated: (Option<i64>, Option<i64>),
    /// Half-open range of which some sighting must be, in microseconds.
    pub captured: (Option<i64>, Option<i64>),
    /// At least so many versions.
    pub least_versions: Option<i64>,
    /// At most so many versions.
    pub most_versions: Option<i64>,
    /// Only articles with a change of one of these classes, a bit each; 0: any.
    pub classes: i64,
    /// Only articles with a silent edit.
    pub silent: bool,
    /// Only articles that returned to an earlier text.
    pub returns: bool,
    /// The order.
    pub sort: ArticleSort,
    /// At most so many.
    pub limit: Option<u64>,
}

/// The order of `list`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArticleSort {
    /// Latest change first.
    #[default]
    Changed,
    /// Most versions first.
    Versions,
    /// By match key: hosts together.
    Url,
    /// By number: the order of arrival.
    Number,
}

/// One run of the importer.
#[derive(Clone, Debug, Serialize)]
pub struct ImportRow {
    /// Its number.
    pub id: i64,
    /// When it began, in microseconds.
    pub started: i64,
    /// When it ended; `None` if it was broken off or still runs.
    pub finished: Option<i64>,
    /// The program and its version.
    pub program: String,
    /// Its arguments, as JSON.
    pub arguments: String,
    /// Its counts.
    pub counts: super::ImportCounts,
    /// Bytes read.
    pub bytes: i64,
}

/// A record that could not be taken.
#[derive(Clone, Debug)]
pub struct RejectRow {
    /// Its number.
    pub id: i64,
    /// The import that met it.
    pub import: i64,
    /// The input.
    pub input: String,
    /// The record's number.
    pub record: Option<i64>,
    /// Its first byte in the input.
    pub offset: i64,
    /// The kind of problem.
    pub code: String,
    /// What is wrong and what would mend it.
    pub reason: String,
    /// Its whole length in bytes.
    pub length: i64,
    /// Its first bytes.
    pub bytes: Vec<u8>,
}

/// What the catalog holds.
#[derive(Clone, Debug, Serialize)]
pub struct CatalogStats {
    /// Articles.
    pub articles: i64,
    /// Articles with two versions or more.
    pub articles_with_changes: i64,
    /// Versions.
    pub versions: i64,
    /// Captures.
    pub captures: i64,
    /// URLs under which articles were seen.
    pub aliases: i64,
    /// Revisits in web archives whose page is not here yet.
    pub waiting: i64,
    /// Distinct bodies.
    pub texts: i64,
    /// Bodies that are whole, not leaning on another.
    pub keyframes: i64,
    /// Bytes of the versions' bodies, each version's counted.
    pub text_bytes: i64,
    /// Bytes of the distinct bodies, compressed.
    pub stored_bytes: i64,
    /// Bytes of the file, its write-ahead log not counted.
    pub file_bytes: i64,
    /// Imports.
    pub imports: i64,
    /// Rejects.
    pub rejects: i64,
    /// Silent edits.
    pub silent_edits: i64,
    /// Returns to an earlier text.
    pub returns: i64,
    /// First and last sighting, in microseconds.
    pub captured: (Option<i64>, Option<i64>),
    /// Hosts with the most articles.
    pub hosts: Vec<HostStats>,
    /// Tables and indexes by size.
    pub tables: Vec<TableSize>,
}

/// What the catalog holds of one host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostStats {
    /// The host.
    pub host: String,
    /// Its articles.
    pub articles: i64,
    /// Their versions.
    pub versions: i64,
}

/// How much room a table or index takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableSize {
    /// Its name.
    pub name: String,
    /// Bytes of its pages.
    pub bytes: i64,
}

impl Catalog {
    /// Opens a catalog; the file is not written.
    pub fn open(path: &Path) -> Result<Self> {
        let connection = open_to_read(path)?;
        // One state of the catalog for all that a command asks of it.
        connection.execute_batch("BEGIN").at(path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            texts: RefCell::new(TextReader::new(path)),
            extras: RefCell::new(None),
            names: RefCell::default(),
            key: RefCell::default(),
        })
    }

    /// Brings the schema of an older catalog to this program's; gives the path of the copy that was
    /// kept of it as it was.
    pub fn migrate(path: &Path) -> Result<Option<PathBuf>> {
        open_to_write(path).map(|(_, copy)| copy)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The article of this key; else the one, if it is but one, of which a URL of this key is an
    /// alias.
    pub fn article_of(&self, key: &MatchKey) -> Result<Option<ArticleId>> {
        let found = find_article(&self.connection, key).at(&self.path)?;
        if found.is_some() {
            return Ok(found.map(ArticleId));
        }
        let led_to = articles_by_alias(&self.connection, key).at(&self.path)?;
        Ok(match led_to.as_slice() {
            [article] => Some(ArticleId(*article)),
            _ => None,
        })
    }

    /// Whether the catalog has this version.
    pub fn has_version(&self, id: &VersionId) -> Result<bool> {
        self.connection
            .prepare_cached(
                "SELECT 1 FROM version WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1",
            )
            .and_then(|mut statement| statement.exists([id.0.0.as_slice()]))
            .at(&self.path)
    }

    /// The articles that the filter lets through.
    pub fn articles(&self, filter: &ArticleFilter) -> Result<Vec<ArticleRow>> {
        let (sql, values) = article_query(ARTICLE_COLUMNS, filter);
        self.article_rows(&sql, values)
    }

    /// The numbers of the articles that the filter lets through: a catalog of any size can be walked
    /// by them.
    pub fn article_ids(&self, filter: &ArticleFilter) -> Result<Vec<ArticleId>> {
        let (sql, values) = article_query("SELECT s.article_id", filter);
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut statement| {
                statement
                    .query_map(params_from_iter(values), |row| row.get(0).map(ArticleId))?
                    .collect()
            })
            .at(&self.path)
    }

    /// Copies the catalog, as it is at this moment, into a new file; gives its length in bytes.
    pub fn backup(&self, to: &Path) -> Result<u64> {
        if to.exists() {
            return Err(StoreError::Exists { path: to.to_owned() });
        }
        let mut part = to.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let copied = self
            .connection
            .backup("main", &part, None::<fn(rusqlite::backup::Progress)>)
            .at(&part)
            .and_then(|()| {
                let fixed = || {
                    std::fs::File::open(&part)?.sync_all()?;
                    std::fs::rename(&part, to)?;
                    std::fs::metadata(to).map(|metadata| metadata.len())
                };
                fixed().map_err(|error| StoreError::CannotOpen {
                    path: to.to_owned(),
                    why: error.to_string(),
                })
            });
        if copied.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        copied
    }

    /// How many articles the filter lets through, its limit disregarded.
    pub fn count_articles(&self, filter: &ArticleFilter) -> Result<i64> {
        let (conditions, values) = conditions(filter);
        self.connection
            .query_row(
                &format!("SELECT count(*) {ARTICLE_TABLES} WHERE {conditions}"),
                params_from_iter(values),
                |row| row.get(0),
            )
            .at(&self.path)
    }

    /// One article's row.
    pub fn article(&self, id: ArticleId) -> Result<Option<ArticleRow>> {
        let sql = format!("{ARTICLE_COLUMNS} {ARTICLE_TABLES} WHERE s.article_id = ?");
        Ok(self.article_rows(&sql, vec![Value::Integer(id.0)])?.pop())
    }

    /// The article of which this version is.
    pub fn versions_by_prefix(&self, hex: &str, limit: u32) -> Result<Vec<(ArticleId, VersionId)>> {
        let Some((low, high)) = prefix_range(hex) else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached(
                "SELECT article_id, id FROM version
                 WHERE substr(id, 1, 8) BETWEEN substr(?1, 1, 8) AND substr(?2, 1, 8)
                   AND id BETWEEN ?1 AND ?2 LIMIT ?3",
            )
            .and_then(|mut statement| {
                statement
                    .query_map(params![low.as_slice(), high.as_slice(), limit], |row| {
                        Ok((ArticleId(row.get(0)?), version_id(row, 1)?))
                    })?
                    .collect()
            })
            .at(&self.path)
    }

    /// The article's versions with their captures, in the order of arrival.
    pub fn versions(&self, article: ArticleId) -> Result<Vec<StoredVersion>> {
        versions_of(&self.connection, &self.path, article, &mut self.names.borrow_mut())
    }

    /// By which version of the code what is derived was built; 0 where it is to be built anew.
    pub fn derived_by(&self) -> Result<i64> {
        change::built(&self.connection, &self.path)
    }

    /// By which version of the code the index of words was built; 0 or less: there is none yet.
    pub fn words_by(&self) -> Result<i64> {
        words::built(&self.connection, &self.path)
    }

    /// How many versions brought or took all of these terms; counts no further than `most`.
    pub fn count_words(
        &self,
        terms: &[IndexTerm<'_>],
        columns: WordColumns,
        most: usize,
    ) -> Result<usize> {
        words::count(&self.connection, &self.path, terms, columns, most)
    }

    /// The versions that brought or took all terms of one of the sets, newest first, at most so many,
    /// from below the document `below` on.
    pub fn find_words(
        &self,
        sets: &[Vec<IndexTerm<'_>>],
        columns: WordColumns,
        below: i64,
        most: usize,
    ) -> Result<Vec<Found>> {
        words::found(&self.connection, &self.path, sets, columns, below, most)
    }

    /// One article's row, if the filter lets it through; its order and limit are disregarded.
    pub fn article_if(&self, id: ArticleId, filter: &ArticleFilter) -> Result<Option<ArticleRow>> {
        let (conditions, mut values) = conditions(filter);
        values.insert(0, Value::Integer(id.0));
        let sql =
            format!("{ARTICLE_COLUMNS} {ARTICLE_TABLES} WHERE s.article_id = ? AND {conditions}");
        Ok(self.article_rows(&sql, values)?.pop())
    }

    /// The changes of an article that are stored, in no order.
    pub fn changes_of(&self, article: ArticleId) -> Result<Vec<StoredChange>> {
        change::changes_of(&self.connection, &self.path, article)
    }

    /// Hands the changes that the filter lets through to `each`, one by one, latest first unless the
    /// filter says otherwise. Memory does not grow with their number.
    pub fn each_change<E: From<StoreError>>(
        &self,
        filter: &ChangeFilter,
        each: impl FnMut(ChangeRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        change::each_change(&self.connection, &self.path, filter, each)
    }

    /// The URLs under which the article was seen.
    pub fn aliases(&self, article: ArticleId) -> Result<Vec<String>> {
        self.connection
            .prepare_cached("SELECT url FROM alias WHERE article_id = ?1 ORDER BY alias_id")
            .and_then(|mut statement| statement.query_map([article.0], |row| row.get(0))?.collect())
            .at(&self.path)
    }

    /// A body.
    pub fn text(&self, text: TextRef) -> Result<Arc<String>> {
        self.texts.borrow_mut().read(&self.connection, text.id)
    }

    /// The other fields of a capture's record, under the names that the source gave them.
    pub fn extra(&self, extra: ExtraRef) -> Result<Extra> {
        let ExtraRef { block, index } = extra;
        let mut kept = self.extras.borrow_mut();
        if kept.as_ref().is_none_or(|(kept, _)| *kept != block) {
            *kept = Some((block, self.extra_block(block)?));
        }
        kept.as_ref()
            .and_then(|(_, objects)| objects.get(index).cloned())
            .ok_or_else(|| self.damaged(format!("extra {block}.{index} is missing")))
    }

    fn extra_block(&self, block: i64) -> Result<Vec<Extra>> {
        let json = self.texts.borrow_mut().read(&self.connection, block)?;
        serde_json::from_str(&json)
            .map_err(|why| self.damaged(format!("extra {block} cannot be read: {why}")))
    }

    fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), what }
    }

    /// The version's body, with proof: the version's id is computed again from what is read, and what
    /// does not give it is damage, not text.
    pub fn body(&self, version: &StoredVersion) -> Result<Option<Arc<String>>> {
        let key = self.key_of(version.article)?;
        let body = version.text.map(|text| self.text(text)).transpose()?;
        let content = Content {
            title: version.title.clone(),
            byline: version.byline.clone(),
            description: version.description.clone(),
            body: None,
        };
        let form = canonical::form_of_digest(
            &key,
            version.published.as_ref(),
            version.updated.as_ref(),
            &content,
            body.as_ref().map(|body| Sha256::of(body.as_bytes())).as_ref(),
        );
        if canonical::id_of_form(&form) == version.id {
            return Ok(body);
        }
        Err(self.damaged(format!("what is stored of version {} does not give its id", version.id)))
    }

    /// The article's identity.
    pub fn key_of(&self, article: ArticleId) -> Result<MatchKey> {
        let mut kept = self.key.borrow_mut();
        if let Some((_, key)) = kept.as_ref().filter(|(kept, _)| *kept == article) {
            return Ok(key.clone());
        }
        let key: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT h.name || a.path FROM article a CROSS JOIN host h USING (host_id)
                 WHERE a.article_id = ?1",
            )
            .and_then(|mut statement| statement.query_row([article.0], |row| row.get(0)).optional())
            .at(&self.path)?;
        let key = key.map(MatchKey::from_stored);
        let key = key.ok_or_else(|| self.damaged(format!("article {article} is missing")))?;
        *kept = Some((article, key.clone()));
        Ok(key)
    }

    /// The imports, latest first.
    pub fn imports(&self, limit: u64) -> Result<Vec<ImportRow>> {
        self.connection
            .prepare_cached(
                "SELECT import_id, started, finished, program, arguments, records, versions,
                        known, captures, articles, rejects, bytes, waiting, redirects
                 FROM import ORDER BY import_id DESC LIMIT ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([i64::try_from(limit).unwrap_or(-1)], |row| {
                        let count = |index| row.get::<_, i64>(index).map(|count| count as u64);
                        Ok(ImportRow {
                            id: row.get(0)?,
                            started: row.get(1)?,
                            finished: row.get(2)?,
                            program: row.get(3)?,
                            arguments: row.get(4)?,
                            counts: super::ImportCounts {
                                records: count(5)?,
                                versions: count(6)?,
                                known: count(7)?,
                                captures: count(8)?,
                                articles: count(9)?,
                                rejects: count(10)?,
                                waiting: count(12)?,
                                redirects: count(13)?,
                            },
                            bytes: row.get(11)?,
                        })
                    })?
                    .collect()
            })
            .at(&self.path)
    }

    /// The rejects, of one import or of all, oldest first.
    pub fn rejects(&self, import: Option<i64>, limit: Option<u64>) -> Result<Vec<RejectRow>> {
        let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        self.connection
            .prepare_cached(
                "SELECT r.reject_id, i.import_id, i.path, r.record, r.byte_offset, r.code,
                        r.reason, r.length, r.bytes
                 FROM reject r JOIN input i USING (input_id)
                 WHERE ?1 IS NULL OR i.import_id = ?1 ORDER BY r.reject_id LIMIT ?2",
            )
            .and_then(|mut statement| {
                statement
                    .query_map(params![import, limit], |row| {
                        Ok(RejectRow {
                            id: row.get(0)?,
                            import: row.get(1)?,
                            input: row.get(2)?,
                            record: row.get(3)?,
                            offset: row.get(4)?,
                            code: row.get(5)?,
                            reason: row.get(6)?,
                            length: row.get(7)?,
                            bytes: row.get(8)?,
                        })
                    })?
                    .collect()
            })
            .at(&self.path)
    }

    /// What the catalog holds. Linear in the catalog: it counts.
    pub fn stats(&self, hosts: usize) -> Result<CatalogStats> {
        let one = |sql: &str| {
            self.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).at(&self.path)
        };
        let captured = self
            .connection
            .query_row("SELECT min(captured), max(captured) FROM capture", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .at(&self.path)?;
        Ok(CatalogStats {
            articles: one("SELECT count(*) FROM article")?,
            articles_with_changes: one("SELECT count(*) FROM summary WHERE versions > 1")?,
            versions: one("SELECT count(*) FROM version")?,
            captures: one("SELECT count(*) FROM capture")?,
            aliases: one("SELECT count(*) FROM alias")?,
            waiting: one("SELECT count(*) FROM waiting")?,
            texts: one("SELECT count(DISTINCT text_id) FROM version")?,
            keyframes: one("SELECT count(DISTINCT text_id) FROM version JOIN text USING (text_id)
                 WHERE base_id IS NULL")?,
            text_bytes: one(
                "SELECT coalesce(sum(t.length), 0) FROM version v JOIN text t USING (text_id)",
            )?,
            stored_bytes: one("SELECT coalesce(sum(length(data)), 0) FROM frame")?,
            file_bytes: one(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            )?,
            imports: one("SELECT count(*) FROM import")?,
            rejects: one("SELECT count(*) FROM reject")?,
            silent_edits: one("SELECT coalesce(sum(silent_edits), 0) FROM summary")?,
            returns: one("SELECT coalesce(sum(returns), 0) FROM summary")?,
            captured,
            hosts: self.hosts(hosts)?,
            tables: self.table_sizes()?,
        })
    }

    fn hosts(&self, most: usize) -> Result<Vec<HostStats>> {
        self.connection
            .prepare(
                "SELECT h.name, count(*), coalesce(sum(s.versions), 0)
                 FROM host h JOIN article a USING (host_id) LEFT JOIN summary s USING (article_id)
                 GROUP BY h.host_id ORDER BY 2 DESC, 1 LIMIT ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([most as i64], |row| {
                        Ok(HostStats {
                            host: MatchKey::host_of_key(&row.get::<_, String>(0)?),
                            articles: row.get(1)?,
                            versions: row.get(2)?,
                        })
                    })?
                    .collect()
            })
            .at(&self.path)
    }

    fn table_sizes(&self) -> Result<Vec<TableSize>> {
        self.connection
            .prepare(
                "SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE
                 GROUP BY name ORDER BY 2 DESC, 1",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([], |row| Ok(TableSize { name: row.get(0)?, bytes: row.get(1)? }))?
                    .collect()
            })
            .at(&self.path)
    }

    fn article_rows(&self, sql: &str, values: Vec<Value>) -> Result<Vec<ArticleRow>> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement
                    .query_map(params_from_iter(values), |row| {
                        Ok(ArticleRow {
                            id: ArticleId(row.get(0)?),
                            key: MatchKey::from_stored(row.get(1)?),
                            url: row.get(2)?,
                            title: row.get(3)?,
                            byline: row.get(4)?,
                            published: claim(row, 5, 16)?,
                            updated: claim(row, 6, 17)?,
                            first_captured: row.get(7)?,
                            last_captured: row.get(8)?,
                            versions: row.get(9)?,
                            captures: row.get(10)?,
                            silent_edits: row.get(11)?,
                            returns: row.get(12)?,
                            lang: row.get(13)?,
                            publisher: row.get(14)?,
                            section: row.get(15)?,
                        })
                    })?
                    .collect()
            })
            .at(&self.path)
    }
}

const ARTICLE_COLUMNS: &str = "
SELECT s.article_id, h.name || a.path,
       (SELECT url FROM alias WHERE alias.article_id = s.article_id
        ORDER BY length(url), url LIMIT 1),
       v.title, v.byline, v.published, v.updated, s.first_captured, s.last_captured, s.versions,
       s.captures, s.silent_edits, s.returns, lang.name, publisher.name, section.name,
       v.published_precision, v.updated_precision";

const ARTICLE_TABLES: &str = "
FROM summary s
JOIN article a USING (article_id)
JOIN host h USING (host_id)
JOIN version v ON v.version_no = s.latest
LEFT JOIN label lang ON lang.label_id = s.lang_id
LEFT JOIN label publisher ON publisher.label_id = s.publisher_id
LEFT JOIN label section ON section.label_id = s.section_id";

/// The statement that a filter asks for, and its values.
fn article_query(columns: &str, filter: &ArticleFilter) -> (String, Vec<Value>) {
    let (conditions, mut values) = conditions(filter);
    let order = match filter.sort {
        ArticleSort::Changed => "s.changed DESC, s.article_id",
        ArticleSort::Versions => "s.versions DESC, s.article_id",
        ArticleSort::Url => "h.name, a.path",
        ArticleSort::Number => "s.article_id",
    };
    let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
    values.push(Value::Integer(limit));
    let sql = format!("{columns} {ARTICLE_TABLES} WHERE {conditions} ORDER BY {order} LIMIT ?");
    (sql, values)
}

/// Of a host or its subdomains: the host's own keys end there or go on with a port, its subdomains'
/// go on with `,`.
pub(super) const HOST: &str = "(h.name = ? OR (h.name > ? || ',' AND h.name < ? || '-')
      OR (h.name > ? || ':' AND h.name < ? || ';'))";

/// The values of [`HOST`].
pub(super) fn host_values(host: &str) -> [Value; 5] {
    std::array::from_fn(|_| Value::Text(MatchKey::host_prefix(host)))
}

fn conditions(filter: &ArticleFilter) -> (String, Vec<Value>) {
    let mut sql = vec!["TRUE".to_owned()];
    let mut values = Vec::new();
    if let Some(host) = &filter.host {
        sql.push(HOST.to_owned());
        values.extend(host_values(host));
    }
    let mut text = |sql: &mut Vec<String>, condition: &str, value: &str, times: usize| {
        sql.push(condition.to_owned());
        for _ in 0..times {
            values.push(Value::Text(value.to_owned()));
        }
    };
    const TITLE: &str = "EXISTS (SELECT 1 FROM version w WHERE w.article_id = s.article_id
                                 AND instr(lower(w.title), lower(?)))";
    const BYLINE: &str = "EXISTS (SELECT 1 FROM version w WHERE w.article_id = s.article_id
                                  AND instr(lower(w.byline), lower(?)))";
    const URL: &str = "EXISTS (SELECT 1 FROM alias l WHERE l.article_id = s.article_id
                               AND instr(lower(l.url), lower(?)))";
    if let Some(part) = &filter.text {
        text(&mut sql, &format!("({TITLE} OR {BYLINE} OR {URL})"), part, 3);
    }
    if let Some(part) = &filter.title {
        text(&mut sql, TITLE, part, 1);
    }
    if let Some(part) = &filter.byline {
        text(&mut sql, BYLINE, part, 1);
    }
    if let Some(part) = &filter.publisher {
        text(&mut sql, "instr(lower(publisher.name), lower(?))", part, 1);
    }
    if let Some(tag) = &filter.lang {
        text(
            &mut sql,
            "(lower(lang.name) = lower(?) OR instr(lower(lang.name), lower(?) || '-') = 1)",
            tag,
            2,
        );
    }
    let mut number = |sql: &mut Vec<String>, condition: &str, value: Option<i64>| {
        if let Some(value) = value {
            sql.push(condition.to_owned());
            values.push(Value::Integer(value));
        }
    };
    number(&mut sql, "v.published >= ?", filter.published.0);
    number(&mut sql, "v.published < ?", filter.published.1);
    number(&mut sql, "v.updated >= ?", filter.updated.0);
    number(&mut sql, "v.updated < ?", filter.updated.1);
    number(&mut sql, "s.versions >= ?", filter.least_versions);
    number(&mut sql, "s.versions <= ?", filter.most_versions);
    number(&mut sql, "s.classes & ?", (filter.classes != 0).then_some(filter.classes));
    if filter.captured.0.is_some() || filter.captured.1.is_some() {
        sql.push(
            "EXISTS (SELECT 1 FROM version w JOIN capture c USING (version_no)
                     WHERE w.article_id = s.article_id
                       AND c.captured >= ? AND c.captured < ?)"
                .to_owned(),
        );
        values.push(Value::Integer(filter.captured.0.unwrap_or(i64::MIN)));
        values.push(Value::Integer(filter.captured.1.unwrap_or(i64::MAX)));
    }
    if filter.silent {
        sql.push("s.silent_edits > 0".to_owned());
    }
    if filter.returns {
        sql.push("s.returns > 0".to_owned());
    }
    (sql.join(" AND "), values)
}

/// All versions of an article with their captures: two index scans, whatever their number.
pub(super) fn versions_of(
    connection: &Connection,
    path: &Path,
    article: ArticleId,
    names: &mut Names,
) -> Result<Vec<StoredVersion>> {
    let captures = captures_of(connection, article, names).at(path)?;
    let mut by_version: HashMap<i64, Vec<StoredCapture>> = HashMap::new();
    for (version, capture) in captures {
        by_version.entry(version).or_default().push(capture);
    }
    let mut statement = connection
        .prepare_cached(
            "SELECT v.version_no, v.id, v.published, v.published_precision, v.updated,
                    v.updated_precision, v.title, v.byline, v.description, v.text_id, t.length
             FROM version v LEFT JOIN text t USING (text_id) WHERE v.article_id = ?1
             ORDER BY v.version_no",
        )
        .at(path)?;
    let mut rows = statement.query([article.0]).at(path)?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next().at(path)? {
        versions.push(stored_version(row, article, &mut by_version).at(path)?);
    }
    for version in &versions {
        if version.captures.is_empty() {
            return Err(StoreError::Damaged {
                path: path.to_owned(),
                what: format!("version {} has no capture", version.id),
            });
        }
    }
    Ok(versions)
}

fn stored_version(
    row: &Row<'_>,
    article: ArticleId,
    captures: &mut HashMap<i64, Vec<StoredCapture>>,
) -> rusqlite::Result<StoredVersion> {
    let number: i64 = row.get(0)?;
    let mut captures = captures.remove(&number).unwrap_or_default();
    captures.sort_by_key(|capture| {
        (capture.captured.as_ref().map(Timestamp::micros), capture.sequence, capture.digest)
    });
    let clock = |micros: Option<i64>,
                 grain: Option<i64>,
                 read: fn(&StoredCapture) -> Option<&Timestamp>| {
        let (micros, grain) = (micros?, grain?);
        // The claim as the first capture read it; a catalog without it still knows the instant.
        let precision = precision_of(grain);
        let bare = || {
            let (offset, zone) = if precision <= Precision::Day {
                (None, ZoneBasis::None)
            } else {
                (Some(0), ZoneBasis::Stated)
            };
            Timestamp::from_stored(micros, precision, offset, zone, ClockSource::Field, None)
        };
        Some(captures.first().and_then(read).cloned().unwrap_or_else(bare))
    };
    let published = clock(row.get(2)?, row.get(3)?, |capture| capture.published.as_ref());
    let updated = clock(row.get(4)?, row.get(5)?, |capture| capture.updated.as_ref());
    let text = row
        .get::<_, Option<i64>>(9)?
        .zip(row.get::<_, Option<i64>>(10)?)
        .map(|(id, length)| TextRef { id, length: length as u64 });
    Ok(StoredVersion {
        number,
        id: version_id(row, 1)?,
        article,
        published,
        updated,
        title: row.get(6)?,
        byline: row.get(7)?,
        description: row.get(8)?,
        text,
        captures,
    })
}

/// What `grain` of the writer stands for.
fn precision_of(grain: i64) -> Precision {
    match grain {
        1 => Precision::Year,
        2 => Precision::Month,
        3 => Precision::Day,
        _ => Precision::Second,
    }
}

/// A claim of the version table, as text.
pub(super) fn claim(
    row: &Row<'_>,
    micros: usize,
    grain: usize,
) -> rusqlite::Result<Option<String>> {
    let claim = row.get::<_, Option<i64>>(micros)?.zip(row.get::<_, Option<i64>>(grain)?);
    Ok(claim.map(|(micros, grain)| canonical_text(micros, precision_of(grain))))
}

fn captures_of(
    connection: &Connection,
    article: ArticleId,
    names: &mut Names,
) -> rusqlite::Result<Vec<(i64, StoredCapture)>> {
    let mut statement = connection.prepare_cached(
        // CROSS JOIN holds the order: from the article outwards.
        "SELECT c.version_no, c.digest, a.url, c.captured, c.captured_reading, c.captured_raw,
                v.published, c.published_reading, c.published_raw,
                v.updated, c.updated_reading, c.updated_raw,
                c.sequence, c.lang_id, c.publisher_id, c.section_id, c.extra_id, c.extra_index,
                c.payload, c.input_id, c.record, c.byte_offset
         FROM version v
         CROSS JOIN capture c USING (version_no)
         CROSS JOIN alias a USING (alias_id)
         WHERE v.article_id = ?1",
    )?;
    let mut rows = statement.query([article.0])?;
    let mut captures = Vec::new();
    while let Some(row) = rows.next()? {
        let (import, input) = names.input(connection, row.get(19)?)?;
        let capture = StoredCapture {
            digest: row.get(1)?,
            url: row.get(2)?,
            captured: names.timestamp(connection, row, 3)?,
            published: names.timestamp(connection, row, 6)?,
            updated: names.timestamp(connection, row, 9)?,
            sequence: row.get(12)?,
            lang: names.label(connection, row.get(13)?)?,
            publisher: names.label(connection, row.get(14)?)?,
            section: names.label(connection, row.get(15)?)?,
            extra: row
                .get::<_, Option<i64>>(16)?
                .zip(row.get::<_, Option<i64>>(17)?)
                .map(|(block, index)| ExtraRef { block, index: index as usize }),
            payload: row.get::<_, Option<[u8; 32]>>(18)?.map(Sha256),
            import,
            input,
            record: row.get(20)?,
            offset: row.get(21)?,
        };
        captures.push((row.get(0)?, capture));
    }
    Ok(captures)
}

/// What captures share and name by numbers: looked up once, kept while a connection reads. The
/// rows are never rewritten, so that nothing kept here grows old.
#[derive(Default)]
pub(super) struct Names {
    readings: HashMap<i64, Reading>,
    labels: HashMap<i64, Arc<str>>,
    inputs: HashMap<i64, (i64, Arc<str>)>,
}

/// The most names of a kind that are kept.
const MOST_NAMES: usize = 10_000;

#[derive(Clone, Copy)]
struct Reading {
    source: ClockSource,
    zone: ZoneBasis,
    offset_minutes: Option<i16>,
    precision: Precision,
}

impl Names {
    /// Reads three columns: micros, reading, raw.
    pub(super) fn timestamp(
        &mut self,
        connection: &Connection,
        row: &Row<'_>,
        at: usize,
    ) -> rusqlite::Result<Option<Timestamp>> {
        let (Some(micros), Some(reading)) =
            (row.get::<_, Option<i64>>(at)?, row.get::<_, Option<i64>>(at + 1)?)
        else {
            return Ok(None);
        };
        let Reading { source, zone, offset_minutes, precision } =
            self.reading(connection, reading)?;
        let raw = row.get_ref(at + 2)?.as_str_or_null()?;
        Ok(Some(Timestamp::from_stored(micros, precision, offset_minutes, zone, source, raw)))
    }

    fn reading(&mut self, connection: &Connection, id: i64) -> rusqlite::Result<Reading> {
        if let Some(reading) = self.readings.get(&id) {
            return Ok(*reading);
        }
        let reading = connection
            .prepare_cached(
                "SELECT source, zone, offset_minutes, precision FROM reading WHERE reading_id = ?1",
            )?
            .query_row([id], |row| {
                Ok(Reading {
                    source: word(row, 0, &ClockSource::ALL, ClockSource::name)?,
                    zone: word(row, 1, &ZoneBasis::ALL, ZoneBasis::name)?,
                    offset_minutes: row.get(2)?,
                    precision: word(row, 3, &Precision::ALL, Precision::name)?,
                })
            })?;
        self.readings.insert(id, reading);
        Ok(reading)
    }

    pub(super) fn label(
        &mut self,
        connection: &Connection,
        id: Option<i64>,
    ) -> rusqlite::Result<Option<Arc<str>>> {
        let Some(id) = id else { return Ok(None) };
        if let Some(label) = self.labels.get(&id) {
            return Ok(Some(Arc::clone(label)));
        }
        let label: Arc<str> = connection
            .prepare_cached("SELECT name FROM label WHERE label_id = ?1")?
            .query_row([id], |row| row.get(0))?;
        if self.labels.len() >= MOST_NAMES {
            self.labels.clear();
        }
        self.labels.insert(id, Arc::clone(&label));
        Ok(Some(label))
    }

    pub(super) fn input(
        &mut self,
        connection: &Connection,
        id: i64,
    ) -> rusqlite::Result<(i64, Arc<str>)> {
        if let Some((import, path)) = self.inputs.get(&id) {
            return Ok((*import, Arc::clone(path)));
        }
        let input: (i64, Arc<str>) = connection
            .prepare_cached("SELECT import_id, path FROM input WHERE input_id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if self.inputs.len() >= MOST_NAMES {
            self.inputs.clear();
        }
        self.inputs.insert(id, (input.0, Arc::clone(&input.1)));
        Ok(input)
    }
}

/// Reads a column that holds one of a few words.
fn word<T: Copy>(
    row: &Row<'_>,
    at: usize,
    all: &[T],
    name: fn(T) -> &'static str,
) -> rusqlite::Result<T> {
    let text = row.get_ref(at)?.as_str()?;
    all.iter().copied().find(|known| name(*known) == text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            at,
            rusqlite::types::Type::Text,
            format!("unknown word \"{text}\"").into(),
        )
    })
}

pub(super) fn version_id(row: &Row<'_>, at: usize) -> rusqlite::Result<VersionId> {
    row.get::<_, [u8; 32]>(at).map(|bytes| VersionId(Sha256(bytes)))
}

/// The lowest and highest id that begin with these hex digits.
fn prefix_range(hex: &str) -> Option<([u8; 32], [u8; 32])> {
    if hex.is_empty() || hex.len() > 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let fill = |digit: char| {
        let text: String = hex.chars().chain(std::iter::repeat(digit)).take(64).collect();
        text.parse::<VersionId>().ok().map(|id| id.0.0)
    };
    fill('0').zip(fill('f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_range_of_ids() {
        let (low, high) = prefix_range("Ab1").expect("hex");
        assert_eq!((low[0], low[1], low[2]), (0xab, 0x10, 0));
        assert_eq!((high[0], high[1], high[2]), (0xab, 0x1f, 0xff));
        assert_eq!(prefix_range("xyz"), None);
        assert_eq!(prefix_range(""), None);
    }
}
