//! The audit's rules, each on small histories: what it finds, with which severity, and what it
//! ignores.

use std::path::Path;

use recension::article::{ArticleId, UnixMicros};
use recension::audit::{
    Finding, FindingEvidence, OutletClocks, RULES, Rule, Severity, audit, rule,
};
use recension::store::{Acknowledgement, Snapshot, acknowledge};
use recension::timeline::Timeline;
use serde_json::{Value, json};

use crate::common::{check_log, history, import, recension, stderr, write};

/// 1 January 2030, 0:00 UTC.
const NOW: i64 = 1_893_456_000_000_000;

const BODY: &str = "The grain dock at Low Weir will shut for 3 days from Monday.\n\n\
    Barges will be sent to Fallow Bridge while the crane is tested by its owner.\n\n\
    The canal office had asked for it since the spring, and it was put off.";

/// A body in which the dock is shut for this many days.
fn days(days: &str) -> String {
    BODY.replace("3 days", days)
}

/// A row of one article; an empty timestamp is left out.
fn row(published: &str, updated: &str, captured: &str, body: &str) -> Value {
    let clock = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
    json!({
        "url": "https://example.org/dock",
        "title": "Dock to shut",
        "published": clock(published),
        "updated": clock(updated),
        "captured": clock(captured),
        "body": body,
    })
}

/// The row with another value of a field.
fn with(mut row: Value, field: &str, value: &str) -> Value {
    row[field] = json!(value);
    row
}

fn catalog(folder: &Path, rows: &[Value]) -> (Snapshot, Timeline) {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    let db = folder.join("a.db");
    import(&db, &[&write(folder, "a.jsonl", &lines)], 0);
    let catalog = Snapshot::open(&db).unwrap();
    let history = history(&catalog, ArticleId(1));
    (catalog, history)
}

fn found(name: &str, rows: &[Value]) -> Vec<Finding> {
    let folder = tempfile::tempdir().unwrap();
    let (catalog, history) = catalog(folder.path(), rows);
    audit(&catalog, &history, &[rule(name).unwrap()], NOW).unwrap()
}

/// Checks the findings of a rule: the severity and the ordinals of the versions of each.
#[track_caller]
fn check(name: &str, rows: &[Value], expected: &[&str]) {
    let found: Vec<String> = found(name, rows)
        .iter()
        .map(|finding| {
            let ordinals: Vec<_> = finding.versions.iter().map(|v| v.ordinal.to_string()).collect();
            format!("{} {}", finding.severity.name(), ordinals.join(","))
        })
        .collect();
    assert_eq!(found, expected, "{name}");
}

const OUT: &str = "2024-03-04T08:00:00Z";
const SAW: &str = "2024-03-04T08:10:00Z";

#[test]
fn a_silent_edit_is_graded_by_what_changed() {
    let first = row(OUT, OUT, SAW, BODY);
    let later = |body: &str| row(OUT, OUT, "2024-03-06T08:00:00Z", body);
    check("silent-edit", &[first.clone(), later(&days("30 days"))], &["alert 1,2"]);
    check(
        "silent-edit",
        &[first.clone(), later(&BODY.replace("put off", "delayed"))],
        &["warning 1,2"],
    );
    check("silent-edit", &[first.clone(), later(&BODY.replace("\n\n", "\n"))], &["note 1,2"]);
    check(
        "silent-edit",
        &[
            first.clone(),
            row(OUT, "2024-03-05T08:00:00Z", "2024-03-06T08:00:00Z", &days("30 days")),
        ],
        &[],
    );
    // No timestamp that should have changed, and one that is only a date.
    let unclocked =
        [row(OUT, "", SAW, BODY), row(OUT, "", "2024-03-06T08:00:00Z", &days("30 days"))];
    check("silent-edit", &unclocked, &["warning 1,2"]);
    let of_a_day = [
        row(OUT, "2024-03-04", SAW, BODY),
        row(OUT, "2024-03-04", "2024-03-04T18:00:00Z", &days("30 days")),
    ];
    // A date contradicts nothing on that day.
    check("silent-edit", &of_a_day, &[]);
    let told = format!(
        "{}\n\nCorrection: an earlier version of this article said 3 days.",
        days("30 days")
    );
    check("silent-edit", &[first, later(&told)], &["warning 1,2"]);
}

#[test]
fn a_clock_that_moves_alone_is_a_phantom() {
    let first = row(OUT, OUT, SAW, BODY);
    check(
        "phantom-update",
        &[first.clone(), row(OUT, "2024-03-06T08:00:00Z", "2024-03-06T09:00:00Z", BODY)],
        &["warning 1,2"],
    );
    check(
        "phantom-update",
        &[first.clone(), row(OUT, "2024-03-04T09:00:00Z", "2024-03-06T09:00:00Z", BODY)],
        &["note 1,2"],
    );
    check(
        "phantom-update",
        &[
            first.clone(),
            row(OUT, "2024-03-06T08:00:00Z", "2024-03-06T09:00:00Z", &days("30 days")),
        ],
        &[],
    );
    check(
        "phantom-update",
        &[row(OUT, "2024-03-04", SAW, BODY), row(OUT, OUT, "2024-03-06T09:00:00Z", BODY)],
        &[],
    );
    check(
        "phantom-update",
        &[row(OUT, "", SAW, BODY), row(OUT, "2024-03-06T08:00:00Z", "2024-03-06T09:00:00Z", BODY)],
        &[],
    );
}

