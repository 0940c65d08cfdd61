//! The pages of `serve`, as functions: no socket.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use dom_query::Document;
use recension::store::Snapshot;
use recension::web::{Method, Reply, Request, handle};
use serde_json::{Value, json};

use crate::common::{Dice, import, recension};
use crate::hostile_rendering::{self, ATTACKS, no_controls};

/// 2026-11-30T12:00:00Z: a page that depends on the time gets this one.
const NOW: i64 = 1_796_040_000_000_000;

/// A catalog in a folder of its own.
pub(crate) struct Site {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) db: PathBuf,
}

impl Site {
    /// The four sample pages, and the samples of a newsroom.
    pub(crate) fn sample() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
        import(&db, &[&samples.join("story"), &samples.join("records.jsonl")], 0);
        let site = Self { folder, db };
        site.index();
        site
    }

    /// Records of the importer's own format.
    pub(crate) fn of(records: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = folder.path().join("a.db");
        let lines: Vec<String> = records.iter().map(Value::to_string).collect();
        let file = folder.path().join("records.jsonl");
        std::fs::write(&file, lines.join("\n")).unwrap();
        import(&db, &[&file], 0);
        let site = Self { folder, db };
        site.index();
        site
    }

    fn hostile() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = hostile_rendering::world(folder.path());
        let site = Self { folder, db };
        site.index();
        site
    }

    /// Builds the search index, as `serve` does when it starts.
    fn index(&self) {
        let output = recension().arg("--db").arg(&self.db).args(["search", "x"]).output().unwrap();
        assert!(output.status.success());
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.ask(&request(target))
    }

    pub(crate) fn ask(&self, request: &Request) -> Reply {
        handle(&Snapshot::open(&self.db).unwrap(), request)
    }

    fn import_line(&self, name: &str, line: &Value) {
        let file = self.folder.path().join(name);
        std::fs::write(&file, line.to_string()).unwrap();
        import(&self.db, &[&file], 0);
    }
}

pub(crate) fn request(target: &str) -> Request {
    let mut request = Request::get(target);
    request.now = NOW;
    request
}

pub(crate) fn body(reply: &Reply) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

pub(crate) fn page(site: &Site, target: &str) -> Document {
    let reply = site.get(target);
    assert_eq!(reply.status, 200, "{target}: {}", body(&reply));
    Document::from(body(&reply))
}

pub(crate) fn json_of(site: &Site, target: &str) -> Value {
    let reply = site.get(target);
    assert_eq!(reply.status, 200, "{target}: {}", body(&reply));
    serde_json::from_slice(&reply.body).unwrap()
}

pub(crate) fn texts(page: &Document, selector: &str) -> Vec<String> {
    let found = page.select(selector);
    found.iter().map(|one| one.text().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn a_page_is_sent_again_only_if_the_catalog_changed() {
    let site = Site::sample();
    let first = site.get("/about");
    assert_eq!(first.status, 200, "{}", body(&first));
    let tag = first.header("etag").unwrap().to_owned();
    let mut again = request("/about");
    again.if_none_match = Some(tag.clone());
    let unchanged = site.ask(&again);
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    let line = json!({"url": "https://a.example/1", "title": "T", "body": "B.",
        "captured": "2020-01-01T00:00:00Z"});
    site.import_line("more.jsonl", &line);
    let changed = site.ask(&again);
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), Some(tag.as_str()));
}

#[test]
fn every_reply_protects_the_reader() {
    let site = Site::sample();
    for (target, status) in [("/", 200), ("/about", 200), ("/none", 404), ("/none.json", 404)] {
        let reply = site.get(target);
        assert_eq!(reply.status, status, "{target}");
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.header("x-robots-tag").unwrap().contains("noindex"));
    }
    let problem = site.get("/none.json");
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    let problem: Value = serde_json::from_slice(&problem.body).unwrap();
    assert_eq!((&problem["status"], &problem["instance"]), (&404.into(), &"/none.json".into()));
}

