//! The pages of `serve`: what they say about times, states and parameters.

use std::collections::BTreeSet;

use dom_query::Document;
use serde_json::{Value, json};

use crate::common::{Dice, recension};
use crate::web::{Site, body, check_page, json_of, page, request, texts};

/// A record of an article that states only when it was published.
fn record(body: &str, captured: &str) -> Value {
    json!({"url": "https://tide.example/toll", "title": "Toll bridge", "body": body,
        "published": "2020-01-01T08:00:00Z", "captured": captured})
}

/// A text that was changed without a word, and came back.
fn returned() -> Site {
    Site::of(&[
        record("The toll is 4 coins.", "2020-01-01T10:05:00Z"),
        record("The toll is 5 coins.", "2020-01-02T11:06:00Z"),
        record("The toll is 4 coins.", "2020-01-03T12:07:00Z"),
    ])
}

/// Words that came back are current: the page does not say that they are gone, too.
#[test]
fn a_hit_is_current_or_gone() {
    let site = returned();
    for (words, time, flag, now) in [
        ("4", "2020-01-01", "current", true),
        ("5", "2020-01-02", "gone since", false),
        ("4", "2020-01-03", "current", true),
    ] {
        let query = format!("?q=%22toll+is+{words}%22&as-of={time}");
        let flags = texts(&page(&site, &format!("/search{query}")), ".hit .flag");
        let [only] = flags.as_slice() else { panic!("{query}: {flags:?}") };
        assert!(only.starts_with(flag), "{query}: {only}");
        assert_eq!(json_of(&site, &format!("/api/search{query}"))[0]["now"], now, "{query}");
        let phrase = format!("\"toll is {words}\"");
        let mut command = recension();
        command.arg("--db").arg(&site.db).args(["search", &phrase, "--as-of", time]);
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        assert_eq!(said.contains("gone since"), !now, "{query}: {said}");
    }
}

/// Programs cut a text by characters, not by bytes.
#[test]
fn marks_count_characters() {
    let site = Site::of(&[record("Für Öl zahlt 𝔎öln — “vier” Groschen.", "2020-01-01T10:05:00Z")]);
    let hits = json_of(&site, "/api/search?q=groschen+k%C3%B6ln+%22zahlt%22");
    let snippet: Vec<char> = hits[0]["snippet"].as_str().unwrap().chars().collect();
    let marked: Vec<String> = hits[0]["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|mark| {
            let end = |at: usize| mark[at].as_u64().unwrap() as usize;
            snippet[end(0)..end(1)].iter().collect()
        })
        .collect();
    assert_eq!(marked, ["zahlt", "𝔎öln", "Groschen"]);
}

#[test]
fn an_article_lists_its_states_as_the_log_does() {
    let site = returned();
    let rows = json_of(&site, "/api/articles/1/timeline");
    let rows = rows.as_array().unwrap();
    let article = page(&site, "/a/1");
    let states = article.select("li.version");
    assert_eq!((rows.len(), states.length()), (3, 3));
    for (row, state) in rows.iter().zip(states.iter()) {
        let flags: Vec<String> =
            state.select(".flag").iter().map(|flag| flag.text().to_string()).collect();
        assert_eq!(flags.join(", "), row["marks"].as_str().unwrap_or_default());
        let name = format!("Version {}", row["ordinal"]);
        assert!(state.text().contains(&name), "{}", state.text());
    }
    let third = states.iter().last().unwrap().text().to_string();
    assert!(third.contains("Version 1 again") && third.contains("returns to 1"), "{third}");
    assert!(third.contains("seen 12:07"), "{third}");
    let marks: Vec<&str> = rows.iter().filter_map(|row| row["marks"].as_str()).collect();
    assert!(marks.iter().any(|mark| mark.contains("silent edit")), "{marks:?}");
}

