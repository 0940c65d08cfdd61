//! Search: the results are those of a reader of every text, however the index was built.

use std::collections::BTreeSet;
use std::path::Path;

use recension::article::{ArticleId, AsOf, UnixMicros};
use recension::diff::FieldName;
use recension::diff::versions::{ChangeSide, changed_parts, changed_text, document, with_diff};
use recension::history::search::{Hit, Scope, Search, search, turns};
use recension::pipeline::Progress;
use recension::search::{Query, SearchText};
use recension::store::{
    ArticleFilter, ArticleSort, ChangeFilter, Rebuild, Snapshot, StoreError, rebuild,
};
use recension::timeline::Timeline;
use serde_json::json;

use crate::common::{Dice, import, write};

const WORDS: [&str; 14] = [
    "dock", "crane", "canal", "toll", "bridge", "30", "3", "days", "café", "CAFE", "don't", "東京",
    "京都", "rise",
];

const HOSTS: [&str; 3] = ["example.org", "news.example.org", "paper.test"];

/// Which records have a title.
#[derive(Clone, Copy, PartialEq)]
enum Titles {
    All,
    Some,
}

/// Histories of sentences from few words, so that every word occurs everywhere; some lines are
/// late.
fn rows(dice: &mut Dice, articles: usize, titles: Titles) -> Vec<String> {
    let mut rows = Vec::new();
    for article in 0..articles {
        let mut sentences: Vec<String> = (0..4).map(|_| sentence(dice)).collect();
        for version in 0..=dice.below(5) {
            match dice.below(3) {
                0 => sentences.push(sentence(dice)),
                1 if sentences.len() > 1 => drop(sentences.remove(dice.below(sentences.len()))),
                _ => {
                    let at = dice.below(sentences.len());
                    sentences[at] = sentence(dice);
                }
            }
            let host = HOSTS[article % HOSTS.len()];
            let row = json!({
                "url": format!("https://{host}/{article}"),
                "title": if titles == Titles::Some && dice.below(3) == 0 {
                    String::new()
                } else {
                    sentence(dice)
                },
                "updated": format!("2024-01-{:02}T{:02}:00Z", version + 1, dice.below(24)),
                "captured": format!("2024-02-{:02}T{:02}:00Z", version + 1, dice.below(24)),
                "body": sentences.join(" "),
            });
            rows.push(row.to_string());
        }
    }
    rows
}

fn sentence(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..3 + dice.below(4)).map(|_| WORDS[dice.below(WORDS.len())]).collect();
    format!("The {}.", words.join(" "))
}

const QUERIES: [&str; 16] = [
    "dock",
    "dock crane",
    "\"30 days\"",
    "30 -3",
    "toll OR bridge",
    "(toll OR bridge) canal -days",
    "cafe",
    "don't",
    "東京",
    "京",
    "cr*",
    "NEAR(dock rise, 2)",
    "\"the dock crane\"",
    "absent",
    "\"days 30\" OR \"crane cra\"*",
    "dock -\"dock crane\" rise",
];

/// 2024-01-02T12:00:00Z.
const AT: UnixMicros = UnixMicros(1_704_196_800_000_000);

fn scopes() -> [Scope; 6] {
    let as_of = Scope::AsOf(AT.into());
    [Scope::Ever, Scope::Latest, Scope::Gone, Scope::Added, Scope::Removed, as_of]
}

/// An article with the states that a hit names.
type Told = BTreeSet<(i64, usize, usize)>;

fn found(catalog: &Snapshot, query: &Query, scope: Scope) -> Told {
    found_at(catalog, query, scope, None)
}

