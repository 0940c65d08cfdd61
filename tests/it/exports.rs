//! Exports: each is read back by another reader and compared with the catalog; hostile texts and
//! URLs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use recension::article::{MatchKey, Timestamp};
use recension::diff::sentences;
use recension::history::changes::Changes;
use recension::history::parallel::in_order;
use recension::pipeline::Progress;
use recension::render::diff::safe;
use recension::render::export::{ExportError, Selection, jsonl, newsedits, sqlite};
use recension::store::{ArticleFilter, Snapshot};
use recension::timeline::Timeline;
use recension::web::site;
use serde_json::json;

use crate::common::{Dice, import, made_up, recension, stderr, write};

/// Records that contain markup, commands and similar attacks.
fn hostile() -> Vec<serde_json::Value> {
    let body = "<script>alert(1)</script> The bridge is closed for 3 days.\n\n\
                # No heading\n\n1. No list\n\n- Nor this\n\n[click](javascript:alert(1)) &amp; ]]> `code` *bold*\n\n\
                A control\u{1b}[31m and\u{0} another\u{fffe}.";
    let record = |url: &str, at: u32, title: &str, body: &str| {
        json!({
            "url": url, "title": title, "body": body, "byline": "A \u{7}<b>, C & D",
            "published": "2020-01-01T08:00:00+02:00",
            "updated": format!("2020-01-{at:02}T09:30:00+02:00"),
            "captured": format!("2020-01-{at:02}T10:00:00Z"),
            "lang": "en\" onload=\"x", "publisher": "P<ublisher", "extra_field": {"a": [1, null]},
        })
    };
    let urls = [
        "https://evil.example/../../../etc/passwd",
        "https://evil.example/%2e%2e%2f%2e%2e%2fetc",
        "https://con/aux",
        "https://a.example/x-y",
        "https://a.example/x/y",
        "https://a.example/q?a=\"><script>&b='",
        "https://例え.jp/ニュース",
        "urn:odd:name",
    ];
    let mut records = Vec::new();
    for url in urls {
        records.push(record(url, 1, "</title><script>x</script>\u{0} & \"q\"\n# T", body));
        let second = body.replace("3 days", "30 days").replace("# No heading\n\n", "");
        records.push(record(url, 2, "Plain", &second));
    }
    records.push(record(&format!("https://long.example/{}", "y/".repeat(900)), 1, "Long", "One."));
    records.push(json!({"url": "https://none.example/", "title": "No body", "captured": "2020"}));
    records
}

/// A catalog of these records and the samples.
fn catalog(folder: &Path) -> PathBuf {
    let lines = hostile().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let input = folder.join("hostile.jsonl");
    fs::write(&input, lines).unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let db = folder.join("catalog.db");
    import(&db, &[&input, &samples.join("story"), &samples.join("records.jsonl")], 0);
    db
}

/// Exports to a file or folder with this name; returns its path.
#[track_caller]
fn export(db: &Path, format: &str, more: &[&str]) -> PathBuf {
    let path = db.with_file_name(format!("out.{format}"));
    let output = recension()
        .arg("--db")
        .arg(db)
        .args(["export", "--format", format, "--output"])
        .arg(&path)
        .args(more)
        .output()
        .unwrap();
    assert!(output.status.success(), "{format}: {}", stderr(&output));
    path
}

fn histories(catalog: &Snapshot) -> Vec<Timeline> {
    let articles = catalog.article_ids(&ArticleFilter::default()).unwrap();
    articles.into_iter().map(|id| Timeline::of(catalog.versions(id).unwrap())).collect()
}