/// On each page of a long history, a version chosen on another one can be compared.
#[test]
fn versions_of_different_pages_can_be_compared() {
    let hour = |at: usize| format!("2020-03-{:02}T{:02}:30:00Z", 1 + at / 24, at % 24);
    let records: Vec<Value> =
        (0..130).map(|at| record(&format!("The toll is {at} coins."), &hour(at))).collect();
    let site = Site::of(&records);
    let first = page(&site, "/a/1");
    let choose = first.select("li.version a[href*='from=']").attr("href").unwrap().to_string();
    let last = first.select("nav.pager a").iter().last().unwrap();
    assert_eq!(last.text().to_string(), "Last page");
    let mut target = choose;
    let mut numbers = Vec::new();
    loop {
        let list = page(&site, &target);
        numbers.extend(texts(&list, "a.number"));
        assert!(texts(&list, "p.note").iter().any(|note| note.contains("version 1 ")), "{target}");
        let Some(next) = list.select("nav.pager a[rel=next]").attr("href") else { break };
        target = next.to_string();
    }
    assert_eq!(numbers.len(), 130);
    let end = page(&site, &target);
    let compare = end.select("li.version a[href^='/d/']").iter().last().unwrap();
    assert_eq!(compare.text().to_string(), "compare with version 1");
    let diff = page(&site, &compare.attr("href").unwrap());
    assert!(texts(&diff, ".diff ins").iter().any(|one| one.contains("129")));
    assert_eq!(site.get("/a/1?from=0123456789abcdef").status, 404);
    for (target, status) in [("5", 200), ("6", 404), ("99", 404), ("0", 404)] {
        assert_eq!(site.get(&format!("/a/1?page={target}")).status, status, "page {target}");
    }
    assert_eq!(site.get("/a/1.atom?page=2").status, 400);
}

#[test]
fn a_phrase_has_a_start_and_an_end() {
    let site = returned();
    let when = page(&site, "/when?article=1&phrase=4+coins");
    let periods = texts(&when, ".runs li");
    assert_eq!(periods.len(), 3, "{periods:?}");
    for (period, parts) in periods.iter().zip([
        [
            "It said so",
            "first seen 1 January 2020, 10:05",
            "2 January 2020, 11:06, replaced by version 2",
        ],
        [
            "It did not",
            "first seen 2 January 2020, 11:06",
            "3 January 2020, 12:07, replaced by version 1",
        ],
        ["It said so", "first seen 3 January 2020, 12:07", "not known: the latest text"],
    ]) {
        assert!(parts.iter().all(|part| period.contains(part)), "{period}: {parts:?}");
    }
    for (target, part) in
        [("/when?phrase=4+coins", "Name the article"), ("/when?article=1", "Write the phrase")]
    {
        let reply = site.get(target);
        assert_eq!(reply.status, 400, "{target}");
        assert!(body(&reply).contains(part), "{target}: {}", body(&reply));
        check_page(target, &body(&reply));
    }
    assert_eq!(site.get("/when?article=no-such&phrase=a").status, 404);
}

/// The pages about one article.
fn pages_of_an_article(site: &Site) -> Vec<String> {
    let versions = json_of(site, "/a/1.json");
    let id = |at: usize| versions[at]["id"].as_str().unwrap()[..16].to_owned();
    let mut pages = vec![
        format!("/d/{}..{}", id(0), id(1)),
        format!("/v/{}", id(0)),
        format!("/v/{}?view=origins", id(1)),
    ];
    pages.extend(
        [
            "/",
            "/a/1",
            "/articles",
            "/articles?by=host",
            "/audit?severity=note",
            "/outlet/tide.example",
            "/search?q=toll",
            "/search?q=toll&scope=gone",
            "/stats",
            "/when?article=1&phrase=coins",
        ]
        .map(str::to_owned),
    );
    pages
}

#[test]
fn a_day_is_never_shown_as_midnight() {
    let day = |body: &str, day: &str| {
        json!({"url": "https://tide.example/toll", "title": "Toll bridge", "body": body,
            "published": "2020-01-01", "captured": day})
    };
    let site = Site::of(&[
        day("The toll is 4 coins.", "2020-01-01"),
        day("The toll is 5 coins.", "2020-01-02"),
        day("The toll is 4 coins.", "2020-01-03"),
    ]);
    for target in pages_of_an_article(&site) {
        let text = body(&site.get(&target));
        assert!(!text.contains("00:00"), "{target}: {text}");
    }
    // Midnight itself is a time.
    let site = Site::of(&[
        record("The toll is 4 coins.", "2020-01-02T00:00:00Z"),
        record("The toll is 5 coins.", "2020-01-03T00:00:00Z"),
    ]);
    for target in ["/", "/a/1"] {
        assert!(body(&site.get(target)).contains("00:00"), "{target}");
    }
}

