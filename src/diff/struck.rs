//! Struck text: words that a text shows as struck out, between `~~` and `~~`. They are still in the
//! text, but it no longer says them: striking a word out removes it.

use std::borrow::Cow;

use memchr::memmem;

use super::Extent;
use crate::article::CheckedPart as _;

/// The mark before and after struck text.
const MARK: &str = "~~";

/// The struck parts of `extent`, with their marks: ascending, without overlaps, each in one line.
pub(super) fn struck(text: &str, extent: Extent) -> Vec<Extent> {
    let body = extent.of(text);
    let bytes = body.as_bytes();
    let mut found = Vec::new();
    // Nearly no text has any.
    if memchr::memchr(b'~', bytes).is_none() {
        return found;
    }
    let mut open: Option<usize> = None;
    for at in memmem::find_iter(bytes, MARK) {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let after = bytes.get(at + MARK.len());
        // "~~~" is not a mark.
        if before == Some(&b'~') || after == Some(&b'~') {
            continue;
        }
        let bound = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
        let opened = open.filter(|&open| !bytes.part(open..at).contains(&b'\n'));
        match opened {
            Some(start) if bound(before) && at > start + MARK.len() => {
                let (start, end) = (extent.start + start, extent.start + at + MARK.len());
                found.push(Extent::new(start, end));
                open = None;
            }
            Some(_) => {}
            // A path may contain the mark.
            None => open = (bound(after) && before != Some(&b'/')).then_some(at),
        }
    }
    found
}

/// Whether a position is inside one of the struck parts.
pub(super) fn is_inside(struck: &[Extent], at: usize) -> bool {
    let after = struck.partition_point(|part| part.end <= at);
    struck.get(after).is_some_and(|part| part.start < at)
}

/// The text at `extent` without its struck parts.
pub(super) fn unstruck(text: &str, extent: Extent) -> Cow<'_, str> {
    let struck = struck(text, extent);
    if struck.is_empty() {
        return Cow::Borrowed(extent.of(text));
    }
    let mut out = String::with_capacity(extent.len());
    let mut from = extent.start;
    for part in struck {
        out.push_str(Extent::new(from, part.start).of(text));
        from = part.end;
    }
    out.push_str(Extent::new(from, extent.end).of(text));
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{struck, unstruck};
    use crate::diff::{Class, DiffOptions, Extent, Op, diff};

    #[track_caller]
    fn check(text: &str, parts: &[&str], rest: &str) {
        let all = Extent::new(0, text.len());
        let found: Vec<&str> = struck(text, all).iter().map(|part| part.of(text)).collect();
        assert_eq!(found, parts, "{text}");
        assert_eq!(unstruck(text, all), rest, "{text}");
    }

    #[test]
    fn struck_parts() {
        check("It costs ~~£40~~ £50.", &["~~£40~~"], "It costs  £50.");
        check("~~It is shut. Stay away.~~ Come.", &["~~It is shut. Stay away.~~"], " Come.");
        check("£~~4~~5 and ~~6~~7", &["~~4~~", "~~6~~"], "£5 and 7");
        check("~~~\ncode ~~ code\n~~~", &[], "~~~\ncode ~~ code\n~~~");
        check("One ~~two\nthree~~ four.", &[], "One ~~two\nthree~~ four.");
        check("See a.example/~~x/~~y for it.", &[], "See a.example/~~x/~~y for it.");
        check("It is ~~ 5 km ~~ away.", &[], "It is ~~ 5 km ~~ away.");
    }

    #[track_caller]
    fn removed(old: &str, new: &str, words: (usize, usize), facts: &[(Class, &str, &str)]) {
        let around = |text: &str| format!("The bridge is open.\n\n{text}\n\nIt closes in May.");
        let (old, new) = (around(old), around(new));
        let diff = diff(&old, &new, &DiffOptions::default());
        assert_eq!((diff.summary.words_removed, diff.summary.words_added), words, "{diff:?}");
        let evidence = diff.changes.iter().flat_map(|change| &change.evidence);
        let found: Vec<(Class, &str, &str)> = evidence
            .map(|one| {
                let side = |at: Option<Extent>, text| at.map_or("", |at| at.of(text));
                (one.class, side(one.old, &old), side(one.new, &new))
            })
            .collect();
        assert_eq!(found, facts, "{diff:?}");
        assert!(diff.changes.iter().all(|change| !change.is_noise()), "{diff:?}");
        assert_eq!(diff.script(&new).apply(&old).as_deref(), Some(new.as_str()));
    }

    #[test]
    fn struck_words_are_removed() {
        use Class::{Number, Quote};
        removed(
            "The toll is £4 for cars.",
            "The toll is ~~£4~~ £5 for cars.",
            (1, 1),
            &[(Number, "£4", "£5")],
        );
        removed("The toll is £4.", "~~The toll is £4.~~", (4, 0), &[(Number, "£4", "")]);
        removed("~~The toll is £4.~~", "The toll is £4.", (0, 4), &[(Number, "", "£4")]);
        removed(
            "It is “a fine day” then.",
            "It is ~~“a fine day”~~ then.",
            (3, 0),
            &[(Quote, "“a fine day”", "")],
        );
        removed("The road is shut to all.", "The road is ~~shut to all~~.", (3, 0), &[]);
        // Text that was struck before is removed only once.
        removed("The fee ~~of £4~~ rose.", "The fee rose.", (0, 0), &[]);
        removed(
            "It was shut. All 12 boats left. No one came.",
            "~~It was shut. All 12 boats left. No one came.~~",
            (10, 0),
            &[(Number, "12", ""), (Class::Negation, "No", "")],
        );
    }

    #[test]
    fn a_struck_sentence_stays_apart_from_its_neighbors() {
        let old = "It is open. The toll is £4. It closes in May.";
        let new = "It is open. ~~The toll is £4.~~ It closes in May.";
        let diff = diff(old, new, &DiffOptions::default());
        assert_eq!(diff.changes.len(), 1, "{diff:?}");
        assert_eq!(diff.changes[0].op, Op::Edited);
        assert_eq!(diff.changes[0].new[0].of(new), "~~The toll is £4.~~");
    }
}
