//! Arbitrary catalogs for the properties of export and merge: everything that a catalog can
//! contain, in any mixture.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::select;
use recension::article::{
    Annotations, Capture, CaptureKind, ClockSource, ClockStatement, Content, DefaultZone, Handle,
    Handles, Labels, Look, LookReason, MatchKey, Pointer, PublisherClock, Redirect, Revisit,
    Sha256, Timestamp, Version,
};
use recension::source::SourceLocation;
use recension::store::{
    ArticleFilter, ArticleSort, HashedCapture, LocatedPointer, Rejected, Snapshot, StoreError,
    Writer,
};
use serde_json::{Map, Value};

use crate::common::content;

/// An entry of a catalog, in order.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    Capture(Box<Capture>, Option<Handles>),
    Pointer(Pointer),
    Reject(String),
}

/// URLs of a few articles, written in every way.
const URLS: [&str; 9] = [
    "https://www.example.org/a",
    "http://example.org/a/?utm_source=x",
    "https://www.example.org/b?y=2&x=1",
    "example.org/b?x=1&y=2#top",
    "https://news.example.org/c#!/route",
    "https://www.example.org/é ü/\u{202e}c",
    "urn:isbn:0451450523",
    "http://short.example/1",
    "http://short.example/2#part",
];

fn clock() -> impl Strategy<Value = Timestamp> {
    let text = select(vec![
        "2014",
        "2014-10",
        "2014-10-19",
        " 2014-10-19 ",
        "2014-10-19T09:26",
        "2014-10-19 09:26:30",
        "2014-10-19T09:26:30.123456-04:00",
        "2014-10-19T09:26:30.5+05:45",
        "20141019092630",
        "2014-10-19T24:00Z",
        "2014-06-30T23:59:60Z",
        "1830-05-01T12:00",
        "1400-01-01T00:00:00Z",
        "2999-12-31T23:30:00-12:00",
        "2999-12-31T24:00:00",
        "1400-01-01T00:30:00+01:00",
    ]);
    let zone = select(vec!["UTC", "Europe/Amsterdam", "America/New_York", "-03:30"]);
    let parsed =
        (text, zone, select(ClockSource::ALL.to_vec())).prop_map(|(text, zone, source)| {
            let zone: DefaultZone = zone.parse().unwrap();
            Timestamp::parse(text, &zone, source).unwrap()
        });
    prop_oneof![3 => parsed, 1 => counted_clock()]
}

