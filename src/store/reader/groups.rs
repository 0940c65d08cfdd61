//! Groups: the number of articles, versions and changes per host, day, publisher and so on.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, params_from_iter};
use serde::Serialize;

use super::Snapshot;
use super::articles::Statement;
use super::filter::ArticleFilter;
use crate::article::timestamp::canonical_text;
use crate::article::{HostName, MatchKey, Precision};
use crate::store::error::{At as _, Result};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// How articles are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupBy {
    /// The host.
    Host,
    /// The publisher's name.
    Publisher,
    /// The section.
    Section,
    /// The language tag.
    Lang,
    /// The latest version's byline.
    Byline,
    /// The year, month or day of a timestamp, in UTC.
    Time(GroupClock, Precision),
}

/// The timestamp by which articles are grouped. The publisher's timestamps are the latest
/// version's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupClock {
    /// When it was published.
    Published,
    /// When it was updated.
    Updated,
    /// When the text last changed.
    Changed,
    /// The first capture.
    Captured,
}

/// The counts of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// Its name; `None` for articles that have none.
    pub name: Option<String>,
    /// Number of articles.
    pub articles: i64,
    /// Number of versions.
    pub versions: i64,
    /// Number of captures.
    pub captures: i64,
    /// Number of changes: versions that follow another version.
    pub changes: i64,
    /// Number of silent edits.
    pub silent_edits: i64,
    /// Number of returns to an earlier text.
    pub returns: i64,
    /// Number of words that changes added and removed.
    pub words_changed: i64,
}

impl Group {
    /// All groups together.
    pub fn sum(groups: &[Self]) -> Self {
        let mut sum = Self::default();
        for group in groups {
            sum.add(group);
        }
        sum
    }

    /// Adds up the groups of one name, and sorts them: latest first if grouped by time, otherwise
    /// largest first.
    pub(super) fn merged(groups: Vec<Self>, by: GroupBy) -> Vec<Self> {
        let mut merged: Vec<Self> = Vec::new();
        let mut places: HashMap<Option<String>, usize> = HashMap::new();
        for group in groups {
            let at = *places.entry(group.name.clone()).or_insert(merged.len());
            match merged.get_mut(at) {
                Some(known) => known.add(&group),
                None => merged.push(group),
            }
        }
        match by {
            GroupBy::Time(..) => merged.sort_by(|a, b| b.name.cmp(&a.name)),
            _ => merged.sort_by(|a, b| b.articles.cmp(&a.articles).then(a.name.cmp(&b.name))),
        }
        merged
    }

    fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.versions += other.versions;
        self.captures += other.captures;
        self.changes += other.changes;
        self.silent_edits += other.silent_edits;
        self.returns += other.returns;
        self.words_changed += other.words_changed;
    }
}

impl Snapshot {
    /// Returns the articles that the filter accepts, in groups: latest first if grouped by time,
    /// otherwise largest first. Takes time linear in the number of articles; grouping by byline
    /// also reads the latest version of each.
    pub fn groups(&self, filter: &ArticleFilter, by: GroupBy) -> Result<Vec<Group>> {
        let candidates = self.candidates(filter)?;
        let (sql, values) = statement(filter, by, candidates.as_deref());
        let mut statement = self.connection.prepare_cached(&sql).at(&self.path)?;
        let mut rows = statement.query(params_from_iter(values)).at(&self.path)?;
        let mut groups = Vec::new();
        while let Some(row) = rows.next().at(&self.path)? {
            let read = || {
                let name = match by {
                    GroupBy::Time(_, precision) => row
                        .get::<_, Option<i64>>(0)?
                        .map(|day| canonical_text(day.saturating_mul(DAY), precision)),
                    GroupBy::Host => Some(MatchKey::host_of_key(&row.get::<_, String>(0)?))
                        .filter(|name| !name.is_empty()),
                    _ => row.get::<_, Option<String>>(0)?.filter(|name| !name.is_empty()),
                };
                Ok(Group {
                    name,
                    articles: row.get(1)?,
                    versions: row.get(2)?,
                    captures: row.get(3)?,
                    changes: row.get::<_, i64>(2)? - row.get::<_, i64>(1)?,
                    silent_edits: row.get(4)?,
                    returns: row.get(5)?,
                    words_changed: row.get(6)?,
                })
            };
            groups.push(read().at(&self.path)?);
        }
        Ok(Group::merged(groups, by))
    }
}

/// The changes of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChangeMonth {
    /// The month in which they took effect, such as `2014-10`, in UTC; a year if only that is known,
    /// and `None` if nothing is.
    pub name: Option<String>,
    /// Number of changes.
    pub changes: i64,
    /// Number of silent edits among them.
    pub silent_edits: i64,
}

