//! Tampering: bytes of a catalog flipped, rows edited with plain SQL. `verify` reports it, or the
//! content of the catalog is unchanged; and no wrong text is ever shown as right.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recension::article::{
    ArticleId, ClockSource, DefaultZone, ExtractedBy, Handle, Handles, KeptPage, Look, LookReason,
    MatchKey, PageKind, Pointer, Redirect, Revisit, Timestamp,
};
use recension::extract;
use recension::render::compare::{Audience, Comparison};
use recension::source::{Item, ItemContent, SourceLocation};
use recension::store::{
    ArticleFilter, ChangeFilter, EntryRow, HashedCapture, LocatedPointer, Rejected, Snapshot,
    StoreError, Writer,
};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::common::{Dice, import, made_up, recension, stderr, verify, write};

/// The number of bytes to flip.
const FLIPS: usize = 2000;

/// That number, or the one set in the environment for longer runs.
fn flips() -> usize {
    std::env::var("RECENSION_FLIPS").ok().and_then(|count| count.parse().ok()).unwrap_or(FLIPS)
}

/// A catalog with a row in every table, as one file without free pages. `articles` of them are
/// generated.
pub(crate) fn catalog(folder: &Path, articles: usize) -> PathBuf {
    let db = folder.join("whole.db");
    let mut lines = made_up(articles, &mut Dice(5));
    lines.push("{\"url\": \"https://www.example.org/cut short".to_owned());
    lines.push(
        "{\"url\": \"https://www.example.org/plain\", \"description\": \"No clock, no body.\"}"
            .to_owned(),
    );
    import(&db, &[&write(folder, "rows.jsonl", &lines)], 3);
    pointers(&db);
    let run = |arguments: &[&str], code: i32| {
        let output = recension().arg("--db").arg(&db).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["redact", "1", "1", "--reason", "An order.", "--by", "A."], 0);
    // The first search creates the word index.
    run(&["search", "-q", "witness"], 0);
    let found = run(&["audit", "--format", "jsonl"], 0);
    for line in found.lines().take(2) {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        run(
            &["audit", "ack", finding["finding"].as_str().unwrap(), "--note", "seen", "--by", "A."],
            0,
        );
    }
    run(&["verify"], 0);
    let connection = Connection::open(&db).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;")
        .unwrap();
    db
}

