//! Changes as stored: what each version did to the one before it, one derived row a change.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use super::error::{At as _, Result};
use super::reader::{ArticleFilter, HOST, article_condition, claim, host_values, version_id};
use crate::article::{ArticleId, MatchKey, VersionId};

/// Kinds of operation that a change counts.
pub const CHANGE_OPS: usize = 7;

/// One operation's share in a change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredOp {
    /// How many sentences.
    pub count: i64,
    /// The classes of all of them, a bit each.
    pub classes: i64,
}

/// What a version's content did to that of the one before it, in numbers: as a higher room derived
/// it. The table `change_bit` says what the bits stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredOutline {
    /// 0 the same bytes, 1 other bytes, 2 not compared, for one side has no body.
    pub body: i64,
    /// Whether the search was cut short.
    pub coarse: bool,
    /// Whether nothing changed that a reader would miss.
    pub noise: bool,
    /// The fields that changed, a bit each.
    pub fields: i64,
    /// The classes of the headline's, byline's and standfirst's changes.
    pub field_classes: i64,
    /// Added, removed, edited, moved, split, merged, format.
    pub ops: [StoredOp; CHANGE_OPS],
    /// Words that came.
    pub words_added: i64,
    /// Words that went.
    pub words_removed: i64,
    /// Breaks that changed on their own.
    pub layout: i64,
}

impl StoredOutline {
    /// The classes of the whole change.
    pub fn classes(&self) -> i64 {
        self.ops.iter().fold(self.field_classes, |all, op| all | op.classes)
    }
}

/// A change and its place in the article's history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredChange {
    /// The number of the version that made it.
    pub version: i64,
    /// The number of the version before.
    pub before: i64,
    /// The version's place in the article's order, from 1; 2 or more.
    pub ordinal: i64,
    /// When it happened, in microseconds: at the version's place in time (updated, or published, or
    /// first captured); where no clock of the publisher moved, when the version was first captured.
    pub at: Option<i64>,
    /// Whether the content changed although `updated` did not.
    pub silent: bool,
    /// Whether the version was seen under none of the URLs of the one before.
    pub url_moved: bool,
    /// What it did.
    pub outline: StoredOutline,
}

/// A change with what a line about it says of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The article.
    pub article: ArticleId,
    /// Its identity.
    pub key: MatchKey,
    /// The shortest URL under which the article was seen.
    pub url: String,
    /// The version that made the change.
    pub id: VersionId,
    /// The version before.
    pub before_id: VersionId,
    /// The version's headline.
    pub title: Option<String>,
    /// Its claims, in UTC: see [`Timestamp::canonical`](crate::article::Timestamp::canonical).
    pub published: Option<String>,
    /// See `published`.
    pub updated: Option<String>,
    /// Its first sighting, in microseconds.
    pub captured: Option<i64>,
    /// The change.
    pub change: StoredChange,
}

/// Which changes are asked for. Every condition that is set must hold; the default is everything.
#[derive(Clone, Debug, Default)]
pub struct ChangeFilter {
    /// Of this article alone.
    pub article: Option<ArticleId>,
    /// Of articles that this filter lets through; its order and limit say nothing here.
    pub articles: Option<ArticleFilter>,
    /// Of articles on this host or one of its subdomains.
    pub host: Option<String>,
    /// Half-open range of when it happened, in microseconds.
    pub at: (Option<i64>, Option<i64>),
    /// Half-open range of the version's first sighting, in microseconds.
    pub captured: (Option<i64>, Option<i64>),
    /// The change has one of these operations, a bit each in the order of [`StoredOutline::ops`];
    /// 0: any.
    pub ops: u8,
    /// The change has one of these classes, of the operations in `ops` where it is set; 0: any.
    pub classes: i64,
    /// One of these fields changed, a bit each; 0: any.
    pub fields: i64,
    /// At least so many words came or went.
    pub least_words: Option<i64>,
    /// At most so many.
    pub most_words: Option<i64>,
    /// Only changes without a move of `updated`.
    pub silent: bool,
    /// Without those that are noise.
    pub without_noise: bool,
    /// Oldest first.
    pub oldest_first: bool,
    /// At most so many.
    pub limit: Option<u64>,
}

/// The columns of a change in the order in which they are read and written.
const COLUMNS: [&str; 28] = [
    "version_no",
    "before_no",
    "ordinal",
    "at",
    "silent",
    "url_moved",
    "body",
    "coarse",
    "noise",
    "fields",
    "field_classes",
    "words_added",
    "words_removed",
    "layout",
    "added",
    "added_classes",
    "removed",
    "removed_classes",
    "edited",
    "edited_classes",
    "moved",
    "moved_classes",
    "split",
    "split_classes",
    "merged",
    "merged_classes",
    "format",
    "format_classes",
];

/// How many of them stand before those of the operations.
const BEFORE_OPS: usize = COLUMNS.len() - 2 * CHANGE_OPS;

fn columns() -> String {
    COLUMNS.map(|column| format!("c.{column}")).join(", ")
}

