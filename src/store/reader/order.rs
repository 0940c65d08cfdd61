//! Sort orders of article lists, and the cursor for reading a long list in pages.

use std::cmp::Ordering;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use rusqlite::types::Value;

use crate::article::{Numbering, Sha256};

/// The value by which articles are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArticleSort {
    /// When the text last changed.
    #[default]
    Changed,
    /// The latest version's `published`.
    Published,
    /// The latest version's `updated`.
    Updated,
    /// The time of the last capture.
    Captured,
    /// The number of versions.
    Versions,
    /// The number of words that its changes added and removed.
    Words,
    /// The number of silent edits.
    Silent,
    /// The match key, which groups articles by host.
    Url,
    /// The article number: the order of arrival.
    Number,
}

impl ArticleSort {
    /// All values.
    pub const ALL: [Self; 9] = [
        Self::Changed,
        Self::Published,
        Self::Updated,
        Self::Captured,
        Self::Versions,
        Self::Words,
        Self::Silent,
        Self::Url,
        Self::Number,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Published => "published",
            Self::Updated => "updated",
            Self::Captured => "captured",
            Self::Versions => "versions",
            Self::Words => "words",
            Self::Silent => "silent",
            Self::Url => "url",
            Self::Number => "number",
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Changed => &["s.changed_us"],
            Self::Published => &["s.published_us"],
            Self::Updated => &["s.updated_us"],
            Self::Captured => &["s.last_captured_us"],
            Self::Versions => &["s.versions"],
            Self::Words => &["s.words_changed"],
            Self::Silent => &["s.silent_edits"],
            Self::Url => &["h.name", "a.path"],
            Self::Number => &["s.article_id"],
        }
    }
}

/// One sort key: a value and a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The value to sort by.
    pub by: ArticleSort,
    /// Whether the greatest or latest comes first. Missing values sort lowest.
    pub descending: bool,
}

impl From<ArticleSort> for SortKey {
    /// Uses the default direction: latest and greatest first, names in alphabetical order.
    fn from(by: ArticleSort) -> Self {
        Self { by, descending: !matches!(by, ArticleSort::Url | ArticleSort::Number) }
    }
}

/// The text is not a sort key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cannot sort by \"{0}\"; use {all}, each optionally followed by :asc or :desc",
    all = ArticleSort::ALL.map(ArticleSort::name).join(", ")
)]
pub struct SortKeyError(String);

impl FromStr for SortKey {
    type Err = SortKeyError;

    /// Parses `versions`, `published:asc`, `url:desc`.
    fn from_str(text: &str) -> Result<Self, SortKeyError> {
        let wrong = || SortKeyError(text.to_owned());
        let (name, direction) =
            text.trim().split_once(':').map_or((text.trim(), None), |(n, d)| (n, Some(d)));
        let by = ArticleSort::ALL.into_iter().find(|by| by.name() == name).ok_or_else(wrong)?;
        let descending = match direction {
            None => Self::from(by).descending,
            Some("asc") => false,
            Some("desc") => true,
            Some(_) => return Err(wrong()),
        };
        Ok(Self { by, descending })
    }
}

impl fmt::Display for SortKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.by.name(), if self.descending { "desc" } else { "asc" })
    }
}

