//! `fetch`, `watch` and `backfill` as programs, with the clock of the machine.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use recension::store::Snapshot;

use crate::common::{Dice, recension, stderr, verify};
use crate::newsroom::{Answer, Newsroom, check_with_warcio, has_warcio, page};
use crate::works::at_length;

/// The program on the newsroom's catalog, with leave to ask it.
pub(crate) fn program(room: &Newsroom, arguments: &[&str]) -> Command {
    let mut command = recension();
    command.arg("--db").arg(room.db()).args(arguments);
    command
}

/// The options with which a command may ask the newsroom.
pub(crate) fn leave(room: &Newsroom) -> Vec<String> {
    [allowed(room), ["--delay", "1"].map(str::to_owned).to_vec()].concat()
}

pub(crate) fn allowed(room: &Newsroom) -> Vec<String> {
    let port = room.port.to_string();
    ["--allow-address", "127.0.0.0/8", "--allow-port", &port].map(str::to_owned).to_vec()
}

pub(crate) fn run(room: &Newsroom, arguments: &[&str]) -> Output {
    program(room, arguments).args(leave(room)).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn fetch_archives_imports_and_shows_what_changed() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let room = Newsroom::start(move |asked| match &*asked.path {
        "/robots.txt" => Answer::new(200, "User-agent: *\nDisallow: /private\n"),
        "/ferry" => {
            let price = 4 + counter.fetch_add(1, Ordering::SeqCst);
            Answer::new(200, page("Ferry", &format!("The toll is {price} pounds a day.")))
        }
        _ => Answer::new(404, "none"),
    });
    let url = format!("http://127.0.0.1:{}/ferry", room.port);
    let output = run(&room, &["fetch", &url]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("Ferry"), "{}", stdout(&output));
    let output = run(&room, &["fetch", &url]);
    assert!(stdout(&output).contains("[-4-]{+5+}"), "{}", stdout(&output));
    let catalog = room.catalog();
    assert_eq!(catalog.stats(0).unwrap().versions, 2);
    assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
    // The archives are next to the catalog; both runs write to the one of the day.
    let archives: Vec<PathBuf> = std::fs::read_dir(room.path("a-warc"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains("pages-"))
        .collect();
    assert!((1..=2).contains(&archives.len()), "{archives:?}");
    if has_warcio() {
        for path in &archives {
            check_with_warcio(path);
        }
    }
    // What cannot be fetched is said, in words and as JSON.
    let base = format!("http://127.0.0.1:{}", room.port);
    let (private, missing) = (format!("{base}/private/x"), format!("{base}/missing"));
    let output = run(&room, &["fetch", "--json", &private, &missing]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let results = json["results"].as_array().unwrap();
    let result = |url: &str| results.iter().find(|result| result["url"] == url).unwrap().clone();
    assert_eq!(result(&private)["result"], "disallowed");
    assert_eq!(result(&missing)["status"], 404);
    assert!(room.log().iter().all(|asked| !asked.path.starts_with("/private")));
    assert!(stderr(&output).contains("robots.txt"), "{}", stderr(&output));
    // Without leave, nothing connects to this machine.
    let before = room.log().len();
    let output = program(&room, &["fetch", &url]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("--allow-port"), "{}", stderr(&output));
    assert_eq!(room.log().len(), before);
}

#[test]
fn a_watch_is_kept_run_shown_paused_and_removed() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        "/" => Answer::new(
            200,
            "<html><head><title>F</title><link rel=alternate type='application/rss+xml' \
             href='/feed'></head><body>Front page</body></html>",
        ),
        "/feed" => Answer::new(
            200,
            format!(
                "<rss version='2.0'><channel><title>F</title><item><title>Ferry</title>\
                 <link>http://{}/ferry</link></item></channel></rss>",
                asked.fields["host"]
            ),
        )
        .with("Content-Type", "application/rss+xml"),
        _ => Answer::new(200, page("Ferry", "The ferry sails at nine.")),
    });
    let url = format!("http://127.0.0.1:{}/", room.port);
    let output = program(&room, &["watch", "list"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("watch add"), "{}", stderr(&output));
    let output =
        program(&room, &["watch", "add", "--json", &url]).args(allowed(&room)).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("\"added\":true"), "{}", stdout(&output));
    // The front page leads to its feed, and the feed to its entry, in one run.
    let output = run(&room, &["watch", "run", "--once"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let paths: Vec<String> = room.log().into_iter().map(|asked| asked.path).collect();
    assert_eq!(paths, ["/robots.txt", "/", "/feed", "/ferry"], "{}", stderr(&output));
    assert_eq!(room.catalog().stats(0).unwrap().versions, 1);
    // Nothing is due for a quarter of an hour, also after a restart.
    let output = run(&room, &["watch", "run", "--once"]);
    assert_eq!((output.status.code(), room.log().len()), (Some(0), 4), "{}", stderr(&output));
    let output = program(&room, &["watch", "status", "--json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["counts"]["pages"], 3, "{json}");
    assert_eq!(json["counts"]["due"], 0, "{json}");
    let last = json["pages"][0]["last"].as_str().unwrap();
    assert!(last.starts_with("20") && last.ends_with('Z'), "{json}");
    assert!(json["counts"]["bytes"].as_i64().unwrap() > 500, "{json}");
    for (command, shown) in [("pause", "yes"), ("resume", "")] {
        let output = program(&room, &["watch", command, &url]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let output = program(&room, &["watch", "list", "--format", "csv"]).output().unwrap();
        assert_eq!(stdout(&output).contains("true"), !shown.is_empty(), "{}", stdout(&output));
    }
    let output = program(&room, &["watch", "remove", &url]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = program(&room, &["watch", "remove", &url]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(room.catalog().stats(0).unwrap().versions, 1, "the catalog keeps what was found");
}

#[test]
fn only_one_process_runs_a_watch_and_a_signal_ends_it_in_order() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ => Answer::new(200, page("Ferry", "The ferry sails at nine.")),
    });
    let url = format!("http://127.0.0.1:{}/ferry", room.port);
    assert!(
        program(&room, &["watch", "add", &url]).args(allowed(&room)).status().unwrap().success()
    );
    // The service manager is a socket.
    let socket = room.path("notify");
    let manager = std::os::unix::net::UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut daemon = program(&room, &["watch", "run", "--json"])
        .args(leave(&room))
        .env("NOTIFY_SOCKET", &socket)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut buffer = [0; 64];
    let length = manager.recv(&mut buffer).unwrap();
    assert_eq!(&buffer[..length], b"READY=1");
    let output = run(&room, &["watch", "run", "--once"]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("another process is running this watch"));
    let mut lines = BufReader::new(daemon.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(line.contains("\"fetched\""), "{line}");
    let id = daemon.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let status = daemon.wait().unwrap();
    let mut said = String::new();
    daemon.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status.code(), Some(0), "{said}");
    assert_eq!(room.catalog().stats(0).unwrap().versions, 1, "what was fetched is imported");
    let mut messages = Vec::new();
    manager.set_nonblocking(true).unwrap();
    while let Ok(length) = manager.recv(&mut buffer) {
        messages.push(String::from_utf8_lossy(&buffer[..length]).into_owned());
    }
    assert_eq!(messages.last().map(String::as_str), Some("STOPPING=1"), "{messages:?}");
}

/// The header and the body of each received request.
type Received = Arc<Mutex<Vec<(String, String)>>>;

/// A receiver of webhooks that fails at first.
fn receiver(failures: usize) -> (String, Received) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let received = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&received);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                head.push_str(&line);
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let mut kept = kept.lock().unwrap();
            kept.push((head, String::from_utf8(body).unwrap()));
            let status = if kept.len() <= failures { "500 No" } else { "204 Yes" };
            drop(kept);
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        }
    });
    (url, received)
}

