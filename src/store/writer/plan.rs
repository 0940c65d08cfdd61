//! Planning a batch: which version each capture belongs to, row ids, and the base of each new text.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension as _, params};

use super::dictionary::Trained;
use super::input::HashedCapture;
use super::{BatchReport, DeltaBase, NewText, Target, WriteTxn};
use crate::article::{MatchKey, VersionId};
use crate::store::MAX_DEPTH;
use crate::store::codec::Dictionary;
use crate::store::error::{At as _, Result};
use crate::store::lookup::{find_article, find_capture, find_version};

pub(super) struct StoragePlan {
    pub(super) targets: Vec<Target>,
    /// For each new version: the index of its capture in the batch, its article, its text.
    pub(super) versions: Vec<(usize, i64, Option<i64>)>,
    pub(super) texts: Vec<NewText>,
    /// The number of the next text.
    pub(super) next_text: i64,
    /// Articles that gain a version or a capture.
    pub(super) touched: Vec<i64>,
}

impl WriteTxn<'_> {
    /// Assigns each capture to a version, allocates row ids, and chooses each new text's base.
    pub(super) fn plan(
        &mut self,
        batch: &[HashedCapture],
        report: &mut BatchReport,
    ) -> Result<StoragePlan> {
        let mut plan = StoragePlan {
            targets: Vec::new(),
            versions: Vec::new(),
            texts: Vec::new(),
            touched: Vec::new(),
            next_text: 0,
        };
        let mut new_ids: HashMap<VersionId, usize> = HashMap::new();
        let mut new_texts: HashMap<i64, Vec<usize>> = HashMap::new();
        let mut touched = HashSet::new();
        let mut next_text = self.next_text()?;
        for (index, prepared) in batch.iter().enumerate() {
            if let Some(&new) = new_ids.get(&prepared.id) {
                report.counts.known += 1;
                plan.targets.push(Target::New(new));
                continue;
            }
            if let Some((version, article)) = self.stored_version(&prepared.id)? {
                report.counts.known += 1;
                plan.targets.push(Target::Stored(version));
                if self.capture_no(version, prepared.digest.prefix64())?.is_none()
                    && touched.insert(article)
                {
                    plan.touched.push(article);
                }
                continue;
            }
            let key = &prepared.capture.version.key;
            let (article, is_new) = self.article(key)?;
            report.counts.articles += u64::from(is_new);
            let text = match &prepared.body {
                None => None,
                Some(body) => Some(self.plan_text(
                    article,
                    body,
                    prepared.body_hash,
                    &mut next_text,
                    &mut plan.texts,
                    &mut new_texts,
                )?),
            };
            new_ids.insert(prepared.id, plan.versions.len());
            plan.targets.push(Target::New(plan.versions.len()));
            plan.versions.push((index, article, text));
            report.counts.versions += 1;
            if touched.insert(article) {
                plan.touched.push(article);
            }
        }
        plan.next_text = next_text;
        Ok(plan)
    }

    /// Returns the number of `body` if it is stored or already planned in this batch; otherwise
    /// plans it.
    pub(super) fn plan_text(
        &mut self,
        article: i64,
        body: &Arc<String>,
        hash: i64,
        next: &mut i64,
        texts: &mut Vec<NewText>,
        by_hash: &mut HashMap<i64, Vec<usize>>,
    ) -> Result<i64> {
        let planned = by_hash.entry(hash).or_default();
        for &index in planned.iter() {
            if let Some(text) = texts.get(index).filter(|text| text.text == *body) {
                return Ok(text.id);
            }
        }
        if let Some(id) = self.stored_text(body, hash)? {
            return Ok(id);
        }
        let base = self.base(article)?.filter(|base| base.depth < MAX_DEPTH);
        let id = *next;
        *next += 1;
        let depth = base.as_ref().map_or(0, |base| base.depth + 1);
        planned.push(texts.len());
        texts.push(NewText { id, text: Arc::clone(body), hash: Some(hash), base });
        let hot = DeltaBase { text: Arc::clone(body), id, depth };
        let weight = hot.weight();
        self.caches.hot.put(article, hot, weight);
        Ok(id)
    }

    pub(super) fn next_text(&self) -> Result<i64> {
        let newest: Option<i64> = self
            .connection
            .query_row("SELECT max(text_id) FROM _text", [], |row| row.get(0))
            .at(self.path)?;
        Ok(newest.unwrap_or(0) + 1)
    }

    pub(super) fn stored_version(&self, id: &VersionId) -> Result<Option<(i64, i64)>> {
        find_version(self.connection, id).at(self.path)
    }

    pub(super) fn capture_no(&self, version: i64, digest: i64) -> Result<Option<i64>> {
        find_capture(self.connection, version, digest).at(self.path)
    }

    pub(super) fn article(&mut self, key: &MatchKey) -> Result<(i64, bool)> {
        if let Some(&id) = self.caches.articles.get(key, |_| 1) {
            return Ok((id, false));
        }
        let found = find_article(self.connection, key).at(self.path)?;
        let (id, is_new) = if let Some(id) = found {
            (id, false)
        } else {
            let host = self.host(key.host_key())?;
            let id = self.insert(
                "INSERT INTO _article (host_id, path) VALUES (?1, ?2)",
                params![host, key.path()],
            )?;
            (id, true)
        };
        self.caches.articles.put(key.clone(), id, 1);
        Ok((id, is_new))
    }

    pub(super) fn host(&mut self, name: &str) -> Result<i64> {
        self.interned(
            "SELECT host_id FROM _host WHERE name = ?1",
            "INSERT INTO _host (name) VALUES (?1)",
            name,
        )
    }

    pub(super) fn interned(&self, find: &str, insert: &str, name: &str) -> Result<i64> {
        let found: Option<i64> = self
            .connection
            .prepare_cached(find)
            .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
            .at(self.path)?;
        found.map_or_else(|| self.insert(insert, [name]), Ok)
    }

    /// Returns the stored text that equals `body` byte for byte.
    pub(super) fn stored_text(&mut self, body: &str, hash: i64) -> Result<Option<i64>> {
        let candidates: Vec<i64> = self
            .connection
            .prepare_cached(
                "SELECT b.text_id FROM _body b CROSS JOIN _text t USING (text_id)
                 WHERE b.digest_key = ?1 AND t.length = ?2",
            )
            .and_then(|mut statement| {
                statement.query_map(params![hash, body.len() as i64], |row| row.get(0))?.collect()
            })
            .at(self.path)?;
        for id in candidates {
            if self.texts.read(self.connection, id)?.as_str() == body {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Returns the article's last stored text, with the depth of its chain.
    pub(super) fn base(&mut self, article: i64) -> Result<Option<DeltaBase>> {
        if let Some(base) = self.caches.hot.get(&article, DeltaBase::weight) {
            return Ok(Some(base.clone()));
        }
        self.stored_base(
            article,
            "SELECT t.text_id, t.depth FROM _version v JOIN _text t USING (text_id)
             WHERE v.article_id = ?1 ORDER BY v.version_no DESC LIMIT 1",
        )
    }

    /// Returns the text of an article whose number and depth `sql` selects.
    pub(super) fn stored_base(&mut self, article: i64, sql: &str) -> Result<Option<DeltaBase>> {
        let newest: Option<(i64, i64)> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement.query_row([article], |row| Ok((row.get(0)?, row.get(1)?))).optional()
            })
            .at(self.path)?;
        let Some((id, depth)) = newest else { return Ok(None) };
        let text = self.texts.read(self.connection, id)?;
        Ok(Some(DeltaBase { text, id, depth }))
    }

    /// Returns the dictionary that was trained on the batch if a text needs one, otherwise the
    /// newest in the catalog, which another importer may have added.
    pub(super) fn dictionary(
        &mut self,
        texts: &[NewText],
        trained: Option<&Trained>,
    ) -> Result<Option<Arc<Dictionary>>> {
        let is_needed = texts.iter().any(|text| text.base.is_none());
        let id = match trained.filter(|_| is_needed) {
            Some(trained) => trained.insert(self.connection).at(self.path)?,
            None => None,
        };
        let id: Option<i64> = match id {
            Some(id) => Some(id),
            None => self
                .connection
                .query_row("SELECT max(dictionary_id) FROM _dictionary", [], |row| row.get(0))
                .at(self.path)?,
        };
        id.map(|id| self.texts.dictionary(self.connection, id)).transpose()
    }
}
