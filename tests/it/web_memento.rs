//! Memento and the CDX server of `serve`, as functions: what RFC 7089 and clients of archives expect.

use std::collections::BTreeMap;
use std::path::PathBuf;

use recension::store::Snapshot;
use recension::web::{Method, Reply, Request, handle};
use serde_json::{Value, json};

use crate::common::{Dice, import, recension, write};

const TOLL: &str = "https://harbour.example/toll";
const ORIGIN: &str = "http://127.0.0.1:8750";

/// When each text took effect: at the publisher's times, and the silent edit when it was first seen.
const STATES: [&str; 3] = ["20240506090000", "20240506130000", "20240507100000"];

struct Archive {
    folder: tempfile::TempDir,
    db: PathBuf,
}

impl Archive {
    fn of(lines: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        import(&db, &[&write(folder.path(), "rows.jsonl", &lines)], 0);
        Self { folder, db }
    }

    /// An article with three texts, the last of them a silent edit.
    fn toll() -> Self {
        let row = |updated: &str, captured: &str, body: &str| {
            json!({"url": TOLL, "published": "2024-05-06T08:00:00Z", "updated": updated,
                   "captured": captured, "title": "The toll", "body": body})
        };
        Self::of(&[
            row("2024-05-06T09:00:00Z", "2024-05-06T09:05:00Z", "The toll is £4 a car."),
            row("2024-05-06T09:00:00Z", "2024-05-06T12:00:00Z", "The toll is £4 a car."),
            row("2024-05-06T13:00:00Z", "2024-05-06T13:10:00Z", "The toll is £5 a car."),
            row("2024-05-06T13:00:00Z", "2024-05-07T10:00:00Z", "The toll is £6 a car."),
        ])
    }

    fn ask(&self, request: &Request) -> Reply {
        handle(&Snapshot::open(&self.db).unwrap(), request)
    }

    fn get(&self, target: &str) -> Reply {
        self.ask(&Request::get(target))
    }

    /// Asks a TimeGate.
    fn negotiate(&self, target: &str, date: Option<&str>) -> Reply {
        let mut request = Request::get(target);
        request.accept_datetime = date.map(str::to_owned);
        self.ask(&request)
    }
}

fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.body).unwrap()
}

fn local(address: &str) -> &str {
    address.strip_prefix(ORIGIN).unwrap_or_else(|| panic!("{address} is not of this server"))
}

/// A link with its attributes, as RFC 8288 reads them.
#[derive(Debug)]
struct Link {
    target: String,
    attributes: BTreeMap<String, String>,
}

impl Link {
    fn is(&self, rel: &str) -> bool {
        self.attributes["rel"].split(' ').any(|one| one == rel)
    }
}

/// Reads links strictly: every value is quoted.
fn links(text: &str) -> Vec<Link> {
    let mut links = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (target, after) = rest.strip_prefix('<').unwrap().split_once('>').unwrap();
        let mut attributes = BTreeMap::new();
        rest = after;
        while let Some(after) = rest.trim_start().strip_prefix(';') {
            let (name, after) = after.trim_start().split_once("=\"").unwrap();
            let (value, after) = after.split_once('"').unwrap();
            assert!(attributes.insert(name.to_owned(), value.to_owned()).is_none(), "{name} twice");
            rest = after;
        }
        links.push(Link { target: target.to_owned(), attributes });
        rest = rest.trim_start();
        rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
    }
    links
}

fn only<'l>(links: &'l [Link], rel: &str) -> &'l Link {
    let found: Vec<&Link> = links.iter().filter(|link| link.is(rel)).collect();
    assert_eq!(found.len(), 1, "{rel} in {links:#?}");
    found[0]
}

fn varies_by_time(reply: &Reply) -> bool {
    reply.header("vary").is_some_and(|vary| vary.to_ascii_lowercase().contains("accept-datetime"))
}

fn memento(stamp: &str) -> String {
    format!("{ORIGIN}/web/{stamp}/{TOLL}")
}