#[test]
fn every_page_says_once_that_its_times_are_in_utc() {
    let site = returned();
    for target in pages_of_an_article(&site).into_iter().chain(["/about".to_owned()]) {
        let page = page(&site, &target);
        // The sentence of a finding states its own times.
        page.select("svg, script, head, .finding p:not(.kicker), .finding li").remove();
        let text = page.select("body").text().to_string();
        assert_eq!(text.matches("UTC").count(), 1, "{target}: {text}");
        assert!(text.contains("Times are in UTC."), "{target}");
    }
}

/// A filter that is misspelled and ignored would show wrong rows.
#[test]
fn unknown_parameters_are_refused() {
    let site = returned();
    for (target, known) in [
        ("/?hots=a.example", "host"),
        ("/changes?limit=5", "after"),
        ("/changes.atom?hots=a.example", "host"),
        ("/articles?sorts=url", "sort"),
        ("/a/1?pages=2", "page"),
        ("/search?q=toll&scopes=now", "as-of"),
        ("/when?art=1", "article, phrase, fuzzy"),
        ("/audit?rules=gone", "rule"),
        ("/outlet/tide.example?page=2", "it has none"),
        ("/about?x", "it has none"),
        ("/api/changes?hots=a.example", "host"),
    ] {
        let reply = site.get(target);
        let text = body(&reply);
        assert_eq!(reply.status, 400, "{target}: {text}");
        assert!(text.contains("has no parameter") && text.contains(known), "{target}: {text}");
    }
    for target in ["/changes?host=&class=", "/?silent=1", "/articles?by=host&sort=", "/when"] {
        assert_eq!(site.get(target).status, 200, "{target}");
    }
}

/// A sentence without the words of another one.
fn sentence(dice: &mut Dice) -> String {
    let mut words: Vec<String> =
        (0..8).map(|_| (0..6).map(|_| char::from(b'a' + dice.below(26) as u8)).collect()).collect();
    words[0][..1].make_ascii_uppercase();
    format!("{}.", words.join(" "))
}

/// Follows the parts of a text, and passes each page to `each`. Returns their number.
fn each_part(site: &Site, first: &str, mut each: impl FnMut(&str, Document)) -> usize {
    let (mut next, mut parts) = (Some(first.to_owned()), 0);
    while let Some(target) = next {
        let text = body(&site.get(&target));
        check_page(&target, &text);
        let part = Document::from(text);
        let pager = part.select("nav[aria-label='Parts of the text'] a");
        let forward = pager.iter().find(|one| one.text().ends_with('→'));
        next = forward.map(|one| one.attr("href").unwrap().to_string());
        each(&target, part);
        parts += 1;
        assert!(parts < 50, "the parts do not end");
    }
    parts
}