fn found_at(catalog: &Snapshot, query: &Query, scope: Scope, host: Option<&str>) -> Told {
    let wanted = Search::new(query.clone())
        .scope(scope)
        .filter(ArticleFilter::default().host(host.map(|host| host.parse().unwrap())))
        .limit(10_000)
        .snippet(100);
    let found = search(catalog.into(), &wanted).unwrap();
    assert!(!found.more);
    let told: Told = found
        .hits
        .iter()
        .map(|hit| {
            let (from, to) = hit.ends().unwrap();
            (hit.article.id.0, from, to + 1)
        })
        .collect();
    assert_eq!(told.len(), found.hits.len(), "each once");
    for hit in &found.hits {
        assert!(!hit.snippet.marks.is_empty(), "{query:?}: {:?}", hit.snippet);
        let is_gone = hit.gone_since.is_some();
        let is_change = matches!(scope, Scope::Added | Scope::Removed);
        assert!(if is_change { !is_gone } else { hit.now != is_gone }, "{query:?} {scope:?}");
        let letters: Vec<char> = hit.snippet.text.chars().collect();
        for ((from, to), bytes) in hit.snippet.character_marks().into_iter().zip(&hit.snippet.marks)
        {
            let marked: String = letters[from..to].iter().collect();
            assert_eq!(marked, hit.snippet.text[bytes.0..bytes.1]);
        }
    }
    let ranked = search(catalog.into(), &wanted.clone().rank(true)).unwrap();
    assert!(!ranked.more);
    assert!(found.hits.iter().all(|hit| hit.score.is_none()));
    let score = |hit: &Hit| hit.score.unwrap().to_bits();
    let of_ranked: Told = ranked
        .hits
        .iter()
        .map(|hit| hit.ends().map(|(from, to)| (hit.article.id.0, from, to + 1)).unwrap())
        .collect();
    assert_eq!(of_ranked, told, "{query:?} {scope:?}: ranked");
    assert!(ranked.hits.is_sorted_by(|a, b| a.score >= b.score), "{query:?} {scope:?}");
    // The best are found without reading the texts of all.
    for limit in [1, 4] {
        let best = search(catalog.into(), &wanted.clone().rank(true).limit(limit)).unwrap();
        let expected: Vec<u64> = ranked.hits.iter().take(limit).map(score).collect();
        let scores: Vec<u64> = best.hits.iter().map(score).collect();
        assert_eq!(scores, expected, "{query:?} {scope:?}: the best {limit}");
    }
    told
}

/// Reads every state of every article.
fn read(catalog: &Snapshot, query: &Query, scope: Scope) -> Told {
    let filter = ArticleFilter::default().sort(ArticleSort::Number);
    let mut told = Told::new();
    for article in catalog.articles(&filter).unwrap() {
        let history = Timeline::of(catalog.versions(article.id).unwrap());
        let versions: Vec<_> =
            history.states().iter().map(|state| history.version_of(state).unwrap()).collect();
        let bodies: Vec<_> = versions
            .iter()
            .map(|version| catalog.body(version).unwrap().unwrap_or_default())
            .collect();
        let texts: Vec<String> =
            versions.iter().zip(&bodies).map(|(version, body)| document((version, body))).collect();
        let holds: Vec<bool> =
            texts.iter().map(|text| query.matches(&SearchText::of(text))).collect();
        assert!(versions.iter().all(|version| version.text.is_some()), "made with bodies");
        let last = holds.iter().rposition(|holds| *holds);
        let is_latest = last == Some(versions.len() - 1);
        match scope {
            Scope::Ever | Scope::Latest | Scope::Gone => {
                let wanted = match scope {
                    Scope::Latest => is_latest,
                    Scope::Gone => !is_latest,
                    _ => true,
                };
                if let Some(last) = last.filter(|_| wanted) {
                    let from = (0..=last).rev().take_while(|at| holds[*at]).last().unwrap();
                    told.insert((article.id.0, from, last + 1));
                }
            }
            Scope::AsOf(time) => {
                let own = history.at(time.end_in(None).0).map(|found| found.state);
                if let Some(own) = own.filter(|own| holds[*own]) {
                    let from = (0..=own).rev().take_while(|at| holds[*at]).last().unwrap();
                    told.insert((article.id.0, from, own + 1));
                }
            }
            Scope::Added | Scope::Removed => {
                let side = if scope == Scope::Added { ChangeSide::New } else { ChangeSide::Old };
                for at in 1..versions.len() {
                    let (before, after) =
                        ((versions[at - 1], &**bodies[at - 1]), (versions[at], &**bodies[at]));
                    let parts = with_diff(before, after, |diff, _| changed_parts(diff));
                    let changed = changed_text(&parts, side);
                    if query.matches(&SearchText::of(&changed))
                        && parts.iter().any(|part| turns(query, part, side))
                    {
                        told.insert((article.id.0, at, at + 1));
                    }
                }
            }
        }
    }
    told
}

