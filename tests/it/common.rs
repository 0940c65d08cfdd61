//! Shared test helpers: running the program, catalogs as plain data, and generated captures.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use recension::article::ArticleId;
use recension::diff::ChangeSummary;
use recension::diff::versions::with_diff;
use recension::pipeline::Progress;
use recension::proof::merkle::Edge;
use recension::store::{
    self, ArticleFilter, ArticleSort, Snapshot, StoredState, VerifyOptions, Verifying, Weight,
};
use recension::timeline::Timeline;

/// The program, in a clean environment.
pub(crate) fn recension() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recension"));
    command.env_clear().env("TZ", "UTC").env("LC_ALL", "C.UTF-8").env("COLUMNS", "100");
    command
}

/// Imports, and requires the exit code.
#[track_caller]
pub(crate) fn import(db: &Path, inputs: &[&Path], code: i32) -> String {
    let output = recension().arg("--db").arg(db).arg("import").args(inputs).output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    if matches!(code, 0 | 3) {
        let mut events = 0;
        let catalog = Snapshot::open(db).unwrap();
        catalog
            .each_event(&mut |_| {
                events += 1;
                Ok(())
            })
            .unwrap();
        assert!(events > 0, "an import is an event");
    }
    stderr(&output)
}

/// The standard error output.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The content of a catalog, independent of the machine and the order of import: by match key, the
/// versions in order with all their fields, each with its captures.
pub(crate) fn content(db: &Path) -> BTreeMap<String, Vec<String>> {
    let catalog = Snapshot::open(db).unwrap();
    let deep = catalog.stats(0).unwrap().versions < 300;
    assert_eq!(verify(&catalog, deep).damage, Vec::<String>::new());
    let filter = ArticleFilter::default().sort(ArticleSort::Number);
    let mut content = BTreeMap::new();
    for article in catalog.articles(&filter).unwrap() {
        let history = history(&catalog, article.id);
        assert_eq!(article.versions as usize, history.versions().len());
        assert_eq!(article.returns as usize, history.returns());
        assert_eq!(article.silent_edits as usize, history.silent_edits());
        check_states(&catalog, &history);
        let mut versions = Vec::new();
        for (index, version) in history.versions().iter().enumerate() {
            // Verified by the version's id.
            let body = catalog.body(version).unwrap();
            let mut line = format!(
                "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                version.id,
                version.published,
                version.updated,
                version.title,
                version.byline,
                version.description,
                body,
                history.flags(index),
            );
            for capture in &version.captures {
                // The order of a record's other fields does not matter.
                let mut details = catalog.details(capture).unwrap();
                details.extra.sort_keys();
                let _ = write!(
                    line,
                    "\n  {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {details:?}",
                    capture.url,
                    capture.kind,
                    capture.captured,
                    capture.published,
                    capture.updated,
                    capture.sequence,
                    capture.lang,
                    capture.publisher,
                    capture.section,
                    capture.payload,
                );
            }
            versions.push(line);
        }
        content.insert(article.key.to_string(), versions);
    }
    content
}

/// Checks that the stored timeline of an article is exactly the one that follows from its captures.
#[track_caller]
pub(crate) fn check_states(catalog: &Snapshot, timeline: &Timeline) {
    let Some(article) = timeline.versions().first().map(|version| version.article) else { return };
    let stored = catalog.states_of(article).unwrap();
    assert_eq!(stored.len(), timeline.states().len(), "a row for each state");
    for (index, (stored, state)) in stored.iter().zip(timeline.states()).enumerate() {
        let after = timeline.version_of(state).unwrap();
        let outline = timeline.base_of(state).map(|before| {
            let base = &timeline.states()[state.base.unwrap()];
            let body = |version| catalog.body(version).unwrap().unwrap_or_default();
            let (old, new) = (body(timeline.version_of(base).unwrap()), body(after));
            with_diff((&before, &old), (after, &new), ChangeSummary::of)
        });
        assert_eq!(Some(stored), StoredState::of(timeline, index, outline).as_ref());
    }
}

/// An article's timeline.
pub(crate) fn history(catalog: &Snapshot, article: ArticleId) -> Timeline {
    Timeline::of(catalog.versions(article).unwrap())
}

/// The shared data, if present.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("{} is not here", path.display()));
    None
}

/// Reports that the current test is skipped, or a part of it. A test that is skipped counts as
/// passed, so its name and the reason are also added to `skipped-tests.txt` in the target folder's
/// `tmp`, which `.ci/run` prints.
pub(crate) fn skip(why: &str) {
    let thread = std::thread::current();
    let line = format!("{}: {why}\n", thread.name().unwrap_or("a test"));
    eprint!("skipped: {line}");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("skipped-tests.txt");
    let mut file = std::fs::File::options().create(true).append(true).open(path).unwrap();
    // One call, so that the lines of concurrent tests do not mix.
    file.write_all(line.as_bytes()).unwrap();
}