/// A text that was rewritten is in parts, which have everything once and link to each other.
#[test]
fn a_rewritten_text_is_in_parts() {
    let mut dice = Dice(7);
    let mut lines: Vec<String> = (0..200).map(|_| sentence(&mut dice)).collect();
    // A paragraph that alone is longer than a part.
    let long: Vec<String> = (0..150).map(|_| sentence(&mut dice)).collect();
    lines.insert(100, long.join(" "));
    let old = lines.join("\n");
    for line in lines.iter_mut().step_by(2) {
        *line = line.replace(' ', " not ").replace(". not ", ". ");
    }
    let long: Vec<String> = long.iter().map(|one| one.replace(' ', " not ")).collect();
    // A sentence that moves from the first part to the last.
    let moved = lines.remove(3);
    lines.push(moved);
    let site = Site::of(&[
        record(&old, "2020-01-01T10:00:00Z"),
        record(&lines.join("\n"), "2020-01-02T10:00:00Z"),
    ]);
    let versions = json_of(&site, "/a/1.json");
    let id = |at: usize| versions[at]["id"].as_str().unwrap()[..16].to_owned();
    let address = format!("/d/{}..{}", id(0), id(1));
    for view in ["?", "?view=side", "?text=whole"] {
        let (mut shown, mut names, mut links) = (String::new(), BTreeSet::new(), Vec::new());
        let parts = each_part(&site, &format!("{address}{view}"), |target, part| {
            for one in &part.select(".diff [id]") {
                assert!(names.insert(one.attr("id").unwrap().to_string()), "{target}");
            }
            for link in &part.select(".diff a.moved") {
                links.push((target.to_owned(), link.attr("href").unwrap().to_string()));
            }
            part.select(".diff del, .diff .sr, .diff sup, .diff .old, .diff .fold, .diff .heads")
                .remove();
            shown.extend(texts(&part, ".diff").into_iter().map(|one| one + " "));
        });
        assert!(parts > 2, "{view}: {parts}");
        assert!(links.iter().any(|(_, link)| link.contains("part=")), "{view}: {links:?}");
        for (target, link) in links.into_iter().take(4) {
            let (page_of, name) = link.split_once('#').unwrap();
            let own = if page_of.is_empty() { target.as_str() } else { page_of };
            assert_eq!(
                page(&site, own).select(&format!("#{name}")).length(),
                1,
                "{target}: {link}"
            );
        }
        for sentence in &long {
            assert!(shown.contains(sentence.as_str()), "{view}: {sentence} is on no part");
        }
        let after = format!("{address}{view}&part=99");
        assert_eq!(site.get(&after).status, 404);
    }
    // A file has the whole text.
    for file in [format!("{address}.txt"), format!("{address}.patch"), format!("/v/{}.txt", id(1))]
    {
        assert_eq!(site.get(&file).status, 200, "{file}");
        let reply = site.get(&format!("{file}?part=2"));
        assert_eq!(reply.status, 400, "{file}");
        let said = body(&reply);
        assert!(said.contains("This file has no parameter") && said.contains("part"), "{said}");
    }
    // The pages of the versions, too.
    for view in ["?", "?view=origins"] {
        let mut found = String::new();
        let parts = each_part(&site, &format!("/v/{}{view}", id(1)), |_, part| {
            found.extend(texts(&part, "article.text").into_iter().map(|one| one + " "));
        });
        assert!(parts > 1, "{view}: {parts}");
        for sentence in &long {
            assert!(found.contains(sentence.as_str()), "{view}: {sentence} is on no part");
        }
    }
    let memento = body(&site.get("/web/20200102100000/https://tide.example/toll"));
    check_page("/web/", &memento);
    assert!(memento.contains(&long[149]));
}

/// No article is so long; the answer takes no time.
#[test]
fn texts_without_an_end_are_not_compared() {
    let long = "word ".repeat(28_000);
    let titled = |end: &str, captured: &str| {
        let mut one = record("The toll is 4 coins.", captured);
        one["title"] = format!("{long}{end}").into();
        one
    };
    let site =
        Site::of(&[titled("one", "2020-01-01T10:00:00Z"), titled("two", "2020-01-02T10:00:00Z")]);
    let versions = json_of(&site, "/a/1.json");
    let id = |at: usize| versions[at]["id"].as_str().unwrap()[..16].to_owned();
    let address = format!("/d/{}..{}", id(0), id(1));
    for target in [address.clone(), format!("{address}.json"), "/api/articles/1/diff".to_owned()] {
        let reply = site.get(&target);
        assert_eq!(reply.status, 503, "{target}");
        assert!(body(&reply).contains("too long to be compared"), "{target}");
    }
    let feed = body(&site.get("/a/1.atom"));
    assert!(feed.contains("too long for a feed"), "{feed}");
    assert_eq!(site.get("/").status, 200);
}

/// An id of a feed is the same whatever name the client used for the server.
#[test]
fn ids_of_feeds_do_not_follow_the_host_header() {
    let site = returned();
    let ids = |target: &str, origin: &str| {
        let mut asked = request(target);
        asked.origin = origin.to_owned();
        let reply = site.ask(&asked);
        assert_eq!(reply.status, 200, "{target}");
        assert!(body(&reply).contains(origin), "{target}: its links are of the host");
        let text = body(&reply);
        let ids = text
            .split("tag:")
            .skip(1)
            .map(|rest| rest.split(['<', '"']).next().unwrap().to_owned());
        ids.collect::<Vec<String>>()
    };
    for target in ["/changes.atom", "/a/1.atom", "/changes.feed.json", "/audit.atom?severity=note"]
    {
        let own = ids(target, "http://127.0.0.1:8750");
        assert!(own.len() >= 2, "{target}: {own:?}");
        assert!(own.iter().all(|id| id.starts_with("recension.invalid,2026:")), "{own:?}");
        assert_eq!(own, ids(target, "https://attacker.example"), "{target}");
    }
    // The id of a feed is that of its address, and not of a headline that may change.
    assert_ne!(ids("/changes.atom", "http://a")[0], ids("/changes.atom?silent=1", "http://a")[0]);
}

