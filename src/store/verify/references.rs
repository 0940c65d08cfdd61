//! References: rows refer to existing rows, index keys match their rows, and there are no orphaned
//! rows.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::OptionalExtension as _;
use serde_json::{Map, Value};

use super::{CheckResult, VerifyRun, Weight};
use crate::article::address::{article_key, has_key, own_url};
use crate::article::{Details, Fragment, Handles, MatchKey, Pointer, Sha256};
use crate::source::SourceLocation;
use crate::store::error::{At as _, StoreError};
use crate::store::lookup::key_hash;
use crate::store::reader::SharedNames;
use crate::store::reader::pointers::waiting_of;
use crate::store::text::TextReader;

/// Orphaned and duplicate rows: their table, a statement that returns their keys, the message, and
/// its severity.
const STRAYS: [(&str, &str, &str, Weight); 16] = [
    (
        "_host",
        "SELECT host_id FROM _host h
         WHERE NOT EXISTS (SELECT 1 FROM _article a WHERE a.host_id = h.host_id)",
        "no article uses it",
        Weight::Damage,
    ),
    (
        "_article",
        "SELECT article_id FROM _article a
         WHERE NOT EXISTS (SELECT 1 FROM _version v WHERE v.article_id = a.article_id)",
        "it has no version",
        Weight::Damage,
    ),
    (
        "_article",
        "SELECT max(article_id) FROM _article GROUP BY host_id, path HAVING count(*) > 1",
        "another article has the same match key",
        Weight::Damage,
    ),
    (
        "_version",
        "SELECT version_no FROM _version v
         WHERE NOT EXISTS (SELECT 1 FROM _capture c WHERE c.version_no = v.version_no)",
        "it has no capture",
        Weight::Damage,
    ),
    (
        "_version",
        "SELECT max(version_no) FROM _version GROUP BY id HAVING count(*) > 1",
        "another version has the same id",
        Weight::Damage,
    ),
    (
        "_alias",
        "SELECT max(alias_id) FROM _alias GROUP BY article_id, url HAVING count(*) > 1",
        "the article has the same URL twice",
        Weight::Damage,
    ),
    (
        "_text",
        "SELECT text_id FROM _text
         WHERE text_id NOT IN (SELECT text_id FROM _version WHERE text_id IS NOT NULL)
           AND text_id NOT IN (SELECT extra_id FROM _capture WHERE extra_id IS NOT NULL)
           AND text_id NOT IN (SELECT text_id FROM _page WHERE text_id IS NOT NULL)",
        "no version, no capture and no page uses it",
        Weight::Damage,
    ),
    (
        "_page",
        "SELECT page_no FROM _page WHERE sha256 NOT IN
             (SELECT payload_sha256 FROM _capture WHERE payload_sha256 IS NOT NULL)",
        "it is the page of no capture",
        Weight::Damage,
    ),
    (
        "_page",
        "SELECT page_no FROM _page WHERE text_id IS NULL AND sha256 NOT IN
             (SELECT payload_sha256 FROM _capture JOIN _redaction USING (version_no)
              WHERE payload_sha256 IS NOT NULL)",
        "its text is missing, and no version of it was redacted",
        Weight::Damage,
    ),
    (
        "_dictionary",
        "SELECT dictionary_id FROM _dictionary WHERE dictionary_id NOT IN
             (SELECT dictionary_id FROM _text WHERE dictionary_id IS NOT NULL)
         AND dictionary_id < (SELECT max(dictionary_id) FROM _dictionary)",
        "no text uses it, and there is a newer one",
        Weight::Notice,
    ),
    (
        "_waiting",
        "SELECT digest_key FROM _waiting w
         WHERE NOT EXISTS (SELECT 1 FROM _waiting_for f WHERE f.digest_key = w.digest_key)",
        "it waits for nothing",
        Weight::Damage,
    ),
    (
        "_capture",
        "SELECT max(capture_no) FROM _capture WHERE extra_id IS NOT NULL
         GROUP BY extra_id, extra_index HAVING count(*) > 1",
        "another capture refers to the same extras",
        Weight::Damage,
    ),
    (
        "_word_doc",
        "SELECT version_no FROM _word_doc WHERE (SELECT words FROM _derived) = 0",
        "a document of an index that does not exist",
        Weight::Damage,
    ),
    (
        "_input",
        "SELECT input_id FROM _input WHERE input_id NOT IN
             (SELECT input_id FROM _capture UNION SELECT input_id FROM _reject
              UNION SELECT input_id FROM _redirect UNION SELECT input_id FROM _look UNION SELECT input_id FROM _waiting
              UNION SELECT input_id FROM _late_handles
              UNION SELECT input_id FROM _late_location)",
        "no stored row was read from it",
        Weight::Notice,
    ),
    (
        "_reading",
        "SELECT reading_id FROM _reading WHERE reading_id NOT IN
             (SELECT captured_reading FROM _capture WHERE captured_reading IS NOT NULL
              UNION SELECT published_reading FROM _capture WHERE published_reading IS NOT NULL
              UNION SELECT updated_reading FROM _capture WHERE updated_reading IS NOT NULL
              UNION SELECT captured_reading FROM _waiting WHERE captured_reading IS NOT NULL)",
        "no timestamp uses it",
        Weight::Notice,
    ),
    (
        "_label",
        "SELECT label_id FROM _label WHERE label_id NOT IN
             (SELECT lang_id FROM _capture WHERE lang_id IS NOT NULL
              UNION SELECT publisher_id FROM _capture WHERE publisher_id IS NOT NULL
              UNION SELECT section_id FROM _capture WHERE section_id IS NOT NULL
              UNION SELECT extracted_by_id FROM _capture WHERE extracted_by_id IS NOT NULL)",
        "no capture uses it",
        Weight::Notice,
    ),
];