#[test]
fn a_change_is_reported_to_a_command_and_a_webhook_until_it_arrives() {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let room = Newsroom::start(move |asked| match &*asked.path {
        "/ferry" => {
            let price = 4 + counter.fetch_add(1, Ordering::SeqCst);
            Answer::new(200, page("Ferry", &format!("The toll is {price} pounds a day.")))
        }
        _ => Answer::new(404, "none"),
    });
    let url = format!("http://127.0.0.1:{}/ferry", room.port);
    let (hook, received) = receiver(1);
    let secret = room.path("secret");
    std::fs::write(&secret, "Jefe\n").unwrap();
    assert!(
        program(&room, &["watch", "add", &url]).args(allowed(&room)).status().unwrap().success()
    );
    let out = room.path("changes.jsonl");
    let exec = format!("cat >> {}", out.display());
    let watch = |more: &[&str]| {
        let mut arguments = vec!["watch", "run", "--once", "--exec", &exec, "--webhook", &hook];
        arguments.extend(["--webhook-secret", secret.to_str().unwrap()]);
        arguments.extend(more);
        let output = run(&room, &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output)
    };
    watch(&[]);
    assert!(!out.exists(), "the first version is not a change");
    make_due(&room);
    let said = watch(&[]);
    assert!(said.contains("not delivered yet"), "{said}");
    assert_eq!(received.lock().unwrap().len(), 1);
    // The queue outlives the process.
    make_messages_due(&room);
    let said = watch(&[]);
    assert!(!said.contains("not delivered"), "{said}");
    let received = received.lock().unwrap();
    let [(first, body), (second, again)] = &received[..] else { panic!("{received:?}") };
    assert_eq!(body, again);
    let field = |head: &str, name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(name)).unwrap();
        line.split_once(':').unwrap().1.trim().to_owned()
    };
    assert_eq!(field(first, "idempotency-key"), field(second, "idempotency-key"));
    assert!(field(first, "x-recension-signature").starts_with("sha256="));
    let json: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(json["url"], url, "{json}");
    assert_eq!(json["words_added"], 1, "{json}");
    // The command got it twice, too: at least once.
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().count(), 2);
    drop(received);
    // A rule that does not fit: nothing is reported.
    make_due(&room);
    watch(&["--class", "quote"]);
    assert_eq!(std::fs::read_to_string(&out).unwrap().lines().count(), 2);
    assert_eq!(room.catalog().stats(0).unwrap().versions, 3);
}

