//! Query plans: traces every statement that the hot paths run and checks its plan. No statement may
//! scan a table that grows with the versions.

use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::{
    ArticleFilter, ArticleSort, ChangeFilter, HashedCapture, IndexTerm, PageCursor, Snapshot,
    WordColumns, Writer, title_index,
};
use crate::article::{
    Annotations, ArticleId, Capture, CaptureKind, ClockSource, Content, DefaultZone, Labels, Look,
    LookReason, MatchKey, TextRef, Timestamp, Version,
};
use crate::article::{CountRange, TimeRange, UnixMicros};
use crate::diff::{Class, ClassSet, Op};
use crate::source::SourceLocation;
use crate::timeline::DERIVATION_VERSION;

/// Scans that are allowed, by the beginning of the plan's line, with the reason.
const WALKED: [(&str, &str); 12] = [
    (
        "SCAN s USING COVERING INDEX summary_by_changed",
        "a list, in its order until the page is full",
    ),
    ("SCAN s", "a list in order of arrival"),
    ("SCAN s USING INDEX change_by_time", "changes, in their order until the page is full"),
    ("SCAN h USING COVERING INDEX", "hosts by name, until the page is full"),
    ("SCAN _label", "there are few labels"),
    (
        "SCAN _redaction",
        "there are few redactions, and they are read only before training a dictionary",
    ),
    ("SCAN one VIRTUAL TABLE", "the candidates"),
    ("SCAN _reading", "there are few readings"),
    ("SCAN _heading VIRTUAL TABLE", "a search of a full-text index"),
    ("SCAN _word_segment", "there are few segments"),
    ("SCAN CONSTANT ROW", "no table"),
    ("SCAN (subquery", "the rows of a subquery, up to a limit"),
];

/// The statements that were run.
#[derive(Clone, Default)]
struct Trace(Arc<Mutex<Vec<String>>>);

impl Trace {
    fn on(connection: &mut Connection) -> Self {
        let trace = Self::default();
        let kept = trace.clone();
        connection
            .trace_v2(
                TraceEventCodes::SQLITE_TRACE_STMT,
                Some(move |event: TraceEvent<'_>| {
                    // Ignore the statements that FTS5 runs on its own tables.
                    if let TraceEvent::Stmt(statement, text) = event
                        && !text.starts_with("--")
                        && !text.contains("'main'.'")
                    {
                        kept.0.lock().expect("no panic").extend(statement.expanded_sql());
                    }
                }),
            )
            .expect("a trace");
        trace
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().expect("no panic"))
    }
}

/// Returns the lines of a statement's plan that scan a table without being allowed to.
fn walks(connection: &Connection, sql: &str) -> Vec<String> {
    if !["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].iter().any(|verb| sql.starts_with(verb)) {
        return Vec::new();
    }
    // The plan of an insert includes a scan for rows with deferred foreign keys that wait for the
    // new row. None of ours are deferred, so SQLite does not run it.
    let waiting = sql.strip_prefix("INSERT INTO ").and_then(|rest| rest.split(' ').next());
    let waiting: Vec<String> = connection
        .prepare(
            "SELECT DISTINCT 'SCAN ' || l.name FROM pragma_table_list l, pragma_foreign_key_list(l.name) f
             WHERE f.\"table\" = ?1",
        )
        .and_then(|mut list| list.query_map([waiting], |row| row.get(0))?.collect())
        .expect("the tables that point at it");
    let mut statement = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let lines = statement.query_map([], |row| row.get::<_, String>(3)).expect("a plan");
    lines
        .map(|line| line.expect("a line"))
        .filter(|line| line.starts_with("SCAN"))
        .filter(|line| !WALKED.iter().any(|(begin, _)| line.starts_with(begin)))
        .filter(|line| !waiting.iter().any(|walk| line.split(" USING ").next() == Some(walk)))
        .collect()
}

#[track_caller]
fn check(path: &Path, what: &str, statements: &[String]) {
    assert!(!statements.is_empty(), "{what}: nothing was traced");
    let connection = Connection::open(path).expect("a catalog");
    title_index::add_function(&connection).expect("a function");
    for sql in statements {
        let walks = walks(&connection, sql);
        assert!(walks.is_empty(), "{what} walks: {walks:?}\n{sql}");
    }
}

fn capture(body: &str) -> HashedCapture {
    let url = "https://example.org/dock";
    let clock =
        Timestamp::parse("2024-01-01T00:00:00Z", &DefaultZone::default(), ClockSource::Flag);
    let version = Version {
        key: MatchKey::of(url).expect("a key"),
        published: clock.clone().ok(),
        updated: None,
        content: Content {
            title: Some("Grain dock".to_owned()),
            body: Some(body.to_owned()),
            ..Content::default()
        },
    };
    let capture = Capture {
        version,
        kind: CaptureKind::Page,
        url: url.to_owned(),
        captured: clock.ok(),
        sequence: None,
        labels: Labels { lang: Some("en".to_owned()), ..Labels::default() },
        annotations: Annotations::default(),
        payload: None,
    };
    let place = SourceLocation { input: Arc::from("a"), record: Some(1), offset: 0 };
    HashedCapture::new(capture, place)
}