impl VerifyRun<'_> {
    pub(super) fn references(&mut self) -> CheckResult {
        let tables: Vec<String> = self
            .connection
            .prepare(
                "SELECT name FROM pragma_table_list
                 WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            )
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .at(self.path)?;
        for table in &tables {
            self.progress(0, 0)?;
            let pointing = self.pointing(table);
            self.or_finding(table, pointing)?;
            let count = self.number(&format!("SELECT count(*) FROM {}", quoted(table)));
            self.now.count += u64::try_from(count.unwrap_or(0)).unwrap_or(0);
        }
        for (table, sql, what, weight) in STRAYS {
            self.progress(0, 0)?;
            let strays = self.rows(sql, [], &mut |run, row| {
                let key: i64 = row.get(0).at(run.path)?;
                run.finding(weight, what, Some((table, Some(key))))
            });
            self.or_finding(table, strays)?;
        }
        self.aliases()?;
        self.redirects()?;
        self.looks()?;
        let handles = self.handles();
        self.or_finding("_handle", handles)?;
        let waiting = self.waiting();
        self.or_finding("_waiting", waiting)
    }

    fn pointing(&mut self, table: &str) -> CheckResult {
        self.rows(&format!("PRAGMA foreign_key_check({})", quoted(table)), [], &mut |run, row| {
            let (key, parent): (Option<i64>, String) =
                (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
            let what = format!("it refers to a missing row of {parent}");
            run.damage(what, Some((table, key)))
        })
    }

    /// Checks that an alias is in the index by match key if its key is not the article's, and that
    /// an alias without captures is a redirect to the article or the article's own URL according to
    /// a capture.
    fn aliases(&mut self) -> CheckResult {
        let mut keys = 0;
        self.scan(
            "_alias",
            "SELECT l.alias_id, l.url, h.name || a.path
             FROM _alias l CROSS JOIN _article a USING (article_id) CROSS JOIN _host h USING (host_id)
             WHERE l.alias_id >= ?1 ORDER BY l.alias_id",
            &mut |run, alias, row| {
                let (url, key): (String, String) =
                    (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
                let own = MatchKey::of(&url).ok();
                let found = own.as_ref().map(|own| run.has_alias_key(alias, own)).transpose()?;
                keys += i64::from(found == Some(true));
                match (own, found) {
                    (Some(own), Some(false)) if own.as_str() != key => {
                        run.row("_alias", alias, "it is not in the index by match key")
                    }
                    _ => Ok(()),
                }
            },
        )?;
        if self.number("SELECT count(*) FROM _alias_key")? != keys {
            self.damage("it has a key that does not match its URL", Some(("_alias_key", None)))?;
        }
        let mut extras = ExtrasReader::new(self.path);
        let unseen = self.rows(
            "SELECT alias_id, url, article_id FROM _alias
             WHERE alias_id NOT IN (SELECT alias_id FROM _capture)",
            [],
            &mut |run, row| {
                let (alias, url): (i64, String) =
                    (row.get(0).at(run.path)?, row.get(1).at(run.path)?);
                let article: i64 = row.get(2).at(run.path)?;
                if run.is_redirect(&url)? || run.is_own_url(article, &url, &mut extras)? {
                    return Ok(());
                }
                run.row("_alias", alias, "it has no captures and is not a redirect")
            },
        );
        self.or_finding("_alias", unseen)
    }

    /// Whether a capture of the article says that this is the article's own URL, or may have said
    /// so before it was redacted.
    fn is_own_url(&self, article: i64, url: &str, extras: &mut ExtrasReader) -> CheckResult<bool> {
        let mut statement = self
            .connection
            .prepare_cached(
                // CROSS JOIN fixes the join order: from the article outward.
                "SELECT h.name || a.path, l.url, c.extra_id, c.extra_index,
                        EXISTS (SELECT 1 FROM _redacted_capture r WHERE r.capture_no = c.capture_no)
                 FROM _article a CROSS JOIN _host h USING (host_id)
                 CROSS JOIN _version v USING (article_id)
                 CROSS JOIN _capture c USING (version_no)
                 CROSS JOIN _alias l USING (alias_id)
                 WHERE a.article_id = ?1",
            )
            .at(self.path)?;
        let mut rows = statement.query([article]).at(self.path)?;
        while let Some(row) = rows.next().at(self.path)? {
            let key = MatchKey::from_stored(row.get(0).at(self.path)?);
            let seen: String = row.get(1).at(self.path)?;
            let block: Option<i64> = row.get(2).at(self.path)?;
            let none = Map::new();
            let extra = match block {
                Some(block) => extras.object(self, block, row.get(3).at(self.path)?)?,
                None => &none,
            };
            let is_redacted: bool = row.get(4).at(self.path)?;
            if own_url(&key, &seen, extra).as_deref() == Some(url)
                || (is_redacted && has_key(url, &key))
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has_alias_key(&self, alias: i64, key: &MatchKey) -> CheckResult<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM _alias_key WHERE alias_id = ?1 AND key_hash = ?2")
            .and_then(|mut statement| statement.exists([alias, key_hash(key)]))
            .at(self.path)?)
    }

    fn is_redirect(&self, url: &str) -> CheckResult<bool> {
        for hash in hashes(url) {
            let found: Option<i64> = self
                .connection
                .prepare_cached("SELECT 1 FROM _redirect WHERE url_hash = ?1 AND url = ?2 LIMIT 1")
                .and_then(|mut statement| {
                    statement.query_row(rusqlite::params![hash, url], |row| row.get(0)).optional()
                })
                .at(self.path)?;
            if found.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn redirects(&mut self) -> CheckResult {
        self.scan(
            "_redirect",
            "SELECT redirect_id, url, url_hash, target, target_hash FROM _redirect
             WHERE redirect_id >= ?1 ORDER BY redirect_id",
            &mut |run, redirect, row| {
                for at in [1, 3] {
                    let (url, hash): (String, i64) =
                        (row.get(at).at(run.path)?, row.get(at + 1).at(run.path)?);
                    if !hashes(&url).contains(&hash) {
                        let what = "one of its URLs does not match its stored hash";
                        run.row("_redirect", redirect, what)?;
                    }
                }
                Ok(())
            },
        )
    }

    fn looks(&mut self) -> CheckResult {
        self.scan(
            "_look",
            "SELECT look_id, url, url_hash FROM _look WHERE look_id >= ?1 ORDER BY look_id",
            &mut |run, look, row| {
                let (url, hash): (String, i64) =
                    (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
                if !hashes(&url).contains(&hash) {
                    run.row("_look", look, "its URL does not match its stored hash")?;
                }
                Ok(())
            },
        )
    }

    /// Checks that the index has exactly the handles of each capture.
    fn handles(&mut self) -> CheckResult {
        let mut found = 0;
        let (mut current, mut keys) = (None, HashSet::new());
        self.rows(
            "SELECT capture_no, handles FROM _capture WHERE handles IS NOT NULL
             UNION ALL SELECT capture_no, handles FROM _late_handles ORDER BY 1",
            [],
            &mut |run, row| {
                let capture: i64 = row.get(0).at(run.path)?;
                if current.replace(capture) != Some(capture) {
                    keys.clear();
                }
                let bytes = row.get_ref(1).at(run.path)?.as_blob().unwrap_or_default();
                // Bytes that are not handles cannot form a log entry, which is checked elsewhere.
                let handles = Handles::from_bytes(bytes, false);
                for handle in handles.iter().flat_map(|handles| &handles.names) {
                    if !keys.insert(handle.key64()) {
                        continue;
                    }
                    if run.has_handle_key(handle.key64(), capture)? {
                        found += 1;
                    } else {
                        run.row("_capture", capture, "one of its handles is not in the index")?;
                    }
                }
                Ok(())
            },
        )?;
        if self.number("SELECT count(*) FROM _handle")? != found {
            self.damage("it has a handle that its capture does not have", Some(("_handle", None)))?;
        }
        Ok(())
    }

    fn has_handle_key(&self, key: i64, capture: i64) -> CheckResult<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM _handle WHERE handle_key = ?1 AND capture_no = ?2")
            .and_then(|mut statement| statement.exists([key, capture]))
            .at(self.path)?)
    }

    /// Checks that waiting revisits match their digests.
    fn waiting(&mut self) -> CheckResult {
        let connection = self.connection;
        let mut names = SharedNames::default();
        let mut handles = connection
            .prepare("SELECT handle FROM _waiting_for WHERE digest_key = ?1 ORDER BY handle")
            .at(self.path)?;
        self.rows(
            "SELECT url, captured_us, captured_reading, captured_raw, record_id, names, input_id,
                    byte_offset, digest_key, length(names) % 16, row_key
             FROM _waiting ORDER BY digest_key",
            [],
            &mut |run, row| {
                let digest: i64 = row.get(8).at(run.path)?;
                let stored = waiting_of(connection, row, &mut names).at(run.path)?;
                let Pointer::Revisit(mut revisit) = stored.pointer else { return Ok(()) };
                revisit.points_at = handles
                    .query_map([digest], |row| row.get(0).map(crate::article::Handle))
                    .and_then(Iterator::collect)
                    .at(run.path)?;
                let (rest, row_key): (i64, i64) =
                    (row.get(9).at(run.path)?, row.get(10).at(run.path)?);
                let SourceLocation { input, offset, .. } = &stored.place;
                let computed = revisit.row_digest(stored.import, input, *offset as i64);
                if revisit.digest() != digest || rest != 0 || computed != row_key {
                    run.row("_waiting", digest, "its stored data does not match its digest")?;
                }
                Ok(())
            },
        )
    }
}

/// Reads the extras of captures. Caches the last block, because neighboring captures share it.
struct ExtrasReader {
    texts: TextReader,
    kept: Option<(i64, Vec<Details>)>,
}

impl ExtrasReader {
    fn new(path: &Path) -> Self {
        Self { texts: TextReader::new(path), kept: None }
    }

    fn object(
        &mut self,
        run: &VerifyRun<'_>,
        block: i64,
        index: i64,
    ) -> CheckResult<&Map<String, Value>> {
        let damaged = |what| StoreError::Damaged { path: run.path.to_owned(), what };
        if self.kept.as_ref().is_none_or(|(kept, _)| *kept != block) {
            let json = self.texts.read(run.connection, block)?;
            let objects = serde_json::from_str(&json)
                .map_err(|why| damaged(format!("extra {block} cannot be read: {why}")))?;
            self.kept = Some((block, objects));
        }
        let objects = self.kept.as_ref().map(|(_, objects)| objects);
        let object = objects.zip(usize::try_from(index).ok()).and_then(|(all, at)| all.get(at));
        let object = object.map(|details| &details.extra);
        Ok(object.ok_or_else(|| damaged(format!("extra {block}.{index} is missing")))?)
    }
}

/// Returns the possible hashes of a URL's match key: an import may have kept its fragment, and the key
/// of an address in a web archive can be that of the archived page.
fn hashes(url: &str) -> Vec<i64> {
    let fragments = [Fragment::Drop, Fragment::Keep];
    let keys = fragments.iter().flat_map(|fragment| {
        [MatchKey::with_fragment(url, *fragment), article_key(url, *fragment)]
    });
    let mut hashes: Vec<i64> = keys.flatten().map(|key| key_hash(&key)).collect();
    if hashes.is_empty() {
        hashes.push(Sha256::of(url.as_bytes()).prefix64());
    }
    hashes
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