#[test]
fn a_head_request_has_the_length_but_no_body() {
    let site = Site::sample();
    let mut head = request("/about");
    head.method = Method::Head;
    let (get, head) = (site.get("/about"), site.ask(&head));
    assert_eq!(head.body.len(), 0);
    assert_eq!(head.header("content-length"), Some(get.body.len().to_string().as_str()));
    assert_eq!(head.header("etag"), get.header("etag"));
}

#[test]
fn a_compressed_page_is_the_same_page() {
    use std::io::Read as _;
    let site = Site::sample();
    let mut packed = request("/");
    packed.accept_encoding = Some("gzip".to_owned());
    let (plain, packed) = (site.get("/"), site.ask(&packed));
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(packed.header("vary"), Some("accept-encoding"));
    assert_ne!(packed.header("etag"), plain.header("etag"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body);
    assert!(packed.body.len() < 25_000 && packed.body.len() * 2 < plain.body.len());
}

#[test]
fn the_front_page_shows_changes_and_their_facts() {
    let site = Site::sample();
    let front = page(&site, "/");
    assert_eq!(texts(&front, "h1"), ["Changes"]);
    let headlines = texts(&front, ".change h3");
    assert!(headlines.iter().any(|one| one.contains("Gull Island ferry")), "{headlines:?}");
    let facts = texts(&front, ".chips li");
    assert!(facts.iter().any(|one| one.contains("13") && one.contains("12")), "{facts:?}");
    let silent = page(&site, "/changes?silent=1");
    assert_eq!(texts(&silent, "h1"), ["Silent edits"]);
    let count = silent.select(".change").length();
    assert!(count > 0 && count < front.select(".change").length());
    assert_eq!(silent.select(".change .flag.silent").length(), count);
    assert_eq!(site.get("/changes?class=nonsense").status, 400);
    assert_eq!(site.get("/changes?since=soon").status, 400);
    assert_eq!(site.get("/changes?after=1.2").status, 400);
}

/// Pages with a cursor hold each change once, in order, also those without a time and those at the
/// same time.
#[test]
fn pages_of_changes_are_complete() {
    let site = Site::sample();
    let folder = site.folder.path();
    let mut lines = Vec::new();
    for article in 0..25 {
        for version in 0..4 {
            let mut line = json!({"url": format!("https://many.example/{article}"),
                "title": format!("Article {article}"), "body": format!("It is {version} now.")});
            if article % 5 != 0 {
                line["captured"] = format!("2021-03-0{}T10:00:00Z", version + 1).into();
            }
            lines.push(line.to_string());
        }
    }
    std::fs::write(folder.join("many.jsonl"), lines.join("\n")).unwrap();
    import(&site.db, &[&folder.join("many.jsonl")], 0);
    let mut seen = Vec::new();
    let mut next = Some("/changes.json?host=many.example&class=&limit=20".to_owned());
    while let Some(target) = next {
        let reply = site.get(&target);
        let list: Value = serde_json::from_slice(&reply.body).unwrap();
        seen.extend(list.as_array().unwrap().iter().map(|row| {
            (row["at"].as_str().map(str::to_owned), row["article"].as_i64(), row["id"].to_string())
        }));
        let link = reply.header("link").and_then(|link| link.strip_prefix('<')?.split_once('>'));
        next = link.map(|(target, _)| target.to_owned());
        assert!(seen.len() < 200, "the pages do not end");
    }
    assert_eq!(seen.len(), 75);
    let times: Vec<_> = seen.iter().map(|row| row.0.clone()).collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>().len(), 75);
}

