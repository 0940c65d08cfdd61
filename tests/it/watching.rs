//! Watching: what is requested, how often, and what of it is in the catalog.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use recension::article::MatchKey;
use recension::store::Snapshot;
use recension::timeline::Timeline;
use recension::watch::{PageResult, RunMode, SourceKind};

use crate::common::{history, import, verify};
use crate::newsroom::{
    Answer, DAY, HOUR, MINUTE, Newsroom, Quiet, SECOND, START, check_pauses, check_with_warcio,
    has_warcio, page,
};

fn timeline(catalog: &Snapshot, url: &str) -> Timeline {
    let key = MatchKey::of(url).unwrap();
    let article = catalog.article_of(&key).unwrap().unwrap_or_else(|| panic!("{url} is missing"));
    history(catalog, article)
}

/// The texts of an article's states, as far as they identify a version.
fn texts(catalog: &Snapshot, url: &str) -> Vec<String> {
    let timeline = timeline(catalog, url);
    let states = timeline.states().iter();
    states
        .map(|state| {
            let version = timeline.version_of(state).unwrap();
            let body = catalog.body(version).unwrap().unwrap_or_default();
            body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().to_owned()
        })
        .collect()
}

#[test]
fn an_unchanged_page_is_requested_at_doubling_ages_and_answered_briefly() {
    let text = page("Ferry", "The ferry sails at nine on Mondays and at ten on Tuesdays.");
    let room = Newsroom::start(move |asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ => Answer::new(200, text.clone()).tagged(asked, "\"1\""),
    });
    let url = room.url("a.example", "/ferry");
    room.watch(&url, SourceKind::Page);
    let report = room.run(33 * DAY);
    let log = room.log();
    let pages: Vec<_> = log.iter().filter(|asked| asked.path == "/ferry").collect();
    assert_eq!(pages.len(), 14, "{:?}", pages.iter().map(|asked| asked.at).collect::<Vec<_>>());
    check_pauses(&log, 5 * SECOND);
    // All but the first had the validator, and nothing that was not sent.
    for asked in &pages[1..] {
        assert_eq!(asked.fields.get("if-none-match").map(String::as_str), Some("\"1\""));
        assert_eq!(asked.fields.get("if-modified-since"), None);
        assert_eq!(asked.status, 304);
    }
    assert!(pages[0].fields["user-agent"].contains("https://watcher.example/about"));
    assert!(log.iter().all(|asked| !asked.fields.contains_key("cookie")));
    assert_eq!((report.fetched, report.unchanged, report.rejects), (1, 13, 0));
    let catalog = room.catalog();
    let timeline = timeline(&catalog, url.as_str());
    assert_eq!((timeline.states().len(), timeline.versions().len()), (1, 1));
    // Each 304 is an observation of the same version.
    let (first, last) = timeline.states()[0].seen.unwrap();
    assert_eq!((first, timeline.states()[0].captures.len()), (START + 5 * SECOND, 14));
    assert!(last >= START + 32 * DAY, "{last}");
    assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
}

/// What a newsroom publishes: at which times, which text.
type Story = Vec<(i64, &'static str)>;

/// The text at a time.
fn text_at(story: &Story, at: i64) -> Option<&'static str> {
    story.iter().rev().find(|(from, _)| START + from <= at).map(|(_, text)| *text)
}

/// Stories with silent edits, quick returns, and edits long after publication.
fn stories() -> Vec<Story> {
    vec![
        vec![(0, "The toll is four pounds a day.")],
        vec![
            (0, "The mayor resigns on Friday after the vote."),
            (20 * MINUTE, "The mayor resigns on Sunday after the vote."),
            (9 * DAY, "The mayor stays in office after the vote."),
        ],
        vec![
            (2 * HOUR, "Forty people were on board the ferry."),
            (5 * HOUR, "Fourteen people were on board the ferry."),
            (8 * HOUR, "Forty people were on board the ferry."),
        ],
        // Up for a minute only: nobody can be expected to see it.
        vec![
            (0, "The council bought three ships in May."),
            (3 * DAY, "The council bought nine ships in May."),
            (3 * DAY + MINUTE, "The council bought three ships in May."),
        ],
        vec![(6 * DAY, "Rain is expected along the coast until Monday.")],
    ]
}

