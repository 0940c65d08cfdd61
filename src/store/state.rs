//! Stored states: an article's timeline, one derived row per state, with what the state changed.

use std::path::Path;

use rusqlite::types::{Type, Value};
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter};

use super::article_url::article_url;
use super::change_cursor::ChangeCursor;
use super::error::{At as _, Result};
use super::reader::{ArticleFilter, HOST, article_condition, host_values, stored_count};
use crate::article::{
    ArticleId, CaptureKind, CountRange, HostName, MatchKey, Numbering, Precision, StateNumber,
    TimeRange, UnknownName, VersionId, VersionNumber, setters,
};
use crate::diff::{BodyChange, ChangeSummary, ClassSet, FieldName, FieldSet, Op, OpOutline, OpSet};
use crate::store::codes::{
    capture_kind, capture_kind_code, claim, precision_code, precision_of, version_id,
};
use crate::timeline::{ClaimFit, Effective, OrderBasis};

/// What a state changed compared with an earlier one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredChange {
    /// The number of the version compared with.
    pub before: VersionNumber,
    /// The number of that version's state, from 1.
    pub before_state: StateNumber,
    /// Whether a later state without a body supplied a field of the compared content.
    pub is_composed: bool,
    /// See [`State::is_silent`](crate::timeline::State::is_silent).
    pub silent: bool,
    /// Whether the version was seen under none of the previous version's URLs.
    pub url_moved: bool,
    /// The number of redacted states that may have made a part of the change, or all of it: see
    /// [`State::after_redacted`](crate::timeline::State::after_redacted).
    pub after_redacted: usize,
    /// What changed.
    pub outline: ChangeSummary,
}

/// A state of an article's timeline. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredState {
    /// The state's position in the timeline, from 1.
    pub state: StateNumber,
    /// The number of its version.
    pub version: VersionNumber,
    /// The version's position among the article's versions, from 1.
    pub ordinal: i64,
    /// What kind of text it is.
    pub kind: CaptureKind,
    /// When it was first and last seen.
    pub seen: Option<(i64, i64)>,
    /// The number of captures in the state.
    pub captures: i64,
    /// Whether its observations come only from modification times of files.
    pub is_weak: bool,
    /// What orders it after the state before it.
    pub order: OrderBasis,
    /// How its claim fits the observations.
    pub claim: ClaimFit,
    /// When it took effect.
    pub effective: Effective,
    /// The number of the earlier state with the same text.
    pub returns_to: Option<StateNumber>,
    /// What it changed; `None` for the first of its kind.
    pub change: Option<StoredChange>,
}

/// A change, with the details of its version that a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangeRow {
    /// The article.
    pub article: ArticleId,
    /// The article's match key.
    pub key: MatchKey,
    /// The article's URL.
    pub url: String,
    /// The publisher named by the article's captures.
    pub publisher: Option<String>,
    /// The version that made the change.
    pub id: VersionId,
    /// The previous version.
    pub before_id: VersionId,
    /// The position of the previous version among the article's versions, from 1.
    pub before_ordinal: i64,
    /// The version's title.
    pub title: Option<String>,
    /// Its claimed times, in UTC: see
    /// [`Timestamp::canonical`](crate::article::Timestamp::canonical).
    pub published: Option<String>,
    /// See `published`.
    pub updated: Option<String>,
    /// The state.
    pub state: StoredState,
    /// What it changed.
    pub change: StoredChange,
}

/// Which changes to return. Every condition that is set must hold; the default is everything.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ChangeFilter {
    /// Only changes of this article.
    pub article: Option<ArticleId>,
    /// Only changes of articles that this filter accepts; its order and limit are ignored.
    pub articles: Option<ArticleFilter>,
    /// Only changes of articles on this host or its subdomains.
    pub host: Option<HostName>,
    /// The time when the state took effect.
    pub at: TimeRange,
    /// The time of the state's first observation.
    pub captured: TimeRange,
    /// Only changes with one of these operations; an empty set means any.
    pub ops: OpSet,
    /// Only changes with one of these classes, in the operations of `ops` if it is set; an empty set
    /// means any.
    pub classes: ClassSet,
    /// Only changes of one of these fields; an empty set means any.
    pub fields: FieldSet,
    /// The number of words added and removed.
    pub words: CountRange,
    /// Only silent edits: see [`StoredChange::silent`].
    pub silent: bool,
    /// Exclude noise.
    pub without_noise: bool,
    /// Return the oldest changes first.
    pub oldest_first: bool,
    /// Only changes after the page that ended here, in the order of the results.
    pub after: Option<ChangeCursor>,
    /// Maximum number of results.
    pub limit: Option<u64>,
}

