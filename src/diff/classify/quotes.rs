//! Quotations: the parts of a sentence in quotation marks, double or single.

use super::super::Extent;
use crate::article::CheckedPart as _;

/// A quotation, with its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    pub(super) extent: Extent,
}

/// The quotations of a sentence, ascending, without overlaps. One left open extends to the end; one
/// that is closed but never opened begins at the start of the sentence. Single marks must enclose
/// words: most are apostrophes.
pub(super) fn quotations(text: &str, sentence: Extent) -> Vec<Quotation> {
    let body = sentence.of(text);
    let mut found = double(body);
    if found.is_empty() && has_single(body) {
        found = single(body);
    }
    let shift = |extent: Extent| Quotation {
        extent: Extent::new(extent.start + sentence.start, extent.end + sentence.start),
    };
    found.into_iter().map(shift).collect()
}

/// Quotations in double marks.
fn double(body: &str) -> Vec<Extent> {
    let mut runs: Vec<Extent> = Vec::new();
    // The first bytes of the quotation marks.
    if memchr::memchr3(b'"', 0xE2, 0xC2, body.as_bytes()).is_none()
        && memchr::memchr(0xE3, body.as_bytes()).is_none()
    {
        return runs;
    }
    let mut open: Option<usize> = None;
    for at in marks(body, &[b'"', 0xE2, 0xC2, 0xE3]) {
        let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let after = at + c.len_utf8();
        let (opens, closes) = match c {
            // 12" and 6'2" are measures; a quotation mark that opens stands before a word.
            '"' if open.is_none()
                && body
                    .get(..at)
                    .is_some_and(|text| text.ends_with(|c: char| c.is_ascii_digit())) =>
            {
                continue;
            }
            // A quotation that began in an earlier sentence ends here: 'Good work!" she said'.
            '"' if open.is_none()
                && runs.is_empty()
                && body.get(..at).is_some_and(|text| {
                    text.ends_with(|c: char| c.is_alphanumeric() || is_sentence_mark(c))
                })
                && body
                    .get(after..)
                    .is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace)) =>
            {
                (false, true)
            }
            // Some writers use the same mark at both ends.
            '"' | '“' => (open.is_none(), open.is_some()),
            // »So« in German and Danish books, ”så” in Swedish and Finnish.
            '»' | '”' if open.is_none() && opens_word(body, at, after) => (true, false),
            '«' if open.is_some() && ends_word(body, at, after) => (false, true),
            '„' | '«' | '「' | '『' => (true, false),
            '”' | '»' | '」' | '』' => (false, true),
            _ => continue,
        };
        if closes {
            let start = match open.take() {
                Some(start) => start,
                None if runs.is_empty() => 0,
                None => continue,
            };
            runs.push(Extent::new(start, after));
        } else if opens && open.is_none() {
            open = Some(at);
        }
    }
    if let Some(start) = open {
        runs.push(Extent::new(start, body.len()));
    }
    runs
}

/// Whether a mark stands before a word and after none.
fn opens_word(body: &str, at: usize, after: usize) -> bool {
    let before = body.get(..at).and_then(|text| text.chars().next_back());
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '['))
        && body.get(after..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether a mark stands after a word or its punctuation, and before none.
fn ends_word(body: &str, at: usize, after: usize) -> bool {
    let before = body.get(..at).and_then(|text| text.chars().next_back());
    before.is_some_and(|c| !c.is_whitespace())
        && !body.get(after..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

const fn is_sentence_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | ',' | '…')
}

/// The positions of characters that begin with one of these bytes.
fn marks(body: &str, first: &[u8; 4]) -> impl Iterator<Item = usize> {
    let places = body.bytes().enumerate();
    places.filter(|(_, byte)| first.contains(byte)).map(|(at, _)| at)
}

/// Whether a text may have single marks.
fn has_single(body: &str) -> bool {
    memchr::memchr2(b'\'', 0xE2, body.as_bytes()).is_some()
}

/// Quotations in single marks: an opening one before a word, and a closing one after a word or its
/// punctuation.
fn single(body: &str) -> Vec<Extent> {
    let mut runs = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for at in marks(body, &[b'\'', 0xE2, 0xE2, 0xE2]) {
        let rest = body.part(at..);
        let Some(c) = rest.chars().next() else { continue };
        let after = at + c.len_utf8();
        let next = rest.chars().nth(1);
        let before = body.get(..at).and_then(|text| text.chars().next_back());
        let starts = before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '*' | '_' | '/' | '|')
        });
        let ends = next.is_none_or(|c| !c.is_alphanumeric());
        let spoken = before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '['));
        match (c, open) {
            ('‘' | '\'' | '‚' | '‹', None)
                if starts && next.is_some_and(|c| c.is_alphabetic() || c == '…' || c == '¿') =>
            {
                let rest = body.part(after..);
                if !is_elision(rest) {
                    open = Some((at, c));
                }
            }
            // "the boys’ own": the mark closes only if no word with an apostrophe could end here,
            // or if no other mark follows.
            ('’' | '\'' | '‘' | '›', Some((start, opener)))
                if spoken && ends && closes(opener, c) =>
            {
                let rest = body.part(after..);
                let possessive =
                    before == Some('s') && rest.starts_with(' ') && has_closing(rest, opener);
                if !possessive {
                    runs.push(Extent::new(start, after));
                    open = None;
                }
            }
            _ => {}
        }
    }
    // A curly mark that opens is no apostrophe: the quotation goes on in the next sentence.
    if let Some((start, '‘' | '‚' | '‹')) = open {
        runs.push(Extent::new(start, body.len()));
    }
    runs
}

fn closes(opener: char, c: char) -> bool {
    match opener {
        '‘' => c == '’',
        '‚' => matches!(c, '‘' | '’'),
        '‹' => c == '›',
        _ => c == '\'',
    }
}

/// Whether another closing mark follows, within the next words.
fn has_closing(rest: &str, opener: char) -> bool {
    let near = rest.char_indices().take(200);
    let mut before = ' ';
    for (at, c) in near {
        let ends = rest
            .get(at + c.len_utf8()..)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        if closes(opener, c) && ends && !before.is_whitespace() {
            return true;
        }
        if matches!(c, '‘' | '“') {
            return false;
        }
        before = c;
    }
    false
}

/// `'90s`, `'tis`, `'em`, `'n'`: an apostrophe that opens a word.
fn is_elision(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    ["tis", "twas", "em", "n", "til", "cause", "bout", "round", "s", "t"]
        .iter()
        .any(|elided| elided.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::quotations;
    use crate::diff::Extent;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found = quotations(text, Extent::new(0, text.len()));
        let found: Vec<&str> = found.iter().map(|one| one.extent.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn double_marks() {
        check("He said “no” and \"yes\".", &["“no”", "\"yes\""]);
        check("Er sagte „nein“ und «doch».", &["„nein“", "«doch»"]);
        check("“We go.", &["“We go."]);
        check("We go,” she said.", &["We go,”"]);
        check("A 12\" pipe was laid.", &[]);
    }

    #[test]
    fn single_marks() {
        check("The mayor ‘lied’ to us.", &["‘lied’"]);
        check("It is 'dead in the water' now.", &["'dead in the water'"]);
        check("It’s the boys’ own, isn’t it?", &[]);
        check("Rock 'n' roll of the '90s.", &[]);
        check("He said ‘the boys’ club’ is shut.", &["‘the boys’ club’"]);
        check("Don't say 'don't'.", &["'don't'"]);
    }
}
