//! The API of `serve`: its answers follow its own description, and are those of the commands.

use std::path::{Path, PathBuf};

use recension::store::Snapshot;
use recension::web::{Method, Reply, Request, handle};
use serde_json::Value;

use crate::common::{Dice, import, made_up, recension, stderr, write};

/// 2026-11-30T12:00:00Z
const NOW: i64 = 1_796_040_000_000_000;

struct Api {
    _folder: tempfile::TempDir,
    db: PathBuf,
    snapshot: Snapshot,
}

impl Api {
    /// The sample pages and records, and made-up articles.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
        let rows = write(folder.path(), "rows.jsonl", &made_up(25, &mut Dice(3)));
        import(&db, &[&samples.join("story"), &samples.join("records.jsonl"), &rows], 0);
        let api = Self { snapshot: Snapshot::open(&db).unwrap(), _folder: folder, db };
        api.command(&["search", "x"]);
        Self { snapshot: Snapshot::open(&api.db).unwrap(), ..api }
    }

    fn get(&self, target: &str) -> Reply {
        let mut request = Request::get(target);
        request.now = NOW;
        handle(&self.snapshot, &request)
    }

    fn json(&self, target: &str) -> Value {
        let reply = self.get(target);
        assert_eq!(reply.status, 200, "{target}: {}", String::from_utf8_lossy(&reply.body));
        assert_eq!(reply.header("content-type"), Some("application/json"), "{target}");
        serde_json::from_slice(&reply.body).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> String {
        let output = recension().arg("--db").arg(&self.db).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn description(&self) -> Value {
        self.json("/api/openapi.json")
    }
}

/// The address of a path with an example for each of its parts and required parameters.
fn example(path: &str, operation: &Value) -> String {
    let mut address = path.replace("{article}", "1").replace("{version}", "2");
    address = address.replace("{host}", "example.org");
    for parameter in operation["parameters"].as_array().unwrap() {
        if parameter["in"] == "query" && parameter["required"] == true {
            let value = match parameter["name"].as_str().unwrap() {
                "q" => "ferry",
                "phrase" => "the",
                "article" => "1",
                "by" => "host",
                other => panic!("no example of {other}"),
            };
            let mark = if address.contains('?') { '&' } else { '?' };
            address = format!("{address}{mark}{}={value}", parameter["name"].as_str().unwrap());
        }
    }
    address
}

/// Checks a value against the parts of JSON Schema that the description uses.
fn check(value: &Value, schema: &Value, at: &str) {
    let object = schema.as_object().unwrap();
    for keyword in object.keys() {
        let known = [
            "type",
            "enum",
            "items",
            "properties",
            "required",
            "additionalProperties",
            "minimum",
            "maximum",
            "minLength",
            "description",
        ];
        assert!(known.contains(&keyword.as_str()), "{at}: the test does not know {keyword}");
    }
    let is = |name: &str| match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{at}: no type {other}"),
    };
    match &schema["type"] {
        Value::Null => {}
        Value::String(name) => assert!(is(name), "{at}: {value} is not a {name}"),
        names => {
            let mut names = names.as_array().unwrap().iter();
            assert!(names.any(|name| is(name.as_str().unwrap())), "{at}: {value} is not {names:?}");
        }
    }
    if let (Value::Array(items), Some(schema)) = (value, object.get("items")) {
        for (index, item) in items.iter().enumerate() {
            check(item, schema, &format!("{at}[{index}]"));
        }
    }
    if let (Value::Object(members), Some(properties)) = (value, object.get("properties")) {
        for name in object["required"].as_array().unwrap() {
            assert!(members.contains_key(name.as_str().unwrap()), "{at}: {name} is missing");
        }
        for (name, member) in members {
            match properties.get(name) {
                Some(schema) => check(member, schema, &format!("{at}.{name}")),
                None => assert_ne!(object["additionalProperties"], false, "{at}: {name} is new"),
            }
        }
    }
}