#[test]
fn clocks_that_run_backwards() {
    let late = "2024-05-04T08:00:00Z";
    check("time-reversal", &[row("2024-05-03T08:00:00Z", OUT, late, BODY)], &["note 1"]);
    check("time-reversal", &[row("2024-03-04T09:00:00Z", OUT, late, BODY)], &["note 1"]);
    check("time-reversal", &[row("2024-03-04", OUT, late, BODY)], &[]);
    check("time-reversal", &[row(OUT, "2024-03-04", late, BODY)], &[]);
    // Reported once per `published`.
    let twice = [
        row("2024-05-03T08:00:00Z", OUT, late, BODY),
        row("2024-05-03T08:00:00Z", "2024-03-05T08:00:00Z", late, &days("4 days")),
    ];
    check("time-reversal", &twice, &["note 1"]);
    // A later capture with an earlier `updated`.
    let at = |updated: &str, captured: &str, body: &str| row(OUT, updated, captured, body);
    let back = [
        at("2024-03-04T12:00:00Z", "2024-03-04T12:30:00Z", BODY),
        at("2024-03-04T09:00:00Z", "2024-03-05T12:30:00Z", &days("4 days")),
    ];
    // The text changed too: `backdated` reports that, and this finding refers to it.
    check("time-reversal", &back, &["note 1,2"]);
    check("backdated", &back, &["alert 1,2"]);
    check("silent-edit", &back, &[]);
    let alone = [
        at("2024-03-04T12:00:00Z", "2024-03-04T12:30:00Z", BODY),
        at("2024-03-04T09:00:00Z", "2024-03-05T12:30:00Z", BODY),
    ];
    check("time-reversal", &alone, &["note 1,2"]);
    check("backdated", &alone, &[]);
    let by_days = [
        at("2024-03-09T12:00:00Z", "2024-03-09T12:30:00Z", BODY),
        at("2024-03-06T09:00:00Z", "2024-03-10T12:30:00Z", BODY),
    ];
    check("time-reversal", &by_days, &["warning 1,2"]);
    let near = [
        at("2024-03-04T12:00:00Z", "2024-03-04T12:30:00Z", BODY),
        at("2024-03-04T09:00:00Z", "2024-03-04T12:35:00Z", &days("4 days")),
    ];
    check("time-reversal", &near, &["note 1,2"]);
    // An older page from a cache: the version was captured before.
    let cache = [
        at("2024-03-04T09:00:00Z", "2024-03-04T09:30:00Z", BODY),
        at("2024-03-04T12:00:00Z", "2024-03-04T12:30:00Z", &days("4 days")),
        at("2024-03-04T09:00:00Z", "2024-03-05T09:30:00Z", BODY),
    ];
    check("time-reversal", &cache, &["note 2,1"]);
    check("backdated", &cache, &[]);
    // Hours that a time zone could explain.
    let zone = [
        at("2024-03-04T12:00:00Z", "2024-03-04T12:30:00Z", BODY),
        at("2024-03-04T09:00:00", "2024-03-05T12:30:00Z", &days("4 days")),
    ];
    check("time-reversal", &zone, &["note 1,2"]);
    check("backdated", &zone, &["warning 1,2"]);
}

#[test]
fn a_time_that_vanishes_or_becomes_coarser_is_backdating() {
    let later = "2024-03-06T08:00:00Z";
    let first = row(OUT, "2024-03-04T08:05:00Z", SAW, BODY);
    check(
        "backdated",
        &[first.clone(), row(OUT, "2024-03-01", later, &days("30 days"))],
        &["alert 1,2"],
    );
    check(
        "backdated",
        // On the same day it only became less precise.
        &[first.clone(), row(OUT, "2024-03-04", later, &days("30 days"))],
        &["note 1,2"],
    );
    check("backdated", &[first.clone(), row(OUT, "", later, &days("30 days"))], &["warning 1,2"]);
    check(
        "backdated",
        &[first.clone(), row(OUT, "", later, &BODY.replace("put off", "delayed"))],
        &["note 1,2"],
    );
    // Only the ids decide the order: nothing above a note.
    let at_once = |updated: &str, body: &str| row(OUT, updated, SAW, body);
    let found = found("uncorrected-change", &[at_once("", BODY), at_once("", &days("30 days"))]);
    assert!(found.iter().all(|finding| finding.severity == Severity::Note), "{found:?}");
}