/// A file that was saved says what it is about.
#[test]
fn files_of_a_diff_begin_with_their_identity() {
    let site = returned();
    let versions = json_of(&site, "/a/1.json");
    let id = |at: usize| versions[at]["id"].as_str().unwrap().to_owned();
    for suffix in ["txt", "patch", "md"] {
        let text = body(&site.get(&format!("/d/{}..{}.{suffix}", &id(0)[..16], &id(1)[..16])));
        let head: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
        assert_eq!(head.len(), 3, "{suffix}: {text}");
        assert!(head[0].contains("https://tide.example/toll"), "{head:?}");
        for (line, id, seen) in
            [(head[1], id(0), "2020-01-01T10:05"), (head[2], id(1), "2020-01-02T11:06")]
        {
            assert!(line.contains(&id) && line.contains(seen), "{suffix}: {line}");
            assert!(line.contains("published") && line.contains("2020-01-01T08:00"), "{line}");
        }
        if suffix == "patch" {
            assert!(head.iter().all(|line| line.starts_with("# ")), "{head:?}");
        }
    }
}

#[test]
fn an_audit_counts_by_rule_and_shows_diffs() {
    let site = returned();
    let audit = page(&site, "/audit?severity=note");
    let counted = texts(&audit, "dl.facts dd");
    let findings = json_of(&site, "/audit.json?severity=note");
    let findings = findings.as_array().unwrap();
    for rule in ["silent-edit", "flip-flop"] {
        let count = findings.iter().filter(|one| one["rule"] == rule).count();
        assert!(count > 0 && counted[0].contains(&format!("{rule} {count}")), "{counted:?}");
    }
    let total = format!("{} findings in the 1 article that", findings.len());
    assert!(texts(&audit, "p.count")[0].starts_with(&total), "{:?}", texts(&audit, "p.count"));
    // Each of the two changes has one diff.
    let diffs = audit.select(".finding details .diff");
    assert_eq!(diffs.length(), 2);
    assert_eq!(texts(&audit, ".finding details .diff del").len(), 2);
    check_page("/audit", &body(&site.get("/audit?severity=note")));
    let counts = texts(&audit, "p.count");
    assert!(counts[0].ends_with("in the 1 article that matches."), "{counts:?}");
    let own = page(&site, "/audit?severity=note&article=1");
    assert!(texts(&own, "p.count")[0].ends_with("in this article."));
}

/// A page of the audit counts only what it examined, and says so.
#[test]
fn an_audit_says_what_its_counts_are_of() {
    let mut records = Vec::new();
    for article in 0..60 {
        let url = format!("https://tide.example/toll-{article}");
        for (toll, day) in [("4", "01"), ("5", "02")] {
            let mut one = record(
                &format!("The toll is {toll} coins."),
                &format!("2020-01-{day}T10:{article:02}:00Z"),
            );
            one["url"] = url.clone().into();
            records.push(one);
        }
    }
    let site = Site::of(&records);
    let mut target = "/audit?rule=silent-edit&severity=note".to_owned();
    let (mut pages, mut examined, mut found) = (0, 0, 0);
    loop {
        let audit = page(&site, &target);
        let count = texts(&audit, "p.count").remove(0);
        assert!(count.ends_with("; those of the other pages are not counted."), "{count}");
        let numbers: Vec<usize> =
            count.split(' ').filter_map(|word| word.parse::<usize>().ok()).collect();
        (pages, examined, found) = (pages + 1, examined + numbers[1], found + numbers[0]);
        let Some(next) = audit.select("nav.pager a[rel=next]").attr("href") else { break };
        target = next.to_string();
    }
    assert!(pages > 1 && examined == 60 && found == 60, "{pages}: {found} in {examined}");
}

