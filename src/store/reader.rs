//! The reader: typed access to articles, versions and captures.

mod articles;
mod filter;
mod freshness;
mod groups;
mod imports;
mod looks;
mod names;
mod order;
mod pages;
pub(super) mod pointers;
mod snapshots;
mod stats;

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::article_url::article_url;
use super::change_cursor::ChangeCursor;
use super::connection::{copy_of_any, open_to_read, open_to_write};
use super::error::{At as _, Result, StoreError};
use super::state::{self, ChangeFilter, ChangePage, ChangeRow, StoredState};
use super::text::{KEPT_BYTES, TextReader};
use super::title_index;
use crate::store::codes::{capture_kind, precision_of, version_id};
use crate::store::copies::{TempCatalog, copy_whole, remove_catalog};
pub(super) use articles::articles_behind;
pub use articles::{ArticleList, ArticleRow};
pub use filter::ArticleFilter;
pub(super) use filter::{HOST, article_condition, host_values, stored_count};
use freshness::FileIdentity;
pub use groups::{ChangeMonth, Group, GroupBy, GroupClock};
pub use imports::{ImportRow, RejectRow};
pub use looks::StoredLook;
pub(super) use names::SharedNames;
pub(super) use order::check_of;
pub use order::{ArticleSort, CursorError, PageCursor, SortKey, SortKeyError};
pub use snapshots::Snapshots;
pub use stats::{CatalogStats, TableSize};

use super::fulltext::{self, IndexTerm, SearchHit, WordColumns, WordStats};
use super::lookup::{articles_by_alias, find_article};
use crate::article::{
    ArticleId, ClockSource, Content, Details, ExtraRef, HostName, ImportNumber, Labels, MatchKey,
    Precision, Redaction, Sha256, StoredCapture, StoredLocation, StoredVersion, TextRef, Timestamp,
    UnixMicros, VersionId, VersionNumber, ZoneBasis, canonical,
};
use crate::timeline::{DERIVATION_VERSION, Timeline};

/// A migrated copy of a catalog of an older schema, open for reading; removed on drop.
///
/// Only this type removes a catalog, and it chooses the path of its copy itself: no path that a
/// caller names is ever overwritten or removed.
pub struct MigratedCopy {
    // Fields are dropped in this order: the catalog is closed before its file is removed.
    catalog: Snapshot,
    _file: TempCatalog,
}

impl MigratedCopy {
    /// Copies the catalog at `path` next to the catalog `beside`, as `<beside>.merging`, migrates
    /// the copy and opens it. Neither catalog is written. A copy left by an interrupted run is
    /// replaced.
    pub fn open(path: &Path, beside: &Path) -> Result<Self> {
        let file = TempCatalog::beside(beside, ".merging");
        copy_of_any(path, file.path())?;
        if let Some(kept) = Snapshot::migrate(file.path())? {
            remove_catalog(&kept);
        }
        Ok(Self { catalog: Snapshot::open(file.path())?, _file: file })
    }
}

impl std::ops::Deref for MigratedCopy {
    type Target = Snapshot;

    fn deref(&self) -> &Snapshot {
        &self.catalog
    }
}

/// A catalog, open for reading.
pub struct Snapshot {
    pub(super) connection: Connection,
    path: PathBuf,
    texts: RefCell<TextReader>,
    /// The block of extras that was read last: neighboring captures share it.
    extras: RefCell<Option<(i64, Vec<Details>)>>,
    names: RefCell<SharedNames>,
    /// The match key of the article that was read last.
    key: RefCell<Option<(ArticleId, MatchKey)>>,
    /// When the hosts that were asked for last were captured.
    hosts: RefCell<looks::HostCache>,
    /// The file that was opened, and the version of its data for this connection.
    file: Option<FileIdentity>,
    data_version: Option<i64>,
    /// Bytes of decompressed texts to cache.
    kept_texts: usize,
}

impl Snapshot {
    /// Opens a catalog. Does not write the file.
    pub fn open(path: &Path) -> Result<Self> {
        // Before the file is opened: if it is replaced in between, it is opened again later.
        let file = FileIdentity::of(path);
        let connection = open_to_read(path)?;
        // A command reads one consistent state of the catalog.
        connection.execute_batch("BEGIN").at(path)?;
        title_index::add_function(&connection).at(path)?;
        Ok(Self {
            connection,
            path: path.to_owned(),
            texts: RefCell::new(TextReader::new(path)),
            extras: RefCell::new(None),
            names: RefCell::default(),
            key: RefCell::default(),
            hosts: RefCell::default(),
            file,
            data_version: None,
            kept_texts: KEPT_BYTES,
        })
    }