#[test]
fn a_published_that_moves() {
    let at = |published: &str| {
        row(
            published,
            "",
            if published == OUT { SAW } else { "2024-10-09T08:00:00Z" },
            &days(if published == OUT { "3 days" } else { "4 days" }),
        )
    };
    check("published-moved", &[at(OUT), at("2024-10-02T08:17:00Z")], &["alert 1,2"]);
    check("published-moved", &[at(OUT), at("2024-03-04T10:17:00Z")], &["note 1,2"]);
    check("published-moved", &[at(OUT), at("2024-03-04T08:17:00Z")], &["note 1,2"]);
    // Hours later, and another day.
    check("published-moved", &[at(OUT), at("2024-03-05T04:17:00Z")], &["warning 1,2"]);
    // No capture shows that the article was online before; the time was restored.
    let late = row(OUT, "", "2024-03-09T08:00:00Z", BODY);
    let moved = |body: &str| row("2024-03-09T07:00:00Z", "", "2024-03-10T08:00:00Z", body);
    let four = days("4 days");
    check("published-moved", &[late, moved(&four)], &["note 1,2"]);
    let restored = row(OUT, "", "2024-03-12T08:00:00Z", &days("5 days"));
    let rows = [row(OUT, "", SAW, BODY), moved(&four), restored];
    check("published-moved", &rows, &["alert 1,2", "note 2,3"]);
    check("published-moved", &[at(OUT), at("2024-03-04")], &[]);
    check("published-moved", &[at(OUT), at("2024-03-04T09:00:00+01:00")], &[]);
    // Like one time read in two time zones.
    check("published-moved", &[at(OUT), at("2024-03-04T13:00:00Z")], &["note 1,2"]);
    let found = found("published-moved", &[at(OUT), at("2024-03-04T13:00:00Z")]);
    assert!(found[0].doubts.iter().any(|doubt| doubt.contains("two zones")), "{found:?}");
}

#[test]
fn a_time_to_come() {
    check("future-timestamp", &[row(OUT, "2024-03-09T08:00:00Z", SAW, BODY)], &["alert 1"]);
    // Within a day: a server in another zone is the likely cause.
    check("future-timestamp", &[row(OUT, "2024-03-04T10:00:00Z", SAW, BODY)], &["note 1"]);
    check("future-timestamp", &[row(OUT, "2024-03-04T10:00:00", SAW, BODY)], &["note 1"]);
    check("future-timestamp", &[row(OUT, "2024-03-04T08:13:00Z", SAW, BODY)], &[]);
    check("future-timestamp", &[row("2024-03-04", "", SAW, BODY)], &[]);
    check("future-timestamp", &[row(OUT, "2031-03-04T08:13:00Z", "", BODY)], &["alert 1"]);
    check("future-timestamp", &[row(OUT, "2029-03-04T08:13:00Z", "", BODY)], &[]);
    // A page that was online before its publication time; an event page, where it may be the
    // event's time.
    let to_come = row("2024-03-09T08:00:00Z", "", SAW, BODY);
    check("future-timestamp", std::slice::from_ref(&to_come), &["note 1"]);
    let far = row("2024-04-09T08:00:00Z", "", SAW, BODY);
    check("future-timestamp", std::slice::from_ref(&far), &["warning 1"]);
    let event = with(far, "url", "https://example.org/event/dock");
    check("future-timestamp", &[event], &["note 1"]);
    // Reported once.
    let twice = [
        row("2024-03-09T08:00:00Z", "", SAW, BODY),
        row("2024-03-09T08:00:00Z", "", "2024-03-04T12:00:00Z", &days("4 days")),
    ];
    check("future-timestamp", &twice, &["note 1"]);
}

#[test]
fn zones_that_were_assumed_are_told_once() {
    let at = |updated: &str, body: &str| row(OUT, updated, SAW, body);
    let rows = [
        at("2024-03-04T08:01:00", BODY),
        at("2024-03-04T08:02:00", &days("4 days")),
        at("2024-03-04T08:03:00Z", &days("5 days")),
    ];
    check("zone-assumed", &rows, &["note 1,2"]);
    let (one, two) = (found("zone-assumed", &rows[..1]), found("zone-assumed", &rows));
    assert_eq!(one[0].id, two[0].id, "the same finding, however many versions are to come");
    assert!(two[0].message.starts_with("the timestamps of 2 of 3 captures "), "{}", two[0].message);
    check("zone-assumed", &[row(OUT, "2024-03-04", SAW, BODY)], &[]);
}

