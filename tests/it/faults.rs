//! Faults, by name: what is wrong in the environment, and what the user is reported about it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use recension::store::Snapshot;
use rusqlite::Connection;

use crate::common::{Dice, content, import, made_up, recension, skip, stderr, write};
#[cfg(target_os = "linux")]
use crate::every_command::{KNOWN, WITHOUT, World, commands_that_end};

/// Runs the program and requires the exit code and these parts of its output.
#[track_caller]
fn check(db: &Path, arguments: &[&str], code: i32, words: &[&str]) -> String {
    let output = recension().arg("--db").arg(db).args(arguments).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{arguments:?}: \"{word}\" is not in: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
    said
}

#[test]
fn inputs_that_hold_nothing_are_named_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let db = folder.path().join("a.db");
    std::fs::write(path("empty"), "").unwrap();
    std::fs::write(path("garbage"), (0..=255).cycle().take(5000).collect::<Vec<u8>>()).unwrap();
    std::fs::create_dir(path("hollow")).unwrap();
    check(&db, &["import", &path("empty")], 4, &["empty", "check the file"]);
    check(&db, &["import", &path("garbage")], 4, &["garbage"]);
    check(&db, &["import", &path("hollow")], 4, &["hollow", "no readable files"]);
    check(&db, &["import", &path("missing")], 2, &["missing", "check the path"]);
    let other = Connection::open(path("other.db")).unwrap();
    other.execute_batch("CREATE TABLE theirs (x)").unwrap();
    check(&db, &["import", &path("other.db")], 4, &["SQLite"]);
}

#[test]
fn a_stream_cut_short_gives_what_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let text = made_up(300, &mut Dice(2)).join("\n");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let zstd = zstd::encode_all(text.as_bytes(), 3).unwrap();
    for (name, whole) in [("rows.jsonl.gz", gzip.finish().unwrap()), ("rows.jsonl.zst", zstd)] {
        let file = folder.path().join(name);
        std::fs::write(&file, &whole[..whole.len() * 2 / 3]).unwrap();
        let db = folder.path().join(format!("{name}.db"));
        let said = check(&db, &["import", &file.to_string_lossy()], 3, &[name]);
        assert!(!said.contains("added 0 versions"), "{said}");
        assert_eq!(Snapshot::open(&db).unwrap().stats(0).unwrap().rejects, 1);
    }
}

#[test]
fn bad_records_are_kept_and_the_good_ones_go_in() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let good = |number: usize| {
        format!(r#"{{"url":"https://example.org/{number}","title":"T","body":"B {number}"}}"#)
    };
    let bad = [
        "{\"url\": \"https://example.org/x\", \"title\": ",
        r#"{"title":"no url"}"#,
        r#"{"url":"https://example.org/x","title":{"a":1}}"#,
        r#"{"url":"https://example.org/x","title":"T","published":"0000-01-01"}"#,
        r#"{"url":"https://example.org/x","title":"T","published":"2024-05-32"}"#,
        r#"{"url":"https://example.org/x","title":"T","updated":"9998-12-31T23:59:59Z"}"#,
        r#"{"url":"http://","title":"T"}"#,
        r#"{"url":"https://example.org/x","title":"\x"}"#,
        "[1,2,3]",
        r#"{"url":"https://example.org/x"}"#,
    ];
    let mut bytes = Vec::new();
    for (number, line) in bad.iter().enumerate() {
        bytes.extend_from_slice(good(number).as_bytes());
        bytes.push(b'\n');
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(b"{\"url\":\"https://example.org/x\",\"title\":\"\xff\xfe\"}\n");
    let file = folder.path().join("rows.jsonl");
    std::fs::write(&file, &bytes).unwrap();
    check(&db, &["import", &file.to_string_lossy()], 3, &["11 rejected", "`recension rejects`"]);
    let catalog = Snapshot::open(&db).unwrap();
    let rejects = catalog.rejects(None, None).unwrap();
    assert_eq!(rejects.len(), 11);
    for (reject, line) in rejects.iter().zip(bad) {
        assert_eq!(reject.bytes, line.as_bytes(), "{}", reject.reason);
        assert!(reject.record.is_some_and(|record| record % 2 == 0), "{:?}", reject.record);
    }
    assert_eq!(catalog.stats(0).unwrap().versions, 10);
    // A field mapped to a column that does not exist would silently lose its text.
    let other = folder.path().join("b.db");
    let map = ["import", &*file.to_string_lossy(), "--map", "body=nowhere"].map(str::to_owned);
    check(&other, &map.each_ref().map(String::as_str), 3, &["nowhere", "no-column"]);
    // A second import keeps no reject twice.
    check(&db, &["import", &file.to_string_lossy()], 3, &["10 known"]);
    assert_eq!(Snapshot::open(&db).unwrap().rejects(None, None).unwrap().len(), 11);
}

/// A line of 40 MB among good ones is skipped in constant memory.
#[test]
fn a_record_beyond_the_limit_is_named_and_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let mut text = String::from("{\"url\":\"https://example.org/1\",\"title\":\"T\"}\n");
    let _ = writeln!(
        text,
        "{{\"url\":\"https://example.org/2\",\"body\":\"{}\"}}",
        "x".repeat(40 << 20)
    );
    text.push_str("{\"url\":\"https://example.org/3\",\"title\":\"T\"}\n");
    let file = folder.path().join("rows.jsonl");
    std::fs::write(&file, text).unwrap();
    check(&db, &["import", &file.to_string_lossy()], 3, &["record 2", "--max-record"]);
    assert_eq!(Snapshot::open(&db).unwrap().stats(0).unwrap().versions, 2);
}

