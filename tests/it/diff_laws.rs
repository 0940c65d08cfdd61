//! Properties of the diff, checked on texts built to be difficult.

use proptest::prelude::*;
use recension::diff::{
    Diff, DiffOptions, Extent, Op, PieceKind, SpanKind, diff, matching_lines, sentences,
};

/// Sentences, odd characters and whitespace, to build texts from.
const PARTS: &[&str] = &[
    "The mayor resigned. ",
    "The mayor did not resign. ",
    "It cost $1.5 million. ",
    "It cost $15 million. ",
    "“We are ready,” she said. ",
    "\"We are ready,\" she said. ",
    "He lives in the U.S. ",
    "Dr. J. Smith came at 9 a.m. Monday. ",
    "Repairs will take 3 days. ",
    "Repairs will take 30 days, the firm said, and the road stays shut. ",
    "\n\n",
    "\n",
    "\r\n",
    " ",
    "\u{A0}",
    "\t",
    "今天下雨。",
    "明天晴！",
    "यह एक है। ",
    "هل هذا صحيح؟ ",
    "ฝนตก ถนนปิด ",
    "cafe\u{301} ",
    "café ",
    "👩‍👩‍👧 ",
    "\u{AD}",
    "-",
    "—",
    "...",
    "…",
    "(",
    ")",
    "a",
    "Word ",
    "- item one\n",
    "- item two\n",
    "1. First\n",
    "Yes. ",
    "Yes. ",
    "\u{1B}[31m",
    "\0",
    "🇩🇪🇫🇷",
    "Correction: an earlier version of this article misstated the sum. ",
    "\u{2028}",
    "\u{200B}",
    "The bridge will close on Monday",
    ", and drivers should use the northern road",
    ". Drivers should use the northern road",
    "; nobody was hurt",
    ". Nobody was hurt",
    ". ",
    "Entry #2117 was open. ",
    "Entry #2117 was written out by the council in the course of a long evening. ",
    "https://example.org/a?b=c",
    "''",
    "ended.Then",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::collection::vec(prop::sample::select(PARTS), 0..40).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
    ]
}

/// A text and a modified version: parts dropped, duplicated, changed and moved.
fn pair() -> impl Strategy<Value = (String, String)> {
    let parts = prop::collection::vec(prop::sample::select(PARTS), 0..40);
    let edits = prop::collection::vec(
        (0usize..5, any::<prop::sample::Index>(), prop::sample::select(PARTS)),
        0..8,
    );
    (parts, edits).prop_map(|(parts, edits)| {
        let mut other = parts.clone();
        for (kind, at, part) in edits {
            if other.is_empty() {
                other.push(part);
                continue;
            }
            let at = at.index(other.len());
            match kind {
                0 => drop(other.remove(at)),
                1 => other.insert(at, part),
                2 => other[at] = part,
                3 => other.rotate_left(at),
                _ => {
                    let moved = other.remove(at);
                    other.insert(at / 2, moved);
                }
            }
        }
        (parts.concat(), other.concat())
    })
}

/// Whether a text may be between sentences: whitespace and marks that divide or decorate.
fn is_layout(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || "-=_*#|~+·•–—:\\>`".contains(c)).is_empty()
}

