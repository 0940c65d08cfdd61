//! The page that started this project: a wire article saved as plain text. The text belongs to its
//! publisher and is not in the repository; if it is not available, the test reports that and
//! passes.

use recension::extract::{self, ExtractOptions};
use recension::source::{Item, ItemContent, PageKind, RawPage, SourceLocation};

use crate::common::shared;

#[test]
fn the_seed_page_gives_the_story_and_nothing_else() {
    let Some(path) = shared("seed/000_d32ce2d7e80f56aa.txt") else { return };
    let bytes = std::fs::read(&path).unwrap();
    let path = path.to_str().unwrap();
    let item = Item {
        place: SourceLocation { input: path.into(), record: None, offset: 0 },
        raw: ItemContent::Page(RawPage {
            written: None,
            origin: None,
            bytes,
            kind: PageKind::Text,
            content_type: None,
            url_hint: None,
        }),
    };
    let problem = extract::capture(&item, &ExtractOptions::default()).err();
    assert_eq!(problem.map(|problem| problem.code), Some("no-url"));

    let options = ExtractOptions::default()
        .url("https://news.example/cyber-talks".to_owned())
        .zone("America/New_York".parse().unwrap_or_default());
    let version = extract::capture(&item, &options).map(|capture| capture.version);
    let version = version.unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(
        version.content.title.as_deref(),
        Some("China says it's hard to resume cyber security talks with U.S.")
    );
    let shown = |stamp: Option<recension::article::Timestamp>| stamp.map(|stamp| stamp.display());
    assert_eq!(shown(version.published).as_deref(), Some("2014-10-19 09:26 -04:00?"));
    assert_eq!(shown(version.updated).as_deref(), Some("2014-10-19 09:30 -04:00?"));
    let body = version.content.body.unwrap_or_default();
    assert!(body.starts_with("BEIJING (Reuters)"), "{body}");
    assert!(body.ends_with("(Reporting by Benjamin Kang Lim; editing by Andrew Roche)"), "{body}");
    assert_eq!(body.split("\n\n").count(), 8);
}
