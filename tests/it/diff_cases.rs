//! The operations that the diff finds: small cases, one for each distinction that it must make.

use recension::diff::{Class, DiffOptions, Extent, Op, diff};

/// An operation, the old sentences and the new ones.
type Case<'t> = (Op, &'t [&'t str], &'t [&'t str]);

#[track_caller]
fn check(old: &str, new: &str, expected: &[Case<'_>]) {
    let diff = diff(old, new, &DiffOptions::default());
    let of = |extents: &[Extent], text: &str| -> Vec<String> {
        extents.iter().map(|extent| extent.of(text).to_owned()).collect()
    };
    let found: Vec<(Op, Vec<String>, Vec<String>)> = diff
        .changes
        .iter()
        .map(|change| (change.op, of(&change.old, old), of(&change.new, new)))
        .collect();
    let owned = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let expected: Vec<(Op, Vec<String>, Vec<String>)> =
        expected.iter().map(|&(op, from, to)| (op, owned(from), owned(to))).collect();
    assert_eq!(found, expected);
    assert_eq!(diff.script(new).apply(old).as_deref(), Some(new));
}

/// Checks both directions: a split in one direction is a merge in the other.
#[track_caller]
fn check_parts(whole: &str, several: &str, one: &str, parts: &[&str]) {
    check(whole, several, &[(Op::Split, &[one], parts)]);
    check(several, whole, &[(Op::Merged, parts, &[one])]);
}

#[test]
fn sentences_in_two_and_more_parts() {
    check_parts(
        "The bridge will close on Monday for repairs, and drivers should use the northern road, which was widened last year.",
        "The bridge will close on Monday for repairs. Drivers should use the northern road. It was widened last year.",
        "The bridge will close on Monday for repairs, and drivers should use the northern road, which was widened last year.",
        &[
            "The bridge will close on Monday for repairs.",
            "Drivers should use the northern road.",
            "It was widened last year.",
        ],
    );
    check_parts(
        "Opening hours\n\nThe library: Monday to Friday The baths: weekends only The museum: by appointment\n\nAll are free.",
        "Opening hours\n\nThe library: Monday to Friday\n\nThe baths: weekends only\n\nThe museum: by appointment\n\nAll are free.",
        "The library: Monday to Friday The baths: weekends only The museum: by appointment",
        &[
            "The library: Monday to Friday",
            "The baths: weekends only",
            "The museum: by appointment",
        ],
    );
}

/// Joined lines are a merge, even if punctuation shows the boundary; none of their words changed.
#[test]
fn lines_run_together() {
    let (apart, together) = (
        "The rules are these:\n\nhttps://example.org/rules\n\nRead them.",
        "The rules are these: https://example.org/rules\n\nRead them.",
    );
    check_parts(
        together,
        apart,
        "The rules are these: https://example.org/rules",
        &["The rules are these:", "https://example.org/rules"],
    );
    let diff = diff(apart, together, &DiffOptions::default());
    assert!(diff.changes[0].classes.contains(Class::Whitespace));
    assert!(diff.changes[0].is_noise());
    assert_eq!((diff.summary.words_added, diff.summary.words_removed), (0, 0));
}

/// A sentence added next to another is new, however unusually it begins; the other one is
/// unchanged.
#[test]
fn a_sentence_put_beside_another_is_no_merger() {
    check(
        "The council met on Tuesday evening.",
        "The council met on Tuesday evening. iPads were handed out to all members.",
        &[(Op::Added, &[], &["iPads were handed out to all members."])],
    );
    // The rule that no sentence begins with a small letter does not make this a split.
    check(
        "The council met on Tuesday evening. Members were given new tablets to read on.",
        "The council met on Tuesday evening. members were given new tablets to read on.",
        &[(
            Op::Edited,
            &["Members were given new tablets to read on."],
            &["members were given new tablets to read on."],
        )],
    );
}

/// A list entry that was a stub is the same entry after it was expanded.
#[test]
fn stubs_written_out() {
    check(
        "News\n\nRiver Line #2117 process replies TODO\n\nThe end.",
        "News\n\nRiver Line #2117 now answers every letter that its passengers send within a week of the journey.\n\nThe end.",
        &[(
            Op::Edited,
            &["River Line #2117 process replies TODO"],
            &[
                "River Line #2117 now answers every letter that its passengers send within a week of the journey.",
            ],
        )],
    );
    check(
        "This week's bulletin: to be written\n\nThe end.",
        "This week's bulletin describes how the three towns share a fire engine and what came of their quarrel about the siren.\n\nThe end.",
        &[(
            Op::Edited,
            &["This week's bulletin: to be written"],
            &[
                "This week's bulletin describes how the three towns share a fire engine and what came of their quarrel about the siren.",
            ],
        )],
    );
}

/// Headings, dates and table cells have too few words to be matched by their words.
#[test]
fn labels_are_told_letter_by_letter() {
    for (old, new) in [
        ("Multisignatures", "Multisignature overview"),
        ("2022-12-19T19:21:34Z", "2023-03-22T23:01:34Z"),
        ("12.5%", "13.1%"),
    ] {
        check(
            &format!("Above it.\n\n{old}\n\nBelow it."),
            &format!("Above it.\n\n{new}\n\nBelow it."),
            &[(Op::Edited, &[old], &[new])],
        );
    }
    check(
        "Above it.\n\nParis\n\nBelow it.",
        "Above it.\n\nVienna\n\nBelow it.",
        &[(Op::Removed, &["Paris"], &[]), (Op::Added, &[], &["Vienna"])],
    );
}

/// A URL shared by all entries does not make two entries the same.
#[test]
fn entries_of_a_list_of_links() {
    let list = |names: &[&str]| -> String {
        let link = "](https://help.example.org/?helpref=related_articles)\n- [";
        format!("- [{}](https://help.example.org/?helpref=related_articles)", names.join(link))
    };
    let old = list(&["Your settings", "Terms", "Post a letter", "Explore", "Read", "Pay", "Rest"]);
    let new = list(&["Apps", "Privacy", "Delete it", "Profiles", "Write", "Sue", "Work"]);
    let ops: Vec<Op> =
        diff(&old, &new, &DiffOptions::default()).changes.iter().map(|change| change.op).collect();
    assert!(!ops.contains(&Op::Moved), "{ops:?}");
}

/// A sentence shown as moved shares more than a name with the old one.
#[test]
fn a_few_words_are_no_move() {
    let old = "Access Board\n\nThe first paragraph stays where it was all along.\n\nThe second one does so too, and so on to the end.";
    let new = "The first paragraph stays where it was all along.\n\nThe second one does so too, and so on to the end.\n\nEmail: 508@access.board";
    let ops: Vec<Op> =
        diff(old, new, &DiffOptions::default()).changes.iter().map(|change| change.op).collect();
    assert_eq!(ops, [Op::Removed, Op::Added]);
}

#[test]
fn typography_of_other_typists() {
    check(
        "She wants you to do something about it…",
        "She wants you to do something about it ...",
        &[(
            Op::Format,
            &["She wants you to do something about it…"],
            &["She wants you to do something about it ..."],
        )],
    );
    check(
        "He said: ''Design is how it works.''",
        "He said: \"Design is how it works.\"",
        &[(
            Op::Format,
            &["He said: ''Design is how it works.''"],
            &["He said: \"Design is how it works.\""],
        )],
    );
}