/// Checks everything that a diff guarantees.
fn laws(old: &str, new: &str, options: &DiffOptions) -> Diff {
    let diff = diff(old, new, options);
    assert_eq!(diff.script(new).apply(old).as_deref(), Some(new), "old + operations = new");
    assert_eq!(diff.is_empty(), old == new);

    // The pieces tile both texts, and equal pieces are equal.
    let (mut x, mut y) = (0, 0);
    let mut told = vec![0usize; diff.changes.len()];
    for piece in &diff.pieces {
        assert_eq!((piece.old.start, piece.new.start), (x, y));
        (x, y) = (piece.old.end, piece.new.end);
        let (a, b) = (&old[piece.old.start..x], &new[piece.new.start..y]);
        match piece.kind {
            PieceKind::Equal => assert_eq!(a, b),
            PieceKind::Space(_) => {
                assert!(is_layout(a) && is_layout(b), "{a:?} {b:?}");
            }
            PieceKind::Change(at) => {
                told[at] += 1;
                let change = &diff.changes[at];
                assert_eq!(b, change.new.extent().of(new));
                if !a.is_empty() {
                    assert_eq!(a, change.old.extent().of(old));
                }
            }
            PieceKind::MovedFrom(at) => {
                assert_eq!(piece.old, diff.changes[at].old.extent());
            }
        }
    }
    assert_eq!((x, y), (old.len(), new.len()));

    for (at, change) in diff.changes.iter().enumerate() {
        // Every change is in one place; only a move shares the place of its edit.
        let shares = change.op == Op::Moved
            && at > 0
            && diff.changes[at - 1].new == change.new
            && diff.changes[at - 1].old == change.old;
        assert_eq!(told[at], usize::from(!shares), "{change:?}");
        let counts = (change.old.len(), change.new.len());
        match change.op {
            Op::Added => assert_eq!(counts, (0, 1)),
            Op::Removed => assert_eq!(counts, (1, 0)),
            Op::Split => assert!(counts.0 == 1 && counts.1 >= 2, "{counts:?}"),
            Op::Merged => assert!(counts.0 >= 2 && counts.1 == 1, "{counts:?}"),
            Op::Edited | Op::Moved => assert_eq!(counts, (1, 1)),
            // The layout of several sentences may change at once.
            Op::Format => assert!(counts.0 >= 1 && counts.1 >= 1, "{counts:?}"),
        }
        if change.op == Op::Format {
            assert!(!change.classes.has_fact());
        }
        // Its spans tile it.
        if change.op == Op::Moved {
            assert!(change.spans.is_empty());
            continue;
        }
        let (mut a, mut b) = (change.old.extent().start, change.new.extent().start);
        for span in &change.spans {
            if span.kind != SpanKind::Added {
                assert_eq!(span.old.start, a);
                a = span.old.end;
            }
            if span.kind != SpanKind::Removed {
                assert_eq!(span.new.start, b);
                b = span.new.end;
            }
            assert!(!(span.old.is_empty() && span.new.is_empty()));
            if span.kind == SpanKind::Equal {
                assert_eq!(span.old.of(old), span.new.of(new));
            }
        }
        if !change.old.is_empty() {
            assert_eq!(a, change.old.extent().end);
        }
        if !change.new.is_empty() {
            assert_eq!(b, change.new.extent().end);
        }
    }
    diff
}