impl ChangeMonth {
    /// A month without a change.
    pub fn empty(name: String) -> Self {
        Self { name: Some(name), ..Self::default() }
    }
}

impl Snapshot {
    /// Counts the changes of the articles that the filter accepts, by month, latest first. Takes time
    /// linear in the number of their states.
    pub fn change_months(&self, filter: &ArticleFilter) -> Result<Vec<ChangeMonth>> {
        let conditions = filter.conditions();
        let sql = format!(
            "SELECT strftime('%Y-%m', t.at_us / 1000000 - (t.at_us % 1000000 < 0), 'unixepoch'),
                    t.at_precision IS 1, count(*), sum(t.silent)
             FROM _summary s CROSS JOIN _state t ON t.article_id = s.article_id
             WHERE {} AND t.before_no IS NOT NULL
             GROUP BY 1, 2 ORDER BY 1 DESC, 2",
            conditions.sql(),
        );
        let read = |row: &rusqlite::Row<'_>| {
            let (month, is_year): (Option<String>, bool) = (row.get(0)?, row.get(1)?);
            let name = match month {
                Some(month) if is_year => month.get(..4).map(str::to_owned),
                other => other,
            };
            Ok(ChangeMonth { name, changes: row.get(2)?, silent_edits: row.get(3)? })
        };
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut statement| {
                statement.query_map(params_from_iter(conditions.values()), read)?.collect()
            })
            .at(&self.path)
    }

    /// Returns the publisher that most articles of exactly this host name; `None` if none does.
    pub fn publisher_of(&self, host: &HostName) -> Result<Option<String>> {
        self.connection
            .prepare_cached(
                "SELECT l.name
                 FROM (SELECT s.publisher_id, count(*) AS articles FROM _summary s
                       WHERE s.host_id = (SELECT host_id FROM _host WHERE name = ?1)
                         AND s.publisher_id IS NOT NULL
                       GROUP BY s.publisher_id) p
                 CROSS JOIN _label l ON l.label_id = p.publisher_id
                 WHERE l.name <> ''
                 ORDER BY p.articles DESC, l.name LIMIT 1",
            )
            .and_then(|mut statement| {
                let key = MatchKey::host_prefix(host.as_str());
                statement.query_row([key], |row| row.get(0)).optional()
            })
            .at(&self.path)
    }
}

/// The statement groups by day; days are combined into months and years afterwards.
pub(super) fn statement(
    filter: &ArticleFilter,
    by: GroupBy,
    candidates: Option<&[i64]>,
) -> Statement {
    let clock = |clock| match clock {
        GroupClock::Published => "s.published_us",
        GroupClock::Updated => "s.updated_us",
        GroupClock::Changed => "s.changed_us",
        GroupClock::Captured => "s.first_captured_us",
    };
    let label = |column: &str| {
        (format!("(SELECT name FROM _label WHERE label_id = s.{column})"), format!("s.{column}"))
    };
    let (name, group) = match by {
        GroupBy::Host => (
            "(SELECT h.name FROM _host h WHERE h.host_id = s.host_id)".to_owned(),
            "s.host_id".to_owned(),
        ),
        GroupBy::Publisher => label("publisher_id"),
        GroupBy::Section => label("section_id"),
        GroupBy::Lang => label("lang_id"),
        GroupBy::Byline => ("v.byline".to_owned(), "v.byline".to_owned()),
        GroupBy::Time(which, _) => {
            let clock = clock(which);
            // Rounds down, also before 1970.
            let day = format!("({clock} - (({clock} % {DAY}) + {DAY}) % {DAY}) / {DAY}");
            (day.clone(), day)
        }
    };
    let from = match candidates {
        Some(_) => "json_each(?) one CROSS JOIN _summary s ON s.article_id = one.value",
        None => "_summary s",
    };
    let version = match by {
        GroupBy::Byline => " CROSS JOIN _version v ON v.version_no = s.latest",
        _ => "",
    };
    let conditions = filter.conditions();
    let sql = format!(
        "SELECT {name}, count(*), sum(s.versions), sum(s.captures), sum(s.silent_edits),
                sum(s.returns), sum(s.words_changed)
         FROM {from}{version}\nWHERE {}\nGROUP BY {group}",
        conditions.sql(),
    );
    let mut values = Vec::new();
    if let Some(candidates) = candidates {
        values.push(rusqlite::types::Value::Text(serde_json::Value::from(candidates).to_string()));
    }
    values.extend(conditions.values());
    (sql, values)
}
