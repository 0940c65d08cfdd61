//! References: rows point at rows that are there, keys are what they are keys of, and nothing lies about
//! that nothing points at.

use rusqlite::OptionalExtension as _;

use super::{Run, Step, Weight};
use crate::article::{Fragment, MatchKey, Pointer, Sha256};
use crate::store::error::At as _;
use crate::store::reader::Names;
use crate::store::reader::pointers::waiting_of;
use crate::store::writer::key_hash;

/// Rows that nothing points at: their table, a statement that gives their keys, and what it means.
const STRAYS: [(&str, &str, &str, Weight); 15] = [
    (
        "host",
        "SELECT host_id FROM host h
         WHERE NOT EXISTS (SELECT 1 FROM article a WHERE a.host_id = h.host_id)",
        "no article is on it",
        Weight::Damage,
    ),
    (
        "article",
        "SELECT article_id FROM article a
         WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.article_id = a.article_id)",
        "it has no version",
        Weight::Damage,
    ),
    (
        "article",
        "SELECT max(article_id) FROM article GROUP BY host_id, path HAVING count(*) > 1",
        "another has the same key",
        Weight::Damage,
    ),
    (
        "version",
        "SELECT version_no FROM version v
         WHERE NOT EXISTS (SELECT 1 FROM capture c WHERE c.version_no = v.version_no)",
        "it was never seen: it has no capture",
        Weight::Damage,
    ),
    (
        "version",
        "SELECT max(version_no) FROM version GROUP BY id HAVING count(*) > 1",
        "another has the same id",
        Weight::Damage,
    ),
    (
        "alias",
        "SELECT max(alias_id) FROM alias GROUP BY article_id, url HAVING count(*) > 1",
        "the article has the same URL twice",
        Weight::Damage,
    ),
    (
        "text",
        "SELECT text_id FROM text
         WHERE text_id NOT IN (SELECT text_id FROM version WHERE text_id IS NOT NULL)
           AND text_id NOT IN (SELECT extra_id FROM capture WHERE extra_id IS NOT NULL)",
        "no version has it, and no capture",
        Weight::Damage,
    ),
    (
        "dictionary",
        "SELECT dictionary_id FROM dictionary WHERE dictionary_id NOT IN
             (SELECT dictionary_id FROM text WHERE dictionary_id IS NOT NULL)",
        "no text leans on it",
        Weight::Damage,
    ),
    (
        "waiting",
        "SELECT waiting_id FROM waiting w
         WHERE NOT EXISTS (SELECT 1 FROM waiting_for f WHERE f.waiting_id = w.waiting_id)",
        "it waits for nothing",
        Weight::Damage,
    ),
    (
        "capture",
        "SELECT max(capture_no) FROM capture WHERE extra_id IS NOT NULL
         GROUP BY extra_id, extra_index HAVING count(*) > 1",
        "another has the same other fields, not its own",
        Weight::Damage,
    ),
    (
        "handle",
        "SELECT capture_no FROM handle GROUP BY capture_no
         HAVING min(names_itself) <> max(names_itself)",
        "its names contradict each other",
        Weight::Damage,
    ),
    (
        "word_doc",
        "SELECT version_no FROM word_doc WHERE (SELECT words FROM derived) = 0",
        "a document of an index that is not there",
        Weight::Damage,
    ),
    (
        "input",
        "SELECT input_id FROM input WHERE input_id NOT IN
             (SELECT input_id FROM capture UNION SELECT input_id FROM reject
              UNION SELECT input_id FROM redirect UNION SELECT input_id FROM waiting)",
        "nothing that is kept was read from it",
        Weight::Notice,
    ),
    (
        "reading",
        "SELECT reading_id FROM reading WHERE reading_id NOT IN
             (SELECT captured_reading FROM capture WHERE captured_reading IS NOT NULL
              UNION SELECT published_reading FROM capture WHERE published_reading IS NOT NULL
              UNION SELECT updated_reading FROM capture WHERE updated_reading IS NOT NULL
              UNION SELECT captured_reading FROM waiting WHERE captured_reading IS NOT NULL)",
        "no clock was read so",
        Weight::Notice,
    ),
    (
        "label",
        "SELECT label_id FROM label WHERE label_id NOT IN
             (SELECT lang_id FROM capture WHERE lang_id IS NOT NULL
              UNION SELECT publisher_id FROM capture WHERE publisher_id IS NOT NULL
              UNION SELECT section_id FROM capture WHERE section_id IS NOT NULL)",
        "no capture has it",
        Weight::Notice,
    ),
];