/// Reads a change from a row that begins with [`COLUMNS`].
fn change(row: &Row<'_>) -> rusqlite::Result<StoredChange> {
    let mut ops = [StoredOp::default(); CHANGE_OPS];
    for (index, op) in ops.iter_mut().enumerate() {
        let at = BEFORE_OPS + 2 * index;
        *op = StoredOp { count: row.get(at)?, classes: row.get(at + 1)? };
    }
    Ok(StoredChange {
        version: row.get(0)?,
        before: row.get(1)?,
        ordinal: row.get(2)?,
        at: row.get(3)?,
        silent: row.get(4)?,
        url_moved: row.get(5)?,
        outline: StoredOutline {
            body: row.get(6)?,
            coarse: row.get(7)?,
            noise: row.get(8)?,
            fields: row.get(9)?,
            field_classes: row.get(10)?,
            words_added: row.get(11)?,
            words_removed: row.get(12)?,
            layout: row.get(13)?,
            ops,
        },
    })
}

/// The changes of an article that are stored, in no order.
pub(super) fn changes_of(
    connection: &Connection,
    path: &Path,
    article: ArticleId,
) -> Result<Vec<StoredChange>> {
    connection
        // CROSS JOIN holds the order: from the article outwards.
        .prepare_cached(&format!(
            "SELECT {} FROM version v CROSS JOIN change c USING (version_no)
             WHERE v.article_id = ?1",
            columns()
        ))
        .and_then(|mut statement| statement.query_map([article.0], change)?.collect())
        .at(path)
}

/// Writes a change, over the one that the version had.
pub(super) fn put(connection: &Connection, path: &Path, change: &StoredChange) -> Result<()> {
    let outline = &change.outline;
    let mut values: Vec<Option<i64>> = [
        Some(change.version),
        Some(change.before),
        Some(change.ordinal),
        change.at,
        Some(change.silent.into()),
        Some(change.url_moved.into()),
        Some(outline.body),
        Some(outline.coarse.into()),
        Some(outline.noise.into()),
        Some(outline.fields),
        Some(outline.field_classes),
        Some(outline.words_added),
        Some(outline.words_removed),
        Some(outline.layout),
    ]
    .to_vec();
    values.extend(outline.ops.iter().flat_map(|op| [Some(op.count), Some(op.classes)]));
    let places = vec!["?"; COLUMNS.len()].join(", ");
    connection
        .prepare_cached(&format!(
            "INSERT OR REPLACE INTO change ({}) VALUES ({places})",
            COLUMNS.join(", ")
        ))
        .and_then(|mut statement| statement.execute(params_from_iter(values)))
        .at(path)?;
    Ok(())
}

/// Forgets the change of a version that has none before it any more.
pub(super) fn forget(connection: &Connection, path: &Path, version: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM change WHERE version_no = ?1")
        .and_then(|mut statement| statement.execute([version]))
        .at(path)?;
    Ok(())
}

/// By which version of the code the derived tables were built; 0: not at all.
pub(super) fn built(connection: &Connection, path: &Path) -> Result<i64> {
    let built = connection
        .prepare_cached("SELECT built FROM derived WHERE one = 1")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .at(path)?;
    Ok(built.unwrap_or(0))
}

/// Says by which version of the code they were built.
pub(super) fn set_built(connection: &Connection, path: &Path, built: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE derived SET built = ?1 WHERE one = 1")
        .and_then(|mut statement| statement.execute([built]))
        .at(path)?;
    Ok(())
}