#[test]
fn thirty_days_of_a_newsroom_are_in_the_catalog_as_they_were_served() {
    let stories = stories();
    let served = stories.clone();
    let room = Newsroom::start(move |asked| {
        let stories = &served;
        if asked.path == "/robots.txt" {
            return Answer::new(200, "User-agent: *\nDisallow: /private\nCrawl-delay: 7\n");
        }
        if asked.path == "/feed" {
            let base = &asked.fields["host"];
            let published = stories.iter().enumerate();
            let published = published.filter(|(_, story)| text_at(story, asked.at).is_some());
            let items = published.map(|(number, _)| {
                format!(
                    "<item><title>Story {number}</title><link>http://{base}/story/{number}</link>\
                     </item>"
                )
            });
            let items = items.collect::<Vec<_>>().concat();
            let feed =
                format!("<rss version='2.0'><channel><title>N</title>{items}</channel></rss>");
            let tag = format!("\"{}\"", feed.len());
            return Answer::new(200, feed)
                .with("Content-Type", "application/rss+xml")
                .tagged(asked, &tag);
        }
        let number = asked.path.strip_prefix("/story/").and_then(|n| n.parse::<usize>().ok());
        let Some(story) = number.and_then(|number| stories.get(number)) else {
            return Answer::new(404, "none");
        };
        match text_at(story, asked.at) {
            // Half of the stories have validators.
            Some(text) if number.is_some_and(|number| number % 2 == 0) => {
                let tag = format!("\"{text}\"");
                Answer::new(200, page("Story", text)).tagged(asked, &tag)
            }
            Some(text) => Answer::new(200, page("Story", text)),
            None => Answer::new(404, "none"),
        }
    });
    room.watch(&room.url("news.example", "/feed"), SourceKind::Auto);
    let report = room.run(30 * DAY);
    let log = room.log();
    check_pauses(&log, 7 * SECOND);
    assert!(log.iter().all(|asked| !asked.path.starts_with("/private")));
    let robots = log.iter().filter(|asked| asked.path == "/robots.txt").count();
    assert!((25..=31).contains(&robots), "{robots}: once a day");
    let feeds = log.iter().filter(|asked| asked.path == "/feed").count();
    assert!((700..=721).contains(&feeds), "{feeds}: once an hour");
    let catalog = room.catalog();
    let (mut requests, mut expected_changes) = (Vec::new(), 0);
    for (number, story) in stories.iter().enumerate() {
        let path = format!("/story/{number}");
        let visits: Vec<_> = log.iter().filter(|asked| asked.path == path).collect();
        requests.push(visits.len());
        assert!(visits.len() <= 20, "{path}: {} requests", visits.len());
        // What the server had at each request, without repetitions, is what the timeline has.
        let mut served: Vec<String> =
            visits.iter().filter_map(|asked| text_at(story, asked.at)).map(str::to_owned).collect();
        served.dedup();
        let url = room.url("news.example", &path);
        assert_eq!(texts(&catalog, url.as_str()), served, "{path}");
        expected_changes += served.len() as u64 - 1;
        // The step of the schedule: from one request to the next no more than the age.
        for pair in visits.windows(2) {
            let (before, after) = (pair[0].at, pair[1].at);
            let age = before - visits[0].at;
            let step = (age + age / 4).max(15 * MINUTE) + 10 * MINUTE;
            assert!(after - before <= step, "{path}: {} after {age}", after - before);
        }
        check_locations(&catalog, url.as_str());
        // Each state was first seen when it was first served.
        for (state, text) in timeline(&catalog, url.as_str()).states().iter().zip(&served) {
            let (first, _) = state.seen.unwrap();
            assert_eq!(text_at(story, first).map(str::to_owned).as_ref(), Some(text), "{path}");
        }
    }
    requests.sort_unstable();
    assert!(requests[requests.len() / 2] <= 16, "the median of {requests:?}");
    assert_eq!(report.changes, expected_changes);
    assert_eq!(report.rejects, 0);
    assert_eq!(verify(&catalog, true).damage, Vec::<String>::new());
    // The archives hold hardly more than the distinct responses.
    let mut bodies: BTreeMap<(String, String), usize> = BTreeMap::new();
    for asked in log.iter().filter(|asked| asked.path.starts_with("/story/") && asked.status == 200)
    {
        let text = stories[asked.path[7..].parse::<usize>().unwrap()].clone();
        let text = text_at(&text, asked.at).unwrap().to_owned();
        bodies.insert((asked.path.clone(), text), asked.length);
    }
    let archives = room.archives("pages");
    // Read again, the archives make the same catalog.
    let again = room.path("again.db");
    let inputs: Vec<_> = archives.iter().map(std::path::PathBuf::as_path).collect();
    import(&again, &inputs, 0);
    let again = Snapshot::open(&again).unwrap();
    let mut responses = 0;
    for (number, _) in stories.iter().enumerate() {
        let url = room.url("news.example", &format!("/story/{number}"));
        assert_eq!(texts(&again, url.as_str()), texts(&catalog, url.as_str()));
    }
    for path in &archives {
        let mut bytes = Vec::new();
        let mut reader = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
        std::io::Read::read_to_end(&mut reader, &mut bytes).unwrap();
        responses += memchr::memmem::find_iter(&bytes, b"WARC-Type: response\r\n").count();
    }
    let distinct = bodies.len();
    assert!(responses as f64 <= distinct as f64 * 1.15 + 2.0, "{responses} for {distinct}");
    if has_warcio() {
        for path in archives.iter().chain(&room.archives("lists")) {
            check_with_warcio(path);
        }
    } else {
        crate::common::skip("warcio is not installed: its check of the archives");
    }
}

