//! Order: by what articles are sorted, and the cursor by which a long list is read in pages.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use rusqlite::types::Value;

use crate::article::Sha256;

/// What articles are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArticleSort {
    /// The latest version's place in time: updated, or published, or first captured.
    #[default]
    Changed,
    /// The latest version's `published`.
    Published,
    /// The latest version's `updated`.
    Updated,
    /// The last sighting.
    Captured,
    /// How many versions.
    Versions,
    /// How many words its changes added and removed.
    Words,
    /// How many silent edits.
    Silent,
    /// By match key: hosts together.
    Url,
    /// By number: the order of arrival.
    Number,
}

impl ArticleSort {
    /// All of them.
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

/// One key of a sort: what by, and whether the greatest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// What by.
    pub by: ArticleSort,
    /// Greatest, or latest, first. What is missing is less than anything.
    pub descending: bool,
}

impl From<ArticleSort> for SortKey {
    /// In the direction that is asked for as a rule: latest and most first, names from their start.
    fn from(by: ArticleSort) -> Self {
        Self { by, descending: !matches!(by, ArticleSort::Url | ArticleSort::Number) }
    }
}

/// What is no key of a sort.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is nothing to sort by; write {all}, each with :asc or :desc where it is to be told",
    all = ArticleSort::ALL.map(ArticleSort::name).join(", ")
)]
pub struct SortKeyError(String);

impl FromStr for SortKey {
    type Err = SortKeyError;

    /// Reads `versions`, `published:asc`, `url:desc`.
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

/// An order as SQL has it: columns with their directions, the last of them the article's number, so
/// that no two articles have one place.
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
        // In the direction of the first: an index is walked either way.
        let descending = keys.first().is_some_and(|key| key.descending);
        add(ArticleSort::Number.columns().first().copied().unwrap_or_default(), descending);
        Self(columns)
    }

    /// Whether the columns of `article` and `host` are asked for, and whether they lead.
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

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn sql(&self) -> String {
        let direction = |descending| if descending { " DESC" } else { "" };
        let columns = self.0.iter().map(|(column, desc)| format!("{column}{}", direction(*desc)));
        columns.collect::<Vec<_>>().join(", ")
    }

    /// The conditions, each with its values, under which the articles behind a place stand, in this
    /// order: several, for an index finds what is missing apart from what is not.
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

    /// Behind the place by the column `at`, or even with it and behind by the next. The plus keeps SQLite
    /// from an index for each side of the OR, which would end the order.
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

/// The place in a list where a page ended: the next one goes on behind it, whatever was added
/// meanwhile. Articles that are new since the first page are not on the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    sort: String,
    pub(super) place: Vec<Value>,
    /// The greatest number that an article had when the first page was read.
    pub(super) newest: i64,
}

/// Why a cursor is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// Not one of ours, or not whole.
    #[error(
        "\"{0}\" is no cursor, or not a whole one: take the one that the page before ended with, or \
         leave --after out to begin with the first page"
    )]
    Malformed(String),
    /// Of a list in another order.
    #[error(
        "the cursor is of a list that is sorted by {of}, not by {asked}: sort as before, or leave \
         --after out to begin with the first page"
    )]
    OtherSort {
        /// The cursor's order.
        of: String,
        /// The order that is asked for.
        asked: String,
    },
}

impl Cursor {
    pub(in crate::store) fn new(keys: &[SortKey], place: Vec<Value>, newest: i64) -> Self {
        Self { sort: sort_text(keys), place, newest }
    }

    /// Reads a cursor of a list in this order.
    pub fn read(text: &str, keys: &[SortKey]) -> Result<Self, CursorError> {
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
        let newest = newest.parse().map_err(|_| malformed())?;
        let place: Option<Vec<Value>> = place.split(',').map(value).collect();
        let place = place.filter(|place| place.len() == Order::of(keys).len());
        Ok(Self { sort: sort.to_owned(), place: place.ok_or_else(malformed)?, newest })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place: Vec<String> = self.place.iter().map(value_text).collect();
        let said = format!("{}/{}/{}", self.sort, self.newest, place.join(","));
        write!(f, "{said}/{}", check_of(&said))
    }
}

fn sort_text(keys: &[SortKey]) -> String {
    keys.iter().map(SortKey::to_string).collect::<Vec<_>>().join(",")
}

/// Eight digits by which a cursor that was cut or mistyped is known.
fn check_of(said: &str) -> String {
    Sha256::of(said.as_bytes()).to_string().chars().take(8).collect()
}

/// Nothing, a number, or a text as hex digits behind an `x`.
fn value_text(value: &Value) -> String {
    match value {
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => {
            text.bytes().fold("x".to_owned(), |mut hex, byte| {
                // Text in memory takes everything.
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
        let cursor = Cursor::new(&keys, place, 9);
        assert_eq!(Cursor::read(&cursor.to_string(), &keys), Ok(cursor));
    }

    #[test]
    fn what_is_no_cursor_of_this_list_is_refused() {
        let (one, other) = (keys("changed"), keys("changed:asc"));
        let cursor = Cursor::new(&one, vec![Value::Null, Value::Integer(3)], 9).to_string();
        let malformed = |text: &str| {
            matches!(Cursor::read(text, &keys("changed")), Err(CursorError::Malformed(_)))
        };
        assert!(matches!(Cursor::read(&cursor, &other), Err(CursorError::OtherSort { .. })));
        assert!(malformed(&cursor.replace('9', "8")) && malformed("") && malformed("///"));
        assert!(malformed(cursor.get(..cursor.len() - 1).expect("shorter")));
        // Too short a place, though its check is right.
        assert!(malformed(&Cursor::new(&one, vec![Value::Null], 9).to_string()));
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