/// A sort order in SQL: columns with their directions. The last one is the article's number, so
/// that no two articles share a position.
pub(super) struct Order(Vec<(&'static str, bool)>);

impl Order {
    pub(super) fn of(keys: &[SortKey]) -> Self {
        let mut columns: Vec<(&'static str, bool)> = Vec::new();
        let mut add = |column, descending| {
            if columns.iter().all(|(known, _)| *known != column) {
                columns.push((column, descending));
            }
        };
        for key in keys {
            key.by.columns().iter().for_each(|column| add(column, key.descending));
        }
        // In the direction of the first key, so that an index can be scanned either way.
        let descending = keys.first().is_some_and(|key| key.descending);
        add(ArticleSort::Number.columns().first().copied().unwrap_or_default(), descending);
        Self(columns)
    }

    /// Whether the columns of `article` and `host` are needed, and whether they come first.
    pub(super) fn by_key(&self) -> (bool, bool) {
        let is_key = |(column, _): &(&str, bool)| !column.starts_with("s.");
        (self.0.iter().any(is_key), self.0.first().is_some_and(is_key))
    }

    /// Whether it is the order of arrival.
    pub(super) fn by_number(&self) -> bool {
        self.0.first().is_some_and(|(column, _)| *column == "s.article_id")
    }

    pub(super) fn columns(&self) -> String {
        self.0.iter().map(|(column, _)| *column).collect::<Vec<_>>().join(", ")
    }

    /// Changes the article's number in a position.
    pub(super) fn renumber(&self, place: &mut [Value], change: impl Fn(i64) -> i64) {
        for ((column, _), value) in self.0.iter().zip(place) {
            if let Value::Integer(number) = value
                && ArticleSort::Number.columns().contains(column)
            {
                *number = change(*number);
            }
        }
    }

    /// Compares two positions. Missing values are the lowest.
    pub(super) fn compare(&self, one: &[Value], other: &[Value]) -> Ordering {
        let columns = self.0.iter().zip(one.iter().zip(other));
        let compared = columns.map(|((_, descending), (one, other))| {
            let ordering = compare_values(one, other);
            if *descending { ordering.reverse() } else { ordering }
        });
        compared.fold(Ordering::Equal, Ordering::then)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn sql(&self) -> String {
        let direction = |descending| if descending { " DESC" } else { "" };
        let columns = self.0.iter().map(|(column, desc)| format!("{column}{}", direction(*desc)));
        columns.collect::<Vec<_>>().join(", ")
    }

    /// Returns conditions, each with its values, that together match the articles after a position,
    /// in this order. There may be several, because an index finds NULL separately from other
    /// values.
    pub(super) fn behind(&self, place: &[Value]) -> Vec<(String, Vec<Value>)> {
        let Some(((first, descending), value)) = self.0.first().zip(place.first()) else {
            return vec![("TRUE".to_owned(), Vec::new())];
        };
        let missing = *value == Value::Null;
        let is_null = || (format!("{first} IS NULL"), Vec::new());
        let mut legs = match (descending, missing) {
            (true, false) => vec![(format!("{first} <= ?"), vec![value.clone()]), is_null()],
            (false, false) => vec![(format!("{first} >= ?"), vec![value.clone()])],
            (true, true) => vec![is_null()],
            (false, true) => vec![is_null(), (format!("{first} IS NOT NULL"), Vec::new())],
        };
        for (sql, values) in &mut legs {
            let (behind, of_it) = self.behind_from(0, place);
            let _ = write!(sql, " AND {behind}");
            values.extend(of_it);
        }
        legs
    }

    /// Condition: after the position by the column `at`, or equal to it and after by the next
    /// column. The plus keeps SQLite from using an index for each side of the OR, which would lose
    /// the order.
    fn behind_from(&self, at: usize, place: &[Value]) -> (String, Vec<Value>) {
        let Some(((column, descending), value)) = self.0.get(at).zip(place.get(at)) else {
            return ("FALSE".to_owned(), Vec::new());
        };
        let (mut sql, mut values) = match (descending, *value == Value::Null) {
            (true, false) => (format!("(+{column} < ? OR +{column} IS NULL"), vec![value.clone()]),
            (false, false) => (format!("(+{column} > ?"), vec![value.clone()]),
            (true, true) => ("(FALSE".to_owned(), Vec::new()),
            (false, true) => (format!("(+{column} IS NOT NULL"), Vec::new()),
        };
        let (even, of_even) = self.behind_from(at + 1, place);
        let _ = write!(sql, " OR (+{column} IS ? AND {even}))");
        values.push(value.clone());
        values.extend(of_even);
        (sql, values)
    }
}

/// The position in a list where a page ended. The next page continues after it, even if articles
/// were added in between. Articles that are newer than the first page do not appear on later pages.
#[derive(Clone, Debug, PartialEq)]
pub struct PageCursor {
    sort: String,
    pub(super) place: Vec<Value>,
    /// The greatest article number of each catalog when the first page was read.
    pub(super) newest: Vec<i64>,
}

/// Why a cursor is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// Not a cursor of this program, or incomplete.
    #[error("\"{0}\" is not a valid cursor: use the one at the end of the previous page")]
    Malformed(String),
    /// A cursor of a list in another order.
    #[error("the cursor is for a list sorted by {of}, not by {asked}: use the same order")]
    OtherSort {
        /// The cursor's order.
        of: String,
        /// The requested order.
        asked: String,
    },
    /// A cursor of a list of another number of catalogs.
    #[error("the cursor is for a list of {of} catalogs, not of {asked}: name the same catalogs")]
    OtherCatalogs {
        /// The cursor's number of catalogs.
        of: usize,
        /// The number of catalogs that are read.
        asked: usize,
    },
}

impl PageCursor {
    pub(in crate::store) fn new(keys: &[SortKey], place: Vec<Value>, newest: Vec<i64>) -> Self {
        Self { sort: sort_text(keys), place, newest }
    }

    /// Reads a cursor of a list in this order.
    pub fn read(text: &str, keys: &[SortKey]) -> Result<Self, CursorError> {
        Self::read_for(text, keys, 1)
    }

    /// Reads a cursor of a list in this order, of this number of catalogs that are read as one.
    pub fn read_for(text: &str, keys: &[SortKey], catalogs: usize) -> Result<Self, CursorError> {
        let malformed = || CursorError::Malformed(text.chars().take(80).collect());
        let (said, check) = text.trim().rsplit_once('/').ok_or_else(malformed)?;
        if check_of(said) != check {
            return Err(malformed());
        }
        let mut parts = said.split('/');
        let (Some(sort), Some(newest), Some(place), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed());
        };
        if sort != sort_text(keys) {
            return Err(CursorError::OtherSort { of: sort.to_owned(), asked: sort_text(keys) });
        }
        let newest: Vec<i64> = newest
            .split(',')
            .map(|number| number.parse().map_err(|_| malformed()))
            .collect::<Result<_, _>>()?;
        if newest.len() != catalogs {
            return Err(CursorError::OtherCatalogs { of: newest.len(), asked: catalogs });
        }
        let place: Option<Vec<Value>> = place.split(',').map(value).collect();
        let place = place.filter(|place| place.len() == Order::of(keys).len());
        Ok(Self { sort: sort.to_owned(), place: place.ok_or_else(malformed)?, newest })
    }
}

impl PageCursor {
    /// The same position in one of the catalogs that are read as one.
    pub(super) fn in_catalog(&self, order: &Order, index: usize, numbering: Numbering) -> Self {
        let mut own = self.clone();
        own.newest = self.newest.get(index).copied().into_iter().collect();
        order.renumber(&mut own.place, |number| numbering.place(number));
        own
    }
}

impl fmt::Display for PageCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place: Vec<String> = self.place.iter().map(value_text).collect();
        let newest: Vec<String> = self.newest.iter().map(i64::to_string).collect();
        let said = format!("{}/{}/{}", self.sort, newest.join(","), place.join(","));
        write!(f, "{said}/{}", check_of(&said))
    }
}