/// Records of web archives: a page with its handles, a pending revisit, a redirect, a look.
fn pointers(db: &Path) {
    let mut writer = Writer::begin(db, "recension test", "[\"pointers\"]", 7_000_000).unwrap();
    let place = |record: u64| SourceLocation {
        input: "crawl.warc".into(),
        record: None,
        offset: record * 100,
    };
    let clock =
        |text: &str| Timestamp::parse(text, &DefaultZone::default(), ClockSource::Header).unwrap();
    let line = r#"{"url":"https://www.example.org/served","title":"Served","body":"What was served.","captured":"2024-03-01T10:00:00Z","section":"News","publisher":"Example"}"#;
    let bytes = line.as_bytes().to_vec();
    let raw = ItemContent::Json(bytes);
    let capture =
        extract::capture(&Item { place: place(1), raw }, &extract::ExtractOptions::default());
    let mut capture = capture.unwrap();
    capture.payload = Some(recension::article::Sha256::of(b"page"));
    let method = "readability".to_owned();
    capture.annotations.extracted_by = Some(ExtractedBy { version: 1, method });
    let page = KeptPage {
        kind: PageKind::Html,
        content_type: Some("text/html".to_owned()),
        bytes: Arc::from(b"page".as_slice()),
    };
    let names = vec![Handle::of_payload("sha1:1"), Handle::of_record("<urn:x:1>")];
    let handles = Handles::new(names, true);
    let prepared = HashedCapture::new(capture.clone(), place(1)).with_handles(handles);
    let prepared = prepared.with_page(Some(page));
    // The same page in another archive, which also names it in another way, and comes before.
    let names = vec![Handle::of_record("<urn:x:1>"), Handle::of_record("<urn:x:1b>")];
    let another = SourceLocation { input: "another.warc".into(), ..place(300) };
    let again = HashedCapture::new(capture, another).with_handles(Handles::new(names, true));
    let revisit = Revisit {
        url: "https://www.example.org/gone".to_owned(),
        key: MatchKey::of("https://www.example.org/gone").unwrap(),
        captured: Some(clock("2024-03-02T10:00:00Z")),
        record_id: Some("<urn:x:2>".to_owned()),
        points_at: vec![Handle::of_payload("sha1:9"), Handle::of_record("<urn:x:9>")],
        names: vec![Handle::of_record("<urn:x:2>")],
    };
    let redirect = Redirect {
        url: "https://short.example/1".to_owned(),
        key: MatchKey::of("https://short.example/1").unwrap(),
        target: "https://www.example.org/served".to_owned(),
        target_key: MatchKey::of("https://www.example.org/served").unwrap(),
        captured: Some(clock("2024-03-03T10:00:00Z")),
    };
    let placed = |pointer, number| LocatedPointer { pointer, place: place(number), run: None };
    let look = Look {
        url: "https://www.example.org/served".to_owned(),
        key: MatchKey::of("https://www.example.org/served").unwrap(),
        at: clock("2024-03-04T10:00:00Z"),
        reason: LookReason::Gone,
        status: Some(410),
    };
    let pointers = [
        placed(Pointer::Revisit(revisit), 2),
        placed(Pointer::Redirect(redirect), 3),
        placed(Pointer::Look(look), 3),
    ];
    // Enough for a tile of the log.
    let rejects: Vec<Rejected> = (0..260)
        .map(|number| Rejected {
            place: place(4 + number),
            records: 1,
            code: "broken".to_owned(),
            reason: "for the test".to_owned(),
            bytes: b"bytes".to_vec(),
            length: 5,
            run: None,
        })
        .collect();
    writer.write_all(&[prepared, again], &pointers, &rejects, 900, 1).unwrap();
    writer.finish(8_000_000).unwrap();
}

/// The whole content of the catalog: the rows of all tables, with the contents of texts,
/// dictionaries and indexes instead of their stored bytes. `None` if it cannot be read.
fn dump(db: &Path) -> Option<String> {
    let connection = Connection::open(db).ok()?;
    let mut all = String::new();
    let mut put = |sql: &str| -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let _ = write!(all, "{:?} ", row.get::<_, Value>(column)?);
            }
            all.push('\n');
        }
        Ok(())
    };
    for name in ["application_id", "user_version", "encoding", "auto_vacuum"] {
        put(&format!("PRAGMA {name}")).ok()?;
    }
    put("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").ok()?;
    let tables: Vec<String> = connection
        .prepare(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
             AND name NOT IN ('_frame', '_dictionary') AND name NOT LIKE 'sqlite_stat%' ORDER BY name",
        )
        .ok()?
        .query_map([], |row| row.get(0))
        .ok()?
        .collect::<rusqlite::Result<_>>()
        .ok()?;
    for table in tables {
        let kept: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .ok()?
            .query_map([&table], |row| row.get(0))
            .ok()?
            .collect::<rusqlite::Result<_>>()
            .ok()?;
        let kept: Vec<String> = kept.iter().map(|column| format!("\"{column}\"")).collect();
        let kept = kept.join(", ");
        put(&format!("SELECT '{table}', {kept} FROM \"{table}\" ORDER BY 2, 3")).ok()?;
    }
    connection
        .execute_batch(
            "CREATE VIRTUAL TABLE temp.heading_seen USING fts5vocab(main, _heading, instance)",
        )
        .ok()?;
    let mut put = |sql: &str| -> rusqlite::Result<()> {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..3 {
                let _ = write!(all, "{:?} ", row.get::<_, Value>(column)?);
            }
        }
        Ok(())
    };
    put("SELECT term, doc, col FROM temp.heading_seen").ok()?;
    let dictionaries: Vec<(i64, Vec<u8>)> = connection
        .prepare("SELECT length, data FROM _dictionary ORDER BY dictionary_id")
        .ok()?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .ok()?
        .collect::<rusqlite::Result<_>>()
        .ok()?;
    for (length, data) in dictionaries {
        let bytes = zstd::bulk::decompress(&data, usize::try_from(length).ok()?).ok()?;
        let _ = write!(all, "{:x?}", recension::article::Sha256::of(&bytes));
    }
    drop(connection);
    let catalog = Snapshot::open(db).ok()?;
    let texts: Vec<i64> = Connection::open(db)
        .ok()?
        .prepare("SELECT text_id FROM _text")
        .ok()?
        .query_map([], |row| row.get(0))
        .ok()?
        .collect::<rusqlite::Result<_>>()
        .ok()?;
    // Every text is of a body or an extra, and leaves are of both.
    let log = catalog.log().ok()?;
    log.each_leaf(0, log.size(), &mut |entry, row: EntryRow, leaf| {
        let _ = write!(all, "{entry} {row:?} {leaf} ");
        Ok(())
    })
    .ok()?;
    let _ = write!(all, "{texts:?}");
    for (id, body) in read_bodies(&catalog)? {
        let _ = write!(all, "{id} {body:?}");
    }
    Some(all)
}

