//! Histories: the order of versions is computed from their timestamps, and shows silent edits,
//! returns and late imports.

#![expect(clippy::many_single_char_names, reason = "bodies are called by their letters")]

use std::path::Path;

use recension::store::Snapshot;
use recension::timeline::Timeline;
use serde_json::{Value, json};

use crate::common::{history, import, write};

/// A row of one article; `null` leaves a timestamp out.
fn row(published: &str, updated: &str, captured: &str, body: &str) -> String {
    let clock = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "url": "https://example.org/story",
        "title": "T",
        "published": clock(published),
        "updated": clock(updated),
        "captured": clock(captured),
        "body": body,
    })
    .to_string()
}

fn imported(folder: &Path, runs: &[&[String]]) -> (Snapshot, Timeline) {
    let db = folder.join("a.db");
    for (number, rows) in runs.iter().enumerate() {
        let file = write(folder, &format!("{number}.jsonl"), rows);
        import(&db, &[&file], 0);
    }
    let catalog = Snapshot::open(&db).unwrap();
    let history = history(&catalog, recension::article::ArticleId(1));
    (catalog, history)
}

/// The bodies in order, each with its marks: `!` silent, `<n` returns to n, `*` captured again.
fn shown(catalog: &Snapshot, history: &Timeline) -> String {
    let mut words = Vec::new();
    for (index, version) in history.versions().iter().enumerate() {
        let mut word =
            version.text.map_or("-".to_owned(), |text| catalog.text(text).unwrap().to_string());
        let flags = history.flags(index);
        if flags.silent {
            word.push('!');
        }
        if let Some(earlier) = flags.returns_to {
            word = format!("{word}<{}", earlier + 1);
        }
        word.push_str(&"*".repeat(flags.seen_again));
        words.push(word);
    }
    words.join(" ")
}

#[track_caller]
fn check(runs: &[&[String]], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (catalog, history) = imported(folder.path(), runs);
    assert_eq!(shown(&catalog, &history), expected);
}

#[test]
fn versions_are_ordered_by_their_clocks() {
    let a = row("2024-01-01T09:00Z", "2024-01-01T09:30Z", "2024-01-01T10:00Z", "a");
    let b = row("2024-01-01T09:00Z", "2024-01-01T11:30Z", "2024-01-01T12:00Z", "b");
    let c = row("2024-01-01T09:00Z", "2024-01-01T13:30Z", "2024-01-01T14:00Z", "c");
    check(&[&[a.clone(), b.clone(), c.clone()]], "a b c");
    check(&[&[c.clone(), a.clone(), b.clone()]], "a b c");
    // A version imported late is inserted in its place.
    check(&[&[a, c], &[b]], "a b c");
    // A later capture is later, whatever the claims.
    let d = row("2024-01-01T09:00Z", "", "2024-01-05T00:00Z", "d");
    let e = row("", "", "2024-01-02T00:00Z", "e");
    let f = row("", "2024-01-03T00:00Z", "2024-01-03T00:00Z", "f");
    check(&[&[f, e, d]], "e f d!");
}

#[test]
fn the_same_key_with_other_text_is_a_silent_edit() {
    let clock = "2024-01-01T09:30Z";
    let a = row("2024-01-01", clock, "2024-01-01T10:00Z", "a");
    let b = row("2024-01-01", clock, "2024-01-01T12:00Z", "b");
    let c = row("2024-01-01", "2024-01-02T09:30Z", "2024-01-02T12:00Z", "c");
    check(&[&[b.clone(), c.clone(), a.clone()]], "a b! c");
    // In another time zone, with and without seconds: the same instant is not another version.
    let again = row("2024-01-01", "2024-01-01T10:30:00+01:00", "2024-01-01T10:00Z", "a");
    check(&[&[a, b, again]], "a b!");
    // Without any of the publisher's timestamps, nothing is called silent.
    let (d, e) = (row("", "", "2024-01-01T10:00Z", "d"), row("", "", "2024-01-01T11:00Z", "e"));
    check(&[&[d, e]], "d e");
}

#[test]
fn a_return_to_an_earlier_text_is_kept_and_told() {
    // With its own timestamp: a third version with the text of the first one.
    let a = row("2024-01-01", "2024-01-01T01:00Z", "2024-01-01T01:10Z", "a");
    let b = row("2024-01-01", "2024-01-01T02:00Z", "2024-01-01T02:10Z", "b");
    let a_again = row("2024-01-01", "2024-01-01T03:00Z", "2024-01-01T03:10Z", "a");
    check(&[&[a.clone(), b.clone(), a_again]], "a b a<1");
    // From a stale page: the first version itself, captured again after the second.
    let stale = row("2024-01-01", "2024-01-01T01:00Z", "2024-01-01T04:00Z", "a");
    check(&[&[a.clone(), b, stale]], "a* b");
    // Two consecutive captures are not a return.
    let still = row("2024-01-01", "2024-01-01T01:00Z", "2024-01-01T01:40Z", "a");
    check(&[&[a, still]], "a");
}

#[test]
fn without_clocks_the_sources_own_numbers_order() {
    let numbered = |seq: i64, body: &str| {
        json!({"url": "https://example.org/story", "body": body, "seq": seq}).to_string()
    };
    check(&[&[numbered(3, "c"), numbered(1, "a"), numbered(2, "b")]], "a b c");
    // A return within one tick of the clock.
    check(&[&[numbered(3, "a"), numbered(1, "a"), numbered(2, "b")]], "a* b");
}

#[test]
fn a_field_that_was_not_captured_is_no_edit() {
    let bare = json!({
        "url": "https://example.org/story", "title": "T", "published": "2024-01-01",
        "updated": "2024-01-01T09:30Z", "captured": "2024-01-01T12:00Z",
    });
    let whole = row("2024-01-01", "2024-01-01T09:30Z", "2024-01-01T10:00Z", "a");
    check(&[&[whole, bare.to_string()]], "a -");
}

#[test]
fn a_version_is_current_until_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [
        row("2024-01-01", "2024-01-01T01:00Z", "2024-01-01T01:10Z", "a"),
        row("2024-01-01", "2024-01-02T01:00Z", "2024-01-02T01:10Z", "b"),
    ];
    let (_, history) = imported(folder.path(), &[&rows]);
    let at = |time: &str| {
        let zone = recension::article::DefaultZone::default();
        let source = recension::article::ClockSource::Flag;
        let stamp = recension::article::Timestamp::parse(time, &zone, source).unwrap();
        history.current_at(stamp.end_micros())
    };
    assert_eq!(at("2023"), None);
    assert_eq!(at("2024-01-01"), Some(0));
    assert_eq!(at("2024-01-02T00:59Z"), Some(0));
    assert_eq!(at("2024-01-02T01:00Z"), Some(1));
    assert_eq!(at("2025"), Some(1));
}