    /// Migrates an older catalog to this program's schema. Returns the path of the backup copy that
    /// was kept.
    pub fn migrate(path: &Path) -> Result<Option<PathBuf>> {
        open_to_write(path).map(|(_, copy)| copy)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The catalog's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the article with this match key, or otherwise the article that has an alias with
    /// this key if there is exactly one.
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
                "SELECT 1 FROM _version WHERE substr(id, 1, 8) = substr(?1, 1, 8) AND id = ?1",
            )
            .and_then(|mut statement| statement.exists([id.0.0.as_slice()]))
            .at(&self.path)
    }

    /// Copies the current state of the catalog into a new file. Returns its length in bytes.
    pub fn backup(&self, to: &Path) -> Result<u64> {
        if to.exists() {
            return Err(StoreError::Exists { path: to.to_owned() });
        }
        copy_whole(&self.connection, to)
    }

    /// Returns the versions whose id begins with `hex`, with their articles; at most `limit`.
    pub fn versions_by_prefix(&self, hex: &str, limit: u32) -> Result<Vec<(ArticleId, VersionId)>> {
        let Some((low, high)) = prefix_range(hex) else { return Ok(Vec::new()) };
        self.connection
            .prepare_cached(
                "SELECT article_id, id FROM _version
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

    /// Returns the article's versions with their captures, in order of arrival.
    pub fn versions(&self, article: ArticleId) -> Result<Vec<StoredVersion>> {
        versions_of(&self.connection, &self.path, article, &mut self.names.borrow_mut())
    }

    /// Returns the timeline of an article.
    pub fn timeline(&self, article: ArticleId) -> Result<Timeline> {
        let mut timeline = Timeline::of(self.versions(article)?);
        let doubtful: Vec<usize> = timeline.may_be_read_differently().collect();
        if doubtful.is_empty() || self.derived_by()? != DERIVATION_VERSION {
            return Ok(timeline);
        }
        let stored = self.states_of(article)?;
        for index in doubtful {
            let change = stored.get(index).and_then(|state| state.change.as_ref());
            let is_so = change.is_some_and(|change| change.outline.read_differently);
            timeline.set_read_differently(index, is_so);
        }
        Ok(timeline)
    }

    /// Returns the version of the code that built the derived data; 0 if it must be rebuilt.
    pub fn derived_by(&self) -> Result<i64> {
        state::built(&self.connection, &self.path)
    }

    /// Returns the version of the code that built the index of words; 0 or less if there is none
    /// yet.
    pub fn words_by(&self) -> Result<i64> {
        fulltext::built(&self.connection, &self.path)
    }

    /// Returns the numbers of a host and its subdomains, for [`Snapshot::find_words`]; `None` if
    /// they are too many for it.
    pub fn hosts(&self, host: &HostName) -> Result<Option<Vec<i64>>> {
        fulltext::hosts(&self.connection, &self.path, host)
    }

    /// Returns the hosts of the catalog whose names are most similar to `host`, best first.
    pub fn similar_hosts(&self, host: &HostName, most: usize) -> Result<Vec<String>> {
        let stored: Vec<String> = self
            .connection
            .prepare_cached("SELECT name FROM _host")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .at(&self.path)?;
        Ok(host.similar(stored.iter().map(|key| MatchKey::host_of_key(key)), most))
    }

    /// Counts the versions that added or removed all of these terms, of these hosts if there are
    /// any, up to `most`.
    pub fn count_words(
        &self,
        terms: &[IndexTerm<'_>],
        columns: WordColumns,
        hosts: &[i64],
        most: usize,
    ) -> Result<usize> {
        fulltext::count(&self.connection, &self.path, terms, columns, hosts, most)
    }

    /// Returns at most `most` versions that added or removed all terms of one of the sets, of these
    /// hosts if there are any, newest first, from documents below `below`.
    pub fn find_words(
        &self,
        sets: &[Vec<IndexTerm<'_>>],
        columns: WordColumns,
        hosts: &[i64],
        below: i64,
        most: usize,
    ) -> Result<Vec<SearchHit>> {
        fulltext::found(&self.connection, &self.path, sets, columns, hosts, (below, most))
    }

    /// Reads what ranking needs of the index: how often each article has the words at most, and all
    /// versions that added or removed all terms of one of the sets.
    pub fn word_stats(
        &self,
        leaves: &[Vec<IndexTerm<'_>>],
        sets: &[Vec<IndexTerm<'_>>],
        columns: WordColumns,
        hosts: &[i64],
    ) -> Result<WordStats> {
        fulltext::stats(&self.connection, &self.path, leaves, sets, columns, hosts)
    }

    /// Returns the stored states of an article's timeline, in order.
    pub fn states_of(&self, article: ArticleId) -> Result<Vec<StoredState>> {
        state::states_of(&self.connection, &self.path, article)
    }

    /// Calls `each` with every article that has a capture of this import, in order of arrival.
    pub fn each_article_of_import<E: From<StoreError>>(
        &self,
        import: ImportNumber,
        mut each: impl FnMut(ArticleId) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let articles: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT v.article_id
                 FROM _input i
                 CROSS JOIN _capture c USING (input_id)
                 CROSS JOIN _version v USING (version_no)
                 WHERE i.import_id = ?1
                 GROUP BY v.article_id ORDER BY min(c.capture_no)",
            )
            .and_then(|mut statement| statement.query_map([import], |row| row.get(0))?.collect())
            .at(&self.path)?;
        articles.into_iter().try_for_each(|article| each(ArticleId(article)))
    }

    /// Calls `each` with every change that the filter accepts, latest first unless the filter says
    /// otherwise. Memory use does not grow with their number.
    pub fn each_change<E: From<StoreError>>(
        &self,
        filter: &ChangeFilter,
        each: impl FnMut(ChangeRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        Snapshots::from(self).each_change(filter, each)
    }

    /// Returns a page of the changes that the filter accepts: at most its `limit`, after its
    /// `after`.
    pub fn change_page(&self, filter: &ChangeFilter) -> Result<ChangePage> {
        let limit = filter.limit.and_then(|limit| usize::try_from(limit).ok());
        // One more, to find out whether there is a next page.
        let more = ChangeFilter {
            limit: filter.limit.map(|limit| limit.saturating_add(1)),
            ..filter.clone()
        };
        let mut page = ChangePage::default();
        self.each_change(&more, |row| {
            page.changes.push(row);
            Ok::<_, StoreError>(())
        })?;
        if let Some(limit) = limit.filter(|limit| page.changes.len() > *limit) {
            page.changes.truncate(limit);
            page.next = page.changes.last().map(|row| ChangeCursor {
                at: row.state.effective.at.map(UnixMicros),
                article: row.article,
                state: row.state.state,
                oldest_first: filter.oldest_first,
            });
        }
        Ok(page)
    }

    /// Returns the URLs of the article: the article URL first, then the others in alphabetical order.
    pub fn aliases(&self, article: ArticleId) -> Result<Vec<String>> {
        let own = article_url("?1");
        self.connection
            .prepare_cached(&format!(
                "SELECT url FROM _alias WHERE article_id = ?1 ORDER BY url <> {own}, url"
            ))
            .and_then(|mut statement| statement.query_map([article.0], |row| row.get(0))?.collect())
            .at(&self.path)
    }

    /// Returns a body.
    pub fn text(&self, text: TextRef) -> Result<Arc<String>> {
        self.texts.borrow_mut().read(&self.connection, text.id)
    }

    /// The connection and the path, for other modules of the store.
    pub(super) fn parts(&self) -> (&Connection, &Path) {
        (&self.connection, &self.path)
    }

    /// Returns the other fields of a capture's record, under the names that the source gave them,
    /// and this program's annotations.
    pub fn details(&self, capture: &StoredCapture) -> Result<Details> {
        let stored = capture.extra.map(|extra| self.stored_details(extra)).transpose()?;
        let mut details = stored.unwrap_or_default();
        details.annotations.extracted_by.clone_from(&capture.extracted_by);
        Ok(details)
    }

    fn stored_details(&self, extra: ExtraRef) -> Result<Details> {
        let ExtraRef { block, index } = extra;
        let mut kept = self.extras.borrow_mut();
        if kept.as_ref().is_none_or(|(kept, _)| *kept != block) {
            *kept = Some((block, self.extra_block(block)?));
        }
        kept.as_ref()
            .and_then(|(_, objects)| objects.get(index).cloned())
            .ok_or_else(|| self.damaged(format!("extra {block}.{index} is missing")))
    }

    /// Returns a capture's details after verifying them: computes the capture's digest again and
    /// reports damage if it differs. A redacted capture cannot be verified.
    pub fn proved_details(
        &self,
        version: &StoredVersion,
        capture: &StoredCapture,
    ) -> Result<Details> {
        let details = self.details(capture)?;
        let digest = capture_digest(&version.id, capture, &details);
        if digest.prefix64() == capture.digest || self.redacted_digest(capture)?.is_some() {
            return Ok(details);
        }
        let (number, id) = (capture.number, version.id);
        Err(self.damaged(format!("capture {number}, of version {id}, does not match its digest")))
    }

    /// Returns the number of redacted versions.
    pub fn redactions(&self) -> Result<u64> {
        self.connection
            .query_row("SELECT count(*) FROM _redaction", [], |row| row.get(0))
            .map(i64::unsigned_abs)
            .at(&self.path)
    }

    /// Returns the full digest of a redacted capture.
    pub fn redacted_digest(&self, capture: &StoredCapture) -> Result<Option<Sha256>> {
        self.connection
            .prepare_cached("SELECT digest FROM _redacted_capture WHERE capture_no = ?1")
            .and_then(|mut statement| {
                statement.query_row([capture.number], |row| row.get(0).map(Sha256)).optional()
            })
            .at(&self.path)
    }

    fn extra_block(&self, block: i64) -> Result<Vec<Details>> {
        let json = self.texts.borrow_mut().read(&self.connection, block)?;
        serde_json::from_str(&json)
            .map_err(|why| self.damaged(format!("extra {block} cannot be read: {why}")))
    }

    fn damaged(&self, what: String) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), what }
    }

    /// Returns the version's body after verifying it: computes the version's id again and reports
    /// damage if it differs. A redacted version has no body and cannot be verified.
    pub fn body(&self, version: &StoredVersion) -> Result<Option<Arc<String>>> {
        if version.redacted.is_some() {
            let left = (&version.title, &version.byline, &version.description, version.text);
            return match left {
                (None, None, None, None) => Ok(None),
                _ => {
                    Err(self
                        .damaged(format!("version {} is redacted, but still has text", version.id)))
                }
            };
        }
        let key = self.key_of(version.article)?;
        let body = version.text.map(|text| self.text(text)).transpose()?;
        let sha = body.as_ref().map(|body| Sha256::of(body.as_bytes()));
        let form = version_form(&key, version, sha.as_ref());
        if canonical::id_of_form(&form) == version.id {
            return Ok(body);
        }
        Err(self
            .damaged(format!("the stored data of version {} does not match its id", version.id)))
    }

    /// Returns the article's match key.
    pub fn key_of(&self, article: ArticleId) -> Result<MatchKey> {
        let mut kept = self.key.borrow_mut();
        if let Some((_, key)) = kept.as_ref().filter(|(kept, _)| *kept == article) {
            return Ok(key.clone());
        }
        let key = key_of(&self.connection, article.0).at(&self.path)?;
        let key = key.ok_or_else(|| self.damaged(format!("article {article} is missing")))?;
        *kept = Some((article, key.clone()));
        Ok(key)
    }
}

/// Returns an article's match key; `None` if there is no such article.
pub(super) fn key_of(connection: &Connection, article: i64) -> rusqlite::Result<Option<MatchKey>> {
    connection
        .prepare_cached(
            "SELECT h.name || a.path FROM _article a CROSS JOIN _host h USING (host_id)
             WHERE a.article_id = ?1",
        )?
        .query_row([article], |row| row.get(0).map(MatchKey::from_stored))
        .optional()
}

/// Returns the canonical form of a version, computed from its stored data and its body's digest.
pub(super) fn version_form(
    key: &MatchKey,
    version: &StoredVersion,
    body: Option<&Sha256>,
) -> Vec<u8> {
    let content = Content {
        title: version.title.clone(),
        byline: version.byline.clone(),
        description: version.description.clone(),
        body: None,
    };
    let (published, updated) = (version.published.as_ref(), version.updated.as_ref());
    canonical::form_of_digest(key, published, updated, &content, body)
}

/// Returns the digest of a capture, computed from its stored data.
pub(super) fn capture_digest(id: &VersionId, capture: &StoredCapture, details: &Details) -> Sha256 {
    let label = |label: &Option<Arc<str>>| label.as_deref().map(str::to_owned);
    let labels = Labels {
        lang: label(&capture.lang),
        publisher: label(&capture.publisher),
        section: label(&capture.section),
        extra: details.extra.clone(),
    };
    canonical::CaptureParts {
        version: id,
        kind: capture.kind,
        url: &capture.url,
        published: capture.published.as_ref(),
        updated: capture.updated.as_ref(),
        captured: capture.captured.as_ref(),
        sequence: capture.sequence,
        labels: &labels,
        annotations: &details.annotations,
        payload: capture.payload.as_ref(),
    }
    .digest()
}

/// Returns all versions of an article with their captures, in two index scans.
pub(super) fn versions_of(
    connection: &Connection,
    path: &Path,
    article: ArticleId,
    names: &mut SharedNames,
) -> Result<Vec<StoredVersion>> {
    let captures = captures_of(connection, article, names).at(path)?;
    let mut by_version: HashMap<i64, Vec<StoredCapture>> = HashMap::new();
    for (version, capture) in captures {
        by_version.entry(version).or_default().push(capture);
    }
    let mut statement = connection
        .prepare_cached(
            "SELECT v.version_no, v.id, v.published_us, v.published_precision, v.updated_us,
                    v.updated_precision, v.title, v.byline, v.description, v.text_id, t.length,
                    r.at_us, r.who, r.reason, r.body_sha256
             FROM _version v LEFT JOIN _text t USING (text_id) LEFT JOIN _redaction r USING (version_no)
             WHERE v.article_id = ?1
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
        // The claim as the first capture read it. If that is missing, the instant is still known.
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
    let redacted = match row.get::<_, Option<i64>>(11)? {
        None => None,
        Some(at) => Some(Box::new(Redaction {
            at: UnixMicros(at),
            who: row.get(12)?,
            reason: row.get(13)?,
            body: row.get::<_, Option<[u8; 32]>>(14)?.map(Sha256),
        })),
    };
    Ok(StoredVersion {
        number: VersionNumber(number),
        id: version_id(row, 1)?,
        article,
        published,
        updated,
        title: row.get(6)?,
        byline: row.get(7)?,
        description: row.get(8)?,
        text,
        redacted,
        captures,
    })
}

fn captures_of(
    connection: &Connection,
    article: ArticleId,
    names: &mut SharedNames,
) -> rusqlite::Result<Vec<(i64, StoredCapture)>> {
    let mut statement = connection.prepare_cached(
        // CROSS JOIN fixes the join order: from the article outward.
        "SELECT c.version_no, c.digest_key, a.url, c.captured_us, c.captured_reading, c.captured_raw,
                v.published_us, c.published_reading, c.published_raw,
                v.updated_us, c.updated_reading, c.updated_raw,
                c.sequence, c.lang_id, c.publisher_id, c.section_id, c.extra_id, c.extra_index,
                c.payload_sha256, c.input_id, c.record, c.byte_offset, c.capture_no, c.kind,
                EXISTS (SELECT 1 FROM _late_location l WHERE l.capture_no = c.capture_no),
                c.extracted_by_id
         FROM _version v
         CROSS JOIN _capture c USING (version_no)
         CROSS JOIN _alias a USING (alias_id)
         WHERE v.article_id = ?1",
    )?;
    let mut rows = statement.query([article.0])?;
    let mut captures = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get(22)?;
        let capture = StoredCapture {
            number,
            digest: row.get(1)?,
            kind: capture_kind(row, 23)?,
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
            extracted_by: names.extracted_by(connection, row, 25)?,
            is_superseded: false,
            payload: row.get::<_, Option<[u8; 32]>>(18)?.map(Sha256),
            location: location(connection, row, 19, names)?,
            late_locations: if row.get(24)? {
                late_locations(connection, number, names)?
            } else {
                Vec::new()
            },
        };
        captures.push((row.get(0)?, capture));
    }
    Ok(captures)
}

/// Reads three columns: the input, the record and the offset.
fn location(
    connection: &Connection,
    row: &Row<'_>,
    at: usize,
    names: &mut SharedNames,
) -> rusqlite::Result<StoredLocation> {
    let (import, input) = names.input(connection, row.get(at)?)?;
    Ok(StoredLocation { import, input, record: row.get(at + 1)?, offset: row.get(at + 2)? })
}

/// Returns the locations where a capture was read again, in order of arrival.
fn late_locations(
    connection: &Connection,
    capture: i64,
    names: &mut SharedNames,
) -> rusqlite::Result<Vec<StoredLocation>> {
    let mut statement = connection.prepare_cached(
        "SELECT input_id, record, byte_offset FROM _late_location
         WHERE capture_no = ?1 ORDER BY late_location_id",
    )?;
    let mut rows = statement.query([capture])?;
    let mut locations = Vec::new();
    while let Some(row) = rows.next()? {
        locations.push(location(connection, row, 0, names)?);
    }
    Ok(locations)
}

/// Returns the lowest and highest id that begin with these hex digits.
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