#[test]
fn a_diff_shows_what_changed_in_every_form() {
    let site = Site::sample();
    let versions = json_of(&site, "/a/1.json");
    let id = |at: usize| versions[at]["id"].as_str().unwrap().to_owned();
    let address = format!("/d/{}..{}", &id(1)[..16], &id(2)[..16]);
    let inline = page(&site, &address);
    let removed = texts(&inline, ".diff del");
    let added = texts(&inline, ".diff ins");
    assert!(removed.iter().any(|one| one == "removed: 13"), "{removed:?}");
    assert!(added.iter().any(|one| one == "added: 12"), "{added:?}");
    assert!(inline.select(".diff .changed").length() >= 3);
    let side = page(&site, &format!("{address}?view=side"));
    assert!(side.select(".pair .old del").length() > 0);
    assert_eq!(side.select(".pair .old ins, .pair .new del").length(), 0);
    // Unchanged text is in a fold, and in the page.
    let whole = page(&site, &format!("{address}?text=whole"));
    assert_eq!(whole.select(".diff details").length(), 0);
    for (suffix, part) in [("txt", "13"), ("patch", "@@"), ("md", "12"), ("json", "\"changes\"")] {
        let file = site.get(&format!("{address}.{suffix}"));
        assert_eq!(file.status, 200, "{suffix}");
        assert!(body(&file).contains(part), "{suffix}: {}", body(&file));
        assert!(file.header("cache-control").unwrap().contains("immutable"), "{suffix}");
    }
    // A short id may become ambiguous later.
    let short = site.get(&format!("/d/{}..{}.txt", &id(1)[..7], &id(2)[..7]));
    assert_eq!((short.status, short.header("cache-control")), (200, Some("no-cache")));
    let compare = site.get(&format!("/compare?from={}&to={}", id(0), id(3)));
    let expected = format!("/d/{}..{}", &id(0)[..16], &id(3)[..16]);
    assert_eq!((compare.status, compare.header("location")), (303, Some(expected.as_str())));
    assert_eq!(page(&site, &expected).select("h1").length(), 1);
    for wrong in ["/d/abc", "/d/..", "/d/zzzzzzz..1234567", "/d/1234567..1234567", "/compare"] {
        assert!(matches!(site.get(wrong).status, 400 | 404), "{wrong}");
    }
}

#[test]
fn an_article_shows_its_timeline() {
    let site = Site::sample();
    let article = page(&site, "/a/1");
    assert_eq!(article.select("li.version").length(), 4);
    assert_eq!(article.select("input[name=from]").length(), 4);
    assert_eq!(article.select(".timeline rect.text").length(), 4);
    assert_eq!(article.select(".timeline line.seen").length(), 4);
    assert_eq!(article.select(".timeline .state.silent").length(), 1);
    let found = site.get("/a/ferry-fire");
    assert_eq!((found.status, found.header("location")), (302, Some("/a/1")));
    assert_eq!(site.get("/a/999").status, 404);
}

#[test]
fn a_version_shows_its_text_and_its_origins() {
    let site = Site::sample();
    let versions = json_of(&site, "/a/1.json");
    let id = versions[2]["id"].as_str().unwrap();
    let version = json_of(&site, &format!("/v/{id}.json"));
    let text = version["body"].as_str().unwrap();
    assert_eq!(body(&site.get(&format!("/v/{id}.txt"))), text);
    let shown = page(&site, &format!("/v/{id}"));
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(words(&texts(&shown, "article.text p").join(" ")), words(text));
    let origins = page(&site, &format!("/v/{id}?view=origins"));
    let named: BTreeSet<String> = texts(&origins, ".origin a").into_iter().collect();
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["version 1", "version 2", "version 3"]);
    // The name of a sentence is the same in both views and in every version with the sentence.
    let name = origins.select(".origins li[id]").iter().last().unwrap().attr("id").unwrap();
    assert_eq!(shown.select(&format!("#{name}")).length(), 1);
    let evidence = site.get(&format!("/v/{id}/evidence"));
    let file = site.folder.path().join("bundle.json");
    std::fs::write(&file, &evidence.body).unwrap();
    let verified = recension().arg("verify-bundle").arg(&file).output().unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

#[test]
fn a_redacted_text_is_on_no_page() {
    let site = Site::sample();
    let versions = json_of(&site, "/a/1.json");
    let id = |at: usize| versions[at]["id"].as_str().unwrap();
    let address = format!("/d/{}..{}", &id(0)[..16], &id(1)[..16]);
    assert!(body(&site.get(&address)).contains("PORT ELLERY"));
    assert_eq!(site.get("/").status, 200);
    let order = ["redact", "1", "2", "--reason", "a test"];
    let output = recension().arg("--db").arg(&site.db).args(order).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(site.get(&format!("/v/{}.txt", id(1))).status, 410);
    assert!(!body(&site.get(&address)).contains("PORT ELLERY"));
    assert_eq!(site.get(&format!("/v/{}", id(1))).status, 200);
}

