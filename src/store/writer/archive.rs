//! Web archives in the writer: revisits become captures once their page is stored, redirects become
//! aliases.
//!
//! Both are kept until what they point at arrives, in this import or another, so that the catalog
//! does not depend on the order of its inputs.

use std::collections::HashSet;

use rusqlite::{Connection, Row, params};

use super::{
    HashedCapture, LocatedPointer, REDIRECT, Result, WAITING, WriteTxn, articles_by_alias,
    entry_place, find_article, has_digest, has_look, key_hash,
};
use crate::article::{
    Annotations, Capture, Content, EntryPlace, Handle, Handles, ImportNumber, Labels, LogEntry,
    LogEntryKind, Look, MatchKey, Pointer, Redirect, Revisit, Sha256, Timestamp, Version,
    VersionId,
};
use crate::source::SourceLocation;
use crate::store::codes::{capture_kind, precision_code};
use crate::store::error::At as _;
use crate::store::merkle_log::NewEntry;
use crate::store::reader::pointers::{
    StoredPointer, first_handles, late_handles, stored_handles, waiting_of,
};
use crate::store::reader::{SharedNames, key_of};

/// The maximum number of consecutive redirects to follow; browsers give up after twenty.
const MOST_HOPS: usize = 20;

/// The stored data of a capture that a revisit points at.
struct Original {
    id: VersionId,
    key: MatchKey,
    capture: Capture,
    text: Option<i64>,
    names_itself: bool,
}

