//! Keeping pages as they were captured, each compressed against an earlier page.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::params;

use super::{DeltaBase, HashedCapture, NewText, WriteTxn, encode};
use crate::article::{KeptPage, LogEntry, LogEntryKind, Sha256};
use crate::store::MAX_DEPTH;
use crate::store::codec::Encoder;
use crate::store::codes::page_kind_code;
use crate::store::error::{At as _, Result};
use crate::store::lookup::has_page;
use crate::store::merkle_log::NewEntry;

/// Whose page a new page is compressed against. Pages of one site share everything but the article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum PageBase {
    /// The last page of the article.
    Article(i64),
    /// The last page of the host that is a keyframe, for the first page of another article.
    Host(String),
}

/// A page to store; its text is planned apart.
struct NewPage<'b> {
    digest: Sha256,
    page: &'b KeptPage,
    is_latin1: bool,
    article: i64,
    host: &'b str,
}

impl WriteTxn<'_> {
    /// Stores the pages of captures, with the versions of these. A page that the catalog has, or
    /// whose version was redacted, is not stored. Returns the number of new pages.
    pub(super) fn keep_pages<'b>(
        &mut self,
        captures: impl Iterator<Item = (&'b HashedCapture, i64)>,
        encoders: &mut [Encoder],
    ) -> Result<u64> {
        let (mut pages, mut texts, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        let mut next = None;
        for (prepared, version) in captures {
            let Some((page, digest)) = prepared.page.as_ref().zip(prepared.capture.payload) else {
                continue;
            };
            if !seen.insert(digest)
                || has_page(self.connection, &digest).at(self.path)?
                || self.is_redacted(version)?
            {
                continue;
            }
            let key = &prepared.capture.version.key;
            let (article, _) = self.article(key)?;
            let id = match next {
                Some(next) => next,
                None => self.next_text()?,
            };
            next = Some(id + 1);
            let (text, is_latin1) = page.to_text();
            let text = Arc::new(text);
            let base = self.page_base(article, key.host_key())?;
            let depth = base.as_ref().map_or(0, |base| base.depth + 1);
            let own = DeltaBase { text: Arc::clone(&text), id, depth };
            let weight = own.weight();
            self.caches.pages.put(PageBase::Article(article), own, weight);
            texts.push(NewText { id, text, hash: None, base });
            pages.push(NewPage { digest, page, is_latin1, article, host: key.host_key() });
        }
        let encoded = encode(encoders, &texts, None).map_err(|what| self.bug(what))?;
        let depths = self.insert_texts(&texts, encoded, None)?;
        for (NewPage { digest, page, is_latin1, article, host }, text) in pages.iter().zip(&texts) {
            let number = self.insert(
                "INSERT INTO _page (sha256, media, content_type, latin1, text_id)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    digest.0.as_slice(),
                    page_kind_code(page.kind),
                    page.content_type,
                    is_latin1,
                    text.id,
                ],
            )?;
            let content_type = page.content_type.as_deref();
            let entry = LogEntry::Page { digest, kind: page.kind, content_type };
            self.entries.push(NewEntry::new(LogEntryKind::Page, number, &entry));
            // A planned delta may have become a keyframe: later pages follow what is stored.
            let depth = *depths.get(&text.id).ok_or_else(|| self.bug("a page was not stored"))?;
            let own = DeltaBase { text: Arc::clone(&text.text), id: text.id, depth };
            let weight = own.weight();
            if depth == 0 {
                self.caches.pages.put(PageBase::Host((*host).to_owned()), own.clone(), weight);
            }
            self.caches.pages.put(PageBase::Article(*article), own, weight);
        }
        Ok(pages.len() as u64)
    }

    /// Returns the page that the next page of an article is compressed against.
    fn page_base(&mut self, article: i64, host: &str) -> Result<Option<DeltaBase>> {
        let mut cached = |key| self.caches.pages.get(&key, DeltaBase::weight).cloned();
        let own = match cached(PageBase::Article(article)) {
            None => self.stored_base(
                article,
                "SELECT t.text_id, t.depth
                 FROM _version v
                 CROSS JOIN _capture c USING (version_no)
                 CROSS JOIN _page p ON p.sha256 = c.payload_sha256
                 CROSS JOIN _text t ON t.text_id = p.text_id
                 WHERE v.article_id = ?1 ORDER BY c.capture_no DESC LIMIT 1",
            )?,
            own => own,
        };
        if let Some(own) = own.filter(|own| own.depth < MAX_DEPTH) {
            return Ok(Some(own));
        }
        Ok(self.caches.pages.get(&PageBase::Host(host.to_owned()), DeltaBase::weight).cloned())
    }
}
