//! Article filters, as SQL conditions on the articles' summaries.

use rusqlite::types::Value;

use super::order::ArticleSort;
use crate::article::{CountRange, HostName, MatchKey, TimeRange, UnixMicros, setters};
use crate::diff::ClassSet;
use crate::store::title_index::{folded, question};

/// Which articles to return. Every condition that is set must hold; the default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ArticleFilter {
    /// Only articles from this host and its subdomains.
    pub host: Option<HostName>,
    /// Text in a title, byline or URL of any version; case is ignored.
    pub text: Option<String>,
    /// Text in a title of any version.
    pub title: Option<String>,
    /// Text in a byline of any version.
    pub byline: Option<String>,
    /// Text in the publisher's name.
    pub publisher: Option<String>,
    /// Text in the section's name.
    pub section: Option<String>,
    /// The language tag, or its primary part.
    pub lang: Option<String>,
    /// The time of the latest `published`.
    pub published: TimeRange,
    /// The time of the latest `updated`.
    pub updated: TimeRange,
    /// The time of at least one capture.
    pub captured: TimeRange,
    /// The number of versions.
    pub versions: CountRange,
    /// The number of words added and removed, by all changes together.
    pub words: CountRange,
    /// Only articles with a change of one of these classes; an empty set means any.
    pub classes: ClassSet,
    /// Only articles with a silent edit.
    pub silent: bool,
    /// Only articles that returned to an earlier text.
    pub returns: bool,
    /// The order of the results.
    pub sort: ArticleSort,
    /// Maximum number of results.
    pub limit: Option<u64>,
}

setters!(ArticleFilter {
    host: impl Into<Option<HostName>>,
    text: impl Into<Option<String>>,
    title: impl Into<Option<String>>,
    byline: impl Into<Option<String>>,
    publisher: impl Into<Option<String>>,
    section: impl Into<Option<String>>,
    lang: impl Into<Option<String>>,
    published: TimeRange,
    updated: TimeRange,
    captured: TimeRange,
    versions: CountRange,
    words: CountRange,
    classes: ClassSet,
    silent: bool,
    returns: bool,
    sort: ArticleSort,
    limit: impl Into<Option<u64>>,
});

/// SQL condition: the host or one of its subdomains. The host's own names end there or continue
/// with a port, those of its subdomains continue with `,`.
pub(in crate::store) const HOST: &str = "(h.name = ? OR (h.name > ? || ',' AND h.name < ? || '-')
      OR (h.name > ? || ':' AND h.name < ? || ';'))";

/// Returns the values of [`HOST`].
pub(in crate::store) fn host_values(host: &HostName) -> [Value; 5] {
    std::array::from_fn(|_| Value::Text(MatchKey::host_prefix(host.as_str())))
}

/// SQL condition: the article passes `filter`. `number` is a column of the surrounding statement.
/// The filter's order and limit are ignored.
pub(in crate::store) fn article_condition(
    number: &str,
    filter: &ArticleFilter,
) -> (String, Vec<Value>) {
    let conditions = filter.conditions();
    let sql = conditions.sql();
    let sql = format!("EXISTS (SELECT 1 FROM _summary s WHERE s.article_id = {number} AND {sql})");
    (sql, conditions.values())
}

/// The bound of a count as SQLite compares it.
pub(in crate::store) fn stored_count(count: Option<u64>) -> Option<i64> {
    count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))
}

/// SQL conditions with their values.
pub(super) struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, sql: impl Into<String>, values: impl IntoIterator<Item = Value>) {
        self.sql.push(sql.into());
        self.values.extend(values);
    }

    pub(super) fn sql(&self) -> String {
        self.sql.join("\n  AND ")
    }

    pub(super) fn values(self) -> Vec<Value> {
        self.values
    }
}

impl ArticleFilter {
    /// Whether it accepts every article.
    pub fn is_open(&self) -> bool {
        *self == Self { sort: self.sort, ..Self::default() }
    }

    /// Whether it needs the stored changes, which may have to be recomputed first.
    pub fn needs_changes(&self) -> bool {
        !self.classes.is_empty() || !self.words.is_open()
    }