#[test]
fn a_time_gate_leads_to_the_text_in_effect() {
    let archive = Archive::toll();
    let check = |date: Option<&str>, stamp: &str| {
        let reply = archive.negotiate(&format!("/web/{TOLL}"), date);
        assert_eq!(reply.status, 302, "{}", text(&reply));
        assert_eq!(reply.header("location"), Some(memento(stamp).as_str()), "{date:?}");
        assert!(varies_by_time(&reply));
        assert_eq!(reply.header("memento-datetime"), None);
        let links = links(reply.header("link").unwrap());
        assert_eq!(only(&links, "original").target, TOLL);
        let map = only(&links, "timemap");
        assert_eq!(map.target, format!("{ORIGIN}/web/timemap/link/{TOLL}"));
        assert_eq!(map.attributes["type"], "application/link-format");
        assert_eq!(map.attributes["from"], "Mon, 06 May 2024 09:00:00 GMT");
        assert_eq!(map.attributes["until"], "Tue, 07 May 2024 10:00:00 GMT");
        assert_eq!(only(&links, "first").target, memento(STATES[0]));
        assert_eq!(only(&links, "last").target, memento(STATES[2]));
        assert!(links.iter().all(|link| !link.is("timegate")));
    };
    check(None, STATES[2]);
    check(Some("Mon, 06 May 2024 09:00:00 GMT"), STATES[0]);
    check(Some("Mon, 06 May 2024 12:59:59 GMT"), STATES[0]);
    check(Some("Mon, 06 May 2024 13:00:00 GMT"), STATES[1]);
    check(Some("Tue, 07 May 2024 09:59:59 GMT"), STATES[1]);
    check(Some("Tue, 07 May 2024 10:00:00 GMT"), STATES[2]);
    check(Some("Sat, 01 Jan 2050 00:00:00 GMT"), STATES[2]);
    // Before the first, the first answers.
    check(Some("Thu, 20 Jun 1991 00:00:00 GMT"), STATES[0]);
}

#[test]
fn a_date_that_cannot_be_read_is_an_error() {
    let archive = Archive::toll();
    for date in ["", "junk", "2024-05-06T09:00:00Z", "Mon, 06 May 2024 09:00:00 EST", "0"] {
        for path in ["web", "published"] {
            let reply = archive.negotiate(&format!("/{path}/{TOLL}"), Some(date));
            assert_eq!(reply.status, 400, "{date}");
            assert!(varies_by_time(&reply), "{date}");
            assert_eq!(only(&links(reply.header("link").unwrap()), "original").target, TOLL);
        }
    }
}

#[test]
fn a_url_without_mementos_is_not_found() {
    let archive = Archive::toll();
    let other = "https://harbour.example/none";
    let reply = archive.negotiate(&format!("/web/{other}"), None);
    assert_eq!(reply.status, 404);
    assert!(varies_by_time(&reply));
    assert_eq!(only(&links(reply.header("link").unwrap()), "original").target, other);
    for path in ["timemap/link", "timemap/json", "timemap/cdxj", "2024", "*"] {
        let reply = archive.get(&format!("/web/{path}/{other}"));
        assert_eq!((reply.status, varies_by_time(&reply)), (404, false), "{path}");
    }
    for (target, status) in [
        ("/web/", 400),
        ("/web/2024/", 400),
        ("/web/timemap/", 404),
        ("/web/timemap/xml/https://harbour.example/toll", 404),
        ("/web/timemap/link/2/https://harbour.example/toll", 404),
        ("/web/timemap/link/0/https://harbour.example/toll", 404),
        ("/web/20241306/https://harbour.example/toll", 400),
    ] {
        assert_eq!(archive.get(target).status, status, "{target}");
    }
}