#[test]
fn plain_tables_say_what_the_catalog_says() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let plain = rusqlite::Connection::open(export(&db, "sqlite", &[])).unwrap();
    let catalog = Snapshot::open(&db).unwrap();
    let (mut versions, mut captures, mut changed) = (0, 0, 0);
    for history in histories(&catalog) {
        let changes = Changes::of(&catalog, &history).unwrap();
        for (index, version) in history.versions().iter().enumerate() {
            let row = plain
                .query_row(
                    "SELECT v.article_id, ordinal, v.title, v.byline, body, v.published, v.updated,
                            silent_edit, match_key, version_no, v.captures
                     FROM versions v JOIN articles USING (article_id) WHERE v.id = ?1",
                    [version.id.to_string()],
                    |row| {
                        Ok((
                            row.get::<_, i64>(0)?,
                            row.get::<_, u32>(1)? as usize,
                            (row.get::<_, Option<String>>(2)?, row.get::<_, Option<String>>(3)?),
                            row.get::<_, Option<String>>(4)?,
                            (row.get::<_, Option<String>>(5)?, row.get::<_, Option<String>>(6)?),
                            row.get::<_, bool>(7)?,
                            row.get::<_, String>(8)?,
                            row.get::<_, i64>(9)?,
                            row.get::<_, u32>(10)? as usize,
                        ))
                    },
                )
                .unwrap();
            let claim = |clock: &Option<Timestamp>| clock.as_ref().map(Timestamp::canonical);
            let body = catalog.body(version).unwrap().map(|body| body.to_string());
            assert_eq!((row.0, row.1), (version.article.0, index + 1));
            assert_eq!(row.2, (version.title.clone(), version.byline.clone()));
            assert_eq!(row.3, body);
            assert_eq!(row.4, (claim(&version.published), claim(&version.updated)));
            assert_eq!(row.5, history.flags(index).silent);
            assert_eq!(row.6, catalog.key_of(version.article).unwrap().to_string());
            assert_eq!(row.8, version.captures.len());
            let change = plain.query_row(
                "SELECT c.words_added, c.words_removed, b.id
                 FROM changes c JOIN versions b ON b.version_no = c.before_no
                 WHERE c.version_no = ?1 AND c.state = ?2",
                [row.7, history.first_state(index).unwrap() as i64 + 1],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)),
            );
            let state = history.first_state(index).unwrap();
            let before = history.base_of(&history.states()[state]);
            let expected = changes.outline(state).unwrap().map(|outline| {
                let words = (outline.words_added as i64, outline.words_removed as i64);
                (words.0, words.1, before.unwrap().id.to_string())
            });
            changed += usize::from(expected.is_some());
            assert_eq!(change.ok(), expected);
            versions += 1;
            captures += version.captures.len();
        }
    }
    let count = |sql: &str| plain.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
    assert!(versions > 20 && changed > 8, "{versions} {changed}");
    assert_eq!(count("SELECT count(*) FROM versions"), versions);
    assert_eq!(count("SELECT count(*) FROM captures"), captures);
    assert!(count("SELECT count(*) FROM changes") >= changed);
    assert_eq!(count("SELECT sum(captures) FROM aliases"), captures);
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_eq!(count("SELECT count(*) FROM pragma_foreign_key_list('changes')"), 3);
    assert_eq!(count("SELECT count(*) FROM versions_fts WHERE versions_fts MATCH 'ferry'"), 4);
    assert_eq!(count("SELECT count(*) FROM captures WHERE extra ->> '$.extra_field.a[0]' = 1"), 17);
    plain
        .execute_batch("INSERT INTO versions_fts (versions_fts) VALUES ('integrity-check')")
        .unwrap();
}