fn state(room: &Newsroom) -> rusqlite::Connection {
    rusqlite::Connection::open(room.path("a-watch.db")).unwrap()
}

/// Makes all pages due, as if time had passed.
fn make_due(room: &Newsroom) {
    state(room)
        .execute_batch(
            "UPDATE page SET next_us = 1, changed_us = changed_us - 7200000000;
             UPDATE host SET ready_us = max(1, not_before_us)",
        )
        .unwrap();
}

fn make_messages_due(room: &Newsroom) {
    state(room).execute("UPDATE message SET next_us = 1 WHERE next_us > 1", []).unwrap();
}

/// Killed at any point: no record of the archive is lost, and no host is asked again too early.
#[test]
fn a_watch_that_is_killed_loses_nothing_and_stays_polite() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ => Answer::new(200, page("Story", &format!("The story of {} is told.", asked.host))),
    });
    let mut add = program(&room, &["watch", "add", "--kind", "page"]);
    add.args(allowed(&room));
    for host in 1..=24 {
        add.arg(format!("http://127.0.0.{host}:{}/story", room.port));
    }
    assert!(add.status().unwrap().success());
    // The creation of the catalog was killed too.
    std::fs::write(room.db(), "").unwrap();
    let mut dice = Dice(20_261_201);
    let attempts = if at_length() { 200 } else { 10 };
    let mut kills = 0;
    // A slow machine gets more time, until a record was written.
    while kills < attempts || (kills < 60 && check_complete_records(&room) == 0) {
        let mut child = program(&room, &["-q", "watch", "run", "--once"])
            .args(leave(&room))
            .args(["--timeout", "1"])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let most = 700 * (1 + kills / attempts.max(10));
        std::thread::sleep(Duration::from_millis(50 + dice.below(most) as u64));
        kills += 1;
        let _ = child.kill();
        let _ = child.wait();
        // All pages are due again, as soon as their hosts may be asked.
        make_due(&room);
    }
    let mut log = room.log();
    log.sort_by_key(|asked| asked.moment);
    for (number, asked) in log.iter().enumerate() {
        let before = log[..number].iter().rev().find(|before| before.host == asked.host);
        if let Some(before) = before {
            let pause = asked.moment - before.moment;
            assert!(pause >= Duration::from_millis(990), "{}: {pause:?}", asked.host);
        }
    }
    // One more run imports what the last one left, without a request if nothing is due.
    let output = program(&room, &["-q", "watch", "pause"])
        .args((1..=24).map(|host| format!("http://127.0.0.{host}:{}/story", room.port)))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let output = run(&room, &["watch", "run", "--once"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let archived = check_complete_records(&room);
    assert!(archived > 0, "the test killed everything before its first record");
    eprintln!("{kills} kills: {} requests, {archived} records", log.len());
    let catalog = room.catalog();
    let captures = catalog.stats(0).unwrap().captures;
    assert_eq!(captures as usize, archived, "each record of a page is a capture");
    assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
}

/// The number of responses with a page in the archives, and of revisits: complete gzip members, except for one at the
/// end that the next run removes.
fn check_complete_records(room: &Newsroom) -> usize {
    let mut pages = 0;
    let Ok(entries) = std::fs::read_dir(room.path("a-warc")) else { return 0 };
    for entry in entries {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_str().unwrap().starts_with("pages") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            let mut member = flate2::bufread::GzDecoder::new(rest);
            let mut record = Vec::new();
            if member.read_to_end(&mut record).is_err() {
                break;
            }
            rest = member.into_inner();
            let is_of = |kind: &str| {
                record.starts_with(format!("WARC/1.1\r\nWARC-Type: {kind}\r\n").as_bytes())
            };
            pages += usize::from(is_of("response") || is_of("revisit"));
        }
    }
    pages
}

