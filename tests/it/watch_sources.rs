//! Sources of `watch` and `backfill`: section pages with feeds, several archives, records by their
//! range, budgets and proxies. Each test has servers of its own on the loopback.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use recension::store::Snapshot;

use crate::common::stderr;
use crate::newsroom::{Answer, Asked, Newsroom, check_with_warcio, has_warcio, page};
use crate::watch_program::{allowed, leave, program, run, stdout};

/// The web archives of a name, next to the catalog.
fn archives(room: &Newsroom, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(room.path("a-warc")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.file_name().unwrap().to_str().unwrap().starts_with(name));
    paths
}

/// A page that names feeds.
fn section(feeds: &str) -> Answer {
    Answer::new(200, format!("<html><head><title>S</title>{feeds}</head><body>News</body></html>"))
}

fn feed_of(asked: &Asked, path: &str) -> Answer {
    let text = format!(
        "<rss version='2.0'><channel><title>F</title><item><title>{path}</title>\
         <link>http://{}{path}</link></item></channel></rss>",
        asked.fields["host"]
    );
    Answer::new(200, text).with("Content-Type", "application/rss+xml")
}

/// Every page of a site names its feeds, so only the user knows that this one is a front page.
#[test]
fn a_section_page_leads_to_its_feeds() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        "/sport/" => section(
            "<link rel=alternate type='application/rss+xml' href='feed'>\
             <link rel=alternate type='application/atom+xml' href='/other'>",
        ),
        "/plain/" => section(""),
        "/sport/feed" => feed_of(asked, "/match"),
        "/other" => feed_of(asked, "/race"),
        _ => Answer::new(200, page("Match", "The match ended at nine.")),
    });
    let base = format!("http://127.0.0.1:{}", room.port);
    for path in ["/sport/", "/plain/"] {
        let output = program(&room, &["watch", "add", "--kind", "front", &format!("{base}{path}")])
            .args(allowed(&room))
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let output = run(&room, &["watch", "run", "--once"]);
    let mut paths: Vec<String> = room.log().into_iter().map(|asked| asked.path).collect();
    paths.sort();
    let expected =
        ["/match", "/other", "/plain/", "/race", "/robots.txt", "/sport/", "/sport/feed"];
    assert_eq!(paths, expected, "{}", stderr(&output));
    // Another kind of a source that is watched is not ignored.
    for (kind, code) in [("feed", 2), ("front", 0), ("auto", 0)] {
        let add = ["watch", "add", "--kind", kind, &format!("{base}/sport/")];
        let output = program(&room, &add).args(allowed(&room)).output().unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{kind}: {said}");
        let is_explained = said.contains("with --kind front") && said.contains("watch remove");
        assert_eq!(is_explained, code != 0, "{kind}: {said}");
    }
    // The pages of the section are not articles.
    assert_eq!(room.catalog().stats(0).unwrap().articles, 2);
    let list = program(&room, &["watch", "list", "--format", "json"]).output().unwrap();
    let rows: serde_json::Value = serde_json::from_str(&stdout(&list)).unwrap();
    assert!(rows.as_array().unwrap().iter().all(|row| row["kind"] == "front"), "{rows}");
    let status = program(&room, &["watch", "status", "--json"]).output().unwrap();
    let status: serde_json::Value = serde_json::from_str(&stdout(&status)).unwrap();
    let of = |path: &str| {
        let pages = status["pages"].as_array().unwrap();
        pages.iter().find(|row| row["url"] == format!("{base}{path}")).unwrap().clone()
    };
    assert_eq!(of("/sport/")["result"], "fetched: its 2 feeds are watched", "{status}");
    let plain = of("/plain/")["result"].to_string();
    assert!(plain.contains("failed: it names no feeds"), "{plain}");
}

const ORIGINAL: &str = "http://news.example/toll";

/// One line of a CDX list.
fn line(stamp: &str, more: &str) -> String {
    format!(
        "{{\"timestamp\": \"{stamp}\", \"url\": \"{ORIGINAL}\", \"mime\": \"text/html\", \
         \"status\": \"200\"{more}}}\n"
    )
}