/// Creates a catalog with two versions of an article. Returns the statements that were run to write
/// them.
fn written(path: &Path) -> Vec<String> {
    let mut writer = Writer::begin(path, "test", "[]", 0).expect("a catalog");
    writer.write(&[capture("One.")], &[], 0, 1).expect("written");
    // Index words from now on, which takes one more lookup.
    writer.connection.execute("UPDATE _derived SET words = ?1", [DERIVATION_VERSION]).expect("set");
    let trace = Trace::on(&mut writer.connection);
    writer.write(&[capture("One. Two.")], &[], 0, 1).expect("written");
    writer.write(&[capture("One. Two.")], &[], 0, 1).expect("known");
    let place = SourceLocation { input: Arc::from("a"), record: None, offset: 0 };
    let url = "https://example.org/dock";
    let at = Timestamp::parse("2024-01-02", &DefaultZone::default(), ClockSource::Header);
    let look = Look {
        url: url.to_owned(),
        key: MatchKey::of(url).expect("a key"),
        at: at.expect("a day"),
        reason: LookReason::Gone,
        status: Some(410),
    };
    writer.write_looks(vec![(look, place)]).expect("written");
    trace.take()
}

#[test]
fn an_imports_look_ups_walk_through_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let statements = written(&path);
    for table in [
        "FROM _version",
        "FROM _article",
        "FROM _body",
        "FROM _capture",
        "INTO _state",
        "FROM _look",
    ] {
        assert!(statements.iter().any(|sql| sql.contains(table)), "{table} was not asked");
    }
    check(&path, "import", &statements);
}

#[test]
fn an_articles_history_is_found_by_its_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    written(&path);
    let mut catalog = Snapshot::open(&path).expect("a catalog");
    let trace = Trace::on(&mut catalog.connection);
    // What log, show, diff, blame, when and export read.
    let key = MatchKey::of("https://example.org/dock").expect("a key");
    let article = catalog.article_of(&key).expect("asked").expect("there");
    catalog.article_of(&MatchKey::of("example.org/none").expect("a key")).expect("asked");
    catalog.article(article).expect("asked").expect("there");
    let versions = catalog.versions(article).expect("asked");
    assert_eq!(versions.len(), 2);
    for version in &versions {
        catalog.body(version).expect("proved").expect("a body");
        assert!(catalog.has_version(&version.id).expect("asked"));
    }
    catalog.text(TextRef { id: 99, length: 0 }).expect_err("none");
    catalog.versions_by_prefix("abcdef0", 2).expect("asked");
    catalog.states_of(article).expect("asked");
    catalog.aliases(article).expect("asked");
    assert_eq!(catalog.looks_at(article).expect("asked").len(), 1);
    assert!(!catalog.captured_on_host(article, 0, i64::MAX).expect("asked"));
    catalog.derived_by().expect("asked");
    check(&path, "a history", &trace.take());
}

/// Each filter on its own.
fn filters() -> Vec<(&'static str, ArticleFilter)> {
    let word = || Some("dock".to_owned());
    let none = ArticleFilter::default;
    let range = TimeRange { from: Some(UnixMicros(0)), until: Some(UnixMicros(1)) };
    let count = CountRange { least: Some(3), most: Some(9) };
    vec![
        ("none", none()),
        ("host", ArticleFilter { host: Some("example.org".parse().expect("a host")), ..none() }),
        ("text", ArticleFilter { text: word(), ..none() }),
        ("short text", ArticleFilter { text: Some("do".to_owned()), ..none() }),
        ("title", ArticleFilter { title: word(), ..none() }),
        ("byline", ArticleFilter { byline: word(), ..none() }),
        ("publisher", ArticleFilter { publisher: word(), ..none() }),
        ("section", ArticleFilter { section: word(), ..none() }),
        ("lang", ArticleFilter { lang: Some("en".to_owned()), ..none() }),
        ("published", ArticleFilter { published: range, ..none() }),
        ("updated", ArticleFilter { updated: range, ..none() }),
        ("captured", ArticleFilter { captured: range, ..none() }),
        ("versions", ArticleFilter { versions: count, ..none() }),
        ("words", ArticleFilter { words: count, ..none() }),
        ("class", ArticleFilter { classes: ClassSet::only(Class::Number), ..none() }),
        ("silent", ArticleFilter { silent: true, ..none() }),
        ("flip", ArticleFilter { returns: true, ..none() }),
    ]
}

