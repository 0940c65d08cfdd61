//! Several catalogs read as one: lists in one order, counts as sums.
//!
//! The numbers of articles are those of [`Numbering`]. Equal places in an order are decided by them,
//! so the rows of earlier catalogs count as older. An article that is in several catalogs is listed and
//! counted once for each of them; [`Snapshots::shared_articles`] says how many there are.

use std::cmp::Ordering;

use rusqlite::types::Value;
use rusqlite::{CachedStatement, Rows, params_from_iter};

use super::Snapshot;
use super::articles::{ArticleList, ArticleRow, statements};
use super::filter::ArticleFilter;
use super::groups::{Group, GroupBy};
use super::order::{Order, PageCursor, SortKey};
use super::stats::CatalogStats;
use crate::article::{ArticleId, MAX_NUMBERS, Numbering};
use crate::store::error::{At as _, Result, StoreError};
use crate::store::state::{self, ChangeFilter, ChangeRow};
use crate::timeline::Timeline;

/// One or more catalogs that are read as one.
#[derive(Clone, Copy)]
pub struct Snapshots<'s>(&'s [Snapshot]);

impl<'s> From<&'s Snapshot> for Snapshots<'s> {
    fn from(snapshot: &'s Snapshot) -> Self {
        Self(std::slice::from_ref(snapshot))
    }
}

impl<'s> Snapshots<'s> {
    /// Reads these catalogs as one. Fails if one of them has numbers that are too large to differ from
    /// those of another.
    pub fn new(catalogs: &'s [Snapshot]) -> Result<Self> {
        for catalog in catalogs.iter().filter(|_| catalogs.len() > 1) {
            for (table, column) in [("_article", "article_id"), ("_version", "version_no")] {
                let greatest: Option<i64> = catalog
                    .connection
                    .query_row(&format!("SELECT max({column}) FROM {table}"), [], |row| row.get(0))
                    .at(&catalog.path)?;
                if greatest.is_some_and(|greatest| greatest >= MAX_NUMBERS) {
                    return Err(catalog.damaged(format!(
                        "a {column} is {MAX_NUMBERS} or more, so that it cannot be read together \
                         with other catalogs"
                    )));
                }
            }
        }
        Ok(Self(catalogs))
    }

    /// As [`Snapshots::new`], for catalogs that it accepted before.
    pub(crate) fn of_checked(catalogs: &'s [Snapshot]) -> Self {
        Self(catalogs)
    }