#[test]
fn captures_of_other_archives_are_imported_with_their_times() {
    const STAMPS: [(&str, &str); 4] = [
        ("20240301100000", "four"),
        ("20240302100000", "five"),
        ("20240303100000", "four"),
        ("20240304100000", "four"),
    ];
    let room = Newsroom::start(|asked| {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        let original = "http://news.example/toll";
        if path == "/all/cdx" {
            assert!(query.contains("url=http%3A%2F%2Fnews.example%2Ftoll"), "{query}");
            let lines = STAMPS.map(|(stamp, text)| {
                format!(
                    "{{\"timestamp\": \"{stamp}\", \"url\": \"{original}\", \"mime\": \
                     \"text/html\", \"status\": \"200\", \"digest\": \"sha1:{text}\"}}\n"
                )
            });
            return Answer::new(200, lines.concat()).with("Content-Type", "text/x-ndjson");
        }
        if path.starts_with("/timemap/link/") {
            let base = &asked.fields["host"];
            let days = ["Fri, 01", "Sat, 02", "Sun, 03", "Mon, 04"];
            let mementos = STAMPS.iter().zip(days).map(|((stamp, _), day)| {
                format!(
                    "<http://{base}/all/{stamp}/{original}>; rel=\"memento\"; \
                     datetime=\"{day} Mar 2024 10:00:00 GMT\""
                )
            });
            let map = std::iter::once(format!("<{original}>; rel=\"original\"")).chain(mementos);
            let map = map.collect::<Vec<_>>().join(",\n");
            return Answer::new(200, map).with("Content-Type", "application/link-format");
        }
        let found = STAMPS.iter().find(|(stamp, _)| path == format!("/all/{stamp}id_/{original}"));
        match found {
            Some((_, text)) => {
                Answer::new(200, page("Toll", &format!("The toll is {text} pounds a day.")))
            }
            None => Answer::new(404, "none"),
        }
    });
    let base = format!("http://127.0.0.1:{}", room.port);
    let cdx = format!("{base}/all/cdx");
    let backfill = |from: &str, db: &str| {
        let output = recension()
            .arg("--db")
            .arg(room.path(db))
            .args(["backfill", "http://news.example/toll", "--from", from, "--json"])
            .args(leave(&room))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_str::<serde_json::Value>(&stdout(&output)).unwrap()
    };
    let report = backfill(&cdx, "cdx.db");
    assert_eq!((&report["listed"], &report["fetched"]), (&4.into(), &2.into()), "{report}");
    assert_eq!(report["revisits"], 2, "{report}");
    let report = backfill(&format!("{base}/timemap/link/"), "map.db");
    assert_eq!((&report["listed"], &report["fetched"]), (&4.into(), &4.into()), "{report}");
    for db in ["cdx.db", "map.db"] {
        let catalog = Snapshot::open(&room.path(db)).unwrap();
        let stats = catalog.stats(0).unwrap();
        assert_eq!((stats.articles, stats.versions, stats.captures), (1, 2, 4), "{db}");
        let key = recension::article::MatchKey::of("http://news.example/toll").unwrap();
        let article = catalog.article_of(&key).unwrap().expect("the original URL");
        let timeline = crate::common::history(&catalog, article);
        // Four, five, four again: three states with the archive's times.
        let seen: Vec<i64> = timeline.states().iter().map(|state| state.seen.unwrap().0).collect();
        let day = 86_400_000_000;
        let start = 1_709_287_200_000_000;
        assert_eq!(seen, [start, start + day, start + 2 * day], "{db}");
    }
    // Again: everything is known, and nothing is fetched but the list.
    let before = room.log().len();
    let report = backfill(&cdx, "cdx.db");
    assert_eq!((&report["new"], &report["fetched"]), (&0.into(), &0.into()), "{report}");
    assert_eq!(room.log().len(), before + 1);
    if has_warcio() {
        for name in ["cdx-warc", "map-warc"] {
            for entry in std::fs::read_dir(room.path(name)).unwrap() {
                check_with_warcio(&entry.unwrap().path());
            }
        }
    }
}