/// Bodies by their versions' ids; `None` if one cannot be read.
fn read_bodies(catalog: &Snapshot) -> Option<BTreeMap<String, Option<String>>> {
    let mut bodies = BTreeMap::new();
    for row in catalog.articles(&ArticleFilter::default()).ok()? {
        for version in catalog.versions(row.id).ok()? {
            let body = catalog.body(&version).ok()?;
            bodies.insert(version.id.to_string(), body.map(|body| body.to_string()));
        }
    }
    Some(bodies)
}

/// Reads as `list`, `log`, `show`, `diff`, `changes` and `search` do: any text returned for a
/// version must be the original one.
fn read_all(db: &Path, articles: i64, pick: i64, bodies: &BTreeMap<String, Option<String>>) {
    let Ok(catalog) = Snapshot::open(db) else { return };
    let _ = catalog.articles(&ArticleFilter::default());
    let _ = catalog.each_change(&ChangeFilter::default(), |_| Ok::<(), StoreError>(()));
    let _ = catalog.each_pointer(|_| Ok::<(), StoreError>(()));
    let _ = catalog.imports(100);
    let _ = catalog.rejects(None, None);
    let _ = catalog.stats(5);
    for article in 1..=articles {
        let article = ArticleId(article);
        let _ = catalog.aliases(article);
        let Ok(versions) = catalog.versions(article) else { continue };
        for version in &versions {
            if let Ok(body) = catalog.body(version) {
                // No text of a redacted version is shown, whatever its id is.
                if version.redacted.is_some() && body.is_none() {
                    continue;
                }
                let was = bodies.get(&version.id.to_string());
                let body = body.map(|body| body.to_string());
                assert_eq!(was, Some(&body), "version {} is shown otherwise", version.id);
            }
            for capture in &version.captures {
                let _ = catalog.details(capture);
            }
        }
        // Diffs and rules are slow: one article per flip.
        if article.0 != 1 + pick % articles {
            continue;
        }
        let history = history_of(versions);
        for state in 0..history.states().len() {
            if let Ok(Some(pair)) =
                Comparison::of_state(&catalog, &history, state, Audience::Person)
            {
                let _ = pair.diff();
            }
        }
        let _ = recension::audit::audit(&catalog, &history, &recension::audit::RULES, 0);
    }
    for word in ["witness", "\"saw 7\""] {
        let query: recension::search::Query = word.parse().unwrap();
        let wanted = recension::history::search::Search::new(query).limit(5).snippet(80);
        let _ = recension::history::search::search((&catalog).into(), &wanted);
    }
}

