//! List: the index gives the same results as reading every version, and the pages together are the
//! complete list, whatever is imported between them.

use std::path::Path;

use recension::article::{ArticleId, TimeRange, UnixMicros};
use recension::store::{ArticleFilter, ArticleSort, PageCursor, Snapshot, SortKey};
use serde_json::json;

use crate::common::{Dice, history, import, write};

const WORDS: [&str; 8] = ["Dock", "crane", "ÉCOLE", "toll", "bridge", "30", "東京", "Rise"];

/// Articles of few words and few timestamps, so that many are equal; numbered starting with `from`.
fn rows(dice: &mut Dice, from: usize, articles: usize) -> Vec<String> {
    let mut rows = Vec::new();
    for article in from..from + articles {
        let host = ["example.org", "news.example.org", "example.net"][dice.below(3)];
        for version in 0..=dice.below(3) {
            let mut words = || {
                let words: Vec<&str> =
                    (0..=dice.below(3)).map(|_| WORDS[dice.below(WORDS.len())]).collect();
                words.join(" ")
            };
            let (title, byline, body) = (words(), words(), words());
            let clock = |dice: &mut Dice| match dice.below(4) {
                0 => json!(null),
                day => json!(format!("2024-01-0{day}T00:00:00Z")),
            };
            let row = json!({
                "url": format!("https://{host}/{}/{article}", WORDS[dice.below(WORDS.len())]),
                "title": title,
                "byline": byline,
                "body": format!("{body} {version}."),
                "published": clock(dice),
                "updated": clock(dice),
                "captured": clock(dice),
                "section": WORDS[dice.below(2)],
            });
            rows.push(row.to_string());
        }
    }
    rows
}

fn catalog(folder: &Path, dice: &mut Dice, from: usize, articles: usize) -> Snapshot {
    let db = folder.join("a.db");
    let input = write(folder, &format!("{from}.jsonl"), &rows(dice, from, articles));
    import(&db, &[&input], 0);
    Snapshot::open(&db).unwrap()
}

fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Whether an article has the text in the searched fields, by its versions.
fn has(catalog: &Snapshot, article: ArticleId, part: &str, filter: &ArticleFilter) -> bool {
    let part = folded(part);
    let has = |text: &str| folded(text).contains(&part);
    let history = history(catalog, article);
    let title = history.versions().iter().any(|v| v.title.as_deref().is_some_and(has));
    let byline = history.versions().iter().any(|v| v.byline.as_deref().is_some_and(has));
    let url = catalog.aliases(article).unwrap().iter().any(|url| has(url));
    match (&filter.title, &filter.byline) {
        (Some(_), _) => title,
        (_, Some(_)) => byline,
        _ => title || byline || url,
    }
}

#[test]
fn a_text_is_found_wherever_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = catalog(folder.path(), &mut Dice(3), 0, 60);
    let number = ArticleFilter::default().sort(ArticleSort::Number);
    let all = catalog.article_ids(&number).unwrap();
    assert!(all.len() > 60, "{}", all.len());
    let mut found = 0;
    for part in ["dock", "DOCK CRANE", "école", "東", "東京", "oll br", "0", "/dock/", "none such"]
    {
        let part_of = || Some(part.to_owned());
        for filter in [
            number.clone().text(part_of()),
            number.clone().title(part_of()),
            number.clone().byline(part_of()),
        ] {
            let expected: Vec<ArticleId> =
                all.iter().copied().filter(|id| has(&catalog, *id, part, &filter)).collect();
            assert_eq!(catalog.article_ids(&filter).unwrap(), expected, "{part}: {filter:?}");
            assert_eq!(catalog.count_articles(&filter).unwrap(), expected.len() as i64);
            found += expected.len();
        }
    }
    assert!(found > 100, "the law was hardly tried: {found}");
}

#[test]
fn pages_are_the_whole_list_whatever_arrives_between_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(5);
    let first = catalog(folder.path(), &mut dice, 0, 40);
    let filters = [
        ArticleFilter::default(),
        ArticleFilter::default().host(Some("example.org".parse().unwrap())),
        ArticleFilter::default().text("dock".to_owned()),
    ];
    let sorts = [
        "changed",
        "changed:asc",
        "published,url:desc",
        "published:asc,number:desc",
        "updated",
        "updated:asc",
        "captured:asc,versions",
        "versions,url",
        "words:asc",
        "silent",
        "url",
        "url:desc",
        "number",
        "number:desc",
    ];
    let keys =
        |sort: &str| -> Vec<SortKey> { sort.split(',').map(|key| key.parse().unwrap()).collect() };
    let mut whole = Vec::new();
    for filter in &filters {
        for sort in sorts {
            let all = first.article_page(filter, &keys(sort), None, None).unwrap();
            assert!(all.next.is_none());
            let page = first.article_page(filter, &keys(sort), Some(3), None).unwrap();
            whole.push((filter, sort, all.articles, page));
        }
    }
    // New articles, at every place of every order.
    let second = catalog(folder.path(), &mut dice, 40, 40);
    for (filter, sort, all, page) in whole {
        let mut pages = page.articles;
        let mut next = page.next;
        while let Some(cursor) = next {
            let cursor = PageCursor::read(&cursor.to_string(), &keys(sort)).unwrap();
            let page = second.article_page(filter, &keys(sort), Some(3), Some(&cursor)).unwrap();
            pages.extend(page.articles);
            next = page.next;
        }
        assert_eq!(pages, all, "{sort}: {filter:?}");
        assert!(all.len() > 6, "too few to be tried");
    }
}

/// The last change is observed hours after the publisher's own time: the filter goes by the latter.
#[test]
fn a_range_of_updated_is_not_a_range_of_changes() {
    let folder = tempfile::tempdir().unwrap();
    let row = json!({
        "url": "https://example.org/late",
        "body": "The toll is £4.",
        "updated": "2024-01-02T09:30:00Z",
        "captured": "2024-01-05T09:00:00Z",
    });
    let db = folder.path().join("a.db");
    import(&db, &[&write(folder.path(), "late.jsonl", &[row.to_string()])], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let day = 86_400_000_000;
    let at = 1_704_153_600_000_000; // 2024-01-02
    for (from, until, expected) in
        [(Some(at), Some(at + day), 1), (None, Some(at), 0), (Some(at + day), None, 0)]
    {
        let updated = TimeRange { from: from.map(UnixMicros), until: until.map(UnixMicros) };
        let filter = ArticleFilter::default().updated(updated);
        assert_eq!(catalog.count_articles(&filter).unwrap(), expected, "{updated:?}");
    }
}