#[test]
fn a_file_that_is_no_catalog_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let rows = write(folder.path(), "rows.jsonl", &made_up(3, &mut Dice(1)));
    let rows = rows.to_string_lossy();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "not a database, but a text of some length\n".repeat(50)).unwrap();
    let foreign = folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
    let newer = folder.path().join("newer.db");
    import(&newer, &[Path::new(&*rows)], 0);
    Connection::open(&newer).unwrap().pragma_update(None, "user_version", 9999).unwrap();
    for (db, word) in
        [(&text, "not an SQLite file"), (&foreign, "another program"), (&newer, "newer recension")]
    {
        let before = std::fs::read(db).unwrap();
        check(db, &["list"], 4, &[word]);
        check(db, &["import", &rows], 4, &[word]);
        assert!(std::fs::read(db).unwrap() == before, "{} was written", db.display());
    }
    // A folder is read as several catalogs, or is none.
    check(folder.path(), &["list"], 4, &["foreign.db", "another program"]);
    check(folder.path(), &["verify"], 4, &["not a file"]);
    let empty = folder.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    for arguments in [["list"].as_slice(), &["optimize"], &["verify"], &["sql", "SELECT 1"]] {
        check(&empty, arguments, 2, &["empty.db is empty", "interrupted", "--db FILE"]);
    }
    check(&empty, &["import", "--dry-run", &rows], 0, &[]);
    assert_eq!(std::fs::read(&empty).unwrap(), b"", "only read");
    check(&empty, &["import", &rows], 0, &[]);
}

/// A catalog from before file format 1.0 is refused by everything that opens it, and left
/// unchanged.
#[test]
fn a_catalog_from_before_1_0_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let rows = write(folder.path(), "rows.jsonl", &made_up(3, &mut Dice(1)));
    let rows = rows.to_string_lossy();
    let new = folder.path().join("new.db");
    import(&new, &[Path::new(&*rows)], 0);
    for schema in [1, 9] {
        let db = folder.path().join(format!("{schema}.db"));
        let old = Connection::open(&db).unwrap();
        old.execute_batch("CREATE TABLE version (id BLOB NOT NULL) STRICT").unwrap();
        old.pragma_update(None, "application_id", recension::store::APPLICATION_ID).unwrap();
        old.pragma_update(None, "user_version", schema).unwrap();
        drop(old);
        let before = std::fs::read(&db).unwrap();
        let said = format!("written before recension 1.0 (schema {schema};");
        let words = [said.as_str(), "import its inputs again"];
        for arguments in [&["list"][..], &["import", &rows], &["optimize"], &["sql", "SELECT 1"]] {
            check(&db, arguments, 4, &words);
        }
        check(&new, &["merge", &db.to_string_lossy()], 4, &words);
        assert!(std::fs::read(&db).unwrap() == before, "schema {schema} was written");
    }
    let mut left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("new.db"))
        .collect();
    left.sort_unstable();
    assert_eq!(left, ["1.db", "9.db", "rows.jsonl"]);
}