/// An archive with these days of March 2024, and an answer for each request of a capture: the day and
/// how often it was asked for are given.
fn archive_of(
    days: std::ops::RangeInclusive<u32>,
    answer: impl Fn(u32, usize) -> Answer + Send + Sync + 'static,
) -> Newsroom {
    let counts = Mutex::new(std::collections::BTreeMap::<u32, usize>::new());
    Newsroom::start(move |asked| {
        if asked.path.starts_with("/all/cdx?") {
            let rows = days.clone().map(|day| {
                format!(
                    "{{\"timestamp\": \"202403{day:02}100000\", \"url\": \
                     \"http://news.example/toll\", \"mime\": \"text/html\", \"status\": \"200\"}}\n"
                )
            });
            return Answer::new(200, rows.collect::<String>());
        }
        let day = asked.path.strip_prefix("/all/202403").and_then(|rest| rest.get(..2));
        let Some(day) = day.and_then(|day| day.parse().ok()) else {
            return Answer::new(404, "none");
        };
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(day).or_default();
        *count += 1;
        answer(day, *count)
    })
}

fn toll(day: u32) -> Answer {
    Answer::new(200, page("Toll", &format!("The toll is {day} pounds a day.")))
}

/// Starts a backfill of `news.example/toll` from the newsroom's archive.
fn backfill(room: &Newsroom) -> Command {
    let cdx = format!("http://127.0.0.1:{}/all/cdx", room.port);
    let mut command =
        program(room, &["backfill", "http://news.example/toll", "--json", "--from", &cdx]);
    command.args(leave(room));
    command
}

/// Runs it, and returns its exit code and its report.
fn backfilled(room: &Newsroom) -> (Option<i32>, serde_json::Value) {
    let output = backfill(room).output().unwrap();
    let report = serde_json::from_str(&stdout(&output)).unwrap_or_default();
    (output.status.code(), report)
}

/// A capture that failed was lost: the next run reported success without it.
#[test]
fn captures_that_failed_are_asked_for_again() {
    let room = archive_of(1..=3, |day, count| match day {
        1 if count == 1 => Answer::new(500, "a fault"),
        2 => Answer::new(404, "none"),
        _ => toll(day),
    });
    let (code, report) = backfilled(&room);
    assert_eq!((code, &report["fetched"]), (Some(3), &1.into()), "{report}");
    assert_eq!((&report["left"], &report["missing"]), (&2.into(), &0.into()), "{report}");
    let (code, report) = backfilled(&room);
    assert_eq!((code, &report["fetched"]), (Some(3), &1.into()), "{report}");
    assert_eq!((&report["left"], &report["missing"]), (&1.into(), &0.into()), "{report}");
    // The archive is not asked for ever for what it does not have, but the gap is reported.
    for asks in [3, 3] {
        let (code, report) = backfilled(&room);
        assert_eq!((code, &report["fetched"]), (Some(3), &0.into()), "{report}");
        assert_eq!((&report["left"], &report["missing"]), (&0.into(), &1.into()), "{report}");
        let missing = room.log().iter().filter(|asked| asked.status == 404).count();
        assert_eq!(missing, asks);
    }
    assert_eq!(room.catalog().stats(0).unwrap().captures, 2);
}