/// An archive that failed ended the whole list, and the archives after it were not asked.
#[test]
fn an_archive_that_fails_does_not_end_the_list() {
    let room = Newsroom::start(|asked| match asked.path.split('?').next().unwrap_or_default() {
        "/bad/cdx" => Answer::new(200, "<html><body>Please log in</body></html>"),
        "/good/cdx" => Answer::new(200, line("20240301100000", "")),
        path if path.starts_with("/good/20240301100000id_/") => {
            Answer::new(200, page("Toll", "The toll is four pounds."))
        }
        _ => Answer::new(404, "none"),
    });
    let archive = |name: &str| format!("http://127.0.0.1:{}/{name}/cdx", room.port);
    let (bad, good) = (archive("bad"), archive("good"));
    let output = run(&room, &["backfill", ORIGINAL, "--json", "--from", &bad, "--from", &good]);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["fetched"], 1, "{report}");
    assert_eq!(report["failed_archives"][0]["archive"], bad.as_str(), "{report}");
    assert_eq!(room.catalog().stats(0).unwrap().captures, 1);
    // The exit code is that of an error, and the message names the archive.
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{said}");
    let last = said.lines().last().unwrap();
    assert!(last.contains(&bad) && last.contains("Please log in"), "{said}");
    assert!(!last.contains(&good), "{said}");
}

/// An overloaded archive asked to wait, and the archives after it waited with it.
#[test]
fn an_archive_that_asks_to_wait_is_asked_after_the_others() {
    let room = Newsroom::start(|asked| match asked.path.split('?').next().unwrap_or_default() {
        "/busy/cdx" => Answer::new(503, "later").with("Retry-After", "1800"),
        "/good/cdx" => Answer::new(200, line("20240301100000", "")),
        _ => Answer::new(200, page("Toll", "The toll is four pounds.")),
    });
    let busy = format!("http://127.0.0.2:{}/busy/cdx", room.port);
    let good = format!("http://127.0.0.1:{}/good/cdx", room.port);
    let mut process = program(&room, &["backfill", ORIGINAL, "--from", &busy, "--from", &good])
        .args(leave(&room))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("not asked before")));
    // The other archive's capture is in the catalog before the wait.
    assert_eq!(room.catalog().stats(0).unwrap().captures, 1);
    let id = process.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    lines.for_each(drop);
    assert_eq!(process.wait().unwrap().code(), Some(3));
}

/// An archive that was overloaded between its captures held up the archives after it.
#[test]
fn an_archive_that_asks_to_wait_between_its_captures_holds_up_no_other() {
    let room = Newsroom::start(|asked| match asked.path.split('?').next().unwrap_or_default() {
        "/busy/cdx" => {
            let lines = [line("20240301100000", ""), line("20240302100000", "")];
            Answer::new(200, lines.join("\n"))
        }
        "/good/cdx" => Answer::new(200, line("20240303100000", "")),
        path if path.contains("20240302100000") => {
            Answer::new(503, "later").with("Retry-After", "1800")
        }
        path => {
            let text = format!("The toll is {} pounds.", path.len());
            Answer::new(200, page("Toll", &format!("{text} {path}")))
        }
    });
    let busy = format!("http://127.0.0.2:{}/busy/cdx", room.port);
    let good = format!("http://127.0.0.1:{}/good/cdx", room.port);
    let mut process = program(&room, &["backfill", ORIGINAL, "--from", &busy, "--from", &good])
        .args(leave(&room))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("not asked before")));
    // The first capture of the busy archive, and that of the other one.
    assert_eq!(room.catalog().stats(0).unwrap().captures, 2);
    let lists = room.log().iter().filter(|asked| asked.path.contains("/busy/cdx")).count();
    assert_eq!(lists, 1, "what is listed is not listed again");
    let id = process.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    lines.for_each(drop);
    assert_eq!(process.wait().unwrap().code(), Some(3));
}