#[test]
fn a_locked_catalog_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "rows.jsonl", &made_up(20, &mut Dice(1)));
    import(&db, &[&rows], 0);
    let holder = Connection::open(&db).unwrap();
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let more = write(folder.path(), "more.jsonl", &made_up(40, &mut Dice(8)));
    let importer = recension()
        .arg("--db")
        .arg(&db)
        .arg("import")
        .arg(&more)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A writer does not block readers.
    check(&db, &["list", "--count"], 0, &[]);
    std::thread::sleep(Duration::from_millis(300));
    holder.execute_batch("ROLLBACK").unwrap();
    let output = importer.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

/// A reader that closes the pipe early is not an error.
#[test]
fn a_closed_pipe_is_a_quiet_success() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "rows.jsonl", &made_up(2000, &mut Dice(1)));
    import(&db, &[&rows], 0);
    for arguments in
        [&["list", "--format", "jsonl"][..], &["import", "--help"], &["log", "1", "-p"]]
    {
        let mut child = recension()
            .arg("--db")
            .arg(&db)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        assert_eq!(stderr(&output), "");
    }
}

/// An interrupted import commits complete records, reports that, and continues when it is run
/// again.
#[cfg(unix)]
#[test]
fn told_to_stop_it_commits_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let lines = made_up(3000, &mut Dice(4));
    let db = folder.path().join("a.db");
    let mut importer = recension()
        .arg("--db")
        .arg(&db)
        .args(["import", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = importer.stdin.take().unwrap();
    let (first, rest) = lines.split_at(lines.len() / 2);
    for line in first {
        writeln!(input, "{line}").unwrap();
    }
    input.flush().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let id = importer.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    // It may have stopped reading already.
    for line in rest {
        if writeln!(input, "{line}").is_err() {
            break;
        }
    }
    drop(input);
    let output = importer.wait_with_output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("run the same command again"), "{said}");

    let whole = write(folder.path(), "rows.jsonl", &lines);
    import(&db, &[&whole], 0);
    let undisturbed = folder.path().join("b.db");
    import(&undisturbed, &[&whole], 0);
    assert_eq!(content(&db), content(&undisturbed));
}

/// A silent stream does not delay an import that was asked to stop.
#[cfg(unix)]
#[test]
fn told_to_stop_it_leaves_a_silent_stream() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let mut importer = recension()
        .arg("--db")
        .arg(&db)
        .args(["import", "-", "--input-format", "jsonl"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = importer.stdin.take().unwrap();
    // More than the reader needs to detect the format.
    for line in made_up(300, &mut Dice(4)) {
        writeln!(input, "{line}").unwrap();
    }
    input.flush().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let id = importer.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = importer.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("run the same command again"), "{}", stderr(&output));
    // Open until here: the stream was silent, not closed.
    drop(input);
    assert!(Snapshot::open(&db).unwrap().stats(0).unwrap().versions > 0);
}

/// A page that takes long to read does not delay an import that was asked to stop.
#[cfg(unix)]
#[test]
fn told_to_stop_it_leaves_a_long_page() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "a.jsonl", &made_up(30, &mut Dice(4)));
    let byline = "<p class=byline>By Ada Lane and Ben Moss, 1 March 2024 10:00 GMT</p>";
    let page = format!(
        "<link rel=canonical href='https://a.example/1'><title>Fire</title>{}",
        byline.repeat(60_000)
    );
    let long = folder.path().join("long.html");
    std::fs::write(&long, page).unwrap();
    let importer = recension()
        .arg("--db")
        .arg(&db)
        .arg("import")
        .args([&rows, &long])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The rows are written while the page is being read.
    std::thread::sleep(Duration::from_millis(1500));
    let id = importer.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let start = Instant::now();
    let output = importer.wait_with_output().unwrap();
    let (said, took) = (stderr(&output), start.elapsed());
    if output.status.code() == Some(0) {
        skip("the page was read before the signal came");
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(took < Duration::from_secs(4), "it took {took:?}: {said}");
    assert!(said.contains("run the same command again"), "{said}");
    assert!(Snapshot::open(&db).unwrap().stats(0).unwrap().versions > 0);
}

/// Altered bytes of a body are damage, and are never shown as text.
#[test]
fn a_text_that_does_not_give_its_versions_id_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "rows.jsonl", &made_up(5, &mut Dice(6)));
    import(&db, &[&rows], 0);
    let connection = Connection::open(&db).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER version_is_fixed; UPDATE _version SET title = 'Forged' WHERE article_id = 2;
             PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .unwrap();
    drop(connection);
    check(&db, &["show", "2"], 4, &["damaged", "does not match its id"]);
    check(&db, &["show", "3"], 0, &[]);
}

