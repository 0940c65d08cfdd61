//! Encoding the texts: sorted by article, with a new dictionary and deltas.

use super::copy::{Renumbered, emptied};
use super::{OptimizeStep, Removal, bug, damaged, one};
use crate::article::{ArticleId, ImportNumber};
use crate::pipeline::Progress;
use crate::store::MAX_DEPTH;
use crate::store::codec::{Dictionary, Encoder, pack, train};
use crate::store::derive::REBUILD_ARTICLES;
use crate::store::error::{At as _, Result};
use crate::store::reader::{SharedNames, articles_behind, versions_of};
use crate::store::text::TextReader;
use crate::store::writer::{Caches, DeltaBase, NewText, WriteTxn, encode};
use crate::timeline::Timeline;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::path::Path;
use std::sync::Arc;

/// Bytes of texts to encode at a time.
pub(super) const BATCH_BYTES: usize = 16 << 20;

/// Bytes of texts to train a dictionary on, sampled from the entire catalog.
pub(super) const TRAINING_BYTES: i64 = 16 << 20;

/// Rewrites the texts.
pub(super) struct Rewriter<'o> {
    pub(super) old: &'o Connection,
    pub(super) gone: &'o Removal,
    pub(super) path: &'o Path,
    pub(super) new: &'o Connection,
    pub(super) beside: &'o Path,
    pub(super) texts: TextReader,
    pub(super) encoders: Vec<Encoder>,
    pub(super) dictionary: Option<Dictionary>,
    pub(super) renumbered: Renumbered,
    /// The number of the next text.
    pub(super) next: i64,
    pub(super) waiting: Vec<NewText>,
    pub(super) weight: usize,
}