/// The requests of a day count for archives, too, and for the next run.
#[test]
fn a_backfill_keeps_the_budget_of_the_day() {
    let stamps = || (1..=4).map(|day| format!("202403{day:02}100000"));
    let room = Newsroom::start(move |asked| {
        if asked.path.starts_with("/all/cdx?") {
            return Answer::new(200, stamps().map(|stamp| line(&stamp, "")).collect::<String>());
        }
        Answer::new(200, page("Toll", &format!("The toll of {} is due.", asked.path)))
    });
    let cdx = format!("http://127.0.0.1:{}/all/cdx", room.port);
    for _ in 0..2 {
        let mut process = program(&room, &["backfill", ORIGINAL, "--from", &cdx, "--budget", "3"])
            .args(leave(&room))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let waiting = lines.find(|line| line.as_ref().unwrap().contains("not asked before"));
        let waiting = waiting.unwrap().unwrap();
        assert!(waiting.contains("T00:00:00Z"), "{waiting}");
        let id = process.id().to_string();
        let killed = std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(killed.success());
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        assert_eq!(process.wait().unwrap().code(), Some(3), "{rest:?}");
        // The list and two captures; nothing more in the second run of the day.
        assert_eq!(room.log().len(), 3, "{rest:?}");
        assert_eq!(room.catalog().stats(0).unwrap().captures, 2, "what was fetched is imported");
    }
}

/// A gzip member with the record of a capture.
fn member(url: &str, date: &str, body: &str) -> Vec<u8> {
    let block = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Date: {date}\r\n\
         WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{block}\r\n\r\n",
        uuid_of(date),
        block.len()
    );
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(record.as_bytes()).unwrap();
    gzip.finish().unwrap()
}

fn uuid_of(date: &str) -> String {
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    format!("00000000-0000-4000-8000-{:0>12}", &digits[2..])
}

/// A list like that of Common Crawl: captures are records in files that are fetched by their range.
#[test]
fn captures_are_fetched_as_records_by_their_range() {
    let text = |toll: &str| page("Toll", &format!("The toll is {toll} pounds a day."));
    let members = [
        member(ORIGINAL, "2024-03-01T10:00:00Z", &text("four")),
        member(ORIGINAL, "2024-03-02T10:00:00Z", &text("five")),
        // Another page at this place.
        member("http://news.example/other", "2024-03-03T10:00:00Z", &text("six")),
        // Another time.
        member(ORIGINAL, "2024-03-09T10:00:00Z", &text("seven")),
    ];
    let mut rows = Vec::new();
    let mut file = Vec::new();
    for (day, member) in (1..).zip(&members) {
        let place = format!(
            ", \"filename\": \"a/b.warc.gz\", \"offset\": \"{}\", \"length\": \"{}\"",
            file.len(),
            member.len()
        );
        rows.push(line(&format!("202403{day:02}100000"), &place));
        file.extend_from_slice(member);
    }
    // Half a record, a file elsewhere, and a capture without a place.
    let half = ", \"filename\": \"a/b.warc.gz\", \"offset\": \"0\", \"length\": \"60\"";
    rows.push(line("20240305100000", half));
    let evil = ", \"filename\": \"http://127.0.0.1:1/b\", \"offset\": \"0\", \"length\": \"60\"";
    rows.push(line("20240306100000", evil));
    rows.push(line("20240307100000", ""));
    let room = Newsroom::start(move |asked| {
        let (path, query) = asked.path.split_once('?').unwrap_or((&asked.path, ""));
        match path {
            "/NEWS-2024-index" if query.contains("page=1") => Answer::new(400, "Page 1 invalid"),
            "/NEWS-2024-index" if query.contains("unknown") => {
                Answer::new(404, "{\"message\": \"No Captures found for: x\"}")
            }
            "/NEWS-2024-index" => Answer::new(200, rows.concat()),
            "/data/a/b.warc.gz" => {
                assert_eq!(asked.fields["accept-encoding"], "identity");
                let range = asked.fields["range"].strip_prefix("bytes=").unwrap();
                let (first, last) = range.split_once('-').unwrap();
                let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
                Answer::new(206, &file[first..=last])
            }
            _ => Answer::new(404, "none"),
        }
    });
    let base = format!("http://127.0.0.1:{}", room.port);
    let (index, files) = (format!("{base}/NEWS-2024-index"), format!("{base}/data"));
    let backfill = |target: &str| {
        run(&room, &["backfill", target, "--json", "--from", &index, "--files", &files])
    };
    let output = backfill(ORIGINAL);
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(output.status.code(), Some(3), "{report} {}", stderr(&output));
    assert_eq!((&report["listed"], &report["others"]), (&5.into(), &2.into()), "{report}");
    assert_eq!((&report["fetched"], &report["left"]), (&2.into(), &3.into()), "{report}");
    let whys: Vec<&str> =
        report["failures"].as_array().unwrap().iter().map(|why| why.as_str().unwrap()).collect();
    for part in ["another capture: http://news.example/other", "2024-03-09", "one whole"] {
        assert!(whys.iter().any(|why| why.contains(part)), "{part}: {whys:?}");
    }
    let catalog = Snapshot::open(&room.db()).unwrap();
    let stats = catalog.stats(0).unwrap();
    assert_eq!((stats.articles, stats.versions, stats.captures), (1, 2, 2));
    // The records are those of the archive, byte for byte.
    let archive = archives(&room, "backfill").remove(0);
    let kept = std::fs::read(&archive).unwrap();
    for member in &members[..2] {
        assert!(kept.windows(member.len()).any(|window| window == &member[..]));
    }
    if has_warcio() {
        check_with_warcio(&archive);
    }
    // A prefix is listed in pages; an index that has nothing answers 404, which is no failure.
    let before = room.log().len();
    backfill("http://news.example/*");
    let listed = room.log().into_iter().skip(before).filter(|asked| asked.path.contains("-index"));
    assert_eq!(listed.map(|asked| asked.status).collect::<Vec<_>>(), [200, 400]);
    let output = backfill("http://news.example/unknown");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("no captures are listed"), "{}", stderr(&output));
    // A TimeMap has no files.
    let map = format!("{base}/timemap/link/");
    let output = run(&room, &["backfill", ORIGINAL, "--from", &map, "--files", &files]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

/// A proxy that connects every host to this machine. Returns its port, and what it is asked for.
fn proxy() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&log);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, asked) = (client.unwrap(), Arc::clone(&asked));
            std::thread::spawn(move || {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).unwrap_or(0) == 1 {
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let line = head.lines().next().unwrap_or_default().to_owned();
                let port = line.split([':', ' ']).nth(2).and_then(|port| port.parse().ok());
                asked.lock().unwrap().push(line);
                let mut server = TcpStream::connect(("127.0.0.1", port.unwrap_or(1u16))).unwrap();
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                std::thread::spawn(move || {
                    let _ = std::io::copy(&mut from, &mut to);
                    let _ = to.shutdown(Shutdown::Write);
                });
                let _ = std::io::copy(&mut server, &mut client);
                let _ = client.shutdown(Shutdown::Write);
            });
        }
    });
    (port, log)
}