setters!(ChangeFilter {
    article: impl Into<Option<ArticleId>>,
    articles: impl Into<Option<ArticleFilter>>,
    host: impl Into<Option<HostName>>,
    at: TimeRange,
    captured: TimeRange,
    ops: OpSet,
    classes: ClassSet,
    fields: FieldSet,
    words: CountRange,
    silent: bool,
    without_noise: bool,
    oldest_first: bool,
    after: impl Into<Option<ChangeCursor>>,
    limit: impl Into<Option<u64>>,
});

/// A page of changes.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ChangePage {
    /// The changes, in order.
    pub changes: Vec<ChangeRow>,
    /// Where the next page starts, if there is one.
    pub next: Option<ChangeCursor>,
}

impl ChangeFilter {
    /// The fields whose changes are stored. A change of the URL shows in the captures.
    const FIELDS: [FieldName; 5] = [
        FieldName::Title,
        FieldName::Byline,
        FieldName::Description,
        FieldName::Published,
        FieldName::Updated,
    ];

    /// Parses the name of a field for [`ChangeFilter::fields`]; `headline` is the title.
    pub fn field(name: &str) -> std::result::Result<FieldName, UnknownName> {
        let known = if name.trim() == "headline" { FieldName::Title.name() } else { name };
        let field = UnknownName::find(known, ("a field", "fields"), Self::FIELDS, FieldName::name);
        field.map_err(|error| UnknownName { given: name.to_owned(), ..error })
    }
}

/// The columns of a state in the order in which they are read and written, then those of its
/// change, which are NULL in the first state of a kind.
const COLUMNS: [&str; 44] = [
    "state",
    "version_no",
    "ordinal",
    "kind",
    "first_seen_us",
    "last_seen_us",
    "captures",
    "weak",
    "order_basis",
    "claim_fit",
    "at_us",
    "at_precision",
    "earliest_us",
    "latest_us",
    "returns_to",
    "before_no",
    "before_state",
    "composed",
    "silent",
    "url_moved",
    "after_redacted",
    "body",
    "coarse",
    "noise",
    "read_differently",
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

/// The index of the change's first column.
const BEFORE: usize = 15;

/// The index of the operations' first column.
const OPS: usize = COLUMNS.len() - 2 * Op::ALL.len();

/// Order bases and claim fits, indexed by their stored numbers.
const ORDERS: [OrderBasis; 6] = [
    OrderBasis::First,
    OrderBasis::Observed,
    OrderBasis::Sequence,
    OrderBasis::Position,
    OrderBasis::Claimed,
    OrderBasis::Unknown,
];
const FITS: [ClaimFit; 7] = [
    ClaimFit::None,
    ClaimFit::Between,
    ClaimFit::Coarse,
    ClaimFit::Earlier,
    ClaimFit::Later,
    ClaimFit::Unmoved,
    ClaimFit::Redacted,
];

const BODIES: [BodyChange; 3] = [BodyChange::Same, BodyChange::Changed, BodyChange::NotCompared];

/// Reads a count from column `at`.
fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<usize> {
    let count: i64 = row.get(at)?;
    usize::try_from(count).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, count))
}

/// Reads a set of classes from column `at`. Unknown bits are dropped: they are of later code, whose
/// derived rows are recomputed.
fn class_set(row: &Row<'_>, at: usize) -> rusqlite::Result<ClassSet> {
    row.get(at).map(ClassSet::from_bits)
}

fn columns() -> String {
    COLUMNS.map(|column| format!("s.{column}")).join(", ")
}

/// Returns the number under which the precision of a derived time is stored; `None` for an instant.
pub(super) fn coarse_code(precision: Precision) -> Option<i64> {
    precision.is_coarse().then(|| precision_code(precision))
}

