//! Archives in the writer: revisits become captures when their page is here, redirects aliases.
//!
//! Both are kept until what they point at comes, in this run or another: the catalog is the same
//! whatever the order of its inputs.

use std::collections::HashSet;

use rusqlite::{OptionalExtension as _, params};

use super::{
    Batch, Placed, Prepared, REDIRECT, Result, WAITING, articles_by_alias, find_article,
    has_digest, key_hash,
};
use crate::article::{
    Capture, Content, EntryKind, EntryPlace, Handle, Handles, Labels, LogEntry, MatchKey, Pointer,
    Redirect, Revisit, Sha256, Timestamp, Version, VersionId, record_fields,
};
use crate::source::Place;
use crate::store::error::At as _;
use crate::store::log::NewEntry;
use crate::store::reader::pointers::{StoredPointer, waiting_of};

/// Redirects in a row that are followed; browsers give up after twenty.
const MOST_HOPS: usize = 20;

/// What is stored of a capture that a revisit points at.
struct Original {
    id: VersionId,
    key: MatchKey,
    capture: Capture,
    text: Option<i64>,
    names_itself: bool,
}

impl Batch<'_> {
    /// The capture for which a revisit stands; `None` where its page is not known and it waits.
    pub(super) fn revisit(
        &mut self,
        revisit: &Revisit,
        placed: &Placed,
    ) -> Result<Option<Prepared>> {
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

    fn wait(&mut self, revisit: &Revisit, Placed { place, run, .. }: &Placed) -> Result<()> {
        let digest = revisit.digest();
        if has_digest(self.connection, WAITING, digest).at(self.path)? {
            return Ok(());
        }
        let input = self.input(&place.input, *run)?;
        let (reading, raw) = self.reading(revisit.captured.as_ref())?;
        let names: Vec<u8> = revisit.names.iter().flat_map(|handle| handle.0).collect();
        let id = self.insert(
            "INSERT INTO waiting (digest, url, captured, captured_reading, captured_raw, record_id,
                                  names, input_id, byte_offset)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                digest,
                revisit.url,
                revisit.captured.as_ref().map(Timestamp::micros),
                reading,
                raw,
                revisit.record_id,
                names,
                input,
                place.offset as i64,
            ],
        )?;
        for handle in &revisit.points_at {
            self.insert(
                "INSERT OR IGNORE INTO waiting_for (handle, waiting_id) VALUES (?1, ?2)",
                params![handle.0.as_slice(), id],
            )?;
        }
        Ok(())
    }

    /// Notes by what a capture can be pointed at; whether that was new.
    pub(super) fn insert_handles(&mut self, handles: &Handles, capture: i64) -> Result<bool> {
        let mut added = 0;
        for handle in &handles.names {
            added += self
                .connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO handle (handle, capture_no, names_itself)
                     VALUES (?1, ?2, ?3)",
                )
                .and_then(|mut statement| {
                    statement.execute(params![handle.0.as_slice(), capture, handles.names_itself])
                })
                .at(self.path)?;
        }
        Ok(added > 0)
    }

    /// The revisits that waited for a capture of these names, which wait no longer.
    pub(super) fn release(&mut self, handles: &Handles) -> Result<Vec<Prepared>> {
        let mut released = Vec::new();
        for handle in &handles.names {
            let waiting: Vec<i64> = self
                .connection
                .prepare_cached("SELECT waiting_id FROM waiting_for WHERE handle = ?1")
                .and_then(|mut statement| {
                    statement.query_map([handle.0.as_slice()], |row| row.get(0))?.collect()
                })
                .at(self.path)?;
            for id in waiting {
                let (revisit, place, run) = self.waiting(id)?;
                let Some(original) = self.original(handle, &revisit.key)? else { continue };
                released.push(self.stand_in(&revisit, &place, original)?.of_run(run));
                for sql in [
                    "DELETE FROM waiting_for WHERE waiting_id = ?1",
                    "DELETE FROM waiting WHERE waiting_id = ?1",
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

    /// A revisit that waits, its place, and the import that met it.
    fn waiting(&mut self, id: i64) -> Result<(Revisit, Place, i64)> {
        let (connection, names) = (self.connection, &mut *self.names);
        let (stored, input) = connection
            .prepare_cached(
                "SELECT url, captured, captured_reading, captured_raw, record_id, names, input_id,
                        byte_offset
                 FROM waiting WHERE waiting_id = ?1",
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
            Pointer::Redirect(_) => Err(self.damaged(format!("revisit {id} is none"))),
        }
    }

    /// The capture of this name. Several are of the same page: the first by what they are, so that
    /// the order of their arrival does not matter. A redacted page can be no article's but its own.
    fn original(&mut self, handle: &Handle, asked: &MatchKey) -> Result<Option<Original>> {
        let (connection, names) = (self.connection, &mut *self.names);
        let found = connection
            .prepare_cached(
                // CROSS JOIN holds the order: from the handle outwards.
                "SELECT c.captured, v.published, c.published_reading, c.published_raw,
                        v.updated, c.updated_reading, c.updated_raw,
                        v.id, o.name || a.path, v.title, v.byline, v.description, v.text_id,
                        c.lang_id, c.publisher_id, c.section_id, c.payload, h.names_itself
                 FROM handle h
                 CROSS JOIN capture c USING (capture_no)
                 CROSS JOIN version v USING (version_no)
                 CROSS JOIN article a USING (article_id)
                 CROSS JOIN host o USING (host_id)
                 WHERE h.handle = ?1
                   AND (h.names_itself OR o.name || a.path = ?2
                        OR NOT EXISTS (SELECT 1 FROM redaction r WHERE r.version_no = v.version_no))
                 ORDER BY v.id, c.digest LIMIT 1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(params![handle.0.as_slice(), asked.as_str()], |row| {
                        let key = MatchKey::from_stored(row.get(8)?);
                        let label = |label: Option<std::sync::Arc<str>>| {
                            label.map(|label| label.to_string())
                        };
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
                            url: String::new(),
                            captured: None,
                            sequence: None,
                            labels: Labels {
                                lang: names.label(connection, row.get(13)?).map(label)?,
                                publisher: names.label(connection, row.get(14)?).map(label)?,
                                section: names.label(connection, row.get(15)?).map(label)?,
                                extra: serde_json::Map::new(),
                            },
                            payload: row.get::<_, Option<[u8; 32]>>(16)?.map(Sha256),
                        };
                        Ok(Original {
                            id: VersionId(Sha256(row.get(7)?)),
                            key,
                            capture,
                            text: row.get(12)?,
                            names_itself: row.get(17)?,
                        })
                    })
                    .optional()
            })
            .at(self.path)?;
        Ok(found)
    }

    /// The capture that the page, kept again, would have given.
    fn stand_in(
        &mut self,
        revisit: &Revisit,
        place: &Place,
        original: Original,
    ) -> Result<Prepared> {
        let Original { id, key, mut capture, text, names_itself } = original;
        capture.url.clone_from(&revisit.url);
        capture.captured.clone_from(&revisit.captured);
        capture.labels.extra = record_fields(revisit.record_id.as_deref(), None);
        let prepared = if names_itself || key == revisit.key {
            Prepared::of_known(capture, id, place.clone())
        } else {
            // The same page under another URL, of which it says nothing: another article.
            capture.version.key = revisit.key.clone();
            if let Some(text) = text {
                let body = self.texts.read(self.connection, text)?;
                capture.version.content.body = Some(body.to_string());
            }
            Prepared::new(capture, place.clone())
        };
        let names = revisit.names.clone();
        Ok(prepared.with_handles(Some(Handles { names, names_itself })))
    }

    /// Keeps a redirect, and makes aliases of it where its target is known; gives the articles to which
    /// it leads.
    pub(super) fn redirect(
        &mut self,
        redirect: &Redirect,
        Placed { place, run, .. }: &Placed,
    ) -> Result<Vec<i64>> {
        let digest = redirect.digest();
        if has_digest(self.connection, REDIRECT, digest).at(self.path)? {
            return Ok(Vec::new());
        }
        let input = self.input(&place.input, *run)?;
        let number = self.insert(
            "INSERT INTO redirect (digest, url, url_hash, target, target_hash, captured, input_id,
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
        self.entries.push(NewEntry::new(EntryKind::Redirect, number, &entry));
        let mut sources = self.sources(&redirect.key)?;
        sources.push(redirect.url.clone());
        let articles = self.targets(&redirect.target_key)?;
        for &article in &articles {
            for url in &sources {
                self.lead(article, url)?;
            }
        }
        Ok(articles)
    }

    /// What a new alias, under which an article was seen, brings: it is found by its own key, and
    /// the URLs that led to it lead to the article.
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
            self.lead(article, &url)?;
        }
        Ok(())
    }

    /// Makes an alias of a URL that led to the article.
    fn lead(&mut self, article: i64, url: &str) -> Result<()> {
        let (alias, is_new) = self.alias(article, url)?;
        match MatchKey::of(url) {
            Ok(own) if is_new => self.insert_alias_key(alias, &own),
            _ => Ok(()),
        }
    }

    fn insert_alias_key(&self, alias: i64, key: &MatchKey) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO alias_key (key_hash, alias_id) VALUES (?1, ?2)";
        self.insert(sql, params![key_hash(key), alias]).map(|_| ())
    }

    /// The URLs that lead, over any number of redirects, to this key.
    fn sources(&self, key: &MatchKey) -> Result<Vec<String>> {
        self.follow(
            key,
            "SELECT url, target FROM redirect WHERE target_hash = ?1 ORDER BY redirect_id",
        )
        .map(|(urls, _)| urls)
    }

    /// The articles at this key and at those to which it leads.
    fn targets(&self, key: &MatchKey) -> Result<Vec<i64>> {
        let (_, mut keys) = self.follow(
            key,
            "SELECT target, url FROM redirect WHERE url_hash = ?1 ORDER BY redirect_id",
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

    /// Walks redirects from a key: `sql` gives the URLs at the other end, and those at this one,
    /// whose keys are compared, for a hash is no identity.
    fn follow(&self, key: &MatchKey, sql: &str) -> Result<(Vec<String>, Vec<MatchKey>)> {
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
                    if !MatchKey::of(&near).is_ok_and(|near| near == *key) {
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
