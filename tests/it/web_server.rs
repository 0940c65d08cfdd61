//! The server of `serve`, through real sockets.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::common::{import, recension, write};

/// A running server, which ends with this value.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    db: PathBuf,
    /// The folder of a catalog that ends with this value.
    folder: Option<tempfile::TempDir>,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        let story = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/story");
        import(&db, &[&story], 0);
        let mut server = Self::of(&db, arguments);
        server.folder = Some(folder);
        server
    }

    /// Serves a catalog on a free port.
    pub(crate) fn of(db: &Path, arguments: &[&str]) -> Self {
        let mut child = recension()
            .arg("--db")
            .arg(db)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("http://")));
        let said = said.unwrap().unwrap();
        let address = said.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let server = Self { child, address, db: db.to_owned(), folder: None };
        // The search index is built while pages are answered.
        while server.get("/search?q=a", "").starts_with("HTTP/1.1 503 ") {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        server
    }

    fn folder(&self) -> &Path {
        self.db.parent().unwrap()
    }

    /// Sends bytes, and returns the complete answer.
    fn send(&self, bytes: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.write_all(bytes.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A server that closes a connection with unread bytes may reset it.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn get(&self, target: &str, more: &str) -> String {
        let host = &self.address;
        self.send(&format!(
            "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n"
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn check_status(answer: &str, status: u16) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
}

#[test]
fn a_browser_is_answered() {
    let server = Server::start(&[]);
    let front = server.get("/", "");
    check_status(&front, 200);
    assert!(front.contains("Gull Island") && front.contains("content-security-policy:"));
    let tag = front.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    check_status(&server.get("/", &format!("If-None-Match: {tag}\r\n")), 304);
    check_status(&server.get("/none", ""), 404);
    let head = server
        .send(&format!("HEAD / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address));
    check_status(&head, 200);
    assert!(head.ends_with("\r\n\r\n"), "{head}");
}

/// A name that an attacker points to this machine reads nothing.
#[test]
fn other_hosts_are_refused() {
    let server = Server::start(&[]);
    let ask =
        |hosts: &str| server.send(&format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
    let own = format!("Host: {}\r\n", server.address);
    check_status(&ask(&own), 200);
    check_status(&ask("Host: LOCALHOST:1\r\n"), 200);
    for hosts in
        ["Host: attacker.example\r\n", "Host: 127.0.0.1.attacker.example\r\n", "Host: \r\n", ""]
    {
        let answer = ask(hosts);
        check_status(&answer, 421);
        assert!(!answer.contains("Gull Island"), "{answer}");
    }
    check_status(&ask(&format!("{own}Host: attacker.example\r\n")), 421);
}

#[test]
fn nothing_is_written() {
    let server = Server::start(&[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let answer = server.send(&format!(
            "{method} / HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            server.address
        ));
        check_status(&answer, 405);
        assert!(answer.contains("allow: GET, HEAD"), "{answer}");
    }
}

#[test]
fn a_token_is_asked_for() {
    let server = Server::start(&["--token", "sesame"]);
    let answer = server.get("/", "");
    check_status(&answer, 401);
    assert!(answer.contains("www-authenticate: Basic") && !answer.contains("Gull Island"));
    check_status(&server.get("/", "Authorization: Bearer sesame\r\n"), 200);
    check_status(&server.get("/", "Authorization: Bearer Sesame\r\n"), 401);
}

#[test]
fn another_origin_reads_only_if_it_may() {
    let closed = Server::start(&[]).get("/about.json", "Origin: https://tools.example\r\n");
    assert!(!closed.contains("access-control-allow-origin"), "{closed}");
    let open = Server::start(&["--cors", "https://TOOLS.example:443/"]).get("/about.json", "");
    assert!(open.contains("access-control-allow-origin: https://tools.example"), "{open}");
}

/// What another process imports is in the next page, also if the file was replaced.
#[test]
fn an_import_is_visible_in_the_next_page() {
    let server = Server::start(&[]);
    assert!(!server.get("/articles", "").contains("Heron count"));
    let line = |url: &str, title: &str| {
        format!(
            "{{\"url\":\"https://h.example/{url}\",\"title\":\"{title}\",\"body\":\"B.\",\
                 \"captured\":\"2020-01-01T00:00:00Z\"}}\n"
        )
    };
    let more = write(server.folder(), "more.jsonl", &[line("1", "Heron count")]);
    import(&server.db, &[&more], 0);
    assert!(server.get("/articles", "").contains("Heron count"));
    // No reader holds up the write-ahead log: it can be emptied.
    let log = server.folder().join("a.db-wal");
    let connection = rusqlite::Connection::open(&server.db).unwrap();
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
    assert_eq!(busy, 0);
    assert_eq!(std::fs::metadata(&log).map_or(0, |log| log.len()), 0);
    drop(connection);
    let other = server.folder().join("other.db");
    let rows = write(server.folder(), "other.jsonl", &[line("2", "Tide table")]);
    import(&other, &[&rows], 0);
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(server.folder().join(format!("a.db{end}")));
    }
    std::fs::rename(&other, &server.db).unwrap();
    let answer = server.get("/articles", "");
    assert!(answer.contains("Tide table") && !answer.contains("Heron count"), "{answer}");
}

/// Clients that send nothing, or too much, or half a request, hold up no other.
#[test]
fn slow_and_broken_clients_hold_up_nobody() {
    let server = Server::start(&[]);
    let mut open = Vec::new();
    for number in 0..1_000 {
        let Ok(mut stream) = TcpStream::connect(&server.address) else { continue };
        if number % 2 == 0 {
            let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: local");
        }
        open.push(stream);
        if number % 200 == 199 {
            check_status(&server.get("/about", ""), 200);
        }
    }
    check_status(&server.get("/", ""), 200);
    drop(open);
    for broken in [
        "\r\n\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        format!("GET / HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n", server.address, "x".repeat(100_000)),
        format!(
            "GET /{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            "x".repeat(9_000),
            server.address
        ),
        "\0\u{1}\u{2}".repeat(100) + "\r\n\r\n",
    ] {
        let answer = server.send(&broken);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    check_status(&server.get("/", ""), 200);
}

#[test]
fn it_stops_when_it_is_asked_to() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(&[]);
        let _idle = TcpStream::connect(&server.address).unwrap();
        let id = server.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[test]
fn wrong_use_is_refused() {
    let check = |arguments: &[&str], part: &str| {
        let output = recension().arg("serve").args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(part), "{arguments:?}: {said}");
    };
    check(&["--listen", "0.0.0.0:8750"], "--host-name");
    check(&["--listen", "8750"], "--listen");
    check(&["--host-name", "a b"], "not a host name");
    check(&["--host-name", "ftp://a.example"], "not a host name");
    check(&["--cors", "tools.example"], "not an origin");
    check(&["--cors", "null"], "not an origin");
    let whole = "write https://tools.example:8080";
    check(&["--cors", "https://tools.example:8080/path"], whole);
    check(&["--cors", "https://tools.example:8080?a=b"], whole);
    check(&["--cors", "https://me@tools.example:8080"], whole);
    check(&["--db", "/no/such/catalog.db"], "no catalog");
}