#[test]
fn a_list_walks_through_one_index_whatever_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    written(&path);
    let mut catalog = Snapshot::open(&path).expect("a catalog");
    let trace = Trace::on(&mut catalog.connection);
    for (name, filter) in filters() {
        for sort in ArticleSort::ALL {
            catalog.article_page(&filter, &[sort.into()], Some(1), None).expect("listed");
            let statements = trace.take();
            let what = format!("list {name} by {}", sort.name());
            check(&path, &what, &statements);
            // The default order is that of the index, the order of arrival that of the table, and
            // the order by key that of the articles. None is read beyond the page; candidates are
            // few.
            let sorts = statements.iter().any(|sql| sorts(&path, sql));
            let few = statements.iter().any(|sql| sql.contains("json_each"));
            let of_itself =
                matches!(sort, ArticleSort::Changed | ArticleSort::Url | ArticleSort::Number);
            assert_eq!(sorts, few || !of_itself, "{what}");
        }
        catalog.count_articles(&filter).expect("counted");
        catalog.article_if(ArticleId(1), &filter).expect("asked");
        check(&path, &format!("count {name}"), &trace.take());
    }
}

/// Whether a statement sorts its rows.
fn sorts(path: &Path, sql: &str) -> bool {
    plan(path, sql).iter().any(|line| line.contains("ORDER BY"))
}

fn plan(path: &Path, sql: &str) -> Vec<String> {
    let connection = Connection::open(path).expect("a catalog");
    title_index::add_function(&connection).expect("a function");
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a plan");
    let lines = statement.query_map([], |row| row.get(3)).expect("a plan");
    lines.map(|line| line.expect("a line")).collect()
}

#[test]
fn a_later_page_begins_at_its_place_in_the_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    written(&path);
    let mut catalog = Snapshot::open(&path).expect("a catalog");
    let trace = Trace::on(&mut catalog.connection);
    for (key, expected) in [
        ("changed", "SEARCH s USING COVERING INDEX summary_by_changed (changed_us<?"),
        ("changed:asc", "SEARCH s USING COVERING INDEX summary_by_changed (changed_us>?"),
        ("url", "SEARCH h USING COVERING INDEX sqlite_autoindex__host_1 (name>?)"),
    ] {
        let keys = [key.parse().expect("a key")];
        let place = match key {
            "url" => vec!["a".to_owned().into(), "b".to_owned().into(), 1.into()],
            _ => vec![5.into(), 1.into()],
        };
        let cursor = PageCursor::new(&keys, place, vec![9]);
        catalog
            .article_page(&ArticleFilter::default(), &keys, Some(1), Some(&cursor))
            .expect("read");
        let statements = trace.take();
        let first = plan(&path, statements.first().expect("a statement"));
        assert!(first.first().is_some_and(|line| line.starts_with(expected)), "{key}: {first:?}");
        let sorts = first.iter().any(|line| line == "USE TEMP B-TREE FOR ORDER BY");
        assert!(!sorts, "{key}: {first:?}");
    }
}

#[test]
fn changes_and_searches_walk_through_their_own_indexes() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    written(&path);
    let mut catalog = Snapshot::open(&path).expect("a catalog");
    let trace = Trace::on(&mut catalog.connection);
    let none = ChangeFilter::default;
    let since = TimeRange { from: Some(UnixMicros(0)), until: None };
    let range = TimeRange { until: Some(UnixMicros(1)), ..since };
    let all = [
        none(),
        ChangeFilter { host: Some("example.org".parse().expect("a host")), ..none() },
        ChangeFilter { at: since, oldest_first: true, ..none() },
        ChangeFilter { captured: range, ..none() },
        ChangeFilter {
            classes: ClassSet::only(Class::Number),
            ops: [Op::Added, Op::Removed].into_iter().collect(),
            silent: true,
            without_noise: true,
            ..none()
        },
        ChangeFilter { article: Some(ArticleId(1)), ..none() },
    ];
    for filter in all {
        let filter = ChangeFilter { limit: Some(50), ..filter };
        catalog.each_change(&filter, |_| Ok::<_, super::StoreError>(())).expect("asked");
    }
    let term = IndexTerm { text: "dock", prefix: true };
    catalog.count_words(&[term], WordColumns::Brought, &[1], 5).expect("counted");
    for columns in
        [WordColumns::Brought, WordColumns::Added, WordColumns::Removed, WordColumns::Lost]
    {
        catalog.find_words(&[vec![term]], columns, &[1], i64::MAX, 5).expect("asked");
        catalog.word_stats(&[vec![term]], &[vec![term]], columns, &[1]).expect("asked");
    }
    check(&path, "changes and search", &trace.take());
}

/// The expression of the index must stay equal to the view's.
#[test]
fn an_index_orders_the_view_of_changes_by_its_text_of_the_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    written(&path);
    let plan = plan(&path, "SELECT * FROM changes ORDER BY at DESC LIMIT 5").join("\n");
    assert!(plan.contains("USING INDEX change_by_text"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{plan}");
}