#[test]
fn sentence_tables_are_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let path = export(&db, "newsedits", &[]);
    let back = folder.path().join("back.db");
    import(&back, &[&path], 0);
    let (catalog, back) = (Snapshot::open(&db).unwrap(), Snapshot::open(&back).unwrap());
    let mut compared = 0;
    for history in histories(&catalog) {
        let key = catalog.key_of(history.versions()[0].article).unwrap();
        let told = |catalog: &Snapshot, history: &Timeline, split: bool| -> Vec<_> {
            let versions = history.versions().iter().filter(|version| version.text.is_some());
            versions
                .map(|version| {
                    let body = catalog.body(version).unwrap().unwrap();
                    let text = if split {
                        let all = sentences(&body);
                        all.iter().map(|extent| extent.of(&body)).collect::<Vec<_>>().join("\n")
                    } else {
                        body.to_string()
                    };
                    let clock =
                        |clock: &Option<Timestamp>| clock.as_ref().map(Timestamp::local_text);
                    let clocks = (clock(&version.published), clock(&version.updated));
                    let seen = version.captured().next().map(Timestamp::local_text);
                    (text, clocks, seen, version.title.clone(), version.byline.clone())
                })
                .collect()
        };
        let expected = told(&catalog, &history, true);
        let found = back.article_of(&key).unwrap();
        let Some(found) = found else {
            assert!(expected.is_empty(), "{key} is lost");
            continue;
        };
        let found = Timeline::of(back.versions(found).unwrap());
        assert_eq!(told(&back, &found, false), expected, "{key}");
        compared += expected.len();
    }
    assert!(compared > 20, "{compared}");

    // Every sentence of two neighboring versions is in a pair, unless the diff reports it as added
    // or removed.
    let tables = rusqlite::Connection::open(&path).unwrap();
    let key = MatchKey::of("https://a.example/x-y").unwrap();
    let article = catalog.article_of(&key).unwrap().unwrap();
    let pairs: Vec<(i64, i64, String)> = tables
        .prepare(
            "SELECT sent_idx_x, sent_idx_y, label FROM matched_sentences
             WHERE entry_id = ?1 AND version_x = 0 AND version_y = 1 ORDER BY 1, 2",
        )
        .unwrap()
        .query_map([article.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let labels: BTreeMap<&str, usize> = pairs.iter().fold(BTreeMap::new(), |mut all, pair| {
        *all.entry(pair.2.as_str()).or_default() += 1;
        all
    });
    assert_eq!(labels.get("edited"), Some(&1), "{pairs:?}");
    assert!(labels.get("equal").is_some_and(|count| *count >= 4), "{pairs:?}");
    assert!(pairs.iter().all(|pair| pair.1 <= pair.0), "one sentence went: {pairs:?}");
}

/// The tags of a page or feed, each with its attributes; requires that they are closed in order.
#[track_caller]
pub(crate) fn tags(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    const VOID: [&str; 5] = ["meta", "link", "br", "!doctype", "!DOCTYPE"];
    let (mut open, mut found): (Vec<String>, _) = (Vec::new(), Vec::new());
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').unwrap() + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        assert!(!tag.contains('<'), "{tag}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in order");
            continue;
        }
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let is_empty = tag.ends_with(['/', '?']) || VOID.contains(&name);
        let mut all = Vec::new();
        while let Some((attribute, after)) = attributes.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap();
            all.push((attribute.trim().to_owned(), value.to_owned()));
            attributes = after;
        }
        if !is_empty {
            open.push(name.to_owned());
        }
        found.push((name.trim_end_matches('/').to_owned(), all));
    }
    assert!(open.is_empty(), "left open: {open:?}");
    found
}

/// The text of a page, without its tags.
fn text_of(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<').skip(1) {
        text.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}

