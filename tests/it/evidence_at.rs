//! Evidence of the version in effect at a time: the answer, the captures that it depends on, and
//! that no altered bundle gives another answer.

use std::fs;
use std::path::Path;

use recension::article::{
    ArticleId, CaptureKind, Certainty, ClockSource, DefaultZone, Sha256, Timestamp,
};
use recension::proof::bundle::Bundle;
use recension::proof::checkpoint::Checkpoint;
use recension::proof::note::Signer;
use recension::proof::question::NextVersion;
use recension::proof::report::Verdict;
use recension::store::{AskedTime, Evidence, EvidenceError, Snapshot};
use recension::timeline::Timeline;
use serde_json::{Value, json};

use crate::common::{Dice, history, import, recension, stderr, write};
use crate::evidence::{PRIVATE_KEY, PUBLIC_KEY, failing, head, python, run, trust};

/// The sample article: four versions, captured at 09:27:40, 09:31:12, 17:02:55 and 08:12:03 the
/// next day.
fn story(folder: &Path) -> Snapshot {
    let db = folder.join("recension.db");
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/story");
    import(&db, &[&pages], 0);
    Snapshot::open(&db).unwrap()
}

/// The evidence for a time, under this checkpoint; `None` before the first version.
fn evidence_at(
    catalog: &Snapshot,
    timeline: &Timeline,
    asked: &str,
    (checkpoint, text): (&Checkpoint, &str),
) -> Option<Result<Evidence, EvidenceError>> {
    let zone = DefaultZone::default();
    let time = Timestamp::parse(asked, &zone, ClockSource::Flag).unwrap();
    let found = timeline.at(time.end_micros())?;
    let offset = time.offset_minutes().unwrap_or_default();
    let asked = AskedTime { text: asked, time: &time, offset };
    Some(catalog.evidence_at(timeline, &found, &asked, checkpoint, text, Vec::new()))
}

/// The bundle for a time of the sample article, under a signed checkpoint.
fn bundle_at(folder: &Path, asked: &str) -> Bundle {
    let catalog = story(folder);
    let timeline = history(&catalog, ArticleId(1));
    let checkpoint = head(&catalog);
    let text = checkpoint.signed(Some(&Signer::parse(PRIVATE_KEY).unwrap())).unwrap();
    evidence_at(&catalog, &timeline, asked, (&checkpoint, &text)).unwrap().unwrap().bundle
}

/// The two observations around a time prove the state at that time, with both programs.
#[test]
fn the_version_at_a_time_is_proved_with_the_observations_around_it() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = story(folder.path());
    let timeline = history(&catalog, ArticleId(1));
    let seen = ["13:27:40", "13:31:12", "21:02:55", "12:12:03"];
    let check = |time: &str,
                 ordinal: usize,
                 certainty: &str,
                 around: (Option<usize>, Option<usize>)| {
        let room = folder.path();
        let line = ["prove", "ferry-fire", time, "-o", "a.json", "--force"];
        let (code, said) = run(room, &line);
        assert!(code == Some(0) && said.contains(&format!("at {time}: {certainty}: ")), "{said}");
        let bundle = Bundle::parse(&fs::read(room.join("a.json")).unwrap()).unwrap();
        assert_eq!(bundle.version.id, timeline.versions()[ordinal - 1].id, "{time}");
        let question = bundle.question.as_ref().unwrap();
        assert_eq!((question.asked.as_str(), question.certainty.name()), (time, certainty));
        for (observed, expected) in [(&question.before, around.0), (&question.after, around.1)] {
            let Some(expected) = expected else {
                assert_eq!(*observed, None, "{time}");
                continue;
            };
            let observed = observed.as_ref().unwrap();
            assert_eq!(observed.version, timeline.versions()[expected - 1].id, "{time}");
            assert!(observed.at.contains(seen[expected - 1]), "{time}: {observed:?}");
            assert_eq!(observed.source, "saved-comment");
            assert_eq!(bundle.observed(observed).unwrap().capture.index, observed.index);
        }
        let others = [around.0, around.1].into_iter().flatten().filter(|at| *at != ordinal);
        assert_eq!(bundle.neighbors.len(), others.count(), "{time}");
        let report = bundle.check(&trust());
        assert_eq!(failing(&report), ["signature"]);
        for name in ["question", "observations", "certainty"] {
            assert!(report.checks.iter().any(|check| check.check == name), "{name}");
        }
        if let Some((holds, said)) = python(&room.join("a.json"), None) {
            assert!(holds && said.contains(certainty) && said.contains(time), "{said}");
        }
    };
    check("2014-10-19T09:26", 1, "claimed", (None, Some(1)));
    check("2014-10-19T09:29", 1, "claimed", (Some(1), Some(2)));
    check("2014-10-19T09:30", 2, "claimed", (Some(1), Some(2)));
    check("2014-10-19T16:44:59", 2, "claimed", (Some(2), Some(3)));
    check("2014-10-19T16:50", 3, "claimed", (Some(2), Some(3)));
    check("2014-10-19T20:50Z", 3, "claimed", (Some(2), Some(3)));
    check("2014-10-19T20:00", 3, "between", (Some(3), Some(4)));
    check("2014-10-19", 3, "between", (Some(3), Some(4)));
    check("2014-10-20T08:12:03", 4, "unknown", (Some(4), None));
    check("2020", 4, "unknown", (Some(4), None));
}