#[test]
fn a_time_map_lists_every_memento() {
    let archive = Archive::toll();
    let reply = archive.get(&format!("/web/timemap/link/{TOLL}"));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/link-format"));
    assert_eq!(reply.header("vary"), None);
    assert!(reply.header("etag").is_some());
    let listed = links(text(&reply));
    assert_eq!(only(&listed, "original").target, TOLL);
    assert_eq!(only(&listed, "timegate").target, format!("{ORIGIN}/web/{TOLL}"));
    let own = only(&listed, "self");
    assert_eq!(own.target, format!("{ORIGIN}/web/timemap/link/{TOLL}"));
    assert_eq!(own.attributes["type"], "application/link-format");
    assert_eq!(own.attributes["from"], "Mon, 06 May 2024 09:00:00 GMT");
    assert_eq!(own.attributes["until"], "Tue, 07 May 2024 10:00:00 GMT");
    let mementos: Vec<&Link> = listed.iter().filter(|link| link.is("memento")).collect();
    let targets: Vec<&str> = mementos.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, STATES.map(memento));
    assert!(mementos[0].is("first") && mementos[2].is("last"));
    assert!(!mementos[1].is("first") && !mementos[1].is("last"));
    for link in mementos {
        let reply = archive.get(local(&link.target));
        assert_eq!(reply.status, 200, "{}", link.target);
        let date = link.attributes["datetime"].as_str();
        assert_eq!(reply.header("memento-datetime"), Some(date));
        // The TimeGate leads back to it.
        let gate = archive.negotiate(&format!("/web/{TOLL}"), Some(date));
        assert_eq!(gate.header("location"), Some(link.target.as_str()));
    }
}

#[test]
fn a_time_map_is_also_json_and_cdxj() {
    let archive = Archive::toll();
    let map: Value =
        serde_json::from_slice(&archive.get(&format!("/web/timemap/json/{TOLL}")).body).unwrap();
    assert_eq!(map["original_uri"], TOLL);
    let list = map["mementos"]["list"].as_array().unwrap();
    assert_eq!(list.len(), 3);
    assert_eq!(list[1]["datetime"], "2024-05-06T13:00:00Z");
    assert_eq!(list[1]["uri"], memento(STATES[1]));
    assert_eq!((&map["mementos"]["first"], &map["mementos"]["last"]), (&list[0], &list[2]));
    for (name, format) in [("link_format", "link"), ("cdxj_format", "cdxj")] {
        let expected = format!("{ORIGIN}/web/timemap/{format}/{TOLL}");
        assert_eq!(map["timemap_uri"][name], expected);
        assert_eq!(archive.get(local(&expected)).status, 200);
    }
    let other = map["other_dating_uri"].as_str().unwrap();
    assert_eq!(archive.get(local(other)).status, 200);
    let reply = archive.get(&format!("/web/timemap/cdxj/{TOLL}"));
    let lines: Vec<&str> = text(&reply).lines().filter(|line| !line.starts_with('!')).collect();
    for (line, stamp) in lines.iter().zip(STATES) {
        let (own, fields) = line.split_once(' ').unwrap();
        let fields: Value = serde_json::from_str(fields).unwrap();
        assert_eq!((own, &fields["uri"]), (stamp, &memento(stamp).into()));
    }
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_memento_names_its_neighbors() {
    let archive = Archive::toll();
    for (at, stamp) in STATES.into_iter().enumerate() {
        let reply = archive.get(&format!("/web/{stamp}/{TOLL}"));
        assert_eq!(reply.status, 200);
        assert!(!varies_by_time(&reply));
        assert!(text(&reply).contains(["£4", "£5", "£6"][at]), "{stamp}");
        let links = links(reply.header("link").unwrap());
        assert_eq!(only(&links, "original").target, TOLL);
        assert_eq!(only(&links, "timegate").target, format!("{ORIGIN}/web/{TOLL}"));
        assert_eq!(only(&links, "timemap").target, format!("{ORIGIN}/web/timemap/link/{TOLL}"));
        assert_eq!(only(&links, "first").target, memento(STATES[0]));
        assert_eq!(only(&links, "last").target, memento(STATES[2]));
        let one =
            |rel: &str| links.iter().find(|link| link.is(rel)).map(|link| link.target.clone());
        assert_eq!(one("prev"), at.checked_sub(1).map(|at| memento(STATES[at])));
        assert_eq!(one("next"), STATES.get(at + 1).map(|stamp| memento(stamp)));
        // No memento is named twice, and each has its time.
        let mut named: Vec<&str> =
            links.iter().filter(|link| link.is("memento")).map(|link| &*link.target).collect();
        assert_eq!(named.len(), 3);
        named.dedup();
        assert_eq!(named.len(), 3);
        let mut head = Request::get(&format!("/web/{stamp}/{TOLL}"));
        head.method = Method::Head;
        let head = archive.ask(&head);
        for name in ["memento-datetime", "link", "content-type"] {
            assert_eq!(head.header(name), reply.header(name));
        }
        assert!(head.body.is_empty());
    }
}

#[test]
fn stamps_and_urls_are_read_as_archives_read_them() {
    let archive = Archive::toll();
    let check = |target: &str, stamp: &str| {
        let reply = archive.get(target);
        let expected = memento(stamp);
        assert_eq!((reply.status, reply.header("location")), (302, Some(&*expected)), "{target}");
        assert!(!varies_by_time(&reply));
    };
    check(&format!("/web/2024/{TOLL}"), STATES[2]);
    check(&format!("/web/20240506/{TOLL}"), STATES[1]);
    check(&format!("/web/2024050612/{TOLL}"), STATES[0]);
    check(&format!("/web/20240506131500/{TOLL}"), STATES[1]);
    check(&format!("/web/1000/{TOLL}"), STATES[0]);
    check(&format!("/web/0/{TOLL}"), STATES[0]);
    check(&format!("/web/2/{TOLL}"), STATES[2]);
    // Clients and proxies damage the URL in an address.
    check("/web/2024/https:/harbour.example/toll", STATES[2]);
    check("/web/2024/https%3A%2F%2Fharbour.example%2Ftoll", STATES[2]);
    let reply = archive.get("/web/2024/harbour.example/toll");
    let expected = format!("{ORIGIN}/web/{}/http://harbour.example/toll", STATES[2]);
    assert_eq!(reply.header("location"), Some(&*expected));
    // A capture's stamp is a memento, too: the text was seen then.
    let reply = archive.get(&format!("/web/20240506120000/{TOLL}"));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("memento-datetime"), Some("Mon, 06 May 2024 12:00:00 GMT"));
    let links = links(reply.header("link").unwrap());
    let named = |stamp: &str| {
        let found = links.iter().find(|link| link.target == memento(stamp));
        found.map(|link| link.attributes["rel"].as_str())
    };
    assert_eq!(named("20240506120000"), Some("memento"));
    assert_eq!(named(STATES[0]), Some("first prev memento"));
    assert_eq!(named(STATES[1]), Some("next memento"));
    assert_eq!(named(STATES[2]), Some("last memento"));
    // The flag of the original is kept.
    let reply = archive.get(&format!("/web/2024id_/{TOLL}"));
    let raw = format!("/web/{}id_/{TOLL}", STATES[2]);
    assert_eq!(reply.header("location"), Some(format!("{ORIGIN}{raw}").as_str()));
    let reply = archive.get(&raw);
    assert_eq!(text(&reply), "The toll is £6 a car.");
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    let reply = archive.get(&format!("/web/*/{TOLL}"));
    assert_eq!((reply.status, reply.header("location")), (302, Some("/a/1")));
}