/// Each capture names the archive and the offset at which its record begins.
fn check_locations(catalog: &Snapshot, url: &str) {
    let timeline = timeline(catalog, url);
    for state in timeline.states() {
        for capture in timeline.captures(state) {
            let location = &capture.location;
            let bytes = std::fs::read(&*location.input).unwrap();
            let offset = usize::try_from(location.offset.unwrap()).unwrap();
            let mut record = String::new();
            let mut member = flate2::read::GzDecoder::new(&bytes[offset..]);
            std::io::Read::read_to_string(&mut member, &mut record).unwrap();
            assert!(record.starts_with("WARC/1.1\r\n"), "{record}");
            assert!(record.contains(&format!("WARC-Target-URI: {url}\r\n")), "{record}");
        }
    }
}

#[test]
fn what_cannot_be_seen_is_a_look_and_never_a_deletion() {
    let room = Newsroom::start(|asked| match (&*asked.host, &*asked.path) {
        ("closed.example", "/robots.txt") => {
            Answer::new(200, "User-agent: recension\nDisallow: /\n")
        }
        ("dark.example", "/robots.txt") => Answer::new(500, "broken"),
        (_, "/robots.txt") => Answer::new(404, "none"),
        (_, "/gone") => Answer::new(410, "gone"),
        (_, "/missing") => Answer::new(404, "missing"),
        (_, "/challenge") => Answer::new(403, "prove it").with("cf-mitigated", "challenge"),
        (_, "/slow") => {
            Answer { hang: Duration::from_secs(4), ..Answer::new(200, page("Slow", "So slow.")) }
        }
        (_, "/front") => Answer::new(302, "").with("Location", "/"),
        (_, "/login-first/story") => Answer::new(302, "").with("Location", "/login?next=story"),
        (_, "/news/2026/ferry-sinks-at-dawn") => Answer::new(301, "").with("Location", "/news/"),
        (_, "/nothing") => Answer::new(204, ""),
        (_, "/same") => Answer::new(304, ""),
        (_, "/circle") => Answer::new(302, "").with("Location", "/circle"),
        (_, "/noarchive") => {
            Answer::new(200, page("No", "Do not keep this.")).with("X-Robots-Tag", "noarchive")
        }
        (_, "/garbage") => Answer { raw: Some(b"SSH-2.0-x\r\n".to_vec()), ..Answer::default() },
        (_, "/cut") => Answer {
            raw: Some(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n<p>x"
                    .to_vec(),
            ),
            ..Answer::default()
        },
        _ => Answer::new(200, page("Story", "The ferry sails at nine.")),
    });
    let cases = [
        ("a.example", "/gone", "410 Gone"),
        ("b.example", "/missing", "404 Not Found"),
        ("c.example", "/challenge", "403 Forbidden, test for bots"),
        ("d.example", "/slow", "no answer in time"),
        ("e.example", "/front", "redirected to another page"),
        ("l.example", "/login-first/story", "redirected to another page"),
        ("m.example", "/news/2026/ferry-sinks-at-dawn", "redirected to another page"),
        ("f.example", "/noarchive", "not kept: the page asks not to be archived"),
        ("g.example", "/garbage", "no connection"),
        ("h.example", "/cut", "no connection"),
        ("closed.example", "/story", "not allowed by robots.txt"),
        ("dark.example", "/story", "server error"),
        ("none.example", "/story", "host name not resolved"),
        ("i.example", "/nothing", "the answer is not a page"),
        ("j.example", "/same", "the answer is not a page"),
        ("k.example", "/circle", "the answer is not a page"),
    ];
    for (host, path, _) in cases {
        room.watch(&room.url(host, path), SourceKind::Page);
    }
    let clock = room.now();
    let mut quiet = Quiet::default();
    room.run_as(RunMode::Once, &mut quiet, &room.settings());
    let looks = looks_of(&room);
    for (host, path, expected) in cases {
        let url = room.url(host, path);
        let found = looks.get(url.as_str()).unwrap_or_else(|| panic!("{url}: {looks:?}"));
        assert_eq!(found.first().map(String::as_str), Some(expected), "{url}");
    }
    // The sites that do not want to be asked were not.
    let log = room.log();
    for host in ["closed.example", "dark.example"] {
        let asked: Vec<_> = log.iter().filter(|asked| asked.host == host).collect();
        assert!(asked.iter().all(|asked| asked.path == "/robots.txt"), "{asked:?}");
    }
    assert!(room.now() < clock + HOUR, "a run that ends does not wait for failing hosts");
    // Nothing of this is a version.
    assert_eq!(room.catalog().stats(0).unwrap().versions, 0);
}