#[test]
fn a_text_that_is_seen_twice_is_observed_in_between() {
    let folder = tempfile::tempdir().unwrap();
    let row = |captured: &str, body: &str| {
        json!({"url": "https://example.org/a", "title": "T", "body": body, "captured": captured})
            .to_string()
    };
    let lines = [row("2024-01-01T10:00:00Z", "A."), row("2024-01-03T10:00:00Z", "A.")];
    let db = folder.path().join("recension.db");
    import(&db, &[&write(folder.path(), "a.jsonl", &lines)], 0);
    let (code, said) = run(folder.path(), &["prove", "1", "2024-01-02", "-o", "a.json"]);
    assert!(code == Some(0) && said.contains("observed: last seen with this text at"), "{said}");
    let bundle = Bundle::parse(&fs::read(folder.path().join("a.json")).unwrap()).unwrap();
    assert_eq!(bundle.question.unwrap().certainty, Certainty::Observed);
}

/// A capture added to the log after the checkpoint cannot be proved under it, and neither can one
/// whose fields were redacted. A redacted version is identified only by its id.
#[test]
fn what_an_answer_rests_on_must_be_provable() {
    let folder = tempfile::tempdir().unwrap();
    let room = folder.path();
    let row = |captured: &str, body: &str, more: &Value| {
        let mut row = json!({"url": "https://example.org/a", "title": "T", "body": body});
        row["captured"] = json!(captured);
        if !more.is_null() {
            row["desk"] = more.clone();
        }
        row.to_string()
    };
    let db = room.join("recension.db");
    import(&db, &[&write(room, "1.jsonl", &[row("2024-01-01T10:00:00Z", "A.", &Value::Null)])], 0);
    assert_eq!(run(room, &["log-head", "-o", "head"]).0, Some(0));
    let later = [
        row("2024-01-03T10:00:00Z", "B.", &Value::Null),
        row("2024-01-05T10:00:00Z", "C.", &json!("one")),
    ];
    import(&db, &[&write(room, "2.jsonl", &later)], 0);

    let (code, said) = run(room, &["prove", "1", "2024-01-02", "--head", "head"]);
    assert!(code == Some(2) && said.contains("use a newer checkpoint"), "{said}");
    assert_eq!(run(room, &["prove", "1", "1", "--head", "head"]).0, Some(0));

    for version in ["2", "3"] {
        let (code, said) = run(room, &["redact", "1", version, "--reason", "an order"]);
        assert_eq!(code, Some(0), "{said}");
    }
    let (code, said) = run(room, &["prove", "1", "2024-01-02", "-o", "a.json"]);
    assert!(code == Some(0) && said.contains("between: last seen with this text"), "{said}");
    let (code, said) = run(room, &["verify-bundle", "a.json"]);
    assert!(code == Some(0) && said.contains("only its id is known"), "{said}");
    let (code, said) = run(room, &["prove", "1", "2024-01-04"]);
    assert!(code == Some(2) && said.contains("the version was redacted"), "{said}");
    import(&db, &[&write(room, "3.jsonl", &[row("2024-01-04T10:00:00Z", "D.", &Value::Null)])], 0);
    let (code, said) = run(room, &["prove", "1", "2024-01-04T20:00"]);
    assert!(code == Some(2) && said.contains("depends on a capture of version"), "{said}");
}