fn check(db: &Path, scopes: &[Scope]) -> usize {
    let catalog = Snapshot::open(db).unwrap();
    let of_host = ArticleFilter::default().host(Some(HOSTS[0].parse().unwrap()));
    let of_host: BTreeSet<i64> =
        catalog.articles(&of_host).unwrap().iter().map(|article| article.id.0).collect();
    assert!(!of_host.is_empty());
    let mut hits = 0;
    for text in QUERIES {
        let query: Query = text.parse().unwrap();
        for &scope in scopes {
            let expected = read(&catalog, &query, scope);
            assert_eq!(found(&catalog, &query, scope), expected, "{text} {scope:?}");
            hits += expected.len();
            let expected: Told =
                expected.into_iter().filter(|hit| of_host.contains(&hit.0)).collect();
            let found = found_at(&catalog, &query, scope, Some(HOSTS[0]));
            assert_eq!(found, expected, "{text} {scope:?} at {}", HOSTS[0]);
            let found = found_at(&catalog, &query, scope, Some("absent.test"));
            assert!(found.is_empty(), "{text} {scope:?}: {found:?}");
        }
    }
    hits
}

fn index(db: &Path) {
    rebuild(db, Rebuild::Words, 2, &Progress::default()).unwrap();
}

#[test]
fn what_is_found_is_what_a_reader_of_everything_finds() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(17);
    let mut lines = rows(&mut dice, 60, Titles::All);
    let db = folder.path().join("after.db");
    import(&db, &[&write(folder.path(), "all.jsonl", &lines)], 0);
    index(&db);
    let hits = check(&db, &scopes());
    assert!(hits > 300, "{hits}");

    // The index exists from the start, and everything is imported late and in pieces.
    dice.shuffle(&mut lines);
    let db = folder.path().join("before.db");
    let (first, rest) = lines.split_at(20);
    import(&db, &[&write(folder.path(), "0.jsonl", first)], 0);
    index(&db);
    for (number, piece) in rest.chunks(40).enumerate() {
        import(&db, &[&write(folder.path(), &format!("{}.jsonl", number + 1), piece)], 0);
    }
    assert_eq!(check(&db, &scopes()), hits);
}

/// A title that a record does not have is not in its text: the words only the title had are gone.
#[test]
fn what_is_gone_is_found_where_titles_are_missing() {
    let folder = tempfile::tempdir().unwrap();
    let lines = rows(&mut Dice(23), 60, Titles::Some);
    let db = folder.path().join("a.db");
    import(&db, &[&write(folder.path(), "all.jsonl", &lines)], 0);
    index(&db);
    let hits = check(&db, &[Scope::Ever, Scope::Latest, Scope::Gone]);
    assert!(hits > 300, "{hits}");
}