/// The looks of a catalog by URL, what each found.
fn looks_of(room: &Newsroom) -> BTreeMap<String, Vec<String>> {
    let output = crate::common::recension()
        .arg("--db")
        .arg(room.db())
        .args(["export", "--format", "jsonl"])
        .output()
        .unwrap();
    let mut looks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(reason) = row["look"].as_str() {
            let reason = recension::article::LookReason::from_name(reason).unwrap();
            let status = row["status"].as_u64().map(|status| status as u16);
            let url = row["url"].as_str().unwrap().to_owned();
            looks.entry(url).or_default().push(reason.outcome(status).to_string());
        }
    }
    looks
}

#[test]
fn a_host_that_asks_for_time_gets_it_to_the_second() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        _ if asked.host == "a.example" && asked.at < START + HOUR => {
            Answer::new(503, "later").with("Retry-After", "1800")
        }
        _ if asked.host == "b.example" && asked.at < START + HOUR => Answer::new(429, "later"),
        _ => Answer::new(200, page("Story", "The ferry sails at nine.")),
    });
    for host in ["a.example", "b.example"] {
        for path in ["/1", "/2"] {
            room.watch(&room.url(host, path), SourceKind::Page);
        }
    }
    room.run(3 * HOUR);
    let log = room.log();
    let times = |host: &str| -> Vec<i64> {
        let asked = log.iter().filter(|asked| asked.host == host && asked.path != "/robots.txt");
        asked.map(|asked| asked.at - START).collect()
    };
    let a = times("a.example");
    assert_eq!(a[0], 5 * SECOND);
    assert_eq!(a[1], a[0] + 1800 * SECOND, "{a:?}");
    assert_eq!(a[2], a[1] + 1800 * SECOND, "{a:?}");
    // Without a time, the pauses double.
    let b = times("b.example");
    assert!((10 * MINUTE..=20 * MINUTE).contains(&(b[1] - b[0])), "{b:?}");
    assert!((20 * MINUTE..=40 * MINUTE).contains(&(b[2] - b[1])), "{b:?}");
    let catalog = room.catalog();
    for host in ["a.example", "b.example"] {
        for path in ["/1", "/2"] {
            assert_eq!(texts(&catalog, room.url(host, path).as_str()).len(), 1, "{host}{path}");
        }
    }
}