#[test]
fn searches_find_and_highlight() {
    let site = Site::sample();
    let found = page(&site, "/search?q=ferry");
    assert!(found.select(".hit").length() > 0);
    assert!(texts(&found, "mark").iter().all(|mark| mark.to_lowercase().contains("ferry")));
    for scope in ["now", "gone", "added", "removed"] {
        page(&site, &format!("/search?q=ferry&scope={scope}"));
    }
    assert_eq!(site.get("/search?q=ferry&scope=else").status, 400);
    assert_eq!(site.get("/search?q=%22").status, 400);
    let when = page(&site, "/when?article=1&phrase=13+people");
    let runs = texts(&when, ".runs strong");
    assert!(runs.contains(&"It said so".to_owned()), "{runs:?}");
    assert_eq!(json_of(&site, "/when.json?article=1&phrase=13+people")[0]["article"], 1);
}

#[test]
fn every_list_is_a_feed() {
    let site = Site::sample();
    for list in [
        "/changes",
        "/changes?silent=1",
        "/changes?class=number",
        "/a/1",
        "/outlet/www.harbour-courier.example",
        "/search?q=ferry",
        "/search?q=13&scope=removed",
        "/audit",
        "/audit?rule=silent-edit",
        "/audit?article=1",
    ] {
        let (path, query) = list.split_once('?').unwrap_or((list, ""));
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let atom = site.get(&format!("{path}.atom{query}"));
        assert_eq!(atom.status, 200, "{list}");
        hostile_rendering::atom(list, &body(&atom));
        let feed = Document::from(body(&atom));
        let ids = texts(&feed, "entry > id");
        assert!(
            !ids.is_empty() && ids.iter().all(|id| id.starts_with("tag:recension.invalid,2026:")),
            "{ids:?}"
        );
        let json = json_of(&site, &format!("{path}.feed.json{query}"));
        assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
        let items = json["items"].as_array().unwrap();
        let same: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!(same, ids, "{list}");
        // The links lead to pages.
        let origin = "http://127.0.0.1:8750";
        for item in items {
            let url = item["url"].as_str().unwrap().strip_prefix(origin).unwrap();
            assert_eq!(site.get(url).status, 200, "{url}");
        }
    }
}

/// Follows every link of the site, and checks each page as a browser and a screen reader read it.
fn crawl(site: &Site, most: usize) -> BTreeMap<String, u16> {
    crawl_each(site, most, |_, _| {})
}

/// Passes each answer to `each`, too.
pub(crate) fn crawl_each(
    site: &Site,
    most: usize,
    mut each: impl FnMut(&str, &Reply),
) -> BTreeMap<String, u16> {
    let snapshot = Snapshot::open(&site.db).unwrap();
    let mut statuses = BTreeMap::new();
    let mut queue: VecDeque<(String, String)> = VecDeque::from([("/".to_owned(), String::new())]);
    while let Some((target, from)) = queue.pop_front() {
        if statuses.contains_key(&target) || statuses.len() >= most {
            continue;
        }
        let mut request = request(&target);
        // As the server asks.
        request.hides_folders = true;
        let reply = handle(&snapshot, &request);
        statuses.insert(target.clone(), reply.status);
        each(&target, &reply);
        assert!(
            matches!(reply.status, 200 | 302 | 303),
            "{target}, linked from {from}: {} {}",
            reply.status,
            body(&reply)
        );
        if reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
            let links = check_page(&target, &body(&reply));
            queue.extend(links.into_iter().map(|link| (link, target.clone())));
        }
    }
    statuses
}