#[test]
fn the_publishers_times_are_a_second_collection() {
    let archive = Archive::toll();
    let map = archive.get(&format!("/published/timemap/link/{TOLL}"));
    let listed = links(text(&map));
    let targets: Vec<&str> =
        listed.iter().filter(|link| link.is("memento")).map(|link| &*link.target).collect();
    // The silent edit claims the time of the text before it, which it replaced.
    let own =
        ["20240506090000", "20240506130000"].map(|at| format!("{ORIGIN}/published/{at}/{TOLL}"));
    assert_eq!(targets, own);
    let reply = archive.get(local(&own[1]));
    assert!(text(&reply).contains("£6"));
    let gate = format!("/published/{TOLL}");
    let reply = archive.negotiate(&gate, Some("Mon, 06 May 2024 12:59:59 GMT"));
    assert_eq!(reply.header("location"), Some(own[0].as_str()));
}

#[test]
fn a_long_time_map_has_pages() {
    // Two texts that alternate: as many states as captures.
    let rows: Vec<Value> = (0..1_005)
        .map(|number| {
            let time = format!(
                "2024-05-{:02}T{:02}:{:02}:00Z",
                1 + number / 60 / 24,
                number / 60 % 24,
                number % 60
            );
            let body = ["The toll is £4.", "The toll is £5."][number % 2];
            json!({"url": TOLL, "captured": time, "body": body})
        })
        .collect();
    let archive = Archive::of(&rows);
    let mut address = format!("{ORIGIN}/web/timemap/link/{TOLL}");
    let (mut found, mut pages) = (Vec::new(), 0);
    loop {
        let reply = archive.get(local(&address));
        assert_eq!(reply.status, 200, "{address}");
        pages += 1;
        let listed = links(text(&reply));
        assert_eq!(only(&listed, "self").target, address);
        let others: Vec<&Link> = listed.iter().filter(|link| link.is("timemap")).collect();
        assert_eq!(others.len(), 1);
        assert!(
            others[0].attributes.contains_key("from") && others[0].attributes.contains_key("until")
        );
        found.extend(listed.into_iter().filter(|link| link.is("memento")));
        let headers = reply.header("link").map(links).unwrap_or_default();
        match headers.iter().find(|link| link.is("next")) {
            Some(next) => address.clone_from(&next.target),
            None => break,
        }
    }
    assert_eq!((found.len(), pages), (1_005, 2));
    assert_eq!(found.iter().filter(|link| link.is("first")).count(), 1);
    assert!(found[0].is("first") && found[1_004].is("last"));
    assert_eq!(found.iter().filter(|link| link.is("last")).count(), 1);
}