/// What the clocks of an outlet have in common is one finding for all of its articles.
#[test]
fn an_outlet_has_one_line_for_its_clocks() {
    let folder = tempfile::tempdir().unwrap();
    let at = |slug: &str| {
        with(
            row(OUT, "2024-03-04T10:10:00", SAW, BODY),
            "url",
            &format!("https://example.org/{slug}"),
        )
    };
    let (catalog, _) = catalog(folder.path(), &[at("a"), at("b"), at("c")]);
    let rules = [rule("zone-assumed").unwrap(), rule("future-timestamp").unwrap()];
    let lines = |articles: std::ops::RangeInclusive<i64>| -> Vec<String> {
        let mut clocks = OutletClocks::default();
        for article in articles {
            let history = history(&catalog, ArticleId(article));
            let mut findings = audit(&catalog, &history, &rules, NOW).unwrap();
            clocks.take(&mut findings);
            assert!(findings.is_empty(), "{findings:?}");
        }
        clocks.findings().into_iter().map(|finding| finding.message).collect()
    };
    assert_eq!(
        lines(1..=3),
        [
            "3 articles of example.org state a time later than their capture, by 2 hours",
            "3 articles of example.org state times without a time zone: one was assumed",
        ]
    );
    // The only article of an outlet has its own findings.
    assert!(lines(1..=1).iter().all(|line| !line.contains("articles of")), "{:?}", lines(1..=1));
}

#[test]
fn a_text_that_comes_back() {
    let at = |hour: u32, body: &str| {
        row(
            OUT,
            &format!("2024-03-05T{hour:02}:00:00Z"),
            &format!("2024-03-05T{hour:02}:30:00Z"),
            body,
        )
    };
    check("flip-flop", &[at(8, BODY), at(10, &days("4 days")), at(12, BODY)], &["warning 1,2,3"]);
    check("flip-flop", &[at(8, BODY), at(10, &days("4 days")), at(12, &days("5 days"))], &[]);
    // Versions captured again with their old times are served in turn: one finding.
    let seen = |captured: &str, body: &str, updated: &str| row(OUT, updated, captured, body);
    let (a, b) = ("2024-03-05T08:00:00Z", "2024-03-05T09:00:00Z");
    let rows = [
        seen("2024-03-05T10:00:00Z", BODY, a),
        seen("2024-03-05T12:00:00Z", &days("4 days"), b),
        seen("2024-03-05T14:00:00Z", BODY, a),
        seen("2024-03-05T14:10:00Z", &days("4 days"), b),
    ];
    check("flip-flop", &rows[..3], &["warning 1,2,1"]);
    check("flip-flop", &rows, &["note 1,2"]);
    // Two titles.
    let titled = |hour: u32, title: &str| with(at(hour, BODY), "title", title);
    check(
        "flip-flop",
        &[titled(8, "Dock shut"), titled(10, "No grain"), titled(12, "Dock shut")],
        &["note 1,2,3"],
    );
}

/// All findings, as a rule's name and the severity.
fn all_found(rows: &[Value]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let (catalog, history) = catalog(folder.path(), rows);
    let found = audit(&catalog, &history, &RULES, NOW).unwrap();
    found.iter().map(|one| format!("{} {}", one.rule, one.severity.name())).collect()
}

/// The rows of texts captured every ten minutes from ten o'clock, each with its `updated`.
fn every_ten_minutes(texts: &[(&str, &str)]) -> Vec<Value> {
    let at = |number: usize| format!("2024-03-05T{:02}:{}0:00Z", 10 + number / 6, number % 6);
    let rows = texts.iter().enumerate();
    rows.map(|(number, (updated, body))| row(OUT, updated, &at(number), body)).collect()
}

#[test]
fn editions_served_in_turn_are_one_note() {
    let (one, other, third) = (BODY, &*days("30 days"), &*days("12 days"));
    let (early, late) = ("2024-03-05T08:00:00Z", "2024-03-05T09:00:00Z");
    let in_turn = ["flip-flop note"];
    for texts in [
        vec![(early, one), (early, other), (early, one), (early, other), (early, one)],
        vec![(early, one), (late, other), (early, one), (late, other), (early, one)],
        vec![(early, one), (early, other), (early, third), (early, one), (early, other)],
        vec![("", one), ("", other), ("", one), ("", other)],
        // The same text with two times.
        vec![(early, one), (late, one), (early, one), (late, one)],
    ] {
        assert_eq!(all_found(&every_ten_minutes(&texts)), in_turn, "{texts:?}");
    }
    let found = found(
        "flip-flop",
        &every_ten_minutes(&[(early, one), (early, other), (early, one), (early, other)]),
    );
    assert_eq!(
        found[0].message,
        "two editions are served in turn, 4 times: versions 1 and 2, captured 2024-03-05 10:00:00 \
         UTC to 2024-03-05 10:30:00 UTC"
    );
}