/// The proxy finds the address of a host. What is said to it is in no archive.
#[test]
fn requests_go_through_a_proxy() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ => Answer::new(200, page("Ferry", "The ferry sails at nine.")),
    });
    let (port, asked) = proxy();
    let proxy = format!("http://user:secret@127.0.0.1:{port}");
    let url = format!("http://no-such-host.example:{}/ferry", room.port);
    let allowed_port = room.port.to_string();
    let fetch = |url: &str| {
        program(&room, &["fetch", url, "--proxy", &proxy, "--allow-port", &allowed_port])
            .args(["--delay", "1"])
            .output()
            .unwrap()
    };
    let output = fetch(&url);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let connect = format!("CONNECT no-such-host.example:{} HTTP/1.1", room.port);
    assert_eq!(*asked.lock().unwrap(), [connect.clone(), connect]);
    let log = room.log();
    assert!(log.iter().all(|asked| asked.host.starts_with("no-such-host.example")), "{log:?}");
    assert_eq!(room.catalog().stats(0).unwrap().versions, 1);
    let mut kept = String::new();
    for name in ["pages", "lists"] {
        for path in archives(&room, name) {
            let file = std::fs::File::open(&path).unwrap();
            let mut members = flate2::read::MultiGzDecoder::new(file);
            members.read_to_string(&mut kept).unwrap();
            if has_warcio() {
                check_with_warcio(&path);
            }
        }
    }
    assert!(kept.contains("GET /ferry HTTP/1.1\r\n") && kept.contains("sails at nine"));
    for part in ["CONNECT", "secret", "Proxy", "WARC-IP-Address"] {
        assert!(!kept.contains(part), "{part}");
    }
    // An address in a URL is checked without the proxy.
    let before = asked.lock().unwrap().len();
    let output = fetch(&format!("http://127.0.0.1:{}/ferry", room.port));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("not public"), "{}", stderr(&output));
    assert_eq!(asked.lock().unwrap().len(), before);
}