#[test]
fn a_redacted_memento_is_gone() {
    let archive = Archive::toll();
    let output = recension()
        .arg("--db")
        .arg(&archive.db)
        .args(["redact", "1", "2", "--by", "A. Clerk", "--reason", "Court order"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for flag in ["", "id_"] {
        let reply = archive.get(&format!("/web/{}{flag}/{TOLL}", STATES[1]));
        assert_eq!(reply.status, 410);
        assert!(!text(&reply).contains("£5"));
        assert_eq!(reply.header("memento-datetime"), Some("Mon, 06 May 2024 13:00:00 GMT"));
    }
    // The time of the deleted text does not lead to another one.
    let reply = archive.negotiate(&format!("/web/{TOLL}"), Some("Mon, 06 May 2024 15:00:00 GMT"));
    assert_eq!(reply.header("location"), Some(memento(STATES[1]).as_str()));
}

#[test]
fn captures_are_listed_as_the_wayback_machine_lists_them() {
    let archive = Archive::toll();
    let lines = |query: &str| {
        let reply = archive.get(&format!("/cdx?url={TOLL}{query}"));
        assert_eq!(reply.status, 200, "{query}: {}", text(&reply));
        text(&reply).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = lines("");
    assert_eq!(all.len(), 4);
    let fields: Vec<&str> = all[0].split(' ').collect();
    assert_eq!(fields[..5], ["example,harbour)/toll", "20240506090500", TOLL, "text/html", "200"]);
    assert!(fields[5].starts_with("sha256:") && fields[6] == "22", "{fields:?}");
    assert_eq!(lines("&fl=timestamp&limit=1"), ["20240506090500"]);
    assert_eq!(lines("&fl=timestamp&limit=-1"), ["20240507100000"]);
    assert_eq!(lines("&fl=timestamp&sort=reverse&limit=1"), ["20240507100000"]);
    assert_eq!(
        lines("&fl=timestamp&sort=closest&closest=20240506114000&limit=1"),
        ["20240506120000"]
    );
    assert_eq!(lines("&fl=timestamp&from=20240506&to=20240506").len(), 3);
    assert_eq!(lines("&fl=timestamp&from=2024050613&to=2024050613"), ["20240506131000"]);
    assert_eq!(lines("&collapse=digest").len(), 3);
    assert_eq!(lines("&collapse=timestamp:8").len(), 2);
    assert_eq!(lines("&filter=!statuscode:200").len(), 0);
    assert_eq!(lines("&filter==timestamp:20240506131000").len(), 1);
    assert_eq!(lines("&fl=timestamp&limit=2&showResumeKey=true")[2..], ["", "2"]);
    assert_eq!(lines("&fl=timestamp&limit=2&resumeKey=2")[0], "20240506131000");
    let json: Value = serde_json::from_slice(
        &archive.get(&format!("/cdx/search/cdx?url={TOLL}&output=json")).body,
    )
    .unwrap();
    assert_eq!(
        json[0],
        json!(["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"])
    );
    assert_eq!(json.as_array().unwrap().len(), 5);
    let line = lines("&output=cdxj").remove(0);
    let object: Value = serde_json::from_str(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
    assert_eq!((&object["url"], &object["status"]), (&TOLL.into(), &"200".into()));
    for url in [
        "harbour.example/*",
        "*.harbour.example",
        "harbour.example&matchType=host",
        "harbour.example/t&matchType=prefix",
    ] {
        let reply = archive.get(&format!("/cdx?url={url}"));
        assert_eq!(text(&reply).lines().count(), 4, "{url}");
    }
    assert_eq!(text(&archive.get("/cdx?url=harbour.example/other*")), "");
    for query in [
        "",
        "?url=",
        "?url=x&from=1",
        "?url=a.example&limit=x",
        "?url=a.example&fl=x",
        "?url=a.example&output=xml",
        "?url=a.example&sort=closest",
        "?url=a.example&matchType=x",
    ] {
        assert_eq!(archive.get(&format!("/cdx{query}")).status, 400, "{query}");
    }
    // Every listed capture is a memento.
    for line in all {
        let fields: Vec<&str> = line.split(' ').collect();
        assert_eq!(archive.get(&format!("/web/{}/{}", fields[1], fields[2])).status, 200);
    }
}

#[test]
fn kept_pages_are_sent_as_files() {
    let mut archive = Archive::toll();
    archive.db = archive.folder.path().join("pages.db");
    let story = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/story");
    let output = recension()
        .arg("--db")
        .arg(&archive.db)
        .args(["import", "--keep-pages"])
        .arg(&story)
        .output()
        .unwrap();
    assert!(output.status.success());
    let url =
        Snapshot::open(&archive.db).unwrap().aliases(recension::article::ArticleId(1)).unwrap();
    let first = archive.get(&format!("/web/0id_/{}", url[0]));
    let reply = archive.get(local(first.header("location").unwrap()));
    assert_eq!(reply.status, 200);
    assert!(
        std::fs::read_dir(story)
            .unwrap()
            .any(|file| { std::fs::read(file.unwrap().path()).unwrap() == reply.body })
    );
    assert_eq!(reply.header("content-type"), Some("text/html"));
    assert_eq!(reply.header("content-disposition"), Some("attachment"));
    assert!(reply.header("content-security-policy").unwrap().starts_with("sandbox"));
}

#[test]
fn no_address_makes_a_protocol_fail() {
    let archive = Archive::toll();
    let snapshot = Snapshot::open(&archive.db).unwrap();
    let parts = [
        "/web",
        "/published",
        "/cdx",
        "/tile",
        "/api",
        "/checkpoint",
        "/",
        "timemap",
        "link",
        "json",
        "*",
        "2024",
        "20240506090000",
        "id_",
        "0",
        "99999999999999",
        TOLL,
        "https:",
        "%",
        "%2F",
        "%00",
        "?",
        "url=",
        "&",
        "=",
        "limit=",
        "-9223372036854775808",
        "after=",
        "articles",
        "1",
        "changes",
        "search",
        "q=",
        "\"",
        "(",
        "entries",
        "x001",
        "000",
        ".p/",
        "255",
        "ä",
        "from=",
        "sort=closest",
        "closest=",
        "collapse=",
        "filter=",
        "!",
        ":",
        "diff",
        "range=",
        "..",
        "@",
        "versions",
        "blame",
    ];
    let mut dice = Dice(15);
    for _ in 0..6_000 {
        let mut target = "/".to_owned();
        for _ in 0..dice.below(9) {
            target.push_str(parts[dice.below(parts.len())]);
            if dice.below(2) == 0 {
                target.push('/');
            }
        }
        let reply = handle(&snapshot, &Request::get(&target));
        assert!(reply.status < 500, "{target}: {} {}", reply.status, text(&reply));
        for (name, value) in &reply.headers {
            assert!(value.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{target}: {name}");
        }
    }
}