/// A later sitemap entry for the article has no text: it does not show that the text is gone.
#[test]
fn a_version_without_a_body_tells_nothing_of_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let page = json!({
        "url": "https://example.org/1", "title": "Dock shut", "byline": "Ann Reed",
        "updated": "2024-01-01T09:00Z", "body": "A dock. A crane.",
    });
    let listed = json!({
        "url": "https://example.org/1", "title": "Dock shut", "updated": "2024-01-02T09:00Z",
    });
    let lines = [page.to_string(), listed.to_string()];
    import(&db, &[&write(folder.path(), "a.jsonl", &lines)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    let query: Query = "crane".parse().unwrap();
    for (scope, expected) in [
        (Scope::Ever, Told::from([(1, 0, 1)])),
        (Scope::Latest, Told::from([(1, 0, 1)])),
        (Scope::Gone, Told::new()),
        (Scope::Removed, Told::new()),
    ] {
        assert_eq!(found(&catalog, &query, scope), expected, "{scope:?}");
    }
    // Nor that the byline is gone.
    let mut fields = Vec::new();
    catalog
        .each_change(&ChangeFilter::default(), |row| {
            fields.push(row.change.outline.fields);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    assert_eq!(fields, [[FieldName::Updated].into_iter().collect()], "updated alone");
}

/// A feed or sitemap mentions an article before its page is read: the page's text is found anyway.
#[test]
fn a_text_behind_a_version_without_one_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let listed = json!({
        "url": "https://example.org/1", "title": "Dock shut", "updated": "2024-01-01T09:00Z",
    });
    let page = json!({
        "url": "https://example.org/1", "title": "Dock shut", "updated": "2024-01-02T09:00Z",
        "body": "A dock. A crane.",
    });
    let lines = [listed.to_string(), page.to_string()];
    import(&db, &[&write(folder.path(), "a.jsonl", &lines)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    let query: Query = "crane".parse().unwrap();
    for (scope, expected) in [
        (Scope::Ever, Told::from([(1, 1, 2)])),
        (Scope::Latest, Told::from([(1, 1, 2)])),
        (Scope::Gone, Told::new()),
        // Nothing is known to have been added.
        (Scope::Added, Told::new()),
    ] {
        assert_eq!(found(&catalog, &query, scope), expected, "{scope:?}");
    }
}

/// No timestamp of the publisher changes, and the old text comes back: it is the current text.
#[test]
fn a_text_that_was_seen_again_is_not_gone() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let seen = |day: u32, word: &str| {
        json!({
            "url": "https://example.org/1", "updated": "2024-01-01T09:00Z",
            "captured": format!("2024-01-{day:02}T10:00Z"), "body": format!("He is {word}."),
        })
        .to_string()
    };
    let lines = [seen(1, "guilty"), seen(2, "innocent"), seen(3, "guilty")];
    import(&db, &[&write(folder.path(), "a.jsonl", &lines)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    for (word, scope, expected) in [
        ("guilty", Scope::Latest, 1),
        ("guilty", Scope::Gone, 0),
        ("innocent", Scope::Latest, 0),
        ("innocent", Scope::Gone, 1),
    ] {
        let query: Query = word.parse().unwrap();
        assert_eq!(found(&catalog, &query, scope).len(), expected, "{word} {scope:?}");
    }
    let history = Timeline::of(catalog.versions(ArticleId(1)).unwrap());
    let day = |day: i64| history.current_at((1_704_067_200 + (day - 1) * 86_400) * 1_000_000);
    assert_eq!((day(2), day(3), day(4)), (Some(0), Some(1), Some(0)));
    assert_eq!(history.current(), Some(0));
}

/// Rows of articles with a text at each of these days of January 2024.
fn dated(articles: &[&[(u32, &str)]]) -> Vec<String> {
    let rows = articles.iter().enumerate().flat_map(|(number, texts)| {
        texts.iter().map(move |(day, body)| {
            json!({
                "url": format!("https://example.org/{number}"),
                "title": "Notes",
                "captured": format!("2024-01-{day:02}T00:00:00Z"),
                "body": body,
            })
            .to_string()
        })
    });
    rows.collect()
}

#[test]
fn a_phrase_across_the_sentences_of_two_changes_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = dated(&[
        &[(1, "The council will meet."), (2, "Mayor Smith resigned. The council will meet.")],
        &[(1, "市長は辞任した。警察は証拠なし。議会は開く。"), (2, "市長は辞任した。議会は開く。")],
    ]);
    import(&db, &[&write(folder.path(), "a.jsonl", &rows)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    for query in ["\"resigned the council\"", "\"smith resigned the\"", "辞任した議会"] {
        for rank in [false, true] {
            let search = Search::new(query.parse().unwrap()).rank(rank);
            assert_eq!(catalog.search(&search).unwrap().hits.len(), 1, "{query}");
        }
    }
}

#[test]
fn the_first_hits_do_not_depend_on_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let rows = dated(&[
        &[(10, "Crane stands here."), (20, "Crane stands here. The crane was painted.")],
        &[(15, "A crane is new.")],
        &[(15, "The crane of the dock is old.")],
    ]);
    import(&db, &[&write(folder.path(), "a.jsonl", &rows)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    let found = |limit: usize| -> Vec<i64> {
        let search = Search::new("crane".parse().unwrap()).limit(limit);
        let hits = catalog.search(&search).unwrap().hits;
        hits.iter().map(|hit| hit.article.id.0).collect()
    };
    let all = found(9);
    assert_eq!(all.len(), 3);
    for limit in 1..3 {
        assert_eq!(found(limit), all[..limit]);
    }
}

#[test]
fn the_newest_come_first_and_a_limit_says_that_there_is_more() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let row = |article: u32, day: u32, body: &str| {
        json!({
            "url": format!("https://example.org/{article}"),
            "updated": format!("2024-01-{day:02}T09:00Z"),
            "body": body,
        })
        .to_string()
    };
    let lines = [
        row(1, 5, "A dock."),
        row(2, 9, "A dock."),
        row(3, 1, "A dock, dock, dock: the dock."),
        row(3, 20, "A crane."),
        row(4, 7, "A dock."),
    ];
    import(&db, &[&write(folder.path(), "a.jsonl", &lines)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    let mut wanted = Search::new("dock".parse().unwrap()).limit(3).snippet(100);
    let urls = |wanted: &Search| {
        let found = search((&catalog).into(), wanted).unwrap();
        let urls: Vec<String> = found
            .hits
            .iter()
            .map(|hit| hit.article.url.rsplit('/').next().unwrap().to_owned())
            .collect();
        (urls.join(" "), found.more)
    };
    assert_eq!(urls(&wanted), ("2 4 1".to_owned(), true));
    wanted.rank = true;
    assert!(urls(&wanted).0.starts_with('3'));
    wanted.filter.host = Some("elsewhere.example".parse().unwrap());
    assert_eq!(urls(&wanted), (String::new(), false));
}

/// Each time that a sentence was added or removed is a hit, in the order of time among others.
#[test]
fn a_change_that_happened_again_is_found_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let (without, with) = ("The dock is open.", "The dock is open. The crane is broken.");
    let rows = dated(&[
        &[(1, without), (5, with), (9, without), (13, with), (17, without)],
        &[(1, without), (11, with)],
    ]);
    import(&db, &[&write(folder.path(), "a.jsonl", &rows)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    let days = |scope: Scope, limit: usize, rank: bool| {
        let search = Search::new("crane".parse().unwrap()).scope(scope).limit(limit).rank(rank);
        let found = catalog.search(&search).unwrap();
        let days: Vec<i64> = found
            .hits
            .iter()
            .map(|hit| hit.timeline.states()[hit.states[0]].effective.at.unwrap())
            .map(|at| at / 86_400_000_000 - 19_722)
            .collect();
        (days, found.more)
    };
    assert_eq!(days(Scope::Added, 9, false), (vec![13, 11, 5], false));
    assert_eq!(days(Scope::Removed, 9, false), (vec![17, 9], false));
    assert_eq!(days(Scope::Added, 2, false), (vec![13, 11], true));
    assert_eq!(days(Scope::Added, 1, false), (vec![13], true));
    let (mut ranked, more) = days(Scope::Added, 9, true);
    ranked.sort_unstable();
    assert_eq!((ranked, more), (vec![5, 11, 13], false));
}

/// A time without a zone selects the version that `show` would.
#[test]
fn a_time_is_read_in_the_zone_of_the_article() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let row = |time: &str, body: &str| {
        json!({
            "url": "https://example.org/1",
            "captured": format!("2024-01-02T{time}-05:00"),
            "body": body,
        })
        .to_string()
    };
    let rows = [row("09:00", "A dock."), row("12:00", "A crane.")];
    import(&db, &[&write(folder.path(), "a.jsonl", &rows)], 0);
    index(&db);
    let catalog = Snapshot::open(&db).unwrap();
    let history = catalog.timeline(ArticleId(1)).unwrap();
    for (time, expected) in [
        ("2024-01-02T11:00", 0),
        ("2024-01-02T12:30", 1),
        ("2024-01-02T16:30Z", 0),
        ("2024-01-02T17:30Z", 1),
        ("2024-01-02", 1),
    ] {
        let scope = Scope::AsOf(AsOf::parse(time, AT).unwrap());
        let words = ["dock", "crane"].map(|word| found(&catalog, &word.parse().unwrap(), scope));
        let has: Vec<usize> = (0..2).filter(|word| !words[*word].is_empty()).collect();
        assert_eq!(has, [expected], "{time}");
        let shown = recension::catalog::select::version(&history, time).unwrap();
        assert_eq!(shown.in_effect.unwrap().state, expected, "{time}");
    }
}
