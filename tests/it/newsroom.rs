//! A newsroom on loopback: real servers whose pages change with a virtual clock, and a log of every
//! request.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use recension::article::UnixMicros;
use recension::fetch::{Names, Policy};
use recension::store::Snapshot;
use recension::watch::{
    Clock, Engine, EngineSettings, Message, Observer, Politeness, RunMode, RunReport, RunResult,
    SourceKind, State, WatchError,
};
use url::Url;

/// 2026-12-01T00:00:00Z.
pub(crate) const START: i64 = 1_796_083_200_000_000;
pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const MINUTE: i64 = 60 * SECOND;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A clock that stands still, except when it is waited for.
#[derive(Debug)]
pub(crate) struct VirtualClock(pub(crate) AtomicI64);

impl Clock for VirtualClock {
    fn now(&self) -> UnixMicros {
        UnixMicros(self.0.load(Ordering::SeqCst))
    }

    fn wait(&self, until: UnixMicros) {
        self.0.fetch_max(until.0, Ordering::SeqCst);
    }
}

/// A request that a server received.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) at: i64,
    /// The real time, for programs that have a clock of their own.
    pub(crate) moment: Instant,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) fields: BTreeMap<String, String>,
    /// The status of the answer and its length.
    pub(crate) status: u16,
    pub(crate) length: usize,
}

/// An answer: everything that is sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Bytes that are sent instead of all this.
    pub(crate) raw: Option<Vec<u8>>,
    /// How long the server hangs in the middle of the body.
    pub(crate) hang: Duration,
}

impl Answer {
    pub(crate) fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let html = ("Content-Type".to_owned(), "text/html; charset=utf-8".to_owned());
        Self { status, fields: vec![html], body: body.into(), ..Self::default() }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The answer to a request with validators: 304 if the page has this tag.
    pub(crate) fn tagged(self, asked: &Asked, tag: &str) -> Self {
        if asked.fields.get("if-none-match").is_some_and(|sent| sent == tag) {
            return Self::new(304, "").with("ETag", tag);
        }
        self.with("ETag", tag)
    }
}

pub(crate) type Handler = dyn Fn(&Asked) -> Answer + Send + Sync;

/// Servers of all hosts on one port, each with an address of its own.
pub(crate) struct Newsroom {
    pub(crate) port: u16,
    pub(crate) clock: Arc<VirtualClock>,
    log: Arc<Mutex<Vec<Asked>>>,
    ended: Arc<AtomicBool>,
    pub(crate) folder: tempfile::TempDir,
}