/// As in archives: an instant is written and read in only one way.
fn counted_clock() -> impl Strategy<Value = Timestamp> {
    (-1_000_000_000_i64..4_000_000_000).prop_map(|seconds| {
        let raw = seconds.to_string();
        Timestamp::of_epoch(seconds as f64 + 0.25, &raw, ClockSource::Field).unwrap()
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("\0\r\n\"\\\u{2028}\u{feff}".to_owned()),
        proptest::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter),
        select(vec!["One sentence. Another one.", "One sentence.\n\nAnother two of 3 boats."])
            .prop_map(str::to_owned),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn labels() -> impl Strategy<Value = Labels> {
    let name = || proptest::option::of(select(vec!["en", "de-AT", "", "Tidewater Gazette"]));
    let extra = proptest::collection::vec((text(), json()), 0..3);
    (name(), name(), name(), extra).prop_map(|(lang, publisher, section, extra)| Labels {
        lang: lang.map(str::to_owned),
        publisher: publisher.map(str::to_owned),
        section: section.map(str::to_owned),
        extra: extra.into_iter().collect::<Map<_, _>>(),
    })
}

fn annotations() -> impl Strategy<Value = Annotations> {
    let clock = select(vec![PublisherClock::Published, PublisherClock::Updated]);
    let statement = (clock, text(), text());
    let statement =
        statement.prop_map(|(clock, source, says)| ClockStatement { clock, source, says });
    let noted = || proptest::option::weighted(0.2, text());
    (proptest::collection::vec(statement, 0..3), noted(), noted(), noted()).prop_map(
        |(clocks, damage, not_a_story, record)| {
            let mut annotations = Annotations::default();
            annotations.disputed_clocks = clocks;
            annotations.damage = damage;
            annotations.not_a_story = not_a_story;
            annotations.warc_record_id = record;
            annotations
        },
    )
}

fn capture() -> impl Strategy<Value = Capture> {
    let clocks = proptest::array::uniform3(proptest::option::of(clock()));
    let texts = proptest::array::uniform4(proptest::option::of(text()));
    let urls = (select(URLS.to_vec()), select(URLS.to_vec()), any::<bool>());
    let numbers = (proptest::option::of(any::<i64>()), proptest::option::of(any::<[u8; 32]>()));
    let facts = (numbers, labels(), annotations(), select(CaptureKind::ALL.to_vec()));
    (urls, clocks, texts, facts).prop_map(|(urls, clocks, texts, facts)| {
        let (url, other, names_itself) = urls;
        let [published, updated, captured] = clocks;
        let [title, byline, description, body] = texts;
        let ((sequence, payload), labels, annotations, kind) = facts;
        Capture {
            version: Version {
                key: MatchKey::of(if names_itself { other } else { url }).unwrap(),
                published,
                updated,
                content: Content { title, byline, description, body },
            },
            kind,
            url: url.to_owned(),
            captured,
            sequence,
            labels,
            annotations,
            payload: payload.map(Sha256),
        }
    })
}

/// A page of an archive: one digest is always the same page.
fn page(number: usize, captured: Option<Timestamp>) -> Entry {
    let url = URLS[number % URLS.len()];
    let capture = Capture {
        version: Version {
            key: MatchKey::of(url).unwrap(),
            published: None,
            updated: None,
            content: Content {
                title: Some(format!("Page {number}")),
                body: Some(format!("What page {number} says.")),
                ..Content::default()
            },
        },
        kind: CaptureKind::Page,
        url: url.to_owned(),
        captured,
        sequence: None,
        labels: Labels::default(),
        annotations: Annotations::default(),
        payload: Some(Sha256::of(format!("page {number}").as_bytes())),
    };
    let names = vec![Handle::of_payload(&format!("sha1:{number}"))];
    Entry::Capture(Box::new(capture), Some(Handles { names, names_itself: number == 1 }))
}

/// The target of each revisit in an archive: a record's id names one record, and so does its
/// target.
const TARGETS: [Target; 8] = [
    Target::Page(0),
    Target::Page(1),
    Target::Page(2),
    Target::Revisit(0),
    Target::Revisit(2),
    Target::Revisit(4),
    // These two have no target.
    Target::Revisit(7),
    Target::Revisit(6),
];

enum Target {
    Page(usize),
    Revisit(usize),
}

fn revisit(number: usize, url: &str, captured: Option<Timestamp>) -> Entry {
    let points_at = match TARGETS[number] {
        Target::Page(page) => vec![
            Handle::of_payload(&format!("sha1:{page}")),
            Handle::of_payload(&format!("sha256:{page}")),
        ],
        Target::Revisit(revisit) => vec![Handle::of_record(&format!("revisit {revisit}"))],
    };
    Entry::Pointer(Pointer::Revisit(Revisit {
        url: url.to_owned(),
        key: MatchKey::of(url).unwrap(),
        captured,
        record_id: (number > 0).then(|| format!("<urn:x:{number}>")),
        points_at,
        names: vec![Handle::of_record(&format!("revisit {number}"))],
    }))
}

fn entry() -> impl Strategy<Value = Entry> {
    let seen = || proptest::option::of(clock());
    let redirect = (select(URLS.to_vec()), select(URLS.to_vec()), seen());
    let redirect = redirect.prop_map(|(url, target, captured)| {
        Entry::Pointer(Pointer::Redirect(Redirect {
            url: url.to_owned(),
            key: MatchKey::of(url).unwrap(),
            target: target.to_owned(),
            target_key: MatchKey::of(target).unwrap(),
            captured,
        }))
    });
    let again = (0..TARGETS.len(), select(URLS.to_vec()), proptest::option::of(counted_clock()));
    let look = (select(URLS.to_vec()), clock(), select(LookReason::ALL.to_vec()));
    let look = look.prop_map(|(url, at, reason)| {
        let status = [LookReason::Gone, LookReason::NotFound].contains(&reason).then_some(404);
        let key = MatchKey::of(url).unwrap();
        Entry::Pointer(Pointer::Look(Look { url: url.to_owned(), key, at, reason, status }))
    });
    prop_oneof![
        8 => capture().prop_map(|capture| Entry::Capture(Box::new(capture), None)),
        2 => (0..3_usize, seen()).prop_map(|(number, captured)| page(number, captured)),
        2 => again.prop_map(|(number, url, captured)| revisit(number, url, captured)),
        2 => redirect,
        2 => look,
        1 => text().prop_map(Entry::Reject),
    ]
}

/// The entries of a catalog, grouped by import.
pub(crate) fn entries() -> impl Strategy<Value = Vec<Vec<Entry>>> {
    proptest::collection::vec(proptest::collection::vec(entry(), 0..8), 1..4)
}

/// Creates a catalog of these imports, or adds them to one. Imports of the same name are the same
/// in any catalog.
pub(crate) fn make(db: &Path, name: &str, runs: &[Vec<Entry>]) {
    for (number, run) in runs.iter().enumerate() {
        let started = number as i64 * 1000;
        let arguments = format!("[\"import\",\"{name}\"]");
        let mut writer = Writer::begin(db, "recension test", &arguments, started).unwrap();
        let (mut captures, mut pointers, mut rejects) = (Vec::new(), Vec::new(), Vec::new());
        for (index, entry) in run.iter().enumerate() {
            let place = SourceLocation {
                input: format!("input {}", index % 2).into(),
                record: (index % 3 > 0).then_some(index as u64),
                offset: index as u64 * 10,
            };
            match entry.clone() {
                Entry::Capture(capture, handles) => {
                    captures.push(HashedCapture::new(*capture, place).with_handles(handles));
                }
                Entry::Pointer(pointer) => {
                    pointers.push(LocatedPointer { pointer, place, run: None });
                }
                Entry::Reject(text) => rejects.push(Rejected {
                    records: 1,
                    place,
                    code: "broken".to_owned(),
                    reason: "for the test".to_owned(),
                    length: text.len() as u64,
                    bytes: text.into_bytes(),
                    run: None,
                }),
            }
        }
        writer.write_all(&captures, &pointers, &rejects, 0, 1).unwrap();
        writer.finish(started + 1).unwrap();
    }
}

/// Everything in a catalog that does not depend on the order of import: the versions and captures
/// of each article, its aliases with their captures, the handles of its captures, and pending
/// pointers to captures.
pub(crate) fn dump(db: &Path) -> String {
    let mut lines = Vec::new();
    for (key, versions) in content(db) {
        lines.push(format!("{key}\n{}", versions.join("\n")));
    }
    let catalog = Snapshot::open(db).unwrap();
    let filter = ArticleFilter::default().sort(ArticleSort::Url);
    for article in catalog.article_ids(&filter).unwrap() {
        for version in catalog.versions(article).unwrap() {
            for capture in &version.captures {
                if let Some(handles) = catalog.handles_of(capture.number).unwrap() {
                    lines.push(format!("{} {:x} {handles:?}", version.id, capture.digest));
                }
            }
        }
    }
    catalog
        .each_pointer(|stored| {
            lines.push(format!("{:?}", stored.pointer));
            Ok::<(), StoreError>(())
        })
        .unwrap();
    let connection = rusqlite::Connection::open(db).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT match_key, a.url, a.first_captured, a.last_captured, a.captures
             FROM aliases a JOIN articles USING (article_id)",
        )
        .unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let mut line = "alias".to_owned();
        for column in 0..5 {
            let _ = write!(line, " {:?}", row.get::<_, rusqlite::types::Value>(column).unwrap());
        }
        lines.push(line);
    }
    lines.sort_unstable();
    lines.join("\n")
}