#[test]
fn bodies_are_bounded_and_broken_ones_are_not_versions() {
    use std::io::Read as _;
    let gzip = |data: &[u8]| {
        let mut out = Vec::new();
        let level = flate2::Compression::best();
        flate2::read::GzEncoder::new(data, level).read_to_end(&mut out).unwrap();
        out
    };
    let whole = gzip(page("Packed", "The packed page is whole.").as_bytes());
    let bomb = gzip(&vec![b'a'; 40 << 20]);
    let broken = whole[..whole.len() / 2].to_vec();
    let chunks: Vec<String> = page("Chunks", "The page came in chunks.")
        .as_bytes()
        .chunks(50)
        .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), String::from_utf8_lossy(chunk)))
        .collect();
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ncontent-TYPE:  text/html\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
        chunks.concat()
    );
    let room = Newsroom::start(move |asked| match &*asked.path {
        "/whole" => Answer::new(200, whole.clone()).with("Content-Encoding", "gzip"),
        "/bomb" => Answer::new(200, bomb.clone()).with("Content-Encoding", "gzip"),
        "/broken" => Answer::new(200, broken.clone()).with("Content-Encoding", "gzip"),
        "/long" => Answer::new(200, vec![b'a'; 3 << 20]),
        "/chunked" => Answer { raw: Some(chunked.clone().into_bytes()), ..Answer::default() },
        _ => Answer::new(404, "none"),
    });
    for path in ["/whole", "/bomb", "/broken", "/long", "/chunked"] {
        room.watch(&room.url("a.example", path), SourceKind::Page);
    }
    let mut settings = room.settings();
    settings.policy.max_bytes = 1 << 20;
    let mut quiet = Quiet::default();
    room.run_as(RunMode::Once, &mut quiet, &settings);
    let catalog = room.catalog();
    assert_eq!(texts(&catalog, room.url("a.example", "/whole").as_str()).len(), 1);
    assert_eq!(texts(&catalog, room.url("a.example", "/chunked").as_str()).len(), 1);
    assert_eq!(catalog.stats(0).unwrap().versions, 2);
    let result = |path: &str| {
        let url = room.url("a.example", path);
        let result = quiet.results.iter().find(|result| result.url == url.as_str()).unwrap();
        (result.result, result.why.clone().unwrap_or_default(), result.bytes)
    };
    assert_eq!(result("/whole").0, PageResult::Fetched);
    let (kind, why, _) = result("/bomb");
    assert_eq!(kind, PageResult::Failed);
    assert!(why.contains("unpacks to more than"), "{why}");
    assert!(result("/broken").1.contains("damaged"), "{:?}", result("/broken"));
    let (kind, why, bytes) = result("/long");
    assert_eq!((kind, why.contains("incomplete (length)")), (PageResult::Failed, true), "{why}");
    assert!(bytes < 2 << 20, "{bytes}");
    // The archive has the chunked response byte for byte, with its odd header.
    let mut bytes = Vec::new();
    let path = &room.archives("pages")[0];
    let mut reader = flate2::read::MultiGzDecoder::new(std::fs::File::open(path).unwrap());
    reader.read_to_end(&mut bytes).unwrap();
    assert!(memchr::memmem::find(&bytes, b"\r\ncontent-TYPE:  text/html\r\n").is_some());
    assert!(memchr::memmem::find(&bytes, b"0\r\n\r\n\r\n\r\n").is_some());
}

/// A resolver that answers with a public address first and with this machine's after that.
#[derive(Debug, Default)]
struct Rebinding(std::sync::atomic::AtomicUsize);

impl recension::fetch::Names for Rebinding {
    fn addresses(&self, _: &str, port: u16) -> std::io::Result<Vec<std::net::SocketAddr>> {
        let count = self.0.fetch_add(1, Ordering::SeqCst);
        // 192.0.2.1 is for documentation: nobody answers, and it is not public either.
        let address = if count == 0 { "192.0.2.1" } else { "127.0.0.1" };
        Ok(vec![std::net::SocketAddr::new(address.parse().unwrap(), port)])
    }
}

#[test]
fn no_request_reaches_an_address_that_is_not_public() {
    let canary = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let port = canary.local_addr().unwrap().port();
    let touched = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&touched);
    std::thread::spawn(move || {
        if canary.accept().is_ok() {
            flag.store(true, Ordering::SeqCst);
        }
    });
    // One allowed host redirects to each of the forbidden ones.
    let targets: Vec<String> = [
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[ff02::1]",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "localhost",
        "canary.example",
    ]
    .into_iter()
    .map(|host| format!("http://{host}:{port}/x"))
    .collect();
    let redirects = targets.clone();
    let room = Newsroom::start(move |asked| {
        let number = asked.path.strip_prefix("/to/").and_then(|number| number.parse().ok());
        match number.and_then(|number: usize| redirects.get(number)) {
            Some(target) => Answer::new(302, "").with("Location", target),
            None => Answer::new(404, "none"),
        }
    });
    let mut settings = room.settings();
    settings.policy.allowed_addresses = vec!["127.9.9.9".parse().unwrap()];
    settings.policy.ports.push(port);
    settings.names = Arc::new(Canaries);
    for (number, target) in targets.iter().enumerate() {
        room.watch(&room.url("127.9.9.9", &format!("/to/{number}")), SourceKind::Page);
        // Some spellings are one URL.
        let (url, now) = (target.parse().unwrap(), recension::watch::Clock::now(&*room.clock));
        room.state().add_source(&url, SourceKind::Page, None, now).unwrap();
    }
    let mut quiet = Quiet::default();
    room.run_as(RunMode::Once, &mut quiet, &settings);
    let refused = quiet.results.iter().filter(|result| result.result == PageResult::Refused);
    assert!(refused.count() >= 20, "{:?}", quiet.results);
    let asked = room.log().into_iter().map(|asked| asked.path);
    let asked: Vec<String> = asked.filter(|path| path.starts_with("/to/")).collect();
    assert_eq!(asked.len(), targets.len(), "each redirect was seen once: {asked:?}");
    // A name that changes its address between the check and the connection.
    let mut settings = settings.clone();
    settings.policy.allowed_addresses.clear();
    settings.names = Arc::new(Rebinding::default());
    room.watch(&format!("http://rebind.example:{port}/x").parse().unwrap(), SourceKind::Page);
    room.clock.0.fetch_add(HOUR, Ordering::SeqCst);
    room.run_as(RunMode::Once, &mut quiet, &settings);
    assert!(!touched.load(Ordering::SeqCst), "a request reached the canary");
}