/// The files of a tree, by their paths in it.
fn files(root: &Path) -> BTreeMap<PathBuf, String> {
    walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(root).unwrap().to_owned();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// Requires that a link on a page leads to a file of the tree.
#[track_caller]
fn leads(root: &Path, page: &Path, link: &str) {
    let target = root.join(page).parent().unwrap().join(link).canonicalize();
    let target = target.unwrap_or_else(|error| panic!("{}: {link}: {error}", page.display()));
    assert!(target.is_file() && target.starts_with(root.canonicalize().unwrap()), "{link}");
}

#[test]
fn pages_are_whole_and_hold_nothing_but_text() {
    // No form, field or button, which would need a server.
    const TAGS: &str = "!DOCTYPE html head meta title link script body header nav main footer \
                        section article figure figcaption svg g path rect line text div h1 h2 p ol \
                        ul li span dl dt dd details summary table thead tbody tr th td time del ins \
                        a sup bdi br kbd";
    const ATTRIBUTES: &str = "charset name content lang dir href rel src id class title datetime \
                              tabindex role scope viewBox width height x y x1 x2 y1 y2 d \
                              text-anchor aria-label aria-labelledby aria-current aria-hidden";
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let root = export(&db, "html", &[]);
    let pages = files(&root);
    let mut versions = 0;
    for (name, page) in &pages {
        if name.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        assert!(page.starts_with("<!DOCTYPE html>"), "{}", name.display());
        assert!(page.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        let mut ids = BTreeSet::new();
        for (tag, attributes) in tags(page) {
            assert!(TAGS.split_whitespace().any(|known| known == tag), "{tag}");
            for (attribute, value) in attributes {
                let known = ATTRIBUTES.split_whitespace().any(|known| known == attribute);
                assert!(known, "{}: {attribute}", name.display());
                match attribute.as_str() {
                    "id" => assert!(ids.insert(value.clone()), "{value} twice"),
                    "href" if value.starts_with('#') => {
                        assert!(page.contains(&format!("id=\"{}\"", &value[1..])), "{value}");
                    }
                    "href" if !value.starts_with("http") => leads(&root, name, &value),
                    "src" => leads(&root, name, &value),
                    _ => {}
                }
            }
        }
        versions += usize::from(
            name.file_name().is_some_and(|name| name.to_string_lossy().starts_with("version-")),
        );
    }
    // Each body is on a page, line for line.
    let catalog = Snapshot::open(&db).unwrap();
    let texts: BTreeSet<String> = pages.values().map(|page| text_of(page)).collect();
    let mut count = 0;
    for history in histories(&catalog) {
        for version in history.versions() {
            count += 1;
            let id = version.id.to_string();
            let page = texts.iter().find(|text| text.contains(&id)).unwrap();
            let body = catalog.body(version).unwrap().unwrap_or_default();
            for line in body.lines().filter(|line| !line.trim().is_empty()) {
                let line = safe(line).replace('\u{fffe}', "\u{fffd}");
                assert!(page.contains(&line), "{line:?} is not in {page}");
            }
        }
    }
    assert_eq!(versions, count);
    // Exporting again over it gives the same names and pages.
    assert_eq!(files(&export(&db, "html", &["--force"])), pages);
}

#[test]
fn markdown_holds_nothing_but_text() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let root = export(&db, "markdown", &[]);
    let pages = files(&root);
    for (name, page) in &pages {
        assert!(!page.replace("\\<", "").contains("<script"), "{page}");
        for (at, _) in page.match_indices("](") {
            if !page[..at].ends_with('\\') {
                let link = page[at + 2..].split(')').next().unwrap();
                leads(&root, name, link);
            }
        }
    }
    let page = pages
        .iter()
        .find(|(name, _)| {
            name.starts_with("a-example")
                && name.to_string_lossy().contains("x-y")
                && name.ends_with("version-1.md")
        })
        .map(|(_, page)| page)
        .unwrap();
    let body = page.split_once("\n---\n\n").unwrap().1;
    assert_eq!(
        body,
        "\\<script\\>alert(1)\\</script\\> The bridge is closed for 3 days.\n\n\
         \\# No heading\n\n1\\. No list\n\n\\- Nor this\n\n\
         \\[click\\](javascript:alert(1)) \\&amp; \\]\\]\\> \\`code\\` \\*bold\\*\n\n\
         A control␛\\[31m and␀ another\u{fffe}.\n\n"
    );
}

#[test]
fn the_feed_is_well_formed_and_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let path = export(&db, "atom", &["--self-url", "https://watch.example/f?a=1&b=2"]);
    let feed = fs::read_to_string(&path).unwrap();
    let forbidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    assert!(!feed.contains(forbidden));
    for (at, _) in feed.match_indices('&') {
        let is_known =
            ["&amp;", "&lt;", "&gt;", "&quot;"].iter().any(|known| feed[at..].starts_with(known));
        assert!(is_known, "{}", &feed[at..at + 20]);
    }
    tags(&feed);
    let between = |text: &str, open: &str, close: &str| -> Vec<String> {
        text.split(open).skip(1).map(|part| part.split(close).next().unwrap().to_owned()).collect()
    };
    let entries = between(&feed, "<entry>", "</entry>");
    let ids: BTreeSet<_> = between(&feed, "<id>", "</id>").into_iter().collect();
    assert_eq!(ids.len(), entries.len() + 1);
    assert!(ids.iter().all(|id| id.starts_with("tag:watch.example,2026:")), "{ids:?}");
    let updated = between(&feed, "<updated>", "</updated>");
    assert_eq!(updated[0], updated[1]);
    assert!(updated.windows(2).all(|pair| pair[0] >= pair[1]), "{updated:?}");
    for entry in &entries {
        for part in ["<title>", "<author><name>", "<summary>", "<content type=\"html\">"] {
            assert!(entry.contains(part), "{entry}");
        }
        let html = between(entry, "<content type=\"html\">", "</content>").remove(0);
        tags(&text_of(&format!("<x>{html}")));
    }

    let output = recension().arg("extract").arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let read: Vec<serde_json::Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(read.len(), entries.len());
    let catalog = Snapshot::open(&db).unwrap();
    let changes: usize = histories(&catalog)
        .iter()
        .map(|history| {
            let states = history.states().iter();
            states.filter(|state| history.base_of(state).is_some()).count()
        })
        .sum();
    assert_eq!(entries.len(), changes);
    assert!(read.iter().all(|record| record["url"].as_str().is_some_and(|url| !url.is_empty())));
    assert!(read.iter().any(|record| record["title"] == "Plain"));

    // The ids depend only on the changes; `--limit` takes the latest.
    let less = recension()
        .arg("--db")
        .arg(&db)
        .args([
            "export",
            "--format",
            "atom",
            "--limit",
            "2",
            "--self-url",
            "https://watch.example/g",
        ])
        .output()
        .unwrap();
    let less = String::from_utf8_lossy(&less.stdout).into_owned();
    let first =
        |feed: &str| between(feed, "<id>", "</id>").into_iter().skip(1).take(2).collect::<Vec<_>>();
    assert_eq!(between(&less, "<entry>", "</entry>").len(), 2);
    assert_eq!(first(&less), first(&feed));
}