#[test]
fn an_edit_between_editions_in_turn_is_an_edit() {
    let (one, other) = (BODY, &*days("30 days"));
    let clock = "2024-03-05T08:00:00Z";
    // The new text stays: the old one was still in a cache.
    let mut texts = vec![(clock, one), (clock, other), (clock, one)];
    texts.extend([(clock, other); 8]);
    assert_eq!(
        all_found(&every_ten_minutes(&texts)),
        ["silent-edit alert", "flip-flop note", "uncorrected-change note"]
    );
    // Each return has a new `updated`: the publisher changed the text.
    let restored = [
        ("2024-03-05T09:55:00Z", one),
        ("2024-03-05T10:05:00Z", other),
        ("2024-03-05T10:15:00Z", one),
        ("2024-03-05T10:25:00Z", other),
    ];
    let found = all_found(&every_ten_minutes(&restored));
    assert_eq!(found.iter().filter(|one| one.ends_with("warning")).count(), 3, "{found:?}");
}

#[test]
fn a_notice_that_was_removed() {
    let told = format!(
        "{BODY}\n\nCorrection: An earlier version of this article said 30 days. It is 3 days."
    );
    let (early, late) = ("2024-03-05T08:00:00Z", "2024-03-08T08:00:00Z");
    let rows = |clocks: [&str; 3], texts: [&str; 3]| -> Vec<Value> {
        let captured = ["2024-03-05T10:00:00Z", "2024-03-06T10:00:00Z", "2024-03-09T10:00:00Z"];
        let rows = clocks.into_iter().zip(captured).zip(texts);
        rows.map(|((updated, captured), body)| row(OUT, updated, captured, body)).collect()
    };
    let wrong = &*days("30 days");
    // The notice was the end of the text: the rest is not cut short.
    check("notice-removed", &rows([early, early, late], [wrong, &told, BODY]), &["warning 2,3"]);
    check("notice-removed", &rows([early, early, early], [wrong, &told, BODY]), &["alert 2,3"]);
    // The rest of its paragraph is part of it.
    let found = all_found(&rows([early, early, early], [wrong, &told, BODY]));
    assert!(!found.iter().any(|one| one.starts_with("uncorrected-change")), "{found:?}");
    let shorter = told.replace("The canal office", "The canal office of the town");
    let cut = shorter.split("\n\n").next().unwrap();
    check("notice-removed", &rows([early, early, late], [wrong, &shorter, cut]), &["note 2,3"]);
    // A text that comes back: an older page has its old time.
    let middle = "2024-03-06T08:00:00Z";
    check("notice-removed", &rows([early, middle, early], [BODY, &told, BODY]), &[]);
    check("notice-removed", &rows([early, middle, late], [BODY, &told, BODY]), &["warning 2,3"]);
    check("notice-removed", &rows([early, middle, middle], [BODY, &told, BODY]), &["alert 2,3"]);
}

#[test]
fn facts_that_change_without_a_word() {
    let first = row(OUT, OUT, SAW, BODY);
    // The first text was last captured three days after publication.
    let seen = row(OUT, OUT, "2024-03-07T08:00:00Z", BODY);
    let later = |updated: &str, body: &str| row(OUT, updated, "2024-03-08T08:00:00Z", body);
    let moved = "2024-03-08T07:00:00Z";
    check(
        "uncorrected-change",
        &[first.clone(), seen.clone(), later(OUT, &days("30 days"))],
        &["alert 1,2"],
    );
    check(
        "uncorrected-change",
        &[first.clone(), seen.clone(), later(moved, &days("30 days"))],
        &["warning 1,2"],
    );
    check("uncorrected-change", &[first.clone(), later(OUT, &days("30 days"))], &["note 1,2"]);
    let gone = BODY.replace("The grain dock at Low Weir will shut for 3 days from Monday.\n\n", "");
    check(
        "uncorrected-change",
        &[first.clone(), seen.clone(), later(OUT, &gone)],
        &["warning 1,2"],
    );
    check(
        "uncorrected-change",
        &[first.clone(), seen.clone(), later(OUT, &BODY.replace("put off", "delayed"))],
        &[],
    );
    let told = format!(
        "{}\n\nCorrection: an earlier version of this article said 3 days.",
        days("30 days")
    );
    check("uncorrected-change", &[first.clone(), seen.clone(), later(OUT, &told)], &[]);
    // A later version has the notice.
    let last = with(later("2024-03-09T07:00:00Z", &told), "captured", "2024-03-09T08:00:00Z");
    check(
        "uncorrected-change",
        &[first.clone(), seen.clone(), later(OUT, &days("30 days")), last],
        &[],
    );
    // In the first hours of an article.
    let breaking = row(OUT, "2024-03-04T09:00:00Z", "2024-03-04T09:10:00Z", &days("30 days"));
    check("uncorrected-change", &[first, breaking], &["note 1,2"]);
}