/// The statement that a filter asks for, and its values.
fn query(filter: &ChangeFilter) -> (String, Vec<Value>) {
    let mut sql = vec!["TRUE".to_owned()];
    let mut values = Vec::new();
    let mut when = |condition: String, value: Option<i64>| {
        if let Some(value) = value {
            sql.push(condition);
            values.push(Value::Integer(value));
        }
    };
    when("v.article_id = ?".to_owned(), filter.article.map(|article| article.0));
    when("c.at >= ?".to_owned(), filter.at.0);
    when("c.at < ?".to_owned(), filter.at.1);
    when(format!("{FIRST_CAPTURED} >= ?"), filter.captured.0);
    when(format!("{FIRST_CAPTURED} < ?"), filter.captured.1);
    when("c.words_added + c.words_removed >= ?".to_owned(), filter.least_words);
    when("c.words_added + c.words_removed <= ?".to_owned(), filter.most_words);
    when("c.fields & ?".to_owned(), (filter.fields != 0).then_some(filter.fields));
    let wanted = |index: usize| filter.ops == 0 || filter.ops & (1 << index) != 0;
    let of_ops = |half: usize| -> Vec<String> {
        (0..CHANGE_OPS)
            .filter(|&index| wanted(index))
            .filter_map(|index| COLUMNS.get(BEFORE_OPS + 2 * index + half))
            .map(|column| format!("c.{column}"))
            .collect()
    };
    if filter.classes != 0 {
        let mut sets = of_ops(1);
        if filter.ops == 0 {
            sets.push("c.field_classes".to_owned());
        }
        when(format!("({}) & ?", sets.join(" | ")), Some(filter.classes));
    }
    if filter.ops != 0 {
        sql.push(format!("({}) > 0", of_ops(0).join(" + ")));
    }
    if filter.silent {
        sql.push("c.silent".to_owned());
    }
    if filter.without_noise {
        sql.push("NOT c.noise".to_owned());
    }
    if let Some(host) = &filter.host {
        sql.push(HOST.to_owned());
        values.extend(host_values(host));
    }
    if let Some(articles) = &filter.articles {
        // By the version before: the filter has a `v` of its own.
        let (condition, more) = article_condition("b.article_id", articles);
        sql.push(condition);
        values.extend(more);
    }
    // An article's changes are found by its versions, all others in the order of time.
    let from = match filter.article {
        Some(_) => "version v CROSS JOIN change c USING (version_no)",
        None => "change c CROSS JOIN version v USING (version_no)",
    };
    let order =
        if filter.oldest_first { "c.at, c.version_no" } else { "c.at DESC, c.version_no DESC" };
    values.push(Value::Integer(
        filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX)),
    ));
    let sql = format!(
        "SELECT {}, v.article_id, v.id, b.id, v.title, v.published, v.published_precision,
                v.updated, v.updated_precision, {FIRST_CAPTURED},
                (SELECT url FROM alias WHERE alias.article_id = v.article_id
                 ORDER BY length(url), url LIMIT 1),
                h.name || a.path
         FROM {from}
         CROSS JOIN version b ON b.version_no = c.before_no
         CROSS JOIN article a ON a.article_id = v.article_id
         CROSS JOIN host h USING (host_id)
         WHERE {} ORDER BY {order} LIMIT ?",
        columns(),
        sql.join(" AND "),
    );
    (sql, values)
}

/// When a version was first seen.
const FIRST_CAPTURED: &str =
    "(SELECT min(k.captured) FROM capture k WHERE k.version_no = c.version_no)";

/// Hands the changes that the filter lets through to `each`, in the order of time. Memory does not
/// grow with their number.
pub(super) fn each_change<E: From<super::StoreError>>(
    connection: &Connection,
    path: &Path,
    filter: &ChangeFilter,
    mut each: impl FnMut(ChangeRow) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let (sql, values) = query(filter);
    let mut statement = connection.prepare_cached(&sql).at(path)?;
    let mut rows = statement.query(params_from_iter(values)).at(path)?;
    while let Some(row) = rows.next().at(path)? {
        each(change_row(row).at(path)?)?;
    }
    Ok(())
}

fn change_row(row: &Row<'_>) -> rusqlite::Result<ChangeRow> {
    const NEXT: usize = COLUMNS.len();
    Ok(ChangeRow {
        change: change(row)?,
        article: ArticleId(row.get(NEXT)?),
        id: version_id(row, NEXT + 1)?,
        before_id: version_id(row, NEXT + 2)?,
        title: row.get(NEXT + 3)?,
        published: claim(row, NEXT + 4, NEXT + 5)?,
        updated: claim(row, NEXT + 6, NEXT + 7)?,
        captured: row.get(NEXT + 8)?,
        url: row.get(NEXT + 9)?,
        key: MatchKey::from_stored(row.get(NEXT + 10)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate::{MIGRATIONS, migrate};

    /// The plan of a filter's statement, a line a step.
    fn plan(filter: &ChangeFilter) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        migrate(&mut connection, &path, MIGRATIONS, |_, _| Ok(())).expect("a catalog");
        let (sql, values) = query(filter);
        let mut statement =
            connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a statement");
        let steps = statement
            .query_map(params_from_iter(values), |row| row.get::<_, String>(3))
            .expect("a plan");
        steps.map(|step| step.expect("a step")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn changes_are_walked_in_the_order_of_time() {
        let latest = plan(&ChangeFilter { limit: Some(50), ..ChangeFilter::default() });
        assert!(latest.contains("SCAN c USING INDEX change_by_time"), "{latest}");
        assert!(!latest.contains("TEMP B-TREE FOR ORDER BY\n"), "{latest}");
        let since = plan(&ChangeFilter {
            at: (Some(0), None),
            classes: 1,
            host: Some("example.org".to_owned()),
            ..ChangeFilter::default()
        });
        assert!(since.contains("SEARCH c USING INDEX change_by_time"), "{since}");
        let of_some = plan(&ChangeFilter {
            articles: Some(ArticleFilter { silent: true, ..ArticleFilter::default() }),
            limit: Some(50),
            ..ChangeFilter::default()
        });
        assert!(of_some.contains("SCAN c USING INDEX change_by_time"), "{of_some}");
        assert!(of_some.contains("SEARCH s EXISTS USING INTEGER PRIMARY KEY"), "{of_some}");
    }

    #[test]
    fn an_articles_changes_are_found_by_its_versions() {
        let one = plan(&ChangeFilter { article: Some(ArticleId(1)), ..ChangeFilter::default() });
        assert!(one.contains("SEARCH v USING"), "{one}");
        assert!(one.contains("SEARCH c USING INTEGER PRIMARY KEY"), "{one}");
    }
}