/// Changes are counted in their own month, and a subdomain does not name its host.
#[test]
fn an_outlet_counts_the_changes_of_each_month() {
    let mut records = Vec::new();
    for (at, month) in ["2020-01", "2020-02", "2020-02", "2020-05"].iter().enumerate() {
        let body = format!("The toll is {at} coins.");
        let mut one = record(&body, &format!("{month}-0{}T10:00:00Z", at + 1));
        one["publisher"] = "Tide Times".into();
        records.push(one);
    }
    let mut blog = record("A post.", "2020-06-01T10:00:00Z");
    blog["url"] = "https://blog.tide.example/1".into();
    blog["publisher"] = "The Gull Blog".into();
    records.push(blog);
    let site = Site::of(&records);
    let outlet = json_of(&site, "/api/outlets/tide.example");
    let month = |name: &str, changes: u64| json!({"name": name, "changes": changes, "silent_edits": changes});
    assert_eq!(outlet["months"], json!([month("2020-05", 1), month("2020-02", 2)]));
    assert_eq!((&outlet["changes"], &outlet["articles"]), (&json!(3), &json!(2)));
    assert_eq!(outlet["publisher"], "Tide Times");
    let shown = page(&site, "/outlet/tide.example");
    assert_eq!(texts(&shown, "h1"), ["Tide Times"]);
    // February to May: also the months without a change.
    let bars = texts(&shown, ".months rect title");
    assert_eq!(bars.len(), 4, "{bars:?}");
    assert!(bars[0].ends_with("2 changes") && bars[1].ends_with("0 changes"), "{bars:?}");
    assert_eq!(texts(&page(&site, "/outlet/blog.tide.example"), "h1"), ["The Gull Blog"]);
}

#[test]
fn the_last_page_of_changes_is_one_link_away() {
    let site = Site::sample();
    let front = page(&site, "/changes");
    let latest = texts(&front, ".change h3 a");
    let last = page(&site, "/changes?reverse=1");
    assert_eq!(texts(&last, "h1"), ["Changes, oldest first"]);
    let mut oldest = texts(&last, ".change h3 a");
    oldest.reverse();
    assert_eq!(latest, oldest);
    let rows = |target: &str| json_of(&site, target).as_array().unwrap().clone();
    let mut all = rows("/api/changes?reverse=true");
    all.reverse();
    assert_eq!(all, rows("/api/changes"));
}

/// A sentence shows on hover where it comes from, and has an address.
#[test]
fn sentences_of_a_version_say_where_they_come_from() {
    let site = Site::of(&[
        record("The bridge is open. The toll is 4 coins.", "2020-01-01T10:05:00Z"),
        record("The bridge is open. The toll is 5 coins.", "2020-01-02T11:06:00Z"),
    ]);
    let versions = json_of(&site, "/a/1.json");
    let version = page(&site, &format!("/v/{}", versions[1]["id"].as_str().unwrap()));
    let spans = version.select("article.text span[title]");
    let titles: Vec<String> =
        spans.iter().map(|one| one.attr("title").unwrap().to_string()).collect();
    assert_eq!(titles.len(), 2);
    assert!(titles[0].starts_with("from version 1, ") && titles[1].starts_with("from version 2, "));
    for link in &version.select("article.text a.permalink") {
        let name = link.attr("href").unwrap().to_string();
        assert_eq!(version.select(&name).length(), 1, "{name}");
    }
}

/// In a long history, texts that are too close to be drawn apart are one mark with a sign.
#[test]
fn a_dense_timeline_has_clusters() {
    let hour = |at: usize| format!("2020-03-{:02}T{:02}:30:00Z", 1 + at / 24, at % 24);
    let records: Vec<Value> =
        (0..200).map(|at| record(&format!("The toll is {at} coins."), &hour(at))).collect();
    let site = Site::of(&records);
    let article = page(&site, "/a/1");
    let bars = article.select(".timeline .state").length();
    assert!((10..=40).contains(&bars), "{bars}");
    let numbers = texts(&article, ".timeline text.number");
    assert!(numbers.len() > 5 && numbers.iter().all(|number| number.ends_with('+')), "{numbers:?}");
    check_page("/a/1", &body(&site.get("/a/1")));
}