/// Checks a page, and returns its links to other pages of the site.
#[track_caller]
pub(crate) fn check_page(what: &str, text: &str) -> Vec<String> {
    no_controls(what, text);
    let page = Document::from(text);
    assert_eq!(page.select("html[lang]").length(), 1, "{what}: no language");
    assert_eq!(page.select("main").length(), 1, "{what}: no main part");
    assert_eq!(page.select("h1").length(), 1, "{what}: its heading");
    assert_eq!(page.select("style, iframe, object, embed, base, img, video").length(), 0, "{what}");
    for script in &page.select("script") {
        let source = script.attr("src").unwrap_or_default().to_string();
        assert!(source.starts_with("/assets/") && script.text().is_empty(), "{what}: {source}");
    }
    let nodes = page.select("*").length();
    assert!(nodes <= 1_500, "{what}: {nodes} elements");
    let mut ids = BTreeSet::new();
    let mut links = Vec::new();
    for element in &page.select("*") {
        for attribute in element.attrs() {
            let (name, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            assert!(!name.starts_with("on") && name != "style", "{what}: {name}={value}");
            if name == "id" {
                assert!(ids.insert(value.clone()), "{what}: two elements are #{value}");
            }
            if matches!(name.as_str(), "href" | "src" | "action" | "formaction") {
                let is_own = value.starts_with('/') && !value.starts_with("//");
                let is_web = value.starts_with("https://") || value.starts_with("http://");
                let is_empty_icon = value == "data:,";
                assert!(
                    is_own || is_web || is_empty_icon || value.starts_with(['#', '?']),
                    "{what}: {name}={value}"
                );
                if is_own && name == "href" {
                    links.push(value.split('#').next().unwrap().to_owned());
                } else if let Some(rest) = value.strip_prefix('?') {
                    links.push(format!("{}?{rest}", what.split('?').next().unwrap()));
                }
            }
        }
    }
    for field in &page.select("input:not([type=hidden]), select") {
        let is_named = field.attr("aria-label").is_some()
            || field.ancestors(None).iter().any(|one| one.is("label"));
        assert!(is_named, "{what}: a field without a label: {}", field.html());
    }
    for link in &page.select("a[href]") {
        let label = link.attr("aria-label").unwrap_or_else(|| link.text());
        let is_seen = |letter: char| !letter.is_whitespace() && letter != '\u{200b}';
        assert!(label.contains(is_seen), "{what}: a link that nobody sees: {}", link.html());
    }
    for fragment in &page.select("a[href^='#']") {
        let name = fragment.attr("href").unwrap().trim_start_matches('#').to_owned();
        assert!(ids.contains(&name), "{what}: nothing is #{name}");
    }
    links
}

#[test]
fn every_link_leads_to_a_page() {
    let statuses = crawl(&Site::sample(), 1_500);
    assert!(statuses.len() > 150, "only {} pages", statuses.len());
    for start in ["/a/", "/d/", "/v/", "/outlet/", "/search", "/audit", "/when"] {
        assert!(statuses.keys().any(|page| page.starts_with(start)), "no page {start}");
    }
}

/// Text of strangers runs nowhere, and loads nothing.
#[test]
fn hostile_articles_are_only_text() {
    let site = Site::hostile();
    let statuses = crawl(&site, 600);
    assert!(statuses.len() > 60, "only {} pages", statuses.len());
    for target in ["/changes.atom", "/a/1.atom"] {
        hostile_rendering::atom(target, &body(&site.get(target)));
    }
    // A megabyte as a headline, and marks of direction in the query.
    let long = json!({"url": "https://c.example/1", "title": "<b>x ".repeat(200_000), "body": "A.",
        "captured": "2014-10-21T10:00:00Z"});
    site.import_line("long.jsonl", &long);
    check_page("/articles", &body(&site.get("/articles")));
    for attack in ATTACKS {
        let words: String = url::form_urlencoded::byte_serialize(attack.as_bytes()).collect();
        for page in [
            "/search?q=",
            "/when?article=1&phrase=",
            "/changes?host=",
            "/articles?text=",
            "/audit?rule=",
            "/a/",
            "/outlet/",
            "/v/",
        ] {
            let target = format!("{page}{}", words.replace('+', "%20"));
            let reply = site.get(&target);
            assert!(reply.status < 500, "{target}: {}", body(&reply));
            if reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
                check_page("/x", &body(&reply));
            }
        }
    }
}