fn sort_text(keys: &[SortKey]) -> String {
    keys.iter().map(SortKey::to_string).collect::<Vec<_>>().join(",")
}

/// Compares two values of a column as SQLite does.
fn compare_values(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => one.cmp(other),
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        // NULL is lower than numbers, and numbers are lower than texts.
        _ => rank(one).cmp(&rank(other)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 1,
        Value::Text(_) | Value::Blob(_) => 2,
    }
}

/// Returns eight hex digits that detect a truncated or mistyped cursor.
pub(in crate::store) fn check_of(said: &str) -> String {
    Sha256::of(said.as_bytes()).to_string().chars().take(8).collect()
}

/// Formats a value: `-` for NULL, a number, or a text as `x` followed by hex digits.
fn value_text(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => {
            text.bytes().fold("x".to_owned(), |mut hex, byte| {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
        }
        _ => "-".to_owned(),
    }
}

fn value(text: &str) -> Option<Value> {
    if text == "-" {
        return Some(Value::Null);
    }
    let Some(hex) = text.strip_prefix('x') else { return text.parse().ok().map(Value::Integer) };
    let bytes: Option<Vec<u8>> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok().map(Value::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<SortKey> {
        text.split(',').map(|key| key.parse().expect("a key")).collect()
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let keys = keys("url,published:asc");
        let place = vec![
            Value::Text("example,ü".to_owned()),
            Value::Text("/a,b/c".to_owned()),
            Value::Null,
            Value::Integer(-7),
        ];
        let cursor = PageCursor::new(&keys, place, vec![9]);
        assert_eq!(PageCursor::read(&cursor.to_string(), &keys), Ok(cursor.clone()));
        let other = PageCursor::read_for(&cursor.to_string(), &keys, 2);
        assert_eq!(other, Err(CursorError::OtherCatalogs { of: 1, asked: 2 }));
    }

    #[test]
    fn what_is_no_cursor_of_this_list_is_refused() {
        let (one, other) = (keys("changed"), keys("changed:asc"));
        let cursor =
            PageCursor::new(&one, vec![Value::Null, Value::Integer(3)], vec![9]).to_string();
        let malformed = |text: &str| {
            matches!(PageCursor::read(text, &keys("changed")), Err(CursorError::Malformed(_)))
        };
        assert!(matches!(PageCursor::read(&cursor, &other), Err(CursorError::OtherSort { .. })));
        assert!(malformed(&cursor.replace('9', "8")) && malformed("") && malformed("///"));
        assert!(malformed(cursor.get(..cursor.len() - 1).expect("shorter")));
        // The position has too few values, although the check digits are correct.
        assert!(malformed(&PageCursor::new(&one, vec![Value::Null], vec![9]).to_string()));
    }

    #[test]
    fn keys_have_their_natural_direction() {
        assert_eq!(
            sort_text(&keys("versions,url,changed:asc")),
            "versions:desc,url:asc,changed:asc"
        );
        assert!("versions:up".parse::<SortKey>().is_err() && "size".parse::<SortKey>().is_err());
    }
}
