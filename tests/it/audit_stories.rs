//! The audit on short stories: which of them a newsroom would look at, and which it would not.

use std::collections::BTreeMap;
use std::path::Path;

use recension::article::ArticleId;
use recension::audit::{RULES, Repeats, Severity, audit};
use recension::store::Snapshot;

use crate::common::{history, import};

/// 1 January 2030, 0:00 UTC.
const NOW: i64 = 1_893_456_000_000_000;

/// The findings at warning or above of each story, by the end of its URL. The other stories have
/// none.
const EXPECTED: [(&str, &str); 11] = [
    ("silent-figure", "alert silent-edit"),
    ("open-figure", "warning uncorrected-change"),
    ("quote-trimmed", "alert silent-edit"),
    ("denial-inserted", "warning silent-edit"),
    ("hearing-moved", "warning uncorrected-change"),
    ("negation", "warning uncorrected-change"),
    ("another-buyer", "alert silent-edit"),
    // Its date is new, but does not say what changed.
    ("dated-terms", "warning uncorrected-change"),
    ("reset", "alert published-moved"),
    ("notice-gone", "alert notice-removed"),
    // The other two articles refer to this one.
    ("shared-line-one", "alert silent-edit"),
];

#[test]
fn stories_get_the_grades_that_an_editor_gives() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/audit/stories.jsonl");
    import(&db, &[&stories], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let mut repeats = Repeats::default();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let text = std::fs::read_to_string(&stories).unwrap();
    let mut urls: Vec<&str> = text.lines().filter_map(|line| line.split('"').nth(3)).collect();
    urls.dedup();
    for number in 1..=urls.len() {
        let timeline = history(&catalog, ArticleId(number as i64));
        let mut findings = audit(&catalog, &timeline, &RULES, NOW).unwrap();
        repeats.lower(&mut findings);
        for finding in findings.iter().filter(|finding| finding.severity > Severity::Note) {
            let slug = finding.url.rsplit('/').next().unwrap().to_owned();
            let line = format!("{} {}", finding.severity.name(), finding.rule);
            found.entry(slug).or_default().push(line);
        }
    }
    let found: BTreeMap<String, String> =
        found.into_iter().map(|(slug, lines)| (slug, lines.join(", "))).collect();
    let expected = EXPECTED.map(|(slug, line)| (slug.to_owned(), line.to_owned()));
    assert_eq!(found, BTreeMap::from(expected));
    for (slug, _) in EXPECTED {
        assert!(urls.iter().any(|url| url.ends_with(slug)), "{slug} is not a story");
    }
}