#[test]
fn every_answer_follows_the_description() {
    let api = Api::new();
    let description = api.description();
    assert_eq!(description["openapi"], "3.1.0");
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() > 15);
    let mut names = Vec::new();
    for (path, item) in paths {
        let operation = &item["get"];
        names.push(operation["operationId"].as_str().unwrap());
        let address = example(path, operation);
        let value = api.json(&address);
        let content = &operation["responses"]["200"]["content"];
        check(&value, &content["application/json"]["schema"], path);
        let is_rows = content.get("text/csv").is_some();
        if is_rows {
            assert!(!value.as_array().unwrap().is_empty(), "{address} has no rows to check");
        }
        // Each path has the parts that it names.
        for parameter in operation["parameters"].as_array().unwrap() {
            let name = parameter["name"].as_str().unwrap();
            let is_part = path.contains(&format!("{{{name}}}"));
            assert!(parameter["description"].is_string(), "{path}: {name}");
            assert_eq!(parameter["in"] == "path", is_part, "{path}: {name}");
        }
        // A failure is a problem (RFC 9457).
        let mark = if address.contains('?') { '&' } else { '?' };
        let wrong = api.get(&format!("{address}{mark}nonsense=1"));
        assert_eq!(wrong.status, 400, "{address}");
        assert_eq!(wrong.header("content-type"), Some("application/problem+json"));
        let problem: Value = serde_json::from_slice(&wrong.body).unwrap();
        check(&problem, &description["components"]["schemas"]["Problem"], path);
        assert!(problem["detail"].as_str().unwrap().contains("nonsense"));
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), paths.len(), "an operationId is used twice");
    // The index lists the same endpoints.
    let index = api.json("/api");
    let listed: Vec<&str> = index["endpoints"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["address"].as_str().unwrap())
        .collect();
    assert_eq!(listed, paths.keys().collect::<Vec<_>>());
}

#[test]
fn rows_are_those_of_the_commands() {
    let api = Api::new();
    let check = |target: &str, arguments: &[&str]| {
        let reply = api.get(target);
        assert_eq!(String::from_utf8(reply.body).unwrap(), api.command(arguments), "{target}");
    };
    check("/api/articles?limit=1000", &["list", "--format", "json"]);
    check("/api/articles.csv?limit=1000", &["list", "--format", "csv"]);
    check(
        "/api/articles?host=example.org&sort=versions&limit=7",
        &["list", "--host", "example.org", "--sort", "versions", "-n", "7", "--format", "json"],
    );
    check("/api/changes?limit=1000", &["changes", "--format", "json"]);
    check(
        "/api/changes?class=number&silent=1&limit=1000",
        &["changes", "--class", "number", "--silent-edits", "--format", "json"],
    );
    check("/api/edits.csv?limit=1000", &["changes", "--edits", "--format", "csv"]);
    check(
        "/api/edits?op=removed&limit=1000",
        &["changes", "--edits", "--op", "removed", "--format", "json"],
    );
    check("/api/articles/1/timeline.csv", &["log", "1", "--format", "csv"]);
}

#[test]
fn one_article_is_that_of_the_commands() {
    let api = Api::new();
    let same = |target: &str, arguments: &[&str]| {
        let expected: Value = serde_json::from_str(&api.command(arguments)).unwrap();
        assert_eq!(api.json(target), expected, "{target}");
    };
    same("/api/articles/1/versions/2", &["show", "1", "2", "--format", "json"]);
    same(
        "/api/articles/ferry-fire/versions/2014-10-19T16:50",
        &["show", "ferry-fire", "2014-10-19T16:50", "--format", "json"],
    );
    same("/api/articles/1/versions", &["log", "1", "--format", "json"]);
    same("/api/articles/1/diff", &["diff", "1", "--format", "json"]);
    same("/api/articles/1/diff?range=1..2", &["diff", "1", "1..2", "--format", "json"]);
    same("/api/articles/1/blame", &["blame", "1", "--format", "json"]);
    same("/api/articles/1/when?phrase=the", &["when", "1", "the", "--format", "json"]);
    same("/api/articles/1/findings", &["audit", "1", "--format", "json"]);
    same("/api/search?q=ferry&limit=20", &["search", "ferry", "--format", "json"]);
    same("/api/stats", &["stats", "--format", "json"]);
    assert_eq!(api.json("/api/articles/1"), api.json("/api/articles?sort=number&limit=1")[0]);
    let head = api.json("/api/checkpoint");
    assert_eq!(head["checkpoint"], api.command(&["log-head"]));
}