impl Newsroom {
    pub(crate) fn start(handler: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let clock = Arc::new(VirtualClock(AtomicI64::new(START)));
        let log = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let handler: Arc<Handler> = Arc::new(handler);
        let shared = (Arc::clone(&clock), Arc::clone(&log), Arc::clone(&ended));
        std::thread::spawn(move || {
            let (clock, log, ended) = shared;
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    break;
                }
                let (clock, log) = (Arc::clone(&clock), Arc::clone(&log));
                let handler = Arc::clone(&handler);
                std::thread::spawn(move || {
                    if let Ok(stream) = stream {
                        answer(stream, &clock, &log, &*handler);
                    }
                });
            }
        });
        let folder = tempfile::tempdir().unwrap();
        Self { port, clock, log, ended, folder }
    }

    pub(crate) fn url(&self, host: &str, path: &str) -> Url {
        Url::parse(&format!("http://{host}:{}{path}", self.port)).unwrap()
    }

    pub(crate) fn log(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now().0
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.path("a.db")
    }

    pub(crate) fn catalog(&self) -> Snapshot {
        Snapshot::open(&self.db()).unwrap()
    }

    pub(crate) fn state(&self) -> State {
        State::open(&self.path("watch.db")).unwrap()
    }

    pub(crate) fn watch(&self, url: &Url, kind: SourceKind) {
        let added = self.state().add_source(url, kind, None, self.clock.now()).unwrap();
        assert_eq!(added, recension::watch::AddedSource::New);
    }

    pub(crate) fn settings(&self) -> EngineSettings {
        let contact = "https://watcher.example/about".parse().unwrap();
        let mut policy = Policy::new(Some(&contact));
        policy.allowed_addresses = vec!["127.0.0.0/8".parse().unwrap()];
        policy.ports = vec![self.port];
        policy.timeout = Duration::from_millis(1500);
        EngineSettings {
            catalog: self.db(),
            folder: self.path("warc"),
            policy,
            politeness: Politeness::default(),
            names: Arc::new(LoopbackNames),
            max_in_flight: 8,
            keep_noarchive: false,
            jobs: 1,
            arguments: "[]".to_owned(),
        }
    }

    /// Runs the watch for a time of the virtual clock.
    pub(crate) fn run(&self, time: i64) -> RunReport {
        let until = UnixMicros(self.now() + time);
        self.run_as(RunMode::Until(Some(until)), &mut Quiet::default(), &self.settings())
    }

    pub(crate) fn run_as(
        &self,
        mode: RunMode,
        observer: &mut dyn Observer,
        settings: &EngineSettings,
    ) -> RunReport {
        let clock = &*self.clock;
        let mut engine = Engine::new(self.state(), settings.clone(), clock, observer).unwrap();
        engine.run(mode, &AtomicBool::new(false)).unwrap();
        engine.finish().1
    }

    /// The web archives of a name.
    pub(crate) fn archives(&self, name: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.path("warc")) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.file_name().unwrap().to_str().unwrap().starts_with(name));
        paths.sort();
        paths
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn answer(mut stream: TcpStream, clock: &VirtualClock, log: &Mutex<Vec<Asked>>, handler: &Handler) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut fields = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').unwrap();
        fields.insert(name.trim().to_ascii_lowercase(), value.trim().to_owned());
    }
    let host = fields.get("host").and_then(|host| host.split(':').next());
    let host = host.unwrap_or_default().to_owned();
    let (at, moment) = (clock.now().0, Instant::now());
    let mut asked = Asked { at, moment, host, path, fields, status: 0, length: 0 };
    let answer = handler(&asked);
    (asked.status, asked.length) = (answer.status, answer.body.len());
    log.lock().unwrap().push(asked);
    let bytes = answer.raw.unwrap_or_else(|| {
        let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", answer.status);
        for (name, value) in &answer.fields {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        if answer.status != 304 {
            write!(head, "Content-Length: {}\r\n", answer.body.len()).unwrap();
        }
        [head.as_bytes(), b"\r\n", &answer.body].concat()
    });
    if answer.hang.is_zero() {
        let _ = stream.write_all(&bytes);
        return;
    }
    let (first, rest) = bytes.split_at(bytes.len() - 1);
    let _ = stream.write_all(first);
    std::thread::sleep(answer.hang);
    let _ = stream.write_all(rest);
}

/// Each host has an address of its own on loopback, by its name; `none.example` has none.
#[derive(Debug)]
pub(crate) struct LoopbackNames;

impl Names for LoopbackNames {
    fn addresses(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        if host == "none.example" {
            return Err(std::io::Error::other("no such host"));
        }
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let sum = host.bytes().fold(1_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
        let [_, a, b, c] = sum.to_be_bytes();
        let address = Ipv4Addr::new(127, a | 1, b, c | 1);
        Ok(vec![SocketAddr::new(IpAddr::V4(address), port)])
    }
}

/// Keeps what it hears.
#[derive(Default)]
pub(crate) struct Quiet {
    pub(crate) results: Vec<RunResult>,
}

impl Observer for Quiet {
    fn requested(&mut self, result: &RunResult) {
        self.results.push(result.clone());
    }

    fn messages(&mut self, _: &Snapshot, _: UnixMicros) -> Result<Vec<Message>, WatchError> {
        Ok(Vec::new())
    }

    fn deliver(&mut self, _: &Message) -> bool {
        true
    }
}

/// A page with a text, as a newsroom serves it.
pub(crate) fn page(title: &str, text: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>{title}</title></head><body><article>\
         <h1>{title}</h1><p>{text}</p><p>The county board meets again on Thursday, when it will \
         hear from the harbour master and from people who live on the quay.</p></article></body>\
         </html>"
    )
}

/// Checks that no host was asked again before its pause was over, by the servers' own log.
#[track_caller]
pub(crate) fn check_pauses(log: &[Asked], least: i64) {
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    for asked in log {
        if let Some(before) = last.insert(&asked.host, asked.at) {
            let pause = asked.at - before;
            assert!(pause >= least, "{} was asked again after {pause} µs: {asked:?}", asked.host);
        }
    }
}

/// A folder in which `python3 -m warcio` works, if there is one.
pub(crate) fn has_warcio() -> bool {
    let output = std::process::Command::new("python3").args(["-c", "import warcio"]).output();
    output.is_ok_and(|output| output.status.success())
}

/// Checks an archive with warcio, which computes all digests again.
#[track_caller]
pub(crate) fn check_with_warcio(path: &Path) {
    let output = std::process::Command::new("python3")
        .args(["-m", "warcio.cli", "check", "-v"])
        .arg(path)
        .output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}: {said}", path.display());
    assert!(!said.contains("fail"), "{}: {said}", path.display());
}