/// Flips bytes of a catalog, one at a time: every command ends, and none panics.
#[test]
fn a_flipped_byte_never_makes_it_panic() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = write(folder.path(), "rows.jsonl", &made_up(60, &mut Dice(6)));
    import(&db, &[&rows], 0);
    let whole = std::fs::read(&db).unwrap();
    let mut dice = Dice(13);
    let damaged = folder.path().join("damaged.db");
    for _ in 0..60 {
        let mut bytes = whole.clone();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        std::fs::write(&damaged, &bytes).unwrap();
        let article = (1 + dice.below(60)).to_string();
        for arguments in [&["list"][..], &["log", &article, "-p"], &["show", &article]] {
            let output = recension().arg("--db").arg(&damaged).args(arguments).output().unwrap();
            let code = output.status.code();
            assert!(
                matches!(code, Some(0 | 2 | 4)),
                "byte {at}, {arguments:?}: {code:?} {}",
                stderr(&output)
            );
        }
    }
}

/// A full disk (here a limit on file size): committed data is safe, and running the import again
/// completes it.
#[cfg(unix)]
#[test]
fn a_disk_that_takes_no_more_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let first = write(folder.path(), "first.jsonl", &made_up(50, &mut Dice(1)));
    import(&db, &[&first], 0);
    let before = content(&db);
    let rows = write(folder.path(), "rows.jsonl", &made_up(3000, &mut Dice(3)));
    let command = format!(
        "trap '' XFSZ; ulimit -f 1000; exec '{}' --db '{}' import '{}'",
        env!("CARGO_BIN_EXE_recension"),
        db.display(),
        rows.display()
    );
    let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("a.db"), "{said}");
    let after = content(&db);
    for (key, versions) in &before {
        let now = after.get(key).unwrap();
        assert!(versions.len() <= now.len(), "{key} lost a version");
    }
    import(&db, &[&rows], 0);
    let undisturbed = folder.path().join("b.db");
    import(&undisturbed, &[&first, &rows], 0);
    assert_eq!(content(&db), content(&undisturbed));
}

/// Runs a shell script in its own mount namespace, or without one if nothing can be mounted. `None`
/// if the script reports that by exiting with 99.
#[cfg(target_os = "linux")]
fn with_mounts(script: &str) -> Option<String> {
    for shell in [&["unshare", "-m", "sh", "-c", script][..], &["sh", "-c", script]] {
        let output = std::process::Command::new(shell[0]).args(&shell[1..]).output();
        let Ok(output) = output else { continue };
        match output.status.code() {
            Some(99) => {}
            _ if stderr(&output).contains("unshare") => {}
            code => {
                assert_eq!(code, Some(0), "{}", stderr(&output));
                return Some(String::from_utf8(output.stdout).unwrap());
            }
        }
    }
    skip("no file system can be mounted here");
    None
}

/// If nothing can be written, every command that only reads works, and each command that writes
/// reports the reason.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_catalog_can_be_read() {
    let world = World::new();
    let place = tempfile::tempdir().unwrap();
    // A closed catalog, one as an active importer leaves it, and the same without the index of its
    // write-ahead log.
    let held = Connection::open(world.path("a.db")).unwrap();
    held.query_row("SELECT count(*) FROM _version", [], |_| Ok(())).unwrap();
    import(&world.path("a.db"), &[&world.path("more.jsonl")], 0);
    for (folder, ends) in [("at-work", &["", "-wal", "-shm"][..]), ("no-index", &["", "-wal"])] {
        std::fs::create_dir(place.path().join(folder)).unwrap();
        for end in ends {
            let to = place.path().join(folder).join(format!("a.db{end}"));
            std::fs::copy(world.path(&format!("a.db{end}")), to).unwrap();
        }
    }
    drop(held);
    std::fs::create_dir(place.path().join("closed")).unwrap();
    std::fs::copy(world.path("a.db"), place.path().join("closed/a.db")).unwrap();

    let mut script = format!(
        "cd '{0}'; mount --bind . . && mount -o remount,bind,ro '{0}' || chmod -R a-w .
         touch '{0}/closed/new' && exit 99\n",
        place.path().display()
    );
    let mut asked = Vec::new();
    for folder in ["closed", "at-work", "no-index"] {
        let db = place.path().join(folder).join("a.db");
        for name in commands_that_end() {
            let _ = write!(script, "'{}' --db '{}'", env!("CARGO_BIN_EXE_recension"), db.display());
            for argument in world.usual(&name) {
                let _ = write!(script, " '{argument}'");
            }
            let said = world.path("said");
            let _ = writeln!(script, " > /dev/null 2> '{0}'; echo $? $(cat '{0}')", said.display());
            for made in ["backup.db", "evidence.json"] {
                let _ = writeln!(script, "rm -f '{}'", world.path(made).display());
            }
            asked.push((folder, name));
        }
    }
    let _ = writeln!(script, "chmod -R u+w . 2> /dev/null; true");
    let Some(told) = with_mounts(&script) else { return };
    assert_eq!(told.lines().count(), asked.len(), "{told}");
    for ((folder, name), told) in asked.iter().zip(told.lines()) {
        assert!(!told.contains("panicked"), "{folder}: {name}: {told}");
        if !KNOWN.contains(&name.as_str()) {
            continue;
        }
        let writes =
            ["import", "merge", "optimize", "rebuild", "redact", "reread"].contains(&name.as_str());
        let reads = *folder != "no-index" || WITHOUT.contains(&name.as_str());
        let word = if writes || !reads { "4 error: " } else { "0" };
        assert!(told.starts_with(word), "{folder}: {name}: {told}");
        let why = ["cannot be written", "cannot be read where it is"];
        let says_why = word == "0" || why.iter().any(|why| told.contains(why));
        assert!(says_why, "{folder}: {name}: {told}");
    }
}