/// Returns the number under which the basis of an order is stored: its position in [`ORDERS`].
const fn order_code(order: OrderBasis) -> i64 {
    match order {
        OrderBasis::First => 0,
        OrderBasis::Observed => 1,
        OrderBasis::Sequence => 2,
        OrderBasis::Position => 3,
        OrderBasis::Claimed => 4,
        OrderBasis::Unknown => 5,
    }
}

/// Returns the number under which a claim's fit is stored: its position in [`FITS`].
const fn fit_code(fit: ClaimFit) -> i64 {
    match fit {
        ClaimFit::None => 0,
        ClaimFit::Between => 1,
        ClaimFit::Coarse => 2,
        ClaimFit::Earlier => 3,
        ClaimFit::Later => 4,
        ClaimFit::Unmoved => 5,
        ClaimFit::Redacted => 6,
    }
}

/// Returns the number under which the change of a body is stored: its position in [`BODIES`].
const fn body_code(body: BodyChange) -> i64 {
    match body {
        BodyChange::Same => 0,
        BodyChange::Changed => 1,
        BodyChange::NotCompared => 2,
    }
}

/// Returns the value stored under the number in column `at`.
fn coded<T: Copy>(all: &[T], row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let code: i64 = row.get(at)?;
    let found = usize::try_from(code).ok().and_then(|code| all.get(code)).copied();
    found.ok_or(rusqlite::Error::IntegralValueOutOfRange(at, code))
}

/// Reads a state from a row that begins with [`COLUMNS`].
fn state(row: &Row<'_>) -> rusqlite::Result<StoredState> {
    let seen: Option<i64> = row.get(4)?;
    let before: Option<VersionNumber> = row.get(BEFORE)?;
    Ok(StoredState {
        state: row.get(0)?,
        version: row.get(1)?,
        ordinal: row.get(2)?,
        kind: capture_kind(row, 3)?,
        seen: seen.zip(row.get(5)?),
        captures: row.get(6)?,
        is_weak: row.get(7)?,
        order: coded(&ORDERS, row, 8)?,
        claim: coded(&FITS, row, 9)?,
        effective: Effective {
            at: row.get(10)?,
            precision: row.get::<_, Option<i64>>(11)?.map_or(Precision::Second, precision_of),
            earliest: row.get(12)?,
            latest: row.get(13)?,
        },
        returns_to: row.get(14)?,
        change: before.map(|before| change(row, before)).transpose()?,
    })
}

fn change(row: &Row<'_>, before: VersionNumber) -> rusqlite::Result<StoredChange> {
    let mut ops = [OpOutline::default(); Op::ALL.len()];
    for (index, op) in ops.iter_mut().enumerate() {
        let at = OPS + 2 * index;
        *op = OpOutline { count: count(row, at)?, classes: class_set(row, at + 1)? };
    }
    Ok(StoredChange {
        before,
        before_state: row.get(16)?,
        is_composed: row.get(17)?,
        silent: row.get(18)?,
        url_moved: row.get(19)?,
        after_redacted: count(row, 20)?,
        outline: ChangeSummary {
            body: coded(&BODIES, row, 21)?,
            coarse: row.get(22)?,
            noise: row.get(23)?,
            read_differently: row.get(24)?,
            fields: FieldSet::from_bits(row.get(25)?),
            field_classes: class_set(row, 26)?,
            words_added: count(row, 27)?,
            words_removed: count(row, 28)?,
            layout: count(row, 29)?,
            ops,
        },
    })
}

/// Returns an article's stored states, in order.
pub(super) fn states_of(
    connection: &Connection,
    path: &Path,
    article: ArticleId,
) -> Result<Vec<StoredState>> {
    connection
        .prepare_cached(&format!(
            "SELECT {} FROM _state s WHERE s.article_id = ?1 ORDER BY s.state",
            columns()
        ))
        .and_then(|mut statement| statement.query_map([article.0], state)?.collect())
        .at(path)
}