/// A long history, and a headline of a megabyte, make pages of the usual size.
#[test]
fn pages_are_small_whatever_the_catalog_holds() {
    let site = Site::sample();
    let long = "word ".repeat(200_000);
    let mut lines = Vec::new();
    for version in 0..200 {
        let hour = format!(
            "2021-{:02}-{:02}T{:02}:00:00Z",
            1 + version / 600,
            1 + version / 24 % 25,
            version % 24
        );
        let line = json!({"url": "https://long.example/1", "title": format!("Part {}", version % 7),
            "published": hour, "updated": hour, "captured": hour,
            "body": format!("The toll is £{} now. It was £{}.", version % 9, version % 5)});
        lines.push(line.to_string());
    }
    for version in 0..2 {
        let line = json!({"url": "https://long.example/2", "title": format!("{long}{version}"),
            "captured": format!("2022-01-0{}T00:00:00Z", version + 1),
            "body": format!("The toll is £{version} now.")});
        lines.push(line.to_string());
    }
    let file = site.folder.path().join("long.jsonl");
    std::fs::write(&file, lines.join("\n")).unwrap();
    import(&site.db, &[&file], 0);
    let id = |url: &str| {
        let rows = json_of(&site, &format!("/api/articles?text={url}"));
        rows[0]["article"].to_string()
    };
    let (article, titled) = (id("https://long.example/1"), id("https://long.example/2"));
    for target in [
        "/".to_owned(),
        "/articles".to_owned(),
        "/outlet/long.example".to_owned(),
        "/search?q=toll".to_owned(),
        "/audit?severity=note".to_owned(),
        format!("/audit?severity=note&article={article}"),
        format!("/a/{article}"),
        format!("/a/{article}?page=5"),
        "/changes.atom?host=long.example".to_owned(),
    ] {
        let reply = site.get(&target);
        assert_eq!(reply.status, 200, "{target}");
        assert!(reply.body.len() < 400_000, "{target}: {} bytes", reply.body.len());
        if !target.contains("atom") {
            check_page(&target, &body(&reply));
        }
    }
    // What is cut in lists is whole on the article's own page.
    assert!(body(&site.get(&format!("/a/{titled}"))).contains(&long));
    let audit = page(&site, "/audit?severity=note&host=long.example");
    let more = audit.select("p.more a").attr("href").unwrap().to_string();
    let (mut seen, mut next) = (BTreeSet::new(), Some(more));
    while let Some(target) = next {
        let list = page(&site, &target);
        for finding in &list.select(".finding") {
            assert!(seen.insert(finding.attr("id").unwrap().to_string()));
        }
        next = list.select("a[rel=next]").attr("href").map(|href| href.to_string());
    }
    let all = json_of(&site, &format!("/api/articles/{article}/findings?severity=note"));
    assert_eq!(seen.len(), all.as_array().unwrap().len());
    assert!(seen.len() > 30, "{}", seen.len());
}

/// Pages, to which made-up parameters are added.
const MADE_UP_PAGES: [&str; 22] = [
    "/",
    "/changes",
    "/changes.json",
    "/changes.atom",
    "/articles",
    "/articles.csv",
    "/a/1",
    "/a/2.json",
    "/compare",
    "/search",
    "/search.feed.json",
    "/when",
    "/when.csv",
    "/audit",
    "/audit.json",
    "/stats",
    "/outlet/inland-ledger.example",
    "/api/articles/1/diff",
    "/api/articles/1/blame",
    "/api/edits",
    "/api/groups",
    "/cdx",
];
const MADE_UP_NAMES: [&str; 30] = [
    "q",
    "scope",
    "as-of",
    "article",
    "phrase",
    "fuzzy",
    "host",
    "text",
    "title",
    "byline",
    "lang",
    "section",
    "sort",
    "by",
    "after",
    "limit",
    "page",
    "from",
    "to",
    "view",
    "format",
    "part",
    "class",
    "field",
    "op",
    "since",
    "until",
    "min-words",
    "severity",
    "range",
];
const MADE_UP_VALUES: [&str; 30] = [
    "1",
    "0",
    "-1",
    "2..4",
    "1..",
    "99999999999999999999",
    "ferry",
    "toll*",
    "NEAR(a b, 5)",
    "\"",
    "a OR",
    "-a",
    "now",
    "gone",
    "removed",
    "whole",
    "side",
    "origins",
    "number",
    "title",
    "versions",
    "host",
    "2023-05",
    "7d",
    "latest",
    "@1",
    "example.org",
    "true",
    "note",
    "1.2",
];
const MADE_UP_PARTS: [&str; 34] = [
    "/",
    "changes",
    "articles",
    "a",
    "1",
    "d",
    "v",
    "..",
    "compare",
    "search",
    "when",
    "audit",
    "stats",
    "about",
    "outlet",
    "assets",
    ".json",
    ".atom",
    ".feed.json",
    ".txt",
    ".patch",
    "?",
    "&",
    "=",
    "q=",
    "after=",
    "host=",
    "%",
    "%2F",
    "%00",
    "%ff",
    "class=number",
    "page",
    "evidence",
];