/// Names that lead to this machine.
#[derive(Debug)]
struct Canaries;

impl recension::fetch::Names for Canaries {
    fn addresses(&self, host: &str, port: u16) -> std::io::Result<Vec<std::net::SocketAddr>> {
        let address = host.parse().unwrap_or_else(|_| "127.0.0.1".parse().unwrap());
        Ok(vec![std::net::SocketAddr::new(address, port)])
    }
}

#[test]
fn redirects_are_followed_and_a_page_that_moved_for_good_is_asked_at_its_new_url() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        "/old" => Answer::new(301, "").with("Location", "/new"),
        "/loop" => Answer::new(302, "").with("Location", "/loop?again"),
        _ if asked.path.starts_with("/loop") => {
            Answer::new(302, "").with("Location", &format!("{}x", asked.path))
        }
        "/new" => Answer::new(200, page("Story", "The story moved to a new place."))
            .tagged(asked, "\"n\""),
        _ => Answer::new(404, "none"),
    });
    room.watch(&room.url("a.example", "/old"), SourceKind::Page);
    room.watch(&room.url("b.example", "/loop"), SourceKind::Page);
    room.run(8 * HOUR);
    let log = room.log();
    check_pauses(&log, 5 * SECOND);
    let count = |path: &str| log.iter().filter(|asked| asked.path == path).count();
    assert_eq!(count("/old"), 3, "after three times, the new URL is known");
    assert!(count("/new") >= 6, "{}", count("/new"));
    let visits: Vec<_> = log.iter().filter(|asked| asked.path == "/new").collect();
    assert!(visits[1..].iter().all(|asked| asked.status == 304), "{visits:?}");
    // A circle ends after five redirects.
    let looped = log.iter().filter(|asked| asked.path.starts_with("/loop")).count();
    assert!((6 * count("/loop") - 5..=6 * count("/loop")).contains(&looped), "{looped}");
    let catalog = room.catalog();
    // Both URLs are the article's.
    for path in ["/old", "/new"] {
        assert_eq!(texts(&catalog, room.url("a.example", path).as_str()).len(), 1, "{path}");
    }
}

/// A feed that claims an update of `/story` every hour, and the page, which has its own opinion.
fn claiming(changes: impl Fn(i64) -> i64 + Send + Sync + 'static) -> Newsroom {
    Newsroom::start(move |asked| match &*asked.path {
        "/feed" => {
            let hour = (asked.at - START) / HOUR;
            let feed = format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><title>Story</title>\
                 <link href='http://{}/story'/><updated>2026-12-{:02}T{:02}:00:00Z</updated></entry>\
                 </feed>",
                asked.fields["host"],
                1 + hour / 24,
                hour % 24
            );
            Answer::new(200, feed).with("Content-Type", "application/atom+xml")
        }
        "/story" => {
            let number = changes((asked.at - START) / HOUR);
            Answer::new(200, page("Story", &format!("The board met {number} times this year.")))
        }
        _ => Answer::new(404, "none"),
    })
}

#[test]
fn a_feed_that_lies_is_believed_three_times() {
    let room = claiming(|_| 7);
    room.watch(&room.url("a.example", "/feed"), SourceKind::Feed);
    room.run(10 * DAY);
    let log = room.log();
    let visits = log.iter().filter(|asked| asked.path == "/story").count();
    assert!((10..=14).contains(&visits), "{visits}");
    check_pauses(&log, 5 * SECOND);
    let url = room.url("a.example", "/story");
    assert_eq!(texts(&room.catalog(), url.as_str()).len(), 1);
}

#[test]
fn a_feed_that_is_right_brings_requests_forward() {
    // The page changes every five hours, long after its first ages.
    let room = claiming(|hour| hour / 5);
    room.watch(&room.url("a.example", "/feed"), SourceKind::Feed);
    room.run(4 * DAY);
    let url = room.url("a.example", "/story");
    let states = texts(&room.catalog(), url.as_str()).len();
    assert!((19..=20).contains(&states), "{states} of 20 texts");
}