/// Writes a state, replacing the one at its position.
pub(super) fn put(
    connection: &Connection,
    path: &Path,
    article: ArticleId,
    state: &StoredState,
) -> Result<()> {
    let mut values: Vec<Option<i64>> = vec![
        Some(article.0),
        Some(state.state.0),
        Some(state.version.0),
        Some(state.ordinal),
        Some(capture_kind_code(state.kind)),
        state.seen.map(|(first, _)| first),
        state.seen.map(|(_, last)| last),
        Some(state.captures),
        Some(state.is_weak.into()),
        Some(order_code(state.order)),
        Some(fit_code(state.claim)),
        state.effective.at,
        coarse_code(state.effective.precision),
        state.effective.earliest,
        state.effective.latest,
        state.returns_to.map(|state| state.0),
    ];
    match &state.change {
        None => values.resize(COLUMNS.len() + 1, None),
        Some(change) => {
            let outline = &change.outline;
            values.extend([
                Some(change.before.0),
                Some(change.before_state.0),
                Some(change.is_composed.into()),
                Some(change.silent.into()),
                Some(change.url_moved.into()),
                Some(change.after_redacted as i64),
                Some(body_code(outline.body)),
                Some(outline.coarse.into()),
                Some(outline.noise.into()),
                Some(outline.read_differently.into()),
                Some(outline.fields.bits().into()),
                Some(outline.field_classes.bits().into()),
                Some(outline.words_added as i64),
                Some(outline.words_removed as i64),
                Some(outline.layout as i64),
            ]);
            let ops = outline.ops.iter();
            values
                .extend(ops.flat_map(|op| [Some(op.count as i64), Some(op.classes.bits().into())]));
        }
    }
    let places = vec!["?"; COLUMNS.len() + 1].join(", ");
    connection
        .prepare_cached(&format!(
            "INSERT OR REPLACE INTO _state (article_id, {}) VALUES ({places})",
            COLUMNS.join(", ")
        ))
        .and_then(|mut statement| statement.execute(params_from_iter(values)))
        .at(path)?;
    Ok(())
}

/// Removes the article's states after this one.
pub(super) fn truncate(
    connection: &Connection,
    path: &Path,
    article: ArticleId,
    last: i64,
) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM _state WHERE article_id = ?1 AND state > ?2")
        .and_then(|mut statement| statement.execute(params![article, last]))
        .at(path)?;
    Ok(())
}

/// Returns the version of the code that built the derived tables; 0 if they are not built.
pub(super) fn built(connection: &Connection, path: &Path) -> Result<i64> {
    let built = connection
        .prepare_cached("SELECT built FROM _derived WHERE one = 1")
        .and_then(|mut statement| statement.query_row([], |row| row.get(0)).optional())
        .at(path)?;
    Ok(built.unwrap_or(0))
}

/// Stores the version of the code that built the derived tables.
pub(super) fn set_built(connection: &Connection, path: &Path, built: i64) -> Result<()> {
    connection
        .prepare_cached("UPDATE _derived SET built = ?1 WHERE one = 1")
        .and_then(|mut statement| statement.execute([built]))
        .at(path)?;
    Ok(())
}

/// Returns the conditions for the changes after a cursor, to be run one after the other: an index
/// finds NULL separately from other values. NULL is the smallest value.
fn behind(cursor: Option<&ChangeCursor>, oldest_first: bool) -> Vec<(String, Vec<Value>)> {
    let Some(cursor) = cursor else { return vec![("TRUE".to_owned(), Vec::new())] };
    let sign = if oldest_first { '>' } else { '<' };
    let place = [cursor.article.0, cursor.state.0].map(Value::Integer);
    if let Some(at) = cursor.at {
        let dated = format!("(s.at_us, s.article_id, s.state) {sign} (?, ?, ?)");
        let values = std::iter::once(Value::Integer(at.0)).chain(place).collect();
        let undated = (!oldest_first).then(|| ("s.at_us IS NULL".to_owned(), Vec::new()));
        return std::iter::once((dated, values)).chain(undated).collect();
    }
    let undated = format!("s.at_us IS NULL AND (s.article_id, s.state) {sign} (?, ?)");
    let dated = oldest_first.then(|| ("s.at_us IS NOT NULL".to_owned(), Vec::new()));
    std::iter::once((undated, place.to_vec())).chain(dated).collect()
}