/// At least 400 cases, or as many as PROPTEST_CASES sets.
fn cases() -> ProptestConfig {
    let default = ProptestConfig::default();
    ProptestConfig { cases: default.cases.max(400), ..default }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_two_texts(old in text(), new in text()) {
        laws(&old, &new, &DiffOptions::default());
    }

    #[test]
    fn a_text_and_what_became_of_it((old, new) in pair()) {
        laws(&old, &new, &DiffOptions::default());
        laws(&new, &old, &DiffOptions::default());
    }

    #[test]
    fn the_laws_hold_on_any_budget((old, new) in pair(), work in 0u64..5_000) {
        let options = DiffOptions::default().work(work);
        let once = laws(&old, &new, &options);
        prop_assert_eq!(once, diff(&old, &new, &options), "the same question, the same answer");
    }

    #[test]
    fn a_text_equals_itself(text in text()) {
        let diff = laws(&text, &text, &DiffOptions::default());
        prop_assert!(diff.changes.is_empty() && diff.summary.is_empty());
    }

    #[test]
    fn sentences_lie_in_order_with_white_space_between(text in text()) {
        let mut at = 0;
        for extent in sentences(&text) {
            prop_assert!(is_layout(&text[at..extent.start]));
            prop_assert_eq!(extent.of(&text).trim(), extent.of(&text));
            prop_assert!(!extent.is_empty());
            at = extent.end;
        }
        prop_assert!(is_layout(&text[at..]));
    }

    #[test]
    fn matching_lines_match_in_order((old, new) in pair()) {
        let (a, b): (Vec<&str>, Vec<&str>) =
            (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
        let pairs = matching_lines(&a, &b, &DiffOptions::default());
        prop_assert!(pairs.iter().all(|&(i, j)| a[i] == b[j]));
        prop_assert!(pairs.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
    }
}

/// Changes that other tools miss (diffengine, newsdiff): each must be a change, not `format` and
/// not noise.
#[test]
fn edits_that_others_lose() {
    for (old, new) in [
        ("It cost $1.5 million.", "It cost $15 million."),
        ("It takes 3 days.", "It takes 30 days."),
        ("The vote was 5-4.", "The vote was 54."),
        ("He made a false claim.", "He made a joke."),
        ("$1.5 million", "$15 million"),
        ("3 days", "30 days"),
        ("5-4", "54"),
        ("a false claim", "a joke"),
        ("Profits fell by 1,200.", "Profits fell by 1.200."),
        ("He did it.", "He didn’t do it."),
    ] {
        let diff = laws(old, new, &DiffOptions::default());
        assert!(!diff.changes.is_empty());
        for change in &diff.changes {
            assert_ne!(change.op, Op::Format, "{old} / {new}");
            assert!(!change.is_noise(), "{old} / {new}");
        }
    }
}

#[test]
fn a_moved_and_edited_sentence_is_both() {
    let old = "Alpha opened the meeting with a long report on roads. The council then heard from the fire chief. Nobody asked for more money this year. The library will open on Sundays from May.";
    let new = "The library will open on Sundays from June. Alpha opened the meeting with a long report on roads. The council then heard from the fire chief. Nobody asked for more money this year.";
    let diff = laws(old, new, &DiffOptions::default());
    let ops: Vec<Op> = diff.changes.iter().map(|change| change.op).collect();
    assert_eq!(ops, [Op::Edited, Op::Moved]);
    assert_eq!(diff.changes[0].new, diff.changes[1].new);
}

#[test]
fn splits_and_merges() {
    let one = "The bridge will close on Monday for repairs, and drivers should use the northern road instead.";
    let two = "The bridge will close on Monday for repairs. Drivers should use the northern road instead.";
    assert_eq!(laws(one, two, &DiffOptions::default()).changes[0].op, Op::Split);
    assert_eq!(laws(two, one, &DiffOptions::default()).changes[0].op, Op::Merged);
}

#[test]
fn a_divided_paragraph_is_no_edit() {
    let old = "One sentence stands here. Another follows it.";
    let new = "One sentence stands here.\n\nAnother follows it.";
    let diff = laws(old, new, &DiffOptions::default());
    assert!(diff.changes.is_empty());
    assert_eq!(diff.layout().count(), 1);
}

/// Inputs of a megabyte, of each kind that made other programs hang. The bench measures the time;
/// here the properties must hold, and the test must end.
#[test]
fn hostile_texts() {
    const SIZE: usize = 1 << 17;
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut random = |letters: &[char], space: u64| -> String {
        let mut out = String::new();
        while out.len() < SIZE {
            out.push(if next(space) == 0 {
                ' '
            } else {
                letters[next(letters.len() as u64) as usize]
            });
        }
        out
    };
    let latin: Vec<char> = ('a'..='z').collect();
    let cyrillic: Vec<char> = ('а'..='я').collect();
    let marks: Vec<char> = ".,;:!?-()[]\"'…“”".chars().collect();
    let cases = [
        (random(&latin, 6), random(&latin, 6)),
        (random(&latin, 6), random(&cyrillic, 6)),
        (random(&marks, 6), random(&marks, 6)),
        (random(&['a', 'b'], 2), random(&['a', 'b'], 2)),
        ("word ".repeat(SIZE / 5), "word ".repeat(SIZE / 5 - 100)),
        ("Word. ".repeat(SIZE / 6), "Word.\n".repeat(SIZE / 6 - 100)),
        ("\n".repeat(SIZE), "a\n".repeat(SIZE / 2)),
        ("x".repeat(SIZE), "y".repeat(SIZE)),
    ];
    for (old, new) in &cases {
        laws(old, new, &DiffOptions::default());
    }
}

#[test]
fn extents_of_another_text_are_empty_not_a_panic() {
    assert_eq!(Extent::new(3, 90).of("short"), "");
    assert_eq!(Extent::new(1, 2).of("é"), "");
}

/// Something like a time of day may continue with non-ASCII digits; found by `any_two_texts`.
#[test]
fn figures_of_other_scripts_behind_a_colon_are_no_panic() {
    for (old, new) in [("0:𐴰", ""), ("", "12:𐴸Z"), ("at 9:٣٠", "at 9:٣١")] {
        let diff = diff(old, new, &DiffOptions::default());
        assert_eq!(diff.script(new).apply(old).as_deref(), Some(new));
    }
}