/// Files of version 1 have captures that failed and were never asked for again.
#[test]
fn a_file_of_an_earlier_version_is_migrated() {
    let room = archive_of(1..=1, |day, count| match count {
        1 => Answer::new(500, "a fault"),
        _ => toll(day),
    });
    assert_eq!(backfilled(&room).0, Some(3));
    let file = rusqlite::Connection::open(room.path("a-watch.db")).unwrap();
    file.execute_batch(
        "DROP INDEX memento_time;
         ALTER TABLE memento DROP COLUMN failures;
         ALTER TABLE memento DROP COLUMN asked_us;
         ALTER TABLE memento DROP COLUMN fallback;
         ALTER TABLE source DROP COLUMN is_front;
         DROP INDEX host_domain;
         ALTER TABLE host DROP COLUMN domain;
         PRAGMA user_version = 1",
    )
    .unwrap();
    drop(file);
    let (code, report) = backfilled(&room);
    assert_eq!((code, &report["fetched"]), (Some(0), &1.into()), "{report}");
    let file = rusqlite::Connection::open(room.path("a-watch.db")).unwrap();
    let host = "SELECT domain FROM host WHERE name LIKE '127.0.0.1:%'";
    let domain: String = file.query_row(host, [], |row| row.get(0)).unwrap();
    assert_eq!(domain, format!("127.0.0.1:{}", room.port));
}

/// A signal ended the pause, and the next request was sent at once; the pause was forgotten.
#[test]
fn a_pause_of_an_archive_outlives_signals_and_runs() {
    let room = archive_of(1..=2, |day, _| match day {
        2 => Answer::new(429, "later").with("Retry-After", "3600"),
        _ => toll(day),
    });
    for _ in 0..2 {
        let mut process =
            backfill(&room).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let line = lines.find(|line| line.as_ref().unwrap().contains("not asked before"));
        assert!(line.unwrap().unwrap().contains("waiting"));
        let id = process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        let output = process.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{rest:?}");
        assert!(rest.iter().any(|line| line.contains("run the same command again")), "{rest:?}");
        // The list, and one request for each capture.
        assert_eq!(room.log().len(), 3, "{rest:?}");
        assert_eq!(room.catalog().stats(0).unwrap().captures, 1, "what was fetched is imported");
    }
}

/// A login page was reported as an archive without captures.
#[test]
fn an_answer_that_is_not_a_list_is_an_error() {
    let room = Newsroom::start(|_| Answer::new(200, "<html><body>Please log in</body></html>"));
    for list in ["all/cdx", "timemap/link/"] {
        let archive = format!("http://127.0.0.1:{}/{list}", room.port);
        let output = run(&room, &["backfill", "http://news.example/toll", "--from", &archive]);
        assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
        let said = stderr(&output);
        assert!(said.contains(&archive) && said.contains("Please log in"), "{said}");
    }
    let before = room.log().len();
    for target in ["file:///etc", "ftp://a.example/", "/etc/passwd", "", "*", "http://"] {
        let archive = format!("http://127.0.0.1:{}/all/cdx", room.port);
        let output = run(&room, &["backfill", target, "--from", &archive]);
        assert_eq!(output.status.code(), Some(2), "{target}: {}", stderr(&output));
    }
    assert_eq!(room.log().len(), before);
}