const ALL: [&str; 7] = ["jsonl", "csv", "atom", "sqlite", "newsedits", "html", "markdown"];

#[test]
fn filters_apply_to_each_and_nothing_is_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    for format in ALL {
        for (host, said) in [("con", " of 1 article\n"), ("nobody.example", "exported 0 ")] {
            let path = folder.path().join(format!("{host}.{format}"));
            let output = recension()
                .arg("--db")
                .arg(&db)
                .args(["export", "--format", format, "--host", host, "--output"])
                .arg(&path)
                .output()
                .unwrap();
            assert!(output.status.success(), "{format}: {}", stderr(&output));
            assert!(stderr(&output).contains(said), "{format}: {}", stderr(&output));
            assert!(path.exists(), "{format}");
        }
    }
    let empty = fs::read_to_string(folder.path().join("nobody.example.atom")).unwrap();
    tags(&empty);
    assert!(empty.contains("<updated>2"), "{empty}");
}

#[test]
fn nothing_is_left_of_what_was_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    let room = folder.path().join("room");
    fs::create_dir(&room).unwrap();
    fs::write(room.join("taken"), "mine").unwrap();
    for format in ALL {
        let tried = |path: &Path, more: &[&str]| {
            let output = recension()
                .arg("--db")
                .arg(&db)
                .args(["export", "--format", format, "--output"])
                .arg(path)
                .args(more)
                .output()
                .unwrap();
            (output.status.code(), stderr(&output))
        };
        let (code, said) = tried(&room.join("taken"), &[]);
        assert!(code == Some(2) && said.contains("--force"), "{format}: {code:?} {said}");
        let (code, said) = tried(&room.join("no/such/folder"), &[]);
        assert!(code == Some(4) && said.contains("cannot be written"), "{format}: {said}");
        let (code, said) = tried(&room.join("taken/below"), &[]);
        assert!(code == Some(4) && said.contains("cannot be written"), "{format}: {said}");
        let (code, said) = tried(&db, &["--force"]);
        assert!(code == Some(2), "{format}: {code:?} {said}");
        let left: Vec<_> =
            fs::read_dir(&room).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(left, [room.join("taken")], "{format}");
        assert_eq!(fs::read_to_string(&left[0]).unwrap(), "mine");
    }
    assert!(Snapshot::open(&db).is_ok());

    // An interrupted export ends without an answer.
    let catalog = Snapshot::open(&db).unwrap();
    let stop = Progress::default();
    stop.cancel();
    let selection = Selection::of(&catalog, ArticleFilter::default(), &stop).unwrap();
    for export in [jsonl::export(), sqlite::export(), newsedits::export(), site::export()] {
        let path = room.join(format!("stopped-{}", export.unit));
        let written = export.write_at(&selection, &path);
        assert!(matches!(written, Err(ExportError::Stopped)), "{written:?}");
        let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
    }
}