    /// Returns a query of the index of titles, bylines and URLs that finds all articles with the
    /// requested texts, and possibly others.
    pub(super) fn question(&self) -> Option<String> {
        let texts = [&self.text, &self.title, &self.byline];
        let texts: Vec<String> = texts.into_iter().flatten().map(|text| folded(text)).collect();
        question(texts.iter().map(String::as_str))
    }

    /// Returns the conditions on the summary `s`. All but the text conditions are answered by the
    /// index `summary_by_changed` alone; expensive conditions come last.
    pub(super) fn conditions(&self) -> Conditions {
        let mut all = Conditions { sql: vec!["TRUE".to_owned()], values: Vec::new() };
        if let Some(host) = &self.host {
            all.add(
                format!("s.host_id IN (SELECT h.host_id FROM _host h WHERE {HOST})"),
                host_values(host),
            );
        }
        // There are few labels: the names of publishers, sections and languages.
        let labels = [("s.publisher_id", &self.publisher), ("s.section_id", &self.section)];
        for (column, part) in labels {
            if let Some(part) = part {
                all.add(
                    format!("{column} IN (SELECT label_id FROM _label WHERE has_text(name, ?))"),
                    [Value::Text(folded(part))],
                );
            }
        }
        if let Some(tag) = &self.lang {
            let tag = Value::Text(tag.to_lowercase());
            all.add(
                "s.lang_id IN (SELECT label_id FROM _label
                               WHERE lower(name) = ? OR instr(lower(name), ? || '-') = 1)",
                [tag.clone(), tag],
            );
        }
        let mut number = |condition: &str, value: Option<i64>| {
            if let Some(value) = value {
                all.add(condition, [Value::Integer(value)]);
            }
        };
        let instant = |at: Option<UnixMicros>| at.map(|at| at.0);
        number("s.published_us >= ?", instant(self.published.from));
        number("s.published_us < ?", instant(self.published.until));
        number("s.updated_us >= ?", instant(self.updated.from));
        number("s.updated_us < ?", instant(self.updated.until));
        number("s.versions >= ?", stored_count(self.versions.least));
        number("s.versions <= ?", stored_count(self.versions.most));
        number("s.words_changed >= ?", stored_count(self.words.least));
        number("s.words_changed <= ?", stored_count(self.words.most));
        number("s.classes & ?", (!self.classes.is_empty()).then(|| self.classes.bits().into()));
        number("s.last_captured_us >= ?", instant(self.captured.from));
        number("s.first_captured_us < ?", instant(self.captured.until));
        if self.silent {
            all.add("s.silent_edits > 0", []);
        }
        if self.returns {
            all.add("s.returns > 0", []);
        }
        // Captures before and after the range do not imply a capture in the range.
        if let Some((from, until)) = self.captured.from.zip(self.captured.until) {
            all.add(
                "EXISTS (SELECT 1 FROM _version w CROSS JOIN _capture c USING (version_no)
                         WHERE w.article_id = s.article_id AND c.captured_us >= ? AND c.captured_us < ?)",
                [Value::Integer(from.0), Value::Integer(until.0)],
            );
        }
        let mut text = |condition: String, part: &Option<String>, times: usize| {
            if let Some(part) = part {
                all.add(condition, std::iter::repeat_n(Value::Text(folded(part)), times));
            }
        };
        text(format!("({TITLE} OR {BYLINE} OR {URL})"), &self.text, 3);
        text(TITLE.to_owned(), &self.title, 1);
        text(BYLINE.to_owned(), &self.byline, 1);
        all
    }
}

const TITLE: &str = "EXISTS (SELECT 1 FROM _version w
                             WHERE w.article_id = s.article_id AND has_text(w.title, ?))";
const BYLINE: &str = "EXISTS (SELECT 1 FROM _version w
                              WHERE w.article_id = s.article_id AND has_text(w.byline, ?))";
const URL: &str = "EXISTS (SELECT 1 FROM _alias l
                           WHERE l.article_id = s.article_id AND has_text(l.url, ?))";
