//! Articles: their rows, and paged lists of those that a filter accepts.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use serde::Serialize;

use super::Snapshot;
use super::filter::ArticleFilter;
use super::order::{Order, PageCursor, SortKey};
use crate::article::{ArticleId, MatchKey, Precision, UnixMicros};
use crate::store::article_url::article_url;
use crate::store::codes::{claim, precision_of};
use crate::store::error::{At as _, Result};
use crate::store::title_index;

/// The maximum number of candidates from the text index that are checked one by one. If there are
/// more, the text is so frequent that scanning the list finds matches soon.
const MOST_CANDIDATES: usize = 2_000;

/// One line of `list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ArticleRow {
    /// Its number in this catalog.
    pub id: ArticleId,
    /// Its match key.
    pub key: MatchKey,
    /// The article URL.
    pub url: String,
    /// The latest title.
    pub title: Option<String>,
    /// The latest byline.
    pub byline: Option<String>,
    /// The latest version's claimed times, in UTC: see
    /// [`Timestamp::canonical`](crate::article::Timestamp::canonical).
    pub published: Option<String>,
    /// See `published`.
    pub updated: Option<String>,
    /// When its text last changed, by the first observation of the new text. For
    /// an article that never changed, its first observation or claim.
    pub changed: Option<UnixMicros>,
    /// The precision of `changed`: a day or coarser, or else a second.
    pub changed_precision: Precision,
    /// The time of the first capture.
    pub first_captured: Option<UnixMicros>,
    /// The time of the last capture.
    pub last_captured: Option<UnixMicros>,
    /// Number of distinct versions.
    pub versions: i64,
    /// Number of captures.
    pub captures: i64,
    /// Number of silent edits: changes of the text without a matching change of `updated`.
    pub silent_edits: i64,
    /// Number of returns to an earlier text.
    pub returns: i64,
    /// Number of words that its changes added and removed.
    pub words_changed: i64,
    /// The language tag.
    pub lang: Option<String>,
    /// The publisher's name.
    pub publisher: Option<String>,
    /// The section.
    pub section: Option<String>,
}

/// A page of a list of articles.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ArticleList {
    /// The articles, in order.
    pub articles: Vec<ArticleId>,
    /// Where the next page starts, if there is one.
    pub next: Option<PageCursor>,
}

/// A statement with its values.
pub(super) type Statement = (String, Vec<Value>);

impl Snapshot {
    /// Returns the articles that the filter accepts.
    pub fn articles(&self, filter: &ArticleFilter) -> Result<Vec<ArticleRow>> {
        let mut rows = Vec::new();
        for article in self.article_ids(filter)? {
            rows.extend(self.article(article)?);
        }
        Ok(rows)
    }

    /// Returns the numbers of the articles that the filter accepts. Suits catalogs of any size.
    pub fn article_ids(&self, filter: &ArticleFilter) -> Result<Vec<ArticleId>> {
        let sort = SortKey::from(filter.sort);
        Ok(self.article_page(filter, &[sort], filter.limit, None)?.articles)
    }

    /// Counts the articles that the filter accepts, ignoring its limit.
    pub fn count_articles(&self, filter: &ArticleFilter) -> Result<i64> {
        let candidates = self.candidates(filter)?;
        let (sql, values) = count_statement(filter, candidates.as_deref());
        self.connection.query_row(&sql, params_from_iter(values), |row| row.get(0)).at(&self.path)
    }

    /// Returns at most `most` article numbers after `last`, in order. Call it repeatedly to walk
    /// all articles.
    pub fn articles_behind(&self, last: ArticleId, most: u32) -> Result<Vec<ArticleId>> {
        articles_behind(&self.connection, last.0, i64::from(most))
            .map(|numbers| numbers.into_iter().map(ArticleId).collect())
            .at(&self.path)
    }

    /// Returns the number of articles.
    pub fn article_count(&self) -> Result<u64> {
        self.connection
            .query_row("SELECT count(*) FROM _article", [], |row| row.get::<_, i64>(0))
            .map(|count| count as u64)
            .at(&self.path)
    }

    /// Returns one article's row.
    pub fn article(&self, id: ArticleId) -> Result<Option<ArticleRow>> {
        self.article_row(&row_statement("TRUE"), vec![Value::Integer(id.0)])
    }

    /// Returns one article's row if the filter accepts it; the filter's order and limit are
    /// ignored.
    pub fn article_if(&self, id: ArticleId, filter: &ArticleFilter) -> Result<Option<ArticleRow>> {
        let conditions = filter.conditions();
        let sql = row_statement(&conditions.sql());
        let mut values = vec![Value::Integer(id.0)];
        values.extend(conditions.values());
        self.article_row(&sql, values)
    }

    /// Returns the articles that may have the requested texts if the text index finds few; `None`
    /// if the list must be scanned.
    pub(super) fn candidates(&self, filter: &ArticleFilter) -> Result<Option<Vec<i64>>> {
        let Some(question) = filter.question() else { return Ok(None) };
        // Until the derived data is built, the index does not have every article.
        if self.derived_by()? == 0 {
            return Ok(None);
        }
        let (connection, path) = (&self.connection, &self.path);
        let found = title_index::candidates(connection, path, &question, MOST_CANDIDATES + 1)?;
        Ok((found.len() <= MOST_CANDIDATES).then_some(found))
    }

    pub(super) fn newest_article(&self) -> Result<i64> {
        self.connection
            .query_row("SELECT coalesce(max(article_id), 0) FROM _summary", [], |row| row.get(0))
            .at(&self.path)
    }