impl Run<'_> {
    pub(super) fn references(&mut self) -> Step {
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
        self.article_keys()?;
        self.aliases()?;
        self.redirects()?;
        let waiting = self.waiting();
        self.or_finding("waiting", waiting)
    }

    fn pointing(&mut self, table: &str) -> Step {
        self.rows(&format!("PRAGMA foreign_key_check({})", quoted(table)), [], &mut |run, row| {
            let (key, parent): (Option<i64>, String) =
                (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
            let what = format!("it points at a row of {parent} that is not there");
            run.damage(what, Some((table, key)))
        })
    }

    fn article_keys(&mut self) -> Step {
        self.scan(
            "article",
            "SELECT a.article_id, a.key_hash, h.name || a.path
             FROM article a CROSS JOIN host h USING (host_id)
             WHERE a.article_id >= ?1 ORDER BY a.article_id",
            &mut |run, article, row| {
                let (stored, key): (i64, String) =
                    (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
                if Sha256::of(key.as_bytes()).prefix64() == stored {
                    return Ok(());
                }
                run.row("article", article, "its key does not give the hash by which it is found")
            },
        )
    }

    /// A URL is found by its own key, where that is not the article's; one under which nothing was seen
    /// led to the article.
    fn aliases(&mut self) -> Step {
        let mut keys = 0;
        self.scan(
            "alias",
            "SELECT l.alias_id, l.url, h.name || a.path
             FROM alias l CROSS JOIN article a USING (article_id) CROSS JOIN host h USING (host_id)
             WHERE l.alias_id >= ?1 ORDER BY l.alias_id",
            &mut |run, alias, row| {
                let (url, key): (String, String) =
                    (row.get(1).at(run.path)?, row.get(2).at(run.path)?);
                let own = MatchKey::of(&url).ok();
                let found = own.as_ref().map(|own| run.has_alias_key(alias, own)).transpose()?;
                keys += i64::from(found == Some(true));
                match (own, found) {
                    (Some(own), Some(false)) if own.as_str() != key => {
                        run.row("alias", alias, "it is not found by its key")
                    }
                    _ => Ok(()),
                }
            },
        )?;
        if self.number("SELECT count(*) FROM alias_key")? != keys {
            self.damage("a key that is not its URL's", Some(("alias_key", None)))?;
        }
        let unseen = self.rows(
            "SELECT alias_id, url FROM alias WHERE alias_id NOT IN (SELECT alias_id FROM capture)",
            [],
            &mut |run, row| {
                let (alias, url): (i64, String) =
                    (row.get(0).at(run.path)?, row.get(1).at(run.path)?);
                if run.is_redirect(&url)? {
                    return Ok(());
                }
                run.row("alias", alias, "nothing was seen under it, and it led nowhere")
            },
        );
        self.or_finding("alias", unseen)
    }

    fn has_alias_key(&self, alias: i64, key: &MatchKey) -> Step<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM alias_key WHERE key_hash = ?1 AND alias_id = ?2")
            .and_then(|mut statement| statement.exists([key_hash(key), alias]))
            .at(self.path)?)
    }

    fn is_redirect(&self, url: &str) -> Step<bool> {
        for hash in hashes(url) {
            let found: Option<i64> = self
                .connection
                .prepare_cached("SELECT 1 FROM redirect WHERE url_hash = ?1 AND url = ?2 LIMIT 1")
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

    fn redirects(&mut self) -> Step {
        self.scan(
            "redirect",
            "SELECT redirect_id, url, url_hash, target, target_hash FROM redirect
             WHERE redirect_id >= ?1 ORDER BY redirect_id",
            &mut |run, redirect, row| {
                for at in [1, 3] {
                    let (url, hash): (String, i64) =
                        (row.get(at).at(run.path)?, row.get(at + 1).at(run.path)?);
                    if !hashes(&url).contains(&hash) {
                        let what = "a URL of it does not give the hash by which it is found";
                        run.row("redirect", redirect, what)?;
                    }
                }
                Ok(())
            },
        )
    }

    /// Revisits that wait give their digests.
    fn waiting(&mut self) -> Step {
        let connection = self.connection;
        let mut names = Names::default();
        let mut handles = connection
            .prepare("SELECT handle FROM waiting_for WHERE waiting_id = ?1 ORDER BY handle")
            .at(self.path)?;
        self.rows(
            "SELECT url, captured, captured_reading, captured_raw, record_id, names, input_id,
                    byte_offset, waiting_id, digest, length(names) % 16
             FROM waiting ORDER BY waiting_id",
            [],
            &mut |run, row| {
                let (number, digest): (i64, i64) =
                    (row.get(8).at(run.path)?, row.get(9).at(run.path)?);
                let stored = waiting_of(connection, row, &mut names).at(run.path)?;
                let Pointer::Revisit(mut revisit) = stored.pointer else { return Ok(()) };
                revisit.points_at = handles
                    .query_map([number], |row| row.get(0).map(crate::article::Handle))
                    .and_then(Iterator::collect)
                    .at(run.path)?;
                if revisit.digest() != digest || row.get::<_, i64>(10).at(run.path)? != 0 {
                    run.row("waiting", number, "what is stored of it does not give its digest")?;
                }
                Ok(())
            },
        )
    }
}

/// The hashes that a URL's key may have: an import may have kept its fragment.
fn hashes(url: &str) -> Vec<i64> {
    let kept = MatchKey::with_fragment(url, Fragment::Keep).ok();
    let keys = MatchKey::of(url).ok().into_iter().chain(kept);
    let mut hashes: Vec<i64> = keys.map(|key| key_hash(&key)).collect();
    if hashes.is_empty() {
        hashes.push(Sha256::of(url.as_bytes()).prefix64());
    }
    hashes
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
