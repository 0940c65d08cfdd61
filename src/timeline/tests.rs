//! Timelines of constructed versions: examples, then properties.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::article::{
    ArticleId, ClockSource, DefaultZone, ExtractedBy, ImportNumber, Sha256, StoredCapture,
    StoredLocation, TextRef, VersionId, VersionNumber,
};

/// A capture to construct: the letter of its text, its claim, its observation and its place.
#[derive(Clone, Debug)]
struct Row {
    /// A letter, or `-` for a version without a body.
    text: String,
    updated: &'static str,
    captured: &'static str,
    sequence: Option<i64>,
    source: ClockSource,
    kind: CaptureKind,
    place: (&'static str, i64),
    /// The digest of the page, and the version of the extractor that read it.
    page: Option<(u8, u32)>,
}

fn row(text: &str, updated: &'static str, captured: &'static str) -> Row {
    Row {
        text: text.to_owned(),
        updated,
        captured,
        sequence: None,
        source: ClockSource::Field,
        kind: CaptureKind::Page,
        place: ("in", 0),
        page: None,
    }
}

impl Row {
    fn weak(self) -> Self {
        Self { source: ClockSource::FileTime, ..self }
    }

    /// A page with this digest, read by this version of the extractor.
    fn page(self, digest: u8, version: u32) -> Self {
        Self { page: Some((digest, version)), ..self }
    }

    fn kind(self, kind: CaptureKind) -> Self {
        Self { kind, ..self }
    }

    fn sequence(self, sequence: i64) -> Self {
        Self { sequence: Some(sequence), ..self }
    }

    fn place(self, input: &'static str, record: i64) -> Self {
        Self { place: (input, record), ..self }
    }
}

fn stamp(text: &str, source: ClockSource) -> Option<Timestamp> {
    // Short forms are on one day, to keep the examples readable.
    let text = match text {
        "" => return None,
        short if short.len() <= 5 => format!("2021-05-03T{short}:00Z"),
        long => long.to_owned(),
    };
    Some(Timestamp::parse(&text, &DefaultZone::default(), source).expect("a time"))
}

/// The versions of the rows, as in a catalog.
fn versions(rows: &[Row]) -> Vec<StoredVersion> {
    let mut versions: Vec<StoredVersion> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let updated = stamp(row.updated, ClockSource::Field);
        let identity = format!("{} {:?}", row.text, updated.as_ref().map(Timestamp::canonical));
        let id = VersionId(Sha256::of(identity.as_bytes()));
        let capture = StoredCapture {
            number: number as i64,
            digest: number as i64,
            kind: row.kind,
            url: "https://example.org/story".to_owned(),
            captured: stamp(row.captured, row.source),
            published: None,
            updated: updated.clone(),
            sequence: row.sequence,
            lang: None,
            publisher: None,
            section: None,
            extra: None,
            extracted_by: row
                .page
                .map(|(_, version)| ExtractedBy { version, method: "readability".to_owned() }),
            is_superseded: false,
            payload: row.page.map(|(page, _)| Sha256([page; 32])),
            location: StoredLocation {
                import: ImportNumber(1),
                input: Arc::from(row.place.0),
                record: Some(row.place.1),
                offset: None,
            },
            late_locations: Vec::new(),
        };
        if let Some(known) = versions.iter_mut().find(|version| version.id == id) {
            known.captures.push(capture);
            continue;
        }
        let mut letters = row.text.bytes();
        let text = letters
            .next()
            .filter(|letter| *letter != b'-')
            .map(|letter| TextRef { id: i64::from(letter), length: 1 });
        versions.push(StoredVersion {
            number: VersionNumber(number as i64),
            id,
            article: ArticleId(1),
            published: None,
            updated,
            title: row.text.get(1..).filter(|title| !title.is_empty()).map(str::to_owned),
            byline: None,
            description: None,
            text,
            redacted: None,
            captures: vec![capture],
        });
    }
    for version in &mut versions {
        version.captures.sort_by_key(|capture| {
            (capture.captured.as_ref().map(Timestamp::micros), capture.sequence, capture.digest)
        });
    }
    versions
}