fn history_of(versions: Vec<recension::article::StoredVersion>) -> recension::timeline::Timeline {
    recension::timeline::Timeline::of(versions)
}

#[test]
fn a_flipped_byte_is_named_or_was_of_no_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 3);
    let whole = std::fs::read(&db).unwrap();
    eprintln!("{} bytes", whole.len());
    let said = dump(&db).unwrap();
    let opened = Snapshot::open(&db).unwrap();
    assert_eq!(verify(&opened, true).damage, Vec::<String>::new());
    let bodies = read_bodies(&opened).unwrap();
    let articles = opened.stats(0).unwrap().articles;
    drop(opened);
    let mut dice = Dice(41);
    let flips: Vec<(usize, u8)> =
        (0..flips()).map(|_| (dice.below(whole.len()), 1 + dice.below(255) as u8)).collect();
    let share = |part: usize| -> (usize, usize, Vec<String>) {
        let path = folder.path().join(format!("flipped-{part}.db"));
        let (mut named, mut unused, mut missed) = (0, 0, Vec::new());
        for (at, mask) in flips.iter().skip(part).step_by(2) {
            let mut bytes = whole.clone();
            bytes[*at] ^= mask;
            std::fs::write(&path, &bytes).unwrap();
            let done = catch_unwind(AssertUnwindSafe(|| {
                read_all(&path, articles, *at as i64, &bodies);
                Snapshot::open(&path).map(|catalog| verify(&catalog, true))
            }));
            match done {
                Err(_) => missed.push(format!("byte {at} ^ {mask}: a panic, or a wrong text")),
                Ok(Err(_)) => named += 1,
                Ok(Ok(found)) if !found.damage.is_empty() => named += 1,
                Ok(Ok(_)) if dump(&path).as_ref() == Some(&said) => unused += 1,
                Ok(Ok(found)) if !found.notices.is_empty() => named += 1,
                Ok(Ok(_)) => {
                    let now = dump(&path).unwrap_or_default();
                    let same = now.bytes().zip(said.bytes()).take_while(|(a, b)| a == b).count();
                    let around = |text: &str| {
                        let from = same.saturating_sub(200);
                        String::from_utf8_lossy(text.as_bytes().get(from..).unwrap_or_default())
                            .chars()
                            .take(260)
                            .collect::<String>()
                    };
                    let (was, is) = (around(&said), around(&now));
                    missed.push(format!("byte {at} ^ {mask}: unnoticed\nwas {was}\nis  {is}"));
                }
            }
        }
        (named, unused, missed)
    };
    let [one, two] = std::thread::scope(|scope| {
        [0, 1].map(|part| scope.spawn(move || share(part))).map(|thread| thread.join().unwrap())
    });
    let (named, unused) = (one.0 + two.0, one.1 + two.1);
    eprintln!("{named} named, {unused} of no meaning");
    let missed = [one.2, two.2].concat();
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
    assert!(named > unused, "the catalog is mostly empty: {named} flips were named");
}

/// A column: its name, its declared type, whether NULL is allowed, its position in the key.
struct Column {
    name: String,
    kind: String,
    nullable: bool,
    key: i64,
}