/// Pseudo-random numbers that are the same every time (Knuth's linear congruence).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below the bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040);
        (self.0 >> 33) as usize % bound
    }

    /// Shuffles the items.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

/// JSON Lines of `articles` generated articles with versions: edits, silent edits, returns to an
/// earlier text, versions with only a title, versions without timestamps.
pub(crate) fn made_up(articles: usize, dice: &mut Dice) -> Vec<String> {
    let mut lines = Vec::new();
    for article in 0..articles {
        let mut sentences: Vec<String> = (0..6 + dice.below(20))
            .map(|number| {
                format!(
                    "In sentence {number}, witness {} saw {} boats.",
                    dice.below(900),
                    dice.below(99)
                )
            })
            .collect();
        let first = sentences.clone();
        for version in 0..=dice.below(6) {
            let flips = version == 3 && dice.below(2) == 0;
            if flips {
                sentences.clone_from(&first);
            } else if version > 0 {
                let at = dice.below(sentences.len());
                sentences[at] = format!("A new sentence says {}.", dice.below(10_000));
            }
            let hour = if dice.below(5) == 0 { version.saturating_sub(1) } else { version };
            let clock =
                |minute| format!("2024-03-{:02}T{hour:02}:{minute:02}:00+01:00", 1 + article % 28);
            let mut row = serde_json::json!({
                "url": format!("https://www.example.org/{}/{article}?utm_source=x{}", article % 7, dice.below(2)),
                "title": format!("Article {article}{}", if dice.below(4) == 0 { ", updated" } else { "" }),
                "byline": "A. Writer",
                "published": format!("2024-03-{:02}", 1 + article % 28),
                "updated": clock(0),
                "captured": clock(5 + version),
                "body": sentences.join("\n\n"),
                "lang": "en",
                "desk": format!("desk {}", article % 3),
                "seq": version,
            });
            if article % 11 == 0 {
                let row = row.as_object_mut().unwrap();
                row.remove("published");
                row.remove("updated");
            }
            lines.push(row.to_string());
        }
    }
    lines
}

/// Writes lines to a file in the folder.
pub(crate) fn write(folder: &Path, name: &str, lines: &[String]) -> PathBuf {
    let path = folder.join(name);
    let mut text = lines.join("\n");
    text.push('\n');
    std::fs::write(&path, text).unwrap();
    path
}

/// Leaves a megabyte of unused pages in the file, so that an optimized catalog is smaller.
pub(crate) fn loosen(db: &Path) {
    rusqlite::Connection::open(db)
        .unwrap()
        .execute_batch(
            "CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob(1048576));
             DROP TABLE filler",
        )
        .unwrap();
}

/// The journal's events, oldest first: what was done, and the result.
pub(crate) fn journal(db: &Path) -> Vec<String> {
    let mut events = Vec::new();
    Snapshot::open(db)
        .unwrap()
        .each_event(&mut |event| {
            events.push(format!("{}: {}", event.name, event.outcome));
            Ok(())
        })
        .unwrap();
    events
}

/// Checks that the log matches the rows: the leaves computed from the rows give the root of the
/// tiles and the stored root.
pub(crate) fn check_log(catalog: &Snapshot) {
    let mut log = catalog.log().unwrap();
    let (size, mut edge) = (log.size(), Edge::default());
    log.each_leaf(0, size, &mut |entry, row, leaf| {
        assert_eq!(entry, edge.size());
        assert_eq!(log.entry_of(row).unwrap(), Some(entry));
        edge.push(leaf, |_, _| {});
        Ok(())
    })
    .unwrap();
    let head = log.stored_head().unwrap();
    assert_eq!((head.size, head.root), (size, edge.root()), "the rows, and what is kept");
    assert_eq!(log.root(size).unwrap(), head.root, "the tiles");
    catalog
        .each_event(&mut |event| {
            assert_eq!(log.root(event.entry).unwrap(), event.root, "{event:?}");
            Ok(())
        })
        .unwrap();
}

/// The result of a verification.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) damage: Vec<String>,
    pub(crate) notices: Vec<String>,
}

/// Verifies a catalog; one line per finding.
pub(crate) fn verify(catalog: &Snapshot, deep: bool) -> Said {
    let (mut damage, mut notices) = (Vec::new(), Vec::new());
    let verified = store::verify(
        catalog,
        VerifyOptions::default().deep(deep).jobs(2),
        &Progress::default(),
        &mut |told| {
            if let Verifying::Found(finding) = told {
                let line = format!(
                    "{} {:?} {:?}: {}",
                    finding.check.name(),
                    finding.place,
                    finding.version,
                    finding.what
                );
                match finding.weight {
                    Weight::Damage => damage.push(line),
                    Weight::Notice => notices.push(line),
                }
            }
        },
    );
    assert!(verified.is_some(), "nobody ended it");
    Said { damage, notices }
}