/// What a catalog stores about its imports and their inputs.
pub(crate) fn provenance(db: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(db).unwrap();
    let mut lines = Vec::new();
    for sql in [
        "SELECT started_us, finished_us, program, arguments, records, versions, known, captures, articles,
                rejects, bytes, waiting, redirects, looks FROM _import",
        "SELECT m.started_us, m.arguments, i.path, k.byte_offset, k.url, k.at_us, k.reason, k.status
         FROM _look k JOIN _input i USING (input_id) JOIN _import m USING (import_id)",
        "SELECT m.started_us, m.arguments, i.path, r.record, r.byte_offset, r.code, r.reason, r.length,
                r.bytes, r.digest_key
         FROM _reject r JOIN _input i USING (input_id) JOIN _import m USING (import_id)",
        "SELECT m.started_us, m.arguments, i.path, c.record, c.byte_offset, c.digest_key
         FROM _capture c JOIN _input i USING (input_id) JOIN _import m USING (import_id)",
        "SELECT m.started_us, m.arguments, i.path, l.record, l.byte_offset, c.digest_key, 'late'
         FROM _late_location l JOIN _input i USING (input_id) JOIN _import m USING (import_id)
         JOIN _capture c USING (capture_no)",
    ] {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<_> =
                (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at).unwrap()).collect();
            lines.push(format!("{cells:?}"));
        }
    }
    lines.sort_unstable();
    lines
}