impl WriteTxn<'_> {
    /// Returns the capture that a revisit represents; `None` if its page is not known, in which
    /// case it waits.
    pub(super) fn revisit(
        &mut self,
        revisit: &Revisit,
        placed: &LocatedPointer,
    ) -> Result<Option<HashedCapture>> {
        for handle in &revisit.points_at {
            if let Some(original) = self.original(handle, &revisit.key)? {
                let mut prepared = self.stand_in(revisit, &placed.place, original)?;
                prepared.run = placed.run;
                return Ok(Some(prepared));
            }
        }
        self.wait(revisit, placed)?;
        Ok(None)
    }

    fn wait(
        &mut self,
        revisit: &Revisit,
        LocatedPointer { place, run, .. }: &LocatedPointer,
    ) -> Result<()> {
        let digest = revisit.digest();
        if has_digest(self.connection, WAITING, digest).at(self.path)? {
            return Ok(());
        }
        let input = self.input(&place.input, *run)?;
        let (reading, raw) = self.reading(revisit.captured.as_ref())?;
        let names: Vec<u8> = revisit.names.iter().flat_map(|handle| handle.0).collect();
        let (import, offset) = (run.unwrap_or(self.import), place.offset as i64);
        self.insert(
            "INSERT INTO _waiting (digest_key, url, captured_us, captured_reading, captured_raw, record_id,
                                  names, input_id, byte_offset, row_key)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                digest,
                revisit.url,
                revisit.captured.as_ref().map(Timestamp::micros),
                reading,
                raw,
                revisit.record_id,
                names,
                input,
                offset,
                revisit.row_digest(import, &place.input, offset),
            ],
        )?;
        for handle in &revisit.points_at {
            self.insert(
                "INSERT OR IGNORE INTO _waiting_for (handle, digest_key) VALUES (?1, ?2)",
                params![handle.0.as_slice(), digest],
            )?;
        }
        Ok(())
    }

    /// Stores the handles of a known capture that it did not have before. Returns whether there
    /// were any. The capture's entry in the log does not change: new handles are a separate entry.
    pub(super) fn add_late_handles(
        &mut self,
        prepared: &HashedCapture,
        handles: &Handles,
        capture: i64,
    ) -> Result<bool> {
        let first = first_handles(self.connection, capture).at(self.path)?;
        let late = late_handles(self.connection, capture).at(self.path)?;
        let known: HashSet<Handle> =
            first.into_iter().chain(late).flat_map(|handles| handles.names).collect();
        let names = handles.names.iter().filter(|name| !known.contains(name)).copied().collect();
        let Some(new) = Handles::new(names, handles.names_itself) else { return Ok(false) };
        let input = self.input(&prepared.place.input, prepared.run)?;
        let place = entry_place(&prepared.place);
        let number = self.insert(
            "INSERT INTO _late_handles (capture_no, handles, names_itself, input_id, record,
                                        byte_offset)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![capture, new.to_bytes(), new.names_itself, input, place.record, place.offset],
        )?;
        self.index_handles(&new.names, capture)?;
        let entry = LogEntry::Handles { digest: &prepared.digest, handles: &new, place };
        self.entries.push(NewEntry::new(LogEntryKind::Handles, number, &entry));
        Ok(true)
    }

    /// Makes a capture findable by these handles.
    pub(super) fn index_handles(&self, names: &[Handle], capture: i64) -> Result<()> {
        for name in names {
            self.insert(
                "INSERT INTO _handle (handle_key, capture_no)
                 SELECT ?1, ?2 WHERE NOT EXISTS
                     (SELECT 1 FROM _handle WHERE handle_key = ?1 AND capture_no = ?2)",
                params![name.key64(), capture],
            )?;
        }
        Ok(())
    }

    /// Returns the captures of the revisits that waited for these handles, and removes them from
    /// the queue.
    pub(super) fn release(&mut self, handles: &Handles) -> Result<Vec<HashedCapture>> {
        let mut released = Vec::new();
        for handle in &handles.names {
            let waiting: Vec<i64> = self
                .connection
                .prepare_cached("SELECT digest_key FROM _waiting_for WHERE handle = ?1")
                .and_then(|mut statement| {
                    statement.query_map([handle.0.as_slice()], |row| row.get(0))?.collect()
                })
                .at(self.path)?;
            for id in waiting {
                let (revisit, place, run) = self.waiting(id)?;
                let Some(original) = self.original(handle, &revisit.key)? else { continue };
                released.push(self.stand_in(&revisit, &place, original)?.of_run(run));
                for sql in [
                    "DELETE FROM _waiting_for WHERE digest_key = ?1",
                    "DELETE FROM _waiting WHERE digest_key = ?1",
                ] {
                    self.connection
                        .prepare_cached(sql)
                        .and_then(|mut statement| statement.execute([id]))
                        .at(self.path)?;
                }
            }
        }
        Ok(released)
    }

    /// Returns a waiting revisit, its location, and the import that read it.
    fn waiting(&mut self, id: i64) -> Result<(Revisit, SourceLocation, ImportNumber)> {
        let (connection, names) = (self.connection, &mut *self.names);
        let (stored, input) = connection
            .prepare_cached(
                "SELECT url, captured_us, captured_reading, captured_raw, record_id, names, input_id,
                        byte_offset
                 FROM _waiting WHERE digest_key = ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([id], |row| Ok((waiting_of(connection, row, names)?, row.get(6)?)))
            })
            .at(self.path)?;
        let StoredPointer { pointer, import, place } = stored;
        self.keep_input((import, std::sync::Arc::clone(&place.input)), input);
        match pointer {
            Pointer::Revisit(revisit) => Ok((revisit, place, import)),
            Pointer::Redirect(_) | Pointer::Look(_) => {
                Err(self.damaged(format!("{id} is not a revisit")))
            }
        }
    }

    /// Returns the capture with this handle: the reading by the latest version of the extractor. If
    /// several captures of the page have it, the choice depends only on their content, not on the
    /// order of arrival. A redacted page can only belong
    /// to its own article.
    fn original(&mut self, handle: &Handle, asked: &MatchKey) -> Result<Option<Original>> {
        let (connection, names) = (self.connection, &mut *self.names);
        let mut statement = connection
            .prepare_cached(
                // CROSS JOIN fixes the join order: from the handle outward.
                "SELECT c.captured_us, v.published_us, c.published_reading, c.published_raw,
                        v.updated_us, c.updated_reading, c.updated_raw,
                        v.id, o.name || a.path, v.title, v.byline, v.description, v.text_id,
                        c.lang_id, c.publisher_id, c.section_id, c.payload_sha256, c.kind, c.capture_no,
                        o.name || a.path = ?2
                        OR NOT EXISTS (SELECT 1 FROM _redaction r WHERE r.version_no = v.version_no),
                        c.handles, c.names_itself, c.extracted_by_id
                 FROM _handle h
                 CROSS JOIN _capture c USING (capture_no)
                 CROSS JOIN _version v USING (version_no)
                 CROSS JOIN _article a USING (article_id)
                 CROSS JOIN _host o USING (host_id)
                 WHERE h.handle_key = ?1
                 ORDER BY coalesce(
                     (SELECT CAST(name AS INTEGER) FROM _label WHERE label_id = c.extracted_by_id), 0)
                     DESC, v.id, c.digest_key",
            )
            .at(self.path)?;
        let mut rows = statement.query(params![handle.key64(), asked.as_str()]).at(self.path)?;
        while let Some(row) = rows.next().at(self.path)? {
            // The key only finds candidates: the handle is compared in full.
            let names_itself = names_itself(connection, row, handle).at(self.path)?;
            let may_be_other: bool = row.get(19).at(self.path)?;
            if let Some(names_itself) = names_itself.filter(|itself| *itself || may_be_other) {
                return original(connection, row, names, names_itself).map(Some).at(self.path);
            }
        }
        Ok(None)
    }

    /// Returns the capture that the page would have yielded if it had been archived again.
    fn stand_in(
        &mut self,
        revisit: &Revisit,
        place: &SourceLocation,
        original: Original,
    ) -> Result<HashedCapture> {
        let Original { id, key, mut capture, text, names_itself } = original;
        capture.url.clone_from(&revisit.url);
        capture.captured.clone_from(&revisit.captured);
        capture.annotations.warc_record_id.clone_from(&revisit.record_id);
        let prepared = if names_itself || key == revisit.key {
            HashedCapture::of_known(capture, id, place.clone())
        } else {
            // The page under another URL, and it does not name its own: another article.
            capture.version.key = revisit.key.clone();
            if let Some(text) = text {
                let body = self.texts.read(self.connection, text)?;
                capture.version.content.body = Some(body.to_string());
            }
            HashedCapture::new(capture, place.clone())
        };
        Ok(prepared.with_handles(Handles::new(revisit.names.clone(), names_itself)))
    }

    /// Stores a redirect, and adds aliases if its target is known and can be the same article. Returns
    /// the articles to which it leads.
    pub(super) fn redirect(
        &mut self,
        redirect: &Redirect,
        LocatedPointer { place, run, .. }: &LocatedPointer,
    ) -> Result<Vec<i64>> {
        let digest = redirect.digest();
        if has_digest(self.connection, REDIRECT, digest).at(self.path)? {
            return Ok(Vec::new());
        }
        let input = self.input(&place.input, *run)?;
        let number = self.insert(
            "INSERT INTO _redirect (digest_key, url, url_hash, target, target_hash, captured_us, input_id,
                                   byte_offset)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                digest,
                redirect.url,
                key_hash(&redirect.key),
                redirect.target,
                key_hash(&redirect.target_key),
                redirect.captured.as_ref().map(Timestamp::micros),
                input,
                place.offset as i64,
            ],
        )?;
        let entry = LogEntry::Redirect {
            url: &redirect.url,
            target: &redirect.target,
            captured: redirect.captured.as_ref().map(Timestamp::micros),
            place: EntryPlace {
                input: &place.input,
                record: None,
                offset: Some(place.offset as i64),
            },
        };
        self.entries.push(NewEntry::new(LogEntryKind::Redirect, number, &entry));
        if Redirect::leads_elsewhere(&redirect.url, &redirect.target) {
            return Ok(Vec::new());
        }
        let mut sources = self.sources(&redirect.key)?;
        sources.push(redirect.url.clone());
        let articles = self.targets(&redirect.target_key)?;
        for &article in &articles {
            let key = key_of(self.connection, article)
                .and_then(|key| key.ok_or(rusqlite::Error::QueryReturnedNoRows))
                .at(self.path)?;
            for url in &sources {
                self.lead(article, url, &key)?;
            }
        }
        Ok(articles)
    }

    /// Stores a look. It belongs to every article that has a URL with its match key, whichever of the
    /// two is imported first.
    pub(super) fn look(
        &mut self,
        look: &Look,
        LocatedPointer { place, run, .. }: &LocatedPointer,
    ) -> Result<()> {
        let digest = look.digest();
        if has_look(self.connection, look).at(self.path)? {
            return Ok(());
        }
        let input = self.input(&place.input, *run)?;
        let (at, precision) = (look.at.micros(), look.at.precision());
        let number = self.insert(
            "INSERT INTO _look (digest_key, url, url_hash, at_us, at_precision, reason, status,
                                input_id, byte_offset)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                digest,
                look.url,
                key_hash(&look.key),
                at,
                precision_code(precision),
                look.reason.name(),
                look.status,
                input,
                place.offset as i64,
            ],
        )?;
        let entry = LogEntry::Look {
            url: &look.url,
            at,
            precision,
            reason: look.reason.name(),
            status: look.status,
            place: EntryPlace {
                input: &place.input,
                record: None,
                offset: Some(place.offset as i64),
            },
        };
        self.entries.push(NewEntry::new(LogEntryKind::Look, number, &entry));
        Ok(())
    }

    /// Links a new alias of an article: makes it findable by its own match key, and adds the URLs
    /// that redirect to it as aliases.
    pub(super) fn link_alias(
        &mut self,
        article: i64,
        alias: i64,
        url: &str,
        key: &MatchKey,
    ) -> Result<()> {
        let mut sources = self.sources(key)?;
        if let Ok(own) = MatchKey::of(url)
            && own != *key
        {
            self.insert_alias_key(alias, &own)?;
            sources.extend(self.sources(&own)?);
        }
        for url in sources {
            self.lead(article, &url, key)?;
        }
        Ok(())
    }

    /// Adds a URL that redirects to the article with this match key as an alias.
    fn lead(&mut self, article: i64, url: &str, key: &MatchKey) -> Result<()> {
        let (alias, is_new) = self.alias(article, url)?;
        match MatchKey::of(url) {
            Ok(own) if is_new && own != *key => self.insert_alias_key(alias, &own),
            _ => Ok(()),
        }
    }

    fn insert_alias_key(&self, alias: i64, key: &MatchKey) -> Result<()> {
        let sql = "INSERT INTO _alias_key (alias_id, key_hash) VALUES (?1, ?2)";
        self.insert(sql, params![alias, key_hash(key)]).map(|_| ())
    }

    /// Returns the URLs that lead to this key over any number of redirects.
    fn sources(&self, key: &MatchKey) -> Result<Vec<String>> {
        self.follow(
            key,
            "SELECT url, target FROM _redirect WHERE target_hash = ?1 ORDER BY redirect_id",
            |url, target| !Redirect::leads_elsewhere(url, target),
        )
        .map(|(urls, _)| urls)
    }

    /// Returns the articles with this key and with the keys to which it redirects.
    fn targets(&self, key: &MatchKey) -> Result<Vec<i64>> {
        let (_, mut keys) = self.follow(
            key,
            "SELECT target, url FROM _redirect WHERE url_hash = ?1 ORDER BY redirect_id",
            |target, url| !Redirect::leads_elsewhere(url, target),
        )?;
        keys.push(key.clone());
        let mut articles = Vec::new();
        for key in keys {
            articles.extend(find_article(self.connection, &key).at(self.path)?);
            articles.extend(articles_by_alias(self.connection, &key).at(self.path)?);
        }
        articles.sort_unstable();
        articles.dedup();
        Ok(articles)
    }

    /// Follows redirects from a key. `sql` returns the URLs at the other end and those at this end.
    /// The keys of the latter are compared, because a hash is not an identity. `is_same` says of the
    /// two whether they can be one article.
    fn follow(
        &self,
        key: &MatchKey,
        sql: &str,
        is_same: fn(&str, &str) -> bool,
    ) -> Result<(Vec<String>, Vec<MatchKey>)> {
        let mut urls = Vec::new();
        let mut seen = HashSet::from([key.clone()]);
        let mut met = Vec::new();
        let mut edge = vec![key.clone()];
        for _ in 0..MOST_HOPS {
            let mut next = Vec::new();
            for key in &edge {
                let ends: Vec<(String, String)> = self
                    .connection
                    .prepare_cached(sql)
                    .and_then(|mut statement| {
                        statement
                            .query_map([key_hash(key)], |row| Ok((row.get(0)?, row.get(1)?)))?
                            .collect()
                    })
                    .at(self.path)?;
                for (far, near) in ends {
                    let is_key = MatchKey::of(&near).is_ok_and(|near| near == *key);
                    if !is_key || !is_same(&far, &near) {
                        continue;
                    }
                    if let Ok(far_key) = MatchKey::of(&far)
                        && seen.insert(far_key.clone())
                    {
                        met.push(far_key.clone());
                        next.push(far_key);
                    }
                    urls.push(far);
                }
            }
            if next.is_empty() {
                break;
            }
            edge = next;
        }
        urls.sort_unstable();
        urls.dedup();
        Ok((urls, met))
    }
}