/// Records of one article, some of them without some timestamps.
fn records(dice: &mut Dice) -> Vec<String> {
    let mut lines = Vec::new();
    let rows = 1 + dice.below(7);
    for number in 0..rows {
        // The same version again, or one with its own claims.
        let (is_same, is_observed) = (dice.below(2) == 0, dice.below(4) > 0);
        let mut time = |coarse: usize| match dice.below(8) {
            0 | 1 => Value::Null,
            2 if coarse > 0 => json!(format!("2024-03-{:02}", 1 + dice.below(4))),
            3 => json!(format!("2024-03-{:02}T{:02}:00", 1 + dice.below(4), dice.below(24))),
            _ => json!(format!(
                "2024-03-{:02}T{:02}:{:02}:{:02}Z",
                1 + dice.below(4),
                dice.below(24),
                dice.below(60),
                30 * dice.below(2)
            )),
        };
        let [published, updated] =
            [time(1), time(1)].map(|claim| if is_same { Value::Null } else { claim });
        let captured = if is_observed { time(0) } else { Value::Null };
        let (body, title) = (dice.below(3), dice.below(7) / 6);
        let mut row = json!({"url": "https://example.org/a", "title": format!("T{title}")});
        for (name, value) in
            [("published", published), ("updated", updated), ("captured", captured)]
        {
            row[name] = value;
        }
        if body > 0 || number == 0 {
            row["body"] = json!(format!("Body {body}."));
        }
        lines.push(row.to_string());
    }
    lines
}

/// Whatever the timeline answers, a bundle proves it with the same certainty, unless the version
/// has no time at all. Both programs agree.
#[test]
fn a_bundle_gives_the_answer_of_the_timeline() {
    let folder = tempfile::tempdir().unwrap();
    let (mut found, mut weaker, mut by_claim, mut second) = ([0; 4], 0, 0, 0);
    let mut dice = Dice(5);
    for seed in 0..40 {
        let db = folder.path().join(format!("{seed}.db"));
        import(&db, &[&write(folder.path(), &format!("{seed}.jsonl"), &records(&mut dice))], 0);
        let catalog = Snapshot::open(&db).unwrap();
        let timeline = history(&catalog, ArticleId(1));
        let checkpoint = head(&catalog);
        let text = checkpoint.signed(None).unwrap();
        let stated = timeline.versions().iter().flat_map(|version| {
            let claims = [&version.published, &version.updated].into_iter().flatten();
            claims.chain(version.captured()).map(Timestamp::micros).collect::<Vec<_>>()
        });
        let mut times: Vec<String> = stated
            .flat_map(|micros| [-1_000_000, 0, 7_200_000_000].map(|shift| micros + shift))
            .map(|micros| {
                let precision = recension::article::Precision::Second;
                recension::article::timestamp::canonical_text(micros, precision)
            })
            .collect();
        times.extend(["2024-03-02", "2024-03", "2025"].map(str::to_owned));
        for (number, asked) in times.iter().enumerate() {
            let place = (&checkpoint, text.as_str());
            let Some(evidence) = evidence_at(&catalog, &timeline, asked, place) else { continue };
            let bundle = evidence.unwrap().bundle;
            let time = Timestamp::parse(asked, &DefaultZone::default(), ClockSource::Flag).unwrap();
            let expected = timeline.at(time.end_micros()).unwrap();
            let report = bundle.check(&recension::proof::bundle::Trust::default());
            assert_eq!(
                failing(&report),
                [""; 0],
                "{seed} {asked}: {:#?} {:#?}",
                report.checks,
                bundle.question
            );
            let question = bundle.question.as_ref().unwrap();
            assert_eq!(question.certainty, expected.certainty, "{seed} {asked}");
            found[expected.certainty as usize] += 1;
            by_claim += usize::from(question.next.is_some());
            // The stated certainty may be weaker than the captures support.
            let check = report.checks.iter().find(|check| check.check == "certainty").unwrap();
            weaker += usize::from(check.result == Verdict::NotChecked);
            if (seed + number) % 23 == 0 {
                let path = folder.path().join("bundle.json");
                fs::write(&path, serde_json::to_vec(&bundle).unwrap()).unwrap();
                if let Some((holds, said)) = python(&path, None) {
                    assert!(
                        holds && said.contains(question.certainty.name()),
                        "{seed} {asked}: {said}"
                    );
                    second += 1;
                }
            }
        }
    }
    let by = |certainty: Certainty| found[certainty as usize];
    let counts =
        [Certainty::Observed, Certainty::Claimed, Certainty::Between, Certainty::Unknown].map(by);
    assert!(counts.iter().all(|count| *count > 20), "{counts:?}");
    assert!(weaker * 10 < counts.iter().sum::<usize>(), "{weaker} of {counts:?}");
    assert!(by_claim > 10, "{by_claim}");
    eprintln!(
        "{counts:?}, {by_claim} with a next version by its claim, {weaker} weaker, {second} checked by the second program"
    );
}