/// One page, listed by a CDX server and in a TimeMap: each capture is fetched once.
#[test]
fn a_capture_that_two_archives_list_is_one_capture() {
    let original = "http://news.example/toll";
    let room = Newsroom::start(move |asked| match asked.path.split_once('?') {
        Some(("/all/cdx", _)) => Answer::new(
            200,
            format!("example,news)/toll 20240301100000 {original} text/html 200 AAAA - - 9 9 a\n"),
        ),
        _ if asked.path.starts_with("/timemap/") => {
            let base = format!("http://{}/all", asked.fields["host"]);
            let rows = [("01", "Fri"), ("02", "Sat"), ("03", "Sun")].map(|(day, name)| {
                format!(
                    ",\n<{base}/202403{day}100000mp_/{original}>; rel=\"memento\"; \
                     datetime=\"{name}, {day} Mar 2024 10:00:00 GMT\""
                )
            });
            Answer::new(200, format!("<{original}>; rel=\"original\"{}", rows.concat()))
        }
        // The second capture has only the form that the TimeMap names, and the third is an answer 304
        // that names the first.
        _ => match asked.path.get("/all/".len()..) {
            Some(path) if path.starts_with("20240301100000id_/") => toll(1),
            Some(path) if path.starts_with("20240302100000mp_/") => toll(2),
            Some(path) if path.starts_with("20240303100000id_/") => {
                Answer::new(304, "").with("Memento-Datetime", "Sat, 02 Mar 2024 10:00:00 GMT")
            }
            _ => Answer::new(404, "none"),
        },
    });
    let map = format!("http://127.0.0.1:{}/timemap/link/", room.port);
    let output = backfill(&room).args(["--from", &map]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((&report["fetched"], &report["known"]), (&2.into(), &1.into()), "{report}");
    assert_eq!(report["revisits"], 1, "{report}");
    let stats = room.catalog().stats(0).unwrap();
    assert_eq!((stats.articles, stats.versions, stats.captures), (1, 2, 3));
    let firsts = room.log().iter().filter(|asked| asked.path.contains("20240301")).count();
    assert_eq!(firsts, 1);
}

/// A real archive: pywb serves the web archives of a watch, and a backfill reads them from there.
#[test]
fn pywb_replays_the_archives_and_is_read_back() {
    let manager = |folder: &Path, arguments: &[&str]| {
        Command::new("wb-manager").args(arguments).current_dir(folder).output()
    };
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        path => {
            let text = page("Ferry", &format!("The ferry of {path} sails at nine."));
            Answer::new(200, text).tagged(asked, "\"v1\"")
        }
    });
    if manager(room.folder.path(), &["init", "all"]).is_err() {
        crate::common::skip("pywb is not installed: its replay of the archives");
        return;
    }
    let base = format!("http://127.0.0.1:{}", room.port);
    let urls = ["/a", "/b"].map(|path| format!("{base}{path}"));
    assert!(run(&room, &["fetch", &urls[0], &urls[1]]).status.success());
    // A capture of another second, of an answer 304.
    assert!(run(&room, &["fetch", &urls[0]]).status.success());
    assert_eq!(room.log().last().unwrap().status, 304);
    for entry in std::fs::read_dir(room.path("a-warc")).unwrap() {
        let path = entry.unwrap().path();
        if path.to_str().unwrap().contains("pages-") {
            let output =
                manager(room.folder.path(), &["add", "all", path.to_str().unwrap()]).unwrap();
            assert!(output.status.success(), "{}", stderr(&output));
        }
    }
    // A free port, which pywb takes a moment later.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Command::new("wayback")
        .args(["-p", &port.to_string(), "-b", "127.0.0.1"])
        .current_dir(room.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let archive = format!("http://127.0.0.1:{port}/all");
    let is_up = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    assert!(is_up, "pywb does not listen");
    let replayed = {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        let path = format!("/all/20991231000000id_/{}", urls[0]);
        write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let db = room.path("again.db");
    let mut reports = Vec::new();
    for url in &urls {
        let output = recension()
            .arg("--db")
            .arg(&db)
            .args(["backfill", url, "--from", &format!("{archive}/cdx"), "--json"])
            .args(["--allow-address", "127.0.0.0/8", "--allow-port", &port.to_string()])
            .args(["--delay", "1"])
            .output()
            .unwrap();
        reports.push((output.status.code(), stdout(&output), stderr(&output)));
    }
    let _ = server.kill();
    let _ = server.wait();
    // The last capture is the revisit, and it is the page.
    assert!(replayed.starts_with("HTTP/1.1 200 ") || replayed.starts_with("HTTP/1.0 200 "));
    assert!(replayed.contains("The ferry of /a sails at nine."), "{replayed}");
    let mut listed = Vec::new();
    for (code, json, said) in reports {
        assert_eq!(code, Some(0), "{said}");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["fetched"], 1, "{json} {said}");
        listed.push(json["listed"].as_i64());
    }
    assert_eq!(listed, [Some(2), Some(1)]);
    // The same versions, with the same ids and times: the replay is the page, byte for byte.
    let versions = |db: &Path| {
        let output = recension().arg("--db").arg(db).args(["export", "--format", "csv"]).output();
        let text = stdout(&output.unwrap());
        let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    assert_eq!(versions(&db), versions(&room.db()));
}

/// The files of a watch say what they are.
#[test]
fn a_file_of_another_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a-watch.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let output = watch_list(folder.path());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("is not a file of what recension watches"));
    std::fs::write(&path, "text").unwrap();
    let output = watch_list(folder.path());
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
}