fn columns(connection: &Connection, table: &str) -> Vec<Column> {
    connection
        .prepare(
            "SELECT name, upper(type), \"notnull\" = 0 AND pk = 0, pk FROM pragma_table_info(?1)",
        )
        .unwrap()
        .query_map([table], |row| {
            Ok(Column {
                name: row.get(0)?,
                kind: row.get(1)?,
                nullable: row.get(2)?,
                key: row.get(3)?,
            })
        })
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

/// Other values for a column, as SQL expressions over its row.
fn other_values(table: &str, column: &Column) -> Vec<String> {
    let name = format!("\"{}\"", column.name);
    let mut values = vec![format!(
        "(SELECT {name} FROM \"{table}\" o WHERE o.{name} IS NOT \"{table}\".{name} LIMIT 1)"
    )];
    match column.kind.as_str() {
        "INTEGER" => values.extend([format!("{name} + 1"), format!("coalesce({name}, 0) + 60000000")]),
        "TEXT" => values.push(format!("coalesce({name}, '') || 'x'")),
        _ => values.push(format!(
            "CAST(substr({name}, 1, length({name}) - 1) || char(1 + unicode(substr(hex({name}), -1)) % 9) AS BLOB)"
        )),
    }
    if column.nullable {
        values.push("NULL".to_owned());
    }
    values
}

/// Changes every column of every table, deletes a row and inserts a row, with the triggers dropped
/// and recreated.
#[test]
fn rows_that_are_edited_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path(), 3);
    let whole = std::fs::read(&db).unwrap();
    let said = dump(&db).unwrap();
    let (tables, triggers) = {
        let connection = Connection::open(&db).unwrap();
        let list = |sql: &str| -> Vec<(String, String)> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let tables = list(
            "SELECT name, type FROM pragma_table_list WHERE schema = 'main'
             AND type IN ('table', 'shadow') AND name NOT LIKE 'sqlite_%' ORDER BY name",
        );
        (tables, list("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
    };
    let path = folder.path().join("edited.db");
    let mut unnoticed = Vec::new();
    let mut edits = 0;
    let mut attempt = |table: &str, column: &str, sql: &str| {
        std::fs::write(&path, &whole).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; BEGIN")
            .unwrap();
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER \"{name}\"")).unwrap();
        }
        // An edit that the table's constraints refuse does not count, nor does one that changes
        // nothing.
        if !connection.execute(sql, []).is_ok_and(|changed| changed > 0) {
            return;
        }
        for (_, trigger) in &triggers {
            connection.execute_batch(trigger).unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
        drop(connection);
        let found = Snapshot::open(&path).map(|catalog| verify(&catalog, true));
        let is_found = match &found {
            Err(_) => true,
            Ok(said) => !said.damage.is_empty() || !said.notices.is_empty(),
        };
        if is_found {
            edits += 1;
        } else if dump(&path).as_ref() != Some(&said) {
            unnoticed.push(format!("{table}.{column}: {sql}"));
        }
    };
    for (table, kind) in &tables {
        let connection = Connection::open(&db).unwrap();
        let columns = columns(&connection, table);
        let rows: i64 = connection
            .query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))
            .unwrap();
        // A dictionary needs more text than a small catalog has.
        let may_be_empty = table == "_dictionary" || kind == "shadow";
        assert!(rows > 0 || may_be_empty, "{table} has no rows: the test needs some in each");
        drop(connection);
        let keys: Vec<String> = columns
            .iter()
            .filter(|column| column.key > 0)
            .map(|column| format!("\"{}\"", column.name))
            .collect();
        let keys = keys.join(", ");
        let nth = |number: i64| {
            format!("({keys}) = (SELECT {keys} FROM \"{table}\" LIMIT 1 OFFSET {number})")
        };
        for column in &columns {
            // Documents are numbered from it: a higher value only skips numbers, which is not
            // damage.
            if (table.as_str(), column.name.as_str()) == ("_derived", "word_docs") {
                continue;
            }
            for value in other_values(table, column) {
                let name = &column.name;
                let at = nth(rows / 2);
                attempt(
                    table,
                    name,
                    &format!(
                        "UPDATE \"{table}\" SET \"{name}\" = {value} WHERE {at} AND \"{name}\" IS NOT {value}"
                    ),
                );
            }
        }
        for number in [0, rows / 2, rows - 1] {
            attempt(table, "*", &format!("DELETE FROM \"{table}\" WHERE {}", nth(number)));
        }
        if kind == "table" {
            // A copy of a row, with another key and other values in every unique column.
            let copied: Vec<String> = columns
                .iter()
                .map(|column| {
                    let name = format!("\"{}\"", column.name);
                    let is_unique = column.key > 0
                        || matches!(
                            column.name.as_str(),
                            "digest_key" | "log_size" | "path" | "url" | "name" | "source"
                        );
                    match (is_unique, column.kind.as_str()) {
                        (true, "INTEGER") => format!("{name} + 100000"),
                        (true, "TEXT") => format!("{name} || 'x'"),
                        (true, _) => format!("randomblob(length({name}))"),
                        _ => name,
                    }
                })
                .collect();
            let copied = copied.join(", ");
            attempt(
                table,
                "*",
                &format!("INSERT INTO \"{table}\" SELECT {copied} FROM \"{table}\" LIMIT 1"),
            );
        }
    }
    eprintln!("{edits} edits were found");
    assert!(unnoticed.is_empty(), "unnoticed:\n{}", unnoticed.join("\n"));
    assert!(edits > 500, "only {edits} edits were made");
}