/// The data of a page is what the API answers, and what the page's form leaves empty is no filter.
#[test]
fn the_data_of_a_page_is_that_of_the_api() {
    let api = Api::new();
    for (page, own) in [
        ("/changes.json?limit=5", "/api/changes?limit=5"),
        ("/changes.csv?class=&host=example.org", "/api/changes.csv?host=example.org"),
        ("/articles.json", "/api/articles"),
        ("/a/1.json", "/api/articles/1/versions"),
        ("/a/ferry-fire.json", "/api/articles/1/versions"),
        ("/outlet/example.org.json", "/api/outlets/example.org"),
        ("/search.json?q=ferry&scope=gone&as-of=", "/api/search?q=ferry&scope=gone"),
        ("/when.json?article=1&phrase=the", "/api/articles/1/when?phrase=the"),
        ("/audit.json?rule=&severity=note", "/api/findings?severity=note"),
        ("/stats.json", "/api/stats"),
        ("/about.json", "/api/checkpoint"),
    ] {
        let (page_reply, own_reply) = (api.get(page), api.get(own));
        assert_eq!(page_reply.status, 200, "{page}");
        assert_eq!(page_reply.body, own_reply.body, "{page}");
    }
    assert_eq!(api.get("/changes.json?hots=example.org").status, 400);
}

#[test]
fn a_search_as_of_a_time_finds_what_was_in_effect() {
    let api = Api::new();
    let found = |time: &str| {
        let rows = api.json(&format!("/api/search?q=%22delay+of+four+months%22&as-of={time}"));
        rows.as_array().unwrap().iter().map(|row| row["to_ordinal"].as_i64()).collect::<Vec<_>>()
    };
    assert_eq!(found("2014-10-18"), []);
    assert_eq!(found("2014-10-19T23:00Z"), [Some(3)]);
    assert_eq!(found("2014-10-21"), []);
    assert_eq!(api.get("/api/search?q=a&as-of=2014&scope=now").status, 400);
    assert_eq!(api.get("/api/search?q=a&as-of=soon").status, 400);
    let command =
        ["search", "\"delay of four months\"", "--as-of", "2014-10-19T23:00Z", "--format", "json"];
    let expected: Value = serde_json::from_str(&api.command(&command)).unwrap();
    let same = "/api/search?q=%22delay+of+four+months%22&as-of=2014-10-19T23:00Z&limit=20";
    assert_eq!(api.json(same), expected);
    assert_eq!(expected[0]["certainty"], "between");
}

#[test]
fn pages_together_are_the_whole_list() {
    let api = Api::new();
    for (path, limit) in [
        ("/api/articles?sort=url", 4),
        ("/api/changes?", 7),
        ("/api/changes?min-words=1", 3),
        ("/api/search?q=new", 3),
        ("/api/edits?", 5),
        ("/api/findings?", 4),
        ("/api/articles/1/versions?", 1),
    ] {
        let whole = api.json(&format!("{path}&limit=1000"));
        assert!(whole.as_array().unwrap().len() > 1, "{path}");
        let (mut rows, mut pages) = (Vec::new(), 0);
        let mut next = Some(format!("{path}&limit={limit}"));
        while let Some(address) = next {
            let reply = api.get(&address);
            assert_eq!(reply.status, 200, "{address}");
            let page: Value = serde_json::from_slice(&reply.body).unwrap();
            rows.extend(page.as_array().unwrap().iter().cloned());
            pages += 1;
            next = reply.header("link").map(|link| {
                let (target, rest) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
                assert_eq!(rest, "; rel=\"next\"");
                target.to_owned()
            });
        }
        assert!(pages > 1, "{path}");
        assert_eq!(Value::from(rows), whole, "{path}");
    }
}