/// Possible alterations, and the checks that detect them.
#[test]
fn no_altered_answer_is_taken_by_either_program() {
    type Spoil = fn(&mut Bundle);
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("bundle.json");
    let check = |genuine: &Bundle, number: usize, spoil: Spoil, expected: &[&str]| {
        let mut bundle = genuine.clone();
        spoil(&mut bundle);
        assert_eq!(failing(&bundle.check(&trust())), expected, "{number}");
        fs::write(&path, serde_json::to_vec(&bundle).unwrap()).unwrap();
        if let Some((holds, said)) = python(&path, Some(PUBLIC_KEY)) {
            assert_eq!(holds, expected.is_empty(), "{number}: {said}");
            assert!(!said.contains("Traceback"), "{said}");
        }
    };
    let claimed = bundle_at(tempfile::tempdir().unwrap().path(), "2014-10-19T20:50Z");
    let between = bundle_at(tempfile::tempdir().unwrap().path(), "2014-10-20T00:00Z");
    let unknown = bundle_at(tempfile::tempdir().unwrap().path(), "2014-10-21");
    for bundle in [&claimed, &between, &unknown] {
        check(bundle, 0, |_| (), &[]);
    }
    macro_rules! question {
        ($bundle:ident) => {
            $bundle.question.as_mut().unwrap()
        };
    }
    let of_both: [(Spoil, &[&str]); 26] = [
        (|b| question!(b).certainty = Certainty::Observed, &["certainty"]),
        (|b| question!(b).asked = "2014-10-19T20:51Z".to_owned(), &["question"]),
        (|b| question!(b).asked = "2014-10-19".to_owned(), &["question"]),
        (|b| question!(b).offset = 60, &["question"]),
        (|b| question!(b).from = "2014-10-19T20:49:00Z".to_owned(), &["question"]),
        (|b| question!(b).from = "2014-10-19".to_owned(), &["question"]),
        (|b| question!(b).from = "2014-10-19T20:49:00.10Z".to_owned(), &["question"]),
        (|b| question!(b).until = "2014-10-18T20:49:00Z".to_owned(), &["question"]),
        (|b| question!(b).until = String::new(), &["question"]),
        (|b| question!(b).kind = CaptureKind::Conversion, &["observations"]),
        (|b| question!(b).before = None, &["observations"]),
        (|b| question!(b).after = None, &["observations"]),
        (
            |b| question!(b).before.as_mut().unwrap().at.replace_range(12..13, "0"),
            &["observations"],
        ),
        (|b| question!(b).before.as_mut().unwrap().source = "field".to_owned(), &["observations"]),
        (|b| question!(b).before.as_mut().unwrap().index += 1, &["observations"]),
        (|b| question!(b).after.as_mut().unwrap().version.0.0[0] ^= 1, &["observations"]),
        (
            |b| {
                let question = question!(b);
                std::mem::swap(&mut question.before, &mut question.after);
            },
            &["observations"],
        ),
        (|b| b.question = None, &["question"]),
        (|b| b.neighbors.clear(), &["observations"]),
        (|b| b.neighbors.push(b.neighbors[0].clone()), &["captures"]),
        (|b| b.neighbors[0].version.0.0[0] ^= 1, &["neighbor", "capture", "observations"]),
        (|b| b.neighbors[0].version = b.version.id, &["neighbor", "observations"]),
        (|b| b.neighbors[0].identity.as_mut().unwrap().key.push('x'), &["neighbor"]),
        (
            |b| b.neighbors[0].identity.as_mut().unwrap().body_sha256 = Some(Sha256([7; 32])),
            &["neighbor"],
        ),
        (|b| b.neighbors[0].capture.index += 1, &["inclusion", "observations"]),
        (
            |b| {
                let (version, index) = (b.version.id, b.captures[0].index);
                question!(b).next = Some(NextVersion { version, index });
            },
            &["observations"],
        ),
    ];
    for (number, (spoil, expected)) in of_both.into_iter().enumerate() {
        check(&claimed, number + 1, spoil, expected);
    }
    // Without the question and its neighbors, it is a bundle of only the version.
    check(&claimed, 100, |b| (b.question, b.neighbors) = (None, Vec::new()), &[]);
    check(&between, 101, |b| question!(b).certainty = Certainty::Claimed, &["certainty"]);
    check(&unknown, 102, |b| question!(b).certainty = Certainty::Between, &["certainty"]);
    // A certainty below the one that the captures support may be stated, and is not checked.
    check(&claimed, 103, |b| question!(b).certainty = Certainty::Between, &[]);
    // Another time: the version was not in effect yet, by its own claim or by the observations.
    let earlier: Spoil = |b| {
        let question = question!(b);
        "14:00, I think".clone_into(&mut question.asked);
        question.from = "2014-10-19T18:00:00Z".to_owned();
        question.until = "2014-10-19T18:01:00Z".to_owned();
    };
    check(&claimed, 104, earlier, &["certainty"]);
    check(&between, 105, earlier, &["observations"]);
}