impl Rewriter<'_> {
    /// Trains a dictionary on the first texts of articles from the entire catalog.
    pub(super) fn train(&mut self, level: i32) -> Result<()> {
        let bytes = "SELECT coalesce(sum(length), 0) FROM _text WHERE base_id IS NULL";
        let step = one(self.old, self.path, bytes)? / TRAINING_BYTES + 1;
        let first: Vec<i64> = self
            .old
            .prepare(
                "SELECT (SELECT text_id FROM _version v
                         WHERE v.article_id = a.article_id AND text_id IS NOT NULL
                         ORDER BY version_no LIMIT 1) AS first
                 FROM _article a WHERE article_id % ?1 = 0 AND first IS NOT NULL",
            )
            .and_then(|mut statement| statement.query_map([step], |row| row.get(0))?.collect())
            .at(self.path)?;
        let first = first.into_iter().filter(|text| !self.gone.texts.contains(text));
        let texts: Vec<Arc<String>> =
            first.map(|text| self.texts.read(self.old, text)).collect::<Result<_>>()?;
        let texts: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
        let Some(bytes) = train(&texts) else { return Ok(()) };
        let newest: Option<i64> = self
            .old
            .query_row("SELECT max(dictionary_id) FROM _dictionary", [], |row| row.get(0))
            .optional()
            .at(self.path)?
            .flatten();
        // A new generation: its number was never used.
        let id = newest.unwrap_or(0) + 1;
        let packed = pack(&bytes).map_err(|what| bug(self.path, what))?;
        self.new
            .execute(
                "INSERT INTO main._dictionary (dictionary_id, length, data) VALUES (?1, ?2, ?3)",
                params![id, bytes.len() as i64, packed],
            )
            .at(self.beside)?;
        self.dictionary = Dictionary::at(id, &bytes, level);
        Ok(())
    }

    /// Encodes bodies by article in timeline order: neighbors are compressed against each other.
    pub(super) fn encode_articles(&mut self, progress: &Progress) -> Result<bool> {
        let total = one(self.old, self.path, "SELECT count(*) FROM _article")? as u64;
        let (mut done, mut last) = (0, 0);
        let mut names = SharedNames::default();
        while progress.advance(OptimizeStep::Encode.name(), done, total) {
            let articles = articles_behind(self.old, last, REBUILD_ARTICLES).at(self.path)?;
            let Some(&newest) = articles.last() else {
                self.insert(true)?;
                return Ok(true);
            };
            done += articles.len() as u64;
            last = newest;
            for article in articles {
                let versions = versions_of(self.old, self.path, ArticleId(article), &mut names)?;
                let mut base: Option<DeltaBase> = None;
                for version in Timeline::of(versions).versions() {
                    let Some(text) = version.text.map(|text| text.id) else { continue };
                    if self.renumbered.get(text).is_some() || self.gone.texts.contains(&text) {
                        continue;
                    }
                    let lean = base.take().filter(|base| base.depth < MAX_DEPTH);
                    base = Some(self.add(text, lean)?);
                }
                if self.weight >= BATCH_BYTES {
                    self.insert(true)?;
                }
            }
        }
        Ok(false)
    }

    /// Encodes kept pages by article in the order of their captures, each against the page before
    /// it; the first page of an article against the first page of its host.
    pub(super) fn encode_pages(&mut self) -> Result<()> {
        let mut statement = self
            .old
            .prepare(
                "SELECT p.text_id, v.article_id, a.host_id
                 FROM _page p
                 CROSS JOIN _capture c ON c.payload_sha256 = p.sha256
                 CROSS JOIN _version v USING (version_no)
                 CROSS JOIN _article a USING (article_id)
                 WHERE p.text_id IS NOT NULL
                 ORDER BY a.host_id, v.article_id, c.captured_us, c.capture_no",
            )
            .at(self.path)?;
        let mut rows = statement.query([]).at(self.path)?;
        let mut last: Option<(i64, DeltaBase)> = None;
        let mut first: Option<(i64, DeltaBase)> = None;
        while let Some(row) = rows.next().at(self.path)? {
            let (text, article, host): (i64, i64, i64) =
                (row.get(0).at(self.path)?, row.get(1).at(self.path)?, row.get(2).at(self.path)?);
            if self.renumbered.get(text).is_some() || self.gone.texts.contains(&text) {
                continue;
            }
            let of = |kept: &Option<(i64, DeltaBase)>, owner: i64| {
                kept.as_ref().filter(|(known, _)| *known == owner).map(|(_, base)| base.clone())
            };
            let own = of(&last, article).filter(|base| base.depth < MAX_DEPTH);
            let base = own.or_else(|| of(&first, host));
            let is_first = base.is_none();
            let page = self.add(text, base)?;
            if is_first {
                first = Some((host, page.clone()));
            }
            last = Some((article, page));
            if self.weight >= BATCH_BYTES {
                self.insert(false)?;
            }
        }
        self.insert(false)
    }

    /// Encodes texts that are not bodies: the blocks of extras.
    pub(super) fn encode_others(&mut self) -> Result<()> {
        let texts: Vec<i64> = self
            .old
            .prepare("SELECT text_id FROM _text ORDER BY text_id")
            .and_then(|mut statement| {
                let rows = statement.query_map([], |row| row.get::<_, i64>(0))?;
                let is_left =
                    |id: &i64| self.renumbered.get(*id).is_none() && !self.gone.texts.contains(id);
                rows.filter(|id| id.as_ref().map_or(true, is_left)).collect()
            })
            .at(self.path)?;
        for text in texts {
            self.add(text, None)?;
            if self.weight >= BATCH_BYTES {
                self.insert(false)?;
            }
        }
        self.insert(false)
    }

    pub(super) fn add(&mut self, old: i64, base: Option<DeltaBase>) -> Result<DeltaBase> {
        let mut text = self.texts.read(self.old, old)?;
        if let Some(objects) = self.gone.objects.get(&old) {
            text = Arc::new(
                emptied(&text, objects)
                    .ok_or_else(|| damaged(self.path, format!("extra {old} cannot be read")))?,
            );
        }
        let id = self.next;
        self.next += 1;
        self.renumbered.set(old, id);
        self.weight += text.len() + 128;
        let depth = base.as_ref().map_or(0, |base| base.depth + 1);
        self.waiting.push(NewText { id, text: Arc::clone(&text), hash: None, base });
        Ok(DeltaBase { text, id, depth })
    }

    /// Compresses and writes the waiting texts.
    pub(super) fn insert(&mut self, bodies: bool) -> Result<()> {
        let dictionary = self.dictionary.as_ref().filter(|_| bodies);
        let texts = std::mem::take(&mut self.waiting);
        self.weight = 0;
        let encoded =
            encode(&mut self.encoders, &texts, dictionary).map_err(|what| bug(self.path, what))?;
        let mut batch = WriteTxn {
            knows_inputs: false,
            entries: Vec::new(),
            withheld: Vec::new(),
            connection: self.new,
            path: self.beside,
            import: ImportNumber::default(),
            caches: &mut Caches::new(),
            texts: &mut self.texts,
            names: &mut SharedNames::default(),
        };
        batch.insert_texts(&texts, encoded, dictionary).map(|_| ())
    }
}