/// Addresses that nobody made: every one is answered, and none is an error of the server. With
/// `RECENSION_ADDRESSES`, that number.
#[test]
fn made_up_addresses_are_answered() {
    let site = Site::sample();
    let snapshot = Snapshot::open(&site.db).unwrap();
    let versions = json_of(&site, "/a/1.json");
    let ids: Vec<String> =
        (0..4).map(|at| versions[at]["id"].as_str().unwrap()[..16].to_owned()).collect();
    let mut dice = Dice(15);
    let mut counts = BTreeMap::new();
    let most = std::env::var("RECENSION_ADDRESSES").ok().and_then(|most| most.parse().ok());
    for _ in 0..most.unwrap_or(10_000) {
        let is_made_up = dice.below(2) == 0;
        let mut target =
            if is_made_up { "/" } else { MADE_UP_PAGES[dice.below(MADE_UP_PAGES.len())] }
                .to_owned();
        for at in 0..if is_made_up { 0 } else { dice.below(4) } {
            let id = ids[dice.below(ids.len())].as_str();
            let value = if dice.below(6) == 0 {
                id
            } else {
                MADE_UP_VALUES[dice.below(MADE_UP_VALUES.len())]
            };
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let name = MADE_UP_NAMES[dice.below(MADE_UP_NAMES.len())];
            target.extend([if at == 0 { "?" } else { "&" }, name, "=", value.as_str()]);
        }
        for _ in 0..if is_made_up { dice.below(9) } else { 0 } {
            match dice.below(12) {
                0 => target.push_str(&ids[dice.below(ids.len())]),
                1 => target.push(char::from(b' ' + dice.below(95) as u8)),
                2 => target.push_str(&(dice.below(1 << 30) as i64 - (1 << 29)).to_string()),
                3 => target.push(char::from_u32(dice.below(0x3000) as u32).unwrap_or('x')),
                _ => target.push_str(MADE_UP_PARTS[dice.below(MADE_UP_PARTS.len())]),
            }
        }
        let reply = handle(&snapshot, &request(&target));
        assert!(reply.status < 500, "{target}: {} {}", reply.status, body(&reply));
        *counts.entry(reply.status).or_insert(0) += 1;
    }
    assert!(counts[&200] > 500 && counts[&400] > 500 && counts[&404] > 500, "{counts:?}");
}

#[test]
fn odd_values_are_refused_or_find_nothing() {
    let site = Site::sample();
    let snapshot = Snapshot::open(&site.db).unwrap();
    for (target, status) in [
        ("/articles?text=a%00b", 400),
        ("/api/articles?title=a%00b", 400),
        ("/when?article=%00&phrase=a", 400),
        ("/search?q=a%00b", 400),
        ("/a/%00", 400),
        ("/outlet/..", 404),
    ] {
        let reply = handle(&snapshot, &request(target));
        assert_eq!(reply.status, status, "{target}: {}", body(&reply));
    }
    for page in ["9223372036854775807", "18446744073709551615", "0", "-1"] {
        let reply = handle(&snapshot, &request(&format!("/a/1?page={page}")));
        assert!(reply.status < 500, "{page}: {}", reply.status);
    }
}