    fn article_row(&self, sql: &str, values: Vec<Value>) -> Result<Option<ArticleRow>> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.path)?;
        let mut rows = statement.query(params_from_iter(values)).at(&self.path)?;
        rows.next().at(&self.path)?.map(article_row).transpose().at(&self.path)
    }
}

/// Returns article numbers after `last`, in order.
pub(in crate::store) fn articles_behind(
    connection: &Connection,
    last: i64,
    most: i64,
) -> rusqlite::Result<Vec<i64>> {
    let mut articles: Vec<i64> = connection
        .prepare_cached(
            "SELECT article_id FROM _article WHERE article_id > ?1 ORDER BY article_id LIMIT ?2",
        )?
        .query_map([last, most], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // A damaged b-tree may return earlier rows, which would make a caller loop forever.
    let mut newest = last;
    articles.retain(|&article| {
        let is_behind = article > newest;
        newest = newest.max(article);
        is_behind
    });
    Ok(articles)
}

fn article_row(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        id: ArticleId(row.get(0)?),
        key: MatchKey::from_stored(row.get(1)?),
        url: row.get(2)?,
        title: row.get(3)?,
        byline: row.get(4)?,
        published: claim(row, 5, 6)?,
        updated: claim(row, 7, 8)?,
        first_captured: row.get(9)?,
        last_captured: row.get(10)?,
        versions: row.get(11)?,
        captures: row.get(12)?,
        silent_edits: row.get(13)?,
        returns: row.get(14)?,
        words_changed: row.get(15)?,
        lang: row.get(16)?,
        publisher: row.get(17)?,
        section: row.get(18)?,
        changed: row.get(19)?,
        changed_precision: row.get::<_, Option<i64>>(20)?.map_or(Precision::Second, precision_of),
    })
}

/// Returns the statement for one article's row under these conditions.
pub(super) fn row_statement(conditions: &str) -> String {
    format!(
        "SELECT s.article_id, h.name || a.path, {},
                v.title, v.byline, v.published_us, v.published_precision, v.updated_us,
                v.updated_precision, s.first_captured_us, s.last_captured_us, s.versions, s.captures,
                s.silent_edits, s.returns, s.words_changed, lang.name, publisher.name, section.name,
                s.changed_us, s.changed_precision
         FROM _summary s
         CROSS JOIN _article a USING (article_id)
         CROSS JOIN _host h ON h.host_id = s.host_id
         CROSS JOIN _version v ON v.version_no = s.latest
         LEFT JOIN _label lang ON lang.label_id = s.lang_id
         LEFT JOIN _label publisher ON publisher.label_id = s.publisher_id
         LEFT JOIN _label section ON section.label_id = s.section_id
         WHERE s.article_id = ? AND {conditions}",
         article_url("s.article_id"),
    )
}

/// Returns the FROM clause, in join order: the few candidates, or the index of summaries. CROSS
/// JOIN and INDEXED BY fix the plan.
pub(super) fn from(order: Option<&Order>, candidates: Option<&[i64]>) -> Statement {
    let (keyed, key_leads) = order.map_or((false, false), Order::by_key);
    if let Some(candidates) = candidates {
        let keys = if keyed {
            " CROSS JOIN _article a ON a.article_id = s.article_id
              CROSS JOIN _host h ON h.host_id = s.host_id"
        } else {
            ""
        };
        let list = serde_json::Value::from(candidates).to_string();
        let sql =
            format!("json_each(?) one CROSS JOIN _summary s ON s.article_id = one.value{keys}");
        return (sql, vec![Value::Text(list)]);
    }
    if order.is_some_and(Order::by_number) {
        return ("_summary s NOT INDEXED".to_owned(), Vec::new());
    }
    let sql = match (keyed, key_leads) {
        (_, true) => {
            "_host h INDEXED BY sqlite_autoindex__host_1
             CROSS JOIN _article a ON a.host_id = h.host_id
             CROSS JOIN _summary s ON s.article_id = a.article_id"
        }
        (true, false) => {
            "_summary s INDEXED BY summary_by_changed
             CROSS JOIN _article a ON a.article_id = s.article_id
             CROSS JOIN _host h ON h.host_id = s.host_id"
        }
        (false, false) => "_summary s INDEXED BY summary_by_changed",
    };
    (sql.to_owned(), Vec::new())
}

/// Returns the statements that yield a page's articles with their positions, to be run one after
/// the other. The last value, the limit, is left to the caller.
pub(super) fn statements(
    filter: &ArticleFilter,
    keys: &[SortKey],
    candidates: Option<&[i64]>,
    newest: i64,
    after: Option<&PageCursor>,
) -> Vec<Statement> {
    let order = Order::of(keys);
    let legs = match after {
        Some(cursor) => order.behind(&cursor.place),
        None => vec![("TRUE".to_owned(), Vec::new())],
    };
    let leg = |(behind, of_leg): (String, Vec<Value>)| {
        let (from, mut values) = from(Some(&order), candidates);
        let conditions = filter.conditions();
        let sql = format!(
            "SELECT s.article_id, {} FROM {from}\nWHERE s.article_id <= ? AND {behind} AND {}\n\
             ORDER BY {} LIMIT ?",
            order.columns(),
            conditions.sql(),
            order.sql(),
        );
        values.push(Value::Integer(newest));
        values.extend(of_leg);
        values.extend(conditions.values());
        (sql, values)
    };
    legs.into_iter().map(leg).collect()
}

pub(super) fn count_statement(filter: &ArticleFilter, candidates: Option<&[i64]>) -> Statement {
    let (from, mut values) = from(None, candidates);
    let conditions = filter.conditions();
    let sql = format!("SELECT count(*) FROM {from}\nWHERE {}", conditions.sql());
    values.extend(conditions.values());
    (sql, values)
}