/// Read by several threads, the records are the same and in the same order, also those of an
/// article that is too long to be read ahead; and the first error in that order ends the export.
#[test]
fn several_threads_write_what_one_writes() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let mut lines = made_up(120, &mut Dice(11));
    let long = "The dock is closed for days. ".repeat(90_000);
    for version in 0..3 {
        let row = json!({
            "url": "https://example.org/long",
            "updated": format!("2024-01-0{}T09:00Z", version + 1),
            "body": format!("Version {version}. {long}"),
        });
        lines.push(row.to_string());
    }
    import(&db, &[&write(folder.path(), "a.jsonl", &lines)], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let (progress, all) = (Progress::default(), ArticleFilter::default());
    let export = jsonl::export();
    let written = |name: &str, jobs: usize, filter: &ArticleFilter| {
        let selection = Selection::of(&catalog, filter.clone(), &progress).unwrap().jobs(jobs);
        let path = folder.path().join(name);
        let count = export.write_at(&selection, &path);
        (count.map_err(|error| error.to_string()), fs::read(&path).unwrap())
    };
    let one = written("one", 1, &all);
    assert!(one.1.split(|byte| *byte == b'\n').count() > 121);
    assert!(one == written("three", 3, &all), "the records differ");
    let host = ArticleFilter::default().host(Some("example.org".parse().unwrap()));
    assert!(written("host", 1, &host) == written("host of three", 3, &host));

    // A twin is not opened if the catalog was written since.
    assert_eq!(catalog.twins(2).unwrap().len(), 2);
    import(&db, &[&write(folder.path(), "b.jsonl", &made_up(121, &mut Dice(12)))], 0);
    assert_eq!(catalog.twins(2).unwrap().len(), 0);
    assert!(one == written("after", 3, &all), "the snapshot is not the one that was opened");

    let catalog = Snapshot::open(&db).unwrap();
    let articles = catalog.article_ids(&all).unwrap();
    let mut seen = Vec::new();
    let failed = in_order(
        &catalog,
        &articles,
        3,
        |_, article| {
            let is_wrong = articles.get(70..).unwrap().contains(&article);
            if is_wrong { Err(ExportError::Stopped) } else { Ok(article) }
        },
        |article| {
            seen.push(article);
            Ok(())
        },
    );
    assert!(matches!(failed, Err(ExportError::Stopped)), "{failed:?}");
    assert_eq!(seen, articles[..70]);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let db = catalog(folder.path());
    for format in ["jsonl", "csv", "atom"] {
        let mut child = recension()
            .arg("--db")
            .arg(&db)
            .args(["export", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}: {}", stderr(&output));
    }
}