/// Returns the statement for a filter under one more condition, and its values.
fn query(filter: &ChangeFilter, (behind, place): (String, Vec<Value>)) -> (String, Vec<Value>) {
    let mut sql = vec!["s.before_no IS NOT NULL".to_owned(), behind];
    let mut values = place;
    let mut when = |condition: &str, value: Option<i64>| {
        if let Some(value) = value {
            sql.push(condition.to_owned());
            values.push(Value::Integer(value));
        }
    };
    when("s.article_id = ?", filter.article.map(|article| article.0));
    when("s.at_us >= ?", filter.at.from.map(|at| at.0));
    when("s.at_us < ?", filter.at.until.map(|at| at.0));
    when("s.first_seen_us >= ?", filter.captured.from.map(|at| at.0));
    when("s.first_seen_us < ?", filter.captured.until.map(|at| at.0));
    when("s.words_added + s.words_removed >= ?", stored_count(filter.words.least));
    when("s.words_added + s.words_removed <= ?", stored_count(filter.words.most));
    when("s.fields & ?", (!filter.fields.is_empty()).then(|| filter.fields.bits().into()));
    let wanted = |op: Op| filter.ops.is_empty() || filter.ops.contains(op);
    let of_ops = |half: usize| -> Vec<String> {
        Op::ALL
            .into_iter()
            .enumerate()
            .filter(|&(_, op)| wanted(op))
            .filter_map(|(index, _)| COLUMNS.get(OPS + 2 * index + half))
            .map(|column| format!("s.{column}"))
            .collect()
    };
    if !filter.classes.is_empty() {
        let mut sets = of_ops(1);
        if filter.ops.is_empty() {
            sets.push("s.field_classes".to_owned());
        }
        when(&format!("({}) & ?", sets.join(" | ")), Some(filter.classes.bits().into()));
    }
    if !filter.ops.is_empty() {
        sql.push(format!("({}) > 0", of_ops(0).join(" + ")));
    }
    if filter.silent {
        sql.push("s.silent".to_owned());
    }
    if filter.without_noise {
        sql.push("NOT s.noise AND NOT s.read_differently".to_owned());
    }
    if let Some(host) = &filter.host {
        sql.push(HOST.to_owned());
        values.extend(host_values(host));
    }
    if let Some(articles) = &filter.articles {
        // Through the version before, because the filter has its own `v` and `s`.
        let (condition, more) = article_condition("b.article_id", articles);
        sql.push(condition);
        values.extend(more);
    }
    let order = if filter.oldest_first {
        "s.at_us, s.article_id, s.state"
    } else {
        "s.at_us DESC, s.article_id DESC, s.state DESC"
    };
    values.push(Value::Integer(
        filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX)),
    ));
    let sql = format!(
        "SELECT {}, s.article_id, v.id, b.id, v.title, v.published_us, v.published_precision,
                v.updated_us, v.updated_precision, {},
                h.name || a.path, p.name, n.ordinal
         FROM _state s
         CROSS JOIN _version v ON v.version_no = s.version_no
         CROSS JOIN _version b ON b.version_no = s.before_no
         CROSS JOIN _article a ON a.article_id = s.article_id
         CROSS JOIN _host h ON h.host_id = a.host_id
         LEFT JOIN _summary y ON y.article_id = s.article_id
         LEFT JOIN _label p ON p.label_id = y.publisher_id
         LEFT JOIN _state n ON n.article_id = s.article_id AND n.state = s.before_state
         WHERE {} ORDER BY {order} LIMIT ?",
        columns(),
        article_url("s.article_id"),
        sql.join(" AND "),
    );
    (sql, values)
}

/// Returns the statements that yield the changes that the filter accepts, in order of time, to be run
/// one after the other, with their values. There are none if the filter's article is in another
/// catalog.
pub(super) fn queries(filter: &ChangeFilter, numbering: Numbering) -> Vec<(String, Vec<Value>)> {
    let mut own = filter.clone();
    if let Some(article) = filter.article {
        let Some(number) = numbering.own(article.0) else { return Vec::new() };
        own.article = Some(ArticleId(number));
    }
    if let Some(after) = &mut own.after {
        after.article = ArticleId(numbering.place(after.article.0));
    }
    let legs = behind(own.after.as_ref(), own.oldest_first);
    legs.into_iter().map(|leg| query(&own, leg)).collect()
}

