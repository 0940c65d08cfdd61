//! The schema's page: docs/schema.md names every table, view and column of a new catalog.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use recension::article::{ArticleId, ClockSource, MatchKey, Precision, ZoneBasis};
use recension::diff::{Class, ClassSet, FieldName};
use recension::import::{self, Job, Progress};
use recension::source::Input;
use recension::store::{APPLICATION_ID, Snapshot, Writer};
use recension::timeline::Timeline;
use rusqlite::Connection;

use crate::common::skip;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A catalog as the program creates it, opened without the program.
fn catalog(folder: &Path) -> Connection {
    let path = folder.join("new.db");
    drop(Writer::begin(&path, "test", "[]", 0).unwrap());
    Connection::open(path).unwrap()
}

fn names(connection: &Connection, sql: &str) -> BTreeSet<String> {
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

/// The names in the page's section about a table: the first cell of each row of its table.
fn documented(page: &str, table: &str) -> BTreeSet<String> {
    let heading = format!("### `{table}`");
    let start = page
        .find(&format!("{heading}\n"))
        .unwrap_or_else(|| panic!("docs/schema.md has no section \"{heading}\""));
    let section = &page[start + heading.len()..];
    let section = section.find("\n##").map_or(section, |end| &section[..end]);
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn every_table_and_column_is_on_the_page_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (connection, page) = (catalog(folder.path()), read("docs/schema.md"));
    // The internal tables of FTS5 are not documented.
    let tables = names(
        &connection,
        "SELECT name FROM sqlite_schema WHERE (type = 'table' OR type = 'view' AND name LIKE '\\_%' ESCAPE '\\')
         AND name NOT LIKE 'sqlite%'
         AND name NOT LIKE '\\_heading\\_%' ESCAPE '\\'",
    );
    assert!(tables.len() >= 15, "{tables:?}");
    for table in &tables {
        let columns = names(&connection, &format!("SELECT name FROM pragma_table_info('{table}')"));
        assert_eq!(columns, documented(&page, table), "table {table}: the catalog's, the page's");
    }
    let sections: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`').map(str::to_owned))
        .collect();
    assert_eq!(tables, sections, "tables: the catalog's, the page's");
}

#[test]
fn the_bits_of_a_change_are_the_codes() {
    let folder = tempfile::tempdir().unwrap();
    let connection = catalog(folder.path());
    let bits = |kind: &str| -> Vec<(i64, String)> {
        connection
            .prepare("SELECT bit, name FROM _change_bit WHERE kind = ?1 ORDER BY bit")
            .unwrap()
            .query_map([kind], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    let bit = |index: usize, name: &str| (1_i64 << index, name.to_owned());
    let classes = Class::ALL.into_iter().enumerate();
    let classes: Vec<_> = classes.map(|(index, class)| bit(index, class.name())).collect();
    assert_eq!(bits("class"), classes);
    let fields = FieldName::ALL.into_iter().enumerate();
    let fields = fields.filter(|(_, field)| *field != FieldName::Url);
    let fields: Vec<_> = fields.map(|(index, field)| bit(index, field.name())).collect();
    assert_eq!(bits("field"), fields);
    for class in Class::ALL {
        assert_eq!(ClassSet::from_bits(ClassSet::only(class).bits()), ClassSet::only(class));
        assert_eq!(ClassSet::only(class).bits(), 1 << class as u16);
    }
}

#[test]
fn every_word_of_a_reading_is_on_the_page() {
    let page = read("docs/schema.md");
    let section = page.split("\n### `_reading`\n").nth(1).expect("the section on readings");
    let section = section.split("\n###").next().expect("its end");
    let words = ClockSource::ALL.map(ClockSource::name).into_iter();
    let words = words.chain(ZoneBasis::ALL.map(ZoneBasis::name));
    for word in words.chain(Precision::ALL.map(Precision::name)) {
        assert!(section.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn every_view_is_on_the_page_with_its_columns_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let (connection, page) = (catalog(folder.path()), read("docs/schema.md"));
    let page = page.split("\n## Views\n").nth(1).expect("the section on views");
    // Internal views are documented like tables.
    let views = names(
        &connection,
        "SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT LIKE '\\_%' ESCAPE '\\'",
    );
    assert!(views.contains("versions"), "{views:?}");
    for view in views {
        let mut statement =
            connection.prepare(&format!("SELECT name FROM pragma_table_info('{view}')")).unwrap();
        let columns: Vec<String> = statement
            .query_map([], |row| Ok(format!("`{}`", row.get::<_, String>(0)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let cell = format!("| {} |", columns.join(", "));
        let row = page.lines().find(|line| line.starts_with(&format!("| `{view}` | ")));
        let row = row.unwrap_or_else(|| panic!("docs/schema.md has no row for view {view}"));
        assert!(row.ends_with(&cell), "view {view}: the page should say\n{cell}\nit says\n{row}");
    }
}

/// Datasette, DB Browser and similar tools have none of our functions.
#[test]
fn every_view_shows_whole_without_our_functions() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let input = folder.path().join("a.jsonl");
    let row = |title: &str, day: u8| {
        format!(
            "{{\"url\": \"https://example.org/a\", \"title\": \"{title}\", \"body\": \"It took {day} \
             days.\", \"updated\": \"2024-01-0{day}\", \"captured\": \"2024-01-0{day}T09:00:00Z\"}}\n"
        )
    };
    fs::write(&input, row("A", 1) + &row("B", 2) + "no record\n").unwrap();
    crate::common::import(&db, &[&input], 3);
    let connection = Connection::open(&db).unwrap();
    let views = names(&connection, "SELECT name FROM sqlite_schema WHERE type = 'view'");
    for view in views {
        let mut statement = connection.prepare(&format!("SELECT * FROM {view}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next().unwrap() {
            count += 1;
            for at in 0..columns {
                let is_blob =
                    matches!(row.get_ref(at).unwrap(), rusqlite::types::ValueRef::Blob(_));
                assert!(!is_blob, "{view}: column {at} is a blob");
            }
        }
        assert!(count > 0 || matches!(view.as_str(), "redirects" | "looks"), "{view} is empty");
    }
    let ordinals: Vec<(i64, String)> = connection
        .prepare("SELECT ordinal, title FROM versions ORDER BY ordinal")
        .and_then(|mut statement| {
            statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })
        .unwrap();
    assert_eq!(ordinals, [(1, "A".to_owned()), (2, "B".to_owned())]);
}

/// Times in views have the same digits as in every other output.
#[test]
fn times_in_views_are_as_precise_as_they_are() {
    let times = [
        "2021-05-03T10:00:00.1Z",
        "2021-05-03T10:00:00.900Z",
        "2021-05-03T10:00:00.000001Z",
        "2021-05-03T10:00:00.123456Z",
        "2021-05-03T10:00:00Z",
        "2021-05-03T10:00Z",
        "1969-12-31T23:59:59.5Z",
        "1969-12-31T23:59:59Z",
        "1900-02-28T01:02:03.000100Z",
        "2021-05-03",
        "1969-05",
        "1888",
        "1400",
        "2999-12-31T23:59:59.999999Z",
    ];
    let folder = tempfile::tempdir().unwrap();
    let (db, input) = (folder.path().join("a.db"), folder.path().join("a.jsonl"));
    let rows = times.iter().enumerate().map(|(number, time)| {
        format!(
            "{{\"url\": \"https://example.org/{number}\", \"title\": \"A\", \
             \"published\": \"{time}\", \"updated\": \"{time}\", \"captured\": \"{time}\"}}\n"
        )
    });
    fs::write(&input, rows.collect::<String>()).unwrap();
    crate::common::import(&db, &[&input], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let connection = Connection::open(&db).unwrap();
    let shown = |sql: &str, number: i64| -> Vec<String> {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        statement
            .query_row([number], |row| (0..columns).map(|at| row.get(at)).collect())
            .unwrap_or_else(|error| panic!("{sql}: {error}"))
    };
    for (number, time) in (1..).zip(times) {
        let versions = catalog.versions(ArticleId(number)).unwrap();
        let stamp = versions[0].updated.clone().unwrap();
        let (claim, instant) = (
            stamp.canonical(),
            recension::article::timestamp::canonical_text(stamp.micros(), Precision::Second),
        );
        // A missing fraction is not invented, and an existing one is not cut.
        assert_eq!(claim.contains('.'), time.contains('.'), "{time}: {claim}");
        let (claim, instant) = (claim.as_str(), instant.as_str());
        for (view, expected) in [("articles", claim), ("versions", claim), ("captures", claim)] {
            let columns = if view == "captures" { "captured" } else { "published, updated" };
            let sql = format!("SELECT {columns} FROM {view} WHERE article_id = ?1");
            assert!(shown(&sql, number).iter().all(|shown| shown == expected), "{view}: {time}");
        }
        for view in ["articles", "versions", "aliases"] {
            let sql =
                format!("SELECT first_captured, last_captured FROM {view} WHERE article_id = ?1");
            assert_eq!(shown(&sql, number), [instant, instant], "{view}: {time}");
        }
    }
}

#[test]
fn the_header_is_as_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let (connection, page) = (catalog(folder.path()), read("docs/schema.md"));
    let pragma = |name: &str| -> i64 {
        connection.pragma_query_value(None, name, |row| row.get(0)).unwrap()
    };
    let version = pragma("user_version");
    assert_eq!(pragma("application_id"), i64::from(APPLICATION_ID));
    assert!(page.contains(&format!("`{APPLICATION_ID:#010x}`")));
    assert!(page.contains(&format!("The current schema is **{version}**")));
    assert!(page.contains(&format!("| `user_version` (offset 60) | {version} |")));
    assert!(page.contains(&format!("\"PRAGMA user_version\").fetchone()[0] <= {version}")));
    assert_eq!(pragma("page_size"), 4_096);
    let bytes = fs::metadata(folder.path().join("new.db")).unwrap().len();
    // 41 tables with their indexes: most take one page each.
    assert!(bytes <= 316 * 1024, "an empty catalog takes {bytes} bytes");
}

#[test]
fn the_triggers_guard_the_tables_that_the_page_names() {
    let folder = tempfile::tempdir().unwrap();
    let (connection, page) = (catalog(folder.path()), read("docs/schema.md"));
    let names_in = |sentence: &str| -> BTreeSet<String> {
        sentence.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let sentence = page.split("They guard").nth(1).and_then(|rest| rest.split(':').next());
    let (all, but_for_updates) = sentence
        .and_then(|sentence| sentence.split_once("except for updates"))
        .expect("the sentence on triggers");
    let (all, but_for_updates) = (names_in(all), names_in(but_for_updates));
    let guarded = |end: &str| {
        let sql = format!(
            "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_{end}' ESCAPE '\\'"
        );
        names(&connection, &sql)
    };
    assert_eq!(guarded("is_fixed"), all);
    let kept: BTreeSet<String> = all.union(&but_for_updates).cloned().collect();
    assert_eq!(guarded("is_kept"), kept);
    assert_eq!(guarded("is_new"), kept);
    assert_eq!(
        guarded("only_counts").union(&guarded("grows")).cloned().collect::<BTreeSet<_>>(),
        but_for_updates
    );
}

#[test]
fn the_page_lists_the_parameters_that_a_key_leaves_out() {
    let page = read("docs/schema.md");
    let list = page.split("Names of parameters that are dropped:").nth(1).expect("the list");
    let list = list.trim_start().split("\n\n").next().expect("its end");
    let on_the_page: Vec<&str> = list.split('`').skip(1).step_by(2).collect();
    for name in &on_the_page {
        let key = MatchKey::of(&format!("https://example.org/a?{name}=1&b=2")).unwrap();
        assert_eq!(key.as_str(), "org,example)/a?b=2", "{name}");
    }
    let code = read("src/article/url.rs");
    let code = code.split("const TRACKING: &[&str] = &[").nth(1).expect("the code's list");
    let code = code.split("];").next().expect("its end");
    let in_the_code: Vec<&str> = code.split('"').skip(1).step_by(2).collect();
    assert_eq!(in_the_code, on_the_page, "the code's, the page's");
}

#[test]
fn the_reader_on_the_page_is_the_reader_beside_it() {
    let (page, reader) = (read("docs/schema.md"), read("docs/read_catalog.py"));
    assert!(page.contains(&format!("```python\n{reader}```")), "docs/schema.md shows another one");
}

/// The reader verifies every id itself; here its order of the versions is verified too.
#[test]
fn the_reader_reads_a_catalog_as_the_program_does() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/read_catalog.py");
    let python = |arguments: &[&str]| Command::new("python3").args(arguments).output();
    if !python(&["-c", "import zstandard"]).is_ok_and(|output| output.status.success()) {
        skip("python3 with its package zstandard is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.db");
    let mut writer = Writer::begin(&path, "test", "[]", 0).unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let inputs = ["story", "records.jsonl", "records.csv"];
    let job = Job::new(inputs.map(|name| Input::Path(samples.join(name))).into());
    let report = import::run(job, &mut writer, &Progress::default());
    let report = report.unwrap();
    assert_eq!((report.counts.versions, report.counts.captures), (12, 14), "{report:?}");
    drop(writer);

    let output = python(&[script.to_str().unwrap(), path.to_str().unwrap()]).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = String::from_utf8(output.stdout).unwrap();
    let read: Vec<&str> = output
        .lines()
        .filter_map(|line| line.strip_prefix("   "))
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    let catalog = Snapshot::open(&path).unwrap();
    let expected: Vec<String> = (1..=4)
        .flat_map(|article| {
            let history = Timeline::of(catalog.versions(ArticleId(article)).unwrap());
            history.versions().iter().map(|version| version.id.short()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(read, expected);
}