fn clock(micros: i64) -> String {
    let day = stamp("2021-05-03", ClockSource::Field).expect("a day").micros();
    let minutes = (micros - day).div_euclid(60_000_000);
    match minutes.div_euclid(24 * 60) {
        0 => format!("{:02}:{:02}", minutes / 60, minutes % 60),
        days => format!("{days:+}d{:02}:{:02}", minutes.rem_euclid(1440) / 60, minutes % 60),
    }
}

/// `A@09:30` is a state and its effective time; `!` silent, `~` unknown order, `<` a return.
fn shown(timeline: &Timeline) -> String {
    let one = |state: &State| {
        let version = timeline.version_of(state).expect("a version");
        let letter = version.text.map_or('-', |text| text.id as u8 as char);
        let at = state.effective.at.map_or("?".to_owned(), clock);
        let marks = [
            (state.is_silent(), "!"),
            (state.is_order_unknown(), "~"),
            (state.returns_to.is_some(), "<"),
        ];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
        format!("{letter}@{at}{marks}")
    };
    timeline.states().iter().map(one).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(rows: &[Row], expected: &str) {
    let forward = Timeline::of(versions(rows));
    assert_eq!(shown(&forward), expected);
    let mut turned: Vec<StoredVersion> = versions(rows);
    turned.reverse();
    assert_eq!(shown(&Timeline::of(turned)), expected, "in another order of arrival");
}

#[test]
fn an_honest_update_takes_effect_at_its_claim() {
    check(
        &[row("a", "09:26", "09:27"), row("b", "09:30", "09:31"), row("c", "16:45", "17:02")],
        "a@09:26 b@09:30 c@16:45",
    );
}

#[test]
fn a_silent_edit_takes_effect_when_it_is_first_seen() {
    check(&[row("a", "09:30", "09:31"), row("b", "09:30", "20:12")], "a@09:30 b@20:12!");
    // Published with the same claim, with the same text observed again in between.
    check(
        &[row("a", "09:30", "09:31"), row("a", "09:30", "12:00"), row("b", "09:30", "20:12")],
        "a@09:30 b@20:12!",
    );
}

#[test]
fn a_timeline_is_serialized_with_its_versions() {
    let rows = [row("a", "09:30", "09:31"), row("b", "09:30", "20:12")];
    let json = serde_json::to_value(Timeline::of(versions(&rows))).expect("JSON");
    assert_eq!(json["states"][1]["claim"], "earlier");
    assert_eq!(json["states"][1]["base"], 0);
    assert_eq!(json["versions"].as_array().map(Vec::len), Some(2));
}

#[test]
fn without_a_claim_nothing_is_silent() {
    check(&[row("a", "", "09:31"), row("b", "", "20:12")], "a@09:31 b@20:12");
}

#[test]
fn texts_seen_at_one_instant_do_not_date_each_other() {
    let seen = |text, updated, number| row(text, updated, "12:00").sequence(number);
    check(
        &[seen("a", "09:00", 1), seen("b", "10:00", 2), seen("c", "11:00", 3)],
        "a@09:00 b@10:00 c@11:00",
    );
    check(
        &[row("z", "08:00", "08:30"), seen("a", "09:00", 1), seen("b", "08:10", 2)],
        "z@08:00 a@09:00 b@12:00!",
    );
}

#[test]
fn a_backdated_text_stands_where_it_was_seen() {
    check(&[row("a", "10:00", "10:05"), row("b", "08:00", "11:00")], "a@10:00 b@11:00!");
}

#[test]
fn a_day_contradicts_nothing_within_it() {
    check(&[row("a", "15:00", "15:05"), row("b", "2021-05-03", "20:00")], "a@15:00 b@20:00");
    check(&[row("a", "14:00", "15:05"), row("b", "2021-05", "20:00")], "a@14:00 b@20:00");
    check(&[row("a", "15:00", "15:05"), row("b", "2021-05-01", "20:00")], "a@15:00 b@20:00!");
}

#[test]
fn a_text_that_comes_back_is_a_new_state() {
    check(
        &[row("a", "", "09:00"), row("b", "", "10:00"), row("a", "", "11:00")],
        "a@09:00 b@10:00 a@11:00<",
    );
    check(
        &[row("a", "08:00", "09:00"), row("b", "09:30", "10:00"), row("a", "10:30", "11:00")],
        "a@08:00 b@09:30 a@10:30<",
    );
}

#[test]
fn the_latest_reading_of_a_page_counts() {
    let first = || row("a", "", "09:00").page(1, 1);
    let second = |text, version| row(text, "", "10:00").page(2, version);
    check(&[first(), second("a", 1)], "a@09:00");
    // A later version of the extractor read both pages as another text.
    let read_again = [first(), second("a", 1), row("b", "", "09:00").page(1, 2), second("b", 2)];
    check(&read_again, "b@09:00");
    // Only one of them: then the two captures show two texts, which were read differently.
    let timeline = Timeline::of(versions(&[first(), second("a", 1), second("b", 2)]));
    assert_eq!(shown(&timeline), "a@09:00 b@10:00");
    assert_eq!(timeline.may_be_read_differently().collect::<Vec<_>>(), [1]);
    // Another page at the same time is not the same page.
    check(&[first(), row("b", "", "09:00").page(3, 2)], "a@09:00 b@09:00~");
    let readings = timeline.versions().iter().flat_map(|version| &version.captures);
    assert_eq!(readings.filter(|capture| capture.is_superseded).count(), 1);
}

#[test]
fn a_capture_without_a_body_hides_nothing() {
    check(
        &[row("a", "", "09:00"), row("-", "", "10:00"), row("b", "", "11:00")],
        "a@09:00 -@10:00 b@11:00",
    );
    check(
        &[row("a", "", "09:00"), row("-", "", "10:00"), row("a", "", "11:00")],
        "a@09:00 -@10:00 a@11:00",
    );
    let rows = [row("aOne", "", "09:00"), row("-Two", "", "10:00"), row("bTwo", "", "11:00")];
    let timeline = Timeline::of(versions(&rows));
    let bases: Vec<_> =
        timeline.states().iter().map(|state| (state.base, state.field_bases[0])).collect();
    assert_eq!(bases, [(None, None), (Some(0), None), (Some(0), Some(1))]);
    assert!(timeline.states().iter().skip(1).all(|state| state.is_changed));
}

#[test]
fn kinds_of_text_have_their_own_states() {
    let feed = |text, at| row(text, "", at).kind(CaptureKind::FeedEntry);
    check(
        &[
            row("a", "", "09:00"),
            feed("x", "09:30"),
            row("a", "", "10:00"),
            feed("x", "10:30"),
            row("b", "", "11:00"),
        ],
        "a@09:00 x@09:30 b@11:00",
    );
    // The page is current, not the feed that was read last.
    let rows = [row("a", "", "09:00"), feed("x", "09:30")];
    let timeline = Timeline::of(versions(&rows));
    assert_eq!(timeline.current(), Some(0));
}

#[test]
fn a_version_that_nobody_saw_goes_where_its_claim_fits() {
    check(
        &[row("a", "09:00", "09:05"), row("c", "11:00", "11:05"), row("b", "10:00", "")],
        "a@09:00 b@10:00 c@11:00",
    );
    check(&[row("b", "10:00", ""), row("a", "09:00", "")], "a@09:00 b@10:00");
    // It cannot have been online while another text was observed.
    check(
        &[row("a", "09:00", "09:05"), row("a", "09:00", "10:30"), row("b", "10:00", "")],
        "a@09:00 b@10:30",
    );
}

#[test]
fn what_no_time_orders_is_ordered_by_its_source() {
    let tied = |text, record| row(text, "2021-05-03", "").place("in", record);
    check(&[tied("d", 1), tied("c", 2), tied("b", 3)], "d@00:00 c@00:00 b@00:00");
    let numbered = |text, number| row(text, "", "").sequence(number);
    check(&[numbered("c", 3), numbered("a", 1), numbered("b", 2)], "a@? b@? c@?");
    check(&[numbered("a", 3), numbered("a", 1), numbered("b", 2)], "a@? b@? a@?<");
    // Observed at the same instant, in one file.
    let seen = |text, record| row(text, "", "09:00").place("in", record);
    check(&[seen("z", 1), seen("a", 2)], "z@09:00 a@09:00");
}

#[test]
fn an_order_that_nothing_tells_is_unknown() {
    let loose = |text, input| row(text, "10:00", "10:05").place(input, 1);
    let timeline = Timeline::of(versions(&[loose("a", "one"), loose("b", "two")]));
    assert_eq!(timeline.states().iter().filter(|state| state.is_order_unknown()).count(), 1);
    assert_eq!(timeline.silent_edits(), 0, "nothing follows from it");
}

#[test]
fn a_dump_goes_by_its_claims_and_a_days_rows_by_their_position() {
    let rows = |captured| {
        [row("b", "10:00", captured).place("in", 1), row("a", "09:00", captured).place("in", 2)]
    };
    // A complete history with one instant, newest first.
    check(&rows("12:00"), "a@09:00 b@10:00");
    // Collected twice on one day: the second was backdated, or the file lists the newest first.
    assert!(shown(&Timeline::of(versions(&rows("2021-05-03")))).contains('~'));
    let agreed = [
        row("a", "09:00", "2021-05-03").place("in", 1),
        row("b", "10:00", "2021-05-03").place("in", 2),
    ];
    assert!(!shown(&Timeline::of(versions(&agreed))).contains('~'));
}

#[test]
fn a_files_time_counts_as_long_as_it_contradicts_nothing() {
    check(&[row("a", "", "09:00").weak(), row("b", "", "10:00").weak()], "a@09:00 b@10:00");
    // Copied files, written in the wrong order.
    check(
        &[row("a", "08:00", "12:00").weak(), row("b", "09:00", "11:00").weak()],
        "a@08:00 b@09:00",
    );
    // Written before the text was: the server's Last-Modified, or that of a copy.
    check(&[row("a", "08:00", "08:05"), row("b", "09:00", "07:00").weak()], "a@08:00 b@09:00");
    // Between two observations of one text.
    check(
        &[row("a", "", "09:00"), row("a", "", "11:00"), row("b", "12:00", "10:00").weak()],
        "a@09:00 b@12:00",
    );
}

#[test]
fn the_state_in_effect_is_told_with_its_certainty() {
    let rows = [
        row("a", "09:26", "09:27"),
        row("b", "09:30", "09:31"),
        row("b", "09:30", "12:00"),
        row("c", "09:30", "20:00"),
    ];
    let answers = [
        ("09:20", "none"),
        ("09:26", "a claimed"),
        ("09:28", "a claimed"),
        ("09:30", "b claimed"),
        ("10:00", "b observed"),
        ("13:00", "b between"),
        ("19:59", "b between"),
        ("20:00", "c unknown"),
        ("23:00", "c unknown"),
    ];
    check_at(&rows, &answers);
}

/// Checks which text is in effect at a time, by its letter, and how certain that is.
#[track_caller]
fn check_at(rows: &[Row], answers: &[(&'static str, &str)]) {
    let timeline = Timeline::of(versions(rows));
    for (time, expected) in answers {
        let end = stamp(time, ClockSource::Flag).expect("a time").end_micros();
        let found = timeline.at(end).map(|found| {
            let version = timeline.version_of(&timeline.states()[found.state]).expect("a version");
            let letter = version.text.map_or('-', |text| text.id as u8 as char);
            format!("{letter} {}", found.certainty.name())
        });
        assert_eq!(found.as_deref().unwrap_or("none"), *expected, "{time}");
    }
}

#[test]
fn a_version_without_any_time_answers_only_alone() {
    check_at(&[row("a", "", "")], &[("09:00", "a unknown")]);
    let rows = [row("a", "", "09:00"), row("b", "", ""), row("a", "", "12:00")];
    check_at(&rows, &[("08:00", "none"), ("10:30", "a observed"), ("13:00", "a unknown")]);
}

#[test]
fn a_claim_that_an_observation_contradicts_is_not_an_answer() {
    let rows = [row("a", "09:00", "12:00"), row("b", "10:00", "")];
    check_at(&rows, &[("10:30", "a claimed"), ("13:00", "a unknown")]);
    let rows = [row("a", "09:00", "09:05"), row("b", "10:00", "")];
    check_at(&rows, &[("09:30", "a claimed"), ("10:30", "b claimed")]);
}

#[test]
fn of_two_texts_seen_at_one_instant_the_own_observation_counts() {
    let rows = [row("a", "08:00", "14:00"), row("b", "09:00", "14:00")];
    check_at(&rows, &[("08:30", "a claimed"), ("10:30", "b claimed")]);
    let timeline = Timeline::of(versions(&rows));
    let end = stamp("10:30", ClockSource::Flag).expect("a time").end_micros();
    let found = timeline.at(end).expect("an answer");
    assert_eq!(found.after.map(|(state, _)| state), Some(found.state));
}

#[test]
fn a_day_does_not_answer_for_the_hours_within_it() {
    let rows = [row("a", "", "2021-05-03"), row("a", "", "2021-05-04")];
    check_at(&rows, &[("00:30", "a unknown"), ("2021-05-03", "a observed")]);
    let rows =
        [row("a", "", "2021-05-02T12:00:00Z"), row("b", "2021-05-03", "2021-05-04T09:00:00Z")];
    check_at(&rows, &[("00:30", "b between"), ("2021-05-03", "b claimed")]);
}

#[test]
fn a_record_without_a_body_does_not_interrupt_an_observed_text() {
    let rows = [row("a", "", "09:00"), row("-", "", "10:00"), row("a", "", "11:00")];
    check_at(&rows, &[("09:30", "a observed"), ("10:30", "a observed")]);
}

const TIMES: [&str; 8] =
    ["", "09:00", "10:00", "11:00", "12:00", "13:00", "2021-05-03", "2021-05-04"];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let one = (0..4_usize, 0..TIMES.len(), 0..TIMES.len(), any::<bool>(), 0..5_usize, 0..3_usize)
        .prop_map(|(text, updated, captured, is_weak, kind, input)| {
            let row = row(["a", "b", "c", "-"][text], TIMES[updated], TIMES[captured]);
            let row = row.place(["one", "two", "three"][input], 0);
            let row = if is_weak { row.weak() } else { row };
            if kind == 4 { row.kind(CaptureKind::FeedEntry) } else { row }
        });
    proptest::collection::vec(one, 0..12).prop_map(|rows| {
        let place = |(number, row): (usize, Row)| {
            let input = row.place.0;
            row.place(input, number as i64)
        };
        rows.into_iter().enumerate().map(place).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn the_order_of_arrival_does_not_matter(rows in rows(), by in 0..12_usize) {
        let mut other = versions(&rows);
        let turned = by.min(other.len());
        other.rotate_left(turned);
        prop_assert_eq!(shown(&Timeline::of(versions(&rows))), shown(&Timeline::of(other)));
    }

    #[test]
    fn observed_states_are_in_the_order_of_their_observation(rows in rows()) {
        let timeline = Timeline::of(versions(&rows));
        for kind in CaptureKind::ALL {
            let mut last = None;
            for state in timeline.states().iter().filter(|state| state.kind == kind) {
                if let Some((first, end)) = state.seen {
                    prop_assert!(last.is_none_or(|last| last <= first) && first <= end);
                    last = Some(end);
                }
            }
        }
    }

    #[test]
    fn effective_times_never_decrease_and_lie_within_their_interval(rows in rows()) {
        let timeline = Timeline::of(versions(&rows));
        for kind in CaptureKind::ALL {
            let mut last = None;
            for state in timeline.states().iter().filter(|state| state.kind == kind) {
                let Effective { at, earliest, latest, .. } = state.effective;
                if let Some(at) = at {
                    prop_assert!(last.is_none_or(|last| last <= at));
                    prop_assert!(earliest.is_none_or(|earliest| earliest <= at));
                    prop_assert!(latest.is_none_or(|latest| at <= latest));
                    last = Some(at);
                }
            }
        }
    }

    #[test]
    fn every_version_has_a_state(rows in rows()) {
        let timeline = Timeline::of(versions(&rows));
        for version in 0..timeline.versions().len() {
            prop_assert!(timeline.first_state(version).is_some());
        }
        prop_assert_eq!(timeline.versions().len(), versions(&rows).len());
    }

    /// Another, later observation of the last state does not change the other states.
    #[test]
    fn an_observation_that_confirms_a_state_changes_no_other(rows in rows()) {
        let stated: Vec<Row> = rows.into_iter().filter(|row| row.source == ClockSource::Field).collect();
        let before = Timeline::of(versions(&stated));
        let last = before.states().iter().rfind(|state| {
            state.kind == CaptureKind::Page && state.seen.is_some()
        });
        let Some(version) = last.and_then(|last| before.version_of(last)) else { return Ok(()) };
        // Unobserved versions may follow it, or may be placed by the observations.
        if before.states().iter().any(|state| state.seen.is_none()) {
            return Ok(());
        }
        let id = version.id;
        let mut more = versions(&stated);
        for known in more.iter_mut().filter(|known| known.id == id) {
            let mut again = known.captures[0].clone();
            again.kind = CaptureKind::Page;
            again.captured = stamp("2021-05-09", ClockSource::Field);
            known.captures.push(again);
        }
        prop_assert_eq!(shown(&before), shown(&Timeline::of(more)));
    }

    /// A capture without a body, at any place, does not change comparisons of captures with one.
    #[test]
    fn a_bodyless_capture_never_changes_what_is_compared(rows in rows(), at in 1..8_usize) {
        let rows: Vec<Row> = rows.into_iter().filter(|row| row.text != "-" && !row.captured.is_empty()).collect();
        let compared = |rows: &[Row]| {
            let timeline = Timeline::of(versions(rows));
            let pairs = timeline.states().iter().filter(|state| state.kind == CaptureKind::Page);
            let with_text = |state: &State| timeline.version_of(state).is_some_and(|v| v.text.is_some());
            let base = |state: &State| {
                let base = state.base.and_then(|base| timeline.states().get(base))?;
                let version = timeline.version_of(base).filter(|version| version.text.is_some());
                version.map(|version| version.id)
            };
            let mut seen: Vec<_> = Vec::new();
            for state in pairs.filter(|state| with_text(state)) {
                let id = timeline.version_of(state).map(|version| version.id);
                // It may split a run in two, but then nothing changed in between.
                if base(state) != id {
                    seen.push((base(state), id));
                }
            }
            seen
        };
        let mut more = rows.clone();
        more.push(row("-", "", TIMES[at]).place("four", 0));
        let without_weak: Vec<Row> = more.iter().filter(|row| row.source == ClockSource::Field).cloned().collect();
        let only: Vec<Row> = rows.iter().filter(|row| row.source == ClockSource::Field).cloned().collect();
        prop_assert_eq!(compared(&only), compared(&without_weak));
    }
}