#[test]
fn a_notice_that_explains_nothing() {
    let notice = "\n\nCorrection: an earlier version of this article misstated the owner.";
    let first = row(OUT, OUT, SAW, BODY);
    let later = |body: &str| row(OUT, "2024-03-08T07:00:00Z", "2024-03-08T08:00:00Z", body);
    let name = "correction-unexplained";
    check(name, &[first.clone(), later(&format!("{BODY}{notice}"))], &["warning 1,2"]);
    check(name, &[first.clone(), later(&format!("{}{notice}", days("30 days")))], &[]);
    check(
        name,
        &[first.clone(), later(&format!("{}{notice}", BODY.replace("put off", "delayed")))],
        &["note 1,2"],
    );
    check(name, &[first.clone(), later(&format!("{BODY}\n\nThis story has been updated."))], &[]);
    // The text that it corrects was never captured.
    check(name, &[row(OUT, OUT, SAW, &format!("{BODY}{notice}"))], &[]);
    // The fact changed in an earlier version.
    let changed = row(OUT, "2024-03-05T07:00:00Z", "2024-03-05T08:00:00Z", &days("30 days"));
    check(name, &[first, changed, later(&format!("{}{notice}", days("30 days")))], &[]);
    // There was no capture for two days.
    let late = row(OUT, OUT, "2024-03-06T08:00:00Z", BODY);
    check(name, &[late, later(&format!("{BODY}{notice}"))], &["note 1,2"]);
}

/// Two notices in one history, each linked to the sentence that it is about.
#[test]
fn a_notice_is_linked_to_what_it_speaks_of() {
    let at = |day: u32, body: &str| {
        let time = |hour: u32| format!("2024-03-{day:02}T{hour:02}:00:00Z");
        row(OUT, &time(7), &time(8), body)
    };
    let thirty = days("30 days");
    let owned = thirty.replace("its owner", "Ann Lee");
    let notice = "\n\nCorrection: An earlier version of this article said that the dock would shut for 3 days; it is 30.";
    // The owner's name changed in the same step in which the notice about the days was added.
    let rows = [at(4, BODY), at(8, &thirty), at(9, &format!("{owned}{notice}"))];
    check("correction-unexplained", &rows, &[]);
    let linked = found("uncorrected-change", &rows);
    assert_eq!(linked.len(), 1, "{linked:#?}");
    assert_eq!(linked[0].versions.last().unwrap().ordinal, 3);
    assert!(
        linked[0].doubts.iter().any(|doubt| doubt.contains("names other things")),
        "{linked:#?}"
    );
    let notices: Vec<&FindingEvidence> = linked[0]
        .evidence
        .iter()
        .filter(|one| matches!(one, FindingEvidence::Notice { .. }))
        .collect();
    let [FindingEvidence::Notice { ordinal, tells, wrong, right, explains, .. }] =
        notices.as_slice()
    else {
        panic!("{notices:#?}");
    };
    assert_eq!((*ordinal, *tells), (3, "correction"));
    assert_eq!(wrong.as_deref(), Some("the dock would shut for 3 days"));
    assert_eq!(right.as_deref(), Some("30"));
    let told: Vec<_> = explains.iter().map(|one| (one.ordinal, one.how)).collect();
    assert_eq!(told, [(2, "words")]);
    assert!(explains[0].old.contains("3 days") && explains[0].new.contains("30 days"));
    let again = found("uncorrected-change", &rows);
    assert_eq!(again[0].evidence, linked[0].evidence, "the same again");
}

#[test]
fn a_notice_of_other_things() {
    let first = row(OUT, OUT, SAW, BODY);
    let later = |body: &str| row(OUT, "2024-03-08T07:00:00Z", "2024-03-08T08:00:00Z", body);
    let name = "correction-unexplained";
    // The notice names a number that occurs nowhere.
    let other = "\n\nCorrection: the fee is 77 euros, not 66.";
    check(name, &[first.clone(), later(&format!("{}{other}", days("30 days")))], &["note 1,2"]);
    // The notice names nothing: it explains what changed with it.
    let vague = "\n\nThis story has been corrected.";
    check(name, &[first.clone(), later(&format!("{}{vague}", days("30 days")))], &[]);
    let told = [first.clone(), later(&format!("{}{vague}", days("30 days")))];
    check("uncorrected-change", &told, &[]);
    // A note about new information admits no error.
    let seen = row(OUT, OUT, "2024-03-07T08:00:00Z", BODY);
    let update = "\n\nThis story has been updated.";
    let told = [first.clone(), seen, later(&format!("{}{update}", days("30 days")))];
    check("uncorrected-change", &told, &["note 1,2"]);
    // In the style of news agencies, in the title.
    let headline = with(later(&days("30 days")), "title", "CORRECTED-Dock to shut");
    check("uncorrected-change", &[first.clone(), headline.clone()], &[]);
    check(name, &[first.clone(), headline], &[]);
    let withdrawn = with(later(BODY), "title", "WITHDRAWN-Dock to shut");
    check(name, &[first.clone(), withdrawn], &[]);
    // A label on a line of its own belongs to the paragraph after it.
    let label = "\n\nCORRECTION\n\nThe dock shuts for 30 days. The sum was given as 3.";
    check(name, &[first.clone(), later(&format!("{}{label}", days("30 days")))], &[]);
    check("uncorrected-change", &[first, later(&format!("{}{label}", days("30 days")))], &[]);
}