#[test]
fn rows_are_csv_if_the_client_asks_for_it() {
    let api = Api::new();
    let by_suffix = api.get("/api/changes.csv?limit=5");
    let mut request = Request::get("/api/changes?limit=5");
    request.accept = Some("text/csv".to_owned());
    let by_header = handle(&api.snapshot, &request);
    assert_eq!(by_suffix.header("content-type"), Some("text/csv; charset=utf-8; header=present"));
    assert_eq!(by_suffix.body, by_header.body);
    assert!(by_header.header("vary").unwrap().contains("accept"));
    // The validator of the other format does not fit.
    request.accept = Some("application/json".to_owned());
    request.if_none_match = by_header.header("etag").map(str::to_owned);
    assert_eq!(handle(&api.snapshot, &request).status, 200);
    request.accept = Some("text/csv".to_owned());
    assert_eq!(handle(&api.snapshot, &request).status, 304);
    let mut reader = csv::Reader::from_reader(by_suffix.body.as_slice());
    let json = api.json("/api/changes?limit=5");
    let names: Vec<&str> = json[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
    assert_eq!(reader.records().count(), 5);
}

#[test]
fn a_head_request_has_the_headers_of_the_answer() {
    let api = Api::new();
    for address in ["/api/articles", "/api/articles/1", "/api/checkpoint", "/api/openapi.json"] {
        let mut request = Request::get(address);
        request.method = Method::Head;
        let (head, get) = (handle(&api.snapshot, &request), api.get(address));
        assert!(head.body.is_empty());
        for name in ["etag", "content-type", "link", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{address}: {name}");
        }
        assert!(head.header("etag").is_some());
    }
}

#[test]
fn wrong_requests_are_explained() {
    let api = Api::new();
    for (target, status, part) in [
        ("/api/none", 404, "no page"),
        ("/api/articles/nobody-has-this", 404, "nobody-has-this"),
        ("/api/articles/1/versions/99", 404, "no version 99"),
        ("/api/articles/1/diff?range=1..99", 404, "no version 99"),
        ("/api/articles/1/diff?range=1", 404, "no version before it"),
        ("/api/articles?limit=0", 400, "from 1 to 1000"),
        ("/api/articles?limit=1001", 400, "from 1 to 1000"),
        ("/api/articles?limit=many", 400, "limit"),
        ("/api/articles?sort=color", 400, "changed"),
        ("/api/articles?after=x", 400, "after"),
        ("/api/articles?hots=example.org", 400, "host"),
        ("/api/articles?host=a/b", 400, "host"),
        ("/api/changes?after=1.2", 400, "after"),
        ("/api/changes?class=number,color", 400, "quote"),
        ("/api/changes?since=soon", 400, "soon"),
        ("/api/changes?silent=maybe", 400, "true or false"),
        ("/api/changes?min-words=-1", 400, "from 0"),
        ("/api/search", 400, "q is missing"),
        ("/api/search?q=(", 400, "nothing to search for"),
        ("/api/search?q=a&after=5000", 400, "after"),
        ("/api/search?q=a&scope=never", 400, "gone"),
        ("/api/findings?rule=rude", 400, "silent-edit"),
        ("/api/articles/1/when", 400, "phrase is missing"),
        ("/api/articles/1/when?phrase=%20%0A", 400, "phrase"),
        ("/api/articles/1/timeline?limit=1", 400, "it has none"),
    ] {
        let reply = api.get(target);
        let body = String::from_utf8(reply.body.clone()).unwrap();
        assert_eq!(reply.status, status, "{target}: {body}");
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{target}");
        let problem: Value = serde_json::from_str(&body).unwrap();
        assert!(problem["detail"].as_str().unwrap().contains(part), "{target}: {body}");
        assert_eq!(reply.header("etag"), None);
    }
}