    /// The catalogs.
    pub fn catalogs(self) -> &'s [Snapshot] {
        self.0
    }

    /// The catalogs with their numberings.
    pub fn iter(self) -> impl Iterator<Item = (Numbering, &'s Snapshot)> {
        let count = self.0.len();
        self.0.iter().enumerate().map(move |(index, one)| (Numbering::new(index, count), one))
    }

    /// The index of the catalog that has an article with this number, and its number there. Whether
    /// there is such an article is not checked.
    pub fn position(self, article: ArticleId) -> Option<(usize, ArticleId)> {
        let numberings = self.iter().enumerate();
        numberings
            .filter_map(|(index, (numbering, _))| Some((index, numbering.own(article.0)?)))
            .map(|(index, own)| (index, ArticleId(own)))
            .next()
    }

    /// The catalog that has an article with this number, and its number there.
    pub fn find(self, article: ArticleId) -> Option<(&'s Snapshot, ArticleId)> {
        let (index, own) = self.position(article)?;
        Some((self.0.get(index)?, own))
    }

    /// As [`Snapshots::find`], for a number that a list returned.
    pub fn known(self, article: ArticleId) -> Result<(&'s Snapshot, ArticleId)> {
        self.find(article).ok_or_else(|| StoreError::Statement {
            message: format!("there is no article {article} in these catalogs"),
        })
    }

    /// Returns one article's row.
    pub fn article(self, article: ArticleId) -> Result<Option<ArticleRow>> {
        let Some((catalog, own)) = self.find(article) else { return Ok(None) };
        Ok(catalog.article(own)?.map(|row| ArticleRow { id: article, ..row }))
    }

    /// Returns one article's row if the filter accepts it.
    pub fn article_if(
        self,
        article: ArticleId,
        filter: &ArticleFilter,
    ) -> Result<Option<ArticleRow>> {
        let Some((catalog, own)) = self.find(article) else { return Ok(None) };
        Ok(catalog.article_if(own, filter)?.map(|row| ArticleRow { id: article, ..row }))
    }

    /// Returns the timeline of an article. Its versions have their own catalog's numbers.
    pub fn timeline(self, article: ArticleId) -> Result<Timeline> {
        let (catalog, own) = self.known(article)?;
        catalog.timeline(own)
    }

    /// As [`Snapshot::article_page`].
    pub fn article_page(
        self,
        filter: &ArticleFilter,
        keys: &[SortKey],
        limit: Option<u64>,
        after: Option<&PageCursor>,
    ) -> Result<ArticleList> {
        let order = Order::of(keys);
        let width = order.len();
        let most = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
        // One more, to find out whether there is a next page.
        let room = i64::try_from(most.saturating_add(1)).unwrap_or(-1);
        let mut newest = Vec::new();
        let mut statements_of = Vec::new();
        for (index, (numbering, catalog)) in self.iter().enumerate() {
            let after = after.map(|after| after.in_catalog(&order, index, numbering));
            let own_newest = match &after {
                Some(after) => after.newest.first().copied().unwrap_or_default(),
                None => catalog.newest_article()?,
            };
            newest.push(own_newest);
            let candidates = catalog.candidates(filter)?;
            let legs = statements(filter, keys, candidates.as_deref(), own_newest, after.as_ref());
            let legs = legs.into_iter().map(|(sql, mut values)| {
                values.push(Value::Integer(room));
                (sql, values)
            });
            statements_of.push(prepared(numbering, catalog, legs)?);
        }
        let streams = started(&mut statements_of)?;
        let read = |row: &rusqlite::Row<'_>, numbering: Numbering| {
            let mut place: Vec<Value> =
                (1..=width).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
            order.renumber(&mut place, |number| numbering.joint(number));
            Ok((place, ArticleId(numbering.joint(row.get(0)?))))
        };
        let mut merged = Merged::new(streams, read, |one, other| order.compare(&one.0, &other.0));
        let mut page = ArticleList::default();
        let mut last = Vec::new();
        while let Some((place, article)) = merged.next()? {
            if page.articles.len() == most {
                page.next = Some(PageCursor::new(keys, last, newest));
                break;
            }
            page.articles.push(article);
            last = place;
        }
        Ok(page)
    }

    /// As [`Snapshot::article_ids`].
    pub fn article_ids(self, filter: &ArticleFilter) -> Result<Vec<ArticleId>> {
        let sort = SortKey::from(filter.sort);
        Ok(self.article_page(filter, &[sort], filter.limit, None)?.articles)
    }

    /// As [`Snapshot::each_change`].
    pub fn each_change<E: From<StoreError>>(
        self,
        filter: &ChangeFilter,
        mut each: impl FnMut(ChangeRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut statements_of = Vec::new();
        for (numbering, catalog) in self.iter() {
            let legs = state::queries(filter, numbering);
            statements_of.push(prepared(numbering, catalog, legs)?);
        }
        let streams = started(&mut statements_of)?;
        let place = |row: &ChangeRow| (row.state.effective.at, row.article.0, row.state.state.0);
        let mut merged = Merged::new(streams, state::change_row, |one, other| {
            let ordering = place(one).cmp(&place(other));
            if filter.oldest_first { ordering } else { ordering.reverse() }
        });
        let mut left = filter.limit.unwrap_or(u64::MAX);
        while left > 0
            && let Some(row) = merged.next()?
        {
            left -= 1;
            each(row)?;
        }
        Ok(())
    }

    /// Counts the articles that the filter accepts, ignoring its limit.
    pub fn count_articles(self, filter: &ArticleFilter) -> Result<i64> {
        self.0.iter().map(|catalog| catalog.count_articles(filter)).sum()
    }

    /// As [`Snapshot::groups`].
    pub fn groups(self, filter: &ArticleFilter, by: GroupBy) -> Result<Vec<Group>> {
        let mut all = Vec::new();
        for catalog in self.0 {
            all.extend(catalog.groups(filter, by)?);
        }
        Ok(if self.0.len() > 1 { Group::merged(all, by) } else { all })
    }

    /// As [`Snapshot::stats`]. Sizes, imports and distinct bodies are sums: a body that is in two
    /// catalogs is counted twice.
    pub fn stats(self, most: usize) -> Result<CatalogStats> {
        let mut all = self.0.iter().map(|catalog| catalog.stats(usize::MAX));
        let mut stats = all.next().transpose()?.unwrap_or_default();
        for other in all {
            stats.add(other?);
        }
        stats.hosts.truncate(most);
        Ok(stats)
    }

    /// Counts the articles that are in more than one of the catalogs, by their match keys. Reads one
    /// index row per article if there are several catalogs.
    pub fn shared_articles(self) -> Result<u64> {
        if self.0.len() < 2 {
            return Ok(0);
        }
        let mut statements_of = Vec::new();
        for (numbering, catalog) in self.iter() {
            let sql = "SELECT h.name, a.path
                       FROM _host h INDEXED BY sqlite_autoindex__host_1
                       CROSS JOIN _article a ON a.host_id = h.host_id
                       ORDER BY h.name, a.path";
            let leg = (sql.to_owned(), Vec::new());
            statements_of.push(prepared(numbering, catalog, [leg])?);
        }
        let streams = started(&mut statements_of)?;
        let read = |row: &rusqlite::Row<'_>, _| Ok((row.get(0)?, row.get(1)?));
        let mut merged = Merged::new(streams, read, |one: &(String, String), other| one.cmp(other));
        let (mut shared, mut last, mut is_counted) = (0, None, false);
        while let Some(key) = merged.next()? {
            if last.as_ref() != Some(&key) {
                (last, is_counted) = (Some(key), false);
            } else if !std::mem::replace(&mut is_counted, true) {
                shared += 1;
            }
        }
        Ok(shared)
    }
}