/// Returns whether the page names itself, if the row's capture has this handle.
fn names_itself(
    connection: &Connection,
    row: &Row<'_>,
    handle: &Handle,
) -> rusqlite::Result<Option<bool>> {
    let first = stored_handles(row, 20)?;
    let late = late_handles(connection, row.get(18)?)?;
    let having = first.iter().chain(&late).filter(|handles| handles.names.contains(handle));
    Ok(having.map(|handles| handles.names_itself).reduce(|one, other| one || other))
}

/// Returns the stored data of a row's capture.
fn original(
    connection: &Connection,
    row: &Row<'_>,
    names: &mut SharedNames,
    names_itself: bool,
) -> rusqlite::Result<Original> {
    let key = MatchKey::from_stored(row.get(8)?);
    let label = |label: Option<std::sync::Arc<str>>| label.map(|label| label.to_string());
    let capture = Capture {
        version: Version {
            key: key.clone(),
            published: names.timestamp(connection, row, 1)?,
            updated: names.timestamp(connection, row, 4)?,
            content: Content {
                title: row.get(9)?,
                byline: row.get(10)?,
                description: row.get(11)?,
                body: None,
            },
        },
        kind: capture_kind(row, 17)?,
        url: String::new(),
        captured: None,
        sequence: None,
        labels: Labels {
            lang: names.label(connection, row.get(13)?).map(label)?,
            publisher: names.label(connection, row.get(14)?).map(label)?,
            section: names.label(connection, row.get(15)?).map(label)?,
            extra: serde_json::Map::new(),
        },
        annotations: Annotations {
            extracted_by: names.extracted_by(connection, row, 22)?,
            ..Annotations::default()
        },
        payload: row.get::<_, Option<[u8; 32]>>(16)?.map(Sha256),
    };
    Ok(Original {
        id: VersionId(Sha256(row.get(7)?)),
        key,
        capture,
        text: row.get(12)?,
        names_itself,
    })
}