fn watch_list(folder: &Path) -> Output {
    recension().arg("--db").arg(folder.join("a.db")).args(["watch", "list"]).output().unwrap()
}

#[test]
fn a_contact_that_cannot_be_sent_is_refused() {
    let room = Newsroom::start(|_| Answer::new(200, page("Ferry", "The ferry sails at nine.")));
    let url = format!("http://127.0.0.1:{}/ferry", room.port);
    for contact in ["a\r\nX-Evil: 1", "nobody", "https://a.example/ x"] {
        let output = run(&room, &["fetch", &url, "--contact", contact]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains("bot@example.org"), "{}", stderr(&output));
    }
    assert_eq!(room.log().len(), 0);
}

#[test]
fn a_second_fetch_remembers_the_first() {
    let room = Newsroom::start(|asked| match (&*asked.path, asked.fields.get("if-none-match")) {
        ("/robots.txt", _) => Answer::new(404, "none"),
        ("/busy", _) => Answer::new(503, "later").with("Retry-After", "3600"),
        (_, Some(_)) => Answer::new(304, ""),
        _ => Answer::new(200, page("Ferry", "The ferry sails at nine.")).with("ETag", "\"1\""),
    });
    let base = format!("http://127.0.0.1:{}", room.port);
    let ferry = format!("{base}/ferry");
    let mut first = program(&room, &["fetch", "--delay", "3", &ferry]);
    let output = first.args(allowed(&room)).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    // After robots.txt, the page waits.
    assert!(stderr(&output).contains("may be asked again in"), "{}", stderr(&output));
    let output = run(&room, &["fetch", "--json", &ferry]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(
        (json["requests"].as_i64(), json["unchanged"].as_i64()),
        (Some(1), Some(1)),
        "{json}"
    );
    assert_eq!(room.log().len(), 3, "robots.txt is not read again");
    // What is fetched once is not watched, and a page can be watched later.
    let output = program(&room, &["watch", "status", "--json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["counts"]["pages"], 0, "{json}");
    assert!(
        program(&room, &["watch", "add", &ferry]).args(allowed(&room)).status().unwrap().success()
    );
    let output = program(&room, &["watch", "status", "--json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(json["counts"]["scheduled"], 1, "{json}");
    // Only the page that is named is requested, also while others are due.
    let output = run(&room, &["fetch", &format!("{base}/busy")]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(room.log().last().unwrap().path, "/busy");
    // A host that asked for time gets it in the next run, too.
    let before = room.log().len();
    let output = run(&room, &["fetch", &format!("{base}/other")]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("/other: not fetched"), "{}", stderr(&output));
    assert_eq!(room.log().len(), before);
    let output = run(&room, &["watch", "run", "--once"]);
    assert_eq!((output.status.code(), room.log().len()), (Some(0), before), "{}", stderr(&output));
}

#[test]
fn sources_that_can_never_be_requested_are_refused() {
    let room = Newsroom::start(|_| Answer::new(404, "none"));
    let add = |arguments: &[&str]| {
        let output = program(&room, &["watch", "add", "--json"]).args(arguments).output().unwrap();
        (output.status.code(), stdout(&output), stderr(&output))
    };
    for (arguments, remedy) in [
        (&["http://127.0.0.1/x"][..], "--allow-address"),
        (&["http://a.example:8080/x"], "--allow-port"),
        (&["a.example/x", "ftp://a.example/"], "only http"),
        (&["a.example/x", "--until", "2020-01-01"], "in the future"),
    ] {
        let (code, _, said) = add(arguments);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(remedy), "{said}");
    }
    // Two spellings of one page are one source.
    for (url, is_new) in [("http://a.example/x", true), ("a.example/x", false)] {
        let (code, said, _) = add(&[url]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(&format!("\"added\":{is_new}")), "{said}");
    }
    let (code, ..) =
        add(&["http://127.0.0.1:8080/x", "--allow-port", "8080", "--allow-address", "127.0.0.1"]);
    assert_eq!(code, Some(0));
}