impl Snapshot {
    /// Returns at most `limit` articles that the filter accepts, in the order of `keys`, after the
    /// cursor. The filter's own order and limit are ignored.
    ///
    /// The time depends on the number of articles that are skipped before the page is full: the
    /// index of their summaries is read, not their versions. Every order except by latest change
    /// reads the complete index.
    pub fn article_page(
        &self,
        filter: &ArticleFilter,
        keys: &[SortKey],
        limit: Option<u64>,
        after: Option<&PageCursor>,
    ) -> Result<ArticleList> {
        Snapshots::from(self).article_page(filter, keys, limit, after)
    }
}

/// The rows of one catalog: its statements, the next one last.
struct Stream<'r> {
    legs: Vec<Rows<'r>>,
    numbering: Numbering,
    catalog: &'r Snapshot,
}

/// The statements of a catalog with their values, the first one first.
type Prepared<'s> = (Numbering, &'s Snapshot, Vec<(CachedStatement<'s>, Vec<Value>)>);

/// Prepares the statements of a catalog.
fn prepared(
    numbering: Numbering,
    catalog: &Snapshot,
    legs: impl IntoIterator<Item = (String, Vec<Value>)>,
) -> Result<Prepared<'_>> {
    let mut own = Vec::new();
    for (sql, values) in legs {
        own.push((catalog.connection.prepare_cached(&sql).at(&catalog.path)?, values));
    }
    Ok((numbering, catalog, own))
}

/// Starts the statements of all catalogs.
fn started<'r>(prepared: &'r mut [Prepared<'_>]) -> Result<Vec<Stream<'r>>> {
    let mut streams = Vec::with_capacity(prepared.len());
    for (numbering, catalog, legs) in prepared {
        let mut rows = Vec::with_capacity(legs.len());
        for (statement, values) in legs.iter_mut().rev() {
            rows.push(statement.query(params_from_iter(&*values)).at(&catalog.path)?);
        }
        streams.push(Stream { legs: rows, numbering: *numbering, catalog });
    }
    Ok(streams)
}

/// A merge of sorted streams of rows, in constant memory.
struct Merged<'r, T, R, C> {
    streams: Vec<Stream<'r>>,
    /// The next item of each stream.
    heads: Vec<Option<T>>,
    /// The streams whose next item was not read yet.
    unread: Vec<usize>,
    read: R,
    compare: C,
}

impl<'r, T, R, C> Merged<'r, T, R, C>
where
    R: Fn(&rusqlite::Row<'_>, Numbering) -> rusqlite::Result<T>,
    C: Fn(&T, &T) -> Ordering,
{
    fn new(streams: Vec<Stream<'r>>, read: R, compare: C) -> Self {
        let heads = streams.iter().map(|_| None).collect();
        Self { heads, unread: (0..streams.len()).collect(), streams, read, compare }
    }

    fn read_from(&mut self, index: usize) -> Result<Option<T>> {
        let Some(stream) = self.streams.get_mut(index) else { return Ok(None) };
        while let Some(leg) = stream.legs.last_mut() {
            if let Some(row) = leg.next().at(&stream.catalog.path)? {
                return (self.read)(row, stream.numbering).at(&stream.catalog.path).map(Some);
            }
            stream.legs.pop();
        }
        Ok(None)
    }

    /// Returns the next item. Of equal ones, that of the earlier stream is first.
    fn next(&mut self) -> Result<Option<T>> {
        while let Some(index) = self.unread.pop() {
            let head = self.read_from(index)?;
            if let Some(place) = self.heads.get_mut(index) {
                *place = head;
            }
        }
        let mut first: Option<(usize, &T)> = None;
        for (index, head) in self.heads.iter().enumerate() {
            if let Some(head) = head
                && first.is_none_or(|(_, known)| (self.compare)(head, known).is_lt())
            {
                first = Some((index, head));
            }
        }
        let Some((index, _)) = first else { return Ok(None) };
        self.unread.push(index);
        Ok(self.heads.get_mut(index).and_then(Option::take))
    }
}