/// Reads a row of the statements of [`queries`].
pub(super) fn change_row(row: &Row<'_>, numbering: Numbering) -> rusqlite::Result<ChangeRow> {
    const NEXT: usize = COLUMNS.len();
    let mut state = state(row)?;
    let change = state.change.take().ok_or_else(|| {
        let what = "a state without a change is among the changes";
        rusqlite::Error::FromSqlConversionFailure(0, Type::Null, what.into())
    })?;
    Ok(ChangeRow {
        state,
        change,
        article: ArticleId(numbering.joint(row.get(NEXT)?)),
        id: version_id(row, NEXT + 1)?,
        before_id: version_id(row, NEXT + 2)?,
        title: row.get(NEXT + 3)?,
        published: claim(row, NEXT + 4, NEXT + 5)?,
        updated: claim(row, NEXT + 6, NEXT + 7)?,
        url: row.get(NEXT + 8)?,
        key: MatchKey::from_stored(row.get(NEXT + 9)?),
        publisher: row.get(NEXT + 10)?,
        before_ordinal: row.get(NEXT + 11)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::UnixMicros;
    use crate::diff::Class;
    use crate::store::migrate::{MIGRATIONS, migrate};

    /// Returns the plan of a filter's statement, one step per line.
    fn plan(filter: &ChangeFilter) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let mut connection = Connection::open(&path).expect("a file");
        migrate(&mut connection, &path, &MIGRATIONS, |_, _| Ok(())).expect("a catalog");
        let mut plan = Vec::new();
        for condition in behind(filter.after.as_ref(), filter.oldest_first) {
            let (sql, values) = query(filter, condition);
            let mut statement =
                connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a statement");
            let steps = statement
                .query_map(params_from_iter(values), |row| row.get::<_, String>(3))
                .expect("a plan");
            plan.extend(steps.map(|step| step.expect("a step")));
        }
        plan.join("\n")
    }

    #[test]
    fn each_code_is_read_back() {
        let numbers = |count: usize| (0..count as i64).collect::<Vec<_>>();
        assert_eq!(ORDERS.map(order_code).to_vec(), numbers(ORDERS.len()));
        assert_eq!(FITS.map(fit_code).to_vec(), numbers(FITS.len()));
        assert_eq!(BODIES.map(body_code).to_vec(), numbers(BODIES.len()));
    }

    #[test]
    fn changes_are_walked_in_the_order_of_time() {
        let latest = plan(&ChangeFilter { limit: Some(50), ..ChangeFilter::default() });
        assert!(latest.contains("USING INDEX change_by_time"), "{latest}");
        assert!(!latest.contains("TEMP B-TREE FOR ORDER BY\n"), "{latest}");
        let since = plan(&ChangeFilter {
            at: TimeRange { from: Some(UnixMicros(0)), until: None },
            classes: ClassSet::only(Class::Number),
            host: Some("example.org".parse().expect("a host")),
            ..ChangeFilter::default()
        });
        assert!(since.contains("SEARCH s USING INDEX change_by_time"), "{since}");
        let of_some = plan(&ChangeFilter {
            articles: Some(ArticleFilter { silent: true, ..ArticleFilter::default() }),
            limit: Some(50),
            ..ChangeFilter::default()
        });
        assert!(of_some.contains("USING INDEX change_by_time"), "{of_some}");
        assert!(of_some.contains("EXISTS USING INTEGER PRIMARY KEY"), "{of_some}");
    }

    #[test]
    fn a_page_starts_in_the_index() {
        for (at, oldest_first) in [(Some(5), false), (Some(5), true), (None, false), (None, true)] {
            let at = at.map(UnixMicros);
            let after =
                ChangeCursor { at, article: ArticleId(1), state: StateNumber(2), oldest_first };
            let filter = ChangeFilter {
                after: Some(after),
                oldest_first,
                limit: Some(50),
                ..ChangeFilter::default()
            };
            let plan = plan(&filter);
            let legs = if at.is_some() == oldest_first { 1 } else { 2 };
            assert_eq!(plan.matches("SEARCH s USING INDEX change_by_time").count(), legs, "{plan}");
            // The only sort is the one of an article's few URLs.
            assert_eq!(plan.matches("ORDER BY").count(), legs, "{plan}");
        }
    }

    #[test]
    fn an_articles_changes_are_found_by_its_number() {
        let one = plan(&ChangeFilter { article: Some(ArticleId(1)), ..ChangeFilter::default() });
        assert!(one.contains("SEARCH s USING PRIMARY KEY (article_id=?"), "{one}");
    }
}