#[test]
fn a_page_that_is_gone_is_asked_for_twice_a_day_apart() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/gone" if asked.at > START + HOUR => Answer::new(410, "gone"),
        "/robots.txt" => Answer::new(404, "none"),
        path => Answer::new(200, page("Story", &format!("The story at {path} is here."))),
    });
    for path in ["/gone", "/here"] {
        room.watch(&room.url("a.example", path), SourceKind::Page);
    }
    room.run(32 * DAY);
    let log = room.log();
    let gone: Vec<i64> = log
        .iter()
        .filter(|asked| asked.path == "/gone" && asked.status == 410)
        .map(|asked| asked.at)
        .collect();
    assert_eq!(gone.len(), 2, "{gone:?}");
    assert!(gone[1] - gone[0] >= DAY);
    // It is a finding, because the host answered for another article in that time.
    let output = crate::common::recension()
        .arg("--db")
        .arg(room.db())
        .args(["audit", "--rule", "gone", "--format", "jsonl"])
        .output()
        .unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("410 Gone") && found.contains("/gone"), "{found}");
}

#[test]
fn a_host_is_not_asked_more_often_than_its_budget() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        path => Answer::new(200, page("Story", &format!("The story at {path} is here."))),
    });
    for number in 0..20 {
        room.watch(&room.url("a.example", &format!("/{number}")), SourceKind::Page);
    }
    let mut settings = room.settings();
    settings.politeness.daily_budget = 8;
    let until = RunMode::Until(Some(recension::article::UnixMicros(START + 5 * DAY)));
    room.run_as(until, &mut Quiet::default(), &settings);
    let mut by_day: BTreeMap<i64, usize> = BTreeMap::new();
    for asked in room.log() {
        *by_day.entry((asked.at - START).div_euclid(DAY)).or_default() += 1;
    }
    assert!(by_day.values().all(|requests| *requests <= 8), "{by_day:?}");
    let counts = room.state().counts(recension::watch::Clock::now(&*room.clock)).unwrap();
    assert!(counts.postponed >= 4, "{counts:?}");
}

/// The hosts of a registrable domain share its budget; others, also below a suffix, have their own.
#[test]
fn the_hosts_of_a_domain_share_its_budget() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        path => Answer::new(200, page("Story", &format!("The story at {path} is here."))),
    });
    for host in ["a.paper.co.uk", "b.paper.co.uk", "paper.co.uk", "other.co.uk"] {
        for number in 0..10 {
            room.watch(&room.url(host, &format!("/{number}")), SourceKind::Page);
        }
    }
    let mut settings = room.settings();
    settings.politeness.daily_budget = 9;
    let until = RunMode::Until(Some(recension::article::UnixMicros(START + 3 * DAY)));
    room.run_as(until, &mut Quiet::default(), &settings);
    let mut by_day: BTreeMap<(&str, i64), usize> = BTreeMap::new();
    for asked in room.log() {
        let domain = if asked.host.ends_with("paper.co.uk") { "paper" } else { "other" };
        *by_day.entry((domain, (asked.at - START).div_euclid(DAY))).or_default() += 1;
    }
    assert!(by_day.values().all(|requests| *requests <= 9), "{by_day:?}");
    for domain in ["paper", "other"] {
        assert_eq!(by_day.get(&(domain, 0)), Some(&9), "{domain}: {by_day:?}");
    }
}

#[test]
fn robots_that_change_are_obeyed_the_next_day() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" if asked.at > START + 12 * HOUR => {
            Answer::new(200, "User-agent: *\nDisallow: /\n")
        }
        "/robots.txt" => Answer::new(200, "User-agent: *\nAllow: /\n"),
        path => Answer::new(200, page("Story", &format!("The story at {path} is here."))),
    });
    let url = room.url("a.example", "/story");
    room.watch(&url, SourceKind::Page);
    room.run(9 * DAY);
    let late = room.log().into_iter().filter(|asked| asked.at > START + 25 * HOUR);
    assert!(late.map(|asked| asked.path).all(|path| path == "/robots.txt"));
    let looks = looks_of(&room);
    assert_eq!(looks[url.as_str()], ["not allowed by robots.txt"; 4]);
}