#[test]
fn a_text_that_is_cut_down() {
    let sentence =
        |n: usize| format!("In part {n} of its report the office names a witness of the fire.");
    let text = |range: std::ops::Range<usize>| range.map(sentence).collect::<Vec<_>>().join("\n\n");
    let at = |hour: u32, body: &str| {
        row(
            OUT,
            &format!("2024-03-05T{hour:02}:00:00Z"),
            &format!("2024-03-05T{hour:02}:30:00Z"),
            body,
        )
    };
    check("shrunk", &[at(8, &text(0..20)), at(9, &text(9..20))], &["warning 1,2"]);
    check("shrunk", &[at(8, &text(0..20)), at(9, &text(5..20))], &[]);
    check("shrunk", &[at(8, &text(0..20)), at(9, &format!("{} …", text(0..11)))], &["note 1,2"]);
    check(
        "shrunk",
        &[at(8, &text(0..20)), at(9, &text(9..20)), at(10, &text(0..20))],
        &["note 1,2"],
    );
    check("shrunk", &[at(8, &text(0..4)), at(9, &text(2..4))], &[]);
}

#[test]
fn a_list_of_headlines_is_no_story() {
    let list = |days: std::ops::RangeInclusive<u32>| {
        let entry = |day| {
            format!("Council of {day} wards meets on the quay\n\nBriefings\n{day} March 2024")
        };
        days.rev().map(entry).collect::<Vec<_>>().join("\n\n")
    };
    let rows =
        [row(OUT, OUT, SAW, &list(1..=6)), row(OUT, OUT, "2024-03-05T08:10:00Z", &list(3..=8))];
    let found = found("silent-edit", &rows);
    let [only] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(only.severity, Severity::Note);
    assert!(only.doubts.iter().any(|doubt| doubt.contains("list of headlines")), "{only:?}");
}

#[test]
fn a_text_that_its_import_doubts_is_graded_lower() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("a.db");
    let links = |count: usize| -> String {
        let link = |n: usize| {
            format!("<li><a href=/{n}>The council of ward {n} meets on the quay</a></li>")
        };
        (0..count).map(link).collect()
    };
    let page = |name: &str, captured: &str, body: &str| {
        let html = format!(
            "<html><head><title>Meetings of the wards</title><link rel=canonical href=https://example.org/dock>\
             <meta property=article:modified_time content=2024-03-04T08:00:00Z></head>\
             <body><main><h1>Meetings of the wards</h1>{body}</main></body></html>"
        );
        let page = write(folder.path(), name, &[html]);
        let args = ["import", "--captured", captured];
        let output = recension().arg("--db").arg(&db).args(args).arg(page).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
    };
    page("a.html", SAW, &format!("<ul>{}</ul>", links(9)));
    page("b.html", "2024-03-05T08:10:00Z", &format!("<ul>{}</ul>", links(14)));
    let catalog = Snapshot::open(&db).unwrap();
    let history = history(&catalog, ArticleId(1));
    let found = audit(&catalog, &history, &[rule("silent-edit").unwrap()], NOW).unwrap();
    let [only] = found.as_slice() else { panic!("{found:?}") };
    let doubt = only
        .doubts
        .iter()
        .any(|doubt| doubt.contains("not the article's: the text is a list of links"));
    assert!(doubt && only.severity == Severity::Note, "{only:?}");
}

#[test]
fn a_headline_that_changes_alone() {
    let at = |hour: u32, title: &str, body: &str| {
        with(row(OUT, OUT, &format!("2024-03-05T{hour:02}:30:00Z"), body), "title", title)
    };
    let name = "headline-only";
    check(
        name,
        &[at(8, "Dock to shut for 3 days", BODY), at(9, "Dock to shut for 30 days", BODY)],
        &["warning 1,2"],
    );
    check(name, &[at(8, "Dock to shut", BODY), at(9, "Dock to close", BODY)], &["note 1,2"]);
    check(
        name,
        &[at(8, "Dock to shut", BODY), at(9, "Dock to shut | Inland Ledger", BODY)],
        &["note 1,2"],
    );
    check(name, &[at(8, "Dock to shut", BODY), at(9, "Dock to close", &days("4 days"))], &[]);
}

/// A page from an archive, with its canonical URL.
fn record(url: &str, captured: &str, days: &str) -> String {
    let page = format!(
        "<html><head><link rel=\"canonical\" href=\"https://example.org/dock\"><title>Dock</title></head>\
         <body><article><h1>Dock to shut</h1><p>{}</p></article></body></html>",
        self::days(days).replace("\n\n", "</p><p>")
    );
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {captured}\r\n\
         Content-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
}