/// A read-only catalog that was never searched is searched in a temporary copy with an index.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_catalog_without_an_index_is_searched() {
    let place = tempfile::tempdir().unwrap();
    let db = place.path().join("a.db");
    import(&db, &[Path::new("tests/samples/records.jsonl")], 0);
    let script = format!(
        "cd '{0}'; mount --bind . . && mount -o remount,bind,ro '{0}' || chmod -R a-w .
         touch new && exit 99
         '{1}' --db '{0}/a.db' search bridge --format csv 2>&1
         chmod -R u+w . 2> /dev/null; true",
        place.path().display(),
        env!("CARGO_BIN_EXE_recension"),
    );
    let Some(told) = with_mounts(&script) else { return };
    assert!(told.contains("reads a temporary copy"), "{told}");
    let words = ["search", "bridge", "--format", "csv"];
    let searched = recension().arg("--db").arg(&db).args(words).output().unwrap();
    let searched = String::from_utf8(searched.stdout).unwrap();
    assert!(searched.lines().count() > 1 && told.ends_with(&searched), "{told}");
}

/// A full file system: committed data is safe and readable, and once there is space, running the
/// import again completes it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_file_system_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = write(folder.path(), "first.jsonl", &made_up(20, &mut Dice(1)));
    let rows = write(folder.path(), "rows.jsonl", &made_up(1500, &mut Dice(3)));
    std::fs::create_dir(folder.path().join("small")).unwrap();
    let db = folder.path().join("small/a.db");
    let script = format!(
        "mount -t tmpfs -o size=3m tmpfs '{folder}/small' || exit 99
         run() {{ '{program}' --db '{db}' \"$@\" > /dev/null 2> said; echo $? $(cat said); }}
         cd '{folder}'; run import first.jsonl; run import rows.jsonl; run list
         cat /dev/zero > small/fill 2> /dev/null
         run import rows.jsonl; run optimize; run backup small/b.db; run list; run show 1; run stats
         rm small/fill; mount -o remount,size=80m '{folder}/small'
         run import rows.jsonl; run optimize; cp small/a.db kept.db",
        folder = folder.path().display(),
        program = env!("CARGO_BIN_EXE_recension"),
        db = db.display(),
    );
    let Some(told) = with_mounts(&script) else { return };
    let told: Vec<&str> = told.lines().collect();
    let codes: Vec<&str> = told.iter().map(|line| line.split(' ').next().unwrap()).collect();
    let expected = ["0", "4", "0", "4", "4", "4", "0", "0", "0", "0", "0"];
    assert_eq!(codes, expected, "{told:#?}");
    for full in told.iter().filter(|line| line.starts_with('4')) {
        assert!(full.contains(".db") && full.contains("space"), "{full}");
    }
    let undisturbed = folder.path().join("b.db");
    import(&undisturbed, &[&first, &rows], 0);
    assert_eq!(content(&folder.path().join("kept.db")), content(&undisturbed));
}