/// A text that others depend on is damaged: each unreadable version is reported, with its readable
/// parts.
#[test]
fn what_is_damaged_is_named_with_what_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    import(&db, &[Path::new("tests/samples/story")], 0);
    let connection = Connection::open(&db).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER frame_is_fixed;
             UPDATE _frame SET data = zeroblob(length(data)) WHERE frame_id >> 20 = 2;
             CREATE TRIGGER frame_is_fixed BEFORE UPDATE ON _frame
             BEGIN SELECT RAISE(ABORT, 'append-only: frames'); END;",
        )
        .unwrap();
    drop(connection);
    let run = |arguments: &[&str]| {
        let output = recension().arg("--db").arg(&db).args(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), said, String::from_utf8(output.stderr).unwrap())
    };
    let (code, said, warned) = run(&["verify"]);
    assert_eq!(code, Some(1), "{said}");
    for words in [
        "damage text 2: ",
        "2 later texts are based on it and cannot be read either",
        "damage version 3, fc7833ad74 of https://www.harbour-courier.example/news/ferry-fire: \
         its text 3 is based on text 2, which cannot be read",
        "its timestamps, title, byline and description can be read; its body cannot",
        "1 of 4 versions can be read completely",
    ] {
        assert!(said.contains(words), "\"{words}\" is not in:\n{said}");
    }
    assert!(warned.contains("restore a backup"), "{warned}");
    let (_, events, _) = run(&["sql", "--format", "csv", "SELECT outcome FROM events"]);
    assert!(events.trim_end().ends_with("fail"), "{events}");
    assert_eq!(run(&["show", "ferry-fire", "1"]).0, Some(0));
    assert_eq!(run(&["show", "ferry-fire", "3"]).0, Some(4));
}

/// Changes are derived data: a plain verification says that it did not look at them, and a deep one
/// names an edited row.
#[test]
fn an_edited_change_is_named_by_a_deep_verification() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    import(&db, &[&write(folder.path(), "a.jsonl", &made_up(8, &mut Dice(4)))], 0);
    let edited = Connection::open(&db)
        .unwrap()
        .execute(
            "UPDATE _state SET silent = 1 - silent
             WHERE (article_id, state) IN
                   (SELECT article_id, state FROM _state WHERE silent IS NOT NULL LIMIT 1)",
            [],
        )
        .unwrap();
    assert_eq!(edited, 1);
    for (arguments, code, says) in [
        (&["verify", "--no-record"][..], 0, "were not checked"),
        (&["verify", "--no-record", "--deep"], 1, "damage state 2: it differs"),
    ] {
        let output = recension().arg("--db").arg(&db).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(says), "{said}");
    }
}