#[test]
fn an_address_that_moves() {
    let check = |url: &str, expected: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let records = record("https://example.org/dock", "2024-03-05T08:00:00Z", "3 days")
            + &record(url, "2024-03-06T08:00:00Z", "30 days");
        let (archive, db) = (folder.path().join("a.warc"), folder.path().join("a.db"));
        std::fs::write(&archive, records).unwrap();
        import(&db, &[&archive], 0);
        let catalog = Snapshot::open(&db).unwrap();
        let history = history(&catalog, ArticleId(1));
        let found = audit(&catalog, &history, &[rule("url-moved").unwrap()], NOW).unwrap();
        let found: Vec<_> = found.iter().map(|one| one.severity.name()).collect();
        assert_eq!(found, expected, "{url}");
    };
    check("https://m.example.org/dock", &["note"]);
    check("https://news.example.org/2024/dock", &["note"]);
    check("https://example.org/2024/dock", &["note"]);
    check("http://www.example.org/dock?utm_source=x", &[]);
}

#[test]
fn a_gap_in_which_the_text_changed() {
    let at = |captured: &str, updated: &str, body: &str| row(OUT, updated, captured, body);
    let hours = |body: &str| {
        (8..13)
            .map(|hour| at(&format!("2024-03-05T{hour:02}:00:00Z"), OUT, body))
            .collect::<Vec<_>>()
    };
    let mut rows = hours(BODY);
    rows.push(at("2024-05-02T08:00:00Z", OUT, &days("4 days")));
    check("capture-gap", &rows, &["note 1,2"]);
    let mut rows = hours(BODY);
    rows.push(at("2024-05-02T08:00:00Z", "2024-04-02T08:00:00Z", &days("4 days")));
    check("capture-gap", &rows, &["note 1,2"]);
    let mut rows = hours(BODY);
    rows.push(at("2024-05-02T08:00:00Z", OUT, BODY));
    check("capture-gap", &rows, &[]);
    check(
        "capture-gap",
        &[at(SAW, OUT, BODY), at("2024-05-02T08:00:00Z", OUT, &days("4 days"))],
        &[],
    );
}

/// An id is the same in every catalog, and unique to one finding.
#[test]
fn ids_are_stable_and_their_own() {
    let rows = [
        row(OUT, OUT, SAW, BODY),
        row(OUT, OUT, "2024-03-06T08:00:00Z", &days("30 days")),
        row(OUT, OUT, "2024-03-08T08:00:00Z", BODY),
    ];
    let ids = |rows: &[Value]| {
        let folder = tempfile::tempdir().unwrap();
        let (catalog, history) = catalog(folder.path(), rows);
        let found = audit(&catalog, &history, &RULES, NOW).unwrap();
        assert!(found.len() >= 3, "{found:?}");
        let mut ids: Vec<String> = found.iter().map(|one| one.id.to_string()).collect();
        ids.sort();
        ids
    };
    let there = ids(&rows);
    let mut distinct = there.clone();
    distinct.dedup();
    assert_eq!(there, distinct);
    let turned: Vec<Value> = rows.iter().rev().cloned().collect();
    assert_eq!(ids(&turned), there);
}

#[test]
fn an_acknowledgement_is_kept_with_its_event() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [row(OUT, OUT, SAW, BODY), row(OUT, OUT, "2024-03-06T08:00:00Z", &days("30 days"))];
    let (catalog, history) = catalog(folder.path(), &rows);
    let found = audit(&catalog, &history, &[rule("silent-edit").unwrap()], NOW).unwrap();
    drop(catalog);
    let db = folder.path().join("a.db");
    let said = Acknowledgement {
        finding: found[0].id,
        rule: found[0].rule.to_owned(),
        article: found[0].article,
        at: UnixMicros(NOW),
        who: "Wenna".to_owned(),
        note: "asked; it was a slip".to_owned(),
    };
    acknowledge(&db, &found[0].key, &said).unwrap();
    let catalog = Snapshot::open(&db).unwrap();
    assert_eq!(catalog.acknowledgements().unwrap(), [said]);
    let mut last = None;
    catalog
        .each_event(&mut |event| {
            last = Some(event);
            Ok(())
        })
        .unwrap();
    let last = last.unwrap();
    assert_eq!(last.name, "metadata modification");
    assert!(last.detail.contains(&found[0].id.to_string()), "{}", last.detail);
    check_log(&catalog);
    let connection = rusqlite::Connection::open(&db).unwrap();
    for statement in ["DELETE FROM _acknowledgement", "UPDATE _acknowledgement SET note = ''"] {
        assert!(connection.execute(statement, []).is_err(), "{statement}");
    }
}

/// Every rule has a page, and every page has a rule.
#[test]
fn every_rule_has_a_page_and_no_page_is_without_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/audit");
    let mut pages: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    pages.sort();
    let mut names = RULES.map(Rule::name);
    names.sort_unstable();
    assert_eq!(pages, names);
}