/// A neighbor's identity may only be omitted as for a redacted version; the report states that.
#[test]
fn a_neighbor_without_identity_proves_less() {
    let mut bundle = bundle_at(tempfile::tempdir().unwrap().path(), "2014-10-19T20:50Z");
    bundle.neighbors[0].identity = None;
    let report = bundle.check(&trust());
    assert!(report.holds());
    let check = report.checks.iter().find(|check| check.check == "neighbor").unwrap();
    assert!(check.result == Verdict::NotChecked && check.says.contains("redacted"), "{check:?}");
}

/// The question uses the time zone in which the article's times are shown. The program reports the
/// certainty even if the bundle is written to stdout.
#[test]
fn the_question_is_stated_in_the_zone_in_which_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    story(folder.path());
    let output = recension()
        .current_dir(folder.path())
        .args(["prove", "ferry-fire", "2014-10-19 16:50"])
        .output()
        .unwrap();
    assert!(
        stderr(&output)
            .contains("claimed: last seen with another text at 2014-10-19 09:31:12 -04:00")
    );
    let question = Bundle::parse(&output.stdout).unwrap().question.unwrap();
    assert_eq!((question.asked.as_str(), question.offset), ("2014-10-19 16:50", -240));
    assert_eq!(question.from, "2014-10-19T20:50:00Z");
    assert_eq!(question.until, "2014-10-19T20:51:00Z");
}