#[test]
fn a_clock_that_jumps_causes_no_storm() {
    let room = Newsroom::start(|asked| match &*asked.path {
        "/robots.txt" => Answer::new(404, "none"),
        path => Answer::new(200, page("Story", &format!("The story at {path} is here."))),
    });
    for number in 0..5 {
        room.watch(&room.url("a.example", &format!("/{number}")), SourceKind::Page);
    }
    let requests = |time: i64| {
        let before = room.log().len();
        room.run(time);
        let log = room.log();
        check_pauses(&log[before..], 5 * SECOND);
        log.len() - before
    };
    assert_eq!(requests(10 * MINUTE), 6);
    // A year ahead: each page once, with a new robots.txt.
    room.clock.0.fetch_add(365 * DAY, Ordering::SeqCst);
    assert_eq!(requests(10 * MINUTE), 6);
    // And back: the pages do not wait for a year. Each is due now, some of them for a second age.
    room.clock.0.fetch_sub(365 * DAY, Ordering::SeqCst);
    let again = requests(10 * MINUTE);
    assert!((6..=11).contains(&again), "{again}");
    let rounds = requests(DAY);
    assert!(rounds <= 5 * 9 + 1, "{rounds}");
}

#[test]
fn a_source_that_is_removed_while_it_is_asked_stops_nothing() {
    let room = Arc::new(Newsroom::start(|asked| match &*asked.path {
        "/feed" => {
            let feed = format!(
                "<rss version='2.0'><channel><title>F</title><item><title>S</title>\
                 <link>http://{}/story</link></item></channel></rss>",
                asked.fields["host"]
            );
            Answer { hang: Duration::from_millis(700), ..Answer::new(200, feed) }
                .with("Content-Type", "application/rss+xml")
        }
        "/robots.txt" => Answer::new(404, "none"),
        _ => Answer::new(200, page("Story", "The story is here.")),
    }));
    let (feed, other) = (room.url("a.example", "/feed"), room.url("b.example", "/story"));
    room.watch(&feed, SourceKind::Feed);
    room.watch(&other, SourceKind::Page);
    let remover = Arc::clone(&room);
    let thread = std::thread::spawn(move || {
        while !remover.log().iter().any(|asked| asked.path == "/feed") {
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(remover.state().remove_source(feed.as_str()).unwrap());
    });
    room.run(HOUR);
    thread.join().unwrap();
    assert!(!room.log().iter().any(|asked| asked.host == "a.example" && asked.path == "/story"));
    assert_eq!(texts(&room.catalog(), other.as_str()).len(), 1);
}

/// A server whose certificate nobody has signed but itself.
#[test]
fn a_certificate_that_is_not_accepted_is_a_look() {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::{ServerConfig, ServerConnection};
    let pem = |name: &str| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/tls");
        std::fs::read(folder.join(name)).unwrap()
    };
    let certificate = CertificateDer::from_pem_slice(&pem("certificate.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&pem("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let mut session = ServerConnection::new(Arc::clone(&config)).unwrap();
            // The client ends the handshake.
            let _ = session.complete_io(&mut stream);
        }
    });
    let room = Newsroom::start(|_| Answer::new(404, "none"));
    let url = format!("https://127.0.0.1:{port}/story").parse().unwrap();
    room.watch(&url, SourceKind::Page);
    let mut settings = room.settings();
    settings.policy.ports.push(port);
    let mut quiet = Quiet::default();
    room.run_as(RunMode::Once, &mut quiet, &settings);
    assert_eq!(looks_of(&room)[url.as_str()], ["certificate not accepted"], "{:?}", quiet.results);
}

/// A resolver with a fault.
#[derive(Debug)]
struct BrokenNames;

impl recension::fetch::Names for BrokenNames {
    fn addresses(&self, _: &str, _: u16) -> std::io::Result<Vec<std::net::SocketAddr>> {
        panic!("a fault");
    }
}

#[test]
fn a_worker_with_a_fault_does_not_stop_the_run() {
    let room = Newsroom::start(|_| Answer::new(200, page("Story", "The story is here.")));
    room.watch(&room.url("a.example", "/story"), SourceKind::Page);
    let mut settings = room.settings();
    settings.names = Arc::new(BrokenNames);
    room.run_as(RunMode::Once, &mut Quiet::default(), &settings);
    let mut settings = room.settings();
    settings.policy.user_agent = "a\r\nX-Evil: 1".to_owned();
    room.clock.0.fetch_add(DAY, Ordering::SeqCst);
    room.run_as(RunMode::Once, &mut Quiet::default(), &settings);
    assert_eq!(room.log().len(), 0);
    let looks = looks_of(&room);
    assert_eq!(looks.len(), 1, "{looks:?}");
}
