//! Statistics of a catalog.

use serde::Serialize;

use super::Snapshot;
use super::filter::ArticleFilter;
use super::groups::{Group, GroupBy};
use crate::store::error::{At as _, Result};

/// Statistics of a catalog.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct CatalogStats {
    /// Number of articles.
    pub articles: i64,
    /// Number of articles with two or more versions.
    pub articles_with_changes: i64,
    /// Number of versions.
    pub versions: i64,
    /// Number of captures.
    pub captures: i64,
    /// Number of URLs under which articles were seen.
    pub aliases: i64,
    /// Number of revisits in web archives whose page has not been imported yet.
    pub waiting: i64,
    /// Number of looks: requests that did not return a page.
    pub looks: i64,
    /// Number of looks at URLs of articles.
    pub looks_at_articles: i64,
    /// Number of distinct bodies.
    pub texts: i64,
    /// Number of bodies that are stored as keyframes, without a base.
    pub keyframes: i64,
    /// Bytes of the bodies of all versions.
    pub text_bytes: i64,
    /// Compressed bytes of the distinct texts.
    pub stored_bytes: i64,
    /// Bytes of the file, without its write-ahead log.
    pub file_bytes: i64,
    /// Number of imports.
    pub imports: i64,
    /// Number of rejects.
    pub rejects: i64,
    /// Number of silent edits.
    pub silent_edits: i64,
    /// Number of returns to an earlier text.
    pub returns: i64,
    /// Number of words that changes added and removed.
    pub words_changed: i64,
    /// Times of the first and last capture, in microseconds.
    pub captured: (Option<i64>, Option<i64>),
    /// The hosts with the most articles.
    pub hosts: Vec<Group>,
    /// Tables and indexes, largest first.
    pub tables: Vec<TableSize>,
}

impl CatalogStats {
    /// Adds the statistics of another catalog, with all of its hosts.
    pub(super) fn add(&mut self, other: Self) {
        // Every field is named, so that none is forgotten.
        let Self {
            articles,
            articles_with_changes,
            versions,
            captures,
            aliases,
            waiting,
            looks,
            looks_at_articles,
            texts,
            keyframes,
            text_bytes,
            stored_bytes,
            file_bytes,
            imports,
            rejects,
            silent_edits,
            returns,
            words_changed,
            captured: (first, last),
            hosts,
            tables,
        } = other;
        for (sum, more) in [
            (&mut self.articles, articles),
            (&mut self.articles_with_changes, articles_with_changes),
            (&mut self.versions, versions),
            (&mut self.captures, captures),
            (&mut self.aliases, aliases),
            (&mut self.waiting, waiting),
            (&mut self.looks, looks),
            (&mut self.looks_at_articles, looks_at_articles),
            (&mut self.texts, texts),
            (&mut self.keyframes, keyframes),
            (&mut self.text_bytes, text_bytes),
            (&mut self.stored_bytes, stored_bytes),
            (&mut self.file_bytes, file_bytes),
            (&mut self.imports, imports),
            (&mut self.rejects, rejects),
            (&mut self.silent_edits, silent_edits),
            (&mut self.returns, returns),
            (&mut self.words_changed, words_changed),
        ] {
            *sum = sum.saturating_add(more);
        }
        let starts = self.captured.0.into_iter().chain(first);
        self.captured = (starts.min(), self.captured.1.max(last));
        self.hosts.extend(hosts);
        self.hosts = Group::merged(std::mem::take(&mut self.hosts), GroupBy::Host);
        for table in tables {
            match self.tables.iter_mut().find(|known| known.name == table.name) {
                Some(known) => known.bytes = known.bytes.saturating_add(table.bytes),
                None => self.tables.push(table),
            }
        }
        self.tables.sort_by(|a, b| b.bytes.cmp(&a.bytes).then(a.name.cmp(&b.name)));
    }
}

/// The size of a table or index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TableSize {
    /// Its name.
    pub name: String,
    /// Bytes of its pages.
    pub bytes: i64,
}

impl Snapshot {
    /// Returns the catalog's statistics, with the `most` hosts that have the most articles. Takes
    /// linear time: reads every page of the file.
    pub fn stats(&self, most: usize) -> Result<CatalogStats> {
        let one = |sql: &str| {
            self.connection.query_row(sql, [], |row| row.get::<_, i64>(0)).at(&self.path)
        };
        let (
            articles,
            articles_with_changes,
            versions,
            captures,
            silent_edits,
            returns,
            words_changed,
            captured,
        ) = self
            .connection
            .query_row(
                "SELECT count(*), coalesce(sum(versions > 1), 0), coalesce(sum(versions), 0),
                            coalesce(sum(captures), 0), coalesce(sum(silent_edits), 0),
                            coalesce(sum(returns), 0), coalesce(sum(words_changed), 0),
                            min(first_captured_us), max(last_captured_us)
                     FROM _summary",
                [],
                |row| {
                    let captured = (row.get(7)?, row.get(8)?);
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                        row.get(5)?,
                        row.get(6)?,
                        captured,
                    ))
                },
            )
            .at(&self.path)?;
        let mut hosts = self.groups(&ArticleFilter::default(), GroupBy::Host)?;
        hosts.truncate(most);
        Ok(CatalogStats {
            articles,
            articles_with_changes,
            versions,
            captures,
            aliases: one("SELECT count(*) FROM _alias")?,
            waiting: one("SELECT count(*) FROM _waiting")?,
            looks: one("SELECT count(*) FROM _look")?,
            looks_at_articles: self.count_looks_at_articles()?,
            // One row per distinct body.
            texts: one("SELECT count(*) FROM _body")?,
            keyframes: one("SELECT count(*) FROM _body CROSS JOIN _text USING (text_id)
                 WHERE base_id IS NULL")?,
            text_bytes: one("SELECT coalesce(sum(t.length), 0)
                 FROM _version v CROSS JOIN _text t USING (text_id)")?,
            stored_bytes: one("SELECT coalesce(sum(length(data)), 0) FROM _frame")?,
            file_bytes: one(
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            )?,
            imports: one("SELECT count(*) FROM _import")?,
            rejects: one("SELECT count(*) FROM _reject")?,
            silent_edits,
            returns,
            words_changed,
            captured,
            hosts,
            tables: self.table_sizes()?,
        })
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
}
